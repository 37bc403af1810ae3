//! OpenMetrics 1.0: what a Prometheus text-file collector, a push gateway or GitLab's metrics report reads.
//!
//! A test id is a label with as many values as there are tests, which time series databases bear badly.
//! Only the tests, batches and findings that weigh most are told, and the document says so. Help texts are
//! the same for every run, because collectors that put files together insist on it.

use std::fmt::Write;

use oomscope_shared::Outcome;
use oomscope_shared::answer::answer;
use oomscope_shared::artifact::Artifact;

use super::top_tests;

/// So many tests, batches and findings have a line of their own.
pub const TOP: usize = 20;

/// Labels longer than this are cut: a test id may be a whole document.
const LABEL_CHARS: usize = 300;

/// The document.
pub fn openmetrics(artifact: &Artifact) -> String {
    let mut doc = Document::default();
    let run = &artifact.run;
    let (commit, branch) = run.git.as_ref().map_or(("", ""), |git| {
        (git.commit.as_str(), git.branch.as_deref().unwrap_or(""))
    });
    doc.family(
        "oomscope_run",
        "info",
        "",
        "The run that these figures are of.",
    );
    doc.line(
        "oomscope_run_info",
        &[
            ("answer", &answer(artifact).headline.english()),
            ("label", run.label.as_deref().unwrap_or("")),
            ("folder", &run.folder),
            ("commit", commit),
            ("branch", branch),
            ("started_at", &run.started_at),
            ("version", &artifact.tool.version),
        ],
        "1",
    );
    doc.family(
        "oomscope_run_ok",
        "gauge",
        "",
        "Whether every batch passed.",
    );
    let is_ok = artifact
        .batches
        .iter()
        .all(|batch| batch.ending == oomscope_shared::Ending::Passed);
    doc.line("oomscope_run_ok", &[], if is_ok { "1" } else { "0" });
    doc.gauge(
        "oomscope_run_duration_seconds",
        "seconds",
        "Length of the suite, without the hunt.",
        Some(seconds(artifact.suite_ms().saturating_mul(1000))),
    );
    doc.gauge(
        "oomscope_hunt_duration_seconds",
        "seconds",
        "Length of the hunt.",
        (artifact.hunt.as_ref()).map(|hunt| seconds(hunt.spent_ms.saturating_mul(1000))),
    );
    let bytes = |value: Option<u64>| value.map(|value| value.to_string());
    doc.gauge(
        "oomscope_run_peak_bytes",
        "bytes",
        "Highest memory of any batch.",
        bytes(artifact.peak_bytes()),
    );
    doc.gauge(
        "oomscope_run_retained_bytes",
        "bytes",
        "What all tests together left behind after teardown and a garbage collection.",
        bytes(artifact.retained_bytes()),
    );
    doc.gauge(
        "oomscope_run_memory_limit_bytes",
        "bytes",
        "The memory limit of a batch.",
        bytes(artifact.limits.memory.as_ref().map(|limit| limit.bytes)),
    );
    doc.family("oomscope_tests", "gauge", "", "Tests by their outcome.");
    for outcome in Outcome::ALL {
        let count = artifact.tests.count(outcome).to_string();
        doc.line("oomscope_tests", &[("outcome", outcome.name())], &count);
    }
    batches(&mut doc, artifact);
    tests(&mut doc, artifact);
    findings(&mut doc, artifact);
    doc.text + "# EOF\n"
}

fn batches(doc: &mut Document, artifact: &Artifact) {
    doc.family(
        "oomscope_batches",
        "gauge",
        "",
        "Batches by how they ended.",
    );
    for ending in oomscope_shared::Ending::ALL {
        let count = artifact
            .batches
            .iter()
            .filter(|b| b.ending == ending)
            .count();
        if count > 0 {
            doc.line(
                "oomscope_batches",
                &[("ending", ending.name())],
                &count.to_string(),
            );
        }
    }
    let peaks: Vec<_> = artifact
        .batches
        .iter()
        .map(|batch| batch.peak_bytes)
        .collect();
    let help = told("Highest memory of a batch", "batches");
    doc.family("oomscope_batch_peak_bytes", "gauge", "bytes", &help);
    for at in top_tests(&peaks, TOP) {
        let batch = &artifact.batches[at as usize];
        let labels = [
            ("batch", batch.index.to_string()),
            ("ending", batch.ending.name().to_owned()),
        ];
        let labels = labels
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        doc.line(
            "oomscope_batch_peak_bytes",
            &labels,
            &batch.peak_bytes.unwrap_or_default().to_string(),
        );
    }
}

