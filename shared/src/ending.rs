//! How a batch ended, how strongly that is proved, and what became of one test.

use serde::{Deserialize, Serialize};

use crate::message::{Key, Message, messages};

/// How a batch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Every test of the batch passed (or was skipped), and the process ended by itself with code 0.
    Passed,
    /// The process ended by itself and reported failed tests.
    TestsFailed,
    /// The kernel or the language's runtime refused memory.
    OutOfMemory,
    /// oomscope ended the batch because its process tree reached the memory limit.
    OverLimit,
    /// oomscope ended the batch because its time was up.
    TimedOut,
    /// SIGTERM, or less often SIGHUP or SIGINT, from somewhere else (exit code 143 in a shell).
    Terminated,
    /// SIGKILL from somewhere else (exit code 137 in a shell).
    Killed,
    /// A signal that means a fault: SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE.
    Crashed,
    /// The process ended by itself with a code that its framework gives no meaning to.
    Exited,
    /// The framework found no test to run.
    NoTests,
    /// The framework could not collect the tests.
    CollectionFailed,
    /// oomscope ended the batch to make room for those beside it; its tests run again, alone.
    Preempted,
    /// The run was stopped by the user or by the job (SIGINT, SIGTERM, SIGHUP to oomscope).
    Interrupted,
    /// The batch was planned and never started.
    NotRun,
    /// Nobody wrote down how it ended: the batch comes from another tool's file (`oomscope import`).
    Unrecorded,
}

impl Ending {
    /// Every ending, in the order of the documentation.
    pub const ALL: [Self; 15] = [
        Self::Passed,
        Self::TestsFailed,
        Self::OutOfMemory,
        Self::OverLimit,
        Self::TimedOut,
        Self::Terminated,
        Self::Killed,
        Self::Crashed,
        Self::Exited,
        Self::NoTests,
        Self::CollectionFailed,
        Self::Preempted,
        Self::Interrupted,
        Self::NotRun,
        Self::Unrecorded,
    ];

    /// The name in artifacts, summaries and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::TestsFailed => "tests_failed",
            Self::OutOfMemory => "out_of_memory",
            Self::OverLimit => "over_limit",
            Self::TimedOut => "timed_out",
            Self::Terminated => "terminated",
            Self::Killed => "killed",
            Self::Crashed => "crashed",
            Self::Exited => "exited",
            Self::NoTests => "no_tests",
            Self::CollectionFailed => "collection_failed",
            Self::Preempted => "preempted",
            Self::Interrupted => "interrupted",
            Self::NotRun => "not_run",
            Self::Unrecorded => "unrecorded",
        }
    }

    /// The name as a person reads it, for example `over the limit`.
    pub fn key(self) -> Key {
        match self {
            Self::Passed => Key::EndingPassed,
            Self::TestsFailed => Key::EndingTestsFailed,
            Self::OutOfMemory => Key::EndingOutOfMemory,
            Self::OverLimit => Key::EndingOverLimit,
            Self::TimedOut => Key::EndingTimedOut,
            Self::Terminated => Key::EndingTerminated,
            Self::Killed => Key::EndingKilled,
            Self::Crashed => Key::EndingCrashed,
            Self::Exited => Key::EndingExited,
            Self::NoTests => Key::EndingNoTests,
            Self::CollectionFailed => Key::EndingCollectionFailed,
            Self::Preempted => Key::EndingPreempted,
            Self::Interrupted => Key::EndingInterrupted,
            Self::NotRun => Key::EndingNotRun,
            Self::Unrecorded => Key::EndingUnrecorded,
        }
    }

    /// Whether memory ended the batch.
    pub fn is_memory_death(self) -> bool {
        matches!(self, Self::OutOfMemory | Self::OverLimit)
    }

    /// Whether the batch's process was ended before it could report about all of its tests.
    pub fn is_death(self) -> bool {
        matches!(
            self,
            Self::OutOfMemory
                | Self::OverLimit
                | Self::TimedOut
                | Self::Terminated
                | Self::Killed
                | Self::Crashed
        )
    }
}

