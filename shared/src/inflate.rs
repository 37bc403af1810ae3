//! How much of a file is read, and unpacking step by step that gives up on what only wants to burst. The page
//! and the program have the same bounds, so that a file opens in both or in neither.

use std::cell::Cell;
use std::io::{self, BufRead, Read};

/// The most that one artifact may have, packed or unpacked: eleven days of a hundred samples a second.
pub const LARGEST: u64 = 1 << 30;
/// Unpacked bytes between two reports.
const STEP: u64 = 4 << 20;
/// From here on the ratio counts; below it, nothing can be burst.
const HARMLESS: u64 = 64 << 20;
/// Artifacts pack to between a fifth and a fortieth. Deflate itself ends near 1,030.
const RATIO_AT_MOST: u64 = 400;

/// Why unpacking stopped.
#[derive(Debug)]
pub enum Burst {
    /// It unpacks to more than the limit.
    TooLarge,
    /// It unpacks to more than hundreds of times its size.
    Ratio,
    /// The data is damaged.
    Damaged(io::Error),
}

/// Packed data that knows how much of it was taken.
#[derive(Debug)]
pub struct Packed<'a> {
    left: &'a [u8],
    taken: &'a Cell<u64>,
}

impl<'a> Packed<'a> {
    /// Counts into `taken`.
    pub fn new(bytes: &'a [u8], taken: &'a Cell<u64>) -> Self {
        Self { left: bytes, taken }
    }

    /// What was not taken yet.
    pub fn left(&self) -> &'a [u8] {
        self.left
    }
}

impl Read for Packed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.left.read(buffer)?;
        self.taken.set(self.taken.get() + count as u64);
        Ok(count)
    }
}

impl BufRead for Packed<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        Ok(self.left)
    }

    fn consume(&mut self, count: usize) {
        self.left = self.left.get(count..).unwrap_or_default();
        self.taken.set(self.taken.get() + count as u64);
    }
}

/// Reads all of `reader`, as long as it is no more than `limit`. `taken` is how many packed bytes it has taken
/// so far: what bursts shows it at its beginning, however large the file is. `hint` is how much to expect.
/// `on_stage` is told how many bytes there are.
///
/// # Errors
/// [`Burst`], with what was unpacked thrown away.
pub fn inflate(
    reader: &mut dyn Read,
    taken: &Cell<u64>,
    hint: u64,
    limit: u64,
    on_stage: &mut dyn FnMut(u64),
) -> Result<Vec<u8>, Burst> {
    let mut out = Vec::with_capacity(hint.min(limit) as usize + 1);
    loop {
        let before = out.len() as u64;
        let mut step = Read::take(&mut *reader, STEP);
        step.read_to_end(&mut out).map_err(Burst::Damaged)?;
        let now = out.len() as u64;
        if now > limit {
            return Err(Burst::TooLarge);
        }
        if now > HARMLESS && now / RATIO_AT_MOST > taken.get() {
            return Err(Burst::Ratio);
        }
        if now == before {
            return Ok(out);
        }
        on_stage(now);
    }
}

/// How much to expect of `packed` bytes that say of themselves that they unpack to `stated`, which may be a lie.
pub fn expected(packed: u64, stated: u64) -> u64 {
    stated.min(packed.saturating_mul(40))
}

/// What a gzipped file says of its unpacked size, modulo 4 GiB: its last four bytes.
pub fn gzip_stated(bytes: &[u8]) -> u64 {
    let tail = bytes.last_chunk::<4>();
    tail.map_or(0, |tail| u64::from(u32::from_le_bytes(*tail)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Endless, and takes one packed byte for so many of its own.
    struct Bomb<'a> {
        ratio: u64,
        made: u64,
        taken: &'a Cell<u64>,
    }

    impl Read for Bomb<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.made += buffer.len() as u64;
            self.taken.set(self.made / self.ratio);
            Ok(buffer.len())
        }
    }

    /// How a bomb is refused, and how much was unpacked of it by then.
    fn refused(ratio: u64, limit: u64) -> (Burst, u64) {
        let taken = Cell::new(0);
        let mut most = 0;
        let mut bomb = Bomb {
            ratio,
            made: 0,
            taken: &taken,
        };
        let end = inflate(&mut bomb, &taken, 0, limit, &mut |bytes| most = bytes);
        (end.unwrap_err(), most)
    }

    #[test]
    fn a_bomb_is_refused_at_its_beginning() {
        let (burst, unpacked) = refused(1_000, LARGEST);
        assert!(matches!(burst, Burst::Ratio), "{burst:?}");
        assert!(unpacked <= HARMLESS, "{unpacked}");
    }

    #[test]
    fn what_packs_well_may_become_as_large_as_the_limit() {
        let limit = HARMLESS + 3 * STEP;
        let (burst, unpacked) = refused(300, limit);
        assert!(matches!(burst, Burst::TooLarge), "{burst:?}");
        assert_eq!(unpacked, limit);
    }

    #[test]
    fn packed_data_counts_what_is_taken() {
        let taken = Cell::new(0);
        let mut packed = Packed::new(b"abcde", &taken);
        let mut three = [0; 3];
        packed.read_exact(&mut three).unwrap();
        assert_eq!((&three, taken.get()), (b"abc", 3));
    }

    #[test]
    fn what_a_file_says_of_its_size_is_believed_within_reason() {
        assert_eq!(expected(1_000, 8_000), 8_000);
        assert_eq!(expected(1_000, u64::MAX), 40_000);
        assert_eq!(gzip_stated(&[9, 1, 0, 0, 0x80]), 0x8000_0001);
        assert_eq!(gzip_stated(b"abc"), 0);
    }
}
