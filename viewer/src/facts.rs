//! Facts of a run as label and text: what stands in the header line, the figures and the details.

use crate::filter::contains;
use crate::tr;
use crate::words::{bytes, duration_ms};
use oomscope_quick::order::arrange;
use oomscope_shared::Artifact;
use oomscope_shared::answer::told;
use oomscope_shared::artifact::PeakSource;
use oomscope_shared::reproduce;

/// A figure that is shown large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The figure.
    pub value: String,
    /// What it is.
    pub label: String,
}

/// A label with its text.
pub type Fact = (&'static str, String);

/// A titled list of facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Its title.
    pub title: &'static str,
    /// The facts; those that are not known are left out.
    pub facts: Vec<Fact>,
}

fn figure(value: impl Into<String>, label: impl Into<String>) -> Figure {
    Figure {
        value: value.into(),
        label: label.into(),
    }
}

/// The figures under the answer.
pub fn figures(artifact: &Artifact) -> Vec<Figure> {
    let mut figures = Vec::new();
    if let Some(peak) = artifact.peak_bytes() {
        let label = match &artifact.limits.memory {
            Some(limit) => tr!(PagePeakLimit {
                at_once: artifact.at_once(),
                limit_bytes: limit.bytes
            }),
            None => tr!(PagePeakNoLimit).to_owned(),
        };
        figures.push(figure(bytes(peak), label));
    }
    if let Some((charged, _)) = artifact.charged_at_peak() {
        figures.push(figure(bytes(charged), tr!(PageCharged)));
    }
    if let Some(kept) = artifact.retained_bytes() {
        figures.push(figure(bytes(kept), tr!(PageKeptTogether)));
    }
    let tests = artifact.tests.len();
    let done = told(artifact);
    figures.push(figure(
        format!("{done} / {tests}"),
        tr!(PageTestsWithOutcome),
    ));
    let deaths = artifact
        .batches
        .iter()
        .filter(|b| b.ending.is_death())
        .count();
    let batches = artifact.batches.len();
    let label = match deaths {
        0 => tr!(PageBatchesCounted { batches }),
        died => tr!(PageBatchesDied { batches, died }),
    };
    figures.push(figure(batches.to_string(), label));
    figures.push(figure(
        duration_ms(artifact.suite_ms()),
        match artifact.hunt {
            Some(_) => tr!(PageWithoutHunt),
            None => tr!(PageFromStartToEnd),
        },
    ));
    figures
}

/// The short facts above the answer: commit, machine, time.
pub fn headline(artifact: &Artifact) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(git) = &artifact.run.git {
        facts.push(commit(git));
    }
    let host = &artifact.host;
    let memory = host.memory_bytes.map(bytes);
    let machine: Vec<String> = host.os.iter().cloned().chain(memory).collect();
    if !machine.is_empty() {
        facts.push(machine.join(", "));
    }
    facts.push(moment(&artifact.run.started_at));
    facts
}

fn commit(git: &oomscope_shared::artifact::Git) -> String {
    let short = git.commit.get(..8).unwrap_or(&git.commit);
    let changed = if git.dirty == Some(true) { "+" } else { "" };
    match &git.branch {
        Some(branch) => format!("{branch} @ {short}{changed}"),
        None => format!("{short}{changed}"),
    }
}

/// `2025-10-03T12:04:00.000Z` as `3 Oct 2025, 12:04 UTC`; anything else stays as it is.
pub fn moment(rfc3339: &str) -> String {
    let parts = || {
        let (date, time) = rfc3339.split_once('T')?;
        let mut date = date.split('-');
        let (year, month, day) = (date.next()?, date.next()?, date.next()?);
        let month: u32 = month
            .parse()
            .ok()
            .filter(|month| (1..=12).contains(month))?;
        let day: u32 = day.parse().ok()?;
        let utc = time.ends_with('Z') || time.ends_with("+00:00");
        utc.then_some(tr!(PageMoment {
            day,
            month,
            year,
            time: time.get(..5)?
        }))
    };
    parts().unwrap_or_else(|| rfc3339.to_owned())
}

/// Everything about run, machine and measuring, for the card at the end.
pub fn details(artifact: &Artifact) -> Vec<Facts> {
    vec![
        Facts {
            title: tr!(PageRun),
            facts: run(artifact),
        },
        Facts {
            title: tr!(PageMachine),
            facts: machine(artifact),
        },
        Facts {
            title: tr!(PageMeasuring),
            facts: measuring(artifact),
        },
    ]
}

