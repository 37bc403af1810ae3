//! From a file's bytes to artifacts: plain JSON, gzip, or a zip as a CI service hands it out.
//!
//! What a file is shows in its first bytes, not in its name. Every way has a bound, so that a file made
//! to burst is refused before the tab runs out of memory.

mod archive;
mod zipped;

use std::io::Read;

use flate2::read::MultiGzDecoder;
use oomscope_shared::columns::lift;
use oomscope_shared::{Artifact, FormatVersion, LoadError, parse_artifact};

/// The most that one artifact may unpack to.
pub const LARGEST: u64 = 1 << 30;

/// An artifact that was opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Name of the file; inside of a zip, the name of the entry.
    pub name: String,
    /// The artifact.
    pub artifact: Artifact,
}

/// A file that was not opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Name of the file.
    pub name: String,
    /// Why, as the rest of a sentence.
    pub reason: String,
    /// What to do about it.
    pub advice: String,
}

/// One file, or one entry of a zip: opened or refused.
pub type Opening = Result<Opened, Refused>;

const GET_AGAIN: &str = "Get the file again; the download or the upload probably stopped early.";
const WRONG_FILE: &str = "Choose the *.oomscope.json (or .json.gz, or the zip around it) that \
                          `oomscope run` wrote.";

impl Refused {
    pub(crate) fn new(name: &str, reason: impl Into<String>, advice: &str) -> Self {
        Self {
            name: name.to_owned(),
            reason: reason.into(),
            advice: advice.to_owned(),
        }
    }

    /// A file that could not even be fetched or read.
    pub fn unread(name: &str, reason: impl Into<String>, advice: &str) -> Self {
        Self::new(name, reason, advice)
    }

    fn of(name: &str, error: &LoadError) -> Self {
        let advice = match error {
            LoadError::Empty | LoadError::CutOff { .. } => GET_AGAIN,
            LoadError::TooNew { .. } => {
                "Reload this page; if that does not help, it is older than the oomscope that wrote \
                 the file. `oomscope view` of that version opens it."
            }
            LoadError::Malformed { .. } => {
                "If oomscope wrote it, that is a bug of oomscope; otherwise something changed the file."
            }
            _ if name.ends_with(".journal") => {
                "This is the journal of a run. `oomscope recover` turns it into an artifact."
            }
            _ => WRONG_FILE,
        };
        Self::new(name, error.to_string(), advice)
    }
}

/// Opens a file. A zip may hold several artifacts, so the answer is a list; it is never empty.
pub fn open(name: &str, bytes: &[u8]) -> Vec<Opening> {
    if is_zip(bytes) {
        zipped::open(name, bytes)
    } else {
        vec![open_one(name, bytes)]
    }
}

/// Opens what is no zip: JSON, or gzip with JSON inside.
fn open_one(name: &str, bytes: &[u8]) -> Opening {
    let unpacked;
    let json = if bytes.starts_with(&[0x1f, 0x8b]) {
        unpacked = gunzip(name, bytes)?;
        &unpacked
    } else {
        bytes
    };
    // Windows tools like to put a byte order mark in front of UTF-8, which is no JSON.
    let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
    let artifact = match parse_quickly(json) {
        Some(artifact) => artifact,
        None => parse_artifact(json).map_err(|error| Refused::of(name, &error))?,
    };
    Ok(Opened {
        name: name.to_owned(),
        artifact,
    })
}

/// A whole file of the newest version, as the runner writes it; everything else takes the plain way,
/// which also finds the words for what is wrong.
fn parse_quickly(json: &[u8]) -> Option<Artifact> {
    let newest = format!("{{\"format_version\":{},", FormatVersion::CURRENT);
    if !json.starts_with(newest.as_bytes()) {
        return None;
    }
    let lifted = lift(json)?;
    let mut artifact = parse_artifact(&lifted.rest).ok()?;
    if artifact.batches.len() * 2 != lifted.columns.len() {
        return None;
    }
    let mut columns = lifted.columns.into_iter();
    for batch in &mut artifact.batches {
        let timeline = &mut batch.timeline;
        timeline.time_ms_deltas = columns.next()?;
        timeline.rss_kib_deltas = columns.next()?;
    }
    artifact.check().is_ok().then_some(artifact)
}

fn gunzip(name: &str, bytes: &[u8]) -> Result<Vec<u8>, Refused> {
    // The last four bytes of a gzip file hold its unpacked size, which saves growing step by step. They
    // may lie, so they are only a hint within what such a file can unpack to.
    let tail = bytes
        .last_chunk::<4>()
        .map_or(0, |tail| u32::from_le_bytes(*tail));
    let hint = u64::from(tail).min(bytes.len() as u64 * 40).min(LARGEST);
    let mut out = Vec::with_capacity(hint as usize + 1);
    match MultiGzDecoder::new(bytes)
        .take(LARGEST + 1)
        .read_to_end(&mut out)
    {
        Ok(_) if out.len() as u64 > LARGEST => Err(too_large(name)),
        Ok(_) => Ok(out),
        Err(error) => Err(Refused::new(
            name,
            format!("its gzip data is damaged or cut off ({error})"),
            GET_AGAIN,
        )),
    }
}

fn too_large(name: &str) -> Refused {
    let reason = format!(
        "it unpacks to more than {}",
        oomscope_shared::units::bytes(LARGEST)
    );
    Refused::new(
        name,
        reason,
        "No artifact is that large. `oomscope view` has no such bound.",
    )
}

/// A local file, or the end of an empty archive.
fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

#[cfg(test)]
mod tests;
