//! The hunt: from what was observed to the tests worth repeating, and from the repetitions to findings.
//!
//! Pure: the runner starts the processes, this decides which ones and says what came out.

pub mod bisect;
pub mod cause;
pub mod confirm;
mod evidence;
pub mod explaining;
pub mod findings;
pub mod fixtures;
pub mod gathered;
pub mod golang;
pub mod heap;
mod hint;
pub mod hog;
pub mod hunt_event;
pub mod imports;

mod merging;
pub mod metering;
mod naming;
pub mod native;
mod places;
pub mod pprof;
pub mod rounds;
pub mod seen;
pub mod sequence;
pub mod slope;
pub mod stall;
pub mod suspects;
pub mod verdict;

use oomscope_shared::units::MIB;

/// Growth per repetition below this is pytest's own: reports, captured output, names of tests.
pub const GROWTH_FLOOR: i64 = 48 << 10;
/// The same of the anonymous memory of a process, which moves in steps of the allocators' arenas.
pub const ANON_FLOOR: i64 = 768 << 10;
/// A leak that keeps less than this in a whole run is not worth a finding.
pub const FINDING_FLOOR: u64 = MIB;
/// A test that needs one `HEAVY_PART`th of the limit alone leaves too little for anything beside it.
pub const HEAVY_PART: u64 = 2;

/// What was measured as a size: less than nothing is nothing.
pub(crate) fn size(bytes: f64) -> u64 {
    bytes.max(0.0) as u64
}
