//! What is known of a suite before it runs: what each unit needed in an earlier run.

use std::collections::BTreeMap;

use oomscope_shared::Artifact;
use oomscope_shared::artifact::{Batch, TestRow};
use oomscope_shared::timeline::Sample;

/// What a unit is expected to need.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Highest memory of a fresh process tree that runs this unit alone, in bytes.
    pub peak_bytes: Option<u64>,
    /// How much of it stays after the unit, in bytes: what the next unit in the same process begins with.
    pub kept_bytes: u64,
    /// How long its tests take, in milliseconds.
    pub time_ms: Option<u64>,
}

/// What is known of a suite.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// What a process has before its first test, in bytes: every fresh process pays it again.
    pub base_bytes: Option<u64>,
    /// How long a process takes until its first test begins, in milliseconds.
    pub base_ms: Option<u64>,
    /// By the key of each unit.
    pub units: BTreeMap<String, Figures>,
}

impl Known {
    /// What an artifact tells. `unit_of` says of the id of a test which unit it belongs to.
    ///
    /// In a process that has run other tests before, part of the peak of a test is what those left behind.
    /// So a unit's need is counted from the memory with which its first test began, and laid upon the base.
    pub fn of(artifact: &Artifact, unit_of: &dyn Fn(&str) -> String) -> Self {
        let mut rows: BTreeMap<u32, Vec<TestRow<'_>>> = BTreeMap::new();
        for row in artifact.tests.rows() {
            if let Some(batch) = row.batch {
                rows.entry(batch).or_default().push(row);
            }
        }
        for rows in rows.values_mut() {
            rows.sort_by_key(|row| (row.start_us, row.index));
        }
        let empty = Vec::new();
        let of_suite = || {
            let batches = artifact.batches.iter();
            let batches = batches.filter(|batch| batch.pass.is_of_suite());
            batches.map(|batch| (batch, rows.get(&batch.index).unwrap_or(&empty)))
        };
        let bases = of_suite().filter_map(|(batch, rows)| base_bytes(batch, rows));
        let base_bytes = bases.max();
        let mut starts: Vec<u64> = of_suite()
            .filter_map(|(b, rows)| base_ms(b, rows))
            .collect();
        starts.sort_unstable();
        let base_ms = starts.get(starts.len() / 2).copied();
        let mut known = Self {
            base_bytes,
            base_ms,
            units: BTreeMap::new(),
        };
        for (batch, rows) in of_suite() {
            known.take_batch(batch, rows, unit_of);
        }
        known
    }

