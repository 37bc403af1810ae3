//! What stands under one position of the chart, for the hover box and for screen readers.

use crate::message::Locale;
use crate::units::{Figure, Unit};

use super::model::{Align, Role, Scene};
use super::series::Slots;

/// What stands under a position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readout {
    /// The position: a time, or the test where the axis counts tests.
    pub place: String,
    /// One entry per run.
    pub entries: Vec<ReadoutEntry>,
}

/// What one run has at a position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadoutEntry {
    /// Which run.
    pub role: Role,
    /// Memory in KiB; the highest, where the position is a stretch. `None` between batches.
    pub kib: Option<u32>,
    /// The batch that ran.
    pub batch: Option<u32>,
    /// The test that ran, as an index into the columns of the artifact.
    pub test: Option<u32>,
}

/// Reads a scene at a place on its axis.
pub fn readout(scene: &Scene<'_>, at: f64) -> Readout {
    match scene.align {
        Align::Time => {
            let entries = scene.runs.iter().map(|run| {
                let series = run.series;
                let pixel = scene.view.length() / scene.size.width.max(1.0);
                // The highest value near the pointer, so that a peak can be hit by hand.
                let kib = series.extent(at - pixel, at + pixel).map(|e| e.max);
                let batch = series.batches_in(at, at).next().map(|b| b.index);
                ReadoutEntry {
                    role: run.role,
                    kib,
                    batch,
                    test: series.test_at(at).map(|t| t.test),
                }
            });
            Readout {
                place: instant(at, scene.view.length(), &scene.locale),
                entries: entries.collect(),
            }
        }
        Align::Tests(order) => {
            let slot = (at.max(0.0) as usize).min(order.count.saturating_sub(1));
            let entries = scene.runs.iter().enumerate().map(|(index, run)| {
                let span = order.spans.get(index).and_then(|s| *s.get(slot)?);
                ReadoutEntry {
                    role: run.role,
                    kib: span
                        .and_then(|s| run.series.extent(s.start_ms, s.end_ms))
                        .map(|e| e.max),
                    batch: span
                        .and_then(|s| run.series.batches_in(s.start_ms, s.start_ms).next())
                        .map(|b| b.index),
                    test: span.filter(|_| order.slots == Slots::Tests).map(|s| s.test),
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
