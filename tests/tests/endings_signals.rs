//! Signals to a batch: who sent them is said where it can be known, and is unknown where it cannot.

use anyhow::{Context, ensure};
use oomscope_shared::artifact::{Artifact, Batch};
use oomscope_shared::{Ending, Proof, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::{
    Project, ensure_all_accounted_for, evidence, outcome_line, signal_all,
};

const HEAD: &str = "import ctypes, mmap, os, resource, signal, subprocess, sys, time\n\
                    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n\n\
                    def test_before():\n    pass\n\n";

fn suite(deed: &str) -> Result<Project> {
    let deed = deed.replace('\n', "\n    ");
    Project::with_suite(&format!(
        "{HEAD}def test_deed():\n    {deed}\n\ndef test_after():\n    pass\n"
    ))
}

fn run(deed: &str, code: u8) -> Result<Artifact> {
    let project = suite(deed)?;
    let artifact = project.run_pytest(&[]).expect(code)?.artifact()?;
    ensure_all_accounted_for(&artifact)?;
    project.nothing_is_left()?;
    Ok(artifact)
}

/// The batch of a test that does this dies so; the words are in the evidence.
fn ensure_dies(deed: &str, ending: Ending, proof: Proof, words: &[&str]) -> Result<()> {
    let artifact = run(deed, exit_code::BATCH_DIED)?;
    let batch: &Batch = artifact.batches.first().context("no batch")?;
    ensure!(
        outcome_line(&artifact) == "passed died passed",
        "{deed}: {batch:#?}"
    );
    ensure!(
        (batch.ending, batch.proof) == (ending, proof),
        "{deed}: {batch:#?}"
    );
    let evidence = evidence(batch);
    for word in words {
        ensure!(evidence.contains(word), "{deed}: no {word:?} in {evidence}");
    }
    Ok(())
}

#[test]
fn sent_by_the_test_to_itself_it_is_no_memory_problem() -> Result<()> {
    let itself = "The test `test_suite.py::test_deed` sent it to itself";
    let no_sign = "no sign of a want of memory";
    for (deed, function) in [
        ("os.kill(os.getpid(), signal.SIGTERM)", "`os.kill`"),
        ("os.killpg(0, signal.SIGTERM)", "`os.killpg`"),
        (
            "signal.raise_signal(signal.SIGTERM)",
            "`signal.raise_signal`",
        ),
    ] {
        let words = [itself, function, no_sign, "exit code 143 in a shell"];
        ensure_dies(deed, Ending::Terminated, Proof::Certain, &words)?;
    }
    let words = [itself, no_sign, "exit code 137 in a shell"];
    ensure_dies(
        "os.kill(os.getpid(), 9)",
        Ending::Killed,
        Proof::Certain,
        &words,
    )
}

#[test]
fn sent_by_another_process_it_has_no_known_sender() -> Result<()> {
    let by_a_shell = |name: &str| {
        format!("subprocess.run(['sh', '-c', 'kill -s {name} $PPID'])\ntime.sleep(600)")
    };
    let unknown = "not known";
    ensure_dies(
        &by_a_shell("TERM"),
        Ending::Terminated,
        Proof::Unknown,
        &[unknown],
    )?;
    ensure_dies(
        &by_a_shell("HUP"),
        Ending::Terminated,
        Proof::Unknown,
        &[unknown],
    )
}

#[test]
fn a_signal_that_the_test_handles_is_no_last_word() -> Result<()> {
    let handled = "signal.signal(signal.SIGTERM, lambda *_: None)\n\
                   os.kill(os.getpid(), signal.SIGTERM)\n\
                   signal.signal(signal.SIGTERM, signal.SIG_DFL)";
    let artifact = run(handled, exit_code::OK)?;
    assert_eq!(outcome_line(&artifact), "passed passed passed");
    let then_another =
        format!("{handled}\nsubprocess.run(['sh', '-c', 'kill -s TERM $PPID'])\ntime.sleep(600)");
    ensure_dies(
        &then_another,
        Ending::Terminated,
        Proof::Unknown,
        &["not known"],
    )
}

#[test]
fn a_batch_and_oomscope_asked_to_end_together() -> Result<()> {
    // As a service manager does that stops a unit: every process, in any order.
    let project = suite("open('ready', 'w').close()\ntime.sleep(600)")?;
    let running = project.run_pytest(&[]).start()?;
    project.wait_for("ready")?;
    let pytest = project
        .processes()?
        .into_iter()
        .find(|(pid, words)| *pid != running.pid() && words.starts_with("python -m pytest"))
        .context("no pytest")?;
    signal_all(&[pytest.0, running.pid()], "TERM")?;
    let artifact = running.wait()?.expect(exit_code::TERMINATED)?.artifact()?;
    let batch = artifact.batches.first().context("no batch")?;
    ensure!(batch.ending == Ending::Interrupted, "{batch:#?}");
    ensure!(batch.proof >= Proof::Likely, "{batch:#?}");
    project.nothing_is_left()
}

#[test]
fn behind_a_shell_the_number_is_explained() -> Result<()> {
    for (number, code, ending) in [(9, 137, Ending::Killed), (15, 143, Ending::Terminated)] {
        let project = suite(&format!("os.kill(os.getpid(), {number})"))?;
        let artifact = project
            .oomscope(&["run", "-q", "--framework", "pytest", "--"])
            .args(["sh", "-c", "python -m pytest -q; exit $?"])
            .expect(exit_code::BATCH_DIED)?
            .artifact()?;
        ensure!(outcome_line(&artifact) == "passed died passed");
        let batch = artifact.batches.first().context("no batch")?;
        ensure!(
            (batch.exit_code(), batch.signal()) == (Some(code), None),
            "{batch:#?}"
        );
        ensure!(
            (batch.ending, batch.proof) == (ending, Proof::Likely),
            "{batch:#?}"
        );
        let evidence = evidence(batch);
        ensure!(evidence.contains("a shell reports"), "{evidence}");
    }
    Ok(())
}

#[test]
fn faults_are_told_with_the_place_where_python_was() -> Result<()> {
    let place = "Python's fault handler saw it there: ";
    ensure_dies(
        "ctypes.string_at(0)",
        Ending::Crashed,
        Proof::Certain,
        &[place, "string_at"],
    )?;
    let mapped = "file = open('mapped', 'wb+')\nfile.truncate(4096)\n\
                  memory = mmap.mmap(file.fileno(), 4096)\nfile.truncate(0)\nmemory[0]";
    ensure_dies(
        mapped,
        Ending::Crashed,
        Proof::Certain,
        &["SIGBUS", "/dev/shm", place, "test_deed"],
    )
}

#[test]
fn signals_that_say_themselves_what_they_are_for() -> Result<()> {
    for (deed, word) in [
        (
            "signal.setitimer(signal.ITIMER_REAL, 0.01)\ntime.sleep(600)",
            "alarm",
        ),
        (
            "signal.signal(signal.SIGPIPE, signal.SIG_DFL)\nread, write = os.pipe()\nos.close(read)\n\
             os.write(write, b'x')",
            "nobody reads",
        ),
        (
            "resource.setrlimit(resource.RLIMIT_CPU, (1, 5))\nwhile True:\n    pass",
            "processor time",
        ),
    ] {
        ensure_dies(deed, Ending::Killed, Proof::Likely, &[word])?;
    }
    Ok(())
}

#[test]
fn an_orphan_that_crashes_is_told_though_all_tests_pass() -> Result<()> {
    // It has a parent in the batch no more, so it is the guard that learns how it ended. Once its number is free
    // the guard has.
    let deed = "script = '(sh -c \"echo \\\\$\\\\$ >pid; mv pid orphan; kill -s SEGV \\\\$\\\\$\" &) ; exit 0'\n\
                subprocess.run(['sh', '-c', script])\n\
                while not os.path.exists('orphan'):\n    time.sleep(0.01)\n\
                orphan = '/proc/' + open('orphan').read().strip()\n\
                while os.path.exists(orphan):\n    time.sleep(0.01)";
    let artifact = run(deed, exit_code::OK)?;
    let evidence = evidence(&artifact.batches[0]);
    assert!(
        evidence.contains("`sh`") && evidence.contains("SIGSEGV"),
        "{evidence}"
    );
    Ok(())
}

#[test]
fn twenty_children_at_once_are_all_seen_and_ended() -> Result<()> {
    let project = suite(
        "children = [subprocess.Popen(['sleep', '600'], start_new_session=True) for _ in range(20)]\n\
         open('pids', 'w').write(' '.join(str(child.pid) for child in children))\n\
         os.rename('pids', 'children')\n\
         while not os.path.exists('go'):\n    time.sleep(0.01)",
    )?;
    let running = project.run_pytest(&[]).start()?;
    project.wait_for("children")?;
    project.wait_for_a_reading_from_now_on()?;
    project.write("go", "")?;
    let artifact = running.wait()?.expect(exit_code::OK)?.artifact()?;
    project.nothing_is_left()?;
    let batch = &artifact.batches[0];
    for child in project.read("children")?.split(' ') {
        let child: u32 = child.parse()?;
        let seen = batch.processes.iter().any(|process| process.pid == child);
        let outlived = batch.outlived().iter().any(|process| process.pid == child);
        ensure!(
            seen && outlived,
            "{child}: seen {seen}, outlived {outlived}: {batch:#?}"
        );
    }
    assert!(
        batch
            .evidence
            .iter()
            .any(|sentence| sentence.contains("20 processes outlived"))
    );
    Ok(())
}
