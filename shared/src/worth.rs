//! Whether a run gives a reason to hunt, by what was observed: deaths of memory, what tests kept, processes and
//! shared memory that stayed.

use std::collections::BTreeSet;

use crate::answer::Victims;
use crate::artifact::{Artifact, TestRow};
use crate::ending::Ending;
use crate::units::MIB;

/// A run whose tests kept less than this together, and none of which died of memory, needs no hunt.
pub const WORTH_BYTES: u64 = 4 * MIB;
/// A single test that kept this much is worth one by itself.
pub const WORTH_ALONE_BYTES: u64 = 2 * MIB;
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
    let kept: Vec<u64> = artifact.tests.rows().map(|row| kept(&row)).collect();
    kept.iter().sum::<u64>() >= WORTH_BYTES || kept.iter().any(|bytes| *bytes >= WORTH_ALONE_BYTES)
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
