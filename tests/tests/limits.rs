//! `--memory-limit`: the batch dies, and neither the run nor the shell that called it.

use anyhow::{Context, ensure};
use oomscope_shared::artifact::{Artifact, Batch, Limiter};
use oomscope_shared::{Ending, Outcome, Proof, exit_code};
use oomscope_tests::runner::{Project, ensure_all_accounted_for, outcome_line, victim};
use oomscope_tests::{Result, places};

const MIB: u64 = 1 << 20;
const LIMIT: u64 = 150 * MIB;
/// The limit, enforced by oomscope itself, and nothing that would spare a suite its death.
const WATCHED: [&str; 6] = [
    "--limiter",
    "watchdog",
    "--soft-limit",
    "off",
    "--memory-limit",
    "150MiB",
];

/// Every test keeps 20 MiB; each takes long enough for a sampler to see what it does. With 14 of them no
/// batch comes so close to the limit at its end that the last, frugal test could be the victim.
const LEAKING: &str = r#"
import time

import pytest

KEPT = []


@pytest.mark.parametrize("number", range(14))
def test_leaks(number):
    for _ in range(20):
        KEPT.append(b"x" * (1 << 20))
        time.sleep(0.002)


def test_frugal():
    pass
"#;

/// A batch that oomscope ended for its memory, with the figures to prove it.
fn ensure_over_limit(batch: &Batch, limit: u64) -> Result<()> {
    ensure!(
        (batch.ending, batch.proof) == (Ending::OverLimit, Proof::Certain),
        "{batch:#?}"
    );
    ensure!(
        (batch.exit_code(), batch.signal()) == (None, Some(9)),
        "{batch:#?}"
    );
    let peak = batch.peak_bytes.context("no peak")?;
    // What a process can take between two samples comes on top.
    ensure!((limit..limit + 100 * MIB).contains(&peak), "peak of {peak}");
    let sentence = batch.evidence.first().context("no evidence")?;
    ensure!(
        sentence.starts_with("oomscope killed the batch"),
        "{sentence}"
    );
    Ok(())
}

fn ensure_limit_is_told(artifact: &Artifact, limit: u64) -> Result<()> {
    let told = artifact.limits.memory.as_ref().context("no limit")?;
    ensure!((told.bytes, told.limiter) == (limit, Limiter::Watchdog));
    Ok(())
}

#[test]
fn a_leaking_suite_dies_at_the_limit_and_goes_on_in_fresh_processes() -> Result<()> {
    let project = Project::with_suite(LEAKING)?;
    let artifact = project
        .run_pytest(&WATCHED)
        .expect(exit_code::MEMORY_DEATH)?
        .artifact()?;
    ensure_limit_is_told(&artifact, LIMIT)?;
    ensure_all_accounted_for(&artifact)?;
    // How many tests fit depends on what Python and pytest take for themselves: some 33 MiB.
    let died = artifact.tests.count(Outcome::Died);
    assert!((1..=3).contains(&died), "{}", outcome_line(&artifact));
    assert_eq!(
        artifact.tests.count(Outcome::Passed),
        artifact.tests.len() - died
    );
    let (last, dead) = artifact.batches.split_last().context("no batch")?;
    assert_eq!((last.ending, dead.len()), (Ending::Passed, died));
    for (at, batch) in dead.iter().enumerate() {
        ensure_over_limit(batch, LIMIT)?;
        let victim = victim(&artifact, at + 1).context("no victim")?;
        assert!(victim.starts_with("test_suite.py::test_leaks["), "{victim}");
    }
    let highest = dead[0]
        .timeline
        .samples()
        .map(|sample| sample.rss_kib)
        .max();
    assert!(highest > Some(LIMIT / 1024), "{highest:?}");
    project.nothing_is_left()
}

#[test]
fn the_calling_shell_lives() -> Result<()> {
    let project = Project::with_suite(LEAKING)?;
    let script = "\"$0\" run -q --limiter watchdog --soft-limit off --memory-limit 150MiB -- python -m pytest -q; echo \"code $?\"";
    let oomscope = places::binary();
    let ended = project.shell(script).args([oomscope]).expect(0)?;
    assert_eq!(ended.stdout, "run.oomscope.json\ncode 3\n");
    Ok(())
}

#[test]
fn batches_of_a_list_each_have_the_whole_limit() -> Result<()> {
    let project = Project::with_suite(LEAKING)?;
    let artifact = project
        .run_pytest(&[&WATCHED[..], &["--batch-size", "4"]].concat())
        .expect(exit_code::OK)?
        .artifact()?;
    assert_eq!(artifact.tests.count(Outcome::Passed), 15);
    assert_eq!(artifact.batches.len(), 4);
    Ok(())
}

