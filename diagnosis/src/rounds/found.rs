//! Findings out of what the processes of rounds showed.

use std::collections::{BTreeMap, BTreeSet};

use oomscope_shared::artifact::Artifact;
use oomscope_shared::finding::{AllocationLine, Cause, Finding, Kind, TypeGrowth};
use oomscope_shared::message::{Message, messages};
use oomscope_shared::reproduce;

use super::judged::Seen;
use crate::confirm::Judged;
use crate::evidence;
use crate::gathered::{Evidence, Verdicts};
use crate::heap::held::HeldBy;
use crate::slope::median;
use crate::{FINDING_FLOOR, hint, size};

/// One cause with one holder, and who adds to it.
struct Group<'a> {
    tests: BTreeSet<u32>,
    /// What one round adds to the holder, where that was seen.
    held: Option<&'a HeldBy>,
    /// What else holds a part of it.
    also: Vec<&'a HeldBy>,
    lines: &'a [AllocationLine],
    /// In how many rounds that was filled, and by how many tests.
    rounds: u64,
    fillers: u64,
}

/// Draws the findings out of everything that was seen. A test that was seen alone is told by what that showed.
pub fn verdicts(artifact: &Artifact, all: &[Seen]) -> Verdicts {
    let mut evidence = Evidence::default();
    let mut groups: BTreeMap<(Cause, Option<String>), Group<'_>> = BTreeMap::new();
    let mut alone: BTreeSet<u32> = BTreeSet::new();
    // Those that were looked at alone come last, and what they showed counts.
    for seen in all.iter().rev() {
        let growers: Vec<u32> = seen.growers().iter().map(|one| one.test).collect();
        for (test, judged) in &seen.judged {
            let known = evidence.confirmed.get(test);
            if known.is_none_or(|known: &Judged| known.growth.len() < judged.growth.len()) {
                evidence.confirmed.insert(*test, judged.clone());
            }
        }
        let controls = seen.plan.controls.iter().copied();
        evidence.controls.extend(controls.filter(|test| !growers.contains(test)));
        let fillers: BTreeSet<u32> = growers.into_iter().filter(|test| !alone.contains(test)).collect();
        if fillers.is_empty() {
            continue;
        }
        alone.extend(&fillers);
        let holders = seen.holders();
        // Of a mixed one only the growth is known.
        let main = holders.first().copied().filter(|_| !seen.is_mixed());
        let key = main.map_or((Cause::Unknown, None), |held| (held.cause, held.root.clone()));
        let group = groups.entry(key).or_insert_with(|| Group {
            tests: BTreeSet::new(),
            held: main,
            also: match main {
                Some(_) => holders.iter().skip(1).copied().collect(),
                None => Vec::new(),
            },
            lines: seen.held.as_ref().map_or(&[], |held| &held.lines),
            rounds: seen.dumped_rounds(),
            fillers: fillers.len() as u64,
        });
        group.tests.extend(fillers);
    }
    let mut verdicts = Verdicts::default();
    for group in groups.into_values() {
        found(artifact, &evidence, &group, &mut verdicts);
    }
    evidence::notes(artifact, &evidence, &mut verdicts);
    verdicts
        .findings
        .sort_by_key(|finding| std::cmp::Reverse(finding.retained_bytes));
    verdicts
}

fn found(artifact: &Artifact, evidence: &Evidence, group: &Group<'_>, verdicts: &mut Verdicts) {
    let id = |test: &u32| artifact.test_id(*test).to_owned();
    let judged = group.tests.iter().filter_map(|test| evidence.confirmed.get(test));
    let judged: Vec<&Judged> = judged.collect();
    let each: Vec<f64> = judged.iter().map(|one| one.typical() as f64).collect();
    let typical = size(median(&each));
    let retained: u64 = each.iter().map(|bytes| size(*bytes)).sum();
    if retained < FINDING_FLOOR {
        let test = group.tests.iter().next().map(id).unwrap_or_default();
        let kept_bytes = retained;
        verdicts.notes.push(match group.tests.len() {
            1 => messages::NoteTooLittle { test, kept_bytes }.into(),
            _ => messages::NoteTooLittleTogether { test, kept_bytes }.into(),
        });
        return;
    }
    let representative = (judged.iter().copied()).max_by_key(|one| (one.growth.len(), one.typical()));
    let runs = (group.rounds * group.fillers).max(1);
    let held = group.held;
    let cause = held.map_or(Cause::Unknown, |held| held.cause);
    let mend = match held {
        Some(held) => hint::javascript::mend(artifact.run.framework, held),
        None => hint::mend(artifact.run.framework, Cause::Unknown, None),
    };
    let holder = held.and_then(|held| held.holder.clone());
    let mut told: Vec<Message> = Vec::new();
    told.extend(representative.and_then(|one| evidence::repeated(artifact, one)));
    told.extend(evidence::controls(evidence));
    told.extend(held.into_iter().flat_map(|held| stayed(held, runs)));
    for other in &group.also {
        if let Some(holder) = &other.holder {
            let each_bytes = other.bytes / runs;
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
            .map(|held| held.objects as f64 / runs as f64),
        retained_bytes: Some(retained),
        bytes_per_test: Some(typical),
        confidence: match &holder {
            Some(_) => f64::min(by_slope + 0.04, 0.99),
            None => by_slope - 0.1,
        },
        evidence: told,
        confirmation: representative.map(|one| evidence::confirmation(artifact, evidence, one)),
        lines: lines(group.lines, runs),
        types: held.map(|held| types(held, runs)).unwrap_or_default(),
        hint: Some(mend.text),
        hint_code: mend.code,
        reproduce: Some(reproduce::repeated(artifact, &culprits)),
        holder,
        culprits,
        ..Finding::new(Kind::Leak, cause)
    });
}

/// What the heap says of a holder.
fn stayed(held: &HeldBy, runs: u64) -> Vec<Message> {
    let each_bytes = held.bytes / runs;
    let mut told: Vec<Message> = Vec::new();
    told.push(match (&held.holder, &held.object_type) {
        (Some(holder), Some(object_type)) => messages::EvidenceStayed {
            objects: (held.objects / runs).max(1),
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
fn types(held: &HeldBy, runs: u64) -> Vec<TypeGrowth> {
    let each = held.types.iter().map(|kind| TypeGrowth {
        name: kind.name.clone(),
        count: kind.count.div_ceil(runs),
        bytes: kind.bytes / runs,
    });
    each.filter(|kind| kind.bytes > 0).collect()
}

fn lines(lines: &[AllocationLine], runs: u64) -> Vec<AllocationLine> {
    let each = lines.iter().map(|line| AllocationLine {
        bytes: line.bytes / runs,
        ..line.clone()
    });
    each.filter(|line| line.bytes > 0).collect()
}
