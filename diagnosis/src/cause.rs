//! From what refers to the new objects to the cause, out of the closed vocabulary.

use std::collections::BTreeMap;

use super::GROWTH_FLOOR;
use super::confirm::Figure;
use super::hunt_event::{Explained, HolderRow, INSTANCE, Mark, PARAMETERS, Root, Step};
use super::naming::{self, is_cache, is_registry};
use oomscope_shared::finding::Cause;

/// Share of the growth that Python's objects must account for, or the memory is native code's own. The
/// sizes of small objects leave out what the allocator adds to them, hence not more.
const VISIBLE_SHARE: f64 = 0.25;
/// Share of the largest holder from which another one is taken instead, if it has a better name.
const NAMED_SHARE: f64 = 0.4;
/// The same where the larger ones are pytest's own, or have no name at all.
const TELLING_SHARE: f64 = 0.15;
/// Share of the content that arrays or DataFrames must have to be the cause.
const BULK_SHARE: f64 = 0.5;
/// Share of the growth that the large files opened must have.
const FILE_SHARE: f64 = 0.1;

/// Types that say nothing of what they are for.
const PLAIN: [&str; 10] = [
    "str", "int", "float", "bool", "bytes", "tuple", "list", "dict", "set", "NoneType",
];

/// What was found out about one culprit.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The cause.
    pub cause: Cause,
    /// The holder, where there is one.
    pub holder: Option<HolderRow>,
}

/// Explains one test's growth.
///
/// `growth` is what one repetition adds, by the confirmation's own figure.
pub fn explain(explained: &Explained, figure: Figure, growth: i64) -> Explanation {
    // Where each repetition adds more than the one before, it is this run's growth that its objects account for.
    let own = figure.of(&explained.ran);
    let growth = if own > GROWTH_FLOOR {
        growth.min(own)
    } else {
        growth
    };
    let holder = choose_holder(&by_list(&explained.holders)).cloned();
    let visible: i64 = explained.holders.iter().map(|row| row.bytes).sum();
    let visible_types: i64 = explained.types.iter().map(|kind| kind.bytes as i64).sum();
    let is_visible = visible as f64 >= growth as f64 * VISIBLE_SHARE;
    let is_pythons = explained.ran.grown.python * 2 >= growth && explained.ran.grown.python > 0;
    let named = holder.filter(|row| is_visible || row.bytes >= 64 << 10);
    // Objects of the project's that came with native memory own it, as an image does its pixels.
    let owner = || by_handle(&explained.holders).filter(|row| row.of_project);
    let (cause, owner) = match figure {
        Figure::Children => (Cause::ChildProcess, None),
        Figure::Shared => (Cause::SharedMemory, None),
        Figure::Garbage => (Cause::GcDisabled, None),
        Figure::Mapped | Figure::Fragmented | Figure::Allocated => match &named {
            Some(row) if is_visible && is_pytests_own(row) && !keeps_instance(row) => {
                (Cause::RunnerReports, None)
            }
            // Where classes register with each other, the interpreter's own tables have most of it.
            Some(row) if is_visible || is_pythons => (by_holder(row, explained, growth), None),
            // Files in memory are the machine's, and anybody may write some while a test is looked at.
            _ if figure != Figure::Allocated && is_mapped_object(explained) => {
                (Cause::SharedMemory, None)
            }
            _ if explained.ran.grown.threads > 0 => (Cause::Thread, None),
            // An extension took what nobody refers to: a `Py_DECREF` is forgotten there.
            _ if !explained.native.is_empty() && is_pythons => (Cause::NativeHeap, None),
            // Objects there are, but nobody who refers to them is known.
            _ if visible_types as f64 >= growth as f64 * VISIBLE_SHARE => (Cause::Unknown, None),
            _ if explained.ran.grown.heap <= 0 && figure == Figure::Allocated => {
                (Cause::Unknown, None)
            }
            _ => match owner() {
                Some(row) => (by_holder(&row, explained, growth), Some(row)),
                None => (Cause::NativeHeap, None),
            },
        },
    };
    // The collector itself is what to look for; what the garbage consists of is nobody's to hold.
    let holder = match cause {
        _ if owner.is_some() => owner,
        Cause::GcDisabled => None,
        // The loop's own lists: whoever awaits or cancels the tasks has no need of them.
        Cause::AsyncTask => named.filter(|row| {
            !row.module
                .as_deref()
                .is_some_and(|m| m.starts_with("asyncio"))
        }),
        Cause::NativeHeap | Cause::ChildProcess | Cause::SharedMemory => {
            by_handle(&explained.holders)
        }
        Cause::RunnerReports => named.map(|row| HolderRow {
            name: Some(Kept::of(&row).holder().to_owned()),
            ..row
        }),
        _ => named,
    };
    Explanation { cause, holder }
}

