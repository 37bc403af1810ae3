//! Round positions for axis ticks: bytes in the units of memory, time in the units of a clock, plain counts.

use crate::message::Locale;
use crate::units::{Figure, Unit, Units};

/// One tick: where it stands and what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Position on the axis, in the axis' own unit.
    pub at: f64,
    /// Its label.
    pub label: String,
}

/// Steps within one unit. Quarters and halves are for a unit that the values reach.
const BYTE_STEPS: [f64; 12] = [
    0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 250.0, 500.0,
];

/// Ticks from the last one at or below `min_bytes` to the first one at or above `max_bytes`, about `wanted` of
/// them. The first tick is the bottom of the axis, and the last one its top.
pub fn byte_ticks(min_bytes: f64, max_bytes: f64, wanted: usize, locale: &Locale) -> Vec<Tick> {
    let units = locale.units();
    let rough = (max_bytes - min_bytes).max(units.step()) / wanted.max(1) as f64;
    let (size, unit, step) = byte_step(rough, max_bytes, units);
    let first = (min_bytes / step + 1e-9).floor() as usize;
    let count = (max_bytes.max(step) / step - 1e-9).ceil() as usize;
    (first..=count.max(first + 1))
        .map(|i| {
            let at = i as f64 * step;
            let label = if i == 0 {
                "0".to_owned()
            } else {
                locale.figures(&[Figure::new((at / size).to_string(), unit)])
            };
            Tick { at, label }
        })
        .collect()
}

/// The smallest round step that is not below `rough`, and the unit its labels are written in: the
/// largest one that the values reach, so that an axis never says 1250 MiB.
fn byte_step(rough: f64, max_bytes: f64, units: Units) -> (f64, Unit, f64) {
    let all = units.all();
    let size = |power: usize| units.step().powi(power as i32);
    for power in 1..all.len() {
        let (unit, name) = (size(power), all[power]);
        let next = if power + 1 < all.len() {
            size(power + 1)
        } else {
            f64::INFINITY
        };
        let reached = max_bytes >= unit && power > 1;
        let steps = BYTE_STEPS
            .into_iter()
            .filter(|step| *step >= 1.0 || reached);
        for step in steps.map(|step| step * unit) {
            if step >= rough && (max_bytes < next || step <= 200.0 * unit) {
                return (unit, name, step);
            }
        }
    }
    let largest = all.len() - 1;
    let unit = size(largest);
    (unit, all[largest], (rough / unit).ceil() * unit)
}

const SECOND: f64 = 1e3;
const MINUTE: f64 = 60.0 * SECOND;
const HOUR: f64 = 60.0 * MINUTE;

/// Steps that a reader of clocks expects, in milliseconds.
const TIME_STEPS: [f64; 29] = [
    1.0,
    2.0,
    5.0,
    10.0,
    20.0,
    50.0,
    100.0,
    200.0,
    500.0,
    SECOND,
    2.0 * SECOND,
    5.0 * SECOND,
    10.0 * SECOND,
    15.0 * SECOND,
    30.0 * SECOND,
    MINUTE,
    2.0 * MINUTE,
    5.0 * MINUTE,
    10.0 * MINUTE,
    15.0 * MINUTE,
    30.0 * MINUTE,
    HOUR,
    2.0 * HOUR,
    3.0 * HOUR,
    6.0 * HOUR,
    12.0 * HOUR,
    24.0 * HOUR,
    48.0 * HOUR,
    168.0 * HOUR,
];

/// Ticks inside `start_ms..=end_ms`, at most about `wanted` of them.
pub fn time_ticks(start_ms: f64, end_ms: f64, wanted: usize, locale: &Locale) -> Vec<Tick> {
    let rough = (end_ms - start_ms).max(0.0) / wanted.max(1) as f64;
    let longest = TIME_STEPS[TIME_STEPS.len() - 1];
    let step = TIME_STEPS
        .into_iter()
        .find(|s| *s >= rough)
        .unwrap_or(longest);
    // Beyond the list whole weeks are counted, so that no run, however long, gets a million ticks.
    let step = step * (rough / step).ceil().max(1.0);
    positions(start_ms, end_ms, step)
        .map(|at| Tick {
            at,
            label: locale.figures(&time_figures(at, step)),
        })
        .collect()
}

