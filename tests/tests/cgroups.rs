//! Limits that the kernel enforces: real OOM kills in a cgroup of the batch's own.
//!
//! Where this machine lets nobody make a cgroup (no privilege, a container), these tests say so and leave:
//! there is nothing to test then.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use oomscope_shared::artifact::{Artifact, Limiter};
use oomscope_shared::{Ending, Proof, exit_code};
use oomscope_tests::runner::{Project, ensure_all_accounted_for, outcome_line, victim, wait_until};
use oomscope_tests::{Result, left_out, places};

const MIB: u64 = 1 << 20;
const LIMITED: [&str; 4] = ["--memory-limit", "150MiB", "--soft-limit", "off"];

const HOG: &str = r#"
import time

def test_before():
    pass

def test_hog():
    blocks = []
    for _ in range(300):
        blocks.append(b"x" * (1 << 20))
        time.sleep(0.001)

def test_after():
    pass
"#;

/// Whether the kernel enforced the limit of this run. Where it did not, the test is left out, unless it could
/// have: that is found out here, without asking the program that chose.
fn by_the_kernel(artifact: &Artifact) -> Result<bool> {
    let limit = artifact.limits.memory.as_ref().context("no limit")?;
    if limit.limiter != Limiter::Watchdog {
        return Ok(true);
    }
    let reason = limit.limiter_reason.english();
    if let Some(group) = parent_of_groups() {
        bail!(
            "groups can be made in {}, and yet: {reason}",
            group.display()
        );
    }
    left_out(&reason)?;
    Ok(false)
}

fn ensure_proved(artifact: &Artifact, batch: usize) {
    let batch = &artifact.batches[batch];
    assert_eq!(
        (batch.ending, batch.proof),
        (Ending::OutOfMemory, Proof::Certain),
        "{batch:#?}"
    );
    assert_eq!((batch.exit_code(), batch.signal()), (None, Some(9)));
    let counters = batch.cgroup().expect("a group");
    assert!(counters.oom_kills >= Some(1), "{counters:?}");
    assert!(
        batch
            .evidence
            .iter()
            .any(|text| text.contains("own cgroup")),
        "{:?}",
        batch.evidence
    );
}

#[test]
fn the_kernel_kills_the_batch_alone_and_its_counter_proves_it() -> Result<()> {
    let project = Project::with_suite(HOG)?;
    let ended = project.run_pytest(&LIMITED).run()?;
    let artifact = ended.artifact()?;
    if !by_the_kernel(&artifact)? {
        return Ok(());
    }
    let artifact = ended.expect(exit_code::MEMORY_DEATH)?.artifact()?;
    ensure_all_accounted_for(&artifact)?;
    assert_eq!(outcome_line(&artifact), "passed died passed");
    assert_eq!(victim(&artifact, 1), Some("test_suite.py::test_hog"));
    ensure_proved(&artifact, 0);
    let peak = artifact.batches[0].peak_bytes.context("no peak")?;
    assert!((100 * MIB..200 * MIB).contains(&peak), "{peak}");
    // The rest ran in a group of its own, in which nothing was killed.
    let last = artifact.batches[1].cgroup().context("no group")?;
    assert_eq!(last.oom_kills, Some(0));
    no_group_is_left()?;
    project.nothing_is_left()
}

#[test]
fn the_batch_dies_as_one_when_its_child_is_killed() -> Result<()> {
    // pytest itself stays small and would go on.
    let project = Project::with_suite(
        r#"
import subprocess
import sys
import time

def test_child():
    code = "import time\nb = []\nwhile True: b.append(b'x' * (1 << 20)); time.sleep(0.001)"
    subprocess.run([sys.executable, "-c", code])
    time.sleep(600)

def test_after():
    pass
"#,
    )?;
    let ended = project.run_pytest(&LIMITED).run()?;
    if !by_the_kernel(&ended.artifact()?)? {
        return Ok(());
    }
    let artifact = ended.expect(exit_code::MEMORY_DEATH)?.artifact()?;
    assert_eq!(outcome_line(&artifact), "died passed");
    ensure_proved(&artifact, 0);
    project.nothing_is_left()
}

/// A test that reads a file of 2 GiB.
fn reading_much() -> Result<Project> {
    let project = Project::with_suite(
        r#"
def test_reads():
    with open("big", "rb", buffering=0) as file:
        while file.read(1 << 20):
            pass
"#,
    )?;
    // Holes are read through the page cache like everything else.
    fs::File::create(project.path("big"))?.set_len(2 << 30)?;
    Ok(project)
}

#[test]
fn files_that_are_read_do_not_count_as_the_tests_memory() -> Result<()> {
    let project = reading_much()?;
    for limit in ["auto", "300MiB"] {
        let artifact = project
            .run_pytest(&["--memory-limit", limit])
            .expect(exit_code::OK)?
            .artifact()?;
        let batch = &artifact.batches[0];
        assert_eq!(
            (batch.ending, batch.soft_stop_bytes()),
            (Ending::Passed, None)
        );
        let is_small = |bytes: Option<u64>| bytes.is_some_and(|bytes| bytes < 100 * MIB);
        assert!(is_small(batch.peak_bytes), "{:?}", batch.peak_bytes);
        let test = artifact.tests.row(0).context("no test")?;
        assert!(is_small(test.peak_bytes), "{test:?}");
    }
    Ok(())
}

