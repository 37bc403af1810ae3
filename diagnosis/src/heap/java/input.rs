//! The bytes of a dump: numbers with the highest byte first, and runs of bytes.

use std::io::{Read, Seek, SeekFrom};

use super::{DumpError, foreign};

/// Room for what is read at once. No object's fields and no symbol need more.
const ROOM: usize = 1 << 20;

pub(super) struct Input<R> {
    reader: R,
    buffer: Vec<u8>,
    from: usize,
    to: usize,
    /// Where the end of the buffer is in the file, and how long that is.
    at: u64,
    length: u64,
}

impl<R: Read + Seek> Input<R> {
    /// From the beginning of the file.
    pub(super) fn new(mut reader: R) -> Result<Self, DumpError> {
        let length = reader.seek(SeekFrom::End(0))?;
        reader.seek(SeekFrom::Start(0))?;
        Ok(Self {
            reader,
            buffer: vec![0; ROOM],
            from: 0,
            to: 0,
            at: 0,
            length,
        })
    }

    /// Where the next byte is.
    pub(super) fn position(&self) -> u64 {
        self.at - (self.to - self.from) as u64
    }

    /// How many bytes are left.
    pub(super) fn left(&self) -> u64 {
        self.length.saturating_sub(self.position())
    }

    /// The next bytes.
    pub(super) fn take(&mut self, count: usize) -> Result<&[u8], DumpError> {
        if self.to - self.from < count {
            self.fill(count)?;
        }
        let from = self.from;
        self.from += count;
        Ok(&self.buffer[from..from + count])
    }

    fn fill(&mut self, count: usize) -> Result<(), DumpError> {
        if count > ROOM {
            return Err(foreign(format!("{count} bytes in a row")));
        }
        self.buffer.copy_within(self.from..self.to, 0);
        self.to -= self.from;
        self.from = 0;
        while self.to < count {
            match self.reader.read(&mut self.buffer[self.to..]) {
                Ok(0) => return Err(DumpError::Cut),
                Ok(read) => {
                    self.to += read;
                    self.at += read as u64;
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Goes on behind so many bytes.
    pub(super) fn skip(&mut self, count: u64) -> Result<(), DumpError> {
        let buffered = (self.to - self.from) as u64;
        if count <= buffered {
            self.from += count as usize;
            return Ok(());
        }
        if count > self.left() {
            return Err(DumpError::Cut);
        }
        self.at += count - buffered;
        self.reader.seek(SeekFrom::Start(self.at))?;
        (self.from, self.to) = (0, 0);
        Ok(())
    }

    pub(super) fn u1(&mut self) -> Result<u8, DumpError> {
        Ok(self.take(1)?[0])
    }

    pub(super) fn u2(&mut self) -> Result<u16, DumpError> {
        Ok(number(self.take(2)?) as u16)
    }

    pub(super) fn u4(&mut self) -> Result<u32, DumpError> {
        Ok(number(self.take(4)?) as u32)
    }

    /// A number of so many bytes, at most eight.
    pub(super) fn number(&mut self, size: usize) -> Result<u64, DumpError> {
        Ok(number(self.take(size)?))
    }
}

/// A number, of at most eight bytes.
pub(super) fn number(bytes: &[u8]) -> u64 {
    (bytes.iter()).fold(0, |number, byte| number << 8 | u64::from(*byte))
}
