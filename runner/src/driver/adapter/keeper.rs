//! An ear that keeps what a process of a listing writes to its standard output.

use std::io::{self, Read};

use super::listener::stdout_pipe;
use crate::driver::{Desk, Ear, Opened};

/// Bytes that are kept: a list of more than a million tests is none.
const MOST: usize = 512 << 20;

/// Keeps them.
#[derive(Debug, Default)]
pub struct Keeper {
    pipe: Option<std::fs::File>,
}

impl Ear for Keeper {
    fn open(&mut self) -> io::Result<Opened> {
        let (read, write) = stdout_pipe()?;
        self.pipe = Some(read);
        Ok(Opened {
            stdout: Some(write),
            ..Opened::default()
        })
    }

    fn hear(&mut self, desk: &mut Desk<'_>) -> usize {
        let Some(pipe) = &mut self.pipe else {
            return 0;
        };
        let mut buffer = [0; 64 * 1024];
        let mut heard = 0;
        loop {
            match pipe.read(&mut buffer) {
                Ok(n @ 1..) => {
                    heard += n;
                    let room = MOST.saturating_sub(desk.heard.stdout.len());
                    desk.heard.stdout.extend_from_slice(&buffer[..n.min(room)]);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(0) | Err(_) => return heard,
            }
            // One call must not starve the rest of the loop, whatever is said.
            if heard >= 4 << 20 {
                return heard;
            }
        }
    }

    fn end(&mut self, desk: &mut Desk<'_>) {
        while self.hear(desk) > 0 {}
    }
}
