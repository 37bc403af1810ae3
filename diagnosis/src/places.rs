//! Memory that nothing with a name holds is told apart by where it was taken: what two functions of native code forget
//! are two findings, whatever their tests have in common.

use std::collections::{BTreeMap, BTreeSet};

use oomscope_shared::artifact::Artifact;
use oomscope_shared::finding::Cause;

use super::gathered::{Evidence, Group};
use super::hunt_event::Explained;
use super::suspects::function_of;

/// Where what a test keeps was taken: the function of native code, or else the project's line.
fn place(explained: &Explained) -> Option<(String, String)> {
    if let Some(one) = explained.native.first() {
        return Some((one.library.clone(), one.function.clone()));
    }
    let line = explained.lines.as_ref()?.first()?;
    Some((line.file.clone(), line.line.to_string()))
}

/// A group as it is, or one for each place. Whoever was not looked at goes with the test of the same function; those that
/// have none there are a group of their own, of which no place is known.
pub(super) fn apart<'a>(
    artifact: &Artifact,
    evidence: &'a Evidence,
    group: Group<'a>,
) -> Vec<Group<'a>> {
    let is_nameless = matches!(group.explanation.cause, Cause::NativeHeap | Cause::Unknown)
        && group.explanation.holder.is_none();
    let mut places: BTreeMap<(String, String), (&'a Explained, BTreeSet<u32>)> = BTreeMap::new();
    for explained in &evidence.explained {
        let test = explained.ran.test;
        if let (true, Some(place)) = (group.tests.contains(&test), place(explained)) {
            let (_, tests) = places.entry(place).or_insert((explained, BTreeSet::new()));
            tests.insert(test);
        }
    }
    if !is_nameless || places.len() < 2 {
        return vec![group];
    }
    let function = |test: &u32| function_of(artifact.test_id(*test));
    let mut parts: Vec<(&Explained, BTreeSet<u32>)> = places.into_values().collect();
    let looked_at: BTreeSet<u32> = parts.iter().flat_map(|(_, tests)| tests.clone()).collect();
    let mut rest = BTreeSet::new();
    for test in group.tests.difference(&looked_at) {
        let is_like = |(_, tests): &&mut (&Explained, BTreeSet<u32>)| {
            tests.iter().any(|other| function(other) == function(test))
        };
        match parts.iter_mut().find(is_like) {
            Some((_, tests)) => drop(tests.insert(*test)),
            None => drop(rest.insert(*test)),
        }
    }
    let explanation = group.explanation;
    let one = |(explained, tests)| Group {
        explanation: explanation.clone(),
        explained,
        tests,
    };
    let known = parts
        .into_iter()
        .map(|(explained, tests)| (Some(explained), tests));
    let unknown = (!rest.is_empty()).then_some((None, rest));
    known.chain(unknown).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::Explanation;
    use crate::hunt_event::{Live, Ran};
    use crate::native::extension::Stays;
    use oomscope_shared::ending::Outcome;
    use oomscope_shared::testing;

    fn explained(test: u32, function: &str) -> Explained {
        Explained {
            ran: Ran::passed(0, test, Live::default()),
            holders: vec![],
            types: vec![],
            lines: None,
            are_lines_foreign: false,
            files: vec![],
            native: vec![Stays {
                bytes: 4096.0,
                blocks: 1.0,
                site: None,
                function: function.to_owned(),
                entry: "parse".to_owned(),
                is_entry_named: true,
                library: "fastkit".to_owned(),
            }],
        }
    }

    #[test]
    fn whose_place_is_not_known_is_put_to_nobodys() {
        let mut told = testing::pytest();
        for id in ["t.py::test_a", "t.py::test_b", "t.py::test_c"] {
            told = told.test(id, Outcome::Passed, 40, 0);
        }
        let evidence = Evidence {
            explained: vec![explained(0, "copy"), explained(1, "grow")],
            ..Evidence::default()
        };
        let group = Group {
            explanation: Explanation {
                cause: Cause::NativeHeap,
                holder: None,
            },
            explained: None,
            tests: (0..3).collect(),
        };
        let parts = apart(&told.done(), &evidence, group);
        let last = parts.last().unwrap();
        assert_eq!((parts.len(), last.explained), (3, None));
        assert_eq!(last.tests, BTreeSet::from([2]));
    }

    #[test]
    fn two_functions_of_native_code_are_two_findings() {
        let mut told = testing::pytest();
        for id in [
            "t.py::test_a[0]",
            "t.py::test_a[1]",
            "t.py::test_b[0]",
            "t.py::test_b[1]",
        ] {
            told = told.test(id, Outcome::Passed, 40, 0);
        }
        let artifact = told.done();
        let parts = |functions: [&str; 2], cause: Cause| {
            let evidence = Evidence {
                explained: vec![explained(0, functions[0]), explained(2, functions[1])],
                ..Evidence::default()
            };
            let group = Group {
                explanation: Explanation {
                    cause,
                    holder: None,
                },
                explained: evidence.explained.first(),
                tests: (0..4).collect(),
            };
            let parts = apart(&artifact, &evidence, group).into_iter();
            let tests = parts.map(|part| part.tests.into_iter().collect::<Vec<u32>>());
            tests.collect::<Vec<_>>()
        };
        let two = [vec![0, 1], vec![2, 3]];
        assert_eq!(parts(["copy", "grow"], Cause::NativeHeap), two);
        assert_eq!(
            parts(["copy", "copy"], Cause::NativeHeap),
            [vec![0, 1, 2, 3]]
        );
        assert_eq!(parts(["copy", "grow"], Cause::Thread), [vec![0, 1, 2, 3]]);
    }
}
