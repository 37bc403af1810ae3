//! A run in which two batches run at the same time: what the chart tells of an instant, where a click leads, and
//! whose memory the page of a test shows.

use oomscope_shared::artifact::Artifact;
use oomscope_shared::chart::{
    Align, Role, Run, RunSeries, Scene, Size, Span, TimelineModel, readout,
};
use oomscope_shared::load::write_artifact;
use oomscope_shared::message::Locale;
use oomscope_shared::testing::pytest;
use oomscope_shared::timeline::{Sample, Timeline};
use oomscope_shared::{Ending, Outcome};
use serde_json::json;

use super::visit::Visit;

/// Batches of one test each: the first from 0 to 4 s with 100 MiB, the second from 1 to 5 s with 30 MiB.
fn crossed() -> Artifact {
    let mut told = pytest();
    for (number, (at_ms, mib)) in [(0_u64, 100_u64), (1_000, 30)].into_iter().enumerate() {
        let id = format!("tests/test_crossed.py::test_{number}");
        told = told
            .test(&id, Outcome::Passed, -1, -1)
            .batch(Ending::Passed, mib)
            .with(|artifact| {
                artifact.tests.start_us[number] = Some((at_ms + 500) * 1_000);
                artifact.tests.duration_us[number] = Some(3_000_000);
                let batch = &mut artifact.batches[number];
                (batch.start_ms, batch.duration_ms) = (at_ms, 4_000);
                let samples = [0, 2_000, 4_000].map(|after| Sample {
                    time_ms: at_ms + after,
                    rss_kib: mib * 1024 + after,
                });
                batch.timeline = Timeline::from_samples(&samples);
            });
    }
    told.with(|artifact| artifact.run.duration_ms = 5_000)
        .done()
}

/// Left, upper edge, width and height of the canvas on the screen.
fn canvas(visit: &Visit) -> [f64; 4] {
    let body = "const r = document.querySelector(`[data-testid='timeline-canvas']`); \
                r.scrollIntoView({ block: 'center' }); const b = r.getBoundingClientRect(); \
                return [b.x, b.y, b.width, b.height]";
    let rect = visit.browser.script(body, &[]).unwrap();
    [0, 1, 2, 3].map(|at| rect[at].as_f64().unwrap())
}

fn mouse(visit: &Visit, kind: &str, (x, y): (f64, f64)) {
    let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
    visit
        .browser
        .devtools("Input.dispatchMouseEvent", event)
        .unwrap();
}

/// What the box at the pointer says, once it says this.
fn wait_for_words(visit: &Visit, words: &str) -> String {
    let body = "const text = document.querySelector(`[data-testid='readout']`)?.innerText ?? ''; \
                return text.includes(arguments[0]) && text";
    let found = visit.browser.wait_for(words, body, &[json!(words)]);
    found.unwrap().as_str().unwrap().to_owned()
}

