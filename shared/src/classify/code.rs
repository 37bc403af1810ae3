//! The exit code of a main process that ended by itself.

use super::{Doer, Seen};
use crate::ending::{Ending, Proof};
use crate::facts::{BatchFacts, LastWord, Listing, MainProcess};
use crate::framework::Framework;
use crate::message::{Key, Message, messages};

/// Who passes a signal on by an exit code.
pub(super) enum PassedOn {
    ByShell,
    ByPython,
}

/// The signal that the exit code of a batch passes on, and who does it so. Between 128 and 255 a code can also
/// be the process's own.
pub(super) fn passed_on(facts: &BatchFacts) -> Option<(i32, PassedOn)> {
    let code = facts.exit_code.filter(|code| !is_own(*code, facts))?;
    if let Some(signal) = signal_of_shell(code) {
        return Some((signal, PassedOn::ByShell));
    }
    match code {
        // `sys.exit(process.returncode)`, where Python has -9 for a SIGKILL: the system keeps 247 of it.
        241 | 245 | 247 | 250 => Some((256 - code, PassedOn::ByPython)),
        _ => None,
    }
}

/// The signal that a shell reports by an exit code.
pub(super) fn signal_of_shell(code: i32) -> Option<i32> {
    matches!(code, 129..=159).then(|| code - 128)
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
pub(super) fn decide(code: i32, seen: &Seen<'_>, evidence: &mut Vec<Message>) -> (Ending, Proof) {
    match seen.framework {
        Framework::Command => by_command(code, evidence),
        framework if framework.has_plugin() => by_plugin(code, seen, evidence),
        _ => by_adapter(code, seen, evidence),
    }
}

/// A framework whose tests oomscope lists and whose words it reads.
fn by_adapter(code: i32, seen: &Seen<'_>, evidence: &mut Vec<Message>) -> (Ending, Proof) {
    let framework = seen.framework.label();
    match seen.facts.listing {
        Some(Listing::Failed) => {
            evidence.push(messages::EvidenceNoList { framework, code }.into());
            return (Ending::CollectionFailed, Proof::Certain);
        }
        Some(Listing::Empty) => {
            evidence.push(messages::EvidenceNoTest { framework }.into());
            return (Ending::NoTests, Proof::Certain);
        }
        Some(Listing::Listed) | None => {}
    }
    let known = seen.framework.exit_code(code);
    evidence.push(by_itself(code, seen, known.map(|(_, meaning)| meaning)));
    (
        known.map_or(Ending::Exited, |(ending, _)| ending),
        Proof::Certain,
    )
}

/// That the framework ended with this code, and what the code means: to the framework, else to a launcher.
fn by_itself(code: i32, seen: &Seen<'_>, meaning: Option<Key>) -> Message {
    let meaning = meaning.or_else(|| launchers_code(code));
    messages::EvidenceCode {
        framework: seen.framework.label(),
        code,
        meaning: meaning.unwrap_or(Key::EvidenceCodeWithoutMeaning),
    }
    .into()
}

/// <https://docs.pytest.org/en/stable/reference/exit-codes.html>
fn by_plugin(code: i32, seen: &Seen<'_>, evidence: &mut Vec<Message>) -> (Ending, Proof) {
    let framework = seen.framework.label();
    match &seen.facts.last_word {
        Some(LastWord::Exit {
            function,
            code: said,
        }) if *said == code => {
            evidence.push(left(code, function, seen));
            return (Ending::Exited, Proof::Certain);
        }
        Some(LastWord::Replaced { function, program }) => {
            evidence.push(replaced(code, function, program, seen));
            return (Ending::Exited, Proof::Certain);
        }
        _ => {}
    }
    if seen.facts.plugin_lost {
        evidence.push(Key::EvidencePluginLost.into());
    }
    if seen.facts.has_plugin_word() && seen.facts.session_status.is_none() && code != 4 {
        evidence.push(messages::EvidenceLeftMidway { code, framework }.into());
        return (Ending::Exited, Proof::Likely);
    }
    if let Some(status) = seen.facts.session_status
        && status != code
    {
        evidence.push(
            messages::EvidenceOtherStatus {
                framework,
                status,
                code,
            }
            .into(),
        );
        return (Ending::Exited, Proof::Likely);
    }
    if seen.framework != Framework::Pytest {
        let known = seen.framework.exit_code(code);
        evidence.push(by_itself(code, seen, known.map(|(_, meaning)| meaning)));
        let proof = match seen.facts.has_plugin_word() {
            true => Proof::Certain,
            false => Proof::Likely,
        };
        return (known.map_or(Ending::Exited, |(ending, _)| ending), proof);
    }
    let meaning = match code {
        0 => Some(Key::EvidenceCodePassed),
        1 => Some(Key::EvidenceCodeFailed),
        2 if seen.facts.collection_errors > Some(0) => Some(Key::EvidenceCodeCollectionFailed),
        2 => Some(Key::EvidenceCodeSessionInterrupted),
        3 => Some(Key::EvidenceCodePytestInternal),
        4 => Some(Key::EvidenceCodePytestUsage),
        5 => Some(Key::EvidenceCodeNoneCollected),
        _ => None,
    };
    evidence.push(by_itself(code, seen, meaning));
    // Without the plugin's word the code could be that of something around pytest.
    let proof = if seen.facts.has_plugin_word() || code == 4 {
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

/// The process left by a function that does not come back.
fn left(code: i32, function: &str, seen: &Seen<'_>) -> Message {
    let framework = seen.framework.label();
    match seen.doer() {
        Doer::Test(test) => messages::EvidenceLeftTest {
            test,
            function,
            code,
            framework,
        }
        .into(),
        Doer::SomeTest => messages::EvidenceLeftSomeTest {
            function,
            code,
            framework,
        }
        .into(),
        Doer::Framework => messages::EvidenceLeftNoTest {
            framework,
            function,
            code,
        }
        .into(),
    }
}

/// The process became another program.
fn replaced(code: i32, function: &str, program: &str, seen: &Seen<'_>) -> Message {
    let framework = seen.framework.label();
    match seen.doer() {
        Doer::Test(test) => messages::EvidenceReplacedTest {
            test,
            framework,
            program,
            function,
            code,
        }
        .into(),
        Doer::SomeTest => messages::EvidenceReplacedSomeTest {
            framework,
            program,
            function,
            code,
        }
        .into(),
        Doer::Framework => messages::EvidenceReplacedNoTest {
            framework,
            program,
            function,
            code,
        }
        .into(),
    }
}

fn by_command(code: i32, evidence: &mut Vec<Message>) -> (Ending, Proof) {
    let plain = messages::EvidenceCommandCode { code };
    let (said, ending, proof) = match (code, launchers_code(code)) {
        (0, _) => (plain.into(), Ending::Passed, Proof::Certain),
        (1, _) => (
            messages::EvidenceCommandCodeFailed { code }.into(),
            Ending::TestsFailed,
            Proof::Likely,
        ),
        (_, Some(meaning)) => (
            messages::EvidenceCommandCodeMeans { code, meaning }.into(),
            Ending::Exited,
            Proof::Certain,
        ),
        (_, None) => (plain.into(), Ending::Exited, Proof::Certain),
    };
    evidence.push(said);
    (ending, proof)
}

/// Codes of the programs that start others.
fn launchers_code(code: i32) -> Option<Key> {
    Some(match code {
        124 => Key::EvidenceCodeTimeout,
        125 => Key::EvidenceCodeLauncherFailed,
        126 => Key::EvidenceCodeNotExecutable,
        127 => Key::EvidenceCodeNoProgram,
        _ => return None,
    })
}
