//! All that oomscope knows of a framework: a driver for each, in a folder of its own.
//!
//! A [`Driver`] says which tests there are, how some of them are run in a fresh process tree, and gives an
//! [`Ear`] that hears what becomes of them. There are three families. Beside the tests of a *plugin*
//! ([`python`]) runs code of ours, which measures each test and repeats it for the hunt. An *adapter*
//! ([`adapter`]) reads what a framework says by itself. All the rest is a *command* ([`command`]). The engine
//! knows none of them by name: a new framework is a folder, and a line in [`ALL`]; what all crates say of it is a row of
//! the table in `oomscope_shared::framework`.

mod adapter;
mod cargo;
mod command;
mod ctest;
mod detect;
mod dumps;
mod ear;
#[cfg(fuzzing)]
pub mod fuzzing;
mod go;
mod gtest;
mod javascript;
mod jest;
mod jvm;
mod minitest;
mod mocha;
mod nextest;
mod node_test;
mod overwritten;
mod python;
mod reporter;
mod rspec;
mod ruby;
mod script;
mod vitest;
pub mod watch;
mod words;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use nix::sys::signal::Signal;
use oomscope_diagnosis::golang::hunt::Looked;
use oomscope_diagnosis::heap::held::Held;
use oomscope_diagnosis::native::hunt::Watched;
use oomscope_shared::artifact::Framework;
use oomscope_shared::message::Message;
use oomscope_shared::shard::Shard;

use crate::batch::Ended;
use crate::error::Failure;
use crate::plan::RunPlan;

pub use detect::{detect, inside};
pub use dumps::source;
pub use ear::{Desk, Ear, Heard, Late, Opened, StopFlag};
pub use overwritten::option_of as overwritten_option;
pub use python::{FILES as PLUGIN_FILES, HuntOrder, HuntPass};

/// The framework as the engine sees it.
pub trait Driver {
    /// What can be done with it.
    fn abilities(&self) -> Abilities;

    /// Which of its tests are to be run, in the order in which they run.
    ///
    /// # Errors
    /// See [`Unlisted`].
    fn list(&mut self, ask: &mut dyn Ask) -> Result<Listing, Unlisted>;

    /// How tests are run in a fresh process tree. `folder` is the batch's own and lives as long as it does.
    ///
    /// # Errors
    /// What the framework needs beside the command cannot be made ready.
    fn job(&self, what: What<'_>, folder: &Path) -> std::io::Result<Job>;

    /// Whether each test had a process of its own in what was run by now, so that it can keep memory only there.
    fn has_own_processes(&self) -> bool {
        false
    }

    /// Where a batch shows that the code of ours beside the tests cannot be loaded, goes on without, and
    /// returns what is to be said of that.
    ///
    /// # Errors
    /// What was asked for cannot be done without it.
    fn give_plugin_up(&mut self, _ended: &Ended) -> Result<Option<Message>, Failure> {
        Ok(None)
    }
}

/// What can be done with a framework.
#[derive(Debug, Clone, Copy)]
pub struct Abilities {
    /// Which framework it is.
    pub framework: Framework,
    /// The signal by which its processes are asked to end.
    pub polite: Signal,
    /// Whether a process can find its tests by itself and go on with them, so that a suite that fits into one
    /// process is not collected twice.
    pub finds_its_tests: bool,
    /// What is known of a test's memory without asking for the whole batch's.
    pub measures_tests: bool,
    /// Whether a batch can be told to stop after its running test.
    pub stops_softly: bool,
    /// Whether it says which of its tests run and what becomes of them.
    pub tells_of_tests: bool,
    /// How what keeps memory is looked for.
    pub hunt: HuntWay,
}

/// How the hunt looks for what keeps memory.
#[derive(Debug, Clone, Copy)]
pub enum HuntWay {
    /// Tests are repeated in one process, which tells what each repetition keeps.
    Repeat,
    /// The same, and the process dumps its heap, which this reads.
    Rounds(ReadDumps<Held>),
    /// All tests of a package are repeated in one process, which looks at itself between rounds; this reads what it
    /// saw.
    Looks(ReadDumps<Looked>),
    /// All tests of a process are repeated in one, which rests after each round, and then halves of those that grow; and
    /// the profiler of native code, of which this reads what it saw, says where those that keep memory or need too much
    /// take it.
    Halves(ReadDumps<Watched>),
    /// The tests of a process are run several times over in one, which the profiler of native code watches; this reads
    /// what it saw.
    Watch(ReadDumps<Watched>),
    /// Subsets of the tests are run in fresh processes.
    Bisect,
    /// The same, and the profiler of native code says where those that need too much take it.
    BisectAndWatch(ReadDumps<Watched>),
}

/// Reads what a process has dumped into a folder; `None`: it did not come so far. It can take many seconds.
pub type ReadDumps<T> = fn(&Path) -> Result<Option<T>, String>;

/// What a batch is to run.
#[derive(Debug)]
pub enum What<'a> {
    /// Whatever there is.
    Everything,
    /// These tests.
    Tests(&'a [PlannedTest]),
    /// These tests once more, of which nothing is recorded.
    Probe(&'a [PlannedTest]),
    /// These tests in this order in one process, of which nothing is recorded and which dumps its heap.
    Rounds(&'a Dumps, &'a [PlannedTest]),
    /// A pass of the hunt, and the tests in it.
    Hunt(&'a HuntOrder, &'a [PlannedTest]),
}

impl<'a> What<'a> {
    /// The tests.
    pub fn tests(&self) -> &'a [PlannedTest] {
        match self {
            Self::Everything => &[],
            Self::Tests(tests)
            | Self::Probe(tests)
            | Self::Rounds(_, tests)
            | Self::Hunt(_, tests) => tests,
        }
    }
}

/// When a process of rounds dumps its heap, and where.
#[derive(Debug, Clone)]
pub struct Dumps {
    /// The folder.
    pub folder: PathBuf,
    /// After how many runs.
    pub after: Vec<usize>,
    /// After how many it notes after each which objects there are; `None`: never.
    pub marks_from: Option<usize>,
    /// How often the program runs its tests while the profiler of native code watches; `None`: nobody does.
    pub watched: Option<u32>,
}

/// A test of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedTest {
    /// Its number.
    pub number: u32,
    /// Its id.
    pub id: String,
    /// Which of several with this id it is, from 0: the first in the plan is the first in every process.
    pub nth: usize,
}

