//! Who is repeated, beside whom, and how often.

use std::collections::BTreeSet;

use oomscope_shared::artifact::{Artifact, Batch, TestRow};
use oomscope_shared::ending::Outcome;
use oomscope_shared::framework::{Framework, Language};
use oomscope_shared::units::MIB;
use oomscope_shared::worth::{self, OWN_BYTES};

use crate::slope::median;
use crate::suspects::CONTROLS;

/// Rounds: the first one warms up, and two are the least that can agree.
const ROUNDS: std::ops::RangeInclusive<u32> = 3..=4;
/// Quick tests are repeated so often, so that a cache with a bound is seen to come to rest: as long as all of it takes
/// no longer than this, in seconds, and piles up no more than this.
const QUICK_ROUNDS: u32 = 10;
const QUICK_S: f64 = 8.0;
const QUICK_BYTES: u64 = 256 * MIB;
/// After so many rounds the heap is dumped for the last time: what the later ones pile up shows who goes on growing, and
/// would only make the dump larger, which takes longer than the tests.
const DUMPED_ROUNDS: u32 = 4;
/// How many tests are repeated in one process, however quick they are.
const MOST: usize = 64;
/// What the collections and the figures around one test take beside it, in seconds, and how many times the test itself
/// on top: whatever makes a machine slow makes them slow as well.
const COLLECTION_S: f64 = 0.15;
const COLLECTION_TIMES: f64 = 1.0;

/// A test that may have kept memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suspect {
    /// Its number.
    pub test: u32,
    /// What it kept in the run, as far as that was measured.
    pub bytes: u64,
}

/// What one process repeats.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rounds {
    /// The suspects, in the order of the plan.
    pub tests: Vec<u32>,
    /// Tests that nothing speaks against.
    pub controls: Vec<u32>,
    /// How often each is run.
    pub rounds: u32,
    /// What is run once more where a process begins, whose first run is compared with nothing, and where it has dumped
    /// its heap, which leaves something itself.
    pub pad: u32,
}

impl Rounds {
    fn all(&self) -> Vec<u32> {
        let mut all = [&self.tests[..], &self.controls].concat();
        all.sort_unstable();
        all
    }

    /// Everything that is run, in order.
    pub fn order(&self) -> Vec<u32> {
        let all = self.all();
        let mut order = Vec::new();
        for round in 0..self.rounds {
            // The heap is dumped before the second round, the third, and those that are not dumped.
            order.extend((round < 3 || round == DUMPED_ROUNDS).then_some(self.pad));
            order.extend(&all);
        }
        order
    }

    /// How many rounds are over when the heap is dumped for the last time.
    fn dumped(&self) -> u32 {
        self.rounds.min(DUMPED_ROUNDS)
    }

    /// How many rounds lie between the first dump and the last.
    pub(super) fn dumped_rounds(&self) -> u64 {
        u64::from(self.dumped().saturating_sub(1)).max(1)
    }

    /// How often what is run once more is so between the first dump and the last.
    pub(super) fn dumped_pads(&self) -> u64 {
        u64::from(self.rounds.min(3).saturating_sub(1))
    }

    /// After how many runs the heap is dumped.
    pub fn dumps(&self) -> Vec<usize> {
        let all = self.all().len();
        let rounds = self.dumped() as usize;
        vec![all + 1, 2 * (all + 1), rounds * all + rounds.min(3)]
    }
}

/// How often each of those that are told apart is run, the first time for warming up.
const APART_ROUNDS: usize = 3;
/// How many are told apart at least, and at most.
const LEAST_APART: usize = 16;
const MOST_APART: usize = 24;
/// What a mark in the heap takes, in seconds.
const MARK_S: f64 = 0.3;

/// What one process repeats to tell which test fills which holder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Apart {
    /// The tests, in the order in which they are run.
    pub tests: Vec<u32>,
}

impl Apart {
    /// Those of the tests for which there is time, the largest and others in turn. `tests` are with what each adds.
    pub fn of(artifact: &Artifact, mut tests: Vec<(i64, u32)>, seconds: f64) -> Self {
        tests.sort_unstable_by_key(|(bytes, test)| (std::cmp::Reverse(*bytes), *test));
        let seconds = once_begun(artifact, seconds);
        let each = tests
            .iter()
            .map(|(_, test)| lasts(artifact, *test) + MARK_S);
        let each = each.fold(COLLECTION_S, f64::max) * APART_ROUNDS as f64;
        let most = ((seconds / each) as usize).clamp(LEAST_APART, MOST_APART);
        let step = tests.len().div_ceil(most).max(1);
        let mut tests: Vec<u32> = tests.iter().step_by(step).map(|(_, test)| *test).collect();
        tests.sort_unstable();
        Self { tests }
    }

