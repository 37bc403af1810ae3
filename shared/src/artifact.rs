//! The artifact: one JSON document for one run. Field docs become the published JSON Schema.
//!
//! Rules: units stand in names; times are offsets in milliseconds or microseconds from the one
//! wall-clock start in [`RunHeader::started_at`]; `null` means "the system would not say", never zero;
//! what is long is kept in columns of equal length; what is observed is stored, what can be derived
//! (endings, verdicts, rankings) is computed by this crate.

mod settled;

use serde::{Deserialize, Serialize};

use crate::classify::{RULES_VERSION, classify};
use crate::details::{CgroupCounters, Details};
use crate::ending::{Ending, Outcome, Proof};
use crate::facts::{BatchFacts, Outlived};
use crate::finding::{Finding, Hunt};
pub use crate::framework::Framework;
use crate::lanes::lanes;
use crate::message::{Key, Message, messages};
use crate::process_memory::ProcessMemory;
use crate::shard::{MergedShard, Shard};
use crate::timeline::Timeline;
use crate::version::FormatVersion;

/// One run of oomscope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Artifact {
    /// Version of this format. Required; a reader refuses a version newer than its own.
    pub format_version: FormatVersion,
    /// Which version of the rules made the endings, proofs and evidence in this file. They stand here for
    /// tools such as `jq`; oomscope derives them anew wherever a batch has facts.
    pub rules_version: u32,
    /// What wrote this file.
    pub tool: Tool,
    /// The run: what was run, when, from which commit.
    pub run: RunHeader,
    /// The machine it ran on.
    pub host: Host,
    /// The limits that were in force.
    pub limits: Limits,
    /// How memory was sampled, and what that cost.
    pub sampling: Sampling,
    /// The batches, in the order they ran.
    pub batches: Vec<Batch>,
    /// The tests, one entry per column, in the order of the plan.
    pub tests: Tests,
    /// Diagnosed problems.
    pub findings: Vec<Finding>,
    /// What the hunt did; `null` where there was none.
    #[serde(default)]
    pub hunt: Option<Hunt>,
    /// The batches that the hunt ran to isolate, confirm and explain; no test of them has its figures in
    /// `tests`.
    #[serde(default)]
    pub hunt_batches: Vec<Batch>,
    /// What went wrong with the recording itself. Empty when nothing did.
    pub warnings: Vec<Message>,
}

/// The program that wrote the artifact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tool {
    /// Always `oomscope` for files of this project.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What was run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RunHeader {
    /// Wall-clock start, RFC 3339 in UTC. Every other time counts from here on a monotonic clock.
    pub started_at: String,
    /// Length of the run in milliseconds.
    pub duration_ms: u64,
    /// Whether the run came to its end.
    pub completion: Completion,
    /// A name given with `--label`, for example `before`.
    pub label: Option<String>,
    /// The command as given after `--`.
    pub command: Vec<String>,
    /// Name of the folder the command ran in; no path, so that artifacts can be shared.
    pub folder: String,
    /// The folder that the files in ids of tests are counted from, seen from the one that the command ran in, with
    /// slashes: `services/shop`, `..`. Left out where that is the same. pytest counts from its root folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tests_folder: Option<String>,
    /// What oomscope knows about the command.
    pub framework: Framework,
    /// How the tests were cut into batches.
    pub plan: Plan,
    /// The commit, where the folder is a git checkout.
    pub git: Option<Git>,
    /// The CI job, where it ran in one.
    pub ci: Option<Ci>,
    /// The share of a suite that this run is (`--shard`); `null`: all of it.
    #[serde(default)]
    pub shard: Option<Shard>,
    /// The shares that `oomscope merge` joined into this artifact; empty in what a run wrote.
    #[serde(default)]
    pub shards: Vec<MergedShard>,
}

impl RunHeader {
    /// A file as an id of a test names it, counted from the folder that the command ran in, as all other files are.
    pub fn path_of(&self, file: &str) -> String {
        match &self.tests_folder {
            Some(folder) => format!("{folder}/{file}"),
            None => file.to_owned(),
        }
    }
}

/// Whether a run came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Completion {
    /// Every batch of the plan was dealt with.
    Finished,
    /// A signal to oomscope stopped the run; what was measured until then is here.
    Interrupted,
    /// The recorder was killed; the artifact was made of its journal and ends at the last flush.
    Cut,
}

