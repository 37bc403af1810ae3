//! The journal on disk, beside the artifact it will become; elsewhere if it must be.

use std::fs::{self, File, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use oomscope_journal::{Event, encode};
use oomscope_shared::{Key, Message, messages};

use crate::error::Failure;
use crate::temporary;

/// Bytes that are gathered before they are written even if nobody asks for a flush.
const BUFFER_BYTES: usize = 256 * 1024;

/// An append-only file of events. Where it cannot be written any more it goes on in another folder, and
/// where that fails it falls silent: recording must not break the tests.
pub struct JournalFile {
    path: PathBuf,
    file: Option<File>,
    /// Bytes of whole records in the file.
    written: u64,
    buffer: Vec<u8>,
    problem: Option<Message>,
}

/// A journal that was opened, and what is to be said about that.
pub struct Opened {
    /// The journal.
    pub journal: JournalFile,
    /// The journal of an earlier run that was killed, under its new name.
    pub kept: Option<PathBuf>,
}

/// The journal's path for an artifact's path: `run.oomscope.json` has `run.oomscope.journal`.
pub fn path_for(artifact: &Path) -> PathBuf {
    match artifact.extension() {
        Some(extension) if extension == "json" => artifact.with_extension("journal"),
        _ => {
            let mut name = artifact.as_os_str().to_owned();
            name.push(".journal");
            PathBuf::from(name)
        }
    }
}

/// Whether a journal belongs to a run that still goes on.
pub fn is_in_use(path: &Path) -> bool {
    File::open(path)
        .is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

impl JournalFile {
    /// Creates the journal. A journal that is there already belongs to a run that was killed, and is
    /// kept under another name; or to one that still goes on, which is an error. Where the folder takes
    /// no file, the journal lies in another one, which [`Self::take_problem`] tells.
    ///
    /// # Errors
    /// The path can be no artifact's: a folder is missing, or is one itself. Found before the first test
    /// runs.
    pub fn create(artifact: &Path) -> Result<Opened, Failure> {
        let failed = |source| Failure::Write {
            path: artifact.to_owned(),
            source,
            after_start: false,
        };
        if artifact.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        if fs::metadata(artifact).is_ok_and(|there| !there.is_file()) {
            return Err(failed(io::Error::other("it is no regular file")));
        }
        // The tests may change or delete the current folder.
        let path = std::path::absolute(path_for(artifact)).map_err(failed)?;
        let mut journal = Self {
            path,
            file: None,
            written: 0,
            buffer: Vec::new(),
            problem: None,
        };
        let mut kept = None;
        match open_locked(&journal.path, &mut kept) {
            Ok(Some(file)) => journal.file = Some(file),
            Ok(None) => {
                return Err(Failure::usage(
                    format!(
                        "another run of oomscope is writing to `{}`",
                        artifact.display()
                    ),
                    "wait for it, or give this run another place with --out",
                ));
            }
            Err(error) if is_wrong_path(&error) => return Err(failed(error)),
            Err(error) => journal.go_elsewhere(Message::quote(error.to_string())),
        }
        Ok(Opened { journal, kept })
    }

    /// Adds an event; it is on disk after the next flush.
    pub fn append(&mut self, event: &Event) {
        if self.file.is_none() {
            return;
        }
        if let Err(error) = encode(event, &mut self.buffer) {
            self.problem
                .get_or_insert_with(|| Message::quote(error.to_string()));
        }
        if self.buffer.len() >= BUFFER_BYTES {
            self.flush();
        }
    }

    /// Hands everything to the kernel, so that it survives the death of this process. It is not synced
    /// to the disk: the journal guards against a killed recorder, not against a power cut.
    pub fn flush(&mut self) {
        if self.buffer.is_empty() {
            return;
        }
        let Some(file) = &mut self.file else { return };
        let is_gone = file.metadata().is_ok_and(|metadata| metadata.nlink() == 0);
        if is_gone {
            self.go_elsewhere(Key::NoteJournalDeleted.into());
        } else if let Err(error) = file.write_all(&self.buffer) {
            // Half a record would make whatever follows it unreadable.
            let _ = file.set_len(self.written);
            self.go_elsewhere(Message::quote(error.to_string()));
        } else {
            self.written += self.buffer.len() as u64;
            self.empty();
            return;
        }
        if let Some(file) = &mut self.file
            && file.write_all(&self.buffer).is_ok()
        {
            self.written += self.buffer.len() as u64;
        }
        self.empty();
    }

    /// Makes room for what comes, and keeps no more of it than usual: the plan of a long suite is written once.
    fn empty(&mut self) {
        self.buffer.clear();
        self.buffer.shrink_to(2 * BUFFER_BYTES);
    }

    /// Goes on in another folder, with what was recorded by now.
    fn go_elsewhere(&mut self, why: Message) {
        let mut old = self.file.take();
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        let moved = temporary::elsewhere(name, |file, _| {
            // File systems without locks have none to hold.
            let _ = file.try_lock();
            if let Some(old) = &mut old {
                old.seek(SeekFrom::Start(0))?;
                io::copy(old, file)?;
            }
            Ok(())
        });
        let problem = match moved {
            Some((path, file)) => {
                let told = messages::NoteJournalMoved {
                    path: self.path.display().to_string(),
                    why,
                    elsewhere: path.display().to_string(),
                };
                // What lies at the old place is all in the new one.
                if old.is_some() {
                    let _ = fs::remove_file(&self.path);
                }
                (self.path, self.file) = (path, Some(file));
                told.into()
            }
            None => messages::NoteJournalLost { why }.into(),
        };
        self.problem.get_or_insert(problem);
    }

    /// What went wrong with the journal; told once.
    pub fn take_problem(&mut self) -> Option<Message> {
        self.problem.take()
    }

    /// Removes the journal: its run has an artifact now.
    pub fn remove(self) {
        if self.file.is_some() {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Errors that another disk or another user would not have: the path itself is wrong.
fn is_wrong_path(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound
            | io::ErrorKind::NotADirectory
            | io::ErrorKind::IsADirectory
            | io::ErrorKind::InvalidFilename
            | io::ErrorKind::InvalidInput
    )
}

/// Opens a file that is this run's alone. The lock goes with the process, whatever ends it, so a file
/// without one was left behind by a run that was killed: that is kept under another name. `None`: the
/// file is another run's.
fn open_locked(path: &Path, kept: &mut Option<PathBuf>) -> io::Result<Option<File>> {
    loop {
        let file = temporary::open_own(path)?;
        match file.try_lock() {
            // File systems without locks have none to break.
            Ok(()) | Err(TryLockError::Error(_)) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
        }
        let ours = file.metadata()?;
        let is_same = fs::symlink_metadata(path).is_ok_and(|there| there.ino() == ours.ino());
        if !is_same {
            // Its owner removed or renamed it between the two calls.
            continue;
        }
        if ours.len() == 0 {
            return Ok(Some(file));
        }
        let free = (1..)
            .map(|n| path.with_extension(format!("cut-{n}.journal")))
            .find(|candidate| !candidate.exists())
            .unwrap_or_else(|| path.with_extension("cut.journal"));
        fs::rename(path, &free)?;
        *kept = Some(free);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::message::Value;

    #[test]
    fn the_journal_lies_beside_the_artifact() {
        assert_eq!(
            path_for(Path::new("a/run.oomscope.json")),
            Path::new("a/run.oomscope.journal")
        );
        assert_eq!(path_for(Path::new("a/run")), Path::new("a/run.journal"));
    }

    #[test]
    fn a_journal_of_a_killed_run_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let artifact = folder.path().join("run.oomscope.json");
        let Opened {
            journal: mut first,
            kept,
        } = JournalFile::create(&artifact).unwrap();
        assert_eq!(kept, None);
        assert!(JournalFile::create(&artifact).is_err(), "it is locked");
        assert!(is_in_use(&path_for(&artifact)));
        first.append(&Event::Warning {
            message: Message::quote("x"),
        });
        first.flush();
        drop(first);
        let opened = JournalFile::create(&artifact).unwrap();
        let kept = opened.kept.unwrap();
        assert_eq!(kept, folder.path().join("run.oomscope.cut-1.journal"));
        assert!(fs::read_to_string(kept).unwrap().contains("warning"));
    }

    #[test]
    fn an_unwritable_folder_is_found_at_once() {
        let artifact = Path::new("/proc/nowhere/run.oomscope.json");
        let failure = JournalFile::create(artifact).err().unwrap();
        assert_eq!(failure.exit_code(), oomscope_shared::exit_code::USAGE);
        assert!(
            failure
                .to_string()
                .contains("/proc/nowhere/run.oomscope.json")
        );
    }

    #[test]
    fn a_journal_that_is_deleted_goes_on_elsewhere_with_all_it_had() {
        let folder = tempfile::tempdir().unwrap();
        let artifact = folder.path().join("run.oomscope.json");
        let mut journal = JournalFile::create(&artifact).unwrap().journal;
        for text in ["before", "after"] {
            journal.append(&Event::Warning {
                message: Message::quote(text),
            });
            journal.flush();
            let _ = fs::remove_file(path_for(&artifact));
        }
        let problem = journal.take_problem().unwrap();
        let Message::Known { parameters, .. } = &problem else {
            panic!("{problem:?}");
        };
        let deleted = Value::Message(Box::new(Key::NoteJournalDeleted.into()));
        assert!(parameters.contains(&("why".into(), deleted)), "{problem:?}");
        let bytes = fs::read(&journal.path).unwrap();
        assert_eq!(oomscope_journal::decode(&bytes).events.len(), 2);
        journal.remove();
    }
}
