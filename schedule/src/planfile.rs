//! The plan file: what is known of a suite, as a small text that is committed beside the tests.
//!
//! ```toml
//! # Written by `oomscope plan`: what each unit is expected to need. Edit it freely.
//! version = 1
//! base_mib = 84
//! base_ms = 1500
//!
//! [units]
//! "tests/test_api.py" = { peak_mib = 310, time_ms = 12000 }
//! "tests/test_load.py" = { kept_mib = 40, peak_mib = 2200, time_ms = 61000 }
//! ```
//!
//! A line a unit, in the order of their names, so that a change of a test is a change of a line. Figures have
//! two digits, and one that has hardly moved stays as it was ([`Known::settled`]), so that another run of the
//! same suite changes nothing. Every figure may be left out: it is unknown then. A unit that the suite does not
//! have is nobody's, and one that the file does not have is unknown.

use std::collections::BTreeMap;
use std::fmt;

use oomscope_shared::units::MIB;
use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::{Table, Value};

use crate::known::{Figures, Known};

/// The version that is written, and the newest that is read.
pub const VERSION: i64 = 1;
/// A peak or base that moved by no more than one part of so many stays as it stands in the file: runs of the
/// same suite differ by a few percent, and what a figure is short of is within its margin.
const SAME_BYTES: u64 = 10;
/// The same of times, which depend on what else the machine does, and decide about nothing but the order.
const SAME_TIME: u64 = 3;
/// Times are in steps of at least this: a shorter one is noise.
const TIME_STEP_MS: u64 = 100;
const HEAD: &str =
    "# Written by `oomscope plan`: what each unit is expected to need. Edit it freely.\n";

/// Why a text is not a plan file. Each says where, what is wrong, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanFault {
    /// It cannot be read as TOML.
    NotToml {
        /// Line, from 1.
        line: usize,
        /// What the parser met.
        reason: String,
    },
    /// It does not say its version.
    NoVersion,
    /// It is of a version that this build does not read.
    Version {
        /// The one it says.
        found: i64,
    },
    /// A key that there is not, or a value that it cannot have.
    Content {
        /// Line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
}

impl PlanFault {
    /// What to do about it.
    pub fn remedy(&self) -> String {
        match self {
            Self::NotToml { .. } => {
                "write one `\"UNIT\" = { peak_mib = 310, time_ms = 12000 }` a line, or make it anew with `oomscope plan`".to_owned()
            }
            Self::NoVersion => format!("add the line `version = {VERSION}` at its top"),
            Self::Version { .. } => {
                "use the oomscope that wrote it, or make it anew with `oomscope plan`".to_owned()
            }
            Self::Content { .. } => {
                "the keys are `version`, `base_mib`, `base_ms`, `units`, and of a unit `peak_mib`, `kept_mib`, `time_ms`; figures are whole numbers from 0".to_owned()
            }
        }
    }
}

impl fmt::Display for PlanFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotToml { line, reason } => write!(f, "line {line} is not TOML: {reason}"),
            Self::NoVersion => f.write_str("it has no `version`"),
            Self::Version { found } => write!(
                f,
                "it is of version {found}, and this oomscope reads version {VERSION}"
            ),
            Self::Content { line, reason } => write!(f, "line {line}: {reason}"),
        }
    }
}

impl std::error::Error for PlanFault {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "version")]
    _version: IgnoredAny,
    base_mib: Option<u64>,
    base_ms: Option<u64>,
    #[serde(default)]
    units: BTreeMap<String, Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    peak_mib: Option<u64>,
    kept_mib: Option<u64>,
    time_ms: Option<u64>,
}

/// What is read of a file before anything else, so that a newer one is named as such.
#[derive(Deserialize)]
struct Versioned {
    version: Option<i64>,
}

/// Reads a plan file.
///
/// # Errors
/// See [`PlanFault`].
pub fn parse(text: &str) -> Result<Known, PlanFault> {
    let line = |error: &toml::de::Error| {
        let start = error.span().map_or(0, |span| span.start);
        1 + text.get(..start).unwrap_or(text).matches('\n').count()
    };
    let content = |error: toml::de::Error| PlanFault::Content {
        line: line(&error),
        reason: error.message().to_owned(),
    };
    let read = toml::Deserializer::parse(text).map_err(|error| PlanFault::NotToml {
        line: line(&error),
        reason: error.message().to_owned(),
    })?;
    match Versioned::deserialize(read).map_err(content)?.version {
        None => return Err(PlanFault::NoVersion),
        Some(VERSION) => {}
        Some(found) => return Err(PlanFault::Version { found }),
    }
    let file: File = toml::from_str(text).map_err(content)?;
    let bytes = |mib: u64| mib.saturating_mul(MIB);
    let unit = |line: Line| Figures {
        peak_bytes: line.peak_mib.map(bytes),
        kept_bytes: line.kept_mib.map_or(0, bytes),
        time_ms: line.time_ms,
    };
    Ok(Known {
        base_bytes: file.base_mib.map(bytes),
        base_ms: file.base_ms,
        units: (file.units.into_iter())
            .map(|(key, line)| (key, unit(line)))
            .collect(),
    })
}

