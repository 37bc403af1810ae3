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
    /// What the bottom of the plot stands for.
    pub low_kib: f64,
    pub top_kib: f64,
}

impl Scale<'_> {
    pub fn x(&self, at: f64) -> f64 {
        let view = self.scene.view;
        self.plot.left + (at - view.start) / view.length() * self.plot.width()
    }

    pub fn y(&self, kib: f64) -> f64 {
        let share = (kib - self.low_kib) / (self.top_kib - self.low_kib);
        self.plot.bottom - share * self.plot.height()
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

/// The curve over the time axis: its pieces, and one for neighbours that are narrower than a pixel. There are no
/// more points than columns allow.
pub(super) fn over_time(scale: &Scale<'_>, series: &RunSeries) -> Vec<Piece> {
    let view = scale.scene.view;
    let mut zigzag = Zigzag::default();
    let mut narrow = Narrow::default();
    for steps in series.pieces_in(view.start, view.end) {
        let Some((first, last)) = steps.bounds_ms() else {
            continue;
        };
        let (from, to) = (first.max(view.start), last.min(view.end));
        let (left, right) = (scale.x(from), scale.x(to));
        let columns = (right - left) / scale.pixel();
        let range = steps.range(from, view.end);
        if columns < 1.0 {
            if let Some(extent) = steps.extent(from, view.end) {
                narrow.add(&mut zigzag, scale, left, extent);
            }
            continue;
        }
        narrow.end(&mut zigzag, scale);
        // Up to two samples per column the steps themselves are as quick to draw as extremes.
        if range.len() <= columns as usize * 2 {
            zigzag.pieces.extend(exact(scale, steps, range, from));
        } else {
            // The last sample stands at the very end of the last column.
            let end = |b: f64| if b < right { scale.at(b) } else { view.end };
            let column = |a: f64, b: f64| steps.extent(scale.at(a), end(b));
            zigzag
                .pieces
                .extend(columns_of(scale, left, right, column).pop());
        }
    }
    narrow.end(&mut zigzag, scale);
    zigzag.pieces
}

/// The samples of a range as the steps they are, from an instant on.
fn exact(
    scale: &Scale<'_>,
    steps: &Steps,
    range: std::ops::Range<usize>,
    from: f64,
) -> Option<Piece> {
    let view = scale.scene.view;
    let mut points: Vec<(f64, f64)> = Vec::with_capacity(range.len() * 2 + 1);
    for index in range.clone() {
        let (time, kib) = steps.get(index)?;
        let (x, y) = (scale.x(time.max(from)), scale.y(f64::from(kib)));
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
                series.extent_of(&span, from - slot as f64, to - slot as f64)
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
    let mut zigzag = Zigzag::default();
    for column in 0..count {
        let from = left + column as f64 * pixel;
        let to = (from + pixel).min(right);
        match extent(from, to) {
            Some(extent) => zigzag.add(scale, from, extent),
            None => zigzag.end(),
        }
    }
    zigzag.end();
    zigzag.pieces
}

/// Extremes, drawn as a line that goes up and down.
#[derive(Default)]
struct Zigzag {
    pieces: Vec<Piece>,
    points: Vec<(f64, f64)>,
}

impl Zigzag {
    fn add(&mut self, scale: &Scale<'_>, x: f64, Extent { min, max }: Extent) {
        let (low, high) = (scale.y(f64::from(min)), scale.y(f64::from(max)));
        let last = self.points.last();
        let nearer_low = last.is_some_and(|p| (p.1 - low).abs() < (p.1 - high).abs());
        let (first, second) = if nearer_low { (low, high) } else { (high, low) };
        self.points.push((x, first));
        if min != max {
            self.points.push((x, second));
        }
    }

    /// The line goes no further.
    fn end(&mut self) {
        if !self.points.is_empty() {
            self.pieces.push(Piece {
                points: std::mem::take(&mut self.points),
                dense: true,
            });
        }
    }
}

/// The pixel column that gathers batches narrower than a pixel.
#[derive(Default)]
struct Narrow {
    column: Option<(usize, Extent)>,
}

impl Narrow {
    fn add(&mut self, zigzag: &mut Zigzag, scale: &Scale<'_>, x: f64, extent: Extent) {
        let at = ((x - scale.plot.left) / scale.pixel()).max(0.0) as usize;
        let extent = match self.column {
            Some((column, gathered)) if column == at => gathered.join(extent),
            Some((column, _)) if column + 1 == at => {
                self.draw(zigzag, scale);
                extent
            }
            _ => {
                self.end(zigzag, scale);
                extent
            }
        };
        self.column = Some((at, extent));
    }

    /// Draws the column, and says where it ends.
    fn draw(&mut self, zigzag: &mut Zigzag, scale: &Scale<'_>) -> Option<f64> {
        let (column, extent) = self.column.take()?;
        let left = scale.plot.left + column as f64 * scale.pixel();
        zigzag.add(scale, left, extent);
        Some(left + scale.pixel())
    }

    /// Draws what there is up to the end of its column, or one flat batch would not be seen.
    fn end(&mut self, zigzag: &mut Zigzag, scale: &Scale<'_>) {
        if let Some(right) = self.draw(zigzag, scale) {
            let right = right.min(scale.plot.right);
            zigzag
                .points
                .extend(zigzag.points.last().map(|last| (right, last.1)));
            zigzag.end();
        }
    }
}
