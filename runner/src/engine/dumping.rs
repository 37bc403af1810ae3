//! A process of the hunt that repeats tests and dumps what it holds, and the reading of its dumps.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use oomscope_diagnosis::rounds::{UnitRun, are_in_order};
use oomscope_shared::artifact::Pass;
use oomscope_shared::message::{Key, messages};

use super::Engine;
use super::one_batch::HuntJob;
use super::outside::Told;
use crate::driver::{Dumps, ReadDumps};
use crate::error::Failure;
use crate::temporary::BatchFolder;

/// How often it is looked whether the run is to end while dumps are read.
const LOOK: Duration = Duration::from_millis(20);

/// What such a process is to do.
#[derive(Debug)]
pub(super) struct Dumping {
    /// What it is for.
    pub(super) pass: Pass,
    /// The tests, in the order in which they run.
    pub(super) order: Vec<u32>,
    /// After how many runs it dumps.
    pub(super) after: Vec<usize>,
    /// See [`Dumps::marks_from`].
    pub(super) marks_from: Option<usize>,
    /// See [`Dumps::watched`].
    pub(super) watched: Option<u32>,
}

/// What such a process showed.
#[derive(Debug)]
pub(super) struct Dumped<T> {
    /// What each run left.
    pub(super) runs: Vec<UnitRun>,
    /// Tests that failed.
    pub(super) failed: BTreeSet<u32>,
    /// What the dumps say.
    pub(super) said: Option<T>,
}

impl Dumping {
    /// One without marks.
    pub(super) fn plain(pass: Pass, order: Vec<u32>, after: Vec<usize>) -> Self {
        Self {
            pass,
            order,
            after,
            marks_from: None,
            watched: None,
        }
    }

    /// One that runs its tests so often while the profiler of native code watches.
    pub(super) fn watched(pass: Pass, tests: Vec<u32>, rounds: u32) -> Self {
        Self {
            watched: Some(rounds),
            ..Self::plain(pass, tests, Vec::new())
        }
    }
}

impl Engine<'_> {
    /// A folder for what the profiler of native code leaves; `None`: this run has none for files.
    pub(super) fn native_folder(&self) -> io::Result<Option<BatchFolder>> {
        let Some(run) = self.scratch else {
            return Ok(None);
        };
        let name = format!("{}-native", self.next_index);
        BatchFolder::create(run, &name).map(Some)
    }

    /// Runs it, with room for what piles up.
    pub(super) fn dump<T: Send + 'static>(
        &mut self,
        read: ReadDumps<T>,
        dumping: Dumping,
        deadline: Instant,
        told: &mut Told,
    ) -> Result<Dumped<T>, Failure> {
        let index = self.next_index;
        let run = self.scratch.unwrap_or(Path::new(""));
        let folder = BatchFolder::create(run, &format!("{index}-heap"));
        let folder = folder.map_err(Failure::recorder)?;
        let dumps = Dumps {
            folder: folder.path().to_owned(),
            after: dumping.after,
            marks_from: dumping.marks_from,
            watched: dumping.watched,
        };
        let (limit, job) = (self.roomy.clone(), HuntJob::Rounds(&dumps));
        // A dump is known by how many runs were over; moments between rounds are marked by the process itself.
        let order = (!dumps.after.is_empty()).then(|| dumping.order.clone());
        let ended = self.hunt_process(dumping.pass, dumping.order, job, limit, deadline);
        let mut ended = ended?;
        self.check_started(&ended)?;
        self.take_index();
        let runs = std::mem::take(&mut ended.heard.runs);
        let failed = std::mem::take(&mut ended.heard.failed);
        let left = self.end_batch(index, ended, &[]);
        told.stopped_by = told.stopped_by.or(left.stopped_by);
        let said = match told.stopped_by {
            None if order.is_some_and(|order| !are_in_order(&runs, &order)) => {
                told.undone.push(Key::UndoneOrder.into());
                None
            }
            None => self.read_dumps(read, folder.path(), told),
            Some(_) => None,
        };
        Ok(Dumped { runs, failed, said })
    }

    /// Runs one that dumps nothing. Returns what each run left.
    pub(super) fn rest(
        &mut self,
        dumping: Dumping,
        deadline: Instant,
        told: &mut Told,
    ) -> Result<Vec<UnitRun>, Failure> {
        Ok(self.dump(|_| Ok(None::<()>), dumping, deadline, told)?.runs)
    }

    /// Reads dumps, which can take many seconds, and goes on hearing signals meanwhile.
    fn read_dumps<T: Send + 'static>(
        &self,
        read: ReadDumps<T>,
        folder: &Path,
        told: &mut Told,
    ) -> Option<T> {
        let (done, waiting) = mpsc::channel();
        let folder: PathBuf = folder.to_owned();
        thread::spawn(move || {
            // Nobody waits for it any more once the run is to end.
            let _ = done.send(read(&folder));
        });
        let mut news = self.context.signals.news();
        loop {
            match waiting.recv_timeout(LOOK) {
                Ok(Ok(said)) => return said,
                Ok(Err(why)) => {
                    told.undone.push(messages::UndoneHeapUnread { why }.into());
                    return None;
                }
                Err(RecvTimeoutError::Timeout) => {
                    let signals = self.context.signals.take(&mut news);
                    if let Some(signal) = signals.first() {
                        told.stopped_by = Some(*signal);
                        return None;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }
}