#[test]
fn the_memory_of_a_child_process_counts() -> Result<()> {
    let project = Project::with_suite(
        r#"
import subprocess
import sys

def test_before():
    pass

def test_child():
    # Two of them, each below the limit.
    code = "import time; block = b'x' * (80 << 20); time.sleep(600)"
    children = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]
    for child in children:
        child.wait()

def test_after():
    pass
"#,
    )?;
    let artifact = project
        .run_pytest(&WATCHED)
        .expect(exit_code::MEMORY_DEATH)?
        .artifact()?;
    assert_eq!(outcome_line(&artifact), "passed died passed");
    ensure_over_limit(&artifact.batches[0], LIMIT)?;
    assert_eq!(victim(&artifact, 1), Some("test_suite.py::test_child"));
    project.nothing_is_left()
}

#[test]
fn what_lies_below_the_limit_is_let_alone() -> Result<()> {
    let project = Project::with_suite("def test_heavy():\n    block = b'x' * (200 << 20)\n")?;
    for limit in ["300MiB", "0.3G", "314572800"] {
        let artifact = project
            .run_pytest(&["--memory-limit", limit])
            .expect(exit_code::OK)?
            .artifact()?;
        assert_eq!(outcome_line(&artifact), "passed", "{limit}");
    }
    Ok(())
}

#[test]
fn a_suite_whose_imports_exceed_the_limit_is_told_so_and_not_tried_again() -> Result<()> {
    let source =
        "import time\nBLOCK = b'x' * (160 << 20)\ntime.sleep(600)\n\ndef test_a():\n    pass\n";
    for options in [&[][..], &["--batch-size", "1"]] {
        let project = Project::with_suite(source)?;
        let artifact = project
            .run_pytest(&[&WATCHED[..], options].concat())
            .expect(exit_code::MEMORY_DEATH)?
            .artifact()?;
        let [batch] = &artifact.batches[..] else {
            anyhow::bail!("{:#?}", artifact.batches)
        };
        ensure_over_limit(batch, LIMIT)?;
        assert_eq!(batch.victim, None);
        project.nothing_is_left()?;
    }
    Ok(())
}

#[test]
fn a_test_that_exceeds_the_limit_at_once_dies_in_every_batch_it_is_in() -> Result<()> {
    let project = Project::with_suite(
        r#"
import time

import pytest

@pytest.mark.parametrize("number", range(4))
def test_hog(number):
    if number % 2:
        block = b"x" * (160 << 20)
        time.sleep(600)
"#,
    )?;
    let artifact = project
        .run_pytest(&WATCHED)
        .expect(exit_code::MEMORY_DEATH)?
        .artifact()?;
    assert_eq!(outcome_line(&artifact), "passed died passed died");
    assert_eq!(artifact.batches.len(), 2);
    Ok(())
}

#[test]
fn any_command_has_the_limit_too() -> Result<()> {
    let project = Project::new(&[("cases.txt", "10\n200\n20\n")])?;
    let code = "import sys, time; b = b'x' * (int(sys.argv[1]) << 20); \
                time.sleep(600 * (len(b) > 100 << 20))";
    let artifact = project
        .oomscope(&["run", "-q", "--tests", "cases.txt"])
        .args(WATCHED)
        .args(["--", "python", "-c", code])
        .expect(exit_code::MEMORY_DEATH)?
        .artifact()?;
    assert_eq!(outcome_line(&artifact), "passed died passed");
    ensure_over_limit(&artifact.batches[1], LIMIT)?;
    assert_eq!(victim(&artifact, 2), Some("200"));
    Ok(())
}

#[test]
fn a_refused_allocation_is_told_from_other_crashes() -> Result<()> {
    // Not oomscope's limit but the runtime's own word: likely, as nothing proves that it ended by it.
    let project = Project::with_suite(
        r#"
import ctypes
import sys

def test_before():
    pass

def test_refused():
    try:
        b"x" * (1 << 60)
    except MemoryError as error:
        # As native code does when an allocation of its own is refused.
        sys.__stderr__.write("terminate called after throwing an instance of 'std::bad_alloc'\n")
        sys.__stderr__.flush()
        ctypes.CDLL(None).abort()

def test_after():
    pass
"#,
    )?;
    let artifact = project
        .run_pytest(&[])
        .args(["-s"])
        .expect(exit_code::MEMORY_DEATH)?
        .artifact()?;
    assert_eq!(outcome_line(&artifact), "passed died passed");
    let batch = &artifact.batches[0];
    assert_eq!(
        (batch.ending, batch.proof),
        (Ending::OutOfMemory, Proof::Likely)
    );
    assert_eq!(victim(&artifact, 1), Some("test_suite.py::test_refused"));
    Ok(())
}

#[test]
fn a_memory_error_that_pytest_reports_is_a_failed_test() -> Result<()> {
    let project = Project::with_suite("def test_refused():\n    b'x' * (1 << 60)\n")?;
    let artifact = project
        .run_pytest(&[])
        .expect(exit_code::TESTS_FAILED)?
        .artifact()?;
    assert_eq!(outcome_line(&artifact), "failed");
    assert_eq!(artifact.batches[0].ending, Ending::TestsFailed);
    let remark = artifact.tests.remark(0);
    assert!(remark.is_some_and(|remark| *remark == "MemoryError"));
    Ok(())
}
