//! Findings out of what the passes showed: who is at fault, by what it is held, and how sure that is.

use super::places;
use std::collections::{BTreeMap, BTreeSet};

use super::cause::{Explanation, explain};
use super::confirm::{Figure, Judged};
use super::gathered::{Evidence, Group, Key, Verdicts, growth_of, typical_of};
use super::hunt_event::Explained;
use super::merging::{merge_alike, merge_keys, merge_parts, name_by_container};
use super::seen::take_in_the_seen;
use super::suspects::{file_of, function_of, keeps_once_for_all};
use super::{GROWTH_FLOOR, evidence, verdict};
use oomscope_shared::artifact::Artifact;
use oomscope_shared::finding::Cause;
use oomscope_shared::worth::kept;

/// Share of a group's typical growth that a test which was run only once has to show.
const SWEPT_SHARE: f64 = 0.1;

/// The tests of which it is known by now why they grow.
pub fn placed(artifact: &Artifact, evidence: &Evidence) -> BTreeSet<u32> {
    let (groups, _) = groups(artifact, evidence);
    let fed = evidence.starters.values();
    let fed = fed.flat_map(|starter| starter.fed.keys().copied());
    groups
        .into_values()
        .flat_map(|group| group.tests)
        .chain(fed)
        .chain(evidence.starters.keys().copied())
        .collect()
}

/// Draws the findings out of what was measured.
pub fn leaks(artifact: &Artifact, evidence: &Evidence) -> Verdicts {
    let (groups, not_run_again) = groups(artifact, evidence);
    let mut verdicts = Verdicts::default();
    let groups = groups.into_values();
    for group in groups.flat_map(|group| places::apart(artifact, evidence, group)) {
        verdict::verdict(artifact, evidence, group, &not_run_again, &mut verdicts);
    }
    for (test, starter) in &evidence.starters {
        verdict::starter(artifact, evidence, *test, starter, &mut verdicts);
    }
    evidence::notes(artifact, evidence, &mut verdicts);
    verdicts
        .findings
        .sort_by_key(|finding| std::cmp::Reverse(finding.retained_bytes));
    verdicts
}

