//! The hunt through a command that is not pytest: who is at fault is found by running subsets of the
//! list, and the commands that are given show it again.

use anyhow::Context;
use oomscope_shared::artifact::{Artifact, Pass};
use oomscope_shared::finding::{Cause, Finding, Kind};
use oomscope_shared::{Ending, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::{Ended, Project, only_finding};

/// A test runner of its own: it takes the names of tests and runs them one after the other in one
/// process. What a test does stands in its name.
const RUNNER: &str = r#"
import sys

KEPT = []
CACHE = {}
SWITCHED = []
MIB = 1 << 20


def run(name):
    what, _, size = name.rpartition("-")
    if what.startswith("leak"):
        KEPT.append(b"x" * (int(size) * MIB))
    elif what.startswith("hog"):
        assert b"x" * (int(size) * MIB)
    elif what.startswith("cache"):
        CACHE.setdefault(name, b"x" * (int(size) * MIB))
    elif what.startswith("switch"):
        SWITCHED.append(name)
    elif what.startswith("after"):
        if SWITCHED:
            KEPT.append(b"x" * (int(size) * MIB))
    elif what.startswith("fail"):
        raise SystemExit(1)


once = "--once" in sys.argv
names = [name for name in sys.argv[1:] if not name.startswith("--")]
if once:
    names = list(dict.fromkeys(names))
for name in names:
    run(name)
    print("ok", name)
"#;

const COMMAND: &[&str] = &["--", "python", "runner.py", "{}"];
const COMMAND_ONCE: &[&str] = &["--", "python", "runner.py", "--once", "{}"];

fn project(tests: &[&str]) -> Result<Project> {
    Project::new(&[("runner.py", RUNNER), ("list.txt", &tests.join("\n"))])
}

/// Runs the list with so much time that a slow machine finds what a fast one does.
fn run(project: &Project, options: &[&str], command: &[&str], code: u8) -> Result<Ended> {
    let mut call =
        project.oomscope(&["run", "-q", "--show-output", "never", "--tests", "list.txt"]);
    if !options.contains(&"--hunt-budget") {
        call = call.args(["--hunt-budget", "10m"]);
    }
    call.args(options).args(command).expect(code)
}

fn hunted(project: &Project, options: &[&str], code: u8) -> Result<Artifact> {
    run(project, options, COMMAND, code)?.artifact()
}

/// Runs the command of a finding, and returns the artifact of that.
fn again(project: &Project, finding: &Finding, code: u8) -> Result<Artifact> {
    let command = finding.reproduce.clone().context("no command")?;
    let binary = oomscope_tests::places::binary();
    let quiet = format!("'{}' run -q --out again.json", binary.display());
    let command = command.replacen("oomscope run", &quiet, 1);
    project.shell(&command).expect(code)?;
    project.artifact_at("again.json")
}

#[test]
fn leaks_that_kill_are_charged_to_those_who_leak() -> Result<()> {
    let tests = [
        "calm-1",
        "leak_a-30",
        "calm-2",
        "calm-3",
        "leak_b-30",
        "calm-4",
        "leak_c-30",
        "calm-5",
        "leak_d-30",
        "calm-6",
    ];
    let project = project(&tests)?;
    let options = ["--batch-size", "10", "--memory-limit", "110MiB"];
    let artifact = hunted(&project, &options, exit_code::MEMORY_DEATH)?;
    let finding = only_finding(&artifact)?;
    assert_eq!((finding.kind, finding.cause), (Kind::Leak, Cause::Unknown));
    assert_eq!(
        finding.culprits,
        ["leak_a-30", "leak_b-30", "leak_c-30", "leak_d-30"],
        "{finding:#?}"
    );
    let each = finding.bytes_per_test.context("no size")?;
    assert!((28 << 20..33 << 20).contains(&each), "{finding:#?}");
    assert!(
        finding
            .evidence
            .iter()
            .any(|sentence| sentence.english().contains("(3 times)"))
    );
    // The hunt's own processes stand apart, under the same limit.
    assert_eq!(artifact.batches.len(), 1);
    // The command does not say which of its tests was running.
    assert_eq!(artifact.batches[0].victim, None);
    assert!(artifact.hunt_batches.len() > 4);
    for batch in &artifact.hunt_batches {
        assert!(
            matches!(batch.pass, Pass::Isolate | Pass::Confirm),
            "{:?}",
            batch.pass
        );
    }
    project.nothing_is_left()
}

#[test]
fn the_command_of_a_leak_shows_it_again() -> Result<()> {
    let project = project(&[
        "calm-1",
        "leak_a-40",
        "calm-2",
        "leak_b-40",
        "calm-3",
        "leak_c-40",
    ])?;
    let options = ["--batch-size", "6", "--memory-limit", "110MiB"];
    let artifact = hunted(&project, &options, exit_code::MEMORY_DEATH)?;
    let finding = only_finding(&artifact)?.clone();
    let found = again(&project, &finding, exit_code::OK)?;
    assert_eq!(only_finding(&found)?.culprits, finding.culprits);
    Ok(())
}

#[test]
fn a_test_that_dies_alone_is_a_hog_in_any_batch() -> Result<()> {
    let project = project(&["calm-1", "calm-2", "hog-300", "calm-3"])?;
    for size in ["1", "4"] {
        let options = ["--batch-size", size, "--memory-limit", "150MiB"];
        let artifact = hunted(&project, &options, exit_code::MEMORY_DEATH)?;
        let finding = only_finding(&artifact)?;
        assert_eq!(
            (finding.kind, finding.cause),
            (Kind::Hog, Cause::LargeTransient)
        );
        assert_eq!(finding.culprits, ["hog-300"]);
        assert!(finding.confidence > 0.9);
        let found = again(&project, finding, exit_code::MEMORY_DEATH)?;
        let ending = found.batches[0].ending;
        assert!(
            matches!(ending, Ending::OverLimit | Ending::OutOfMemory),
            "{ending:?}"
        );
    }
    Ok(())
}

#[test]
fn a_batch_far_above_the_others_is_looked_at_though_it_lives() -> Result<()> {
    let tests = [
        "calm-1", "calm-2", "calm-3", "leak-70", "calm-4", "calm-5", "calm-6", "calm-7", "calm-8",
    ];
    let project = project(&tests)?;
    let options = ["--batch-size", "3", "--memory-limit", "2GiB"];
    let artifact = hunted(&project, &options, exit_code::OK)?;
    assert_eq!(only_finding(&artifact)?.culprits, ["leak-70"]);
    // The same without a hunt, and with one that has no time.
    let artifact = hunted(
        &project,
        &[&options[..], &["--hunt", "off"]].concat(),
        exit_code::OK,
    )?;
    assert!(artifact.hunt.is_none() && artifact.findings.is_empty());
    let short = [&options[..], &["--hunt-budget", "1ms"]].concat();
    let hunt = hunted(&project, &short, exit_code::OK)?
        .hunt
        .context("no hunt")?;
    assert!(
        hunt.undone[0].english().contains("--hunt-budget"),
        "{hunt:?}"
    );
    Ok(())
}

#[test]
fn a_leak_that_needs_another_test_is_named_with_it() -> Result<()> {
    let tests = [
        "calm-1", "switch-0", "calm-2", "calm-3", "after-40", "calm-4",
    ];
    let project = project(&tests)?;
    let options = [
        "--batch-size",
        "6",
        "--hunt",
        "always",
        "--memory-limit",
        "2GiB",
    ];
    let artifact = hunted(&project, &options, exit_code::OK)?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.culprits, ["switch-0", "after-40"], "{finding:#?}");
    let found = again(&project, finding, exit_code::OK)?;
    assert_eq!(only_finding(&found)?.culprits, finding.culprits);
    Ok(())
}

