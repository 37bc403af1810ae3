//! What sampling could not read over all batches of a run, and what it did and cost.

use oomscope_shared::artifact::Sampling;

use crate::batch::Ended;
use crate::plan::RunPlan;
use crate::sampler::Effort;

/// The sums.
#[derive(Default)]
pub(super) struct Totals {
    vanished: u64,
    unread: u64,
}

impl Totals {
    pub(super) fn add(&mut self, ended: &Ended) {
        self.vanished += ended.sampled.counts.vanished;
        self.unread += ended.sampled.counts.unread;
    }

    pub(super) fn sampling(&self, plan: &RunPlan, effort: Effort) -> Sampling {
        let seconds = effort.active.as_secs_f64();
        Sampling {
            asked_hz: f64::from(plan.sample_hz),
            achieved_hz: (seconds > 0.0).then(|| effort.ticks as f64 / seconds),
            samples: effort.ticks,
            missed: effort.missed,
            vanished: self.vanished,
            unread: self.unread,
            cpu_ms: effort.cpu.map(|cpu| cpu.as_secs_f64() * 1e3),
            budget_percent: plan.budget_percent,
            skipped: effort.skipped,
        }
    }
}
