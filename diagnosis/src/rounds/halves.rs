//! The hunt where a process can repeat its tests and says what it holds after each round, but not which test took that:
//! all tests of a process are repeated, and where they grow, each half of them, down to single tests.
//!
//! What tests add in a round adds up: where one half adds as much as both, the other is not looked at. But what is set
//! up for all tests of a unit is charged to whichever of them is repeated, so beside a test that grows another one of
//! its unit is repeated: it grows as well then, and else it is what the first is compared with.

use std::collections::{BTreeMap, BTreeSet};

use oomscope_shared::artifact::{Artifact, Batch, TestRow};
use oomscope_shared::ending::Outcome;
use oomscope_shared::finding::Finding;
use oomscope_shared::message::{Key, Message};
use oomscope_shared::worth::{self, OWN_BYTES};

use super::found::verdicts;
use super::judged::{Seen, UnitRun, seen};
use super::plan::Rounds;
use crate::gathered::Verdicts;

/// Rounds of several tests.
const ROUNDS: u32 = 5;
/// Rounds of a single one, which is accused by them: the more there are, the larger is the bound of a cache that is seen
/// to come to rest. More than the least only within a time, and as long as this much piles up.
const ROUNDS_ALONE: std::ops::RangeInclusive<u32> = 9..=60;
const SECONDS_ALONE: f64 = 3.0;
const BYTES_ALONE: i64 = 256 << 20;
const LEAST_ROUNDS: u32 = 3;
/// Share of the time that is left which one process may take.
const SHARE: f64 = 0.5;
/// What the start of a process takes, in seconds.
const START_S: f64 = 0.1;

/// Runs tests in processes.
pub trait Repeat {
    /// Repeats tests in one process. What each round left, in bytes; fewer where it died. `None`: the run has to end.
    fn rounds(&mut self, tests: &[u32], rounds: u32) -> Option<Vec<i64>>;

    /// How much time is left.
    fn seconds_left(&self) -> f64;
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Halved {
    /// Tests that were repeated alone.
    pub seen: Vec<Seen>,
    /// What was not got to.
    pub undone: Vec<Message>,
    /// Whether any process said what its rounds left.
    pub has_repeated: bool,
}

/// The tests of each process that may have kept memory, the worst first. With `is_asked`, those of every process.
pub fn groups(artifact: &Artifact, is_asked: bool) -> Vec<Vec<u32>> {
    let deaths = worth::memory_deaths(artifact);
    let deaths: BTreeSet<u32> = deaths.into_iter().map(|(batch, _)| batch).collect();
    let weight = |batch: &Batch| {
        let left = batch.facts.as_ref().and_then(|facts| facts.left_behind);
        let bytes = left.map_or(0, |left| left.heap_bytes);
        match deaths.contains(&batch.index) {
            true => Some(u64::MAX),
            false => (is_asked || bytes >= worth::WORTH_BYTES).then_some(bytes),
        }
    };
    let suite = artifact.batches.iter().filter(|one| one.pass.is_of_suite());
    let mut found: Vec<(u64, Vec<u32>)> = suite
        .filter_map(|batch| Some((weight(batch)?, ran_in(artifact, batch))))
        .filter(|(_, tests)| !tests.is_empty())
        .collect();
    found.sort_by_key(|(weight, tests)| (std::cmp::Reverse(*weight), tests[0]));
    found.into_iter().map(|(_, tests)| tests).collect()
}

fn ran_in(artifact: &Artifact, batch: &Batch) -> Vec<u32> {
    let ran = |row: &TestRow<'_>| {
        let is_over = !matches!(row.outcome, Outcome::NotRun | Outcome::Skipped);
        row.batch == Some(batch.index) && is_over
    };
    let rows = artifact.tests.rows().filter(ran);
    rows.map(|row| row.index).collect()
}

/// Looks for those that grow among the tests of each process. `rounds` is how often the user wants them repeated.
pub fn search(
    artifact: &Artifact,
    groups: &[Vec<u32>],
    rounds: Option<u32>,
    unit_of: &dyn Fn(&str) -> String,
    process: &mut dyn Repeat,
) -> Halved {
    let mut search = Search {
        artifact,
        rounds,
        unit_of,
        process,
        halved: Halved::default(),
        is_over: false,
    };
    for tests in groups {
        search.look(tests, BYTES_ALONE);
        search.look_beside(tests);
    }
    let mut halved = search.halved;
    if search.is_over {
        halved.undone.push(Key::UndoneTimeSuspects.into());
    }
    halved
}

