//! Reading process trees from `/proc`, ending what is in them, and asking other programs.

mod ask;
mod end;
mod memory;
mod numbers;
mod reader;
mod tree;

pub use ask::{ANSWERS_WITHIN, ask};
pub use end::{kill_descendants, signal_child, signal_if};
pub use reader::{ProcReader, Rollup};
pub use tree::{Tree, TreeCounts};

use std::collections::BTreeSet;

/// The children of a process.
pub fn children(pid: u32) -> Vec<u32> {
    ProcReader::system().children_of_all_threads(pid)
}

/// Every descendant of a process, by one walk over the live system.
pub fn descendants(root: u32) -> Vec<u32> {
    let found = descendants_with_parents(root).into_iter();
    found.map(|(pid, _)| pid).collect()
}

/// Every descendant of a process with its parent.
fn descendants_with_parents(root: u32) -> Vec<(u32, u32)> {
    let reader = ProcReader::system();
    let mut known = BTreeSet::from([root]);
    let mut found = Vec::new();
    let mut queue = vec![root];
    while let Some(parent) = queue.pop() {
        for pid in reader.children_of_all_threads(parent) {
            if known.insert(pid) {
                found.push((pid, parent));
                queue.push(pid);
            }
        }
    }
    found
}
