//! Batches side by side: a suite of uneven files under a limit at which two of the heavy ones do not fit, with one
//! job, with two, and with pytest-xdist, which has no limit in its way where it is timed.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use oomscope_shared::artifact::Artifact;
use oomscope_shared::{Ending, Outcome, parse_artifact};

use super::statistics::{Dice, median, ratio};
use crate::{console, process};

const FILES: usize = 40;
const ROUNDS: usize = 3;
const LIMIT: &str = "1500MiB";
/// Two of these do not fit under the limit.
const HEAVY_MIB: [u64; 4] = [900, 850, 800, 700];
/// What the project wants: the time with two jobs as a part of that with one, and of that of xdist.
const GOALS: [f64; 2] = [0.60, 1.05];
const GOAL_PEAK_PERCENT: f64 = 2.0;

/// Measures and prints.
pub fn run(oomscope: &Path, python: &Path) -> Result<()> {
    console::heading("40 files of 0.2 to 3 s and 20 to 900 MiB, with one job and with two");
    let folder = tempfile::Builder::new()
        .prefix("oomscope-bench")
        .tempdir()?;
    write_suite(folder.path())?;
    let bench = Bench {
        oomscope,
        python,
        folder: folder.path(),
    };
    // The first run writes byte code, and is the earlier run of those that know.
    let (earlier, _) = bench.oomscope("earlier", &["--jobs", "1"])?;
    let path = bench.at("earlier").display().to_string();
    let knowing = ["--jobs", "2", "--balance-by", &path];
    let (mut one, mut cold, mut warm, mut xdist) = (vec![], vec![], vec![], vec![]);
    for round in 1..=ROUNDS {
        one.push(bench.oomscope("one", &["--jobs", "1"])?.1);
        let (unknowing, seconds) = bench.oomscope("cold", &["--jobs", "2"])?;
        cold.push(seconds);
        let (with_two, seconds) = bench.oomscope("warm", &knowing)?;
        warm.push(seconds);
        xdist.push(bench.xdist()?);
        console::note(&format!(
            "round {round}: one job {:.1} s, two {:.1} s, two by an earlier run {:.1} s, xdist {:.1} s",
            one[round - 1],
            cold[round - 1],
            warm[round - 1],
            xdist[round - 1],
        ));
        for (name, artifact) in [("two", unknowing), ("two by an earlier run", with_two)] {
            judge(name, &earlier, &artifact);
        }
    }
    let goal = |seconds: &[f64], of: &[f64], goal: f64| match median(seconds) / median(of) <= goal {
        true => "reached",
        false => "missed",
    };
    for (name, seconds) in [("two jobs", &cold), ("two jobs by an earlier run", &warm)] {
        for (of, theirs, most) in [("one job", &one, GOALS[0]), ("xdist", &xdist, GOALS[1])] {
            console::line(&format!(
                "{name} beside {of}: {}; the goal of {most:.2} is {}",
                ratio(seconds, theirs),
                goal(seconds, theirs, most),
            ));
        }
    }
    bench.xdist_under_the_limit()
}

/// How far the peaks of tests are from those with one job, and who died.
fn judge(name: &str, with_one: &Artifact, with_two: &Artifact) {
    let mut largest = 0.0_f64;
    let peaks: std::collections::BTreeMap<&str, u64> = (with_one.tests.rows())
        .filter_map(|row| Some((row.id, row.peak_bytes?)))
        .collect();
    for row in with_two.tests.rows() {
        if let (Some(before), Some(now)) = (peaks.get(row.id), row.peak_bytes) {
            largest = largest.max((now as f64 / *before as f64 - 1.0).abs() * 100.0);
        }
    }
    let count = |ending: Ending| {
        let batches = with_two.batches.iter();
        batches.filter(|batch| batch.ending == ending).count()
    };
    let deaths = with_two
        .batches
        .iter()
        .filter(|batch| batch.ending.is_death());
    console::line(&format!(
        "{name}: {} batches, {} deaths, {} preempted, {} of {} tests passed; peaks differ by {largest:.2} % at most; \
         the goal of {GOAL_PEAK_PERCENT} % is {}",
        with_two.batches.len(),
        deaths.count(),
        count(Ending::Preempted),
        with_two.tests.count(Outcome::Passed),
        with_two.tests.len(),
        if largest <= GOAL_PEAK_PERCENT {
            "reached"
        } else {
            "missed"
        },
    ));
}

