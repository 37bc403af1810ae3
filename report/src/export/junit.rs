//! JUnit XML: a suite for each batch, memory as properties of suites and tests.
//!
//! The shape is that of Jenkins' `junit-10.xsd` with one addition, which pytest makes as well: a test
//! case has `<properties>`. The crate quick-junit cannot write it: it puts `skipped` on `<testsuites>`, which
//! that schema refuses, cuts times to milliseconds and leaves out characters that are part of a test's id.

use std::collections::HashMap;

use oomscope_shared::answer::{answer, explain_ending};
use oomscope_shared::artifact::{Artifact, Batch, TestRow};
use oomscope_shared::ending::Outcome;
use oomscope_shared::{Key, Message, messages};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

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
    let attributes = [
        ("name", "oomscope"),
        ("tests", &total.tests.to_string()),
        ("failures", &total.failures.to_string()),
        ("errors", &total.errors.to_string()),
        ("time", &thousandths(artifact.suite_ms())),
    ];
    let mut xml = Xml::new();
    xml.element("testsuites", &attributes, |xml| {
        for (at, batch) in artifact.batches.iter().enumerate() {
            suite(xml, artifact, &lookup, Some(batch), &of_batch[at], at == 0);
        }
        let unrun = &of_batch[artifact.batches.len()];
        if !unrun.is_empty() || artifact.batches.is_empty() {
            let is_first = artifact.batches.is_empty();
            suite(xml, artifact, &lookup, None, unrun, is_first);
        }
    });
    xml.done()
}

/// A document that is written into memory, which takes everything.
struct Xml(Writer<Vec<u8>>);

impl Xml {
    fn new() -> Self {
        let mut xml = Self(Writer::new_with_indent(Vec::new(), b' ', 2));
        xml.write(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml
    }

    fn write(&mut self, event: Event<'_>) {
        let _ = self.0.write_event(event);
    }

    fn element(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Self)) {
        self.write(Event::Start(tag(name, attributes)));
        inside(self);
        self.write(Event::End(BytesEnd::new(name)));
    }

    fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.element(name, attributes, |xml| {
            xml.write(Event::Text(BytesText::new(&fitting(text))));
        });
    }

    fn property(&mut self, name: &str, value: &str) {
        let attributes = [("name", name), ("value", value)];
        self.write(Event::Empty(tag("property", &attributes)));
    }

    fn number(&mut self, name: &str, figure: Option<u64>) {
        if let Some(figure) = figure {
            self.property(name, &figure.to_string());
        }
    }

    fn done(self) -> String {
        String::from_utf8_lossy(&self.0.into_inner()).into_owned() + "\n"
    }
}

fn tag<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut tag = BytesStart::new(name);
    for (name, value) in attributes {
        tag.push_attribute((*name, fitting(value).as_str()));
    }
    tag
}

