//! The victims of memory deaths, each run alone in a fresh process: which of them need too much themselves.

use super::confirm::{Judged, confirmed};
use super::hunt_event::HuntEvent;
use super::suspects::SUSPECT_BYTES;
use super::{HEAVY_PART, hint};
use oomscope_shared::Ending;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::finding::{Cause, Finding, Kind};
use oomscope_shared::message::{Message, messages};
use oomscope_shared::reproduce;

/// A victim, run alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Alone<'a> {
    /// The batch that died while it ran.
    pub batch: u32,
    /// The test.
    pub test: u32,
    /// What its process told.
    pub told: &'a [HuntEvent],
    /// How that ended.
    pub ending: Ending,
    /// The highest memory of it, in bytes.
    pub peak_bytes: Option<u64>,
    /// What a batch may have, in bytes.
    pub limit_bytes: Option<u64>,
}

/// A test that needs too much at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Hog {
    /// The finding.
    pub finding: Finding,
    /// Whether it died alone, too.
    pub died: bool,
}

impl Alone<'_> {
    /// Whether it kept so much that it may be at fault for other deaths than its own.
    pub fn is_suspect(&self) -> bool {
        let alone = confirmed(self.told);
        let kept = alone.tests.get(&self.test).map_or(0, Judged::first);
        kept >= SUSPECT_BYTES as i64
    }

    /// What speaks against it: that it dies of memory there too, or needs so much that hardly anything may lie
    /// beside it.
    pub fn hog(&self, artifact: &Artifact) -> Option<Hog> {
        let batch = self.batch;
        let is_dead = matches!(self.ending, Ending::OutOfMemory | Ending::OverLimit);
        // It may have died in its imports, before the test itself.
        let was_running = confirmed(self.told).running == Some(self.test) || self.told.is_empty();
        if is_dead && was_running {
            let evidence = match self.peak_bytes {
                Some(peak_bytes) => messages::EvidenceDiedAgainAt { batch, peak_bytes }.into(),
                None => messages::EvidenceDiedAgain { batch }.into(),
            };
            return Some(self.accused(artifact, self.peak_bytes, true, evidence));
        }
        let (needed_bytes, limit_bytes) = (self.needed_bytes()?, self.limit_bytes?);
        let evidence = messages::EvidenceNeedsAlone {
            batch,
            needed_bytes,
            limit_bytes,
        };
        (needed_bytes >= limit_bytes / HEAVY_PART)
            .then(|| self.accused(artifact, Some(needed_bytes), false, evidence.into()))
    }

    /// What it needed beyond what its process had before the test, in bytes.
    fn needed_bytes(&self) -> Option<u64> {
        let base = self.told.iter().find_map(|told| match told {
            HuntEvent::Base { live } => Some(live.anon.max(0).unsigned_abs()),
            _ => None,
        });
        Some(self.peak_bytes?.saturating_sub(base.unwrap_or(0)))
    }

    fn accused(
        &self,
        artifact: &Artifact,
        needed_bytes: Option<u64>,
        died: bool,
        evidence: Message,
    ) -> Hog {
        let id = artifact.test_id(self.test).to_owned();
        let cause = Cause::LargeTransient;
        let finding = Finding {
            retained_bytes: needed_bytes,
            bytes_per_test: needed_bytes,
            confidence: if died { 0.97 } else { 0.6 },
            evidence: vec![evidence],
            hint: Some(hint::mend(artifact.run.framework, cause, None).text),
            reproduce: Some(reproduce::once(artifact, &id)),
            culprits: vec![id],
            ..Finding::new(Kind::Hog, cause)
        };
        Hog { finding, died }
    }
}

/// Those that stay beside what else was found. A test that could not live beside what others leaked is a
/// victim; one that dies alone is not.
pub fn at_fault(hogs: Vec<Hog>, has_leaks: bool) -> impl Iterator<Item = Finding> {
    let at_fault = hogs.into_iter().filter(move |hog| hog.died || !has_leaks);
    at_fault.map(|hog| hog.finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hunt_event::Live;
    use oomscope_shared::ending::Outcome;
    use oomscope_shared::testing;
    use oomscope_shared::units::MIB;

    fn hog(ending: Ending, told: &[HuntEvent], peak_mib: u64) -> Option<Hog> {
        let told_of = testing::pytest().test("tests/test_a.py::test_a", Outcome::Died, -1, -1);
        let artifact = told_of.batch(Ending::OverLimit, 400).done();
        let alone = Alone {
            batch: 1,
            test: 0,
            told,
            ending,
            peak_bytes: Some(peak_mib * MIB),
            limit_bytes: Some(400 * MIB),
        };
        alone.hog(&artifact)
    }

    fn base(anon_mib: i64) -> HuntEvent {
        HuntEvent::Base {
            live: Live {
                anon: anon_mib << 20,
                ..Live::default()
            },
        }
    }

    #[test]
    fn a_test_that_dies_alone_too_is_a_hog_beside_any_leak() {
        let begun = [base(60), HuntEvent::Begin { round: 1, test: 0 }];
        let hog = hog(Ending::OverLimit, &begun, 401).unwrap();
        assert_eq!(
            hog.finding.evidence[0],
            "Batch 1 died of memory while it ran, and alone in a fresh process it died again at 401 MiB."
        );
        assert_eq!(at_fault(vec![hog], true).count(), 1);
    }

    #[test]
    fn one_that_needs_half_of_the_limit_is_one_where_nobody_leaks() {
        assert_eq!(hog(Ending::Passed, &[base(60)], 259), None);
        let hog = hog(Ending::Passed, &[base(60)], 260).unwrap();
        assert_eq!(
            hog.finding.evidence[0],
            "Batch 1 died of memory while it ran. Alone it needs 200 MiB of the 400 MiB that a batch \
             may have."
        );
        assert_eq!(at_fault(vec![hog.clone()], true).count(), 0);
        assert_eq!(at_fault(vec![hog], false).count(), 1);
    }

    #[test]
    fn who_dies_after_the_test_is_judged_by_what_was_needed() {
        assert_eq!(hog(Ending::OverLimit, &[base(300)], 401), None);
    }
}
