//! The sampler: one thread that reads the process trees of all batches at a fixed rate and guards their limits.

mod budget;
mod machine;
mod watch;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use oomscope_diagnosis::stall::Stall;
use oomscope_shared::artifact::Process;
use oomscope_shared::details::Detail;
use oomscope_shared::timeline::Sample;

use self::budget::CpuBudget;
use self::watch::Watch;
use crate::clock::Clock;
use crate::driver::StopFlag;
use crate::limiter::Cgroup;
use crate::process::TreeCounts;

/// Every how many ticks the sampler looks at its own clock: asking costs as much as reading a process.
const COST_EVERY: u32 = 4;
/// The sampler ends with a batch within a tick. Should its thread be gone, nobody waits for it longer than this.
const PATIENCE: Duration = Duration::from_secs(5);

/// A batch that is to be watched.
#[derive(Debug)]
pub struct Task {
    /// Root of the tree; it is not counted itself.
    pub root_pid: u32,
    /// The limit in KiB.
    pub limit_kib: Option<u64>,
    /// Whether this sampler is who enforces it.
    pub is_watchdog: bool,
    /// The soft line in KiB, and whom to tell when it is crossed.
    pub soft: Option<(u64, StopFlag)>,
    /// The batch's own cgroup.
    pub group: Option<Cgroup>,
}

/// That the sampler killed the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enforced {
    /// When it began to, in milliseconds since the start of the run.
    pub at_ms: u64,
    /// Why.
    pub why: Why,
}

/// Why the sampler killed the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// What it used lay above the limit: so much, in KiB.
    OverLimit(u64),
    /// The kernel had killed one of its processes in the batch's own cgroup.
    OomKilled,
    /// It stood still at its limit.
    Stalled(Stall),
}

/// What is done about the soft line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Stopping {
    /// Nothing: the batch is not so far, or it was above the line before its first test, as a fresh
    /// process would be as well.
    Never,
    /// The plugin stops after the running test, unless that frees what it took.
    AboveLine,
    /// A process of the batch stops. Its other workers stop, too, whatever the memory is now.
    Now,
}

/// What was found out about a batch.
#[derive(Debug, Default)]
pub struct Sampled {
    /// Processes seen.
    pub processes: Vec<Process>,
    /// What could not be read.
    pub counts: TreeCounts,
    /// Samples that nobody has taken yet.
    pub rest: Vec<Sample>,
    /// Slow readings that nobody has taken yet.
    pub details: Vec<Detail>,
    /// The highest that was held against the limit, where the sampler enforced it.
    pub watchdog_kib: Option<u64>,
    /// Processes that have left the batch's own cgroup: their ids and names.
    pub strays: Vec<(u32, String)>,
}

/// What sampling did and cost over a run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Effort {
    /// Ticks.
    pub ticks: u64,
    /// Ticks that were missed.
    pub missed: u64,
    /// Ticks that were given up for the budget.
    pub skipped: u64,
    /// For how long there was something to sample.
    pub active: Duration,
    /// Processor time of its thread.
    pub cpu: Option<Duration>,
}

/// What the thread and a batch share.
#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    now_kib: AtomicU64,
    peak_kib: AtomicU64,
    /// What is used while the tree is above the soft line, else 0.
    soft_kib: AtomicU64,
    /// What was used when the plugin was told to stop, else 0.
    told_kib: AtomicU64,
    /// A [`Stopping`].
    stopping: AtomicU8,
    /// Other lines than those of the task, in KiB, limit and soft line; 0: as it was.
    limit_kib: AtomicU64,
    soft_line_kib: AtomicU64,
    /// Changes with everything that goes on in the batch.
    progress: AtomicU64,
    readings: Mutex<Readings>,
    enforced: Mutex<Option<Enforced>>,
    sampled: Mutex<Option<Sampled>>,
    is_done: Condvar,
}

#[derive(Default)]
struct Readings {
    samples: Vec<Sample>,
    details: Vec<Detail>,
    /// The largest processes, where it is time to tell of them.
    processes: Option<Vec<Process>>,
    /// The last samples with any memory in them, whether or not they changed anything.
    last: VecDeque<Sample>,
}

/// What the thread is told.
#[derive(Default)]
struct Orders {
    stop: AtomicBool,
    /// Batches that it has not begun to watch.
    new: Mutex<Vec<(Task, Arc<Shared>)>>,
}

/// The sampler of a run.
pub struct Sampler {
    orders: Arc<Orders>,
    thread: Option<Thread>,
    /// What its thread says at its end.
    effort: Receiver<Effort>,
}

