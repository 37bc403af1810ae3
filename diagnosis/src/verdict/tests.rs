//! What becomes of a group of tests: a finding with all its figures, or a note that says why it is none.

use std::collections::BTreeMap;

use super::*;
use crate::confirm::confirmed;
use crate::fixtures::Name;
use crate::hunt_event::{FixtureSetUp, HuntEvent, Live, Ran};
use crate::slope::Slope;
use oomscope_shared::ending::{Ending, Outcome};
use oomscope_shared::finding::{AllocationLine, OpenedFile, TypeGrowth};
use oomscope_shared::testing::{self, RunBuilder};

const MIB: i64 = 1 << 20;

/// Four tests, `a` to `d`, each of which kept 3 MiB in the run.
fn suite() -> RunBuilder {
    let ids = ["a", "b", "c", "d"].map(|name| format!("t.py::test_{name}"));
    let add = |told: RunBuilder, id: &String| told.test(id, Outcome::Passed, 40, 3 << 10);
    ids.iter()
        .fold(testing::pytest(), add)
        .batch(Ending::Passed, 90)
}

/// A test by five repetitions.
fn repeated(test: u32, run: impl Fn(&mut Ran)) -> Judged {
    let lines = (1..=5).map(|round| {
        let mut ran = Ran::passed(round, test, Live::default());
        run(&mut ran);
        HuntEvent::Test(ran)
    });
    let lines: Vec<HuntEvent> = lines.collect();
    confirmed(&lines).tests[&test].clone()
}

/// One that adds so much each time.
fn grower(test: u32, each: i64) -> Judged {
    repeated(test, |ran| ran.grown.python = each)
}

fn evidence(judged: impl IntoIterator<Item = Judged>) -> Evidence {
    let judged = judged.into_iter();
    Evidence {
        confirmed: judged.map(|judged| (judged.test, judged)).collect(),
        ..Evidence::default()
    }
}

/// Who holds what is new, and what else the instruments showed of this test.
fn explained(test: u32, row: HolderRow) -> Explained {
    Explained {
        ran: Ran::passed(
            0,
            test,
            Live {
                python: 2 * MIB,
                ..Live::default()
            },
        ),
        holders: vec![row],
        types: vec![TypeGrowth {
            name: "app.Order".to_owned(),
            count: 4,
            bytes: 900,
        }],
        lines: Some(vec![AllocationLine {
            file: "app.py".to_owned(),
            line: 7,
            bytes: 2 << 20,
            count: 4,
            text: "KEPT.append(order)".to_owned(),
            native: None,
        }]),
        are_lines_foreign: false,
        files: vec![("orders.csv".to_owned(), 5000)],
        native: vec![],
    }
}

fn holder() -> HolderRow {
    HolderRow {
        name: Some("app.KEPT".to_owned()),
        module: Some("app".to_owned()),
        path: vec!["module `app`".to_owned(), "global `KEPT`".to_owned()],
        steps: vec![Step::Global],
        root: Root::Module,
        scope: Some("session".to_owned()),
        kind: "list".to_owned(),
        bytes: 2 * MIB,
        entries: 4,
        entry_type: Some("app.Order".to_owned()),
        of_project: true,
        ..HolderRow::default()
    }
}

/// What all findings have that `explained` and `holder` are behind.
fn shown(cause: Cause) -> Finding {
    let of = explained(0, holder());
    Finding {
        scope: Some("session".to_owned()),
        holder: Some("app.KEPT".to_owned()),
        object_type: Some("app.Order".to_owned()),
        objects_per_test: Some(4.0),
        holder_path: holder().path,
        lines: of.lines.unwrap(),
        types: of.types,
        files: vec![OpenedFile {
            path: "orders.csv".to_owned(),
            bytes: 5000,
        }],
        ..Finding::new(Kind::Leak, cause)
    }
}

fn group(tests: &[u32], cause: Cause, holder: Option<HolderRow>) -> Group<'static> {
    Group {
        explanation: Explanation { cause, holder },
        explained: None,
        tests: tests.iter().copied().collect(),
    }
}

fn judge(artifact: &Artifact, evidence: &Evidence, group: Group<'_>) -> Verdicts {
    let mut verdicts = Verdicts::default();
    verdict(artifact, evidence, group, &BTreeSet::new(), &mut verdicts);
    verdicts
}

