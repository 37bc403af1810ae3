//! `cargo xtask screenshots`: the pictures in `docs/images/`, of the real page with real runs.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use oomscope_tests::browser::{Browser, Scheme};
use oomscope_tests::site::Site;

use crate::{build, demo, paths, say, setup};

/// Width, height and the name in the file.
const SIZES: [(u32, u32, &str); 2] = [(1280, 900, "wide"), (390, 844, "narrow")];

/// Takes the pictures.
pub fn run() -> Result<()> {
    let tools = setup::run()?;
    let oomscope = build::run(&tools.build, false)?;
    let [before, after] = demo::ensure_recorded(&oomscope, &tools.python)?;
    let scenes: [(&str, Vec<PathBuf>); 3] = [
        ("empty", vec![]),
        ("run", vec![before.clone()]),
        ("compare", vec![before, after]),
    ];
    let folder = paths::root().join("docs/images");
    fs::create_dir_all(&folder)?;
    say::heading("Pictures");
    let site = Site::serve(&[("/", &paths::dist())])?;
    let browser = Browser::start_with(&tools.browser)?;
    for (scene, artifacts) in &scenes {
        for (width, height, size) in SIZES {
            for (scheme, shade) in [(Scheme::Light, "light"), (Scheme::Dark, "dark")] {
                browser.look(width, height, 1.0, scheme)?;
                open(&browser, &site, artifacts)?;
                let file = folder.join(format!("{scene}-{size}-{shade}.png"));
                let picture = browser.picture()?;
                say::note(&format!("{} ({} kB)", shown(&file), picture.len() / 1000));
                fs::write(file, picture)?;
            }
        }
    }
    Ok(())
}

fn open(browser: &Browser, site: &Site, artifacts: &[PathBuf]) -> Result<()> {
    browser.open(&site.url("/"))?;
    let ready = "return !!document.querySelector(`[data-testid='open-input']`)";
    browser.wait_for("the page", ready, &[])?;
    if !artifacts.is_empty() {
        let files: Vec<&Path> = artifacts.iter().map(PathBuf::as_path).collect();
        browser.choose_files("open-input", &files)?;
        browser.wait_until_shown("timeline-canvas")?;
        let painted = "return performance.getEntriesByName('oomscope:painted').length";
        browser.wait_for("the chart", painted, &[])?;
    }
    // Two frames, so that what the last script changed is painted.
    browser.script("window.settled = 0; requestAnimationFrame(() => requestAnimationFrame(() => { settled = 1 }))", &[])?;
    browser
        .wait_for("two frames", "return window.settled", &[])
        .map(drop)
}

fn shown(file: &Path) -> String {
    file.strip_prefix(paths::root())
        .unwrap_or(file)
        .display()
        .to_string()
}
