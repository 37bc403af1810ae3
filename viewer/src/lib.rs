//! The page of oomscope: everything that can be decided without a browser.
//!
//! These modules are plain logic with plain tests. [`ui`], which only the browser build has, turns
//! their results into nodes and reads the mouse. Wording of answers and verdicts is not here at all: it
//! comes from `oomscope-shared`, so that page and command line say the same.

pub mod address;
pub mod csv;
pub mod delta;
pub mod facts;
pub mod filter;
pub mod intake;
pub mod made_of;
pub mod pair;
pub mod place;
pub mod sort;
pub mod source;
pub mod treemap;
pub mod trend;
#[cfg(target_arch = "wasm32")]
pub mod ui;
pub mod window;
pub mod words;
