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

/// Two batches: the first from 0 to 4 s with 100 MiB, in which two workers run a test each, as xdist, nextest and Jest
/// have them; the second from 1 to 5 s with 30 MiB.
fn crossed() -> Artifact {
    let id = |name: &str| format!("tests/test_crossed.py::test_{name}");
    pytest()
        .test(&id("left"), Outcome::Passed, -1, -1)
        .test(&id("right"), Outcome::Passed, -1, -1)
        .batch(Ending::Passed, 100)
        .test(&id("other"), Outcome::Passed, -1, -1)
        .batch(Ending::Passed, 30)
        .with(|artifact| {
            for (test, start_ms) in [500, 1_000, 1_500].into_iter().enumerate() {
                artifact.tests.start_us[test] = Some(start_ms * 1_000);
                artifact.tests.duration_us[test] = Some(2_500_000);
            }
            for (batch, (start_ms, mib)) in [(0, 100), (1_000, 30)].into_iter().enumerate() {
                let batch = &mut artifact.batches[batch];
                (batch.start_ms, batch.duration_ms) = (start_ms, 4_000);
                let samples = [0, 2_000, 4_000].map(|after| Sample {
                    time_ms: start_ms + after,
                    rss_kib: mib * 1024 + after,
                });
                batch.timeline = Timeline::from_samples(&samples);
            }
            artifact.run.duration_ms = 5_000;
        })
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

fn press(visit: &Visit, at: (f64, f64)) {
    mouse(visit, "mousePressed", at);
    mouse(visit, "mouseReleased", at);
}

#[test]
fn an_instant_tells_all_that_run_and_each_opens_from_its_lane() {
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
    let told = wait_for_words(&visit, "test_other");
    let together = u64::from(readout(&scene, 2_000.0).entries[0].kib.unwrap()) * 1024;
    let lines: Vec<&str> = told.lines().map(str::trim).collect();
    assert!(
        lines.contains(&Locale::english().bytes(together).as_str()),
        "{told}"
    );
    let first =
        "batch 1 · 102 MiB · tests/test_crossed.py::test_left · tests/test_crossed.py::test_right";
    let second = "batch 2 · 30.0 MiB · tests/test_crossed.py::test_other";
    assert!(lines.contains(&first) && lines.contains(&second), "{told}");
    // A step of the keyboard reads on, and the box is one that screen readers listen to.
    let role = "return document.querySelector(`[data-testid='readout']`).getAttribute('aria-live')";
    assert_eq!(visit.browser.script(role, &[]).unwrap(), json!("polite"));
    let step = "document.querySelector(`[data-testid='timeline-canvas']`).dispatchEvent(new KeyboardEvent(\
                'keydown', { key: 'ArrowRight', shiftKey: true, bubbles: true, cancelable: true }))";
    visit.browser.script(step, &[]).unwrap();
    let told = wait_for_words(&visit, "2.05");
    assert!(
        told.contains("test_left") && told.contains("test_right"),
        "{told}"
    );
    // Before the second worker's test began, and before and after all tests.
    mouse(&visit, "mouseMoved", (x(700.0), middle));
    let told = wait_for_words(&visit, "0.7");
    assert!(
        told.contains("test_left") && !told.contains("test_right"),
        "{told}"
    );
    mouse(&visit, "mouseMoved", (x(200.0), middle));
    wait_for_words(
        &visit,
        "batch 1 · before its first test: start, imports, collection",
    );
    mouse(&visit, "mouseMoved", (x(4_500.0), middle));
    wait_for_words(&visit, "batch 2 · after its last test: the process ends");

    // The tests of one batch have lanes of their own.
    let of_row = |row: usize| -> Vec<&Span> {
        let spans = model.spans.iter();
        spans.filter(|span| span.row == row).collect()
    };
    let [one, two] = of_row(0)[..] else {
        panic!("{:?}", model.spans)
    };
    assert!(one.bottom <= two.top || two.bottom <= one.top);
    let lower = if one.top < two.top { two } else { one };
    let inside = |top: f64, span: &Span| (x(2_000.0), top + f64::midpoint(span.top, span.bottom));
    press(&visit, inside(top, lower));
    assert_eq!(visit.browser.text("test-title").unwrap(), "test_right");
    visit.browser.click("back").unwrap();
    visit.browser.wait_until_shown("tests-table").unwrap();
    let [other] = of_row(1)[..] else {
        panic!("{:?}", model.spans)
    };
    press(&visit, inside(canvas(&visit)[1], other));
    assert_eq!(visit.browser.text("test-title").unwrap(), "test_other");

    // On its page stands the memory of its own batch, which is not the 130 MiB of both.
    let [left, top, width, height] = canvas(&visit);
    mouse(
        &visit,
        "mouseMoved",
        (left + width / 2.0, top + height / 3.0),
    );
    let told = wait_for_words(&visit, "batch 2 · tests/test_crossed.py::test_other");
    assert!(told.contains("MiB") && !told.contains("batch 1"), "{told}");
    let memory = told.lines().find(|line| line.contains("MiB")).unwrap();
    assert!(memory.trim().starts_with('3'), "{told}");
    visit.assert_quiet();
}
