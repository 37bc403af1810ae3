//! The story and the hard cases; the decision and the laws have files of their own.

mod decision;
mod laws;

use super::verdict::{
    self, Deaths, Difference, Doubt, Figure, Missing, Peaks, Reason, Size, Which,
};
use super::*;
use crate::artifact::{Batch, PeakSource, UNKNOWN_ARCH};
use crate::ending::{Ending, Proof};
use crate::message::{Catalogue, Locale};
use crate::testing::{
    RunBuilder, command, pair, pytest, story_after, story_before, story_limited, suite_id,
};
use crate::units::{MIB, Units};

fn verdict_of(before: RunBuilder, after: RunBuilder) -> Verdict {
    compare(&before.done(), &after.done()).verdict
}

/// Sentence and reasons, as one text to look at.
fn told(before: RunBuilder, after: RunBuilder) -> String {
    let verdict = verdict_of(before, after);
    let reasons = verdict.told().map(|reason| reason.english());
    let reasons: String = reasons.map(|reason| format!("- {reason}\n")).collect();
    format!("{}\n{reasons}", verdict.sentence().english())
}

fn kind(before: RunBuilder, after: RunBuilder) -> VerdictKind {
    verdict_of(before, after).kind
}

#[test]
fn the_story_is_fixed() {
    insta::assert_snapshot!(told(story_before(), story_after()));
}

#[test]
fn what_another_tool_did_not_write_down_is_no_difference() {
    let native = |mib| command().batch(Ending::Passed, mib);
    let imported = |mib| {
        command().batch(Ending::Passed, mib).with(|artifact| {
            artifact.run.command = Vec::new();
            artifact.host.arch = UNKNOWN_ARCH.to_owned();
            artifact.host.cpus = None;
            artifact.host.python = None;
            artifact.batches[0].ending = Ending::Unrecorded;
            artifact.batches[0].facts = None;
        })
    };
    assert_eq!(kind(imported(100), native(101)), VerdictKind::Unchanged);
    assert_eq!(kind(native(400), imported(100)), VerdictKind::Improved);
    let said = told(native(400), imported(100));
    assert!(!said.contains("different machines"), "{said}");
    assert!(!said.contains("did not run"), "{said}");
    // What is known to differ is still told.
    let other = native(100).with(|artifact| artifact.host.cpus = Some(1_000));
    assert!(told(native(400), other).contains("different machines"));
}

#[test]
fn the_story_read_backwards_is_regressed() {
    insta::assert_snapshot!(told(story_after(), story_before()));
}

#[test]
fn the_story_under_a_limit_is_fixed() {
    insta::assert_snapshot!(told(story_limited(), story_after().limit(400)));
}

#[test]
fn the_story_under_a_limit_in_another_language_and_other_units() {
    let catalogue = Catalogue::new(include_str!("../../messages/ru.ftl"));
    let locale = Locale::new(Box::leak(Box::new(catalogue)), Units::Decimal);
    let verdict = verdict_of(story_limited(), story_after().limit(400));
    let reasons = verdict.told().map(|reason| locale.text(&reason));
    let reasons: String = reasons.map(|reason| format!("- {reason}\n")).collect();
    insta::assert_snapshot!(format!("{}\n{reasons}", locale.text(&verdict.sentence())));
}

#[test]
fn the_fixed_story_stays_unchanged() {
    insta::assert_snapshot!(told(story_after(), story_after()));
}

/// A suite of 87 tests in one batch.
fn run(peak_mib: u64, kept_kib: u64) -> RunBuilder {
    pytest()
        .suite(0, 87, peak_mib, kept_kib)
        .batch(Ending::Passed, peak_mib)
}

/// The same with this many memory deaths in front.
fn dying(deaths: u64, limit_mib: u64, kept_kib: u64) -> RunBuilder {
    let mut told = pytest().limit(limit_mib);
    let share = 80 / deaths as usize;
    for death in 0..deaths as usize {
        let from = death * share;
        told = told
            .suite(from, from + share - 1, 100, kept_kib)
            .victim(from + share - 1)
            .batch(Ending::OverLimit, limit_mib + 1);
    }
    told.suite(deaths as usize * share, 87, 100, kept_kib)
        .batch(Ending::Passed, 120)
}

