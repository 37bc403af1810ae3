//! A test's own page, and the ways from it to the source.

use std::path::Path;

use oomscope_tests::zipped::{gzipped, streamed_zip};
use serde_json::{Value, json};

use super::visit::Visit;

/// The golden run of a leak, as another repository would have recorded it.
fn leak(visit: &Visit, change: impl FnOnce(&mut Value)) -> std::path::PathBuf {
    visit.file("run.oomscope.json", &leaking(change))
}

fn leaking(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let golden =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/v1/out-of-memory.oomscope.json");
    let mut run: Value = serde_json::from_slice(&std::fs::read(golden).unwrap()).unwrap();
    run["run"]["git"] = json!({
        "commit": "0123456789abcdef0123456789abcdef01234567", "branch": "main", "dirty": false,
        "remote": "https://github.com/example/shop", "prefix": "py",
    });
    run["findings"][0]["lines"] = json!([{ "file": "test_hoard.py", "line": 7, "bytes": 25_165_824, "count": 24, "text": "HOARD.append(x)" }]);
    change(&mut run);
    run.to_string().into_bytes()
}

const LINKS: &str = "return [...document.querySelectorAll('a.source')].map(a => a.href)";

#[test]
fn two_clicks_lead_from_a_file_to_the_line_at_its_commit() {
    let visit = Visit::at("/");
    visit.choose(&[&leak(&visit, |_| ())]);
    visit.browser.wait_until_shown("finding").unwrap();
    let line = "https://github.com/example/shop/blob/0123456789abcdef0123456789abcdef01234567/py/test_hoard.py#L7";
    let links = visit.browser.script(LINKS, &[]).unwrap();
    assert_eq!(links[0], json!(line));
    let apart = "const link = document.querySelector('a.source'); return [link.target, link.rel]";
    let apart = visit.browser.script(apart, &[]).unwrap();
    assert_eq!(apart, json!(["_blank", "noopener noreferrer"]));
    visit.assert_quiet();
}

/// As a new user has it: the zip of a job that died is dropped, and the line that the finding names is clicked.
#[test]
fn one_click_leads_from_the_zip_of_a_red_job_to_the_line_at_its_commit() {
    let visit = Visit::at("/");
    let zip = streamed_zip(&[
        ("job.log", b"Killed"),
        (
            "reports/run.oomscope.json.gz",
            &gzipped(&leaking(|_| ())).unwrap(),
        ),
    ]);
    let zip = visit.file("oomscope-artifacts.zip", &zip.unwrap());
    visit.browser.drop_files(&[&zip]).unwrap();
    visit.browser.wait_until_shown("finding").unwrap();
    // Where the click would lead is noted, because there is no network here.
    let noted = "window.left = []; addEventListener('click', event => { \
                 const link = event.target.closest('a'); \
                 if (link) { left.push(link.href); event.preventDefault(); } }, true)";
    visit.browser.script(noted, &[]).unwrap();
    // The line stands on the first screen and a half: nobody has to unfold or look for anything.
    let seen = "const link = document.querySelector('a.source'); const box = link.getBoundingClientRect(); \
                const there = box.top >= 0 && box.bottom < innerHeight * 1.5 && box.width > 0; \
                link.scrollIntoView({ block: 'center' }); \
                const at = link.getBoundingClientRect(); return [there, at.x + at.width / 2, at.y + at.height / 2]";
    let seen = visit.browser.script(seen, &[]).unwrap();
    assert_eq!(seen[0], json!(true));
    for kind in ["mousePressed", "mouseReleased"] {
        let event =
            json!({ "type": kind, "x": seen[1], "y": seen[2], "button": "left", "clickCount": 1 });
        let sent = visit.browser.devtools("Input.dispatchMouseEvent", event);
        sent.unwrap();
    }
    let left = visit.wait("the click", "return left.length && left");
    let line = "https://github.com/example/shop/blob/0123456789abcdef0123456789abcdef01234567/py/test_hoard.py#L7";
    assert_eq!(left, json!([line]));
    visit.assert_quiet();
}

#[test]
fn an_address_out_of_a_file_leads_nowhere_but_to_a_known_host() {
    for remote in [
        "javascript:alert(1)//github.com/a",
        "https://github.com@evil.example/a",
        "https://evil.example/a",
    ] {
        let visit = Visit::at("/");
        visit.choose(&[&leak(&visit, |run| {
            run["run"]["git"]["remote"] = json!(remote);
        })]);
        visit.browser.wait_until_shown("finding").unwrap();
        assert_eq!(
            visit.browser.script(LINKS, &[]).unwrap(),
            json!([]),
            "{remote}"
        );
    }
}

#[test]
fn the_page_of_a_test_shows_its_stretch_its_phases_and_its_neighbours() {
    let visit = Visit::at("/");
    let file = leak(&visit, |run| {
        let tests = &mut run["tests"];
        // The second test's fixture keeps it: set up, and not given back.
        let kib = 1024;
        tests["rss_before_kib"][1] = json!(50 * kib);
        tests["retained_kib"][1] = json!(24 * kib);
        for phase in ["setup", "call", "teardown"] {
            tests["phases"][phase]["rss_after_kib"][1] = json!(74 * kib);
        }
        tests["attempts"] = json!([{
            "test": 1, "batch": 1, "outcome": "failed", "start_us": null, "duration_us": 1_500_000,
            "peak_kib": 4096, "remark": null,
        }]);
    });
    visit.choose(&[&file]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    let go = "location.hash = `run=1&test=${encodeURIComponent(arguments[0])}`";
    let id = "test_hoard.py::test_hoards[1]";
    let ids = "return [...document.querySelectorAll('[data-test]')].map(row => row.dataset.test)";
    let ids = visit.browser.script(ids, &[]).unwrap();
    assert!(ids.as_array().unwrap().contains(&json!(id)), "{ids}");
    visit.browser.script(go, &[json!(id)]).unwrap();
    visit.browser.wait_until_shown("test-title").unwrap();
    let fixture = visit.browser.text("fixture-keeps").unwrap();
    assert!(
        fixture.contains("24.0 MiB") && fixture.contains("fixture"),
        "{fixture}"
    );
    // Its stretch is lit, and what it kept stands at the phase that kept it.
    visit.browser.wait_until_shown("lights").unwrap();
    let phases = visit.browser.text("phases").unwrap();
    assert!(
        phases.contains("+24.0 MiB") && phases.contains("0 B"),
        "{phases}"
    );
    let attempts = visit.browser.text("attempts").unwrap();
    assert!(
        attempts.contains("failed") && attempts.contains("4.0 MiB"),
        "{attempts}"
    );
    visit.browser.wait_until_shown("phases").unwrap();
    let open = "return document.querySelector(`[data-testid='finding-evidence']`).open";
    assert_eq!(visit.browser.script(open, &[]).unwrap(), json!(true));
    visit
        .browser
        .script(
            "document.querySelector('.neighbours a:last-child').click()",
            &[],
        )
        .unwrap();
    let title =
        "return document.querySelector(`[data-testid='test-title']`)?.textContent.includes('[2]')";
    visit.wait("the next test", title);
    visit.assert_quiet();
}
