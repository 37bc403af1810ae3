//! The keys of the configuration as they are written, and what may stand behind each.
//!
//! An error of ours has two lines: what is wrong with the key, and the remedy.

use std::fmt;
use std::marker::PhantomData;

use oomscope_report::budget::{
    Budget, Condition, Growth, IgnoredFinding, Margin, TestBudget, TestLimits,
};
use oomscope_shared::finding::Cause;
use oomscope_shared::limit::parse_percent;
use oomscope_shared::units::parse_size;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Value;

use super::{closest_or_all, condition};

/// `oomscope.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Oomscope {
    budget: TomlTable<BudgetKeys>,
}

impl Oomscope {
    /// The budget.
    pub fn budget(self) -> Budget {
        self.budget.0.into()
    }
}

/// `pyproject.toml`, as far as it is ours.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Project {
    tool: Tools,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Tools {
    oomscope: Option<TomlTable<Oomscope>>,
}

impl Project {
    /// What it says of oomscope.
    pub fn ours(self) -> Option<Oomscope> {
        self.tool.oomscope.map(|table| table.0)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct BudgetKeys {
    peak: Option<Size>,
    retained: Option<Size>,
    test_peak: Option<Size>,
    test_needs: Option<Size>,
    test_retained: Option<Size>,
    noise: Share,
    growth: TomlTable<GrowthKeys>,
    fail_on: Conditions,
    tests: Vec<TomlTable<TestKeys>>,
    ignore: Vec<TomlTable<Ignored>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct GrowthKeys {
    peak: Option<Room>,
    retained: Option<Room>,
    test_peak: Option<Room>,
    test_retained: Option<Room>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TestKeys {
    #[serde(rename = "match")]
    pattern: Text,
    peak: Option<Size>,
    needs: Option<Size>,
    retained: Option<Size>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct IgnoreKeys {
    cause: Option<CauseName>,
    holder: Option<String>,
    test: Option<String>,
    reason: Text,
    expires: Option<Day>,
}

impl From<BudgetKeys> for Budget {
    fn from(keys: BudgetKeys) -> Self {
        let size = |size: Option<Size>| size.map(|size| size.0);
        let room = |room: Option<Room>| room.map(|room| room.0);
        let growth = keys.growth.0;
        Self {
            peak_bytes: size(keys.peak),
            retained_bytes: size(keys.retained),
            each: TestLimits {
                peak_bytes: size(keys.test_peak),
                needs_bytes: size(keys.test_needs),
                retained_bytes: size(keys.test_retained),
            },
            noise_percent: keys.noise.0,
            growth: Growth {
                peak: room(growth.peak),
                retained: room(growth.retained),
                test_peak: room(growth.test_peak),
                test_retained: room(growth.test_retained),
            },
            fail_on: keys.fail_on.0,
            tests: (keys.tests.into_iter())
                .map(|TomlTable(entry)| TestBudget {
                    pattern: entry.pattern.0,
                    limits: TestLimits {
                        peak_bytes: size(entry.peak),
                        needs_bytes: size(entry.needs),
                        retained_bytes: size(entry.retained),
                    },
                })
                .collect(),
            ignore: (keys.ignore.into_iter())
                .map(|TomlTable(ignored)| ignored.0)
                .collect(),
        }
    }
}

/// An entry of `ignore` that says which finding it means.
#[derive(Debug, Deserialize)]
#[serde(try_from = "IgnoreKeys")]
struct Ignored(IgnoredFinding);

impl TryFrom<IgnoreKeys> for Ignored {
    type Error = &'static str;

    fn try_from(keys: IgnoreKeys) -> Result<Self, Self::Error> {
        if keys.cause.is_none() && keys.holder.is_none() && keys.test.is_none() {
            return Err("would ignore every finding\nsay which one by `cause`, `holder` or `test`");
        }
        Ok(Self(IgnoredFinding {
            cause: keys.cause.map(|cause| cause.0),
            holder: keys.holder,
            test: keys.test,
            reason: keys.reason.0,
            expires: keys.expires.map(|day| day.0),
        }))
    }
}

/// A table, and nothing but a table: serde's derive would take the fields from a list as well.
#[derive(Debug, Default)]
struct TomlTable<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for TomlTable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<T> {
            type Value = TomlTable<T>;

            fn expecting(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
                text.write_str("a table")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(TomlTable)
            }
        }
        deserializer.deserialize_map(Reader(PhantomData))
    }
}

/// A text with something in it.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Text(String);

impl TryFrom<String> for Text {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.trim().is_empty() {
            return Err("is empty\nwrite what it is, or leave the entry out");
        }
        Ok(Self(text))
    }
}

/// Bytes.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Value")]
struct Size(u64);

impl TryFrom<Value> for Size {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        let size = match &value {
            Value::Integer(bytes) => u64::try_from(*bytes).ok(),
            // Nothing may be kept at all: that is a budget, but no size for a limit.
            Value::String(text) if text.trim() == "0" => Some(0),
            Value::String(text) => parse_size(text).ok(),
            _ => None,
        };
        size.map(Self).ok_or_else(|| {
            format!(
                "is `{value}`, which is no size\n\
                 write it as \"400MiB\", \"1.5GiB\", or a number of bytes"
            )
        })
    }
}

/// A share in percent.
#[derive(Debug, Default, Deserialize)]
#[serde(try_from = "Value")]
struct Share(f64);

impl TryFrom<Value> for Share {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        let share = value.as_str().and_then(|text| parse_percent(text).ok());
        share
            .map(Self)
            .ok_or_else(|| format!("is `{value}`, which is no share\nwrite it as \"2%\""))
    }
}

