//! Packages of npm that tests and benchmarks need, kept in the cache. None of them is part of the page.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::{paths, process};

/// The folder that holds `node_modules` of a folder with a `package-lock.json`, installed unless it is there.
pub fn ensure(folder: &Path) -> Result<PathBuf> {
    const FILES: [&str; 2] = ["package.json", "package-lock.json"];
    let from = paths::root().join(folder);
    let folder = folder.display();
    let read =
        |name| fs::read(from.join(name)).with_context(|| format!("cannot read {folder}/{name}"));
    let texts = [read(FILES[0])?, read(FILES[1])?];
    let node = process::output(Command::new("node").arg("--version"))
        .context("cannot start node; on Debian and Ubuntu: apt-get install nodejs npm")?;
    let key = super::key(&[&texts[0], &texts[1], node.as_bytes()]);
    let into = paths::cache()?.join(format!("npm-{key}"));
    // The mark is written last: a folder without it was left unfinished.
    let mark = into.join("complete");
    if !mark.is_file() {
        fs::create_dir_all(&into)?;
        for (name, text) in FILES.iter().zip(&texts) {
            fs::write(into.join(name), text)?;
        }
        let mut npm = Command::new("npm");
        npm.args([
            "ci",
            "--silent",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
        ])
        .current_dir(&into);
        process::run(&mut npm).with_context(|| {
            format!("cannot install what {folder} locks; is the registry of npm reachable?")
        })?;
        fs::write(mark, "")?;
    }
    Ok(into)
}
