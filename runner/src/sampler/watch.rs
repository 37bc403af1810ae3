//! One batch as the sampler sees it: its tree at every tick, its lines, and the slow readings.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use oomscope_diagnosis::stall::StallWatch;
use oomscope_shared::details::Detail;
use oomscope_shared::timeline::{Sample, Thinner};

use super::machine::Machine;
use super::{Enforced, Sampled, Shared, Stopping, Task, Why, locked};
use crate::limiter::{Cgroup, CgroupFiles, Gauge};
use crate::process::{ProcReader, Rollup, Tree, kill_descendants, signal_child};

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
/// So many of the last samples are kept for the facts of a batch's end: fifty milliseconds of them.
const LAST_SAMPLES: usize = 5;
/// Every how many ticks it is looked who has left the batch's own cgroup.
const STRAYS_EVERY: u64 = 10;
/// How long after its start a batch's largest processes are told of for the first time, and the longest time until
/// they are told of again. It doubles in between: a journal is not to hold much more than their curves need, and of
/// a batch whose recorder was killed at least half is known.
const FIRST_PROCESSES: Duration = Duration::from_secs(1);
const PROCESSES_EVERY: Duration = Duration::from_secs(256);
/// How often it is looked whether the batch stands still.
const STALL_EVERY: Duration = Duration::from_secs(1);

/// A batch that is watched.
pub(super) struct Watch {
    task: Task,
    shared: Arc<Shared>,
    tree: Tree,
    files: Option<CgroupFiles>,
    machine: Machine,
    thinner: Thinner,
    start: Instant,
    limit: Option<Gauge>,
    soft: Option<Gauge>,
    /// What the plugin was told last.
    stops: bool,
    stall: StallWatch,
    stall_seen: Instant,
    ticks: u64,
    rss_kib: u64,
    was_near: bool,
    charge_seen: Option<(Instant, bool)>,
    detail_seen: Option<(Instant, u64)>,
    tmpfs_seen_kib: u64,
    /// When the largest processes are told of next, after the start, and how long it takes until the time after.
    processes_at: (Duration, Duration),
    /// Processes that were outside of the batch's own cgroup at the last look; a process joins it only a moment
    /// after its birth.
    outside: BTreeSet<u32>,
    /// Processes that have left it.
    strays: BTreeMap<u32, String>,
}

impl Watch {
    pub(super) fn new(task: Task, shared: Arc<Shared>) -> Self {
        let page_kib = nix::unistd::sysconf(nix::unistd::SysconfVar::PAGE_SIZE)
            .ok()
            .flatten()
            .map_or(4, |bytes| bytes as u64 / 1024);
        let start = Instant::now();
        Self {
            tree: Tree::new(ProcReader::system(), task.root_pid, page_kib),
            files: task.group.as_ref().map(Cgroup::open),
            machine: Machine::new(),
            thinner: Thinner::default(),
            limit: task.limit_kib.filter(|_| task.is_watchdog).map(Gauge::new),
            soft: task.soft.as_ref().map(|(kib, _)| Gauge::new(*kib)),
            stops: false,
            stall: StallWatch::default(),
            stall_seen: start,
            ticks: 0,
            rss_kib: 0,
            was_near: false,
            charge_seen: None,
            detail_seen: None,
            tmpfs_seen_kib: 0,
            processes_at: (FIRST_PROCESSES, FIRST_PROCESSES),
            outside: BTreeSet::new(),
            strays: BTreeMap::new(),
            start,
            task,
            shared,
        }
    }

