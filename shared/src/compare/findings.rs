//! Findings across two runs: which are gone, which stayed, which are new.

use std::collections::{HashMap, HashSet};

use super::verdict::{GONE_SHARE, Move};
use super::work::{self, Work};
use super::{Change, noise};
use crate::artifact::{Artifact, TestRow};
use crate::ending::Outcome;
use crate::finding::{Finding, Kind};
use crate::finding_text::headline;
use crate::message::{Key, Message, messages as say};
use crate::worth::is_worth_it;
use oomscope_quick::order::arrange;

/// What became of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Only the second run has it, and the first one would have found it.
    New,
    /// Both runs have it.
    Stayed,
    /// Only the first run has it. The second one would have found it, but its figures do not say that it
    /// is gone.
    NotFoundAgain(Left),
    /// Only the first run has it, the second one would have found it, and its figures fell.
    Gone,
    /// One run has it, and the other did not look for it: no hunt, an unfinished one, or a suite
    /// without the culprits.
    NotLookedFor,
}

/// Why a finding that was not found again does not count as gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// Its tests keep this much in the second run, in bytes.
    Kept(u64),
    /// One of its tests needs this much at once in the second run, in bytes.
    Needed(u64),
    /// It is of a fixture, which has no figures of its own, and all tests together keep this much in the
    /// second run, in bytes.
    KeptByAll(u64),
    /// So many of its tests did not run in the second run, or not as far.
    NotRun(usize),
    /// What its tests keep or need was not measured, or told nothing in the first run either.
    NotMeasured,
}

impl Left {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept(_) => "kept",
            Self::Needed(_) => "needed",
            Self::KeptByAll(_) => "kept_by_all",
            Self::NotRun(_) => "not_run",
            Self::NotMeasured => "not_measured",
        }
    }

    /// What is still kept or needed, in bytes; `None` where that is not known.
    pub fn bytes(self) -> Option<u64> {
        match self {
            Self::Kept(bytes) | Self::Needed(bytes) | Self::KeptByAll(bytes) => Some(bytes),
            Self::NotRun(_) | Self::NotMeasured => None,
        }
    }
}

impl Fate {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Stayed => "stayed",
            Self::NotFoundAgain(_) => "not_found_again",
            Self::Gone => "gone",
            Self::NotLookedFor => "not_looked_for",
        }
    }

    /// Its place among the others, in the order in which they are told.
    fn place(self) -> u8 {
        match self {
            Self::New => 0,
            Self::Stayed => 1,
            Self::NotFoundAgain(_) => 2,
            Self::Gone => 3,
            Self::NotLookedFor => 4,
        }
    }

    /// Why it does not count as gone, of one that was not found again.
    pub fn left(self) -> Option<Left> {
        match self {
            Self::NotFoundAgain(left) => Some(left),
            _ => None,
        }
    }

    /// As the beginning of a line.
    pub fn message(self) -> Message {
        match self {
            Self::New => Key::FateNew.into(),
            Self::Stayed => Key::FateStayed.into(),
            Self::Gone => Key::FateGone.into(),
            Self::NotLookedFor => Key::FateNotLookedFor.into(),
            Self::NotFoundAgain(left) => match left {
                Left::Kept(kept_bytes) => say::FateStillKept { kept_bytes }.into(),
                Left::Needed(needed_bytes) => say::FateStillNeeded { needed_bytes }.into(),
                Left::KeptByAll(kept_bytes) => say::FateStillKeptByAll { kept_bytes }.into(),
                Left::NotRun(tests) => say::FateTestsNotRun { tests }.into(),
                Left::NotMeasured => Key::FateNotMeasured.into(),
            },
        }
    }

    /// Whether the second run has it still, as it found or by the figures of its tests.
    pub fn is_left(self) -> bool {
        self == Self::Stayed || self.left().and_then(Left::bytes).is_some()
    }
}

/// One finding across both runs.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingDelta {
    /// What became of it.
    pub fate: Fate,
    /// Its position among the findings of the first run.
    pub before: Option<u32>,
    /// Its position among the findings of the second run.
    pub after: Option<u32>,
    /// What it says, of the second run where both have it.
    pub headline: Message,
}

impl FindingDelta {
    /// What became of which finding, as one sentence.
    pub fn sentence(&self) -> Message {
        say::FindingAcrossRuns {
            fate: self.fate.message(),
            finding: self.headline.clone(),
        }
        .into()
    }
}

