//! The decision against a table that was written apart from it, and against itself read backwards.

use super::{collapsed, opposite};
use crate::compare::VerdictKind;
use crate::compare::verdict::{Deaths, Move, Signals, decide};

const MOVES: [Move; 5] = [
    Move::Fell,
    Move::Rose,
    Move::Within,
    Move::Unknown,
    Move::NotMeasured,
];
const DEATHS: [Deaths; 8] = [
    Deaths::Nowhere,
    Deaths::Gone,
    Deaths::New,
    Deaths::Fewer,
    Deaths::More,
    Deaths::AsMany,
    Deaths::FewerUnclear,
    Deaths::MoreUnclear,
];

fn every_signal() -> impl Iterator<Item = Signals> {
    let bits = 0..32_u8;
    DEATHS.into_iter().flat_map(move |deaths| {
        let bits = bits.clone();
        MOVES.into_iter().flat_map(move |peak| {
            let bits = bits.clone();
            MOVES.into_iter().flat_map(move |retained| {
                bits.clone().map(move |bits| Signals {
                    is_blocked: bits & 1 > 0,
                    deaths,
                    peak,
                    retained,
                    kept_much: bits & 2 > 0,
                    is_leak_left: bits & 4 > 0,
                    dies_after: bits & 8 > 0,
                    is_finding_left: bits & 16 > 0,
                })
            })
        })
    })
}

/// The decision as a table to be read line by line, first match wins; `*` stands for anything.
/// Deaths, peak, kept memory, then what it comes to. Written apart from the function.
const TABLE: &str = "
    gone          *        rose       improved
    gone          *        *          fixed-unless-left
    new           *        *          regressed
    fewer         rose     *          inconclusive
    fewer         *        rose       inconclusive
    fewer         *        *          improved
    more          fell     *          inconclusive
    more          *        fell       inconclusive
    more          *        *          regressed
    *             fell     rose       inconclusive
    *             rose     fell       inconclusive
    more-unclear  fell     *          inconclusive
    more-unclear  *        fell       inconclusive
    fewer-unclear rose     *          inconclusive
    fewer-unclear *        rose       inconclusive
    *             fell     fell       fixed-if-cured
    *             fell     *          improved
    *             *        fell       improved
    *             rose     *          regressed
    *             *        rose       regressed
    nowhere       within   within     unchanged
    nowhere       within   unmeasured unchanged
    *             *        *          inconclusive
";

fn by_table(signals: &Signals) -> VerdictKind {
    if signals.is_blocked {
        return VerdictKind::Inconclusive;
    }
    let deaths = match signals.deaths {
        Deaths::Nowhere => "nowhere",
        Deaths::Gone => "gone",
        Deaths::New => "new",
        Deaths::Fewer => "fewer",
        Deaths::More => "more",
        Deaths::AsMany => "as-many",
        Deaths::FewerUnclear => "fewer-unclear",
        Deaths::MoreUnclear => "more-unclear",
    };
    let word = |figure: Move| match figure {
        Move::Fell => "fell",
        Move::Rose => "rose",
        Move::Within => "within",
        Move::Unknown => "unknown",
        Move::NotMeasured => "unmeasured",
    };
    let found = [deaths, word(signals.peak), word(signals.retained)];
    let row = TABLE
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .find(|cells| {
            cells.len() == 4
                && cells
                    .iter()
                    .zip(found)
                    .all(|(cell, it)| *cell == "*" || *cell == it)
        })
        .unwrap();
    let is_left = signals.is_leak_left || signals.is_finding_left;
    match row[3] {
        "fixed-unless-left" if is_left => VerdictKind::Improved,
        "fixed-unless-left" => VerdictKind::Fixed,
        "fixed-if-cured" => {
            if signals.kept_much && !is_left && !signals.dies_after {
                VerdictKind::Fixed
            } else {
                VerdictKind::Improved
            }
        }
        "improved" => VerdictKind::Improved,
        "regressed" => VerdictKind::Regressed,
        "unchanged" => VerdictKind::Unchanged,
        "inconclusive" => VerdictKind::Inconclusive,
        other => panic!("{other}"),
    }
}

#[test]
fn the_decision_agrees_with_the_table() {
    for signals in every_signal() {
        // Where the second run dies as well, it dies.
        let dies = !matches!(
            signals.deaths,
            Deaths::Nowhere | Deaths::Gone | Deaths::FewerUnclear
        );
        if dies && !signals.dies_after {
            continue;
        }
        assert_eq!(decide(&signals), by_table(&signals), "{signals:?}");
    }
}

#[test]
fn a_decision_read_backwards_is_the_opposite() {
    let mirrored = |figure: Move| match figure {
        Move::Fell => Move::Rose,
        Move::Rose => Move::Fell,
        other => other,
    };
    for signals in every_signal() {
        let backwards = Signals {
            deaths: match signals.deaths {
                Deaths::Gone => Deaths::New,
                Deaths::New => Deaths::Gone,
                Deaths::Fewer => Deaths::More,
                Deaths::More => Deaths::Fewer,
                Deaths::FewerUnclear => Deaths::MoreUnclear,
                Deaths::MoreUnclear => Deaths::FewerUnclear,
                other => other,
            },
            peak: mirrored(signals.peak),
            retained: mirrored(signals.retained),
            ..signals
        };
        let (there, back) = (decide(&signals), decide(&backwards));
        assert_eq!(opposite(there), collapsed(back), "{signals:?}");
    }
}
