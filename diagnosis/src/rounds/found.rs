//! Findings out of what the processes of rounds showed.

use std::collections::{BTreeMap, BTreeSet};

use oomscope_shared::artifact::Artifact;
use oomscope_shared::finding::{AllocationLine, Cause, Finding, Kind, TypeGrowth};
use oomscope_shared::framework::{Framework, Hooks, Language};
use oomscope_shared::message::{Message, messages};
use oomscope_shared::reproduce;

use super::in_turn::Fillers;
use super::judged::{REPEATED, Seen, largest};
use super::plan::Apart;
use crate::confirm::Judged;
use crate::evidence;
use crate::gathered::{Evidence, Verdicts};
use crate::heap::held::{Held, HeldBy};
use crate::hint::Mend;
use crate::slope::median;
use crate::{FINDING_FLOOR, hint, size};

/// One cause with one holder, and who adds to it.
#[derive(Default)]
struct Group<'a> {
    tests: BTreeSet<u32>,
    /// The holder, where it was seen.
    held: Option<&'a HeldBy>,
    /// What one run of one test adds to it, by the part of it that was counted.
    bytes: u64,
    runs: u64,
    /// What else holds a part of what they leave.
    also: Vec<&'a HeldBy>,
    lines: &'a [AllocationLine],
    /// How many runs the lines are of.
    lines_runs: u64,
}

/// What part of the largest holder of a test another one has to have to be told beside it.
const ALSO_PART: u64 = 4;

/// Draws the findings out of everything that was seen.
pub fn verdicts(
    artifact: &Artifact,
    all: &[Seen],
    in_turn: Option<Fillers>,
    has_own_processes: bool,
) -> Verdicts {
    let mut evidence = Evidence::default();
    if let Some(fillers) = &in_turn {
        evidence.in_sequence.extend(&fillers.tests);
    }
    let mut groups = Groups::new();
    for seen in all {
        let growers: BTreeSet<u32> = seen.growers().iter().map(|one| one.test).collect();
        evidence.confirmed.extend(seen.judged.clone());
        let controls = seen.plan.controls.iter().copied();
        evidence
            .controls
            .extend(controls.filter(|test| !growers.contains(test)));
        match &seen.apart {
            Some((apart, held)) => {
                let id = |test: u32| artifact.test_id(test);
                told_apart(seen, &growers, apart, held, &id, &mut groups);
            }
            None => together(seen, growers, &mut groups),
        }
    }
    let mut verdicts = Verdicts::default();
    for group in groups.into_values() {
        found(artifact, &evidence, &group, &mut verdicts);
    }
    verdicts
        .findings
        .extend(in_turn.map(|fillers| fillers.finding));
    if has_own_processes {
        let told = kept_inside(artifact, &mut evidence);
        verdicts.notes.extend(told);
    }
    evidence::notes(artifact, &evidence, &mut verdicts);
    verdicts
        .findings
        .sort_by_key(|finding| std::cmp::Reverse(finding.retained_bytes));
    verdicts
}

/// What is to be said of those that kept memory in a process of their own and do not grow where they are repeated in one
/// that goes on: what they hold is loaded anew each time. They are taken out of what was confirmed, as one repetition
/// says nothing of what the tests inside of them pile up.
fn kept_inside(artifact: &Artifact, evidence: &mut Evidence) -> Option<Message> {
    let rows = artifact.tests.rows();
    let kept = rows.filter_map(|row| Some((row.retained_bytes?, row.index)));
    // Where the time was up before it was repeated, nothing is known of that.
    let is_calm = |test: &u32| {
        let judged = evidence.confirmed.get(test);
        judged.is_some_and(|one| !one.grows() && one.growth.len() >= REPEATED)
    };
    let mut calm: Vec<(u64, u32)> = kept.filter(|(_, test)| is_calm(test)).collect();
    calm.sort_by_key(|(bytes, test)| (std::cmp::Reverse(*bytes), *test));
    for (_, test) in &calm {
        evidence.confirmed.remove(test);
    }
    let (kept_bytes, test) = calm.first()?;
    let told = messages::NoteKeptInside {
        tests: calm.len(),
        test: artifact.test_id(*test),
        kept_bytes: *kept_bytes,
    };
    Some(told.into())
}

