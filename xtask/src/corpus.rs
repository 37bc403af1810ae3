//! `cargo xtask corpus`: runs the suites of `tests/corpus`, `tests/corpus_javascript` or `tests/corpus_native`, and
//! scores what a tool says about them.
//!
//! The truth about each suite was written by whoever wrote the suite. The same program scores other
//! tools, used as well as they can be, so that the tables stand side by side.

pub mod oomscope;
mod peers;
pub mod place;
pub mod score;
mod side_by_side;
mod table;
pub mod truth;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;

use crate::{build, console, paths, setup};
use place::SuiteCopy;
use score::Answer;
use table::Row;

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
    /// The suites of JavaScript
    #[arg(long, conflicts_with = "tool")]
    javascript: bool,
    /// The suites of native code
    #[arg(long, conflicts_with_all = ["tool", "javascript"])]
    native: bool,
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
    let corpus = match options {
        Options {
            javascript: true, ..
        } => truth::JAVASCRIPT,
        Options { native: true, .. } => truth::NATIVE,
        _ => truth::PYTHON,
    };
    let mut suites = truth::suites(&paths::root().join(corpus))?;
    if !options.only.is_empty() {
        let is_meant = |name: &str| options.only.iter().any(|only| name.contains(only.as_str()));
        suites.retain(|suite| is_meant(&suite.name));
    }
    ensure!(!suites.is_empty(), "no suite has such a name");
    let (programs, packages) = match options.tool {
        Tool::Oomscope if options.javascript => {
            let packages = setup::javascript()?;
            (vec![packages.join(".bin")], Some(packages))
        }
        Tool::Oomscope if options.native => {
            let mut programs = setup::other_frameworks()?;
            programs.push(folder_of(&setup::corpus_python()?)?.to_owned());
            (programs, None)
        }
        Tool::Oomscope => (vec![folder_of(&setup::corpus_python()?)?.to_owned()], None),
        Tool::Memray | Tool::Monitor => {
            (vec![folder_of(&setup::peers_python()?)?.to_owned()], None)
        }
    };
    let binary = match options.tool {
        Tool::Oomscope if !options.no_build => build::binary()?,
        _ => paths::binary(),
    };
    let mut rows = Vec::new();
    let mut answers = Vec::new();
    for suite in &suites {
        let start = Instant::now();
        let programs: Vec<&Path> = programs.iter().map(PathBuf::as_path).collect();
        let place = SuiteCopy::new(&suite.folder, &programs)?;
        if let Some(packages) = &packages {
            std::os::unix::fs::symlink(packages, place.suite().join("node_modules"))?;
        }
        let answer = match options.tool {
            Tool::Oomscope => {
                let truth = &suite.truth;
                let ask = |()| oomscope::ask(&binary, &truth.options, &truth.command, &place);
                place
                    .prepare(&truth.prepare)
                    .and_then(ask)
                    .map(|asked| asked.answer)
            }
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

fn folder_of(program: &Path) -> Result<&Path> {
    program.parent().context("no folder")
}