#[test]
fn a_leak_that_is_half_mended_is_improved() {
    insta::assert_snapshot!(told(story_before(), run(560, 3_840)));
}

#[test]
fn no_more_death_but_a_leak_that_is_left_is_improved() {
    let after = run(390, 2_000).limit(400);
    insta::assert_snapshot!(told(story_limited(), after));
}

#[test]
fn small_and_beyond_noise_are_different_words() {
    let says = |before: RunBuilder, after: RunBuilder| {
        let verdict = verdict_of(before, after);
        let mut says = verdict
            .reasons
            .into_iter()
            .filter_map(|reason| match reason {
                Reason::Peak { says, .. } => Some(says),
                _ => None,
            });
        (verdict.kind, says.next().unwrap())
    };
    let moved = Peaks::Moved {
        size: Size::Small,
        missing: None,
    };
    assert_eq!(
        says(run(500, 10), run(535, 10)),
        (VerdictKind::Regressed, moved)
    );
    assert_eq!(
        says(run(8, 0), run(15, 0)),
        (VerdictKind::Unchanged, Peaks::Within)
    );
    // A tenth is not small any more, and a half is large.
    let rise = |from, to| match says(run(from, 0), run(to, 0)).1 {
        Peaks::Moved { size, .. } => size,
        other => panic!("{other:?}"),
    };
    assert_eq!(rise(450, 500), Size::Moderate);
    assert_eq!(rise(300, 600), Size::Large);
}

#[test]
fn a_figure_moves_beyond_noise_and_not_by_it() {
    assert_eq!(kind(run(380, 0), run(400, 0)), VerdictKind::Unchanged);
    assert_eq!(kind(run(379, 0), run(400, 0)), VerdictKind::Regressed);
    let keeping = |kib| pytest().test("a", Outcome::Passed, 100, kib);
    let keeping = |kib| keeping(kib).batch(Ending::Passed, 100);
    assert_eq!(kind(keeping(0), keeping(8192)), VerdictKind::Unchanged);
    assert_eq!(kind(keeping(0), keeping(8193)), VerdictKind::Regressed);
}

#[test]
fn half_of_the_tests_have_to_say_that_nothing_has_changed() {
    // So many tests in all, of which the first ones were measured.
    let run = |tests: usize, measured: usize| {
        let add = |told: RunBuilder, at: usize| {
            let kept = if at < measured { 10 } else { -1 };
            told.test(&suite_id(at), Outcome::Passed, 50, kept)
        };
        let told = (0..tests).fold(pytest(), add);
        told.batch(Ending::Passed, 50)
    };
    use VerdictKind::{Inconclusive, Unchanged};
    assert_eq!(kind(run(10, 5), run(10, 5)), Unchanged);
    assert_eq!(kind(run(10, 4), run(10, 4)), Inconclusive);
    assert_eq!(kind(run(10, 0), run(5, 0)), Unchanged);
    assert_eq!(kind(run(10, 0), run(4, 0)), Inconclusive);
    assert_eq!(kind(run(10, 10), run(10, 0)), Inconclusive, "one side only");
    // What is not known is said, and nothing else.
    let doubts = |before, after| verdict_of(before, after).doubts;
    let of_few = |measured| Doubt::KeptOfFew { measured, ran: 10 };
    assert_eq!(doubts(run(10, 4), run(10, 4)), [of_few(4)]);
    let missing = Missing {
        run: Which::First,
        missing: 6,
        ran: 10,
    };
    assert_eq!(doubts(run(10, 0), run(4, 0)), [Doubt::Missing(missing)]);
    let cut = run(10, 0).with(|artifact| artifact.run.plan.batch_size = Some(3));
    let batches = Doubt::BatchesCut {
        first: None,
        second: Some(3),
    };
    assert_eq!(doubts(run(10, 10), cut), [batches, of_few(0)]);
}

