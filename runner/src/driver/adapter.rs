//! Frameworks that say by themselves what becomes of their tests: one adapter for each.
//!
//! An adapter answers three questions. Which tests are there ([`Adapter::list`]), by which commands are some of
//! them run ([`Adapter::run`]), and what does the framework say became of them ([`Reader`]).

mod gate;
mod keeper;
mod listener;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use nix::sys::signal::Signal;
use oomscope_diagnosis::heap::held::Held;
use oomscope_journal::Measured;
use oomscope_shared::Outcome;
use oomscope_shared::artifact::{FileCase, Framework};
use oomscope_shared::facts::LeftBehind;
use oomscope_shared::message::Message;

use self::keeper::Keeper;
use self::listener::Listener;
use super::script::as_one;
use super::{
    Abilities, Ask, Driver, Dumps, HuntWay, Job, ListedTest, Listing, ReadDumps, Step, Unlisted,
    What,
};
use crate::error::Failure;
use crate::list_file;
use crate::native::{self, Watch};
use crate::plan::{Choice, RunPlan};

/// Tells code of ours beside the tests that the hunt runs them, which compares peaks: what is garbage is to be
/// collected whatever that costs.
const AT_EASE: (&str, &str) = ("OOMSCOPE_COLLECT", "always");
/// Tells it where to dump the heap, and after how many runs.
const DUMPS: (&str, &str) = ("OOMSCOPE_HEAPS", "OOMSCOPE_HEAPS_AT");
/// The same beside the dumps, for whoever reads them: a process that was ended has left fewer.
pub const PLACES: &str = "places";
/// Tells it after how many runs it notes after each which objects there are.
const MARKS: &str = "OOMSCOPE_MARKS_FROM";

/// A framework with an adapter.
pub trait Adapter {
    /// Which framework it is.
    fn framework(&self) -> Framework;

    /// Asks which tests there are, in the order in which they run.
    ///
    /// # Errors
    /// See [`Unlisted`].
    fn list(&mut self, asking: &mut Asking<'_>) -> Result<Vec<ListedTest>, Unlisted>;

    /// How these tests are run in a fresh process tree. A test may stand in the list several times; a
    /// framework that can repeat it in one process does.
    ///
    /// # Errors
    /// A file beside the command could not be written.
    fn run(&self, tests: &[&str], folder: &Path) -> std::io::Result<Runs>;

    /// Whether one process can find all of its tests by itself and go on with them, see [`Adapter::run_all`].
    fn finds_its_tests(&self) -> bool {
        false
    }

    /// How whatever there is is run. What is said tells which tests that are, by [`FrameworkEvent::Found`].
    ///
    /// # Errors
    /// As for [`Adapter::run`].
    fn run_all(&self, folder: &Path) -> std::io::Result<Runs> {
        self.run(&[], folder)
    }

    /// What is wrong where a process that should have listed its tests ended well and did not.
    fn no_list(&self) -> Failure {
        let framework = self.framework().words();
        Failure::usage(
            format!("the command did not say which tests {framework} has"),
            "run it by hand to see what is wrong",
        )
    }

    /// How these tests are run in one process, in this order and as often as they stand in it, where the framework
    /// can dump its heap.
    ///
    /// # Errors
    /// As for [`Adapter::run`].
    fn repeat(&self, tests: &[&str], folder: &Path) -> std::io::Result<Runs> {
        self.run(tests, folder)
    }

    /// Whether each test had a process of its own in what was run by now, so that it can keep memory only there.
    fn has_own_processes(&self) -> bool {
        false
    }

    /// What reads such dumps.
    fn heap_reader(&self) -> Option<ReadDumps<Held>> {
        None
    }

    /// Whether a mark is one dump more, because nothing in a heap says when an object was made.
    fn marks_by_dumps(&self) -> bool {
        false
    }

    /// How what keeps memory is looked for.
    fn hunt_way(&self) -> HuntWay {
        match self.heap_reader() {
            Some(read) => HuntWay::Rounds(read),
            None => HuntWay::Bisect,
        }
    }

    /// How these tests are run in one process that the profiler of native code watches, so often where that can be.
    ///
    /// # Errors
    /// As for [`Adapter::run`].
    fn watched(
        &self,
        tests: &[&str],
        _rounds: u32,
        folder: &Path,
    ) -> std::io::Result<(Runs, Again)> {
        Ok((self.run(tests, folder)?, Again::Nobody))
    }

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

    /// Whether the command of a batch is the framework or a test binary itself: nothing between it and oomscope
    /// passes codes on, so its exit code is its own.
    fn runs_itself(&self) -> bool {
        false
    }

    /// What the artifact is to say about what is left out.
    fn remarks(&self) -> Vec<Message> {
        Vec::new()
    }
}

/// How some tests are run.
pub struct Runs {
    /// The commands, one after the other. For the tests of one group it is one.
    pub steps: Vec<Step>,
    /// Where the framework's words come from.
    pub source: Source,
    /// What understands them.
    pub reader: Box<dyn Reader>,
}

/// Who runs tests again in a process that the profiler of native code watches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Again {
    /// Nobody does, and whatever is started is watched.
    Nobody,
    /// The profiler, which has this program do all that it does several times over.
    Profiler(PathBuf),
    /// The program itself, where it is known, which opens this file after each round.
    Program(Option<PathBuf>, PathBuf),
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
    /// Its standard output; and it rests at files, where it can be measured.
    Rests(Rests),
}

