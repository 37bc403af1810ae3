//! The end of one batch: how it is called, and what that means for its tests.

use oomscope_shared::artifact::{Framework, Outlived, Pass};
use oomscope_shared::classify::{Action, Observed, classify, fault_place, refused_allocation};
use oomscope_shared::journal::{BatchEnded, Event};
use oomscope_shared::units::duration_ms;
use oomscope_shared::{Ending, Outcome};

use super::{Engine, Left};
use crate::batch::{self, Choose, Ended, Spec};
use crate::error::Failure;
use crate::guard::LeftProcess;

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

    /// Runs a process. Where Python was told to ignore its environment, pytest finds the name of the
    /// plugin there but not the plugin, and stops: then it is run again without.
    pub(super) fn run_process(
        &mut self,
        spec: &Spec,
        choose: &mut Choose<'_>,
    ) -> Result<Ended, Failure> {
        let ended = batch::run(&self.context, spec, &mut self.recorder, choose)
            .map_err(Failure::recorder)?;
        let is_lost = self.context.injection.is_some()
            && self.plan.framework == Framework::Pytest
            && !ended.plugin_spoke
            && ended.action.is_none()
            && ended.exit_code.is_some_and(|code| code != 0)
            && ended.output.text.contains(crate::pytest::MODULE);
        if !is_lost {
            return Ok(ended);
        }
        let why = "pytest cannot import the plugin of oomscope: the command makes Python ignore PYTHONPATH";
        if self.plan.batch_size.is_some() || self.plan.list.is_some() {
            return Err(Failure::usage(
                why,
                "leave out `-I` or `-E`; without the plugin tests can be neither listed nor chosen",
            ));
        }
        self.recorder.record(Event::Warning {
            text: format!(
                "{why}. The suite runs without it, so there are no figures of single tests."
            ),
        });
        self.totals.add(&ended);
        self.context.injection = None;
        batch::run(&self.context, spec, &mut self.recorder, choose).map_err(Failure::recorder)
    }

    /// Says how a batch ended, and what that means for its tests.
    pub(super) fn end_batch(
        &mut self,
        index: u32,
        ended: Ended,
        tests: &[u32],
        was_collecting: bool,
    ) -> Left {
        self.totals.add(&ended);
        self.take_worker_crashes(&ended, tests);
        let running = self.recorder.state().running();
        // Where several ran at once, nobody knows which of them it was.
        let only = match (running, tests) {
            ([only], _) => Some(*only),
            ([], [only]) if !self.plan.framework.has_plugin() => Some(*only),
            _ => None,
        };
        let known = self.recorder.state().tests();
        let running = running.iter().map(|test| known.id[*test as usize].clone());
        let outlived = self.outlived(index, &ended.left);
        let name = |test: u32| known.id[test as usize].clone();
        let observed = Observed {
            exit_code: ended.exit_code,
            signal: ended.signal,
            action: ended.action,
            session_status: ended.session_status,
            plugin_spoke: ended.plugin_spoke,
            collection_errors: ended.collection_errors,
            running: running.collect(),
            oom_kills: ended.kernel.oom_kills,
            logged_kills: ended.kernel.logged_kills.clone(),
            room_bytes: ended.kernel.room_bytes,
            pressure_percent: ended.kernel.pressure_percent,
            last_bytes: ended.last_bytes,
            last_word: ended.last_word.clone(),
            dead_orphans: ended.dead_orphans.clone(),
            outlived: outlived.clone(),
            cgroup: ended.cgroup,
            soft_stop_bytes: ended.soft_stop_bytes,
            signals_received: ended.signals.clone(),
            refusal: refused_allocation(&ended.output.text),
            fault: fault_place(&ended.output.text),
            crashed_workers: ended.worker_crashes.len() as u32,
            late_workers: ended.late_workers,
            worker_words: (ended.worker_words.iter())
                .map(|(test, word)| (name(*test), word.clone()))
                .collect(),
            framework: self.plan.framework,
            listing: self.listing,
        };
        let mut classified = classify(&observed, &name);
        if was_collecting {
            classified
                .evidence
                .push("This was the process that lists the tests.".to_owned());
        }
        // A process that was ended, or that pytest refused to start a session in, explains its silence.
        let could_speak = ended.action.is_none() && matches!(ended.exit_code, Some(0..=3 | 5));
        let should_speak = self.context.injection.is_some() && could_speak;
        if should_speak && !ended.plugin_spoke {
            let text = "The plugin of oomscope never spoke in this batch, so there are no figures for its tests: it clears its environment, or is no framework that takes the plugin.";
            self.recorder.record(Event::Warning {
                text: text.to_owned(),
            });
        }
        let stopped_by = match ended.action {
            Some(Action::Interrupted { signal }) => Some(signal),
            _ => ended.signals.first().copied(),
        };
        let ending = classified.ending;
        let of_workers = ended.worker_words.iter().map(|(test, _)| test);
        let mut at_fault: Vec<u32> = of_workers.chain(&ended.timed_out).copied().collect();
        at_fault.extend(only.filter(|_| classified.is_own_doing));
        at_fault.retain(|test| tests.contains(test));
        at_fault.sort_unstable();
        at_fault.dedup();
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
            at_fault: at_fault.clone(),
            outlived,
            output: ended.output,
        })));
        self.recorder.flush();
        if self.plan.framework == Framework::Command {
            return Left {
                unstarted: Vec::new(),
                progress: true,
                ending,
                stopped_by,
                is_soft_stop: false,
                done: tests.len(),
            };
        }
        self.end_running(tests, ending, &ended.timed_out, &at_fault);
        let known = self.recorder.state().tests();
        let is_unstarted = |test: &u32| match self.pass {
            // It has an outcome of an earlier attempt.
            Pass::Retry => known.batch[*test as usize] != Some(index),
            _ => known.outcome[*test as usize] == Outcome::NotRun && known.remark(*test).is_none(),
        };
        let unstarted: Vec<u32> = tests.iter().copied().filter(is_unstarted).collect();
        let done = tests.len() - unstarted.len();
        Left {
            unstarted,
            progress: done > 0,
            ending,
            stopped_by,
            is_soft_stop: ended.soft_stop_bytes.is_some(),
            done,
        }
    }

    /// The processes that outlived their batch, with the tests during which they were started.
    fn outlived(&self, batch: u32, left: &[LeftProcess]) -> Vec<Outlived> {
        let tests = self.recorder.state().tests();
        let run_start_us = self.context.run_start_us;
        left.iter()
            .map(|process| {
                let started_us = process
                    .started_us
                    .map(|at_us| at_us.saturating_sub(run_start_us));
                Outlived {
                    pid: process.pid,
                    name: process.name.clone(),
                    start_ms: started_us.map(|at_us| at_us / 1000),
                    tests: started_us.map_or_else(Vec::new, |at_us| tests.running_at(batch, at_us)),
                }
            })
            .collect()
    }

    /// Tests that were running when their batch ended died with it, whether they or others ended it.
    fn end_running(&mut self, tests: &[u32], ending: Ending, timed_out: &[u32], at_fault: &[u32]) {
        let at_us = self.now_us();
        let running: Vec<u32> = self.recorder.state().running().to_vec();
        // One that was asked to end for its time may have come to an end of its own since.
        let late = timed_out.iter().filter(|test| !running.contains(test));
        let dead: Vec<u32> = running.iter().chain(late).copied().collect();
        for test in dead.into_iter().filter(|test| tests.contains(test)) {
            let is_own = at_fault.contains(&test);
            let is_late = timed_out.contains(&test) || is_own && ending == Ending::TimedOut;
            let remark = match self.plan.test_timeout_ms {
                Some(timeout_ms) if is_late => format!(
                    "ran for longer than the time-out of a test, {}",
                    duration_ms(timeout_ms)
                ),
                _ if is_own => format!("ended its batch itself ({ending})"),
                _ => format!(
                    "was running when its batch ended ({ending}); that makes it the victim, not the cause"
                ),
            };
            self.recorder.record(Event::TestEnded {
                test,
                outcome: Outcome::Died,
                at_us,
                retained_kib: None,
                remark: Some(remark),
                phases: Vec::new(),
            });
        }
    }

    fn worker_remark(&self, test: u32, text: &str, ended: &Ended) -> String {
        if let Some(timeout_ms) = self.plan.test_timeout_ms
            && ended.timed_out.contains(&test)
        {
            return format!(
                "ran for longer than the time-out of a test, {}; oomscope killed its worker",
                duration_ms(timeout_ms)
            );
        }
        match ended.worker_words.iter().find(|(of, _)| *of == test) {
            Some((_, word)) => format!("{text}: it {}", word.words()),
            None => text.to_owned(),
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
                remark: Some(self.worker_remark(test, text, ended)),
                phases: Vec::new(),
            });
        }
    }
}
