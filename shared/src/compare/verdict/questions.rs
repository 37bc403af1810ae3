//! The questions about two runs, and the answers as signals.
//!
//! "Needs less" is believed where the second run did the work of the first, in processes at least as long,
//! and reached its true peak; "needs more" where the same holds with the sides exchanged. Every question is
//! therefore written once, as "does `more` need more than `less`?", and asked in both directions, so that
//! exchanging the runs exchanges the answer.

use std::cmp::Ordering;

use super::decision::{Deaths, Move};
use super::{DEATHS_MISSING_SHARE_MAX, MISSING_SHARE_MAX, Missing, Reached, Which};
use crate::artifact::Artifact;
use crate::compare::noise::RELATIVE;
use crate::compare::work::{Coverage, Overlap};
use crate::compare::{Comparison, side};

/// One run, as the questions see it.
pub(super) struct Seen<'a> {
    pub artifact: &'a Artifact,
    pub which: Which,
    pub coverage: Coverage,
    pub peak_bytes: u64,
    pub hides_peak: bool,
    pub memory_deaths: usize,
    pub unexplained_deaths: usize,
    /// Memory a batch could use: the limit, or the machine where that is smaller.
    pub room_bytes: Option<u64>,
    /// Tests per process, at most; `None` where one process ran them all.
    pub batch_size: Option<usize>,
    pub retained_bytes: u64,
}

impl<'a> Seen<'a> {
    fn new(artifact: &'a Artifact, other: &Artifact, which: Which) -> Self {
        let limit = artifact.limits.memory.as_ref().map(|limit| limit.bytes);
        let machine = artifact.host.memory_bytes;
        let tests = artifact.tests.len();
        let batch_size = artifact.run.plan.batch_size.map(|size| size as usize);
        Self {
            artifact,
            which,
            coverage: Coverage::NONE,
            peak_bytes: side::peak_bytes(artifact).unwrap_or(0),
            hides_peak: side::hides_peak(artifact, other),
            memory_deaths: side::memory_deaths(artifact),
            unexplained_deaths: side::unexplained_deaths(artifact),
            room_bytes: [limit, machine].into_iter().flatten().min(),
            // A batch larger than the suite is the suite.
            batch_size: batch_size.filter(|size| *size < tests),
            retained_bytes: 0,
        }
    }

    /// Its peak, as far as it was seen.
    pub(super) fn reached(&self) -> Reached {
        Reached {
            bytes: self.peak_bytes,
            is_at_least: self.hides_peak,
        }
    }

    /// What it did and the other run did not.
    pub(super) fn missing(&self) -> Missing {
        Missing {
            run: self.which,
            missing: self.coverage.ran - self.coverage.matched,
            ran: self.coverage.ran,
        }
    }
}

/// Both runs, each seen beside the other.
pub(super) fn seen<'a>(
    before: &'a Artifact,
    after: &'a Artifact,
    overlap: &Overlap,
) -> (Seen<'a>, Seen<'a>) {
    let mut first = Seen::new(before, after, Which::First);
    let mut second = Seen::new(after, before, Which::Second);
    (first.coverage, second.coverage) = (overlap.before, overlap.after);
    first.retained_bytes = overlap.retained.before.unwrap_or(0);
    second.retained_bytes = overlap.retained.after.unwrap_or(0);
    (first, second)
}

/// What is known about the peak and about what the tests keep together, for whoever asks about the runs as
/// a whole.
pub(in crate::compare) fn moves(
    before: &Artifact,
    after: &Artifact,
    overlap: &Overlap,
    comparison: &Comparison,
) -> [Move; 2] {
    let (first, second) = seen(before, after, overlap);
    [
        peak(&first, &second, comparison),
        retained(&first, &second, comparison),
    ]
}

/// Does `less` have batches at least as long as `more`?
pub(super) fn has_as_long_batches(less: &Seen, more: &Seen) -> bool {
    let size = |run: &Seen| run.batch_size.unwrap_or(usize::MAX);
    size(less) >= size(more)
}

