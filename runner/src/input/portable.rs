//! Opening a file that may be something else: where there is no Linux.

use std::fs::{self, File, Metadata};
use std::path::Path;

use super::refused;
use crate::error::Failure;

/// Opens a file. It is looked at before it is opened: opening a pipe would wait for whoever writes to it.
pub fn open(path: &Path) -> Result<(File, Metadata), Failure> {
    let about = fs::metadata(path).map_err(Failure::read(path))?;
    if !about.is_file() {
        return Err(refused(path, "it is no regular file", "give a file"));
    }
    let file = File::open(path).map_err(Failure::read(path))?;
    Ok((file, about))
}
