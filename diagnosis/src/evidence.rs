//! What a finding rests on, and what was looked at and is none.

use std::collections::BTreeSet;

use super::confirm::Judged;
use super::gathered::{Evidence, Verdicts};
use super::hunt_event::HolderRow;
use super::slope::{Shape, median};
use super::{GROWTH_FLOOR, size};
use oomscope_shared::Ending;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::finding::{Cause, Confirmation, Finding, told_interval};
use oomscope_shared::message::{Message, messages};

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
    let by_slope = match is_sequence {
        true => 0.6,
        false => by_slope(representative),
    };
    match row {
        Some(row) if row.name.is_some() => f64::min(by_slope + 0.04, 0.99),
        _ => by_slope - 0.1,
    }
}

/// How sure the repetitions alone make it.
pub(super) fn by_slope(representative: Option<&Judged>) -> f64 {
    match representative.and_then(|judged| judged.slope) {
        Some(slope) if slope.steps >= 3 && slope.low() > slope.mean * 0.5 => 0.95,
        Some(slope) if slope.steps >= 2 => 0.85,
        _ => 0.6,
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

/// What the finding rests on.
pub(super) fn sentences(basis: &Basis<'_>, finding: &Finding) -> Vec<Message> {
    let Basis {
        artifact,
        evidence,
        tests,
        representative,
        is_sequence,
        row,
        not_run_again,
    } = *basis;
    let mut told: Vec<Message> = Vec::new();
    if let Some(judged) = representative {
        told.extend(match is_sequence {
            true => Some(in_sequence(artifact, judged, tests.len())),
            false => repeated(artifact, judged),
        });
    }
    told.extend(controls(evidence));
    if let (Some(holder), Some(row)) = (finding.holder.as_deref(), row) {
        told.push(match u64::try_from(row.entries) {
            Ok(objects @ 1..) => messages::EvidenceNewObjects {
                objects,
                object_type: finding.object_type.as_deref().unwrap_or("object"),
                holder,
            }
            .into(),
            _ => messages::EvidenceHolderGrew { holder }.into(),
        });
    }
    told.extend(native(evidence, tests));
    if finding.cause == Cause::Fixture
        && let Some(released) = evidence.released
        && released >= GROWTH_FLOOR
    {
        let released_bytes = released.unsigned_abs();
        told.push(messages::EvidenceReleased { released_bytes }.into());
    }
    let swept: BTreeSet<u32> = evidence.swept.iter().map(|swept| swept.ran.test).collect();
    let once = tests
        .iter()
        .filter(|test| swept.contains(test) && !evidence.confirmed.contains_key(test))
        .count();
    let is_run_again = |test: &&u32| {
        evidence.confirmed.contains_key(test)
            || swept.contains(test)
            || not_run_again.contains(test)
    };
    let in_run = tests
        .iter()
        .filter(|test| !is_run_again(test) && evidence.seen.contains_key(test));
    let in_run = in_run.count();
    let alike = tests.intersection(not_run_again).count();
    if once > 0 {
        let (repeated, culprits) = (tests.len() - once - alike - in_run, tests.len());
        let has_holder = finding.holder.is_some() && finding.cause != Cause::RunnerReports;
        told.push(match has_holder {
            true => messages::EvidenceRunOnce {
                repeated,
                culprits,
                once,
            }
            .into(),
            false => messages::EvidenceRunOnceLike {
                repeated,
                culprits,
                once,
            }
            .into(),
        });
    }
    if in_run > 0 {
        told.push(messages::EvidenceSeenInRun { tests: in_run }.into());
    }
    if alike > 0 {
        told.push(messages::EvidenceNotRunAgain { tests: alike }.into());
    }
    for (enabler, growing) in &evidence.enablers {
        if growing.iter().any(|test| tests.contains(test)) {
            let test = artifact.test_id(*enabler);
            told.push(messages::EvidenceEnabler { test }.into());
        }
    }
    told.extend(victims(artifact, tests));
    told
}

/// What native code took, by the call of Python that it did it in.
fn native(evidence: &Evidence, tests: &BTreeSet<u32>) -> Option<Message> {
    let mut explained = evidence.explained.iter();
    let explained = explained.find(|e| tests.contains(&e.ran.test) && !e.native.is_empty())?;
    let most = &explained.native[0];
    let (each_bytes, blocks) = (size(most.bytes), size(most.blocks.round()));
    let (function, library) = (most.function.as_str(), most.library.as_str());
    let entry = most.entry.as_str();
    Some(match &most.site {
        Some(site) => {
            let place = format!("{}:{}", site.file, site.line);
            let place = place.as_str();
            let told = messages::EvidenceNativeCalled {
                place,
                entry,
                library,
                function,
                each_bytes,
                blocks,
            };
            told.into()
        }
        None => {
            let told = messages::EvidenceNativeTook {
                library,
                function,
                each_bytes,
                blocks,
            };
            told.into()
        }
    })
}

/// Why tests that keep so little together are no finding.
pub(super) fn too_little(artifact: &Artifact, tests: &BTreeSet<u32>, kept_bytes: u64) -> Message {
    let first = tests.first().map(|test| artifact.test_id(*test));
    let test = first.unwrap_or_default();
    match tests.len() {
        1 => messages::NoteTooLittle { test, kept_bytes }.into(),
        _ => messages::NoteTooLittleTogether { test, kept_bytes }.into(),
    }
}

/// What those kept that nothing speaks against.
pub(super) fn controls(evidence: &Evidence) -> Option<Message> {
    let each_bytes = size(control_slope(evidence)?);
    Some(messages::EvidenceControls { each_bytes }.into())
}

/// The victims of memory deaths that are none of these tests.
pub(super) fn victims(artifact: &Artifact, tests: &BTreeSet<u32>) -> Vec<Message> {
    let of_memory = (artifact.batches.iter())
        .filter(|batch| matches!(batch.ending, Ending::OutOfMemory | Ending::OverLimit));
    let victims = of_memory.filter_map(|batch| {
        let victim = batch.victim.filter(|victim| !tests.contains(victim))?;
        let victim = messages::EvidenceVictim {
            batch: batch.index,
            test: artifact.test_id(victim),
        };
        Some(victim.into())
    });
    victims.collect()
}

/// What a test showed that grows in the order of the run only.
fn in_sequence(artifact: &Artifact, judged: &Judged, tests: usize) -> Message {
    messages::EvidenceSequence {
        test: artifact.test_id(judged.test),
        kept_bytes: size(judged.first() as f64),
        tests,
    }
    .into()
}

/// What the repetitions of one test showed.
pub(super) fn repeated(artifact: &Artifact, judged: &Judged) -> Option<Message> {
    let test = artifact.test_id(judged.test);
    let slope = judged.slope?;
    let (times, each_bytes) = (judged.growth.len(), size(slope.mean));
    Some(match slope.interval.and_then(told_interval) {
        Some((low, high)) => messages::EvidenceRepeatedBetween {
            times,
            test,
            each_bytes,
            low_bytes: size(low),
            high_bytes: size(high),
        }
        .into(),
        None => messages::EvidenceRepeated {
            times,
            test,
            each_bytes,
        }
        .into(),
    })
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
        let once = messages::NoteFirstTimeOnly {
            tests: settled.len(),
            test: artifact.test_id(largest.test),
            kept_bytes: size(largest.first() as f64),
        };
        verdicts.notes.push(once.into());
    }
    let unclear: Vec<&Judged> = evidence
        .confirmed
        .values()
        .filter(|j| j.shape == Shape::Unclear)
        .collect();
    if let Some(one) = unclear.first() {
        let irregular = messages::NoteIrregular {
            tests: unclear.len(),
            test: artifact.test_id(one.test),
        };
        verdicts.notes.push(irregular.into());
    }
}
