//! A comparison as text for a terminal, as Markdown for a pull request and as JSON for scripts.

use serde_json::{Value, json};

use super::noise::{ABSOLUTE_BYTES, RELATIVE, TEST_RETAINED_BYTES};
use super::{Change, Comparison, Join, Left, Side, SideFigures, TestDelta};
use crate::artifact::Completion;
use crate::order::arrange;
use crate::table::{
    Column, aligned, code, escaped, markdown as markdown_table, one_line, prose, wrapped,
};
use crate::units::{bytes, count, duration_ms, signed_bytes, signed_percent};

/// Version of the JSON. Names and meanings within one version only ever grow.
pub const COMPARISON_VERSION: u32 = 1;

/// How many changed tests Markdown lists.
const MARKDOWN_TOP: usize = 10;

/// What stands where a figure was not measured.
const NOTHING: &str = "–";

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
pub fn text(comparison: &Comparison, options: &TextOptions) -> String {
    let width = options.width.max(40);
    let mut out = wrapped(&comparison.verdict.sentence, "", width);
    out.push('\n');
    let columns = [
        Column::left(""),
        Column::flexible(""),
        Column::flexible(""),
        Column::right(""),
        Column::right(""),
    ];
    out += &aligned(&columns, &side_rows(comparison), width);
    out.push('\n');
    out += &wrapped(&tests_line(comparison), "", width);
    let changed: Vec<_> = comparison.changed().collect();
    if !changed.is_empty() {
        out.push('\n');
        let shown = &changed[..changed.len().min(options.top)];
        out += &aligned(&TERMINAL_COLUMNS, &terminal_rows(shown), width);
        if changed.len() > options.top {
            out += &format!("… and {} more\n", changed.len() - options.top);
        }
    }
    for (title, lines) in extras(comparison) {
        out += &format!("\n{title}:\n");
        for line in lines {
            out += &wrapped(&line, "- ", width);
        }
    }
    out += "\nWhy:\n";
    for reason in &comparison.verdict.reasons {
        out += &wrapped(reason, "- ", width);
    }
    out
}

/// How many renamed tests are listed.
const RENAMED_TOP: usize = 10;

/// What became of the findings, and tests that were probably renamed; each with its title.
fn extras(comparison: &Comparison) -> Vec<(&'static str, Vec<String>)> {
    let findings = comparison.findings.iter();
    let findings = findings.map(|one| format!("{}: {}.", one.fate, one.headline));
    let id = |at: u32| {
        let test = comparison.tests.get(at as usize);
        one_line(test.map_or("", |test| test.id.as_str()))
    };
    let renamed = comparison.renamed.iter();
    let mut renamed: Vec<String> = renamed
        .take(RENAMED_TOP)
        .map(|pair| format!("{} → {}", id(pair.before), id(pair.after)))
        .collect();
    if comparison.renamed.len() > RENAMED_TOP {
        renamed.push(format!(
            "… and {} more",
            comparison.renamed.len() - RENAMED_TOP
        ));
    }
    let all = [
        ("Findings", findings.collect()),
        ("Perhaps renamed (not joined)", renamed),
    ];
    all.into_iter()
        .filter(|(_, lines)| !lines.is_empty())
        .collect()
}

