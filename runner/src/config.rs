//! `oomscope.toml`, or `[tool.oomscope]` of `pyproject.toml`: the budget of a project, read with errors that
//! name the key, the reason and the closest right key.

use std::fs;
use std::path::{Path, PathBuf};

use oomscope_report::budget::{
    Budget, Condition, Growth, IgnoredFinding, Margin, TestBudget, TestLimits,
};
use oomscope_shared::finding::Cause;
use oomscope_shared::limit::parse_percent;
use oomscope_shared::units::parse_size;
use toml::{Table, Value};

use crate::error::Failure;

/// The files that are looked for, in this order, in the current folder and those above it up to the root
/// of the repository.
const NAMES: [&str; 2] = ["oomscope.toml", "pyproject.toml"];

/// A budget and the file it comes from.
#[derive(Debug, Default)]
pub struct Config {
    /// The file.
    pub path: Option<PathBuf>,
    /// The budget.
    pub budget: Budget,
}

/// The configuration: of a file that was named, else the nearest one there is, else none.
///
/// # Errors
/// A file that cannot be read, is no TOML, or holds something that means nothing.
pub fn load(named: Option<&Path>) -> Result<Config, Failure> {
    if let Some(path) = named {
        let text = fs::read_to_string(path).map_err(Failure::read(path))?;
        let name = path.display().to_string();
        let is_project = path.file_name().is_some_and(|name| name == NAMES[1]);
        let budget = parse(&name, &text, is_project)?;
        return Ok(Config {
            path: Some(path.to_owned()),
            budget: budget.unwrap_or_default(),
        });
    }
    let here = std::env::current_dir().unwrap_or_default();
    for folder in here.ancestors() {
        for name in NAMES {
            let path = folder.join(name);
            let Ok(text) = fs::read_to_string(&path) else {
                continue;
            };
            // Somebody else's `pyproject.toml` may be broken without being any business of ours.
            let is_project = name == NAMES[1];
            if is_project && !text.contains("tool.oomscope") {
                continue;
            }
            if let Some(budget) = parse(&path.display().to_string(), &text, is_project)? {
                let path = Some(path);
                return Ok(Config { path, budget });
            }
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    Ok(Config::default())
}

/// The budget in a text; `None` where a `pyproject.toml` has nothing for oomscope.
fn parse(file: &str, text: &str, is_project: bool) -> Result<Option<Budget>, Failure> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| {
            text[..span.start.min(text.len())].lines().count().max(1)
        });
        Failure::usage(
            format!("`{file}`, line {line}, is not TOML: {}", error.message()),
            "see docs/budgets.md for an example",
        )
    })?;
    let mut own = table;
    let mut path = String::new();
    if is_project {
        let tool = own.remove("tool").and_then(|tool| match tool {
            Value::Table(mut tool) => tool.remove("oomscope"),
            _ => None,
        });
        let Some(tool) = tool else {
            return Ok(None);
        };
        path = "tool.oomscope".to_owned();
        own = Keys::table_of(file, &path, tool)?;
    }
    let mut keys = Keys::new(file, &path, own);
    let budget = keys.table("budget")?;
    keys.finish()?;
    let Some(budget) = budget else {
        return Ok(Some(Budget::default()));
    };
    read_budget(budget).map(Some)
}

fn read_budget(mut keys: Keys) -> Result<Budget, Failure> {
    let mut budget = Budget {
        peak_bytes: keys.size("peak")?,
        retained_bytes: keys.size("retained")?,
        each: TestLimits {
            peak_bytes: keys.size("test-peak")?,
            needs_bytes: keys.size("test-needs")?,
            retained_bytes: keys.size("test-retained")?,
        },
        noise_percent: keys.percent("noise")?.unwrap_or(0.0),
        ..Budget::default()
    };
    if let Some(mut growth) = keys.table("growth")? {
        budget.growth = Growth {
            peak: growth.margin("peak")?,
            retained: growth.margin("retained")?,
            test_peak: growth.margin("test-peak")?,
            test_retained: growth.margin("test-retained")?,
        };
        growth.finish()?;
    }
    budget.fail_on = keys.conditions("fail-on")?;
    for mut entry in keys.tables("tests")? {
        budget.tests.push(TestBudget {
            pattern: entry
                .required_text("match", "a pattern of test ids, such as \"tests/slow/*\"")?,
            limits: TestLimits {
                peak_bytes: entry.size("peak")?,
                needs_bytes: entry.size("needs")?,
                retained_bytes: entry.size("retained")?,
            },
        });
        entry.finish()?;
    }
    for mut entry in keys.tables("ignore")? {
        let ignored = IgnoredFinding {
            cause: entry.cause("cause")?,
            holder: entry.text("holder")?,
            test: entry.text("test")?,
            reason: entry.required_text("reason", "why the finding is known, such as a ticket")?,
            expires: entry.day("expires")?,
        };
        if ignored.cause.is_none() && ignored.holder.is_none() && ignored.test.is_none() {
            return Err(entry.wrong(
                "",
                "would ignore every finding",
                "say which one by `cause`, `holder` or `test`",
            ));
        }
        entry.finish()?;
        budget.ignore.push(ignored);
    }
    keys.finish()?;
    Ok(budget)
}

