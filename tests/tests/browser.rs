//! The page in a real Chromium: files in, verdict and charts out, and nothing leaves.
#![expect(
    clippy::unwrap_used,
    reason = "in a test, whatever goes wrong is a failure"
)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use oomscope_tests::browser::Browser;
use oomscope_tests::runs::{self, Recipe};
use oomscope_tests::site::Site;
use oomscope_tests::{places, zipped};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The page under some path of a static server, and a browser that has it open.
struct Visit {
    browser: Browser,
    site: Site,
    folder: TempDir,
}

impl Visit {
    fn at(path: &str) -> Self {
        let site = Site::serve(&[(path, &places::dist())]).unwrap();
        let browser = Browser::start().unwrap();
        browser.open(&site.url(path)).unwrap();
        browser.wait_for("the page", IS_READY, &[]).unwrap();
        Self {
            browser,
            site,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// Puts bytes into a file that can be given to the page.
    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn artifact(&self, recipe: &Recipe) -> PathBuf {
        self.file(
            &format!("{}.oomscope.json", recipe.label),
            &recipe.bytes().unwrap(),
        )
    }

    fn choose(&self, files: &[&Path]) {
        self.browser.choose_files("open-input", files).unwrap();
    }

    /// Both runs are there: the verdict, a curve of each, the table of differences.
    fn assert_comparison(&self) {
        let verdict = self.browser.text("verdict").unwrap();
        assert!(
            verdict.contains("MiB"),
            "the verdict tells sizes: {verdict}"
        );
        assert_curve(&self.browser, "--before");
        assert_curve(&self.browser, "--after");
        let table = self.browser.text("delta-table").unwrap();
        assert!(table.contains("MiB"), "the table tells sizes: {table}");
        assert!(
            table.contains("test_collector_"),
            "the table names tests: {table}"
        );
    }

    /// What the page asked for came from its own place, and nothing went wrong on its console.
    fn assert_quiet(&self) {
        let home = self.site.url("/");
        let mut count = 0;
        for url in self.browser.requests().unwrap() {
            count += 1;
            let stays =
                url.starts_with(&home) || url.starts_with("blob:") || url.starts_with("data:");
            assert!(stays, "the page asked for {url}");
        }
        assert!(count >= 2, "the browser's log of requests is empty");
        assert_eq!(self.browser.console_errors().unwrap(), Vec::<String>::new());
    }
}

const IS_READY: &str = "return !!document.querySelector(`[data-testid='open-input']`)";

/// The canvas has pixels of a colour that the style sheet names.
fn assert_curve(browser: &Browser, colour: &str) {
    let body = "
        const canvas = document.querySelector(`[data-testid='timeline-canvas']`);
        if (!canvas || !canvas.width) return 0;
        const probe = document.createElement('canvas').getContext('2d');
        probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(arguments[0]).trim();
        probe.fillRect(0, 0, 1, 1);
        const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let found = 0;
        for (let at = 0; at < data.length; at += 4) {
            const near = Math.abs(data[at] - red) + Math.abs(data[at + 1] - green)
                + Math.abs(data[at + 2] - blue) < 24;
            found += near && data[at + 3] > 200 ? 1 : 0;
        }
        return found > 50 ? found : 0";
    browser
        .wait_for(&format!("a curve in {colour}"), body, &[json!(colour)])
        .unwrap();
}

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

/// A running `oomscope view`.
struct View {
    process: Child,
    url: String,
}

impl View {
    fn of(artifacts: &[&Path]) -> Self {
        let mut process = Command::new(places::binary())
            .args(["view", "--no-open"])
            .args(artifacts)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut url)
            .unwrap();
        Self {
            process,
            url: url.trim().to_owned(),
        }
    }
}

impl Drop for View {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
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
    let view = View::of(&[&before, &after]);
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
        assert!(
            url.starts_with(origin.as_str().unwrap()),
            "the page asked for {url}"
        );
    }
    assert_eq!(browser.console_errors().unwrap(), Vec::<String>::new());
}