/// What pytest keeps of tests until its session ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// What they printed.
    Output,
    /// What they logged.
    Logs,
    /// How failed ones looked.
    Failures,
    /// The values of their parameters.
    Parameters,
}

impl Kept {
    pub(super) fn of(row: &HolderRow) -> Self {
        let name = row.name.as_deref().unwrap_or_default();
        let is_failure = |(kind, _): &(String, i64)| kind.starts_with("_pytest._code");
        if name == PARAMETERS {
            Self::Parameters
        } else if row.marks.contains(&Mark::Traceback) || row.content.iter().any(is_failure) {
            Self::Failures
        } else if row.marks.contains(&Mark::LogRecord) {
            Self::Logs
        } else {
            Self::Output
        }
    }

    /// Where one finds it.
    fn holder(self) -> &'static str {
        match self {
            Self::Parameters => PARAMETERS,
            Self::Output | Self::Logs | Self::Failures => "_pytest.terminal.TerminalReporter.stats",
        }
    }
}

/// Reports of failures and captured output are kept by pytest itself, and so are values of parameters.
fn is_pytests_own(row: &HolderRow) -> bool {
    let module = row.module.as_deref().unwrap_or_default();
    let is_fixture = || row.path.iter().any(|step| step.contains("cached_result"));
    row.root == Root::Pytest && !is_fixture() || module.starts_with("_pytest")
}

/// pytest has the instance of a test class for each of its tests, and what the test sets on it.
fn keeps_instance(row: &HolderRow) -> bool {
    row.name.as_deref() == Some(INSTANCE) || row.marks.contains(&Mark::TestInstance)
}

/// What lies below the entries of a list is held by the list, where that got entries, or where it is more
/// than one of them.
fn by_list(rows: &[HolderRow]) -> Vec<HolderRow> {
    let list_of = |row: &HolderRow| {
        // All that pytest has hangs from its list of items.
        if row.root == Root::Pytest {
            return None;
        }
        let (list, _) = row.name.as_deref()?.split_once("[…]")?;
        Some(list.to_owned())
    };
    let mut lists: BTreeMap<String, Vec<&HolderRow>> = BTreeMap::new();
    for row in rows {
        if let Some(list) = list_of(row).or_else(|| row.name.clone()) {
            lists.entry(list).or_default().push(row);
        }
    }
    let mut found: Vec<HolderRow> = rows
        .iter()
        .filter(|row| row.name.is_none())
        .cloned()
        .collect();
    for (list, rows) in lists {
        let itself = rows
            .iter()
            .find(|row| row.name.as_deref() == Some(list.as_str()));
        let bytes = rows.iter().map(|row| row.bytes).sum();
        match itself {
            Some(row) => found.push(HolderRow {
                bytes,
                ..(*row).clone()
            }),
            None if rows.len() > 1 => found.push(HolderRow {
                name: Some(list),
                kind: "list".to_owned(),
                bytes,
                ..rows[0].clone()
            }),
            None => found.push(rows[0].clone()),
        }
    }
    found
}

/// The largest holder, or one nearly as large whose name says more.
fn choose_holder(rows: &[HolderRow]) -> Option<&HolderRow> {
    let largest = rows.iter().map(|row| row.bytes).max()?;
    let says_something = |row: &&HolderRow| {
        let module = row.module.as_deref().unwrap_or_default();
        row.name.is_some() && row.root != Root::Pytest && !module.starts_with("_pytest")
    };
    let least = |share: f64| (largest as f64 * share) as i64;
    let telling = rows
        .iter()
        .filter(says_something)
        .max_by_key(|row| row.bytes)
        .filter(|row| row.bytes >= least(TELLING_SHARE));
    telling.or_else(|| {
        rows.iter()
            .filter(|row| row.bytes >= least(NAMED_SHARE))
            .min_by_key(|row| (row.name.is_none(), -row.bytes))
    })
}

/// Native memory, processes and segments have small handles in Python; who keeps those is the holder.
fn by_handle(rows: &[HolderRow]) -> Option<HolderRow> {
    let handles = [
        "Popen",
        "Process",
        "SharedMemory",
        "mmap",
        "ctypes",
        "c_char",
        "c_void_p",
        "LP_",
        "Connection",
        "ShareableList",
        "memoryview",
    ];
    let is_handle = |text: &str| handles.iter().any(|handle| text.contains(handle));
    rows.iter()
        .filter(|row| row.name.is_some())
        .find(|row| {
            row.entry_type.as_deref().is_some_and(is_handle)
                || row.content.iter().any(|(kind, _)| is_handle(kind))
        })
        .or_else(|| rows.iter().find(|row| row.of_project && keeps_objects(row)))
        .cloned()
}

