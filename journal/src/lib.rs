//! The journal: what happened, in order, one checked line per event. The artifact is made of it.
//!
//! The runner appends every event here and feeds the same events to a [`Replay`]; `oomscope recover`
//! feeds it what a killed recorder left. So a recovered artifact and a finished one come from the same
//! code, and differ only by what was not flushed.

mod line;
mod redaction;
mod replay;

use serde::{Deserialize, Serialize};

use oomscope_shared::artifact::{Ci, FileCase, Git, Process, Sampling, Tool};
use oomscope_shared::artifact::{
    Completion, Framework, Host, Limits, OutputTail, Pass, PeakSource, Plan,
};
use oomscope_shared::details::Detail;
use oomscope_shared::ending::Outcome;
use oomscope_shared::facts::BatchFacts;
use oomscope_shared::finding::{Finding, Hunt};
use oomscope_shared::message::Message;
use oomscope_shared::shard::Shard;
use oomscope_shared::timeline::Sample;

pub use line::{JournalText, decode, encode};
pub use redaction::{Redaction, Redactor};
pub use replay::Replay;

/// Something that happened in a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The first event of every journal.
    RunStarted(Box<RunStarted>),
    /// More became known about the machine (the tested Python tells its version itself).
    HostLearned {
        /// Version of Python.
        python: Option<String>,
        /// Version of pytest.
        pytest: Option<String>,
        /// Where the files in ids of its tests are counted from, seen from the folder that the command ran in; empty
        /// where that is the same. The first that is told counts: pytest chooses its root folder by what it is asked
        /// for, and the hunt asks for less.
        #[serde(default)]
        tests_folder: Option<String>,
    },
    /// Tests joined the plan, in its order.
    TestsPlanned {
        /// Their ids.
        ids: Vec<String>,
    },
    /// The planned tests are one share of a suite.
    Sharded(Shard),
    /// A fresh process tree was started.
    BatchStarted {
        /// Index from 1.
        batch: u32,
        /// Why.
        pass: Pass,
        /// When, in milliseconds since the start of the run.
        at_ms: u64,
    },
    /// The tests a batch is given became known.
    BatchPlanned {
        /// The batch.
        batch: u32,
        /// Indexes of its tests.
        tests: Vec<u32>,
    },
    /// Collection of a batch is over; its first test comes next.
    Collected {
        /// The batch.
        batch: u32,
        /// Resident memory then, in KiB.
        rss_kib: u64,
    },
    /// A test began.
    TestStarted {
        /// Index of the test.
        test: u32,
        /// Its batch.
        batch: u32,
        /// When, in microseconds since the start of the run.
        at_us: u64,
        /// Resident memory before it, in KiB.
        rss_kib: Option<u64>,
    },
    /// A phase is over of a test that still runs. Only what a later death must not lose is told
    /// at once; the rest comes with [`Event::TestEnded`].
    PhaseEnded {
        /// Index of the test.
        test: u32,
        /// What was measured.
        figures: PhaseFigures,
    },
    /// A test is over.
    TestEnded {
        /// Index of the test.
        test: u32,
        /// What became of it.
        outcome: Outcome,
        /// When, in microseconds since the start of the run.
        at_us: u64,
        /// What it left behind, in KiB.
        retained_kib: Option<u64>,
        /// Why it failed or was not run.
        remark: Option<Message>,
        /// Its phases, as far as no [`Event::PhaseEnded`] has told of them before.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        phases: Vec<PhaseFigures>,
    },
    /// More was measured of a test than its phases tell.
    TestMeasured {
        /// Index of the test.
        test: u32,
        /// Resident memory before and after it and the highest in between, and the heap of its isolate.
        figures: Measured,
    },
    /// Why a test that has ended failed became known.
    TestRemarked {
        /// Index of the test.
        test: u32,
        /// What is said of it.
        message: Message,
    },
    /// A case inside a test is over.
    CaseEnded(FileCase),
    /// Samples of the process tree of the batch that runs, thinned.
    Samples {
        /// The batch.
        batch: u32,
        /// The samples.
        samples: Vec<Sample>,
    },
    /// A slow reading of the process tree of the batch that runs.
    Detail {
        /// The batch.
        batch: u32,
        /// The reading.
        detail: Detail,
    },
    /// The largest processes of the batch that runs, with their memory over time, as known by now. Told at ever
    /// longer intervals, so that of a killed recorder there are some; the end of the batch tells of all.
    Processes {
        /// The batch.
        batch: u32,
        /// The processes.
        processes: Vec<Process>,
    },
    /// The tail of what the batch has printed by now.
    Output {
        /// The batch.
        batch: u32,
        /// The tail.
        output: OutputTail,
    },
    /// A batch is over.
    BatchEnded(Box<BatchEnded>),
    /// The hunt diagnosed a problem.
    Found(Box<Finding>),
    /// The hunt is over.
    HuntEnded(Box<Hunt>),
    /// Something went wrong with the recording.
    Warning {
        /// What.
        message: Message,
    },
    /// The last event of every journal that was finished.
    RunEnded {
        /// Length of the run in milliseconds.
        duration_ms: u64,
        /// How it ended.
        completion: Completion,
        /// What sampling achieved and cost.
        sampling: Sampling,
    },
}

