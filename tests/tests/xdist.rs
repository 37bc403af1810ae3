//! pytest-xdist: every worker reports for itself.

use anyhow::{Context, ensure};
use oomscope_shared::{Ending, Outcome, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::{
    Project, ensure_all_accounted_for, ensure_same_outcomes, evidence, outcomes, row, wait_until,
};

const MIB: u64 = 1 << 20;

const SUITE: &str = r##"
import os

import pytest

KEPT = []


@pytest.fixture
def broken():
    raise RuntimeError("no set-up")


@pytest.fixture(autouse=True)
def written_down(request):
    with open("workers", "a") as file:
        print(os.environ.get("PYTEST_XDIST_WORKER"), os.getpid(), file=file)
    # The workers see the user's environment and not oomscope's.
    assert not [name for name in os.environ if name.startswith("OOMSCOPE")]
    assert "oomscope" not in os.environ.get("PYTEST_ADDOPTS", "")
    assert "oomscope/plugin" not in os.environ.get("PYTHONPATH", "")


@pytest.mark.parametrize("value", ["a b", "x[y]", "p::q", "ü", "日本", "{}", "#"])
def test_shapes(value):
    pass


@pytest.mark.parametrize("number", range(20))
def test_many(number):
    pass


def test_fails():
    assert False


def test_setup_error(broken):
    pass


def test_skips():
    pytest.skip("not here")


@pytest.mark.xfail
def test_xfail():
    assert False


@pytest.mark.xfail
def test_xpass():
    pass


def test_keeps():
    KEPT.append(b"x" * (30 << 20))


def test_heavy():
    block = b"x" * (100 << 20)
    del block
"##;

#[test]
fn outcomes_and_figures_are_those_of_the_tests() -> Result<()> {
    let project = Project::with_suite(SUITE)?;
    project
        .plain_pytest()
        .args(["-n", "2"])
        .witnessed_by("plain.json")?
        .expect(exit_code::TESTS_FAILED)?;
    std::fs::remove_file(project.path("workers"))?;
    let artifact = project
        .run_pytest(&[])
        .args(["-n", "2"])
        .witnessed_by("watched.json")?
        .expect(exit_code::TESTS_FAILED)?
        .artifact()?;
    let plain = project.witness("plain.json")?;
    ensure_same_outcomes(&plain, &outcomes(&artifact)).context("pytest and oomscope")?;
    ensure_same_outcomes(&plain, &project.witness("watched.json")?).context("with oomscope")?;
    let count = |outcome| artifact.tests.count(outcome);
    assert_eq!((count(Outcome::Passed), count(Outcome::Failed)), (29, 1));
    assert_eq!((count(Outcome::Error), count(Outcome::Skipped)), (1, 1));
    assert_eq!((count(Outcome::Xfailed), count(Outcome::Xpassed)), (1, 1));
    for row in artifact.tests.rows() {
        ensure!(
            row.peak_bytes.is_some() && row.retained_bytes.is_some() && row.start_us.is_some(),
            "{row:?}"
        );
    }
    let figures = |name: &str| -> Result<(u64, u64)> {
        let row = row(&artifact, &format!("test_suite.py::{name}"))?;
        Ok((
            row.peak_bytes.context("peak")?,
            row.retained_bytes.context("retained")?,
        ))
    };
    let (base, _) = figures("test_fails")?;
    let (heavy_peak, heavy_kept) = figures("test_heavy")?;
    assert!(
        heavy_peak > base + 95 * MIB && heavy_kept < MIB,
        "{heavy_peak} {heavy_kept}"
    );
    let (_, kept) = figures("test_keeps")?;
    assert!((29 * MIB..32 * MIB).contains(&kept), "{kept}");
    // Two workers ran them, and both are in the tree.
    let text = project.read("workers")?;
    for worker in ["gw0 ", "gw1 "] {
        let line = text.lines().find_map(|line| line.strip_prefix(worker));
        let pid: u32 = line.with_context(|| format!("no {worker}"))?.parse()?;
        assert!(
            artifact.batches[0]
                .processes
                .iter()
                .any(|process| process.pid == pid)
        );
    }
    Ok(())
}

#[test]
fn batches_are_shared_out_among_the_workers() -> Result<()> {
    let project = Project::with_suite(SUITE)?;
    project
        .plain_pytest()
        .witnessed_by("plain.json")?
        .expect(exit_code::TESTS_FAILED)?;
    let artifact = project
        .run_pytest(&["--batch-size", "12"])
        .args(["-n", "2"])
        .expect(exit_code::TESTS_FAILED)?
        .artifact()?;
    ensure_same_outcomes(&project.witness("plain.json")?, &outcomes(&artifact))?;
    let sizes: Vec<u32> = artifact
        .batches
        .iter()
        .map(|batch| batch.test_count)
        .collect();
    assert_eq!(sizes, [12, 12, 10]);
    Ok(())
}

const DYING: &str = r#"
import os
import signal

import pytest


@pytest.mark.parametrize("number", range(8))
def test_before(number):
    pass


def test_dies():
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("number", range(8))
def test_after(number):
    pass
"#;

#[test]
fn a_worker_that_dies_in_a_test_is_seen() -> Result<()> {
    let project = Project::with_suite(DYING)?;
    let ended = project
        .run_pytest(&[])
        .args(["-n", "2"])
        .expect(exit_code::TESTS_FAILED)?;
    for part in [
        "1 of 17 tests died; memory peaked",
        "Tests: 16 passed and 1 died.",
        "Died by its own doing: test_suite.py::test_dies in batch 1.",
    ] {
        ensure!(ended.stderr.contains(part), "{part}: {}", ended.stderr);
    }
    let artifact = ended.artifact()?;
    let dead = row(&artifact, "test_suite.py::test_dies")?;
    assert_eq!(dead.outcome, Outcome::Died);
    let remark = artifact.tests.remark(dead.index).context("no remark")?;
    assert!(remark.contains("crashed while running"), "{remark}");
    assert!(remark.contains("to itself by"), "{remark}");
    let evidence = evidence(&artifact.batches[0]);
    assert!(evidence.contains("ended itself: the test"), "{evidence}");
    assert_eq!(
        artifact.tests.count(Outcome::Passed),
        16,
        "{:?}",
        artifact.tests.outcome
    );
    for row in artifact
        .tests
        .rows()
        .filter(|row| row.outcome == Outcome::Passed)
    {
        assert!(
            row.peak_bytes.is_some(),
            "the worker that took over was measured: {row:?}"
        );
    }
    assert_eq!(artifact.batches[0].ending, Ending::TestsFailed);
    Ok(())
}

#[test]
fn the_limit_holds_for_all_workers_together() -> Result<()> {
    let project = Project::with_suite(
        r#"
import time

import pytest

KEPT = []


@pytest.mark.parametrize("number", range(2))
def test_small(number):
    KEPT.append(b"x" * (80 << 20))
    time.sleep(600)
"#,
    )?;
    let artifact = project
        .run_pytest(&["--memory-limit", "200MiB", "--limiter", "watchdog"])
        .args(["-n", "2"])
        .expect(exit_code::MEMORY_DEATH)?
        .artifact()?;
    assert_eq!(artifact.batches[0].ending, Ending::OverLimit);
    assert_eq!(artifact.tests.count(Outcome::Died), 2);
    ensure_all_accounted_for(&artifact)?;
    project.nothing_is_left()
}

#[test]
fn a_run_with_workers_can_be_stopped() -> Result<()> {
    let project = Project::with_suite(
        r#"
import time

import pytest


@pytest.mark.parametrize("number", range(4))
def test_waits(number):
    open("ready-%d" % number, "w").close()
    time.sleep(600)
"#,
    )?;
    let running = project.run_pytest(&[]).args(["-n", "2"]).start()?;
    wait_until("two tests", || {
        Ok((0..4)
            .filter(|n| project.has(&format!("ready-{n}")))
            .count()
            == 2)
    })?;
    running.signal("TERM")?;
    let artifact = running.wait()?.expect(exit_code::TERMINATED)?.artifact()?;
    project.nothing_is_left()?;
    ensure_all_accounted_for(&artifact)?;
    assert_eq!(artifact.tests.count(Outcome::Died), 2);
    assert_eq!(artifact.tests.count(Outcome::NotRun), 2);
    Ok(())
}
