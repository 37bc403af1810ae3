//! What RSpec and Minitest have in common: the code of ours beside their tests, and what it dumps.

pub mod heaps;

use std::io;
use std::path::Path;

use super::place;

/// What each loads: what is told of a test, what it keeps, and dumps of the heap.
const BESIDE: [(&str, &str); 3] = [
    (
        "oomscope_telling.rb",
        include_str!("ruby/oomscope_telling.rb"),
    ),
    (
        "oomscope_memory.rb",
        include_str!("ruby/oomscope_memory.rb"),
    ),
    ("oomscope_heap.rb", include_str!("ruby/oomscope_heap.rb")),
];

/// Puts that into a folder.
///
/// # Errors
/// It could not be written.
pub fn put_beside(folder: &Path) -> io::Result<()> {
    for (name, text) in BESIDE {
        place(folder, name, text)?;
    }
    Ok(())
}
