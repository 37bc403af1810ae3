//! What a reader expects of any page: a title, links that say what is missing, paper, phones.

use std::path::PathBuf;

use oomscope_tests::browser::Scheme;
use oomscope_tests::{places, runs};
use serde_json::json;

use super::visit::{IS_READY, Visit};

/// The story's runs, as they come with the page.
pub fn story(name: &str) -> PathBuf {
    places::workspace().join(format!("viewer/assets/example/{name}.oomscope.json.gz"))
}

/// Waits until the tab is called otherwise, and says how.
fn title_after(visit: &Visit, before: &str) -> String {
    let other = "return document.title !== arguments[0] && document.title";
    let title = visit
        .browser
        .wait_for("another title", other, &[json!(before)]);
    title.unwrap().as_str().unwrap().to_owned()
}

#[test]
fn a_tab_is_called_by_what_it_shows() {
    let visit = Visit::at("/");
    assert_eq!(title_after(&visit, ""), "oomscope");
    visit.choose(&[&story("before")]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    let shown = title_after(&visit, "oomscope");
    assert!(
        shown.starts_with("87 tests keep ") && shown.ends_with(" – oomscope"),
        "{shown}"
    );
    visit
        .browser
        .script("document.querySelector('.cell-test a').click()", &[])
        .unwrap();
    visit.browser.wait_until_shown("test-title").unwrap();
    let test = title_after(&visit, &shown);
    assert!(test.contains("test_"), "{test}");
    visit.choose(&[&story("after")]);
    visit.browser.wait_until_shown("verdict").unwrap();
    let verdict = visit.browser.text("verdict").unwrap();
    assert!(
        verdict.contains(title_after(&visit, &test).trim_end_matches(" – oomscope")),
        "{verdict}"
    );
}

#[test]
fn a_link_to_what_is_not_there_says_so() {
    let visit = Visit::at("/");
    visit.choose(&[&visit.artifact(&runs::before())]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    for (address, said) in [
        ("run=1&test=test_gone.py::test_x", "no test of that name"),
        ("run=1&batch=99", "no such batch"),
        ("run=7", "no such run"),
    ] {
        visit
            .browser
            .script("location.hash = arguments[0]", &[json!(address)])
            .unwrap();
        let alert = visit.browser.text("alert").unwrap();
        assert!(alert.contains(said), "{address}: {alert}");
        visit.browser.wait_until_shown("tests-table").unwrap();
        visit.browser.click("alert-dismiss").unwrap();
        visit.wait(
            "no alert",
            "return !document.querySelector(`[data-testid='alert']`)",
        );
    }
    visit.assert_quiet();
}

#[test]
fn a_reload_after_a_drop_explains_itself() {
    let visit = Visit::at("/");
    assert!(!visit.browser.shows("was-dropped").unwrap());
    visit.choose(&[&visit.artifact(&runs::before())]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    visit.wait("the address", "return location.hash === '#run=1'");
    visit.browser.script("location.reload()", &[]).unwrap();
    visit.wait("the page", IS_READY);
    let said = visit.browser.text("was-dropped").unwrap();
    assert!(said.contains("never left your machine"), "{said}");
    visit.choose(&[&visit.artifact(&runs::before())]);
    visit.browser.wait_until_shown("tests-table").unwrap();
}

#[test]
fn on_paper_all_tests_are_there_and_dark_is_light() {
    let visit = Visit::at("/");
    visit.browser.look(1280, 900, 1.0, Scheme::Dark).unwrap();
    visit.choose(&[&story("before")]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    let rows = "return document.querySelectorAll('[data-test]').length";
    let seen = visit.browser.script(rows, &[]).unwrap().as_u64().unwrap();
    assert!(seen < 87, "{seen}");
    visit
        .browser
        .script("dispatchEvent(new Event('beforeprint'))", &[])
        .unwrap();
    assert_eq!(visit.browser.script(rows, &[]).unwrap(), json!(87));
    let print = json!({ "media": "print", "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
    visit
        .browser
        .devtools("Emulation.setEmulatedMedia", print)
        .unwrap();
    let light = "return getComputedStyle(document.body).backgroundColor === 'rgb(255, 255, 255)'";
    visit.wait("a light page", light);
    visit
        .browser
        .script("dispatchEvent(new Event('afterprint'))", &[])
        .unwrap();
    assert_eq!(visit.browser.script(rows, &[]).unwrap(), json!(seen));
}

#[test]
fn one_run_is_copied_as_markdown() {
    let visit = Visit::at("/");
    visit.choose(&[&story("before")]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    let stub = "Object.defineProperty(navigator, 'clipboard', { value: { writeText: text => { window.copied = text; \
                return Promise.resolve() } } })";
    visit.browser.script(stub, &[]).unwrap();
    visit.browser.click("copy-markdown").unwrap();
    let copied = visit.wait("the text", "return window.copied");
    let copied = copied.as_str().unwrap();
    assert!(
        copied.starts_with("**87 tests keep ") && copied.contains("#### Leak: 87 tests"),
        "{copied}"
    );
}

#[test]
fn the_rest_of_the_culprits_opens_in_the_table() {
    let visit = Visit::at("/");
    visit.choose(&[&story("before")]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    visit
        .browser
        .script("document.querySelector('.more-culprits').open = true", &[])
        .unwrap();
    visit.browser.click("all-culprits").unwrap();
    let field =
        "return document.querySelector(`[data-testid='tests-filter']`).value === 'finding:1'";
    visit.wait("the filter", field);
}

#[test]
fn nothing_scrolls_sideways_on_a_phone() {
    let visit = Visit::at("/");
    visit.browser.look(390, 844, 1.0, Scheme::Light).unwrap();
    let wide = |what: &str| {
        let wide = "return document.documentElement.scrollWidth";
        assert_eq!(
            visit.browser.script(wide, &[]).unwrap(),
            json!(390),
            "{what}"
        );
    };
    wide("the empty page");
    visit.choose(&[&story("before")]);
    visit.browser.wait_until_shown("made-of").unwrap();
    visit
        .browser
        .script(
            "for (const one of document.querySelectorAll('details')) one.open = true",
            &[],
        )
        .unwrap();
    wide("a run");
    visit
        .browser
        .script("document.querySelector('.cell-test a').click()", &[])
        .unwrap();
    visit.browser.wait_until_shown("phases").unwrap();
    wide("a test");
    visit
        .browser
        .script("location.hash = 'run=1&batch=1'", &[])
        .unwrap();
    visit.browser.wait_until_shown("batch-title").unwrap();
    wide("a batch");
    visit.choose(&[&story("after")]);
    visit.browser.wait_until_shown("delta-table").unwrap();
    wide("a comparison");
}
