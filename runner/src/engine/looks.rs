//! The hunt where a process can look at itself between rounds of its tests: which packages are repeated, and what
//! that means, is decided in `oomscope_diagnosis::golang::hunt`.

use std::time::Instant;

use oomscope_diagnosis::golang::hunt::{self, Looked, Package, Rounds, Seen};
use oomscope_shared::Artifact;
use oomscope_shared::artifact::Pass;
use oomscope_shared::message::Key;

use super::Engine;
use super::dumping::Dumping;
use super::outside::Told;
use crate::driver::{ReadDumps, source};
use crate::error::Failure;

/// Share of the time that is left which one process may take.
const SHARE: f64 = 0.5;

impl Engine<'_> {
    /// Repeats the tests of packages until all were, or the time is up. Returns whether there were any that could
    /// be looked at.
    pub(super) fn looks(
        &mut self,
        read: ReadDumps<Looked>,
        artifact: &Artifact,
        is_asked: bool,
        deadline: Instant,
        told: &mut Told,
    ) -> Result<bool, Failure> {
        let mut has_looked = false;
        for package in hunt::packages(artifact, is_asked) {
            if told.stopped_by.is_some() {
                break;
            }
            if has_looked && Instant::now() >= deadline {
                told.undone.push(Key::UndoneTimeSuspects.into());
                break;
            }
            has_looked |= self.package(read, artifact, package, deadline, told)?;
        }
        Ok(has_looked)
    }

    /// Returns whether the process looked at itself.
    fn package(
        &mut self,
        read: ReadDumps<Looked>,
        artifact: &Artifact,
        package: Package,
        deadline: Instant,
        told: &mut Told,
    ) -> Result<bool, Failure> {
        let left = deadline.saturating_duration_since(Instant::now());
        let seconds = left.as_secs_f64() * SHARE;
        let rounds = Rounds::of(artifact, &package.tests, self.plan.repeat, seconds);
        let Some(looked) = self.look(read, Pass::Confirm, &rounds, deadline, told)? else {
            return Ok(false);
        };
        let folder = looked.folder.clone();
        let Some(mut seen) = Seen::of(artifact, package, &rounds, looked) else {
            return Ok(false);
        };
        for test in seen.untold() {
            if told.stopped_by.is_some() {
                break;
            }
            if !seen.alone.is_empty() && Instant::now() >= deadline {
                told.undone.push(Key::UndoneTimeSuspects.into());
                break;
            }
            let rounds = Rounds::alone(test);
            let looked = self.look(read, Pass::Explain, &rounds, deadline, told)?;
            let parts = looked.and_then(|looked| hunt::parts(artifact, &rounds, looked));
            seen.add_alone(test, parts.unwrap_or_default());
        }
        let verdicts = hunt::verdicts(artifact, &seen, &folder, &source);
        told.findings.extend(verdicts.findings);
        told.notes.extend(verdicts.notes);
        Ok(true)
    }

    /// One process, and what it saw of itself.
    fn look(
        &mut self,
        read: ReadDumps<Looked>,
        pass: Pass,
        rounds: &Rounds,
        deadline: Instant,
        told: &mut Told,
    ) -> Result<Option<Looked>, Failure> {
        let dumping = Dumping::plain(pass, rounds.order(), rounds.dumps());
        Ok(self.dump(read, dumping, deadline, told)?.said)
    }
}
