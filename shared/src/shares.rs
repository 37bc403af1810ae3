//! Which tests each shard of a suite runs.
//!
//! Every machine lists the same tests and cuts them by the same rule, so no machine has to tell another
//! anything. Without an earlier artifact the shares are stretches of the plan with equally many tests.
//! With one, whole files are handed out, the heaviest first, each to the share that is lightest after it
//! (the longest-processing-time rule, Graham 1969), where heavy means both time and memory. Only a file that is
//! heavier than a share is cut, into as few stretches as that takes.

use std::collections::{BTreeMap, HashMap};

use crate::artifact::Artifact;

/// What a test weighed in an earlier run: microseconds, and KiB it needed above what its run began with
/// or left behind.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Weight {
    time: f64,
    memory: f64,
}

/// What tests weighed in an earlier run.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    by_id: HashMap<String, Weight>,
    /// For a test that is new.
    typical: Weight,
}

impl Weights {
    /// The weights of a run.
    pub fn of(artifact: &Artifact) -> Self {
        let rows = || artifact.tests.rows();
        let floor = rows().filter_map(|row| row.rss_before_bytes).min();
        let weight = |row: &crate::artifact::TestRow<'_>| {
            let needed = match (row.peak_bytes, floor) {
                (Some(peak), Some(floor)) => peak.saturating_sub(floor),
                (peak, _) => peak.unwrap_or(0),
            };
            Weight {
                time: row.duration_us.unwrap_or(0) as f64,
                memory: needed as f64 / 1024.0,
            }
        };
        let by_id: HashMap<String, Weight> = rows()
            .filter(|row| row.duration_us.is_some())
            .map(|row| (row.id.to_owned(), weight(&row)))
            .collect();
        let typical = Weight {
            time: median(by_id.values().map(|weight| weight.time)),
            memory: median(by_id.values().map(|weight| weight.memory)),
        };
        Self { by_id, typical }
    }

    fn weight(&self, id: &str) -> Weight {
        self.by_id.get(id).copied().unwrap_or(self.typical)
    }

    /// How many of these tests were in the earlier run.
    pub fn known<'a>(&self, ids: impl Iterator<Item = &'a str>) -> usize {
        ids.filter(|id| self.by_id.contains_key(*id)).count()
    }
}

/// The share of each test, from 1. `ids` is the whole plan in its order, and `unit_of` tells the file or module of
/// a test by its id; every machine that calls this with the same arguments gets the same.
pub fn assign<S: AsRef<str>>(
    ids: &[S],
    count: u32,
    weights: Option<&Weights>,
    unit_of: &dyn Fn(&str) -> String,
) -> Vec<u32> {
    match weights {
        Some(weights) if !weights.by_id.is_empty() => by_weight(ids, count, weights, unit_of),
        _ => by_number(ids.len(), count),
    }
}

/// Stretches that differ by one test at most.
fn by_number(tests: usize, count: u32) -> Vec<u32> {
    let share = |at: usize| (at as u128 * u128::from(count) / tests as u128) as u32 + 1;
    (0..tests).map(share).collect()
}

fn by_weight<S: AsRef<str>>(
    ids: &[S],
    count: u32,
    weights: &Weights,
    unit_of: &dyn Fn(&str) -> String,
) -> Vec<u32> {
    let each: Vec<Weight> = ids.iter().map(|id| weights.weight(id.as_ref())).collect();
    let sum = |of: &dyn Fn(&Weight) -> f64| each.iter().map(of).sum::<f64>().max(1.0);
    let (time, memory) = (sum(&|w| w.time), sum(&|w| w.memory));
    // Both as parts of their sum, so that they can be held beside each other.
    let part = |w: &Weight| (w.time / time, w.memory / memory);
    let mut units = units(ids, &each, count, &part, unit_of);
    units.sort_by(|a, b| {
        let size = |unit: &Unit| unit.time.max(unit.memory);
        size(b).total_cmp(&size(a)).then(a.first().cmp(&b.first()))
    });
    let mut shares = vec![(0.0_f64, 0.0_f64); count as usize];
    let mut of = vec![0; ids.len()];
    for unit in units {
        let after = |share: &(f64, f64)| {
            let (time, memory) = (share.0 + unit.time, share.1 + unit.memory);
            // The larger of the two decides; the other one only between equals.
            (time.max(memory), time + memory)
        };
        let lightest = (0..shares.len())
            .min_by(|a, b| {
                let (a, b) = (after(&shares[*a]), after(&shares[*b]));
                a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
            })
            .unwrap_or(0);
        shares[lightest].0 += unit.time;
        shares[lightest].1 += unit.memory;
        for test in unit.tests {
            of[test] = lightest as u32 + 1;
        }
    }
    of
}

/// Tests that stay together.
#[derive(Default)]
struct Unit {
    tests: Vec<usize>,
    time: f64,
    memory: f64,
}

impl Unit {
    fn first(&self) -> usize {
        self.tests.first().copied().unwrap_or(0)
    }
}

