//! What oomscope adds to the processor time of a suite: 2,000 tiny pytest tests, with it and without.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use nix::sys::resource::{Usage, UsageWho, getrusage};

use super::statistics::{Dice, median, ratio};
use crate::{console, process};

const FILES: usize = 20;
const TESTS_PER_FILE: usize = 100;
const PAIRS: usize = 11;
/// What the project wants to stay below.
const GOAL: f64 = 1.03;

/// Measures and prints.
pub fn run(oomscope: &Path, python: &Path) -> Result<()> {
    console::heading("Processor time of 2,000 tiny pytest tests, plain and under oomscope");
    let folder = tempfile::Builder::new()
        .prefix("oomscope-bench")
        .tempdir()?;
    write_suite(folder.path())?;
    let plain = || pytest(Command::new(python), folder.path());
    let observed = || {
        let mut command = Command::new(oomscope);
        command.args(["run", "--quiet", "--show-output", "never", "--out"]);
        command
            .arg(folder.path().join("run.oomscope.json"))
            .arg("--")
            .arg(python);
        pytest(command, folder.path())
    };
    check_that_children_count(oomscope, python, folder.path())?;
    // The first runs write byte code and warm the file cache.
    measure(plain())?;
    measure(observed())?;

    let mut dice = Dice::new(2_000);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for pair in 1..=PAIRS {
        // Whoever runs second finds the processor warmer, so chance decides.
        if dice.below(2) == 0 {
            ours.push(measure(observed())?);
            theirs.push(measure(plain())?);
        } else {
            theirs.push(measure(plain())?);
            ours.push(measure(observed())?);
        }
        let (Some(our), Some(their)) = (ours.last(), theirs.last()) else {
            continue;
        };
        console::note(&format!(
            "pair {pair:2}: processor {:.0} ms : {:.0} ms, clock {:.0} ms : {:.0} ms",
            our.cpu_ms, their.cpu_ms, our.wall_ms, their.wall_ms
        ));
    }
    let cpu = |costs: &[Cost]| costs.iter().map(|cost| cost.cpu_ms).collect::<Vec<_>>();
    let wall = |costs: &[Cost]| costs.iter().map(|cost| cost.wall_ms).collect::<Vec<_>>();
    console::line(&format!(
        "cpu: oomscope {:.0} ms, plain {:.0} ms, ratio {}, goal {GOAL:.2}x",
        median(&cpu(&ours)),
        median(&cpu(&theirs)),
        ratio(&cpu(&ours), &cpu(&theirs))
    ));
    console::line(&format!(
        "cpu: by the clock {:.0} ms and {:.0} ms, ratio {}",
        median(&wall(&ours)),
        median(&wall(&theirs)),
        ratio(&wall(&ours), &wall(&theirs))
    ));
    Ok(())
}

fn pytest(mut command: Command, folder: &Path) -> Command {
    command
        .args(["-m", "pytest", "-q", "-p", "no:cacheprovider"])
        .current_dir(folder);
    command
}

/// Tests that do almost nothing, so that whatever is added per test shows.
fn write_suite(folder: &Path) -> Result<()> {
    for file in 0..FILES {
        let mut text = String::new();
        for test in 0..TESTS_PER_FILE {
            writeln!(
                text,
                "def test_{test}():\n    assert {test} + 1 == {}\n\n",
                test + 1
            )?;
        }
        fs::write(folder.join(format!("test_{file:02}.py")), text)?;
    }
    // A root of its own: pytest must not look for a configuration above the temporary folder.
    fs::write(folder.join("pytest.ini"), "[pytest]\n").context("cannot write the suite")
}

/// What one run cost.
#[derive(Debug, Clone, Copy)]
struct Cost {
    /// User and system time of the process and of all it waited for.
    cpu_ms: f64,
    wall_ms: f64,
}

fn measure(mut command: Command) -> Result<Cost> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let (before, start) = (children()?, Instant::now());
    let status = command.status().with_context(|| process::shown(&command))?;
    let (after, wall) = (children()?, start.elapsed());
    ensure!(
        status.success(),
        "`{}` ended with {status}",
        process::shown(&command)
    );
    Ok(Cost {
        cpu_ms: after - before,
        wall_ms: wall.as_secs_f64() * 1e3,
    })
}

/// Processor time of all children that were waited for so far, and of theirs, in milliseconds.
fn children() -> Result<f64> {
    let usage: Usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let ms =
        |time: nix::sys::time::TimeVal| time.tv_sec() as f64 * 1e3 + time.tv_usec() as f64 / 1e3;
    Ok(ms(usage.user_time()) + ms(usage.system_time()))
}

/// The kernel adds a child's time to its parent's only where the parent waits for it. This makes sure
/// that oomscope does: a process that burns half a second must be seen from here.
fn check_that_children_count(oomscope: &Path, python: &Path, folder: &Path) -> Result<()> {
    let burn = "import time\nwhile time.process_time() < 0.5: pass";
    let mut command = Command::new(oomscope);
    command
        .args(["record", "--quiet", "--out"])
        .arg(folder.join("burn.oomscope.json"));
    command
        .arg("--")
        .arg(python)
        .args(["-c", burn])
        .current_dir(folder);
    let cost = measure(command)?;
    ensure!(
        cost.cpu_ms >= 490.0,
        "only {:.0} ms of 500 ms were seen",
        cost.cpu_ms
    );
    Ok(())
}
