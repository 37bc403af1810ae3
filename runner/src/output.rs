//! What a batch prints: passed on, counted, and its end kept.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::OwnedFd;

use oomscope_shared::artifact::OutputTail;
use oomscope_shared::classify::found_texts;
use oomscope_shared::facts::FoundText;

use crate::terminal;

/// How many bytes of the end are kept for each batch.
pub const TAIL_BYTES: usize = 64 * 1024;

/// The reading end of a batch's outputs.
pub struct Output {
    pipe: File,
    tail: VecDeque<u8>,
    total: u64,
    live: bool,
    at_end: bool,
}

impl Output {
    /// A pipe: the reading end, and the writing end for the batch. `live` passes everything on to
    /// standard error at once.
    pub fn pipe(live: bool) -> io::Result<(Self, OwnedFd)> {
        let (read, write) = nix::unistd::pipe2(nix::fcntl::OFlag::O_CLOEXEC)?;
        // Only the reading end: the batch must find the blocking pipe that programs expect.
        let flags = nix::fcntl::OFlag::O_NONBLOCK;
        nix::fcntl::fcntl(&read, nix::fcntl::FcntlArg::F_SETFL(flags))?;
        // The pipe is emptied every few milliseconds and not at every write, which would wake the
        // runner for every dot that pytest prints. A larger pipe keeps a loud suite going meanwhile;
        // where the system refuses it, the suite only waits more often.
        let _ = nix::fcntl::fcntl(&read, nix::fcntl::FcntlArg::F_SETPIPE_SZ(1 << 20));
        let output = Self {
            pipe: File::from(read),
            tail: VecDeque::new(),
            total: 0,
            live,
            at_end: false,
        };
        Ok((output, write))
    }

    /// Reads what is there, unless it is to be shown and has to wait for that. Returns how many bytes that was.
    pub fn drain(&mut self) -> usize {
        match self.live && terminal::is_busy() {
            true => 0,
            false => self.drain_now(),
        }
    }

    /// Reads what is there. Returns how many bytes that was.
    pub fn drain_now(&mut self) -> usize {
        let mut buffer = [0; 64 * 1024];
        let mut drained = 0;
        while !self.at_end {
            match self.pipe.read(&mut buffer) {
                Ok(0) => self.at_end = true,
                Ok(n) => {
                    drained += n;
                    self.take(&buffer[..n]);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break,
            }
            // One call must not starve the rest of the loop, whatever the suite prints.
            if drained >= 4 << 20 {
                break;
            }
        }
        drained
    }

    /// Takes what was said in another way and belongs to the output as well.
    pub fn take(&mut self, bytes: &[u8]) {
        self.total += bytes.len() as u64;
        let kept = &bytes[bytes.len().saturating_sub(TAIL_BYTES)..];
        let excess = (self.tail.len() + kept.len()).saturating_sub(TAIL_BYTES);
        self.tail.drain(..excess);
        self.tail.extend(kept);
        if self.live {
            terminal::show(bytes);
        }
    }

    /// Whether every writer has closed the pipe.
    pub fn is_at_end(&self) -> bool {
        self.at_end
    }

    /// What the tail says of how the batch ended.
    pub fn texts(&self) -> Vec<FoundText> {
        let bytes: Vec<u8> = self.tail.iter().copied().collect();
        found_texts(&bytes, self.total - bytes.len() as u64)
    }

    /// The tail as it is now.
    pub fn tail(&self) -> OutputTail {
        let bytes: Vec<u8> = self.tail.iter().copied().collect();
        OutputTail {
            total_bytes: self.total,
            kept_bytes: bytes.len() as u64,
            text: tail_text(&bytes, self.total > bytes.len() as u64),
        }
    }
}

/// Bytes as text. A tail can begin in the middle of a character, whose rest is dropped.
fn tail_text(bytes: &[u8], is_cut: bool) -> String {
    let start = if is_cut {
        bytes
            .iter()
            .take(3)
            .take_while(|byte| **byte & 0b1100_0000 == 0b1000_0000)
            .count()
    } else {
        0
    };
    String::from_utf8_lossy(&bytes[start..]).into_owned()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn the_end_is_kept_and_every_byte_counted() {
        let (mut output, write) = Output::pipe(false).unwrap();
        let mut write = File::from(write);
        let line = "grüße\n".repeat(3);
        let rounds = 10_000;
        for _ in 0..rounds {
            write.write_all(line.as_bytes()).unwrap();
            output.drain();
        }
        drop(write);
        output.drain();
        assert!(output.is_at_end());
        let tail = output.tail();
        assert_eq!(tail.total_bytes, (line.len() * rounds) as u64);
        assert_eq!(tail.kept_bytes, TAIL_BYTES as u64);
        assert!(tail.text.ends_with("grüße\n") && !tail.text.contains('\u{fffd}'));
        output.take(b"MemoryError\n");
        let [found] = &output.texts()[..] else {
            panic!("{:?}", output.texts())
        };
        assert_eq!(found.at_byte, tail.total_bytes);
    }

    #[test]
    fn other_encodings_become_replacement_characters() {
        assert_eq!(tail_text(b"caf\xe9", false), "caf\u{fffd}");
        assert_eq!(tail_text(b"\xbc\xc3\xbc", true), "ü");
    }
}
