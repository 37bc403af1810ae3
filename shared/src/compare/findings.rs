//! Findings across two runs: which are gone, which stayed, which are new.

use std::collections::HashSet;

use crate::artifact::Artifact;
use crate::ending::Outcome;
use crate::finding::Finding;
use crate::finding_text::headline;
use crate::message::{Key, Message};
use crate::order::arrange;
use crate::worth::is_worth_it;

/// What became of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Only the second run has it, and the first one would have found it.
    New,
    /// Both runs have it.
    Stayed,
    /// Only the first run has it, and the second one would have found it.
    Gone,
    /// One run has it, and the other did not look for it: no hunt, an unfinished one, or a suite
    /// without the culprits.
    NotLookedFor,
}

impl Fate {
    /// Every fate, in the order in which they are told.
    pub const ALL: [Self; 4] = [Self::New, Self::Stayed, Self::Gone, Self::NotLookedFor];

    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Stayed => "stayed",
            Self::Gone => "gone",
            Self::NotLookedFor => "not_looked_for",
        }
    }

    /// As the beginning of a line.
    pub fn message(self) -> Message {
        let key = match self {
            Self::New => Key::FateNew,
            Self::Stayed => Key::FateStayed,
            Self::Gone => Key::FateGone,
            Self::NotLookedFor => Key::FateNotLookedFor,
        };
        key.into()
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

/// Whether a run would have shown this finding of another run: it ran a culprit to its end, and either
/// its hunt was finished or there was nothing that a hunt is made for.
fn would_show(artifact: &Artifact, finding: &Finding) -> bool {
    let culprits: HashSet<&str> = finding.culprits.iter().map(|id| bare(id)).collect();
    // A fixture is no test: it was there if any test was.
    let is_of_tests = finding.culprits.iter().any(|id| id.contains("::"));
    let ran = artifact.tests.rows().any(|row| {
        let is_done = !matches!(row.outcome, Outcome::Skipped | Outcome::NotRun);
        is_done && (!is_of_tests || culprits.contains(bare(row.id)))
    });
    ran && match &artifact.hunt {
        Some(hunt) => hunt.undone.is_empty(),
        None => !is_worth_it(artifact),
    }
}

fn told(finding: &Finding) -> Message {
    Message::quote(headline(finding))
}

/// Every finding of both runs, once: new ones first.
pub(super) fn deltas(before: &Artifact, after: &Artifact) -> Vec<FindingDelta> {
    let mut left: Vec<usize> = (0..after.findings.len()).collect();
    let mut deltas = Vec::new();
    for (at, finding) in before.findings.iter().enumerate() {
        let mut partners = left.iter().enumerate().filter(|(_, other)| {
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
                left.remove(place);
                (Fate::Stayed, Some(other))
            }
            None if would_show(after, finding) => (Fate::Gone, None),
            None => (Fate::NotLookedFor, None),
        };
        deltas.push(FindingDelta {
            fate,
            before: Some(at as u32),
            after: other.map(|other| other as u32),
            headline: told(other.map_or(finding, |other| &after.findings[other])),
        });
    }
    deltas.extend(left.into_iter().map(|at| {
        let finding = &after.findings[at];
        FindingDelta {
            fate: if would_show(before, finding) {
                Fate::New
            } else {
                Fate::NotLookedFor
            },
            before: None,
            after: Some(at as u32),
            headline: told(finding),
        }
    }));
    arrange(&mut deltas, &|a, b| a.fate.cmp(&b.fate));
    deltas
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Cause, Hunt, Kind};
    use crate::testing::{Told, finding, story_after, story_before};

    fn hunted(told: Told, findings: Vec<Finding>, undone: &[&str]) -> Artifact {
        let told = told.with(|artifact| {
            artifact.findings = findings;
            artifact.hunt = Some(Hunt {
                undone: undone.iter().map(|text| (*text).into()).collect(),
                ..Hunt::default()
            });
        });
        told.done()
    }

    fn fates(before: &Artifact, after: &Artifact) -> Vec<Fate> {
        deltas(before, after).iter().map(|d| d.fate).collect()
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
        let found = deltas(&before, &after);
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
        assert_eq!(fates(&before, &after), [Fate::New, Fate::Gone]);
    }
}
