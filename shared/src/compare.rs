//! Two runs side by side: every test of both, and one verdict.
//!
//! The comparison is a pure function of two artifacts. Which thresholds it uses and how the verdict
//! follows from them is told in `docs/comparison.md`, and computed in [`verdict`] and nowhere else. All of
//! it is data; words come from [`verdict`] and [`rows`] as messages, or in a reader's language.

mod findings;
mod groups;
mod join;
mod markdown;
pub mod noise;
mod renamed;
pub mod rows;
mod side;
#[cfg(test)]
mod tests;
pub mod verdict;
mod work;

use serde::{Deserialize, Serialize};

use crate::artifact::{Artifact, Completion};
use crate::ending::Outcome;
use crate::message::{Key, Message};

pub use findings::{Fate, FindingDelta, Left};
pub use groups::{REPEATS_MAX, Repeats, Side, compare_groups};
pub use markdown::markdown;
pub use noise::Noise;
pub use renamed::Renamed;
pub use verdict::Verdict;

/// What a comparison comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictKind {
    /// The memory problem of the first run is gone.
    Fixed,
    /// The second run needs or keeps less memory, beyond noise.
    Improved,
    /// No figure moved beyond noise.
    Unchanged,
    /// The second run needs or keeps more memory, beyond noise, or dies of it where the first did not.
    Regressed,
    /// The two runs do not allow a verdict; the reasons say why.
    Inconclusive,
}

impl VerdictKind {
    /// Every kind, in the order of the documentation.
    pub const ALL: [Self; 5] = [
        Self::Fixed,
        Self::Improved,
        Self::Unchanged,
        Self::Regressed,
        Self::Inconclusive,
    ];

    /// The name in JSON and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Improved => "improved",
            Self::Unchanged => "unchanged",
            Self::Regressed => "regressed",
            Self::Inconclusive => "inconclusive",
        }
    }

    /// The name as a sentence begins with it.
    pub fn key(self) -> Key {
        match self {
            Self::Fixed => Key::VerdictFixed,
            Self::Improved => Key::VerdictImproved,
            Self::Unchanged => Key::VerdictUnchanged,
            Self::Regressed => Key::VerdictRegressed,
            Self::Inconclusive => Key::VerdictInconclusive,
        }
    }
}

/// One figure on both sides. `None` where it was not measured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// In the first run.
    pub before: Option<u64>,
    /// In the second run.
    pub after: Option<u64>,
}

impl Change {
    /// Second less first; `None` unless both are known. Saturates at the ends of `i64`.
    pub fn difference(&self) -> Option<i64> {
        let (before, after) = (self.before?, self.after?);
        let size = i64::try_from(before.abs_diff(after)).unwrap_or(i64::MAX);
        Some(if after < before { -size } else { size })
    }

    /// The difference as a share of the first: −0.74 where 74 % went away. `None` unless both are known
    /// and the first is not zero.
    pub fn ratio(&self) -> Option<f64> {
        let difference = self.difference()?;
        let before = self.before.filter(|before| *before > 0)?;
        Some(difference as f64 / before as f64)
    }

    /// The larger of the two, or the only one that is known.
    pub fn larger(&self) -> Option<u64> {
        self.before.max(self.after)
    }

    /// The sides exchanged.
    pub fn swapped(self) -> Self {
        Self {
            before: self.after,
            after: self.before,
        }
    }
}

/// On which sides a test is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Join {
    /// Only the first run has it: it was removed or renamed.
    OnlyBefore,
    /// Only the second run has it: it was added or renamed.
    OnlyAfter,
    /// Both runs have it.
    Both,
}

/// What one run says about one test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestFigures {
    /// Position in the columns of the run.
    pub index: u32,
    /// What became of it.
    pub outcome: Outcome,
    /// Highest memory while it ran, in bytes.
    pub peak_bytes: Option<u64>,
    /// What it left behind, in bytes.
    pub retained_bytes: Option<u64>,
    /// How long it took, in microseconds.
    pub duration_us: Option<u64>,
    /// The batch that ran it.
    pub batch: Option<u32>,
    /// Which of the tests with this id it is, from 1; ids may stand twice in one run.
    pub occurrence: u32,
}

/// One test across both runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestDelta {
    /// Test id.
    pub id: String,
    /// On which sides it is; agrees with which of `before` and `after` are there.
    pub join: Join,
    /// Its figures in the first run.
    pub before: Option<TestFigures>,
    /// Its figures in the second run.
    pub after: Option<TestFigures>,
    /// Highest memory while it ran, in bytes.
    pub peak: Change,
    /// What it left behind, in bytes.
    pub retained: Change,
    /// How long it took, in microseconds. Shown, but not judged: there is no noise known for it.
    pub duration_us: Change,
}

/// How many tests of which kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinCounts {
    /// Tests in both runs.
    pub both: usize,
    /// Tests that only the first run has.
    pub only_before: usize,
    /// Tests that only the second run has.
    pub only_after: usize,
    /// Tests in both whose outcome differs or whose memory differs beyond noise.
    pub changed: usize,
    /// The other tests in both.
    pub unchanged: usize,
    /// Tests in both that are bad (failed, error, died, not run) in the second run only.
    pub newly_failing: usize,
    /// Tests in both that are bad in the first run only.
    pub newly_passing: usize,
}