/// Some tests of a plan, by their numbers.
pub fn planned(plan: &[String], tests: &[u32]) -> Vec<PlannedTest> {
    let mut places: HashMap<&str, Vec<u32>> = tests
        .iter()
        .filter_map(|test| Some((plan.get(*test as usize)?.as_str(), Vec::new())))
        .collect();
    for (number, id) in (0..).zip(plan) {
        if let Some(numbers) = places.get_mut(id.as_str()) {
            numbers.push(number);
        }
    }
    let one = |test: &u32| {
        let id = plan.get(*test as usize)?;
        let nth = places.get(id.as_str())?.binary_search(test).ok()?;
        Some(PlannedTest {
            number: *test,
            id: id.clone(),
            nth,
        })
    };
    tests.iter().filter_map(one).collect()
}

/// A command with what it needs around it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// Program and arguments.
    pub argv: Vec<String>,
    /// The folder it runs in; `None`: the current one.
    pub folder: Option<PathBuf>,
    /// Environment variables beside those that are there.
    pub env: Vec<(String, String)>,
}

impl Step {
    /// A command in the current folder.
    pub fn new(argv: Vec<String>) -> Self {
        Self {
            argv,
            ..Self::default()
        }
    }
}

/// How some tests are run.
pub struct Job {
    /// The command.
    pub step: Step,
    /// Who hears what becomes of them.
    pub ear: Box<dyn Ear>,
    /// Whether the command is the framework or a test binary itself, with nothing around it that would pass
    /// codes on. Of one with a plugin its process says so.
    pub is_framework: bool,
}

/// Runs a process for a listing.
pub trait Ask {
    /// Runs it to its end. Where `limited`, it does what a batch would, and has a batch's limits; else it
    /// compiles and links, and the memory limit and the time-out of a batch of tests are not its.
    ///
    /// # Errors
    /// It could not be started, or the run was stopped.
    fn run(&mut self, job: Job, is_limited: bool) -> Result<&mut Ended, Unlisted>;
    /// A folder for files, which lives as long as the run.
    fn scratch(&self) -> &Path;
}

