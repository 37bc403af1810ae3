//! The process tree of a batch: who belongs to it, and how much memory each of them has.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;

use oomscope_shared::artifact::Process;
use oomscope_shared::timeline::Sample;

use super::memory::{Gone, Live, largest};
use super::reader::{ProcReader, ProcessFiles, Rollup, newest_pid};

/// Every how many ticks the children of all threads are looked for: ten times as dear as the memory alone.
const FULL_EVERY: u64 = 10;
/// Every how many ticks each process's high-water mark and name are read, which is as dear.
const MARK_EVERY: u64 = 40;
/// The same for children where nothing says that there are new ones: what says so can be wrong, as in
/// containers whose `/proc` is made up by a program.
const SURE_EVERY: u64 = 50;
/// The kernel counts a process before its parent knows of it. What is found earlier than so many ticks
/// after the newest one was counted may lack it.
const SETTLED_AFTER: u64 = 3;
/// Every search reads each process, so with this many more of them there is one more tick between two.
const CROWD: u64 = 8;

/// In a crowd a process that was the same for so many ticks is quiet, and is then read only at every so
/// manieth tick: most of many workers wait, and reading those would be nearly all that sampling costs.
const QUIET_AFTER: u32 = 20;
const QUIET_EVERY: u64 = 4;

/// What the sampler could not read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TreeCounts {
    /// Processes that vanished between two reads.
    pub vanished: u64,
    /// Processes that the system would not let us read.
    pub unread: u64,
}

/// All descendants of one process, itself not included.
pub struct Tree {
    reader: ProcReader,
    root: u32,
    root_files: Option<ProcessFiles>,
    page_kib: u64,
    live: BTreeMap<u32, Live>,
    gone: Gone,
    counts: TreeCounts,
    ticks: u64,
    newest: Option<File>,
    newest_pid: Option<u32>,
    /// The tick at which the newest process changed.
    newest_seen: u64,
    /// Whether processes were born since the children of main threads, and of all threads, were read.
    unsearched: [bool; 2],
    searched: [u64; 2],
    has_group: bool,
}

impl Tree {
    /// A tree below `root`.
    pub fn new(reader: ProcReader, root: u32, page_kib: u64) -> Self {
        Self {
            root_files: reader.open(root).ok(),
            newest: reader.open_newest(),
            newest_pid: None,
            newest_seen: 0,
            unsearched: [true; 2],
            searched: [0; 2],
            has_group: false,
            reader,
            root,
            page_kib,
            live: BTreeMap::new(),
            gone: Gone::default(),
            counts: TreeCounts::default(),
            ticks: 0,
        }
    }

    /// Reads the processes and returns their resident memory together, in KiB. What has not changed for a
    /// while is read in turns, unless `every_one` is to be read now.
    ///
    /// `members` tells the processes of the batch's own cgroup, which is asked only where a process was
    /// born since the last tick; `None` where there is no such group.
    pub fn tick(
        &mut self,
        now_ms: u64,
        every_one: bool,
        members: impl FnOnce() -> Option<Vec<u32>>,
    ) -> u64 {
        self.look_for_new(now_ms, members);
        let (turn, quiet_turn) = (self.ticks % MARK_EVERY, self.ticks % QUIET_EVERY);
        self.ticks += 1;
        let mut sum_kib = 0;
        let mut gone = Vec::new();
        let every_one = every_one || self.live.len() as u64 <= CROWD;
        for (at, (pid, live)) in self.live.iter_mut().enumerate() {
            let is_its_turn = at as u64 % QUIET_EVERY == quiet_turn;
            if live.unchanged >= QUIET_AFTER && !is_its_turn && !every_one {
                sum_kib += live.kib;
                continue;
            }
            match live.files.resident_pages() {
                Ok(pages) => {
                    let rss_kib = pages * self.page_kib;
                    sum_kib += rss_kib;
                    live.see(Sample {
                        time_ms: now_ms,
                        rss_kib,
                    });
                    // In turns, so that no tick is much dearer than the others; and at once while it is new.
                    if at as u64 % MARK_EVERY == turn || live.is_new() {
                        live.read_more();
                    }
                }
                Err(error) if is_gone(&error) => gone.push(*pid),
                Err(_) => self.counts.unread += 1,
            }
        }
        for pid in gone {
            self.counts.vanished += 1;
            if let Some(live) = self.live.remove(&pid) {
                self.gone.push(live.so_far());
            }
        }
        sum_kib
    }