fn known(facts: Vec<(&'static str, Option<String>)>) -> Vec<Fact> {
    facts
        .into_iter()
        .filter_map(|(label, text)| Some((label, text?)))
        .collect()
}

fn run(artifact: &Artifact) -> Vec<Fact> {
    let run = &artifact.run;
    let plan = &run.plan;
    let ci = run.ci.as_ref();
    known(vec![
        (tr!(PageCommand), Some(run.command.join(" "))),
        (tr!(PageFolder), Some(run.folder.clone())),
        (tr!(PageLabel), run.label.clone()),
        (tr!(PageStarted), Some(moment(&run.started_at))),
        (tr!(PageTook), Some(duration_ms(run.duration_ms))),
        (tr!(PageCommit), run.git.as_ref().map(commit)),
        (
            tr!(PageCiJob),
            ci.map(|ci| {
                let parts = [
                    Some(ci.provider.clone()),
                    ci.workflow.clone(),
                    ci.job.clone(),
                ];
                parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
            }),
        ),
        (
            tr!(PageCiRun),
            ci.and_then(|ci| ci.run_url.clone().or_else(|| ci.run_id.clone())),
        ),
        (
            tr!(PageBatches),
            Some(match plan.batch_size {
                Some(size) => tr!(PageTestsEach { tests: size }),
                None => tr!(PageNoFixedSize).to_owned(),
            }),
        ),
        (tr!(PageTestList), plan.tests_file.clone()),
        (
            tr!(PageTimeOut),
            plan.batch_timeout_ms
                .map(|ms| tr!(PageTimePerBatch { timeout_ms: ms })),
        ),
    ])
}

fn machine(artifact: &Artifact) -> Vec<Fact> {
    let host = &artifact.host;
    let limit = artifact.limits.memory.as_ref();
    known(vec![
        (tr!(PageSystem), host.os.clone()),
        (tr!(PageKernel), host.kernel.clone()),
        (
            tr!(PageProcessor),
            Some(match host.cpus {
                Some(cpus) => tr!(PageProcessors {
                    architecture: &host.arch,
                    processors: cpus
                }),
                None => host.arch.clone(),
            }),
        ),
        (tr!(PageMemory), host.memory_bytes.map(bytes)),
        (tr!(PageFreeAtStart), host.memory_available_bytes.map(bytes)),
        (tr!(PageSwap), host.swap_bytes.map(bytes)),
        (
            tr!(PageLimit),
            Some(match limit {
                Some(limit) => tr!(PageLimitBy {
                    limit_bytes: limit.bytes,
                    limiter: limit.limiter.key()
                }),
                None => tr!(PageNone).to_owned(),
            }),
        ),
        ("Python", host.python.clone()),
        ("pytest", host.pytest.clone()),
    ])
}

fn measuring(artifact: &Artifact) -> Vec<Fact> {
    let sampling = &artifact.sampling;
    let lost = |number: u64| (number > 0).then_some(number);
    let share = sampling
        .cpu_ms
        .filter(|_| artifact.run.duration_ms > 0)
        .map(|ms| (ms, ms / artifact.run.duration_ms as f64 * 100.0));
    let mut facts = known(vec![
        (
            tr!(PageTool),
            Some(format!("{} {}", artifact.tool.name, artifact.tool.version)),
        ),
        (
            tr!(PageFormat),
            Some(tr!(PageVersion {
                version: artifact.format_version.0
            })),
        ),
        (tr!(PageSamples), Some(sampling.samples.to_string())),
        (
            tr!(PageAsked),
            Some(tr!(PagePerSecond {
                rate: sampling.asked_hz
            })),
        ),
        (
            tr!(PageAchieved),
            sampling
                .achieved_hz
                .map(|hz| tr!(PagePerSecond { rate: hz })),
        ),
        (
            tr!(PageMissed),
            lost(sampling.missed).map(|n| n.to_string()),
        ),
        (
            tr!(PageVanished),
            lost(sampling.vanished).map(|n| tr!(PageReadsOfEnded { reads: n })),
        ),
        (
            tr!(PageRefused),
            lost(sampling.unread).map(|n| tr!(PageReads { reads: n })),
        ),
        (
            tr!(PageCost),
            share.map(|(ms, share)| {
                tr!(PageCostOfSampling {
                    processor_ms: ms as u64,
                    core_percent: share
                })
            }),
        ),
    ]);
    let sources = artifact.batches.iter().filter_map(|b| b.peak_source);
    let mut names: Vec<&str> = sources.map(peak_source).collect();
    names.dedup();
    arrange(&mut names, &|a, b| a.cmp(b));
    names.dedup();
    if !names.is_empty() {
        facts.push((tr!(PagePeaks), names.join("; ")));
    }
    facts
}

/// Where a peak comes from, in words.
pub fn peak_source(source: PeakSource) -> &'static str {
    match source {
        PeakSource::KernelHighWater => tr!(PagePeakByKernel),
        PeakSource::TreeSamples => tr!(PagePeakBySamples),
    }
}

