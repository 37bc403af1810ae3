//! Shards: how level the shares of the story are, and what joining a large run takes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use oomscope_shared::artifact::Artifact;
use oomscope_shared::load::write_artifact;
use oomscope_shared::parse_artifact;
use oomscope_shared::shard::Shard;
use oomscope_tests::runs;

use crate::{console, paths, process};

const SHARES: u32 = 4;
const SHARDS: u32 = 256;
const TESTS: u32 = 1_000_000;

/// Measures and prints.
pub fn run(oomscope: &Path, python: &Path) -> Result<()> {
    console::heading("The story in 4 shares, without and with an earlier artifact");
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name);
    story(oomscope, python, &at("earlier"), &[])?;
    for (name, more) in [
        ("by number", None),
        ("by the earlier run", Some(at("earlier"))),
    ] {
        let mut times = Vec::new();
        let mut peaks = Vec::new();
        for index in 1..=SHARES {
            let mut options = vec!["--shard".to_owned(), format!("{index}/{SHARES}")];
            if let Some(earlier) = &more {
                options.extend(["--balance-by".to_owned(), earlier.display().to_string()]);
            }
            let out = at(&format!("shard-{index}"));
            let shard = story(oomscope, python, &out, &options)?;
            times.push(shard.tests.duration_us.iter().flatten().sum::<u64>() as f64 / 1e6);
            peaks.push(shard.peak_bytes().unwrap_or(0) as f64 / f64::from(1 << 20));
        }
        console::line(&format!(
            "{name}: tests of a share {} s, largest {:.2} of the mean; peaks {} MiB, largest {:.2} of the mean",
            list(&times),
            imbalance(&times),
            list(&peaks),
            imbalance(&peaks),
        ));
    }
    joining(oomscope, folder.path())
}

fn story(oomscope: &Path, python: &Path, out: &Path, options: &[String]) -> Result<Artifact> {
    let mut run = Command::new(oomscope);
    run.args([
        "run",
        "--quiet",
        "--show-output",
        "never",
        "--hunt",
        "off",
        "--out",
    ])
    .arg(out)
    .args(options)
    .arg("--")
    .arg(python)
    .args(["-m", "pytest", "-q", "-p", "no:cacheprovider"])
    .env("PYTHONDONTWRITEBYTECODE", "1")
    .current_dir(paths::root().join("tests/examples/story/before"));
    process::output(&mut run)?;
    parse_artifact(&fs::read(out)?).context("no artifact")
}

fn imbalance(figures: &[f64]) -> f64 {
    let mean = figures.iter().sum::<f64>() / figures.len() as f64;
    figures.iter().copied().fold(0.0, f64::max) / mean
}

fn list(figures: &[f64]) -> String {
    let texts: Vec<String> = figures
        .iter()
        .map(|figure| format!("{figure:.1}"))
        .collect();
    texts.join(", ")
}

/// Joins many shards and tells the highest memory of that, by the kernel, beside what the files hold.
fn joining(oomscope: &Path, folder: &Path) -> Result<()> {
    console::heading("256 shards with 1,000,000 tests, joined");
    let made_up = runs::before().artifact()?;
    let mut bytes = 0;
    let files: Vec<PathBuf> = (0..SHARDS)
        .map(|index| {
            let path = folder.join(format!("large-{index:03}"));
            let text = write_artifact(&part(&made_up, index))?;
            bytes += text.len();
            fs::write(&path, text)?;
            Ok(path)
        })
        .collect::<Result<_>>()?;
    let out = folder.join("joined");
    let mut merge = Command::new(oomscope);
    // A copy of oomscope watches it: the high-water mark of the process is in that artifact.
    let watched = folder.join("watched");
    merge.args([
        "record",
        "--quiet",
        "--show-output",
        "never",
        "--memory-limit",
        "none",
        "--out",
    ]);
    merge.arg(&watched).arg("--").arg(oomscope);
    merge.args(["merge", "--out"]).arg(&out).args(&files);
    let start = Instant::now();
    process::output(&mut merge)?;
    let took = start.elapsed();
    let peak = parse_artifact(&fs::read(&watched)?)?
        .peak_bytes()
        .context("no peak")?;
    let joined = parse_artifact(&fs::read(&out)?)?;
    ensure!(
        joined.tests.len() == TESTS as usize,
        "{} tests",
        joined.tests.len()
    );
    console::line(&format!(
        "{:.0} MB of files in {:.1} s with {:.0} MiB, {:.0} bytes a test; the joined file has {:.0} MB",
        bytes as f64 / 1e6,
        took.as_secs_f64(),
        peak as f64 / f64::from(1 << 20),
        peak as f64 / f64::from(TESTS),
        fs::metadata(&out)?.len() as f64 / 1e6,
    ));
    Ok(())
}

/// A shard whose tests are those of the made-up run, over and over.
fn part(made_up: &Artifact, index: u32) -> Artifact {
    let (from, to) = (TESTS / SHARDS * index, TESTS / SHARDS * (index + 1));
    // The last one takes what does not divide.
    let to = if index + 1 == SHARDS { TESTS } else { to };
    let mut part = made_up.clone();
    part.run.shard = Some(Shard {
        index: index + 1,
        count: SHARDS,
        planned: TESTS,
        positions: (from..to).collect(),
    });
    fn again<T: Clone>(column: &mut Vec<T>, count: u32) {
        let own = std::mem::take(column);
        *column = own.into_iter().cycle().take(count as usize).collect();
    }
    let count = to - from;
    let tests = &mut part.tests;
    tests.id = (from..to)
        .map(|test| {
            format!(
                "tests/package_{}/test_module_{}.py::TestClass::test_case[{test}]",
                test / 1000,
                test / 50
            )
        })
        .collect();
    again(&mut tests.outcome, count);
    again(&mut tests.batch, count);
    for column in tests.figures_mut() {
        again(column, count);
    }
    part
}
