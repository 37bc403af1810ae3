//! The target of the static program: musl, so that it runs on every Linux of its processor.

use std::process::Command;

use anyhow::{Context, Result};

use crate::{paths, process};

/// Its name for this processor.
pub const NAME: &str = if cfg!(target_arch = "aarch64") {
    "aarch64-unknown-linux-musl"
} else {
    "x86_64-unknown-linux-musl"
};

/// Installs its standard library.
pub fn ensure() -> Result<()> {
    let mut rustup = Command::new("rustup");
    rustup
        .args(["target", "add", NAME])
        .current_dir(paths::root());
    process::run(&mut rustup).with_context(|| format!("cannot add {NAME}"))
}
