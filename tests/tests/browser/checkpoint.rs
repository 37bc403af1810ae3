//! A lost runner: everything of the job is killed in the middle, and what is left is the last checkpoint that
//! the action uploaded.

use oomscope_shared::artifact::Completion;
use oomscope_shared::{exit_code, parse_artifact};
use oomscope_tests::github::action::uses;
use oomscope_tests::github::platform::{Platform, Stored};
use oomscope_tests::runner::{Project, outcome_line, signal, wait_until};

use crate::visit::Visit;

/// Its second test never ends.
const SUITE: &str = "
import time

kept = []

def test_that_ends():
    kept.append(bytearray(20 << 20))

def test_that_was_running():
    while True:
        time.sleep(0.01)
";

/// The newest checkpoint in which the first test has passed.
fn checkpoint(platform: &Platform) -> Option<Stored> {
    let all = platform.artifacts().into_iter().rev();
    let mut checkpoints = all.filter(|one| one.name.starts_with("checkpoint-oomscope-"));
    checkpoints.find(|one| {
        let (_, bytes) = one.only_file().unwrap();
        let artifact = parse_artifact(&bytes).unwrap();
        outcome_line(&artifact).starts_with("passed ")
    })
}

#[test]
fn the_last_checkpoint_of_a_lost_runner_opens() {
    let project = Project::with_suite(SUITE).unwrap();
    let platform = Platform::start("main").unwrap();
    let with = [
        ("command", "python -m pytest -q -p no:cacheprovider"),
        ("checkpoint-seconds", "0.1"),
    ];
    let step = uses(&project, Some(&platform), "action.yml", "step", &with).unwrap();
    let running = step.call.start().unwrap();
    wait_until("a checkpoint with the first test", || {
        Ok(checkpoint(&platform).is_some())
    })
    .unwrap();
    // The machine is gone: node, oomscope, its guard and the tests, none of which can do anything about it.
    for (pid, _) in project.processes().unwrap() {
        // One of them may have gone with another.
        drop(signal(pid, "KILL"));
    }
    running.wait().unwrap().expect(137).unwrap();
    project.wait_until_nothing_is_left().unwrap();
    assert_eq!(step.files.read("summary").unwrap(), "");
    assert!(platform.artifact("oomscope").is_err());

    // As it is downloaded: a zip.
    let left = checkpoint(&platform).unwrap();
    let visit = Visit::at("/");
    visit.choose(&[&visit.file(&format!("{}.zip", left.name), &left.bytes)]);
    let notice = visit.browser.text("cut-notice").unwrap();
    assert!(!notice.is_empty());
    visit.wait(
        "the test that ended",
        "return document.body.innerText.includes('test_that_ends')",
    );
    visit.assert_quiet();

    let (name, bytes) = left.only_file().unwrap();
    project.write(&name, &bytes).unwrap();
    let report = project
        .oomscope(&["report", &name, "--format", "github-summary"])
        .expect(exit_code::OK)
        .unwrap();
    assert!(
        report.stdout.starts_with("**The recorder was killed"),
        "{}",
        report.stdout
    );
    let artifact = parse_artifact(&bytes).unwrap();
    assert_eq!(artifact.run.completion, Completion::Cut);
}
