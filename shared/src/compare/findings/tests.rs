//! Which findings are gone, which stayed, and which only were not found again.

use super::*;
use crate::compare::verdict::Reason;
use crate::compare::{VerdictKind, compare, markdown};
use crate::ending::{Ending, Outcome};
use crate::finding::{Cause, Hunt, Kind};
use crate::message::Locale;
use crate::testing::{RunBuilder, command, finding, pytest, story_after, story_before};
use crate::units::MIB;

fn hunted(told: RunBuilder, findings: Vec<Finding>, undone: &[Key]) -> Artifact {
    let told = told.with(|artifact| {
        artifact.findings = findings;
        artifact.hunt = Some(Hunt {
            undone: undone.iter().map(|key| (*key).into()).collect(),
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
    let cut_short = hunted(story_after(), vec![], &[Key::UndoneTimeGroups]);
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
    // It is there and was not run.
    let unrun = story_after().with(|artifact| {
        let tests = &mut artifact.tests;
        for (id, outcome) in tests.id.iter().zip(&mut tests.outcome) {
            if id.contains("test_collector") {
                *outcome = Outcome::NotRun;
            }
        }
    });
    assert_eq!(fates(&before, &unrun.done()), [Fate::NotLookedFor]);
}

#[test]
fn without_a_holder_cause_and_a_culprit_have_to_be_the_same() {
    let first = finding();
    let before = hunted(story_before(), vec![first.clone()], &[]);
    let is_stayed = |after: Finding| {
        fates(&before, &hunted(story_before(), vec![after], &[])).contains(&Fate::Stayed)
    };
    let same = Finding {
        holder: None,
        ..first
    };
    assert!(is_stayed(same.clone()));
    assert!(!is_stayed(Finding {
        cause: Cause::Thread,
        ..same.clone()
    }));
    assert!(!is_stayed(Finding {
        culprits: vec!["tests/test_other.py::test_x".into()],
        ..same
    }));
}

#[test]
fn each_fate_has_its_name_and_says_whether_it_is_left() {
    let left = [
        Left::Kept(3),
        Left::Needed(4),
        Left::KeptByAll(5),
        Left::NotRun(2),
        Left::NotMeasured,
    ];
    let said = left.map(|left| {
        (
            left.name(),
            left.bytes(),
            Fate::NotFoundAgain(left).is_left(),
        )
    });
    let expected = [
        ("kept", Some(3), true),
        ("needed", Some(4), true),
        ("kept_by_all", Some(5), true),
        ("not_run", None, false),
        ("not_measured", None, false),
    ];
    assert_eq!(said, expected);
    let fates = [
        Fate::New,
        Fate::Stayed,
        Fate::NotFoundAgain(Left::NotMeasured),
        Fate::Gone,
        Fate::NotLookedFor,
    ];
    let expected = [
        ("new", false),
        ("stayed", true),
        ("not_found_again", false),
        ("gone", false),
        ("not_looked_for", false),
    ];
    assert_eq!(fates.map(|fate| (fate.name(), fate.is_left())), expected);
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
fn fate(before: &Artifact, after: RunBuilder) -> Fate {
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
    let markdown = markdown(&comparison, &Locale::english());
    let words = "- not found again; its tests still keep 7.5 MiB: Leak: ";
    assert!(markdown.contains(words), "{markdown}");
    assert!(!markdown.contains("gone:"), "{markdown}");
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
    let imports = |told: RunBuilder| {
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
    // Nothing that is kept in either run says nothing.
    let quiet = || pytest().suite(0, 87, 231, 0).batch(Ending::Passed, 231);
    let quiet_before = hunted(quiet(), before.findings, &[]);
    let unknown = Fate::NotFoundAgain(Left::NotMeasured);
    assert_eq!(fate(&quiet_before, quiet()), unknown);
}

#[test]
fn a_fall_within_noise_is_none() {
    let mut leak = finding();
    leak.retained_bytes = Some(MIB);
    let keeping = |kib: u64| {
        let first = move |artifact: &mut Artifact| artifact.tests.retained_kib[0] = Some(kib);
        story_after().with(first)
    };
    let before = hunted(keeping(20 * 1024), vec![leak], &[]);
    // A twentieth of what its test kept.
    let left = Fate::NotFoundAgain(Left::Kept(19 * MIB));
    assert_eq!(fate(&before, keeping(19 * 1024)), left);
    assert_eq!(fate(&before, keeping(19 * 1024 - 1)), Fate::Gone);
    let needing = |mib| {
        let told = pytest().test("t::hog", Outcome::Passed, mib, 0);
        told.batch(Ending::Passed, 200)
    };
    let hog = Finding {
        culprits: vec!["t::hog".to_owned()],
        retained_bytes: Some(100 * MIB),
        ..Finding::new(Kind::Hog, Cause::LargeTransient)
    };
    let before = hunted(needing(100), vec![hog], &[]);
    let left = Fate::NotFoundAgain(Left::Needed(92 * MIB));
    assert_eq!(fate(&before, needing(92)), left);
    assert_eq!(fate(&before, needing(91)), Fate::Gone);
}

#[test]
fn one_who_is_at_fault_and_keeps_nothing_proves_nothing() {
    let mut enabler = finding();
    enabler.cause = Cause::GcDisabled;
    let calm = |told: RunBuilder| told.with(|artifact| artifact.tests.retained_kib[0] = Some(100));
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
    assert!(verdict.reasons.contains(&Reason::FindingLeft));
    let unknown = hunted(story_before(), vec![], &[]);
    assert_eq!(compare(&unknown, &after).verdict.kind, VerdictKind::Fixed);
}
