//! The other processes of a batch: what killed one of them, although the main process ended by itself.

use super::Seen;
use crate::ending::{Ending, Proof};
use crate::facts::KillOf;
use crate::facts::Outlived;
use crate::message::{Message, messages};
use crate::signal::signal_message;

/// Adds what is known of them. It changes the ending only where the kernel killed one for memory and
/// the suite suffered by it: where all tests passed nevertheless, they passed.
pub(super) fn weigh(
    ending: Ending,
    proof: Proof,
    seen: &Seen<'_>,
    evidence: &mut Vec<Message>,
) -> (Ending, Proof) {
    let facts = seen.facts;
    if !facts.late_workers.is_empty() {
        let workers = facts.late_workers.len();
        evidence.push(messages::EvidenceLateWorkers { workers }.into());
    }
    for worker in &facts.worker_words {
        evidence.push(
            messages::EvidenceWorkerWord {
                test: (seen.name)(worker.test),
                deed: worker.word.message(),
            }
            .into(),
        );
    }
    let explained = facts.late_workers.len() + facts.worker_words.len();
    let crashed_workers = facts.crashed_workers.len().saturating_sub(explained);
    if crashed_workers > 0 {
        let workers = crashed_workers;
        evidence.push(messages::EvidenceCrashedWorkers { workers }.into());
    }
    for orphan in &facts.dead_orphans {
        evidence.push(
            messages::EvidenceDeadOrphan {
                process: &orphan.name,
                signal: signal_message(orphan.signal),
            }
            .into(),
        );
    }
    if ending.is_memory_death() {
        return (ending, proof);
    }
    let suffered = matches!(ending, Ending::TestsFailed | Ending::Exited);
    match facts.own_oom_kills() {
        Some(0) => return (ending, proof),
        Some(kills) => {
            evidence.push(messages::EvidenceOwnKillsOfOthers { kills }.into());
            return if suffered {
                (Ending::OutOfMemory, Proof::Certain)
            } else {
                (ending, proof)
            };
        }
        None => {}
    }
    let logged = facts.logged_kills.as_deref().unwrap_or_default();
    let ours: Vec<_> = logged
        .iter()
        .filter(|kill| kill.of == KillOf::Child)
        .collect();
    if let Some(first) = ours.first() {
        let kill = first.message();
        evidence.push(match ours.len() - 1 {
            0 => messages::EvidenceLoggedChild { kill }.into(),
            others => messages::EvidenceLoggedChildren { kill, others }.into(),
        });
        return if suffered {
            (Ending::OutOfMemory, Proof::Certain)
        } else {
            (ending, proof)
        };
    }
    let Some(kills @ 1..) = facts.oom_kills().filter(|_| facts.signal.is_none()) else {
        return (ending, proof);
    };
    if logged.len() as u64 >= kills {
        // Every one of them is known, and none is of this batch.
        return (ending, proof);
    }
    if suffered && crashed_workers > 0 {
        evidence.push(messages::EvidenceKillsAndWorker { kills }.into());
        return (Ending::OutOfMemory, Proof::Likely);
    }
    evidence.push(messages::EvidenceKillsOfAnybody { kills }.into());
    (ending, proof)
}

/// How many names a sentence lists.
const NAMED: usize = 5;

/// The processes that had to be ended after the main one, and the tests that started them.
pub(super) fn outlived(processes: &[Outlived], name: &dyn Fn(u32) -> String) -> Option<Message> {
    if processes.is_empty() {
        return None;
    }
    let told = processes.iter().take(NAMED);
    let mut outlived: Vec<Message> = told.map(|process| one_outlived(process, name)).collect();
    if let number @ 1.. = processes.len().saturating_sub(NAMED) {
        outlived.push(messages::More { number }.into());
    }
    let said = messages::EvidenceOutlived {
        processes: processes.len(),
        outlived,
    };
    Some(said.into())
}

fn one_outlived(outlived: &Outlived, name: &dyn Fn(u32) -> String) -> Message {
    let (process, pid) = (&outlived.name, outlived.pid);
    let tests = outlived.tests.iter().take(NAMED);
    let tests: Vec<String> = tests.map(|test| format!("`{}`", name(*test))).collect();
    match (&tests[..], outlived.start_ms) {
        ([], None) => messages::EvidenceOutlivedProcess { process, pid }.into(),
        ([], Some(_)) => messages::EvidenceOutlivedProcessOutside { process, pid }.into(),
        ([test], _) => messages::EvidenceOutlivedProcessOfTest { process, pid, test }.into(),
        _ => messages::EvidenceOutlivedProcessOfTests {
            process,
            pid,
            tests,
        }
        .into(),
    }
}
