//! Where a row of figures changed its level: the runs of a history at which memory went up or down for good.
//!
//! The row is cut where two levels fit best (least squares), again and again; then neighbours are joined for as
//! long as some are not apart, the most alike first. They are apart where their levels differ by more than the
//! noise of two runs, and either lie further from each other than each is wide, or differ by ranks.

use oomscope_quick::order::arrange_positions;

use crate::compare::noise::{ABSOLUTE_BYTES, RELATIVE};

/// A level is of so many runs at least: one run, or two, are outliers.
const LEAST: usize = 3;
/// Two levels of fewer runs than this are none.
const LEAST_OF_BOTH: usize = 8;
/// How far ranks must lie from what chance does, in standard deviations. The place is the best of many, so that
/// the usual two or three would find something everywhere.
const DEVIATIONS: f64 = 3.5;
/// Only so many of the newest figures are looked at.
const LOOKED_AT: usize = 2_000;

/// A change of level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangePoint {
    /// The first of the new level.
    pub at: usize,
    /// The level before, its median.
    pub before: u64,
    /// The level from then on, up to the next change.
    pub after: u64,
}

/// The changes of level in these figures, in their order.
pub fn change_points(values: &[u64]) -> Vec<ChangePoint> {
    let passed_over = values.len().saturating_sub(LOOKED_AT);
    let values = &values[passed_over..];
    let sums = sums(values);
    let mut cuts = grown(&sums);
    loop {
        let weak = cuts.windows(3).enumerate().filter_map(|(at, ends)| {
            let (one, other) = (&values[ends[0]..ends[1]], &values[ends[1]..ends[2]]);
            let explained = explained(&sums, ends[0], ends[1], ends[2]);
            (!are_apart(one, other)).then_some((at + 1, explained))
        });
        match weak.min_by(|a, b| a.1.total_cmp(&b.1)) {
            Some((cut, _)) => cuts.remove(cut),
            None => break,
        };
    }
    let levels = cuts.windows(3).map(|ends| ChangePoint {
        at: passed_over + ends[1],
        before: median(&values[ends[0]..ends[1]]),
        after: median(&values[ends[1]..ends[2]]),
    });
    levels.collect()
}

/// The sums of the figures before each place.
fn sums(values: &[u64]) -> Vec<f64> {
    let mut sum = 0.0;
    let after = values.iter().map(|value| {
        sum += *value as f64;
        sum
    });
    std::iter::once(0.0).chain(after).collect()
}

/// What two levels explain of the spread of a stretch that is cut in two.
fn explained(sums: &[f64], from: usize, cut: usize, to: usize) -> f64 {
    let (left, right) = ((cut - from) as f64, (to - cut) as f64);
    let apart = (sums[cut] - sums[from]) / left - (sums[to] - sums[cut]) / right;
    apart * apart * left * right / (left + right)
}

/// Cuts the row until no piece can be cut any more; the ends of the row are among the cuts.
fn grown(sums: &[f64]) -> Vec<usize> {
    let mut cuts = vec![0, sums.len() - 1];
    let mut at = 0;
    while at + 1 < cuts.len() {
        let (from, to) = (cuts[at], cuts[at + 1]);
        let places = from + LEAST..(to + 1).saturating_sub(LEAST);
        let weighed = places.map(|place| (place, explained(sums, from, place, to)));
        let best = weighed.max_by(|a, b| a.1.total_cmp(&b.1));
        match best.filter(|(_, explained)| *explained > 0.0) {
            Some((place, _)) => cuts.insert(at + 1, place),
            None => at += 1,
        }
    }
    cuts
}

/// Whether two neighbours are two levels.
fn are_apart(one: &[u64], other: &[u64]) -> bool {
    if one.len() + other.len() < LEAST_OF_BOTH || !differ(median(one), median(other)) {
        return false;
    }
    let ends = |values: &[u64]| {
        let low = values.iter().min().copied().unwrap_or(0);
        (low, values.iter().max().copied().unwrap_or(0))
    };
    let (first, second) = (ends(one), ends(other));
    let (lower, upper) = if first.0 < second.0 {
        (first, second)
    } else {
        (second, first)
    };
    let wide = (lower.1 - lower.0).max(upper.1 - upper.0);
    let is_clear = upper.0 > lower.1 && upper.0 - lower.1 >= wide;
    is_clear || deviation(one, other) >= DEVIATIONS
}

