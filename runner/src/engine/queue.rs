//! The queue of batches: what runs next, and what a batch's end means for the tests it left over.

use std::collections::VecDeque;

use oomscope_journal::Event;
use oomscope_shared::artifact::Pass;
use oomscope_shared::{Ending, Key, Message, Outcome, messages};

use super::listing::Planned;
use super::{Engine, Left};
use crate::driver::HuntWay;
use crate::error::Failure;

impl Engine<'_> {
    /// Runs the plan: every test once, then those again that are to get another chance, then the hunt. Returns
    /// the signal that stopped the run, if one did.
    pub(super) fn run_all(&mut self) -> Result<Option<i32>, Failure> {
        if let Some(signal) = self.observe()? {
            return Ok(Some(signal));
        }
        if let Some(signal) = self.retry()? {
            return Ok(Some(signal));
        }
        match self.abilities.hunt {
            HuntWay::Repeat => self.hunt(),
            HuntWay::Bisect => self.bisect(),
        }
    }

    /// Runs every test once.
    fn observe(&mut self) -> Result<Option<i32>, Failure> {
        let pass = Pass::Observe;
        if self.plan.batch_size.is_none() && self.abilities.finds_its_tests {
            // The first process collects and goes on with all it found, so that a suite that fits into
            // one process pays for nothing twice.
            let left = self.batch(pass, None)?;
            let mut queue = VecDeque::new();
            return match self.requeue(pass, left, &mut queue) {
                Some(signal) => Ok(Some(signal)),
                None => self.batches(pass, queue),
            };
        }
        match self.plan_tests()? {
            Planned::Nothing(stopped_by) => Ok(stopped_by),
            Planned::Tests(tests) => self.batches(pass, self.cut(&tests)),
        }
    }

    /// Cuts tests into batches, none of which has tests that cannot share a process.
    fn cut(&self, tests: &[u32]) -> VecDeque<Vec<u32>> {
        let size = self
            .plan
            .batch_size
            .map_or(usize::MAX, |size| size as usize);
        let group = |test: &u32| self.groups.get(*test as usize);
        tests
            .chunk_by(|left, right| group(left) == group(right))
            .flat_map(|same| same.chunks(size).map(<[u32]>::to_vec))
            .collect()
    }

    /// Runs batches until none is left.
    fn batches(
        &mut self,
        pass: Pass,
        mut queue: VecDeque<Vec<u32>>,
    ) -> Result<Option<i32>, Failure> {
        while let Some(tests) = queue.pop_front() {
            let left = self.batch(pass, Some(&tests))?;
            if let Some(signal) = self.requeue(pass, left, &mut queue) {
                return Ok(Some(signal));
            }
        }
        Ok(None)
    }

    /// Runs tests that failed or died again (`--retries`): together, in a fresh process, and what a death
    /// leaves over of them in another one.
    fn retry(&mut self) -> Result<Option<i32>, Failure> {
        for _ in 0..self.plan.retries {
            let state = self.recorder.state();
            let outcomes = &state.tests().outcome;
            let again: Vec<u32> = (0..outcomes.len() as u32)
                .filter(|test| {
                    matches!(
                        outcomes[*test as usize],
                        Outcome::Failed | Outcome::Error | Outcome::Died
                    )
                })
                .collect();
            drop(state);
            if again.is_empty() {
                break;
            }
            if let Some(signal) = self.batches(Pass::Retry, self.cut(&again))? {
                return Ok(Some(signal));
            }
        }
        Ok(None)
    }

    /// Tests that a dead batch left over go into a fresh process, unless the batch died before its
    /// first test: another try would end the same. Returns the signal that stops the run, if one does;
    /// then nothing goes on.
    fn requeue(&mut self, pass: Pass, left: Left, queue: &mut VecDeque<Vec<u32>>) -> Option<i32> {
        if let Some(signal) = left.stopped_by {
            let rest = left.unstarted.into_iter().chain(queue.drain(..).flatten());
            self.leave_out(pass, rest, Key::RemarkCancelled.into());
            return Some(signal);
        }
        let is_good = matches!(left.ending, Ending::Passed | Ending::NoTests);
        if self.plan.fail_fast && !is_good && pass == Pass::Observe {
            let rest = left.unstarted.into_iter().chain(queue.drain(..).flatten());
            self.not_run(rest, Key::RemarkFailFast.into());
            return None;
        }
        if left.unstarted.is_empty() {
            return None;
        }
        let batch = self.next_index - 1;
        if left.is_soft_stop && left.progress {
            if left.done == 1 {
                self.give_the_soft_line_up(batch);
            }
            queue.push_front(left.unstarted);
            return None;
        }
        let is_death = left.ending.is_death() || left.ending == Ending::Exited;
        if is_death && left.progress {
            queue.push_front(left.unstarted);
            return None;
        }
        let why = match left.ending {
            Ending::Exited => messages::RemarkBatchExited { batch }.into(),
            ending if is_death => messages::RemarkBatchEnded {
                batch,
                ending: ending.key(),
            }
            .into(),
            // The framework itself left them out: `-x`, a failed collection, `pytest.exit`.
            ending => messages::RemarkNeverRun {
                framework: self.abilities.framework.key(),
                batch,
                ending: ending.key(),
            }
            .into(),
        };
        self.leave_out(pass, left.unstarted, why);
        None
    }

    /// A fresh process crossed the line with its very first test, so another fresh one would help no
    /// more: what sets up that much (a wide fixture, an import) would be paid for again with every test.
    fn give_the_soft_line_up(&mut self, batch: u32) {
        self.has_soft_line = false;
        let message = messages::NoteSoftLineCrossedAtOnce { batch }.into();
        self.recorder.record(Event::Warning { message });
    }

    /// Tests that will not run. Where they had been run before, what came of it stays.
    fn leave_out(&mut self, pass: Pass, tests: impl IntoIterator<Item = u32>, why: Message) {
        if pass != Pass::Retry {
            self.not_run(tests, why);
        }
    }

    /// Tests that were never run.
    pub(super) fn not_run(&mut self, tests: impl IntoIterator<Item = u32>, why: Message) {
        let at_us = self.context.clock.now_us();
        for test in tests {
            self.recorder.record(Event::TestEnded {
                test,
                outcome: Outcome::NotRun,
                at_us,
                retained_kib: None,
                remark: Some(why.clone()),
                phases: Vec::new(),
            });
        }
    }
}
