//! The page as one file: opened from the disk, with a run or a comparison inside, and asking for nothing.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use oomscope_tests::browser::Browser;
use oomscope_tests::runner::{Call, Project};
use oomscope_tests::runs::{self, Recipe};
use oomscope_tests::zipped;
use serde_json::Value;

use super::visit::{Visit, assert_curve};

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

/// Presses the button that saves the page, and puts what it saves into a file.
fn save(browser: &Browser, page: &Path) -> String {
    let catch = "window.saved = null; const make = URL.createObjectURL; \
                 URL.createObjectURL = blob => { if (blob.type === 'text/html') blob.text().then(text => { saved = text }); \
                 return make(blob) }; \
                 HTMLAnchorElement.prototype.click = function () { window.name = this.download }";
    browser.script(catch, &[]).unwrap();
    browser.click("save-page").unwrap();
    let saved = browser.wait_for("the saved page", "return window.saved", &[]);
    fs::write(page, saved.unwrap().as_str().unwrap()).unwrap();
    let name = browser.script("return window.name", &[]).unwrap();
    name.as_str().unwrap().to_owned()
}

#[test]
fn a_run_out_of_a_zip_is_saved_as_one_file_without_what_lay_beside_it() {
    let visit = Visit::at("/");
    let run = runs::over_limit().bytes().unwrap();
    let packed = zipped::gzipped(&run).unwrap();
    let zip = zipped::streamed_zip(&[
        ("run.oomscope.json.gz", &packed),
        ("secret.json", b"{\"password\": \"hunter2\"}"),
    ]);
    visit.choose(&[&visit.file("job.zip", &zip.unwrap())]);
    visit.browser.wait_until_shown("tests-table").unwrap();
    let answer = visit.browser.text("answer").unwrap();
    let page = visit.file("saved.html", b"");
    assert!(save(&visit.browser, &page).ends_with(".html"));

    let held = fs::read_to_string(&page).unwrap();
    // Without scripts it says its answer, and in the list of a folder's files so does its title.
    let said = answer.split_whitespace().next().unwrap();
    let title = held.split_once("<title>").unwrap().1;
    assert!(title.starts_with(said), "{said}");
    let held = held.split_once("data-parts=").unwrap().1;
    let held = held
        .split_once('>')
        .unwrap()
        .1
        .split_once("</script>")
        .unwrap()
        .0;
    let held: Value = serde_json::from_str(held).unwrap();
    let artifacts = held["artifacts"].as_array().unwrap();
    assert_eq!(artifacts.len(), 1);
    let data = STANDARD
        .decode(artifacts[0]["data"].as_str().unwrap())
        .unwrap();
    assert_eq!(data, packed);

    let (browser, url) = open(&page);
    assert_eq!(browser.text("answer").unwrap(), answer);
    assert_curve(&browser, "--accent");
    let tests = browser.text("tests-table").unwrap();
    assert!(tests.contains("test_метрика[0]"), "{tests}");
    assert_asks_nothing(&browser, &url);
    visit.assert_quiet();
}

#[test]
fn a_comparison_is_saved_as_one_file_and_so_is_that_file() {
    let visit = Visit::at("/");
    let (before, after) = (
        visit.artifact(&runs::before()),
        visit.artifact(&runs::after()),
    );
    visit.choose(&[&before, &after]);
    let verdict = visit.browser.text("verdict").unwrap();
    // The other way round on purpose: the order that is looked at is the one that is saved.
    visit.browser.click("swap").unwrap();
    let is_swapped = "return !document.querySelector(`[data-testid='verdict']`).innerText.includes(arguments[0])";
    let swapped = visit
        .browser
        .wait_for("the swap", is_swapped, &[verdict.into()]);
    swapped.unwrap();
    let verdict = visit.browser.text("verdict").unwrap();
    let page = visit.file("saved.html", b"");
    assert_eq!(save(&visit.browser, &page), "comparison.html");

    let (browser, url) = open(&page);
    assert_eq!(browser.text("verdict").unwrap(), verdict);
    assert_curve(&browser, "--after");
    let again = visit.file("again.html", b"");
    save(&browser, &again);
    let size = |path: &Path| fs::metadata(path).unwrap().len();
    assert_eq!(size(&again), size(&page));
    assert_asks_nothing(&browser, &url);
}
