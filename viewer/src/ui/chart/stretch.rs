//! What memory did in the marked stretch, as a line of figures below the chart.

use crate::tr;
use crate::words::{bytes, locale, signed_bytes};
use leptos::prelude::*;

use super::super::node::{Node, el, text_el};
use super::super::parts::{nothing, part};
use super::{Axis, Chart, Drag};

/// The bar; nothing while no stretch is marked. It stays in the page, so that screen readers hear of it.
pub(super) fn bar(chart: Chart) -> AnyView {
    let content = part(move || {
        let selected = chart.selected.get();
        // Figures of a stretch that still grows under the pointer would only flicker.
        let growing = matches!(chart.drag.get_value(), Some(Drag::Select(_)));
        match selected {
            Some((from, to)) if !growing => statistics(chart, from, to).view(),
            _ => nothing(),
        }
    });
    view! { <div class="stretch" role="status" aria-live="polite" data-testid="stretch">{content}</div> }
        .into_any()
}

fn statistics(chart: Chart, from: f64, to: f64) -> Node {
    let axis = chart.axis.get_untracked();
    let by_time = axis == Axis::Clock;
    let title = if by_time {
        let [from_ms, to_ms, length_ms] = [from, to, to - from].map(|ms| ms as u64);
        tr!(PageStretchOfTime {
            from_ms,
            to_ms,
            length_ms
        })
    } else {
        let (from, to) = (from as u64 + 1, to.ceil() as u64);
        if axis == Axis::Batch {
            tr!(PageStretchOfBatches { from, to })
        } else {
            tr!(PageStretchOfTests { from, to })
        }
    };
    let mut line = el("div", "stretch-in").with(text_el("b", "", &title));
    if by_time {
        let runs = chart.runs.get_value();
        for (run, role) in &runs {
            line = line.with(figures(
                &role.label(&locale()),
                run.series.stretch(from, to),
            ));
        }
    }
    line.with(
        text_el("button", "btn", tr!(PageZoomToStretch))
            .attr("type", "button")
            .id("stretch-zoom")
            .click(move || chart.zoom_to_selected()),
    )
    .with(
        text_el("button", "btn icon quiet", "✕")
            .attr("type", "button")
            .attr("aria-label", tr!(PageForgetStretch))
            .click(move || {
                chart.selected.try_set(None);
            }),
    )
}

fn figures(role: &str, stretch: Option<oomscope_shared::chart::Stretch>) -> Node {
    let row = el("span", "stretch-run");
    let row = if role.is_empty() {
        row
    } else {
        row.with(text_el("b", "", role))
    };
    let Some(stretch) = stretch else {
        return row.text(tr!(PageNoBatchRuns));
    };
    let kib = |kib: u32| bytes(u64::from(kib) * 1024);
    let growth = (i64::from(stretch.last_kib) - i64::from(stretch.first_kib)) * 1024;
    let facts = [
        (tr!(PageLowest), kib(stretch.min_kib)),
        (tr!(PageHighest), kib(stretch.max_kib)),
        (tr!(PageMean), kib(stretch.mean_kib as u32)),
        (tr!(PageFromBeginToEnd), signed_bytes(growth)),
    ];
    let mut row = row;
    for (label, value) in facts {
        row = row.with(
            el("span", "")
                .text(label)
                .text(" ")
                .with(text_el("b", "", &value)),
        );
    }
    row.with(text_el(
        "span",
        "",
        &tr!(PageStretchHolds {
            tests: stretch.tests,
            batches: stretch.batches
        }),
    ))
}
