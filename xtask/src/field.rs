//! `cargo xtask field FOLDER...`: runs cases from the field and judges what oomscope says about them.
//!
//! A case is a small suite after a public report of a real project, with the real package at the version
//! that leaks. They are kept outside of this repository, and stand for others of their kind.

mod judge;
mod pattern;
mod place;
mod truth;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::corpus::oomscope::{self, Asked};
use crate::{build, console};
use judge::Verdict;
use truth::Truth;

/// What was asked for.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Folders of cases, each a folder with a `truth.txt`; or such cases themselves
    #[arg(required = true, value_name = "FOLDER")]
    folders: Vec<PathBuf>,
    /// The interpreter for cases in Python; `python3` without it
    #[arg(long, value_name = "PATH")]
    python: Option<PathBuf>,
    /// Use this binary, without building one
    #[arg(long, value_name = "PATH")]
    binary: Option<PathBuf>,
}

/// Runs and judges. An innocent that is accused is an error, and so is a case of which nothing is found.
pub fn run(options: &Options) -> Result<()> {
    let cases = cases(&options.folders)?;
    let binary = match &options.binary {
        Some(binary) => fs::canonicalize(binary)
            .with_context(|| format!("cannot read {}; build it first", binary.display()))?,
        None => build::binary()?,
    };
    if let Some(python) = &options.python {
        ensure!(python.is_file(), "there is no {}", python.display());
    }
    let mut rows = Vec::new();
    for case in &cases {
        let row = row(case, &binary, options.python.as_deref());
        console::note(&format!("{}: {}", row.case, row.cells().join("  ")));
        rows.push(row);
    }
    for line in table(&rows) {
        console::line(&line);
    }
    let failed = rows.iter().filter(|row| row.is_failure()).count();
    if failed > 0 {
        bail!(
            "of {} cases {failed} failed: nothing was found, an innocent was accused, or no test was run",
            rows.len()
        );
    }
    Ok(())
}

fn cases(folders: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let is_case = |folder: &Path| folder.join("truth.txt").is_file();
    let mut cases = Vec::new();
    for folder in folders {
        let folder = fs::canonicalize(folder)
            .with_context(|| format!("cannot read {}", folder.display()))?;
        if is_case(&folder) {
            cases.push(folder);
            continue;
        }
        let before = cases.len();
        for entry in fs::read_dir(&folder)? {
            cases.extend(Some(entry?.path()).filter(|path| is_case(path)));
        }
        ensure!(
            cases.len() > before,
            "{} holds no folder with a truth.txt",
            folder.display()
        );
        cases[before..].sort();
    }
    Ok(cases)
}

/// A case in the table.
struct Row {
    case: String,
    /// What came of it.
    outcome: Outcome,
    /// The truth's own words, as lines.
    words: Vec<String>,
}

enum Outcome {
    Judged {
        verdict: Verdict,
        run_ms: u64,
        hunt_ms: Option<u64>,
    },
    /// What it needs is not here.
    Skipped(String),
    /// It could not be judged, which is no success.
    Failed(String),
}

fn row(case: &Path, binary: &Path, python: Option<&Path>) -> Row {
    let name = case.file_name().unwrap_or_default().to_string_lossy();
    let (outcome, words) = match truth::read(case) {
        Ok(truth) => (outcome(case, &truth, binary, python), truth.words),
        Err(error) => (Outcome::Failed(format!("{error:#}")), Vec::new()),
    };
    Row {
        case: name.into_owned(),
        outcome,
        words,
    }
}

fn outcome(case: &Path, truth: &Truth, binary: &Path, python: Option<&Path>) -> Outcome {
    if truth.culprits.is_empty() && !truth.no_leak {
        return Outcome::Failed("its truth names no culprits that can be parsed".to_owned());
    }
    let place = match place::prepare(case, truth, python) {
        Ok(place) => place,
        Err(error) => return Outcome::Skipped(format!("{error:#}")),
    };
    match oomscope::ask(binary, &[], &truth.command, &place) {
        // Of tests that did not run nothing can be found. What they miss is not for pip or npm to install.
        Ok(Asked { answer, .. }) if answer.tests.is_empty() => Outcome::Failed(format!(
            "no test was run ({}); is all there that its requirements.txt names?",
            answer.endings.unwrap_or_default().join(", ")
        )),
        Ok(Asked {
            answer,
            run_ms,
            hunt_ms,
        }) => Outcome::Judged {
            verdict: judge::judge(truth, &answer),
            run_ms,
            hunt_ms,
        },
        Err(error) => Outcome::Failed(format!("{error:#}")),
    }
}

