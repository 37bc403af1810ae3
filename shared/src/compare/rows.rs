//! Both runs, their tests and their findings in rows and lines of words, for the texts that show them.

use std::cmp::Ordering;

use super::verdict::{Reached, clauses};
use super::{Change, Comparison, SideFigures, TestDelta};
use crate::artifact::Completion;
use crate::message::{Key, Locale, Message, messages as say};
use crate::plain::one_line;
use oomscope_quick::order::arrange;

/// What stands where a figure was not measured.
pub const NOTHING: &str = "–";

/// How many renamed tests are listed.
const RENAMED_TOP: usize = 10;

/// One line of the table of both runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is about.
    pub title: String,
    /// In the first run.
    pub before: String,
    /// In the second run.
    pub after: String,
    /// Second less first.
    pub change: String,
    /// The change as a share of the first.
    pub ratio: String,
    /// Whether it holds names out of code rather than figures.
    pub is_code: bool,
}

impl Row {
    fn plain(title: &str, before: String, after: String) -> Self {
        Self {
            title: title.to_owned(),
            before,
            after,
            change: String::new(),
            ratio: String::new(),
            is_code: false,
        }
    }

    fn code(title: &str, before: &str, after: &str) -> Self {
        Self {
            is_code: true,
            ..Self::plain(title, before.to_owned(), after.to_owned())
        }
    }

    fn number(title: &str, before: usize, after: usize) -> Self {
        Self {
            change: match after.cmp(&before) {
                Ordering::Less => format!("−{}", before - after),
                Ordering::Equal => String::new(),
                Ordering::Greater => format!("+{}", after - before),
            },
            ..Self::plain(title, before.to_string(), after.to_string())
        }
    }

    fn figure(title: &str, change: Change, at_least: [bool; 2], locale: &Locale) -> Self {
        let shown = |value: Option<u64>, is_at_least: bool| match value {
            Some(bytes) => locale.text(&Reached { bytes, is_at_least }.message()),
            None => NOTHING.to_owned(),
        };
        let (before, after) = (
            shown(change.before, at_least[0]),
            shown(change.after, at_least[1]),
        );
        let difference = change.difference().map(|bytes| locale.signed_bytes(bytes));
        let ratio = change.ratio().map(|ratio| locale.signed_percent(ratio));
        Self {
            change: difference.unwrap_or_default(),
            ratio: ratio.unwrap_or_default(),
            ..Self::plain(title, before, after)
        }
    }
}

/// The runs side by side.
pub fn sides(comparison: &Comparison, locale: &Locale) -> Vec<Row> {
    let (before, after) = (&comparison.before, &comparison.after);
    let word = |key: Key| locale.word(key);
    let both = |title: Key, figure: &dyn Fn(&SideFigures) -> String| {
        Row::plain(word(title), figure(before), figure(after))
    };
    let mut rows = Vec::new();
    if before.command != after.command {
        let title = word(Key::CompareCommand);
        rows.push(Row::code(title, &before.command, &after.command));
    }
    if before.commit.is_some() || after.commit.is_some() {
        let commit = |side: &SideFigures| side.commit.clone().unwrap_or(NOTHING.to_owned());
        let title = word(Key::CompareCommit);
        rows.push(Row::code(title, &commit(before), &commit(after)));
    }
    if [before, after].map(|side| side.completion) != [Completion::Finished; 2] {
        rows.push(both(Key::CompareRun, &|side| {
            word(completion(side.completion)).to_owned()
        }));
    }
    if before.limit_bytes.is_some() || after.limit_bytes.is_some() {
        rows.push(both(Key::CompareLimit, &|side| match side.limit_bytes {
            Some(limit) => locale.bytes(limit),
            None => word(Key::CompareNoLimit).to_owned(),
        }));
    }
    let at_least = [before.peak_is_at_least, after.peak_is_at_least];
    let title = word(Key::ComparePeak);
    rows.push(Row::figure(title, comparison.peak, at_least, locale));
    if comparison.retained.larger().is_some() {
        let title = word(Key::CompareKept);
        rows.push(Row::figure(title, comparison.retained, [false; 2], locale));
    }
    let number =
        |title: Key, of: fn(&SideFigures) -> usize| Row::number(word(title), of(before), of(after));
    rows.push(number(Key::CompareMemoryDeaths, |side| side.memory_deaths));
    if before.other_deaths + after.other_deaths > 0 {
        rows.push(number(Key::CompareOtherDeaths, |side| side.other_deaths));
    }
    rows.push(number(Key::CompareBatches, |side| side.batches));
    rows.push(number(Key::CompareTests, |side| side.tests));
    rows.extend(outcomes(before, after, locale));
    rows.push(both(Key::CompareTime, &|side| {
        locale.duration_ms(side.duration_ms)
    }));
    rows
}

