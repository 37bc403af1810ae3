//! Tests that lie outside of the working folder, sessions that follow each other, and processes that collect
//! something else than those before them: a test is known by its file and its id, and what is not there is told.

use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt;

use anyhow::{Context, ensure};
use oomscope_shared::artifact::Artifact;
use oomscope_shared::finding::Finding;
use oomscope_shared::{Ending, Message, Outcome, exit_code};
use oomscope_tests::Result;
use oomscope_tests::places;
use oomscope_tests::runner::{Call, Project, only_finding, row};

/// Four modules of an installed package, with the same two functions in each. Their ids as pytest has them are
/// the same, too: `::test_add`.
const PACKAGE: &[(&str, &str)] = &[
    ("installed/shop/__init__.py", "ROWS = []\n"),
    ("installed/shop/tests/__init__.py", ""),
    (
        "installed/shop/tests/test_books.py",
        "def test_add():\n    pass\n\n\ndef test_sum():\n    assert False, 'books'\n",
    ),
    (
        "installed/shop/tests/test_carts.py",
        "import shop\n\n\ndef test_add():\n    shop.ROWS.append([bytes(1000) for _ in range(4000)])\n\n\n\
         def test_sum():\n    pass\n",
    ),
    ("installed/shop/more/__init__.py", ""),
    ("installed/shop/more/tests/__init__.py", ""),
    (
        "installed/shop/more/tests/test_carts.py",
        "import pytest\n\n\ndef test_add():\n    pytest.skip('none')\n\n\ndef test_sum():\n    pass\n",
    ),
    // Orders the tests once everybody else has.
    (
        "work/conftest.py",
        "import pytest\n\n\n@pytest.hookimpl(hookwrapper=True, tryfirst=True)\n\
         def pytest_collection_modifyitems(items):\n    yield\n    items.reverse()\n",
    ),
];

const OF_PACKAGE: &[&str] = &[
    "--",
    "python",
    "-m",
    "pytest",
    "-q",
    "-p",
    "no:cacheprovider",
    "--pyargs",
    "shop.tests.test_books",
    "shop.tests.test_carts",
    "shop.more",
];

/// Names of the tests with what became of them.
fn outcomes(artifact: &Artifact) -> Vec<(&str, Outcome)> {
    let rows = artifact.tests.rows();
    rows.map(|row| (row.id, row.outcome)).collect()
}

/// Hunts with so much time that a slow machine finds what a fast one does.
fn hunted(project: &Project, options: &[&str]) -> Call {
    project
        .oomscope(&["run", "-q", "--show-output", "never"])
        .args(["--hunt-budget", "10m"])
        .args(options)
}

/// A name of a folder that is a name to the kernel and no text to anybody else.
fn not_utf8() -> OsString {
    OsString::from_vec(b"f\xff".to_vec())
}

fn says_of_hunt(artifact: &Artifact) -> Result<&[Message]> {
    Ok(&artifact.hunt.as_ref().context("no hunt")?.undone)
}

fn passes_went_well(artifact: &Artifact) -> Result<()> {
    let well = |ending: Ending| matches!(ending, Ending::Passed | Ending::TestsFailed);
    let endings: Vec<Ending> = artifact.hunt_batches.iter().map(|b| b.ending).collect();
    ensure!(
        endings.len() > 1 && endings.iter().copied().all(well),
        "{endings:?}"
    );
    ensure!(says_of_hunt(artifact)?.is_empty(), "{:?}", artifact.hunt);
    Ok(())
}

fn culprits(finding: &Finding) -> Vec<&str> {
    finding.culprits.iter().map(String::as_str).collect()
}

