//! What the processes of a batch say and oomscope must not believe: numbers of tests that there are not, figures
//! that cannot be, and the tests of another session of the same command.

use anyhow::{Context, ensure};
use oomscope_shared::Message;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::exit_code;
use oomscope_tests::Result;
use oomscope_tests::runner::{ARTIFACT, Call, PYTEST, Project, only_finding, outcome_line, row};

/// Writes lines to the socket of the plugin, as any process that inherits it can.
const FORGERY: &str = r#"
import os
import sys


def tell(*lines):
    plugin = sys.modules["oomscope_hooks"]._plugin
    if plugin is None:
        return
    fd = plugin.wire.fd
    child = os.fork()
    if child == 0:
        os.write(fd, "".join(line + "\n" for line in lines).encode())
        os._exit(0)
    os.waitpid(child, 0)
"#;

/// The one warning with these words; an error where it is not exactly one.
fn only_warning(artifact: &Artifact, words: &str) -> Result<String> {
    let mut found = artifact.warnings.iter().filter(|text| text.contains(words));
    let warning = found.next();
    ensure!(found.next().is_none(), "{:#?}", artifact.warnings);
    let all = || format!("no warning with `{words}` among {:#?}", artifact.warnings);
    warning.map(Message::english).with_context(all)
}

#[test]
fn forged_numbers_and_figures_do_not_reach_the_artifact() -> Result<()> {
    let project = Project::new(&[
        ("forgery.py", FORGERY),
        (
            "test_suite.py",
            r#"
from forgery import tell

MOST = 2**64 - 1


def test_first():
    pass


def test_second():
    pass


def test_forges():
    figures = "- - - - - - - - -"
    tell(
        "S 77 1000 1000",
        "P 78 c 1 1 1",
        "E 79 f 1000 1 %s" % figures,
        "E 4294967295 p 1000 1 %s" % figures,
        "S 0 %d %d" % (MOST, MOST),
        "P 0 s %d %d %d" % (MOST, MOST, MOST),
        "E 0 p %d %d - - - 5 %d %d - - -" % (MOST, MOST, MOST, MOST),
    )


def test_last():
    pass
"#,
        ),
    ])?;
    let artifact = project.run_pytest(&[]).expect(exit_code::OK)?.artifact()?;
    assert_eq!(outcome_line(&artifact), "passed passed passed passed");
    let warning = only_warning(&artifact, "which it was not given")?;
    assert!(warning.contains("test number 77"), "{warning}");
    let forged = row(&artifact, "test_suite.py::test_first")?;
    // What it really kept, and not what was forged.
    assert!(
        forged.retained_bytes.is_none_or(|bytes| bytes < 1 << 20),
        "{forged:?}"
    );
    let end_us = artifact.run.duration_ms * 1000 + 1000;
    for row in artifact.tests.rows() {
        assert!(row.start_us.context("no start")? <= end_us, "{row:?}");
        assert!(row.duration_us.context("no duration")? <= end_us, "{row:?}");
        let memory = artifact.host.memory_bytes.context("no memory")?;
        for figure in [row.peak_bytes, row.rss_before_bytes, row.rss_after_bytes] {
            assert!(figure.is_none_or(|bytes| bytes < memory), "{row:?}");
        }
    }
    let peak = artifact.peak_bytes().context("no peak")?;
    assert!(peak < 1 << 40, "{peak}");
    Ok(())
}

#[test]
fn a_worker_that_ends_itself_in_a_test_that_there_is_not() -> Result<()> {
    let project = Project::new(&[
        ("forgery.py", FORGERY),
        (
            "test_suite.py",
            r#"
import os

import pytest
from forgery import tell


@pytest.mark.parametrize("number", range(4))
def test_quiet(number):
    pass


def test_forges():
    tell("S 77 1000 1000")
    os._exit(3)
"#,
        ),
    ])?;
    let artifact = project
        .run_pytest(&[])
        .args(["-n", "2"])
        .expect(exit_code::TESTS_FAILED)?
        .artifact()?;
    assert_eq!(outcome_line(&artifact), "passed passed passed passed died");
    only_warning(&artifact, "test number 77")?;
    Ok(())
}