/// The keys of one table. What is asked for is taken out; what is left in the end means nothing.
struct Keys<'a> {
    file: &'a str,
    path: String,
    table: Table,
    known: Vec<&'static str>,
}

impl<'a> Keys<'a> {
    fn new(file: &'a str, path: &str, table: Table) -> Self {
        Self {
            file,
            path: path.to_owned(),
            table,
            known: Vec::new(),
        }
    }

    fn table_of(file: &str, path: &str, value: Value) -> Result<Table, Failure> {
        match value {
            Value::Table(table) => Ok(table),
            other => Err(Failure::usage(
                format!("`{path}` in `{file}` is {} and not a table", kind(&other)),
                "see docs/budgets.md for an example",
            )),
        }
    }

    fn full(&self, key: &str) -> String {
        match (self.path.is_empty(), key.is_empty()) {
            (true, _) => key.to_owned(),
            (_, true) => self.path.clone(),
            _ => format!("{}.{key}", self.path),
        }
    }

    fn wrong(&self, key: &str, reason: &str, hint: &str) -> Failure {
        let message = format!("`{}` in `{}` {reason}", self.full(key), self.file);
        Failure::usage(message, hint)
    }

    fn take(&mut self, key: &'static str) -> Option<Value> {
        self.known.push(key);
        self.table.remove(key)
    }

    fn table(&mut self, key: &'static str) -> Result<Option<Keys<'a>>, Failure> {
        let Some(value) = self.take(key) else {
            return Ok(None);
        };
        let path = self.full(key);
        let table = Self::table_of(self.file, &path, value)?;
        Ok(Some(Keys::new(self.file, &path, table)))
    }

    fn tables(&mut self, key: &'static str) -> Result<Vec<Keys<'a>>, Failure> {
        let entries = match self.take(key) {
            None => return Ok(Vec::new()),
            Some(Value::Array(entries)) => entries,
            Some(other) => {
                let reason = format!("is {} and not a list of tables", kind(&other));
                let hint = format!("write it as [[{}]]", self.full(key));
                return Err(self.wrong(key, &reason, &hint));
            }
        };
        let entries = entries.into_iter().zip(1..);
        entries
            .map(|(entry, number)| {
                let path = format!("{}[{number}]", self.full(key));
                let table = Self::table_of(self.file, &path, entry)?;
                Ok(Keys::new(self.file, &path, table))
            })
            .collect()
    }

    fn text(&mut self, key: &'static str) -> Result<Option<String>, Failure> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => {
                let reason = format!("is {} and not a text", kind(&other));
                Err(self.wrong(key, &reason, "put it between quotation marks"))
            }
        }
    }

    fn required_text(&mut self, key: &'static str, what: &str) -> Result<String, Failure> {
        match self.text(key)? {
            Some(text) if !text.trim().is_empty() => Ok(text),
            _ => Err(self.wrong(key, "is missing", &format!("write {what}"))),
        }
    }

    fn size(&mut self, key: &'static str) -> Result<Option<u64>, Failure> {
        let Some(value) = self.take(key) else {
            return Ok(None);
        };
        self.size_of(key, &value).map(Some)
    }

    fn size_of(&self, key: &str, value: &Value) -> Result<u64, Failure> {
        const HINT: &str = "write it as \"400MiB\", \"1.5GiB\", or a number of bytes";
        let size = match value {
            Value::Integer(bytes) => u64::try_from(*bytes).ok(),
            // Nothing may be kept at all: that is a budget, but no size for a limit.
            Value::String(text) if text.trim() == "0" => Some(0),
            Value::String(text) => parse_size(text).ok(),
            _ => None,
        };
        size.ok_or_else(|| self.wrong(key, &format!("is `{value}`, which is no size"), HINT))
    }

