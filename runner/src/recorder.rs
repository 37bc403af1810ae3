//! One stream of events, three listeners: the journal, the artifact in the making, the display.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use oomscope_journal::{Event, Redaction, Redactor, Replay};
use oomscope_shared::Artifact;
use oomscope_shared::{Message, messages};

use crate::display::Display;
use crate::error::Failure;
use crate::journal_file::JournalFile;
use crate::temporary;

/// A killed recorder loses at most this much.
pub const FLUSH_EVERY: Duration = Duration::from_millis(200);

/// Takes every event of a run.
pub struct Recorder {
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
        Self {
            journal,
            replay: Replay::new(),
            display,
            flushed: Instant::now(),
            redactor: Redactor::new(redaction),
            real_ids: None,
        }
    }

    /// Something happened. Its secrets get no further than here.
    pub fn record(&mut self, mut event: Event) {
        match &mut event {
            Event::TestsPlanned { ids } => {
                let real = ids.clone();
                self.redactor.event(&mut event);
                self.keep_real(real, &event);
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

    fn keep_real(&mut self, real: Vec<String>, shown: &Event) {
        let is_same = matches!(shown, Event::TestsPlanned { ids } if *ids == real);
        match &mut self.real_ids {
            Some(ids) => ids.extend(real),
            None if is_same => {}
            None => {
                let mut ids = self.replay.tests().id.clone();
                ids.extend(real);
                self.real_ids = Some(ids);
            }
        }
    }

    /// The ids by which the framework knows the tests. Those of the artifact have no secrets in them.
    pub fn ids(&self) -> &[String] {
        (self.real_ids.as_deref()).unwrap_or(&self.replay.tests().id)
    }

    /// Called often; flushes and redraws when it is time.
    pub fn tick(&mut self, now_kib: u64, peak_kib: u64) {
        if self.flushed.elapsed() >= FLUSH_EVERY {
            self.flush();
            self.display.redraw(&self.replay, now_kib, peak_kib);
        }
    }

    /// Flushes the journal now.
    pub fn flush(&mut self) {
        self.journal.flush();
        self.flushed = Instant::now();
        if let Some(message) = self.journal.take_problem() {
            self.warn(message);
        }
    }

    /// Not into the journal, of which it speaks.
    fn warn(&mut self, message: Message) {
        let mut event = Event::Warning { message };
        self.redactor.event(&mut event);
        if let Event::Warning { message } = &event {
            self.display.warning(message);
        }
        self.replay.apply(event);
    }

    /// What is known so far.
    pub fn state(&self) -> &Replay {
        &self.replay
    }

    /// The display, for what is no event.
    pub fn display(&mut self) -> &mut Display {
        &mut self.display
    }

    /// Makes the artifact and writes it, elsewhere if it must be; the journal goes once the artifact is
    /// there. Returns where that is as well.
    pub fn finish(mut self, out: &Path) -> Result<(Artifact, PathBuf, Display), Failure> {
        self.flush();
        let mut artifact = self
            .replay
            .finish()
            .ok_or_else(|| Failure::recorder("nothing was recorded"))?;
        // The tests may have changed or deleted the folder that `out` counts from.
        let place = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
        let mut written_to = out.to_owned();
        if let Err(failure) = write_whole(&place, &artifact, true) {
            let reason = failure.to_string();
            let name = out.file_name().unwrap_or(out.as_os_str());
            let elsewhere = temporary::elsewhere(name, |file, path| {
                let moved = messages::NoteArtifactMoved {
                    path: path.display().to_string(),
                    why: &reason,
                };
                artifact.warnings.push(moved.into());
                let mut file = BufWriter::new(file);
                let written = write_artifact(&mut file, &artifact).and_then(|()| file.flush());
                written.inspect_err(|_| drop(artifact.warnings.pop()))
            });
            (written_to, _) = elsewhere.ok_or(failure)?;
            if let Some(text) = artifact.warnings.last() {
                self.display.warning(text);
            }
        }
        self.journal.remove();
        Ok((artifact, written_to, self.display))
    }

    /// Gives up before anything ran: no artifact, no journal left behind.
    pub fn abandon(mut self) {
        self.display.close();
        self.journal.remove();
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
