//! The Trace Event Format (JSON) that Perfetto and `chrome://tracing` open: memory as counters, batches,
//! tests and processes as slices, deaths and findings as instants.

use serde_json::{Value, json};

use oomscope_shared::Message;
use oomscope_shared::answer::answer;
use oomscope_shared::artifact::{Artifact, Batch};
use oomscope_shared::details::Details;
use oomscope_shared::lanes::lanes;

use super::moments::{moments, test_spans};
use super::together::{curve, in_lanes, numbered, process_curves, processes_in_lanes};
use super::{clock, english};

/// So many points of a batch's curve are counter events; the viewers become slow with millions.
pub const MOST_POINTS: usize = 50_000;

/// All events belong to this process of the trace.
const PID: u32 = 1;
/// Its tracks.
const BATCHES: usize = 1;
const TESTS: usize = 100;
const PROCESSES: usize = 10_000;

/// The document.
pub fn trace(artifact: &Artifact) -> String {
    let mut events = Events::default();
    let run = &artifact.run;
    let label = run.label.as_deref().unwrap_or(&run.folder);
    events.name("process_name", 0, &format!("oomscope: {label}"));
    let batches = in_lanes(artifact);
    let rows = 1 + batches.iter().map(|(_, lane)| *lane).max().unwrap_or(0);
    for lane in 0..rows {
        events.name("thread_name", BATCHES + lane, &numbered("batches", lane));
    }
    for (batch, lane) in &batches {
        let args = json!({
            "pass": batch.pass.name(),
            "tests": batch.test_count,
            "ending": batch.ending.name(),
            "proof": batch.proof.name(),
            "peak_bytes": batch.peak_bytes,
            "exit_code": batch.exit_code(),
            "signal": batch.signal(),
        });
        let ending = Message::from(batch.ending.key()).english();
        let name = format!("batch {} ({ending})", batch.index);
        events.slice(
            BATCHES + lane,
            &name,
            "batch",
            batch.start_ms.saturating_mul(1000),
            batch.duration_ms.saturating_mul(1000),
            args,
        );
    }
    tests(&mut events, artifact, TESTS.max(BATCHES + rows));
    processes(&mut events, artifact);
    let (kept, of) = counters(&mut events, artifact, &batches);
    for moment in moments(artifact) {
        let args = match moment.finding {
            Some(finding) => json!({
                "kind": finding.kind.name(),
                "cause": finding.cause.name(),
                "culprits": finding.culprits.len(),
                "first_culprit": finding.culprits.first(),
                "holder": finding.holder,
                "retained_bytes": finding.retained_bytes,
                "hint": finding.hint.as_ref().map(Message::english),
                "hint_code": finding.hint_code,
                "reproduce": finding.reproduce,
            }),
            None => json!({}),
        };
        let category = if moment.finding.is_some() {
            "finding"
        } else {
            "death"
        };
        // Of global scope: a line over all tracks.
        events.add(&json!({
            "ph": "i", "s": "g", "pid": PID, "tid": BATCHES, "ts": moment.at_ms.saturating_mul(1000),
            "name": moment.text, "cat": category, "args": args,
        }));
    }
    let other = json!({
        "tool": format!("oomscope {}", artifact.tool.version),
        "started_at": run.started_at,
        "started_at_epoch_ms": clock::start_ms(artifact),
        "command": run.command,
        "answer": answer(artifact).headline.english(),
        "samples": super::samples(kept, of),
        "warnings": english(&artifact.warnings),
    });
    format!(
        "{{\"displayTimeUnit\":\"ms\",\"otherData\":{other},\"traceEvents\":[\n{}\n]}}\n",
        events.text
    )
}

