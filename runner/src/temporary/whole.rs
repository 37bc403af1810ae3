//! What is alike on all systems: where a file that gets its name once it is whole can be, and how it is written.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::Unfinished;

/// Writes a whole file.
///
/// # Errors
/// As [`Unfinished`]'s.
pub fn write(
    target: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let unfinished = Unfinished::create(target)?;
    let mut file = BufWriter::new(unfinished.file());
    content(&mut file)?;
    file.flush()?;
    drop(file);
    unfinished.finish()
}

/// Whether a file can get this name.
///
/// # Errors
/// Something is there that is no regular file.
pub fn check_place(target: &Path) -> io::Result<()> {
    match fs::metadata(target) {
        Ok(metadata) if !metadata.is_file() => Err(is_no_file()),
        _ => Ok(()),
    }
}

/// That something lies in the place of a file of ours.
pub fn is_no_file() -> io::Error {
    io::Error::other("it is there already, and no regular file")
}

/// The folder that a file is in.
pub fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}
