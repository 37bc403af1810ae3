//! From what was observed at the end of a batch to its ending, the proof, and the evidence as sentences.

use crate::artifact::Framework;
use crate::details::CgroupCounters;
use crate::ending::{Ending, Proof};
use crate::units::{bytes, count, duration_ms};

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
    /// The plugin's last word: the exit status of a session that came to its end.
    pub session_status: Option<i32>,
    /// Whether the plugin ever spoke.
    pub plugin_spoke: bool,
    /// How many files or folders could not be collected, as far as the plugin said.
    pub collection_errors: u32,
    /// By how much the machine's counter of OOM kills (`/proc/vmstat oom_kill`) rose meanwhile.
    pub oom_kills: Option<u64>,
    /// What the kernel counted in the batch's own cgroup, where it had one with the limit on it.
    pub cgroup: Option<CgroupCounters>,
    /// Memory of the process tree in bytes when oomscope told pytest to stop after the running test,
    /// because it had crossed the soft line.
    pub soft_stop_bytes: Option<u64>,
    /// Highest memory of the batch in bytes.
    pub peak_bytes: Option<u64>,
    /// Whether the end of the output names a refused allocation (`MemoryError` and the like).
    pub memory_error_in_output: bool,
}

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

const SIGHUP: i32 = 1;
const SIGINT: i32 = 2;
const SIGKILL: i32 = 9;
const SIGTERM: i32 = 15;

/// Name of a signal that ends processes, or its number.
pub fn signal_name(signal: i32) -> String {
    let name = match signal {
        SIGHUP => "SIGHUP",
        SIGINT => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        SIGKILL => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        SIGTERM => "SIGTERM",
        _ => return format!("signal {signal}"),
    };
    name.to_owned()
}

/// Decides how a batch ended.
pub fn classify(observed: &Observed) -> Classified {
    let mut evidence = Vec::new();
    if let Some(sentence) = soft_stop(observed) {
        evidence.push(sentence);
    }
    if let Some((ending, sentence)) = by_our_action(observed) {
        evidence.push(sentence);
        return Classified {
            ending,
            proof: Proof::Certain,
            evidence,
        };
    }
    let (ending, proof) = match (observed.exit_code, observed.signal) {
        (_, Some(signal)) => by_signal(signal, observed, &mut evidence),
        // A shell or launcher in between reports a child's signal as 128 + its number.
        (Some(code @ 129..=143), None) if observed.session_status != Some(code) => {
            evidence.push(format!(
                "The main process ended with exit code {code}, by which a shell reports that its \
                 command was ended by {}.",
                signal_name(code - 128)
            ));
            let (ending, proof) = by_signal(code - 128, observed, &mut evidence);
            (ending, proof.min(Proof::Likely))
        }
        (Some(code), None) => match observed.framework {
            Framework::Pytest => by_pytest_code(code, observed, &mut evidence),
            Framework::Command => by_command_code(code, &mut evidence),
        },
        (None, None) => {
            evidence.push("How the main process ended could not be learned.".to_owned());
            (Ending::Exited, Proof::Unknown)
        }
    };
    let unfinished = matches!(
        ending,
        Ending::TestsFailed | Ending::Exited | Ending::Crashed
    );
    if unfinished && observed.memory_error_in_output {
        evidence.push(
            "The end of the output says that an allocation was refused (a `MemoryError` or the like)."
                .to_owned(),
        );
        if ending != Ending::TestsFailed {
            return Classified {
                ending: Ending::OutOfMemory,
                proof: Proof::Likely,
                evidence,
            };
        }
    }
    Classified {
        ending,
        proof,
        evidence,
    }
}

fn by_our_action(observed: &Observed) -> Option<(Ending, String)> {
    Some(match observed.action? {
        Action::OverLimit {
            rss_bytes,
            limit_bytes,
        } => (
            Ending::OverLimit,
            format!(
                "oomscope killed the batch: its processes together used {} more than the limit of {}.",
                bytes(rss_bytes.saturating_sub(limit_bytes)),
                bytes(limit_bytes)
            ),
        ),
        Action::OomKilled { limit_bytes } => (
            Ending::OutOfMemory,
            format!(
                "{} oomscope killed the rest of the batch.",
                own_oom_kills(observed.cgroup.and_then(|c| c.oom_kills), limit_bytes)
            ),
        ),
        Action::Stalled {
            limit_bytes,
            still_ms,
            stalled_percent,
        } => (
            Ending::OverLimit,
            format!(
                "oomscope killed the batch: it stood still at its limit of {}. For {} no test began or \
                 ended and nothing was printed, and {stalled_percent} % of that time every task waited \
                 for memory.",
                bytes(limit_bytes),
                duration_ms(still_ms)
            ),
        ),
        Action::TimedOut { timeout_ms, killed } => (
            Ending::TimedOut,
            format!(
                "oomscope ended the batch after its time-out of {}{}.",
                duration_ms(timeout_ms),
                if killed {
                    "; it did not end when asked and was killed"
                } else {
                    "; it ended when asked"
                }
            ),
        ),
        Action::Interrupted { signal } => (
            Ending::Interrupted,
            format!(
                "oomscope itself received {} and ended the batch; this says nothing about its memory.",
                signal_name(signal)
            ),
        ),
    })
}