/// How the tests were cut into batches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Plan {
    /// `--jobs`: so many batches run side by side at most.
    pub jobs: u32,
    /// `--batch-size`; `null`: all tests in one process for as long as it lives.
    pub batch_size: Option<u32>,
    /// Name of the list file given with `--tests`.
    pub tests_file: Option<String>,
    /// `--timeout` in milliseconds, per batch.
    pub batch_timeout_ms: Option<u64>,
    /// `--test-timeout` in milliseconds, per test.
    pub test_timeout_ms: Option<u64>,
    /// `--fail-fast`: stop after the first failure or death.
    pub fail_fast: bool,
    /// `--retries`: how often tests that failed or died are run again.
    pub retries: u32,
}

/// The commit that was tested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Git {
    /// Full hash of the commit.
    pub commit: String,
    /// Branch, if one was checked out.
    pub branch: Option<String>,
    /// Whether tracked files differed from the commit; `null` where git itself is missing.
    pub dirty: Option<bool>,
    /// Where the repository is published, as a web address without credentials, for example
    /// `https://github.com/owner/name`: from the URL of `origin`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote: Option<String>,
    /// Where in the repository the command ran, with slashes; `null` at its top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
}

/// The CI job the run was part of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ci {
    /// Service, for example `github_actions`.
    pub provider: String,
    /// Identifier of the run on that service.
    pub run_id: Option<String>,
    /// Address of the run's page on that service.
    pub run_url: Option<String>,
    /// Name of the job.
    pub job: Option<String>,
    /// Name of the workflow or pipeline.
    pub workflow: Option<String>,
}

/// The processor architecture where another tool's file does not say it.
pub const UNKNOWN_ARCH: &str = "unknown";

/// The machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Host {
    /// Operating system, for example `Debian GNU/Linux 12 (bookworm)`.
    pub os: Option<String>,
    /// Kernel release.
    pub kernel: Option<String>,
    /// Processor architecture; `unknown` where it comes from another tool's file that does not say it.
    pub arch: String,
    /// Processors the run could use.
    pub cpus: Option<u32>,
    /// Memory of the machine in bytes.
    pub memory_bytes: Option<u64>,
    /// Memory that was available at the start, in bytes (`MemAvailable`).
    pub memory_available_bytes: Option<u64>,
    /// Swap of the machine in bytes.
    pub swap_bytes: Option<u64>,
    /// Version of the Python that ran the tests.
    pub python: Option<String>,
    /// Version of pytest.
    pub pytest: Option<String>,
}

/// Limits in force.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Limits {
    /// The memory limit of a batch.
    pub memory: Option<MemoryLimit>,
}

/// A memory limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemoryLimit {
    /// The limit in bytes.
    pub bytes: u64,
    /// Whether oomscope derived it from what the machine left, because none was asked for.
    pub is_automatic: bool,
    /// How the figure came about.
    pub derivation: Message,
    /// The soft line in bytes: a batch of pytest that crosses it is told to stop after the running
    /// test, and the rest goes on in a fresh process. `null`: there was none.
    pub soft_bytes: Option<u64>,
    /// How it is enforced.
    pub limiter: Limiter,
    /// Why in this way, and why no better one could be had.
    pub limiter_reason: Message,
}

impl MemoryLimit {
    /// A limit that was given and that the watchdog enforces, without a soft line.
    pub fn watched(bytes: u64) -> Self {
        Self {
            bytes,
            is_automatic: false,
            derivation: messages::LimitGiven { limit_bytes: bytes }.into(),
            soft_bytes: None,
            limiter: Limiter::Watchdog,
            limiter_reason: Key::LimiterByWatchdog.into(),
        }
    }
}

/// Who enforces a memory limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Limiter {
    /// The kernel: each batch has a cgroup (version 2) of its own.
    CgroupV2,
    /// The kernel: systemd makes a scope, which is a cgroup, for each batch.
    SystemdScope,
    /// The kernel: each batch has a cgroup (version 1) of its own.
    CgroupV1,
    /// oomscope's sampler: it ends the batch when what the process tree uses exceeds the limit.
    Watchdog,
}

impl Limiter {
    /// Every limiter, the best first.
    pub const ALL: [Self; 4] = [
        Self::CgroupV2,
        Self::SystemdScope,
        Self::CgroupV1,
        Self::Watchdog,
    ];

    /// The name in artifacts and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::CgroupV2 => "cgroup_v2",
            Self::SystemdScope => "systemd_scope",
            Self::CgroupV1 => "cgroup_v1",
            Self::Watchdog => "watchdog",
        }
    }

    /// The name as a person reads it, for example `the kernel (cgroup v2)`.
    pub fn key(self) -> Key {
        match self {
            Self::CgroupV2 => Key::LimiterCgroupV2,
            Self::SystemdScope => Key::LimiterSystemdScope,
            Self::CgroupV1 => Key::LimiterCgroupV1,
            Self::Watchdog => Key::LimiterWatchdog,
        }
    }
}

