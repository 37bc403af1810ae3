//! Whether a run gives a reason to hunt, by what was observed: deaths of memory, what tests kept, processes and
//! shared memory that stayed.

use std::collections::{BTreeMap, BTreeSet};

use crate::answer::Victims;
use crate::artifact::{Artifact, Batch, TestRow};
use crate::ending::Ending;
use crate::framework::Framework;
use crate::timeline::Sample;
use crate::units::MIB;

/// A run whose tests kept less than this together, and none of which died of memory, needs no hunt.
pub const WORTH_BYTES: u64 = 4 * MIB;
/// A single test that kept this much is worth one by itself.
const WORTH_ALONE_BYTES: u64 = 2 * MIB;
/// What a framework may keep of each of its own tests or test files, its reports and caches, without a reason to
/// hunt. Jest was seen to keep 50 to 77 KiB of each file.
pub const OWN_BYTES: u64 = 128 << 10;
/// What a figure has in it of each further file that it stands for.
const FURTHER_BYTES: u64 = 80 << 10;
/// A process is seen up to a sample after its birth, and an end is no end before this much later.
const SEEN_LATE_US: u64 = 10_000;
/// Processes smaller than this are nobody's leak.
const PROCESS_KIB: u64 = 1024;

/// The batches that died of memory, with their victims: candidates for a hog.
pub fn memory_deaths(artifact: &Artifact) -> Vec<(u32, Vec<u32>)> {
    let victims = Victims::of(artifact);
    artifact
        .batches
        .iter()
        .filter(|batch| matches!(batch.ending, Ending::OutOfMemory | Ending::OverLimit))
        .map(|batch| (batch.index, victims.in_batch(batch)))
        .collect()
}

/// Whether the run gives a reason to hunt.
pub fn is_worth_it(artifact: &Artifact) -> bool {
    if !memory_deaths(artifact).is_empty() {
        return true;
    }
    if artifact
        .batches
        .iter()
        .any(|batch| !batch.outlived().is_empty())
    {
        return true;
    }
    // One process or segment for all tests is usual; it is several that pile up.
    if lingering(artifact).len() > 1 || grew_elsewhere(artifact) {
        return true;
    }
    if artifact.run.framework.shares_figures() {
        let mut batches = artifact.batches.iter();
        return batches.any(|batch| kept_much(artifact, batch.index).is_some());
    }
    let rows = artifact.tests.rows().map(|row| kept(&row));
    let kept: Vec<u64> = rows.chain(set_up(artifact).into_values()).collect();
    kept.iter().sum::<u64>() >= WORTH_BYTES || kept.iter().any(|bytes| *bytes >= WORTH_ALONE_BYTES)
}

/// What came between a test and the one before it in its process, in bytes, where that was measured: the set-up of
/// the class or module that it is the first test of. pytest counts that to the test itself.
pub fn set_up(artifact: &Artifact) -> BTreeMap<u32, u64> {
    if !artifact.run.framework.sets_up_between() {
        return BTreeMap::new();
    }
    let mut rows: Vec<TestRow<'_>> = (artifact.tests.rows())
        .filter(|row| row.start_us.is_some() && row.batch.is_some())
        .collect();
    rows.sort_by_key(|row| (row.batch, row.start_us));
    let between = rows.windows(2).filter_map(|pair| {
        let (before, test) = (&pair[0], &pair[1]);
        let grown = test
            .rss_before_bytes?
            .checked_sub(before.rss_after_bytes?)?;
        (before.batch == test.batch && grown > 0).then_some((test.index, grown))
    });
    between.collect()
}

/// What the tests of a batch kept by their own measure, where that is much: all of them, or one alone.
pub fn kept_much(artifact: &Artifact, batch: u32) -> Option<u64> {
    let framework = artifact.run.framework;
    let of_batch = |row: &TestRow<'_>| row.batch == Some(batch);
    let mut rows: Vec<TestRow<'_>> = artifact.tests.rows().filter(of_batch).collect();
    rows.sort_by_key(|row| (row.start_us, row.index));
    let figures = || {
        let measured = rows.iter().enumerate();
        measured.filter_map(|(at, row)| Some((at, row.retained_bytes?)))
    };
    let sum = figures().fold(0, |sum: u64, (_, bytes)| sum.saturating_add(bytes));
    // Each process pays for what is loaded first, and has files of its own.
    let (processes, stand_for) = match framework.shares_figures() {
        true => (side_by_side(&rows), rows.len()),
        false => (1, figures().count()),
    };
    // Of several processes nobody knows whose a figure is: it stands for its part of the files since as many figures.
    let mut since = vec![0; processes];
    let is_alone = figures().any(|(at, bytes)| {
        let tests = (at + 1 - since[0]).div_ceil(processes);
        since.rotate_left(1);
        since[processes - 1] = at + 1;
        is_much_of_one(framework, bytes, tests as u64)
    });
    let much = (WORTH_BYTES * processes as u64).max(OWN_BYTES * stand_for as u64);
    (sum >= much || is_alone).then_some(sum)
}

