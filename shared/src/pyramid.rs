//! A step function with a pyramid of minima and maxima over it: the extremes of any stretch of time in
//! logarithmic time, so that a chart of a million samples never loses a peak and never scans them.

// With a fan of 16 the levels add an eighth to the memory of the samples, and a query touches at most 30
// entries per level.
use oomscope_quick::samples::{FAN, after, extremes};

use crate::columns::Columns;
use crate::timeline::Timeline;

/// The lowest and the highest value of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// Lowest value.
    pub min: u32,
    /// Highest value.
    pub max: u32,
}

impl Extent {
    /// The extent of two stretches together.
    pub fn join(self, other: Self) -> Self {
        Self {
            min: self.min.min(other.min),
            max: self.max.max(other.max),
        }
    }
}

/// Samples in compact columns. A value holds until the next sample; the last sample is the end.
///
/// Milliseconds and KiB in 32 bits reach to 49 days and 4 TiB; what lies beyond is held at that bound.
#[derive(Debug, Clone, Default)]
pub struct Steps {
    time_ms: Vec<u32>,
    value: Vec<u32>,
    levels: Vec<Level>,
}

/// The sums over the differences of a timeline.
pub fn summed(timeline: &Timeline) -> Columns {
    /// Samples summed up by one call; as in the columns' reader, browsers make code quick only
    /// between calls.
    const CHUNK: usize = 4096;
    let count = timeline.len();
    let (mut time_ms, mut value) = (vec![0_u32; count], vec![0_u32; count]);
    let (mut time, mut rss, mut last) = (0_i64, 0_i64, 0_u32);
    let deltas = timeline
        .time_ms_deltas
        .chunks(CHUNK)
        .zip(timeline.rss_kib_deltas.chunks(CHUNK));
    let slots = time_ms.chunks_mut(CHUNK).zip(value.chunks_mut(CHUNK));
    for ((time_deltas, rss_deltas), (times, values)) in deltas.zip(slots) {
        rss = sum_up(rss_deltas, rss, values);
        time = sum_up(time_deltas, time, times);
        // A clock that steps back, which no runner writes, must not upset the binary search.
        for slot in times {
            last = last.max(*slot);
            *slot = last;
        }
    }
    Columns { time_ms, value }
}

#[derive(Debug, Clone, Default)]
struct Level {
    min: Vec<u32>,
    max: Vec<u32>,
}

impl Steps {
    /// Sums up the columns of a timeline. Values are KiB.
    pub fn from_timeline(timeline: &Timeline) -> Self {
        Self::from_columns(summed(timeline))
    }

    /// Takes what [`summed`] made, perhaps in another thread.
    pub fn from_columns(Columns { time_ms, value }: Columns) -> Self {
        let mut levels = Vec::new();
        let mut level = Level::over(&value, &value);
        while level.min.len() > 1 {
            let next = Level::over(&level.min, &level.max);
            levels.push(level);
            level = next;
        }
        Self {
            time_ms,
            value,
            levels,
        }
    }

    /// How many samples there are.
    pub fn len(&self) -> usize {
        self.value.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.value.is_empty()
    }

    /// Time of the first and the last sample, in milliseconds.
    pub fn bounds_ms(&self) -> Option<(f64, f64)> {
        Some((
            f64::from(*self.time_ms.first()?),
            f64::from(*self.time_ms.last()?),
        ))
    }

    /// The sample at an index.
    pub fn get(&self, index: usize) -> Option<(f64, u32)> {
        Some((
            f64::from(*self.time_ms.get(index)?),
            *self.value.get(index)?,
        ))
    }

    /// The indexes of the samples that hold somewhere in `start_ms..end_ms`: the one in force at the
    /// start and those that follow before the end. Empty outside of the samples' bounds.
    pub fn range(&self, start_ms: f64, end_ms: f64) -> std::ops::Range<usize> {
        let Some((first, last)) = self.bounds_ms() else {
            return 0..0;
        };
        if end_ms < first || (end_ms == first && start_ms < first) || start_ms > last {
            return 0..0;
        }
        // Whole milliseconds are at most `start_ms`, or below `end_ms`, where they are so of its whole part.
        let from = if start_ms < first {
            0
        } else {
            after(&self.time_ms, start_ms.floor() as u32).saturating_sub(1)
        };
        let to = match end_ms.ceil() as u32 {
            0 => 0,
            end => after(&self.time_ms, end - 1),
        };
        from..to.max(from + 1)
    }

    /// Lowest and highest value that holds anywhere in `start_ms..end_ms`; `None` where there is none.
    pub fn extent(&self, start_ms: f64, end_ms: f64) -> Option<Extent> {
        let range = self.range(start_ms, end_ms);
        self.extent_of(range.start, range.end)
    }

    /// The same of the values that were taken then. What holds from before is another's, unless nothing else
    /// is known.
    pub fn taken(&self, start_ms: f64, end_ms: f64) -> Option<Extent> {
        let range = self.range(start_ms, end_ms);
        let first = self.get(range.start).filter(|_| range.len() > 1);
        let held = usize::from(first.is_some_and(|(time_ms, _)| time_ms < start_ms));
        self.extent_of(range.start + held, range.end)
    }

    /// The value that holds at an instant.
    pub fn at(&self, time_ms: f64) -> Option<u32> {
        self.extent(time_ms, time_ms).map(|extent| extent.max)
    }