/// One run, in the figures a comparison shows.
#[derive(Debug, Clone, PartialEq)]
pub struct SideFigures {
    /// Name given by the caller, else the run's label, else "before" or "after".
    pub name: Message,
    /// The command as one line.
    pub command: String,
    /// The commit, shortened, with `+` where files differed from it.
    pub commit: Option<String>,
    /// When the run started (RFC 3339).
    pub started_at: String,
    /// How many tests it has.
    pub tests: usize,
    /// How many tests had which outcome; outcomes that do not occur are left out.
    pub outcomes: Vec<(Outcome, usize)>,
    /// How many batches ran.
    pub batches: usize,
    /// How many of them died of memory.
    pub memory_deaths: usize,
    /// How many of them died in another way (time-out, signal, crash).
    pub other_deaths: usize,
    /// The memory limit, in bytes.
    pub limit_bytes: Option<u64>,
    /// Tests per batch; `None` where all were given to one process.
    pub batch_size: Option<u32>,
    /// Highest memory of any batch, in bytes.
    pub peak_bytes: Option<u64>,
    /// Whether deaths hide the true peak, so that it may lie above `peak_bytes`.
    pub peak_is_at_least: bool,
    /// What all its tests together left behind, in bytes. The change in [`Comparison::retained`] is of
    /// the tests measured in both runs and can be smaller.
    pub retained_bytes: Option<u64>,
    /// Whether the run came to its end.
    pub completion: Completion,
    /// For how long batches of the suite ran, in milliseconds, without the hunt.
    pub duration_ms: u64,
}

/// Two runs side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// What it comes to.
    pub verdict: Verdict,
    /// The first run.
    pub before: SideFigures,
    /// The second run.
    pub after: SideFigures,
    /// Highest memory of any batch, in bytes.
    pub peak: Change,
    /// What the tests that got equally far and were measured in both runs left behind together, in
    /// bytes.
    pub retained: Change,
    /// How many tests `retained` is summed over.
    pub retained_tests: usize,
    /// The noise the figures were judged by.
    pub noise: Noise,
    /// Every test of both runs once, the biggest change first.
    pub tests: Vec<TestDelta>,
    /// How many tests of which kind.
    pub counts: JoinCounts,
    /// Tests that were probably renamed. A suggestion: nothing else rests on it.
    pub renamed: Vec<Renamed>,
    /// Every finding of both runs once: new, stayed, gone, or not found again.
    pub findings: Vec<FindingDelta>,
    /// What repeated runs say of the figures; `None` for one run a side.
    pub repeats: Option<Repeats>,
}

impl Comparison {
    /// Gives the sides other names, for example those of their files.
    #[must_use]
    pub fn named(mut self, before: impl Into<Message>, after: impl Into<Message>) -> Self {
        self.before.name = before.into();
        self.after.name = after.into();
        self
    }

    /// The tests whose outcome differs or whose memory differs beyond noise.
    pub fn changed(&self) -> impl Iterator<Item = &TestDelta> {
        self.tests
            .iter()
            .filter(|test| test.is_changed(&self.noise))
    }
}

/// Compares a run with a later one.
pub fn compare(before: &Artifact, after: &Artifact) -> Comparison {
    compare_as(before, after, None, None)
}

/// Compares two runs by the noise that repeated runs showed, if there are any, and with the verdict that
/// they have settled.
fn compare_as(
    before: &Artifact,
    after: &Artifact,
    repeats: Option<&Repeats>,
    settled: Option<VerdictKind>,
) -> Comparison {
    let tests = join::join(&before.tests, &after.tests);
    let overlap = work::overlap(before, after, &tests);
    let peak = Change {
        before: side::peak_bytes(before),
        after: side::peak_bytes(after),
    };
    let assumed = Noise::of(peak, overlap.retained, overlap.retained_tests);
    let noise = repeats.map_or(assumed, |repeats| repeats.widen(assumed));
    let counts = join::counts(&tests, &noise);
    let mut comparison = Comparison {
        verdict: Verdict {
            kind: VerdictKind::Inconclusive,
            figures: Vec::new(),
            doubts: Vec::new(),
            newly_failing: 0,
            reasons: Vec::new(),
        },
        before: side::figures(before, after, Key::SideBefore),
        after: side::figures(after, before, Key::SideAfter),
        peak,
        retained: overlap.retained,
        retained_tests: overlap.retained_tests,
        noise,
        renamed: renamed::suggest(&tests),
        findings: Vec::new(),
        tests,
        counts,
        repeats: None,
    };
    let moves = verdict::moves(before, after, &overlap, &comparison);
    comparison.findings = findings::deltas(before, after, moves);
    let is_measured = repeats.is_some();
    comparison.verdict = verdict::reach(before, after, &overlap, &comparison, is_measured, settled);
    comparison
}
