//! Nothing that axe-core knows of keeps anyone from using the page, in both themes.

use std::fs;

use oomscope_tests::browser::Scheme;
use oomscope_tests::{places, runs};
use serde_json::{Value, json};

use super::visit::Visit;

fn assert_accessible(visit: &Visit, what: &str) {
    let axe = fs::read_to_string(places::axe()).unwrap();
    visit.browser.script(&axe, &[]).unwrap();
    let body = "window.found = null; axe.run(document, { resultTypes: ['violations'] }).then(r => { \
                window.found = r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html \
                + ' ' + n.failureSummary).join(' | ')) })";
    visit.browser.script(body, &[]).unwrap();
    visit.wait("axe", "return window.found !== null");
    let found: Value = visit.browser.script("return window.found", &[]).unwrap();
    assert_eq!(found, json!([]), "{what}");
}

#[test]
fn axe_finds_nothing_on_any_page_in_either_theme() {
    let visit = Visit::at("/");
    for scheme in [Scheme::Light, Scheme::Dark] {
        visit.browser.look(1280, 900, 1.0, scheme).unwrap();
        visit.browser.open(&visit.site.url("/")).unwrap();
        visit.wait("the page", super::visit::IS_READY);
        assert_accessible(&visit, &format!("empty, {scheme:?}"));
        visit
            .browser
            .script("location.hash = '#privacy'", &[])
            .unwrap();
        visit.browser.wait_until_shown("privacy").unwrap();
        assert_accessible(&visit, &format!("privacy, {scheme:?}"));
        visit
            .browser
            .script("document.querySelector('footer button').click()", &[])
            .unwrap();
        assert_accessible(&visit, &format!("keys, {scheme:?}"));
        visit
            .browser
            .script("document.querySelector('dialog').close()", &[])
            .unwrap();
        visit.choose(&[&visit.artifact(&runs::over_limit())]);
        visit.browser.wait_until_shown("tests-table").unwrap();
        assert_accessible(&visit, &format!("run, {scheme:?}"));
        visit.browser.click("batch-link").unwrap();
        visit.browser.wait_until_shown("batch-title").unwrap();
        assert_accessible(&visit, &format!("batch, {scheme:?}"));
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
        assert_accessible(&visit, &format!("test, {scheme:?}"));
        visit.choose(&[&visit.file("wrong.json", b"{}")]);
        visit.choose(&[&visit.artifact(&runs::after())]);
        visit.browser.wait_until_shown("delta-table").unwrap();
        assert_accessible(&visit, &format!("comparison, {scheme:?}"));
    }
}
