//! What the slow readings take from the machine as a whole: pressure, memory file systems.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use nix::sys::statvfs::statvfs;

use crate::limiter::cgroup::full_stall_us;

/// The memory file systems that are looked at: more of them than this are those of containers.
const MOUNTS: usize = 8;

/// The machine as it was at the start of a batch.
#[derive(Debug)]
pub struct Machine {
    tmpfs: Vec<PathBuf>,
    tmpfs_kib: u64,
    stalled_us: Option<u64>,
}

impl Machine {
    /// Looks at it for the first time.
    pub fn new() -> Self {
        let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
        let tmpfs = tmpfs_mounts(&mounts);
        Self {
            tmpfs_kib: used_kib(&tmpfs),
            tmpfs,
            stalled_us: stalled_us(),
        }
    }

    /// By how much its memory file systems have grown since, in KiB.
    pub fn tmpfs_growth_kib(&self) -> Option<u64> {
        (!self.tmpfs.is_empty()).then(|| used_kib(&self.tmpfs).saturating_sub(self.tmpfs_kib))
    }

    /// For how long all of its tasks were stalled for memory since, in microseconds.
    pub fn stalled_us(&self) -> Option<u64> {
        Some(stalled_us()?.saturating_sub(self.stalled_us?))
    }
}

fn stalled_us() -> Option<u64> {
    full_stall_us(&fs::read_to_string("/proc/pressure/memory").ok()?)
}

/// One mount point for each memory file system: `/dev/shm` and the like.
fn tmpfs_mounts(mounts: &str) -> Vec<PathBuf> {
    let mut seen = BTreeSet::new();
    let points = mounts.lines().filter_map(|line| {
        let mut fields = line.split(' ');
        let (_, point, kind) = (fields.next()?, fields.next()?, fields.next()?);
        let point = PathBuf::from(point.replace("\\040", " "));
        (kind == "tmpfs").then_some(point)
    });
    points
        .filter(|point| {
            // Several mounts can show one file system.
            let device = nix::sys::stat::stat(point).map(|stat| stat.st_dev);
            device.is_ok_and(|device| seen.insert(device))
        })
        .take(MOUNTS)
        .collect()
}

fn used_kib(mounts: &[PathBuf]) -> u64 {
    let used = mounts.iter().filter_map(|point| {
        let stat = statvfs(point).ok()?;
        let blocks = stat.blocks().saturating_sub(stat.blocks_free());
        Some(blocks * stat.fragment_size() / 1024)
    });
    used.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_of_shared_memory_is_seen() {
        let shm = tempfile::tempdir_in("/dev/shm").unwrap();
        let machine = Machine::new();
        let before = machine.tmpfs_growth_kib().unwrap();
        fs::write(shm.path().join("block"), vec![1; 8 << 20]).unwrap();
        // Others use these file systems, too, but seldom free as much as this in between.
        assert!(machine.tmpfs_growth_kib().unwrap() >= before + 4096);
    }

    #[test]
    fn only_memory_file_systems_count() {
        let mounts = "/dev/vda / ext4 rw 0 0\nshm /dev/shm tmpfs rw 0 0\nx /dev/shm tmpfs rw 0 0\n";
        assert_eq!(tmpfs_mounts(mounts), [PathBuf::from("/dev/shm")]);
    }
}
