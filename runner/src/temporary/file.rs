//! Files: those that get their name once they are whole, and those that must lie elsewhere than asked for.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use nix::sys::stat::{Mode, umask};
use tempfile::NamedTempFile;

use super::whole::{check_place, is_no_file};
use super::{FILE_PREFIX, candidates, folder_of, lock_new};

/// A file that gets its name once it is whole, so that no reader meets half of it.
#[derive(Debug)]
pub struct Unfinished {
    file: NamedTempFile,
    target: PathBuf,
}

impl Unfinished {
    /// A file that will be `target`. Until then only its owner reads it.
    ///
    /// # Errors
    /// It cannot be written there, or something is there that is no regular file.
    pub fn create(target: &Path) -> io::Result<Self> {
        check_place(target)?;
        loop {
            let file = tempfile::Builder::new()
                .prefix(FILE_PREFIX)
                .tempfile_in(folder_of(target))?;
            if lock_new(file.as_file(), file.path())? {
                let target = target.to_owned();
                return Ok(Self { file, target });
            }
        }
    }

    /// The file.
    pub fn file(&self) -> &File {
        self.file.as_file()
    }

    /// Gives it its name, and the permissions that a file has which somebody named.
    ///
    /// # Errors
    /// It cannot be renamed.
    pub fn finish(self) -> io::Result<()> {
        let usual = 0o666 & !current_umask().bits();
        self.file().set_permissions(Permissions::from_mode(usual))?;
        self.finish_private()
    }

    /// Gives it its name; nobody but its owner reads it.
    ///
    /// # Errors
    /// It cannot be renamed.
    pub fn finish_private(self) -> io::Result<()> {
        self.file.persist(self.target)?;
        Ok(())
    }
}

/// A file for what cannot be written where it belongs, in the first place in which `fill` succeeds. It is opened
/// for appending, and stays its owner's alone.
pub fn elsewhere(
    name: &OsStr,
    mut fill: impl FnMut(&mut File, &Path) -> io::Result<()>,
) -> Option<(PathBuf, File)> {
    let mut suffix = std::ffi::OsString::from("-");
    suffix.push(name);
    let home = std::env::var_os("HOME").map(PathBuf::from);
    candidates(home, None).into_iter().find_map(|folder| {
        let mut file = tempfile::Builder::new()
            .prefix("oomscope-")
            .suffix(&suffix)
            .append(true)
            .tempfile_in(folder)
            .ok()?;
        let path = file.path().to_owned();
        fill(file.as_file_mut(), &path).ok()?;
        let (file, path) = file.keep().ok()?;
        Some((path, file))
    })
}

/// Opens a file of ours that stays under the name it has, for reading and appending. Nothing else is followed or
/// waited for.
///
/// # Errors
/// It cannot be opened, or is no regular file.
pub fn open_own(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new()
        .create(true)
        .read(true)
        .append(true)
        .mode(0o600)
        .custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK)
        .open(path)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(is_no_file()),
    }
}

/// The kernel says it since 4.7. Else it can only be read by setting it: for that moment it is a strict one.
fn current_umask() -> Mode {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let told = status.lines().find_map(|line| line.strip_prefix("Umask:"));
    match told.and_then(|mask| u32::from_str_radix(mask.trim(), 8).ok()) {
        Some(mask) => Mode::from_bits_truncate(mask),
        None => {
            let mask = umask(Mode::from_bits_truncate(0o077));
            umask(mask);
            mask
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temporary::write;
    use std::io::Write;
    use std::os::unix::fs::{MetadataExt, symlink};

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o777
    }

    fn fifo(path: &Path) {
        nix::unistd::mkfifo(path, Mode::from_bits_truncate(0o600)).unwrap();
    }

    #[test]
    fn a_file_is_private_until_it_has_its_name() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("run.json");
        let unfinished = Unfinished::create(&target).unwrap();
        assert!(!target.exists());
        assert_eq!(mode(unfinished.file.path()), 0o600);
        unfinished.finish().unwrap();
        // As any program makes one.
        let usual = place.path().join("usual");
        File::create(&usual).unwrap();
        assert_eq!(mode(&target), mode(&usual));
    }

    #[test]
    fn what_is_not_finished_leaves_nothing() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("run.json");
        let failed = write(&target, |file| {
            file.write_all(b"half")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert!(failed.is_err());
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_link_is_not_followed_and_a_pipe_is_refused() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        fs::write(at("precious"), "p").unwrap();
        symlink(at("precious"), at("link")).unwrap();
        fifo(&at("pipe"));
        assert!(open_own(&at("link")).is_err());
        assert!(open_own(&at("pipe")).is_err());
        write(&at("link"), |file| file.write_all(b"ours")).unwrap();
        assert_eq!(fs::read_to_string(at("precious")).unwrap(), "p");
        assert_eq!(fs::read_to_string(at("link")).unwrap(), "ours");
        let refused = write(&at("pipe"), |_| Ok(())).unwrap_err();
        assert!(refused.to_string().contains("no regular file"), "{refused}");
        assert!(write(Path::new("/dev/null"), |_| Ok(())).is_err());
    }

    #[test]
    fn a_file_elsewhere_is_its_owners_alone_and_has_a_name_of_its_own() {
        let mut paths = Vec::new();
        let mut make = || {
            elsewhere("run.json".as_ref(), |file, path| {
                paths.push(path.to_owned());
                file.write_all(b"x")
            })
            .unwrap()
        };
        let (first, _) = make();
        let (second, _) = make();
        assert_ne!(first, second);
        assert_eq!(paths, [first.clone(), second.clone()]);
        for path in [first, second] {
            assert_eq!(mode(&path), 0o600);
            fs::remove_file(path).unwrap();
        }
    }
}
