//! The clock of a run: all times count from its start, and the plugin speaks in those of the system.

use std::time::{Duration, Instant};

/// A start, on both clocks.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    start: Instant,
    /// The start in microseconds of the system's monotonic clock.
    start_us: u64,
}

impl Clock {
    /// Starts now.
    pub fn start() -> Self {
        Self {
            start: Instant::now(),
            start_us: monotonic_us(),
        }
    }

    /// The start in microseconds of the system's monotonic clock.
    pub fn started_us(&self) -> u64 {
        self.start_us
    }

    /// How long ago that is.
    pub fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    /// Milliseconds since the start.
    pub fn now_ms(&self) -> u64 {
        self.elapsed().as_millis() as u64
    }

    /// Microseconds since the start.
    pub fn now_us(&self) -> u64 {
        self.elapsed().as_micros() as u64
    }

    /// An instant of the system's monotonic clock, in microseconds since the start.
    pub fn since_start(&self, at_us: u64) -> u64 {
        at_us.saturating_sub(self.start_us)
    }
}

/// Now, on the system's monotonic clock in microseconds.
pub fn monotonic_us() -> u64 {
    nix::time::clock_gettime(nix::time::ClockId::CLOCK_MONOTONIC)
        .map_or(0, |time| Duration::from(time).as_micros() as u64)
}
