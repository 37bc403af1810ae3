//! Growth that shows only in the order of the run: each test adds something of its own, or one test
//! switches on what makes others grow.

use std::collections::BTreeSet;

use super::cause::keeps_objects;
use super::confirm::{Confirmed, Figure};
use super::gathered::Evidence;
use super::hunt_event::{Explained, HolderRow, OF_ITEMS, Root, Step};
use super::naming::is_cache;
use super::slope::Shape;
use super::suspects::{SUSPECT_BYTES, function_of};
use oomscope_shared::artifact::Artifact;
use oomscope_shared::ending::Outcome;
use oomscope_shared::message::{Message, messages};
use oomscope_shared::units::MIB;

/// What a test must have kept when it was first run to be part of a sequence.
const EACH: i64 = 256 << 10;
/// What they must have kept together, the largest left out, which may have paid for the imports.
const TOGETHER: i64 = 4 * MIB as i64;
/// Share of what stayed of a test that the container must have: what is imported first fills many, each a little.
const SHARE_OF_HOLDER: f64 = 0.25;
/// So many modules are a library.
const IMPORTS: i64 = 8;
/// How many it takes.
const LEAST: usize = 3;
/// A cache is one for its name's sake: it takes more tests, and nearly all, to call it a leak.
const LEAST_FOR_CACHE: usize = 10;
const SHARE_FOR_CACHE: f64 = 0.8;
/// How many parameters of one test tell as much as the rest of the run.
const ALIKE: usize = 5;
/// Share of the tests of the same functions that have to add something of their own.
const SHARE_OF_ALIKE: f64 = 0.5;
/// Share of the observed growth below which a test counts as not growing alone.
const ALONE_SHARE: f64 = 0.3;

/// Tests that kept something the first time and nothing when repeated, in the order of the plan.
pub fn candidates(evidence: &Evidence) -> Vec<u32> {
    let settled: Vec<_> = evidence
        .confirmed
        .values()
        .filter(|judged| judged.shape == Shape::LevelsOff || judged.outcome_changed)
        .filter(|judged| judged.first() >= EACH && !evidence.controls.contains(&judged.test))
        .collect();
    let largest = settled
        .iter()
        .map(|judged| judged.first())
        .max()
        .unwrap_or(0);
    let sum: i64 = settled.iter().map(|judged| judged.first()).sum();
    if settled.len() < LEAST || sum - largest < TOGETHER {
        return Vec::new();
    }
    settled.iter().map(|judged| judged.test).collect()
}

/// Which tests added to one and the same container, each for itself, after they were looked at.
pub fn judge(artifact: &Artifact, evidence: &Evidence) -> BTreeSet<u32> {
    let mut best = BTreeSet::new();
    let rows = evidence.explained.iter().flat_map(|explained| {
        explained
            .holders
            .iter()
            .filter(move |row| has_much(explained, row) && !is_of_library(explained, row))
            .map(move |row| (explained.ran.test, row))
    });
    let mut names: Vec<&str> = rows
        .clone()
        .filter(|(_, row)| row.bound.is_none() && is_of_each(row))
        .filter_map(|(_, row)| row.name.as_deref())
        .collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let looked_at = rows
            .clone()
            .filter(|(_, row)| row.name.as_deref() == Some(name))
            .map(|(test, _)| test);
        let swept = evidence
            .swept
            .iter()
            .filter(|swept| swept.holders.get(name).is_some_and(|entries| *entries > 0))
            .filter(|swept| swept.ran.grown.alive() >= EACH / 2)
            .map(|swept| swept.ran.test);
        let tests: BTreeSet<u32> = looked_at.chain(swept).collect();
        let says_cache = is_cache(name)
            || rows.clone().any(|(_, row)| {
                row.name.as_deref() == Some(name) && row.steps.contains(&Step::Cache)
            });
        let enough = if says_cache {
            LEAST_FOR_CACHE
        } else {
            LEAST - 1
        };
        // pytest has an object of its own for each test, and keeps them all until its session ends.
        let goes_on =
            |says_cache| OF_ITEMS.contains(&name) || goes_on(artifact, &tests, says_cache);
        if tests.len() >= enough && goes_on(says_cache) && tests.len() > best.len() {
            best = tests;
        }
    }
    for figure in [Figure::Shared, Figure::Children] {
        // Files in memory and what other processes keep have no holder here. A process that was started is no
        // growth of those that were there.
        let ran = evidence.explained.iter().map(|explained| &explained.ran);
        let ran = ran.chain(evidence.swept.iter().map(|swept| &swept.ran));
        let tests: BTreeSet<u32> = ran
            .filter(|ran| figure.of(ran) >= EACH / 2 && ran.grown.child_count == 0)
            .map(|ran| ran.test)
            .collect();
        if tests.len() >= LEAST - 1 && goes_on(artifact, &tests, false) && tests.len() > best.len()
        {
            best = tests;
        }
    }
    if best.is_empty() {
        return best;
    }
    // The first one only warmed up, but it did in the run what the others did.
    best.extend(candidates(evidence).first());
    best
}