/// Files that a process opens for writing at instants at which it is to be measured.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rests {
    /// Before its first test.
    pub begun: Option<PathBuf>,
    /// After each round of its tests.
    pub round: Option<PathBuf>,
}

/// At which of them it rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// Before its first test.
    Begun,
    /// After a round of its tests.
    Round,
}

/// What a framework told.
#[derive(Debug, Clone, PartialEq)]
pub enum FrameworkEvent {
    /// Tests were found, where nobody has listed them.
    Found {
        /// Their ids.
        ids: Vec<String>,
    },
    /// A test begins.
    Started {
        /// Its id.
        id: String,
    },
    /// The process that is all of a test was ended by SIGKILL. What the framework makes of it follows.
    Killed {
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
        /// What it left alive after a collection, or gave back, in bytes.
        grown: Option<i64>,
    },
    /// What the process still held when its last test was over.
    LeftBehind(LeftBehind),
    /// The limit of the heap of a JVM that runs tests, in bytes.
    JvmHeap(u64),
}

/// Understands what a framework says in one batch.
pub trait Reader {
    /// Takes a whole line, without its end. Returns whether a person is to see it among the output.
    fn line(&mut self, line: &str, tell: &mut dyn FnMut(FrameworkEvent)) -> bool;
    /// Takes what has come of a line that is not whole yet; it will come again.
    fn beginning(&mut self, _text: &str, _tell: &mut dyn FnMut(FrameworkEvent)) {}
    /// The process rests, and all that it printed before has been read. The batch holds this much memory that the
    /// kernel cannot drop.
    fn rests(&mut self, _at: Rest, _held_kib: u64, _tell: &mut dyn FnMut(FrameworkEvent)) {}
    /// Every process of the batch is gone.
    fn end(&mut self, _tell: &mut dyn FnMut(FrameworkEvent)) {}
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

/// Asks processes for a listing.
pub struct Asking<'a> {
    ask: &'a mut dyn Ask,
}

impl Asking<'_> {
    /// Runs one to its end.
    ///
    /// # Errors
    /// It could not be started, or the run was stopped.
    pub fn ask(&mut self, step: &Step) -> Result<Answer, Unlisted> {
        let job = Job {
            step: step.clone(),
            ear: Box::new(Keeper::default()),
            is_framework: false,
        };
        let ended = self.ask.run(job, false)?;
        if !ended.facts.actions.is_empty() || !ended.facts.signals_received.is_empty() {
            return Err(Unlisted::Broken);
        }
        Ok(Answer {
            stdout: String::from_utf8_lossy(&ended.heard.stdout).into_owned(),
            is_good: ended.facts.exit_code == Some(0),
        })
    }

    /// A folder for files, which lives as long as the run.
    pub fn scratch(&self) -> &Path {
        self.ask.scratch()
    }
}

/// The driver of a framework with an adapter.
pub struct Adapted<A> {
    adapter: A,
    choice: Choice,
}

impl<A: Adapter> Adapted<A> {
    /// For a plan.
    pub fn new(adapter: A, plan: &RunPlan) -> Self {
        let choice = plan.choice.clone();
        Self { adapter, choice }
    }
}

impl<A: Adapter> Driver for Adapted<A> {
    fn abilities(&self) -> Abilities {
        Abilities {
            framework: self.adapter.framework(),
            polite: Signal::SIGTERM,
            // A list of the user is chosen from, and a share counted out, before anything runs.
            finds_its_tests: self.choice.is_all() && self.adapter.finds_its_tests(),
            measures_tests: self.adapter.measures_tests(),
            stops_softly: false,
            tells_of_tests: true,
            hunt: self.adapter.hunt_way(),
        }
    }

    fn has_own_processes(&self) -> bool {
        self.adapter.has_own_processes()
    }

    fn list(&mut self, ask: &mut dyn Ask) -> Result<Listing, Unlisted> {
        let listed = self.adapter.list(&mut Asking { ask })?;
        let ids: Vec<String> = listed.iter().map(|test| test.id.clone()).collect();
        let is_below = |id: &str, entry: &str| self.adapter.is_below(id, entry);
        let select = |entries: &[String]| list_file::select_with(entries, &ids, "", &is_below);
        let positions = self.choice.positions(ids.len(), select, false)?;
        let (positions, shard) = self.choice.share(positions, &ids);
        Ok(Listing {
            tests: positions.into_iter().map(|at| listed[at].clone()).collect(),
            shard,
            remarks: self.adapter.remarks(),
            ..Listing::default()
        })
    }

