//! Time-outs of single tests: wherever a test hangs, it alone is held responsible, and the rest goes on.

use anyhow::{Context, ensure};
use oomscope_shared::artifact::{Artifact, Death};
use oomscope_shared::{Ending, Outcome, Proof, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::{Project, ensure_all_accounted_for, evidence, outcome_line, victim};

/// Long enough for a test that does nothing, on a busy machine too.
const LIMIT: &[&str] = &["--test-timeout", "3s"];

fn run(suite: &str, options: &[&str]) -> Result<(Project, Artifact)> {
    let project = Project::with_suite(&format!(
        "import atexit, os, signal, subprocess, sys, threading, time\nimport pytest\n\n{suite}"
    ))?;
    let artifact = project
        .run_pytest(options)
        .expect(exit_code::BATCH_DIED)?
        .artifact()?;
    ensure_all_accounted_for(&artifact)?;
    project.nothing_is_left()?;
    Ok((project, artifact))
}

/// The second of three tests hangs.
fn ensure_only_the_second_is_late(artifact: &Artifact) -> Result<()> {
    let context = || format!("{:#?}", artifact.batches);
    ensure!(outcome_line(artifact) == "passed died passed", context());
    let [late, rest] = &artifact.batches[..] else {
        anyhow::bail!(context())
    };
    ensure!(
        (late.ending, late.proof) == (Ending::TimedOut, Proof::Certain),
        context()
    );
    let evidence = evidence(late);
    ensure!(
        evidence.contains("test_suite.py::test_late")
            && evidence.contains("time-out of a test, 3.0 s"),
        "{evidence}"
    );
    let remark = artifact.tests.remark(1).context("no remark")?;
    ensure!(
        remark.contains("ran for longer than the time-out"),
        "{remark}"
    );
    ensure!(victim(artifact, 1) == Some("test_suite.py::test_late"));
    ensure!(
        late.at_fault == [1] && artifact.death(1) == Some(Death::OwnDoing),
        context()
    );
    ensure!(rest.ending == Ending::Passed, context());
    Ok(())
}

fn around(late: &str) -> String {
    format!("def test_before():\n    pass\n\n{late}\n\ndef test_after():\n    pass\n")
}

#[test]
fn a_test_that_never_ends() -> Result<()> {
    let (project, artifact) = run(
        &around(
            "def test_late():\n    try:\n        while True:\n            time.sleep(0.01)\n    finally:\n        \
             open('torn-down', 'w').close()",
        ),
        LIMIT,
    )?;
    ensure_only_the_second_is_late(&artifact)?;
    assert!(project.has("torn-down"), "the test was not let clean up");
    assert_eq!(artifact.run.plan.test_timeout_ms, Some(3_000));
    Ok(())
}

#[test]
fn a_fixture_whose_teardown_never_ends() -> Result<()> {
    let (_, artifact) = run(
        &around(
            "@pytest.fixture\ndef thing():\n    yield\n    time.sleep(600)\n\n\ndef test_late(thing):\n    pass",
        ),
        LIMIT,
    )?;
    ensure_only_the_second_is_late(&artifact)
}

#[test]
fn a_test_that_ignores_every_request() -> Result<()> {
    let (_, artifact) = run(
        &around(
            "def test_late():\n    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):\n        \
             signal.signal(ignored, signal.SIG_IGN)\n    while True:\n        time.sleep(600)",
        ),
        LIMIT,
    )?;
    ensure_only_the_second_is_late(&artifact)?;
    let batch = &artifact.batches[0];
    assert_eq!((batch.exit_code(), batch.signal()), (None, Some(9)));
    assert!(
        batch.evidence[0].contains("was killed"),
        "{:?}",
        batch.evidence
    );
    Ok(())
}

#[test]
fn a_test_that_goes_on_as_if_nothing_were() -> Result<()> {
    // It catches the request and passes: its time was up nevertheless.
    let (_, artifact) = run(
        &around(
            "def test_late():\n    try:\n        time.sleep(600)\n    except KeyboardInterrupt:\n        pass\n    \
             pytest.exit('enough')",
        ),
        LIMIT,
    )?;
    ensure_only_the_second_is_late(&artifact)
}

#[test]
fn a_process_that_does_not_end_after_its_session() -> Result<()> {
    for hang in [
        "atexit.register(time.sleep, 600)",
        "threading.Thread(target=time.sleep, args=(600,)).start()",
    ] {
        let (_, artifact) = run(&around(&format!("def test_late():\n    {hang}")), LIMIT)?;
        assert_eq!(outcome_line(&artifact), "passed passed passed", "{hang}");
        let [batch] = &artifact.batches[..] else {
            anyhow::bail!("{:#?}", artifact.batches)
        };
        assert_eq!((batch.ending, batch.victim), (Ending::TimedOut, None));
        let evidence = evidence(batch);
        assert!(
            evidence.contains("after pytest's session had ended"),
            "{evidence}"
        );
    }
    Ok(())
}

#[test]
fn under_xdist_only_the_worker_of_the_late_test_is_ended() -> Result<()> {
    let suite = around(
        "def test_late():\n    time.sleep(600)\n\n\n@pytest.mark.parametrize('n', range(12))\ndef test_some(n):\n    \
         pass",
    );
    let project = Project::with_suite(&format!("import time\nimport pytest\n\n{suite}"))?;
    let artifact = project
        .run_pytest(LIMIT)
        .args(["-n", "2"])
        .expect(exit_code::TESTS_FAILED)?
        .artifact()?;
    ensure_all_accounted_for(&artifact)?;
    project.nothing_is_left()?;
    assert_eq!(
        artifact.tests.count(Outcome::Passed),
        14,
        "{}",
        outcome_line(&artifact)
    );
    assert_eq!(artifact.tests.outcome[1], Outcome::Died);
    let remark = artifact.tests.remark(1).context("no remark")?;
    assert!(remark.contains("oomscope killed its worker"), "{remark}");
    let [batch] = &artifact.batches[..] else {
        anyhow::bail!("{:#?}", artifact.batches)
    };
    assert_eq!(batch.ending, Ending::TestsFailed);
    assert_eq!(batch.at_fault, [1]);
    assert!(artifact.death(1) == Some(Death::OwnDoing));
    let evidence = evidence(batch);
    assert!(
        evidence.contains("killed 1 worker of pytest-xdist"),
        "{evidence}"
    );
    assert!(!evidence.contains("says that"), "{evidence}");
    Ok(())
}

#[test]
fn a_case_of_any_command() -> Result<()> {
    let project = Project::new(&[
        ("cases.txt", "quick\nlate\nquick again\n"),
        ("case.sh", "[ \"$1\" = late ] && sleep 600\nexit 0\n"),
    ])?;
    let artifact = project
        .oomscope(&["run", "-q", "--tests", "cases.txt", "--test-timeout", "1s"])
        .args(["--", "sh", "case.sh"])
        .expect(exit_code::BATCH_DIED)?
        .artifact()?;
    assert_eq!(outcome_line(&artifact), "passed died passed");
    assert_eq!(artifact.batches[1].ending, Ending::TimedOut);
    assert_eq!(artifact.batches[1].at_fault, [1]);
    project.nothing_is_left()?;
    let refused = project
        .oomscope(&["run", "--test-timeout", "1s", "--", "sh", "case.sh"])
        .expect(exit_code::USAGE)?;
    assert!(
        refused.stderr.contains("--test-timeout"),
        "{}",
        refused.stderr
    );
    Ok(())
}
