//! Nothing that axe-core knows of keeps anyone from using the page, in both themes.

use std::fs;
use std::path::Path;

use oomscope_tests::browser::{Browser, Scheme};
use oomscope_tests::{places, runs};
use serde_json::{Value, json};

use super::visit::Visit;

/// Nothing that axe-core knows of is wrong with what is shown.
pub fn assert_accessible(browser: &Browser, what: &str) {
    let axe = fs::read_to_string(places::axe()).unwrap();
    browser.script(&axe, &[]).unwrap();
    let body = "window.found = null; axe.run(document, { resultTypes: ['violations'] }).then(r => { \
                window.found = r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html \
                + ' ' + n.failureSummary).join(' | ')) })";
    browser.script(body, &[]).unwrap();
    browser
        .wait_for("axe", "return window.found !== null", &[])
        .unwrap();
    let found: Value = browser.script("return window.found", &[]).unwrap();
    assert_eq!(found, json!([]), "{what}");
}

#[test]
fn axe_finds_nothing_on_any_page_in_either_theme() {
    let visit = Visit::at("/");
    for scheme in [Scheme::Light, Scheme::Dark] {
        visit.browser.look(1280, 900, 1.0, scheme).unwrap();
        visit.browser.open(&visit.site.url("/")).unwrap();
        visit.wait("the page", super::visit::IS_READY);
        assert_accessible(&visit.browser, &format!("empty, {scheme:?}"));
        visit
            .browser
            .script("location.hash = '#privacy'", &[])
            .unwrap();
        visit.browser.wait_until_shown("privacy").unwrap();
        assert_accessible(&visit.browser, &format!("privacy, {scheme:?}"));
        visit
            .browser
            .script("document.querySelector('footer button').click()", &[])
            .unwrap();
        assert_accessible(&visit.browser, &format!("keys, {scheme:?}"));
        visit
            .browser
            .script("document.querySelector('dialog').close()", &[])
            .unwrap();
        visit.choose(&[&visit.artifact(&runs::over_limit())]);
        visit.browser.wait_until_shown("tests-table").unwrap();
        assert_accessible(&visit.browser, &format!("run, {scheme:?}"));
        visit.browser.click("batch-link").unwrap();
        visit.browser.wait_until_shown("batch-title").unwrap();
        assert_accessible(&visit.browser, &format!("batch, {scheme:?}"));
        visit.browser.click("back").unwrap();
        visit.browser.wait_until_shown("tests-table").unwrap();
        visit
            .browser
            .script(
                "document.querySelector(`[data-testid='tests-table'] .test-name a`).click()",
                &[],
            )
            .unwrap();
        visit.browser.wait_until_shown("test-title").unwrap();
        assert_accessible(&visit.browser, &format!("test, {scheme:?}"));
        visit.browser.open("about:blank").unwrap();
        visit.browser.open(&visit.site.url("/")).unwrap();
        visit.wait("the page", super::visit::IS_READY);
        let hunted = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/v1/leak.oomscope.json");
        visit.choose(&[Path::new(hunted)]);
        visit.browser.wait_until_shown("tests-table").unwrap();
        let open = "document.querySelectorAll('main details').forEach(one => { one.open = true })";
        visit.browser.script(open, &[]).unwrap();
        visit.browser.wait_until_shown("finding-evidence").unwrap();
        assert_accessible(
            &visit.browser,
            &format!("finding, everything opened, {scheme:?}"),
        );
        visit.choose(&[&visit.file("wrong.json", b"{}")]);
        visit.choose(&[&visit.artifact(&runs::after())]);
        visit.browser.wait_until_shown("delta-table").unwrap();
        assert_accessible(&visit.browser, &format!("comparison, {scheme:?}"));
    }
}
