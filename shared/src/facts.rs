//! What was observed of a batch's end, as it stands in the journal and in the artifact. How the batch ended
//! is derived from it by [`crate::classify`], wherever an artifact is made or read.
//!
//! Tests are indexes into the columns of `tests`. Times are milliseconds since the start of the run. What is
//! `null` or absent was not there, or the system would not say.

use serde::{Deserialize, Serialize};

use crate::details::CgroupCounters;
use crate::timeline::Sample;

/// SIGKILL, which no process can refuse.
const SIGKILL: i32 = 9;

/// What was observed of a batch by its end. The ending, its proof and its evidence follow from it and from the
/// framework alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct BatchFacts {
    /// The code that its main process ended with; `null` where a signal ended it, or where nobody could say.
    pub exit_code: Option<i32>,
    /// The number of the signal that ended its main process.
    pub signal: Option<i32>,
    /// Whether the main process is the framework's own, so that nothing between the two passes codes on.
    pub main_process: MainProcess,
    /// Whether the plugin ever spoke.
    pub plugin_spoke: bool,
    /// Whether the plugin fell silent in the middle of the session, while the process that it spoke from lived on.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub plugin_lost: bool,
    /// The status with which the framework's session came to its end, as the plugin told; `null` where it did
    /// not come to that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_status: Option<i32>,
    /// What the plugin saw the main process do to itself right before it fell silent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_word: Option<LastWord>,
    /// What came of the list, where this was a process that lists tests; `null` where it ran tests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listing: Option<Listing>,
    /// How many files or folders could not be collected, as the plugin told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collection_errors: Option<u32>,
    /// The deadlines and limits that were in force.
    pub in_force: InForce,
    /// Whether something ended the guard, the process that keeps a batch together, and with it the batch.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub guard_killed: bool,
    /// What oomscope itself did to the batch, in order. The first decides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Acted>,
    /// Signals that oomscope itself received while the batch ran or right after its end.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signals_received: Vec<SignalReceived>,
    /// Signals that oomscope sent to processes of the batch while its main process lived.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signals_sent: Vec<SignalSent>,
    /// That the framework was told to stop after the running test, because the batch had crossed the soft
    /// line; what was left of it went on in a fresh process.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub soft_stop: Option<SoftStop>,
    /// The modules of tests whose import took most, the largest first; one whose import the process did not survive
    /// is the last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub imports: Vec<Import>,
    /// The tests that were running at the end, in the order in which they began.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub running: Vec<u32>,
    /// Tests that had run for longer than the time-out of a test.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub late_tests: Vec<u32>,
    /// Those of them whose worker of pytest-xdist oomscope killed for that.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub late_workers: Vec<u32>,
    /// Workers of pytest-xdist that died in a test, as xdist itself reports: the test of each, `null` where it
    /// is none of the plan.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub crashed_workers: Vec<Option<u32>>,
    /// What workers of pytest-xdist did to themselves.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub worker_words: Vec<WorkerWord>,
    /// What the machine or container had left for the batch when it started, in bytes: `MemAvailable` and
    /// `SwapFree` of `/proc/meminfo`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room_bytes: Option<u64>,
    /// The last samples of the process tree in which there was any memory, the newest last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub last_samples: Vec<Sample>,
    /// The highest that oomscope's watchdog held against the limit, in bytes; `null` where it was not the one
    /// who enforced it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub watchdog_bytes: Option<u64>,
    /// What the kernel counted in the batch's own cgroup; `null` where it had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cgroup: Option<CgroupCounters>,
    /// What the kernel had counted on the machine when the batch started.
    pub machine_before: MachineCounters,
    /// The same when it had ended.
    pub machine_after: MachineCounters,
    /// The kills by the OOM killer in the kernel's log (`/dev/kmsg`) meanwhile; `null` where it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logged_kills: Option<Vec<LoggedKill>>,
    /// Texts in the kept end of the output that say something about how the batch ended.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<FoundText>,
    /// Processes that no longer had a parent in the batch and that a signal ended.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dead_orphans: Vec<DeadOrphan>,
    /// Processes that still ran after the main process had ended; oomscope ended them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outlived: Vec<Outlived>,
    /// What its process still held when the last test was over, where that was looked at; `null` where it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_behind: Option<LeftBehind>,
    /// The highest limit of the heap of a JVM that ran tests (`-Xmx`), in bytes; `null` where there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jvm_heap_bytes: Option<u64>,
}