type Groups<'a> = BTreeMap<(Cause, Option<String>), Group<'a>>;

fn group<'g, 'a>(groups: &'g mut Groups<'a>, held: Option<&'a HeldBy>) -> &'g mut Group<'a> {
    let key = held.map_or((Cause::Unknown, None), |held| {
        (held.cause, held.root.clone())
    });
    let group = groups.entry(key).or_default();
    group.held = group.held.or(held);
    group
}

/// Tests that fill one holder, or of which it is not known which.
fn together<'a>(seen: &'a Seen, growers: BTreeSet<u32>, groups: &mut Groups<'a>) {
    if growers.is_empty() {
        return;
    }
    let holders = seen.holders();
    let main = holders.first().copied().filter(|_| !seen.is_mixed());
    let pads = match growers.contains(&seen.plan.pad) {
        true => seen.plan.dumped_pads(),
        false => 0,
    };
    let runs = seen.dumped_rounds() * growers.len() as u64 + pads;
    let group = group(groups, main);
    group.runs += runs;
    match main {
        Some(held) => {
            group.bytes += held.bytes;
            group.also.extend(holders.iter().skip(1));
        }
        // Nobody knows whose is which, and all have it.
        None => group.also.extend(&holders),
    }
    if let Some(held) = seen.held.as_ref().filter(|_| group.lines.is_empty()) {
        group.lines = &held.lines;
        group.lines_runs = runs;
    }
    group.tests.extend(growers);
}

/// Tests of each of which is known what it fills.
fn told_apart<'a>(
    seen: &Seen,
    growers: &BTreeSet<u32>,
    apart: &'a Apart,
    held: &'a Held,
    id: &dyn Fn(u32) -> &'a str,
    groups: &mut Groups<'a>,
) {
    let of = |unit: usize, held: &HeldBy| held.units.get(&unit).copied().unwrap_or(0);
    let largest = |unit: usize| largest(unit, seen, apart, held);
    let mut keys: BTreeSet<Option<&String>> = BTreeSet::new();
    let mut main = None;
    let still = apart.tests.iter().enumerate();
    for (unit, test) in still.filter(|(_, test)| seen.judged.contains_key(test)) {
        let largest = largest(unit);
        keys.insert(largest.and_then(|one| one.root.as_ref()));
        main = largest;
        let group = group(groups, largest);
        group.tests.insert(*test);
        let Some(largest) = largest else {
            continue;
        };
        group.bytes += of(unit, largest);
        group.runs += Apart::COUNTED as u64;
        for other in &held.holders {
            let is_known = group.also.iter().any(|known| known.root == other.root);
            let is_much = of(unit, other) * ALSO_PART >= of(unit, largest);
            if other.root != largest.root && is_much && !is_known {
                group.also.push(other);
            }
        }
    }
    // The lines of all say nothing of several holders.
    for group in groups.values_mut().filter(|one| one.lines.is_empty()) {
        let of_group = apart.tests.iter().filter(|test| group.tests.contains(test));
        let tests = of_group.clone().count();
        let of_holder = group.held.map_or(&[][..], |held| &held.lines[..]);
        let (lines, tests) = match keys.len() {
            1 => (&held.lines[..], tests),
            _ if !of_holder.is_empty() => (of_holder, tests),
            _ => {
                let mut of_tests = of_group.filter_map(|test| held.lines_of.get(id(*test)));
                (of_tests.next().map_or(&[][..], Vec::as_slice), 1)
            }
        };
        group.lines = lines;
        group.lines_runs = (Apart::COUNTED * tests) as u64;
    }
    // Those for which there was no time belong to whom they are like, if that is one.
    for test in growers.iter().filter(|test| !apart.tests.contains(test)) {
        let like = match keys.len() {
            1 => main,
            _ => like(*test, seen, apart, held),
        };
        group(groups, like).tests.insert(*test);
    }
}

