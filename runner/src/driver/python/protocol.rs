//! The lines that the pytest plugin sends; `plugin/oomscope_hooks.py` documents them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use oomscope_diagnosis::hunt_event::{self, HuntEvent};
use oomscope_journal::{Phase, PhaseFigures};
use oomscope_shared::Outcome;
use oomscope_shared::artifact::Pass;
use oomscope_shared::facts::LastWord;
use serde::{Deserialize, Serialize};

use crate::native::Watch;

/// Who a pytest process is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Hello {
    /// Its process id, in its own counting.
    pub pid: u32,
    /// Version of Python.
    pub python: String,
    /// Version of pytest, if that is what runs.
    pub pytest: Option<String>,
    /// Name of the worker, under pytest-xdist.
    pub worker: Option<String>,
    /// pytest's root folder, from which node ids count.
    pub rootdir: String,
}

/// What it collected.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Collected {
    /// Node ids in the order they would run.
    pub ids: Vec<String>,
    /// How many files could not be collected.
    pub errors: u32,
    /// Whether pytest was told to go on without those (`--continue-on-collection-errors`).
    pub go_on: bool,
}

/// A test in which a worker of pytest-xdist died.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct WorkerCrash {
    /// Node id.
    pub id: String,
    /// What pytest-xdist says.
    pub text: String,
}

/// One message.
#[derive(Debug, Clone, PartialEq)]
pub enum PluginMessage {
    /// The plugin is there and waits for a [`HelloReply`].
    Hello(Hello),
    /// Collection is over and the plugin waits for a [`CollectedReply`].
    Collected(Collected),
    /// A module of tests is about to be imported.
    Importing {
        /// Its file, or its name.
        file: String,
        /// Resident memory in KiB.
        rss_kib: u64,
    },
    /// It has been; resident memory in KiB.
    Imported(u64),
    /// The first test comes next; resident memory in KiB.
    Ready(u64),
    /// A test starts.
    Start {
        /// Its number.
        test: u32,
        /// Microseconds of the monotonic clock.
        at_us: u64,
        /// Resident memory in KiB.
        rss_kib: Option<u64>,
    },
    /// A phase is over that grew so much that a death of the test must not lose it.
    Phase {
        /// Number of the test.
        test: u32,
        /// What was measured.
        figures: PhaseFigures,
    },
    /// A test is over.
    End {
        /// Its number.
        test: u32,
        /// What became of it.
        outcome: Outcome,
        /// Microseconds of the monotonic clock.
        at_us: u64,
        /// What it left behind, in KiB.
        retained_kib: Option<u64>,
        /// Its phases.
        phases: Vec<PhaseFigures>,
        /// Why it failed.
        remark: Option<String>,
    },
    /// A worker died.
    WorkerCrash(WorkerCrash),
    /// The process is about to end itself; `None`: it has not.
    LastWord(Option<LastWord>),
    /// The process stops after the test that ended last, because it was told to or is above the soft line itself:
    /// with so much resident memory, in KiB.
    Stopped(u64),
    /// The files that pytest's options write.
    Outputs(Outputs),
    /// Which containers have grown when a test was over.
    Grew {
        /// Its number.
        test: u32,
        /// By how many entries, by their names.
        holders: BTreeMap<String, i64>,
    },
    /// By how much the memory in files has grown since the first test, in KiB.
    SharedFiles(u64),
    /// A pass of the hunt tells something.
    Hunt(Box<HuntEvent>),
    /// The session is over, with this exit status.
    Finish(i32),
}

/// A last word as the plugin writes it.
#[derive(Deserialize)]
struct Word {
    function: String,
    signal: Option<i32>,
    code: Option<i32>,
    program: Option<String>,
}

impl Word {
    fn meaning(self) -> Option<LastWord> {
        let function = self.function;
        if let Some(signal) = self.signal {
            return Some(LastWord::Signal { function, signal });
        }
        if let Some(code) = self.code {
            return Some(LastWord::Exit { function, code });
        }
        let program = self.program?;
        Some(LastWord::Replaced { function, program })
    }
}