    fn job(&self, what: What<'_>, folder: &Path) -> std::io::Result<Job> {
        let tests = what.tests();
        let ids: Vec<&str> = tests.iter().map(|test| test.id.as_str()).collect();
        let (mut runs, again) = match what {
            What::Everything => (self.adapter.run_all(folder)?, Again::Nobody),
            What::Rounds(Dumps { watched, .. }, _) => match watched {
                Some(rounds) => self.adapter.watched(&ids, *rounds, folder)?,
                None => (self.adapter.repeat(&ids, folder)?, Again::Nobody),
            },
            _ => (self.adapter.run(&ids, folder)?, Again::Nobody),
        };
        let numbers: BTreeMap<String, u32> = (tests.iter())
            .map(|test| (test.id.clone(), test.number))
            .collect();
        let is_recorded = matches!(what, What::Everything | What::Tests(_));
        if !is_recorded {
            for step in &mut runs.steps {
                step.env.push((AT_EASE.0.to_owned(), AT_EASE.1.to_owned()));
                if let What::Rounds(dumps, _) = what
                    && let Some(rounds) = dumps.watched
                {
                    step.env.extend(watching(dumps, rounds, &again, step)?);
                } else if let What::Rounds(dumps, _) = what {
                    let last = dumps.after.last().copied().unwrap_or(0);
                    let after: Vec<String> = match dumps.marks_from {
                        Some(from) if self.adapter.marks_by_dumps() => {
                            (from..=last).map(|runs| runs.to_string()).collect()
                        }
                        _ => dumps.after.iter().map(usize::to_string).collect(),
                    };
                    std::fs::write(dumps.folder.join(PLACES), after.join(","))?;
                    let folder = dumps.folder.display().to_string();
                    step.env.push((DUMPS.0.to_owned(), folder));
                    step.env.push((DUMPS.1.to_owned(), after.join(",")));
                    let from = dumps
                        .marks_from
                        .map(|runs| (MARKS.to_owned(), runs.to_string()));
                    step.env.extend(from);
                }
            }
        }
        let mut listener = Listener::new(runs.source, runs.reader, numbers, is_recorded);
        if matches!(what, What::Everything) {
            listener = listener.finding(self.adapter.no_list());
        }
        Ok(Job {
            is_framework: self.adapter.runs_itself() && runs.steps.len() == 1,
            step: as_one(runs.steps),
            ear: Box::new(listener),
        })
    }
}

/// What has the profiler watch a process, in its environment; nothing where it cannot.
fn watching(
    dumps: &Dumps,
    rounds: u32,
    again: &Again,
    step: &Step,
) -> std::io::Result<Vec<(String, String)>> {
    let Some(mut watch) = Watch::prepare(&dumps.folder)? else {
        return Ok(Vec::new());
    };
    let (program, rounds) = match again {
        Again::Nobody => (None, 1),
        Again::Profiler(program) => (Some(program), rounds),
        Again::Program(program, file) => {
            watch.round_file = Some(file.clone());
            // What was seen to grow can be small blocks, whose figures in a round must not be a matter of luck.
            watch.rate = 1;
            (program.as_ref(), 1)
        }
    };
    let program = program.and_then(|path| native::look_at(path).ok());
    let watch = watch.with_rounds(program.map(|program| (program, rounds)))?;
    let own = |name: &str| {
        let own = step.env.iter().rev().find(|(known, _)| known == name);
        own.map(|(_, value)| value.clone())
            .or_else(|| native::inherited(name))
    };
    Ok(watch.environment(&own))
}

#[cfg(test)]
pub mod testing {
    //! Listings without processes.

    use super::*;
    use crate::batch::Ended;

    /// Answers every question by a function of its command.
    pub struct Answers<F> {
        says: F,
        scratch: PathBuf,
        ended: Ended,
    }

    impl<F: Fn(&Step) -> String> Ask for Answers<F> {
        fn run(&mut self, job: Job, _is_limited: bool) -> Result<&mut Ended, Unlisted> {
            self.ended = Ended::default();
            self.ended.facts.exit_code = Some(0);
            self.ended.heard.stdout = (self.says)(&job.step).into_bytes();
            Ok(&mut self.ended)
        }

        fn scratch(&self) -> &Path {
            &self.scratch
        }
    }

    /// What an adapter lists where every process ends well and says this.
    pub fn listed(
        adapter: &mut impl Adapter,
        scratch: &Path,
        says: impl Fn(&Step) -> String,
    ) -> Vec<ListedTest> {
        let mut ask = Answers {
            says,
            scratch: scratch.to_owned(),
            ended: Ended::default(),
        };
        adapter.list(&mut Asking { ask: &mut ask }).unwrap()
    }
}