/// What a process still held when its last test was over, beyond what it had before the first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeftBehind {
    /// Goroutines that the project's own code began, by itself or through a library. Where there were fewer than 10 more in all, they were not
    /// counted, and it is 0.
    pub goroutines: u32,
    /// Memory in bytes. Of Go it is the heap in use, after a collection where that was 4 MiB or more before; of
    /// GoogleTest the anonymous memory, with what is free and was not given back.
    pub heap_bytes: u64,
}

/// A process that still ran after the main process of its batch had ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Outlived {
    /// Process id.
    pub pid: u32,
    /// Name, as the kernel has it.
    pub name: String,
    /// When it was started, in milliseconds since the start of the run. The kernel counts it in
    /// hundredths of a second.
    pub start_ms: Option<u64>,
    /// Indexes of the tests that ran in that hundredth of a second: one, as a rule.
    pub tests: Vec<u32>,
}

/// What the main process of a batch is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MainProcess {
    /// The framework or the test binary itself: the plugin spoke from it, or oomscope started nothing else.
    /// Its exit code is nobody else's.
    Framework,
    /// That is not known: a shell or a launcher can stand between, whose code is that of its own command.
    #[default]
    Unknown,
}

/// What a process did to itself, told by the plugin in the instant before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LastWord {
    /// It sent itself a signal that it does not handle.
    Signal {
        /// The function, for example `os.kill`.
        function: String,
        /// The number of the signal.
        signal: i32,
    },
    /// It left without coming back to the framework.
    Exit {
        /// The function, `os._exit`.
        function: String,
        /// The exit code.
        code: i32,
    },
    /// It became another program.
    Replaced {
        /// The function, for example `os.execv`.
        function: String,
        /// The program's name.
        program: String,
    },
}

/// What a worker of pytest-xdist did to itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WorkerWord {
    /// The test that ran in it.
    pub test: u32,
    /// What it did.
    pub word: LastWord,
}

/// What came of a process that lists tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Listing {
    /// It listed tests.
    Listed,
    /// It could not list them.
    Failed,
    /// There is none.
    Empty,
}

/// The deadlines and limits that were in force for a batch; `null`: there was none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct InForce {
    /// The time-out of the batch, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_timeout_ms: Option<u64>,
    /// The time-out of each test, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test_timeout_ms: Option<u64>,
    /// The memory limit, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_bytes: Option<u64>,
    /// The memory limit of the run, in bytes, of which the batch had only a share beside other batches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whole_bytes: Option<u64>,
    /// The soft line, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub soft_bytes: Option<u64>,
}

/// Something that oomscope did to a batch, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Acted {
    /// When, in milliseconds since the start of the run.
    pub at_ms: u64,
    /// What.
    pub action: Action,
}

/// What oomscope did to a batch before it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Killed it for its memory.
    OverLimit {
        /// What the watchdog counted of the process tree then, in bytes.
        rss_bytes: u64,
    },
    /// Killed what was left of it after the kernel had killed a process in the batch's own cgroup for
    /// memory: the batch dies as one.
    OomKilled,
    /// Killed it because it stood still at the limit: every task waited for memory and nothing went on.
    Stalled {
        /// For how long nothing had gone on, in milliseconds.
        still_ms: u64,
        /// The share of that time in which every task waited for memory, in percent.
        stalled_percent: u32,
    },
    /// Asked it to end, and killed it if it did not, because its time was up.
    TimedOut {
        /// Whose time was up.
        whose: TimeOut,
    },
    /// Killed it because it had outgrown what was kept for it, and it and the batches beside it did not fit any
    /// more.
    Preempted {
        /// What was kept for it, in bytes.
        reserved_bytes: u64,
        /// What it used then, in bytes.
        used_bytes: u64,
    },
    /// Asked it to end because oomscope itself had received a signal.
    Interrupted,
}

