//! The sampler: one thread that reads a batch's process tree at a fixed rate and guards its limit.

mod budget;
mod machine;

use std::collections::VecDeque;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use oomscope_diagnosis::stall::{Stall, StallWatch};
use oomscope_shared::artifact::Process;
use oomscope_shared::details::Detail;
use oomscope_shared::timeline::{Sample, Thinner};

use self::budget::CpuBudget;
use self::machine::Machine;
use crate::driver::StopFlag;
use crate::limiter::{Cgroup, CgroupFiles, Gauge};
use crate::process::{Rollup, Tree, TreeCounts, descendants};

/// Between two slow readings passes at least this, and more where nothing has changed.
const DETAIL_EVERY: Duration = Duration::from_millis(200);
const QUIET_DETAIL_EVERY: Duration = Duration::from_secs(2);
/// A change of resident memory that makes a slow reading worth its price before that.
const CHANGE: f64 = 0.05;
/// Every how many ticks the counter of OOM kills is read while the group is far from its limit.
const KILLS_EVERY: u64 = 10;
/// Every how many ticks memory file systems are looked at, and a change of theirs that is written down.
const TMPFS_EVERY: u64 = 5;
const TMPFS_CHANGE_KIB: u64 = 1024;
/// A group this full is near its limit.
const NEAR: f64 = 0.8;
/// A batch this full is at its limit, for the question whether it stands still there.
const AT_LIMIT: f64 = 0.9;
/// Between two looks at what a group can drop there passes at least this.
const CHARGE_EVERY: Duration = Duration::from_millis(50);
/// Every how many ticks the sampler looks at its own clock: asking costs as much as reading a process.
const COST_EVERY: u32 = 4;
/// So many of the last samples are kept for the facts of a batch's end: fifty milliseconds of them.
const LAST_SAMPLES: usize = 5;
/// How often it is looked whether the batch stands still.
const STALL_EVERY: Duration = Duration::from_secs(1);

/// What a sampler is to do.
#[derive(Debug)]
pub struct Task {
    /// Root of the tree; it is not counted itself.
    pub root_pid: u32,
    /// Samples per second.
    pub hz: u32,
    /// What it may cost, in percent of one processor.
    pub budget_percent: f64,
    /// The limit in KiB.
    pub limit_kib: Option<u64>,
    /// Whether this sampler is who enforces it.
    pub is_watchdog: bool,
    /// The soft line in KiB, and whom to tell when it is crossed.
    pub soft: Option<(u64, StopFlag)>,
    /// The batch's own cgroup.
    pub group: Option<Cgroup>,
    /// Start of the run, from which all times count.
    pub run_start: Instant,
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

/// What a sampler found out.
#[derive(Debug, Default)]
pub struct Sampled {
    /// Processes seen.
    pub processes: Vec<Process>,
    /// What could not be read.
    pub counts: TreeCounts,
    /// Samples taken.
    pub samples: u64,
    /// Ticks that were missed.
    pub missed: u64,
    /// Ticks that were given up for the budget.
    pub skipped: u64,
    /// How long it ran.
    pub duration: Duration,
    /// Processor time of its thread.
    pub cpu: Option<Duration>,
    /// Samples that nobody has taken yet.
    pub rest: Vec<Sample>,
    /// Slow readings that nobody has taken yet.
    pub details: Vec<Detail>,
    /// The highest that was held against the limit, where this sampler enforced it.
    pub watchdog_kib: Option<u64>,
}

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
    /// Changes with everything that goes on in the batch.
    progress: AtomicU64,
    readings: Mutex<Readings>,
    enforced: Mutex<Option<Enforced>>,
}

#[derive(Default)]
struct Readings {
    samples: Vec<Sample>,
    details: Vec<Detail>,
    /// The last samples with any memory in them, whether or not they changed anything.
    last: VecDeque<Sample>,
}

/// A running sampler.
pub struct Sampler {
    shared: Arc<Shared>,
    thread: JoinHandle<Sampled>,
}

impl Sampler {
    /// Starts sampling at once.
    pub fn start(task: Task) -> Self {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let thread = thread::spawn(move || Watch::new(task, &theirs).run());
        Self { shared, thread }
    }

