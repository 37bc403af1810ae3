//! What stands under one position of the chart, for the hover box and for screen readers.

use crate::units;

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

impl ReadoutEntry {
    /// The memory as text.
    pub fn memory(&self) -> String {
        self.kib
            .map_or_else(|| "–".to_owned(), |kib| units::bytes(u64::from(kib) * 1024))
    }
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
                place: instant(at, scene.view.length()),
                entries: entries.collect(),
            }
        }
        Align::Tests(order) => {
            let slot = (at.max(0.0) as usize).min(order.ids.len().saturating_sub(1));
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
            let place = order.ids.get(slot).cloned().unwrap_or_default();
            Readout {
                place,
                entries: entries.collect(),
            }
        }
    }
}

/// A time with as many digits as the shown stretch makes sense of.
fn instant(at_ms: f64, shown_ms: f64) -> String {
    let digits = match shown_ms {
        ..2_000.0 => 3,
        ..60_000.0 => 2,
        _ => 1,
    };
    let seconds = at_ms / 1e3;
    if seconds < 60.0 {
        return format!("{seconds:.digits$} s");
    }
    let minutes = (seconds / 60.0).floor();
    let rest = seconds - minutes * 60.0;
    let width = digits + 3;
    if minutes < 60.0 {
        return format!("{minutes} min {rest:0width$.digits$} s");
    }
    let hours = (minutes / 60.0).floor();
    format!(
        "{hours} h {:02} min {rest:0width$.digits$} s",
        minutes - hours * 60.0
    )
}