struct Search<'a> {
    artifact: &'a Artifact,
    rounds: Option<u32>,
    unit_of: &'a dyn Fn(&str) -> String,
    process: &'a mut dyn Repeat,
    halved: Halved,
    is_over: bool,
}

impl Search<'_> {
    /// Returns what the tests together add in a round; 0 where they do not grow. It is known that they add no more
    /// than so much.
    fn look(&mut self, tests: &[u32], most: i64) -> i64 {
        let left = self.process.seconds_left();
        // The first one is always looked at, however long it takes.
        if self.is_over || (left <= 0.0 && self.halved.has_repeated) {
            self.is_over = true;
            return 0;
        }
        let round = self.lasts(tests);
        if tests.len() > 1 && round * f64::from(LEAST_ROUNDS) > left {
            // Not all of them together, then.
            let (first, second) = tests.split_at(tests.len() / 2);
            return self.look(first, most) + self.look(second, most);
        }
        let wanted = match tests.len() {
            1 => {
                let in_time = (SECONDS_ALONE / round) as i64;
                let with_room = BYTES_ALONE / most.max(1);
                let (least, most) = ROUNDS_ALONE.into_inner();
                in_time.min(with_room).clamp(least.into(), most.into()) as u32
            }
            _ => ROUNDS,
        };
        let affordable = (left * SHARE / round) as u32;
        let rounds = self
            .rounds
            .unwrap_or_else(|| affordable.min(wanted))
            .max(LEAST_ROUNDS);
        let Some(growth) = self.process.rounds(tests, rounds) else {
            self.is_over = true;
            return 0;
        };
        self.halved.has_repeated |= !growth.is_empty();
        let seen = judged(tests[0], rounds, &growth);
        let grown = seen.growers().first().map_or(0, |one| one.typical());
        if tests.len() == 1 {
            self.halved.seen.push(seen);
        } else if grown > 0 {
            let (first, second) = tests.split_at(tests.len() / 2);
            let of_first = self.look(first, grown);
            if grown - of_first >= OWN_BYTES as i64 {
                self.look(second, grown - of_first);
            }
        }
        grown
    }

    /// Repeats another test of each unit of which one alone grows, if there is one: the quickest.
    fn look_beside(&mut self, tests: &[u32]) {
        let mut units: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for test in tests {
            let unit = (self.unit_of)(self.artifact.test_id(*test));
            units.entry(unit).or_default().push(*test);
        }
        for of_unit in units.into_values() {
            let seen = self.halved.seen.iter();
            let seen = seen.filter(|one| of_unit.contains(&one.plan.pad));
            let seen: BTreeMap<u32, bool> = seen
                .map(|one| (one.plan.pad, !one.growers().is_empty()))
                .collect();
            let others = of_unit.iter().filter(|test| !seen.contains_key(test));
            let quickest = others.min_by_key(|test| {
                let row = self.artifact.tests.row(**test as usize);
                (row.and_then(|row| row.duration_us), **test)
            });
            if let (Some(other), [true]) = (quickest, &seen.into_values().collect::<Vec<_>>()[..]) {
                self.look(&[*other], BYTES_ALONE);
            }
        }
    }

    /// How long a round takes, in seconds.
    fn lasts(&self, tests: &[u32]) -> f64 {
        let lasts = |test: &u32| self.artifact.tests.row(*test as usize)?.duration_us;
        let all = tests.iter().filter_map(lasts).sum::<u64>();
        all as f64 / 1e6 + START_S / f64::from(LEAST_ROUNDS)
    }
}

/// What rounds of tests showed, in the name of one of them.
fn judged(test: u32, rounds: u32, growth: &[i64]) -> Seen {
    let runs = growth.iter().map(|grown| UnitRun {
        test,
        grown: *grown,
    });
    let runs: Vec<UnitRun> = runs.collect();
    let plan = Rounds {
        tests: vec![test],
        controls: Vec::new(),
        rounds,
        pad: test,
    };
    seen(plan, &runs, None)
}

/// Findings: nothing says which tests have a cause in common, so those of one unit are told together, and with each
/// other those of which each unit adds too little alone.
pub fn halves_verdicts(
    artifact: &Artifact,
    seen: &[Seen],
    unit_of: &dyn Fn(&str) -> String,
) -> Verdicts {
    let mut units: BTreeMap<String, Vec<Seen>> = BTreeMap::new();
    for one in seen {
        let id = artifact.test_id(one.plan.pad);
        units.entry(unit_of(id)).or_default().push(one.clone());
    }
    let mut told = Verdicts::default();
    let mut rest = Vec::new();
    for of_unit in units.into_values() {
        let (growing, mut calm): (Vec<Seen>, Vec<Seen>) =
            (of_unit.into_iter()).partition(|one| !one.growers().is_empty());
        for one in &mut calm {
            one.plan.controls = std::mem::take(&mut one.plan.tests);
        }
        let found = verdicts(artifact, &[&growing[..], &calm[..]].concat(), None, false);
        match found.findings.is_empty() {
            true => rest.extend(growing),
            false => told.findings.extend(found.findings),
        }
        // They are told of with all others.
        rest.extend(calm);
    }
    let found = verdicts(artifact, &rest, None, false);
    told.findings.extend(found.findings);
    told.notes.extend(found.notes);
    told.findings
        .sort_by_key(|finding| std::cmp::Reverse(finding.retained_bytes));
    told
}