/// How memory was sampled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sampling {
    /// Samples asked for, per second.
    pub asked_hz: f64,
    /// Samples really taken, per second of sampling; `null` if none was.
    pub achieved_hz: Option<f64>,
    /// Samples taken.
    pub samples: u64,
    /// Ticks that passed without a sample because the machine did not let the sampler run in time.
    pub missed: u64,
    /// Reads of a process that had gone in between; it was skipped.
    pub vanished: u64,
    /// Reads that the system refused.
    pub unread: u64,
    /// Processor time that the sampler's thread used, in milliseconds.
    pub cpu_ms: Option<f64>,
    /// The share of one processor that the sampler may use, in percent (`--sampling-budget`).
    pub budget_percent: f64,
    /// Ticks that were given up to keep to the budget.
    pub skipped: u64,
}

/// Why a batch was run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Pass {
    /// The first time its tests ran.
    Observe,
    /// To run tests again that had failed or died (`--retries`).
    Retry,
    /// To see whether a test dies alone.
    Isolate,
    /// To confirm by repetition that a test keeps memory.
    Confirm,
    /// To find what holds the memory.
    Explain,
}

impl Pass {
    /// Whether its batches run the suite for its own sake, and not for the hunt's.
    pub fn is_of_suite(self) -> bool {
        matches!(self, Self::Observe | Self::Retry)
    }

    /// Its name as the artifact has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Observe => "observe",
            Self::Retry => "retry",
            Self::Isolate => "isolate",
            Self::Confirm => "confirm",
            Self::Explain => "explain",
        }
    }

    /// Its name as a person reads it.
    pub fn key(self) -> Key {
        match self {
            Self::Observe => Key::PassObserve,
            Self::Retry => Key::PassRetry,
            Self::Isolate => Key::PassIsolate,
            Self::Confirm => Key::PassConfirm,
            Self::Explain => Key::PassExplain,
        }
    }
}

/// The tests given to one fresh process tree, and how that ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Batch {
    /// Counts from 1.
    pub index: u32,
    /// Why it was run.
    pub pass: Pass,
    /// How many tests were given to it.
    pub test_count: u32,
    /// Start in milliseconds since the start of the run.
    pub start_ms: u64,
    /// Length in milliseconds.
    pub duration_ms: u64,
    /// How it ended.
    pub ending: Ending,
    /// How strongly that is proved.
    pub proof: Proof,
    /// What the ending rests on, each a sentence.
    pub evidence: Vec<Message>,
    /// What was observed of its end, from which `ending`, `proof`, `evidence`, `victim` and `at_fault` follow;
    /// `null` where nobody was there to observe it: the recorder was killed, or the batch comes from another
    /// tool's file.
    pub facts: Option<Box<BatchFacts>>,
    /// The test that ran when the batch died, as an index into the columns of `tests`.
    pub victim: Option<u32>,
    /// Tests that ended the batch, or the worker that they ran in, by their own doing, as such indexes: their
    /// time was up, they sent their own process a signal, left it, or crashed it. Any other test that ran when
    /// the batch died is a victim.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at_fault: Vec<u32>,
    /// Highest memory of the batch in bytes: the highest of what `peak_source` names.
    pub peak_bytes: Option<u64>,
    /// Where `peak_bytes` comes from.
    pub peak_source: Option<PeakSource>,
    /// Resident memory of the main process after imports and collection, before the first test, in
    /// KiB: what every fresh process pays again.
    pub collected_rss_kib: Option<u64>,
    /// Memory of the process tree over time.
    pub timeline: Timeline,
    /// Slow, exact readings beside it.
    pub details: Details,
    /// The processes that were seen.
    pub processes: Vec<Process>,
    /// The end of what it printed.
    pub output: OutputTail,
}

impl Batch {
    /// A batch of which nothing is known yet but that it began. How it ended is a placeholder until then.
    pub fn begun(index: u32, pass: Pass, start_ms: u64) -> Self {
        Self {
            index,
            pass,
            test_count: 0,
            start_ms,
            duration_ms: 0,
            ending: Ending::Interrupted,
            proof: Proof::Unknown,
            evidence: Vec::new(),
            facts: None,
            victim: None,
            at_fault: Vec::new(),
            peak_bytes: None,
            peak_source: None,
            collected_rss_kib: None,
            timeline: Timeline::default(),
            details: Details::default(),
            processes: Vec::new(),
            output: OutputTail::default(),
        }
    }

