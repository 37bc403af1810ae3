//! The hunt where a process can repeat tests and dump its heap: who is repeated, and what that means, is decided in
//! `oomscope_diagnosis::rounds`; here the processes are started and their dumps read.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use oomscope_diagnosis::heap::held::Held;
use oomscope_diagnosis::rounds::{self, Apart, Fillers, InTurn, Rounds, Seen, Suspect, UnitRun};
use oomscope_shared::Artifact;
use oomscope_shared::artifact::Pass;
use oomscope_shared::message::{Key, messages};

use super::Engine;
use super::one_batch::HuntJob;
use super::outside::Told;
use crate::driver::{Dumps, ReadHeap};
use crate::error::Failure;
use crate::temporary::BatchFolder;

/// Share of the time that is left which one process may take.
const SHARE: f64 = 0.7;
/// How many processes find nobody before the others are left alone.
const IN_VAIN: usize = 3;
/// How often it is looked whether the run is to end while dumps are read.
const LOOK: Duration = Duration::from_millis(20);

impl Engine<'_> {
    /// Repeats suspects until all were, or the time is up. Returns whether there were any.
    pub(super) fn rounds(
        &mut self,
        read: ReadHeap,
        artifact: &Artifact,
        is_asked: bool,
        deadline: Instant,
        told: &mut Told,
    ) -> Result<bool, Failure> {
        let mut suspects = rounds::suspects(artifact, is_asked);
        let of_run = suspects.clone();
        let mut all: Vec<Seen> = Vec::new();
        let mut in_vain = 0;
        while !suspects.is_empty() && told.stopped_by.is_none() {
            let is_over = Instant::now() >= deadline;
            if in_vain == IN_VAIN || (is_over && !all.is_empty()) {
                let tests = suspects.len();
                told.undone.push(match is_over {
                    true => Key::UndoneTimeSuspects.into(),
                    false => messages::UndoneSuspects { tests }.into(),
                });
                break;
            }
            let plan = self.rounds_of(artifact, &suspects, deadline);
            suspects.retain(|suspect| !plan.tests.contains(&suspect.test));
            let (runs, held) =
                self.process(read, &plan.order(), plan.dumps(), None, deadline, told)?;
            let seen = rounds::seen(plan, &runs, held);
            in_vain = match seen.growers().is_empty() {
                true => in_vain + 1,
                false => 0,
            };
            let seen = self.tell_apart(read, artifact, seen, deadline, told)?;
            all.push(seen);
        }
        let is_calm = all.iter().all(|seen| seen.growers().is_empty());
        let in_turn = match is_calm && told.stopped_by.is_none() {
            true => self.in_turn(read, artifact, &of_run, &all, deadline, told)?,
            false => None,
        };
        let verdicts = rounds::verdicts(artifact, &all, in_turn);
        told.findings.extend(verdicts.findings);
        told.notes.extend(verdicts.notes);
        Ok(!of_run.is_empty())
    }

    /// Runs suspects of which nobody grows by repetition one after the other, each once.
    fn in_turn(
        &mut self,
        read: ReadHeap,
        artifact: &Artifact,
        suspects: &[Suspect],
        seen: &[Seen],
        deadline: Instant,
        told: &mut Told,
    ) -> Result<Option<Fillers>, Failure> {
        let left = deadline.saturating_duration_since(Instant::now());
        let Some(plan) = InTurn::of(artifact, suspects, seen, left.as_secs_f64()) else {
            return Ok(None);
        };
        let (order, dumps) = (plan.order(), plan.dumps());
        let (runs, held) = self.process(read, &order, dumps, None, deadline, told)?;
        Ok(held.and_then(|held| plan.judged(artifact, &runs, &held)))
    }

    fn rounds_of(&self, artifact: &Artifact, suspects: &[Suspect], deadline: Instant) -> Rounds {
        let left = deadline.saturating_duration_since(Instant::now());
        let mut plan = rounds::chosen(artifact, suspects, left.as_secs_f64() * SHARE);
        if let Some(rounds) = self.plan.repeat {
            plan.rounds = rounds.max(plan.rounds);
        }
        plan
    }

    /// Where several tests grow and the heap does not say which holder is whose, looks at that.
    fn tell_apart(
        &mut self,
        read: ReadHeap,
        artifact: &Artifact,
        mut seen: Seen,
        deadline: Instant,
        told: &mut Told,
    ) -> Result<Seen, Failure> {
        if !seen.is_mixed() || told.stopped_by.is_some() {
            return Ok(seen);
        }
        let left = deadline.saturating_duration_since(Instant::now());
        let growers = seen.growers().into_iter();
        let growers = growers.map(|one| (one.typical(), one.test)).collect();
        let apart = Apart::of(artifact, growers, left.as_secs_f64());
        let (order, dumps) = (apart.order(), vec![apart.order().len()]);
        let marks_from = Some(apart.marks_from());
        let (_, held) = self.process(read, &order, dumps, marks_from, deadline, told)?;
        seen.apart = held.map(|held| (apart, held));
        Ok(seen)
    }

    /// One process, and what its heap says.
    fn process(
        &mut self,
        read: ReadHeap,
        order: &[u32],
        after: Vec<usize>,
        marks_from: Option<usize>,
        deadline: Instant,
        told: &mut Told,
    ) -> Result<(Vec<UnitRun>, Option<Held>), Failure> {
        let index = self.next_index;
        let folder = self.heap_folder(index)?;
        let dumps = Dumps {
            folder: folder.path().to_owned(),
            after,
            marks_from,
        };
        let pass = match marks_from {
            None => Pass::Confirm,
            Some(_) => Pass::Explain,
        };
        let (limit, job) = (self.roomy.clone(), HuntJob::Rounds(&dumps));
        let ended = self.hunt_process(pass, order.to_vec(), job, limit, deadline);
        let mut ended = ended?;
        self.check_started(&ended)?;
        self.take_index();
        let runs = std::mem::take(&mut ended.heard.runs);
        let left = self.end_batch(index, ended, &[]);
        told.stopped_by = told.stopped_by.or(left.stopped_by);
        let held = match told.stopped_by {
            None => self.read_dumps(read, folder.path(), told).flatten(),
            Some(_) => None,
        };
        Ok((runs, held))
    }

    pub(super) fn heap_folder(&self, index: u32) -> Result<BatchFolder, Failure> {
        let run = self.scratch.unwrap_or(Path::new(""));
        BatchFolder::create(run, &format!("{index}-heap")).map_err(Failure::recorder)
    }

    /// Reads dumps, which can take many seconds, and goes on hearing signals meanwhile.
    pub(super) fn read_dumps<T: Send + 'static>(
        &self,
        read: fn(&Path) -> Result<T, String>,
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
                Ok(Ok(read)) => return Some(read),
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