    /// Everything that is run, in order.
    pub fn order(&self) -> Vec<u32> {
        self.tests.repeat(APART_ROUNDS)
    }

    /// After how many runs the marks begin, one after each.
    pub fn marks_from(&self) -> usize {
        self.tests.len()
    }

    /// Of how many runs of a test what is new is counted.
    pub const COUNTED: usize = APART_ROUNDS - 1;
}

/// How long a test takes in rounds, in seconds.
pub(super) fn lasts(artifact: &Artifact, test: u32) -> f64 {
    let row = artifact.tests.row(test as usize);
    let own = row.as_ref().and_then(|row| row.duration_us).unwrap_or(0) as f64 / 1e6;
    // A framework does much around each of its tests: environments, transforms, reports.
    let batch = row.and_then(|row| row.batch);
    let batch = artifact.batches.iter().find(|one| Some(one.index) == batch);
    let around = batch.map_or(0.0, |batch| around(artifact, batch));
    own.max(around) * (1.0 + COLLECTION_TIMES) + COLLECTION_S
}

/// When the tests of a batch began, in order, in microseconds.
fn starts(artifact: &Artifact, batch: &Batch) -> Vec<u64> {
    let rows = artifact.tests.rows();
    let of_batch = rows.filter(|row| row.batch == Some(batch.index));
    let mut starts: Vec<u64> = of_batch.filter_map(|row| row.start_us).collect();
    starts.sort_unstable();
    starts
}

/// From the beginning of one test of a batch to that of the next, as a rule, in seconds; what the framework does before
/// the first is no part of it.
fn around(artifact: &Artifact, batch: &Batch) -> f64 {
    let starts = starts(artifact, batch);
    let pairs = starts.windows(2);
    let between: Vec<f64> = pairs.map(|pair| (pair[1] - pair[0]) as f64 / 1e6).collect();
    match between.is_empty() {
        false => median(&between),
        true => {
            let seconds = batch.duration_ms as f64 / 1e3 - begins_after(artifact, batch);
            seconds.max(0.0) / f64::from(batch.test_count.max(1))
        }
    }
}

/// How long a batch took to its first test, in seconds: a build tool that looks at what is to be compiled.
fn begins_after(artifact: &Artifact, batch: &Batch) -> f64 {
    let first_us = starts(artifact, batch).first().copied();
    first_us.map_or(0.0, |us| {
        (us as f64 / 1e6 - batch.start_ms as f64 / 1e3).max(0.0)
    })
}

/// What is left of a time for tests, once a process has come to its first one.
pub(super) fn once_begun(artifact: &Artifact, seconds: f64) -> f64 {
    let batches = artifact.batches.iter();
    let suite = batches.filter(|batch| batch.pass.is_of_suite());
    let longest = suite
        .map(|batch| begins_after(artifact, batch))
        .fold(0.0, f64::max);
    (seconds - longest).max(0.0)
}

/// Who is looked at beside those that kept much by their own measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scope<'h> {
    /// The hunt was asked for: every test that ran.
    pub is_asked: bool,
    /// Each test has a process of its own, so that it can keep memory only there, and none of another one.
    pub has_own_processes: bool,
    /// Tests that die of memory alone. Their deaths speak against nobody else.
    pub hogs: Option<&'h BTreeSet<u32>>,
}

impl Scope<'_> {
    fn is_hog(&self, test: u32) -> bool {
        self.hogs.is_some_and(|hogs| hogs.contains(&test))
    }
}

