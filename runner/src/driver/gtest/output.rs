//! What a binary of GoogleTest prints, line by line: `[ RUN      ] Suite.Test`, and `[       OK ] Suite.Test (0 ms)`.
//!
//! It flushes each of these lines, so that they say which test runs when the process dies; the file of
//! `--gtest_output` is written when all is over.

use std::collections::BTreeSet;

use oomscope_shared::Outcome;
use oomscope_shared::facts::LeftBehind;

use crate::driver::adapter::{FrameworkEvent, Reader, Rest};
use crate::driver::first_line;

const RUN: &str = "[ RUN      ] ";
/// How the end of a test begins. The summary behind all tests has the same words, when no test runs any more.
const ENDS: [(&str, Outcome); 3] = [
    ("[       OK ] ", Outcome::Passed),
    ("[  FAILED  ] ", Outcome::Failed),
    ("[  SKIPPED ] ", Outcome::Skipped),
];
const DISABLED: &str = "[ DISABLED ] ";
/// Lines of a message that are told.
const MESSAGE_LINES: usize = 6;

/// What the process does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doing {
    /// It runs the tests of the user's run.
    Run,
    /// It repeats tests for the hunt, in whose name the first of them is told what each round left.
    Rounds {
        /// The id of that test.
        first: String,
    },
}

/// Reads the output.
pub struct GtestOutput {
    doing: Doing,
    /// Tests of the batch that are switched off, and of which nothing was told.
    disabled: BTreeSet<String>,
    running: Option<Running>,
    /// What the processes held when they rested first, and last.
    begun_kib: Option<u64>,
    rested_kib: Option<u64>,
}

/// The test that runs.
#[derive(Debug, Default)]
struct Running {
    id: String,
    why: Why,
}

/// The first failure of a test, or why it was skipped.
#[derive(Debug, Default)]
pub struct Why {
    place: String,
    lines: Vec<String>,
    is_whole: bool,
}

impl Why {
    /// Takes a line of the test's output: `file.cc:42: Failure`, and what follows.
    pub fn take(&mut self, line: &str) {
        let place = ["Failure", "Skipped"].iter().find_map(|word| {
            let place = line.strip_suffix(word)?.trim_end().strip_suffix(':')?;
            let (_, number) = place.rsplit_once(':').unwrap_or((place, "0"));
            let is_place = number.parse::<u32>().is_ok() || place == "unknown file";
            is_place.then(|| place.to_owned())
        });
        match place {
            Some(place) if self.place.is_empty() => self.place = place,
            Some(_) => self.is_whole = true,
            None if self.place.is_empty() || self.is_whole => {}
            // The end of the test.
            None if line.starts_with("[  ") => self.is_whole = true,
            None if line.trim().is_empty() => self.is_whole |= !self.lines.is_empty(),
            None => {
                self.lines.push(line.trim().to_owned());
                self.is_whole |= self.lines.len() == MESSAGE_LINES;
            }
        }
    }

    /// Place and message.
    pub fn remark(self) -> Option<String> {
        match self.place.is_empty() {
            true => None,
            false => first_line(&format!("{}: {}", self.place, self.lines.join(" "))),
        }
    }
}

impl GtestOutput {
    /// For the tests of a batch; `disabled` are those of them that will not be run.
    pub fn new(doing: Doing, disabled: BTreeSet<String>) -> Self {
        Self {
            doing,
            disabled,
            running: None,
            begun_kib: None,
            rested_kib: None,
        }
    }

    /// Tells the end of the running test, where the line says so.
    fn end_of_test(&mut self, line: &str, tell: &mut dyn FnMut(FrameworkEvent)) -> bool {
        let Some(running) = &self.running else {
            return false;
        };
        // What the test printed can stand before it on the line.
        let found = ENDS.iter().find_map(|(words, outcome)| {
            let rest = &line[line.find(words)? + words.len()..];
            let rest = rest.strip_prefix(running.id.as_str())?;
            // `, where GetParam() = 7 (3 ms)`, or nothing behind the name.
            let is_name = rest.is_empty() || rest.starts_with([' ', ',']);
            is_name.then_some((*outcome, duration_us(rest)))
        });
        let Some((outcome, duration_us)) = found else {
            return false;
        };
        let running = self.running.take().unwrap_or_default();
        tell(FrameworkEvent::Ended {
            id: running.id,
            outcome,
            duration_us,
            remark: match outcome {
                Outcome::Passed => None,
                _ => running.why.remark(),
            },
        });
        true
    }

