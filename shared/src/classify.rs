//! From what was observed at the end of a batch to its ending, the proof, and the evidence as messages.
//!
//! One pure function decides, in this order: what oomscope itself did, the signal that ended the main
//! process (also one that a shell reports as an exit code), the exit code, and then what became of the
//! other processes of the batch. From the same facts it says which tests did it themselves. `docs/endings.md` shows the table that its tests hold it to.

mod action;
mod at_fault;
mod children;
mod code;
mod jvm;
mod kernel_log;
mod signal;
mod texts;

#[cfg(test)]
mod table;

use crate::ending::{Ending, Proof};
use crate::facts::{BatchFacts, LastWord};
use crate::framework::Framework;
use crate::message::{Key, Message, messages};
use crate::signal::signal_message;
use code::PassedOn;

pub use kernel_log::parse_kernel_log;
pub use texts::{found_texts, heap_limit};

/// Version of the rules in here: which of them made the endings, proofs and evidence of an artifact, and
/// the tests at fault. Every change of a rule or of the messages it gives raises it. Readers derive them anew
/// wherever there are facts, so it only says what the file itself still holds.
pub const RULES_VERSION: u32 = 1;

/// What is known of a batch.
struct Seen<'a> {
    facts: &'a BatchFacts,
    framework: Framework,
    name: &'a dyn Fn(u32) -> String,
}

/// Who did what the main process did to itself.
enum Doer {
    /// The test with this id: no other was running.
    Test(String),
    /// One of several tests that were running.
    SomeTest,
    /// The framework's own process: no test was running.
    Framework,
}

impl Seen<'_> {
    /// Who did what happened, by the tests that were running.
    fn doer(&self) -> Doer {
        match self.facts.running[..] {
            [] => Doer::Framework,
            [test] => Doer::Test((self.name)(test)),
            _ => Doer::SomeTest,
        }
    }
}

impl LastWord {
    /// What it did, as the rest of a sentence: ``sent SIGKILL to itself by `os.kill` ``.
    pub fn message(&self) -> Message {
        match self {
            Self::Signal { function, signal } => {
                let signal = signal_message(*signal);
                messages::EvidenceDeedSignal { signal, function }.into()
            }
            Self::Exit { function, code } => messages::EvidenceDeedExit {
                function,
                code: *code,
            }
            .into(),
            Self::Replaced { function, program } => {
                messages::EvidenceDeedReplaced { program, function }.into()
            }
        }
    }
}

/// An ending with its proof and the evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Classified {
    /// How it ended.
    pub ending: Ending,
    /// How strongly that is proved.
    pub proof: Proof,
    /// What it rests on, each a sentence.
    pub evidence: Vec<Message>,
    /// The tests that ended the batch, or the worker that they ran in, by their own doing, in their order. Any
    /// other that was running is a victim.
    pub at_fault: Vec<u32>,
}

/// Decides how a batch ended. `name` gives the id of a test by its index.
pub fn classify(
    facts: &BatchFacts,
    framework: Framework,
    name: &dyn Fn(u32) -> String,
) -> Classified {
    let seen = Seen {
        facts,
        framework,
        name,
    };
    let mut evidence: Vec<Message> = action::soft_stop(&seen).into_iter().collect();
    let (ending, proof) = if let Some(action) = facts.action() {
        (action::tell(action, &seen, &mut evidence), Proof::Certain)
    } else {
        let (ending, proof) = by_status(&seen, &mut evidence);
        let (ending, proof) = jvm::weigh(ending, proof, &seen, &mut evidence);
        let (ending, proof) = texts::weigh(ending, proof, facts, &mut evidence);
        children::weigh(ending, proof, &seen, &mut evidence)
    };
    if ending.is_memory_death() {
        evidence.extend(jvm::above_limit(facts));
    }
    let (ending, proof) = under_share(ending, proof, facts, &mut evidence);
    evidence.extend(children::outlived(&facts.outlived, name));
    if facts.listing.is_some() {
        evidence.push(Key::EvidenceListsTests.into());
    }
    Classified {
        at_fault: at_fault::at_fault(facts, ending),
        ending,
        proof,
        evidence,
    }
}

/// A death of memory at a share of the limit says what did not fit beside other batches, and nothing of the tests.
fn under_share(
    ending: Ending,
    proof: Proof,
    facts: &BatchFacts,
    evidence: &mut Vec<Message>,
) -> (Ending, Proof) {
    let in_force = &facts.in_force;
    match (in_force.memory_bytes, in_force.whole_bytes) {
        (Some(share_bytes), Some(whole_bytes)) if ending.is_memory_death() => {
            let said = messages::EvidenceUnderShare {
                share_bytes,
                whole_bytes,
            };
            evidence.push(said.into());
            (Ending::Preempted, proof)
        }
        _ => (ending, proof),
    }
}

fn by_status(seen: &Seen<'_>, evidence: &mut Vec<Message>) -> (Ending, Proof) {
    match (seen.facts.exit_code, seen.facts.signal) {
        (_, Some(signal)) => {
            evidence.push(
                messages::EvidenceSignal {
                    signal: signal_message(signal),
                    code: 128_i32.saturating_add(signal),
                }
                .into(),
            );
            signal::decide(signal, seen, evidence)
        }
        (Some(code), None) => match code::passed_on(seen.facts) {
            Some((number, by)) => {
                let signal = signal_message(number);
                evidence.push(match by {
                    PassedOn::ByShell => messages::EvidenceSignalByShell { code, signal }.into(),
                    PassedOn::ByPython => messages::EvidenceSignalByPython { code, signal }.into(),
                });
                let (ending, proof) = signal::decide(number, seen, evidence);
                (ending, proof.min(Proof::Likely))
            }
            None => code::decide(code, seen, evidence),
        },
        (None, None) if seen.facts.guard_killed => {
            evidence.push(Key::EvidenceGuardKilled.into());
            (Ending::Killed, Proof::Certain)
        }
        (None, None) => {
            evidence.push(Key::EvidenceEndUnknown.into());
            (Ending::Exited, Proof::Unknown)
        }
    }
}
