//! Programs that cargo installs: the two that build the page, the one that makes the book, and those of tests. Built from
//! source once and kept in the cache.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{console, paths, process};

const TRUNK_VERSION: &str = "0.21.14";
const MDBOOK_VERSION: &str = "0.5.4";
const FUZZ_VERSION: &str = "0.13.2";
const NEXTEST_VERSION: &str = "0.9.143";

/// A program that cargo installs.
struct Tool {
    package: &'static str,
    program: &'static str,
    version: String,
    /// Its features, where not all that it has are wanted.
    features: Option<&'static str>,
}

/// Installs what builds the page unless it is there, and returns the folders it is in.
pub fn ensure() -> Result<Vec<PathBuf>> {
    ensure_all(&[
        Tool {
            package: "trunk",
            program: "trunk",
            version: TRUNK_VERSION.to_owned(),
            features: None,
        },
        // wasm-bindgen's program and its library must be of the very same version.
        Tool {
            package: "wasm-bindgen-cli",
            program: "wasm-bindgen",
            version: locked_version("wasm-bindgen")?,
            features: None,
        },
    ])
}

/// Installs mdBook unless it is there, and returns it.
pub fn mdbook() -> Result<PathBuf> {
    let folders = ensure_all(&[Tool {
        package: "mdbook",
        program: "mdbook",
        version: MDBOOK_VERSION.to_owned(),
        // It need not serve or watch.
        features: Some("search"),
    }])?;
    Ok(folders[0].join("mdbook"))
}

/// Installs cargo-fuzz unless it is there, and returns it.
pub fn fuzz() -> Result<PathBuf> {
    let folders = ensure_all(&[Tool {
        package: "cargo-fuzz",
        program: "cargo-fuzz",
        version: FUZZ_VERSION.to_owned(),
        features: None,
    }])?;
    Ok(folders[0].join("cargo-fuzz"))
}

fn ensure_all(tools: &[Tool]) -> Result<Vec<PathBuf>> {
    let missing = tools
        .iter()
        .map(Tool::is_there)
        .collect::<Result<Vec<_>>>()?;
    if missing.contains(&false) {
        // One build folder for all: they share dependencies.
        let build = tempfile::Builder::new()
            .prefix("oomscope-tools")
            .tempdir()?;
        for tool in tools {
            if !tool.is_there()? {
                tool.install(build.path())?;
            }
        }
    }
    tools.iter().map(Tool::folder).collect()
}

/// Installs cargo-nextest unless it is there, and returns the folder it is in.
pub fn nextest() -> Result<Vec<PathBuf>> {
    ensure_all(&[Tool {
        package: "cargo-nextest",
        program: "cargo-nextest",
        version: NEXTEST_VERSION.to_owned(),
        features: None,
    }])
}

impl Tool {
    fn root(&self) -> Result<PathBuf> {
        Ok(paths::cache()?
            .join("tools")
            .join(format!("{}-{}", self.package, self.version)))
    }

    fn folder(&self) -> Result<PathBuf> {
        Ok(self.root()?.join("bin"))
    }

    /// Whether the program is there, runs, and says that it is of this version.
    fn is_there(&self) -> Result<bool> {
        let program = self.folder()?.join(self.program);
        if !program.is_file() {
            return Ok(false);
        }
        let version = process::output(Command::new(program).arg("--version")).unwrap_or_default();
        let of_this = |word: &str| word.trim_start_matches('v') == self.version;
        Ok(version.split_whitespace().any(of_this))
    }

    fn install(&self, build: &Path) -> Result<()> {
        console::note(&format!(
            "building {} {} from source; this takes minutes, once",
            self.package, self.version
        ));
        let mut command = process::cargo();
        command
            .args([
                "install",
                "--locked",
                "--quiet",
                "--force",
                "--version",
                &self.version,
                "--root",
            ])
            .arg(self.root()?)
            .arg(self.package)
            .args(
                self.features
                    .iter()
                    .flat_map(|f| ["--no-default-features", "--features", f]),
            )
            .env("CARGO_TARGET_DIR", build)
            // These programs run for seconds; building them quicker is worth more than their speed.
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "0");
        process::run(&mut command)
            .with_context(|| format!("cannot install {}; is crates.io reachable?", self.package))?;
        ensure!(
            self.is_there()?,
            "{} was installed, but it does not run",
            self.package
        );
        Ok(())
    }
}

/// The version of a package in the workspace's lock file.
fn locked_version(package: &str) -> Result<String> {
    let text =
        fs::read_to_string(paths::root().join("Cargo.lock")).context("cannot read Cargo.lock")?;
    version_in(&text, package).with_context(|| format!("Cargo.lock has no {package}"))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    Some(
        lines
            .next()?
            .strip_prefix("version = \"")?
            .strip_suffix('"')?
            .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_tells_the_version() {
        let lock = "[[package]]\nname = \"ab\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"b\"\nversion = \"2.1.3\"\n";
        assert_eq!(version_in(lock, "b").as_deref(), Some("2.1.3"));
        assert_eq!(version_in(lock, "c"), None);
    }
}
