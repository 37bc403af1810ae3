//! What a process tree uses, judged in two steps: a cheap figure at every tick that can only be too high,
//! and the exact one where the cheap one reaches the line.
//!
//! Resident memory summed over a tree counts a page for every process that shares it, and files that are
//! mapped. Workers that were forked share most of what they have, so that sum can lie far above what the
//! kernel would have to give. No batch is ended for memory that it does not use.

use std::time::{Duration, Instant};

/// The exact figure costs up to 20 ms for each GiB: between two readings there pass this many times as
/// long, unless the cheap figure has risen so far that the line may have been crossed.
const REST: u32 = 20;

/// Watches one line.
#[derive(Debug)]
pub struct Gauge {
    line_kib: u64,
    last: Option<Reading>,
    highest_kib: Option<u64>,
}

#[derive(Debug)]
struct Reading {
    at: Instant,
    cost: Duration,
    cheap_kib: u64,
    exact_kib: u64,
}

impl Gauge {
    /// A gauge for a line.
    pub fn new(line_kib: u64) -> Self {
        Self {
            line_kib,
            last: None,
            highest_kib: None,
        }
    }

    /// Moves the line.
    pub fn set_line(&mut self, line_kib: u64) {
        self.line_kib = line_kib;
    }

    /// The highest figure that was held against the line.
    pub fn highest_kib(&self) -> Option<u64> {
        self.highest_kib
    }

    /// The exact figure if it lies above the line. `cheap_kib` is the figure of this tick, `exact` reads
    /// the other where that is worth it.
    pub fn see(&mut self, cheap_kib: u64, exact: impl FnOnce() -> Option<u64>) -> Option<u64> {
        let kib = self.judge(cheap_kib, exact);
        self.highest_kib = self.highest_kib.max(Some(kib));
        Some(kib).filter(|kib| *kib > self.line_kib)
    }

    /// The figure to be held against the line.
    fn judge(&mut self, cheap_kib: u64, exact: impl FnOnce() -> Option<u64>) -> u64 {
        if cheap_kib <= self.line_kib {
            return cheap_kib;
        }
        if let Some(last) = &self.last
            && !self.is_due(cheap_kib)
        {
            return last.exact_kib;
        }
        let at = Instant::now();
        // Where the exact figure cannot be had the cheap one has to do.
        let exact_kib = exact().unwrap_or(cheap_kib);
        self.last = Some(Reading {
            at,
            cost: at.elapsed(),
            cheap_kib,
            exact_kib,
        });
        exact_kib
    }

    fn is_due(&self, cheap_kib: u64) -> bool {
        let Some(last) = &self.last else { return true };
        let missing_kib = self.line_kib.saturating_sub(last.exact_kib);
        // What is used can have risen by as much as the sum did. Pages that stop being shared do not show
        // in the sum, so it is looked again after some time in any case.
        cheap_kib >= last.cheap_kib + missing_kib || last.at.elapsed() >= last.cost * REST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn below_the_line_nothing_dear_is_read() {
        let mut gauge = Gauge::new(100);
        assert_eq!(gauge.see(100, || panic!("was read")), None);
        assert_eq!(gauge.see(101, || Some(101)), Some(101));
    }

    #[test]
    fn shared_memory_ends_no_batch_and_is_not_read_at_every_tick() {
        let mut gauge = Gauge::new(100);
        let slow = |kib| {
            move || {
                std::thread::sleep(Duration::from_millis(50));
                Some(kib)
            }
        };
        assert_eq!(gauge.see(800, slow(90)), None);
        assert_eq!(gauge.see(805, || panic!("too early")), None);
        assert_eq!(gauge.highest_kib(), Some(90));
        assert_eq!(gauge.see(810, || Some(101)), Some(101));
        assert_eq!(gauge.highest_kib(), Some(101));
    }

    #[test]
    fn without_the_exact_figure_the_cheap_one_decides() {
        assert_eq!(Gauge::new(100).see(120, || None), Some(120));
    }
}
