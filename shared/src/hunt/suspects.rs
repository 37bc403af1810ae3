//! Which tests are worth repeating: those that left something behind in the run, by what was observed.
//!
//! Observation is cheap and therefore generous: imports, caches and fragmentation look like kept memory
//! here. Nobody is accused by it; the repetitions decide.

use std::collections::BTreeSet;

use crate::artifact::{Artifact, TestRow};
use crate::ending::{Ending, Outcome};
use crate::units::MIB;

/// A test that kept at least this is looked at.
pub const SUSPECT_BYTES: u64 = 256 << 10;
/// A run whose tests kept less than this together, and none of which died of memory, needs no hunt.
pub const WORTH_BYTES: u64 = 4 * MIB;
/// A single test that kept this much is worth one by itself.
pub const WORTH_ALONE_BYTES: u64 = 2 * MIB;
/// How many tests are repeated at once; further suspects are judged by what these show.
pub const REPEATED: usize = 8;
/// The same where nothing tells suspects from others, and how long a round of them may last.
const MANY: usize = 64;
const MANY_LAST_US: u64 = 1_500_000;
/// A process is seen up to a sample after its birth, and an end is no end before this much later.
const SEEN_LATE_US: u64 = 10_000;
/// Processes smaller than this are nobody's leak.
const PROCESS_KIB: u64 = 1024;
/// What one round over the repeated tests may leave behind.
pub const ROUND_BYTES: u64 = 64 * MIB;
/// How many unsuspected tests are repeated with them.
pub const CONTROLS: usize = 2;

/// What there is to be hunted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suspects {
    /// To be repeated, in the order of the plan.
    pub repeated: Vec<u32>,
    /// Repeated with them although nothing speaks against them.
    pub controls: Vec<u32>,
    /// The other suspects, in the order of the plan.
    pub others: Vec<u32>,
}

/// The batches that died of memory, with their victims: candidates for a hog.
pub fn memory_deaths(artifact: &Artifact) -> Vec<(u32, Vec<u32>)> {
    artifact
        .batches
        .iter()
        .filter(|batch| matches!(batch.ending, Ending::OutOfMemory | Ending::OverLimit))
        .map(|batch| (batch.index, crate::sentence::victims(artifact, batch)))
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
        .any(|batch| !batch.outlived.is_empty())
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

/// Chooses among the tests of a run. With `all`, every test that ran is a suspect.
pub fn choose(artifact: &Artifact, room_bytes: Option<u64>, all: bool) -> Suspects {
    let ran = |row: &TestRow<'_>| {
        !matches!(
            row.outcome,
            Outcome::NotRun | Outcome::Skipped | Outcome::Died
        ) && row.retained_bytes.is_some()
    };
    let rows: Vec<TestRow<'_>> = artifact.tests.rows().filter(ran).collect();
    let floor = if all { 0 } else { floor_of(&rows) };
    // Who started a process that outlived the suite kept what that took, wherever it is counted.
    let outlived = artifact.batches.iter().flat_map(|batch| &batch.outlived);
    let mut starters: BTreeSet<u32> = outlived
        .flat_map(|process| process.tests.iter().copied())
        .collect();
    starters.extend(lingering(artifact));
    // Shared memory that nobody maps is in no process's memory, so it can be anybody's.
    let is_anybody = all || tmpfs_growth(artifact) >= WORTH_BYTES;
    let is_suspect =
        |row: &&TestRow<'_>| is_anybody || kept(row) >= floor || starters.contains(&row.index);
    let mut suspects: Vec<&TestRow<'_>> = rows.iter().filter(is_suspect).collect();
    // The largest first: they matter most, whatever is left undone.
    suspects.sort_by_key(|row| (std::cmp::Reverse(kept(row)), row.index));
    let repeated = spread(&suspects, round_bytes(room_bytes), is_anybody);
    let mut chosen = Suspects {
        others: suspects
            .iter()
            .map(|row| row.index)
            .filter(|index| !repeated.contains(index))
            .collect(),
        controls: controls(&rows, &suspects, &repeated, artifact),
        repeated,
    };
    chosen.repeated.sort_unstable();
    chosen.others.sort_unstable();
    chosen
}

/// The next suspects, once those before have turned out to be none.
pub fn next(
    artifact: &Artifact,
    before: &Suspects,
    room_bytes: Option<u64>,
    all: bool,
) -> Suspects {
    let mut rows: Vec<TestRow<'_>> = before
        .others
        .iter()
        .filter_map(|index| artifact.tests.row(*index as usize))
        .collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(kept(row)), row.index));
    let suspects: Vec<&TestRow<'_>> = rows.iter().collect();
    let is_anybody = all || tmpfs_growth(artifact) >= WORTH_BYTES;
    let mut repeated = spread(&suspects, round_bytes(room_bytes), is_anybody);
    repeated.sort_unstable();
    Suspects {
        others: before
            .others
            .iter()
            .copied()
            .filter(|index| !repeated.contains(index))
            .collect(),
        controls: before.controls.clone(),
        repeated,
    }
}

