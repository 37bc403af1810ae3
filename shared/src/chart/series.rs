//! The series of one run, made once of its artifact: steps per batch and the spans of the tests.

use std::collections::HashMap;

use crate::artifact::{Artifact, TestRow};
use crate::ending::Ending;
use crate::message::{Locale, messages};
use crate::pyramid::{Extent, Steps};
use oomscope_quick::order::arrange;

use super::tone::Tone;

/// The series of one run.
#[derive(Debug, Clone)]
pub struct RunSeries {
    /// The batches, in the order of their start.
    pub batches: Vec<BatchSeries>,
    /// The tests that ran, in the order of their start.
    pub spans: Vec<TestSpan>,
    /// Length of the run in milliseconds, without the hunt's own batches.
    pub duration_ms: f64,
    /// The memory limit in KiB.
    pub limit_kib: Option<f64>,
    /// The soft line in KiB.
    pub soft_kib: Option<f64>,
    /// Highest value on the chart in KiB.
    pub peak_kib: f64,
    /// The processes of all batches, in the order of their start.
    pub processes: Vec<ProcessSpan>,
}

/// One process on the time axis.
#[derive(Debug, Clone, PartialEq)]
pub struct ProcessSpan {
    /// Its process id.
    pub pid: u32,
    /// Name of its program.
    pub name: String,
    /// When it was first seen, in milliseconds since the start of the run.
    pub start_ms: f64,
    /// When it was last seen, in milliseconds since the start of the run.
    pub end_ms: f64,
    /// Its highest memory in KiB.
    pub peak_kib: u64,
}

/// One batch on the time axis.
#[derive(Debug, Clone)]
pub struct BatchSeries {
    /// Its number, from 1.
    pub index: u32,
    /// Start in milliseconds since the start of the run.
    pub start_ms: f64,
    /// End in milliseconds since the start of the run.
    pub end_ms: f64,
    /// How it ended.
    pub ending: Ending,
    /// The number of the signal that ended it.
    pub signal: Option<i32>,
    /// Whether it was told to stop after the running test, because it had crossed the soft line.
    pub soft_stop: bool,
    /// Its memory.
    pub steps: Steps,
}

/// What memory did in a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// Lowest memory in KiB.
    pub min_kib: u32,
    /// Highest memory in KiB.
    pub max_kib: u32,
    /// Mean over the time in which a batch ran, in KiB.
    pub mean_kib: f64,
    /// Memory at the beginning, in KiB.
    pub first_kib: u32,
    /// Memory at the end, in KiB.
    pub last_kib: u32,
    /// Tests that ran somewhere in it.
    pub tests: usize,
    /// Batches that ran somewhere in it.
    pub batches: usize,
}

/// One test on the time axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TestSpan {
    /// Its position in the columns of the artifact.
    pub test: u32,
    /// Start in milliseconds since the start of the run.
    pub start_ms: f64,
    /// End in milliseconds since the start of the run.
    pub end_ms: f64,
    /// How it looks.
    pub tone: Tone,
}

impl RunSeries {
    /// Reads the series out of an artifact.
    pub fn new(artifact: &Artifact) -> Self {
        let timelines = artifact.batches.iter().map(|batch| &batch.timeline);
        Self::with_steps(artifact, timelines.map(Steps::from_timeline).collect())
    }

    /// The series of an artifact whose timelines were read apart from it: one entry per batch, in the
    /// order of its batches. A batch without an entry has no curve.
    pub fn with_steps(artifact: &Artifact, steps: Vec<Steps>) -> Self {
        let steps = steps
            .into_iter()
            .chain(std::iter::repeat_with(Steps::default));
        let mut batches: Vec<_> = artifact
            .batches
            .iter()
            .zip(steps)
            .map(|(batch, steps)| BatchSeries {
                index: batch.index,
                start_ms: batch.start_ms as f64,
                end_ms: batch.start_ms.saturating_add(batch.duration_ms) as f64,
                ending: batch.ending,
                signal: batch.signal(),
                soft_stop: batch.soft_stop_bytes().is_some(),
                steps,
            })
            .collect();
        arrange(&mut batches, &|a, b| a.start_ms.total_cmp(&b.start_ms));
        let mut ends: Vec<_> = batches.iter().map(|b| (b.index, b.end_ms)).collect();
        arrange(&mut ends, &|a, b| a.0.cmp(&b.0));
        let mut spans: Vec<_> = artifact
            .tests
            .rows()
            .filter_map(|row| span(&row, &ends))
            .collect();
        arrange(&mut spans, &|a, b| a.start_ms.total_cmp(&b.start_ms));
        let seen = artifact.batches.iter().flat_map(|batch| &batch.processes);
        let mut processes: Vec<_> = seen
            .map(|process| ProcessSpan {
                pid: process.pid,
                name: process.name.clone(),
                start_ms: process.start_ms as f64,
                end_ms: process.end_ms as f64,
                peak_kib: process.peak_kib,
            })
            .collect();
        arrange(&mut processes, &|a, b| a.start_ms.total_cmp(&b.start_ms));
        let sampled = batches
            .iter()
            .filter_map(|b| b.steps.extent_of_all())
            .map(|e| e.max)
            .max();
        let ends = batches.iter().map(|b| b.end_ms);
        // The hunt goes on after the last batch of the suite, and has no curve here.
        let length = if artifact.hunt_batches.is_empty() || batches.is_empty() {
            artifact.run.duration_ms as f64
        } else {
            0.0
        };
        Self {
            duration_ms: ends.fold(length, f64::max),
            limit_kib: artifact
                .limits
                .memory
                .as_ref()
                .map(|limit| limit.bytes as f64 / 1024.0),
            soft_kib: artifact
                .limits
                .memory
                .as_ref()
                .and_then(|limit| Some(limit.soft_bytes? as f64 / 1024.0)),
            peak_kib: f64::from(sampled.unwrap_or(0)),
            batches,
            spans,
            processes,
        }
    }