/// How strongly an ending is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// Nothing but the exit status is known.
    Unknown,
    /// The evidence points there, and nothing contradicts it.
    Likely,
    /// A kernel counter, our own action or the framework's own word says so.
    Certain,
}

impl Proof {
    /// The name in artifacts and summaries.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }

    /// The name as a person reads it.
    pub fn key(self) -> Key {
        match self {
            Self::Unknown => Key::ProofUnknown,
            Self::Likely => Key::ProofLikely,
            Self::Certain => Key::ProofCertain,
        }
    }
}

/// What became of one test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It passed.
    Passed,
    /// Its call failed.
    Failed,
    /// Its set-up or teardown failed.
    Error,
    /// It was skipped.
    Skipped,
    /// It failed, as it was expected to.
    Xfailed,
    /// It passed although it was expected to fail.
    Xpassed,
    /// It was running when its batch died: the victim, which need not be the culprit, unless it is at fault for that.
    Died,
    /// It belongs to a batch of a command that reports no single tests; the batch's ending speaks.
    Ran,
    /// It was not run; the remark beside it says why.
    NotRun,
}

impl Outcome {
    /// Every outcome, in the order of the documentation.
    pub const ALL: [Self; 9] = [
        Self::Passed,
        Self::Failed,
        Self::Error,
        Self::Skipped,
        Self::Xfailed,
        Self::Xpassed,
        Self::Died,
        Self::Ran,
        Self::NotRun,
    ];

    /// The name in artifacts, summaries and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Error => "error",
            Self::Skipped => "skipped",
            Self::Xfailed => "xfailed",
            Self::Xpassed => "xpassed",
            Self::Died => "died",
            Self::Ran => "ran",
            Self::NotRun => "not_run",
        }
    }

    /// The name as a person reads it.
    pub fn key(self) -> Key {
        match self {
            Self::Passed => Key::OutcomePassed,
            Self::Failed => Key::OutcomeFailed,
            Self::Error => Key::OutcomeError,
            Self::Skipped => Key::OutcomeSkipped,
            Self::Xfailed => Key::OutcomeXfailed,
            Self::Xpassed => Key::OutcomeXpassed,
            Self::Died => Key::OutcomeDied,
            Self::Ran => Key::OutcomeRan,
            Self::NotRun => Key::OutcomeNotRun,
        }
    }

    /// So many tests had it: `3 failed`.
    pub fn counted(self, tests: usize) -> Message {
        match self {
            Self::Passed => messages::CountPassed { tests }.into(),
            Self::Failed => messages::CountFailed { tests }.into(),
            Self::Error => messages::CountError { tests }.into(),
            Self::Skipped => messages::CountSkipped { tests }.into(),
            Self::Xfailed => messages::CountXfailed { tests }.into(),
            Self::Xpassed => messages::CountXpassed { tests }.into(),
            Self::Died => messages::CountDied { tests }.into(),
            Self::Ran => messages::CountRan { tests }.into(),
            Self::NotRun => messages::CountNotRun { tests }.into(),
        }
    }

    /// Whether a suite with this outcome in it is not green.
    pub fn is_bad(self) -> bool {
        matches!(self, Self::Failed | Self::Error | Self::Died | Self::NotRun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_serialised_names() {
        for ending in Ending::ALL {
            assert_eq!(serde_json::to_value(ending).unwrap(), ending.name());
        }
        for proof in [Proof::Unknown, Proof::Likely, Proof::Certain] {
            assert_eq!(serde_json::to_value(proof).unwrap(), proof.name());
        }
        for outcome in Outcome::ALL {
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.name());
        }
    }

    #[test]
    fn proofs_are_ordered_by_strength() {
        assert!(Proof::Unknown < Proof::Likely && Proof::Likely < Proof::Certain);
    }
}