/// A time on the axis, as exact as the step between ticks asks for.
fn time_figures(at_ms: f64, step_ms: f64) -> Vec<Figure> {
    let figure = |number: u64, unit| Figure::new(number.to_string(), unit);
    let two_digits = |number: u64, unit| Figure::new(format!("{number:02}"), unit);
    let whole = at_ms.round() as u64;
    if whole == 0 {
        return vec![figure(0, Unit::S)];
    }
    let (hours, minutes, rest_ms) = (whole / 3_600_000, whole / 60_000 % 60, whole % 60_000);
    if step_ms < SECOND {
        let digits = if step_ms >= 100.0 {
            1
        } else if step_ms >= 10.0 {
            2
        } else {
            3
        };
        let seconds = Figure::new(format!("{:.digits$}", rest_ms as f64 / 1e3), Unit::S);
        return match whole / 60_000 {
            0 => vec![seconds],
            minutes => vec![figure(minutes, Unit::Min), seconds],
        };
    }
    let seconds = rest_ms / 1000;
    match (hours, minutes, seconds) {
        (0, 0, s) => vec![figure(s, Unit::S)],
        (0, m, 0) => vec![figure(m, Unit::Min)],
        (0, m, s) => vec![figure(m, Unit::Min), two_digits(s, Unit::S)],
        (h, 0, 0) => vec![figure(h, Unit::H)],
        (h, m, 0) => vec![figure(h, Unit::H), two_digits(m, Unit::Min)],
        (h, m, s) => vec![
            figure(h, Unit::H),
            two_digits(m, Unit::Min),
            two_digits(s, Unit::S),
        ],
    }
}

/// Ticks for the axis that counts tests or batches from 1: the slot of test `n` spans `n - 1 .. n`, and its
/// tick stands in the middle, labelled by `say`.
pub fn count_ticks(
    start: f64,
    end: f64,
    total: usize,
    wanted: usize,
    say: &dyn Fn(u64) -> String,
) -> Vec<Tick> {
    let rough = ((end - start) / wanted.max(1) as f64).max(1.0);
    let mut magnitude = 1.0;
    while magnitude * 10.0 <= rough {
        magnitude *= 10.0;
    }
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|s| s * magnitude)
        .find(|s| *s >= rough)
        .unwrap_or(10.0 * magnitude);
    let mut numbers: Vec<f64> = positions(start, end, step).filter(|n| *n >= 1.0).collect();
    // Test 1 is where a reader looks first; multiples of the step never hit it.
    if step > 1.0 && start <= 0.0 {
        numbers.insert(0, 1.0);
    }
    numbers
        .into_iter()
        .filter(|n| *n <= total as f64)
        .map(|n| Tick {
            at: n - 0.5,
            label: say(n as u64),
        })
        .collect()
}

