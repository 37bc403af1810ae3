//! What holds of any two runs.

use proptest::prelude::*;

use super::{collapsed, opposite};
use crate::artifact::{Artifact, Completion};
use crate::compare::{Change, Join, VerdictKind, compare, markdown};
use crate::ending::{Ending, Outcome};
use crate::message::Locale;
use crate::testing::{command, pytest};
use crate::units::MIB;

/// Any run, in the figures that a comparison looks at.
fn any_run() -> impl Strategy<Value = Artifact> {
    let outcome = prop::sample::select(vec![
        Outcome::Passed,
        Outcome::Passed,
        Outcome::Passed,
        Outcome::Failed,
        Outcome::Skipped,
        Outcome::Died,
        Outcome::NotRun,
        Outcome::Ran,
    ]);
    let test = (
        0_usize..6,
        outcome,
        -1_i64..400,
        prop_oneof![-1_i64..50, 0_i64..200_000],
    );
    let ending = prop::sample::select(Ending::ALL.to_vec());
    let batch = (prop_oneof![Just(Ending::Passed), ending], 0_u64..900);
    let completion = prop_oneof![
        8 => Just(Completion::Finished),
        1 => Just(Completion::Cut),
        1 => Just(Completion::Interrupted)
    ];
    let header = (
        completion,
        prop::bool::weighted(0.1),
        prop::option::of(100_u64..900),
        prop::option::of(1_u32..6),
        prop::option::of(1_u64..4),
    );
    (
        prop::collection::vec(test, 0..8),
        prop::collection::vec(batch, 0..4),
        header,
    )
        .prop_map(
            |(tests, batches, (completion, is_command, limit, batch_size, memory_gib))| {
                let mut told = if is_command { command() } else { pytest() };
                let (first, rest) = tests.split_at(tests.len() / 2);
                let mut batches = batches.into_iter();
                for tests in [first, rest] {
                    for (id, outcome, peak, kept) in tests {
                        told = told.test(&format!("t{id}"), *outcome, *peak, *kept);
                    }
                    if let Some((ending, peak)) = batches.next() {
                        told = told.batch(ending, peak);
                    }
                }
                for (ending, peak) in batches {
                    told = told.batch(ending, peak);
                }
                if let Some(limit) = limit {
                    told = told.limit(limit);
                }
                told.with(|artifact| {
                    artifact.run.completion = completion;
                    artifact.run.plan.batch_size = batch_size;
                    artifact.host.memory_bytes = memory_gib.map(|gib| gib << 30);
                })
                .done()
            },
        )
}

