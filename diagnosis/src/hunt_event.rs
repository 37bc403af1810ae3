//! What the plugin tells in the hunt's passes: one JSON object a line. `oomscope_hunt.py` writes them.

use crate::native::extension::{Repeated, Stays};
use serde::Deserialize;

/// What is alive in a process and below it, or by how much that changed, in bytes where no other unit
/// is named. The figures are independent of each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct Live {
    /// In use in the C heap (`mallinfo2`: `uordblks` and `hblkhd`).
    pub heap: i64,
    /// In allocated blocks of Python's own allocator.
    pub python: i64,
    /// Resident anonymous memory (`RssAnon`).
    pub anon: i64,
    /// What the C heap has of the system and holds free. Not all of it need be resident.
    #[serde(default)]
    pub free: i64,
    /// Private writable memory (`VmData`) that no allocator of the interpreter asked for: maps, stacks of threads,
    /// allocators that libraries bring along.
    #[serde(default)]
    pub unmanaged: i64,
    /// Resident shared memory (`RssShmem`).
    pub shmem: i64,
    /// In use on `/dev/shm`.
    pub dev_shm: i64,
    /// Anonymous memory of all child processes.
    pub children: i64,
    /// How many child processes there are.
    pub child_count: i64,
    /// How many threads there are.
    pub threads: i64,
}

impl Live {
    /// What is alive by the allocators' own word, in shared memory, and in child processes.
    pub fn alive(&self) -> i64 {
        self.heap + self.python + self.shared() + self.children
    }

    /// The same, but of what lies in memory file systems only what the process has mapped: the rest can be anybody's on
    /// the machine.
    pub fn surely_own(&self) -> i64 {
        self.heap + self.python + self.shmem + self.children
    }

    /// Shared memory, mapped or only lying there.
    pub fn shared(&self) -> i64 {
        self.shmem.max(self.dev_shm)
    }
}

/// The set-up of a fixture of a wider scope.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FixtureSetUp {
    /// Its name.
    pub name: String,
    /// Its scope.
    pub scope: String,
    /// The module it is defined in.
    pub module: String,
    /// pytest's node under which it is known, with its file in front; empty with unittest.
    #[serde(default)]
    pub base: String,
    /// What its set-up left alive.
    pub grown: Live,
}

/// What came of one run of one test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum RunOutcome {
    /// It passed.
    #[serde(rename = "p")]
    Passed,
    /// It failed.
    #[serde(rename = "f")]
    Failed,
    /// It was skipped.
    #[serde(rename = "s")]
    Skipped,
    /// Something that this version does not know.
    #[serde(other)]
    Other,
}

/// Where the way to a holder begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Root {
    /// The globals of a module.
    Module,
    /// The value of a fixture of a wider scope.
    Fixture,
    /// A frame of a thread.
    Thread,
    /// An object that a conftest.py or a library registered with pytest.
    Plugin,
    /// What is to be called when the interpreter ends.
    Atexit,
    /// pytest's session.
    Pytest,
    /// Not found.
    #[default]
    #[serde(other)]
    Unknown,
}

/// How an object on the way to a holder is reached from the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// As a global of a module.
    Global,
    /// As an attribute of an object.
    Attribute,
    /// As an attribute of a class.
    Class,
    /// As the dictionary of an object's own attributes.
    Dict,
    /// As an entry of a container.
    Item,
    /// As a key of a dictionary.
    Key,
    /// As what a function closes over.
    Closure,
    /// As a cell of that.
    Cell,
    /// As a default argument of a function.
    Default,
    /// As another part of a function, or the function of a method.
    Function,
    /// As the object of a method.
    #[serde(rename = "self")]
    Instance,
    /// As what a cache of functools holds.
    Cache,
    /// As a local variable of a frame.
    Local,
    /// In another way.
    #[serde(other)]
    Other,
}

/// A tell-tale type among what is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// A traceback, and with it the frames of an exception.
    Traceback,
    /// A record of logging.
    LogRecord,
    /// A task, a future or a coroutine.
    Task,
    /// A DataFrame or a series of one.
    Dataframe,
    /// An instance of a test class.
    TestInstance,
    /// One that this version does not know.
    #[serde(other)]
    Other,
}

/// A method by which entries could be taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// `unregister`
    Unregister,
    /// `clear`
    Clear,
    /// `remove`
    Remove,
    /// `reset`
    Reset,
    /// One that this version does not know.
    #[serde(other)]
    Other,
}

