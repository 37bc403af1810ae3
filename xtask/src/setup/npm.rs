//! Packages of npm that tests and benchmarks look at the page with, kept in the cache. None of them is part
//! of the page.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{paths, process};

/// The folder of a package, installed unless it is there.
pub fn ensure(package: &str, version: &str) -> Result<PathBuf> {
    let folder = paths::cache()?.join(format!("{package}-{version}"));
    let inside = folder.join("node_modules").join(package);
    if !inside.join("package.json").is_file() {
        fs::create_dir_all(&folder)?;
        let mut npm = Command::new("npm");
        npm.args([
            "install",
            "--silent",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefix",
        ]);
        npm.arg(&folder).arg(format!("{package}@{version}"));
        process::run(&mut npm).with_context(|| {
            format!("cannot install {package}; is npm there, and its registry reachable?")
        })?;
        ensure!(
            inside.join("package.json").is_file(),
            "npm left no {package}"
        );
    }
    Ok(inside)
}
