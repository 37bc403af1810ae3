//! Other versions of Python and pytest than the one that all tests use, as far as the machine has them: what is
//! measured and what the hunt names is the same.

use anyhow::ensure;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::exit_code;
use oomscope_shared::finding::Kind;
use oomscope_tests::runner::{Project, only_finding};
use oomscope_tests::{Result, left_out, places};

/// Three tests that fill a global, one that makes as much garbage in cycles, and one that does nothing.
const TESTS: [(&str, &str); 5] = [
    ("test_keeps_0", "KEPT.append(strings())"),
    ("test_keeps_1", "KEPT.append(strings())"),
    ("test_keeps_2", "KEPT.append(strings())"),
    ("test_cycles", "cycle = strings()\n    cycle.append(cycle)"),
    ("test_quiet", "pass"),
];

/// The same tests as functions for pytest, and in a class for unittest.
fn suite() -> Result<Project> {
    let mut functions =
        "KEPT = []\n\n\ndef strings():\n    return [str(n) for n in range(60000)]\n".to_owned();
    let mut case =
        "import unittest\n\nimport test_suite\n\n\nclass Case(unittest.TestCase):\n".to_owned();
    for (name, body) in TESTS {
        functions += &format!("\n\ndef {name}():\n    {body}\n");
        case += &format!("    def {name}(self):\n        test_suite.{name}()\n\n");
    }
    Project::new(&[("test_suite.py", &functions), ("cases.py", &case)])
}

fn is_told_the_same(minor: u32) -> Result<()> {
    let Some(python) = places::other_python(minor) else {
        let variable = places::other_python_variable(minor);
        return left_out(&format!(
            "there is no Python 3.{minor} here ({variable} is not set)"
        ));
    };
    let python = python.display().to_string();
    let project = suite()?;
    for (module, prefix) in [
        (
            ["-m", "pytest", "-q", "-p", "no:cacheprovider"].as_slice(),
            "test_suite.py::",
        ),
        (["-m", "unittest", "cases"].as_slice(), "cases.Case."),
    ] {
        let artifact = project
            .oomscope(&[
                "run",
                "-q",
                "--show-output",
                "never",
                "--hunt-budget",
                "10m",
                "--",
            ])
            .args([&python])
            .args(module)
            .expect(exit_code::OK)?
            .artifact()?;
        judge(&artifact, minor, prefix)?;
    }
    Ok(())
}

fn judge(artifact: &Artifact, minor: u32, prefix: &str) -> Result<()> {
    let host = &artifact.host;
    let is_version = |python: &String| python.starts_with(&format!("3.{minor}."));
    ensure!(host.python.as_ref().is_some_and(is_version), "{host:?}");
    ensure!(
        artifact.tests.id.len() == TESTS.len(),
        "{:?}",
        artifact.tests.id
    );
    for row in artifact.tests.rows() {
        ensure!(
            row.peak_bytes > Some(1 << 20),
            "{}: {:?}",
            row.id,
            row.peak_bytes
        );
        ensure!(row.retained_bytes.is_some(), "{}", row.id);
    }
    let finding = only_finding(artifact)?;
    ensure!(finding.kind == Kind::Leak, "{finding:?}");
    let culprits: Vec<String> = (0..3).map(|n| format!("{prefix}test_keeps_{n}")).collect();
    ensure!(finding.culprits == culprits, "{finding:?}");
    ensure!(
        finding.holder.as_deref() == Some("test_suite.KEPT"),
        "{finding:?}"
    );
    Ok(())
}

#[test]
fn python_3_8_with_pytest_7_0() -> Result<()> {
    is_told_the_same(8)
}

#[test]
fn python_3_9_with_pytest_7_4() -> Result<()> {
    is_told_the_same(9)
}

#[test]
fn python_3_10_with_pytest_8() -> Result<()> {
    is_told_the_same(10)
}

#[test]
fn python_3_12_with_pytest_8() -> Result<()> {
    is_told_the_same(12)
}

#[test]
fn python_3_13_with_pytest_9() -> Result<()> {
    is_told_the_same(13)
}