/// Had `more` the room of `less`? Not known where one of them is not.
pub(super) fn had_the_room(less: &Seen, more: &Seen) -> Option<bool> {
    let (less, more) = (less.room_bytes?, more.room_bytes?);
    Some(more as f64 >= less as f64 * (1.0 - RELATIVE))
}

/// Does `more` need more than `less`, proved by the peaks?
fn needs_more(less: &Seen, more: &Seen, noise_bytes: u64) -> bool {
    // What `more` reached counts even if a death hides that it needs still more; `less` must have been
    // seen whole, must have had processes at least as long, and must have done most of the work.
    let reached = more.coverage.comparable_peak(more.peak_bytes);
    !less.hides_peak
        && has_as_long_batches(less, more)
        && more.coverage.missing_share() <= MISSING_SHARE_MAX
        && reached > less.peak_bytes.saturating_add(noise_bytes)
}

/// Is the suite the only reason why `more` died of memory more often than `less`?
fn dies_more(less: &Seen, more: &Seen) -> bool {
    // Whatever room `less` had, it used no more than `more` had when it died.
    let used_no_more = less.memory_deaths == 0 && less.peak_bytes <= more.peak_bytes;
    (had_the_room(less, more) == Some(true) || used_no_more)
        && has_as_long_batches(less, more)
        && less.unexplained_deaths <= more.unexplained_deaths
        && more.coverage.missing_share() <= DEATHS_MISSING_SHARE_MAX
        && more.coverage.are_victims_matched
}

/// Do the tests of `more` keep more than those of `less`?
fn keeps_more(less: &Seen, more: &Seen, noise_bytes: u64) -> bool {
    // Every fresh process pays its imports and caches once more, and they look like kept memory. So
    // `more` must not have had shorter batches, which would explain it.
    has_as_long_batches(more, less)
        && more.retained_bytes > less.retained_bytes.saturating_add(noise_bytes)
}

/// What is known about deaths by memory.
pub(super) fn deaths(before: &Seen, after: &Seen) -> Deaths {
    match after.memory_deaths.cmp(&before.memory_deaths) {
        Ordering::Equal if after.memory_deaths == 0 => Deaths::Nowhere,
        Ordering::Equal => Deaths::AsMany,
        Ordering::Less if !dies_more(after, before) => Deaths::FewerUnclear,
        Ordering::Less if after.memory_deaths == 0 => Deaths::Gone,
        Ordering::Less => Deaths::Fewer,
        Ordering::Greater if !dies_more(before, after) => Deaths::MoreUnclear,
        Ordering::Greater if before.memory_deaths == 0 => Deaths::New,
        Ordering::Greater => Deaths::More,
    }
}

/// What is known about the peak.
pub(super) fn peak(before: &Seen, after: &Seen, comparison: &Comparison) -> Move {
    let noise = comparison.noise.peak_bytes;
    let is_alike = before.batch_size == after.batch_size
        && ![before, after]
            .into_iter()
            .any(|run| run.hides_peak || run.coverage.missing_share() > MISSING_SHARE_MAX);
    if needs_more(before, after, noise) {
        Move::Rose
    } else if needs_more(after, before, noise) {
        Move::Fell
    } else if is_alike && before.peak_bytes.abs_diff(after.peak_bytes) <= noise {
        Move::Within
    } else {
        Move::Unknown
    }
}

/// What is known about the memory that tests keep.
pub(super) fn retained(before: &Seen, after: &Seen, comparison: &Comparison) -> Move {
    let is_measured = |run: &Seen| run.artifact.retained_bytes().is_some();
    if !is_measured(before) && !is_measured(after) {
        return Move::NotMeasured;
    }
    let noise = comparison.noise.retained_bytes;
    let enough = before.coverage.ran.max(after.coverage.ran) as f64 * (1.0 - MISSING_SHARE_MAX);
    if comparison.retained_tests == 0 || (comparison.retained_tests as f64) < enough {
        Move::Unknown
    } else if keeps_more(before, after, noise) {
        Move::Rose
    } else if keeps_more(after, before, noise) {
        Move::Fell
    } else if before.batch_size == after.batch_size {
        Move::Within
    } else {
        Move::Unknown
    }
}
