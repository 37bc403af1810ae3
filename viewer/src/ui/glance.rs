//! The run at a glance: its memory as a small picture beside the answer, with the limit, the deaths, and the
//! time in which the culprits ran.

use leptos::prelude::*;
use oomscope_shared::chart::RunSeries;

use super::node::{Node, drawn, el};
use super::state::RunRef;
use crate::tr;

/// Size of the drawing; the page scales it.
const SIZE: (f64, f64) = (320.0, 110.0);
/// So wide is what one value of the curve stands for.
const STEP: f64 = 2.0;
/// A sliver of the time axis that is still seen.
const LEAST: f64 = 1.0;

/// The picture of a run, in which these tests are lit; a click leads to the timeline.
pub fn picture(run: &RunRef, lit: &[u32], label: &str) -> Option<Node> {
    let series = &run.series;
    // The limit stands in the picture where it is near.
    let near = series
        .limit_kib
        .filter(|limit| *limit < series.peak_kib * 1.6);
    let top = series.peak_kib.max(near.unwrap_or(0.0)) * 1.05;
    if top <= 0.0 || series.duration_ms <= 0.0 {
        return None;
    }
    let y = |kib: f64| SIZE.1 * (1.0 - kib / top);
    let stroke = |class: &str, path: &str| drawn("path").attr("class", class).attr("d", path);
    let mut drawing = drawn("svg")
        .attr("viewBox", &format!("0 0 {} {}", SIZE.0, SIZE.1))
        .attr("preserveAspectRatio", "none")
        .attr("aria-hidden", "true")
        .with(stroke(
            "lit",
            &columns(&lit_times(series, lit), SIZE.1, &|at| {
                at / series.duration_ms * SIZE.0
            }),
        ))
        .with(stroke("area", &area(series, &y)));
    if let Some(limit) = near {
        drawing = drawing.with(stroke("edge", &format!("M0 {:.1}H{}", y(limit), SIZE.0)));
    }
    let died = series
        .batches
        .iter()
        .filter(|batch| batch.ending.is_death());
    let ends = died.map(|batch| {
        let x = batch.end_ms / series.duration_ms * SIZE.0;
        format!("M{:.1} 0V{}", x.min(SIZE.0 - 1.0), SIZE.1)
    });
    let ends: String = ends.collect();
    let button = el("button", "glance")
        .attr("type", "button")
        .attr("title", tr!(PageToTimeline))
        .attr("aria-label", &format!("{label} {}", tr!(PageToTimeline)))
        .id("glance")
        .with(drawing.with(stroke("death", &ends)));
    Some(button.click(|| {
        let found = document().get_element_by_id("timeline-title");
        if let Some(title) = found {
            title.scroll_into_view();
        }
    }))
}

/// The curve of a run with what lies below it, as a path.
fn area(series: &RunSeries, y: &dyn Fn(f64) -> f64) -> String {
    let steps = (SIZE.0 / STEP) as usize;
    let each_ms = series.duration_ms / steps as f64;
    let mut path = format!("M0 {}", SIZE.1);
    for at in 0..steps {
        let from = at as f64 * each_ms;
        let highest = series.extent(from, from + each_ms);
        let kib = highest.map_or(0.0, |extent| f64::from(extent.max));
        path += &format!("L{:.0} {:.1}", at as f64 * STEP, y(kib));
    }
    path + &format!("L{} {1}V{1}Z", SIZE.0, SIZE.1)
}

/// When these tests ran, sorted, in pieces without a gap. The tests are sorted, too.
pub fn lit_times(series: &RunSeries, tests: &[u32]) -> Vec<(f64, f64)> {
    let mut times: Vec<(f64, f64)> = Vec::new();
    for span in &series.spans {
        if tests.binary_search(&span.test).is_err() {
            continue;
        }
        match times.last_mut() {
            Some(last) if span.start_ms <= last.1 => last.1 = last.1.max(span.end_ms),
            _ => times.push((span.start_ms, span.end_ms)),
        }
    }
    times
}

/// Stretches of time as columns, of which those that meet on the same place become one.
pub fn columns(times: &[(f64, f64)], height: f64, x: &dyn Fn(f64) -> f64) -> String {
    let mut path = String::new();
    let mut open: Option<(f64, f64)> = None;
    let mut close = |(from, to): (f64, f64)| {
        path += &format!("M{from:.1} 0H{to:.1}V{height}H{from:.1}Z");
    };
    for (from, to) in times {
        let (from, to) = (x(*from), x(*to));
        let to = to.max(from + LEAST);
        match &mut open {
            Some(last) if from <= last.1 + LEAST => last.1 = last.1.max(to),
            _ => open.replace((from, to)).into_iter().for_each(&mut close),
        }
    }
    open.into_iter().for_each(&mut close);
    path
}
