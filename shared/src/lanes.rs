//! Spans that overlap, such as batches or tests that ran at the same time, laid side by side.

/// The lane of each span `(start, end)`, from 0: the lowest one that is free when the span starts. The spans
/// must be in the order of their starts. Where all of `most` lanes are taken, the last one takes the rest.
/// A lane counts as free `slack` before its span ends.
pub fn lanes(spans: &[(u64, u64)], most: usize, slack: u64) -> Vec<usize> {
    let mut free_from: Vec<u64> = Vec::new();
    let lane = spans.iter().map(|(start, end)| {
        let free = start.saturating_add(slack);
        let lane = free_from.iter().position(|taken| *taken <= free);
        let lane = lane.unwrap_or(free_from.len().min(most - 1));
        free_from.resize(free_from.len().max(lane + 1), 0);
        free_from[lane] = free_from[lane].max(*end);
        lane
    });
    lane.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: usize = usize::MAX;

    #[test]
    fn only_what_overlaps_moves_aside() {
        assert_eq!(
            lanes(&[(0, 5), (2, 8), (5, 6), (6, 9)], ALL, 0),
            [0, 1, 0, 0]
        );
    }

    #[test]
    fn what_overlaps_by_less_than_the_slack_does_not() {
        assert_eq!(lanes(&[(0, 15), (10, 20), (14, 30)], ALL, 5), [0, 0, 1]);
    }

    proptest! {
        /// Spans that overlap have lanes of their own, and there are no more lanes than spans at one time.
        #[test]
        fn no_two_spans_of_a_lane_overlap(
            mut spans in prop::collection::vec((0_u64..90, 0_u64..30), 0..40),
            most in 1_usize..5,
        ) {
            for span in &mut spans {
                span.1 += span.0;
            }
            spans.sort_unstable();
            let found = lanes(&spans, ALL, 0);
            let mut at_once = 0;
            for (at, one) in spans.iter().enumerate() {
                let running = |other: &usize| spans[*other].1 > one.0;
                at_once = at_once.max(1 + (0..at).filter(running).count());
                for other in at + 1..spans.len() {
                    prop_assert!(found[at] != found[other] || one.1 <= spans[other].0);
                }
            }
            prop_assert_eq!(found.iter().max().map_or(0, |lane| lane + 1), at_once);
            // Few lanes change nothing but what has none of its own.
            let few = lanes(&spans, most, 0);
            prop_assert!(few.iter().all(|lane| *lane < most));
            if at_once <= most {
                prop_assert_eq!(few, found);
            }
        }
    }
}
