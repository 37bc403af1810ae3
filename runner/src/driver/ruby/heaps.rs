//! What code of ours in a process of Ruby has dumped.

use std::fs;
use std::path::Path;

use oomscope_diagnosis::heap::held::Held;
use oomscope_diagnosis::heap::ruby::{self, Dump, held};

use crate::driver::dumps::{self, Earlier};

/// What the dumps in a folder say; `None`: the process did not come so far.
///
/// # Errors
/// A file cannot be read, or is no dump.
pub fn read(folder: &Path) -> Result<Option<Held>, String> {
    let marks = fs::read_to_string(folder.join("marks.json")).unwrap_or_default();
    let marks: Vec<u64> = serde_json::from_str(&marks).unwrap_or_default();
    let earlier = |file| ruby::read_earlier(file).map_err(|error| error.to_string());
    let Some((earlier, last)) = dumps::open(folder, "heap", marks, earlier)? else {
        return Ok(None);
    };
    let dump = match earlier {
        Earlier::Dumps { before, after_one } => Dump::After { before, after_one },
        Earlier::Marks { marks, units } => Dump::Marked { marks, units },
    };
    held(last, dump, &dumps::project(), &dumps::source)
        .map(Some)
        .map_err(|error| error.to_string())
}
