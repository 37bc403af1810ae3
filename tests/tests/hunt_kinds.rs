//! Kinds of memory problems that real Python suites have, from outside: each with its culprits and holder, and
//! without a word against those beside them.

use anyhow::Context;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::exit_code;
use oomscope_shared::finding::{Cause, Kind};
use oomscope_tests::Result;
use oomscope_tests::runner::{Project, only_finding};

const PYTEST: &[&str] = &["python", "-m", "pytest", "-q", "-p", "no:cacheprovider"];
const UNITTEST: &[&str] = &["python", "-m", "unittest"];

/// Hunts with so much time that a slow machine finds what a fast one does.
fn hunted(project: &Project, options: &[&str], command: &[&str], code: u8) -> Result<Artifact> {
    let call = project.oomscope(&[
        "run",
        "-q",
        "--show-output",
        "never",
        "--hunt-budget",
        "10m",
    ]);
    call.args(options)
        .args(["--"])
        .args(command)
        .expect(code)?
        .artifact()
}

const PRINTING: &str = r#"
import pytest


@pytest.mark.parametrize("n", range(6))
def test_prints(n):
    for row in range(1500):
        print("%04d:" % row + "1234567890" * 100)


@pytest.mark.parametrize("n", range(4))
def test_quiet(n):
    assert len("1234567890" * 100_000) == 1_000_000
"#;

#[test]
fn what_pytest_keeps_of_tests_is_named_and_the_code_that_is_given_mends_it() -> Result<()> {
    let project = Project::with_suite(PRINTING)?;
    let artifact = hunted(&project, &[], PYTEST, exit_code::OK)?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.cause, Cause::RunnerReports);
    let printing: Vec<String> = (0..6)
        .map(|n| format!("test_suite.py::test_prints[{n}]"))
        .collect();
    assert_eq!(finding.culprits, printing);
    assert_eq!(
        finding.holder.as_deref(),
        Some("_pytest.terminal.TerminalReporter.stats")
    );
    project.write("conftest.py", finding.hint_code.clone().context("no code")?)?;
    let mended = hunted(&project, &["--hunt", "always"], PYTEST, exit_code::OK)?;
    assert!(mended.findings.is_empty(), "{:?}", mended.findings);
    Ok(())
}

#[test]
fn a_thread_that_goes_on_is_its_starters_and_nobody_else_is_accused() -> Result<()> {
    let project = Project::with_suite(
        r#"
import logging
import threading
import time

import pytest


def poll():
    while True:
        logging.warning("x" * 20_000)
        time.sleep(0.001)


@pytest.mark.parametrize("n", range(3))
def test_before(n):
    time.sleep(0.1)


def test_poller():
    threading.Thread(target=poll, daemon=True).start()
    time.sleep(0.1)


@pytest.mark.parametrize("n", range(8))
def test_report(n):
    time.sleep(0.1)
"#,
    )?;
    let artifact = hunted(&project, &[], PYTEST, exit_code::OK)?;
    let finding = only_finding(&artifact)?;
    assert_eq!(
        finding.culprits,
        ["test_suite.py::test_poller"],
        "{finding:?}"
    );
    assert_eq!(finding.cause, Cause::Thread);
    // What pytest keeps of the log is what it fills, and not what one would look at.
    assert_eq!(finding.holder.as_deref(), Some("test_suite.poll"));
    Ok(())
}

