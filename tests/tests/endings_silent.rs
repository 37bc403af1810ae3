//! Batches of pytest in which the plugin could not speak, and what is said of that.

use anyhow::{Context, ensure};
use oomscope_shared::artifact::Artifact;
use oomscope_shared::{Ending, Proof, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::{Project, row};

const SUITE: &str = "def test_a():\n    pass\n\ndef test_b():\n    pass\n";

fn speaks_of_silence(artifact: &Artifact) -> bool {
    artifact
        .warnings
        .iter()
        .any(|warning| warning.contains("never spoke"))
}

#[test]
fn a_python_that_ignores_its_environment_runs_the_suite_without_the_plugin() -> Result<()> {
    for flags in ["-I", "-E"] {
        let project = Project::with_suite(SUITE)?;
        let ended = project
            .oomscope(&["run", "-q", "--", "python", flags, "-m", "pytest", "-q"])
            .expect(exit_code::OK)?;
        let artifact = ended.artifact()?;
        let [batch] = &artifact.batches[..] else {
            anyhow::bail!("{:#?}", artifact.batches)
        };
        ensure!(
            (batch.ending, batch.proof) == (Ending::Passed, Proof::Likely),
            "{batch:#?}"
        );
        ensure!(
            batch.output.text.contains("2 passed"),
            "{}",
            batch.output.text
        );
        ensure!(batch.peak_bytes.is_some());
        let [warning] = &artifact.warnings[..] else {
            anyhow::bail!("{:?}", artifact.warnings)
        };
        ensure!(warning.contains("PYTHONPATH"), "{warning}");
    }
    // Without the plugin the tests cannot be listed, and it says so before any has run.
    let project = Project::with_suite(SUITE)?;
    let refused = project
        .oomscope(&[
            "run",
            "--batch-size",
            "1",
            "--",
            "python",
            "-I",
            "-m",
            "pytest",
        ])
        .expect(exit_code::USAGE)?;
    ensure!(refused.stderr.contains("PYTHONPATH"), "{}", refused.stderr);
    ensure!(refused.stdout.is_empty());
    Ok(())
}

#[test]
fn a_cleared_environment_leaves_the_tests_unknown() -> Result<()> {
    let project = Project::with_suite(SUITE)?;
    let python = oomscope_tests::places::python();
    let ended = project
        .oomscope(&["run", "--", "env", "-i"])
        .args([python.as_os_str()])
        .args(["-m", "pytest", "-q"])
        .expect(exit_code::OK)?;
    let artifact = ended.artifact()?;
    assert!(artifact.tests.is_empty() && speaks_of_silence(&artifact));
    assert!(
        ended.stderr.contains("nothing is known of single tests"),
        "{}",
        ended.stderr
    );
    assert!(!ended.stderr.contains("All 0"), "{}", ended.stderr);
    Ok(())
}

#[test]
fn silence_that_is_explained_is_no_riddle() -> Result<()> {
    let project = Project::with_suite("import time\ntime.sleep(600)\n")?;
    // pytest refuses the command line; nothing was ever to be said.
    let refused = project
        .run_pytest(&[])
        .args(["--no-such-option"])
        .expect(exit_code::TESTS_FAILED)?;
    ensure!(
        !speaks_of_silence(&refused.artifact()?),
        "{}",
        refused.stderr
    );
    // It was ended before it could say anything.
    let late = project
        .oomscope(&["run", "-q", "--framework", "pytest", "--timeout", "200ms"])
        .args(["--", "sleep", "600"])
        .expect(exit_code::BATCH_DIED)?;
    ensure!(!speaks_of_silence(&late.artifact()?), "{}", late.stderr);
    Ok(())
}

#[test]
fn a_failed_doctest_says_what_differs() -> Result<()> {
    let module = "def add(a, b):\n    \"\"\"\n    >>> add(1, 2)\n    4\n    \"\"\"\n    return a + b\n\n\
                  def divide(a, b):\n    \"\"\"\n    >>> divide(1, 0)\n    1\n    \"\"\"\n    return a / b\n";
    let project = Project::new(&[("sums.py", module)])?;
    let artifact = project
        .run_pytest(&[])
        .args(["--doctest-modules"])
        .expect(exit_code::TESTS_FAILED)?
        .artifact()?;
    for (id, says) in [
        ("sums.py::sums.add", "expected 4, got 3"),
        ("sums.py::sums.divide", "ZeroDivisionError"),
    ] {
        let index = row(&artifact, id)?.index;
        let remark = artifact.tests.remark(index).context("no remark")?;
        ensure!(remark.contains(says), "{id}: {remark}");
    }
    Ok(())
}
