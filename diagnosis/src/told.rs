//! What the plugin tells in the hunt's passes: one JSON object a line. `oomscope_hunt.py` writes them.

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
    /// What its set-up left alive.
    pub grown: Live,
}

/// One run of one test.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Ran {
    /// The round, from 1; 0 in other passes.
    #[serde(default)]
    pub round: u32,
    /// Number of the test.
    pub test: u32,
    /// `p`, `f` or `s`.
    pub outcome: String,
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
}

/// Somebody who refers to what is new.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct HolderRow {
    /// Dotted name; `None` where no module leads to it.
    pub name: Option<String>,
    /// The way to it, a step a line.
    pub path: Vec<String>,
    /// The kinds of the steps.
    pub steps: Vec<String>,
    /// Where the way begins: `module`, `fixture`, `thread`, `pytest` or `unknown`.
    pub root: String,
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
    /// Tell-tale types among them: `traceback`, `logging.LogRecord` and the like.
    pub marks: Vec<String>,
    /// Methods of the holder's owner that could take entries off.
    pub methods: Vec<String>,
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
    /// Large files opened: path and size.
    pub files: Vec<(String, u64)>,
    /// Names of threads that are new.
    pub new_threads: Vec<String>,
}

/// A test run once, looking only at holders that are known.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Swept {
    /// The run itself.
    #[serde(flatten)]
    pub ran: Ran,
    /// By how many entries known holders grew.
    pub holders: std::collections::BTreeMap<String, i64>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Told {
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
    /// A test was run once.
    Swept(Swept),
    /// The pass broke off.
    Broken {
        /// Why.
        text: String,
    },
}

impl Told {
    /// The test that it is about, if it is about one.
    pub fn test(&self) -> Option<u32> {
        match self {
            Self::Begin { test, .. }
            | Self::Cycle { test, .. }
            | Self::NativeLines { test, .. } => Some(*test),
            Self::Test(ran) => Some(ran.test),
            Self::Explained(explained) => Some(explained.ran.test),
            Self::Swept(swept) => Some(swept.ran.test),
            Self::Base { .. } | Self::TornDown { .. } | Self::End { .. } | Self::Broken { .. } => {
                None
            }
        }
    }
}

/// Reads one line. `None` for what this version does not know.
pub fn parse(json: &str) -> Option<Told> {
    serde_json::from_str(json).ok()
}