#[test]
fn the_group_knows_of_files_that_are_read_and_they_are_kept_apart() -> Result<()> {
    let project = reading_much()?;
    let artifact = project.run_pytest(&[]).expect(exit_code::OK)?.artifact()?;
    if !by_the_kernel(&artifact)? {
        return Ok(());
    }
    let counters = artifact.batches[0].cgroup().context("no group")?;
    assert!(counters.peak_bytes >= Some(1 << 30), "{counters:?}");
    Ok(())
}

#[test]
fn a_killed_runner_leaves_no_group_behind() -> Result<()> {
    let project = Project::with_suite(
        "import time\n\ndef test_waits():\n    open('ready', 'w').close()\n    time.sleep(600)\n",
    )?;
    let running = project.run_pytest(&LIMITED).start()?;
    wait_until("the test", || Ok(project.has("ready")))?;
    running.signal("KILL")?;
    drop(running.wait()?);
    project.wait_until_nothing_is_left()?;
    wait_until("the group to go", || Ok(no_group_is_left().is_ok()))
}

#[test]
fn a_limiter_that_cannot_be_had_is_an_error_with_a_reason() -> Result<()> {
    let project = Project::with_suite(HOG)?;
    // A PATH without systemd-run or sudo on it.
    let ended = project
        .run_pytest(&["--limiter", "systemd_scope"])
        .env("PATH", places::python().parent().context("no folder")?)
        .expect(exit_code::USAGE)?;
    assert!(
        ended.stderr.contains("`systemd_scope` cannot be had here"),
        "{}",
        ended.stderr
    );
    assert!(ended.stderr.contains("hint: "), "{}", ended.stderr);
    assert!(!project.has("run.oomscope.json"));
    Ok(())
}

