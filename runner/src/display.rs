//! The one place that speaks to people while a run goes on: a live line on a terminal, plain lines
//! elsewhere, nothing when asked to be quiet. Everything goes to standard error.
//!
//! Errors, warnings and notes quote files, names and what others say: they are made harmless here, whole, so that
//! nothing in them reaches a terminal as a command to it, or the log of a CI job at the beginning of a line.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::OnceLock;
use std::time::Duration;

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use oomscope_journal::{Event, Replay};
use oomscope_shared::artifact::{Batch, Limiter, MemoryLimit, Pass};
use oomscope_shared::chart::Tone;
use oomscope_shared::{Ending, Key, Message, Outcome, messages, plain};

use crate::error::Failure;
use crate::locale::locale;
use crate::paint::{Paint, line};
use crate::terminal::{self, Canvas};

/// How often the live line may be drawn anew in a second.
const BAR_HZ: u8 = 20;

/// So many characters of a test's id are shown beside a batch that runs.
const MOST_OF_ID: usize = 48;

/// When the output of batches is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ShowOutput {
    /// As it comes.
    Live,
    /// After a batch that did not pass.
    Failed,
    /// Not at all.
    Never,
}

/// How progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// One line that changes in place.
    Bar,
    /// A line when a batch starts and ends.
    Lines,
    /// Nothing.
    Silent,
}

impl Look {
    /// | quiet | terminal | CI  | output live | look   |
    /// |-------|----------|-----|-------------|--------|
    /// | yes   | -        | -   | -           | silent |
    /// | no    | no       | -   | -           | lines  |
    /// | no    | yes      | yes | -           | lines  |
    /// | no    | yes      | no  | yes         | lines  |
    /// | no    | yes      | no  | no          | bar    |
    ///
    /// Some CI systems give a pseudo-terminal, in which a bar becomes thousands of lines.
    pub fn resolve(quiet: bool, is_terminal: bool, is_ci: bool, output_is_live: bool) -> Self {
        match (quiet, is_terminal && !is_ci && !output_is_live) {
            (true, _) => Self::Silent,
            (false, true) => Self::Bar,
            (false, false) => Self::Lines,
        }
    }
}

/// Shows a run as it goes.
pub struct Display {
    look: Look,
    show_output: ShowOutput,
    bar: Option<ProgressBar>,
    limit_bytes: Option<u64>,
    unsaid_limit: Option<Box<MemoryLimit>>,
    done: usize,
    /// The batches that run.
    running: BTreeMap<u32, Shown>,
    /// The most that all together have used, in KiB.
    peak_kib: u64,
}

/// A batch that runs, as it is shown.
#[derive(Debug, Clone, Copy)]
struct Shown {
    pass: Pass,
    now_kib: u64,
    peak_kib: u64,
}

impl Shown {
    fn new(pass: Pass) -> Self {
        Self {
            pass,
            now_kib: 0,
            peak_kib: 0,
        }
    }
}

impl Display {
    /// Decides the look from the flags and the terminal. What several batches print at the same time is shown by
    /// batch, and so at the end of each.
    pub fn new(quiet: bool, asked: Option<ShowOutput>, jobs: u32) -> Self {
        let is_terminal = std::io::stderr().is_terminal()
            && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        let is_ci = std::env::var_os("CI").is_some();
        let show_output = asked.unwrap_or(match (quiet, is_terminal && !is_ci || jobs > 1) {
            (true, _) => ShowOutput::Never,
            (false, true) => ShowOutput::Failed,
            (false, false) => ShowOutput::Live,
        });
        let look = Look::resolve(quiet, is_terminal, is_ci, show_output == ShowOutput::Live);
        Self {
            look,
            show_output,
            bar: None,
            limit_bytes: None,
            unsaid_limit: None,
            done: 0,
            running: BTreeMap::new(),
            peak_kib: 0,
        }
    }