    /// The code that its main process ended with.
    pub fn exit_code(&self) -> Option<i32> {
        self.facts.as_ref()?.exit_code
    }

    /// The number of the signal that ended its main process.
    pub fn signal(&self) -> Option<i32> {
        self.facts.as_ref()?.signal
    }

    /// What the kernel counted in its own cgroup, where it had one.
    pub fn cgroup(&self) -> Option<CgroupCounters> {
        self.facts.as_ref()?.cgroup
    }

    /// Memory of the process tree, in bytes, when the framework was told to stop after the running test;
    /// `None`: it was not.
    pub fn soft_stop_bytes(&self) -> Option<u64> {
        Some(self.facts.as_ref()?.soft_stop?.bytes)
    }

    /// Processes that still ran after the main process had ended.
    pub fn outlived(&self) -> &[Outlived] {
        (self.facts.as_ref()).map_or(&[], |facts| &facts.outlived)
    }

    /// The highest that the limit counted: what its own cgroup says of that, else what was read of it while
    /// it ran, else the watchdog's reading.
    pub fn counted(&self) -> Option<Counted> {
        let facts = self.facts.as_ref()?;
        let of = |bytes: Option<u64>, by| Some(Counted { bytes: bytes?, by });
        if let Some(group) = facts.cgroup {
            let usage_kib = self.details.cgroup_kib.iter().flatten().max();
            let usage = usage_kib.map(|kib| kib.saturating_mul(1024));
            return of(group.peak_bytes, CountedBy::CgroupPeak)
                .or_else(|| of(usage, CountedBy::CgroupUsage));
        }
        of(facts.watchdog_bytes, CountedBy::Watchdog)
    }

    /// Derives how it ended and by whom from what was observed, where somebody was there to observe it. `id` are
    /// the ids of the tests.
    pub fn derive(&mut self, framework: Framework, id: &[String]) {
        let Some(facts) = &self.facts else { return };
        let name = |test: u32| id.get(test as usize).cloned().unwrap_or_default();
        let classified = classify(facts, framework, &name);
        let is_cut_short = classified.ending.is_death()
            || matches!(classified.ending, Ending::Interrupted | Ending::Exited);
        let running = facts.running.last().copied();
        self.victim = running.filter(|_| is_cut_short && self.knows_who_ran(framework));
        self.ending = classified.ending;
        self.proof = classified.proof;
        self.evidence = classified.evidence;
        self.at_fault = classified.at_fault;
    }

    /// Whether it can be known which of its tests was running: a command does not say that of several.
    pub fn knows_who_ran(&self, framework: Framework) -> bool {
        framework != Framework::Command || self.test_count <= 1
    }
}

/// What a test that died was to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Death {
    /// The cause: it ended its batch, or the worker that it ran in.
    OwnDoing,
    /// It was running when its batch or worker died, and a finding names it as a culprit.
    Culprit,
    /// It was running when its batch or worker died, and need not be the cause.
    Victim,
    /// It was running when the run was stopped, or its recorder was killed. Nothing is wrong with it.
    Interrupted,
}

/// The highest that a memory limit counted of a batch. Page cache and kernel memory are in what a cgroup
/// counts, and shared pages only where they were charged to it, so it is another figure than what was sampled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// How much, in bytes.
    pub bytes: u64,
    /// Who counted.
    pub by: CountedBy,
}

/// Who counted what a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountedBy {
    /// The kernel, in the batch's own cgroup.
    CgroupPeak,
    /// The same, on kernels without that mark: the highest of oomscope's readings of the cgroup.
    CgroupUsage,
    /// oomscope's watchdog.
    Watchdog,
}

/// Where a peak comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PeakSource {
    /// The kernel's high-water mark of one process (`VmHWM`); it misses nothing of that process.
    KernelHighWater,
    /// The highest sample of the whole process tree; a shorter peak of several processes together can
    /// lie above it.
    TreeSamples,
}

/// One process of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Process {
    /// Process id.
    pub pid: u32,
    /// Process id of its parent when it was first seen.
    pub parent_pid: u32,
    /// Name of its program (`/proc/PID/comm`).
    pub name: String,
    /// When it was first seen, in milliseconds since the start of the run.
    pub start_ms: u64,
    /// When it was last seen, in milliseconds since the start of the run.
    pub end_ms: u64,
    /// Its highest resident memory in KiB, by the kernel's high-water mark where that could be read.
    pub peak_kib: u64,
    /// Its resident memory over time, of the twelve largest processes of a batch; absent with all others.
    #[serde(default, skip_serializing_if = "ProcessMemory::is_empty")]
    pub memory: ProcessMemory,
}

