//! What is read of a batch only as often as the sampling budget allows: shared memory counted once, kinds
//! of memory, swap, pressure, and the counters of the batch's own cgroup.

use serde::{Deserialize, Serialize};

/// A slow reading of a batch's process tree. `None` is what the system would not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// Milliseconds since the start of the run.
    pub time_ms: u64,
    /// Proportional set size of the tree.
    pub pss_kib: Option<u64>,
    /// Anonymous part of it.
    pub anon_kib: Option<u64>,
    /// File part of it.
    pub file_kib: Option<u64>,
    /// Shared-memory part of it.
    pub shmem_kib: Option<u64>,
    /// Swapped out.
    pub swap_kib: Option<u64>,
    /// Growth of the machine's memory file systems since the start of the batch.
    pub tmpfs_growth_kib: Option<u64>,
    /// All that is charged to the batch's own cgroup.
    pub cgroup_kib: Option<u64>,
    /// The page cache in it.
    pub cgroup_file_kib: Option<u64>,
    /// Time in which every task was stalled for memory, since the start of the batch.
    pub stalled_us: Option<u64>,
}

/// Slow readings of a batch's process tree, one entry per column and reading. They come from
/// `smaps_rollup`, which is exact and costs some 20 ms for each touched GiB, so they are taken as often
/// as the sampling budget allows. `null` is what the system would not say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Details {
    /// Milliseconds since the start of the run.
    pub time_ms: Vec<u64>,
    /// Proportional set size summed over the tree, in KiB: a page that n processes share counts as one
    /// n-th for each of them, so what is shared inside the tree counts once.
    pub pss_kib: Vec<Option<u64>>,
    /// The anonymous part of `pss_kib`: heap and stacks.
    pub anon_kib: Vec<Option<u64>>,
    /// The part of `pss_kib` that is mapped files, which the kernel can drop.
    pub file_kib: Vec<Option<u64>>,
    /// The part of `pss_kib` that is shared memory, also mapped files on `/dev/shm`.
    pub shmem_kib: Vec<Option<u64>>,
    /// What of the tree is swapped out, in KiB, proportionally.
    pub swap_kib: Vec<Option<u64>>,
    /// By how much the machine's memory file systems (`/dev/shm`, other tmpfs) grew since the start of
    /// the batch, in KiB; other programs of the machine can have a part in it.
    pub tmpfs_growth_kib: Vec<Option<u64>>,
    /// All that is charged to the batch's own cgroup, in KiB, page cache and kernel memory included.
    pub cgroup_kib: Vec<Option<u64>>,
    /// The page cache in `cgroup_kib`: files that were read or written, which the kernel can drop.
    pub cgroup_file_kib: Vec<Option<u64>>,
    /// For how long every task was stalled for want of memory since the start of the batch, in
    /// microseconds (`full` of PSI): of the batch's own cgroup, else of the machine.
    pub stalled_us: Vec<Option<u64>>,
}

/// How many readings of one batch are kept: more than an hour of the densest.
const MOST_READINGS: usize = 20_000;

impl Details {
    /// Adds a reading. Where they have become too many, every second one goes.
    pub fn push(&mut self, detail: Detail) {
        if self.len() >= MOST_READINGS {
            self.halve();
        }
        self.time_ms.push(detail.time_ms);
        self.pss_kib.push(detail.pss_kib);
        self.anon_kib.push(detail.anon_kib);
        self.file_kib.push(detail.file_kib);
        self.shmem_kib.push(detail.shmem_kib);
        self.swap_kib.push(detail.swap_kib);
        self.tmpfs_growth_kib.push(detail.tmpfs_growth_kib);
        self.cgroup_kib.push(detail.cgroup_kib);
        self.cgroup_file_kib.push(detail.cgroup_file_kib);
        self.stalled_us.push(detail.stalled_us);
    }

    fn halve(&mut self) {
        fn every_second<T>(column: &mut Vec<T>) {
            let mut at = 0;
            column.retain(|_| {
                at += 1;
                at % 2 == 1
            });
        }
        every_second(&mut self.time_ms);
        for column in [
            &mut self.pss_kib,
            &mut self.anon_kib,
            &mut self.file_kib,
            &mut self.shmem_kib,
            &mut self.swap_kib,
            &mut self.tmpfs_growth_kib,
            &mut self.cgroup_kib,
            &mut self.cgroup_file_kib,
            &mut self.stalled_us,
        ] {
            every_second(column);
        }
    }

    /// How many readings there are.
    pub fn len(&self) -> usize {
        self.time_ms.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.time_ms.is_empty()
    }

    /// Whether every column has one entry for each reading.
    pub fn is_even(&self) -> bool {
        [
            &self.pss_kib,
            &self.anon_kib,
            &self.file_kib,
            &self.shmem_kib,
            &self.swap_kib,
            &self.tmpfs_growth_kib,
            &self.cgroup_kib,
            &self.cgroup_file_kib,
            &self.stalled_us,
        ]
        .iter()
        .all(|column| column.len() == self.len())
    }
}

/// What the kernel counted in a batch's own cgroup, read at its end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CgroupCounters {
    /// Processes that the kernel killed for memory (`oom_kill` of `memory.events`, or of
    /// `memory.oom_control` on cgroup v1).
    pub oom_kills: Option<u64>,
    /// How often an allocation met the limit (`max` of `memory.events`, or on cgroup v1 the higher of
    /// `memory.failcnt` and `memory.memsw.failcnt`).
    /// Most are answered by dropping page cache: on its own this is no trouble.
    pub limit_hits: Option<u64>,
    /// The highest that was charged to it, in bytes (`memory.peak`, or `memory.max_usage_in_bytes` on
    /// cgroup v1). Page cache and kernel memory count here, so it is no measure of what the tests need.
    pub peak_bytes: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_that_runs_for_days_keeps_a_bounded_number_of_readings() {
        let mut details = Details::default();
        for second in 0..100_000 {
            details.push(Detail {
                time_ms: second * 1000,
                pss_kib: Some(second),
                ..Detail::default()
            });
        }
        assert!(details.is_even() && details.len() <= MOST_READINGS);
        assert_eq!(details.time_ms.last(), Some(&99_999_000));
        let fits = |(ms, pss): (&u64, &Option<u64>)| *pss == Some(ms / 1000);
        assert!(details.time_ms.iter().zip(&details.pss_kib).all(fits));
    }
}
