//! A site made by `oomscope site`, as a static host serves it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use oomscope_tests::browser::{Browser, Scheme};
use oomscope_tests::site::Site;
use oomscope_tests::{places, runs};
use serde_json::json;

use super::access::assert_accessible;
use super::visit::Visit;

/// A site of two runs, made by the program.
fn made(folder: &Path) -> PathBuf {
    let (runs_folder, public) = (folder.join("runs"), folder.join("public"));
    fs::create_dir_all(runs_folder.join("deep")).unwrap();
    for (name, recipe) in [
        ("a b.oomscope.json", runs::before()),
        ("deep/after.json", runs::after()),
    ] {
        fs::write(runs_folder.join(name), recipe.bytes().unwrap()).unwrap();
    }
    fs::write(runs_folder.join("other.json"), b"{}").unwrap();
    let output = Command::new(places::binary())
        .arg("site")
        .arg(&runs_folder)
        .arg("--out")
        .arg(&public)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("other.json") && said.contains("2 runs"),
        "{said}"
    );
    public
}

/// Without a file of one's own: what it shows, how it is had, and where it comes from.
#[test]
fn the_landing_page_has_an_example_that_comes_with_it() {
    let visit = Visit::at("/deep/");
    let version = visit.browser.text("version").unwrap();
    assert!(version.contains(env!("CARGO_PKG_VERSION")), "{version}");
    let offers = "return [[...document.querySelectorAll('.steps .command')].map(one => one.querySelector('code').textContent), \
                  document.querySelectorAll('.steps .command button').length, \
                  document.querySelector(`[data-testid='version'] a`).href.startsWith('https://')]";
    let lines = [
        "pip install oomscope",
        "oomscope run -- pytest tests/",
        "oomscope view before.json after.json",
    ];
    let found = visit.browser.script(offers, &[]).unwrap();
    assert_eq!(found, json!([lines, 3, true]));
    for (link, shown) in [("example-both", "verdict"), ("example-one", "glance")] {
        visit.browser.open(&visit.site.url("/deep/")).unwrap();
        visit.wait("the page", super::visit::IS_READY);
        visit.browser.click(link).unwrap();
        visit.browser.wait_until_shown(shown).unwrap();
        // It can be handed on: the address opens it.
        visit.browser.script("location.reload()", &[]).unwrap();
        visit.browser.wait_until_shown(shown).unwrap();
    }
    visit.assert_quiet();
}

#[test]
fn axe_finds_nothing_on_the_history_in_either_theme() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::serve(&[("/", &made(folder.path()))]).unwrap();
    let browser = Browser::start().unwrap();
    for scheme in [Scheme::Light, Scheme::Dark] {
        browser.look(1280, 900, 1.0, scheme).unwrap();
        browser.open(&site.url("/")).unwrap();
        browser.wait_until_shown("history-table").unwrap();
        assert_accessible(&browser, &format!("history, {scheme:?}"));
    }
}

#[test]
fn the_history_of_a_site_leads_to_runs_and_comparisons() {
    let folder = tempfile::tempdir().unwrap();
    let public = made(folder.path());
    let site = Site::serve(&[("/project/", &public)]).unwrap();
    let browser = Browser::start().unwrap();
    browser.open(&site.url("/project/")).unwrap();
    let table = browser.text("history-table").unwrap();
    assert!(
        table.contains("before") && table.contains("after") && table.contains("MiB"),
        "{table}"
    );
    let choose = "const rows = [...document.querySelectorAll(`[data-testid='history-table'] tbody tr`)]; \
                  const row = label => rows.find(row => row.innerText.includes(label)); \
                  row('before').querySelectorAll('input')[0].click(); \
                  row('after').querySelectorAll('input')[1].click()";
    browser.script(choose, &[]).unwrap();
    browser.wait_until_shown("history-compare").unwrap();
    browser.click("history-compare").unwrap();
    assert!(browser.text("verdict").unwrap().contains("Fixed"));
    assert_eq!(browser.console_errors().unwrap(), Vec::<String>::new());
}

/// A page with an index of its own: two suites, of which one leaked for a while.
#[test]
fn the_history_says_at_which_commit_a_suite_changed() {
    let folder = tempfile::tempdir().unwrap();
    for file in fs::read_dir(places::dist()).unwrap() {
        let file = file.unwrap();
        if file.path().is_file() {
            fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
        }
    }
    let page = fs::read_to_string(places::dist().join("index.html")).unwrap();
    let marked = page.replace(
        "</head>",
        "<meta name=\"oomscope-index\" content=\"runs.json\"></head>",
    );
    fs::write(folder.path().join("index.html"), marked).unwrap();
    let run = |number: u64, suite: &str, mib: u64| {
        json!({
            "file": format!("{suite}-{number}.json"), "label": null, "suite": suite, "branch": "main",
            "commit": format!("{number:08}aaaa"), "started_at": format!("2025-10-{:02}T09:00:00Z", number + 1),
            "answer": { "key": "quote", "text": "Fine." }, "tone": "good", "tests": 9, "deaths": 0,
            "peak_bytes": mib << 20, "retained_bytes": null,
        })
    };
    let leaks = |number: u64| if number < 12 { 230 } else { 860 };
    let runs: Vec<_> = (0..24)
        .flat_map(|number| [run(number, "shop", leaks(number)), run(number, "node", 400)])
        .collect();
    let index = json!({ "site_version": 1, "runs": runs });
    fs::write(folder.path().join("runs.json"), index.to_string()).unwrap();
    let site = Site::serve(&[("/", folder.path())]).unwrap();
    let browser = Browser::start().unwrap();
    browser.look(390, 844, 1.0, Scheme::Light).unwrap();
    browser.open(&site.url("/")).unwrap();
    let changes = browser.text("changes").unwrap();
    assert!(
        changes.contains("+630 MiB since 00000012, 13 Oct 2025"),
        "{changes}"
    );
    assert!(
        changes.contains("shop") && !changes.contains("node"),
        "{changes}"
    );
    let found = "return [document.querySelector('.changes a').getAttribute('href'), \
                 document.querySelectorAll('path.line:not(.dots)').length, \
                 document.querySelectorAll('a.hit').length, document.documentElement.scrollWidth, \
                 document.querySelector('.plot-y').textContent, document.querySelector('.plot-x').textContent]";
    let found = browser.script(found, &[]).unwrap();
    assert_eq!(
        found,
        json!([
            "?before=shop-11.json&after=shop-12.json",
            2,
            48,
            390,
            "0",
            "1 Oct 2025"
        ])
    );
}
