//! What the output says of a JVM: that the one of the tests is lost while the build tool lives, and which of its own
//! limits refused memory. And what to do about those.

use super::code::signal_of_shell;
use super::{Seen, signal};
use crate::ending::{Ending, Proof};
use crate::facts::{BatchFacts, TextKind};
use crate::message::{Key, Message, messages};
use crate::signal::signal_message;

/// The class of the error.
pub(super) const ERROR: &str = "java.lang.OutOfMemoryError";
/// By this Surefire says with which code a JVM ended.
const SUREFIRE_CODE: &str = "Process Exit Code: ";
/// By these it says that one ended, or gave up, in the middle of the tests.
const SUREFIRE: [&str; 3] = [
    "The forked VM terminated without properly saying goodbye",
    "The forked VM terminated without saying properly goodbye",
    GAVE_UP,
];
/// An error of the JVM ended the run of the tests, and its words follow on the next line.
const GAVE_UP: &str = "There was an error in the forked process";
/// By these Gradle says it, in one line.
const GRADLE: &str = "Process 'Gradle Test Executor ";
const GRADLE_CODE: &str = "finished with non-zero exit value ";

/// Which limit refused memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refused {
    /// That of the heap.
    Heap,
    /// That of what is known of classes.
    Metaspace,
    /// That of buffers outside of the heap.
    Direct,
    /// The system's, of threads.
    Threads,
    /// None: no array can be so large.
    Array,
}

/// The words of the JVM, as it ends its error's message, and whether they mean nothing else wherever they stand.
const WORDS: [(&str, bool, Refused); 9] = [
    ("Java heap space", true, Refused::Heap),
    ("GC overhead limit exceeded", true, Refused::Heap),
    ("Metaspace", false, Refused::Metaspace),
    ("Compressed class space", false, Refused::Metaspace),
    ("Direct buffer memory", true, Refused::Direct),
    // Since Java 16: `Cannot reserve 8 bytes of direct buffer memory (allocated: 7, limit: 7)`.
    ("of direct buffer memory", true, Refused::Direct),
    ("unable to create native thread", true, Refused::Threads),
    ("unable to create new native thread", true, Refused::Threads),
    (
        "Requested array size exceeds VM limit",
        true,
        Refused::Array,
    ),
];

/// The error's class with the words behind it, at a place of a text.
pub(super) fn with_words(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let words = WORDS.iter().find_map(|(words, _, _)| {
        let at = line.find(words)?;
        Some(format!("{ERROR}: {}", &line[at..at + words.len()]))
    });
    words.unwrap_or_else(|| ERROR.to_owned())
}

/// The words alone: Surefire leaves the class out.
pub(super) fn refusal(text: &str) -> Option<(usize, String)> {
    let gave_up = text.rfind(GAVE_UP);
    let found = |(words, is_plain, _): &(&str, bool, Refused)| {
        let at = match (is_plain, gave_up) {
            (true, _) => text.rfind(words),
            (false, Some(from)) => {
                let next = text[from..].lines().nth(1)?;
                let is_said = next.trim_end().ends_with(words);
                is_said.then(|| from + text[from..].find(words).unwrap_or(0))
            }
            (false, None) => None,
        };
        at.map(|at| (at, (*words).to_owned()))
    };
    WORDS.iter().find_map(found)
}

/// Where the build tool says that a JVM of the tests is lost, and its words.
pub(super) fn lost(text: &str) -> Option<(usize, String)> {
    let with_code = |at: usize, code: &str| {
        let from = at + text[at..].find(code)? + code.len();
        let digits: String = text[from..]
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        Some(format!("{code}{digits}"))
    };
    if let Some(at) = text.rfind(GRADLE) {
        let line = text[at..].lines().next()?;
        if line.contains(GRADLE_CODE) {
            return Some((at, with_code(at, GRADLE_CODE)?));
        }
    }
    let at = SUREFIRE.iter().find_map(|words| text.find(words))?;
    let words = SUREFIRE
        .iter()
        .find(|words| text[at..].starts_with(**words))?;
    let words = with_code(at, SUREFIRE_CODE).unwrap_or_else(|| (*words).to_owned());
    Some((at, words))
}

