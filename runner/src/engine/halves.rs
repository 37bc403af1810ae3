//! The hunt where a process can repeat its tests and rests after each round: which of them are repeated, and what that
//! means, is decided in `oomscope_diagnosis::rounds`; here the processes are run.

use std::collections::BTreeSet;
use std::time::Instant;

use oomscope_diagnosis::native::hunt::Watched;
use oomscope_diagnosis::rounds::{self, Repeat};
use oomscope_shared::Artifact;
use oomscope_shared::artifact::Pass;

use super::Engine;
use super::dumping::Dumping;
use super::outside::Told;
use crate::driver::{self, ReadDumps};
use crate::error::Failure;

impl Engine<'_> {
    /// Repeats tests of processes that held much. Returns whether any could be measured.
    pub(super) fn halves(
        &mut self,
        read: ReadDumps<Watched>,
        artifact: &Artifact,
        is_asked: bool,
        deadline: Instant,
        told: &mut Told,
    ) -> Result<bool, Failure> {
        let groups = rounds::groups(artifact, is_asked);
        let (framework, repeat) = (self.abilities.framework, self.plan.repeat);
        let mut processes = Processes {
            engine: self,
            deadline,
            told,
            failure: None,
        };
        let unit_of = driver::registration(framework).unit_of;
        let halved = rounds::search(artifact, &groups, repeat, &unit_of, &mut processes);
        if let Some(failure) = processes.failure {
            return Err(failure);
        }
        let verdicts = rounds::halves_verdicts(artifact, &halved.seen, &unit_of);
        told.notes.extend(verdicts.notes);
        if told.stopped_by.is_none() {
            told.undone.extend(halved.undone);
        }
        let apart =
            |parts: &[BTreeSet<u32>]| rounds::halves_apart(artifact, &halved.seen, parts, &unit_of);
        self.what_stays(read, artifact, verdicts.findings, &apart, deadline, told)?;
        (told.findings).sort_by_key(|finding| std::cmp::Reverse(finding.retained_bytes));
        Ok(halved.has_repeated)
    }
}

struct Processes<'e, 'a> {
    engine: &'e mut Engine<'a>,
    deadline: Instant,
    told: &'e mut Told,
    failure: Option<Failure>,
}

impl Repeat for Processes<'_, '_> {
    fn rounds(&mut self, tests: &[u32], rounds: u32) -> Option<Vec<i64>> {
        let pass = match tests {
            [_] => Pass::Confirm,
            _ => Pass::Isolate,
        };
        let order = tests.repeat(rounds as usize);
        let ran = (self.engine).rest(
            Dumping::plain(pass, order, Vec::new()),
            self.deadline,
            self.told,
        );
        match ran {
            Ok(runs) if self.told.stopped_by.is_none() => {
                Some(runs.into_iter().map(|run| run.grown).collect())
            }
            Ok(_) => None,
            Err(failure) => {
                self.failure = Some(failure);
                None
            }
        }
    }

    fn seconds_left(&self) -> f64 {
        let left = self.deadline.saturating_duration_since(Instant::now());
        left.as_secs_f64()
    }
}
