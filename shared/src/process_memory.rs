//! Memory of one process over time, in as many points as a batch can afford for each of its largest processes.

use serde::{Deserialize, Serialize};

use crate::columns::{from_deltas, to_deltas};
use crate::timeline::Sample;

/// So many processes of a batch, the largest ones, have their memory over time kept.
pub const MOST_PROCESSES: usize = 12;
/// The most points of one process.
pub const MOST_POINTS: usize = 512;
/// A value is a point where it differs from the last one by more than one part in so many, so a curve is true to
/// 2 % of what it shows.
const PARTS: u64 = 50;

/// Resident memory of one process over time. A value holds until the next one, the last until the process ended.
/// It is thinned: what differs from the value before by less than 2 % is left out, and where there would be more than
/// 512 points, of each stretch only the highest and the last are kept.
///
/// Both columns hold differences from the entry before: running sums give the values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProcessMemory {
    /// Time of each point in milliseconds since the start of the run, as differences.
    pub at_ms_deltas: Vec<i64>,
    /// Resident set size of the process, in KiB, as differences.
    pub rss_kib_deltas: Vec<i64>,
}

impl ProcessMemory {
    /// Makes columns of points in the order of their time.
    pub fn from_points(points: &[Sample]) -> Self {
        Self {
            at_ms_deltas: to_deltas(points.iter().map(|point| point.time_ms as i64)),
            rss_kib_deltas: to_deltas(points.iter().map(|point| point.rss_kib as i64)),
        }
    }

    /// The points, with the columns summed up. Sums below zero, which no runner writes, read as zero.
    pub fn points(&self) -> impl Iterator<Item = Sample> + '_ {
        from_deltas(&self.at_ms_deltas)
            .zip(from_deltas(&self.rss_kib_deltas))
            .map(|(time, rss)| Sample {
                time_ms: time.max(0) as u64,
                rss_kib: rss.max(0) as u64,
            })
    }

    /// Moves all of it to a later time.
    pub fn shift(&mut self, ms: u64) {
        // The columns hold differences: moving the first moves all.
        if let Some(first) = self.at_ms_deltas.first_mut() {
            *first = first.saturating_add(ms as i64);
        }
    }

    /// Whether nothing is known of it.
    pub fn is_empty(&self) -> bool {
        self.at_ms_deltas.is_empty()
    }

    /// Whether both columns have one entry for each point.
    pub fn is_even(&self) -> bool {
        self.at_ms_deltas.len() == self.rss_kib_deltas.len()
    }
}

/// Takes the readings of one process and keeps what draws its curve, in bounded room.
#[derive(Debug, Clone)]
pub struct ProcessThinner {
    points: Vec<Sample>,
    /// How long the stretches are of which two points are kept, in milliseconds.
    stretch_ms: u64,
}

impl Default for ProcessThinner {
    fn default() -> Self {
        Self {
            points: Vec::new(),
            stretch_ms: 1,
        }
    }
}

impl ProcessThinner {
    /// Takes the next reading.
    pub fn push(&mut self, sample: Sample) {
        if let Some(last) = self.points.last() {
            let change = last.rss_kib.abs_diff(sample.rss_kib);
            if change * PARTS <= last.rss_kib.max(sample.rss_kib) {
                return;
            }
        }
        self.points.push(sample);
        if self.points.len() > MOST_POINTS {
            self.thin();
        }
    }

    /// What is known by now.
    pub fn so_far(&self) -> ProcessMemory {
        ProcessMemory::from_points(&self.points)
    }

    /// Leaves about half as many points at most: the first, and of each stretch of time the highest and the last,
    /// whose value holds on. The stretches double until that is reached, so the whole curve is equally dense, apart
    /// from what comes until the next time.
    fn thin(&mut self) {
        loop {
            let stretch_ms = self.stretch_ms;
            let same = |a: &Sample, b: &Sample| a.time_ms / stretch_ms == b.time_ms / stretch_ms;
            let mut kept: Vec<Sample> = self.points.first().copied().into_iter().collect();
            for stretch in self.points.chunk_by(same) {
                let highest = stretch.iter().max_by_key(|sample| sample.rss_kib);
                for sample in highest.into_iter().chain(stretch.last()) {
                    if kept.last() != Some(sample) {
                        kept.push(*sample);
                    }
                }
            }
            self.points = kept;
            if self.points.len() <= MOST_POINTS / 2 {
                return;
            }
            self.stretch_ms *= 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn thinned(samples: &[Sample]) -> Vec<Sample> {
        let mut thinner = ProcessThinner::default();
        samples.iter().for_each(|sample| thinner.push(*sample));
        thinner.so_far().points().collect()
    }

    fn every_10_ms(values: impl IntoIterator<Item = u64>) -> Vec<Sample> {
        let timed = values.into_iter().enumerate();
        timed
            .map(|(at, rss_kib)| Sample {
                time_ms: at as u64 * 10,
                rss_kib,
            })
            .collect()
    }

    #[test]
    fn small_changes_are_no_points() {
        let kept = thinned(&every_10_ms([
            1_000, 1_010, 1_020, 1_021, 990, 1_000, 2_000,
        ]));
        let kept: Vec<_> = kept.iter().map(|at| (at.time_ms, at.rss_kib)).collect();
        assert_eq!(kept, [(0, 1_000), (30, 1_021), (40, 990), (60, 2_000)]);
    }

    #[test]
    fn an_hour_of_leaps_fits_and_is_equally_dense() {
        let leaps = (0..360_000).map(|at| if at % 2 == 0 { 1_000 } else { 9_000 });
        let kept = thinned(&every_10_ms(leaps));
        assert!(kept.len() <= MOST_POINTS, "{}", kept.len());
        let half_an_hour_ms = 30 * 60 * 1_000;
        let early = kept.iter().filter(|at| at.time_ms < half_an_hour_ms);
        assert!(early.count() >= MOST_POINTS / 8);
    }

    proptest! {
        /// Whatever the process does, there are few points, the highest is shown to 2 %, and so is the last.
        #[test]
        fn peak_and_end_are_kept(values in prop::collection::vec(1_u64..1_000_000, 1..3_000)) {
            let samples = every_10_ms(values.iter().copied());
            let kept = thinned(&samples);
            prop_assert!(kept.len() <= MOST_POINTS);
            prop_assert!(kept.is_sorted_by_key(|sample| sample.time_ms));
            prop_assert_eq!(kept[0], samples[0]);
            let is_near = |shown: u64, true_kib: u64| shown.abs_diff(true_kib) * PARTS <= shown.max(true_kib);
            let peak = kept.iter().map(|sample| sample.rss_kib).max();
            prop_assert!(is_near(peak.unwrap(), *values.iter().max().unwrap()));
            prop_assert!(is_near(kept.last().unwrap().rss_kib, *values.last().unwrap()));
        }
    }
}
