//! Sorts the bytes of the page's code by what they mean. A packer finds more that is alike among operators alone, and
//! among the numbers of variables alone, than where they alternate: what LZMA leaves is a fourteenth less.
//!
//! The numbers of the streams and what belongs to an operator stand in `viewer/assets/unpack.js` as well, which puts the
//! program together again.

use anyhow::{Context, Result, bail, ensure};

use super::names::{Bytes, number};

/// What bytes mean; each kind is a stream of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stream {
    /// All that is not in the body of a function.
    Rest,
    /// Operators, and how those that load and store are aligned.
    Operators,
    /// The variables that a function declares.
    Declared,
    /// Variables that are read and written.
    Variables,
    /// Functions that are called.
    Calls,
    /// Where in memory something is loaded or stored, beside an address.
    Offsets,
    /// Constants of 32 bits.
    Words,
    /// Constants of 64 bits.
    Longs,
    /// Constants with a point.
    Fractions,
    /// Types of blocks.
    Blocks,
    /// Blocks that are left.
    Labels,
    /// Tables of blocks that are left.
    Tables,
    /// Whatever is rare.
    Others,
}

const STREAMS: usize = Stream::Others as usize + 1;
/// The section that holds the bodies of functions.
const CODE: u8 = 10;
/// Ends a block, and the body of a function.
const END: u8 = 0x0b;

/// A program as streams: its length, those of the streams, and the streams.
pub fn sorted(program: &[u8]) -> Result<Vec<u8>> {
    let mut apart = Apart {
        from: Bytes(program),
        to: Default::default(),
    };
    sections(&mut apart)?;
    let mut out = Vec::with_capacity(program.len());
    let lengths = apart.to.iter().map(Vec::len);
    for length in std::iter::once(program.len()).chain(lengths) {
        out.extend(u32::try_from(length)?.to_le_bytes());
    }
    for stream in &apart.to {
        out.extend(stream);
    }
    // The page has no way to notice that another program came out.
    ensure!(joined(&out)? == program, "the program cannot be sorted");
    Ok(out)
}

/// The program of these streams.
fn joined(sorted: &[u8]) -> Result<Vec<u8>> {
    let mut all = Bytes(sorted);
    let mut length = || -> Result<usize> {
        let length = all.take(4)?.first_chunk().context("four bytes")?;
        Ok(u32::from_le_bytes(*length) as usize)
    };
    let size = length()?;
    let mut lengths = [0; STREAMS];
    for one in &mut lengths {
        *one = length()?;
    }
    let mut together = Together {
        from: [(); STREAMS].map(|()| Bytes(&[])),
        to: Vec::with_capacity(size),
    };
    for (stream, length) in together.from.iter_mut().zip(lengths) {
        *stream = Bytes(all.take(length)?);
    }
    sections(&mut together)?;
    Ok(together.to)
}

/// Moves the bytes of a program, in the order of the program, out of one place into another.
trait Moves {
    /// Moves one byte and returns it.
    fn byte(&mut self, stream: Stream) -> Result<u8>;
    /// Moves what belongs to one function. Its size follows from what it holds, so no stream has it.
    fn function(&mut self) -> Result<()>;
    /// Whether all is moved.
    fn is_over(&self) -> bool;
}

/// Out of a program into streams.
struct Apart<'a> {
    from: Bytes<'a>,
    to: [Vec<u8>; STREAMS],
}

impl Moves for Apart<'_> {
    fn byte(&mut self, stream: Stream) -> Result<u8> {
        let byte = self.from.byte()?;
        self.to[stream as usize].push(byte);
        Ok(byte)
    }

    fn function(&mut self) -> Result<()> {
        let size = self.from.number()?;
        let left = self.from.0.len();
        body(self)?;
        let moved = left - self.from.0.len();
        ensure!(
            moved == size,
            "a function of {size} bytes ends after {moved}"
        );
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.from.0.is_empty()
    }
}

/// Out of streams into a program.
struct Together<'a> {
    from: [Bytes<'a>; STREAMS],
    to: Vec<u8>,
}

impl Moves for Together<'_> {
    fn byte(&mut self, stream: Stream) -> Result<u8> {
        let byte = self.from[stream as usize].byte()?;
        self.to.push(byte);
        Ok(byte)
    }

    fn function(&mut self) -> Result<()> {
        let start = self.to.len();
        body(self)?;
        let body = self.to.split_off(start);
        number(&mut self.to, body.len());
        self.to.extend(body);
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.from[Stream::Rest as usize].0.is_empty()
    }
}

fn sections(moves: &mut dyn Moves) -> Result<()> {
    bytes(moves, Stream::Rest, 8)?;
    while !moves.is_over() {
        let kind = moves.byte(Stream::Rest)?;
        let size = value(moves, Stream::Rest)?;
        if kind != CODE {
            bytes(moves, Stream::Rest, size)?;
            continue;
        }
        for _ in 0..value(moves, Stream::Rest)? {
            moves.function()?;
        }
    }
    Ok(())
}

fn bytes(moves: &mut dyn Moves, stream: Stream, count: usize) -> Result<()> {
    for _ in 0..count {
        moves.byte(stream)?;
    }
    Ok(())
}

