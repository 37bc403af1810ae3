//! Asks oomscope about a suite: one run, one report.

use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::score::{Accusation, Answer};
use super::truth::{Kind, Suite};
use super::{SuiteCopy, process};

/// What is read of the summary; see docs/summary.md.
#[derive(Debug, Deserialize)]
struct Summary {
    batches: Vec<Batch>,
    tests: Vec<Test>,
    findings: Vec<Finding>,
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
}

/// Runs a suite as a user would and reads what the report says.
pub fn ask(binary: &Path, suite: &Suite, place: &SuiteCopy) -> Result<Answer> {
    let artifact = place.folder().join("run.oomscope.json");
    let log = place.folder().join("oomscope.log");
    let mut run = place.command(binary);
    run.args(["run", "--quiet", "--show-output", "never", "--out"])
        .arg(&artifact)
        .args(&suite.truth.options)
        .arg("--")
        .args(&suite.truth.command)
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
    Ok(answer(summary))
}

fn answer(summary: Summary) -> Answer {
    let first_pass = |batch: &Batch| batch.pass.as_deref().is_none_or(|pass| pass == "observe");
    let accusation = |finding: Finding| {
        let kind = match finding.kind.as_str() {
            "leak" => Kind::Leak,
            "hog" => Kind::Hog,
            // Notes accuse nobody.
            _ => return None,
        };
        Some(Accusation {
            kind,
            culprits: finding.culprits.into_iter().map(named).collect(),
            cause: finding.cause,
            holder: finding.holder,
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
        tests: summary.tests.into_iter().map(|test| test.id).collect(),
        accusations: summary
            .findings
            .into_iter()
            .filter_map(accusation)
            .collect(),
    }
}

/// A culprit as the truth names it. Ids of pytest's tests have a `::`, names of fixtures have none.
fn named(culprit: String) -> String {
    if culprit.contains("::") || culprit.starts_with("fixture ") {
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
        assert_eq!(named("client".to_owned()), "fixture client");
        assert_eq!(named("t.py::test_a".to_owned()), "t.py::test_a");
    }
}
