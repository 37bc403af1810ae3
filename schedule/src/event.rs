//! What the dispatcher is told, and what it asks for.

use oomscope_shared::Ending;
use oomscope_shared::artifact::Pass;

use crate::plan::PlannedTest;

/// Something has happened. Every batch is called by its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The run begins.
    Begin,
    /// A process that finds its tests by itself found these.
    Found(Vec<PlannedTest>),
    /// The process of a batch has collected, and has so much memory before its first test.
    Collected {
        /// The batch.
        batch: u32,
        /// The memory, in bytes.
        bytes: u64,
    },
    /// A test has ended.
    TestEnded(TestEnded),
    /// So much memory the running batches use now, each in bytes.
    Used(Vec<(u32, u64)>),
    /// A batch has ended.
    Ended {
        /// The batch.
        batch: u32,
        /// How it left its tests.
        left: Left,
    },
    /// oomscope got a signal that ends the run.
    Signal(i32),
}

/// What a test needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TestEnded {
    /// Its batch.
    pub batch: u32,
    /// Its number.
    pub test: u32,
    /// Highest memory of the process while it ran, in bytes.
    pub peak_bytes: Option<u64>,
    /// Memory of the process before it, in bytes.
    pub before_bytes: Option<u64>,
    /// How long it took, in milliseconds.
    pub time_ms: Option<u64>,
}

/// How a batch left its tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// How it ended.
    pub ending: Ending,
    /// Tests that had not started when it ended. Of a framework that does not tell of its tests: none.
    pub unstarted: Vec<u32>,
    /// Tests that were running when it ended and did not end it by their own doing. Of a framework that does
    /// not tell of its tests these are all, where the batch died.
    pub victims: Vec<u32>,
    /// Tests that failed, had an error, or died, the victims among them.
    pub bad: Vec<u32>,
    /// How many tests got an outcome in it, bad ones and victims included.
    pub done: usize,
    /// Whether it was told to stop after its running test, and did.
    pub is_soft_stop: bool,
    /// The signal to oomscope that the batch saw.
    pub stopped_by: Option<i32>,
    /// Its highest memory, in bytes.
    pub peak_bytes: Option<u64>,
    /// The memory limit that was in force when it ended, as the kernel or the watchdog had it; `None`: what the
    /// dispatcher told last.
    pub limit_bytes: Option<u64>,
}

/// Something is to be done, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// A batch starts.
    Start(Start),
    /// A running batch gets another memory limit.
    SetLimit {
        /// The batch.
        batch: u32,
        /// The limit in bytes.
        bytes: u64,
    },
    /// A running batch is told to stop after its running test.
    StopSoftly {
        /// The batch.
        batch: u32,
        /// Why.
        why: SoftStop,
    },
    /// A batch is killed, because it outgrew what was kept for it and all together do not fit any more.
    Displace {
        /// The batch.
        batch: u32,
    },
    /// A batch is asked to end, because the run does.
    End {
        /// The batch.
        batch: u32,
    },
    /// A batch is killed, because the run was told to end once more.
    Kill {
        /// The batch.
        batch: u32,
    },
    /// How this batch died says nothing about the tests that it left: they run once more, alone.
    NotJudged {
        /// The batch.
        batch: u32,
        /// The tests that were running: that they died with it is not their outcome. Where it had a share of the
        /// limit, those that failed in it are among them.
        tests: Vec<u32>,
        /// Why.
        why: Unjudged,
    },
    /// The soft line does not hold any more: a fresh process crossed it with its first test.
    GiveSoftLineUp {
        /// The batch that did.
        batch: u32,
    },
    /// These tests are not run.
    NotRun {
        /// Which.
        tests: Vec<u32>,
        /// Why.
        why: Why,
    },
    /// Every test has its outcome or its reason, and nothing runs: the hunt may begin.
    HuntMayBegin,
    /// The run was told to end, and nothing runs any more.
    Cancelled {
        /// The signal.
        signal: i32,
    },
}

/// A batch that starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// Its number, from 1 in the order of starts.
    pub batch: u32,
    /// Which of the jobs it is, from 1: no two that run at once have the same.
    pub job: u32,
    /// Why it is run.
    pub pass: Pass,
    /// What it runs.
    pub given: Given,
    /// Its memory limit in bytes; `None`: it has none.
    pub limit_bytes: Option<u64>,
    /// How much of the run's memory is kept for it, in bytes; `None`: the run has no limit.
    pub reserved_bytes: Option<u64>,
    /// Whether it stops by itself when it comes near its own limit.
    pub has_soft_line: bool,
}

/// What a batch runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// Whatever there is: its process finds the tests.
    Everything,
    /// These tests.
    Tests(Vec<u32>),
}

/// Why a running batch is told to stop after its running test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoftStop {
    /// It outgrew what was kept for it, and all together come near the limit.
    Outgrew,
    /// The run stops after the first failure or death, and there was one.
    FailFast,
}

/// Why the death of a batch is not its tests' own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unjudged {
    /// It was displaced.
    Displaced,
    /// Memory ended it while its limit was smaller than the run's.
    UnderShare,
}

/// Why tests are not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The run was told to end.
    Cancelled,
    /// The run stops after the first failure or death, and there was one.
    FailFast,
    /// Their batch left by itself before it had run any of its tests.
    BatchExited {
        /// The batch.
        batch: u32,
    },
    /// Their batch died before it had run any of its tests.
    BatchEnded {
        /// The batch.
        batch: u32,
        /// How it ended.
        ending: Ending,
    },
    /// The framework left them out.
    NeverRun {
        /// The batch.
        batch: u32,
        /// How it ended.
        ending: Ending,
    },
}
