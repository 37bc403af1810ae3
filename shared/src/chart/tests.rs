//! The charts as a reader would check them: the model by value, the drawing as an SVG.

use proptest::prelude::*;

use super::series::testing::artifact;
use super::*;
use crate::artifact::Batch;
use crate::message::{Catalogue, Locale};
use crate::process_memory::ProcessMemory;
use crate::timeline::{Sample, Timeline};
use crate::units::{Units, bytes};
use crate::{Artifact, Ending};

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
    super::svg(model, &Theme::light())
}

fn scene<'a>(runs: &'a [Run<'a>], align: Align<'a>) -> Scene<'a> {
    Scene {
        runs,
        align,
        view: align.whole(runs),
        size: SIZE,
        scale: 1.0,
        tracks: 0,
        fitted: false,
        overview: false,
        locale: Locale::english(),
    }
}

fn memory(entry: &ReadoutEntry) -> String {
    bytes(u64::from(entry.kib.unwrap()) * 1024)
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
        assert!(model.bands.is_empty() && model.strips.is_empty());
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
        assert_eq!(memory(&by_time.entries[0]), "31.2 MiB");
        let [running] = &by_time.entries[0].running[..] else {
            panic!("{by_time:?}")
        };
        assert_eq!((running.batch, &running.tests[..]), (Some(1), &[1][..]));
        assert_eq!(running.pause, None);
        let between = readout(&scene(runs, Align::Time), 4_700.0);
        assert_eq!(
            (between.entries[0].kib, between.entries[0].running.len()),
            (None, 0)
        );
        let by_test = readout(&scene(runs, Align::Tests(order)), 4.5);
        assert_eq!(by_test.place, "tests/test_x.py::test_e");
        assert_eq!(memory(&by_test.entries[1]), "27.3 MiB");
    });
}

#[test]
fn the_readout_of_a_test_is_its_own_and_that_of_the_line_under_the_pointer() {
    // The first test holds 132 MiB until the last sample before the second one begins.
    let samples = [(0, 30), (400, 132), (1_020, 33), (1_900, 33)];
    let samples = samples.map(|(time_ms, mib)| Sample {
        time_ms,
        rss_kib: mib << 10,
    });
    let run = crate::testing::pytest()
        .test("t::holds", crate::Outcome::Passed, 132, 0)
        .test("t::small", crate::Outcome::Passed, 33, 0)
        .batch(Ending::Passed, 132)
        .with(|artifact| {
            artifact.tests.start_us = vec![Some(0), Some(1_000_000)];
            artifact.tests.duration_us = vec![Some(1_000_000); 2];
            artifact.batches[0].duration_ms = 2_000;
            artifact.batches[0].timeline = Timeline::from_samples(&samples);
        })
        .done();
    let series = RunSeries::new(&run);
    let runs = [Run {
        series: &series,
        role: Role::Single,
    }];
    let by_test = TestOrder::new(&[(&run, &series)]);
    let read = |order: &TestOrder, width: f64, at: f64| {
        let asked = Scene {
            size: Size { width, ..SIZE },
            ..scene(&runs, Align::Tests(order))
        };
        memory(&readout(&asked, at).entries[0])
    };
    assert_eq!(read(&by_test, 720.0, 1.5), "33.0 MiB");
    // A slot of one pixel has no place but itself.
    assert_eq!(read(&by_test, 2.0, 1.5), "33.0 MiB");
    assert_eq!(read(&by_test, 2.0, 0.5), "132 MiB");
    let by_batch = TestOrder::of_batches(&[&series]);
    assert_eq!(read(&by_batch, 720.0, 0.1), "30.0 MiB");
    assert_eq!(read(&by_batch, 720.0, 0.3), "132 MiB");
    assert_eq!(read(&by_batch, 720.0, 0.8), "33.0 MiB");
}

