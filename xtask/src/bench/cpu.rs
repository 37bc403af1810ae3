//! What oomscope adds to the processor time of a suite of pytest: the story's, before and after it was mended, and
//! tiny tests, of which there are 2,000 or 100,000. Another binary can be measured in the same rounds.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use nix::sys::resource::{Usage, UsageWho, getrusage};

use super::sampler::high_water_kib;
use super::statistics::{Dice, median, ratio};
use crate::{console, paths, process};

const TESTS_PER_FILE: usize = 100;
/// What the runner may take for itself where there are very many tests.
const MEMORY_GOAL_MIB: f64 = 64.0;

/// A suite, and what the project wants of it.
#[derive(Debug, Clone, Copy)]
struct Suite {
    name: &'static str,
    kind: Kind,
    rounds: usize,
    goal: f64,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    /// A folder of the workspace.
    Existing(&'static str),
    /// So many files of tests that do nothing.
    Tiny { files: usize },
}

const TINY: Suite = Suite {
    name: "2,000 tiny tests",
    kind: Kind::Tiny { files: 20 },
    rounds: 11,
    goal: 1.03,
};

/// A run of it takes minutes.
const MANY: Suite = Suite {
    name: "100,000 tiny tests",
    kind: Kind::Tiny { files: 1_000 },
    rounds: 1,
    goal: 1.03,
};

const STORY: [Suite; 2] = [
    Suite {
        name: "the story before it was mended",
        kind: Kind::Existing("tests/examples/story/before"),
        rounds: 3,
        goal: 1.05,
    },
    Suite {
        name: "the story after it was mended",
        kind: Kind::Existing("tests/examples/story/after"),
        rounds: 3,
        goal: 1.03,
    },
];

/// 2,000 tiny tests, where what a test costs shows.
pub fn tiny(oomscope: &Path, against: Option<&Path>, python: &Path) -> Result<()> {
    TINY.measure(oomscope, against, python)
}

/// 100,000 tiny tests, where the runner's own memory shows as well.
pub fn many(oomscope: &Path, against: Option<&Path>, python: &Path) -> Result<()> {
    MANY.measure(oomscope, against, python)
}

/// The story's two suites, where what collections and large heaps cost shows.
pub fn story(oomscope: &Path, against: Option<&Path>, python: &Path) -> Result<()> {
    STORY
        .iter()
        .try_for_each(|suite| suite.measure(oomscope, against, python))
}

impl Suite {
    fn measure(&self, oomscope: &Path, against: Option<&Path>, python: &Path) -> Result<()> {
        console::heading(&format!(
            "Processor time of {}, plain and under oomscope",
            self.name
        ));
        let load = || fs::read_to_string("/proc/loadavg").unwrap_or_default();
        console::note(&format!("load before: {}", load().trim()));
        let scratch = tempfile::Builder::new()
            .prefix("oomscope-bench")
            .tempdir()?;
        let folder = match self.kind {
            Kind::Existing(folder) => paths::root().join(folder),
            Kind::Tiny { files } => {
                write_suite(scratch.path(), files)?;
                scratch.path().to_owned()
            }
        };
        check_that_children_count(oomscope, python, scratch.path())?;
        let mut sides = vec![
            Side::new("plain", None),
            Side::new("oomscope", Some(oomscope)),
        ];
        sides.extend(against.map(|other| Side::new("the other oomscope", Some(other))));
        let out = scratch.path().join("run.oomscope.json");
        // The first runs write byte code and warm the file cache, which matters where they are short.
        if self.rounds > 3 {
            for side in &sides {
                measure(side.command(python, &folder, &out))?;
            }
        }
        let mut dice = Dice::new(2_000);
        for round in 1..=self.rounds {
            // Whoever runs later finds the processor warmer, so chance decides.
            let mut order: Vec<usize> = (0..sides.len()).collect();
            for left in (1..order.len()).rev() {
                order.swap(left, dice.below(left as u64 + 1) as usize);
            }
            for at in order {
                let cost = measure(sides[at].command(python, &folder, &out))?;
                sides[at].costs.push(cost);
            }
            let shown = sides.iter().filter_map(|side| {
                let cost = side.costs.last()?;
                Some(format!(
                    "{} {:.0} ms ({:.0} ms by the clock)",
                    side.name, cost.cpu_ms, cost.wall_ms
                ))
            });
            let shown: Vec<String> = shown.collect();
            console::note(&format!("round {round:2}: {}", shown.join(", ")));
        }
        console::note(&format!("load after: {}", load().trim()));
        self.tell(&sides);
        Ok(())
    }

