//! `cargo xtask dist`: everything that is published, built and then installed where nothing else is.
//!
//! One static program is the base of it all. What is made of it lies in `target/dist/` with its sums.

mod archive;
mod clean;
mod crates;
mod target;
mod wheel;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use crate::{build, console, paths, process, setup};

/// The goal for the program, in bytes.
const MOST_BYTES: u64 = 15_000_000;

/// What to leave out.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Without the crates, which are built once more to see that they can be
    #[arg(long)]
    no_crates: bool,
}

/// Makes and tries everything.
pub fn run(options: &Options) -> Result<()> {
    let tools = setup::for_building()?;
    build::page(&tools, false)?;
    let folder = paths::target().join("dist");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("cannot empty target/dist")?;
    }
    fs::create_dir_all(&folder)?;
    console::timed("Rust target of the static program", target::ensure)?;
    let binary = console::timed("The static program", program)?;
    console::timed("The program where nothing else is", || {
        clean::try_alone(&binary)
    })?;
    let archive = console::timed("The archive", || archive::make(&binary, &folder))?;
    let python = setup::packaging_python()?;
    let wheel = console::timed("The wheel", || wheel::make(&python, &folder))?;
    console::timed("The wheel in a fresh environment", || {
        wheel::try_fresh(&wheel)
    })?;
    let mut made = vec![archive, wheel];
    if !options.no_crates {
        made.extend(console::timed("The crates", || crates::make(&folder))?);
        console::timed("The crates, installed", || crates::try_install(&made[2..]))?;
    }
    write_sums(&folder, &made)?;
    console::heading("target/dist");
    let size = fs::metadata(&binary)?.len();
    console::line(&format!(
        "program: {:.1} MB, static; goal at most {:.0} MB: {}",
        mb(size),
        mb(MOST_BYTES),
        if size <= MOST_BYTES { "met" } else { "missed" }
    ));
    for path in &made {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        console::line(&format!("{name}: {:.1} MB", mb(fs::metadata(path)?.len())));
    }
    Ok(())
}

fn mb(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// Builds the static program.
fn program() -> Result<PathBuf> {
    let mut cargo = process::cargo();
    cargo.args(["build", "--locked", "--release", "--package", "oomscope"]);
    cargo.args(["--target", target::NAME]);
    process::run(cargo.env("OOMSCOPE_COMMIT", commit()?))?;
    let binary = paths::target().join(target::NAME).join("release/oomscope");
    let bytes = fs::read(&binary)?;
    // A program that needs a loader names it; a static one names none.
    let named = bytes
        .windows(8)
        .any(|window| window == b"/ld-musl" || window == b"ld-linux");
    ensure!(!named, "the program is not static: it names a loader");
    Ok(binary)
}

/// The commit as `--version` says it.
fn commit() -> Result<String> {
    let mut git = std::process::Command::new("git");
    git.args(["describe", "--always", "--dirty", "--abbrev=12"]);
    Ok(process::output(git.current_dir(paths::root()))?
        .trim()
        .to_owned())
}

/// Writes `SHA256SUMS`, as `sha256sum --check` and the GitHub action read it.
fn write_sums(folder: &Path, made: &[PathBuf]) -> Result<()> {
    let mut text = String::new();
    for path in made {
        let sum = Sha256::digest(fs::read(path)?);
        let hex: String = sum.iter().map(|byte| format!("{byte:02x}")).collect();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        text += &format!("{hex}  {name}\n");
    }
    fs::write(folder.join("SHA256SUMS"), text)?;
    let mut check = std::process::Command::new("sha256sum");
    check.args(["--check", "--quiet", "SHA256SUMS"]);
    process::run(check.current_dir(folder))
}
