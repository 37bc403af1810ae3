//! One run, in the figures a comparison shows.

use super::SideFigures;
use crate::artifact::{Artifact, Batch, Pass};
use crate::ending::{Ending, Outcome};
use crate::message::{Key, Message};

/// The batches that are compared: those in which the tests ran for the first time. What the hunt runs
/// again, on purpose and many times over, says nothing about what the suite needs.
pub(super) fn observed(artifact: &Artifact) -> impl Iterator<Item = &Batch> {
    artifact
        .batches
        .iter()
        .filter(|batch| batch.pass == Pass::Observe)
}

/// Highest memory of any batch that is compared, in bytes.
pub(super) fn peak_bytes(artifact: &Artifact) -> Option<u64> {
    observed(artifact)
        .filter_map(|batch| batch.peak_bytes)
        .max()
}

pub(super) fn memory_deaths(artifact: &Artifact) -> usize {
    observed(artifact)
        .filter(|batch| batch.ending.is_memory_death())
        .count()
}

pub(super) fn other_deaths(artifact: &Artifact) -> usize {
    observed(artifact)
        .filter(|batch| batch.ending.is_death() && !batch.ending.is_memory_death())
        .count()
}

/// Deaths that may have been of memory without leaving a proof: a signal from elsewhere, an abort.
pub(super) fn unexplained_deaths(artifact: &Artifact) -> usize {
    observed(artifact)
        .filter(|batch| {
            matches!(
                batch.ending,
                Ending::Terminated | Ending::Killed | Ending::Crashed
            )
        })
        .count()
}

/// Whether deaths hide the true peak of `artifact`. After a death the remaining tests go on in a fresh
/// process, so what one process would have reached is not known. Deaths that are not of memory and
/// that the other run has in the same number cut both runs alike, and hide nothing.
pub(super) fn hides_peak(artifact: &Artifact, other: &Artifact) -> bool {
    let deaths = other_deaths(artifact);
    memory_deaths(artifact) > 0 || (deaths > 0 && deaths != other_deaths(other))
}

pub(super) fn figures(artifact: &Artifact, other: &Artifact, name: Key) -> SideFigures {
    let run = &artifact.run;
    let outcomes = Outcome::ALL;
    SideFigures {
        name: run
            .label
            .as_ref()
            .map_or_else(|| name.into(), Message::quote),
        command: run.command.join(" "),
        commit: run.git.as_ref().map(|git| {
            let short: String = git.commit.chars().take(8).collect();
            if git.dirty == Some(true) {
                short + "+"
            } else {
                short
            }
        }),
        started_at: run.started_at.clone(),
        tests: artifact.tests.len(),
        outcomes: outcomes
            .into_iter()
            .map(|outcome| (outcome, artifact.tests.count(outcome)))
            .filter(|(_, count)| *count > 0)
            .collect(),
        batches: observed(artifact).count(),
        memory_deaths: memory_deaths(artifact),
        other_deaths: other_deaths(artifact),
        limit_bytes: artifact.limits.memory.as_ref().map(|limit| limit.bytes),
        batch_size: run.plan.batch_size,
        peak_bytes: peak_bytes(artifact),
        peak_is_at_least: hides_peak(artifact, other),
        retained_bytes: artifact.retained_bytes(),
        completion: run.completion,
        duration_ms: artifact.suite_ms(),
    }
}
