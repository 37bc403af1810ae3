//! Outputs that nobody reads: time-outs and signals take effect all the same, and the artifact is written.

use anyhow::{Context, ensure};
use oomscope_shared::artifact::Completion;
use oomscope_shared::{Ending, exit_code};
use oomscope_tests::runner::{Call, Project, is_alive, signal, wait_until};
use oomscope_tests::{Result, places};

/// Far more than is kept for a reader.
const LOUD: &str = "head -c 20000000 /dev/zero | tr '\\0' 'x'; echo; touch printed";
/// There is somebody who could read, and never does.
const STDERR_UNREAD: &str = "mkfifo err && exec 3<>err && exec \"$@\" 2>&3";

/// `oomscope record` of a script of the shell, started by one.
fn record(project: &Project, start: &str, options: &[&str], script: &str) -> Call {
    project
        .shell(start)
        .args(["sh"])
        .args([places::binary()])
        .args(["record", "--show-output", "live"])
        .args(options)
        .args(["--", "sh", "-c", script])
}

#[test]
fn a_time_out_takes_effect_while_nobody_reads() -> Result<()> {
    let project = Project::new(&[])?;
    let hangs = format!("{LOUD}; sleep 600");
    let artifact = record(&project, STDERR_UNREAD, &["--timeout", "5s"], &hangs)
        .expect(exit_code::BATCH_DIED)?
        .artifact()?;
    let batch = &artifact.batches[0];
    ensure!(batch.ending == Ending::TimedOut, "{batch:#?}");
    // The command was not kept from printing, and all of it was counted.
    ensure!(project.has("printed"));
    ensure!(batch.output.total_bytes == 20_000_001, "{:?}", batch.output);
    ensure!(artifact.run.completion == Completion::Finished);
    project.nothing_is_left()
}

#[test]
fn a_signal_takes_effect_while_nobody_reads() -> Result<()> {
    for (name, code) in [
        ("INT", exit_code::INTERRUPTED),
        ("TERM", exit_code::TERMINATED),
    ] {
        let project = Project::new(&[])?;
        let hangs = format!("{LOUD}; sleep 600");
        let running = record(&project, STDERR_UNREAD, &[], &hangs).start()?;
        project.wait_for("printed")?;
        running.signal(name)?;
        let artifact = running.wait()?.expect(code)?.artifact()?;
        ensure!(artifact.run.completion == Completion::Interrupted);
        ensure!(artifact.batches[0].ending == Ending::Interrupted);
        project.nothing_is_left()?;
    }
    Ok(())
}

#[test]
fn who_reads_again_is_told_what_was_not_shown_and_misses_no_result() -> Result<()> {
    let project = Project::new(&[])?;
    let reads_late = "mkfifo err && { (exec 3<err; until [ -e printed ]; do sleep 0.05; done; cat <&3 >seen) & } && \
                      \"$@\" 2>err; code=$?; wait; exit $code";
    record(&project, reads_late, &[], LOUD).expect(exit_code::OK)?;
    let seen = project.read("seen")?;
    let told = seen.lines().find(|line| line.contains("were not shown"));
    let told = told.context("nothing is said of what was left out")?;
    ensure!(
        told.contains("MiB of output were not shown, because nobody read them"),
        "{told}"
    );
    ensure!(seen.contains("memory limit of a batch") && seen.contains("Artifact: "));
    Ok(())
}

#[test]
fn a_reader_who_is_only_slow_misses_nothing() -> Result<()> {
    let project = Project::new(&[])?;
    let reads_slowly = "mkfifo err && { (while [ \"$(dd bs=65536 count=16 iflag=fullblock 2>/dev/null | tee -a seen | \
                        wc -c)\" -gt 0 ]; do sleep 0.05; done <err) & } && \"$@\" 2>err; code=$?; wait; exit $code";
    record(&project, reads_slowly, &[], LOUD).expect(exit_code::OK)?;
    let seen = project.read("seen")?;
    let shown = seen.bytes().filter(|byte| *byte == b'x').count();
    ensure!(shown >= 20_000_000, "{shown} of 20000000");
    ensure!(!seen.contains("were not shown"));
    Ok(())
}

#[test]
fn a_standard_output_that_nobody_reads_waits_for_no_longer_than_the_user_does() -> Result<()> {
    let project = Project::new(&[])?;
    let full = "mkfifo out && exec 4<>out && \
                dd if=/dev/zero of=out bs=65536 count=1 oflag=nonblock 2>/dev/null && exec \"$@\" >&4";
    let running = record(&project, full, &[], "true").start()?;
    wait_until("the artifact", || Ok(project.artifact().is_ok()))?;
    let artifact = project.artifact()?;
    ensure!(artifact.run.completion == Completion::Finished);
    wait_until("the end", || {
        if !is_alive(running.pid()) {
            return Ok(true);
        }
        signal(running.pid(), "TERM")?;
        Ok(false)
    })?;
    running.wait()?.expect(exit_code::TERMINATED)?;
    Ok(())
}