/// Answer to `hello`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct HelloReply {
    /// Only list the tests.
    pub collect_only: bool,
    /// The files and folders that can hold the wanted tests; the others need not be imported.
    pub paths: Option<Vec<String>>,
    /// Stop after the first failure.
    pub fail_fast: bool,
    /// The file whose first byte turns to `1` when the process is to stop after the running test.
    pub stop_file: Option<PathBuf>,
    /// What a pass of the hunt is to do; `None` in an ordinary batch.
    pub hunt: Option<HuntOrder>,
}

/// The files that pytest's options write, as they were asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Outputs {
    /// Those that hold what all batches have written, once each is whole.
    pub joined: Vec<String>,
    /// Those of which each batch writes one of its own.
    pub apart: Vec<String>,
    /// Whether it adds to the coverage that earlier batches have measured.
    pub coverage: bool,
}

/// What a process of the hunt does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HuntPass {
    /// Runs one test alone, to see whether it dies.
    Isolate,
    /// Repeats tests, to see whether they keep memory.
    #[default]
    Confirm,
    /// The same, and tears everything down after each of them.
    Cycle,
    /// Looks at what holds the memory.
    Explain,
    /// Looks which lines call the native code that takes it.
    Meter,
    /// Looks what a test needs at once.
    Peak,
}

impl HuntPass {
    /// What the artifact calls it.
    pub fn of_batch(self) -> Pass {
        match self {
            Self::Isolate => Pass::Isolate,
            Self::Confirm | Self::Cycle => Pass::Confirm,
            Self::Explain | Self::Meter | Self::Peak => Pass::Explain,
        }
    }
}

/// A pass of the hunt, for `oomscope_hunt.py`. Tests are numbers of the plan.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct HuntOrder {
    /// How the profiler of native code watches its process.
    #[serde(skip)]
    pub watch: Option<Watch>,
    /// What is to be done.
    pub pass: HuntPass,
    /// Run once before anything is measured: what the others need to grow.
    pub first: Vec<u32>,
    /// The tests to be measured, in order.
    pub tests: Vec<u32>,
    /// Peak: the module of tests whose import is looked at, as the run told it; then there are no tests.
    pub module: Option<String>,
    /// Those among them that are repeated to the end, whatever they do.
    pub controls: Vec<u32>,
    /// Rounds at most.
    pub rounds: u32,
    /// Rounds at least.
    pub min_rounds: u32,
    /// No further round is begun after this many seconds.
    pub seconds: f64,
    /// Nor once this much is kept.
    pub grow_bytes: u64,
    /// A test that adds less than this in a round is left out of the next one.
    pub drop_below: i64,
    /// Unless it adds at least this much of memory that no allocator knows of.
    pub drop_below_mapped: i64,
    /// Explain: run once before the heap is looked at.
    pub warm: Vec<u32>,
    /// Explain: positions in `tests` whose allocations are traced.
    pub trace: Vec<u32>,
    /// Explain: run once at the end, looking only at the holders known by then.
    pub sweep: Vec<u32>,
    /// For this many seconds at most.
    pub sweep_seconds: f64,
    /// Explain: tear everything down after each test.
    pub whole: bool,
}

impl HuntOrder {
    /// The order without some tests.
    pub fn without(mut self, tests: &BTreeSet<u32>) -> Self {
        for role in [
            &mut self.first,
            &mut self.tests,
            &mut self.controls,
            &mut self.warm,
            &mut self.sweep,
        ] {
            role.retain(|test| !tests.contains(test));
        }
        self
    }

