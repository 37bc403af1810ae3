//! From what was observed at the end of a batch to its ending, the proof, and the evidence as sentences.
//!
//! One pure function decides, in this order: what oomscope itself did, the signal that ended the main
//! process (also one that a shell reports as an exit code), the exit code, and then what became of the
//! other processes of the batch. `docs/endings.md` shows the table that its tests hold it to.

mod action;
mod children;
mod code;
mod kernel_log;
mod signal;
mod texts;

#[cfg(test)]
mod table;

use crate::artifact::Framework;
use crate::ending::{Ending, Proof};
use crate::facts::{BatchFacts, LastWord};
use crate::signal::signal_name;

pub use kernel_log::parse_kernel_log;
pub use texts::found_texts;

/// Version of the rules in here: which of them made the endings, proofs and evidence of an artifact. Every
/// change of a rule or of a sentence raises it. Readers derive them anew wherever there are facts, so it only
/// says what the file itself still holds.
pub const RULES_VERSION: u32 = 1;

/// What is known of a batch.
struct Seen<'a> {
    facts: &'a BatchFacts,
    framework: Framework,
    name: &'a dyn Fn(u32) -> String,
}

impl Seen<'_> {
    /// What ran when it happened, as the subject of a sentence.
    fn doer(&self) -> String {
        match self.facts.running[..] {
            [] => format!(
                "{}'s own process, while no test was running,",
                self.framework.words()
            ),
            [test] => format!("The test `{}`", (self.name)(test)),
            _ => "A running test".to_owned(),
        }
    }
}

impl LastWord {
    /// What it did, as the rest of a sentence: ``sent SIGKILL to itself by `os.kill` ``.
    pub fn words(&self) -> String {
        match self {
            Self::Signal { function, signal } => {
                format!("sent {} to itself by `{function}`", signal_name(*signal))
            }
            Self::Exit { function, code } => format!("left by `{function}` with exit code {code}"),
            Self::Replaced { function, program } => {
                format!("replaced its process by `{program}` (`{function}`)")
            }
        }
    }
}

/// An ending with its proof and the evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classified {
    /// How it ended.
    pub ending: Ending,
    /// How strongly that is proved.
    pub proof: Proof,
    /// What it rests on, as sentences.
    pub evidence: Vec<String>,
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
    let mut evidence: Vec<String> = action::soft_stop(&seen).into_iter().collect();
    let (ending, proof) = if let Some(action) = facts.action() {
        (action::tell(action, &seen, &mut evidence), Proof::Certain)
    } else {
        let (ending, proof) = by_status(&seen, &mut evidence);
        let (ending, proof) = texts::weigh(ending, proof, facts, &mut evidence);
        children::weigh(ending, proof, &seen, &mut evidence)
    };
    evidence.extend(children::outlived(&facts.outlived, name));
    if facts.listing.is_some() {
        evidence.push("This was the process that lists the tests.".to_owned());
    }
    Classified {
        ending,
        proof,
        evidence,
    }
}

fn by_status(seen: &Seen<'_>, evidence: &mut Vec<String>) -> (Ending, Proof) {
    match (seen.facts.exit_code, seen.facts.signal) {
        (_, Some(signal)) => {
            evidence.push(format!(
                "The main process was ended by {} (exit code {} in a shell); oomscope did not send it.",
                signal_name(signal),
                128_i32.saturating_add(signal)
            ));
            signal::decide(signal, seen, evidence)
        }
        (Some(code), None) => match code::passed_on_signal(code) {
            // Between 128 and 255 a code can also be the process's own.
            Some((signal, how)) if !code::is_own(code, seen.facts) => {
                evidence.push(format!(
                    "The main process ended with exit code {code}, by which {how} reports that its \
                     command was ended by {}.",
                    signal_name(signal)
                ));
                let (ending, proof) = signal::decide(signal, seen, evidence);
                (ending, proof.min(Proof::Likely))
            }
            _ => code::decide(code, seen, evidence),
        },
        (None, None) => {
            evidence.push("How the main process ended could not be learned.".to_owned());
            (Ending::Exited, Proof::Unknown)
        }
    }
}
