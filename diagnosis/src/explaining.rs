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

/// Python's own tracing has seen too little of a test where its lines have less than this share of what it adds.
const TRACED_SHARE: f64 = 0.25;
/// How many tests are run with the meter.
const METERED: usize = 8;

/// Those that were looked at, and whose lines explain too little: the memory is native code's. Where tracing would have
/// taken too long for any of them, that is all of them.
pub fn untraced(artifact: &Artifact, evidence: &Evidence) -> Vec<u32> {
    let is_none_traced = evidence.explained.iter().all(|e| e.lines.is_none());
    let is_untraced = |explained: &Explained, judged: &Judged| {
        let is_own = !matches!(
            judged.figure,
            Figure::Children | Figure::Shared | Figure::Garbage
        );
        let lines = explained.lines.iter().flatten();
        let traced: u64 = lines.map(|line| line.bytes).sum();
        let is_little = (traced as f64) < judged.typical() as f64 * TRACED_SHARE;
        // What tracing told of one test says nothing of another whose memory nobody holds.
        let is_meant = match explained.lines {
            Some(_) => true,
            None => {
                is_none_traced || is_nobodys(explained, judged) && !is_pythons(explained, judged)
            }
        };
        is_own && is_little && is_meant
    };
    to_be_metered(artifact, evidence, &is_untraced)
}

/// Those that were looked at, and of whose objects nobody is known who refers to them: an extension that forgets a
/// `Py_DECREF` leaves such ones. Python can know their line, and not the function of the extension.
pub fn unheld(artifact: &Artifact, evidence: &Evidence) -> Vec<u32> {
    let untraced = untraced(artifact, evidence);
    let is_unheld = |explained: &Explained, judged: &Judged| {
        let is_traced = explained.lines.as_ref().map(|lines| !lines.is_empty());
        is_nobodys(explained, judged)
            && is_traced.unwrap_or_else(|| is_pythons(explained, judged))
            && explained.native.is_empty()
            && !untraced.contains(&explained.ran.test)
    };
    to_be_metered(artifact, evidence, &is_unheld)
}

/// Of those that grow and were looked at some, one of each function first: tests of one function mostly forget the same.
fn to_be_metered(
    artifact: &Artifact,
    evidence: &Evidence,
    is_meant: &dyn Fn(&Explained, &Judged) -> bool,
) -> Vec<u32> {
    let is_meant = |explained: &&Explained| {
        let judged = evidence.confirmed.get(&explained.ran.test);
        judged.is_some_and(|judged| judged.grows() && is_meant(explained, judged))
    };
    let mut functions = BTreeSet::new();
    let tests = evidence.explained.iter().filter(is_meant);
    let (first, again): (Vec<u32>, Vec<u32>) = tests
        .map(|explained| explained.ran.test)
        .partition(|test| functions.insert(function_of(artifact.test_id(*test))));
    first.into_iter().chain(again).take(METERED).collect()
}

/// Whether nothing that could be named holds what a test keeps.
fn is_nobodys(explained: &Explained, judged: &Judged) -> bool {
    let explanation = cause::explain(explained, judged.figure, judged.typical());
    matches!(explanation.cause, Cause::Unknown | Cause::NativeHeap) && explanation.holder.is_none()
}

/// Whether what it keeps came out of Python's own allocator.
fn is_pythons(explained: &Explained, judged: &Judged) -> bool {
    explained.ran.grown.python * 2 >= judged.typical()
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
    use crate::hunt_event::{HolderRow, Live, Ran};
    use oomscope_shared::ending::Outcome;
    use oomscope_shared::finding::AllocationLine;
    use oomscope_shared::testing;

    /// A run of tests with these names.
    fn run_of(ids: &[&str]) -> Artifact {
        let run = testing::pytest();
        let add = |run: testing::RunBuilder, id: &&str| run.test(id, Outcome::Passed, 40, 0);
        ids.iter().fold(run, add).done()
    }

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

    const TWO: [&str; 2] = ["t.py::test_a", "t.py::test_b"];

    /// What was taken by C, and not by Python.
    fn of_c(bytes: i64) -> Live {
        Live {
            heap: bytes,
            ..Live::default()
        }
    }

    #[test]
    fn the_meter_is_for_those_whose_lines_explain_too_little() {
        let run = run_of(&TWO);
        // Only the first is traced; what it shows is enough for all.
        assert!(untraced(&run, &looked_at(&[Some(4 << 20), None])).is_empty());
        assert_eq!(untraced(&run, &looked_at(&[Some(1 << 10), None])), [0]);
    }

    #[test]
    fn what_tracing_shows_of_one_says_nothing_of_what_another_takes_in_c() {
        let run = run_of(&TWO);
        let mut evidence = looked_at(&[Some(4 << 20), None]);
        evidence.explained[1].ran.grown = of_c(4 << 20);
        assert_eq!(untraced(&run, &evidence), [1]);
        assert_eq!(unheld(&run, &evidence), [0]);
    }

    #[test]
    fn an_extension_is_asked_for_objects_that_nobody_refers_to() {
        let run = run_of(&TWO);
        // Also of one that was not traced, as each can forget in its own way.
        let evidence = looked_at(&[Some(4 << 20), None]);
        assert_eq!(unheld(&run, &evidence), [0, 1]);
        // What the meter is for anyway.
        assert_eq!(unheld(&run, &looked_at(&[Some(1 << 10), None])), [1]);
        let mut held = looked_at(&[Some(4 << 20)]);
        held.explained[0].holders = vec![HolderRow {
            name: Some("app.KEPT".into()),
            bytes: 4 << 20,
            entries: 1,
            ..HolderRow::default()
        }];
        assert!(unheld(&run, &held).is_empty());
    }

    #[test]
    fn each_function_is_metered_before_one_is_a_second_time() {
        let many: Vec<String> = (0..METERED)
            .map(|at| format!("t.py::test_a[{at}]"))
            .collect();
        let ids = many.iter().map(String::as_str).chain(["t.py::test_b"]);
        let run = run_of(&ids.collect::<Vec<_>>());
        let metered = untraced(&run, &looked_at(&[None; METERED + 1]));
        assert_eq!(metered.len(), METERED);
        assert_eq!(metered[..2], [0, METERED as u32]);
    }

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
