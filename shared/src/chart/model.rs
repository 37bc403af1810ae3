//! What is to be seen on a timeline, computed in CSS pixels: curves, bands, limit, spans, ticks.

use crate::message::{Key, Locale, Message, messages};
use crate::ticks::{Tick, byte_ticks, count_ticks, time_ticks};
use crate::timeline::Sample;
use oomscope_quick::order::arrange;

use super::rows::{Band, Rows, Span, more_height};
use super::series::{BatchSeries, ProcessSpan, RunSeries, Slots, TestOrder};
use super::tone::Tone;
use super::trace::{self, Piece, Scale};
use super::viewport::Viewport;

/// Room around a fitted curve at least, so that one that does not change is no noise.
const LEAST_ROOM_KIB: f64 = 512.0;

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
    pub fn label(self, locale: &Locale) -> String {
        match self {
            Self::Single => String::new(),
            Self::Before => format!("● {}", locale.word(Key::ChartBefore)),
            Self::After => format!("◆ {}", locale.word(Key::ChartAfter)),
        }
    }

    /// What the run is called where there are two.
    fn key(self) -> Option<Key> {
        match self {
            Self::Single => None,
            Self::Before => Some(Key::ChartBefore),
            Self::After => Some(Key::ChartAfter),
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
    /// Tests or batches, in one order for all runs.
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
                let count = order.count.max(1) as f64;
                Viewport::whole(count, count.min(1.0))
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
    /// How many processes get a track of their own below the curve.
    pub tracks: usize,
    /// Whether the axis of memory reaches over what is shown, and not from zero over the whole run.
    pub fitted: bool,
    /// Whether the whole run is drawn small below, with the shown part marked.
    pub overview: bool,
    /// How the reader reads.
    pub locale: Locale,
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

/// The most of a batch that was held against its limit.
#[derive(Debug, Clone, PartialEq)]
pub struct Charged {
    /// Where the batch began, or the edge of the plot.
    pub left: f64,
    /// Where it ended, or the edge of the plot.
    pub right: f64,
    /// Its height.
    pub y: f64,
    /// What stands beside the highest.
    pub label: Option<String>,
}

/// The end of a batch that died.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Whose it is.
    pub role: Role,
    /// Where.
    pub x: f64,
    /// What stands beside it: a shape, whose it is, how the batch ended.
    pub label: String,
    /// How it looks.
    pub tone: Tone,
}

/// One process on a track of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// Upper edge.
    pub top: f64,
    /// Lower edge.
    pub bottom: f64,
    /// Where it began, or the edge of the plot.
    pub left: f64,
    /// Where it ended, or the edge of the plot.
    pub right: f64,
    /// Its peak as a share of the largest process shown, from 0 to 1.
    pub share: f64,
    /// Upper edge of its memory over time, as steps from `left` to `right`, on the scale of `share`; empty where only
    /// its peak is known.
    pub steps: Vec<(f64, f64)>,
    /// Name, number, peak.
    pub label: String,
}

/// The whole run, drawn small.
#[derive(Debug, Clone, PartialEq)]
pub struct Overview {
    /// Where it is drawn.
    pub area: PlotArea,
    /// The curves.
    pub traces: Vec<Trace>,
    /// Left and right edge of the part that is shown large.
    pub window: (f64, f64),
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
    /// Upper and lower edge of each strip of tests: one for each batch at a time, none where there are two runs.
    pub strips: Vec<(f64, f64)>,
    /// What stands beside the strips.
    pub strips_label: &'static str,
    /// Batches: behind everything, or below the curve where several run at the same time.
    pub bands: Vec<Band>,
    /// Horizontal grid.
    pub y_ticks: Vec<Tick>,
    /// Ticks of the horizontal axis.
    pub x_ticks: Vec<Tick>,
    /// Limits.
    pub limits: Vec<Limit>,
    /// Where the soft line stands, above which pytest is told to stop after the running test.
    pub soft: Option<f64>,
    /// What stands beside the soft line.
    pub soft_label: &'static str,
    /// Curves.
    pub traces: Vec<Trace>,
    /// The most that was held against the limit in batches whose peak lies above it.
    pub charged: Vec<Charged>,
    /// Deaths, and batches that were told to stop.
    pub marks: Vec<Mark>,
    /// Tests, in the strips.
    pub spans: Vec<Span>,
    /// Processes, below the tests.
    pub tracks: Vec<Track>,
    /// Where the labels of the horizontal axis hang.
    pub axis_y: f64,
    /// The whole run, drawn small.
    pub overview: Option<Overview>,
}

