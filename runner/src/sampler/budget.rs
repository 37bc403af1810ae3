//! What sampling may cost: a share of one processor, kept by reading less often.

use std::time::Duration;

/// What may be spent before anything was earned, so that a short batch is looked at as well.
const CREDIT: Duration = Duration::from_millis(5);
/// The dear readings leave this part of the budget to the ticks.
const DEAR_PART: f64 = 0.5;
/// A tick is skipped at most this often in a row: a suite must not go unwatched.
const MAX_STRIDE: u32 = 100;
/// Weight of the newest tick in the running mean of what a tick costs.
const NEWEST: f64 = 0.05;

/// The budget of one sampler. All times are processor time of its thread.
#[derive(Debug)]
pub struct CpuBudget {
    /// Part of one processor.
    share: f64,
    /// What an ordinary tick costs, as a running mean.
    tick: f64,
    /// What the dear readings cost for each KiB that was touched.
    dear_per_kib: f64,
    dear: f64,
}

impl CpuBudget {
    /// A budget in percent of one processor.
    pub fn new(percent: f64) -> Self {
        Self {
            share: percent / 100.0,
            tick: 0.0,
            // 20 ms for a GiB, until it has been measured.
            dear_per_kib: 0.020 / f64::from(1 << 20),
            dear: 0.0,
        }
    }

    /// Takes note of what a tick cost.
    pub fn ticked(&mut self, cost: Duration) {
        self.tick += (cost.as_secs_f64() - self.tick) * NEWEST;
    }

    /// How many intervals to wait until the next tick.
    pub fn stride(&self, used: Duration, elapsed: Duration, interval: Duration) -> u32 {
        let over = used.as_secs_f64() / self.earned(elapsed);
        if over <= 1.0 {
            return 1;
        }
        // What the dear readings have left of the share, and less than that until what was overspent, at
        // the start of many processes for example, is paid back.
        let dear = self.dear / elapsed.as_secs_f64().max(1e-9);
        let ticks = (self.share - dear).max(self.share * DEAR_PART);
        let stride = self.tick / (ticks * interval.as_secs_f64()) * over;
        (stride.ceil() as u32).clamp(1, MAX_STRIDE)
    }

    /// Whether a dear reading of a tree of this size can be paid.
    pub fn affords_dear(&self, kib: u64, elapsed: Duration) -> bool {
        let cost = self.dear_per_kib * kib as f64;
        self.dear + cost <= self.earned(elapsed) * DEAR_PART
    }

    /// Takes note of what a dear reading cost.
    pub fn read_dear(&mut self, kib: u64, cost: Duration) {
        let cost = cost.as_secs_f64();
        self.dear += cost;
        // The dearest counts: pages that are in use by others cost more than fresh ones.
        self.dear_per_kib = self.dear_per_kib.max(cost / kib.max(1) as f64);
    }

    fn earned(&self, elapsed: Duration) -> f64 {
        self.share * elapsed.as_secs_f64() + CREDIT.as_secs_f64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MS: Duration = Duration::from_millis(1);
    const INTERVAL: Duration = Duration::from_millis(10);

    #[test]
    fn a_cheap_tree_is_read_at_every_tick() {
        let mut budget = CpuBudget::new(1.0);
        budget.ticked(Duration::from_micros(20));
        assert_eq!(budget.stride(2 * MS, 1_000 * MS, INTERVAL), 1);
    }

    #[test]
    fn a_dear_reading_has_to_be_earned_first() {
        let budget = CpuBudget::new(1.0);
        let gib = 1 << 20;
        assert!(!budget.affords_dear(gib, 1_000 * MS));
        assert!(budget.affords_dear(gib, 4_000 * MS));
        assert!(budget.affords_dear(gib / 32, 100 * MS));
    }

    proptest! {
        /// Whatever a tick costs, the budget is kept in the long run, as far as skipping ticks can.
        #[test]
        fn the_budget_is_kept(tick_us in 1_u64..9_000, percent in 1_u32..20) {
            let mut budget = CpuBudget::new(f64::from(percent));
            let tick = Duration::from_micros(tick_us);
            let (mut used, mut elapsed) = (Duration::ZERO, Duration::ZERO);
            for _ in 0..20_000 {
                used += tick;
                budget.ticked(tick);
                elapsed += INTERVAL * budget.stride(used, elapsed, INTERVAL);
            }
            let share = used.as_secs_f64() / elapsed.as_secs_f64();
            // 100 skipped ticks are the end of it: dearer ticks than that exceed the smallest budget.
            let least = tick.as_secs_f64() / (INTERVAL.as_secs_f64() * f64::from(MAX_STRIDE));
            prop_assert!(share <= (f64::from(percent) / 100.0).max(least) * 1.1, "{share}");
        }
    }
}