    /// Whether the output of batches is shown in this way.
    pub fn shows(&self, way: ShowOutput) -> bool {
        self.show_output == way
    }

    /// Says the limit of every batch, once, when one is known to run: before that an error may be all there is to
    /// say.
    pub fn say_limit(&mut self) {
        let Some(limit) = self.unsaid_limit.take() else {
            return;
        };
        if self.look != Look::Silent {
            self.note(messages::TerminalLimit {
                derivation: limit.derivation,
            });
            let limiter = limit.limiter.key();
            match limit.limiter {
                Limiter::Watchdog => self.note(messages::TerminalLimiter {
                    limiter,
                    reason: limit.limiter_reason,
                }),
                // Nothing better is to be had; which of the kernel's ways do not work here is in the artifact, and
                // `oomscope doctor` says it.
                Limiter::CgroupV2 | Limiter::SystemdScope | Limiter::CgroupV1 => {
                    self.note(messages::TerminalLimiterKernel { limiter });
                }
            }
        }
    }

    /// Takes an event, before it is applied to `state`.
    pub fn on_event(&mut self, event: &Event, state: &Replay) {
        match event {
            Event::RunStarted(header) => {
                self.limit_bytes = header.limits.memory.as_ref().map(|limit| limit.bytes);
                self.unsaid_limit = header.limits.memory.clone().map(Box::new);
            }
            Event::TestsPlanned { ids } if self.look == Look::Lines && state.tests().is_empty() => {
                note(messages::TerminalTests { tests: ids.len() });
            }
            Event::BatchStarted { batch, pass, .. } => {
                self.running.insert(*batch, Shown::new(*pass));
            }
            Event::BatchPlanned { batch, tests } => self.batch_planned(*batch, tests.len()),
            Event::TestEnded { outcome, .. } if *outcome != Outcome::NotRun => self.done += 1,
            Event::Warning { message } => self.warning(message),
            _ => {}
        }
    }

    fn batch_planned(&self, batch: u32, tests: usize) {
        let Some(Shown { pass, .. }) = self.running.get(&batch) else {
            return;
        };
        if self.look != Look::Lines || tests == 0 {
            return;
        }
        match pass {
            pass if pass.is_of_suite() => note(messages::TerminalBatchStarts { batch, tests }),
            pass => note(messages::TerminalHuntStarts {
                pass: pass.key(),
                tests,
            }),
        }
    }

    /// A batch uses so much now.
    pub fn batch_uses(&mut self, batch: u32, now_kib: u64, peak_kib: u64) {
        // What lists the tests may never become a batch of the artifact.
        let shown = (self.running.entry(batch)).or_insert_with(|| Shown::new(Pass::Observe));
        (shown.now_kib, shown.peak_kib) = (now_kib, peak_kib);
        self.peak_kib = self.peak_kib.max(self.now_kib());
    }

    fn now_kib(&self) -> u64 {
        self.running.values().map(|shown| shown.now_kib).sum()
    }

    /// Redraws the live lines: one of the run, and one of each batch where several run.
    pub fn redraw(&mut self, state: &Replay) {
        if let Some(bytes) = terminal::take_left_out(false) {
            self.note(not_shown(bytes));
        }
        if self.look != Look::Bar {
            return;
        }
        let total = state.tests().len();
        let mut lines = vec![self.first_line(total)];
        if self.running.len() > 1 {
            let batches = self.running.iter();
            lines.extend(batches.map(|(batch, shown)| line_of_batch(*batch, shown, state)));
        }
        let bar = self.bar.get_or_insert_with(new_bar);
        bar.set_length(total as u64);
        bar.set_position(self.done as u64);
        let lines = lines.iter().map(|said| locale().text(said));
        bar.set_message(lines.collect::<Vec<_>>().join("\n    "));
    }

