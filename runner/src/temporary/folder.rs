//! The folder of a run, with the plugin, its socket, and what adapters put beside the tests.

use std::fs::{self, DirBuilder, File, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use oomscope_shared::{Message, messages};
use tempfile::TempDir;

use super::{FOLDER_PREFIX, candidates, folder_of, lock_new};

/// For its owner alone.
const PRIVATE: u32 = 0o700;
/// What a place must have room for, so that a full one is found before the tests run.
const PROBE_BYTES: usize = 64 * 1024;

/// A folder of this run alone, which goes with it.
#[derive(Debug)]
pub struct Folder {
    folder: TempDir,
    // Closed last: what has no lock is anybody's to remove.
    _lock: File,
}

/// There is no place for a folder.
#[derive(Debug)]
pub struct NoFolder {
    /// What was tried, and why it did not do.
    pub places: Vec<(PathBuf, io::Error)>,
}

impl NoFolder {
    /// The places with their reasons.
    pub fn messages(&self) -> Vec<Message> {
        let refused = |(path, why): &(PathBuf, io::Error)| {
            messages::PlaceRefused {
                path: path.display().to_string(),
                why: why.to_string(),
            }
            .into()
        };
        self.places.iter().map(refused).collect()
    }
}

impl Folder {
    /// The folder for a run whose artifact goes to `out`: in the first place in which `furnish` succeeds.
    ///
    /// # Errors
    /// There is no such place.
    pub fn for_run<T>(
        out: &Path,
        mut furnish: impl FnMut(&Path) -> io::Result<T>,
    ) -> Result<(Self, T), NoFolder> {
        let mut places = Vec::new();
        for place in candidates(None, Some(folder_of(out))) {
            let made = Self::in_folder(&place).and_then(|folder| {
                folder.probe()?;
                let furnished = furnish(folder.path())?;
                Ok((folder, furnished))
            });
            match made {
                Ok(made) => return Ok(made),
                Err(error) => places.push((place, error)),
            }
        }
        Err(NoFolder { places })
    }

    /// A folder in another one.
    pub(super) fn in_folder(place: &Path) -> io::Result<Self> {
        loop {
            let folder = tempfile::Builder::new()
                .prefix(FOLDER_PREFIX)
                .permissions(Permissions::from_mode(PRIVATE))
                .tempdir_in(place)?;
            let lock = match File::open(folder.path()) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                opened => opened?,
            };
            if lock_new(&lock, folder.path())? {
                return Ok(Self {
                    folder,
                    _lock: lock,
                });
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    fn probe(&self) -> io::Result<()> {
        let probe = self.path().join("probe");
        fs::write(&probe, vec![1; PROBE_BYTES])?;
        fs::remove_file(probe)
    }
}

/// The folder of a batch, in that of its run. It goes with all that is in it.
#[derive(Debug)]
pub struct BatchFolder(PathBuf);

impl BatchFolder {
    /// Makes it. `name` is another one for each.
    ///
    /// # Errors
    /// It could not be made.
    pub fn create(run: &Path, name: &str) -> io::Result<Self> {
        let path = run.join(name);
        DirBuilder::new().mode(PRIVATE).create(&path)?;
        Ok(Self(path))
    }

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

/// Makes a folder that stays, in which nobody but this user has written or will.
///
/// # Errors
/// It cannot be made, or is there already and is not so.
pub fn make_private(folder: &Path) -> io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(PRIVATE)
        .create(folder)?;
    let metadata = fs::symlink_metadata(folder)?;
    let is_own = metadata.uid() == nix::unistd::geteuid().as_raw();
    match metadata.is_dir() && is_own && metadata.mode() & 0o022 == 0 {
        true => Ok(()),
        false => Err(io::ErrorKind::PermissionDenied.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_place_that_does_is_taken_and_the_others_are_left_empty() {
        let mut tried = Vec::new();
        let (folder, ()) = Folder::for_run(Path::new("run.json"), |path| {
            tried.push(path.to_owned());
            match tried.len() {
                1 => Err(io::ErrorKind::StorageFull.into()),
                _ => Ok(()),
            }
        })
        .unwrap();
        assert_eq!(folder.path(), tried[1]);
        assert!(!tried[0].exists());
        let path = folder.path().to_owned();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, PRIVATE);
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn where_no_place_does_every_one_is_named() {
        let furnish = |_: &Path| Err::<(), _>(io::ErrorKind::StorageFull.into());
        let none = Folder::for_run(Path::new("/out/run.json"), furnish).unwrap_err();
        let told: Vec<String> = none.messages().iter().map(Message::english).collect();
        assert!(
            told.iter().any(|text| text.starts_with("`/tmp` (")),
            "{told:?}"
        );
        assert!(told.last().unwrap().starts_with("`/out` ("), "{told:?}");
    }

    #[test]
    fn a_folder_that_others_can_write_to_is_not_private() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("a/b");
        make_private(&folder).unwrap();
        assert_eq!(fs::metadata(&folder).unwrap().mode() & 0o777, PRIVATE);
        fs::set_permissions(&folder, Permissions::from_mode(0o777)).unwrap();
        assert!(make_private(&folder).is_err());
        let link = place.path().join("link");
        std::os::unix::fs::symlink(place.path().join("a"), &link).unwrap();
        assert!(make_private(&link).is_err());
    }
}