/// The end of what a batch printed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OutputTail {
    /// How many bytes it printed in all, standard output and standard error together.
    pub total_bytes: u64,
    /// How many of them, from the end, `text` was made of.
    pub kept_bytes: u64,
    /// The kept bytes as text; bytes that are not UTF-8 are replaced by U+FFFD.
    pub text: String,
}

/// The tests as columns of equal length; entry `i` of every column belongs to the same test.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tests {
    /// Test id: pytest's node id, the id of another framework as `docs/frameworks` says, or the line of the
    /// list file.
    pub id: Vec<String>,
    /// What became of it.
    pub outcome: Vec<Outcome>,
    /// Index of the batch that ran it, from 1; `null` if none did.
    pub batch: Vec<Option<u32>>,
    /// Start in microseconds since the start of the run.
    pub start_us: Vec<Option<u64>>,
    /// Set-up, call and teardown together, in microseconds.
    pub duration_us: Vec<Option<u64>>,
    /// Highest resident memory of the test's process while it ran, in KiB, by the kernel's high-water
    /// mark, reset before each phase.
    pub peak_kib: Vec<Option<u64>>,
    /// Resident memory before set-up, in KiB.
    pub rss_before_kib: Vec<Option<u64>>,
    /// Resident memory after teardown, in KiB.
    pub rss_after_kib: Vec<Option<u64>>,
    /// What the test left behind after teardown and a garbage collection, in KiB: growth of resident
    /// memory, but no more than what can be alive in the heap; of a test file in Node growth of V8's used heap and
    /// of what hangs on it outside. See `docs/measuring.md`.
    pub retained_kib: Vec<Option<u64>>,
    /// The three phases.
    pub phases: Phases,
    /// Memory in use in the heap of the V8 isolate that ran the test file, in KiB, after a garbage collection
    /// where one was made. Only the frameworks of Node tell it; for all others the column is empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub v8_heap_used_kib: Vec<Option<u64>>,
    /// Where a test had child processes, or died with its process: the highest resident memory of its process and of
    /// them together while it ran, in KiB, by samples, so that what lasts only a moment can be missing. `null` for all
    /// others; where there are none, the column is empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tree_peak_kib: Vec<Option<u64>>,
    /// Remarks on single tests: why one was not run, how one failed.
    pub remarks: Vec<Remark>,
    /// Earlier attempts at tests that were run again, in the order they were made. The columns above
    /// speak of the last attempt at each test.
    pub attempts: Vec<Attempt>,
    /// What the framework told of the cases inside a test, where a test of the plan is a file
    /// (those of Node), in the order in which it was told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<FileCase>,
}

/// A case inside a test of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FileCase {
    /// Index into the columns of `tests`.
    pub test: u32,
    /// Its name, with the names of the groups around it, as the framework writes it.
    pub name: String,
    /// What became of it.
    pub outcome: Outcome,
    /// How long it took, in microseconds, where the framework says so.
    pub duration_us: Option<u64>,
    /// How it failed, or why it was skipped.
    pub remark: Option<String>,
}

/// An attempt at a test that did not stay the last one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Attempt {
    /// Index into the columns of `tests`.
    pub test: u32,
    /// The batch in which it was made.
    pub batch: Option<u32>,
    /// What became of it.
    pub outcome: Outcome,
    /// Start in microseconds since the start of the run.
    pub start_us: Option<u64>,
    /// Set-up, call and teardown together, in microseconds.
    pub duration_us: Option<u64>,
    /// Highest resident memory, in KiB.
    pub peak_kib: Option<u64>,
    /// How it failed.
    pub remark: Option<Message>,
}

/// The phases of the tests.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Phases {
    /// Fixtures being set up.
    pub setup: PhaseColumns,
    /// The test function itself.
    pub call: PhaseColumns,
    /// Fixtures being torn down.
    pub teardown: PhaseColumns,
}

/// Figures of one phase, as columns over the tests.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PhaseColumns {
    /// Length in microseconds.
    pub duration_us: Vec<Option<u64>>,
    /// Highest resident memory during the phase, in KiB.
    pub peak_kib: Vec<Option<u64>>,
    /// Resident memory at the end of the phase, in KiB.
    pub rss_after_kib: Vec<Option<u64>>,
}