#[test]
fn figures_that_go_both_ways_are_a_doubt_and_those_that_go_one_way_are_none() {
    let doubts = |before, after| verdict_of(before, after).doubts;
    assert_eq!(doubts(run(900, 100), run(600, 3_000)), [Doubt::BothWays]);
    // Fewer deaths under a higher limit, and tests that keep more; and the other way round.
    let (low, high) = (400 * MIB, 800 * MIB);
    let room = |first_bytes, second_bytes| Doubt::Room {
        first_bytes,
        second_bytes,
    };
    let more_kept = (dying(4, 400, 10), dying(1, 800, 7_000));
    let less_kept = (dying(1, 800, 7_000), dying(4, 400, 10));
    for ((before, after), room) in [(more_kept, room(low, high)), (less_kept, room(high, low))] {
        let doubts = doubts(before, after);
        assert_eq!(doubts[0], room);
        assert!(!doubts.contains(&Doubt::BothWays), "{doubts:?}");
    }
}

#[test]
fn only_of_less_than_before_it_is_said_whether_it_is_gone() {
    let leak = |before, after| {
        let reasons = verdict_of(before, after).reasons.into_iter();
        let mut told = reasons.filter_map(|reason| match reason {
            Reason::Kept {
                says: verdict::Kept::Moved { leak, .. },
                ..
            } => Some(leak),
            _ => None,
        });
        told.next().unwrap()
    };
    use verdict::Leak;
    assert_eq!(leak(run(900, 7_000), run(300, 10)), Some(Leak::Gone));
    assert_eq!(leak(run(900, 7_000), run(600, 3_000)), Some(Leak::Left));
    assert_eq!(leak(run(600, 3_000), run(900, 7_000)), None);
    // It was not much.
    assert_eq!(leak(run(900, 700), run(900, 10)), None);
}

#[test]
fn a_run_that_still_dies_is_never_unchanged() {
    insta::assert_snapshot!(told(story_limited(), story_limited()));
}

#[test]
fn a_run_that_still_dies_is_judged_by_what_its_tests_keep() {
    assert_eq!(
        kind(dying(4, 400, 7_000), dying(4, 400, 3_000)),
        VerdictKind::Improved
    );
    assert_eq!(
        kind(dying(4, 400, 3_000), dying(4, 400, 7_000)),
        VerdictKind::Regressed
    );
    assert_eq!(
        kind(dying(4, 400, 7_000), dying(4, 400, 10)),
        VerdictKind::Improved
    );
}

#[test]
fn fewer_and_more_deaths_count() {
    assert_eq!(
        kind(dying(4, 400, 10), dying(1, 400, 10)),
        VerdictKind::Improved
    );
    assert_eq!(
        kind(dying(1, 400, 10), dying(4, 400, 10)),
        VerdictKind::Regressed
    );
    let first = verdict_of(dying(1, 400, 10), dying(4, 400, 10)).figures[0];
    let (before, after, deaths) = (1, 4, Deaths::More);
    assert_eq!(
        first,
        Figure::Deaths {
            deaths,
            before,
            after
        }
    );
    // Under another limit a different number of deaths says nothing.
    assert_eq!(
        kind(dying(4, 400, 10), dying(1, 800, 10)),
        VerdictKind::Inconclusive
    );
}

#[test]
fn a_death_alone_is_enough() {
    // Nothing kept, and a peak within noise of the limit: the death decides.
    assert_eq!(
        kind(dying(1, 400, 0), run(395, 0).limit(400)),
        VerdictKind::Fixed
    );
    assert_eq!(
        kind(run(395, 0).limit(400), dying(1, 400, 0)),
        VerdictKind::Regressed
    );
}

#[test]
fn a_limit_that_was_raised_mends_nothing() {
    insta::assert_snapshot!(told(story_limited(), story_before().limit(2048)));
    assert_eq!(
        kind(story_before().limit(2048), story_limited()),
        VerdictKind::Inconclusive,
        "a limit that was lowered breaks nothing"
    );
    // But who needs less than where the other died has mended something under any limit.
    assert_eq!(
        kind(story_limited(), story_after().limit(2048)),
        VerdictKind::Fixed
    );
    // Also where the death is all that tells it.
    assert_eq!(
        kind(dying(1, 400, 0), run(390, 0).limit(2048)),
        VerdictKind::Fixed
    );
}

