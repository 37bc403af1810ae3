//! Any other command: its batches, and what the end of one says about its tests.

use oomscope_journal::{Event, Phase, PhaseFigures};
use oomscope_shared::{Ending, Key, Message, Outcome, messages};

use super::queue::chunks;
use super::{Engine, Left};
use crate::batch::Spec;
use crate::error::Failure;
use crate::protocol::{Collected, CollectedReply, Hello};
use crate::recorder::Recorder;

impl Engine<'_> {
    pub(super) fn command(&mut self) -> Result<Option<i32>, Failure> {
        let Some(list) = &self.plan.list else {
            let left = self.command_batch(&[])?;
            return Ok(left.stopped_by);
        };
        let mut ids = list.ids.clone();
        if let Some(share) = &self.plan.share {
            let names: Vec<&str> = list.ids.iter().map(String::as_str).collect();
            let (own, shard) = share.take(ids, &names);
            ids = own;
            self.recorder.record(Event::Sharded(shard));
        }
        let tests: Vec<u32> = (0..ids.len() as u32).collect();
        self.recorder.record(Event::TestsPlanned { ids });
        let size = self.plan.batch_size.unwrap_or(1);
        self.batches(chunks(&tests, size))
    }

    /// The command with these tests in it.
    pub(super) fn command_spec(&self, index: u32, tests: &[u32]) -> Spec {
        let known = self.recorder.ids();
        let ids: Vec<&str> = (tests.iter())
            .map(|test| known[*test as usize].as_str())
            .collect();
        let argv = match ids.as_slice() {
            [] => self.plan.command.clone(),
            ids => self.plan.command_for(ids),
        };
        Spec {
            index,
            argv,
            ..Spec::default()
        }
    }

    pub(super) fn command_batch(&mut self, tests: &[u32]) -> Result<Left, Failure> {
        let index = self.next_index;
        let spec = self.command_spec(index, tests);
        let at_ms = self.now_ms();
        self.recorder.record(Event::BatchStarted {
            batch: index,
            pass: self.pass,
            at_ms,
        });
        self.recorder.record(Event::BatchPlanned {
            batch: index,
            tests: tests.to_vec(),
        });
        let started_us = self.now_us();
        for test in tests {
            self.recorder.record(Event::TestStarted {
                test: *test,
                batch: index,
                at_us: started_us,
                rss_kib: None,
            });
        }
        let mut choose = |_: &Collected, _: &Hello, _: &mut Recorder| CollectedReply::default();
        let ended = self.run_process(&spec, &mut choose)?;
        self.check_started(&ended)?;
        self.take_index();
        let peak_kib = ended.peak.map(|(bytes, _)| bytes / 1024);
        let code = ended.facts.exit_code;
        let left = self.end_batch(index, ended, tests);
        let at_us = self.now_us();
        for test in tests {
            // With several tests in a batch its time and peak are nobody's own.
            let phases = match tests {
                [_] => vec![PhaseFigures {
                    phase: Phase::Call,
                    duration_us: at_us - started_us,
                    peak_kib,
                    rss_kib: None,
                }],
                _ => Vec::new(),
            };
            let (outcome, remark) = command_outcome(left.ending, code, tests.len());
            self.recorder.record(Event::TestEnded {
                test: *test,
                outcome,
                at_us,
                retained_kib: None,
                remark,
                phases,
            });
        }
        Ok(Left {
            unstarted: Vec::new(),
            ..left
        })
    }
}

/// What the end of a command says about its tests.
fn command_outcome(ending: Ending, code: Option<i32>, tests: usize) -> (Outcome, Option<Message>) {
    match (ending, tests) {
        (Ending::Passed, _) => (Outcome::Passed, None),
        (_, 1) if ending.is_death() || ending == Ending::Interrupted => (Outcome::Died, None),
        (_, 1) => {
            let said = match code {
                Some(code) => messages::RemarkCommandExited { code }.into(),
                None => Key::RemarkCommandFailed.into(),
            };
            (Outcome::Failed, Some(said))
        }
        _ => (
            Outcome::Ran,
            Some(
                messages::RemarkBatchOfCommand {
                    ending: ending.key(),
                }
                .into(),
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_with_several_tests_does_not_say_which_failed() {
        assert_eq!(
            command_outcome(Ending::TestsFailed, Some(1), 3).0,
            Outcome::Ran
        );
        assert_eq!(
            command_outcome(Ending::TestsFailed, Some(1), 1).0,
            Outcome::Failed
        );
        assert_eq!(command_outcome(Ending::OverLimit, None, 1).0, Outcome::Died);
        assert_eq!(
            command_outcome(Ending::Passed, Some(0), 3).0,
            Outcome::Passed
        );
    }
}
