//! From a file's bytes to artifacts: plain JSON, gzip, or a zip as a CI service hands it out.
//!
//! What a file is shows in its first bytes, not in its name. Every way has a bound, so that a file made
//! to burst is refused before the tab runs out of memory. The work is in two parts: [`open`] runs in a
//! worker and makes [`Parcel`]s, which are quick to hand over; [`Parcel::unpack`] runs in the page.

mod archive;
mod gzip;
pub mod shards;
mod tidy;
mod zipped;

use std::cell::Cell;

use oomscope_shared::chart::RunSeries;
use oomscope_shared::columns::{Columns, Figures, Lifted, lift};
use oomscope_shared::inflate::{Burst, LARGEST, expected, gzip_stated, inflate};
use oomscope_shared::load::parse_lifted;
use oomscope_shared::message::{Key, messages};
use oomscope_shared::pyramid::{Steps, summed};
use oomscope_shared::{Artifact, FormatVersion, LoadError, Message, parse_artifact};

use crate::words;

/// The most that an artifact may have beside its curves: the page itself reads that, in one go.
/// Enough for half a million tests or some eighty thousand batches.
const REST_AT_MOST: usize = 96 << 20;

/// An artifact on its way from the worker to the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Name of the file; inside of a zip, the name of the entry.
    pub name: String,
    /// The document without its timelines and the figures of its tests, harmless to show.
    pub rest: Vec<u8>,
    /// The timelines, one per batch of the suite.
    pub curves: Vec<Columns>,
    /// The figures of the tests, column by column; none where they are in the document.
    pub figures: Vec<Figures>,
    /// The file as it was, where it lay in a zip; empty where what was opened is the file.
    pub entry: Vec<u8>,
}

/// A file that a run came from, which can be saved with the page: its name, and its place among the files that the
/// host keeps.
pub type Source = (String, u32);

/// An artifact that was opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Name of the file; inside of a zip, the name of the entry.
    pub name: String,
    /// The files it came from: several where it was in shards.
    pub sources: Vec<Source>,
    /// The artifact. Its timelines are empty: they are in `series`.
    pub artifact: Artifact,
    /// The curves.
    pub series: RunSeries,
}

/// An artifact that was read, with its curves still apart.
#[derive(Debug, Clone)]
pub struct Parsed {
    name: String,
    sources: Vec<Source>,
    artifact: Artifact,
    curves: Vec<Columns>,
}

/// A file that was not opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// Name of the file.
    pub name: String,
    /// Why, as the rest of a sentence.
    pub reason: Message,
    /// What to do about it.
    pub advice: Message,
}

/// One file, or one entry of a zip: opened or refused.
pub type Opening = Result<Parcel, Refused>;

/// What is being done, and to how much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// So many bytes are unpacked.
    Unpacking(u64),
    /// So many bytes of text are read now.
    Reading(u64),
}

impl Stage {
    /// As the end of a sentence that begins with the file's name.
    pub fn message(self) -> Message {
        match self {
            Self::Unpacking(bytes) => messages::IntakeUnpacking { done_bytes: bytes }.into(),
            Self::Reading(bytes) => messages::IntakeReading { file_bytes: bytes }.into(),
        }
    }
}

/// Is told what is being done.
pub type OnStage<'a> = &'a mut dyn FnMut(Stage);

impl Refused {
    /// A file that was not opened, with what to do about it.
    pub fn new(name: &str, reason: impl Into<Message>, advice: impl Into<Message>) -> Self {
        Self {
            name: tidy::plain(name),
            reason: reason.into(),
            advice: advice.into(),
        }
    }

    fn of(name: &str, error: &LoadError) -> Self {
        let advice = match error {
            LoadError::Empty | LoadError::CutOff { .. } => Key::AdviceGetAgain,
            LoadError::TooNew { .. } => Key::AdviceTooNew,
            LoadError::Malformed { .. } => Key::AdviceMalformed,
            _ if name.ends_with(".journal") => Key::AdviceJournal,
            _ => Key::AdviceWrongFile,
        };
        Self::new(name, error.message(), advice)
    }

    fn burst(name: &str, burst: &Burst) -> Self {
        match burst {
            Burst::TooLarge => too_large(name),
            Burst::Ratio => Self::new(name, Key::RefusedBurst, Key::AdviceWrongFile),
            Burst::Damaged(error) => {
                let error = error.to_string();
                let reason = messages::RefusedPackedData { error };
                Self::new(name, reason, Key::AdviceGetAgain)
            }
        }
    }

    /// Why, in the reader's language. A parser repeats what it does not know, so this is made harmless here.
    pub fn why(&self) -> String {
        tidy::plain(&words::text(&self.reason))
    }

    /// What to do about it, in the reader's language.
    pub fn advice(&self) -> String {
        tidy::plain(&words::text(&self.advice))
    }
}

/// Opens a file. A zip may hold several artifacts, so the answer is a list; it is never empty.
pub fn open(name: &str, bytes: &[u8], on_stage: OnStage<'_>) -> Vec<Opening> {
    if is_zip(bytes) {
        zipped::open(name, bytes, on_stage)
    } else {
        vec![open_one(name, bytes, on_stage)]
    }
}

