//! What runs of every kind answer.

use super::*;
use crate::artifact::{Attempt, Completion, Death};
use crate::ending::{Ending, Proof};
use crate::facts::{Action, BatchFacts, LastWord, TimeOut, WorkerWord};
use crate::finding::Kind;
use crate::testing::{
    RunBuilder, command, finding, hog, pytest, story_after, story_before, story_limited,
};

fn shown(told: RunBuilder) -> String {
    let Answer {
        headline,
        details,
        tone,
    } = answer(&told.done());
    let details: String = details
        .iter()
        .map(|detail| format!("\n  {}", detail.english()))
        .collect();
    format!("[{}] {}{details}", tone.name(), headline.english())
}

fn of_outcomes(outcomes: &[(Outcome, usize)], ending: Ending) -> RunBuilder {
    let mut told = pytest();
    let all = outcomes
        .iter()
        .flat_map(|(outcome, number)| vec![*outcome; *number]);
    for (n, outcome) in all.enumerate() {
        told = told.test(&format!("test_{n}"), outcome, 100, 0);
    }
    told.batch(ending, 120)
}

#[test]
fn the_story() {
    let cut = story_before().with(|artifact| {
        artifact.run.completion = Completion::Cut;
        artifact.batches[0].ending = Ending::Interrupted;
        for outcome in &mut artifact.tests.outcome[12..] {
            *outcome = Outcome::NotRun;
        }
        artifact.tests.outcome[12] = Outcome::Died;
    });
    let runs = [story_before(), story_after(), story_limited(), cut];
    insta::assert_snapshot!(runs.map(shown).join("\n"));
}

#[test]
fn tests_that_pass_fail_and_are_skipped() {
    use Outcome::{Error, Failed, NotRun, Passed, Skipped, Xfailed, Xpassed};
    let runs = [
        of_outcomes(&[(Passed, 1)], Ending::Passed),
        of_outcomes(
            &[(Passed, 80), (Xpassed, 1), (Skipped, 5), (Xfailed, 1)],
            Ending::Passed,
        ),
        of_outcomes(&[(Skipped, 2)], Ending::Passed),
        of_outcomes(
            &[(Passed, 84), (Failed, 2), (Error, 1)],
            Ending::TestsFailed,
        ),
        of_outcomes(
            &[(Passed, 3), (Failed, 1), (NotRun, 3)],
            Ending::TestsFailed,
        ),
        of_outcomes(&[(Passed, 6), (NotRun, 1)], Ending::Passed),
    ];
    insta::assert_snapshot!(runs.map(shown).join("\n"));
}

#[test]
fn batches_that_die_or_break() {
    let died = |ending: Ending| {
        pytest()
            .suite(0, 12, 90, 0)
            .victim(12)
            .batch(ending, 400)
            .suite(13, 87, 90, 0)
    };
    let one = |ending: Ending| died(ending).batch(Ending::Passed, 95);
    let many = || {
        let mut told = pytest();
        for n in 0..5 {
            let ending = if n % 2 == 0 {
                Ending::TimedOut
            } else {
                Ending::Crashed
            };
            told = told
                .suite(n * 2, n * 2 + 1, 90, 0)
                .victim(n * 2 + 1)
                .batch(ending, 100);
        }
        told
    };
    let runs = [
        one(Ending::OutOfMemory),
        one(Ending::OutOfMemory).with(|artifact| artifact.batches[0].proof = Proof::Likely),
        one(Ending::TimedOut),
        one(Ending::Killed),
        many(),
        died(Ending::OverLimit)
            .limit(400)
            .batch(Ending::OutOfMemory, 900),
        pytest().batch(Ending::CollectionFailed, 60),
        of_outcomes(&[(Outcome::Passed, 3)], Ending::Exited),
        // No test says why: the framework is not installed, or an end is not content with the tests.
        pytest().batch(Ending::TestsFailed, 8),
        of_outcomes(&[(Outcome::Passed, 3)], Ending::TestsFailed),
        pytest().batch(Ending::NoTests, 60),
        pytest(),
    ];
    insta::assert_snapshot!(runs.map(shown).join("\n"));
}