#[test]
fn a_hunt_goes_on_without_what_was_forged() -> Result<()> {
    let project = Project::new(&[
        ("forgery.py", FORGERY),
        (
            "test_suite.py",
            r#"
import json

from forgery import tell

KEPT = []
GROWN = dict.fromkeys(
    "heap python anon shmem dev_shm children child_count threads".split(), 64 << 20
)


def test_keeps():
    KEPT.append([bytes(1000) for _ in range(4000)])
    for number in 3, 99999:
        ran = {
            "kind": "test", "round": 1, "test": number, "outcome": "p", "remark": None,
            "grown": GROWN, "garbage": 0, "gc": [True, True],
        }
        tell("H " + json.dumps(ran))


def test_quiet():
    pass
"#,
        ),
    ])?;
    let artifact = project
        .oomscope(&[
            "run",
            "--show-output",
            "never",
            "--hunt-budget",
            "10m",
            "--",
        ])
        .args(["python", "-m", "pytest", "-q", "-p", "no:cacheprovider"])
        .expect(exit_code::OK)?
        .artifact()?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.culprits, ["test_suite.py::test_keeps"]);
    let notes = &artifact.hunt.as_ref().context("no hunt")?.notes;
    let is_noted = notes
        .iter()
        .any(|note| note.key_name() == "note_told_of_others");
    assert!(is_noted, "{notes:#?}");
    Ok(())
}

// One command, several sessions.

/// A project in which `run-tests.sh` is this.
fn scripted(script: &str, files: &[(&str, &str)]) -> Result<Project> {
    let project = Project::new(files)?;
    project.write("run-tests.sh", script)?;
    Ok(project)
}

/// `oomscope run OPTIONS --framework pytest -- sh run-tests.sh`.
fn run_script(project: &Project, options: &[&str]) -> Call {
    project
        .oomscope(&["run", "--show-output", "never", "--hunt", "off"])
        .args(options)
        .args(["--framework", "pytest", "--", "sh", "run-tests.sh"])
}

const FIRST: &str = "def test_passes():\n    pass\n\n\ndef test_fails():\n    assert False\n";

const SECOND: &str = r#"
import os

import pytest


@pytest.mark.parametrize("number", range(7))
def test_other(number):
    assert number != 1


def test_leaves():
    os._exit(3)
"#;

#[test]
fn a_second_session_with_workers_costs_the_first_one_nothing() -> Result<()> {
    let script = "python -m pytest -q -n2 test_a.py\npython -m pytest -q -n2 test_b.py\n";
    let project = scripted(script, &[("test_a.py", FIRST), ("test_b.py", SECOND)])?;
    let artifact = run_script(&project, &[])
        .expect(exit_code::TESTS_FAILED)?
        .artifact()?;
    assert_eq!(
        artifact.tests.id,
        ["test_a.py::test_passes", "test_a.py::test_fails"]
    );
    assert_eq!(outcome_line(&artifact), "passed failed");
    only_warning(&artifact, "ran pytest more than once")?;
    assert_eq!(artifact.warnings.len(), 1, "{:#?}", artifact.warnings);
    Ok(())
}

#[test]
fn a_second_session_of_the_same_tests_changes_nothing_of_the_first() -> Result<()> {
    let suite = r#"
import os


def test_first_time():
    assert "AGAIN" in os.environ


def test_always():
    pass
"#;
    let script = "python -m pytest -q\nAGAIN=1 python -m pytest -q\n";
    let project = scripted(script, &[("test_a.py", suite)])?;
    let artifact = run_script(&project, &[])
        .expect(exit_code::TESTS_FAILED)?
        .artifact()?;
    assert_eq!(outcome_line(&artifact), "failed passed");
    only_warning(&artifact, "ran pytest more than once")?;
    Ok(())
}

