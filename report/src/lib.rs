//! What oomscope tells others of a run: tables and texts, exports and imports, GitHub's texts, budgets.
//!
//! Pure, and the runner's alone: the page says what it says through `oomscope-shared`.

pub mod budget;
pub mod comparison;
pub mod conclusion;
pub mod export;
pub mod github;
pub mod import;
pub mod summary;
