//! A run in the formats that other tools read. Each writer is pure and has a file of its own; what they
//! share is here: names of tests, times of the wall clock, curves with fewer points.
//!
//! `docs/exports.md` says what each holds, and `tests/tests/exports.rs` has each read by a reader that is
//! not ours.

pub mod bencher;
pub mod benchmark;
pub mod clock;
pub mod csv;
pub mod ctrf;
pub mod firefox;
pub mod junit;
mod moments;
pub mod openmetrics;
mod points;
mod together;
pub mod trace;

pub use csv::CsvTable;
pub use points::{Kept, thin_run, thinned};

use std::collections::HashMap;

use oomscope_shared::artifact::{Artifact, Attempt, Batch, TestRow};
use oomscope_shared::ending::{Ending, Outcome};
use oomscope_shared::{Key, Message, messages};
use serde_json::Value;

/// A format of another tool's.
#[derive(Debug, Clone, Copy)]
pub struct Export {
    /// What the command line calls it.
    pub name: &'static str,
    /// What else it is called there.
    pub alias: Option<&'static str>,
    /// What it is for.
    pub help: &'static str,
    /// The run in it. Only CSV asks what its rows are.
    pub write: fn(&Artifact, CsvTable) -> String,
}

/// The formats of other tools: a new one is a file here and an entry of this list.
pub const EXPORTS: [Export; 8] = [
    Export {
        name: "junit",
        alias: None,
        help: "For whatever reads test results: JUnit XML, memory as properties",
        write: |run, _| junit::junit(run),
    },
    Export {
        name: "ctrf",
        alias: None,
        help: "The Common Test Report Format, memory as extra",
        write: |run, _| pretty(&ctrf::ctrf(run)),
    },
    Export {
        name: "csv",
        alias: None,
        help: "For a spreadsheet; `--table` says what the rows are",
        write: csv::csv,
    },
    Export {
        name: "openmetrics",
        alias: None,
        help: "For Prometheus, or GitLab's metrics report",
        write: |run, _| openmetrics::openmetrics(run),
    },
    Export {
        name: "github-action-benchmark",
        alias: None,
        help: "For github-action-benchmark: `customSmallerIsBetter`",
        write: |run, _| pretty(&benchmark::benchmark(run)),
    },
    Export {
        name: "bencher",
        alias: None,
        help: "For Bencher: its metric format",
        write: |run, _| pretty(&bencher::bencher(run)),
    },
    Export {
        name: "chrome-trace",
        alias: Some("perfetto"),
        help: "For Perfetto and chrome://tracing",
        write: |run, _| trace::trace(run),
    },
    Export {
        name: "firefox-profiler",
        alias: None,
        help: "For profiler.firefox.com",
        // As large as the run: in one line.
        write: |run, _| format!("{}\n", firefox::firefox(run)),
    },
];

impl Export {
    /// The one of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        EXPORTS
            .iter()
            .find(|export| export.name == name || export.alias == Some(name))
    }
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// Messages as they stand in files of other tools, which know no keys.
fn english<'a>(messages: impl IntoIterator<Item = &'a Message>) -> Vec<String> {
    messages.into_iter().map(Message::english).collect()
}

/// The first remark on each test, by its position.
fn remarks(artifact: &Artifact) -> Vec<Option<&Message>> {
    let mut found = vec![None; artifact.tests.len()];
    for remark in &artifact.tests.remarks {
        if let Some(slot) = found.get_mut(remark.test as usize) {
            slot.get_or_insert(&remark.message);
        }
    }
    found
}

/// All batches, those of the hunt last.
fn all_batches(artifact: &Artifact) -> impl Iterator<Item = &Batch> {
    artifact.batches.iter().chain(&artifact.hunt_batches)
}

/// What is asked of a run for each of its tests, looked up and not searched: a run can have a million.
struct Lookup<'a> {
    remarks: Vec<Option<&'a Message>>,
    batches: HashMap<u32, &'a Batch>,
    attempts: HashMap<u32, Vec<&'a Attempt>>,
}

impl<'a> Lookup<'a> {
    fn of(artifact: &'a Artifact) -> Self {
        let batches = artifact.batches.iter();
        let batches = batches.map(|batch| (batch.index, batch)).collect();
        let mut attempts: HashMap<u32, Vec<&Attempt>> = HashMap::new();
        for attempt in &artifact.tests.attempts {
            attempts.entry(attempt.test).or_default().push(attempt);
        }
        Self {
            remarks: remarks(artifact),
            batches,
            attempts,
        }
    }

    /// How the batch with this number ended, if there is one.
    fn ending(&self, batch: Option<u32>) -> Option<Ending> {
        self.batches.get(&batch?).map(|batch| batch.ending)
    }

    /// Why a test is not green, as a sentence.
    fn reason(&self, row: &TestRow<'_>) -> String {
        if let Some(remark) = self.remark(row.index) {
            return remark.english();
        }
        let batch = row.batch.and_then(|batch| self.batches.get(&batch));
        let ending = batch.map(|batch| batch.ending.key());
        let is_own = batch.is_some_and(|batch| batch.at_fault.contains(&row.index));
        let said: Message = match (row.outcome, ending) {
            (Outcome::Died, Some(Key::EndingInterrupted)) => Key::RemarkInterrupted.into(),
            (Outcome::Died, Some(ending)) if is_own => messages::ExportOwnDoing { ending }.into(),
            (Outcome::Died, Some(ending)) => messages::ExportVictim { ending }.into(),
            (Outcome::Ran, Some(ending)) => messages::ExportRan { ending }.into(),
            (Outcome::NotRun, _) => Key::ExportNotRun.into(),
            (outcome, _) => {
                let outcome = outcome.key();
                messages::ExportOutcome { outcome }.into()
            }
        };
        said.english()
    }