    /// All tests of it, each once, in the order of the plan.
    pub fn all_tests(&self) -> Vec<u32> {
        let mut all: Vec<u32> = [
            &self.first,
            &self.tests,
            &self.controls,
            &self.warm,
            &self.sweep,
        ]
        .into_iter()
        .flatten()
        .copied()
        .collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Answer to `collected`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CollectedReply {
    /// Run nothing.
    pub stop: bool,
    /// Positions of the tests to run, in order; `None` for all.
    pub positions: Option<Vec<usize>>,
    /// Their numbers in the plan, in the same order; `None` where these are the positions. Of tests without a
    /// number nothing is told.
    pub numbers: Option<Vec<u32>>,
}

impl CollectedReply {
    /// Everything runs as if nobody listened.
    pub fn untold() -> Self {
        Self {
            numbers: Some(Vec::new()),
            ..Self::default()
        }
    }
}

/// Reads one line. `None` for a line this version does not know, which is skipped.
pub fn parse(line: &str) -> Option<PluginMessage> {
    let (word, rest) = line.split_once(' ')?;
    Some(match word {
        "hello" => PluginMessage::Hello(serde_json::from_str(rest).ok()?),
        "collected" => PluginMessage::Collected(serde_json::from_str(rest).ok()?),
        "H" => PluginMessage::Hunt(Box::new(hunt_event::parse(rest)?)),
        "C" => PluginMessage::WorkerCrash(serde_json::from_str(rest).ok()?),
        "X" => {
            let word: Option<Word> = serde_json::from_str(rest).ok()?;
            PluginMessage::LastWord(word.and_then(Word::meaning))
        }
        "I" => {
            let (rss_kib, file) = rest.split_once(' ')?;
            PluginMessage::Importing {
                file: serde_json::from_str(file).ok()?,
                rss_kib: rss_kib.parse().ok()?,
            }
        }
        "i" => PluginMessage::Imported(rest.parse().ok()?),
        "ready" => PluginMessage::Ready(rest.parse().ok()?),
        "O" => PluginMessage::Outputs(serde_json::from_str(rest).ok()?),
        "stopped" => PluginMessage::Stopped(rest.parse().ok()?),
        "G" => {
            let (test, holders) = rest.split_once(' ')?;
            PluginMessage::Grew {
                test: test.parse().ok()?,
                holders: serde_json::from_str(holders).ok()?,
            }
        }
        "M" => PluginMessage::SharedFiles(rest.parse().ok()?),
        "finish" => PluginMessage::Finish(rest.parse().ok()?),
        "S" => {
            let mut fields = rest.split(' ');
            PluginMessage::Start {
                test: number(&mut fields)?,
                at_us: number(&mut fields)?,
                rss_kib: Some(number(&mut fields)?),
            }
        }
        "P" => {
            let mut fields = rest.split(' ');
            let test = number(&mut fields)?;
            let phase = match fields.next()? {
                "s" => Phase::Setup,
                "c" => Phase::Call,
                "t" => Phase::Teardown,
                _ => return None,
            };
            PluginMessage::Phase {
                test,
                figures: figures(phase, &mut fields)??,
            }
        }
        "E" => {
            // Four fields, three for each phase, and the remark, which may hold blanks.
            let mut fields = rest.splitn(14, ' ');
            let test = number(&mut fields)?;
            let outcome = match fields.next()? {
                "p" => Outcome::Passed,
                "f" => Outcome::Failed,
                "e" => Outcome::Error,
                "s" => Outcome::Skipped,
                "x" => Outcome::Xfailed,
                "X" => Outcome::Xpassed,
                "n" => Outcome::NotRun,
                _ => return None,
            };
            let at_us = number(&mut fields)?;
            let retained_kib = optional(&mut fields)?;
            let mut phases = Vec::with_capacity(3);
            for phase in [Phase::Setup, Phase::Call, Phase::Teardown] {
                phases.extend(figures(phase, &mut fields)?);
            }
            PluginMessage::End {
                test,
                outcome,
                at_us,
                retained_kib,
                phases,
                remark: fields
                    .next()
                    .and_then(|json| serde_json::from_str(json).ok()),
            }
        }
        _ => return None,
    })
}

/// Whether the plugin waits for an answer to a line.
pub fn is_question(line: &[u8]) -> bool {
    line.starts_with(b"hello ") || line.starts_with(b"collected ")
}

fn number<'a, T: std::str::FromStr>(fields: &mut impl Iterator<Item = &'a str>) -> Option<T> {
    fields.next()?.parse().ok()
}

/// Duration, peak and memory at the end; `- - -` for a phase that did not happen or was told before.
fn figures<'a>(
    phase: Phase,
    fields: &mut impl Iterator<Item = &'a str>,
) -> Option<Option<PhaseFigures>> {
    let duration_us = optional(fields)?;
    let (peak_kib, rss_kib) = (optional(fields)?, optional(fields)?);
    Some(duration_us.map(|duration_us| PhaseFigures {
        phase,
        duration_us,
        peak_kib,
        rss_kib,
    }))
}

