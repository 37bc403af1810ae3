//! The hunt, from outside: who is at fault, what holds the memory, what is innocent, and that the hints
//! and commands it gives really do what they say.

use std::path::Path;

use anyhow::Context;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::finding::{Cause, Kind};
use oomscope_shared::{Ending, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::{Project, only_finding};

const PYTEST: &[&str] = &[
    "--",
    "python",
    "-m",
    "pytest",
    "-q",
    "-p",
    "no:cacheprovider",
];

/// Hunts with so much time that a slow machine finds what a fast one does.
fn hunted(project: &Project, options: &[&str], code: u8) -> Result<Artifact> {
    let mut call = project.oomscope(&["run", "-q", "--show-output", "never"]);
    if !options.contains(&"--hunt-budget") {
        call = call.args(["--hunt-budget", "10m"]);
    }
    call.args(options).args(PYTEST).expect(code)?.artifact()
}

/// Three of eight tests leave 3 MiB in a list of a module.
const LEAKING: &[(&str, &str)] = &[
    (
        "app.py",
        "ROWS = []\n\n\ndef book(n):\n    ROWS.append([bytes(1000) for _ in range(n)])\n",
    ),
    (
        "test_app.py",
        r#"
import pytest

import app


@pytest.mark.parametrize("n", [3000, 3100, 3200])
def test_books(n):
    app.book(n)


@pytest.mark.parametrize("n", range(5))
def test_sums(n):
    assert sum(range(n)) >= 0
"#,
    ),
];

// The decision rule of the story: all green, a death with a leak, with a hog, by a failing test.

#[test]
fn a_suite_that_keeps_nothing_is_not_hunted() -> Result<()> {
    let project = Project::with_suite(
        "def test_a():\n    bytearray(40 << 20)\n\n\ndef test_b():\n    pass\n",
    )?;
    let artifact = hunted(&project, &[], exit_code::OK)?;
    assert!(artifact.findings.is_empty(), "{:?}", artifact.findings);
    Ok(())
}

#[test]
fn a_leak_that_kills_is_charged_to_those_who_leak() -> Result<()> {
    let project = Project::with_suite(
        r#"
import pytest

KEPT = []


@pytest.mark.parametrize("n", range(12))
def test_keeps(n):
    KEPT.append([bytes(1000) for _ in range(12_000)])


def test_innocent():
    assert [bytes(1000) for _ in range(30_000)]
"#,
    )?;
    let artifact = hunted(
        &project,
        &["--memory-limit", "150MiB", "--soft-limit", "off"],
        exit_code::MEMORY_DEATH,
    )?;
    let finding = only_finding(&artifact)?;
    assert_eq!(
        (finding.kind, finding.cause),
        (Kind::Leak, Cause::ModuleGlobal)
    );
    assert_eq!(finding.holder.as_deref(), Some("test_suite.KEPT"));
    assert!(
        finding.culprits.iter().all(|id| id.contains("test_keeps")),
        "{finding:?}"
    );
    assert!(finding.culprits.len() >= 9, "{finding:?}");
    Ok(())
}

#[test]
fn a_test_that_dies_alone_is_a_hog() -> Result<()> {
    let project = Project::with_suite(
        "def test_small():\n    pass\n\n\ndef test_huge():\n    assert bytearray(300 << 20)\n\n\ndef test_other():\n    pass\n",
    )?;
    let artifact = hunted(
        &project,
        &["--memory-limit", "200MiB"],
        exit_code::MEMORY_DEATH,
    )?;
    let finding = only_finding(&artifact)?;
    assert_eq!(
        (finding.kind, finding.cause),
        (Kind::Hog, Cause::LargeTransient)
    );
    assert_eq!(finding.culprits, ["test_suite.py::test_huge"]);
    Ok(())
}

#[test]
fn a_failing_test_is_no_memory_problem() -> Result<()> {
    let project =
        Project::with_suite("def test_a():\n    big = bytearray(30 << 20)\n    assert not big\n")?;
    let artifact = hunted(&project, &["--hunt", "always"], exit_code::TESTS_FAILED)?;
    assert!(artifact.findings.is_empty(), "{:?}", artifact.findings);
    assert!(
        artifact
            .batches
            .iter()
            .all(|batch| batch.ending == Ending::TestsFailed)
    );
    Ok(())
}

// What is said of a leak

#[test]
fn a_leak_has_culprits_a_holder_lines_and_a_slope() -> Result<()> {
    let project = Project::new(LEAKING)?;
    let artifact = hunted(&project, &[], exit_code::OK)?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.culprits.len(), 3, "{finding:?}");
    assert_eq!(finding.holder.as_deref(), Some("app.ROWS"));
    assert_eq!(finding.object_type.as_deref(), Some("list"));
    assert_eq!(finding.objects_per_test, Some(1.0));
    let line = finding.lines.first().context("no line")?;
    assert_eq!((line.file.as_str(), line.line), ("app.py", 5));
    let confirmation = finding.confirmation.as_ref().context("no confirmation")?;
    assert!(confirmation.kept_bytes.len() >= 4, "{confirmation:?}");
    assert!(
        confirmation.slope_low_bytes.is_some_and(|low| low > 2.5e6),
        "{confirmation:?}"
    );
    assert!(
        confirmation
            .control_slope_bytes
            .is_some_and(|slope| slope < 50e3),
        "{confirmation:?}"
    );
    assert!(artifact.hunt_batches.len() >= 2);
    assert_eq!(
        artifact.batches.len(),
        1,
        "the hunt's own batches stand apart"
    );
    project.nothing_is_left()
}

