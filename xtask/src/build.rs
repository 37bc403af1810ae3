//! `cargo xtask build`: the page, then the binary that carries it.

mod alone;
mod names;
mod pack;
mod places;
mod program;
mod streams;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::SystemTime;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use oomscope_shared::message::LANGUAGES;

use crate::{console, paths, process, setup};

/// What the page is made of; a page newer than all of it need not be built again.
const SOURCES: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    "quick",
    "shared",
    "viewer",
    "xtask/src/build",
];
/// Files of the page that are in it as they are written, or nearly so.
const ASSETS: &str = "viewer/assets";
/// The words of its languages.
const CATALOGUES: &str = "shared/messages";
/// The file that a visit begins with. It is written last: where it is, the page is whole.
const START: &str = "index.html";

/// Builds the page (if needed) and the release binary, and returns the binary.
pub fn run(force: bool) -> Result<PathBuf> {
    let ahead = Ahead::start();
    page(force)?;
    ahead.finish();
    binary()
}

/// Compiles what the binary is made of besides the page, while the page is still being made: the last steps of that
/// keep one processor busy. What goes wrong here is said when the binary itself is built.
struct Ahead(Option<Child>);

impl Ahead {
    fn start() -> Self {
        let mut cargo = process::cargo();
        cargo
            .args(["build", "--release", "--package", "oomscope"])
            // The package's build script refuses, and all others are compiled.
            .args(["--quiet", "--keep-going"])
            .env("OOMSCOPE_PAGE_COMES_LATER", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        Self(cargo.spawn().ok())
    }

    fn finish(mut self) {
        let _ = self.0.take().map(|mut child| child.wait());
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Builds the release binary, with the page inside where there is one, and returns it.
pub fn binary() -> Result<PathBuf> {
    console::timed("The binary", || {
        process::run(process::cargo().args(["build", "--release", "--package", "oomscope"]))
    })?;
    Ok(paths::binary())
}

/// Builds the page, if needed.
pub fn page(force: bool) -> Result<()> {
    setup::rust_target(setup::WASM_TARGET)?;
    console::timed("The page", || build_page(force))
}

fn build_page(force: bool) -> Result<()> {
    let dist = paths::dist();
    if !force && is_newer(&dist.join(START), SOURCES)? {
        console::note("is newer than everything it is made of; --force builds it all the same");
        return Ok(());
    }
    let (program, script) = program::build()?;
    if dist.exists() {
        fs::remove_dir_all(&dist).context("cannot empty dist/")?;
    }
    fs::create_dir_all(&dist)?;
    fs::write(dist.join("oomscope-page.lzma"), pack::program(&program)?)?;
    fs::write(dist.join("oomscope-page.js"), pack::script(&script))?;
    let words = dist.join("messages");
    fs::create_dir(&words)?;
    for (at, (code, _)) in LANGUAGES.iter().enumerate() {
        let name = format!("{code}.ftl");
        let text = text(&paths::root().join(CATALOGUES).join(&name))?;
        fs::write(words.join(name), pack::catalogue(&text, at == 0))?;
    }
    let assets = paths::root().join(ASSETS);
    copy_assets(&assets, &dist)?;
    fs::copy(assets.join(START), dist.join(START)).context(START)?;
    alone::frame(&dist)?;
    let (files, bytes, compressed) = weigh(&dist)?;
    let kb = |bytes: u64| bytes as f64 / 1000.0;
    console::note(&format!(
        "dist/: {files} files, {:.0} kB, {:.0} kB gzipped",
        kb(bytes),
        kb(compressed)
    ));
    Ok(())
}

/// Copies a folder of the page, with its scripts and styles made smaller, but for the start.
fn copy_assets(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("cannot list {}", from.display()))? {
        let path = entry?.path();
        let to = to.join(path.file_name().unwrap_or_default());
        let ending = path.extension().unwrap_or_default();
        if path.is_dir() {
            fs::create_dir(&to)?;
            copy_assets(&path, &to)?;
        } else if ending == "js" {
            fs::write(to, pack::script(&text(&path)?))?;
        } else if ending == "css" {
            fs::write(to, pack::style(&text(&path)?))?;
        } else if !path.ends_with(START) {
            fs::copy(&path, to)?;
        }
    }
    Ok(())
}

fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Whether a file is newer than every file of these sources.
fn is_newer(built: &Path, sources: &[&str]) -> Result<bool> {
    let Ok(built) = fs::metadata(built).and_then(|data| data.modified()) else {
        return Ok(false);
    };
    for source in sources {
        if newest(&paths::root().join(source))?.is_some_and(|changed| changed >= built) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// When the newest file of a file or folder was changed.
fn newest(path: &Path) -> Result<Option<SystemTime>> {
    let Ok(data) = fs::metadata(path) else {
        return Ok(None);
    };
    if !data.is_dir() {
        return Ok(Some(data.modified()?));
    }
    let mut newest_inside = None;
    for entry in fs::read_dir(path)? {
        newest_inside = newest_inside.max(newest(&entry?.path())?);
    }
    Ok(newest_inside)
}

/// Number of files, their bytes, and their bytes when gzipped one by one.
fn weigh(folder: &Path) -> Result<(usize, u64, u64)> {
    let (mut files, mut plain, mut compressed) = (0, 0, 0);
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?
    {
        let path = entry?.path();
        if path.is_dir() {
            let inside = weigh(&path)?;
            (files, plain, compressed) =
                (files + inside.0, plain + inside.1, compressed + inside.2);
        } else {
            let bytes = fs::read(&path)?;
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(&bytes)?;
            files += 1;
            plain += bytes.len() as u64;
            compressed += encoder.finish()?.len() as u64;
        }
    }
    Ok((files, plain, compressed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_source_asks_for_a_build() {
        let folder = tempfile::tempdir().unwrap();
        let (source, built) = (folder.path().join("source"), folder.path().join("built"));
        fs::create_dir(&source).unwrap();
        fs::write(source.join("a.rs"), "").unwrap();
        assert!(!is_newer(&built, &[source.to_str().unwrap()]).unwrap());
        fs::write(&built, "").unwrap();
        let later = SystemTime::now() + std::time::Duration::from_secs(5);
        let at = |file: &Path, time| {
            fs::File::options()
                .write(true)
                .open(file)
                .unwrap()
                .set_modified(time)
        };
        at(&built, later).unwrap();
        assert!(is_newer(&built, &[source.to_str().unwrap()]).unwrap());
        at(
            &source.join("a.rs"),
            later + std::time::Duration::from_secs(1),
        )
        .unwrap();
        assert!(!is_newer(&built, &[source.to_str().unwrap()]).unwrap());
    }
}
