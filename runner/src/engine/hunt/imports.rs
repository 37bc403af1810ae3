//! Modules of tests that broke the limit when they were imported, each imported once more with more room.

use oomscope_diagnosis::hog;
use oomscope_diagnosis::hunt_event::HuntEvent;
use oomscope_shared::finding::Finding;
use oomscope_shared::message::Key;

use super::{Engine, Hunting};
use crate::cli::HuntArg;
use crate::driver::{HuntOrder, HuntPass, HuntWay};
use crate::error::Failure;

impl Engine<'_> {
    /// Puts to each finding the lines that took the memory.
    /// Returns the signal that stopped it, if one did.
    pub(in crate::engine) fn look_at_imports(
        &mut self,
        findings: &mut [Finding],
    ) -> Result<Option<i32>, Failure> {
        let is_hunted = matches!(self.abilities.hunt, HuntWay::Repeat);
        if findings.is_empty() || !is_hunted || self.plan.hunt == HuntArg::Off {
            return Ok(None);
        }
        let Some(artifact) = self.recorder.state().so_far() else {
            return Ok(None);
        };
        let is_all = artifact.tests.is_empty();
        let mut hunting = Hunting::new(self, artifact);
        for finding in findings {
            if hunting.has_time(Key::UndoneTimePeaks) {
                hunting.look_at_import(finding)?;
            }
        }
        match is_all {
            true => hunting.tell(),
            // The hunt of the tests follows, and tells what it took.
            false => Ok(hunting.stopped_by),
        }
    }
}

impl Hunting<'_, '_> {
    fn look_at_import(&mut self, finding: &mut Finding) -> Result<(), Failure> {
        let order = HuntOrder {
            pass: HuntPass::Peak,
            module: finding.culprits.first().cloned(),
            ..self.order()
        };
        let room = self.engine.roomy.clone();
        for told in self.pass(order, room)?.told {
            if let HuntEvent::Imported(peaked) = told {
                hog::put(finding, &peaked);
            }
        }
        Ok(())
    }
}