/// The multiples of `step` inside `start..=end`.
fn positions(start: f64, end: f64, step: f64) -> impl Iterator<Item = f64> {
    let first = (start / step - 1e-9).ceil();
    let last = (end / step + 1e-9).floor();
    let count = if last >= first {
        (last - first) as usize + 1
    } else {
        0
    };
    (0..count).map(move |i| (first + i as f64) * step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Catalogue;

    const MIB: f64 = 1024.0 * 1024.0;
    const GIB: f64 = 1024.0 * MIB;

    use proptest::prelude::*;

    fn labels(ticks: &[Tick]) -> Vec<&str> {
        ticks.iter().map(|t| t.label.as_str()).collect()
    }

    #[test]
    fn bytes_stand_at_round_binary_values() {
        let shown = byte_ticks(0.0, 903.0 * MIB, 5, &Locale::english());
        assert_eq!(
            labels(&shown),
            ["0", "200 MiB", "400 MiB", "600 MiB", "800 MiB", "1000 MiB"]
        );
        let shown = byte_ticks(0.0, 1.2 * GIB, 5, &Locale::english());
        assert_eq!(
            labels(&shown),
            ["0", "0.25 GiB", "0.5 GiB", "0.75 GiB", "1 GiB", "1.25 GiB"]
        );
        let shown = byte_ticks(0.0, 7.0 * GIB, 4, &Locale::english());
        assert_eq!(labels(&shown), ["0", "2 GiB", "4 GiB", "6 GiB", "8 GiB"]);
        assert_eq!(
            labels(&byte_ticks(0.0, 0.0, 5, &Locale::english())),
            ["0", "1 KiB"]
        );
        let decimal = Locale::new(Catalogue::english(), Units::Decimal);
        let decimal = byte_ticks(0.0, 903e6, 5, &decimal);
        assert_eq!(labels(&decimal)[..2], ["0", "200 MB"]);
        assert_eq!(decimal[1].at, 200e6);
        let shown = byte_ticks(0.0, 750.0 * MIB, 3, &Locale::english());
        assert_eq!(labels(&shown), ["0", "250 MiB", "500 MiB", "750 MiB"]);
    }

    #[test]
    fn times_stand_where_a_clock_has_marks() {
        assert_eq!(
            labels(&time_ticks(0.0, 12_000.0, 3, &Locale::english())),
            ["0 s", "5 s", "10 s"]
        );
        let shown = time_ticks(1_000.0, 1_300.0, 4, &Locale::english());
        assert_eq!(labels(&shown), ["1.0 s", "1.1 s", "1.2 s", "1.3 s"]);
        let shown = time_ticks(0.0, 200_000.0, 4, &Locale::english());
        assert_eq!(labels(&shown), ["0 s", "1 min", "2 min", "3 min"]);
        let shown = time_ticks(60_000.0, 120_000.0, 2, &Locale::english());
        assert_eq!(labels(&shown), ["1 min", "1 min 30 s", "2 min"]);
        let shown = time_ticks(0.0, 9.0 * HOUR, 3, &Locale::english());
        assert_eq!(labels(&shown), ["0 s", "3 h", "6 h", "9 h"]);
        assert_eq!(
            labels(&time_ticks(61_004.0, 61_006.0, 1, &Locale::english())),
            ["1 min 1.004 s", "1 min 1.006 s"]
        );
    }

    #[test]
    fn tests_are_counted_from_one() {
        let shown = count_ticks(0.0, 87.0, 87, 5, &|n| format!("test {n}"));
        assert_eq!(
            labels(&shown),
            ["test 1", "test 20", "test 40", "test 60", "test 80"]
        );
        assert_eq!(
            labels(&count_ticks(0.0, 2.0, 2, 5, &|n| format!("test {n}"))),
            ["test 1", "test 2"]
        );
    }

    proptest! {
        #[test]
        fn byte_ticks_are_few_and_cover_the_values(max in 0.0_f64..1e15, wanted in 1_usize..12) {
            let ticks = byte_ticks(0.0, max, wanted, &Locale::english());
            prop_assert!(ticks.len() <= wanted + 2, "{}", ticks.len());
            prop_assert!(ticks[ticks.len() - 1].at >= max * (1.0 - 1e-6));
        }

        #[test]
        fn time_ticks_are_few_and_inside(
            start in 0.0_f64..1e12, length in 0.0_f64..1e12, wanted in 1_usize..12,
        ) {
            let ticks = time_ticks(start, start + length, wanted, &Locale::english());
            prop_assert!(ticks.len() <= wanted + 1, "{}", ticks.len());
            prop_assert!(ticks.windows(2).all(|w| w[0].at < w[1].at));
        }
    }
}