/// Writes a plan file.
pub fn write(known: &Known) -> String {
    let mut text = format!("{HEAD}version = {VERSION}\n");
    let mib = |bytes: u64| bytes.div_ceil(MIB);
    let base = known.base_bytes.map(|bytes| ("base_mib", mib(bytes)));
    let time = known.base_ms.map(|ms| ("base_ms", ms));
    for (key, figure) in base.into_iter().chain(time) {
        text.push_str(&format!("{key} = {figure}\n"));
    }
    text.push_str("\n[units]\n");
    for (key, figures) in &known.units {
        let figures = [
            (
                "kept_mib",
                Some(mib(figures.kept_bytes)).filter(|mib| *mib > 0),
            ),
            ("peak_mib", figures.peak_bytes.map(mib)),
            ("time_ms", figures.time_ms),
        ];
        let known = figures.into_iter().filter_map(|(name, figure)| {
            let figure = i64::try_from(figure?).unwrap_or(i64::MAX);
            Some((name.to_owned(), Value::Integer(figure)))
        });
        let line = Table::from_iter([(key.clone(), Value::Table(known.collect()))]);
        // A table in a line of its own has braces around it, which a line of `[units]` has not.
        let line = Value::Table(line).to_string();
        let line = line.strip_prefix("{ ").unwrap_or(&line);
        let line = line.strip_suffix(" }").unwrap_or(line);
        text.push_str(line);
        text.push('\n');
    }
    text
}

impl Known {
    /// As it is written: rounded up to two digits, but where the file that was there before says nearly the
    /// same, it keeps its word.
    pub fn settled(&self, before: Option<&Self>) -> Self {
        let bytes = |now: Option<u64>, before: Option<u64>| {
            now.map(|now| settle(now, before, MIB, SAME_BYTES))
        };
        let time = |now: Option<u64>, before: Option<u64>| {
            now.map(|now| settle(now, before, TIME_STEP_MS, SAME_TIME))
        };
        let unit = |key: &String, now: &Figures| {
            let old = before.and_then(|known| known.units.get(key));
            let old = old.copied().unwrap_or_default();
            let kept = bytes(Some(now.kept_bytes), Some(old.kept_bytes));
            Figures {
                peak_bytes: bytes(now.peak_bytes, old.peak_bytes),
                kept_bytes: kept.unwrap_or(0),
                time_ms: time(now.time_ms, old.time_ms),
            }
        };
        Self {
            base_bytes: bytes(self.base_bytes, before.and_then(|known| known.base_bytes)),
            base_ms: time(self.base_ms, before.and_then(|known| known.base_ms)),
            units: (self.units.iter())
                .map(|(key, now)| (key.clone(), unit(key, now)))
                .collect(),
        }
    }
}