#[test]
fn tests_of_an_installed_package_are_told_apart_and_found_again() -> Result<()> {
    let project = Project::new(PACKAGE)?;
    let installed = project.path("installed");
    for options in [&[][..], &["--batch-size", "1"]] {
        let artifact = hunted(&project, options)
            .args(OF_PACKAGE)
            .in_folder("work")
            .env("PYTHONPATH", &installed)
            .expect(exit_code::TESTS_FAILED)?
            .artifact()?;
        let mut told = outcomes(&artifact);
        told.sort_unstable_by_key(|(id, _)| *id);
        assert_eq!(
            told,
            [
                ("shop/more/tests/test_carts.py::test_add", Outcome::Skipped),
                ("shop/more/tests/test_carts.py::test_sum", Outcome::Passed),
                ("shop/tests/test_books.py::test_add", Outcome::Passed),
                ("shop/tests/test_books.py::test_sum", Outcome::Failed),
                ("shop/tests/test_carts.py::test_add", Outcome::Passed),
                ("shop/tests/test_carts.py::test_sum", Outcome::Passed),
            ],
            "{options:?}"
        );
        let failed = row(&artifact, "shop/tests/test_books.py::test_sum")?.index;
        let remark = artifact.tests.remark(failed).context("no remark")?;
        ensure!(remark.contains("books"), "{remark}");
        let finding = only_finding(&artifact)?;
        assert_eq!(culprits(finding), ["shop/tests/test_carts.py::test_add"]);
        assert_eq!(finding.holder.as_deref(), Some("shop.ROWS"));
        passes_went_well(&artifact)?;
    }
    Ok(())
}

#[test]
fn what_the_environment_says_in_bytes_reaches_the_tests_as_it_is() -> Result<()> {
    let suite = "import os\n\nimport only_there\n\n\n\
                 def test_environment():\n    \
                 assert os.environb[b'PYTHONPATH'].endswith(b'f\\xff')\n    \
                 assert os.environb[b'PYTEST_ADDOPTS'].endswith(b'f\\xff')\n\n\n\
                 def test_not_chosen():\n    assert False\n";
    let project = Project::with_suite(suite)?;
    let folder = project.folder().join(not_utf8());
    fs::create_dir(&folder)?;
    fs::write(folder.join("only_there.py"), "")?;
    let mut options = OsString::from("-k environment --rootdir=. --confcutdir=");
    options.push(&folder);
    let artifact = project
        .run_pytest(&[])
        .env("PYTHONPATH", &folder)
        .env("PYTEST_ADDOPTS", &options)
        .expect(exit_code::OK)?
        .artifact()?;
    assert_eq!(
        outcomes(&artifact),
        [("test_suite.py::test_environment", Outcome::Passed)]
    );
    Ok(())
}

#[test]
fn the_command_of_a_finding_in_a_package_shows_it_again() -> Result<()> {
    let project = Project::new(PACKAGE)?;
    let installed = project.path("installed");
    let found = hunted(&project, &[])
        .args(OF_PACKAGE)
        .in_folder("work")
        .env("PYTHONPATH", &installed)
        .expect(exit_code::TESTS_FAILED)?
        .artifact()?;
    let command = only_finding(&found)?
        .reproduce
        .clone()
        .context("no command")?;
    let binary = places::binary();
    let command = command.replacen("oomscope", &format!("'{}'", binary.display()), 1);
    let again = project
        .shell(&command)
        .in_folder("work")
        .env("PYTHONPATH", &installed)
        .expect(exit_code::OK)?
        .artifact()?;
    let told = outcomes(&again);
    assert_eq!(
        told,
        [("shop/tests/test_carts.py::test_add", Outcome::Passed)]
    );
    let finding = only_finding(&again)?;
    assert_eq!(culprits(finding), ["shop/tests/test_carts.py::test_add"]);
    // A name that nothing has is still a mistake, and nothing runs.
    let missing = "shop/tests/test_cards.py::test_add";
    let refused = hunted(&project, &["--test", missing])
        .args(OF_PACKAGE)
        .in_folder("work")
        .env("PYTHONPATH", &installed)
        .expect(exit_code::USAGE)?;
    ensure!(refused.stderr.contains(missing), "{}", refused.stderr);
    Ok(())
}

