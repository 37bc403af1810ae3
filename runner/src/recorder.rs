//! One stream of events, three listeners: the journal, the artifact in the making, the display.

use std::cell::{Ref, RefCell};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use oomscope_journal::{Event, Replay};
use oomscope_shared::Artifact;
use oomscope_shared::{Message, messages};

use crate::display::{Display, ShowOutput};
use crate::error::Failure;
use crate::journal_file::JournalFile;
use crate::temporary;

/// A killed recorder loses at most this much.
pub const FLUSH_EVERY: Duration = Duration::from_millis(200);

/// Takes every event of a run, from whoever has one.
pub struct Recorder(RefCell<State>);

struct State {
    journal: JournalFile,
    replay: Replay,
    display: Display,
    flushed: Instant,
}

impl Recorder {
    /// Starts recording.
    pub fn new(journal: JournalFile, display: Display) -> Self {
        Self(RefCell::new(State {
            journal,
            replay: Replay::new(),
            display,
            flushed: Instant::now(),
        }))
    }

    /// Something happened.
    pub fn record(&self, event: Event) {
        self.0.borrow_mut().record(event);
    }

    /// Called often; flushes and redraws when it is time.
    pub fn tick(&self, now_kib: u64, peak_kib: u64) {
        let mut state = self.0.borrow_mut();
        if state.flushed.elapsed() >= FLUSH_EVERY {
            state.flush();
            let State {
                display, replay, ..
            } = &mut *state;
            display.redraw(replay, now_kib, peak_kib);
        }
    }

    /// Flushes the journal now.
    pub fn flush(&self) {
        self.0.borrow_mut().flush();
    }

    /// What is known so far. Nothing can be recorded while it is held.
    pub fn state(&self) -> Ref<'_, Replay> {
        Ref::map(self.0.borrow(), |state| &state.replay)
    }

    /// A batch is known to run.
    pub fn say_limit(&self) {
        self.0.borrow_mut().display.say_limit();
    }

    /// Whether the output of batches is shown in this way.
    pub fn shows(&self, way: ShowOutput) -> bool {
        self.0.borrow().display.shows(way)
    }

    /// Makes the artifact and writes it, elsewhere if it must be; the journal goes once the artifact is
    /// there. Returns where that is as well.
    pub fn finish(self, out: &Path) -> Result<(Artifact, PathBuf, Display), Failure> {
        let mut state = self.0.into_inner();
        state.flush();
        let mut artifact = state
            .replay
            .finish()
            .ok_or_else(|| Failure::recorder("nothing was recorded"))?;
        // The tests may have changed or deleted the folder that `out` counts from.
        let place = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
        let mut written_to = out.to_owned();
        let written = temporary::write(&place, |file| write_artifact(file, &artifact));
        if let Err(source) = written {
            let why = Message::from(messages::NoteCannotWrite {
                path: place.display().to_string(),
                error: source.to_string(),
            });
            let name = out.file_name().unwrap_or(out.as_os_str());
            let elsewhere = temporary::elsewhere(name, |file, path| {
                let moved = messages::NoteArtifactMoved {
                    path: path.display().to_string(),
                    why: why.clone(),
                };
                artifact.warnings.push(moved.into());
                let mut file = BufWriter::new(file);
                let written = write_artifact(&mut file, &artifact).and_then(|()| file.flush());
                written.inspect_err(|_| drop(artifact.warnings.pop()))
            });
            (written_to, _) = elsewhere.ok_or(Failure::Write {
                path: place,
                source,
                after_start: true,
            })?;
            if let Some(text) = artifact.warnings.last() {
                state.display.warning(text);
            }
        }
        state.journal.remove();
        Ok((artifact, written_to, state.display))
    }

    /// Gives up before anything ran: no artifact, no journal left behind.
    pub fn abandon(self) {
        let mut state = self.0.into_inner();
        state.display.close();
        state.journal.remove();
    }
}

impl State {
    fn record(&mut self, event: Event) {
        self.journal.append(&event);
        self.display.on_event(&event, &self.replay);
        let ended = match &event {
            Event::BatchEnded(ended) => Some(ended.batch),
            _ => None,
        };
        self.replay.apply(event);
        if let Some(batch) = ended.and_then(|index| self.replay.batch(index)) {
            self.display.batch_ended(batch);
        }
    }

    fn flush(&mut self) {
        self.journal.flush();
        self.flushed = Instant::now();
        if let Some(message) = self.journal.take_problem() {
            self.display.warning(&message);
            self.replay.apply(Event::Warning { message });
        }
    }
}

/// Writes an artifact.
pub fn write_whole(out: &Path, artifact: &Artifact, after_start: bool) -> Result<(), Failure> {
    let written = temporary::write(out, |file| write_artifact(file, artifact));
    written.map_err(|source| Failure::Write {
        path: out.to_owned(),
        source,
        after_start,
    })
}

/// Straight into the file: as a text in between, a large artifact would be in memory twice.
fn write_artifact(mut file: &mut dyn Write, artifact: &Artifact) -> io::Result<()> {
    serde_json::to_writer(&mut file, artifact)?;
    file.write_all(b"\n")
}