#[test]
fn who_ends_its_batch_is_no_victim() {
    let own = |ending: Ending| pytest().suite(0, 12, 90, 0).victim(12).batch(ending, 100);
    let facts_of = |told: RunBuilder, change: fn(&mut BatchFacts)| {
        told.with(|artifact| {
            let last = artifact.batches.last_mut().unwrap();
            change(last.facts.as_mut().unwrap());
        })
    };
    let late = |facts: &mut BatchFacts| {
        facts.actions[0].action = Action::TimedOut {
            whose: TimeOut::Test,
        };
    };
    let leaves = |facts: &mut BatchFacts| {
        facts.session_status = None;
        facts.last_word = Some(LastWord::Exit {
            function: "os._exit".to_owned(),
            code: 3,
        });
    };
    let many = (0..5).fold(pytest(), |told, n| {
        facts_of(told.victim(n).batch(Ending::TimedOut, 90), late)
    });
    let runs = [
        facts_of(own(Ending::TimedOut), late),
        own(Ending::Killed),
        own(Ending::Terminated),
        facts_of(own(Ending::Exited), leaves),
        own(Ending::Crashed)
            .suite(13, 15, 90, 0)
            .victim(15)
            .batch(Ending::OverLimit, 400),
        many,
        // Somebody else, or nobody knows who.
        own(Ending::TimedOut),
        facts_of(own(Ending::Killed), |facts| facts.last_word = None),
        own(Ending::OutOfMemory),
    ];
    insta::assert_snapshot!(runs.map(|run| shown(run.derived())).join("\n"));
}

#[test]
fn commands() {
    let listed = |endings: &[Ending]| {
        let mut told = command().limit(400);
        for (n, ending) in endings.iter().enumerate() {
            told = told
                .test(&format!("case {n}"), Outcome::Ran, -1, -1)
                .batch(*ending, 50);
        }
        told
    };
    let runs = [
        command().batch(Ending::Passed, 900),
        command().batch(Ending::Exited, 900),
        command().batch(Ending::Passed, 0),
        command().limit(400).batch(Ending::OverLimit, 401),
        listed(&[Ending::Passed]),
        listed(&[Ending::Passed, Ending::Passed]),
        listed(&[Ending::Passed, Ending::TestsFailed, Ending::Exited]),
        listed(&[Ending::OverLimit, Ending::Passed, Ending::OverLimit]),
        command().with(|artifact| artifact.run.completion = Completion::Interrupted),
    ];
    insta::assert_snapshot!(runs.map(shown).join("\n"));
}

#[test]
fn what_every_fresh_process_pays_for_is_no_leak() {
    // The first test of each batch imports: 7 MiB each time, 70 MiB in sum, of a peak of 45 MiB.
    let mut told = pytest();
    for n in 0..10 {
        told = told
            .suite(n * 3, n * 3 + 1, 45, 7_168)
            .suite(n * 3 + 1, n * 3 + 3, 45, 0);
        told = told.batch(Ending::Passed, 45);
    }
    let answer = answer(&told.done());
    assert_eq!((answer.tone, answer.details), (Tone::Good, vec![]));
}

#[test]
fn a_test_that_dies_with_its_worker_is_said_as_what_it_is() {
    let run = |failed| {
        let outcomes = [
            (Outcome::Passed, 5),
            (Outcome::Failed, failed),
            (Outcome::Died, 1),
        ];
        of_outcomes(&outcomes, Ending::TestsFailed)
    };
    let word = run(0).with(|artifact| {
        let facts = artifact.batches[0].facts.as_mut().unwrap();
        facts.worker_words = vec![WorkerWord {
            test: 5,
            word: LastWord::Signal {
                function: "os.kill".to_owned(),
                signal: 9,
            },
        }];
    });
    let runs = [run(0), run(2), word.derived()];
    insta::assert_snapshot!(runs.map(shown).join("\n"));
}

/// The sentence of its finding stands beside it.
#[test]
fn a_culprit_that_dies_is_no_victim() {
    let hog = pytest()
        .suite(1, 4, 90, 0)
        .victim(0)
        .batch(Ending::OutOfMemory, 400)
        .with(|artifact| {
            let message = messages::RemarkVictim {
                ending: Key::EndingOutOfMemory,
            };
            artifact.tests.remarks.push(crate::artifact::Remark {
                test: 3,
                message: message.into(),
            });
            artifact.findings.push(crate::testing::hog());
        })
        .derived();
    let artifact = hog.clone().done();
    assert_eq!(artifact.death(3), Some(Death::Culprit));
    let remark = artifact.tests.remark(3).map(Message::english);
    assert!(!remark.unwrap().contains("victim"));
    insta::assert_snapshot!(shown(hog));
}

