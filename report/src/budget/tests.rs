//! Budgets on small runs.

use super::*;
use oomscope_shared::compare::compare;
use oomscope_shared::testing::{finding, pytest};
use oomscope_shared::units::MIB;
use oomscope_shared::{Ending, Outcome};

const TODAY: &str = "2026-11-25";

/// Three tests: a heavy one, one that keeps 5 MiB, a light one.
fn run() -> Artifact {
    pytest()
        .test("tests/a.py::heavy", Outcome::Passed, 600, 10)
        .test("tests/a.py::keeps", Outcome::Passed, 200, 5 * 1024)
        .test("tests/b.py::light", Outcome::Passed, 150, 0)
        .batch(Ending::Passed, 610)
        .with(|artifact| {
            artifact.tests.rss_before_kib = vec![Some(100 * 1024), None, Some(149 * 1024)];
        })
        .done()
}

fn sentences(budget: &Budget, run: &Artifact, before: Option<&Artifact>) -> Vec<String> {
    let comparison = before.map(|before| compare(before, run));
    let judgement = judge(budget, run, comparison.as_ref(), TODAY);
    judgement
        .violations
        .into_iter()
        .map(|v| v.sentence)
        .collect()
}

#[test]
fn nothing_asked_nothing_broken() {
    let judgement = judge(&Budget::default(), &run(), None, TODAY);
    assert_eq!(judgement, Judgement::default());
    assert_eq!(
        text(&judgement),
        "No budget to keep: nothing was checked.\n"
    );
}

#[test]
fn limits_are_told_with_their_figures_the_run_first() {
    let budget = Budget {
        peak_bytes: Some(600 * MIB),
        each: TestLimits {
            retained_bytes: Some(2 * MIB),
            needs_bytes: Some(400 * MIB),
            peak_bytes: None,
        },
        ..Budget::default()
    };
    assert_eq!(
        sentences(&budget, &run(), None),
        [
            "The run's peak is 610 MiB, and `peak` allows 600 MiB.",
            "tests/a.py::keeps keeps 5.0 MiB, and `test-retained` allows 2.0 MiB.",
            "tests/a.py::heavy needs at once 500 MiB, and `test-needs` allows 400 MiB.",
        ]
    );
    // Two runs differ by a little; 610 of 600 are 1.7 %.
    let lenient = Budget {
        noise_percent: 2.0,
        ..budget
    };
    assert_eq!(sentences(&lenient, &run(), None).len(), 2);
}

#[test]
fn the_last_entry_that_matches_counts_figure_by_figure() {
    let limits = |peak_mib: u64| TestLimits {
        peak_bytes: Some(peak_mib * MIB),
        ..TestLimits::default()
    };
    let entry = |pattern: &str, limits| TestBudget {
        pattern: pattern.into(),
        limits,
    };
    let budget = Budget {
        each: TestLimits {
            retained_bytes: Some(MIB),
            ..limits(100)
        },
        tests: vec![
            entry("tests/*", limits(180)),
            entry("tests/a.py::*", limits(700)),
            entry("gone/*", limits(1)),
        ],
        ..Budget::default()
    };
    let judgement = judge(&budget, &run(), None, TODAY);
    // `light` is held by the first entry, `heavy` by the second; what is kept by neither.
    assert_eq!(judgement.violations.len(), 1);
    assert_eq!(judgement.violations[0].rule, Rule::TestRetained);
    assert_eq!(judgement.checked, 6);
    assert_eq!(
        judgement.unused,
        [Unused {
            entry: "tests entry `gone/*`".into()
        }]
    );
}

#[test]
fn findings_break_it_where_it_says_so_until_they_are_known() {
    let mut run = run();
    run.findings.push(finding());
    let mut budget = Budget {
        fail_on: vec![Condition::Leak],
        ..Budget::default()
    };
    let told = sentences(&budget, &run, None);
    assert!(
        told.len() == 1 && told[0].contains("_collector_to_names"),
        "{told:?}"
    );
    budget.fail_on = vec![Condition::Hog, Condition::Regression];
    assert!(sentences(&budget, &run, None).is_empty());
    budget.fail_on = vec![Condition::Finding];
    let entry = |expires: &str| IgnoredFinding {
        cause: Some(Cause::Registry),
        holder: Some("prometheus_client.*".into()),
        test: None,
        reason: "See #12.".into(),
        expires: Some(expires.into()),
    };
    budget.ignore = vec![entry("2026-11-25")];
    let judgement = judge(&budget, &run, None, TODAY);
    assert!(
        judgement.is_kept() && judgement.ignored[0].ends_with("Ignored: See #12."),
        "{judgement:?}"
    );
    budget.ignore = vec![entry("2026-11-24")];
    let judgement = judge(&budget, &run, None, TODAY);
    assert!(
        !judgement.is_kept() && judgement.expired[0].is_met,
        "{judgement:?}"
    );
    budget.ignore[0].test = Some("another/*".into());
    budget.ignore[0].expires = None;
    let judgement = judge(&budget, &run, None, TODAY);
    assert!(
        !judgement.is_kept() && judgement.unused.len() == 1,
        "{judgement:?}"
    );
}

