//! A journal that cannot be written: the tests go on as if nothing were, and what was recorded is found.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use oomscope_journal::Event;
use oomscope_shared::exit_code;
use oomscope_tests::runner::{JOURNAL, Project, outcome_line, read_artifact};
use oomscope_tests::{Result, left_out};

/// A file system of its own, taken away again at the end.
struct Mounted(PathBuf);

impl Mounted {
    /// `None`, with a message, where this user may mount nothing.
    fn small(folder: &Path) -> Result<Option<Self>> {
        fs::create_dir_all(folder)?;
        let mounted = Self(folder.to_owned());
        if mount(&["-t", "tmpfs", "-o", "size=256k", "oomscope-test"], folder)? {
            return Ok(Some(mounted));
        }
        std::mem::forget(mounted);
        left_out("only root may mount the small file system that this needs")?;
        Ok(None)
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(&self.0).status());
    }
}

fn mount(options: &[&str], folder: &Path) -> Result<bool> {
    let mut command = Command::new("mount");
    Ok(command.args(options).arg(folder).output()?.status.success())
}

/// A suite of which a test does something to the folder that the artifact goes to.
fn suite(deed: &str) -> String {
    format!(
        "import os, shutil, time\n\ndef test_before():\n    pass\n\ndef test_deed():\n    {}\n\n\
         def test_after():\n    pass\n",
        deed.replace('\n', "\n    ")
    )
}

const FILL: &str = r#"with open("small/filler", "wb", buffering=0) as file:
    try:
        while True:
            file.write(b"x" * 4096)
    except OSError:
        pass"#;

/// Memory that changes is what a journal has to tell of meanwhile; its last page may have room for some.
const GROW_UNTIL_MOVED: &str = "kept = []
while not any(name.endswith('.journal') for name in os.listdir('elsewhere')):
    kept.append(b'x' * (1 << 16))
    time.sleep(0.01)";

/// The only file in a folder whose name ends like this.
fn only(folder: &Path, end: &str) -> Result<PathBuf> {
    let found: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?
        .into_iter()
        .filter(|path| path.to_string_lossy().ends_with(end))
        .collect();
    let [one] = &found[..] else {
        anyhow::bail!("{end} in {}: {found:?}", folder.display())
    };
    Ok(one.clone())
}

/// Runs to its end; whatever happens to the folder, the exit code is that of the tests.
fn ensure_it_is_elsewhere(
    project: &Project,
    out: &str,
    folder: &str,
    expected: &str,
) -> Result<()> {
    let elsewhere = project.path("elsewhere");
    fs::create_dir_all(&elsewhere)?;
    let ended = project
        .run_pytest(&["--out", out])
        .in_folder(folder)
        .env("TMPDIR", &elsewhere)
        .expect(exit_code::OK)?;
    let written = only(&elsewhere, "-run.oomscope.json")?;
    ensure!(
        ended.stdout == format!("{}\n", written.display()),
        "{}",
        ended.stdout
    );
    let artifact = read_artifact(&written)?;
    ensure!(outcome_line(&artifact) == "passed passed passed");
    let warnings = format!(
        "{:?}",
        artifact
            .warnings
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    );
    for word in [
        expected,
        "The journal cannot be written",
        "The artifact is at",
    ] {
        ensure!(warnings.contains(word), "no {word:?} in {warnings}");
        ensure!(
            ended.stderr.contains(word),
            "no {word:?} in {}",
            ended.stderr
        );
    }
    // Nothing but the artifact stays.
    ensure!(fs::read_dir(&elsewhere)?.count() == 1);
    project.nothing_is_left()
}

#[test]
fn a_disk_that_is_full() -> Result<()> {
    let project = Project::with_suite(&suite(&format!("{FILL}\n{GROW_UNTIL_MOVED}")))?;
    let Some(_small) = Mounted::small(&project.path("small"))? else {
        return Ok(());
    };
    fs::create_dir(project.path("elsewhere"))?;
    let ended = project
        .run_pytest(&["--out", "small/run.oomscope.json"])
        .env("TMPDIR", project.path("elsewhere"))
        .expect(exit_code::OK)?;
    // The journal that moved away may have left room enough for the artifact.
    let artifact = ended.artifact()?;
    assert_eq!(outcome_line(&artifact), "passed passed passed");
    let warnings = format!(
        "{:?}",
        artifact
            .warnings
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    );
    for word in ["The journal cannot be written", "No space left"] {
        ensure!(warnings.contains(word), "no {word:?} in {warnings}");
        ensure!(
            ended.stderr.contains(word),
            "no {word:?} in {}",
            ended.stderr
        );
    }
    project.nothing_is_left()
}

#[test]
fn a_folder_that_can_only_be_read() -> Result<()> {
    let project = Project::with_suite(&suite("pass"))?;
    let small = project.path("small");
    let Some(_small) = Mounted::small(&small)? else {
        return Ok(());
    };
    ensure!(mount(&["-o", "remount,ro"], &small)?);
    ensure_it_is_elsewhere(
        &project,
        "small/run.oomscope.json",
        ".",
        "Read-only file system",
    )
}

