//! A processed profile for the Firefox Profiler: memory as counter tracks, batches, tests and processes as
//! markers with schemas, deaths and findings as instants.
//!
//! It has the version of the format in which counters first said how they are shown. Newer viewers bring it
//! up to their own version by themselves; an older version of the format is read by more of them.

use serde_json::{Map, Value, json};

use oomscope_shared::answer::answer;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::{Key, Locale, Message};

use super::moments::{moments, test_spans};
use super::together::{curve, in_lanes, numbered, process_curves, processes_in_lanes};
use super::trace::kinds;
use super::{all_batches, clock};

/// Version of the processed profile format.
const PROCESSED_VERSION: u32 = 63;
/// Version of Gecko's own format, which a profile that Firefox did not record has only by name.
const GECKO_VERSION: u32 = 33;
/// So many points of a batch's curve are kept.
pub const MOST_POINTS: usize = 50_000;

/// Kinds of tracks as positions in `threads`.
const BATCHES: usize = 0;
const TESTS: usize = 1;
const PROCESSES: usize = 2;

/// Phases of markers, as the format numbers them.
const INSTANT: u8 = 0;
const INTERVAL: u8 = 1;

/// The document.
pub fn firefox(artifact: &Artifact) -> Value {
    let mut strings = Strings::default();
    let mut tracks = [Markers::default(), Markers::default(), Markers::default()];
    batches(artifact, &mut strings, &mut tracks[BATCHES]);
    tests(artifact, &mut strings, &mut tracks[TESTS]);
    processes(artifact, &mut strings, &mut tracks[PROCESSES]);
    let end_ms = artifact.run.duration_ms;
    let names = ["Batches", "Tests", "Processes"];
    let threads: Vec<Value> = tracks
        .into_iter()
        .zip(names)
        .enumerate()
        .map(|(at, (markers, name))| thread(at, name, markers, end_ms))
        .collect();
    let (counters, kept, of) = counters(artifact);
    json!({
        "meta": meta(artifact, kept, of),
        "libs": [],
        "pages": [],
        "threads": threads,
        "counters": counters,
        "shared": {
            "stringArray": strings.list,
            "stackTable": table(&["frame", "prefix"]),
            "frameTable": table(&[
                "address", "inlineDepth", "category", "subcategory", "func", "nativeSymbol", "innerWindowID",
                "line", "column",
            ]),
            "funcTable": table(&[
                "isJS", "relevantForJS", "name", "resource", "source", "lineNumber", "columnNumber",
            ]),
            "resourceTable": table(&["lib", "name", "host", "type"]),
            "nativeSymbols": table(&["libIndex", "address", "name", "functionSize"]),
            "sources": table(&["id", "filename", "startLine", "startColumn", "sourceMapURL"]),
        },
    })
}

/// A table without rows: nothing here has stacks.
fn table(columns: &[&str]) -> Value {
    let mut table: Map<String, Value> = columns
        .iter()
        .map(|column| ((*column).to_owned(), json!([])))
        .collect();
    table.insert("length".to_owned(), 0.into());
    table.into()
}

fn meta(artifact: &Artifact, kept: usize, of: usize) -> Value {
    let run = &artifact.run;
    let start = clock::start_ms(artifact);
    let entry =
        |label: &str, value: String| json!({ "label": label, "format": "string", "value": value });
    let mut entries = vec![
        entry("Answer", answer(artifact).headline.english()),
        entry("Samples in this profile", super::samples(kept, of)),
    ];
    entries.extend(
        artifact
            .warnings
            .iter()
            .map(|warning| entry("Warning", warning.english())),
    );
    json!({
        "interval": 1000.0 / artifact.sampling.achieved_hz.unwrap_or(artifact.sampling.asked_hz).max(0.001),
        "startTime": start,
        "endTime": start + run.duration_ms,
        "profilingStartTime": 0,
        "profilingEndTime": run.duration_ms,
        "processType": 0,
        "product": run.label.as_deref().unwrap_or(&run.folder),
        "importedFrom": format!("oomscope {}", artifact.tool.version),
        "arguments": run.command.join(" "),
        "oscpu": artifact.host.os,
        "mainMemory": artifact.host.memory_bytes,
        "logicalCPUs": artifact.host.cpus,
        "stackwalk": 0,
        "version": GECKO_VERSION,
        "preprocessedProfileVersion": PROCESSED_VERSION,
        "symbolicationNotSupported": true,
        "usesOnlyOneStackType": true,
        "sourceCodeIsNotOnSearchfox": true,
        "keepProfileThreadOrder": true,
        "initialVisibleThreads": [BATCHES, TESTS, PROCESSES],
        "initialSelectedThreads": [TESTS],
        "categories": [
            { "name": "Other", "color": "grey", "subcategories": ["Other"] },
            { "name": "Green", "color": "green", "subcategories": ["Other"] },
            { "name": "Not green", "color": "orange", "subcategories": ["Other"] },
        ],
        "markerSchema": schemas(),
        "extra": [{ "label": "oomscope", "entries": entries }],
    })
}

