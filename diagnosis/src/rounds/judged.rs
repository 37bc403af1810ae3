//! What one process of rounds showed: who grows, and who holds what stayed.

use std::collections::{BTreeMap, BTreeSet};

use oomscope_shared::artifact::Artifact;
use oomscope_shared::ending::Outcome;
use oomscope_shared::finding::Cause;
use oomscope_shared::message::{Message, messages};
use oomscope_shared::worth::OWN_BYTES;

use super::plan::{Apart, Rounds};
use crate::confirm::{Judged, confirmed};
use crate::heap::held::{Held, HeldBy};
use crate::hunt_event::{HuntEvent, Live, Ran};
use crate::slope::{Shape, median};

/// A holder that has less than one part in this many of what stayed is not told.
pub(super) const HOLDER_PART: u64 = 8;
/// So many runs tell whether a test adds something each time: the first pays for all, and two have to agree.
pub(super) const REPEATED: usize = 3;
/// How many times as much the largest of tests adds as one that is unlike it.
const UNLIKE: u64 = 3;

/// One run of one test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitRun {
    /// Number of the test.
    pub test: u32,
    /// What it left alive after a collection, or gave back, in bytes.
    pub grown: i64,
}

/// What a process showed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Seen {
    /// What it was to repeat.
    pub plan: Rounds,
    /// Each test that was repeated.
    pub judged: BTreeMap<u32, Judged>,
    /// Who holds what stayed; `None` where the heap was not dumped, or could not be read.
    pub held: Option<Held>,
    /// The same of those that were told apart, where that was needed.
    pub apart: Option<(Apart, Held)>,
}

/// Whether the runs that were told are some of those that were ordered, in that order. Not every run tells what it left.
pub fn are_in_order(told: &[UnitRun], order: &[u32]) -> bool {
    let mut rest = order.iter();
    told.iter().all(|run| rest.any(|test| *test == run.test))
}

/// Reads what was told of each run, in order.
pub fn seen(plan: Rounds, runs: &[UnitRun], held: Option<Held>) -> Seen {
    let runs = levelled(runs);
    let mut rounds: BTreeMap<u32, u32> = BTreeMap::new();
    let told = runs.iter().map(|run| {
        let round = rounds.entry(run.test).or_insert(0);
        *round += 1;
        let grown = Live {
            heap: run.grown,
            ..Live::default()
        };
        HuntEvent::Test(Ran::passed(*round, run.test, grown))
    });
    let told: Vec<HuntEvent> = told.collect();
    let mut judged = confirmed(&told).tests;
    // What the framework keeps of each of its files grows as well: reports, caches.
    let calm: Vec<f64> = (judged.values())
        .filter(|one| !one.grows() || one.typical() < OWN_BYTES as i64)
        .map(|one| one.typical().max(0) as f64)
        .collect();
    let own = OWN_BYTES as i64 + median(&calm) as i64;
    for one in judged.values_mut() {
        let is_steady = !one.grows() && one.shape != Shape::Unclear;
        if !is_steady && one.typical() < own {
            one.shape = Shape::Flat;
        }
    }
    Seen {
        plan,
        judged,
        held,
        apart: None,
    }
}

/// What lives a moment longer than its file (2.3 MB of a file's environment were seen under Jest) is charged to it, and
/// taken off the next one. Where one run left more than its test does and the next as much less than that one's, it is
/// charged where it belongs.
fn levelled(runs: &[UnitRun]) -> Vec<UnitRun> {
    let mut ran = BTreeSet::new();
    // The first run of a test pays for all.
    let is_later: Vec<bool> = runs.iter().map(|run| !ran.insert(run.test)).collect();
    let mut later: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    for (run, _) in runs
        .iter()
        .zip(&is_later)
        .filter(|(_, is_later)| **is_later)
    {
        later.entry(run.test).or_default().push(run.grown as f64);
    }
    let usual = later
        .into_iter()
        .map(|(test, grown)| (test, median(&grown) as i64));
    let usual: BTreeMap<u32, i64> = usual.collect();
    let beyond = |run: &UnitRun| {
        run.grown
            .saturating_sub(usual.get(&run.test).copied().unwrap_or(0))
    };
    let mut levelled = runs.to_vec();
    for at in 1..runs.len() {
        if !is_later[at - 1] || !is_later[at] {
            continue;
        }
        let (more, less) = (beyond(&runs[at - 1]), beyond(&runs[at]).saturating_neg());
        let carried = more.min(less);
        if carried >= OWN_BYTES as i64 && more.max(less) / 2 <= carried {
            levelled[at - 1].grown -= carried;
            levelled[at].grown += carried;
        }
    }
    levelled
}

