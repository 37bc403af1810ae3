//! What GitHub Actions shows of a run: the summary of a job, annotations beside the code, outputs of a step,
//! the comment on a pull request. Each within the bounds that GitHub sets.

mod annotations;
mod comment;
mod outputs;
mod spark;
mod summary;

pub use annotations::{MOST_ANNOTATIONS, annotations};
pub use comment::{MOST_COMMENT_BYTES, comment};
pub use outputs::outputs;
pub use summary::{MOST_SUMMARY_BYTES, summary};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conclusion::conclusion;
    use oomscope_shared::artifact::Artifact;
    use oomscope_shared::ending::{Ending, Outcome};
    use oomscope_shared::finding::Finding;
    use oomscope_shared::testing::{hog, pytest};
    use oomscope_shared::{Locale, Message, finding_text};

    /// Whatever is said of it, everywhere.
    fn told(finding: &Finding, run: &Artifact) -> Vec<String> {
        let locale = Locale::english();
        let said = conclusion(run);
        let messages = [finding_text::headline(finding), said.sentence];
        let mut all: Vec<String> = (messages.iter().chain(&said.steps))
            .map(Message::english)
            .collect();
        all.push(finding_text::text(finding, &locale));
        all.push(finding_text::markdown(finding, run.run.framework, &locale));
        all.push(annotations(run, None, "", &locale));
        all.push(comment(run, None, None, &locale));
        all
    }

    #[test]
    fn nothing_that_is_said_of_a_hog_says_that_it_keeps_something() {
        let finding = Finding {
            holder: Some("app.X".to_owned()),
            ..hog()
        };
        for (ending, outcome) in [
            (Ending::OverLimit, Outcome::Died),
            (Ending::Passed, Outcome::Passed),
        ] {
            let run = pytest()
                .test("tests/a.py::big", outcome, 401, 0)
                .batch(ending, 401)
                .with(|artifact| artifact.findings = vec![finding.clone()]);
            let all = told(&finding, &run.done());
            assert!(all[0].contains("needs 401 MiB at once"), "{}", all[0]);
            for text in all {
                assert!(!text.contains("keep") && !text.contains("held"), "{text}");
            }
        }
    }
}

#[cfg(test)]
mod testing {
    use crate::budget::{Judgement, Rule, Violation};
    use oomscope_shared::message::{CATALOGUES, Catalogue};

    /// The words of another language than English.
    pub(super) fn russian() -> &'static Catalogue {
        let (_, text) = CATALOGUES.iter().find(|(code, _)| *code == "ru").unwrap();
        Box::leak(Box::new(Catalogue::new(text)))
    }

    /// A budget of which one limit is broken by one test.
    pub(super) fn broken() -> Judgement {
        Judgement {
            violations: vec![Violation {
                rule: Rule::TestRetained,
                test: Some("tests/test_metrics.py::test_collector[00]".into()),
                measured_bytes: Some(7 << 20),
                allowed_bytes: Some(1 << 20),
                message: oomscope_shared::messages::BudgetTestRetained {
                    test: "tests/test_metrics.py::test_collector[00]",
                    measured_bytes: 7_u64 << 20,
                    allowed_bytes: 1_u64 << 20,
                }
                .into(),
            }],
            checked: 1,
            ..Judgement::default()
        }
    }
}
