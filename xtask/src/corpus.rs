//! `cargo xtask corpus`: runs the suites of `tests/corpus` and scores what a tool says about them.
//!
//! The truth about each suite was written by whoever wrote the suite. The same program scores other
//! tools, used as well as they can be, so that the tables stand side by side.

mod oomscope;
mod peers;
mod score;
mod side_by_side;
mod table;
mod truth;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;

use crate::{build, console, paths, process, setup};
use score::Answer;
use table::Row;
use truth::Suite;

/// The tools that can be scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Tool {
    /// This project's binary
    Oomscope,
    /// pytest-memray with `limit_leaks` and `limit_memory` on every test
    Memray,
    /// pytest-monitor, with a rule for growth over its figures
    Monitor,
}

impl Tool {
    fn name(self) -> &'static str {
        match self {
            Self::Oomscope => "oomscope",
            Self::Memray => "pytest-memray",
            Self::Monitor => "pytest-monitor",
        }
    }
}

/// What was asked for.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Only the suites whose name contains this
    #[arg(long)]
    only: Vec<String>,
    /// The tool
    #[arg(long, value_enum, default_value = "oomscope")]
    tool: Tool,
    /// The smallest leak per test that the other tools are told to report, in KiB
    #[arg(long, default_value_t = 256)]
    threshold_kib: u64,
    /// Use the release binary as it is, without building it
    #[arg(long)]
    no_build: bool,
    /// Print scores and answers as JSON
    #[arg(long)]
    json: bool,
    /// Run nothing: put files that `--json` printed side by side, as Markdown
    #[arg(long, num_args = 1.., value_name = "FILE")]
    side_by_side: Vec<PathBuf>,
}

/// Runs and scores.
pub fn run(options: &Options) -> Result<()> {
    if !options.side_by_side.is_empty() {
        console::line(side_by_side::markdown(&options.side_by_side)?.trim_end());
        return Ok(());
    }
    let mut suites = truth::suites(&paths::root().join("tests/corpus"))?;
    if !options.only.is_empty() {
        let is_meant = |name: &str| options.only.iter().any(|only| name.contains(only.as_str()));
        suites.retain(|suite| is_meant(&suite.name));
    }
    ensure!(!suites.is_empty(), "no suite has such a name");
    let python = match options.tool {
        Tool::Oomscope => setup::corpus_python()?,
        Tool::Memray | Tool::Monitor => setup::peers_python()?,
    };
    let binary = match options.tool {
        Tool::Oomscope if !options.no_build => build::binary()?,
        _ => paths::binary(),
    };
    let mut rows = Vec::new();
    let mut answers = Vec::new();
    for suite in &suites {
        let start = Instant::now();
        let place = SuiteCopy::new(suite, &python)?;
        let answer = match options.tool {
            Tool::Oomscope => oomscope::ask(&binary, suite, &place),
            Tool::Memray => peers::memray(suite, &place, options.threshold_kib),
            Tool::Monitor => peers::monitor(suite, &place, options.threshold_kib),
        };
        let took_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        console::note(&format!("{}: {took_ms} ms", suite.name));
        rows.push(Row {
            suite: suite.name.clone(),
            about: suite.truth.about.clone(),
            score: match &answer {
                Ok(answer) => Ok(score::score(&suite.truth, answer)),
                Err(error) => Err(format!("{error:#}")),
            },
            took_ms,
        });
        answers.push(answer.ok());
    }
    report(options, &rows, &answers)
}

fn report(options: &Options, rows: &[Row], answers: &[Option<Answer>]) -> Result<()> {
    let totals = table::totals(rows);
    if options.json {
        let tool = options.tool.name();
        let json =
            serde_json::json!({"tool": tool, "rows": rows, "answers": answers, "totals": totals});
        console::line(&serde_json::to_string_pretty(&json)?);
        return Ok(());
    }
    for line in table::lines(rows).iter().chain(&table::summary(&totals)) {
        console::line(line);
    }
    for row in rows {
        let Ok(score) = &row.score else { continue };
        for (what, ids) in [("missed", &score.missed), ("wrongly named", &score.wrong)] {
            if !ids.is_empty() {
                console::line(&format!("{}: {what}: {}", row.suite, some(ids)));
            }
        }
    }
    Ok(())
}

/// A few of a list.
fn some(ids: &[String]) -> String {
    const SHOWN: usize = 4;
    let mut text = ids
        .iter()
        .take(SHOWN)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if ids.len() > SHOWN {
        text += &format!(" and {} more", ids.len() - SHOWN);
    }
    text
}

/// A copy of a suite in which it may leave what it likes, and how programs are started there.
#[derive(Debug)]
struct SuiteCopy {
    suite: PathBuf,
    path: std::ffi::OsString,
    /// Removed with everything in it when it is dropped.
    folder: tempfile::TempDir,
}

impl SuiteCopy {
    fn new(suite: &Suite, python: &Path) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("oomscope-corpus")
            .tempdir()?;
        let copy = folder.path().join(&suite.name);
        copy_tree(&suite.folder, &copy)?;
        Ok(Self {
            suite: copy,
            path: process::path_with(&[python.parent().context("no folder")?])?,
            folder,
        })
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A command in the suite's folder, in an environment that changes nothing about pytest.
    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> std::process::Command {
        let mut command = std::process::Command::new(program);
        command
            .current_dir(&self.suite)
            .env("PATH", &self.path)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env_remove("PYTEST_ADDOPTS")
            .env_remove("PYTEST_PLUGINS")
            .env_remove("PYTHONPATH")
            .stdin(std::process::Stdio::null());
        command
    }
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        // The truth stays behind, as do the caches of a run by hand.
        if ["truth.toml", "__pycache__", ".pytest_cache"]
            .iter()
            .any(|skipped| name == *skipped)
        {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &to.join(name))?;
        } else {
            std::fs::copy(entry.path(), to.join(name))?;
        }
    }
    Ok(())
}