/// Whether two findings are of one problem: of one kind, and held by the same object; where a holder is
/// not known, by the same cause and with a culprit in common.
fn is_same(one: &Finding, other: &Finding) -> bool {
    if one.kind != other.kind {
        return false;
    }
    match (&one.holder, &other.holder) {
        (Some(first), Some(second)) => first == second,
        _ => one.cause == other.cause && shares_culprit(one, other),
    }
}

fn shares_culprit(one: &Finding, other: &Finding) -> bool {
    let culprits: HashSet<&str> = one.culprits.iter().map(|id| bare(id)).collect();
    other.culprits.iter().any(|id| culprits.contains(bare(id)))
}

/// A test id without its parameters, which often change with the data of a suite.
fn bare(id: &str) -> &str {
    id.split_once('[').map_or(id, |(name, _)| name)
}

/// A run, with its tests by their names.
struct Seen<'a> {
    artifact: &'a Artifact,
    tests: HashMap<&'a str, Vec<(TestRow<'a>, Work)>>,
}

impl<'a> Seen<'a> {
    fn new(artifact: &'a Artifact) -> Self {
        let mut tests: HashMap<&str, Vec<_>> = HashMap::new();
        for (row, work) in artifact.tests.rows().zip(work::of_tests(artifact)) {
            tests.entry(bare(row.id)).or_default().push((row, work));
        }
        Self { artifact, tests }
    }

    /// The tests with the id of a culprit, else those that differ from it in their parameters only. None
    /// where the culprit is a fixture.
    fn of(&self, culprit: &str) -> Vec<(TestRow<'a>, Work)> {
        let alike = self.tests.get(bare(culprit));
        let alike = alike.map_or(&[][..], Vec::as_slice);
        let itself = alike.iter().filter(|(row, _)| row.id == culprit);
        let itself: Vec<_> = itself.copied().collect();
        if itself.is_empty() {
            alike.to_vec()
        } else {
            itself
        }
    }

    /// Whether this run would have shown a finding of the `other` run: it ran a culprit, and either its hunt
    /// was finished or there was nothing that a hunt is made for.
    fn would_show(&self, finding: &Finding, other: &Seen<'_>) -> bool {
        // A fixture is no test: it was there if any test was.
        let is_of_tests = (finding.culprits.iter()).any(|id| !other.of(id).is_empty());
        let is_culprit = |name: &str| finding.culprits.iter().any(|id| bare(id) == name);
        let ran = self.tests.iter().any(|(name, tests)| {
            tests.iter().any(|(_, work)| *work > Work::Nothing)
                && (!is_of_tests || is_culprit(name))
        });
        ran && match &self.artifact.hunt {
            Some(hunt) => hunt.undone.is_empty(),
            None => !is_worth_it(self.artifact),
        }
    }
}

