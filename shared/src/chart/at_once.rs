//! Tests of the charts of runs in which batches, or the tests of a batch, run at the same time.

use proptest::prelude::*;

use super::rows::more_height;
use super::*;
use crate::message::Locale;
use crate::testing::pytest;
use crate::timeline::{Sample, Timeline};
use crate::{Artifact, Ending, Outcome};

const SIZE: Size = Size {
    width: 720.0,
    height: 300.0,
};

/// A test of a batch: when it begins and how long it takes, in milliseconds.
type Told = (u64, u64);

/// A run of batches, each with its start, its length and its tests; every batch needs 10,000 KiB at its start
/// and 1,000 more with each millisecond divided by ten.
fn run(batches: &[(u64, u64, &[Told])]) -> Artifact {
    let mut told = pytest().limit(400);
    for (number, (start_ms, duration_ms, tests)) in batches.iter().enumerate() {
        for at in 0..tests.len() {
            told = told.test(
                &format!("tests/test_{number}.py::test_{at}"),
                Outcome::Passed,
                -1,
                -1,
            );
        }
        told = told.batch(Ending::Passed, 64).with(|artifact| {
            let first = artifact.tests.len() - tests.len();
            for (at, (begin_ms, length_ms)) in tests.iter().enumerate() {
                artifact.tests.start_us[first + at] = Some(begin_ms * 1_000);
                artifact.tests.duration_us[first + at] = Some(length_ms * 1_000);
            }
            let batch = &mut artifact.batches[number];
            (batch.start_ms, batch.duration_ms) = (*start_ms, *duration_ms);
            let samples: Vec<_> = (0..=*duration_ms / 10)
                .map(|step| Sample {
                    time_ms: start_ms + step * 10,
                    rss_kib: 10_000 + step % 7 * 1_000,
                })
                .collect();
            batch.timeline = Timeline::from_samples(&samples);
        });
    }
    let ends = batches
        .iter()
        .map(|(start_ms, length_ms, _)| start_ms + length_ms);
    let duration_ms = ends.max().unwrap_or(0);
    told.with(|artifact| artifact.run.duration_ms = duration_ms)
        .done()
}

/// Two batches at once and one after them; in the second, two tests at once.
fn crossed() -> Artifact {
    run(&[
        (0, 4_000, &[(100, 1_000), (1_200, 2_500)]),
        (500, 4_500, &[(600, 2_000), (1_000, 3_000), (4_200, 500)]),
        (4_500, 1_500, &[(4_600, 1_200)]),
    ])
}

fn single(series: &RunSeries) -> [Run<'_>; 1] {
    [Run {
        series,
        role: Role::Single,
    }]
}