/// Whether a test imported a library when it was run: a function that some registry of the interpreter's got leads to
/// all of its module then, so what a holder has says nothing.
fn imports_much(explained: &Explained) -> bool {
    let is_modules = |row: &&HolderRow| row.name.as_deref() == Some("sys.modules");
    let modules = explained.holders.iter().find(is_modules);
    modules.is_some_and(|row| row.entries >= IMPORTS)
}

/// Whether it got much: by its own size, or by objects of the project's that own memory outside of Python.
fn has_much(explained: &Explained, row: &HolderRow) -> bool {
    if imports_much(explained) {
        return false;
    }
    let seen: i64 = explained.holders.iter().map(|row| row.bytes).sum();
    let is_native = explained.ran.grown.heap >= EACH / 2 && seen < explained.ran.grown.heap / 4;
    let least = (explained.ran.grown.alive() as f64 * SHARE_OF_HOLDER) as i64;
    row.bytes >= least.max(EACH / 2) || is_native && row.of_project && keeps_objects(row)
}

/// Whether a library keeps what it is asked for once, such as the data of a language: in a cache of its own, and taken by
/// its own code. There is no more of it than the library has.
fn is_of_library(explained: &Explained, row: &HolderRow) -> bool {
    let is_cache = row.steps.contains(&Step::Cache) || row.name.as_deref().is_some_and(is_cache);
    is_cache && !row.of_project && explained.are_lines_foreign
}

/// Whether what each test adds to it can be the test's own. Modules are imported once, and of what pytest has for
/// each test only the values of its parameters and its instance are.
fn is_of_each(row: &HolderRow) -> bool {
    let is_module = row.entry_type.as_deref() == Some("module");
    let is_own = row
        .name
        .as_deref()
        .is_some_and(|name| OF_ITEMS.contains(&name));
    !is_module && (row.root != Root::Pytest || is_own)
}

/// Those of a sequence that add something in another order as well: `came` is the sequence run once, the one that
/// kept most first. Where the largest piece of work so far takes memory that all later ones use again, it alone
/// adds something then.
pub fn in_any_order(order: &[u32], came: &Confirmed, found: &BTreeSet<u32>) -> BTreeSet<u32> {
    let adds = |test: &&u32| {
        let judged = came.tests.get(test);
        judged.is_some_and(|judged| judged.first() >= EACH / 2)
    };
    // The first one may pay for what all need.
    let adding = order.iter().skip(1).filter(adds).count();
    match adding * 2 >= order.len().saturating_sub(1) {
        true => found.clone(),
        false => BTreeSet::new(),
    }
}

/// Whether growth goes on through the run: what fills up grows in its first half only.
fn goes_on(artifact: &Artifact, tests: &BTreeSet<u32>, says_cache: bool) -> bool {
    let (Some(first), Some(last)) = (tests.first(), tests.last()) else {
        return false;
    };
    let ran: Vec<u32> = artifact
        .tests
        .rows()
        .filter(|row| {
            !matches!(row.outcome, Outcome::NotRun | Outcome::Skipped) && row.index >= *first
        })
        .map(|row| row.index)
        .collect();
    let share = |part: &[u32]| {
        let growing = part.iter().filter(|test| tests.contains(test)).count();
        growing as f64 / part.len().max(1) as f64
    };
    if says_cache && share(&ran) < SHARE_FOR_CACHE {
        return false;
    }
    // Where every parameter of a test adds something, none of them is left to show that it comes to rest.
    let function = |test: &u32| function_of(artifact.test_id(*test));
    let functions: BTreeSet<&str> = tests.iter().map(function).collect();
    let alike: Vec<&u32> = ran
        .iter()
        .filter(|test| functions.contains(function(test)))
        .collect();
    if !says_cache && alike.len() >= ALIKE && alike.iter().skip(1).all(|test| tests.contains(test))
    {
        return true;
    }
    // Where most of them add nothing, those that do are the first to ask for one of a few things.
    let adding = alike.iter().filter(|test| tests.contains(test)).count();
    if (adding as f64) < alike.len() as f64 * SHARE_OF_ALIKE {
        return false;
    }
    let (earlier, later) = ran.split_at(ran.len() / 2);
    *last >= later.first().copied().unwrap_or(0) && share(later) >= share(earlier) * 0.4
}