/// Who may have kept memory, those who kept most first; after a death of memory that no hog explains, every test of
/// its batch.
///
/// Where collections were too dear to make after each test, what was found at the next one belongs to all that ran
/// since the last, in equal parts; where it is much for one of them, each may be the one.
pub fn suspects(artifact: &Artifact, scope: Scope<'_>) -> Vec<Suspect> {
    let mut found = Vec::new();
    let deaths: BTreeSet<u32> = worth::memory_deaths(artifact)
        .into_iter()
        .filter(|(_, victims)| !victims.iter().any(|victim| scope.is_hog(*victim)))
        .map(|(batch, _)| batch)
        .collect();
    for batch in artifact
        .batches
        .iter()
        .filter(|batch| batch.pass.is_of_suite())
    {
        let is_whole =
            !scope.has_own_processes && (scope.is_asked || deaths.contains(&batch.index));
        if !is_whole && worth::kept_much(artifact, batch.index).is_none() {
            continue;
        }
        let shared = shared_out(artifact, batch, scope.has_own_processes);
        let typical = typical(&shared);
        found.extend(shared.into_iter().filter_map(|(test, kept)| {
            let bytes = kept.map(Kept::part);
            let bytes = bytes.or(is_whole.then_some(typical))?;
            let is_suspect =
                is_whole || kept.is_some_and(|kept| kept.is_much(artifact.run.framework));
            is_suspect.then_some(Suspect { test, bytes })
        }));
    }
    found.retain(|suspect| !scope.is_hog(suspect.test));
    found.sort_by_key(|suspect| (std::cmp::Reverse(suspect.bytes), suspect.test));
    found.dedup_by_key(|suspect| suspect.test);
    found
}

/// What was found at a collection.
#[derive(Debug, Clone, Copy)]
struct Kept {
    bytes: u64,
    /// By how many tests.
    tests: u64,
}

impl Kept {
    /// One test's part.
    fn part(self) -> u64 {
        self.bytes / self.tests
    }

    /// Whether one of the tests may have kept more than its framework does.
    fn is_much(self, framework: Framework) -> bool {
        self.part() >= OWN_BYTES || worth::is_much_of_one(framework, self.bytes, self.tests)
    }
}

/// What each test of a batch kept, in the order in which they ran; `None`: it was never found out. Tests with processes
/// of their own share nothing.
fn shared_out(
    artifact: &Artifact,
    batch: &Batch,
    has_own_processes: bool,
) -> Vec<(u32, Option<Kept>)> {
    let ran = |row: &TestRow<'_>| {
        row.batch == Some(batch.index) && !matches!(row.outcome, Outcome::NotRun | Outcome::Skipped)
    };
    let mut rows: Vec<TestRow<'_>> = artifact.tests.rows().filter(ran).collect();
    rows.sort_by_key(|row| (row.start_us, row.index));
    let mut shared: Vec<(u32, Option<Kept>)> = Vec::new();
    let mut waiting = 0;
    for row in rows {
        shared.push((row.index, None));
        waiting = if has_own_processes { 1 } else { waiting + 1 };
        if let Some(bytes) = row.retained_bytes {
            let from = shared.len() - waiting;
            for one in &mut shared[from..] {
                let tests = waiting as u64;
                one.1 = Some(Kept { bytes, tests });
            }
            waiting = 0;
        }
    }
    shared
}

fn typical(shared: &[(u32, Option<Kept>)]) -> u64 {
    let known = shared.iter().filter_map(|(_, kept)| *kept);
    let mut known: Vec<u64> = known.map(Kept::part).collect();
    known.sort_unstable();
    known.get(known.len() / 2).copied().unwrap_or(0)
}

/// Which process of a batch a test runs in: each module of a build of the JVM has one.
pub(super) fn process(artifact: &Artifact, test: u32) -> &str {
    let module = artifact
        .test_id(test)
        .rsplit_once('/')
        .map(|(module, _)| module);
    match artifact.run.framework.language() {
        Language::Java => module.unwrap_or_default(),
        _ => "",
    }
}

/// What the next process repeats within a time: as many suspects as it has room for, spread over those that kept
/// alike, of those that one process runs. The first of them always, whatever it takes.
pub fn chosen(artifact: &Artifact, suspects: &[Suspect], scope: Scope<'_>, seconds: f64) -> Rounds {
    let seconds = once_begun(artifact, seconds);
    let lasts = |test: u32| lasts(artifact, test);
    let first = suspects.first().map(|one| process(artifact, one.test));
    let is_here = |test: u32| Some(process(artifact, test)) == first;
    // What keeps something for its own process only would pile up in this one.
    let controls = match scope.has_own_processes {
        true => Vec::new(),
        false => controls(artifact, suspects, &is_here),
    };
    let here: Vec<Suspect> = suspects
        .iter()
        .copied()
        .filter(|one| is_here(one.test))
        .collect();
    let suspects = &here[..];
    let least = f64::from(*ROUNDS.start());
    let mut round: f64 = controls.iter().map(|test| lasts(*test)).sum();
    let mut tests = Vec::new();
    for suspect in suspects {
        let own = lasts(suspect.test);
        let has_room = tests.len() < MOST && (round + own) * least <= seconds;
        if tests.is_empty() || has_room {
            round += own;
            tests.push(suspect.test);
        }
    }
    let rounds = ((seconds / round.max(0.01)) as u32).clamp(*ROUNDS.start(), *ROUNDS.end());
    let piled_up = suspects.iter().filter(|one| tests.contains(&one.test));
    let by_size = QUICK_BYTES / piled_up.map(|one| one.bytes).sum::<u64>().max(1);
    let quick = ((seconds.min(QUICK_S) / round.max(0.01)) as u32).min(QUICK_ROUNDS);
    let rounds = rounds.max(quick.min(by_size as u32));
    tests.sort_unstable();
    let mut all = tests.iter().chain(&controls).copied();
    let first = all.next().unwrap_or(0);
    let pad = all.fold(
        first,
        |pad, test| if lasts(test) < lasts(pad) { test } else { pad },
    );
    Rounds {
        pad,
        tests,
        controls,
        rounds,
    }
}

