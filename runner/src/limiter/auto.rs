//! Which limiter: the best that this machine allows, found by trying, or the one that was asked for.

use std::path::Path;

use oomscope_shared::artifact::Limiter;
use oomscope_shared::message::{Key, Message, messages};

use super::cgroup::{Cgroup, Hierarchies};
use super::probe::{join_before_exec, limit_command, see_child};
use super::{LEAVES_WITHIN, Means, cgroup_v1, cgroup_v2, group_name, make_group, systemd, tidy};
use crate::error::Failure;
use crate::process::{ANSWERS_WITHIN, ask};

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

/// What there is to choose.
#[derive(Debug)]
pub enum Choice {
    /// A limiter that works.
    Works(Forced),
    /// None does: the rest of a sentence says why.
    Nothing(Message),
}

/// The one that was asked for.
///
/// # Errors
/// It cannot be had.
pub fn forced(limiter: Limiter, bytes: u64, swap_off: bool) -> Result<Forced, Failure> {
    match attempt(limiter, bytes, swap_off, true) {
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
    }
}

/// The best that works, of attempts in the order in which limiters are preferred.
pub fn best(attempts: impl Iterator<Item = (Limiter, Attempt)>) -> Choice {
    let mut reasons = Vec::new();
    for (limiter, attempt) in attempts {
        match attempt {
            Ok((means, how)) => {
                let reason = match reasons.is_empty() {
                    true => messages::LimiterBest { how }.into(),
                    false => messages::LimiterBestNotOthers {
                        how,
                        others: reasons,
                    }
                    .into(),
                };
                return Choice::Works(Forced {
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
    Choice::Nothing(messages::LimiterNone { reasons }.into())
}

/// Tries one limiter. `thoroughly` also asks a systemd that does not seem to run.
pub fn attempt(limiter: Limiter, bytes: u64, swap_off: bool, thoroughly: bool) -> Attempt {
    let hierarchies = Hierarchies::own();
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
        Limiter::Watchdog => {
            see_child()?;
            Ok((Means::Watch, Key::LimiterHowWatch.into()))
        }
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
    group.remove(LEAVES_WITHIN);
    joined.map_err(|error| messages::LimiterNoJoining {
        error: error.to_string(),
    })?;
    Ok((Means::Group(parent.clone()), Key::LimiterHowGroup.into()))
}

/// Starts a process that joins a group before it becomes another program, as a batch will.
fn join(group: &Cgroup) -> std::io::Result<()> {
    let mut command = limit_command();
    join_before_exec(&mut command, &group.procs())?;
    ask(&mut command, ANSWERS_WITHIN).map(drop)
}