/// Tests that grew much in the run and hardly alone, in the order of the plan.
pub fn dependent(artifact: &Artifact, evidence: &Evidence) -> Vec<u32> {
    let dependent: Vec<(u32, u64)> = evidence
        .confirmed
        .values()
        .filter(|judged| !judged.grows() && !evidence.controls.contains(&judged.test))
        .filter_map(|judged| {
            let kept = artifact.tests.row(judged.test as usize)?.retained_bytes?;
            let alone = judged.first().max(0) as f64;
            (kept >= SUSPECT_BYTES && alone < kept as f64 * ALONE_SHARE)
                .then_some((judged.test, kept))
        })
        .collect();
    let sum: u64 = dependent.iter().map(|(_, kept)| kept).sum();
    if sum < TOGETHER as u64 / 2 {
        return Vec::new();
    }
    dependent.into_iter().map(|(test, _)| test).collect()
}

/// So many tests that others depend on are named; of more of them a note says only how many.
const NAMED_ENABLERS: usize = 3;

/// Takes these for the tests without which `dependent` ones do not grow. Where they are too many to be named,
/// returns what is to be noted instead.
pub fn take_enablers(
    artifact: &Artifact,
    evidence: &mut Evidence,
    enablers: &[u32],
    dependent: &[u32],
) -> Option<Message> {
    if enablers.len() > NAMED_ENABLERS {
        let some_before = messages::NoteSomeBefore {
            test: artifact.test_id(*dependent.first()?),
            tests: enablers.len(),
        };
        return Some(some_before.into());
    }
    for enabler in enablers {
        evidence.enablers.insert(*enabler, dependent.to_vec());
    }
    None
}

/// Tests that grew among others and do not where they were looked at without them, from this look on: they depend
/// on one of those that were repeated with them.
pub fn calm_alone(evidence: &Evidence, from: usize) -> BTreeSet<u32> {
    let is_calm = |explained: &&Explained| {
        let judged = evidence.confirmed.get(&explained.ran.test);
        judged.is_some_and(|judged| {
            let among_others = judged.typical().min(judged.first()) as f64;
            judged.figure == Figure::Allocated
                && judged.grows()
                && (explained.ran.grown.alive() as f64) < among_others * ALONE_SHARE
        })
    };
    let looks = evidence.explained.iter().skip(from).filter(is_calm);
    looks.map(|explained| explained.ran.test).collect()
}

