//! What the end of a batch's output says: refused allocations, and where a fatal signal met Python.

use super::jvm;
use crate::ending::{Ending, Proof};
use crate::facts::{BatchFacts, FoundText, TextKind};
use crate::message::{Key, Message, messages};

/// By this V8 says that it gave up at the limit of its own heap.
const HEAP_LIMIT: &str = "JavaScript heap out of memory";
/// Python's, and the end of others.
const MEMORY_ERROR: &str = "MemoryError";
/// Before it stands the name of an option of the JVM, which Surefire prints with its command whatever happened:
/// `-XX:+HeapDumpOnOutOfMemoryError`.
const OF_AN_OPTION: &str = "OnOutOf";
/// Texts by which languages' runtimes say that an allocation was refused.
const REFUSALS: [&str; 15] = [
    // It ends like Python's.
    jvm::ERROR,
    MEMORY_ERROR,
    HEAP_LIMIT,
    jvm::NO_MEMORY,
    jvm::NO_ROOM,
    "fatal error: runtime: out of memory",
    "fatal error: runtime: cannot allocate memory",
    "std::bad_alloc",
    "memory allocation of ",
    "Cannot allocate memory",
    "NoMemoryError",
    "System.OutOfMemoryException",
    "Allowed memory size of ",
    "eheap_alloc: Cannot allocate",
    "virtual memory exhausted",
];

/// The texts in the kept end of an output that say something about how a batch ended. `before` counts what was
/// printed before that end and is not kept.
pub fn found_texts(tail: &[u8], before: u64) -> Vec<FoundText> {
    // One character for each byte, so that places are those of bytes; all that is searched for is ASCII.
    let text: String = tail
        .iter()
        .map(|byte| {
            if byte.is_ascii() {
                char::from(*byte)
            } else {
                '?'
            }
        })
        .collect();
    let found = |says, at: usize, text: String| FoundText {
        says,
        at_byte: before + at as u64,
        text,
    };
    let refusal = REFUSALS.into_iter().find_map(|refusal| {
        let said = text
            .rmatch_indices(refusal)
            .find(|(at, _)| refusal != MEMORY_ERROR || !text[..*at].ends_with(OF_AN_OPTION));
        let (at, _) = said?;
        let words = match refusal {
            jvm::ERROR => jvm::with_words(&text[at..]),
            _ => refusal.trim_end().to_owned(),
        };
        Some((at, words))
    });
    let refusal = refusal.or_else(|| jvm::refusal(&text));
    let refusal = refusal.map(|(at, words)| found(TextKind::RefusedAllocation, at, words));
    let lost = jvm::lost(&text).map(|(at, words)| found(TextKind::JvmLost, at, words));
    let crash = jvm::crash(&text);
    let crash = crash.map(|(says, at, words)| found(says, at, words));
    let fault = fault_place(tail, &text).map(|(at, place)| found(TextKind::FaultPlace, at, place));
    (refusal.into_iter().chain(lost).chain(crash).chain(fault)).collect()
}

/// What to do where a process of the batch gave up at a limit of its own runtime: that of V8's heap, or one of a
/// JVM's.
pub fn heap_limit(facts: &BatchFacts) -> Option<Message> {
    let refusal = facts.text(TextKind::RefusedAllocation)?;
    if refusal != HEAP_LIMIT {
        return jvm::advice(facts, refusal);
    }
    let bounds = [facts.in_force.memory_bytes, facts.room_bytes];
    Some(match bounds.into_iter().flatten().min() {
        Some(room_bytes) => messages::AdviceHeapLimitOfRoom { room_bytes }.into(),
        None => Key::AdviceHeapLimit.into(),
    })
}

/// Where Python's fault handler, which pytest switches on, saw a fatal signal: `test_a.py line 3 in
/// test_it`. It writes the most recent call first.
fn fault_place(tail: &[u8], text: &str) -> Option<(usize, String)> {
    const FILE: &str = "File \"";
    let report = text.rfind("Fatal Python error: ")?;
    let mut at = report;
    let line = text[report..].split_inclusive('\n').find_map(|line| {
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        line.trim_start()
            .starts_with(FILE)
            .then_some(start..start + line.trim().len())
    })?;
    let start = line.start;
    let call = String::from_utf8_lossy(tail.get(line)?).into_owned();
    let (path, rest) = call.strip_prefix(FILE)?.split_once("\", ")?;
    // The folder is one of this machine.
    let file = path.rsplit('/').next()?;
    Some((start, format!("{file} {}", rest.trim_end())))
}

