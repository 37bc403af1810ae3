//! What a framework says of its tests while a batch runs: read from its standard output or from a file that
//! grows, and turned into events.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::OwnedFd;

use oomscope_journal::{Event, Phase, PhaseFigures};
use oomscope_shared::Outcome;
use oomscope_shared::artifact::FileCase;

use crate::framework::{FrameworkEvent, Reader, Source};
use crate::recorder::Recorder;
use oomscope_shared::message::Message;

/// Bytes of a line without an end that are kept: whoever prints more without a new line says nothing.
const LONGEST_LINE: usize = 1 << 20;

/// Listens to one batch.
pub struct Listener {
    inputs: Vec<Input>,
    source: Source,
    what: What,
    /// Numbers of the tests by their ids.
    numbers: BTreeMap<String, u32>,
    /// Whether what is told goes into the artifact: not in the hunt, where tests are run again.
    records: bool,
    /// Tests that have begun, and when.
    begun: BTreeMap<u32, u64>,
    /// Highest memory that anybody measured, in KiB.
    peak_kib: u64,
    /// How often a test was said to be over; one that is run three times counts three times.
    ended: u64,
}

/// A place where words come from.
struct Input {
    file: File,
    /// What has been read of a line that is not whole yet.
    received: Vec<u8>,
}

impl Input {
    fn new(file: File) -> Self {
        Self {
            file,
            received: Vec::new(),
        }
    }
}

/// What is done with the words.
enum What {
    /// A listing: they are kept as they are.
    Keep(Vec<u8>),
    Read(Box<dyn Reader>),
}

impl Listener {
    /// Keeps standard output, for a listing.
    pub fn keeping() -> Self {
        Self::new(
            Source::Stdout,
            What::Keep(Vec::new()),
            BTreeMap::new(),
            true,
        )
    }

    /// Lets a reader understand what is said about these tests.
    pub fn reading(
        source: Source,
        reader: Box<dyn Reader>,
        numbers: BTreeMap<String, u32>,
        records: bool,
    ) -> Self {
        Self::new(source, What::Read(reader), numbers, records)
    }

    fn new(source: Source, what: What, numbers: BTreeMap<String, u32>, records: bool) -> Self {
        Self {
            inputs: Vec::new(),
            source,
            what,
            numbers,
            records,
            begun: BTreeMap::new(),
            peak_kib: 0,
            ended: 0,
        }
    }

    /// Opens the source; the end of a pipe is for the standard output of the batch.
    pub fn open(&mut self) -> io::Result<Option<OwnedFd>> {
        let (path, takes_stdout) = match &self.source {
            Source::AtEnd => (None, false),
            Source::Stdout => (None, true),
            Source::File(path) => (Some(path), false),
            Source::Both(path) => (Some(path), true),
        };
        if let Some(path) = path {
            // Made anew for each batch: what an earlier one wrote is none of this one's.
            File::create(path)?;
            self.inputs.push(Input::new(File::open(path)?));
        }
        if !takes_stdout {
            return Ok(None);
        }
        let (read, write) = nix::unistd::pipe2(nix::fcntl::OFlag::O_CLOEXEC)?;
        let flags = nix::fcntl::OFlag::O_NONBLOCK;
        nix::fcntl::fcntl(&read, nix::fcntl::FcntlArg::F_SETFL(flags))?;
        // As for the other output, so that a batch need not wait for the next tick.
        let _ = nix::fcntl::fcntl(&read, nix::fcntl::FcntlArg::F_SETPIPE_SZ(1 << 20));
        self.inputs.push(Input::new(File::from(read)));
        Ok(Some(write))
    }

    /// Reads what is there. Returns how many bytes that were; what people are to see is appended to `shown`.
    pub fn listen(
        &mut self,
        batch: u32,
        now_us: u64,
        recorder: &mut Recorder,
        shown: &mut Vec<u8>,
    ) -> usize {
        let mut heard = 0;
        let mut told = Vec::new();
        for input in &mut self.inputs {
            let new = read(input, &mut self.what);
            if new > 0 {
                take_lines(input, &mut self.what, shown, &mut told);
            }
            heard += new;
        }
        self.record(told, batch, now_us, recorder);
        heard
    }

    /// Every process of the batch is gone.
    pub fn end(&mut self, batch: u32, now_us: u64, recorder: &mut Recorder, shown: &mut Vec<u8>) {
        while self.listen(batch, now_us, recorder, shown) > 0 {}
        let What::Read(reader) = &mut self.what else {
            return;
        };
        let mut told = Vec::new();
        for input in self.inputs.drain(..) {
            if !input.received.is_empty() {
                let text = String::from_utf8_lossy(&input.received);
                if reader.line(&text, &mut |one| told.push(one)) {
                    shown.extend_from_slice(&input.received);
                }
            }
        }
        reader.end(&mut |one| told.push(one));
        self.record(told, batch, now_us, recorder);
    }

