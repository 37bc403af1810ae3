//! `cargo xtask fuzz`: whatever reads bytes is given any bytes, for a while, and what upsets it is named.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;

use crate::{console, paths, process, setup};

/// What is to be tried, and for how long.
#[derive(Debug, Args)]
pub struct Options {
    /// Seconds for each target
    #[arg(long, default_value_t = 600)]
    seconds: u64,
    /// Runs after which a target is done before that
    #[arg(long, default_value_t = 10_000_000)]
    runs: u64,
    /// Only build them
    #[arg(long)]
    build: bool,
    /// Which ones; all of them without it
    targets: Vec<String>,
}

/// A reader, and what it is given.
struct Target {
    name: &'static str,
    /// Where files of its kind are in the repository, beside those of `fuzz/seeds`: a folder and how names end.
    seeds: &'static [(&'static str, &'static str)],
    /// Longer inputs than this are not tried: as long as its seeds and half again, or what it takes to say much.
    most_bytes: u32,
}

const GOLDEN: (&str, &str) = ("tests/golden", ".json");
const EXAMPLE: (&str, &str) = ("viewer/assets/example", ".gz");
const FOREIGN: &str = "tests/foreign-files";

const TARGETS: [Target; 17] = [
    target("artifact", &[GOLDEN], 32 << 10),
    target("journal", &[], 16 << 10),
    target("page", &[GOLDEN, EXAMPLE], 32 << 10),
    target("plugin_lines", &[], 4 << 10),
    target("framework_output", &[], 4 << 10),
    target("kernel_log", &[], 4 << 10),
    target(
        "import_text",
        &[
            (FOREIGN, ".dat"),
            (FOREIGN, ".txt"),
            (FOREIGN, ".csv"),
            (FOREIGN, ".json"),
        ],
        8 << 10,
    ),
    target("import_sqlite", &[(FOREIGN, ".pymon")], 32 << 10),
    target("v8_snapshot", &[], 8 << 10),
    target("hprof", &[], 4 << 10),
    target("ruby_heap", &[], 16 << 10),
    target("go_heap", &[], 8 << 10),
    target("pprof", &[], 8 << 10),
    target("goroutines", &[], 4 << 10),
    target("native_profile", &[], 4 << 10),
    target("config", &[], 4 << 10),
    target("plan_file", &[], 4 << 10),
];

const fn target(
    name: &'static str,
    seeds: &'static [(&'static str, &'static str)],
    most_bytes: u32,
) -> Target {
    Target {
        name,
        seeds,
        most_bytes,
    }
}

/// What one input may take: no reader makes much of so few bytes.
const MOST_MIB: u32 = 1024;
/// And for how long it may be busy with it.
const MOST_SECONDS: u32 = 10;

/// Builds the targets and runs them one after the other.
pub fn run(options: &Options) -> Result<()> {
    let chosen = chosen(&options.targets)?;
    let tool = setup::fuzzing()?;
    // The readers are tried with the versions that the program is built of.
    fs::copy(
        paths::root().join("Cargo.lock"),
        folder().join("Cargo.lock"),
    )
    .context("cannot copy Cargo.lock")?;
    console::heading("The fuzz targets");
    let mut build = cargo_fuzz(&tool, "build");
    if let [only] = &chosen[..] {
        build.arg(only.name);
    }
    process::run(&mut build)?;
    if options.build {
        return Ok(());
    }
    let mut upset = Vec::new();
    for target in chosen {
        console::heading(target.name);
        let tried = tried(target, &tool, options)?;
        console::line(&format!("{:18} {}", target.name, tried.said));
        if !tried.is_good {
            upset.push(target.name);
        }
    }
    ensure!(
        upset.is_empty(),
        "upset: {}; the inputs are in fuzz/artifacts, and docs/design/fuzzing.md says what to do with them",
        upset.join(", ")
    );
    Ok(())
}

fn folder() -> PathBuf {
    paths::root().join("fuzz")
}

fn chosen(names: &[String]) -> Result<Vec<&'static Target>> {
    if names.is_empty() {
        return Ok(TARGETS.iter().collect());
    }
    let find = |name: &String| TARGETS.iter().find(|target| target.name == name);
    let all = TARGETS.map(|target| target.name).join(", ");
    names
        .iter()
        .map(|name| find(name).with_context(|| format!("there is no target `{name}`, only {all}")))
        .collect()
}

/// `cargo fuzz`, which wants what only a nightly compiler has; the pinned one has it as well, and says so by a
/// variable.
fn cargo_fuzz(tool: &Path, what: &str) -> Command {
    let mut command = Command::new(tool);
    command
        .current_dir(paths::root())
        .arg(what)
        // The readers have no unsafe code: it would cost half of the runs and find nothing.
        .args(["--sanitizer", "none"])
        .env("RUSTC_BOOTSTRAP", "1");
    command
}

/// What came of a target.
struct Tried {
    said: String,
    is_good: bool,
}

