//! Standard error, behind a thread of its own: whoever shows something never waits for somebody to read it.
//!
//! What tests print waits for a reader that is only slow, as it would without oomscope. Where nobody reads at all,
//! it is left out, and that is counted and said. What oomscope says itself is kept up to far more than it ever is.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::TermLike;

/// So much may wait before the tests have to.
const BUSY_BYTES: usize = 1 << 20;
/// So much output of tests may wait: what is busy, and what a batch's pipe holds at its end, several times.
const MOST_SHOWN_BYTES: usize = 8 << 20;
/// So much may wait in all.
const MOST_BYTES: usize = 32 << 20;
/// So much may wait where something is only drawn to be drawn over.
const MOST_DRAWN_BYTES: usize = 64 << 10;
/// A reader that has taken nothing for so long does not read.
const READS_WITHIN: Duration = Duration::from_secs(1);
/// One write: a pipe takes no more at once, and between two it shows whether somebody reads.
const CHUNK_BYTES: usize = 16 << 10;
/// How long the end of the program waits for somebody who does not read.
pub const PATIENCE: Duration = Duration::from_secs(2);
/// The same when the program was asked to end.
pub const HURRY: Duration = Duration::from_millis(200);

/// What waits to be written.
struct Queue {
    waiting: VecDeque<Vec<u8>>,
    bytes: usize,
    /// When something was taken last, or came where nothing waited.
    moved: Instant,
    /// What was left out since that was last said.
    left_out_bytes: u64,
}

/// The queue and its thread.
struct Writer {
    queue: Mutex<Queue>,
    has_come: Condvar,
    has_gone: Condvar,
}

