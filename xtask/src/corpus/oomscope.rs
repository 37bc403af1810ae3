//! Asks oomscope about a suite: one run, one report.

use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::place::SuiteCopy;
use super::score::{Accusation, Answer};
use super::truth::Kind;
use crate::process;

/// What it said, and what that took.
#[derive(Debug)]
pub struct Asked {
    /// What it said.
    pub answer: Answer,
    /// The whole run, in milliseconds.
    pub run_ms: u64,
    /// What the hunt took of it; `None` without one.
    pub hunt_ms: Option<u64>,
}

/// What is read of the summary; see docs/summary.md.
#[derive(Debug, Deserialize)]
struct Summary {
    duration_ms: u64,
    hunt: Option<Hunt>,
    batches: Vec<Batch>,
    tests: Vec<Test>,
    findings: Vec<Finding>,
}

#[derive(Debug, Deserialize)]
struct Hunt {
    spent_ms: u64,
}

#[derive(Debug, Deserialize)]
struct Batch {
    /// Why the batch was run; `None` in summaries that do not tell.
    pass: Option<String>,
    ending: String,
}

#[derive(Debug, Deserialize)]
struct Test {
    id: String,
}

#[derive(Debug, Deserialize)]
struct Finding {
    kind: String,
    culprits: Vec<String>,
    cause: Option<String>,
    holder: Option<String>,
    #[serde(default)]
    lines: Vec<Line>,
}

#[derive(Debug, Deserialize)]
struct Line {
    file: String,
    line: u32,
}

/// Runs a suite as a user would and reads what the report says.
pub fn ask(
    binary: &Path,
    options: &[String],
    command: &[String],
    place: &SuiteCopy,
) -> Result<Asked> {
    let artifact = place.folder().join("run.oomscope.json");
    let log = place.folder().join("oomscope.log");
    let mut run = place.command(binary);
    run.args(["run", "--quiet", "--show-output", "never", "--out"])
        .arg(&artifact)
        .args(options)
        .arg("--")
        .args(command)
        .stdout(File::create(&log)?)
        .stderr(File::create(&log)?);
    let status = run.status().context("cannot start oomscope")?;
    ensure!(
        artifact.is_file(),
        "`oomscope run` ended with {status} and wrote no artifact"
    );
    let mut report = place.command(binary);
    report.args(["report", "--format", "json"]).arg(&artifact);
    let summary: Summary = serde_json::from_str(&process::output(&mut report)?)
        .context("the summary is not what docs/summary.md promises")?;
    Ok(Asked {
        run_ms: summary.duration_ms,
        hunt_ms: summary.hunt.as_ref().map(|hunt| hunt.spent_ms),
        answer: answer(summary),
    })
}

fn answer(summary: Summary) -> Answer {
    let first_pass = |batch: &Batch| batch.pass.as_deref().is_none_or(|pass| pass == "observe");
    let tests: Vec<String> = summary.tests.into_iter().map(|test| test.id).collect();
    let accusation = |finding: Finding| {
        let kind = match finding.kind.as_str() {
            "leak" => Kind::Leak,
            "hog" => Kind::Hog,
            // Notes accuse nobody.
            _ => return None,
        };
        let culprits = finding.culprits.into_iter();
        Some(Accusation {
            kind,
            culprits: culprits.map(|culprit| named(culprit, &tests)).collect(),
            cause: finding.cause,
            holder: finding.holder,
            lines: (finding.lines.iter())
                .map(|line| format!("{}:{}", line.file, line.line))
                .collect(),
        })
    };
    Answer {
        endings: Some(
            summary
                .batches
                .into_iter()
                .filter(first_pass)
                .map(|batch| batch.ending)
                .collect(),
        ),
        accusations: summary
            .findings
            .into_iter()
            .filter_map(accusation)
            .collect(),
        tests,
    }
}

/// A culprit as the truth names it. What is no test of the run is a fixture.
fn named(culprit: String, tests: &[String]) -> String {
    if tests.contains(&culprit) || culprit.starts_with("fixture ") {
        culprit
    } else {
        format!("fixture {culprit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_pass_counts_for_the_endings() {
        let summary = serde_json::json!({
            "summary_version": 1,
            "duration_ms": 1200,
            "hunt": null,
            "batches": [
                {"index": 1, "ending": "over_limit", "pass": "observe"},
                {"index": 2, "ending": "killed", "pass": "isolate"},
                {"index": 3, "ending": "passed"},
            ],
            "tests": [{"id": "t::a", "outcome": "passed"}],
            "findings": [
                {"kind": "leak", "culprits": ["t::a"], "cause": "cache", "holder": null},
                {"kind": "note", "culprits": ["t::a"], "cause": null, "holder": null},
            ],
        });
        let answer = answer(serde_json::from_value(summary).unwrap());
        assert_eq!(answer.endings.unwrap(), ["over_limit", "passed"]);
        assert_eq!(answer.accusations.len(), 1);
        assert_eq!(answer.accusations[0].cause.as_deref(), Some("cache"));
    }

    #[test]
    fn fixtures_and_tests_are_told_apart() {
        let tests = ["t.py::test_a".to_owned(), "t.Case.test_b".to_owned()];
        assert_eq!(named("client".to_owned(), &tests), "fixture client");
        for id in &tests {
            assert_eq!(named(id.clone(), &tests), *id);
        }
    }
}