    fn first_line(&self, total: usize) -> Message {
        let of_hunt = self
            .running
            .values()
            .find(|shown| !shown.pass.is_of_suite());
        let doing: Message = match (total, of_hunt) {
            (_, Some(shown)) => messages::TerminalBarHunt {
                pass: shown.pass.key(),
            }
            .into(),
            (0, None) => Key::TerminalBarCollecting.into(),
            (tests, None) => messages::TerminalBarTests {
                done: self.done,
                tests,
            }
            .into(),
        };
        let now_bytes = self.now_kib() * 1024;
        let only = self.running.first_key_value();
        let only = only.filter(|_| self.running.len() == 1);
        let (batches, peak_kib): (Message, u64) = match only {
            Some((batch, only)) => (
                messages::TerminalBarOne { batch: *batch }.into(),
                only.peak_kib,
            ),
            None => {
                let batches = self.running.len();
                (messages::TerminalBarMany { batches }.into(), self.peak_kib)
            }
        };
        let peak_bytes = peak_kib * 1024;
        match self.limit_bytes {
            Some(limit_bytes) => messages::TerminalBarLimited {
                doing,
                batches,
                now_bytes,
                limit_bytes,
                peak_bytes,
            }
            .into(),
            None => messages::TerminalBar {
                doing,
                batches,
                now_bytes,
                peak_bytes,
            }
            .into(),
        }
    }

    /// A sentence that people should see, but when all is to be quiet.
    pub fn warning(&mut self, message: &Message) {
        if self.look != Look::Silent {
            self.aside(|| warning(message));
        }
    }

