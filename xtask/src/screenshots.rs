//! `cargo xtask screenshots`: the pictures in `docs/images/`, of the real page with real runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use oomscope_tests::browser::{Browser, BrowserTools, Scheme};
use oomscope_tests::site::Site;

use crate::corpus::place::SuiteCopy;
use crate::{build, console, demo, paths, process, setup};

/// Size, colours and language of the window.
#[derive(Debug, Clone, Copy)]
struct Look {
    is_wide: bool,
    scheme: Scheme,
    language: &'static str,
}

const fn look(is_wide: bool, scheme: Scheme, language: &'static str) -> Look {
    Look {
        is_wide,
        scheme,
        language,
    }
}

const WIDE_LIGHT: Look = look(true, Scheme::Light, "en");
const WIDE_DARK: Look = look(true, Scheme::Dark, "en");
const NARROW_LIGHT: Look = look(false, Scheme::Light, "en");
const NARROW_DARK: Look = look(false, Scheme::Dark, "en");
const WIDE_LIGHT_RU: Look = look(true, Scheme::Light, "ru");
const NARROW_DARK_RU: Look = look(false, Scheme::Dark, "ru");
/// Every look, for whoever checks the page by eye.
const ALL: [Look; 8] = [
    WIDE_LIGHT,
    WIDE_DARK,
    NARROW_LIGHT,
    NARROW_DARK,
    WIDE_LIGHT_RU,
    look(true, Scheme::Dark, "ru"),
    look(false, Scheme::Light, "ru"),
    NARROW_DARK_RU,
];

impl Look {
    fn name(self) -> String {
        let width = if self.is_wide { "wide" } else { "narrow" };
        let colours = match self.scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        };
        match self.language {
            "en" => format!("{width}-{colours}"),
            language => format!("{width}-{colours}-{language}"),
        }
    }
}

/// A state of the page, how high its picture is in the wide window, and in which looks it is taken.
/// Not every state in every look: a picture that no document shows only makes the repository heavy.
struct Scene {
    name: String,
    path: &'static str,
    artifacts: Vec<PathBuf>,
    fragment: &'static str,
    ready: &'static str,
    /// A script to run before the picture is taken.
    act: &'static str,
    wide_height: u32,
    looks: &'static [Look],
}

/// The page without anything on it.
fn scene(name: &str, wide_height: u32, looks: &'static [Look]) -> Scene {
    Scene {
        name: name.to_owned(),
        path: "/",
        artifacts: Vec::new(),
        fragment: "",
        ready: "empty",
        act: "",
        wide_height,
        looks,
    }
}

/// The first finding, opened as far as it goes.
const FINDING: &str = "const one = document.querySelector(`[data-testid='finding']`); \
     one.querySelectorAll('details').forEach(d => { d.open = true }); \
     document.querySelector('header').style.position = 'static'; \
     one.scrollIntoView()";

/// From the timeline on.
const TIMELINE: &str = "document.querySelector('header').style.position = 'static'; \
     document.querySelector('#timeline-title').closest('section').scrollIntoView()";

/// Takes the pictures that the documents show, or into a folder those of every state in every look.
pub fn run(all: Option<&Path>) -> Result<()> {
    let oomscope = build::run(false)?;
    let tools = setup::tests_browser()?;
    let [before, after] = demo::recorded()?;
    let jest = of_jest(&oomscope)?;
    let died = paths::root().join("tests/golden/v1/over-limit.oomscope.json");
    let scenes = [
        scene("empty", 800, &[WIDE_LIGHT]),
        Scene {
            artifacts: vec![before.clone()],
            ready: "tests-table",
            ..scene("run", 1000, &[WIDE_DARK, NARROW_DARK, WIDE_LIGHT_RU])
        },
        Scene {
            artifacts: vec![before.clone()],
            ready: "tests-table",
            act: TIMELINE,
            ..scene("timeline", 1000, &[WIDE_LIGHT])
        },
        Scene {
            artifacts: vec![before.clone()],
            ready: "finding",
            act: FINDING,
            ..scene("finding", 1000, &[WIDE_LIGHT])
        },
        Scene {
            artifacts: vec![jest],
            ready: "finding",
            act: FINDING,
            ..scene("finding-jest", 1000, &[WIDE_LIGHT])
        },
        Scene {
            artifacts: vec![before.clone()],
            fragment: "run=1&test=tests/test_backtest.py::TestReplay::test_whole_day",
            ready: "test-title",
            ..scene("test", 900, &[WIDE_LIGHT])
        },
        Scene {
            artifacts: vec![died],
            fragment: "run=1&batch=1",
            ready: "batch-title",
            ..scene("batch", 900, &[WIDE_LIGHT])
        },
        Scene {
            artifacts: vec![before.clone(), after.clone()],
            ready: "delta-table",
            ..scene("compare", 1160, &[WIDE_LIGHT, WIDE_DARK, NARROW_DARK_RU])
        },
        Scene {
            artifacts: vec![before.clone(), after.clone()],
            ready: "delta-table",
            act: "document.querySelector('.row-open').click()",
            ..scene("row", 900, &[WIDE_LIGHT])
        },
        Scene {
            path: "/site/",
            ready: "history-table",
            ..scene("history", 700, &[WIDE_LIGHT])
        },
    ];
    let folder = match all {
        Some(folder) => folder.to_path_buf(),
        None => paths::root().join("docs/images"),
    };
    fs::create_dir_all(&folder)?;
    console::heading("Pictures");
    let public = tempfile::Builder::new().prefix("oomscope-site").tempdir()?;
    let mut site = Command::new(&oomscope);
    site.arg("site")
        .args([before.parent().unwrap_or(&before)])
        .arg("--out")
        .arg(public.path());
    process::run(&mut site)?;
    let site = Site::serve(&[("/", &paths::dist()), ("/site/", public.path())])?;
    take(&tools, &site, &scenes, &folder, all.is_some())
}

