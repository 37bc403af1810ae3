//! What `oomscope report` says about one run: as stable JSON, as Markdown and as text.

mod climb;
pub mod ends;
pub(crate) mod sections;

mod imports;

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use oomscope_shared::answer::{self, Victims};
use oomscope_shared::artifact::{
    Artifact, Attempt, Batch, Completion, Counted, PeakSource, TestRow,
};
use oomscope_shared::ending::{Ending, Outcome, Proof};
use oomscope_shared::finding::{Finding, Hunt};
use oomscope_shared::finding_text;
use oomscope_shared::plain::one_line;
use oomscope_shared::signal::signal_name;
use oomscope_shared::table::{self, Column};
use oomscope_shared::{Key, Locale, Message, messages};

/// Version of the summary. Names and meanings within one version only ever grow.
pub const SUMMARY_VERSION: u32 = 1;

/// The summary of one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Version of this summary.
    pub summary_version: u32,
    /// The answer in one sentence.
    pub answer: Message,
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
    /// For how long batches of the suite ran, in milliseconds, without the hunt.
    #[serde(default)]
    pub suite_ms: u64,
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
    pub warnings: Vec<Message>,
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
    /// How its main process ended.
    #[serde(flatten)]
    pub status: Status,
    /// Highest memory that was sampled, in bytes.
    pub peak_bytes: Option<u64>,
    /// Where that comes from.
    pub peak_source: Option<PeakSource>,
    /// The highest that the memory limit counted. Page cache and kernel memory count there, and shared pages
    /// only where they were charged, so it is another figure than what was sampled.
    pub limit_counted: Option<Counted>,
    /// Id of the test that was running when the batch died; not necessarily the cause.
    pub victim: Option<String>,
    /// Ids of the tests that ended the batch, or the worker that they ran in, by their own doing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at_fault: Vec<String>,
}

/// How the main process of a batch ended: by itself or by a signal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The code it ended with.
    pub exit_code: Option<i32>,
    /// The number of the signal that ended it.
    pub signal: Option<i32>,
    /// The name of that signal.
    pub signal_name: Option<String>,
}

impl Status {
    fn of(batch: &Batch) -> Self {
        Self {
            exit_code: batch.exit_code(),
            signal: batch.signal(),
            signal_name: batch.signal().map(signal_name),
        }
    }
}

/// An earlier attempt at a test that was run again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttemptSummary {
    /// The batch in which it was made.
    pub batch: Option<u32>,
    /// What became of it.
    pub outcome: Outcome,
    /// How long it took, in milliseconds, to the microsecond.
    pub duration_ms: Option<f64>,
    /// How the main process of its batch ended.
    #[serde(flatten)]
    pub status: Status,
    /// Highest memory while it ran, in bytes.
    pub peak_bytes: Option<u64>,
    /// The highest that the memory limit counted of its batch.
    pub limit_counted: Option<Counted>,
    /// How it failed.
    pub remark: Option<Message>,
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
    pub remark: Option<Message>,
    /// What became of earlier attempts, where it was run again (`--retries`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier_outcomes: Vec<Outcome>,
    /// The same attempts with all that is known of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier_attempts: Vec<AttemptSummary>,
}

/// Sums up a run.
pub fn summary(artifact: &Artifact) -> Summary {
    let mut remarks: Vec<Option<&Message>> = vec![None; artifact.tests.len()];
    for remark in &artifact.tests.remarks {
        if let Some(slot) = remarks.get_mut(remark.test as usize) {
            slot.get_or_insert(&remark.message);
        }
    }
    let run = &artifact.run;
    let victims = Victims::of(artifact);
    Summary {
        summary_version: SUMMARY_VERSION,
        answer: answer::answer(artifact).headline,
        completion: run.completion,
        label: run.label.clone(),
        command: run.command.clone(),
        started_at: run.started_at.clone(),
        duration_ms: run.duration_ms,
        suite_ms: artifact.suite_ms(),
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
                status: Status::of(batch),
                peak_bytes: batch.peak_bytes,
                peak_source: batch.peak_source,
                limit_counted: batch.counted(),
                victim: batch
                    .victim
                    .or_else(|| victims.in_batch(batch).first().copied())
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
                remark: remark.cloned(),
                earlier_outcomes: attempts_at(artifact, row.index)
                    .map(|attempt| attempt.outcome)
                    .collect(),
                earlier_attempts: attempts_at(artifact, row.index)
                    .map(|attempt| attempt_summary(artifact, attempt))
                    .collect(),
            })
            .collect(),
        findings: artifact.findings.clone(),
        hunt: artifact.hunt.clone(),
        warnings: artifact.warnings.clone(),
    }
}

