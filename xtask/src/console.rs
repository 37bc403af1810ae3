//! What xtask tells the developer. The only module that prints: reports to stdout, the rest to stderr.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "printing is the task of this module"
)]

use std::time::{Duration, Instant};

use anyhow::Result;

/// A heading over what follows.
pub fn heading(text: &str) {
    eprintln!("\n=== {text}");
}

/// A remark.
pub fn note(text: &str) {
    eprintln!("    {text}");
}

/// A line of a report: what the command was run for.
pub fn line(text: &str) {
    println!("{text}");
}

/// Why the command failed, with the causes.
pub fn failure(error: &anyhow::Error) {
    eprintln!("\nerror: {error:#}");
}

/// Does a piece of work, and says what and how long it took.
pub fn timed<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    heading(what);
    let start = Instant::now();
    let result = work();
    let end = if result.is_ok() { "done" } else { "failed" };
    note(&format!("{end} after {}", seconds(start.elapsed())));
    result
}

/// A duration for people.
pub fn seconds(duration: Duration) -> String {
    let ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    oomscope_shared::units::duration_ms(ms)
}