#[test]
fn growth_is_held_against_the_larger_of_margin_and_noise() {
    let run = |peak, kept| {
        pytest()
            .test("t", Outcome::Passed, 100, kept)
            .batch(Ending::Passed, peak)
            .done()
    };
    let percent = |percent| Some(Margin { percent, bytes: 0 });
    let mut budget = Budget {
        growth: Growth {
            peak: percent(10.0),
            test_retained: Some(Margin {
                percent: 0.0,
                bytes: 0,
            }),
            ..Growth::default()
        },
        ..Budget::default()
    };
    let before = run(500, 0);
    assert!(sentences(&budget, &run(540, 0), Some(&before)).is_empty());
    assert_eq!(
        sentences(&budget, &run(600, 3 * 1024), Some(&before)),
        [
            "The run's peak grew from 500 MiB to 600 MiB (+100 MiB), and `growth.peak` allows +50.0 MiB.",
            "What t keeps grew from 0 B to 3.0 MiB (+3.0 MiB), and `growth.test-retained` allows +1.0 MiB.",
        ]
    );
    // No margin at all still leaves the noise of two runs.
    budget.growth = Growth {
        peak: percent(0.0),
        ..Growth::default()
    };
    assert!(sentences(&budget, &run(505, 0), Some(&before)).is_empty());
    budget.growth = Growth::default();
    budget.fail_on = vec![Condition::Regression];
    assert_eq!(sentences(&budget, &run(700, 0), Some(&before)).len(), 1);
    let judgement = judge(&budget, &run(700, 0), None, TODAY);
    assert!(
        judgement.is_kept() && judgement.unjudged[0].contains("--baseline"),
        "{judgement:?}"
    );
}

#[test]
fn the_text_says_what_to_do_with_old_entries() {
    let mut run = run();
    run.findings.push(finding());
    let ignored = |reason: &str, holder: &str, expires: Option<&str>| IgnoredFinding {
        holder: Some(holder.into()),
        reason: reason.into(),
        expires: expires.map(str::to_owned),
        ..IgnoredFinding::default()
    };
    let budget = Budget {
        peak_bytes: Some(MIB),
        fail_on: vec![Condition::Leak, Condition::Regression],
        ignore: vec![
            ignored("See #12.", "prometheus*", Some("2027-01-31")),
            ignored("Old.", "prometheus*", Some("2020-01-01")),
            ignored("Misspelt.", "promtheus*", None),
        ],
        ..Budget::default()
    };
    let judgement = judge(&budget, &run, None, TODAY);
    insta::assert_snapshot!(text(&judgement) + "\n" + &markdown(&judgement));
    assert_eq!(json(&judgement)["kept"], false);
}

#[test]
fn a_written_budget_names_the_heavy_files_and_the_known_findings() {
    let mut told = pytest();
    for n in 0..30 {
        told = told.test(&format!("tests/light.py::t{n}"), Outcome::Passed, 100, 100);
    }
    let mut run = told
        .test("tests/\"heavy\".py::t", Outcome::Passed, 900, 40 * 1024)
        .batch(Ending::Passed, 900)
        .done();
    run.findings.push(finding());
    let known = Known {
        expires: "2027-02-23",
    };
    insta::assert_snapshot!(write(&run, 10.0, &known));
}

#[test]
fn whatever_stands_in_an_id_the_written_budget_is_toml() {
    let odd = "a.py::t[\u{7f}\\ \"x\" 'y'\n\u{1b}]";
    let mut run = pytest()
        .limit(400)
        .test(odd, Outcome::Passed, 120, 64)
        .batch(Ending::Passed, 130)
        .done();
    let mut known = finding();
    known.holder = Some(odd.to_owned());
    run.findings.push(known);
    let text = write(
        &run,
        10.0,
        &Known {
            expires: "2027-02-23",
        },
    );
    let read: toml::Table = text.parse().unwrap();
    assert_eq!(
        read["budget"]["ignore"][0]["holder"].as_str(),
        Some(odd),
        "{text}"
    );
}