/// Takes the pictures of single artifacts in every look, from their top and from their timeline on.
pub fn of(artifacts: &[PathBuf], folder: &Path) -> Result<()> {
    build::run(false)?;
    let tools = setup::tests_browser()?;
    let mut scenes = Vec::new();
    for artifact in artifacts {
        let name = artifact.file_name().context("a folder is no artifact")?;
        let name = name.to_string_lossy().replace(['.', ' '], "-");
        let run = |name: &str, act| Scene {
            artifacts: vec![artifact.clone()],
            ready: "answer",
            act,
            ..scene(name, 1000, &ALL)
        };
        scenes.push(run(&name, ""));
        scenes.push(run(&format!("{name}-timeline"), TIMELINE));
    }
    fs::create_dir_all(folder)?;
    console::heading("Pictures");
    let site = Site::serve(&[("/", &paths::dist())])?;
    take(&tools, &site, &scenes, folder, true)
}

fn take(
    tools: &BrowserTools,
    site: &Site,
    scenes: &[Scene],
    folder: &Path,
    in_every_look: bool,
) -> Result<()> {
    let browser = Browser::start_with(tools)?;
    for scene in scenes {
        let looks = if in_every_look { &ALL[..] } else { scene.looks };
        for look in looks {
            let (width, height) = if look.is_wide {
                (1280, scene.wide_height)
            } else {
                (390, 844)
            };
            browser.look(width, height, 1.0, look.scheme)?;
            open(&browser, site, scene, look.language)?;
            let file = folder.join(format!("{}-{}.png", scene.name, look.name()));
            let picture = browser.picture()?;
            console::note(&format!("{} ({} kB)", shown(&file), picture.len() / 1000));
            fs::write(file, picture)?;
        }
    }
    Ok(())
}

/// A run of Jest in which files keep memory, recorded now where it is missing.
fn of_jest(oomscope: &Path) -> Result<PathBuf> {
    let out = paths::target().join("pictures/jest.oomscope.json");
    if out.is_file() {
        return Ok(out);
    }
    let packages = setup::javascript()?;
    let example = paths::root().join("tests/examples/heaps/jest");
    let place = SuiteCopy::new(&example, &[&packages.join(".bin")])?;
    std::os::unix::fs::symlink(&packages, place.suite().join("node_modules"))?;
    fs::create_dir_all(paths::target().join("pictures"))?;
    let mut run = place.command(oomscope);
    run.args(["run", "--label", "jest", "--hunt-budget", "3m", "--out"])
        .arg(&out);
    let status = process::status(run.args(["--", "npx", "jest"]))?;
    ensure!(out.is_file(), "`oomscope run` ended with {status}");
    Ok(out)
}

fn open(browser: &Browser, site: &Site, scene: &Scene, language: &str) -> Result<()> {
    // Once for the language, and then from another address, or a new fragment would only be a step within
    // the page.
    browser.open(&site.url(scene.path))?;
    let choose = "localStorage.setItem('oomscope.language', arguments[0])";
    browser.script(choose, &[language.into()])?;
    browser.open("about:blank")?;
    browser.open(&format!("{}#{}", site.url(scene.path), scene.fragment))?;
    let ready = "return !!document.querySelector(`[data-testid='open-input']`)";
    browser.wait_for("the page", ready, &[])?;
    if !scene.artifacts.is_empty() {
        let files: Vec<&Path> = scene.artifacts.iter().map(PathBuf::as_path).collect();
        browser.choose_files("open-input", &files)?;
    }
    browser.wait_until_shown(scene.ready)?;
    browser.script(scene.act, &[])?;
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
