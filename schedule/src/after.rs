//! What the end of a batch means for its tests: which run again, in what company, and which never do.

use oomscope_shared::Ending;
use oomscope_shared::artifact::Pass;

use crate::dispatcher::{Dispatcher, Running, Stage};
use crate::event::{Effect, Given, Left, Unjudged, Why};

impl Dispatcher {
    pub(crate) fn take_end(&mut self, now_ms: u64, batch: u32, mut left: Left) {
        let Some(running) = self.running.remove(&batch) else {
            return;
        };
        let (seen, told_limit) = self.room.leave(batch);
        if let Some(peak) = left.peak_bytes.max(seen) {
            let parts = self.parts(&running.given);
            self.learner.take_batch(&parts, peak);
        }
        self.learn_base_ms(now_ms, &running, &left);
        let limit = left.limit_bytes.or(told_limit);
        let is_share = limit
            .zip(self.room.limit())
            .is_some_and(|(own, whole)| own < whole);
        let unjudged = unjudged(&running, &left, is_share);
        if let Some(why) = unjudged {
            let victims = std::mem::take(&mut left.victims);
            // Under a share a test can also have failed for want of memory.
            let again = match why {
                Unjudged::Displaced => victims,
                Unjudged::UnderShare => left.bad.clone(),
            };
            left.bad.retain(|test| !again.contains(test));
            left.unstarted.extend(&again);
            self.suite.arrange(&mut left.unstarted);
            self.effects.push(Effect::NotJudged {
                batch,
                tests: again,
                why,
            });
        }
        self.take_outcomes(&running.given, &left);
        if matches!(self.stage, Stage::Ending { .. }) || left.stopped_by.is_some() {
            self.leave_out(left.unstarted, Why::Cancelled);
            if let Some(signal) = left.stopped_by {
                self.cancel(signal);
            }
            return;
        }
        let is_good = match unjudged {
            Some(_) => left.bad.is_empty(),
            None => matches!(left.ending, Ending::Passed | Ending::NoTests),
        };
        let is_first_failure = self.config.fail_fast && !is_good && self.pass == Pass::Observe;
        if is_first_failure || self.stage == Stage::FailingFast {
            self.leave_out(left.unstarted, Why::FailFast);
            self.fail_fast();
            return;
        }
        if left.unstarted.is_empty() {
            return;
        }
        match unjudged {
            Some(_) => self.alone.push_back(Given::Tests(left.unstarted)),
            None => self.take_rest(batch, &running, left, is_share),
        }
    }

    /// What a process takes beside its tests, where these ran one after the other and all of them.
    fn learn_base_ms(&mut self, now_ms: u64, running: &Running, left: &Left) {
        let Given::Tests(tests) = &running.given else {
            return;
        };
        let is_whole = left.unstarted.is_empty() && !left.ending.is_death();
        let of_tests = self.learner.time_of(tests).filter(|_| is_whole);
        let all = now_ms.saturating_sub(running.started_ms);
        if let Some(base_ms) = of_tests.and_then(|ms| all.checked_sub(ms)) {
            self.learner.take_base_ms(base_ms);
        }
    }

    /// What came of the tests that it ran.
    fn take_outcomes(&mut self, given: &Given, left: &Left) {
        let all = match given {
            Given::Everything => self.suite.tests(),
            Given::Tests(tests) => tests.clone(),
        };
        for test in all {
            if !left.unstarted.contains(&test) {
                self.bad.remove(&test);
            }
        }
        self.bad.extend(&left.bad);
    }

    /// What a batch left over goes into a fresh process, unless it ended before its first test: another try
    /// would end the same.
    fn take_rest(&mut self, batch: u32, running: &Running, left: Left, is_share: bool) {
        let has_progress = left.done > 0;
        // One that was told to stop before its first test has outgrown with what it loads.
        if left.is_soft_stop && running.is_told {
            self.run_again(left.unstarted, running.is_alone || !has_progress);
            return;
        }
        if left.is_soft_stop && has_progress {
            // A fresh process crossed its line with its very first test, so another fresh one would help no more:
            // what sets up that much would be paid for again with every test. Where the line was that of a share
            // of the limit, the whole of it may help.
            let is_at_once = left.done == 1;
            if is_at_once && !is_share {
                self.has_soft_line = false;
                self.effects.push(Effect::GiveSoftLineUp { batch });
            }
            self.run_again(left.unstarted, running.is_alone || is_at_once && is_share);
            return;
        }
        let ending = left.ending;
        let is_death = ending.is_death();
        if (is_death || ending == Ending::Exited) && has_progress {
            self.run_again(left.unstarted, running.is_alone);
            return;
        }
        let why = match ending {
            Ending::Exited => Why::BatchExited { batch },
            ending if is_death => Why::BatchEnded { batch, ending },
            // The framework itself left them out: `-x`, a failed collection, `pytest.exit`.
            ending => Why::NeverRun { batch, ending },
        };
        self.leave_out(left.unstarted, why);
    }

    fn run_again(&mut self, tests: Vec<u32>, is_alone: bool) {
        if is_alone {
            self.alone.push_front(Given::Tests(tests));
        } else {
            self.requeue(tests);
        }
    }
}

/// Why how a batch died says nothing of its tests, if so: it was killed for its neighbours, or memory ended it
/// while a part of the run's was its limit. One that had the whole limit for itself is judged, so that no test
/// comes back in this way twice.
fn unjudged(running: &Running, left: &Left, is_share: bool) -> Option<Unjudged> {
    let ending = left.ending;
    if running.is_alone {
        None
    } else if running.is_displaced && (ending.is_death() || ending == Ending::Preempted) {
        Some(Unjudged::Displaced)
    } else if ending == Ending::Preempted || ending.is_memory_death() && is_share {
        Some(Unjudged::UnderShare)
    } else {
        None
    }
}
