//! `--tests FILE` and `--batch-size`: which tests run, in which order, and in which processes.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use anyhow::{Context, ensure};
use oomscope_shared::artifact::Artifact;
use oomscope_shared::{Outcome, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::{Ended, Project, outcome_line};

/// Every test writes its process id, so that the processes can be told apart, and the file `ran`, so
/// that it can be told whether anything ran at all.
const CONFTEST: &str = r#"
import os
import pathlib

import pytest

HERE = pathlib.Path(__file__).parent


@pytest.fixture(autouse=True)
def written_down(request):
    with open(HERE / "ran", "a", encoding="utf-8") as file:
        print(os.getpid(), request.node.nodeid, file=file)
"#;

#[test]
fn a_list_comes_by_standard_input_too() -> Result<()> {
    let project = Project::new(&[("conftest.py", CONFTEST), ("test_unit.py", UNIT)])?;
    let run = "\"$0\" run --tests - -- python -m pytest -q -p no:cacheprovider";
    let listed = format!("printf '%s\\n' test_unit.py::test_2 '# no' test_unit.py::test_1 | {run}");
    let ended = project
        .shell(&listed)
        .args([oomscope_tests::places::binary()])
        .expect(exit_code::OK)?;
    let artifact = ended.artifact()?;
    assert_eq!(
        artifact.tests.id,
        ["test_unit.py::test_2", "test_unit.py::test_1"]
    );
    let unknown = format!("echo test_unit.py::test_9 | {run}");
    let ended = project
        .shell(&unknown)
        .args([oomscope_tests::places::binary()])
        .expect(exit_code::USAGE)?;
    let told = "unknown test id in `-`: `test_unit.py::test_9` (line 1; did you mean `test_unit.py::test_1`?)";
    ensure!(ended.stderr.contains(told), "{}", ended.stderr);
    Ok(())
}

const UNIT: &str = r##"
import pytest


def test_1():
    pass


def test_2():
    pass


class TestClass:
    def test_3(self):
        pass

    def test_4(self):
        pass


@pytest.mark.parametrize("value", ["a b", "c[d]", "e::f", "ü", " lead", "trail ", "#", "", "[", "]"])
def test_value(value):
    pass


def test_value_of_another_name():
    pass
"##;

const RAW_IDS: &str = "[pytest]\n\
    disable_test_id_escaping_and_forfeit_all_rights_to_community_support = true\n";

/// `unit/` with a file of 15 tests, `größe/` with a file of two.
fn project() -> Result<Project> {
    Project::new(&[
        ("pytest.ini", RAW_IDS),
        ("conftest.py", CONFTEST),
        ("unit/test_unit.py", UNIT),
        (
            "größe/test_ü.py",
            "def test_klein():\n    pass\n\ndef test_größer():\n    pass\n",
        ),
    ])
}

/// What ran: process id and test id, in order.
fn ran(project: &Project) -> Result<Vec<(String, String)>> {
    let text = project.read("ran")?;
    let lines = text
        .lines()
        .map(|line| line.split_once(' ').context("no blank"));
    lines
        .map(|line| line.map(|(pid, id)| (pid.to_owned(), id.to_owned())))
        .collect()
}

fn ids(ran: &[(String, String)]) -> Vec<&str> {
    ran.iter().map(|(_, id)| id.as_str()).collect()
}

/// Runs a list in which everything is right. The tests ran in the order of the artifact.
fn run_list(project: &Project, list: &str, options: &[&str]) -> Result<Artifact> {
    project.write("list.txt", list)?;
    let options = [&["--tests", "list.txt"], options].concat();
    let artifact = project
        .run_pytest(&options)
        .expect(exit_code::OK)?
        .artifact()?;
    let ran = ran(project)?;
    ensure!(
        ids(&ran) == artifact.tests.id,
        "{:#?} ran, the artifact has {:#?}",
        ids(&ran),
        artifact.tests.id
    );
    Ok(artifact)
}

/// Fails unless the list was refused before a test ran.
fn ensure_refused(project: &Project, list: &str, options: &[&str]) -> Result<Ended> {
    project.write("list.txt", list)?;
    let options = [&["--tests", "list.txt"], options].concat();
    let ended = project.run_pytest(&options).expect(exit_code::USAGE)?;
    ensure!(!project.has("ran"), "tests ran: {}", project.read("ran")?);
    ensure!(!project.has("run.oomscope.json"), "an artifact of nothing");
    ensure!(!project.has("run.oomscope.journal"), "a journal of nothing");
    ensure!(ended.stdout.is_empty(), "stdout: {}", ended.stdout);
    Ok(ended)
}

#[test]
fn a_list_is_read_as_people_and_windows_write_it() -> Result<()> {
    let project = project()?;
    let list = "\u{feff}# The unit tests\r\n\r\n\
                größe/test_ü.py::test_größer\r\n   \r\n\
                unit/test_unit.py::test_value[e::f]\r\n\
                \t# unit/test_unit.py::test_1\r\n\
                unit/test_unit.py::test_value[a b]  \r\n\
                unit/test_unit.py::test_value[c[d]]\n\
                ./unit/test_unit.py::test_value[ü]\n\
                unit/test_unit.py::test_value[#]\n\
                unit/test_unit.py::test_value[]\n\
                unit/test_unit.py::test_value[[]\n\
                unit/test_unit.py::test_value[]]\n\
                unit/test_unit.py::test_value[ lead]\n\
                größe/test_ü.py::test_klein\n\
                unit/test_unit.py::test_value[trail ]";
    let artifact = run_list(&project, list, &[])?;
    assert_eq!(
        artifact.tests.id,
        [
            "größe/test_ü.py::test_größer",
            "unit/test_unit.py::test_value[e::f]",
            "unit/test_unit.py::test_value[a b]",
            "unit/test_unit.py::test_value[c[d]]",
            "unit/test_unit.py::test_value[ü]",
            "unit/test_unit.py::test_value[#]",
            "unit/test_unit.py::test_value[]",
            "unit/test_unit.py::test_value[[]",
            "unit/test_unit.py::test_value[]]",
            "unit/test_unit.py::test_value[ lead]",
            "größe/test_ü.py::test_klein",
            "unit/test_unit.py::test_value[trail ]",
        ]
    );
    assert_eq!(artifact.run.plan.tests_file.as_deref(), Some("list.txt"));
    Ok(())
}

#[test]
fn without_a_batch_size_one_process_runs_all() -> Result<()> {
    let project = project()?;
    let artifact = run_list(&project, "unit\ngröße\n", &[])?;
    let processes: BTreeSet<String> = ran(&project)?.into_iter().map(|(pid, _)| pid).collect();
    assert_eq!(processes.len(), 1);
    assert_eq!(artifact.batches.len(), 1);
    assert_eq!(artifact.tests.len(), 17);
    Ok(())
}

/// The process ids of every batch, in order: each batch has one that no other has.
fn ensure_fresh_processes(project: &Project, artifact: &Artifact) -> Result<()> {
    let ran = ran(project)?;
    let mut known: Vec<(&str, u32)> = Vec::new();
    for (row, (pid, id)) in artifact.tests.rows().zip(&ran) {
        let batch = row.batch.with_context(|| format!("{id} has no batch"))?;
        if known.last() != Some(&(pid, batch)) {
            let is_new = known.iter().all(|(p, b)| *p != pid && *b != batch);
            ensure!(is_new, "{id} ran in process {pid}, batch {batch}: {ran:#?}");
            known.push((pid, batch));
        }
    }
    ensure!(known.len() == artifact.batches.len(), "{known:?}");
    Ok(())
}

#[test]
fn batches_of_three_run_in_fresh_processes() -> Result<()> {
    let project = project()?;
    let list = "unit/test_unit.py::test_2\ngröße\nunit/test_unit.py::TestClass\n\
                unit/test_unit.py::test_1\nunit/test_unit.py::test_value[a b]\n";
    let artifact = run_list(&project, list, &["--batch-size", "3"])?;
    assert_eq!(
        artifact.tests.id,
        [
            "unit/test_unit.py::test_2",
            "größe/test_ü.py::test_klein",
            "größe/test_ü.py::test_größer",
            "unit/test_unit.py::TestClass::test_3",
            "unit/test_unit.py::TestClass::test_4",
            "unit/test_unit.py::test_1",
            "unit/test_unit.py::test_value[a b]",
        ]
    );
    let sizes: Vec<u32> = artifact
        .batches
        .iter()
        .map(|batch| batch.test_count)
        .collect();
    assert_eq!(sizes, [3, 3, 1]);
    assert_eq!(artifact.run.plan.batch_size, Some(3));
    ensure_fresh_processes(&project, &artifact)
}

#[test]
fn batches_need_no_list() -> Result<()> {
    let project = project()?;
    let artifact = project
        .run_pytest(&["--batch-size", "6"])
        .expect(exit_code::OK)?
        .artifact()?;
    assert_eq!(artifact.tests.len(), 17);
    let sizes: Vec<u32> = artifact
        .batches
        .iter()
        .map(|batch| batch.test_count)
        .collect();
    assert_eq!(sizes, [6, 6, 5]);
    ensure_fresh_processes(&project, &artifact)
}

#[test]
fn an_entry_may_be_the_beginning_of_ids() -> Result<()> {
    for (entry, tests) in [
        ("unit", 15),
        ("unit/", 15),
        ("./unit/test_unit.py", 15),
        ("unit/test_unit.py::TestClass", 2),
        // A parametrised test, but not one whose name begins alike.
        ("unit/test_unit.py::test_value", 10),
        ("größe", 2),
        // What is named twice runs once.
        (
            "unit/test_unit.py::test_1\nunit\nunit/test_unit.py::test_1",
            15,
        ),
    ] {
        let artifact = run_list(&project()?, entry, &[])?;
        assert_eq!(artifact.tests.len(), tests, "{entry}");
    }
    Ok(())
}

#[test]
fn unknown_ids_are_named_before_anything_runs() -> Result<()> {
    let project = project()?;
    let list = "unit/test_unit.py::test_1\nunit/test_unit.py::test_value[nope]\n\
                unit/test_unit.py::test_valu\nunit/test_unit.py::TestClas\n";
    for options in [&[][..], &["--batch-size", "1"]] {
        let ended = ensure_refused(&project, list, options)?;
        for id in ["test_value[nope]", "test_valu", "TestClas"] {
            let id = format!("`unit/test_unit.py::{id}`");
            assert!(ended.stderr.contains(&id), "{id} in {}", ended.stderr);
        }
        assert!(!ended.stderr.contains("::test_1`"), "{}", ended.stderr);
    }
    Ok(())
}

#[test]
fn unknown_files_are_named_before_anything_runs() -> Result<()> {
    let project = project()?;
    let list = "unit/test_unit.py::test_1\nunit/no_such_file.py::test_1\nnowhere/\n";
    let ended = ensure_refused(&project, list, &[])?;
    for id in ["`unit/no_such_file.py::test_1`", "`nowhere/`"] {
        assert!(ended.stderr.contains(id), "{id} in {}", ended.stderr);
    }
    Ok(())
}

#[test]
fn a_list_works_from_a_folder_below_the_root() -> Result<()> {
    // Node ids count from pytest's root folder. People write the paths they see where they are, and
    // `pytest --collect-only -q` prints those of the root folder.
    for entry in ["test_unit.py::test_2", "unit/test_unit.py::test_2"] {
        let project = project()?;
        project.write("unit/list.txt", format!("{entry}\ntest_unit.py::test_1\n"))?;
        let artifact = project
            .run_pytest(&["--tests", "list.txt", "--batch-size", "1"])
            .in_folder("unit")
            .expect(exit_code::OK)?
            .artifact()?;
        let tests = ["unit/test_unit.py::test_2", "unit/test_unit.py::test_1"];
        assert_eq!(artifact.tests.id, tests);
        assert_eq!(ids(&ran(&project)?), tests);
        assert_eq!(artifact.run.folder, "unit");
    }
    Ok(())
}

#[test]
fn a_list_may_lie_anywhere() -> Result<()> {
    let project = project()?;
    project.write("lists/unit.txt", "unit/test_unit.py::test_1\n")?;
    let artifact = project
        .run_pytest(&["--tests", "lists/unit.txt"])
        .expect(exit_code::OK)?
        .artifact()?;
    assert_eq!(outcome_line(&artifact), "passed");
    assert_eq!(artifact.run.plan.tests_file.as_deref(), Some("unit.txt"));
    Ok(())
}

#[test]
fn files_that_the_list_does_not_name_are_not_imported() -> Result<()> {
    let project = project()?;
    project.write("unit/test_broken.py", "raise RuntimeError('imported')\n")?;
    let artifact = run_list(
        &project,
        "unit/test_unit.py::test_1\n",
        &["--batch-size", "1"],
    )?;
    assert_eq!(outcome_line(&artifact), "passed");
    Ok(())
}

#[test]
fn an_id_that_exists_twice_runs_twice() -> Result<()> {
    let project = project()?;
    project.write(
        "test_twice.py",
        "def pytest_generate_tests(metafunc):\n    pass\n\ndef test_it():\n    pass\n",
    )?;
    // pytest itself gives two items one id where a file is named twice and duplicates are asked for.
    let artifact = project
        .run_pytest(&["--batch-size", "1"])
        .args(["--keep-duplicates", "test_twice.py", "test_twice.py"])
        .expect(exit_code::OK)?
        .artifact()?;
    assert_eq!(artifact.tests.id, ["test_twice.py::test_it"; 2]);
    assert_eq!(artifact.tests.outcome, [Outcome::Passed; 2]);
    assert_eq!(ran(&project)?.len(), 2);
    ensure_fresh_processes(&project, &artifact)
}

#[test]
fn names_that_are_no_utf8_stop_nothing() -> Result<()> {
    // Two files that differ in such a byte only, in a folder that has one, too.
    let folder = OsStr::from_bytes(b"caf\xe9");
    for options in [&[][..], &["--batch-size", "1"]] {
        let project = Project::new(&[])?;
        let path = project.folder().join(folder);
        fs::create_dir(&path)?;
        for name in [b"test_\xe9.py", b"test_\xe8.py"] {
            fs::write(
                path.join(OsStr::from_bytes(name)),
                "def test_it():\n    pass\n",
            )?;
        }
        let artifact = project
            .run_pytest(options)
            .in_folder(folder)
            .args(["."])
            .expect(exit_code::OK)?
            .artifact()?;
        assert_eq!(outcome_line(&artifact), "passed passed", "{options:?}");
        assert_ne!(artifact.tests.id[0], artifact.tests.id[1]);
    }
    Ok(())
}

#[test]
fn ids_with_half_a_character_stop_nothing() -> Result<()> {
    let project = Project::new(&[("pytest.ini", RAW_IDS)])?;
    project.write(
        "test_half.py",
        r#"
import pytest

@pytest.mark.parametrize("value", ["\ud800", "a", "\udfff"])
def test_half(value):
    pass
"#,
    )?;
    let artifact = project
        .run_pytest(&["--batch-size", "2"])
        // pytest itself cannot put the name of such a test into its environment, which makes errors.
        .expect(exit_code::TESTS_FAILED)?
        .artifact()?;
    assert_eq!(outcome_line(&artifact), "error passed error");
    Ok(())
}

#[test]
fn a_file_that_cannot_be_collected_stops_the_run_as_it_stops_pytest() -> Result<()> {
    for options in [&[][..], &["--batch-size", "2"]] {
        let project = project()?;
        project.write("unit/test_broken.py", "import no_such_module\n")?;
        let ended = project
            .run_pytest(options)
            .expect(exit_code::TESTS_FAILED)?;
        let artifact = ended.artifact()?;
        assert!(!project.has("ran"));
        let batch = artifact.batches.last().context("no batch")?;
        assert_eq!(batch.ending, oomscope_shared::Ending::CollectionFailed);
        assert!(
            batch.output.text.contains("no_such_module"),
            "{}",
            batch.output.text
        );
    }
    Ok(())
}

#[test]
fn pytest_may_be_asked_to_go_on_without_such_a_file() -> Result<()> {
    for options in [&[][..], &["--batch-size", "6"]] {
        let project = project()?;
        project.write("unit/test_broken.py", "import no_such_module\n")?;
        let artifact = project
            .run_pytest(options)
            .args(["--continue-on-collection-errors"])
            .expect(exit_code::TESTS_FAILED)?
            .artifact()?;
        assert_eq!(artifact.tests.count(Outcome::Passed), 17, "{options:?}");
    }
    Ok(())
}
