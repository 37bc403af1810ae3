//! How batches end: every way in which a process can leave, what is said of it, and what becomes of
//! the tests that had not run by then.

use anyhow::{Context, ensure};
use oomscope_shared::artifact::{Artifact, Batch, Death};
use oomscope_shared::{Ending, Message, Outcome, Proof, exit_code};
use oomscope_tests::runner::{
    Project, ensure_all_accounted_for, evidence, is_alive, outcome_line, row, victim,
};
use oomscope_tests::{Result, places};

/// A suite whose second test is told to do something fatal.
fn suite(fatal: &str) -> String {
    format!(
        "import atexit, ctypes, os, resource, signal, subprocess, sys, threading, time\n\
         import pytest\n\n\
         # A core file of a real crash would be written for nothing.\n\
         resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n\n\
         def test_before():\n    pass\n\n\
         def test_fatal():\n    {}\n\n\
         def test_after():\n    pass\n",
        fatal.replace('\n', "\n    ")
    )
}

fn run_fatal(fatal: &str, options: &[&str], code: u8) -> Result<(Project, Artifact)> {
    let project = Project::with_suite(&suite(fatal))?;
    let artifact = project.run_pytest(options).expect(code)?.artifact()?;
    ensure_all_accounted_for(&artifact)?;
    project.nothing_is_left()?;
    Ok((project, artifact))
}

/// The first batch dies in its second test; the third runs in another one.
fn ensure_dies(
    fatal: &str,
    ending: Ending,
    proof: Proof,
    status: (Option<i32>, Option<i32>),
) -> Result<()> {
    let (_, artifact) = run_fatal(fatal, &[], exit_code::BATCH_DIED)?;
    let context = || format!("{fatal}: {:#?}", artifact.batches);
    ensure!(outcome_line(&artifact) == "passed died passed", context());
    let [dead, rest] = &artifact.batches[..] else {
        anyhow::bail!(context())
    };
    ensure!((dead.ending, dead.proof) == (ending, proof), context());
    ensure!((dead.exit_code(), dead.signal()) == status, context());
    ensure!(!dead.evidence.is_empty(), context());
    ensure!(
        victim(&artifact, 1) == Some("test_suite.py::test_fatal"),
        context()
    );
    // It did that itself, and nothing calls it a victim.
    ensure!(
        dead.at_fault == [1] && artifact.death(1) == Some(Death::OwnDoing),
        context()
    );
    let remark = artifact.tests.remark(1).context("no remark")?.english();
    ensure!(
        remark
            == format!(
                "ended its batch itself ({})",
                Message::from(ending.key()).english()
            ),
        "{remark}"
    );
    ensure!(
        rest.ending == Ending::Passed && victim(&artifact, 2).is_none(),
        context()
    );
    ensure!((dead.test_count, rest.test_count) == (3, 1), context());
    Ok(())
}

#[test]
fn sigterm_to_itself() -> Result<()> {
    ensure_dies(
        "os.kill(os.getpid(), signal.SIGTERM)",
        Ending::Terminated,
        Proof::Certain,
        (None, Some(15)),
    )
}

#[test]
fn sigkill_to_itself() -> Result<()> {
    ensure_dies(
        "os.kill(os.getpid(), signal.SIGKILL)",
        Ending::Killed,
        Proof::Certain,
        (None, Some(9)),
    )
}

#[test]
fn leaving_with_code_3() -> Result<()> {
    ensure_dies(
        "os._exit(3)",
        Ending::Exited,
        Proof::Certain,
        (Some(3), None),
    )
}

#[test]
fn leaving_with_a_code_that_looks_like_a_signal() -> Result<()> {
    for code in [137, 143] {
        ensure_dies(
            &format!("os._exit({code})"),
            Ending::Exited,
            Proof::Certain,
            (Some(code), None),
        )?;
    }
    // The plugin sees nothing of this, but that the session did not come to its end.
    ensure_dies(
        "ctypes.CDLL(None)._exit(137)",
        Ending::Exited,
        Proof::Likely,
        (Some(137), None),
    )
}