fn tests(doc: &mut Document, artifact: &Artifact) {
    let columns = [
        (
            "oomscope_test_peak_bytes",
            "Highest memory while a test ran",
            &artifact.tests.peak_kib,
        ),
        (
            "oomscope_test_retained_bytes",
            "What a test left behind",
            &artifact.tests.retained_kib,
        ),
    ];
    for (name, what, column) in columns {
        doc.family(name, "gauge", "bytes", &told(what, "tests"));
        let mut seen: Vec<String> = Vec::new();
        for at in top_tests(column, TOP) {
            let id = cut(artifact.test_id(at));
            // A series may stand only once; the first is the highest.
            if !seen.contains(&id) {
                let bytes = column[at as usize].unwrap_or_default().saturating_mul(1024);
                doc.line(name, &[("test", &id)], &bytes.to_string());
                seen.push(id);
            }
        }
    }
}

fn findings(doc: &mut Document, artifact: &Artifact) {
    let count = artifact.findings.len();
    doc.gauge(
        "oomscope_findings",
        "",
        "Diagnosed memory problems.",
        Some(count.to_string()),
    );
    doc.family(
        "oomscope_finding_retained_bytes",
        "gauge",
        "bytes",
        &told("What the culprits of a finding keep or need", "findings"),
    );
    for (at, finding) in artifact.findings.iter().take(TOP).enumerate() {
        if let Some(bytes) = finding.retained_bytes {
            let number = (at + 1).to_string();
            let labels = [
                ("finding", number.as_str()),
                ("kind", finding.kind.name()),
                ("cause", finding.cause.name()),
                ("holder", finding.holder.as_deref().unwrap_or("")),
                (
                    "culprit",
                    finding.culprits.first().map_or("", String::as_str),
                ),
            ];
            doc.line(
                "oomscope_finding_retained_bytes",
                &labels,
                &bytes.to_string(),
            );
        }
    }
}

/// A help text that says how many are told.
fn told(what: &str, noun: &str) -> String {
    format!("{what}; the {TOP} {noun} that weigh most, no others.")
}

fn seconds(us: u64) -> String {
    format!("{}.{:06}", us / 1_000_000, us % 1_000_000)
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LABEL_CHARS) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// A document that is being written.
#[derive(Default)]
struct Document {
    text: String,
}

impl Document {
    fn family(&mut self, name: &str, kind: &str, unit: &str, help: &str) {
        let _ = writeln!(self.text, "# TYPE {name} {kind}");
        if !unit.is_empty() {
            let _ = writeln!(self.text, "# UNIT {name} {unit}");
        }
        let _ = writeln!(self.text, "# HELP {name} {}", escaped(help));
    }

    /// A family of one figure; left out where there is none.
    fn gauge(&mut self, name: &str, unit: &str, help: &str, value: Option<String>) {
        if let Some(value) = value {
            self.family(name, "gauge", unit, help);
            self.line(name, &[], &value);
        }
    }

    fn line(&mut self, name: &str, labels: &[(&str, &str)], value: &str) {
        self.text += name;
        for (at, (label, text)) in labels.iter().enumerate() {
            let open = if at == 0 { '{' } else { ',' };
            let _ = write!(self.text, "{open}{label}=\"{}\"", escaped(&cut(text)));
        }
        if !labels.is_empty() {
            self.text.push('}');
        }
        let _ = writeln!(self.text, " {value}");
    }
}

/// Text of a label or a help. A carriage return has no escape of its own and would end a line for some
/// readers.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
        .replace('\r', "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::Ending;
    use oomscope_shared::testing::{finding, pytest, story_before};

    #[test]
    fn a_small_run() {
        let artifact = pytest()
            .limit(400)
            .test("a.py::t[\"q\\n\"\n]", Outcome::Passed, 10, 5)
            .test("a.py::dies", Outcome::Died, -1, -1)
            .batch(Ending::OverLimit, 401)
            .with(|artifact| artifact.findings.push(finding()))
            .done();
        insta::assert_snapshot!(openmetrics(&artifact));
    }

    #[test]
    fn many_tests_are_bounded_and_it_says_so() {
        let text = openmetrics(&story_before().done());
        assert_eq!(text.matches("oomscope_test_peak_bytes{").count(), TOP);
        assert!(text.contains("the 20 tests that weigh most, no others."));
        assert!(text.ends_with("\n# EOF\n"));
    }
}
