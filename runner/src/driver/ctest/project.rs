//! The tests of a project as `ctest --show-only=json-v1` tells them, and the file from which CTest runs some of them:
//! with all their properties, each started by `watch`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::driver::watch;

/// What CTest tells.
#[derive(Debug, Deserialize)]
struct Project {
    tests: Vec<Test>,
}

/// A test.
#[derive(Debug, Clone, Deserialize)]
pub struct Test {
    /// Its name.
    pub name: String,
    /// Program and arguments; none where it cannot be run.
    #[serde(default)]
    command: Vec<String>,
    #[serde(default)]
    properties: Vec<Property>,
}

#[derive(Debug, Clone, Deserialize)]
struct Property {
    name: String,
    value: Value,
}

/// The tests in what CTest printed, which can begin with the folder that it went to.
pub fn tests(printed: &str) -> Option<Vec<Test>> {
    let json = &printed[printed.find('{')?..];
    let project: Project = serde_json::from_str(json).ok()?;
    Some(project.tests)
}

impl Test {
    /// The values of a property that is a list.
    fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        let of_name = self.properties.iter().filter(move |one| one.name == name);
        let values = of_name.filter_map(|one| one.value.as_array()).flatten();
        values.filter_map(Value::as_str)
    }

    /// The file's lines for it. `own` is oomscope's program.
    fn lines(&self, own: &Path) -> String {
        let name = quoted(&self.name);
        // What is missing is for CTest to say.
        let is_there = self
            .command
            .first()
            .is_some_and(|program| Path::new(program).exists());
        let mut command: Vec<String> = Vec::new();
        if is_there {
            command.extend([own.display().to_string(), watch::COMMAND.to_owned()]);
        }
        command.extend(self.command.iter().cloned());
        if command.is_empty() {
            command.push(format!("{}_NOT_AVAILABLE", self.name));
        }
        let words: Vec<String> = command.iter().map(|word| quoted(word)).collect();
        let mut text = format!("add_test({name} {})\n", words.join(" "));
        let mut properties: BTreeMap<&str, String> = BTreeMap::new();
        for one in &self.properties {
            if let Some(value) = plain(&one.value) {
                properties.insert(&one.name, value);
            }
        }
        if is_there {
            let environment = properties.entry("ENVIRONMENT").or_default();
            let semicolon = if environment.is_empty() { "" } else { ";" };
            let named = self.name.replace(';', "\\;");
            environment.push_str(&format!("{semicolon}{}={named}", watch::TEST));
        }
        for (property, value) in properties {
            text.push_str(&format!(
                "set_tests_properties({name} PROPERTIES {property} {})\n",
                quoted(&value)
            ));
        }
        text
    }
}

/// A property's value as CMake has it; `None` for the few that are objects.
fn plain(value: &Value) -> Option<String> {
    Some(match value {
        Value::String(text) => text.clone(),
        Value::Bool(is_on) => if *is_on { "ON" } else { "OFF" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(values) => {
            let values: Option<Vec<&str>> = values.iter().map(Value::as_str).collect();
            let values = values?.into_iter().map(|value| value.replace(';', "\\;"));
            values.collect::<Vec<_>>().join(";")
        }
        Value::Null | Value::Object(_) => return None,
    })
}

/// A word in which CMake reads nothing: a bracket argument.
fn quoted(text: &str) -> String {
    let mut fence = String::from("=");
    while text.contains(&format!("]{fence}]")) || text.ends_with(&format!("]{fence}")) {
        fence.push('=');
    }
    // The first line end of one is not taken.
    let line_end = if text.starts_with('\n') { "\n" } else { "" };
    format!("[{fence}[{line_end}{text}]{fence}]")
}

/// Which of all tests are run so that some are: with those that set up and clean up for them, in their order.
pub fn with_fixtures<'t>(all: &'t [Test], chosen: &BTreeSet<&str>) -> Vec<&'t Test> {
    let mut names: BTreeSet<&str> = chosen.clone();
    loop {
        let ours = all.iter().filter(|test| names.contains(test.name.as_str()));
        let required: BTreeSet<&str> = ours
            .flat_map(|test| test.list("FIXTURES_REQUIRED"))
            .collect();
        let gives = |test: &&Test| {
            let mut fixtures = test
                .list("FIXTURES_SETUP")
                .chain(test.list("FIXTURES_CLEANUP"));
            fixtures.any(|fixture| required.contains(fixture))
        };
        let before = names.len();
        names.extend(all.iter().filter(gives).map(|test| test.name.as_str()));
        if names.len() == before {
            break;
        }
    }
    let ours = all.iter().filter(|test| names.contains(test.name.as_str()));
    ours.collect()
}

/// The file from which CTest runs tests. `own` is oomscope's program.
pub fn file(tests: &[&Test], own: &Path) -> String {
    tests.iter().map(|test| test.lines(own)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = r#"Internal ctest changing into directory: /w/build
{"kind":"ctestInfo","version":{"major":1},"tests":[
{"name":"db up","command":["/bin/sh","-c","echo ]=]"],"properties":[{"name":"FIXTURES_SETUP","value":["db"]}]},
{"name":"query","command":["/bin/true"],"config":"Debug","properties":[
 {"name":"FIXTURES_REQUIRED","value":["db"]},{"name":"TIMEOUT","value":1.5},{"name":"WILL_FAIL","value":true},
 {"name":"ENVIRONMENT","value":["A=1","B=x;y"]},{"name":"RESOURCE_GROUPS","value":[{"requirements":[]}]}]},
{"name":"gone","command":["/no/such/test"],"properties":[]},
{"name":"none","properties":[]}]}"#;

    #[test]
    fn tests_bring_those_that_set_up_for_them_and_keep_their_properties() {
        let all = tests(PRINTED).unwrap();
        let chosen = with_fixtures(&all, &BTreeSet::from(["query"]));
        let text = file(&chosen, Path::new("/o/oomscope"));
        insta::assert_snapshot!(text, @r"
        add_test([=[db up]=] [=[/o/oomscope]=] [=[__watch]=] [=[/bin/sh]=] [=[-c]=] [==[echo ]=]]==])
        set_tests_properties([=[db up]=] PROPERTIES ENVIRONMENT [=[OOMSCOPE_TEST=db up]=])
        set_tests_properties([=[db up]=] PROPERTIES FIXTURES_SETUP [=[db]=])
        add_test([=[query]=] [=[/o/oomscope]=] [=[__watch]=] [=[/bin/true]=])
        set_tests_properties([=[query]=] PROPERTIES ENVIRONMENT [=[A=1;B=x\;y;OOMSCOPE_TEST=query]=])
        set_tests_properties([=[query]=] PROPERTIES FIXTURES_REQUIRED [=[db]=])
        set_tests_properties([=[query]=] PROPERTIES TIMEOUT [=[1.5]=])
        set_tests_properties([=[query]=] PROPERTIES WILL_FAIL [=[ON]=])
        ");
    }

    #[test]
    fn what_cannot_be_run_is_left_to_ctest() {
        let all = tests(PRINTED).unwrap();
        let chosen = with_fixtures(&all, &BTreeSet::from(["gone", "none"]));
        let text = file(&chosen, Path::new("/o/oomscope"));
        insta::assert_snapshot!(text, @r"
        add_test([=[gone]=] [=[/no/such/test]=])
        add_test([=[none]=] [=[none_NOT_AVAILABLE]=])
        ");
        assert!(tests("No tests were found!!!").is_none());
    }
}
