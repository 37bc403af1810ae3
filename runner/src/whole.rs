//! An artifact, written as a whole.

use std::io::{self, Write};
use std::path::Path;

use oomscope_shared::Artifact;

use crate::error::Failure;
use crate::temporary;

/// Writes an artifact.
pub fn write(out: &Path, artifact: &Artifact, after_start: bool) -> Result<(), Failure> {
    let written = temporary::write(out, |file| write_into(file, artifact));
    written.map_err(|source| Failure::Write {
        path: out.to_owned(),
        source,
        after_start,
    })
}

/// Straight into the file: as a text in between, a large artifact would be in memory twice.
pub fn write_into(mut file: &mut dyn Write, artifact: &Artifact) -> io::Result<()> {
    serde_json::to_writer(&mut file, artifact)?;
    file.write_all(b"\n")
}
