//! The crates: packed as for crates.io, and installed from what was packed, far from the workspace.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{paths, process};

/// The program last, and before it what it is made of.
const CRATES: [&str; 7] = [
    "oomscope-quick",
    "oomscope-shared",
    "oomscope-schedule",
    "oomscope-journal",
    "oomscope-diagnosis",
    "oomscope-report",
    "oomscope",
];
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Packs the crates, with the page inside of the program's, and returns them.
pub fn make(into: &Path) -> Result<Vec<PathBuf>> {
    let page = paths::root().join("runner/page");
    if page.exists() {
        fs::remove_dir_all(&page)?;
    }
    copy(&paths::dist(), &page)?;
    let mut cargo = process::cargo();
    cargo.args(["package", "--locked", "--allow-dirty", "--no-verify"]);
    cargo.args(CRATES.iter().flat_map(|name| ["--package", name]));
    let packed = process::run(&mut cargo);
    // Were it left there, the next build would embed it and not `dist/`.
    fs::remove_dir_all(&page)?;
    packed?;
    CRATES
        .iter()
        .map(|name| {
            let file = format!("{name}-{VERSION}.crate");
            let from = paths::target().join("package").join(&file);
            let to = into.join(&file);
            fs::copy(&from, &to).with_context(|| format!("no {}", from.display()))?;
            Ok(to)
        })
        .collect()
}

/// Installs the program from the packed crates and looks whether the page is inside.
pub fn try_install(crates: &[PathBuf]) -> Result<()> {
    let folder = tempfile::tempdir()?;
    for file in crates {
        let mut tar = Command::new("tar");
        tar.arg("-xzf").arg(file).arg("-C").arg(folder.path());
        process::run(&mut tar)?;
    }
    let unpacked = |name: &str| folder.path().join(format!("{name}-{VERSION}"));
    let parts = CRATES.iter().filter(|name| **name != "oomscope");
    let patches = parts.flat_map(|name| {
        let path = unpacked(name);
        let patch = format!("patch.crates-io.{name}.path='{}'", path.display());
        ["--config".to_owned(), patch]
    });
    let root = folder.path().join("installed");
    let mut cargo = process::cargo();
    cargo
        .args(["install", "--quiet", "--no-track"])
        .args(patches);
    cargo
        .arg("--path")
        .arg(unpacked("oomscope"))
        .arg("--root")
        .arg(&root);
    // Outside of the workspace, whose lock file and settings a user does not have either.
    cargo.current_dir(folder.path());
    process::run(cargo.env("CARGO_TARGET_DIR", paths::target().join("dist-crates")))?;
    let version = process::output(Command::new(root.join("bin/oomscope")).arg("--version"))?;
    ensure!(!version.contains("not inside"), "the page is not inside");
    Ok(())
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        match path.is_dir() {
            true => copy(&path, &target)?,
            false => drop(fs::copy(&path, &target)?),
        }
    }
    Ok(())
}
