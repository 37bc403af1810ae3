//! What lies over the canvas of the timeline: the line under the pointer, what it crosses, the marked
//! stretch.

use crate::tr;
use crate::words::{bytes, locale, word};
use leptos::prelude::*;
use oomscope_shared::chart::{PlotArea, Readout, ReadoutEntry};

use super::super::glance::{columns, lit_times};
use super::super::node::{Node, drawn, el, text_el};
use super::super::parts::{flag, nothing, part, text};
use super::super::state::RunRef;
use super::{Axis, Chart};
use crate::filter::Filter;

/// When the tests ran that a filter lets through. Without one, or where it is not understood, nothing is lit.
pub(super) fn lit(run: &RunRef, filter: &str) -> Vec<(f64, f64)> {
    let artifact = &run.artifact;
    let filter = Filter::parse(filter, Some(artifact)).unwrap_or_default();
    if filter.is_empty() {
        return Vec::new();
    }
    let rows = artifact.tests.rows().filter(|row| filter.accepts(row));
    let tests: Vec<u32> = rows.map(|row| row.index).collect();
    lit_times(&run.series, &tests)
}

/// Something over the plot, as high as it.
fn over(class: &str, plot: PlotArea, left: f64, width: f64) -> Node {
    let sides = [
        ("left", left),
        ("width", width),
        ("top", plot.top),
        ("height", plot.height()),
    ];
    let node = el("div", class).attr("aria-hidden", "true");
    sides.iter().fold(node, |node, (side, size)| {
        node.style(side, &format!("{size}px"))
    })
}

/// The tests that the filter lets through, as columns over the curve.
pub(super) fn lights(chart: Chart) -> Option<AnyView> {
    let times = chart.lit.get();
    let (view, plot) = (chart.view.get(), chart.drawn.get()?.plot);
    let length = view.length();
    let seen = |(from, to): &&(f64, f64)| *to >= view.start && *from <= view.end;
    let seen: Vec<(f64, f64)> = times.iter().filter(seen).copied().collect();
    let place = |at: f64| ((at - view.start) / length).clamp(0.0, 1.0) * plot.width();
    let path = columns(&seen, plot.height(), &place);
    if path.is_empty() {
        return None;
    }
    let drawing = drawn("svg")
        .attr("aria-hidden", "true")
        .with(drawn("path").attr("class", "lit").attr("d", &path));
    let lights = over("lights", plot, plot.left, plot.width());
    Some(lights.id("lights").with(drawing).view())
}

/// The line under the pointer.
pub(super) fn crosshair(chart: Chart) -> Option<AnyView> {
    let (at, view, plot) = (
        chart.cursor.get()?,
        chart.view.get(),
        chart.drawn.get()?.plot,
    );
    let x = chart
        .x_of(at, view)
        .filter(|_| at >= view.start && at <= view.end)?;
    Some(over("crosshair", plot, x, 1.0).view())
}

/// The box that says what the line crosses. It stays in the page while it is empty, because screen
/// readers only speak of changes inside of a region that they know.
pub(super) fn read_box(chart: Chart) -> AnyView {
    let found = Memo::new(move |_| chart.readout());
    let there = flag(move || found.with(Option::is_some));
    // On the half of the chart where the pointer is not.
    let side = move |wants_right: bool| {
        text(move || match found.get() {
            Some((_, x, width)) if (x > width / 2.0) == wants_right => {
                format!("{}px", if wants_right { width - x } else { x } + 12.0)
            }
            _ => "auto".to_owned(),
        })
    };
    let content = part(move || match found.get() {
        Some((readout, _, _)) => box_of(chart, &readout),
        None => nothing(),
    });
    view! {
        <div class="readout" class:there=there role="status" aria-live="polite" data-testid="readout"
            style:left=side(false) style:right=side(true)>
            {content}
        </div>
    }
    .into_any()
}

/// The part that is being marked.
pub(super) fn selection(chart: Chart) -> Option<AnyView> {
    let (one, other) = chart.selected.get()?;
    let view = chart.view.get();
    let (one, other) = (chart.x_of(one, view)?, chart.x_of(other, view)?);
    let plot = chart.drawn.get()?.plot;
    Some(over("selection", plot, one.min(other), (one - other).abs()).view())
}

fn box_of(chart: Chart, readout: &Readout) -> AnyView {
    let rows = readout.entries.iter().map(|entry| {
        let memory = entry
            .kib
            .map_or_else(|| "–".to_owned(), |kib| bytes(u64::from(kib) * 1024));
        let role = entry.role.label(&locale());
        let charged = entry.charged_kib.map(|kib| {
            let held = bytes((kib * 1024.0) as u64);
            format!(" · ≤ {held} {}", tr!(PageCharged))
        });
        el("div", &format!("readout-row {}", entry.role.name()))
            .with(text_el("span", "readout-role", &role))
            .with(text_el("b", "", &memory))
            .text(&charged.unwrap_or_default())
            .text(" ")
            .with(text_el("span", "readout-where", &place(chart, entry)).attr("translate", "no"))
    });
    el("div", "")
        .with(text_el("div", "readout-place", &readout.place))
        .all(rows.collect())
        .view()
}

/// So many tests that ran at the same time in a batch are named.
const NAMED: usize = 3;

/// What ran, a line for each batch, with its own memory where there are several.
fn place(chart: Chart, entry: &ReadoutEntry) -> String {
    let told = &entry.running;
    let mut place = String::new();
    let mut add = |between: &str, word: String| {
        if !place.is_empty() {
            place += between;
        }
        place += &word;
    };
    for running in told {
        if let Some(batch) = running.batch {
            add("\n", tr!(PageBatchNumber { batch }));
        }
        if let Some(kib) = running.kib.filter(|_| told.len() > 1) {
            add(" · ", bytes(u64::from(kib) * 1024));
        }
        if chart.axis.get_untracked() == Axis::Clock {
            for test in running.tests.iter().take(NAMED) {
                add(" · ", chart.test_name(entry.role, *test));
            }
            if let Some(pause) = running.pause {
                add(" · ", word(pause.key()).to_owned());
            }
            if running.tests.len() > NAMED {
                let number = running.tests.len() - NAMED;
                add(" · ", tr!(More { number }));
            }
        }
    }
    if entry.more > 0 {
        add("\n", tr!(More { number: entry.more }));
    }
    if told.iter().all(|running| running.batch.is_none()) {
        add(" · ", tr!(PageNoBatchRuns).to_owned());
    }
    place
}
