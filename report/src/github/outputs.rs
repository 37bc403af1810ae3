//! Outputs of a step, in the syntax of the file that `GITHUB_OUTPUT` names.

use crate::budget::Judgement;
use crate::conclusion::case;
use oomscope_shared::Locale;
use oomscope_shared::answer::answer;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::compare::compare;
use oomscope_shared::plain::one_line;

/// The outputs of a run, one `name=value` a line. Every value is a single line, so that none of them can set
/// another output. `path` is where the artifact is.
pub fn outputs(
    artifact: &Artifact,
    before: Option<&Artifact>,
    judgement: Option<&Judgement>,
    path: &str,
    locale: &Locale,
) -> String {
    let peak = artifact.peak_bytes();
    let mut out = String::new();
    let mut put = |name: &str, value: &str| out += &format!("{name}={}\n", one_line(value));
    put("verdict", case(artifact).name());
    put("answer", &locale.text(&answer(artifact).headline));
    let said = peak.map(|bytes| locale.bytes(bytes));
    put("peak", &said.unwrap_or_default());
    put(
        "peak-bytes",
        &peak.map_or_else(String::new, |bytes| bytes.to_string()),
    );
    put("finding-count", &artifact.findings.len().to_string());
    if let Some(before) = before {
        let verdict = compare(before, artifact).verdict;
        put("comparison", verdict.kind.name());
    }
    if let Some(judgement) = judgement {
        put("violation-count", &judgement.violations.len().to_string());
    }
    put("artifact", path);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::github::testing::broken;
    use oomscope_shared::ending::{Ending, Outcome};
    use oomscope_shared::testing::{finding, pytest, story_after, story_before};

    fn outputs(
        artifact: &Artifact,
        before: Option<&Artifact>,
        judgement: Option<&Judgement>,
        path: &str,
    ) -> String {
        super::outputs(artifact, before, judgement, path, &Locale::english())
    }

    #[test]
    fn the_outputs_of_the_story() {
        let before = story_before().with(|artifact| artifact.findings.push(finding()));
        let before = before.done();
        let text = outputs(&before, None, None, "run.oomscope.json");
        insta::assert_snapshot!(text);
        let text = outputs(
            &story_after().done(),
            Some(&before),
            Some(&broken()),
            "run.oomscope.json",
        );
        insta::assert_snapshot!(text);
    }

    #[test]
    fn no_value_sets_another_output() {
        let run = pytest()
            .test("a\nverdict=green\r\nx<<E", Outcome::Died, -1, -1)
            .batch(Ending::OverLimit, 0);
        let text = outputs(&run.done(), None, None, "a\nb");
        assert_eq!(text.lines().count(), 6, "{text}");
        assert!(text.starts_with("verdict=died\n"));
        assert!(text.contains("peak=\npeak-bytes=\n"));
    }
}
