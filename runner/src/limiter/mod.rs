//! Who enforces the memory limit of a batch: a cgroup of its own where one can be had, else a watchdog.

mod auto;
pub mod cgroup;
mod cgroup_end;
mod cgroup_v1;
mod cgroup_v2;
mod probe;
mod room;
mod systemd;
mod watchdog;

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use oomscope_shared::artifact::{Limiter, MemoryLimit};
use oomscope_shared::limit::{WantedLimit, derive_limit, soft_line};
use oomscope_shared::{Message, messages};

pub use auto::{Attempt, Choice, attempt, best};
pub use cgroup::{Cgroup, CgroupFiles, Hierarchies};
pub use probe::{LIMIT_COMMAND, join_before_exec, print_limit};
pub use room::read as read_room;
pub use systemd::Route;
pub use watchdog::Gauge;

use self::auto::forced;
use crate::error::Failure;
use crate::meminfo::Meminfo;

/// How a limiter works here, found out before the first batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Means {
    /// Groups are made below this one.
    Group(Cgroup),
    /// systemd makes a scope.
    Scope(Route),
    /// The sampler watches.
    Watch,
}

/// The limit of every batch of a run, and its enforcement.
#[derive(Debug, Clone)]
pub struct Limit {
    /// What the artifact says of it.
    pub told: MemoryLimit,
    /// How it is enforced.
    pub means: Means,
    /// Whether a batch may use no swap.
    pub swap_off: bool,
    /// The limit of the run, in bytes, of which this is a share.
    pub share_of_bytes: Option<u64>,
}

/// What a limiter did for one batch before its start.
#[derive(Debug, Default)]
pub struct Prepared {
    /// The batch's own cgroup, which its first process joins before it becomes the command.
    pub group: Option<Cgroup>,
    /// The words before the guard's, which put it into a scope.
    pub wrapper: Vec<String>,
}

/// What `--memory-limit`, `--soft-limit` and `--limiter` come to.
#[derive(Debug)]
pub enum Resolved {
    /// No limit is wanted, or nothing is known to derive one from.
    Unlimited,
    /// There is a limit, and who enforces it.
    Enforced(Limit),
    /// Nobody asked for a limit, and nothing here could enforce one: this is to be said.
    Unenforced(Message),
}

/// What `--memory-limit`, `--soft-limit` and `--limiter` come to on this machine.
///
/// # Errors
/// The limiter that was asked for cannot be had, or nothing here can enforce the limit that was.
pub fn resolve(
    wanted: WantedLimit,
    soft_percent: Option<f64>,
    limiter: Option<Limiter>,
) -> Result<Resolved, Failure> {
    let Some(derived) = derive_limit(wanted, &room::read()) else {
        return Ok(Resolved::Unlimited);
    };
    // What a suite swaps out it would have swapped out without oomscope as well: a limit that nobody
    // asked for must not end it for that. A limit that was asked for means memory, all of it.
    let swap_off = !derived.is_automatic;
    let tried = Limiter::ALL.into_iter();
    let tried = tried.map(|limiter| (limiter, attempt(limiter, derived.bytes, swap_off, false)));
    let chosen = match (limiter, derived.is_automatic) {
        (Some(limiter), _) => forced(limiter, derived.bytes, swap_off)?,
        (None, is_automatic) => match best(tried) {
            Choice::Works(forced) => forced,
            Choice::Nothing(why) if is_automatic => {
                return Ok(Resolved::Unenforced(messages::NoteNoLimit { why }.into()));
            }
            Choice::Nothing(why) => {
                return Err(Failure::usage(
                    format!("`--memory-limit` asks for a limit, but {}", why.english()),
                    "mount the `/proc` of this pid namespace (`unshare --mount-proc`), which is all that the watchdog \
                     needs, or leave --memory-limit out; `oomscope doctor` says what each limiter needs",
                ));
            }
        },
    };
    let told = MemoryLimit {
        bytes: derived.bytes,
        is_automatic: derived.is_automatic,
        derivation: derived.derivation,
        soft_bytes: soft_percent.map(|percent| soft_line(derived.bytes, percent)),
        limiter: chosen.limiter,
        limiter_reason: chosen.reason,
    };
    Ok(Resolved::Enforced(Limit {
        told,
        means: chosen.means,
        swap_off,
        share_of_bytes: None,
    }))
}