#[test]
fn smaller_batches_mend_nothing() {
    let small = |mut told: RunBuilder, kept: u64| {
        for from in (0..87).step_by(3) {
            told = told
                .suite(from, from + 3, 100, kept)
                .batch(Ending::Passed, 130);
        }
        told.with(|artifact| artifact.run.plan.batch_size = Some(3))
    };
    insta::assert_snapshot!(told(story_before(), small(pytest(), 7_680)));
    assert_eq!(
        kind(story_limited(), small(pytest().limit(400), 7_680)),
        VerdictKind::Inconclusive
    );
    // What the tests keep can still be compared in one direction.
    assert_eq!(
        kind(story_before(), small(pytest(), 10)),
        VerdictKind::Improved
    );
    assert_eq!(
        kind(small(pytest(), 10), story_before()),
        VerdictKind::Regressed
    );
    // More kept memory in shorter batches can be imports, paid for once a process.
    assert_eq!(
        kind(story_after(), small(pytest(), 800)),
        VerdictKind::Inconclusive
    );
    // A batch size beyond the suite is no batch size.
    let large = story_after().with(|artifact| artifact.run.plan.batch_size = Some(87));
    assert_eq!(kind(story_after(), large), VerdictKind::Unchanged);
}

#[test]
fn a_suite_that_does_less_is_not_mended() {
    let with_outcome = |outcome: Outcome| {
        let mut told = pytest();
        for n in 0..87 {
            told = told.test(&suite_id(n), outcome, 60, 0);
        }
        told.batch(Ending::TestsFailed, 60)
    };
    for outcome in [
        Outcome::Failed,
        Outcome::Error,
        Outcome::Skipped,
        Outcome::NotRun,
    ] {
        assert_eq!(
            kind(story_before(), with_outcome(outcome)),
            VerdictKind::Inconclusive
        );
        assert_eq!(
            kind(with_outcome(outcome), story_before()),
            VerdictKind::Inconclusive
        );
    }
    insta::assert_snapshot!(told(story_before(), with_outcome(Outcome::Failed)));
    // A third of the suite less makes a leak a third smaller, which is no improvement.
    let fewer = pytest().suite(0, 58, 250, 7_680).batch(Ending::Passed, 685);
    assert_eq!(kind(story_before(), fewer), VerdictKind::Inconclusive);
}

#[test]
fn a_hog_that_was_deleted_is_not_mended() {
    let with_hog = || {
        pytest()
            .suite(0, 87, 100, 0)
            .test(
                "tests/test_backtest.py::test_all_of_2024",
                Outcome::Passed,
                900,
                0,
            )
            .batch(Ending::Passed, 900)
    };
    let without = || pytest().suite(0, 87, 100, 0).batch(Ending::Passed, 100);
    insta::assert_snapshot!(told(with_hog(), without()));
    let mended = pytest()
        .suite(0, 87, 100, 0)
        .test(
            "tests/test_backtest.py::test_all_of_2024",
            Outcome::Passed,
            150,
            0,
        )
        .batch(Ending::Passed, 150);
    assert_eq!(kind(with_hog(), mended), VerdictKind::Improved);
}

#[test]
fn a_victim_that_was_deleted_is_not_mended() {
    let hog = "tests/test_backtest.py::test_all_of_2024";
    let before = || {
        pytest()
            .limit(400)
            .suite(0, 87, 100, 0)
            .test(hog, Outcome::Died, -1, -1)
            .batch(Ending::OverLimit, 401)
    };
    let without = pytest()
        .limit(400)
        .suite(0, 87, 100, 0)
        .batch(Ending::Passed, 100);
    let verdict = verdict_of(before(), without);
    assert_eq!(verdict.kind, VerdictKind::Inconclusive);
    assert_eq!(verdict.doubts[0], Doubt::Victim(Which::First));
    let mended = pytest()
        .limit(400)
        .suite(0, 87, 100, 0)
        .test(hog, Outcome::Passed, 150, 0)
        .batch(Ending::Passed, 150);
    assert_eq!(kind(before(), mended), VerdictKind::Fixed);
}

