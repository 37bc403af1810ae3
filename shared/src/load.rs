//! Bytes become an [`Artifact`], or one error that says what is wrong with them.

use std::fmt;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::artifact::Artifact;
use crate::columns::Figures;
use crate::message::{Key, Message, messages};
use crate::version::{FormatVersion, UPGRADES, Upgrades};

/// Why bytes are not an artifact. The wording is neutral; runner and page add their own advice.
#[derive(Debug, Clone, PartialEq)]
pub enum LoadError {
    /// There is nothing in it.
    Empty,
    /// Not JSON at all.
    NotJson {
        /// What the parser met, with line and column.
        reason: String,
    },
    /// The JSON ends in the middle.
    CutOff {
        /// Line of the end.
        line: usize,
        /// Column of the end.
        column: usize,
    },
    /// JSON without `format_version`.
    NoVersion,
    /// A `format_version` that is no version.
    BadVersion,
    /// Written by a newer oomscope.
    TooNew {
        /// Version of the file.
        found: u64,
        /// Newest version this build reads.
        supported: u32,
    },
    /// An artifact whose content breaks the format.
    Malformed {
        /// What breaks it.
        breach: Message,
    },
}

impl LoadError {
    /// It as the rest of a sentence.
    pub fn message(&self) -> Message {
        match self {
            Self::Empty => Key::LoadEmpty.into(),
            Self::NotJson { reason } => messages::LoadNotJson { reason }.into(),
            Self::CutOff { line, column } => messages::LoadCutOff {
                line: *line,
                column: *column,
            }
            .into(),
            Self::NoVersion => Key::LoadNoVersion.into(),
            Self::BadVersion => Key::LoadBadVersion.into(),
            Self::TooNew { found, supported } => messages::LoadTooNew {
                found: *found,
                supported: *supported,
            }
            .into(),
            Self::Malformed { breach } => messages::LoadMalformed {
                breach: breach.clone(),
            }
            .into(),
        }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().english())
    }
}

impl std::error::Error for LoadError {}

/// Reads an artifact of this or an older format version.
///
/// # Errors
/// [`LoadError`], one kind per reason.
pub fn parse_artifact(bytes: &[u8]) -> Result<Artifact, LoadError> {
    parse_by(bytes, &mut [], UPGRADES)
}

/// Reads an artifact whose figures were [lifted](crate::columns::lift) out of its text: they stand in the place of
/// those that it has still, which are exchanged for them.
///
/// # Errors
/// As [`parse_artifact`].
pub fn parse_lifted(rest: &[u8], figures: &mut [Figures]) -> Result<Artifact, LoadError> {
    parse_by(rest, figures, UPGRADES)
}

fn parse_by(
    bytes: &[u8],
    figures: &mut [Figures],
    upgrades: Upgrades,
) -> Result<Artifact, LoadError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(LoadError::Empty);
    }
    // The common case is a whole file of the newest version, which needs no look ahead. Everything
    // else takes the slow path to a precise error or through the upgrades.
    match serde_json::from_slice::<Artifact>(bytes) {
        Ok(artifact) if artifact.format_version == FormatVersion::CURRENT => {
            checked(artifact, figures)
        }
        Ok(_) => slow(bytes, None, figures, upgrades),
        Err(error) => slow(bytes, Some(error), figures, upgrades),
    }
}

/// Whatever way a document was read, it passes here: it is checked, and what follows from its facts is derived
/// by the rules of today, whatever the file says of it.
fn checked(mut artifact: Artifact, figures: &mut [Figures]) -> Result<Artifact, LoadError> {
    for (column, lifted) in artifact.tests.figures_mut().zip(figures) {
        std::mem::swap(column, lifted);
    }
    artifact
        .check()
        .map_err(|breach| LoadError::Malformed { breach })?;
    artifact.derive();
    Ok(artifact)
}

/// `format_version` and nothing else of a document.
#[derive(Deserialize)]
struct Probe {
    format_version: Option<Value>,
}

