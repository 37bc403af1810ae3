//! What lies over the canvas of the timeline: the line under the pointer, what it crosses, the marked
//! stretch.

use crate::tr;
use crate::words::{bytes, locale};
use leptos::prelude::*;
use oomscope_shared::chart::{Readout, Role, Running};

use super::super::parts::{flag, nothing, part, text};
use super::{Axis, Chart};

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
    let view = view! {
        <div class="crosshair" aria-hidden="true"
            style:transform=format!("translateX({x}px)")
            style:top=format!("{}px", plot.top)
            style:height=format!("{}px", plot.height())></div>
    };
    Some(view.into_any())
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
        Some((readout, _, _)) => box_of(chart, readout),
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
    let view = view! {
        <div class="selection" aria-hidden="true"
            style:left=format!("{}px", one.min(other))
            style:width=format!("{}px", (one - other).abs())
            style:top=format!("{}px", plot.top)
            style:height=format!("{}px", plot.height())></div>
    };
    Some(view.into_any())
}

fn box_of(chart: Chart, readout: Readout) -> AnyView {
    let rows: Vec<AnyView> = readout
        .entries
        .into_iter()
        .map(|entry| {
            let memory = entry
                .kib
                .map_or_else(|| "–".to_owned(), |kib| bytes(u64::from(kib) * 1024));
            let is_one = entry.running.len() + entry.more == 1;
            let mut places: Vec<String> = Vec::new();
            for running in &entry.running {
                places.push(place(chart, entry.role, running, is_one));
            }
            if entry.more > 0 {
                places.push(tr!(More { number: entry.more }));
            }
            if entry.running.iter().all(|running| running.batch.is_none()) {
                places.push(tr!(PageNoBatchRuns).to_owned());
            }
            let places = places.into_iter().map(|place| {
                view! { <span class="readout-where">{place}</span> }
            });
            view! {
                <div class=format!("readout-row {}", entry.role.name())>
                    <span class="readout-role">{entry.role.label(&locale())}</span>
                    <b>{memory}</b>
                    {places.collect::<Vec<_>>()}
                </div>
            }
            .into_any()
        })
        .collect();
    view! { <div class="readout-place">{readout.place}</div>{rows} }.into_any()
}

/// So many tests that ran at the same time in a batch are named.
const NAMED: usize = 3;

/// What ran in a batch, with its own memory where it is not the only one.
fn place(chart: Chart, role: Role, running: &Running, is_one: bool) -> String {
    let batch = running.batch.map(|batch| tr!(PageBatchNumber { batch }));
    let memory = running.kib.filter(|_| !is_one);
    let memory = memory.map(|kib| bytes(u64::from(kib) * 1024));
    let is_told = chart.axis.get_untracked() == Axis::Clock;
    let tests = running.tests.iter().filter(|_| is_told);
    let names = tests.take(NAMED).map(|test| chart.test_name(role, *test));
    let more = running.tests.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| tr!(More { number: more }));
    let told: Vec<String> = batch
        .into_iter()
        .chain(memory)
        .chain(names)
        .chain(more)
        .collect();
    told.join(" · ")
}
