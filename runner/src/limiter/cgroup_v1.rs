//! Own groups of cgroup v1's memory controller.

use std::io;

use oomscope_shared::{Message, messages};

use super::cgroup::{Cgroup, CgroupPlace, Version};

/// The group below which own ones are made: the process's own.
///
/// # Errors
/// Why it will not do.
pub fn parent(place: &CgroupPlace) -> Result<Cgroup, Message> {
    let writable = nix::unistd::access(&place.own, nix::unistd::AccessFlags::W_OK);
    writable.map_err(|error| messages::LimiterV1NoGroup {
        error: error.desc(),
    })?;
    Ok(Cgroup {
        dir: place.own.clone(),
        version: Version::V1,
    })
}

/// Puts the limit on a group. There is no way here to let it die as one: the sampler sees the first kill
/// and sees to the rest.
pub fn limit(group: &Cgroup, bytes: u64, swap_off: bool) -> io::Result<()> {
    let text = bytes.to_string();
    group.write("memory.limit_in_bytes", &text)?;
    if swap_off {
        // Memory and swap together, in this order; without swap accounting there is no such file.
        let _ = group.write("memory.memsw.limit_in_bytes", &text);
        let _ = group.write("memory.swappiness", "0");
    }
    Ok(())
}

/// Puts another limit on a group. What counts swap as well must never be the lower of the two, so which is written
/// first depends on the direction.
pub fn change(group: &Cgroup, bytes: u64, swap_off: bool) -> io::Result<()> {
    let text = bytes.to_string();
    let is_raised = group.limit_bytes().is_none_or(|now| now < bytes);
    if swap_off && is_raised {
        let _ = group.write("memory.memsw.limit_in_bytes", &text);
    }
    group.write("memory.limit_in_bytes", &text)?;
    if swap_off && !is_raised {
        let _ = group.write("memory.memsw.limit_in_bytes", &text);
    }
    Ok(())
}
