//! `cargo xtask build`: the page, then the binary that carries it.

mod names;
mod pack;
mod places;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::setup::BuildTools;
use crate::{console, paths, process};

/// What the page is made of; a page newer than all of it need not be built again.
const SOURCES: &[&str] = &[
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    "quick",
    "shared",
    "viewer",
];

/// Builds the page (if needed) and the release binary, and returns the binary.
pub fn run(tools: &BuildTools, force: bool) -> Result<PathBuf> {
    page(tools, force)?;
    binary()
}

/// Builds the release binary, with the page inside where there is one, and returns it.
pub fn binary() -> Result<PathBuf> {
    console::timed("The binary", || {
        process::run(process::cargo().args(["build", "--release", "--package", "oomscope"]))
    })?;
    Ok(paths::binary())
}

/// Builds the page, if needed.
pub fn page(tools: &BuildTools, force: bool) -> Result<()> {
    console::timed("The page, by trunk", || build_page(tools, force))
}

fn build_page(tools: &BuildTools, force: bool) -> Result<()> {
    let built = paths::dist().join("index.html");
    if !force && is_newer(&built, SOURCES)? {
        console::note("is newer than everything it is made of; --force builds it all the same");
        return Ok(());
    }
    ensure!(
        paths::root().join("index.html").is_file() && paths::root().join("Trunk.toml").is_file(),
        "index.html or Trunk.toml is missing from the top of the workspace"
    );
    let folders: Vec<&Path> = tools.folders.iter().map(PathBuf::as_path).collect();
    let mut trunk = Command::new("trunk");
    trunk
        .args([
            "build",
            "--release",
            "--cargo-profile",
            "web",
            "--skip-version-check",
        ])
        .current_dir(paths::root())
        .env("PATH", process::path_with(&folders)?)
        // trunk reads this variable as the value of a flag and refuses the usual `1`.
        .env_remove("NO_COLOR")
        // What went wrong is in cargo's words; where trunk noticed it helps nobody.
        .env_remove("RUST_BACKTRACE");
    process::run(&mut trunk)?;
    ensure!(built.is_file(), "trunk built no index.html");
    pack::program(&paths::dist())?;
    pack::texts(&paths::dist())?;
    pack::catalogues(&paths::dist())?;
    let (files, bytes, compressed) = weigh(&paths::dist())?;
    let kb = |bytes: u64| bytes as f64 / 1000.0;
    console::note(&format!(
        "dist/: {files} files, {:.0} kB, {:.0} kB gzipped",
        kb(bytes),
        kb(compressed)
    ));
    Ok(())
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