#[test]
fn leaving_as_if_all_were_well() -> Result<()> {
    ensure_dies(
        "os._exit(0)",
        Ending::Exited,
        Proof::Certain,
        (Some(0), None),
    )
}

#[test]
fn another_program_in_its_place() -> Result<()> {
    ensure_dies(
        "os.execvp('true', ['true'])",
        Ending::Exited,
        Proof::Certain,
        (Some(0), None),
    )
}

#[test]
fn a_fault_in_native_code() -> Result<()> {
    ensure_dies(
        "ctypes.string_at(0)",
        Ending::Crashed,
        Proof::Certain,
        (None, Some(11)),
    )
}

#[test]
fn an_abort() -> Result<()> {
    ensure_dies(
        "os.abort()",
        Ending::Crashed,
        Proof::Certain,
        (None, Some(6)),
    )
}

#[test]
fn a_signal_of_another_kind() -> Result<()> {
    ensure_dies(
        "os.kill(os.getpid(), signal.SIGUSR1)",
        Ending::Killed,
        Proof::Certain,
        (None, Some(10)),
    )
}

#[test]
fn a_hang_up_ends_one_batch_and_not_the_run() -> Result<()> {
    let (_, artifact) = run_fatal(
        "os.kill(os.getpid(), signal.SIGHUP)",
        &[],
        exit_code::BATCH_DIED,
    )?;
    assert_eq!(outcome_line(&artifact), "passed died passed");
    assert_eq!(victim(&artifact, 1), Some("test_suite.py::test_fatal"));
    Ok(())
}

#[test]
fn several_deaths_in_one_suite_leave_no_test_behind() -> Result<()> {
    let project = Project::with_suite(
        r#"
import os
import signal

import pytest


@pytest.mark.parametrize("number", range(12))
def test_some_die(number):
    if number % 4 == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    if number % 4 == 2:
        os._exit(7)
    if number == 11:
        os._exit(0)
"#,
    )?;
    for options in [&[][..], &["--batch-size", "5"]] {
        let artifact = project
            .run_pytest(options)
            .expect(exit_code::BATCH_DIED)?
            .artifact()?;
        let expected = "passed died died passed passed died died passed passed died died died";
        assert_eq!(outcome_line(&artifact), expected, "{options:?}");
        for (index, batch) in artifact.batches.iter().enumerate() {
            let died = batch.ending != Ending::Passed;
            assert_eq!(victim(&artifact, index + 1).is_some(), died, "{batch:#?}");
        }
    }
    Ok(())
}

// What pytest itself calls an end.

fn only_batch(artifact: &Artifact) -> Result<&Batch> {
    ensure!(artifact.batches.len() == 1, "{:#?}", artifact.batches);
    artifact.batches.first().context("no batch")
}

#[test]
fn leaving_by_sys_exit_is_a_failed_test() -> Result<()> {
    let (_, artifact) = run_fatal("sys.exit(3)", &[], exit_code::TESTS_FAILED)?;
    assert_eq!(outcome_line(&artifact), "passed failed passed");
    assert_eq!(only_batch(&artifact)?.ending, Ending::TestsFailed);
    Ok(())
}

#[test]
fn a_session_that_a_test_ends() -> Result<()> {
    // pytest's code 2: by a test, or by SIGINT.
    for fatal in [
        "pytest.exit('enough')",
        "os.kill(os.getpid(), signal.SIGINT)",
    ] {
        let (_, artifact) = run_fatal(fatal, &[], exit_code::TESTS_FAILED)?;
        assert_eq!(outcome_line(&artifact), "passed died not_run", "{fatal}");
        let batch = only_batch(&artifact)?;
        assert_eq!(
            (batch.ending, batch.exit_code()),
            (Ending::Interrupted, Some(2)),
            "{fatal}"
        );
        assert_eq!(batch.proof, Proof::Certain);
        assert_eq!(
            victim(&artifact, 1),
            Some("test_suite.py::test_fatal"),
            "{fatal}"
        );
        assert!(
            artifact
                .tests
                .remark(2)
                .context("no remark")?
                .contains("interrupted")
        );
    }
    Ok(())
}