    /// The samples since the last call, without those that changed nothing, and the slow readings.
    pub fn take(&self) -> (Vec<Sample>, Vec<Detail>) {
        let mut readings = locked(&self.shared.readings);
        let samples = std::mem::take(&mut readings.samples);
        (samples, std::mem::take(&mut readings.details))
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

    /// Something went on in the batch: a test, some output.
    pub fn note_progress(&self, amount: u64) {
        self.shared.progress.fetch_add(amount, Ordering::Relaxed);
    }

    /// Whether, when and why the tree has been killed.
    pub fn enforced(&self) -> Option<Enforced> {
        *locked(&self.shared.enforced)
    }

    /// Ends the sampling.
    pub fn finish(self) -> Sampled {
        self.shared.stop.store(true, Ordering::Relaxed);
        self.thread.thread().unpark();
        self.thread.join().unwrap_or_default()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The thread's state.
struct Watch<'a> {
    task: Task,
    shared: &'a Shared,
    tree: Tree,
    files: Option<CgroupFiles>,
    machine: Machine,
    budget: CpuBudget,
    start: Instant,
    limit: Option<Gauge>,
    soft: Option<Gauge>,
    /// What the plugin was told last.
    stops: bool,
    stall: StallWatch,
    stall_seen: Instant,
    ticks: u64,
    was_near: bool,
    charge_seen: Option<(Instant, bool)>,
    detail_seen: Option<(Instant, u64)>,
    tmpfs_seen_kib: u64,
}

impl<'a> Watch<'a> {
    fn new(task: Task, shared: &'a Shared) -> Self {
        let page_kib = nix::unistd::sysconf(nix::unistd::SysconfVar::PAGE_SIZE)
            .ok()
            .flatten()
            .map_or(4, |bytes| bytes as u64 / 1024);
        let start = Instant::now();
        Self {
            tree: Tree::new(Path::new("/proc"), task.root_pid, page_kib),
            files: task.group.as_ref().map(Cgroup::open),
            machine: Machine::new(),
            budget: CpuBudget::new(task.budget_percent),
            limit: task.limit_kib.filter(|_| task.is_watchdog).map(Gauge::new),
            soft: task.soft.as_ref().map(|(kib, _)| Gauge::new(*kib)),
            stops: false,
            stall: StallWatch::default(),
            stall_seen: start,
            ticks: 0,
            was_near: false,
            charge_seen: None,
            detail_seen: None,
            tmpfs_seen_kib: 0,
            start,
            task,
            shared,
        }
    }

    fn run(mut self) -> Sampled {
        let mut thinner = Thinner::default();
        let interval = Duration::from_secs(1) / self.task.hz;
        let mut deadline = self.start;
        let (mut missed, mut skipped) = (0, 0);
        let (mut stride, mut uncounted) = (1, 0);
        let mut used = thread_cpu_time().unwrap_or_default();
        while !self.stops() {
            let at_ms = self.task.run_start.elapsed().as_millis() as u64;
            let (files, root) = (&self.files, self.task.root_pid);
            let rss_kib = self
                .tree
                .tick(at_ms, self.was_near, || members(files.as_ref()?, root));
            self.ticks += 1;
            self.shared.now_kib.store(rss_kib, Ordering::Relaxed);
            self.shared.peak_kib.fetch_max(rss_kib, Ordering::Relaxed);
            let sample = Sample {
                time_ms: at_ms,
                rss_kib,
            };
            {
                let mut readings = locked(&self.shared.readings);
                readings.samples.extend(thinner.push(sample));
                if rss_kib > 0 {
                    if readings.last.len() == LAST_SAMPLES {
                        readings.last.pop_front();
                    }
                    readings.last.push_back(sample);
                }
            }
            let is_near = self.guard(at_ms, rss_kib);
            uncounted += 1;
            if uncounted >= COST_EVERY || stride > 1 {
                let now_used = thread_cpu_time().unwrap_or_default();
                self.budget
                    .ticked(now_used.saturating_sub(used) / uncounted);
                (used, uncounted) = (now_used, 0);
            }
            if self.wants_detail(rss_kib) {
                let before = thread_cpu_time().unwrap_or_default();
                self.read_detail(at_ms, rss_kib);
                let cost = thread_cpu_time().unwrap_or_default().saturating_sub(before);
                self.budget.read_dear(rss_kib, cost);
                // What the dear reading took is not to be counted as a tick's.
                used += cost;
            }
            // Near a line nothing is saved at the cost of seeing it too late.
            stride = match is_near {
                true => 1,
                false => self.budget.stride(used, self.start.elapsed(), interval),
            };
            skipped += u64::from(stride - 1);
            deadline += interval * stride;
            // Deadlines are absolute, so the rate does not drift; a tick that was slept through is counted
            // and not caught up, which would only add samples of the same instant.
            let now = Instant::now();
            while deadline <= now {
                deadline += interval;
                missed += 1;
            }
            while !self.stops()
                && let Some(rest) = deadline.checked_duration_since(Instant::now())
                && !rest.is_zero()
            {
                thread::park_timeout(rest);
            }
        }
        let (duration, samples) = (self.start.elapsed(), self.ticks);
        let (processes, counts) = self.tree.finish();
        let mut readings = std::mem::take(&mut *locked(&self.shared.readings));
        readings.samples.extend(thinner.finish());
        Sampled {
            processes,
            counts,
            samples,
            missed,
            skipped,
            duration,
            cpu: thread_cpu_time(),
            rest: readings.samples,
            details: readings.details,
            watchdog_kib: self
                .limit
                .as_ref()
                .and_then(Gauge::highest_kib)
                .filter(|kib| *kib > 0),
        }
    }

    fn stops(&self) -> bool {
        self.shared.stop.load(Ordering::Relaxed)
    }

    /// Looks at every line there is. Returns whether one is near.
    fn guard(&mut self, at_ms: u64, rss_kib: u64) -> bool {
        let current_kib = self.files.as_ref().and_then(CgroupFiles::current_kib);
        let is_part = |kib: u64, part: f64| {
            self.task
                .limit_kib
                .is_some_and(|limit| kib as f64 >= limit as f64 * part)
        };
        let full_kib = current_kib.unwrap_or(rss_kib);
        let (is_near, is_at_limit) = (is_part(full_kib, NEAR), is_part(full_kib, AT_LIMIT));
        let near_before = std::mem::replace(&mut self.was_near, is_near);
        if is_near || near_before || self.ticks.is_multiple_of(KILLS_EVERY) {
            let kills = self.files.as_ref().and_then(CgroupFiles::oom_kills);
            if kills.is_some_and(|kills| kills > 0) {
                self.enforce(at_ms, Why::OomKilled);
            }
        }
        let tree = &self.tree;
        if let Some(gauge) = &mut self.limit
            && let Some(kib) = gauge.see(rss_kib, || held_kib(tree))
        {
            self.enforce(at_ms, Why::OverLimit(kib));
        }
        let soft_kib = self.above_soft(current_kib, rss_kib);
        self.shared
            .soft_kib
            .store(soft_kib.unwrap_or(0), Ordering::Relaxed);
        self.tell_plugin(soft_kib);
        if self.stall_seen.elapsed() >= STALL_EVERY {
            self.stall_seen = Instant::now();
            let progress = self.shared.progress.load(Ordering::Relaxed);
            let stalled_us = self.stalled_us();
            if let Some(stall) = self.stall.see(at_ms, stalled_us, progress, is_at_limit) {
                self.enforce(at_ms, Why::Stalled(stall));
            }
        }
        is_near
    }

    /// What is used if that lies above the soft line. The own cgroup knows it best: it counts shared
    /// memory once, and files on a tmpfs, which are in nobody's resident memory.
    fn above_soft(&mut self, current_kib: Option<u64>, rss_kib: u64) -> Option<u64> {
        let line_kib = self.task.soft.as_ref()?.0;
        let Some(current_kib) = current_kib else {
            let tree = &self.tree;
            return self.soft.as_mut()?.see(rss_kib, || held_kib(tree));
        };
        if current_kib <= line_kib {
            return None;
        }
        let is_above = match self.charge_seen {
            Some((at, is_above)) if at.elapsed() < CHARGE_EVERY => is_above,
            _ => {
                let charge = self.files.as_ref().and_then(CgroupFiles::charge);
                let is_above =
                    charge.is_none_or(|c| c.all_kib.saturating_sub(c.droppable_kib) > line_kib);
                self.charge_seen = Some((Instant::now(), is_above));
                is_above
            }
        };
        is_above.then_some(current_kib)
    }

    /// Told from here, at once: the main loop may be busy, and between two of its looks a test can end.
    fn tell_plugin(&mut self, soft_kib: Option<u64>) {
        let is_above = soft_kib.is_some();
        let stopping = self.shared.stopping.load(Ordering::Relaxed);
        let stops =
            stopping == Stopping::Now as u8 || (is_above && stopping == Stopping::AboveLine as u8);
        if stops != self.stops
            && let Some((_, flag)) = &self.task.soft
        {
            if let (true, Some(kib)) = (stops, soft_kib) {
                self.shared.told_kib.store(kib, Ordering::Relaxed);
            }
            self.stops = stops;
            flag.set(stops);
        }
    }

    fn stalled_us(&self) -> Option<u64> {
        let own = self.files.as_ref().and_then(CgroupFiles::stalled_us);
        own.or_else(|| self.machine.stalled_us())
    }

    fn wants_detail(&mut self, rss_kib: u64) -> bool {
        if rss_kib == 0 {
            return false;
        }
        // Files on a memory file system are in nobody's resident memory, and are gone when the batch is.
        if self.ticks.is_multiple_of(TMPFS_EVERY) {
            let grown_kib = self.machine.tmpfs_growth_kib().unwrap_or(0);
            if grown_kib.abs_diff(self.tmpfs_seen_kib) >= TMPFS_CHANGE_KIB {
                self.tmpfs_seen_kib = grown_kib;
                return self.budget.affords_dear(rss_kib, self.start.elapsed());
            }
        }
        let is_due = match self.detail_seen {
            None => self.start.elapsed() >= DETAIL_EVERY,
            Some((at, kib)) => {
                let has_changed = rss_kib.abs_diff(kib) as f64 > kib as f64 * CHANGE;
                at.elapsed() >= QUIET_DETAIL_EVERY || (has_changed && at.elapsed() >= DETAIL_EVERY)
            }
        };
        is_due && self.budget.affords_dear(rss_kib, self.start.elapsed())
    }

    fn read_detail(&mut self, time_ms: u64, rss_kib: u64) {
        self.detail_seen = Some((Instant::now(), rss_kib));
        let (rollup, _) = self.tree.rollup();
        let charge = self.files.as_ref().and_then(CgroupFiles::charge);
        let detail = Detail {
            time_ms,
            pss_kib: Some(rollup.pss_kib).filter(|kib| *kib > 0),
            anon_kib: rollup.anon_kib,
            file_kib: rollup.file_kib,
            shmem_kib: rollup.shmem_kib,
            swap_kib: rollup.swap_kib,
            tmpfs_growth_kib: self.machine.tmpfs_growth_kib(),
            cgroup_kib: charge.map(|charge| charge.all_kib),
            cgroup_file_kib: charge.map(|charge| charge.file_kib),
            stalled_us: self.stalled_us(),
        };
        locked(&self.shared.readings).details.push(detail);
    }

    /// Kills the tree: the group as a whole where there is one, the processes that are known, at once, then
    /// whatever else is there.
    fn enforce(&self, at_ms: u64, why: Why) {
        locked(&self.shared.enforced).get_or_insert(Enforced { at_ms, why });
        let root = self.task.root_pid;
        for pid in self
            .tree
            .pids()
            .chain(descendants(root).into_iter().map(|(pid, _)| pid))
        {
            // It may be gone already.
            let _ = kill(Pid::from_raw(pid as i32), Signal::SIGKILL);
        }
    }
}

/// The processes of the batch's own cgroup. In a scope of systemd the guard is one of them.
fn members(files: &CgroupFiles, guard: u32) -> Option<Vec<u32>> {
    let mut pids = files.processes()?;
    pids.retain(|pid| *pid != guard);
    Some(pids)
}

/// What the kernel could not get back from the tree.
fn held_kib(tree: &Tree) -> Option<u64> {
    let (rollup, _): (Rollup, usize) = tree.rollup();
    Some(rollup.held_kib())
}

fn thread_cpu_time() -> Option<Duration> {
    let time = nix::time::clock_gettime(nix::time::ClockId::CLOCK_THREAD_CPUTIME_ID).ok()?;
    Some(Duration::from(time))
}
