//! One stream of events, three listeners: the journal, the artifact in the making, the display.

use std::cell::{Ref, RefCell};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use oomscope_journal::{Event, Redaction, Redactor, Replay};
use oomscope_shared::Artifact;
use oomscope_shared::{Message, messages};

use crate::display::{Display, ShowOutput};
use crate::error::Failure;
use crate::journal_file::JournalFile;
use crate::{temporary, whole};

/// A killed recorder loses at most this much.
pub const FLUSH_EVERY: Duration = Duration::from_millis(200);

/// Takes every event of a run, from whoever has one.
pub struct Recorder(RefCell<State>);

struct State {
    journal: JournalFile,
    replay: Replay,
    display: Display,
    flushed: Instant,
    redactor: Redactor,
    /// The ids by which the framework knows the tests, from the first one on that is shown in another way.
    real_ids: Option<Vec<String>>,
}

impl Recorder {
    /// Starts recording.
    pub fn new(journal: JournalFile, display: Display, redaction: Redaction) -> Self {
        Self(RefCell::new(State {
            journal,
            replay: Replay::new(),
            display,
            flushed: Instant::now(),
            redactor: Redactor::new(redaction),
            real_ids: None,
        }))
    }

    /// Something happened.
    pub fn record(&self, event: Event) {
        self.0.borrow_mut().record(event);
    }

    /// Called often by each batch; flushes and redraws when it is time.
    pub fn tick(&self, batch: u32, now_kib: u64, peak_kib: u64) {
        let mut state = self.0.borrow_mut();
        state.display.batch_uses(batch, now_kib, peak_kib);
        if state.flushed.elapsed() >= FLUSH_EVERY {
            state.flush();
            let State {
                display, replay, ..
            } = &mut *state;
            display.redraw(replay);
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

    /// The ids by which the framework knows the tests. Those of the artifact have no secrets in them.
    pub fn ids(&self) -> Ref<'_, [String]> {
        Ref::map(self.0.borrow(), |state| {
            let real = state.real_ids.as_deref();
            real.unwrap_or(&state.replay.tests().id)
        })
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
        let written = temporary::write(&place, |file| whole::write_into(file, &artifact));
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
                let written = whole::write_into(&mut file, &artifact).and_then(|()| file.flush());
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
    /// Takes an event. Its secrets get no further than here.
    fn record(&mut self, mut event: Event) {
        match &mut event {
            Event::TestsPlanned { ids } => {
                let real = self.redactor.ids(ids);
                self.keep_real(real, ids);
            }
            event => self.redactor.event(event),
        }
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

    /// Keeps the ids of the framework, once some are shown in another way; of the new ones these are told.
    fn keep_real(&mut self, changed: Vec<(usize, String)>, shown: &[String]) {
        if changed.is_empty() && self.real_ids.is_none() {
            return;
        }
        let known = || self.replay.tests().id.clone();
        let real = self.real_ids.get_or_insert_with(known);
        let before = real.len();
        real.extend_from_slice(shown);
        for (at, id) in changed {
            real[before + at] = id;
        }
    }

    fn flush(&mut self) {
        self.journal.flush();
        self.flushed = Instant::now();
        if let Some(message) = self.journal.take_problem() {
            // Not into the journal, of which it speaks.
            let mut event = Event::Warning { message };
            self.redactor.event(&mut event);
            if let Event::Warning { message } = &event {
                self.display.warning(message);
            }
            self.replay.apply(event);
        }
    }
}