/// How many tests ran at a time, by the time that all of them took and that which passed.
fn side_by_side(rows: &[TestRow<'_>]) -> usize {
    let spans = rows.iter().filter_map(|row| {
        let (start, lasted) = (row.start_us?, row.duration_us?);
        Some((start, lasted, start.saturating_add(lasted)))
    });
    let (first, lasted, end) = spans.fold((u64::MAX, 0_u64, 0), |all, one| {
        let lasted = all.1.saturating_add(one.1);
        (all.0.min(one.0), lasted, all.2.max(one.2))
    });
    let passed = end.saturating_sub(first).max(1);
    ((lasted as f64 / passed as f64).round() as usize).max(1)
}

/// Whether one of the tests that a figure stands for may have kept much.
pub fn is_much_of_one(framework: Framework, bytes: u64, tests: u64) -> bool {
    let further = match framework.shares_figures() {
        true => FURTHER_BYTES * tests.saturating_sub(1),
        false => 0,
    };
    bytes.saturating_sub(further) >= WORTH_ALONE_BYTES
}

/// Tests that started a process which went on after them.
pub fn lingering(artifact: &Artifact) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    for batch in &artifact.batches {
        for process in &batch.processes {
            if process.peak_kib < PROCESS_KIB {
                continue;
            }
            let (seen_us, gone_us) = (
                process.start_ms.saturating_mul(1000),
                process.end_ms.saturating_mul(1000),
            );
            let started_it = |row: &TestRow<'_>| {
                let (Some(start_us), Some(duration_us)) = (row.start_us, row.duration_us) else {
                    return false;
                };
                let end_us = start_us + duration_us;
                row.batch == Some(batch.index)
                    && start_us <= seen_us
                    && seen_us <= end_us + SEEN_LATE_US
                    && gone_us > end_us + SEEN_LATE_US
            };
            found.extend(
                artifact
                    .tests
                    .rows()
                    .filter(started_it)
                    .map(|row| row.index),
            );
        }
    }
    found
}

/// Whether memory grew that no test's own process has, so that any test can have kept it: files on memory file
/// systems, and processes that a test left running.
pub fn grew_elsewhere(artifact: &Artifact) -> bool {
    tmpfs_growth(artifact) >= WORTH_BYTES || children_growth(artifact) >= WORTH_BYTES
}

/// By how much processes that tests left running grew once the last of them had been started, in bytes: the workers
/// of a pool, a server. It is what was sampled of the tree, less what the tests' own process had.
pub fn children_growth(artifact: &Artifact) -> u64 {
    let starters = lingering(artifact);
    let Some(last) = starters.last() else {
        return 0;
    };
    let of_batch = |batch: &Batch| {
        let mut rows: Vec<TestRow<'_>> = (artifact.tests.rows())
            .filter(|row| row.batch == Some(batch.index))
            .collect();
        rows.sort_by_key(|row| row.start_us);
        let end_us = |row: &TestRow<'_>| Some(row.start_us? + row.duration_us?);
        // Where tests run side by side, as those of pytest-xdist, what the others have is in the tree as well.
        if rows
            .windows(2)
            .any(|pair| end_us(&pair[0]) > pair[1].start_us)
        {
            return 0;
        }
        let samples: Vec<Sample> = batch.timeline.samples().collect();
        let beside = |row: &TestRow<'_>| {
            let end_ms = end_us(row)? / 1000;
            let at = samples.partition_point(|sample| sample.time_ms <= end_ms);
            let tree_bytes = samples
                .get(at.checked_sub(1)?)?
                .rss_kib
                .saturating_mul(1024);
            Some(tree_bytes.saturating_sub(row.rss_after_bytes?))
        };
        let later = rows.iter().skip_while(|row| row.index != *last);
        let mut levels = later.filter_map(beside);
        let first = levels.next().unwrap_or(0);
        levels.max().unwrap_or(0).saturating_sub(first)
    };
    artifact.batches.iter().map(of_batch).max().unwrap_or(0)
}

/// By how much the memory file systems of the machine grew in a batch at most, in bytes.
pub fn tmpfs_growth(artifact: &Artifact) -> u64 {
    let readings = artifact
        .batches
        .iter()
        .flat_map(|batch| &batch.details.tmpfs_growth_kib);
    readings
        .flatten()
        .max()
        .copied()
        .unwrap_or(0)
        .saturating_mul(1024)
}

