//! What is to be seen on a timeline, computed in CSS pixels: curves, bands, limit, spans, ticks.

use crate::ticks::{Tick, byte_ticks, count_ticks, time_ticks};
use crate::units;

use super::series::{RunSeries, TestOrder, TestSpan};
use super::tone::Tone;
use super::trace::{self, Piece, Scale};
use super::viewport::Viewport;

/// Width and height in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// Which run a curve belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The only run on the chart.
    Single,
    /// The first of two.
    Before,
    /// The second of two.
    After,
}

impl Role {
    /// What stands beside its curve; the shape tells the runs apart without colour.
    pub fn label(self) -> &'static str {
        match self {
            Self::Single => "",
            Self::Before => "● before",
            Self::After => "◆ after",
        }
    }

    /// The name that the style sheet uses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Before => "before",
            Self::After => "after",
        }
    }
}

/// A run on the chart.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// Its series.
    pub series: &'a RunSeries,
    /// Its part.
    pub role: Role,
}

/// What the horizontal axis counts.
#[derive(Debug, Clone, Copy)]
pub enum Align<'a> {
    /// Milliseconds since the start of each run.
    Time,
    /// Tests, in one order for all runs.
    Tests(&'a TestOrder),
}

impl Align<'_> {
    /// The whole axis for these runs.
    pub fn whole(&self, runs: &[Run<'_>]) -> Viewport {
        match self {
            Self::Time => {
                let longest = runs
                    .iter()
                    .map(|r| r.series.duration_ms)
                    .fold(0.0, f64::max);
                Viewport::whole(longest.max(1.0), longest.clamp(1.0, 5.0))
            }
            Self::Tests(order) => {
                let count = order.ids.len().max(1) as f64;
                Viewport::whole(count, count.min(2.0))
            }
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// One run, or two to compare.
    pub runs: &'a [Run<'a>],
    /// What the horizontal axis counts.
    pub align: Align<'a>,
    /// Its visible part.
    pub view: Viewport,
    /// Room for the chart.
    pub size: Size,
    /// Device pixels per CSS pixel.
    pub scale: f64,
}

/// Where the curve is drawn, inside of the labels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlotArea {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl PlotArea {
    /// Width of the plot.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Height of the plot.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// A curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// Whose it is.
    pub role: Role,
    /// Its parts without a gap.
    pub pieces: Vec<Piece>,
}

/// The limit line.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// Whose it is; `Single` also where both runs have the same.
    pub role: Role,
    /// Where it stands; `None` where it is far above everything measured.
    pub y: Option<f64>,
    /// What stands beside it.
    pub label: String,
}

/// The stretch of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Left edge.
    pub left: f64,
    /// Right edge.
    pub right: f64,
    /// How the batch ended, as a tone.
    pub tone: Tone,
    /// `batch 1`, where it fits.
    pub label: Option<String>,
}

/// The end of a batch that died.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Whose it is.
    pub role: Role,
    /// Where.
    pub x: f64,
    /// How it ended, in words.
    pub label: String,
}

/// One test, or several that share a pixel, on the lane below the curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// Left edge.
    pub left: f64,
    /// Right edge.
    pub right: f64,
    /// The worst tone of the tests in it.
    pub tone: Tone,
}

/// The chart, ready to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineModel {
    /// Room for the chart.
    pub size: Size,
    /// Device pixels per CSS pixel.
    pub scale: f64,
    /// Where the curves are.
    pub plot: PlotArea,
    /// Upper and lower edge of the lane of tests, if there is one.
    pub lane: Option<(f64, f64)>,
    /// Batches, behind everything.
    pub bands: Vec<Band>,
    /// Horizontal grid.
    pub y_ticks: Vec<Tick>,
    /// Ticks of the horizontal axis.
    pub x_ticks: Vec<Tick>,
    /// Limits.
    pub limits: Vec<Limit>,
    /// Curves.
    pub traces: Vec<Trace>,
    /// Deaths.
    pub marks: Vec<Mark>,
    /// Tests.
    pub spans: Vec<Span>,
}

/// Below this width the chart is on a phone, where labels must be short of room.
const NARROW: f64 = 520.0;

/// A limit is drawn as long as it leaves the curve two fifths of the height.
const LIMIT_ROOM: f64 = 2.5;

impl TimelineModel {
    /// Computes the chart.
    pub fn build(scene: &Scene<'_>) -> Self {
        let single = scene.runs.len() == 1;
        let time = matches!(scene.align, Align::Time);
        let lane_height = if single && time { 22.0 } else { 0.0 };
        let plot = PlotArea {
            left: if scene.size.width < NARROW {
                66.0
            } else {
                72.0
            },
            top: 26.0,
            right: (scene.size.width - 10.0).max(100.0),
            bottom: (scene.size.height - 28.0 - lane_height).max(60.0),
        };
        let peak_kib = scene
            .runs
            .iter()
            .map(|r| r.series.peak_kib)
            .fold(1.0, f64::max);
        let drawn = |limit: f64| limit <= peak_kib * LIMIT_ROOM;
        let limits_kib = scene.runs.iter().filter_map(|r| r.series.limit_kib);
        let top = limits_kib.filter(|l| drawn(*l)).fold(peak_kib, f64::max) * 1.04;
        let y_ticks = byte_ticks(
            top * 1024.0,
            (plot.height() / 52.0).clamp(2.0, 6.0) as usize,
        );
        let top_kib = y_ticks.last().map_or(top, |tick| tick.at / 1024.0);
        let scale = Scale {
            scene,
            plot,
            top_kib,
        };
        let wanted = (plot.width() / 110.0).max(2.0) as usize;
        let view = scene.view;
        let x_ticks = match scene.align {
            Align::Time => time_ticks(view.start, view.end, wanted),
            Align::Tests(order) => count_ticks(view.start, view.end, order.ids.len(), wanted),
        };
        let place = |tick: Tick, at: f64| Tick { at, ..tick };
        Self {
            size: scene.size,
            scale: scene.scale,
            plot,
            lane: (lane_height > 0.0).then_some((plot.bottom + 8.0, plot.bottom + 18.0)),
            bands: if single && time {
                bands(&scale, scene.runs[0].series)
            } else {
                Vec::new()
            },
            x_ticks: x_ticks
                .into_iter()
                .map(|t| {
                    let x = scale.x(t.at);
                    place(t, x)
                })
                .collect(),
            y_ticks: y_ticks
                .into_iter()
                .map(|t| {
                    let y = scale.y(t.at / 1024.0);
                    place(t, y)
                })
                .collect(),
            limits: limits(&scale, drawn),
            traces: traces(&scale),
            marks: if time { marks(&scale) } else { Vec::new() },
            spans: if lane_height > 0.0 {
                spans(&scale, &scene.runs[0].series.spans)
            } else {
                Vec::new()
            },
        }
    }

