//! Memory over time as a line of block characters: a job summary draws no pictures.

use oomscope_shared::timeline::Timeline;

const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The timeline in so many characters, from 0 to `top_kib`. Each character is the highest value of its share
/// of the time, so no peak is lost.
pub(super) fn sparkline(timeline: &Timeline, width: usize, top_kib: u64) -> String {
    let samples: Vec<_> = timeline.samples().collect();
    let (Some(first), Some(last)) = (samples.first(), samples.last()) else {
        return String::new();
    };
    let span = last.time_ms.saturating_sub(first.time_ms).max(1);
    let column = |time_ms: u64| {
        let at = u128::from(time_ms.saturating_sub(first.time_ms)) * width as u128;
        ((at / u128::from(span)) as usize).min(width - 1)
    };
    let mut highest = vec![0_u64; width];
    for pair in samples.windows(2) {
        // A value holds until the next sample.
        let (from, to) = (column(pair[0].time_ms), column(pair[1].time_ms));
        for slot in &mut highest[from..to.max(from + 1)] {
            *slot = (*slot).max(pair[0].rss_kib);
        }
    }
    let end = column(last.time_ms);
    highest[end] = highest[end].max(last.rss_kib);
    let level = |kib: u64| {
        let eighths = (u128::from(kib) * 8).div_ceil(u128::from(top_kib.max(1)));
        LEVELS[(eighths as usize).clamp(1, 8) - 1]
    };
    highest.into_iter().map(level).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::timeline::Sample;

    fn timeline(samples: &[(u64, u64)]) -> Timeline {
        let samples: Vec<_> = samples
            .iter()
            .map(|&(time_ms, rss_kib)| Sample { time_ms, rss_kib })
            .collect();
        Timeline::from_samples(&samples)
    }

    #[test]
    fn it_climbs_as_the_memory_does() {
        let climb: Vec<_> = (0..=8).map(|n| (n * 100, n * 10)).collect();
        // A value holds until the next one, so the line begins at 0 and ends at the last one.
        assert_eq!(sparkline(&timeline(&climb), 8, 80), "▁▁▂▃▄▅▆█");
    }

    #[test]
    fn a_peak_of_one_sample_shows() {
        let mut samples: Vec<_> = (0..1000).map(|n| (n, 10)).collect();
        samples[501].1 = 100;
        assert_eq!(sparkline(&timeline(&samples), 10, 100), "▁▁▁▁▁█▁▁▁▁");
    }

    #[test]
    fn what_was_not_sampled_has_no_line_and_one_sample_is_one_level() {
        assert_eq!(sparkline(&Timeline::default(), 10, 100), "");
        let once = sparkline(&timeline(&[(5, 100)]), 4, 100);
        assert_eq!(once.chars().count(), 4);
        assert!(once.contains('█'));
    }
}
