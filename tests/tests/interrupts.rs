//! Signals to oomscope itself: the artifact is finished, and nothing of the batch is left.

use anyhow::{Context, ensure};
use oomscope_journal::Event;
use oomscope_shared::artifact::{Artifact, Completion};
use oomscope_shared::{Ending, Proof, exit_code};
use oomscope_tests::runner::{
    Project, Running, ensure_all_accounted_for, evidence, is_alive, outcome_line, signal, victim,
    wait_until,
};
use oomscope_tests::{Result, places};

const SIGNALS: [(&str, u8); 3] = [
    ("INT", exit_code::INTERRUPTED),
    ("TERM", exit_code::TERMINATED),
    ("HUP", exit_code::HANGUP),
];

/// The second test leaves an orphan behind and then waits for ever.
const WAITING: &str = r#"
import os
import time


def test_before():
    pass


def test_waits():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            with open("orphan", "w") as file:
                file.write(str(os.getpid()))
            while True:
                time.sleep(600)
        os._exit(0)
    os.wait()
    while not os.path.exists("orphan"):
        time.sleep(0.01)
    open("ready", "w").close()
    time.sleep(600)


def test_after():
    pass
"#;

/// Like a test that catches whatever it can: asked to end, it says so and goes on.
const STUBBORN: &str = r#"
import signal
import time


def refuse(*args):
    with open("asked", "w") as file:
        file.write("asked")


def test_before():
    pass


def test_waits():
    signal.signal(signal.SIGINT, refuse)
    signal.signal(signal.SIGTERM, refuse)
    open("ready", "w").close()
    while True:
        time.sleep(600)


def test_after():
    pass
"#;

/// What an artifact of a run that was stopped in its second test says.
fn ensure_interrupted(artifact: &Artifact, name: &str) -> Result<()> {
    ensure!(artifact.run.completion == Completion::Interrupted);
    ensure!(
        outcome_line(artifact) == "passed died not_run",
        "{}",
        outcome_line(artifact)
    );
    ensure_all_accounted_for(artifact)?;
    let batch = artifact.batches.first().context("no batch")?;
    ensure!(
        (batch.ending, batch.proof) == (Ending::Interrupted, Proof::Certain),
        "{batch:#?}"
    );
    let evidence = batch.evidence.first().context("no evidence")?;
    ensure!(
        evidence.contains(&format!("received SIG{name}")),
        "{evidence}"
    );
    ensure!(victim(artifact, 1) == Some("test_suite.py::test_waits"));
    ensure!(batch.peak_bytes.is_some() && artifact.sampling.samples > 0);
    Ok(())
}

#[test]
fn one_signal_ends_the_run_in_order() -> Result<()> {
    for (name, code) in SIGNALS {
        let project = Project::with_suite(WAITING)?;
        let running = project.run_pytest(&[]).start()?;
        project.wait_for("ready")?;
        running.signal(name)?;
        let ended = running.wait()?.expect(code)?;
        // The signal is passed on: oomscope itself dies of it.
        ensure!(ended.signal() == Some(i32::from(code) - 128), "{ended:?}");
        project.nothing_is_left()?;
        let orphan: u32 = project.read("orphan")?.parse()?;
        ensure!(!is_alive(orphan), "the orphan lives");
        ensure_interrupted(&ended.artifact()?, name).with_context(|| format!("SIG{name}"))?;
        ensure!(!project.has("run.oomscope.journal"));
        // By which signal, in which test: which is no victim of anything.
        for part in [
            "The run was stopped; 1 of 3 tests have an outcome.",
            "Tests: 1 passed, 1 not run and 1 interrupted.",
            &format!("received SIG{name}"),
            "test_suite.py::test_waits interrupted: was running when the run was stopped",
            "test_suite.py::test_after not run: the run was cancelled",
        ] {
            ensure!(ended.stderr.contains(part), "{part}: {}", ended.stderr);
        }
        ensure!(!ended.stderr.contains("ictim"), "{}", ended.stderr);
    }
    Ok(())
}

