//! Talking with the processes of a batch in which the plugin runs: the socket, and the lines that come by it.

use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

use oomscope_shared::facts::LastWord;
use serde::Serialize;

use super::protocol::{self, PluginMessage};

/// The longest line that is listened to: the ids of a hundred thousand tests have a tenth of it.
const LONGEST_LINE: usize = 64 << 20;
/// Bytes of one process that are taken in one turn.
const MOST_IN_A_TURN: usize = 4 << 20;

/// The socket that the processes of one batch connect to. It goes with the batch's folder.
#[derive(Debug)]
pub struct Socket {
    path: PathBuf,
    listener: UnixListener,
}

impl Socket {
    /// Whether the sockets of batches can be opened in the folder of a run: a path may have at most 107 bytes.
    ///
    /// # Errors
    /// They cannot.
    pub fn probe(run: &Path) -> io::Result<()> {
        let path = run.join("1000000-1000000.socket");
        UnixListener::bind(&path)?;
        std::fs::remove_file(path)
    }

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
            unsent: Vec::new(),
            at_end: false,
            is_cut: false,
            last_word: None,
        })
    }
}

/// The connection of one pytest process: the main one, or a worker of pytest-xdist.
pub struct Connection {
    stream: UnixStream,
    received: Vec<u8>,
    /// What of an answer has not been sent yet.
    unsent: Vec<u8>,
    at_end: bool,
    is_cut: bool,
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

    /// Whether a line without an end came, after which nothing more is heard.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Goes on with an answer, and takes the messages that have arrived. Nothing here waits.
    pub fn receive(&mut self) -> Vec<PluginMessage> {
        self.send();
        let mut buffer = [0; 64 * 1024];
        let mut heard = 0;
        // What comes beyond this waits for the next turn, whoever writes however much.
        while heard < MOST_IN_A_TURN && !self.at_end {
            match self.stream.read(&mut buffer) {
                Ok(0) => self.at_end = true,
                Ok(n) => {
                    heard += n;
                    self.received.extend_from_slice(&buffer[..n]);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.at_end |= error.kind() != io::ErrorKind::WouldBlock;
                    break;
                }
            }
        }
        // What was there before has no end of a line.
        let new = self.received.len() - heard;
        let whole = self.received[new..]
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |end| new + end + 1);
        let lines: Vec<u8> = self.received.drain(..whole).collect();
        if self.received.len() > LONGEST_LINE {
            self.received = Vec::new();
            (self.is_cut, self.at_end) = (true, true);
            let _ = self.stream.shutdown(Shutdown::Both);
        }
        let stream = &self.stream;
        let read = |line: &[u8]| {
            let message = std::str::from_utf8(line).ok().and_then(protocol::parse);
            if message.is_none() && protocol::is_question(line) {
                // The plugin would wait for ever for an answer. This way it goes quiet.
                let _ = stream.shutdown(Shutdown::Both);
            }
            message
        };
        lines.split(|b| *b == b'\n').filter_map(read).collect()
    }

    /// Answers a question of the plugin. What the socket does not take now is sent with the next looks: a plugin
    /// that is stopped reads nothing.
    pub fn answer(&mut self, answer: &impl Serialize) {
        // These have no maps and no floats that are none: they can always be written.
        if serde_json::to_writer(&mut self.unsent, answer).is_ok() {
            self.unsent.push(b'\n');
        }
        self.send();
    }

    fn send(&mut self) {
        while !self.unsent.is_empty() {
            match self.stream.write(&self.unsent) {
                Ok(sent) => drop(self.unsent.drain(..sent)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                // Who does not take its answer is gone, which the batch's ending will tell.
                Err(_) => self.unsent.clear(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A connection of the socket in a folder, and the other end of it.
    fn connected(folder: &Path) -> (Connection, UnixStream) {
        let socket = Socket::open(folder).unwrap();
        let theirs = UnixStream::connect(socket.path()).unwrap();
        theirs.set_nonblocking(true).unwrap();
        (socket.accept().unwrap(), theirs)
    }

    #[test]
    fn an_answer_that_nobody_reads_is_no_wait() {
        let folder = tempfile::tempdir().unwrap();
        let (mut ours, mut theirs) = connected(folder.path());
        let answer = vec!["a test"; 1 << 17];
        ours.answer(&answer);
        assert!(!ours.unsent.is_empty(), "it fitted into the socket");
        let mut read = Vec::new();
        while !read.ends_with(b"\n") {
            let mut buffer = [0; 1 << 16];
            match theirs.read(&mut buffer) {
                Ok(n) => read.extend_from_slice(&buffer[..n]),
                Err(_) => drop(ours.receive()),
            }
        }
        let read: Vec<String> = serde_json::from_slice(&read).unwrap();
        assert_eq!(read, answer);
    }

    #[test]
    fn a_line_without_an_end_is_cut_and_costs_no_more_than_its_bound() {
        let folder = tempfile::tempdir().unwrap();
        let (mut ours, mut theirs) = connected(folder.path());
        theirs.write_all(b"ready 1\n").unwrap();
        let block = [b'x'; 1 << 16];
        let mut messages = Vec::new();
        while !ours.is_cut() {
            let _ = theirs.write(&block);
            messages.extend(ours.receive());
            assert!(ours.received.len() <= LONGEST_LINE + MOST_IN_A_TURN);
        }
        assert_eq!(messages, [PluginMessage::Ready(1)]);
        assert!(ours.is_at_end() && ours.received.is_empty());
        assert!(theirs.write_all(b"ready 2\n").is_err());
    }
}
