//! What there is for a batch to use: the machine's available memory, and the cgroups above it.

use std::fs;
use std::path::Path;

use oomscope_shared::limit::{CgroupRoom, Room};

use super::cgroup::{Cgroup, Hierarchies, Place, Version};

/// Reads it.
pub fn read() -> Room {
    let proc_root = Path::new("/proc");
    let hierarchies = Hierarchies::of(proc_root, "self");
    let mut cgroups = Vec::new();
    for (place, version) in [
        (&hierarchies.v2, Version::V2),
        (&hierarchies.v1, Version::V1),
    ] {
        if let Some(place) = place {
            cgroups.extend(limited(place, version));
        }
    }
    Room {
        available_bytes: available(&fs::read_to_string("/proc/meminfo").unwrap_or_default()),
        cgroups,
    }
}

/// The groups with a limit from a place upwards.
fn limited(place: &Place, version: Version) -> Vec<CgroupRoom> {
    let groups = place
        .own
        .ancestors()
        .take_while(|dir| dir.starts_with(&place.mount));
    groups
        .filter_map(|dir| {
            let group = Cgroup {
                dir: dir.to_owned(),
                version,
            };
            let charge = group.charge()?;
            let below = dir.strip_prefix(&place.mount).unwrap_or(dir);
            Some(CgroupRoom {
                name: format!("/{}", below.display()),
                limit_bytes: group.limit_bytes()?,
                used_bytes: (charge.all_kib.saturating_sub(charge.droppable_kib)) * 1024,
            })
        })
        .collect()
}

fn available(meminfo: &str) -> Option<u64> {
    let line = meminfo
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kib: u64 = line.split_ascii_whitespace().next()?.parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::super::cgroup::testing::fake_v2;
    use super::*;

    #[test]
    fn every_limit_up_the_hierarchy_is_seen() {
        let root = tempfile::tempdir().unwrap();
        let place = Place {
            mount: root.path().to_owned(),
            own: root.path().join("pod/job"),
        };
        fake_v2(root.path(), "memory", "memory");
        let pod = fake_v2(&root.path().join("pod"), "memory", "memory");
        fake_v2(&root.path().join("pod/job"), "memory", "");
        fs::write(pod.path("memory.max"), "1073741824\n").unwrap();
        // 1 MiB is charged, 400 KiB of which are page cache.
        let pod = CgroupRoom {
            name: "/pod".to_owned(),
            limit_bytes: 1 << 30,
            used_bytes: (1024 - 400) << 10,
        };
        assert_eq!(limited(&place, Version::V2), [pod]);
    }

    #[test]
    fn available_memory_is_read() {
        let text = "MemTotal: 24684096 kB\nMemAvailable:   1000 kB\n";
        assert_eq!(available(text), Some(1_024_000));
        assert_eq!(available("MemTotal: 1 kB\n"), None);
    }
}
