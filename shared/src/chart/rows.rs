//! Batches and tests below the curve: in one strip where one runs after the other, else a row for each batch
//! that runs at the same time, with lanes for its tests.

use crate::message::messages;
use oomscope_quick::order::arrange_positions;

use super::model::PlotArea;
use super::series::{MOST_LANES, RunSeries, TestSpan};
use super::tone::Tone;
use super::trace::Scale;

/// The stretch of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Left edge.
    pub left: f64,
    /// Right edge.
    pub right: f64,
    /// Upper edge.
    pub top: f64,
    /// Lower edge.
    pub bottom: f64,
    /// How the batch ended, as a tone.
    pub tone: Tone,
    /// `batch 1`, where it fits.
    pub label: Option<String>,
}

/// A stretch of a lane in which the same tests run, or several that share a pixel.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// Left edge.
    pub left: f64,
    /// Right edge.
    pub right: f64,
    /// Upper edge.
    pub top: f64,
    /// Lower edge.
    pub bottom: f64,
    /// The worst tone of the tests in it.
    pub tone: Tone,
    /// The row it is in.
    pub row: usize,
    /// The lane it is in.
    pub lane: usize,
    /// How far it stands out of its lane where something went wrong.
    pub out: f64,
    /// How many tests run in it at the same time, at most.
    pub count: u32,
}

/// The space between the curve and what stands below it.
const ABOVE: f64 = 8.0;
/// The space below each row.
const BELOW: f64 = 5.0;
/// Height of the one strip of tests where one runs after the other.
const STRIP: f64 = 15.0;
/// Height of a lane, where there are several.
const LANE: f64 = 12.0;
/// Height of the words of a batch over its tests.
const HEAD: f64 = 18.0;

/// What all rows need, with the space above.
const fn height(rows: usize, head: f64, strip: f64) -> f64 {
    ABOVE - 2.0 + rows as f64 * (head + strip + BELOW)
}

/// How much higher a chart of this run is than one on which nothing runs at the same time.
pub fn more_height(series: &RunSeries) -> f64 {
    Rows::of(series).height() - height(1, 0.0, STRIP)
}

/// Where the rows stand below the plot.
pub(super) struct Rows {
    rows: usize,
    /// Whether nothing runs at the same time.
    is_one: bool,
    /// Height of a row's words.
    head: f64,
    lane: f64,
    /// Height of a row's tests.
    strip: f64,
}

impl Rows {
    pub fn of(series: &RunSeries) -> Self {
        let rows = series.rows;
        let is_one = rows == 1 && series.lanes == 1;
        let lane = if is_one { STRIP } else { LANE };
        Self {
            rows,
            is_one,
            head: if rows == 1 { 0.0 } else { HEAD },
            lane,
            strip: lane * series.lanes as f64,
        }
    }

    pub fn height(&self) -> f64 {
        height(self.rows, self.head, self.strip)
    }

    /// Upper and lower edge of a row's tests.
    fn strip(&self, plot: PlotArea, row: usize) -> (f64, f64) {
        let pitch = self.head + self.strip + BELOW;
        let top = plot.bottom + ABOVE + row as f64 * pitch + self.head;
        (top, top + self.strip)
    }

    pub fn strips(&self, plot: PlotArea) -> Vec<(f64, f64)> {
        (0..self.rows).map(|row| self.strip(plot, row)).collect()
    }

    /// The batches as far as they can be told apart: what is too narrow for that joins its neighbour, and the
    /// worse of both shows. Where some run at the same time they stand in their rows, else behind the curve.
    pub fn bands(&self, scale: &Scale<'_>, series: &RunSeries) -> Vec<Band> {
        let (view, plot) = (scale.scene.view, scale.plot);
        let mut bands: Vec<Band> = Vec::new();
        // Per row, how far it is drawn and which band is the last.
        let mut drawn = vec![(plot.left, None::<usize>); self.rows];
        for batch in series.batches_in(view.start, view.end) {
            let (drawn_to, last) = &mut drawn[batch.row];
            let left = scale.x(batch.start_ms).max(*drawn_to);
            let right = scale.x(batch.end_ms).min(plot.right);
            // The last row has what the others have no room for, one inside of another.
            if right < *drawn_to {
                continue;
            }
            *drawn_to = right;
            let tone = Tone::of_ending(batch.ending);
            if let Some(last) = last.and_then(|last| bands.get_mut(last))
                && right - last.left < 2.0
            {
                last.right = right;
                last.tone = last.tone.max(tone);
                continue;
            }
            let label = (right - left > 58.0).then(|| {
                let batch = messages::ChartBatch { batch: batch.index };
                scale.scene.locale.text(&batch.into())
            });
            let (top, bottom) = match self.strip(plot, batch.row) {
                (top, bottom) if self.rows > 1 => (top - self.head, bottom),
                _ => (plot.top, plot.bottom),
            };
            *last = Some(bands.len());
            bands.push(Band {
                left,
                right,
                top,
                bottom,
                tone,
                label,
            });
        }
        bands
    }