/// What the loss of a JVM of the tests makes of the code that the build tool ended with: the tool goes on, and says
/// only that something failed.
pub(super) fn weigh(
    ending: Ending,
    proof: Proof,
    seen: &Seen<'_>,
    evidence: &mut Vec<Message>,
) -> (Ending, Proof) {
    let Some(words) = seen.facts.text(TextKind::JvmLost) else {
        return (ending, proof);
    };
    if !matches!(ending, Ending::TestsFailed | Ending::Exited) {
        return (ending, proof);
    }
    let words = words.to_owned();
    evidence.push(messages::EvidenceJvmLost { words: &words }.into());
    let code = words.rsplit(' ').next().and_then(|code| code.parse().ok());
    let (ending, proof) = match code.and_then(signal_of_shell) {
        Some(number) => {
            let signal = signal_message(number);
            evidence.push(messages::EvidenceJvmSignal { signal }.into());
            signal::decide(number, seen, evidence)
        }
        None => (Ending::Exited, proof),
    };
    (ending, proof.min(Proof::Likely))
}

/// What to do where a limit of the JVM itself refused memory.
pub(super) fn advice(facts: &BatchFacts, refusal: &str) -> Option<Message> {
    let (_, _, refused) = WORDS
        .iter()
        .find(|(words, _, _)| refusal.ends_with(words))?;
    Some(match (refused, facts.jvm_heap_bytes, room(facts)) {
        (Refused::Heap, Some(heap_bytes), Some(room_bytes)) => messages::AdviceJvmHeapOfRoom {
            heap_bytes,
            room_bytes,
        }
        .into(),
        (Refused::Heap, _, _) => Key::AdviceJvmHeap.into(),
        (Refused::Metaspace, _, _) => Key::AdviceJvmMetaspace.into(),
        (Refused::Direct, _, _) => Key::AdviceJvmDirect.into(),
        (Refused::Threads, _, _) => Key::AdviceJvmThreads.into(),
        (Refused::Array, _, _) => Key::AdviceJvmArray.into(),
    })
}

/// Share of what the batch may have that the heap can fill without harm, in quarters: classes, compiled code, stacks
/// and the build tool need theirs.
const HARMLESS_QUARTERS: u64 = 3;

/// That the heap may grow to what the batch may have, so that the JVM dies before it collects for want of memory.
pub(super) fn above_limit(facts: &BatchFacts) -> Option<Message> {
    let (heap_bytes, limit_bytes) = (facts.jvm_heap_bytes?, room(facts)?);
    let said = messages::AdviceJvmAboveLimit {
        heap_bytes,
        limit_bytes,
    };
    (heap_bytes > limit_bytes / 4 * HARMLESS_QUARTERS).then(|| said.into())
}

