//! Kills by the kernel's OOM killer, made to happen for real: the whole run is put into a cgroup of its
//! own (version 1, which root can make anywhere) with little memory, and oomscope is told to limit
//! nothing, so that it has to find out what happened. What its own cgroups say is tested with the limits.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use oomscope_shared::artifact::Artifact;
use oomscope_shared::{Ending, Outcome, Proof, exit_code};
use oomscope_tests::runner::{
    PYTEST, Project, ensure_all_accounted_for, evidence, outcome_line, victim,
};
use oomscope_tests::{Result, left_out, places};

const LIMIT: &str = "220M";

/// What a process does that needs more than there is. Touched page by page: the kernel, and not the
/// allocator, has to refuse.
const GROW: &str = "kept = []\nwhile True:\n    kept.append(b'x' * (4 << 20))";

struct Group(PathBuf);

impl Group {
    /// `None`, with a message, where no such group can be made or the kernel's log cannot be read.
    fn make() -> Result<Option<Self>> {
        let name = format!(
            "oomscope-test-{}-{:?}",
            std::process::id(),
            std::thread::current().id()
        );
        let name: String = name
            .chars()
            .filter(|c| c.is_alphanumeric() || *c == '-')
            .collect();
        let group = Self(Path::new("/sys/fs/cgroup/memory").join(name));
        let made = fs::create_dir(&group.0)
            .and_then(|()| fs::write(group.0.join("memory.limit_in_bytes"), LIMIT));
        let log = fs::File::open("/dev/kmsg");
        let namespace = fs::read_link("/proc/self/ns/pid").unwrap_or_default();
        if made.is_ok() && log.is_ok() && namespace == Path::new("pid:[4026531836]") {
            return Ok(Some(group));
        }
        left_out("this needs root, cgroup version 1 and the kernel's log")?;
        Ok(None)
    }

    /// Runs pytest in the group, below oomscope.
    fn run(
        &self,
        project: &Project,
        options: &[&str],
        more: &[&str],
        code: u8,
    ) -> Result<Artifact> {
        let script = "echo $$ > \"$0/cgroup.procs\" && exec \"$@\"";
        let artifact = project
            .shell(script)
            .args([&self.0])
            .args([places::binary()])
            .args(["run", "--show-output", "never", "--memory-limit", "none"])
            .args(options)
            .args(PYTEST)
            .args(more)
            .expect(code)?
            .artifact()?;
        ensure_all_accounted_for(&artifact)?;
        project.nothing_is_left()?;
        Ok(artifact)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        drop(fs::remove_dir(&self.0));
    }
}

fn suite(deed: &str) -> Result<Project> {
    Project::with_suite(&format!(
        "import subprocess, sys\n\ndef test_before():\n    pass\n\ndef test_big():\n    {}\n\n\
         def test_after():\n    pass\n",
        deed.replace('\n', "\n    ")
    ))
}

/// A process of the test grows instead of the test.
fn in_a_child(then: &str) -> String {
    format!("code = subprocess.run([sys.executable, '-c', {GROW:?}]).returncode\n{then}")
}

#[test]
fn the_batch_itself() -> Result<()> {
    let Some(group) = Group::make()? else {
        return Ok(());
    };
    let project = suite(GROW)?;
    let artifact = group.run(&project, &[], &[], exit_code::MEMORY_DEATH)?;
    assert_eq!(outcome_line(&artifact), "passed died passed");
    let batch = &artifact.batches[0];
    assert_eq!(
        (batch.ending, batch.proof, batch.signal()),
        (Ending::OutOfMemory, Proof::Certain, Some(9)),
        "{:?}",
        batch.evidence
    );
    let evidence = evidence(batch);
    assert!(
        evidence.contains("exit code 137 in a shell") && evidence.contains("this very process"),
        "{evidence}"
    );
    assert_eq!(victim(&artifact, 1), Some("test_suite.py::test_big"));
    Ok(())
}

#[test]
fn a_batch_behind_a_shell() -> Result<()> {
    let Some(group) = Group::make()? else {
        return Ok(());
    };
    let project = suite(GROW)?;
    let script = "echo $$ > \"$0/cgroup.procs\" && exec \"$1\" run -q --memory-limit none --framework pytest -- \
                  sh -c 'python -m pytest -q; exit $?'";
    let artifact = project
        .shell(script)
        .args([&group.0])
        .args([places::binary()])
        .expect(exit_code::MEMORY_DEATH)?
        .artifact()?;
    assert_eq!(outcome_line(&artifact), "passed died passed");
    let batch = &artifact.batches[0];
    let (ending, code) = (batch.ending, batch.exit_code());
    assert_eq!(
        (ending, code),
        (Ending::OutOfMemory, Some(137)),
        "{:?}",
        batch.evidence
    );
    assert_eq!(batch.proof, Proof::Likely);
    Ok(())
}

#[test]
fn a_process_below_pytest() -> Result<()> {
    let Some(group) = Group::make()? else {
        return Ok(());
    };
    // The test suffers by it.
    let project = suite(&in_a_child("assert code == 0"))?;
    let artifact = group.run(&project, &[], &[], exit_code::MEMORY_DEATH)?;
    ensure!(outcome_line(&artifact) == "passed failed passed");
    let batch = artifact.batches.first().context("no batch")?;
    ensure!(
        (batch.ending, batch.proof) == (Ending::OutOfMemory, Proof::Certain),
        "{:?}",
        batch.evidence
    );
    ensure!(batch.exit_code() == Some(1) && batch.signal().is_none());
    // It expects it.
    let project = suite(&in_a_child("assert code == -9"))?;
    let artifact = group.run(&project, &[], &[], exit_code::OK)?;
    let batch = artifact.batches.first().context("no batch")?;
    ensure!(batch.ending == Ending::Passed);
    let evidence = evidence(batch);
    ensure!(
        evidence.contains("killed a process of this batch for memory"),
        "{evidence}"
    );
    Ok(())
}

#[test]
fn a_worker_of_xdist() -> Result<()> {
    let Some(group) = Group::make()? else {
        return Ok(());
    };
    let project = suite(GROW)?;
    let artifact = group.run(&project, &[], &["-n", "2"], exit_code::MEMORY_DEATH)?;
    ensure!(
        artifact.tests.count(Outcome::Died) == 1,
        "{}",
        outcome_line(&artifact)
    );
    let batch = artifact.batches.first().context("no batch")?;
    ensure!(
        (batch.ending, batch.proof) == (Ending::OutOfMemory, Proof::Certain),
        "{:?}",
        batch.evidence
    );
    let evidence = evidence(batch);
    ensure!(
        evidence.contains("pytest-xdist says that 1 worker died"),
        "{evidence}"
    );
    Ok(())
}
