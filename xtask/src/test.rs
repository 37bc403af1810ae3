//! `cargo xtask test`: set-up, build, every test, and one line that sums them up.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use oomscope_tests::places;

use crate::{build, console, process, setup};

/// Runs `cargo test` with everything that the black-box tests need.
pub fn run(args: &[String]) -> Result<()> {
    let start = Instant::now();
    let tools = setup::run()?;
    let oomscope = build::run(false)?;
    console::heading("The tests");
    let left_out = tempfile::NamedTempFile::new().context("cannot make a file for notes")?;
    let mut command = process::cargo();
    command.arg("test");
    let chosen = |arg: &String| matches!(arg.as_str(), "-p" | "--package" | "--workspace");
    if !args.iter().take_while(|arg| *arg != "--").any(chosen) {
        command.arg("--workspace");
    }
    command
        // One failure should not hide the next one.
        .arg("--no-fail-fast")
        .args(args)
        .env(places::BINARY, oomscope)
        .env(places::PYTHON, &tools.python)
        .envs(tools.pythons)
        .env(places::CHROMIUM, &tools.browser.chromium)
        .env(places::CHROMEDRIVER, &tools.browser.chromedriver)
        .env(places::AXE, &tools.axe)
        .env(places::READERS, &tools.readers)
        .env(places::NODE_MODULES, &tools.node_modules)
        .env(
            "PATH",
            process::path_with(
                &(tools.frameworks.iter())
                    .map(PathBuf::as_path)
                    .collect::<Vec<_>>(),
            )?,
        )
        .env(places::PROFILER, &tools.profiler)
        .env(places::LEFT_OUT, left_out.path())
        .env(places::ACTION_MODULES, &tools.action)
        // A missing snapshot fails instead of being accepted in silence.
        .env(
            "INSTA_UPDATE",
            std::env::var_os("INSTA_UPDATE").unwrap_or_else(|| "no".into()),
        )
        .stdout(Stdio::piped());
    console::note(&format!("$ {}", process::shown(&command)));
    let mut child = command.spawn().context("cannot start cargo")?;
    let output = child.stdout.take().context("no standard output")?;
    let mut total = Tally::default();
    for line in BufReader::new(output).split(b'\n') {
        let mut line = line?;
        total.add(&String::from_utf8_lossy(&line));
        line.push(b'\n');
        // Bytes are passed on as they are: what a failing test prints need not be UTF-8.
        std::io::stdout().write_all(&line)?;
    }
    let status = child.wait()?;
    let left_out = fs::read_to_string(left_out.path()).context("cannot read what was left out")?;
    for line in left_out.lines() {
        console::note(line);
        total.leave_out();
    }
    console::note(&format!(
        "everything took {}",
        console::seconds(start.elapsed())
    ));
    // Alone on the last line, so that whoever watches can count without knowing cargo.
    console::line(&total.to_string());
    ensure!(
        status.success() && total.failed == 0,
        "there are failures above"
    );
    ensure!(total.passed > 0, "no test ran");
    Ok(())
}

/// The sum over all test binaries.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl Tally {
    /// Reads `test result: ok. 12 passed; 0 failed; 1 ignored; ...`; other lines change nothing.
    fn add(&mut self, line: &str) {
        let Some(rest) = line.trim().strip_prefix("test result: ") else {
            return;
        };
        for part in rest.split(['.', ';']) {
            let mut words = part.split_whitespace();
            let Some(Ok(number)) = words.next().map(str::parse::<u64>) else {
                continue;
            };
            match words.next() {
                Some("passed") => self.passed += number,
                Some("failed") => self.failed += number,
                Some("ignored") => self.skipped += number,
                _ => {}
            }
        }
    }

    /// A test says that this machine cannot show what it is about: it counted as one that passed.
    fn leave_out(&mut self) {
        self.passed = self.passed.saturating_sub(1);
        self.skipped += 1;
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_summed_up() {
        let mut total = Tally::default();
        for line in [
            "running 3 tests",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s",
            "test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 7 filtered out; finished in 1s",
        ] {
            total.add(line);
        }
        assert_eq!(
            total,
            Tally {
                passed: 14,
                failed: 3,
                skipped: 1
            }
        );
        assert_eq!(total.to_string(), "14 passed, 3 failed, 1 skipped");
        total.leave_out();
        assert_eq!(total.to_string(), "13 passed, 3 failed, 2 skipped");
    }
}
