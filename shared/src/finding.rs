//! A finding: one diagnosed memory problem, with all that it rests on.

use serde::{Deserialize, Serialize};

use crate::message::{Key, Message};

/// One diagnosed problem.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// Kept memory, or too much needed at once.
    pub kind: Kind,
    /// The tests at fault by their ids, or fixtures by their names.
    pub culprits: Vec<String>,
    /// Why the memory stays.
    pub cause: Cause,
    /// Scope of the fixture that keeps the memory, where one does.
    #[serde(default)]
    pub scope: Option<String>,
    /// Dotted name of the object that keeps the memory alive.
    pub holder: Option<String>,
    /// Type of the objects that pile up.
    pub object_type: Option<String>,
    /// How many of them each repetition of a culprit adds.
    #[serde(default)]
    pub objects_per_test: Option<f64>,
    /// What the culprits together keep in a run, or what a hog needed, in bytes.
    pub retained_bytes: Option<u64>,
    /// What one repetition of a culprit keeps, in bytes: the median of the culprits that were measured. Of a hog
    /// what it needed.
    #[serde(default)]
    pub bytes_per_test: Option<u64>,
    /// From 0 to 1; `docs/hunt.md` says how it comes about.
    pub confidence: f64,
    /// What it rests on.
    #[serde(default)]
    pub evidence: Vec<Message>,
    /// The culprit that was repeated, with what was alive after each repetition.
    #[serde(default)]
    pub confirmation: Option<Confirmation>,
    /// The way from a module, a fixture or a thread to the holder, a step a line.
    #[serde(default)]
    pub holder_path: Vec<String>,
    /// The project's own lines that took the memory, largest first.
    #[serde(default)]
    pub lines: Vec<AllocationLine>,
    /// What is new after one repetition, by type, largest first.
    #[serde(default)]
    pub types: Vec<TypeGrowth>,
    /// Large files that a culprit opened.
    #[serde(default)]
    pub files: Vec<OpenedFile>,
    /// How it can be mended.
    #[serde(default)]
    pub hint: Option<Message>,
    /// Code that does it, ready to be pasted.
    #[serde(default)]
    pub hint_code: Option<String>,
    /// The command that shows exactly this again.
    #[serde(default)]
    pub reproduce: Option<String>,
}

impl Finding {
    /// A finding of which nothing but its kind and cause is known.
    pub fn new(kind: Kind, cause: Cause) -> Self {
        Self {
            kind,
            culprits: Vec::new(),
            cause,
            scope: None,
            holder: None,
            object_type: None,
            objects_per_test: None,
            retained_bytes: None,
            bytes_per_test: None,
            confidence: 0.0,
            evidence: Vec::new(),
            confirmation: None,
            holder_path: Vec::new(),
            lines: Vec::new(),
            types: Vec::new(),
            files: Vec::new(),
            hint: None,
            hint_code: None,
            reproduce: None,
        }
    }
}

/// How far two figures of what the culprits keep may lie apart to be the same: so many times what one does and their
/// sum, and that and their sum in the run.
pub(crate) const ALIKE: std::ops::RangeInclusive<f64> = 0.8..=1.25;

impl Finding {
    /// What each culprit keeps, where all keep about as much: of 0.5 to 9 MiB nobody can say one figure.
    pub fn each_bytes(&self) -> Option<u64> {
        let (each, all) = (self.bytes_per_test?, self.retained_bytes?);
        let sum = each as f64 * self.culprits.len() as f64;
        ALIKE.contains(&(all as f64 / sum.max(1.0))).then_some(each)
    }
}

/// What kind of problem it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Memory that is kept after the test, or after the fixture's finalizer.
    Leak,
    /// A test that needs too much at once and gives it back.
    Hog,
}

impl Kind {
    /// Its name as the artifact has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leak => "leak",
            Self::Hog => "hog",
        }
    }

    /// Its name for people.
    pub fn key(self) -> Key {
        match self {
            Self::Leak => Key::KindLeak,
            Self::Hog => Key::KindHog,
        }
    }
}

