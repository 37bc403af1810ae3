//! What code of ours in a process of Ruby has dumped: read and deleted, as it never leaves this machine.

use std::fs::{self, File};
use std::path::Path;

use oomscope_diagnosis::heap::held::Held;
use oomscope_diagnosis::heap::ruby::{self, Dump, held};
use oomscope_diagnosis::rounds::Apart;

/// Texts of sources that are read for a line.
const MOST_SOURCE_BYTES: u64 = 16 << 20;

/// What the dumps in a folder say; `None`: the process did not come so far.
///
/// # Errors
/// A file cannot be read, or is no dump.
pub fn read(folder: &Path) -> Result<Option<Held>, String> {
    let file = |number: usize| folder.join(format!("{number}.heap"));
    let open = |number: usize| File::open(file(number)).map_err(|error| error.to_string());
    let marks = fs::read_to_string(folder.join("marks.json")).unwrap_or_default();
    let marks: Vec<u64> = serde_json::from_str(&marks).unwrap_or_default();
    let (dump, last) = if let Some(runs) = marks.len().checked_sub(1) {
        let units = runs / Apart::COUNTED;
        (Dump::Marked { marks, units }, 0)
    } else if file(2).exists() {
        let earlier = |number: usize| {
            let earlier = ruby::read_earlier(open(number)?).map_err(|error| error.to_string());
            // The next one needs the room.
            let _ = fs::remove_file(file(number));
            earlier
        };
        let (before, after_one) = (earlier(0)?, earlier(1)?);
        (Dump::After { before, after_one }, 2)
    } else {
        return Ok(None);
    };
    if !file(last).exists() {
        return Ok(None);
    }
    let project = std::env::current_dir().and_then(fs::canonicalize);
    let project = project.unwrap_or_default().display().to_string();
    held(open(last)?, dump, &project, &source)
        .map(Some)
        .map_err(|error| error.to_string())
}

fn source(path: &str) -> Option<String> {
    let metadata = fs::metadata(path).ok()?;
    let is_text = metadata.is_file() && metadata.len() <= MOST_SOURCE_BYTES;
    is_text.then(|| fs::read_to_string(path).ok()).flatten()
}
