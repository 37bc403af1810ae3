//! The files that pytest's own options write, where a suite runs in several processes: which of them a process is, and
//! what is to be said where a file does not have all of the suite.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use oomscope_journal::Event;
use oomscope_shared::message::{Key, Message, messages};

use super::protocol;
use crate::driver::{Desk, PlannedTest};

/// Which part of a run a process is, as the plugin is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// It lists, or belongs to the hunt: its files are nobody's.
    Nothing,
    /// It runs tests of the suite.
    Suite {
        /// Which of those it is, from 1.
        number: u32,
        /// Whether tests are left for others.
        has_rest: bool,
    },
}

impl Part {
    /// As a variable of the environment.
    pub(super) fn environment(&self) -> (String, String) {
        let value = match self {
            Self::Nothing => "nothing".to_owned(),
            Self::Suite { number, has_rest } => {
                let rest = if *has_rest { " part" } else { "" };
                match number {
                    1 => format!("first{rest}"),
                    number => format!("later {number}{rest}"),
                }
            }
        };
        ("OOMSCOPE_OUTPUTS".to_owned(), value)
    }
}

/// What is known over a run.
#[derive(Debug, Default)]
pub(super) struct Outputs {
    is_side_by_side: bool,
    begun: Cell<u32>,
    /// The planned tests that no process was given yet.
    left: RefCell<BTreeSet<u32>>,
    /// What was said already.
    said: Rc<RefCell<Vec<Message>>>,
}

impl Outputs {
    /// For a run whose batches run side by side or not.
    pub(super) fn new(is_side_by_side: bool) -> Self {
        Self {
            is_side_by_side,
            ..Self::default()
        }
    }

    /// So many tests are to be run.
    pub(super) fn plan(&self, tests: usize) {
        *self.left.borrow_mut() = (0..tests as u32).collect();
    }

    /// A process of the suite is given these tests.
    pub(super) fn take(&self, tests: &[PlannedTest]) -> Part {
        let mut left = self.left.borrow_mut();
        tests.iter().for_each(|test| {
            left.remove(&test.number);
        });
        self.begun.set(self.begun.get() + 1);
        Part::Suite {
            number: self.begun.get(),
            has_rest: !left.is_empty(),
        }
    }

    /// For one process.
    pub(super) fn of_batch(&self) -> BatchOutputs {
        BatchOutputs {
            is_side_by_side: self.is_side_by_side,
            joined: Vec::new(),
            said: Rc::clone(&self.said),
        }
    }
}

/// The files of one batch.
#[derive(Debug)]
pub(super) struct BatchOutputs {
    is_side_by_side: bool,
    joined: Vec<String>,
    said: Rc<RefCell<Vec<Message>>>,
}

impl BatchOutputs {
    /// A process says which files it writes.
    pub(super) fn tell(&mut self, outputs: protocol::Outputs, desk: &Desk<'_>) {
        self.joined.extend(outputs.joined);
        for file in outputs.apart {
            self.say(messages::NoteOutputApart { file }, desk);
        }
        if outputs.coverage && self.is_side_by_side {
            self.say(Key::NoteCoverageSideBySide, desk);
        }
    }

    /// The batch is over. What was to be joined is whole only where pytest came to its end.
    pub(super) fn end(&mut self, desk: &Desk<'_>) {
        if desk.facts.session_status.is_none() {
            for file in std::mem::take(&mut self.joined) {
                self.say(messages::NoteOutputLacks { file }, desk);
            }
        }
    }

    /// Says it once in a run.
    fn say(&self, message: impl Into<Message>, desk: &Desk<'_>) {
        let message = message.into();
        let mut said = self.said.borrow_mut();
        if !said.contains(&message) {
            said.push(message.clone());
            desk.recorder.record(Event::Warning { message });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tests(numbers: &[u32]) -> Vec<PlannedTest> {
        let test = |number: &u32| PlannedTest {
            number: *number,
            id: format!("t{number}"),
            nth: 0,
        };
        numbers.iter().map(test).collect()
    }

    #[test]
    fn a_process_knows_its_place_among_those_of_the_suite() {
        let outputs = Outputs::new(false);
        outputs.plan(5);
        let told = |numbers: &[u32]| outputs.take(&tests(numbers)).environment().1;
        assert_eq!(told(&[0, 1]), "first part");
        assert_eq!(told(&[2, 3]), "later 2 part");
        assert_eq!(told(&[4]), "later 3");
        assert_eq!(told(&[3]), "later 4", "once more");
        assert_eq!(Part::Nothing.environment().1, "nothing");
    }

    #[test]
    fn whoever_finds_its_tests_by_itself_runs_them_all() {
        let outputs = Outputs::new(false);
        assert_eq!(outputs.take(&[]).environment().1, "first");
        assert_eq!(outputs.take(&tests(&[7])).environment().1, "later 2");
    }
}
