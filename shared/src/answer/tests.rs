//! What runs of every kind answer.

use super::*;
use crate::artifact::{Completion, Death};
use crate::ending::{Ending, Proof};
use crate::facts::{Action, BatchFacts, LastWord, TimeOut, WorkerWord};
use crate::testing::{RunBuilder, command, pytest, story_after, story_before, story_limited};

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
