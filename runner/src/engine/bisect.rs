//! The hunt through a command without a plugin: subsets of its tests in fresh processes, within the time
//! that the hunt is given; and victims of memory alone, before anything is repeated. Which subsets, and what they
//! mean, is decided in `oomscope_diagnosis::bisect`.

use std::time::Instant;

use oomscope_diagnosis::bisect::{self, BisectResult, End, Probe, ProbeResult, Said, Target};
use oomscope_shared::artifact::Pass;
use oomscope_shared::{Artifact, Ending};

use super::Engine;
use super::one_batch::HuntJob;
use super::outside::Told;
use crate::error::Failure;

impl Engine<'_> {
    /// Searches among the targets.
    pub(super) fn bisect(
        &mut self,
        artifact: &Artifact,
        targets: &[Target],
        deadline: Instant,
        told: &mut Told,
    ) -> Result<(), Failure> {
        let search = |limit, base, processes: &mut Processes<'_, '_>| {
            bisect::search(targets, limit, base, processes)
        };
        let found = self.probed(artifact, deadline, told, search)?;
        told.findings.extend(bisect::findings(artifact, &found));
        told.notes.extend(found.notes);
        told.undone.extend(found.undone);
        Ok(())
    }

    /// Runs alone who was running when a batch died of memory.
    pub(super) fn isolated(
        &mut self,
        artifact: &Artifact,
        deadline: Instant,
        told: &mut Told,
    ) -> Result<BisectResult, Failure> {
        let targets = bisect::targets(artifact, false);
        let search = |limit, base, processes: &mut Processes<'_, '_>| {
            bisect::isolate(&targets, limit, base, processes)
        };
        self.probed(artifact, deadline, told, search)
    }

    fn probed(
        &mut self,
        artifact: &Artifact,
        deadline: Instant,
        told: &mut Told,
        search: impl FnOnce(Option<u64>, Option<u64>, &mut Processes<'_, '_>) -> BisectResult,
    ) -> Result<BisectResult, Failure> {
        let lived = artifact.batches.iter().filter(|batch| {
            matches!(
                batch.ending,
                Ending::Passed | Ending::TestsFailed | Ending::Exited
            )
        });
        let base = lived.filter_map(|batch| batch.peak_bytes).min();
        let limit = self.limit.as_ref().map(|limit| limit.told.bytes);
        let mut processes = Processes {
            engine: self,
            deadline,
            stopped_by: None,
            failure: None,
        };
        let found = search(limit, base, &mut processes);
        let (stopped_by, failure) = (processes.stopped_by, processes.failure);
        if let Some(failure) = failure {
            return Err(failure);
        }
        told.stopped_by = told.stopped_by.or(stopped_by);
        Ok(found)
    }
}

/// Runs subsets for the search.
struct Processes<'e, 'a> {
    engine: &'e mut Engine<'a>,
    deadline: Instant,
    stopped_by: Option<i32>,
    failure: Option<Failure>,
}

impl Probe for Processes<'_, '_> {
    fn run(&mut self, pass: Pass, tests: &[u32]) -> Option<ProbeResult> {
        let is_over = Instant::now() >= self.deadline;
        if is_over || self.stopped_by.is_some() || self.failure.is_some() {
            return None;
        }
        self.process(pass, tests)
            .map_err(|failure| self.failure = Some(failure))
            .ok()
            .filter(|_| self.stopped_by.is_none())
    }

    fn is_cancelled(&self) -> bool {
        self.stopped_by.is_some()
    }
}

impl Processes<'_, '_> {
    fn process(&mut self, pass: Pass, tests: &[u32]) -> Result<ProbeResult, Failure> {
        let engine = &mut *self.engine;
        let index = engine.next_index;
        let tests = tests.to_vec();
        let limit = engine.limit.clone();
        let ended = engine.hunt_process(pass, tests, HuntJob::Probe, limit, self.deadline)?;
        engine.take_index();
        // A list that is too long for a command line, given several times over.
        let is_unstarted = ended.start_failure.is_some();
        let peak = ended.peak.map(|(bytes, _)| bytes);
        // Who tells of each test says how many were really run; of others only the length of their output can.
        let said = match engine.abilities.tells_of_tests {
            true => Said::Tests(ended.heard.tests_ended),
            false => Said::Bytes(ended.output.total_bytes),
        };
        let left = engine.end_batch(index, ended, &[]);
        self.stopped_by = self.stopped_by.or(left.stopped_by);
        let end = match left.ending {
            _ if is_unstarted => End::Broken,
            Ending::Passed => End::Passed,
            Ending::TestsFailed | Ending::Exited => End::Failed,
            Ending::OutOfMemory | Ending::OverLimit => End::Died,
            _ => End::Broken,
        };
        Ok(match peak {
            Some(peak_bytes) => ProbeResult {
                peak_bytes,
                said,
                end,
            },
            // It was gone before anybody could look.
            None => ProbeResult {
                peak_bytes: 0,
                said,
                end: End::Broken,
            },
        })
    }
}
