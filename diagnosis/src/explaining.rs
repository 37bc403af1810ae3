//! Which of those who grow are looked at with instruments, and who is run once beside them to see whether it adds
//! to the same holder.

use std::collections::{BTreeMap, BTreeSet};

use super::cause;
use super::confirm::{Figure, Judged};
use super::gathered::Evidence;
use super::hunt_event::{Explained, Swept};
use super::seen::Common;
use super::sequence;
use super::slope::Shape;
use super::suspects::{self, file_of, function_of};
use oomscope_shared::artifact::Artifact;
use oomscope_shared::finding::Cause;
use oomscope_shared::worth;

/// How many times tests are looked at, at most.
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
    let growing = unexplained(artifact, evidence);
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

/// Python's own tracing has seen too little of a test where its lines have less than this share of what it adds.
const TRACED_SHARE: f64 = 0.25;
/// How many tests are run with the meter.
const METERED: usize = 4;

/// Those that were looked at, and whose lines explain too little. Where tracing would have taken too long for any of
/// them, that is all of them.
pub fn untraced(evidence: &Evidence) -> Vec<u32> {
    let is_none_traced = evidence.explained.iter().all(|e| e.lines.is_none());
    let is_untraced = |explained: &&Explained| {
        let judged = evidence.confirmed.get(&explained.ran.test);
        let lines = explained.lines.iter().flatten();
        let traced: u64 = lines.map(|line| line.bytes).sum();
        (explained.lines.is_some() || is_none_traced)
            && judged.is_some_and(|judged| {
                let is_own = !matches!(
                    judged.figure,
                    Figure::Children | Figure::Shared | Figure::Garbage
                );
                judged.grows() && is_own && (traced as f64) < judged.typical() as f64 * TRACED_SHARE
            })
    };
    let explained = evidence.explained.iter().filter(is_untraced);
    explained
        .map(|explained| explained.ran.test)
        .take(METERED)
        .collect()
}

/// Those that were looked at, and of whose objects nobody is known who refers to them: an extension that forgets a
/// `Py_DECREF` leaves such ones. Python knows their line, and not the function of the extension.
pub fn unheld(evidence: &Evidence) -> Vec<u32> {
    let is_unheld = |explained: &&Explained| {
        let judged = evidence.confirmed.get(&explained.ran.test);
        judged.is_some_and(|judged| {
            let explanation = cause::explain(explained, judged.figure, judged.typical());
            let is_nobodys = matches!(explanation.cause, Cause::Unknown | Cause::NativeHeap);
            let is_traced = explained
                .lines
                .as_ref()
                .is_some_and(|lines| !lines.is_empty());
            judged.grows()
                && is_nobodys
                && is_traced
                && explanation.holder.is_none()
                && explained.native.is_empty()
        })
    };
    let untraced = untraced(evidence);
    let explained = evidence.explained.iter().filter(is_unheld);
    let tests = explained.map(|explained| explained.ran.test);
    tests
        .filter(|test| !untraced.contains(test))
        .take(METERED)
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

/// A few of several files, and of each those that add little: what they add is looked at object by object.
fn spread(artifact: &Artifact, evidence: &Evidence, tests: &[u32]) -> Vec<u32> {
    let mut by_file: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    let mut by_size = tests.to_vec();
    by_size.sort_by_key(|test| {
        let judged = evidence.confirmed.get(test);
        let typical = judged.map_or(0, Judged::typical);
        (typical < CLEAR_BYTES, typical)
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
    use crate::hunt_event::{HolderRow, Live, Ran};
    use oomscope_shared::finding::AllocationLine;

    /// Tests that add 4 MiB each time, with the lines that tracing told of each.
    fn looked_at(lines: &[Option<u64>]) -> Evidence {
        let grown = Live {
            python: 4 << 20,
            ..Live::default()
        };
        let mut evidence = Evidence::default();
        for (test, lines) in (0_u32..).zip(lines) {
            let judged = Judged {
                test,
                runs: Vec::new(),
                shape: Shape::Grows,
                figure: Figure::Allocated,
                growth: vec![4 << 20; 3],
                slope: None,
                outcome_changed: false,
            };
            evidence.confirmed.insert(test, judged);
            let line = |bytes: u64| AllocationLine {
                file: "app.py".into(),
                line: 3,
                bytes,
                count: 1,
                text: "KEPT.append(x)".into(),
                native: None,
            };
            evidence.explained.push(Explained {
                ran: Ran::passed(1, test, grown),
                holders: vec![],
                types: vec![],
                lines: lines.map(|bytes| vec![line(bytes)]),
                are_lines_foreign: false,
                native: vec![],
                files: vec![],
            });
        }
        evidence
    }

    #[test]
    fn the_meter_is_for_those_whose_lines_explain_too_little() {
        // Only the first is traced; what it shows is enough for all.
        assert!(untraced(&looked_at(&[Some(4 << 20), None])).is_empty());
        assert_eq!(untraced(&looked_at(&[Some(1 << 10), None])), [0]);
    }

    #[test]
    fn an_extension_is_asked_for_objects_that_nobody_refers_to() {
        let evidence = looked_at(&[Some(4 << 20), None]);
        assert_eq!(unheld(&evidence), [0]);
        // What the meter is for anyway.
        assert!(unheld(&looked_at(&[Some(1 << 10), None])).is_empty());
        let mut held = looked_at(&[Some(4 << 20)]);
        held.explained[0].holders = vec![HolderRow {
            name: Some("app.KEPT".into()),
            bytes: 4 << 20,
            entries: 1,
            ..HolderRow::default()
        }];
        assert!(unheld(&held).is_empty());
    }

    #[test]
    fn where_tracing_would_have_taken_too_long_the_meter_is_all_there_is() {
        assert_eq!(untraced(&looked_at(&[None; METERED + 1])).len(), METERED);
    }
}
