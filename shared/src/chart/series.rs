//! The series of one run, made once of its artifact: steps per batch and the spans of the tests.

use std::collections::HashMap;

use crate::artifact::{Artifact, TestRow};
use crate::ending::Ending;
use crate::order::arrange;
use crate::pyramid::{Extent, Steps};

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
                signal: batch.signal,
                soft_stop: batch.soft_stop_bytes.is_some(),
                steps,
            })
            .collect();
        arrange(&mut batches, &|a, b| a.start_ms.total_cmp(&b.start_ms));
        let mut spans: Vec<_> = artifact
            .tests
            .rows()
            .filter_map(|row| span(&row, &batches))
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
/// its batch did.
fn span(row: &TestRow<'_>, batches: &[BatchSeries]) -> Option<TestSpan> {
    let start_ms = row.start_us? as f64 / 1e3;
    let end_ms = match (row.outcome, row.duration_us) {
        (crate::Outcome::Died, _) | (_, None) => {
            let batch = batches.iter().find(|b| Some(b.index) == row.batch);
            batch.map_or(start_ms, |b| b.end_ms.max(start_ms))
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
    /// The id of each slot.
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
        for (artifact, series) in runs {
            let mut column = vec![None; order.ids.len()];
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
            ids: (1..=most).map(|number| format!("batch {number}")).collect(),
            spans: spans.collect(),
        }
    }
}

/// Small runs for the tests of the charts.
#[cfg(test)]
pub(super) mod testing {
    use super::*;
    use crate::artifact::{Completion, Limits, MemoryLimit, Pass};
    use crate::journal::testing::{ended, header, sampling};
    use crate::journal::{Event, Phase, PhaseFigures, Replay};
    use crate::timeline::Sample;
    use crate::{Ending, Outcome};

    /// Two batches: in the first, four tests keep `kept_kib` each and it dies under its limit if `dies`;
    /// in the second, one test runs.
    pub fn artifact(kept_kib: u64, dies: bool) -> Artifact {
        let mut replay = Replay::new();
        let mut header = header();
        let bytes = 64 << 20;
        header.limits = Limits {
            memory: Some(MemoryLimit::watched(bytes)),
        };
        replay.apply(Event::RunStarted(Box::new(header)));
        let ids = ["a", "b", "c", "d", "e"].map(|id| format!("tests/test_x.py::test_{id}"));
        replay.apply(Event::TestsPlanned { ids: ids.to_vec() });
        let mut kib = 20_000;
        for batch in 1..=2_u32 {
            let at_ms = u64::from(batch - 1) * 5_000;
            replay.apply(Event::BatchStarted {
                batch,
                pass: Pass::Observe,
                at_ms,
            });
            let tests: Vec<u32> = if batch == 1 {
                vec![0, 1, 2, 3]
            } else {
                vec![4]
            };
            replay.apply(Event::BatchPlanned {
                batch,
                tests: tests.clone(),
            });
            let mut samples = vec![Sample {
                time_ms: at_ms,
                rss_kib: 20_000,
            }];
            for (i, &test) in tests.iter().enumerate() {
                let start = at_ms + 200 + i as u64 * 1_000;
                let (at_us, rss_kib) = (start * 1_000, Some(kib));
                replay.apply(Event::TestStarted {
                    test,
                    batch,
                    at_us,
                    rss_kib,
                });
                samples.push(Sample {
                    time_ms: start + 100,
                    rss_kib: kib + 8_000,
                });
                kib += kept_kib;
                samples.push(Sample {
                    time_ms: start + 900,
                    rss_kib: kib,
                });
                if dies && batch == 1 && i == 3 {
                    continue;
                }
                let (phase, duration_us) = (Phase::Call, 950_000);
                let (peak_kib, rss_kib) = (Some(kib + 8_000), Some(kib));
                replay.apply(Event::PhaseEnded {
                    test,
                    figures: PhaseFigures {
                        phase,
                        duration_us,
                        peak_kib,
                        rss_kib,
                    },
                });
                let (outcome, at_us) = (Outcome::Passed, (start + 950) * 1_000);
                let retained_kib = Some(kept_kib);
                replay.apply(Event::TestEnded {
                    test,
                    outcome,
                    at_us,
                    retained_kib,
                    remark: None,
                    phases: Vec::new(),
                });
            }
            replay.apply(Event::Samples { batch, samples });
            let over = dies && batch == 1;
            let mut end = ended(
                batch,
                if over {
                    Ending::OverLimit
                } else {
                    Ending::Passed
                },
            );
            end.at_ms = if batch == 1 { 4_300 } else { 6_400 };
            replay.apply(Event::BatchEnded(Box::new(end)));
            kib = 20_000;
        }
        let (completion, sampling) = (Completion::Finished, sampling());
        replay.apply(Event::RunEnded {
            duration_ms: 6_500,
            completion,
            sampling,
        });
        replay.finish().unwrap()
    }
}