    fn percent(&mut self, key: &'static str) -> Result<Option<f64>, Failure> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::String(text)) => match parse_percent(&text) {
                Ok(percent) => Ok(Some(percent)),
                Err(_) => Err(self.wrong(
                    key,
                    &format!("is `{text}`, which is no share"),
                    "write it as \"2%\"",
                )),
            },
            Some(other) => Err(self.wrong(
                key,
                &format!("is `{other}`, which is no share"),
                "write it as \"2%\"",
            )),
        }
    }

    fn margin(&mut self, key: &'static str) -> Result<Option<Margin>, Failure> {
        let parts = match self.take(key) {
            None => return Ok(None),
            Some(Value::Array(parts)) => parts,
            Some(part) => vec![part],
        };
        let mut margin = Margin::default();
        for part in parts {
            match part.as_str().map(str::trim) {
                Some(text) if text.ends_with('%') => {
                    let number = text.trim_end_matches('%').trim().parse::<f64>().ok();
                    margin.percent =
                        number
                            .filter(|n| *n >= 0.0 && n.is_finite())
                            .ok_or_else(|| {
                                self.wrong(
                                    key,
                                    &format!("is `{text}`, which is no share"),
                                    "write it as \"10%\"",
                                )
                            })?;
                }
                _ => margin.bytes = self.size_of(key, &part)?,
            }
        }
        Ok(Some(margin))
    }

    fn conditions(&mut self, key: &'static str) -> Result<Vec<Condition>, Failure> {
        let words = match self.take(key) {
            None => return Ok(Vec::new()),
            Some(Value::Array(words)) => words,
            Some(word) => vec![word],
        };
        let read = |word: &Value| {
            let text = word.as_str().unwrap_or_default();
            condition(text).map_err(|hint| {
                self.wrong(key, &format!("has `{word}`, which is no condition"), &hint)
            })
        };
        words.iter().map(read).collect()
    }

    fn cause(&mut self, key: &'static str) -> Result<Option<Cause>, Failure> {
        let Some(text) = self.text(key)? else {
            return Ok(None);
        };
        let found = Cause::ALL.into_iter().find(|cause| cause.name() == text);
        let names = Cause::ALL.map(Cause::name);
        found.map(Some).ok_or_else(|| {
            let hint = closest(&text, &names).map_or_else(
                || format!("the causes are {}", names.join(", ")),
                |name| format!("did you mean `{name}`?"),
            );
            self.wrong(key, &format!("is `{text}`, which is no cause"), &hint)
        })
    }

    fn day(&mut self, key: &'static str) -> Result<Option<String>, Failure> {
        let text = match self.take(key) {
            None => return Ok(None),
            Some(Value::Datetime(day)) => day.to_string(),
            Some(Value::String(text)) => text,
            Some(other) => other.to_string(),
        };
        // TOML knows what a day is, leap years included.
        let day: Option<toml::value::Datetime> = text.parse().ok();
        match day {
            Some(day) if day.date.is_some() && day.time.is_none() => Ok(Some(text)),
            _ => {
                let reason = format!("is `{text}`, which is no day");
                Err(self.wrong(key, &reason, "write it as 2027-01-31"))
            }
        }
    }

    /// Refuses what nobody asked for.
    fn finish(&self) -> Result<(), Failure> {
        let Some(key) = self.table.keys().next() else {
            return Ok(());
        };
        let hint = closest(key, &self.known).map_or_else(
            || format!("the keys here are {}", self.known.join(", ")),
            |name| format!("did you mean `{name}`?"),
        );
        Err(self.wrong(key, "means nothing to this oomscope", &hint))
    }
}

/// A condition by its name, else a hint.
pub fn condition(text: &str) -> Result<Condition, String> {
    let found = Condition::ALL.into_iter().find(|c| c.name() == text);
    let names = Condition::ALL.map(Condition::name);
    found.ok_or_else(|| {
        closest(text, &names).map_or_else(
            || format!("the conditions are {}", names.join(", ")),
            |name| format!("did you mean `{name}`?"),
        )
    })
}

