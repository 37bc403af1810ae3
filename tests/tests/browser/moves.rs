//! Moving about: closing a run, back and forward, marking a stretch, handing a link on, a browser that translates.

use oomscope_tests::runs;
use serde_json::{Value, json};

use super::manners::story;
use super::visit::{IS_READY, Visit};

const BOTH: &str = "/?before=example/before.oomscope.json.gz&after=example/after.oomscope.json.gz";

fn at(address: &str, shown: &str) -> Visit {
    let visit = Visit::at("/");
    visit.browser.open(&visit.site.url(address)).unwrap();
    visit.browser.wait_until_shown(shown).unwrap();
    visit
}

fn said(visit: &Visit, body: &str) -> String {
    let said = visit.browser.script(body, &[]).unwrap();
    said.as_str().unwrap().to_owned()
}

fn filter(visit: &Visit, text: &str) {
    let body = "const field = document.querySelector(`[data-testid='tests-filter']`); \
                field.value = arguments[0]; field.dispatchEvent(new Event('input'))";
    visit.browser.script(body, &[json!(text)]).unwrap();
}

#[test]
fn a_run_that_is_closed_leaves_an_address_that_opens_the_other() {
    let visit = at(BOTH, "verdict");
    visit.browser.click("tab-close").unwrap();
    visit.browser.wait_until_shown("answer").unwrap();
    let answer = visit.browser.text("answer").unwrap();
    let rest = "return location.search + location.hash";
    assert_eq!(
        said(&visit, rest),
        "?after=example/after.oomscope.json.gz#run=1"
    );
    visit.browser.script("location.reload()", &[]).unwrap();
    visit.wait("the page", IS_READY);
    visit.browser.wait_until_shown("tests-table").unwrap();
    assert_eq!(visit.browser.text("answer").unwrap(), answer);
    let tabs = "return document.querySelectorAll(`[data-testid='tab-run']`).length";
    assert_eq!(visit.browser.script(tabs, &[]).unwrap(), json!(1));
    visit.browser.click("tab-close").unwrap();
    visit.browser.wait_until_shown("empty").unwrap();
    assert_eq!(said(&visit, rest), "");
    visit.assert_quiet();
}

#[test]
fn one_of_two_dropped_runs_is_closed() {
    let visit = Visit::at("/");
    visit.choose(&[
        &visit.artifact(&runs::before()),
        &visit.artifact(&runs::after()),
    ]);
    visit.browser.wait_until_shown("verdict").unwrap();
    let second = "document.querySelectorAll(`[data-testid='tab-close']`)[1].click()";
    visit.browser.script(second, &[]).unwrap();
    visit.browser.wait_until_shown("answer").unwrap();
    visit.wait("the address", "return location.hash === '#run=1'");
    assert!(!visit.browser.shows("tab-compare").unwrap());
    visit.assert_quiet();
}

#[test]
fn tabs_are_steps_that_the_browser_goes_back() {
    let visit = at(BOTH, "verdict");
    visit.browser.click("tab-run").unwrap();
    visit.browser.wait_until_shown("answer").unwrap();
    assert_eq!(said(&visit, "return location.hash"), "#run=1");
    visit.browser.click("tab-compare").unwrap();
    visit.browser.wait_until_shown("verdict").unwrap();
    assert_eq!(said(&visit, "return location.hash"), "#compare=1,2");
    visit.browser.script("history.back()", &[]).unwrap();
    visit.browser.wait_until_shown("answer").unwrap();
    let current =
        "return document.querySelector(`[data-testid='tab-run']`).getAttribute('aria-current')";
    assert_eq!(said(&visit, current), "page");
    visit.browser.script("history.back()", &[]).unwrap();
    visit.browser.wait_until_shown("verdict").unwrap();
    visit.assert_quiet();
}