/// The one finding that there has to be.
fn only(verdicts: Verdicts) -> Finding {
    assert_eq!(verdicts.notes, [] as [Message; 0]);
    let [finding] = <[Finding; 1]>::try_from(verdicts.findings).unwrap();
    finding
}

#[test]
fn a_finding_has_the_figures_of_all_its_tests_and_shows_the_one_that_grows_most() {
    let artifact = suite().done();
    let mut evidence = evidence([grower(0, 2 * MIB), grower(1, 3 * MIB)]);
    // Without this test `b` would not grow; without that one nobody of these would not.
    evidence.enablers = BTreeMap::from([(2, vec![1]), (3, vec![9])]);
    let of = explained(0, holder());
    let group = Group {
        explained: Some(&of),
        ..group(&[0, 1], Cause::ModuleGlobal, Some(holder()))
    };
    let found = only(judge(&artifact, &evidence, group));
    let mend = hint::mend(artifact.run.framework, Cause::ModuleGlobal, Some(&holder()));
    assert!(mend.code.is_some());
    let each = 3.0 * MIB as f64;
    let expected = Finding {
        culprits: ["a", "b", "c"].map(|name| format!("t.py::test_{name}")).into(),
        retained_bytes: Some(5 << 20),
        bytes_per_test: Some(5 << 19),
        confidence: 0.99,
        confirmation: Some(Confirmation {
            test: "t.py::test_b".to_owned(),
            kept_bytes: [3, 6, 9, 12, 15].map(|mib| mib * MIB).into(),
            slope_bytes: each,
            slope_low_bytes: Some(each),
            slope_high_bytes: Some(each),
            control_slope_bytes: None,
        }),
        hint: Some(mend.text),
        hint_code: mend.code,
        reproduce: Some(
            "oomscope run --repeat 5 --test t.py::test_a --test t.py::test_b --test t.py::test_c -- pytest tests"
                .to_owned(),
        ),
        evidence: found.evidence.clone(),
        ..shown(Cause::ModuleGlobal)
    };
    assert_eq!(found, expected);
    assert!(found.evidence[0].contains("t.py::test_b"));
}

#[test]
fn a_cache_that_cannot_take_much_in_all_is_left_alone() {
    // Four entries of 512 KiB each; 256 MiB are much, or a quarter of the limit.
    let evidence = evidence([grower(0, 2 * MIB)]);
    let with = |bound: i64, limit_mib: Option<u64>, name: Option<&str>| {
        let artifact = match limit_mib {
            Some(mib) => suite().limit(mib).done(),
            None => suite().done(),
        };
        let row = HolderRow {
            bound: Some(bound),
            name: name.map(str::to_owned),
            ..holder()
        };
        let found = judge(&artifact, &evidence, group(&[0], Cause::Cache, Some(row)));
        assert_eq!(found.findings.len() + found.notes.len(), 1);
        found.notes.into_iter().next()
    };
    let note = |entries: u64, holder: &str| {
        let most_bytes = entries << 19;
        Some(Message::from(messages::NoteBounded {
            holder,
            entries,
            most_bytes,
        }))
    };
    assert_eq!(with(511, None, Some("app.CACHE")), note(511, "app.CACHE"));
    assert_eq!(with(512, None, Some("app.CACHE")), None);
    assert_eq!(
        with(49, Some(100), Some("app.CACHE")),
        note(49, "app.CACHE")
    );
    assert_eq!(with(50, Some(100), Some("app.CACHE")), None);
    assert_eq!(
        with(49, Some(100), None),
        Some(Message::from(messages::NoteBoundedContainer {
            entries: 49_u64,
            most_bytes: 49_u64 << 19,
        }))
    );
}

#[test]
fn a_mebibyte_in_all_is_a_finding_and_less_is_none() {
    let artifact = suite().done();
    let of = |each: i64| {
        let evidence = evidence([grower(0, each), grower(1, MIB / 2)]);
        judge(&artifact, &evidence, group(&[0, 1], Cause::Unknown, None))
    };
    assert_eq!(only(of(MIB / 2)).retained_bytes, Some(1 << 20));
    let less = of(MIB / 2 - 1);
    assert_eq!(less.findings, []);
    let (test, kept_bytes) = ("t.py::test_a", (1_u64 << 20) - 1);
    let together = messages::NoteTooLittleTogether { test, kept_bytes };
    assert_eq!(less.notes, [Message::from(together)]);
}