#[test]
fn workers_of_xdist_tell_tests_of_a_package_apart() -> Result<()> {
    let project = Project::new(PACKAGE)?;
    project.write(
        "installed/shop/tests/test_crash.py",
        "import os\n\n\ndef test_add():\n    os._exit(7)\n",
    )?;
    let artifact = project
        .oomscope(&["run", "-q", "--show-output", "never", "--hunt", "off"])
        .args(OF_PACKAGE)
        .args(["shop.tests.test_crash", "-n", "2"])
        .in_folder("work")
        .env("PYTHONPATH", project.path("installed"))
        .expect(exit_code::TESTS_FAILED)?
        .artifact()?;
    let outcome = |id: &str| row(&artifact, id).map(|row| row.outcome);
    for (id, wanted) in [
        ("shop/tests/test_books.py::test_add", Outcome::Passed),
        ("shop/tests/test_books.py::test_sum", Outcome::Failed),
        ("shop/tests/test_carts.py::test_add", Outcome::Passed),
        ("shop/more/tests/test_carts.py::test_add", Outcome::Skipped),
        ("shop/tests/test_crash.py::test_add", Outcome::Died),
    ] {
        assert_eq!(outcome(id)?, wanted, "{id}");
    }
    let crashed = row(&artifact, "shop/tests/test_crash.py::test_add")?.index;
    let remark = artifact.tests.remark(crashed).context("no remark")?;
    ensure!(
        remark.contains("crashed") && remark.contains("os._exit"),
        "{remark}"
    );
    Ok(())
}

#[test]
fn a_test_that_a_conftest_drops_once_it_ran_is_told_and_the_others_are_hunted() -> Result<()> {
    let conftest = r#"
import os


def ran():
    return open("ran").read().split("\n") if os.path.exists("ran") else []


def pytest_collection_modifyitems(items):
    items[:] = [item for item in reversed(items) if item.nodeid not in ran()]


def pytest_runtest_logfinish(nodeid):
    if DROPPED in nodeid:
        with open("ran", "a") as file:
            print(nodeid, file=file)
"#;
    let leaks = "import pytest\n\nKEPT = []\n\n\n@pytest.mark.parametrize('n', range(3))\n\
                 def test_keeps(n):\n    KEPT.append([bytes(1000) for _ in range(4000)])\n\n\n\
                 def test_nothing():\n    pass\n";
    // One of those who leak, and all there are.
    for (dropped, left_out, are_found) in [
        (
            "\"[1]\"",
            "`test_suite.py::test_keeps[1]` was left out",
            true,
        ),
        ("\"test\"", "4 tests were left out", false),
    ] {
        let project = Project::with_suite(leaks)?;
        project.write("conftest.py", conftest.replace("DROPPED", dropped))?;
        let artifact = hunted(&project, &[])
            .args(["--", "python", "-m", "pytest", "-q"])
            .expect(exit_code::OK)?
            .artifact()?;
        let all_passed = artifact.tests.outcome.iter().all(|o| *o == Outcome::Passed);
        ensure!(artifact.tests.len() == 4 && all_passed, "{artifact:#?}");
        let [undone] = says_of_hunt(&artifact)? else {
            anyhow::bail!("{:?}", artifact.hunt)
        };
        ensure!(undone.starts_with(left_out), "{undone}");
        if are_found {
            let finding = only_finding(&artifact)?;
            for keeps in [
                "test_suite.py::test_keeps[0]",
                "test_suite.py::test_keeps[2]",
            ] {
                ensure!(culprits(finding).contains(&keeps), "{finding:#?}");
            }
            ensure!(!culprits(finding).contains(&"test_suite.py::test_nothing"));
        } else {
            ensure!(artifact.findings.is_empty(), "{:#?}", artifact.findings);
        }
    }
    Ok(())
}
