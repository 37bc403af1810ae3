//! Licences of the dependencies, against the list in `deny.toml`.
//!
//! `cargo deny` checks more (advisories, sources, duplicates) and is used where it is installed.

use std::fs;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::{console, paths, process};

/// Checks with `cargo deny` or, where that is not installed, by hand.
pub fn check() -> Result<()> {
    let mut probe = process::cargo();
    probe
        .args(["deny", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if probe.status().is_ok_and(|status| status.success()) {
        return process::run(
            process::cargo().args(["deny", "check", "licenses", "bans", "sources"]),
        );
    }
    console::note("cargo-deny is not installed; only the licences are checked");
    let text =
        fs::read_to_string(paths::root().join("deny.toml")).context("cannot read deny.toml")?;
    let allowed = toml::from_str::<Deny>(&text)?.licenses.allow;
    let mut command = process::cargo();
    command.args(["metadata", "--format-version", "1", "--locked"]);
    let metadata: Metadata = serde_json::from_str(&process::output(&mut command)?)?;
    let foreign: Vec<_> = metadata
        .packages
        .iter()
        .filter(|p| p.source.is_some())
        .collect();
    let bad: Vec<_> = foreign
        .iter()
        .filter_map(|package| problem(package, &allowed))
        .collect();
    if !bad.is_empty() {
        bail!(
            "licences that deny.toml does not allow:\n{}",
            bad.join("\n")
        );
    }
    console::note(&format!("{} dependencies", foreign.len()));
    Ok(())
}

#[derive(Deserialize)]
struct Deny {
    licenses: Licenses,
}

#[derive(Deserialize)]
struct Licenses {
    allow: Vec<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
}

fn problem(package: &Package, allowed: &[String]) -> Option<String> {
    let license = package.license.as_deref().unwrap_or("none given");
    let fine = parse(license).is_some_and(|expression| expression.holds(allowed));
    (!fine).then(|| format!("{} {}: {license}", package.name, package.version))
}

/// An SPDX licence expression.
#[derive(Debug, PartialEq)]
enum Expression {
    License(String),
    Any(Vec<Expression>),
    All(Vec<Expression>),
}

impl Expression {
    fn holds(&self, allowed: &[String]) -> bool {
        match self {
            Self::License(name) => allowed.contains(name),
            Self::Any(parts) => parts.iter().any(|part| part.holds(allowed)),
            Self::All(parts) => parts.iter().all(|part| part.holds(allowed)),
        }
    }
}

/// Reads an expression; `/` is an old way to write `OR`.
fn parse(text: &str) -> Option<Expression> {
    let spaced = text
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let mut words: Vec<&str> = spaced.split_whitespace().rev().collect();
    let expression = any(&mut words)?;
    words.is_empty().then_some(expression)
}

fn any(words: &mut Vec<&str>) -> Option<Expression> {
    let mut parts = vec![all(words)?];
    while words.pop_if(|word| *word == "OR").is_some() {
        parts.push(all(words)?);
    }
    Some(Expression::Any(parts))
}

fn all(words: &mut Vec<&str>) -> Option<Expression> {
    let mut parts = vec![one(words)?];
    while words.pop_if(|word| *word == "AND").is_some() {
        parts.push(one(words)?);
    }
    Some(Expression::All(parts))
}

fn one(words: &mut Vec<&str>) -> Option<Expression> {
    match words.pop()? {
        "(" => {
            let inside = any(words)?;
            words.pop_if(|word| *word == ")").map(|_| inside)
        }
        ")" | "OR" | "AND" | "WITH" => None,
        name => match words.pop_if(|word| *word == "WITH") {
            Some(_) => Some(Expression::License(format!("{name} WITH {}", words.pop()?))),
            None => Some(Expression::License(name.to_owned())),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fine(license: &str) -> bool {
        let allowed = [
            "MIT".to_owned(),
            "Unicode-3.0".to_owned(),
            "A WITH e".to_owned(),
        ];
        parse(license).is_some_and(|expression| expression.holds(&allowed))
    }

    #[test]
    fn expressions_are_judged_as_spdx_says() {
        for good in [
            "MIT",
            "MIT OR GPL-3.0",
            "Apache-2.0/MIT",
            "(MIT OR X) AND Unicode-3.0",
            "A WITH e",
        ] {
            assert!(fine(good), "{good}");
        }
        for bad in [
            "GPL-3.0",
            "MIT AND GPL-3.0",
            "(MIT OR X) AND Y",
            "A WITH f",
            "",
            "MIT OR",
            "(MIT",
            "A",
        ] {
            assert!(!fine(bad), "{bad}");
        }
    }
}
