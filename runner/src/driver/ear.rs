//! What hears a batch: the trait that each family of drivers has its own of, and what one brings home.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::os::fd::{BorrowedFd, OwnedFd};
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::Arc;

use oomscope_diagnosis::hunt_event::HuntEvent;
use oomscope_diagnosis::rounds::UnitRun;
use oomscope_diagnosis::seen::Seen;
use oomscope_shared::facts::{BatchFacts, TimeOut};

use super::Listing;
use crate::clock::Clock;
use crate::error::Failure;
use crate::limiter::Cgroup;
use crate::output::Output;
use crate::recorder::Recorder;
use crate::sampler::Watched;

/// Hears what becomes of the tests of one batch. It is looked at every few milliseconds, and whatever it reads
/// from waits in a pipe or a socket meanwhile.
pub trait Ear {
    /// Opens what it hears by, before the batch is started.
    ///
    /// # Errors
    /// The system refused.
    fn open(&mut self) -> io::Result<Opened> {
        Ok(Opened::default())
    }

    /// Takes in what there is. Returns how many bytes that were.
    fn hear(&mut self, _desk: &mut Desk<'_>) -> usize {
        0
    }

    /// Every process of the batch is gone.
    fn end(&mut self, _desk: &mut Desk<'_>) {}

    /// What cannot wait for the next look: questions that a process waits for an answer to.
    fn urgent(&self) -> Vec<BorrowedFd<'_>> {
        Vec::new()
    }

    /// Whether the batch is past its beginning, which may still turn out to be impossible.
    fn is_at_work(&self) -> bool {
        true
    }

    /// The tests that have run for longer than they may, where it knows which test runs. Each is told once.
    fn late(&mut self, _timeout_us: u64) -> Option<Late> {
        None
    }

    /// The processes that have spoken.
    fn pids(&self) -> Vec<u32> {
        Vec::new()
    }

    /// Adds what it knows of the batch's end. `main_pid` is the process that was started.
    fn conclude(&mut self, _main_pid: Option<i32>, _facts: &mut BatchFacts) {}
}

/// An ear that hears nothing: of the tests of a command only the process tells.
pub struct Deaf;

impl Ear for Deaf {}

/// What a batch is given so that it can be heard.
#[derive(Debug, Default)]
pub struct Opened {
    /// Environment variables.
    pub env: Vec<(String, OsString)>,
    /// The end of a pipe for its standard output.
    pub stdout: Option<OwnedFd>,
    /// By which it is told to stop after the running test; `None`: it cannot be.
    pub stop: Option<StopFlag>,
}

/// Where what is heard goes.
pub struct Desk<'a> {
    /// Index of the batch.
    pub batch: u32,
    /// The process below which all of the batch's are.
    pub root_pid: u32,
    /// The clock of the run.
    pub clock: Clock,
    /// Who takes events.
    pub recorder: &'a Recorder,
    /// Who samples the batch.
    pub sampler: &'a Watched,
    /// The cgroup whose counters count the batch.
    pub group: Option<&'a Cgroup>,
    /// What the batch prints.
    pub output: &'a mut Output,
    /// What was observed of the batch.
    pub facts: &'a mut BatchFacts,
    /// What is brought home.
    pub heard: &'a mut Heard,
}

impl Desk<'_> {
    /// Whether the batch is being killed for its memory, by the kernel or by the sampler. The kernel counts a kill
    /// before it sends the signal (`__oom_kill_process` in `mm/oom_kill.c`), so whoever hears of its victim finds it
    /// counted, however late the sampler looks.
    pub fn is_killed_for_memory(&self) -> bool {
        let is_counted = |group: &Cgroup| group.counters().oom_kills.is_some_and(|kills| kills > 0);
        self.sampler.enforced().is_some() || self.group.is_some_and(is_counted)
    }
}

/// What an ear brings home.
#[derive(Debug, Default)]
pub struct Heard {
    /// The tests that the batch was given, where its process found them itself.
    pub given: Option<Vec<u32>>,
    /// What a listing found.
    pub listing: Option<Listing>,
    /// What it wrote to standard output, where that was asked for.
    pub stdout: Vec<u8>,
    /// Why the run cannot go on.
    pub refused: Option<Failure>,
    /// Highest memory that anybody measured, in KiB.
    pub peak_kib: u64,
    /// How often a test was said to be over; one that is run three times counts three times.
    pub tests_ended: u64,
    /// The runs of tests in a process of rounds, in order.
    pub runs: Vec<UnitRun>,
    /// Tests that failed when the hunt ran them.
    pub failed: BTreeSet<u32>,
    /// Which containers tests filled, where their process says so.
    pub grew: Seen,
    /// What a pass of the hunt told, one process after the other.
    pub told: Vec<HuntEvent>,
    /// Tests that a process of the hunt did not find.
    pub missing: BTreeSet<u32>,
    /// Reports about workers that died: test id and text.
    pub worker_crashes: Vec<(String, String)>,
    /// The first number that a process told of and that is no test's.
    pub unknown_test: Option<u32>,
    /// Whether the command ran the framework again, with tests that are not recorded.
    pub has_untold_session: bool,
    /// Whether a process wrote a line without an end, and nothing more of it was heard.
    pub is_cut: bool,
    /// Whether code of ours should have spoken from the batch.
    pub is_expected: bool,
}

/// Tests that have run for longer than they may.
#[derive(Debug, Default)]
pub struct Late {
    /// The tests.
    pub tests: Vec<u32>,
    /// Those of them that run in a worker: its process id, and the test.
    pub workers: Vec<(u32, u32)>,
    /// What the batch is to be ended for.
    pub whose: Option<TimeOut>,
}

/// A byte and the soft line in a file, which the sampler sets and which the plugin looks at after every test: reading
/// it costs a third of a microsecond, a look into a socket several.
#[derive(Debug, Clone)]
pub struct StopFlag {
    path: PathBuf,
    file: Arc<File>,
}

impl StopFlag {
    /// Makes the file.
    ///
    /// # Errors
    /// It could not be made.
    pub fn create(path: PathBuf) -> io::Result<Self> {
        let file = Arc::new(File::create_new(&path)?);
        let flag = Self { path, file };
        flag.file.write_all_at(&flag_text(0), 0)?;
        Ok(flag)
    }

    /// Tells them the soft line in KiB, so that each holds its own memory against it after every test.
    pub fn set_line(&self, kib: Option<u64>) {
        let _ = self.file.write_all_at(&flag_text(kib.unwrap_or(0))[1..], 1);
    }

    /// Tells every process of the batch whether to stop after its running test.
    pub fn set(&self, stops: bool) {
        // Bytes that are there already: on a file system that has filled up this still works.
        let _ = self.file.write_all_at(if stops { b"1" } else { b"0" }, 0);
    }

    /// Where it is.
    pub fn path(&self) -> PathBuf {
        self.path.clone()
    }
}

/// What the file holds at first: that nobody stops, and the soft line in KiB, always as long.
fn flag_text(soft_kib: u64) -> Vec<u8> {
    format!("0{soft_kib:019}").into_bytes()
}
