//! mdBook, which makes the book: built from source once and kept in the cache.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{console, paths, process};

const MDBOOK_VERSION: &str = "0.5.4";

/// Installs mdBook unless it is there, and returns it.
pub fn mdbook() -> Result<PathBuf> {
    let root = paths::cache()?.join(format!("tools/mdbook-{MDBOOK_VERSION}"));
    let program = root.join("bin/mdbook");
    // It also has to start: a build that was broken off leaves half a file.
    let runs = || process::output(Command::new(&program).arg("--version")).is_ok();
    if runs() {
        return Ok(program);
    }
    console::note(&format!(
        "building mdBook {MDBOOK_VERSION} from source; this takes minutes, once"
    ));
    let build = tempfile::tempdir()?;
    let mut cargo = process::cargo();
    cargo
        .args(["install", "--locked", "--quiet", "--force", "mdbook"])
        .args(["--version", MDBOOK_VERSION, "--root"])
        .arg(&root)
        // It need not serve or watch.
        .args(["--no-default-features", "--features", "search"])
        .env("CARGO_TARGET_DIR", build.path())
        // It runs for seconds; building it quicker is worth more than its speed.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0");
    process::run(&mut cargo).context("cannot install mdbook; is crates.io reachable?")?;
    ensure!(runs(), "mdBook was installed, but it does not run");
    Ok(program)
}