#[test]
fn back_and_forward_lead_to_where_the_reader_was() {
    let visit = Visit::at("/");
    visit.choose(&[&story("before")]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    let scroll = "const table = document.querySelector('.long'); table.scrollIntoView(); table.scrollTop = 920; \
                  return [scrollY, table.scrollTop]";
    let before = visit.browser.script(scroll, &[]).unwrap();
    assert!(before[0].as_f64().unwrap() > 1_000.0, "{before}");
    let row = "return document.querySelector(`[data-testid='tests-table'] [aria-rowindex='24'] a`)?.textContent";
    let name = visit.wait("a row further down", row);
    let open =
        "document.querySelector(`[data-testid='tests-table'] [aria-rowindex='24'] a`).click()";
    visit.browser.script(open, &[]).unwrap();
    let title = visit.browser.text("test-title").unwrap();
    assert_eq!(json!(title), name);
    assert_eq!(
        visit.browser.script("return scrollY", &[]).unwrap(),
        json!(0)
    );
    let is_there = |visit: &Visit| {
        let body = "const table = document.querySelector('.long'); return table && \
                    Math.abs(scrollY - arguments[0]) < 2 && table.scrollTop === arguments[1]";
        let place = [before[0].clone(), before[1].clone()];
        let found = visit.browser.wait_for("the place", body, &place);
        found.unwrap();
    };
    visit.browser.script("history.back()", &[]).unwrap();
    is_there(&visit);
    visit.browser.script("history.forward()", &[]).unwrap();
    assert_eq!(visit.browser.text("test-title").unwrap(), title);
    visit.browser.script("history.back()", &[]).unwrap();
    is_there(&visit);
    visit.assert_quiet();
}

/// Where the chart is: its left edge, a line well inside of the plot, and its width.
fn chart(visit: &Visit) -> [f64; 3] {
    let body = "const canvas = document.querySelector(`[data-testid='timeline-canvas']`); \
                canvas.scrollIntoView({ block: 'center' }); const box = canvas.getBoundingClientRect(); \
                return [box.x, box.y + 120, box.width]";
    let found = visit.browser.script(body, &[]).unwrap();
    serde_json::from_value(found).unwrap()
}

fn mouse(visit: &Visit, kind: &str, (x, y): (f64, f64), pressed: bool, count: u32) {
    let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": u8::from(pressed),
                        "clickCount": count });
    let sent = visit.browser.devtools("Input.dispatchMouseEvent", event);
    sent.unwrap();
}

fn view(visit: &Visit) -> Vec<f64> {
    let body = "return document.querySelector(`[data-testid='timeline-canvas']`).dataset.view.split(' ').map(Number)";
    serde_json::from_value(visit.browser.script(body, &[]).unwrap()).unwrap()
}

