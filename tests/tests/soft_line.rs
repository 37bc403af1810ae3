//! The soft line: a batch that comes near its limit ends politely, and the rest goes on in a fresh process.

use anyhow::Context;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::{Ending, Outcome, Proof, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::{ARTIFACT, Project, ensure_all_accounted_for};

/// Sixty tests that each keep 4 MiB, and a fixture whose end must come whatever ends the session.
const LEAKING: &str = r#"
import time

import pytest

KEPT = []


@pytest.fixture(scope="session", autouse=True)
def wide():
    yield
    with open("torn-down", "a") as file:
        file.write("x")


@pytest.mark.parametrize("number", range(60))
def test_leaks(number):
    for _ in range(4):
        KEPT.append(b"x" * (1 << 20))
        time.sleep(0.005)
"#;

fn ensure_polite(artifact: &Artifact) -> Result<()> {
    ensure_all_accounted_for(artifact)?;
    assert_eq!(artifact.tests.count(Outcome::Passed), artifact.tests.len());
    let (last, stopped) = artifact.batches.split_last().context("no batch")?;
    assert!(!stopped.is_empty());
    for batch in &artifact.batches {
        assert_eq!(
            (batch.ending, batch.proof),
            (Ending::Passed, Proof::Certain)
        );
        assert_eq!((batch.exit_code(), batch.signal()), (Some(0), None));
    }
    for batch in stopped {
        let soft = artifact.limits.memory.as_ref().and_then(|m| m.soft_bytes);
        let soft = soft.context("no soft line")?;
        assert!(batch.soft_stop_bytes() >= Some(soft), "{batch:#?}");
        let told = batch.evidence.iter().any(|text| text.contains("soft line"));
        assert!(told, "{:?}", batch.evidence);
    }
    assert_eq!(last.soft_stop_bytes(), None);
    Ok(())
}

#[test]
fn a_leaking_suite_goes_on_in_fresh_processes_before_it_dies() -> Result<()> {
    for limiter in [&[][..], &["--limiter", "watchdog"]] {
        let project = Project::with_suite(LEAKING)?;
        let artifact = project
            .run_pytest(
                &[
                    &["--memory-limit", "200MiB", "--soft-limit", "60%"],
                    limiter,
                ]
                .concat(),
            )
            .expect(exit_code::OK)?
            .artifact()?;
        ensure_polite(&artifact)?;
        // The fixture was torn down in each of the processes, by pytest itself.
        let ends = project.read("torn-down")?.len();
        assert_eq!(ends, artifact.batches.len());
        project.nothing_is_left()?;
    }
    Ok(())
}

#[test]
fn tests_of_a_moment_are_stopped_before_anybody_samples() -> Result<()> {
    // No sample is near: whether the batch ends in time is decided in the process that runs the tests.
    let source = LEAKING.replace("        time.sleep(0.005)\n", "");
    for limiter in [&[][..], &["--limiter", "watchdog"]] {
        let project = Project::with_suite(&source)?;
        let options = ["--memory-limit", "200MiB", "--soft-limit", "60%"];
        let seldom = ["--sample-hz", "1"];
        let ended = project
            .run_pytest(&[&options, &seldom[..], limiter].concat())
            .expect(exit_code::OK)?;
        let artifact = ended.artifact()?;
        ensure_polite(&artifact)?;
        // Each fresh process gets as far as there is room below the line.
        let sizes: Vec<u32> = artifact.batches.iter().map(|b| b.test_count).collect();
        assert!(sizes.len() < 6, "{sizes:?}");
        let told = "stopped at the soft line, the first of them batch 1, with";
        assert!(ended.stderr.contains(told), "{}", ended.stderr);
        for format in ["markdown", "github-summary"] {
            let report = project.oomscope(&["report", ARTIFACT, "--format", format]);
            let report = report.expect(exit_code::OK)?.stdout;
            assert!(report.contains(told), "{report}");
        }
    }
    Ok(())
}

#[test]
fn workers_stop_together() -> Result<()> {
    let project = Project::with_suite(LEAKING)?;
    let artifact = project
        .run_pytest(&["--memory-limit", "400MiB", "--soft-limit", "50%"])
        .args(["-n", "2"])
        .expect(exit_code::OK)?
        .artifact()?;
    ensure_polite(&artifact)?;
    project.nothing_is_left()
}

#[test]
fn a_failed_test_is_still_a_failed_test() -> Result<()> {
    let source = LEAKING.replace("    for _ in", "    assert number != 3\n    for _ in");
    let project = Project::with_suite(&source)?;
    let artifact = project
        .run_pytest(&["--memory-limit", "200MiB", "--soft-limit", "60%"])
        .expect(exit_code::TESTS_FAILED)?
        .artifact()?;
    ensure_all_accounted_for(&artifact)?;
    assert_eq!(artifact.tests.count(Outcome::Failed), 1);
    assert_eq!(artifact.tests.count(Outcome::Passed), 59);
    let first = &artifact.batches[0];
    assert_eq!(first.ending, Ending::TestsFailed);
    assert!(first.soft_stop_bytes().is_some());
    Ok(())
}

#[test]
fn memory_that_a_test_gives_back_stops_nothing() -> Result<()> {
    let project = Project::with_suite(
        r#"
import time

import pytest


@pytest.mark.parametrize("number", range(3))
def test_needs_much_for_a_while(number):
    block = b"x" * (120 << 20)
    time.sleep(0.1)
    del block
    time.sleep(0.1)
"#,
    )?;
    let artifact = project
        .run_pytest(&["--memory-limit", "200MiB", "--soft-limit", "60%"])
        .expect(exit_code::OK)?
        .artifact()?;
    assert_eq!(artifact.batches.len(), 1);
    Ok(())
}

#[test]
fn where_a_fresh_process_would_not_help_it_is_not_tried_again() -> Result<()> {
    // A fixture that the first test sets up, and one that imports do.
    let fixture = r#"
import time

import pytest


@pytest.fixture(scope="session")
def wide():
    block = b"x" * (120 << 20)
    time.sleep(0.1)
    yield block


@pytest.mark.parametrize("number", range(20))
def test_uses_it(number, wide):
    time.sleep(0.02)
"#;
    let import = fixture.replace("    block = ", "    global block\n    block = ");
    let import = format!("BLOCK = b'x' * (120 << 20)\n{import}");
    for (source, batches) in [(fixture, 2), (&import, 1)] {
        let project = Project::with_suite(source)?;
        let artifact = project
            .run_pytest(&["--memory-limit", "400MiB", "--soft-limit", "30%"])
            .expect(exit_code::OK)?
            .artifact()?;
        assert_eq!(artifact.tests.count(Outcome::Passed), 20);
        assert_eq!(artifact.batches.len(), batches);
    }
    Ok(())
}

#[test]
fn it_can_be_switched_off() -> Result<()> {
    let project = Project::with_suite(LEAKING)?;
    let artifact = project
        .run_pytest(&["--memory-limit", "400MiB", "--soft-limit", "off"])
        .expect(exit_code::OK)?
        .artifact()?;
    assert_eq!(artifact.batches.len(), 1);
    assert_eq!(artifact.limits.memory.context("no limit")?.soft_bytes, None);
    Ok(())
}
