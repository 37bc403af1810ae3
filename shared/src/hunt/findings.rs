//! Findings out of what the passes showed: who is at fault, by what it is held, and how sure that is.

use std::collections::{BTreeMap, BTreeSet};

use super::cause::{Explanation, explain};
use super::confirm::{Figure, Judged};
use super::slope::Shape;
use super::suspects::{file_of, kept};
use super::told::{Explained, FixtureSetUp, HolderRow, Swept};
use super::{FINDING_FLOOR, GROWTH_FLOOR, hint};
use crate::artifact::Artifact;
use crate::finding::{Cause, Confirmation, Finding, Kind, OpenedFile};
use crate::units::{bytes, count};

/// What all passes found about leaks.
#[derive(Debug, Default)]
pub struct Evidence {
    /// Every test that was repeated.
    pub confirmed: BTreeMap<u32, Judged>,
    /// Tests that pass once in a run and grew only in their first repetition, yet one after the other.
    pub in_sequence: BTreeSet<u32>,
    /// The tests that were repeated though nothing spoke against them.
    pub controls: BTreeSet<u32>,
    /// Tests looked at with instruments.
    pub explained: Vec<Explained>,
    /// Tests run once, looking at known holders.
    pub swept: Vec<Swept>,
    /// Suspects that time did not allow to run again.
    pub not_swept: BTreeSet<u32>,
    /// What the last tear-down gave back beyond what fixtures set up, in bytes.
    pub released: Option<i64>,
    /// Fixtures of a wider scope that hold something, with the test they were set up for.
    pub fixtures: Vec<(u32, FixtureSetUp)>,
    /// Tests without which others do not grow: test and those that grow after it.
    pub enablers: BTreeMap<u32, Vec<u32>>,
}

/// Findings, and sentences about what is none.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Verdicts {
    /// The findings, the largest first.
    pub findings: Vec<Finding>,
    /// What was looked at and is no leak.
    pub notes: Vec<String>,
}

/// One cause with one holder, and who adds to it.
#[derive(Debug)]
struct Group<'a> {
    explanation: Explanation,
    explained: Option<&'a Explained>,
    tests: BTreeSet<u32>,
}

type Key = (Cause, Option<String>);

/// A bounded cache that could take less than this in all is left alone.
const BOUND_BYTES: i64 = 1 << 30;

/// Share of a group's typical growth that a test which was run only once has to show.
const SWEPT_SHARE: f64 = 0.1;

