//! After a failure or a death: stopping at once, and running tests again.

use anyhow::{Context, ensure};
use oomscope_shared::artifact::{Artifact, Pass};
use oomscope_shared::{Ending, Outcome, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::{Project, ensure_all_accounted_for, outcome_line};

/// The first attempts at these tests fail in their several ways: each leaves a mark, by which the next
/// attempt knows that it is not the first.
const FLAKY: &str = r#"
import os
import signal

import pytest


def is_first(name):
    first = not os.path.exists(name)
    with open(name, "a") as file:
        file.write("x")
    return first


def test_good():
    assert is_first("good")


def test_flaky():
    assert not is_first("flaky")


def test_dies_once():
    if is_first("dies"):
        os.kill(os.getpid(), signal.SIGKILL)


def test_broken():
    is_first("broken")
    assert False


def test_last():
    assert is_first("last")
"#;

fn run(options: &[&str], code: u8) -> Result<(Project, Artifact)> {
    let project = Project::with_suite(FLAKY)?;
    let artifact = project.run_pytest(options).expect(code)?.artifact()?;
    ensure_all_accounted_for(&artifact)?;
    project.nothing_is_left()?;
    Ok((project, artifact))
}

fn attempts(artifact: &Artifact) -> Vec<(u32, Outcome)> {
    let attempts = artifact.tests.attempts.iter();
    attempts
        .map(|attempt| (attempt.test, attempt.outcome))
        .collect()
}

#[test]
fn what_failed_or_died_is_run_again_and_nothing_else() -> Result<()> {
    let (project, artifact) = run(&["--retries", "2"], exit_code::BATCH_DIED)?;
    assert_eq!(
        outcome_line(&artifact),
        "passed passed passed failed passed"
    );
    use Outcome::{Died, Failed};
    assert_eq!(
        attempts(&artifact),
        [(1, Failed), (2, Died), (3, Failed), (3, Failed)]
    );
    assert_eq!(artifact.tests.flaky(), [1, 2]);
    // What the tests themselves saw.
    for (name, times) in [
        ("good", 1),
        ("flaky", 2),
        ("dies", 2),
        ("broken", 3),
        ("last", 1),
    ] {
        assert_eq!(project.read(name)?.len(), times, "{name}");
    }
    let passes: Vec<Pass> = artifact.batches.iter().map(|batch| batch.pass).collect();
    assert_eq!(
        passes,
        [Pass::Observe, Pass::Observe, Pass::Retry, Pass::Retry]
    );
    assert_eq!(artifact.run.plan.retries, 2);
    let first = &artifact.tests.attempts[0];
    assert_eq!(first.batch, Some(1));
    assert!(
        first
            .remark
            .as_ref()
            .is_some_and(|text| text.contains("assert")),
        "{first:?}"
    );
    let report = project
        .oomscope(&["report", "run.oomscope.json"])
        .expect(0)?;
    assert!(report.stdout.contains("Flaky"), "{}", report.stdout);
    let report = project
        .oomscope(&["report", "run.oomscope.json", "--format", "json"])
        .expect(0)?
        .json()?;
    assert_eq!(
        report["tests"][1]["earlier_outcomes"],
        serde_json::json!(["failed"])
    );
    Ok(())
}

#[test]
fn a_suite_that_is_well_in_the_end_is_green_and_called_flaky() -> Result<()> {
    let project = Project::with_suite(&FLAKY.replace("assert False", "pass"))?;
    let options = ["--retries", "3", "--batch-size", "2"];
    let ended = project.run_pytest(&options).expect(exit_code::OK)?;
    let artifact = ended.artifact()?;
    assert_eq!(
        outcome_line(&artifact),
        "passed passed passed passed passed"
    );
    assert_eq!(artifact.tests.flaky(), [1, 2]);
    assert!(ended.stderr.contains("batch 4 ended"), "{}", ended.stderr);
    Ok(())
}

#[test]
fn a_death_in_every_attempt_stays_a_death() -> Result<()> {
    let project = Project::with_suite(
        "import os\n\ndef test_dies():\n    os._exit(7)\n\ndef test_b():\n    pass\n",
    )?;
    let artifact = project
        .run_pytest(&["--retries", "2"])
        .expect(exit_code::BATCH_DIED)?
        .artifact()?;
    assert_eq!(outcome_line(&artifact), "died passed");
    assert_eq!(
        attempts(&artifact),
        [(0, Outcome::Died), (0, Outcome::Died)]
    );
    let endings: Vec<Ending> = artifact.batches.iter().map(|batch| batch.ending).collect();
    assert_eq!(
        endings,
        [
            Ending::Exited,
            Ending::Passed,
            Ending::Exited,
            Ending::Exited
        ]
    );
    Ok(())
}

#[test]
fn without_retries_nothing_is_run_twice() -> Result<()> {
    let (project, artifact) = run(&[], exit_code::BATCH_DIED)?;
    assert_eq!(outcome_line(&artifact), "passed failed died failed passed");
    assert!(artifact.tests.attempts.is_empty());
    for name in ["good", "flaky", "dies", "broken", "last"] {
        assert_eq!(project.read(name)?.len(), 1, "{name}");
    }
    Ok(())
}

#[test]
fn cases_of_any_command_are_run_again_too() -> Result<()> {
    let script = "echo x >> \"$1\"; [ \"$(wc -l < \"$1\")\" -ge \"$2\" ]\n";
    let project = Project::new(&[("case.sh", script), ("cases.txt", "a\nb\n")])?;
    let artifact = project
        .oomscope(&["run", "-q", "--retries", "1", "--tests", "cases.txt"])
        .args(["--", "sh", "case.sh", "{}", "2"])
        .expect(exit_code::OK)?
        .artifact()?;
    assert_eq!(outcome_line(&artifact), "passed passed");
    assert_eq!(
        attempts(&artifact),
        [(0, Outcome::Failed), (1, Outcome::Failed)]
    );
    Ok(())
}

#[test]
fn the_first_failure_or_death_can_be_the_last() -> Result<()> {
    for (options, expected, code) in [
        (
            &["--fail-fast"][..],
            "passed failed not_run not_run not_run",
            exit_code::TESTS_FAILED,
        ),
        (
            &["--fail-fast", "--batch-size", "1"],
            "passed failed not_run not_run not_run",
            exit_code::TESTS_FAILED,
        ),
    ] {
        let (project, artifact) = run(options, code)?;
        ensure!(
            outcome_line(&artifact) == expected,
            "{options:?}: {}",
            outcome_line(&artifact)
        );
        let remark = artifact.tests.remark(4).context("no remark")?;
        ensure!(remark.contains("--fail-fast"), "{remark}");
        ensure!(!project.has("last") && artifact.run.plan.fail_fast);
    }
    let project = Project::with_suite(
        "import os\n\ndef test_dies():\n    os._exit(7)\n\ndef test_b():\n    pass\n",
    )?;
    let call = project.run_pytest(&["--fail-fast"]);
    let artifact = call.expect(exit_code::BATCH_DIED)?.artifact()?;
    assert_eq!(outcome_line(&artifact), "died not_run");
    Ok(())
}

#[test]
fn of_cases_of_a_command_the_first_failure_can_be_the_last() -> Result<()> {
    let project = Project::new(&[("cases.txt", "true\nfalse\necho\n")])?;
    let artifact = project
        .oomscope(&[
            "run",
            "-q",
            "--fail-fast",
            "--tests",
            "cases.txt",
            "--",
            "env",
        ])
        .expect(exit_code::TESTS_FAILED)?
        .artifact()?;
    assert_eq!(outcome_line(&artifact), "passed failed not_run");
    Ok(())
}
