//! The hunt in programs of native code: the tests of a batch run several times over in one process, which the profiler
//! watches. Which, and what that means, is decided in `oomscope_diagnosis::native::hunt`.

use std::collections::BTreeSet;
use std::time::Instant;

use oomscope_diagnosis::native::hunt::{self, Group, Seen, Watched};
use oomscope_shared::Artifact;
use oomscope_shared::artifact::Pass;
use oomscope_shared::finding::{Finding, Kind};
use oomscope_shared::message::Key;

use super::Engine;
use super::dumping::Dumping;
use super::outside::Told;
use crate::driver::{ReadDumps, source};
use crate::error::Failure;

/// Draws a finding anew for each of some parts of its tests, where each is worth one.
pub(super) type DrawApart<'a> = &'a dyn Fn(&[BTreeSet<u32>]) -> Option<Vec<Finding>>;

/// Share of the time that is left which one process may take.
const SHARE: f64 = 0.5;
/// How often a test that fails only when it is repeated may be left out.
const ATTEMPTS: usize = 3;
/// Rounds of a test that is repeated alone.
const ALONE: u32 = 4;

impl Engine<'_> {
    /// Repeats the tests of batches until all were, or the time is up. Returns whether any came so far.
    pub(super) fn watched(
        &mut self,
        read: ReadDumps<Watched>,
        artifact: &Artifact,
        is_asked: bool,
        deadline: Instant,
        told: &mut Told,
    ) -> Result<bool, Failure> {
        let mut has_seen = false;
        for group in hunt::groups(artifact, is_asked) {
            if told.stopped_by.is_some() {
                break;
            }
            if has_seen && Instant::now() >= deadline {
                told.undone.push(Key::UndoneTimeSuspects.into());
                break;
            }
            has_seen |= self.group(read, artifact, group, deadline, told)?;
        }
        Ok(has_seen)
    }

    fn group(
        &mut self,
        read: ReadDumps<Watched>,
        artifact: &Artifact,
        mut group: Group,
        deadline: Instant,
        told: &mut Told,
    ) -> Result<bool, Failure> {
        for _ in 0..ATTEMPTS {
            let left = deadline.saturating_duration_since(Instant::now());
            let seconds = left.as_secs_f64() * SHARE;
            let rounds = hunt::rounds(artifact, &group.tests, self.plan.repeat, seconds);
            let dumping = Dumping::watched(Pass::Confirm, group.tests.clone(), rounds);
            let dumped = self.dump(read, dumping, deadline, told)?;
            // One that sets something for good can run only once in a process.
            group.tests.retain(|test| !dumped.failed.contains(test));
            let blind = dumped.said.as_ref().and_then(|watched| watched.blind);
            if let Some(watched) = dumped.said
                && let Some(seen) = Seen::of(artifact, group.clone(), &watched)
            {
                self.whose(read, artifact, seen, &watched, deadline, told)?;
                return Ok(true);
            }
            if let Some(blind) = blind {
                told.not_seen(blind);
                break;
            }
            if dumped.failed.is_empty() || group.tests.is_empty() || told.stopped_by.is_some() {
                break;
            }
        }
        Ok(false)
    }

    /// Repeats tests alone where no stack says whose it is, and draws findings.
    fn whose(
        &mut self,
        read: ReadDumps<Watched>,
        artifact: &Artifact,
        mut seen: Seen,
        watched: &Watched,
        deadline: Instant,
        told: &mut Told,
    ) -> Result<(), Failure> {
        for test in seen.untold() {
            if told.stopped_by.is_some() {
                break;
            }
            if Instant::now() >= deadline {
                told.undone.push(Key::UndoneTimeSuspects.into());
                break;
            }
            let dumping = Dumping::watched(Pass::Explain, vec![test], ALONE);
            if let Some(alone) = self.dump(read, dumping, deadline, told)?.said {
                seen.add_alone(test, &alone);
            }
        }
        let verdicts = hunt::verdicts(artifact, &seen, &watched.folder, &source);
        told.findings.extend(verdicts.findings);
        told.notes.extend(verdicts.notes);
        Ok(())
    }

    /// Adds to those that were seen to grow where what stays was taken, and tells apart those that take by different
    /// functions, which `apart` draws anew.
    pub(super) fn what_stays(
        &mut self,
        read: ReadDumps<Watched>,
        artifact: &Artifact,
        findings: Vec<Finding>,
        apart: DrawApart<'_>,
        deadline: Instant,
        told: &mut Told,
    ) -> Result<(), Failure> {
        let mut rest = findings.into_iter();
        for (at, finding) in rest.by_ref().enumerate() {
            if told.stopped_by.is_some() {
                told.findings.push(finding);
                break;
            }
            // The largest is always looked at.
            if at > 0 && Instant::now() >= deadline {
                told.undone.push(Key::UndoneTimeGrowers.into());
                told.findings.push(finding);
                break;
            }
            let tests = culprits(artifact, &finding);
            let left = deadline.saturating_duration_since(Instant::now());
            let seconds = left.as_secs_f64() * SHARE;
            let rounds = hunt::rounds(artifact, &tests, self.plan.repeat, seconds);
            let dumping = Dumping::watched(Pass::Explain, tests.clone(), rounds);
            let Some(watched) = self.dump(read, dumping, deadline, told)?.said else {
                told.findings.push(finding);
                continue;
            };
            let takers = hunt::by_taker(artifact, &tests, &watched);
            let parts = apart(&takers).filter(|_| takers.len() > 1);
            for mut finding in parts.unwrap_or_else(|| vec![finding]) {
                let is_told = hunt::what_stays(&mut finding, artifact, &tests, &watched, &source);
                if let (false, Some(blind)) = (is_told, watched.blind) {
                    told.not_seen(blind);
                }
                told.findings.push(finding);
            }
        }
        told.findings.extend(rest);
        Ok(())
    }

    /// Adds to those that need too much at once where most was taken.
    pub(super) fn peaks(
        &mut self,
        read: ReadDumps<Watched>,
        artifact: &Artifact,
        deadline: Instant,
        told: &mut Told,
    ) -> Result<(), Failure> {
        for at in 0..told.findings.len() {
            let finding = &told.findings[at];
            let is_plain = finding.kind == Kind::Hog && finding.lines.is_empty();
            let test = culprits(artifact, finding).first().copied();
            let Some(test) = test.filter(|_| is_plain && Instant::now() < deadline) else {
                continue;
            };
            let dumping = Dumping::watched(Pass::Explain, vec![test], 1);
            if let Some(watched) = self.dump(read, dumping, deadline, told)?.said {
                let is_told = hunt::at_the_peak(&mut told.findings[at], &watched, &source);
                if let (false, Some(blind)) = (is_told, watched.blind) {
                    told.not_seen(blind);
                }
            }
        }
        Ok(())
    }
}

/// The numbers of a finding's tests.
fn culprits(artifact: &Artifact, finding: &Finding) -> Vec<u32> {
    let rows = artifact.tests.rows().map(|row| row.index);
    rows.filter(|test| {
        finding
            .culprits
            .iter()
            .any(|id| id == artifact.test_id(*test))
    })
    .collect()
}