/// What the counter of the batch's own cgroup says: it counts nothing but this batch.
fn own_oom_kills(kills: Option<u64>, limit_bytes: u64) -> String {
    format!(
        "The kernel killed {} in the batch's own cgroup at the limit of {}, by the count of that cgroup.",
        count(kills.unwrap_or(1).max(1) as usize, "process"),
        bytes(limit_bytes)
    )
}

fn soft_stop(observed: &Observed) -> Option<String> {
    let stop_bytes = observed.soft_stop_bytes?;
    Some(format!(
        "oomscope told pytest to stop after the running test: the batch had crossed the soft line \
         with {}; the rest goes on in a fresh process.",
        bytes(stop_bytes)
    ))
}

fn by_signal(signal: i32, observed: &Observed, evidence: &mut Vec<String>) -> (Ending, Proof) {
    let name = signal_name(signal);
    match signal {
        SIGKILL => {
            if let Some(kills @ 1..) = observed.cgroup.and_then(|cgroup| cgroup.oom_kills) {
                evidence.push(format!(
                    "The main process was ended by SIGKILL, and by the count of the batch's own cgroup the \
                     kernel killed {} there at its limit.",
                    count(kills as usize, "process")
                ));
                return (Ending::OutOfMemory, Proof::Certain);
            }
            evidence.push(
                "The main process was ended by SIGKILL; oomscope did not send it.".to_owned(),
            );
            match observed.oom_kills {
                Some(kills @ 1..) => {
                    evidence.push(format!(
                        "Meanwhile the kernel's count of OOM kills on this machine (`/proc/vmstat \
                         oom_kill`) rose by {kills}."
                    ));
                    (Ending::OutOfMemory, Proof::Likely)
                }
                Some(0) => {
                    evidence.push(
                        "The kernel's count of OOM kills on this machine (`/proc/vmstat oom_kill`) did \
                         not rise, so the kernel did not kill for memory here; who sent the signal is \
                         not known."
                            .to_owned(),
                    );
                    (Ending::Killed, Proof::Unknown)
                }
                None => {
                    evidence.push(
                        "Whether the kernel killed for memory cannot be read on this machine."
                            .to_owned(),
                    );
                    (Ending::Killed, Proof::Unknown)
                }
            }
        }
        SIGTERM => {
            evidence.push(
                "The main process was ended by SIGTERM; neither oomscope nor the kernel's OOM killer \
                 sends that to a batch. Who sent it is not known; it may have been the test itself."
                    .to_owned(),
            );
            (Ending::Terminated, Proof::Unknown)
        }
        // Sent to the batch alone: had oomscope got it too, its own action would have told.
        SIGINT | SIGHUP => {
            evidence.push(format!(
                "The main process was ended by {name}; oomscope did not send it and got none. Who \
                 sent it is not known; it may have been the test itself."
            ));
            (Ending::Terminated, Proof::Unknown)
        }
        3 | 4 | 6 | 7 | 8 | 11 => {
            evidence.push(format!(
                "The main process was ended by {name}, the sign of a fault in native code."
            ));
            (Ending::Crashed, Proof::Certain)
        }
        _ => {
            evidence.push(format!(
                "The main process was ended by {name}; who sent it is not known."
            ));
            (Ending::Killed, Proof::Unknown)
        }
    }
}