impl Seen {
    /// Those that grow with every repetition.
    pub fn growers(&self) -> Vec<&Judged> {
        self.judged.values().filter(|one| one.grows()).collect()
    }

    /// Whether a test was not repeated often enough to say something of it.
    pub fn is_unfinished(&self) -> bool {
        let mut tests = self.plan.tests.iter();
        tests.any(|test| {
            let judged = self.judged.get(test);
            judged.is_none_or(|one| !one.grows() && one.growth.len() < REPEATED)
        })
    }

    /// What the rounds between the first dump and the last left by the growers' own figures, in bytes.
    fn grown_bytes(&self) -> u64 {
        let rounds = self.dumped_rounds() as usize;
        let later = self.growers().into_iter().map(|one| {
            let steps: i64 = one.growth.iter().skip(1).take(rounds).sum();
            steps.max(0).unsigned_abs()
        });
        later.sum()
    }

    /// How many rounds the dumps are apart.
    pub fn dumped_rounds(&self) -> u64 {
        self.plan.dumped_rounds()
    }

    /// Takes out those that failed when they were repeated and had passed in the run. Returns what is to be said of
    /// them.
    pub fn without_changed(
        &mut self,
        artifact: &Artifact,
        failed: &BTreeSet<u32>,
    ) -> Option<Message> {
        let passed =
            |test: &u32| artifact.tests.outcome.get(*test as usize) == Some(&Outcome::Passed);
        let changed: BTreeSet<u32> = failed.iter().copied().filter(passed).collect();
        let tests = changed.iter().filter(|test| self.plan.tests.contains(test));
        let told = tests.clone().next().map(|first| {
            messages::UndoneShared {
                tests: tests.count(),
                test: artifact.test_id(*first),
            }
            .into()
        });
        self.judged.retain(|test, _| !changed.contains(test));
        told
    }

    /// The holders that matter.
    pub fn holders(&self) -> Vec<&HeldBy> {
        let Some(held) = &self.held else {
            return Vec::new();
        };
        let all = held.bytes.max(self.grown_bytes() / 2);
        let told = held.holders.iter();
        told.filter(|one| one.bytes * HOLDER_PART >= all).collect()
    }

    /// The tests that fill one variable of a function or a block, where there are several: such a variable is one that
    /// a test has made, and another can only add to what the first one left. A list for each variable.
    pub fn perhaps_fed(&self) -> Vec<Vec<u32>> {
        let growers: BTreeSet<u32> = self.growers().iter().map(|one| one.test).collect();
        let mut filled: BTreeMap<&Option<String>, Vec<u32>> = BTreeMap::new();
        if let Some((apart, held)) = &self.apart {
            for (unit, test) in apart.tests.iter().enumerate() {
                if let Some(one) = largest(unit, self, apart, held).filter(is_variable) {
                    filled.entry(&one.root).or_default().push(*test);
                }
            }
        } else if let Some(one) = self.holders().first().copied().filter(is_variable) {
            filled.insert(&one.root, growers.iter().copied().collect());
        }
        let several = filled.into_values().map(|mut tests| {
            tests.retain(|test| growers.contains(test));
            tests
        });
        several
            .filter(|tests| (2..=MOST_FED).contains(&tests.len()))
            .collect()
    }

    /// Takes out those that do not grow without the others.
    pub fn take_out(&mut self, fed: &BTreeSet<u32>) {
        self.judged.retain(|test, _| !fed.contains(test));
    }

    /// Whether it says that a test does not grow.
    pub fn is_calm(&self, test: u32) -> bool {
        self.judged.get(&test).is_some_and(|one| !one.grows())
    }

