//! Artifacts that real runners of each format version wrote: every later oomscope must open them.
//!
//! Which odd things each one holds is said in `xtask/src/golden.rs`, which makes them.
#![expect(
    clippy::unwrap_used,
    reason = "in a test, whatever goes wrong is a failure"
)]

use std::fs;
use std::path::{Path, PathBuf};

use oomscope_report::summary;
use oomscope_shared::classify::RULES_VERSION;
use oomscope_shared::{Ending, FormatVersion, Outcome, parse_artifact};
use oomscope_tests::places;
use serde_json::Value;

/// Version and path of every golden artifact.
fn goldens() -> Vec<(u32, PathBuf)> {
    let mut found = Vec::new();
    for version in 1..=FormatVersion::CURRENT.0 {
        let folder = places::workspace().join(format!("tests/golden/v{version}"));
        let entries = fs::read_dir(&folder).unwrap_or_else(|_| {
            panic!("{} is missing: run `cargo xtask golden`", folder.display())
        });
        found.extend(entries.map(|entry| (version, entry.unwrap().path())));
    }
    found.sort();
    assert!(
        found.len() >= FormatVersion::CURRENT.0 as usize,
        "there is no golden artifact"
    );
    found
}

fn name(path: &Path) -> String {
    let file = path.file_name().unwrap().to_string_lossy();
    file.trim_end_matches(".json")
        .trim_end_matches(".oomscope")
        .to_owned()
}

#[test]
fn every_golden_artifact_is_read_and_summed_up() {
    for (version, path) in goldens() {
        let artifact = parse_artifact(&fs::read(&path).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(artifact.format_version, FormatVersion::CURRENT);
        let summary = summary::summary(&artifact);
        insta::assert_json_snapshot!(format!("v{version}-{}", name(&path)), summary);
    }
}

#[test]
fn the_endings_in_a_file_are_those_that_follow_from_its_facts() {
    let mut observed = 0;
    for (_, path) in goldens() {
        let bytes = fs::read(&path).unwrap();
        let document: Value = serde_json::from_slice(&bytes).unwrap();
        if document["rules_version"] != RULES_VERSION {
            continue;
        }
        let derived = serde_json::to_value(parse_artifact(&bytes).unwrap()).unwrap();
        for part in ["batches", "hunt_batches"] {
            assert_eq!(document[part], derived[part], "{}", path.display());
            let batches = document[part].as_array().unwrap();
            observed += batches.iter().filter(|b| !b["facts"].is_null()).count();
        }
    }
    assert!(observed > 0, "no file was written by the rules of today");
}

#[test]
fn every_golden_artifact_keeps_the_schema_of_its_version() {
    for (version, path) in goldens() {
        let schema =
            places::workspace().join(format!("shared/schema/artifact.v{version}.schema.json"));
        let schema: Value = serde_json::from_slice(&fs::read(schema).unwrap()).unwrap();
        let document: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&document)
            .map(|error| format!("{error}"))
            .collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
    }
}

#[test]
fn the_schema_refuses_what_is_not_an_artifact() {
    let version = FormatVersion::CURRENT.0;
    let schema = places::workspace().join(format!("shared/schema/artifact.v{version}.schema.json"));
    let schema: Value = serde_json::from_slice(&fs::read(schema).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let (_, path) = goldens().pop().unwrap();
    let whole: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    assert!(validator.is_valid(&whole));
    for edit in [
        (|v: &mut Value| v["format_version"] = Value::from(99)) as fn(&mut Value),
        |v| v["batches"] = Value::Null,
        |v| v["run"]["completion"] = Value::from("perhaps"),
    ] {
        let mut edited = whole.clone();
        edit(&mut edited);
        assert!(!validator.is_valid(&edited), "{edited}");
    }
}

#[test]
fn whoever_died_is_the_victim_of_a_batch() {
    let mut dead = 0;
    for (_, path) in goldens() {
        let artifact = parse_artifact(&fs::read(&path).unwrap()).unwrap();
        for row in artifact
            .tests
            .rows()
            .filter(|row| row.outcome == Outcome::Died)
        {
            let batch = artifact
                .batches
                .iter()
                .find(|batch| Some(batch.index) == row.batch)
                .unwrap();
            assert_eq!(
                batch.victim,
                Some(row.index),
                "{}: {}",
                path.display(),
                row.id
            );
            dead += 1;
        }
    }
    assert!(dead >= 4, "the golden artifacts hold deaths");
}

#[test]
fn a_batch_that_did_not_die_has_no_victim() {
    for (_, path) in goldens() {
        let artifact = parse_artifact(&fs::read(&path).unwrap()).unwrap();
        for batch in artifact
            .batches
            .iter()
            .filter(|batch| !batch.ending.is_death())
        {
            let interrupted = batch.ending == Ending::Interrupted;
            assert!(
                interrupted || batch.victim.is_none(),
                "{}: {batch:?}",
                path.display()
            );
        }
    }
}
