//! The test frameworks of other languages, for the example suites of docs/frameworks: Go, RSpec, Minitest, GoogleTest,
//! cargo-nextest. The JavaScript ones come out of a lock file (`npm`).

use std::path::PathBuf;

use anyhow::Result;

use super::{debian, python};
use crate::process;

/// Finds the programs, installs what is missing, and returns folders that are to be on the PATH.
pub fn ensure() -> Result<Vec<PathBuf>> {
    debian::program("go", "golang-go")?;
    debian::program("rspec", "ruby-rspec")?;
    debian::program("g++", "g++")?;
    debian::file("/usr/include/gtest/gtest.h", "libgtest-dev")?;
    debian::program("ctest", "cmake")?;
    debian::program("gradle", "gradle")?;
    debian::library_if_possible("libjemalloc.so.2", "libjemalloc2");
    if process::output(process::cargo().args(["nextest", "--version"])).is_ok() {
        return Ok(Vec::new());
    }
    Ok(vec![python::programs()?])
}