/// The values of a test's parameters, as the plugin names them.
pub const PARAMETERS: &str = "pytest.Item.callspec.params";
/// The instance of a test class that a test has for itself.
pub const INSTANCE: &str = "pytest.Item.instance";
/// What pytest has for each test, and keeps until its session ends.
pub const OF_ITEMS: [&str; 2] = [PARAMETERS, INSTANCE];

/// One run of one test.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Ran {
    /// The round, from 1; 0 in other passes.
    #[serde(default)]
    pub round: u32,
    /// Number of the test.
    pub test: u32,
    /// What came of it.
    pub outcome: RunOutcome,
    /// Why it failed.
    pub remark: Option<String>,
    /// What it left alive, without what fixtures of a wider scope set up meanwhile.
    pub grown: Live,
    /// What only a collection by hand freed, in bytes.
    pub garbage: i64,
    /// Whether the garbage collector was switched on before it, and after it.
    pub gc: [bool; 2],
    /// Fixtures of a wider scope that were set up for it.
    #[serde(default)]
    pub fixtures: Vec<FixtureSetUp>,
    /// The threads that it started and that go on: their functions, or their names.
    #[serde(default)]
    pub new_threads: Vec<String>,
}

impl Ran {
    /// A run that passed, of which nothing but what it left is known.
    pub fn passed(round: u32, test: u32, grown: Live) -> Self {
        Self {
            round,
            test,
            outcome: RunOutcome::Passed,
            remark: None,
            grown,
            garbage: 0,
            gc: [true, true],
            fixtures: Vec::new(),
            new_threads: Vec::new(),
        }
    }
}

/// Somebody who refers to what is new.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct HolderRow {
    /// Dotted name; `None` where no module leads to it.
    pub name: Option<String>,
    /// The name of the very container, where it lies so deep that `name` is what people know it by.
    pub deep_name: Option<String>,
    /// The way to it, a step a line.
    pub path: Vec<String>,
    /// The kinds of the steps.
    pub steps: Vec<Step>,
    /// Where the way begins.
    pub root: Root,
    /// Scope of the fixture.
    pub scope: Option<String>,
    /// The module.
    pub module: Option<String>,
    /// Whether that is one of the project's own.
    pub of_project: bool,
    /// Whether it is a name that was bound anew, and no container that got entries.
    pub is_binding: bool,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Types of all objects on the way.
    pub chain_types: Vec<String>,
    /// How many entries it takes at most.
    pub bound: Option<i64>,
    /// Size of what is new below it, by `sys.getsizeof`.
    pub bytes: i64,
    /// How many entries are new.
    pub entries: i64,
    /// Their type.
    pub entry_type: Option<String>,
    /// Whether the entries of a dict are its keys.
    pub by_key: bool,
    /// The module that defines them, where they are functions or classes.
    pub entry_module: Option<String>,
    /// New objects below it by type and size, largest first.
    pub content: Vec<(String, i64)>,
    /// Tell-tale types among them.
    pub marks: Vec<Mark>,
    /// Methods of the holder's owner that could take entries off.
    pub methods: Vec<Method>,
}

/// A test looked at with instruments.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Explained {
    /// The run itself.
    #[serde(flatten)]
    pub ran: Ran,
    /// Who refers to what is new, largest first.
    pub holders: Vec<HolderRow>,
    /// What is new, by type.
    pub types: Vec<oomscope_shared::finding::TypeGrowth>,
    /// Which lines took it; `None` where allocations were not traced.
    pub lines: Option<Vec<oomscope_shared::finding::AllocationLine>>,
    /// Whether all of these are lines of libraries.
    #[serde(default)]
    pub are_lines_foreign: bool,
    /// Large files opened: path and size.
    pub files: Vec<(String, u64)>,
    /// What native code took and nobody gave back, where the profiler saw it.
    #[serde(skip)]
    pub native: Vec<Stays>,
}

/// What a test needed at once.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Peaked {
    /// The test; none has the import of a module.
    #[serde(default)]
    pub test: u32,
    /// What its process had before, in bytes: what imports and collection took.
    pub base: u64,
    /// What came on top at most, child processes included.
    pub needed: u64,
    /// The project's lines that ran while it came, largest first.
    pub lines: Vec<oomscope_shared::finding::AllocationLine>,
    /// Large variables of the project's functions that ran at the peak.
    pub variables: Vec<Variable>,
    /// Large files opened: path and size.
    pub files: Vec<(String, u64)>,
    /// Child processes at the peak: command and size.
    pub children: Vec<(String, u64)>,
}

