//! Findings in words: one sentence, a block for the terminal, a section of Markdown.

use crate::finding::{Cause, Finding, Kind};
use crate::framework::Framework;
use crate::message::{Key, Locale, Message, messages};
use crate::plain::one_line;
use crate::table::{chars, code, fenced, id_in_sentence, prose};

/// How many culprits are told one by one.
const TOLD: usize = 5;

/// A finding in one sentence, without its full stop.
pub fn headline(finding: &Finding) -> Message {
    let mut told = what(finding);
    let is_leak = finding.kind == Kind::Leak;
    if let Some(holder) = finding.holder.as_ref().filter(|_| is_leak) {
        told = messages::FindingHeldBy {
            finding: told,
            holder: one_line(holder),
        }
        .into();
    }
    if finding.cause != Cause::Unknown && is_leak {
        told = messages::FindingWithCause {
            finding: told,
            cause: finding.cause.key(),
        }
        .into();
    }
    told
}

/// Who keeps or needs how much.
fn what(finding: &Finding) -> Message {
    let who = match finding.culprits.as_slice() {
        [] => Key::WhoUnknown.into(),
        [one] if finding.cause == Cause::Fixture && !one.contains("::") => messages::WhoFixture {
            fixture: one_line(one),
        }
        .into(),
        [one] => Message::quote(id_in_sentence(one)),
        many => return what_of_several(finding, many.len()),
    };
    let kept = finding.retained_bytes.or(finding.bytes_per_test);
    match (finding.kind, finding.retained_bytes, kept) {
        (Kind::Hog, Some(needed_bytes), _) => messages::FindingHog { who, needed_bytes }.into(),
        (Kind::Hog, None, _) => messages::FindingHogUnmeasured { who }.into(),
        (Kind::Leak, _, Some(kept_bytes)) => messages::FindingLeak { who, kept_bytes }.into(),
        (Kind::Leak, _, None) => messages::FindingLeakUnmeasured { who }.into(),
    }
}

fn what_of_several(finding: &Finding, tests: usize) -> Message {
    match (finding.kind, finding.each_bytes(), finding.retained_bytes) {
        (Kind::Hog, _, Some(needed_bytes)) => messages::FindingHogs {
            tests,
            needed_bytes,
        }
        .into(),
        (Kind::Hog, _, None) => messages::FindingHogsUnmeasured { tests }.into(),
        (Kind::Leak, Some(each_bytes), Some(total_bytes)) => messages::FindingLeaks {
            tests,
            each_bytes,
            total_bytes,
        }
        .into(),
        (Kind::Leak, None, Some(total_bytes)) => {
            messages::FindingLeaksTotal { tests, total_bytes }.into()
        }
        (Kind::Leak, _, None) => messages::FindingLeaksUnmeasured { tests }.into(),
    }
}

/// How sure it is, in words.
pub fn certainty(finding: &Finding) -> Message {
    // A file can hold anything.
    let confidence_percent = (finding.confidence.clamp(0.0, 1.0) * 100.0).round();
    match finding.confidence {
        c if c >= 0.9 => messages::CertaintyHigh { confidence_percent }.into(),
        c if c >= 0.7 => messages::CertaintyGood { confidence_percent }.into(),
        _ => messages::CertaintyModerate { confidence_percent }.into(),
    }
}

/// The culprits that are told one by one, and what is said of the others.
fn culprits(finding: &Finding) -> (&[String], Option<Message>) {
    let (told, others) = finding.culprits.split_at(TOLD.min(finding.culprits.len()));
    let more = messages::CardMoreCulprits {
        culprits: others.len(),
    };
    (told, (!others.is_empty()).then(|| more.into()))
}

/// What stands before the lines of the block for the terminal.
const LABELS: [Key; 6] = [
    Key::CardCulprits,
    Key::CardAllocated,
    Key::CardConfidence,
    Key::CardEvidence,
    Key::CardMend,
    Key::CardReproduce,
];

/// A block of lines for the terminal.
pub fn text(finding: &Finding, locale: &Locale) -> String {
    let widths = LABELS.map(|label| chars(locale.word(label)));
    let width = widths.into_iter().max().unwrap_or(0);
    let mut out = locale.text(&headline(finding)) + "\n";
    // What is said in several lines has its label before the first one.
    let mut lines = |label: Key, told: &[String]| {
        let labels = std::iter::once(locale.word(label)).chain(std::iter::repeat(""));
        for (label, line) in labels.zip(told) {
            out += &format!("  {label:<width$}  {}\n", one_line(line));
        }
    };
    let (told, more) = culprits(finding);
    let more = more.map(|more| locale.text(&more));
    let told: Vec<String> = told.iter().cloned().chain(more).collect();
    lines(Key::CardCulprits, &told);
    if let Some(first) = finding.lines.first() {
        let line = format!("{}:{}  {}", first.file, first.line, first.text);
        lines(Key::CardAllocated, &[line]);
    }
    lines(Key::CardConfidence, &[locale.text(&certainty(finding))]);
    let evidence = finding.evidence.iter();
    let evidence: Vec<String> = evidence.map(|sentence| locale.text(sentence)).collect();
    lines(Key::CardEvidence, &evidence);
    if let Some(hint) = &finding.hint {
        lines(Key::CardMend, &[locale.text(hint)]);
    }
    if let Some(source) = &finding.hint_code {
        for line in source.lines() {
            out += &format!("      {line}\n");
        }
    }
    if let Some(command) = &finding.reproduce {
        let label = locale.word(Key::CardReproduce);
        out += &format!("  {label:<width$}  {}\n", one_line(command));
    }
    out
}