impl Writer {
    fn new() -> Self {
        Self {
            queue: Mutex::new(Queue {
                waiting: VecDeque::new(),
                bytes: 0,
                moved: Instant::now(),
                left_out_bytes: 0,
            }),
            has_come: Condvar::new(),
            has_gone: Condvar::new(),
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds something if no more than that waits then. Returns whether it was.
    fn push(&self, bytes: &[u8], most: usize) -> bool {
        let mut queue = self.queue();
        if queue.bytes + bytes.len() > most {
            return false;
        }
        if queue.bytes == 0 {
            queue.moved = Instant::now();
        }
        queue.bytes += bytes.len();
        queue.waiting.push_back(bytes.to_vec());
        self.has_come.notify_one();
        true
    }

    /// Writes what comes, for ever.
    fn serve(&self, mut to: impl Write) {
        loop {
            let queue = self.queue();
            let waited = self
                .has_come
                .wait_while(queue, |queue| queue.waiting.is_empty());
            let mut queue = waited.unwrap_or_else(PoisonError::into_inner);
            let Some(bytes) = queue.waiting.pop_front() else {
                continue;
            };
            drop(queue);
            for chunk in bytes.chunks(CHUNK_BYTES) {
                // Whoever read may have gone, as in `2>&1 | head`; that must not end a run.
                let _ = to.write_all(chunk);
                let mut queue = self.queue();
                queue.bytes -= chunk.len();
                queue.moved = Instant::now();
                self.has_gone.notify_all();
            }
        }
    }

    /// Whether the tests have to wait for a reader who is there.
    fn is_busy(&self) -> bool {
        let queue = self.queue();
        queue.bytes > BUSY_BYTES && queue.moved.elapsed() < READS_WITHIN
    }

    /// Waits until all is written, or nothing was for so long.
    fn settle(&self, patience: Duration) {
        let mut queue = self.queue();
        while queue.bytes > 0 {
            let rest = patience.saturating_sub(queue.moved.elapsed());
            if rest.is_zero() {
                return;
            }
            let waited = self.has_gone.wait_timeout(queue, rest);
            (queue, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
    }
}

fn writer() -> &'static Writer {
    static WRITER: OnceLock<Writer> = OnceLock::new();
    static THREAD: OnceLock<()> = OnceLock::new();
    let writer = WRITER.get_or_init(Writer::new);
    THREAD.get_or_init(|| drop(thread::spawn(|| writer.serve(io::stderr()))));
    writer
}

/// Says something of oomscope's own.
pub fn say(bytes: &[u8]) {
    let writer = writer();
    if !writer.push(bytes, MOST_BYTES) {
        writer.queue().left_out_bytes += bytes.len() as u64;
    }
}

/// Shows what tests print.
pub fn show(bytes: &[u8]) {
    let writer = writer();
    if !writer.push(bytes, MOST_SHOWN_BYTES) {
        writer.queue().left_out_bytes += bytes.len() as u64;
    }
}

/// Whether there is more to be written than should be, and somebody who reads it.
pub fn is_busy() -> bool {
    writer().is_busy()
}

/// How much was left out since this was last asked, once somebody reads again or it is the end.
pub fn take_left_out(is_end: bool) -> Option<u64> {
    let mut queue = writer().queue();
    let is_due = queue.left_out_bytes > 0 && (is_end || queue.bytes < BUSY_BYTES);
    is_due.then(|| std::mem::take(&mut queue.left_out_bytes))
}

/// Waits until all is written, or nobody has read for so long.
pub fn settle(patience: Duration) {
    writer().settle(patience);
}

/// The terminal for a line that changes in place: what is drawn is left out where nobody reads.
#[derive(Debug, Default)]
pub struct Canvas {
    drawn: Mutex<String>,
}

impl Canvas {
    fn add(&self, text: &str) -> io::Result<()> {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        drawn.push_str(text);
        Ok(())
    }

    /// The sequence of a terminal that moves the cursor.
    fn step(&self, times: usize, way: char) -> io::Result<()> {
        match times {
            0 => Ok(()),
            _ => self.add(&format!("\x1b[{times}{way}")),
        }
    }
}

impl TermLike for Canvas {
    fn width(&self) -> u16 {
        console::Term::stderr().size().1
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.step(n, 'A')
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.step(n, 'B')
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.step(n, 'C')
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.step(n, 'D')
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.add(text)?;
        self.add("\n")
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        self.add(text)
    }

    fn clear_line(&self) -> io::Result<()> {
        self.add("\r\x1b[2K")
    }

    fn flush(&self) -> io::Result<()> {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = writer().push(drawn.as_bytes(), MOST_DRAWN_BYTES);
        drawn.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn serving() -> (&'static Writer, std::fs::File) {
        let writer: &'static Writer = Box::leak(Box::new(Writer::new()));
        let (read, write) = nix::unistd::pipe().unwrap();
        thread::spawn(|| writer.serve(std::fs::File::from(write)));
        (writer, read.into())
    }

    #[test]
    fn all_is_written_in_its_order_for_who_reads() {
        let (writer, mut read) = serving();
        let text: Vec<u8> = (0..300_000_u32).map(|at| (at % 251) as u8).collect();
        for part in text.chunks(70_000) {
            assert!(writer.push(part, MOST_SHOWN_BYTES));
        }
        let mut seen = vec![0; text.len()];
        read.read_exact(&mut seen).unwrap();
        assert!(seen == text);
        writer.settle(Duration::from_secs(600));
        assert_eq!(writer.queue().bytes, 0);
    }

    #[test]
    fn where_nobody_reads_nobody_waits_and_no_more_is_kept_than_may_be() {
        let (writer, read) = serving();
        let part = vec![b'x'; 300_000];
        let kept = (0..100)
            .filter(|_| writer.push(&part, MOST_SHOWN_BYTES))
            .count();
        assert!(kept < 100 && writer.queue().bytes <= MOST_SHOWN_BYTES);
        // What is more important has its place all the same.
        assert!(writer.push(b"result", MOST_BYTES));
        writer.settle(Duration::ZERO);
        assert!(writer.queue().bytes > BUSY_BYTES);
        writer.queue().moved = Instant::now() - READS_WITHIN;
        assert!(
            !writer.is_busy(),
            "nobody reads, so the tests need not wait"
        );
        // Who has gone takes everything.
        drop(read);
        writer.settle(Duration::from_secs(600));
        assert_eq!(writer.queue().bytes, 0);
    }
}
