//! What a framework says of its tests while a batch runs: read from its standard output or from a file that
//! grows, and turned into events.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{BorrowedFd, OwnedFd};

use oomscope_diagnosis::rounds::UnitRun;
use oomscope_journal::{Event, Phase, PhaseFigures};
use oomscope_shared::Outcome;
use oomscope_shared::artifact::FileCase;
use oomscope_shared::facts::Listing;
use oomscope_shared::message::Message;

use super::gate::{Bell, Gate};
use super::{FrameworkEvent, Reader, Rest, Rests, Source};
use crate::driver::{Desk, Ear, Opened};
use crate::error::Failure;
use crate::process::ProcReader;

/// Bytes of a line without an end that are kept: whoever prints more without a new line says nothing.
const LONGEST_LINE: usize = 1 << 20;

/// Listens to one batch.
pub struct Listener {
    inputs: Vec<Input>,
    source: Source,
    reader: Box<dyn Reader>,
    /// Numbers of the tests by their ids.
    numbers: BTreeMap<String, u32>,
    /// Whether what is told goes into the artifact: not in the hunt, where tests are run again.
    records: bool,
    /// Tests that have begun, and when.
    begun: BTreeMap<u32, u64>,
    /// Tests whose process was ended by SIGKILL.
    killed: BTreeSet<u32>,
    /// Where the process will rest.
    gates: Vec<(Rest, Gate)>,
    bell: Option<Bell>,
    finds: Finds,
}

/// Whether the batch finds its tests by itself.
enum Finds {
    /// It was given them.
    Nothing,
    /// It has not told of any yet. If it ends well like that, this is wrong.
    Not(Box<Failure>),
    /// It has told which they are.
    Found,
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

impl Listener {
    /// Lets a reader understand what is said about these tests.
    pub fn new(
        source: Source,
        reader: Box<dyn Reader>,
        numbers: BTreeMap<String, u32>,
        records: bool,
    ) -> Self {
        Self {
            inputs: Vec::new(),
            source,
            reader,
            numbers,
            records,
            begun: BTreeMap::new(),
            killed: BTreeSet::new(),
            gates: Vec::new(),
            bell: None,
            finds: Finds::Nothing,
        }
    }

    /// Lets the batch find its tests by itself; `no_list` says what is wrong where it ends well without.
    pub fn finding(mut self, no_list: Failure) -> Self {
        self.finds = Finds::Not(Box::new(no_list));
        self
    }

    /// Tests that the batch has found join the plan.
    fn plan(&mut self, mut ids: Vec<String>, desk: &mut Desk<'_>) {
        self.finds = Finds::Found;
        ids.retain(|id| !self.numbers.contains_key(id));
        let first = desk.recorder.ids().len() as u32;
        self.numbers.extend(ids.iter().cloned().zip(first..));
        let given: BTreeSet<u32> = self.numbers.values().copied().collect();
        let tests: Vec<u32> = given.into_iter().collect();
        if !ids.is_empty() {
            let batch = desk.batch;
            desk.recorder.record(Event::TestsPlanned { ids });
            let tests = tests.clone();
            desk.recorder.record(Event::BatchPlanned { batch, tests });
        }
        desk.heard.given = Some(tests);
    }

    /// Says what it means that a batch which is over has found no tests.
    fn conclude_finding(&mut self, desk: &mut Desk<'_>) {
        let is_good = desk.facts.exit_code == Some(0) && desk.facts.actions.is_empty();
        match std::mem::replace(&mut self.finds, Finds::Nothing) {
            Finds::Nothing => {}
            Finds::Not(no_list) if is_good => {
                desk.heard.refused.get_or_insert(*no_list);
            }
            Finds::Not(_) => desk.facts.listing = Some(Listing::Failed),
            Finds::Found if self.numbers.is_empty() => desk.facts.listing = Some(Listing::Empty),
            Finds::Found => {}
        }
    }

