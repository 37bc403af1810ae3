//! Which batches of a command are worth a hunt, by their endings and peaks.

use oomscope_shared::answer::Victims;
use oomscope_shared::artifact::{Artifact, Batch};
use oomscope_shared::ending::{Ending, Outcome};
use oomscope_shared::message::{Key, Message, messages};
use oomscope_shared::units::MIB;
use oomscope_shared::worth::kept_much;

use crate::HEAVY_PART;

/// A batch is far above the others when its peak is so many times the median of theirs.
const FAR_ABOVE: u64 = 2;
/// And by so much at least.
const FAR_ABOVE_BYTES: u64 = 32 * MIB;
/// With fewer batches there is no median to speak of.
const LEAST_BATCHES: usize = 3;

/// Why a group of tests is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The hunt was asked for.
    Asked,
    /// This batch died of memory.
    Died(u32),
    /// The tests of this batch kept so much by their own measure.
    Kept {
        /// The batch.
        batch: u32,
        /// How much they kept together.
        bytes: u64,
    },
    /// This batch of one test needed half of the limit.
    HalfOfLimit(u32),
    /// This batch needed far more than the others.
    FarAbove(u32),
}

impl Why {
    /// It as the beginning of a sentence.
    pub fn message(self) -> Message {
        match self {
            Self::Asked => Key::ReasonAsked.into(),
            Self::Died(batch) => messages::ReasonDied { batch }.into(),
            Self::Kept {
                batch,
                bytes: kept_bytes,
            } => messages::ReasonKept { batch, kept_bytes }.into(),
            Self::HalfOfLimit(batch) => messages::ReasonHalfOfLimit { batch }.into(),
            Self::FarAbove(batch) => messages::ReasonFarAbove { batch }.into(),
        }
    }
}

/// A group of tests to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The batch it ran in; `None` where a hunt was asked for and all are looked at together.
    pub batch: Option<u32>,
    /// Its tests, in the order in which they ran.
    pub tests: Vec<u32>,
    /// Those of them that were running when it died.
    pub victims: Vec<u32>,
    /// Why.
    pub why: Why,
    /// Whether every one of them passed in the run.
    pub has_passed: bool,
}

/// The batches that died of memory or stand out; with `all`, every test is looked at. Empty where
/// nothing is worth a hunt.
pub fn targets(artifact: &Artifact, all: bool) -> Vec<Target> {
    let victims = Victims::of(artifact);
    let mut chosen: Vec<(u64, Target)> = Vec::new();
    let suite: Vec<&Batch> = artifact
        .batches
        .iter()
        .filter(|batch| batch.pass.is_of_suite())
        .collect();
    for batch in &suite {
        let Some(why) = reason(artifact, batch, &suite, all) else {
            continue;
        };
        let tests = given_to(artifact, batch, &suite);
        if !tests.is_empty() {
            let batch_index = Some(batch.index);
            let target = Target {
                batch: batch_index,
                has_passed: passed(artifact, &tests),
                victims: victims.in_batch(batch),
                tests,
                why,
            };
            chosen.push((batch.peak_bytes.unwrap_or(0), target));
        }
    }
    chosen.sort_by_key(|(peak, target)| (std::cmp::Reverse(*peak), target.batch));
    let mut chosen: Vec<Target> = chosen.into_iter().map(|(_, target)| target).collect();
    if all {
        // Batches of one test have shown all that single tests can show; what stays of one test for the
        // next shows only where they run together.
        let named: Vec<u32> = (chosen.iter())
            .flat_map(|target| target.tests.iter().copied())
            .collect();
        let is_cut = artifact.run.plan.batch_size.is_some_and(|size| size > 1);
        let rest: Vec<Vec<u32>> = if is_cut {
            let others = suite
                .iter()
                .map(|batch| tests_of(artifact, batch.index))
                .filter(|tests| tests.iter().any(|test| !named.contains(test)));
            others.collect()
        } else {
            let every: Vec<u32> = artifact.tests.rows().map(|row| row.index).collect();
            // Its batches of one test are part of it.
            chosen.retain(|target| target.tests.len() > 1);
            vec![every]
        };
        chosen.extend(
            rest.into_iter()
                .filter(|tests| !tests.is_empty())
                .map(|tests| Target {
                    batch: None,
                    has_passed: passed(artifact, &tests),
                    victims: Vec::new(),
                    tests,
                    why: Why::Asked,
                }),
        );
    }
    chosen
}

fn passed(artifact: &Artifact, tests: &[u32]) -> bool {
    let outcome = |test: &u32| artifact.tests.outcome.get(*test as usize);
    tests
        .iter()
        .all(|test| outcome(test) == Some(&Outcome::Passed))
}

/// The tests of a batch. Where nothing said which of them ran when it died, those that it left for the batches
/// behind it belong to it, too.
fn given_to(artifact: &Artifact, batch: &Batch, suite: &[&Batch]) -> Vec<u32> {
    let mut tests = tests_of(artifact, batch.index);
    let given = batch.test_count as usize;
    if batch.victim.is_none() && tests.len() < given {
        let later = suite.iter().filter(|other| other.index > batch.index);
        tests.extend(later.flat_map(|other| tests_of(artifact, other.index)));
        tests.truncate(given);
    }
    tests
}