#[test]
fn a_folder_that_the_tests_delete() -> Result<()> {
    let project = Project::with_suite(&suite("shutil.rmtree('gone')"))?;
    fs::create_dir(project.path("gone"))?;
    ensure_it_is_elsewhere(&project, "gone/run.oomscope.json", ".", "it was deleted")
}

#[test]
fn a_working_folder_that_the_command_deletes() -> Result<()> {
    // pytest itself fails without its working folder, so this is another command.
    let project = Project::new(&[("work/file", "")])?;
    let elsewhere = project.path("elsewhere");
    fs::create_dir(&elsewhere)?;
    let ended = project
        .oomscope(&["record", "--", "sh", "-c", "rm -r \"$PWD\"; echo done"])
        .in_folder("work")
        .env("TMPDIR", &elsewhere)
        .expect(exit_code::OK)?;
    let artifact = read_artifact(&only(&elsewhere, "-run.oomscope.json")?)?;
    assert_eq!(artifact.batches[0].output.text, "done\n");
    assert!(
        ended.stderr.contains("The artifact is at"),
        "{}",
        ended.stderr
    );
    assert!(!project.has("work"), "the folder came back");
    Ok(())
}

#[test]
fn a_journal_that_the_tests_delete() -> Result<()> {
    // `git clean`, for example. Only the journal moves; the artifact has its place still.
    let project = Project::with_suite(&suite("os.remove('run.oomscope.journal')"))?;
    let ended = project.run_pytest(&[]).expect(exit_code::OK)?;
    let artifact = ended.artifact()?;
    assert_eq!(outcome_line(&artifact), "passed passed passed");
    assert!(
        artifact.warnings[0].contains("it was deleted"),
        "{:?}",
        artifact.warnings
    );
    Ok(())
}

#[test]
fn what_moved_can_be_recovered() -> Result<()> {
    let project = Project::with_suite(&suite(&format!(
        "{FILL}\n{GROW_UNTIL_MOVED}\ntime.sleep(600)"
    )))?;
    let Some(_small) = Mounted::small(&project.path("small"))? else {
        return Ok(());
    };
    let elsewhere = project.path("elsewhere");
    fs::create_dir_all(&elsewhere)?;
    let running = project
        .run_pytest(&["--out", "small/run.oomscope.json"])
        .env("TMPDIR", &elsewhere)
        .start()?;
    oomscope_tests::runner::wait_until("the journal to move", || {
        Ok(only(&elsewhere, ".journal").is_ok())
    })?;
    running.signal("KILL")?;
    running.wait()?;
    project.wait_until_nothing_is_left()?;
    let journal = only(&elsewhere, ".journal")?;
    let recovered = project
        .oomscope(&[
            "recover",
            &journal.display().to_string(),
            "--out",
            "recovered.json",
        ])
        .expect(exit_code::OK)?
        .artifact()?;
    assert_eq!(outcome_line(&recovered), "passed died not_run");
    Ok(())
}

#[test]
fn two_runs_cannot_write_to_the_same_place() -> Result<()> {
    let project = Project::with_suite(
        "import os\nimport time\n\ndef test_waits():\n    open('ready', 'w').close()\n    \
         while not os.path.exists('go'):\n        time.sleep(0.01)\n",
    )?;
    let first = project.run_pytest(&[]).start()?;
    project.wait_for("ready")?;
    let second = project.run_pytest(&[]).expect(exit_code::USAGE)?;
    assert!(
        second.stderr.contains("another run") && second.stderr.contains("--out"),
        "{}",
        second.stderr
    );
    project.wait_for_event("the test", |event| {
        matches!(event, Event::TestStarted { .. })
    })?;
    let peeked = project
        .oomscope(&["recover", JOURNAL, "--out", "by-now.json"])
        .expect(exit_code::OK)?;
    assert!(peeked.stderr.contains("still goes on"), "{}", peeked.stderr);
    project.write("go", "")?;
    let artifact = first.wait()?.expect(exit_code::OK)?.artifact()?;
    assert_eq!(outcome_line(&artifact), "passed");
    assert!(!project.has(JOURNAL));
    Ok(())
}

#[test]
fn the_next_run_offers_a_command_that_works() -> Result<()> {
    let project = Project::with_suite(&suite("open('ready', 'w').close()\ntime.sleep(600)"))?;
    let running = project.run_pytest(&[]).start()?;
    project.wait_for("ready")?;
    project.wait_for_event("the second test", |event| {
        matches!(event, Event::TestStarted { test: 1, .. })
    })?;
    running.signal("KILL")?;
    running.wait()?;
    project.wait_until_nothing_is_left()?;
    project.write("test_suite.py", suite("pass"))?;
    let next = project.run_pytest(&[]).expect(exit_code::OK)?;
    let offer = next
        .stderr
        .lines()
        .find_map(|line| line.split_once("oomscope recover "))
        .context("no offer")?
        .1;
    let recovered = project
        .oomscope(&["recover", offer])
        .expect(exit_code::OK)?;
    assert_eq!(outcome_line(&recovered.artifact()?), "passed died not_run");
    Ok(())
}
