//! Folders for what oomscope puts beside the tests: one for the run, and one in it for each batch.

use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// The folder of a run. It is removed with all that is in it.
pub struct Scratch {
    folder: tempfile::TempDir,
    made: std::cell::Cell<u32>,
}

impl Scratch {
    /// Makes it.
    ///
    /// # Errors
    /// No folder for temporary files can be written to.
    pub fn create() -> io::Result<Self> {
        // Below /tmp whatever TMPDIR says: a socket's path may have at most 107 bytes.
        let folder = tempfile::Builder::new()
            .prefix("oomscope-")
            .tempdir_in("/tmp")
            .or_else(|_| tempfile::Builder::new().prefix("oomscope-").tempdir())?;
        Ok(Self {
            folder,
            made: std::cell::Cell::new(0),
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A fresh folder for a batch.
    ///
    /// # Errors
    /// It could not be made.
    pub fn of_batch(&self, batch: u32) -> io::Result<BatchFolder> {
        // A batch can be started twice.
        let nth = self.made.get();
        self.made.set(nth + 1);
        let path = self.path().join(format!("{batch}-{nth}"));
        fs::DirBuilder::new().mode(0o700).create(&path)?;
        Ok(BatchFolder(path))
    }
}

/// The folder of a batch. It is removed with all that is in it.
pub struct BatchFolder(PathBuf);

impl BatchFolder {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for BatchFolder {
    fn drop(&mut self) {
        // What cannot be removed now goes with the run's.
        let _ = fs::remove_dir_all(&self.0);
    }
}
