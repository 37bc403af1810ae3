//! What sampling found and cost over all batches of a run.

use std::time::Duration;

use oomscope_shared::artifact::Sampling;

use crate::batch::Ended;
use crate::plan::RunPlan;

/// The sums.
#[derive(Default)]
pub(super) struct Totals {
    samples: u64,
    missed: u64,
    skipped: u64,
    vanished: u64,
    unread: u64,
    duration: Duration,
    cpu: Option<Duration>,
}

impl Totals {
    pub(super) fn add(&mut self, ended: &Ended) {
        let sampled = &ended.sampled;
        self.samples += sampled.samples;
        self.missed += sampled.missed;
        self.skipped += sampled.skipped;
        self.vanished += sampled.counts.vanished;
        self.unread += sampled.counts.unread;
        self.duration += sampled.duration;
        self.cpu = match (self.cpu, sampled.cpu) {
            (Some(all), Some(one)) => Some(all + one),
            (all, one) => all.or(one),
        };
    }

    pub(super) fn sampling(&self, plan: &RunPlan) -> Sampling {
        let seconds = self.duration.as_secs_f64();
        Sampling {
            asked_hz: f64::from(plan.sample_hz),
            achieved_hz: (seconds > 0.0).then(|| self.samples as f64 / seconds),
            samples: self.samples,
            missed: self.missed,
            vanished: self.vanished,
            unread: self.unread,
            cpu_ms: self.cpu.map(|cpu| cpu.as_secs_f64() * 1e3),
            budget_percent: plan.budget_percent,
            skipped: self.skipped,
        }
    }
}
