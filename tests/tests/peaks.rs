//! Peaks: what lives for a moment is not lost, what is shared counts once.

use anyhow::Context;
use oomscope_journal::Event;
use oomscope_shared::artifact::{PeakSource, Process};
use oomscope_shared::exit_code;
use oomscope_tests::Result;
use oomscope_tests::runner::{ARTIFACT, Project, outcome_line, wait_until};

const MIB: u64 = 1 << 20;

#[test]
fn memory_that_lives_between_two_samples_is_in_both_peaks() -> Result<()> {
    // One sample a second: taking and freeing 300 MiB takes a small part of that.
    let project = Project::with_suite(
        r#"
import mmap

def test_before():
    pass

def test_spike():
    block = mmap.mmap(-1, 300 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | mmap.MAP_POPULATE)
    block.close()

def test_after():
    pass
"#,
    )?;
    let artifact = project
        .run_pytest(&["--sample-hz", "1"])
        .expect(exit_code::OK)?
        .artifact()?;
    let batch = &artifact.batches[0];
    let sampled = batch.timeline.peak_bytes().context("no sample")?;
    assert!(
        sampled < 300 * MIB,
        "the samples saw it by chance: {sampled}"
    );
    assert!(
        batch.peak_bytes >= Some(300 * MIB),
        "{:?}",
        batch.peak_bytes
    );
    assert_eq!(batch.peak_source, Some(PeakSource::KernelHighWater));
    let peaks: Vec<bool> = artifact
        .tests
        .rows()
        .map(|row| row.peak_bytes >= Some(300 * MIB))
        .collect();
    assert_eq!(peaks, [false, true, false]);
    Ok(())
}

#[test]
fn a_child_that_lives_between_two_samples_is_in_the_batchs_peak() -> Result<()> {
    let project = Project::with_suite(
        r#"
import subprocess
import sys

def test_child():
    subprocess.run([sys.executable, "-c", "b'x' * (300 << 20)"], check=True)
"#,
    )?;
    let artifact = project
        .run_pytest(&["--sample-hz", "1"])
        .expect(exit_code::OK)?
        .artifact()?;
    assert!(artifact.batches[0].peak_bytes >= Some(300 * MIB));
    Ok(())
}

#[test]
fn memory_that_eight_workers_share_counts_once() -> Result<()> {
    let project = Project::with_suite(
        r#"
import mmap
import os
import time

def test_workers():
    shared = mmap.mmap(-1, 100 << 20, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS | mmap.MAP_POPULATE)
    workers = []
    for _ in range(8):
        pid = os.fork()
        if pid == 0:
            for at in range(0, len(shared), 4096):
                shared[at]
            time.sleep(120)
        workers.append(pid)
    end = time.monotonic() + 100
    while not os.path.exists("seen") and time.monotonic() < end:
        time.sleep(0.05)
    for pid in workers:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
"#,
    )?;
    let running = project.run_pytest(&["--sampling-budget", "50%"]).start()?;
    // A slow reading that began when every worker had touched all of it; while they still do, the kernel
    // itself tells more than there is, because it tells of one process after another.
    let mut all_since_ms = None;
    let mut seen = None;
    wait_until("a slow reading of the workers", || {
        for event in project.journal()? {
            match event {
                Event::Samples { samples, .. } => {
                    let all = samples.iter().find(|sample| sample.rss_kib > 800 << 10);
                    all_since_ms = all_since_ms.or(all.map(|sample| sample.time_ms));
                }
                Event::Detail { detail, .. }
                    if all_since_ms.is_some_and(|since| detail.time_ms > since + 500) =>
                {
                    seen = Some(detail);
                }
                _ => {}
            }
        }
        Ok(seen.is_some())
    })?;
    project.write("seen", "")?;
    let artifact = running.wait()?.expect(exit_code::OK)?.artifact()?;
    assert_eq!(outcome_line(&artifact), "passed");
    let batch = &artifact.batches[0];
    assert!(batch.timeline.peak_bytes() > Some(800 * MIB));
    let seen = seen.context("no reading")?;
    let at = batch
        .details
        .time_ms
        .iter()
        .position(|ms| *ms == seen.time_ms);
    let at = at.context("the reading is not in the artifact")?;
    let pss = batch.details.pss_kib[at].context("no PSS")?;
    assert!(
        pss < 400 << 10,
        "shared memory counts more than once: {pss} KiB"
    );
    let shmem = batch.details.shmem_kib[at].context("no shared memory")?;
    assert!((99 << 10..110 << 10).contains(&shmem), "{shmem} KiB");
    Ok(())
}

#[test]
fn each_process_has_its_memory_over_time() -> Result<()> {
    // Half a second each with and without its block: fifty samples.
    let project = Project::with_suite(
        r#"
import subprocess
import sys

CHILD = '''
import mmap, time
flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | mmap.MAP_POPULATE
block = mmap.mmap(-1, 80 << 20, flags=flags)
time.sleep(0.5)
block.close()
time.sleep(0.5)
'''

def test_child():
    subprocess.run([sys.executable, "-c", CHILD], check=True)
"#,
    )?;
    let artifact = project.run_pytest(&[]).expect(exit_code::OK)?.artifact()?;
    let processes = &artifact.batches[0].processes;
    let most = |process: &Process| process.memory.points().map(|point| point.rss_kib).max();
    let with_block: Vec<&Process> = processes
        .iter()
        .filter(|process| most(process) > Some(80 << 10))
        .collect();
    let [child] = with_block[..] else {
        panic!("{processes:?}")
    };
    let last = child.memory.points().last().context("no point")?;
    assert!(last.rss_kib < 60 << 10, "{child:?}");
    let pytest = processes.iter().find(|one| one.pid == child.parent_pid);
    let pytest = pytest.context("the child's parent is not there")?;
    assert!(most(pytest).is_some_and(|kib| kib > 1 << 10), "{pytest:?}");
    // Other programs draw it, too.
    let trace = project.oomscope(&["report", ARTIFACT, "--format", "perfetto"]);
    let trace = trace.expect(exit_code::OK)?.stdout;
    assert!(
        trace.contains("\"name\":\"memory of processes (2)\""),
        "no track of the child"
    );
    Ok(())
}

#[test]
fn a_block_that_malloc_keeps_for_the_next_one_is_not_retained() -> Result<()> {
    // Once a block of this size was given back, glibc takes the next one from its heap and keeps it there.
    let project = Project::with_suite(
        "
def test_given_back():
    assert sum(bytearray(20 << 20)) == 0

def test_kept_by_malloc():
    assert sum(bytearray(20 << 20)) == 0
",
    )?;
    let artifact = project.run_pytest(&[]).expect(exit_code::OK)?.artifact()?;
    for row in artifact.tests.rows() {
        assert!(
            row.retained_bytes.is_some_and(|bytes| bytes < MIB),
            "{row:?}"
        );
    }
    // RSS shows it all the same: that is what the figure must not be taken from.
    let last = artifact.tests.row(1).context("no test")?;
    let before = last.rss_before_bytes.context("nothing before it")?;
    let after = last.rss_after_bytes.context("nothing after it")?;
    assert!(after > before + 10 * MIB, "{last:?}");
    Ok(())
}
