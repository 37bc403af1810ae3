//! What is remembered of each process of a batch, while it lives and after: its peak, and of the largest ones
//! their memory over time.

use oomscope_shared::artifact::Process;
use oomscope_shared::process_memory::{MOST_PROCESSES, ProcessMemory, ProcessThinner};
use oomscope_shared::timeline::Sample;

use super::reader::ProcessFiles;

/// For so many ticks a process is new, and its dearer figures are read at each: it gets its own name at `exec`,
/// a moment after it was first seen, and may be gone before its turn.
const NEW_FOR: u32 = 10;

/// A process that lives.
pub(super) struct Live {
    pub files: ProcessFiles,
    pub process: Process,
    seen: u32,
    /// What it had when it was last read, and how many ticks ago that changed.
    pub kib: u64,
    pub unchanged: u32,
    memory: ProcessThinner,
}

impl Live {
    pub fn new(files: ProcessFiles, process: Process) -> Self {
        Self {
            files,
            process,
            seen: 0,
            kib: 0,
            unchanged: 0,
            memory: ProcessThinner::default(),
        }
    }

    /// Takes a reading.
    pub fn see(&mut self, sample: Sample) {
        let kib = sample.rss_kib;
        self.unchanged = if kib == self.kib {
            self.unchanged + 1
        } else {
            0
        };
        self.kib = kib;
        self.seen = self.seen.saturating_add(1);
        self.process.end_ms = sample.time_ms;
        self.process.peak_kib = self.process.peak_kib.max(kib);
        self.memory.push(sample);
    }

    /// Whether it was seen for the first time a moment ago.
    pub fn is_new(&self) -> bool {
        self.seen <= NEW_FOR
    }

    /// The dearer reads.
    pub fn read_more(&mut self) {
        let Some(status) = self.files.status() else {
            return;
        };
        if let Some(high) = status.high_water_kib {
            self.process.peak_kib = self.process.peak_kib.max(high);
        }
        self.process.name = status.name;
    }

    /// What is known of it by now.
    pub fn so_far(&self) -> Process {
        Process {
            memory: self.memory.so_far(),
            ..self.process.clone()
        }
    }
}

/// The processes that have ended. A build can start thousands, so the memory over time of all but the largest is
/// forgotten again and again.
#[derive(Default)]
pub(super) struct Gone {
    /// The largest, and some that have ended since that was last looked at.
    large: Vec<Process>,
    others: Vec<Process>,
}

impl Gone {
    pub fn push(&mut self, process: Process) {
        self.large.push(process);
        if self.large.len() > 4 * MOST_PROCESSES {
            self.forget();
        }
    }

    /// All of them, in the order of their start.
    pub fn finish(mut self) -> Vec<Process> {
        self.forget();
        let mut all = self.others;
        all.append(&mut self.large);
        all.sort_by_key(|process| (process.start_ms, process.pid));
        all
    }

    fn forget(&mut self) {
        (self.large).sort_by_key(|process| std::cmp::Reverse(process.peak_kib));
        for mut process in self.large.drain(MOST_PROCESSES.min(self.large.len())..) {
            process.memory = ProcessMemory::default();
            self.others.push(process);
        }
    }
}

/// The largest of all, in the order of their start.
pub(super) fn largest<'a>(gone: &Gone, live: impl Iterator<Item = &'a Live>) -> Vec<Process> {
    let mut large = gone.large.clone();
    let mut live: Vec<&Live> = live.collect();
    live.sort_by_key(|live| std::cmp::Reverse(live.process.peak_kib));
    large.extend(live.into_iter().take(MOST_PROCESSES).map(Live::so_far));
    large.sort_by_key(|process| std::cmp::Reverse(process.peak_kib));
    large.truncate(MOST_PROCESSES);
    large.sort_by_key(|process| (process.start_ms, process.pid));
    large
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gone(pid: u32, peak_kib: u64) -> Process {
        let point = Sample {
            time_ms: u64::from(pid),
            rss_kib: peak_kib,
        };
        Process {
            pid,
            parent_pid: 1,
            name: "p".to_owned(),
            start_ms: u64::from(pid),
            end_ms: u64::from(pid) + 1,
            peak_kib,
            memory: ProcessMemory::from_points(&[point]),
        }
    }

    #[test]
    fn of_thousands_only_the_largest_have_their_memory_over_time() {
        let mut all = Gone::default();
        for pid in 1..=5_000 {
            // The largest are in the middle.
            all.push(gone(pid, 10_000 - u64::from(pid.abs_diff(2_500))));
            assert!(all.large.len() <= 4 * MOST_PROCESSES);
        }
        assert_eq!(largest(&all, [].into_iter()).len(), MOST_PROCESSES);
        let all = all.finish();
        assert_eq!(all.len(), 5_000);
        let known = all.iter().filter(|process| !process.memory.is_empty());
        let known: Vec<u32> = known.map(|process| process.pid).collect();
        assert_eq!(
            (known.len(), known.contains(&2_500)),
            (MOST_PROCESSES, true)
        );
        assert!(
            known
                .iter()
                .all(|pid| pid.abs_diff(2_500) <= MOST_PROCESSES as u32)
        );
    }
}
