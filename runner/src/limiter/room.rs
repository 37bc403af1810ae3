//! What there is for a batch to use: the machine's available memory, and the cgroups above it.

use oomscope_shared::limit::{CgroupRoom, Room};

use super::cgroup::{Cgroup, CgroupPlace, Hierarchies, Version};
use crate::meminfo::Meminfo;

/// Reads it.
pub fn read() -> Room {
    let hierarchies = Hierarchies::own();
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
        available_bytes: Meminfo::read().bytes("MemAvailable"),
        cgroups,
    }
}

/// The groups with a limit from a place upwards.
fn limited(place: &CgroupPlace, version: Version) -> Vec<CgroupRoom> {
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::cgroup::testing::fake_v2;
    use super::*;

    #[test]
    fn every_limit_up_the_hierarchy_is_seen() {
        let root = tempfile::tempdir().unwrap();
        let place = CgroupPlace {
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
}