/// What XML 1.0 has no place for becomes U+FFFD.
fn fitting(text: &str) -> String {
    let is_strange = |c: char| {
        (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    text.replace(is_strange, "\u{fffd}")
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
    xml: &mut Xml,
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
    let counts = [tally.tests, tally.failures, tally.errors, tally.skipped];
    let [tests, failures, errors, skipped] = counts.map(|count| count.to_string());
    let times = batch.map(|batch| {
        let began = clock::rfc3339(clock::start_ms(artifact) + batch.start_ms);
        // Without zone and fraction, as readers of JUnit expect it.
        let began = began.get(..19).unwrap_or(&began).to_owned();
        (thousandths(batch.duration_ms), began)
    });
    let mut attributes = vec![
        ("name", name.as_str()),
        ("tests", &tests),
        ("failures", &failures),
        ("errors", &errors),
        ("skipped", &skipped),
    ];
    if let Some((time, timestamp)) = &times {
        attributes.extend([("time", time.as_str()), ("timestamp", timestamp)]);
    }
    xml.element("testsuite", &attributes, |xml| {
        xml.element("properties", &[], |xml| {
            if is_first {
                of_run(xml, artifact);
            }
            if let Some(batch) = batch {
                of_batch(xml, batch);
            }
        });
        let folder = artifact.run.folder.as_str();
        for row in rows {
            case(xml, row, lookup, folder);
        }
        if let Some(batch) = batch.filter(|batch| batch.ending.is_death()) {
            xml.text("system-out", &[], &last_words(batch));
        }
    });
}

/// How a batch ended, why oomscope says so, and the end of what it printed.
fn last_words(batch: &Batch) -> String {
    let mut text = explain_ending(batch).english() + "\n";
    for message in &batch.evidence {
        text += &format!("- {}\n", message.english());
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
        let before_bytes = left_out;
        let note = Message::from(messages::ExportLeftOut { before_bytes });
        text += &format!("{}\n", note.english());
    }
    text + &printed[from..]
}

fn of_run(xml: &mut Xml, artifact: &Artifact) {
    xml.property("oomscope.answer", &answer(artifact).headline.english());
    let figures = [
        ("oomscope.run.peak_bytes", artifact.peak_bytes()),
        ("oomscope.run.retained_bytes", artifact.retained_bytes()),
        (
            "oomscope.run.limit_bytes",
            artifact.limits.memory.as_ref().map(|limit| limit.bytes),
        ),
    ];
    for (name, figure) in figures {
        xml.number(name, figure);
    }
    for (at, finding) in artifact.findings.iter().enumerate() {
        let name = format!("oomscope.finding.{}", at + 1);
        let headline = oomscope_shared::finding_text::headline(finding);
        xml.property(&name, &headline.english());
    }
    for (at, warning) in artifact.warnings.iter().enumerate() {
        xml.property(&format!("oomscope.warning.{}", at + 1), &warning.english());
    }
}

fn of_batch(xml: &mut Xml, batch: &Batch) {
    xml.property("oomscope.batch", &batch.index.to_string());
    xml.property("oomscope.pass", batch.pass.name());
    xml.property("oomscope.ending", batch.ending.name());
    xml.property("oomscope.proof", batch.proof.name());
    xml.number("oomscope.peak_bytes", batch.peak_bytes);
    if let Some(code) = batch.exit_code() {
        xml.property("oomscope.exit_code", &code.to_string());
    }
    if let Some(signal) = batch.signal() {
        xml.property("oomscope.signal", &signal.to_string());
    }
}

fn case(xml: &mut Xml, row: &TestRow<'_>, lookup: &Lookup<'_>, folder: &str) {
    let ending = lookup.ending(row.batch);
    let name = test_name(row.id, folder);
    let attributes = [
        ("classname", name.class.as_str()),
        ("name", name.name),
        ("time", &seconds(row.duration_us.unwrap_or_default())),
    ];
    xml.element("testcase", &attributes, |xml| {
        xml.element("properties", &[], |xml| {
            xml.property("oomscope.id", row.id);
            xml.property("oomscope.outcome", row.outcome.name());
            for (name, figure) in [
                ("oomscope.peak_bytes", row.peak_bytes),
                ("oomscope.retained_bytes", row.retained_bytes),
                ("oomscope.rss_before_bytes", row.rss_before_bytes),
                ("oomscope.rss_after_bytes", row.rss_after_bytes),
            ] {
                xml.number(name, figure);
            }
        });
        let status = status(row.outcome, ending);
        let why = lookup.reason(row);
        let element = match status {
            Status::Passed => None,
            Status::Failed => Some("failure"),
            Status::Broken | Status::Open => Some("error"),
            Status::Skipped => Some("skipped"),
        };
        if let Some(element) = element {
            verdict(xml, element, row.outcome, &why);
        }
        let attempts = lookup.attempts(row.index).iter();
        for attempt in attempts.filter(|attempt| attempt.outcome.is_bad()) {
            let element = match (status, attempt.outcome) {
                (Status::Passed, Outcome::Failed) => "flakyFailure",
                (Status::Passed, _) => "flakyError",
                (_, Outcome::Failed) => "rerunFailure",
                _ => "rerunError",
            };
            let why = attempt.remark.clone();
            let why = why.unwrap_or_else(|| Key::ExportEarlierAttempt.into());
            verdict(xml, element, attempt.outcome, &why.english());
        }
    });
}

/// An element that says what became of a test: the first line as its message, all of it inside.
fn verdict(xml: &mut Xml, element: &str, outcome: Outcome, why: &str) {
    let kind = format!("oomscope.{}", outcome.name());
    let first = why.lines().next().unwrap_or_default();
    xml.text(element, &[("type", &kind), ("message", first)], why);
}

/// Microseconds as seconds.
fn seconds(us: u64) -> String {
    format!("{}.{:06}", us / 1_000_000, us % 1_000_000)
}

/// Milliseconds as seconds: Jenkins' schema takes no more than three decimals for a suite.
fn thousandths(ms: u64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::artifact::Attempt;
    use oomscope_shared::ending::Ending;
    use oomscope_shared::testing::{finding, pytest, story_limited};

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
                    .push(Message::quote("The tree reached 401 MiB."));
                artifact.batches[0].output.text = "boom \u{1b}[31m]]>\u{0}\n".into();
                artifact.batches[0].output.total_bytes = 40;
                artifact
                    .tests
                    .remarks
                    .push(oomscope_shared::artifact::Remark {
                        test: 1,
                        message: Message::quote("assert 1 == 2\nE  where 1 = f()"),
                    });
                artifact.tests.attempts.push(Attempt {
                    test: 0,
                    batch: Some(1),
                    outcome: Outcome::Failed,
                    start_us: None,
                    duration_us: None,
                    peak_kib: None,
                    remark: Some(Message::quote("flaked")),
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
