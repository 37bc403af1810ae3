//! One batch: a fresh process tree from its start to the death of its last process.

mod ask;
mod control;
mod end;
mod guarded;
mod running;

use std::io;
use std::rc::Rc;
use std::time::Instant;

use nix::sys::signal::Signal;
use oomscope_shared::artifact::{OutputTail, PeakSource, Process};
use oomscope_shared::facts::{Acted, Action, BatchFacts, InForce, MainProcess, SignalReceived};

pub use self::control::{Control, Wish};
pub use self::guarded::Guards;
use self::guarded::{OwnGroup, Start};
use self::running::{Phase, Running};
use crate::clock::Clock;
use crate::driver::{Heard, Job, StopFlag};
use crate::guard::{Guard, Inherited, LeftProcess, Order};
use crate::kernel::KernelWatch;
use crate::limiter::{Cgroup, Hierarchies, Limit, Prepared};
use crate::output::Output;
use crate::recorder::Recorder;
use crate::sampler::{Sampled, Sampler, Task};
use crate::signals::Signals;
use crate::watchlist::Watchlist;

/// What a batch needs of the run. Nothing of it changes while the run goes on.
pub struct Context<'a> {
    /// The clock of the run.
    pub clock: Clock,
    /// The signals to oomscope.
    pub signals: &'a Signals,
    /// The guards of all batches that run.
    pub guards: &'a Guards,
    /// Who samples all batches.
    pub sampler: &'a Sampler,
}

/// A batch that is to run.
pub struct Spec {
    /// Its index.
    pub index: u32,
    /// The command, and who hears it.
    pub job: Job,
    /// What holds for it.
    pub terms: Terms,
    /// What is asked of it while it runs.
    pub control: Rc<Control>,
}

/// What holds for a batch.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The signal by which it is asked to end.
    pub polite: Signal,
    /// The memory limit.
    pub limit: Option<Rc<Limit>>,
    /// Whether the soft line holds.
    pub has_soft_line: bool,
    /// Time-out in milliseconds.
    pub timeout_ms: Option<u64>,
    /// Time-out of a test in milliseconds.
    pub test_timeout_ms: Option<u64>,
    /// Whether its output goes to the terminal at once.
    pub is_live: bool,
    /// Its own number and that of its job, for suites that need ports or databases of their own, where several
    /// batches run at once: `OOMSCOPE_BATCH` and `OOMSCOPE_JOB`.
    pub index_in_environment: Option<(u32, u32)>,
}

impl Terms {
    /// As facts, for a batch that can be told to stop or not.
    fn in_force(&self, stop: Option<&StopFlag>) -> InForce {
        let limit = self.limit.as_ref().map(|limit| &limit.told);
        let soft_bytes = limit.and_then(|limit| limit.soft_bytes);
        InForce {
            batch_timeout_ms: self.timeout_ms,
            test_timeout_ms: self.test_timeout_ms,
            memory_bytes: limit.map(|limit| limit.bytes),
            whole_bytes: self.limit.as_ref().and_then(|limit| limit.share_of_bytes),
            soft_bytes: soft_bytes.filter(|_| self.has_soft_line && stop.is_some()),
        }
    }
}

/// A batch that has ended.
#[derive(Debug, Default)]
pub struct Ended {
    /// What was observed of its end. Which tests were running, which one started what outlived it, and what
    /// came of a listing is for the engine to add, which knows the tests.
    pub facts: BatchFacts,
    /// What was heard of its tests beside the events that are recorded.
    pub heard: Heard,
    /// Why it could not even be started.
    pub start_failure: Option<String>,
    /// When it ended, in milliseconds since the start of the run.
    pub at_ms: u64,
    /// Highest memory in bytes and its source.
    pub peak: Option<(u64, PeakSource)>,
    /// Processes.
    pub processes: Vec<Process>,
    /// Processes that outlived the main one and were killed.
    pub left: Vec<LeftProcess>,
    /// The end of what it printed.
    pub output: OutputTail,
    /// What sampling found.
    pub sampled: Sampled,
}

