//! Findings across two runs: which are gone, which stayed, which are new.

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::verdict::{GONE_SHARE, Move};
use super::work::{self, Work};
use super::{Change, noise};
use crate::artifact::{Artifact, TestRow};
use crate::ending::Outcome;
use crate::finding::{Finding, Kind};
use crate::finding_text::headline;
use crate::hunt::suspects::is_worth_it;
use crate::order::arrange;
use crate::units::bytes;

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

    /// Whether the second run has it still, as it found or by the figures of its tests.
    pub fn is_left(self) -> bool {
        self == Self::Stayed || self.left().and_then(Left::bytes).is_some()
    }
}

/// As the beginning of a line.
impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match *self {
            Self::New => "new".to_owned(),
            Self::Stayed => "stayed".to_owned(),
            Self::Gone => "gone".to_owned(),
            Self::NotLookedFor => "only in one run, the other did not look for it".to_owned(),
            Self::NotFoundAgain(Left::Kept(kept)) => {
                format!("not found again; its tests still keep {}", bytes(kept))
            }
            Self::NotFoundAgain(Left::Needed(needed)) => {
                format!(
                    "not found again; its tests still need {} at once",
                    bytes(needed)
                )
            }
            Self::NotFoundAgain(Left::KeptByAll(kept)) => {
                format!(
                    "not found again; all tests together still keep {}",
                    bytes(kept)
                )
            }
            Self::NotFoundAgain(Left::NotRun(tests)) => {
                format!("not found again, but {tests} of its tests did not run, or not as far")
            }
            Self::NotFoundAgain(Left::NotMeasured) => {
                "not found again; no figure tells whether it is gone".to_owned()
            }
        };
        f.write_str(&words)
    }
}

/// One finding across both runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingDelta {
    /// What became of it.
    pub fate: Fate,
    /// Its position among the findings of the first run.
    pub before: Option<u32>,
    /// Its position among the findings of the second run.
    pub after: Option<u32>,
    /// What it says, of the second run where both have it.
    pub headline: String,
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
            Kind::Leak if figures.before < Some(told / 2) || still == 0 => Left::NotMeasured,
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
mod tests {
    use super::*;
    use crate::compare::{TextOptions, VerdictKind, compare, markdown, text};
    use crate::ending::Ending;
    use crate::finding::{Cause, Hunt, Kind};
    use crate::github::comment;
    use crate::testing::{Told, command, finding, pytest, story_after, story_before};
    use crate::units::MIB;

    fn hunted(told: Told, findings: Vec<Finding>, undone: &[&str]) -> Artifact {
        let told = told.with(|artifact| {
            artifact.findings = findings;
            artifact.hunt = Some(Hunt {
                undone: undone.iter().map(|text| (*text).to_owned()).collect(),
                ..Hunt::default()
            });
        });
        told.done()
    }

    fn fates(before: &Artifact, after: &Artifact) -> Vec<Fate> {
        let found = compare(before, after).findings;
        found.iter().map(|one| one.fate).collect()
    }

    #[test]
    fn a_finding_is_gone_only_where_it_was_looked_for() {
        let before = hunted(story_before(), vec![finding()], &[]);
        // Mended, and nothing that a hunt would be made for.
        assert_eq!(fates(&before, &story_after().done()), [Fate::Gone]);
        assert_eq!(
            fates(&before, &hunted(story_after(), vec![], &[])),
            [Fate::Gone]
        );
        let cut_short = hunted(story_after(), vec![], &["The time was over."]);
        assert_eq!(fates(&before, &cut_short), [Fate::NotLookedFor]);
        // The leak is still there, and `--hunt off` did not look for it.
        assert_eq!(fates(&before, &story_before().done()), [Fate::NotLookedFor]);
        // The culprit was taken out of the suite.
        let other = story_after().with(|artifact| {
            for id in &mut artifact.tests.id {
                *id = id.replace("test_collector", "test_other");
            }
        });
        assert_eq!(fates(&before, &other.done()), [Fate::NotLookedFor]);
    }

