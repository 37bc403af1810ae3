//! The lines that code of ours inside a framework writes: one JSON object for each thing that happened.
//!
//! The modules beside each driver of JavaScript and Ruby, and the agent of `jvm/java`, write them:
//!
//! ```text
//! {"event":"found","tests":[KEY,…]}   the tests that there are, where nobody has listed them
//! {"event":"start","test":KEY}
//! {"event":"case","test":KEY,"name":NAME,"outcome":WORD,"duration_ms":N,"why":TEXT}
//! {"event":"end","test":KEY,"outcome":WORD,"duration_ms":N,"why":TEXT,
//!  "peak_kib":N,"rss_before_kib":N,"rss_after_kib":N,"heap_bytes":N,"kept_kib":N,"grown_bytes":N}
//! {"event":"measured","test":KEY,…}   the figures, where another process has them, or later
//! {"event":"jvm","heap_limit_bytes":N}   the limit of the heap of a JVM that runs tests
//! {"event":"killed","test":KEY}       the process that is all of the test was ended by SIGKILL; its end follows
//! ```
//!
//! KEY is what the framework calls the test: a path for JavaScript, an example's id for RSpec, a class and a method
//! for Minitest, a class with its module for the JVM.

use std::collections::BTreeMap;

use oomscope_journal::Measured;
use oomscope_shared::Outcome;
use oomscope_shared::artifact::FileCase;
use serde::Deserialize;

use super::adapter::{FrameworkEvent, Reader};
use super::first_line;

/// Makes an id of what the framework calls a test.
type Naming = Box<dyn Fn(&str) -> String>;

/// Reads the lines.
pub struct Reporter {
    /// Ids by what the framework calls the tests.
    ids: BTreeMap<String, String>,
    /// Where the process finds its tests by itself: how they are called.
    naming: Option<Naming>,
}

impl Reporter {
    /// For tests: the framework's name and the id of each.
    pub fn new(tests: impl IntoIterator<Item = (String, String)>) -> Self {
        Self {
            ids: tests.into_iter().collect(),
            naming: None,
        }
    }

    /// For tests that the process finds by itself.
    pub fn finding(naming: Naming) -> Self {
        Self {
            ids: BTreeMap::new(),
            naming: Some(naming),
        }
    }

    /// The ids of tests that were found, in the order of their names.
    fn find(&mut self, mut tests: Vec<String>) -> Option<Vec<String>> {
        let naming = self.naming.as_ref()?;
        tests.sort();
        tests.dedup();
        let ids: Vec<String> = tests.iter().map(|test| naming(test)).collect();
        self.ids.extend(tests.into_iter().zip(ids.iter().cloned()));
        Some(ids)
    }
}

#[derive(Debug, Deserialize)]
struct Line {
    event: String,
    #[serde(default)]
    test: String,
    #[serde(default)]
    tests: Vec<String>,
    name: Option<String>,
    outcome: Option<String>,
    duration_ms: Option<f64>,
    why: Option<String>,
    peak_kib: Option<u64>,
    rss_before_kib: Option<u64>,
    rss_after_kib: Option<u64>,
    heap_bytes: Option<u64>,
    kept_kib: Option<u64>,
    grown_bytes: Option<i64>,
    heap_limit_bytes: Option<u64>,
}

impl Line {
    fn figures(&self) -> Measured {
        Measured {
            peak_kib: self.peak_kib,
            rss_before_kib: self.rss_before_kib,
            rss_after_kib: self.rss_after_kib,
            retained_kib: self.kept_kib,
            v8_heap_used_kib: self.heap_bytes.map(|bytes| bytes / 1024),
        }
    }
}

fn outcome(word: &str) -> Option<Outcome> {
    Some(match word {
        "passed" => Outcome::Passed,
        "failed" => Outcome::Failed,
        "error" => Outcome::Error,
        "skipped" => Outcome::Skipped,
        "xfailed" => Outcome::Xfailed,
        "xpassed" => Outcome::Xpassed,
        _ => return None,
    })
}

