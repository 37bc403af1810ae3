//! Documents that state facts of the program are held to it.
#![expect(
    clippy::unwrap_used,
    reason = "in a test, whatever goes wrong is a failure"
)]

use std::fs;
use std::path::{Path, PathBuf};

use oomscope_shared::artifact::Framework;
use oomscope_shared::{Ending, FormatVersion, Locale, exit_code};
use oomscope_tests::places;

fn document(name: &str) -> String {
    fs::read_to_string(places::workspace().join("docs").join(name)).unwrap()
}

/// The rows of the first table whose head begins like this.
fn table(text: &str, head: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().trim_matches('`').to_owned())
            .collect()
    };
    let mut lines = text
        .lines()
        .skip_while(|line| !line.starts_with(&format!("| {head} |")))
        .skip(2);
    let mut rows = Vec::new();
    while let Some(line) = lines.next().filter(|line| line.starts_with('|')) {
        rows.push(cells(line));
    }
    rows
}

#[test]
fn the_exit_codes_are_those_of_the_program() {
    let written = table(&document("exit-codes.md"), "code | meaning");
    let real: Vec<Vec<String>> = exit_code::TABLE
        .iter()
        .map(|(code, meaning)| vec![code.to_string(), (*meaning).to_owned()])
        .collect();
    assert_eq!(written, real);
}

#[test]
fn the_glossary_lists_every_ending() {
    let written = table(&document("glossary.md"), "ending | in words");
    let words = |ending: Ending| Locale::english().word(ending.key());
    let real: Vec<(&str, &str)> = Ending::ALL.map(|e| (e.name(), words(e))).to_vec();
    let names: Vec<(&str, &str)> = written.iter().map(|row| (&*row[0], &*row[1])).collect();
    assert_eq!(names, real);
}

#[test]
fn the_story_of_the_format_reaches_the_current_version() {
    let text = document("format.md");
    for version in 1..=FormatVersion::CURRENT.0 {
        assert!(
            text.contains(&format!("\n### Version {version}\n")),
            "version {version} has no section"
        );
    }
}

/// Where somebody begins to read about oomscope.
const BEGINNINGS: [&str; 3] = ["../README.md", "installing.md", "ci/github.md"];

#[test]
fn what_is_not_published_is_said_wherever_one_begins() {
    let says = BEGINNINGS.map(|name| (name, document(name).contains("**Not published yet.**")));
    let is_said = says[0].1;
    assert!(says.iter().all(|(_, says)| *says == is_said), "{says:?}");
}

#[test]
fn no_document_gives_to_pytest_alone_what_others_have() {
    for name in ["../README.md", "faq.md", "frameworks/README.md"] {
        let text = document(name);
        for wrong in ["with pytest only", "are for pytest."] {
            assert!(!text.contains(wrong), "{name}: {wrong}");
        }
    }
    // What the program is able to do with a framework stands in the table of all of them.
    let table = document("frameworks/README.md");
    for framework in Framework::ALL.into_iter().filter(|one| one.has_plugin()) {
        let row = table
            .lines()
            .find(|line| line.contains(&format!("({}.md)", framework.name())));
        let row = row.unwrap_or_default();
        assert!(
            row.contains("peak and kept") && row.contains("names holder and line"),
            "{row}"
        );
    }
}

/// The code of a file, without its tests and comments.
fn code_of(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Every source in a folder.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The modules of a source that are for tests alone, as they begin.
fn test_modules(path: &Path, text: &str) -> Vec<String> {
    let folder = match path.file_stem().unwrap().to_str().unwrap() {
        "mod" | "lib" | "main" => path.parent().unwrap().to_owned(),
        _ => path.with_extension(""),
    };
    let mut modules = Vec::new();
    for (line, next) in text.lines().zip(text.lines().skip(1)) {
        let name = next.trim_start_matches("pub ").strip_prefix("mod ");
        let is_tests = line.starts_with("#[cfg(") && line.contains("test");
        if let (true, Some(name)) = (is_tests, name.and_then(|rest| rest.strip_suffix(';'))) {
            modules.push(folder.join(name).display().to_string());
        }
    }
    modules
}

/// A framework is a row of the table, a folder with its driver, and a page: CONTRIBUTING.md "Adding a framework".
#[test]
fn no_code_outside_of_its_driver_knows_a_framework_by_name() {
    let mut files = Vec::new();
    for folder in [
        "shared",
        "journal",
        "diagnosis",
        "report",
        "schedule",
        "runner",
        "viewer",
    ] {
        sources(&places::workspace().join(folder).join("src"), &mut files);
    }
    assert!(files.len() > 300, "{}", files.len());
    // pytest's exit codes mean what its plugin has seen, and imports are of its plugins; a command is no framework.
    let known = [Framework::Pytest, Framework::Command];
    let drivers = places::workspace().join("runner/src/driver");
    let read = |path: &PathBuf| fs::read_to_string(path).unwrap();
    let tests: Vec<String> = (files.iter())
        .flat_map(|path| test_modules(path, &read(path)))
        .collect();
    let is_test = |path: &Path| {
        let path = path.display().to_string();
        let mut tests = tests.iter().filter_map(|module| path.strip_prefix(module));
        tests.any(|rest| rest == ".rs" || rest.starts_with('/'))
    };
    for path in files.iter().filter(|path| !is_test(path)) {
        // A folder of the drivers is one framework's, or those of one runtime.
        let is_driver = path.parent().unwrap() != drivers && path.starts_with(&drivers);
        if is_driver {
            continue;
        }
        let code = code_of(&read(path));
        for framework in Framework::ALL
            .into_iter()
            .filter(|one| !known.contains(one))
        {
            let name = format!("Framework::{framework:?}");
            assert!(
                !code.contains(&name),
                "{}: what is known of {} belongs into its row of the table in shared/src/framework, or into its driver",
                path.display(),
                framework.name()
            );
        }
    }
}

#[test]
fn each_framework_has_its_row_its_driver_and_its_page() {
    let shared = places::workspace().join("shared/src/framework/table.rs");
    let table = fs::read_to_string(shared).unwrap();
    let drivers = places::workspace().join("runner/src/driver/mod.rs");
    let drivers = fs::read_to_string(drivers).unwrap();
    for framework in Framework::ALL {
        let row = format!(
            "\n    {framework:?} {{\n        name: \"{}\",",
            framework.name()
        );
        assert_eq!(table.matches(&row).count(), 1, "{row}");
        let page = framework.documented().page.split('#').next().unwrap();
        let about = document(&format!("frameworks/{page}"));
        assert!(about.contains("oomscope run"), "{page} has no command");
    }
    // One module and one registration are all that the list of drivers has of one.
    for name in ["ctest", "gtest", "minitest", "rspec", "vitest", "nextest"] {
        assert_eq!(drivers.matches(name).count(), 2, "{name}");
    }
}
