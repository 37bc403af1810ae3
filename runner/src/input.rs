//! The one door through which files come that somebody named: artifacts, journals, lists, configuration, files of
//! other tools.
//!
//! A name may lead to what never ends or never begins: a device, a pipe that nobody writes to, a link to either,
//! a packed file that bursts. So only what has an end of its own is read, and only so much of it.

#[cfg_attr(not(target_os = "linux"), path = "input/portable.rs")]
mod door;

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use oomscope_journal::decode;
use oomscope_shared::inflate::{Burst, LARGEST, Packed, expected, gzip_stated, inflate};
use oomscope_shared::message::{Key, messages};
use oomscope_shared::units::bytes as size;
use oomscope_shared::{Artifact, Message, parse_artifact};
use sha2::{Digest, Sha256};

use crate::error::Failure;

/// What a file is read as, which says how large it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An artifact, or the file of another tool that becomes one.
    Artifact,
    /// A journal. It tells every sample in words of its own, and nothing must be lost of a run that was killed.
    Journal,
    /// A list of tests.
    List,
    /// A configuration.
    Config,
}

impl Kind {
    /// How many bytes it may have.
    fn largest(self) -> u64 {
        match self {
            Self::Artifact => LARGEST,
            Self::Journal => 4 * LARGEST,
            Self::List => 64 << 20,
            Self::Config => 1 << 20,
        }
    }

    /// What to do about one that is larger.
    fn remedy(self) -> &'static str {
        match self {
            Self::Artifact => "a lower --sample-hz makes a smaller artifact",
            Self::Journal => "if it is a journal of oomscope, please report it",
            Self::List => "write one test id a line, or select tests in the command after `--`",
            Self::Config => "see docs/budgets.md for an example",
        }
    }

    /// What stands before its name.
    fn noun(self) -> &'static str {
        match self {
            Self::List => "the list file ",
            _ => "",
        }
    }
}

/// The bytes of a file as they are.
pub fn read(path: &Path, kind: Kind) -> Result<Vec<u8>, Failure> {
    let (file, about) = door::open(path)?;
    if about.len() > kind.largest() {
        return Err(too_large(path, kind));
    }
    let mut bytes = Vec::with_capacity(about.len() as usize);
    // What it said of its length need not hold: it may grow, and a pipe says nothing.
    file.take(kind.largest() + 1)
        .read_to_end(&mut bytes)
        .map_err(Failure::read(path))?;
    match bytes.len() as u64 > kind.largest() {
        true => Err(too_large(path, kind)),
        false => Ok(bytes),
    }
}

/// The text of a file.
pub fn read_text(path: &Path, kind: Kind) -> Result<String, Failure> {
    String::from_utf8(read(path, kind)?).map_err(|_| {
        Failure::usage(
            format!("{}`{}` is not UTF-8", kind.noun(), path.display()),
            "save it as UTF-8",
        )
    })
}

/// The text that comes by standard input.
pub fn read_standard_input(kind: Kind) -> Result<String, Failure> {
    let name = Path::new("standard input");
    let stdin = io::stdin().lock();
    if stdin.is_terminal() {
        return Err(refused(
            name,
            "it is a terminal",
            "put a command before it, such as `git diff --name-only | oomscope run --tests - …`",
        ));
    }
    let mut text = String::new();
    stdin
        .take(kind.largest() + 1)
        .read_to_string(&mut text)
        .map_err(Failure::read(name))?;
    match text.len() as u64 > kind.largest() {
        true => Err(too_large(name, kind)),
        false => Ok(text),
    }
}

/// The bytes of an artifact, or of what becomes one, unpacked if they are gzipped.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = read(path, Kind::Artifact)?;
    Ok(match unpacked(path, &bytes)? {
        Cow::Owned(unpacked) => unpacked,
        Cow::Borrowed(_) => bytes,
    })
}

/// The key of a run: the beginning of the SHA-256 of its JSON. The same artifact has the same key wherever
/// it lies, packed or not.
pub fn run_id(json: &[u8]) -> String {
    let hash = Sha256::digest(json);
    hash.iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The artifact in a file.
pub fn read_artifact(path: &Path) -> Result<Artifact, Failure> {
    parse(path, &read(path, Kind::Artifact)?)
}

/// Whether it is what a killed run left: its first line is an event.
fn is_journal(bytes: &[u8]) -> bool {
    let first = bytes.split_inclusive(|byte| *byte == b'\n').next();
    first.is_some_and(|line| !decode(line).events.is_empty())
}

/// The artifact in the bytes of a file.
pub fn parse(path: &Path, bytes: &[u8]) -> Result<Artifact, Failure> {
    if is_journal(bytes) {
        return Err(Failure::usage(
            format!("`{}` is a journal and no artifact", path.display()),
            format!("make one of it: oomscope recover {}", path.display()),
        ));
    }
    let json = unpacked(path, bytes)?;
    parse_artifact(&json).map_err(|source| Failure::Artifact {
        path: path.to_owned(),
        source,
    })
}

pub fn unpacked<'a>(path: &Path, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>, Failure> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(Cow::Borrowed(bytes));
    }
    let taken = Cell::new(0);
    let mut decoder = MultiGzDecoder::new(Packed::new(bytes, &taken));
    let hint = expected(bytes.len() as u64, gzip_stated(bytes));
    let refused = |why: Message| refused(path, why.english(), Kind::Artifact.remedy());
    match inflate(&mut decoder, &taken, hint, LARGEST, &mut |_| {}) {
        Ok(unpacked) => Ok(Cow::Owned(unpacked)),
        Err(Burst::Damaged(source)) => Err(Failure::read(path)(source)),
        Err(Burst::Ratio) => Err(refused(Key::RefusedBurst.into())),
        Err(Burst::TooLarge) => {
            let most_bytes = LARGEST;
            Err(refused(messages::RefusedTooLarge { most_bytes }.into()))
        }
    }
}

fn too_large(path: &Path, kind: Kind) -> Failure {
    let why = format!("it has more than {}", size(kind.largest()));
    refused(path, why, kind.remedy())
}

fn refused(path: &Path, why: impl std::fmt::Display, remedy: &str) -> Failure {
    Failure::usage(format!("cannot read `{}`: {why}", path.display()), remedy)
}
