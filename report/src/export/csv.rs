//! CSV (RFC 4180) with one header line: tests, batches, samples or findings.

use std::fmt::Write;

use oomscope_shared::Message;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::csv::{field, line, number};

use super::{all_batches, remarks};

/// What the rows of a CSV are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvTable {
    /// The tests, in the order of the plan.
    Tests,
    /// The batches, those of the hunt last.
    Batches,
    /// The samples of every batch.
    Samples,
    /// The findings.
    Findings,
}

impl CsvTable {
    /// Every table.
    pub const ALL: [Self; 4] = [Self::Tests, Self::Batches, Self::Samples, Self::Findings];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tests => "tests",
            Self::Batches => "batches",
            Self::Samples => "samples",
            Self::Findings => "findings",
        }
    }
}

/// The table.
pub fn csv(artifact: &Artifact, table: CsvTable) -> String {
    match table {
        CsvTable::Tests => tests(artifact),
        CsvTable::Batches => batches(artifact),
        CsvTable::Samples => samples(artifact),
        CsvTable::Findings => findings(artifact),
    }
}

fn lines(header: &str, rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = format!("{header}\r\n");
    for row in rows {
        out += &line(&row);
    }
    out
}

fn tests(artifact: &Artifact) -> String {
    let remarks = remarks(artifact);
    lines(
        "test,outcome,batch,start_us,duration_us,peak_bytes,retained_bytes,rss_before_bytes,rss_after_bytes,remark",
        artifact.tests.rows().map(|row| {
            vec![
                field(row.id),
                row.outcome.name().to_owned(),
                number(row.batch),
                number(row.start_us),
                number(row.duration_us),
                number(row.peak_bytes),
                number(row.retained_bytes),
                number(row.rss_before_bytes),
                number(row.rss_after_bytes),
                field(&remarks[row.index as usize].map_or_else(String::new, Message::english)),
            ]
        }),
    )
}

fn batches(artifact: &Artifact) -> String {
    let id = |test: Option<u32>| field(test.map_or("", |test| artifact.test_id(test)));
    lines(
        "batch,pass,tests,start_ms,duration_ms,ending,proof,exit_code,signal,peak_bytes,samples,victim,at_fault",
        all_batches(artifact).map(|batch| {
            vec![
                batch.index.to_string(),
                batch.pass.name().to_owned(),
                batch.test_count.to_string(),
                batch.start_ms.to_string(),
                batch.duration_ms.to_string(),
                batch.ending.name().to_owned(),
                batch.proof.name().to_owned(),
                number(batch.exit_code()),
                number(batch.signal()),
                number(batch.peak_bytes),
                batch.timeline.len().to_string(),
                id(batch.victim),
                id(batch.at_fault.first().copied()),
            ]
        }),
    )
}

fn samples(artifact: &Artifact) -> String {
    let mut out = String::from("batch,pass,time_ms,rss_bytes\r\n");
    for batch in all_batches(artifact) {
        for sample in batch.timeline.samples() {
            // By the hundred thousand: no allocation for each.
            let _ = write!(
                out,
                "{},{},{},{}\r\n",
                batch.index,
                batch.pass.name(),
                sample.time_ms,
                sample.rss_kib.saturating_mul(1024)
            );
        }
    }
    out
}

fn findings(artifact: &Artifact) -> String {
    lines(
        "finding,kind,cause,culprits,first_culprit,holder,object_type,retained_bytes,bytes_per_test,confidence,hint,hint_code,reproduce",
        artifact.findings.iter().enumerate().map(|(at, finding)| {
            let text = |text: &Option<String>| field(text.as_deref().unwrap_or_default());
            vec![
                (at + 1).to_string(),
                finding.kind.name().to_owned(),
                finding.cause.name().to_owned(),
                finding.culprits.len().to_string(),
                field(finding.culprits.first().map_or("", String::as_str)),
                text(&finding.holder),
                text(&finding.object_type),
                number(finding.retained_bytes),
                number(finding.bytes_per_test),
                finding.confidence.to_string(),
                field(
                    &finding
                        .hint
                        .as_ref()
                        .map_or_else(String::new, Message::english),
                ),
                text(&finding.hint_code),
                text(&finding.reproduce),
            ]
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::testing::{finding, pytest};
    use oomscope_shared::timeline::{Sample, Timeline};
    use oomscope_shared::{Ending, Outcome};

    #[test]
    fn every_table() {
        let artifact = pytest()
            .test("a.py::t[1,\"x\"]", Outcome::Passed, 10, 5)
            .test("=cmd()", Outcome::NotRun, -1, -1)
            .batch(Ending::Passed, 10)
            .with(|artifact| {
                artifact.findings.push(finding());
                artifact.batches[0].timeline = Timeline::from_kept(&[
                    Sample {
                        time_ms: 0,
                        rss_kib: 1,
                    },
                    Sample {
                        time_ms: 10,
                        rss_kib: 3,
                    },
                ]);
            })
            .done();
        let all = CsvTable::ALL.map(|table| csv(&artifact, table));
        insta::assert_snapshot!(all.join("\n"));
    }
}