/// What is said about one test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Remark {
    /// Index into the columns of `tests`.
    pub test: u32,
    /// What is said; words of the framework are those of `quote`.
    pub message: Message,
}

/// One test, read across the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestRow<'a> {
    /// Position in the columns.
    pub index: u32,
    /// Test id.
    pub id: &'a str,
    /// What became of it.
    pub outcome: Outcome,
    /// Its batch.
    pub batch: Option<u32>,
    /// Start in microseconds since the start of the run.
    pub start_us: Option<u64>,
    /// Length in microseconds.
    pub duration_us: Option<u64>,
    /// Highest memory in bytes, that of its child processes included.
    pub peak_bytes: Option<u64>,
    /// Memory before it in bytes.
    pub rss_before_bytes: Option<u64>,
    /// Memory after it in bytes.
    pub rss_after_bytes: Option<u64>,
    /// Memory left behind in bytes.
    pub retained_bytes: Option<u64>,
}

/// The kernel counts the start of a process in ticks of this length, in microseconds.
const TICK_US: u64 = 10_000;

impl Tests {
    /// Tests that failed or died first and passed when they were run again.
    pub fn flaky(&self) -> Vec<u32> {
        let mut flaky: Vec<u32> = self
            .attempts
            .iter()
            .filter(|attempt| attempt.outcome.is_bad())
            .map(|attempt| attempt.test)
            .filter(|test| {
                self.outcome
                    .get(*test as usize)
                    .is_some_and(|outcome| !outcome.is_bad())
            })
            .collect();
        oomscope_quick::order::arrange_positions(&mut flaky, &|a, b| a.cmp(&b));
        flaky.dedup();
        flaky
    }

    /// The tests of a batch that ran in the tick of the kernel that began then.
    pub fn running_at(&self, batch: u32, tick_us: u64) -> Vec<u32> {
        let ran = |index: &usize| {
            let (Some(of), Some(start)) = (self.batch[*index], self.start_us[*index]) else {
                return false;
            };
            let unfinished = matches!(self.outcome[*index], Outcome::NotRun | Outcome::Died);
            let end = match self.duration_us[*index] {
                Some(duration) if !unfinished => start + duration,
                _ => u64::MAX,
            };
            of == batch && start < tick_us + TICK_US && end >= tick_us
        };
        (0..self.len())
            .filter(ran)
            .map(|index| index as u32)
            .collect()
    }

    /// How many tests there are.
    pub fn len(&self) -> usize {
        self.id.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.id.is_empty()
    }

    /// The id of a test by its number; empty where there is none.
    pub fn id_of(&self, test: u32) -> &str {
        self.id.get(test as usize).map_or("", String::as_str)
    }

    /// A copy that lacks the figures of phases, which are more than half of all.
    pub fn without_phases(&self) -> Self {
        Self {
            id: self.id.clone(),
            outcome: self.outcome.clone(),
            batch: self.batch.clone(),
            start_us: self.start_us.clone(),
            duration_us: self.duration_us.clone(),
            peak_kib: self.peak_kib.clone(),
            rss_before_kib: self.rss_before_kib.clone(),
            rss_after_kib: self.rss_after_kib.clone(),
            retained_kib: self.retained_kib.clone(),
            phases: Phases::default(),
            v8_heap_used_kib: self.v8_heap_used_kib.clone(),
            tree_peak_kib: self.tree_peak_kib.clone(),
            remarks: self.remarks.clone(),
            attempts: self.attempts.clone(),
            cases: self.cases.clone(),
        }
    }

    /// The columns of figures that every test has, whatever was measured.
    pub fn figures_mut(&mut self) -> impl Iterator<Item = &mut Vec<Option<u64>>> {
        let Phases {
            setup,
            call,
            teardown,
        } = &mut self.phases;
        let of_phases = [setup, call, teardown].into_iter().flat_map(|phase| {
            let PhaseColumns {
                duration_us,
                peak_kib,
                rss_after_kib,
            } = phase;
            [duration_us, peak_kib, rss_after_kib]
        });
        let of_tests = [
            &mut self.start_us,
            &mut self.duration_us,
            &mut self.peak_kib,
            &mut self.rss_before_kib,
            &mut self.rss_after_kib,
            &mut self.retained_kib,
        ];
        of_tests.into_iter().chain(of_phases)
    }

