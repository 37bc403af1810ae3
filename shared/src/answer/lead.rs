//! Who is to blame, in one sentence before all others: the weightiest finding, and what became of the tests.

use crate::artifact::{Artifact, Completion};
use crate::ending::{Ending, Outcome};
use crate::finding::{Cause, Finding, Kind};
use crate::message::{Message, messages};
use crate::plain::one_line;
use crate::table::id_in_sentence;

/// From here on a finding is said without "probably".
const SURE: f64 = 0.7;

/// The sentence that names the culprit.
#[derive(Debug, Clone, PartialEq)]
pub struct Lead {
    /// The position of its finding.
    pub finding: usize,
    /// Who keeps or needs how much.
    pub sentence: Message,
    /// Whether it also says what the headline of the answer does.
    pub is_whole: bool,
}

/// The culprit of a run, if one was found.
pub fn lead(artifact: &Artifact) -> Option<Lead> {
    let (at, finding) = weightiest(artifact)?;
    let mut lead = clause(finding)?;
    if finding.confidence < SURE {
        lead = messages::LeadProbable { lead }.into();
    }
    let peak = artifact.peak_bytes().filter(|_| is_all_green(artifact));
    let sentence = match peak {
        Some(peak_bytes) => messages::LeadAllPassed {
            lead,
            at_once: artifact.at_once(),
            peak_bytes,
        }
        .into(),
        None => messages::Sentence { clause: lead }.into(),
    };
    Some(Lead {
        finding: at,
        sentence,
        is_whole: peak.is_some(),
    })
}

/// What a test needs that died of it goes before all that others keep; else it goes by the bytes.
fn weightiest(artifact: &Artifact) -> Option<(usize, &Finding)> {
    let died = (0_u32..)
        .zip(&artifact.tests.outcome)
        .filter(|(_, outcome)| **outcome == Outcome::Died);
    let died: Vec<&str> = died.map(|(test, _)| artifact.test_id(test)).collect();
    let has_died = |finding: &Finding| {
        let mut culprits = finding.culprits.iter();
        finding.kind == Kind::Hog && culprits.any(|culprit| died.contains(&culprit.as_str()))
    };
    let all = artifact.findings.iter().enumerate();
    // Of equal ones the last would be taken.
    all.rev()
        .max_by_key(|(_, finding)| (has_died(finding), finding.retained_bytes))
}

fn clause(finding: &Finding) -> Option<Message> {
    let bytes = finding.retained_bytes?;
    let lead = match (finding.kind, finding.culprits.as_slice()) {
        (_, []) => return None,
        (Kind::Hog, [one]) => messages::LeadNeeds {
            who: name(one),
            needed_bytes: bytes,
        }
        .into(),
        (Kind::Hog, many) => messages::LeadNeed {
            tests: many.len(),
            needed_bytes: bytes,
        }
        .into(),
        (Kind::Leak, [one]) if finding.cause == Cause::Fixture && !one.contains("::") => {
            let who = messages::WhoFixture {
                fixture: one_line(one),
            };
            messages::LeadKeeps {
                who: Message::from(who),
                kept_bytes: bytes,
            }
            .into()
        }
        (Kind::Leak, [one]) => messages::LeadKeeps {
            who: name(one),
            kept_bytes: bytes,
        }
        .into(),
        (Kind::Leak, many) => messages::LeadKeep {
            tests: many.len(),
            kept_bytes: bytes,
        }
        .into(),
    };
    Some(match &finding.holder {
        Some(holder) if finding.kind == Kind::Leak => messages::LeadIn {
            lead: Message::clone(&lead),
            holder: one_line(holder_name(holder)),
        }
        .into(),
        _ => lead,
    })
}

/// A test without its file.
fn name(id: &str) -> String {
    let name = id.split_once("::").map_or(id, |(_, name)| name);
    id_in_sentence(name)
}

/// A holder without the modules that it stands in: from the first part on that is called as no module is.
fn holder_name(holder: &str) -> &str {
    let is_module = |part: &str| {
        let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        !part.is_empty() && part.chars().all(is_word)
    };
    let mut rest = holder;
    while let Some((part, after)) = rest.split_once('.') {
        if !is_module(part) {
            return rest;
        }
        rest = after;
    }
    // All are small letters: nobody knows which of them are modules.
    if is_module(rest) { holder } else { rest }
}

fn is_all_green(artifact: &Artifact) -> bool {
    let tests = &artifact.tests;
    let passed = tests.count(Outcome::Passed) + tests.count(Outcome::Xpassed);
    let is_green = |ending: Ending| ending == Ending::Passed;
    artifact.run.completion == Completion::Finished
        && passed == tests.len()
        && artifact.batches.iter().all(|batch| is_green(batch.ending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{self, RunBuilder, pytest, story_before};

    fn said(told: RunBuilder) -> String {
        let lead = lead(&told.done());
        lead.map(|lead| lead.sentence.english()).unwrap_or_default()
    }

    #[test]
    fn the_culprit_is_named_first() {
        let found = |change: fn(&mut Finding)| {
            said(story_before().with(|artifact| {
                let mut finding = testing::finding();
                finding.culprits = artifact.tests.id.clone();
                change(&mut finding);
                artifact.findings = vec![finding];
            }))
        };
        let dead = pytest().suite(1, 4, 90, 0).victim(0);
        let dead = dead.batch(Ending::OutOfMemory, 400).with(|artifact| {
            let mut leak = testing::finding();
            leak.retained_bytes = Some(1 << 40);
            artifact.findings = vec![leak, testing::hog()];
        });
        let lines = [
            found(|_| {}),
            found(|finding| finding.holder = Some("app.cache.entries".into())),
            found(|finding| finding.culprits.truncate(1)),
            found(|finding| finding.holder = None),
            found(|finding| finding.confidence = 0.5),
            found(|finding| finding.retained_bytes = None),
            said(dead),
        ];
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn a_holder_begins_where_it_is_no_module() {
        for (holder, short) in [
            ("a.b.REGISTRY._names", "REGISTRY._names"),
            ("a.Cache.entries", "Cache.entries"),
            ("a.b.c", "a.b.c"),
            ("X", "X"),
            ("", ""),
        ] {
            assert_eq!(holder_name(holder), short);
        }
    }
}