/// How much something may grow: a share, a size, or a list with both.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Value")]
struct Room(Margin);

impl TryFrom<Value> for Room {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        let mut margin = Margin::default();
        for part in one_or_more(value) {
            match part.as_str().and_then(|text| text.trim().strip_suffix('%')) {
                Some(number) => {
                    let number = number.trim().parse::<f64>().ok();
                    let number = number.filter(|number| *number >= 0.0 && number.is_finite());
                    margin.percent = number.ok_or_else(|| {
                        format!("is `{part}`, which is no share\nwrite it as \"10%\"")
                    })?;
                }
                None => margin.bytes = Size::try_from(part)?.0,
            }
        }
        Ok(Self(margin))
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(try_from = "Value")]
struct Conditions(Vec<Condition>);

impl TryFrom<Value> for Conditions {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        let read = |word: Value| {
            condition(word.as_str().unwrap_or_default())
                .map_err(|hint| format!("has `{word}`, which is no condition\n{hint}"))
        };
        let read = one_or_more(value).into_iter().map(read);
        read.collect::<Result<_, _>>().map(Self)
    }
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct CauseName(Cause);

impl TryFrom<String> for CauseName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let found = Cause::ALL.into_iter().find(|cause| cause.name() == text);
        found.map(Self).ok_or_else(|| {
            let hint = closest_or_all(&text, "causes", &Cause::ALL.map(Cause::name));
            format!("is `{text}`, which is no cause\n{hint}")
        })
    }
}

/// A day such as 2027-01-31, with or without quotation marks.
#[derive(Debug)]
struct Day(String);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match Value::deserialize(deserializer)? {
            Value::String(text) => text,
            other => other.to_string(),
        };
        // TOML knows what a day is, leap years included.
        let day: Option<toml::value::Datetime> = text.parse().ok();
        match day {
            Some(day) if day.date.is_some() && day.time.is_none() => Ok(Self(text)),
            _ => Err(D::Error::custom(format!(
                "is `{text}`, which is no day\nwrite it as 2027-01-31"
            ))),
        }
    }
}

fn one_or_more(value: Value) -> Vec<Value> {
    match value {
        Value::Array(values) => values,
        value => vec![value],
    }
}
