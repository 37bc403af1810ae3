//! The end of one batch: how it is called, and what that means for its tests.

use oomscope_journal::{BatchEnded, Event};
use oomscope_schedule::Left;
use oomscope_shared::artifact::Pass;
use oomscope_shared::facts::Outlived;
use oomscope_shared::{Ending, Key, Message, Outcome, messages};

use super::Engine;
use super::one_batch::{UntoldEnd, untold_outcome};
use crate::batch::Ended;
use crate::guard::LeftProcess;

/// How a batch ended.
pub(super) struct BatchEnd {
    pub(super) batch: u32,
    pub(super) ending: Ending,
    /// The signal to oomscope that it saw.
    pub(super) stopped_by: Option<i32>,
    /// Whether it was told to stop at the soft line, and did.
    is_soft_stop: bool,
    /// The tests that were running.
    running: Vec<u32>,
    /// Tests that had run for longer than they may.
    late: Vec<u32>,
    /// Tests that ended it by their own doing.
    at_fault: Vec<u32>,
    peak_bytes: Option<u64>,
    limit_bytes: Option<u64>,
    code: Option<i32>,
}

impl BatchEnd {
    /// Tests that died with it, whether they or others ended it. One that was asked to end for its time may have
    /// come to an end of its own since.
    fn dead(&self, tests: &[u32]) -> Vec<u32> {
        let late = self.late.iter().filter(|test| !self.running.contains(test));
        let dead = self.running.iter().chain(late).copied();
        dead.filter(|test| tests.contains(test)).collect()
    }

    fn untold(&self, started_us: u64) -> UntoldEnd {
        UntoldEnd {
            ending: self.ending,
            code: self.code,
            started_us,
            peak_kib: self.peak_bytes.map(|bytes| bytes / 1024),
        }
    }
}

