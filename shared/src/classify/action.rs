//! What oomscope itself did to a batch: of that it is certain.

use super::{Observed, signal_name};
use crate::ending::Ending;
use crate::units::{bytes, count, duration_ms};

/// What oomscope did to a batch before it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Killed it for its memory.
    OverLimit {
        /// Memory of the tree, in bytes.
        rss_bytes: u64,
        /// The limit, in bytes.
        limit_bytes: u64,
    },
    /// Killed what was left of it after the kernel had killed a process in the batch's own cgroup for
    /// memory: the batch dies as one.
    OomKilled {
        /// The limit of the cgroup, in bytes.
        limit_bytes: u64,
    },
    /// Killed it because it stood still at the limit: every task waited for memory and nothing went on.
    Stalled {
        /// The limit, in bytes.
        limit_bytes: u64,
        /// For how long nothing had gone on, in milliseconds.
        still_ms: u64,
        /// The share of that time in which every task waited for memory, in percent.
        stalled_percent: u32,
    },
    /// Ended it for its time.
    TimedOut {
        /// Whose time was up.
        what: TimeOut,
        /// The time-out, in milliseconds.
        timeout_ms: u64,
        /// Whether it had to be killed after being asked to end.
        killed: bool,
    },
    /// Ended it because oomscope itself was asked to end.
    Interrupted {
        /// The signal that oomscope received.
        signal: i32,
    },
}

/// Whose time was up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeOut {
    /// That of the whole batch.
    Batch,
    /// That of the test that was running.
    Test,
    /// That of a process whose session was over and that did not end.
    Exit,
}

impl Action {
    pub(super) fn tell(self, observed: &Observed, evidence: &mut Vec<String>) -> Ending {
        match self {
            Self::OverLimit {
                rss_bytes,
                limit_bytes,
            } => {
                evidence.push(format!(
                    "oomscope killed the batch: its processes together used {} more than the limit of {}.",
                    bytes(rss_bytes.saturating_sub(limit_bytes)),
                    bytes(limit_bytes)
                ));
                Ending::OverLimit
            }
            Self::OomKilled { limit_bytes } => {
                evidence.push(format!(
                    "The kernel killed {} in the batch's own cgroup at the limit of {}, by the count of \
                     that cgroup. oomscope killed the rest of the batch.",
                    count(observed.own_oom_kills().unwrap_or(1).max(1) as usize, "process"),
                    bytes(limit_bytes)
                ));
                Ending::OutOfMemory
            }
            Self::Stalled {
                limit_bytes,
                still_ms,
                stalled_percent,
            } => {
                evidence.push(format!(
                    "oomscope killed the batch: it stood still at its limit of {}. For {} no test began \
                     or ended and nothing was printed, and {stalled_percent} % of that time every task \
                     waited for memory.",
                    bytes(limit_bytes),
                    duration_ms(still_ms)
                ));
                Ending::OverLimit
            }
            Self::TimedOut {
                what,
                timeout_ms,
                killed,
            } => {
                evidence.push(timed_out(what, timeout_ms, killed, observed));
                Ending::TimedOut
            }
            Self::Interrupted { signal } => {
                evidence.push(format!(
                    "oomscope itself received {} and ended the batch: the job was cancelled, or the unit \
                     it runs in was stopped. This says nothing about the batch's memory.",
                    signal_name(signal)
                ));
                if let Some(kills @ 1..) = observed.oom_kills {
                    evidence.push(format!(
                        "But the kernel killed {} of this machine for memory meanwhile. Where such a kill \
                         happens in a systemd unit, the rest of the unit is stopped for it by SIGTERM \
                         (`OOMPolicy=stop`), which looks like this.",
                        count(kills as usize, "process")
                    ));
                }
                Ending::Interrupted
            }
        }
    }
}

fn timed_out(what: TimeOut, timeout_ms: u64, killed: bool, observed: &Observed) -> String {
    let time = duration_ms(timeout_ms);
    let how = if killed {
        "it did not end when asked and was killed"
    } else {
        "it ended when asked"
    };
    match what {
        TimeOut::Batch => format!("oomscope ended the batch after its time-out of {time}; {how}."),
        TimeOut::Test => {
            let test = match &observed.running[..] {
                [test] => format!("the test `{test}`"),
                _ => "a test".to_owned(),
            };
            format!(
                "oomscope ended the batch because {test} had run for longer than the time-out of a test, \
                 {time}; {how}."
            )
        }
        TimeOut::Exit => format!(
            "oomscope ended the batch because its process was still there {time} (the time-out of a \
             test) after {}'s session had ended: a thread or a handler at exit did not end; {how}.",
            observed.framework.words()
        ),
    }
}

pub(super) fn soft_stop(observed: &Observed) -> Option<String> {
    let stop_bytes = observed.soft_stop_bytes?;
    Some(format!(
        "oomscope told {} to stop after the running test: the batch had crossed the soft line with \
         {}; the rest goes on in a fresh process.",
        observed.framework.words(),
        bytes(stop_bytes)
    ))
}