#[test]
fn an_instant_tells_both_tests_and_a_click_opens_the_one_that_is_meant() {
    let artifact = crossed();
    let visit = Visit::at("/");
    visit.choose(&[&visit.file("crossed.oomscope.json", &write_artifact(&artifact).unwrap())]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    let [left, top, width, height] = canvas(&visit);
    let series = RunSeries::new(&artifact);
    let runs = [Run {
        series: &series,
        role: Role::Single,
    }];
    let scene = Scene {
        runs: &runs,
        align: Align::Time,
        view: Align::Time.whole(&runs),
        size: Size { width, height },
        scale: 1.0,
        tracks: 0,
        fitted: false,
        overview: true,
        locale: Locale::english(),
    };
    let model = TimelineModel::build(&scene);
    let x = |time_ms: f64| left + model.plot.left + time_ms / 5_000.0 * model.plot.width();
    let middle = top + f64::midpoint(model.plot.top, model.plot.bottom);

    mouse(&visit, "mouseMoved", (x(2_000.0), middle));
    let told = wait_for_words(&visit, "test_1");
    let together = u64::from(readout(&scene, 2_000.0).entries[0].kib.unwrap()) * 1024;
    let lines: Vec<&str> = told.lines().map(str::trim).collect();
    assert!(
        lines.contains(&Locale::english().bytes(together).as_str()),
        "{told}"
    );
    let first = "batch 1 · 102 MiB · tests/test_crossed.py::test_0";
    let second = "batch 2 · 30.0 MiB · tests/test_crossed.py::test_1";
    assert!(lines.contains(&first) && lines.contains(&second), "{told}");
    // A step of the keyboard reads on, and the box is one that screen readers listen to.
    let role = "return document.querySelector(`[data-testid='readout']`).getAttribute('aria-live')";
    assert_eq!(visit.browser.script(role, &[]).unwrap(), json!("polite"));
    let step = "document.querySelector(`[data-testid='timeline-canvas']`).dispatchEvent(new KeyboardEvent(\
                'keydown', { key: 'ArrowRight', shiftKey: true, bubbles: true, cancelable: true }))";
    visit.browser.script(step, &[]).unwrap();
    let told = wait_for_words(&visit, "2.05");
    assert!(told.contains("test_0") && told.contains("test_1"), "{told}");

    let spans: Vec<&Span> = model.spans.iter().filter(|span| span.row == 1).collect();
    let [span] = spans[..] else {
        panic!("{spans:?}")
    };
    let at = (x(2_000.0), top + f64::midpoint(span.top, span.bottom));
    mouse(&visit, "mousePressed", at);
    mouse(&visit, "mouseReleased", at);
    assert_eq!(visit.browser.text("test-title").unwrap(), "test_1");

    // On its page stands the memory of its own batch, which is not the 130 MiB of both.
    let [left, top, width, height] = canvas(&visit);
    mouse(
        &visit,
        "mouseMoved",
        (left + width / 2.0, top + height / 3.0),
    );
    let told = wait_for_words(&visit, "batch 2 · tests/test_crossed.py::test_1");
    assert!(told.contains("MiB") && !told.contains("batch 1"), "{told}");
    let memory = told.lines().find(|line| line.contains("MiB")).unwrap();
    assert!(memory.trim().starts_with('3'), "{told}");
    visit.assert_quiet();
}

/// One batch in which two workers ran a test each, as xdist, nextest and Jest have them.
fn by_workers() -> Artifact {
    let told = pytest()
        .test("tests/test_shared.py::test_left", Outcome::Passed, -1, -1)
        .test("tests/test_shared.py::test_right", Outcome::Passed, -1, -1)
        .batch(Ending::Passed, 80)
        .with(|artifact| {
            for (number, start_ms) in [(0, 500), (1, 1_000)] {
                artifact.tests.start_us[number] = Some(start_ms * 1_000);
                artifact.tests.duration_us[number] = Some(3_000_000);
            }
            let batch = &mut artifact.batches[0];
            (batch.start_ms, batch.duration_ms) = (0, 5_000);
            let samples = [0, 2_000, 5_000].map(|time_ms| Sample {
                time_ms,
                rss_kib: 80 * 1024 + time_ms,
            });
            batch.timeline = Timeline::from_samples(&samples);
            artifact.run.duration_ms = 5_000;
        });
    told.done()
}

#[test]
fn two_tests_of_workers_are_both_told_and_each_opens_from_its_lane() {
    let artifact = by_workers();
    let visit = Visit::at("/");
    visit.choose(&[&visit.file("workers.oomscope.json", &write_artifact(&artifact).unwrap())]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    let [left, top, width, height] = canvas(&visit);
    let series = RunSeries::new(&artifact);
    let runs = [Run {
        series: &series,
        role: Role::Single,
    }];
    let model = TimelineModel::build(&Scene {
        runs: &runs,
        align: Align::Time,
        view: Align::Time.whole(&runs),
        size: Size { width, height },
        scale: 1.0,
        tracks: 0,
        fitted: false,
        overview: true,
        locale: Locale::english(),
    });
    let x = |time_ms: f64| left + model.plot.left + time_ms / 5_000.0 * model.plot.width();
    let middle = top + f64::midpoint(model.plot.top, model.plot.bottom);

    mouse(&visit, "mouseMoved", (x(2_000.0), middle));
    let told = wait_for_words(&visit, "test_right");
    let both = "batch 1 · tests/test_shared.py::test_left · tests/test_shared.py::test_right";
    assert!(told.lines().any(|line| line.trim() == both), "{told}");
    // Before the second began, and after the first ended, one of them ran.
    mouse(&visit, "mouseMoved", (x(700.0), middle));
    let told = wait_for_words(&visit, "0.7");
    assert!(
        told.contains("test_left") && !told.contains("test_right"),
        "{told}"
    );

    // Each has a lane of its own, which names and opens that one.
    let spans: Vec<&Span> = model.spans.iter().collect();
    let [first, second] = spans[..] else {
        panic!("{spans:?}")
    };
    assert!(first.bottom <= second.top || second.bottom <= first.top);
    let lower = if first.top < second.top {
        second
    } else {
        first
    };
    let at = (x(2_000.0), top + f64::midpoint(lower.top, lower.bottom));
    mouse(&visit, "mousePressed", at);
    mouse(&visit, "mouseReleased", at);
    assert_eq!(visit.browser.text("test-title").unwrap(), "test_right");
    visit.assert_quiet();
}
