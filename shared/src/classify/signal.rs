//! The signal that ended a main process: what it means, and who sent it, where that can be known.

use super::{Doer, Seen};
use crate::ending::{Ending, Proof};
use crate::facts::{BatchFacts, KillOf, LastWord, TextKind};
use crate::message::{Key, Message, messages};
use crate::signal::{SIGHUP, SIGINT, SIGKILL, SIGTERM, signal_message};

/// Share of the memory there was from which the last sample counts as near its end.
const NEARLY_ALL: f64 = 0.90;
/// Pressure (PSI `full avg10`, in percent) from which a machine counts as starved of memory.
const STARVED_PERCENT: u32 = 20;

/// What a signal means that oomscope did not send.
pub(super) fn decide(signal: i32, seen: &Seen<'_>, evidence: &mut Vec<Message>) -> (Ending, Proof) {
    let facts = seen.facts;
    // The kernel's word about this very process comes first, then the process's own, and only then a
    // count of kills that can have been anybody's.
    if signal == SIGKILL && is_named_by_the_kernel(facts, evidence) {
        return (Ending::OutOfMemory, Proof::Certain);
    }
    if let Some(LastWord::Signal {
        function,
        signal: sent,
    }) = &facts.last_word
        && *sent == signal
    {
        evidence.push(match seen.doer() {
            Doer::Test(test) => messages::EvidenceSelfTest { test, function }.into(),
            Doer::SomeTest => messages::EvidenceSelfSomeTest { function }.into(),
            Doer::Framework => messages::EvidenceSelfNoTest {
                framework: seen.framework.label(),
                function,
            }
            .into(),
        });
        return (meaning(signal), Proof::Certain);
    }
    match signal {
        SIGKILL => match counted_by_the_kernel(facts, evidence) {
            Some(decided) => decided,
            None => by_nobody_known(facts, evidence),
        },
        SIGTERM | SIGINT | SIGHUP => asked_to_end(facts, evidence),
        3 | 4 | 5 | 6 | 7 | 8 | 11 => fault(signal, facts, evidence),
        _ => by_another(signal, evidence),
    }
}

fn meaning(signal: i32) -> Ending {
    match signal {
        SIGTERM | SIGINT | SIGHUP => Ending::Terminated,
        3 | 4 | 5 | 6 | 7 | 8 | 11 => Ending::Crashed,
        _ => Ending::Killed,
    }
}

/// Whether a signal is that of a fault in what ran: no request from elsewhere, and no mapped file that got no
/// memory.
pub(super) fn is_of_own_code(signal: i32) -> bool {
    matches!(signal, 4 | 6 | 8 | 11)
}

/// Whether the kernel itself says that it killed the main process.
fn is_named_by_the_kernel(facts: &BatchFacts, evidence: &mut Vec<Message>) -> bool {
    if let Some(kills @ 1..) = facts.own_oom_kills() {
        evidence.push(messages::EvidenceOwnKills { kills }.into());
        return true;
    }
    let logged = facts.logged_kills.as_deref().unwrap_or_default();
    if let Some(kill) = logged.iter().find(|kill| kill.of == KillOf::Main) {
        let kill = kill.message();
        evidence.push(messages::EvidenceLoggedMain { kill }.into());
        return true;
    }
    false
}

/// What the machine's count of OOM kills says, which names nobody.
fn counted_by_the_kernel(
    facts: &BatchFacts,
    evidence: &mut Vec<Message>,
) -> Option<(Ending, Proof)> {
    if facts.own_oom_kills().is_some() {
        // Whatever was killed elsewhere, it was none of this batch.
        return None;
    }
    let kills = facts.oom_kills().filter(|kills| *kills > 0)?;
    let logged = facts.logged_kills.as_deref().unwrap_or_default();
    let others = logged
        .iter()
        .filter(|kill| kill.of == KillOf::Other)
        .count();
    if others as u64 >= kills {
        evidence.push(messages::EvidenceCountedOthers { kills }.into());
        return Some((Ending::Killed, Proof::Unknown));
    }
    evidence.push(messages::EvidenceCounted { kills }.into());
    Some((Ending::OutOfMemory, Proof::Likely))
}