/// Whether a named container got objects of some class: texts and numbers hold no memory outside of Python.
pub(super) fn keeps_objects(row: &HolderRow) -> bool {
    let kind = row.entry_type.as_deref();
    // Nor does a lock that somebody waits for.
    let says_something = |kind: &str| !PLAIN.contains(&kind) && !kind.starts_with("_thread.");
    row.name.is_some() && row.entries > 0 && kind.is_some_and(says_something)
}

fn is_mapped_object(explained: &Explained) -> bool {
    explained.ran.grown.shared() > 0
        && explained.ran.grown.shared() * 2 >= explained.ran.grown.alive()
}

fn by_holder(row: &HolderRow, explained: &Explained, growth: i64) -> Cause {
    let marked = |mark: Mark| row.marks.contains(&mark);
    let entry = row.entry_type.as_deref().unwrap_or_default();
    let name = row.name.as_deref().unwrap_or_default();
    let stepped = |step: Step| row.steps.contains(&step);
    if row.root == Root::Thread || name.starts_with("threading.") || entry == "threading.Thread" {
        return Cause::Thread;
    }
    if marked(Mark::Task) || name.starts_with("asyncio.") {
        return Cause::AsyncTask;
    }
    if marked(Mark::Traceback) {
        return Cause::ExceptionTraceback;
    }
    if marked(Mark::LogRecord) {
        return Cause::LogRecords;
    }
    let mocks = |kind: &str| kind.starts_with("unittest.mock.") || kind.starts_with("mock.mock.");
    if mocks(entry) || (row.chain_types.iter().any(|kind| mocks(kind)) && name.contains("_mock")) {
        return Cause::MockCalls;
    }
    if entry == "_pytest.monkeypatch.MonkeyPatch" || is_patch(row) {
        return Cause::Monkeypatch;
    }
    if keeps_instance(row) {
        return Cause::TestInstance;
    }
    let share = |is_meant: &dyn Fn(&str) -> bool| {
        let of_kind = row.content.iter().filter(|(kind, _)| is_meant(kind));
        let bytes: i64 = of_kind.map(|(_, bytes)| bytes).sum();
        bytes as f64 / row.bytes.max(1) as f64
    };
    let is_frame = |kind: &str| kind.starts_with("pandas.") || kind.starts_with("polars.");
    let is_array = |kind: &str| {
        kind.ends_with("ndarray") || kind == "array.array" || kind.starts_with("torch.")
    };
    // What piled up are they themselves, and not objects of a class that have some.
    let is_bulk = |is_meant: &dyn Fn(&str) -> bool| {
        let is_entry = PLAIN.contains(&entry) || is_meant(entry) || entry.is_empty();
        is_entry && share(is_meant) >= BULK_SHARE
    };
    if is_frame(entry) || is_bulk(&is_frame) || marked(Mark::Dataframe) && PLAIN.contains(&entry) {
        return Cause::Dataframe;
    }
    if is_array(entry) || is_bulk(&is_array) {
        return Cause::Array;
    }
    if row.root == Root::Fixture {
        return Cause::Fixture;
    }
    if stepped(Step::Cache) || says(row, is_cache) {
        return Cause::Cache;
    }
    let opened: u64 = explained.files.iter().map(|(_, bytes)| bytes).sum();
    if opened as f64 >= growth as f64 * FILE_SHARE && opened > 0 {
        return Cause::FileLoad;
    }
    // Those of Python's own library are called otherwise.
    let is_such = |name: &str| is_registry(name) || naming::says(name, &["signal", "atexit"]);
    if says(row, is_such) {
        return Cause::Registry;
    }
    if stepped(Step::Closure) || stepped(Step::Default) {
        return Cause::Closure;
    }
    if stepped(Step::Class) {
        return Cause::ClassAttribute;
    }
    if matches!(row.root, Root::Module | Root::Plugin) {
        return Cause::ModuleGlobal;
    }
    Cause::Unknown
}

/// Whether the holder's name or a class on the way to it says so.
fn says(row: &HolderRow, is_such: impl Fn(&str) -> bool) -> bool {
    let name = (row.deep_name.as_deref().or(row.name.as_deref())).unwrap_or_default();
    // Packages and modules are named after anything; what counts is the object's own name.
    let own = row
        .module
        .as_deref()
        .and_then(|module| name.strip_prefix(module))
        .unwrap_or(name);
    let classes = row
        .chain_types
        .iter()
        .filter_map(|kind| kind.rsplit('.').next());
    std::iter::once(own).chain(classes).any(is_such)
}

/// A function or class of one module, bound to a name of another: a patch by hand that nobody undid.
fn is_patch(row: &HolderRow) -> bool {
    let is_code = row
        .entry_type
        .as_deref()
        .is_some_and(|kind| kind == "function" || kind == "type" || kind == "method");
    row.is_binding
        && is_code
        && row.entries <= 2
        && row.entry_module.is_some()
        && row.entry_module != row.module
}

#[cfg(test)]
mod tests;
