//! Makes a case ready to be run: its copy, and the packages that it needs.

use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};

use super::truth::Truth;
use crate::corpus::place::SuiteCopy;
use crate::{process, setup};

/// Copies the case and installs what it needs. The error says what is missing.
pub fn prepare(case: &Path, truth: &Truth, python: Option<&Path>) -> Result<SuiteCopy> {
    let words: Vec<&str> = truth.command.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["python", "-m", ..] => {
            let python = environment(case, python)?;
            let folder = python.parent().unwrap_or(Path::new("/"));
            SuiteCopy::new(case, &[folder])
        }
        ["npx", ..] => {
            program("npx")?;
            let packages = setup::npm_locked(case)?.join("node_modules");
            let place = SuiteCopy::new(case, &[])?;
            std::os::unix::fs::symlink(packages, place.suite().join("node_modules"))?;
            Ok(place)
        }
        [name, ..] => {
            program(name)?;
            SuiteCopy::new(case, &[])
        }
        [] => Err(anyhow!("its truth names no command")),
    }
}

fn environment(case: &Path, python: Option<&Path>) -> Result<PathBuf> {
    setup::python_of(&case.join("requirements.txt"), python).map_err(|error| {
        let said = format!("{error:#}");
        let last = said.lines().rev().find(|line| !line.trim().is_empty());
        anyhow!("does not install: {}", last.unwrap_or_default().trim())
    })
}

fn program(name: &str) -> Result<PathBuf> {
    process::find(&[name]).ok_or_else(|| anyhow!("`{name}` is not installed"))
}