    /// The place on the axis under a horizontal position, held inside the plot.
    pub fn at(&self, view: Viewport, x: f64) -> f64 {
        let share = (x - self.plot.left) / self.plot.width();
        view.start + share.clamp(0.0, 1.0) * view.length()
    }
}

fn traces(scale: &Scale<'_>) -> Vec<Trace> {
    let runs = scale.scene.runs.iter().enumerate();
    runs.map(|(index, run)| {
        let pieces = match scale.scene.align {
            Align::Time => trace::over_time(scale, run.series),
            Align::Tests(order) => trace::over_tests(scale, run.series, order, index),
        };
        Trace {
            role: run.role,
            pieces,
        }
    })
    .collect()
}

fn limits(scale: &Scale<'_>, drawn: impl Fn(f64) -> bool) -> Vec<Limit> {
    let runs = scale.scene.runs;
    let limit = |role: Role, kib: f64| {
        let whose = match role {
            Role::Single => "limit".to_owned(),
            role => format!("limit {}", role.name()),
        };
        let size = units::bytes((kib * 1024.0) as u64);
        let label = if drawn(kib) {
            format!("{whose} {size}")
        } else {
            format!("{whose} {size} ↑")
        };
        Limit {
            role,
            y: drawn(kib).then(|| scale.y(kib)),
            label,
        }
    };
    let same = runs
        .windows(2)
        .all(|w| w[0].series.limit_kib == w[1].series.limit_kib);
    if same {
        let kib = runs.first().and_then(|r| r.series.limit_kib);
        return kib
            .map(|kib| limit(Role::Single, kib))
            .into_iter()
            .collect();
    }
    runs.iter()
        .filter_map(|r| Some(limit(r.role, r.series.limit_kib?)))
        .collect()
}

fn bands(scale: &Scale<'_>, series: &RunSeries) -> Vec<Band> {
    let view = scale.scene.view;
    let mut bands: Vec<Band> = Vec::new();
    for batch in series.batches_in(view.start, view.end) {
        let left = scale.x(batch.start_ms).max(scale.plot.left);
        let right = scale.x(batch.end_ms).min(scale.plot.right);
        let tone = Tone::of_ending(batch.ending);
        if let Some(last) = bands.last_mut()
            && last.tone == tone
            && right - last.left < 2.0
        {
            last.right = right;
            continue;
        }
        let label = (right - left > 58.0).then(|| format!("batch {}", batch.index));
        bands.push(Band {
            left,
            right,
            tone,
            label,
        });
    }
    bands
}

/// So many deaths fit on a chart with their words; past that the bands and the table tell it.
const MARKS_AT_MOST: usize = 40;

fn marks(scale: &Scale<'_>) -> Vec<Mark> {
    let view = scale.scene.view;
    let mut marks: Vec<Mark> = Vec::new();
    for run in scale.scene.runs {
        let died = run.series.batches.iter().filter(|b| b.ending.is_death());
        for batch in died.filter(|b| b.end_ms >= view.start && b.end_ms <= view.end) {
            let mark = Mark {
                role: run.role,
                x: scale.x(batch.end_ms),
                label: batch.ending.words().to_owned(),
            };
            if marks.len() < MARKS_AT_MOST {
                marks.push(mark);
            }
        }
    }
    marks
}

fn spans(scale: &Scale<'_>, tests: &[TestSpan]) -> Vec<Span> {
    let view = scale.scene.view;
    // Tests run one after the other, so that ends ascend with starts.
    let first = tests.partition_point(|t| t.end_ms < view.start);
    let visible = tests[first..].iter().take_while(|t| t.start_ms <= view.end);
    let mut spans: Vec<Span> = Vec::new();
    for test in visible {
        let left = scale.x(test.start_ms).max(scale.plot.left);
        let right = scale.x(test.end_ms).min(scale.plot.right).max(left);
        if let Some(last) = spans.last_mut()
            && right - last.left < 1.5
        {
            last.right = right;
            last.tone = worse(last.tone, test.tone);
            continue;
        }
        spans.push(Span {
            left,
            right,
            tone: test.tone,
        });
    }
    spans
}

fn worse(one: Tone, other: Tone) -> Tone {
    let rank = |tone: Tone| match tone {
        Tone::Plain => 0,
        Tone::Ok => 1,
        Tone::Warn => 2,
        Tone::Bad => 3,
    };
    if rank(other) > rank(one) { other } else { one }
}
