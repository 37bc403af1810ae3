//! What oomscope itself did to a batch: of that it is certain.

use super::Seen;
use crate::ending::Ending;
use crate::facts::{Action, TimeOut};
use crate::message::{Key, Message, messages};
use crate::signal::signal_message;

/// What it did, as evidence, and what that makes of the ending.
pub(super) fn tell(action: Action, seen: &Seen<'_>, evidence: &mut Vec<Message>) -> Ending {
    let facts = seen.facts;
    let limit_bytes = facts.in_force.memory_bytes.unwrap_or(0);
    match action {
        Action::OverLimit { rss_bytes } => {
            let over_bytes = rss_bytes.saturating_sub(limit_bytes);
            evidence.push(
                messages::EvidenceOverLimit {
                    over_bytes,
                    limit_bytes,
                }
                .into(),
            );
            Ending::OverLimit
        }
        Action::OomKilled => {
            let kills = facts.own_oom_kills().unwrap_or(1).max(1);
            evidence.push(messages::EvidenceOomKilled { kills, limit_bytes }.into());
            Ending::OutOfMemory
        }
        Action::Stalled {
            still_ms,
            stalled_percent,
        } => {
            evidence.push(
                messages::EvidenceStalled {
                    limit_bytes,
                    still_ms,
                    stalled_percent: f64::from(stalled_percent),
                }
                .into(),
            );
            Ending::OverLimit
        }
        Action::TimedOut { whose } => {
            evidence.push(timed_out(whose, seen));
            Ending::TimedOut
        }
        Action::Preempted {
            reserved_bytes,
            used_bytes,
        } => {
            let said = messages::EvidencePreempted {
                reserved_bytes,
                used_bytes,
            };
            evidence.push(said.into());
            Ending::Preempted
        }
        Action::Interrupted => {
            let signal = facts
                .first_received()
                .map_or_else(|| Key::EndingSignalUnknown.into(), signal_message);
            evidence.push(messages::EvidenceReceived { signal }.into());
            if let Some(kills @ 1..) = facts.oom_kills() {
                evidence.push(messages::EvidenceReceivedAfterKills { kills }.into());
            }
            Ending::Interrupted
        }
    }
}

fn timed_out(whose: TimeOut, seen: &Seen<'_>) -> Message {
    let facts = seen.facts;
    let timeout_ms = match whose {
        TimeOut::Batch => facts.in_force.batch_timeout_ms,
        TimeOut::Test | TimeOut::Exit => facts.in_force.test_timeout_ms,
    };
    let timeout_ms = timeout_ms.unwrap_or(0);
    let how = match facts.was_killed() {
        true => Key::EvidenceHadToBeKilled,
        false => Key::EvidenceEndedWhenAsked,
    };
    match (whose, &facts.running[..]) {
        (TimeOut::Batch, _) => messages::EvidenceTimeOfBatch { timeout_ms, how }.into(),
        (TimeOut::Test, [test]) => messages::EvidenceTimeOfTest {
            test: (seen.name)(*test),
            timeout_ms,
            how,
        }
        .into(),
        (TimeOut::Test, _) => messages::EvidenceTimeOfSomeTest { timeout_ms, how }.into(),
        (TimeOut::Exit, _) => messages::EvidenceTimeOfExit {
            timeout_ms,
            framework: seen.framework.label(),
            how,
        }
        .into(),
    }
}

pub(super) fn soft_stop(seen: &Seen<'_>) -> Option<Message> {
    let stop = seen.facts.soft_stop?;
    let said = messages::EvidenceSoftStop {
        framework: seen.framework.label(),
        reached_bytes: stop.bytes,
    };
    Some(said.into())
}
