//! The victims of memory deaths, each alone in a fresh process.

use std::collections::BTreeSet;

use oomscope_diagnosis::hog::{Alone, Hog};
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
                hogs.extend(alone.hog(&self.artifact));
            }
        }
        Ok(hogs)
    }
}
