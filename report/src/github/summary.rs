//! The summary of a job: the answer, what to do now, and what both rest on, the most important first.

use super::spark::sparkline;
use crate::budget::{self, Judgement};
use crate::conclusion::conclusion;
use crate::summary::sections::{self, About, Section};
use oomscope_shared::artifact::{Artifact, Batch};
use oomscope_shared::compare::{self, compare};
use oomscope_shared::ending::Ending;
use oomscope_shared::plain::one_line;
use oomscope_shared::table::{code, fenced, prose};
use oomscope_shared::{Key, Locale, Message, messages};

/// GitHub takes 1 MiB of UTF-8 for each step and refuses the whole summary where it is more. Somewhat less,
/// because whoever writes it may add a line.
pub const MOST_SUMMARY_BYTES: usize = 1_000_000;

/// How many batches have a line of their own in the drawing.
const DRAWN_BATCHES: usize = 16;
/// How many characters the drawing of a batch has.
const SPARK_WIDTH: usize = 48;
/// Of how many batches the end of the output is shown.
const OUTPUTS: usize = 3;
/// How many lines of it.
const OUTPUT_LINES: usize = 20;
/// How many characters of a line.
const OUTPUT_WIDTH: usize = 400;

/// The summary of a job, at most `most_bytes` long: [`MOST_SUMMARY_BYTES`] for GitHub. What finds no room is
/// named at the end.
pub fn summary(
    artifact: &Artifact,
    before: Option<&Artifact>,
    judgement: Option<&Judgement>,
    most_bytes: usize,
    locale: &Locale,
) -> String {
    let mut all = vec![
        sections::answer(artifact, locale),
        what_now(artifact, locale),
    ];
    all.extend(sections::ended(artifact, locale));
    all.extend(judgement.and_then(|judgement| of_budget(judgement, locale)));
    if let Some(before) = before {
        let text = compare::markdown(&compare(before, artifact), locale);
        all.push(Section::headed(
            About::Comparison,
            Key::HeadingComparison,
            &text,
            locale,
        ));
    }
    all.extend(sections::findings(artifact, locale));
    all.extend(curve(artifact, locale));
    all.extend(sections::batches(artifact, locale));
    all.extend(sections::rankings(artifact, locale));
    all.extend(sections::not_green(artifact, locale));
    all.extend(outputs(artifact, locale));
    all.extend(sections::hunt(artifact, locale));
    all.extend(sections::recording(artifact, locale));
    all.push(Section::new(About::Artifact, whole(artifact, locale)));
    bounded(&all, most_bytes, locale)
}

/// What became of the budget, where there is one.
pub(super) fn of_budget(judgement: &Judgement, locale: &Locale) -> Option<Section> {
    let says_something = judgement.checked > 0 || !judgement.is_kept();
    says_something.then(|| {
        let text = budget::markdown(judgement, locale);
        Section::headed(About::Budget, Key::HeadingBudget, &text, locale)
    })
}

/// The conclusion by the decision rule.
pub(super) fn what_now(artifact: &Artifact, locale: &Locale) -> Section {
    let said = conclusion(artifact);
    let mut text = format!("{}\n", prose(&locale.text(&said.sentence)));
    if !said.steps.is_empty() {
        text.push('\n');
    }
    for step in &said.steps {
        text += &format!("- {}\n", prose(&locale.text(step)));
    }
    if let Some(command) = &said.command {
        text += &format!("\n{}", fenced("sh", &one_line(command)));
    }
    Section::headed(About::Conclusion, Key::HeadingNow, &text, locale)
}

/// What there can be hundreds of gets the room that all else leaves.
const MANY: [About; 2] = [About::Finding, About::Output];

/// As many sections as there is room for, in their order; then what was left out.
pub(super) fn bounded(sections: &[Section], most_bytes: usize, locale: &Locale) -> String {
    /// What the note at the end may take.
    const NOTE: usize = 1_000;
    let mut room = most_bytes.saturating_sub(NOTE);
    let mut is_kept = vec![false; sections.len()];
    for of_many in [false, true] {
        for (section, is_kept) in sections.iter().zip(&mut is_kept) {
            // One byte more for the empty line between two sections.
            let size = section.text.len() + 1;
            if MANY.contains(&section.about) == of_many && size <= room {
                room -= size;
                *is_kept = true;
            }
        }
    }
    let mut kept: Vec<&str> = Vec::new();
    let mut left_out: Vec<(About, usize)> = Vec::new();
    for (section, is_kept) in sections.iter().zip(is_kept) {
        if is_kept {
            kept.push(&section.text);
        } else if let Some((_, number)) =
            (left_out.iter_mut()).find(|(about, _)| *about == section.about)
        {
            *number += 1;
        } else {
            left_out.push((section.about, 1));
        }
    }
    let mut text = kept.join("\n");
    if !left_out.is_empty() {
        let parts: Vec<Message> = left_out
            .iter()
            .map(|(about, number)| about.left_out(*number))
            .collect();
        let note = locale.text(&messages::SummaryLeftOut { parts }.into());
        text += &format!("\n{note}\n");
    }
    text
}

