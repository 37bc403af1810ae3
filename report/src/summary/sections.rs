//! The Markdown of one run in parts, the most important first, so that whoever has little room can leave out
//! the last ones.

use super::{MARKDOWN_TOP, Ranking, batch_columns, batch_rows, ends, hunt_notes, imports, remarks};
use oomscope_shared::answer;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::finding_text;
use oomscope_shared::table::{self, code, escaped, prose};
use oomscope_shared::{Key, Locale, Message, messages};

/// How many details the answer has; each finding is one.
const MOST_DETAILS: usize = 20;

/// What a part of the Markdown is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    Title,
    Answer,
    Ends,
    Conclusion,
    Budget,
    Comparison,
    Finding,
    Hunt,
    Drawing,
    Batches,
    Tests,
    NotGreen,
    Output,
    Recording,
    Artifact,
}

impl About {
    /// So many of its kind, as what is missing where they are left out.
    pub(crate) fn left_out(self, number: usize) -> Message {
        match self {
            Self::Title => Key::LeftOutTitle.into(),
            Self::Answer => Key::LeftOutAnswer.into(),
            Self::Ends => Key::LeftOutEnds.into(),
            Self::Conclusion => Key::LeftOutConclusion.into(),
            Self::Budget => Key::LeftOutBudget.into(),
            Self::Comparison => Key::LeftOutComparison.into(),
            Self::Finding => messages::LeftOutFindings { number }.into(),
            Self::Hunt => Key::LeftOutHunt.into(),
            Self::Drawing => Key::LeftOutDrawing.into(),
            Self::Batches => Key::LeftOutBatches.into(),
            Self::Tests => messages::LeftOutTests { number }.into(),
            Self::NotGreen => Key::LeftOutNotGreen.into(),
            Self::Output => messages::LeftOutOutputs { number }.into(),
            Self::Recording => Key::LeftOutRecording.into(),
            Self::Artifact => Key::LeftOutArtifact.into(),
        }
    }
}

/// A part of the Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    /// What it is about.
    pub about: About,
    /// The Markdown, which ends with a line break.
    pub text: String,
}

impl Section {
    pub(crate) fn new(about: About, text: String) -> Self {
        Self { about, text }
    }

    /// A section with a heading.
    pub(crate) fn headed(about: About, heading: Key, text: &str, locale: &Locale) -> Self {
        Self::new(about, format!("### {}\n\n{text}", locale.word(heading)))
    }
}

/// Everything that is said of a run.
pub(crate) fn all(artifact: &Artifact, locale: &Locale) -> Vec<Section> {
    let mut all = vec![answer(artifact, locale)];
    all.extend(ended(artifact, locale));
    all.extend(findings(artifact, locale));
    all.extend(hunt(artifact, locale));
    all.extend(batches(artifact, locale));
    all.extend(rankings(artifact, locale));
    all.extend(not_green(artifact, locale));
    all.extend(recording(artifact, locale));
    all
}

/// The answer with its details.
pub(crate) fn answer(artifact: &Artifact, locale: &Locale) -> Section {
    let answer = answer::answer(artifact);
    let mut text = format!("**{}**\n", escaped(&locale.text(&answer.headline)));
    let remarks = remarks(artifact);
    let details: Vec<&Message> = answer.details.iter().chain(&remarks).collect();
    if !details.is_empty() {
        text.push('\n');
        for detail in details.iter().take(MOST_DETAILS) {
            text += &format!("- {}\n", prose(&locale.text(detail)));
        }
        if let Some(number @ 1..) = details.len().checked_sub(MOST_DETAILS) {
            text += &format!("- {}\n", and_more(number, locale));
        }
    }
    Section::new(About::Answer, text)
}

/// One section for each finding; the first one has the title.
pub(crate) fn findings(artifact: &Artifact, locale: &Locale) -> Vec<Section> {
    let findings = artifact.findings.iter();
    let findings =
        findings.map(|finding| finding_text::markdown(finding, artifact.run.framework, locale));
    let sections = findings.enumerate().map(|(at, text)| match at {
        0 => Section::headed(About::Finding, Key::HeadingFindings, &text, locale),
        _ => Section::new(About::Finding, text),
    });
    sections.collect()
}

/// How the batches ended that did not pass, with the evidence.
pub(crate) fn ended(artifact: &Artifact, locale: &Locale) -> Option<Section> {
    let sentences = ends::sentences(artifact, locale).into_iter();
    let lines = sentences.map(|sentence| prose(&sentence));
    list(About::Ends, Key::HeadingEnds, lines, locale)
}

pub(crate) fn hunt(artifact: &Artifact, locale: &Locale) -> Option<Section> {
    let notes = hunt_notes(artifact).map(|note| prose(&locale.text(note)));
    list(About::Hunt, Key::HeadingHunt, notes, locale)
}

pub(crate) fn batches(artifact: &Artifact, locale: &Locale) -> Option<Section> {
    if artifact.batches.is_empty() {
        return None;
    }
    let (rows, more) = batch_rows(artifact, locale);
    let mut text = table::markdown(&batch_columns(locale), &rows);
    if let Some(more) = more {
        text += &format!("\n{}\n", locale.text(&more));
    }
    Some(Section::headed(
        About::Batches,
        Key::HeadingBatches,
        &text,
        locale,
    ))
}

pub(crate) fn rankings(artifact: &Artifact, locale: &Locale) -> Vec<Section> {
    let rankings = Ranking::BOTH.into_iter().filter_map(|ranking| {
        let rows = ranking.rows(artifact, MARKDOWN_TOP, code, locale);
        if rows.is_empty() {
            return None;
        }
        let table = table::markdown(&ranking.columns(Key::ColumnTest, locale), &rows);
        Some(Section::headed(
            About::Tests,
            ranking.title(),
            &table,
            locale,
        ))
    });
    let mut sections: Vec<Section> = rankings.collect();
    let rows = imports::rows(artifact, code, locale);
    if !rows.is_empty() {
        let table = table::markdown(&imports::columns(Key::ColumnModule, locale), &rows);
        sections.push(Section::headed(
            About::Tests,
            Key::HeadingImports,
            &table,
            locale,
        ));
    }
    sections
}

pub(crate) fn not_green(artifact: &Artifact, locale: &Locale) -> Option<Section> {
    let lines = ends::not_green_markdown(artifact, MARKDOWN_TOP, locale);
    list(
        About::NotGreen,
        Key::HeadingNotGreen,
        lines.into_iter(),
        locale,
    )
}

pub(crate) fn recording(artifact: &Artifact, locale: &Locale) -> Option<Section> {
    let warnings = artifact.warnings.iter();
    let warnings = warnings.map(|warning| prose(&locale.text(warning)));
    list(About::Recording, Key::HeadingRecording, warnings, locale)
}

fn and_more(number: usize, locale: &Locale) -> String {
    locale.text(&messages::SummaryMore { number }.into())
}

/// A titled list; nothing where it would be empty.
fn list(
    about: About,
    heading: Key,
    lines: impl Iterator<Item = String>,
    locale: &Locale,
) -> Option<Section> {
    let lines: String = lines.map(|line| format!("- {line}\n")).collect();
    (!lines.is_empty()).then(|| Section::headed(about, heading, &lines, locale))
}