/// Height of the track of a process, with the space below it.
pub const TRACK: f64 = 20.0;
/// Height of the small picture of the whole run, with the space above it.
pub const OVERVIEW: f64 = 52.0;

/// Below this width the chart is on a phone, where labels must be short of room.
pub const NARROW: f64 = 520.0;

/// A limit is drawn as long as it leaves the curve two fifths of the height.
const LIMIT_ROOM: f64 = 2.5;

impl TimelineModel {
    /// Computes the chart.
    pub fn build(scene: &Scene<'_>) -> Self {
        let time = matches!(scene.align, Align::Time);
        let only = match scene.runs {
            [run] if time => Some(run.series),
            _ => None,
        };
        let rows = only.map(|series| (Rows::of(series), series));
        let rows = rows.as_ref();
        let rows_height = rows.map_or(0.0, |(rows, _)| rows.height());
        let processes = only
            .filter(|_| scene.tracks > 0)
            .map_or_else(Vec::new, |series| {
                largest_in(series, scene.view, scene.tracks)
            });
        // Room for all tracks is kept while fewer are in view, or the chart would jump when panned.
        let tracks = only.map_or(0, |series| series.processes.len().min(scene.tracks));
        let tracks_height = tracks as f64 * TRACK;
        let overview_height = if scene.overview { OVERVIEW } else { 0.0 };
        let plot = PlotArea {
            left: if scene.size.width < NARROW {
                66.0
            } else {
                72.0
            },
            top: 26.0,
            right: (scene.size.width - 10.0).max(100.0),
            bottom: (scene.size.height - 28.0 - rows_height - tracks_height - overview_height)
                .max(60.0),
        };
        let axis_y = plot.bottom + rows_height + tracks_height + 10.0;
        let peak_kib = scene
            .runs
            .iter()
            .map(|r| r.series.peak_kib)
            .fold(1.0, f64::max);
        let drawn = |limit: f64| limit <= peak_kib * LIMIT_ROOM;
        let limits_kib = scene.runs.iter().filter_map(|r| r.series.limit_kib);
        let whole_kib = limits_kib.filter(|l| drawn(*l)).fold(peak_kib, f64::max) * 1.04;
        let (low_kib, top) = fitted(scene).unwrap_or((0.0, whole_kib));
        let drawn = |limit: f64| drawn(limit) && (whole_kib == top || limit <= top);
        let y_ticks = byte_ticks(
            low_kib * 1024.0,
            top * 1024.0,
            (plot.height() / 52.0).clamp(2.0, 6.0) as usize,
            &scene.locale,
        );
        let top_kib = y_ticks.last().map_or(top, |tick| tick.at / 1024.0);
        let low_kib = y_ticks.first().map_or(low_kib, |tick| tick.at / 1024.0);
        let scale = Scale {
            scene,
            plot,
            low_kib,
            top_kib,
        };
        let wanted = (plot.width() / 110.0).max(2.0) as usize;
        let view = scene.view;
        let x_ticks = match scene.align {
            Align::Time => time_ticks(view.start, view.end, wanted, &scene.locale),
            Align::Tests(order) => {
                let say = |number: u64| {
                    scene.locale.text(&match order.slots {
                        Slots::Tests => messages::ChartTest { test: number }.into(),
                        Slots::Batches => messages::ChartBatch { batch: number }.into(),
                    })
                };
                count_ticks(view.start, view.end, order.count, wanted, &say)
            }
        };
        let place = |tick: Tick, at: f64| Tick { at, ..tick };
        Self {
            size: scene.size,
            scale: scene.scale,
            plot,
            strips: rows.map_or_else(Vec::new, |(rows, _)| rows.strips(plot)),
            strips_label: scene.locale.word(Key::ChartTests),
            soft_label: scene.locale.word(Key::ChartSoftStop),
            tracks: self::tracks(&scale, &processes, plot.bottom + rows_height + 4.0),
            axis_y,
            overview: scene
                .overview
                .then(|| overview(scene, plot, axis_y + 26.0, top_kib.max(whole_kib))),
            bands: rows.map_or_else(Vec::new, |(rows, series)| rows.bands(&scale, series)),
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
            soft: soft(&scale),
            traces: traces(&scale),
            charged: only.map_or_else(Vec::new, |series| charged(&scale, series)),
            marks: if time { marks(&scale) } else { Vec::new() },
            spans: rows.map_or_else(Vec::new, |(rows, series)| rows.spans(&scale, series)),
        }
    }

