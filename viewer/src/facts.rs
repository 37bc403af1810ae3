//! Facts of a run as label and text: what stands in the header line, the figures and the details.

use crate::tr;
use crate::words::{bytes, counted, duration_ms, figures as figures_of, fill, form, of};
use oomscope_shared::artifact::PeakSource;
use oomscope_shared::finding::{Finding, Kind};
use oomscope_shared::order::arrange;
use oomscope_shared::{Artifact, Outcome};

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
            Some(limit) => fill(tr!("peak, limit {}"), &[&bytes(limit.bytes)]),
            None => tr!("peak, no limit set").to_owned(),
        };
        figures.push(figure(bytes(peak), label));
    }
    if let Some(kept) = artifact.retained_bytes() {
        figures.push(figure(bytes(kept), tr!("kept by all tests together")));
    }
    let tests = artifact.tests.len();
    let done = tests - artifact.tests.count(Outcome::NotRun);
    figures.push(figure(
        format!("{done} / {tests}"),
        tr!("tests with an outcome"),
    ));
    let deaths = artifact
        .batches
        .iter()
        .filter(|b| b.ending.is_death())
        .count();
    let batches = artifact.batches.len();
    let label = form(batches, tr!("batch|batches"));
    let died = if deaths == 0 {
        tr!("none died").to_owned()
    } else {
        fill(tr!("{} died"), &[&deaths])
    };
    figures.push(figure(batches.to_string(), format!("{label}, {died}")));
    figures.push(figure(
        duration_ms(artifact.run.duration_ms),
        tr!("from start to end"),
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
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let parts = || {
        let (date, time) = rfc3339.split_once('T')?;
        let mut date = date.split('-');
        let (year, month, day) = (date.next()?, date.next()?, date.next()?);
        let month = of(MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?);
        let day: u32 = day.parse().ok()?;
        let utc = time.ends_with('Z') || time.ends_with("+00:00");
        utc.then(|| Some(format!("{day} {month} {year}, {} UTC", time.get(..5)?)))?
    };
    parts().unwrap_or_else(|| rfc3339.to_owned())
}

/// Everything about run, machine and measuring, for the card at the end.
pub fn details(artifact: &Artifact) -> Vec<Facts> {
    vec![
        Facts {
            title: tr!("Run"),
            facts: run(artifact),
        },
        Facts {
            title: tr!("Machine"),
            facts: machine(artifact),
        },
        Facts {
            title: tr!("Measuring"),
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
        (tr!("Command"), Some(run.command.join(" "))),
        (tr!("Folder"), Some(run.folder.clone())),
        (tr!("Label"), run.label.clone()),
        (tr!("Started"), Some(moment(&run.started_at))),
        (tr!("Took"), Some(duration_ms(run.duration_ms))),
        (tr!("Commit"), run.git.as_ref().map(commit)),
        (
            tr!("CI job"),
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
            tr!("CI run"),
            ci.and_then(|ci| ci.run_url.clone().or_else(|| ci.run_id.clone())),
        ),
        (
            tr!("Batches"),
            Some(match plan.batch_size {
                Some(size) => fill(
                    tr!("{} each"),
                    &[&counted(size as usize, tr!("test|tests"))],
                ),
                None => tr!("all tests in one process for as long as it lives").to_owned(),
            }),
        ),
        (tr!("Test list"), plan.tests_file.clone()),
        (
            tr!("Time-out"),
            plan.batch_timeout_ms
                .map(|ms| fill(tr!("{} per batch"), &[&duration_ms(ms)])),
        ),
    ])
}

fn machine(artifact: &Artifact) -> Vec<Fact> {
    let host = &artifact.host;
    let limit = artifact.limits.memory.as_ref();
    known(vec![
        (tr!("System"), host.os.clone()),
        (tr!("Kernel"), host.kernel.clone()),
        (
            tr!("Processor"),
            Some(match host.cpus {
                Some(cpus) => fill(tr!("{}, {} usable"), &[&host.arch, &cpus]),
                None => host.arch.clone(),
            }),
        ),
        (tr!("Memory"), host.memory_bytes.map(bytes)),
        (tr!("Free at start"), host.memory_available_bytes.map(bytes)),
        (tr!("Swap"), host.swap_bytes.map(bytes)),
        (
            tr!("Limit"),
            Some(match limit {
                Some(limit) => fill(
                    tr!("{} per batch, by {}"),
                    &[&bytes(limit.bytes), &of(limit.limiter.words())],
                ),
                None => tr!("none").to_owned(),
            }),
        ),
        ("Python", host.python.clone()),
        ("pytest", host.pytest.clone()),
    ])
}

fn measuring(artifact: &Artifact) -> Vec<Fact> {
    let sampling = &artifact.sampling;
    let lost = |number: u64| (number > 0).then(|| number.to_string());
    let share = sampling
        .cpu_ms
        .filter(|_| artifact.run.duration_ms > 0)
        .map(|ms| (ms, ms / artifact.run.duration_ms as f64 * 100.0));
    let mut facts = known(vec![
        (
            tr!("Tool"),
            Some(format!("{} {}", artifact.tool.name, artifact.tool.version)),
        ),
        (
            tr!("Format"),
            Some(fill(tr!("version {}"), &[&artifact.format_version])),
        ),
        (tr!("Samples"), Some(sampling.samples.to_string())),
        (
            tr!("Asked"),
            Some(fill(tr!("{} per second"), &[&trimmed(sampling.asked_hz)])),
        ),
        (
            tr!("Achieved"),
            sampling
                .achieved_hz
                .map(|hz| fill(tr!("{} per second"), &[&figures_of(format!("{hz:.1}"))])),
        ),
        (tr!("Missed"), lost(sampling.missed)),
        (
            tr!("Vanished"),
            lost(sampling.vanished)
                .map(|n| fill(tr!("{} reads of processes that had ended"), &[&n])),
        ),
        (
            tr!("Refused"),
            lost(sampling.unread).map(|n| fill(tr!("{} reads"), &[&n])),
        ),
        (
            tr!("Cost"),
            share.map(|(ms, share)| {
                fill(
                    tr!("{} of processor time, {} % of a core"),
                    &[&duration_ms(ms as u64), &figures_of(format!("{share:.1}"))],
                )
            }),
        ),
    ]);
    let sources = artifact.batches.iter().filter_map(|b| b.peak_source);
    let mut names: Vec<&str> = sources.map(peak_source).collect();
    names.dedup();
    arrange(&mut names, &|a, b| a.cmp(b));
    names.dedup();
    if !names.is_empty() {
        facts.push((tr!("Peaks"), names.join("; ")));
    }
    facts
}

/// Where a peak comes from, in words.
pub fn peak_source(source: PeakSource) -> &'static str {
    match source {
        PeakSource::KernelHighWater => tr!("by the kernel's high-water mark of one process"),
        PeakSource::TreeSamples => tr!("by samples of the whole process tree"),
    }
}