/// Whose time was up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TimeOut {
    /// That of the whole batch.
    Batch,
    /// That of the test that was running.
    Test,
    /// That of a process whose session was over and that did not end. It has that of a test.
    Exit,
}

/// A signal that oomscope received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignalReceived {
    /// When it was seen, in milliseconds since the start of the run.
    pub at_ms: u64,
    /// Its number.
    pub signal: i32,
}

/// A signal that oomscope sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignalSent {
    /// When, in milliseconds since the start of the run.
    pub at_ms: u64,
    /// Its number.
    pub signal: i32,
    /// To whom.
    pub to: Addressee,
}

/// Whom oomscope sent a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Addressee {
    /// The main process of the batch.
    Main,
    /// A worker of pytest-xdist.
    Worker,
    /// Every process of the batch.
    Tree,
}

/// That a framework was told to stop after the running test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SoftStop {
    /// When it stopped, in milliseconds since the start of the run.
    pub at_ms: u64,
    /// Memory of the process tree when it was told, in bytes.
    pub bytes: u64,
}

/// What the kernel counts over the whole machine. Other programs have a part in all of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct MachineCounters {
    /// Processes that were killed for memory since the machine started (`oom_kill` of `/proc/vmstat`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oom_kills: Option<u64>,
    /// For how long every task waited for memory since the machine started, in microseconds (`full total` of
    /// `/proc/pressure/memory`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stalled_us: Option<u64>,
    /// Share of the last ten seconds in which every task waited for memory, in percent (`full avg10` of
    /// `/proc/pressure/memory`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stalled_percent: Option<u32>,
}

/// A kill by the OOM killer, as the kernel logged it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LoggedKill {
    /// Process id in the kernel's own counting.
    pub pid: u32,
    /// Name of the process, at most 15 bytes.
    pub name: String,
    /// Whether it was for the limit of a cgroup, and not because the machine was full.
    pub in_cgroup: bool,
    /// What it was to the batch.
    pub of: KillOf,
}

/// Whose death a logged kill was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum KillOf {
    /// The main process of the batch.
    Main,
    /// Another process of the batch.
    Child,
    /// No process of the batch.
    Other,
}

/// A text in the output of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FoundText {
    /// What it says.
    pub says: TextKind,
    /// Where it begins in all that was printed, in bytes from the first.
    pub at_byte: u64,
    /// The text: that of a refusal as it stands there, a place as `test_a.py line 3 in test_it`.
    pub text: String,
}

/// What a text in the output says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TextKind {
    /// A runtime says that an allocation was refused.
    RefusedAllocation,
    /// A build tool says that a JVM of the tests ended before it was done.
    JvmLost,
    /// A JVM that crashes says by what: a signal, or an error of its own.
    JvmFault,
    /// A JVM that crashes says where its report is.
    JvmReport,
    /// Python's fault handler says where a fatal signal met the process.
    FaultPlace,
}

/// A process that no longer had a parent in the batch and that a signal ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeadOrphan {
    /// Name of its program (`/proc/PID/comm`).
    pub name: String,
    /// The number of the signal.
    pub signal: i32,
}

/// The import of a module of tests, with all that it imports for the first time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Import {
    /// Its file, or its name.
    pub file: String,
    /// Resident memory of the process before it, in KiB.
    pub before_kib: u64,
    /// By how much it grew; `null` where the process ended before the import did.
    pub grown_kib: Option<u64>,
}

impl BatchFacts {
    /// Whether the plugin spoke, and to the end.
    pub fn has_plugin_word(&self) -> bool {
        self.plugin_spoke && !self.plugin_lost
    }

