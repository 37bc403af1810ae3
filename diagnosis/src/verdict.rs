//! From a cause with its tests to a finding, or to a note that says why it is none.

use std::collections::BTreeSet;

use super::cause::{Explanation, explain};
use super::confirm::{Figure, Judged};
use super::evidence::{Basis, confidence, confirmation, sentences, too_little};
use super::findings::figure_of;
use super::fixtures::{self, Kept, Wide};
use super::gathered::{Evidence, Group, Starter, Verdicts, kept_by, opened, typical_of};
use super::hunt_event::{Explained, HolderRow, Root, Step};
use super::size;
use super::slope::median;
use super::{FINDING_FLOOR, hint};
use oomscope_shared::artifact::Artifact;
use oomscope_shared::finding::{Cause, Confirmation, Finding, Kind};
use oomscope_shared::message::{Message, messages};
use oomscope_shared::reproduce;
use oomscope_shared::worth::kept;

/// A bounded cache that can take this much in all, or this part of the limit, is left alone.
const BOUND_BYTES: i64 = 256 << 20;
const BOUND_PART: i64 = 4;

/// Judges one group: a finding, or a note that says why it is none.
pub(super) fn verdict(
    artifact: &Artifact,
    evidence: &Evidence,
    group: Group<'_>,
    not_run_again: &BTreeSet<u32>,
    verdicts: &mut Verdicts,
) {
    let id = |test: &u32| artifact.test_id(*test).to_owned();
    let Explanation { mut cause, holder } = group.explanation;
    let typical = typical_of(&group.tests, evidence);
    let row = holder.as_ref();
    let name = row.and_then(|row| row.name.clone());
    if let Some((row, bound)) = row.and_then(|row| Some((row, row.bound?))) {
        let each = typical / row.entries.max(1);
        let limit = artifact.limits.memory.as_ref();
        let part = limit.map_or(BOUND_BYTES, |limit| limit.bytes as i64 / BOUND_PART);
        let most = each.saturating_mul(bound);
        if most < BOUND_BYTES.min(part) {
            let (entries, most_bytes) = (bound.unsigned_abs(), size(most as f64));
            verdicts.notes.push(match name {
                Some(holder) => messages::NoteBounded {
                    holder,
                    entries,
                    most_bytes,
                }
                .into(),
                None => messages::NoteBoundedContainer {
                    entries,
                    most_bytes,
                }
                .into(),
            });
            return;
        }
    }
    let figure = figure_of(&group.tests, evidence);
    let each = |test: &u32| kept_by(artifact, evidence, figure, *test);
    let retained: u64 = group.tests.iter().filter_map(each).sum();
    if retained < FINDING_FLOOR {
        verdicts
            .notes
            .push(too_little(artifact, &group.tests, retained));
        return;
    }
    let is_sequence = group
        .tests
        .iter()
        .all(|test| !evidence.confirmed.get(test).is_some_and(Judged::grows));
    if cause == Cause::GcDisabled {
        return gc_disabled(artifact, evidence, &group.tests, retained, verdicts);
    }
    if row.is_some_and(|row| row.root == Root::Fixture) && cause == Cause::Unknown {
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
    let mut mend = hint::mend(artifact.run.framework, cause, row);
    if cause == Cause::ChildProcess
        && representative.is_some_and(|judged| !judged.leaves_something_running())
    {
        mend.text = hint::of_what_a_process_is_given();
    }
    let mut finding = Finding {
        culprits: culprits.iter().map(id).collect(),
        retained_bytes: Some(retained),
        bytes_per_test: Some(typical.max(0) as u64),
        confirmation: representative.map(|judged| confirmation(artifact, evidence, judged)),
        hint: Some(mend.text),
        hint_code: mend.code,
        ..explained_by(Kind::Leak, cause, row, group.explained)
    };
    finding.confidence = confidence(representative, is_sequence, row);
    let basis = Basis {
        artifact,
        evidence,
        tests: &group.tests,
        representative,
        is_sequence,
        row,
        not_run_again,
    };
    finding.evidence = sentences(&basis, &finding);
    finding.reproduce = Some(reproduce::repeated(artifact, &finding.culprits));
    verdicts.findings.push(finding);
}

/// A test that leaves a thread or a process running, which takes memory while others run.
pub(super) fn starter(
    artifact: &Artifact,
    evidence: &Evidence,
    test: u32,
    starter: &Starter,
    verdicts: &mut Verdicts,
) {
    let cause = match starter.threads.is_empty() {
        true => Cause::ChildProcess,
        false => Cause::Thread,
    };
    let kept_in_run = |test: &u32| {
        let row = artifact.tests.row(*test as usize);
        row.map_or(0, |row| kept(&row))
    };
    let own = kept_in_run(&test);
    let retained: u64 = own + starter.fed.keys().map(kept_in_run).sum::<u64>();
    if retained < FINDING_FLOOR {
        return;
    }
    let id = artifact.test_id(test);
    let grew = starter.fed.values().filter(|each| **each > 0);
    let each: Vec<f64> = grew.map(|each| *each as f64).collect();
    let fed = messages::EvidenceFed {
        starter: id,
        tests: starter.fed.len(),
        each_bytes: size(median(&each)),
    };
    let left: Message = match starter.threads.is_empty() {
        true => messages::EvidenceLeftProcess { starter: id }.into(),
        false => messages::EvidenceLeftThreads {
            starter: id,
            threads: starter.threads.clone(),
        }
        .into(),
    };
    let judged = evidence.confirmed.get(&test);
    let explained = evidence.explained.iter().find(|e| e.ran.test == test);
    let explanation = explained
        .zip(judged)
        .map(|(explained, judged)| explain(explained, judged.figure, judged.typical()));
    let row = explanation.as_ref().and_then(|found| found.holder.as_ref());
    // What the runner or a library holds for the thread is not what one would look at: the thread is.
    let is_projects = row.is_some_and(|row| row.of_project);
    let (holder, holder_path) = match starter.threads.first() {
        Some(thread) if !is_projects => (
            Some(thread.clone()),
            std::iter::once(format!("thread `{thread}`"))
                .chain(row.map(|row| row.path.clone()).unwrap_or_default())
                .collect(),
        ),
        _ => (
            row.and_then(|row| row.name.clone()),
            row.map(|row| row.path.clone()).unwrap_or_default(),
        ),
    };
    verdicts.findings.push(Finding {
        holder,
        holder_path,
        retained_bytes: Some(retained),
        bytes_per_test: Some(retained),
        confidence: 0.9,
        evidence: vec![fed.into(), left],
        confirmation: judged.map(|judged| confirmation(artifact, evidence, judged)),
        hint: Some(hint::mend(artifact.run.framework, cause, None).text),
        reproduce: Some(reproduce::repeated(artifact, &[id.to_owned()])),
        culprits: vec![id.to_owned()],
        ..explained_by(Kind::Leak, cause, row, explained)
    });
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
    let id = |test: &u32| artifact.test_id(*test).to_owned();
    let all_runs = evidence.confirmed.values().flat_map(|judged| &judged.runs);
    let switched: BTreeSet<u32> = all_runs
        .filter(|ran| ran.gc == [true, false])
        .map(|ran| ran.test)
        .collect();
    let enablers: BTreeSet<u32> = evidence
        .enablers
        .iter()
        .filter(|(_, growing)| growing.iter().any(|test| tests.contains(test)))
        .map(|(enabler, _)| *enabler)
        .collect();
    let culprits = [&switched, &enablers, tests]
        .into_iter()
        .find(|found| !found.is_empty())
        .unwrap_or(tests);
    let representative = tests
        .iter()
        .filter_map(|test| evidence.confirmed.get(test))
        .max_by_key(|j| j.typical());
    let typical = size(typical_of(tests, evidence) as f64);
    let culprits: Vec<String> = culprits.iter().map(id).collect();
    let rests_on = messages::EvidenceGarbage {
        test: culprits.first().cloned().unwrap_or_default(),
        each_bytes: typical,
    };
    verdicts.findings.push(Finding {
        retained_bytes: Some(retained),
        bytes_per_test: Some(typical),
        confidence: 0.9,
        evidence: vec![rests_on.into()],
        confirmation: representative.map(|judged| confirmation(artifact, evidence, judged)),
        hint: Some(hint::mend(artifact.run.framework, Cause::GcDisabled, None).text),
        reproduce: Some(reproduce::repeated(artifact, &culprits)),
        culprits,
        ..Finding::new(Kind::Leak, Cause::GcDisabled)
    });
}

/// A fixture whose set-up outlives its finalizer.
pub fn fixture_leak(
    artifact: &Artifact,
    wide: &Wide,
    kept: &Kept,
    explained: Option<&Explained>,
) -> Option<Finding> {
    let typical = kept.typical.max(0) as u64;
    let retained = match kept.places {
        0 => typical,
        _ => kept.cycles.iter().sum::<i64>().max(0) as u64,
    };
    if retained < FINDING_FLOOR / 2 {
        return None;
    }
    let explanation = explained.map(|e| explain(e, Figure::Allocated, kept.typical));
    let row = explanation.as_ref().and_then(|e| e.holder.as_ref());
    let scope = &wide.fixture.scope;
    // An attribute of a class that nobody deletes is no value of the fixture's.
    let is_of_class = row.is_some_and(|row| row.steps.contains(&Step::Class)) && kept.places > 0;
    let cause = match is_of_class {
        true => Cause::ClassFixture,
        false => Cause::Fixture,
    };
    let shown = fixtures::told(&kept.names);
    let (sentence, confidence): (Message, f64) = match kept.places {
        0 => {
            let cycles = messages::EvidenceFixtureCycles {
                fixture: &wide.fixture.name,
                scope,
                times: kept.cycles.len(),
                kept_bytes: typical,
            };
            (cycles.into(), 0.95)
        }
        users => {
            let places = messages::EvidenceFixturePlaces {
                fixture: &shown[0],
                scope,
                users,
                kept_bytes: typical,
            };
            (places.into(), if users > 2 { 0.9 } else { 0.75 })
        }
    };
    let mut sum = 0;
    let users: Vec<String> = wide
        .users
        .iter()
        .map(|user| artifact.test_id(*user).to_owned())
        .collect();
    Some(Finding {
        confirmation: Some(Confirmation {
            test: shown[0].clone(),
            kept_bytes: kept
                .cycles
                .iter()
                .map(|step| {
                    sum += step;
                    sum
                })
                .collect(),
            slope_bytes: kept.slope.map_or(kept.typical as f64, |slope| slope.mean),
            slope_low_bytes: kept.slope.and_then(|slope| Some(slope.interval?.0)),
            slope_high_bytes: kept.slope.and_then(|slope| Some(slope.interval?.1)),
            control_slope_bytes: None,
        }),
        culprits: shown,
        scope: Some(scope.clone()),
        retained_bytes: Some(retained),
        bytes_per_test: Some(typical),
        confidence,
        evidence: vec![sentence],
        hint: Some(hint::mend(artifact.run.framework, cause, None).text),
        reproduce: Some(reproduce::repeated(artifact, &users)),
        ..explained_by(Kind::Leak, cause, row, explained)
    })
}

/// A finding with what instruments showed.
fn explained_by(
    kind: Kind,
    cause: Cause,
    row: Option<&HolderRow>,
    explained: Option<&Explained>,
) -> Finding {
    Finding {
        scope: row.and_then(|row| row.scope.clone()),
        holder: row.and_then(|row| row.name.clone()),
        object_type: row.and_then(|row| row.entry_type.clone()),
        objects_per_test: row
            .filter(|row| row.entries > 0)
            .map(|row| row.entries as f64),
        holder_path: row.map(|row| row.path.clone()).unwrap_or_default(),
        lines: explained.and_then(|e| e.lines.clone()).unwrap_or_default(),
        types: explained.map(|e| e.types.clone()).unwrap_or_default(),
        files: explained.map(|e| opened(&e.files)).unwrap_or_default(),
        ..Finding::new(kind, cause)
    }
}

#[cfg(test)]
mod tests;
