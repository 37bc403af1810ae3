//! Every export is read by a program that is not ours, or held to the rules of its format, and says there
//! what the artifact says.
#![expect(
    clippy::unwrap_used,
    reason = "in a test, whatever goes wrong is a failure"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use anyhow::ensure;
use oomscope_shared::artifact::{Attempt, Remark};
use oomscope_shared::load::write_artifact;
use oomscope_shared::{Artifact, Message, Outcome, parse_artifact};
use oomscope_tests::runner::{Call, Project, wait_until};
use oomscope_tests::{places, runs};
use serde_json::{Value, json};

/// An artifact and what oomscope makes of it.
struct Sample {
    name: String,
    artifact: Artifact,
    project: Project,
}

impl Sample {
    fn new(name: &str, artifact: Artifact) -> Self {
        let project = Project::new(&[]).unwrap();
        project
            .write("run.oomscope.json", write_artifact(&artifact).unwrap())
            .unwrap();
        Self {
            name: name.to_owned(),
            artifact,
            project,
        }
    }

    /// The artifact in a format, as a file.
    fn export(&self, format: &str, more: &[&str]) -> PathBuf {
        let file = format!("out.{format}");
        Call::new(self.project.folder(), &places::binary())
            .args([
                "report",
                "run.oomscope.json",
                "--format",
                format,
                "--out",
                &file,
            ])
            .args(more)
            .expect(0)
            .unwrap();
        self.project.path(&file)
    }

    fn json(&self, format: &str) -> Value {
        let bytes = fs::read(self.export(format, &[])).unwrap();
        serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }
}

/// All golden artifacts and two that were made to be awkward.
fn cases() -> Vec<Sample> {
    let mut cases = Vec::new();
    let folder = places::workspace().join("tests/golden/v1");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        cases.push(Sample::new(
            &name,
            parse_artifact(&fs::read(&file).unwrap()).unwrap(),
        ));
    }
    cases.push(Sample::new(
        "many tests",
        runs::before().artifact().unwrap(),
    ));
    cases.push(Sample::new("hostile", hostile()));
    cases
}

/// A run whose names try to break out of every format.
fn hostile() -> Artifact {
    let mut artifact = runs::over_limit().artifact().unwrap();
    let names = [
        "tests/test_a.py::test_x[</testcase><evil a=\"1\">&amp;]",
        "=cmd|' /C calc'!A0",
        "line\nbreak,and \"quotes\"\r\nand\ttabs",
        "control \u{0}\u{1b}[31m\u{b} \u{ffff} \u{202e}right to left",
        "back\\slash} 1\n# EOF\nfake_metric 1",
        "tests/test_ü.py::Klasse::test_🦀[]]>]",
    ];
    for (at, name) in names.iter().enumerate() {
        artifact.tests.id[at] = (*name).to_owned();
        artifact.tests.remarks.push(Remark {
            test: at as u32,
            message: Message::quote(format!("{name}\nsecond line ]]> \u{1}")),
        });
    }
    artifact.tests.outcome[2] = Outcome::Failed;
    artifact.tests.outcome[3] = Outcome::Error;
    artifact.tests.outcome[4] = Outcome::Skipped;
    for outcome in [Outcome::Failed, Outcome::Died] {
        artifact.tests.attempts.push(Attempt {
            test: 1,
            batch: Some(1),
            outcome,
            start_us: Some(5),
            duration_us: Some(7),
            peak_kib: Some(9),
            remark: Some(Message::quote(names[2])),
        });
    }
    artifact.run.label = Some(names[4].to_owned());
    artifact.batches[0].output.text = "\u{1b}[31m]]></system-out>\u{0}\n".repeat(2_000);
    artifact.batches[0].output.total_bytes = 1 << 20;
    artifact
        .warnings
        .push(Message::quote("a \"warning\" <b>\n"));
    artifact
}