/// A runtime's word about memory outweighs a code or fault that says nothing about the reason. Failed
/// tests stay failed tests: it was one of them that met the error. So does a list that was not made.
pub(super) fn weigh(
    ending: Ending,
    proof: Proof,
    facts: &BatchFacts,
    evidence: &mut Vec<Message>,
) -> (Ending, Proof) {
    let unexplained = matches!(
        ending,
        Ending::TestsFailed | Ending::Exited | Ending::Crashed | Ending::CollectionFailed
    );
    let refusal = facts.text(TextKind::RefusedAllocation);
    let Some(refusal) = refusal.filter(|_| unexplained) else {
        return (ending, proof);
    };
    if facts.last_word.is_some() {
        // The process did this to itself; the text is of something before.
        return (ending, proof);
    }
    evidence.push(messages::EvidenceRefused { refusal }.into());
    evidence.extend(heap_limit(facts));
    match ending {
        Ending::TestsFailed | Ending::CollectionFailed => (ending, proof),
        _ => (Ending::OutOfMemory, Proof::Likely),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(text: &[u8], before: u64) -> Option<(TextKind, u64, String)> {
        let mut found = found_texts(text, before);
        assert!(found.len() < 2, "{found:?}");
        found.pop().map(|one| (one.says, one.at_byte, one.text))
    }

    #[test]
    fn refusals_are_recognised_and_their_place_counts_bytes() {
        let node = "FATAL ERROR: ü... JavaScript heap out of memory";
        let refusal = "JavaScript heap out of memory";
        let at_byte = 1000 + node.find(refusal).unwrap() as u64;
        let kind = TextKind::RefusedAllocation;
        assert_eq!(
            only(node.as_bytes(), 1000),
            Some((kind, at_byte, refusal.to_owned()))
        );
        assert_eq!(
            only(b"\xff\xfememory allocation of 7 bytes failed", 0),
            Some((kind, 2, "memory allocation of".to_owned()))
        );
        assert_eq!(
            only(b"E   MemoryError", 0),
            Some((kind, 4, MEMORY_ERROR.to_owned()))
        );
        assert_eq!(only(b"the test_memory suite passed", 0), None);
        let option = b"Command was java -Xmx1g -XX:+HeapDumpOnOutOfMemoryError -jar a.jar";
        assert_eq!(only(option, 0), None, "an option is no error");
    }

    #[test]
    fn what_to_do_at_the_limit_of_the_heap_of_v8_names_the_room_there_is() {
        let mut facts = BatchFacts::default();
        assert_eq!(heap_limit(&facts), None);
        facts.texts = found_texts(b"MemoryError", 0);
        assert_eq!(heap_limit(&facts), None);
        facts.texts = found_texts(HEAP_LIMIT.as_bytes(), 0);
        assert_eq!(heap_limit(&facts), Some(Key::AdviceHeapLimit.into()));
        facts.room_bytes = Some(8 << 30);
        facts.in_force.memory_bytes = Some(2 << 30);
        let room_bytes = 2_u64 << 30;
        let advice = messages::AdviceHeapLimitOfRoom { room_bytes }.into();
        assert_eq!(heap_limit(&facts), Some(advice));
    }

    #[test]
    fn the_place_of_a_fault_is_the_latest_call() {
        let text = "..Fatal Python error: Segmentation fault\r\n\nCurrent thread 0x1 (most recent call \
                    first):\n  File \"/home/me/ctypes/ünit.py\", line 517 in string_at\r\n  File \
                    \"/home/me/test_a.py\", line 3 in test_it\n";
        let (kind, at_byte, place) = only(text.as_bytes(), 0).unwrap();
        assert_eq!(kind, TextKind::FaultPlace);
        assert!(text[at_byte as usize..].starts_with("File \"/home/me/ctypes"));
        assert_eq!(place, "ünit.py line 517 in string_at");
        assert_eq!(only(b"Fatal Python error: none", 0), None);
        assert_eq!(only(b"", 0), None);
    }
}
