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
