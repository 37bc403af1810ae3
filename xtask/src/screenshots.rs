//! `cargo xtask screenshots`: the pictures in `docs/images/`, of the real page with real runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use oomscope_tests::browser::{Browser, Scheme};
use oomscope_tests::site::Site;

use crate::{build, demo, paths, process, say, setup};

/// A size and colours of the window.
#[derive(Debug, Clone, Copy)]
enum Look {
    WideLight,
    WideDark,
    NarrowLight,
    NarrowDark,
}

use Look::{NarrowDark, NarrowLight, WideDark, WideLight};

impl Look {
    fn name(self) -> &'static str {
        match self {
            WideLight => "wide-light",
            WideDark => "wide-dark",
            NarrowLight => "narrow-light",
            NarrowDark => "narrow-dark",
        }
    }

    fn scheme(self) -> Scheme {
        match self {
            WideLight | NarrowLight => Scheme::Light,
            WideDark | NarrowDark => Scheme::Dark,
        }
    }
}

/// A state of the page, how high its picture is in the wide window, and in which looks it is taken.
/// Not every state in every look: a picture that no document shows only makes the repository heavy.
struct Scene {
    name: &'static str,
    path: &'static str,
    artifacts: Vec<PathBuf>,
    fragment: &'static str,
    ready: &'static str,
    wide_height: u32,
    looks: &'static [Look],
}

/// Takes the pictures.
pub fn run() -> Result<()> {
    let oomscope = build::run(&setup::for_building()?, false)?;
    let tools = setup::tests_browser()?;
    let [before, after] = demo::recorded()?;
    let died = paths::root().join("tests/golden/v1/over-limit.oomscope.json");
    let scene = |name, wide_height, looks| Scene {
        name,
        path: "/",
        artifacts: Vec::new(),
        fragment: "",
        ready: "empty",
        wide_height,
        looks,
    };
    let scenes = [
        scene("empty", 800, &[WideLight]),
        Scene {
            artifacts: vec![before.clone()],
            ready: "tests-table",
            ..scene("run", 900, &[WideLight, WideDark, NarrowDark])
        },
        Scene {
            artifacts: vec![before.clone()],
            fragment: "run=1&test=tests/test_backtest.py::TestReplay::test_whole_day",
            ready: "test-title",
            ..scene("test", 900, &[WideLight])
        },
        Scene {
            artifacts: vec![died],
            fragment: "run=1&batch=1",
            ready: "batch-title",
            ..scene("batch", 900, &[WideLight])
        },
        Scene {
            artifacts: vec![before.clone(), after.clone()],
            ready: "delta-table",
            ..scene("compare", 1160, &[WideLight, WideDark, NarrowLight])
        },
        Scene {
            path: "/site/",
            ready: "history-table",
            ..scene("history", 700, &[WideLight])
        },
    ];
    let folder = paths::root().join("docs/images");
    fs::create_dir_all(&folder)?;
    say::heading("Pictures");
    let public = tempfile::Builder::new().prefix("oomscope-site").tempdir()?;
    let mut site = Command::new(&oomscope);
    site.arg("site")
        .args([before.parent().unwrap_or(&before)])
        .arg("--out")
        .arg(public.path());
    process::run(&mut site)?;
    let site = Site::serve(&[("/", &paths::dist()), ("/site/", public.path())])?;
    let browser = Browser::start_with(&tools)?;
    for scene in &scenes {
        for look in scene.looks {
            let (width, height) = match look {
                WideLight | WideDark => (1280, scene.wide_height),
                NarrowLight | NarrowDark => (390, 844),
            };
            browser.look(width, height, 1.0, look.scheme())?;
            open(&browser, &site, scene)?;
            let file = folder.join(format!("{}-{}.png", scene.name, look.name()));
            let picture = browser.picture()?;
            say::note(&format!("{} ({} kB)", shown(&file), picture.len() / 1000));
            fs::write(file, picture)?;
        }
    }
    Ok(())
}

fn open(browser: &Browser, site: &Site, scene: &Scene) -> Result<()> {
    // From another address, or a new fragment would only be a step within the page.
    browser.open("about:blank")?;
    browser.open(&format!("{}#{}", site.url(scene.path), scene.fragment))?;
    let ready = "return !!document.querySelector(`[data-testid='open-input']`)";
    browser.wait_for("the page", ready, &[])?;
    if !scene.artifacts.is_empty() {
        let files: Vec<&Path> = scene.artifacts.iter().map(PathBuf::as_path).collect();
        browser.choose_files("open-input", &files)?;
    }
    browser.wait_until_shown(scene.ready)?;
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
