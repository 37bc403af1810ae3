//! What the output says of a JVM: that the one of the tests is lost while the build tool lives, by what it crashed and
//! where its report is, and which of its own limits refused memory. And what to do about those.

use super::code::signal_of_shell;
use super::{Seen, signal};
use crate::ending::{Ending, Proof};
use crate::facts::{BatchFacts, TextKind};
use crate::message::{Key, Message, messages};
use crate::signal::{signal_message, signal_number};

/// The class of the error.
pub(super) const ERROR: &str = "java.lang.OutOfMemoryError";
/// The system refused memory to the JVM itself, while it ran or when it began.
pub(super) const NO_MEMORY: &str = "insufficient memory for the Java Runtime Environment";
pub(super) const NO_ROOM: &str = "Could not reserve enough space for";
/// Headings in what a JVM prints of its crash, each line of which begins with [`MARGIN`].
const CRASHES: [&str; 2] = [
    "A fatal error has been detected by the Java Runtime Environment",
    NO_MEMORY,
];
const FRAME: &str = "Problematic frame:";
const REPORT: &str = "An error report file with more information is saved as:";
const MARGIN: char = '#';
/// What follows it is of this process alone.
const OF_PROCESS: [&str; 2] = [" at pc=", ", pid="];
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

/// What a JVM prints of its crash: by what it crashed and in which function, and where its report is.
pub(super) fn crash(text: &str) -> impl Iterator<Item = (TextKind, usize, String)> {
    let crash = CRASHES
        .iter()
        .filter_map(|heading| text.rfind(heading))
        .max();
    let fault = crash.and_then(|at| {
        let told = &text[at..];
        let mut lines = below(told);
        let mut words = of_any_process(lines.next()?).to_owned();
        // An error of its own is told in a second line.
        if words.starts_with("Internal Error") {
            words = lines.next()?.to_owned();
        }
        let frame = told.find(FRAME).and_then(|at| below(&told[at..]).next());
        let words = match frame {
            Some(frame) => format!("{words}, {frame}"),
            None => words,
        };
        Some((TextKind::JvmFault, at, words))
    });
    let report = text.rfind(REPORT).and_then(|at| {
        let path = below(&text[at..]).next()?.to_owned();
        Some((TextKind::JvmReport, at, path))
    });
    fault.into_iter().chain(report)
}

/// The lines below a heading, without the margin and without empty ones, as far as the JVM says them.
fn below(heading: &str) -> impl Iterator<Item = &str> {
    let lines = heading.lines().skip(1);
    let lines = lines.map_while(|line| line.strip_prefix(MARGIN));
    lines.map(str::trim).filter(|line| !line.is_empty())
}

fn of_any_process(line: &str) -> &str {
    let ends = OF_PROCESS.iter().filter_map(|words| line.find(words));
    &line[..ends.min().unwrap_or(line.len())]
}

/// What a JVM said of its crash, as evidence.
fn evidence_of_crash(facts: &BatchFacts) -> impl Iterator<Item = Message> {
    let fault = facts.text(TextKind::JvmFault);
    let report = facts.text(TextKind::JvmReport);
    let fault = fault.map(|words| messages::EvidenceJvmFault { words }.into());
    fault
        .into_iter()
        .chain(report.map(|path| messages::EvidenceJvmReport { path }.into()))
}

/// What the loss of a JVM of the tests makes of the code that the build tool ended with: the tool goes on, and says
/// only that something failed.
pub(super) fn weigh(
    ending: Ending,
    proof: Proof,
    seen: &Seen<'_>,
    evidence: &mut Vec<Message>,
) -> (Ending, Proof) {
    if ending == Ending::Passed {
        return (ending, proof);
    }
    let said = evidence_of_crash(seen.facts);
    let is_of_code = matches!(
        ending,
        Ending::TestsFailed | Ending::Exited | Ending::CollectionFailed
    );
    let lost = seen.facts.text(TextKind::JvmLost);
    let Some(words) = lost.filter(|_| is_of_code) else {
        evidence.extend(said);
        return (ending, proof);
    };
    evidence.push(messages::EvidenceJvmLost { words }.into());
    if ending == Ending::CollectionFailed {
        evidence.extend(said);
        return (ending, proof);
    }
    let code = words.rsplit(' ').next().and_then(|code| code.parse().ok());
    // A JVM that crashed aborts itself once it has told by what.
    let (ending, proof) = match (fault_signal(seen.facts), code.and_then(signal_of_shell)) {
        (Some(number), Some(_)) => signal::decide(number, seen, evidence),
        (None, Some(number)) => {
            let signal = signal_message(number);
            evidence.push(messages::EvidenceJvmSignal { signal }.into());
            signal::decide(number, seen, evidence)
        }
        (_, None) => (Ending::Exited, proof),
    };
    evidence.extend(said);
    (ending, proof.min(Proof::Likely))
}

/// The signal by which a JVM says that it crashed: `SIGSEGV (0xb), V  [libjvm.so+0xe94f94]`.
fn fault_signal(facts: &BatchFacts) -> Option<i32> {
    let words = facts.text(TextKind::JvmFault)?;
    signal_number(words.split(' ').next()?)
}

