//! Spans that overlap, such as the tests of several workers, laid side by side.

/// The lane of each span `(start, end)`, from 0: the first one that is free when the span starts. The
/// spans must be in the order of their starts.
pub(super) fn lanes(spans: &[(u64, u64)]) -> Vec<usize> {
    let mut free_from: Vec<u64> = Vec::new();
    spans
        .iter()
        .map(|(start, end)| {
            let lane = free_from.iter().position(|free| free <= start);
            let lane = lane.unwrap_or_else(|| {
                free_from.push(0);
                free_from.len() - 1
            });
            free_from[lane] = *end;
            lane
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_what_overlaps_moves_aside() {
        assert_eq!(lanes(&[(0, 5), (2, 8), (5, 6), (6, 9)]), [0, 1, 0, 0]);
    }

    proptest! {
        #[test]
        fn no_two_spans_of_a_lane_overlap(mut spans in prop::collection::vec((0_u64..90, 0_u64..30), 0..40)) {
            for span in &mut spans {
                span.1 += span.0;
            }
            spans.sort_unstable();
            let found = lanes(&spans);
            for (at, one) in spans.iter().enumerate() {
                for (other_at, other) in spans.iter().enumerate().skip(at + 1) {
                    prop_assert!(found[at] != found[other_at] || one.1 <= other.0);
                }
            }
        }
    }
}