fn schemas() -> Value {
    let field = |key: &str, label: &str, format: &str| json!({ "key": key, "label": label, "format": format });
    let shown = ["marker-chart", "marker-table", "timeline-overview"];
    json!([
        {
            "name": "oomscope-batch", "display": shown,
            "tooltipLabel": "Batch {marker.data.index}: {marker.data.ending}",
            "tableLabel": "batch {marker.data.index}: {marker.data.ending}",
            "chartLabel": "batch {marker.data.index}: {marker.data.ending}",
            "fields": [
                field("index", "Batch", "integer"), field("ending", "Ending", "string"),
                field("proof", "Proof", "string"), field("pass", "Pass", "string"),
                field("tests", "Tests", "integer"), field("peak", "Peak", "bytes"),
            ],
        },
        {
            "name": "oomscope-test", "display": shown,
            "tooltipLabel": "{marker.data.test}", "tableLabel": "{marker.data.test}",
            "chartLabel": "{marker.data.test}",
            "fields": [
                field("test", "Test", "string"), field("outcome", "Outcome", "string"),
                field("batch", "Batch", "integer"), field("peak", "Peak", "bytes"),
                field("retained", "Retained", "bytes"), field("before", "Memory before", "bytes"),
                field("after", "Memory after", "bytes"),
            ],
        },
        {
            "name": "oomscope-process", "display": shown,
            "tooltipLabel": "{marker.data.process}", "tableLabel": "{marker.data.process}",
            "chartLabel": "{marker.data.process}",
            "fields": [field("process", "Process", "string"), field("pid", "Process id", "integer"),
                       field("peak", "Peak", "bytes")],
        },
        {
            "name": "oomscope-death", "display": ["marker-chart", "marker-table", "timeline-overview", "timeline-memory"],
            "tooltipLabel": "{marker.data.said}", "tableLabel": "{marker.data.said}", "chartLabel": "{marker.data.said}",
            "fields": [field("said", "Death", "string")],
        },
        {
            "name": "oomscope-finding", "display": ["marker-chart", "marker-table", "timeline-overview", "timeline-memory"],
            "tooltipLabel": "{marker.data.said}", "tableLabel": "{marker.data.said}", "chartLabel": "{marker.data.said}",
            "fields": [
                field("said", "Finding", "string"), field("culprit", "First culprit", "string"),
                field("holder", "Holder", "string"), field("retained", "Retained", "bytes"),
                field("hint", "Mend it", "string"), field("hint_code", "With this", "string"),
                field("reproduce", "See it again", "string"),
            ],
        },
    ])
}

/// The name of something as a person reads it.
fn words(key: Key) -> &'static str {
    Locale::english().word(key)
}

fn batches(artifact: &Artifact, strings: &mut Strings, markers: &mut Markers) {
    for batch in all_batches(artifact) {
        let data = json!({
            "type": "oomscope-batch", "index": batch.index, "ending": words(batch.ending.key()),
            "proof": batch.proof.name(), "pass": batch.pass.name(), "tests": batch.test_count,
            "peak": batch.peak_bytes,
        });
        let is_green = batch.ending == oomscope_shared::Ending::Passed;
        let name = strings.at("Batch");
        let end_ms = (batch.start_ms + batch.duration_ms) as f64;
        markers.push(
            name,
            batch.start_ms as f64,
            Some(end_ms),
            if is_green { 1 } else { 2 },
            data,
        );
    }
    for moment in moments(artifact) {
        let (kind, name) = match moment.finding {
            Some(_) => ("oomscope-finding", "Finding"),
            None => ("oomscope-death", "Death"),
        };
        let mut data = json!({ "type": kind, "said": moment.text });
        if let (Some(finding), Some(data)) = (moment.finding, data.as_object_mut()) {
            data.insert("culprit".to_owned(), json!(finding.culprits.first()));
            data.insert("holder".to_owned(), json!(finding.holder));
            data.insert("retained".to_owned(), json!(finding.retained_bytes));
            let hint = finding.hint.as_ref().map(Message::english);
            data.insert("hint".to_owned(), json!(hint));
            data.insert("hint_code".to_owned(), json!(finding.hint_code));
            data.insert("reproduce".to_owned(), json!(finding.reproduce));
        }
        let name = strings.at(name);
        markers.push(name, moment.at_ms as f64, None, 2, data);
    }
}