/// How far what two tests add may be from each other for the one to be like the other.
const ALIKE: std::ops::RangeInclusive<f64> = 0.8..=1.25;

/// The holder that all fill which were told apart and add as much as a test.
fn like<'a>(test: u32, seen: &Seen, apart: &Apart, held: &'a Held) -> Option<&'a HeldBy> {
    let typical = |test: u32| seen.judged.get(&test).map_or(0, Judged::typical).max(1) as f64;
    let is_like = |other: u32| ALIKE.contains(&(typical(other) / typical(test)));
    let alike = (apart.tests.iter().enumerate()).filter(|(_, other)| is_like(**other));
    let mut holders = alike.map(|(unit, _)| largest(unit, seen, apart, held));
    let first = holders.next().flatten()?;
    holders
        .all(|other| other.is_some_and(|other| other.root == first.root))
        .then_some(first)
}

fn found(artifact: &Artifact, evidence: &Evidence, group: &Group<'_>, verdicts: &mut Verdicts) {
    let id = |test: &u32| artifact.test_id(*test).to_owned();
    let judged = group
        .tests
        .iter()
        .filter_map(|test| evidence.confirmed.get(test));
    let judged: Vec<&Judged> = judged.collect();
    let each: Vec<f64> = judged.iter().map(|one| one.typical() as f64).collect();
    let typical = size(median(&each));
    let retained: u64 = each.iter().map(|bytes| size(*bytes)).sum();
    if retained < FINDING_FLOOR {
        verdicts
            .notes
            .push(evidence::too_little(artifact, &group.tests, retained));
        return;
    }
    let representative =
        (judged.iter().copied()).max_by_key(|one| (one.growth.len(), one.typical()));
    let runs = group.runs.max(1);
    let held = group.held;
    // What is counted of a holder can be of several runs, of which some are of other tests.
    let counted = held.map_or(1, |held| held.bytes).max(1);
    let share = |amount: u64| match held {
        Some(_) => (amount as f64 * group.bytes as f64 / counted as f64 / runs as f64) as u64,
        None => amount / runs,
    };
    let cause = held.map_or(Cause::Unknown, |held| held.cause);
    let hint = match held {
        Some(held) => mend(artifact.run.framework, held),
        None => hint::mend(artifact.run.framework, Cause::Unknown, None),
    };
    let holder = held.and_then(|held| held.holder.clone());
    let mut told: Vec<Message> = Vec::new();
    told.extend(representative.and_then(|one| evidence::repeated(artifact, one)));
    told.extend(evidence::controls(evidence));
    told.extend(
        held.into_iter()
            .flat_map(|held| stayed(held, group.bytes / runs, &share)),
    );
    for other in &group.also {
        if let Some(holder) = &other.holder {
            let each_bytes = share(other.bytes);
            told.push(messages::EvidenceAlsoBelow { holder, each_bytes }.into());
        }
    }
    told.extend(evidence::victims(artifact, &group.tests));
    let culprits: Vec<String> = group.tests.iter().map(id).collect();
    let by_slope = evidence::by_slope(representative);
    verdicts.findings.push(Finding {
        holder_path: held.map(|held| held.path.clone()).unwrap_or_default(),
        object_type: held.and_then(|held| held.object_type.clone()),
        objects_per_test: held
            .filter(|held| held.objects > 0)
            .map(|held| share(held.objects).max(1) as f64),
        retained_bytes: Some(retained),
        bytes_per_test: Some(typical),
        confidence: match &holder {
            Some(_) => f64::min(by_slope + 0.04, 0.99),
            None => by_slope - 0.1,
        },
        evidence: told,
        confirmation: representative.map(|one| evidence::confirmation(artifact, evidence, one)),
        lines: lines(artifact, &culprits, group.lines, group.lines_runs.max(1)),
        types: held.map(|held| types(held, &share)).unwrap_or_default(),
        hint: Some(hint.text),
        hint_code: hint.code,
        reproduce: Some(reproduce::repeated(artifact, &culprits)),
        holder,
        culprits,
        ..Finding::new(Kind::Leak, cause)
    });
}