/// Memory over time, a line for each batch.
fn curve(artifact: &Artifact, locale: &Locale) -> Option<Section> {
    let drawn = drawn_batches(artifact);
    let tops = drawn.iter().map(|batch| batch.timeline.peak_bytes());
    let top = tops.flatten().max()?;
    let digits = drawn.iter().map(|b| b.index).max()?.to_string().len();
    let lines: Vec<_> = drawn
        .iter()
        .map(|batch| {
            let line = sparkline(&batch.timeline, SPARK_WIDTH, top / 1024);
            let peak = batch.peak_bytes.map(|bytes| locale.bytes(bytes));
            let peak = peak.unwrap_or_default();
            let line = format!(
                "{:>digits$} {line:<SPARK_WIDTH$} {peak:>10}  {}",
                batch.index,
                locale.word(batch.ending.key())
            );
            line.trim_end().to_owned()
        })
        .collect();
    let mut text = format!(
        "{}\n\n{}",
        locale.text(&messages::SummaryDrawing { top_bytes: top }.into()),
        fenced("text", &lines.join("\n"))
    );
    if let Some(number @ 1..) = artifact.batches.len().checked_sub(drawn.len()) {
        let more = locale.text(&messages::SummaryMoreBatches { number }.into());
        text += &format!("\n{more}\n");
    }
    Some(Section::headed(
        About::Drawing,
        Key::HeadingMemory,
        &text,
        locale,
    ))
}

/// The batches that are drawn: what did not pass goes first, then what needed most, in the order they ran.
fn drawn_batches(artifact: &Artifact) -> Vec<&Batch> {
    let mut batches: Vec<&Batch> = artifact.batches.iter().collect();
    batches.sort_by_key(|batch| {
        (
            batch.ending == Ending::Passed,
            std::cmp::Reverse(batch.peak_bytes),
        )
    });
    batches.truncate(DRAWN_BATCHES);
    batches.sort_by_key(|batch| batch.index);
    batches
}

/// The end of what batches printed that did not pass.
fn outputs(artifact: &Artifact, locale: &Locale) -> Vec<Section> {
    let broken = artifact
        .batches
        .iter()
        .filter(|batch| batch.ending != Ending::Passed && !batch.output.text.trim().is_empty());
    let shown = broken.take(OUTPUTS).map(|batch| {
        let lines: Vec<&str> = batch.output.text.trim_end().lines().collect();
        let from = lines.len().saturating_sub(OUTPUT_LINES);
        let lines: Vec<_> = lines[from..].iter().map(|line| plain(line)).collect();
        let title = messages::SummaryOutput { batch: batch.index };
        let text = format!(
            "<details><summary>{}</summary>\n\n{}\n</details>\n",
            locale.text(&title.into()),
            fenced("text", &lines.join("\n"))
        );
        Section::new(About::Output, text)
    });
    shown.collect()
}

/// A line of output without colours and without what moves the cursor.
fn plain(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        if c != '\u{1b}' {
            out.push(c);
        } else if rest.next() == Some('[') {
            // A sequence of the terminal ends with its first letter.
            rest.by_ref().find(char::is_ascii_alphabetic);
        }
    }
    one_line(&out.replace('\t', "    "))
        .chars()
        .take(OUTPUT_WIDTH)
        .collect()
}