fn scene<'a>(runs: &'a [Run<'a>]) -> Scene<'a> {
    Scene {
        runs,
        align: Align::Time,
        view: Align::Time.whole(runs),
        size: SIZE,
        scale: 1.0,
        tracks: 0,
        fitted: false,
        overview: false,
        locale: Locale::english(),
    }
}

#[test]
fn batches_at_once_have_rows_and_their_tests_lanes() {
    let series = RunSeries::new(&crossed());
    let rows: Vec<_> = series.batches.iter().map(|batch| batch.row).collect();
    assert_eq!((rows, series.rows, series.lanes), (vec![0, 1, 0], 2, 2));
    let places: Vec<_> = series
        .spans
        .iter()
        .map(|span| (span.test, span.row, span.lane))
        .collect();
    assert_eq!(
        places,
        [
            (0, 0, 0),
            (2, 1, 0),
            (3, 1, 1),
            (1, 0, 0),
            (4, 1, 0),
            (5, 0, 0)
        ]
    );
    let model = TimelineModel::picture(&series, SIZE, 1.0, Locale::english());
    assert_eq!(model.size.height, SIZE.height + more_height(&series));
    insta::assert_snapshot!("batches_at_once_svg", svg(&model, &Theme::light()));
}

#[test]
fn what_was_skipped_is_not_said_to_have_run() {
    let mut artifact = crossed();
    // nextest tells when it came to it, and nothing more.
    artifact.tests.outcome[1] = Outcome::Skipped;
    artifact.tests.duration_us[1] = None;
    let series = RunSeries::new(&artifact);
    assert!(series.spans.iter().all(|span| span.test != 1));
    assert_eq!(artifact.at_once(), 2);
}

#[test]
fn the_readout_tells_all_that_ran() {
    let series = RunSeries::new(&crossed());
    let runs = single(&series);
    let found = readout(&scene(&runs), 2_000.0);
    let [entry] = &found.entries[..] else {
        panic!("{found:?}")
    };
    let told: Vec<_> = entry
        .running
        .iter()
        .map(|running| (running.batch, running.tests.clone()))
        .collect();
    assert_eq!(told, [(Some(1), vec![1]), (Some(2), vec![2, 3])]);
    let own: Vec<_> = entry.running.iter().map(|running| running.kib).collect();
    // The 200th sample of the first batch, the 150th of the second.
    assert_eq!(own, [Some(14_000), Some(13_000)]);
    assert_eq!(entry.kib, Some(27_000));
    assert_eq!(entry.more, 0);
}

#[test]
fn what_is_too_much_to_be_told_is_counted() {
    let tests: Vec<Told> = vec![(10, 900)];
    let many: Vec<_> = (0..20).map(|_| (0, 1_000, &tests[..])).collect();
    let series = RunSeries::new(&run(&many));
    let runs = single(&series);
    let entry = &readout(&scene(&runs), 500.0).entries[0];
    assert_eq!((entry.running.len(), entry.more), (8, 12));
    assert!(entry.running.iter().all(|running| running.tests.len() == 1));
}

#[test]
fn more_tests_than_lanes_are_counted_where_they_run() {
    let tests: Vec<Told> = (0..7).map(|at| (at * 100, 1_000 + at * 100)).collect();
    let series = RunSeries::new(&run(&[(0, 2_400, &tests)]));
    assert_eq!((series.rows, series.lanes), (1, 4));
    let runs = single(&series);
    let model = TimelineModel::build(&scene(&runs));
    let last: Vec<_> = model
        .spans
        .iter()
        .filter(|span| span.lane == 3)
        .map(|span| span.count)
        .collect();
    // Tests 3 to 6 begin at 300, 400, 500 and 600 ms, and end at 1,600, 1,800, 2,000 and 2,200 ms.
    assert_eq!(last, [1, 2, 3, 4, 3, 2, 1]);
    assert!(svg(&model, &Theme::light()).contains(">×4</text>"));
}

#[test]
fn tests_that_overlap_by_rounding_have_one_lane() {
    let series = RunSeries::new(&run(&[(0, 100, &[(0, 10), (3, 10), (40, 30)])]));
    assert_eq!(series.lanes, 1);
    assert_eq!(more_height(&series), 0.0);
}

#[test]
fn a_batch_alone_has_its_own_curve_and_limit() {
    let mut artifact = crossed();
    let facts = artifact.batches[1].facts.as_mut().unwrap();
    facts.in_force.memory_bytes = Some(100 << 20);
    facts.in_force.whole_bytes = Some(400 << 20);
    let series = RunSeries::new(&artifact);
    assert_eq!(series.limit_kib, Some(400.0 * 1024.0));
    let own = series.alone(2).unwrap();
    assert_eq!(own.limit_kib, Some(100.0 * 1024.0));
    assert_eq!((own.rows, own.lanes, own.batches.len()), (1, 2, 1));
    let tests: Vec<_> = own.spans.iter().map(|span| span.test).collect();
    assert_eq!(tests, [2, 3, 4]);
    for time in (0..6_000).step_by(10).map(f64::from) {
        let expected = series.batches[1].steps.extent(time, time);
        assert_eq!(own.extent(time, time), expected, "{time}");
        assert!(own.tests_at(time).all(|span| {
            let share = (time - span.start_ms) / (span.end_ms - span.start_ms);
            own.extent_of(span, share, share) == expected
        }));
    }
    assert_eq!(
        (own.duration_ms, own.peak_kib),
        (series.duration_ms, 16_000.0)
    );
    let one_by_one = RunSeries::new(&run(&[(0, 100, &[]), (100, 100, &[])]));
    assert!(one_by_one.alone(1).is_none());
}

#[test]
fn runs_are_compared_batch_by_batch_with_their_own_memory() {
    let (one, two) = (
        RunSeries::new(&crossed()),
        RunSeries::new(&run(&[(0, 4_000, &[]), (4_000, 4_000, &[])])),
    );
    let order = TestOrder::of_batches(&[&one, &two]);
    let runs =
        [(&one, Role::Before), (&two, Role::After)].map(|(series, role)| Run { series, role });
    let asked = Scene {
        align: Align::Tests(&order),
        view: Align::Tests(&order).whole(&runs),
        ..scene(&runs)
    };
    for entry in readout(&asked, 1.5).entries {
        let own = entry.kib.unwrap();
        assert!((10_000..=16_000).contains(&own), "{entry:?}");
    }
}

/// Batches that begin anywhere, each with tests anywhere in it.
fn any_run() -> impl Strategy<Value = Vec<(u64, u64, Vec<Told>)>> {
    let tests = prop::collection::vec((0_u64..2_000, 0_u64..1_500), 0..25);
    prop::collection::vec((0_u64..6_000, 10_u64..2_000, tests), 1..12).prop_map(|batches| {
        let within = |(start, length, tests): (u64, u64, Vec<Told>)| {
            let tests = tests.into_iter().map(|(at, long)| (start + at, long));
            (start, length, tests.collect())
        };
        batches.into_iter().map(within).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever overlaps: what ran at an instant is what a scan over all finds, the curve there is what the
    /// batches have together, and no span of the chart stands where fewer tests ran than it says.
    #[test]
    fn nothing_is_told_that_did_not_run(
        told in any_run(),
        from in 0.0_f64..0.9,
        share in 0.001_f64..1.0,
    ) {
        let batches: Vec<_> = told.iter().map(|(s, l, tests)| (*s, *l, &tests[..])).collect();
        let artifact = run(&batches);
        let series = RunSeries::new(&artifact);
        let runs = single(&series);
        let mut asked = scene(&runs);
        let full = asked.view.full;
        asked.view = asked.view.show(from * full, (from + share) * full);
        let all = |time: f64| series.spans.iter().filter(move |span| {
            span.start_ms <= time && (time < span.end_ms || time == span.start_ms)
        });
        for step in 0..=100 {
            let time = (asked.view.start + asked.view.length() * f64::from(step) / 100.0).round();
            prop_assert!(series.tests_at(time).eq(all(time)));
            let values = series.batches.iter().filter_map(|batch| batch.steps.at(time));
            let sum: u32 = values.sum();
            // Pieces of which one ends where the next begins are not added up.
            let pieces = series.pieces_in(time, time).filter_map(|piece| piece.at(time));
            prop_assert_eq!(pieces.sum::<u32>(), sum);
            let entry = &readout(&asked, time).entries[0];
            let mut told: Vec<_> = entry.running.iter().flat_map(|r| r.tests.clone()).collect();
            told.sort_unstable();
            let mut expected: Vec<_> = all(time).map(|span| span.test).collect();
            expected.sort_unstable();
            let whole = entry.more == 0 && told == expected;
            prop_assert!(whole || entry.more > 0 && told.len() <= expected.len());
        }
        let model = TimelineModel::build(&asked);
        for span in &model.spans {
            prop_assert!(span.row < series.rows && span.lane < series.lanes);
            prop_assert!(span.left >= model.plot.left && span.right <= model.plot.right + 1e-6);
            if span.right - span.left < 1.5 {
                continue;
            }
            let time = model.at(asked.view, (span.left + span.right) / 2.0);
            let there = all(time).filter(|test| (test.row, test.lane) == (span.row, span.lane));
            prop_assert_eq!(there.count(), span.count as usize, "{:?} at {}", span, time);
        }
        let strips = &model.strips;
        prop_assert!(strips.windows(2).all(|pair| pair[0].1 < pair[1].0));
        prop_assert!(strips.last().unwrap().1 <= SIZE.height.max(model.axis_y));
    }

    /// Each batch that is drawn has a place where no other is.
    #[test]
    fn no_bands_lie_over_each_other(told in any_run()) {
        let batches: Vec<_> = told.iter().map(|(s, l, tests)| (*s, *l, &tests[..])).collect();
        let series = RunSeries::new(&run(&batches));
        let model = TimelineModel::picture(&series, SIZE, 1.0, Locale::english());
        for (at, one) in model.bands.iter().enumerate() {
            for other in &model.bands[at + 1..] {
                let apart = one.right <= other.left + 1e-6 || other.right <= one.left + 1e-6;
                prop_assert!(apart || one.bottom <= other.top || other.bottom <= one.top);
            }
        }
    }
}