/// The comparison as Markdown for a pull request or a job summary.
pub fn markdown(comparison: &Comparison) -> String {
    let mut out = format!("**{}**\n\n", escaped(&comparison.verdict.sentence));
    let rows: Vec<Vec<String>> = side_rows(comparison)
        .into_iter()
        .map(|row| {
            let is_code = row[0] == "command" || row[0] == "commit";
            row.iter()
                .enumerate()
                .map(|(index, cell)| match index {
                    1 | 2 if is_code && cell != NOTHING => code(cell),
                    _ => escaped(cell),
                })
                .collect()
        })
        .collect();
    // The first row names the runs; Markdown wants it as the head of the table.
    let head = format!(
        "| {} |\n| --- | --- | --- | ---: | ---: |\n",
        rows[0].join(" | ")
    );
    let body: String = rows[1..]
        .iter()
        .map(|row| format!("| {} |\n", row.join(" | ")))
        .collect();
    out += &format!("{head}{body}\n{}\n", escaped(&tests_line(comparison)));
    let changed: Vec<_> = comparison.changed().collect();
    if !changed.is_empty() {
        let rows: Vec<_> = changed
            .iter()
            .take(MARKDOWN_TOP)
            .map(|test| markdown_row(test, code(&test.id), outcome_words(test)))
            .collect();
        out.push('\n');
        out += &markdown_table(&MARKDOWN_COLUMNS, &rows);
        if changed.len() > MARKDOWN_TOP {
            out += &format!("\n… and {} more\n", changed.len() - MARKDOWN_TOP);
        }
    }
    for (title, lines) in extras(comparison) {
        out += &format!("\n{title}:\n\n");
        for line in lines {
            out += &format!("- {}\n", prose(&line));
        }
    }
    out += "\n<details><summary>How this verdict was reached</summary>\n\n";
    for reason in &comparison.verdict.reasons {
        out += &format!("- {}\n", escaped(reason));
    }
    out += "\n</details>\n";
    out
}

/// The runs side by side; the first row names them.
fn side_rows(comparison: &Comparison) -> Vec<Vec<String>> {
    let (before, after) = (&comparison.before, &comparison.after);
    let mut rows = Vec::new();
    let mut plain = |title: &str, figure: &dyn Fn(&SideFigures) -> String| {
        let row = [
            title.to_owned(),
            figure(before),
            figure(after),
            String::new(),
            String::new(),
        ];
        rows.push(row.to_vec());
    };
    plain("", &|side| side.name.clone());
    if before.command != after.command {
        plain("command", &|side| side.command.clone());
    }
    if before.commit.is_some() || after.commit.is_some() {
        plain("commit", &|side| {
            side.commit.clone().unwrap_or_else(|| NOTHING.to_owned())
        });
    }
    if [before, after]
        .iter()
        .any(|side| side.completion != Completion::Finished)
    {
        plain("run", &|side| completion_words(side.completion).to_owned());
    }
    if before.limit_bytes.is_some() || after.limit_bytes.is_some() {
        plain("limit", &|side| {
            side.limit_bytes.map_or_else(|| "none".to_owned(), bytes)
        });
    }
    let figure = |title: &str, change: Change, at_least: (bool, bool)| {
        let shown = |value: Option<u64>, at_least: bool| match value {
            Some(value) => format!("{}{}", if at_least { "≥ " } else { "" }, bytes(value)),
            None => NOTHING.to_owned(),
        };
        vec![
            title.to_owned(),
            shown(change.before, at_least.0),
            shown(change.after, at_least.1),
            change.difference().map(signed_bytes).unwrap_or_default(),
            change.ratio().map(signed_percent).unwrap_or_default(),
        ]
    };
    let at_least = (before.peak_is_at_least, after.peak_is_at_least);
    rows.push(figure("peak", comparison.peak, at_least));
    if comparison.retained.larger().is_some() {
        rows.push(figure("kept by tests", comparison.retained, (false, false)));
    }
    let number = |title: &str, before: usize, after: usize| {
        let change = match after.cmp(&before) {
            std::cmp::Ordering::Less => format!("−{}", before - after),
            std::cmp::Ordering::Equal => String::new(),
            std::cmp::Ordering::Greater => format!("+{}", after - before),
        };
        vec![
            title.to_owned(),
            before.to_string(),
            after.to_string(),
            change,
            String::new(),
        ]
    };
    rows.push(number(
        "memory deaths",
        before.memory_deaths,
        after.memory_deaths,
    ));
    if before.other_deaths + after.other_deaths > 0 {
        rows.push(number(
            "other deaths",
            before.other_deaths,
            after.other_deaths,
        ));
    }
    rows.push(number("batches", before.batches, after.batches));
    rows.push(number("tests", before.tests, after.tests));
    let mut outcomes: Vec<_> = before
        .outcomes
        .iter()
        .chain(&after.outcomes)
        .map(|(outcome, _)| *outcome)
        .collect();
    arrange(&mut outcomes, &|a, b| a.cmp(b));
    outcomes.dedup();
    for outcome in outcomes {
        let of = |side: &SideFigures| {
            side.outcomes
                .iter()
                .find(|(o, _)| *o == outcome)
                .map_or(0, |(_, number)| *number)
        };
        rows.push(number(&format!("  {outcome}"), of(before), of(after)));
    }
    let times = [before.duration_ms, after.duration_ms].map(duration_ms);
    let [first, second] = times;
    rows.push(vec![
        "time".to_owned(),
        first,
        second,
        String::new(),
        String::new(),
    ]);
    rows
}