/// Opens what is no zip: JSON, or gzip with JSON inside.
fn open_one(name: &str, bytes: &[u8], on_stage: OnStage<'_>) -> Opening {
    let unpacked;
    let json = if bytes.starts_with(&[0x1f, 0x8b]) {
        unpacked = gunzip(name, bytes, on_stage)?;
        &unpacked
    } else {
        bytes
    };
    on_stage(Stage::Reading(json.len() as u64));
    // Windows tools like to put a byte order mark in front of UTF-8, which is no JSON.
    let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
    let lifted = lift(json);
    // Asked for before it is read: millions of batches need many times the room of their text.
    let rest = lifted.as_ref().map_or(json.len(), |lifted| {
        let figures = lifted.figures.iter().map(Vec::len).sum::<usize>();
        lifted.rest.len() + figures * size_of::<u64>()
    });
    if rest > REST_AT_MOST {
        let reason = messages::RefusedRest { rest_bytes: rest };
        return Err(Refused::new(name, reason, Key::AdviceInTerminal));
    }
    let (rest, curves, figures) = match lifted.and_then(|lifted| read_quickly(json, lifted)) {
        Some(parts) => parts,
        None => read_slowly(json).map_err(|error| Refused::of(name, &error))?,
    };
    Ok(Parcel {
        name: tidy::plain(name),
        rest,
        curves,
        figures,
        entry: Vec::new(),
    })
}

/// What a parcel holds of an artifact.
type Parts = (Vec<u8>, Vec<Columns>, Vec<Figures>);

/// A whole file of the newest version, as the runner writes it; everything else takes the slow way,
/// which also finds the words for what is wrong.
fn read_quickly(json: &[u8], mut lifted: Lifted) -> Option<Parts> {
    let newest = format!("{{\"format_version\":{},", FormatVersion::CURRENT);
    if !json.starts_with(newest.as_bytes()) {
        return None;
    }
    let mut artifact = parse_lifted(&lifted.rest, &mut lifted.figures).ok()?;
    // Figures that were left in the text are those of the tests, and others were lifted.
    if !lifted.figures.iter().all(Vec::is_empty) {
        return None;
    }
    let (own, hunted) = (artifact.batches.len(), artifact.hunt_batches.len());
    if own + hunted != lifted.columns.len() {
        return None;
    }
    // The suite's come first, as the runner writes them; the page draws none of the hunt's.
    if hunted > 0 {
        let text = std::str::from_utf8(&lifted.rest).ok()?;
        if text.find("\"batches\":")? > text.find("\"hunt_batches\":")? {
            return None;
        }
    }
    let mut curves = lifted.columns;
    curves.truncate(own);
    let taken = artifact.tests.figures_mut().zip(&mut lifted.figures);
    taken.for_each(|(column, figures)| std::mem::swap(column, figures));
    Some((tidy::tidy(&lifted.rest), curves, lifted.figures))
}

/// Anything that a parser takes: other spaces, other orders of the keys, older versions.
fn read_slowly(json: &[u8]) -> Result<Parts, LoadError> {
    let mut artifact = parse_artifact(json)?;
    let tidied = tidy::tidy(json);
    // Without its spaces it can be lifted after all, unless its keys stand in another order. Then the
    // timelines stay in the rest, whose bound holds.
    let rest = lift(&tidied).map_or(tidied, |lifted| lifted.rest);
    let curves = curves(&artifact);
    let figures = artifact.tests.figures_mut().map(std::mem::take);
    Ok((rest, curves, figures.collect()))
}

/// The curves of the suite's own batches. Those of the hunt are read, so that a file is refused where
/// they are wrong, but the page draws none of them.
fn curves(artifact: &Artifact) -> Vec<Columns> {
    let timelines = artifact.batches.iter().map(|batch| &batch.timeline);
    timelines.map(summed).collect()
}

impl Parcel {
    /// Reads the document of a file that the host keeps at this place.
    ///
    /// # Errors
    /// None for what [`open`] made; a parcel from elsewhere is refused as any file is.
    pub fn parse(mut self, source: u32) -> Result<Parsed, Refused> {
        let mut artifact = parse_lifted(&self.rest, &mut self.figures)
            .map_err(|error| Refused::of(&self.name, &error))?;
        let all = artifact
            .batches
            .iter_mut()
            .chain(&mut artifact.hunt_batches);
        for batch in all {
            batch.timeline = oomscope_shared::timeline::Timeline::default();
        }
        Ok(Parsed {
            sources: vec![(self.name.clone(), source)],
            name: self.name,
            artifact,
            curves: self.curves,
        })
    }

    /// Reads the document and puts pyramids over the curves.
    ///
    /// # Errors
    /// As [`Self::parse`].
    #[cfg(test)]
    fn unpack(self) -> Result<Opened, Refused> {
        self.parse(0).map(Parsed::open)
    }
}

impl Parsed {
    /// Puts pyramids over the curves.
    fn open(self) -> Opened {
        let steps = self.curves.into_iter().map(Steps::from_columns).collect();
        let series = RunSeries::with_steps(&self.artifact, steps);
        Opened {
            name: self.name,
            sources: self.sources,
            artifact: self.artifact,
            series,
        }
    }
}

fn gunzip(name: &str, bytes: &[u8], on_stage: OnStage<'_>) -> Result<Vec<u8>, Refused> {
    let taken = Cell::new(0);
    inflate(
        &mut gzip::Gzip::new(bytes, &taken),
        &taken,
        // It saves growing step by step.
        expected(bytes.len() as u64, gzip_stated(bytes)),
        LARGEST,
        &mut |bytes| on_stage(Stage::Unpacking(bytes)),
    )
    .map_err(|burst| Refused::burst(name, &burst))
}

fn too_large(name: &str) -> Refused {
    let reason = messages::RefusedTooLarge {
        most_bytes: LARGEST,
    };
    Refused::new(name, reason, Key::AdviceTooLarge)
}

/// A local file, or the end of an empty archive.
fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

#[cfg(test)]
mod tests;
