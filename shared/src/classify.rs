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

use crate::artifact::{Framework, Outlived};
use crate::details::CgroupCounters;
use crate::ending::{Ending, Proof};

pub use action::{Action, TimeOut};
pub use kernel_log::{KillOf, LoggedKill, parse_kernel_log};
pub use signal::signal_name;
pub use texts::{fault_place, refused_allocation};

/// What was observed at the end of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// What ran.
    pub framework: Framework,
    /// Exit code of the main process, if it ended by itself.
    pub exit_code: Option<i32>,
    /// Signal that ended the main process.
    pub signal: Option<i32>,
    /// What oomscope itself did to the batch.
    pub action: Option<Action>,
    /// Signals that oomscope itself received while the batch ran or right after its end.
    pub signals_received: Vec<i32>,
    /// The exit status of a pytest session that came to its end.
    pub session_status: Option<i32>,
    /// Whether the plugin ever spoke.
    pub plugin_spoke: bool,
    /// What the plugin saw its own process do to itself right before the plugin fell silent.
    pub last_word: Option<LastWord>,
    /// Ids of the tests that were running when the batch ended.
    pub running: Vec<String>,
    /// How many files or folders could not be collected, as far as the plugin said.
    pub collection_errors: u32,
    /// What came of it, where it was a process that lists tests for an adapter.
    pub listing: Option<Listing>,
    /// By how much the machine's counter of OOM kills (`/proc/vmstat oom_kill`) rose meanwhile.
    pub oom_kills: Option<u64>,
    /// What the kernel counted in the batch's own cgroup, where it had one with the limit on it.
    pub cgroup: Option<CgroupCounters>,
    /// Memory of the process tree in bytes when oomscope told pytest to stop after the running test,
    /// because it had crossed the soft line.
    pub soft_stop_bytes: Option<u64>,
    /// The OOM kills in the kernel's log since the start of the batch, where the log can be read.
    pub logged_kills: Option<Vec<LoggedKill>>,
    /// Memory of the batch at its last sample, in bytes.
    pub last_bytes: Option<u64>,
    /// What the machine or container had left for the batch when it started, in bytes.
    pub room_bytes: Option<u64>,
    /// Share of the last ten seconds in which every task waited for memory (PSI `full avg10`), in percent.
    pub pressure_percent: Option<u32>,
    /// The text in the end of the output by which a runtime says that an allocation was refused.
    pub refusal: Option<&'static str>,
    /// Where Python's fault handler says a fatal signal met the process.
    pub fault: Option<String>,
    /// How many workers of pytest-xdist died in a test, as xdist itself reports.
    pub crashed_workers: u32,
    /// How many of those oomscope had killed because the time of their test was up.
    pub late_workers: u32,
    /// What workers of pytest-xdist did to themselves: the test that ran in one, and its last word.
    pub worker_words: Vec<(String, LastWord)>,
    /// Processes that no longer had a parent in the batch and that a signal ended: name and signal.
    pub dead_orphans: Vec<(String, i32)>,
    /// Processes that outlived the main process.
    pub outlived: Vec<Outlived>,
}

impl Observed {
    /// A batch of which nothing is known.
    pub fn nothing(framework: Framework) -> Self {
        Self {
            framework,
            exit_code: None,
            signal: None,
            action: None,
            signals_received: Vec::new(),
            session_status: None,
            plugin_spoke: false,
            last_word: None,
            running: Vec::new(),
            collection_errors: 0,
            listing: None,
            oom_kills: None,
            cgroup: None,
            soft_stop_bytes: None,
            logged_kills: None,
            last_bytes: None,
            room_bytes: None,
            pressure_percent: None,
            refusal: None,
            fault: None,
            crashed_workers: 0,
            late_workers: 0,
            worker_words: Vec::new(),
            dead_orphans: Vec::new(),
            outlived: Vec::new(),
        }
    }

    /// How many processes the kernel killed for memory in the batch's own cgroup. It counts kills of
    /// every kind there and nothing else, so zero is an answer as well.
    fn own_oom_kills(&self) -> Option<u64> {
        self.cgroup?.oom_kills
    }