fn completion_words(completion: Completion) -> &'static str {
    match completion {
        Completion::Finished => "finished",
        Completion::Interrupted => "stopped early",
        Completion::Cut => "cut off",
    }
}

fn tests_line(comparison: &Comparison) -> String {
    let counts = &comparison.counts;
    let mut line = format!(
        "{} in both runs: {} changed, {} unchanged",
        count(counts.both, "test"),
        counts.changed,
        counts.unchanged
    );
    for (number, words) in [
        (counts.newly_failing, "newly failing"),
        (counts.newly_passing, "no longer failing"),
        (counts.only_before, "only in the first run"),
        (counts.only_after, "only in the second run"),
    ] {
        if number > 0 {
            line += &format!("; {number} {words}");
        }
    }
    line + "."
}

const TERMINAL_COLUMNS: [Column; 5] = [
    Column::flexible("changed most"),
    Column::right("kept"),
    Column::right("change"),
    Column::right("peak"),
    Column::left("outcome"),
];

/// In the terminal both sides share a column, so that the ids keep room.
fn terminal_rows(tests: &[&TestDelta]) -> Vec<Vec<String>> {
    let is_same_outcome = |test: &TestDelta| {
        test.both()
            .is_some_and(|(before, after)| before.outcome == after.outcome)
    };
    tests
        .iter()
        .map(|test| {
            let both =
                |change: Change| format!("{} → {}", known(change.before), known(change.after));
            vec![
                test.id.clone(),
                both(test.retained),
                test.retained
                    .difference()
                    .map_or_else(|| NOTHING.to_owned(), signed_bytes),
                both(test.peak),
                if is_same_outcome(test) {
                    String::new()
                } else {
                    outcome_words(test)
                },
            ]
        })
        .collect()
}

const MARKDOWN_COLUMNS: [Column; 7] = [
    Column::flexible("changed most"),
    Column::right("kept before"),
    Column::right("after"),
    Column::right("change"),
    Column::right("peak before"),
    Column::right("after"),
    Column::left("outcome"),
];

fn markdown_row(test: &TestDelta, id: String, outcome: String) -> Vec<String> {
    vec![
        id,
        known(test.retained.before),
        known(test.retained.after),
        test.retained
            .difference()
            .map_or_else(|| NOTHING.to_owned(), signed_bytes),
        known(test.peak.before),
        known(test.peak.after),
        outcome,
    ]
}

fn known(value: Option<u64>) -> String {
    value.map_or_else(|| NOTHING.to_owned(), bytes)
}

fn outcome_words(test: &TestDelta) -> String {
    match (test.before, test.after) {
        (Some(before), Some(after)) if before.outcome != after.outcome => {
            format!("{} → {}", before.outcome, after.outcome)
        }
        (_, Some(figures)) | (Some(figures), None) => figures.outcome.to_string(),
        (None, None) => String::new(),
    }
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
        "sentence": comparison.verdict.sentence,
        "reasons": comparison.verdict.reasons,
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
    let outcomes: serde_json::Map<String, Value> = side
        .outcomes
        .iter()
        .map(|(outcome, number)| (outcome.name().to_owned(), (*number).into()))
        .collect();
    json!({
        "name": side.name,
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
    let outcome = |figures: Option<super::TestFigures>| figures.map(|f| f.outcome.name());
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
