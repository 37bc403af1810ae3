//! The pages of tests and batches, the address bar, the time line's stretches, keys, exports.

use std::path::Path;

use oomscope_shared::Message;
use oomscope_tests::runs;
use serde_json::json;

use super::visit::Visit;

fn hash(visit: &Visit) -> String {
    let hash = visit.browser.script("return location.hash", &[]).unwrap();
    hash.as_str().unwrap().to_owned()
}

/// Presses, moves and releases the mouse over the chart, by shares of its width.
fn drag(visit: &Visit, from: f64, to: f64) {
    let body = "const r = document.querySelector(`[data-testid='timeline-canvas']`); \
                r.scrollIntoView({ block: 'center' }); const b = r.getBoundingClientRect(); \
                return [b.x, b.y, b.width]";
    let rect = visit.browser.script(body, &[]).unwrap();
    let number = |at: usize| rect[at].as_f64().unwrap();
    let y = number(1) + 120.0;
    let send = |kind: &str, share: f64, pressed: bool| {
        let x = number(0) + number(2) * share;
        let buttons = u8::from(pressed);
        visit
            .browser
            .devtools(
                "Input.dispatchMouseEvent",
                json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": buttons, "clickCount": 1 }),
            )
            .unwrap();
    };
    send("mousePressed", from, true);
    send("mouseMoved", (from + to) / 2.0, true);
    send("mouseMoved", to, true);
    send("mouseReleased", to, false);
}

fn press(visit: &Visit, key: &str) {
    let body = "(document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', \
                { key: arguments[0], bubbles: true, cancelable: true }))";
    visit.browser.script(body, &[json!(key)]).unwrap();
}

#[test]
fn a_test_that_ran_when_the_run_stopped_is_called_interrupted() {
    let visit = Visit::at("/");
    visit.choose(&[&visit.artifact(&runs::cut())]);
    visit.browser.text("answer").unwrap();
    let card = "return document.getElementById('answer').closest('section').textContent";
    let answer = visit.browser.script(card, &[]).unwrap();
    let answer = answer.as_str().unwrap();
    for part in ["20 of 30 tests have an outcome", "20 / 30", "1 interrupted"] {
        assert!(answer.contains(part), "{part}: {answer}");
    }
    for part in ["ictim", " died"] {
        assert!(!answer.contains(part), "{part}: {answer}");
    }
    visit.browser.text("tests-table").unwrap();
    let body = "const chips = [...document.querySelectorAll(`[data-testid='tests-table'] .chip`)] \
                .map(chip => chip.textContent).join(' '); \
                return chips.includes('interrupted') && chips";
    let filter = "const field = document.querySelector(`[data-testid='tests-filter']`); \
                  field.value = 'outcome:died'; field.dispatchEvent(new Event('input'))";
    visit.browser.script(filter, &[]).unwrap();
    let chips = visit.browser.wait_for("the test", body, &[]).unwrap();
    let chips = chips.as_str().unwrap();
    assert!(!chips.contains("victim"), "{chips}");
}

#[test]
fn a_test_and_a_batch_have_pages_and_the_browser_leads_back() {
    let visit = Visit::at("/");
    visit.choose(&[&visit.artifact(&runs::over_limit())]);
    visit.browser.text("tests-table").unwrap();
    visit
        .browser
        .script(
            "document.querySelector(`[data-testid='tests-table'] .test-name a`).click()",
            &[],
        )
        .unwrap();
    let title = visit.browser.text("test-title").unwrap();
    assert!(title.starts_with("test_"), "{title}");
    assert!(hash(&visit).contains("&test="), "{}", hash(&visit));
    let phases = visit.browser.text("phases").unwrap();
    assert!(
        phases.contains("set-up") && phases.contains("teardown"),
        "{phases}"
    );
    visit.browser.script("history.back()", &[]).unwrap();
    visit.browser.wait_until_shown("answer").unwrap();
    visit.browser.wait_until_shown("batches-table").unwrap();
    visit.browser.click("batch-link").unwrap();
    let title = visit.browser.text("batch-title").unwrap();
    assert!(title.contains("over the limit"), "{title}");
    let evidence = visit.browser.text("evidence").unwrap();
    assert!(!evidence.is_empty());
    press(&visit, "Escape");
    visit.browser.wait_until_shown("answer").unwrap();
    visit.browser.script("history.back()", &[]).unwrap();
    visit.browser.wait_until_shown("batch-title").unwrap();
    visit.assert_quiet();
}

