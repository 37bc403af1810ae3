//! The end of one batch: how it is called, and what that means for its tests.

use oomscope_shared::artifact::Framework;
use oomscope_shared::classify::{Action, Observed, classify, fault_place, refused_allocation};
use oomscope_shared::journal::{BatchEnded, Event};
use oomscope_shared::{Ending, Outcome};

use super::{Engine, Left};
use crate::batch::Ended;
use crate::error::Failure;
use crate::host;

impl Engine<'_> {
    pub(super) fn check_started(&self, ended: &Ended) -> Result<(), Failure> {
        match &ended.start_failure {
            None => Ok(()),
            Some(reason) => Err(Failure::Start {
                program: self.plan.command[0].clone(),
                reason: reason.clone(),
            }),
        }
    }

    /// Says how a batch ended, and what that means for its tests.
    pub(super) fn end_batch(
        &mut self,
        index: u32,
        ended: Ended,
        oom_kills_before: Option<u64>,
        tests: &[u32],
        was_collecting: bool,
    ) -> Left {
        self.totals.add(&ended);
        self.take_worker_crashes(&ended, tests);
        let oom_kills = host::oom_kills()
            .zip(oom_kills_before)
            .map(|(after, before)| after.saturating_sub(before));
        let mut classified = classify(&Observed {
            framework: self.plan.framework,
            exit_code: ended.exit_code,
            signal: ended.signal,
            action: ended.action,
            session_status: ended.session_status,
            plugin_spoke: ended.plugin_spoke,
            collection_errors: ended.collection_errors,
            oom_kills,
            cgroup: ended.cgroup,
            soft_stop_bytes: ended.soft_stop_bytes,
            signals_received: ended.signals.clone(),
            refusal: refused_allocation(&ended.output.text),
            fault: fault_place(&ended.output.text),
            crashed_workers: ended.worker_crashes.len() as u32,
            ..Observed::nothing(self.plan.framework)
        });
        if was_collecting {
            classified
                .evidence
                .push("This was the process that lists the tests.".to_owned());
        }
        if !ended.left.is_empty() {
            let names: Vec<_> = ended
                .left
                .iter()
                .take(5)
                .map(|(pid, name)| format!("{name} ({pid})"))
                .collect();
            classified.evidence.push(format!(
                "{} outlived the main process and {} killed: {}.",
                oomscope_shared::units::count(ended.left.len(), "process"),
                if ended.left.len() == 1 { "was" } else { "were" },
                names.join(", ")
            ));
        }
        if self.plan.framework == Framework::Pytest && !ended.plugin_spoke {
            let text = "The plugin of oomscope never spoke in this batch, so there are no figures for its tests: the command may not be pytest, or it clears its environment.";
            self.recorder.record(Event::Warning {
                text: text.to_owned(),
            });
        }
        let stopped_by = match ended.action {
            Some(Action::Interrupted { signal }) => Some(signal),
            _ => ended.signals.first().copied(),
        };
        let ending = classified.ending;
        self.recorder.record(Event::BatchEnded(Box::new(BatchEnded {
            batch: index,
            at_ms: ended.at_ms,
            ending,
            proof: classified.proof,
            evidence: classified.evidence,
            exit_code: ended.exit_code,
            signal: ended.signal,
            peak_bytes: ended.peak.map(|(bytes, _)| bytes),
            peak_source: ended.peak.map(|(_, source)| source),
            cgroup: ended.cgroup,
            processes: ended.processes,
            output: ended.output,
        })));
        self.recorder.flush();
        if self.plan.framework == Framework::Command {
            return Left {
                unstarted: Vec::new(),
                progress: true,
                ending,
                stopped_by,
            };
        }
        self.end_victims(tests, ending);
        let known = self.recorder.state().tests();
        let unstarted: Vec<u32> = tests
            .iter()
            .copied()
            .filter(|test| {
                known.outcome[*test as usize] == Outcome::NotRun && known.remark(*test).is_none()
            })
            .collect();
        let progress = unstarted.len() < tests.len();
        Left {
            unstarted,
            progress,
            ending,
            stopped_by,
        }
    }

    /// Tests that were running when their batch ended died with it.
    pub(super) fn end_victims(&mut self, tests: &[u32], ending: Ending) {
        let at_us = self.now_us();
        let running: Vec<u32> = self.recorder.state().running().to_vec();
        for test in running.into_iter().filter(|test| tests.contains(test)) {
            self.recorder.record(Event::TestEnded {
                test,
                outcome: Outcome::Died,
                at_us,
                retained_kib: None,
                remark: Some(format!(
                    "was running when its batch ended ({ending}); that makes it the victim, not the cause"
                )),
                phases: Vec::new(),
            });
        }
    }

    /// pytest-xdist tells of a worker that died, and in which test.
    pub(super) fn take_worker_crashes(&mut self, ended: &Ended, tests: &[u32]) {
        let at_us = self.now_us();
        for (id, text) in &ended.worker_crashes {
            let known = self.recorder.state().tests();
            let Some(test) = tests.iter().copied().find(|t| known.id[*t as usize] == *id) else {
                continue;
            };
            self.recorder.record(Event::TestEnded {
                test,
                outcome: Outcome::Died,
                at_us,
                retained_kib: None,
                remark: Some(text.clone()),
                phases: Vec::new(),
            });
        }
    }
}
