//! How endings and outcomes look: four tones, each with a shape, so that colour never speaks alone.

use crate::{Ending, Outcome};

/// The look of something that went well or not, from the least to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tone {
    /// Nothing to say: it did not happen.
    Plain,
    /// As it should be.
    Ok,
    /// An ordinary failure: worth a look, not what oomscope hunts.
    Warn,
    /// A death.
    Bad,
}

impl Tone {
    /// All of them, the worst last.
    pub const ALL: [Self; 4] = [Self::Plain, Self::Ok, Self::Warn, Self::Bad];

    /// The tone of a batch's ending.
    pub fn of_ending(ending: Ending) -> Self {
        match ending {
            Ending::Passed => Self::Ok,
            Ending::TestsFailed | Ending::CollectionFailed | Ending::Exited => Self::Warn,
            Ending::NoTests
            | Ending::Preempted
            | Ending::Interrupted
            | Ending::NotRun
            | Ending::Unrecorded => Self::Plain,
            ending if ending.is_death() => Self::Bad,
            _ => Self::Warn,
        }
    }

    /// The tone of a test's outcome.
    pub fn of_outcome(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Passed | Outcome::Xfailed | Outcome::Ran => Self::Ok,
            Outcome::Failed | Outcome::Error | Outcome::Xpassed => Self::Warn,
            Outcome::Died => Self::Bad,
            Outcome::Skipped | Outcome::NotRun => Self::Plain,
        }
    }

    /// A shape of its own, for those who do not see the colour.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Ok => "✓",
            Self::Warn => "▲",
            Self::Bad => "■",
            Self::Plain => "○",
        }
    }

    /// The name that the style sheet uses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Plain => "plain",
        }
    }
}
