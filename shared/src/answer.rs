//! The answer of a run: its weightiest fact in one sentence and what belongs to it, for the terminal and the
//! page alike.

mod ended;
mod facts;
mod lead;
mod markdown;
mod phase;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use self::facts::Facts;
use crate::artifact::{Artifact, Batch};
use crate::classify;
use crate::compare::noise::retained_floor;
use crate::ending::{Ending, Outcome};
use crate::finding_text;
use crate::message::{Key, Message, messages};

pub use ended::explain_ending;
pub use lead::{Lead, lead};
pub use markdown::markdown;
pub use phase::{kept_by_fixtures, kept_by_phase};

/// Tests keep much where those of one process keep at least this share of its peak between them, and
/// more than the noise of such a sum. Imports and caches that the first tests pay for stay below it as
/// a rule.
pub const KEPT_SHARE: f64 = 0.30;

/// How an answer is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tone {
    /// Nothing is to be done.
    Good,
    /// Something deserves a look: the run is incomplete, or the tests keep much memory.
    Attention,
    /// Something is broken: a death, or a failed test.
    Bad,
}

impl Tone {
    /// The name, for example for a class of a style sheet.
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Attention => "attention",
            Self::Bad => "bad",
        }
    }
}

/// What a run says.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The answer in one sentence.
    pub headline: Message,
    /// What belongs to it, one sentence each; the last ones are of the findings, one of each.
    pub details: Vec<Message>,
    /// How it is to be taken.
    pub tone: Tone,
}

/// Something that a run says, as a clause: `3 of 87 tests failed`.
struct Fact {
    clause: Message,
    tone: Tone,
}

impl Fact {
    fn new(clause: impl Into<Message>, tone: Tone) -> Self {
        let clause = clause.into();
        Self { clause, tone }
    }

    fn bad(clause: impl Into<Message>) -> Self {
        Self::new(clause, Tone::Bad)
    }

    fn attention(clause: impl Into<Message>) -> Self {
        Self::new(clause, Tone::Attention)
    }
}

/// Whether the tests that shared a process kept much of its memory between them. Counted process by
/// process: every fresh one pays for its imports once more, and many of them are no leak.
pub fn keeps_much(artifact: &Artifact) -> bool {
    let mut kept: BTreeMap<u32, (u64, usize)> = BTreeMap::new();
    for row in artifact.tests.rows() {
        if let (Some(batch), Some(bytes)) = (row.batch, row.retained_bytes) {
            let (sum, tests) = kept.entry(batch).or_default();
            *sum = sum.saturating_add(bytes);
            *tests += 1;
        }
    }
    artifact.batches.iter().any(|batch| {
        let (sum, tests) = kept.get(&batch.index).copied().unwrap_or_default();
        batch
            .peak_bytes
            .is_some_and(|peak| sum as f64 >= peak as f64 * KEPT_SHARE)
            && sum > retained_floor(tests)
    })
}

/// The tests that died, each with its batch, looked up once for all batches.
pub struct Victims(Vec<(u32, Option<u32>)>);

impl Victims {
    /// Those of a run.
    pub fn of(artifact: &Artifact) -> Self {
        let tests = &artifact.tests;
        let all = (0_u32..).zip(tests.outcome.iter().zip(&tests.batch));
        let died = all.filter(|(_, (outcome, _))| **outcome == Outcome::Died);
        Self(died.map(|(test, (_, batch))| (test, *batch)).collect())
    }

    /// The tests that were running when a batch or the worker that they ran in died, and that did not end it
    /// themselves, as indexes into the columns of the tests. There can be several, where several workers ran at
    /// once. Whoever stops a run makes no victims.
    pub fn in_batch(&self, batch: &Batch) -> Vec<u32> {
        if batch.ending == Ending::Interrupted {
            return Vec::new();
        }
        let died = (self.0.iter()).filter(|(_, its_batch)| *its_batch == Some(batch.index));
        let mut victims: Vec<u32> = died.map(|(test, _)| *test).collect();
        if let Some(victim) = batch.victim
            && !victims.contains(&victim)
        {
            victims.push(victim);
        }
        victims.retain(|victim| !batch.at_fault.contains(victim));
        victims
    }
}

/// The tests that died by their own doing, as a sentence.
pub fn own_doing(artifact: &Artifact) -> Option<Message> {
    Facts::of(artifact).own_doing()
}

/// What was held against the limit, where the peak lies above it.
pub fn charged(artifact: &Artifact) -> Option<Message> {
    let (charged_bytes, limit_bytes) = artifact.charged_at_peak()?;
    let said = messages::AnswerCharged {
        charged_bytes,
        limit_bytes,
    };
    Some(said.into())
}

/// What to do where a runtime gave up at a limit of its own, as a sentence.
pub fn heap_limit(artifact: &Artifact) -> Option<Message> {
    let mut ended_badly = artifact
        .batches
        .iter()
        .filter(|batch| batch.pass.is_of_suite() && batch.ending != Ending::Passed);
    ended_badly.find_map(|batch| classify::heap_limit(batch.facts.as_deref()?))
}

/// How many tests have an outcome.
pub fn told(artifact: &Artifact) -> usize {
    Facts::of(artifact).told()
}

/// The answer of a run.
pub fn answer(artifact: &Artifact) -> Answer {
    let facts = Facts::of(artifact);
    // The weightiest fact is the headline; those below it follow as details.
    let mut told = facts.wrong().into_iter();
    let Fact { clause, mut tone } = told.next().unwrap_or_else(|| facts.fine());
    let mut details: Vec<Message> = Vec::new();
    for fact in told {
        let clause = fact.clause;
        details.push(messages::Sentence { clause }.into());
        tone = tone.max(fact.tone);
    }
    let at_once = artifact.at_once();
    let headline = match artifact.peak_bytes() {
        // After a story of deaths the peak would make the headline too long.
        Some(peak_bytes) if facts.is_peak_in_headline() => messages::AnswerWithPeak {
            clause,
            at_once,
            peak_bytes,
        }
        .into(),
        peak => {
            details.push(match peak {
                Some(peak_bytes) => messages::AnswerPeak {
                    at_once,
                    peak_bytes,
                }
                .into(),
                None => Key::AnswerWithoutPeak.into(),
            });
            messages::Sentence { clause }.into()
        }
    };
    details.extend(charged(artifact));
    if tone != Tone::Good {
        details.extend(facts.outcomes());
    }
    details.extend(facts.own_doing());
    details.extend(facts.culprits());
    details.extend(facts.victims());
    details.extend(heap_limit(artifact));
    let findings = artifact.findings.iter().map(|finding| {
        let clause = finding_text::headline(finding);
        messages::Sentence { clause }.into()
    });
    let look: Vec<Message> = facts
        .flaky()
        .into_iter()
        .chain(facts.kept())
        .chain(findings)
        .collect();
    if !look.is_empty() {
        tone = tone.max(Tone::Attention);
    }
    details.extend(look);
    Answer {
        headline,
        details,
        tone,
    }
}
