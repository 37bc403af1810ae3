//! What CTest prints, `2/9 Test #3: name ....***Failed    0.01 sec`, and what `watch` tells of each test's process.

use std::collections::BTreeMap;

use oomscope_journal::Measured;
use oomscope_shared::Outcome;

use crate::driver::adapter::{FrameworkEvent, Reader};
use crate::driver::first_line;
use crate::driver::gtest::Why;
use crate::driver::watch::{self, Watched};

/// Reads both.
pub struct Lines {
    /// The tests, by their numbers in the file that CTest runs.
    names: Vec<String>,
    /// A test that failed and whose output is being read.
    failed: Option<Failed>,
    /// Tests whose process has ended and of which CTest has not told, with the code of each.
    ended: BTreeMap<String, Option<i32>>,
}

/// A test that failed.
#[derive(Default)]
struct Failed {
    id: String,
    /// Why, where GoogleTest says so.
    why: Why,
    first: Option<String>,
}

impl Lines {
    /// For the tests of a file, in their order.
    pub fn new(names: Vec<String>) -> Self {
        Self {
            names,
            failed: None,
            ended: BTreeMap::new(),
        }
    }

    /// The test of `Start 3: name` or `1/9 Test #3: name …`, and what follows its name.
    fn test<'l>(&self, line: &'l str) -> Option<(&str, &'l str)> {
        let line = line.trim_start();
        let (count, rest) = line.split_once(' ')?;
        let rest = rest.trim_start();
        let numbered = match count {
            "Start" => rest,
            _ => {
                let (done, all) = count.split_once('/')?;
                let _: (u32, u32) = (done.parse().ok()?, all.parse().ok()?);
                rest.strip_prefix("Test")?.trim_start().strip_prefix('#')?
            }
        };
        let (number, rest) = numbered.split_once(": ")?;
        let number: usize = number.parse().ok()?;
        let name = self.names.get(number.checked_sub(1)?)?;
        Some((name, rest.strip_prefix(name.as_str())?))
    }

    /// Tells why the test failed whose output is over.
    fn tell_why(&mut self, tell: &mut dyn FnMut(FrameworkEvent)) {
        if let Some(Failed { id, why, first }) = self.failed.take()
            && let Some(text) = why.remark().or(first)
        {
            tell(FrameworkEvent::Why { id, text });
        }
    }

    fn watched(&mut self, watched: Watched, tell: &mut dyn FnMut(FrameworkEvent)) {
        match watched {
            Watched::Begins { test, .. } => tell(FrameworkEvent::Started { id: test }),
            Watched::Ended {
                test,
                code,
                signal,
                peak_kib,
                ..
            } => {
                tell(FrameworkEvent::Measured {
                    id: test.clone(),
                    figures: Measured {
                        peak_kib,
                        ..Measured::default()
                    },
                    grown: None,
                });
                if signal == Some(libc::SIGKILL) {
                    tell(FrameworkEvent::Killed { id: test.clone() });
                }
                self.ended.insert(test, code);
            }
        }
    }
}

/// What the words behind a name mean: ` ....   Passed    0.02 sec`, ` ...***Exception: SegFault  0.10 sec`.
fn outcome(rest: &str) -> Option<(Outcome, Option<String>, Option<u64>)> {
    let rest = rest.trim();
    let rest = rest.strip_suffix(" sec")?;
    let (words, seconds) = rest.rsplit_once(' ')?;
    let duration_us = seconds.parse::<f64>().ok().map(|one| (one * 1e6) as u64);
    let words = words.trim_start_matches(['.', ' ']).trim();
    let said = words.replace("***", " ");
    let said = said.trim().trim_end_matches(':').trim();
    let outcome = match words.split_once("***") {
        None if words == "Passed" => return Some((Outcome::Passed, None, duration_us)),
        None => return None,
        Some((_, "Skipped" | "Not Run (Disabled)")) => Outcome::Skipped,
        Some(_) => Outcome::Failed,
    };
    // That it failed is said by the outcome.
    let remark = (!matches!(said, "Failed" | "Skipped")).then(|| said.to_owned());
    Some((outcome, remark, duration_us))
}

