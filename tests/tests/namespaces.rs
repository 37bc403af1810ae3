//! Where `/proc` is not that of oomscope's own pid namespace: a limit holds all the same, or nobody says that it does.

use std::path::Path;

use anyhow::{Context, ensure};
use oomscope_shared::{Ending, Message, Proof, exit_code};
use oomscope_tests::runner::{Call, PYTEST, Project, outcome_line};
use oomscope_tests::{Result, left_out, places};
use serde_json::Value;

/// A namespace whose processes have other numbers in `/proc` than their own.
const OUTER_PROC: &[&str] = &["--user", "--map-root-user", "--pid", "--fork"];
/// All there is in `/proc` is what a limit is derived from.
const BARE_PROC: &str =
    "cp /proc/meminfo meminfo && mount -t tmpfs none /proc && mv meminfo /proc && exec \"$@\"";

const HOG: &str = r#"
import subprocess
import sys
import time

CODE = """
import time
blocks = []
for _ in range(500):
    blocks.append(b"x" * (1 << 20))
    time.sleep(0.001)
time.sleep(600)
"""


def test_before():
    subprocess.Popen(["sleep", "600"], start_new_session=True)


def test_hog():
    subprocess.Popen([sys.executable, "-c", CODE], start_new_session=True).wait()
"#;

/// `unshare OPTIONS`, with a program to follow; `None` where this machine does not let us.
fn unshare(project: &Project, options: &[&str]) -> Result<Option<Call>> {
    let call = || Call::new(project.folder(), Path::new("unshare")).args(options);
    let tried = call().args(["true"]).run()?;
    if tried.code() != Some(0) {
        left_out(&tried.stderr)?;
        return Ok(None);
    }
    Ok(Some(call()))
}

/// `oomscope` with these arguments, where `/proc` says nothing of processes.
fn without_processes(project: &Project, arguments: &[&str]) -> Result<Option<Call>> {
    let call = unshare(project, &["--mount"])?;
    Ok(call.map(|call| {
        call.args(["sh", "-c", BARE_PROC, "sh"])
            .args([places::binary()])
            .args(arguments)
    }))
}

#[test]
fn a_limit_holds_where_proc_has_other_numbers() -> Result<()> {
    let project = Project::with_suite(HOG)?;
    let Some(call) = unshare(&project, OUTER_PROC)? else {
        return Ok(());
    };
    let artifact = call
        .args([places::binary()])
        .args(["run", "--show-output", "never", "--hunt", "off"])
        .args(["--limiter", "watchdog", "--memory-limit", "150MiB"])
        .args(PYTEST)
        .expect(exit_code::MEMORY_DEATH)?
        .artifact()?;
    assert_eq!(outcome_line(&artifact), "passed died");
    let batch = &artifact.batches[0];
    assert_eq!(
        (batch.ending, batch.proof),
        (Ending::OverLimit, Proof::Certain)
    );
    // The numbers are those by which the processes know themselves.
    let pytest = &batch.processes[0];
    assert!(
        batch
            .processes
            .iter()
            .any(|one| one.parent_pid == pytest.pid && one.name == "sleep"),
        "{:#?}",
        batch.processes
    );
    project.nothing_is_left()
}

#[test]
fn what_outlives_a_batch_is_ended_where_proc_has_other_numbers() -> Result<()> {
    let before = HOG.split("def test_hog").next().context("no suite")?;
    let project = Project::with_suite(before)?;
    let Some(call) = unshare(&project, OUTER_PROC)? else {
        return Ok(());
    };
    let artifact = call
        .args([places::binary()])
        .args(["run", "--show-output", "never", "--hunt", "off"])
        .args(PYTEST)
        .expect(exit_code::OK)?
        .artifact()?;
    let evidence = oomscope_tests::runner::evidence(&artifact.batches[0]);
    ensure!(evidence.contains("sleep"), "{evidence}");
    project.nothing_is_left()
}

#[test]
fn a_limit_that_nothing_can_enforce_is_refused_before_the_first_test() -> Result<()> {
    let project = Project::with_suite("def test_a():\n    open('ran', 'w').close()\n")?;
    let words = [
        "run",
        "--memory-limit",
        "150MiB",
        "--",
        "python",
        "-m",
        "pytest",
    ];
    let Some(call) = without_processes(&project, &words)? else {
        return Ok(());
    };
    let ended = call.expect(exit_code::USAGE)?;
    for part in [
        "error: `--memory-limit` asks for a limit, but nothing here can enforce",
        "watchdog (`/proc` does not show the processes that oomscope starts",
        "hint: mount the `/proc` of this pid namespace",
    ] {
        ensure!(ended.stderr.contains(part), "{part}: {}", ended.stderr);
    }
    ensure!(!project.has("ran") && !project.has("run.oomscope.json"));
    Ok(())
}

#[test]
fn where_nobody_asked_for_a_limit_the_artifact_and_the_doctor_say_that_there_is_none() -> Result<()>
{
    let project = Project::with_suite("def test_a():\n    open('ran', 'w').close()\n")?;
    let words = ["run", "--hunt", "off", "--", "python", "-m", "pytest", "-q"];
    let Some(call) = without_processes(&project, &words)? else {
        return Ok(());
    };
    let artifact = call.expect(exit_code::OK)?.artifact()?;
    ensure!(project.has("ran") && artifact.limits.memory.is_none());
    let warning = artifact
        .warnings
        .iter()
        .map(Message::english)
        .find(|warning| warning.starts_with("No memory limit is in force, because"))
        .with_context(|| format!("{:?}", artifact.warnings))?;
    let doctor = without_processes(&project, &["doctor", "--json"])?.context("no namespace")?;
    let report: Value = doctor.expect(exit_code::OK)?.json()?;
    assert_eq!(report["unenforced"], warning);
    assert!(report["limiter"].is_null() && report["memory_limit"].is_null());
    let doctor = without_processes(&project, &["doctor"])?.context("no namespace")?;
    let text = doctor.expect(exit_code::OK)?.stdout;
    ensure!(text.starts_with(&warning), "{text}");
    ensure!(text.contains("\nno  limiter.watchdog "), "{text}");
    Ok(())
}