#[test]
fn tests_that_grow_in_the_order_of_the_run_only_are_a_finding_that_is_less_sure() {
    let artifact = suite().done();
    let once = repeated(0, |ran| {
        ran.grown.python = if ran.round == 1 { 6 * MIB } else { 0 };
    });
    let found = only(judge(
        &artifact,
        &evidence([once]),
        group(&[0], Cause::ModuleGlobal, Some(holder())),
    ));
    assert_eq!(
        (found.confidence, found.retained_bytes),
        (0.64, Some(6 << 20))
    );
    assert_eq!(found.confirmation.unwrap().kept_bytes, [6 * MIB; 5]);
    let one = messages::EvidenceSequence {
        test: "t.py::test_a",
        kept_bytes: 6_u64 << 20,
        tests: 1_u64,
    };
    assert_eq!(found.evidence[0], Message::from(one));
}

#[test]
fn what_a_fixture_holds_in_an_unknown_way_is_the_fixtures() {
    let artifact = suite().done();
    let evidence = evidence([grower(0, 2 * MIB)]);
    let of = |root: Root, cause: Cause| {
        let row = HolderRow { root, ..holder() };
        only(judge(&artifact, &evidence, group(&[0], cause, Some(row)))).cause
    };
    assert_eq!(of(Root::Fixture, Cause::Unknown), Cause::Fixture);
    assert_eq!(of(Root::Fixture, Cause::Array), Cause::Array);
    assert_eq!(of(Root::Module, Cause::Unknown), Cause::Unknown);
}

#[test]
fn a_process_that_was_there_before_is_to_let_go_of_what_it_was_given() {
    let artifact = suite().done();
    let of = |child_count: i64, cause: Cause| {
        let judged = repeated(0, |ran| {
            (ran.grown.children, ran.grown.child_count) = (2 * MIB, child_count);
        });
        only(judge(
            &artifact,
            &evidence([judged]),
            group(&[0], cause, None),
        ))
        .hint
        .unwrap()
    };
    let usual = |cause: Cause| hint::mend(artifact.run.framework, cause, None).text;
    let given = hint::of_what_a_process_is_given();
    assert_eq!(of(1, Cause::ChildProcess), usual(Cause::ChildProcess));
    assert_eq!(of(0, Cause::ChildProcess), given);
    assert_eq!(of(0, Cause::Thread), usual(Cause::Thread));
}

#[test]
fn garbage_is_the_fault_of_whoever_switched_the_collector_off() {
    let artifact = suite().done();
    let garbage = |test: u32, switches: bool| {
        repeated(test, |ran| {
            (ran.garbage, ran.gc) = (3 * MIB, [switches, false]);
        })
    };
    let tests = &[0, 1];
    let of = |evidence: &Evidence| {
        only(judge(
            &artifact,
            evidence,
            group(tests, Cause::GcDisabled, None),
        ))
    };
    let mut seen = evidence([garbage(0, false), garbage(1, false)]);
    // Nobody was seen to: it was off before the first test.
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|name| format!("t.py::test_{name}"));
    assert_eq!(of(&seen).culprits, [a, b.clone()]);
    seen.enablers = BTreeMap::from([(2, vec![1]), (0, vec![9])]);
    assert_eq!(of(&seen).culprits, [c]);
    seen.confirmed.insert(3, garbage(3, true));
    let each = 3.0 * MIB as f64;
    let expected = Finding {
        culprits: vec![d.clone()],
        retained_bytes: Some(6 << 20),
        bytes_per_test: Some(3 << 20),
        confidence: 0.9,
        evidence: vec![
            messages::EvidenceGarbage {
                test: d,
                each_bytes: 3_u64 << 20,
            }
            .into(),
        ],
        confirmation: Some(Confirmation {
            test: b,
            kept_bytes: [3, 6, 9, 12, 15].map(|mib| mib * MIB).into(),
            slope_bytes: each,
            slope_low_bytes: Some(each),
            slope_high_bytes: Some(each),
            control_slope_bytes: None,
        }),
        hint: Some(hint::mend(artifact.run.framework, Cause::GcDisabled, None).text),
        reproduce: Some("oomscope run --repeat 5 --test t.py::test_d -- pytest tests".to_owned()),
        ..Finding::new(Kind::Leak, Cause::GcDisabled)
    };
    assert_eq!(of(&seen), expected);
}

