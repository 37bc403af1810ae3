//! The page's program by cargo, and the script that wasm-bindgen writes for it.
//!
//! wasm-bindgen is a library here, so that `Cargo.lock` holds it to the very version that the program is built with,
//! and nobody installs a program for it.

use std::fs;

use anyhow::{Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use super::names;
use crate::setup::WASM_TARGET;
use crate::{paths, process};

const NAME: &str = "oomscope-page";

/// Builds the program and returns it with its script.
pub fn build() -> Result<(Vec<u8>, String)> {
    let mut cargo = process::cargo();
    cargo.args(["build", "--profile", "web", "--target", WASM_TARGET]);
    process::run(cargo.args(["--package", "oomscope-viewer", "--bin", NAME]))?;
    let built = paths::target().join(WASM_TARGET).join("web").join(NAME);
    let folder = tempfile::tempdir()?;
    Bindgen::new()
        .input_path(built.with_extension("wasm"))
        .web(true)?
        .typescript(false)
        // The page says itself where its program is.
        .omit_default_module_path(true)
        .generate(folder.path())?;
    let files = fs::read_dir(folder.path())?.count();
    ensure!(files == 2, "the page has scripts that nobody would load");
    let program = fs::read(folder.path().join(format!("{NAME}_bg.wasm")))?;
    let script = fs::read_to_string(folder.path().join(format!("{NAME}.js")))?;
    names::shorten(&program, &script)
}