#[test]
fn the_cases_inside_a_file_stand_on_its_page_failures_first() {
    use oomscope_shared::Outcome;
    use oomscope_shared::artifact::FileCase;
    let visit = Visit::at("/");
    let mut artifact = runs::before().artifact().unwrap();
    let case = |name: &str, outcome, remark: Option<&str>| FileCase {
        test: 0,
        name: name.into(),
        outcome,
        duration_us: Some(1500),
        remark: remark.map(str::to_owned),
    };
    artifact.tests.cases = vec![
        case("cart > adds", Outcome::Passed, None),
        case(
            "cart > <b>removes</b>",
            Outcome::Failed,
            Some("expected 1, got 2"),
        ),
    ];
    let count = artifact.tests.len();
    artifact.tests.v8_heap_used_kib = vec![Some(40 * 1024); count];
    let bytes = oomscope_shared::load::write_artifact(&artifact).unwrap();
    visit.choose(&[&visit.file("a.oomscope.json", &bytes)]);
    visit.browser.text("tests-table").unwrap();
    let first = artifact.tests.id[0].clone();
    let open = "[...document.querySelectorAll(`[data-testid='tests-table'] .test-name a`)]\
                .find(a => arguments[0].endsWith(a.innerText) || a.title === arguments[0]).click()";
    visit.browser.script(open, &[json!(first)]).unwrap();
    visit.browser.wait_until_shown("cases").unwrap();
    let cases = visit.browser.text("cases").unwrap();
    let failed = cases.find("<b>removes</b>").unwrap();
    assert!(failed < cases.find("cart > adds").unwrap(), "{cases}");
    assert!(cases.contains("expected 1, got 2"), "{cases}");
    let page = visit
        .browser
        .script("return document.body.innerText", &[])
        .unwrap();
    assert!(page.as_str().unwrap().contains("heap of V8 after it"));
    visit.assert_quiet();
}

#[test]
fn the_output_of_a_batch_is_searched() {
    let visit = Visit::at("/");
    let mut artifact = runs::over_limit().artifact().unwrap();
    artifact.batches[0].output.text = "one\nTWO words\nthree\n".into();
    let bytes = oomscope_shared::load::write_artifact(&artifact).unwrap();
    visit.choose(&[&visit.file("a.oomscope.json", &bytes)]);
    visit.browser.wait_until_shown("batches-table").unwrap();
    visit.browser.click("batch-link").unwrap();
    assert!(visit.browser.text("output").unwrap().contains("three"));
    let body = "const field = document.querySelector(`[data-testid='output-search']`); \
                field.value = 'two'; field.dispatchEvent(new Event('input'))";
    visit.browser.script(body, &[]).unwrap();
    visit.wait(
        "one line",
        "const text = document.querySelector(`[data-testid='output']`).innerText; \
         return text.includes('TWO words') && !text.includes('three')",
    );
    assert_eq!(visit.browser.text("output-count").unwrap(), "1 line found");
}