#[test]
fn attributes_of_classes_that_nobody_deletes_are_found_over_all_classes() -> Result<()> {
    let class = |name: &str, factor: usize| {
        format!(
            "class Test{name}(unittest.TestCase):\n    @classmethod\n    def setUpClass(cls):\n        \
             cls.trace = [float(i * {factor}) for i in range(60000)]\n\n    def test_length(self):\n        \
             self.assertEqual(len(self.trace), 60000)\n\n    def test_first(self):\n        \
             self.assertEqual(self.trace[0], 0.0)\n\n\n"
        )
    };
    let units = "class TestUnits(unittest.TestCase):\n    def setUp(self):\n        self.trace = [float(i) for i in \
                 range(60000)]\n\n    def test_sum(self):\n        self.assertGreater(sum(self.trace), 0)\n";
    let names = ["Battery", "Cooling", "Heating", "Solar", "Weather"];
    let classes: String = names
        .iter()
        .zip(3..)
        .map(|(name, factor)| class(name, factor))
        .collect();
    let project = Project::new(&[(
        "test_house.py",
        &format!("import unittest\n\n\n{classes}{units}"),
    )])?;
    let artifact = hunted(&project, &[], UNITTEST, exit_code::OK)?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.cause, Cause::ClassFixture, "{finding:?}");
    assert_eq!(
        finding.culprits,
        names.map(|name| format!("Test{name}.setUpClass"))
    );
    let holder = finding.holder.as_deref().unwrap_or_default();
    assert!(
        holder.starts_with("test_house.Test") && holder.ends_with(".trace"),
        "{holder}"
    );
    Ok(())
}

#[test]
fn a_hog_is_explained_by_its_peak() -> Result<()> {
    let project = Project::with_suite(
        r#"
def rows(count):
    table = []
    for n in range(count):
        table.append({"number": n, "text": str(n) * 80})
    return len(table)


def test_few():
    assert rows(10) == 10


def test_all():
    assert rows(400_000) == 400_000
"#,
    )?;
    let options = ["--memory-limit", "150MiB"];
    let artifact = hunted(&project, &options, PYTEST, exit_code::MEMORY_DEATH)?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.kind, Kind::Hog);
    assert_eq!(finding.culprits, ["test_suite.py::test_all"]);
    let needed_mib = finding.retained_bytes.unwrap_or(0) >> 20;
    assert!(
        (180..400).contains(&needed_mib),
        "{needed_mib} MiB: more than the limit, which cut it off"
    );
    let line = finding.lines.first().context("no lines")?;
    assert!(
        line.text.contains("table.append") || line.text.contains("for n in"),
        "{:?}",
        finding.lines
    );
    let evidence: Vec<String> = finding
        .evidence
        .iter()
        .map(|one| one.english().to_string())
        .collect();
    assert!(
        evidence
            .iter()
            .any(|one| one.starts_with("`table` in `rows`")),
        "{evidence:?}"
    );
    Ok(())
}

#[test]
fn where_imports_take_the_limit_no_small_test_is_called_a_hog() -> Result<()> {
    let project = Project::new(&[
        ("data.py", "TABLE = [bytes(1000) for _ in range(180_000)]\n"),
        (
            "test_small.py",
            "import pytest\n\nimport data\n\n\n@pytest.mark.parametrize(\"n\", range(4))\ndef test_small(n):\n    \
             assert len([bytes(1000) for _ in range(6_000 + n)]) > n\n    assert data.TABLE\n",
        ),
    ])?;
    // Whether it fits at all is a matter of a MiB; whatever happens, none of the tests is to blame.
    let call = project.oomscope(&[
        "run",
        "-q",
        "--show-output",
        "never",
        "--memory-limit",
        "225MiB",
    ]);
    let artifact = call.args(["--"]).args(PYTEST).run()?.artifact()?;
    let accused: Vec<_> = (artifact.findings.iter())
        .filter(|finding| finding.culprits.iter().any(|id| id.contains("::")))
        .collect();
    assert!(accused.is_empty(), "{accused:?}");
    Ok(())
}

#[test]
fn a_death_at_import_names_the_module_and_the_line_that_took_the_memory() -> Result<()> {
    let project = Project::new(&[
        (
            "tables.py",
            "NAMES = ()\nTABLE = [bytes(1000) for _ in range(300_000)]\n",
        ),
        ("test_a.py", "def test_a():\n    pass\n"),
        (
            "test_b.py",
            "import tables\n\n\ndef test_b():\n    assert tables.TABLE\n",
        ),
        ("test_c.py", "def test_c():\n    pass\n"),
    ])?;
    let options = ["--memory-limit", "150MiB"];
    let artifact = hunted(&project, &options, PYTEST, exit_code::MEMORY_DEATH)?;
    let finding = only_finding(&artifact)?;
    assert_eq!(
        (finding.kind, finding.culprits.as_slice()),
        (Kind::Hog, &["test_b.py".to_owned()][..])
    );
    let line = finding.lines.first().context("no line")?;
    assert_eq!((line.file.as_str(), line.line), ("tables.py", 2));
    Ok(())
}

