//! `cargo xtask dist`: everything that is published, built and then installed where nothing else is.
//!
//! One static program is the base of it all. What is made of it lies in `target/dist/` with its sums.

mod archive;
mod clean;
mod crates;
mod licences;
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
    /// Build the program once more, from a clone in another folder, and compare the two byte by byte
    #[arg(long)]
    reproduce: bool,
}

/// Makes and tries everything.
pub fn run(options: &Options) -> Result<()> {
    build::page(false)?;
    let folder = paths::target().join("dist");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("cannot empty target/dist")?;
    }
    fs::create_dir_all(&folder)?;
    setup::rust_target(target::NAME)?;
    let binary = console::timed("The static program", || {
        program(paths::root(), &paths::target())
    })?;
    if options.reproduce {
        console::timed("The same from another folder", || reproduce(&binary))?;
    }
    console::timed("The program where nothing else is", || {
        clean::try_alone(&binary)
    })?;
    let archive = console::timed("The archive", || archive::make(&binary, &folder))?;
    let python = setup::packaging_python()?;
    let wheel = console::timed("The wheel", || wheel::make(&python, &folder))?;
    console::timed("The wheel in a fresh environment", || {
        wheel::try_fresh(&wheel)
    })?;
    let bill = wheel::bill_of_materials(&python, &wheel, &folder)?;
    let mut made = vec![archive, wheel, bill];
    if !options.no_crates {
        made.extend(console::timed("The crates", || crates::make(&folder))?);
        console::timed("The crates, installed", || crates::try_install(&made[3..]))?;
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

/// Builds the static program of the sources in a folder.
fn program(root: &Path, into: &Path) -> Result<PathBuf> {
    let mut cargo = process::cargo();
    cargo.args(["build", "--locked", "--release", "--package", "oomscope"]);
    cargo.args(["--target", target::NAME]).current_dir(root);
    cargo.env("CARGO_TARGET_DIR", into);
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags(root)?);
    process::run(cargo.env("OOMSCOPE_COMMIT", commit()?))?;
    let binary = into.join(target::NAME).join("release/oomscope");
    let bytes = fs::read(&binary)?;
    // A program that needs a loader names it; a static one names none.
    let named = bytes
        .windows(8)
        .any(|window| window == b"/ld-musl" || window == b"ld-linux");
    ensure!(!named, "the program is not static: it names a loader");
    Ok(binary)
}

/// Flags that keep the folders of this machine out of the program: whoever builds a commit gets the same bytes.
fn flags(root: &Path) -> Result<String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let default = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo"));
    let home = home.or_else(default).context("HOME is not set")?;
    let flag = |folder: &Path, name| format!("--remap-path-prefix={}={name}", folder.display());
    Ok([flag(root, "/oomscope"), flag(&home, "/cargo")].join("\u{1f}"))
}

/// Builds the program of this commit in another folder, with the page that is there, and compares.
fn reproduce(binary: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let clone = folder.path().join("elsewhere");
    let mut git = std::process::Command::new("git");
    git.args(["clone", "--quiet"])
        .arg(paths::root())
        .arg(&clone);
    process::run(&mut git)?;
    crates::copy(&paths::dist(), &clone.join("dist"))?;
    let other = program(&clone, &folder.path().join("target"))?;
    ensure!(
        fs::read(binary)? == fs::read(&other)?,
        "two builds of one commit differ; are there changes that are not committed?"
    );
    console::note("both are the same, byte by byte");
    Ok(())
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
