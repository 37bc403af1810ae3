//! The charts as a reader would check them: the model by value, the drawing as an SVG.

use plotters::prelude::IntoDrawingArea;
use plotters_svg::SVGBackend;
use proptest::prelude::*;

use super::series::testing::artifact;
use super::*;
use crate::Artifact;
use crate::timeline::{Sample, Timeline};

const SIZE: Size = Size {
    width: 720.0,
    height: 300.0,
};

fn with_pair(test: impl FnOnce(&[Run<'_>], &TestOrder)) {
    let (before, after) = (artifact(12_000, true), artifact(0, false));
    let (one, two) = (RunSeries::new(&before), RunSeries::new(&after));
    let order = TestOrder::new(&[(&before, &one), (&after, &two)]);
    let runs = [
        Run {
            series: &one,
            role: Role::Before,
        },
        Run {
            series: &two,
            role: Role::After,
        },
    ];
    test(&runs, &order);
}

fn svg(model: &TimelineModel) -> String {
    let mut text = String::new();
    {
        let size = (model.size.width as u32, model.size.height as u32);
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        draw(&area, model, &Theme::light()).unwrap();
        area.present().unwrap();
    }
    text
}

fn scene<'a>(runs: &'a [Run<'a>], align: Align<'a>) -> Scene<'a> {
    Scene {
        runs,
        align,
        view: align.whole(runs),
        size: SIZE,
        scale: 1.0,
    }
}

#[test]
fn one_run_has_bands_limit_lane_and_death() {
    let series = RunSeries::new(&artifact(12_000, true));
    let runs = [Run {
        series: &series,
        role: Role::Single,
    }];
    let model = TimelineModel::build(&scene(&runs, Align::Time));
    insta::assert_debug_snapshot!("one_run_model", model);
    insta::assert_snapshot!("one_run_svg", svg(&model));
}

#[test]
fn two_runs_lie_over_each_other_by_time() {
    with_pair(|runs, _| {
        let model = TimelineModel::build(&scene(runs, Align::Time));
        assert_eq!(model.traces.len(), 2);
        assert!(model.bands.is_empty() && model.lane.is_none());
        let starts: Vec<_> = model.traces.iter().map(|t| t.pieces[0].points[0]).collect();
        assert_eq!(
            starts[0], starts[1],
            "both runs start at the left edge with the same memory"
        );
        insta::assert_snapshot!("two_runs_by_time_svg", svg(&model));
    });
}

#[test]
fn two_runs_lie_over_each_other_by_test() {
    with_pair(|runs, order| {
        let model = TimelineModel::build(&scene(runs, Align::Tests(order)));
        let labels: Vec<_> = model.x_ticks.iter().map(|t| t.label.as_str()).collect();
        assert_eq!(labels, ["test 1", "test 2", "test 3", "test 4", "test 5"]);
        insta::assert_snapshot!("two_runs_by_test_svg", svg(&model));
    });
}

#[test]
fn the_readout_names_memory_batch_and_test() {
    with_pair(|runs, order| {
        let by_time = readout(&scene(runs, Align::Time), 1_250.0);
        assert_eq!(by_time.place, "1.25 s");
        assert_eq!(by_time.entries[0].memory(), "31.2 MiB");
        assert_eq!(
            (by_time.entries[0].batch, by_time.entries[0].test),
            (Some(1), Some(1))
        );
        let between = readout(&scene(runs, Align::Time), 4_700.0);
        assert_eq!(
            (between.entries[0].kib, between.entries[0].batch),
            (None, None)
        );
        let by_test = readout(&scene(runs, Align::Tests(order)), 4.5);
        assert_eq!(by_test.place, "tests/test_x.py::test_e");
        assert_eq!(by_test.entries[1].memory(), "27.3 MiB");
    });
}

#[test]
fn a_limit_far_above_is_told_but_not_drawn() {
    let mut low = artifact(0, false);
    if let Some(limit) = &mut low.limits.memory {
        limit.bytes = 16 << 30;
    }
    let series = RunSeries::new(&low);
    let runs = [Run {
        series: &series,
        role: Role::Single,
    }];
    let model = TimelineModel::build(&scene(&runs, Align::Time));
    assert_eq!(model.limits.len(), 1);
    assert_eq!(
        (model.limits[0].y, model.limits[0].label.as_str()),
        (None, "limit 16.0 GiB ↑")
    );
}

#[test]
fn nothing_measured_still_makes_a_chart() {
    let mut empty = artifact(0, false);
    empty.batches.clear();
    empty.run.duration_ms = 0;
    let series = RunSeries::new(&empty);
    let runs = [Run {
        series: &series,
        role: Role::Single,
    }];
    let model = TimelineModel::build(&scene(&runs, Align::Time));
    assert!(svg(&model).starts_with("<svg"));
}

/// One batch with a sample every 10 ms.
fn sampled(values: &[u64]) -> Artifact {
    let mut made = artifact(0, false);
    made.batches.truncate(1);
    let samples: Vec<_> = values
        .iter()
        .enumerate()
        .map(|(i, rss_kib)| Sample {
            time_ms: i as u64 * 10,
            rss_kib: *rss_kib,
        })
        .collect();
    made.batches[0].timeline = Timeline::from_samples(&samples);
    made.batches[0].duration_ms = values.len() as u64 * 10;
    made.run.duration_ms = made.batches[0].duration_ms;
    made.limits.memory = None;
    made
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Wherever one looks and from however far, the highest point of the curve is the highest sample.
    #[test]
    fn peaks_never_vanish(
        values in prop::collection::vec(1_u64..5_000, 2..5_000),
        from in 0.0_f64..0.9,
        share in 0.001_f64..1.0,
    ) {
        let series = RunSeries::new(&sampled(&values));
        let runs = [Run { series: &series, role: Role::Single }];
        let mut asked = scene(&runs, Align::Time);
        let full = asked.view.full;
        asked.view = asked.view.show(from * full, (from + share) * full);
        let model = TimelineModel::build(&asked);
        let drawn = model.traces[0].pieces.iter().flat_map(|p| &p.points);
        let highest = drawn.map(|p| p.1).fold(f64::MAX, f64::min);
        if let Some(extent) = series.extent(asked.view.start, asked.view.end) {
            let top_kib = model.y_ticks.last().map(|t| t.at).unwrap();
            prop_assert!((top_kib - model.plot.top).abs() < 1e-6);
            let above = series.batches[0].steps.range(asked.view.start, asked.view.end);
            prop_assert!(!above.is_empty());
            let lowest_drawn = model.traces[0]
                .pieces.iter().flat_map(|p| &p.points).map(|p| p.1).fold(f64::MIN, f64::max);
            let span = f64::from(extent.max - extent.min);
            let unit = if span > 0.0 { (lowest_drawn - highest) / span } else { 0.0 };
            let expected = model.plot.bottom - f64::from(extent.max) * unit;
            prop_assert!(span == 0.0 || (highest - expected).abs() < 1e-6, "{highest} {expected}");
        }
        for point in model.traces[0].pieces.iter().flat_map(|p| &p.points) {
            prop_assert!(point.0 >= model.plot.left - 1e-6 && point.0 <= model.plot.right + 1e-6);
            prop_assert!(point.1 >= model.plot.top - 1e-6 && point.1 <= model.plot.bottom + 1e-6);
        }
    }
}
