//! The page as one file: opened from the disk, with a run or a comparison inside, and asking for nothing.

use std::path::{Path, PathBuf};

use oomscope_tests::browser::Browser;
use oomscope_tests::runner::{Call, Project};
use oomscope_tests::runs::{self, Recipe};

use super::visit::assert_curve;

/// A folder with made-up runs, and pages made of them.
struct Desk {
    project: Project,
}

impl Desk {
    fn new() -> Self {
        Self {
            project: Project::new(&[]).unwrap(),
        }
    }

    fn artifact(&self, name: &str, recipe: &Recipe) -> String {
        self.project.write(name, recipe.bytes().unwrap()).unwrap();
        name.to_owned()
    }

    fn oomscope(&self, arguments: &[&str]) -> Call {
        self.project.oomscope(arguments)
    }

    fn page(&self) -> PathBuf {
        self.project.path("page.html")
    }
}

/// Opens a page from the disk.
fn open(page: &Path) -> (Browser, String) {
    let browser = Browser::start().unwrap();
    let url = format!("file://{}", page.display());
    browser.open(&url).unwrap();
    (browser, url)
}

/// The browser asked for nothing but the file, and for what the file is made of.
fn assert_asks_nothing(browser: &Browser, url: &str) {
    let asked = browser.requests().unwrap();
    assert!(
        asked.iter().any(|one| one == url),
        "the log is empty: {asked:?}"
    );
    for one in &asked {
        let is_inside = one == url || one.starts_with("blob:") || one.starts_with("data:");
        assert!(is_inside, "the page asked for {one}");
    }
    assert_eq!(browser.console_errors().unwrap(), Vec::<String>::new());
}

#[test]
fn a_page_from_the_disk_speaks_russian() {
    let desk = Desk::new();
    let run = desk.artifact("run.oomscope.json", &runs::over_limit());
    desk.oomscope(&["report", &run, "--format", "html", "--out", "page.html"])
        .expect(0)
        .unwrap();
    let (browser, url) = (
        Browser::start().unwrap(),
        format!("file://{}?lang=ru", desk.page().display()),
    );
    browser.open(&url).unwrap();
    let answer = browser.text("answer").unwrap();
    assert!(answer.contains("Превышен предел"), "{answer}");
    assert_asks_nothing(&browser, &url);
}

#[test]
fn a_run_opens_from_the_disk() {
    let desk = Desk::new();
    let run = desk.artifact("run.oomscope.json", &runs::over_limit());
    desk.oomscope(&["report", &run, "--format", "html", "--out", "page.html"])
        .expect(0)
        .unwrap();
    let (browser, url) = open(&desk.page());
    let answer = browser.text("answer").unwrap();
    assert!(answer.contains("limit"), "{answer}");
    assert_curve(&browser, "--accent");
    let tests = browser.text("tests-table").unwrap();
    assert!(tests.contains("test_метрика[0]"), "{tests}");
    assert_asks_nothing(&browser, &url);
}

#[test]
fn a_comparison_opens_from_the_disk() {
    let desk = Desk::new();
    // The newer run first on purpose: the command line says which one is before.
    let (before, after) = (
        desk.artifact("b.oomscope.json", &runs::before()),
        desk.artifact("a.oomscope.json", &runs::after()),
    );
    desk.oomscope(&[
        "compare",
        &before,
        &after,
        "--format",
        "html",
        "--out",
        "page.html",
    ])
    .expect(0)
    .unwrap();
    let (browser, url) = open(&desk.page());
    let verdict = browser.text("verdict").unwrap();
    assert!(verdict.contains("MiB"), "{verdict}");
    assert_curve(&browser, "--before");
    assert_curve(&browser, "--after");
    let table = browser.text("delta-table").unwrap();
    assert!(table.contains("test_collector_"), "{table}");
    assert_asks_nothing(&browser, &url);
}
