//! What is true of one suite of the corpus: `truth.toml`, written by hand by whoever wrote the suite.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

/// The suites in Python.
pub const PYTHON: &str = "tests/corpus";
/// The suites in JavaScript.
pub const JAVASCRIPT: &str = "tests/corpus_javascript";

/// The suites of native code: Go, Rust, C++, Ruby and extensions of Python.
pub const NATIVE: &str = "tests/corpus_native";

/// The closed vocabulary of causes, as far as suites in Python have them.
pub const CAUSES: &[&str] = &[
    "registry",
    "module_global",
    "class_attribute",
    "cache",
    "closure",
    "fixture",
    "test_instance",
    "mock_calls",
    "exception_traceback",
    "log_records",
    "async_task",
    "thread",
    "child_process",
    "native_heap",
    "shared_memory",
    "dataframe",
    "array",
    "file_load",
    "gc_disabled",
    "monkeypatch",
    "large_transient",
    "runner_reports",
    "class_fixture",
    "unknown",
];

/// What comes to it from suites in JavaScript.
pub const JAVASCRIPT_CAUSES: &[&str] = &[
    "module_state",
    "core_module_patched",
    "event_listener",
    "timer",
    "environment_kept",
    "buffer",
    "worker",
    "promise",
    "open_handle",
];

/// What comes to it from suites of native code.
pub const NATIVE_CAUSES: &[&str] = &["goroutine"];

/// In lists of endings it stands for both ways to die of memory: which of them it is depends on who
/// enforces the limit on this machine.
pub const MEMORY: &str = "memory";

/// The truth about one suite.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Truth {
    /// What the suite exercises, in a sentence.
    pub about: String,
    /// What is run in the suite's folder before, as what builds it.
    #[serde(default)]
    pub prepare: Vec<String>,
    /// The command, run in the suite's folder.
    #[serde(default = "pytest")]
    pub command: Vec<String>,
    /// Options of `oomscope run`.
    #[serde(default)]
    pub options: Vec<String>,
    /// Each of these is the ending of at least one batch of the first pass.
    pub endings: Vec<String>,
    /// Other endings that batches of the first pass may have.
    #[serde(default)]
    pub endings_may: Vec<String>,
    /// The memory problems. None: the suite is innocent.
    #[serde(default)]
    pub findings: Vec<Problem>,
}

/// One memory problem.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// What sort of problem.
    pub kind: Kind,
    /// Patterns (`*` is any text) of the tests at fault, or `fixture NAME`.
    pub culprits: Vec<String>,
    /// Other lists that name the same fault as well, for example the fixture instead of its users.
    #[serde(default)]
    pub or_culprits: Vec<Vec<String>>,
    /// May be named or left out.
    #[serde(default)]
    pub may: Vec<String>,
    /// The causes that are right.
    pub cause: Vec<String>,
    /// Patterns of the dotted names that are right. None: there is no name for it.
    pub holder: Vec<String>,
    /// Patterns of the lines (`file:line`) that are right among the first that are told. None: no matter which.
    #[serde(default)]
    pub lines: Vec<String>,
}

/// Sorts of memory problems.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Something is kept.
    #[default]
    Leak,
    /// Much is needed at once and nothing is kept.
    Hog,
}

fn pytest() -> Vec<String> {
    vec!["pytest".to_owned(), "-q".to_owned()]
}

impl Truth {
    /// Whether a suite has no memory problem at all.
    pub fn is_innocent(&self) -> bool {
        self.findings.is_empty()
    }
}

/// A suite: its name, its folder, its truth.
#[derive(Debug)]
pub struct Suite {
    /// The folder's name.
    pub name: String,
    /// Where it is.
    pub folder: PathBuf,
    /// What is true of it.
    pub truth: Truth,
}

/// All suites below a folder, by name.
pub fn suites(corpus: &Path) -> Result<Vec<Suite>> {
    let mut folders: Vec<PathBuf> = fs::read_dir(corpus)
        .with_context(|| format!("cannot read {}", corpus.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    folders.retain(|folder| folder.join("truth.toml").is_file());
    folders.sort();
    folders.into_iter().map(suite).collect()
}

fn suite(folder: PathBuf) -> Result<Suite> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let text = fs::read_to_string(folder.join("truth.toml"))?;
    let truth = parse(&text).with_context(|| format!("{name}/truth.toml"))?;
    Ok(Suite {
        name: name.into_owned(),
        folder,
        truth,
    })
}

fn parse(text: &str) -> Result<Truth> {
    let truth: Truth = toml::from_str(text)?;
    let known = [CAUSES, JAVASCRIPT_CAUSES, NATIVE_CAUSES].concat();
    for problem in &truth.findings {
        ensure!(!problem.culprits.is_empty(), "a problem without culprits");
        ensure!(!problem.cause.is_empty(), "a problem without a cause");
        for cause in &problem.cause {
            ensure!(
                known.contains(&cause.as_str()),
                "`{cause}` is no cause; known are {}",
                known.join(", ")
            );
        }
    }
    for ending in truth.endings.iter().chain(&truth.endings_may) {
        let known = oomscope_shared::Ending::ALL
            .iter()
            .any(|e| e.name() == ending);
        ensure!(known || ending == MEMORY, "`{ending}` is no ending");
    }
    Ok(truth)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths;

    #[test]
    fn every_suite_has_a_sound_truth_and_every_cause_a_suite() {
        for (corpus, causes, least, innocents) in [
            (PYTHON, CAUSES, 40, 12),
            (JAVASCRIPT, JAVASCRIPT_CAUSES, 19, 5),
            (NATIVE, NATIVE_CAUSES, 8, 0),
        ] {
            let suites = suites(&paths::root().join(corpus)).unwrap();
            for suite in &suites {
                assert!(!suite.truth.about.is_empty(), "{}", suite.name);
            }
            for cause in causes {
                let has = |problem: &Problem| problem.cause.iter().any(|c| c == cause);
                let covered = suites.iter().any(|s| s.truth.findings.iter().any(has));
                assert!(covered, "no suite for {cause}");
            }
            let innocent = suites.iter().filter(|suite| suite.truth.is_innocent());
            assert!(
                suites.len() >= least && innocent.count() >= innocents,
                "{corpus}"
            );
        }
    }

    #[test]
    fn slips_are_found() {
        let truth = |rest: &str| parse(&format!("about = 'x'\nendings = ['passed']\n{rest}"));
        assert!(truth("").unwrap().is_innocent());
        let problem = "[[findings]]\nkind = 'leak'\nculprits = ['*']\nholder = []\n";
        assert!(truth(&format!("{problem}cause = ['registry']")).is_ok());
        for bad in [
            "ending = 'passed'".to_owned(),
            format!("{problem}cause = ['registy']"),
            format!("{problem}cause = []"),
            "endings_may = ['exploded']".to_owned(),
        ] {
            assert!(truth(&bad).is_err(), "{bad}");
        }
    }
}
