//! One decision over what is known about each figure, and nothing else.

use crate::compare::VerdictKind;

/// What is known about one figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::compare) enum Move {
    /// It fell beyond noise, and nothing but the suite explains it.
    Fell,
    /// It rose beyond noise, and nothing but the suite explains it.
    Rose,
    /// It stayed within noise.
    Within,
    /// The runs do not allow a statement.
    Unknown,
    /// Neither run measured it.
    NotMeasured,
}

/// What is known about deaths by memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deaths {
    /// Neither run had one.
    Nowhere,
    /// The first run had some, the second none, and the suite is the reason.
    Gone,
    /// The second run had some, the first none, and the suite is the reason.
    New,
    /// Both had some, the second run fewer, and the suite is the reason.
    Fewer,
    /// Both had some, the second run more, and the suite is the reason.
    More,
    /// Both had as many.
    AsMany,
    /// The second run had fewer, but something else can be the reason.
    FewerUnclear,
    /// The second run had more, but something else can be the reason.
    MoreUnclear,
}

/// Everything the decision looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::compare) struct Signals {
    /// The runs cannot be compared at all.
    pub is_blocked: bool,
    pub deaths: Deaths,
    pub peak: Move,
    pub retained: Move,
    /// The tests of the first run kept much.
    pub kept_much: bool,
    /// The tests of the second run still keep much, or more than [`super::GONE_SHARE`] of what was much.
    pub is_leak_left: bool,
    /// A finding of the first run is still there, by what the second found or by its own figures.
    pub is_finding_left: bool,
    /// The second run had deaths by memory.
    pub dies_after: bool,
}

/// The decision.
pub(in crate::compare) fn decide(signals: &Signals) -> VerdictKind {
    let Signals {
        deaths,
        peak,
        retained,
        ..
    } = *signals;
    if signals.is_blocked {
        return VerdictKind::Inconclusive;
    }
    let is_left = signals.is_leak_left || signals.is_finding_left;
    match deaths {
        Deaths::New => return VerdictKind::Regressed,
        Deaths::Gone if retained == Move::Rose || is_left => return VerdictKind::Improved,
        Deaths::Gone => return VerdictKind::Fixed,
        _ => {}
    }
    let fell = deaths == Deaths::Fewer || peak == Move::Fell || retained == Move::Fell;
    let rose = deaths == Deaths::More || peak == Move::Rose || retained == Move::Rose;
    match (fell, rose) {
        (true, true) => VerdictKind::Inconclusive,
        // A death that may or may not be the suite's forbids to announce the opposite.
        (true, false) if deaths == Deaths::MoreUnclear => VerdictKind::Inconclusive,
        (false, true) if deaths == Deaths::FewerUnclear => VerdictKind::Inconclusive,
        (true, false) => {
            let is_leak_gone = retained == Move::Fell && signals.kept_much && !is_left;
            if is_leak_gone && peak == Move::Fell && !signals.dies_after {
                VerdictKind::Fixed
            } else {
                VerdictKind::Improved
            }
        }
        (false, true) => VerdictKind::Regressed,
        (false, false) => {
            let is_still = matches!(retained, Move::Within | Move::NotMeasured);
            if deaths == Deaths::Nowhere && peak == Move::Within && is_still {
                VerdictKind::Unchanged
            } else {
                VerdictKind::Inconclusive
            }
        }
    }
}
