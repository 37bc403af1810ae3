//! Batches side by side: they meet, they fit, and none of them suffers for another.

use std::collections::BTreeSet;

use anyhow::{Context, ensure};
use oomscope_journal::Event;
use oomscope_shared::artifact::{Artifact, Batch};
use oomscope_shared::{Ending, Outcome, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::{Project, ensure_all_accounted_for, outcomes, row, wait_until};

/// What the tests here have in common: marks, waiting for those of others, and memory.
const CONFTEST: &str = r#"
import os
import pathlib
import time


def mark(name, text=""):
    partial = pathlib.Path(name + ".partial")
    partial.write_text(text)
    partial.rename(name)


def wait_for(seen, at_most=60):
    end = time.monotonic() + at_most
    while not seen():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.005)


def is_gone(mark):
    pid = int(pathlib.Path(mark).read_text())
    return not os.path.exists(f"/proc/{pid}")


def take(mib):
    return bytearray(b"x") * (mib << 20)
"#;

/// What is expected of the files, which is little. Where nothing is known the first batch runs alone.
const PLAN: &str = r#"
version = 1
base_mib = 30

[units]
"test_a.py" = { peak_mib = 40, time_ms = 1000 }
"test_b.py" = { peak_mib = 40, time_ms = 1000 }
"test_c.py" = { peak_mib = 40, time_ms = 1000 }
"#;

const TWO: [&str; 4] = ["--jobs", "2", "--plan", "plan.toml"];

fn project(files: &[(&str, &str)]) -> Result<Project> {
    let mut all = vec![("conftest.py", CONFTEST), ("plan.toml", PLAN)];
    all.extend(files);
    Project::new(&all)
}

fn end_ms(batch: &Batch) -> u64 {
    batch.start_ms + batch.duration_ms
}

fn of_ending(artifact: &Artifact, ending: Ending) -> Vec<&Batch> {
    let batches = artifact.batches.iter();
    batches.filter(|batch| batch.ending == ending).collect()
}

/// Each of two files passes only while the other one runs.
const MEETS: &str = r#"
import os
from conftest import mark, wait_for, take


def test_meets():
    me, other = __name__, {"test_a": "test_b", "test_b": "test_a"}[__name__]
    kept = take(60 if me == "test_a" else 120)
    mark(me, os.environ["OOMSCOPE_JOB"] + " " + os.environ["OOMSCOPE_BATCH"])
    wait_for(lambda: os.path.exists(other))


def test_after():
    pass
"#;

#[test]
fn two_batches_run_at_the_same_time_and_each_has_figures_of_its_own() -> Result<()> {
    let project = project(&[("test_a.py", MEETS), ("test_b.py", MEETS)])?;
    let ended = project
        .run_pytest(&[&TWO[..], &["--memory-limit", "2GiB"]].concat())
        .expect(exit_code::OK)?;
    let artifact = ended.artifact()?;
    ensure_all_accounted_for(&artifact)?;
    assert_eq!(artifact.run.plan.jobs, 2);
    let [first, second] = &artifact.batches[..] else {
        anyhow::bail!("{} batches", artifact.batches.len());
    };
    assert!(first.start_ms < end_ms(second) && second.start_ms < end_ms(first));
    let peak = |id: &str| -> Result<u64> { row(&artifact, id)?.peak_bytes.context("no peak") };
    let (a, b) = (
        peak("test_a.py::test_meets")?,
        peak("test_b.py::test_meets")?,
    );
    assert!((55..75).contains(&((b - a) >> 20)), "{a} and {b} bytes");
    let numbers = |name: &str| project.read(name);
    assert_eq!([numbers("test_a")?, numbers("test_b")?], ["1 1", "2 2"]);
    // What both print is not mixed.
    assert!(!ended.stderr.contains("passed in"), "{}", ended.stderr);
    project.nothing_is_left()
}

/// Heavy tests that fail where two of them meet, and light ones.
const HEAVY: &str = r#"
import os
from conftest import take


def test_heavy():
    os.close(os.open("heavy", os.O_CREAT | os.O_EXCL))
    kept = take(300)
    del kept
    os.unlink("heavy")
"#;

const LIGHT: &str = r#"
def test_light():
    sum(range(1000000))
"#;

