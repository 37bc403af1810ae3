//! `oomscope run -- pytest`: outcomes as pytest itself has them, and what is measured of each test.

use std::collections::BTreeSet;

use anyhow::{Context, ensure};
use oomscope_journal::Event;
use oomscope_shared::artifact::{Artifact, PhaseColumns};
use oomscope_shared::{Ending, Outcome, Proof, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::{Project, ensure_same_outcomes, outcome_line, outcomes, row};

const MIB: u64 = 1 << 20;

/// Every way in which a test of pytest can end, and ids of every shape.
const KINDS: &str = r##"
import sys
import unittest

import pytest


@pytest.fixture
def broken():
    raise RuntimeError("no set-up")


@pytest.fixture
def breaks_late():
    yield
    raise RuntimeError("no teardown")


@pytest.fixture
def skips():
    pytest.skip("not here")


@pytest.fixture
def expects_to_fail():
    pytest.xfail("not yet")


def test_passes():
    pass


def test_fails():
    assert 1 == 2, "one is not two"


def test_raises_an_error_of_many_lines():
    raise ValueError("first\nsecond\nü \x00 \ud800")


def test_setup_error(broken):
    pass


def test_teardown_error(breaks_late):
    pass


def test_fails_and_teardown_error(breaks_late):
    assert False


@pytest.mark.skip(reason="never")
def test_skip_mark():
    pass


def test_skip_inside():
    pytest.skip("inside")


def test_skip_in_fixture(skips):
    pass


@pytest.mark.xfail
def test_xfail():
    assert False


@pytest.mark.xfail
def test_xpass():
    pass


@pytest.mark.xfail(strict=True)
def test_strict_xpass():
    pass


@pytest.mark.xfail(run=False)
def test_xfail_not_run():
    assert False


def test_xfail_inside():
    pytest.xfail("imperative")


def test_xfail_in_fixture(expects_to_fail):
    pass


@pytest.mark.xfail
def test_xfail_with_broken_fixture(broken):
    pass


@pytest.mark.xfail
def test_xfail_with_fixture_that_breaks_late(breaks_late):
    pass


@pytest.mark.xfail(raises=ValueError)
def test_fails_otherwise_than_expected():
    raise KeyError("x")


def test_leaves():
    sys.exit(3)


SHAPES = ["a b", "x[y]", "p::q", "", "tab\t", "new\nline", "ü", "日本", "😀", "a/b", " blank", "#hash", "{}", "-", "'\"\\"]


@pytest.mark.parametrize("value", SHAPES)
def test_shapes(value):
    assert value != "x[y]"


@pytest.mark.parametrize("value", [1, 1, 2], ids=["same", "same", "other"])
def test_same_id(value):
    assert value == 1


class TestClass:
    def test_method(self):
        pass

    class TestInner:
        def test_inner_method(self):
            assert False


def test_größe():
    pass


class Case(unittest.TestCase):
    def test_ok(self):
        pass

    def test_bad(self):
        self.fail("bad")

    @unittest.skip("not today")
    def test_skipped(self):
        pass

    @unittest.expectedFailure
    def test_expected_failure(self):
        self.fail()

    @unittest.expectedFailure
    def test_unexpected_success(self):
        pass

    def test_with_failing_subtest(self):
        for number in range(3):
            with self.subTest(number=number):
                self.assertNotEqual(number, 1)

    def test_with_passing_subtests(self):
        for number in range(3):
            with self.subTest(number=number):
                pass


class BreaksInSetUp(unittest.TestCase):
    def setUp(self):
        raise OSError("no set-up")

    def test_in_it(self):
        pass


class BreaksInTearDown(unittest.TestCase):
    def tearDown(self):
        raise OSError("no teardown")

    def test_in_it(self):
        pass


class BreaksInClass(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        raise OSError("no class")

    def test_one(self):
        pass

    def test_two(self):
        pass


def test_with_failing_subtest(subtests):
    for number in range(3):
        with subtests.test(number=number):
            assert number != 1


def test_with_passing_subtests(subtests):
    with subtests.test("one"):
        pass


def test_with_skipped_subtest(subtests):
    with subtests.test("one"):
        pytest.skip("only this part")
    with subtests.test("two"):
        pass


def test_with_failing_and_skipped_subtest(subtests):
    with subtests.test("one"):
        assert False
    with subtests.test("two"):
        pytest.skip("only this part")
"##;

const DOCTESTS: &str = r#"
def double(x):
    """
    >>> double(2)
    4
    """
    return x * 2


def wrong(x):
    """
    >>> wrong(1)
    3
    """
    return x
"#;

/// Ids stay as they are written: without this option pytest writes `\xfc` for `ü`.
const RAW_IDS: &str = "[pytest]\n\
    disable_test_id_escaping_and_forfeit_all_rights_to_community_support = true\n";

const DOCTEST_OPTIONS: [&str; 2] = ["--doctest-modules", "--doctest-glob=*.txt"];

fn kinds(ini: &str) -> Result<Project> {
    Project::new(&[
        ("test_kinds.py", KINDS),
        ("doubled.py", DOCTESTS),
        ("größe.txt", "Grüße\n=====\n\n>>> 1 + 1\n2\n"),
        ("pytest.ini", ini),
    ])
}

/// The outcomes by three witnesses: pytest alone, pytest under oomscope, and oomscope.
fn ensure_all_agree(project: &Project, options: &[&str]) -> Result<Artifact> {
    project
        .plain_pytest()
        .args(DOCTEST_OPTIONS)
        .witnessed_by("plain.json")?
        .expect(exit_code::TESTS_FAILED)?;
    let artifact = project
        .run_pytest(options)
        .args(DOCTEST_OPTIONS)
        .witnessed_by("watched.json")?
        .expect(exit_code::TESTS_FAILED)?
        .artifact()?;
    let plain = project.witness("plain.json")?;
    ensure_same_outcomes(&plain, &outcomes(&artifact)).context("pytest and oomscope")?;
    let watched = project.witness("watched.json")?;
    ensure_same_outcomes(&plain, &watched).context("pytest alone and under oomscope")?;
    Ok(artifact)
}

#[test]
fn where_ids_count_from_another_folder_it_is_told() -> Result<()> {
    let test = "def test_a():\n    pass\n";
    let project = Project::new(&[
        ("services/shop/pytest.ini", "[pytest]\n"),
        ("services/shop/tests/test_a.py", test),
    ])?;
    let artifact = project
        .run_pytest(&[])
        .args(["services/shop"])
        .expect(exit_code::OK)?
        .artifact()?;
    assert_eq!(artifact.tests.id, ["tests/test_a.py::test_a"]);
    assert_eq!(artifact.run.tests_folder.as_deref(), Some("services/shop"));
    let artifact = Project::with_suite(test)?
        .run_pytest(&[])
        .expect(exit_code::OK)?
        .artifact()?;
    assert_eq!(artifact.run.tests_folder, None);
    Ok(())
}

#[test]
fn every_outcome_is_what_pytest_says() -> Result<()> {
    let artifact = ensure_all_agree(&kinds("[pytest]\n")?, &[])?;
    let kinds: BTreeSet<Outcome> = artifact.tests.outcome.iter().copied().collect();
    // The suite is worth nothing if one of them does not occur in it.
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        [
            Outcome::Passed,
            Outcome::Failed,
            Outcome::Error,
            Outcome::Skipped,
            Outcome::Xfailed,
            Outcome::Xpassed
        ]
    );
    let batch = &artifact.batches[0];
    assert_eq!(
        (artifact.batches.len(), batch.ending),
        (1, Ending::TestsFailed)
    );
    assert_eq!((batch.proof, batch.exit_code()), (Proof::Certain, Some(1)));
    assert_eq!(batch.test_count as usize, artifact.tests.len());
    assert_eq!(artifact.warnings, Vec::<String>::new());
    Ok(())
}

#[test]
fn ids_in_raw_unicode_are_kept() -> Result<()> {
    let artifact = ensure_all_agree(&kinds(RAW_IDS)?, &[])?;
    for id in [
        "test_kinds.py::test_shapes[日本]",
        "test_kinds.py::test_shapes[😀]",
        "test_kinds.py::test_shapes[new\nline]",
        "test_kinds.py::test_shapes[x[y]]",
        "test_kinds.py::test_shapes[p::q]",
        "test_kinds.py::test_größe",
        "größe.txt::größe.txt",
    ] {
        row(&artifact, id)?;
    }
    Ok(())
}

#[test]
fn batches_change_no_outcome() -> Result<()> {
    // The ids that are hard to find again are found again in every later process.
    let artifact = ensure_all_agree(&kinds(RAW_IDS)?, &["--batch-size", "7"])?;
    assert_eq!(artifact.batches.len(), artifact.tests.len().div_ceil(7));
    Ok(())
}

#[test]
fn a_failed_test_says_why() -> Result<()> {
    let project = kinds(RAW_IDS)?;
    let artifact = project
        .run_pytest(&[])
        .expect(exit_code::TESTS_FAILED)?
        .artifact()?;
    let remark = |id: &str| -> Result<String> {
        let row = row(&artifact, &format!("test_kinds.py::{id}"))?;
        Ok(artifact
            .tests
            .remark(row.index)
            .map(ToString::to_string)
            .unwrap_or_default())
    };
    assert_eq!(remark("test_fails")?, "AssertionError: one is not two");
    assert_eq!(remark("test_setup_error")?, "RuntimeError: no set-up");
    assert_eq!(remark("test_teardown_error")?, "RuntimeError: no teardown");
    assert_eq!(remark("test_leaves")?, "SystemExit: 3");
    assert!(remark("test_raises_an_error_of_many_lines")?.starts_with("ValueError: first"));
    assert_eq!(remark("test_passes")?, "");
    Ok(())
}

#[test]
fn a_green_suite_ends_with_code_0() -> Result<()> {
    let project = Project::with_suite("def test_a():\n    pass\n\ndef test_b():\n    pass\n")?;
    let ended = project
        .run_pytest(&["--label", "grün", "--out", "out/../deep.json"])
        .expect(exit_code::USAGE)?;
    assert!(
        ended.stderr.contains("out/../deep.json"),
        "{}",
        ended.stderr
    );
    let ended = project
        .run_pytest(&["--label", "grün"])
        .expect(exit_code::OK)?;
    assert_eq!(
        ended.stdout, "run.oomscope.json\n",
        "standard output is for machines"
    );
    let artifact = ended.artifact()?;
    assert_eq!(outcome_line(&artifact), "passed passed");
    assert_eq!(artifact.run.label.as_deref(), Some("grün"));
    assert_eq!(artifact.run.command[..3], ["python", "-m", "pytest"]);
    assert_eq!(artifact.batches[0].ending, Ending::Passed);
    assert!(artifact.host.python.is_some() && artifact.host.pytest.is_some());
    assert!(
        !project.has("run.oomscope.journal"),
        "a finished run leaves no journal"
    );
    Ok(())
}

#[test]
fn a_test_that_frees_its_memory_shows_it_in_its_own_peak_only() -> Result<()> {
    let project = Project::with_suite(
        r#"
def test_before():
    pass

def test_heavy():
    block = b"x" * (300 << 20)
    del block

def test_after():
    pass
"#,
    )?;
    let artifact = project.run_pytest(&[]).expect(exit_code::OK)?.artifact()?;
    let peaks: Vec<u64> = artifact
        .tests
        .rows()
        .filter_map(|row| row.peak_bytes)
        .collect();
    let [before, heavy, after] = peaks[..] else {
        anyhow::bail!("peaks: {peaks:?}")
    };
    assert!(
        heavy >= before + 299 * MIB && heavy < before + 320 * MIB,
        "{peaks:?}"
    );
    assert!(before < 100 * MIB && after < before + 8 * MIB, "{peaks:?}");
    let peak = artifact.batches[0].peak_bytes.context("no peak")?;
    assert!(peak >= heavy, "the batch had {peak}, its test {heavy}");
    let heavy = row(&artifact, "test_suite.py::test_heavy")?;
    assert!(
        heavy.retained_bytes.is_some_and(|bytes| bytes < MIB),
        "{heavy:?}"
    );
    Ok(())
}

#[test]
fn a_test_that_keeps_memory_is_charged_with_it_and_its_neighbours_are_not() -> Result<()> {
    let project = Project::with_suite(
        r#"
KEPT = []

def test_before():
    pass

def test_one_block():
    KEPT.append(b"x" * (30 << 20))

def test_between():
    block = b"x" * (30 << 20)
    del block

def test_many_small_objects():
    KEPT.append([str(number) for number in range(500_000)])

def test_after():
    pass
"#,
    )?;
    let artifact = project.run_pytest(&[]).expect(exit_code::OK)?.artifact()?;
    let kept = |name: &str| -> Result<u64> {
        let row = row(&artifact, &format!("test_suite.py::{name}"))?;
        row.retained_bytes.context("not measured")
    };
    for (name, from, to) in [
        ("test_before", 0, MIB),
        ("test_one_block", 29 * MIB, 32 * MIB),
        ("test_between", 0, MIB),
        // 500,000 strings of up to 56 bytes, and the list.
        ("test_many_small_objects", 20 * MIB, 40 * MIB),
        ("test_after", 0, MIB),
    ] {
        let kept = kept(name)?;
        assert!((from..=to).contains(&kept), "{name} keeps {kept} bytes");
    }
    Ok(())
}

#[test]
fn garbage_in_cycles_is_not_called_kept() -> Result<()> {
    let project = Project::with_suite(
        r#"
import gc

class Node:
    def __init__(self):
        self.block = b"x" * (30 << 20)
        self.itself = self

def test_before():
    # Nothing is due for collection by itself when the cycle comes.
    gc.collect()

def test_cycle():
    Node()

def test_after():
    pass
"#,
    )?;
    let artifact = project.run_pytest(&[]).expect(exit_code::OK)?.artifact()?;
    for row in artifact.tests.rows() {
        assert!(
            row.retained_bytes.is_some_and(|bytes| bytes < MIB),
            "{row:?}"
        );
    }
    let cycle = row(&artifact, "test_suite.py::test_cycle")?;
    assert!(cycle.peak_bytes > Some(50 * MIB), "{cycle:?}");
    Ok(())
}

/// Writes down how many full collections came with each test; by itself Python makes none.
const COUNTING: &str = r#"
import gc

FULL = []


def note(phase, info):
    if phase == "start" and info["generation"] == 2:
        FULL.append(None)


def pytest_sessionstart():
    gc.set_threshold(1000000, 1000, 1000)
    gc.callbacks.append(note)


def pytest_runtest_logstart():
    FULL.clear()


def pytest_runtest_logfinish(nodeid):
    with open("full-collections", "a") as file:
        file.write("%s %d\n" % (nodeid.split("::")[1], len(FULL)))
"#;

#[test]
fn everything_is_collected_only_where_that_can_say_something() -> Result<()> {
    let project = Project::with_suite(
        r#"
import gc

KEPT = []

def test_first():
    # The first look has nothing to compare with.
    KEPT.append(bytearray(4 << 20))

def test_keeps():
    # All that it made is young.
    KEPT.append(bytearray(4 << 20))

class Node:
    pass

def test_old_garbage():
    node = Node()
    node.itself = node
    node.block = bytearray(4 << 20)
    # Only a full collection finds it from here on.
    gc.collect(1)

def test_frees():
    blocks = [bytearray(100000) for _ in range(200)]
    gc.collect(1)
    # The last one keeps the heap from shrinking, and nothing else of it is alive.
    KEPT.append(blocks.pop())
"#,
    )?;
    project.write("conftest.py", COUNTING)?;
    let artifact = project.run_pytest(&[]).expect(exit_code::OK)?.artifact()?;
    let counted = project.read("full-collections")?;
    let later: Vec<&str> = counted.lines().skip(1).collect();
    assert_eq!(
        later,
        ["test_keeps 0", "test_old_garbage 1", "test_frees 0"]
    );
    let retained = |name: &str| -> Result<u64> {
        let row = row(&artifact, &format!("test_suite.py::{name}"))?;
        row.retained_bytes.context("not measured")
    };
    assert!(retained("test_keeps")? >= 3 * MIB);
    assert!(retained("test_old_garbage")? < MIB);
    assert!(retained("test_frees")? < MIB);
    Ok(())
}

#[test]
fn every_phase_has_its_own_figures() -> Result<()> {
    let project = Project::with_suite(
        r#"
import pytest

@pytest.fixture
def resource():
    block = b"x" * (60 << 20)
    yield
    del block
    block = b"x" * (180 << 20)

def test_phases(resource):
    block = b"x" * (120 << 20)
    del block

def test_next():
    pass
"#,
    )?;
    let artifact = project.run_pytest(&[]).expect(exit_code::OK)?.artifact()?;
    let phases = &artifact.tests.phases;
    let all = [&phases.setup, &phases.call, &phases.teardown];
    let base = artifact.tests.rss_before_kib[0].context("no memory before")?;
    let above = |columns: &PhaseColumns, test: usize| -> Result<u64> {
        Ok(columns.peak_kib[test]
            .context("no peak")?
            .saturating_sub(base)
            / 1024)
    };
    for (phase, columns, expected) in [
        ("set-up", &phases.setup, 60),
        ("call", &phases.call, 180),
        ("teardown", &phases.teardown, 180),
    ] {
        let peak = above(columns, 0)?;
        assert!(
            (expected - 5..expected + 15).contains(&peak),
            "{phase}: {peak} MiB"
        );
        assert!(above(columns, 1)? < 15, "the next test: {phase}");
    }
    for test in 0..2 {
        let sum: u64 = all
            .iter()
            .filter_map(|columns| columns.duration_us[test])
            .sum();
        assert_eq!(artifact.tests.duration_us[test], Some(sum));
        for columns in all {
            assert!(columns.rss_after_kib[test].is_some());
        }
    }
    Ok(())
}

#[test]
fn subtests_are_part_of_their_test() -> Result<()> {
    let project = Project::with_suite(
        r#"
def test_before():
    pass

def test_parts(subtests):
    for number in range(3):
        with subtests.test(number=number):
            block = b"x" * (100 << 20 if number == 1 else 1)
            del block
"#,
    )?;
    let artifact = project.run_pytest(&[]).expect(exit_code::OK)?.artifact()?;
    let peaks: Vec<u64> = artifact
        .tests
        .rows()
        .filter_map(|row| row.peak_bytes)
        .collect();
    assert!(peaks[1] > peaks[0] + 95 * MIB, "{peaks:?}");
    assert_eq!(artifact.tests.len(), 2);
    Ok(())
}

#[test]
fn the_json_report_has_the_promised_names() -> Result<()> {
    let project = Project::with_suite(
        "import pytest\n\ndef test_a():\n    assert False\n\ndef test_b():\n    pass\n",
    )?;
    project
        .run_pytest(&["--label", "x"])
        .expect(exit_code::TESTS_FAILED)?;
    let report = project
        .oomscope(&["report", "run.oomscope.json", "--format", "json"])
        .expect(exit_code::OK)?
        .json()?;
    let names = |value: &serde_json::Value| -> Result<BTreeSet<String>> {
        Ok(value
            .as_object()
            .context("no object")?
            .keys()
            .cloned()
            .collect())
    };
    let promised = |names: &str| names.split_whitespace().map(str::to_owned).collect();
    let whole = "summary_version answer completion label command started_at duration_ms suite_ms limit_bytes \
                 peak_bytes retained_bytes batches tests findings hunt warnings";
    assert_eq!(names(&report)?, promised(whole));
    let batch = "index tests ending proof exit_code signal signal_name peak_bytes peak_source \
                 limit_counted victim";
    assert_eq!(names(&report["batches"][0])?, promised(batch));
    let test = "id outcome batch duration_ms peak_bytes retained_bytes remark";
    for at in 0..2 {
        assert_eq!(names(&report["tests"][at])?, promised(test));
    }
    assert_eq!(report["tests"][0]["outcome"], "failed");
    assert_eq!(report["tests"][0]["remark"]["text"], "assert False");
    assert_eq!(report["completion"], "finished");
    assert_eq!(report["findings"], serde_json::json!([]));
    Ok(())
}

#[test]
fn the_environment_of_the_tests_is_the_callers() -> Result<()> {
    // The plugin came in through the environment; nothing of that may be left for the tests.
    let project = Project::with_suite(
        r#"
import json
import os
import subprocess
import sys

def test_environment():
    with open("environment.json", "w") as file:
        json.dump(dict(os.environ), file)

def test_pytest_inside():
    command = [sys.executable, "-m", "pytest", "-q", "--version"]
    text = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "oomscope" not in text.stdout + text.stderr

def test_modules():
    assert not [path for path in sys.path if "oomscope/plugin" in path]
"#,
    )?;
    let environment = |project: &Project| -> Result<serde_json::Value> {
        let mut value: serde_json::Value =
            serde_json::from_str(&project.read("environment.json")?)?;
        let map = value.as_object_mut().context("no object")?;
        map.remove("PYTEST_CURRENT_TEST");
        Ok(value)
    };
    let with_settings = |call: oomscope_tests::runner::Call| {
        call.env("PYTEST_ADDOPTS", "--strict-markers")
            .env("PYTHONPATH", "lib")
    };
    with_settings(project.plain_pytest()).run()?;
    let plain = environment(&project)?;
    with_settings(project.run_pytest(&[])).run()?;
    assert_eq!(environment(&project)?, plain);
    project.plain_pytest().run()?;
    let plain = environment(&project)?;
    let ended = project.run_pytest(&[]).run()?;
    assert_eq!(environment(&project)?, plain);
    let artifact = ended.artifact()?;
    assert_eq!(
        row(&artifact, "test_suite.py::test_pytest_inside")?.outcome,
        Outcome::Passed
    );
    Ok(())
}

#[test]
fn a_pytest_inside_a_test_is_not_recorded() -> Result<()> {
    let project = Project::with_suite(
        r#"
pytest_plugins = ["pytester"]

def test_in_this_process(pytester):
    pytester.makepyfile("def test_inner(): assert False")
    pytester.runpytest_inprocess().assert_outcomes(failed=1)

def test_in_a_process_of_its_own(pytester):
    pytester.makepyfile("def test_inner(): assert False")
    pytester.runpytest_subprocess().assert_outcomes(failed=1)

def test_after():
    pass
"#,
    )?;
    let artifact = project.run_pytest(&[]).expect(exit_code::OK)?.artifact()?;
    assert_eq!(outcome_line(&artifact), "passed passed passed");
    assert_eq!(artifact.tests.len(), 3);
    assert_eq!(artifact.batches[0].ending, Ending::Passed);
    Ok(())
}

#[test]
fn a_forked_child_does_not_speak_for_its_parent() -> Result<()> {
    // The child returns from the test function and goes on as if it were pytest.
    let project = Project::with_suite(
        r#"
import os

def test_forks():
    child = os.fork()
    if child:
        os.waitpid(child, 0)
    else:
        assert False, "only in the child"

def test_after():
    with open("pids", "a") as file:
        print(os.getpid(), file=file)
"#,
    )?;
    let artifact = project.run_pytest(&[]).expect(exit_code::OK)?.artifact()?;
    assert_eq!(outcome_line(&artifact), "passed passed");
    assert_eq!(
        project.read("pids")?.lines().count(),
        2,
        "the child went on, too"
    );
    Ok(())
}

#[test]
fn what_tests_replace_does_not_upset_the_plugin() -> Result<()> {
    let project = Project::with_suite(
        r#"
import gc
import json
import os
import socket
import time

import pytest

@pytest.mark.parametrize("place, name", [
    (time, "monotonic_ns"), (time, "monotonic"), (time, "time"), (os, "write"), (os, "pread"),
    (os, "getpid"), (json, "dumps"), (gc, "collect"), (socket, "socket"), (os, "open"),
])
def test_replaces(monkeypatch, place, name):
    def refuse(*args, **kwargs):
        raise RuntimeError("not in a test")
    monkeypatch.setattr(place, name, refuse)

def test_keeps():
    global KEPT
    KEPT = b"x" * (20 << 20)

def test_chdir(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "")
"#,
    )?;
    let artifact = project.run_pytest(&[]).expect(exit_code::OK)?.artifact()?;
    for row in artifact.tests.rows() {
        ensure!(
            row.outcome == Outcome::Passed && row.peak_bytes.is_some(),
            "{row:?}"
        );
    }
    Ok(())
}

#[test]
fn a_suite_that_goes_to_another_folder_still_gets_its_artifact() -> Result<()> {
    let project = Project::with_suite("import os\n\ndef test_goes():\n    os.chdir('/')\n")?;
    project.run_pytest(&[]).expect(exit_code::OK)?;
    assert_eq!(outcome_line(&project.artifact()?), "passed");
    Ok(())
}

#[test]
fn a_run_can_be_watched_while_it_goes_on() -> Result<()> {
    let project = Project::with_suite(
        r#"
import os
import time

def test_first():
    pass

def test_waits():
    while not os.path.exists("go"):
        time.sleep(0.01)
"#,
    )?;
    let running = project.run_pytest(&[]).start()?;
    project.wait_for_event("the second test", |event| {
        matches!(event, Event::TestStarted { test: 1, .. })
    })?;
    assert!(!project.has("run.oomscope.json"), "half an artifact");
    project.write("go", "")?;
    running.wait()?.expect(exit_code::OK)?;
    assert_eq!(outcome_line(&project.artifact()?), "passed passed");
    Ok(())
}
