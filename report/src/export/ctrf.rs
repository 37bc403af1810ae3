//! CTRF, the Common Test Report Format: tests with their memory in `extra`.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use oomscope_shared::Message;
use oomscope_shared::answer::answer;
use oomscope_shared::artifact::{Artifact, Completion, TestRow};
use oomscope_shared::finding_text::headline;

use super::{Lookup, Status, clock, english, status, test_name};

/// The version of its specification that is kept to: the one that its schema was published with.
const SPEC_VERSION: &str = "0.0.0";

/// The document.
pub fn ctrf(artifact: &Artifact) -> Value {
    let start = clock::start_ms(artifact);
    let lookup = Lookup::of(artifact);
    let flaky: HashSet<u32> = artifact.tests.flaky().into_iter().collect();
    let mut counts = [0_u64; 5];
    let mut tests = Vec::with_capacity(artifact.tests.len());
    for row in artifact.tests.rows() {
        let ending = lookup.ending(row.batch);
        let status = status(row.outcome, ending);
        counts[place(status)] += 1;
        let mut test = test(artifact, &lookup, &row, status, start);
        if status != Status::Passed {
            put(&mut test, "message", lookup.reason(&row).into());
        }
        if flaky.contains(&row.index) {
            put(&mut test, "flaky", true.into());
        }
        tests.push(test);
    }
    let run = &artifact.run;
    let suite_ms = artifact.suite_ms();
    let mut results = json!({
        "tool": { "name": "oomscope", "version": artifact.tool.version },
        "summary": {
            "tests": artifact.tests.len(),
            "passed": counts[0],
            "failed": counts[1],
            "skipped": counts[2],
            "pending": 0,
            "other": counts[4],
            "flaky": flaky.len(),
            "suites": artifact.batches.len(),
            "start": start,
            "stop": start + suite_ms,
            "duration": suite_ms,
            "extra": {
                "answer": answer(artifact).headline.english(),
                "completion": run.completion,
                "hunt_ms": artifact.hunt.as_ref().map(|hunt| hunt.spent_ms),
                "peak_bytes": artifact.peak_bytes(),
                "retained_bytes": artifact.retained_bytes(),
                "limit_bytes": artifact.limits.memory.as_ref().map(|limit| limit.bytes),
            },
        },
        "tests": tests,
        "extra": {
            "batches": artifact.batches.iter().map(|batch| json!({
                "index": batch.index,
                "pass": batch.pass.name(),
                "tests": batch.test_count,
                "ending": batch.ending.name(),
                "proof": batch.proof.name(),
                "peak_bytes": batch.peak_bytes,
                "victim": batch.victim.map(|victim| artifact.test_id(victim)),
                "at_fault": batch.at_fault.iter().map(|test| artifact.test_id(*test)).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "findings": artifact.findings.iter().map(|finding| json!({
                "headline": headline(finding),
                "kind": finding.kind.name(),
                "cause": finding.cause.name(),
                "culprits": finding.culprits,
                "holder": finding.holder,
                "retained_bytes": finding.retained_bytes,
                "confidence": finding.confidence,
                "hint": finding.hint.as_ref().map(Message::english),
                "hint_code": finding.hint_code,
                "reproduce": finding.reproduce,
            })).collect::<Vec<_>>(),
            "warnings": english(&artifact.warnings),
        },
    });
    put(&mut results, "environment", environment(artifact));
    json!({ "reportFormat": "CTRF", "specVersion": SPEC_VERSION, "generatedBy": "oomscope", "results": results })
}

fn place(status: Status) -> usize {
    match status {
        Status::Passed => 0,
        Status::Failed | Status::Broken => 1,
        Status::Skipped => 2,
        Status::Open => 4,
    }
}

fn word(status: Status) -> &'static str {
    ["passed", "failed", "skipped", "pending", "other"][place(status)]
}

fn put(object: &mut Value, key: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}

fn test(
    artifact: &Artifact,
    lookup: &Lookup<'_>,
    row: &TestRow<'_>,
    status: Status,
    start: u64,
) -> Value {
    let name = test_name(row.id, &artifact.run.folder);
    let millis = |us: u64| (us + 500) / 1000;
    let mut test = json!({
        "testId": row.id,
        "name": row.id,
        "status": word(status),
        "rawStatus": row.outcome.name(),
        "duration": millis(row.duration_us.unwrap_or_default()),
        "suite": [name.class],
        "extra": {
            "batch": row.batch,
            "duration_us": row.duration_us,
            "peak_bytes": row.peak_bytes,
            "retained_bytes": row.retained_bytes,
            "rss_before_bytes": row.rss_before_bytes,
            "rss_after_bytes": row.rss_after_bytes,
        },
    });
    if let Some(file) = name.file {
        put(&mut test, "filePath", file.into());
    }
    if let Some(began) = row.start_us {
        put(&mut test, "start", (start + began / 1000).into());
        if let Some(duration) = row.duration_us {
            put(
                &mut test,
                "stop",
                (start + (began + duration) / 1000).into(),
            );
        }
    }
    let attempts: Vec<Value> = lookup
        .attempts(row.index)
        .iter()
        .enumerate()
        .map(|(at, attempt)| {
            let status = super::status(attempt.outcome, lookup.ending(attempt.batch));
            let mut told = json!({
                "attempt": at + 1,
                "status": word(status),
                "extra": {
                    "batch": attempt.batch,
                    "peak_bytes": attempt.peak_kib.map(|kib| kib.saturating_mul(1024)),
                    "outcome": attempt.outcome.name(),
                },
            });
            if let Some(us) = attempt.duration_us {
                put(&mut told, "duration", millis(us).into());
            }
            if let Some(remark) = &attempt.remark {
                put(&mut told, "message", remark.english().into());
            }
            told
        })
        .collect();
    if !attempts.is_empty() {
        put(&mut test, "retries", attempts.len().into());
        put(&mut test, "retryAttempts", attempts.into());
    }
    test
}

fn environment(artifact: &Artifact) -> Value {
    let (run, host) = (&artifact.run, &artifact.host);
    let mut environment = Map::new();
    let mut say = |key: &str, value: Option<&str>| {
        if let Some(value) = value {
            environment.insert(key.to_owned(), value.into());
        }
    };
    say("reportName", run.label.as_deref());
    say("appName", Some(&run.folder));
    say("osPlatform", Some("linux"));
    say("osRelease", host.kernel.as_deref());
    say("osVersion", host.os.as_deref());
    if let Some(git) = &run.git {
        say("commit", Some(&git.commit));
        say("branchName", git.branch.as_deref());
    }
    if let Some(ci) = &run.ci {
        say("buildId", ci.run_id.as_deref());
        say("buildName", ci.workflow.as_deref());
        say("buildUrl", ci.run_url.as_deref());
    }
    let is_whole = run.completion == Completion::Finished;
    environment.insert("healthy".to_owned(), is_whole.into());
    environment.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::testing::{finding, pytest};
    use oomscope_shared::{Ending, Outcome};

    #[test]
    fn statuses_and_memory() {
        let mut told = pytest();
        for (at, outcome) in Outcome::ALL.into_iter().enumerate() {
            let id = format!("tests/test_a.py::test_{}", outcome.name());
            told = told.test(&id, outcome, 100 + at as i64, at as i64);
        }
        let artifact = told
            .batch(Ending::TestsFailed, 140)
            .with(|artifact| artifact.findings.push(finding()))
            .done();
        let document = ctrf(&artifact);
        let statuses: Vec<String> = document["results"]["tests"]
            .as_array()
            .unwrap()
            .iter()
            .map(|test| format!("{} {}", test["rawStatus"], test["status"]).replace('"', ""))
            .collect();
        assert_eq!(
            statuses,
            [
                "passed passed",
                "failed failed",
                "error failed",
                "skipped skipped",
                "xfailed skipped",
                "xpassed passed",
                "died failed",
                "ran other",
                "not_run other"
            ]
        );
        insta::assert_json_snapshot!(document["results"]["summary"]);
        insta::assert_json_snapshot!(document["results"]["tests"][6]);
    }
}