#[test]
fn a_session_that_only_lists_is_no_other_one() -> Result<()> {
    let script = "python -m pytest -q --collect-only\npython -m pytest -q\n";
    let project = scripted(script, &[("test_a.py", FIRST)])?;
    let artifact = run_script(&project, &[])
        .expect(exit_code::TESTS_FAILED)?
        .artifact()?;
    assert_eq!(outcome_line(&artifact), "passed failed");
    assert!(artifact.warnings.is_empty(), "{:#?}", artifact.warnings);
    let figures = artifact.tests.rows().all(|row| row.peak_bytes.is_some());
    assert!(figures, "{:#?}", artifact.tests);
    Ok(())
}

#[test]
fn tests_of_several_sessions_are_not_cut_into_batches() -> Result<()> {
    let script = "python -m pytest -q test_a.py\npython -m pytest -q test_b.py\n";
    let project = scripted(script, &[("test_a.py", FIRST), ("test_b.py", SECOND)])?;
    let ended = run_script(&project, &["--batch-size", "1"]).expect(exit_code::USAGE)?;
    let said = &ended.stderr;
    assert!(said.contains("runs pytest more than once"), "{said}");
    assert!(!project.has(ARTIFACT));
    Ok(())
}

#[test]
fn a_plugin_whose_descriptors_a_test_closes_is_no_death() -> Result<()> {
    let suite = r#"
import os
import time


def test_first():
    pass


def test_closes():
    for fd in range(3, 100):
        try:
            if os.readlink(f"/proc/self/fd/{fd}").startswith("socket"):
                os.close(fd)
        except OSError:
            pass
    time.sleep(0.3)


def test_after():
    with open("after", "a") as file:
        file.write("x")
"#;
    let project = Project::with_suite(suite)?;
    let ended = project.oomscope(&[
        "run",
        "--hunt",
        "off",
        "--",
        "python",
        "-m",
        "pytest",
        "-sq",
        "-p",
        "no:logging",
    ]);
    let artifact = ended.expect(exit_code::OK)?.artifact()?;
    assert_eq!(outcome_line(&artifact), "passed ran ran");
    only_warning(&artifact, "the plugin fell silent")?;
    assert_eq!(artifact.batches.len(), 1, "nothing is run a second time");
    assert_eq!(project.read("after")?, "x");
    Ok(())
}

#[test]
fn a_line_without_an_end_takes_neither_memory_nor_the_run() -> Result<()> {
    let project = Project::new(&[
        ("forgery.py", FORGERY),
        (
            "test_suite.py",
            r#"
import os
import sys
import time


def test_first():
    pass


def test_floods():
    fd = sys.modules["oomscope_hooks"]._plugin.wire.fd
    if os.fork() == 0:
        block = b"x" * (1 << 16)
        try:
            while True:
                os.write(fd, block)
        except OSError:
            os._exit(0)
    os.wait()
    time.sleep(0.3)
"#,
        ),
    ])?;
    let artifact = project.run_pytest(&[]).expect(exit_code::OK)?.artifact()?;
    assert_eq!(outcome_line(&artifact), "passed ran");
    only_warning(&artifact, "a line without an end")?;
    Ok(())
}

#[test]
fn a_test_that_deletes_its_folder_has_passed_by_then() -> Result<()> {
    let project = Project::with_suite(
        "import os\nimport shutil\n\n\ndef test_first():\n    pass\n\n\n\
         def test_deletes():\n    shutil.rmtree(os.getcwd())\n",
    )?;
    let call = project.oomscope(&[
        "run",
        "--hunt",
        "off",
        "-o",
        "/dev/shm/oomscope-deleted.json",
    ]);
    let ended = call.args(PYTEST).run()?;
    let text = std::fs::read_to_string("/dev/shm/oomscope-deleted.json")?;
    std::fs::remove_file("/dev/shm/oomscope-deleted.json")?;
    let artifact: Artifact = serde_json::from_str(&text)?;
    assert_eq!(outcome_line(&artifact), "passed passed", "{}", ended.stderr);
    Ok(())
}
