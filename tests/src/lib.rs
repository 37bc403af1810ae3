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

/// Stands for "that something works" in signatures of the kit: in a test, any error just fails it.
pub type Result<T> = anyhow::Result<T>;

/// Says that this machine cannot show what a test is about.
#[expect(
    clippy::print_stderr,
    reason = "a test that is left out must say so, and why"
)]
pub fn left_out(why: &str) {
    eprintln!("left out: {why}");
}
