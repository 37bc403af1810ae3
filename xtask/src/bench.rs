//! `cargo xtask bench`: what oomscope costs, always as a ratio to something measured in the same run.
//!
//! A ratio of medians of interleaved rounds says the same on a slow machine and on a quick one. None of
//! it is a test: a busy machine must not fail a build.

mod cpu;
mod page;
mod statistics;

use anyhow::Result;
use clap::ValueEnum;

use crate::{build, setup};

/// The benchmarks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Which {
    /// 2,000 tiny pytest tests with and without oomscope
    Cpu,
    /// 1,000,000 samples in the page and in uPlot
    Page,
}

/// Runs one benchmark or both.
pub fn run(which: Option<Which>) -> Result<()> {
    if which != Some(Which::Page) {
        cpu::run(&build::binary()?, &setup::tests_python()?)?;
    }
    if which != Some(Which::Cpu) {
        build::page(&setup::for_building()?, false)?;
        page::run(&setup::tests_browser()?)?;
    }
    Ok(())
}
