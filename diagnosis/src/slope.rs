//! Does a series of repetitions grow? The mean of its steps, with a confidence interval, and the shapes
//! that look like growth and are none.
//!
//! What is alive after each repetition is an exact figure, so its steps are what there is to judge. Their
//! mean is the slope; Student's t gives the interval in which the true mean lies with 95 % (Student, "The
//! probable error of a mean", Biometrika 6, 1908). A mean alone would call one big step a slope, so the
//! median has to agree with it, which is the idea of the sign-robust slopes of Theil and Sen (Sen,
//! "Estimates of the regression coefficient based on Kendall's tau", JASA 63, 1968), and the second half
//! has to grow like the first, which a cache that fills up does not.

/// The slope of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slope {
    /// Growth per repetition.
    pub mean: f64,
    /// The 95 % interval; `None` with fewer than two steps.
    pub interval: Option<(f64, f64)>,
    /// Median of the steps.
    pub median: f64,
    /// Mean of the later half of the steps over that of the earlier one; 1 for a straight line.
    pub later_over_earlier: f64,
    /// How many steps.
    pub steps: usize,
}

/// What a series looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Every repetition adds about as much as the one before.
    Grows,
    /// It grew at first and then no more.
    LevelsOff,
    /// It does not grow.
    Flat,
    /// It moves too irregularly to say.
    Unclear,
}

/// Share of the mean that the median has to reach.
const MEDIAN_SHARE: f64 = 0.35;
/// Share of the earlier steps that the later ones have to reach.
const LATER_SHARE: f64 = 0.5;

impl Slope {
    /// Of the steps of a series: what each repetition added.
    pub fn of(steps: &[f64]) -> Option<Self> {
        if steps.is_empty() {
            return None;
        }
        let n = steps.len() as f64;
        let mean = steps.iter().sum::<f64>() / n;
        let interval = (steps.len() >= 2).then(|| {
            let squares: f64 = steps.iter().map(|step| (step - mean).powi(2)).sum();
            let error = (squares / (n - 1.0)).sqrt() / n.sqrt();
            let half = student_95(steps.len() - 1) * error;
            (mean - half, mean + half)
        });
        let (earlier, later) = steps.split_at(steps.len() / 2);
        let mean_of = |part: &[f64]| part.iter().sum::<f64>() / part.len().max(1) as f64;
        let later_over_earlier = if earlier.is_empty() || mean_of(earlier) <= 0.0 {
            1.0
        } else {
            mean_of(later) / mean_of(earlier)
        };
        Some(Self {
            mean,
            interval,
            median: median(steps),
            later_over_earlier,
            steps: steps.len(),
        })
    }

    /// The lower end of what the growth can be; the mean itself where there is no interval.
    pub fn low(&self) -> f64 {
        self.interval.map_or(self.mean, |(low, _)| low)
    }

    /// The upper end.
    pub fn high(&self) -> f64 {
        self.interval.map_or(self.mean, |(_, high)| high)
    }
}

/// The shape of a series whose first repetition added `first` and the later ones `steps`. What lies
/// below `floor` per repetition is no growth.
pub fn shape(first: f64, steps: &[f64], floor: f64) -> Shape {
    let Some(slope) = Slope::of(steps) else {
        return if first >= floor {
            Shape::Unclear
        } else {
            Shape::Flat
        };
    };
    // One step is no slope: whatever a cache threw out in it went the same way.
    if steps.len() < 2 {
        let moved = first >= floor || steps[0].abs() >= floor;
        return match (steps[0] >= floor, moved) {
            (true, _) => Shape::Unclear,
            (false, true) => Shape::LevelsOff,
            (false, false) => Shape::Flat,
        };
    }
    let quiet = steps
        .iter()
        .rev()
        .take_while(|step| step.abs() < floor)
        .count();
    let has_settled = quiet >= 2 || (quiet == 1 && steps.len() == 2);
    if has_settled {
        let grew = first >= floor || steps.iter().any(|step| *step >= floor);
        return if grew { Shape::LevelsOff } else { Shape::Flat };
    }
    if slope.high() < floor {
        return Shape::Flat;
    }
    let is_steady = slope.median >= slope.mean * MEDIAN_SHARE && slope.median >= floor;
    if slope.low() >= floor && is_steady {
        return if slope.later_over_earlier >= LATER_SHARE {
            Shape::Grows
        } else {
            Shape::Unclear
        };
    }
    // Tests whose data are of random size: no interval is narrow then, but every step says the same.
    let all_grow = steps.iter().all(|step| *step >= floor);
    if all_grow && steps.len() >= 4 && slope.later_over_earlier >= LATER_SHARE {
        return Shape::Grows;
    }
    // Where each test adds to what all before it left, the steps themselves grow.
    if all_grow && steps.len() >= 3 && steps.is_sorted() {
        return Shape::Grows;
    }
    Shape::Unclear
}