    /// One run in whole, at a size of its own, and higher where batches or tests ran at the same time.
    pub fn picture(series: &RunSeries, size: Size, scale: f64, locale: Locale) -> Self {
        let runs = [Run {
            series,
            role: Role::Single,
        }];
        Self::build(&Scene {
            runs: &runs,
            align: Align::Time,
            view: Align::Time.whole(&runs),
            size: Size {
                height: size.height + more_height(series),
                ..size
            },
            scale,
            tracks: 0,
            fitted: false,
            overview: false,
            locale,
        })
    }

    /// The place on the axis under a horizontal position, held inside the plot.
    pub fn at(&self, view: Viewport, x: f64) -> f64 {
        let share = (x - self.plot.left) / self.plot.width();
        view.start + share.clamp(0.0, 1.0) * view.length()
    }
}

/// The processes that are largest among those in view, in the order of their start.
fn largest_in(series: &RunSeries, view: Viewport, most: usize) -> Vec<&ProcessSpan> {
    let mut found: Vec<&ProcessSpan> = series
        .processes
        .iter()
        .filter(|process| process.end_ms >= view.start && process.start_ms <= view.end)
        .collect();
    arrange(&mut found, &|a, b| b.peak_kib.cmp(&a.peak_kib));
    found.truncate(most);
    arrange(&mut found, &|a, b| a.start_ms.total_cmp(&b.start_ms));
    found
}

/// Lowest and highest memory that is shown, with some room, where the axis is to be fitted to it.
fn fitted(scene: &Scene<'_>) -> Option<(f64, f64)> {
    if !scene.fitted {
        return None;
    }
    if let Align::Tests(order) = scene.align {
        return fitted_to_slot(scene, order);
    }
    let [run] = scene.runs else { return None };
    let shown = run.series.extent(scene.view.start, scene.view.end)?;
    let (low, top) = (f64::from(shown.min), f64::from(shown.max));
    let room = ((top - low) * 0.08).max(LEAST_ROOM_KIB);
    Some(((low - room).max(0.0), top + room))
}

/// The same of the slot that is shown, from nothing on: what two runs have in it is compared by its height.
fn fitted_to_slot(scene: &Scene<'_>, order: &TestOrder) -> Option<(f64, f64)> {
    let slot = scene.view.start as usize;
    let runs = scene.runs.iter().zip(&order.spans);
    let tops = runs.filter_map(|(run, spans)| {
        let span = (*spans.get(slot)?)?;
        Some(f64::from(run.series.extent_of(&span, 0.0, 1.0)?.max))
    });
    let top = tops.fold(0.0, f64::max);
    (scene.view.length() <= 1.0 && top > 0.0).then_some((0.0, top * 1.08))
}

fn tracks(scale: &Scale<'_>, processes: &[&ProcessSpan], top: f64) -> Vec<Track> {
    let largest = processes.iter().map(|process| process.peak_kib).max();
    let largest = largest.unwrap_or(0).max(1) as f64;
    let placed = processes.iter().enumerate().map(|(row, process)| {
        let top = top + row as f64 * TRACK;
        let bottom = top + TRACK - 4.0;
        let left = scale.x(process.start_ms).max(scale.plot.left);
        let right = scale.x(process.end_ms).min(scale.plot.right).max(left);
        let height = |kib: u64| bottom - (bottom - top) * (kib as f64 / largest).min(1.0);
        Track {
            top,
            bottom,
            left,
            right,
            share: process.peak_kib as f64 / largest,
            steps: steps(scale, &process.memory, (left, right), height),
            label: format!(
                "{} {} · {}",
                process.name,
                process.pid,
                scale
                    .scene
                    .locale
                    .bytes(process.peak_kib.saturating_mul(1024))
            ),
        }
    });
    placed.collect()
}

/// The memory of a process as steps between two edges.
fn steps(
    scale: &Scale<'_>,
    memory: &[Sample],
    (left, right): (f64, f64),
    height: impl Fn(u64) -> f64,
) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = Vec::new();
    for sample in memory {
        let x = scale.x(sample.time_ms as f64);
        if x > right {
            break;
        }
        let (x, y) = (x.max(left), height(sample.rss_kib));
        match points.last() {
            // What was before the edge is not seen, but for the value that still holds there.
            Some(_) if x <= left => points.clear(),
            Some(&(_, last_y)) => points.push((x, last_y)),
            None => {}
        }
        points.push((x, y));
    }
    if let Some(&(_, last_y)) = points.last() {
        points.push((right, last_y));
    }
    points
}

