//! Whose doing the end of a batch was: a test's own, which makes it the cause, or not, which makes it the victim.

use super::{code, signal};
use crate::ending::Ending;
use crate::facts::{Action, BatchFacts, LastWord, TimeOut};
use oomscope_quick::order::arrange_positions;

/// The tests that ended the batch, or the worker that they ran in, by their own doing.
pub(super) fn at_fault(facts: &BatchFacts, ending: Ending) -> Vec<u32> {
    let of_workers = facts.worker_words.iter().map(|worker| &worker.test);
    let mut tests: Vec<u32> = (facts.late_tests.iter())
        .chain(of_workers)
        .copied()
        .collect();
    // A test whose time was up is known by itself. Else, where several ran at once, nobody knows which it was.
    if let ([], [only]) = (&facts.late_tests[..], &facts.running[..])
        && is_own_doing(facts, ending)
    {
        tests.push(*only);
    }
    arrange_positions(&mut tests, &|a, b| a.cmp(&b));
    tests.dedup();
    tests
}

/// Whether what ended a batch was the doing of the test that ran in it: its time was up, the process said that
/// it would do this to itself, it left by itself in the middle of the test, or it met a fault of its own code.
/// What memory ends, or a signal from elsewhere, can have been laid up by others.
fn is_own_doing(facts: &BatchFacts, ending: Ending) -> bool {
    if let Some(action) = facts.action() {
        let whose = TimeOut::Test;
        return action == Action::TimedOut { whose };
    }
    let passed_on = || code::passed_on(facts).map(|(signal, _)| signal);
    let signal = facts.signal.or_else(passed_on);
    match (&facts.last_word, ending) {
        _ if ending.is_memory_death() => false,
        (Some(LastWord::Signal { signal: sent, .. }), _) => signal == Some(*sent),
        (Some(LastWord::Exit { code, .. }), _) => {
            ending == Ending::Exited && facts.exit_code == Some(*code)
        }
        (Some(LastWord::Replaced { .. }), _) => {
            ending == Ending::Exited && facts.exit_code.is_some()
        }
        (None, Ending::Crashed) => signal.is_some_and(signal::is_of_own_code),
        (None, Ending::Exited) => {
            let is_own = |code| code::is_own(code, facts);
            facts.session_status.is_none() && facts.exit_code.is_some_and(is_own)
        }
        (None, _) => false,
    }
}