    fn take_batch(
        &mut self,
        batch: &Batch,
        rows: &[TestRow<'_>],
        unit_of: &dyn Fn(&str) -> String,
    ) {
        let samples: Vec<Sample> = batch.timeline.samples().collect();
        let mut units: BTreeMap<String, Vec<&TestRow<'_>>> = BTreeMap::new();
        for row in rows {
            units.entry(unit_of(row.id)).or_default().push(row);
        }
        let is_alone = units.len() == 1;
        let whole = batch
            .counted()
            .map(|counted| counted.bytes)
            .max(batch.peak_bytes);
        for (key, rows) in units {
            let peaks = rows
                .iter()
                .map(|row| row.peak_bytes.max(sampled(&samples, row)));
            let peak = peaks.max().flatten();
            let before = rows.first().and_then(|row| row.rss_before_bytes);
            let after = rows.last().and_then(|row| row.rss_after_bytes);
            let kept = after
                .zip(before)
                .map_or(0, |(after, before)| after.saturating_sub(before));
            // The whole batch needed what its only unit did. Of several units none needed more than it.
            let peak = if is_alone {
                whole.max(peak)
            } else {
                peak.map(|peak| self.fresh(peak, before)).or(whole)
            };
            let times = rows.iter().filter_map(|row| row.duration_us);
            let time_ms = times.fold(None, |sum: Option<u64>, us| {
                Some(sum.unwrap_or(0).saturating_add(us))
            });
            let figures = self.units.entry(key).or_default();
            figures.peak_bytes = figures.peak_bytes.max(peak);
            figures.kept_bytes = figures.kept_bytes.max(kept);
            // What a death divided between two batches is one unit's time.
            figures.time_ms = match (figures.time_ms, time_ms) {
                (Some(so_far), Some(us)) => Some(so_far + us.div_ceil(1000)),
                (so_far, us) => so_far.or(us.map(|us| us.div_ceil(1000))),
            };
        }
    }

    /// What a fresh process would have reached where one that had `before` reached `peak`.
    fn fresh(&self, peak: u64, before: Option<u64>) -> u64 {
        match (self.base_bytes, before) {
            (Some(base), Some(before)) => base + peak.saturating_sub(before),
            _ => peak,
        }
    }
}

/// What the process of a batch had before its first test.
fn base_bytes(batch: &Batch, rows: &[TestRow<'_>]) -> Option<u64> {
    let collected = batch.collected_rss_kib.map(|kib| kib.saturating_mul(1024));
    collected.or_else(|| rows.first()?.rss_before_bytes)
}

/// How long a batch took until its first test began.
fn base_ms(batch: &Batch, rows: &[TestRow<'_>]) -> Option<u64> {
    let first_us = rows.iter().filter_map(|row| row.start_us).min()?;
    (first_us / 1000).checked_sub(batch.start_ms)
}

/// The highest memory of a batch's process tree while a test ran, in bytes. A sample holds until the next.
fn sampled(samples: &[Sample], row: &TestRow<'_>) -> Option<u64> {
    let (start_us, duration_us) = (row.start_us?, row.duration_us?);
    let (from_ms, to_ms) = (start_us / 1000, (start_us + duration_us) / 1000);
    let first = samples.partition_point(|sample| sample.time_ms <= from_ms);
    let during = samples[first.saturating_sub(1)..].iter();
    let during = during.take_while(|sample| sample.time_ms <= to_ms);
    during
        .map(|sample| sample.rss_kib.saturating_mul(1024))
        .max()
}

#[cfg(test)]
mod tests {
    use oomscope_shared::testing::pytest;
    use oomscope_shared::timeline::Timeline;
    use oomscope_shared::units::MIB;
    use oomscope_shared::{Ending, Outcome};

    use super::*;

    fn file(id: &str) -> String {
        id.split("::").next().unwrap_or(id).to_owned()
    }

    /// Two files in one process: the first leaves 100 MiB behind.
    fn one_batch() -> Artifact {
        let told = pytest()
            .test("a.py::one", Outcome::Passed, 300, 0)
            .test("a.py::two", Outcome::Passed, 250, 0)
            .test("b.py::one", Outcome::Passed, 260, 0)
            .batch(Ending::Passed, 300);
        told.with(|artifact| {
            let tests = &mut artifact.tests;
            let kib = |mib: u64| Some(mib * 1024);
            tests.rss_before_kib = vec![kib(50), kib(150), kib(150)];
            tests.rss_after_kib = vec![kib(150), kib(150), kib(160)];
            tests.start_us = vec![Some(2_000_000), Some(2_100_000), Some(2_200_000)];
            artifact.batches[0].collected_rss_kib = kib(50);
            artifact.batches[0].start_ms = 500;
        })
        .done()
    }

    #[test]
    fn what_others_left_behind_is_not_a_units_own() {
        let known = Known::of(&one_batch(), &file);
        assert_eq!(
            (known.base_bytes, known.base_ms),
            (Some(50 * MIB), Some(1500))
        );
        let a = known.units["a.py"];
        assert_eq!((a.peak_bytes, a.kept_bytes), (Some(300 * MIB), 100 * MIB));
        let b = known.units["b.py"];
        assert_eq!((b.peak_bytes, b.kept_bytes), (Some(160 * MIB), 10 * MIB));
        assert_eq!(a.time_ms, Some(25), "two of 12.345 ms");
    }

    #[test]
    fn children_count_while_the_test_ran_that_had_them() {
        let mut artifact = one_batch();
        let sample = |time_ms, mib: u64| Sample {
            time_ms,
            rss_kib: mib * 1024,
        };
        artifact.batches[0].timeline =
            Timeline::from_samples(&[sample(600, 50), sample(2205, 900), sample(2300, 160)]);
        let known = Known::of(&artifact, &file);
        assert_eq!(known.units["a.py"].peak_bytes, Some(300 * MIB));
        assert_eq!(known.units["b.py"].peak_bytes, Some(800 * MIB));
    }

    #[test]
    fn where_no_test_was_measured_none_needed_more_than_its_batch() {
        let artifact = pytest()
            .test("a::one", Outcome::Passed, -1, 0)
            .test("b::one", Outcome::Passed, -1, 0)
            .batch(Ending::Passed, 300)
            .done();
        let known = Known::of(&artifact, &file);
        assert_eq!(known.base_bytes, None);
        assert_eq!(known.units["b"].peak_bytes, Some(300 * MIB));
    }

    #[test]
    fn the_only_unit_of_a_batch_needed_all_of_it() {
        let artifact = pytest()
            .test("a::one", Outcome::Passed, 100, 0)
            .batch(Ending::Passed, 400)
            .done();
        assert_eq!(
            Known::of(&artifact, &file).units["a"].peak_bytes,
            Some(400 * MIB)
        );
    }

    #[test]
    fn tests_that_never_ran_tell_nothing() {
        let artifact = pytest()
            .test("a::one", Outcome::NotRun, -1, -1)
            .batch(Ending::Crashed, 10)
            .done();
        assert!(Known::of(&artifact, &file).units.is_empty());
    }
}