/// One test without any other.
pub fn alone(test: u32) -> Rounds {
    Rounds {
        tests: vec![test],
        controls: Vec::new(),
        rounds: *ROUNDS.start(),
        pad: test,
    }
}

/// Quick tests that passed and are no suspects, of one process.
fn controls(artifact: &Artifact, suspects: &[Suspect], is_here: &dyn Fn(u32) -> bool) -> Vec<u32> {
    let is_suspect = |test: u32| suspects.iter().any(|suspect| suspect.test == test);
    let mut calm: Vec<TestRow<'_>> = (artifact.tests.rows())
        .filter(|row| row.outcome == Outcome::Passed && !is_suspect(row.index))
        .filter(|row| is_here(row.index))
        .collect();
    calm.sort_by_key(|row| (row.duration_us, row.index));
    calm.iter().take(CONTROLS).map(|row| row.index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::artifact::Framework;
    use oomscope_shared::ending::Ending;
    use oomscope_shared::testing;

    #[test]
    fn what_was_found_at_one_collection_belongs_to_all_since_the_last() {
        let artifact = testing::command()
            .test("first", Outcome::Passed, -1, -1)
            .test("a", Outcome::Passed, -1, 100)
            .test("b", Outcome::Passed, -1, -1)
            .test("c", Outcome::Passed, -1, 8 << 10)
            .batch(Ending::Passed, 90)
            .done();
        let found = suspects(&artifact, Scope::default());
        let of = |test, bytes| Suspect { test, bytes };
        assert_eq!(found, [of(2, 4 * MIB), of(3, 4 * MIB)]);
        // The two that kept little are what the others are compared with.
        let rounds = chosen(&artifact, &found, Scope::default(), 300.0);
        assert_eq!(rounds.controls.len(), 2);
        assert_eq!(rounds.rounds, 4);
    }

    #[test]
    fn one_test_of_many_since_the_last_collection_may_have_kept_it_all() {
        let found = |kib| {
            let before = (0..39).fold(testing::command(), |run, test| {
                run.test(&format!("t{test}"), Outcome::Passed, -1, -1)
            });
            let run = before.test("last", Outcome::Passed, -1, kib);
            suspects(&run.batch(Ending::Passed, 90).done(), Scope::default()).len()
        };
        // 128 KiB each is what a framework keeps; 4 MiB at once is not.
        assert_eq!(found(4 << 10), 40);
        assert_eq!(found(1 << 10), 0);
    }

    #[test]
    fn one_process_repeats_what_one_process_runs() {
        let run = ["core/shop.A", "web/shop.A", "web/shop.B", "core/shop.Calm"];
        let run = run.iter().fold(testing::command(), |run, test| {
            run.test(test, Outcome::Passed, -1, 4 << 10)
        });
        let of = |test| Suspect {
            test,
            bytes: 4 * MIB,
        };
        let suspects = [of(1), of(0), of(2)];
        let chosen = |framework| {
            let run = run.clone().batch(Ending::Passed, 90);
            let artifact = run
                .with(|artifact| artifact.run.framework = framework)
                .done();
            let rounds = chosen(&artifact, &suspects, Scope::default(), 300.0);
            (rounds.tests, rounds.controls)
        };
        assert_eq!(chosen(Framework::Maven), (vec![1, 2], vec![]));
        assert_eq!(chosen(Framework::Jest), (vec![0, 1, 2], vec![3]));
    }

    #[test]
    fn quick_tests_that_keep_little_are_repeated_more_often() {
        let run = ["a", "b", "c"]
            .iter()
            .fold(testing::command(), |run, test| {
                run.test(test, Outcome::Passed, -1, 4 << 10)
            });
        let done = run.batch(Ending::Passed, 90).with(|artifact| {
            artifact.batches[0].duration_ms = 30;
            artifact.tests.duration_us.fill(Some(10_000));
        });
        let artifact = done.done();
        let rounds = |mib: u64, seconds: f64| {
            let bytes = mib * MIB;
            let suspects = [0, 1].map(|test| Suspect { test, bytes });
            chosen(&artifact, &suspects, Scope::default(), seconds).rounds
        };
        assert_eq!(rounds(4, 300.0), QUICK_ROUNDS);
        assert_eq!(rounds(4, 2.0), 3);
        assert_eq!(rounds(32, 300.0), 4);
    }

    #[test]
    fn the_way_to_the_first_test_is_gone_once_a_process_and_not_once_a_test() {
        let mut run = testing::command();
        for test in 0..20 {
            run = run.test(&format!("t{test}"), Outcome::Passed, -1, 4 << 10);
        }
        let done = run.batch(Ending::Passed, 90).with(|artifact| {
            artifact.batches[0].start_ms = 0;
            artifact.batches[0].duration_ms = 12_000;
            for (test, start_us) in artifact.tests.start_us.iter_mut().enumerate() {
                *start_us = Some(10_000_000 + test as u64 * 100_000);
            }
            artifact.tests.duration_us.fill(Some(10_000));
        });
        let artifact = done.done();
        let all = suspects(&artifact, Scope::default());
        // 0.35 s each, three times, behind 10 s.
        assert_eq!(
            chosen(&artifact, &all, Scope::default(), 32.0).tests.len(),
            20
        );
        assert_eq!(
            chosen(&artifact, &all, Scope::default(), 13.0).tests.len(),
            2
        );
    }

    const ASKED: Scope<'_> = Scope {
        is_asked: true,
        has_own_processes: false,
        hogs: None,
    };

    #[test]
    fn a_death_that_a_hog_explains_speaks_against_nobody_else() {
        let artifact = testing::command()
            .test("a", Outcome::Passed, -1, -1)
            .test("b", Outcome::Died, -1, -1)
            .test("c", Outcome::Passed, -1, 8 << 10)
            .batch(Ending::OverLimit, 190)
            .done();
        let hogs = BTreeSet::from([1]);
        let scope = Scope {
            hogs: Some(&hogs),
            ..Scope::default()
        };
        let tests = |scope| -> Vec<u32> {
            let found = suspects(&artifact, scope);
            found.iter().map(|one| one.test).collect()
        };
        // The one that kept much, with whoever ran since the last collection.
        assert_eq!(tests(scope), [0, 2]);
        // With a process of its own nobody shares anything, whoever asks.
        let scope = Scope {
            has_own_processes: true,
            ..ASKED
        };
        assert_eq!(tests(scope), [2]);
    }

    #[test]
    fn after_a_death_everybody_who_ran_is_a_suspect() {
        let artifact = testing::command()
            .test("a", Outcome::Passed, -1, -1)
            .test("b", Outcome::Died, -1, -1)
            .batch(Ending::OverLimit, 190)
            .done();
        assert_eq!(suspects(&artifact, Scope::default()).len(), 2);
        let quiet = testing::command()
            .test("a", Outcome::Passed, -1, -1)
            .test("b", Outcome::Passed, -1, 100)
            .batch(Ending::Passed, 90)
            .done();
        assert!(suspects(&quiet, Scope::default()).is_empty());
        assert_eq!(suspects(&quiet, ASKED).len(), 2);
    }

    #[test]
    fn what_runs_after_a_dump_is_run_for_that_alone() {
        let rounds = Rounds {
            tests: vec![2, 5],
            controls: vec![3],
            rounds: 3,
            pad: 3,
        };
        assert_eq!(rounds.order(), [3, 2, 3, 5, 3, 2, 3, 5, 3, 2, 3, 5]);
        assert_eq!(rounds.dumps(), [4, 8, 12]);
        assert_eq!(rounds.dumped_pads(), 2);
        // Rounds that are not dumped any more.
        let longer = Rounds {
            rounds: 6,
            ..rounds
        };
        assert_eq!(longer.order()[12..], [2, 3, 5, 3, 2, 3, 5, 2, 3, 5]);
        assert_eq!(longer.dumps(), [4, 8, 15]);
        assert_eq!(longer.dumped_rounds(), 3);
    }
}
