//! Which limiter: the best that this machine allows, found by trying, or the one that was asked for.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use oomscope_shared::artifact::Limiter;
use oomscope_shared::message::{Key, Message, messages};

use super::cgroup::{Cgroup, Hierarchies};
use super::probe::{LIMIT_COMMAND, join_before_exec};
use super::{Means, cgroup_v1, cgroup_v2, group_name, make_group, systemd, tidy};
use crate::error::Failure;

/// A limiter that works here.
#[derive(Debug)]
pub struct Forced {
    /// Which.
    pub limiter: Limiter,
    /// How.
    pub means: Means,
    /// Why this one.
    pub reason: Message,
}

/// What came of trying a limiter: how it works, or why it does not.
pub type Attempt = Result<(Means, Message), Message>;

/// Chooses.
///
/// # Errors
/// The limiter that was asked for cannot be had.
pub fn choose(forced: Option<Limiter>, bytes: u64, swap_off: bool) -> Result<Forced, Failure> {
    if let Some(limiter) = forced {
        return match attempt(limiter, bytes, swap_off, true) {
            Ok((means, how)) => Ok(Forced {
                limiter,
                means,
                reason: messages::LimiterAsked {
                    limiter: limiter.name(),
                    how,
                }
                .into(),
            }),
            Err(reason) => Err(Failure::usage(
                format!(
                    "the limiter `{}` cannot be had here: {}",
                    limiter.name(),
                    reason.english()
                ),
                "leave --limiter out to take the best that works; `oomscope doctor` says what each needs",
            )),
        };
    }
    let mut reasons = Vec::new();
    for limiter in Limiter::ALL {
        match attempt(limiter, bytes, swap_off, false) {
            Ok((means, how)) => {
                let reason = match reasons.is_empty() {
                    true => messages::LimiterBest { how }.into(),
                    false => messages::LimiterBestNotOthers {
                        how,
                        others: reasons,
                    }
                    .into(),
                };
                return Ok(Forced {
                    limiter,
                    means,
                    reason,
                });
            }
            Err(why) => reasons.push(Message::from(messages::LimiterNot {
                limiter: limiter.name(),
                why,
            })),
        }
    }
    // The watchdog needs nothing that could be missing.
    Ok(Forced {
        limiter: Limiter::Watchdog,
        means: Means::Watch,
        reason: Key::LimiterNothingElse.into(),
    })
}

/// Tries one limiter. `thoroughly` also asks a systemd that does not seem to run.
pub fn attempt(limiter: Limiter, bytes: u64, swap_off: bool, thoroughly: bool) -> Attempt {
    let hierarchies = Hierarchies::of(Path::new("/proc"), "self");
    match limiter {
        Limiter::CgroupV2 => {
            let place = hierarchies.v2.ok_or(Key::LimiterNoV2)?;
            let parent = cgroup_v2::parent(&place)?;
            try_group(&parent, bytes, swap_off)
        }
        Limiter::CgroupV1 => {
            let place = hierarchies.v1.ok_or(Key::LimiterNoV1)?;
            let parent = cgroup_v1::parent(&place)?;
            try_group(&parent, bytes, swap_off)
        }
        Limiter::SystemdScope => {
            // sd_booted(3)
            if !thoroughly && !Path::new("/run/systemd/system").is_dir() {
                return Err(Key::LimiterNoSystemd.into());
            }
            let route = systemd::Route::find(bytes, swap_off)?;
            Ok((Means::Scope(route), route.how()))
        }
        Limiter::Watchdog => Ok((Means::Watch, Key::LimiterHowWatch.into())),
    }
}

/// Makes a group, sends a process into it and removes it.
fn try_group(parent: &Cgroup, bytes: u64, swap_off: bool) -> Attempt {
    tidy(parent);
    let made = make_group(parent, &group_name("probe"), bytes, swap_off);
    let group = made.map_err(|error| messages::LimiterGroupUnmade {
        error: error.to_string(),
    })?;
    let joined = join(&group);
    group.remove();
    joined.map_err(|error| messages::LimiterNoJoining {
        error: error.to_string(),
    })?;
    Ok((Means::Group(parent.clone()), Key::LimiterHowGroup.into()))
}

/// Starts a process that joins a group before it becomes another program, as a batch will.
fn join(group: &Cgroup) -> std::io::Result<()> {
    let mut command = Command::new("/proc/self/exe");
    command
        .arg0("oomscope-probe")
        .arg(LIMIT_COMMAND)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    join_before_exec(&mut command, &group.procs())?;
    command.status().map(drop)
}
