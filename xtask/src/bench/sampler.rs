//! What sampling costs: the share of a processor that the sampler takes for 20 and for 200 processes at
//! 100 samples a second, and the runner's own memory while a suite prints 2 GB.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use oomscope_shared::{Artifact, parse_artifact};

use super::statistics::median;
use crate::{console, process};

/// Numbers of processes, and the share of one processor that the project wants to stay below, in percent.
const CASES: [(usize, f64); 2] = [(20, 1.0), (200, 5.0)];
const SECONDS: u32 = 5;
const ROUNDS: usize = 3;
/// What the runner may take for itself.
const MEMORY_GOAL_MIB: f64 = 30.0;
/// A run of ten minutes is cut to this length; what is printed is not.
const MEMORY_SECONDS: u32 = 60;
const PRINTED_BYTES: u64 = 2_000_000_000;

/// Measures and prints.
pub fn run(oomscope: &Path) -> Result<()> {
    console::heading("Processor time of the sampler at 100 samples a second");
    let folder = tempfile::Builder::new()
        .prefix("oomscope-bench")
        .tempdir()?;
    for (processes, goal) in CASES {
        // Without a budget, so that what it would cost shows; then with the one it has by default.
        for budget in ["100%", "1%"] {
            let mut shares = Vec::new();
            let mut rates = Vec::new();
            for _ in 0..ROUNDS {
                let sampled = sample(oomscope, folder.path(), processes, budget)?;
                shares.push(sampled.share_percent);
                rates.push(sampled.hz);
            }
            let aim = match budget {
                "100%" => format!(", goal {goal:.0} %"),
                _ => String::new(),
            };
            console::line(&format!(
                "sampler: {processes} processes, budget {budget}: {:.2} % of a processor{aim}, {:.0} samples \
                 a second",
                median(&shares),
                median(&rates)
            ));
        }
    }
    memory(oomscope, folder.path())
}

struct Sampled {
    share_percent: f64,
    hz: f64,
}

/// Watches a shell with so many sleeping children.
fn sample(oomscope: &Path, folder: &Path, processes: usize, budget: &str) -> Result<Sampled> {
    let script =
        format!("i=1; while [ $i -lt {processes} ]; do sleep {SECONDS} & i=$((i + 1)); done; wait");
    let out = folder.join("sampler.oomscope.json");
    let mut command = Command::new(oomscope);
    command
        .args(["record", "--quiet", "--sampling-budget", budget, "--out"])
        .arg(&out)
        .args(["--", "sh", "-c", &script])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let status = command.status().with_context(|| process::shown(&command))?;
    ensure!(status.success(), "`oomscope record` ended with {status}");
    let artifact = read(&out)?;
    let seen = artifact.batches.iter().map(|batch| batch.processes.len());
    ensure!(
        seen.sum::<usize>() >= processes,
        "not all processes were seen"
    );
    let milliseconds = artifact.batches.iter().map(|batch| batch.duration_ms);
    let cpu_ms = artifact.sampling.cpu_ms.context("no processor time")?;
    Ok(Sampled {
        share_percent: cpu_ms / milliseconds.sum::<u64>() as f64 * 100.0,
        hz: artifact.sampling.achieved_hz.context("no rate")?,
    })
}

/// The runner's high-water mark while its batch prints.
fn memory(oomscope: &Path, folder: &Path) -> Result<()> {
    console::heading("Memory of the runner itself");
    let out = folder.join("loud.oomscope.json");
    // The curve must not be flat either: every line of it is kept.
    let script = format!(
        "import os, time\n\
         line = b'x' * 99999 + b'\\n'\n\
         count = {PRINTED_BYTES} // len(line)\n\
         end = time.monotonic() + {MEMORY_SECONDS}\n\
         block = b''\n\
         for number in range(count):\n\
         \x20   block = b'y' * ((number % 97) << 12)\n\
         \x20   os.write(1, line)\n\
         \x20   time.sleep(max(0, (end - time.monotonic()) / (count - number)))\n"
    );
    let mut command = Command::new(oomscope);
    command
        .args(["record", "--show-output", "live", "--out"])
        .arg(&out)
        .args(["--", "python3", "-c", &script])
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let start = Instant::now();
    let mut child = command.spawn().with_context(|| process::shown(&command))?;
    let mut reader = child.stderr.take().context("no standard error")?;
    // Whoever reads the output of a CI job.
    let drain = std::thread::spawn(move || {
        let mut buffer = vec![0; 1 << 16];
        while matches!(reader.read(&mut buffer), Ok(read) if read > 0) {}
    });
    // `wait4` would tell the highest of this process's own memory and the runner's, because a fork begins
    // as large as who forks; the mark in `status` is the runner's alone.
    let mut peak_kib = 0;
    let status = loop {
        peak_kib = peak_kib.max(high_water_kib(child.id()).unwrap_or(0));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    drop(drain.join());
    ensure!(status.success(), "`oomscope record` ended with {status}");
    let artifact = read(&out)?;
    let batch = artifact.batches.first().context("no batch")?;
    console::line(&format!(
        "memory: the runner's peak was {:.1} MiB in {:.0} s with {:.2} GB of output and {} samples kept, goal \
         {MEMORY_GOAL_MIB:.0} MiB (over ten minutes)",
        peak_kib as f64 / 1024.0,
        start.elapsed().as_secs_f64(),
        batch.output.total_bytes as f64 / 1e9,
        batch.timeline.len()
    ));
    Ok(())
}

/// The highest memory that a process itself had so far.
pub fn high_water_kib(pid: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_ascii_whitespace().next()?.parse().ok()
}

fn read(path: &Path) -> Result<Artifact> {
    Ok(parse_artifact(&fs::read(path)?)?)
}
