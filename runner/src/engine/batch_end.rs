//! The end of one batch: how it is called, and what that means for its tests.

use oomscope_journal::{BatchEnded, Event};
use oomscope_shared::artifact::{Framework, Pass};
use oomscope_shared::facts::Outlived;
use oomscope_shared::{Ending, Key, Message, Outcome, messages};

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
            && !ended.facts.plugin_spoke
            && ended.facts.actions.is_empty()
            && ended.facts.exit_code.is_some_and(|code| code != 0)
            && ended.output.text.contains(crate::pytest::MODULE);
        if !is_lost {
            return Ok(ended);
        }
        if self.plan.batch_size.is_some() || self.plan.list.is_some() {
            return Err(Failure::usage(
                "pytest cannot import the plugin of oomscope: the command makes Python ignore PYTHONPATH",
                "leave out `-I` or `-E`; without the plugin tests can be neither listed nor chosen",
            ));
        }
        let message = Key::NotePluginNotImported.into();
        self.recorder.record(Event::Warning { message });
        self.totals.add(&ended);
        self.context.injection = None;
        batch::run(&self.context, spec, &mut self.recorder, choose).map_err(Failure::recorder)
    }

    /// Records the end of a batch, and says what that means for its tests.
    pub(super) fn end_batch(&mut self, index: u32, mut ended: Ended, tests: &[u32]) -> Left {
        self.totals.add(&ended);
        self.take_worker_crashes(&ended, tests);
        let outlived = self.outlived(index, &ended.left);
        let crashed = (ended.worker_crashes.iter())
            .map(|(id, _)| self.test_with_id(id, tests))
            .collect();
        let facts = &mut ended.facts;
        facts.running = self.recorder.state().running().to_vec();
        facts.crashed_workers = crashed;
        facts.outlived = outlived;
        // A process that was ended, or that pytest refused to start a session in, explains its silence.
        let could_speak = facts.actions.is_empty() && matches!(facts.exit_code, Some(0..=3 | 5));
        let should_speak = self.context.injection.is_some() && could_speak;
        let is_mute = should_speak && !facts.plugin_spoke;
        let stopped_by = facts.first_received();
        let is_soft_stop = facts.soft_stop.is_some();
        let late = facts.late_tests.clone();
        if is_mute {
            let message = messages::NotePluginSilent { batch: index }.into();
            self.recorder.record(Event::Warning { message });
        }
        self.warn_of_what_is_not_recorded(index, &ended);
        self.recorder.record(Event::BatchEnded(Box::new(BatchEnded {
            batch: index,
            at_ms: ended.at_ms,
            facts: Box::new(ended.facts),
            peak_bytes: ended.peak.map(|(bytes, _)| bytes),
            peak_source: ended.peak.map(|(_, source)| source),
            processes: ended.processes,
            output: ended.output,
        })));
        // Every batch that ends has begun.
        let batch = self.recorder.state().batch(index);
        let ending = batch.map_or(Ending::NotRun, |batch| batch.ending);
        let at_fault = batch.map_or_else(Vec::new, |batch| batch.at_fault.clone());
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
        self.end_running(tests, ending, &late, &at_fault);
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
            is_soft_stop,
            done,
        }
    }

    /// Says once in a batch what its processes told and nobody believed.
    fn warn_of_what_is_not_recorded(&mut self, batch: u32, ended: &Ended) {
        if let Some(number) = ended.unknown_test {
            let message = messages::NoteUnknownTest { batch, number }.into();
            self.recorder.record(Event::Warning { message });
        }
        if ended.has_untold_session {
            let framework = self.plan.framework.key();
            let message = messages::NoteManySessions { batch, framework }.into();
            self.recorder.record(Event::Warning { message });
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
            // Without a plugin a batch is one test where tests have a time-out, and nobody lists that as late.
            let is_late = timed_out.contains(&test) || is_own && ending == Ending::TimedOut;
            let ending = ending.key();
            let remark = match self.plan.test_timeout_ms {
                Some(timeout_ms) if is_late => messages::RemarkTimedOut { timeout_ms }.into(),
                _ if is_own => messages::RemarkOwnDoing { ending }.into(),
                _ => messages::RemarkVictim { ending }.into(),
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

    fn worker_remark(&self, test: u32, text: &str, ended: &Ended) -> Message {
        if let Some(timeout_ms) = self.plan.test_timeout_ms
            && ended.facts.late_tests.contains(&test)
        {
            return messages::RemarkTimedOutWorker { timeout_ms }.into();
        }
        let mut words = ended.facts.worker_words.iter();
        match words.find(|worker| worker.test == test) {
            Some(worker) => messages::RemarkWorkerWord {
                report: text,
                deed: worker.word.message(),
            }
            .into(),
            None => Message::quote(text),
        }
    }

    /// The test with this id among some. xdist names one outside of the working folder by less than its id.
    fn test_with_id(&self, id: &str, tests: &[u32]) -> Option<u32> {
        let known = self.recorder.ids();
        let id_of = |test: u32| known.get(test as usize).map_or("", String::as_str);
        let running = self.recorder.state().running();
        let by_id = tests.iter().find(|test| id_of(**test) == id);
        let by_end = || {
            let mut dead = running.iter().filter(|test| tests.contains(test));
            dead.find(|test| id_of(**test).ends_with(id))
        };
        by_id.or_else(by_end).copied()
    }

    /// pytest-xdist tells of a worker that died, and in which test.
    pub(super) fn take_worker_crashes(&mut self, ended: &Ended, tests: &[u32]) {
        let at_us = self.now_us();
        for (id, text) in &ended.worker_crashes {
            let Some(test) = self.test_with_id(id, tests) else {
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
