//! What happened in a run as spans and moments on one time line, for the viewers of traces.

use std::collections::HashMap;

use oomscope_shared::answer::explain_ending;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::finding::Finding;
use oomscope_shared::finding_text::headline;

/// A test that ran.
pub(super) struct TestSpan {
    /// Its position in the columns.
    pub(super) test: u32,
    /// When it began, in microseconds since the start of the run.
    pub(super) start_us: u64,
    /// When it ended. A test that was cut off ends with its batch.
    pub(super) end_us: u64,
}

/// The tests that ran, in the order in which they began.
pub(super) fn test_spans(artifact: &Artifact) -> Vec<TestSpan> {
    let ends = artifact.batches.iter();
    let ends: HashMap<u32, u64> = ends
        .map(|batch| {
            (
                batch.index,
                batch
                    .start_ms
                    .saturating_add(batch.duration_ms)
                    .saturating_mul(1000),
            )
        })
        .collect();
    let mut spans: Vec<TestSpan> = artifact
        .tests
        .rows()
        .filter_map(|row| {
            let start_us = row.start_us?;
            let end_us = match row.duration_us {
                Some(duration) => start_us.saturating_add(duration),
                None => (*ends.get(&row.batch?)?).max(start_us),
            };
            Some(TestSpan {
                test: row.index,
                start_us,
                end_us,
            })
        })
        .collect();
    oomscope_quick::order::arrange(&mut spans, &|a, b| {
        (a.start_us, a.test).cmp(&(b.start_us, b.test))
    });
    spans
}

/// Something that has a time and no length.
pub(super) struct Moment<'a> {
    /// When, in milliseconds since the start of the run.
    pub(super) at_ms: u64,
    /// What, as a sentence.
    pub(super) text: String,
    /// The finding, where it is one.
    pub(super) finding: Option<&'a Finding>,
}

/// Deaths of batches, and findings. A finding has no time of its own: it stands where the first of its
/// culprits ended, or at the end of the run.
pub(super) fn moments(artifact: &Artifact) -> Vec<Moment<'_>> {
    let deaths = super::all_batches(artifact)
        .filter(|batch| batch.ending.is_death())
        .map(|batch| Moment {
            at_ms: batch.start_ms + batch.duration_ms,
            text: explain_ending(batch).english(),
            finding: None,
        });
    let tests = &artifact.tests;
    let findings = artifact.findings.iter().map(|finding| {
        let culprit = finding.culprits.first();
        let at = culprit.and_then(|id| tests.id.iter().position(|other| other == id));
        let row = at.and_then(|at| tests.row(at));
        let end_us = row.and_then(|row| Some(row.start_us? + row.duration_us.unwrap_or_default()));
        Moment {
            at_ms: end_us.map_or(artifact.run.duration_ms, |us| us / 1000),
            text: headline(finding).english(),
            finding: Some(finding),
        }
    });
    deaths.chain(findings).collect()
}