#[test]
fn a_session_that_stops_at_the_first_failure() -> Result<()> {
    let project = Project::with_suite(&suite("assert False"))?;
    let ended = project
        .run_pytest(&[])
        .args(["-x"])
        .expect(exit_code::TESTS_FAILED)?;
    let artifact = ended.artifact()?;
    assert_eq!(outcome_line(&artifact), "passed failed not_run");
    ensure_all_accounted_for(&artifact)
}

/// What a run without a single test that ran is like.
fn ensure_nothing_ran(
    files: &[(&str, &str)],
    more: &[&str],
    run_code: u8,
    ending: Ending,
    code: i32,
) -> Result<()> {
    for options in [&[][..], &["--batch-size", "1"]] {
        let project = Project::new(files)?;
        let artifact = project
            .run_pytest(options)
            .args(more)
            .expect(run_code)?
            .artifact()?;
        ensure_all_accounted_for(&artifact)?;
        let batch = only_batch(&artifact)?;
        ensure!(
            (batch.ending, batch.exit_code(), batch.proof) == (ending, Some(code), Proof::Certain),
            "{options:?}: {batch:#?}"
        );
        ensure!(artifact.tests.count(Outcome::NotRun) == artifact.tests.len());
        ensure!(batch.victim.is_none());
    }
    Ok(())
}

const GREEN: &str = "def test_green():\n    pass\n";

#[test]
fn a_file_that_cannot_be_imported() -> Result<()> {
    let files = [
        ("test_a.py", GREEN),
        ("test_b.py", "import no_such_module\n"),
    ];
    for options in [&[][..], &["--batch-size", "1"]] {
        let project = Project::new(&files)?;
        let call = project.run_pytest(options);
        let artifact = call.expect(exit_code::TESTS_FAILED)?.artifact()?;
        assert_eq!(artifact.tests.id, ["test_a.py::test_green"]);
        let remark = artifact.tests.remark(0).context("no remark")?;
        assert!(remark.contains("collection failed"), "{remark}");
    }
    ensure_nothing_ran(
        &files,
        &[],
        exit_code::TESTS_FAILED,
        Ending::CollectionFailed,
        2,
    )
}

#[test]
fn a_conftest_that_cannot_be_imported() -> Result<()> {
    let files = [
        ("test_a.py", GREEN),
        ("conftest.py", "import no_such_module\n"),
    ];
    ensure_nothing_ran(
        &files,
        &[],
        exit_code::TESTS_FAILED,
        Ending::CollectionFailed,
        4,
    )
}

#[test]
fn an_internal_error() -> Result<()> {
    let conftest = "def pytest_runtestloop(session):\n    raise RuntimeError('not a test')\n";
    let files = [("test_a.py", GREEN), ("conftest.py", conftest)];
    let project = Project::new(&files)?;
    let artifact = project
        .run_pytest(&[])
        .expect(exit_code::BATCH_DIED)?
        .artifact()?;
    let batch = only_batch(&artifact)?;
    assert_eq!((batch.ending, batch.exit_code()), (Ending::Exited, Some(3)));
    assert!(
        batch.output.text.contains("INTERNALERROR"),
        "{}",
        batch.output.text
    );
    assert_eq!(outcome_line(&artifact), "not_run");
    ensure_all_accounted_for(&artifact)
}

