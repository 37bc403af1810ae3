//! What a run comes to, counted once, and the messages that are chosen by it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fact, Tone, Victims, keeps_much};
use crate::artifact::{Artifact, Batch, Completion, Framework};
use crate::ending::{Ending, Outcome, Proof};
use crate::finding::{ALIKE, Kind};
use crate::message::{Key, Message, Parameter, Value, messages};
use crate::table::id_in_sentence;

/// One test is named for what all keep where it alone keeps at least this share.
const NAMED_SHARE: f64 = 0.50;

/// How many of a kind a sentence tells one by one.
const TOLD: usize = 3;

/// A run, counted once for all the sentences about it.
pub(super) struct Facts<'a> {
    artifact: &'a Artifact,
    /// Tests that came to an end, by batch.
    finished: BTreeMap<u32, usize>,
    victims: Victims,
    died: Died,
}

/// How many tests died beside those whose batch died, which says so itself.
#[derive(Default)]
struct Died {
    /// The run was stopped.
    interrupted: usize,
    /// Something else, while the batch went on: a worker of pytest-xdist, for example.
    alone: usize,
}

impl Died {
    fn of(artifact: &Artifact, victims: &Victims) -> Self {
        let mut died = Self::default();
        for (_, batch) in &victims.0 {
            match artifact.batch_numbered(*batch).map(|batch| batch.ending) {
                Some(Ending::Interrupted) => died.interrupted += 1,
                Some(ending) if !ending.is_death() => died.alone += 1,
                _ => {}
            }
        }
        died
    }
}

impl<'a> Facts<'a> {
    pub(super) fn of(artifact: &'a Artifact) -> Self {
        let mut finished: BTreeMap<u32, usize> = BTreeMap::new();
        for row in artifact.tests.rows() {
            if let (Some(batch), false) = (
                row.batch,
                matches!(row.outcome, Outcome::NotRun | Outcome::Died),
            ) {
                *finished.entry(batch).or_default() += 1;
            }
        }
        let victims = Victims::of(artifact);
        Self {
            artifact,
            finished,
            died: Died::of(artifact, &victims),
            victims,
        }
    }

    fn count(&self, outcomes: &[Outcome]) -> usize {
        outcomes
            .iter()
            .map(|outcome| self.artifact.tests.count(*outcome))
            .sum()
    }

    fn is_command(&self) -> bool {
        self.artifact.run.framework == Framework::Command
    }