/// A variable of a function that ran.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Variable {
    /// File, relative to pytest's root folder.
    pub file: String,
    /// The line that ran.
    pub line: u32,
    /// The function.
    pub function: String,
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its length, or its extents.
    pub shape: String,
    /// Its size in bytes, of containers by a few of their entries.
    pub bytes: u64,
}

/// A test run once, looking only at holders that are known.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Swept {
    /// The run itself.
    #[serde(flatten)]
    pub ran: Ran,
    /// By how many entries known holders grew; of what pytest has for each test, by how many bytes.
    pub holders: std::collections::BTreeMap<String, i64>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum HuntEvent {
    /// Before the first test.
    Base {
        /// All figures.
        live: Live,
    },
    /// A test begins. Should the process die, this names the victim.
    Begin {
        /// The round.
        round: u32,
        /// The test.
        test: u32,
    },
    /// A test was run before the others, for what it leaves to them.
    First {
        /// The test.
        test: u32,
        /// The threads that it started and that go on.
        new_threads: Vec<String>,
    },
    /// Processes that a test started have grown while others ran.
    Late {
        /// The test.
        test: u32,
        /// By how much, in bytes.
        children: i64,
    },
    /// A test was run.
    Test(Ran),
    /// Wider fixtures were torn down between two tests.
    TornDown {
        /// The round.
        round: u32,
        /// What that changed.
        grown: Live,
    },
    /// Everything was torn down at the end.
    End {
        /// What is alive then, against the base.
        grown: Live,
        /// The same right before.
        held: Live,
        /// What went wrong in it.
        problem: Option<String>,
    },
    /// Everything was torn down after one test.
    Cycle {
        /// The round.
        round: u32,
        /// The test.
        test: u32,
        /// What is alive then, against the time before the test.
        grown: Live,
        /// What went wrong in it.
        problem: Option<String>,
    },
    /// A test was looked at with instruments.
    Explained(Box<Explained>),
    /// Which lines called the native code that took memory, where memray is there to see it.
    NativeLines {
        /// The test.
        test: u32,
        /// The lines, largest first.
        lines: Vec<oomscope_shared::finding::AllocationLine>,
    },
    /// A test was repeated while the profiler of native code looked.
    NativeSites(Repeated),
    /// A test was run to see what it needs at once.
    Peak(Box<Peaked>),
    /// A module was imported to see what that needs.
    Imported(Box<Peaked>),
    /// A test was run once.
    Swept(Swept),
    /// The pass broke off.
    Broken {
        /// Why.
        text: String,
    },
}

impl HuntEvent {
    /// The test that it is about, if it is about one.
    pub fn test(&self) -> Option<u32> {
        match self {
            Self::Begin { test, .. }
            | Self::First { test, .. }
            | Self::Late { test, .. }
            | Self::Cycle { test, .. }
            | Self::NativeLines { test, .. } => Some(*test),
            Self::NativeSites(repeated) => Some(repeated.test),
            Self::Test(ran) => Some(ran.test),
            Self::Explained(explained) => Some(explained.ran.test),
            Self::Peak(peaked) => Some(peaked.test),
            Self::Swept(swept) => Some(swept.ran.test),
            Self::Base { .. }
            | Self::TornDown { .. }
            | Self::End { .. }
            | Self::Imported(_)
            | Self::Broken { .. } => None,
        }
    }
}

/// Reads one line. `None` for what this version does not know.
pub fn parse(json: &str) -> Option<HuntEvent> {
    serde_json::from_str(json).ok()
}

#[cfg(test)]
mod tests {
    //! The words that the plugin's Python files say, and those that are known here, are the same.

    use std::collections::BTreeSet;

    use serde::de::value::{Error, StrDeserializer};
    use serde::de::{Deserializer, Error as _, IntoDeserializer, Visitor};
    use serde::forward_to_deserialize_any;

    use super::*;

    const HUNT: &str = include_str!("../../runner/src/driver/python/plugin/oomscope_hunt.py");
    const HEAP: &str = include_str!("../../runner/src/driver/python/plugin/oomscope_heap.py");
    const NATIVE: &str = include_str!("../../runner/src/driver/python/plugin/oomscope_native.py");
    const NAMES: &str = include_str!("../../runner/src/driver/python/plugin/oomscope_names.py");
    const WAYS: &str = include_str!("../../runner/src/driver/python/plugin/oomscope_ways.py");

    /// Tells the names of an enum, as serde knows them, by failing with them.
    struct NamesOf;

    impl<'de> Deserializer<'de> for NamesOf {
        type Error = Error;