    /// What ran when it happened, as the subject of a sentence.
    fn doer(&self) -> String {
        match &self.running[..] {
            [] => format!(
                "{}'s own process, while no test was running,",
                self.framework.words()
            ),
            [test] => format!("The test `{test}`"),
            _ => "A running test".to_owned(),
        }
    }
}

/// What came of a process that lists tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// It could not list them.
    Failed,
    /// There is none.
    Empty,
}

/// What a process did to itself, told by the plugin in the instant before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LastWord {
    /// It sent itself a signal that it does not handle.
    Signal {
        /// The function, for example `os.kill`.
        function: String,
        /// The signal.
        signal: i32,
    },
    /// It left without coming back to pytest.
    Exit {
        /// The function, `os._exit`.
        function: String,
        /// The exit code.
        code: i32,
    },
    /// It became another program.
    Replaced {
        /// The function, for example `os.execv`.
        function: String,
        /// The program's name.
        program: String,
    },
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
    /// Whether the test that ran ended the batch by its own doing, and is no victim.
    pub is_own_doing: bool,
}

/// Whether what ended a batch was the doing of the test that ran in it: its time was up, the process said
/// that it would do this to itself, or it met a fault of its own code. What memory ends, or a signal from
/// elsewhere, can have been laid up by others.
fn is_own_doing(observed: &Observed, ending: Ending) -> bool {
    if let Some(action) = observed.action {
        return matches!(
            action,
            Action::TimedOut {
                what: TimeOut::Test,
                ..
            }
        );
    }
    let passed_on = || Some(code::passed_on_signal(observed.exit_code?)?.0);
    let signal = observed.signal.or_else(passed_on);
    match &observed.last_word {
        _ if ending.is_memory_death() => false,
        Some(LastWord::Signal { signal: sent, .. }) => signal == Some(*sent),
        Some(LastWord::Exit { code, .. }) => observed.exit_code == Some(*code),
        Some(LastWord::Replaced { .. }) => observed.exit_code.is_some(),
        None => ending == Ending::Crashed && signal.is_some_and(signal::is_of_own_code),
    }
}

/// Decides how a batch ended. `name` gives the id of a test by its index.
pub fn classify(observed: &Observed, name: &dyn Fn(u32) -> String) -> Classified {
    let mut evidence: Vec<String> = action::soft_stop(observed).into_iter().collect();
    let (ending, proof) = if let Some(action) = observed.action {
        (action.tell(observed, &mut evidence), Proof::Certain)
    } else {
        let (ending, proof) = by_status(observed, &mut evidence);
        let (ending, proof) = texts::weigh(ending, proof, observed, &mut evidence);
        children::weigh(ending, proof, observed, &mut evidence)
    };
    evidence.extend(children::outlived(&observed.outlived, name));
    Classified {
        is_own_doing: is_own_doing(observed, ending),
        ending,
        proof,
        evidence,
    }
}

fn by_status(observed: &Observed, evidence: &mut Vec<String>) -> (Ending, Proof) {
    match (observed.exit_code, observed.signal) {
        (_, Some(signal)) => {
            evidence.push(format!(
                "The main process was ended by {} (exit code {} in a shell); oomscope did not send it.",
                signal_name(signal),
                128 + signal
            ));
            signal::decide(signal, observed, evidence)
        }
        (Some(code), None) => match code::passed_on_signal(code) {
            // Between 128 and 255 a code can also be pytest's own end of a session.
            Some((signal, how)) if observed.session_status != Some(code) => {
                evidence.push(format!(
                    "The main process ended with exit code {code}, by which {how} reports that its \
                     command was ended by {}.",
                    signal_name(signal)
                ));
                let (ending, proof) = signal::decide(signal, observed, evidence);
                (ending, proof.min(Proof::Likely))
            }
            _ => code::decide(code, observed, evidence),
        },
        (None, None) => {
            evidence.push("How the main process ended could not be learned.".to_owned());
            (Ending::Exited, Proof::Unknown)
        }
    }
}
