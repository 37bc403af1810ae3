//! Which tests are repeated under the profiler of native code: those of which Python's own tracing saw too little, and
//! those whose objects nobody refers to.

use std::collections::BTreeSet;

use super::cause;
use super::confirm::{Figure, Judged};
use super::gathered::Evidence;
use super::hunt_event::Explained;
use super::suspects::function_of;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::finding::Cause;

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

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::hunt_event::{HolderRow, Live, Ran};
    use crate::slope::Shape;
    use oomscope_shared::ending::Outcome;
    use oomscope_shared::finding::AllocationLine;
    use oomscope_shared::testing;

    /// A run of tests with these names.
    pub(crate) fn run_of(ids: &[&str]) -> Artifact {
        let run = testing::pytest();
        let add = |run: testing::RunBuilder, id: &&str| run.test(id, Outcome::Passed, 40, 0);
        ids.iter().fold(run, add).done()
    }

    /// Tests that add 4 MiB each time, with the lines that tracing told of each.
    pub(crate) fn looked_at(lines: &[Option<u64>]) -> Evidence {
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
}