/// The tests that were found.
#[derive(Debug, Default)]
pub struct Listing {
    /// Those that are to be run.
    pub tests: Vec<ListedTest>,
    /// The share of the suite that they are.
    pub shard: Option<Shard>,
    /// Some could not be found out. They are told of, and nothing is run.
    pub is_broken: bool,
    /// The process that listed them has met something that no later one meets, so it becomes a batch.
    pub is_to_be_told: bool,
    /// What is to be said of what is left out.
    pub remarks: Vec<Message>,
}

/// A test that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedTest {
    /// Its id.
    pub id: String,
    /// Tests of different groups cannot share a process: a test binary, a package. Counts from zero.
    pub group: u32,
}

/// Why there is no list.
#[derive(Debug)]
pub enum Unlisted {
    /// The process that was asked last did not end well, and what it printed says why.
    Broken,
    /// The run has to end.
    Failed(Failure),
}

impl From<Failure> for Unlisted {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<std::io::Error> for Unlisted {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(Failure::recorder(error))
    }
}

/// How a framework joins: its line in [`ALL`]. What can be said of it without running it stands in the table of
/// `oomscope_shared::framework`.
pub struct Registration {
    /// Which.
    pub framework: Framework,
    /// The unit of a test by its id. What must not be separated has the same one: the file or module whose
    /// fixtures would be set up once more elsewhere. Where tests share nothing, each is its own.
    pub unit_of: fn(&str) -> String,
    /// Whether something of ours has to lie beside the tests.
    pub needs_folder: bool,
    /// Options by which it writes what it found into a file that each of several processes would overwrite, and that
    /// nothing of ours joins.
    pub overwrites: &'static [&'static str],
    /// Whether the words of a command name it.
    pub is_named: fn(&detect::Words<'_>) -> bool,
    /// Its driver, with a folder for files that lives as long as the run.
    pub open: fn(&RunPlan, &Path) -> Opening,
}

/// A driver.
pub type Opening = Result<Box<dyn Driver>, Unopened>;

/// Why there is none.
#[derive(Debug)]
pub enum Unopened {
    /// The command does not have the word by which the framework is called.
    Failed(Failure),
    /// What it needs beside the tests cannot lie in this folder.
    NoPlace(std::io::Error),
}

impl From<Failure> for Unopened {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<std::io::Error> for Unopened {
    fn from(error: std::io::Error) -> Self {
        Self::NoPlace(error)
    }
}

/// Every framework. Where the words of a command name several, the first one counts.
pub const ALL: [&Registration; 18] = [
    &python::PYTEST,
    &python::UNITTEST,
    &python::DJANGO,
    &nextest::REGISTRATION,
    &cargo::REGISTRATION,
    &go::REGISTRATION,
    &jest::REGISTRATION,
    &vitest::REGISTRATION,
    &mocha::REGISTRATION,
    &node_test::REGISTRATION,
    &rspec::REGISTRATION,
    &minitest::REGISTRATION,
    &ctest::REGISTRATION,
    &gtest::REGISTRATION,
    &jvm::MAVEN,
    &jvm::GRADLE,
    &jvm::CONSOLE,
    &command::REGISTRATION,
];

/// The line of a framework.
pub fn registration(framework: Framework) -> &'static Registration {
    let mut all = ALL.into_iter();
    all.find(|one| one.framework == framework)
        .unwrap_or(&command::REGISTRATION)
}

/// The driver for a plan.
///
/// # Errors
/// See [`Unopened`].
pub fn open(plan: &RunPlan, scratch: &Path) -> Opening {
    (registration(plan.framework).open)(plan, scratch)
}

/// A test that shares nothing with others.
fn own_unit(id: &str) -> String {
    id.to_owned()
}

/// Puts a file of ours where the framework can load it.
///
/// # Errors
/// It could not be written.
fn place(scratch: &Path, name: &str, text: &str) -> std::io::Result<PathBuf> {
    let path = scratch.join(name);
    std::fs::write(&path, text)?;
    Ok(path)
}

/// Whether a command begins with a program itself, and not with one that finds and starts it.
fn begins_with(command: &[String], program: &str) -> bool {
    let name = command.first().and_then(|word| word.rsplit('/').next());
    name == Some(program)
}

/// The first line of a text that says something, shortened.
fn first_line(text: &str) -> Option<String> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    Some(line.chars().take(500).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_framework_has_one_driver() {
        for framework in Framework::ALL {
            let of = ALL.iter().filter(|one| one.framework == framework);
            assert_eq!(of.count(), 1, "{}", framework.name());
        }
    }
}