    fn record(&mut self, told: Vec<FrameworkEvent>, desk: &mut Desk<'_>) {
        let now_us = desk.clock.now_us();
        for one in told {
            if let FrameworkEvent::Measured { figures, .. } = &one {
                let highest = figures.peak_kib.max(figures.rss_after_kib).unwrap_or(0);
                desk.heard.peak_kib = desk.heard.peak_kib.max(highest);
            }
            desk.heard.tests_ended += u64::from(matches!(one, FrameworkEvent::Ended { .. }));
            if self.records {
                self.record_one(one, now_us, desk);
            } else {
                self.note_run(&one, desk);
            }
        }
    }

    /// What the hunt is told of the runs of its tests.
    fn note_run(&self, told: &FrameworkEvent, desk: &mut Desk<'_>) {
        if let FrameworkEvent::Ended {
            id,
            outcome: Outcome::Failed,
            ..
        } = told
        {
            desk.heard.failed.extend(self.numbers.get(id));
        }
        if let FrameworkEvent::Measured {
            id,
            grown: Some(grown),
            ..
        } = told
            && let Some(test) = self.numbers.get(id).copied()
        {
            let grown = *grown;
            desk.heard.runs.push(UnitRun { test, grown });
        }
    }

    fn record_one(&mut self, told: FrameworkEvent, now_us: u64, desk: &mut Desk<'_>) {
        let number = |id: &String| self.numbers.get(id).copied();
        match told {
            FrameworkEvent::Found { ids } => self.plan(ids, desk),
            FrameworkEvent::Started { id } => {
                if let Some(test) = number(&id) {
                    self.start(test, now_us, desk);
                }
            }
            FrameworkEvent::Killed { id } => self.killed.extend(number(&id)),
            FrameworkEvent::Ended {
                id,
                outcome,
                duration_us,
                remark,
            } => {
                let Some(test) = number(&id) else {
                    return;
                };
                // A test can print what looks like a line of its framework. None lasts longer than the run.
                let duration_us = duration_us.filter(|lasted| *lasted <= now_us);
                if !self.begun.contains_key(&test) {
                    self.start(test, now_us.saturating_sub(duration_us.unwrap_or(0)), desk);
                }
                // It runs until the batch ends, whose victim it is, and did not fail before that.
                if self.killed.contains(&test) && desk.is_killed_for_memory() {
                    return;
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
                desk.recorder.record(Event::TestEnded {
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
                    desk.recorder.record(Event::TestRemarked { test, message });
                }
            }
            FrameworkEvent::FileCase { id, case } => {
                if let Some(test) = number(&id) {
                    desk.recorder
                        .record(Event::CaseEnded(FileCase { test, ..case }));
                }
            }
            FrameworkEvent::LeftBehind(left) => desk.facts.left_behind = Some(left),
            FrameworkEvent::JvmHeap(bytes) => {
                desk.facts.jvm_heap_bytes = desk.facts.jvm_heap_bytes.max(Some(bytes));
            }
            FrameworkEvent::Measured { id, figures, .. } => {
                if let Some(test) = number(&id) {
                    desk.recorder.record(Event::TestMeasured { test, figures });
                }
            }
        }
    }

    fn start(&mut self, test: u32, at_us: u64, desk: &mut Desk<'_>) {
        self.begun.insert(test, at_us);
        desk.recorder.record(Event::TestStarted {
            test,
            batch: desk.batch,
            at_us,
            rss_kib: None,
        });
    }
}

impl Ear for Listener {
    fn open(&mut self) -> io::Result<Opened> {
        let (path, takes_stdout) = match &self.source {
            Source::Stdout => (None, true),
            Source::File(path) => (Some(path), false),
            Source::Both(path) => (Some(path), true),
            Source::Rests(_) => (None, true),
        };
        if let Some(path) = path {
            File::create_new(path)?;
            self.inputs.push(Input::new(File::open(path)?));
        }
        if let Source::Rests(rests) = &self.source {
            let bell = Bell::hang()?;
            self.gates = gates(rests, &bell);
            self.bell = Some(bell);
        }
        let mut opened = Opened::default();
        if takes_stdout {
            let (read, write) = stdout_pipe()?;
            self.inputs.push(Input::new(read));
            opened.stdout = Some(write);
        }
        Ok(opened)
    }

    fn hear(&mut self, desk: &mut Desk<'_>) -> usize {
        let mut heard = 0;
        let mut told = Vec::new();
        let mut shown = Vec::new();
        if let Some(bell) = &mut self.bell {
            bell.quieten();
        }
        // Who rests has printed before whatever it prints.
        let reached = self.gates.iter().position(|(_, gate)| gate.is_reached());
        for input in &mut self.inputs {
            let new = read(input);
            if new > 0 {
                take_lines(input, self.reader.as_mut(), &mut shown, &mut told);
            }
            heard += new;
        }
        if let Some(at) = reached {
            let (rest, gate) = self.gates.remove(at);
            let held_kib = held_kib(desk.root_pid);
            let reader = &mut self.reader;
            reader.rests(rest, held_kib, &mut |one| told.push(one));
            match rest {
                Rest::Begun => drop(gate),
                Rest::Round => {
                    let next = self.bell.as_ref().map(|bell| gate.open_once(bell));
                    self.gates
                        .extend(next.and_then(Result::ok).map(|gate| (rest, gate)));
                }
            }
        }
        desk.output.take(&shown);
        self.record(told, desk);
        heard
    }

    fn urgent(&self) -> Vec<BorrowedFd<'_>> {
        self.bell.iter().map(Bell::ringing).collect()
    }

    fn end(&mut self, desk: &mut Desk<'_>) {
        while self.hear(desk) > 0 {}
        let mut told = Vec::new();
        for input in self.inputs.drain(..) {
            if !input.received.is_empty() {
                let text = String::from_utf8_lossy(&input.received);
                if self.reader.line(&text, &mut |one| told.push(one)) {
                    desk.output.take(&input.received);
                }
            }
        }
        self.reader.end(&mut |one| told.push(one));
        self.record(told, desk);
        self.conclude_finding(desk);
    }
}

/// The gates that can be shut: where the file system has no leases the process is not measured.
fn gates(rests: &Rests, bell: &Bell) -> Vec<(Rest, Gate)> {
    let begun = rests.begun.iter().map(|path| (Rest::Begun, path));
    let round = rests.round.iter().map(|path| (Rest::Round, path));
    let shut = begun
        .chain(round)
        .filter_map(|(rest, path)| Some((rest, Gate::shut(path, bell).ok()?)));
    shut.collect()
}

/// What the processes below one hold, by the kernel's exact account, with what is swapped out.
fn held_kib(root_pid: u32) -> u64 {
    let reader = ProcReader::system();
    let mut waiting = reader.children_of_all_threads(root_pid);
    let mut held_kib = 0;
    while let Some(pid) = waiting.pop() {
        waiting.extend(reader.children_of_all_threads(pid));
        // One that has ended meanwhile holds nothing.
        held_kib += reader
            .rollup(pid)
            .map_or(0, |one| one.held_kib() + one.swap_kib.unwrap_or(0));
    }
    held_kib
}

/// A pipe for the standard output of a batch: our end, which never waits, and that of the batch.
pub fn stdout_pipe() -> io::Result<(File, OwnedFd)> {
    let (read, write) = nix::unistd::pipe2(nix::fcntl::OFlag::O_CLOEXEC)?;
    let flags = nix::fcntl::OFlag::O_NONBLOCK;
    nix::fcntl::fcntl(&read, nix::fcntl::FcntlArg::F_SETFL(flags))?;
    // As for the other output, so that a batch need not wait for the next look.
    let _ = nix::fcntl::fcntl(&read, nix::fcntl::FcntlArg::F_SETPIPE_SZ(1 << 20));
    Ok((File::from(read), write))
}

/// Reads what is there, and returns how many bytes that were.
fn read(input: &mut Input) -> usize {
    let mut buffer = [0; 64 * 1024];
    let mut heard = 0;
    // One call must not starve the rest of the loop, whatever is said.
    while heard < 4 << 20 {
        match input.file.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => {
                heard += n;
                input.received.extend_from_slice(&buffer[..n]);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    heard
}

fn take_lines(
    input: &mut Input,
    reader: &mut dyn Reader,
    shown: &mut Vec<u8>,
    told: &mut Vec<FrameworkEvent>,
) {
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
