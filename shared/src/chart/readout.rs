//! What stands under one position of the chart, for the hover box and for screen readers.

use crate::message::{Key, Locale};
use crate::units::{Figure, Unit};

use super::model::{Align, Role, Scene};
use super::series::{BatchSeries, RunSeries, Slots};

/// So many batches are told at one place; a reader counts no more.
const MOST_TOLD: usize = 8;

/// What stands under a position.
#[derive(Debug, Clone, PartialEq)]
pub struct Readout {
    /// The position: a time, or the test where the axis counts tests.
    pub place: String,
    /// One entry per run.
    pub entries: Vec<ReadoutEntry>,
}

/// What one run has at a position.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadoutEntry {
    /// Which run.
    pub role: Role,
    /// Memory in KiB; the highest, where the position is a stretch. `None` between batches.
    pub kib: Option<u32>,
    /// The most that was held against the limit in the batch that ran, in KiB, where its peak lies above that.
    pub charged_kib: Option<f64>,
    /// What ran, batch by batch in the order of their starts.
    pub running: Vec<Running>,
    /// How many more batches ran.
    pub more: usize,
}

/// What ran in one batch at a position.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Running {
    /// The batch; `None` where tests ran that are of none.
    pub batch: Option<u32>,
    /// Memory of the batch alone in KiB; the highest, where the position is a stretch.
    pub kib: Option<u32>,
    /// The tests that ran, in the order of their starts, as indexes into the columns of the artifact.
    pub tests: Vec<u32>,
    /// Where no test of the batch ran at an instant: at which place among them that is.
    pub pause: Option<Pause>,
}

/// Where a batch is while none of its tests runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// Before the first: its start, imports, collection.
    Before,
    /// Between two.
    Between,
    /// Behind the last: what the framework and the interpreter do at their end.
    After,
}

impl Pause {
    /// It in words.
    pub fn key(self) -> Key {
        match self {
            Self::Before => Key::ChartBeforeTests,
            Self::Between => Key::ChartBetweenTests,
            Self::After => Key::ChartAfterTests,
        }
    }

    /// The place of an instant among the tests of a batch, of which none runs then; `None` where none has a time.
    fn of(series: &RunSeries, batch: u32, at: f64) -> Option<Self> {
        let number = |at: usize| Some(series.batches.get(at)?.index);
        let own = |before: bool| {
            let spans = series.spans.iter();
            spans
                .filter(move |span| (span.start_ms <= at) == before)
                .any(|span| span.batch.and_then(number) == Some(batch))
        };
        match (own(true), own(false)) {
            (true, true) => Some(Self::Between),
            (true, false) => Some(Self::After),
            (false, true) => Some(Self::Before),
            (false, false) => None,
        }
    }
}

/// Reads a scene at a place on its axis.
pub fn readout(scene: &Scene<'_>, at: f64) -> Readout {
    let pixel = scene.view.length() / scene.size.width.max(1.0);
    match scene.align {
        Align::Time => {
            let entries = scene
                .runs
                .iter()
                .map(|run| at_once(run.series, run.role, at, pixel));
            Readout {
                place: instant(at, scene.view.length(), &scene.locale),
                entries: entries.collect(),
            }
        }
        Align::Tests(order) => {
            let slot = (at.max(0.0) as usize).min(order.count.saturating_sub(1));
            let entries = scene.runs.iter().enumerate().map(|(index, run)| {
                let span = order.spans.get(index).and_then(|s| *s.get(slot)?);
                // As much of the slot as the pointer stands on, as on the axis of time: the line there.
                let place = at - slot as f64;
                let (from, to) = (place - pixel, place + pixel);
                let extent = span.and_then(|span| run.series.extent_of(&span, from, to));
                let kib = extent.map(|e| e.max);
                let running = span.map(|span| Running {
                    batch: span
                        .batch
                        .and_then(|at| Some(run.series.batches.get(at)?.index)),
                    kib,
                    tests: match order.slots {
                        Slots::Tests => vec![span.test],
                        Slots::Batches => Vec::new(),
                    },
                    pause: None,
                });
                ReadoutEntry {
                    role: run.role,
                    kib,
                    charged_kib: None,
                    running: running.into_iter().collect(),
                    more: 0,
                }
            });
            let place = order.place(slot, &scene.locale);
            Readout {
                place,
                entries: entries.collect(),
            }
        }
    }
}

/// What a run has at an instant. The highest value near the pointer counts, so that a peak can be hit by hand.
fn at_once(series: &RunSeries, role: Role, at: f64, pixel: f64) -> ReadoutEntry {
    let (from, to) = (at - pixel, at + pixel);
    let running = |batch: &BatchSeries| Running {
        batch: Some(batch.index),
        kib: batch.steps.extent(from, to).map(|e| e.max),
        tests: Vec::new(),
        pause: None,
    };
    let mut batches = series.batches_in(at, at);
    let mut told: Vec<Running> = batches.by_ref().take(MOST_TOLD).map(running).collect();
    let more = batches.count();
    for span in series.tests_at(at) {
        let number = |at: usize| Some(series.batches.get(at)?.index);
        let batch = span.batch.and_then(number);
        match told.iter_mut().find(|running| running.batch == batch) {
            Some(running) => running.tests.push(span.test),
            // A test of a batch that is only counted is not told by itself.
            None if more > 0 => {}
            None => told.push(Running {
                batch,
                tests: vec![span.test],
                ..Running::default()
            }),
        }
    }
    for running in &mut told {
        if let Some(batch) = running.batch.filter(|_| running.tests.is_empty()) {
            running.pause = Pause::of(series, batch, at);
        }
    }
    ReadoutEntry {
        role,
        kib: series.extent(from, to).map(|e| e.max),
        charged_kib: (series.charged())
            .find(|(batch, _)| batch.start_ms <= at && at <= batch.end_ms)
            .map(|(_, kib)| kib),
        running: told,
        more,
    }
}

/// A time with as many digits as the shown stretch makes sense of.
fn instant(at_ms: f64, shown_ms: f64, locale: &Locale) -> String {
    let digits = match shown_ms {
        ..2_000.0 => 3,
        ..60_000.0 => 2,
        _ => 1,
    };
    let seconds = at_ms / 1e3;
    let figure = |number: String, unit| Figure::new(number, unit);
    if seconds < 60.0 {
        return locale.figures(&[figure(format!("{seconds:.digits$}"), Unit::S)]);
    }
    let minutes = (seconds / 60.0).floor();
    let rest = seconds - minutes * 60.0;
    let width = digits + 3;
    let rest = figure(format!("{rest:0width$.digits$}"), Unit::S);
    if minutes < 60.0 {
        return locale.figures(&[figure(minutes.to_string(), Unit::Min), rest]);
    }
    let hours = (minutes / 60.0).floor();
    let minutes = format!("{:02}", minutes - hours * 60.0);
    locale.figures(&[
        figure(hours.to_string(), Unit::H),
        figure(minutes, Unit::Min),
        rest,
    ])
}