fn optional<'a>(fields: &mut impl Iterator<Item = &'a str>) -> Option<Option<u64>> {
    match fields.next()? {
        "-" => Some(None),
        text => Some(Some(text.parse().ok()?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_plugin_knows_every_pass_of_the_hunt() {
        let plugin = include_str!("plugin/oomscope_hunt.py");
        let passes = [
            HuntPass::Isolate,
            HuntPass::Confirm,
            HuntPass::Cycle,
            HuntPass::Explain,
            HuntPass::Meter,
            HuntPass::Peak,
        ];
        for pass in passes {
            let name = serde_json::to_string(&pass).unwrap();
            assert!(plugin.contains(&format!("{name}: self.")), "{name}");
        }
        let (_, known) = plugin.split_once("known = {").unwrap();
        let (known, _) = known.split_once('}').unwrap();
        assert_eq!(known.matches(": self.").count(), passes.len());
    }

    #[test]
    fn every_kind_of_line_is_read() {
        let importing = PluginMessage::Importing {
            file: "tests/test a.py".to_owned(),
            rss_kib: 900,
        };
        assert_eq!(parse("I 900 \"tests/test a.py\""), Some(importing));
        assert_eq!(parse("i 950"), Some(PluginMessage::Imported(950)));
        assert_eq!(parse("ready 20480"), Some(PluginMessage::Ready(20_480)));
        assert_eq!(
            parse("S 3 1000 20480"),
            Some(PluginMessage::Start {
                test: 3,
                at_us: 1000,
                rss_kib: Some(20_480)
            })
        );
        let call = PhaseFigures {
            phase: Phase::Call,
            duration_us: 12,
            peak_kib: None,
            rss_kib: Some(5),
        };
        let phase = PluginMessage::Phase {
            test: 3,
            figures: call,
        };
        assert_eq!(parse("P 3 c 12 - 5"), Some(phase));
        let end = PluginMessage::End {
            test: 3,
            outcome: Outcome::Failed,
            at_us: 2000,
            retained_kib: Some(7),
            phases: vec![call],
            remark: Some("assert 1 == 2\nü".to_owned()),
        };
        assert_eq!(
            parse(r#"E 3 f 2000 7 - - - 12 - 5 - - - "assert 1 == 2\n\u00fc""#),
            Some(end)
        );
        assert_eq!(parse("stopped 20480"), Some(PluginMessage::Stopped(20480)));
        assert_eq!(parse("finish 5"), Some(PluginMessage::Finish(5)));
        assert_eq!(
            parse(r#"G 7 {"app.REGISTRY": 104}"#),
            Some(PluginMessage::Grew {
                test: 7,
                holders: BTreeMap::from([("app.REGISTRY".to_owned(), 104)]),
            })
        );
        assert_eq!(parse("M 14512"), Some(PluginMessage::SharedFiles(14_512)));
        let word = LastWord::Signal {
            function: "os.kill".to_owned(),
            signal: 15,
        };
        assert_eq!(
            parse(r#"X {"signal": 15, "function": "os.kill"}"#),
            Some(PluginMessage::LastWord(Some(word)))
        );
        assert_eq!(parse("X null"), Some(PluginMessage::LastWord(None)));
        let hello = r#"hello {"pid": 7, "python": "3.11.7", "pytest": "8.4.0", "worker": null, "rootdir": "/x"}"#;
        assert!(matches!(parse(hello), Some(PluginMessage::Hello(h)) if h.python == "3.11.7"));
        assert!(
            matches!(parse(r#"collected {"ids": ["a"], "errors": 1, "go_on": false}"#), Some(PluginMessage::Collected(c)) if c.errors == 1)
        );
    }

    proptest! {
        /// The line comes from a process in which anything can happen.
        #[test]
        fn no_line_can_upset_the_reader(line in ".*", fields in "[SPEC] [0-9a-z -]{0,30}") {
            let _ = parse(&line);
            let _ = parse(&fields);
        }
    }
}
