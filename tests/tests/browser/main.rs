//! The page in a real Chromium: files in, verdict and charts out, and nothing leaves.
#![expect(
    clippy::unwrap_used,
    reason = "in a test, whatever goes wrong is a failure"
)]

mod access;
mod alone;
mod at_once;
mod checkpoint;
mod hostile;
mod lead;
mod manners;
mod moves;
mod offline;
mod rows;
mod sides;
mod site;
mod sources;
mod views;
mod visit;
mod words;

use std::fs;
use std::path::Path;

use oomscope_tests::browser::Browser;
use oomscope_tests::runs::{self, Recipe};
use oomscope_tests::view::View;
use oomscope_tests::{places, zipped};
use serde_json::{Value, json};

use visit::{Visit, assert_curve};

#[test]
fn two_files_become_a_comparison() {
    let visit = Visit::at("/");
    let (before, after) = (
        visit.artifact(&runs::before()),
        visit.artifact(&runs::after()),
    );
    visit.choose(&[&before, &after]);
    visit.assert_comparison();
    visit.assert_quiet();
}

#[test]
fn one_zip_of_a_ci_job_becomes_a_comparison() {
    let visit = Visit::at("/");
    let (before, after) = (
        runs::before().bytes().unwrap(),
        runs::after().bytes().unwrap(),
    );
    let zip = zipped::streamed_zip(&[
        ("reports/before.oomscope.json", &before),
        ("reports/log.txt", b"not an artifact"),
        (
            "reports/after.oomscope.json.gz",
            &zipped::gzipped(&after).unwrap(),
        ),
    ]);
    visit.choose(&[&visit.file("artifacts.zip", &zip.unwrap())]);
    visit.assert_comparison();
    visit.assert_quiet();
}

#[test]
fn the_zips_of_two_ci_jobs_become_a_comparison() {
    let visit = Visit::at("/");
    let (before, after) = (
        runs::before().bytes().unwrap(),
        runs::after().bytes().unwrap(),
    );
    // Both jobs called their file the same, as jobs do.
    let first = zipped::stored_zip(&[("run.oomscope.json", &before)]).unwrap();
    let second = zipped::streamed_zip(&[("run.oomscope.json", &after)]).unwrap();
    visit.choose(&[
        &visit.file("main.zip", &first),
        &visit.file("pull-request.zip", &second),
    ]);
    visit.assert_comparison();
}

#[test]
fn gzipped_files_are_dropped_on_the_page() {
    let visit = Visit::at("/");
    let before = zipped::gzipped(&runs::before().bytes().unwrap()).unwrap();
    let after = zipped::gzipped(&runs::after().bytes().unwrap()).unwrap();
    let files = [
        visit.file("before.oomscope.json.gz", &before),
        visit.file("after.oomscope.json.gz", &after),
    ];
    visit.browser.drop_files(&[&files[0], &files[1]]).unwrap();
    visit.assert_comparison();
    visit.assert_quiet();
}

#[test]
fn one_run_is_shown_by_itself() {
    let visit = Visit::at("/");
    visit.choose(&[&visit.artifact(&runs::over_limit())]);
    let answer = visit.browser.text("answer").unwrap();
    assert!(
        answer.contains("limit"),
        "the answer says how the run died: {answer}"
    );
    let tests = visit.browser.text("tests-table").unwrap();
    assert!(
        tests.contains("test_метрика[0]"),
        "names are shown as they are: {tests}"
    );
    visit.browser.wait_until_shown("batches-table").unwrap();
    assert!(!visit.browser.shows("cut-notice").unwrap());
    visit.assert_quiet();
}

#[test]
fn a_broken_file_is_named_and_the_page_goes_on() {
    let visit = Visit::at("/");
    let whole = runs::before().bytes().unwrap();
    for (name, bytes, said) in [
        ("page.json", b"<html>".to_vec(), "not JSON"),
        ("other.json", b"{\"a\": 1}".to_vec(), "format_version"),
        (
            "half.oomscope.json",
            whole[..whole.len() / 2].to_vec(),
            "cut off",
        ),
        (
            "newer.oomscope.json",
            b"{\"format_version\": 99}".to_vec(),
            "99",
        ),
        ("empty.oomscope.json", Vec::new(), "empty"),
        (
            "broken.zip",
            b"PK\x03\x04 and then nothing".to_vec(),
            "broken.zip",
        ),
    ] {
        visit.choose(&[&visit.file(name, &bytes)]);
        let body = "return [...document.querySelectorAll(`[data-testid='alert']`)]\
                    .map(e => e.innerText).find(t => t.includes(arguments[0]) && t.includes(arguments[1]))";
        visit
            .browser
            .wait_for("the error", body, &[json!(name), json!(said)])
            .unwrap();
    }
    let (before, after) = (
        visit.artifact(&runs::before()),
        visit.artifact(&runs::after()),
    );
    visit.choose(&[&before, &after]);
    visit.assert_comparison();
    visit.assert_quiet();
}

