//! The sampler: one thread that reads a batch's process tree at a fixed rate and guards its limit.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use oomscope_shared::artifact::Process;
use oomscope_shared::timeline::{Sample, Thinner};

use crate::process::{Tree, TreeCounts, descendants};

/// What a sampler is to do.
#[derive(Debug, Clone, Copy)]
pub struct Task {
    /// Root of the tree; it is not counted itself.
    pub root_pid: u32,
    /// Samples per second.
    pub hz: u32,
    /// Limit in KiB: a sample above it ends the batch.
    pub limit_kib: Option<u64>,
    /// Start of the run, from which all times count.
    pub run_start: Instant,
}

/// The sample that was above the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverLimit {
    /// Memory of the tree then, in KiB.
    pub rss_kib: u64,
    /// When, in milliseconds since the start of the run.
    pub at_ms: u64,
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
    /// How long it ran.
    pub duration: Duration,
    /// Processor time of its thread.
    pub cpu: Option<Duration>,
    /// Samples that nobody has taken yet.
    pub rest: Vec<Sample>,
}

#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    now_kib: AtomicU64,
    peak_kib: AtomicU64,
    samples: Mutex<Vec<Sample>>,
    over_limit: Mutex<Option<OverLimit>>,
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
        let thread = thread::spawn(move || sample(task, &theirs));
        Self { shared, thread }
    }

    /// The samples since the last call, without those that changed nothing.
    pub fn take_samples(&self) -> Vec<Sample> {
        std::mem::take(
            &mut *self
                .shared
                .samples
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Memory of the tree at the last tick, in KiB.
    pub fn now_kib(&self) -> u64 {
        self.shared.now_kib.load(Ordering::Relaxed)
    }

    /// The highest sample, in KiB.
    pub fn peak_kib(&self) -> u64 {
        self.shared.peak_kib.load(Ordering::Relaxed)
    }

    /// Whether and where the limit was exceeded; then the tree has been killed.
    pub fn over_limit(&self) -> Option<OverLimit> {
        *self
            .shared
            .over_limit
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the sampling.
    pub fn finish(self) -> Sampled {
        self.shared.stop.store(true, Ordering::Relaxed);
        self.thread.thread().unpark();
        self.thread.join().unwrap_or_default()
    }
}

fn sample(task: Task, shared: &Shared) -> Sampled {
    let page_kib = nix::unistd::sysconf(nix::unistd::SysconfVar::PAGE_SIZE)
        .ok()
        .flatten()
        .map_or(4, |bytes| bytes as u64 / 1024);
    let mut tree = Tree::new(Path::new("/proc"), task.root_pid, page_kib);
    let mut thinner = Thinner::default();
    let interval = Duration::from_secs(1) / task.hz;
    let start = Instant::now();
    let mut deadline = start;
    let (mut samples, mut missed) = (0, 0);
    while !shared.stop.load(Ordering::Relaxed) {
        let at_ms = task.run_start.elapsed().as_millis() as u64;
        let rss_kib = tree.tick(at_ms);
        samples += 1;
        shared.now_kib.store(rss_kib, Ordering::Relaxed);
        shared.peak_kib.fetch_max(rss_kib, Ordering::Relaxed);
        keep(
            shared,
            thinner.push(Sample {
                time_ms: at_ms,
                rss_kib,
            }),
        );
        if task.limit_kib.is_some_and(|limit| rss_kib > limit) {
            enforce(task.root_pid, &tree, OverLimit { rss_kib, at_ms }, shared);
        }
        deadline += interval;
        // Deadlines are absolute, so the rate does not drift; a tick that was slept through is counted
        // and not caught up, which would only add samples of the same instant.
        let now = Instant::now();
        while deadline <= now {
            deadline += interval;
            missed += 1;
        }
        while !shared.stop.load(Ordering::Relaxed)
            && let Some(rest) = deadline.checked_duration_since(Instant::now())
            && !rest.is_zero()
        {
            thread::park_timeout(rest);
        }
    }
    keep(shared, thinner.finish());
    let (processes, counts) = tree.finish();
    let rest = std::mem::take(
        &mut *shared
            .samples
            .lock()
            .unwrap_or_else(PoisonError::into_inner),
    );
    let (duration, cpu) = (start.elapsed(), thread_cpu_time());
    Sampled {
        processes,
        counts,
        samples,
        missed,
        duration,
        cpu,
        rest,
    }
}

fn keep(shared: &Shared, sample: Option<Sample>) {
    if let Some(sample) = sample {
        shared
            .samples
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(sample);
    }
}

/// Kills the tree: first the processes that are known, at once, then whatever else is there.
fn enforce(root: u32, tree: &Tree, over: OverLimit, shared: &Shared) {
    shared
        .over_limit
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get_or_insert(over);
    for pid in tree
        .pids()
        .chain(descendants(root).into_iter().map(|(pid, _)| pid))
    {
        // It may be gone already.
        let _ = kill(Pid::from_raw(pid as i32), Signal::SIGKILL);
    }
}

fn thread_cpu_time() -> Option<Duration> {
    let time = nix::time::clock_gettime(nix::time::ClockId::CLOCK_THREAD_CPUTIME_ID).ok()?;
    Some(Duration::from(time))
}