/// How many tests had which outcome.
fn outcomes(before: &SideFigures, after: &SideFigures, locale: &Locale) -> Vec<Row> {
    let all = before.outcomes.iter().chain(&after.outcomes);
    let mut outcomes: Vec<_> = all.map(|(outcome, _)| *outcome).collect();
    arrange(&mut outcomes, &|a, b| a.cmp(b));
    outcomes.dedup();
    let rows = outcomes.into_iter().map(|outcome| {
        let of = |side: &SideFigures| {
            let found = side.outcomes.iter().find(|(known, _)| *known == outcome);
            found.map_or(0, |(_, number)| *number)
        };
        let title = format!("  {}", locale.word(outcome.key()));
        Row::number(&title, of(before), of(after))
    });
    rows.collect()
}

fn completion(completion: Completion) -> Key {
    match completion {
        Completion::Finished => Key::CompareRunFinished,
        Completion::Interrupted => Key::CompareRunStopped,
        Completion::Cut => Key::CompareRunCut,
    }
}

/// How many tests of which kind.
pub fn tests_line(comparison: &Comparison) -> Message {
    let counts = &comparison.counts;
    let in_both = say::CompareTestsInBoth {
        tests: counts.both,
        changed: counts.changed,
        unchanged: counts.unchanged,
    };
    let mut all: Vec<Message> = vec![in_both.into()];
    let mut add = |tests: usize, clause: fn(usize) -> Message| {
        if tests > 0 {
            all.push(clause(tests));
        }
    };
    add(counts.newly_failing, |tests| {
        say::CompareNewlyFailing { tests }.into()
    });
    add(counts.newly_passing, |tests| {
        say::CompareNewlyPassing { tests }.into()
    });
    add(counts.only_before, |tests| {
        say::CompareOnlyFirst { tests }.into()
    });
    add(counts.only_after, |tests| {
        say::CompareOnlySecond { tests }.into()
    });
    let clauses = clauses(all);
    say::CompareTestsLine { clauses }.into()
}

/// Lines below a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    /// What they are, with a colon.
    pub title: &'static str,
    /// One line each.
    pub lines: Vec<String>,
}

/// What became of the findings, and tests that were probably renamed.
pub fn extras(comparison: &Comparison, locale: &Locale) -> Vec<Extra> {
    let findings = comparison
        .findings
        .iter()
        .map(|one| locale.text(&one.sentence()));
    let id = |at: u32| {
        let test = comparison.tests.get(at as usize);
        one_line(test.map_or("", |test| test.id.as_str()))
    };
    let renamed = comparison.renamed.iter();
    let mut renamed: Vec<String> = renamed
        .take(RENAMED_TOP)
        .map(|pair| format!("{} → {}", id(pair.before), id(pair.after)))
        .collect();
    renamed.extend(more(comparison.renamed.len(), RENAMED_TOP, locale));
    let all = [
        Extra {
            title: locale.word(Key::CompareFindings),
            lines: findings.collect(),
        },
        Extra {
            title: locale.word(Key::CompareRenamed),
            lines: renamed,
        },
    ];
    all.into_iter()
        .filter(|extra| !extra.lines.is_empty())
        .collect()
}