#[test]
fn new_failures_are_never_hidden() {
    let mut after = pytest().suite(0, 84, 231, 24);
    for n in 84..87 {
        after = after.test(&suite_id(n), Outcome::Failed, 231, 0);
    }
    insta::assert_snapshot!(told(story_before(), after.batch(Ending::TestsFailed, 231)));
}

#[test]
fn peak_and_kept_memory_that_disagree_give_no_verdict() {
    insta::assert_snapshot!(told(run(900, 100), run(600, 3_000)));
}

#[test]
fn incomplete_runs_give_no_verdict() {
    for completion in [Completion::Cut, Completion::Interrupted] {
        let cut = || story_after().with(|artifact| artifact.run.completion = completion);
        assert_eq!(kind(story_before(), cut()), VerdictKind::Inconclusive);
        assert_eq!(kind(cut(), story_before()), VerdictKind::Inconclusive);
    }
    let cut = story_after().with(|artifact| artifact.run.completion = Completion::Cut);
    insta::assert_snapshot!(told(story_before(), cut));
}

#[test]
fn without_peak_common_test_or_framework_there_is_no_verdict() {
    let why = |before: RunBuilder, after: RunBuilder| {
        let verdict = verdict_of(before, after);
        assert_eq!(verdict.kind, VerdictKind::Inconclusive);
        (verdict.doubts.clone(), verdict.sentence().english())
    };
    let unmeasured = story_after().with(|artifact| artifact.batches[0].peak_bytes = None);
    let renamed = pytest().test("other.py::test_a", Outcome::Passed, 90, 0);
    let all = [
        why(story_before(), unmeasured),
        why(story_before(), renamed.batch(Ending::Passed, 90)),
        why(story_before(), command().batch(Ending::Passed, 90)),
        why(
            pytest().batch(Ending::NoTests, 40),
            pytest().batch(Ending::NoTests, 40),
        ),
        why(
            command().batch(Ending::Passed, 90),
            command().batch(Ending::NotRun, 0),
        ),
    ];
    let (doubts, sentences): (Vec<_>, Vec<_>) = all.into_iter().unzip();
    assert_eq!(
        doubts,
        [
            vec![Doubt::NoPeak(Which::Second)],
            vec![Doubt::NoCommonTest],
            vec![Doubt::Frameworks, Doubt::NoCommonTest],
            vec![Doubt::NoCommonTest],
            vec![Doubt::NoPeak(Which::Second)],
        ]
    );
    insta::assert_snapshot!(sentences.join("\n"));
}

#[test]
fn commands_are_judged_by_peak_and_death() {
    let made = |ending: Ending, peak: u64| command().batch(ending, peak);
    assert_eq!(
        kind(made(Ending::Passed, 900), made(Ending::Passed, 200)),
        VerdictKind::Improved
    );
    assert_eq!(
        kind(made(Ending::Passed, 200), made(Ending::Passed, 900)),
        VerdictKind::Regressed
    );
    assert_eq!(
        kind(made(Ending::Passed, 200), made(Ending::Passed, 203)),
        VerdictKind::Unchanged
    );
    assert_eq!(
        kind(made(Ending::OverLimit, 401), made(Ending::Passed, 200)),
        VerdictKind::Fixed
    );
    // Who fails at once needs little.
    assert_eq!(
        kind(made(Ending::Passed, 900), made(Ending::Exited, 20)),
        VerdictKind::Inconclusive
    );
    let listed = |ending: Ending, peak: u64| {
        command()
            .test("a", Outcome::Ran, -1, -1)
            .batch(ending, peak)
    };
    assert_eq!(
        kind(listed(Ending::Passed, 900), listed(Ending::Passed, 90)),
        VerdictKind::Improved
    );
    assert_eq!(
        kind(listed(Ending::Passed, 900), listed(Ending::Exited, 9)),
        VerdictKind::Inconclusive
    );
}