/// The tests that ran before one in the same process, in their order.
pub fn before(artifact: &Artifact, test: u32) -> Vec<u32> {
    let Some(row) = artifact.tests.row(test as usize) else {
        return Vec::new();
    };
    let mut earlier: Vec<(u64, u32)> = artifact
        .tests
        .rows()
        .filter(|other| other.batch == row.batch && other.index != test)
        .filter_map(|other| Some((other.start_us?, other.index)))
        .filter(|(start, _)| row.start_us.is_some_and(|mine| *start < mine))
        .collect();
    earlier.sort_unstable();
    earlier.into_iter().map(|(_, index)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::confirm::confirmed;
    use crate::hunt_event::{HuntEvent, Live, PARAMETERS, Ran, RunOutcome};
    use oomscope_shared::ending::Ending;
    use oomscope_shared::testing;

    /// An arena of blocks that grows with the largest piece of work so far, and a table with an entry for each test.
    #[test]
    fn what_only_the_largest_adds_in_another_order_is_no_sequence() {
        let order = [4, 3, 2, 1];
        let found = BTreeSet::from(order);
        let came = |kept_mib: [i64; 4]| {
            let told: Vec<HuntEvent> = (order.iter().zip(kept_mib))
                .map(|(test, mib)| {
                    HuntEvent::Test(Ran {
                        grown: Live {
                            python: mib << 20,
                            ..Live::default()
                        },
                        ..ran(1, *test)
                    })
                })
                .collect();
            confirmed(&told)
        };
        assert!(in_any_order(&order, &came([24, 0, 0, 0]), &found).is_empty());
        assert_eq!(in_any_order(&order, &came([9, 4, 3, 2]), &found), found);
    }

    /// What each of four tests was seen to leave when it was first run, after another one.
    fn after_the_first(grown: impl Fn(u32) -> Live, holder: &str) -> (Artifact, Evidence) {
        let mut told = testing::pytest();
        for at in 0..8 {
            told = told.test(&format!("t.py::test_{at}"), Outcome::Passed, 40, 0);
        }
        let swept = |test: u32| crate::hunt_event::Swept {
            ran: Ran {
                grown: grown(test),
                ..ran(2, test)
            },
            holders: [(holder.to_owned(), i64::from(grown(test).alive() > 0))].into(),
        };
        let looked_at = Explained {
            ran: Ran {
                grown: grown(1),
                ..ran(1, 1)
            },
            holders: vec![HolderRow {
                name: Some(holder.to_owned()),
                root: Root::Pytest,
                bytes: grown(1).alive(),
                ..HolderRow::default()
            }],
            types: vec![],
            lines: None,
            are_lines_foreign: false,
            files: vec![],
            native: vec![],
        };
        let evidence = Evidence {
            explained: vec![looked_at],
            swept: (2..8).map(swept).collect(),
            ..Evidence::default()
        };
        (told.batch(Ending::Passed, 60).done(), evidence)
    }

    fn ran(round: u32, test: u32) -> Ran {
        Ran {
            round,
            test,
            outcome: RunOutcome::Passed,
            remark: None,
            grown: Live::default(),
            garbage: 0,
            gc: [true, true],
            fixtures: vec![],
            new_threads: vec![],
        }
    }

    #[test]
    fn files_in_memory_and_what_workers_keep_grow_in_the_order_of_the_run() {
        let files = |_| Live {
            dev_shm: 2 << 20,
            ..Live::default()
        };
        let (artifact, evidence) = after_the_first(files, "none");
        assert_eq!(judge(&artifact, &evidence), BTreeSet::from_iter(1..8));
        let of_a_worker = |child_count| Live {
            children: 2 << 20,
            child_count,
            ..Live::default()
        };
        let (artifact, evidence) = after_the_first(|_| of_a_worker(0), "none");
        assert_eq!(judge(&artifact, &evidence), BTreeSet::from_iter(1..8));
        // Each has a worker of the pool started, which is what it is for.
        let (artifact, evidence) = after_the_first(|_| of_a_worker(1), "none");
        assert_eq!(judge(&artifact, &evidence), BTreeSet::new());
    }

    #[test]
    fn what_pytest_has_for_each_test_is_kept_however_few_do_so() {
        let first_three = |test| Live {
            python: if test < 4 { 2 << 20 } else { 0 },
            ..Live::default()
        };
        let (artifact, evidence) = after_the_first(first_three, PARAMETERS);
        assert_eq!(judge(&artifact, &evidence), BTreeSet::from([1, 2, 3]));
        let (artifact, evidence) = after_the_first(first_three, "pytest.Session.items");
        assert_eq!(judge(&artifact, &evidence), BTreeSet::new());
    }

    #[test]
    fn whoever_is_the_first_to_import_a_library_is_in_no_sequence() {
        let each = |_| Live {
            python: 9 << 20,
            ..Live::default()
        };
        let (artifact, mut evidence) = after_the_first(each, "typing._overload_registry");
        evidence.explained[0].holders[0].root = Root::Module;
        assert_eq!(judge(&artifact, &evidence), BTreeSet::from_iter(1..8));
        evidence.explained[0].holders.push(HolderRow {
            name: Some("sys.modules".to_owned()),
            entry_type: Some("module".to_owned()),
            entries: 345,
            ..HolderRow::default()
        });
        assert_eq!(judge(&artifact, &evidence), BTreeSet::new());
    }

    #[test]
    fn what_a_library_has_of_each_language_is_its_own() {
        let each = |_| Live {
            python: 2 << 20,
            ..Live::default()
        };
        let (artifact, mut evidence) = after_the_first(each, "babel.localedata._cache");
        evidence.explained[0].holders[0].root = Root::Module;
        assert_eq!(judge(&artifact, &evidence).len(), 0, "too few for a cache");
        let (artifact, mut evidence) = after_the_first(each, "babel.localedata._data");
        let row = &mut evidence.explained[0].holders[0];
        (row.root, row.steps) = (Root::Module, vec![Step::Global]);
        assert_eq!(judge(&artifact, &evidence), BTreeSet::from_iter(1..8));
        evidence.explained[0].are_lines_foreign = true;
        assert_eq!(
            judge(&artifact, &evidence),
            BTreeSet::from_iter(1..8),
            "no cache"
        );
        assert!(is_of_library(
            &evidence.explained[0],
            &HolderRow {
                name: Some("babel.localedata._cache".to_owned()),
                ..HolderRow::default()
            }
        ));
    }

    #[test]
    fn few_enablers_are_named_and_many_are_counted() {
        let artifact = testing::story_before().done();
        let mut evidence = Evidence::default();
        let note = take_enablers(&artifact, &mut evidence, &[1, 2, 3], &[7, 8]);
        assert_eq!(note, None);
        let named: Vec<u32> = evidence.enablers.keys().copied().collect();
        assert_eq!(named, [1, 2, 3]);
        assert_eq!(evidence.enablers[&2], [7, 8]);
        let mut evidence = Evidence::default();
        let note = take_enablers(&artifact, &mut evidence, &[1, 2, 3, 4], &[7, 8]).unwrap();
        assert!(evidence.enablers.is_empty());
        let id = artifact.test_id(7);
        assert_eq!(
            note.english(),
            format!("{id} grows only after some of the 4 tests before it.")
        );
    }
}