#[test]
fn the_command_shows_it_again() -> Result<()> {
    let project = Project::new(LEAKING)?;
    let artifact = hunted(&project, &[], exit_code::OK)?;
    let command = only_finding(&artifact)?
        .reproduce
        .clone()
        .context("no command")?;
    let binary = oomscope_tests::places::binary();
    let command = command.replacen(
        "oomscope run",
        &format!("'{}' run -q --out again.json", binary.display()),
        1,
    );
    project.shell(&command).expect(exit_code::OK)?;
    let again = project.artifact_at("again.json")?;
    let finding = only_finding(&again)?;
    assert_eq!(finding.holder.as_deref(), Some("app.ROWS"));
    assert_eq!(finding.culprits.len(), 3);
    Ok(())
}

#[test]
fn the_code_that_is_given_mends_it() -> Result<()> {
    let project = Project::new(LEAKING)?;
    let artifact = hunted(&project, &[], exit_code::OK)?;
    let code = only_finding(&artifact)?
        .hint_code
        .clone()
        .context("no code")?;
    project.write("conftest.py", code)?;
    let mended = hunted(&project, &[], exit_code::OK)?;
    assert!(mended.findings.is_empty(), "{:?}", mended.findings);
    Ok(())
}

#[test]
fn a_test_that_others_depend_on_is_found() -> Result<()> {
    let project = Project::with_suite(
        r#"
import pytest

RECORDING = False
TAPE = []


@pytest.mark.parametrize("n", range(4))
def test_before(n):
    pass


def test_switches_on():
    global RECORDING
    RECORDING = True


@pytest.mark.parametrize("n", range(6))
def test_after(n):
    data = [bytes(1000) for _ in range(3000)]
    if RECORDING:
        TAPE.append(data)
"#,
    )?;
    let artifact = hunted(&project, &[], exit_code::OK)?;
    let finding = only_finding(&artifact)?;
    assert!(
        finding
            .culprits
            .contains(&"test_suite.py::test_switches_on".to_owned()),
        "{finding:?}"
    );
    assert!(
        !finding.culprits.iter().any(|id| id.contains("test_before")),
        "{finding:?}"
    );
    assert_eq!(finding.holder.as_deref(), Some("test_suite.TAPE"));
    Ok(())
}

#[test]
fn memray_names_the_line_that_called_native_code() -> Result<()> {
    let project = Project::with_suite(
        r#"
import sqlite3

import pytest

POOL = []


@pytest.mark.parametrize("n", range(3))
def test_import(n):
    connection = sqlite3.connect(":memory:")
    connection.execute("create table book (title text)")
    connection.executemany("insert into book values (?)", [("title %d" % i * 9,) for i in range(20000)])
    POOL.append(connection)
"#,
    )?;
    let artifact = hunted(&project, &[], exit_code::OK)?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.cause, Cause::ModuleGlobal, "{finding:?}");
    assert_eq!(finding.holder.as_deref(), Some("test_suite.POOL"));
    let line = finding.lines.first().context("no lines")?;
    assert!(line.text.contains("executemany"), "{:?}", finding.lines);
    Ok(())
}

