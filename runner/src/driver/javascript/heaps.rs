//! What code of ours in a process of Node has dumped: read and deleted, as it never leaves this machine.

use std::fs::{self, File};
use std::path::Path;

use oomscope_diagnosis::heap::growth::Births;
use oomscope_diagnosis::heap::held::Held;
use oomscope_diagnosis::heap::javascript::{Notes, held};
use oomscope_diagnosis::heap::v8;
use oomscope_diagnosis::rounds::Apart;

use crate::driver::place;

/// Texts of sources that are read for a place: a bundle of everything is none.
const MOST_SOURCE_BYTES: u64 = 16 << 20;

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
    let file = |number: usize| folder.join(format!("{number}.heapsnapshot"));
    let open = |number: usize| File::open(file(number)).map_err(|error| error.to_string());
    let notes = fs::read_to_string(folder.join("notes.json")).unwrap_or_default();
    let notes = Notes::parse(&notes);
    let (births, last) = if let Some(runs) = notes.marks.len().checked_sub(1) {
        let (marks, units) = (notes.marks.clone(), runs / Apart::COUNTED);
        (Births::Marks { marks, units }, 0)
    } else if file(2).exists() {
        let ids = |number: usize| {
            let ids = v8::read_ids(open(number)?).map_err(|error| error.to_string());
            // The next one needs the room.
            let _ = fs::remove_file(file(number));
            ids
        };
        let (before, after_one) = (ids(0)?, ids(1)?);
        (Births::Snapshots { before, after_one }, 2)
    } else {
        return Ok(None);
    };
    if !file(last).exists() {
        return Ok(None);
    }
    let project = std::env::current_dir().and_then(fs::canonicalize);
    let project = project.unwrap_or_default().display().to_string();
    held(open(last)?, &births, notes, &project, &source)
        .map(Some)
        .map_err(|error| error.to_string())
}

fn source(path: &str) -> Option<String> {
    let metadata = fs::metadata(path).ok()?;
    let is_text = metadata.is_file() && metadata.len() <= MOST_SOURCE_BYTES;
    is_text.then(|| fs::read_to_string(path).ok()).flatten()
}