/// The tests on tracks from a number on.
fn tests(events: &mut Events, artifact: &Artifact, tracks: usize) {
    let spans = test_spans(artifact);
    let times: Vec<_> = spans
        .iter()
        .map(|span| (span.start_us, span.end_us))
        .collect();
    let lanes = lanes(&times, usize::MAX, 0);
    for lane in 0..lanes.iter().max().map_or(0, |most| most + 1) {
        events.name("thread_name", tracks + lane, &numbered("tests", lane));
    }
    for (span, lane) in spans.iter().zip(lanes) {
        let Some(row) = artifact.tests.row(span.test as usize) else {
            continue;
        };
        let args = json!({
            "outcome": row.outcome.name(),
            "batch": row.batch,
            "peak_bytes": row.peak_bytes,
            "retained_bytes": row.retained_bytes,
            "rss_before_bytes": row.rss_before_bytes,
            "rss_after_bytes": row.rss_after_bytes,
        });
        events.slice(
            tracks + lane,
            row.id,
            "test",
            span.start_us,
            span.end_us - span.start_us,
            args,
        );
    }
}

fn processes(events: &mut Events, artifact: &Artifact) {
    let found = processes_in_lanes(artifact);
    let lanes = found.iter().map(|(_, lane)| lane + 1).max();
    for lane in 0..lanes.unwrap_or(0) {
        events.name(
            "thread_name",
            PROCESSES + lane,
            &format!("processes ({})", lane + 1),
        );
    }
    for (name, curve) in process_curves(&found) {
        for (time_ms, kib) in curve {
            events.counter(&name, time_ms, kib.saturating_mul(1024));
        }
    }
    for (process, lane) in found {
        let args = json!({
            "pid": process.pid,
            "parent_pid": process.parent_pid,
            "peak_bytes": process.peak_kib.saturating_mul(1024),
        });
        let length = process.end_ms.saturating_sub(process.start_ms);
        let length = length.saturating_mul(1000);
        let name = format!("{} [{}]", process.name, process.pid);
        events.slice(
            PROCESSES + lane,
            &name,
            "process",
            process.start_ms.saturating_mul(1000),
            length,
            args,
        );
    }
}

/// Memory of all batches together.
const TOGETHER: &str = "resident memory of the process tree";

/// Writes the curves and says how many samples there are now and were before.
fn counters(
    events: &mut Events,
    artifact: &Artifact,
    batches: &[(&Batch, usize)],
) -> (usize, usize) {
    let all: Vec<_> = batches.iter().map(|(batch, _)| *batch).collect();
    let together = curve(&all, MOST_POINTS);
    for (time_ms, kib) in &together.points {
        events.counter(TOGETHER, *time_ms, kib.saturating_mul(1024));
    }
    let is_side_by_side = batches.iter().any(|(_, lane)| *lane > 0);
    for (batch, lane) in batches {
        if is_side_by_side {
            let name = format!("resident memory of batches ({})", lane + 1);
            for (time_ms, kib) in curve(&[batch], MOST_POINTS).points {
                events.counter(&name, time_ms, kib.saturating_mul(1024));
            }
        }
        for (name, column) in kinds(&batch.details) {
            for (time_ms, value) in batch.details.time_ms.iter().zip(column) {
                if let Some(kib) = value {
                    events.counter(&numbered(name, *lane), *time_ms, kib.saturating_mul(1024));
                }
            }
        }
        if let Some(limit) = &artifact.limits.memory {
            events.counter("memory limit", batch.start_ms, limit.bytes);
        }
    }
    (together.kept, together.of)
}

