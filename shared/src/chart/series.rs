//! The series of one run, made once of its artifact: steps per batch and the spans of the tests.

use std::collections::HashMap;
use std::sync::Arc;

use crate::artifact::{Artifact, TestRow};
use crate::ending::Ending;
use crate::lanes::lanes;
use crate::message::{Locale, messages};
use crate::pyramid::{Extent, Steps};
use crate::timeline::Sample;
use oomscope_quick::order::{arrange, arrange_positions};

use super::sum::sum;
use super::tone::Tone;

/// So many batches that run at the same time have rows of their own; the last row has the rest.
const MOST_ROWS: usize = 16;
/// So many tests of a row that run at the same time have lanes of their own; the last lane has the rest.
pub(super) const MOST_LANES: usize = 4;
/// Frameworks tell how long a test took in hundredths of a second at worst: what seems to overlap by no more
/// than that ran one after the other.
const ROUNDED_US: u64 = 10_000;

/// The series of one run.
#[derive(Debug, Clone)]
pub struct RunSeries {
    /// The batches, in the order of their start.
    pub batches: Vec<BatchSeries>,
    /// The memory of all batches together, in pieces without a gap.
    pub curve: Vec<Arc<Steps>>,
    /// How many rows the batches have: as many as ran at the same time at most.
    pub rows: usize,
    /// How many lanes the tests of a row have: as many as ran at the same time at most.
    pub lanes: usize,
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
    /// Its memory over time; empty where only its peak is known.
    pub memory: Vec<Sample>,
    /// The number of its batch.
    pub batch: u32,
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
    /// The memory limit that was its own, in KiB, beside other batches a share of the run's.
    pub limit_kib: Option<f64>,
    /// Its soft line in KiB.
    pub soft_kib: Option<f64>,
    /// Its memory.
    pub steps: Arc<Steps>,
    /// The most that was held against its limit, in KiB, where its peak lies above that.
    pub charged_kib: Option<f64>,
    /// The row it has beside batches that run at the same time.
    pub row: usize,
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
    /// The position of its batch in the series.
    pub batch: Option<usize>,
    /// The row of its batch.
    pub row: usize,
    /// The lane it has in the row beside tests that run at the same time.
    pub lane: usize,
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
            .map(|(batch, steps)| {
                let in_force = batch.facts.as_ref().map(|facts| &facts.in_force);
                let kib = |bytes: Option<u64>| bytes.map(|bytes| bytes as f64 / 1024.0);
                BatchSeries {
                    index: batch.index,
                    start_ms: batch.start_ms as f64,
                    end_ms: batch.start_ms.saturating_add(batch.duration_ms) as f64,
                    ending: batch.ending,
                    signal: batch.signal(),
                    soft_stop: batch.soft_stop_bytes().is_some(),
                    limit_kib: kib(in_force.and_then(|terms| terms.memory_bytes)),
                    soft_kib: kib(in_force.and_then(|terms| terms.soft_bytes)),
                    steps: Arc::new(steps),
                    charged_kib: kib(artifact.charged(batch).map(|(charged, _)| charged)),
                    row: 0,
                }
            })
            .collect();
        arrange(&mut batches, &|a, b| a.start_ms.total_cmp(&b.start_ms));
        let times = batches.iter().map(|b| (b.start_ms as u64, b.end_ms as u64));
        let found = lanes(&times.collect::<Vec<_>>(), MOST_ROWS, 0);
        for (batch, row) in batches.iter_mut().zip(found) {
            batch.row = row;
        }
        let seen = artifact.batches.iter().flat_map(|batch| {
            let of_batch = batch.processes.iter();
            of_batch.map(|process| (batch.index, process))
        });
        let mut processes: Vec<_> = seen
            .map(|(batch, process)| ProcessSpan {
                pid: process.pid,
                name: process.name.clone(),
                start_ms: process.start_ms as f64,
                end_ms: process.end_ms as f64,
                peak_kib: process.peak_kib,
                memory: process.memory.points().collect(),
                batch,
            })
            .collect();
        arrange(&mut processes, &|a, b| a.start_ms.total_cmp(&b.start_ms));
        let ends = batches.iter().map(|b| b.end_ms);
        // The hunt goes on after the last batch of the suite, and has no curve here.
        let length = if artifact.hunt_batches.is_empty() || batches.is_empty() {
            artifact.run.duration_ms as f64
        } else {
            0.0
        };
        let limit = artifact.limits.memory.as_ref();
        Self {
            duration_ms: ends.fold(length, f64::max),
            limit_kib: limit.map(|limit| limit.bytes as f64 / 1024.0),
            soft_kib: limit.and_then(|limit| Some(limit.soft_bytes? as f64 / 1024.0)),
            peak_kib: 0.0,
            curve: Vec::new(),
            rows: 1,
            lanes: 1,
            spans: spans(artifact, &batches),
            batches,
            processes,
        }
        .counted()
    }

    /// What follows from batches and tests.
    fn counted(mut self) -> Self {
        let curves = self.batches.iter().map(|batch| Arc::clone(&batch.steps));
        self.curve = sum(&curves.collect::<Vec<_>>());
        let sampled = self.curve.iter().filter_map(|piece| piece.extent_of_all());
        self.peak_kib = f64::from(sampled.map(|extent| extent.max).max().unwrap_or(0));
        let rows = self.batches.iter().map(|batch| batch.row);
        self.rows = 1 + rows.max().unwrap_or(0);
        let lanes = self.spans.iter().map(|span| span.lane);
        self.lanes = 1 + lanes.max().unwrap_or(0);
        self
    }

    /// The batch with this number by itself, under its own limit, on the time axis of the run; `None` where no
    /// batches ran at the same time, so that the run shows as much.
    pub fn alone(&self, number: u32) -> Option<Self> {
        let at = self.batches.iter().position(|b| b.index == number);
        let at = at.filter(|_| self.rows > 1)?;
        let batch = BatchSeries {
            row: 0,
            ..self.batches[at].clone()
        };
        let spans = self.spans.iter().filter(|span| span.batch == Some(at));
        let spans = spans.map(|span| TestSpan {
            batch: Some(0),
            row: 0,
            ..*span
        });
        let processes = self.processes.iter().filter(|p| p.batch == number);
        let series = Self {
            spans: spans.collect(),
            processes: processes.cloned().collect(),
            limit_kib: batch.limit_kib.or(self.limit_kib),
            soft_kib: batch.soft_kib.or(self.soft_kib),
            batches: vec![batch],
            curve: Vec::new(),
            ..*self
        };
        Some(series.counted())
    }

    /// What memory did in `start_ms..end_ms`; `None` where no batch ran.
    pub fn stretch(&self, start_ms: f64, end_ms: f64) -> Option<Stretch> {
        let Extent { min, max } = self.extent(start_ms, end_ms)?;
        let (mut area, mut covered) = (0.0, 0.0);
        let (mut first, mut last) = (None, None);
        for piece in self.pieces_in(start_ms, end_ms) {
            let Some((begin, end)) = piece.bounds_ms() else {
                continue;
            };
            let (from, to) = (begin.max(start_ms), end.min(end_ms));
            first = first.or(piece.at(from));
            last = piece.at(to).or(last);
            area += piece.area(from, to);
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

    /// The most that was held against the limit in each batch, in KiB, where one batch ran at a time.
    pub(super) fn charged(&self) -> impl Iterator<Item = (&BatchSeries, f64)> {
        let batches = self.batches.iter().filter(|_| self.rows == 1);
        batches.filter_map(|batch| Some((batch, batch.charged_kib?)))
    }

    /// How many samples all batches hold.
    pub fn samples(&self) -> usize {
        self.batches.iter().map(|b| b.steps.len()).sum()
    }

    /// Lowest and highest memory of all batches together in `start_ms..end_ms`, in KiB.
    pub fn extent(&self, start_ms: f64, end_ms: f64) -> Option<Extent> {
        self.pieces_in(start_ms, end_ms)
            .filter_map(|piece| piece.extent(start_ms, end_ms))
            .reduce(Extent::join)
    }

    /// Lowest and highest memory of the batch of a test in a stretch of its slot, in shares of it; of all
    /// batches together, where its own is not known.
    pub fn extent_of(&self, test: &TestSpan, from: f64, to: f64) -> Option<Extent> {
        let length = test.end_ms - test.start_ms;
        let within = |share: f64| test.start_ms + share.clamp(0.0, 1.0) * length;
        match test.batch.and_then(|at| self.batches.get(at)) {
            Some(batch) => batch.steps.taken(within(from), within(to)),
            None => self.extent(within(from), within(to)),
        }
    }

    /// The pieces of the curve that touch `start_ms..=end_ms`.
    pub fn pieces_in(&self, start_ms: f64, end_ms: f64) -> impl Iterator<Item = &Arc<Steps>> {
        let bounds = |piece: &Arc<Steps>| piece.bounds_ms().unwrap_or_default();
        let first = self.curve.partition_point(|p| bounds(p).1 < start_ms);
        let later = self.curve[first..].iter();
        later.take_while(move |piece| bounds(piece).0 <= end_ms)
    }

    /// The batches that touch `start_ms..=end_ms`, in the order of their start.
    pub fn batches_in(&self, start_ms: f64, end_ms: f64) -> impl Iterator<Item = &BatchSeries> {
        let after = self.batches.partition_point(|b| b.start_ms <= end_ms);
        let begun = self.batches[..after].iter();
        begun.filter(move |batch| batch.end_ms >= start_ms)
    }

    /// The tests that touch `start_ms..=end_ms`, in the order of their start.
    pub fn tests_in(&self, start_ms: f64, end_ms: f64) -> impl Iterator<Item = &TestSpan> {
        let after = self.spans.partition_point(|span| span.start_ms <= end_ms);
        let begun = self.spans[..after].iter();
        begun.filter(move |span| span.end_ms >= start_ms)
    }

    /// The tests that ran at an instant, in the order of their start. One that ends then runs no more.
    pub fn tests_at(&self, time_ms: f64) -> impl Iterator<Item = &TestSpan> {
        self.tests_in(time_ms, time_ms)
            .filter(move |span| time_ms < span.end_ms || time_ms == span.start_ms)
    }
}

/// The tests of a run on the time axis, in lanes.
fn spans(artifact: &Artifact, batches: &[BatchSeries]) -> Vec<TestSpan> {
    let number = |at: u32| batches[at as usize].index;
    let mut numbers: Vec<u32> = (0..batches.len() as u32).collect();
    arrange_positions(&mut numbers, &|a, b| number(a).cmp(&number(b)));
    let batch = |wanted: u32| {
        let at = numbers.partition_point(|at| number(*at) < wanted);
        let at = *numbers.get(at)?;
        (number(at) == wanted).then_some(at as usize)
    };
    let span = |row: TestRow<'_>| {
        let at = row.batch.and_then(batch);
        span(&row, at, batches)
    };
    let mut spans: Vec<_> = artifact.tests.rows().filter_map(span).collect();
    arrange(&mut spans, &|a, b| a.start_ms.total_cmp(&b.start_ms));
    for row in 0..MOST_ROWS {
        let mut own: Vec<_> = spans.iter_mut().filter(|span| span.row == row).collect();
        let us = |ms: f64| (ms * 1e3) as u64;
        let times = own.iter().map(|span| (us(span.start_ms), us(span.end_ms)));
        let found = lanes(&times.collect::<Vec<_>>(), MOST_LANES, ROUNDED_US);
        for (span, lane) in own.iter_mut().zip(found) {
            span.lane = lane;
        }
    }
    spans
}