/// What to do where a limit of the JVM itself refused memory.
pub(super) fn advice(facts: &BatchFacts, refusal: &str) -> Option<Message> {
    if [NO_MEMORY, NO_ROOM].contains(&refusal) {
        return Some(match room(facts) {
            Some(room_bytes) => messages::AdviceJvmRefusedOfRoom { room_bytes }.into(),
            None => Key::AdviceJvmRefused.into(),
        });
    }
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
    use crate::facts::Listing;
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

    /// What a JVM 17 prints.
    const SEGV: &str = "#\n# A fatal error has been detected by the Java Runtime Environment:\n#\n#  SIGSEGV (0xb) at \
                        pc=0x00007fd20a6d2f94, pid=32528, tid=32530\n#\n# JRE version: OpenJDK Runtime Environment \
                        (17.0.15+6)\n# Problematic frame:\n# V  [libjvm.so+0xe94f94]  Unsafe_PutLong(JNIEnv_*)+0xd4\n#\n\
                        # An error report file with more information is saved as:\n# /w/core/hs_err_pid32528.log\n#\n";
    const CRASH_OF_MEMORY: &str = "Aborting due to java.lang.OutOfMemoryError: Java heap space\n#\n# A fatal error has been detected by the Java \
         Runtime Environment:\n#\n#  Internal Error (debug.cpp:362), pid=31418, tid=31420\n#  fatal error: OutOfMemory \
         encountered: Java heap space\n#\n# An error report file with more information is saved as:\n# /w/hs.log\n";
    const NO_START: &str = "#\n# There is insufficient memory for the Java Runtime Environment to continue.\n# Native \
                            memory allocation (mmap) failed to map 214748364800 bytes. Error detail: committing.\n# An \
                            error report file with more information is saved as:\n# /w/hs_err_pid1383.log\n";

    #[test]
    fn what_a_jvm_says_of_its_crash_is_told_with_its_report() {
        let facts = |text: &str| facts(&format!("{text}{SAYS_GOODBYE}134\n"));
        let segv = facts(SEGV);
        let fault = "SIGSEGV (0xb), V  [libjvm.so+0xe94f94]  Unsafe_PutLong(JNIEnv_*)+0xd4";
        assert_eq!(segv.text(TextKind::JvmFault), Some(fault));
        assert_eq!(
            segv.text(TextKind::JvmReport),
            Some("/w/core/hs_err_pid32528.log")
        );
        assert_eq!(ending(&segv), (Ending::Crashed, Proof::Likely));
        let told = classify(&segv, Framework::Maven, &|_| "shop.CartTest".to_owned());
        let path = "/w/core/hs_err_pid32528.log";
        for said in [
            messages::EvidenceJvmFault { words: fault }.into(),
            messages::EvidenceJvmReport { path }.into(),
        ] {
            assert!(told.evidence.contains(&said), "{:?}", told.evidence);
        }
        let told: Vec<String> = told.evidence.iter().map(Message::english).collect();
        assert!(!told.concat().contains("SIGABRT"), "{told:?}");
        let memory = facts(CRASH_OF_MEMORY);
        let fault = "fatal error: OutOfMemory encountered: Java heap space";
        assert_eq!(memory.text(TextKind::JvmFault), Some(fault));
        assert_eq!(memory.text(TextKind::JvmReport), Some("/w/hs.log"));
        assert_eq!(ending(&memory), (Ending::OutOfMemory, Proof::Likely));
    }

    #[test]
    fn a_jvm_that_finds_no_memory_to_begin_with_says_so_where_classes_are_listed() {
        let mut facts = facts(&format!("{NO_START}{SAYS_GOODBYE}1\n"));
        facts.listing = Some(Listing::Failed);
        facts.room_bytes = Some(1 << 30);
        let told = classify(&facts, Framework::Maven, &|_| String::new());
        assert_eq!(
            (told.ending, told.proof),
            (Ending::CollectionFailed, Proof::Certain)
        );
        let room_bytes = 1_u64 << 30;
        let advice = messages::AdviceJvmRefusedOfRoom { room_bytes }.into();
        assert!(told.evidence.contains(&advice), "{:?}", told.evidence);
        for text in [
            "Could not reserve enough space for 2097152KB object heap",
            "Could not reserve enough space for object heap",
        ] {
            facts.texts = found_texts(text.as_bytes(), 0);
            assert_eq!(super::super::heap_limit(&facts), Some(advice.clone()));
        }
    }

    #[test]
    fn an_option_about_the_error_is_not_the_error() {
        let command = SAYS_GOODBYE.replace("java", "java -XX:+ExitOnOutOfMemoryError");
        let killed = facts(&format!("{command}137\n"));
        assert_eq!(ending(&killed).0, Ending::Killed);
        assert_eq!(ending(&facts(&format!("{command}7\n"))).0, Ending::Exited);
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
        facts.jvm_heap_bytes = Some(3 << 28);
        assert_eq!(above_limit(&facts), None, "three quarters");
        facts.jvm_heap_bytes = Some(1 << 32);
        let above = messages::AdviceJvmAboveLimit {
            heap_bytes: 1_u64 << 32,
            limit_bytes: 1_u64 << 30,
        };
        assert_eq!(above_limit(&facts), Some(above.into()));
    }

    #[test]
    fn a_refusal_is_where_its_words_stand() {
        for said in ["Java heap space", "Metaspace"] {
            let text = format!("[ERROR] first\n{GAVE_UP}\n{said}\n[ERROR] after");
            let (at, words) = refusal(&text).unwrap();
            assert_eq!(words, said);
            assert!(text[at..].starts_with(said), "{}", &text[at..]);
        }
    }
}