#[test]
fn signals_from_elsewhere_hide_peaks_and_may_be_of_memory() {
    let killed = || {
        let told = pytest()
            .suite(0, 40, 200, 10)
            .victim(40)
            .batch(Ending::Killed, 300);
        told.suite(41, 87, 200, 10).batch(Ending::Passed, 210)
    };
    assert_eq!(kind(run(900, 10), killed()), VerdictKind::Inconclusive);
    assert_eq!(kind(killed(), run(200, 10)), VerdictKind::Improved);
    assert_eq!(kind(killed(), run(900, 10)), VerdictKind::Inconclusive);
    assert_eq!(kind(dying(1, 400, 10), killed()), VerdictKind::Inconclusive);
    // The same death on both sides cuts both alike.
    assert_eq!(kind(killed(), killed()), VerdictKind::Unchanged);
}

#[test]
fn batches_of_the_hunt_are_not_compared() {
    let hunted = story_after().with(|artifact| {
        let mut batch: Batch = artifact.batches[0].clone();
        batch.index = 2;
        batch.pass = crate::artifact::Pass::Confirm;
        batch.peak_bytes = Some(3_000 * MIB);
        batch.ending = Ending::OverLimit;
        artifact.batches.push(batch);
    });
    let comparison = compare(&story_after().done(), &hunted.done());
    assert_eq!(comparison.verdict.kind, VerdictKind::Unchanged);
    assert_eq!(
        (comparison.after.batches, comparison.after.memory_deaths),
        (1, 0)
    );
}

#[test]
fn what_else_differs_is_said() {
    let before = story_before().with(|artifact| {
        artifact.batches[0].peak_source = Some(PeakSource::TreeSamples);
        artifact.host.python = Some("3.12.1".into());
    });
    let after = story_after().with(|artifact| {
        artifact.run.command.push("-x".into());
        artifact.host.cpus = Some(64);
        artifact.host.memory_bytes = Some(64 << 30);
        artifact.host.python = Some("3.13.1".into());
    });
    let text = told(before, after);
    let caveats: Vec<_> = text.lines().rev().take(3).collect();
    insta::assert_snapshot!(caveats.join("\n"));
    let reasons = |before, after| verdict_of(before, after).reasons;
    let of_arch = |arch: &str| story_after().with(|artifact| artifact.host.arch = arch.to_owned());
    let machines = Reason::Machines(vec![Difference::Architecture]);
    assert!(reasons(story_before(), of_arch("aarch64")).contains(&machines));
    assert!(!reasons(story_before(), of_arch(UNKNOWN_ARCH)).contains(&machines));
    let sampled = |told: RunBuilder| {
        told.with(|artifact| artifact.batches[0].peak_source = Some(PeakSource::TreeSamples))
    };
    let both = reasons(sampled(story_before()), sampled(story_after()));
    assert!(both.contains(&Reason::BothSampled), "{both:?}");
    let likely = story_limited().with(|artifact| artifact.batches[0].proof = Proof::Likely);
    let one = Reason::LikelyDeaths {
        run: Which::First,
        deaths: 1,
    };
    let verdict = verdict_of(likely, story_after().limit(400));
    assert!(verdict.reasons.contains(&one), "{:?}", verdict.reasons);
}