impl Reader for Reporter {
    fn line(&mut self, line: &str, tell: &mut dyn FnMut(FrameworkEvent)) -> bool {
        let Ok(line) = serde_json::from_str::<Line>(line) else {
            return false;
        };
        if let Some(bytes) = line.heap_limit_bytes {
            tell(FrameworkEvent::JvmHeap(bytes));
        }
        if line.event == "found" {
            let found = self.find(line.tests);
            found
                .into_iter()
                .for_each(|ids| tell(FrameworkEvent::Found { ids }));
            return false;
        }
        let Some(id) = self.ids.get(&line.test).cloned() else {
            return false;
        };
        let duration_us = line.duration_ms.map(|ms| (ms.max(0.0) * 1e3) as u64);
        let remark = line.why.as_deref().and_then(first_line);
        let outcome = line.outcome.as_deref().and_then(outcome);
        let (figures, grown) = (line.figures(), line.grown_bytes);
        match (line.event.as_str(), outcome) {
            ("start", _) => tell(FrameworkEvent::Started { id }),
            ("case", Some(outcome)) => tell(FrameworkEvent::FileCase {
                id,
                case: FileCase {
                    test: 0,
                    name: line.name.unwrap_or_default(),
                    outcome,
                    duration_us,
                    remark,
                },
            }),
            ("end", Some(outcome)) => {
                tell(FrameworkEvent::Ended {
                    id: id.clone(),
                    outcome,
                    duration_us,
                    remark,
                });
                if figures != Measured::default() {
                    tell(FrameworkEvent::Measured { id, figures, grown });
                }
            }
            ("measured", _) => tell(FrameworkEvent::Measured { id, figures, grown }),
            ("killed", _) => tell(FrameworkEvent::Killed { id }),
            _ => {}
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_our_own_code_are_read() {
        let mut reader = Reporter::new([("/w/a.test.js".to_owned(), "a.test.js".to_owned())]);
        let mut told = Vec::new();
        for line in [
            r#"{"event":"start","test":"/w/a.test.js"}"#,
            r#"{"event":"start","test":"/w/other.test.js"}"#,
            r#"{"event":"case","test":"/w/a.test.js","name":"math > adds","outcome":"failed","duration_ms":1.5,"why":"\n\nexpected 3\nmore"}"#,
            r#"{"event":"end","test":"/w/a.test.js","outcome":"failed","duration_ms":200,"peak_kib":900,"heap_bytes":2048}"#,
            r#"{"event":"measured","test":"/w/a.test.js","kept_kib":8192,"grown_bytes":-3}"#,
            r#"{"event":"killed","test":"/w/a.test.js"}"#,
            r#"{"event":"jvm","heap_limit_bytes":4096}"#,
            "nonsense",
        ] {
            assert!(!reader.line(line, &mut |one| told.push(one)));
        }
        let id = || "a.test.js".to_owned();
        assert_eq!(told[0], FrameworkEvent::Started { id: id() });
        let case = FileCase {
            test: 0,
            name: "math > adds".to_owned(),
            outcome: Outcome::Failed,
            duration_us: Some(1500),
            remark: Some("expected 3".to_owned()),
        };
        assert_eq!(told[1], FrameworkEvent::FileCase { id: id(), case });
        assert_eq!(
            told[2],
            FrameworkEvent::Ended {
                id: id(),
                outcome: Outcome::Failed,
                duration_us: Some(200_000),
                remark: None
            }
        );
        let figures = Measured {
            peak_kib: Some(900),
            v8_heap_used_kib: Some(2),
            ..Measured::default()
        };
        assert_eq!(
            told[3],
            FrameworkEvent::Measured {
                id: id(),
                figures,
                grown: None
            }
        );
        let figures = Measured {
            retained_kib: Some(8192),
            ..Measured::default()
        };
        assert_eq!(
            told[4],
            FrameworkEvent::Measured {
                id: id(),
                figures,
                grown: Some(-3)
            }
        );
        assert_eq!(told[5], FrameworkEvent::Killed { id: id() });
        assert_eq!(told[6], FrameworkEvent::JvmHeap(4096));
        assert_eq!(told.len(), 7);
    }

    #[test]
    fn who_finds_its_tests_says_which_they_are() {
        let naming = |path: &str| path.trim_start_matches("/w/").to_owned();
        let mut reader = Reporter::finding(Box::new(naming));
        let mut told = Vec::new();
        for line in [
            r#"{"event":"found","tests":["/w/b.js","/w/a.js","/w/b.js"]}"#,
            r#"{"event":"start","test":"/w/b.js"}"#,
        ] {
            reader.line(line, &mut |one| told.push(one));
        }
        let ids = ["a.js", "b.js"].map(str::to_owned).to_vec();
        let id = "b.js".to_owned();
        let expected = [
            FrameworkEvent::Found { ids },
            FrameworkEvent::Started { id },
        ];
        assert_eq!(told, expected);
        // Where the tests were given, nobody finds others.
        let mut reader = Reporter::new([]);
        reader.line(
            r#"{"event":"found","tests":["/w/b.js"]}"#,
            &mut |_| panic!(),
        );
    }
}