const HEADINGS: [&str; 8] = [
    "found",
    "culprits right/named/true",
    "innocents accused",
    "holder",
    "right",
    "cause",
    "run s",
    "hunt s",
];

impl Row {
    fn is_failure(&self) -> bool {
        match &self.outcome {
            Outcome::Judged { verdict, .. } => verdict.is_failure(),
            Outcome::Skipped(_) => false,
            Outcome::Failed(_) => true,
        }
    }

    fn is_flawed(&self) -> bool {
        match &self.outcome {
            Outcome::Judged { verdict, .. } => verdict.is_flawed(),
            Outcome::Skipped(_) | Outcome::Failed(_) => false,
        }
    }

    fn cells(&self) -> Vec<String> {
        let (verdict, run_ms, hunt_ms) = match &self.outcome {
            Outcome::Judged {
                verdict,
                run_ms,
                hunt_ms,
            } => (verdict, *run_ms, *hunt_ms),
            Outcome::Skipped(reason) => return vec![format!("skipped: {reason}")],
            Outcome::Failed(reason) => return vec![format!("failed: {reason}")],
        };
        let yes_or_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
        let seconds = |ms: u64| format!("{:.1}", ms as f64 / 1000.0);
        let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        vec![
            yes_or_no(verdict.found),
            format!("{}/{}/{}", verdict.right, verdict.named, verdict.culprits),
            verdict.accused.len().to_string(),
            or_dash(&verdict.holder),
            verdict.holder_right.map_or("-".to_owned(), yes_or_no),
            or_dash(&verdict.cause),
            seconds(run_ms),
            hunt_ms.map_or("-".to_owned(), seconds),
        ]
    }
}

/// A line a case, and below each that is not all right the words of its truth.
fn table(rows: &[Row]) -> Vec<String> {
    let cells: Vec<Vec<String>> = rows.iter().map(Row::cells).collect();
    let first = rows.iter().map(|row| row.case.len());
    let first = first.max().unwrap_or(0).max("case".len());
    let widths: Vec<usize> = (HEADINGS.iter().enumerate())
        .map(|(column, heading)| {
            // What was not judged is one sentence and no column.
            let judged = cells.iter().filter(|cells| cells.len() == HEADINGS.len());
            let widest = judged.map(|cells| cells[column].chars().count()).max();
            widest.unwrap_or(0).max(heading.len())
        })
        .collect();
    let line = |case: &str, cells: &[String]| {
        let mut line = format!("{case:first$}");
        for (cell, width) in cells.iter().zip(&widths) {
            line += &format!("  {cell:width$}");
        }
        line.trim_end().to_owned()
    };
    let mut lines = vec![line("case", &HEADINGS.map(str::to_owned))];
    for (row, cells) in rows.iter().zip(&cells) {
        lines.push(line(&row.case, cells));
        if let Outcome::Judged { verdict, .. } = &row.outcome
            && !verdict.accused.is_empty()
        {
            lines.push(format!("    accused: {}", verdict.accused.join(", ")));
        }
        if row.is_flawed() {
            lines.extend(row.words.iter().map(|words| format!("    {words}")));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(case: &str, verdict: Verdict) -> Row {
        Row {
            case: case.to_owned(),
            outcome: Outcome::Judged {
                verdict,
                run_ms: 12_345,
                hunt_ms: None,
            },
            words: vec!["holder: a.b".to_owned()],
        }
    }

    #[test]
    fn the_truth_stands_below_what_is_wrong() {
        let right = Verdict {
            found: true,
            ..Verdict::default()
        };
        let wrong = Verdict {
            accused: vec!["t::b".to_owned()],
            ..Verdict::default()
        };
        let skipped = Row {
            case: "c".to_owned(),
            outcome: Outcome::Skipped("`rspec` is not installed".to_owned()),
            words: vec!["holder: a.b".to_owned()],
        };
        let rows = [judged("a", right), judged("b", wrong), skipped];
        let lines = table(&rows);
        assert!(
            lines[1].starts_with("a     yes") && lines[1].contains("12.3"),
            "{lines:#?}"
        );
        assert!(lines[2].starts_with("b     no"), "{lines:#?}");
        assert_eq!(lines[3..5], ["    accused: t::b", "    holder: a.b"]);
        assert_eq!(lines[5], "c     skipped: `rspec` is not installed");
        assert_eq!(lines.len(), 6);
        let failed: Vec<bool> = rows.iter().map(Row::is_failure).collect();
        assert_eq!(failed, [false, true, false]);
    }
}
