//! Culprits without a plugin: subsets of the tests are run through the command, and their peaks and
//! endings compared.
//!
//! Two figures of a group of tests carry the search. Its **peak** can only fall when tests are taken
//! away, so halves that stay below the line hold no hog. Its **growth** is how much higher the peak is
//! when the group is given to the command several times over: with `kept` for what a test leaves behind
//! and `need` for what it takes while it runs, the peak of `t1..tn` is
//! `base + max over i of (kept(1) + .. + kept(i-1) + need(i))`, and giving the list once more adds exactly
//! `kept(1) + .. + kept(n)`: what the tests need at once, and what only their first run keeps (imports, a
//! cache that is full), cancels out. Growth adds up over the halves of a group, which makes it fit for
//! group testing (Dorfman, "The detection of defective members of large populations", Annals of
//! Mathematical Statistics 14, 1943). Where a group grows and none of its halves does, the two halves
//! are needed together, and are narrowed down by delta debugging (Zeller and Hildebrandt, "Simplifying
//! and isolating failure-inducing input", IEEE TSE 28, 2002). A single test that grows is repeated
//! more and more often, and judged by the slope of its peaks, as a test of pytest is.

mod findings;
mod result;
mod search;
#[cfg(test)]
mod simulated;
mod targets;

pub use self::findings::findings;
pub use self::result::{BisectResult, Hog};
pub use self::search::{isolate, search};
pub use self::targets::{Target, Why, targets};

use oomscope_shared::artifact::Pass;

/// Asks the command to run some tests, in this order, in a fresh process tree. A test may stand in the
/// list several times.
pub trait Probe {
    /// Runs them; `None` when there is no time left, or the run was stopped.
    fn run(&mut self, pass: Pass, tests: &[u32]) -> Option<ProbeResult>;
    /// Whether it was a signal that stopped the run, and not the time.
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// What a run of some tests came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProbeResult {
    /// Highest memory of its process tree, in bytes.
    pub peak_bytes: u64,
    /// What it said: a command that really runs a test twice says more.
    pub said: Said,
    /// How it ended.
    pub end: End,
}

/// What a run of some tests said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// So many tests were over; one that was run three times counts three times.
    Tests(u64),
    /// So many bytes were printed, by a command that does not tell of its tests.
    Bytes(u64),
}

impl Said {
    /// How much more was said than in another run of the same command.
    fn beyond(self, other: Self) -> u64 {
        let (Self::Tests(more) | Self::Bytes(more)) = self;
        let (Self::Tests(less) | Self::Bytes(less)) = other;
        more.saturating_sub(less)
    }
}

/// How a run of some tests ended, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The command was content.
    Passed,
    /// It was not, but came to its own end.
    Failed,
    /// It died of memory; its peak is what it had reached by then.
    Died,
    /// It ended in a way that says nothing about its memory: a time-out, a crash, or it could not be
    /// started.
    Broken,
}
