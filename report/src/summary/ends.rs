//! Names and reasons of all that did not go well: how each bad batch ended and what that rests on, and which tests
//! are not green.

use oomscope_shared::answer::{self, explain_ending};
use oomscope_shared::artifact::{Artifact, Batch};
use oomscope_shared::ending::{Ending, Outcome};
use oomscope_shared::plain::one_line;
use oomscope_shared::table::{code, escaped};
use oomscope_shared::{Key, Locale, Message, messages};

/// So many details of the answer are told; a sentence lists three of a kind.
const DETAILS: usize = 20;
/// Of so many batches it is told how they ended.
const BATCHES: usize = 5;
/// So many sentences are told of one of them.
const EVIDENCE: usize = 10;
/// So many tests that are not green are named in the terminal.
const TESTS: usize = 10;

/// What the terminal says between headline and tables: nothing of a run that is green.
pub fn closing_words(artifact: &Artifact, locale: &Locale) -> String {
    let line = |text: &str| format!("{}\n", one_line(text));
    let said = |message: &Message| line(&locale.text(message));
    let details = answer::answer(artifact).details;
    // What the hunt found is told in full behind the tables.
    let told = details.len().saturating_sub(artifact.findings.len());
    let details = details.iter().take(told.min(DETAILS));
    let remarks = super::remarks(artifact);
    let details = details.chain(&remarks);
    let mut parts = vec![details.map(said).collect::<String>()];
    let (batches, more) = bad_batches(artifact);
    for batch in batches {
        let evidence = batch.evidence.iter().take(EVIDENCE);
        let evidence = evidence.map(|sentence| format!("  {}", said(sentence)));
        parts.push(said(&explain_ending(batch)) + &evidence.collect::<String>());
    }
    parts.extend(more.as_ref().map(said));
    let tests = not_green(artifact, TESTS, str::to_owned, str::to_owned, locale);
    if !tests.is_empty() {
        let tests = tests.iter().map(|test| format!("  {}", line(test)));
        let heading = locale.word(Key::HeadingNotGreen);
        parts.push(line(&format!("{heading}:")) + &tests.collect::<String>());
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

/// How the batches ended that did not pass, in Markdown: a sentence for each, and what it rests on.
pub(super) fn sentences(artifact: &Artifact, locale: &Locale) -> Vec<String> {
    let (batches, more) = bad_batches(artifact);
    let told = batches.into_iter().map(|batch| {
        let evidence = batch.evidence.iter().take(EVIDENCE).cloned();
        let all = std::iter::once(explain_ending(batch)).chain(evidence);
        let all: Vec<String> = all.map(|sentence| locale.text(&sentence)).collect();
        all.join(" ")
    });
    told.chain(more.map(|more| locale.text(&more))).collect()
}

/// The first batches of whose ending there is more to be said than that tests failed, and how many more there are.
fn bad_batches(artifact: &Artifact) -> (Vec<&Batch>, Option<Message>) {
    let is_bad = |batch: &&Batch| match batch.ending {
        Ending::Passed | Ending::NotRun | Ending::Unrecorded => false,
        // The first sentence is its exit code, which the ending tells.
        Ending::TestsFailed => batch.evidence.len() > 1,
        _ => true,
    };
    let mut bad: Vec<&Batch> = artifact.batches.iter().filter(is_bad).collect();
    let more = bad.len().saturating_sub(BATCHES);
    bad.truncate(BATCHES);
    let more = (more > 0).then(|| messages::SummaryMoreBatches { number: more }.into());
    (bad, more)
}

/// The list of tests that are not green, in Markdown.
pub(super) fn not_green_markdown(artifact: &Artifact, most: usize, locale: &Locale) -> Vec<String> {
    not_green(artifact, most, code, escaped, locale)
}

/// The first tests that are not green, those that did not run behind the others, each with its reason.
fn not_green(
    artifact: &Artifact,
    most: usize,
    name: fn(&str) -> String,
    quoted: fn(&str) -> String,
    locale: &Locale,
) -> Vec<String> {
    let rows = artifact.tests.rows().filter(|row| row.outcome.is_bad());
    let (unrun, bad): (Vec<_>, Vec<_>) = rows.partition(|row| row.outcome == Outcome::NotRun);
    let more = (bad.len() + unrun.len()).saturating_sub(most);
    let told = bad.iter().chain(&unrun).take(most).map(|row| {
        let outcome = locale.word(artifact.outcome_key(row));
        match artifact.tests.remark(row.index) {
            Some(remark) => {
                let remark = quoted(&locale.text(remark));
                format!("{} {outcome}: {remark}", name(row.id))
            }
            None => format!("{} {outcome}", name(row.id)),
        }
    });
    let more = (more > 0).then(|| locale.text(&messages::SummaryMore { number: more }.into()));
    told.chain(more).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::artifact::{Completion, Remark};
    use oomscope_shared::facts::{LastWord, SignalReceived, SoftStop};
    use oomscope_shared::testing::{RunBuilder, pytest, story_after, story_limited};

    fn words(told: RunBuilder) -> String {
        closing_words(&told.derived().done(), &Locale::english())
    }

    fn remark(test: u32, text: &str) -> Remark {
        let message = Message::quote(text);
        Remark { test, message }
    }

    #[test]
    fn a_green_run_needs_no_words() {
        assert_eq!(words(story_after()), "");
    }

    #[test]
    fn batches_that_stopped_at_the_soft_line_are_told() {
        let run = |stops: usize| {
            let mut told = pytest();
            for n in 0..=stops {
                told = told.suite(n, n + 1, 50, 0).batch(Ending::Passed, 60);
            }
            words(told.with(|artifact| {
                for batch in &mut artifact.batches[..stops] {
                    let facts = batch.facts.as_mut().unwrap();
                    let (at_ms, bytes) = (9, 90 << 20);
                    facts.soft_stop = Some(SoftStop { at_ms, bytes });
                }
            }))
        };
        assert_eq!(run(0), "");
        insta::assert_snapshot!(run(1) + &run(3));
    }

    #[test]
    fn whoever_is_not_green_is_named_with_its_reason() {
        let run = story_limited()
            .test("t.py::fails", Outcome::Failed, 10, 10)
            .batch(Ending::TestsFailed, 20)
            .test("t.py::late", Outcome::NotRun, -1, -1)
            .with(|artifact| {
                let fails = artifact.tests.len() as u32 - 2;
                artifact.tests.remarks.push(remark(fails, "assert 1 == 2"));
            });
        insta::assert_snapshot!(words(run));
    }

    #[test]
    fn who_killed_itself_is_no_victim_of_others() {
        let own = |function: &str, signal| LastWord::Signal {
            function: function.to_owned(),
            signal,
        };
        let ends = |ending, word: LastWord| {
            pytest()
                .suite(0, 3, 50, 0)
                .victim(3)
                .batch(ending, 60)
                .with(|artifact| {
                    let facts = artifact.batches[0].facts.as_mut().unwrap();
                    facts.last_word = Some(word);
                })
        };
        let killed = words(ends(Ending::Killed, own("os.kill", 9)));
        assert!(
            !killed.contains("elsewhere") && !killed.contains("not known"),
            "{killed}"
        );
        insta::assert_snapshot!(killed);
    }

    #[test]
    fn a_run_that_is_stopped_says_by_which_signal_and_in_which_test() {
        let run = pytest()
            .suite(0, 1, 50, 0)
            .victim(1)
            .batch(Ending::Interrupted, 60)
            .with(|artifact| {
                artifact.run.completion = Completion::Interrupted;
                let facts = artifact.batches[0].facts.as_mut().unwrap();
                facts.signals_received = vec![SignalReceived {
                    at_ms: 9,
                    signal: 2,
                }];
                artifact.tests.remarks.push(Remark {
                    test: 1,
                    message: Key::RemarkInterrupted.into(),
                });
            });
        let text = words(run);
        assert!(text.contains("SIGINT"), "{text}");
        assert!(
            text.contains("test_collector[01] interrupted: was running when"),
            "{text}"
        );
        assert!(!text.contains("ictim") && !text.contains("died"), "{text}");
    }

    #[test]
    fn long_lists_are_cut_and_counted() {
        let mut told = pytest();
        for n in 0..30 {
            told = told.victim(n).batch(Ending::OverLimit, 60);
        }
        let text = words(told);
        assert!(
            text.contains("… and 25 more batches") && text.contains("… and 20 more\n"),
            "{text}"
        );
        assert!(text.lines().count() < 40, "{text}");
    }
}
