//! The comment on a pull request: what it does to memory, in few lines.

use super::summary::{bounded, of_budget, what_now};
use crate::budget::Judgement;
use crate::conclusion::{ConclusionKind, case};
use crate::summary::sections::{About, Section};
use oomscope_shared::answer::answer;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::compare::{self, compare};
use oomscope_shared::finding_text;
use oomscope_shared::table::{escaped, prose};
use oomscope_shared::{Key, Locale};

/// GitHub takes 65,536 characters; whoever posts it adds a line or two.
pub const MOST_COMMENT_BYTES: usize = 60_000;

/// The comment, at most [`MOST_COMMENT_BYTES`] long. Without a run before it says what this one says alone.
pub fn comment(
    artifact: &Artifact,
    before: Option<&Artifact>,
    judgement: Option<&Judgement>,
    locale: &Locale,
) -> String {
    let title = format!("### {}\n", locale.word(Key::HeadingComment));
    let mut all = vec![Section::new(About::Title, title)];
    match before {
        Some(before) => {
            let comparison =
                compare(before, artifact).named(Key::CommentBase, Key::CommentThisChange);
            let text = compare::markdown(&comparison, locale);
            all.push(Section::new(About::Comparison, text));
        }
        None => {
            let text = format!(
                "**{}**\n\n{}\n",
                escaped(&locale.text(&answer(artifact).headline)),
                locale.word(Key::CommentWithoutBase)
            );
            all.push(Section::new(About::Answer, text));
        }
    }
    all.extend(judgement.and_then(|judgement| of_budget(judgement, locale)));
    // Nothing is to be done where all is green; a reviewer needs no section that says so.
    if case(artifact) != ConclusionKind::Green {
        all.push(what_now(artifact, locale));
    }
    let findings = artifact.findings.iter().map(|finding| {
        let headline = locale.text(&finding_text::headline(finding));
        let text = format!(
            "<details><summary>{}</summary>\n\n{}\n</details>\n",
            prose(&headline),
            finding_text::markdown(finding, artifact.run.framework, locale)
        );
        Section::new(About::Finding, text)
    });
    all.extend(findings);
    bounded(&all, MOST_COMMENT_BYTES, locale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::github::testing::broken;
    use oomscope_shared::testing::{finding, story_after, story_before};

    fn comment(
        artifact: &Artifact,
        before: Option<&Artifact>,
        judgement: Option<&Judgement>,
    ) -> String {
        super::comment(artifact, before, judgement, &Locale::english())
    }

    #[test]
    fn the_comment_on_a_change_that_mends_the_story() {
        let before = story_before().done();
        insta::assert_snapshot!(comment(&story_after().done(), Some(&before), None));
    }

    #[test]
    fn the_comment_on_a_change_that_brings_the_leak() {
        let after = story_before().with(|artifact| artifact.findings.push(finding()));
        insta::assert_snapshot!(comment(
            &after.done(),
            Some(&story_after().done()),
            Some(&broken())
        ));
    }

    #[test]
    fn the_comment_without_a_base() {
        insta::assert_snapshot!(comment(&story_after().done(), None, None));
    }

    #[test]
    fn a_comment_has_its_bound() {
        let run = story_before().with(|artifact| {
            artifact.findings = vec![finding(); 300];
        });
        let text = comment(&run.done(), Some(&story_after().done()), None);
        assert!(text.len() <= MOST_COMMENT_BYTES);
        assert!(text.contains("Left out here for its size: "));
    }
}
