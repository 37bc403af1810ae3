//! Documents that state facts of the program are held to it.
#![expect(
    clippy::unwrap_used,
    reason = "in a test, whatever goes wrong is a failure"
)]

use std::fs;

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