/// How it is let go, in the words of the framework's language.
pub(super) fn mend(framework: Framework, held: &HeldBy) -> Mend {
    let language = framework.language();
    match framework.hooks() {
        Hooks::JavaScript(hooks) => hint::javascript::mend(hooks, held),
        Hooks::Ruby {
            template,
            has_classes,
        } => hint::ruby::mend(template, has_classes, held),
        _ if language == Language::Java => hint::java::mend(held),
        _ => hint::unnamed(language),
    }
}

/// What the heap says of a holder.
fn stayed(held: &HeldBy, each_bytes: u64, share: &dyn Fn(u64) -> u64) -> Vec<Message> {
    let mut told: Vec<Message> = Vec::new();
    told.push(match (&held.holder, &held.object_type) {
        (Some(holder), Some(object_type)) => messages::EvidenceStayed {
            objects: share(held.objects).max(1),
            object_type,
            each_bytes,
            holder,
        }
        .into(),
        (Some(holder), None) => messages::EvidenceHolderGrew { holder }.into(),
        (None, _) => messages::EvidenceStayedUnnamed { each_bytes }.into(),
    });
    if held.keeps_environment {
        told.push(oomscope_shared::Key::EvidenceEnvironment.into());
    }
    if let Some(place) = &held.made_at {
        let place = format!("{}:{}", place.file, place.line);
        told.push(messages::EvidenceMadeAt { place }.into());
    }
    told
}

/// What one run of one test left.
pub(super) fn types(held: &HeldBy, share: &dyn Fn(u64) -> u64) -> Vec<TypeGrowth> {
    let each = held.types.iter().map(|kind| TypeGrowth {
        name: kind.name.clone(),
        count: share(kind.count).max(1),
        bytes: share(kind.bytes),
    });
    each.filter(|kind| kind.bytes > 0).collect()
}

/// What one run of one test left by the lines that took it. Lines of files that are tests themselves and not at fault
/// took something else, beside what is kept.
pub(super) fn lines(
    artifact: &Artifact,
    culprits: &[String],
    lines: &[AllocationLine],
    runs: u64,
) -> Vec<AllocationLine> {
    let is_test = |file: &str| artifact.tests.rows().any(|row| row.id == file);
    let is_of_others = |file: &String| !culprits.contains(file) && is_test(file);
    let each = lines.iter().map(|line| AllocationLine {
        bytes: line.bytes / runs,
        ..line.clone()
    });
    each.filter(|line| line.bytes > 0 && !is_of_others(&line.file))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::ending::{Ending, Outcome};
    use oomscope_shared::testing;

    #[test]
    fn lines_of_tests_that_are_not_at_fault_are_not_told() {
        let artifact = testing::command()
            .test("test/login.js", Outcome::Passed, -1, 0)
            .test("test/prices.js", Outcome::Passed, -1, 0)
            .batch(Ending::Passed, 90)
            .done();
        let line = |file: &str| AllocationLine {
            file: file.into(),
            line: 2,
            bytes: 4096,
            count: 1,
            text: String::new(),
            native: None,
        };
        let all = [
            "src/sessions.js",
            "test/prices.js",
            "test/login.js",
            "test/help.js",
        ]
        .map(line);
        let told = lines(&artifact, &["test/login.js".to_owned()], &all, 2);
        let files: Vec<&str> = told.iter().map(|line| line.file.as_str()).collect();
        assert_eq!(files, ["src/sessions.js", "test/login.js", "test/help.js"]);
        assert!(told.iter().all(|line| line.bytes == 2048));
    }
}
