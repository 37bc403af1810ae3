//! One batch: started, heard to its end, recorded; and what its process alone says about tests that nobody tells of.

use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use oomscope_journal::{Event, Measured, Phase, PhaseFigures};
use oomscope_shared::artifact::Pass;
use oomscope_shared::{Ending, Key, Message, Outcome, messages};

use super::Engine;
use crate::batch::{self, Control, Ended, Spec, Terms};
use crate::driver::{Dumps, HuntOrder, What, overwritten_option, planned};
use crate::error::Failure;
use crate::limiter::Limit;
use crate::temporary::BatchFolder;

/// A process of the hunt may take so long at least, whatever is left of the hunt's time.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long a process of the hunt, or what comes of it, is waited for.
pub(super) fn patience(deadline: Instant) -> Duration {
    let rest = deadline.saturating_duration_since(Instant::now());
    (rest * 2).max(PATIENCE)
}

/// What a process of the hunt is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum HuntJob<'a> {
    /// To see what its tests need together.
    Probe,
    /// A pass by code of ours beside the tests.
    Pass(&'a HuntOrder),
    /// To repeat tests and to dump its heap.
    Rounds(&'a Dumps),
}

/// A batch that is ready to run.
pub(super) struct Prepared {
    pub(super) spec: Spec,
    pub(super) control: Rc<Control>,
    /// Its folder, which it needs to its end.
    pub(super) folder: Option<BatchFolder>,
}

impl Engine<'_> {
    /// The terms of an ordinary batch.
    pub(super) fn terms(&self) -> Terms {
        Terms {
            polite: self.abilities.polite,
            limit: self.limit.clone(),
            has_soft_line: true,
            timeout_ms: self.plan.batch_timeout_ms,
            test_timeout_ms: self.plan.test_timeout_ms,
            is_live: self.is_live,
            index_in_environment: None,
        }
    }

    /// A batch that is ready to run: some tests in a fresh process tree; `None`: whatever there is.
    pub(super) fn prepare(
        &self,
        index: u32,
        tests: Option<&[u32]>,
        terms: Terms,
    ) -> Result<Prepared, Failure> {
        let folder = self.batch_folder(index)?;
        let planned = planned(&self.recorder.ids(), tests.unwrap_or_default());
        let what = match tests {
            Some(_) => What::Tests(&planned),
            None => What::Everything,
        };
        let job = self.driver.job(what, path_of(folder.as_ref()));
        let control = Rc::new(Control::default());
        let spec = Spec {
            index,
            job: job.map_err(Failure::recorder)?,
            terms,
            control: Rc::clone(&control),
        };
        Ok(Prepared {
            spec,
            control,
            folder,
        })
    }

    /// Records that a batch begins.
    pub(super) fn begin(&self, index: u32, pass: Pass, tests: Option<&[u32]>) {
        let at_ms = self.context.clock.now_ms();
        let batch = index;
        self.recorder
            .record(Event::BatchStarted { batch, pass, at_ms });
        self.tell_of_files(index, pass);
        let are_told = self.abilities.tells_of_tests;
        // Of whatever there is the process tells which tests that are, if anybody does.
        if tests.is_some() || !are_told {
            let tests = tests.unwrap_or_default().to_vec();
            self.recorder.record(Event::BatchPlanned { batch, tests });
        }
        if !are_told {
            self.start_all(index, tests.unwrap_or_default());
        }
    }

    /// Says once that what the command writes into a file is overwritten by the next batch, as soon as there is one.
    fn tell_of_files(&self, index: u32, pass: Pass) {
        let framework = self.abilities.framework;
        if index > 1
            && pass.is_of_suite()
            && let Some(option) = overwritten_option(framework, &self.plan.command)
            && !self.told_of_files.replace(true)
        {
            let message = messages::NoteOutputOverwritten {
                option: option.to_owned(),
            }
            .into();
            self.recorder.record(Event::Warning { message });
        }
    }

    /// Runs some tests in a process of the hunt: silent, and with an end. A test that has begun may finish: what is
    /// left of the time only bounds a hang.
    pub(super) fn hunt_process(
        &self,
        pass: Pass,
        tests: Vec<u32>,
        job: HuntJob<'_>,
        limit: Option<Rc<Limit>>,
        deadline: Instant,
    ) -> Result<Ended, Failure> {
        let batch = self.next_index;
        let at_ms = self.context.clock.now_ms();
        self.recorder
            .record(Event::BatchStarted { batch, pass, at_ms });
        let planned = planned(&self.recorder.ids(), &tests);
        self.recorder.record(Event::BatchPlanned { batch, tests });
        let patience = patience(deadline).as_millis() as u64;
        let folder = self.batch_folder(batch)?;
        let what = match job {
            HuntJob::Probe => What::Probe(&planned),
            HuntJob::Pass(order) => What::Hunt(order, &planned),
            HuntJob::Rounds(dumps) => What::Rounds(dumps, &planned),
        };
        let job = self.driver.job(what, path_of(folder.as_ref()));
        let ordinary = self.terms();
        let terms = Terms {
            limit,
            // The tests of a pass are meant to pile up.
            has_soft_line: false,
            timeout_ms: Some(ordinary.timeout_ms.map_or(patience, |ms| ms.min(patience))),
            is_live: false,
            ..ordinary
        };
        let spec = Spec {
            index: batch,
            job: job.map_err(Failure::recorder)?,
            terms,
            control: Rc::default(),
        };
        let ended = batch::run(self.context, spec, self.recorder);
        self.runtime.block_on(ended).map_err(Failure::recorder)
    }

    pub(super) fn check_started(&self, ended: &Ended) -> Result<(), Failure> {
        match &ended.start_failure {
            None => Ok(()),
            Some(reason) => Err(Failure::Start {
                program: self.plan.command[0].clone(),
                reason: reason.clone(),
            }),
        }
    }

    /// Alone in its process tree, a test has all of the batch's memory.
    pub(super) fn measure_the_only_one(&self, tests: &[u32], ended: &Ended) {
        let is_wanted = self.abilities.tells_of_tests && !self.abilities.measures_tests;
        if let ([test], Some((bytes, _)), true) = (tests, ended.peak, is_wanted) {
            let figures = Measured {
                peak_kib: Some(bytes / 1024),
                ..Measured::default()
            };
            self.recorder.record(Event::TestMeasured {
                test: *test,
                figures,
            });
        }
    }

    /// Nobody tells when a test begins, but none begins before its process.
    fn start_all(&self, batch: u32, tests: &[u32]) {
        let at_us = self.context.clock.now_us();
        for test in tests {
            self.recorder.record(Event::TestStarted {
                test: *test,
                batch,
                at_us,
                rss_kib: None,
            });
        }
    }

    /// What the end of a process says about its tests.
    pub(super) fn end_all(&self, tests: &[u32], end: &UntoldEnd) {
        let at_us = self.context.clock.now_us();
        for test in tests {
            // With several tests in a batch its time and peak are nobody's own.
            let phases = match tests {
                [_] => vec![PhaseFigures {
                    phase: Phase::Call,
                    duration_us: at_us - end.started_us,
                    peak_kib: end.peak_kib,
                    rss_kib: None,
                }],
                _ => Vec::new(),
            };
            let (outcome, remark) = untold_outcome(end.ending, end.code, tests.len());
            self.recorder.record(Event::TestEnded {
                test: *test,
                outcome,
                at_us,
                retained_kib: None,
                remark,
                phases,
            });
        }
    }
}

/// How a process ended of whose tests nobody tells.
#[derive(Debug, Clone, Copy)]
pub(super) struct UntoldEnd {
    pub(super) ending: Ending,
    pub(super) code: Option<i32>,
    pub(super) started_us: u64,
    pub(super) peak_kib: Option<u64>,
}

fn path_of(folder: Option<&BatchFolder>) -> &Path {
    folder.map_or(Path::new(""), BatchFolder::path)
}

/// What became of a test of which only its process tells.
pub(super) fn untold_outcome(
    ending: Ending,
    code: Option<i32>,
    tests: usize,
) -> (Outcome, Option<Message>) {
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
    fn a_process_with_several_tests_does_not_say_which_failed() {
        let of = |ending, code, tests| untold_outcome(ending, code, tests).0;
        assert_eq!(of(Ending::TestsFailed, Some(1), 3), Outcome::Ran);
        assert_eq!(of(Ending::TestsFailed, Some(1), 1), Outcome::Failed);
        assert_eq!(of(Ending::OverLimit, None, 1), Outcome::Died);
        assert_eq!(of(Ending::Passed, Some(0), 3), Outcome::Passed);
    }
}