fn attempts_at(artifact: &Artifact, test: u32) -> impl Iterator<Item = &Attempt> {
    let attempts = artifact.tests.attempts.iter();
    attempts.filter(move |attempt| attempt.test == test)
}

fn attempt_summary(artifact: &Artifact, attempt: &Attempt) -> AttemptSummary {
    let is_its = |batch: &&Batch| Some(batch.index) == attempt.batch;
    let batch = artifact.batches.iter().find(is_its);
    AttemptSummary {
        batch: attempt.batch,
        outcome: attempt.outcome,
        duration_ms: attempt.duration_us.map(|us| us as f64 / 1e3),
        status: batch.map(Status::of).unwrap_or_default(),
        peak_bytes: attempt.peak_kib.map(|kib| kib.saturating_mul(1024)),
        limit_counted: batch.and_then(Batch::counted),
        remark: attempt.remark.clone(),
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
pub fn markdown(artifact: &Artifact, locale: &Locale) -> String {
    let sections = sections::all(artifact, locale).into_iter();
    sections
        .map(|section| section.text)
        .collect::<Vec<_>>()
        .join("\n")
}

/// The table that closes a run in the terminal: its batches, and the tests that stand out.
pub fn closing_table(artifact: &Artifact, width: usize, locale: &Locale) -> String {
    let width = width.max(40);
    let mut out = String::new();
    if !artifact.batches.is_empty() {
        let (rows, more) = batch_rows(artifact, locale);
        out += &table::aligned(&batch_columns(locale), &rows, width);
        if let Some(more) = more {
            out += &format!("{}\n", locale.text(&more));
        }
    }
    for ranking in Ranking::BOTH {
        let rows = ranking.rows(artifact, TERMINAL_TOP, str::to_owned, locale);
        if !rows.is_empty() {
            if !out.is_empty() {
                out.push('\n');
            }
            out += &table::aligned(&ranking.columns(ranking.title(), locale), &rows, width);
        }
    }
    let rows = imports::rows(artifact, str::to_owned, locale);
    if !rows.is_empty() {
        out.push('\n');
        out += &table::aligned(&imports::columns(Key::HeadingImports, locale), &rows, width);
    }
    for finding in &artifact.findings {
        out += "\n";
        out += &finding_text::text(finding, locale);
    }
    let mut said = hunt_notes(artifact).peekable();
    if said.peek().is_some() {
        out += "\n";
    }
    for note in said {
        out += &format!("{}\n", one_line(&locale.text(note)));
    }
    out
}

/// Which batches of the suite stopped at the soft line. The page marks them in its chart.
fn soft_stops(artifact: &Artifact) -> Option<Message> {
    let batches = artifact.batches.iter();
    let mut stopped = batches.filter_map(|batch| Some((batch.index, batch.soft_stop_bytes()?)));
    let (batch, reached_bytes) = stopped.next()?;
    let said = messages::SummarySoftStops {
        batches: 1 + stopped.count(),
        batch,
        reached_bytes,
    };
    Some(said.into())
}

/// What belongs to the answer and has no room on the page.
fn remarks(artifact: &Artifact) -> Vec<Message> {
    let all = [soft_stops(artifact), climb::climb(artifact)];
    all.into_iter().flatten().collect()
}

/// What the hunt found to be no leak, and what it left undone.
fn hunt_notes(artifact: &Artifact) -> impl Iterator<Item = &Message> {
    let hunt = artifact.hunt.iter();
    hunt.flat_map(|hunt| hunt.notes.iter().chain(&hunt.undone))
}

fn batch_columns(locale: &Locale) -> [Column; 7] {
    let said = |key| locale.word(key);
    [
        Column::right(said(Key::ColumnBatch)),
        Column::right(said(Key::ColumnTests)),
        Column::left(said(Key::ColumnEnding)),
        Column::left(said(Key::ColumnProof)),
        Column::right(said(Key::ColumnPeak)),
        Column::right(said(Key::ColumnCharged)),
        Column::right(said(Key::ColumnTime)),
    ]
}

/// Neighbouring batches that are told in one line.
struct BatchLine<'a> {
    first: &'a Batch,
    last: &'a Batch,
    tests: usize,
    batches: usize,
    peak_bytes: Option<u64>,
    /// What was held against the limit, where the peak lies above it.
    charged_bytes: Option<u64>,
    duration_ms: u64,
}

impl<'a> BatchLine<'a> {
    fn of(artifact: &Artifact, batch: &'a Batch) -> Self {
        Self {
            first: batch,
            last: batch,
            tests: batch.test_count as usize,
            batches: 1,
            peak_bytes: batch.peak_bytes,
            charged_bytes: artifact.charged(batch).map(|(charged, _)| charged),
            duration_ms: batch.duration_ms,
        }
    }

    fn takes(&self, batch: &Batch) -> bool {
        (self.first.ending, self.first.proof) == (batch.ending, batch.proof)
    }

    fn add(&mut self, next: Self) {
        self.last = next.last;
        self.tests += next.tests;
        self.batches += next.batches;
        self.peak_bytes = self.peak_bytes.max(next.peak_bytes);
        self.charged_bytes = self.charged_bytes.max(next.charged_bytes);
        self.duration_ms = self.duration_ms.saturating_add(next.duration_ms);
    }

    fn cells(&self, locale: &Locale) -> Vec<String> {
        let index = if self.batches == 1 {
            self.first.index.to_string()
        } else {
            format!("{}–{}", self.first.index, self.last.index)
        };
        vec![
            index,
            self.tests.to_string(),
            locale.word(self.first.ending.key()).to_owned(),
            locale.word(self.first.proof.key()).to_owned(),
            shown(self.peak_bytes, locale),
            (self.charged_bytes).map_or_else(String::new, |bytes| locale.bytes(bytes)),
            locale.duration_ms(self.duration_ms),
        ]
    }
}

fn shown(bytes: Option<u64>, locale: &Locale) -> String {
    bytes.map_or_else(|| NOTHING.to_owned(), |bytes| locale.bytes(bytes))
}

/// The lines of the table of batches, and how many batches are not in them.
fn batch_rows(artifact: &Artifact, locale: &Locale) -> (Vec<Vec<String>>, Option<Message>) {
    let mut lines: Vec<BatchLine> = Vec::new();
    let is_long = artifact.batches.len() > BATCH_LINES;
    for batch in &artifact.batches {
        let next = BatchLine::of(artifact, batch);
        match lines.last_mut() {
            Some(line) if is_long && line.takes(batch) => line.add(next),
            _ => lines.push(next),
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
    let more = match left_out.map(|(line, _)| line.batches).sum::<usize>() {
        0 => None,
        number => Some(messages::SummaryMoreBatches { number }.into()),
    };
    let rows = lines
        .iter()
        .zip(&kept)
        .filter(|(_, kept)| **kept)
        .map(|(line, _)| line.cells(locale));
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

    fn title(self) -> Key {
        match self {
            Self::Peak => Key::HeadingHighestPeak,
            Self::Retained => Key::HeadingKeepMost,
        }
    }

    fn figure(self, row: &TestRow) -> Option<u64> {
        match self {
            Self::Peak => row.peak_bytes,
            // A test that keeps nothing has no place among those that keep most.
            Self::Retained => row.retained_bytes.filter(|bytes| *bytes > 0),
        }
    }

    fn columns(self, first: Key, locale: &Locale) -> [Column; 4] {
        let figures = match self {
            Self::Peak => [Key::ColumnPeak, Key::ColumnKept],
            Self::Retained => [Key::ColumnKept, Key::ColumnPeak],
        };
        let [one, other] = figures.map(|key| locale.word(key));
        [
            Column::flexible(locale.word(first)),
            Column::right(one),
            Column::right(other),
            Column::left(locale.word(Key::ColumnOutcome)),
        ]
    }

    fn rows(
        self,
        artifact: &Artifact,
        top: usize,
        name: fn(&str) -> String,
        locale: &Locale,
    ) -> Vec<Vec<String>> {
        let rows = artifact.tests.rows();
        // Figure and place alone: rows of a long suite would take more room than all else that is known of it.
        let mut figures: Vec<(u64, u32)> = rows
            .filter_map(|row| Some((self.figure(&row)?, row.index)))
            .collect();
        // The sort is stable: equals stay in the order of the plan.
        figures.sort_by_key(|(figure, _)| Reverse(*figure));
        let highest = figures.into_iter().take(top);
        highest
            .filter_map(|(_, test)| artifact.tests.row(test as usize))
            .map(|row| {
                let figures = match self {
                    Self::Peak => [row.peak_bytes, row.retained_bytes],
                    Self::Retained => [row.retained_bytes, row.peak_bytes],
                };
                let [one, other] = figures.map(|bytes| shown(bytes, locale));
                let outcome = locale.word(artifact.outcome_key(&row)).to_owned();
                vec![name(row.id), one, other, outcome]
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::artifact::CountedBy;
    use oomscope_shared::testing::{command, pytest, story_limited};

    fn closing_table(artifact: &Artifact, width: usize) -> String {
        super::closing_table(artifact, width, &Locale::english())
    }

    fn markdown(artifact: &Artifact) -> String {
        super::markdown(artifact, &Locale::english())
    }

    #[test]
    fn the_json_has_the_promised_names() {
        let artifact = pytest()
            .suite(0, 1, 250, 7_680)
            .victim(1)
            .batch(Ending::OverLimit, 401)
            .limit(400)
            .with(|artifact| {
                artifact.run.label = Some("before".into());
                artifact.findings.push(oomscope_shared::testing::finding());
            })
            .done();
        let summary = summary(&artifact);
        insta::assert_snapshot!(serde_json::to_string_pretty(&summary).unwrap());
        let text = serde_json::to_string(&summary).unwrap();
        assert_eq!(serde_json::from_str::<Summary>(&text).unwrap(), summary);
    }

    #[test]
    fn attempts_say_how_their_batches_ended() {
        let artifact = pytest()
            .suite(0, 1, 250, 0)
            .batch(Ending::Killed, 300)
            .batch(Ending::Passed, 280)
            .with(|artifact| {
                artifact.tests.batch[0] = Some(2);
                artifact.tests.attempts.push(Attempt {
                    test: 0,
                    batch: Some(1),
                    outcome: Outcome::Died,
                    start_us: None,
                    duration_us: Some(12_345),
                    peak_kib: None,
                    remark: None,
                });
                let facts = artifact.batches[0].facts.as_mut().unwrap();
                facts.watchdog_bytes = Some(333);
            })
            .done();
        let summary = summary(&artifact);
        let [attempt] = &summary.tests[0].earlier_attempts[..] else {
            panic!("{summary:#?}")
        };
        let killed = Status {
            exit_code: None,
            signal: Some(9),
            signal_name: Some("SIGKILL".to_owned()),
        };
        let counted = Some(Counted {
            bytes: 333,
            by: CountedBy::Watchdog,
        });
        assert_eq!((&attempt.status, attempt.limit_counted), (&killed, counted));
        assert_eq!(attempt.duration_ms, Some(12.345));
        let batches: Vec<_> = summary.batches.iter().map(|batch| &batch.status).collect();
        assert_eq!((batches[0], batches[1].exit_code), (&killed, Some(0)));
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
                let message = Message::quote("<script>|\n- boo");
                artifact
                    .tests
                    .remarks
                    .push(oomscope_shared::artifact::Remark { test: 0, message });
                artifact
                    .warnings
                    .push(Message::quote("the journal *was* slow"));
            });
        insta::assert_snapshot!(markdown(&artifact.done()));
    }

    #[test]
    fn a_peak_above_the_limit_stands_beside_what_was_charged() {
        let run = |charged: Option<u64>, peak| {
            let told = pytest().limit(150).suite(0, 3, 60, 0);
            let told = told.batch(Ending::Passed, peak).with(move |artifact| {
                let facts = artifact.batches[0].facts.as_mut().unwrap();
                facts.watchdog_bytes = charged.map(|mib| mib << 20);
            });
            let run = told.done();
            [
                closing_table(&run, 80),
                markdown(&run),
                ends::closing_words(&run, &Locale::english()),
            ]
        };
        let words = "Held against the limit of 150 MiB were 149 MiB: it counts a page once, however many processes";
        let [table, markdown, terminal] = run(Some(149), 189);
        assert!(
            table.contains("charged") && table.contains("149 MiB"),
            "{table}"
        );
        assert!(markdown.contains(words), "{markdown}");
        assert!(terminal.contains(words), "{terminal}");
        for texts in [run(None, 189), run(Some(140), 145)] {
            assert!(
                texts
                    .iter()
                    .all(|text| !text.contains("charged") && !text.contains("Held against")),
                "{texts:?}"
            );
        }
    }

    #[test]
    fn an_empty_run_has_an_empty_table() {
        assert_eq!(closing_table(&pytest().done(), 80), "");
    }
}