/// Draws the findings out of what was measured.
pub fn leaks(artifact: &Artifact, evidence: &Evidence) -> Verdicts {
    let mut groups: BTreeMap<Key, Group<'_>> = BTreeMap::new();
    let is_grower = |test: u32| {
        evidence.confirmed.get(&test).is_some_and(Judged::grows)
            || evidence.in_sequence.contains(&test)
    };
    for explained in &evidence.explained {
        let test = explained.ran.test;
        if !is_grower(test) {
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
    merge_alike(&mut groups);
    // Everybody else who grew is put to those who hold what it added.
    let known: BTreeSet<u32> = groups
        .values()
        .flat_map(|group| group.tests.clone())
        .collect();
    for swept in &evidence.swept {
        let test = swept.ran.test;
        if known.contains(&test) || evidence.controls.contains(&test) {
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
            if added > 0 && swept.ran.grown.alive() >= least {
                group.tests.insert(test);
            }
        }
    }
    let not_run_again = take_in_the_alike(artifact, evidence, &mut groups);
    for (test, judged) in &evidence.confirmed {
        let is_placed = groups.values().any(|group| group.tests.contains(test));
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
                    Figure::Mapped | Figure::Allocated => Cause::Unknown,
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
    let mut verdicts = Verdicts::default();
    for group in groups.into_values() {
        verdict(artifact, evidence, group, &not_run_again, &mut verdicts);
    }
    notes(artifact, evidence, &mut verdicts);
    verdicts
        .findings
        .sort_by_key(|finding| std::cmp::Reverse(finding.retained_bytes));
    verdicts
}

/// One fault can look different from test to test: the same holder with two causes is one group.
fn merge_alike(groups: &mut BTreeMap<Key, Group<'_>>) {
    let mut by_holder: BTreeMap<String, Vec<Key>> = BTreeMap::new();
    for key in groups.keys() {
        if let Some(name) = &key.1 {
            by_holder.entry(name.clone()).or_default().push(key.clone());
        }
    }
    for mut keys in by_holder.into_values().filter(|keys| keys.len() > 1) {
        keys.sort_by_key(|key| std::cmp::Reverse(groups[key].tests.len()));
        for other in keys.split_off(1) {
            if let Some(group) = groups.remove(&other)
                && let Some(first) = groups.get_mut(&keys[0])
            {
                first.tests.extend(group.tests);
            }
        }
    }
}

fn growth_of(judged: &Judged) -> i64 {
    if judged.grows() {
        judged.typical()
    } else {
        judged.first()
    }
}

fn typical_of(tests: &BTreeSet<u32>, evidence: &Evidence) -> i64 {
    let growth = tests
        .iter()
        .filter_map(|test| evidence.confirmed.get(test))
        .map(growth_of);
    let growth: Vec<f64> = growth.map(|g| g as f64).collect();
    super::slope::median(&growth) as i64
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
    let mut all = groups.values_mut();
    let (Some(group), None) = (all.next(), all.next()) else {
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
    let is_named = group
        .explanation
        .holder
        .as_ref()
        .is_some_and(|row| row.name.is_some());
    if !is_named
        || run_again.len() < ALIKE_FROM
        || (at_fault as f64) < run_again.len() as f64 * ALIKE_SHARE
    {
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

fn verdict(
    artifact: &Artifact,
    evidence: &Evidence,
    group: Group<'_>,
    not_run_again: &BTreeSet<u32>,
    verdicts: &mut Verdicts,
) {
    let id = |test: &u32| {
        artifact
            .tests
            .id
            .get(*test as usize)
            .cloned()
            .unwrap_or_default()
    };
    let Explanation { mut cause, holder } = group.explanation;
    let typical = typical_of(&group.tests, evidence);
    let row = holder.as_ref();
    let name = row.and_then(|row| row.name.clone());
    if let Some((row, bound)) = row.and_then(|row| Some((row, row.bound?))) {
        let each = typical / row.entries.max(1);
        if each.saturating_mul(bound) < BOUND_BYTES {
            verdicts.notes.push(format!(
                "{} fills as the tests run, but takes {} at most (about {}): a cache with a bound, no leak.",
                name.as_deref().unwrap_or("A container"),
                count(bound.max(0) as usize, "entry"),
                bytes(each.saturating_mul(bound).max(0) as u64)
            ));
            return;
        }
    }
    if let Some(row) = row.filter(|row| is_pytests_own(row)) {
        verdicts.notes.push(format!(
            "{} in `{}`: pytest keeps what a test printed, and what a failed one looked like, until the session ends.",
            if group.tests.len() == 1 { "One test adds to what lies" } else { "Several tests add to what lies" },
            row.name.as_deref().unwrap_or("its reports")
        ));
        return;
    }
    let retained: u64 = group
        .tests
        .iter()
        .map(|test| match evidence.confirmed.get(test) {
            Some(judged) => growth_of(judged).max(0) as u64,
            None => artifact
                .tests
                .row(*test as usize)
                .and_then(|row| row.retained_bytes)
                .unwrap_or(typical.max(0) as u64),
        })
        .sum();
    if retained < FINDING_FLOOR {
        verdicts.notes.push(format!(
            "{} {} with each repetition, {} in all: too little for a finding.",
            group.tests.iter().next().map(id).unwrap_or_default(),
            if group.tests.len() == 1 {
                "grows"
            } else {
                "and others grow"
            },
            bytes(retained)
        ));
        return;
    }
    let is_sequence = group
        .tests
        .iter()
        .all(|test| !evidence.confirmed.get(test).is_some_and(Judged::grows));
    if cause == Cause::GcDisabled {
        return gc_disabled(artifact, evidence, &group.tests, retained, verdicts);
    }
    if row.is_some_and(|row| row.root == "fixture") && cause == Cause::Unknown {
        cause = Cause::Fixture;
    }
    let mut culprits: BTreeSet<u32> = group.tests.clone();
    for (enabler, growing) in &evidence.enablers {
        if growing.iter().any(|test| group.tests.contains(test)) {
            culprits.insert(*enabler);
        }
    }
    let representative = group
        .tests
        .iter()
        .filter_map(|test| evidence.confirmed.get(test))
        .filter(|judged| judged.grows() || is_sequence)
        .max_by_key(|judged| (judged.growth.len(), judged.typical()));
    let explained = group.explained;
    let mut finding = Finding {
        kind: Kind::Leak,
        culprits: culprits.iter().map(id).collect(),
        cause,
        scope: row.and_then(|row| row.scope.clone()),
        holder: name,
        object_type: row.and_then(|row| row.entry_type.clone()),
        objects_per_test: row
            .filter(|row| row.entries > 0)
            .map(|row| row.entries as f64),
        retained_bytes: Some(retained),
        bytes_per_test: Some(typical.max(0) as u64),
        confidence: 0.0,
        evidence: Vec::new(),
        confirmation: representative.map(|judged| confirmation(artifact, evidence, judged)),
        holder_path: row.map(|row| row.path.clone()).unwrap_or_default(),
        lines: explained.and_then(|e| e.lines.clone()).unwrap_or_default(),
        types: explained.map(|e| e.types.clone()).unwrap_or_default(),
        files: explained.map(files).unwrap_or_default(),
        hint: None,
        hint_code: row.and_then(|row| hint::code(cause, row)),
        reproduce: None,
    };
    finding.hint = Some(hint::text(cause, finding.holder.as_deref()));
    finding.confidence = confidence(representative, is_sequence, row);
    finding.evidence = sentences(
        artifact,
        evidence,
        &finding,
        &group.tests,
        representative,
        is_sequence,
        row,
    );
    let alike = group.tests.intersection(not_run_again).count();
    if alike > 0 {
        finding.evidence.push(format!(
            "{} not run again for want of time; in the run they kept as much as the others.",
            if alike == 1 {
                "One was".to_owned()
            } else {
                format!("{alike} were")
            }
        ));
    }
    finding.reproduce = Some(reproduce(artifact, &finding.culprits));
    verdicts.findings.push(finding);
}

/// Reports of failures and captured output are kept by pytest itself, and the interpreter keeps the last
/// exception that nobody caught.
fn is_pytests_own(row: &HolderRow) -> bool {
    let of_pytest = row
        .module
        .as_deref()
        .is_some_and(|module| module.starts_with("_pytest"));
    let last = row
        .name
        .as_deref()
        .is_some_and(|name| name.starts_with("sys.last_"));
    last || row.root == "pytest" && !row.path.iter().any(|step| step.contains("cached_result"))
        || of_pytest
}

/// Cyclic garbage piles up where somebody switched the collector off: who did is at fault, and where
/// that was before the first test, all who leave garbage are.
fn gc_disabled(
    artifact: &Artifact,
    evidence: &Evidence,
    tests: &BTreeSet<u32>,
    retained: u64,
    verdicts: &mut Verdicts,
) {
    let id = |test: &u32| {
        artifact
            .tests
            .id
            .get(*test as usize)
            .cloned()
            .unwrap_or_default()
    };
    let all_runs = evidence.confirmed.values().flat_map(|judged| &judged.runs);
    let switched: BTreeSet<u32> = all_runs
        .filter(|ran| ran.gc == [true, false])
        .map(|ran| ran.test)
        .collect();
    let culprits = if switched.is_empty() {
        tests
    } else {
        &switched
    };
    let representative = tests
        .iter()
        .filter_map(|test| evidence.confirmed.get(test))
        .max_by_key(|j| j.typical());
    let mut finding = Finding {
        kind: Kind::Leak,
        culprits: culprits.iter().map(id).collect(),
        cause: Cause::GcDisabled,
        scope: None,
        holder: None,
        object_type: None,
        objects_per_test: None,
        retained_bytes: Some(retained),
        bytes_per_test: Some(typical_of(tests, evidence).max(0) as u64),
        confidence: 0.9,
        evidence: vec![format!(
            "The garbage collector is switched off after {}; a collection by hand after each test freed {} a \
             test that nothing else would have freed.",
            culprits.iter().next().map(id).unwrap_or_default(),
            bytes(typical_of(tests, evidence).max(0) as u64)
        )],
        confirmation: representative.map(|judged| confirmation(artifact, evidence, judged)),
        holder_path: vec![],
        lines: vec![],
        types: vec![],
        files: vec![],
        hint: Some(hint::text(Cause::GcDisabled, None)),
        hint_code: None,
        reproduce: None,
    };
    finding.reproduce = Some(reproduce(artifact, &finding.culprits));
    verdicts.findings.push(finding);
}

/// A fixture whose set-up keeps memory past its finalizer.
pub fn fixture_leak(
    artifact: &Artifact,
    fixture: &FixtureSetUp,
    user: u32,
    cycles: &[i64],
    explained: Option<&Explained>,
) -> Option<Finding> {
    let steps: Vec<f64> = cycles.iter().skip(1).map(|step| *step as f64).collect();
    let first = cycles.first().copied().unwrap_or(0) as f64;
    if super::slope::shape(first, &steps, GROWTH_FLOOR as f64) != Shape::Grows {
        return None;
    }
    let typical = super::slope::median(&steps) as i64;
    if (typical as u64) < FINDING_FLOOR / 2 {
        return None;
    }
    let explanation = explained.map(|e| explain(e, Figure::Allocated, typical));
    let row = explanation.as_ref().and_then(|e| e.holder.as_ref());
    let slope = super::slope::Slope::of(&steps);
    let mut kept = 0;
    Some(Finding {
        kind: Kind::Leak,
        culprits: vec![fixture.name.clone()],
        cause: Cause::Fixture,
        scope: Some(fixture.scope.clone()),
        holder: row.and_then(|row| row.name.clone()),
        object_type: row.and_then(|row| row.entry_type.clone()),
        objects_per_test: row.map(|row| row.entries as f64),
        retained_bytes: Some(typical as u64),
        bytes_per_test: Some(typical as u64),
        confidence: 0.95,
        evidence: vec![format!(
            "The fixture `{}` (scope {}) was set up and torn down {} in one process, and each time {} stayed \
             after its finalizer.",
            fixture.name,
            fixture.scope,
            count(cycles.len(), "time"),
            bytes(typical as u64)
        )],
        confirmation: slope.map(|slope| Confirmation {
            test: fixture.name.clone(),
            kept_bytes: cycles
                .iter()
                .map(|step| {
                    kept += step;
                    kept
                })
                .collect(),
            slope_bytes: slope.mean,
            slope_low_bytes: slope.interval.map(|i| i.0),
            slope_high_bytes: slope.interval.map(|i| i.1),
            control_slope_bytes: None,
        }),
        holder_path: row.map(|row| row.path.clone()).unwrap_or_default(),
        lines: explained.and_then(|e| e.lines.clone()).unwrap_or_default(),
        types: explained.map(|e| e.types.clone()).unwrap_or_default(),
        files: explained.map(files).unwrap_or_default(),
        hint: Some(hint::text(Cause::Fixture, None)),
        hint_code: None,
        reproduce: artifact
            .tests
            .id
            .get(user as usize)
            .map(|id| reproduce(artifact, std::slice::from_ref(id))),
    })
}

/// A test that needs too much at once.
pub fn hog(
    artifact: &Artifact,
    test: u32,
    needed_bytes: Option<u64>,
    died_alone: bool,
    mut evidence: Vec<String>,
) -> Finding {
    let id = artifact
        .tests
        .id
        .get(test as usize)
        .cloned()
        .unwrap_or_default();
    if evidence.is_empty() {
        evidence.push("It died of memory alone in a fresh process.".to_owned());
    }
    Finding {
        kind: Kind::Hog,
        culprits: vec![id.clone()],
        cause: Cause::LargeTransient,
        scope: None,
        holder: None,
        object_type: None,
        objects_per_test: None,
        retained_bytes: needed_bytes,
        bytes_per_test: needed_bytes,
        confidence: if died_alone { 0.97 } else { 0.6 },
        evidence,
        confirmation: None,
        holder_path: vec![],
        lines: vec![],
        types: vec![],
        files: vec![],
        hint: Some(hint::text(Cause::LargeTransient, None)),
        hint_code: None,
        reproduce: Some(reproduce_once(artifact, &id)),
    }
}

fn files(explained: &Explained) -> Vec<OpenedFile> {
    explained
        .files
        .iter()
        .map(|(path, bytes)| OpenedFile {
            path: path.clone(),
            bytes: *bytes,
        })
        .collect()
}

fn confirmation(artifact: &Artifact, evidence: &Evidence, judged: &Judged) -> Confirmation {
    let mut kept = 0;
    Confirmation {
        test: artifact
            .tests
            .id
            .get(judged.test as usize)
            .cloned()
            .unwrap_or_default(),
        kept_bytes: judged
            .growth
            .iter()
            .map(|step| {
                kept += step;
                kept
            })
            .collect(),
        slope_bytes: judged.slope.map_or(0.0, |slope| slope.mean),
        slope_low_bytes: judged.slope.and_then(|slope| Some(slope.interval?.0)),
        slope_high_bytes: judged.slope.and_then(|slope| Some(slope.interval?.1)),
        control_slope_bytes: control_slope(evidence),
    }
}

/// Growth a repetition of the tests that were not suspected.
fn control_slope(evidence: &Evidence) -> Option<f64> {
    let slopes: Vec<f64> = evidence
        .controls
        .iter()
        .filter_map(|test| evidence.confirmed.get(test)?.slope)
        .map(|slope| slope.mean)
        .collect();
    (!slopes.is_empty()).then(|| super::slope::median(&slopes))
}

/// How sure a finding is. A steady slope is worth most; a name for the holder adds to it.
fn confidence(representative: Option<&Judged>, is_sequence: bool, row: Option<&HolderRow>) -> f64 {
    let by_slope = match representative.and_then(|judged| judged.slope) {
        Some(_) if is_sequence => 0.6,
        Some(slope) if slope.steps >= 3 && slope.low() > slope.mean * 0.5 => 0.95,
        Some(slope) if slope.steps >= 2 => 0.85,
        _ => 0.6,
    };
    match row {
        Some(row) if row.name.is_some() => f64::min(by_slope + 0.04, 0.99),
        _ => by_slope - 0.1,
    }
}

fn sentences(
    artifact: &Artifact,
    evidence: &Evidence,
    finding: &Finding,
    tests: &BTreeSet<u32>,
    representative: Option<&Judged>,
    is_sequence: bool,
    row: Option<&HolderRow>,
) -> Vec<String> {
    let id = |test: u32| {
        artifact
            .tests
            .id
            .get(test as usize)
            .cloned()
            .unwrap_or_default()
    };
    let size = |value: f64| bytes(value.max(0.0) as u64);
    let mut told = Vec::new();
    if let Some(judged) = representative {
        if is_sequence {
            told.push(format!(
                "{} kept {} when it was first run and nothing when it was repeated; {} did the same one after \
                 the other, so each test adds something of its own.",
                id(judged.test),
                size(judged.first() as f64),
                count(tests.len(), "test")
            ));
        } else if let Some(slope) = judged.slope {
            let interval = slope.interval.map_or_else(String::new, |(low, high)| {
                format!(
                    ", with 95 % confidence between {} and {}",
                    size(low),
                    size(high)
                )
            });
            told.push(format!(
                "Repeated {} in one process, {} added {} each time after the first{interval}.",
                count(judged.growth.len(), "time"),
                id(judged.test),
                size(slope.mean)
            ));
        }
    }
    if let Some(control) = control_slope(evidence) {
        told.push(format!(
            "Tests that were not suspected added {} a repetition in the same process.",
            size(control)
        ));
    }
    if let (Some(name), Some(row)) = (&finding.holder, row) {
        let what = finding.object_type.as_deref().unwrap_or("object");
        if row.entries > 0 {
            told.push(format!(
                "Each repetition left {} of type {what} that only `{name}` leads to.",
                count(row.entries as usize, "new object")
            ));
        } else {
            told.push(format!("`{name}` itself grew."));
        }
    }
    if finding.cause == Cause::Fixture
        && let Some(released) = evidence.released
        && released >= GROWTH_FLOOR
    {
        told.push(format!(
            "Tearing down the fixtures of a wider scope at the end gave {} back.",
            size(released as f64)
        ));
    }
    let once = tests
        .iter()
        .filter(|test| !evidence.confirmed.contains_key(test))
        .count();
    if once > 0 {
        told.push(format!(
            "{} of the {} were repeated; the others were run once after them, and each added to the same holder.",
            tests.len() - once,
            count(tests.len(), "culprit")
        ));
    }
    for (enabler, growing) in &evidence.enablers {
        if growing.iter().any(|test| tests.contains(test)) {
            told.push(format!(
                "Without {} before them in the same process the others do not grow: only the combination leaks.",
                id(*enabler)
            ));
        }
    }
    for batch in &artifact.batches {
        if let Some(victim) = batch.victim
            && matches!(
                batch.ending,
                crate::Ending::OutOfMemory | crate::Ending::OverLimit
            )
            && !tests.contains(&victim)
        {
            told.push(format!(
                "Batch {} died of memory while {} ran; it is the victim.",
                batch.index,
                id(victim)
            ));
        }
    }
    told
}

/// What grew at first and came to rest, so that nobody needs to wonder.
fn notes(artifact: &Artifact, evidence: &Evidence, verdicts: &mut Verdicts) {
    let settled: Vec<&Judged> = evidence
        .confirmed
        .values()
        .filter(|judged| {
            judged.shape == Shape::LevelsOff && !evidence.in_sequence.contains(&judged.test)
        })
        .filter(|judged| judged.first() >= 256 << 10)
        .collect();
    if let Some(largest) = settled.iter().max_by_key(|judged| judged.first()) {
        verdicts.notes.push(format!(
            "{} kept memory the first time only ({} {}): imports, caches and the like, no leak.",
            count(settled.len(), "test"),
            artifact
                .tests
                .id
                .get(largest.test as usize)
                .cloned()
                .unwrap_or_default(),
            bytes(largest.first().max(0) as u64)
        ));
    }
    let unclear: Vec<&Judged> = evidence
        .confirmed
        .values()
        .filter(|j| j.shape == Shape::Unclear)
        .collect();
    if let Some(one) = unclear.first() {
        verdicts.notes.push(format!(
            "{} moved too irregularly to be called a leak, among them {}.",
            count(unclear.len(), "test"),
            artifact
                .tests
                .id
                .get(one.test as usize)
                .cloned()
                .unwrap_or_default()
        ));
    }
}

/// The command that repeats some tests. A few of many are enough to show it.
fn reproduce(artifact: &Artifact, tests: &[String]) -> String {
    command(artifact, &tests[..tests.len().min(3)], &["--repeat", "5"])
}

fn reproduce_once(artifact: &Artifact, test: &str) -> String {
    let limit = artifact
        .limits
        .memory
        .as_ref()
        .map(|limit| format!("{}", limit.bytes));
    match &limit {
        Some(limit) => command(artifact, &[test.to_owned()], &["--memory-limit", limit]),
        None => command(artifact, &[test.to_owned()], &[]),
    }
}

pub(super) fn command(artifact: &Artifact, tests: &[String], options: &[&str]) -> String {
    let mut words: Vec<String> = vec!["oomscope".into(), "run".into()];
    words.extend(options.iter().map(|word| (*word).to_owned()));
    for test in tests {
        words.push("--test".into());
        words.push(test.clone());
    }
    words.push("--".into());
    words.extend(artifact.run.command.iter().cloned());
    words
        .iter()
        .map(|word| quoted(word))
        .collect::<Vec<_>>()
        .join(" ")
}

/// A word as a POSIX shell reads it.
fn quoted(word: &str) -> String {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || "_-./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(is_safe) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_for_the_shell() {
        assert_eq!(quoted("tests/a.py::test_x"), "tests/a.py::test_x");
        assert_eq!(quoted("test_x[a b]"), "'test_x[a b]'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
