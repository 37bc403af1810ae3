//! Gzip, member by member. The reader that the library has for it brings a table for checksums along, which
//! would be 16 kB of the page; all that unpacks is the library's.

use std::cell::Cell;
use std::io::{self, ErrorKind, Read};

use flate2::bufread::DeflateDecoder;
use oomscope_quick::crc::Crc;
use oomscope_shared::inflate::Packed;

/// The flags of a member that has more than its header.
const CHECKSUM: u8 = 1 << 1;
const EXTRA: u8 = 1 << 2;
const NAME: u8 = 1 << 3;
const COMMENT: u8 = 1 << 4;

/// What a file of one member or several unpacks to.
pub(super) struct Gzip<'a> {
    deflate: DeflateDecoder<Packed<'a>>,
    taken: &'a Cell<u64>,
    crc: Crc,
    /// Unpacked bytes of the member so far, as its end counts them.
    length: u32,
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A member begins here; there is at least one.
    First,
    Inside,
    /// Another member begins here, or the file ends.
    Between,
}

impl<'a> Gzip<'a> {
    /// Counts the packed bytes into `taken`.
    pub(super) fn new(bytes: &'a [u8], taken: &'a Cell<u64>) -> Self {
        Self {
            deflate: DeflateDecoder::new(Packed::new(bytes, taken)),
            taken,
            crc: Crc::default(),
            length: 0,
            place: Place::First,
        }
    }

    fn left(&self) -> &'a [u8] {
        self.deflate.get_ref().left()
    }

    fn go_on_at(&mut self, left: &'a [u8], place: Place) {
        self.deflate.reset(Packed::new(left, self.taken));
        self.place = place;
    }

    /// Compares a member with what its end says of it.
    fn end_member(&mut self) -> io::Result<()> {
        let (end, rest) = self.left().split_first_chunk::<8>().ok_or_else(cut)?;
        let said = u64::from_le_bytes(*end);
        let found = u64::from(self.crc.end()) | u64::from(self.length) << 32;
        if said != found {
            return Err(fault("the checksum does not match"));
        }
        self.length = 0;
        self.go_on_at(rest, Place::Between);
        Ok(())
    }
}

impl Read for Gzip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.place {
                Place::Inside => {
                    let count = self.deflate.read(buffer)?;
                    if count > 0 || buffer.is_empty() {
                        self.crc.update(&buffer[..count]);
                        self.length = self.length.wrapping_add(count as u32);
                        return Ok(count);
                    }
                    self.end_member()?;
                }
                Place::Between if self.left().is_empty() => return Ok(0),
                Place::First | Place::Between => {
                    let data = behind_header(self.left())?;
                    self.go_on_at(data, Place::Inside);
                }
            }
        }
    }
}

/// Where the packed data of a member begins.
fn behind_header(bytes: &[u8]) -> io::Result<&[u8]> {
    let (head, mut rest) = bytes.split_first_chunk::<10>().ok_or_else(cut)?;
    let [0x1f, 0x8b, 8, flags, ..] = *head else {
        return Err(fault("a part does not begin as gzip does"));
    };
    let after = |bytes: &mut &[u8], count: usize| -> io::Result<()> {
        *bytes = bytes.get(count..).ok_or_else(cut)?;
        Ok(())
    };
    if flags & EXTRA != 0 {
        let length = rest.first_chunk::<2>().ok_or_else(cut)?;
        let length = usize::from(u16::from_le_bytes(*length));
        after(&mut rest, 2 + length)?;
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            let end = rest.iter().position(|byte| *byte == 0).ok_or_else(cut)?;
            after(&mut rest, end + 1)?;
        }
    }
    if flags & CHECKSUM != 0 {
        after(&mut rest, 2)?;
    }
    Ok(rest)
}

fn cut() -> io::Error {
    io::Error::new(ErrorKind::UnexpectedEof, "it ends too early")
}

fn fault(what: &'static str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, GzBuilder};
    use std::io::Write;

    fn member(text: &[u8]) -> Vec<u8> {
        let mut packed = GzBuilder::new()
            .filename("run.json")
            .comment("of a job")
            .extra(vec![1, 2, 3])
            .write(Vec::new(), Compression::fast());
        packed.write_all(text).unwrap();
        packed.finish().unwrap()
    }

    fn read(bytes: &[u8]) -> io::Result<Vec<u8>> {
        let taken = Cell::new(0);
        let mut out = Vec::new();
        Gzip::new(bytes, &taken).read_to_end(&mut out)?;
        assert!(taken.get() <= bytes.len() as u64 && taken.get() > 0);
        Ok(out)
    }

    #[test]
    fn members_follow_each_other_whatever_their_headers_hold() {
        let text = vec![b'x'; 100_000];
        let two = [member(&text), member(b""), member(b"end")].concat();
        assert_eq!(read(&two).unwrap(), [&text[..], b"end"].concat());
    }

    #[test]
    fn what_is_damaged_or_cut_is_an_error_wherever_it_is() {
        let whole = member(b"all of it");
        for end in 1..whole.len() {
            assert!(read(&whole[..end]).is_err(), "{end}");
        }
        for at in whole.len() - 8..whole.len() {
            let mut other = whole.clone();
            other[at] ^= 1;
            let error = read(&other).unwrap_err().to_string();
            assert!(error.contains("checksum"), "{error}");
        }
        let odd = [&whole[..], b"odd things behind it"].concat();
        assert!(read(&odd).is_err());
    }
}