/// Who grows, by cause and holder, and who of them was not run again.
fn groups<'a>(
    artifact: &Artifact,
    evidence: &'a Evidence,
) -> (BTreeMap<Key, Group<'a>>, BTreeSet<u32>) {
    let mut groups: BTreeMap<Key, Group<'_>> = BTreeMap::new();
    let is_grower = |test: u32| {
        evidence.confirmed.get(&test).is_some_and(Judged::grows)
            || evidence.in_sequence.contains(&test)
    };
    for explained in &evidence.explained {
        let test = explained.ran.test;
        if !is_grower(test) || evidence.starters.contains_key(&test) {
            continue;
        }
        let judged = evidence.confirmed.get(&test);
        let figure = judged.map_or(Figure::Allocated, |judged| judged.figure);
        let growth = judged.map_or(explained.ran.grown.alive(), growth_of);
        let explanation = explain(explained, figure, growth);
        let name = explanation.holder.as_ref().and_then(|row| row.name.clone());
        let group = groups
            .entry((explanation.cause, name))
            .or_insert_with(|| Group {
                explanation,
                explained: None,
                tests: BTreeSet::new(),
            });
        group.tests.insert(test);
        let has_lines = |e: &Explained| e.lines.is_some();
        if group
            .explained
            .is_none_or(|e| !has_lines(e) && has_lines(explained))
        {
            group.explained = Some(explained);
        }
    }
    merge_keys(&mut groups);
    merge_alike(&mut groups);
    merge_parts(&mut groups);
    name_by_container(evidence, &mut groups);
    take_in_the_nameless(artifact, &mut groups);
    // Everybody else who grew is put to those who hold what it added.
    let known: BTreeSet<u32> = groups
        .values()
        .flat_map(|group| group.tests.clone())
        .collect();
    for swept in &evidence.swept {
        let test = swept.ran.test;
        if known.contains(&test)
            || evidence.controls.contains(&test)
            || keeps_once_for_all(artifact, test, swept.ran.grown.alive().max(0) as u64)
        {
            continue;
        }
        for group in groups.values_mut() {
            let Some(name) = group
                .explanation
                .holder
                .as_ref()
                .and_then(|row| row.name.as_ref())
            else {
                continue;
            };
            let typical = typical_of(&group.tests, evidence);
            let least = GROWTH_FLOOR.max((typical as f64 * SWEPT_SHARE) as i64);
            let added = swept.holders.get(name).copied().unwrap_or(0);
            let figure = figure_of(&group.tests, evidence);
            if added > 0 && figure.of(&swept.ran).max(swept.ran.grown.alive()) >= least {
                group.tests.insert(test);
            }
        }
    }
    take_in_the_seen(artifact, evidence, &mut groups);
    for (test, judged) in &evidence.confirmed {
        let is_placed = groups.values().any(|group| group.tests.contains(test))
            || evidence.starters.contains_key(test);
        if !judged.grows() || is_placed {
            continue;
        }
        // Without instruments on it: with its like, or by itself.
        let file = |test: u32| artifact.tests.id.get(test as usize).map(|id| file_of(id));
        let is_like = |group: &Group<'_>| {
            group.tests.iter().any(|other| {
                let figure = evidence.confirmed.get(other).map(|other| other.figure);
                file(*other) == file(*test) && figure == Some(judged.figure)
            })
        };
        let like = groups
            .iter()
            .find(|(_, group)| is_like(group))
            .map(|(key, _)| key.clone());
        let like = like.or_else(|| the_named_one(judged, evidence, &groups));
        let like = like.and_then(|key| groups.get_mut(&key));
        match like {
            Some(group) => {
                group.tests.insert(*test);
            }
            None => {
                let cause = match judged.figure {
                    Figure::Children => Cause::ChildProcess,
                    Figure::Shared => Cause::SharedMemory,
                    Figure::Garbage => Cause::GcDisabled,
                    Figure::Mapped | Figure::Fragmented => Cause::NativeHeap,
                    Figure::Allocated => Cause::Unknown,
                };
                let explanation = Explanation {
                    cause,
                    holder: None,
                };
                let group = groups.entry((cause, None)).or_insert_with(|| Group {
                    explanation,
                    explained: None,
                    tests: BTreeSet::new(),
                });
                group.tests.insert(*test);
            }
        }
    }
    take_in_the_like(artifact, evidence, &mut groups);
    let not_run_again = take_in_the_alike(artifact, evidence, &mut groups);
    // Of a sequence the first test only warms up, so nobody saw it add its part.
    let is_placed = |test: &u32| groups.values().any(|group| group.tests.contains(test));
    let unplaced: Vec<u32> = evidence
        .in_sequence
        .iter()
        .copied()
        .filter(|test| !is_placed(test))
        .collect();
    let of_sequence = groups
        .values_mut()
        .max_by_key(|group| group.tests.intersection(&evidence.in_sequence).count());
    if let Some(group) = of_sequence {
        group.tests.extend(unplaced);
    }
    (groups, not_run_again)
}

/// The figure by which these tests grow.
pub(super) fn figure_of(tests: &BTreeSet<u32>, evidence: &Evidence) -> Figure {
    let judged = tests.iter().filter_map(|test| evidence.confirmed.get(test));
    let growing = judged.clone().find(|judged| judged.grows());
    // Of a sequence nobody grows: the one that added most says by what they do.
    growing
        .or_else(|| judged.max_by_key(|judged| judged.first()))
        .map_or(Figure::Allocated, |judged| judged.figure)
}

/// Tests whose holder was not seen are put to the one holder that was seen with their neighbours.
fn take_in_the_nameless(artifact: &Artifact, groups: &mut BTreeMap<Key, Group<'_>>) {
    let nameless: Vec<Key> = groups
        .keys()
        .filter(|(_, name)| name.is_none())
        .cloned()
        .collect();
    for lost in nameless {
        let files: BTreeSet<&str> = groups[&lost]
            .tests
            .iter()
            .map(|test| file_of(artifact.test_id(*test)))
            .collect();
        let mut seen = groups.iter().filter(|((cause, name), group)| {
            let is_near = |test: &u32| files.contains(file_of(artifact.test_id(*test)));
            name.is_some()
                && (lost.0 == Cause::Unknown || lost.0 == *cause)
                && group.tests.iter().any(is_near)
        });
        let (Some((key, _)), None) = (seen.next(), seen.next()) else {
            continue;
        };
        let key = key.clone();
        if let Some(lost) = groups.remove(&lost)
            && let Some(group) = groups.get_mut(&key)
        {
            group.tests.extend(lost.tests);
        }
    }
}

