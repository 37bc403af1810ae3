//! The archive of a release: the program, manual pages, completions, licences.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::{licences, target};
use crate::{paths, process};

/// Packs the archive and returns it.
pub fn make(binary: &Path, into: &Path) -> Result<PathBuf> {
    let name = format!("oomscope-{}-{}", env!("CARGO_PKG_VERSION"), target::NAME);
    let staging = tempfile::tempdir()?;
    let folder = staging.path().join(&name);
    fs::create_dir(&folder)?;
    fs::copy(binary, folder.join("oomscope"))?;
    for file in ["README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(paths::root().join(file), folder.join(file)).context(file)?;
    }
    licences::write(&folder.join("licences.txt"))?;
    process::run(Command::new(binary).arg("man").arg(folder.join("man")))?;
    let completions = folder.join("completions");
    fs::create_dir(&completions)?;
    for (shell, file) in [
        ("bash", "oomscope.bash"),
        ("zsh", "_oomscope"),
        ("fish", "oomscope.fish"),
    ] {
        let script = process::output(Command::new(binary).args(["completions", shell]))?;
        fs::write(completions.join(file), script)?;
    }
    let archive = into.join(format!("{name}.tar.gz"));
    let mut tar = Command::new("tar");
    // The same files give the same archive, whoever packs them.
    tar.args(["--sort=name", "--owner=0", "--group=0", "--numeric-owner"])
        .args(["--mtime=@0", "--use-compress-program", "gzip -9n", "-cf"])
        .arg(&archive)
        .arg("-C")
        .arg(staging.path())
        .arg(&name);
    process::run(&mut tar)?;
    Ok(archive)
}
