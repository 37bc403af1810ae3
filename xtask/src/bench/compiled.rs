//! What oomscope adds where the tests are programs that have to be built: `go test` and `cargo test`.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::pairs::{Pairs, observed};
use crate::console;

/// Packages of Go, and crates of a workspace.
const PACKAGES: usize = 20;
const TESTS: usize = 20;
const PAIRS: usize = 5;
/// What the project wants to stay below.
const GOAL: f64 = 1.05;

/// Some ten milliseconds of work, which no compiler takes out.
const GO: &str = "package %NAME%

import (
	\"math/rand\"
	\"sort\"
	\"testing\"
)

func work(t *testing.T, seed int64) {
	dice := rand.New(rand.NewSource(seed))
	rows := make([]int, 100000)
	for at := range rows {
		rows[at] = dice.Int()
	}
	sort.Ints(rows)
	if !sort.IntsAreSorted(rows) {
		t.Fatal(rows[0])
	}
}
";

/// The same in Rust.
const RUST: &str = "fn work(seed: u64) {
    let mut state = seed;
    let mut rows: Vec<u64> = (0..40_000)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 17
        })
        .collect();
    rows.sort();
    assert!(rows.is_sorted());
}
";

/// Measures and prints.
pub fn run(oomscope: &Path) -> Result<()> {
    console::heading("400 tests of Go and of Rust, plain and under oomscope");
    let folder = tempfile::Builder::new()
        .prefix("oomscope-bench")
        .tempdir()?;
    let (go, rust) = (folder.path().join("go"), folder.path().join("rust"));
    write_go(&go).context("cannot write the packages of Go")?;
    write_rust(&rust).context("cannot write the crates")?;
    // `-count=1`: results of an earlier run are no run.
    let suites = [
        ("go test", "go", go, &["test", "-count=1", "./..."][..]),
        ("cargo test", "cargo", rust, &["test", "--offline"]),
    ];
    for (name, program, suite, words) in suites {
        let finish = |mut command: Command| {
            command.args(words).current_dir(&suite);
            command.env_remove("CARGO_TARGET_DIR");
            command
        };
        let plain = || finish(Command::new(program));
        let ours = || finish(observed(oomscope, folder.path(), Path::new(program)));
        Pairs::take(PAIRS, &ours, &plain)?.tell(name, GOAL);
    }
    Ok(())
}

/// The source of a package: what its tests call, and the tests.
fn source(work: &str, package: usize, test: impl Fn(usize, usize) -> String) -> String {
    let tests = (0..TESTS).map(|at| test(at, package * TESTS + at));
    std::iter::once(work.to_owned()).chain(tests).collect()
}

fn write_go(folder: &Path) -> Result<()> {
    for package in 0..PACKAGES {
        let name = format!("part{package}");
        let text = source(&GO.replace("%NAME%", &name), package, |at, seed| {
            format!("\nfunc TestSorts{at}(t *testing.T) {{ work(t, {seed}) }}\n")
        });
        let package = folder.join(&name);
        fs::create_dir_all(&package)?;
        fs::write(package.join("sorts_test.go"), text)?;
    }
    let module = "module example.com/sorts\n\ngo 1.21\n";
    fs::write(folder.join("go.mod"), module)?;
    Ok(())
}

fn write_rust(folder: &Path) -> Result<()> {
    for package in 0..PACKAGES {
        let name = format!("part{package}");
        let text = source(RUST, package, |at, seed| {
            format!("\n#[test]\nfn sorts{at}() {{\n    work({seed});\n}}\n")
        });
        let package = folder.join(&name);
        fs::create_dir_all(package.join("src"))?;
        let about =
            format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
        fs::write(package.join("Cargo.toml"), about)?;
        fs::write(package.join("src/lib.rs"), text)?;
    }
    let workspace = "[workspace]\nmembers = [\"part*\"]\nresolver = \"3\"\n";
    fs::write(folder.join("Cargo.toml"), workspace)?;
    Ok(())
}
