//! What a Rust test binary prints, line by line: `test NAME ... ok`.

use std::collections::BTreeMap;

use oomscope_shared::Outcome;

use crate::driver::adapter::{FrameworkEvent, Reader};
use crate::driver::first_line;

/// Reads the output of one binary.
pub struct Libtest {
    /// Ids of the tests of the batch by their names in the binary.
    ids: BTreeMap<String, String>,
    /// The test whose name was printed and whose outcome was not yet.
    running: Option<String>,
    /// Tests that failed and whose output has not been seen yet.
    failed: Vec<String>,
    /// The test whose output is being printed.
    shown: Option<String>,
    /// Whether the place of its panic has been printed: the next line is the message.
    has_place: bool,
}

impl Libtest {
    /// For tests of a binary: name and id of each.
    pub fn new(tests: impl IntoIterator<Item = (String, String)>) -> Self {
        Self {
            ids: tests.into_iter().collect(),
            running: None,
            failed: Vec::new(),
            shown: None,
            has_place: false,
        }
    }

    /// The name at the beginning of `test NAME ... rest`, and the rest.
    fn split<'t>(&self, text: &'t str) -> Option<(String, &'t str)> {
        let (name, rest) = text.strip_prefix("test ")?.split_once(" ... ")?;
        let name = name
            .split_once(" - should panic")
            .map_or(name, |(name, _)| name);
        let name = name.split_once(" - compile").map_or(name, |(name, _)| name);
        self.ids.contains_key(name).then(|| (name.to_owned(), rest))
    }

    fn start(&mut self, name: &str, tell: &mut dyn FnMut(FrameworkEvent)) {
        if self.running.as_deref() != Some(name)
            && let Some(id) = self.ids.get(name)
        {
            self.running = Some(name.to_owned());
            tell(FrameworkEvent::Started { id: id.clone() });
        }
    }

    fn finish(&mut self, name: &str, word: &str, tell: &mut dyn FnMut(FrameworkEvent)) -> bool {
        let Some((outcome, remark)) = outcome(word) else {
            return false;
        };
        let Some(id) = self.ids.get(name) else {
            return false;
        };
        tell(FrameworkEvent::Ended {
            id: id.clone(),
            outcome,
            duration_us: None,
            remark,
        });
        self.running = None;
        if outcome == Outcome::Failed {
            self.failed.push(name.to_owned());
        }
        true
    }

    /// The reason in what a failed test printed: the message of its panic, or what it returned.
    fn look_for_reason(&mut self, line: &str, tell: &mut dyn FnMut(FrameworkEvent)) {
        let Some(name) = &self.shown else {
            return;
        };
        let is_place = line.starts_with("thread '") && line.contains("panicked at");
        let reason = match line.split_once("panicked at '") {
            // Rust before 1.73 has the message on the same line.
            Some((_, message)) if is_place => Some(message),
            _ if is_place || line.trim().is_empty() => None,
            _ if line.starts_with("Error: ") => Some(line),
            _ if self.has_place => Some(line),
            _ => None,
        };
        self.has_place |= is_place;
        if let (Some(text), Some(id)) = (reason.and_then(first_line), self.ids.get(name)) {
            tell(FrameworkEvent::Why {
                id: id.clone(),
                text,
            });
            self.shown = None;
        }
    }
}

/// What the word behind a name means.
fn outcome(word: &str) -> Option<(Outcome, Option<String>)> {
    // With `--report-time` a duration follows.
    let (first, rest) = word.split_once([' ', ',']).unwrap_or((word, ""));
    let reason = rest.trim().trim_start_matches('(').trim_end_matches(')');
    let reason = (!reason.is_empty() && !reason.starts_with('<')).then(|| reason.to_owned());
    Some(match first {
        "ok" => (Outcome::Passed, None),
        "FAILED" => (Outcome::Failed, reason),
        "ignored" => (Outcome::Skipped, reason),
        _ => return None,
    })
}