/// <https://docs.pytest.org/en/stable/reference/exit-codes.html>
fn by_pytest_code(code: i32, observed: &Observed, evidence: &mut Vec<String>) -> (Ending, Proof) {
    if observed.plugin_spoke && observed.session_status.is_none() && code != 4 {
        evidence.push(format!(
            "The main process left with exit code {code}, but pytest's session never came to its end: \
             something called `os._exit` or replaced the process."
        ));
        return (Ending::Exited, Proof::Likely);
    }
    if let Some(status) = observed.session_status
        && status != code
    {
        evidence.push(format!(
            "pytest's session ended with status {status}, but the main process with exit code {code}."
        ));
        return (Ending::Exited, Proof::Likely);
    }
    let meaning = match code {
        0 => "every test passed",
        1 => "tests failed",
        2 if observed.collection_errors > 0 => "collection failed",
        2 => "the session was interrupted",
        3 => "pytest met an internal error",
        4 => "the command line, an ini file or a conftest.py could not be used",
        5 => "no test was collected",
        _ => "no meaning in pytest",
    };
    evidence.push(format!(
        "pytest ended by itself with exit code {code}: {meaning}."
    ));
    // Without the plugin's word the code could be that of something around pytest.
    let proof = if observed.plugin_spoke || code == 4 {
        Proof::Certain
    } else {
        Proof::Likely
    };
    let ending = match code {
        0 => Ending::Passed,
        1 => Ending::TestsFailed,
        2 if observed.collection_errors > 0 => Ending::CollectionFailed,
        2 => Ending::Interrupted,
        4 => Ending::CollectionFailed,
        5 => Ending::NoTests,
        _ => Ending::Exited,
    };
    (ending, proof)
}

fn by_command_code(code: i32, evidence: &mut Vec<String>) -> (Ending, Proof) {
    match code {
        0 => {
            evidence.push("The command ended by itself with exit code 0.".to_owned());
            (Ending::Passed, Proof::Certain)
        }
        1 => {
            evidence.push(
                "The command ended by itself with exit code 1, by which most test runners report \
                 failed tests."
                    .to_owned(),
            );
            (Ending::TestsFailed, Proof::Likely)
        }
        _ => {
            evidence.push(format!(
                "The command ended by itself with exit code {code}."
            ));
            (Ending::Exited, Proof::Certain)
        }
    }
}

/// Texts by which languages' runtimes say that an allocation was refused.
const REFUSALS: [&str; 6] = [
    "MemoryError",
    "JavaScript heap out of memory",
    "java.lang.OutOfMemoryError",
    "fatal error: runtime: out of memory",
    "std::bad_alloc",
    "memory allocation of ",
];