#[test]
fn a_stretch_is_marked_read_zoomed_undone_and_kept_in_the_address() {
    let visit = Visit::at("/");
    let file = visit.artifact(&runs::before());
    visit.choose(&[&file]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    drag(&visit, 0.3, 0.6);
    let stretch = visit.browser.text("stretch").unwrap();
    for word in ["lowest", "highest", "mean", "MiB", "tests"] {
        assert!(stretch.contains(word), "{stretch}");
    }
    let view = "return document.querySelector(`[data-testid='timeline-canvas']`).dataset.view";
    let whole = visit.browser.script(view, &[]).unwrap();
    visit.browser.click("stretch-zoom").unwrap();
    let zoomed = visit.browser.script(view, &[]).unwrap();
    assert_ne!(whole, zoomed);
    visit.wait(
        "the part in the address",
        "return location.hash.includes('from=')",
    );
    // The same files and the same address give the same view again.
    let link = visit.browser.script("return location.href", &[]).unwrap();
    visit.browser.open("about:blank").unwrap();
    visit.browser.open(link.as_str().unwrap()).unwrap();
    visit.wait("the page", super::visit::IS_READY);
    visit.choose(&[&file]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    let again = visit.browser.script(view, &[]).unwrap();
    let starts = |view: &serde_json::Value| {
        let start = view.as_str().unwrap().split(' ').next().unwrap();
        start.parse::<f64>().unwrap().round()
    };
    assert_eq!(starts(&again), starts(&zoomed));
    visit.browser.click("zoom-reset").unwrap();
    assert_eq!(visit.browser.script(view, &[]).unwrap(), whole);
    visit.browser.click("zoom-undo").unwrap();
    assert_eq!(visit.browser.script(view, &[]).unwrap(), again);
}

#[test]
fn tracks_unfold_and_the_chart_is_saved() {
    let visit = Visit::at("/");
    visit.choose(&[&visit.artifact(&runs::before())]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    let height = "return document.querySelector(`[data-testid='timeline-canvas']`).offsetHeight";
    let folded = visit.browser.script(height, &[]).unwrap().as_f64().unwrap();
    visit.browser.click("tracks").unwrap();
    let unfolded = visit.browser.script(height, &[]).unwrap().as_f64().unwrap();
    assert!(unfolded > folded, "{folded} {unfolded}");
    let catch = "window.saved = []; const make = URL.createObjectURL; \
                 URL.createObjectURL = blob => { blob.text().then(text => saved.push(blob.type + text)); return make(blob) }; \
                 HTMLAnchorElement.prototype.click = () => {}";
    visit.browser.script(catch, &[]).unwrap();
    visit.browser.click("save-svg").unwrap();
    visit.wait("the SVG", "return saved.some(text => text.startsWith('image/svg+xml<svg') && text.includes('</svg>'))");
    visit.browser.click("save-csv").unwrap();
    visit.wait(
        "the CSV",
        "return saved.some(text => text.startsWith('text/csvtest,outcome'))",
    );
    visit.browser.click("save-png").unwrap();
    visit.wait(
        "the PNG",
        "return saved.some(text => text.startsWith('image/png') && text.includes('PNG'))",
    );
}

#[test]
fn keys_have_a_map_and_work() {
    let visit = Visit::at("/");
    visit.choose(&[
        &visit.artifact(&runs::before()),
        &visit.artifact(&runs::after()),
    ]);
    visit.browser.text("verdict").unwrap();
    press(&visit, "?");
    assert!(visit.browser.text("keys").unwrap().contains("time line"));
    visit
        .browser
        .script("document.querySelector('dialog').close()", &[])
        .unwrap();
    visit.wait("no map", "return !document.querySelector('dialog')");
    press(&visit, "2");
    visit.browser.wait_until_shown("answer").unwrap();
    assert!(hash(&visit).starts_with("#run=2"), "{}", hash(&visit));
    press(&visit, "c");
    visit.browser.wait_until_shown("verdict").unwrap();
    press(&visit, "s");
    visit.wait("swapped", "return location.hash.startsWith('#compare=2,1')");
    press(&visit, "t");
    visit.wait(
        "the chart in focus",
        "return document.activeElement.tagName === 'CANVAS'",
    );
    press(&visit, "ArrowUp");
    press(&visit, "ArrowUp");
    visit.wait(
        "a part",
        "return !document.querySelector(`[data-testid='timeline-canvas']`).dataset.view.startsWith('0.000')",
    );
    press(&visit, "Backspace");
    press(&visit, "Backspace");
    visit.wait(
        "the whole",
        "return document.querySelector(`[data-testid='timeline-canvas']`).dataset.view.startsWith('0.000')",
    );
}

#[test]
fn the_privacy_page_is_there_without_a_file() {
    let visit = Visit::at("/");
    visit.browser.click("privacy-link").unwrap();
    let text = visit.browser.text("privacy").unwrap();
    assert!(text.contains("not uploaded"), "{text}");
    visit.browser.script("history.back()", &[]).unwrap();
    visit.browser.wait_until_shown("empty").unwrap();
}

/// A run as the real runner writes it after a hunt.
fn hunted() -> oomscope_shared::Artifact {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/v1/leak.oomscope.json");
    let bytes = std::fs::read(golden).unwrap();
    oomscope_shared::parse_artifact(&bytes).unwrap()
}

#[test]
fn what_the_hunt_looked_at_and_left_stands_below_the_findings() {
    let visit = Visit::at("/");
    let mut artifact = hunted();
    let ids: Vec<String> = (0..9)
        .map(|n| format!("test_x.py::test_culprit[{n}]"))
        .collect();
    artifact.findings[0].culprits = ids;
    let hunt = artifact.hunt.as_mut().unwrap();
    hunt.notes = vec![Message::quote(
        "test_cache levels off after two repetitions.",
    )];
    hunt.undone = vec![Message::quote(
        "The time was over before test_slow was repeated.",
    )];
    let bytes = oomscope_shared::load::write_artifact(&artifact).unwrap();
    visit.choose(&[&visit.file("a.oomscope.json", &bytes)]);
    visit.browser.wait_until_shown("finding").unwrap();
    // The first culprits at once, the others behind a click.
    let seen = "return [...document.querySelectorAll(`[data-testid='finding'] .culprits > li.mono`)]\
                .filter(li => li.checkVisibility()).length";
    assert_eq!(visit.browser.script(seen, &[]).unwrap(), json!(4));
    visit
        .browser
        .script("document.querySelector('.more-culprits').open = true", &[])
        .unwrap();
    assert_eq!(visit.browser.script(seen, &[]).unwrap(), json!(9));
    let notes = visit.browser.text("hunt-notes").unwrap();
    assert!(notes.contains("levels off"), "{notes}");
    let undone = visit.browser.text("hunt-undone").unwrap();
    assert!(undone.contains("before test_slow"), "{undone}");
    let open = "document.querySelector(`[data-testid='hunt'] details`).open = true";
    visit.browser.script(open, &[]).unwrap();
    let rows = "return document.querySelectorAll(`[data-testid='hunt-batches'] tbody tr`).length";
    let rows = visit.browser.script(rows, &[]).unwrap();
    assert_eq!(rows, json!(artifact.hunt_batches.len()));
    visit.assert_quiet();
}

const CATCH_SAVED: &str = "window.saved = []; const make = URL.createObjectURL; \
     URL.createObjectURL = blob => { blob.text().then(text => saved.push(blob.type + text)); return make(blob) }; \
     HTMLAnchorElement.prototype.click = () => {}";

#[test]
fn columns_are_chosen_several_sort_and_every_table_is_saved() {
    let visit = Visit::at("/");
    let mut artifact = runs::before().artifact().unwrap();
    // Two groups of equal outcomes, so that a second column has something to order.
    for (at, outcome) in artifact.tests.outcome.iter_mut().enumerate() {
        if at % 2 == 0 {
            *outcome = oomscope_shared::Outcome::Skipped;
        }
    }
    let bytes = oomscope_shared::load::write_artifact(&artifact).unwrap();
    visit.choose(&[&visit.file("a.oomscope.json", &bytes)]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    let width = "return document.querySelector(`[data-testid='tests-table'] .cell-${arguments[0]}`).offsetWidth > 0";
    let shows = |column: &str| visit.browser.script(width, &[json!(column)]).unwrap();
    assert_eq!(
        (shows("outcome"), shows("after")),
        (json!(true), json!(false))
    );
    visit.browser.click("columns").unwrap();
    visit.browser.click("column-outcome").unwrap();
    visit.browser.click("column-after").unwrap();
    assert_eq!(
        (shows("outcome"), shows("after")),
        (json!(false), json!(true))
    );
    visit.browser.click("column-outcome").unwrap();
    let sort = |column: &str, shift: bool| {
        let body = "const head = [...document.querySelectorAll(`[data-testid='tests-table'] th button`)]\
            .find(b => b.innerText.startsWith(arguments[0])); \
            head.dispatchEvent(new MouseEvent('click', { bubbles: true, shiftKey: arguments[1] })); \
            return head.innerText";
        visit
            .browser
            .script(body, &[json!(column), json!(shift)])
            .unwrap()
    };
    sort("Outcome", false);
    sort("Test", true);
    sort("Test", true);
    let rows = "return [...document.querySelectorAll(`[data-testid='tests-table'] tr[data-test]`)]\
                .slice(0, 3).map(row => row.dataset.test)";
    let skipped_last_first: Vec<String> = {
        let mut ids: Vec<String> = artifact.tests.id.iter().step_by(2).cloned().collect();
        ids.sort();
        ids.reverse();
        ids.into_iter().take(3).collect()
    };
    assert_eq!(
        visit.browser.script(rows, &[]).unwrap(),
        json!(skipped_last_first)
    );
    let heads = "return document.querySelector(`[data-testid='tests-table'] thead`).innerText";
    let heads = visit.browser.script(heads, &[]).unwrap();
    assert!(heads.as_str().unwrap().contains("▾2"), "{heads}");
    visit.browser.script(CATCH_SAVED, &[]).unwrap();
    let open =
        "document.querySelector(`[data-testid='chart-table']`).closest('details').open = true";
    visit.browser.script(open, &[]).unwrap();
    visit.browser.click("csv-chart-table").unwrap();
    visit.wait(
        "the table behind the chart",
        "return saved.some(text => text.startsWith('text/csvBatch,From,To') && text.includes('passed'))",
    );
    visit.browser.click("csv-batches-table").unwrap();
    visit.wait(
        "the batches",
        "return saved.some(text => text.startsWith('text/csvBatch,Ending'))",
    );
    // The next visit shows the same columns.
    visit.browser.open(&visit.site.url("/")).unwrap();
    visit.wait("the page", super::visit::IS_READY);
    visit.choose(&[&visit.file("a.oomscope.json", &bytes)]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    assert_eq!(
        (shows("outcome"), shows("after")),
        (json!(true), json!(true))
    );
}

#[test]
fn files_are_kept_only_when_asked_and_forgotten_when_told() {
    let visit = Visit::at("/");
    let again = || {
        visit.browser.open("about:blank").unwrap();
        visit.browser.open(&visit.site.url("/")).unwrap();
        visit.browser.wait_until_shown("empty").unwrap();
    };
    let kept =
        "window.kept = null; oomscope.recent().then(files => { kept = files.map(f => f.name) })";
    let names = || {
        visit.browser.script(kept, &[]).unwrap();
        visit.wait("the names", "return window.kept !== null");
        visit.browser.script("return window.kept", &[]).unwrap()
    };
    let file = visit.artifact(&runs::before());
    visit.choose(&[&file]);
    visit.browser.wait_until_shown("answer").unwrap();
    again();
    // Neither the page nor the browser's database knows of it.
    assert!(!visit.browser.shows("recent").unwrap());
    let bases = "window.bases = null; indexedDB.databases().then(all => { bases = all.length })";
    visit.browser.script(bases, &[]).unwrap();
    visit.wait("the databases", "return window.bases !== null");
    assert_eq!(
        visit.browser.script("return window.bases", &[]).unwrap(),
        json!(0)
    );
    visit.browser.click("keep-files").unwrap();
    visit.choose(&[&file]);
    visit.browser.wait_until_shown("answer").unwrap();
    again();
    let list = visit.browser.text("recent").unwrap();
    assert!(list.contains("before.oomscope.json"), "{list}");
    visit
        .browser
        .script(
            "document.querySelector(`[data-testid='recent'] button`).click()",
            &[],
        )
        .unwrap();
    visit.browser.wait_until_shown("answer").unwrap();
    again();
    visit.browser.wait_until_shown("recent").unwrap();
    visit.browser.click("forget-files").unwrap();
    visit.wait(
        "nothing",
        "return !document.querySelector(`[data-testid='recent']`)",
    );
    again();
    assert_eq!(names(), json!([]));
    visit.browser.script(bases, &[]).unwrap();
    visit.wait("the databases", "return window.bases === 0");
    visit.assert_quiet();
}

#[test]
fn names_in_sentences_are_set_as_code() {
    let visit = Visit::at("/");
    let hunted = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/v1/leak.oomscope.json");
    visit.choose(&[Path::new(hunted)]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    let text = "return document.querySelector('main').textContent";
    let text = visit.browser.script(text, &[]).unwrap();
    let text = text.as_str().unwrap();
    assert!(text.contains("How it is known"), "{text}");
    assert!(!text.contains('`'), "a backtick is left: {text}");
    let names = "return [...document.querySelectorAll(`[data-testid='finding'] p code`)].map(e => e.textContent)";
    let names = visit.browser.script(names, &[]).unwrap();
    assert!(!names.as_array().unwrap().is_empty(), "{text}");
}