/// A run and one that is like it but for some figures, so that verdicts other than "inconclusive" are
/// met often.
fn any_pair() -> impl Strategy<Value = (Artifact, Artifact)> {
    let alike = (
        any_run(),
        0_u64..900,
        0_u64..3,
        prop::option::of(0_u64..100_000),
    )
        .prop_map(|(run, peak_mib, deaths, kept)| {
            let mut other = run.clone();
            for (index, batch) in other.batches.iter_mut().enumerate() {
                if batch.peak_bytes.is_some() {
                    batch.peak_bytes = Some(peak_mib * MIB);
                }
                if (index as u64) < deaths {
                    batch.ending = Ending::OverLimit;
                }
            }
            if let Some(kept) = kept {
                for cell in other.tests.retained_kib.iter_mut().flatten() {
                    *cell = kept;
                }
            }
            (run, other)
        });
    prop_oneof![(any_run(), any_run()), alike]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn a_run_compared_with_itself_has_not_changed(run in any_run()) {
        let comparison = compare(&run, &run);
        prop_assert!(matches!(
            comparison.verdict.kind,
            VerdictKind::Unchanged | VerdictKind::Inconclusive
        ));
        prop_assert_eq!(comparison.changed().count(), 0);
        prop_assert_eq!(comparison.counts.both, run.tests.len());
    }

    #[test]
    fn exchanging_the_runs_exchanges_the_verdict((before, after) in any_pair()) {
        let there = compare(&before, &after);
        let back = compare(&after, &before);
        prop_assert_eq!(opposite(there.verdict.kind), collapsed(back.verdict.kind));
        prop_assert_eq!(there.peak, back.peak.swapped());
        prop_assert_eq!(there.retained, back.retained.swapped());
        prop_assert_eq!(there.noise, back.noise);
        prop_assert_eq!(there.counts.changed, back.counts.changed);
        prop_assert_eq!(there.counts.newly_failing, back.counts.newly_passing);
        let mut sums = (0_i64, 0_i64);
        for test in &there.tests {
            sums.0 += test.retained.difference().unwrap_or(0) + test.peak.difference().unwrap_or(0);
        }
        for test in &back.tests {
            sums.1 += test.retained.difference().unwrap_or(0) + test.peak.difference().unwrap_or(0);
        }
        prop_assert_eq!(sums.0, -sums.1);
    }

    #[test]
    fn every_test_of_both_runs_is_joined_once((before, after) in any_pair()) {
        let comparison = compare(&before, &after);
        for (side, artifact) in [(true, &before), (false, &after)] {
            let mut indexes: Vec<_> = comparison
                .tests
                .iter()
                .filter_map(|test| if side { test.before } else { test.after })
                .map(|figures| figures.index as usize)
                .collect();
            indexes.sort_unstable();
            prop_assert_eq!(indexes, (0..artifact.tests.len()).collect::<Vec<_>>());
        }
        for test in &comparison.tests {
            let sides = (test.before.is_some(), test.after.is_some());
            let expected = match test.join {
                Join::OnlyBefore => (true, false),
                Join::OnlyAfter => (false, true),
                Join::Both => (true, true),
            };
            prop_assert_eq!(sides, expected);
        }
        let counts = comparison.counts;
        prop_assert_eq!(counts.both, counts.changed + counts.unchanged);
    }

    /// Whatever the runs are, the verdict is words, and it never says the contrary of a naive reader
    /// who only looks at whether the suite dies and at the raw figures.
    #[test]
    fn no_verdict_contradicts_the_plain_figures((before, after) in any_pair()) {
        let comparison = compare(&before, &after);
        let (verdict, english) = (&comparison.verdict, Locale::english());
        let (kind, sentence) = (&verdict.kind, english.text(&verdict.sentence()));
        let is_named = sentence.starts_with(english.word(kind.key()));
        prop_assert!(is_named && sentence.ends_with('.'), "{}", sentence);
        prop_assert_eq!(*kind == VerdictKind::Inconclusive, !verdict.doubts.is_empty());
        prop_assert!(!verdict.reasons.is_empty());
        for reason in verdict.told() {
            let reason = english.text(&reason);
            prop_assert!(reason.ends_with('.') && !reason.starts_with(char::is_lowercase), "{}", reason);
            prop_assert!(!reason.contains(": .") && !reason.contains("  "), "{}", reason);
        }
        let deaths = |artifact: &Artifact| {
            artifact.batches.iter().filter(|b| b.ending.is_memory_death()).count()
        };
        let (first, second) = (deaths(&before), deaths(&after));
        let fell = |change: Change| change.difference().is_some_and(|d| d < 0);
        let rose = |change: Change| change.difference().is_some_and(|d| d > 0);
        let (peak, retained) = (comparison.peak, comparison.retained);
        let is_whole = [&before, &after]
            .into_iter()
            .all(|artifact| artifact.run.completion == Completion::Finished);
        match kind {
            VerdictKind::Fixed => {
                prop_assert!(second == 0 && is_whole);
                prop_assert!(first > 0 || (fell(peak) && fell(retained)));
            }
            VerdictKind::Improved => {
                prop_assert!(is_whole && (second < first || fell(peak) || fell(retained)));
            }
            VerdictKind::Regressed => {
                prop_assert!(is_whole && (second > first || rose(peak) || rose(retained)));
            }
            VerdictKind::Unchanged => {
                prop_assert!(is_whole && first == 0 && second == 0);
                let noise = comparison.noise.peak_bytes;
                prop_assert!(peak.difference().unwrap().unsigned_abs() <= noise);
            }
            VerdictKind::Inconclusive => {}
        }
        prop_assert!(before.run.framework == after.run.framework || *kind == VerdictKind::Inconclusive);
        let _ = markdown(&comparison, &english);
    }
}
