//! What `oomscope report` says about one run: as stable JSON, as Markdown and as text.

pub(crate) mod sections;

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::artifact::{Artifact, Batch, Completion, TestRow};
use crate::ending::{Ending, Outcome, Proof};
use crate::finding::{Finding, Hunt};
use crate::finding_text;
use crate::sentence;
use crate::table::{self, Column};
use crate::units::{bytes, count, duration_ms};

/// Version of the summary. Names and meanings within one version only ever grow.
pub const SUMMARY_VERSION: u32 = 1;

/// The summary of one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Version of this summary.
    pub summary_version: u32,
    /// The answer in one sentence.
    pub answer: String,
    /// Whether the run came to its end.
    pub completion: Completion,
    /// A name given with `--label`.
    pub label: Option<String>,
    /// The command as given after `--`.
    pub command: Vec<String>,
    /// Wall-clock start, RFC 3339 in UTC.
    pub started_at: String,
    /// Length of the run in milliseconds.
    pub duration_ms: u64,
    /// The memory limit of a batch, in bytes.
    pub limit_bytes: Option<u64>,
    /// Highest memory of any batch, in bytes.
    pub peak_bytes: Option<u64>,
    /// What all tests together left behind, in bytes.
    pub retained_bytes: Option<u64>,
    /// The batches in the order they ran.
    pub batches: Vec<BatchSummary>,
    /// The tests in the order of the plan.
    pub tests: Vec<TestSummary>,
    /// Diagnosed problems.
    pub findings: Vec<Finding>,
    /// What the hunt did; `null` where there was none.
    pub hunt: Option<Hunt>,
    /// What went wrong with the recording itself.
    pub warnings: Vec<String>,
}

/// One batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchSummary {
    /// Counts from 1.
    pub index: u32,
    /// How many tests were given to it.
    pub tests: u32,
    /// How it ended.
    pub ending: Ending,
    /// How strongly that is proved.
    pub proof: Proof,
    /// Highest memory, in bytes.
    pub peak_bytes: Option<u64>,
    /// Id of the test that was running when the batch died; not necessarily the cause.
    pub victim: Option<String>,
    /// Ids of the tests that ended the batch, or the worker they ran in, by their own doing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at_fault: Vec<String>,
}

/// One test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TestSummary {
    /// Test id.
    pub id: String,
    /// What became of it.
    pub outcome: Outcome,
    /// The batch that ran it.
    pub batch: Option<u32>,
    /// How long it took, in milliseconds, to the microsecond.
    pub duration_ms: Option<f64>,
    /// Highest memory while it ran, in bytes.
    pub peak_bytes: Option<u64>,
    /// What it left behind, in bytes.
    pub retained_bytes: Option<u64>,
    /// Why it failed or was not run.
    pub remark: Option<String>,
    /// What became of earlier attempts, where it was run again (`--retries`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier_outcomes: Vec<Outcome>,
}

/// Sums up a run.
pub fn summary(artifact: &Artifact) -> Summary {
    let mut remarks: Vec<Option<&str>> = vec![None; artifact.tests.len()];
    for remark in &artifact.tests.remarks {
        if let Some(slot) = remarks.get_mut(remark.test as usize) {
            slot.get_or_insert(&remark.text);
        }
    }
    let run = &artifact.run;
    Summary {
        summary_version: SUMMARY_VERSION,
        answer: sentence::answer(artifact).headline,
        completion: run.completion,
        label: run.label.clone(),
        command: run.command.clone(),
        started_at: run.started_at.clone(),
        duration_ms: run.duration_ms,
        limit_bytes: artifact.limits.memory.as_ref().map(|limit| limit.bytes),
        peak_bytes: artifact.peak_bytes(),
        retained_bytes: artifact.retained_bytes(),
        batches: artifact
            .batches
            .iter()
            .map(|batch| BatchSummary {
                index: batch.index,
                tests: batch.test_count,
                ending: batch.ending,
                proof: batch.proof,
                peak_bytes: batch.peak_bytes,
                victim: batch
                    .victim
                    .or_else(|| sentence::victims(artifact, batch).first().copied())
                    .and_then(|victim| artifact.tests.id.get(victim as usize))
                    .cloned(),
                at_fault: (batch.at_fault.iter())
                    .map(|test| artifact.test_id(*test).to_owned())
                    .collect(),
            })
            .collect(),
        tests: artifact
            .tests
            .rows()
            .zip(remarks)
            .map(|(row, remark)| TestSummary {
                id: row.id.to_owned(),
                outcome: row.outcome,
                batch: row.batch,
                duration_ms: row.duration_us.map(|us| us as f64 / 1e3),
                peak_bytes: row.peak_bytes,
                retained_bytes: row.retained_bytes,
                remark: remark.map(str::to_owned),
                earlier_outcomes: artifact
                    .tests
                    .attempts
                    .iter()
                    .filter(|attempt| attempt.test == row.index)
                    .map(|attempt| attempt.outcome)
                    .collect(),
            })
            .collect(),
        findings: artifact.findings.clone(),
        hunt: artifact.hunt.clone(),
        warnings: artifact.warnings.clone(),
    }
}