    fn tell_disabled(&mut self, id: &str, tell: &mut dyn FnMut(FrameworkEvent)) {
        if self.disabled.remove(id) {
            tell(FrameworkEvent::Ended {
                id: id.to_owned(),
                outcome: Outcome::Skipped,
                duration_us: None,
                remark: Some("DISABLED_".to_owned()),
            });
        }
    }
}

/// `(12 ms)` at the end.
fn duration_us(rest: &str) -> Option<u64> {
    let ms = rest.rsplit_once('(')?.1.strip_suffix(" ms)")?;
    ms.parse::<u64>().ok()?.checked_mul(1000)
}

/// The line without colours.
fn plain(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        // `[0;32m` of `ESC[0;32m`; `ESC[K` ends no line that matters.
        text.push_str(part.split_once(['m', 'K']).map_or("", |(_, rest)| rest));
    }
    text
}

impl Reader for GtestOutput {
    fn line(&mut self, line: &str, tell: &mut dyn FnMut(FrameworkEvent)) -> bool {
        let line = plain(line);
        if let Some(at) = line.find(RUN) {
            let id = line[at + RUN.len()..].trim_end().to_owned();
            self.running = Some(Running {
                id: id.clone(),
                why: Why::default(),
            });
            tell(FrameworkEvent::Started { id });
        } else if let Some(id) = line.strip_prefix(DISABLED) {
            self.tell_disabled(id.trim_end(), tell);
        } else if !self.end_of_test(&line, tell)
            && let Some(running) = &mut self.running
        {
            running.why.take(&line);
        }
        true
    }

    fn rests(&mut self, at: Rest, held_kib: u64, tell: &mut dyn FnMut(FrameworkEvent)) {
        let before_kib = self.rested_kib.replace(held_kib);
        let (Rest::Round, Some(before_kib)) = (at, before_kib) else {
            self.begun_kib = Some(held_kib);
            return;
        };
        tell(match &self.doing {
            Doing::Run => FrameworkEvent::LeftBehind(LeftBehind {
                goroutines: 0,
                heap_bytes: held_kib.saturating_sub(self.begun_kib.unwrap_or(before_kib)) * 1024,
            }),
            Doing::Rounds { first } => FrameworkEvent::Measured {
                id: first.clone(),
                figures: Default::default(),
                grown: Some((held_kib as i64 - before_kib as i64) * 1024),
            },
        });
    }

