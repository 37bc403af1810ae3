//! The recorder behind the `oomscope` command: it runs a suite in batches, samples their memory, and
//! writes what happened as one artifact.
//!
//! What a run means (endings, comparison, sentences) is decided in `oomscope-shared`; here is the I/O. Recording needs
//! Linux; the commands that read what was recorded compile without it.
#![cfg_attr(
    not(target_os = "linux"),
    expect(
        dead_code,
        reason = "only recording uses all of what is shared with it"
    )
)]

mod about;
mod alone;
#[cfg(target_os = "linux")]
mod batch;
mod budget;
mod cli;
#[cfg(target_os = "linux")]
mod clock;
mod commands;
mod config;
mod display;
#[cfg(target_os = "linux")]
mod doctor;
#[cfg(target_os = "linux")]
mod driver;
#[cfg(target_os = "linux")]
mod engine;
mod error;
#[cfg_attr(not(feature = "parquet"), path = "fleet/absent.rs")]
mod fleet;
#[cfg(all(fuzzing, target_os = "linux"))]
pub mod fuzzing;
#[cfg(target_os = "linux")]
mod guard;
#[cfg(target_os = "linux")]
mod host;
mod import;
mod input;
#[cfg(target_os = "linux")]
mod journal_file;
#[cfg(target_os = "linux")]
mod kernel;
#[cfg(target_os = "linux")]
mod limiter;
mod list_file;
mod locale;
#[cfg(target_os = "linux")]
mod meminfo;
#[cfg(target_os = "linux")]
mod native;
#[cfg(target_os = "linux")]
mod output;
mod page;
mod paint;
mod picture;
#[cfg(target_os = "linux")]
mod plan;
#[cfg(target_os = "linux")]
mod planned;
#[cfg(target_os = "linux")]
mod process;
#[cfg(target_os = "linux")]
mod recorder;
#[cfg_attr(not(target_os = "linux"), path = "recording/absent.rs")]
mod recording;
#[cfg(target_os = "linux")]
mod sampler;
#[cfg(target_os = "linux")]
mod signals;
mod site;
#[cfg_attr(not(target_os = "linux"), path = "temporary/portable.rs")]
mod temporary;
mod terminal;
mod version;
#[cfg(target_os = "linux")]
mod watchlist;
mod whole;

use std::process::ExitCode;

pub use cli::command;

/// Parses the command line, does what it says, and speaks about what went wrong, once.
pub fn main() -> ExitCode {
    let first = std::env::args_os().nth(1).unwrap_or_default();
    if let Some(code) = first.to_str().and_then(recording::helper) {
        return code;
    }
    let code = match cli::parse() {
        Ok(command) => commands::dispatch(command),
        Err(code) => code,
    };
    display::end(terminal::PATIENCE);
    code
}
