//! What code of ours in a process of Node has dumped.

use std::fs;
use std::path::Path;

use oomscope_diagnosis::heap::growth::Births;
use oomscope_diagnosis::heap::held::Held;
use oomscope_diagnosis::heap::javascript::{Notes, held};
use oomscope_diagnosis::heap::v8;

use crate::driver::dumps::{self, Earlier};
use crate::driver::place;

/// Puts the module that dumps heaps beside the others.
///
/// # Errors
/// It could not be written.
pub fn place_dumper(scratch: &Path) -> std::io::Result<()> {
    let text = include_str!("oomscope_heaps.cjs");
    place(scratch, "oomscope_heaps.cjs", text).map(drop)
}

/// What the dumps in a folder say; `None`: the process did not come so far.
///
/// # Errors
/// A file cannot be read, or is no snapshot.
pub fn read(folder: &Path) -> Result<Option<Held>, String> {
    let notes = fs::read_to_string(folder.join("notes.json")).unwrap_or_default();
    let mut notes = Notes::parse(&notes);
    let marks = std::mem::take(&mut notes.marks);
    let ids = |file| v8::read_ids(file).map_err(|error| error.to_string());
    let Some((earlier, last)) = dumps::open(folder, "heapsnapshot", marks, ids)? else {
        return Ok(None);
    };
    let births = match earlier {
        Earlier::Dumps { before, after_one } => Births::Snapshots { before, after_one },
        Earlier::Marks { marks, units } => Births::Marks { marks, units },
    };
    held(last, &births, notes, &dumps::project(), &dumps::source)
        .map(Some)
        .map_err(|error| error.to_string())
}