/// Why memory stays. The vocabulary is closed: tools may branch on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Objects registered with a registry, dispatcher or list of handlers, and never taken off it.
    Registry,
    /// A container that is a global of a module.
    ModuleGlobal,
    /// A container that is an attribute of a class.
    ClassAttribute,
    /// A cache without a bound.
    Cache,
    /// A variable that a function closes over, or a default argument.
    Closure,
    /// A fixture of a wider scope.
    Fixture,
    /// An instance of a test class that something still refers to.
    TestInstance,
    /// The calls that a mock remembers.
    MockCalls,
    /// An exception that is kept, with its traceback and so all locals of its frames.
    ExceptionTraceback,
    /// Records that a logging handler keeps.
    LogRecords,
    /// Tasks or coroutines that never end.
    AsyncTask,
    /// Threads that go on after the test.
    Thread,
    /// Goroutines that go on after the test.
    Goroutine,
    /// Processes that go on after the test.
    ChildProcess,
    /// Memory of native code, invisible to Python.
    NativeHeap,
    /// Shared memory that is not unlinked.
    SharedMemory,
    /// DataFrames.
    Dataframe,
    /// Arrays.
    Array,
    /// The content of large files.
    FileLoad,
    /// Cyclic garbage, because the garbage collector is switched off.
    GcDisabled,
    /// A patch that is not undone.
    Monkeypatch,
    /// What the test runner itself keeps of tests: captured output, reports, the values of parameters.
    RunnerReports,
    /// Attributes of a test class that are set for the whole class and never deleted.
    ClassFixture,
    /// A variable of a module, or of the global object, of a JavaScript program.
    ModuleState,
    /// A core module of the runtime, patched again and again.
    CoreModulePatched,
    /// Listeners that are never taken off.
    EventListener,
    /// Timers that are never cleared.
    Timer,
    /// The whole environment of a test file, which something outside of it refers to.
    EnvironmentKept,
    /// Memory outside of the managed heap that objects in it own.
    Buffer,
    /// Threads of workers, or their ports, that are not ended.
    Worker,
    /// Promises that are never settled, with all that waits for them.
    Promise,
    /// Servers, sockets and watchers that are never closed.
    OpenHandle,
    /// What a static field of a JVM's class holds.
    StaticField,
    /// What a thread has for a `ThreadLocal`, and keeps as long as it lives.
    ThreadLocal,
    /// Class loaders that something still refers to, with all classes that they loaded.
    ClassLoader,
    /// Contexts of an application that its test framework keeps for other tests.
    ApplicationContext,
    /// Needs much at once and gives it back.
    LargeTransient,
    /// Not found out.
    Unknown,
}

impl Cause {
    /// Every cause.
    pub const ALL: [Self; 38] = [
        Self::Registry,
        Self::ModuleGlobal,
        Self::ClassAttribute,
        Self::Cache,
        Self::Closure,
        Self::Fixture,
        Self::TestInstance,
        Self::MockCalls,
        Self::ExceptionTraceback,
        Self::LogRecords,
        Self::AsyncTask,
        Self::Thread,
        Self::Goroutine,
        Self::ChildProcess,
        Self::NativeHeap,
        Self::SharedMemory,
        Self::Dataframe,
        Self::Array,
        Self::FileLoad,
        Self::GcDisabled,
        Self::Monkeypatch,
        Self::RunnerReports,
        Self::ClassFixture,
        Self::ModuleState,
        Self::CoreModulePatched,
        Self::EventListener,
        Self::Timer,
        Self::EnvironmentKept,
        Self::Buffer,
        Self::Worker,
        Self::Promise,
        Self::OpenHandle,
        Self::StaticField,
        Self::ThreadLocal,
        Self::ClassLoader,
        Self::ApplicationContext,
        Self::LargeTransient,
        Self::Unknown,
    ];

    /// Its name as the artifact has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Registry => "registry",
            Self::ModuleGlobal => "module_global",
            Self::ClassAttribute => "class_attribute",
            Self::Cache => "cache",
            Self::Closure => "closure",
            Self::Fixture => "fixture",
            Self::TestInstance => "test_instance",
            Self::MockCalls => "mock_calls",
            Self::ExceptionTraceback => "exception_traceback",
            Self::LogRecords => "log_records",
            Self::AsyncTask => "async_task",
            Self::Thread => "thread",
            Self::Goroutine => "goroutine",
            Self::ChildProcess => "child_process",
            Self::NativeHeap => "native_heap",
            Self::SharedMemory => "shared_memory",
            Self::Dataframe => "dataframe",
            Self::Array => "array",
            Self::FileLoad => "file_load",
            Self::GcDisabled => "gc_disabled",
            Self::Monkeypatch => "monkeypatch",
            Self::RunnerReports => "runner_reports",
            Self::ClassFixture => "class_fixture",
            Self::ModuleState => "module_state",
            Self::CoreModulePatched => "core_module_patched",
            Self::EventListener => "event_listener",
            Self::Timer => "timer",
            Self::EnvironmentKept => "environment_kept",
            Self::Buffer => "buffer",
            Self::Worker => "worker",
            Self::Promise => "promise",
            Self::OpenHandle => "open_handle",
            Self::StaticField => "static_field",
            Self::ThreadLocal => "thread_local",
            Self::ClassLoader => "class_loader",
            Self::ApplicationContext => "application_context",
            Self::LargeTransient => "large_transient",
            Self::Unknown => "unknown",
        }
    }

    /// Its name for people.
    pub fn key(self) -> Key {
        match self {
            Self::Registry => Key::CauseRegistry,
            Self::ModuleGlobal => Key::CauseModuleGlobal,
            Self::ClassAttribute => Key::CauseClassAttribute,
            Self::Cache => Key::CauseCache,
            Self::Closure => Key::CauseClosure,
            Self::Fixture => Key::CauseFixture,
            Self::TestInstance => Key::CauseTestInstance,
            Self::MockCalls => Key::CauseMockCalls,
            Self::ExceptionTraceback => Key::CauseExceptionTraceback,
            Self::LogRecords => Key::CauseLogRecords,
            Self::AsyncTask => Key::CauseAsyncTask,
            Self::Thread => Key::CauseThread,
            Self::Goroutine => Key::CauseGoroutine,
            Self::ChildProcess => Key::CauseChildProcess,
            Self::NativeHeap => Key::CauseNativeHeap,
            Self::SharedMemory => Key::CauseSharedMemory,
            Self::Dataframe => Key::CauseDataframe,
            Self::Array => Key::CauseArray,
            Self::FileLoad => Key::CauseFileLoad,
            Self::GcDisabled => Key::CauseGcDisabled,
            Self::Monkeypatch => Key::CauseMonkeypatch,
            Self::RunnerReports => Key::CauseRunnerReports,
            Self::ClassFixture => Key::CauseClassFixture,
            Self::ModuleState => Key::CauseModuleState,
            Self::CoreModulePatched => Key::CauseCoreModulePatched,
            Self::EventListener => Key::CauseEventListener,
            Self::Timer => Key::CauseTimer,
            Self::EnvironmentKept => Key::CauseEnvironmentKept,
            Self::Buffer => Key::CauseBuffer,
            Self::Worker => Key::CauseWorker,
            Self::Promise => Key::CausePromise,
            Self::OpenHandle => Key::CauseOpenHandle,
            Self::StaticField => Key::CauseStaticField,
            Self::ThreadLocal => Key::CauseThreadLocal,
            Self::ClassLoader => Key::CauseClassLoader,
            Self::ApplicationContext => Key::CauseApplicationContext,
            Self::LargeTransient => Key::CauseLargeTransient,
            Self::Unknown => Key::CauseUnknown,
        }
    }
}

