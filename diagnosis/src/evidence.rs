//! What a finding rests on, in sentences and figures, and what was looked at and is none.

use std::collections::BTreeSet;

use super::GROWTH_FLOOR;
use super::confirm::Judged;
use super::findings::{Evidence, Verdicts};
use super::slope::{Shape, median};
use super::told::HolderRow;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::finding::{Cause, Confirmation, Finding};
use oomscope_shared::units::{bytes, count};

pub(super) fn confirmation(
    artifact: &Artifact,
    evidence: &Evidence,
    judged: &Judged,
) -> Confirmation {
    let mut kept = 0;
    Confirmation {
        test: artifact.test_id(judged.test).to_owned(),
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

/// What the tests that were not suspected left alive in a repetition, in bytes. Resident memory would not
/// do: it moves with what the others take and give back.
fn control_slope(evidence: &Evidence) -> Option<f64> {
    let slopes: Vec<f64> = evidence
        .controls
        .iter()
        .filter_map(|test| evidence.confirmed.get(test))
        .filter(|judged| judged.runs.len() > 1)
        .map(|judged| {
            let later = &judged.runs[1..];
            let alive: i64 = later.iter().map(|ran| ran.grown.alive()).sum();
            alive as f64 / later.len() as f64
        })
        .collect();
    (!slopes.is_empty()).then(|| median(&slopes))
}

/// How sure a finding is. A steady slope is worth most; a name for the holder adds to it.
pub(super) fn confidence(
    representative: Option<&Judged>,
    is_sequence: bool,
    row: Option<&HolderRow>,
) -> f64 {
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

/// What a finding about some tests was drawn from.
pub(super) struct Basis<'a> {
    pub artifact: &'a Artifact,
    pub evidence: &'a Evidence,
    pub tests: &'a BTreeSet<u32>,
    /// The one among them whose repetitions are shown.
    pub representative: Option<&'a Judged>,
    /// Whether they grow in the order of the run only.
    pub is_sequence: bool,
    pub row: Option<&'a HolderRow>,
    /// Those among them that time did not allow to run again.
    pub not_run_again: &'a BTreeSet<u32>,
}

/// What the finding rests on, in sentences.
pub(super) fn sentences(basis: &Basis<'_>, finding: &Finding) -> Vec<String> {
    let Basis {
        artifact,
        evidence,
        tests,
        representative,
        is_sequence,
        row,
        not_run_again,
    } = *basis;
    let id = |test: u32| artifact.test_id(test).to_owned();
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
        .filter(|test| !evidence.confirmed.contains_key(test) && !not_run_again.contains(test))
        .count();
    let alike = tests.intersection(not_run_again).count();
    if once > 0 {
        told.push(format!(
            "{} of the {} were repeated; {once} further ones were run once after them, and each added to the same \
             holder.",
            tests.len() - once - alike,
            count(tests.len(), "culprit")
        ));
    }
    if alike > 0 {
        told.push(format!(
            "{alike} of them were not run again for want of time; in the run they kept as much as the others."
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
                oomscope_shared::Ending::OutOfMemory | oomscope_shared::Ending::OverLimit
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
pub(super) fn notes(artifact: &Artifact, evidence: &Evidence, verdicts: &mut Verdicts) {
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
            artifact.test_id(largest.test).to_owned(),
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
            artifact.test_id(one.test).to_owned()
        ));
    }
}