/// What one test keeps, or of a hog what it needs, in bytes: the mean, where several rows are those of one
/// test with other parameters.
fn figure(kind: Kind, rows: &[(TestRow<'_>, Work)]) -> Option<u64> {
    let figure = |row: &TestRow<'_>| match kind {
        Kind::Leak => row.retained_bytes,
        Kind::Hog => row.peak_bytes,
    };
    let figures: Vec<u64> = rows.iter().filter_map(|(row, _)| figure(row)).collect();
    let sum = figures.iter().copied().fold(0, u64::saturating_add);
    sum.checked_div(figures.len() as u64)
}

/// Whether the figures of a finding fell by what it is about.
fn has_fallen(finding: &Finding, figures: Change) -> bool {
    let (Some(before), Some(after)) = (figures.before, figures.after) else {
        return false;
    };
    let fall = before.saturating_sub(after);
    match finding.kind {
        // What is left may be imports and caches, for which whichever test is the first one pays.
        Kind::Leak => {
            let all = finding.retained_bytes.unwrap_or(before).min(before) as f64;
            fall as f64 >= all * (1.0 - GONE_SHARE) && fall as f64 > before as f64 * noise::RELATIVE
        }
        Kind::Hog => fall > noise::floor(figures, noise::ABSOLUTE_BYTES),
    }
}

/// Why a finding that the second run would have shown does not count as gone; `None` where it does. `moves`
/// is what is known about the runs as a whole.
fn left(finding: &Finding, before: &Seen<'_>, after: &Seen<'_>, moves: [Move; 2]) -> Option<Left> {
    let mut figures = Change::default();
    let (mut known, mut not_run, mut is_measured) = (0, 0, true);
    let mut is_of_fixture = finding.culprits.is_empty();
    for culprit in &finding.culprits {
        let first = before.of(culprit);
        let Some(far) = first.iter().map(|(_, work)| *work).max() else {
            is_of_fixture = true;
            continue;
        };
        // A test that fails half-way, or dies, needs and keeps less without being mended.
        let mut second = after.of(culprit);
        let far = far.max(Work::Part);
        second.retain(|(row, work)| *work >= far && row.outcome != Outcome::Died);
        if second.is_empty() {
            not_run += 1;
            continue;
        }
        // Of a test that died the finding knows more than its row.
        let first = figure(finding.kind, &first);
        let (first, add): (_, fn(u64, u64) -> u64) = match finding.kind {
            Kind::Leak => (first.or(finding.bytes_per_test), u64::saturating_add),
            Kind::Hog => (first.max(finding.retained_bytes), u64::max),
        };
        let (Some(first), Some(second)) = (first, figure(finding.kind, &second)) else {
            is_measured = false;
            continue;
        };
        known += 1;
        figures.before = Some(figures.before.map_or(first, |before| add(before, first)));
        figures.after = Some(figures.after.map_or(second, |after| add(after, second)));
    }
    if let Some(still) = figures.after
        && !has_fallen(finding, figures)
    {
        // Who is at fault need not be who keeps it: one test can switch off the garbage collector for all.
        let each = finding.bytes_per_test.unwrap_or(0);
        let told = finding
            .retained_bytes
            .unwrap_or(0)
            .min(each.saturating_mul(known));
        return Some(match finding.kind {
            Kind::Hog => Left::Needed(still),
            Kind::Leak if still == 0 || figures.before.is_none_or(|before| before < told / 2) => {
                Left::NotMeasured
            }
            Kind::Leak => Left::Kept(still),
        });
    }
    if not_run > 0 {
        return Some(Left::NotRun(not_run));
    }
    if !is_measured {
        return Some(Left::NotMeasured);
    }
    if is_of_fixture && !moves.contains(&Move::Fell) {
        let kept = after.artifact.retained_bytes().filter(|kept| *kept > 0);
        return Some(kept.map_or(Left::NotMeasured, Left::KeptByAll));
    }
    None
}

/// Every finding of both runs, once: new ones first. `moves` is what is known about the runs as a whole.
pub(super) fn deltas(before: &Artifact, after: &Artifact, moves: [Move; 2]) -> Vec<FindingDelta> {
    let (first, second) = (Seen::new(before), Seen::new(after));
    let mut left_over: Vec<usize> = (0..after.findings.len()).collect();
    let mut deltas = Vec::new();
    for (at, finding) in before.findings.iter().enumerate() {
        let mut partners = left_over.iter().enumerate().filter(|(_, other)| {
            let other = &after.findings[**other];
            is_same(finding, other)
        });
        // One holder can keep the memory of several findings; the one with a common culprit comes first.
        let partner = partners
            .clone()
            .find(|(_, other)| shares_culprit(finding, &after.findings[**other]))
            .or_else(|| partners.next())
            .map(|(place, other)| (place, *other));
        let (fate, other) = match partner {
            Some((place, other)) => {
                left_over.remove(place);
                (Fate::Stayed, Some(other))
            }
            None if second.would_show(finding, &first) => {
                let left = left(finding, &first, &second, moves);
                (left.map_or(Fate::Gone, Fate::NotFoundAgain), None)
            }
            None => (Fate::NotLookedFor, None),
        };
        deltas.push(FindingDelta {
            fate,
            before: Some(at as u32),
            after: other.map(|other| other as u32),
            headline: headline(other.map_or(finding, |other| &after.findings[other])),
        });
    }
    deltas.extend(left_over.into_iter().map(|at| {
        let finding = &after.findings[at];
        FindingDelta {
            fate: if first.would_show(finding, &second) {
                Fate::New
            } else {
                Fate::NotLookedFor
            },
            before: None,
            after: Some(at as u32),
            headline: headline(finding),
        }
    }));
    arrange(&mut deltas, &|a, b| a.fate.place().cmp(&b.fate.place()));
    deltas
}

#[cfg(test)]
mod tests;