    /// Takes the live line away.
    pub fn close(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    /// Text at the end of a run.
    pub fn closing(&mut self, text: &str) {
        self.close();
        if self.look != Look::Silent {
            line(text.trim_end());
        }
    }

    /// A batch has ended, and its ending is known.
    pub fn batch_ended(&mut self, ended: &Batch) {
        self.say_limit();
        self.running.remove(&ended.index);
        if !ended.pass.is_of_suite() {
            // How the hunt's own processes end is in its findings.
            return;
        }
        let show_tail = self.show_output == ShowOutput::Failed && ended.ending != Ending::Passed;
        if show_tail && !ended.output.text.is_empty() {
            self.note(messages::TerminalOutput { batch: ended.index });
            if ended.output.total_bytes > ended.output.kept_bytes {
                let skipped_bytes = ended.output.total_bytes - ended.output.kept_bytes;
                let skipped = messages::TerminalOutputSkipped { skipped_bytes };
                let skipped = locale().text(&skipped.into());
                self.aside(|| line(&Paint::Dim.on(&skipped)));
            }
            self.aside(|| verbatim(ended.output.text.trim_end()));
        }
        if self.look == Look::Lines || (self.look == Look::Bar && ended.ending != Ending::Passed) {
            let (batch, at_ms) = (ended.index, ended.start_ms + ended.duration_ms);
            let ending = locale().word(ended.ending.key());
            // Its words, and not its key, because they are painted.
            let ending = Paint::from(Tone::of_ending(ended.ending)).on(ending);
            let proof = ended.proof.key();
            let said: Message = match ended.peak_bytes {
                Some(peak_bytes) => messages::TerminalBatchEnded {
                    batch,
                    at_ms,
                    ending,
                    proof,
                    peak_bytes,
                }
                .into(),
                None => messages::TerminalBatchEndedUnmeasured {
                    batch,
                    at_ms,
                    ending,
                    proof,
                }
                .into(),
            };
            // As it is, with its paint: words and figures of ours are all there is in it.
            self.aside(|| says(&locale().text(&said)));
        }
    }

    fn note(&self, message: impl Into<Message>) {
        self.aside(|| note(message));
    }

    /// Says something with the live line out of the way.
    fn aside(&self, say: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }
}

/// What a batch does, where several run.
fn line_of_batch(batch: u32, shown: &Shown, state: &Replay) -> Message {
    let now_bytes = shown.now_kib * 1024;
    let running = state.running_in(batch).first();
    match running.and_then(|test| state.tests().id.get(*test as usize)) {
        Some(id) => messages::TerminalBarBatchTest {
            batch,
            now_bytes,
            test: short(&plain::line(id)),
        }
        .into(),
        None => messages::TerminalBarBatch { batch, now_bytes }.into(),
    }
}

/// The end of an id, which tells the most; a line that is broken cannot be drawn over.
fn short(id: &str) -> String {
    let length = id.chars().count();
    match length > MOST_OF_ID {
        true => std::iter::once('…')
            .chain(id.chars().skip(length - MOST_OF_ID + 1))
            .collect(),
        false => id.to_owned(),
    }
}

fn new_bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(
        None,
        ProgressDrawTarget::term_like_with_hz(Box::<Canvas>::default(), BAR_HZ),
    );
    let style = ProgressStyle::with_template("{spinner} [{bar:24}] {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.set_style(style.progress_chars("━╸ "));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// What others printed, in whatever colours they did.
fn verbatim(text: &str) {
    terminal::show(text.as_bytes());
    terminal::show(b"\n");
}

fn not_shown(left_out_bytes: u64) -> Message {
    messages::TerminalNotShown { left_out_bytes }.into()
}

/// Waits until all that was said is written, or nobody has read for so long.
pub fn end(patience: Duration) {
    if let Some(bytes) = terminal::take_left_out(true) {
        note(not_shown(bytes));
    }
    terminal::settle(patience);
}

/// Prints a line that is harmless already.
fn says(text: &str) {
    line(&format!("{} {text}", Paint::Dim.on("oomscope:")));
}

/// A word that says of what kind the text behind it is.
pub fn mark(paint: Paint, key: Key) -> String {
    paint.on(locale().word(key))
}

/// Prints an error and what to do about it.
pub fn print_failure(failure: &Failure) {
    let error = mark(Paint::Bad, Key::TerminalError);
    says(&format!("{error} {}", plain::line(&failure.to_string())));
    if let Some(hint) = failure.hint() {
        let (mark, hint) = (mark(Paint::Dim, Key::TerminalHint), plain::line(&hint));
        line(&format!("  {mark} {hint}"));
    }
}

/// Whether nothing but errors is said.
static IS_QUIET: OnceLock<bool> = OnceLock::new();

/// Chooses whether anything but errors is said.
pub fn choose(is_quiet: bool) {
    let _ = IS_QUIET.set(is_quiet);
}

/// Whether nothing but errors is said.
pub fn is_quiet() -> bool {
    IS_QUIET.get().copied().unwrap_or(false)
}

/// Prints a sentence for people.
pub fn note(message: impl Into<Message>) {
    if is_quiet() {
        return;
    }
    says(&plain::line(&locale().text(&message.into())));
}

/// Prints a sentence that people should heed.
pub fn warning(message: &Message) {
    if is_quiet() {
        return;
    }
    let warning = mark(Paint::Warning, Key::TerminalWarning);
    says(&format!(
        "{warning} {}",
        plain::line(&locale().text(message))
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_id_is_shown_by_its_end() {
        assert_eq!(short("tests/test_a.py::test_b"), "tests/test_a.py::test_b");
        let long = format!("tests/{}::test_ä", "x".repeat(60));
        assert_eq!(short(&long).chars().count(), MOST_OF_ID);
        assert!(short(&long).starts_with('…') && short(&long).ends_with("x::test_ä"));
    }

    #[test]
    fn the_look_follows_its_table() {
        assert_eq!(Look::resolve(true, true, false, false), Look::Silent);
        assert_eq!(Look::resolve(false, false, false, true), Look::Lines);
        assert_eq!(Look::resolve(false, true, true, false), Look::Lines);
        assert_eq!(Look::resolve(false, true, false, true), Look::Lines);
        assert_eq!(Look::resolve(false, true, false, false), Look::Bar);
    }
}
