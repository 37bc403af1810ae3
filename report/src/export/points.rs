//! Curves with fewer points, for viewers that would choke on all of them. No peak is lost.

use oomscope_shared::artifact::Artifact;
use oomscope_shared::messages;
use oomscope_shared::timeline::{Sample, Timeline};

/// A curve with as many points as were wanted, and how many there had been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The points that were kept.
    pub samples: Vec<Sample>,
    /// How many there were.
    pub of: usize,
}

/// The curve in `most` points or few more: of each stretch of neighbours the lowest and the highest stay,
/// in their order, and the very first and last. A shorter curve stays as it is.
pub fn thinned(timeline: &Timeline, most: usize) -> Kept {
    let all: Vec<Sample> = timeline.samples().collect();
    let of = all.len();
    if of <= most.max(4) {
        return Kept { samples: all, of };
    }
    let stretch = of.div_ceil((most / 2).max(1));
    let mut samples: Vec<Sample> = Vec::with_capacity(most + 2);
    let mut keep = |sample: Sample| {
        if samples.last() != Some(&sample) {
            samples.push(sample);
        }
    };
    keep(all[0]);
    for part in all.chunks(stretch) {
        let (mut low, mut high) = (0, 0);
        for (at, sample) in part.iter().enumerate() {
            if sample.rss_kib < part[low].rss_kib {
                low = at;
            }
            if sample.rss_kib > part[high].rss_kib {
                high = at;
            }
        }
        keep(part[low.min(high)]);
        keep(part[low.max(high)]);
    }
    keep(all[of - 1]);
    Kept { samples, of }
}

/// Takes points out of all curves of a run, so that each has `most` or few more, and notes in its
/// warnings that this was done. Returns whether there was anything to take.
pub fn thin_run(artifact: &mut Artifact, most: usize) -> bool {
    let (mut kept, mut of) = (0, 0);
    let batches = artifact.batches.iter_mut();
    for batch in batches.chain(&mut artifact.hunt_batches) {
        let fewer = thinned(&batch.timeline, most);
        kept += fewer.samples.len();
        of += fewer.of;
        if fewer.samples.len() < fewer.of {
            batch.timeline = Timeline::from_kept(&fewer.samples);
        }
    }
    let is_less = kept < of;
    if is_less {
        let thinned = messages::ThinnedCurves { kept, samples: of };
        artifact.warnings.push(thinned.into());
    }
    is_less
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn peaks_ends_and_order_stay(values in prop::collection::vec(0_u64..1000, 1..400), most in 0_usize..60) {
            let all: Vec<Sample> = values.iter().enumerate()
                .map(|(at, value)| Sample { time_ms: at as u64 * 10, rss_kib: *value })
                .collect();
            let kept = thinned(&Timeline::from_kept(&all), most);
            prop_assert_eq!(kept.of, all.len());
            prop_assert!(kept.samples.len() <= most.max(4) + 4);
            prop_assert_eq!(
                kept.samples.iter().map(|s| s.rss_kib).max(), values.iter().copied().max());
            prop_assert_eq!(kept.samples.first(), all.first());
            prop_assert_eq!(kept.samples.last(), all.last());
            prop_assert!(kept.samples.is_sorted_by(|a, b| a.time_ms < b.time_ms));
            prop_assert!(kept.samples.iter().all(|sample| all.contains(sample)));
        }
    }
}