    /// What memory did in `start_ms..end_ms`; `None` where no batch ran.
    pub fn stretch(&self, start_ms: f64, end_ms: f64) -> Option<Stretch> {
        let Extent { min, max } = self.extent(start_ms, end_ms)?;
        let (mut area, mut covered) = (0.0, 0.0);
        let (mut first, mut last) = (None, None);
        for batch in self.batches_in(start_ms, end_ms) {
            let Some((begin, end)) = batch.steps.bounds_ms() else {
                continue;
            };
            let (from, to) = (begin.max(start_ms), end.min(end_ms));
            if from > to {
                continue;
            }
            first = first.or(batch.steps.at(from));
            last = batch.steps.at(to).or(last);
            area += batch.steps.area(from, to);
            covered += to - from;
        }
        let (first_kib, last_kib) = (first?, last?);
        let tests_after = self.spans.partition_point(|s| s.start_ms < end_ms);
        let ended_before = |span: &&TestSpan| span.end_ms > start_ms;
        Some(Stretch {
            min_kib: min,
            max_kib: max,
            mean_kib: if covered > 0.0 {
                area / covered
            } else {
                f64::from(max)
            },
            first_kib,
            last_kib,
            tests: self.spans[..tests_after]
                .iter()
                .filter(ended_before)
                .count(),
            batches: self.batches_in(start_ms, end_ms).count(),
        })
    }

    /// How many samples all batches hold.
    pub fn samples(&self) -> usize {
        self.batches.iter().map(|b| b.steps.len()).sum()
    }

    /// Lowest and highest memory in `start_ms..end_ms`, in KiB.
    pub fn extent(&self, start_ms: f64, end_ms: f64) -> Option<Extent> {
        self.batches_in(start_ms, end_ms)
            .filter_map(|b| b.steps.extent(start_ms, end_ms))
            .reduce(Extent::join)
    }

    /// The batches that touch `start_ms..=end_ms`.
    pub fn batches_in(&self, start_ms: f64, end_ms: f64) -> impl Iterator<Item = &BatchSeries> {
        // Batches run one after the other, so their ends ascend as their starts do.
        let first = self.batches.partition_point(|b| b.end_ms < start_ms);
        self.batches[first..]
            .iter()
            .take_while(move |b| b.start_ms <= end_ms)
    }

    /// The test that ran at an instant.
    pub fn test_at(&self, time_ms: f64) -> Option<&TestSpan> {
        let after = self.spans.partition_point(|s| s.start_ms <= time_ms);
        let span = self.spans[..after].last()?;
        (time_ms <= span.end_ms).then_some(span)
    }
}

/// Where a test stands on the time axis. One that died has no length of its own: it lasted as long as
/// its batch did. `ends` has the number and the end of each batch, in the order of the numbers.
fn span(row: &TestRow<'_>, ends: &[(u32, f64)]) -> Option<TestSpan> {
    let start_ms = row.start_us? as f64 / 1e3;
    let end_ms = match (row.outcome, row.duration_us) {
        (crate::Outcome::Died, _) | (_, None) => {
            let batch = row.batch.unwrap_or_default();
            let at = ends.partition_point(|(index, _)| *index < batch);
            let end = ends.get(at).filter(|(index, _)| *index == batch);
            end.map_or(start_ms, |(_, end_ms)| end_ms.max(start_ms))
        }
        (_, Some(duration_us)) => start_ms + duration_us as f64 / 1e3,
    };
    Some(TestSpan {
        test: row.index,
        start_ms,
        end_ms,
        tone: Tone::of_outcome(row.outcome),
    })
}

/// What the slots of a [`TestOrder`] are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Slots {
    /// Tests, the same one in each run.
    #[default]
    Tests,
    /// Batches, the n-th one of each run.
    Batches,
}

/// The tests, or the batches, of some runs in one common order: one slot for each, with the time it took
/// in each run.
#[derive(Debug, Clone, Default)]
pub struct TestOrder {
    /// What the slots are.
    pub slots: Slots,
    /// How many there are.
    pub count: usize,
    /// The ids of the tests, where the slots are tests.
    pub ids: Vec<String>,
    /// Per run, the span of each slot; `None` where the test did not run.
    pub spans: Vec<Vec<Option<TestSpan>>>,
}

