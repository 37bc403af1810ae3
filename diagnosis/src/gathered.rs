//! What the passes of the hunt gathered, from which findings are drawn.

use std::collections::{BTreeMap, BTreeSet};

use super::cause::Explanation;
use super::confirm::{Figure, Judged};
use super::hunt_event::{Explained, FixtureSetUp, Swept};
use super::seen::Seen;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::finding::{Cause, Finding, OpenedFile};
use oomscope_shared::message::Message;
use oomscope_shared::worth::kept;

/// What all passes found about leaks.
#[derive(Debug, Default)]
pub struct Evidence {
    /// Which containers tests filled when they ran in the suite.
    pub seen: Seen,
    /// Every test that was repeated.
    pub confirmed: BTreeMap<u32, Judged>,
    /// Tests that pass once in a run and grew only in their first repetition, yet one after the other.
    pub in_sequence: BTreeSet<u32>,
    /// The tests that were repeated though nothing spoke against them.
    pub controls: BTreeSet<u32>,
    /// Tests looked at with instruments.
    pub explained: Vec<Explained>,
    /// Tests run once, looking at known holders.
    pub swept: Vec<Swept>,
    /// Victims of memory deaths that kept something when they were run alone.
    pub kept_alone: BTreeSet<u32>,
    /// Suspects that time did not allow to run again.
    pub not_swept: BTreeSet<u32>,
    /// What the last tear-down gave back beyond what fixtures set up, in bytes.
    pub released: Option<i64>,
    /// Fixtures of a wider scope that hold something, with the test they were set up for.
    pub fixtures: Vec<(u32, FixtureSetUp)>,
    /// Tests without which others do not grow: test and those that grow after it.
    pub enablers: BTreeMap<u32, Vec<u32>>,
    /// Tests that leave something running which takes memory while others run.
    pub starters: BTreeMap<u32, Starter>,
}

/// What a test left running.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Starter {
    /// Its threads; empty where it is a process.
    pub threads: Vec<String>,
    /// Tests that grew beside it and do not without it, with what each repetition added, in bytes.
    pub fed: BTreeMap<u32, i64>,
}

impl Evidence {
    /// Whether any test grows with every repetition, or makes others grow.
    pub fn has_growers(&self) -> bool {
        self.confirmed.values().any(Judged::grows) || !self.starters.is_empty()
    }

    /// Whether it grew only beside a test that leaves something running.
    pub fn is_fed(&self, test: u32) -> bool {
        let mut starters = self.starters.values();
        starters.any(|starter| starter.fed.contains_key(&test))
    }
}

/// Findings, and what is none.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Verdicts {
    /// The findings, the largest first.
    pub findings: Vec<Finding>,
    /// What was looked at and is no leak.
    pub notes: Vec<Message>,
}

/// What tells one group from another: the cause, and the holder's name.
pub(super) type Key = (Cause, Option<String>);

/// One cause with one holder, and who adds to it.
#[derive(Debug)]
pub(super) struct Group<'a> {
    pub explanation: Explanation,
    pub explained: Option<&'a Explained>,
    pub tests: BTreeSet<u32>,
}

/// What a test adds: each time, or at first where it does not grow.
pub(super) fn growth_of(judged: &Judged) -> i64 {
    if judged.grows() {
        judged.typical()
    } else {
        judged.first()
    }
}

/// Large files that were opened, as findings tell them.
pub(super) fn opened(files: &[(String, u64)]) -> Vec<OpenedFile> {
    let file = |(path, bytes): &(String, u64)| OpenedFile {
        path: path.clone(),
        bytes: *bytes,
    };
    files.iter().map(file).collect()
}

/// What a test of a group keeps: as it was measured when it was run again, or else in the run.
pub(super) fn kept_by(
    artifact: &Artifact,
    evidence: &Evidence,
    figure: Figure,
    test: u32,
) -> Option<u64> {
    let size = |bytes: i64| u64::try_from(bytes).unwrap_or(0);
    if let Some(judged) = evidence.confirmed.get(&test) {
        return Some(size(growth_of(judged)));
    }
    let mut swept = evidence.swept.iter().filter(|swept| swept.ran.test == test);
    if let Some(most) = swept.by_ref().map(|swept| figure.of(&swept.ran)).max() {
        return Some(size(most));
    }
    Some(kept(&artifact.tests.row(test as usize)?))
}

/// What tests add, typically.
pub(super) fn typical_of(tests: &BTreeSet<u32>, evidence: &Evidence) -> i64 {
    let growth = tests
        .iter()
        .filter_map(|test| evidence.confirmed.get(test))
        .map(growth_of);
    let growth: Vec<f64> = growth.map(|g| g as f64).collect();
    super::slope::median(&growth) as i64
}