/// A `systemd-run` that makes a group of cgroup v1, as the real one would where that is what systemd has.
const SYSTEMD_RUN: &str = r#"#!/bin/sh
echo "$@" >>"$SCRIPT_LOG"
unit= max=
while [ "$1" != -- ]; do
    case "$1" in
        --unit=*) unit=${1#--unit=} ;;
        -p) shift; case "$1" in MemoryMax=*) max=${1#MemoryMax=} ;; OOMPolicy=*) [ -z "$OLD_SYSTEMD" ] || { echo "Unknown assignment: $1" >&2; exit 1; } ;; esac ;;
    esac
    shift
done
shift
mkdir "$GROUPS_FOLDER/$unit" && echo "$max" >"$GROUPS_FOLDER/$unit/memory.limit_in_bytes" || exit 1
echo 0 >"$GROUPS_FOLDER/$unit/cgroup.procs"
exec "$@"
"#;

#[test]
fn a_scope_of_systemd_holds_the_guard_and_the_batch() -> Result<()> {
    let Some(groups) = own_v1_group().filter(|folder| is_writable(folder)) else {
        return left_out("no memory cgroup of version 1 can be made here");
    };
    for old in ["", "1"] {
        let project = Project::new(&[("test_suite.py", HOG), ("bin/systemd-run", SYSTEMD_RUN)])?;
        make_executable(&project.path("bin/systemd-run"))?;
        let folder = groups.join(format!("fake-systemd-{}-{old}", std::process::id()));
        fs::create_dir(&folder)?;
        let path = std::env::join_paths([
            project.path("bin"),
            places::python().parent().context("no folder")?.to_owned(),
            PathBuf::from("/usr/bin"),
            PathBuf::from("/bin"),
        ])?;
        let ended = project
            .run_pytest(&[&LIMITED[..], &["--limiter", "systemd_scope"]].concat())
            .env("PATH", &path)
            .env("SCRIPT_LOG", project.path("calls"))
            .env("GROUPS_FOLDER", &folder)
            .env("OLD_SYSTEMD", old)
            .run();
        remove_groups(&folder)?;
        let artifact = ended?.expect(exit_code::MEMORY_DEATH)?.artifact()?;
        let limit = artifact.limits.memory.as_ref().context("no limit")?;
        assert_eq!(limit.limiter, Limiter::SystemdScope);
        assert_eq!(outcome_line(&artifact), "passed died passed");
        ensure_proved(&artifact, 0);
        let calls = project.read("calls")?;
        let last = calls.lines().last().context("no call")?;
        assert_eq!(
            last.contains("OOMPolicy=continue"),
            old.is_empty(),
            "{last}"
        );
        project.nothing_is_left()?;
    }
    Ok(())
}

/// It makes a group in its own, puts a child there, leaves for the group above, and takes what it may not.
const LEAVES: &str = r#"
import os
import subprocess
import time


def test_leaves():
    with open("/proc/self/cgroup") as file:
        own = next(line.split(":memory:")[1].strip() for line in file if ":memory:" in line)
    own = "/sys/fs/cgroup/memory" + own
    os.makedirs(own + "/mine/deep")
    child = subprocess.Popen(["sleep", "600"])
    with open(own + "/mine/deep/cgroup.procs", "w") as file:
        file.write(str(child.pid))
    with open(os.path.dirname(own) + "/cgroup.procs", "w") as file:
        file.write(str(os.getpid()))
    blocks = []
    for _ in range(int(os.environ["TAKES_MIB"])):
        blocks.append(b"x" * (1 << 20))
        time.sleep(0.01)
    os._exit(0)
"#;

#[test]
fn who_leaves_the_group_is_watched_and_what_was_made_in_it_goes() -> Result<()> {
    if own_v1_group().is_none_or(|folder| !is_writable(&folder)) {
        return left_out("no memory cgroup of version 1 can be made here");
    }
    // Enough to be seen, and far too much.
    for (takes, code) in [
        ("60", exit_code::BATCH_DIED),
        ("600", exit_code::MEMORY_DEATH),
    ] {
        let project = Project::with_suite(LEAVES)?;
        let artifact = project
            .run_pytest(&LIMITED)
            .env("TAKES_MIB", takes)
            .expect(code)?
            .artifact()?;
        assert!(by_the_kernel(&artifact)?);
        let batch = &artifact.batches[0];
        if code == exit_code::MEMORY_DEATH {
            let ending = (batch.ending, batch.proof);
            assert_eq!(ending, (Ending::OverLimit, Proof::Certain), "{batch:#?}");
            let peak = batch.peak_bytes.context("no peak")?;
            assert!((150 * MIB..400 * MIB).contains(&peak), "{peak}");
        }
        let [warning] = &artifact.warnings[..] else {
            anyhow::bail!("{:?}", artifact.warnings)
        };
        let warning = warning.english();
        let told = "In batch 1 processes left the group in which the kernel enforces";
        assert!(warning.starts_with(told), "{warning}");
        // The one that left, and not the child that is in a group below it.
        let left: Vec<u32> = batch.processes.iter().map(|one| one.pid).collect();
        let named = left
            .iter()
            .filter(|pid| warning.contains(&format!("({pid})")));
        assert_eq!(named.count(), 1, "{warning}");
        assert!(!warning.contains("sleep"), "{warning}");
        project.nothing_is_left()?;
        no_group_is_left()?;
    }
    Ok(())
}

fn is_writable(folder: &Path) -> bool {
    let probe = folder.join(format!("oomscope-test-{}", std::process::id()));
    fs::create_dir(&probe).is_ok() && fs::remove_dir(&probe).is_ok()
}

fn make_executable(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

fn remove_groups(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)?.flatten() {
        if entry.path().is_dir() {
            wait_until("the group to be empty", || {
                Ok(fs::remove_dir(entry.path()).is_ok())
            })?;
        }
    }
    fs::remove_dir(folder)?;
    Ok(())
}

/// A group below which others can be made that have a limit on memory.
fn parent_of_groups() -> Option<PathBuf> {
    let hands_memory_on = |folder: &&Path| {
        fs::read_to_string(folder.join("cgroup.subtree_control"))
            .is_ok_and(|text| text.split_whitespace().any(|name| name == "memory"))
    };
    let v2 = own_v2_group();
    let mut above = v2.iter().flat_map(|own| own.ancestors());
    let v2 = above.find(|folder| hands_memory_on(folder) && is_writable(folder));
    let v1 = own_v1_group().filter(|folder| is_writable(folder));
    v2.map(Path::to_owned).or(v1)
}

/// This process's cgroup of version 2.
fn own_v2_group() -> Option<PathBuf> {
    let groups = fs::read_to_string("/proc/self/cgroup").ok()?;
    let own = groups.lines().find_map(|line| line.strip_prefix("0::/"))?;
    let mounts = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"].map(Path::new);
    let mount = mounts
        .into_iter()
        .find(|mount| mount.join("cgroup.controllers").is_file())?;
    Some(mount.join(own))
}

/// This process's memory cgroup of version 1.
fn own_v1_group() -> Option<PathBuf> {
    let groups = fs::read_to_string("/proc/self/cgroup").ok()?;
    let own = groups
        .lines()
        .find_map(|line| line.split_once(":memory:"))?
        .1
        .trim_start_matches('/');
    let folder = Path::new("/sys/fs/cgroup/memory").join(own);
    folder.is_dir().then_some(folder)
}

/// Fails if there is a group of an oomscope that is gone.
fn no_group_is_left() -> Result<()> {
    let Some(folder) = own_v1_group() else {
        return Ok(());
    };
    for entry in fs::read_dir(folder)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(rest) = name.strip_prefix("oomscope-") else {
            continue;
        };
        let pid = rest.split('-').next().unwrap_or_default();
        let lives = Path::new("/proc").join(pid).exists();
        anyhow::ensure!(lives || pid.parse::<u32>().is_err(), "{name} is left");
    }
    Ok(())
}
