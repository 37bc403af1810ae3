//! What the JavaScript frameworks have in common: a test of the plan is a file, and code of ours tells of what is
//! in it.

mod heaps;
mod node_options;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

pub use self::heaps::read as read_heap;
pub use self::node_options::{preload, with_room};
use super::adapter::{Runs, Source};
use super::reporter::Reporter;
use super::{ListedTest, Step, Unlisted, place};
use crate::error::Failure;

/// The test files: paths as the framework has them by id.
#[derive(Debug, Default)]
pub struct Files {
    by_id: BTreeMap<String, String>,
}

impl Files {
    /// Takes the paths that a framework listed. Ids count from the current folder.
    pub fn take(&mut self, mut paths: Vec<String>) -> Vec<ListedTest> {
        let current = std::env::current_dir()
            .and_then(std::fs::canonicalize)
            .unwrap_or_default();
        paths.sort();
        paths.dedup();
        let mut listed = Vec::new();
        for path in paths {
            let below = Path::new(&path)
                .strip_prefix(&current)
                .ok()
                .map(|path| path.display().to_string());
            let id = below.unwrap_or_else(|| path.clone());
            self.by_id.insert(id.clone(), path);
            // One process can run all files.
            listed.push(ListedTest { id, group: 0 });
        }
        listed
    }

    /// The path of a test.
    pub fn path<'f>(&'f self, id: &'f str) -> &'f str {
        self.by_id.get(id).map_or(id, String::as_str)
    }

    /// Path and id of each of these tests.
    pub fn names<'f>(&'f self, tests: &'f [&str]) -> impl Iterator<Item = (String, String)> + 'f {
        tests
            .iter()
            .map(|id| (self.path(id).to_owned(), (*id).to_owned()))
    }

    /// What tells code of ours inside the framework which files are to be run, in order and as often as they stand
    /// there, and where to say what becomes of them.
    ///
    /// # Errors
    /// The order could not be written.
    pub fn environment(
        &self,
        tests: &[&str],
        folder: &Path,
        told: &Path,
    ) -> io::Result<Vec<(String, String)>> {
        let order = folder.join("order.json");
        let paths: Vec<&str> = tests.iter().map(|id| self.path(id)).collect();
        std::fs::write(&order, serde_json::json!(paths).to_string())?;
        Ok(vec![
            ("OOMSCOPE_TOLD".to_owned(), told.display().to_string()),
            ("OOMSCOPE_ORDER".to_owned(), order.display().to_string()),
        ])
    }

    /// One command for these tests, of which code of ours says in a file what becomes of them.
    pub fn runs(&self, step: Step, told: PathBuf, tests: &[&str]) -> Runs {
        Runs {
            steps: vec![step],
            source: Source::File(told),
            reader: Box::new(Reporter::new(self.names(tests))),
        }
    }

    /// Whether a word of the command is one of the listed files.
    pub fn has(&self, word: &str) -> bool {
        let id = word.trim_start_matches("./");
        self.by_id.contains_key(id) || self.by_id.values().any(|path| path == word)
    }
}

/// Puts what all code of ours in these frameworks loads beside it.
///
/// # Errors
/// It could not be written.
pub fn place_measure(scratch: &Path) -> io::Result<PathBuf> {
    heaps::place_dumper(scratch)?;
    place(
        scratch,
        "oomscope_measure.cjs",
        include_str!("javascript/oomscope_measure.cjs"),
    )
}

/// The paths that code of ours wrote into a file as a JSON array.
///
/// # Errors
/// There is none, because it never ran: the command is not this framework, or one that is too old.
pub fn listed_paths(list: &Path, framework: &str, remedy: &str) -> Result<Vec<String>, Unlisted> {
    let text = std::fs::read_to_string(list).unwrap_or_default();
    serde_json::from_str(&text).map_err(|_| {
        Unlisted::Failed(Failure::usage(
            format!("the command did not run {framework}, or did not hand its options on: there is no list of test files"),
            remedy,
        ))
    })
}
