//! What the runner and the page of oomscope both say, they say through this crate.
//!
//! It holds the artifact (schema, versions, upgrades), how endings are classified, timelines and their
//! min/max pyramid, the comparison of two runs with its verdict, and the charts, drawn on a
//! `Surface`. It is pure: no I/O, no clock, no environment, and it compiles to wasm32 unchanged.

pub mod answer;
pub mod artifact;
pub mod change_point;
pub mod chart;
pub mod classify;
pub mod columns;
pub mod compare;
pub mod csv;
pub mod details;
pub mod ending;
pub mod exit_code;
pub mod facts;
pub mod finding;
pub mod finding_text;
pub mod framework;
pub mod inflate;
pub mod lanes;
pub mod limit;
pub mod load;
pub mod merge;
pub mod message;
pub mod path;
pub mod plain;
pub mod process_memory;
pub mod pyramid;
pub mod reproduce;
pub mod shard;
pub mod shares;
pub mod signal;
pub mod site;
pub mod table;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod ticks;
pub mod timeline;
pub mod units;
pub mod version;
pub mod worth;

pub use artifact::Artifact;
pub use ending::{Ending, Outcome, Proof};
pub use load::{LoadError, parse_artifact};
pub use message::{Key, Locale, Message, messages};
pub use version::FormatVersion;
