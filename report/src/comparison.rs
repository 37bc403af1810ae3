//! A comparison as text for a terminal, as Markdown for a pull request and as JSON for scripts.

use serde_json::{Map, Value, json};

use oomscope_shared::compare::noise::{ABSOLUTE_BYTES, RELATIVE, TEST_RETAINED_BYTES};
use oomscope_shared::compare::rows::{self, Row};
use oomscope_shared::compare::{
    Change, Comparison, Join, Left, Side, SideFigures, TestDelta, TestFigures,
};
use oomscope_shared::message::{Key, Locale, Message};
use oomscope_shared::table::{Column, aligned, wrapped};

/// The page hands it out, too.
pub use oomscope_shared::compare::markdown;

/// Version of the JSON. Names and meanings within one version only ever grow.
pub const COMPARISON_VERSION: u32 = 1;

/// How [`text`] lays out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextOptions {
    /// Columns of the terminal; longer test ids are shortened in the middle.
    pub width: usize,
    /// How many changed tests are listed.
    pub top: usize,
}

impl Default for TextOptions {
    fn default() -> Self {
        Self {
            width: 100,
            top: 10,
        }
    }
}

/// The comparison as text for a terminal.
pub fn text(comparison: &Comparison, options: &TextOptions, locale: &Locale) -> String {
    let width = options.width.max(40);
    let line = |message: &Message, lead: &str| wrapped(&locale.text(message), lead, width);
    let mut out = line(&comparison.verdict.sentence(), "");
    out.push('\n');
    out += &sides(comparison, width, locale);
    out.push('\n');
    out += &line(&rows::tests_line(comparison), "");
    let changed: Vec<_> = comparison.changed().collect();
    if !changed.is_empty() {
        out.push('\n');
        let shown = changed.iter().take(options.top);
        let tests: Vec<_> = shown.map(|test| test_row(test, locale)).collect();
        out += &aligned(&columns(locale), &tests, width);
        if let Some(more) = rows::more(changed.len(), options.top, locale) {
            out += &format!("{more}\n");
        }
    }
    for extra in rows::extras(comparison, locale) {
        out += &format!("\n{}\n", extra.title);
        for line in extra.lines {
            out += &wrapped(&line, "- ", width);
        }
    }
    out += &format!("\n{}\n", locale.word(Key::CompareWhy));
    for reason in comparison.verdict.told() {
        out += &line(&reason, "- ");
    }
    out
}

/// Both runs in a table without a head; its first row names them.
fn sides(comparison: &Comparison, width: usize, locale: &Locale) -> String {
    let columns = [
        Column::left(""),
        Column::flexible(""),
        Column::flexible(""),
        Column::right(""),
        Column::right(""),
    ];
    let names = [&comparison.before, &comparison.after].map(|side| locale.text(&side.name));
    let [before, after] = names;
    let mut table = vec![vec![String::new(), before, after]];
    let cells = |row: Row| vec![row.title, row.before, row.after, row.change, row.ratio];
    table.extend(rows::sides(comparison, locale).into_iter().map(cells));
    aligned(&columns, &table, width)
}

fn columns(locale: &Locale) -> [Column; 5] {
    [
        Column::flexible(locale.word(Key::CompareChangedMost)),
        Column::right(locale.word(Key::CompareTestKept)),
        Column::right(locale.word(Key::CompareTestChange)),
        Column::right(locale.word(Key::CompareTestPeak)),
        Column::left(locale.word(Key::CompareTestOutcome)),
    ]
}

/// Both sides share a column, so that the ids keep room; an outcome stands where it differs.
fn test_row(test: &TestDelta, locale: &Locale) -> Vec<String> {
    let both = |change: Change| {
        let [before, after] = [change.before, change.after].map(|value| rows::known(value, locale));
        format!("{before} → {after}")
    };
    let is_same = test
        .both()
        .is_some_and(|(before, after)| before.outcome == after.outcome);
    vec![
        test.id.clone(),
        both(test.retained),
        rows::difference(test.retained, locale),
        both(test.peak),
        match is_same {
            true => String::new(),
            false => rows::outcome(test, locale),
        },
    ]
}