    /// One test, or `None` past the end.
    pub fn row(&self, index: usize) -> Option<TestRow<'_>> {
        fn cell(column: &[Option<u64>], index: usize) -> Option<u64> {
            column.get(index).copied().flatten()
        }
        let kib = |column: &[Option<u64>]| cell(column, index).map(|kib| kib.saturating_mul(1024));
        Some(TestRow {
            index: index as u32,
            id: self.id.get(index)?,
            outcome: *self.outcome.get(index)?,
            batch: self.batch.get(index).copied().flatten(),
            start_us: cell(&self.start_us, index),
            duration_us: cell(&self.duration_us, index),
            peak_bytes: kib(&self.peak_kib).max(kib(&self.tree_peak_kib)),
            rss_before_bytes: kib(&self.rss_before_kib),
            rss_after_bytes: kib(&self.rss_after_kib),
            retained_bytes: kib(&self.retained_kib),
        })
    }

    /// All tests in the order of the plan.
    pub fn rows(&self) -> impl Iterator<Item = TestRow<'_>> {
        (0..self.len()).filter_map(|index| self.row(index))
    }

    /// The remark on a test, if there is one.
    pub fn remark(&self, index: u32) -> Option<&Message> {
        self.remarks
            .iter()
            .find(|remark| remark.test == index)
            .map(|remark| &remark.message)
    }

    /// How many tests had this outcome.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.outcome.iter().filter(|o| **o == outcome).count()
    }
}

impl Artifact {
    /// What a test that died was to its end; `None` where it did not die.
    pub fn death(&self, test: u32) -> Option<Death> {
        let tests = &self.tests;
        if tests.outcome.get(test as usize) != Some(&Outcome::Died) {
            return None;
        }
        let batch = tests.batch.get(test as usize).copied().flatten();
        Some(match self.batch_numbered(batch) {
            Some(batch) if batch.at_fault.contains(&test) => Death::OwnDoing,
            Some(batch) if batch.ending == Ending::Interrupted => Death::Interrupted,
            _ if self.is_culprit(test) => Death::Culprit,
            _ => Death::Victim,
        })
    }

    /// Whether a finding names this test as a culprit.
    pub fn is_culprit(&self, test: u32) -> bool {
        let id = self.test_id(test);
        let mut culprits = self.findings.iter().flat_map(|one| &one.culprits);
        culprits.any(|culprit| culprit == id)
    }

    /// The batch with this number.
    pub fn batch_numbered(&self, number: Option<u32>) -> Option<&Batch> {
        let number = number?;
        self.batches.iter().find(|batch| batch.index == number)
    }

    /// How what became of a test is called.
    pub fn outcome_key(&self, row: &TestRow<'_>) -> Key {
        match self.death(row.index) {
            Some(Death::Interrupted) => Key::EndingInterrupted,
            _ => row.outcome.key(),
        }
    }

    /// The id of a test by its number; empty where there is none.
    pub fn test_id(&self, test: u32) -> &str {
        self.tests.id_of(test)
    }

    /// Highest memory of any batch, in bytes.
    pub fn peak_bytes(&self) -> Option<u64> {
        self.batches.iter().filter_map(|b| b.peak_bytes).max()
    }

    /// How many batches ran at the same time at most.
    pub fn at_once(&self) -> usize {
        let span = |b: &Batch| (b.start_ms, b.start_ms.saturating_add(b.duration_ms));
        let spans: Vec<_> = self.batches.iter().map(span).collect();
        let lanes = lanes(&spans, usize::MAX, 0);
        lanes.into_iter().max().map_or(1, |lane| lane + 1)
    }

    /// For how long at least one batch of the suite ran, in milliseconds. What oomscope does before, between
    /// and after them, the hunt above all, is not in it.
    pub fn suite_ms(&self) -> u64 {
        if self.batches.is_empty() {
            return self.run.duration_ms;
        }
        // They stand in the order of their start.
        let (mut ran_ms, mut told_to_ms) = (0_u64, 0_u64);
        for batch in &self.batches {
            let to_ms = batch.start_ms.saturating_add(batch.duration_ms);
            ran_ms += to_ms.saturating_sub(batch.start_ms.max(told_to_ms));
            told_to_ms = told_to_ms.max(to_ms);
        }
        ran_ms
    }

    /// What all tests together left behind, in bytes; `None` where no test was measured.
    pub fn retained_bytes(&self) -> Option<u64> {
        let mut measured = self.tests.retained_kib.iter().flatten().peekable();
        measured.peek()?;
        Some(measured.fold(0_u64, |sum, kib| {
            sum.saturating_add(kib.saturating_mul(1024))
        }))
    }