#[test]
fn a_key_at_the_terminal_reaches_all_of_a_group_and_the_run_still_ends_in_order() -> Result<()> {
    let project = Project::with_suite(WAITING)?;
    let running = project.run_pytest(&[]).in_own_group().start()?;
    project.wait_for("ready")?;
    running.signal_group("INT")?;
    let artifact = running.wait()?.expect(exit_code::INTERRUPTED)?.artifact()?;
    project.nothing_is_left()?;
    // The key did not reach the batch itself: oomscope asked it to end.
    assert_ne!(artifact.batches[0].signal(), Some(2));
    ensure_interrupted(&artifact, "INT")
}

#[test]
fn a_batch_that_does_not_listen_is_killed() -> Result<()> {
    for (name, code) in SIGNALS {
        let project = Project::with_suite(STUBBORN)?;
        let running = project.run_pytest(&[]).start()?;
        project.wait_for("ready")?;
        running.signal(name)?;
        let ended = running.wait()?.expect(code)?;
        project.nothing_is_left()?;
        ensure!(project.has("asked"), "the batch was not asked first");
        ensure_interrupted(&ended.artifact()?, name)?;
    }
    Ok(())
}

#[test]
fn a_second_signal_ends_it_at_once() -> Result<()> {
    for (first, second, code) in [
        ("TERM", "TERM", exit_code::TERMINATED),
        ("INT", "INT", exit_code::INTERRUPTED),
        ("INT", "TERM", exit_code::INTERRUPTED),
        ("HUP", "INT", exit_code::HANGUP),
    ] {
        let project = Project::with_suite(STUBBORN)?;
        let running = project.run_pytest(&[]).start()?;
        project.wait_for("ready")?;
        running.signal(first)?;
        project.wait_for("asked")?;
        running.signal(second)?;
        let ended = running.wait()?.expect(code)?;
        ensure!(ended.signal() == Some(i32::from(code) - 128), "{ended:?}");
        project.nothing_is_left()?;
        ensure_interrupted(&ended.artifact()?, first)
            .with_context(|| format!("SIG{first} and SIG{second}"))?;
    }
    Ok(())
}

/// Waits until the run has this many processes: itself, the guard, pytest.
fn wait_for_processes(project: &Project, count: usize) -> Result<()> {
    wait_until("processes", || Ok(project.processes()?.len() >= count))
}

fn interrupt(project: &Project, running: Running) -> Result<Artifact> {
    running.signal("TERM")?;
    let artifact = running.wait()?.expect(exit_code::TERMINATED)?.artifact()?;
    project.nothing_is_left()?;
    ensure!(artifact.run.completion == Completion::Interrupted);
    ensure_all_accounted_for(&artifact)?;
    Ok(artifact)
}

#[test]
fn a_run_can_be_stopped_before_its_first_test() -> Result<()> {
    // As soon as pytest is there: importing, collecting, or waiting for the runner's answer.
    for options in [&[][..], &["--batch-size", "1"]] {
        let project =
            Project::with_suite("import time\ntime.sleep(600)\n\ndef test_a():\n    pass\n")?;
        let running = project.run_pytest(options).start()?;
        wait_for_processes(&project, 3)?;
        let artifact = interrupt(&project, running)?;
        assert_eq!(artifact.tests.len(), 0);
        assert_eq!(
            artifact.batches[0].ending,
            Ending::Interrupted,
            "{options:?}"
        );
    }
    Ok(())
}

#[test]
fn a_run_can_be_stopped_in_a_later_batch() -> Result<()> {
    let project = Project::with_suite(
        r#"
import time

import pytest

@pytest.mark.parametrize("number", range(6))
def test_some(number):
    if number == 3:
        open("ready", "w").close()
        time.sleep(600)
"#,
    )?;
    let running = project.run_pytest(&["--batch-size", "2"]).start()?;
    project.wait_for("ready")?;
    let artifact = interrupt(&project, running)?;
    assert_eq!(
        outcome_line(&artifact),
        "passed passed passed died not_run not_run"
    );
    let endings: Vec<Ending> = artifact.batches.iter().map(|batch| batch.ending).collect();
    assert_eq!(endings, [Ending::Passed, Ending::Interrupted]);
    Ok(())
}