/// Has a foreign reader read a file, and returns what it found.
fn read(reader: &str, file: &Path, more: &[&Path]) -> Value {
    let script = places::workspace().join("tests/readers/exports.py");
    let mut python = Command::new(places::readers());
    python.arg(script).arg(reader).arg(file).args(more);
    let output = python.output().unwrap();
    assert!(
        output.status.success(),
        "{reader}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

fn schema(name: &str) -> PathBuf {
    places::workspace()
        .join("tests/foreign-files/schemas")
        .join(name)
}

fn assert_keeps(document: &Value, name: &str, case: &str) {
    let schema: Value = serde_json::from_slice(&fs::read(schema(name)).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(document)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{case}: {errors:#?}");
}

/// What XML has no place for is replaced in it.
fn in_xml(text: &str) -> String {
    let fits = |c: char| {
        matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'))
    };
    text.chars()
        .map(|c| if fits(c) { c } else { '\u{fffd}' })
        .collect()
}

#[test]
fn junitparser_and_the_schema_of_jenkins_read_junit() {
    for case in cases() {
        let found = read(
            "junit",
            &case.export("junit", &[]),
            &[&schema("junit-10.xsd")],
        );
        let tests = &case.artifact.tests;
        assert_eq!(found["tests"], json!(tests.len()), "{}", case.name);
        let suites = found["suites"].as_array().unwrap();
        let mut seen = 0;
        let (mut failures, mut errors) = (0, 0);
        for each in suites
            .iter()
            .flat_map(|suite| suite["cases"].as_array().unwrap())
        {
            let properties = &each["properties"];
            let id = properties["oomscope.id"].as_str().unwrap();
            let at = tests.id.iter().position(|one| in_xml(one) == id);
            let row = tests.row(at.unwrap_or_else(|| panic!("{id:?}"))).unwrap();
            assert_eq!(properties["oomscope.outcome"], row.outcome.name());
            let peak = row.peak_bytes.map(|bytes| bytes.to_string());
            assert_eq!(properties["oomscope.peak_bytes"], json!(peak), "{id}");
            let kept = row.retained_bytes.map(|bytes| bytes.to_string());
            assert_eq!(properties["oomscope.retained_bytes"], json!(kept), "{id}");
            let results: Vec<&str> = each["results"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(Value::as_str)
                .collect();
            failures += results
                .iter()
                .filter(|result| **result == "Failure")
                .count();
            errors += results.iter().filter(|result| **result == "Error").count();
            if row.outcome == Outcome::Failed {
                assert!(results.contains(&"Failure"), "{id}: {results:?}");
            }
            seen += 1;
        }
        assert_eq!(seen, tests.len(), "{}", case.name);
        assert_eq!(found["failures"], json!(failures), "{}", case.name);
        assert_eq!(found["errors"], json!(errors), "{}", case.name);
        for batch in &case.artifact.batches {
            let name = format!("batch {}", batch.index);
            let suite = suites
                .iter()
                .find(|suite| suite["name"] == name.as_str())
                .unwrap();
            assert_eq!(suite["properties"]["oomscope.ending"], batch.ending.name());
            let words = suite["system_out"].as_str();
            assert_eq!(words.is_some(), batch.ending.is_death(), "{}", case.name);
            assert!(
                words.is_none_or(|words| words.len() < 40 << 10),
                "the output is bounded"
            );
        }
    }
}

#[test]
fn the_schema_of_ctrf_holds() {
    for case in cases() {
        let document = case.json("ctrf");
        assert_keeps(&document, "ctrf.schema.json", &case.name);
        let results = &document["results"];
        let summary = &results["summary"];
        let sum: u64 = ["passed", "failed", "skipped", "pending", "other"]
            .iter()
            .map(|status| summary[*status].as_u64().unwrap())
            .sum();
        assert_eq!(sum, case.artifact.tests.len() as u64, "{}", case.name);
        assert_eq!(
            summary["extra"]["peak_bytes"],
            json!(case.artifact.peak_bytes())
        );
        for (test, row) in results["tests"]
            .as_array()
            .unwrap()
            .iter()
            .zip(case.artifact.tests.rows())
        {
            assert_eq!(test["name"], row.id);
            assert_eq!(test["extra"]["peak_bytes"], json!(row.peak_bytes));
            assert_eq!(test["extra"]["retained_bytes"], json!(row.retained_bytes));
        }
    }
}

#[test]
fn pythons_csv_reads_every_table() {
    for case in cases() {
        let tests = read("csv", &case.export("csv", &[]), &[]);
        let rows = tests.as_array().unwrap();
        assert_eq!(rows.len(), case.artifact.tests.len(), "{}", case.name);
        for (row, test) in rows.iter().zip(case.artifact.tests.rows()) {
            let name = row["test"].as_str().unwrap();
            // A name that a spreadsheet would take for a formula has an apostrophe in front.
            assert_eq!(name.strip_prefix('\'').unwrap_or(name), test.id);
            let bytes = test
                .retained_bytes
                .map(|b| b.to_string())
                .unwrap_or_default();
            assert_eq!(row["retained_bytes"], bytes);
        }
        let all = || {
            case.artifact
                .batches
                .iter()
                .chain(&case.artifact.hunt_batches)
        };
        let batches = read("csv", &case.export("csv", &["--table", "batches"]), &[]);
        assert_eq!(
            batches.as_array().unwrap().len(),
            all().count(),
            "{}",
            case.name
        );
        let samples = read("csv", &case.export("csv", &["--table", "samples"]), &[]);
        let highest = samples.as_array().unwrap().iter();
        let highest = highest
            .filter_map(|row| row["rss_bytes"].as_str()?.parse::<u64>().ok())
            .max();
        assert_eq!(
            highest,
            all().filter_map(|batch| batch.timeline.peak_bytes()).max()
        );
        let findings = read("csv", &case.export("csv", &["--table", "findings"]), &[]);
        assert_eq!(
            findings.as_array().unwrap().len(),
            case.artifact.findings.len()
        );
    }
}

#[test]
fn the_parser_of_prometheus_client_reads_openmetrics() {
    for case in cases() {
        let families = read("openmetrics", &case.export("openmetrics", &[]), &[]);
        let value = |name: &str| families[name]["samples"][0][2].as_f64();
        assert_eq!(
            value("oomscope_run_peak_bytes"),
            case.artifact.peak_bytes().map(|bytes| bytes as f64),
            "{}",
            case.name
        );
        assert!(families["fake_metric"].is_null());
        let outcomes = families["oomscope_tests"]["samples"].as_array().unwrap();
        let sum: f64 = outcomes
            .iter()
            .filter_map(|sample| sample[2].as_f64())
            .sum();
        assert_eq!(sum, case.artifact.tests.len() as f64, "{}", case.name);
        let families = families.as_object().unwrap();
        for (name, family) in families {
            let samples = family["samples"].as_array().unwrap();
            assert!(samples.len() <= 20, "{name} is not bounded");
            assert!(!family["help"].as_str().unwrap().is_empty(), "{name}");
            let unit = family["unit"].as_str().unwrap();
            assert!(unit.is_empty() || name.ends_with(unit), "{name} {unit}");
        }
        for sample in families["oomscope_test_peak_bytes"]["samples"]
            .as_array()
            .unwrap()
        {
            let told = sample[1]["test"].as_str().unwrap();
            let mut ids = case.artifact.tests.id.iter();
            let is_there = ids.any(|id| id.replace('\r', "\u{fffd}") == told);
            assert!(is_there, "{told:?}");
        }
    }
}

#[test]
fn benchmarks_have_the_documented_shapes() {
    for case in cases() {
        let list = case.json("github-action-benchmark");
        let list = list.as_array().unwrap();
        assert!(!list.is_empty());
        for entry in list {
            assert!(
                entry["name"].is_string() && entry["unit"].is_string(),
                "{entry}"
            );
            assert!(entry["value"].is_number(), "{entry}");
        }
        let peak = list.iter().find(|entry| entry["name"] == "peak memory");
        let mib = case
            .artifact
            .peak_bytes()
            .map(|bytes| bytes as f64 / (1 << 20) as f64);
        let told = peak.map(|entry| entry["value"].as_f64().unwrap());
        assert_eq!(told.is_some(), mib.is_some());
        assert!((told.unwrap_or_default() - mib.unwrap_or_default()).abs() < 0.001);

        let document = case.json("bencher");
        assert_keeps(&document, "bencher.schema.json", &case.name);
        let benchmarks = document.as_object().unwrap();
        assert!(benchmarks.len() <= 101, "{}", case.name);
        assert!(benchmarks.keys().all(|name| name.chars().count() <= 1024));
        let run = &benchmarks["oomscope run"];
        assert_eq!(
            run["peak-memory"]["value"].as_f64(),
            case.artifact.peak_bytes().map(|bytes| bytes as f64)
        );
    }
}

/// No program that reads traces of Perfetto could be had from the registries (its own is downloaded from
/// elsewhere), so the rules of the Trace Event Format are checked one by one.
#[test]
fn traces_keep_the_rules_of_the_trace_event_format() {
    for case in cases() {
        let document = case.json("chrome-trace");
        let events = document["traceEvents"].as_array().unwrap();
        let mut tracks: Vec<(u64, u64, u64)> = Vec::new();
        let (mut counters, mut instants) = (Vec::new(), 0);
        for event in events {
            let phase = event["ph"].as_str().unwrap();
            assert!(
                event["name"].is_string() && event["pid"].is_u64(),
                "{event}"
            );
            if phase != "M" {
                assert!(event["ts"].is_u64(), "{event}");
            }
            match phase {
                "M" => assert!(event["args"].is_object(), "{event}"),
                "X" => tracks.push((
                    event["tid"].as_u64().unwrap(),
                    event["ts"].as_u64().unwrap(),
                    event["dur"].as_u64().unwrap(),
                )),
                "C" => {
                    assert!(
                        event["args"]
                            .as_object()
                            .unwrap()
                            .values()
                            .all(Value::is_number)
                    );
                    if event["name"] == "resident memory of the process tree" {
                        counters.push(event["args"]["bytes"].as_u64().unwrap());
                    }
                }
                "i" => {
                    assert!(["g", "p", "t"].contains(&event["s"].as_str().unwrap()));
                    instants += 1;
                }
                other => panic!("a phase that oomscope does not write: {other}"),
            }
        }
        // Slices of a track may lie in each other, but never overlap.
        tracks.sort_unstable();
        for pair in tracks.windows(2) {
            let [(track, start, length), (other, next, _)] = [pair[0], pair[1]];
            assert!(
                track != other || start + length <= next,
                "{}: {pair:?}",
                case.name
            );
        }
        let all = || {
            case.artifact
                .batches
                .iter()
                .chain(&case.artifact.hunt_batches)
        };
        let highest = all().filter_map(|batch| batch.timeline.peak_bytes()).max();
        assert_eq!(counters.into_iter().max(), highest, "{}", case.name);
        let deaths = all().filter(|batch| batch.ending.is_death()).count();
        assert_eq!(
            instants,
            deaths + case.artifact.findings.len(),
            "{}",
            case.name
        );
    }
}

/// Mozilla's `profiler-cli` with a profile loaded: a process of node that answers questions. It would
/// start that process by itself, but waits only half a second for it, which a busy machine exceeds.
struct Profiler {
    home: tempfile::TempDir,
    server: Child,
}

impl Profiler {
    fn load(profile: &Path) -> Self {
        let home = tempfile::tempdir().unwrap();
        let server = Self::command(&home)
            .arg("--daemon")
            .arg(profile)
            .args(["--session", "test"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut profiler = Self { home, server };
        // A question that comes too early makes it forget the session, so its log is asked first.
        let log = profiler.home.path().join("test.log");
        wait_until("the profiler has the profile", || {
            let said = fs::read_to_string(&log).unwrap_or_default();
            ensure!(profiler.server.try_wait()?.is_none(), "it ended: {said}");
            Ok(said.contains("Profile loaded"))
        })
        .unwrap();
        profiler
    }

    fn command(home: &tempfile::TempDir) -> Command {
        let mut node = Command::new("node");
        node.arg(places::profiler())
            .env("HOME", home.path())
            .env("PROFILER_CLI_SESSION_DIR", home.path());
        node
    }

    fn call(&self, words: &[&str]) -> Output {
        let mut node = Self::command(&self.home);
        node.args(words).args(["--session", "test"]);
        node.output().unwrap()
    }

    fn ask(&self, words: &[&str]) -> String {
        let output = self.call(words);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words:?}: {said}{errors}");
        said
    }

    fn json(&self, words: &[&str]) -> Value {
        let said = self.ask(&[words, &["--json"]].concat());
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("{words:?}: {error}: {said}"))
    }
}

impl Drop for Profiler {
    fn drop(&mut self) {
        // It may have ended by itself, which its answers have shown.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[test]
fn the_profiler_of_mozilla_reads_profiles() {
    for case in cases() {
        // Each session starts a process of node; these hold everything that a profile can.
        if !["leak.oomscope.json", "over-limit.oomscope.json", "hostile"]
            .contains(&case.name.as_str())
        {
            continue;
        }
        let profiler = Profiler::load(&case.export("firefox-profiler", &[]));
        let info = profiler.json(&["profile", "info"]);
        assert_eq!(info["threadCount"], 3, "{}: {info}", case.name);
        let counters = profiler.json(&["counter", "list"]);
        let counter = counters["counters"]
            .as_array()
            .unwrap()
            .iter()
            .find(|counter| counter["name"] == "resident memory of the process tree")
            .unwrap();
        let all = || {
            case.artifact
                .batches
                .iter()
                .chain(&case.artifact.hunt_batches)
        };
        let samples: usize = all().map(|batch| batch.timeline.len() + 1).sum();
        assert_eq!(counter["rangeSampleCount"], json!(samples), "{}", case.name);
        assert_eq!(counter["unit"], "bytes");
        let range = counter["stats"].as_array().unwrap().iter();
        let range = range
            .filter(|stat| stat["source"] == "count-range")
            .find_map(|stat| stat["value"].as_f64());
        let highest = all()
            .filter_map(|batch| batch.timeline.peak_bytes())
            .max()
            .unwrap();
        assert_eq!(range, Some(highest as f64), "{}", case.name);
        for (thread, expected) in [
            (
                "t-0",
                all().count()
                    + all().filter(|b| b.ending.is_death()).count()
                    + case.artifact.findings.len(),
            ),
            (
                "t-1",
                case.artifact
                    .tests
                    .rows()
                    .filter(|row| row.start_us.is_some())
                    .count(),
            ),
            ("t-2", all().map(|batch| batch.processes.len()).sum()),
        ] {
            profiler.ask(&["thread", "select", thread]);
            let found = profiler.json(&["thread", "info"]);
            assert_eq!(
                found["markerCount"],
                json!(expected),
                "{} {thread}",
                case.name
            );
        }
    }
}