impl Engine<'_> {
    /// Records the end of a batch. What it means for its tests is told later.
    pub(super) fn end_batch(&mut self, index: u32, mut ended: Ended, tests: &[u32]) -> BatchEnd {
        self.totals.add(&ended);
        self.take_worker_crashes(index, &ended, tests);
        let outlived = self.outlived(index, &ended.left);
        let crashed = (ended.heard.worker_crashes.iter())
            .map(|(id, _)| self.test_with_id(index, id, tests))
            .collect();
        let facts = &mut ended.facts;
        facts.running = self.recorder.state().running_in(index).to_vec();
        facts.crashed_workers = crashed;
        facts.outlived = outlived;
        // A process that was ended, or that pytest refused to start a session in, explains its silence.
        let could_speak = facts.actions.is_empty() && matches!(facts.exit_code, Some(0..=3 | 5));
        let should_speak = ended.heard.is_expected && could_speak;
        let is_mute = should_speak && !facts.plugin_spoke;
        let is_plugin_lost = facts.plugin_lost;
        let mut end = BatchEnd {
            batch: index,
            ending: Ending::NotRun,
            stopped_by: facts.first_received(),
            is_soft_stop: facts.soft_stop.is_some(),
            running: facts.running.clone(),
            late: facts.late_tests.clone(),
            at_fault: Vec::new(),
            peak_bytes: ended.peak.map(|(bytes, _)| bytes),
            limit_bytes: facts.in_force.memory_bytes,
            code: facts.exit_code,
        };
        if is_mute {
            let message = messages::NotePluginSilent { batch: index }.into();
            self.recorder.record(Event::Warning { message });
        }
        self.warn_of_what_is_not_recorded(index, &ended);
        self.seen.extend(std::mem::take(&mut ended.heard.grew));
        self.recorder.record(Event::BatchEnded(Box::new(BatchEnded {
            batch: index,
            at_ms: ended.at_ms,
            facts: Box::new(ended.facts),
            peak_bytes: end.peak_bytes,
            peak_source: ended.peak.map(|(_, source)| source),
            processes: ended.processes,
            output: ended.output,
        })));
        // Every batch that ends has begun.
        if let Some(batch) = self.recorder.state().batch(index) {
            end.ending = batch.ending;
            end.at_fault.clone_from(&batch.at_fault);
        }
        self.recorder.flush();
        if is_plugin_lost && !end.ending.is_death() {
            // Which of them was running when it fell silent says nothing of how that one ended.
            end.running.clear();
            self.leave_unknown(index, tests);
        }
        end
    }

    /// How a batch left its tests, for who decides what runs next.
    pub(super) fn left_of(&self, pass: Pass, end: &BatchEnd, tests: &[u32]) -> Left {
        let left = Left {
            ending: end.ending,
            unstarted: Vec::new(),
            victims: Vec::new(),
            bad: Vec::new(),
            done: tests.len(),
            is_soft_stop: end.is_soft_stop,
            stopped_by: end.stopped_by,
            peak_bytes: end.peak_bytes,
            limit_bytes: end.limit_bytes,
        };
        if !self.abilities.tells_of_tests {
            let outcome = untold_outcome(end.ending, end.code, tests.len()).0;
            let is_dead = end.ending.is_death() || end.ending == Ending::Preempted;
            let of = |is: bool| if is { tests.to_vec() } else { Vec::new() };
            return Left {
                victims: of(is_dead),
                bad: of(is_dead || is_bad(outcome)),
                ..left
            };
        }
        let dead = end.dead(tests);
        let state = self.recorder.state();
        let known = state.tests();
        let is_unstarted = |test: &u32| match pass {
            _ if dead.contains(test) => false,
            // It has an outcome of an earlier attempt.
            Pass::Retry => known.batch[*test as usize] != Some(end.batch),
            _ => known.outcome[*test as usize] == Outcome::NotRun && known.remark(*test).is_none(),
        };
        let unstarted: Vec<u32> = tests.iter().copied().filter(is_unstarted).collect();
        let bad = |test: &u32| {
            dead.contains(test)
                || !unstarted.contains(test) && is_bad(known.outcome[*test as usize])
        };
        Left {
            bad: tests.iter().copied().filter(bad).collect(),
            done: tests.len() - unstarted.len(),
            victims: (dead.iter().copied())
                .filter(|test| !end.at_fault.contains(test))
                .collect(),
            unstarted,
            ..left
        }
    }

    /// What the end of a batch means for the tests that it ended: those of others die with it, unless nobody
    /// tells of them; then its end is theirs.
    pub(super) fn tell_ends(&self, end: &BatchEnd, tests: &[u32], started_us: u64) {
        match self.abilities.tells_of_tests {
            true => self.tell_deaths(end, tests),
            false => self.end_all(tests, &end.untold(started_us)),
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
            let framework = self.abilities.framework.label();
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
        let state = self.recorder.state();
        let outcomes = &state.tests().outcome;
        let is_unknown = |test: &&u32| outcomes[**test as usize] == Outcome::NotRun;
        let unknown: Vec<u32> = tests.iter().filter(is_unknown).copied().collect();
        drop(state);
        for test in unknown {
            self.tell_end(test, Outcome::Ran, Key::RemarkPluginLost.into());
        }
    }

    /// The end of a test that its framework did not tell.
    pub(super) fn tell_end(&self, test: u32, outcome: Outcome, remark: Message) {
        self.recorder.record(Event::TestEnded {
            test,
            outcome,
            at_us: self.context.clock.now_us(),
            retained_kib: None,
            remark: Some(remark),
            phases: Vec::new(),
        });
    }

    /// Tests that were running when their batch ended died with it, whether they or others ended it.
    fn tell_deaths(&self, end: &BatchEnd, tests: &[u32]) {
        for test in end.dead(tests) {
            let is_own = end.at_fault.contains(&test);
            // Without a plugin a batch is one test where tests have a time-out, and nobody lists that as late.
            let is_late = end.late.contains(&test) || is_own && end.ending == Ending::TimedOut;
            let ending = end.ending.key();
            let remark = match self.plan.test_timeout_ms {
                Some(timeout_ms) if is_late => messages::RemarkTimedOut { timeout_ms }.into(),
                _ if is_own => messages::RemarkOwnDoing { ending }.into(),
                _ if end.ending == Ending::Interrupted => Key::RemarkInterrupted.into(),
                _ => messages::RemarkVictim { ending }.into(),
            };
            self.tell_end(test, Outcome::Died, remark);
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
    fn test_with_id(&self, batch: u32, id: &str, tests: &[u32]) -> Option<u32> {
        let known = self.recorder.ids();
        let id_of = |test: u32| known.get(test as usize).map_or("", String::as_str);
        let state = self.recorder.state();
        let running = state.running_in(batch);
        let by_id = tests.iter().find(|test| id_of(**test) == id);
        let by_end = || {
            let mut dead = running.iter().filter(|test| tests.contains(test));
            dead.find(|test| id_of(**test).ends_with(id))
        };
        by_id.or_else(by_end).copied()
    }

    /// pytest-xdist tells of a worker that died, and in which test.
    fn take_worker_crashes(&self, batch: u32, ended: &Ended, tests: &[u32]) {
        for (id, text) in &ended.heard.worker_crashes {
            let Some(test) = self.test_with_id(batch, id, tests) else {
                continue;
            };
            self.tell_end(test, Outcome::Died, self.worker_remark(test, text, ended));
        }
    }
}

/// Whether a test gets another chance, where tests do.
fn is_bad(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Failed | Outcome::Error | Outcome::Died)
}
