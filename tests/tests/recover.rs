//! A recorder that is killed: nothing of its batch is left, and `oomscope recover` makes an artifact of
//! what it had flushed.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, ensure};
use oomscope_journal::{Event, decode};
use oomscope_shared::artifact::{Artifact, Completion};
use oomscope_shared::{Ending, Outcome, Proof, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::{
    ARTIFACT, JOURNAL, Project, ensure_all_accounted_for, outcome_line, read_artifact, victim,
};

const TESTS: usize = 40;

#[test]
fn whoever_reports_a_journal_is_told_to_recover_it() -> Result<()> {
    let project = run_and_kill(5, &[], true)?;
    for command in ["report", "view", "baseline"] {
        let ended = project
            .oomscope(&[command, JOURNAL])
            .expect(exit_code::USAGE)?;
        for part in [
            "is a journal and no artifact",
            &format!("oomscope recover {JOURNAL}"),
        ] {
            ensure!(ended.stderr.contains(part), "{command}: {}", ended.stderr);
        }
    }
    let recovered = project
        .oomscope(&["recover", JOURNAL])
        .expect(exit_code::OK)?;
    // The test that was running has no outcome, here as in every report.
    let told = "5 of 40 tests have an outcome";
    ensure!(recovered.stderr.contains(told), "{}", recovered.stderr);
    let report = ["report", ARTIFACT, "--format", "markdown"];
    let report = project.oomscope(&report).expect(exit_code::OK)?.stdout;
    ensure!(report.contains(told), "{report}");
    Ok(())
}

/// Every test writes a mark and takes a while; the one that `STOP_AT` names waits for ever.
const SUITE: &str = r#"
import os
import time

import pytest

KEPT = []


@pytest.mark.parametrize("number", range(40))
def test_it(number):
    open("mark-%d" % number, "w").close()
    if os.environ.get("STOP_AT") == str(number):
        while True:
            time.sleep(600)
    KEPT.append(b"x" * (1 << 20))
    time.sleep(0.02)
"#;

/// Runs until a test has written its mark, or its start is in the journal, and then kills the recorder.
fn run_and_kill(stop_at: usize, options: &[&str], wait_for_journal: bool) -> Result<Project> {
    let project = Project::with_suite(SUITE)?;
    let mut call = project.run_pytest(options);
    if wait_for_journal {
        call = call.env("STOP_AT", stop_at.to_string());
    }
    let running = call.start()?;
    project.wait_for(&format!("mark-{stop_at}"))?;
    if wait_for_journal {
        project.wait_for_event(
            "the last test",
            |event| matches!(event, Event::TestStarted { test, .. } if *test as usize == stop_at),
        )?;
    }
    running.signal("KILL")?;
    let ended = running.wait()?;
    ensure!(
        ended.signal() == Some(9),
        "it ended before it was killed: {ended:?}"
    );
    project.wait_until_nothing_is_left()?;
    ensure!(
        !project.has(ARTIFACT),
        "a killed recorder wrote an artifact"
    );
    Ok(project)
}

#[test]
fn processes_of_a_batch_that_was_cut_are_there() -> Result<()> {
    let project = Project::with_suite(SUITE)?;
    let running = project.run_pytest(&[]).env("STOP_AT", "3").start()?;
    project.wait_for_event(
        "the processes",
        |event| matches!(event, Event::Processes { processes, .. } if !processes.is_empty()),
    )?;
    running.signal("KILL")?;
    running.wait()?;
    project.wait_until_nothing_is_left()?;
    let artifact = recover(&project, JOURNAL)?;
    let processes = &artifact.batches[0].processes;
    ensure!(
        processes.iter().any(|process| !process.memory.is_empty()),
        "{processes:?}"
    );
    Ok(())
}

fn recover(project: &Project, what: &str) -> Result<Artifact> {
    let ended = project.oomscope(&["recover", what]).expect(exit_code::OK)?;
    ensure!(ended.stdout == format!("{ARTIFACT}\n"), "{}", ended.stdout);
    ended.artifact()
}

/// What is true of every artifact of a killed recorder.
fn ensure_cut(artifact: &Artifact) -> Result<()> {
    ensure!(artifact.run.completion == Completion::Cut);
    ensure!(
        artifact
            .warnings
            .iter()
            .any(|warning| warning.contains("killed")),
        "{:?}",
        artifact.warnings
    );
    ensure_all_accounted_for(artifact)?;
    // Passed, then perhaps the one that was running, then those that had not run yet.
    let line = outcome_line(artifact);
    let rest = line
        .trim_start_matches("passed")
        .trim_start_matches(" passed");
    let rest = rest.trim_start_matches(" died").trim_start_matches("died");
    ensure!(
        rest.trim_start_matches(" not_run")
            .trim_start_matches("not_run")
            .trim_start_matches(" not_run")
            .is_empty(),
        "{line}"
    );
    Ok(())
}

fn passed(artifact: &Artifact) -> usize {
    artifact.tests.count(Outcome::Passed)
}

#[test]
fn everything_before_the_test_that_was_running_is_there() -> Result<()> {
    for stop_at in [0, 1, 7, 23, 39] {
        let project = run_and_kill(stop_at, &["--label", "cut"], true)?;
        let artifact = recover(&project, JOURNAL)?;
        ensure_cut(&artifact).with_context(|| format!("killed in test {stop_at}"))?;
        assert_eq!(passed(&artifact), stop_at);
        assert_eq!(artifact.tests.outcome[stop_at], Outcome::Died);
        assert_eq!(artifact.tests.count(Outcome::NotRun), TESTS - stop_at - 1);
        let id = format!("test_suite.py::test_it[{stop_at}]");
        assert_eq!(victim(&artifact, 1), Some(id.as_str()));
        let batch = &artifact.batches[0];
        assert_eq!(
            (batch.ending, batch.proof),
            (Ending::Interrupted, Proof::Unknown)
        );
        assert!(batch.peak_bytes.is_some());
        assert_eq!(artifact.run.label.as_deref(), Some("cut"));
        for row in artifact.tests.rows().take(stop_at) {
            assert!(
                row.peak_bytes.is_some() && row.retained_bytes.is_some(),
                "{row:?}"
            );
        }
    }
    Ok(())
}

#[test]
fn killed_at_any_instant_it_keeps_what_had_reached_the_journal() -> Result<()> {
    for stop_at in [0, 3, 11, 22, 35] {
        let project = run_and_kill(stop_at, &[], false)?;
        let journal = decode(&fs::read(project.path(JOURNAL))?).events;
        let ended: BTreeSet<u32> = journal
            .iter()
            .filter_map(|event| match event {
                Event::TestEnded { test, .. } => Some(*test),
                _ => None,
            })
            .collect();
        let starts = journal
            .iter()
            .any(|event| matches!(event, Event::RunStarted(_)));
        if !starts {
            // Killed before the first flush: there is nothing to recover, and it says so.
            let refused = project
                .oomscope(&["recover", JOURNAL])
                .expect(exit_code::USAGE)?;
            assert!(refused.stderr.contains(JOURNAL), "{}", refused.stderr);
            continue;
        }
        let artifact = recover(&project, JOURNAL)?;
        ensure_cut(&artifact).with_context(|| format!("killed at mark {stop_at}"))?;
        assert_eq!(passed(&artifact), ended.len(), "killed at mark {stop_at}");
        assert!(ended.len() <= TESTS);
    }
    Ok(())
}

#[test]
fn batches_that_were_over_are_whole() -> Result<()> {
    let project = run_and_kill(7, &["--batch-size", "3"], true)?;
    let artifact = recover(&project, JOURNAL)?;
    ensure_cut(&artifact)?;
    let endings: Vec<Ending> = artifact.batches.iter().map(|batch| batch.ending).collect();
    assert_eq!(
        endings,
        [Ending::Passed, Ending::Passed, Ending::Interrupted]
    );
    for batch in &artifact.batches[..2] {
        assert_eq!((batch.proof, batch.exit_code()), (Proof::Certain, Some(0)));
        assert!(!batch.processes.is_empty(), "{batch:?}");
        assert!(batch.output.total_bytes > 0, "{batch:?}");
    }
    Ok(())
}

#[test]
fn the_path_of_the_artifact_will_do() -> Result<()> {
    let project = run_and_kill(2, &[], true)?;
    let by_journal = recover(&project, JOURNAL)?;
    let by_artifact = recover(&project, ARTIFACT)?;
    assert_eq!(
        by_artifact, by_journal,
        "the journal stays and can be read again"
    );
    let ended = project
        .oomscope(&["recover", JOURNAL, "--out", "elsewhere.json"])
        .expect(exit_code::OK)?;
    assert_eq!(ended.stdout, "elsewhere.json\n");
    assert_eq!(project.artifact_at("elsewhere.json")?, by_journal);
    Ok(())
}

#[test]
fn a_recovered_artifact_can_be_reported_and_compared() -> Result<()> {
    let project = run_and_kill(5, &[], true)?;
    recover(&project, JOURNAL)?;
    let report = project
        .oomscope(&["report", ARTIFACT, "--format", "json"])
        .expect(exit_code::OK)?
        .json()?;
    assert_eq!(report["completion"], "cut");
    let compared = project
        .oomscope(&["compare", ARTIFACT, ARTIFACT, "--format", "json"])
        .expect(exit_code::OK)?
        .json()?;
    assert_eq!(compared["verdict"], "inconclusive", "{compared:#}");
    Ok(())
}

#[test]
fn the_next_run_keeps_the_journal_under_another_name() -> Result<()> {
    let project = run_and_kill(2, &["--label", "first"], true)?;
    let journal = fs::read(project.path(JOURNAL))?;
    project.write("test_suite.py", "def test_other():\n    pass\n")?;
    let ended = project
        .run_pytest(&["--label", "second"])
        .expect(exit_code::OK)?;
    assert!(
        ended.stderr.contains("oomscope recover"),
        "{}",
        ended.stderr
    );
    assert_eq!(outcome_line(&ended.artifact()?), "passed");
    let kept: Vec<String> = fs::read_dir(project.folder())?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<Vec<_>>>()?
        .into_iter()
        .filter(|name| name.ends_with(".journal"))
        .collect();
    let [kept] = &kept[..] else {
        anyhow::bail!("journals: {kept:?}")
    };
    assert!(
        ended.stderr.contains(kept),
        "the new name is told: {}",
        ended.stderr
    );
    assert_eq!(fs::read(project.path(kept))?, journal);
    let recovered = project.oomscope(&["recover", kept]).expect(exit_code::OK)?;
    let artifact = recovered.artifact()?;
    assert_eq!(artifact.run.label.as_deref(), Some("first"));
    assert_eq!(passed(&artifact), 2);
    // The artifact of the second run is still its own.
    assert_eq!(project.artifact()?.run.label.as_deref(), Some("second"));
    Ok(())
}

#[test]
fn a_journal_cut_anywhere_is_recovered_or_refused_in_words() -> Result<()> {
    let project = run_and_kill(4, &["--batch-size", "3"], true)?;
    let whole = fs::read(project.path(JOURNAL))?;
    let first_line = whole
        .iter()
        .position(|byte| *byte == b'\n')
        .context("no line")?;
    let mut before = 0;
    for length in (0..whole.len()).step_by(97).chain([whole.len()]) {
        project.write("cut.oomscope.journal", &whole[..length])?;
        let ended = project
            .oomscope(&["recover", "cut.oomscope.journal"])
            .run()?;
        if length <= first_line {
            let ended = ended.expect(exit_code::USAGE)?;
            ensure!(
                ended.stderr.contains("cut.oomscope.journal"),
                "{}",
                ended.stderr
            );
            ensure!(!project.has("cut.oomscope.json"), "an artifact of nothing");
            continue;
        }
        ended
            .expect(exit_code::OK)
            .with_context(|| format!("cut at byte {length}"))?;
        let artifact = read_artifact(&project.path("cut.oomscope.json"))?;
        ensure_cut(&artifact).with_context(|| format!("cut at byte {length}"))?;
        // A longer journal never knows less.
        ensure!(passed(&artifact) >= before, "cut at byte {length}");
        before = passed(&artifact);
    }
    ensure!(
        before == 4,
        "the whole journal has {before} tests that passed"
    );
    Ok(())
}
