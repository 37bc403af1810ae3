//! JUnit XML: a suite for each batch, memory as properties of suites and tests.
//!
//! The shape is that of Jenkins' `junit-10.xsd` with one addition, which pytest makes as well: a test
//! case has `<properties>`.

use std::collections::HashMap;
use std::fmt::Write;

use crate::artifact::{Artifact, Batch, TestRow};
use crate::ending::Outcome;
use crate::sentence::{answer, explain_ending};

use super::{Lookup, Status, clock, status, test_name};

/// So much of what a dead batch printed is told: its end.
const OUTPUT_BYTES: usize = 16 << 10;

/// The document.
pub fn junit(artifact: &Artifact) -> String {
    let lookup = Lookup::of(artifact);
    let rows: Vec<TestRow<'_>> = artifact.tests.rows().collect();
    let places = artifact.batches.iter().enumerate();
    let places: HashMap<u32, usize> = places.map(|(at, batch)| (batch.index, at)).collect();
    let mut of_batch: Vec<Vec<&TestRow<'_>>> = vec![Vec::new(); artifact.batches.len() + 1];
    for row in &rows {
        let place = row.batch.and_then(|index| places.get(&index));
        of_batch[place.copied().unwrap_or(artifact.batches.len())].push(row);
    }
    let total = Tally::of(&lookup, rows.iter());
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"oomscope\" tests=\"{}\" failures=\"{}\" \
         errors=\"{}\" time=\"{}\">\n",
        total.tests,
        total.failures,
        total.errors,
        thousandths(artifact.run.duration_ms)
    );
    for (at, batch) in artifact.batches.iter().enumerate() {
        suite(
            &mut out,
            artifact,
            &lookup,
            Some(batch),
            &of_batch[at],
            at == 0,
        );
    }
    let unrun = &of_batch[artifact.batches.len()];
    if !unrun.is_empty() || artifact.batches.is_empty() {
        let is_first = artifact.batches.is_empty();
        suite(&mut out, artifact, &lookup, None, unrun, is_first);
    }
    out += "</testsuites>\n";
    out
}

/// How many tests of each kind.
#[derive(Default)]
struct Tally {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Tally {
    fn of<'a, 'b: 'a>(lookup: &Lookup<'_>, rows: impl Iterator<Item = &'a TestRow<'b>>) -> Self {
        let mut tally = Self::default();
        for row in rows {
            tally.tests += 1;
            match status(row.outcome, lookup.ending(row.batch)) {
                Status::Passed => {}
                Status::Failed => tally.failures += 1,
                // A report that calls a test skipped which nobody knows anything of would be green.
                Status::Broken | Status::Open => tally.errors += 1,
                Status::Skipped => tally.skipped += 1,
            }
        }
        tally
    }
}