#[test]
fn a_command_line_that_pytest_refuses() -> Result<()> {
    let files = [("test_a.py", GREEN)];
    let code = exit_code::TESTS_FAILED;
    ensure_nothing_ran(
        &files,
        &["--no-such-option"],
        code,
        Ending::CollectionFailed,
        4,
    )?;
    ensure_nothing_ran(
        &files,
        &["no_such_file.py"],
        code,
        Ending::CollectionFailed,
        4,
    )
}

#[test]
fn a_suite_without_tests() -> Result<()> {
    let files = [("test_a.py", "")];
    ensure_nothing_ran(&files, &[], exit_code::TESTS_FAILED, Ending::NoTests, 5)
}

#[test]
fn a_session_that_leaves_at_its_very_end_keeps_its_outcomes() -> Result<()> {
    // Projects do this to get rid of threads that never end.
    let conftest = "import os\n\ndef pytest_sessionfinish():\n    os._exit(0)\n";
    let project = Project::new(&[("test_a.py", GREEN), ("conftest.py", conftest)])?;
    let artifact = project.run_pytest(&[]).run()?.artifact()?;
    assert_eq!(outcome_line(&artifact), "passed");
    Ok(())
}

#[test]
fn a_conftest_may_change_the_exit_status() -> Result<()> {
    // A known remedy for pytest's code 5 in a matrix of jobs.
    let conftest = "def pytest_sessionfinish(session, exitstatus):\n    \
                    session.exitstatus = 0 if exitstatus == 5 else 9\n";
    let project = Project::new(&[("test_a.py", ""), ("conftest.py", conftest)])?;
    let artifact = project.run_pytest(&[]).expect(exit_code::OK)?.artifact()?;
    assert_eq!(only_batch(&artifact)?.ending, Ending::Passed);
    project.write("test_a.py", GREEN)?;
    let artifact = project
        .run_pytest(&[])
        .expect(exit_code::BATCH_DIED)?
        .artifact()?;
    let batch = only_batch(&artifact)?;
    assert_eq!((batch.ending, batch.exit_code()), (Ending::Exited, Some(9)));
    assert_eq!(outcome_line(&artifact), "passed");
    Ok(())
}

// Time-outs. They are as short as they can be where pytest must have come to its tests by then, also on
// a busy machine.

#[test]
fn a_batch_whose_time_is_up_is_asked_to_end() -> Result<()> {
    let fatal = "try:\n    time.sleep(600)\nfinally:\n    open('torn-down', 'w').close()";
    let (project, artifact) = run_fatal(fatal, &["--timeout", "5s"], exit_code::BATCH_DIED)?;
    assert_eq!(outcome_line(&artifact), "passed died passed");
    let batch = &artifact.batches[0];
    assert_eq!(
        (batch.ending, batch.proof),
        (Ending::TimedOut, Proof::Certain)
    );
    assert_eq!(victim(&artifact, 1), Some("test_suite.py::test_fatal"));
    assert!(
        batch.at_fault.is_empty() && artifact.death(1) == Some(Death::Victim),
        "it was the time of the whole batch: {batch:#?}"
    );
    assert!(project.has("torn-down"), "the test was not let clean up");
    assert!(
        batch.evidence[0].contains("ended when asked"),
        "{:?}",
        batch.evidence
    );
    assert_eq!(artifact.run.plan.batch_timeout_ms, Some(5_000));
    Ok(())
}

