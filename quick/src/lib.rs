//! What is written as it is because the page is weighed and timed; the other crates need not know why.
//!
//! All else in the page is compiled for size, which makes the loops over samples and tests several times as slow; this
//! crate is compiled for speed (`profile.web` in the workspace's `Cargo.toml`), and so is kept small. Beside
//! the loops it holds plain ways of what the standard library does with more machine code.

pub mod crc;
pub mod decimal;
pub mod figures;
pub mod order;
pub mod samples;
pub mod search;