/// A duration in microseconds for a table cell.
pub fn cell_duration(us: Option<u64>) -> String {
    match us {
        None => "–".to_owned(),
        Some(us) if us < 1_000 => format!("< {}", duration_ms(1)),
        Some(us) => duration_ms(us / 1_000),
    }
}

/// A size for a table cell.
pub fn cell_bytes(value: Option<u64>) -> String {
    value.map_or_else(|| "–".to_owned(), bytes)
}

/// The name of a test without its file, and the file: two lines of one cell. Ids of other commands have
/// no file.
pub fn split_id(id: &str) -> (&str, &str) {
    match id.split_once("::") {
        Some((file, name)) => (name, file),
        None => (id, ""),
    }
}

/// Figures of one phase of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phase {
    /// What it is called.
    pub name: &'static str,
    /// Length in microseconds.
    pub duration_us: Option<u64>,
    /// Highest memory in bytes.
    pub peak_bytes: Option<u64>,
    /// Memory at its end in bytes.
    pub rss_after_bytes: Option<u64>,
}

/// The three phases of a test.
pub fn phases(artifact: &Artifact, test: u32) -> [Phase; 3] {
    let phases = &artifact.tests.phases;
    let cell = |column: &[Option<u64>]| column.get(test as usize).copied().flatten();
    let kib = |column: &[Option<u64>]| cell(column).map(|kib| kib.saturating_mul(1024));
    [
        (tr!(PagePhaseSetup), &phases.setup),
        (tr!(PagePhaseCall), &phases.call),
        (tr!(PagePhaseTeardown), &phases.teardown),
    ]
    .map(|(name, columns)| Phase {
        name,
        duration_us: cell(&columns.duration_us),
        peak_bytes: kib(&columns.peak_kib),
        rss_after_bytes: kib(&columns.rss_after_kib),
    })
}

/// The command that runs some tests again by themselves, ready to be pasted into a shell.
pub fn alone(artifact: &Artifact, ids: &[&str]) -> String {
    let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
    reproduce::command(artifact, &ids, &[])
}

/// The lines of an output that contain a word, each with its number from 1; all of them without a word.
pub fn matching_lines(text: &str, word: &str) -> Vec<(usize, String)> {
    let word = word.trim();
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| contains(line, word))
        .map(|(at, line)| (at + 1, line.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_by_people() {
        assert_eq!(moment("2025-10-03T12:04:00.000Z"), "3 Oct 2025, 12:04 UTC");
        assert_eq!(
            moment("2025-10-03T12:04:00+02:00"),
            "2025-10-03T12:04:00+02:00"
        );
        assert_eq!(moment("soon"), "soon");
        assert_eq!(moment("2025-00-03T12:04:00Z"), "2025-00-03T12:04:00Z");
    }

    #[test]
    fn ids_are_split_at_the_file() {
        assert_eq!(
            split_id("tests/a.py::T::test_x[a::b]"),
            ("T::test_x[a::b]", "tests/a.py")
        );
        assert_eq!(split_id("case 7"), ("case 7", ""));
    }

    #[test]
    fn lines_are_found_in_any_case() {
        let text = "one\nTwo words\nthree";
        let lines = |word: &str| {
            matching_lines(text, word)
                .iter()
                .map(|l| l.0)
                .collect::<Vec<_>>()
        };
        assert_eq!(lines(""), [1, 2, 3]);
        assert_eq!(lines(" two "), [2]);
        assert!(lines("four").is_empty());
    }

    #[test]
    fn cells_say_what_is_not_known() {
        assert_eq!(
            (cell_bytes(None).as_str(), cell_duration(None).as_str()),
            ("–", "–")
        );
        assert_eq!(cell_duration(Some(900)), "< 1 ms");
        assert_eq!(cell_duration(Some(1_234_000)), "1.2 s");
    }
}