impl Sampler {
    /// Starts its thread, which sleeps while there is no batch.
    pub fn start(clock: Clock, hz: u32, budget_percent: f64) -> Self {
        let orders = Arc::new(Orders::default());
        let theirs = Arc::clone(&orders);
        let interval = Duration::from_secs(1) / hz;
        let (tell, effort) = mpsc::channel();
        let thread = thread::spawn(move || {
            let effort = Loop::new(clock, interval, budget_percent).run(&theirs);
            // Whoever has given it up does not hear it.
            let _ = tell.send(effort);
        });
        Self {
            orders,
            thread: Some(thread.thread().clone()),
            effort,
        }
    }

    /// Starts to sample a batch, at once.
    pub fn watch(&self, task: Task) -> Watched {
        let shared = Arc::new(Shared::default());
        locked(&self.orders.new).push((task, Arc::clone(&shared)));
        let thread = self.thread.clone();
        thread.iter().for_each(Thread::unpark);
        Watched { shared, thread }
    }

    /// Ends the thread.
    pub fn finish(mut self) -> Effort {
        self.end()
    }

    fn end(&mut self) -> Effort {
        self.orders.stop.store(true, Ordering::Relaxed);
        let Some(thread) = self.thread.take() else {
            return Effort::default();
        };
        thread.unpark();
        // One that hangs in the kernel, which does not let go of a process's map of memory, is left there.
        self.effort.recv_timeout(PATIENCE).unwrap_or_default()
    }
}

impl Drop for Sampler {
    fn drop(&mut self) {
        self.end();
    }
}

/// A batch that is sampled, until this is dropped.
pub struct Watched {
    shared: Arc<Shared>,
    thread: Option<Thread>,
}

impl Watched {
    /// The samples since the last call, without those that changed nothing, and the slow readings.
    pub fn take(&self) -> (Vec<Sample>, Vec<Detail>) {
        let mut readings = locked(&self.shared.readings);
        let samples = std::mem::take(&mut readings.samples);
        (samples, std::mem::take(&mut readings.details))
    }

    /// The largest processes with their memory over time, where it is time to tell of them again.
    pub fn take_processes(&self) -> Option<Vec<Process>> {
        locked(&self.shared.readings).processes.take()
    }

    /// The last samples in which there was any memory.
    pub fn last_samples(&self) -> Vec<Sample> {
        locked(&self.shared.readings).last.iter().copied().collect()
    }

    /// Memory of the tree at the last tick, in KiB.
    pub fn now_kib(&self) -> u64 {
        self.shared.now_kib.load(Ordering::Relaxed)
    }

    /// The highest sample, in KiB.
    pub fn peak_kib(&self) -> u64 {
        self.shared.peak_kib.load(Ordering::Relaxed)
    }

    /// What the tree uses, in KiB, while that lies above the soft line.
    pub fn above_soft_kib(&self) -> Option<u64> {
        Some(self.shared.soft_kib.load(Ordering::Relaxed)).filter(|kib| *kib > 0)
    }

    /// What the tree used, in KiB, when the plugin was last told to stop for crossing the soft line. By the
    /// time it has stopped that may be freed again.
    pub fn told_to_stop_at_kib(&self) -> Option<u64> {
        Some(self.shared.told_kib.load(Ordering::Relaxed)).filter(|kib| *kib > 0)
    }

    /// Says what is to be done about the soft line.
    pub fn set_stopping(&self, stopping: Stopping) {
        self.shared
            .stopping
            .store(stopping as u8, Ordering::Relaxed);
    }

    /// Moves the limit, and the soft line where there is one.
    pub fn set_limit(&self, limit_kib: u64, soft_kib: Option<u64>) {
        let soft_kib = soft_kib.unwrap_or(0);
        self.shared.soft_line_kib.store(soft_kib, Ordering::Relaxed);
        self.shared.limit_kib.store(limit_kib, Ordering::Relaxed);
    }

    /// Something went on in the batch: a test, some output.
    pub fn note_progress(&self, amount: u64) {
        self.shared.progress.fetch_add(amount, Ordering::Relaxed);
    }

    /// A process of the batch says by how much the machine's memory file systems have grown.
    pub fn note_shared_files(&self, time_ms: u64, tmpfs_growth_kib: u64) {
        locked(&self.shared.readings).details.push(Detail {
            time_ms,
            tmpfs_growth_kib: Some(tmpfs_growth_kib),
            ..Detail::default()
        });
    }

    /// Whether, when and why the tree has been killed.
    pub fn enforced(&self) -> Option<Enforced> {
        *locked(&self.shared.enforced)
    }