#[test]
fn a_double_click_shows_the_marked_stretch_large_and_one_beside_it_everything() {
    let visit = Visit::at("/");
    visit.choose(&[&visit.artifact(&runs::before())]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    let [left, y, width] = chart(&visit);
    let at = |share: f64| (left + width * share, y);
    let double = |share: f64| {
        for count in 1..=2 {
            mouse(&visit, "mousePressed", at(share), true, count);
            mouse(&visit, "mouseReleased", at(share), false, count);
        }
    };
    let whole = view(&visit);
    mouse(&visit, "mousePressed", at(0.3), true, 1);
    mouse(&visit, "mouseMoved", at(0.45), true, 1);
    mouse(&visit, "mouseReleased", at(0.6), false, 1);
    visit.browser.wait_until_shown("stretch-zoom").unwrap();
    double(0.4);
    let zoomed = view(&visit);
    let share = (zoomed[1] - zoomed[0]) / (whole[1] - whole[0]);
    assert!((0.2..0.45).contains(&share), "{whole:?} {zoomed:?}");
    assert!(!visit.browser.shows("stretch-zoom").unwrap());
    double(0.4);
    assert_eq!(view(&visit), whole);
    // A click beside what is marked forgets it.
    mouse(&visit, "mousePressed", at(0.3), true, 1);
    mouse(&visit, "mouseMoved", at(0.45), true, 1);
    mouse(&visit, "mouseReleased", at(0.6), false, 1);
    visit.browser.wait_until_shown("stretch-zoom").unwrap();
    mouse(&visit, "mousePressed", at(0.8), true, 1);
    mouse(&visit, "mouseReleased", at(0.8), false, 1);
    assert!(!visit.browser.shows("stretch-zoom").unwrap());
    visit.assert_quiet();
}

fn press(visit: &Visit, key: &str, shift: bool) {
    let body = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', \
                { key: arguments[0], shiftKey: arguments[1], bubbles: true, cancelable: true }))";
    let sent = visit.browser.script(body, &[json!(key), json!(shift)]);
    sent.unwrap();
}

#[test]
fn the_keyboard_marks_a_stretch_from_one_place_to_another() {
    let visit = Visit::at("/");
    visit.choose(&[&visit.artifact(&runs::before())]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    let whole = view(&visit);
    let focus = "document.querySelector(`[data-testid='timeline-canvas']`).focus()";
    visit.browser.script(focus, &[]).unwrap();
    // It begins in the middle, where the keys begin to read.
    press(&visit, "m", false);
    for _ in 0..10 {
        press(&visit, "ArrowRight", true);
    }
    assert!(!visit.browser.shows("stretch-zoom").unwrap());
    press(&visit, "m", false);
    let stretch = visit.browser.text("stretch").unwrap();
    assert!(stretch.contains("lowest"), "{stretch}");
    press(&visit, "Enter", false);
    let zoomed = view(&visit);
    let length = whole[1] - whole[0];
    let shares = zoomed.iter().map(|at| (at - whole[0]) / length * 100.0);
    let shares: Vec<f64> = shares.map(f64::round).collect();
    assert_eq!(shares, [50.0, 60.0]);
    press(&visit, "m", false);
    press(&visit, "Escape", false);
    press(&visit, "ArrowRight", true);
    assert!(!visit.browser.shows("stretch-zoom").unwrap());
    assert_eq!(view(&visit), zoomed);
    visit.assert_quiet();
}

const CATCH: &str = "Object.defineProperty(navigator, 'clipboard', { value: { writeText: text => { window.copied = text; \
                     return Promise.resolve() } } })";

#[test]
fn a_link_is_copied_where_it_opens_the_same_elsewhere() {
    let visit = at("/?run=example/before.oomscope.json.gz", "tests-table");
    visit.browser.script(CATCH, &[]).unwrap();
    filter(&visit, "kept:>5MiB");
    // Sooner than the address is written by itself.
    visit.browser.click("copy-link").unwrap();
    let link = visit.wait("the link", "return window.copied");
    let counted = visit.browser.text("tests-count").unwrap();
    visit.browser.open("about:blank").unwrap();
    visit.browser.open(link.as_str().unwrap()).unwrap();
    visit.browser.wait_until_shown("tests-table").unwrap();
    assert_eq!(visit.browser.text("tests-count").unwrap(), counted);
    visit.browser.open(&visit.site.url(BOTH)).unwrap();
    visit.browser.wait_until_shown("verdict").unwrap();
    assert!(visit.browser.shows("copy-link").unwrap());
    visit.assert_quiet();
}

#[test]
fn of_a_file_of_this_machine_there_is_no_link_to_copy() {
    let visit = Visit::at("/");
    visit.choose(&[&story("before")]);
    visit.browser.wait_until_shown("copy-markdown").unwrap();
    assert!(!visit.browser.shows("copy-link").unwrap());
}

/// As browsers do it: every text that may be translated is put into elements of the browser's own, and the text that
/// the page made is gone.
const TRANSLATED: &str = "
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walk.nextNode()) texts.push(walk.currentNode);
    let count = 0;
    for (const text of texts) {
        if (!text.data.trim() || text.parentElement.closest('[translate=no], script, style')) continue;
        const outer = document.createElement('font');
        const inner = document.createElement('font');
        inner.textContent = '«' + text.data + '»';
        outer.append(inner);
        text.replaceWith(outer);
        count++;
    }
    return count";

#[test]
fn a_browser_that_translates_leaves_names_alone_and_breaks_nothing() {
    let visit = Visit::at("/");
    visit.choose(&[&story("before")]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    let translate = |visit: &Visit| {
        let count = visit.browser.script(TRANSLATED, &[]).unwrap();
        assert!(count.as_u64().unwrap() > 10, "{count}");
    };
    let names = "return [...document.querySelectorAll('code, pre, .mono, .test-name, .test-file, .tab-group .tab')] \
                 .map(name => name.textContent).filter(name => name.includes('«'))";
    translate(&visit);
    assert_eq!(visit.browser.script(names, &[]).unwrap(), json!([]));
    let answer = visit.browser.text("answer").unwrap();
    assert!(answer.contains('«'), "{answer}");
    filter(&visit, "finding:1 kept:>8MiB");
    let shown: Value = visit.wait(
        "the count",
        "const text = document.querySelector(`[data-testid='tests-count']`).textContent; \
         return text.endsWith('of 87') && text",
    );
    assert!(!shown.as_str().unwrap().contains('«'));
    visit
        .browser
        .script("document.querySelector('.cell-test a').click()", &[])
        .unwrap();
    let title = visit.browser.text("test-title").unwrap();
    translate(&visit);
    assert_eq!(visit.browser.script(names, &[]).unwrap(), json!([]));
    assert_eq!(visit.browser.text("test-title").unwrap(), title);
    visit.browser.script("history.back()", &[]).unwrap();
    visit.browser.wait_until_shown("tests-table").unwrap();
    translate(&visit);
    visit.choose(&[&story("after")]);
    visit.browser.wait_until_shown("delta-table").unwrap();
    translate(&visit);
    assert_eq!(visit.browser.script(names, &[]).unwrap(), json!([]));
    visit.browser.click("swap").unwrap();
    visit.wait(
        "the sides",
        "return location.hash.startsWith('#compare=2,1')",
    );
    visit.browser.click("tab-close").unwrap();
    visit.browser.wait_until_shown("answer").unwrap();
    visit.assert_quiet();
}
