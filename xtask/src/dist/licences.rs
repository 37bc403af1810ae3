//! The licences of everything that is inside of the program and of its page, as they ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::target;
use crate::setup::WASM_TARGET;
use crate::{console, process};

/// Writes the licences of what the program and the page are made of.
pub fn write(into: &Path) -> Result<()> {
    let mut packages = BTreeMap::new();
    for (root, target) in [("oomscope", target::NAME), ("oomscope-viewer", WASM_TARGET)] {
        packages.extend(inside(root, target)?);
    }
    let mut text = String::from(
        "The program and its page are made of these packages besides oomscope itself.\n",
    );
    // Many say the same, word for word.
    let mut said: BTreeMap<String, usize> = BTreeMap::new();
    for (name, package) in &packages {
        let licence = package.license.as_deref().unwrap_or("see its text");
        text += &format!("\n{name}\n    {licence}");
        for file in package.texts()? {
            let next = said.len() + 1;
            let number = said.entry(file).or_insert(next);
            text += &format!(", text {number}");
        }
        text.push('\n');
    }
    let mut texts: Vec<(&usize, &String)> =
        said.iter().map(|(text, number)| (number, text)).collect();
    texts.sort();
    for (number, said) in texts {
        text += &format!("\n---- text {number} ----\n\n{said}\n");
    }
    console::note(&format!(
        "{} packages, {} texts",
        packages.len(),
        said.len()
    ));
    fs::write(into, text).context("cannot write the licences")
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
    manifest_path: String,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    /// `None`: what ends up in the program, and not what only builds or tests it.
    kind: Option<String>,
}

/// What a package of the workspace is made of on a target, by name and version.
fn inside(root: &str, target: &str) -> Result<BTreeMap<String, Package>> {
    let mut cargo = process::cargo();
    cargo.args(["metadata", "--format-version", "1", "--locked"]);
    let said = process::output(cargo.args(["--filter-platform", target]))?;
    let metadata: Metadata = serde_json::from_str(&said)?;
    let is_root = |package: &&Package| package.name == root && package.source.is_none();
    let first = metadata.packages.iter().find(is_root);
    let mut open = vec![
        first
            .with_context(|| format!("no package {root}"))?
            .id
            .clone(),
    ];
    let mut found = BTreeSet::new();
    while let Some(id) = open.pop() {
        let node = metadata.resolve.nodes.iter().find(|node| node.id == id);
        if let Some(node) = node.filter(|_| found.insert(id)) {
            let is_inside =
                |one: &&Dependency| one.dep_kinds.iter().any(|kind| kind.kind.is_none());
            open.extend(
                node.deps
                    .iter()
                    .filter(is_inside)
                    .map(|one| one.pkg.clone()),
            );
        }
    }
    ensure!(found.len() > 20, "{root} cannot be made of so little");
    let named = metadata
        .packages
        .into_iter()
        .filter(|package| package.source.is_some() && found.contains(&package.id))
        .map(|package| (format!("{} {}", package.name, package.version), package));
    Ok(named.collect())
}

impl Package {
    /// The texts of its licences and notices.
    fn texts(&self) -> Result<Vec<String>> {
        let folder = Path::new(&self.manifest_path)
            .parent()
            .context("no folder")?;
        let mut files: Vec<_> = fs::read_dir(folder)?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let name = name.to_lowercase();
                let is_text = [
                    "license",
                    "licence",
                    "copying",
                    "copyright",
                    "notice",
                    "unlicense",
                ];
                path.is_file() && is_text.iter().any(|start| name.starts_with(start))
            })
            .collect();
        files.sort();
        let read = |path: PathBuf| -> Result<String> {
            Ok(String::from_utf8_lossy(&fs::read(path)?).trim().to_owned())
        };
        files.into_iter().map(read).collect()
    }
}
