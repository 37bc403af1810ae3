//! Programs that cargo installs, each where a command of ours is asked for that needs it: built from source once and
//! kept in the cache.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{console, paths, process};

const MDBOOK_VERSION: &str = "0.5.4";
const FUZZ_VERSION: &str = "0.13.2";

/// Installs mdBook, which makes the book, unless it is there, and returns it.
pub fn mdbook() -> Result<PathBuf> {
    // It need not serve or watch.
    let features = ["--no-default-features", "--features", "search"];
    installed("mdbook", MDBOOK_VERSION, &features)
}

/// Installs cargo-fuzz unless it is there, and returns it.
pub fn fuzz() -> Result<PathBuf> {
    installed("cargo-fuzz", FUZZ_VERSION, &[])
}

fn installed(package: &str, version: &str, features: &[&str]) -> Result<PathBuf> {
    let root = paths::cache()?.join(format!("tools/{package}-{version}"));
    let program = root.join("bin").join(package);
    // It also has to start: a build that was broken off leaves half a file.
    let runs = || process::output(Command::new(&program).arg("--version")).is_ok();
    if runs() {
        return Ok(program);
    }
    console::note(&format!(
        "building {package} {version} from source; this takes minutes, once"
    ));
    let build = tempfile::tempdir()?;
    let mut cargo = process::cargo();
    cargo
        .args(["install", "--locked", "--quiet", "--force", package])
        .args(["--version", version, "--root"])
        .arg(&root)
        .args(features)
        .env("CARGO_TARGET_DIR", build.path())
        // It runs for seconds; building it quicker is worth more than its speed.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0");
    process::run(&mut cargo)
        .with_context(|| format!("cannot install {package}; is crates.io reachable?"))?;
    ensure!(runs(), "{package} was installed, but it does not run");
    Ok(program)
}