/// The comparison as stable JSON; `docs/comparison.md` describes it.
pub fn json(comparison: &Comparison) -> Value {
    let counts = &comparison.counts;
    let only = |join: Join| -> Vec<&str> {
        let tests = comparison.tests.iter().filter(|test| test.join == join);
        tests.map(|test| test.id.as_str()).collect()
    };
    let changed: Vec<_> = comparison.changed().map(test_json).collect();
    let id = |at: u32| comparison.tests.get(at as usize).map(|test| &test.id);
    let renamed: Vec<_> = comparison
        .renamed
        .iter()
        .map(|pair| json!({ "before": id(pair.before), "after": id(pair.after) }))
        .collect();
    let findings: Vec<_> = comparison
        .findings
        .iter()
        .map(|one| {
            json!({
                "fate": one.fate.name(),
                "left": one.fate.left().map(Left::name),
                "left_bytes": one.fate.left().and_then(Left::bytes),
                "before": one.before,
                "after": one.after,
                "headline": one.headline,
            })
        })
        .collect();
    let repeats = comparison.repeats.as_ref().map(|repeats| {
        json!({
            "before": repeats_json(&repeats.before),
            "after": repeats_json(&repeats.after),
            "pairings": repeats.pairings,
            "agreeing": repeats.agreeing,
        })
    });
    let mut retained = change_json(comparison.retained);
    retained["tests"] = comparison.retained_tests.into();
    json!({
        "comparison_version": COMPARISON_VERSION,
        "verdict": comparison.verdict.kind.name(),
        "sentence": comparison.verdict.sentence(),
        "reasons": comparison.verdict.told().collect::<Vec<_>>(),
        "peak_bytes": change_json(comparison.peak),
        "retained_bytes": retained,
        "noise": {
            "peak_bytes": comparison.noise.peak_bytes,
            "retained_bytes": comparison.noise.retained_bytes,
            "relative": RELATIVE,
            "absolute_bytes": ABSOLUTE_BYTES,
            "test_retained_bytes": TEST_RETAINED_BYTES,
        },
        "before": side_json(&comparison.before),
        "after": side_json(&comparison.after),
        "tests": {
            "both": counts.both,
            "only_before": counts.only_before,
            "only_after": counts.only_after,
            "changed_count": counts.changed,
            "unchanged": counts.unchanged,
            "newly_failing": counts.newly_failing,
            "newly_passing": counts.newly_passing,
            "changed": changed,
            "removed": only(Join::OnlyBefore),
            "added": only(Join::OnlyAfter),
            "renamed": renamed,
        },
        "findings": findings,
        "repeats": repeats,
    })
}

fn repeats_json(side: &Side) -> Value {
    json!({
        "runs": side.runs,
        "left_out": side.left_out,
        "chosen": side.chosen,
        "peak_bytes": side.peak_bytes,
        "retained_bytes": side.retained_bytes,
    })
}

fn change_json(change: Change) -> Value {
    json!({
        "before": change.before,
        "after": change.after,
        "change": change.difference(),
        "ratio": change.ratio(),
    })
}

fn side_json(side: &SideFigures) -> Value {
    let outcomes: Map<String, Value> = side
        .outcomes
        .iter()
        .map(|(outcome, number)| (outcome.name().to_owned(), (*number).into()))
        .collect();
    json!({
        "name": side.name.english(),
        "command": side.command,
        "commit": side.commit,
        "started_at": side.started_at,
        "tests": side.tests,
        "outcomes": outcomes,
        "batches": side.batches,
        "memory_deaths": side.memory_deaths,
        "other_deaths": side.other_deaths,
        "limit_bytes": side.limit_bytes,
        "batch_size": side.batch_size,
        "peak_bytes": side.peak_bytes,
        "peak_is_at_least": side.peak_is_at_least,
        "retained_bytes": side.retained_bytes,
        "completion": side.completion,
        "duration_ms": side.duration_ms,
    })
}

fn test_json(test: &TestDelta) -> Value {
    let outcome = |figures: Option<TestFigures>| figures.map(|f| f.outcome.name());
    let duration_ms = |us: Option<u64>| us.map(|us| us as f64 / 1e3);
    json!({
        "id": test.id,
        "outcome": { "before": outcome(test.before), "after": outcome(test.after) },
        "peak_bytes": change_json(test.peak),
        "retained_bytes": change_json(test.retained),
        "duration_ms": {
            "before": duration_ms(test.duration_us.before),
            "after": duration_ms(test.duration_us.after),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::compare::compare;
    use oomscope_shared::finding::{Finding, Hunt};
    use oomscope_shared::testing::{finding, pair, story_before};

    fn rich() -> Comparison {
        let (before, after) = pair();
        compare(&before, &after)
    }

    #[test]
    fn the_text_fits_the_terminal() {
        let options = TextOptions { width: 90, top: 4 };
        let text = text(&rich(), &options, &Locale::english());
        insta::assert_snapshot!(text);
        for line in text.lines() {
            assert!(line.chars().count() <= 90, "{line}");
        }
    }

    #[test]
    fn the_json_is_stable() {
        let mut json = json(&rich());
        let changed = json["tests"]["changed"].as_array_mut().unwrap();
        changed.truncate(1);
        insta::assert_snapshot!(serde_json::to_string_pretty(&json).unwrap());
    }

    #[test]
    fn a_finding_whose_tests_keep_as_much_as_before_is_told_as_that() {
        let hunted = |findings: Vec<Finding>| {
            let told = story_before().with(|artifact| {
                artifact.findings = findings;
                artifact.hunt = Some(Hunt::default());
            });
            told.done()
        };
        let comparison = compare(&hunted(vec![finding()]), &hunted(Vec::new()));
        let options = TextOptions { width: 200, top: 3 };
        let text = text(&comparison, &options, &Locale::english());
        let words = "- not found again; its tests still keep 7.5 MiB: Leak: ";
        assert!(text.contains(words), "{text}");
        let found = &json(&comparison)["findings"][0];
        assert_eq!(found["fate"], "not_found_again");
        assert_eq!(found["left"], "kept");
        assert_eq!(found["left_bytes"], 7_680 << 10);
    }

    #[test]
    fn names_given_by_the_caller_stand_in_every_form() {
        let comparison = rich().named(Message::quote("old.json"), Message::quote("new.json"));
        let text = text(&comparison, &TextOptions::default(), &Locale::english());
        assert!(
            text.contains("old.json") && text.contains("new.json"),
            "{text}"
        );
        assert_eq!(json(&comparison)["before"]["name"], "old.json");
        assert_eq!(json(&comparison)["after"]["name"], "new.json");
    }
}