/// The slow readings that say how much memory of a kind there is, with their names.
pub(super) fn kinds(details: &Details) -> [(&'static str, &[Option<u64>]); 7] {
    [
        ("proportional memory (PSS)", &details.pss_kib),
        ("anonymous memory", &details.anon_kib),
        ("mapped files", &details.file_kib),
        ("shared memory", &details.shmem_kib),
        ("swapped out", &details.swap_kib),
        ("charged to the cgroup", &details.cgroup_kib),
        ("page cache of the cgroup", &details.cgroup_file_kib),
    ]
}

/// Events as text, one a line.
#[derive(Default)]
struct Events {
    text: String,
}

impl Events {
    fn add(&mut self, event: &Value) {
        if !self.text.is_empty() {
            self.text += ",\n";
        }
        self.text += &event.to_string();
    }

    fn name(&mut self, what: &str, tid: usize, name: &str) {
        self.add(
            &json!({ "ph": "M", "pid": PID, "tid": tid, "name": what, "args": { "name": name } }),
        );
        if what == "thread_name" {
            self.add(&json!({
                "ph": "M", "pid": PID, "tid": tid, "name": "thread_sort_index", "args": { "sort_index": tid },
            }));
        }
    }

    fn slice(&mut self, tid: usize, name: &str, category: &str, ts: u64, length: u64, args: Value) {
        self.add(&json!({
            "ph": "X", "pid": PID, "tid": tid, "ts": ts, "dur": length, "name": name, "cat": category,
            "args": args,
        }));
    }

    fn counter(&mut self, name: &str, at_ms: u64, bytes: u64) {
        self.add(&json!({
            "ph": "C", "pid": PID, "ts": at_ms.saturating_mul(1000), "name": name, "args": { "bytes": bytes },
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::artifact::Process;
    use oomscope_shared::process_memory::ProcessMemory;
    use oomscope_shared::testing::{finding, pytest};
    use oomscope_shared::timeline::{Sample, Timeline};
    use oomscope_shared::{Ending, Outcome};

    fn artifact() -> Artifact {
        pytest()
            .limit(400)
            .test("tests/test_a.py::test_one", Outcome::Passed, 120, 64)
            .test("tests/test_a.py::test_dies", Outcome::Died, -1, -1)
            .batch(Ending::OverLimit, 401)
            .with(|artifact| {
                artifact.findings.push(finding());
                artifact.tests.start_us = vec![Some(1_000), Some(20_000)];
                artifact.tests.duration_us[1] = None;
                let batch = &mut artifact.batches[0];
                batch.timeline = Timeline::from_kept(&[
                    Sample {
                        time_ms: 0,
                        rss_kib: 1024,
                    },
                    Sample {
                        time_ms: 20_400,
                        rss_kib: 401 * 1024,
                    },
                ]);
                batch.processes.push(Process {
                    pid: 7,
                    parent_pid: 1,
                    name: "python3".into(),
                    start_ms: 0,
                    end_ms: 20_400,
                    peak_kib: 401 * 1024,
                    memory: ProcessMemory::from_points(&[
                        Sample {
                            time_ms: 0,
                            rss_kib: 1024,
                        },
                        Sample {
                            time_ms: 20_390,
                            rss_kib: 401 * 1024,
                        },
                    ]),
                });
            })
            .done()
    }

    #[test]
    fn a_death_in_the_second_test() {
        insta::assert_snapshot!(trace(&artifact()));
    }

    #[test]
    fn long_curves_are_thinned_and_it_says_so() {
        let mut artifact = artifact();
        let samples: Vec<_> = (0..200_000)
            .map(|at| Sample {
                time_ms: at,
                rss_kib: at % 977 + u64::from(at == 77_777) * 5_000,
            })
            .collect();
        artifact.batches[0].timeline = Timeline::from_kept(&samples);
        let document: Value = serde_json::from_str(&trace(&artifact)).unwrap();
        let events = document["traceEvents"].as_array().unwrap();
        let curve = events
            .iter()
            .filter(|event| event["name"] == "resident memory of the process tree");
        let values: Vec<_> = curve
            .map(|event| event["args"]["bytes"].as_u64().unwrap())
            .collect();
        assert!(values.len() <= MOST_POINTS + 5, "{}", values.len());
        let highest = samples.iter().map(|s| s.rss_kib).max().unwrap();
        assert_eq!(values.iter().max(), Some(&(highest * 1024)));
        assert!(
            document["otherData"]["samples"]
                .as_str()
                .unwrap()
                .contains("of 200000")
        );
    }

    #[test]
    fn two_batches_at_once() {
        insta::assert_snapshot!(trace(&crate::export::together::crossed()));
    }
}