    /// Ends it at the next look.
    pub(super) fn stop(&self) {
        self.shared.stop.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_over(&self) -> bool {
        self.shared.stop.load(Ordering::Relaxed)
    }

    /// Moves the lines, where they were moved.
    fn look_at_lines(&mut self) {
        let limit_kib = self.shared.limit_kib.swap(0, Ordering::Relaxed);
        let soft_kib = self.shared.soft_line_kib.swap(0, Ordering::Relaxed);
        if limit_kib > 0 && self.task.limit_kib.is_some() {
            self.task.limit_kib = Some(limit_kib);
            self.limit
                .iter_mut()
                .for_each(|gauge| gauge.set_line(limit_kib));
        }
        if soft_kib > 0
            && let Some((line_kib, _)) = &mut self.task.soft
        {
            *line_kib = soft_kib;
            self.soft
                .iter_mut()
                .for_each(|gauge| gauge.set_line(soft_kib));
        }
    }

    /// Takes one sample. Returns whether a line is near.
    pub(super) fn tick(&mut self, at_ms: u64) -> bool {
        self.look_at_lines();
        if self.ticks.is_multiple_of(STRAYS_EVERY) {
            self.look_for_strays();
        }
        // The children of those who have left the group were never in it.
        let files = self.files.as_ref().filter(|_| self.strays.is_empty());
        let root = self.task.root_pid;
        let members = || members(files?, root);
        let rss_kib = self.tree.tick(at_ms, self.was_near, members);
        self.rss_kib = rss_kib;
        self.ticks += 1;
        self.shared.now_kib.store(rss_kib, Ordering::Relaxed);
        self.shared.peak_kib.fetch_max(rss_kib, Ordering::Relaxed);
        let sample = Sample {
            time_ms: at_ms,
            rss_kib,
        };
        {
            let mut readings = locked(&self.shared.readings);
            readings.samples.extend(self.thinner.push(sample));
            if rss_kib > 0 {
                if readings.last.len() == LAST_SAMPLES {
                    readings.last.pop_front();
                }
                readings.last.push_back(sample);
            }
        }
        self.tell_processes();
        self.guard(at_ms, rss_kib)
    }

    /// Tells of the largest processes, where it is time.
    fn tell_processes(&mut self) {
        let (at, every) = self.processes_at;
        if self.start.elapsed() >= at {
            self.processes_at = (at + every, (every * 2).min(PROCESSES_EVERY));
            locked(&self.shared.readings).processes = Some(self.tree.largest());
        }
    }

    /// Hands over what was found out.
    pub(super) fn finish(mut self) {
        let (processes, counts) = self.tree.finish();
        let mut readings = std::mem::take(&mut *locked(&self.shared.readings));
        readings.samples.extend(self.thinner.finish());
        let watchdog_kib = self.limit.as_ref().and_then(Gauge::highest_kib);
        let sampled = Sampled {
            processes,
            counts,
            rest: readings.samples,
            details: readings.details,
            watchdog_kib: watchdog_kib.filter(|kib| *kib > 0),
            strays: self.strays.into_iter().collect(),
        };
        *locked(&self.shared.sampled) = Some(sampled);
        self.shared.is_done.notify_all();
    }

    /// Looks who has left the batch's own cgroup, where its memory is limited. From then on it is the watchdog that
    /// looks after the limit of all of them.
    fn look_for_strays(&mut self) {
        let (Some(group), Some(files)) = (&self.task.group, &self.files) else {
            return;
        };
        let Some(inside) = files.processes() else {
            return;
        };
        let (tree, strays) = (&self.tree, &self.strays);
        let pids = tree.pids().map(|(pid, _)| pid);
        let unlisted = pids.filter(|pid| !inside.contains(pid) && !strays.contains_key(pid));
        // Who ends is in no group any more, but gives its memory back before that: so that is asked last.
        let outside = unlisted.filter(|pid| !group.holds(*pid) && tree.has_memory(*pid));
        let outside: BTreeSet<u32> = outside.collect();
        for pid in outside.intersection(&self.outside) {
            let name = tree.name(*pid).unwrap_or_default().to_owned();
            self.strays.insert(*pid, name);
        }
        self.outside = outside;
        if !self.strays.is_empty() && self.limit.is_none() {
            self.limit = self.task.limit_kib.map(Gauge::new);
        }
    }

    /// Looks at every line there is. Returns whether one is near.
    fn guard(&mut self, at_ms: u64, rss_kib: u64) -> bool {
        let current_kib = self.files.as_ref().and_then(CgroupFiles::current_kib);
        let is_part = |kib: u64, part: f64| {
            self.task
                .limit_kib
                .is_some_and(|limit| kib as f64 >= limit as f64 * part)
        };
        let full_kib = match self.strays.is_empty() {
            true => current_kib.unwrap_or(rss_kib),
            false => rss_kib.max(current_kib.unwrap_or(0)),
        };
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
        let Some(current_kib) = current_kib.filter(|_| self.strays.is_empty()) else {
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

    /// Whether a slow reading is worth its price now: of so many KiB.
    pub(super) fn wants_detail(&mut self) -> Option<u64> {
        let rss_kib = self.rss_kib;
        if rss_kib == 0 {
            return None;
        }
        // Files on a memory file system are in nobody's resident memory, and are gone when the batch is.
        if self.ticks.is_multiple_of(TMPFS_EVERY) {
            let grown_kib = self.machine.tmpfs_growth_kib().unwrap_or(0);
            if grown_kib.abs_diff(self.tmpfs_seen_kib) >= TMPFS_CHANGE_KIB {
                self.tmpfs_seen_kib = grown_kib;
                return Some(rss_kib);
            }
        }
        let is_due = match self.detail_seen {
            None => self.start.elapsed() >= DETAIL_EVERY,
            Some((at, kib)) => {
                let has_changed = rss_kib.abs_diff(kib) as f64 > kib as f64 * CHANGE;
                at.elapsed() >= QUIET_DETAIL_EVERY || (has_changed && at.elapsed() >= DETAIL_EVERY)
            }
        };
        is_due.then_some(rss_kib)
    }

    /// Takes a slow reading.
    pub(super) fn read_detail(&mut self, time_ms: u64) {
        self.detail_seen = Some((Instant::now(), self.rss_kib));
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
        // Those that are known first and at once, then whatever else there is.
        for (pid, parent) in self.tree.pids() {
            signal_child(parent, pid, Signal::SIGKILL);
        }
        kill_descendants(self.task.root_pid);
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