impl TestOrder {
    /// The order in which the first run ran its tests, followed by those that only later runs have.
    pub fn new(runs: &[(&Artifact, &RunSeries)]) -> Self {
        let mut slots: HashMap<&str, usize> = HashMap::new();
        let mut order = Self::default();
        for (artifact, series) in runs {
            for span in &series.spans {
                let Some(id) = artifact.tests.id.get(span.test as usize) else {
                    continue;
                };
                slots.entry(id).or_insert_with(|| {
                    order.ids.push(id.clone());
                    order.ids.len() - 1
                });
            }
        }
        order.count = order.ids.len();
        for (artifact, series) in runs {
            let mut column = vec![None; order.count];
            for span in &series.spans {
                let id = artifact.tests.id.get(span.test as usize);
                if let Some(slot) = id.and_then(|id| slots.get(id.as_str())) {
                    column[*slot] = Some(*span);
                }
            }
            order.spans.push(column);
        }
        order
    }

    /// The batches of each run in the order in which they ran: the n-th of one beside the n-th of another.
    pub fn of_batches(runs: &[&RunSeries]) -> Self {
        let most = runs.iter().map(|series| series.batches.len()).max();
        let most = most.unwrap_or(0);
        let spans = runs.iter().map(|series| {
            let span = |at: usize| {
                let batch = series.batches.get(at)?;
                Some(TestSpan {
                    test: at as u32,
                    start_ms: batch.start_ms,
                    end_ms: batch.end_ms,
                    tone: Tone::of_ending(batch.ending),
                })
            };
            (0..most).map(span).collect()
        });
        Self {
            slots: Slots::Batches,
            count: most,
            ids: Vec::new(),
            spans: spans.collect(),
        }
    }

    /// What a slot is called.
    pub fn place(&self, slot: usize, locale: &Locale) -> String {
        match self.slots {
            Slots::Tests => self.ids.get(slot).cloned().unwrap_or_default(),
            Slots::Batches => locale.text(&messages::ChartBatch { batch: slot + 1 }.into()),
        }
    }
}

/// Small runs for the tests of the charts.
#[cfg(test)]
pub(super) mod testing {
    use super::*;
    use crate::testing::pytest;
    use crate::timeline::{Sample, Timeline};
    use crate::{Ending, Outcome};

    /// Two batches: in the first, four tests keep `kept_kib` each and it dies under its limit if `dies`;
    /// in the second, one test runs.
    pub fn artifact(kept_kib: u64, dies: bool) -> Artifact {
        let mut told = pytest().limit(64);
        let (first, second) = (["a", "b", "c", "d"], ["e"]);
        for (batch, tests) in [&first[..], &second[..]].into_iter().enumerate() {
            let over = dies && batch == 0;
            for (n, id) in tests.iter().enumerate() {
                let outcome = match over && n == 3 {
                    true => Outcome::Died,
                    false => Outcome::Passed,
                };
                told = told.test(&format!("tests/test_x.py::test_{id}"), outcome, -1, -1);
            }
            let ending = match over {
                true => Ending::OverLimit,
                false => Ending::Passed,
            };
            told = told
                .batch(ending, 64)
                .with(|artifact| measure(artifact, batch, kept_kib));
        }
        told.with(|artifact| artifact.run.duration_ms = 6_500)
            .done()
    }

    /// When the newest batch and its tests ran, and what memory did meanwhile.
    fn measure(artifact: &mut Artifact, batch: usize, kept_kib: u64) {
        let tests = &mut artifact.tests;
        let at_ms = batch as u64 * 5_000;
        let mut kib = 20_000;
        let mut samples = vec![Sample {
            time_ms: at_ms,
            rss_kib: kib,
        }];
        let of_batch = (0..tests.len()).filter(|test| tests.batch[*test] == Some(batch as u32 + 1));
        for (n, test) in of_batch.collect::<Vec<_>>().into_iter().enumerate() {
            let start = at_ms + 200 + n as u64 * 1_000;
            tests.start_us[test] = Some(start * 1_000);
            tests.rss_before_kib[test] = Some(kib);
            samples.push(Sample {
                time_ms: start + 100,
                rss_kib: kib + 8_000,
            });
            kib += kept_kib;
            samples.push(Sample {
                time_ms: start + 900,
                rss_kib: kib,
            });
            let ended = tests.outcome[test] == Outcome::Passed;
            let figure = |value: u64| ended.then_some(value);
            tests.duration_us[test] = figure(950_000);
            tests.peak_kib[test] = figure(kib + 8_000);
            tests.rss_after_kib[test] = figure(kib);
            tests.retained_kib[test] = figure(kept_kib);
            let call = &mut tests.phases.call;
            call.duration_us[test] = figure(950_000);
            call.peak_kib[test] = figure(kib + 8_000);
            call.rss_after_kib[test] = figure(kib);
        }
        let batch = &mut artifact.batches[batch];
        batch.start_ms = at_ms;
        batch.duration_ms = if at_ms == 0 { 4_300 } else { 1_400 };
        batch.timeline = Timeline::from_samples(&samples);
    }
}