/// A section of Markdown.
pub fn markdown(finding: &Finding, framework: Framework, locale: &Locale) -> String {
    let said = |message: Message| locale.text(&message);
    let mut out = format!("#### {}\n\n", prose(&said(headline(finding))));
    let (told, more) = culprits(finding);
    for culprit in told {
        out += &format!("- {}\n", code(culprit));
    }
    if let Some(more) = more {
        out += &format!("- {}\n", said(more));
    }
    out.push('\n');
    if let Some(first) = finding.lines.first() {
        let place = messages::CardAllocatedAt {
            place: code(&format!("{}:{}", first.file, first.line)),
            code: code(&first.text),
        };
        out += &format!("{}\n\n", said(place.into()));
    }
    let certainty = messages::CardConfidenceIs {
        certainty: certainty(finding),
    };
    out += &format!("{}\n\n", said(certainty.into()));
    for sentence in &finding.evidence {
        out += &format!("- {}\n", prose(&locale.text(sentence)));
    }
    if let Some(hint) = &finding.hint {
        let label = locale.word(Key::CardMendIt);
        out += &format!("\n**{label}** {}\n", prose(&locale.text(hint)));
    }
    if let Some(source) = &finding.hint_code {
        out += &format!("\n{}", fenced(framework.language().fence(), source));
    }
    if let Some(command) = &finding.reproduce {
        let label = locale.word(Key::CardSeeAgain);
        out += &format!("\n**{label}**\n\n{}", fenced("sh", &one_line(command)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    fn said(change: impl FnOnce(&mut Finding)) -> String {
        let mut finding = testing::finding();
        finding.holder = None;
        change(&mut finding);
        headline(&finding).english()
    }

    #[test]
    fn the_headline_says_no_more_than_is_known() {
        let several = |finding: &mut Finding| {
            finding.culprits = vec!["a".into(), "b".into()];
            finding.retained_bytes = Some(14 << 20);
        };
        let lines = [
            said(|_| {}),
            said(|finding| finding.bytes_per_test = None),
            said(|finding| (finding.bytes_per_test, finding.retained_bytes) = (None, None)),
            said(several),
            said(|finding| {
                several(finding);
                finding.bytes_per_test = None;
            }),
            said(|finding| {
                several(finding);
                finding.retained_bytes = None;
                finding.cause = Cause::Unknown;
            }),
            said(|finding| {
                (finding.kind, finding.cause) = (Kind::Hog, Cause::LargeTransient);
            }),
            said(|finding| {
                (finding.kind, finding.cause) = (Kind::Hog, Cause::LargeTransient);
                finding.retained_bytes = None;
                finding.culprits.clear();
            }),
            said(|finding| {
                finding.cause = Cause::Fixture;
                finding.culprits = vec!["client".into()];
                finding.holder = Some("app.CLIENTS".into());
            }),
        ];
        insta::assert_snapshot!(lines.join("\n"), @r"
        Leak: tests/test_metrics.py::test_collector[00] keeps 600 MiB (registry)
        Leak: tests/test_metrics.py::test_collector[00] keeps 600 MiB (registry)
        Leak: tests/test_metrics.py::test_collector[00] keeps memory (registry)
        Leak: 2 tests keep 7.0 MiB each, 14.0 MiB in all (registry)
        Leak: 2 tests keep 14.0 MiB in all (registry)
        Leak: 2 tests keep memory
        Hog: tests/test_metrics.py::test_collector[00] needs 600 MiB at once
        Hog: Something needs much memory at once
        Leak: The fixture `client` keeps 600 MiB, held by `app.CLIENTS` (fixture)
        ");
    }

    #[test]
    fn a_finding_in_the_terminal() {
        let mut finding = testing::finding();
        finding
            .culprits
            .push("tests/test_metrics.py::test_other".into());
        insta::assert_snapshot!(text(&finding, &Locale::english()), @r"
        Leak: 2 tests keep 600 MiB in all, held by `prometheus_client.registry.REGISTRY._collector_to_names` (registry)
          culprits    tests/test_metrics.py::test_collector[00]
                      tests/test_metrics.py::test_other
          confidence  high (98 %)
          evidence    Repeated 5 times in one process, tests/test_metrics.py::test_collector[00] added 7.0 MiB each time after the first.
          mend        Take off `prometheus_client.registry.REGISTRY._collector_to_names` after each test what the test put there: the autouse fixture below does it for every test of the folder whose conftest.py it is pasted into. Or give each test a registry of its own.
              import pytest
          reproduce   oomscope run --repeat 5 -- pytest
        ");
    }
}