impl Limit {
    /// Makes ready for a batch.
    ///
    /// # Errors
    /// What worked before the first batch does not work any more.
    pub fn prepare(&self, batch: u32) -> io::Result<Prepared> {
        let name = group_name(&batch.to_string());
        let bytes = self.told.bytes;
        Ok(match &self.means {
            Means::Group(parent) => Prepared {
                group: Some(
                    make_group(parent, &name, bytes, self.swap_off).map_err(|error| {
                        let text = format!("cannot make a group: {error}");
                        io::Error::new(error.kind(), text)
                    })?,
                ),
                wrapper: Vec::new(),
            },
            Means::Scope(route) => Prepared {
                group: None,
                wrapper: route.wrapper(&name, bytes, self.swap_off),
            },
            Means::Watch => Prepared::default(),
        })
    }

    /// The same limit for one batch of several: a part of it, with the soft line at the same part of that.
    pub fn share(&self, bytes: u64) -> Self {
        let whole = self.share_of_bytes.unwrap_or(self.told.bytes);
        let mut share = self.clone();
        share.share_of_bytes = (bytes < whole).then_some(whole);
        let part = |soft: u64| (soft as f64 / self.told.bytes as f64 * bytes as f64) as u64;
        share.told.soft_bytes = self.told.soft_bytes.map(part);
        share.told.bytes = bytes;
        share
    }

    /// The same limit with more room, as far as the machine has it: the hunt repeats what keeps memory, and
    /// holds notes of the whole heap besides.
    pub fn roomy(&self) -> Self {
        let bytes = self.told.bytes;
        let available = Meminfo::read().bytes("MemAvailable").unwrap_or(bytes);
        let wanted = bytes.saturating_mul(3).saturating_add(512 << 20);
        let mut roomy = self.clone();
        roomy.told.bytes = bytes.max(wanted.min(available / 10 * 8));
        roomy.told.soft_bytes = None;
        roomy
    }

    /// Whether the sampler has to enforce it.
    pub fn is_watched(&self) -> bool {
        self.means == Means::Watch
    }
}

/// Changes the limit of a group in which a batch runs.
///
/// # Errors
/// The kernel refused, for example because more than that is used.
pub fn change(group: &Cgroup, bytes: u64, swap_off: bool) -> io::Result<()> {
    match group.version {
        cgroup::Version::V2 => cgroup_v2::limit(group, bytes, swap_off),
        cgroup::Version::V1 => cgroup_v1::change(group, bytes, swap_off),
    }
}

/// The name of a group of this process.
fn group_name(what: &str) -> String {
    format!("{PREFIX}{}-{what}", std::process::id())
}

/// How long the last process of a group may need to leave it.
pub const LEAVES_WITHIN: Duration = Duration::from_secs(1);

/// How the names of all groups begin.
const PREFIX: &str = "oomscope-";

/// Makes a group with a limit on it.
fn make_group(parent: &Cgroup, name: &str, bytes: u64, swap_off: bool) -> io::Result<Cgroup> {
    let group = Cgroup {
        dir: parent.path(name),
        version: parent.version,
    };
    std::fs::create_dir(&group.dir)?;
    let limited = match group.version {
        cgroup::Version::V2 => cgroup_v2::limit(&group, bytes, swap_off),
        cgroup::Version::V1 => cgroup_v1::limit(&group, bytes, swap_off),
    };
    limited.inspect_err(|_| group.remove(LEAVES_WITHIN))?;
    Ok(group)
}

/// Removes what killed runs left: their groups are empty, or their guards still clear them.
fn tidy(parent: &Cgroup) {
    let Ok(entries) = std::fs::read_dir(&parent.dir) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(rest) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) else {
            continue;
        };
        let pid = rest.split('-').next().unwrap_or_default();
        let is_gone = pid.parse::<u32>().is_ok() && !PathBuf::from("/proc").join(pid).exists();
        let group = Cgroup {
            dir: entry.path(),
            version: parent.version,
        };
        if is_gone && group.is_empty() {
            group.remove(Duration::ZERO);
        }
    }
}
