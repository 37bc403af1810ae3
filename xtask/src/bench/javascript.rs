//! What oomscope adds to a suite under Jest and under Vitest, in band and with two workers.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::pairs::{Pairs, observed};
use crate::console;

const MODULES: usize = 40;
const FUNCTIONS: usize = 60;
const FILES: usize = 40;
const TESTS_PER_FILE: usize = 10;
const PAIRS: usize = 5;
/// What the project wants to stay below.
const GOAL: f64 = 1.05;

/// A framework as it is called, and the words that the pairs differ by.
const WAYS: [(&str, &[&str]); 4] = [
    ("jest in band", &["jest", "--runInBand"]),
    ("jest, two workers", &["jest", "--maxWorkers=2"]),
    (
        "vitest in one process",
        &["vitest", "run", "--no-isolate", "--no-file-parallelism"],
    ),
    (
        "vitest in two processes",
        &["vitest", "run", "--no-isolate", "--maxWorkers=2"],
    ),
];

/// Measures and prints. `packages` is the folder of the frameworks.
pub fn run(oomscope: &Path, packages: &Path) -> Result<()> {
    console::heading("400 tests in 40 files under Jest and Vitest, plain and under oomscope");
    let folder = tempfile::Builder::new()
        .prefix("oomscope-bench")
        .tempdir()?;
    write_suite(folder.path(), packages)?;
    for (name, words) in WAYS {
        let program = folder.path().join("node_modules/.bin").join(words[0]);
        let finish = |mut command: Command| {
            command.args(&words[1..]).current_dir(folder.path());
            command
        };
        let plain = || finish(Command::new(&program));
        let ours = || finish(observed(oomscope, folder.path(), &program));
        Pairs::take(PAIRS, &ours, &plain)?.tell(name, GOAL);
    }
    Ok(())
}

/// Files that load a quarter of the project each and work with it for some milliseconds, as those of a usual suite do.
fn write_suite(folder: &Path, packages: &Path) -> Result<()> {
    for name in ["src", "test"] {
        fs::create_dir(folder.join(name))?;
    }
    std::os::unix::fs::symlink(packages, folder.join("node_modules"))?;
    fs::write(folder.join("package.json"), "{ \"private\": true }\n")?;
    let config = "export default { test: { globals: true } }\n";
    fs::write(folder.join("vitest.config.mjs"), config)?;
    for module in 0..MODULES {
        let mut text = String::new();
        for function in 0..FUNCTIONS {
            writeln!(
                text,
                "exports.step{function} = (rows) => rows\n  .map((row) => ({{ ...row, value: (row.value * {} + \
                 {module}) % 1009 }}))\n  .filter((row) => row.value % {} !== 0)",
                function + 3,
                function + 2
            )?;
        }
        fs::write(folder.join(format!("src/module{module}.js")), text)?;
    }
    for file in 0..FILES {
        let mut text = String::from(
            "const rows = Array.from({ length: 2000 }, (_, value) => ({ value, name: `row ${value}` }))\n",
        );
        for test in 0..TESTS_PER_FILE {
            let module = (file * 7 + test * 3) % MODULES;
            writeln!(
                text,
                "const module{test} = require('../src/module{module}.js')\n\
                 test('module {module}', () => {{\n  let found = rows\n  \
                 for (const step of Object.values(module{test})) found = step(rows)\n  \
                 expect(found.length).toBeGreaterThan(0)\n}})"
            )?;
        }
        fs::write(folder.join(format!("test/file{file:02}.test.js")), text)
            .context("cannot write the suite")?;
    }
    Ok(())
}