#[test]
fn what_a_batch_does_while_no_test_runs_is_told() {
    let samples = [0, 1_000, 2_000, 3_000, 4_000, 5_000].map(|time_ms| Sample {
        time_ms,
        rss_kib: 30 << 10,
    });
    let run = crate::testing::pytest()
        .test("t::one", crate::Outcome::Passed, 30, 0)
        .test("t::two", crate::Outcome::Passed, 30, 0)
        .batch(Ending::Passed, 30)
        .with(|artifact| {
            artifact.tests.start_us = vec![Some(1_000_000), Some(3_000_000)];
            artifact.tests.duration_us = vec![Some(1_000_000); 2];
            artifact.batches[0].duration_ms = 5_000;
            artifact.batches[0].timeline = Timeline::from_samples(&samples);
        })
        .done();
    let untimed = {
        let mut run = run.clone();
        run.tests.start_us = vec![None; 2];
        run
    };
    let told = |run: &Artifact, at: f64| {
        let series = RunSeries::new(run);
        let runs = [Run {
            series: &series,
            role: Role::Single,
        }];
        let told = readout(&scene(&runs, Align::Time), at);
        told.entries[0].running[0].pause
    };
    let places = [500.0, 1_500.0, 2_500.0, 3_500.0, 4_500.0].map(|at| told(&run, at));
    let expected = [
        Some(Pause::Before),
        None,
        Some(Pause::Between),
        None,
        Some(Pause::After),
    ];
    assert_eq!(places, expected);
    assert_eq!(told(&untimed, 500.0), None);
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

#[test]
fn processes_get_tracks_and_the_whole_run_a_small_picture() {
    let mut recorded = artifact(12_000, true);
    let process = |pid, start_ms, end_ms, peak_kib| crate::artifact::Process {
        pid,
        parent_pid: 1,
        name: "python".into(),
        start_ms,
        end_ms,
        peak_kib,
        memory: Default::default(),
    };
    recorded.batches[0].processes =
        vec![process(7, 0, 4_300, 80_000), process(8, 900, 1_000, 20_000)];
    let points = [(0, 8_000), (400, 60_000), (1_000, 80_000), (4_000, 20_000)];
    let points = points.map(|(time_ms, rss_kib)| Sample { time_ms, rss_kib });
    recorded.batches[0].processes[0].memory = ProcessMemory::from_points(&points);
    if let Some(limit) = &mut recorded.limits.memory {
        limit.soft_bytes = Some(58 << 20);
    }
    let facts = recorded.batches[1].facts.as_mut().unwrap();
    facts.soft_stop = Some(crate::facts::SoftStop {
        at_ms: 6_300,
        bytes: 60 << 20,
    });
    recorded.batches[1].processes = vec![process(9, 5_000, 6_400, 30_000)];
    let series = RunSeries::new(&recorded);
    let runs = [Run {
        series: &series,
        role: Role::Single,
    }];
    let zoomed = Scene {
        view: Align::Time.whole(&runs).show(500.0, 2_000.0),
        tracks: 2,
        fitted: false,
        overview: true,
        ..scene(&runs, Align::Time)
    };
    let model = TimelineModel::build(&zoomed);
    let labels: Vec<_> = model.tracks.iter().map(|t| t.label.as_str()).collect();
    assert_eq!(labels, ["python 7 · 78.1 MiB", "python 8 · 19.5 MiB"]);
    // At the left edge the value from before it holds, and the last one holds to the right edge.
    let track = &model.tracks[0];
    let height = |share: f64| track.bottom - (track.bottom - track.top) * share;
    let ys: Vec<f64> = track.steps.iter().map(|point| point.1).collect();
    assert_eq!(ys, [height(0.75), height(0.75), height(1.0), height(1.0)]);
    assert_eq!(track.steps[0].0, track.left);
    assert_eq!(track.steps[3].0, track.right);
    assert!(model.tracks[1].steps.is_empty(), "only its peak is known");
    let overview = model.overview.as_ref().unwrap();
    let (left, right) = overview.window;
    assert!(overview.area.left < left && left < right && right < overview.area.right);
    assert!(
        model
            .soft
            .is_some_and(|y| y > model.limits[0].y.unwrap() && y < model.plot.bottom)
    );
    assert!(overview.area.top > model.tracks[1].bottom && model.tracks[1].top > model.plot.bottom);
    insta::assert_snapshot!("tracks_and_overview_svg", svg(&model));
}

#[test]
fn the_axis_of_memory_can_be_fitted_to_what_is_shown() {
    let series = RunSeries::new(&artifact(12_000, true));
    let runs = [Run {
        series: &series,
        role: Role::Single,
    }];
    let asked = Scene {
        view: Align::Time.whole(&runs).show(400.0, 1_000.0),
        fitted: true,
        ..scene(&runs, Align::Time)
    };
    let model = TimelineModel::build(&asked);
    let shown = series.extent(400.0, 1_000.0).unwrap();
    let ends = model.traces[0]
        .pieces
        .iter()
        .flat_map(|piece| &piece.points);
    assert!(
        ends.into_iter()
            .all(|(_, y)| (model.plot.top..=model.plot.bottom).contains(y))
    );
    let whole = TimelineModel::build(&Scene {
        fitted: false,
        ..asked
    });
    assert!(
        whole.y_ticks[0].label == "0" && model.y_ticks[0].label != "0",
        "{shown:?}"
    );
    // A limit far above is told at the edge, and not drawn.
    assert!(model.limits[0].y.is_none());
}

#[test]
fn a_stretch_is_summed_up() {
    let series = RunSeries::new(&artifact(12_000, true));
    let all = series.stretch(0.0, 10_000.0).unwrap();
    assert_eq!((all.tests, all.batches), (5, 2));
    assert!(f64::from(all.min_kib) <= all.mean_kib && all.mean_kib <= f64::from(all.max_kib));
    // From 300 ms to 1,100 ms the first test holds 8,000 KiB more than it began with.
    let flat = series.stretch(400.0, 1_000.0).unwrap();
    assert_eq!(
        (flat.min_kib, flat.max_kib, flat.mean_kib),
        (28_000, 28_000, 28_000.0)
    );
    assert_eq!(
        (flat.first_kib, flat.last_kib, flat.tests),
        (28_000, 28_000, 1)
    );
    assert_eq!(
        series.stretch(4_400.0, 4_900.0),
        None,
        "between two batches"
    );
}

#[test]
fn batches_stand_beside_each_other_by_their_number() {
    let (before, after) = (artifact(12_000, true), artifact(1_000, false));
    let (one, two) = (RunSeries::new(&before), RunSeries::new(&after));
    let order = TestOrder::of_batches(&[&one, &two]);
    assert_eq!(order.count, 2);
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
    let asked = scene(&runs, Align::Tests(&order));
    assert_eq!(asked.view.full, 2.0);
    let model = TimelineModel::build(&asked);
    let labels: Vec<_> = model.x_ticks.iter().map(|t| t.label.as_str()).collect();
    assert_eq!(labels, ["batch 1", "batch 2"]);
    // The second batches begin at one place, whenever they ran.
    let read = readout(&asked, 1.5);
    assert_eq!(read.place, "batch 2");
    for entry in &read.entries {
        let [running] = &entry.running[..] else {
            panic!("{entry:?}")
        };
        assert_eq!((running.batch, running.tests.len()), (Some(2), 0));
        assert!(entry.kib.is_some());
    }
}

#[test]
fn the_axis_ends_with_the_suite_and_not_with_the_hunt() {
    let mut hunted = artifact(12_000, true);
    hunted.run.duration_ms = 90_000;
    assert_eq!(RunSeries::new(&hunted).duration_ms, 90_000.0);
    hunted.hunt_batches = vec![hunted.batches[1].clone()];
    let last = &hunted.batches[1];
    let end = (last.start_ms + last.duration_ms) as f64;
    assert_eq!(RunSeries::new(&hunted).duration_ms, end);
}

#[test]
fn labels_are_said_in_the_readers_language() {
    let catalogue = "chart_batch = B{ $batch }\nchart_before = vor\ndecimal_sign = ,\nunit_mib = MiO\nunit_s = sek";
    let catalogue = Box::leak(Box::new(Catalogue::new(catalogue)));
    let locale = Locale::new(catalogue, Units::Binary);
    let (before, after) = (artifact(12_000, true), artifact(1_000, false));
    let (one, two) = (RunSeries::new(&before), RunSeries::new(&after));
    let runs =
        [(&one, Role::Before), (&two, Role::After)].map(|(series, role)| Run { series, role });
    let asked = Scene {
        locale,
        ..scene(&runs, Align::Time)
    };
    let model = TimelineModel::build(&asked);
    assert_eq!(model.marks[0].label, "■ vor: over the limit, signal 9");
    assert_eq!(model.y_ticks[1].label, "20 MiO");
    assert!(model.x_ticks[0].label.ends_with(" sek"));
    assert_eq!(Role::Before.label(&locale), "● vor");
    assert!(readout(&asked, 1_000.0).place.starts_with("1,0"));
    let order = TestOrder::of_batches(&[&one, &two]);
    assert_eq!(order.place(1, &locale), "B2");
}

/// A run of many batches, each with a test and fifty samples, every second one dead. Each begins so many
/// milliseconds after the one before it, and takes 50 ms.
fn crowd(batches: u64, apart_ms: u64) -> Artifact {
    let mut made = artifact(12_000, true);
    let (one, tests) = (made.batches[0].clone(), &mut made.tests);
    let endings = [Ending::OverLimit, Ending::Passed];
    made.batches.clear();
    for at in 0..batches {
        let start_ms = at * apart_ms;
        let samples: Vec<_> = (0..50)
            .map(|step| Sample {
                time_ms: start_ms + step,
                rss_kib: 10_000 + (at + step) % 100 * 100,
            })
            .collect();
        made.batches.push(Batch {
            index: at as u32 + 1,
            start_ms,
            duration_ms: 50,
            ending: endings[at as usize % 2],
            timeline: Timeline::from_samples(&samples),
            ..one.clone()
        });
    }
    for (test, start) in tests.start_us.iter_mut().enumerate() {
        *start = Some(test as u64 * apart_ms * 1_000);
    }
    made.run.duration_ms = (batches - 1) * apart_ms + 50;
    made
}

/// The elements of a picture, and the points of its lines.
fn marks_of(artifact: &Artifact) -> usize {
    let series = RunSeries::new(artifact);
    let picture = svg(&TimelineModel::picture(
        &series,
        SIZE,
        1.0,
        Locale::english(),
    ));
    picture.matches("/>").count() + picture.matches(',').count()
}

#[test]
fn a_picture_has_no_more_marks_than_room_however_many_batches_there_are() {
    // One after the other, and far too many at once, which fill all rows that there can be.
    for apart_ms in [50, 1, 0] {
        let marks = marks_of(&crowd(20_000, apart_ms));
        let most = 200 * SIZE.width as usize;
        assert!(marks < most, "{apart_ms} ms: {marks}");
    }
}

#[test]
fn neighbours_too_narrow_to_be_told_apart_show_the_worst_and_the_extremes() {
    let made = crowd(20_000, 50);
    let series = RunSeries::new(&made);
    let model = TimelineModel::picture(&series, SIZE, 1.0, Locale::english());
    assert!(model.bands.iter().all(|band| band.tone == Tone::Bad));
    let [first, last] = [model.bands.first().unwrap(), model.bands.last().unwrap()];
    assert_eq!(first.left, model.plot.left);
    assert!((last.right - model.plot.right).abs() < 1e-6);
    let neighbours = model.bands.windows(2);
    assert!(neighbours.clone().count() > 100);
    assert!(
        neighbours
            .into_iter()
            .all(|pair| pair[1].left >= pair[0].right)
    );
    let [trace] = &model.traces[..] else { panic!() };
    let [piece] = &trace.pieces[..] else {
        panic!("{}", trace.pieces.len())
    };
    assert!(piece.dense);
    let highest = piece.points.iter().map(|p| p.1).fold(f64::MAX, f64::min);
    let lowest = piece.points.iter().map(|p| p.1).fold(f64::MIN, f64::max);
    let share = (model.plot.bottom - highest) / (model.plot.bottom - lowest);
    assert!((share - 19_900.0 / 10_000.0).abs() < 1e-6, "{share}");
}

#[test]
fn one_batch_narrower_than_a_pixel_is_seen() {
    let mut made = crowd(2, 500_000);
    for batch in &mut made.batches {
        batch.timeline = Timeline::from_samples(&[Sample {
            time_ms: batch.start_ms,
            rss_kib: 10_000,
        }]);
    }
    let series = RunSeries::new(&made);
    let model = TimelineModel::picture(&series, SIZE, 1.0, Locale::english());
    for piece in &model.traces[0].pieces {
        let [left, right] = piece.points[..] else {
            panic!("{piece:?}")
        };
        assert!(right.0 - left.0 > 0.5 && right.1 == left.1, "{piece:?}");
    }
    assert_eq!(model.traces[0].pieces.len(), 2);
}

#[test]
fn what_is_held_against_the_limit_is_a_line_over_its_batch() {
    let mut run = artifact(12_000, false);
    let none = RunSeries::new(&run);
    let batch = &mut run.batches[0];
    batch.peak_bytes = Some(80 << 20);
    batch.facts.as_mut().unwrap().watchdog_bytes = Some(60 << 20);
    let series = RunSeries::new(&run);
    let with = |series: &RunSeries, view: fn(Viewport) -> Viewport, at: f64| {
        let runs = [Run {
            series,
            role: Role::Single,
        }];
        let mut scene = scene(&runs, Align::Time);
        scene.view = view(scene.view);
        let told = readout(&scene, at).entries[0].charged_kib;
        (TimelineModel::build(&scene), told)
    };
    let (model, told) = with(&series, |view| view, 3_000.0);
    assert_eq!(told, Some(60.0 * 1024.0));
    // The second batch is as the limit sees it.
    assert_eq!(with(&series, |view| view, 5_500.0).1, None);
    let [line] = &model.charged[..] else {
        panic!("{:?}", model.charged)
    };
    assert_eq!(
        line.label.as_deref(),
        Some("held against the limit: 60.0 MiB")
    );
    // From the batch's begin to its end, a little below the limit.
    let plot = model.plot;
    assert!(line.left == plot.left && line.right < plot.right);
    assert!(model.limits[0].y.unwrap() < line.y && line.y < plot.bottom);
    assert!(svg(&model).contains("held against the limit: 60.0 MiB</text>"));
    let part = with(&series, |view| view.show(3_000.0, 4_000.0), 3_500.0).0;
    let line = &part.charged[0];
    assert!(line.left == part.plot.left && line.right == part.plot.right);
    let later = with(&series, |view| view.show(5_100.0, 6_000.0), 5_500.0).0;
    assert_eq!(later.charged, []);
    assert_eq!(with(&none, |view| view, 3_000.0).0.charged, []);
}