/// Moves a number, which ends with the first byte below 128, and returns its lower bits.
fn value(moves: &mut dyn Moves, stream: Stream) -> Result<usize> {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = moves.byte(stream)?;
        if shift < 32 {
            value |= usize::from(byte & 0x7f) << shift;
        }
        if byte < 0x80 {
            return Ok(value);
        }
        shift += 7;
    }
}

fn body(moves: &mut dyn Moves) -> Result<()> {
    for _ in 0..value(moves, Stream::Declared)? {
        // How many of a type.
        value(moves, Stream::Declared)?;
        moves.byte(Stream::Declared)?;
    }
    let mut open = 1;
    while open > 0 {
        let operator = moves.byte(Stream::Operators)?;
        match operator {
            0x02..=0x04 => open += 1,
            END => open -= 1,
            _ => {}
        }
        behind(moves, operator)?;
    }
    Ok(())
}

/// Moves what stands behind an operator.
fn behind(moves: &mut dyn Moves, operator: u8) -> Result<()> {
    let stream = match operator {
        0x00 | 0x01 | 0x05 | END | 0x0f | 0x1a | 0x1b | 0x45..=0xc4 | 0xd1 => return Ok(()),
        0x02..=0x04 => Stream::Blocks,
        0x0c | 0x0d => Stream::Labels,
        0x0e => {
            // As many as it says, and the one for all other cases.
            for _ in 0..=value(moves, Stream::Tables)? {
                value(moves, Stream::Tables)?;
            }
            return Ok(());
        }
        0x10 => Stream::Calls,
        0x11 => {
            value(moves, Stream::Others)?;
            Stream::Others
        }
        0x20..=0x22 => Stream::Variables,
        0x23..=0x26 | 0x3f | 0x40 | 0xd0 | 0xd2 => Stream::Others,
        0x28..=0x3e => {
            value(moves, Stream::Operators)?;
            Stream::Offsets
        }
        0x41 => Stream::Words,
        0x42 => Stream::Longs,
        0x43 => return bytes(moves, Stream::Fractions, 4),
        0x44 => return bytes(moves, Stream::Fractions, 8),
        0xfc => {
            let more = match value(moves, Stream::Operators)? {
                0..=7 => 0,
                8 | 10 | 12 | 14 => 2,
                9 | 11 | 13 | 15 | 16 | 17 => 1,
                other => bail!("an operator that is not known: 0xfc {other}"),
            };
            for _ in 0..more {
                value(moves, Stream::Others)?;
            }
            return Ok(());
        }
        other => bail!("an operator that is not known: {other:#x}"),
    };
    value(moves, stream)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(functions: &[&[u8]]) -> Vec<u8> {
        let mut code = vec![functions.len() as u8];
        for function in functions {
            number(&mut code, function.len());
            code.extend(*function);
        }
        let mut out = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0".to_vec();
        out.push(CODE);
        number(&mut out, code.len());
        out.extend(code);
        out.extend(b"\x0b\x03end");
        out
    }

    #[test]
    fn a_program_is_sorted_by_what_its_bytes_mean_and_put_together_again() {
        // Two variables; a block with a branch, a table of branches, a load, a call, constants, a copy of memory.
        let first = [
            &[1, 2, 0x7f][..],
            &[0x02, 0x40, 0x20, 0, 0x0d, 0, 0x20, 1, 0x0e, 1, 0, 0, END],
            &[0x20, 0, 0x28, 2, 0x90, 1, 0x10, 3, 0x11, 4, 0],
            &[
                0x41, 0xff, 0xff, 3, 0x42, 0x7f, 0x44, 1, 2, 3, 4, 5, 6, 7, 8,
            ],
            &[0xfc, 10, 0, 0, 0x1a, END],
        ]
        .concat();
        let second = [[0x41, 1, 0x1a]; 60].concat();
        let second = [&[0][..], &second, &[END]].concat();
        let program = program(&[&first, &second]);
        let sorted = sorted(&program).unwrap();
        assert_eq!(joined(&sorted).unwrap(), program);
        let start = 4 * (STREAMS + 1);
        let rest = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0";
        assert_eq!(&sorted[start..start + rest.len()], rest);
        let length = |stream: Stream| {
            let at = 4 * (stream as usize + 1);
            u32::from_le_bytes(sorted[at..at + 4].try_into().unwrap())
        };
        assert_eq!(length(Stream::Variables), 3);
        assert_eq!(length(Stream::Words), 63);
        assert_eq!(length(Stream::Fractions), 8);
        assert_eq!(length(Stream::Others), 4);
    }

    #[test]
    fn what_is_not_known_or_cut_is_refused() {
        assert!(sorted(&program(&[&[0, 0xfd, 0, END]])).is_err());
        assert!(sorted(&program(&[&[0, 0xfc, 99, END]])).is_err());
        assert!(sorted(&program(&[&[0, END, END]])).is_err());
        assert!(sorted(&program(&[&[0, 0x41, 0x1a]])).is_err());
        assert!(sorted(b"html").is_err());
    }
}