#[test]
fn a_batch_that_ignores_everything_is_killed_with_all_that_it_started() -> Result<()> {
    let fatal = r#"
for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(ignored, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        # An orphan in a session of its own, without a terminal or a known parent.
        with open("grandchild", "w") as file:
            file.write(str(os.getpid()))
        while True:
            time.sleep(600)
    os._exit(0)
os.wait()
while True:
    time.sleep(600)
"#;
    let (project, artifact) = run_fatal(fatal, &["--timeout", "5s"], exit_code::BATCH_DIED)?;
    assert_eq!(outcome_line(&artifact), "passed died passed");
    let batch = &artifact.batches[0];
    assert_eq!(
        (batch.ending, batch.proof),
        (Ending::TimedOut, Proof::Certain)
    );
    assert_eq!((batch.exit_code(), batch.signal()), (None, Some(9)));
    assert!(
        batch.evidence[0].contains("was killed"),
        "{:?}",
        batch.evidence
    );
    let grandchild: u32 = project.read("grandchild")?.parse()?;
    assert!(!is_alive(grandchild));
    assert!(
        batch
            .processes
            .iter()
            .any(|process| process.pid == grandchild),
        "the grandchild was not seen: {:#?}",
        batch.processes
    );
    Ok(())
}

#[test]
fn a_hang_at_the_exit_of_the_interpreter_costs_no_outcome() -> Result<()> {
    for hang in [
        // At exit Python runs this last, and waits for that before.
        "atexit.register(time.sleep, 600)",
        "threading.Thread(target=time.sleep, args=(600,)).start()",
    ] {
        let (_, artifact) = run_fatal(hang, &["--timeout", "5s"], exit_code::BATCH_DIED)?;
        assert_eq!(outcome_line(&artifact), "passed passed passed", "{hang}");
        let batch = only_batch(&artifact)?;
        assert_eq!(
            (batch.ending, batch.proof),
            (Ending::TimedOut, Proof::Certain)
        );
        assert_eq!(batch.victim, None, "no test was running: {hang}");
    }
    Ok(())
}

#[test]
fn a_hang_at_the_exit_of_the_process_that_lists_the_tests() -> Result<()> {
    let conftest = "import atexit\nimport time\natexit.register(time.sleep, 600)\n";
    let project = Project::new(&[("test_a.py", GREEN), ("conftest.py", conftest)])?;
    let artifact = project
        .run_pytest(&["--timeout", "5s", "--batch-size", "1"])
        .expect(exit_code::BATCH_DIED)?
        .artifact()?;
    assert_eq!(artifact.tests.id, ["test_a.py::test_green"]);
    ensure_all_accounted_for(&artifact)?;
    assert_eq!(artifact.batches[0].ending, Ending::TimedOut);
    project.nothing_is_left()
}

#[test]
fn a_hang_in_the_import_of_a_file() -> Result<()> {
    for options in [
        &["--timeout", "1s"][..],
        &["--timeout", "1s", "--batch-size", "1"],
    ] {
        let project = Project::new(&[("test_a.py", "import time\ntime.sleep(600)\n")])?;
        let artifact = project
            .run_pytest(options)
            .expect(exit_code::BATCH_DIED)?
            .artifact()?;
        let batch = only_batch(&artifact)?;
        assert_eq!((batch.ending, batch.victim), (Ending::TimedOut, None));
        project.nothing_is_left()?;
    }
    Ok(())
}

#[test]
fn what_outlives_its_batch_is_ended_and_named() -> Result<()> {
    // It says that it is up: before that it could still have the name of the program that forked it. The
    // kernel notes its start to the hundredth of a second, in which no other test may run.
    let start = "def next_hundredth():\n    \
                     begun = time.clock_gettime(time.CLOCK_BOOTTIME) * 100 // 1\n    \
                     while time.clock_gettime(time.CLOCK_BOOTTIME) * 100 // 1 < begun + 2:\n        time.sleep(0.001)\n\
                 next_hundredth()\n\
                 script = 'touch up; while :; do sleep 1; done'\n\
                 child = subprocess.Popen(['sh', '-c', script], start_new_session=True)\n\
                 open('child', 'w').write(str(child.pid))\n\
                 while not os.path.exists('up'):\n    time.sleep(0.01)\n\
                 next_hundredth()";
    let (project, artifact) = run_fatal(start, &[], exit_code::OK)?;
    assert_eq!(outcome_line(&artifact), "passed passed passed");
    let child: u32 = project.read("child")?.parse()?;
    assert!(!is_alive(child));
    let batch = only_batch(&artifact)?;
    assert_eq!(batch.ending, Ending::Passed);
    let evidence = evidence(batch);
    let named = format!("sh ({child}, started in `test_suite.py::test_fatal`)");
    assert!(evidence.contains(&named), "{evidence}");
    let outlived = batch.outlived().iter().find(|process| process.pid == child);
    let outlived = outlived.context("it is not listed")?;
    assert_eq!(
        (outlived.name.as_str(), &outlived.tests[..]),
        ("sh", &[1][..])
    );
    Ok(())
}

// What batches print.

#[test]
fn fifty_megabytes_of_output_are_counted_to_the_byte() -> Result<()> {
    let project = Project::new(&[])?;
    let script = "yes 0123456789 | head -c 49999993; printf ' grüß\n' >&2";
    let artifact = project
        .oomscope(&["record", "--show-output", "never", "--", "sh", "-c", script])
        .expect(exit_code::OK)?
        .artifact()?;
    let output = &only_batch(&artifact)?.output;
    assert_eq!(output.total_bytes, 50_000_001);
    assert_eq!(output.kept_bytes, 64 * 1024);
    assert_eq!(output.text.len() as u64, output.kept_bytes);
    assert!(
        output.text.ends_with("\n0123456789 grüß\n"),
        "{:?}",
        &output.text[65_500..]
    );
    Ok(())
}

#[test]
fn output_that_is_not_utf8_is_counted_as_it_was() -> Result<()> {
    let project = Project::new(&[])?;
    let artifact = project
        .oomscope(&[
            "record",
            "--quiet",
            "--",
            "printf",
            r"\377\376caf\351\000\r\n",
        ])
        .expect(exit_code::OK)?
        .artifact()?;
    let output = &only_batch(&artifact)?.output;
    assert_eq!((output.total_bytes, output.kept_bytes), (9, 9));
    assert_eq!(output.text, "\u{fffd}\u{fffd}caf\u{fffd}\0\r\n");
    Ok(())
}

#[test]
fn output_is_passed_on_as_asked() -> Result<()> {
    let project = Project::with_suite(
        "def test_loud(capsys):\n    with capsys.disabled():\n        print('LOUD')\n",
    )?;
    for (way, is_shown) in [("live", true), ("failed", false), ("never", false)] {
        let ended = project
            .oomscope(&["run", "--show-output", way, "--", "python", "-m", "pytest"])
            .expect(exit_code::OK)?;
        assert_eq!(
            ended.stderr.contains("LOUD"),
            is_shown,
            "{way}: {}",
            ended.stderr
        );
        assert_eq!(ended.stdout, "run.oomscope.json\n", "{way}");
    }
    project.write(
        "test_suite.py",
        "def test_loud():\n    assert 'LOUD' == 1\n",
    )?;
    let ended = project
        .oomscope(&[
            "run",
            "--show-output",
            "failed",
            "--",
            "python",
            "-m",
            "pytest",
        ])
        .expect(exit_code::TESTS_FAILED)?;
    assert!(ended.stderr.contains("LOUD"), "{}", ended.stderr);
    Ok(())
}

#[test]
fn a_reader_that_goes_away_does_not_end_the_run() -> Result<()> {
    let project = Project::with_suite(
        "import pytest\n\n@pytest.mark.parametrize('n', range(50))\ndef test_a(n):\n    pass\n",
    )?;
    // `head` has gone long before the run is over.
    let script = "\"$0\" run --show-output live -- python -m pytest -v 2>&1 | head -n 1";
    let oomscope = places::binary();
    project.shell(script).args([oomscope]).expect(0)?;
    let artifact = project.artifact()?;
    assert_eq!(artifact.tests.count(Outcome::Passed), 50);
    row(&artifact, "test_suite.py::test_a[49]")?;
    Ok(())
}