#[test]
fn what_does_not_fit_together_never_meets() -> Result<()> {
    let names = ["test_a.py", "test_c.py", "test_e.py"];
    let mut files: Vec<(&str, &str)> = names.map(|name| (name, HEAVY)).to_vec();
    files.extend(["test_b.py", "test_d.py", "test_f.py"].map(|name| (name, LIGHT)));
    let project = project(&files)?;
    let limit = ["--memory-limit", "500MiB"];
    let ended = project.run_pytest(&limit).expect(exit_code::OK)?;
    std::fs::rename(
        project.path(ended.stdout.trim()),
        project.path("run.oomscope.json"),
    )?;
    let plan = ["plan", "run.oomscope.json", "--out", "plan.toml"];
    project.oomscope(&plan).expect(exit_code::OK)?;
    for known in [
        &["--plan", "plan.toml"][..],
        &["--balance-by", "run.oomscope.json"],
        // One heavy batch at a time leaves room for light ones only, whatever the tests of a batch are.
        &["--plan", "plan.toml", "--batch-size", "1"],
        // Nothing is known: the first of them shows that they need the most of the limit.
        &[],
    ] {
        let artifact = project
            .run_pytest(&[&limit[..], &["--jobs", "2"], known].concat())
            .expect(exit_code::OK)?
            .artifact()?;
        ensure_all_accounted_for(&artifact)?;
        assert_eq!(artifact.tests.count(Outcome::Passed), 6);
        if !known.is_empty() {
            assert!(of_ending(&artifact, Ending::Preempted).is_empty());
        }
        assert!(artifact.batches.len() > 1);
    }
    project.nothing_is_left()
}

/// Both need far more than the plan says. Together they do not fit, and each waits until the other is gone. What is
/// too much for the whole limit is held until something is done about it.
const OUTGROWS: &str = r#"
import os
import time
from conftest import is_gone, mark, take, wait_for


def test_before():
    pass


def test_outgrows():
    me, other = __name__, {"test_a": "test_b", "test_b": "test_a"}[__name__]
    is_again = os.path.exists(me)
    kept = take(150)
    mark(me, str(os.getpid()))
    wait_for(lambda: os.path.exists(other))
    more = take(MORE)
    if is_again:
        time.sleep(HELD_FOR)
    else:
        wait_for(lambda: is_gone(other))
"#;

fn outgrowing(more_mib: u32, held_for: &str) -> Result<Project> {
    let source = OUTGROWS.replace("MORE", &more_mib.to_string());
    let source = source.replace("HELD_FOR", held_for);
    project(&[("test_a.py", &source), ("test_b.py", &source)])
}

const LIMITERS: [&[&str]; 2] = [&[], &["--limiter", "watchdog"]];

#[test]
fn one_that_outgrew_its_expectation_makes_room_and_its_tests_run_again_alone() -> Result<()> {
    for limiter in LIMITERS {
        let project = outgrowing(150, "0")?;
        let limit = ["--memory-limit", "500MiB"];
        let ended = project
            .run_pytest(&[&TWO[..], &limit, limiter].concat())
            .expect(exit_code::OK)?;
        let artifact = ended.artifact()?;
        ensure_all_accounted_for(&artifact)?;
        assert_eq!(artifact.tests.count(Outcome::Passed), 4, "{}", ended.stderr);
        // At memory that is taken this quickly the kernel may end both of them before one has made room.
        assert!(!of_ending(&artifact, Ending::Preempted).is_empty());
        let (last, others) = artifact.batches.split_last().context("no batch")?;
        assert_eq!((last.ending, last.test_count), (Ending::Passed, 1));
        let free_from = others.iter().map(end_ms).max().unwrap_or(0);
        assert!(last.start_ms >= free_from, "it has nothing beside it");
        project.nothing_is_left()?;
    }
    Ok(())
}

#[test]
fn a_test_that_needs_more_than_the_whole_limit_dies_alone_and_is_the_only_one() -> Result<()> {
    for limiter in LIMITERS {
        let project = outgrowing(500, "600")?;
        let light = "from conftest import is_gone, mark, wait_for\nimport os\n\n\
                     def test_stays():\n    mark(\"test_b\", str(os.getpid()))\n    \
                     wait_for(lambda: os.path.exists(\"test_a\"))\n    \
                     wait_for(lambda: is_gone(\"test_a\"))\n";
        project.write("test_b.py", light)?;
        let limit = ["--memory-limit", "450MiB"];
        let artifact = project
            .run_pytest(&[&TWO[..], &limit, limiter].concat())
            .expect(exit_code::MEMORY_DEATH)?
            .artifact()?;
        ensure_all_accounted_for(&artifact)?;
        let found = outcomes(&artifact);
        let expected = [
            ("test_a.py::test_before", "passed"),
            ("test_a.py::test_outgrows", "died"),
            ("test_b.py::test_stays", "passed"),
        ];
        for (id, outcome) in expected {
            assert_eq!(found.get(id).map(String::as_str), Some(outcome), "{id}");
        }
        let deaths: Vec<_> = (artifact.batches.iter())
            .filter(|batch| batch.ending.is_memory_death())
            .collect();
        let [death] = deaths[..] else {
            anyhow::bail!("{:?}", artifact.batches);
        };
        assert_eq!(death.test_count, 1, "it had the whole limit for itself");
        assert!(!of_ending(&artifact, Ending::Preempted).is_empty());
        project.nothing_is_left()?;
    }
    Ok(())
}

