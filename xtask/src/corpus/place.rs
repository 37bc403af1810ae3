//! Where a suite is run: a copy of it without its truth, and an environment that changes nothing about it.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::process;

/// What is not copied: the truths, and the caches of a run by hand.
const LEFT_BEHIND: [&str; 5] = [
    "truth.toml",
    "truth.txt",
    "__pycache__",
    ".pytest_cache",
    "node_modules",
];

/// A copy of a suite in which it may leave what it likes, and how programs are started there.
#[derive(Debug)]
pub struct SuiteCopy {
    suite: PathBuf,
    path: OsString,
    /// Removed with everything in it when it is dropped.
    folder: tempfile::TempDir,
}

impl SuiteCopy {
    /// Copies a suite; the folders of `programs` go before the others on the PATH.
    pub fn new(suite: &Path, programs: &[&Path]) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("oomscope-corpus")
            .tempdir()?;
        let copy = folder
            .path()
            .join(suite.file_name().context("a suite is a folder")?);
        copy_tree(suite, &copy)?;
        Ok(Self {
            suite: copy,
            path: process::path_with(programs)?,
            folder,
        })
    }

    /// Where files about the suite belong, beside it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The copy itself.
    pub fn suite(&self) -> &Path {
        &self.suite
    }

    /// Runs what has to be run before.
    pub fn prepare(&self, words: &[String]) -> Result<()> {
        let Some((program, words)) = words.split_first() else {
            return Ok(());
        };
        let done = self.command(program).args(words).output();
        let done = done.with_context(|| format!("cannot start {program}"))?;
        let said = String::from_utf8_lossy(&done.stderr);
        ensure!(done.status.success(), "it could not be prepared: {said}");
        Ok(())
    }

    /// A command in the suite's folder, in an environment that changes nothing about pytest.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.suite)
            .env("PATH", &self.path)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env_remove("PYTEST_ADDOPTS")
            .env_remove("PYTEST_PLUGINS")
            .env_remove("PYTHONPATH")
            .stdin(Stdio::null());
        command
    }
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if LEFT_BEHIND.iter().any(|left| name == *left) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &to.join(name))?;
        } else {
            std::fs::copy(entry.path(), to.join(name))?;
        }
    }
    Ok(())
}