#[test]
fn a_cut_run_says_that_it_is_cut() {
    let visit = Visit::at("/");
    visit.choose(&[&visit.artifact(&runs::cut())]);
    let notice = visit.browser.text("cut-notice").unwrap();
    assert!(!notice.is_empty());
    visit.browser.wait_until_shown("answer").unwrap();
    visit.assert_quiet();
}

#[test]
fn the_page_works_from_a_sub_folder() {
    let visit = Visit::at("/some/where/deep/");
    let (before, after) = (
        visit.artifact(&runs::before()),
        visit.artifact(&runs::after()),
    );
    visit.choose(&[&before, &after]);
    visit.assert_comparison();
    visit.assert_quiet();
}

#[test]
fn oomscope_view_opens_both_runs_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = |recipe: &Recipe| {
        let path = folder
            .path()
            .join(format!("{}.oomscope.json", recipe.label));
        fs::write(&path, recipe.bytes().unwrap()).unwrap();
        path
    };
    let (before, after) = (file(&runs::before()), file(&runs::after()));
    let view = View::of(&[&before, &after]).unwrap();
    assert!(
        view.url.starts_with("http://127.0.0.1:"),
        "not an address on loopback: {}",
        view.url
    );
    let browser = Browser::start().unwrap();
    browser.open(&view.url).unwrap();
    let verdict = browser.text("verdict").unwrap();
    assert!(verdict.contains("MiB"), "{verdict}");
    assert_curve(&browser, "--before");
    assert_curve(&browser, "--after");
    let origin: Value = browser.script("return location.origin", &[]).unwrap();
    for url in browser.requests().unwrap() {
        // The worker that reads files begins as a blob of the page's own.
        let url = url.trim_start_matches("blob:");
        assert!(
            url.starts_with(origin.as_str().unwrap()),
            "the page asked for {url}"
        );
    }
    assert_eq!(browser.console_errors().unwrap(), Vec::<String>::new());
}

/// A stranger's walk: two downloads of a CI service, one drop, the answer.
#[test]
fn from_an_empty_page_to_the_verdict_in_one_action() {
    let visit = Visit::at("/");
    visit.browser.wait_until_shown("empty").unwrap();
    let zip = |recipe: &Recipe| {
        zipped::streamed_zip(&[("run.oomscope.json", &recipe.bytes().unwrap())]).unwrap()
    };
    let before = visit.file("oomscope-main.zip", &zip(&runs::before()));
    let after = visit.file("oomscope-fix.zip", &zip(&runs::after()));
    visit.browser.drop_files(&[&before, &after]).unwrap();
    let verdict = visit.browser.text("verdict").unwrap();
    assert!(verdict.contains("Fixed"), "{verdict}");
    visit.assert_quiet();
}

#[test]
fn zips_in_a_zip_and_a_file_dropped_on_an_open_run_open() {
    let visit = Visit::at("/");
    let inner = |recipe: &Recipe| {
        zipped::streamed_zip(&[("run.oomscope.json", &recipe.bytes().unwrap())]).unwrap()
    };
    let zip = zipped::stored_zip(&[("job-before.zip", &inner(&runs::before()))]).unwrap();
    visit.choose(&[&visit.file("all-jobs.zip", &zip)]);
    visit.browser.wait_until_shown("answer").unwrap();
    let after = visit.artifact(&runs::after());
    visit.browser.drop_files(&[&after]).unwrap();
    visit.assert_comparison();
    visit.assert_quiet();
}

#[test]
fn what_is_pasted_opens() {
    let visit = Visit::at("/");
    let text = String::from_utf8(runs::before().bytes().unwrap()).unwrap();
    let body = "const data = new DataTransfer(); data.setData('text/plain', arguments[0]);
        document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }))";
    visit.browser.script(body, &[json!(text)]).unwrap();
    visit.browser.wait_until_shown("answer").unwrap();
}

#[test]
fn before_and_after_in_the_address_open_in_that_order() {
    let folder = tempfile::tempdir().unwrap();
    // By their names and times they would stand the other way round.
    for (name, recipe) in [("one.json", runs::after()), ("two.json", runs::before())] {
        fs::write(folder.path().join(name), recipe.bytes().unwrap()).unwrap();
    }
    let mounts = [
        ("/", places::dist()),
        ("/runs/", folder.path().to_path_buf()),
    ];
    let mounts: Vec<(&str, &Path)> = mounts
        .iter()
        .map(|(at, path)| (*at, path.as_path()))
        .collect();
    let site = oomscope_tests::site::Site::serve(&mounts).unwrap();
    let browser = Browser::start().unwrap();
    browser
        .open(&site.url("/?after=runs/two.json&before=runs/one.json"))
        .unwrap();
    let verdict = browser.text("verdict").unwrap();
    assert!(
        verdict.contains("Regressed") || verdict.contains("more"),
        "{verdict}"
    );
    browser
        .open(&site.url("/?run=https://elsewhere.example/run.json"))
        .unwrap();
    let alert = browser.text("alert").unwrap();
    assert!(
        alert.contains("another site") && alert.contains("Download"),
        "{alert}"
    );
}