fn tests(artifact: &Artifact, strings: &mut Strings, markers: &mut Markers) {
    let name = strings.at("Test");
    for span in test_spans(artifact) {
        let Some(row) = artifact.tests.row(span.test as usize) else {
            continue;
        };
        let data = json!({
            "type": "oomscope-test", "test": row.id, "outcome": words(row.outcome.key()), "batch": row.batch,
            "peak": row.peak_bytes, "retained": row.retained_bytes, "before": row.rss_before_bytes,
            "after": row.rss_after_bytes,
        });
        let category = if row.outcome.is_bad() { 2 } else { 1 };
        let [start, end] = [span.start_us, span.end_us].map(|us| us as f64 / 1000.0);
        markers.push(name, start, Some(end), category, data);
    }
}

fn processes(artifact: &Artifact, strings: &mut Strings, markers: &mut Markers) {
    let name = strings.at("Process");
    for process in all_batches(artifact).flat_map(|batch| &batch.processes) {
        let data = json!({
            "type": "oomscope-process", "process": process.name, "pid": process.pid,
            "peak": process.peak_kib.saturating_mul(1024),
        });
        markers.push(
            name,
            process.start_ms as f64,
            Some(process.end_ms as f64),
            0,
            data,
        );
    }
}

fn thread(at: usize, name: &str, markers: Markers, end_ms: u64) -> Value {
    json!({
        "processType": "default",
        "processName": "oomscope",
        "processStartupTime": 0,
        "processShutdownTime": end_ms,
        "registerTime": 0,
        "unregisterTime": end_ms,
        "pausedRanges": [],
        "showMarkersInTimeline": true,
        "name": name,
        "isMainThread": at == 0,
        "pid": "1",
        "tid": at + 1,
        "samples": { "stack": [], "time": [], "weight": null, "weightType": "samples", "length": 0 },
        "markers": {
            "data": markers.data, "name": markers.name, "startTime": markers.start, "endTime": markers.end,
            "phase": markers.phase, "category": markers.category, "length": markers.name.len(),
        },
    })
}

/// The counter tracks, and how many samples of the curves there are now and were before.
fn counters(artifact: &Artifact) -> (Vec<Value>, usize, usize) {
    let batches = in_lanes(artifact);
    let all: Vec<_> = batches.iter().map(|(batch, _)| *batch).collect();
    let tree = curve(&all, MOST_POINTS);
    let (kept, of) = (tree.kept, tree.of);
    let mut found = vec![(
        "resident memory of the process tree".to_owned(),
        tree.points,
    )];
    for lane in 0..=batches.iter().map(|(_, lane)| *lane).max().unwrap_or(0) {
        let own = batches.iter().filter(|(_, of)| *of == lane);
        let own: Vec<_> = own.map(|(batch, _)| &batch.details).collect();
        let names = own.first().map(|details| kinds(details));
        for (at, (name, _)) in names.into_iter().flatten().enumerate() {
            let points = own.iter().flat_map(|details| {
                let (_, column) = kinds(details)[at];
                let times = details.time_ms.iter().copied();
                times
                    .zip(column)
                    .filter_map(|(time, kib)| Some((time, (*kib)?)))
            });
            found.push((numbered(name, lane), points.collect()));
        }
    }
    found.extend(process_curves(&processes_in_lanes(artifact)));
    found.retain(|(_, points)| points.iter().any(|(_, kib)| *kib > 0));
    let counters = found.into_iter().enumerate();
    let counters = counters.map(|(at, (name, points))| counter(at, &name, points));
    (counters.collect(), kept, of)
}

