//! Opening artifacts and journals that were given as paths.

use std::fs;
use std::io::Read;
use std::path::Path;

use flate2::read::MultiGzDecoder;
use oomscope_shared::{Artifact, parse_artifact};

use crate::error::Failure;

/// The bytes of a file, unpacked if it is gzipped.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = fs::read(path).map_err(Failure::read(path))?;
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let mut unpacked = Vec::new();
    MultiGzDecoder::new(bytes.as_slice())
        .read_to_end(&mut unpacked)
        .map_err(Failure::read(path))?;
    Ok(unpacked)
}

/// The artifact in a file.
pub fn read_artifact(path: &Path) -> Result<Artifact, Failure> {
    let bytes = read_bytes(path)?;
    parse_artifact(&bytes).map_err(|source| Failure::Artifact {
        path: path.to_owned(),
        source,
    })
}
