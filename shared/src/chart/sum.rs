//! The curve of a run: the sum of the batches that run at a time.

use std::sync::Arc;

use crate::columns::Columns;
use crate::pyramid::Steps;
use oomscope_quick::order::arrange;

/// Curves as one, in pieces without a gap, in the order of time: at every whole millisecond the sum of all that
/// have a value there. A curve that runs beside no other is its own piece.
pub fn sum<'a>(curves: impl IntoIterator<Item = &'a Arc<Steps>>) -> Vec<Arc<Steps>> {
    let bounded = |curve: &'a Arc<Steps>| Some((curve.bounds_ms()?, curve));
    let mut curves: Vec<_> = curves.into_iter().filter_map(bounded).collect();
    arrange(&mut curves, &|a, b| a.0.0.total_cmp(&b.0.0));
    let mut pieces = Vec::new();
    let mut rest = &curves[..];
    while let [((_, end), first), later @ ..] = rest {
        let mut end = *end;
        let beside = later.iter().take_while(|((start, ends), _)| {
            let is_beside = *start < end;
            end = end.max(*ends);
            is_beside
        });
        let (together, behind) = rest.split_at(1 + beside.count());
        pieces.push(match together {
            [_] => Arc::clone(first),
            many => Arc::new(joined(many)),
        });
        rest = behind;
    }
    pieces
}

/// A time and the value from then on.
type Step = (u32, u32);
type Curve<'a> = ((f64, f64), &'a Arc<Steps>);

fn joined(curves: &[Curve<'_>]) -> Steps {
    let mut steps = added(curves);
    // What stands behind the last sample is not of the curve.
    steps.pop();
    let (time_ms, value) = steps.into_iter().unzip();
    Steps::from_columns(Columns { time_ms, value })
}

/// The sum of some curves, each of which is nothing from the millisecond after its last sample on.
fn added(curves: &[Curve<'_>]) -> Vec<Step> {
    let [(_, one)] = curves else {
        let (some, others) = curves.split_at(curves.len() / 2);
        return beside(&added(some), &added(others));
    };
    let step = |at| one.get(at).map(|(time, kib)| (time as u32, kib));
    let mut steps: Vec<Step> = (0..one.len()).filter_map(step).collect();
    steps.extend(steps.last().map(|last| (last.0.saturating_add(1), 0)));
    steps
}

/// The sum of two curves, with a step wherever one of them has one.
fn beside(one: &[Step], other: &[Step]) -> Vec<Step> {
    let mut sum = Vec::with_capacity(one.len() + other.len());
    let (mut rest, mut now) = ([one, other], [0_u32; 2]);
    while let Some(time) = rest.iter().filter_map(|steps| Some(steps.first()?.0)).min() {
        for (steps, value) in rest.iter_mut().zip(&mut now) {
            while let [step, later @ ..] = *steps
                && step.0 == time
            {
                (*value, *steps) = (step.1, later);
            }
        }
        sum.push((time, now[0].saturating_add(now[1])));
    }
    sum
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
        let pieces = sum([&one, &apart, &other]);
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
