//! Talking with the processes of a batch in which the plugin runs: the socket, and the lines that come by it.

use std::io::{self, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

use oomscope_shared::facts::LastWord;
use serde::Serialize;

use super::protocol::{self, PluginMessage};

/// The socket that the processes of one batch connect to. It goes with the batch's folder.
#[derive(Debug)]
pub struct Socket {
    path: PathBuf,
    listener: UnixListener,
}

impl Socket {
    /// Opens it.
    ///
    /// # Errors
    /// The system refused.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let path = folder.join("socket");
        let listener = UnixListener::bind(&path)?;
        listener.set_nonblocking(true)?;
        Ok(Self { path, listener })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The listening end, to poll.
    pub fn listener(&self) -> &UnixListener {
        &self.listener
    }

    /// A connection that waits, if there is one.
    pub fn accept(&self) -> Option<Connection> {
        let (stream, _) = self.listener.accept().ok()?;
        stream.set_nonblocking(true).ok()?;
        Some(Connection {
            stream,
            received: Vec::new(),
            at_end: false,
            last_word: None,
        })
    }
}

/// The connection of one pytest process: the main one, or a worker of pytest-xdist.
pub struct Connection {
    stream: UnixStream,
    received: Vec<u8>,
    at_end: bool,
    last_word: Option<LastWord>,
}

impl Connection {
    /// What the process was about to do to itself when it fell silent.
    pub fn last_word(&self) -> Option<&LastWord> {
        self.last_word.as_ref()
    }

    /// Takes note that the process is about to end itself, or that it has spoken again since.
    pub fn set_last_word(&mut self, word: Option<LastWord>) {
        self.last_word = word;
    }

    /// The socket, to poll.
    pub fn stream(&self) -> &UnixStream {
        &self.stream
    }

    /// Whether the process has closed its end.
    pub fn is_at_end(&self) -> bool {
        self.at_end
    }

    /// The messages that have arrived.
    pub fn receive(&mut self) -> Vec<PluginMessage> {
        let mut buffer = [0; 64 * 1024];
        loop {
            match self.stream.read(&mut buffer) {
                Ok(0) => {
                    self.at_end = true;
                    break;
                }
                Ok(n) => self.received.extend_from_slice(&buffer[..n]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.at_end |= error.kind() != io::ErrorKind::WouldBlock;
                    break;
                }
            }
        }
        let whole = self
            .received
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |end| end + 1);
        let lines: Vec<u8> = self.received.drain(..whole).collect();
        let stream = &self.stream;
        let read = |line: &[u8]| {
            let message = std::str::from_utf8(line).ok().and_then(protocol::parse);
            if message.is_none() && protocol::is_question(line) {
                // The plugin would wait for ever for an answer. This way it goes quiet.
                let _ = stream.shutdown(std::net::Shutdown::Both);
            }
            message
        };
        lines.split(|b| *b == b'\n').filter_map(read).collect()
    }

    /// Answers a question of the plugin. It waits for the answer and reads nothing else, so a short
    /// blocking write cannot lock up.
    pub fn answer(&mut self, answer: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(answer)?;
        line.push(b'\n');
        self.stream.set_nonblocking(false)?;
        let written = self.stream.write_all(&line);
        self.stream.set_nonblocking(true)?;
        written
    }
}