    /// The sum of value times length over `start_ms..end_ms`, which lie within the bounds. It looks at
    /// every sample in between.
    pub fn area(&self, start_ms: f64, end_ms: f64) -> f64 {
        let range = self.range(start_ms, end_ms);
        let mut area = 0.0;
        for index in range {
            let from = f64::from(self.time_ms[index]).max(start_ms);
            let next = self.time_ms.get(index + 1);
            let to = next.map_or(end_ms, |next| f64::from(*next).min(end_ms));
            area += f64::from(self.value[index]) * (to - from).max(0.0);
        }
        area
    }

    /// The extent of all samples.
    pub fn extent_of_all(&self) -> Option<Extent> {
        self.extent_of(0, self.len())
    }

    /// Climbs the pyramid: the ragged ends of the range are read on each level, the middle on the next.
    fn extent_of(&self, mut from: usize, mut to: usize) -> Option<Extent> {
        let (mut min, mut max) = (u32::MAX, 0);
        if from >= to {
            return None;
        }
        let (mut lows, mut highs) = (&self.value, &self.value);
        let mut levels = self.levels.iter();
        loop {
            let next = levels.next();
            let mut take = |index: usize| {
                min = min.min(lows[index]);
                max = max.max(highs[index]);
            };
            let Some(next) = next else {
                (from..to).for_each(take);
                break;
            };
            while from < to && !from.is_multiple_of(FAN) {
                take(from);
                from += 1;
            }
            while from < to && !to.is_multiple_of(FAN) {
                to -= 1;
                take(to);
            }
            if from >= to {
                break;
            }
            (from, to, lows, highs) = (from / FAN, to / FAN, &next.min, &next.max);
        }
        Some(Extent { min, max })
    }
}

/// Running sums of `deltas`, from `sum` on and held within 32 bits; returns the last sum.
#[inline(never)]
fn sum_up(deltas: &[i64], mut sum: i64, slots: &mut [u32]) -> i64 {
    for (delta, slot) in deltas.iter().zip(slots) {
        sum = sum.wrapping_add(*delta);
        *slot = sum.clamp(0, i64::from(u32::MAX)) as u32;
    }
    sum
}

impl Level {
    fn over(lows: &[u32], highs: &[u32]) -> Self {
        let (min, max) = extremes(lows, highs);
        Self { min, max }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::Sample;
    use proptest::prelude::*;

    fn steps(samples: &[(u64, u64)]) -> Steps {
        let samples: Vec<_> = samples
            .iter()
            .map(|&(time_ms, rss_kib)| Sample { time_ms, rss_kib })
            .collect();
        Steps::from_timeline(&Timeline::from_kept(&samples))
    }

    /// The definition, with no cleverness: look at every sample and the stretch it holds for.
    fn naive(samples: &[(u64, u64)], start: f64, end: f64) -> Option<Extent> {
        let last = samples.len().checked_sub(1)?;
        let mut found: Option<Extent> = None;
        for (i, &(from, value)) in samples.iter().enumerate() {
            let from = from as f64;
            let until = if i == last {
                from
            } else {
                samples[i + 1].0 as f64
            };
            let begins_inside = from >= start && from < end;
            let holds_at_start = from <= start && (start < until || (i == last && start == from));
            if begins_inside || holds_at_start {
                let here = Extent {
                    min: value as u32,
                    max: value as u32,
                };
                found = Some(found.map_or(here, |f| f.join(here)));
            }
        }
        found
    }

    #[test]
    fn a_value_holds_until_the_next() {
        let steps = steps(&[(10, 5), (20, 9), (30, 1)]);
        assert_eq!(steps.at(9.9), None);
        assert_eq!(steps.at(10.0), Some(5));
        assert_eq!(steps.at(19.9), Some(5));
        assert_eq!(steps.at(20.0), Some(9));
        assert_eq!(steps.at(30.0), Some(1));
        assert_eq!(steps.at(30.1), None);
        assert_eq!(steps.extent(0.0, 100.0), Some(Extent { min: 1, max: 9 }));
        assert_eq!(steps.extent(12.0, 13.0), Some(Extent { min: 5, max: 5 }));
    }

    #[test]
    fn without_samples_there_is_nothing() {
        assert_eq!(Steps::default().extent(0.0, 1e9), None);
        assert!(Steps::default().is_empty());
    }

    #[test]
    fn values_past_32_bits_and_clocks_that_step_back_are_held() {
        let timeline = Timeline {
            time_ms_deltas: vec![100, -50, i64::MAX / 2],
            rss_kib_deltas: vec![7, 1 << 40, -(1 << 41)],
        };
        let steps = Steps::from_timeline(&timeline);
        assert_eq!(steps.bounds_ms(), Some((100.0, f64::from(u32::MAX))));
        assert_eq!(
            steps.extent_of_all(),
            Some(Extent {
                min: 0,
                max: u32::MAX
            })
        );
    }

    proptest! {
        /// Peaks and valleys never vanish, at any zoom: the pyramid says what the naive scan says.
        #[test]
        fn the_pyramid_agrees_with_the_naive_scan(
            gaps in prop::collection::vec((1_u64..5, 0_u64..1000), 0..700),
            start in -10.0_f64..2000.0,
            length in prop_oneof![0.01_f64..3.0, 0.01_f64..2500.0],
        ) {
            let mut time = 0;
            let samples: Vec<_> = gaps
                .into_iter()
                .map(|(gap, value)| { time += gap; (time, value) })
                .collect();
            let (start, end) = ((start * 4.0).round() / 4.0, ((start + length) * 4.0).round() / 4.0);
            prop_assume!(start < end);
            prop_assert_eq!(steps(&samples).extent(start, end), naive(&samples, start, end));
        }
    }
}
