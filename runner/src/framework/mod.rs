//! Frameworks that oomscope lists and reads: one adapter for each, in a file of its own.
//!
//! An adapter answers three questions. Which tests are there ([`Adapter::list`]), how are some of them run in
//! one fresh process tree ([`Adapter::job`]), and what does the framework say became of them ([`Reader`]).
//! Everything else (batches, limits, deaths, retries, the hunt) is the engine's and is the same for all.

mod cargo;
mod command_line;
mod detect;
mod go;
mod go_flags;
mod go_output;
mod javascript;
mod jest;
mod libtest;
mod nextest;
mod python;
mod reporter;
mod rspec;
mod script;
mod vitest;
pub mod watch;

use std::path::{Path, PathBuf};

use oomscope_journal::Measured;
use oomscope_shared::Outcome;
use oomscope_shared::artifact::{FileCase, Framework};
use oomscope_shared::message::Message;

use crate::error::Failure;

pub use detect::detect;
pub use python::{Plugged, plugged};
pub use script::as_one;

/// A framework as the engine sees it.
pub trait Adapter {
    /// Asks which tests there are, in the order in which they run.
    ///
    /// # Errors
    /// See [`Unlisted`].
    fn list(&mut self, ask: &mut dyn Ask) -> Result<Vec<Listed>, Unlisted>;

    /// How these tests are run in a fresh process tree. A test may stand in the list several times; a
    /// framework that can repeat it in one process does.
    fn job(&self, tests: &[&str], scratch: &Path) -> Job;

    /// Whether the entry of a list file means this test beside those that are equal to it or to its
    /// beginning up to a `::`, `/` or `[`.
    fn is_below(&self, _id: &str, _entry: &str) -> bool {
        false
    }

    /// Whether each test's memory is told, so that nobody has to guess it from that of its batch, of which the
    /// framework's own processes are a part.
    fn measures_tests(&self) -> bool {
        false
    }

    /// Whether the command of a job is the framework or a test binary itself: nothing between it and oomscope
    /// passes codes on, so its exit code is its own.
    fn runs_itself(&self) -> bool {
        false
    }

    /// What the artifact is to say about what is left out, as sentences.
    fn remarks(&self) -> Vec<Message> {
        Vec::new()
    }
}

/// A test of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Tests of different groups cannot share a process: a test binary, a package. Counts from zero.
    pub group: u32,
}

/// Runs a process for a listing.
pub trait Ask {
    /// Runs it to its end.
    ///
    /// # Errors
    /// It could not be started, or the run was stopped.
    fn ask(&mut self, step: &Step) -> Result<Answer, Unlisted>;
    /// A folder for files, which lives as long as the run.
    fn scratch(&self) -> &Path;
}

/// What a process of a listing answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What it wrote to standard output.
    pub stdout: String,
    /// Whether it ended well.
    pub is_good: bool,
}

impl Answer {
    /// The answer, if the process ended well.
    ///
    /// # Errors
    /// It did not: the engine shows what it printed.
    pub fn good(self) -> Result<Self, Unlisted> {
        if self.is_good {
            Ok(self)
        } else {
            Err(Unlisted::Broken)
        }
    }
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
    /// The commands, one after the other. For the tests of one group it is one.
    pub steps: Vec<Step>,
    /// Where the framework's words come from.
    pub source: Source,
    /// What understands them.
    pub reader: Box<dyn Reader>,
}

/// Where a framework's words come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Its standard output.
    Stdout,
    /// A file that it, or code of ours inside it, appends to while it runs.
    File(PathBuf),
    /// Both.
    Both(PathBuf),
    /// Only files that it writes at its end; whoever dies has told nothing.
    AtEnd,
}

/// What a framework told.
#[derive(Debug, Clone, PartialEq)]
pub enum FrameworkEvent {
    /// A test begins.
    Started {
        /// Its id.
        id: String,
    },
    /// A test is over.
    Ended {
        /// Its id.
        id: String,
        /// What became of it.
        outcome: Outcome,
        /// How long it took, in microseconds, where the framework says so.
        duration_us: Option<u64>,
        /// Why it failed or was skipped.
        remark: Option<String>,
    },
    /// Why a test that has ended failed.
    Why {
        /// Its id.
        id: String,
        /// The reason.
        text: String,
    },
    /// A case inside a test is over; its `test` is filled in by whoever knows the numbers.
    FileCase {
        /// Id of the test.
        id: String,
        /// The case.
        case: FileCase,
    },
    /// What code of ours measured around a test.
    Measured {
        /// Its id.
        id: String,
        /// The figures.
        figures: Measured,
    },
}

/// Understands what a framework says in one batch.
pub trait Reader {
    /// Takes a whole line, without its end. Returns whether a person is to see it among the output.
    fn line(&mut self, line: &str, tell: &mut dyn FnMut(FrameworkEvent)) -> bool;
    /// Takes what has come of a line that is not whole yet; it will come again.
    fn beginning(&mut self, _text: &str, _tell: &mut dyn FnMut(FrameworkEvent)) {}
    /// Every process of the batch is gone.
    fn end(&mut self, _tell: &mut dyn FnMut(FrameworkEvent)) {}
}

/// The adapter of a framework, for a command.
///
/// # Errors
/// The command does not have the word by which the framework is called.
pub fn adapter(
    framework: Framework,
    command: &[String],
) -> Result<Option<Box<dyn Adapter>>, Failure> {
    Ok(Some(match framework {
        Framework::Cargo => Box::new(cargo::Cargo::new(command)?),
        Framework::Nextest => Box::new(nextest::Nextest::new(command)?),
        Framework::Go => Box::new(go::Go::new(command)?),
        Framework::Jest => Box::new(jest::Jest::new(command)),
        Framework::Vitest => Box::new(vitest::Vitest::new(command)?),
        Framework::Rspec => Box::new(rspec::Rspec::new(command)),
        Framework::Pytest | Framework::Unittest | Framework::Django | Framework::Command => {
            return Ok(None);
        }
    }))
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
