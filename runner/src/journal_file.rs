//! The journal on disk, beside the artifact it will become.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use oomscope_shared::journal::{Event, encode};

use crate::error::Failure;

/// Bytes that are gathered before they are written even if nobody asks for a flush.
const BUFFER_BYTES: usize = 256 * 1024;

/// An append-only file of events. A failed write makes it silent: recording must not break the tests.
pub struct JournalFile {
    path: PathBuf,
    file: Option<File>,
    buffer: Vec<u8>,
    problem: Option<String>,
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

impl JournalFile {
    /// Creates the journal. A journal that is there already belongs to a run that was killed: it is
    /// kept under another name, which is returned.
    ///
    /// # Errors
    /// The folder is missing or not writable: found before the first test runs.
    pub fn create(artifact: &Path) -> Result<(Self, Option<PathBuf>), Failure> {
        let path = path_for(artifact);
        let failed = |source| Failure::Write {
            path: artifact.to_owned(),
            source,
            after_start: false,
        };
        if artifact.is_dir() {
            return Err(failed(std::io::ErrorKind::IsADirectory.into()));
        }
        let kept = keep_old(&path).map_err(failed)?;
        let file = OpenOptions::new()
            .create_new(true)
            .append(true)
            .open(&path)
            .map_err(failed)?;
        Ok((
            Self {
                path,
                file: Some(file),
                buffer: Vec::new(),
                problem: None,
            },
            kept,
        ))
    }

    /// Adds an event; it is on disk after the next flush.
    pub fn append(&mut self, event: &Event) {
        if self.file.is_none() {
            return;
        }
        if let Err(error) = encode(event, &mut self.buffer) {
            self.problem.get_or_insert_with(|| error.to_string());
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
        if let Some(file) = &mut self.file
            && let Err(error) = file.write_all(&self.buffer)
        {
            self.problem.get_or_insert_with(|| error.to_string());
            self.file = None;
        }
        self.buffer.clear();
    }

    /// Why the journal fell silent, if it did; told once.
    pub fn take_problem(&mut self) -> Option<String> {
        self.problem.take()
    }

    /// Removes the journal: its run has an artifact now.
    pub fn remove(self) {
        let _ = fs::remove_file(&self.path);
    }
}

fn keep_old(path: &Path) -> std::io::Result<Option<PathBuf>> {
    if !path.exists() {
        return Ok(None);
    }
    if fs::metadata(path)?.len() == 0 {
        fs::remove_file(path)?;
        return Ok(None);
    }
    let free = (1..)
        .map(|n| path.with_extension(format!("cut-{n}.journal")))
        .find(|candidate| !candidate.exists())
        .unwrap_or_else(|| path.with_extension("cut.journal"));
    fs::rename(path, &free)?;
    Ok(Some(free))
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let (mut first, kept) = JournalFile::create(&artifact).unwrap();
        assert_eq!(kept, None);
        first.append(&Event::Warning { text: "x".into() });
        first.flush();
        drop(first);
        let (_, kept) = JournalFile::create(&artifact).unwrap();
        let kept = kept.unwrap();
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
}