#[test]
fn ids_that_stand_twice_are_joined_in_their_order() {
    let before = pytest()
        .test("a", Outcome::Passed, 10, 1)
        .test("b", Outcome::Passed, 10, 2)
        .test("a", Outcome::Failed, 10, 3)
        .batch(Ending::TestsFailed, 10)
        .done();
    let after = pytest()
        .test("a", Outcome::Passed, 10, 1)
        .test("c", Outcome::Passed, 10, 5)
        .test("a", Outcome::Passed, 10, 3)
        .test("a", Outcome::Passed, 10, 4)
        .batch(Ending::Passed, 10)
        .done();
    let comparison = compare(&before, &after);
    let mut joined: Vec<_> = comparison
        .tests
        .iter()
        .map(|test| {
            let number = test
                .before
                .or(test.after)
                .map_or(0, |figures| figures.occurrence);
            (
                test.id.as_str(),
                number,
                test.join,
                test.retained.before,
                test.retained.after,
            )
        })
        .collect();
    joined.sort_by_key(|(id, number, ..)| (*id, *number));
    let kib = |kib: u64| Some(kib * 1024);
    assert_eq!(
        joined,
        [
            ("a", 1, Join::Both, kib(1), kib(1)),
            ("a", 2, Join::Both, kib(3), kib(3)),
            ("a", 3, Join::OnlyAfter, None, kib(4)),
            ("b", 1, Join::OnlyBefore, kib(2), None),
            ("c", 1, Join::OnlyAfter, None, kib(5)),
        ]
    );
    assert_eq!(comparison.counts.newly_passing, 1);
    assert_eq!(comparison.counts.changed, 1);
}

#[test]
fn the_biggest_change_of_kept_memory_comes_first() {
    let before = pytest()
        .test("peak", Outcome::Passed, 900, 0)
        .test("still", Outcome::Passed, 10, 0)
        .test("kept", Outcome::Passed, 10, 9_000)
        .test("kept more", Outcome::Passed, 10, 1)
        .batch(Ending::Passed, 900);
    let after = pytest()
        .test("peak", Outcome::Passed, 10, 0)
        .test("still", Outcome::Passed, 10, 0)
        .test("kept", Outcome::Passed, 10, 0)
        .test("kept more", Outcome::Passed, 10, 90_000)
        .batch(Ending::Passed, 100);
    let comparison = compare(&before.done(), &after.done());
    let ids: Vec<_> = comparison
        .tests
        .iter()
        .map(|test| test.id.as_str())
        .collect();
    assert_eq!(ids, ["kept more", "kept", "peak", "still"]);
    assert_eq!(comparison.changed().count(), 3);
}

#[test]
fn a_test_has_changed_where_it_moved_beyond_noise() {
    let run = |peak_mib: i64, kept_kib: i64| {
        let told = pytest().test("a", Outcome::Passed, peak_mib, kept_kib);
        told.batch(Ending::Passed, 500).done()
    };
    let is_changed = |before: (i64, i64), after: (i64, i64)| {
        let there = compare(&run(before.0, before.1), &run(after.0, after.1));
        let back = compare(&run(after.0, after.1), &run(before.0, before.1));
        assert_eq!(there.counts.changed, back.counts.changed);
        there.counts.changed == 1
    };
    // 8 MiB of the peak, or a twentieth of the larger one.
    assert!(!is_changed((100, 0), (108, 0)));
    assert!(is_changed((100, 0), (109, 0)));
    assert!(!is_changed((380, 0), (400, 0)));
    assert!(is_changed((379, 0), (400, 0)));
    // 1 MiB of what it keeps, or a twentieth.
    assert!(!is_changed((100, 0), (100, 1024)));
    assert!(is_changed((100, 0), (100, 1025)));
    assert!(!is_changed((100, 38 * 1024), (100, 40 * 1024)));
    assert!(is_changed((100, 38 * 1024 - 1), (100, 40 * 1024)));
}

#[test]
fn a_change_has_a_difference_where_both_sides_are_known() {
    let change = Change {
        before: Some(800),
        after: Some(200),
    };
    assert_eq!(
        (change.difference(), change.ratio()),
        (Some(-600), Some(-0.75))
    );
    assert_eq!(change.swapped().difference(), Some(600));
    let from_nothing = Change {
        before: Some(0),
        after: Some(5),
    };
    assert_eq!(
        (from_nothing.difference(), from_nothing.ratio()),
        (Some(5), None)
    );
    assert_eq!(
        Change {
            before: None,
            after: Some(5)
        }
        .difference(),
        None
    );
    assert_eq!(
        Change {
            before: Some(0),
            after: Some(u64::MAX)
        }
        .difference(),
        Some(i64::MAX)
    );
}

fn rich() -> Comparison {
    let (before, after) = pair();
    compare(&before, &after)
}