/// A test that grows and was not looked at is put to the one explained group there is, if it grows as
/// much.
fn the_named_one(
    judged: &Judged,
    evidence: &Evidence,
    groups: &BTreeMap<Key, Group<'_>>,
) -> Option<Key> {
    let mut named = groups.iter().filter(|(_, group)| group.explained.is_some());
    let (Some((key, group)), None) = (named.next(), named.next()) else {
        return None;
    };
    let typical = typical_of(&group.tests, evidence) as f64;
    let own = judged.typical() as f64;
    (own >= typical * ALIKE.0 && own <= typical * ALIKE.1).then(|| key.clone())
}

/// Where no named container tells who fills it, those that were run once more are at fault that are of the same
/// function, or kept as much in the run, and now grew as much by the same figure without filling anything that has
/// a name.
fn take_in_the_like(
    artifact: &Artifact,
    evidence: &Evidence,
    groups: &mut BTreeMap<Key, Group<'_>>,
) {
    let kept_in_run = |test: u32| {
        let row = artifact.tests.row(test as usize);
        row.map_or(0.0, |row| kept(&row) as f64)
    };
    let is_like = |own: f64, typical: f64| own >= typical * ALIKE.0 && own <= typical * ALIKE.1;
    for swept in &evidence.swept {
        let test = swept.ran.test;
        let is_known = groups.values().any(|group| group.tests.contains(&test));
        if is_known
            || evidence.controls.contains(&test)
            || evidence.confirmed.contains_key(&test)
            || swept.holders.values().any(|entries| *entries > 0)
        {
            continue;
        }
        let id = artifact.test_id(test);
        let like = groups.iter_mut().find(|((cause, name), group)| {
            if name.is_some() && *cause != Cause::RunnerReports {
                return false;
            }
            let typical = typical_of(&group.tests, evidence) as f64;
            let grew = figure_of(&group.tests, evidence).of(&swept.ran) as f64;
            let of_function =
                |other: &u32| function_of(artifact.test_id(*other)) == function_of(id);
            let of_file = |other: &u32| {
                file_of(artifact.test_id(*other)) == file_of(id)
                    && is_like(kept_in_run(test), kept_in_run(*other))
            };
            is_like(grew, typical)
                && group
                    .tests
                    .iter()
                    .any(|other| of_function(other) || of_file(other))
        });
        if let Some((_, group)) = like {
            group.tests.insert(test);
        }
    }
}

/// Share of a group's typical growth that a test which was not run again kept in the run, at least and
/// at most, to be put to it.
const ALIKE: (f64, f64) = (0.5, 2.0);

/// How many must have been run again, and which share of them must be at fault, before that is done.
const ALIKE_FROM: usize = 8;
const ALIKE_SHARE: f64 = 0.9;

/// Tests that time did not allow to run again are put to the one group there is if they kept as much in
/// the run as its tests do. Returns them.
fn take_in_the_alike(
    artifact: &Artifact,
    evidence: &Evidence,
    groups: &mut BTreeMap<Key, Group<'_>>,
) -> BTreeSet<u32> {
    let mut taken = BTreeSet::new();
    let mut named = groups
        .iter_mut()
        .filter(|((_, name), _)| name.is_some())
        .map(|(_, group)| group);
    let (Some(group), None) = (named.next(), named.next()) else {
        return taken;
    };
    let typical = typical_of(&group.tests, evidence) as f64;
    let swept: BTreeSet<u32> = evidence.swept.iter().map(|swept| swept.ran.test).collect();
    // Only where nearly everybody who was run again turned out to be one of them.
    let repeated = evidence
        .confirmed
        .keys()
        .filter(|test| !evidence.controls.contains(test));
    let run_again: BTreeSet<u32> = repeated.chain(&swept).copied().collect();
    let at_fault = run_again.intersection(&group.tests).count();
    if run_again.len() < ALIKE_FROM || (at_fault as f64) < run_again.len() as f64 * ALIKE_SHARE {
        return taken;
    }
    for test in &evidence.not_swept {
        let is_known = evidence.confirmed.contains_key(test) || swept.contains(test);
        let kept = artifact
            .tests
            .row(*test as usize)
            .map_or(0, |row| kept(&row)) as f64;
        if !is_known && kept >= typical * ALIKE.0 && kept <= typical * ALIKE.1 {
            taken.insert(*test);
        }
    }
    group.tests.extend(&taken);
    taken
}