/// Builds the module of C into a project.
fn build_fastkit(project: &Project) -> Result<()> {
    let python = oomscope_tests::places::python();
    let asked =
        "import sysconfig as s; print(s.get_paths()['include'], s.get_config_var('EXT_SUFFIX'))";
    let told = std::process::Command::new(&python)
        .args(["-c", asked])
        .output()?;
    let told = String::from_utf8(told.stdout)?;
    let (include, suffix) = told.trim().split_once(' ').context("no Python")?;
    let source = oomscope_tests::places::workspace().join("tests/examples/fastkit.c");
    let built = std::process::Command::new("cc")
        .args(["-O1", "-shared", "-fPIC", "-I", include])
        .arg(source)
        .arg("-o")
        .arg(project.path(&format!("fastkit{suffix}")))
        .output()?;
    assert!(built.status.success(), "{built:?}");
    Ok(())
}

#[test]
fn native_code_is_told_by_its_function_and_the_line_that_called_it() -> Result<()> {
    let project = Project::with_suite(
        r#"
import ctypes

import fastkit
import pytest

TEXT = "1,2,3\n" * 5000


@pytest.mark.parametrize("n", range(3))
def test_parse(n):
    for _ in range(24):
        assert fastkit.parse(TEXT) == 49


def test_parse_well():
    assert fastkit.parse_well(TEXT) == 49


def test_buffered():
    fastkit.buffered()
"#,
    )?;
    build_fastkit(&project)?;
    let artifact = hunted(&project, &[], exit_code::OK)?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.cause, Cause::NativeHeap, "{finding:?}");
    assert_eq!(finding.culprits.len(), 3, "{finding:?}");
    assert!(finding.culprits.iter().all(|id| id.contains("test_parse[")));
    let line = finding.lines.first().context("no lines")?;
    assert_eq!(line.text, "assert fastkit.parse(TEXT) == 49");
    assert_eq!(line.native.as_deref(), Some("copy_rows (fastkit)"));
    Ok(())
}

#[test]
fn objects_that_an_extension_forgets_are_told_by_its_function() -> Result<()> {
    let project = Project::with_suite(
        r#"
import fastkit


def test_total():
    assert fastkit.total(90_000) > 0


def test_total_well():
    assert fastkit.total_well(90_000) > 0
"#,
    )?;
    build_fastkit(&project)?;
    let artifact = hunted(&project, &[], exit_code::OK)?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.cause, Cause::NativeHeap, "{finding:?}");
    assert_eq!(finding.culprits, ["test_suite.py::test_total"]);
    assert_eq!(finding.holder, None);
    let line = finding.lines.first().context("no lines")?;
    assert_eq!(line.text, "assert fastkit.total(90_000) > 0");
    assert_eq!(line.native.as_deref(), Some("add_up (fastkit)"));
    Ok(())
}

#[test]
fn each_leak_of_extensions_has_its_function() -> Result<()> {
    let project = Project::with_suite(
        r#"
import fastkit

TEXT = "1,2,3\n" * 50_000


def test_parse():
    for _ in range(4):
        assert fastkit.parse(TEXT) == 49


def test_parse_well():
    assert fastkit.parse_well(TEXT) == 49


def test_total():
    assert fastkit.total(90_000) > 0


def test_names():
    assert fastkit.names(30_000) > 0


def test_grid():
    assert fastkit.grid(400_000) == 0
"#,
    )?;
    build_fastkit(&project)?;
    let artifact = hunted(&project, &[], exit_code::OK)?;
    let mut told: Vec<_> = (artifact.findings.iter())
        .map(|finding| {
            assert_eq!(finding.cause, Cause::NativeHeap, "{finding:?}");
            let native = finding.lines.first().and_then(|line| line.native.clone());
            (finding.culprits.clone(), native.unwrap_or_default())
        })
        .collect();
    told.sort();
    let one = |test: &str, function: &str| {
        let culprit = format!("test_suite.py::{test}");
        (vec![culprit], format!("{function} (fastkit)"))
    };
    let all = [
        one("test_grid", "grid"),
        one("test_names", "names"),
        one("test_parse", "copy_rows"),
        one("test_total", "add_up"),
    ];
    assert_eq!(told, all, "{:#?}", artifact.findings);
    Ok(())
}