    /// The remark on a test.
    fn remark(&self, test: u32) -> Option<&'a Message> {
        self.remarks.get(test as usize).copied().flatten()
    }

    /// The attempts at a test before the last one.
    fn attempts(&self, test: u32) -> &[&'a Attempt] {
        self.attempts.get(&test).map_or(&[], Vec::as_slice)
    }
}

/// A test id taken apart as test reports want it.
#[derive(Debug, PartialEq, Eq)]
struct TestName<'a> {
    /// The file, where the id begins with one.
    file: Option<&'a str>,
    /// What the test belongs to: module and class with dots, as pytest's own reports write them.
    class: String,
    /// The test itself.
    name: &'a str,
}

/// Takes a test id apart: `tests/test_a.py::TestB::test_c[x::y]`. Of any other id all is its name.
fn test_name<'a>(id: &'a str, otherwise: &str) -> TestName<'a> {
    // Parameters may hold anything, also the separator.
    let head = &id[..id.find('[').unwrap_or(id.len())];
    let Some(cut) = head.rfind("::") else {
        return TestName {
            file: None,
            class: otherwise.to_owned(),
            name: id,
        };
    };
    let (place, name) = (&id[..cut], &id[cut + 2..]);
    let mut parts = place.split("::");
    let first = parts.next().unwrap_or_default();
    let is_file = first.contains('.') || first.contains('/');
    let module = first.strip_suffix(".py").unwrap_or(first);
    let module = if is_file {
        module.replace('/', ".")
    } else {
        module.to_owned()
    };
    let class = parts.fold(module, |class, part| class + "." + part);
    TestName {
        file: is_file.then_some(first),
        class,
        name,
    }
}

/// What a test report with few words for it says of an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    /// It passed.
    Passed,
    /// It failed.
    Failed,
    /// It broke, or its process did.
    Broken,
    /// It was skipped, as was wanted.
    Skipped,
    /// Nobody knows, or it did not run.
    Open,
}

/// The outcome of a test in those words. A test of a command that reports no single tests passed where
/// its batch did; of a batch that ended otherwise nobody knows which of its tests is at fault.
fn status(outcome: Outcome, ending: Option<Ending>) -> Status {
    match outcome {
        Outcome::Passed | Outcome::Xpassed => Status::Passed,
        Outcome::Failed => Status::Failed,
        Outcome::Error | Outcome::Died => Status::Broken,
        Outcome::Skipped | Outcome::Xfailed => Status::Skipped,
        Outcome::Ran if ending == Some(Ending::Passed) => Status::Passed,
        Outcome::Ran | Outcome::NotRun => Status::Open,
    }
}

/// How many samples of a run are in a file, where points were taken out of its curves.
fn samples(kept: usize, of: usize) -> String {
    let said: Message = match kept < of {
        true => messages::ExportSamplesThinned { kept, samples: of }.into(),
        false => messages::ExportSamples { samples: of }.into(),
    };
    said.english()
}

/// The positions of the `most` tests with the highest of a figure, the highest first.
fn top_tests(figures: &[Option<u64>], most: usize) -> Vec<u32> {
    let mut positions: Vec<u32> = (0..figures.len() as u32)
        .filter(|at| figures[*at as usize].is_some_and(|figure| figure > 0))
        .collect();
    oomscope_quick::order::arrange_positions(&mut positions, &|a, b| {
        figures[b as usize].cmp(&figures[a as usize])
    });
    positions.truncate(most);
    positions
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::testing::pytest;

    #[test]
    fn the_reason_of_a_death_knows_whose_doing_it_was() {
        let run = pytest()
            .test("a", Outcome::Died, -1, -1)
            .batch(Ending::Crashed, 10)
            .test("b", Outcome::Died, -1, -1)
            .batch(Ending::TimedOut, 10)
            .derived()
            .done();
        let lookup = Lookup::of(&run);
        let reasons: Vec<String> = run.tests.rows().map(|row| lookup.reason(&row)).collect();
        assert_eq!(
            reasons,
            [
                "The test died by its own doing; its batch ended: crashed.",
                "The test was running when its batch ended: timed out. That makes it the victim, which need not be the culprit."
            ]
        );
    }

    #[test]
    fn ids_are_taken_apart_as_pytest_does() {
        let name = test_name("tests/unit/test_a.py::TestB::test_c[x::y]", "suite");
        assert_eq!(name.file, Some("tests/unit/test_a.py"));
        assert_eq!(name.class, "tests.unit.test_a.TestB");
        assert_eq!(name.name, "test_c[x::y]");
    }

    #[test]
    fn other_ids_keep_their_words() {
        let name = test_name("crate_name::module::test", "suite");
        assert_eq!(
            (name.file, name.class.as_str(), name.name),
            (None, "crate_name.module", "test")
        );
        let name = test_name("case-7 --slow", "suite");
        assert_eq!(
            (name.file, name.class.as_str(), name.name),
            (None, "suite", "case-7 --slow")
        );
    }

    #[test]
    fn the_highest_come_first_and_nothing_is_no_figure() {
        let figures = [Some(3), None, Some(9), Some(0), Some(9)];
        assert_eq!(top_tests(&figures, 2), [2, 4]);
        assert_eq!(top_tests(&figures, 9), [2, 4, 0]);
    }
}
