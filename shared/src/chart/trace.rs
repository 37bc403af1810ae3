//! The curve of a run as points in pixels: exact steps where there is room, extremes per column where
//! there is none.

use crate::pyramid::{Extent, Steps};

use super::model::{PlotArea, Scene};
use super::series::{RunSeries, TestOrder};

/// A part of the curve without a gap.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Points in CSS pixels.
    pub points: Vec<(f64, f64)>,
    /// Whether the points are extremes of pixel columns and not single samples.
    pub dense: bool,
}

/// Maps values to the plot.
pub(super) struct Scale<'a> {
    pub scene: &'a Scene<'a>,
    pub plot: PlotArea,
    pub top_kib: f64,
}

impl Scale<'_> {
    pub fn x(&self, at: f64) -> f64 {
        let view = self.scene.view;
        self.plot.left + (at - view.start) / view.length() * self.plot.width()
    }

    pub fn y(&self, kib: f64) -> f64 {
        self.plot.bottom - kib / self.top_kib * self.plot.height()
    }

    fn at(&self, x: f64) -> f64 {
        let view = self.scene.view;
        view.start + (x - self.plot.left) / self.plot.width() * view.length()
    }

    /// One pixel of the screen in CSS pixels.
    fn pixel(&self) -> f64 {
        1.0 / self.scene.scale
    }
}

/// The curve over the time axis: one piece per batch.
pub(super) fn over_time(scale: &Scale<'_>, series: &RunSeries) -> Vec<Piece> {
    let view = scale.scene.view;
    let columns = (scale.plot.width() / scale.pixel()) as usize;
    series
        .batches_in(view.start, view.end)
        .filter_map(|batch| {
            let range = batch.steps.range(view.start, view.end);
            // Up to two samples per column the steps themselves are as quick to draw as extremes.
            if range.len() <= columns * 2 {
                exact(scale, &batch.steps, range)
            } else {
                let (from, to) = batch.steps.bounds_ms()?;
                let (left, right) = (scale.x(from.max(view.start)), scale.x(to.min(view.end)));
                let column = |a: f64, b: f64| batch.steps.extent(scale.at(a), scale.at(b));
                columns_of(scale, left, right, column).pop()
            }
        })
        .filter(|piece| !piece.points.is_empty())
        .collect()
}

/// The samples of a range as the steps they are.
fn exact(scale: &Scale<'_>, steps: &Steps, range: std::ops::Range<usize>) -> Option<Piece> {
    let view = scale.scene.view;
    let mut points: Vec<(f64, f64)> = Vec::with_capacity(range.len() * 2 + 1);
    for index in range.clone() {
        let (time, kib) = steps.get(index)?;
        let (x, y) = (scale.x(time.max(view.start)), scale.y(f64::from(kib)));
        if let Some(&(_, last_y)) = points.last() {
            points.push((x, last_y));
        }
        points.push((x, y));
    }
    // The last value holds on until the next sample, which stands outside of the view.
    if let (Some(&(_, y)), Some((next, _))) = (points.last(), steps.get(range.end)) {
        points.push((scale.x(next.min(view.end)), y));
    }
    Some(Piece {
        points,
        dense: false,
    })
}

/// The curve over the axis of tests: each slot shows the time its test took, stretched to one width.
pub(super) fn over_tests(
    scale: &Scale<'_>,
    series: &RunSeries,
    order: &TestOrder,
    run: usize,
) -> Vec<Piece> {
    let Some(spans) = order.spans.get(run) else {
        return Vec::new();
    };
    let column = |left: f64, right: f64| {
        let (from, to) = (scale.at(left).max(0.0), scale.at(right));
        let slots = from as usize..(to.ceil() as usize).min(spans.len());
        slots
            .filter_map(|slot| {
                let span = spans[slot]?;
                let length = span.end_ms - span.start_ms;
                let within = |at: f64| span.start_ms + (at - slot as f64).clamp(0.0, 1.0) * length;
                series.extent(within(from), within(to))
            })
            .reduce(Extent::join)
    };
    let right = scale.x(spans.len() as f64).min(scale.plot.right);
    columns_of(scale, scale.plot.left.max(scale.x(0.0)), right, column)
}

/// Lowest and highest value of each pixel column as one zigzag, broken where a column has no value.
fn columns_of(
    scale: &Scale<'_>,
    left: f64,
    right: f64,
    extent: impl Fn(f64, f64) -> Option<Extent>,
) -> Vec<Piece> {
    let pixel = scale.pixel();
    let count = ((right - left) / pixel).ceil().max(0.0) as usize;
    let mut pieces: Vec<Piece> = Vec::new();
    let mut points: Vec<(f64, f64)> = Vec::with_capacity(count * 2);
    for column in 0..count {
        let from = left + column as f64 * pixel;
        let to = (from + pixel).min(right);
        let Some(Extent { min, max }) = extent(from, to) else {
            flush(&mut pieces, &mut points);
            continue;
        };
        let (low, high) = (scale.y(f64::from(min)), scale.y(f64::from(max)));
        let nearer_low = points
            .last()
            .is_some_and(|p| (p.1 - low).abs() < (p.1 - high).abs());
        let (first, second) = if nearer_low { (low, high) } else { (high, low) };
        points.push((from, first));
        if min != max {
            points.push((from, second));
        }
    }
    flush(&mut pieces, &mut points);
    pieces
}

fn flush(pieces: &mut Vec<Piece>, points: &mut Vec<(f64, f64)>) {
    if !points.is_empty() {
        pieces.push(Piece {
            points: std::mem::take(points),
            dense: true,
        });
    }
}