/// Draws a finding anew for each of some parts of its tests. `None`: one of the parts adds too little for that.
pub fn halves_apart(
    artifact: &Artifact,
    seen: &[Seen],
    parts: &[BTreeSet<u32>],
    unit_of: &dyn Fn(&str) -> String,
) -> Option<Vec<Finding>> {
    let of_part = |part: &BTreeSet<u32>| {
        let of_part = seen.iter().filter(|one| part.contains(&one.plan.pad));
        let is_calm = |one: &&Seen| one.growers().is_empty();
        let all: Vec<Seen> = (of_part.chain(seen.iter().filter(is_calm)))
            .cloned()
            .collect();
        let found = halves_verdicts(artifact, &all, unit_of).findings;
        <[Finding; 1]>::try_from(found).ok()
    };
    let found: Option<Vec<[Finding; 1]>> = parts.iter().map(of_part).collect();
    Some(found?.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::ending::Ending;
    use oomscope_shared::facts::{BatchFacts, LeftBehind};
    use oomscope_shared::testing;
    use oomscope_shared::units::MIB;
    use proptest::prelude::*;

    /// Tests of which some add so much each round.
    struct Simulated {
        adds: BTreeMap<u32, i64>,
        asked: Vec<Vec<u32>>,
        seconds: f64,
    }

    impl Repeat for Simulated {
        fn rounds(&mut self, tests: &[u32], rounds: u32) -> Option<Vec<i64>> {
            self.asked.push(tests.to_vec());
            let each: i64 = tests.iter().filter_map(|test| self.adds.get(test)).sum();
            // The first round pays for what is used first.
            Some(
                (0..rounds)
                    .map(|at| each + if at == 0 { 9 << 20 } else { 0 })
                    .collect(),
            )
        }

        fn seconds_left(&self) -> f64 {
            self.seconds - self.asked.len() as f64
        }
    }

    fn artifact(tests: u32, left: u64) -> Artifact {
        let mut told = testing::command();
        for at in 0..tests {
            told = told.test(&format!("Suite{}.t{at}", at / 4), Outcome::Passed, -1, -1);
        }
        let told = told.batch(Ending::Passed, 90).with(|artifact| {
            artifact.batches[0].facts = Some(Box::new(BatchFacts {
                left_behind: Some(LeftBehind {
                    goroutines: 0,
                    heap_bytes: left,
                }),
                ..BatchFacts::default()
            }));
        });
        told.done()
    }

    fn unit_of(id: &str) -> String {
        id.split('.').next().unwrap_or(id).to_owned()
    }

    fn growers(halved: &Halved) -> Vec<u32> {
        let all = halved.seen.iter().flat_map(|seen| seen.growers());
        let mut tests: Vec<u32> = all.map(|one| one.test).collect();
        tests.sort_unstable();
        tests
    }

    fn simulated(adds: &[(u32, i64)], seconds: f64) -> Simulated {
        Simulated {
            adds: adds.iter().copied().collect(),
            asked: Vec::new(),
            seconds,
        }
    }

    #[test]
    fn only_processes_that_held_more_in_the_end_are_looked_at() {
        let calm = artifact(3, 3 * MIB);
        assert!(groups(&calm, false).is_empty());
        assert_eq!(groups(&calm, true), [[0, 1, 2]]);
        assert_eq!(groups(&artifact(3, 5 * MIB), false), [[0, 1, 2]]);
    }

    #[test]
    fn one_process_is_enough_where_nobody_grows() {
        let artifact = artifact(64, 9 * MIB);
        let mut process = simulated(&[], 99.0);
        let groups = groups(&artifact, false);
        let halved = search(&artifact, &groups, None, &unit_of, &mut process);
        assert!(growers(&halved).is_empty() && halved.has_repeated);
        assert_eq!(process.asked.len(), 1);
    }

    #[test]
    fn findings_are_those_of_units_and_small_ones_are_told_together() {
        let artifact = artifact(16, 9 * MIB);
        let (much, little) = (2 << 20, 600 << 10);
        let mut process = simulated(&[(1, much), (2, much), (6, little), (14, little)], 99.0);
        let groups = groups(&artifact, false);
        let halved = search(&artifact, &groups, None, &unit_of, &mut process);
        let verdicts = halves_verdicts(&artifact, &halved.seen, &unit_of);
        let culprits: Vec<&[String]> = (verdicts.findings.iter())
            .map(|one| &one.culprits[..])
            .collect();
        let first = ["Suite0.t1".to_owned(), "Suite0.t2".to_owned()];
        let second = ["Suite1.t6".to_owned(), "Suite3.t14".to_owned()];
        assert_eq!(culprits, [&first[..], &second[..]]);
    }

    #[test]
    fn a_single_one_is_repeated_as_often_as_there_is_room() {
        let artifact = artifact(2, 9 * MIB);
        for (adds, rounds) in [(1 << 20, 60), (10 << 20, 25), (200 << 20, 9)] {
            let mut process = simulated(&[(1, adds)], 99.0);
            let groups = groups(&artifact, false);
            let halved = search(&artifact, &groups, None, &unit_of, &mut process);
            assert_eq!(halved.seen[0].plan.rounds, rounds);
        }
    }

    #[test]
    fn what_is_set_up_for_a_unit_is_charged_to_several_of_it() {
        /// Whoever of `Suite1` runs has 8 MiB set up for all of it.
        struct SetUp(Vec<Vec<u32>>);
        impl Repeat for SetUp {
            fn rounds(&mut self, tests: &[u32], rounds: u32) -> Option<Vec<i64>> {
                self.0.push(tests.to_vec());
                let is_of_suite = tests.iter().any(|test| test / 4 == 1);
                Some(vec![if is_of_suite { 8 << 20 } else { 0 }; rounds as usize])
            }
            fn seconds_left(&self) -> f64 {
                99.0
            }
        }
        let artifact = artifact(12, 9 * MIB);
        let groups = groups(&artifact, false);
        let halved = search(&artifact, &groups, None, &unit_of, &mut SetUp(Vec::new()));
        assert_eq!(growers(&halved), [4, 5]);
        let verdicts = halves_verdicts(&artifact, &halved.seen, &unit_of);
        assert_eq!(verdicts.findings.len(), 1);
    }

    #[test]
    fn parts_of_a_finding_are_told_apart_where_each_is_much() {
        let artifact = artifact(8, 9 * MIB);
        let mut process = simulated(&[(0, 2 << 20), (1, 3 << 20), (2, 200 << 10)], 99.0);
        let groups = groups(&artifact, false);
        let halved = search(&artifact, &groups, None, &unit_of, &mut process);
        let apart = |parts: &[&[u32]]| {
            let parts: Vec<BTreeSet<u32>> = parts
                .iter()
                .map(|part| part.iter().copied().collect())
                .collect();
            let found = halves_apart(&artifact, &halved.seen, &parts, &unit_of)?;
            Some(
                found
                    .into_iter()
                    .map(|one| one.culprits.join(" "))
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(
            apart(&[&[0, 2], &[1]]).unwrap(),
            ["Suite0.t0 Suite0.t2", "Suite0.t1"]
        );
        assert_eq!(apart(&[&[0, 1], &[2]]), None);
    }

    #[test]
    fn what_there_is_no_time_for_is_said() {
        let artifact = artifact(64, 9 * MIB);
        let mut process = simulated(&[(9, 1 << 20)], 3.0);
        let groups = groups(&artifact, false);
        let halved = search(&artifact, &groups, None, &unit_of, &mut process);
        assert!(growers(&halved).is_empty());
        assert_eq!(halved.undone.len(), 1);
    }

    proptest! {
        #[test]
        fn exactly_those_that_grow_are_found(
            tests in 1u32..200,
            some in proptest::collection::btree_map(0u32..200, 200i64 << 10..4 << 20, 0..6),
        ) {
            let artifact = artifact(tests, 9 * MIB);
            let adds: Vec<(u32, i64)> = some.into_iter().filter(|(at, _)| *at < tests).collect();
            let mut process = simulated(&adds, 1e6);
            let groups = groups(&artifact, false);
            let halved = search(&artifact, &groups, None, &unit_of, &mut process);
            let expected: Vec<u32> = adds.iter().map(|(test, _)| *test).collect();
            prop_assert_eq!(growers(&halved), expected);
            let most = 1 + adds.len() * (2 * (tests.ilog2() as usize + 1) + 1);
            prop_assert!(process.asked.len() <= most, "{} processes", process.asked.len());
        }
    }
}