fn tried(target: &Target, tool: &Path, options: &Options) -> Result<Tried> {
    let corpus = seeded(target)?;
    let mut command = cargo_fuzz(tool, "run");
    command.arg(target.name).arg(&corpus).arg("--").args([
        format!("-max_total_time={}", options.seconds),
        format!("-runs={}", options.runs),
        format!("-max_len={}", target.most_bytes),
        format!("-rss_limit_mb={MOST_MIB}"),
        format!("-timeout={MOST_SECONDS}"),
        "-print_final_stats=1".to_owned(),
    ]);
    console::note(&format!("$ {}", process::shown(&command)));
    let mut child = command
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot start cargo fuzz")?;
    let stderr = child.stderr.take().context("no standard error")?;
    let mut progress = Progress::default();
    let mut last = Vec::new();
    for line in BufReader::new(stderr).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        progress.take(&line);
        last.push(line);
        if last.len() > LAST_LINES {
            last.remove(0);
        }
    }
    let is_good = child.wait()?.success();
    if !is_good {
        last.iter().for_each(|line| console::note(line));
    }
    Ok(Tried {
        said: progress.said(is_good),
        is_good,
    })
}

/// Lines of what it said that are shown where it was upset.
const LAST_LINES: usize = 60;

/// The folder in which inputs are gathered, with those to begin with.
fn seeded(target: &Target) -> Result<PathBuf> {
    let corpus = folder().join("corpus").join(target.name);
    fs::create_dir_all(&corpus)?;
    let own = folder().join("seeds").join(target.name);
    let mut seeds = files(&own, "")?;
    for (from, ending) in target.seeds {
        seeds.extend(files(&paths::root().join(from), ending)?);
    }
    ensure!(
        !seeds.is_empty(),
        "there is nothing to begin with for {}",
        target.name
    );
    for seed in seeds {
        let name = seed.file_name().unwrap_or(OsStr::new("seed"));
        // Files of one name lie in folders of versions.
        let version = seed.parent().and_then(Path::file_name).unwrap_or_default();
        let mut to = version.to_os_string();
        to.push("-");
        to.push(name);
        fs::copy(&seed, corpus.join(to))
            .with_context(|| format!("cannot copy {}", seed.display()))?;
    }
    Ok(corpus)
}

/// The files of a folder and of those in it whose names end so.
fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path, ending)?);
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// How far libFuzzer says it has come.
#[derive(Debug, Default, PartialEq, Eq)]
struct Progress {
    runs: u64,
    /// Edges of the code that inputs have reached.
    covered: u64,
    /// Those that were reached by what it was given to begin with.
    covered_at_first: u64,
}

impl Progress {
    /// Reads `#2097152\tpulse  cov: 2163 ft: 9403 corp: 1032/1204Kb ...`; other lines change nothing.
    fn take(&mut self, line: &str) {
        let Some(rest) = line.strip_prefix('#') else {
            return;
        };
        let words: Vec<&str> = rest.split_whitespace().collect();
        let Some(Ok(runs)) = words.first().map(|word| word.parse()) else {
            return;
        };
        self.runs = self.runs.max(runs);
        let covered = words.windows(2).find(|pair| pair[0] == "cov:");
        if let Some(Ok(covered)) = covered.map(|pair| pair[1].parse()) {
            self.covered = covered;
            if words.get(1) == Some(&"INITED") {
                self.covered_at_first = covered;
            }
        }
    }

    fn said(&self, is_good: bool) -> String {
        let end = if is_good { "nothing found" } else { "UPSET" };
        format!(
            "{} runs, {} edges ({} by the seeds), {end}",
            self.runs, self.covered, self.covered_at_first
        )
    }
}

/// Every target has its file, and every file is a target.
pub fn check() -> Result<()> {
    let mut files: Vec<String> = files(&folder().join("targets"), ".rs")?
        .iter()
        .filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    files.sort();
    let mut names = TARGETS.map(|target| target.name);
    names.sort_unstable();
    if files != names {
        bail!("fuzz/targets has {files:?}, and xtask/src/fuzz.rs {names:?}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_libfuzzer_says_is_understood() {
        let mut progress = Progress::default();
        for line in [
            "INFO: Running with entropic power schedule (0xFF, 100).",
            "#12\tINITED cov: 310 ft: 420 corp: 3/2Kb exec/s: 0 rss: 40Mb",
            "#70\tNEW    cov: 322 ft: 440 corp: 4/3Kb lim: 4 exec/s: 0 rss: 40Mb L: 4/9 MS: 1 Copy-",
            "#4096\tpulse  cov: 340 ft: 500 corp: 9/4Kb exec/s: 2048 rss: 41Mb",
            "#5000\tDONE   cov: 341 ft: 501 corp: 9/4Kb exec/s: 2500 rss: 41Mb",
            "stat::number_of_executed_units: 5000",
            "# nothing",
        ] {
            progress.take(line);
        }
        let expected = Progress {
            runs: 5000,
            covered: 341,
            covered_at_first: 310,
        };
        assert_eq!(progress, expected);
        assert_eq!(
            progress.said(true),
            "5000 runs, 341 edges (310 by the seeds), nothing found"
        );
    }

    #[test]
    fn every_target_is_one_and_begins_with_something() {
        check().unwrap();
        for target in &TARGETS {
            let own = folder().join("seeds").join(target.name);
            assert!(own.is_dir() || !target.seeds.is_empty(), "{}", target.name);
        }
        assert!(chosen(&["page".to_owned()]).unwrap()[0].name == "page");
        assert!(chosen(&["pages".to_owned()]).is_err());
    }
}