/// Waits for ever, once all have come.
const STAYS: &str = r#"
import time
from conftest import mark


def test_before():
    pass


def test_stays():
    mark(__name__)
    time.sleep(600)
"#;

#[test]
fn a_signal_ends_all_that_run() -> Result<()> {
    let files = ["test_a.py", "test_b.py", "test_c.py"].map(|name| (name, STAYS));
    let project = project(&files)?;
    let running = project.run_pytest(&TWO).start()?;
    wait_until("both run", || {
        Ok(project.has("test_a") && project.has("test_b"))
    })?;
    running.signal("TERM")?;
    let artifact = running.wait()?.expect(exit_code::TERMINATED)?.artifact()?;
    ensure_all_accounted_for(&artifact)?;
    assert_eq!(of_ending(&artifact, Ending::Interrupted).len(), 2);
    assert_eq!(artifact.tests.count(Outcome::Passed), 2);
    assert_eq!(artifact.tests.count(Outcome::Died), 2);
    assert_eq!(artifact.tests.count(Outcome::NotRun), 2);
    project.wait_until_nothing_is_left()
}

#[test]
fn a_killed_recorder_leaves_a_journal_of_all_that_ran() -> Result<()> {
    let files = ["test_a.py", "test_b.py"].map(|name| (name, STAYS));
    let project = project(&files)?;
    let running = project.run_pytest(&TWO).start()?;
    let started = |event: &Event| matches!(event, Event::TestStarted { test: 1 | 3, .. });
    wait_until("both run", || {
        let told: BTreeSet<u32> = (project.journal()?.iter())
            .filter(|event| started(event))
            .filter_map(|event| match event {
                Event::TestStarted { batch, .. } => Some(*batch),
                _ => None,
            })
            .collect();
        Ok(told.len() == 2)
    })?;
    running.signal("KILL")?;
    let _ = running.wait()?;
    project.wait_until_nothing_is_left()?;
    let recovered = project.path("recovered.json");
    let journal = std::fs::read_dir(project.folder())?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|end| end == "journal"))
        .context("no journal")?;
    let (journal, out) = (
        journal.display().to_string(),
        recovered.display().to_string(),
    );
    project
        .oomscope(&["recover", &journal, "--out", &out])
        .expect(exit_code::OK)?;
    let artifact = oomscope_tests::runner::read_artifact(&recovered)?;
    ensure_all_accounted_for(&artifact)?;
    assert_eq!(artifact.tests.count(Outcome::Passed), 2);
    assert_eq!(artifact.tests.count(Outcome::Died), 2);
    assert_eq!(artifact.batches.len(), 2);
    Ok(())
}

#[test]
fn the_first_failure_stops_the_others_where_that_is_asked_for() -> Result<()> {
    let fails = "from conftest import wait_for\nimport os\n\ndef test_fails():\n    \
                 wait_for(lambda: os.path.exists(\"test_b\"))\n    assert False\n";
    let stays = "import time\nimport pytest\nfrom conftest import mark\n\ndef test_runs():\n    \
                 mark(\"test_b\")\n\n@pytest.mark.parametrize(\"n\", range(4000))\n\
                 def test_many(n):\n    time.sleep(0.01)\n";
    let project = project(&[
        ("test_a.py", fails),
        ("test_b.py", stays),
        ("test_c.py", fails),
    ])?;
    let artifact = project
        .run_pytest(&[&TWO[..], &["--fail-fast"]].concat())
        .expect(exit_code::TESTS_FAILED)?
        .artifact()?;
    ensure_all_accounted_for(&artifact)?;
    let found = outcomes(&artifact);
    ensure!(
        found
            .values()
            .filter(|outcome| *outcome == "failed")
            .count()
            == 1,
        "{found:?}"
    );
    assert_eq!(found["test_b.py::test_runs"], "passed");
    // The batch beside it was told to stop, and the third one never started.
    assert_eq!(found["test_b.py::test_many[3999]"], "not_run");
    assert_eq!(artifact.batches.len(), 2);
    Ok(())
}

#[test]
fn a_plan_that_cannot_be_read_is_one_clear_error() -> Result<()> {
    let project = project(&[("test_a.py", LIGHT), ("plan.toml", "version = 9\n")])?;
    let run = ["run", "--jobs", "2", "--plan", "plan.toml", "--", "pytest"];
    let ended = project.oomscope(&run).expect(exit_code::USAGE)?;
    assert!(ended.stderr.contains("plan.toml"), "{}", ended.stderr);
    let run = ["run", "--jobs", "0", "--", "pytest"];
    let ended = project.oomscope(&run).expect(exit_code::USAGE)?;
    assert!(ended.stderr.contains("--jobs"), "{}", ended.stderr);
    Ok(())
}
