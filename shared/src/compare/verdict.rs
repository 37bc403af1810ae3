//! The verdict on two runs as data: what it comes to, its figures, its reasons and its doubts.
//!
//! A figure may only speak for a change that nothing else explains. `questions` finds out what is known of
//! each figure, `decision` decides by that and by nothing else, `case` says what the decision rests on, and
//! `words` and `reasons` make messages of it.

mod decision;
mod questions;
mod reasons;
mod run_pair;
mod words;

use super::{Change, VerdictKind};
use crate::ending::Outcome;

pub use decision::Deaths;
pub(super) use decision::Move;
#[cfg(test)]
pub(super) use decision::{Signals, decide};
pub(super) use questions::moves;
pub(super) use run_pair::reach;
pub(super) use words::clauses;

/// Kept memory counts as gone where no more than this share of it is left.
pub const GONE_SHARE: f64 = 0.10;

/// A run of which the other did not do more than this share says nothing about the other's peak.
pub const MISSING_SHARE_MAX: f64 = 0.50;

/// The same for deaths, which a few tests less can prevent.
pub const DEATHS_MISSING_SHARE_MAX: f64 = 0.05;

/// A change below this share of the larger figure is called small. That is a word about size only:
/// a small change can be beyond noise, and a large one within it.
pub const SMALL_SHARE: f64 = 0.10;

/// A change from this share of the larger figure on is called large.
pub const LARGE_SHARE: f64 = 0.50;

/// The verdict and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What the comparison comes to.
    pub kind: VerdictKind,
    /// The figures of the headline.
    pub figures: Vec<Figure>,
    /// What keeps it open, the weightiest first; nothing where it is decided.
    pub doubts: Vec<Doubt>,
    /// How many tests newly fail.
    pub newly_failing: usize,
    /// Why: the figures, the noise, and what is not known.
    pub reasons: Vec<Reason>,
}

/// One of the two runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The run before.
    First,
    /// The run after.
    Second,
}

/// A peak as far as it was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// In bytes.
    pub bytes: u64,
    /// Whether deaths hide the true one, which can be higher.
    pub is_at_least: bool,
}

/// How a figure of the headline is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It moved beyond noise.
    Moved,
    /// It stayed within noise.
    WithinNoise,
    /// It proves nothing, or was not to be judged.
    Open,
}

/// One figure of the headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// Batches that died of memory.
    Deaths {
        /// What is known about them.
        deaths: Deaths,
        /// In the first run.
        before: usize,
        /// In the second run.
        after: usize,
    },
    /// The highest memory of any batch.
    Peak {
        /// In the first run.
        before: Reached,
        /// In the second run.
        after: Reached,
        /// How it is told.
        standing: Standing,
    },
    /// What the tests keep.
    Kept {
        /// In the first run, in bytes.
        before_bytes: u64,
        /// In the second run, in bytes.
        after_bytes: u64,
        /// How it is told.
        standing: Standing,
    },
}

/// Work that one run did and the other did not, or not as far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing {
    /// The run that did it.
    pub run: Which,
    /// How many tests that is.
    pub missing: usize,
    /// Of how many that it ran.
    pub ran: usize,
}

/// Why there is no verdict, or why a figure proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// The runs are of different frameworks.
    Frameworks,
    /// This run was stopped before its end.
    Stopped(Which),
    /// The recorder of this run was killed before its end.
    RecorderKilled(Which),
    /// This run has no peak.
    NoPeak(Which),
    /// One of the runs has no batch.
    NoBatch,
    /// No test ran in both runs.
    NoCommonTest,
    /// The repeated runs come to different verdicts.
    RepeatsDisagree,
    /// One figure fell, another rose.
    BothWays,
    /// Both runs died of memory, so what they need is not known.
    BothDied,
    /// The figures allow no verdict, for none of the reasons here.
    Figures,
    /// The runs had different room.
    Room {
        /// In the first run, in bytes.
        first_bytes: u64,
        /// In the second run, in bytes.
        second_bytes: u64,
    },
    /// How much room each run had is not known.
    RoomUnknown,
    /// This run had deaths by a signal from elsewhere, which may have been of memory too.
    OtherDeaths {
        /// Which run.
        run: Which,
        /// How many.
        deaths: usize,
    },
    /// A test that died of memory ran in this run only.
    Victim(Which),
    /// The runs did not do the same work.
    Missing(Missing),
    /// Deaths hide the true peak of this run.
    PeakHidden(Which),
    /// The batches were cut differently. Tests per process; `None`: all in one.
    BatchesCut {
        /// In the first run.
        first: Option<usize>,
        /// In the second run.
        second: Option<usize>,
    },
    /// What tests keep was measured alike in both runs for few of them only.
    KeptOfFew {
        /// For how many.
        measured: usize,
        /// Of how many that ran.
        ran: usize,
    },
}

impl Doubt {
    /// Whether it is about the runs as a whole; the others are about single figures.
    fn is_of_the_runs(self) -> bool {
        match self {
            Self::Frameworks
            | Self::Stopped(_)
            | Self::RecorderKilled(_)
            | Self::NoPeak(_)
            | Self::NoBatch
            | Self::NoCommonTest
            | Self::RepeatsDisagree
            | Self::BothWays
            | Self::BothDied => true,
            Self::Figures
            | Self::Room { .. }
            | Self::RoomUnknown
            | Self::OtherDeaths { .. }
            | Self::Victim(_)
            | Self::Missing(_)
            | Self::PeakHidden(_)
            | Self::BatchesCut { .. }
            | Self::KeptOfFew { .. } => false,
        }
    }
}

