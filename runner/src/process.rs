//! Reading process trees from `/proc`.

mod reader;
mod tree;

pub use reader::{ProcReader, Rollup};
pub use tree::{Tree, TreeCounts};

use std::path::Path;

/// Every descendant of a process with its name, by one walk over the live system.
pub fn descendants(root: u32) -> Vec<(u32, String)> {
    let reader = ProcReader::new(Path::new("/proc"));
    let mut found = Vec::new();
    let mut queue = reader.children_of_all_threads(root);
    while let Some(pid) = queue.pop() {
        if found.iter().any(|(known, _)| *known == pid) {
            continue;
        }
        queue.extend(reader.children_of_all_threads(pid));
        found.push((pid, reader.name(pid).unwrap_or_default()));
    }
    found
}
