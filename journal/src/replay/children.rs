//! The peaks of tests that their own process does not tell: those with child processes, as each process measures only
//! itself, and those that died with it.

use oomscope_shared::artifact::{Batch, TestRow, Tests};
use oomscope_shared::timeline::Sample;

/// A test as it ran: its number, and when, in milliseconds.
struct Ran {
    test: usize,
    start_ms: u64,
    end_ms: u64,
}

/// Takes what was sampled of the tree for those tests of a batch that had child processes, and for the one that it
/// died in. Where tests run side by side, as those of pytest-xdist, the tree does not tell whose a process is.
pub(super) fn take_in(tests: &mut Tests, batch: &Batch) {
    // Only a process that measures itself says what it has without the others.
    let measured = || {
        let of_it = |row: &TestRow<'_>| row.batch == Some(batch.index);
        (tests.rows()).filter(move |row| of_it(row) && row.rss_before_bytes.is_some())
    };
    let first = measured().min_by_key(|row| row.start_us);
    let died = died(tests, batch);
    let first_ms = (first.as_ref()).and_then(|row| row.start_us.map(|start_us| start_us / 1000));
    let Some(first_ms) = first_ms.or(died.as_ref().map(|ran| ran.start_ms)) else {
        return;
    };
    let children = batch
        .processes
        .iter()
        .filter(|process| process.start_ms >= first_ms);
    let children: Vec<(u64, u64)> = children
        .map(|child| (child.start_ms, child.end_ms))
        .collect();
    // Most batches end here, before anything as long as the suite is made.
    if children.is_empty() && died.is_none() {
        return;
    }
    let mut rows: Vec<TestRow<'_>> = measured().collect();
    rows.sort_by_key(|row| row.start_us);
    let end_us = |row: &TestRow<'_>| Some(row.start_us? + row.duration_us?);
    if rows
        .windows(2)
        .any(|pair| end_us(&pair[0]) > pair[1].start_us)
    {
        return;
    }
    let samples: Vec<Sample> = batch.timeline.samples().collect();
    // What ran before the first test is no test's: what started pytest, a server of the whole suite.
    let before = samples.partition_point(|sample| sample.time_ms <= first_ms);
    let before = before.checked_sub(1).and_then(|at| samples.get(at));
    let others_kib = first.map_or(0, |first| {
        let all_kib = before.map_or(0, |sample| sample.rss_kib);
        all_kib.saturating_sub(first.rss_before_bytes.unwrap_or(0) / 1024)
    });
    let ran = rows.iter().filter_map(|row| {
        Some(Ran {
            test: row.index as usize,
            start_ms: row.start_us? / 1000,
            end_ms: end_us(row)?.div_ceil(1000),
        })
    });
    let with_children = |ran: &Ran| {
        let runs_meanwhile =
            |(start, end): &(u64, u64)| *start <= ran.end_ms && *end >= ran.start_ms;
        children.iter().any(runs_meanwhile)
    };
    let ran = ran.filter(with_children).chain(died);
    let peaks = ran.filter_map(|ran| {
        let of_it = samples
            .iter()
            .skip(samples.partition_point(|s| s.time_ms < ran.start_ms));
        let highest = of_it
            .take_while(|sample| sample.time_ms <= ran.end_ms)
            .map(|s| s.rss_kib)
            .max()?;
        Some((ran.test, highest.saturating_sub(others_kib)))
    });
    let is_higher = |(test, kib): &(usize, u64)| tests.peak_kib[*test].is_none_or(|own| *kib > own);
    let peaks: Vec<(usize, u64)> = peaks.filter(is_higher).collect();
    if !peaks.is_empty() {
        tests.tree_peak_kib.resize(tests.id.len(), None);
    }
    for (test, kib) in peaks {
        tests.tree_peak_kib[test] = Some(kib);
    }
}

