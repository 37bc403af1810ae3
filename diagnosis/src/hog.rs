//! The victims of memory deaths, each run alone in a fresh process: which of them need too much themselves.

use super::confirm::{Judged, confirmed};
use super::gathered::opened;
use super::hunt_event::{HuntEvent, Peaked};
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

/// What a test must need of the limit itself, or else it is what the imports take that leaves too little.
const OWN_PART: u64 = 4;
/// How near to the limit a test must come with its imports to be what breaks it: the hunt weighs something, too.
const BREAKS: f64 = 0.9;
/// Share of what a test needs that child processes, files or large variables must have to be the cause.
const CHILD_SHARE: f64 = 0.5;
const FILE_SHARE: f64 = 0.05;
const VARIABLE_SHARE: f64 = 0.3;
/// How many variables and processes are told.
const TOLD: usize = 3;

/// A test that needs too much at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Hog {
    /// Number of the test.
    pub test: u32,
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
        Hog {
            test: self.test,
            finding,
            died,
        }
    }
}

impl Hog {
    /// Puts to it what was seen of its peak with more room. A note instead, where it is not the test that needs the
    /// room.
    ///
    /// # Errors
    /// What the imports take is why it died.
    pub fn explained(
        mut self,
        peaked: &Peaked,
        artifact: &Artifact,
        limit_bytes: Option<u64>,
    ) -> Result<Self, Message> {
        let (base_bytes, needed_bytes) = (peaked.base, peaked.needed);
        let limit_bytes = limit_bytes.unwrap_or(u64::MAX);
        let is_small = needed_bytes < limit_bytes / OWN_PART && needed_bytes < base_bytes;
        let fits = ((base_bytes + needed_bytes) as f64) < limit_bytes as f64 * BREAKS;
        if self.died && (is_small || fits && base_bytes >= limit_bytes / HEAVY_PART) {
            return Err(messages::NoteImportsTake {
                test: artifact.test_id(self.test),
                base_bytes,
                needed_bytes,
                limit_bytes,
            }
            .into());
        }
        let cause = cause(peaked);
        let finding = &mut self.finding;
        finding.evidence.push(
            messages::EvidencePeakOwn {
                base_bytes,
                needed_bytes,
            }
            .into(),
        );
        put(finding, peaked);
        finding.cause = cause;
        finding.hint = Some(hint::less_at_once(cause));
        Ok(self)
    }
}

/// Puts to a finding what made up a peak, of a test or of the import of a module.
pub fn put(finding: &mut Finding, peaked: &Peaked) {
    let share = |bytes: u64| bytes as f64 / peaked.needed.max(1) as f64;
    let large = (peaked.variables.iter()).filter(|variable| share(variable.bytes) >= FILE_SHARE);
    for variable in large.take(TOLD) {
        let place = format!("{}:{}", variable.file, variable.line);
        finding.evidence.push(
            messages::EvidencePeakVariable {
                name: &variable.name,
                function: &variable.function,
                place: &place,
                object_type: &variable.kind,
                shape: &variable.shape,
                size_bytes: variable.bytes,
            }
            .into(),
        );
    }
    let children = (peaked.children.iter()).filter(|(_, bytes)| share(*bytes) >= FILE_SHARE);
    for (command, size_bytes) in children.take(TOLD) {
        let size_bytes = *size_bytes;
        finding.evidence.push(
            messages::EvidencePeakChild {
                command,
                size_bytes,
            }
            .into(),
        );
    }
    finding.retained_bytes = Some(peaked.needed);
    finding.bytes_per_test = Some(peaked.needed);
    finding.lines.clone_from(&peaked.lines);
    finding.files = opened(&peaked.files);
}

/// What most of it is.
fn cause(peaked: &Peaked) -> Cause {
    let share = |bytes: u64| bytes as f64 / peaked.needed.max(1) as f64;
    let children: u64 = peaked.children.iter().map(|(_, bytes)| bytes).sum();
    let files: u64 = peaked.files.iter().map(|(_, bytes)| bytes).sum();
    let variables = |module: &[&str]| -> u64 {
        let of = (peaked.variables.iter()).filter(|variable| {
            module
                .iter()
                .any(|module| variable.kind.starts_with(module))
        });
        of.map(|variable| variable.bytes).sum()
    };
    if share(children) >= CHILD_SHARE {
        Cause::ChildProcess
    } else if share(variables(&["pandas.", "polars."])) >= VARIABLE_SHARE {
        Cause::Dataframe
    } else if share(files) >= FILE_SHARE {
        Cause::FileLoad
    } else if share(variables(&["numpy.", "torch.", "array."])) >= VARIABLE_SHARE {
        Cause::Array
    } else {
        Cause::LargeTransient
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
    use crate::hunt_event::{Live, Variable};
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

    fn peaked(base_mib: u64, needed_mib: u64) -> Peaked {
        Peaked {
            test: 0,
            base: base_mib * MIB,
            needed: needed_mib * MIB,
            lines: vec![],
            variables: vec![],
            files: vec![],
            children: vec![],
        }
    }

    fn explained(peaked: &Peaked) -> Result<Finding, Message> {
        let artifact = testing::pytest()
            .test("tests/test_a.py::test_a", Outcome::Died, -1, -1)
            .batch(Ending::OverLimit, 400)
            .done();
        let begun = [base(60), HuntEvent::Begin { round: 1, test: 0 }];
        let hog = hog(Ending::OverLimit, &begun, 401).unwrap();
        let explained = hog.explained(peaked, &artifact, Some(400 * MIB));
        explained.map(|hog| hog.finding)
    }

    #[test]
    fn a_test_is_judged_above_what_its_imports_take() {
        let note = explained(&peaked(380, 5)).unwrap_err();
        assert_eq!(
            note.english(),
            "tests/test_a.py::test_a died of memory, but needs only 5.0 MiB itself: imports and collection take \
             380 MiB of the 400 MiB that a batch may have."
        );
        let finding = explained(&peaked(60, 500)).unwrap();
        assert_eq!(finding.retained_bytes, Some(500 * MIB));
        assert_eq!(finding.cause, Cause::LargeTransient);
    }

    #[test]
    fn what_makes_up_the_peak_is_the_cause() {
        let of = |change: &dyn Fn(&mut Peaked)| {
            let mut peaked = peaked(60, 500);
            change(&mut peaked);
            explained(&peaked).unwrap().cause
        };
        let files = |peaked: &mut Peaked| peaked.files = vec![("data.csv".to_owned(), 90 * MIB)];
        assert_eq!(of(&files), Cause::FileLoad);
        let children =
            |peaked: &mut Peaked| peaked.children = vec![("ffmpeg -i a.mp4".to_owned(), 400 * MIB)];
        assert_eq!(of(&children), Cause::ChildProcess);
        let variable = |kind: &str, peaked: &mut Peaked| {
            peaked.variables = vec![Variable {
                file: "app.py".to_owned(),
                line: 3,
                function: "load".to_owned(),
                name: "rows".to_owned(),
                kind: kind.to_owned(),
                shape: "1000 x 20".to_owned(),
                bytes: 200 * MIB,
            }];
        };
        assert_eq!(
            of(&|it| variable("pandas.core.frame.DataFrame", it)),
            Cause::Dataframe
        );
        assert_eq!(of(&|it| variable("numpy.ndarray", it)), Cause::Array);
        assert_eq!(of(&|it| variable("list", it)), Cause::LargeTransient);
    }

    #[test]
    fn who_dies_after_the_test_is_judged_by_what_was_needed() {
        assert_eq!(hog(Ending::OverLimit, &[base(300)], 401), None);
    }
}
