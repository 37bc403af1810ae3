//! The end of a cgroup: what is in it and below it is ended, and the groups go, the innermost first.

use std::fs;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use super::cgroup::{Cgroup, Version, field};
use crate::process::signal_if;

impl Cgroup {
    /// The groups that somebody has made in it.
    fn subgroups(&self) -> Vec<Self> {
        let entries = fs::read_dir(&self.dir).into_iter().flatten().flatten();
        let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        folders
            .map(|entry| Self {
                dir: entry.path(),
                version: self.version,
            })
            .collect()
    }

    /// Kills everything in it and in the groups below it.
    pub fn kill(&self) {
        if self.version == Version::V2 && self.write("cgroup.kill", "1").is_ok() {
            return;
        }
        for group in self.subgroups() {
            group.kill();
        }
        let members = || {
            let text = self.read("cgroup.procs").unwrap_or_default();
            let pids = text.lines().filter_map(|line| line.parse().ok());
            pids.collect::<Vec<u32>>()
        };
        for pid in members() {
            signal_if(pid, Signal::SIGKILL, || members().contains(&pid));
        }
    }

    /// Whether no process is in it or in a group below it.
    pub fn is_empty(&self) -> bool {
        if self.version == Version::V2 {
            // It counts those below as well, and those of other pid namespaces.
            let events = self.read("cgroup.events").unwrap_or_default();
            return field(&events, "populated") == Some(0);
        }
        let is_own_empty = self
            .read("cgroup.procs")
            .is_none_or(|pids| pids.trim().is_empty());
        is_own_empty && self.subgroups().iter().all(Self::is_empty)
    }

    /// Removes it, and the groups below it first. Its last process can need a moment to leave, after it has been
    /// waited for; nobody waits longer than this for all of them.
    pub fn remove(&self, patience: Duration) {
        self.remove_until(Instant::now() + patience);
    }

    fn remove_until(&self, end: Instant) {
        for group in self.subgroups() {
            group.remove_until(end);
        }
        while let Err(error) = fs::remove_dir(&self.dir)
            && error.raw_os_error() == Some(libc::EBUSY)
            && Instant::now() < end
        {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_below_it_go_first_and_nothing_beside_it_does() {
        let folder = tempfile::tempdir().unwrap();
        for below in ["own/mine/deep", "own/other", "beside/it"] {
            fs::create_dir_all(folder.path().join(below)).unwrap();
        }
        // What a group only points at is none of it.
        std::os::unix::fs::symlink(
            folder.path().join("beside"),
            folder.path().join("own/mine/link"),
        )
        .unwrap();
        let group = Cgroup {
            dir: folder.path().join("own"),
            version: Version::V1,
        };
        group.remove(Duration::ZERO);
        assert!(folder.path().join("beside/it").is_dir());
        assert!(
            !folder.path().join("own/mine/deep").exists()
                && !folder.path().join("own/other").exists()
        );
        fs::remove_file(folder.path().join("own/mine/link")).unwrap();
        group.remove(Duration::ZERO);
        assert!(!group.dir.exists());
    }

    #[test]
    fn a_group_is_empty_when_all_below_it_are() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("mine/deep");
        fs::create_dir_all(&below).unwrap();
        fs::write(below.join("cgroup.procs"), "7\n").unwrap();
        let group = |version| Cgroup {
            dir: folder.path().to_owned(),
            version,
        };
        assert!(!group(Version::V1).is_empty());
        fs::write(below.join("cgroup.procs"), "").unwrap();
        assert!(group(Version::V1).is_empty());
        let events = folder.path().join("cgroup.events");
        for (populated, is_empty) in [("1", false), ("0", true)] {
            fs::write(&events, format!("populated {populated}\nfrozen 0\n")).unwrap();
            assert_eq!(group(Version::V2).is_empty(), is_empty);
        }
    }
}
