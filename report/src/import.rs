//! Files of other tools as artifacts, for comparison: what they hold, and no more.
//!
//! What a file does not say stays unknown: how the run ended, what became of a test, when it was. Each
//! artifact has warnings that say where it comes from and what its figures mean. `docs/imports.md` has the
//! whole list.

mod memray;
mod mprof;
mod psrecord;
mod pytest_monitor;
mod sqlite;

use std::collections::HashMap;

use crate::export::clock;
use oomscope_shared::artifact::{
    Artifact, Batch, Completion, Framework, Host, Limits, Pass, PeakSource, Plan, RunHeader,
    Sampling, Tests, Tool, UNKNOWN_ARCH,
};
use oomscope_shared::classify::RULES_VERSION;
use oomscope_shared::ending::{Ending, Outcome};
use oomscope_shared::timeline::{Sample, Timeline};
use oomscope_shared::version::FormatVersion;
use oomscope_shared::{Key, Message, messages};

/// A tool whose files can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// `mprof run` of memory_profiler: `mprofile_*.dat`.
    Mprof,
    /// `psrecord --log`, plain or CSV.
    Psrecord,
    /// pytest-monitor's database: `.pymon`.
    PytestMonitor,
    /// `memray stats --json`.
    Memray,
}

impl Source {
    /// Every source.
    pub const ALL: [Self; 4] = [
        Self::Mprof,
        Self::Psrecord,
        Self::PytestMonitor,
        Self::Memray,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mprof => "mprof",
            Self::Psrecord => "psrecord",
            Self::PytestMonitor => "pytest-monitor",
            Self::Memray => "memray",
        }
    }
}

/// Why a file could not be imported, as a clause.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// It looks like none of the known files.
    #[error("it is none of the files that can be imported")]
    Unrecognised,
    /// It is not what it was said to be, or damaged.
    #[error("it is no whole file of {}: {reason}", source_tool.name())]
    Malformed {
        /// What it was taken for.
        source_tool: Source,
        /// What is wrong.
        reason: String,
    },
}

/// Which tool wrote a file, by its content.
pub fn detect(bytes: &[u8]) -> Option<Source> {
    if sqlite::is_database(bytes) {
        return Some(Source::PytestMonitor);
    }
    let head = &bytes[..bytes.len().min(64 << 10)];
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next()?.trim_start();
    if first.starts_with('{') {
        return head
            .contains("\"total_bytes_allocated\"")
            .then_some(Source::Memray);
    }
    if first.starts_with("# Elapsed time") || first.starts_with("elapsed_time,") {
        return Some(Source::Psrecord);
    }
    let words = ["CMDLINE ", "MEM ", "FUNC ", "CHLD "];
    let is_mprof = |line: &str| words.iter().any(|word| line.starts_with(word));
    (is_mprof(first) && lines.next().is_some_and(is_mprof)).then_some(Source::Mprof)
}

/// The artifact of a file. `label` names the run.
///
/// # Errors
/// [`ImportError`]; nothing is made of half a file.
pub fn import(
    bytes: &[u8],
    source: Source,
    label: Option<String>,
) -> Result<Artifact, ImportError> {
    let made = match source {
        Source::Mprof => mprof::read(bytes),
        Source::Psrecord => psrecord::read(bytes),
        Source::PytestMonitor => pytest_monitor::read(bytes),
        Source::Memray => memray::read(bytes),
    };
    let mut artifact = made
        .and_then(|artifact| {
            artifact
                .check()
                .map(|()| artifact)
                .map_err(|breach| breach.english())
        })
        .map_err(|reason| ImportError::Malformed {
            source_tool: source,
            reason,
        })?;
    artifact.run.label = label;
    Ok(artifact)
}

