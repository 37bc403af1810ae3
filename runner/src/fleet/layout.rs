//! The tables: their columns, and the rows of one artifact.

use std::fs;
use std::path::Path;

use oomscope_report::export::clock;
use oomscope_shared::Artifact;
use oomscope_shared::answer::answer;
use oomscope_shared::artifact::PeakSource;
use serde::Serialize;

use super::table::Kind::{Flag, Number, Real, Text, Time};
use super::table::{Cell, Kind, TableWriter};
use crate::error::Failure;
use crate::temporary;

const RUNS: &[(&str, Kind)] = &[
    ("run_id", Text),
    ("file", Text),
    ("label", Text),
    ("started_at", Time),
    ("duration_ms", Number),
    ("completion", Text),
    ("answer", Text),
    ("framework", Text),
    ("folder", Text),
    ("command", Text),
    ("git_commit", Text),
    ("git_branch", Text),
    ("git_dirty", Flag),
    ("ci_provider", Text),
    ("ci_run_id", Text),
    ("ci_run_url", Text),
    ("ci_workflow", Text),
    ("ci_job", Text),
    ("host_os", Text),
    ("host_kernel", Text),
    ("host_arch", Text),
    ("host_cpus", Number),
    ("host_memory_bytes", Number),
    ("python", Text),
    ("tool_version", Text),
    ("format_version", Number),
    ("limit_bytes", Number),
    ("limiter", Text),
    ("sampling_hz", Real),
    ("peak_bytes", Number),
    ("retained_bytes", Number),
    ("batches", Number),
    ("batches_died_of_memory", Number),
    ("tests", Number),
    ("tests_bad", Number),
    ("findings", Number),
];

const BATCHES: &[(&str, Kind)] = &[
    ("run_id", Text),
    ("batch", Number),
    ("pass", Text),
    ("tests", Number),
    ("start_ms", Number),
    ("duration_ms", Number),
    ("ending", Text),
    ("proof", Text),
    ("exit_code", Number),
    ("signal", Number),
    ("victim", Text),
    ("at_fault", Text),
    ("peak_bytes", Number),
    ("peak_source", Text),
    ("collected_rss_bytes", Number),
    ("processes", Number),
    ("samples", Number),
];

const TESTS: &[(&str, Kind)] = &[
    ("run_id", Text),
    ("test", Text),
    ("outcome", Text),
    ("batch", Number),
    ("start_us", Number),
    ("duration_us", Number),
    ("peak_bytes", Number),
    ("retained_bytes", Number),
    ("rss_before_bytes", Number),
    ("rss_after_bytes", Number),
];

const FINDINGS: &[(&str, Kind)] = &[
    ("run_id", Text),
    ("finding", Number),
    ("kind", Text),
    ("cause", Text),
    ("culprit", Text),
    ("culprits", Number),
    ("holder", Text),
    ("object_type", Text),
    ("retained_bytes", Number),
    ("bytes_per_test", Number),
    ("confidence", Real),
    ("line", Text),
    ("hint", Text),
    ("hint_code", Text),
    ("reproduce", Text),
];

const SAMPLES: &[(&str, Kind)] = &[
    ("run_id", Text),
    ("batch", Number),
    ("pass", Text),
    ("time_ms", Number),
    ("rss_bytes", Number),
];

/// All tables.
pub struct Tables {
    runs: TableWriter,
    batches: TableWriter,
    tests: TableWriter,
    findings: TableWriter,
    samples: TableWriter,
}

impl Tables {
    /// Begins all tables in a folder.
    pub fn create(folder: &Path) -> Result<Self, Failure> {
        fs::create_dir_all(folder).map_err(|error| {
            Failure::usage(
                format!("cannot write `{}`: {error}", folder.display()),
                "choose another folder with --out",
            )
        })?;
        temporary::remove_left(folder);
        Ok(Self {
            runs: TableWriter::create(folder, "runs", RUNS)?,
            batches: TableWriter::create(folder, "batches", BATCHES)?,
            tests: TableWriter::create(folder, "tests", TESTS)?,
            findings: TableWriter::create(folder, "findings", FINDINGS)?,
            samples: TableWriter::create(folder, "samples", SAMPLES)?,
        })
    }

    /// Adds the rows of one artifact.
    pub fn add(&mut self, run_id: &str, file: &str, artifact: &Artifact) -> Result<(), Failure> {
        self.add_run(run_id, file, artifact)?;
        let batches = artifact.batches.iter().chain(&artifact.hunt_batches);
        let id = |test: u32| artifact.test_id(test);
        for batch in batches {
            let source = batch.peak_source.map(|source| match source {
                PeakSource::KernelHighWater => "kernel_high_water",
                PeakSource::TreeSamples => "tree_samples",
            });
            self.batches.push(&[
                Cell::text(run_id),
                Cell::number(Some(batch.index)),
                Cell::text(batch.pass.name()),
                Cell::number(Some(batch.test_count)),
                Cell::number(Some(batch.start_ms)),
                Cell::number(Some(batch.duration_ms)),
                Cell::text(batch.ending.name()),
                Cell::text(batch.proof.name()),
                Cell::number(batch.exit_code()),
                Cell::number(batch.signal()),
                Cell::Text(batch.victim.map(id)),
                Cell::Text(batch.at_fault.first().copied().map(id)),
                Cell::number(batch.peak_bytes),
                Cell::Text(source),
                Cell::number(batch.collected_rss_kib.map(|kib| kib.saturating_mul(1024))),
                Cell::number(Some(batch.processes.len())),
                Cell::number(Some(batch.timeline.len())),
            ])?;
            for sample in batch.timeline.samples() {
                self.samples.push(&[
                    Cell::text(run_id),
                    Cell::number(Some(batch.index)),
                    Cell::text(batch.pass.name()),
                    Cell::number(Some(sample.time_ms)),
                    Cell::number(Some(sample.rss_kib.saturating_mul(1024))),
                ])?;
            }
        }
        for row in artifact.tests.rows() {
            self.tests.push(&[
                Cell::text(run_id),
                Cell::text(row.id),
                Cell::text(row.outcome.name()),
                Cell::number(row.batch),
                Cell::number(row.start_us),
                Cell::number(row.duration_us),
                Cell::number(row.peak_bytes),
                Cell::number(row.retained_bytes),
                Cell::number(row.rss_before_bytes),
                Cell::number(row.rss_after_bytes),
            ])?;
        }
        self.add_findings(run_id, artifact)
    }