/// The median of some numbers; 0 of none.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => 0.0,
        n if n % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

/// The 97.5 % quantile of Student's t, from the usual table; past 30 degrees that of 30, which is wider.
fn student_95(degrees: usize) -> f64 {
    const TABLE: [f64; 30] = [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
        2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
        2.052, 2.048, 2.045, 2.042,
    ];
    TABLE[degrees.clamp(1, TABLE.len()) - 1]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FLOOR: f64 = 48.0 * 1024.0;
    const MIB: f64 = 1_048_576.0;

    #[test]
    fn shapes_are_told_apart() {
        let ramp = [MIB; 5];
        assert_eq!(shape(MIB, &ramp, FLOOR), Shape::Grows, "a ramp");
        assert_eq!(
            shape(9.0 * MIB, &ramp, FLOOR),
            Shape::Grows,
            "a ramp after an import"
        );
        assert_eq!(
            shape(9.0 * MIB, &[0.0; 5], FLOOR),
            Shape::LevelsOff,
            "an import"
        );
        let filling = [MIB, MIB, MIB, 0.0, 0.0, 0.0];
        assert_eq!(
            shape(MIB, &filling, FLOOR),
            Shape::LevelsOff,
            "a cache that fills"
        );
        let flat = [900.0, -300.0, 1200.0, 0.0];
        assert_eq!(shape(0.0, &flat, FLOOR), Shape::Flat, "pytest's own");
        let saw = [MIB, MIB, -2.0 * MIB, MIB, MIB, -2.0 * MIB];
        assert_ne!(shape(MIB, &saw, FLOOR), Shape::Grows, "a saw-tooth");
        let step = [0.0, 0.0, 6.0 * MIB, 0.0];
        assert_ne!(shape(0.0, &step, FLOOR), Shape::Grows, "a step");
        let late = [MIB, MIB, MIB, MIB, -4.0 * MIB];
        assert_ne!(
            shape(MIB, &late, FLOOR),
            Shape::Grows,
            "garbage collected late"
        );
        let random = [0.4 * MIB, 3.0 * MIB, 1.1 * MIB, 0.7 * MIB, 2.0 * MIB];
        assert_eq!(
            shape(MIB, &random, FLOOR),
            Shape::Grows,
            "data of random size"
        );
    }

    #[test]
    fn a_shape_begins_at_the_floor() {
        const UNDER: f64 = FLOOR - 1.0;
        for (first, steps, expected) in [
            // Nothing was repeated, or once only.
            (FLOOR, &[][..], Shape::Unclear),
            (UNDER, &[], Shape::Flat),
            (0.0, &[FLOOR], Shape::Unclear),
            (FLOOR, &[0.0], Shape::LevelsOff),
            (0.0, &[-FLOOR], Shape::LevelsOff),
            (UNDER, &[UNDER], Shape::Flat),
            // It has come to rest by two steps, or by one of two.
            (0.0, &[FLOOR, 0.0, UNDER], Shape::LevelsOff),
            (FLOOR, &[0.0, 0.0], Shape::LevelsOff),
            (UNDER, &[UNDER, 0.0], Shape::Flat),
            (0.0, &[MIB, 0.0], Shape::LevelsOff),
            (0.0, &[MIB, MIB, 0.0], Shape::Unclear),
            (0.0, &[MIB, FLOOR, FLOOR], Shape::Unclear),
            // It shrinks, or grows by the least that counts.
            (0.0, &[-2.0 * FLOOR; 3], Shape::Flat),
            (0.0, &[FLOOR, FLOOR], Shape::Grows),
        ] {
            assert_eq!(shape(first, steps, FLOOR), expected, "{first} {steps:?}");
        }
    }

    #[test]
    fn what_grows_unevenly_is_told_by_its_middle_and_its_later_half() {
        let of = |mib: &[f64]| {
            let steps: Vec<f64> = mib.iter().map(|mib| mib * MIB).collect();
            shape(0.0, &steps, FLOOR)
        };
        assert_eq!(of(&[1.1, 1.0, 1.0]), Shape::Grows, "nearly even");
        assert_eq!(of(&[10., 10., 10., 10., 5., 5., 5., 5.]), Shape::Grows);
        assert_eq!(
            of(&[10., 10., 10., 10., 4., 4., 4., 4.]),
            Shape::Unclear,
            "fills"
        );
        assert_eq!(of(&[1.0, 2.0, 10.0]), Shape::Grows, "accelerates");
        assert_eq!(of(&[0.2, 5.0, 0.1, 0.3, 4.0]), Shape::Grows, "random");
        assert_eq!(
            of(&[5.0, 4.0, 0.1, 0.2, 0.3]),
            Shape::Unclear,
            "random at first"
        );
        assert_eq!(of(&[1.0, 9.0]), Shape::Unclear, "of two nobody can tell");
        assert_eq!(of(&[1.0, 9.0, 2.0]), Shape::Unclear);
        assert_eq!(of(&[-5.0, 1.0, 2.0]), Shape::Unclear);
        // A few large steps make a mean that nothing typical comes near to.
        let few: Vec<f64> = (0..21).map(|at| [1.0, 50.0][at % 2]).chain([0.0]).collect();
        assert_eq!(of(&few), Shape::Unclear);
    }

    #[test]
    fn a_slope_is_a_mean_with_its_interval() {
        let slope = Slope::of(&[1.0, 2.0, 3.0, 6.0]).unwrap();
        assert_eq!((slope.mean, slope.median, slope.steps), (3.0, 2.5, 4));
        assert_eq!(slope.later_over_earlier, 3.0);
        let odd = Slope::of(&[1.0, 2.0, 3.0]).unwrap();
        assert_eq!(odd.later_over_earlier, 2.5);
        // t of three degrees is 3.182; the squares add up to 14.
        let half = 3.182 * (14.0_f64 / 3.0).sqrt() / 2.0;
        assert!((slope.low() - (3.0 - half)).abs() < 1e-9);
        assert!((slope.high() - (3.0 + half)).abs() < 1e-9);
        let one = Slope::of(&[5.0]).unwrap();
        assert_eq!((one.low(), one.high(), one.interval), (5.0, 5.0, None));
        let from_nothing = Slope::of(&[-1.0, 1.0, 4.0, 4.0]).unwrap();
        assert_eq!(from_nothing.later_over_earlier, 1.0);
        assert_eq!([1, 30, 31].map(student_95), [12.706, 2.042, 2.042]);
        assert_eq!(median(&[]), 0.0);
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
    }

    proptest! {
        #[test]
        fn a_noisy_flat_series_never_grows(steps in prop::collection::vec(-FLOOR * 0.9..FLOOR * 0.9, 1..20)) {
            prop_assert_ne!(shape(0.0, &steps, FLOOR), Shape::Grows);
        }

        #[test]
        fn a_ramp_with_little_noise_always_grows(
            size in 0.3f64..30.0,
            noise in prop::collection::vec(-0.1f64..0.1, 3..20),
        ) {
            let steps: Vec<f64> = noise.iter().map(|n| size * MIB * (1.0 + n)).collect();
            prop_assert_eq!(shape(0.0, &steps, FLOOR), Shape::Grows);
        }

        #[test]
        fn a_series_that_has_come_to_rest_never_grows(
            filling in prop::collection::vec(0.0f64..9.0, 0..8),
            rest in prop::collection::vec(-FLOOR * 0.5..FLOOR * 0.5, 2..8),
        ) {
            let steps: Vec<f64> = filling.iter().map(|n| n * MIB).chain(rest).collect();
            prop_assert_ne!(shape(MIB, &steps, FLOOR), Shape::Grows);
        }

        #[test]
        fn the_interval_holds_the_mean_and_scales(steps in prop::collection::vec(-9.0f64..9.0, 2..20)) {
            let slope = Slope::of(&steps).unwrap();
            prop_assert!(slope.low() <= slope.mean && slope.mean <= slope.high());
            let doubled: Vec<f64> = steps.iter().map(|s| s * 2.0).collect();
            let twice = Slope::of(&doubled).unwrap();
            prop_assert!((twice.mean - 2.0 * slope.mean).abs() < 1e-9);
            prop_assert!((twice.high() - 2.0 * slope.high()).abs() < 1e-6);
        }

        #[test]
        fn nothing_upsets_it(steps in prop::collection::vec(any::<f64>(), 0..9), first in any::<f64>()) {
            let _ = shape(first, &steps, FLOOR);
        }
    }
}