/// How many there are beyond those that are shown.
pub fn more(all: usize, shown: usize, locale: &Locale) -> Option<String> {
    let more = all.checked_sub(shown).filter(|more| *more > 0)?;
    Some(locale.text(&say::CompareMore { more }.into()))
}

/// A size, where it is known.
pub fn known(value: Option<u64>, locale: &Locale) -> String {
    value.map_or_else(|| NOTHING.to_owned(), |bytes| locale.bytes(bytes))
}

/// A change of a size, where it is known.
pub fn difference(change: Change, locale: &Locale) -> String {
    let difference = change.difference();
    difference.map_or_else(|| NOTHING.to_owned(), |bytes| locale.signed_bytes(bytes))
}

/// What became of a test: both outcomes where they differ.
pub fn outcome(test: &TestDelta, locale: &Locale) -> String {
    let word = |figures: &super::TestFigures| locale.word(figures.outcome.key());
    match (&test.before, &test.after) {
        (Some(before), Some(after)) if before.outcome != after.outcome => {
            format!("{} → {}", word(before), word(after))
        }
        (_, Some(figures)) | (Some(figures), None) => word(figures).to_owned(),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::compare;
    use super::*;
    use crate::artifact::Git;
    use crate::ending::{Ending, Outcome};
    use crate::testing::{RunBuilder, pytest, story_after};

    fn cells(before: RunBuilder, after: RunBuilder, title: Key) -> Option<[String; 3]> {
        let english = Locale::english();
        let rows = sides(&compare(&before.done(), &after.done()), &english);
        let mut rows = rows.into_iter();
        let row = rows.find(|row| row.title == english.word(title))?;
        Some([row.before, row.after, row.change])
    }

    #[test]
    fn what_only_one_run_has_stands_beside_what_the_other_has_not() {
        let git = Git {
            commit: "8aa01b2aabbcc".to_owned(),
            branch: None,
            dirty: Some(false),
            remote: None,
            prefix: None,
        };
        let killed = pytest().suite(0, 40, 231, 24).victim(40);
        let killed = killed.batch(Ending::Killed, 231).suite(41, 87, 231, 24);
        for (title, with, [own, none], [more, less]) in [
            (
                Key::CompareCommit,
                story_after().with(|artifact| artifact.run.git = Some(git)),
                ["8aa01b2a", NOTHING],
                ["", ""],
            ),
            (
                Key::CompareLimit,
                story_after().limit(400),
                ["400 MiB", "none"],
                ["", ""],
            ),
            (
                Key::CompareOtherDeaths,
                killed.batch(Ending::Passed, 231),
                ["1", "0"],
                ["+1", "−1"],
            ),
        ] {
            let told = [own, none, less].map(str::to_owned);
            assert_eq!(cells(with.clone(), story_after(), title), Some(told));
            let told = [none, own, more].map(str::to_owned);
            assert_eq!(cells(story_after(), with, title), Some(told));
            assert_eq!(cells(story_after(), story_after(), title), None);
        }
    }

    #[test]
    fn how_many_more_there_are_is_said_where_there_are_any() {
        let more = |all| more(all, 10, &Locale::english());
        assert_eq!([9, 10].map(more), [None, None]);
        assert!(more(11).unwrap().contains('1'));
    }

    #[test]
    fn both_outcomes_of_a_test_are_told_where_they_differ() {
        let run = |outcome| pytest().test("a", outcome, 10, 1).batch(Ending::Passed, 10);
        let told = |before, after| {
            let compared = compare(&run(before).done(), &run(after).done());
            outcome(&compared.tests[0], &Locale::english())
        };
        assert_eq!(told(Outcome::Passed, Outcome::Failed), "passed → failed");
        assert_eq!(told(Outcome::Failed, Outcome::Failed), "failed");
    }
}