    /// Whether it does not say which of the tests that grow fills which holder: there are several that each could have
    /// filled, or what the one has is less than all of them added, or one adds so much less than another that nobody could see
    /// whether its part is in it.
    pub fn is_mixed(&self) -> bool {
        let growers = self.growers();
        let each = growers
            .iter()
            .map(|one| one.typical().max(0).unsigned_abs());
        let each: Vec<u64> = each.map(|bytes| bytes * self.dumped_rounds()).collect();
        let smallest = each.iter().copied().min().unwrap_or(0);
        let largest = each.iter().copied().max().unwrap_or(0);
        let Some(held) = &self.held else {
            return false;
        };
        // A holder is another one's where the smallest of the tests could have filled it.
        let able = held.holders.iter().filter(|one| one.bytes * 2 >= smallest);
        let able: Vec<u64> = able.map(|one| one.bytes).collect();
        let added: u64 = each.iter().sum();
        // What the smallest of unlike ones adds is within the noise of what the largest does.
        let is_unlike = smallest * UNLIKE <= largest && !able.is_empty();
        let is_short = |bytes: &u64| added.saturating_sub(*bytes) * HOLDER_PART > added;
        growers.len() > 1 && (able.len() > 1 || is_unlike || able.iter().any(is_short))
    }
}

/// So many tests of one variable are run without the others.
const MOST_FED: usize = 4;

fn is_variable(held: &&HeldBy) -> bool {
    held.cause == Cause::Closure
}

