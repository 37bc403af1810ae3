//! The part of the zip format that CI services write: the list at the end, stored and deflated entries,
//! Zip64. Sizes are taken from that list, so that entries written as a stream (sizes behind the data)
//! need nothing special. A tenth of the weight of a general reader, and the page is weighed.

use std::cell::Cell;

use flate2::bufread::DeflateDecoder;
use oomscope_quick::crc::Crc;
use oomscope_shared::Message;
use oomscope_shared::inflate::{Burst, Packed, expected, inflate};
use oomscope_shared::message::{Key, messages};

/// Why a zip, or an entry of it, cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZipFault {
    /// The list of files at the end is missing: most often the end itself is.
    NoDirectory,
    /// Something in it points outside of it or contradicts itself.
    Inconsistent,
    /// The data of an entry is not what its checksum says.
    Checksum,
    /// The entry needs a password.
    Encrypted,
    /// The entry is packed in a way that is not read here.
    Method(u16),
    /// The entry unpacks to more than is allowed.
    TooLarge,
    /// The entry is made to burst.
    Ratio,
}

impl ZipFault {
    /// It as the rest of a sentence.
    pub fn message(self) -> Message {
        match self {
            Self::NoDirectory => Key::ZipNoDirectory.into(),
            Self::Inconsistent => Key::ZipInconsistent.into(),
            Self::Checksum => Key::ZipChecksum.into(),
            Self::Encrypted => Key::ZipEncrypted.into(),
            Self::Method(method) => messages::ZipMethod { method }.into(),
            Self::TooLarge => Key::ZipTooLarge.into(),
            Self::Ratio => Key::RefusedBurst.into(),
        }
    }
}

/// One file of a zip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name with its folders.
    pub name: String,
    flags: u16,
    method: u16,
    crc: u32,
    packed: u64,
    unpacked: u64,
    offset: u64,
}

const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
const LOCATOR_64: &[u8] = b"PK\x06\x07";
const CENTRAL: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";
/// A figure that stands elsewhere, in 64 bits.
const ELSEWHERE: u64 = u32::MAX as u64;

/// Reads numbers out of bytes, and never past their end.
#[derive(Clone, Copy)]
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn part(self, at: u64, length: u64) -> Result<&'a [u8], ZipFault> {
        let start = usize::try_from(at).map_err(|_| ZipFault::Inconsistent)?;
        let end = usize::try_from(at.saturating_add(length)).map_err(|_| ZipFault::Inconsistent)?;
        self.0.get(start..end).ok_or(ZipFault::Inconsistent)
    }

    /// A number of up to eight bytes, the least first.
    fn number(self, at: u64, length: u64) -> Result<u64, ZipFault> {
        let bytes = self.part(at, length)?;
        Ok(bytes
            .iter()
            .rev()
            .fold(0, |value, byte| value << 8 | u64::from(*byte)))
    }
}

/// The files of a zip.
///
/// # Errors
/// [`ZipFault`] where the list at the end is missing or broken.
pub fn entries(zip: &[u8]) -> Result<Vec<Entry>, ZipFault> {
    let bytes = Bytes(zip);
    let (count, mut at) = directory(bytes)?;
    let mut entries = Vec::new();
    for _ in 0..count {
        if bytes.part(at, 4)? != CENTRAL {
            return Err(ZipFault::Inconsistent);
        }
        let lengths = [28, 30, 32].map(|field| bytes.number(at + field, 2));
        let [name, extra, comment] = lengths;
        let (name, extra, comment) = (name?, extra?, comment?);
        let mut entry = Entry {
            name: String::from_utf8_lossy(bytes.part(at + 46, name)?).into_owned(),
            flags: bytes.number(at + 8, 2)? as u16,
            method: bytes.number(at + 10, 2)? as u16,
            crc: bytes.number(at + 16, 4)? as u32,
            packed: bytes.number(at + 20, 4)?,
            unpacked: bytes.number(at + 24, 4)?,
            offset: bytes.number(at + 42, 4)?,
        };
        widen(&mut entry, Bytes(bytes.part(at + 46 + name, extra)?))?;
        entries.push(entry);
        at += 46 + name + extra + comment;
    }
    Ok(entries)
}

