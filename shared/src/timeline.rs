//! The timeline of a batch: memory of its process tree, kept where the value changes.

use serde::{Deserialize, Serialize};

use crate::columns::{from_deltas, to_deltas};

/// A series of samples. A value holds until the next one (a step function); a sample equal to the one
/// before it is left out, except the last, which says how long the last value held.
///
/// Both columns hold differences from the entry before: running sums give the values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Timeline {
    /// Time of each sample in milliseconds since the start of the run, as differences.
    pub time_ms_deltas: Vec<i64>,
    /// Resident set size summed over the batch's process tree, in KiB, as differences. Pages shared by
    /// several processes are counted once for each of them.
    pub rss_kib_deltas: Vec<i64>,
}

/// One sample of a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sample {
    /// Milliseconds since the start of the run.
    pub time_ms: u64,
    /// Memory of the process tree in KiB.
    pub rss_kib: u64,
}

impl Timeline {
    /// Makes a timeline of samples in the order of their time, dropping those that change nothing.
    pub fn from_samples(samples: &[Sample]) -> Self {
        let mut kept = Thinner::default();
        let mut points: Vec<Sample> = Vec::with_capacity(samples.len() / 2);
        for &sample in samples {
            points.extend(kept.push(sample));
        }
        points.extend(kept.finish());
        Self::from_kept(&points)
    }

    /// Makes a timeline of samples that were thinned already.
    pub fn from_kept(points: &[Sample]) -> Self {
        Self {
            time_ms_deltas: to_deltas(points.iter().map(|p| p.time_ms as i64)),
            rss_kib_deltas: to_deltas(points.iter().map(|p| p.rss_kib as i64)),
        }
    }

    /// The samples, with the columns summed up. Columns of unequal length end with the shorter one, and
    /// sums below zero, which no runner writes, read as zero.
    pub fn samples(&self) -> impl Iterator<Item = Sample> + '_ {
        from_deltas(&self.time_ms_deltas)
            .zip(from_deltas(&self.rss_kib_deltas))
            .map(|(time, rss)| Sample {
                time_ms: time.max(0) as u64,
                rss_kib: rss.max(0) as u64,
            })
    }

    /// The highest sample, in bytes.
    pub fn peak_bytes(&self) -> Option<u64> {
        self.samples()
            .map(|s| s.rss_kib)
            .max()
            .map(|kib| kib.saturating_mul(1024))
    }

    /// How many samples are kept.
    pub fn len(&self) -> usize {
        self.time_ms_deltas.len().min(self.rss_kib_deltas.len())
    }

    /// Whether nothing was sampled.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// How many samples of one batch are kept: an hour and a half at a hundred a second in which every one
/// differs from the one before.
pub const MOST_SAMPLES: usize = 1 << 19;

/// Halves samples that have become too many to be kept, so that a recorder stays small however long a batch
/// runs. Of each pair the higher one stays: no peak is lost.
pub fn halve(samples: &mut Vec<Sample>) {
    let mut kept = 0;
    for at in (0..samples.len()).step_by(2) {
        let first = samples[at];
        let second = samples.get(at + 1).copied().unwrap_or(first);
        samples[kept] = if second.rss_kib > first.rss_kib {
            second
        } else {
            first
        };
        kept += 1;
    }
    samples.truncate(kept);
}

/// Lets through the samples that change the value. No peak is lost, because every change passes; what
/// is dropped repeats the value before it.
#[derive(Debug, Default, Clone)]
pub struct Thinner {
    last_kept: Option<Sample>,
    held_back: Option<Sample>,
}

impl Thinner {
    /// Takes the next sample and returns it where it changes the value.
    pub fn push(&mut self, sample: Sample) -> Option<Sample> {
        if self
            .last_kept
            .is_some_and(|last| last.rss_kib == sample.rss_kib)
        {
            self.held_back = Some(sample);
            return None;
        }
        self.held_back = None;
        self.last_kept = Some(sample);
        Some(sample)
    }

    /// The sample that says how long the last value held, if it was held back.
    pub fn finish(&mut self) -> Option<Sample> {
        self.last_kept = None;
        self.held_back.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(time_ms: u64, rss_kib: u64) -> Sample {
        Sample { time_ms, rss_kib }
    }

    #[test]
    fn repeated_values_are_dropped_and_the_end_is_kept() {
        let timeline =
            Timeline::from_samples(&[at(0, 5), at(10, 5), at(20, 7), at(30, 7), at(40, 7)]);
        let kept: Vec<_> = timeline.samples().collect();
        assert_eq!(kept, [at(0, 5), at(20, 7), at(40, 7)]);
        assert_eq!(timeline.rss_kib_deltas, [5, 2, 0]);
    }

    proptest! {
        #[test]
        fn halving_keeps_the_peak_and_the_order(values in prop::collection::vec(0_u64..9, 1..60)) {
            let mut samples: Vec<_> =
                values.iter().enumerate().map(|(i, v)| at(i as u64 * 10, *v)).collect();
            halve(&mut samples);
            prop_assert_eq!(samples.len(), values.len().div_ceil(2));
            prop_assert_eq!(samples.iter().map(|s| s.rss_kib).max(), values.iter().copied().max());
            prop_assert!(samples.is_sorted_by_key(|s| s.time_ms));
        }

        /// The step function that the kept samples draw is the one that was sampled, at every tick.
        #[test]
        fn nothing_that_was_sampled_is_lost(values in prop::collection::vec(0_u64..4, 1..60)) {
            let samples: Vec<_> =
                values.iter().enumerate().map(|(i, v)| at(i as u64 * 10, *v)).collect();
            let timeline = Timeline::from_samples(&samples);
            let kept: Vec<_> = timeline.samples().collect();
            for sample in &samples {
                let shown = kept.iter().rev().find(|k| k.time_ms <= sample.time_ms);
                prop_assert_eq!(shown.map(|k| k.rss_kib), Some(sample.rss_kib));
            }
            prop_assert_eq!(kept.last().map(|k| k.time_ms), samples.last().map(|s| s.time_ms));
            prop_assert_eq!(timeline.peak_bytes(), values.iter().max().map(|v| v * 1024));
        }
    }
}