    /// The exact account of the tree, and how many of its processes would not tell. Dear.
    pub fn rollup(&self) -> (Rollup, usize) {
        let mut sum = Rollup {
            pss_kib: 0,
            anon_kib: Some(0),
            file_kib: Some(0),
            shmem_kib: Some(0),
            swap_kib: Some(0),
        };
        let mut missing = 0;
        for (pid, live) in &self.live {
            match self.reader.rollup(*pid) {
                Ok(one) => sum += one,
                Err(error) if is_gone(&error) => {}
                // Another user's process: its resident memory is public, what of it is shared is not.
                Err(_) => {
                    missing += 1;
                    let pages = live.files.resident_pages().unwrap_or(0);
                    sum.pss_kib += pages * self.page_kib;
                    sum.anon_kib = sum.anon_kib.map(|kib| kib + pages * self.page_kib);
                }
            }
        }
        (sum, missing)
    }

    /// The processes that are known now, each with its parent at birth.
    pub fn pids(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let live = self.live.iter();
        live.map(|(pid, live)| (*pid, live.process.parent_pid))
    }

    /// The name of a process that is known now.
    pub fn name(&self, pid: u32) -> Option<&str> {
        self.live.get(&pid).map(|live| &*live.process.name)
    }

    /// Whether a process that is known now still has memory of its own.
    pub fn has_memory(&self, pid: u32) -> bool {
        let live = self.live.get(&pid);
        live.is_some_and(|live| live.files.resident_pages().is_ok_and(|pages| pages > 0))
    }

    /// The largest processes that were seen by now, in the order of their start, with their memory over time.
    pub fn largest(&self) -> Vec<Process> {
        largest(&self.gone, self.live.values())
    }

    /// Every process that was seen, in the order of its start, and what could not be read.
    pub fn finish(self) -> (Vec<Process>, TreeCounts) {
        let mut all = self.gone;
        self.live.values().for_each(|live| all.push(live.so_far()));
        (all.finish(), self.counts)
    }

    /// Searches if a process can have been born since the last search, but the more seldom the more
    /// processes there are.
    fn look_for_new(&mut self, now_ms: u64, members: impl FnOnce() -> Option<Vec<u32>>) {
        let newest = self.newest.as_ref().and_then(newest_pid);
        if newest.is_none() || newest != self.newest_pid {
            self.newest_pid = newest;
            self.newest_seen = self.ticks;
            self.unsearched = [true; 2];
        }
        let crowd = 1 + self.live.len() as u64 / CROWD;
        let is_due = |kind: usize, every: u64| {
            let since = self.ticks - self.searched[kind];
            self.ticks == 0
                || (self.unsearched[kind] && since >= every * crowd)
                || since >= SURE_EVERY * crowd
        };
        // What has left the group is found by the search in any case, but that need not be often.
        let full = is_due(
            1,
            if self.has_group {
                SURE_EVERY
            } else {
                FULL_EVERY
            },
        );
        if !full && !is_due(0, 1) {
            return;
        }
        for kind in 0..=usize::from(full) {
            self.unsearched[kind] = self.ticks < self.newest_seen + SETTLED_AFTER;
            self.searched[kind] = self.ticks;
        }
        // One read of the group tells them all.
        let listed = match full {
            true => None,
            false => {
                let listed = members();
                self.has_group = listed.is_some();
                listed
            }
        };
        match listed {
            Some(pids) => {
                for pid in pids {
                    if !self.live.contains_key(&pid) {
                        self.add(pid, now_ms);
                    }
                }
            }
            None => self.find(full, now_ms),
        }
    }

    /// Adds descendants that are not known yet. A full search also asks the other threads.
    fn find(&mut self, full: bool, now_ms: u64) {
        let mut queue = self.children(self.root, self.root_files.as_ref(), full);
        let mut seen = BTreeSet::new();
        while let Some(pid) = queue.pop() {
            if !seen.insert(pid) {
                continue;
            }
            if !self.live.contains_key(&pid) {
                self.add(pid, now_ms);
            }
            if let Some(live) = self.live.get(&pid) {
                queue.extend(self.children(pid, Some(&live.files), full));
            }
        }
    }

    fn children(&self, pid: u32, files: Option<&ProcessFiles>, full: bool) -> Vec<u32> {
        match files.and_then(ProcessFiles::children) {
            Some(children) if !full => children,
            _ => self.reader.children_of_all_threads(pid),
        }
    }

