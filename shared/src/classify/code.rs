//! The exit code of a main process that ended by itself.

use super::Seen;
use crate::artifact::Framework;
use crate::ending::{Ending, Proof};
use crate::facts::{BatchFacts, LastWord, Listing, MainProcess};

/// The signal that an exit code passes on, and who does it so.
pub(super) fn passed_on_signal(code: i32) -> Option<(i32, &'static str)> {
    match code {
        129..=159 => Some((code - 128, "a shell")),
        // `sys.exit(process.returncode)`, where Python has -9 for a SIGKILL: the system keeps 247 of it.
        241 | 245 | 247 | 250 => Some((256 - code, "a Python program")),
        _ => None,
    }
}

/// Whether the process itself gave this code, and not a shell or a launcher for a signal that ended its
/// command. A session that ended with it says so; else the process must be the framework's own, and have
/// stayed that.
pub(super) fn is_own(code: i32, facts: &BatchFacts) -> bool {
    let was_replaced = matches!(facts.last_word, Some(LastWord::Replaced { .. }));
    facts.session_status == Some(code)
        || facts.main_process == MainProcess::Framework && !was_replaced
}

/// What an exit code means.
pub(super) fn decide(code: i32, seen: &Seen<'_>, evidence: &mut Vec<String>) -> (Ending, Proof) {
    match seen.framework {
        Framework::Command => by_command(code, evidence),
        framework if framework.has_plugin() => by_plugin(code, seen, evidence),
        _ => by_adapter(code, seen, evidence),
    }
}

/// A framework whose tests oomscope lists and whose words it reads.
fn by_adapter(code: i32, seen: &Seen<'_>, evidence: &mut Vec<String>) -> (Ending, Proof) {
    let words = seen.framework.words();
    match seen.facts.listing {
        Some(Listing::Failed) => {
            evidence.push(format!(
                "The process that lists the tests of {words} ended with exit code {code} and without a list; \
                 what it printed says why."
            ));
            return (Ending::CollectionFailed, Proof::Certain);
        }
        Some(Listing::Empty) => {
            evidence.push(format!("{} has no test to run.", words));
            return (Ending::NoTests, Proof::Certain);
        }
        Some(Listing::Listed) | None => {}
    }
    match seen.framework.exit_code(code) {
        Some((ending, meaning)) => {
            evidence.push(format!(
                "{} ended by itself with exit code {code}: {meaning}.",
                words
            ));
            (ending, Proof::Certain)
        }
        None => {
            let meaning = launchers_code(code).unwrap_or("it gives no meaning to that");
            evidence.push(format!(
                "{} ended by itself with exit code {code}: {meaning}.",
                words
            ));
            (Ending::Exited, Proof::Certain)
        }
    }
}

/// <https://docs.pytest.org/en/stable/reference/exit-codes.html>
fn by_plugin(code: i32, seen: &Seen<'_>, evidence: &mut Vec<String>) -> (Ending, Proof) {
    let words = seen.framework.words();
    match &seen.facts.last_word {
        Some(LastWord::Exit {
            function,
            code: said,
        }) if *said == code => {
            evidence.push(format!(
                "{} left by `{function}` with exit code {code}, so {words} could not go on.",
                seen.doer()
            ));
            return (Ending::Exited, Proof::Certain);
        }
        Some(LastWord::Replaced { function, program }) => {
            evidence.push(format!(
                "{} replaced {words}'s process by `{program}` (`{function}`), which ended with exit code \
                 {code}.",
                seen.doer()
            ));
            return (Ending::Exited, Proof::Certain);
        }
        _ => {}
    }
    if seen.facts.plugin_spoke && seen.facts.session_status.is_none() && code != 4 {
        evidence.push(format!(
            "The main process left with exit code {code}, but {words}'s session never came to its end: \
             something called the system's `exit` or replaced the process."
        ));
        return (Ending::Exited, Proof::Likely);
    }
    if let Some(status) = seen.facts.session_status
        && status != code
    {
        evidence.push(format!(
            "{words}'s session ended with status {status}, but the main process with exit code {code}."
        ));
        return (Ending::Exited, Proof::Likely);
    }
    if seen.framework != Framework::Pytest {
        let known = seen.framework.exit_code(code);
        let meaning = known.map(|(_, meaning)| meaning);
        let meaning = meaning.or_else(|| launchers_code(code));
        evidence.push(format!(
            "{} ended by itself with exit code {code}: {}.",
            words,
            meaning.unwrap_or("it gives no meaning to that")
        ));
        let proof = match seen.facts.plugin_spoke {
            true => Proof::Certain,
            false => Proof::Likely,
        };
        return (known.map_or(Ending::Exited, |(ending, _)| ending), proof);
    }
    let meaning = match code {
        0 => "every test passed",
        1 => "tests failed",
        2 if seen.facts.collection_errors > Some(0) => "collection failed",
        2 => "the session was interrupted",
        3 => "pytest met an internal error",
        4 => "the command line, an ini file or a conftest.py could not be used",
        5 => "no test was collected",
        _ => launchers_code(code).unwrap_or("no meaning in pytest"),
    };
    evidence.push(format!(
        "pytest ended by itself with exit code {code}: {meaning}."
    ));
    // Without the plugin's word the code could be that of something around pytest.
    let proof = if seen.facts.plugin_spoke || code == 4 {
        Proof::Certain
    } else {
        Proof::Likely
    };
    let ending = match code {
        0 => Ending::Passed,
        1 => Ending::TestsFailed,
        2 if seen.facts.collection_errors > Some(0) => Ending::CollectionFailed,
        2 => Ending::Interrupted,
        4 => Ending::CollectionFailed,
        5 => Ending::NoTests,
        _ => Ending::Exited,
    };
    (ending, proof)
}

fn by_command(code: i32, evidence: &mut Vec<String>) -> (Ending, Proof) {
    let said = format!("The command ended by itself with exit code {code}");
    let (sentence, ending, proof) = match code {
        0 => (format!("{said}."), Ending::Passed, Proof::Certain),
        1 => (
            format!("{said}, by which most test runners report failed tests."),
            Ending::TestsFailed,
            Proof::Likely,
        ),
        _ => (
            match launchers_code(code) {
                Some(meaning) => format!("{said}: {meaning}."),
                None => format!("{said}."),
            },
            Ending::Exited,
            Proof::Certain,
        ),
    };
    evidence.push(sentence);
    (ending, proof)
}

/// Codes of the programs that start others.
fn launchers_code(code: i32) -> Option<&'static str> {
    Some(match code {
        124 => "by this `timeout` says that the time it gave was up",
        125 => "by this `timeout`, `env` and `docker run` say that they themselves failed",
        126 => "by this a shell says that the program cannot be executed",
        127 => "by this a shell says that there is no such program",
        _ => return None,
    })
}