impl Reader for Libtest {
    fn line(&mut self, line: &str, tell: &mut dyn FnMut(FrameworkEvent)) -> bool {
        if let Some(name) =
            (line.strip_prefix("---- ")).and_then(|rest| rest.strip_suffix(" stdout ----"))
        {
            let has_failed = self.failed.iter().any(|failed| failed == name);
            self.shown = has_failed.then(|| name.to_owned());
            self.has_place = false;
            return true;
        }
        if self.shown.is_some() {
            self.look_for_reason(line, tell);
            return true;
        }
        // With `--nocapture` what tests print can stand before a name that several threads write, and
        // between a name and its outcome.
        let begins = line.match_indices("test ").map(|(at, _)| at);
        let found = begins.into_iter().find_map(|at| self.split(&line[at..]));
        if let Some((name, rest)) = found {
            self.start(&name, tell);
            self.finish(&name, rest, tell);
        } else if let Some(name) = self.running.clone() {
            let word = ["ok", "FAILED", "ignored"]
                .into_iter()
                .find(|word| line.ends_with(word));
            if let Some(word) = word {
                self.finish(&name, word, tell);
            }
        }
        true
    }

    fn beginning(&mut self, text: &str, tell: &mut dyn FnMut(FrameworkEvent)) {
        if let Some((name, _)) = self.split(text) {
            self.start(&name, tell);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `cargo test -- --test-threads=1` printed, shortened in the backtrace.
    const RECORDED: &str = "
running 5 tests
test tests::adds ... ok
test tests::fails ... FAILED
test tests::later ... ignored, slow
test tests::panics - should panic ... ok
test tests::with_result ... FAILED

failures:

---- tests::fails stdout ----
hello

thread 'tests::fails' (490) panicked at src/lib.rs:9:45:
assertion `left == right` failed: sums differ
  left: 3
 right: 4
stack backtrace:
   0: __rustc::rust_begin_unwind

---- tests::with_result stdout ----
Error: \"bad\"


failures:
    tests::fails
    tests::with_result

test result: FAILED. 2 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s
";

    fn reader(names: &[&str]) -> Libtest {
        Libtest::new(
            names
                .iter()
                .map(|name| ((*name).to_owned(), format!("shop {name}"))),
        )
    }

    fn read(reader: &mut Libtest, text: &str) -> Vec<String> {
        let mut told = Vec::new();
        let mut tell = |one: FrameworkEvent| {
            told.push(match one {
                FrameworkEvent::Started { id } => format!("{id} starts"),
                FrameworkEvent::Ended {
                    id,
                    outcome,
                    remark,
                    ..
                } => {
                    format!("{id} {} {}", outcome.name(), remark.unwrap_or_default())
                }
                FrameworkEvent::Why { id, text } => format!("{id} because {text}"),
                other => format!("{other:?}"),
            });
        };
        for line in text.lines() {
            reader.line(line, &mut tell);
        }
        told
    }

    #[test]
    fn outcomes_and_reasons_are_read() {
        let names = [
            "tests::adds",
            "tests::fails",
            "tests::later",
            "tests::panics",
            "tests::with_result",
        ];
        let told = read(&mut reader(&names), RECORDED);
        let rest: Vec<&String> = told
            .iter()
            .filter(|line| !line.ends_with("starts"))
            .collect();
        assert_eq!(
            rest,
            [
                "shop tests::adds passed ",
                "shop tests::fails failed ",
                "shop tests::later skipped slow",
                "shop tests::panics passed ",
                "shop tests::with_result failed ",
                "shop tests::fails because assertion `left == right` failed: sums differ",
                "shop tests::with_result because Error: \"bad\"",
            ]
        );
        assert_eq!(told.len(), 12);
    }

    #[test]
    fn an_unfinished_line_names_the_running_test() {
        let mut reader = reader(&["a", "b"]);
        let mut told = Vec::new();
        for text in ["test a ", "test a ... ", "test a ... ", "noise"] {
            reader.beginning(text, &mut |one| told.push(one));
        }
        assert_eq!(
            told,
            [FrameworkEvent::Started {
                id: "shop a".to_owned()
            }]
        );
    }

    #[test]
    fn what_tests_print_does_not_hide_their_outcome() {
        let told = read(
            &mut reader(&["a", "b"]),
            "test a ... talks\nand talks\nok\nwithout an endtest b ... FAILED\n",
        );
        assert_eq!(
            told,
            [
                "shop a starts",
                "shop a passed ",
                "shop b starts",
                "shop b failed "
            ]
        );
    }
}
