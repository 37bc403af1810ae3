//! Files that get their name once they are whole, where there is no Linux: nothing is run there, so nothing else is
//! made for a run, and nobody is killed while it writes much.

mod whole;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

pub use whole::write;
use whole::{check_place, folder_of};

/// A file that gets its name once it is whole, so that no reader meets half of it.
#[derive(Debug)]
pub struct Unfinished {
    file: NamedTempFile,
    target: PathBuf,
}

impl Unfinished {
    /// A file that will be `target`.
    ///
    /// # Errors
    /// It cannot be written there, or something is there that is no regular file.
    pub fn create(target: &Path) -> io::Result<Self> {
        check_place(target)?;
        let file = tempfile::Builder::new()
            .prefix(".oomscope-unfinished-")
            // With the permissions that a file has which somebody named.
            .make_in(folder_of(target), |path| File::create_new(path))?;
        let target = target.to_owned();
        Ok(Self { file, target })
    }

    /// The file.
    pub fn file(&self) -> &File {
        self.file.as_file()
    }

    /// Gives it its name.
    ///
    /// # Errors
    /// It cannot be renamed.
    pub fn finish(self) -> io::Result<()> {
        self.file.persist(self.target)?;
        Ok(())
    }
}

/// Removes nothing: without Linux's locks nobody can tell what a living program holds.
pub fn remove_left(_: &Path) {}
