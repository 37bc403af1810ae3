//! `cargo xtask schema`: the JSON Schema of the artifact, one file per format version.
//!
//! The schema comes from the types and their docs in `oomscope-shared`. A schema that was released is
//! frozen: its hash stands in `shared/schema/frozen.txt`, and a check fails when the file changes.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use oomscope_shared::{Artifact, FormatVersion};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{console, paths};

/// The name of a version's schema.
fn file_name(version: FormatVersion) -> String {
    format!("artifact.v{version}.schema.json")
}

fn folder() -> PathBuf {
    paths::root().join("shared/schema")
}

/// Writes the schema of the current version.
pub fn write(freeze: bool) -> Result<()> {
    let name = file_name(FormatVersion::CURRENT);
    let text = text()?;
    let frozen = frozen()?;
    if let Some((_, hash)) = frozen.iter().find(|(frozen, _)| *frozen == name) {
        ensure!(
            *hash == sha256(text.as_bytes()),
            "{name} is released and the format has changed: raise FormatVersion::CURRENT instead"
        );
    }
    fs::write(folder().join(&name), &text).with_context(|| format!("cannot write {name}"))?;
    console::note(&format!("shared/schema/{name} is written"));
    if freeze && !frozen.iter().any(|(frozen, _)| *frozen == name) {
        let list = folder().join("frozen.txt");
        let line = format!("{}  {name}\n", sha256(text.as_bytes()));
        fs::write(&list, fs::read_to_string(&list)? + &line)?;
        console::note("and frozen");
    }
    Ok(())
}

/// Fails where the committed schema is not the one the types give.
pub fn check_drift() -> Result<()> {
    let name = file_name(FormatVersion::CURRENT);
    let committed = fs::read_to_string(folder().join(&name)).unwrap_or_default();
    ensure!(
        committed == text()?,
        "shared/schema/{name} is not up to date: run `cargo xtask schema`"
    );
    Ok(())
}

/// Fails where a released schema was edited, or an older one was never frozen.
pub fn check_frozen() -> Result<()> {
    let frozen = frozen()?;
    for (name, hash) in &frozen {
        let bytes = fs::read(folder().join(name)).with_context(|| format!("{name} is gone"))?;
        ensure!(
            *hash == sha256(&bytes),
            "{name} is released and was edited: raise FormatVersion::CURRENT instead"
        );
    }
    let all = (1..=FormatVersion::CURRENT.0).map(FormatVersion);
    for version in all.filter(|version| *version < FormatVersion::CURRENT) {
        let name = file_name(version);
        if !frozen.iter().any(|(frozen, _)| *frozen == name) {
            bail!("{name} is of an older version and not in shared/schema/frozen.txt");
        }
    }
    Ok(())
}

/// The schema as text.
fn text() -> Result<String> {
    let version = FormatVersion::CURRENT;
    let mut schema = serde_json::to_value(schemars::schema_for!(Artifact))?;
    schema["title"] = json!(format!("oomscope artifact, format version {version}"));
    // The type admits every version; a document of this version has this one.
    let field = &mut schema["properties"]["format_version"];
    let description = field.get("description").cloned().unwrap_or(Value::Null);
    *field = json!({ "description": description, "const": version.0 });
    if let Some(definitions) = schema["$defs"].as_object_mut() {
        definitions.remove("FormatVersion");
    }
    Ok(serde_json::to_string_pretty(&schema)? + "\n")
}

/// The names and hashes of the released schemas.
fn frozen() -> Result<Vec<(String, String)>> {
    let text = fs::read_to_string(folder().join("frozen.txt")).context("cannot read frozen.txt")?;
    parse_frozen(&text)
}

fn parse_frozen(text: &str) -> Result<Vec<(String, String)>> {
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines
        .map(|line| {
            let (hash, name) = line.split_once("  ").context("a line without two spaces")?;
            Ok((name.to_owned(), hash.to_owned()))
        })
        .collect()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_names_its_version_and_every_required_field() {
        let schema: Value = serde_json::from_str(&text().unwrap()).unwrap();
        assert_eq!(
            schema["properties"]["format_version"]["const"],
            FormatVersion::CURRENT.0
        );
        let required = schema["required"].as_array().unwrap();
        for field in ["format_version", "tool", "run", "batches", "tests"] {
            assert!(required.contains(&json!(field)), "{field}");
        }
    }

    #[test]
    fn the_list_of_frozen_schemas_is_in_the_form_of_sha256sum() {
        let list = parse_frozen("# comment\n\nab12  artifact.v1.schema.json\n").unwrap();
        assert_eq!(
            list,
            [("artifact.v1.schema.json".to_owned(), "ab12".to_owned())]
        );
        assert!(parse_frozen("ab12 artifact.v1.schema.json").is_err());
    }
}
