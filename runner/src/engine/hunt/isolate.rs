//! The victims of memory deaths, each alone in a fresh process.

use std::collections::BTreeSet;

use oomscope_diagnosis::confirm::{Judged, confirmed};
use oomscope_diagnosis::told::Told;
use oomscope_diagnosis::verdict;
use oomscope_shared::artifact::Pass;
use oomscope_shared::finding::Finding;
use oomscope_shared::units::bytes;
use oomscope_shared::{Ending, worth};

use super::Hunting;
use crate::error::Failure;
use crate::protocol::HuntOrder;

impl Hunting<'_, '_> {
    /// Runs each victim of a memory death alone. Returns those that die of memory there too, and those
    /// that need so much that hardly anything may lie beside them (`false`).
    pub(super) fn isolate(&mut self) -> Result<Vec<(Finding, bool)>, Failure> {
        let mut hogs = Vec::new();
        let mut seen = BTreeSet::new();
        for (batch, victims) in worth::memory_deaths(&self.artifact) {
            for victim in victims {
                if !seen.insert(victim) || !self.has_time("every victim was run alone") {
                    continue;
                }
                let order = HuntOrder {
                    pass: "confirm",
                    tests: vec![victim],
                    rounds: 1,
                    min_rounds: 1,
                    ..self.order()
                };
                let limit = self.engine.context.limit;
                let came = self.pass(Pass::Isolate, order, limit)?;
                let is_dead = matches!(came.ending, Ending::OutOfMemory | Ending::OverLimit);
                let base = came.told.iter().find_map(|told| match told {
                    Told::Base { live } => Some(live.anon.max(0) as u64),
                    _ => None,
                });
                let needed = came
                    .peak_bytes
                    .map(|peak| peak.saturating_sub(base.unwrap_or(0)));
                let alone = confirmed(&came.told);
                let running = alone.running;
                let kept = alone.tests.get(&victim).map_or(0, Judged::first);
                if kept >= oomscope_diagnosis::suspects::SUSPECT_BYTES as i64 {
                    self.kept_alone.insert(victim);
                }
                // It may have died in its imports, before the test itself.
                if is_dead && (running == Some(victim) || came.told.is_empty()) {
                    let evidence = vec![format!(
                        "Batch {batch} died of memory while it ran, and alone in a fresh process it died again{}.",
                        came.peak_bytes
                            .map_or_else(String::new, |peak| format!(" at {}", bytes(peak)))
                    )];
                    let finding =
                        verdict::hog(&self.artifact, victim, came.peak_bytes, true, evidence);
                    hogs.push((finding, true));
                } else if let (Some(needed), Some(limit)) = (needed, self.limit_bytes())
                    && needed >= limit / 2
                {
                    let evidence = vec![format!(
                        "Batch {batch} died of memory while it ran. Alone it passes, but needs {} of the {} that \
                         a batch may have.",
                        bytes(needed),
                        bytes(limit)
                    )];
                    let finding =
                        verdict::hog(&self.artifact, victim, Some(needed), false, evidence);
                    hogs.push((finding, false));
                }
            }
        }
        Ok(hogs)
    }
}