#[test]
fn what_lies_deep_inside_is_known_by_what_people_see_of_it() -> Result<()> {
    // Handlers in a tree of dictionaries, as botocore has it: each test has a branch of its own.
    let events = r#"
class _Tree:
    def __init__(self):
        self._root = {"children": {}}


class Emitter:
    def __init__(self):
        self._handlers = _Tree()

    def register(self, event, handler):
        node = self._handlers._root
        for part in event.split("."):
            node = node["children"].setdefault(part, {"children": {}, "values": []})
        node["values"].append(handler)


class Session:
    def __init__(self):
        self.events = Emitter()


SESSION = Session()
"#;
    let suite = r#"
import pytest

import cloud


@pytest.mark.parametrize("name", ["s3", "sqs", "sns", "ec2", "iam"])
def test_handler(name):
    rows = [{"name": name, "number": n} for n in range(12_000)]
    cloud.SESSION.events.register("creating.%s.resource" % name, lambda: rows)


@pytest.mark.parametrize("n", range(3))
def test_quiet(n):
    assert sum(range(n)) == n * (n - 1) // 2
"#;
    let project = Project::new(&[("cloud.py", events), ("test_suite.py", suite)])?;
    let artifact = hunted(&project, &[], PYTEST, exit_code::OK)?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.holder.as_deref(), Some("cloud.SESSION.events"));
    assert_eq!(finding.cause, Cause::Registry);
    assert_eq!(finding.culprits.len(), 5, "{:?}", finding.culprits);
    let path = finding.holder_path.join("\n");
    assert!(path.contains("._handlers._root['children']"), "{path}");
    assert_eq!(finding.hint_code, None);
    Ok(())
}

/// 60 MiB that every forked process shares with its parent, and a pool for the whole session.
const WORKERS: &str = r#"
import multiprocessing

import pytest

SHARED = bytearray(60 << 20)
GIVEN = []


def keep(size):
    GIVEN.append(bytearray(size))


@pytest.fixture(scope="session")
def pool():
    with multiprocessing.get_context("fork").Pool(1) as workers:
        yield workers


@pytest.mark.parametrize("n", range(4))
def test_gives_to_a_worker(pool, n):
    pool.apply(keep, (6 << 20,))


@pytest.mark.parametrize("n", range(4))
def test_gives_nothing(n):
    assert len(SHARED) == 60 << 20
"#;

#[test]
fn what_a_worker_of_a_pool_was_given_is_kept_by_who_gave_it() -> Result<()> {
    let project = Project::with_suite(WORKERS)?;
    let artifact = hunted(&project, &[], PYTEST, exit_code::OK)?;
    for row in artifact.tests.rows() {
        let kept = row.retained_bytes.context("no figure")? >> 20;
        let gives = row.id.contains("to_a_worker");
        // The first one has the worker itself as well.
        let wanted = if gives { 6..=18 } else { 0..=1 };
        assert!(wanted.contains(&kept), "{} kept {kept} MiB", row.id);
    }
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.cause, Cause::ChildProcess);
    assert_eq!(finding.culprits.len(), 4);
    let each = finding.bytes_per_test.context("no figure")? >> 20;
    assert_eq!(each, 6);
    let hint = finding.hint.as_ref().context("no hint")?;
    assert!(
        hint.english().contains("maxtasksperchild"),
        "{}",
        hint.english()
    );
    Ok(())
}

const LEFT: &str = r#"
import os
import time

import pytest

SHARED = bytearray(60 << 20)


def test_leaves_a_process():
    reader, writer = os.pipe()
    if os.fork() == 0:
        kept = bytearray(30 << 20)
        os.write(writer, b".")
        time.sleep(600)
        os._exit(0)
    assert os.read(reader, 1) == b"."


