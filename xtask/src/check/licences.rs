//! What dependencies may be like, as `deny.toml` says: their licences, where they come from, which are not wanted.

use anyhow::{Context, Result};

use crate::{process, setup};

/// Checks with `cargo deny`. Advisories are not part of it: they need a network, and change without a commit of ours.
pub fn check() -> Result<()> {
    // On a fresh machine there is nothing yet that could be looked at without a network.
    process::run(process::cargo().args(["fetch", "--quiet", "--locked"]))?;
    deny(&["--offline"], &["licenses", "bans", "sources"]).context(
        "deny.toml does not allow what Cargo.lock has; where cargo-deny is missing: cargo install cargo-deny",
    )
}

/// Asks for advisories about what `Cargo.lock` has.
pub fn audit(options: &[&str]) -> Result<()> {
    deny(options, &["advisories"])
}

fn deny(options: &[&str], checks: &[&str]) -> Result<()> {
    let programs = setup::programs()?;
    let mut cargo = process::cargo();
    cargo.args(["deny", "--locked"]).args(options);
    cargo.args(["check", "--hide-inclusion-graph"]).args(checks);
    process::run(cargo.env("PATH", process::path_with(&[&programs])?))
}
