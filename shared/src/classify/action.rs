//! What oomscope itself did to a batch: of that it is certain.

use super::Seen;
use crate::ending::Ending;
use crate::facts::{Action, TimeOut};
use crate::signal::signal_name;
use crate::units::{bytes, count, duration_ms};

/// What it did, as evidence, and what that makes of the ending.
pub(super) fn tell(action: Action, seen: &Seen<'_>, evidence: &mut Vec<String>) -> Ending {
    let facts = seen.facts;
    let limit_bytes = facts.in_force.memory_bytes.unwrap_or(0);
    match action {
        Action::OverLimit { rss_bytes } => {
            evidence.push(format!(
                "oomscope killed the batch: its processes together used {} more than the limit of {}.",
                bytes(rss_bytes.saturating_sub(limit_bytes)),
                bytes(limit_bytes)
            ));
            Ending::OverLimit
        }
        Action::OomKilled => {
            evidence.push(format!(
                "The kernel killed {} in the batch's own cgroup at the limit of {}, by the count of \
                 that cgroup. oomscope killed the rest of the batch.",
                count(facts.own_oom_kills().unwrap_or(1).max(1) as usize, "process"),
                bytes(limit_bytes)
            ));
            Ending::OutOfMemory
        }
        Action::Stalled {
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
        Action::TimedOut { whose } => {
            evidence.push(timed_out(whose, seen));
            Ending::TimedOut
        }
        Action::Interrupted => {
            evidence.push(format!(
                "oomscope itself received {} and ended the batch: the job was cancelled, or the unit \
                 it runs in was stopped. This says nothing about the batch's memory.",
                facts
                    .first_received()
                    .map_or_else(|| "a signal".to_owned(), signal_name)
            ));
            if let Some(kills @ 1..) = facts.oom_kills() {
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

fn timed_out(whose: TimeOut, seen: &Seen<'_>) -> String {
    let facts = seen.facts;
    let timeout_ms = match whose {
        TimeOut::Batch => facts.in_force.batch_timeout_ms,
        TimeOut::Test | TimeOut::Exit => facts.in_force.test_timeout_ms,
    };
    let time = duration_ms(timeout_ms.unwrap_or(0));
    let how = if facts.was_killed() {
        "it did not end when asked and was killed"
    } else {
        "it ended when asked"
    };
    match whose {
        TimeOut::Batch => format!("oomscope ended the batch after its time-out of {time}; {how}."),
        TimeOut::Test => {
            let test = match facts.running[..] {
                [test] => format!("the test `{}`", (seen.name)(test)),
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
            seen.framework.words()
        ),
    }
}

pub(super) fn soft_stop(seen: &Seen<'_>) -> Option<String> {
    let stop = seen.facts.soft_stop?;
    Some(format!(
        "oomscope told {} to stop after the running test: the batch had crossed the soft line with \
         {}; the rest goes on in a fresh process.",
        seen.framework.words(),
        bytes(stop.bytes)
    ))
}