#[test]
fn what_ran_when_the_run_was_stopped_did_not_die_and_has_no_outcome() {
    let stopped = |completion| {
        let outcomes = [
            (Outcome::Passed, 1),
            (Outcome::Died, 1),
            (Outcome::NotRun, 8),
        ];
        of_outcomes(&outcomes, Ending::Interrupted)
            .with(move |artifact| artifact.run.completion = completion)
    };
    let runs = [Completion::Interrupted, Completion::Cut].map(stopped);
    assert_eq!(told(&runs[0].clone().done()), 1);
    insta::assert_snapshot!(runs.map(shown).join("\n"));
}

#[test]
fn one_test_that_keeps_nearly_all_is_named() {
    let run = pytest()
        .suite(0, 9, 90, 100)
        .test("test_bad\u{1b}[2J", Outcome::Passed, 400, 300 * 1024)
        .batch(Ending::Passed, 400);
    let found = story_before().with(|artifact| {
        artifact.findings.push(crate::testing::finding());
    });
    insta::assert_snapshot!([shown(run), shown(found)].join("\n"));
}

#[test]
fn every_ending_has_its_sentence() {
    let told: Vec<_> = Ending::ALL
        .into_iter()
        .map(|ending| explain_ending(&pytest().batch(ending, 100).done().batches[0]).english())
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn what_culprits_kept_in_the_run_is_the_figure_of_their_finding() {
    let told = |kept_kib: u64, told_mib: u64, change: fn(&mut Artifact)| {
        let told = pytest().suite(0, 4, 60, kept_kib);
        let told = told.batch(Ending::Passed, 100).with(|artifact| {
            let mut leak = finding();
            leak.culprits = artifact.tests.id.clone();
            leak.retained_bytes = Some(told_mib << 20);
            artifact.findings = vec![leak];
            change(artifact);
        });
        let run = told.derived().done();
        run.findings[0].retained_bytes.map(|bytes| bytes >> 20)
    };
    // The repetitions say 41 MiB and the run 40.
    assert_eq!(told(10 << 10, 41, |_| {}), Some(40));
    // The run saw little of it, because it went into memory that others had freed.
    assert_eq!(told(1 << 10, 41, |_| {}), Some(41));
    assert_eq!(
        told(10 << 10, 41, |run| run.tests.retained_kib[3] = None),
        Some(41)
    );
    assert_eq!(
        told(10 << 10, 41, |run| run.findings[0]
            .culprits
            .push("a fixture".into())),
        Some(41)
    );
    // What a hog needs it does not keep.
    assert_eq!(
        told(10 << 10, 41, |run| run.findings[0].kind = Kind::Hog),
        Some(41)
    );
}

#[test]
fn a_culprit_is_no_victim_in_an_earlier_attempt_neither() {
    let victim = || {
        let ending = Key::EndingOutOfMemory;
        Message::from(messages::RemarkVictim { ending })
    };
    let told = |is_culprit: bool| {
        let told = pytest().suite(0, 2, 60, 0).batch(Ending::Passed, 100);
        let run = told.with(|artifact| {
            let mut hog = hog();
            hog.culprits = vec![artifact.test_id(u32::from(!is_culprit)).to_owned()];
            artifact.findings = vec![hog];
            artifact.tests.attempts.push(Attempt {
                test: 0,
                batch: Some(1),
                outcome: Outcome::Died,
                start_us: None,
                duration_us: None,
                peak_kib: None,
                remark: Some(victim()),
            });
        });
        let run = run.derived().done();
        run.tests.attempts[0].remark.as_ref().unwrap().english()
    };
    assert!(
        told(true).ends_with("names it as a culprit"),
        "{}",
        told(true)
    );
    assert_eq!(told(false), victim().english());
}

#[test]
fn what_was_held_against_the_limit_is_told_where_the_peak_lies_above_it() {
    let run = |charged: Option<u64>, peak| {
        let told = pytest().limit(150).suite(0, 3, 60, 0);
        let told = told.batch(Ending::Passed, peak).with(move |artifact| {
            let facts = artifact.batches[0].facts.as_mut().unwrap();
            facts.watchdog_bytes = charged.map(|mib| mib << 20);
        });
        charged_in(&told.done())
    };
    fn charged_in(run: &Artifact) -> Option<String> {
        super::charged(run).map(|said| said.english())
    }
    let said = "Held against the limit of 150 MiB were 149 MiB: it counts a page once, however many processes \
                share it, and what others had loaded before not at all.";
    assert_eq!(run(Some(149), 189).as_deref(), Some(said));
    // Nobody counted; the peak is below; the peak is what was counted.
    for (charged, peak) in [(None, 189), (Some(140), 145), (Some(189), 189)] {
        assert_eq!(run(charged, peak), None);
    }
}
