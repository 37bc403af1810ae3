//! Which tests are worth repeating: those that left something behind in the run, by what was observed.
//!
//! Observation is cheap and therefore generous: imports, caches and fragmentation look like kept memory
//! here. Nobody is accused by it; the repetitions decide.

use std::collections::BTreeSet;

use super::findings;
use super::gathered::Evidence;
use super::slope::median;
use oomscope_shared::artifact::{Artifact, Batch, TestRow};
use oomscope_shared::ending::Outcome;
use oomscope_shared::units::MIB;
use oomscope_shared::worth::{WORTH_BYTES, grew_elsewhere, kept, lingering, set_up};

/// A test that kept at least this is looked at.
pub const SUSPECT_BYTES: u64 = 256 << 10;
/// How many tests are repeated at once; further suspects are judged by what these show.
pub const REPEATED: usize = 8;
/// The same where nothing tells suspects from others, and how long a round of them may last.
const MANY: usize = 64;
const MANY_LAST_US: u64 = 1_500_000;
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
    let outlived = artifact.batches.iter().flat_map(Batch::outlived);
    let mut starters: BTreeSet<u32> = outlived
        .flat_map(|process| process.tests.iter().copied())
        .collect();
    starters.extend(lingering(artifact));
    // What was set up before it can have stayed with its class.
    let set_up = set_up(artifact).into_iter();
    starters.extend(
        set_up
            .filter(|(_, bytes)| *bytes >= SUSPECT_BYTES)
            .map(|(test, _)| test),
    );
    // What is in no test's own process can be anybody's.
    let is_anybody = all || grew_elsewhere(artifact);
    let is_suspect =
        |row: &&TestRow<'_>| is_anybody || kept(row) >= floor || starters.contains(&row.index);
    let mut suspects: Vec<&TestRow<'_>> = rows.iter().filter(is_suspect).collect();
    // The largest first: they matter most, whatever is left undone.
    suspects.sort_by_key(|row| (std::cmp::Reverse(kept(row)), row.index));
    let repeated = match is_anybody {
        true => spread(&suspects, round_bytes(room_bytes), true),
        false => representatives(&suspects, round_bytes(room_bytes)),
    };
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

/// Those that were suspects and are of the same function as one of these, in the order of the plan.
pub fn of_the_same_function(artifact: &Artifact, tests: &[u32]) -> Vec<u32> {
    let functions: BTreeSet<&str> = (tests.iter())
        .map(|test| function_of(artifact.test_id(*test)))
        .collect();
    let suspects = choose(artifact, None, false);
    let mut like: Vec<u32> = (suspects.repeated.into_iter().chain(suspects.others))
        .filter(|test| functions.contains(function_of(artifact.test_id(*test))))
        .collect();
    like.sort_unstable();
    like
}

/// Whether tests of this one's function kept little in the run, but for the first of them, beside the `grown` bytes that
/// it kept in another process or at another time: whichever comes first keeps something, and no other.
pub fn keeps_once_for_all(artifact: &Artifact, test: u32, grown: u64) -> bool {
    let Some(row) = artifact.tests.row(test as usize) else {
        return false;
    };
    let function = function_of(row.id);
    let rows = artifact.tests.rows().filter(|other| {
        let is_like = other.batch == row.batch && function_of(other.id) == function;
        is_like && other.retained_bytes.is_some()
    });
    let later: Vec<f64> = rows.skip(1).map(|other| kept(&other) as f64).collect();
    later.len() >= LATER && median(&later) < grown as f64 * CALM_SHARE
}

/// How many tests of a function behind the first tell that only the first one keeps something.
const LATER: usize = 2;
/// A test that is run again alone and keeps less than this share of what it kept in the run keeps nothing each time.
const CALM_SHARE: f64 = 0.3;

/// Those that are left once some were explained: nobody has looked at them, and what was found does not say what
/// becomes of them.
pub fn left(artifact: &Artifact, suspects: &Suspects, evidence: &Evidence) -> Suspects {
    let placed = findings::placed(artifact, evidence);
    let fed = evidence
        .starters
        .values()
        .flat_map(|starter| starter.fed.keys());
    let fed: BTreeSet<&str> = fed
        .map(|test| function_of(artifact.test_id(*test)))
        .collect();
    let kept_in_run = |test: u32| {
        artifact
            .tests
            .row(test as usize)
            .map_or(0, |row| kept(&row))
    };
    let is_calm = |test: u32| {
        let mut swept = evidence.swept.iter().filter(|swept| swept.ran.test == test);
        let least = kept_in_run(test) as f64 * CALM_SHARE;
        swept.any(|swept| (swept.ran.grown.alive() as f64) < least)
    };
    let is_left = |test: &u32| {
        let is_fed = fed.contains(function_of(artifact.test_id(*test)));
        let is_known = placed.contains(test) || evidence.confirmed.contains_key(test);
        !is_known && !is_fed && !is_calm(*test)
    };
    Suspects {
        others: suspects.others.iter().copied().filter(is_left).collect(),
        ..suspects.clone()
    }
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
    let is_anybody = all || grew_elsewhere(artifact);
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

fn round_bytes(room_bytes: Option<u64>) -> u64 {
    room_bytes
        .map_or(ROUND_BYTES, |room| ROUND_BYTES.min(room / 6))
        .max(1)
}

/// One of each function: what it does with other parameters is looked at once its cause is known. Tests that are no
/// functions of a file, as those of unittest, are each their own.
fn representatives(suspects: &[&TestRow<'_>], room: u64) -> Vec<u32> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut chosen = Vec::new();
    let mut sum = 0;
    for row in suspects {
        let function = function_of(row.id);
        if chosen.len() == REPEATED || !seen.insert(function) {
            continue;
        }
        // Among those that kept about as much as the largest the quickest will do.
        let alike = (suspects.iter())
            .filter(|other| function_of(other.id) == function && kept(other) * 2 >= kept(row));
        let quickest = alike.min_by_key(|other| (other.duration_us, other.index));
        let one = quickest.unwrap_or(row);
        if chosen.is_empty() || sum + kept(one) <= room {
            sum += kept(one);
            chosen.push(one.index);
        }
    }
    chosen
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

/// A node id without its parameters.
pub fn function_of(id: &str) -> &str {
    id.split_once('[').map_or(id, |(function, _)| function)
}

/// The file of a node id.
pub fn file_of(id: &str) -> &str {
    id.split("::").next().unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::ending::Ending;
    use oomscope_shared::testing;

    #[test]
    fn what_one_of_a_function_keeps_for_all_is_kept_once() {
        let run = |kept_kib: &[i64]| {
            let mut told = testing::pytest();
            for (at, kib) in kept_kib.iter().enumerate() {
                told = told.test(&format!("t.py::test_a[{at}]"), Outcome::Passed, 40, *kib);
            }
            told.batch(Ending::Passed, 60).done()
        };
        let once = run(&[4096, 14, 1004, 0, 0]);
        assert!(keeps_once_for_all(&once, 0, 4 << 20));
        assert!(keeps_once_for_all(&once, 2, 4 << 20));
        assert!(!keeps_once_for_all(
            &run(&[4096, 4000, 0, 4100]),
            0,
            4 << 20
        ));
        assert!(
            !keeps_once_for_all(&run(&[4096, 0]), 0, 4 << 20),
            "one more tells too little"
        );
    }
}