/// What a test seems to have kept. Memory mapped by hand is no allocator's and shows in RSS alone.
pub fn kept(row: &TestRow<'_>) -> u64 {
    let grown = row.rss_after_bytes.zip(row.rss_before_bytes);
    let grown = grown.map_or(0, |(after, before)| after.saturating_sub(before));
    row.retained_bytes
        .unwrap_or(0)
        .max(if grown >= MIB { grown } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::Process;
    use crate::ending::Outcome;
    use crate::testing;
    use crate::timeline::Timeline;

    /// Tests of 100 ms, the first of which starts a worker; what the tree has at the end of each, in MiB, of which
    /// 40 are the tests' own.
    fn with_a_worker(tree_mib: &[u64]) -> Artifact {
        let mut told = testing::pytest();
        for at in 0..tree_mib.len() {
            told = told.test(&format!("test_{at}"), Outcome::Passed, 40, 0);
        }
        let told = told.batch(Ending::Passed, 90).with(|artifact| {
            let mut samples = Vec::new();
            for (at, mib) in tree_mib.iter().enumerate() {
                let at_us = at as u64 * 100_000;
                artifact.tests.start_us[at] = Some(at_us);
                artifact.tests.duration_us[at] = Some(90_000);
                artifact.tests.rss_after_kib[at] = Some(40 << 10);
                samples.push(Sample {
                    time_ms: at_us / 1000 + 85,
                    rss_kib: mib << 10,
                });
            }
            let batch = &mut artifact.batches[0];
            batch.timeline = Timeline::from_samples(&samples);
            batch.processes = vec![Process {
                pid: 8,
                parent_pid: 7,
                name: "worker".into(),
                start_ms: 20,
                end_ms: 100 * tree_mib.len() as u64,
                peak_kib: 20 << 10,
                memory: Default::default(),
            }];
        });
        told.done()
    }

    /// Files of Jest, of which each has a figure of so many KiB or none; `at_once` of them run side by side.
    fn files(kib: &[Option<u64>], at_once: usize) -> Artifact {
        let mut told = testing::command();
        for at in 0..kib.len() {
            told = told.test(&format!("{at}.test.js"), Outcome::Passed, -1, -1);
        }
        let told = told.batch(Ending::Passed, 200).with(|artifact| {
            artifact.run.framework = Framework::Jest;
            let tests = &mut artifact.tests;
            tests.retained_kib = kib.to_vec();
            for at in 0..kib.len() {
                // What is heard of a file comes a moment late.
                tests.start_us[at] = Some((at / at_once) as u64 * 100);
                tests.duration_us[at] = Some(101);
            }
        });
        told.done()
    }

    #[test]
    fn a_figure_that_stands_for_many_files_has_what_jest_keeps_of_each() {
        let mut kib = vec![None; 40];
        kib[39] = Some(2_900);
        assert_eq!(kept_much(&files(&kib, 1), 1), None);
        assert!(!is_worth_it(&files(&kib, 1)) && is_worth_it(&files(&kib[37..], 1)));
        // Of three files it would be much, and so is what is more than that.
        assert_eq!(kept_much(&files(&kib[37..], 1), 1), Some(2_900 << 10));
        kib[39] = Some(2_900 + 3_000);
        assert_eq!(kept_much(&files(&kib, 1), 1), Some(5_900 << 10));
        // Each of two workers has files of its own, and what it loads first.
        kib[38] = Some(2_900);
        kib[39] = Some(2_800);
        assert_eq!(kept_much(&files(&kib, 2), 1), None);
        kib[39] = Some(4_000);
        assert_eq!(kept_much(&files(&kib, 2), 1), Some(6_900 << 10));
        assert_eq!(kept_much(&files(&[], 1), 1), None);
        // A figure of another framework stands for its test.
        for framework in [Framework::Pytest, Framework::Vitest, Framework::NodeTest] {
            let mut other = files(&kib[..39], 1);
            other.run.framework = framework;
            assert_eq!(kept_much(&other, 1), Some(2_900 << 10));
        }
    }

    #[test]
    fn a_worker_that_is_given_more_and_more_is_a_reason_to_hunt() {
        let grows = with_a_worker(&[52, 58, 64, 70]);
        assert_eq!(children_growth(&grows), 18 * MIB);
        assert!(is_worth_it(&grows));
        // One that only has what it started with is usual.
        let idle = with_a_worker(&[52, 53, 53, 53]);
        assert_eq!(children_growth(&idle), MIB);
        assert!(!is_worth_it(&idle));
    }
}