#[test]
fn what_is_kept_only_once_is_no_leak() -> Result<()> {
    let tests = [
        "cache_a-30",
        "calm-1",
        "cache_b-30",
        "cache_c-30",
        "calm-2",
        "cache_d-30",
    ];
    let project = project(&tests)?;
    for options in [
        &["--batch-size", "6", "--memory-limit", "110MiB"][..],
        &[
            "--batch-size",
            "6",
            "--memory-limit",
            "110MiB",
            "--hunt",
            "always",
        ],
    ] {
        let artifact = hunted(&project, options, exit_code::MEMORY_DEATH)?;
        assert!(artifact.findings.is_empty(), "{:#?}", artifact.findings);
        assert!(!artifact.hunt.context("no hunt")?.notes.is_empty());
    }
    Ok(())
}

#[test]
fn a_command_that_runs_no_test_twice_is_believed_with_reserve() -> Result<()> {
    let tests = [
        "calm-1",
        "leak_a-50",
        "calm-2",
        "calm-3",
        "leak_b-50",
        "calm-4",
    ];
    let project = project(&tests)?;
    let options = ["--batch-size", "6", "--memory-limit", "90MiB"];
    let artifact = run(&project, &options, COMMAND_ONCE, exit_code::MEMORY_DEATH)?.artifact()?;
    let finding = only_finding(&artifact)?;
    assert!(
        finding.culprits.iter().all(|id| id.starts_with("leak")),
        "{finding:#?}"
    );
    assert!(finding.confidence <= 0.5);
    again(&project, finding, exit_code::MEMORY_DEATH)?;
    Ok(())
}

#[test]
fn failing_tests_and_calm_batches_are_not_hunted() -> Result<()> {
    let project = project(&["calm-1", "fail-1", "hog-20", "calm-2"])?;
    let options = ["--batch-size", "2", "--memory-limit", "1GiB"];
    let artifact = hunted(&project, &options, exit_code::TESTS_FAILED)?;
    assert!(artifact.hunt.is_none(), "{:?}", artifact.hunt);
    let options = [&options[..], &["--hunt", "always"]].concat();
    let artifact = hunted(&project, &options, exit_code::TESTS_FAILED)?;
    assert!(artifact.findings.is_empty(), "{:#?}", artifact.findings);
    Ok(())
}

#[test]
fn a_command_that_takes_one_test_only_is_not_misread() -> Result<()> {
    let project = Project::new(&[
        (
            "one.sh",
            "[ $# = 1 ] || { echo 'one test, please'; exit 2; }\necho \"ok $1\"\n",
        ),
        ("list.txt", "a\nb\nc\n"),
    ])?;
    let command = ["--", "sh", "one.sh", "{}"];
    let artifact = run(&project, &["--hunt", "always"], &command, exit_code::OK)?.artifact()?;
    assert!(artifact.findings.is_empty(), "{:#?}", artifact.findings);
    let hunt = artifact.hunt.context("no hunt")?;
    assert!(
        hunt.notes[0]
            .english()
            .contains("fails when it is given 3 tests"),
        "{hunt:?}"
    );
    Ok(())
}