    #[test]
    fn the_same_holder_is_the_same_problem() {
        let first = finding();
        let mut renamed = finding();
        renamed.culprits = vec!["tests/test_moved.py::test_x".into()];
        renamed.cause = Cause::ModuleGlobal;
        let mut elsewhere = finding();
        elsewhere.holder = Some("app.cache".into());
        let before = hunted(story_before(), vec![first.clone()], &[]);
        let after = hunted(story_before(), vec![elsewhere.clone(), renamed], &[]);
        let found = compare(&before, &after).findings;
        assert_eq!(
            found
                .iter()
                .map(|d| (d.fate, d.before, d.after))
                .collect::<Vec<_>>(),
            [(Fate::New, None, Some(0)), (Fate::Stayed, Some(0), Some(1))]
        );
        // Where one hunt did not come to the holder, cause and culprit tell.
        elsewhere.holder = None;
        elsewhere.culprits = vec!["tests/test_metrics.py::test_collector[55]".into()];
        let after = hunted(story_before(), vec![elsewhere.clone()], &[]);
        assert_eq!(fates(&before, &after), [Fate::Stayed]);
        elsewhere.kind = Kind::Hog;
        let after = hunted(story_before(), vec![elsewhere], &[]);
        let still = Fate::NotFoundAgain(Left::Kept(7_680 << 10));
        assert_eq!(fates(&before, &after), [Fate::New, still]);
    }

    /// What became of the one finding of the first run.
    fn fate(before: &Artifact, after: Told) -> Fate {
        let found = fates(before, &hunted(after, vec![], &[]));
        assert_eq!(found.len(), 1);
        found[0]
    }

    #[test]
    fn a_finding_whose_tests_keep_as_much_as_before_is_not_gone() {
        let before = hunted(story_before(), vec![finding()], &[]);
        let after = hunted(story_before(), vec![], &[]);
        let comparison = compare(&before, &after);
        let left = Left::Kept(7_680 << 10);
        assert_eq!(comparison.findings[0].fate, Fate::NotFoundAgain(left));
        assert_eq!(comparison.verdict.kind, VerdictKind::Unchanged);
        for text in [
            text(&comparison, &TextOptions { width: 200, top: 3 }),
            markdown(&comparison),
            comment(&after, Some(&before), None),
        ] {
            let words = "not found again; its tests still keep 7.5 MiB: Leak: ";
            assert!(text.contains(words), "{text}");
            assert!(!text.contains("gone:"), "{text}");
        }
        let json = crate::compare::json(&comparison);
        assert_eq!(json["findings"][0]["fate"], "not_found_again");
        assert_eq!(json["findings"][0]["left"], "kept");
        assert_eq!(json["findings"][0]["left_bytes"], 7_680 << 10);
        // Half of it is mended, or the little that imports take is left of it.
        let kept = |kib| story_after().with(|artifact| artifact.tests.retained_kib[0] = Some(kib));
        assert_eq!(
            fate(&before, kept(3_840)),
            Fate::NotFoundAgain(Left::Kept(3_840 << 10))
        );
        assert_eq!(fate(&before, kept(500)), Fate::Gone);
    }

    #[test]
    fn what_the_first_test_pays_for_imports_is_no_leak_that_is_left() {
        let mut leak = finding();
        leak.retained_bytes = Some(7 * MIB);
        let imports = |told: Told| {
            told.with(|artifact| {
                let kept = &mut artifact.tests.retained_kib[0];
                *kept = kept.map(|kib| kib + 12 * 1024);
            })
        };
        let before = hunted(imports(story_before()), vec![leak], &[]);
        assert_eq!(fate(&before, imports(story_after())), Fate::Gone);
        assert_ne!(fate(&before, imports(story_before())), Fate::Gone);
    }

    #[test]
    fn a_culprit_that_did_nothing_does_not_tell_that_it_is_mended() {
        let mut both = finding();
        both.culprits.push(crate::testing::suite_id(1));
        let before = hunted(story_before(), vec![both], &[]);
        let second = |outcome, kept| {
            story_after().with(move |artifact| {
                artifact.tests.outcome[1] = outcome;
                artifact.tests.retained_kib[1] = kept;
            })
        };
        let not_run = Fate::NotFoundAgain(Left::NotRun(1));
        assert_eq!(fate(&before, second(Outcome::Passed, Some(24))), Fate::Gone);
        for outcome in [Outcome::Skipped, Outcome::Failed, Outcome::Died] {
            assert_eq!(fate(&before, second(outcome, Some(24))), not_run);
        }
        assert_eq!(
            fate(&before, second(Outcome::Passed, None)),
            Fate::NotFoundAgain(Left::NotMeasured)
        );
        // One whose parameters are others now is still the same test.
        let renamed = story_after().with(|artifact| {
            for id in &mut artifact.tests.id {
                *id = id.replace('[', "[v2-");
            }
        });
        assert_eq!(fate(&before, renamed), Fate::Gone);
    }