/// Where the whole of it is.
fn whole(artifact: &Artifact, locale: &Locale) -> String {
    let url = artifact
        .run
        .ci
        .as_ref()
        .and_then(|ci| ci.run_url.as_deref());
    // The address comes out of a file: nothing but an ordinary one becomes a link.
    let is_safe = |c: char| c.is_ascii_alphanumeric() || "-._~:/?&=%".contains(c);
    let url = url.filter(|url| url.starts_with("https://") && url.chars().all(is_safe));
    let command = code("oomscope view FILE");
    let place: Message = match url {
        Some(url) => messages::SummaryArtifactLinked { url, command }.into(),
        None => messages::SummaryArtifact { command }.into(),
    };
    format!("---\n\n{}\n", locale.text(&place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::github::testing::{broken, russian};
    use oomscope_shared::artifact::{Ci, Completion};
    use oomscope_shared::ending::Outcome;
    use oomscope_shared::testing::{
        RunBuilder, finding, pytest, story_after, story_before, story_limited,
    };
    use oomscope_shared::timeline::{Sample, Timeline};

    fn summary(
        artifact: &Artifact,
        before: Option<&Artifact>,
        judgement: Option<&Judgement>,
        most_bytes: usize,
    ) -> String {
        super::summary(artifact, before, judgement, most_bytes, &Locale::english())
    }

    /// Gives every batch a climbing timeline and an output.
    fn drawn(told: RunBuilder) -> RunBuilder {
        told.with(|artifact| {
            artifact.run.ci = Some(Ci {
                provider: "github_actions".into(),
                run_id: Some("7".into()),
                run_url: Some("https://github.com/o/r/actions/runs/7".into()),
                job: None,
                workflow: None,
            });
            for batch in &mut artifact.batches {
                let peak = batch.peak_bytes.unwrap_or(0) / 1024;
                let samples: Vec<_> = (0..=100_u64)
                    .map(|n| Sample {
                        time_ms: n * 200,
                        rss_kib: peak / 4 + peak * n * 3 / 400,
                    })
                    .collect();
                batch.timeline = Timeline::from_samples(&samples);
                batch.output.text =
                    "\u{1b}[31mFAILED\u{1b}[0m ```\n::error::x\n</details>\n".into();
            }
        })
    }

    #[test]
    fn the_summary_of_the_story() {
        let run = drawn(story_limited()).with(|artifact| artifact.findings.push(finding()));
        insta::assert_snapshot!(summary(&run.done(), None, None, MOST_SUMMARY_BYTES));
    }

    #[test]
    fn a_summary_in_another_language() {
        use oomscope_shared::units::Units;
        let locale = Locale::new(russian(), Units::Decimal);
        let run = pytest()
            .suite(0, 2, 150, 7_680)
            .victim(2)
            .batch(Ending::OverLimit, 401)
            .limit(400)
            .with(|artifact| artifact.warnings.push(Message::quote("as it was told")));
        let judgement = broken();
        insta::assert_snapshot!(super::summary(
            &drawn(run).done(),
            None,
            Some(&judgement),
            MOST_SUMMARY_BYTES,
            &locale
        ));
    }

    #[test]
    fn the_summary_with_a_run_before() {
        let text = summary(
            &drawn(story_after()).done(),
            Some(&story_before().done()),
            None,
            MOST_SUMMARY_BYTES,
        );
        insta::assert_snapshot!(text);
    }

    #[test]
    fn a_broken_budget_stands_before_the_findings() {
        let run = story_before().with(|artifact| artifact.findings.push(finding()));
        let text = summary(&run.done(), None, Some(&broken()), MOST_SUMMARY_BYTES);
        let at = |part: &str| text.find(part).unwrap();
        assert!(text.contains("**Budget broken: 1 of 1 limit"), "{text}");
        assert!(at("### What now") < at("### Budget") && at("### Budget") < at("### Findings"));
        let none = summary(
            &story_after().done(),
            None,
            Some(&Judgement::default()),
            9_999,
        );
        assert!(!none.contains("### Budget"));
    }

    #[test]
    fn the_summary_of_a_run_that_was_cut() {
        let run = pytest()
            .suite(0, 3, 100, 10)
            .with(|artifact| artifact.run.completion = Completion::Cut)
            .batch(Ending::Interrupted, 120);
        insta::assert_snapshot!(summary(&run.done(), None, None, MOST_SUMMARY_BYTES));
    }

    #[test]
    fn a_summary_that_is_too_long_keeps_what_matters_and_says_what_is_missing() {
        let long = "x".repeat(20_000);
        let many = || {
            story_limited().with(|artifact| {
                artifact.findings = vec![finding(); 500];
                for finding in &mut artifact.findings {
                    finding.evidence = vec![Message::quote(&long)];
                }
            })
        };
        let text = summary(&drawn(many()).done(), None, None, MOST_SUMMARY_BYTES);
        assert!(text.len() <= MOST_SUMMARY_BYTES && text.len() > MOST_SUMMARY_BYTES - 25_000);
        assert!(text.starts_with("**Over the 400 MiB limit"));
        assert!(text.contains("### What now") && text.contains("### Memory over time"));
        let shown = text.matches("#### Leak").count();
        let note = format!("Left out here for its size: {} findings.", 500 - shown);
        assert!(text.contains(&note), "{}", &text[text.len() - 400..]);
    }

    #[test]
    fn nothing_that_tests_print_or_are_called_becomes_markup() {
        let odd = "t::a|b <img src=x> [e](javascript:x) ``` @g #1";
        let run = pytest()
            .test(odd, Outcome::Died, 100, 2_000)
            .batch(Ending::OverLimit, 100)
            .with(|artifact| {
                artifact.run.command = vec!["sh".into(), "-c".into(), "```\n# x".into()];
                artifact.run.ci = Some(Ci {
                    provider: "x".into(),
                    run_id: None,
                    run_url: Some("https://x/) <b>".into()),
                    job: None,
                    workflow: None,
                });
            });
        let text = summary(
            &drawn_only_output(run).done(),
            None,
            None,
            MOST_SUMMARY_BYTES,
        );
        insta::assert_snapshot!(text);
    }

    fn drawn_only_output(told: RunBuilder) -> RunBuilder {
        told.with(|artifact| {
            artifact.batches[0].output.text = "````\n<script>\r::warning::x\n".into();
        })
    }
}