#[test]
fn the_markdown_holds_no_foreign_markup() {
    let comparison = rich();
    let markdown = markdown(&comparison, &Locale::english());
    insta::assert_snapshot!(markdown);
    // The added test is no changed test, so give the odd id to a changed one.
    let odd = |kept: i64| {
        pytest()
            .test("a|b <img> `c`\n## d", Outcome::Passed, 50, kept)
            .batch(Ending::Passed, 50)
    };
    let comparison = compare(&odd(50_000).done(), &odd(0).done());
    let markdown = super::markdown(&comparison, &Locale::english());
    let row = markdown.lines().find(|line| line.contains("img")).unwrap();
    insta::assert_snapshot!(row);
}

#[test]
fn names_given_by_the_caller_stand_in_the_table() {
    let comparison = rich().named(Message::quote("old.json"), Message::quote("new.json"));
    let markdown = markdown(&comparison, &Locale::english());
    assert!(markdown.contains("| old.json | new.json |"), "{markdown}");
}

#[test]
fn names_are_the_serialised_names() {
    for kind in VerdictKind::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
    }
}

/// The document quotes the constants, so that it cannot tell another story than the code.
#[test]
fn the_document_quotes_the_constants() {
    let document = include_str!("../../../docs/comparison.md");
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let mib = |bytes: u64| format!("{} MiB", bytes / MIB);
    let quoted = [
        ("RELATIVE", percent(noise::RELATIVE)),
        ("ABSOLUTE_BYTES", mib(noise::ABSOLUTE_BYTES)),
        ("TEST_RETAINED_BYTES", mib(noise::TEST_RETAINED_BYTES)),
        ("GONE_SHARE", percent(verdict::GONE_SHARE)),
        ("KEPT_SHARE", percent(crate::answer::KEPT_SHARE)),
        ("MISSING_SHARE_MAX", percent(verdict::MISSING_SHARE_MAX)),
        (
            "DEATHS_MISSING_SHARE_MAX",
            percent(verdict::DEATHS_MISSING_SHARE_MAX),
        ),
        ("SMALL_SHARE", percent(verdict::SMALL_SHARE)),
        ("LARGE_SHARE", percent(verdict::LARGE_SHARE)),
    ];
    for (name, value) in quoted {
        let row = format!("| `{name}` | {value} |");
        assert!(
            document.contains(&row),
            "docs/comparison.md does not hold `{row}`"
        );
    }
    for kind in VerdictKind::ALL {
        let name = format!("`{}`", kind.name());
        assert!(document.contains(&name), "{name}");
    }
}

/// `Fixed` and `Improved` are one direction.
fn collapsed(kind: VerdictKind) -> VerdictKind {
    if kind == VerdictKind::Fixed {
        VerdictKind::Improved
    } else {
        kind
    }
}

fn opposite(kind: VerdictKind) -> VerdictKind {
    match kind {
        VerdictKind::Fixed | VerdictKind::Improved => VerdictKind::Regressed,
        VerdictKind::Regressed => VerdictKind::Improved,
        other => other,
    }
}

#[test]
fn the_time_of_a_run_is_that_of_its_suite() {
    let stretches = |stretches: &'static [(u64, u64)]| {
        let batches = stretches.iter();
        let told = batches.fold(pytest(), |told, _| told.batch(Ending::Passed, 50));
        let told = told.with(|artifact| {
            for (batch, (start_ms, duration_ms)) in artifact.batches.iter_mut().zip(stretches) {
                (batch.start_ms, batch.duration_ms) = (*start_ms, *duration_ms);
            }
            // The hunt goes on for half a minute.
            artifact.run.duration_ms = 40_000;
        });
        told.done()
    };
    let one_by_one = stretches(&[(200, 1_000), (1_300, 2_000)]);
    // Side by side, and one inside of another; nothing runs from 3,000 to 4,000.
    let at_once = stretches(&[(0, 2_000), (1_000, 2_000), (1_200, 300), (4_000, 500)]);
    let compared = compare(&one_by_one, &at_once);
    assert_eq!(compared.before.duration_ms, 3_000);
    assert_eq!(compared.after.duration_ms, 3_500);
}