/// A test repeated in one process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Confirmation {
    /// The test or fixture.
    pub test: String,
    /// What it had added after each repetition, in bytes: the first entry is after the first one.
    pub kept_bytes: Vec<i64>,
    /// Growth per repetition in bytes, without the first one, which pays for what is used first.
    pub slope_bytes: f64,
    /// Lower end of its 95 % confidence interval; `null` where there were too few repetitions.
    pub slope_low_bytes: Option<f64>,
    /// Upper end of it.
    pub slope_high_bytes: Option<f64>,
    /// The same of tests that were not suspected, in the same process; `null` where there was none.
    pub control_slope_bytes: Option<f64>,
}

/// The ends of a confidence interval, where they tell more than the figure between them: both read the same where
/// they are less than a hundredth of it apart.
pub fn told_interval((low, high): (f64, f64)) -> Option<(f64, f64)> {
    let is_told = high - low >= high.abs().max(low.abs()) / 100.0;
    is_told.then_some((low, high))
}

/// A line of source that took memory which is still alive after the test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AllocationLine {
    /// File, relative to the folder that the command ran in; of a dependency of JavaScript, from the folder of
    /// these on; of what else is not the project's, its name alone.
    pub file: String,
    /// Line number from 1.
    pub line: u32,
    /// Bytes it took and kept: by `tracemalloc`, by memray, by what the C heap gained while it ran, by the samples that V8
    /// takes of allocations, or by the profiler of native code.
    pub bytes: u64,
    /// In how many allocations, looks at the heap, or stacks that were sampled.
    pub count: u64,
    /// The line.
    pub text: String,
    /// The native function that it called and that took most of it, where that was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native: Option<String>,
}

/// Objects of one type that are new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TypeGrowth {
    /// The type's name.
    #[serde(rename = "type")]
    pub name: String,
    /// How many.
    pub count: u64,
    /// Their own size in bytes, by the runtime's word: `sys.getsizeof`, V8's `self_size`.
    pub bytes: u64,
}

/// A file that a test opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenedFile {
    /// Path, relative to pytest's root folder.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
}

/// What the hunt did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hunt {
    /// Time it was allowed, in milliseconds.
    pub budget_ms: u64,
    /// Time it took.
    pub spent_ms: u64,
    /// What it looked at and found to be no leak.
    pub notes: Vec<Message>,
    /// What it did not get to.
    pub undone: Vec<Message>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_figure_is_said_of_each_only_where_all_keep_about_as_much() {
        let of = |each: u64, all: u64| {
            let finding = Finding {
                culprits: vec!["a".to_owned(), "b".to_owned(), "c".to_owned()],
                bytes_per_test: Some(each),
                retained_bytes: Some(all),
                ..Finding::new(Kind::Leak, Cause::Unknown)
            };
            finding.each_bytes()
        };
        assert_eq!(of(100, 310), Some(100));
        assert_eq!(of(100, 190), None);
        assert_eq!(of(100, 900), None);
    }

    #[test]
    fn names_are_those_of_the_artifact() {
        for cause in Cause::ALL {
            assert_eq!(
                serde_json::to_value(cause).unwrap(),
                serde_json::Value::from(cause.name())
            );
            assert_eq!(cause.key().name(), format!("cause_{}", cause.name()));
        }
    }
}