#[test]
fn processes_and_segments_that_outlive_their_test_are_found() -> Result<()> {
    let project = Project::with_suite(
        r#"
import subprocess
import sys
from multiprocessing import shared_memory

import pytest


@pytest.mark.parametrize("n", range(2))
def test_server(n):
    code = "x = bytearray(b'x' * (12 << 20)); print(len(x), flush=True); import sys; sys.stdin.read()"
    server = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert server.stdout.readline()


@pytest.mark.parametrize("n", range(3))
def test_segment(n):
    segment = shared_memory.SharedMemory(create=True, size=6 << 20)
    segment.buf[:] = b"x" * (6 << 20)
    segment.close()
    with open("segments", "a") as names:
        names.write(segment.name + "\n")


def test_nothing():
    pass
"#,
    )?;
    let artifact = hunted(&project, &[], exit_code::OK);
    // They would stay in the machine's memory, and show in whatever runs after.
    for name in project.read("segments")?.lines() {
        drop(std::fs::remove_file(Path::new("/dev/shm").join(name)));
    }
    let artifact = artifact?;
    let by_cause = |cause: Cause| {
        let found = artifact
            .findings
            .iter()
            .find(|finding| finding.cause == cause);
        found.with_context(|| format!("no {cause:?}: {:#?}", artifact.findings))
    };
    assert_eq!(artifact.findings.len(), 2, "{:#?}", artifact.findings);
    let servers = by_cause(Cause::ChildProcess)?;
    assert!(servers.culprits.iter().all(|id| id.contains("test_server")));
    let segments = by_cause(Cause::SharedMemory)?;
    assert!(
        segments
            .culprits
            .iter()
            .all(|id| id.contains("test_segment"))
    );
    Ok(())
}

#[test]
fn a_fixture_that_keeps_past_its_finalizer_is_the_culprit() -> Result<()> {
    let project = Project::with_suite(
        r#"
import pytest

OPENED = []


@pytest.fixture(scope="module")
def feed():
    data = [bytes(1000) for _ in range(20_000)]
    OPENED.append(data)
    yield data


def test_one(feed):
    assert feed


def test_two(feed):
    assert feed
"#,
    )?;
    let artifact = hunted(&project, &[], exit_code::OK)?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.culprits, ["feed"]);
    assert_eq!(
        (finding.cause, finding.scope.as_deref()),
        (Cause::Fixture, Some("module"))
    );
    Ok(())
}

#[test]
fn a_collector_that_a_test_switched_off_is_the_cause() -> Result<()> {
    let project = Project::with_suite(
        r#"
import gc

import pytest


class Node:
    def __init__(self):
        self.me = self
        self.data = bytes(100_000)


def test_measures_quickly():
    gc.disable()


@pytest.mark.parametrize("n", range(8))
def test_builds(n):
    [Node() for _ in range(30)]
"#,
    )?;
    let artifact = hunted(&project, &[], exit_code::OK)?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.cause, Cause::GcDisabled);
    assert_eq!(finding.culprits, ["test_suite.py::test_measures_quickly"]);
    Ok(())
}

// What is none

#[test]
fn nobody_is_accused_of_what_comes_to_rest() -> Result<()> {
    let project = Project::with_suite(
        r#"
import functools

import pytest


@functools.lru_cache(maxsize=4)
def table(n):
    return [bytes(1000) for _ in range(3000)]


@pytest.fixture(scope="session")
def big():
    yield [bytes(1000) for _ in range(20_000)]


@pytest.mark.parametrize("n", range(20))
def test_table(n):
    assert table(n)


def test_shared(big):
    assert big


def test_shared_again(big):
    assert big


def test_imports():
    import decimal, email.parser, http.client, sqlite3, xml.dom.minidom
    assert decimal


@pytest.mark.parametrize("n", range(3))
def test_peak_in_small_pieces(n):
    kept = [bytes(400) for _ in range(60_000)]
    del kept[::2]
"#,
    )?;
    let artifact = hunted(&project, &["--hunt", "always"], exit_code::OK)?;
    assert!(artifact.findings.is_empty(), "{:#?}", artifact.findings);
    let hunt = artifact.hunt.as_ref().context("no hunt")?;
    assert!(!hunt.notes.is_empty());
    Ok(())
}

#[test]
fn the_hunt_keeps_to_its_budget_and_says_what_is_undone() -> Result<()> {
    let project = Project::new(LEAKING)?;
    let artifact = hunted(&project, &["--hunt-budget", "1ms"], exit_code::OK)?;
    let named = artifact
        .findings
        .iter()
        .any(|finding| finding.holder.is_some());
    assert!(!named, "a holder takes more time: {:?}", artifact.findings);
    let hunt = artifact.hunt.as_ref().context("no hunt")?;
    assert!(!hunt.undone.is_empty(), "{hunt:?}");
    Ok(())
}

#[test]
fn without_the_hunt_nothing_is_run_again() -> Result<()> {
    let project = Project::new(LEAKING)?;
    let artifact = hunted(&project, &["--hunt", "off"], exit_code::OK)?;
    assert!(artifact.hunt.is_none() && artifact.hunt_batches.is_empty());
    Ok(())
}
