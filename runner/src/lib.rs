//! The recorder behind the `oomscope` command: it runs a suite in batches, samples their memory, and
//! writes what happened as one artifact.
//!
//! What a run means (endings, comparison, sentences) is decided in `oomscope-shared`; here is the I/O.

mod about;
mod alone;
mod batch;
mod budget;
mod cli;
mod clock;
mod commands;
mod config;
mod display;
mod doctor;
mod driver;
mod engine;
mod error;
#[cfg_attr(not(feature = "parquet"), path = "fleet/absent.rs")]
mod fleet;
#[cfg(fuzzing)]
pub mod fuzzing;
mod guard;
mod host;
mod import;
mod input;
mod journal_file;
mod kernel;
mod limiter;
mod list_file;
mod locale;
mod meminfo;
mod native;
mod output;
mod page;
mod paint;
mod picture;
mod plan;
mod planned;
mod process;
mod recorder;
mod sampler;
mod signals;
mod site;
mod temporary;
mod terminal;
mod version;
mod watchlist;

use std::process::ExitCode;

pub use cli::command;

/// Parses the command line, does what it says, and speaks about what went wrong, once.
pub fn main() -> ExitCode {
    let first = std::env::args_os().nth(1).unwrap_or_default();
    if first == guard::COMMAND {
        return guard::main();
    }
    if first == limiter::LIMIT_COMMAND {
        return limiter::print_limit();
    }
    if first == driver::watch::COMMAND {
        return driver::watch::main();
    }
    let code = match cli::parse() {
        Ok(command) => commands::dispatch(command),
        Err(code) => code,
    };
    display::end(terminal::PATIENCE);
    code
}