@pytest.mark.parametrize("n", range(4))
def test_leaves_nothing(n):
    for place in range(0, len(SHARED), 4096):
        SHARED[place] = n
"#;

#[test]
fn a_forked_process_that_stays_has_its_own_memory_alone() -> Result<()> {
    let project = Project::with_suite(LEFT)?;
    let artifact = hunted(&project, &[], PYTEST, exit_code::OK)?;
    let kept: Vec<u64> = (artifact.tests.rows())
        .map(|row| row.retained_bytes.unwrap_or(0) >> 20)
        .collect();
    assert!((30..36).contains(&kept[0]), "{kept:?}");
    assert!(kept[1..].iter().all(|kept| *kept <= 1), "{kept:?}");
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.culprits, ["test_suite.py::test_leaves_a_process"]);
    assert_eq!(finding.cause, Cause::ChildProcess);
    let each = finding.bytes_per_test.context("no figure")? >> 20;
    assert!((30..36).contains(&each), "{each} MiB");
    Ok(())
}

/// Room of some 20 MiB is free in Python's own heap when the first test runs, and each of six keeps 2 MiB.
const IN_FREE_ROOM: &str = r#"
import pytest

BOOKED = []
freed = [["%d" % n for n in range(20)] for _ in range(16_000)]
# The last one keeps each arena from being given back.
kept_apart = [part[::19] for part in freed]
del freed


@pytest.mark.parametrize("n", range(6))
def test_books(n):
    BOOKED.append(["order %d of %d" % (row, n) for row in range(30_000)])


@pytest.mark.parametrize("n", range(6))
def test_reads(n):
    assert len(["order %d" % row for row in range(30_000)]) == 30_000
"#;

#[test]
fn what_fills_room_that_was_free_is_kept_although_the_process_does_not_grow() -> Result<()> {
    let project = Project::with_suite(IN_FREE_ROOM)?;
    let artifact = hunted(&project, &[], PYTEST, exit_code::OK)?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.holder.as_deref(), Some("test_suite.BOOKED"));
    let booking: Vec<String> = (0..6)
        .map(|n| format!("test_suite.py::test_books[{n}]"))
        .collect();
    assert_eq!(finding.culprits, booking);
    Ok(())
}

#[test]
fn objects_registered_with_pytest_and_with_atexit_are_holders_of_their_own() -> Result<()> {
    let project = Project::with_suite(
        r#"
import atexit

import pytest


@pytest.fixture
def frame():
    return bytearray(3_000_000)


@pytest.mark.parametrize("n", range(5))
def test_films(frame, n):
    assert len(frame) == 3_000_000


@pytest.mark.parametrize("n", range(5))
def test_leaves(n):
    rows = ["row %d" % row for row in range(60_000)]
    atexit.register(rows.clear)


@pytest.mark.parametrize("n", range(5))
def test_takes_back(n):
    rows = ["row %d" % row for row in range(60_000)]
    atexit.register(rows.clear)
    atexit.unregister(rows.clear)
"#,
    )?;
    let conftest = r#"
class Recorder:
    def __init__(self):
        self.frames = {}

    def pytest_runtest_teardown(self, item):
        if "frame" in item.funcargs:
            self.frames[item.nodeid, len(self.frames)] = item.funcargs["frame"]


def pytest_configure(config):
    config.pluginmanager.register(Recorder(), "recorder")
"#;
    project.write("conftest.py", conftest)?;
    let artifact = hunted(&project, &[], PYTEST, exit_code::OK)?;
    let told: Vec<_> = (artifact.findings.iter())
        .map(|finding| {
            (
                finding.holder.as_deref(),
                finding.culprits.len(),
                finding.cause,
            )
        })
        .collect();
    let recorder = (Some("conftest.Recorder.frames"), 5, Cause::ModuleGlobal);
    let at_exit = (Some("atexit"), 5, Cause::Registry);
    assert!(
        told.contains(&recorder) && told.contains(&at_exit),
        "{told:?}"
    );
    assert_eq!(told.len(), 2, "{told:?}");
    Ok(())
}