/// Tests that started a process which went on after them.
fn lingering(artifact: &Artifact) -> BTreeSet<u32> {
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
fn tmpfs_growth(artifact: &Artifact) -> u64 {
    let readings = artifact
        .batches
        .iter()
        .flat_map(|batch| &batch.details.tmpfs_growth_kib);
    readings.flatten().max().copied().unwrap_or(0) * 1024
}

fn round_bytes(room_bytes: Option<u64>) -> u64 {
    room_bytes
        .map_or(ROUND_BYTES, |room| ROUND_BYTES.min(room / 6))
        .max(1)
}

/// What a test seems to have kept. Memory mapped by hand is no allocator's and shows in RSS alone.
pub fn kept(row: &TestRow<'_>) -> u64 {
    let grown = row.rss_after_bytes.zip(row.rss_before_bytes);
    let grown = grown.map_or(0, |(after, before)| after.saturating_sub(before));
    row.retained_bytes
        .unwrap_or(0)
        .max(if grown >= MIB { grown } else { 0 })
}

/// Growth in many small steps matters where the steps add up.
fn floor_of(rows: &[TestRow<'_>]) -> u64 {
    let small = rows.iter().map(kept).filter(|bytes| *bytes < SUSPECT_BYTES);
    let (sum, many) = small.fold((0, 0), |(sum, n), bytes| {
        (sum + bytes, n + u64::from(bytes >= 64 << 10))
    });
    if many >= 5 && sum >= WORTH_BYTES {
        64 << 10
    } else {
        SUSPECT_BYTES
    }
}

/// One of each file first, then further ones, as long as a round stays small.
fn spread(suspects: &[&TestRow<'_>], room: u64, many: bool) -> Vec<u32> {
    let mut chosen: Vec<u32> = Vec::new();
    let (mut sum, mut lasts_us) = (0_u64, 0_u64);
    let mut take = |row: &TestRow<'_>, chosen: &mut Vec<u32>| {
        let size = kept(row);
        let duration_us = row.duration_us.unwrap_or(0);
        let is_quick = many && chosen.len() < MANY && lasts_us + duration_us <= MANY_LAST_US;
        if (chosen.len() < REPEATED || is_quick)
            && !chosen.contains(&row.index)
            && (chosen.is_empty() || sum + size <= room)
        {
            sum += size;
            lasts_us += duration_us;
            chosen.push(row.index);
        }
    };
    let mut files: Vec<&str> = Vec::new();
    for row in suspects {
        let file = file_of(row.id);
        if !files.contains(&file) {
            files.push(file);
            // Among those that kept about as much as the largest the quickest will do.
            let alike = suspects
                .iter()
                .filter(|other| file_of(other.id) == file && kept(other) * 2 >= kept(row));
            let quickest = alike.min_by_key(|other| (other.duration_us, other.index));
            take(quickest.unwrap_or(row), &mut chosen);
        }
    }
    // Then evenly through the rest, from the large to the small.
    let rest: Vec<_> = suspects
        .iter()
        .filter(|row| !chosen.contains(&row.index))
        .collect();
    let most = if many { MANY } else { REPEATED };
    let wanted = most.saturating_sub(chosen.len());
    if wanted > 0 && !rest.is_empty() {
        let step = rest.len().div_ceil(wanted).max(1);
        for row in rest.iter().step_by(step) {
            take(row, &mut chosen);
        }
        for row in rest {
            take(row, &mut chosen);
        }
    }
    chosen
}

/// Passed tests that kept nothing, out of the files that are imported anyway.
fn controls(
    rows: &[TestRow<'_>],
    suspects: &[&TestRow<'_>],
    repeated: &[u32],
    artifact: &Artifact,
) -> Vec<u32> {
    let files: Vec<&str> = repeated
        .iter()
        .filter_map(|index| artifact.tests.id.get(*index as usize))
        .map(|id| file_of(id))
        .collect();
    let is_suspect = |row: &TestRow<'_>| suspects.iter().any(|suspect| suspect.index == row.index);
    let mut calm: Vec<&TestRow<'_>> = rows
        .iter()
        .filter(|row| row.outcome == Outcome::Passed && !is_suspect(row))
        .filter(|row| row.duration_us.is_none_or(|us| us < 500_000))
        .collect();
    calm.sort_by_key(|row| (!files.contains(&file_of(row.id)), kept(row), row.index));
    calm.iter().take(CONTROLS).map(|row| row.index).collect()
}

/// The file of a node id.
pub fn file_of(id: &str) -> &str {
    id.split("::").next().unwrap_or(id)
}