/// How far the ranks of two samples lie from what chance does, in standard deviations.
fn deviation(one: &[u64], other: &[u64]) -> f64 {
    let values: Vec<u64> = one.iter().chain(other).copied().collect();
    let order = ordered(&values);
    let (mut sum, mut from) = (0.0, 0);
    while from < order.len() {
        let value = values[order[from] as usize];
        let same = order[from..].iter();
        let to = from + same.take_while(|at| values[**at as usize] == value).count();
        // Equal figures share the mean of their ranks.
        let rank = (from + to + 1) as f64 / 2.0;
        let left = order[from..to]
            .iter()
            .filter(|at| (**at as usize) < one.len());
        sum += rank * left.count() as f64;
        from = to;
    }
    let (left, right) = (one.len() as f64, other.len() as f64);
    let below = sum - left * (left + 1.0) / 2.0;
    let spread = (left * right * (left + right + 1.0) / 12.0).sqrt();
    (below - left * right / 2.0).abs() / spread
}

/// Whether two levels lie further apart than the noise of two runs.
fn differ(one: u64, other: u64) -> bool {
    let noise = ABSOLUTE_BYTES.max((one.min(other) as f64 * RELATIVE) as u64);
    one.abs_diff(other) > noise
}

fn median(values: &[u64]) -> u64 {
    let order = ordered(values);
    let middle = order.get(order.len() / 2);
    middle.map_or(0, |at| values[*at as usize])
}

/// The positions of the figures, the smallest first.
fn ordered(values: &[u64]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..values.len() as u32).collect();
    arrange_positions(&mut order, &|a, b| {
        values[a as usize].cmp(&values[b as usize])
    });
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MIB: u64 = 1 << 20;

    fn found(mib: &[u64]) -> Vec<(usize, u64, u64)> {
        let values: Vec<u64> = mib.iter().map(|mib| mib * MIB).collect();
        let points = change_points(&values).into_iter();
        points
            .map(|one| (one.at, one.before / MIB, one.after / MIB))
            .collect()
    }

    #[test]
    fn a_leak_that_comes_and_goes_is_two_changes() {
        let row = [
            230, 231, 229, 232, 230, 867, 865, 868, 866, 231, 230, 229, 233,
        ];
        assert_eq!(found(&row), [(5, 230, 867), (9, 867, 231)]);
    }

    #[test]
    fn outliers_noise_and_few_runs_are_no_change() {
        assert_eq!(
            found(&[230, 231, 900, 232, 230, 229, 231, 230, 232, 229]),
            []
        );
        assert_eq!(found(&[230, 231, 229, 900, 901, 899]), [], "six runs");
        assert_eq!(
            found(&[100, 101, 100, 101, 105, 106, 105, 106]),
            [],
            "five MiB"
        );
        assert_eq!(found(&[]), []);
        // A tenth up and down, as of a machine that is busy with other things.
        let noise = [
            210, 240, 225, 250, 215, 245, 220, 238, 212, 249, 231, 222, 241, 218,
        ];
        assert_eq!(found(&noise), []);
    }

    #[test]
    fn a_level_between_noisy_ones_shows_by_its_ranks() {
        let noisy = |level: u64| (0..20_u64).map(move |n| level + n * 7919 % 60);
        let row: Vec<u64> = noisy(200).chain(noisy(250)).collect();
        assert_eq!(found(&row).len(), 1);
    }

    fn steady(level: u64) -> impl Strategy<Value = Vec<u64>> {
        prop::collection::vec(0..level / 50, 5..40)
            .prop_map(move |noise| noise.into_iter().map(|one| level + one).collect())
    }

    proptest! {
        #[test]
        fn a_steady_row_has_no_change(row in (20_u64..5_000).prop_flat_map(|mib| steady(mib * MIB))) {
            prop_assert_eq!(change_points(&row), []);
        }

        #[test]
        fn a_step_is_found_where_it_is(
            one in steady(400 * MIB), other in steady(700 * MIB), is_rise in any::<bool>(),
        ) {
            let (first, second) = if is_rise { (one, other) } else { (other, one) };
            let row = [&first[..], &second].concat();
            let points = change_points(&row);
            prop_assert_eq!(points.len(), 1);
            prop_assert_eq!(points[0].at, first.len());
            prop_assert_eq!(points[0].after > points[0].before, is_rise);
            // Read from the other end it is the same step.
            let back: Vec<u64> = row.iter().rev().copied().collect();
            prop_assert_eq!(change_points(&back)[0].at, second.len());
        }

        #[test]
        fn whatever_the_figures_the_changes_are_in_order_and_real(
            row in prop::collection::vec(any::<u64>(), 0..60),
        ) {
            let points = change_points(&row);
            prop_assert!(points.windows(2).all(|two| two[0].at < two[1].at));
            for point in points {
                prop_assert!(point.at > 0 && point.at < row.len());
                prop_assert!(differ(point.before, point.after));
            }
        }
    }
}