/// An artifact in which nothing is known but where it comes from.
fn blank(from: &str, framework: Framework, start_ms: Option<u64>) -> Artifact {
    let mut warnings: Vec<Message> = vec![messages::ImportFrom { tool: from }.into()];
    if start_ms.is_none() {
        warnings.push(Key::ImportWithoutDate.into());
    }
    Artifact {
        format_version: FormatVersion::CURRENT,
        rules_version: RULES_VERSION,
        tool: Tool {
            name: "oomscope".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        run: RunHeader {
            started_at: clock::rfc3339(start_ms.unwrap_or_default()),
            duration_ms: 0,
            completion: Completion::Finished,
            label: None,
            command: Vec::new(),
            folder: String::new(),
            framework,
            plan: Plan {
                batch_size: None,
                tests_file: None,
                batch_timeout_ms: None,
                test_timeout_ms: None,
                fail_fast: false,
                retries: 0,
                jobs: 1,
            },
            git: None,
            ci: None,
            shard: None,
            shards: Vec::new(),
            tests_folder: None,
        },
        host: Host {
            os: None,
            kernel: None,
            arch: UNKNOWN_ARCH.to_owned(),
            cpus: None,
            memory_bytes: None,
            memory_available_bytes: None,
            swap_bytes: None,
            python: None,
            pytest: None,
        },
        limits: Limits { memory: None },
        sampling: Sampling {
            asked_hz: 0.0,
            achieved_hz: None,
            samples: 0,
            missed: 0,
            vanished: 0,
            unread: 0,
            cpu_ms: None,
            budget_percent: 0.0,
            skipped: 0,
        },
        batches: Vec::new(),
        tests: Tests::default(),
        findings: Vec::new(),
        hunt: None,
        hunt_batches: Vec::new(),
        warnings,
    }
}

/// Puts a curve into an artifact as its one batch. The samples must be in the order of their times.
fn put_curve(artifact: &mut Artifact, samples: &[Sample]) {
    let timeline = Timeline::from_samples(samples);
    let duration_ms = samples.last().map_or(0, |sample| sample.time_ms);
    let peak_bytes = timeline.peak_bytes();
    artifact.sampling.samples = samples.len() as u64;
    if duration_ms > 0 {
        artifact.sampling.achieved_hz =
            Some((samples.len() - 1) as f64 * 1000.0 / duration_ms as f64);
    }
    put_batch(artifact, duration_ms);
    if let Some(batch) = artifact.batches.last_mut() {
        batch.peak_source = peak_bytes.map(|_| PeakSource::TreeSamples);
        batch.peak_bytes = peak_bytes;
        batch.timeline = timeline;
    }
}

/// Puts the one batch into an artifact, with all of its tests.
fn put_batch(artifact: &mut Artifact, duration_ms: u64) {
    artifact.run.duration_ms = duration_ms;
    artifact.tests.batch = vec![Some(1); artifact.tests.len()];
    artifact.batches.push(Batch {
        test_count: artifact.tests.len() as u32,
        duration_ms,
        ending: Ending::Unrecorded,
        ..Batch::begun(1, Pass::Observe, 0)
    });
}

/// What a file says of one test or function.
#[derive(Default)]
struct ImportedTest {
    id: String,
    start_us: Option<u64>,
    duration_us: Option<u64>,
    peak_kib: Option<u64>,
    before_kib: Option<u64>,
    after_kib: Option<u64>,
}

/// Makes columns of tests. Of several with one id the later ones get a number.
fn tests_of(told: Vec<ImportedTest>) -> Tests {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut tests = Tests::default();
    for one in told {
        let number = seen.entry(one.id.clone()).or_default();
        *number += 1;
        tests.id.push(match *number {
            1 => one.id,
            number => format!("{}#{number}", one.id),
        });
        tests.outcome.push(Outcome::Ran);
        tests.start_us.push(one.start_us);
        tests.duration_us.push(one.duration_us);
        tests.peak_kib.push(one.peak_kib);
        tests.rss_before_kib.push(one.before_kib);
        tests.rss_after_kib.push(one.after_kib);
    }
    let nothing = vec![None; tests.id.len()];
    tests.retained_kib.clone_from(&nothing);
    let phases = &mut tests.phases;
    for columns in [&mut phases.setup, &mut phases.call, &mut phases.teardown] {
        columns.duration_us.clone_from(&nothing);
        columns.peak_kib.clone_from(&nothing);
        columns.rss_after_kib.clone_from(&nothing);
    }
    tests
}

/// MiB as KiB; `None` for what is no amount of memory.
fn kib(mib: f64) -> Option<u64> {
    (mib.is_finite() && (0.0..1e9).contains(&mib)).then(|| (mib * 1024.0).round() as u64)
}

/// Seconds since some start as milliseconds; `None` for what is no time.
fn ms(seconds: f64) -> Option<u64> {
    (seconds.is_finite() && (0.0..1e11).contains(&seconds))
        .then(|| (seconds * 1000.0).round() as u64)
}

#[cfg(test)]
mod tests;
