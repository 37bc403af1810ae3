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
mod testing {
    use crate::budget::{Judgement, Rule, Violation};

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