    fn add_run(&mut self, run_id: &str, file: &str, artifact: &Artifact) -> Result<(), Failure> {
        let (run, host) = (&artifact.run, &artifact.host);
        let git = run.git.as_ref();
        let ci = run.ci.as_ref();
        let limit = artifact.limits.memory.as_ref();
        let endings = artifact.batches.iter().map(|batch| batch.ending);
        let bad = artifact
            .tests
            .outcome
            .iter()
            .filter(|outcome| outcome.is_bad());
        let said = answer(artifact).headline;
        let command = run.command.join(" ");
        let (completion, framework) = (name(&run.completion)?, name(&run.framework)?);
        self.runs.push(&[
            Cell::text(run_id),
            Cell::text(file),
            Cell::Text(run.label.as_deref()),
            Cell::number(clock::epoch_ms(&run.started_at)),
            Cell::number(Some(run.duration_ms)),
            Cell::text(&completion),
            Cell::text(&said.english()),
            Cell::text(&framework),
            Cell::text(&run.folder),
            Cell::text(&command),
            Cell::Text(git.map(|git| git.commit.as_str())),
            Cell::Text(git.and_then(|git| git.branch.as_deref())),
            Cell::Flag(git.and_then(|git| git.dirty)),
            Cell::Text(ci.map(|ci| ci.provider.as_str())),
            Cell::Text(ci.and_then(|ci| ci.run_id.as_deref())),
            Cell::Text(ci.and_then(|ci| ci.run_url.as_deref())),
            Cell::Text(ci.and_then(|ci| ci.workflow.as_deref())),
            Cell::Text(ci.and_then(|ci| ci.job.as_deref())),
            Cell::Text(host.os.as_deref()),
            Cell::Text(host.kernel.as_deref()),
            Cell::text(&host.arch),
            Cell::number(host.cpus),
            Cell::number(host.memory_bytes),
            Cell::Text(host.python.as_deref()),
            Cell::text(&artifact.tool.version),
            Cell::number(Some(artifact.format_version.0)),
            Cell::number(limit.map(|limit| limit.bytes)),
            Cell::Text(limit.map(|limit| limit.limiter.name())),
            Cell::Real(artifact.sampling.achieved_hz),
            Cell::number(artifact.peak_bytes()),
            Cell::number(artifact.retained_bytes()),
            Cell::number(Some(artifact.batches.len())),
            Cell::number(Some(
                endings.filter(|ending| ending.is_memory_death()).count(),
            )),
            Cell::number(Some(artifact.tests.len())),
            Cell::number(Some(bad.count())),
            Cell::number(Some(artifact.findings.len())),
        ])
    }

    fn add_findings(&mut self, run_id: &str, artifact: &Artifact) -> Result<(), Failure> {
        for (at, finding) in artifact.findings.iter().enumerate() {
            let line = finding.lines.first();
            let line = line.map(|line| format!("{}:{}", line.file, line.line));
            let hint = finding.hint.as_ref().map(oomscope_shared::Message::english);
            // A row for each culprit, so that they can be counted and joined with the tests.
            let culprits = finding
                .culprits
                .iter()
                .map(|culprit| Some(culprit.as_str()));
            let nobody = finding.culprits.is_empty().then_some(None);
            for culprit in culprits.chain(nobody) {
                self.findings.push(&[
                    Cell::text(run_id),
                    Cell::number(Some(at + 1)),
                    Cell::text(finding.kind.name()),
                    Cell::text(finding.cause.name()),
                    Cell::Text(culprit),
                    Cell::number(Some(finding.culprits.len())),
                    Cell::Text(finding.holder.as_deref()),
                    Cell::Text(finding.object_type.as_deref()),
                    Cell::number(finding.retained_bytes),
                    Cell::number(finding.bytes_per_test),
                    Cell::Real(Some(finding.confidence)),
                    Cell::Text(line.as_deref()),
                    Cell::Text(hint.as_deref()),
                    Cell::Text(finding.hint_code.as_deref()),
                    Cell::Text(finding.reproduce.as_deref()),
                ])?;
            }
        }
        Ok(())
    }

    /// Ends all tables.
    pub fn finish(self) -> Result<(), Failure> {
        let tables = [
            self.runs,
            self.batches,
            self.tests,
            self.findings,
            self.samples,
        ];
        tables.into_iter().try_for_each(TableWriter::finish)
    }
}

/// The name of a value as the artifact has it.
fn name(value: &impl Serialize) -> Result<String, Failure> {
    let value = serde_json::to_value(value).map_err(Failure::recorder)?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_the_key_and_no_column_twice() {
        for columns in [RUNS, BATCHES, TESTS, FINDINGS, SAMPLES] {
            assert_eq!(columns[0], ("run_id", Text));
            let mut names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), columns.len());
        }
    }
}
