//! The queue of batches: what runs next, and what a batch's end means for the tests it left over.

use std::collections::VecDeque;

use oomscope_journal::Event;
use oomscope_shared::artifact::{Framework, Pass};
use oomscope_shared::{Ending, Key, Message, Outcome, messages};

use super::listing::Collecting;
use super::{Engine, Left};
use crate::error::Failure;

impl Engine<'_> {
    /// Runs the plan: every test once, then those again that are to get another chance. Returns the
    /// signal that stopped the run, if one did.
    pub(super) fn run_all(&mut self) -> Result<Option<i32>, Failure> {
        let stopped_by = match self.plan.framework {
            Framework::Command => self.command()?,
            framework if framework.has_plugin() => self.pytest()?,
            _ => self.adapted()?,
        };
        match stopped_by {
            Some(signal) => Ok(Some(signal)),
            None => match self.retry()? {
                Some(signal) => Ok(Some(signal)),
                None => match self.plan.framework.has_plugin() {
                    true => self.hunt(),
                    false => self.bisect(),
                },
            },
        }
    }

    /// Runs pytest. Returns the signal that stopped the run, if one did.
    fn pytest(&mut self) -> Result<Option<i32>, Failure> {
        let Some(size) = self.plan.batch_size else {
            // The first process collects and goes on with all it found, so that a suite that fits into
            // one process pays for nothing twice.
            let left = self.pytest_batch(None)?;
            let mut queue = VecDeque::new();
            return match self.requeue(left, &mut queue) {
                Some(signal) => Ok(Some(signal)),
                None => self.batches(queue),
            };
        };
        match self.collect()? {
            Collecting::Ended(stopped_by) => Ok(stopped_by),
            Collecting::Tests(tests) => self.batches(chunks(&tests, size)),
        }
    }

    /// Runs batches until none is left.
    pub(super) fn batches(
        &mut self,
        mut queue: VecDeque<Vec<u32>>,
    ) -> Result<Option<i32>, Failure> {
        while let Some(tests) = queue.pop_front() {
            let left = match self.plan.framework {
                Framework::Command => self.command_batch(&tests)?,
                framework if framework.has_plugin() => self.pytest_batch(Some(&tests))?,
                _ => self.adapted_batch(&tests)?,
            };
            if let Some(signal) = self.requeue(left, &mut queue) {
                return Ok(Some(signal));
            }
        }
        Ok(None)
    }

    /// Runs tests that failed or died again (`--retries`): together, in a fresh process, and what a death
    /// leaves over of them in another one.
    fn retry(&mut self) -> Result<Option<i32>, Failure> {
        self.pass = Pass::Retry;
        for _ in 0..self.plan.retries {
            let outcomes = &self.recorder.state().tests().outcome;
            let again: Vec<u32> = (0..outcomes.len() as u32)
                .filter(|test| {
                    matches!(
                        outcomes[*test as usize],
                        Outcome::Failed | Outcome::Error | Outcome::Died
                    )
                })
                .collect();
            if again.is_empty() {
                break;
            }
            let size = self.plan.batch_size.unwrap_or(u32::MAX);
            if let Some(signal) = self.batches(self.cut(&again, size))? {
                return Ok(Some(signal));
            }
        }
        self.pass = Pass::Observe;
        Ok(None)
    }

    /// Tests that a dead batch left over go into a fresh process, unless the batch died before its
    /// first test: another try would end the same. Returns the signal that stops the run, if one does;
    /// then nothing goes on.
    pub(super) fn requeue(&mut self, left: Left, queue: &mut VecDeque<Vec<u32>>) -> Option<i32> {
        if let Some(signal) = left.stopped_by {
            let rest = left.unstarted.into_iter().chain(queue.drain(..).flatten());
            self.not_run(rest, Key::RemarkCancelled.into());
            return Some(signal);
        }
        let is_good = matches!(left.ending, Ending::Passed | Ending::NoTests);
        if self.plan.fail_fast && !is_good && self.pass == Pass::Observe {
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
                framework: self.plan.framework.key(),
                batch,
                ending: ending.key(),
            }
            .into(),
        };
        self.not_run(left.unstarted, why);
        None
    }

    /// A fresh process crossed the line with its very first test, so another fresh one would help no
    /// more: what sets up that much (a wide fixture, an import) would be paid for again with every test.
    fn give_the_soft_line_up(&mut self, batch: u32) {
        self.context.has_soft_line = false;
        let message = messages::NoteSoftLineCrossedAtOnce { batch }.into();
        self.recorder.record(Event::Warning { message });
    }

    /// Tests that will not run. Where they had been run before, what came of it stays.
    pub(super) fn not_run(&mut self, tests: impl IntoIterator<Item = u32>, why: Message) {
        if self.pass == Pass::Retry {
            return;
        }
        let at_us = self.now_us();
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

/// Cuts tests into batches.
pub(super) fn chunks(tests: &[u32], size: u32) -> VecDeque<Vec<u32>> {
    tests.chunks(size as usize).map(<[u32]>::to_vec).collect()
}
