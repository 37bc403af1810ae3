//! `cargo xtask bench`: what oomscope costs, always as a ratio to something measured in the same run.
//!
//! A ratio of medians of interleaved rounds says the same on a slow machine and on a quick one. None of
//! it is a test: a busy machine must not fail a build.

mod compiled;
mod cpu;
mod hunt;
mod javascript;
mod jobs;
mod jvm;
mod large;
mod page;
mod pairs;
mod parquet;
mod sampler;
mod shards;
mod statistics;

use std::path::PathBuf;

use anyhow::Result;
use clap::ValueEnum;

use crate::{build, setup};

/// The benchmarks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Which {
    /// 2,000 tiny pytest tests with and without oomscope
    Cpu,
    /// The story's two suites with and without oomscope
    Story,
    /// 100,000 tiny pytest tests with and without oomscope, and the runner's own memory
    Many,
    /// 400 tests under Jest and Vitest, in one process and in two, with and without oomscope
    Javascript,
    /// 400 tests of JUnit under Maven, with and without oomscope
    Jvm,
    /// 400 tests of Go and of Rust, with and without oomscope
    Compiled,
    /// The sampler with 20 and with 200 processes, and the runner's own memory
    Sampler,
    /// The hunt's extra time, beside running every test alone and halving by hand
    Hunt,
    /// 40 uneven files with one job, with two, and with pytest-xdist
    Jobs,
    /// Large artifacts in the page, beside uPlot
    Page,
    /// 1,000 artifacts as tables: size beside JSON, time of each question of docs/fleet.md
    Parquet,
    /// How level shares are, and what joining 1,000,000 tests takes
    Shards,
}

/// What is to be measured.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Which one; all of them without it
    which: Option<Which>,
    /// Another binary to measure in the same rounds, such as an older one (`cpu`, `story`, `many`, `jvm`); for `page` the
    /// folder of another built page
    #[arg(long, value_name = "PATH")]
    against: Option<PathBuf>,
}

/// Runs one benchmark or all of them.
pub fn run(options: &Options) -> Result<()> {
    let (which, against) = (options.which, options.against.as_deref());
    let wants = |one: Which| which.is_none_or(|which| which == one);
    if wants(Which::Cpu) {
        cpu::tiny(&build::binary()?, against, &setup::tests_python()?)?;
    }
    if wants(Which::Story) {
        cpu::story(&build::binary()?, against, &setup::tests_python()?)?;
    }
    if wants(Which::Many) {
        cpu::many(&build::binary()?, against, &setup::tests_python()?)?;
    }
    if wants(Which::Javascript) {
        javascript::run(&build::binary()?, &setup::javascript()?)?;
    }
    if wants(Which::Jvm) {
        jvm::run(&build::binary()?, against)?;
    }
    if wants(Which::Compiled) {
        compiled::run(&build::binary()?)?;
    }
    if wants(Which::Sampler) {
        sampler::run(&build::binary()?)?;
    }
    if wants(Which::Hunt) {
        hunt::run(&build::binary()?, &setup::tests_python()?)?;
    }
    if wants(Which::Jobs) {
        jobs::run(&build::binary()?, &setup::tests_python()?)?;
    }
    if wants(Which::Page) {
        build::page(false)?;
        let browser = setup::tests_browser()?;
        page::run(&browser, against)?;
        large::run(&browser, against)?;
    }
    if wants(Which::Parquet) {
        parquet::run(&build::binary()?, &setup::readers_python()?)?;
    }
    if wants(Which::Shards) {
        shards::run(&build::binary()?, &setup::tests_python()?)?;
    }
    Ok(())
}
