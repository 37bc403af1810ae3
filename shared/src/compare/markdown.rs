//! A comparison as Markdown, for a pull request, a job summary or whoever copies it from the page.

use super::rows::{NOTHING, difference, extras, known, more, outcome, sides, tests_line};
use super::{Comparison, TestDelta};
use crate::message::{Key, Locale};
use crate::table::{Column, code, escaped, markdown as table, prose};

/// How many changed tests are listed.
const TOP: usize = 10;

/// The comparison as Markdown.
pub fn markdown(comparison: &Comparison, locale: &Locale) -> String {
    let sentence = locale.text(&comparison.verdict.sentence());
    let names =
        [&comparison.before, &comparison.after].map(|side| escaped(&locale.text(&side.name)));
    let mut out = format!(
        "**{}**\n\n|  | {} |  |  |\n| --- | --- | --- | ---: | ---: |\n",
        escaped(&sentence),
        names.join(" | ")
    );
    for row in sides(comparison, locale) {
        let cell = |cell: &str| match row.is_code && cell != NOTHING {
            true => code(cell),
            false => escaped(cell),
        };
        let (before, after) = (cell(&row.before), cell(&row.after));
        let (title, change, ratio) = (
            escaped(&row.title),
            escaped(&row.change),
            escaped(&row.ratio),
        );
        out += &format!("| {title} | {before} | {after} | {change} | {ratio} |\n");
    }
    let tests = locale.text(&tests_line(comparison));
    out += &format!("\n{}\n", escaped(&tests));
    let changed: Vec<_> = comparison.changed().collect();
    if !changed.is_empty() {
        let shown = changed.iter().take(TOP);
        let rows: Vec<_> = shown.map(|test| test_row(test, locale)).collect();
        out += &format!("\n{}", table(&columns(locale), &rows));
        if let Some(more) = more(changed.len(), TOP, locale) {
            out += &format!("\n{more}\n");
        }
    }
    for extra in extras(comparison, locale) {
        out += &format!("\n{}\n\n", extra.title);
        for line in extra.lines {
            out += &format!("- {}\n", prose(&line));
        }
    }
    let how = locale.word(Key::CompareHow);
    out += &format!("\n<details><summary>{how}</summary>\n\n");
    for reason in comparison.verdict.told() {
        out += &format!("- {}\n", escaped(&locale.text(&reason)));
    }
    out += "\n</details>\n";
    out
}

fn columns(locale: &Locale) -> [Column; 7] {
    let word = |key: Key| locale.word(key);
    [
        Column::flexible(word(Key::CompareChangedMost)),
        Column::right(word(Key::CompareKeptBefore)),
        Column::right(word(Key::SideAfter)),
        Column::right(word(Key::CompareTestChange)),
        Column::right(word(Key::ComparePeakBefore)),
        Column::right(word(Key::SideAfter)),
        Column::left(word(Key::CompareTestOutcome)),
    ]
}

fn test_row(test: &TestDelta, locale: &Locale) -> Vec<String> {
    vec![
        code(&test.id),
        known(test.retained.before, locale),
        known(test.retained.after, locale),
        difference(test.retained, locale),
        known(test.peak.before, locale),
        known(test.peak.after, locale),
        outcome(test, locale),
    ]
}