fn trimmed(number: f64) -> String {
    if number.fract() == 0.0 {
        format!("{number:.0}")
    } else {
        format!("{number}")
    }
}

/// A duration in microseconds for a table cell.
pub fn cell_duration(us: Option<u64>) -> String {
    match us {
        None => "–".to_owned(),
        Some(us) if us < 1_000 => "< 1 ms".to_owned(),
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

/// What the finding says in a few words.
pub fn finding_title(finding: &Finding) -> String {
    let is_one = finding.culprits.len() == 1;
    let who = match finding.culprits.as_slice() {
        [one] => split_id(one).0.to_owned(),
        many => counted(many.len(), tr!("test|tests")),
    };
    match (finding.kind, finding.retained_bytes.map(bytes)) {
        (Kind::Hog, Some(size)) if is_one => fill(tr!("{} needs {} at once"), &[&who, &size]),
        (Kind::Hog, Some(size)) => fill(tr!("{} need {} at once"), &[&who, &size]),
        (Kind::Leak, Some(size)) if is_one => fill(tr!("{} keeps {}"), &[&who, &size]),
        (Kind::Leak, Some(size)) => fill(tr!("{} keep {}"), &[&who, &size]),
        (kind, None) => fill(tr!("{} by {}"), &[&of(kind.name()), &who]),
    }
}

/// What one run of a culprit comes to.
pub fn each_run(finding: &Finding, each: u64) -> String {
    let words = match finding.kind {
        Kind::Hog => tr!("needs {} at once"),
        Kind::Leak => tr!("keeps {}"),
    };
    fill(words, &[&bytes(each)])
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
        (tr!("set-up"), &phases.setup),
        (tr!("call"), &phases.call),
        (tr!("teardown"), &phases.teardown),
    ]
    .map(|(name, columns)| Phase {
        name,
        duration_us: cell(&columns.duration_us),
        peak_bytes: kib(&columns.peak_kib),
        rss_after_bytes: kib(&columns.rss_after_kib),
    })
}

/// The commands that run some tests again by themselves, ready to be pasted into a shell.
pub fn alone(artifact: &Artifact, ids: &[&str]) -> String {
    let quoted: Vec<String> = ids.iter().map(|id| shell_quoted(id)).collect();
    let command: Vec<String> = artifact
        .run
        .command
        .iter()
        .map(|word| shell_quoted(word))
        .collect();
    format!(
        "printf '%s\\n' {} > alone.txt\noomscope run --tests alone.txt -- {}",
        quoted.join(" "),
        command.join(" ")
    )
}

/// A word as a shell reads it back unchanged.
fn shell_quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+@%{}".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// The lines of an output that contain a word, each with its number from 1; all of them without a word.
pub fn matching_lines(text: &str, word: &str) -> Vec<(usize, String)> {
    let word = word.trim().to_lowercase();
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| word.is_empty() || line.to_lowercase().contains(&word))
        .map(|(at, line)| (at + 1, line.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::finding::Cause;

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
    fn a_hog_needs_and_a_leak_keeps() {
        let said = |kind, culprits: &[&str]| {
            let finding = Finding {
                culprits: culprits.iter().map(|id| (*id).to_owned()).collect(),
                retained_bytes: Some(300 << 20),
                ..Finding::new(kind, Cause::LargeTransient)
            };
            format!(
                "{}; {}",
                finding_title(&finding),
                each_run(&finding, 300 << 20)
            )
        };
        assert_eq!(
            said(Kind::Hog, &["a.py::x"]),
            "x needs 300 MiB at once; needs 300 MiB at once"
        );
        assert_eq!(
            said(Kind::Hog, &["a", "b"]),
            "2 tests need 300 MiB at once; needs 300 MiB at once"
        );
        assert_eq!(said(Kind::Leak, &["a"]), "a keeps 300 MiB; keeps 300 MiB");
    }

    #[test]
    fn words_survive_a_shell() {
        assert_eq!(shell_quoted("tests/a.py::test_b"), "tests/a.py::test_b");
        assert_eq!(shell_quoted("test_x[a b]"), "'test_x[a b]'");
        assert_eq!(shell_quoted("it's $HOME"), "'it'\\''s $HOME'");
        assert_eq!(shell_quoted(""), "''");
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