/// The header of a run, as far as it is known at its start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunStarted {
    /// What writes the journal.
    pub tool: Tool,
    /// Wall-clock start, RFC 3339 in UTC.
    pub started_at: String,
    /// `--label`.
    pub label: Option<String>,
    /// The command.
    pub command: Vec<String>,
    /// Name of the working folder.
    pub folder: String,
    /// What is known about the command.
    pub framework: Framework,
    /// How the tests are cut.
    pub plan: Plan,
    /// The commit.
    pub git: Option<Git>,
    /// The CI job.
    pub ci: Option<Ci>,
    /// The machine.
    pub host: Host,
    /// The limits.
    pub limits: Limits,
    /// Samples asked for, per second.
    pub asked_hz: f64,
    /// Share of one processor that the sampler may use, in percent.
    pub budget_percent: f64,
}

/// What is known of a batch when it has ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BatchEnded {
    /// The batch.
    pub batch: u32,
    /// When, in milliseconds since the start of the run.
    pub at_ms: u64,
    /// What was observed of its end; how it ended follows from it.
    pub facts: Box<BatchFacts>,
    /// Highest memory in bytes.
    pub peak_bytes: Option<u64>,
    /// Where that comes from.
    pub peak_source: Option<PeakSource>,
    /// Processes seen.
    pub processes: Vec<Process>,
    /// What it printed.
    pub output: OutputTail,
}

/// What was measured of one phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhaseFigures {
    /// Which phase.
    pub phase: Phase,
    /// How long it took, in microseconds.
    pub duration_us: u64,
    /// Highest resident memory in it, in KiB.
    pub peak_kib: Option<u64>,
    /// Resident memory at its end, in KiB.
    pub rss_kib: Option<u64>,
}

/// What was measured of a test as a whole, in KiB.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// Highest resident memory while it ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peak_kib: Option<u64>,
    /// Resident memory before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rss_before_kib: Option<u64>,
    /// Resident memory after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rss_after_kib: Option<u64>,
    /// What it left behind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retained_kib: Option<u64>,
    /// Heap in use of the V8 isolate that ran it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub v8_heap_used_kib: Option<u64>,
}

/// A phase of a pytest test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Fixtures being set up.
    Setup,
    /// The test function.
    Call,
    /// Fixtures being torn down.
    Teardown,
}

/// Small events for the tests of this crate.
#[cfg(test)]
pub(crate) mod testing {
    use super::*;
    use oomscope_shared::testing::facts_that_end;
    use oomscope_shared::{Artifact, Ending};

    /// A header with nothing optional in it.
    pub fn header() -> RunStarted {
        let Artifact {
            tool,
            run,
            host,
            limits,
            sampling,
            ..
        } = oomscope_shared::testing::pytest().done();
        RunStarted {
            tool,
            started_at: run.started_at,
            label: run.label,
            command: vec!["pytest".into()],
            folder: run.folder,
            framework: run.framework,
            plan: run.plan,
            git: run.git,
            ci: run.ci,
            host,
            limits,
            asked_hz: sampling.asked_hz,
            budget_percent: sampling.budget_percent,
        }
    }

    /// Sampling of a run that took no sample.
    pub fn sampling() -> Sampling {
        oomscope_shared::testing::pytest().done().sampling
    }

    /// The end of a batch of pytest.
    pub fn ended(batch: u32, ending: Ending) -> BatchEnded {
        BatchEnded {
            batch,
            at_ms: 40,
            facts: Box::new(facts_that_end(ending, Framework::Pytest).unwrap()),
            peak_bytes: Some(64 << 20),
            peak_source: Some(PeakSource::TreeSamples),
            processes: vec![],
            output: OutputTail::default(),
        }
    }
}
