//! What the hunt costs: its extra time, beside that of running every test alone and that of a halving
//! bisection by the peak, on the suite of the story and on 1,000 tests of which one keeps memory.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use oomscope_shared::artifact::Artifact;
use oomscope_shared::exit_code;
use oomscope_tests::runner::read_artifact;

use super::statistics::median;
use crate::{console, paths, process};

const ROUNDS: usize = 3;
/// What the project wants to stay below, as a share of running every test alone.
const GOAL: f64 = 0.1;
const FILES: usize = 20;
const TESTS_PER_FILE: usize = 50;
/// The one that leaks, by file and number.
const LEAKING: (usize, usize) = (12, 17);
/// Running more tests than this alone takes too long to be repeated; so many of them are run, evenly
/// spread, and the time of all is worked out from theirs.
const ALONE: usize = 100;

/// Measures and prints.
pub fn run(oomscope: &Path, python: &Path) -> Result<()> {
    let load = || fs::read_to_string("/proc/loadavg").unwrap_or_default();
    console::note(&format!("load before: {}", load().trim()));
    let folder = tempfile::Builder::new()
        .prefix("oomscope-bench")
        .tempdir()?;
    let story = Suite {
        name: "the story's suite",
        folder: paths::root().join("tests/examples/story/before"),
        out: folder.path().to_owned(),
        oomscope,
        python,
    };
    story.measure()?;
    let generated = folder.path().join("suite");
    write_suite(&generated)?;
    let thousand = Suite {
        name: "1,000 tests, one of which keeps 2 MiB",
        folder: generated,
        ..story
    };
    thousand.measure()?;
    console::note(&format!("load after: {}", load().trim()));
    Ok(())
}

struct Suite<'a> {
    name: &'a str,
    folder: PathBuf,
    /// Where artifacts and lists go.
    out: PathBuf,
    oomscope: &'a Path,
    python: &'a Path,
}

/// Seconds of one round.
struct Round {
    plain: f64,
    hunted: f64,
    /// What the hunt says of itself.
    spent: f64,
    alone: f64,
    halving: f64,
}

