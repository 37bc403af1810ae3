//! `oomscope.toml`, or `[tool.oomscope]` of `pyproject.toml`: the budget of a project, read with errors that
//! name the place, the key, the reason and the closest right key.

mod keys;

use std::path::{Path, PathBuf};

use oomscope_report::budget::{Budget, Condition};
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path as KeyPath, Segment};

use crate::error::Failure;
use crate::input::{self, Kind};
use keys::{Oomscope, Project};

/// The remedy where there is no nearer one.
const EXAMPLE: &str = "see docs/budgets.md for an example";

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
        let text = input::read_text(path, Kind::Config)?;
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
            let Ok(text) = input::read_text(&path, Kind::Config) else {
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
    if is_project {
        let project: Project = read(file, text)?;
        return Ok(project.ours().map(Oomscope::budget));
    }
    let own: Oomscope = read(file, text)?;
    Ok(Some(own.budget()))
}

fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Failure> {
    let deserializer = toml::Deserializer::parse(text).map_err(|error| {
        Failure::usage(
            format!(
                "`{file}`, {}, is not TOML: {}",
                place(text, &error),
                error.message()
            ),
            EXAMPLE,
        )
    })?;
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let place = place(text, error.inner());
        let Mistake { key, reason, hint } = Mistake::of(key(error.path()), error.inner().message());
        Failure::usage(format!("`{key}` in `{file}`, {place}, {reason}"), hint)
    })
}

/// Line and column where an error is.
fn place(text: &str, error: &toml::de::Error) -> String {
    let start = error.span().map_or(0, |span| span.start);
    let before = text.get(..start).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    format!("line {line}, column {column}")
}

/// A key as a reader counts: the first entry of a list is `[1]`.
fn key(path: &KeyPath) -> String {
    let mut key = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => key += &format!("[{}]", index + 1),
            Segment::Map { key: name } if key.is_empty() => key += name,
            Segment::Map { key: name } => key += &format!(".{name}"),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    key
}

/// An error of a key, in our words.
struct Mistake {
    key: String,
    reason: String,
    hint: String,
}

impl Mistake {
    /// What serde says is known by how it begins; every other text is one of ours, in two lines.
    fn of(key: String, message: &str) -> Self {
        let mut names = message.split('`').skip(1).step_by(2);
        let is = |reason: &str, hint: String| Self {
            key: key.clone(),
            reason: reason.to_owned(),
            hint,
        };
        if message.starts_with("unknown field") {
            let name = names.next().unwrap_or_default();
            let known: Vec<&str> = names.collect();
            let hint = closest_or_all(name, "keys here", &known);
            return is("means nothing to this oomscope", hint);
        }
        if message.starts_with("missing field") {
            let name = names.next().unwrap_or_default();
            let what = match name {
                "match" => "a pattern of test ids, such as \"tests/slow/*\"",
                "reason" => "why the finding is known, such as a ticket",
                _ => "what it is",
            };
            return Self {
                key: format!("{key}.{name}"),
                reason: "is missing".to_owned(),
                hint: format!("write {what}"),
            };
        }
        if let Some((found, expected)) = message
            .strip_prefix("invalid type: ")
            .and_then(|types| types.split_once(", expected "))
        {
            let (expected, hint) = match expected {
                "a sequence" => ("a list of tables", format!("write it as [[{key}]]")),
                "a string" => ("a text", "put it between quotation marks".to_owned()),
                other => (other, EXAMPLE.to_owned()),
            };
            return is(&format!("is {} and not {expected}", kind(found)), hint);
        }
        let (reason, hint) = message.rsplit_once('\n').unwrap_or((message, EXAMPLE));
        is(reason, hint.to_owned())
    }
}

/// What serde found, in the words of a reader of TOML.
fn kind(found: &str) -> &str {
    match found.split(' ').next().unwrap_or_default() {
        "string" => "a text",
        "integer" | "floating" => "a number",
        "boolean" => "true or false",
        "sequence" => "a list",
        "map" => "a table",
        _ => found,
    }
}

/// A condition by its name, else a hint.
pub fn condition(text: &str) -> Result<Condition, String> {
    let found = Condition::ALL.into_iter().find(|c| c.name() == text);
    let names = Condition::ALL.map(Condition::name);
    found.ok_or_else(|| closest_or_all(text, "conditions", &names))
}

/// A hint for a name that is wrong.
fn closest_or_all(text: &str, what: &str, names: &[&str]) -> String {
    match closest(text, names) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("the {what} are {}", names.join(", ")),
    }
}

/// The name that was probably meant.
fn closest<'a>(text: &str, names: &[&'a str]) -> Option<&'a str> {
    let scored = names
        .iter()
        .map(|name| (strsim::jaro_winkler(text, name), *name));
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.8).then_some(best.1)
}

#[cfg(fuzzing)]
pub mod fuzzing {
    //! What people write for oomscope, over any bytes.

    /// A file of budgets, in both of its places, and a list of tests.
    pub fn config(bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        for is_project in [false, true] {
            let _ = super::parse("oomscope.toml", &text, is_project);
        }
        crate::list_file::parse(&text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_report::budget::Margin;

    fn budget(text: &str) -> Result<Budget, String> {
        let told = |failure: Failure| format!("{failure} | {}", failure.hint().unwrap_or_default());
        Ok(parse("oomscope.toml", text, false)
            .map_err(told)?
            .unwrap_or_default())
    }

    #[test]
    fn everything_that_is_documented_is_read() {
        let budget = budget(
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
        assert_eq!(super::tests::budget("").unwrap(), Budget::default());
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
        let text = text.replace("peak", "paek");
        let error = parse("pyproject.toml", &text, true).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`tool.oomscope.budget.paek` in `pyproject.toml`, line 4, column 1, means nothing to this oomscope"
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
            ("budget = 3", ["`budget`", "is a number and not a table"]),
            (
                "[budget]\ngrowth = [\"10%\"]",
                ["`budget.growth`", "is a list and not a table"],
            ),
            (
                "[budget]\n[[budget.ignore]]\ntest = 3\nreason = \"r\"",
                ["`budget.ignore[1].test`", "between quotation marks"],
            ),
            (
                "[[budget.ignore]]\ntest = \"t\"\nreason = \" \"",
                ["line 3, column 10", "is empty"],
            ),
            (
                "# é\n[budget]\n\"état\" = { x = 1 }\n",
                ["line 3, column 1,", "`budget.état`"],
            ),
            (
                "[budget]\ngrowth = { peak = \"1%\", \"é\" = 2 }\n",
                ["line 2, column 25,", "`budget.growth.é`"],
            ),
            (
                "[[budget.tests]]\nmatch = \"x\"\n\n[[budget.tests]]\npeak = 1\n",
                ["line 4, column 1,", "`budget.tests[2].match`"],
            ),
            (
                "[budget]\npeak = 1\npeak = 2\n",
                ["line 3, column 1", "duplicate key"],
            ),
            ("[budget\n", ["line 1, column 8", "is not TOML"]),
        ] {
            let error = budget(text).unwrap_err();
            for part in parts {
                assert!(error.contains(part), "{text}: {error}");
            }
        }
    }
}