#[test]
fn a_run_of_any_command_can_be_stopped() -> Result<()> {
    let script = "trap 'echo asked; exit 3' TERM\n\
                  if [ \"$1\" = second ]; then touch ready; while :; do sleep 0.01; done; fi\n";
    let project = Project::new(&[("cases.txt", "first\nsecond\nthird\n"), ("case.sh", script)])?;
    let running = project
        .oomscope(&["run", "-q", "--tests", "cases.txt", "--", "sh", "case.sh"])
        .start()?;
    project.wait_for("ready")?;
    let artifact = interrupt(&project, running)?;
    assert_eq!(outcome_line(&artifact), "passed died not_run");
    // A command is asked by SIGTERM, which is what everything but pytest expects.
    assert_eq!(artifact.batches[1].output.text, "asked\n");
    assert_eq!(artifact.batches[1].exit_code(), Some(3));
    Ok(())
}

#[test]
fn under_nohup_a_hang_up_changes_nothing() -> Result<()> {
    let project = Project::with_suite(
        "import os\nimport time\n\ndef test_waits():\n    open('ready', 'w').close()\n    \
         while not os.path.exists('go'):\n        time.sleep(0.01)\n",
    )?;
    let script = "trap '' HUP; exec \"$0\" run -q -- python -m pytest -q";
    let oomscope = places::binary();
    let running = project.shell(script).args([oomscope]).start()?;
    project.wait_for("ready")?;
    running.signal("HUP")?;
    // The second signal is one that it listens to. Were the first one of them, this would be its code.
    running.signal("TERM")?;
    let artifact = running.wait()?.expect(exit_code::TERMINATED)?.artifact()?;
    let evidence = evidence(&artifact.batches[0]);
    assert!(
        evidence.contains("SIGTERM") && !evidence.contains("SIGHUP"),
        "{evidence}"
    );
    project.nothing_is_left()
}

/// The guard of the batch that runs.
fn guard_of(project: &Project) -> Result<u32> {
    let mut processes = project.processes()?.into_iter();
    let guard = processes.find(|(_, words)| words.starts_with("oomscope-guard"));
    Ok(guard.context("no guard")?.0)
}

#[test]
fn a_guard_that_is_killed_takes_its_batch_with_it_and_the_run_goes_on() -> Result<()> {
    // An administrator or the kernel's OOM killer does this, or a test that kills its parent.
    let project = Project::with_suite(WAITING)?;
    let running = project.run_pytest(&[]).start()?;
    project.wait_for("ready")?;
    project.wait_for_event("the second test", |event| {
        matches!(event, Event::TestStarted { test: 1, .. })
    })?;
    signal(guard_of(&project)?, "KILL")?;
    let artifact = running.wait()?.expect(exit_code::BATCH_DIED)?.artifact()?;
    project.wait_until_nothing_is_left()?;
    assert_eq!(artifact.run.completion, Completion::Finished);
    assert_eq!(outcome_line(&artifact), "passed died passed");
    let batch = &artifact.batches[0];
    assert_eq!(
        (batch.ending, batch.proof),
        (Ending::Killed, Proof::Certain)
    );
    assert!(evidence(batch).contains("guard"), "{}", evidence(batch));
    Ok(())
}

#[test]
fn a_guard_that_is_stopped_holds_nothing_up() -> Result<()> {
    let project = Project::with_suite(WAITING)?;
    let running = project.run_pytest(&[]).start()?;
    project.wait_for("ready")?;
    project.wait_for_event("the second test", |event| {
        matches!(event, Event::TestStarted { test: 1, .. })
    })?;
    signal(guard_of(&project)?, "STOP")?;
    running.signal("INT")?;
    let artifact = running.wait()?.expect(exit_code::INTERRUPTED)?.artifact()?;
    project.wait_until_nothing_is_left()?;
    assert_eq!(artifact.batches[0].ending, Ending::Interrupted);
    assert_eq!(outcome_line(&artifact), "passed died not_run");
    Ok(())
}

#[test]
fn a_test_that_stops_its_guard_is_ended_for_its_time() -> Result<()> {
    let suite = "import os\nimport signal\nimport time\n\n\ndef test_stops():\n    \
                 os.kill(os.getppid(), signal.SIGSTOP)\n    time.sleep(600)\n\n\n\
                 def test_after():\n    pass\n";
    let project = Project::with_suite(suite)?;
    let call = project.run_pytest(&["--test-timeout", "2s"]);
    let artifact = call.expect(exit_code::BATCH_DIED)?.artifact()?;
    assert_eq!(artifact.batches[0].ending, Ending::TimedOut);
    assert_eq!(outcome_line(&artifact), "died passed");
    project.nothing_is_left()
}