    fn tell(&self, sides: &[Side]) {
        let [plain, others @ ..] = sides else { return };
        for side in others {
            let goal = self.goal;
            console::line(&format!(
                "{}: {} {:.0} ms, plain {:.0} ms, ratio {}, goal {goal:.2}x",
                self.name,
                side.name,
                median(&side.of(|cost| cost.cpu_ms)),
                median(&plain.of(|cost| cost.cpu_ms)),
                ratio(&side.of(|cost| cost.cpu_ms), &plain.of(|cost| cost.cpu_ms))
            ));
            console::line(&format!(
                "{}: {} by the clock {:.0} ms and {:.0} ms, ratio {}; the runner's own memory {:.1} MiB, goal \
                 {MEMORY_GOAL_MIB:.0} MiB",
                self.name,
                side.name,
                median(&side.of(|cost| cost.wall_ms)),
                median(&plain.of(|cost| cost.wall_ms)),
                ratio(
                    &side.of(|cost| cost.wall_ms),
                    &plain.of(|cost| cost.wall_ms)
                ),
                median(&side.of(|cost| cost.own_kib)) / 1024.0
            ));
        }
    }
}

/// Plain pytest, or pytest below a binary.
struct Side {
    name: &'static str,
    oomscope: Option<PathBuf>,
    costs: Vec<Cost>,
}

impl Side {
    fn new(name: &'static str, oomscope: Option<&Path>) -> Self {
        Self {
            name,
            oomscope: oomscope.map(Path::to_owned),
            costs: Vec::new(),
        }
    }

    fn command(&self, python: &Path, folder: &Path, out: &Path) -> Command {
        let mut command = match &self.oomscope {
            None => Command::new(python),
            Some(oomscope) => {
                let mut command = Command::new(oomscope);
                command
                    .args(["run", "--quiet", "--show-output", "never", "--hunt", "off"])
                    .arg("--out")
                    .arg(out)
                    .arg("--")
                    .arg(python);
                command
            }
        };
        command
            .args(["-m", "pytest", "-q", "-p", "no:cacheprovider"])
            .current_dir(folder);
        command
    }

    fn of(&self, figure: fn(&Cost) -> f64) -> Vec<f64> {
        self.costs.iter().map(figure).collect()
    }
}

/// Tests that do almost nothing, so that whatever is added per test shows.
fn write_suite(folder: &Path, files: usize) -> Result<()> {
    for file in 0..files {
        let mut text = String::new();
        for test in 0..TESTS_PER_FILE {
            writeln!(
                text,
                "def test_{test}():\n    assert {test} + 1 == {}\n\n",
                test + 1
            )?;
        }
        fs::write(folder.join(format!("test_{file:04}.py")), text)?;
    }
    // A root of its own: pytest must not look for a configuration above the temporary folder.
    fs::write(folder.join("pytest.ini"), "[pytest]\n").context("cannot write the suite")
}

/// What one run cost.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// User and system time of the process and of all it waited for.
    pub cpu_ms: f64,
    /// Time by the clock.
    pub wall_ms: f64,
    /// The process's own high-water mark, which is the runner's under oomscope.
    own_kib: f64,
}

/// Runs a command, which has to end well.
pub fn measure(mut command: Command) -> Result<Cost> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let (before, start) = (children()?, Instant::now());
    let mut child = command.spawn().with_context(|| process::shown(&command))?;
    let mut own_kib = 0;
    let status = loop {
        own_kib = own_kib.max(high_water_kib(child.id()).unwrap_or(0));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let (after, wall) = (children()?, start.elapsed());
    ensure!(
        status.success(),
        "`{}` ended with {status}",
        process::shown(&command)
    );
    Ok(Cost {
        cpu_ms: after - before,
        wall_ms: wall.as_secs_f64() * 1e3,
        own_kib: own_kib as f64,
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
