//! Secrets get into no file: neither into the artifact, nor into the journal, nor into what is made of them. The
//! framework and its live output know nothing of that.

use std::fs;

use anyhow::ensure;
use oomscope_journal::Event;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::{Outcome, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::{ARTIFACT, JOURNAL, Project, only_finding, row};

/// The beginning of all tokens here. None of them is real.
const TOKEN: &str = "ghp_0123456789abcdefghijABCDEFGHIJ0123";
/// What only a name or a pattern of the user's tells.
const PASSWORD: &str = "correct-horse";
const INTERNAL: &str = "hunter77";

/// Fails with a token, prints one, has one in the ids of tests, and keeps memory in one of those.
const SUITE: &str = r#"
import pytest

TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ0123"
KEPT = []


@pytest.mark.parametrize("token", [TOKEN + "a", TOKEN + "b"])
def test_id(token):
    if token.endswith("b"):
        KEPT.append([bytes(1000) for _ in range(4000)])


def test_plain():
    pass


def test_fails(request):
    print("the password is", request.config.getoption("--password"), TOKEN, "hunter77", flush=True)
    assert TOKEN == "hunter77"
"#;

const CONFTEST: &str = "def pytest_addoption(parser):\n    parser.addoption('--deploy-token')\n    \
                        parser.addoption('--password')\n";

fn project() -> Result<Project> {
    Project::new(&[("test_suite.py", SUITE), ("conftest.py", CONFTEST)])
}

fn command() -> Vec<String> {
    let token = format!("--deploy-token={TOKEN}");
    let words = [
        "--",
        "python",
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
    ];
    let options = [&token, "--password", PASSWORD];
    words
        .iter()
        .chain(&options)
        .map(ToString::to_string)
        .collect()
}

fn has_no_secret(what: &str, text: &str) -> Result<()> {
    for secret in [TOKEN, PASSWORD, INTERNAL] {
        ensure!(!text.contains(secret), "{what} has {secret}: {text}");
    }
    Ok(())
}

/// Nor is it silent about what was there.
fn is_redacted(what: &str, text: &str) -> Result<()> {
    has_no_secret(what, text)?;
    ensure!(text.contains("[redacted"), "{what}: {text}");
    Ok(())
}

/// Both tests with a token in their id ran, and are told apart.
fn tests_are_told_apart(artifact: &Artifact) -> Result<()> {
    let shown = "test_suite.py::test_id[[redacted: GitHub token]]";
    for (id, outcome) in [
        (shown, Outcome::Passed),
        (&format!("{shown}#2"), Outcome::Passed),
        ("test_suite.py::test_plain", Outcome::Passed),
        ("test_suite.py::test_fails", Outcome::Failed),
    ] {
        assert_eq!(row(artifact, id)?.outcome, outcome, "{id}");
    }
    assert_eq!(artifact.tests.len(), 4);
    Ok(())
}

#[test]
fn no_secret_gets_into_the_artifact_or_out_of_it() -> Result<()> {
    for options in [
        &["--hunt-budget", "10m"][..],
        &["--batch-size", "1", "--hunt", "off"],
    ] {
        let project = project()?;
        let artifact = project
            .oomscope(&[
                "run",
                "-q",
                "--show-output",
                "live",
                "--redact",
                "hunter[0-9]+",
            ])
            .args(options)
            .args(command())
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_RUN_ID", "1")
            .env("GITHUB_REPOSITORY", "a/b")
            .env(
                "GITHUB_SERVER_URL",
                format!("https://me:{TOKEN}@github.com"),
            )
            .expect(exit_code::TESTS_FAILED)?;
        // What the tests say live is theirs.
        ensure!(artifact.stderr.contains(TOKEN), "{}", artifact.stderr);
        let artifact = artifact.artifact()?;
        is_redacted("the artifact", &project.read(ARTIFACT)?)?;
        tests_are_told_apart(&artifact)?;
        let url = artifact
            .run
            .ci
            .as_ref()
            .and_then(|ci| ci.run_url.as_deref());
        assert_eq!(url, Some("https://github.com/a/b/actions/runs/1"));
        if !options.contains(&"off") {
            let finding = only_finding(&artifact)?;
            assert_eq!(
                finding.culprits,
                ["test_suite.py::test_id[[redacted: GitHub token]]#2"]
            );
        }
        for format in [
            "markdown",
            "json",
            "github-summary",
            "github-comment",
            "github-annotations",
            "junit",
            "ctrf",
            "csv",
        ] {
            let report = project
                .oomscope(&["report", ARTIFACT, "--format", format])
                .expect(exit_code::OK)?;
            has_no_secret(format, &report.stdout)?;
        }
    }
    Ok(())
}

#[test]
fn the_journal_of_a_killed_run_has_no_secret_either() -> Result<()> {
    let project = project()?;
    project.write(
        "test_waits.py",
        "import time\n\n\ndef test_waits():\n    open('runs', 'w').close()\n    time.sleep(600)\n",
    )?;
    let running = project
        .oomscope(&["run", "-q", "--show-output", "never", "--redact", INTERNAL])
        .args(command())
        .start()?;
    project.wait_for("runs")?;
    let journal = || -> Result<String> {
        let bytes = fs::read(project.path(JOURNAL))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    // The test that says why it failed.
    project.wait_for_event("a remark", |event| {
        matches!(event, Event::TestEnded { remark: Some(remark), .. } if remark.contains("assert"))
    })?;
    running.signal("KILL")?;
    running.wait()?;
    is_redacted("the journal", &journal()?)?;
    project
        .oomscope(&["recover", JOURNAL])
        .expect(exit_code::OK)?;
    is_redacted("what was recovered", &project.read(ARTIFACT)?)?;
    Ok(())
}

#[test]
fn the_known_shapes_can_be_left_in() -> Result<()> {
    let project = project()?;
    project
        .oomscope(&["run", "-q", "--show-output", "never", "--hunt", "off"])
        .args(["--no-default-redaction", "--redact", PASSWORD])
        .args(command())
        .expect(exit_code::TESTS_FAILED)?;
    let artifact = project.read(ARTIFACT)?;
    ensure!(artifact.contains(TOKEN) && artifact.contains(INTERNAL));
    ensure!(!artifact.contains(PASSWORD), "{artifact}");
    Ok(())
}

#[test]
fn a_pattern_that_is_none_is_refused_before_anything_runs() -> Result<()> {
    let project = project()?;
    let refused = project
        .run_pytest(&["--redact", "(x"])
        .expect(exit_code::USAGE)?;
    for part in ["--redact", "(x", "unclosed group", "backslash"] {
        ensure!(refused.stderr.contains(part), "{}", refused.stderr);
    }
    ensure!(!project.has(ARTIFACT));
    Ok(())
}