/// Where a test stands on the time axis. One that died has no length of its own: it lasted as long as
/// its batch did, which has this position.
fn span(row: &TestRow<'_>, at: Option<usize>, batches: &[BatchSeries]) -> Option<TestSpan> {
    let start_ms = row.start_us? as f64 / 1e3;
    let batch = at.and_then(|at| batches.get(at));
    let end_ms = match (row.outcome, row.duration_us) {
        // It did not run, though its framework says when it came to it.
        (crate::Outcome::Skipped, None) => return None,
        (crate::Outcome::Died, _) | (_, None) => {
            batch.map_or(start_ms, |batch| batch.end_ms.max(start_ms))
        }
        (_, Some(duration_us)) => start_ms + duration_us as f64 / 1e3,
    };
    Some(TestSpan {
        test: row.index,
        start_ms,
        end_ms,
        tone: match (row.outcome, batch.map(|batch| batch.ending)) {
            // The run was stopped, which is no death of the test's.
            (crate::Outcome::Died, Some(Ending::Interrupted)) => Tone::Plain,
            (outcome, _) => Tone::of_outcome(outcome),
        },
        batch: at,
        row: batch.map_or(0, |batch| batch.row),
        lane: 0,
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
                    batch: Some(at),
                    row: batch.row,
                    lane: 0,
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
