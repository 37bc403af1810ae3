//! Whether a run gives a reason to hunt, by what was observed: deaths of memory, what tests kept, processes and
//! shared memory that stayed.

use std::collections::{BTreeMap, BTreeSet};

use crate::answer::Victims;
use crate::artifact::{Artifact, Framework, TestRow};
use crate::ending::Ending;
use crate::units::MIB;

/// A run whose tests kept less than this together, and none of which died of memory, needs no hunt.
pub const WORTH_BYTES: u64 = 4 * MIB;
/// A single test that kept this much is worth one by itself.
pub const WORTH_ALONE_BYTES: u64 = 2 * MIB;
/// What a framework may keep of each of its own tests or test files, its reports and caches, without a reason to
/// hunt. Jest was seen to keep 50 KiB of each file.
pub const OWN_BYTES: u64 = 128 << 10;
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
    if lingering(artifact).len() > 1 || tmpfs_growth(artifact) >= WORTH_BYTES {
        return true;
    }
    let rows = artifact.tests.rows().map(|row| kept(&row));
    let kept: Vec<u64> = rows.chain(set_up(artifact).into_values()).collect();
    kept.iter().sum::<u64>() >= WORTH_BYTES || kept.iter().any(|bytes| *bytes >= WORTH_ALONE_BYTES)
}

/// What came between a test and the one before it in its process, in bytes, where that was measured: the set-up of
/// the class or module that it is the first test of. pytest counts that to the test itself.
pub fn set_up(artifact: &Artifact) -> BTreeMap<u32, u64> {
    if !matches!(
        artifact.run.framework,
        Framework::Unittest | Framework::Django
    ) {
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
    let rows = artifact.tests.rows().filter(|row| row.batch == Some(batch));
    let kept: Vec<u64> = rows.filter_map(|row| row.retained_bytes).collect();
    let sum = kept.iter().sum::<u64>();
    let is_much = sum >= WORTH_BYTES.max(OWN_BYTES * kept.len() as u64)
        || kept.iter().any(|bytes| *bytes >= WORTH_ALONE_BYTES);
    is_much.then_some(sum)
}

/// Tests that started a process which went on after them.
pub fn lingering(artifact: &Artifact) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    for batch in &artifact.batches {
        for process in &batch.processes {
            if process.peak_kib < PROCESS_KIB {
                continue;
            }
            let (seen_us, gone_us) = (process.start_ms * 1000, process.end_ms * 1000);
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

/// By how much the memory file systems of the machine grew in a batch at most, in bytes.
pub fn tmpfs_growth(artifact: &Artifact) -> u64 {
    let readings = artifact
        .batches
        .iter()
        .flat_map(|batch| &batch.details.tmpfs_growth_kib);
    readings.flatten().max().copied().unwrap_or(0) * 1024
}

/// What a test seems to have kept. Memory mapped by hand is no allocator's and shows in RSS alone.
pub fn kept(row: &TestRow<'_>) -> u64 {
    let grown = row.rss_after_bytes.zip(row.rss_before_bytes);
    let grown = grown.map_or(0, |(after, before)| after.saturating_sub(before));
    row.retained_bytes
        .unwrap_or(0)
        .max(if grown >= MIB { grown } else { 0 })
}
