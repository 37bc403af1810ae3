//! What `cargo nextest run` prints as lines of JSON, and what `watch` tells beside it.

use std::collections::{BTreeMap, BTreeSet};

use oomscope_journal::Measured;
use oomscope_shared::Outcome;
use serde::Deserialize;

use crate::driver::adapter::{FrameworkEvent, Reader};
use crate::driver::first_line;
use crate::driver::watch::{self, Watched};

/// Reads the lines of nextest and those of `watch`.
pub struct Lines {
    /// Ids by the names that nextest's lines have.
    pub(in crate::driver) ids: BTreeMap<String, String>,
    /// Tests that will not run.
    pub(in crate::driver) ignored: BTreeSet<String>,
    /// Tests whose process has ended and that nextest has not told of: the code each ended with.
    pub(in crate::driver) ended: BTreeMap<String, Option<i32>>,
}

impl Lines {
    fn watched(&mut self, watched: Watched, tell: &mut dyn FnMut(FrameworkEvent)) {
        match watched {
            Watched::Begins { binary, test } => tell(FrameworkEvent::Started {
                id: format!("{binary} {test}"),
            }),
            Watched::Ended {
                binary,
                test,
                code,
                signal,
                peak_kib,
            } => {
                let id = format!("{binary} {test}");
                let figures = Measured {
                    peak_kib,
                    ..Measured::default()
                };
                tell(FrameworkEvent::Measured {
                    id: id.clone(),
                    figures,
                    grown: None,
                });
                if signal == Some(libc::SIGKILL) {
                    tell(FrameworkEvent::Killed { id: id.clone() });
                }
                self.ended.insert(id, code);
            }
        }
    }
}

#[derive(Debug, Deserialize)]
struct Line {
    #[serde(rename = "type")]
    kind: String,
    event: String,
    name: Option<String>,
    exec_time: Option<f64>,
    stdout: Option<String>,
}

impl Reader for Lines {
    fn line(&mut self, line: &str, tell: &mut dyn FnMut(FrameworkEvent)) -> bool {
        if let Ok(watched) = serde_json::from_str(line) {
            self.watched(watched, tell);
            return false;
        }
        let Ok(Line {
            kind,
            event,
            name: Some(name),
            exec_time,
            stdout,
        }) = serde_json::from_str(line)
        else {
            return false;
        };
        // A later attempt of a test (`--retries`) has its number behind the name.
        let name = name
            .rsplit_once('#')
            .map_or(name.as_str(), |(name, _)| name);
        let Some(id) = self.ids.get(name).filter(|_| kind == "test").cloned() else {
            return false;
        };
        let outcome = match event.as_str() {
            "ok" => Outcome::Passed,
            "failed" | "timeout" => Outcome::Failed,
            "ignored" => Outcome::Skipped,
            // That it starts is told late here, and by `watch` in time.
            _ => return false,
        };
        self.ignored.remove(&id);
        self.ended.remove(&id);
        let remark =
            (outcome == Outcome::Failed).then(|| reason(stdout.as_deref().unwrap_or_default()));
        tell(FrameworkEvent::Ended {
            id,
            outcome,
            duration_us: exec_time.map(|seconds| (seconds * 1e6) as u64),
            remark: remark.flatten(),
        });
        false
    }

    fn end(&mut self, tell: &mut dyn FnMut(FrameworkEvent)) {
        for id in std::mem::take(&mut self.ignored) {
            tell(FrameworkEvent::Ended {
                id,
                outcome: Outcome::Skipped,
                duration_us: None,
                remark: None,
            });
        }
        watch::tell_of_ended(&mut self.ended, tell);
    }
}

/// The reason in what a failed test printed.
fn reason(text: &str) -> Option<String> {
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("Error: ") {
            return first_line(line);
        }
        if line.starts_with("thread '") && line.contains("panicked at") {
            return first_line(lines.next().unwrap_or(line));
        }
    }
    first_line(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What nextest 0.9.143 printed.
    const LINES: &str = r#"{"type":"suite","event":"started","test_count":5}
{"type":"test","event":"started","name":"shop-core::shop_core$tests::adds"}
{"type":"test","event":"ignored","name":"shop-core::shop_core$tests::later"}
{"type":"test","event":"ok","name":"shop-core::shop_core$tests::adds","exec_time":0.006644439}
{"type":"test","event":"failed","name":"shop-core::it$outside","exec_time":0.139253925,"stdout":"hello\n\nthread 'tests::fails' (584) panicked at src/lib.rs:9:45:\nassertion `left == right` failed: sums differ\n  left: 3\n"}
{"type":"suite","event":"failed","passed":1,"failed":2,"ignored":1,"measured":0,"filtered_out":0,"exec_time":0.151217301}"#;

    fn told(text: &str) -> Vec<FrameworkEvent> {
        let ids = [
            ("shop-core::shop_core$tests::adds", "shop-core tests::adds"),
            ("shop-core::it$outside", "shop-core::it outside"),
        ];
        let mut reader = Lines {
            ids: ids
                .map(|(line, id)| (line.to_owned(), id.to_owned()))
                .into(),
            ignored: BTreeSet::new(),
            ended: BTreeMap::new(),
        };
        let mut told = Vec::new();
        for line in text.lines() {
            assert!(!reader.line(line, &mut |one| told.push(one)));
        }
        reader.end(&mut |one| told.push(one));
        told
    }

    #[test]
    fn lines_of_json_are_read() {
        let told = told(LINES);
        assert_eq!(told.len(), 2);
        assert_eq!(
            told[0],
            FrameworkEvent::Ended {
                id: "shop-core tests::adds".to_owned(),
                outcome: Outcome::Passed,
                duration_us: Some(6644),
                remark: None,
            }
        );
        assert!(
            matches!(&told[1], FrameworkEvent::Ended { remark: Some(why), .. } if why.starts_with("assertion `left")),
            "{told:?}"
        );
    }

    #[test]
    fn a_process_that_was_killed_is_told_before_nextest_calls_it_failed() {
        let id = "shop-core::it outside".to_owned();
        let ended = |signal| Watched::Ended {
            binary: "shop-core::it".to_owned(),
            test: "outside".to_owned(),
            code: None,
            signal: Some(signal),
            peak_kib: None,
        };
        let of = |signal| told(&serde_json::to_string(&ended(signal)).unwrap());
        assert!(of(libc::SIGKILL).contains(&FrameworkEvent::Killed { id: id.clone() }));
        assert!(!of(libc::SIGABRT).contains(&FrameworkEvent::Killed { id }));
    }
}