/// What comes of test `a`, which leaves these threads running, or a process; the other three grew beside it.
fn left_running(artifact: &Artifact, threads: &[&str], row: HolderRow) -> Verdicts {
    let mut evidence = evidence([grower(0, 0)]);
    let other = HolderRow {
        name: Some("app.OTHER".to_owned()),
        ..holder()
    };
    evidence.explained = vec![explained(1, other), explained(0, row)];
    let left = Starter {
        threads: threads.iter().map(|thread| (*thread).to_owned()).collect(),
        fed: BTreeMap::from([(1, 2 * MIB), (2, 4 * MIB), (3, 0)]),
    };
    let mut verdicts = Verdicts::default();
    starter(artifact, &evidence, 0, &left, &mut verdicts);
    verdicts
}

#[test]
fn who_leaves_a_thread_running_answers_for_what_the_others_kept_meanwhile() {
    let artifact = suite().done();
    let of_library = HolderRow {
        of_project: false,
        ..holder()
    };
    let fed = messages::EvidenceFed {
        starter: "t.py::test_a",
        tests: 3_u64,
        each_bytes: 3_u64 << 20,
    };
    let left = messages::EvidenceLeftThreads {
        starter: "t.py::test_a",
        threads: vec!["poll".to_owned()],
    };
    let path = ["thread `poll`", "module `app`", "global `KEPT`"];
    let expected = Finding {
        culprits: vec!["t.py::test_a".to_owned()],
        holder: Some("poll".to_owned()),
        holder_path: path.map(str::to_owned).into(),
        retained_bytes: Some(12 << 20),
        bytes_per_test: Some(12 << 20),
        confidence: 0.9,
        evidence: vec![fed.into(), left.into()],
        confirmation: Some(Confirmation {
            test: "t.py::test_a".to_owned(),
            kept_bytes: vec![0; 5],
            slope_bytes: 0.0,
            slope_low_bytes: Some(0.0),
            slope_high_bytes: Some(0.0),
            control_slope_bytes: None,
        }),
        hint: Some(hint::mend(artifact.run.framework, Cause::Thread, None).text),
        reproduce: Some("oomscope run --repeat 5 --test t.py::test_a -- pytest tests".to_owned()),
        ..shown(Cause::Thread)
    };
    let found = only(left_running(&artifact, &["poll"], of_library));
    assert_eq!(found, expected);
    // What the project itself holds for it is what one would look at.
    let of_project = only(left_running(&artifact, &["poll"], holder()));
    assert_eq!(of_project.holder.as_deref(), Some("app.KEPT"));
    assert_eq!(of_project.holder_path, holder().path);
}

#[test]
fn who_leaves_a_process_running_is_told_so() {
    let found = only(left_running(&suite().done(), &[], holder()));
    assert_eq!(found.cause, Cause::ChildProcess);
    let starter = "t.py::test_a";
    let left = messages::EvidenceLeftProcess { starter };
    assert_eq!(found.evidence[1], Message::from(left));
}

#[test]
fn beside_whom_less_than_a_mebibyte_was_kept_is_no_finding() {
    let kept = |kib: u64| {
        let kib = [kib, 0, 0, 0].map(Some);
        let artifact = suite().with(|artifact| artifact.tests.retained_kib = kib.into());
        left_running(&artifact.done(), &["poll"], holder()).findings
    };
    assert_eq!(kept(1023), []);
    assert_eq!(kept(1024).len(), 1);
}

