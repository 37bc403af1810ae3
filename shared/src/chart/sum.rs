//! The curve of a run: the sum of the batches that run at a time.

use std::sync::Arc;

use crate::columns::Columns;
use crate::pyramid::Steps;
use oomscope_quick::order::arrange_positions;

/// Curves as one, in pieces without a gap, in the order of time: at every whole millisecond the sum of all that
/// have a value there. A curve that runs beside no other is its own piece.
pub fn sum(curves: &[Arc<Steps>]) -> Vec<Arc<Steps>> {
    let bounds = |at: u32| curves[at as usize].bounds_ms().unwrap_or_default();
    let mut order: Vec<u32> = (0..curves.len() as u32).collect();
    order.retain(|at| !curves[*at as usize].is_empty());
    arrange_positions(&mut order, &|a, b| bounds(a).0.total_cmp(&bounds(b).0));
    let mut pieces = Vec::new();
    let mut rest = &order[..];
    while let Some(first) = rest.first() {
        let mut end = bounds(*first).1;
        let mut count = 1;
        while let Some(next) = rest.get(count)
            && bounds(*next).0 < end
        {
            end = end.max(bounds(*next).1);
            count += 1;
        }
        pieces.push(if count == 1 {
            Arc::clone(&curves[*first as usize])
        } else {
            let mut steps = added(curves, &rest[..count]);
            // What stands behind the last sample is not of the curve.
            steps.time_ms.pop();
            steps.value.pop();
            Arc::new(Steps::from_columns(steps))
        });
        rest = &rest[count..];
    }
    pieces
}

/// The sum of some curves, each of which is nothing from the millisecond after its last sample on.
fn added(curves: &[Arc<Steps>], which: &[u32]) -> Columns {
    let [one] = which else {
        let (some, others) = which.split_at(which.len() / 2);
        return beside([added(curves, some), added(curves, others)]);
    };
    let mut steps = Columns::default();
    let one = &curves[*one as usize];
    let mut end = 0;
    for at in 0..one.len() {
        let (time, kib) = one.get(at).unwrap_or_default();
        end = time as u32;
        steps.time_ms.push(end);
        steps.value.push(kib);
    }
    steps.time_ms.push(end.saturating_add(1));
    steps.value.push(0);
    steps
}

/// The sum of two curves, with a step wherever one of them has one.
fn beside(curves: [Columns; 2]) -> Columns {
    let mut sum = Columns::default();
    let (mut at, mut now) = ([0_usize; 2], [0_u32; 2]);
    loop {
        let next = |side: usize| curves[side].time_ms.get(at[side]).copied();
        let Some(time) = next(0).into_iter().chain(next(1)).min() else {
            return sum;
        };
        for side in 0..2 {
            while curves[side].time_ms.get(at[side]) == Some(&time) {
                now[side] = curves[side].value[at[side]];
                at[side] += 1;
            }
        }
        sum.time_ms.push(time);
        sum.value.push(now[0].saturating_add(now[1]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn curve(start: u32, steps: &[(u32, u32)]) -> Arc<Steps> {
        let mut time = start;
        let (time_ms, value) = steps
            .iter()
            .map(|(gap, value)| {
                time += gap;
                (time, *value)
            })
            .unzip();
        Arc::new(Steps::from_columns(Columns { time_ms, value }))
    }

    #[test]
    fn curves_add_up_only_where_they_meet() {
        let (one, other) = (curve(0, &[(0, 5), (10, 7)]), curve(4, &[(0, 100), (4, 50)]));
        let apart = curve(20, &[(0, 9)]);
        let pieces = sum(&[one, Arc::clone(&apart), other]);
        let [piece, alone] = &pieces[..] else {
            panic!("{pieces:?}")
        };
        let steps: Vec<_> = (0..piece.len()).filter_map(|at| piece.get(at)).collect();
        let expected = [(0.0, 5), (4.0, 105), (8.0, 55), (9.0, 5), (10.0, 7)];
        assert_eq!(steps, expected);
        assert!(Arc::ptr_eq(alone, &apart));
    }

    proptest! {
        /// Whatever overlaps, and wherever one looks, the run has what its batches have together.
        #[test]
        fn the_sum_is_the_sum(
            told in prop::collection::vec(
                (0_u32..400, prop::collection::vec((0_u32..40, 0_u32..1000), 0..12)),
                0..12,
            ),
        ) {
            let curves: Vec<_> = told.iter().map(|(start, steps)| curve(*start, steps)).collect();
            let pieces = sum(&curves);
            for time in 0..1000 {
                let values = curves.iter().filter_map(|c| c.at(f64::from(time)));
                let expected = values.reduce(|a, b| a + b);
                let found: Vec<_> =
                    pieces.iter().filter_map(|piece| piece.at(f64::from(time))).collect();
                // Two curves of which one ends where the other begins stay two pieces.
                prop_assert_eq!(found.iter().copied().reduce(|a, b| a + b), expected, "{}", time);
            }
            for pair in pieces.windows(2) {
                let bounds = |at: usize| pair[at].bounds_ms().unwrap();
                prop_assert!(bounds(0).1 <= bounds(1).0);
            }
        }
    }
}
