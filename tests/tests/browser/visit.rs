//! A visit of the page: a static server, a browser that has it open, and files to give to it.

use std::fs;
use std::path::{Path, PathBuf};

use oomscope_tests::browser::Browser;
use oomscope_tests::places;
use oomscope_tests::runs::Recipe;
use oomscope_tests::site::Site;
use serde_json::{Value, json};
use tempfile::TempDir;

/// The page under some path of a static server, and a browser that has it open.
pub struct Visit {
    /// The browser.
    pub browser: Browser,
    /// The server of the page.
    pub site: Site,
    folder: TempDir,
}

impl Visit {
    /// Opens the page under a path.
    pub fn at(path: &str) -> Self {
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
    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// A made-up run as a file.
    pub fn artifact(&self, recipe: &Recipe) -> PathBuf {
        self.file(
            &format!("{}.oomscope.json", recipe.label),
            &recipe.bytes().unwrap(),
        )
    }

    /// Gives files to the page.
    pub fn choose(&self, files: &[&Path]) {
        self.browser.choose_files("open-input", files).unwrap();
    }

    /// Runs a script until what it returns is true.
    pub fn wait(&self, what: &str, body: &str) -> Value {
        self.browser.wait_for(what, body, &[]).unwrap()
    }

    /// Both runs are there: the verdict, a curve of each, the table of differences.
    pub fn assert_comparison(&self) {
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
    pub fn assert_quiet(&self) {
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

/// The page is there.
pub const IS_READY: &str = "return !!document.querySelector(`[data-testid='open-input']`)";

/// The canvas has pixels of a colour that the style sheet names.
pub fn assert_curve(browser: &Browser, colour: &str) {
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
