//! Standard libraries of other targets: the page's, the static program's, and that of Windows.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{console, paths, process};

/// Installs a target unless it is there.
pub fn ensure(target: &str) -> Result<()> {
    let rustc = || {
        let mut command = Command::new("rustc");
        command
            .args(["--print", "sysroot"])
            .current_dir(paths::root());
        command
    };
    let sysroot = process::output(&mut rustc())?;
    let library = Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(target)
        .join("lib");
    if library.is_dir() {
        console::note("is there");
        return Ok(());
    }
    if process::find(&["rustup"]).is_none() {
        bail!(
            "this Rust has no {target} and there is no rustup to add it; install Rust with rustup, or \
             your distribution's package with the standard library for that target"
        );
    }
    process::run(
        Command::new("rustup")
            .args(["target", "add", target])
            .current_dir(paths::root()),
    )
    .with_context(|| format!("cannot add {target}; it needs a network that reaches rust-lang.org"))
}
