//! The wheel: the static program for `pip` and `uv`, tried in an environment that holds nothing else.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::target;
use crate::{console, paths, process};

/// Makes the wheel and returns it.
pub fn make(python: &Path, into: &Path) -> Result<PathBuf> {
    let bin = python.parent().context("no folder")?;
    let mut maturin = Command::new(bin.join("maturin"));
    maturin
        .args(["build", "--locked", "--release", "--target", target::NAME])
        .args(["--manifest-path", "../../runner/Cargo.toml", "--out"])
        .arg(into)
        .current_dir(paths::root().join("packaging/python"))
        .env("CARGO_ENCODED_RUSTFLAGS", super::flags(paths::root())?)
        .env("OOMSCOPE_COMMIT", super::commit()?);
    process::run(&mut maturin)?;
    let musl = only_wheel(into)?;
    // A static program runs beside every C library; maturin, seeing musl, names only that one.
    let arch = target::NAME.split('-').next().unwrap_or_default();
    let tag = format!("manylinux_2_17_{arch}.manylinux2014_{arch}.musllinux_1_1_{arch}");
    let mut retag = Command::new(python);
    retag.args(["-m", "wheel", "tags", "--remove", "--platform-tag", &tag]);
    process::run(retag.arg(&musl))?;
    only_wheel(into)
}

fn only_wheel(folder: &Path) -> Result<PathBuf> {
    let wheels: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "whl"))
        .collect();
    ensure!(wheels.len() == 1, "{} wheels instead of one", wheels.len());
    wheels.into_iter().next().context("no wheel")
}

/// Takes out of the wheel what maturin has put into it: the list of what the program is made of, as CycloneDX.
pub fn bill_of_materials(python: &Path, wheel: &Path, into: &Path) -> Result<PathBuf> {
    let folder = tempfile::tempdir()?;
    let mut unpack = Command::new(python);
    unpack.args(["-m", "zipfile", "-e"]).arg(wheel);
    process::run(unpack.arg(folder.path()))?;
    let version = env!("CARGO_PKG_VERSION");
    let inside = format!("oomscope-{version}.dist-info/sboms/oomscope.cyclonedx.json");
    let text = fs::read_to_string(folder.path().join(&inside))
        .with_context(|| format!("the wheel has no {inside}"))?;
    let bill: serde_json::Value = serde_json::from_str(&text)?;
    let count = bill["components"].as_array().map_or(0, Vec::len);
    ensure!(count > 20, "{inside} names {count} components");
    console::note(&format!("{count} components"));
    let to = into.join(format!(
        "oomscope-{version}-{}.cyclonedx.json",
        target::NAME
    ));
    fs::write(&to, text)?;
    Ok(to)
}

/// Installs the wheel into a fresh environment without any index and records a command with it.
pub fn try_fresh(wheel: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name);
    process::run(Command::new("python3").args(["-m", "venv"]).arg(at("venv")))?;
    let mut pip = Command::new(at("venv/bin/python"));
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]);
    process::run(pip.args(["--no-index", "--no-deps"]).arg(wheel))?;
    let oomscope = at("venv/bin/oomscope");
    let version = process::output(Command::new(&oomscope).arg("--version"))?;
    ensure!(!version.contains("not inside"), "the page is not inside");
    let mut record = Command::new(&oomscope);
    record.args(["record", "--quiet", "--out", "run.json", "--", "true"]);
    process::run(record.current_dir(folder.path()))?;
    let report = process::output(Command::new(&oomscope).arg("report").arg(at("run.json")))?;
    console::note(report.lines().next().unwrap_or_default());
    Ok(())
}