/// What the batch may have.
fn room(facts: &BatchFacts) -> Option<u64> {
    let bounds = [facts.in_force.memory_bytes, facts.room_bytes];
    bounds.into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::{classify, found_texts};
    use crate::framework::Framework;

    /// What Surefire 3.5 prints.
    const SAYS_GOODBYE: &str = "[ERROR] The forked VM terminated without properly saying goodbye. VM crash or \
                                System.exit called?\n[ERROR] Command was /bin/sh -c java\n[ERROR] Process Exit Code: ";

    fn facts(output: &str) -> BatchFacts {
        BatchFacts {
            exit_code: Some(1),
            texts: found_texts(output.as_bytes(), 0),
            running: vec![0],
            ..BatchFacts::default()
        }
    }

    fn ending(facts: &BatchFacts) -> (Ending, Proof) {
        let told = classify(facts, Framework::Maven, &|_| "shop.CartTest".to_owned());
        (told.ending, told.proof)
    }

    #[test]
    fn a_jvm_that_was_killed_is_told_although_maven_lives() {
        let mut facts = facts(&format!("{SAYS_GOODBYE}137\n[ERROR] Crashed tests:\n"));
        assert_eq!(
            facts.text(TextKind::JvmLost),
            Some("Process Exit Code: 137")
        );
        assert_eq!(ending(&facts).0, Ending::Killed);
        facts.machine_before.oom_kills = Some(3);
        facts.machine_after.oom_kills = Some(4);
        assert_eq!(ending(&facts), (Ending::OutOfMemory, Proof::Likely));
        let gradle = "Process 'Gradle Test Executor 4' finished with non-zero exit value 137\n";
        facts.texts = found_texts(gradle.as_bytes(), 0);
        assert_eq!(ending(&facts), (Ending::OutOfMemory, Proof::Likely));
    }

    #[test]
    fn an_exit_at_the_error_is_a_death_of_memory() {
        let said = "[ERROR] Terminating due to java.lang.OutOfMemoryError: Java heap space\n";
        assert_eq!(
            ending(&facts(&format!("{said}{SAYS_GOODBYE}3\n"))),
            (Ending::OutOfMemory, Proof::Likely)
        );
        assert_eq!(
            ending(&facts(&format!("{SAYS_GOODBYE}3\n"))).0,
            Ending::Exited
        );
        let crash = "Aborting due to java.lang.OutOfMemoryError: Java heap space\n";
        assert_eq!(
            ending(&facts(&format!("{crash}{SAYS_GOODBYE}134\n"))).0,
            Ending::OutOfMemory
        );
        assert_eq!(
            ending(&facts(&format!("{SAYS_GOODBYE}134\n"))).0,
            Ending::Crashed
        );
    }

    #[test]
    fn the_words_alone_are_known_where_surefire_leaves_the_class_out() {
        for (words, advice) in [
            ("Java heap space", Key::AdviceJvmHeap),
            ("Metaspace", Key::AdviceJvmMetaspace),
            (
                "Cannot reserve 8 bytes of direct buffer memory (allocated: 7, limit: 7)",
                Key::AdviceJvmDirect,
            ),
            (
                "unable to create native thread: possibly out of memory or process/resource limits reached",
                Key::AdviceJvmThreads,
            ),
        ] {
            let facts = facts(&format!(
                "[ERROR] There was an error in the forked process\n[ERROR] {words}\n[ERROR] \tat x\n"
            ));
            assert_eq!(
                ending(&facts),
                (Ending::OutOfMemory, Proof::Likely),
                "{words}"
            );
            assert_eq!(
                super::super::heap_limit(&facts),
                Some(advice.into()),
                "{words}"
            );
        }
        assert_eq!(found_texts(b"the Metaspace of the JVM", 0), []);
    }

    #[test]
    fn a_failed_test_that_met_the_error_stays_a_failed_test() {
        let facts = facts("java.lang.OutOfMemoryError: Metaspace\n\tat shop.CartTest\n");
        assert_eq!(ending(&facts).0, Ending::TestsFailed);
        let metaspace = Some(Key::AdviceJvmMetaspace.into());
        assert_eq!(super::super::heap_limit(&facts), metaspace);
    }

    #[test]
    fn both_limits_are_named() {
        let mut facts = facts("java.lang.OutOfMemoryError: Java heap space");
        facts.jvm_heap_bytes = Some(1 << 29);
        facts.in_force.memory_bytes = Some(1 << 30);
        facts.room_bytes = Some(1 << 33);
        let of_room = messages::AdviceJvmHeapOfRoom {
            heap_bytes: 1_u64 << 29,
            room_bytes: 1_u64 << 30,
        };
        assert_eq!(super::super::heap_limit(&facts), Some(of_room.into()));
        assert_eq!(above_limit(&facts), None);
        facts.jvm_heap_bytes = Some(1 << 32);
        let above = messages::AdviceJvmAboveLimit {
            heap_bytes: 1_u64 << 32,
            limit_bytes: 1_u64 << 30,
        };
        assert_eq!(above_limit(&facts), Some(above.into()));
    }
}
