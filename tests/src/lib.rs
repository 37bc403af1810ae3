//! The kit of the black-box tests: a real browser, a static site, made-up runs, and where things are.
//!
//! The benchmarks and the screenshots of `cargo xtask` use it too. The tests themselves are in
//! `tests/tests/`.

pub mod browser;
pub mod fleet;
pub mod github;
pub mod places;
pub mod runner;
pub mod runs;
pub mod site;
pub mod view;
pub mod zipped;

use std::fs::OpenOptions;
use std::io::Write;

/// Stands for "that something works" in signatures of the kit: in a test, any error just fails it.
pub type Result<T> = anyhow::Result<T>;

/// Leaves out the test that runs, because this machine cannot show what it is about. It is said past the test
/// runner, which shows nothing of tests that pass, and noted for the count of `cargo xtask test`.
pub fn left_out(why: &str) -> Result<()> {
    let test = std::thread::current();
    let test = test.name().unwrap_or("a test");
    let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = format!("{LEFT_OUT}{test}: {why}\n");
    std::io::stderr().write_all(line.as_bytes())?;
    if let Some(notes) = std::env::var_os(places::LEFT_OUT) {
        // One write for each line: the tests of several processes note what they leave out side by side.
        let mut notes = OpenOptions::new().append(true).open(notes)?;
        notes.write_all(line.as_bytes())?;
    }
    Ok(())
}

/// How a line begins that says which test was left out.
pub const LEFT_OUT: &str = "left out: ";
