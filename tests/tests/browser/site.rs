//! A site made by `oomscope site`, as a static host serves it.

use std::fs;
use std::process::Command;

use oomscope_tests::browser::Browser;
use oomscope_tests::site::Site;
use oomscope_tests::{places, runs};

#[test]
fn the_history_of_a_site_leads_to_runs_and_comparisons() {
    let folder = tempfile::tempdir().unwrap();
    let (runs_folder, public) = (folder.path().join("runs"), folder.path().join("public"));
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