/// The name that was probably meant.
fn closest<'a>(text: &str, names: &[&'a str]) -> Option<&'a str> {
    let scored = names
        .iter()
        .map(|name| (strsim::jaro_winkler(text, name), *name));
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.8).then_some(best.1)
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "a text",
        Value::Integer(_) | Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Datetime(_) => "a date",
        Value::Array(_) => "a list",
        Value::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Budget, String> {
        let told = |failure: Failure| format!("{failure} | {}", failure.hint().unwrap_or_default());
        Ok(parse("oomscope.toml", text, false)
            .map_err(told)?
            .unwrap_or_default())
    }

    #[test]
    fn everything_that_is_documented_is_read() {
        let budget = read(
            r#"
            [budget]
            peak = "1GiB"
            retained = 1048576
            test-peak = "600MiB"
            test-needs = "300MiB"
            test-retained = "0"
            noise = "2%"
            fail-on = ["leak", "regression"]
            [budget.growth]
            peak = "10%"
            test-peak = ["10%", "5MiB"]
            [[budget.tests]]
            match = "tests/slow/*"
            needs = "2GiB"
            [[budget.ignore]]
            cause = "cache"
            holder = "app.cache.*"
            reason = "See #12."
            expires = 2027-01-31
            "#,
        )
        .unwrap();
        assert_eq!(budget.peak_bytes, Some(1 << 30));
        assert_eq!(budget.each.retained_bytes, Some(0));
        assert_eq!(budget.noise_percent, 2.0);
        assert_eq!(budget.fail_on, [Condition::Leak, Condition::Regression]);
        let (percent, bytes) = (10.0, 5 << 20);
        assert_eq!(budget.growth.test_peak, Some(Margin { percent, bytes }));
        assert_eq!(budget.tests[0].limits.needs_bytes, Some(2 << 30));
        assert_eq!(budget.ignore[0].expires.as_deref(), Some("2027-01-31"));
        assert_eq!(read("").unwrap(), Budget::default());
    }

    #[test]
    fn pyproject_is_read_where_it_has_something_to_say() {
        let text = "[project]\nname = \"x\"\n[tool.oomscope.budget]\npeak = \"1GiB\"\n";
        let budget = parse("pyproject.toml", text, true).unwrap().unwrap();
        assert_eq!(budget.peak_bytes, Some(1 << 30));
        assert!(
            parse("pyproject.toml", "[tool.other]\n", true)
                .unwrap()
                .is_none()
        );
    }

    #[test]
    fn mistakes_are_named_with_the_remedy() {
        for (text, parts) in [
            (
                "[budget]\npaek = 1",
                ["`budget.paek`", "did you mean `peak`?"],
            ),
            ("[bugdet]", ["`bugdet`", "did you mean `budget`?"]),
            (
                "[budget]\nxyz = 1",
                ["`budget.xyz`", "the keys here are peak, retained"],
            ),
            ("[budget]\npeak = \"much\"", ["`budget.peak`", "400MiB"]),
            ("[budget]\npeak = -1", ["`-1`, which is no size", "400MiB"]),
            (
                "[budget]\nfail-on = \"leek\"",
                ["\"leek\"", "did you mean `leak`?"],
            ),
            ("[budget]\nnoise = 3", ["`budget.noise`", "2%"]),
            (
                "[budget.growth]\npeak = \"x%\"",
                ["`budget.growth.peak`", "10%"],
            ),
            (
                "[[budget.tests]]\npeak = \"1GiB\"",
                ["`budget.tests[1].match`", "is missing"],
            ),
            (
                "[budget.tests]\nmatch = \"x\"",
                ["`budget.tests`", "[[budget.tests]]"],
            ),
            (
                "[[budget.ignore]]\ncause = \"cahce\"\nreason = \"r\"",
                ["`cahce`", "`cache`"],
            ),
            (
                "[[budget.ignore]]\nreason = \"r\"",
                ["`budget.ignore[1]`", "`cause`"],
            ),
            (
                "[[budget.ignore]]\ntest = \"t\"",
                ["`budget.ignore[1].reason`", "ticket"],
            ),
            (
                "[[budget.ignore]]\ntest = \"t\"\nreason = \"r\"\nexpires = \"2027-02-30\"",
                ["`2027-02-30`", "2027-01-31"],
            ),
            ("budget = 3", ["`budget`", "not a table"]),
            ("[budget\n", ["line 1", "is not TOML"]),
        ] {
            let error = read(text).unwrap_err();
            for part in parts {
                assert!(error.contains(part), "{text}: {error}");
            }
        }
    }
}