    /// Whether the framework tells of its tests only once it ends.
    pub fn hears_only_the_end(&self) -> bool {
        self.source == Source::AtEnd
    }

    /// How often a test was said to be over.
    pub fn ended(&self) -> u64 {
        self.ended
    }

    /// What a listing wrote.
    pub fn text(&self) -> String {
        match &self.what {
            What::Keep(text) => String::from_utf8_lossy(text).into_owned(),
            What::Read(_) => String::new(),
        }
    }

    /// Highest memory that anybody measured, in KiB.
    pub fn peak_kib(&self) -> u64 {
        self.peak_kib
    }

    fn record(
        &mut self,
        told: Vec<FrameworkEvent>,
        batch: u32,
        now_us: u64,
        recorder: &mut Recorder,
    ) {
        for one in told {
            if let FrameworkEvent::Measured { figures, .. } = &one {
                let highest = figures.peak_kib.max(figures.rss_after_kib).unwrap_or(0);
                self.peak_kib = self.peak_kib.max(highest);
            }
            self.ended += u64::from(matches!(one, FrameworkEvent::Ended { .. }));
            if self.records {
                self.record_one(one, batch, now_us, recorder);
            }
        }
    }

    fn record_one(
        &mut self,
        told: FrameworkEvent,
        batch: u32,
        now_us: u64,
        recorder: &mut Recorder,
    ) {
        let number = |id: &String| self.numbers.get(id).copied();
        match told {
            FrameworkEvent::Started { id } => {
                if let Some(test) = number(&id) {
                    self.start(test, batch, now_us, recorder);
                }
            }
            FrameworkEvent::Ended {
                id,
                outcome,
                duration_us,
                remark,
            } => {
                let Some(test) = number(&id) else {
                    return;
                };
                if !self.begun.contains_key(&test) {
                    self.start(
                        test,
                        batch,
                        now_us.saturating_sub(duration_us.unwrap_or(0)),
                        recorder,
                    );
                }
                let begun = self.begun.remove(&test).unwrap_or(now_us);
                let duration_us = duration_us.unwrap_or(now_us.saturating_sub(begun));
                let phases = match outcome {
                    Outcome::Skipped => Vec::new(),
                    _ => vec![PhaseFigures {
                        phase: Phase::Call,
                        duration_us,
                        peak_kib: None,
                        rss_kib: None,
                    }],
                };
                recorder.record(Event::TestEnded {
                    test,
                    outcome,
                    at_us: now_us,
                    retained_kib: None,
                    remark: remark.map(Message::quote),
                    phases,
                });
            }
            FrameworkEvent::Why { id, text } => {
                if let Some(test) = number(&id) {
                    let message = Message::quote(text);
                    recorder.record(Event::TestRemarked { test, message });
                }
            }
            FrameworkEvent::FileCase { id, case } => {
                if let Some(test) = number(&id) {
                    recorder.record(Event::CaseEnded(FileCase { test, ..case }));
                }
            }
            FrameworkEvent::Measured { id, figures } => {
                if let Some(test) = number(&id) {
                    recorder.record(Event::TestMeasured { test, figures });
                }
            }
        }
    }

    fn start(&mut self, test: u32, batch: u32, at_us: u64, recorder: &mut Recorder) {
        self.begun.insert(test, at_us);
        recorder.record(Event::TestStarted {
            test,
            batch,
            at_us,
            rss_kib: None,
        });
    }
}

/// Reads what is there, and returns how many bytes that were.
fn read(input: &mut Input, what: &mut What) -> usize {
    let mut buffer = [0; 64 * 1024];
    let mut heard = 0;
    // One call must not starve the rest of the loop, whatever is said.
    while heard < 4 << 20 {
        match input.file.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => {
                heard += n;
                match what {
                    What::Keep(text) => text.extend_from_slice(&buffer[..n]),
                    What::Read(_) => input.received.extend_from_slice(&buffer[..n]),
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    heard
}

fn take_lines(
    input: &mut Input,
    what: &mut What,
    shown: &mut Vec<u8>,
    told: &mut Vec<FrameworkEvent>,
) {
    let What::Read(reader) = what else {
        return;
    };
    let end = input.received.iter().rposition(|byte| *byte == b'\n');
    let whole = end.map_or(0, |end| end + 1);
    let lines: Vec<u8> = input.received.drain(..whole).collect();
    for line in lines.split_inclusive(|byte| *byte == b'\n') {
        let text = String::from_utf8_lossy(line);
        let text = text.trim_end_matches(['\n', '\r']);
        if reader.line(text, &mut |one| told.push(one)) {
            shown.extend_from_slice(line);
        }
    }
    if input.received.len() > LONGEST_LINE {
        input.received.clear();
    }
    if !input.received.is_empty() {
        let beginning = String::from_utf8_lossy(&input.received);
        reader.beginning(&beginning, &mut |one| told.push(one));
    }
}
