//! The bytes of a dump: numbers, texts, memory.

use std::io::{BufReader, ErrorKind, Read};

use super::{DumpError, foreign};

pub(super) struct Input<R> {
    reader: BufReader<R>,
    taken: Vec<u8>,
}

impl<R: Read> Input<R> {
    pub(super) fn new(reader: R) -> Self {
        Self {
            reader: BufReader::with_capacity(1 << 18, reader),
            taken: Vec::new(),
        }
    }

    /// Seven bits in a byte, the lowest first; all but the last have the highest bit.
    pub(super) fn number(&mut self) -> Result<u64, DumpError> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let mut byte = [0];
            self.reader.read_exact(&mut byte).map_err(read_error)?;
            number |= u64::from(byte[0] & 0x7f) << shift;
            if byte[0] < 0x80 {
                return Ok(number);
            }
        }
        Err(foreign("a number has more than 64 bits"))
    }

    /// Numbers that say nothing here.
    pub(super) fn numbers(&mut self, count: usize) -> Result<(), DumpError> {
        (0..count).try_for_each(|_| self.number().map(|_| ()))
    }

    /// A length and so many bytes.
    pub(super) fn bytes(&mut self) -> Result<(), DumpError> {
        let length = self.number()?;
        self.taken.clear();
        // Only what is there is believed.
        let there = self.reader.by_ref().take(length);
        let read = { there }.read_to_end(&mut self.taken).map_err(read_error)?;
        if (read as u64) < length {
            return Err(DumpError::Cut);
        }
        Ok(())
    }

    /// The bytes that came last.
    pub(super) fn taken(&self) -> &[u8] {
        &self.taken
    }

    /// Bytes that came before the last ones.
    pub(super) fn take_again(&mut self, bytes: Vec<u8>) {
        self.taken = bytes;
    }

    pub(super) fn exactly(&mut self, length: usize) -> Result<Vec<u8>, DumpError> {
        let mut bytes = vec![0; length];
        self.reader.read_exact(&mut bytes).map_err(read_error)?;
        Ok(bytes)
    }

    pub(super) fn text(&mut self) -> Result<String, DumpError> {
        self.bytes()?;
        Ok(String::from_utf8_lossy(&self.taken).into_owned())
    }
}

fn read_error(error: std::io::Error) -> DumpError {
    match error.kind() {
        ErrorKind::UnexpectedEof => DumpError::Cut,
        _ => DumpError::Read(error),
    }
}
