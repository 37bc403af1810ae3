//! The Markdown of one run in parts, the most important first, so that whoever has little room can leave out
//! the last ones.

use super::{BATCH_COLUMNS, MARKDOWN_TOP, Ranking, batch_rows, hunt_notes};
use oomscope_shared::artifact::Artifact;
use oomscope_shared::finding_text;
use oomscope_shared::sentence;
use oomscope_shared::table::{self, code, escaped, prose};
use oomscope_shared::units::count;

/// How many details the answer has; each finding is one.
const MOST_DETAILS: usize = 20;

/// A part of the Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    /// What is missing where it is left out, as a noun: `finding`.
    pub about: &'static str,
    /// The Markdown, which ends with a line break.
    pub text: String,
}

impl Section {
    pub(crate) fn new(about: &'static str, text: String) -> Self {
        Self { about, text }
    }
}

/// Everything that is said of a run.
pub(crate) fn all(artifact: &Artifact) -> Vec<Section> {
    let mut all = vec![answer(artifact)];
    all.extend(findings(artifact));
    all.extend(hunt(artifact));
    all.extend(batches(artifact));
    all.extend(rankings(artifact));
    all.extend(not_green(artifact));
    all.extend(recording(artifact));
    all
}

/// The answer with its details.
pub(crate) fn answer(artifact: &Artifact) -> Section {
    let answer = sentence::answer(artifact);
    let mut text = format!("**{}**\n", escaped(&answer.headline));
    if !answer.details.is_empty() {
        text.push('\n');
        for detail in answer.details.iter().take(MOST_DETAILS) {
            text += &format!("- {}\n", prose(detail));
        }
        if answer.details.len() > MOST_DETAILS {
            text += &format!("- … and {} more\n", answer.details.len() - MOST_DETAILS);
        }
    }
    Section::new("answer", text)
}

/// One section for each finding; the first one has the title.
pub(crate) fn findings(artifact: &Artifact) -> Vec<Section> {
    let findings = artifact.findings.iter().map(finding_text::markdown);
    let titled = findings.enumerate().map(|(at, text)| match at {
        0 => format!("### Findings\n\n{text}"),
        _ => text,
    });
    titled.map(|text| Section::new("finding", text)).collect()
}

pub(crate) fn hunt(artifact: &Artifact) -> Option<Section> {
    let said = hunt_notes(artifact);
    let text = list("What the hunt says besides", said.iter().map(|s| prose(s)))?;
    Some(Section::new("remark of the hunt", text))
}

pub(crate) fn batches(artifact: &Artifact) -> Option<Section> {
    if artifact.batches.is_empty() {
        return None;
    }
    let (rows, more) = batch_rows(artifact);
    let mut text = format!("### Batches\n\n{}", table::markdown(&BATCH_COLUMNS, &rows));
    if more > 0 {
        text += &format!("\n… and {}\n", count(more, "more batch"));
    }
    Some(Section::new("table of batches", text))
}

pub(crate) fn rankings(artifact: &Artifact) -> Vec<Section> {
    let rankings = Ranking::BOTH.into_iter().filter_map(|ranking| {
        let rows = ranking.rows(artifact, MARKDOWN_TOP, code);
        if rows.is_empty() {
            return None;
        }
        let table = table::markdown(&ranking.columns("test"), &rows);
        let text = format!("### {}\n\n{table}", ranking.title());
        Some(Section::new("table of tests", text))
    });
    rankings.collect()
}

pub(crate) fn not_green(artifact: &Artifact) -> Option<Section> {
    let bad: Vec<_> = artifact
        .tests
        .rows()
        .filter(|row| row.outcome.is_bad())
        .collect();
    let lines = bad.iter().take(MARKDOWN_TOP).map(|row| {
        let remark = artifact.tests.remark(row.index);
        let remark = remark.map_or_else(String::new, |text| format!(": {}", escaped(text)));
        format!("{} {}{remark}", code(row.id), row.outcome)
    });
    let more = bad.len().saturating_sub(MARKDOWN_TOP);
    let more = (more > 0).then(|| format!("… and {more} more"));
    let text = list("Not green", lines.chain(more))?;
    Some(Section::new("list of failed tests", text))
}

pub(crate) fn recording(artifact: &Artifact) -> Option<Section> {
    let warnings = artifact.warnings.iter().map(|warning| escaped(warning));
    let text = list("About the recording", warnings)?;
    Some(Section::new("warning of the recording", text))
}

/// A titled list; nothing where it would be empty.
fn list(title: &str, lines: impl Iterator<Item = String>) -> Option<String> {
    let lines: String = lines.map(|line| format!("- {line}\n")).collect();
    (!lines.is_empty()).then(|| format!("### {title}\n\n{lines}"))
}
