//! The other processes of a batch: what killed one of them, although the main process ended by itself.

use super::Seen;
use crate::artifact::Outlived;
use crate::ending::{Ending, Proof};
use crate::facts::KillOf;
use crate::signal::signal_name;
use crate::units::count;

/// Adds what is known of them. It changes the ending only where the kernel killed one for memory and
/// the suite suffered by it: where all tests passed nevertheless, they passed.
pub(super) fn weigh(
    ending: Ending,
    proof: Proof,
    seen: &Seen<'_>,
    evidence: &mut Vec<String>,
) -> (Ending, Proof) {
    let facts = seen.facts;
    if !facts.late_workers.is_empty() {
        evidence.push(format!(
            "oomscope killed {} of pytest-xdist, whose test had run for longer than the time-out of a \
             test; the others went on.",
            count(facts.late_workers.len(), "worker")
        ));
    }
    for worker in &facts.worker_words {
        evidence.push(format!(
            "A worker of pytest-xdist ended itself: the test `{}` {}.",
            (seen.name)(worker.test),
            worker.word.words()
        ));
    }
    let explained = facts.late_workers.len() + facts.worker_words.len();
    let crashed_workers = facts.crashed_workers.len().saturating_sub(explained);
    if crashed_workers > 0 {
        evidence.push(format!(
            "pytest-xdist says that {} died in a test; it went on without.",
            count(crashed_workers, "worker")
        ));
    }
    for orphan in &facts.dead_orphans {
        evidence.push(format!(
            "`{}`, a process of the batch whose parent had gone, was ended by {}.",
            orphan.name,
            signal_name(orphan.signal)
        ));
    }
    if ending.is_memory_death() {
        return (ending, proof);
    }
    let suffered = matches!(ending, Ending::TestsFailed | Ending::Exited);
    match facts.own_oom_kills() {
        Some(0) => return (ending, proof),
        Some(kills) => {
            evidence.push(format!(
                "By the count of the batch's own cgroup the kernel killed {} there at its limit, though \
                 not the main one.",
                count(kills as usize, "process")
            ));
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
        let more = match ours.len() {
            1 => String::new(),
            n => format!(" and {} more", n - 1),
        };
        evidence.push(format!(
            "The kernel's log says that it killed a process of this batch for memory: {}{more}.",
            first.words()
        ));
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
    let counted = format!(
        "Meanwhile the kernel killed {} of this machine for memory (`/proc/vmstat oom_kill`)",
        count(kills as usize, "process")
    );
    if suffered && crashed_workers > 0 {
        evidence.push(format!("{counted}, so the worker was likely one of them."));
        return (Ending::OutOfMemory, Proof::Likely);
    }
    evidence.push(format!(
        "{counted}; whether one of this batch was among them is not known."
    ));
    (ending, proof)
}

/// How many names a sentence lists.
const NAMED: usize = 5;

/// The processes that had to be ended after the main one, and the tests that started them.
pub(super) fn outlived(processes: &[Outlived], name: &dyn Fn(u32) -> String) -> Option<String> {
    let told: Vec<String> = processes
        .iter()
        .take(NAMED)
        .map(|process| {
            let tests: Vec<String> = process
                .tests
                .iter()
                .take(NAMED)
                .map(|test| format!("`{}`", name(*test)))
                .collect();
            let started = match (&tests[..], process.start_ms) {
                ([], None) => String::new(),
                ([], Some(_)) => ", started outside of any test".to_owned(),
                ([test], _) => format!(", started in {test}"),
                (tests, _) => format!(", started in one of {}", tests.join(", ")),
            };
            format!("{} ({}{started})", process.name, process.pid)
        })
        .collect();
    let more = match processes.len().saturating_sub(NAMED) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    (!told.is_empty()).then(|| {
        format!(
            "{} outlived the main process and {} killed: {}{more}.",
            count(processes.len(), "process"),
            if processes.len() == 1 { "was" } else { "were" },
            told.join("; ")
        )
    })
}
