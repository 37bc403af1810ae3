//! `cargo xtask screenshots`: the pictures in `docs/images/`, of the real page with real runs.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use oomscope_tests::browser::{Browser, Scheme};
use oomscope_tests::site::Site;

use crate::{build, demo, paths, say, setup};

/// A state of the page, and how high its picture is in the wide window.
struct Scene {
    name: &'static str,
    artifacts: Vec<PathBuf>,
    wide_height: u32,
}

/// Takes the pictures.
pub fn run() -> Result<()> {
    build::page(&setup::for_building()?, false)?;
    let tools = setup::tests_browser()?;
    let [before, after] = demo::recorded()?;
    let scenes = [
        Scene {
            name: "empty",
            artifacts: vec![],
            wide_height: 800,
        },
        Scene {
            name: "run",
            artifacts: vec![before.clone()],
            wide_height: 900,
        },
        Scene {
            name: "compare",
            artifacts: vec![before, after],
            wide_height: 1160,
        },
    ];
    let folder = paths::root().join("docs/images");
    fs::create_dir_all(&folder)?;
    say::heading("Pictures");
    let site = Site::serve(&[("/", &paths::dist())])?;
    let browser = Browser::start_with(&tools)?;
    for scene in &scenes {
        for (width, height, size) in [(1280, scene.wide_height, "wide"), (390, 844, "narrow")] {
            for (scheme, shade) in [(Scheme::Light, "light"), (Scheme::Dark, "dark")] {
                browser.look(width, height, 1.0, scheme)?;
                open(&browser, &site, &scene.artifacts)?;
                let file = folder.join(format!("{}-{size}-{shade}.png", scene.name));
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
