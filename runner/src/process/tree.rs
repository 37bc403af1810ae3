//! The process tree of a batch: who belongs to it, and how much memory each of them has.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use oomscope_shared::artifact::Process;

use super::reader::{ProcReader, ProcessFiles};

/// Every how many ticks the dearer reads are made: the children of all threads, and high-water marks.
const FULL_EVERY: u64 = 10;

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
    ended: Vec<Process>,
    counts: TreeCounts,
    ticks: u64,
}

struct Live {
    files: ProcessFiles,
    process: Process,
    /// How many more full searches ask for the name: a process gets its own at `exec`, a moment after
    /// it was first seen.
    name_reads: u8,
}

impl Tree {
    /// A tree below `root` in the `/proc` at `proc_root`.
    pub fn new(proc_root: &Path, root: u32, page_kib: u64) -> Self {
        let reader = ProcReader::new(proc_root);
        Self {
            root_files: reader.open(root).ok(),
            reader,
            root,
            page_kib,
            live: BTreeMap::new(),
            ended: Vec::new(),
            counts: TreeCounts::default(),
            ticks: 0,
        }
    }

    /// Reads every process once and returns their resident memory together, in KiB.
    pub fn tick(&mut self, now_ms: u64) -> u64 {
        let full = self.ticks.is_multiple_of(FULL_EVERY);
        self.ticks += 1;
        self.find(full, now_ms);
        let mut sum_kib = 0;
        let mut gone = Vec::new();
        for (pid, live) in &mut self.live {
            match live.files.resident_pages() {
                Ok(pages) => {
                    let kib = pages * self.page_kib;
                    sum_kib += kib;
                    live.process.end_ms = now_ms;
                    live.process.peak_kib = live.process.peak_kib.max(kib);
                    if full {
                        live.read_more(&self.reader, *pid);
                    }
                }
                Err(error) if is_gone(&error) => gone.push(*pid),
                Err(_) => self.counts.unread += 1,
            }
        }
        for pid in gone {
            self.counts.vanished += 1;
            self.ended
                .extend(self.live.remove(&pid).map(|live| live.process));
        }
        sum_kib
    }

    /// The processes that are known now.
    pub fn pids(&self) -> impl Iterator<Item = u32> + '_ {
        self.live.keys().copied()
    }

    /// Every process that was seen, in the order of its start, and what could not be read.
    pub fn finish(self) -> (Vec<Process>, TreeCounts) {
        let mut all = self.ended;
        all.extend(self.live.into_values().map(|live| live.process));
        all.sort_by_key(|process| (process.start_ms, process.pid));
        (all, self.counts)
    }

    /// Adds descendants that are not known yet. A full search also asks the other threads.
    fn find(&mut self, full: bool, now_ms: u64) {
        let mut queue = self.children(self.root, self.root_files.as_ref(), full);
        let mut seen = Vec::new();
        while let Some(pid) = queue.pop() {
            if seen.contains(&pid) {
                continue;
            }
            seen.push(pid);
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
                };
                self.live.insert(
                    pid,
                    Live {
                        files,
                        process,
                        name_reads: 5,
                    },
                );
            }
            Err(error) if is_gone(&error) => self.counts.vanished += 1,
            Err(_) => self.counts.unread += 1,
        }
    }
}

impl Live {
    /// The dearer reads.
    fn read_more(&mut self, reader: &ProcReader, pid: u32) {
        if let Some(high) = self.files.high_water_kib() {
            self.process.peak_kib = self.process.peak_kib.max(high);
        }
        if self.name_reads > 0 {
            self.name_reads -= 1;
            if let Some(name) = reader.name(pid) {
                self.process.name = name;
            }
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

    /// A process of a fake `/proc`.
    fn put(root: &Path, pid: u32, pages: u64, children: &str) {
        let folder = root.join(pid.to_string());
        let task = folder.join(format!("task/{pid}"));
        fs::create_dir_all(&task).unwrap();
        fs::write(folder.join("statm"), format!("99999 {pages} 1 1 0 1 0\n")).unwrap();
        fs::write(folder.join("status"), format!("VmHWM:\t{} kB\n", pages * 8)).unwrap();
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
        let mut tree = Tree::new(proc_.path(), 1, 4);
        assert_eq!(tree.tick(7), (10 + 20 + 30 + 40) * 4);
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
    fn a_child_of_another_thread_is_found_by_the_full_search() {
        let proc_ = tempfile::tempdir().unwrap();
        put(proc_.path(), 1, 1, "2");
        put(proc_.path(), 2, 10, "");
        put(proc_.path(), 3, 20, "");
        let thread = proc_.path().join("2/task/9");
        fs::create_dir_all(&thread).unwrap();
        fs::write(thread.join("children"), "3").unwrap();
        let mut tree = Tree::new(proc_.path(), 1, 1);
        assert_eq!(tree.tick(0), 30);
    }

    #[test]
    fn a_process_that_vanished_is_skipped_and_counted() {
        let proc_ = tempfile::tempdir().unwrap();
        put(proc_.path(), 1, 1, "2 77");
        put(proc_.path(), 2, 10, "");
        let mut tree = Tree::new(proc_.path(), 1, 1);
        assert_eq!(tree.tick(0), 10);
        // An emptied file is what a read of a dead process's kept descriptor gives.
        fs::write(proc_.path().join("2/statm"), "").unwrap();
        fs::write(proc_.path().join("1/task/1/children"), "").unwrap();
        assert_eq!(tree.tick(10), 0);
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