    fn end(&mut self, tell: &mut dyn FnMut(FrameworkEvent)) {
        // Before 1.12 it says only how many there are. One of a process that died is not run either.
        for id in std::mem::take(&mut self.disabled) {
            tell(FrameworkEvent::Ended {
                id,
                outcome: Outcome::Skipped,
                duration_us: None,
                remark: Some("DISABLED_".to_owned()),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What GoogleTest 1.12 printed for tests/examples/frameworks/googletest, shortened.
    const RECORDED: &str = "\
Running main() from ./googletest/src/gtest_main.cc
Note: Google Test filter = *Outcome*:*Tax*
[==========] Running 5 tests from 2 test suites.
[----------] Global test environment set-up.
[----------] 3 tests from Outcome
[ RUN      ] Outcome.IsWrongOnPurpose
talks
shop_test.cc:113: Failure
Expected equality of these values:
  1 + 1
    Which is: 2
  3
sums differ
shop_test.cc:114: Failure
another
[  FAILED  ] Outcome.IsWrongOnPurpose (12 ms)
[ RUN      ] Outcome.IsSkipped
shop_test.cc:115: Skipped
not today
[  SKIPPED ] Outcome.IsSkipped (0 ms)
[ DISABLED ] Outcome.DISABLED_IsOff
[----------] 2 tests from Usual/Tax
[ RUN      ] Usual/Tax.Is/0
without an end[       OK ] Usual/Tax.Is/0 (1 ms)
[ RUN      ] Usual/Tax.Is/1
[       OK ] Usual/Tax.Is/10 (0 ms)
unknown file: Failure
C++ exception with description \"bad\" thrown in the test body.
[  FAILED  ] Usual/Tax.Is/1, where GetParam() = 19 (0 ms)
[==========] 5 tests from 2 test suites ran. (13 ms total)
[  PASSED  ] 1 test.
[  SKIPPED ] 1 test, listed below:
[  SKIPPED ] Outcome.IsSkipped
[  FAILED  ] 2 tests, listed below:
[  FAILED  ] Outcome.IsWrongOnPurpose
[  FAILED  ] Usual/Tax.Is/1, where GetParam() = 19
";

    fn said(reader: &mut GtestOutput, text: &str) -> Vec<String> {
        let mut told = Vec::new();
        let mut tell = |one: FrameworkEvent| {
            told.push(match one {
                FrameworkEvent::Started { id } => format!("{id} starts"),
                FrameworkEvent::Ended {
                    id,
                    outcome,
                    duration_us,
                    remark,
                } => format!(
                    "{id} {} {:?} {}",
                    outcome.name(),
                    duration_us,
                    remark.unwrap_or_default()
                ),
                other => format!("{other:?}"),
            });
        };
        for line in text.lines() {
            assert!(reader.line(line, &mut tell));
        }
        reader.end(&mut tell);
        told
    }

    fn reader() -> GtestOutput {
        let disabled = ["Outcome.DISABLED_IsOff", "Outcome.DISABLED_Too"];
        GtestOutput::new(Doing::Run, disabled.map(str::to_owned).into())
    }

    #[test]
    fn no_test_lasts_longer_than_can_be_counted() {
        let mut reader = GtestOutput::new(Doing::Run, BTreeSet::new());
        let line = "[ RUN      ] Cart.Adds\n[  SKIPPED ] Cart.Adds (14347467612885206807 ms)\n";
        let told = said(&mut reader, line);
        assert_eq!(told, ["Cart.Adds starts", "Cart.Adds skipped None "]);
    }

    #[test]
    fn outcomes_and_reasons_are_read_whatever_tests_print() {
        let told = said(&mut reader(), RECORDED);
        let rest: Vec<&String> = (told.iter())
            .filter(|line| !line.ends_with("starts"))
            .collect();
        assert_eq!(
            rest,
            [
                "Outcome.IsWrongOnPurpose failed Some(12000) shop_test.cc:113: Expected equality of \
                 these values: 1 + 1 Which is: 2 3 sums differ",
                "Outcome.IsSkipped skipped Some(0) shop_test.cc:115: not today",
                "Outcome.DISABLED_IsOff skipped None DISABLED_",
                "Usual/Tax.Is/0 passed Some(1000) ",
                "Usual/Tax.Is/1 failed Some(0) unknown file: C++ exception with description \
                 \"bad\" thrown in the test body.",
                "Outcome.DISABLED_Too skipped None DISABLED_",
            ]
        );
        assert_eq!(told.len(), 10);
    }

    #[test]
    fn colours_change_nothing() {
        let text =
            "\u{1b}[0;32m[ RUN      ] \u{1b}[mA.b\n\u{1b}[0;32m[       OK ] \u{1b}[mA.b (0 ms)\n";
        let told = said(&mut GtestOutput::new(Doing::Run, BTreeSet::new()), text);
        assert_eq!(told, ["A.b starts", "A.b passed Some(0) "]);
    }

    #[test]
    fn what_is_held_when_it_rests_is_told_for_the_run_and_for_each_round() {
        let rests = |doing: Doing| {
            let mut reader = GtestOutput::new(doing, BTreeSet::new());
            let mut told = Vec::new();
            for (at, kib) in [(Rest::Begun, 100), (Rest::Round, 700), (Rest::Round, 600)] {
                reader.rests(at, kib, &mut |one| told.push(one));
            }
            told
        };
        let left = |heap_bytes| {
            FrameworkEvent::LeftBehind(LeftBehind {
                goroutines: 0,
                heap_bytes,
            })
        };
        assert_eq!(rests(Doing::Run), [left(600 << 10), left(500 << 10)]);
        let first = "A.b".to_owned();
        let grown = |kib: i64| FrameworkEvent::Measured {
            id: "A.b".to_owned(),
            figures: Default::default(),
            grown: Some(kib * 1024),
        };
        assert_eq!(rests(Doing::Rounds { first }), [grown(600), grown(-100)]);
    }
}