    fn add(&mut self, pid: u32, now_ms: u64) {
        match self.reader.open(pid) {
            Ok(files) => {
                let process = Process {
                    pid,
                    parent_pid: self.reader.parent(pid).unwrap_or(0),
                    name: self.reader.name(pid).unwrap_or_default(),
                    start_ms: now_ms,
                    end_ms: now_ms,
                    peak_kib: 0,
                    memory: Default::default(),
                };
                self.live.insert(pid, Live::new(files, process));
            }
            Err(error) if is_gone(&error) => self.counts.vanished += 1,
            Err(_) => self.counts.unread += 1,
        }
    }
}

/// ENOENT and ESRCH: the process ended between two reads, which is normal.
fn is_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound || error.raw_os_error() == Some(libc::ESRCH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    /// A process of a fake `/proc`.
    fn put(root: &Path, pid: u32, pages: u64, children: &str) {
        let folder = root.join(pid.to_string());
        let task = folder.join(format!("task/{pid}"));
        fs::create_dir_all(&task).unwrap();
        fs::write(folder.join("statm"), format!("99999 {pages} 1 1 0 1 0\n")).unwrap();
        let status = format!("Name:\tp{pid}\nVmHWM:\t{} kB\n", pages * 8);
        fs::write(folder.join("status"), status).unwrap();
        fs::write(folder.join("comm"), format!("p{pid}\n")).unwrap();
        fs::write(folder.join("stat"), format!("{pid} (p{pid}) S 1 0 0")).unwrap();
        fs::write(task.join("children"), children).unwrap();
    }

    #[test]
    fn the_whole_tree_below_the_root_is_summed() {
        let proc_ = tempfile::tempdir().unwrap();
        put(proc_.path(), 1, 1_000, "2 ");
        put(proc_.path(), 2, 10, "3 4 ");
        put(proc_.path(), 3, 20, "");
        put(proc_.path(), 4, 30, "5 ");
        put(proc_.path(), 5, 40, "");
        let mut tree = Tree::new(ProcReader::new(proc_.path()), 1, 4);
        assert_eq!(tree.tick(7, true, || None), (10 + 20 + 30 + 40) * 4);
        let (processes, counts) = tree.finish();
        assert_eq!(processes.len(), 4);
        assert_eq!(counts, TreeCounts::default());
        assert_eq!(processes[0].name, "p2");
        assert_eq!(
            processes[0].peak_kib, 80,
            "the high-water mark is above the sample"
        );
    }

    #[test]
    fn a_process_has_the_name_of_what_it_became_soon_after_it_was_seen() {
        let proc_ = tempfile::tempdir().unwrap();
        put(proc_.path(), 1, 1_000, "2 ");
        put(proc_.path(), 2, 10, "");
        let mut tree = Tree::new(ProcReader::new(proc_.path()), 1, 4);
        tree.tick(0, true, || None);
        // `exec` keeps the process and gives it another name.
        let status = "Name:\tsh\nVmHWM:\t80 kB\n";
        fs::write(proc_.path().join("2/status"), status).unwrap();
        tree.tick(10, true, || None);
        assert_eq!(tree.name(2), Some("sh"));
    }

    #[test]
    fn each_process_has_a_curve_of_its_own() {
        let proc_ = tempfile::tempdir().unwrap();
        put(proc_.path(), 1, 1_000, "2 3 ");
        put(proc_.path(), 2, 10, "");
        let mut tree = Tree::new(ProcReader::new(proc_.path()), 1, 4);
        for (tick, pages) in [10, 10, 200, 30].into_iter().enumerate() {
            put(proc_.path(), 3, pages, "");
            tree.tick(tick as u64 * 10, true, || None);
        }
        let so_far = tree.largest();
        let (processes, _) = tree.finish();
        assert_eq!(so_far, processes);
        let points = |at: usize| {
            let points = processes[at].memory.points();
            points.map(|p| (p.time_ms, p.rss_kib)).collect::<Vec<_>>()
        };
        assert_eq!(points(0), [(0, 40)]);
        assert_eq!(points(1), [(0, 40), (20, 800), (30, 120)]);
    }

    #[test]
    fn a_child_of_another_thread_is_found_by_the_full_search() {
        let proc_ = tempfile::tempdir().unwrap();
        put(proc_.path(), 1, 1, "2");
        put(proc_.path(), 2, 10, "");
        put(proc_.path(), 3, 20, "");
        let thread = proc_.path().join("2/task/9");
        fs::create_dir_all(&thread).unwrap();
        fs::write(thread.join("children"), "3").unwrap();
        let mut tree = Tree::new(ProcReader::new(proc_.path()), 1, 1);
        assert_eq!(tree.tick(0, true, || None), 30);
    }

    #[test]
    fn the_own_cgroup_tells_of_new_processes() {
        let proc_ = tempfile::tempdir().unwrap();
        put(proc_.path(), 1, 1, "2");
        put(proc_.path(), 2, 10, "");
        put(proc_.path(), 3, 20, "");
        let newest = |pid: u32| {
            fs::write(proc_.path().join("loadavg"), format!("0 0 0 1/9 {pid}\n")).unwrap();
        };
        newest(2);
        let mut tree = Tree::new(ProcReader::new(proc_.path()), 1, 1);
        // The first tick searches, and so do the next ones: who was counted may not be seen yet.
        assert_eq!(tree.tick(0, true, || None), 10);
        for _ in 0..SETTLED_AFTER {
            assert_eq!(tree.tick(5, true, || Some(vec![2])), 10);
        }
        assert_eq!(tree.tick(10, true, || panic!("nothing was born")), 10);
        newest(3);
        assert_eq!(tree.tick(20, true, || Some(vec![2, 3])), 30);
    }

    #[test]
    fn who_is_quiet_in_a_crowd_is_read_in_turns() {
        let proc_ = tempfile::tempdir().unwrap();
        let pids: Vec<u32> = (2..2 + CROWD as u32 + 1).collect();
        let names = pids.iter().map(u32::to_string).collect::<Vec<_>>();
        put(proc_.path(), 1, 1, &names.join(" "));
        for pid in &pids {
            put(proc_.path(), *pid, 10, "");
        }
        let mut tree = Tree::new(ProcReader::new(proc_.path()), 1, 1);
        let (before, after) = (10 * pids.len() as u64, 10 * pids.len() as u64 + 90);
        for _ in 0..=QUIET_AFTER {
            assert_eq!(tree.tick(0, false, || None), before);
        }
        let statm = proc_.path().join(format!("{}/statm", pids[5]));
        fs::write(&statm, "99999 100 1 1 0 1 0\n").unwrap();
        let seen: Vec<u64> = (0..QUIET_EVERY)
            .map(|_| tree.tick(0, false, || None))
            .collect();
        assert_eq!(seen.last(), Some(&after), "after a whole turn: {seen:?}");
        // What has moved is read at every tick again.
        fs::write(&statm, "99999 200 1 1 0 1 0\n").unwrap();
        assert_eq!(tree.tick(0, false, || None), after + 100);
        // And near a line everybody is.
        let other = proc_.path().join(format!("{}/statm", pids[6]));
        fs::write(&other, "99999 11 1 1 0 1 0\n").unwrap();
        assert_eq!(tree.tick(0, true, || None), after + 101);
    }

    #[test]
    fn a_process_that_its_parent_does_not_know_yet_is_found() {
        let proc_ = tempfile::tempdir().unwrap();
        put(proc_.path(), 1, 1, "");
        put(proc_.path(), 2, 10, "");
        fs::write(proc_.path().join("loadavg"), "0 0 0 1/9 2\n").unwrap();
        let mut tree = Tree::new(ProcReader::new(proc_.path()), 1, 1);
        assert_eq!(tree.tick(0, true, || None), 0);
        // The newest process stays the same, only its parent's list comes late.
        put(proc_.path(), 1, 1, "2");
        assert_eq!(tree.tick(10, true, || None), 10);
    }

    #[test]
    fn a_process_that_vanished_is_skipped_and_counted() {
        let proc_ = tempfile::tempdir().unwrap();
        put(proc_.path(), 1, 1, "2 77");
        put(proc_.path(), 2, 10, "");
        let mut tree = Tree::new(ProcReader::new(proc_.path()), 1, 1);
        assert_eq!(tree.tick(0, true, || None), 10);
        // An emptied file is what a read of a dead process's kept descriptor gives.
        fs::write(proc_.path().join("2/statm"), "").unwrap();
        fs::write(proc_.path().join("1/task/1/children"), "").unwrap();
        assert_eq!(tree.tick(10, true, || None), 0);
        let (processes, counts) = tree.finish();
        assert_eq!(
            counts,
            TreeCounts {
                vanished: 2,
                unread: 0
            }
        );
        assert_eq!((processes.len(), processes[0].end_ms), (1, 0));
    }
}