/// Whether a text ends with the word of a runtime that an allocation was refused.
pub fn names_refused_allocation(text: &str) -> bool {
    REFUSALS.iter().any(|refusal| text.contains(refusal))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quiet(exit_code: Option<i32>, signal: Option<i32>) -> Observed {
        Observed {
            framework: Framework::Pytest,
            exit_code,
            signal,
            action: None,
            session_status: exit_code,
            plugin_spoke: true,
            collection_errors: 0,
            oom_kills: Some(0),
            cgroup: None,
            soft_stop_bytes: None,
            peak_bytes: None,
            memory_error_in_output: false,
        }
    }

    /// Every row: what was observed, and what it must be called.
    #[test]
    fn the_table_of_endings() {
        use Ending::*;
        use Proof::*;
        let over = Action::OverLimit {
            rss_bytes: 420 << 20,
            limit_bytes: 400 << 20,
        };
        let late = Action::TimedOut {
            timeout_ms: 90_000,
            killed: true,
        };
        let asked = Action::Interrupted { signal: 15 };
        let counted = |oom_kills| CgroupCounters {
            oom_kills: Some(oom_kills),
            ..CgroupCounters::default()
        };
        let code = |code| quiet(Some(code), None);
        let signal = |signal| quiet(None, Some(signal));
        let rows: Vec<(&str, Observed, Ending, Proof)> = vec![
            ("all passed", code(0), Passed, Certain),
            ("failed", code(1), TestsFailed, Certain),
            ("ctrl-c in pytest", code(2), Interrupted, Certain),
            (
                "collection error",
                Observed {
                    collection_errors: 1,
                    ..code(2)
                },
                CollectionFailed,
                Certain,
            ),
            ("internal error", code(3), Exited, Certain),
            (
                "usage error",
                Observed {
                    session_status: None,
                    plugin_spoke: false,
                    ..code(4)
                },
                CollectionFailed,
                Certain,
            ),
            ("nothing collected", code(5), NoTests, Certain),
            ("strange code", code(42), Exited, Certain),
            (
                "os._exit(0)",
                Observed {
                    session_status: None,
                    ..code(0)
                },
                Exited,
                Likely,
            ),
            (
                "os._exit(3)",
                Observed {
                    session_status: None,
                    ..code(3)
                },
                Exited,
                Likely,
            ),
            (
                "code after the end",
                Observed {
                    session_status: Some(0),
                    ..code(7)
                },
                Exited,
                Likely,
            ),
            (
                "no plugin, code 1",
                Observed {
                    session_status: None,
                    plugin_spoke: false,
                    ..code(1)
                },
                TestsFailed,
                Likely,
            ),
            ("self SIGTERM", signal(15), Terminated, Unknown),
            ("self SIGKILL", signal(9), Killed, Unknown),
            (
                "no counter",
                Observed {
                    oom_kills: None,
                    ..signal(9)
                },
                Killed,
                Unknown,
            ),
            (
                "OOM killer",
                Observed {
                    oom_kills: Some(1),
                    ..signal(9)
                },
                OutOfMemory,
                Likely,
            ),
            (
                "OOM kill in the own cgroup",
                Observed {
                    cgroup: Some(counted(1)),
                    ..signal(9)
                },
                OutOfMemory,
                Certain,
            ),
            (
                "own cgroup, no OOM kill",
                Observed {
                    cgroup: Some(counted(0)),
                    ..signal(9)
                },
                Killed,
                Unknown,
            ),
            (
                "the rest after an OOM kill",
                Observed {
                    cgroup: Some(counted(1)),
                    action: Some(Action::OomKilled {
                        limit_bytes: 400 << 20,
                    }),
                    ..signal(9)
                },
                OutOfMemory,
                Certain,
            ),
            (
                "stalled at the limit",
                Observed {
                    action: Some(Action::Stalled {
                        limit_bytes: 400 << 20,
                        still_ms: 30_000,
                        stalled_percent: 97,
                    }),
                    ..signal(9)
                },
                OverLimit,
                Certain,
            ),
            (
                "stopped at the soft line",
                Observed {
                    soft_stop_bytes: Some(360 << 20),
                    ..code(0)
                },
                Passed,
                Certain,
            ),
            (
                "our limit",
                Observed {
                    action: Some(over),
                    ..signal(9)
                },
                OverLimit,
                Certain,
            ),
            (
                "our time-out",
                Observed {
                    action: Some(late),
                    ..signal(9)
                },
                TimedOut,
                Certain,
            ),
            (
                "cancelled",
                Observed {
                    action: Some(asked),
                    ..signal(15)
                },
                Interrupted,
                Certain,
            ),
            ("segfault", signal(11), Crashed, Certain),
            ("abort", signal(6), Crashed, Certain),
            (
                "heap out of memory",
                Observed {
                    memory_error_in_output: true,
                    ..signal(6)
                },
                OutOfMemory,
                Likely,
            ),
            (
                "a test with a MemoryError",
                Observed {
                    memory_error_in_output: true,
                    ..code(1)
                },
                TestsFailed,
                Certain,
            ),
            ("SIGINT", signal(2), Terminated, Unknown),
            ("SIGHUP", signal(1), Terminated, Unknown),
            ("SIGUSR1", signal(10), Killed, Unknown),
            (
                "137 by a shell",
                Observed {
                    session_status: None,
                    ..code(137)
                },
                Killed,
                Unknown,
            ),
            (
                "137 by a shell, OOM counted",
                Observed {
                    session_status: None,
                    oom_kills: Some(2),
                    ..code(137)
                },
                OutOfMemory,
                Likely,
            ),
            (
                "143 by a shell",
                Observed {
                    session_status: None,
                    ..code(143)
                },
                Terminated,
                Unknown,
            ),
            ("nothing known", quiet(None, None), Exited, Unknown),
        ];
        for (name, observed, ending, proof) in rows {
            let classified = classify(&observed);
            assert_eq!(
                (classified.ending, classified.proof),
                (ending, proof),
                "{name}"
            );
            assert!(!classified.evidence.is_empty(), "{name}");
        }
    }

    #[test]
    fn commands_have_their_own_codes() {
        let command = |exit_code| Observed {
            framework: Framework::Command,
            session_status: None,
            plugin_spoke: false,
            ..quiet(Some(exit_code), None)
        };
        for (code, ending) in [
            (0, Ending::Passed),
            (1, Ending::TestsFailed),
            (2, Ending::Exited),
            (77, Ending::Exited),
        ] {
            assert_eq!(classify(&command(code)).ending, ending);
        }
    }

    #[test]
    fn refusals_are_recognised() {
        assert!(names_refused_allocation(
            "FATAL ERROR: ... JavaScript heap out of memory"
        ));
        assert!(!names_refused_allocation("the test_memory suite passed"));
    }
}