fn slow(
    bytes: &[u8],
    typed: Option<serde_json::Error>,
    figures: &mut [Figures],
    upgrades: Upgrades,
) -> Result<Artifact, LoadError> {
    let probe = match serde_json::from_slice::<Probe>(bytes) {
        Ok(probe) => probe,
        Err(error) => return Err(not_a_document(bytes, &error)),
    };
    let found = match probe.format_version {
        None => return Err(LoadError::NoVersion),
        Some(value) => value
            .as_u64()
            .filter(|version| *version >= u64::from(upgrades.oldest))
            .ok_or(LoadError::BadVersion)?,
    };
    let supported = FormatVersion::CURRENT.0;
    if found > u64::from(supported) {
        return Err(LoadError::TooNew { found, supported });
    }
    if found == u64::from(supported) {
        let reason = typed.map_or_else(|| "unknown".to_owned(), |error| error.to_string());
        return Err(malformed(reason));
    }
    let old: Value = serde_json::from_slice(bytes).map_err(|e| malformed(e.to_string()))?;
    let new = upgrades.run(old, found as u32).map_err(malformed)?;
    // By way of text, because reading an artifact out of a `Value` would bring the machine code of all
    // its fields a second time, and the page is weighed.
    let text = serde_json::to_vec(&new).map_err(|e| malformed(e.to_string()))?;
    let artifact = serde_json::from_slice(&text).map_err(|e| malformed(e.to_string()))?;
    checked(artifact, figures)
}

/// What a parser or an upgrade finds wrong is told in its own words.
fn malformed(reason: String) -> LoadError {
    LoadError::Malformed {
        breach: Message::quote(reason),
    }
}

fn not_a_document(bytes: &[u8], error: &serde_json::Error) -> LoadError {
    if error.is_eof() {
        return LoadError::CutOff {
            line: error.line(),
            column: error.column(),
        };
    }
    // A list or a number is JSON, only not ours.
    if serde_json::from_slice::<IgnoredAny>(bytes).is_ok() {
        return LoadError::NoVersion;
    }
    LoadError::NotJson {
        reason: error.to_string(),
    }
}

