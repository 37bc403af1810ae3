//! The end of one batch: how it is called, and what that means for its tests.

use oomscope_journal::{BatchEnded, Event};
use oomscope_shared::artifact::Pass;
use oomscope_shared::facts::Outlived;
use oomscope_shared::{Ending, Key, Message, Outcome, messages};

use super::{Engine, Left};
use crate::batch::Ended;
use crate::guard::LeftProcess;

impl Engine<'_> {
    /// Records the end of a batch, and says what that means for its tests.
    pub(super) fn end_batch(
        &mut self,
        index: u32,
        pass: Pass,
        mut ended: Ended,
        tests: &[u32],
    ) -> Left {
        self.totals.add(&ended);
        self.take_worker_crashes(&ended, tests);
        let outlived = self.outlived(index, &ended.left);
        let crashed = (ended.heard.worker_crashes.iter())
            .map(|(id, _)| self.test_with_id(id, tests))
            .collect();
        let facts = &mut ended.facts;
        facts.running = self.recorder.state().running().to_vec();
        facts.crashed_workers = crashed;
        facts.outlived = outlived;
        // A process that was ended, or that pytest refused to start a session in, explains its silence.
        let could_speak = facts.actions.is_empty() && matches!(facts.exit_code, Some(0..=3 | 5));
        let should_speak = ended.heard.is_expected && could_speak;
        let is_mute = should_speak && !facts.plugin_spoke;
        let stopped_by = facts.first_received();
        let is_soft_stop = facts.soft_stop.is_some();
        let late = facts.late_tests.clone();
        let is_plugin_lost = facts.plugin_lost;
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
        let state = self.recorder.state();
        let batch = state.batch(index);
        let ending = batch.map_or(Ending::NotRun, |batch| batch.ending);
        let at_fault = batch.map_or_else(Vec::new, |batch| batch.at_fault.clone());
        drop(state);
        self.recorder.flush();
        if !self.abilities.tells_of_tests {
            return Left {
                unstarted: Vec::new(),
                progress: true,
                ending,
                stopped_by,
                is_soft_stop: false,
                done: tests.len(),
            };
        }
        if is_plugin_lost && !ending.is_death() {
            self.leave_unknown(index, tests);
        }
        self.end_running(tests, ending, &late, &at_fault);
        let state = self.recorder.state();
        let known = state.tests();
        let is_unstarted = |test: &u32| match pass {
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
        if let Some(number) = ended.heard.unknown_test {
            let message = messages::NoteUnknownTest { batch, number }.into();
            self.recorder.record(Event::Warning { message });
        }
        if ended.heard.is_cut {
            let message = messages::NoteLineWithoutEnd { batch }.into();
            self.recorder.record(Event::Warning { message });
        }
        if ended.heard.has_untold_session {
            let framework = self.abilities.framework.key();
            let message = messages::NoteManySessions { batch, framework }.into();
            self.recorder.record(Event::Warning { message });
        }
    }

    /// The processes that outlived their batch, with the tests during which they were started.
    fn outlived(&self, batch: u32, left: &[LeftProcess]) -> Vec<Outlived> {
        let state = self.recorder.state();
        let tests = state.tests();
        let clock = self.context.clock;
        left.iter()
            .map(|process| {
                let started_us = process.started_us.map(|at_us| clock.since_start(at_us));
                Outlived {
                    pid: process.pid,
                    name: process.name.clone(),
                    start_ms: started_us.map(|at_us| at_us / 1000),
                    tests: started_us.map_or_else(Vec::new, |at_us| tests.running_at(batch, at_us)),
                }
            })
            .collect()
    }

    /// The plugin fell silent while its process went on to a good end: what has no outcome may have run.
    fn leave_unknown(&mut self, batch: u32, tests: &[u32]) {
        let message = messages::NotePluginLost { batch }.into();
        self.recorder.record(Event::Warning { message });
        let at_us = self.context.clock.now_us();
        let state = self.recorder.state();
        let outcomes = &state.tests().outcome;
        let is_unknown = |test: &&u32| outcomes[**test as usize] == Outcome::NotRun;
        let unknown: Vec<u32> = tests.iter().filter(is_unknown).copied().collect();
        drop(state);
        for test in unknown {
            self.recorder.record(Event::TestEnded {
                test,
                outcome: Outcome::Ran,
                at_us,
                retained_kib: None,
                remark: Some(Key::RemarkPluginLost.into()),
                phases: Vec::new(),
            });
        }
    }

    /// Tests that were running when their batch ended died with it, whether they or others ended it.
    fn end_running(&mut self, tests: &[u32], ending: Ending, timed_out: &[u32], at_fault: &[u32]) {
        let at_us = self.context.clock.now_us();
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
        let state = self.recorder.state();
        let running = state.running();
        let by_id = tests.iter().find(|test| id_of(**test) == id);
        let by_end = || {
            let mut dead = running.iter().filter(|test| tests.contains(test));
            dead.find(|test| id_of(**test).ends_with(id))
        };
        by_id.or_else(by_end).copied()
    }

    /// pytest-xdist tells of a worker that died, and in which test.
    pub(super) fn take_worker_crashes(&mut self, ended: &Ended, tests: &[u32]) {
        let at_us = self.context.clock.now_us();
        for (id, text) in &ended.heard.worker_crashes {
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