/// Runs one batch to its very end.
///
/// # Errors
/// It could not be started.
pub async fn run(context: &Context<'_>, mut spec: Spec, recorder: &Recorder) -> io::Result<Ended> {
    let terms = spec.terms;
    let mut news = context.signals.news();
    let (output, write) = Output::pipe(terms.is_live)?;
    let opened = spec.job.ear.open()?;
    let mut facts = BatchFacts {
        in_force: terms.in_force(opened.stop.as_ref()),
        ..BatchFacts::default()
    };
    if spec.job.is_framework {
        facts.main_process = MainProcess::Framework;
    }
    let soft_kib = facts.in_force.soft_bytes.map(|bytes| bytes / 1024);
    if let Some(stop) = &opened.stop {
        stop.set_line(soft_kib);
    }
    let kernel = KernelWatch::start(&mut facts);
    let prepared = match &terms.limit {
        Some(limit) => limit.prepare(spec.index)?,
        None => Prepared::default(),
    };
    let own_group = prepared.group.map(OwnGroup);
    let step = spec.job.step;
    let numbers = terms
        .index_in_environment
        .into_iter()
        .flat_map(|(batch, job)| {
            let number = |name: &str, number: u32| (name.to_owned(), number.to_string());
            [number("OOMSCOPE_BATCH", batch), number("OOMSCOPE_JOB", job)]
        });
    let own = numbers.chain(step.env);
    let own = own.map(|(name, value)| (name, value.into()));
    let order = Order {
        argv: step.argv,
        set_env: opened.env.into_iter().chain(own).collect(),
        folder: step.folder,
        join: own_group.as_ref().map(|own| own.0.procs()),
        group: own_group.as_ref().map(|own| own.0.clone()),
        inherit: match prepared.wrapper[..] {
            [] => None,
            _ => Some(Inherited::from_here()?),
        },
    };
    let guard = Guard::start(&order, write, opened.stdout, &prepared.wrapper)?;
    let mut watchlist = Watchlist::new()?;
    let guard = match guarded::start(context, guard, &mut watchlist, &mut news).await? {
        Start::Guarded(guard) => guard,
        Start::Stopped(signals) => return Ok(never_started(context.clock, facts, &signals)),
    };
    let group = match &own_group {
        Some(own) => Some(own.0.clone()),
        // The guard is in the scope with its batch, and holds it until everything in it was counted.
        None if !prepared.wrapper.is_empty() => scope_of(&guard),
        None => None,
    };
    let sampler = context.sampler.watch(Task {
        root_pid: guard.pid(),
        limit_kib: terms.limit.as_ref().map(|limit| limit.told.bytes / 1024),
        is_watchdog: terms.limit.as_ref().is_some_and(|limit| limit.is_watched()),
        soft: soft_kib.zip(opened.stop.clone()),
        group: group.clone(),
    });
    let running = Running {
        context,
        recorder,
        index: spec.index,
        terms,
        phase: Phase::Runs,
        ear: spec.job.ear,
        guard,
        output,
        kernel,
        sampler,
        group,
        watchlist,
        news,
        control: spec.control,
        stop: opened.stop,
        raised: None,
        is_loud: false,
        main_pid: None,
        started: Instant::now(),
        ending_since: None,
        killed_since: None,
        is_enforced: false,
        high_water_kib: 0,
        ended: Ended {
            facts,
            ..Ended::default()
        },
    };
    Ok(running.until_the_end().await)
}

fn scope_of(guard: &Guard) -> Option<Cgroup> {
    Hierarchies::of(guard.pid()).memory()
}

/// The run was stopped before the batch's command was.
fn never_started(clock: Clock, mut facts: BatchFacts, signals: &[i32]) -> Ended {
    let at_ms = clock.now_ms();
    let received = signals.iter().map(|signal| SignalReceived {
        at_ms,
        signal: *signal,
    });
    facts.signals_received.extend(received);
    facts.actions.push(Acted {
        at_ms,
        action: Action::Interrupted,
    });
    Ended {
        facts,
        at_ms,
        ..Ended::default()
    }
}
