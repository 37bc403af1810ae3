//! The signal that ended a main process: what it means, and who sent it, where that can be known.

use super::kernel_log::KillOf;
use super::{LastWord, Observed};
use crate::ending::{Ending, Proof};
use crate::units::{bytes, count};

const SIGHUP: i32 = 1;
const SIGINT: i32 = 2;
const SIGKILL: i32 = 9;
const SIGTERM: i32 = 15;

/// Share of the memory there was from which the last sample counts as near its end.
const NEARLY_ALL: f64 = 0.90;
/// Pressure (PSI `full avg10`, in percent) from which a machine counts as starved of memory.
const STARVED_PERCENT: u32 = 20;

/// Name of a signal that ends processes, or its number.
pub fn signal_name(signal: i32) -> String {
    let name = match signal {
        SIGHUP => "SIGHUP",
        SIGINT => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        SIGKILL => "SIGKILL",
        10 => "SIGUSR1",
        11 => "SIGSEGV",
        12 => "SIGUSR2",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        SIGTERM => "SIGTERM",
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        31 => "SIGSYS",
        _ => return format!("signal {signal}"),
    };
    name.to_owned()
}

/// What a signal means that oomscope did not send.
pub(super) fn decide(
    signal: i32,
    observed: &Observed,
    evidence: &mut Vec<String>,
) -> (Ending, Proof) {
    // The kernel's word about this very process comes first, then the process's own, and only then a
    // count of kills that can have been anybody's.
    if signal == SIGKILL && is_named_by_the_kernel(observed, evidence) {
        return (Ending::OutOfMemory, Proof::Certain);
    }
    if let Some(LastWord::Signal {
        function,
        signal: sent,
    }) = &observed.last_word
        && *sent == signal
    {
        evidence.push(format!(
            "{} sent it to itself by `{function}`; that is no sign of a want of memory.",
            observed.doer()
        ));
        return (meaning(signal), Proof::Certain);
    }
    match signal {
        SIGKILL => match counted_by_the_kernel(observed, evidence) {
            Some(decided) => decided,
            None => by_nobody_known(observed, evidence),
        },
        SIGTERM | SIGINT | SIGHUP => asked_to_end(observed, evidence),
        3 | 4 | 5 | 6 | 7 | 8 | 11 => fault(signal, observed, evidence),
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
fn is_named_by_the_kernel(observed: &Observed, evidence: &mut Vec<String>) -> bool {
    if let Some(kills @ 1..) = observed.own_oom_kills() {
        evidence.push(format!(
            "By the count of the batch's own cgroup the kernel killed {} there at its limit.",
            count(kills as usize, "process")
        ));
        return true;
    }
    let logged = observed.logged_kills.as_deref().unwrap_or_default();
    if let Some(kill) = logged.iter().find(|kill| kill.of == KillOf::Main) {
        evidence.push(format!(
            "The kernel's log says that it killed this very process for memory: {}.",
            kill.words()
        ));
        return true;
    }
    false
}

/// What the machine's count of OOM kills says, which names nobody.
fn counted_by_the_kernel(
    observed: &Observed,
    evidence: &mut Vec<String>,
) -> Option<(Ending, Proof)> {
    if observed.own_oom_kills().is_some() {
        // Whatever was killed elsewhere, it was none of this batch.
        return None;
    }
    let kills = observed.oom_kills.filter(|kills| *kills > 0)?;
    let counted = format!(
        "Meanwhile the kernel's count of OOM kills on this machine (`/proc/vmstat oom_kill`) rose by {kills}"
    );
    let logged = observed.logged_kills.as_deref().unwrap_or_default();
    let others = logged
        .iter()
        .filter(|kill| kill.of == KillOf::Other)
        .count();
    if others as u64 >= kills {
        evidence.push(format!(
            "{counted}, but the kernel's log names other processes for it, so who killed this one is not \
             known."
        ));
        return Some((Ending::Killed, Proof::Unknown));
    }
    evidence.push(format!("{counted}."));
    Some((Ending::OutOfMemory, Proof::Likely))
}

/// A SIGKILL without a word of the kernel or of the process.
fn by_nobody_known(observed: &Observed, evidence: &mut Vec<String>) -> (Ending, Proof) {
    let shortage = shortage(observed);
    let counted = match (observed.own_oom_kills(), observed.oom_kills) {
        (Some(_), _) => Some("The kernel counted no OOM kill in the batch's own cgroup"),
        (None, Some(_)) => Some(
            "The kernel's count of OOM kills on this machine (`/proc/vmstat oom_kill`) did not rise",
        ),
        (None, None) => None,
    };
    if let Some(counted) = counted {
        evidence.push(format!(
            "{counted}, so the kernel did not kill for memory here."
        ));
        evidence.push(match shortage {
            Some(shortage) => format!(
                "{shortage}. A program that watches memory, such as systemd-oomd or earlyoom, kills then; \
                 whether one did is not known."
            ),
            None => "Who sent the signal is not known.".to_owned(),
        });
        return (Ending::Killed, Proof::Unknown);
    }
    let unread = "Whether the kernel killed for memory cannot be read on this machine";
    match shortage {
        Some(shortage) => {
            evidence.push(format!("{unread}. {shortage}, so that is likely."));
            (Ending::OutOfMemory, Proof::Likely)
        }
        None => {
            evidence.push(format!("{unread}, and who sent the signal is not known."));
            (Ending::Killed, Proof::Unknown)
        }
    }
}

/// That memory was nearly used up when the batch was last looked at.
fn shortage(observed: &Observed) -> Option<String> {
    if let (Some(last), Some(room)) = (observed.last_bytes, observed.room_bytes)
        && last as f64 >= room as f64 * NEARLY_ALL
    {
        return Some(format!(
            "At its last sample the batch had {} of the {} that were there for it",
            bytes(last),
            bytes(room)
        ));
    }
    let pressure = observed
        .pressure_percent
        .filter(|percent| *percent >= STARVED_PERCENT)?;
    Some(format!(
        "In the last ten seconds every task of the machine waited for memory {pressure} % of the time"
    ))
}

/// SIGTERM, SIGINT and SIGHUP: requests, by whomever.
fn asked_to_end(observed: &Observed, evidence: &mut Vec<String>) -> (Ending, Proof) {
    if let Some(received) = observed.signals_received.first() {
        evidence.push(format!(
            "oomscope received {} as well, so all of the job was asked to end: it was cancelled, or the \
             unit it runs in was stopped.",
            signal_name(*received)
        ));
        return (Ending::Interrupted, Proof::Likely);
    }
    evidence.push(
        "The kernel's OOM killer sends no such signal, and oomscope received none. Who sent it is not \
         known; it may have been the test itself or a process that it started."
            .to_owned(),
    );
    if let Some(kills @ 1..) = observed.oom_kills {
        evidence.push(format!(
            "The kernel killed {} of this machine for memory meanwhile. A service manager stops the rest \
             of a unit for that, but then oomscope would have been asked to end, too.",
            count(kills as usize, "process")
        ));
    } else if let Some(shortage) = shortage(observed) {
        evidence.push(format!(
            "{shortage}. A program that watches memory, such as earlyoom, sends SIGTERM then; whether one \
             did is not known."
        ));
    }
    (Ending::Terminated, Proof::Unknown)
}

fn fault(signal: i32, observed: &Observed, evidence: &mut Vec<String>) -> (Ending, Proof) {
    evidence.push(
        match signal {
            6 => "A process sends that to itself by `abort`: a runtime or a library found something that must not be.",
            7 => "That is the sign of a fault in native code, or of a mapped file that got no memory, for example on a full `/dev/shm`.",
            3 | 5 => "Somebody or something asked for a core dump by it.",
            _ => "That is the sign of a fault in native code.",
        }
        .to_owned(),
    );
    if let Some(place) = &observed.fault {
        evidence.push(format!("Python's fault handler saw it there: {place}."));
    }
    (Ending::Crashed, Proof::Certain)
}

/// Signals whose default is to end a process and that mean neither a request nor a fault.
fn by_another(signal: i32, evidence: &mut Vec<String>) -> (Ending, Proof) {
    let (sentence, proof) = match signal {
        13 => (
            "It wrote into a pipe that nobody reads any more.",
            Proof::Likely,
        ),
        14 => (
            "An alarm that the process had set itself went off.",
            Proof::Likely,
        ),
        24 => (
            "Its limit of processor time was used up (`ulimit -t`).",
            Proof::Likely,
        ),
        25 => (
            "It wrote a file past its limit of size (`ulimit -f`).",
            Proof::Likely,
        ),
        31 => (
            "It made a system call that its sandbox forbids (seccomp).",
            Proof::Likely,
        ),
        _ => ("Who sent it is not known.", Proof::Unknown),
    };
    evidence.push(sentence.to_owned());
    (Ending::Killed, proof)
}