fn suite(
    out: &mut String,
    artifact: &Artifact,
    lookup: &Lookup<'_>,
    batch: Option<&Batch>,
    rows: &[&TestRow<'_>],
    is_first: bool,
) {
    let tally = Tally::of(lookup, rows.iter().copied());
    let name = batch.map_or_else(
        || "not run".to_owned(),
        |batch| format!("batch {}", batch.index),
    );
    let _ = write!(
        out,
        "  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"",
        tally.tests, tally.failures, tally.errors, tally.skipped
    );
    if let Some(batch) = batch {
        let began = clock::rfc3339(clock::start_ms(artifact) + batch.start_ms);
        let _ = write!(
            out,
            " time=\"{}\" timestamp=\"{}\"",
            thousandths(batch.duration_ms),
            // Without zone and fraction, as readers of JUnit expect it.
            began.get(..19).unwrap_or(&began)
        );
    }
    *out += ">\n    <properties>\n";
    if is_first {
        of_run(out, artifact);
    }
    if let Some(batch) = batch {
        of_batch(out, batch);
    }
    *out += "    </properties>\n";
    let folder = artifact.run.folder.as_str();
    for row in rows {
        case(out, row, lookup, folder);
    }
    if let Some(batch) = batch.filter(|batch| batch.ending.is_death()) {
        let _ = writeln!(
            out,
            "    <system-out>{}</system-out>",
            escaped(&last_words(batch))
        );
    }
    *out += "  </testsuite>\n";
}

/// How a batch ended, why oomscope says so, and the end of what it printed.
fn last_words(batch: &Batch) -> String {
    let mut text = explain_ending(batch) + "\n";
    for sentence in &batch.evidence {
        text += &format!("- {sentence}\n");
    }
    let printed = &batch.output.text;
    let mut from = printed.len().saturating_sub(OUTPUT_BYTES);
    while !printed.is_char_boundary(from) {
        from += 1;
    }
    let left_out = batch
        .output
        .total_bytes
        .saturating_sub((printed.len() - from) as u64);
    if left_out > 0 {
        text += &format!("… {left_out} bytes before this are left out\n");
    }
    text + &printed[from..]
}

fn of_run(out: &mut String, artifact: &Artifact) {
    property(out, 6, "oomscope.answer", &answer(artifact).headline);
    let figures = [
        ("oomscope.run.peak_bytes", artifact.peak_bytes()),
        ("oomscope.run.retained_bytes", artifact.retained_bytes()),
        (
            "oomscope.run.limit_bytes",
            artifact.limits.memory.as_ref().map(|limit| limit.bytes),
        ),
    ];
    for (name, figure) in figures {
        number(out, 6, name, figure);
    }
    for (at, finding) in artifact.findings.iter().enumerate() {
        let name = format!("oomscope.finding.{}", at + 1);
        property(out, 6, &name, &crate::finding_text::headline(finding));
    }
    for (at, warning) in artifact.warnings.iter().enumerate() {
        property(out, 6, &format!("oomscope.warning.{}", at + 1), warning);
    }
}

fn of_batch(out: &mut String, batch: &Batch) {
    property(out, 6, "oomscope.batch", &batch.index.to_string());
    property(out, 6, "oomscope.pass", batch.pass.name());
    property(out, 6, "oomscope.ending", batch.ending.name());
    property(out, 6, "oomscope.proof", batch.proof.name());
    number(out, 6, "oomscope.peak_bytes", batch.peak_bytes);
    if let Some(code) = batch.exit_code {
        property(out, 6, "oomscope.exit_code", &code.to_string());
    }
    if let Some(signal) = batch.signal {
        property(out, 6, "oomscope.signal", &signal.to_string());
    }
}

fn case(out: &mut String, row: &TestRow<'_>, lookup: &Lookup<'_>, folder: &str) {
    let ending = lookup.ending(row.batch);
    let name = test_name(row.id, folder);
    let _ = writeln!(
        out,
        "    <testcase classname=\"{}\" name=\"{}\" time=\"{}\">",
        attribute(&name.class),
        attribute(name.name),
        seconds(row.duration_us.unwrap_or_default())
    );
    *out += "      <properties>\n";
    property(out, 8, "oomscope.id", row.id);
    property(out, 8, "oomscope.outcome", row.outcome.name());
    for (name, figure) in [
        ("oomscope.peak_bytes", row.peak_bytes),
        ("oomscope.retained_bytes", row.retained_bytes),
        ("oomscope.rss_before_bytes", row.rss_before_bytes),
        ("oomscope.rss_after_bytes", row.rss_after_bytes),
    ] {
        number(out, 8, name, figure);
    }
    *out += "      </properties>\n";
    let status = status(row.outcome, ending);
    let why = lookup.reason(row);
    let element = match status {
        Status::Passed => None,
        Status::Failed => Some("failure"),
        Status::Broken | Status::Open => Some("error"),
        Status::Skipped => Some("skipped"),
    };
    if let Some(element) = element {
        verdict(out, element, row.outcome, &why);
    }
    let again = match status {
        Status::Passed => "flaky",
        _ => "rerun",
    };
    let attempts = lookup.attempts(row.index).iter();
    for attempt in attempts.filter(|attempt| attempt.outcome.is_bad()) {
        let kind = match attempt.outcome {
            Outcome::Failed => "Failure",
            _ => "Error",
        };
        let why = attempt.remark.as_deref().unwrap_or("an earlier attempt");
        verdict(out, &format!("{again}{kind}"), attempt.outcome, why);
    }
    *out += "    </testcase>\n";
}

/// An element that says what became of a test: the first line as its message, all of it inside.
fn verdict(out: &mut String, element: &str, outcome: Outcome, why: &str) {
    let first = why.lines().next().unwrap_or_default();
    let _ = writeln!(
        out,
        "      <{element} type=\"oomscope.{}\" message=\"{}\">{}</{element}>",
        outcome.name(),
        attribute(first),
        escaped(why)
    );
}

fn number(out: &mut String, indent: usize, name: &str, figure: Option<u64>) {
    if let Some(figure) = figure {
        property(out, indent, name, &figure.to_string());
    }
}

fn property(out: &mut String, indent: usize, name: &str, value: &str) {
    let _ = writeln!(
        out,
        "{:indent$}<property name=\"{name}\" value=\"{}\"/>",
        "",
        attribute(value)
    );
}

/// Microseconds as seconds.
fn seconds(us: u64) -> String {
    format!("{}.{:06}", us / 1_000_000, us % 1_000_000)
}

/// Milliseconds as seconds: Jenkins' schema takes no more than three decimals for a suite.
fn thousandths(ms: u64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

/// Text between tags. What XML 1.0 has no place for becomes U+FFFD.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '&' => out += "&amp;",
            '\t' | '\n' => out.push(c),
            // A reader would turn it into a line feed.
            '\r' => out += "&#13;",
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Text in an attribute, where a reader would turn line ends and tabs into spaces.
fn attribute(text: &str) -> String {
    escaped(text)
        .replace('"', "&quot;")
        .replace('\n', "&#10;")
        .replace('\t', "&#9;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::Attempt;
    use crate::ending::Ending;
    use crate::testing::{finding, pytest, story_limited};

    #[test]
    fn a_run_with_a_death_a_failure_and_a_retry() {
        let told = pytest()
            .limit(400)
            .test(
                "tests/test_a.py::TestA::test_<ok>[\"x\" & y]",
                Outcome::Passed,
                120,
                64,
            )
            .test("tests/test_a.py::test_bad", Outcome::Failed, 130, -1)
            .test("tests/test_a.py::test_skip", Outcome::Skipped, -1, -1)
            .test("tests/test_a.py::test_dies", Outcome::Died, -1, -1)
            .batch(Ending::OverLimit, 401)
            .test("tests/test_b.py::test_late", Outcome::NotRun, -1, -1)
            .with(|artifact| {
                artifact.findings.push(finding());
                artifact.batches[0]
                    .evidence
                    .push("The tree reached 401 MiB.".into());
                artifact.batches[0].output.text = "boom \u{1b}[31m]]>\u{0}\n".into();
                artifact.batches[0].output.total_bytes = 40;
                artifact.tests.remarks.push(crate::artifact::Remark {
                    test: 1,
                    text: "assert 1 == 2\nE  where 1 = f()".into(),
                });
                artifact.tests.attempts.push(Attempt {
                    test: 0,
                    batch: Some(1),
                    outcome: Outcome::Failed,
                    start_us: None,
                    duration_us: None,
                    peak_kib: None,
                    remark: Some("flaked".into()),
                });
            });
        insta::assert_snapshot!(junit(&told.done()));
    }

    #[test]
    fn the_end_of_long_outputs_is_kept() {
        let artifact = story_limited()
            .with(|artifact| artifact.batches[0].output.text = "ü".repeat(40_000) + "the end")
            .done();
        let text = junit(&artifact);
        assert!(text.contains("the end</system-out>"));
        assert!(text.len() < 200_000, "{}", text.len());
    }
}
