//! `cargo xtask demo`: the story of the README, told on this machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use oomscope_shared::exit_code;

use crate::{build, console, paths, process, setup};

/// Records both runs, compares them, and opens the page with them.
pub fn run(no_serve: bool) -> Result<()> {
    let start = Instant::now();
    let python = setup::tests_python()?;
    let oomscope = build::run(false)?;

    console::heading(
        "1/3 The suite before the fix: every test leaves its collectors in a global registry",
    );
    let before = record(&oomscope, &python, "before")?;
    console::heading("2/3 The suite after the fix: one autouse fixture takes them away again");
    let after = record(&oomscope, &python, "after")?;

    console::heading("3/3 Both side by side");
    let mut compare = Command::new(&oomscope);
    compare
        .arg("compare")
        .args([&before, &after])
        .current_dir(paths::root());
    let code = process::status(&mut compare)?.code();
    ensure!(
        code == Some(i32::from(exit_code::OK)),
        "`oomscope compare` ended with {code:?}"
    );
    console::note(&format!(
        "the whole demo took {}",
        console::seconds(start.elapsed())
    ));

    let mut view = Command::new(&oomscope);
    view.arg("view")
        .args([&before, &after])
        .current_dir(paths::root());
    if no_serve {
        console::note(&format!("to see the charts: {}", process::shown(&view)));
        return Ok(());
    }
    console::heading("The page with both runs; Ctrl-C ends it");
    process::run(&mut view)
}

/// Where the artifact of one side of the story goes.
pub fn artifact(label: &str) -> PathBuf {
    paths::target()
        .join("demo")
        .join(format!("{label}.oomscope.json"))
}

/// The artifacts of both sides, recorded now where they are missing.
pub fn recorded() -> Result<[PathBuf; 2]> {
    let both = [artifact("before"), artifact("after")];
    if both.iter().any(|artifact| !artifact.is_file()) {
        let (oomscope, python) = (build::binary()?, setup::tests_python()?);
        record(&oomscope, &python, "before")?;
        record(&oomscope, &python, "after")?;
    }
    Ok(both)
}

fn record(oomscope: &Path, python: &Path, label: &str) -> Result<PathBuf> {
    let out = artifact(label);
    fs::create_dir_all(out.parent().context("no folder")?)?;
    let mut command = Command::new(oomscope);
    command
        .args(["run", "--label", label, "--out"])
        .arg(&out)
        // By name and not by path: the command becomes part of the artifact.
        .args(["--", "python", "-m", "pytest", "-q"])
        .env(
            "PATH",
            process::path_with(&[python.parent().context("no folder")?])?,
        )
        .current_dir(paths::root().join("tests/examples/story").join(label));
    let code = process::status(&mut command)?.code();
    // On a small machine the suite before the fix dies of memory, which is its point.
    let expected = [exit_code::OK, exit_code::MEMORY_DEATH].map(|code| Some(i32::from(code)));
    ensure!(
        expected.contains(&code),
        "`oomscope run` ended with {code:?}"
    );
    ensure!(out.is_file(), "{} was not written", out.display());
    Ok(out)
}
