//! The second visit: without a server, and with a newer one.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};

use oomscope_shared::message::LANGUAGES;
use oomscope_tests::browser::Browser;
use oomscope_tests::runner::wait_until;
use oomscope_tests::site::Site;
use oomscope_tests::view::View;
use oomscope_tests::{places, runs};

use super::visit::IS_READY;

/// Counted anew on every call: the worker goes on putting files aside after the page is ready.
const IS_KEPT: &str = "window.caches && caches.open('oomscope').then(c => c.keys())\
                       .then(keys => { window.kept = keys.length }); return (window.kept ?? 0) > 6";

#[test]
fn the_second_visit_works_with_the_server_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.oomscope.json");
    fs::write(&file, runs::over_limit().bytes().unwrap()).unwrap();
    let site = Site::serve(&[("/deep/", &places::dist())]).unwrap();
    let (browser, url) = (Browser::start().unwrap(), site.url("/deep/"));
    browser.open(&url).unwrap();
    browser.wait_for("the page", IS_READY, &[]).unwrap();
    browser
        .wait_for(
            "a worker that serves the page",
            "return !!navigator.serviceWorker.controller",
            &[],
        )
        .unwrap();
    browser.wait_for("the files", IS_KEPT, &[]).unwrap();
    drop(site);
    browser.open("about:blank").unwrap();
    browser.open(&url).unwrap();
    browser
        .wait_for("the page without its server", IS_READY, &[])
        .unwrap();
    browser.choose_files("open-input", &[&file]).unwrap();
    assert!(browser.text("answer").unwrap().contains("limit"));
}

#[test]
fn a_language_that_was_shown_once_is_there_without_the_server() {
    let site = Site::serve(&[("/", &places::dist())]).unwrap();
    let (browser, url) = (Browser::start().unwrap(), site.url("/?lang=ru"));
    let russian =
        "return document.querySelector(`[data-testid='empty']`)?.textContent.includes('виновника')";
    browser.open(&url).unwrap();
    browser
        .wait_for("the page in Russian", russian, &[])
        .unwrap();
    browser.wait_for("the files", IS_KEPT, &[]).unwrap();
    let words = "caches.match(new URL('messages/ru.ftl', document.baseURI)).then(kept => { window.words = !!kept }); \
                 return window.words";
    browser.wait_for("the words", words, &[]).unwrap();
    drop(site);
    browser.open("about:blank").unwrap();
    browser.open(&url).unwrap();
    browser
        .wait_for("the page in Russian without its server", russian, &[])
        .unwrap();
}

#[test]
fn a_language_whose_words_cannot_be_loaded_is_told() {
    let folder = tempfile::tempdir().unwrap();
    copy(&places::dist(), folder.path());
    fs::remove_file(folder.path().join("messages/ru.ftl")).unwrap();
    let site = Site::serve(&[("/", folder.path())]).unwrap();
    let browser = Browser::start().unwrap();
    browser.open(&site.url("/")).unwrap();
    browser.wait_for("the page", IS_READY, &[]).unwrap();
    assert!(!browser.shows("alert").unwrap());
    let choose = "const list = document.querySelector(`[data-testid='oomscope.language']`); \
                  list.value = 'ru'; list.dispatchEvent(new Event('change'))";
    browser.script(choose, &[]).unwrap();
    let said = browser.text("alert").unwrap();
    assert!(
        said.contains("Русский")
            && said.contains("could not be loaded")
            && said.contains("network"),
        "{said}"
    );
    let english = "return document.documentElement.lang === 'en'";
    browser.wait_for("English", english, &[]).unwrap();
    // A later visit begins in the language that was chosen, and says the same.
    browser.script("location.reload()", &[]).unwrap();
    browser.wait_for("the page", IS_READY, &[]).unwrap();
    assert!(browser.text("alert").unwrap().contains("Русский"));
}

/// It would go on answering for whatever listens on the port after `oomscope view`.
#[test]
fn the_page_of_view_takes_workers_of_its_port_away() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.oomscope.json");
    fs::write(&file, runs::before().bytes().unwrap()).unwrap();
    // A process, because its connections end with it: the browser must not wait for an answer on one of them.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let mut site = Command::new(places::python())
        .args([
            "-m",
            "http.server",
            "--bind",
            "127.0.0.1",
            &port.to_string(),
        ])
        .current_dir(places::dist())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    wait_until("the first server", || {
        Ok(TcpStream::connect(("127.0.0.1", port)).is_ok())
    })
    .unwrap();
    let browser = Browser::start().unwrap();
    browser.open(&format!("http://127.0.0.1:{port}/")).unwrap();
    browser.wait_for("the page", IS_READY, &[]).unwrap();
    browser.wait_for("the files", IS_KEPT, &[]).unwrap();
    let workers = "navigator.serviceWorker.getRegistrations().then(all => { window.workers = all.length }); \
                   caches.has('oomscope').then(has => { window.files = has }); ";
    let are_there = format!("{workers} return window.workers === 1 && window.files");
    browser.wait_for("the worker", &are_there, &[]).unwrap();
    site.kill().unwrap();
    site.wait().unwrap();
    browser.open("about:blank").unwrap();
    let view = View::on(port, &[&file]).unwrap();
    browser.open(&view.url).unwrap();
    browser.wait_until_shown("answer").unwrap();
    let are_gone = format!("{workers} return window.workers === 0 && window.files === false");
    browser.wait_for("no worker", &are_gone, &[]).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn a_newer_page_is_announced() {
    let folder = tempfile::tempdir().unwrap();
    copy(&places::dist(), folder.path());
    let site = Site::serve(&[("/", folder.path())]).unwrap();
    let browser = Browser::start().unwrap();
    browser.open(&site.url("/")).unwrap();
    browser.wait_for("the page", IS_READY, &[]).unwrap();
    browser.wait_for("the files", IS_KEPT, &[]).unwrap();
    assert!(!browser.shows("newer").unwrap());
    let style = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|end| end == "css"))
        .unwrap();
    let text = fs::read_to_string(&style).unwrap();
    // The first visit itself may still have been looking for newer files when they changed, and then the
    // second one finds nothing new; each visit meets another change.
    let announced = (0..5).any(|number| {
        fs::write(&style, format!("{text}\n/* newer {number} */\n")).unwrap();
        browser.open(&site.url("/")).unwrap();
        let said = browser.text("newer");
        said.is_ok_and(|text| text.contains("newer version"))
    });
    assert!(announced);
}

/// All that a first visit loads, and keeps for the next one without a network. Who reads another language than
/// English loads its words besides.
#[test]
fn the_page_weighs_at_most_373_kb() {
    let packed = |path: &Path| {
        let bytes = fs::read(path).unwrap();
        oomscope_tests::zipped::gzipped(&bytes).unwrap().len()
    };
    let files = fs::read_dir(places::dist()).unwrap();
    let files = files.map(|entry| entry.unwrap().path());
    let weight: usize = files
        .filter(|path| path.is_file())
        .map(|path| packed(&path))
        .sum();
    assert!(weight <= 373_000, "{weight}");
    for (code, _) in &LANGUAGES[1..] {
        let words = packed(&places::dist().join(format!("messages/{code}.ftl")));
        assert!(words <= 60_000, "{code}: {words}");
    }
}