fn overview(scene: &Scene<'_>, plot: PlotArea, top: f64, top_kib: f64) -> Overview {
    let area = PlotArea {
        top,
        bottom: scene.size.height - 2.0,
        ..plot
    };
    let whole = Scene {
        view: scene.view.reset(),
        ..*scene
    };
    let scale = Scale {
        scene: &whole,
        plot: area,
        low_kib: 0.0,
        top_kib,
    };
    let window = (scale.x(scene.view.start), scale.x(scene.view.end));
    Overview {
        area,
        traces: traces(&scale),
        window,
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

/// The most that was held against the limit, as a line over each batch in view; the highest has words.
fn charged(scale: &Scale<'_>, series: &RunSeries) -> Vec<Charged> {
    let view = scale.scene.view;
    let seen =
        |(batch, _): &(&BatchSeries, f64)| batch.end_ms >= view.start && batch.start_ms <= view.end;
    let all = || series.charged().filter(seen);
    let most = all().map(|(_, kib)| kib).fold(0.0, f64::max);
    let said = messages::ChartCharged {
        charged_bytes: (most * 1024.0) as u64,
    };
    let mut label = Some(scale.scene.locale.text(&said.into()));
    let lines = all().filter(|(_, kib)| (scale.low_kib..=scale.top_kib).contains(kib));
    let lines = lines.map(|(batch, kib)| Charged {
        left: scale.x(batch.start_ms).max(scale.plot.left),
        right: scale.x(batch.end_ms).min(scale.plot.right),
        y: scale.y(kib),
        label: label.take_if(|_| kib >= most),
    });
    lines.collect()
}

fn limits(scale: &Scale<'_>, drawn: impl Fn(f64) -> bool) -> Vec<Limit> {
    let runs = scale.scene.runs;
    let limit = |role: Role, kib: f64| {
        let limit_bytes = (kib * 1024.0) as u64;
        let label: Message = match (role.key(), drawn(kib)) {
            (None, true) => messages::ChartLimit { limit_bytes }.into(),
            (None, false) => messages::ChartLimitAbove { limit_bytes }.into(),
            (Some(side), true) => messages::ChartLimitOf { side, limit_bytes }.into(),
            (Some(side), false) => messages::ChartLimitOfAbove { side, limit_bytes }.into(),
        };
        Limit {
            role,
            y: drawn(kib).then(|| scale.y(kib)),
            label: scale.scene.locale.text(&label),
        }
    };
    // Limits that read the same are one: what a machine has left differs a little from run to run.
    let read = |run: &Run<'_>| {
        let kib = run.series.limit_kib?;
        Some(scale.scene.locale.bytes((kib * 1024.0) as u64))
    };
    let same = runs.windows(2).all(|w| read(&w[0]) == read(&w[1]));
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

/// The soft line of the only run, where it is drawn at all.
fn soft(scale: &Scale<'_>) -> Option<f64> {
    let [run] = scale.scene.runs else { return None };
    let kib = run
        .series
        .soft_kib
        .filter(|kib| (scale.low_kib..=scale.top_kib).contains(kib))?;
    Some(scale.y(kib))
}

/// So many deaths fit on a chart with their words; past that the bands and the table tell it.
const MARKS_AT_MOST: usize = 40;

fn marks(scale: &Scale<'_>) -> Vec<Mark> {
    let view = scale.scene.view;
    let mut marks: Vec<Mark> = Vec::new();
    for run in scale.scene.runs {
        let batches = run.series.batches.iter();
        for batch in batches.filter(|b| b.end_ms >= view.start && b.end_ms <= view.end) {
            let died = batch.ending.is_death();
            // A polite stop is worth a mark of its own where nothing worse happened.
            if !(died || batch.soft_stop && run.role == Role::Single) {
                continue;
            }
            let tone = if died { Tone::Bad } else { Tone::Warn };
            let ending = batch.ending.key();
            let mut words = match (died, batch.signal) {
                (true, Some(signal)) => messages::ChartDeath { ending, signal }.into(),
                (true, None) => ending.into(),
                (false, _) => Key::ChartSoftStop.into(),
            };
            if let Some(side) = run.role.key() {
                words = messages::ChartMarkOf { side, mark: words }.into();
            }
            marks.push(Mark {
                role: run.role,
                x: scale.x(batch.end_ms),
                label: format!("{} {}", tone.mark(), scale.scene.locale.text(&words)),
                tone,
            });
            if marks.len() == MARKS_AT_MOST {
                return marks;
            }
        }
    }
    marks
}