    /// Ends the sampling.
    pub fn finish(self) -> Sampled {
        self.stop();
        let sampled = locked(&self.shared.sampled);
        let waited = (self.shared.is_done).wait_timeout_while(sampled, PATIENCE, |s| s.is_none());
        let (mut sampled, _) = waited.unwrap_or_else(PoisonError::into_inner);
        sampled.take().unwrap_or_default()
    }

    fn stop(&self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        self.thread.iter().for_each(Thread::unpark);
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.stop();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The thread's state.
struct Loop {
    clock: Clock,
    interval: Duration,
    budget: CpuBudget,
    watches: Vec<Watch>,
    effort: Effort,
    /// Since when there is something to sample.
    began: Instant,
    /// Processor time up to the last look at it, and ticks since.
    used: Duration,
    uncounted: u32,
    stride: u32,
}

impl Loop {
    fn new(clock: Clock, interval: Duration, budget_percent: f64) -> Self {
        Self {
            clock,
            interval,
            budget: CpuBudget::new(budget_percent),
            watches: Vec::new(),
            effort: Effort::default(),
            began: Instant::now(),
            used: Duration::ZERO,
            uncounted: 0,
            stride: 1,
        }
    }

    fn run(mut self, orders: &Orders) -> Effort {
        let mut deadline = Instant::now();
        self.used = thread_cpu_time().unwrap_or_default();
        while !orders.stop.load(Ordering::Relaxed) {
            self.release();
            if self.admit(orders) {
                deadline = self.began;
            }
            let now = Instant::now();
            if self.watches.is_empty() {
                thread::park();
            } else if deadline > now {
                thread::park_timeout(deadline - now);
            } else {
                self.tick();
                self.effort.skipped += u64::from(self.stride - 1);
                deadline += self.interval * self.stride;
                // Deadlines are absolute, so the rate does not drift; a tick that was slept through is counted
                // and not caught up, which would only add samples of the same instant.
                let now = Instant::now();
                while deadline <= now {
                    deadline += self.interval;
                    self.effort.missed += 1;
                }
            }
        }
        self.watches.iter().for_each(Watch::stop);
        self.release();
        Effort {
            cpu: thread_cpu_time(),
            ..self.effort
        }
    }

    /// Begins with the batches that are new. Returns whether there was none before.
    fn admit(&mut self, orders: &Orders) -> bool {
        let new = std::mem::take(&mut *locked(&orders.new));
        let is_first = self.watches.is_empty() && !new.is_empty();
        if is_first {
            self.began = Instant::now();
        }
        for (task, shared) in new {
            let mut watch = Watch::new(task, shared);
            if !is_first {
                // Beside others it would have to wait for their next tick.
                watch.tick(self.clock.now_ms());
            }
            self.watches.push(watch);
        }
        is_first
    }

    /// Ends with the batches that are over.
    fn release(&mut self) {
        if self.watches.is_empty() {
            return;
        }
        let over = self.watches.extract_if(.., |watch| watch.is_over());
        over.for_each(Watch::finish);
        if self.watches.is_empty() {
            self.effort.active += self.began.elapsed();
        }
    }

    fn active(&self) -> Duration {
        self.effort.active + self.began.elapsed()
    }

    fn tick(&mut self) {
        let at_ms = self.clock.now_ms();
        let mut is_near = false;
        for watch in &mut self.watches {
            is_near |= watch.tick(at_ms);
        }
        self.effort.ticks += 1;
        self.uncounted += 1;
        if self.uncounted >= COST_EVERY || self.stride > 1 {
            let now_used = thread_cpu_time().unwrap_or_default();
            self.budget
                .ticked(now_used.saturating_sub(self.used) / self.uncounted);
            (self.used, self.uncounted) = (now_used, 0);
        }
        let active = self.active();
        for watch in &mut self.watches {
            if let Some(kib) = watch.wants_detail()
                && self.budget.affords_dear(kib, active)
            {
                let before = thread_cpu_time().unwrap_or_default();
                watch.read_detail(at_ms);
                let cost = thread_cpu_time().unwrap_or_default().saturating_sub(before);
                self.budget.read_dear(kib, cost);
                // What the dear reading took is not to be counted as a tick's.
                self.used += cost;
            }
        }
        // Near a line nothing is saved at the cost of seeing it too late.
        self.stride = match is_near {
            true => 1,
            false => self.budget.stride(self.used, active, self.interval),
        };
    }
}

fn thread_cpu_time() -> Option<Duration> {
    let time = nix::time::clock_gettime(nix::time::ClockId::CLOCK_THREAD_CPUTIME_ID).ok()?;
    Some(Duration::from(time))
}