        fn deserialize_enum<V: Visitor<'de>>(
            self,
            _: &'static str,
            names: &'static [&'static str],
            _: V,
        ) -> Result<V::Value, Error> {
            Err(Error::custom(names.join(" ")))
        }

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
            Err(Error::custom("no enum"))
        }

        forward_to_deserialize_any! {
            bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
            newtype_struct seq tuple tuple_struct map struct identifier ignored_any
        }
    }

    fn names<T: for<'de> Deserialize<'de>>() -> BTreeSet<String> {
        let names = T::deserialize(NamesOf).err().unwrap().to_string();
        names.split(' ').map(str::to_owned).collect()
    }

    /// The quoted words of a line: letters and underscores, no text and no format.
    fn words(line: &str) -> impl Iterator<Item = &str> {
        let quoted = line.split('"').skip(1).step_by(2);
        quoted.filter(|word| {
            let is_word = |c: char| c.is_ascii_lowercase() || c == '_';
            !word.is_empty() && word.chars().all(is_word)
        })
    }

    /// The words on the lines of a function, or of a file, that are meant.
    fn said(source: &str, function: &str, is_meant: impl Fn(&str) -> bool) -> BTreeSet<String> {
        let start = source
            .find(function)
            .unwrap_or_else(|| panic!("no {function}"));
        let body = &source[start..];
        let end = body[1..].find("\ndef ").map_or(body.len(), |end| end + 1);
        let lines = body[..end]
            .lines()
            .filter(|line| is_meant(line.trim_start()));
        lines.flat_map(words).map(str::to_owned).collect()
    }

    /// What Python says is a name, and each name is said there; `other` is the name for all that is not.
    fn agree<T: for<'de> Deserialize<'de>>(said: &BTreeSet<String>, other: &str) {
        let mut known = names::<T>();
        if !said.contains(other) {
            assert!(known.remove(other), "{known:?}");
        }
        assert_eq!(said, &known);
    }

    #[test]
    fn outcomes_are_those_of_the_plugin() {
        let line = HUNT.lines().find(|line| line.starts_with("OUTCOMES = "));
        // The other words are pytest's.
        let letters = line
            .into_iter()
            .flat_map(words)
            .filter(|word| word.len() == 1);
        agree::<RunOutcome>(&letters.map(str::to_owned).collect(), "Other");
    }

    #[test]
    fn roots_are_those_of_the_plugin() {
        let mut roots = said(WAYS, "def _roots(", |line| line.starts_with("start("));
        roots.extend(said(NAMES, "def from_fixture(", |line| {
            line.starts_with("return chain[at:]")
        }));
        let unknown = said(HEAP, "class ", |line| line.starts_with(r#""root": "#));
        roots.extend(unknown.into_iter().filter(|word| word != "root"));
        agree::<Root>(&roots, "unknown");
    }

    #[test]
    fn steps_are_those_of_the_plugin() {
        let mut steps = said(NAMES, "def _step(", |line| line.starts_with("return "));
        steps.extend(said(NAMES, "def describe(", |line| {
            line.contains("steps.append(")
                || line.starts_with("step = ")
                || line.contains("path, [")
        }));
        agree::<Step>(&steps, "other");
    }

    #[test]
    fn marks_are_those_of_the_plugin() {
        let marks = said(HEAP, "class ", |line| line.starts_with("marks.add("));
        agree::<Mark>(&marks, "other");
    }

    #[test]
    fn methods_are_those_of_the_plugin() {
        let mut methods = said(HEAP, "class ", |line| line.starts_with(r#""methods": "#));
        methods.remove("methods");
        agree::<Method>(&methods, "other");
    }

    #[test]
    fn every_kind_of_line_is_known() {
        let mut kinds = 0;
        for source in [HUNT, HEAP, NATIVE] {
            for (at, _) in source.match_indices(".tell(") {
                let Some(kind) = source[at..]
                    .trim_start_matches(".tell(")
                    .trim_start()
                    .strip_prefix('"')
                else {
                    continue;
                };
                let (kind, _) = kind.split_once('"').unwrap();
                let line = format!(r#"{{"kind": "{kind}"}}"#);
                let error = serde_json::from_str::<HuntEvent>(&line)
                    .unwrap_err()
                    .to_string();
                assert!(error.contains("missing field"), "{kind}: {error}");
                kinds += 1;
            }
        }
        assert!(kinds > 10, "{kinds}");
    }

    #[test]
    fn a_word_of_a_newer_plugin_is_another() {
        let word: StrDeserializer<'_, Error> = "spring".into_deserializer();
        assert_eq!(Mark::deserialize(word).unwrap(), Mark::Other);
    }
}