    #[test]
    fn a_hog_is_judged_by_what_it_needs() {
        let hog = |died| {
            let (outcome, peak) = if died {
                (Outcome::Died, -1)
            } else {
                (Outcome::Passed, 400)
            };
            let told = pytest()
                .limit(400)
                .suite(0, 9, 50, 0)
                .test("t::hog", outcome, peak, 0);
            let ending = if died {
                Ending::OverLimit
            } else {
                Ending::Passed
            };
            let needs = Finding {
                culprits: vec!["t::hog".to_owned()],
                retained_bytes: Some(401 * MIB),
                ..Finding::new(Kind::Hog, Cause::LargeTransient)
            };
            hunted(told.batch(ending, 401), vec![needs], &[])
        };
        let after = |outcome, peak| {
            let told = pytest().suite(0, 9, 50, 0).test("t::hog", outcome, peak, 0);
            told.batch(Ending::Passed, 900)
        };
        for before in [hog(true), hog(false)] {
            let needed = |mib| Fate::NotFoundAgain(Left::Needed(mib * MIB));
            assert_eq!(fate(&before, after(Outcome::Passed, 400)), needed(400));
            assert_eq!(fate(&before, after(Outcome::Passed, 900)), needed(900));
            assert_eq!(fate(&before, after(Outcome::Passed, 100)), Fate::Gone);
            assert_eq!(
                fate(&before, after(Outcome::Passed, -1)),
                Fate::NotFoundAgain(Left::NotMeasured)
            );
            assert_eq!(
                fate(&before, after(Outcome::Died, 100)),
                Fate::NotFoundAgain(Left::NotRun(1))
            );
        }
        let said = Fate::NotFoundAgain(Left::Needed(400 * MIB)).to_string();
        assert_eq!(
            said,
            "not found again; its tests still need 400 MiB at once"
        );
    }

    #[test]
    fn a_fixture_is_judged_by_the_whole_run() {
        let mut of_fixture = finding();
        of_fixture.culprits = vec!["client".to_owned()];
        of_fixture.cause = Cause::Fixture;
        let before = hunted(story_before(), vec![of_fixture], &[]);
        let all = Left::KeptByAll(87 * (7_680 << 10));
        assert_eq!(fate(&before, story_before()), Fate::NotFoundAgain(all));
        assert_eq!(fate(&before, story_after()), Fate::Gone);
    }

    #[test]
    fn one_who_is_at_fault_and_keeps_nothing_proves_nothing() {
        let mut enabler = finding();
        enabler.cause = Cause::GcDisabled;
        let calm = |told: Told| told.with(|artifact| artifact.tests.retained_kib[0] = Some(100));
        let before = hunted(calm(story_before()), vec![enabler], &[]);
        assert_eq!(
            fate(&before, calm(story_before())),
            Fate::NotFoundAgain(Left::NotMeasured)
        );
    }

    #[test]
    fn a_culprit_is_a_test_whatever_its_id_looks_like() {
        let run = |names: &[&str], kept: i64| {
            let tests = names.iter().fold(command(), |told, name| {
                told.test(name, Outcome::Ran, 50, kept)
            });
            tests.batch(Ending::Passed, 60)
        };
        let mut leak = finding();
        leak.culprits = vec!["case-1".to_owned()];
        let before = hunted(run(&["case-1", "case-2"], 7_680), vec![leak], &[]);
        assert_eq!(fate(&before, run(&["case-2"], 0)), Fate::NotLookedFor);
        assert_eq!(fate(&before, run(&["case-1", "case-2"], 0)), Fate::Gone);
        assert_eq!(
            fate(&before, run(&["case-1", "case-2"], 7_680)),
            Fate::NotFoundAgain(Left::Kept(7_680 << 10))
        );
    }

    #[test]
    fn nothing_is_fixed_while_a_finding_is_still_there() {
        let before = hunted(story_before(), vec![finding()], &[]);
        // All the others are mended, and what is left is a small part of it all.
        let after = story_after().with(|artifact| artifact.tests.retained_kib[0] = Some(7_680));
        let after = hunted(after, vec![], &[]);
        let verdict = compare(&before, &after).verdict;
        assert_eq!(verdict.kind, VerdictKind::Improved);
        let reasons = verdict.reasons.join("\n");
        assert!(
            reasons.contains("A finding of the first run is still there"),
            "{reasons}"
        );
        let unknown = hunted(story_before(), vec![], &[]);
        assert_eq!(compare(&unknown, &after).verdict.kind, VerdictKind::Fixed);
    }
}
