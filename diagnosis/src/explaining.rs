//! Which of those who grow are looked at with instruments, and who is run once beside them to see whether it adds
//! to the same holder.

use std::collections::{BTreeMap, BTreeSet};

use super::confirm::{Figure, Judged};
use super::gathered::Evidence;
use super::hunt_event::Swept;
use super::seen::Common;
use super::sequence;
use super::slope::Shape;
use super::suspects::{self, file_of, function_of};
use oomscope_shared::artifact::Artifact;
use oomscope_shared::worth;

/// How many times tests are looked at; more often only where they are of functions that nobody looked at.
pub const EXPLANATIONS: usize = 4;
/// How many tests are looked at in one process.
const EXPLAINED: usize = 2;
/// A test that adds this much stands out from what pytest adds by itself.
const CLEAR_BYTES: i64 = 256 << 10;
/// Beside this much, what only a first run keeps does not matter.
const LARGE_BYTES: i64 = 32 << 20;

/// What one process is to look at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// The tests to be looked at with instruments.
    pub tests: Vec<u32>,
    /// Run once before: what only a first run keeps is out of the way then.
    pub warm: Vec<u32>,
    /// Run once afterwards, looking only at holders that are known by then.
    pub sweep: Vec<u32>,
    /// Whether these are tests that grow in the order of the run only.
    pub is_sequence: bool,
}

/// What to look at after `attempt` looks; `None` where nothing is left to be explained.
pub fn next(artifact: &Artifact, evidence: &Evidence, attempt: usize) -> Option<Look> {
    let mut growing = unexplained(artifact, evidence);
    if attempt >= EXPLANATIONS {
        // Tests of one function mostly keep the same.
        let known = functions_looked_at(artifact, evidence);
        growing.retain(|test| !known.contains(function_of(artifact.test_id(*test))));
    }
    // Whoever runs beside what it starts is fed by it, so it is looked at alone.
    let looked_at = |test: &u32| evidence.explained.iter().any(|e| e.ran.test == *test);
    if growing.is_empty()
        && let Some(starter) = evidence.starters.keys().find(|test| !looked_at(test))
    {
        return Some(Look {
            tests: vec![*starter],
            ..Look::default()
        });
    }
    if growing.is_empty() && (attempt > 0 || evidence.has_growers()) {
        return None;
    }
    if growing.is_empty() {
        let tests = sequence::candidates(evidence);
        // The first one warms up, the next ones show what each adds.
        let (warm, rest) = tests.split_at_checked(1)?;
        let shown: Vec<u32> = rest.iter().copied().take(EXPLAINED).collect();
        let mut sweep = to_be_swept(artifact, evidence, &shown);
        sweep.retain(|test| !warm.contains(test));
        return Some(Look {
            tests: shown,
            warm: warm.to_vec(),
            sweep,
            is_sequence: true,
        });
    }
    let tests = spread(artifact, evidence, &growing);
    Some(Look {
        warm: to_be_warmed(evidence, &tests),
        sweep: to_be_swept(artifact, evidence, &tests),
        tests,
        is_sequence: false,
    })
}

fn functions_looked_at<'a>(artifact: &'a Artifact, evidence: &Evidence) -> BTreeSet<&'a str> {
    let explained = evidence.explained.iter();
    explained
        .map(|explained| function_of(artifact.test_id(explained.ran.test)))
        .collect()
}

fn adds_to_a_holder(swept: &&Swept) -> bool {
    swept.holders.values().any(|entries| *entries > 0)
}

/// Those who grow and were neither looked at nor seen to add to a holder that is known. What grows outside of the
/// tests' own process has no holder in it, so one look at each file is enough.
fn unexplained(artifact: &Artifact, evidence: &Evidence) -> Vec<u32> {
    let place = |test: u32| {
        let figure = evidence.confirmed.get(&test)?.figure;
        let is_outside = matches!(figure, Figure::Shared | Figure::Children);
        is_outside.then_some((figure, file_of(artifact.test_id(test))))
    };
    let outside: BTreeSet<_> = (evidence.explained.iter())
        .filter_map(|explained| place(explained.ran.test))
        .collect();
    let looked_at: BTreeSet<u32> = evidence.explained.iter().map(|e| e.ran.test).collect();
    let swept = evidence.swept.iter().filter(adds_to_a_holder);
    let mut known: BTreeSet<u32> = swept.map(|swept| swept.ran.test).collect();
    // Who has a container in common with one that was looked at is no riddle.
    let common = Common::of(&evidence.seen);
    if !common.tests.is_disjoint(&looked_at) {
        known.extend(common.tests);
    }
    known.extend(looked_at);
    let growing = evidence.confirmed.values().filter(|judged| judged.grows());
    growing
        .map(|judged| judged.test)
        .filter(|test| !known.contains(test) && !evidence.starters.contains_key(test))
        .filter(|test| place(*test).is_none_or(|place| !outside.contains(&place)))
        .collect()
}