/// A SIGKILL without a word of the kernel or of the process.
fn by_nobody_known(facts: &BatchFacts, evidence: &mut Vec<Message>) -> (Ending, Proof) {
    let shortage = shortage(facts);
    let none_counted = match (facts.own_oom_kills(), facts.oom_kills()) {
        (Some(_), _) => Some(Key::EvidenceNoneInCgroup),
        (None, Some(_)) => Some(Key::EvidenceNoneOnMachine),
        (None, None) => None,
    };
    match (none_counted, shortage) {
        (Some(none_counted), shortage) => {
            evidence.push(none_counted.into());
            evidence.push(match shortage {
                Some(shortage) => messages::EvidenceShortKilled { shortage }.into(),
                None => Key::EvidenceSenderUnknown.into(),
            });
            (Ending::Killed, Proof::Unknown)
        }
        (None, Some(shortage)) => {
            evidence.push(messages::EvidenceUncountedShort { shortage }.into());
            (Ending::OutOfMemory, Proof::Likely)
        }
        (None, None) => {
            evidence.push(Key::EvidenceUncounted.into());
            (Ending::Killed, Proof::Unknown)
        }
    }
}

/// That memory was nearly used up when the batch was last looked at, as the beginning of a sentence.
fn shortage(facts: &BatchFacts) -> Option<Message> {
    if let (Some(last_bytes), Some(room_bytes)) = (facts.last_bytes(), facts.room_bytes)
        && last_bytes as f64 >= room_bytes as f64 * NEARLY_ALL
    {
        let said = messages::EvidenceShortageOfRoom {
            last_bytes,
            room_bytes,
        };
        return Some(said.into());
    }
    let pressure = facts
        .machine_after
        .stalled_percent
        .filter(|percent| *percent >= STARVED_PERCENT)?;
    let pressure_percent = f64::from(pressure);
    Some(messages::EvidenceShortageOnMachine { pressure_percent }.into())
}

/// SIGTERM, SIGINT and SIGHUP: requests, by whomever.
fn asked_to_end(facts: &BatchFacts, evidence: &mut Vec<Message>) -> (Ending, Proof) {
    if let Some(received) = facts.first_received() {
        let signal = signal_message(received);
        evidence.push(messages::EvidenceAskedWithOomscope { signal }.into());
        return (Ending::Interrupted, Proof::Likely);
    }
    evidence.push(Key::EvidenceAskedAlone.into());
    if let Some(kills @ 1..) = facts.oom_kills() {
        evidence.push(messages::EvidenceAskedAfterKills { kills }.into());
    } else if let Some(shortage) = shortage(facts) {
        evidence.push(messages::EvidenceShortAsked { shortage }.into());
    }
    (Ending::Terminated, Proof::Unknown)
}

fn fault(signal: i32, facts: &BatchFacts, evidence: &mut Vec<Message>) -> (Ending, Proof) {
    let meaning = match signal {
        6 => Key::EvidenceAbort,
        7 => Key::EvidenceBusError,
        3 | 5 => Key::EvidenceCoreDump,
        _ => Key::EvidenceNativeFault,
    };
    evidence.push(meaning.into());
    if let Some(place) = facts.text(TextKind::FaultPlace) {
        evidence.push(messages::EvidenceFaultPlace { place }.into());
    }
    (Ending::Crashed, Proof::Certain)
}

/// Signals whose default is to end a process and that mean neither a request nor a fault.
fn by_another(signal: i32, evidence: &mut Vec<Message>) -> (Ending, Proof) {
    let (meaning, proof) = match signal {
        13 => (Key::EvidenceBrokenPipe, Proof::Likely),
        14 => (Key::EvidenceAlarm, Proof::Likely),
        24 => (Key::EvidenceProcessorTime, Proof::Likely),
        25 => (Key::EvidenceFileSize, Proof::Likely),
        31 => (Key::EvidenceSandbox, Proof::Likely),
        _ => (Key::EvidenceSenderUnknown, Proof::Unknown),
    };
    evidence.push(meaning.into());
    (Ending::Killed, proof)
}