/// A figure rounded up to two digits in steps of `step`, or the one before where the new one is within one
/// part of `same` of it, or within a step.
fn settle(now: u64, before: Option<u64>, step: u64, same: u64) -> u64 {
    if let Some(before) = before
        && now.abs_diff(before) <= (before / same).max(step)
    {
        return before;
    }
    let steps = now.div_ceil(step);
    let digits = steps.checked_ilog10().unwrap_or(0);
    let unit = 10_u64.saturating_pow(digits.saturating_sub(1));
    steps
        .div_ceil(unit)
        .saturating_mul(unit)
        .saturating_mul(step)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn known(units: &[(&str, Figures)]) -> Known {
        Known {
            base_bytes: Some(84 * MIB),
            base_ms: Some(1500),
            units: (units.iter())
                .map(|(key, figures)| ((*key).to_owned(), *figures))
                .collect(),
        }
    }

    fn figures(peak_mib: u64, kept_mib: u64, time_ms: u64) -> Figures {
        Figures {
            peak_bytes: Some(peak_mib * MIB),
            kept_bytes: kept_mib * MIB,
            time_ms: Some(time_ms),
        }
    }

    #[test]
    fn it_is_a_line_a_unit() {
        let load = figures(2200, 40, 61_000);
        let nothing = Figures::default();
        let text = write(&known(&[
            ("tests/test_load.py", load),
            ("tests/test_api.py", figures(310, 0, 12_000)),
            ("new", nothing),
        ]));
        let expected = format!(
            "{HEAD}version = 1\nbase_mib = 84\nbase_ms = 1500\n\n[units]\nnew = {{}}\n\
             \"tests/test_api.py\" = {{ peak_mib = 310, time_ms = 12000 }}\n\
             \"tests/test_load.py\" = {{ kept_mib = 40, peak_mib = 2200, time_ms = 61000 }}\n"
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn the_example_of_the_docs_is_read() {
        let docs = include_str!("planfile.rs").lines();
        let docs = docs.skip_while(|line| *line != "//! ```toml").skip(1);
        let example: Vec<&str> = docs
            .take_while(|line| *line != "//! ```")
            .map(|line| line.trim_start_matches("//!"))
            .collect();
        let read = parse(&example.join("\n")).unwrap();
        let load = figures(2200, 40, 61_000);
        let expected = [
            ("tests/test_api.py", figures(310, 0, 12_000)),
            ("tests/test_load.py", load),
        ];
        assert_eq!(read, known(&expected));
    }

    #[test]
    fn each_fault_names_its_line_and_has_a_remedy() {
        let fault = |text: &str| {
            let fault = parse(text).unwrap_err();
            (fault.to_string(), fault.remedy())
        };
        let said = |text: &str| fault(text).0;
        assert!(said("version = 1\n[units\n").starts_with("line 2 is not TOML: "));
        let twice = "version = 1\n[units]\na = {}\nb = {}\na = {}\n";
        assert!(
            said(twice).starts_with("line 5 is not TOML: duplicate key"),
            "{}",
            said(twice)
        );
        assert_eq!(said(""), "it has no `version`");
        let newer = "version = 2\n[tests]\n";
        assert_eq!(
            said(newer),
            "it is of version 2, and this oomscope reads version 1"
        );
        assert!(said("version = \"1\"").starts_with("line 1: "));
        let unknown = said("version = 1\n\n[units]\na = { peak = 3 }\n");
        assert!(
            unknown.starts_with("line 4: unknown field `peak`"),
            "{unknown}"
        );
        let negative = said("version = 1\n[units]\na = { peak_mib = -3 }\n");
        assert!(negative.starts_with("line 3: "), "{negative}");
        let remedies =
            ["version = 1\n[units\n", "", newer, "version = 1\nx = 1\n"].map(|text| fault(text).1);
        assert!(remedies.iter().all(|remedy| !remedy.is_empty()));
        assert!(remedies[3].contains("peak_mib"));
    }

    #[test]
    fn figures_are_rounded_up_to_two_digits() {
        let rounded = known(&[("a", figures(2137, 7, 61_234))]).settled(None);
        assert_eq!(rounded.units["a"], figures(2200, 7, 62_000));
        assert_eq!(settle(1, None, MIB, SAME_BYTES), MIB);
        assert_eq!(settle(0, None, MIB, SAME_BYTES), 0);
        assert_eq!(settle(99 * MIB + 1, None, MIB, SAME_BYTES), 100 * MIB);
    }

    #[test]
    fn what_hardly_moved_stays_as_it_was() {
        let before = known(&[("a", figures(300, 10, 1000)), ("gone", figures(1, 1, 1))]);
        let same = known(&[("a", figures(329, 11, 1300))]).settled(Some(&before));
        assert_eq!(same.units["a"], figures(300, 10, 1000));
        assert!(!same.units.contains_key("gone"));
        let moved = known(&[("a", figures(331, 12, 1400))]).settled(Some(&before));
        assert_eq!(moved.units["a"], figures(340, 12, 1400));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            units in prop::collection::btree_map(
                any::<String>(),
                (prop::option::of(0..1_u64 << 30), 0..1_u64 << 20, prop::option::of(0..1_u64 << 40)),
                0..20,
            ),
            base in prop::option::of((0..1_u64 << 20, 0..1_u64 << 20)),
        ) {
            let figures = |(peak, kept, time_ms): (Option<u64>, u64, Option<u64>)| Figures {
                peak_bytes: peak.map(|mib| mib * MIB),
                kept_bytes: kept * MIB,
                time_ms,
            };
            let known = Known {
                base_bytes: base.map(|(mib, _)| mib * MIB),
                base_ms: base.map(|(_, ms)| ms),
                units: units.into_iter().map(|(key, of)| (key, figures(of))).collect(),
            };
            let text = write(&known);
            prop_assert_eq!(text.lines().count(), 4 + known.units.len() + 2 * usize::from(base.is_some()));
            prop_assert_eq!(parse(&text), Ok(known.clone()));
            // What is settled stays settled, also when the same is measured again.
            let settled = known.settled(None);
            prop_assert_eq!(&settled.settled(Some(&settled)), &settled);
            prop_assert_eq!(&known.settled(Some(&settled)), &settled);
        }
    }
}
