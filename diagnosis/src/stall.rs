//! A batch that stands still at its limit: everything waits for memory, nothing dies, nothing goes on.

/// For how long nothing must have gone on.
pub const STILL_MS: u64 = 30_000;
/// The share of that time in which every task waited for memory.
pub const STALLED_SHARE: f64 = 0.8;

/// A batch that stood still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stall {
    /// For how long nothing had gone on, in milliseconds.
    pub still_ms: u64,
    /// The share of that time in which every task waited for memory, in percent.
    pub stalled_percent: u32,
}

/// Watches for it.
#[derive(Debug, Clone, Default)]
pub struct StallWatch {
    since: Option<Since>,
}

#[derive(Debug, Clone, Copy)]
struct Since {
    at_ms: u64,
    stalled_us: u64,
    progress: u64,
}

impl StallWatch {
    /// Takes a reading: time; for how long everything has been stalled, ever; a number that changes with
    /// every test and every byte of output; whether the batch is at its limit.
    pub fn see(
        &mut self,
        at_ms: u64,
        stalled_us: Option<u64>,
        progress: u64,
        is_at_limit: bool,
    ) -> Option<Stall> {
        let (Some(stalled_us), true) = (stalled_us, is_at_limit) else {
            self.since = None;
            return None;
        };
        let now = Since {
            at_ms,
            stalled_us,
            progress,
        };
        let since = match self.since {
            Some(since) if since.progress == progress => since,
            _ => {
                self.since = Some(now);
                return None;
            }
        };
        let still_ms = at_ms.saturating_sub(since.at_ms);
        if still_ms < STILL_MS {
            return None;
        }
        let share = stalled_us.saturating_sub(since.stalled_us) as f64 / (still_ms as f64 * 1e3);
        if share < STALLED_SHARE {
            // It computes, however slowly: from here on it is looked at anew.
            self.since = Some(now);
            return None;
        }
        Some(Stall {
            still_ms,
            stalled_percent: (share * 100.0).round().min(100.0) as u32,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds one reading a second: what share of it was stalled, what went on, at the limit or not.
    fn after(
        seconds: u64,
        share: f64,
        progress: impl Fn(u64) -> u64,
        at_limit: bool,
    ) -> Option<Stall> {
        let mut watch = StallWatch::default();
        (0..=seconds).find_map(|second| {
            let stalled_us = (second as f64 * share * 1e6) as u64;
            watch.see(second * 1_000, Some(stalled_us), progress(second), at_limit)
        })
    }

    #[test]
    fn only_a_batch_that_stands_still_at_its_limit_is_stalled() {
        let stall = Stall {
            still_ms: STILL_MS,
            stalled_percent: 95,
        };
        assert_eq!(after(60, 0.95, |_| 7, true), Some(stall));
        assert_eq!(after(29, 0.95, |_| 7, true), None, "not for long");
        assert_eq!(after(300, 0.95, |_| 7, false), None, "not at its limit");
        assert_eq!(after(300, 0.95, |s| s / 20, true), None, "goes on");
        assert_eq!(after(300, 0.5, |_| 7, true), None, "computes");
        assert_eq!(StallWatch::default().see(99_000, None, 0, true), None);
    }

    #[test]
    fn a_stall_after_a_long_computation_is_found() {
        let mut watch = StallWatch::default();
        let found = (0..200).find_map(|second: u64| {
            let stalled_us = second.saturating_sub(100) * 990_000;
            watch.see(second * 1_000, Some(stalled_us), 7, true)
        });
        assert!(found.is_some());
    }
}
