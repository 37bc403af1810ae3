//! Asks pytest-memray and pytest-monitor about a suite, each used as well as it can be.
//!
//! Neither says how a process ended, what the cause is or what holds the memory, so those questions are
//! not put to them.

use std::fs::{self, File};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use oomscope_shared::units;

use super::place::SuiteCopy;
use super::score::{Accusation, Answer};
use super::truth::{Kind, Suite};
use crate::process;

/// Longer than any suite takes; what hangs is ended together with its process group.
const SECONDS_MAX: &str = "600";
const MIB: f64 = 1024.0 * 1024.0;

/// pytest-memray: one run in which every test may leak less than the threshold, and one in which every
/// test may need less than the suite's limit. It takes one marker per test.
pub fn memray(suite: &Suite, place: &SuiteCopy, threshold_kib: u64) -> Result<Answer> {
    let leaks = run(
        suite,
        place,
        &["--memray"],
        Some(("limit_leaks", threshold_kib * 1024)),
    )?;
    let limit = memory_limit(&suite.truth.options)?;
    let hogs = run(suite, place, &["--memray"], Some(("limit_memory", limit)))?;
    let named = |kind| move |said: &Said| said.named(kind);
    Ok(answer(
        leaks.tests(),
        named("leak")(&leaks),
        named("hog")(&hogs),
    ))
}

/// pytest-monitor records the memory in use while each test ran. A rule has to be added: a test leaks
/// if it ends the highest figure so far by at least the threshold, the first test excepted, and is a hog
/// if its figure is above the limit although the one before was below half of it.
pub fn monitor(suite: &Suite, place: &SuiteCopy, threshold_kib: u64) -> Result<Answer> {
    // Without a data base it measures nothing.
    let said = run(suite, place, &["--db", "monitor.db"], None)?;
    let usage = said.usage()?;
    let limit = memory_limit(&suite.truth.options)?;
    let (leaks, hogs) = judged(&usage, threshold_kib as f64 / 1024.0, limit as f64 / MIB);
    Ok(answer(said.tests(), leaks, hogs))
}

fn judged(usage: &[(String, f64)], threshold: f64, limit: f64) -> (Vec<String>, Vec<String>) {
    let (mut leaks, mut hogs) = (Vec::new(), Vec::new());
    let mut before: Option<f64> = None;
    for (id, mib) in usage {
        if *mib > limit && before.is_none_or(|before| before < limit / 2.0) {
            hogs.push(id.clone());
        } else if before.is_some_and(|before| mib - before >= threshold) {
            leaks.push(id.clone());
        }
        before = Some(before.map_or(*mib, |before| before.max(*mib)));
    }
    (leaks, hogs)
}

fn answer(tests: Vec<String>, leaks: Vec<String>, hogs: Vec<String>) -> Answer {
    let accusation = |kind, culprits: Vec<String>| {
        (!culprits.is_empty()).then(|| Accusation {
            kind,
            culprits,
            ..Accusation::default()
        })
    };
    let found = [accusation(Kind::Leak, leaks), accusation(Kind::Hog, hogs)];
    Answer {
        endings: None,
        tests,
        accusations: found.into_iter().flatten().collect(),
    }
}

/// The value of `--memory-limit` in bytes.
fn memory_limit(options: &[String]) -> Result<u64> {
    let at = options.iter().position(|option| option == "--memory-limit");
    let size = at.and_then(|at| options.get(at + 1));
    let size = size.context("the truth states no `--memory-limit`")?;
    units::parse_size(size).with_context(|| format!("`{size}` is no size"))
}

fn run(
    suite: &Suite,
    place: &SuiteCopy,
    words: &[&str],
    marker: Option<(&str, u64)>,
) -> Result<Said> {
    let plugins = place.folder().join("plugins");
    fs::create_dir_all(&plugins)?;
    fs::write(
        plugins.join("corpus_peers.py"),
        include_str!("peers_plugin.py"),
    )?;
    let out = place.folder().join(marker.map_or("said", |(name, _)| name));
    let log = File::create(place.folder().join("peer.log"))?;
    // The log is a file and not a pipe: a process that the suite leaves behind would keep a pipe open.
    let mut command = place.command("timeout");
    command
        .args(["--kill-after=5", SECONDS_MAX])
        .args(&suite.truth.command)
        .args(["-p", "corpus_peers", "-p", "no:cacheprovider"])
        .args(words)
        .env("PYTHONPATH", &plugins)
        .env("CORPUS_OUT", &out)
        .stdout(log.try_clone()?)
        .stderr(log);
    if let Some((marker, bytes)) = marker {
        command
            .env("CORPUS_MARKER", marker)
            .env("CORPUS_LIMIT", format!("{bytes}B"));
    }
    process::status(&mut command)?;
    Said::read(&out)
}

/// The lines of the plugin.
#[derive(Debug)]
struct Said(Vec<Vec<String>>);

impl Said {
    fn read(file: &Path) -> Result<Self> {
        ensure!(file.is_file(), "pytest collected no test");
        let words = |line: &str| line.split('\t').map(str::to_owned).collect();
        Ok(Self(fs::read_to_string(file)?.lines().map(words).collect()))
    }

    /// The ids that something was said about, each once, in the order they were said.
    fn named(&self, kind: &str) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for line in &self.0 {
            if let [said, id, ..] = line.as_slice()
                && said == kind
                && !ids.contains(id)
            {
                ids.push(id.clone());
            }
        }
        ids
    }

    fn tests(&self) -> Vec<String> {
        self.named("test")
    }

    fn usage(&self) -> Result<Vec<(String, f64)>> {
        let mut usage = Vec::new();
        for line in &self.0 {
            if let [said, id, mib] = line.as_slice()
                && said == "usage"
            {
                usage.push((id.clone(), mib.parse()?));
            }
        }
        Ok(usage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_judged_against_the_highest_before() {
        let usage = [
            ("a", 50.0),
            ("b", 51.0),
            ("c", 40.0),
            ("d", 51.1),
            ("e", 400.0),
        ];
        let usage = usage.map(|(id, mib)| (id.to_owned(), mib));
        let (leaks, hogs) = judged(&usage, 0.5, 300.0);
        assert_eq!(leaks, ["b"]);
        assert_eq!(hogs, ["e"]);
    }

    #[test]
    fn the_limit_is_that_of_the_truth() {
        let options = ["--memory-limit", "1GiB"].map(str::to_owned);
        assert_eq!(memory_limit(&options).unwrap(), 1 << 30);
        assert!(memory_limit(&[]).is_err());
    }
}
