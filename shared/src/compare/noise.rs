//! How far two figures may differ and still count as the same.
//!
//! One run a side holds no repeat, so noise cannot be measured; these floors stand in for it, and every
//! output states them.

use serde::{Deserialize, Serialize};

use super::Change;
use crate::units::MIB;

/// Relative floor, as a share of the larger figure: repeated runs of one suite differ by a few per cent
/// through the allocator's arenas, hash seeds and the order in which threads run.
pub const RELATIVE: f64 = 0.05;

/// Absolute floor of a peak and of what all tests keep together, in bytes. Kernels since 6.2 count in
/// steps: an error of up to about 32 pages x CPUs per counter, which is 8 MiB at 64 CPUs.
pub const ABSOLUTE_BYTES: u64 = 8 * MIB;

/// Absolute floor of what one test keeps, in bytes: the same error at 8 CPUs, where most CI machines
/// are smaller. It must lie far below [`ABSOLUTE_BYTES`], or a leak of a few MiB a test could not be
/// seen in any single test.
pub const TEST_RETAINED_BYTES: u64 = MIB;

/// The noise that the figures of one comparison were judged by. Differences up to it, inclusive, count
/// as none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Noise {
    /// Of the runs' peaks, in bytes.
    pub peak_bytes: u64,
    /// Of what the tests keep together, in bytes.
    pub retained_bytes: u64,
}

impl Noise {
    /// The noise of two runs.
    pub fn of(peak: Change, retained: Change, retained_tests: usize) -> Self {
        Self {
            peak_bytes: floor(peak, ABSOLUTE_BYTES),
            retained_bytes: floor(retained, retained_floor(retained_tests)),
        }
    }

    /// The noise of one test's peak, in bytes.
    pub fn of_test_peak(&self, peak: Change) -> u64 {
        floor(peak, ABSOLUTE_BYTES)
    }

    /// The noise of what one test keeps, in bytes.
    pub fn of_test_retained(&self, retained: Change) -> u64 {
        floor(retained, TEST_RETAINED_BYTES)
    }
}

/// Absolute floor of what this many tests keep together, in bytes. The errors of single tests are
/// independent of each other, so their sum grows with the root of their number.
pub fn retained_floor(tests: usize) -> u64 {
    ABSOLUTE_BYTES.max((TEST_RETAINED_BYTES as f64 * (tests as f64).sqrt()) as u64)
}

/// The noise of one figure: a share of the larger side, but at least `absolute` bytes.
pub(super) fn floor(change: Change, absolute: u64) -> u64 {
    let relative = change.larger().unwrap_or(0) as f64 * RELATIVE;
    absolute.max(relative as u64)
}