impl Suite<'_> {
    fn measure(&self) -> Result<()> {
        console::heading(&format!("The hunt's extra time: {}", self.name));
        // The first run writes byte code and warms the file cache.
        let (_, first) = self.oomscope(&["--hunt", "off"])?;
        let ids = first.tests.id;
        let step = ids.len().div_ceil(ALONE).max(1);
        let sample: Vec<String> = ids.iter().step_by(step).cloned().collect();
        let mut rounds = Vec::new();
        let mut named = Vec::new();
        for number in 1..=ROUNDS {
            let (plain, _) = self.oomscope(&["--hunt", "off"])?;
            let (hunted, artifact) = self.oomscope(&["--hunt", "auto"])?;
            let hunt = artifact.hunt.context("there was no hunt")?;
            named.push(
                artifact
                    .findings
                    .iter()
                    .map(|finding| finding.culprits.len())
                    .sum::<usize>(),
            );
            let alone = self.alone(&sample)? * ids.len() as f64 / sample.len() as f64;
            let (halving, processes, found) = self.halving(&ids)?;
            let round = Round {
                plain,
                hunted,
                spent: hunt.spent_ms as f64 / 1e3,
                alone,
                halving,
            };
            console::note(&format!(
                "round {number}: without the hunt {:.1} s, with it {:.1} s (it says {:.1} s), every test alone \
                 {:.1} s, halving {:.1} s in {processes} processes, which leads to {found}",
                round.plain, round.hunted, round.spent, round.alone, round.halving
            ));
            rounds.push(round);
        }
        let of = |figure: fn(&Round) -> f64| median(&rounds.iter().map(figure).collect::<Vec<_>>());
        let extra = of(|round| round.hunted - round.plain);
        let (alone, halving) = (of(|round| round.alone), of(|round| round.halving));
        let how = if step > 1 {
            format!(", worked out from {} of {} tests", sample.len(), ids.len())
        } else {
            String::new()
        };
        console::line(&format!(
            "hunt: {}: extra {extra:.1} s (it says {:.1} s) on a run of {:.1} s, names {named:?} culprits",
            self.name,
            of(|round| round.spent),
            of(|round| round.plain)
        ));
        console::line(&format!(
            "hunt: against every test alone: {extra:.1} s : {alone:.1} s, ratio {:.3}, goal {GOAL}{how}",
            extra / alone
        ));
        console::line(&format!(
            "hunt: against halving by the peak: {extra:.1} s : {halving:.1} s, ratio {:.3}",
            extra / halving
        ));
        Ok(())
    }

    /// Runs each test of a list in a process of its own, in seconds.
    fn alone(&self, ids: &[String]) -> Result<f64> {
        let list = self.list(ids)?;
        let (seconds, artifact) =
            self.oomscope(&["--hunt", "off", "--batch-size", "1", "--tests", &list])?;
        ensure!(
            artifact.batches.len() == ids.len(),
            "not every test ran alone"
        );
        Ok(seconds)
    }

    /// What a person would do by hand: run both halves, go on with the one whose peak is higher. Returns
    /// seconds, how many processes that took, and the test at its end.
    fn halving(&self, ids: &[String]) -> Result<(f64, usize, String)> {
        let start = Instant::now();
        let (mut left, mut processes) = (ids.to_vec(), 0);
        while left.len() > 1 {
            let right = left.split_off(left.len() / 2);
            let [of_left, of_right] = [self.peak(&left)?, self.peak(&right)?];
            processes += 2;
            if of_right > of_left {
                left = right;
            }
        }
        let found = left.pop().unwrap_or_default();
        Ok((start.elapsed().as_secs_f64(), processes, found))
    }

    fn peak(&self, ids: &[String]) -> Result<u64> {
        let list = self.list(ids)?;
        let (_, artifact) = self.oomscope(&["--hunt", "off", "--tests", &list])?;
        artifact.peak_bytes().context("no peak was measured")
    }

    fn list(&self, ids: &[String]) -> Result<String> {
        let path = self.out.join("list.txt");
        fs::write(&path, ids.join("\n"))?;
        Ok(path.display().to_string())
    }

    fn oomscope(&self, options: &[&str]) -> Result<(f64, Artifact)> {
        let out = self.out.join("run.oomscope.json");
        let mut command = Command::new(self.oomscope);
        command
            .args(["run", "--quiet", "--show-output", "never", "--out"])
            .arg(&out)
            .args(options)
            .arg("--")
            .arg(self.python)
            .args(["-m", "pytest", "-q", "-p", "no:cacheprovider"])
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let start = Instant::now();
        let status = command.status().with_context(|| process::shown(&command))?;
        let seconds = start.elapsed().as_secs_f64();
        ensure!(
            status.code() == Some(i32::from(exit_code::OK)),
            "`{}` ended with {status}",
            process::shown(&command)
        );
        Ok((seconds, read_artifact(&out)?))
    }
}

/// Tests that do almost nothing, but for one.
fn write_suite(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    for file in 0..FILES {
        let mut text = "KEPT = []\n\n\n".to_owned();
        for test in 0..TESTS_PER_FILE {
            writeln!(
                text,
                "def test_{test}():\n    assert {test} + 1 == {}",
                test + 1
            )?;
            if (file, test) == LEAKING {
                text += "    KEPT.append(bytearray(b\"x\" * (2 << 20)))\n";
            }
            text += "\n\n";
        }
        fs::write(folder.join(format!("test_{file:02}.py")), text)?;
    }
    // A root of its own: pytest must not look for a configuration above the temporary folder.
    fs::write(folder.join("pytest.ini"), "[pytest]\n").context("cannot write the suite")
}