    /// What of a batch whose peak lies above its limit was held against that limit, and the limit, in bytes; `None`
    /// also where that was the peak. Resident memory counts a page once for each process; a limit counts it once, and what
    /// others had loaded before not at all.
    pub fn charged(&self, batch: &Batch) -> Option<(u64, u64)> {
        let own = batch
            .facts
            .as_ref()
            .and_then(|facts| facts.in_force.memory_bytes);
        let limit = own.or(self.limits.memory.as_ref().map(|limit| limit.bytes))?;
        let charged = batch.counted()?.bytes;
        let peak = batch.peak_bytes.filter(|peak| *peak > limit)?;
        (charged < peak).then_some((charged, limit))
    }

    /// The same of the batch with the highest peak.
    pub fn charged_at_peak(&self) -> Option<(u64, u64)> {
        let highest = self.batches.iter().max_by_key(|batch| batch.peak_bytes)?;
        self.charged(highest)
    }

    /// Derives how its batches ended from what was observed of them, by the rules of this build.
    pub fn derive(&mut self) {
        let framework = self.run.framework;
        for batch in self.batches.iter_mut().chain(&mut self.hunt_batches) {
            batch.derive(framework, &self.tests.id);
        }
        self.settle();
        self.rules_version = RULES_VERSION;
    }

    /// Checks what a schema cannot say: columns of equal length, indexes inside them.
    pub fn check(&self) -> Result<(), Message> {
        let tests = self.tests.len();
        let phases = &self.tests.phases;
        let columns = [
            ("outcome", self.tests.outcome.len()),
            ("batch", self.tests.batch.len()),
            ("start_us", self.tests.start_us.len()),
            ("duration_us", self.tests.duration_us.len()),
            ("peak_kib", self.tests.peak_kib.len()),
            ("rss_before_kib", self.tests.rss_before_kib.len()),
            ("rss_after_kib", self.tests.rss_after_kib.len()),
            ("retained_kib", self.tests.retained_kib.len()),
            ("phases.setup.duration_us", phases.setup.duration_us.len()),
            ("phases.setup.peak_kib", phases.setup.peak_kib.len()),
            (
                "phases.setup.rss_after_kib",
                phases.setup.rss_after_kib.len(),
            ),
            ("phases.call.duration_us", phases.call.duration_us.len()),
            ("phases.call.peak_kib", phases.call.peak_kib.len()),
            ("phases.call.rss_after_kib", phases.call.rss_after_kib.len()),
            (
                "phases.teardown.duration_us",
                phases.teardown.duration_us.len(),
            ),
            ("phases.teardown.peak_kib", phases.teardown.peak_kib.len()),
            (
                "phases.teardown.rss_after_kib",
                phases.teardown.rss_after_kib.len(),
            ),
        ];
        let heaps = self.tests.v8_heap_used_kib.len();
        let heaps = (heaps > 0).then_some(("v8_heap_used_kib", heaps));
        let trees = self.tests.tree_peak_kib.len();
        let trees = (trees > 0).then_some(("tree_peak_kib", trees));
        for (name, length) in columns.into_iter().chain(heaps).chain(trees) {
            if length != tests {
                return Err(messages::BreachColumn {
                    column: name,
                    entries: length,
                    tests,
                }
                .into());
            }
        }
        for batch in self.batches.iter().chain(&self.hunt_batches) {
            let timeline = &batch.timeline;
            if timeline.time_ms_deltas.len() != timeline.rss_kib_deltas.len() {
                return Err(messages::BreachTimeline { batch: batch.index }.into());
            }
            if !batch
                .processes
                .iter()
                .all(|process| process.memory.is_even())
            {
                return Err(messages::BreachTimeline { batch: batch.index }.into());
            }
            if !batch.details.is_even() {
                return Err(messages::BreachDetails { batch: batch.index }.into());
            }
            if batch.victim.is_some_and(|victim| victim as usize >= tests) {
                return Err(messages::BreachVictim { batch: batch.index }.into());
            }
            if batch.at_fault.iter().any(|test| *test as usize >= tests) {
                return Err(messages::BreachAtFault { batch: batch.index }.into());
            }
            if (batch.facts.as_ref()).is_some_and(|facts| !facts.has_only_tests(tests)) {
                return Err(messages::BreachFacts { batch: batch.index }.into());
            }
        }
        if self
            .tests
            .remarks
            .iter()
            .any(|remark| remark.test as usize >= tests)
        {
            return Err(Key::BreachRemark.into());
        }
        if (self.tests.cases.iter()).any(|case| case.test as usize >= tests) {
            return Err(Key::BreachCase.into());
        }
        Ok(())
    }
}
