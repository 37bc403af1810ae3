//! What the end of a batch's output says: refused allocations, and where a fatal signal met Python.

use super::Observed;
use crate::ending::{Ending, Proof};

/// Texts by which languages' runtimes say that an allocation was refused.
const REFUSALS: [&str; 13] = [
    "MemoryError",
    "JavaScript heap out of memory",
    "java.lang.OutOfMemoryError",
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

/// The text by which a runtime says at the end of an output that an allocation was refused.
pub fn refused_allocation(text: &str) -> Option<&'static str> {
    REFUSALS
        .into_iter()
        .find(|refusal| text.contains(refusal))
        .map(str::trim_end)
}

/// Where Python's fault handler, which pytest switches on, saw a fatal signal: `test_a.py line 3 in
/// test_it`. It writes the most recent call first.
pub fn fault_place(text: &str) -> Option<String> {
    let (_, report) = text.rsplit_once("Fatal Python error: ")?;
    let call = report
        .lines()
        .find_map(|line| line.trim_start().strip_prefix("File \""))?;
    let (path, rest) = call.split_once("\", ")?;
    // The folder is one of this machine.
    let file = path.rsplit('/').next()?;
    Some(format!("{file} {}", rest.trim_end()))
}

/// A runtime's word about memory outweighs a code or fault that says nothing about the reason. Failed
/// tests stay failed tests: it was one of them that met the error.
pub(super) fn weigh(
    ending: Ending,
    proof: Proof,
    observed: &Observed,
    evidence: &mut Vec<String>,
) -> (Ending, Proof) {
    let unexplained = matches!(
        ending,
        Ending::TestsFailed | Ending::Exited | Ending::Crashed
    );
    let Some(refusal) = observed.refusal.filter(|_| unexplained) else {
        return (ending, proof);
    };
    if observed.last_word.is_some() {
        // The process did this to itself; the text is of something before.
        return (ending, proof);
    }
    evidence.push(format!(
        "The end of the output says that an allocation was refused: `{refusal}`."
    ));
    match ending {
        Ending::TestsFailed => (ending, proof),
        _ => (Ending::OutOfMemory, Proof::Likely),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_recognised() {
        let node = "FATAL ERROR: ... JavaScript heap out of memory";
        assert_eq!(
            refused_allocation(node),
            Some("JavaScript heap out of memory")
        );
        assert_eq!(refused_allocation("the test_memory suite passed"), None);
    }

    #[test]
    fn the_place_of_a_fault_is_the_latest_call() {
        let text = "..Fatal Python error: Segmentation fault\n\nCurrent thread 0x1 (most recent call \
                    first):\n  File \"/home/me/ctypes/__init__.py\", line 517 in string_at\n  File \
                    \"/home/me/test_a.py\", line 3 in test_it\n";
        assert_eq!(
            fault_place(text).as_deref(),
            Some("__init__.py line 517 in string_at")
        );
        assert_eq!(fault_place("Fatal Python error: none"), None);
        assert_eq!(fault_place(""), None);
    }
}