/// The format keeps a counter as the changes from sample to sample.
fn counter(at: usize, name: &str, mut points: Vec<(u64, u64)>) -> Value {
    oomscope_quick::order::arrange(&mut points, &|a, b| a.0.cmp(&b.0));
    let mut last = 0_i64;
    let changes: Vec<i64> = points
        .iter()
        .map(|(_, kib)| {
            let bytes = (kib.saturating_mul(1024)) as i64;
            std::mem::replace(&mut last, bytes)
                .wrapping_sub(bytes)
                .wrapping_neg()
        })
        .collect();
    json!({
        "name": name,
        "category": "Memory",
        "description": "Memory that oomscope sampled",
        "pid": "1",
        "mainThreadIndex": BATCHES,
        "samples": {
            "time": points.iter().map(|(time, _)| time).collect::<Vec<_>>(),
            "count": changes,
            "length": points.len(),
        },
        "display": {
            "graphType": "line-accumulated",
            "unit": "bytes",
            "color": "orange",
            "markerSchemaLocation": if at == 0 { Some("timeline-memory") } else { None },
            "sortWeight": at,
            "label": name,
            "tooltipRows": [
                {
                    "type": "value", "source": "accumulated", "label": name,
                    "format": { "unit": "bytes" },
                },
                {
                    "type": "value", "source": "count-range", "label": "range in the graph",
                    "format": { "unit": "bytes" },
                },
            ],
        },
    })
}

/// Strings that markers are named by.
#[derive(Default)]
struct Strings {
    list: Vec<String>,
}

impl Strings {
    fn at(&mut self, text: &str) -> usize {
        if let Some(at) = self.list.iter().position(|known| known == text) {
            return at;
        }
        self.list.push(text.to_owned());
        self.list.len() - 1
    }
}

/// The markers of a track, as columns.
#[derive(Default)]
struct Markers {
    data: Vec<Value>,
    name: Vec<usize>,
    start: Vec<f64>,
    end: Vec<Option<f64>>,
    phase: Vec<u8>,
    category: Vec<usize>,
}

impl Markers {
    /// Adds one; without an end it is an instant. Fields that are not known are left out.
    fn push(
        &mut self,
        name: usize,
        start: f64,
        end: Option<f64>,
        category: usize,
        mut data: Value,
    ) {
        if let Some(data) = data.as_object_mut() {
            data.retain(|_, value| !value.is_null());
        }
        self.data.push(data);
        self.name.push(name);
        self.start.push(start);
        self.end.push(end);
        self.phase
            .push(if end.is_some() { INTERVAL } else { INSTANT });
        self.category.push(category);
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

    #[test]
    fn columns_are_even_and_counters_add_up() {
        let artifact = pytest()
            .test("tests/test_a.py::test_one", Outcome::Passed, 120, 64)
            .batch(Ending::Killed, 401)
            .with(|artifact| {
                artifact.findings.push(finding());
                artifact.tests.start_us = vec![Some(1_000)];
                let process = |pid, start_ms, end_ms, points: &[(u64, u64)]| Process {
                    pid,
                    parent_pid: 1,
                    name: "python3".into(),
                    start_ms,
                    end_ms,
                    peak_kib: 50,
                    memory: ProcessMemory::from_points(
                        &points
                            .iter()
                            .map(|(time_ms, rss_kib)| Sample {
                                time_ms: *time_ms,
                                rss_kib: *rss_kib,
                            })
                            .collect::<Vec<_>>(),
                    ),
                };
                artifact.batches[0].processes = vec![
                    process(7, 0, 30, &[(0, 10)]),
                    process(8, 5, 20, &[(5, 30), (8, 50)]),
                ];
                artifact.batches[0].timeline = Timeline::from_kept(&[
                    Sample {
                        time_ms: 0,
                        rss_kib: 10,
                    },
                    Sample {
                        time_ms: 20,
                        rss_kib: 70,
                    },
                    Sample {
                        time_ms: 30,
                        rss_kib: 40,
                    },
                ]);
            })
            .done();
        let profile = firefox(&artifact);
        for thread in profile["threads"].as_array().unwrap() {
            let markers = &thread["markers"];
            for column in ["data", "name", "startTime", "endTime", "phase", "category"] {
                assert_eq!(
                    json!(markers[column].as_array().unwrap().len()),
                    markers["length"]
                );
            }
        }
        let counters = profile["counters"].as_array().unwrap();
        let own = counters
            .iter()
            .find(|one| one["name"] == "memory of processes (2)");
        let own = &own.unwrap()["samples"];
        assert_eq!(own["time"], json!([5, 8, 20]));
        assert_eq!(own["count"], json!([30 * 1024, 20 * 1024, -50 * 1024]));
        let counter = &profile["counters"][0]["samples"];
        assert_eq!(
            counter["count"],
            json!([10 * 1024, 60 * 1024, -30 * 1024, -40 * 1024])
        );
        assert_eq!(counter["time"], json!([0, 20, 30, 20_500]));
        insta::assert_json_snapshot!(profile["threads"][0]["markers"]);
    }
}