struct Bench<'a> {
    oomscope: &'a Path,
    python: &'a Path,
    folder: &'a Path,
}

impl Bench<'_> {
    fn at(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.json"))
    }

    fn start(&self, verb: &str, name: &str, options: &[&str]) -> Command {
        let mut command = Command::new(self.oomscope);
        command
            .args([verb, "--quiet", "--memory-limit", LIMIT, "--out"])
            .arg(self.at(name))
            .args(options)
            .arg("--")
            .arg(self.python);
        command
    }

    fn oomscope(&self, name: &str, options: &[&str]) -> Result<(Artifact, f64)> {
        let options = [&["--hunt", "off"], options].concat();
        let mut run = pytest(self.start("run", name, &options), self.folder, &[]);
        let start = Instant::now();
        process::output(&mut run)?;
        let seconds = start.elapsed().as_secs_f64();
        let artifact = parse_artifact(&fs::read(self.at(name))?).context("no artifact")?;
        Ok((artifact, seconds))
    }

    fn xdist(&self) -> Result<f64> {
        let mut run = pytest(
            Command::new(self.python),
            self.folder,
            &["-n", "2", "--dist", "loadfile"],
        );
        let start = Instant::now();
        process::output(&mut run)?;
        Ok(start.elapsed().as_secs_f64())
    }

    /// What becomes of xdist under the limit; oomscope only watches.
    fn xdist_under_the_limit(&self) -> Result<()> {
        for options in [&["-n", "2"][..], &["-n", "2", "--dist", "loadfile"]] {
            let mut run = pytest(self.start("record", "xdist", &[]), self.folder, options);
            run.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
            let artifact = parse_artifact(&fs::read(self.at("xdist"))?).context("no artifact")?;
            let batch = artifact.batches.first().context("no batch")?;
            console::line(&format!(
                "pytest {} under {LIMIT}: {}",
                options.join(" "),
                batch.ending.name()
            ));
        }
        Ok(())
    }
}

fn pytest(mut command: Command, folder: &Path, options: &[&str]) -> Command {
    command
        .args(["-m", "pytest", "-q", "-p", "no:cacheprovider"])
        .args(options)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(folder);
    command
}

/// Memory comes straight from the kernel and goes back to it, so that what a test needs does not depend on the tests
/// before it in its process: what is compared is not the allocator.
fn write_suite(folder: &Path) -> Result<()> {
    let mut dice = Dice::new(7);
    let light = [20, 30, 40, 60, 80, 120, 150, 200, 250, 300];
    let mut files: Vec<u64> = HEAVY_MIB.to_vec();
    while files.len() < FILES {
        files.push(light[dice.below(light.len() as u64) as usize]);
    }
    for at in (1..files.len()).rev() {
        files.swap(at, dice.below(at as u64 + 1) as usize);
    }
    fs::write(folder.join("pytest.ini"), "[pytest]\n")?;
    for (index, mib) in files.iter().enumerate() {
        let tests = 1 + dice.below(4);
        let each_ms = (200 + dice.below(2800)) / tests;
        let mut text = String::from(
            "import mmap\nimport time\n\n\
             def work(mib, seconds):\n    \
             end = time.monotonic() + seconds\n    \
             with mmap.mmap(-1, mib << 20) as memory:\n        \
             for at in range(0, mib << 20, 4096):\n            memory[at] = 1\n        \
             while time.monotonic() < end:\n            sum(range(1000))\n",
        );
        for test in 1..=tests {
            let mib = if test == tests { *mib } else { 10.max(mib / 4) };
            let seconds = each_ms as f64 / 1000.0;
            write!(text, "\n\ndef test_{test}():\n    work({mib}, {seconds})\n")?;
        }
        fs::write(folder.join(format!("test_{index:02}.py")), text)?;
    }
    ensure!(files.len() == FILES, "{} files", files.len());
    Ok(())
}