    fn batches(&self, is_meant: impl Fn(&Batch) -> bool) -> Vec<&'a Batch> {
        self.artifact
            .batches
            .iter()
            .filter(|batch| is_meant(batch))
            .collect()
    }

    pub(super) fn is_peak_in_headline(&self) -> bool {
        self.artifact.run.completion == Completion::Finished
            && !self.artifact.batches.iter().any(|batch| {
                batch.ending.is_death()
                    || matches!(batch.ending, Ending::CollectionFailed | Ending::NoTests)
            })
    }

    /// Everything that is wrong, the weightiest first.
    pub(super) fn wrong(&self) -> Vec<Fact> {
        let mut wrong = Vec::new();
        wrong.extend(self.incomplete());
        wrong.extend(self.memory_deaths());
        wrong.extend(self.other_deaths());
        wrong.extend(self.uncollected());
        wrong.extend(self.exited());
        wrong.extend(self.empty());
        wrong.extend(self.died_alone());
        wrong.extend(self.bad_tests());
        wrong
    }

    /// How many tests have an outcome. One that was running when the run was stopped has none.
    pub(super) fn told(&self) -> usize {
        self.artifact.tests.len() - self.count(&[Outcome::NotRun]) - self.died.interrupted
    }

    fn incomplete(&self) -> Option<Fact> {
        let tests = self.artifact.tests.len();
        let ended = self.told();
        let is_bare = self.is_command() && ended == 0;
        let with_outcomes = |clause: Key| -> Message {
            let said = messages::AnswerWithOutcomes {
                tests,
                clause,
                ended,
            };
            said.into()
        };
        let clause: Message = match self.artifact.run.completion {
            Completion::Finished => return None,
            Completion::Interrupted if tests == 0 => Key::AnswerStoppedEarly.into(),
            Completion::Interrupted if is_bare => Key::AnswerStopped.into(),
            Completion::Interrupted => with_outcomes(Key::AnswerStopped),
            Completion::Cut if tests == 0 => Key::AnswerCutEarly.into(),
            Completion::Cut if is_bare => Key::AnswerCut.into(),
            Completion::Cut => with_outcomes(Key::AnswerCut),
        };
        Some(Fact::attention(clause))
    }

    fn memory_deaths(&self) -> Option<Fact> {
        let dead = self.batches(|batch| batch.ending.is_memory_death());
        let first = dead.first()?;
        let is_all = |ending: Ending| dead.iter().all(|batch| batch.ending == ending);
        // Nothing weaker than certain may be said as if it were.
        let is_certain = dead.iter().all(|batch| batch.proof == Proof::Certain);
        let what: Message = match &self.artifact.limits.memory {
            Some(limit) if is_all(Ending::OverLimit) => {
                let limit_bytes = limit.bytes;
                messages::AnswerOverLimitOf { limit_bytes }.into()
            }
            None if is_all(Ending::OverLimit) => Key::AnswerOverLimit.into(),
            _ if is_all(Ending::OutOfMemory) && is_certain => Key::AnswerOutOfMemory.into(),
            _ if is_all(Ending::OutOfMemory) => Key::AnswerProbablyOutOfMemory.into(),
            _ => Key::AnswerDiedOfMemory.into(),
        };
        let clause = if dead.len() > 1 {
            let times = dead.len();
            let batches = told(&dead, |one| {
                self.placed(messages::AnswerBatch { batch: one.index }, one)
            });
            messages::AnswerTimes {
                what,
                times,
                batches,
            }
            .into()
        } else if self.artifact.batches.len() > 1 {
            let batch = first.index;
            self.placed(messages::AnswerInBatch { what, batch }, first)
        } else {
            self.placed(what, first)
        };
        Some(Fact::bad(clause))
    }

    fn other_deaths(&self) -> Option<Fact> {
        let dead = self.batches(|batch| batch.ending.is_death() && !batch.ending.is_memory_death());
        let clause = match dead[..] {
            [] => return None,
            [one] => {
                let (batch, ending) = (one.index, one.ending.key());
                self.placed(messages::AnswerDeath { batch, ending }, one)
            }
            _ => {
                let batches = told(&dead, |one| {
                    let (batch, ending) = (one.index, one.ending.key());
                    self.placed(messages::AnswerDeathInList { batch, ending }, one)
                });
                let number = dead.len();
                messages::AnswerDeaths { number, batches }.into()
            }
        };
        Some(Fact::bad(clause))
    }

    /// What happened to a batch with how far it got, unless its command reports no single tests.
    fn placed(&self, what: impl Into<Message>, batch: &Batch) -> Message {
        let what = what.into();
        if self.is_command() || batch.test_count == 0 {
            return what;
        }
        let finished = self.finished.get(&batch.index).copied().unwrap_or(0);
        let tests = batch.test_count;
        messages::AnswerAfter {
            tests,
            what,
            finished,
        }
        .into()
    }

    fn uncollected(&self) -> Option<Fact> {
        let broken = self.batches(|batch| batch.ending == Ending::CollectionFailed);
        let clause: Message = match broken[..] {
            [] => return None,
            [_] if self.artifact.batches.len() == 1 => Key::AnswerNotCollected.into(),
            [one] => messages::AnswerNotCollectedOf { batch: one.index }.into(),
            _ => messages::AnswerNotCollectedOfMany {
                batches: self.artifact.batches.len(),
                number: broken.len(),
            }
            .into(),
        };
        Some(Fact::bad(clause))
    }

    /// Batches that ended by themselves, but neither well nor with failed tests.
    fn exited(&self) -> Option<Fact> {
        if self.is_command() {
            return None;
        }
        let with_bad_tests = self.with_bad_tests();
        let broken = self.batches(|batch| match batch.ending {
            Ending::Exited => true,
            // The framework could not even begin, or something at its end was not content.
            Ending::TestsFailed => !with_bad_tests.contains(&batch.index),
            _ => false,
        });
        let clause: Message = match broken[..] {
            [] => return None,
            [one] => {
                let batch = one.index;
                match one.exit_code() {
                    Some(code) => messages::AnswerExitedWithCode { batch, code }.into(),
                    None => messages::AnswerExited { batch }.into(),
                }
            }
            _ => {
                let number = broken.len();
                messages::AnswerManyExited { number }.into()
            }
        };
        Some(Fact::bad(clause))
    }

    /// The batches in which a test failed or died, at whichever attempt.
    fn with_bad_tests(&self) -> BTreeSet<u32> {
        let tests = &self.artifact.tests;
        let last = tests.outcome.iter().zip(&tests.batch);
        let earlier = (tests.attempts.iter()).map(|attempt| (&attempt.outcome, &attempt.batch));
        let is_bad =
            |outcome: &Outcome| matches!(outcome, Outcome::Failed | Outcome::Error | Outcome::Died);
        let bad = last.chain(earlier).filter(|(outcome, _)| is_bad(outcome));
        bad.filter_map(|(_, batch)| *batch).collect()
    }

    fn empty(&self) -> Option<Fact> {
        let number = self.batches(|batch| batch.ending == Ending::NoTests).len();
        match self.artifact.batches.len() {
            0 if self.artifact.run.completion == Completion::Finished => {
                Some(Fact::bad(Key::AnswerNoTests))
            }
            _ if number == 0 => None,
            batches if number == batches => Some(Fact::bad(Key::AnswerNoTests)),
            _ => Some(Fact::attention(messages::AnswerNoTestsIn { number })),
        }
    }

    fn died_alone(&self) -> Option<Fact> {
        let (tests, died) = (self.artifact.tests.len(), self.died.alone);
        let is_told = died > 0 && !self.is_command();
        is_told.then(|| Fact::bad(messages::AnswerDied { tests, died }))
    }

    fn bad_tests(&self) -> Option<Fact> {
        if self.is_command() {
            return self.bad_commands();
        }
        let tests = self.artifact.tests.len();
        let failed = self.count(&[Outcome::Failed, Outcome::Error]);
        let unrun = match self.artifact.run.completion {
            Completion::Finished => self.count(&[Outcome::NotRun]),
            // An incomplete run says so itself.
            Completion::Interrupted | Completion::Cut => 0,
        };
        let clause: Message = match (failed, unrun) {
            (0, 0) => return None,
            (0, _) => messages::AnswerUnrun { tests, unrun }.into(),
            (_, 0) => messages::AnswerFailed { tests, failed }.into(),
            _ => messages::AnswerFailedAndUnrun {
                unrun,
                failed,
                tests,
            }
            .into(),
        };
        Some(Fact::bad(clause))
    }

    fn bad_commands(&self) -> Option<Fact> {
        let bad =
            self.batches(|batch| matches!(batch.ending, Ending::TestsFailed | Ending::Exited));
        let first = bad.first()?;
        let clause: Message = match (self.artifact.batches.len(), first.exit_code()) {
            (1, Some(code)) => messages::AnswerCommandFailedWithCode { code }.into(),
            (1, None) => Key::AnswerCommandFailed.into(),
            (batches, _) => {
                let failed = bad.len();
                messages::AnswerBatchesFailed { batches, failed }.into()
            }
        };
        Some(Fact::bad(clause))
    }

    /// What is said where nothing is wrong.
    pub(super) fn fine(&self) -> Fact {
        let unrecorded = self.batches(|batch| batch.ending == Ending::Unrecorded);
        if !unrecorded.is_empty() {
            return Fact::attention(Key::AnswerUnrecorded);
        }
        let (tests, batches) = (self.artifact.tests.len(), self.artifact.batches.len());
        let passed = self.count(&[Outcome::Passed, Outcome::Xpassed]);
        let clause: Message = match (batches, tests) {
            (1, 0) if self.is_command() => Key::AnswerCommandPassed.into(),
            (1, _) if self.is_command() => messages::AnswerBatchPassed { tests }.into(),
            _ if self.is_command() => messages::AnswerBatchesPassed { batches }.into(),
            // pytest said nothing about single tests: it ran without the plugin.
            (_, 0) => Key::AnswerSuitePassed.into(),
            _ if passed == tests => messages::AnswerAllPassed { tests }.into(),
            _ => self.not_all_passed(passed),
        };
        Fact::new(clause, Tone::Good)
    }

    /// `81 tests passed, 5 skipped and 1 failed as expected`
    fn not_all_passed(&self, passed: usize) -> Message {
        let passed = messages::AnswerTestsPassed { tests: passed };
        let mut others: Vec<Message> = Vec::new();
        match self.count(&[Outcome::Skipped]) {
            0 => {}
            tests => others.push(messages::CountSkipped { tests }.into()),
        }
        match self.count(&[Outcome::Xfailed]) {
            0 => {}
            tests => others.push(messages::AnswerAsExpected { tests }.into()),
        }
        match others.is_empty() {
            true => passed.into(),
            false => messages::AnswerPassedAndOthers { passed, others }.into(),
        }
    }

    /// `82 passed, 3 failed and 2 died.`
    pub(super) fn outcomes(&self) -> Option<Message> {
        if self.is_command() {
            return None;
        }
        let interrupted = self.died.interrupted;
        let mut outcomes: Vec<Message> = [
            Outcome::Passed,
            Outcome::Failed,
            Outcome::Error,
            Outcome::Skipped,
            Outcome::Xfailed,
            Outcome::Xpassed,
            Outcome::Died,
            Outcome::NotRun,
        ]
        .into_iter()
        .map(|outcome| match outcome {
            Outcome::Died => (outcome, self.count(&[outcome]) - interrupted),
            _ => (outcome, self.count(&[outcome])),
        })
        .filter(|(_, number)| *number > 0)
        .map(|(outcome, number)| outcome.counted(number))
        .collect();
        if interrupted > 0 {
            outcomes.push(messages::CountInterrupted { tests: interrupted }.into());
        }
        (!outcomes.is_empty()).then(|| messages::AnswerTests { outcomes }.into())
    }

    /// Tests that were run again and passed then.
    pub(super) fn flaky(&self) -> Option<Message> {
        let flaky = self.artifact.tests.flaky();
        if flaky.is_empty() {
            return None;
        }
        let tests = told(&flaky, |test| id_in_sentence(self.artifact.test_id(*test)));
        Some(messages::AnswerFlaky { tests }.into())
    }

    pub(super) fn own_doing(&self) -> Option<Message> {
        let (number, tests) = self.of_batches(|batch| batch.at_fault.clone())?;
        Some(messages::AnswerOwnDoing { number, tests }.into())
    }

    /// Those that died while they ran and are culprits of a finding: no victims.
    pub(super) fn culprits(&self) -> Option<Message> {
        let (number, tests) = self.of_batches(|batch| self.died_in(batch, true))?;
        Some(messages::AnswerCulpritsDied { number, tests }.into())
    }

    fn died_in(&self, batch: &Batch, are_culprits: bool) -> Vec<u32> {
        let mut tests = self.victims.in_batch(batch);
        tests.retain(|test| self.artifact.is_culprit(*test) == are_culprits);
        tests
    }

    pub(super) fn victims(&self) -> Option<Message> {
        let (number, victims) = self.of_batches(|batch| self.died_in(batch, false))?;
        Some(messages::AnswerVictims { number, victims }.into())
    }

    /// Some tests of each batch: how many they are in all, and the first of them with their batches.
    fn of_batches(&self, tests: impl Fn(&Batch) -> Vec<u32>) -> Option<(usize, Vec<Value>)> {
        let batches = self.artifact.batches.iter();
        let all: Vec<(u32, u32)> = batches
            .flat_map(|batch| tests(batch).into_iter().map(|test| (batch.index, test)))
            .collect();
        let list = told(&all, |(batch, test)| messages::AnswerInBatch {
            what: id_in_sentence(self.artifact.test_id(*test)),
            batch: *batch,
        });
        (!all.is_empty()).then_some((all.len(), list))
    }

    /// Whether leaks that were found account for what all tests keep: they are told by themselves, and the same
    /// memory is not told twice.
    fn is_explained(&self, kept_bytes: u64) -> bool {
        let leaks = self.artifact.findings.iter();
        let leaks = leaks.filter(|finding| finding.kind == Kind::Leak);
        let found = leaks.filter_map(|leak| leak.retained_bytes);
        found.fold(0, u64::saturating_add) as f64 >= kept_bytes as f64 * ALIKE.start()
    }

    pub(super) fn kept(&self) -> Option<Message> {
        let kept_bytes = self.artifact.retained_bytes()?;
        if !keeps_much(self.artifact) || self.is_explained(kept_bytes) {
            return None;
        }
        let measured: Vec<_> = self
            .artifact
            .tests
            .rows()
            .filter_map(|row| Some((row.retained_bytes?, row.id)))
            .collect();
        let (most_bytes, id) = *measured.iter().max_by_key(|(kept, _)| *kept)?;
        Some(if measured.len() == 1 {
            messages::AnswerKeptByOne { kept_bytes }.into()
        } else if most_bytes as f64 >= kept_bytes as f64 * NAMED_SHARE {
            // A mean would hide that one test keeps it.
            messages::AnswerKeptMostlyBy {
                kept_bytes,
                most_bytes,
                test: id_in_sentence(id),
            }
            .into()
        } else {
            let each_bytes = kept_bytes / measured.len() as u64;
            messages::AnswerKeptByAll {
                kept_bytes,
                each_bytes,
            }
            .into()
        })
    }
}

/// The first ones one by one, and how many more there are.
fn told<T, P: Parameter>(all: &[T], tell: impl Fn(&T) -> P) -> Vec<Value> {
    let mut list: Vec<Value> = (all.iter().take(TOLD))
        .map(|one| tell(one).value())
        .collect();
    if all.len() > TOLD {
        let number = all.len() - TOLD;
        list.push(messages::More { number }.value());
    }
    list
}