/// A few of several files, and of each those that add little: what they add is looked at object by object. Functions
/// that were not looked at come first.
fn spread(artifact: &Artifact, evidence: &Evidence, tests: &[u32]) -> Vec<u32> {
    let mut by_file: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    let known = functions_looked_at(artifact, evidence);
    let mut by_size = tests.to_vec();
    by_size.sort_by_key(|test| {
        let judged = evidence.confirmed.get(test);
        let typical = judged.map_or(0, Judged::typical);
        let is_known = known.contains(function_of(artifact.test_id(*test)));
        (is_known, typical < CLEAR_BYTES, typical)
    });
    for test in &by_size {
        by_file
            .entry(file_of(artifact.test_id(*test)))
            .or_default()
            .push(*test);
    }
    let mut chosen = Vec::new();
    for at in 0..tests.len() {
        chosen.extend(by_file.values().filter_map(|tests| tests.get(at)).copied());
    }
    // What many have in common one of them shows.
    let common = Common::of(&evidence.seen);
    chosen.truncate(if common.has_all(tests) { 1 } else { EXPLAINED });
    chosen.sort_unstable();
    chosen
}

/// Those whose first run may keep something that the later ones do not, and that counts beside what they add
/// each time. A large leak is dear to look at, and once is enough.
fn to_be_warmed(evidence: &Evidence, chosen: &[u32]) -> Vec<u32> {
    let adds_little = |test: &u32| {
        let judged = evidence.confirmed.get(test);
        judged.is_none_or(|judged| judged.typical() < LARGE_BYTES)
    };
    chosen.iter().copied().filter(adds_little).collect()
}

/// So many parameters of a function that grows are run once although they kept nothing in the run.
const PARAMETERS: usize = 64;

/// Everybody else who kept something in the run, and then those of the same functions that kept nothing: theirs may
/// have found room that was free.
fn to_be_swept(artifact: &Artifact, evidence: &Evidence, chosen: &[u32]) -> Vec<u32> {
    let suspects = suspects::choose(artifact, None, false);
    let mut all: BTreeSet<u32> = suspects
        .repeated
        .into_iter()
        .chain(suspects.others)
        .collect();
    let growing = evidence.confirmed.values().filter(|judged| judged.grows());
    all.extend(growing.map(|judged| judged.test));
    all.extend(&evidence.kept_alone);
    let settled = |test: &u32| {
        let judged = evidence.confirmed.get(test);
        judged.is_some_and(|judged| !judged.grows() && judged.shape != Shape::Unclear)
    };
    let is_sequence = !evidence.has_growers();
    // Who added to no holder that was known then may add to one that is known now.
    let swept = evidence.swept.iter().filter(adds_to_a_holder);
    let mut done: BTreeSet<u32> = swept.map(|swept| swept.ran.test).collect();
    // The run has shown what these do.
    let common = Common::of(&evidence.seen);
    if chosen.iter().any(|test| common.tests.contains(test)) {
        done.extend(common.tests);
    }
    let is_open = |test: &u32| {
        !chosen.contains(test)
            && !done.contains(test)
            && !evidence.starters.contains_key(test)
            && !evidence.is_fed(*test)
            && (is_sequence || !settled(test))
    };
    let mut others: Vec<u32> = all.iter().copied().filter(is_open).collect();
    if !is_sequence {
        // Those that kept least like the chosen ones first: where time runs out, the others are judged by what
        // they kept in the run.
        let kept = |test: &u32| {
            let row = artifact.tests.row(*test as usize);
            row.map_or(0, |row| worth::kept(&row))
        };
        let typical = chosen.iter().map(kept).max().unwrap_or(0).max(1);
        others.sort_by_key(|test| {
            let ratio = kept(test).max(1) as f64 / typical as f64;
            (std::cmp::Reverse((ratio.ln().abs() * 4.0) as u64), *test)
        });
        let function = |test: &u32| function_of(artifact.test_id(*test));
        let functions: BTreeSet<&str> = chosen.iter().map(function).collect();
        let ran = artifact
            .tests
            .rows()
            .filter(|row| row.duration_us.is_some());
        let alike = ran
            .map(|row| row.index)
            .filter(|test| !all.contains(test) && functions.contains(function(test)))
            .filter(is_open);
        others.extend(alike.take(PARAMETERS));
    }
    others
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metering::tests::{looked_at, run_of};

    #[test]
    fn one_is_looked_at_again_only_for_a_function_that_nobody_looked_at() {
        let run = run_of(&[
            "t.py::test_a[0]",
            "t.py::test_a[1]",
            "t.py::test_b",
            "t.py::test_c",
        ]);
        let mut evidence = looked_at(&[Some(4 << 20), None, None, None]);
        evidence.explained.truncate(1);
        let looks =
            |evidence: &Evidence, attempt| next(&run, evidence, attempt).map(|look| look.tests);
        assert_eq!(looks(&evidence, 1), Some(vec![2, 3]));
        assert_eq!(looks(&evidence, EXPLANATIONS), Some(vec![2, 3]));
        evidence.explained = looked_at(&[Some(4 << 20), None, None, None]).explained;
        evidence.explained.remove(1);
        assert_eq!(looks(&evidence, 1), Some(vec![1]));
        assert_eq!(looks(&evidence, EXPLANATIONS), None);
    }
}
