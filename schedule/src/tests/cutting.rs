//! How tests are cut into batches for several jobs.

use oomscope_shared::units::MIB;
use proptest::prelude::*;

use crate::cut::Cutting;
use crate::expect::Learner;
use crate::plan::Suite;
use crate::{Figures, Known, PlannedTest};

/// Units of so many tests each, with peak and time where they are known, all in one group.
fn cut(jobs: usize, base_ms: Option<u64>, units: &[(u32, Option<(u64, u64)>)]) -> Vec<Vec<u32>> {
    let mut known = Known {
        base_ms,
        ..Known::default()
    };
    let mut tests = Vec::new();
    for (unit, (count, figures)) in units.iter().enumerate() {
        if let Some((peak, time_ms)) = figures {
            let figures = Figures {
                peak_bytes: Some(peak * MIB),
                kept_bytes: 0,
                time_ms: Some(*time_ms),
            };
            known.units.insert(unit.to_string(), figures);
        }
        for _ in 0..*count {
            tests.push(PlannedTest {
                number: tests.len() as u32,
                group: 0,
                unit: unit.to_string(),
            });
        }
    }
    let suite = Suite::new(&tests);
    let learner = Learner::new(&known, &suite);
    let cutting = Cutting {
        jobs,
        batch_size: None,
        limit: Some(1000 * MIB),
    };
    cutting.cut(&suite, &learner, &suite.tests())
}

#[test]
fn batches_get_shorter_so_that_all_jobs_end_together() {
    let units = [(1, Some((10, 1000))); 32];
    let sizes = |base_ms| -> Vec<usize> {
        let batches = cut(2, base_ms, &units);
        batches.iter().map(Vec::len).collect()
    };
    assert_eq!(sizes(Some(300)), [8, 6, 5, 4, 3, 3, 3]);
    assert_eq!(sizes(Some(10)), [8, 6, 5, 3, 3, 2, 1, 1, 1, 1, 1]);
    assert_eq!(
        sizes(None),
        [8, 6, 4, 3, 3, 2, 2, 2, 2],
        "nobody knows what a process costs"
    );
}

#[test]
fn where_no_time_is_known_batches_are_short_until_there_is_one() {
    let units = [(1, None); 33];
    let batches = cut(2, None, &units);
    assert_eq!(batches.len(), 17, "one to learn from, and sixteen");
    assert!(batches[1..].iter().all(|batch| batch.len() == 2));
}

#[test]
fn a_process_that_takes_long_before_its_first_test_is_worth_many_tests() {
    let units = [(1, Some((10, 1000))); 32];
    assert_eq!(cut(2, Some(1000), &units).len(), 3);
    assert_eq!(
        cut(2, Some(1_000_000), &units).len(),
        2,
        "but no job is idle"
    );
}

#[test]
fn batches_are_level_and_keep_the_order_of_the_plan() {
    let times = [1, 90, 30, 20, 40];
    let units: Vec<_> = times.map(|time| (1, Some((10, time)))).into();
    assert_eq!(cut(2, Some(1_000_000), &units), [vec![0, 1], vec![2, 3, 4]]);
}

#[test]
fn a_unit_is_never_split() {
    assert_eq!(
        cut(4, Some(1), &[(100, Some((10, 1000)))]),
        [(0..100).collect::<Vec<_>>()]
    );
}

#[test]
fn heavy_units_share_a_batch_with_none_but_each_other() {
    let units = [(1, Some((10, 1))), (2, Some((600, 1))), (1, Some((10, 1)))];
    assert_eq!(cut(2, Some(1000), &units), [vec![1, 2], vec![0, 3]]);
    let two = [(1, Some((600, 1))), (2, Some((10, 1))), (1, Some((700, 1)))];
    assert_eq!(cut(2, Some(1000), &two), [vec![0, 3], vec![1, 2]]);
}

#[test]
fn an_unseen_unit_does_not_lift_what_is_kept_for_seen_ones() {
    let (seen, unseen) = ((1, Some((10, 1))), (1, None));
    let batches = cut(2, Some(1000), &[seen, unseen, unseen, seen]);
    assert_eq!(batches, [vec![0, 3], vec![1, 2]]);
}

#[test]
fn unseen_units_share_a_batch_as_long_as_one_for_each_job_is_expected_to_fit() {
    // Of twenty that were seen one needs 900 MiB: with 5 % each, a batch of six has one like it in over a quarter
    // of all cases.
    let seen = (0..20).map(|unit| (1, Some((if unit == 0 { 900 } else { 100 }, 100))));
    let units: Vec<_> = seen.chain([(1, None); 40]).collect();
    let batches = cut(2, Some(1_000_000), &units);
    let unseen = batches.iter().filter(|batch| batch[0] >= 20);
    let sizes: Vec<usize> = unseen.map(Vec::len).collect();
    assert_eq!(sizes, [5; 8]);
}

#[test]
fn where_nothing_is_known_the_smallest_unit_goes_first() {
    let units = [(9, None), (2, None), (5, None)];
    assert_eq!(cut(2, None, &units)[0], [9, 10]);
}

proptest! {
    #[test]
    fn every_test_is_in_one_batch_and_none_is_much_longer_than_another(
        jobs in 2_usize..9,
        base_ms in prop::option::of(1_u64..5000),
        units in prop::collection::vec((1_u32..5, prop::option::of((1_u64..400, 1_u64..10_000))), 1..80),
    ) {
        let batches = cut(jobs, base_ms, &units);
        let mut all: Vec<u32> = batches.iter().flatten().copied().collect();
        prop_assert!(batches.iter().all(|batch| batch.is_sorted() && !batch.is_empty()));
        all.sort_unstable();
        let count: u32 = units.iter().map(|(tests, _)| tests).sum();
        prop_assert_eq!(all, (0..count).collect::<Vec<_>>());
        // A run of the same suite is cut in the same way.
        prop_assert_eq!(&batches, &cut(jobs, base_ms, &units));
        let mut owner = Vec::new();
        for (unit, (tests, _)) in units.iter().enumerate() {
            owner.extend(vec![unit; *tests as usize]);
        }
        for unit in 0..units.len() {
            let of = batches.iter().filter(|batch| batch.iter().any(|t| owner[*t as usize] == unit));
            prop_assert_eq!(of.count(), 1, "unit {} is in several batches", unit);
        }
    }
}