    /// The tests, each in its lane.
    pub fn spans(&self, scale: &Scale<'_>, series: &RunSeries) -> Vec<Span> {
        let view = scale.scene.view;
        let mut lanes: Vec<Vec<&TestSpan>> = vec![Vec::new(); self.rows * MOST_LANES];
        for test in series.tests_in(view.start, view.end) {
            lanes[test.row * MOST_LANES + test.lane].push(test);
        }
        let mut spans = Vec::new();
        let (between, out) = if self.is_one { (0.0, 3.0) } else { (1.0, 1.0) };
        for (at, tests) in lanes.iter().enumerate() {
            let (row, lane) = (at / MOST_LANES, at % MOST_LANES);
            let top = self.strip(scale.plot, row).0 + lane as f64 * self.lane;
            let lane = Lane {
                scale,
                row,
                lane,
                top,
                bottom: top + self.lane - between,
                out,
                first: spans.len(),
                spans: &mut spans,
            };
            lane.fill(tests);
        }
        spans
    }
}

/// A lane that is being filled with its tests.
struct Lane<'a> {
    scale: &'a Scale<'a>,
    row: usize,
    lane: usize,
    top: f64,
    bottom: f64,
    out: f64,
    /// The spans of all lanes, of which its own begin here.
    spans: &'a mut Vec<Span>,
    first: usize,
}

impl Lane<'_> {
    /// One span for each stretch in which the same tests run, so that none is shown where it did not run.
    fn fill(mut self, tests: &[&TestSpan]) {
        // A test of no length lasts as long as can be told.
        let end = |at: u32| {
            tests[at as usize]
                .end_ms
                .max(tests[at as usize].start_ms + 1e-3)
        };
        let mut ends: Vec<u32> = (0..tests.len() as u32).collect();
        arrange_positions(&mut ends, &|a, b| end(a).total_cmp(&end(b)));
        let (mut begun, mut from) = (0, 0.0);
        let mut running = [0_u32; Tone::ALL.len()];
        for ended in ends {
            while let Some(test) = tests.get(begun)
                && test.start_ms <= end(ended)
            {
                self.show(from, test.start_ms, &running);
                from = test.start_ms;
                running[test.tone as usize] += 1;
                begun += 1;
            }
            self.show(from, end(ended), &running);
            from = end(ended);
            running[tests[ended as usize].tone as usize] -= 1;
        }
    }

    /// What is too narrow to be told apart joins its neighbour, and the worse of both shows.
    fn show(&mut self, from: f64, to: f64, running: &[u32]) {
        let there = Tone::ALL.into_iter().rev();
        let worst = there.into_iter().find(|tone| running[*tone as usize] > 0);
        let (view, plot) = (self.scale.scene.view, self.scale.plot);
        let is_seen = to > from && to >= view.start && from <= view.end;
        let (Some(tone), true) = (worst, is_seen) else {
            return;
        };
        let count = running.iter().sum();
        let left = self.scale.x(from).max(plot.left);
        let right = self.scale.x(to).min(plot.right).max(left);
        let mut narrow = self.spans[self.first..].last_mut();
        if let Some(last) = narrow.as_mut().filter(|last| right - last.left < 1.5) {
            last.right = right;
            last.tone = last.tone.max(tone);
            last.count = last.count.max(count);
        } else {
            self.spans.push(Span {
                left,
                right,
                top: self.top,
                bottom: self.bottom,
                tone,
                row: self.row,
                lane: self.lane,
                out: self.out,
                count,
            });
        }
    }
}
