//! x
mod known;
mod plan;
pub mod planfile;