    /// What oomscope did first: of that the ending is certain.
    pub fn action(&self) -> Option<Action> {
        self.actions.first().map(|acted| acted.action)
    }

    /// Whether oomscope killed all of the batch.
    pub fn was_killed(&self) -> bool {
        (self.signals_sent.iter()).any(|sent| (sent.signal, sent.to) == (SIGKILL, Addressee::Tree))
    }

    /// The first signal that oomscope received.
    pub fn first_received(&self) -> Option<i32> {
        self.signals_received
            .first()
            .map(|received| received.signal)
    }

    /// By how much the machine's count of OOM kills rose meanwhile.
    pub fn oom_kills(&self) -> Option<u64> {
        let (before, after) = (
            self.machine_before.oom_kills?,
            self.machine_after.oom_kills?,
        );
        Some(after.saturating_sub(before))
    }

    /// How many processes the kernel killed for memory in the batch's own cgroup. It counts kills of
    /// every kind there and nothing else, so zero is an answer as well.
    pub fn own_oom_kills(&self) -> Option<u64> {
        self.cgroup?.oom_kills
    }

    /// Memory of the batch at its last sample, in bytes.
    pub fn last_bytes(&self) -> Option<u64> {
        let last = self.last_samples.last()?;
        Some(last.rss_kib.saturating_mul(1024))
    }

    /// The text that says something.
    pub fn text(&self, says: TextKind) -> Option<&str> {
        let found = self.texts.iter().find(|found| found.says == says)?;
        Some(&found.text)
    }

    /// Visits every index of a test.
    pub fn each_test(&mut self, visit: &mut dyn FnMut(&mut u32)) {
        self.running.iter_mut().for_each(&mut *visit);
        self.late_tests.iter_mut().for_each(&mut *visit);
        self.late_workers.iter_mut().for_each(&mut *visit);
        let crashed = self.crashed_workers.iter_mut().flatten();
        crashed.for_each(&mut *visit);
        for word in &mut self.worker_words {
            visit(&mut word.test);
        }
        for outlived in &mut self.outlived {
            outlived.tests.iter_mut().for_each(&mut *visit);
        }
    }

    /// Visits every time.
    pub fn each_time_ms(&mut self, visit: &mut dyn FnMut(&mut u64)) {
        for acted in &mut self.actions {
            visit(&mut acted.at_ms);
        }
        for received in &mut self.signals_received {
            visit(&mut received.at_ms);
        }
        for sent in &mut self.signals_sent {
            visit(&mut sent.at_ms);
        }
        if let Some(stop) = &mut self.soft_stop {
            visit(&mut stop.at_ms);
        }
        for sample in &mut self.last_samples {
            visit(&mut sample.time_ms);
        }
        for outlived in &mut self.outlived {
            outlived.start_ms.iter_mut().for_each(&mut *visit);
        }
    }

    /// Forgets tests that are none: of so many there is no other. A worker that died in one has died all the
    /// same.
    pub fn keep_tests(&mut self, count: usize) {
        let is_one = |test: &u32| (*test as usize) < count;
        self.running.retain(is_one);
        self.late_tests.retain(is_one);
        self.late_workers.retain(is_one);
        for test in &mut self.crashed_workers {
            *test = test.filter(is_one);
        }
        self.worker_words.retain(|word| is_one(&word.test));
        for outlived in &mut self.outlived {
            outlived.tests.retain(is_one);
        }
    }

    /// Whether every index of a test is one of so many.
    pub(crate) fn has_only_tests(&self, count: usize) -> bool {
        let is_one = |test: &u32| (*test as usize) < count;
        let outlived = self.outlived.iter().flat_map(|process| &process.tests);
        (self.running.iter())
            .chain(&self.late_tests)
            .chain(&self.late_workers)
            .chain(self.crashed_workers.iter().flatten())
            .chain(self.worker_words.iter().map(|word| &word.test))
            .chain(outlived)
            .all(is_one)
    }
}

#[cfg(test)]
mod tests;
