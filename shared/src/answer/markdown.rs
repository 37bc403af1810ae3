//! One run as Markdown, for an issue or a chat.

use super::{answer, lead};
use crate::artifact::Artifact;
use crate::finding_text;
use crate::message::Locale;
use crate::table::{code, prose};

/// So many findings are told.
const FINDINGS: usize = 5;

/// What a run comes to, with its findings.
pub fn markdown(artifact: &Artifact, locale: &Locale) -> String {
    let answer = answer(artifact);
    let lead = lead(artifact);
    let said = lead
        .as_ref()
        .map_or(&answer.headline, |lead| &lead.sentence);
    let mut out = format!("**{}**\n\n", prose(&locale.text(said)));
    let is_said = lead.as_ref().is_none_or(|lead| lead.is_whole);
    let headline = (!is_said).then_some(&answer.headline);
    // The sentences of the findings are the last ones; they have sections below.
    let own = answer.details.len().saturating_sub(artifact.findings.len());
    for detail in headline.into_iter().chain(&answer.details[..own]) {
        out += &format!("- {}\n", prose(&locale.text(detail)));
    }
    out += &format!("- {}\n\n", code(&artifact.run.command.join(" ")));
    for finding in artifact.findings.iter().take(FINDINGS) {
        out += &finding_text::markdown(finding, artifact.run.framework, locale);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{hog, story_limited};

    #[test]
    fn a_run_with_its_culprit() {
        let run = story_limited().with(|run| run.findings = vec![hog()]);
        insta::assert_snapshot!(markdown(&run.done(), &Locale::english()));
    }

    #[test]
    fn a_run_without_findings() {
        let run = crate::testing::story_after().done();
        insta::assert_snapshot!(markdown(&run, &Locale::english()));
    }
}