/// How many files the list holds, and where it begins.
fn directory(bytes: Bytes<'_>) -> Result<(u64, u64), ZipFault> {
    // The end has 22 bytes and a comment of up to 64 KiB.
    let last = bytes.0.len().checked_sub(22).ok_or(ZipFault::NoDirectory)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    let at = (first..=last)
        .rev()
        .find(|at| {
            let fits = |comment: u64| *at as u64 + 22 + comment == bytes.0.len() as u64;
            bytes.0[*at..].starts_with(END) && bytes.number(*at as u64 + 20, 2).is_ok_and(fits)
        })
        .ok_or(ZipFault::NoDirectory)? as u64;
    let (count, start) = (bytes.number(at + 10, 2)?, bytes.number(at + 16, 4)?);
    if count < u64::from(u16::MAX) && start < ELSEWHERE {
        return Ok((count, start));
    }
    let locator = at.checked_sub(20).ok_or(ZipFault::Inconsistent)?;
    if bytes.part(locator, 4)? != LOCATOR_64 {
        return Ok((count, start));
    }
    let end = bytes.number(locator + 8, 8)?;
    if bytes.part(end, 4)? != END_64 {
        return Err(ZipFault::Inconsistent);
    }
    Ok((bytes.number(end + 32, 8)?, bytes.number(end + 48, 8)?))
}

/// Takes the figures that did not fit into 32 bits from the entry's extra field.
fn widen(entry: &mut Entry, extra: Bytes<'_>) -> Result<(), ZipFault> {
    let mut at = 0;
    while at + 4 <= extra.0.len() as u64 {
        let (kind, length) = (extra.number(at, 2)?, extra.number(at + 2, 2)?);
        if kind == 1 {
            let mut field = at + 4;
            for figure in [&mut entry.unpacked, &mut entry.packed, &mut entry.offset] {
                if *figure == ELSEWHERE {
                    *figure = extra.number(field, 8)?;
                    field += 8;
                }
            }
        }
        at += 4 + length;
    }
    Ok(())
}

/// Unpacks one file, as long as it is no larger than `limit`.
///
/// # Errors
/// [`ZipFault`] where it cannot be read or is too large.
pub fn read(
    zip: &[u8],
    entry: &Entry,
    limit: u64,
    on_stage: &mut dyn FnMut(u64),
) -> Result<Vec<u8>, ZipFault> {
    if entry.flags & 1 != 0 {
        return Err(ZipFault::Encrypted);
    }
    let bytes = Bytes(zip);
    if bytes.part(entry.offset, 4)? != LOCAL {
        return Err(ZipFault::Inconsistent);
    }
    let header = 30 + bytes.number(entry.offset + 26, 2)? + bytes.number(entry.offset + 28, 2)?;
    let data = bytes.part(entry.offset.saturating_add(header), entry.packed)?;
    let out = match entry.method {
        0 if entry.packed > limit => return Err(ZipFault::TooLarge),
        0 => data.to_vec(),
        8 => {
            let taken = Cell::new(0);
            let mut decoder = DeflateDecoder::new(Packed::new(data, &taken));
            let hint = expected(entry.packed, entry.unpacked);
            inflate(&mut decoder, &taken, hint, limit, on_stage).map_err(|burst| match burst {
                Burst::TooLarge => ZipFault::TooLarge,
                Burst::Ratio => ZipFault::Ratio,
                Burst::Damaged(_) => ZipFault::Inconsistent,
            })?
        }
        method => return Err(ZipFault::Method(method)),
    };
    let mut crc = Crc::default();
    crc.update(&out);
    if crc.end() == entry.crc {
        Ok(out)
    } else {
        Err(ZipFault::Checksum)
    }
}