/// The size of a change, which is another matter than its certainty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Below [`SMALL_SHARE`] of the larger figure.
    Small,
    /// Between the other two.
    Moderate,
    /// From [`LARGE_SHARE`] of the larger figure on.
    Large,
}

impl Size {
    fn of(change: Change) -> Self {
        let larger = change.larger().unwrap_or(0).max(1);
        let share = change.difference().map_or(0, i64::unsigned_abs) as f64 / larger as f64;
        match share {
            share if share < SMALL_SHARE => Self::Small,
            share if share < LARGE_SHARE => Self::Moderate,
            _ => Self::Large,
        }
    }
}

/// What two peaks say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Peaks {
    /// They differ beyond noise.
    Moved {
        /// How large the change is.
        size: Size,
        /// Work that was not done in the run with the lower peak, and that does not explain it.
        missing: Option<Missing>,
    },
    /// They differ by no more than noise.
    Within,
    /// Nothing, for these reasons.
    Nothing(Vec<Doubt>),
}

/// What two figures of kept memory say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// They differ beyond noise.
    Moved {
        /// How large the change is.
        size: Size,
        /// What became of it, where it was much and fell.
        leak: Option<Leak>,
    },
    /// They differ by no more than noise.
    Within,
}

/// Whether a leak that was large is gone: no more than [`GONE_SHARE`] of it is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leak {
    /// It counts as gone.
    Gone,
    /// It does not.
    Left,
}

/// Repeated runs of one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeated {
    /// How many.
    pub runs: usize,
    /// Lowest and highest peak, in bytes; `None` where only one was judged.
    pub peaks_bytes: Option<(u64, u64)>,
}

/// Memory deaths among the batches of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeathsOf {
    /// Batches that died of memory.
    pub deaths: usize,
    /// All batches.
    pub batches: usize,
}

/// A test whose outcome turned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turned {
    /// Its id.
    pub id: String,
    /// What became of it in the first run.
    pub before: Outcome,
    /// What became of it in the second run.
    pub after: Outcome,
}

/// In what the machines of two runs differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// The architecture of the processor.
    Architecture,
    /// The number of processors.
    Processors,
    /// The memory of the machine.
    Memory,
    /// The version of Python.
    Python,
}

/// One thing that a verdict rests on, or that has to be known beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Each side is of repeated runs; one stands for its side.
    Repeats {
        /// The runs before.
        before: Repeated,
        /// The runs after.
        after: Repeated,
    },
    /// So many runs were left out: not finished, or without a peak.
    LeftOut(usize),
    /// How many pairings of repeated runs come to this verdict.
    Pairings {
        /// So many do.
        agreeing: usize,
        /// Of so many.
        pairings: usize,
    },
    /// Both sides are the same run.
    SameRun,
    /// Why there is no verdict.
    Open(Doubt),
    /// Batches that died of memory.
    Deaths {
        /// In the first run.
        first: DeathsOf,
        /// In the second run.
        second: DeathsOf,
    },
    /// Nothing but the suite explains the difference in deaths.
    LikeForLike,
    /// Both runs die of memory, so neither is fine.
    DiesAnyway,
    /// The difference in deaths proves nothing.
    DeathsProveNothing(Vec<Doubt>),
    /// So many of the memory deaths of this run are likely rather than certain.
    LikelyDeaths {
        /// Which run.
        run: Which,
        /// How many.
        deaths: usize,
    },
    /// What the peaks say.
    Peak {
        /// In the first run.
        before: Reached,
        /// In the second run.
        after: Reached,
        /// The noise, in bytes.
        noise_bytes: u64,
        /// What that says.
        says: Peaks,
    },
    /// What single tests keep was measured in neither run.
    KeptNotMeasured,
    /// What the tests keep is not judged.
    KeptNotJudged(Doubt),
    /// What the tests that were measured alike in both runs keep together.
    Kept {
        /// How many tests that is.
        tests: usize,
        /// In the first run, in bytes.
        before_bytes: u64,
        /// In the second run, in bytes.
        after_bytes: u64,
        /// The noise, in bytes.
        noise_bytes: u64,
        /// What that says.
        says: Kept,
    },
    /// A finding of the first run is still there, so its problem does not count as gone.
    FindingLeft,
    /// So many tests newly fail; the first of them by name.
    NewlyFailing {
        /// How many.
        tests: usize,
        /// The first of them.
        named: Vec<Turned>,
    },
    /// So many tests no longer fail; the first of them by name.
    NewlyPassing {
        /// How many.
        tests: usize,
        /// The first of them.
        named: Vec<Turned>,
    },
    /// So many tests are in this run only.
    OnlyIn {
        /// Which run.
        run: Which,
        /// How many.
        tests: usize,
    },
    /// The noise is that of repeated runs.
    NoiseMeasured {
        /// Of the peaks, in bytes.
        peak_bytes: u64,
        /// Of what the tests keep, in bytes.
        kept_bytes: u64,
    },
    /// The noise was not measured; floors stand in for it.
    NoiseAssumed,
    /// The commands differ.
    Commands,
    /// The machines or set-ups differ.
    Machines(Vec<Difference>),
    /// Both peaks are samples, which can miss a shorter peak.
    BothSampled,
    /// One peak is the kernel's own, the other a sample.
    MeasuredDifferently,
}