/// Writes an artifact as one line of JSON with a final newline.
///
/// # Errors
/// Only a figure that JSON cannot hold (not a number, infinite); no field of a recorded run is one.
pub fn write_artifact(artifact: &Artifact) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = serde_json::to_vec(artifact)?;
    bytes.push(b'\n');
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::pytest;
    use crate::{Ending, Outcome};

    fn artifact() -> Artifact {
        let told = pytest()
            .test("tests/test_ü.py::test_a[x y]", Outcome::Passed, 64, 0)
            .batch(Ending::Passed, 64);
        told.with(Artifact::derive).done()
    }

    fn edited(edit: impl FnOnce(&mut Value)) -> Vec<u8> {
        let mut value = serde_json::to_value(artifact()).unwrap();
        edit(&mut value);
        serde_json::to_vec(&value).unwrap()
    }

    #[test]
    fn what_was_written_is_read() {
        let bytes = write_artifact(&artifact()).unwrap();
        assert_eq!(parse_artifact(&bytes), Ok(artifact()));
    }

    #[test]
    fn an_ending_that_was_written_wrongly_is_put_right() {
        let wrong = edited(|v| {
            v["rules_version"] = Value::from(0);
            let batch = &mut v["batches"][0];
            batch["ending"] = Value::from("killed");
            batch["proof"] = Value::from("unknown");
            batch["victim"] = Value::from(0);
            batch["at_fault"] = serde_json::json!([0]);
            batch["evidence"] = serde_json::json!([{ "key": "guess", "text": "A guess." }]);
        });
        assert_eq!(parse_artifact(&wrong), Ok(artifact()));
    }

    #[test]
    fn what_nobody_observed_stays_as_it_was_written() {
        let imported = edited(|v| {
            let batch = &mut v["batches"][0];
            batch["facts"] = Value::Null;
            batch["ending"] = Value::from("unrecorded");
        });
        let read = parse_artifact(&imported).unwrap();
        assert_eq!(read.batches[0].ending, Ending::Unrecorded);
        assert_eq!(read.batches[0].evidence, artifact().batches[0].evidence);
    }

    #[test]
    fn each_kind_of_bad_file_has_its_error() {
        assert_eq!(parse_artifact(b" \n"), Err(LoadError::Empty));
        assert_eq!(parse_artifact(b"{}"), Err(LoadError::NoVersion));
        assert_eq!(parse_artifact(b"[1, 2]"), Err(LoadError::NoVersion));
        assert!(matches!(
            parse_artifact(b"<html>"),
            Err(LoadError::NotJson { .. })
        ));
        assert!(matches!(
            parse_artifact(b"\xff\xfe\x00"),
            Err(LoadError::NotJson { .. })
        ));
        assert_eq!(
            parse_artifact(b"{\"format_version\": \"one\"}"),
            Err(LoadError::BadVersion)
        );
        assert_eq!(
            parse_artifact(b"{\"format_version\": 0}"),
            Err(LoadError::BadVersion)
        );
        let too_new = LoadError::TooNew {
            found: 9,
            supported: 1,
        };
        assert_eq!(
            parse_artifact(b"{\"format_version\": 9, \"x\": 1}"),
            Err(too_new)
        );
        let whole = write_artifact(&artifact()).unwrap();
        assert!(matches!(
            parse_artifact(&whole[..200]),
            Err(LoadError::CutOff { .. })
        ));
    }

    /// What the step of [`an_old_file_comes_through_its_upgrades`] does: sentences become quotations, and what
    /// was always so is said.
    fn sentences_become_messages(mut document: Value) -> Result<Value, String> {
        let batches = document["batches"].as_array_mut().ok_or("no batches")?;
        for evidence in batches
            .iter_mut()
            .filter_map(|batch| batch["evidence"].as_array_mut())
            .flatten()
        {
            *evidence = serde_json::json!({ "key": "quote", "text": *evidence });
        }
        document["rules_version"] = Value::from(0);
        document["run"]["plan"]["jobs"] = Value::from(1);
        Ok(document)
    }

    #[test]
    fn an_old_file_comes_through_its_upgrades() {
        // Version 0 was never released. It had sentences where version 1 has messages, and no facts.
        let chain = Upgrades {
            oldest: 0,
            steps: &[sentences_become_messages],
        };
        let old = include_bytes!("load/version_0.json");
        let read = parse_by(old, &mut [], chain).unwrap();
        assert_eq!(read.format_version, FormatVersion::CURRENT);
        let batch = &read.batches[0];
        assert_eq!(
            (batch.ending, batch.facts.is_none()),
            (Ending::Killed, true)
        );
        assert_eq!(batch.evidence, ["A signal 9 ended the main process."]);
        assert_eq!(read.tests.outcome, [Outcome::Passed, Outcome::Died]);
        // It is written in the newest version, and read without any upgrade.
        let new = write_artifact(&read).unwrap();
        assert_eq!(parse_artifact(&new), Ok(read));
        // What the step does not know is told in its words; without the chain the version is none.
        let broken = br#"{"format_version": 0}"#;
        let error = parse_by(broken, &mut [], chain).unwrap_err().to_string();
        assert_eq!(error, "the artifact breaks its format: no batches");
        assert_eq!(parse_artifact(old), Err(LoadError::BadVersion));
    }

    #[test]
    fn a_newer_file_is_refused_even_if_it_happens_to_fit() {
        let newer = edited(|v| v["format_version"] = Value::from(2));
        assert_eq!(
            parse_artifact(&newer),
            Err(LoadError::TooNew {
                found: 2,
                supported: 1
            })
        );
    }

    #[test]
    fn a_broken_field_is_named() {
        let wrong_type = edited(|v| v["batches"][0]["peak_bytes"] = Value::from("much"));
        let error = parse_artifact(&wrong_type).unwrap_err().to_string();
        assert!(error.contains("invalid type"), "{error}");
        let stranger = edited(|v| {
            v["batches"][0]["facts"]["running"] = Value::from(vec![1]);
        });
        let error = parse_artifact(&stranger).unwrap_err().to_string();
        let breach = "the facts of batch 1 name a test that is none";
        assert_eq!(error, format!("the artifact breaks its format: {breach}"));
        let uneven = edited(|v| v["tests"]["outcome"] = Value::Array(vec![]));
        let error = parse_artifact(&uneven).unwrap_err().to_string();
        let breach = "tests.outcome has 0 entries where tests.id has 1";
        assert_eq!(error, format!("the artifact breaks its format: {breach}"));
    }
}