/// The holder that a unit fills most, if that is a part of what it adds that says something.
pub(super) fn largest<'a>(
    unit: usize,
    seen: &Seen,
    apart: &Apart,
    held: &'a Held,
) -> Option<&'a HeldBy> {
    let of = |one: &&HeldBy| one.units.get(&unit).copied().unwrap_or(0);
    let test = apart.tests.get(unit);
    let typical = test
        .and_then(|test| seen.judged.get(test))
        .map_or(0, Judged::typical);
    let added = typical.max(0).unsigned_abs() * Apart::COUNTED as u64;
    let is_part = |one: &&HeldBy| of(one) > 0 && of(one) * HOLDER_PART >= added;
    held.holders.iter().max_by_key(of).filter(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heap::held::Held;
    use oomscope_shared::units::MIB;

    fn plan(tests: &[u32]) -> Rounds {
        Rounds {
            tests: tests.to_vec(),
            controls: vec![9],
            rounds: 4,
            pad: 9,
        }
    }

    fn runs(tests: &[(u32, [i64; 4])]) -> Vec<UnitRun> {
        let of = |round: usize| {
            tests.iter().map(move |(test, grown)| UnitRun {
                test: *test,
                grown: grown[round],
            })
        };
        (0..4).flat_map(of).collect()
    }

    fn held(holders: &[(&str, u64)]) -> Held {
        let holders = holders.iter().map(|(name, bytes)| HeldBy {
            bytes: *bytes,
            ..HeldBy::named(name)
        });
        let holders: Vec<HeldBy> = holders.collect();
        Held {
            bytes: holders.iter().map(|one| one.bytes).sum(),
            holders,
            ..Held::default()
        }
    }

    #[test]
    fn runs_in_another_order_than_was_asked_for_are_noticed() {
        let told = |tests: &[u32]| -> Vec<UnitRun> {
            let runs = tests.iter().map(|test| UnitRun {
                test: *test,
                grown: 0,
            });
            runs.collect()
        };
        let order = [0, 1, 2, 0, 1, 2];
        // The first run of a process has nothing to be compared with.
        assert!(are_in_order(&told(&[1, 2, 0, 1, 2]), &order));
        assert!(are_in_order(&told(&[1, 0, 2]), &order));
        // What was to be the first ran at the end.
        assert!(!are_in_order(&told(&[2, 0, 1, 2, 0]), &order));
        assert!(!are_in_order(&told(&[1, 3]), &order));
    }

    #[test]
    fn what_the_framework_keeps_of_each_file_accuses_nobody() {
        let few = 100 << 10;
        let found = seen(
            plan(&[1, 2]),
            &runs(&[(1, [1 << 20; 4]), (2, [few; 4]), (9, [few; 4])]),
            None,
        );
        let growers: Vec<u32> = found.growers().iter().map(|one| one.test).collect();
        assert_eq!(growers, [1]);
    }

    #[test]
    fn what_the_first_round_keeps_is_no_growth() {
        let found = seen(
            plan(&[1]),
            &runs(&[(1, [30 << 20, 900, -40_000, 1_200]), (9, [0; 4])]),
            None,
        );
        assert!(found.growers().is_empty());
    }

    #[test]
    fn what_ends_late_and_is_charged_to_the_next_hides_no_leak() {
        let leaks = [3_625_008, 3_629_104, 1_227_976, 3_598_232];
        let shape = |before: [i64; 4], leaks: [i64; 4]| {
            let found = seen(
                plan(&[1, 2]),
                &runs(&[(1, before), (2, leaks), (9, [0; 4])]),
                None,
            );
            (found.judged[&1].shape, found.judged[&2].shape)
        };
        let late = [-11_368, 73_008, 2_296_648, 51_928];
        assert_eq!(shape(late, leaks), (Shape::Flat, Shape::Grows));
        // Nobody left it, or much more than is missing.
        assert_eq!(shape([-11_368, 73_008, 0, 51_928], leaks).1, Shape::Unclear);
        assert_eq!(shape([0, 0, 9 << 20, 0], leaks).1, Shape::Unclear);
        // What is thrown out is no leak, whoever ran before.
        let thrown = [1 << 20, 1 << 20, -3 << 20, 1 << 20];
        assert_ne!(shape([0; 4], thrown).1, Shape::Grows);
    }

    #[test]
    fn those_that_fill_one_variable_may_only_feed_it() {
        let both = runs(&[(1, [1 << 20; 4]), (2, [1 << 20; 4]), (9, [0; 4])]);
        let of = |cause| {
            let mut held = held(&[("letters", 6 * MIB)]);
            held.holders[0].cause = cause;
            seen(plan(&[1, 2]), &both, Some(held))
        };
        assert_eq!(of(Cause::Closure).perhaps_fed(), [[1, 2]]);
        assert!(of(Cause::ModuleGlobal).perhaps_fed().is_empty());
        let mut seen = of(Cause::Closure);
        seen.take_out(&BTreeSet::from([2]));
        assert!(seen.perhaps_fed().is_empty());
        // Of whom nothing was told it is not known that it is calm.
        assert!(seen.is_calm(9) && !seen.is_calm(1) && !seen.is_calm(2));
    }

    #[test]
    fn tests_for_which_the_time_was_too_short_are_known() {
        let known = |runs: &[UnitRun]| seen(plan(&[1]), runs, None).is_unfinished();
        let all = runs(&[(1, [900; 4]), (9, [0; 4])]);
        assert!(!known(&all));
        assert!(known(&all[..4]));
        assert!(known(&[]));
    }

    #[test]
    fn two_holders_of_two_tests_have_to_be_told_apart() {
        let both = runs(&[(1, [1 << 20; 4]), (2, [1 << 20; 4]), (9, [0; 4])]);
        let mixed =
            |holders: &[(&str, u64)]| seen(plan(&[1, 2]), &both, Some(held(holders))).is_mixed();
        assert!(mixed(&[("a", 3 * MIB), ("b", 3 * MIB)]));
        assert!(!mixed(&[("a", 6 * MIB), ("b", MIB)]));
        // The one has what one of them adds and no more.
        assert!(mixed(&[("a", 3 * MIB)]));
        // What the larger one adds, of which the other may be no part: it is so little that nobody would miss it.
        let unlike = runs(&[(1, [1 << 20; 4]), (2, [135 << 10; 4]), (9, [0; 4])]);
        let all = held(&[("a", 3 * MIB + 3 * (135 << 10))]);
        assert!(seen(plan(&[1, 2]), &unlike, Some(all)).is_mixed());
        let alone = runs(&[(1, [1 << 20; 4]), (9, [0; 4])]);
        let held = held(&[("a", 2 * MIB), ("b", 2 * MIB)]);
        assert!(!seen(plan(&[1]), &alone, Some(held)).is_mixed());
    }
}
