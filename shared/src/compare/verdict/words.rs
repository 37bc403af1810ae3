//! The headline and the doubts as messages.

use super::decision::Deaths;
use super::{Doubt, Figure, Missing, Reached, Reason, Size, Standing, Verdict, Which};
use crate::compare::{Change, VerdictKind};
use crate::message::{Key, Message, Parameter, Value, messages as say};

impl Verdict {
    /// The headline: one or two sentences with the figures.
    pub fn sentence(&self) -> Message {
        let figures: Vec<Message> = self.figures.iter().map(Figure::message).collect();
        let doubt = || self.doubts.first().unwrap_or(&Doubt::Figures).message();
        let verdict = match self.kind {
            VerdictKind::Inconclusive if figures.is_empty() => {
                let doubt = doubt();
                say::VerdictOpen { doubt }.into()
            }
            VerdictKind::Inconclusive => {
                let doubt = doubt();
                say::VerdictOpenSeen { doubt, figures }.into()
            }
            kind => {
                let verdict = kind.key();
                say::VerdictDecided { verdict, figures }.into()
            }
        };
        match self.newly_failing {
            0 => verdict,
            tests => say::VerdictAndFailing { verdict, tests }.into(),
        }
    }

    /// Why, one message each.
    pub fn told(&self) -> impl Iterator<Item = Message> {
        self.reasons.iter().map(Reason::message)
    }
}

/// `a; b; c`, of clauses that may hold commas themselves.
pub(in crate::compare) fn clauses(items: impl IntoIterator<Item = Message>) -> Message {
    let items = items.into_iter();
    let told = items.reduce(|clauses, clause| say::ClauseNext { clauses, clause }.into());
    told.unwrap_or_else(|| Message::quote(""))
}

pub(super) fn doubts(doubts: &[Doubt]) -> Message {
    clauses(doubts.iter().map(Doubt::message))
}

impl Parameter for Which {
    fn value(self) -> Value {
        let name = match self {
            Self::First => "first",
            Self::Second => "second",
        };
        name.value()
    }
}

impl Parameter for Size {
    fn value(self) -> Value {
        let name = match self {
            Self::Small => "small",
            Self::Moderate => "moderate",
            Self::Large => "large",
        };
        name.value()
    }
}

/// Where a figure went.
#[derive(Debug, Clone, Copy)]
pub(super) enum Way {
    Fall,
    Rise,
}

impl Way {
    pub(super) fn of(before: u64, after: u64) -> Self {
        if after < before {
            Self::Fall
        } else {
            Self::Rise
        }
    }
}

impl Parameter for Way {
    fn value(self) -> Value {
        let name = match self {
            Self::Fall => "fall",
            Self::Rise => "rise",
        };
        name.value()
    }
}

impl Reached {
    /// As a figure among others: `≥ 402 MiB`.
    pub fn message(self) -> Message {
        let bytes = self.bytes;
        match self.is_at_least {
            true => say::PeakAtLeast { bytes }.into(),
            false => say::PeakExact { bytes }.into(),
        }
    }

    /// Inside of a sentence: `at least 402 MiB`.
    pub(super) fn in_words(self) -> Message {
        let bytes = self.bytes;
        match self.is_at_least {
            true => say::PeakAtLeastInWords { bytes }.into(),
            false => say::PeakExact { bytes }.into(),
        }
    }
}

impl Figure {
    /// As a clause of the headline.
    pub fn message(&self) -> Message {
        match *self {
            Self::Deaths {
                deaths,
                before,
                after,
            } => match deaths {
                Deaths::Gone => say::VerdictNoMoreDeaths { before }.into(),
                Deaths::New => say::VerdictNewDeaths { after }.into(),
                Deaths::AsMany => say::VerdictDeathsStill { deaths: after }.into(),
                Deaths::Nowhere
                | Deaths::Fewer
                | Deaths::More
                | Deaths::FewerUnclear
                | Deaths::MoreUnclear => say::VerdictDeaths { before, after }.into(),
            },
            Self::Peak {
                before,
                after,
                standing,
            } => peak(before, after, standing),
            Self::Kept {
                before_bytes,
                after_bytes,
                standing,
            } => match standing {
                Standing::WithinNoise => say::VerdictKeptWithin {
                    before_bytes,
                    after_bytes,
                }
                .into(),
                Standing::Moved | Standing::Open => say::VerdictKept {
                    before_bytes,
                    after_bytes,
                }
                .into(),
            },
        }
    }
}

fn peak(first: Reached, second: Reached, standing: Standing) -> Message {
    let (before, after) = (first.message(), second.message());
    let change = Change {
        before: Some(first.bytes),
        after: Some(second.bytes),
    };
    let ratio = match standing {
        Standing::WithinNoise => return say::VerdictPeakWithin { before, after }.into(),
        Standing::Moved => change.ratio(),
        Standing::Open => None,
    };
    let Some(ratio) = ratio else {
        return say::VerdictPeak { before, after }.into();
    };
    let change_percent = ratio * 100.0;
    if first.is_at_least || second.is_at_least {
        say::VerdictPeakMovedAtLeast {
            before,
            after,
            change_percent,
        }
        .into()
    } else {
        say::VerdictPeakMoved {
            before,
            after,
            change_percent,
        }
        .into()
    }
}

impl Missing {
    pub(super) fn message(self) -> Message {
        let Self { run, missing, ran } = self;
        say::DoubtMissing { missing, ran, run }.into()
    }
}

impl Doubt {
    /// As a clause, to stand behind a colon.
    pub fn message(&self) -> Message {
        match *self {
            Self::Frameworks => Key::DoubtFrameworks.into(),
            Self::Stopped(run) => say::DoubtStopped { run }.into(),
            Self::RecorderKilled(run) => say::DoubtRecorderKilled { run }.into(),
            Self::NoPeak(run) => say::DoubtNoPeak { run }.into(),
            Self::NoBatch => Key::DoubtNoBatch.into(),
            Self::NoCommonTest => Key::DoubtNoCommonTest.into(),
            Self::RepeatsDisagree => Key::DoubtRepeatsDisagree.into(),
            Self::BothWays => Key::DoubtBothWays.into(),
            Self::BothDied => Key::DoubtBothDied.into(),
            Self::Figures => Key::DoubtFigures.into(),
            Self::Room {
                first_bytes,
                second_bytes,
            } => say::DoubtRoom {
                first_bytes,
                second_bytes,
            }
            .into(),
            Self::RoomUnknown => Key::DoubtRoomUnknown.into(),
            Self::OtherDeaths { run, deaths } => say::DoubtOtherDeaths { run, deaths }.into(),
            Self::Victim(run) => say::DoubtVictim { run }.into(),
            Self::Missing(missing) => missing.message(),
            Self::PeakHidden(run) => say::DoubtPeakHidden { run }.into(),
            Self::BatchesCut { first, second } => say::DoubtBatchesCut {
                first: batches(first),
                second: batches(second),
            }
            .into(),
            Self::KeptOfFew { measured, ran } => say::DoubtKeptOfFew { measured, ran }.into(),
        }
    }
}

fn batches(size: Option<usize>) -> Message {
    match size {
        Some(tests) => say::BatchesOf { tests }.into(),
        None => Key::BatchesWhole.into(),
    }
}
