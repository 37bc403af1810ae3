//! What Jest and Vitest have in common: a test of the plan is a file, and code of ours tells of what is in it.

use std::collections::BTreeMap;
use std::path::Path;

use super::ListedTest;

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

    /// Whether a word of the command is one of the listed files.
    pub fn has(&self, word: &str) -> bool {
        let id = word.trim_start_matches("./");
        self.by_id.contains_key(id) || self.by_id.values().any(|path| path == word)
    }
}

/// `NODE_OPTIONS` as it is, with more behind it.
pub fn node_options(more: &str) -> (String, String) {
    let theirs = std::env::var("NODE_OPTIONS").unwrap_or_default();
    (
        "NODE_OPTIONS".to_owned(),
        format!("{theirs} {more}").trim().to_owned(),
    )
}
