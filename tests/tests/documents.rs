//! Documents that state facts of the program are held to it.
#![expect(
    clippy::unwrap_used,
    reason = "in a test, whatever goes wrong is a failure"
)]

use std::fs;

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