impl Reader for Lines {
    fn line(&mut self, line: &str, tell: &mut dyn FnMut(FrameworkEvent)) -> bool {
        if let Ok(watched) = serde_json::from_str(line) {
            self.watched(watched, tell);
            return false;
        }
        if let Some((name, rest)) = self.test(line) {
            let id = name.to_owned();
            let ended = outcome(rest);
            self.tell_why(tell);
            if let Some((outcome, remark, duration_us)) = ended {
                self.ended.remove(&id);
                tell(FrameworkEvent::Ended {
                    id: id.clone(),
                    outcome,
                    duration_us,
                    remark,
                });
                if outcome == Outcome::Failed {
                    let failed = Failed {
                        id,
                        ..Failed::default()
                    };
                    self.failed = Some(failed);
                }
            }
        } else if line.ends_with("tests failed out of") || line.contains("% tests passed") {
            self.tell_why(tell);
        } else if let Some(failed) = &mut self.failed {
            failed.why.take(line);
            if failed.first.is_none() {
                failed.first = first_line(line);
            }
        }
        true
    }

    fn end(&mut self, tell: &mut dyn FnMut(FrameworkEvent)) {
        self.tell_why(tell);
        // CTest itself died before it told.
        watch::tell_of_ended(&mut self.ended, tell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORDED: &str = "\
Test project /tmp/s
    Start  1: Pages.Home
1/7 Test  #1: Pages.Home .......................   Passed    0.02 sec
    Start  2: wrong one
2/7 Test  #2: wrong one ........................***Failed    0.01 sec
Running main() from gtest_main.cc
[ RUN      ] A.b
shop_test.cc:113: Failure
sums differ
[  FAILED  ] A.b (0 ms)

    Start  3: skips
3/7 Test  #3: skips ............................***Skipped   0.01 sec
    Start  4: off
4/7 Test  #4: off ..............................***Not Run (Disabled)   0.00 sec
    Start  5: aborts
5/7 Test  #5: aborts ...........................Subprocess aborted***Exception:   0.25 sec
a.out: x.c:3: main: Assertion `0' failed.
    Start  6: hangs
6/7 Test  #6: hangs ............................***Timeout   1.00 sec
    Start  7: segfaults
7/7 Test  #7: segfaults ........................***Exception: SegFault  0.10 sec

75% tests passed, 1 tests failed out of 4

The following tests FAILED:
\t  2 - wrong one (Failed)
";

    #[test]
    fn outcomes_are_read_with_what_the_tests_print() {
        let names = [
            "Pages.Home",
            "wrong one",
            "skips",
            "off",
            "aborts",
            "hangs",
            "segfaults",
        ];
        let mut reader = Lines::new(names.map(str::to_owned).into());
        let mut told = Vec::new();
        let mut tell = |one: FrameworkEvent| {
            told.push(match one {
                FrameworkEvent::Ended {
                    id,
                    outcome,
                    duration_us,
                    remark,
                } => format!("{id}: {} {duration_us:?} {remark:?}", outcome.name()),
                FrameworkEvent::Why { id, text } => format!("{id}: {text}"),
                other => format!("{other:?}"),
            });
        };
        for line in RECORDED.lines() {
            reader.line(line, &mut tell);
        }
        reader.end(&mut tell);
        assert_eq!(
            told,
            [
                "Pages.Home: passed Some(20000) None",
                "wrong one: failed Some(10000) None",
                "wrong one: shop_test.cc:113: sums differ",
                "skips: skipped Some(10000) None",
                "off: skipped Some(0) Some(\"Not Run (Disabled)\")",
                "aborts: failed Some(250000) Some(\"Subprocess aborted Exception\")",
                "aborts: a.out: x.c:3: main: Assertion `0' failed.",
                "hangs: failed Some(1000000) Some(\"Timeout\")",
                "segfaults: failed Some(100000) Some(\"Exception: SegFault\")",
            ]
        );
    }

    #[test]
    fn what_watch_tells_stands_where_ctest_died_before_it_told() {
        let mut reader = Lines::new(vec!["a".to_owned(), "b".to_owned()]);
        let mut told = Vec::new();
        for line in [
            r#"{"watched":"begins","binary":"","test":"a"}"#,
            r#"{"watched":"ended","binary":"","test":"a","code":0,"signal":null,"peak_kib":900}"#,
            r#"{"watched":"begins","binary":"","test":"b"}"#,
            r#"{"watched":"ended","binary":"","test":"b","code":null,"signal":9,"peak_kib":null}"#,
        ] {
            assert!(!reader.line(line, &mut |one| told.push(one)));
        }
        reader.end(&mut |one| told.push(one));
        let id = || "b".to_owned();
        assert!(told.contains(&FrameworkEvent::Killed { id: id() }));
        let ended = told
            .iter()
            .filter(|one| matches!(one, FrameworkEvent::Ended { .. }));
        assert_eq!(ended.count(), 1, "{told:?}");
    }
}