fn tests_of(artifact: &Artifact, batch: u32) -> Vec<u32> {
    let of_batch = artifact
        .tests
        .rows()
        .filter(|row| row.batch == Some(batch))
        .map(|row| row.index);
    of_batch.collect()
}

fn reason(artifact: &Artifact, batch: &Batch, suite: &[&Batch], all: bool) -> Option<Why> {
    let index = batch.index;
    if matches!(batch.ending, Ending::OutOfMemory | Ending::OverLimit) {
        return Some(Why::Died(index));
    }
    // Where every test is looked at, these are.
    if !all
        && batch.test_count > 1
        && let Some(bytes) = kept_much(artifact, index)
    {
        return Some(Why::Kept {
            batch: index,
            bytes,
        });
    }
    let peak = batch.peak_bytes?;
    let limit = artifact.limits.memory.as_ref().map(|limit| limit.bytes);
    if batch.test_count == 1 && limit.is_some_and(|limit| peak >= limit / HEAVY_PART) {
        return Some(Why::HalfOfLimit(index));
    }
    let mut others: Vec<u64> = suite
        .iter()
        .filter(|other| other.index != index)
        .filter_map(|other| other.peak_bytes)
        .collect();
    others.sort_unstable();
    let median = *others.get(others.len() / 2)?;
    let is_far = peak >= median.saturating_mul(FAR_ABOVE) && peak >= median + FAR_ABOVE_BYTES;
    (others.len() + 1 >= LEAST_BATCHES && is_far).then_some(Why::FarAbove(index))
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::testing;

    #[test]
    fn a_death_of_memory_is_worth_it_and_a_failure_is_not() {
        let artifact = testing::command()
            .test("a", Outcome::Ran, -1, -1)
            .test("b", Outcome::Ran, -1, -1)
            .batch(Ending::OverLimit, 190)
            .test("c", Outcome::Ran, -1, -1)
            .batch(Ending::TestsFailed, 50)
            .done();
        let targets = targets(&artifact, false);
        assert_eq!(targets.len(), 1, "{targets:?}");
        assert_eq!(targets[0].tests, [0, 1]);
    }

    #[test]
    fn a_batch_whose_tests_keep_much_is_worth_it_and_what_a_framework_keeps_itself_is_not() {
        let told = |each_kib: i64| {
            let mut run = testing::command();
            for name in ["a", "b", "c"] {
                run = run.test(name, Outcome::Passed, -1, each_kib);
            }
            run.batch(Ending::Passed, 90).done()
        };
        assert!(targets(&told(60), false).is_empty());
        let kept = targets(&told(8 << 10), false);
        let bytes = 24 * MIB;
        assert_eq!(kept[0].why, Why::Kept { batch: 1, bytes });
        assert_eq!(kept[0].tests, [0, 1, 2]);
        // Asked for, they are looked at once and not twice.
        assert_eq!(super::targets(&told(8 << 10), true).len(), 1);
    }

    #[test]
    fn what_a_silent_death_left_for_later_batches_is_looked_at_with_it() {
        let mut artifact = testing::command()
            .test("a", Outcome::Passed, -1, -1)
            .batch(Ending::OverLimit, 190)
            .test("b", Outcome::Passed, -1, -1)
            .test("c", Outcome::Passed, -1, -1)
            .batch(Ending::Passed, 50)
            .done();
        artifact.batches[0].test_count = 2;
        artifact.batches[0].victim = None;
        assert_eq!(targets(&artifact, false)[0].tests, [0, 1]);
        artifact.batches[0].victim = Some(0);
        assert_eq!(targets(&artifact, false)[0].tests, [0]);
    }

    #[test]
    fn a_batch_far_above_the_others_is_worth_it() {
        let told = |high| {
            let mut told = testing::command();
            for (at, peak) in [50, high, 52].into_iter().enumerate() {
                for name in ["a", "b"] {
                    told = told.test(&format!("{name}{at}"), Outcome::Passed, -1, -1);
                }
                told = told.batch(Ending::Passed, peak);
            }
            told.done()
        };
        assert!(targets(&told(60), false).is_empty());
        let far = targets(&told(200), false);
        assert_eq!(far.len(), 1, "{far:?}");
        assert_eq!(far[0].tests, [2, 3]);
    }

    #[test]
    fn when_asked_for_every_test_is_looked_at_once() {
        let artifact = testing::command()
            .test("a", Outcome::Passed, -1, -1)
            .batch(Ending::Passed, 50)
            .test("b", Outcome::Passed, -1, -1)
            .batch(Ending::Passed, 50)
            .done();
        let targets = targets(&artifact, true);
        assert_eq!(targets.len(), 1, "{targets:?}");
        assert_eq!(targets[0].tests, [0, 1]);
    }
}
