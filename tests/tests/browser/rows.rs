//! A row of the comparison, opened: a test before and after, by mouse and by keyboard.

use oomscope_tests::runs;
use serde_json::json;

use super::visit::Visit;

const IS_OPEN: &str = "return !!document.querySelector('.of-test:popover-open')";
const IS_CLOSED: &str = "return !document.querySelector('.of-test:popover-open')";

fn key(visit: &Visit, key: &str, code: u32) {
    for kind in ["keyDown", "keyUp"] {
        let mut event =
            json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code });
        if key == "Enter" && kind == "keyDown" {
            event["text"] = json!("\r");
        }
        let sent = visit.browser.devtools("Input.dispatchKeyEvent", event);
        sent.unwrap();
    }
}

#[test]
fn a_row_of_the_comparison_opens_its_test_before_and_after() {
    let visit = Visit::at("/");
    visit.choose(&[
        &visit.artifact(&runs::before()),
        &visit.artifact(&runs::after()),
    ]);
    visit.browser.wait_until_shown("delta-table").unwrap();
    let open = "const row = document.querySelector(`[data-testid='delta-table'] [data-test]`); \
                row.querySelector('.row-open').focus(); \
                return [row.dataset.test, row.querySelector('.both').textContent]";
    let row = visit.browser.script(open, &[]).unwrap();
    let (id, kept) = (row[0].as_str().unwrap(), row[1].as_str().unwrap());

    // The keyboard opens it, and the browser gives the focus back when it is closed.
    key(&visit, "Enter", 13);
    visit.wait("the test in both runs", IS_OPEN);
    let said = "return document.querySelector('.of-test').innerText";
    let said = visit.browser.script(said, &[]).unwrap();
    let said = said.as_str().unwrap();
    let name = id.split_once("::").unwrap().1;
    assert!(said.contains(name), "{said}");
    for figure in kept.split(" → ") {
        assert!(said.contains(figure), "{figure} of {kept}: {said}");
    }
    // One slot of the axis of tests, with the curves of both runs in it.
    let view = "const chart = document.querySelector(`.of-test canvas`); \
                if (!chart?.width) return null; \
                const [from, to] = chart.dataset.view.split(' ').map(Number); return to - from";
    let length = visit.wait("its curves", view);
    assert_eq!(length, json!(1));
    let colours = "const chart = document.querySelector(`.of-test canvas`); \
        const probe = document.createElement('canvas').getContext('2d'); \
        const { data } = chart.getContext('2d').getImageData(0, 0, chart.width, chart.height); \
        return ['--before', '--after'].every(name => { \
            probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name).trim(); \
            probe.fillRect(0, 0, 1, 1); \
            const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data; \
            for (let at = 0; at < data.length; at += 4) { \
                if (Math.abs(data[at] - red) + Math.abs(data[at + 1] - green) + Math.abs(data[at + 2] - blue) < 24) \
                    return true; \
            } \
            return false; })";
    visit.wait("a curve of each run", colours);
    key(&visit, "Escape", 27);
    visit.wait("the end of it", IS_CLOSED);
    visit.wait(
        "the focus",
        "return document.activeElement.classList.contains('row-open')",
    );

    // By mouse, and on to the page of the test in one of the runs.
    let click = "document.querySelector(`[data-testid='delta-table'] .row-open`).click()";
    visit.browser.script(click, &[]).unwrap();
    visit.wait("the test again", IS_OPEN);
    let on = "document.querySelector(`.of-test .side a`).click()";
    visit.browser.script(on, &[]).unwrap();
    let title = visit.browser.text("test-title").unwrap();
    assert!(name.contains(&title) || title.contains(name), "{title}");
    visit.wait("no dialog", IS_CLOSED);
    visit.assert_quiet();
}
