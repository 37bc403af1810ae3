//! `cargo xtask action`: the bundle of the GitHub action, `action/dist/`, of its sources.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{console, paths, process, setup};

/// Builds it. What it is made of is installed outside of the checkout and linked in.
pub fn build() -> Result<()> {
    let modules = setup::npm_locked("action")?.join("node_modules");
    let folder = paths::root().join("action");
    link(&modules, &folder.join("node_modules"))?;
    process::run(Command::new("node").arg("build.mjs").current_dir(&folder))?;
    console::note("action/dist is written");
    Ok(())
}

/// A link to the folder, in place of an older one.
fn link(target: &Path, place: &Path) -> Result<()> {
    if fs::symlink_metadata(place).is_ok_and(|about| about.is_symlink()) {
        fs::remove_file(place)?;
    }
    std::os::unix::fs::symlink(target, place)
        .with_context(|| format!("cannot link {}; is a folder in the way?", place.display()))
}
