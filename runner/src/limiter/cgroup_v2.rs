//! Own groups of cgroup v2: where they may be made, and what is written into them.

use std::fs;
use std::io;
use std::path::Path;

use super::cgroup::{Cgroup, CgroupPlace, Version};

/// Finds a group below which own ones can be made: the own one, where it is delegated and holds no
/// process, else the nearest above it that hands the memory controller on.
///
/// # Errors
/// Why none will do, as a fragment.
pub fn parent(place: &CgroupPlace) -> Result<Cgroup, String> {
    let mut reasons = Vec::new();
    for dir in place.own.ancestors() {
        if !dir.starts_with(&place.mount) {
            break;
        }
        match hands_memory_on(dir) {
            Ok(()) => {
                return Ok(Cgroup {
                    dir: dir.to_owned(),
                    version: Version::V2,
                });
            }
            Err(reason) => reasons.push((shown(dir, &place.mount), reason)),
        }
    }
    // The own group's reason is the one that can be mended; those above it mostly repeat it.
    let (name, reason) = reasons.into_iter().next().unwrap_or_default();
    Err(format!("in the cgroup `{name}` {reason}"))
}

fn shown(dir: &Path, mount: &Path) -> String {
    let below = dir.strip_prefix(mount).unwrap_or(dir);
    format!("/{}", below.display())
}

/// Whether children of this group have the memory controller, switched on if need be.
fn hands_memory_on(dir: &Path) -> Result<(), String> {
    let has = |name: &str| {
        fs::read_to_string(dir.join(name))
            .is_ok_and(|text| text.split_ascii_whitespace().any(|word| word == "memory"))
    };
    if !has("cgroup.controllers") {
        return Err("there is no memory controller".to_owned());
    }
    // Asked first: switching a controller on and then failing to use it would leave a trace.
    let writable = nix::unistd::access(dir, nix::unistd::AccessFlags::W_OK);
    writable.map_err(|error| format!("no group may be made ({})", error.desc()))?;
    if has("cgroup.subtree_control") {
        return Ok(());
    }
    let group = Cgroup {
        dir: dir.to_owned(),
        version: Version::V2,
    };
    group
        .write("cgroup.subtree_control", "+memory")
        .map_err(|error| match error.kind() {
            io::ErrorKind::ResourceBusy => {
                "the memory controller is not handed on, because processes are in it".to_owned()
            }
            _ => format!("the memory controller cannot be handed on ({error})"),
        })
}

/// Puts the limit on a group. The batch dies as one, and with swap it would suffer first.
pub fn limit(group: &Cgroup, bytes: u64, swap_off: bool) -> io::Result<()> {
    group.write("memory.max", &bytes.to_string())?;
    group.write("memory.oom.group", "1")?;
    if swap_off {
        // A kernel without swap has no such file, and nothing to switch off.
        let _ = group.write("memory.swap.max", "0");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::cgroup::testing::fake_v2;
    use super::*;

    fn place(root: &Path, own: &str) -> CgroupPlace {
        CgroupPlace {
            mount: root.to_owned(),
            own: root.join(own),
        }
    }

    #[test]
    fn a_delegated_group_of_its_own_is_taken_first() {
        let root = tempfile::tempdir().unwrap();
        fake_v2(root.path(), "memory", "memory");
        fake_v2(&root.path().join("job"), "cpu memory", "memory");
        let parent = parent(&place(root.path(), "job")).unwrap();
        assert_eq!(parent.dir, root.path().join("job"));
    }

    #[test]
    fn the_controller_is_switched_on_where_it_is_not_handed_on() {
        let root = tempfile::tempdir().unwrap();
        let job = fake_v2(&root.path().join("job"), "memory", "");
        let found = parent(&place(root.path(), "job")).unwrap();
        assert_eq!(found, job);
        let written = fs::read_to_string(job.path("cgroup.subtree_control")).unwrap();
        assert_eq!(written, "+memory");
    }

    #[test]
    fn without_a_memory_controller_the_reason_names_the_own_group() {
        let root = tempfile::tempdir().unwrap();
        fake_v2(root.path(), "hugetlb", "");
        fake_v2(&root.path().join("a/b"), "", "");
        let reason = parent(&place(root.path(), "a/b")).unwrap_err();
        assert_eq!(reason, "in the cgroup `/a/b` there is no memory controller");
    }

    #[test]
    fn a_group_gets_the_limit_and_dies_as_one_without_swap() {
        let root = tempfile::tempdir().unwrap();
        let group = fake_v2(root.path(), "memory", "");
        limit(&group, 4096, true).unwrap();
        let read = |name: &str| fs::read_to_string(group.path(name)).unwrap();
        assert_eq!(group.limit_bytes(), Some(4096));
        assert_eq!(read("memory.oom.group"), "1");
        assert_eq!(read("memory.swap.max"), "0");
        group.kill();
        assert_eq!(read("cgroup.kill"), "1");
    }
}