/// How many tests each ranking lists in Markdown.
const MARKDOWN_TOP: usize = 10;

/// How many tests each ranking lists in the terminal.
const TERMINAL_TOP: usize = 5;

/// More lines than this make no table of batches that anybody reads: neighbours that ended alike are
/// put together.
const BATCH_LINES: usize = 12;

/// What stands where a figure was not measured.
const NOTHING: &str = "–";

/// The run as Markdown for a pull request or a job summary.
pub fn markdown(artifact: &Artifact) -> String {
    let sections = sections::all(artifact).into_iter();
    sections
        .map(|section| section.text)
        .collect::<Vec<_>>()
        .join("\n")
}

/// The table that closes a run in the terminal: its batches, and the tests that stand out.
pub fn closing_table(artifact: &Artifact, width: usize) -> String {
    let width = width.max(40);
    let mut out = String::new();
    if !artifact.batches.is_empty() {
        let (rows, more) = batch_rows(artifact);
        out += &table::aligned(&BATCH_COLUMNS, &rows, width);
        if more > 0 {
            out += &format!("… and {}\n", count(more, "more batch"));
        }
    }
    for ranking in Ranking::BOTH {
        let rows = ranking.rows(artifact, TERMINAL_TOP, str::to_owned);
        if !rows.is_empty() {
            if !out.is_empty() {
                out.push('\n');
            }
            out += &table::aligned(&ranking.columns(ranking.title()), &rows, width);
        }
    }
    for finding in &artifact.findings {
        out += "\n";
        out += &finding_text::terminal(finding);
    }
    let said = hunt_notes(artifact);
    if !said.is_empty() {
        out += "\n";
        for sentence in said {
            out += &format!("{}\n", table::one_line(&sentence));
        }
    }
    out
}

/// What the hunt found to be no leak, and what it left undone.
fn hunt_notes(artifact: &Artifact) -> Vec<String> {
    let hunt = artifact.hunt.iter();
    hunt.flat_map(|hunt| hunt.notes.iter().chain(&hunt.undone))
        .cloned()
        .collect()
}

const BATCH_COLUMNS: [Column; 6] = [
    Column::right("batch"),
    Column::right("tests"),
    Column::left("ending"),
    Column::left("proof"),
    Column::right("peak"),
    Column::right("time"),
];

/// Neighbouring batches that are told in one line.
struct BatchLine<'a> {
    first: &'a Batch,
    last: &'a Batch,
    tests: usize,
    batches: usize,
    peak_bytes: Option<u64>,
    duration_ms: u64,
}

impl<'a> BatchLine<'a> {
    fn of(batch: &'a Batch) -> Self {
        Self {
            first: batch,
            last: batch,
            tests: batch.test_count as usize,
            batches: 1,
            peak_bytes: batch.peak_bytes,
            duration_ms: batch.duration_ms,
        }
    }

    fn takes(&self, batch: &Batch) -> bool {
        (self.first.ending, self.first.proof) == (batch.ending, batch.proof)
    }

    fn add(&mut self, batch: &'a Batch) {
        self.last = batch;
        self.tests += batch.test_count as usize;
        self.batches += 1;
        self.peak_bytes = self.peak_bytes.max(batch.peak_bytes);
        self.duration_ms = self.duration_ms.saturating_add(batch.duration_ms);
    }

    fn cells(&self) -> Vec<String> {
        let index = if self.batches == 1 {
            self.first.index.to_string()
        } else {
            format!("{}–{}", self.first.index, self.last.index)
        };
        vec![
            index,
            self.tests.to_string(),
            self.first.ending.to_string(),
            self.first.proof.to_string(),
            self.peak_bytes.map_or_else(|| NOTHING.to_owned(), bytes),
            duration_ms(self.duration_ms),
        ]
    }
}

/// The lines of the table of batches, and how many batches are not in them.
fn batch_rows(artifact: &Artifact) -> (Vec<Vec<String>>, usize) {
    let mut lines: Vec<BatchLine> = Vec::new();
    let is_long = artifact.batches.len() > BATCH_LINES;
    for batch in &artifact.batches {
        match lines.last_mut() {
            Some(line) if is_long && line.takes(batch) => line.add(batch),
            _ => lines.push(BatchLine::of(batch)),
        }
    }
    // Where that is still too much, what did not pass is kept first, in the order it ran.
    let mut ranks: Vec<usize> = (0..lines.len()).collect();
    ranks.sort_by_key(|&index| lines[index].first.ending == Ending::Passed);
    let mut kept = vec![false; lines.len()];
    for &index in ranks.iter().take(BATCH_LINES) {
        kept[index] = true;
    }
    let left_out = lines.iter().zip(&kept).filter(|(_, kept)| !**kept);
    let more = left_out.map(|(line, _)| line.batches).sum();
    let rows = lines
        .iter()
        .zip(&kept)
        .filter(|(_, kept)| **kept)
        .map(|(line, _)| line.cells());
    (rows.collect(), more)
}

/// By what tests are ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ranking {
    Peak,
    Retained,
}