/// The test that a batch ended in, where it was the only one that ran and its process measured itself until then.
fn died(tests: &Tests, batch: &Batch) -> Option<Ran> {
    let facts = batch.facts.as_ref().filter(|facts| facts.plugin_spoke)?;
    let [test] = facts.running[..] else {
        return None;
    };
    let row = tests.row(test as usize)?;
    let never_ended = row.batch == Some(batch.index) && row.duration_us.is_none();
    never_ended.then_some(Ran {
        test: test as usize,
        start_ms: row.start_us? / 1000,
        end_ms: batch.start_ms + batch.duration_ms,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::artifact::Process;
    use oomscope_shared::ending::{Ending, Outcome};
    use oomscope_shared::testing;
    use oomscope_shared::timeline::Timeline;

    #[test]
    fn a_peak_has_what_children_have_and_not_what_ran_before_the_tests() {
        let told = testing::pytest()
            .test("alone", Outcome::Passed, 40, 0)
            .test("with a child", Outcome::Passed, 40, 0)
            .test("after it", Outcome::Passed, 40, 0);
        let mut artifact = told.batch(Ending::Passed, 90).done();
        for test in 0..3 {
            artifact.tests.start_us[test] = Some(100_000 * test as u64 + 50_000);
            artifact.tests.duration_us[test] = Some(90_000);
            artifact.tests.rss_before_kib[test] = Some(40 << 10);
        }
        // 15 MiB of a shell that started pytest are there from the beginning.
        let samples = [
            (40, 55),
            (100, 55),
            (180, 85),
            (220, 75),
            (240, 55),
            (300, 55),
        ];
        let batch = &mut artifact.batches[0];
        batch.timeline = Timeline::from_samples(&samples.map(|(time_ms, mib)| Sample {
            time_ms,
            rss_kib: mib << 10,
        }));
        let process = |start_ms, end_ms| Process {
            pid: 7,
            parent_pid: 1,
            name: "child".into(),
            start_ms,
            end_ms,
            peak_kib: 1,
            memory: Default::default(),
        };
        batch.processes = vec![process(0, 340), process(160, 230)];
        take_in(&mut artifact.tests, &artifact.batches[0]);
        let peaks: Vec<Option<u64>> = artifact.tests.rows().map(|row| row.peak_bytes).collect();
        assert_eq!(artifact.tests.tree_peak_kib, [None, Some(70 << 10), None]);
        assert_eq!(peaks, [40, 70, 40].map(|mib| Some(mib << 20)));
        // Who runs beside others is left alone.
        artifact.tests.tree_peak_kib.clear();
        artifact.tests.duration_us[0] = Some(190_000);
        take_in(&mut artifact.tests, &artifact.batches[0]);
        assert!(artifact.tests.tree_peak_kib.is_empty());
    }

    #[test]
    fn a_test_that_died_has_what_was_sampled_while_it_ran() {
        let told = testing::pytest()
            .test("before", Outcome::Passed, 40, 0)
            .test("died", Outcome::Died, -1, -1);
        let mut artifact = told.batch(Ending::OutOfMemory, 90).done();
        let tests = &mut artifact.tests;
        tests.start_us = vec![Some(50_000), Some(140_000)];
        tests.duration_us = vec![Some(80_000), None];
        tests.rss_before_kib = vec![Some(40 << 10), None];
        let batch = &mut artifact.batches[0];
        batch.duration_ms = 200;
        // 15 MiB of a shell that started pytest are no test's.
        let samples = [(40, 55), (120, 99), (140, 55), (190, 95), (210, 300)];
        batch.timeline = Timeline::from_samples(&samples.map(|(time_ms, mib)| Sample {
            time_ms,
            rss_kib: mib << 10,
        }));
        let facts = batch.facts.as_mut().unwrap();
        facts.plugin_spoke = true;
        facts.running = vec![1];
        take_in(&mut artifact.tests, &artifact.batches[0]);
        assert_eq!(artifact.tests.tree_peak_kib, [None, Some(80 << 10)]);
        // Of two at the same time nobody knows whose it was.
        artifact.tests.tree_peak_kib.clear();
        artifact.batches[0].facts.as_mut().unwrap().running = vec![0, 1];
        take_in(&mut artifact.tests, &artifact.batches[0]);
        assert!(artifact.tests.tree_peak_kib.is_empty());
    }
}
