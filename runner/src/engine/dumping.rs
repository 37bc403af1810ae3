//! A process of the hunt that repeats tests and dumps what it holds, and the reading of its dumps.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use oomscope_diagnosis::rounds::{UnitRun, are_in_order};
use oomscope_shared::artifact::Pass;
use oomscope_shared::message::{Key, messages};

use super::Engine;
use super::one_batch::{HuntJob, patience};
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
            None => self.read_dumps(read, folder.path(), deadline, told),
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

    /// Reads dumps, which can take many seconds, and goes on hearing signals meanwhile. What takes longer than a process
    /// of the hunt may is given up.
    fn read_dumps<T: Send + 'static>(
        &self,
        read: ReadDumps<T>,
        folder: &Path,
        deadline: Instant,
        told: &mut Told,
    ) -> Option<T> {
        let (done, waiting) = mpsc::channel();
        let folder: PathBuf = folder.to_owned();
        thread::spawn(move || {
            // Nobody waits for it any more once the run is to end.
            let _ = done.send(read(&folder));
        });
        let mut news = self.context.signals.news();
        let signal = || self.context.signals.take(&mut news).first().copied();
        match answer(&waiting, patience(deadline), signal) {
            Answer::Said(said) => return said,
            Answer::Unread(why) => told.undone.push(messages::UndoneHeapUnread { why }.into()),
            Answer::Stopped(signal) => told.stopped_by = Some(signal),
        }
        None
    }
}

/// What became of reading dumps.
#[derive(Debug, PartialEq)]
enum Answer<T> {
    Said(Option<T>),
    Unread(String),
    Stopped(i32),
}

/// Waits until dumps are read, a signal comes, or patience ends.
fn answer<T>(
    waiting: &Receiver<Result<Option<T>, String>>,
    patience: Duration,
    mut signal: impl FnMut() -> Option<i32>,
) -> Answer<T> {
    let since = Instant::now();
    loop {
        match waiting.recv_timeout(LOOK) {
            Ok(Ok(said)) => return Answer::Said(said),
            Ok(Err(why)) => return Answer::Unread(why),
            // Whoever read has panicked.
            Err(RecvTimeoutError::Disconnected) => return Answer::Said(None),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if let Some(signal) = signal() {
            return Answer::Stopped(signal);
        }
        if since.elapsed() >= patience {
            let why = format!("it was not read within {} s", patience.as_secs());
            return Answer::Unread(why);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_waits_for_ever_for_what_is_never_read() {
        let (done, waiting) = mpsc::channel::<Result<Option<u8>, String>>();
        let unread = Answer::Unread("it was not read within 0 s".to_owned());
        assert_eq!(answer(&waiting, Duration::ZERO, || None), unread);
        let long = Duration::from_secs(3600);
        assert_eq!(answer(&waiting, long, || Some(15)), Answer::Stopped(15));
        done.send(Ok(Some(7))).unwrap();
        assert_eq!(answer(&waiting, long, || None), Answer::Said(Some(7)));
        drop(done);
        assert_eq!(answer(&waiting, long, || None), Answer::Said(None));
    }
}
