//! Own groups of cgroup v2: where they may be made, and what is written into them.

use std::fs;
use std::io;
use std::path::Path;

use oomscope_shared::{Message, messages};

use super::cgroup::{Cgroup, CgroupPlace, Version};

/// Finds a group below which own ones can be made: the own one, where it is delegated and holds no
/// process, else the nearest above it that hands the memory controller on.
///
/// # Errors
/// Why the own one will not do: that is the reason that can be mended; those above mostly repeat it.
pub fn parent(place: &CgroupPlace) -> Result<Cgroup, Message> {
    let reason = match handing_memory_on(&place.own, &place.mount) {
        Ok(group) => return Ok(group),
        Err(reason) => reason,
    };
    let above = place.own.ancestors().skip(1);
    above
        .take_while(|dir| dir.starts_with(&place.mount))
        .find_map(|dir| handing_memory_on(dir, &place.mount).ok())
        .ok_or(reason)
}

fn shown(dir: &Path, mount: &Path) -> String {
    let below = dir.strip_prefix(mount).unwrap_or(dir);
    format!("/{}", below.display())
}

/// The group of this folder, if its children have the memory controller, switched on if need be.
fn handing_memory_on(dir: &Path, mount: &Path) -> Result<Cgroup, Message> {
    let has = |name: &str| {
        fs::read_to_string(dir.join(name))
            .is_ok_and(|text| text.split_ascii_whitespace().any(|word| word == "memory"))
    };
    let name = shown(dir, mount);
    if !has("cgroup.controllers") {
        return Err(messages::LimiterV2NoController { group: name }.into());
    }
    // Asked first: switching a controller on and then failing to use it would leave a trace.
    let writable = nix::unistd::access(dir, nix::unistd::AccessFlags::W_OK);
    writable.map_err(|error| messages::LimiterV2NoGroup {
        group: &name,
        error: error.desc(),
    })?;
    let group = Cgroup {
        dir: dir.to_owned(),
        version: Version::V2,
    };
    if has("cgroup.subtree_control") {
        return Ok(group);
    }
    match group.write("cgroup.subtree_control", "+memory") {
        Ok(()) => Ok(group),
        Err(error) if error.kind() == io::ErrorKind::ResourceBusy => {
            Err(messages::LimiterV2InUse { group: name }.into())
        }
        Err(error) => Err(messages::LimiterV2NotHandedOn {
            group: name,
            error: error.to_string(),
        }
        .into()),
    }
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
        let expected = messages::LimiterV2NoController { group: "/a/b" };
        assert_eq!(reason, Message::from(expected));
    }

    #[test]
    fn the_own_groups_reason_is_told_where_one_above_has_another() {
        let root = tempfile::tempdir().unwrap();
        fake_v2(root.path(), "", "");
        let job = fake_v2(&root.path().join("job"), "memory", "");
        fs::remove_file(job.path("cgroup.subtree_control")).unwrap();
        let reason = parent(&place(root.path(), "job")).unwrap_err();
        let said = "in the cgroup `/job` the memory controller cannot be handed on (";
        assert!(reason.english().starts_with(said), "{reason:?}");
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
