//! The files and folders that this program makes for itself, all of them: nobody else reads them, nobody guesses
//! their names, nothing that lies in their place is followed, and what a run that was killed has left goes.
//!
//! Each is locked for as long as its process lives, whatever ends that. systemd's cleaning of `/tmp` heeds the
//! locks as well.

mod file;
mod folder;
mod whole;

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

pub use file::{Unfinished, elsewhere, open_own};
pub use folder::{BatchFolder, Folder, NoFolder, make_private};
pub use whole::{folder_of, write};

/// The beginning of the name of a run's folder.
const FOLDER_PREFIX: &str = "oomscope-run-";
/// The beginning of the name of a file before it is whole.
const FILE_PREFIX: &str = ".oomscope-unfinished-";

/// Where something of ours can lie, the best place first. What lies in memory comes late.
fn candidates(home: Option<PathBuf>, last: Option<&Path>) -> Vec<PathBuf> {
    let named = |name| std::env::var_os(name).filter(|folder| !folder.is_empty());
    let all = [
        named("TMPDIR").map(PathBuf::from),
        Some("/tmp".into()),
        Some("/var/tmp".into()),
        home,
        Some("/dev/shm".into()),
        named("XDG_RUNTIME_DIR").map(PathBuf::from),
        last.map(Path::to_owned),
    ];
    let mut folders: Vec<PathBuf> = Vec::new();
    for folder in all.into_iter().flatten() {
        // The tests may change the current folder.
        let folder = std::path::absolute(&folder).unwrap_or(folder);
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}

/// Locks what was made a moment ago. `false`: another oomscope found it before it was locked, and removed it.
fn lock_new(file: &File, path: &Path) -> io::Result<bool> {
    // Some file systems have no locks. What has none is never removed by others.
    let _ = file.lock();
    let ours = file.metadata()?;
    Ok(std::fs::symlink_metadata(path).is_ok_and(|there| there.ino() == ours.ino()))
}

/// Removes what runs that were killed have left in a folder: it is this user's, has our name, and nobody
/// holds its lock.
pub fn remove_left(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let begins = |prefix: &str| name.as_encoded_bytes().starts_with(prefix.as_bytes());
        // A folder for temporary files can have thousands of others.
        if !begins(FOLDER_PREFIX) && !begins(FILE_PREFIX) {
            continue;
        }
        // Of the entry itself, not of what a link points to.
        let Ok(metadata) = entry.metadata() else {
            continue;
        };
        let is_folder = begins(FOLDER_PREFIX) && metadata.is_dir();
        let is_file = begins(FILE_PREFIX) && metadata.is_file();
        let is_own = metadata.uid() == nix::unistd::geteuid().as_raw();
        if !is_own || !(is_folder || is_file) {
            continue;
        }
        let path = entry.path();
        let opened = OpenOptions::new()
            .read(true)
            .custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK)
            .open(&path);
        // Held until it is gone.
        let Ok(lock) = opened else { continue };
        if lock.try_lock().is_err() {
            continue;
        }
        // Where it cannot be removed, the next run tries again.
        let _ = match is_folder {
            true => std::fs::remove_dir_all(&path),
            false => std::fs::remove_file(&path),
        };
    }
}

/// Removes what earlier runs have left wherever this one would put something of its own.
pub fn remove_left_everywhere(out: &Path) {
    for folder in candidates(None, Some(folder_of(out))) {
        remove_left(&folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    #[test]
    fn only_what_nobody_holds_and_what_is_ours_is_removed() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        let living = Folder::in_folder(place.path()).unwrap();
        let writing = Unfinished::create(&at("run.json")).unwrap();
        fs::create_dir(at("oomscope-run-left")).unwrap();
        fs::write(at("oomscope-run-left/socket"), "x").unwrap();
        fs::write(at(".oomscope-unfinished-left"), "x").unwrap();
        // Neither of these was made here.
        fs::create_dir(at("theirs")).unwrap();
        fs::write(at("theirs/file"), "x").unwrap();
        symlink(at("theirs"), at("oomscope-run-link")).unwrap();
        symlink(at("theirs/file"), at(".oomscope-unfinished-link")).unwrap();
        fs::write(at("oomscope-run-file"), "x").unwrap();
        fs::create_dir(at("oomscope-runs")).unwrap();

        remove_left(place.path());

        assert!(!at("oomscope-run-left").exists());
        assert!(!at(".oomscope-unfinished-left").exists());
        assert!(living.path().exists());
        for name in [
            "theirs/file",
            "oomscope-run-link",
            ".oomscope-unfinished-link",
            "oomscope-run-file",
            "oomscope-runs",
        ] {
            assert!(at(name).exists(), "{name}");
        }
        writing.finish().unwrap();
        assert!(at("run.json").exists());
    }

    #[test]
    fn every_candidate_is_named_once_and_the_last_one_comes_last() {
        let folders = candidates(None, Some(Path::new("/out")));
        assert_eq!(folders.last().unwrap(), Path::new("/out"));
        for folder in &folders {
            assert!(folder.is_absolute(), "{folder:?}");
            let same = folders.iter().filter(|other| *other == folder);
            assert_eq!(same.count(), 1, "{folder:?}");
        }
    }
}