/// The fixture that tests `a` and `b` ask for, of what its cycles left.
fn fixture(cycles: &[i64], places: usize, row: Option<HolderRow>) -> Option<Finding> {
    let set_up = FixtureSetUp {
        name: "client".to_owned(),
        scope: "module".to_owned(),
        module: "conftest".to_owned(),
        base: String::new(),
        grown: Live::default(),
    };
    let names = BTreeSet::from([Name {
        short: "client".to_owned(),
        of: String::new(),
    }]);
    let steps: Vec<f64> = cycles.iter().map(|step| *step as f64).collect();
    let wide = Wide {
        fixture: set_up,
        names: names.clone(),
        users: vec![0, 1],
    };
    let kept = Kept {
        typical: median(&steps) as i64,
        cycles: cycles.to_vec(),
        names,
        slope: Slope::of(&steps),
        places,
    };
    let explained = row.map(|row| explained(0, row));
    fixture_leak(&suite().done(), &wide, &kept, explained.as_ref())
}

#[test]
fn a_fixture_that_leaves_more_with_each_cycle_is_told_by_one_of_them() {
    let artifact = suite().done();
    let cycles = messages::EvidenceFixtureCycles {
        fixture: "client",
        scope: "module",
        times: 3_u64,
        kept_bytes: 2_u64 << 20,
    };
    let steps = [2.0, 2.0, 5.0].map(|mib| mib * MIB as f64);
    let (low, high) = Slope::of(&steps).unwrap().interval.unwrap();
    let expected = Finding {
        culprits: vec!["client".to_owned()],
        scope: Some("module".to_owned()),
        retained_bytes: Some(2 << 20),
        bytes_per_test: Some(2 << 20),
        confidence: 0.95,
        evidence: vec![cycles.into()],
        confirmation: Some(Confirmation {
            test: "client".to_owned(),
            kept_bytes: [2, 4, 9].map(|mib| mib * MIB).into(),
            slope_bytes: 3.0 * MIB as f64,
            slope_low_bytes: Some(low),
            slope_high_bytes: Some(high),
            control_slope_bytes: None,
        }),
        hint: Some(hint::mend(artifact.run.framework, Cause::Fixture, None).text),
        reproduce: Some(
            "oomscope run --repeat 5 --test t.py::test_a --test t.py::test_b -- pytest tests"
                .to_owned(),
        ),
        ..shown(Cause::Fixture)
    };
    let found = fixture(&[2 * MIB, 2 * MIB, 5 * MIB], 0, Some(holder()));
    assert_eq!(found, Some(expected));
}

#[test]
fn a_fixture_that_leaves_something_in_each_place_is_told_by_all_of_them() {
    let of = |users: usize| fixture(&[2 * MIB, 2 * MIB, 3 * MIB], users, None).unwrap();
    let places = |users: usize| {
        let places = messages::EvidenceFixturePlaces {
            fixture: "client",
            scope: "module",
            users,
            kept_bytes: 2_u64 << 20,
        };
        vec![Message::from(places)]
    };
    // Two of them can be chance.
    for (users, confidence) in [(2, 0.75), (3, 0.9), (4, 0.9)] {
        let found = of(users);
        assert_eq!(
            (found.confidence, found.evidence),
            (confidence, places(users))
        );
        assert_eq!(found.retained_bytes, Some(7 << 20));
    }
}

#[test]
fn half_a_mebibyte_of_a_fixture_is_a_finding_and_less_is_none() {
    for places in [0, 1] {
        assert!(fixture(&[MIB / 2], places, None).is_some());
        assert_eq!(fixture(&[MIB / 2 - 1], places, None), None);
    }
}

#[test]
fn what_each_class_keeps_is_an_attribute_of_it() {
    let of = |step: Step, places: usize| {
        let row = HolderRow {
            steps: vec![Step::Global, step],
            ..holder()
        };
        fixture(&[2 * MIB], places, Some(row)).unwrap().cause
    };
    assert_eq!(of(Step::Class, 1), Cause::ClassFixture);
    assert_eq!(of(Step::Class, 2), Cause::ClassFixture);
    assert_eq!(of(Step::Class, 0), Cause::Fixture);
    assert_eq!(of(Step::Attribute, 1), Cause::Fixture);
}

#[test]
fn a_holder_that_got_no_entry_has_no_number_of_them() {
    let of = |entries: i64| {
        let row = HolderRow {
            entries,
            ..holder()
        };
        explained_by(Kind::Leak, Cause::Unknown, Some(&row), None).objects_per_test
    };
    assert_eq!([-1, 0, 1].map(of), [None, None, Some(1.0)]);
}