/// Whole files, because what a module sets up would be paid for in every share that has a test of it. A file that
/// weighs more than a share cannot be levelled out as a whole: it is cut into stretches of neighbours of a share each,
/// and a rest.
fn units<S: AsRef<str>>(
    ids: &[S],
    each: &[Weight],
    count: u32,
    part: &dyn Fn(&Weight) -> (f64, f64),
    unit_of: &dyn Fn(&str) -> String,
) -> Vec<Unit> {
    let mut files: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (test, id) in ids.iter().enumerate() {
        files.entry(unit_of(id.as_ref())).or_default().push(test);
    }
    // A little more, because sums of such parts are not exact.
    let a_share = 1.0 / f64::from(count) + 1e-9;
    let mut units: Vec<Unit> = Vec::with_capacity(files.len());
    for tests in files.into_values() {
        let mut unit = Unit::default();
        for test in tests {
            let (time, memory) = part(&each[test]);
            if unit.time.max(unit.memory) > 0.0
                && (unit.time + time).max(unit.memory + memory) > a_share
            {
                units.push(std::mem::take(&mut unit));
            }
            unit.time += time;
            unit.memory += memory;
            unit.tests.push(test);
        }
        units.push(unit);
    }
    units
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn weights(entries: &[(&str, f64, f64)]) -> Weights {
        let by_id = entries
            .iter()
            .map(|(id, time, memory)| {
                let (time, memory) = (*time, *memory);
                ((*id).to_owned(), Weight { time, memory })
            })
            .collect();
        let typical = Weight {
            time: 1.0,
            memory: 1.0,
        };
        Weights { by_id, typical }
    }

    fn file(id: &str) -> String {
        id.split("::").next().unwrap_or(id).to_owned()
    }

    #[test]
    fn a_file_is_cut_only_where_it_is_heavier_than_a_share() {
        let ids: Vec<String> = (0..24).map(|n| format!("{}.py::t{n}", n / 8)).collect();
        let each: Vec<_> = ids.iter().map(|id| (id.as_str(), 10.0, 1.0)).collect();
        let weights = weights(&each);
        let shares_of = |count: u32, at: usize| {
            let of = assign(&ids, count, Some(&weights), &file);
            let of: std::collections::BTreeSet<u32> =
                of[at * 8..(at + 1) * 8].iter().copied().collect();
            of.len()
        };
        for at in 0..3 {
            assert_eq!(shares_of(2, at), 1, "two shares, file {at}");
            assert_eq!(shares_of(3, at), 1, "three shares, file {at}");
            assert_eq!(shares_of(4, at), 2, "a share is six tests");
        }
        let of = assign(&ids, 4, Some(&weights), &file);
        for share in 1..=4 {
            assert_eq!(of.iter().filter(|of| **of == share).count(), 6);
        }
    }

    #[test]
    fn without_weights_the_plan_is_cut_into_stretches() {
        assert_eq!(assign(&["a"; 7], 3, None, &file), [1, 1, 1, 2, 2, 3, 3]);
        assert_eq!(assign::<&str>(&[], 3, None, &file), [0; 0]);
    }

    #[test]
    fn heavy_tests_go_apart_and_files_stay_together() {
        let weights = weights(&[
            ("a.py::heavy", 100.0, 1.0),
            ("b.py::one", 10.0, 1.0),
            ("b.py::two", 10.0, 1.0),
            ("c.py::large", 1.0, 100.0),
        ]);
        let of = assign(
            &["a.py::heavy", "b.py::one", "b.py::two", "c.py::large"],
            3,
            Some(&weights),
            &file,
        );
        assert_ne!(of[0], of[3], "the long one and the large one: {of:?}");
        assert_eq!(of[1], of[2], "a file: {of:?}");
    }

    proptest! {
        #[test]
        fn every_test_has_one_share_and_a_heavier_one_is_bounded(
            times in prop::collection::vec(1.0_f64..1000.0, 1..200),
            count in 1_u32..9,
        ) {
            let ids: Vec<String> = (0..times.len()).map(|n| format!("f{}.py::t{n}", n / 3)).collect();
            let known: Vec<_> = ids.iter().zip(&times).map(|(id, time)| (id.as_str(), *time, 1.0)).collect();
            let of = assign(&ids, count, Some(&weights(&known)), &file);
            prop_assert!(of.iter().all(|share| (1..=count).contains(share)));
            // Graham's bound for a list: no share above the mean by more than the heaviest unit. Weighed are
            // two figures at once, so the bound holds for their larger one with twice the mean.
            let (time, tests) = (times.iter().sum::<f64>(), times.len() as f64);
            let heaviest = times.iter().copied().fold(0.0, f64::max) * 3.0 / time;
            for share in 1..=count {
                let sum: f64 = times.iter().zip(&of).filter(|(_, o)| **o == share).map(|(t, _)| t).sum();
                prop_assert!(sum / time <= 2.0 / f64::from(count) + heaviest + 3.0 / tests);
            }
        }
    }
}
