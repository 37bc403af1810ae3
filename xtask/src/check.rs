//! `cargo xtask check`: everything that must hold besides the tests.
//!
//! All checks run, also after one has failed, so that one run shows everything there is to mend.

mod licences;
mod links;
mod options;

use anyhow::{Result, ensure};

use crate::{console, docs, fuzz, process, schema, setup};

/// A check: its name and what it does.
type Check = (&'static str, fn() -> Result<()>);

const CHECKS: &[Check] = &[
    ("formatting", formatting),
    ("links", links::check),
    ("comparisons of options", options::check),
    ("fuzz targets", fuzz::check),
    ("schema", schema::check_drift),
    ("frozen schemas", schema::check_frozen),
    ("licences", licences::check),
    ("clippy", clippy),
    ("clippy without features", clippy_bare),
    ("clippy for the page", clippy_wasm),
    ("clippy for Windows", clippy_windows),
    ("rustdoc", rustdoc),
    ("help texts", docs::check_drift),
];

/// Runs the checks whose name contains `only`.
pub fn run(only: Option<&str>) -> Result<()> {
    let mut failed = Vec::new();
    let chosen: Vec<_> = CHECKS
        .iter()
        .filter(|(name, _)| only.is_none_or(|only| name.contains(only)))
        .collect();
    ensure!(!chosen.is_empty(), "no check has such a name");
    for (name, check) in &chosen {
        if let Err(error) = console::timed(name, check) {
            console::failure(&error);
            failed.push(*name);
        }
    }
    console::line(&format!(
        "checks: {} passed, {} failed",
        chosen.len() - failed.len(),
        failed.len()
    ));
    ensure!(failed.is_empty(), "failed: {}", failed.join(", "));
    Ok(())
}

/// Asks for advisories; what is new there is no fault of a commit, so it is none of the checks.
pub fn audit(offline: bool) -> Result<()> {
    licences::audit(if offline { &["--offline"] } else { &[] })
}

fn formatting() -> Result<()> {
    process::run(process::cargo().args(["fmt", "--all", "--check"]))
}

fn clippy() -> Result<()> {
    let mut command = process::cargo();
    command.args([
        "clippy",
        "--quiet",
        "--locked",
        "--workspace",
        "--all-targets",
        "--",
    ]);
    process::run(command.args(["-D", "warnings"]))
}

/// The program without what is optional.
fn clippy_bare() -> Result<()> {
    let mut command = process::cargo();
    command.args(["clippy", "--quiet", "--locked", "--package", "oomscope"]);
    command.args(["--all-targets", "--no-default-features", "--"]);
    process::run(command.args(["-D", "warnings"]))
}

fn clippy_wasm() -> Result<()> {
    clippy_for(setup::WASM_TARGET, &["oomscope-shared", "oomscope-viewer"])
}

/// The program where artifacts are read and nothing is recorded.
fn clippy_windows() -> Result<()> {
    clippy_for("x86_64-pc-windows-gnu", &["oomscope"])
}

fn clippy_for(target: &str, packages: &[&str]) -> Result<()> {
    setup::rust_target(target)?;
    let mut command = process::cargo();
    command.args(["clippy", "--quiet", "--locked", "--target", target]);
    command.args(packages.iter().flat_map(|package| ["--package", package]));
    process::run(command.args(["--", "-D", "warnings"]))
}

fn rustdoc() -> Result<()> {
    let mut command = process::cargo();
    command.args(["doc", "--quiet", "--locked", "--no-deps"]);
    for package in ["shared", "journal", "diagnosis", "report", "schedule"] {
        command.arg("--package").arg(format!("oomscope-{package}"));
    }
    command.args(["--package", "oomscope"]);
    process::run(command.env("RUSTDOCFLAGS", "-D warnings"))
}
