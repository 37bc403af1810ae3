//! The victims of memory deaths, each alone in a fresh process.

use std::collections::BTreeSet;

use oomscope_diagnosis::hog::{Alone, Hog};
use oomscope_diagnosis::hunt_event::HuntEvent;
use oomscope_shared::message::Key;
use oomscope_shared::worth;

use super::Hunting;
use crate::driver::{HuntOrder, HuntPass};
use crate::error::Failure;

impl Hunting<'_, '_> {
    /// Runs each victim of a memory death alone. Returns those that need too much themselves.
    pub(super) fn isolate(&mut self) -> Result<Vec<Hog>, Failure> {
        let mut hogs = Vec::new();
        let mut seen = BTreeSet::new();
        for (batch, victims) in worth::memory_deaths(&self.artifact) {
            for test in victims {
                if !seen.insert(test) || !self.has_time(Key::UndoneTimeVictims) {
                    continue;
                }
                let order = HuntOrder {
                    pass: HuntPass::Isolate,
                    tests: vec![test],
                    rounds: 1,
                    min_rounds: 1,
                    ..self.order()
                };
                let limit = self.engine.limit.clone();
                let came = self.pass(order, limit)?;
                let alone = Alone {
                    batch,
                    test,
                    told: &came.told,
                    ending: came.ending,
                    peak_bytes: came.peak_bytes,
                    limit_bytes: self.limit_bytes(),
                };
                if alone.is_suspect() {
                    self.evidence.kept_alone.insert(test);
                }
                if let Some(hog) = alone.hog(&self.artifact) {
                    hogs.extend(self.explain_hog(hog)?);
                }
            }
        }
        Ok(hogs)
    }

    /// Looks with more room at what a test needs at once, and by what. `None`: it is not the test that needs it.
    fn explain_hog(&mut self, hog: Hog) -> Result<Option<Hog>, Failure> {
        if !self.has_time(Key::UndoneTimePeaks) {
            return Ok(Some(hog));
        }
        let order = HuntOrder {
            pass: HuntPass::Peak,
            tests: vec![hog.test],
            ..self.order()
        };
        let room = self.engine.roomy.clone();
        let told = self.pass(order, room)?.told;
        let peaked = told.iter().find_map(|told| match told {
            HuntEvent::Peak(peaked) => Some(peaked),
            _ => None,
        });
        let Some(peaked) = peaked else {
            return Ok(Some(hog));
        };
        match hog.explained(peaked, &self.artifact, self.limit_bytes()) {
            Ok(hog) => Ok(Some(hog)),
            Err(note) => {
                self.notes.push(note);
                Ok(None)
            }
        }
    }
}