impl Ranking {
    const BOTH: [Self; 2] = [Self::Peak, Self::Retained];

    fn title(self) -> &'static str {
        match self {
            Self::Peak => "Tests with the highest peak",
            Self::Retained => "Tests that keep most",
        }
    }

    fn figure(self, row: &TestRow) -> Option<u64> {
        match self {
            Self::Peak => row.peak_bytes,
            // A test that keeps nothing has no place among those that keep most.
            Self::Retained => row.retained_bytes.filter(|bytes| *bytes > 0),
        }
    }

    fn columns(self, first: &'static str) -> [Column; 4] {
        let figures = match self {
            Self::Peak => ["peak", "kept"],
            Self::Retained => ["kept", "peak"],
        };
        let [one, other] = figures;
        [
            Column::flexible(first),
            Column::right(one),
            Column::right(other),
            Column::left("outcome"),
        ]
    }

    fn rows(self, artifact: &Artifact, top: usize, name: fn(&str) -> String) -> Vec<Vec<String>> {
        let mut tests: Vec<_> = artifact
            .tests
            .rows()
            .filter(|row| self.figure(row).is_some())
            .collect();
        // The sort is stable: equals stay in the order of the plan.
        tests.sort_by_key(|row| Reverse(self.figure(row)));
        let shown = |bytes_: Option<u64>| bytes_.map_or_else(|| NOTHING.to_owned(), bytes);
        tests
            .iter()
            .take(top)
            .map(|row| {
                let figures = match self {
                    Self::Peak => [row.peak_bytes, row.retained_bytes],
                    Self::Retained => [row.retained_bytes, row.peak_bytes],
                };
                let [one, other] = figures.map(shown);
                vec![name(row.id), one, other, row.outcome.to_string()]
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{command, pytest, story_limited};

    #[test]
    fn the_json_has_the_promised_names() {
        let artifact = pytest()
            .suite(0, 1, 250, 7_680)
            .victim(1)
            .batch(Ending::OverLimit, 401)
            .limit(400)
            .with(|artifact| {
                artifact.run.label = Some("before".into());
                artifact.findings.push(crate::testing::finding());
            })
            .done();
        let summary = summary(&artifact);
        insta::assert_snapshot!(serde_json::to_string_pretty(&summary).unwrap());
        let text = serde_json::to_string(&summary).unwrap();
        assert_eq!(serde_json::from_str::<Summary>(&text).unwrap(), summary);
    }

    #[test]
    fn the_closing_table_of_the_story() {
        insta::assert_snapshot!(closing_table(&story_limited().done(), 80));
    }

    #[test]
    fn long_ids_give_way_to_the_width() {
        let long = "tests/integration/test_order_book.py::TestDepth::test_many[".to_owned()
            + &"x".repeat(90)
            + "-last]";
        let artifact = pytest()
            .test(&long, Outcome::Passed, 100, 2_000)
            .batch(Ending::Passed, 100);
        let table = closing_table(&artifact.done(), 60);
        insta::assert_snapshot!(table);
        assert!(table.lines().all(|line| line.chars().count() <= 60));
    }

    #[test]
    fn many_batches_are_put_together() {
        let mut told = pytest();
        for n in 0..40 {
            let ending = match n {
                7 => Ending::OverLimit,
                20..23 => Ending::TestsFailed,
                _ => Ending::Passed,
            };
            told = told
                .suite(n * 3, n * 3 + 3, 100, 0)
                .batch(ending, 100 + n as u64);
        }
        insta::assert_snapshot!(closing_table(&told.done(), 80));
    }

    #[test]
    fn what_did_not_pass_is_kept_where_nothing_can_be_put_together() {
        let mut told = command();
        for n in 0..40 {
            let ending = if n % 2 == 0 {
                Ending::Passed
            } else {
                Ending::Exited
            };
            told = told
                .test(&format!("case {n}"), Outcome::Ran, -1, -1)
                .batch(ending, 50);
        }
        let table = closing_table(&told.done(), 80);
        assert_eq!(table.lines().count(), 14, "{table}");
        assert!(
            !table.contains("passed") && table.ends_with("… and 28 more batches\n"),
            "{table}"
        );
    }

    #[test]
    fn the_markdown_of_the_story() {
        insta::assert_snapshot!(markdown(&story_limited().done()));
    }

    #[test]
    fn ids_and_remarks_never_become_markup() {
        let odd = "a|b `c` <img src=x>\n# d [e](http://f) @g";
        let artifact = pytest()
            .test(odd, Outcome::Failed, 100, 2_000)
            .batch(Ending::TestsFailed, 100)
            .with(|artifact| {
                let text = "<script>|\n- boo".to_owned();
                artifact
                    .tests
                    .remarks
                    .push(crate::artifact::Remark { test: 0, text });
                artifact.warnings.push("the journal *was* slow".into());
            });
        insta::assert_snapshot!(markdown(&artifact.done()));
    }

    #[test]
    fn an_empty_run_has_an_empty_table() {
        assert_eq!(closing_table(&pytest().done(), 80), "");
    }
}
