//! What distributions bring: found on the PATH, else installed by apt where that is there and we are root.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{console, process};

/// A program of a package, installed where it is missing.
pub fn program(name: &str, package: &str) -> Result<PathBuf> {
    found(name, package, &|| process::find(&[name]))
}

/// A file of a package, installed where it is missing.
pub fn file(path: &str, package: &str) -> Result<PathBuf> {
    let path_of = || Some(PathBuf::from(path)).filter(|path| path.exists());
    found(path, package, &path_of)
}

/// A library of a package that a test can do without: where it cannot be had, the test is left out and says so.
pub fn library_if_possible(name: &str, package: &str) {
    let folders = [
        format!("/usr/lib/{}-linux-gnu", std::env::consts::ARCH),
        "/usr/lib64".to_owned(),
        "/usr/lib".to_owned(),
    ];
    let paths = folders.map(|folder| Path::new(&folder).join(name));
    let find = || paths.iter().find(|path| path.exists()).cloned();
    if let Err(error) = found(name, package, &find) {
        console::note(&format!("without {name}: {error:#}"));
    }
}

fn found(name: &str, package: &str, find: &dyn Fn() -> Option<PathBuf>) -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let hint = format!("`{name}` is missing; on Debian and Ubuntu: apt-get install {package}");
    if !may_install() {
        bail!(hint);
    }
    install(&[package]).with_context(|| hint.clone())?;
    find().context(hint)
}

/// Whether packages can be installed.
pub fn may_install() -> bool {
    nix::unistd::geteuid().is_root() && process::find(&["apt-get"]).is_some()
}

/// Installs packages.
pub fn install(packages: &[&str]) -> Result<()> {
    console::note(&format!("installing Debian's {}", packages.join(" and ")));
    process::run(Command::new("apt-get").args(["update", "--quiet", "--quiet"]))?;
    let mut install = Command::new("apt-get");
    install
        .args([
            "install",
            "--quiet",
            "--quiet",
            "--yes",
            "--no-install-recommends",
        ])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive");
    process::run(&mut install)
        .with_context(|| format!("apt-get cannot install {}", packages.join(" and ")))
}
