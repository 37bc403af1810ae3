//! The batches of a run, one row each; a row leads to the batch's own page.

use crate::tr;
use crate::words::{self, duration_ms};
use leptos::prelude::*;
use oomscope_shared::artifact::{Batch, Pass};

use crate::facts::cell_bytes;

use super::chips;
use super::node::{Node, el, text_el};
use super::pages::{link, table};
use super::parts::{nothing, part};
use super::state::{RunRef, State, View};

/// So many batches get rows at once; the rest waits for a click.
const FIRST: usize = 50;

/// The card with the batches of a run.
#[component]
pub fn BatchesCard(run: RunRef) -> impl IntoView {
    let state = State::expect();
    let total = run.artifact.batches.len();
    let shown = RwSignal::new(FIRST.min(total));
    // A column of its own only where a peak lies above its limit: elsewhere the two are one figure.
    let is_charged =
        (run.artifact.batches.iter()).any(|batch| run.artifact.charged(batch).is_some());
    let rows = part(move || {
        let batches = run.artifact.batches.iter().take(shown.get()).enumerate();
        let rows = batches
            .map(|(at, batch)| {
                let charged = run.artifact.charged(batch).map(|(charged, _)| charged);
                let charged = is_charged.then_some(charged);
                row(state, run.id, at as u32, batch, charged)
            })
            .collect();
        let mut heads = vec![
            ("", tr!(PageBatch)),
            ("", tr!(PageEnding)),
            ("hide-s", tr!(PageProof)),
            ("num hide-s", tr!(PageTests)),
            ("num", tr!(PagePeak)),
            ("num hide-s", tr!(PageTook)),
        ];
        if is_charged {
            heads.insert(5, ("num", tr!(PageHeadCharged)));
        }
        table(&heads, rows, "batches-table").view()
    });
    let more = part(move || {
        if shown.get() >= total {
            return nothing();
        }
        text_el(
            "button",
            "btn more",
            &tr!(PageMoreBatches { batches: total }),
        )
        .attr("type", "button")
        .click(move || shown.update(|shown| *shown = (*shown * 4).min(total)))
        .view()
    });
    view! {
        <section class="card batches" aria-labelledby="batches-title">
            <div class="tools">
                <h2 id="batches-title">{tr!(PageBatches)}</h2>
                <span class="count">{total.to_string()}</span>
            </div>
            {rows}
            {more}
        </section>
    }
}

fn row(state: State, run: u32, at: u32, batch: &Batch, charged: Option<Option<u64>>) -> Node {
    let pass = Some(batch.pass).filter(|pass| *pass != Pass::Observe);
    let chips = pass
        .into_iter()
        .map(|pass| text_el("span", "chip plain", words::word(pass.key())))
        .collect();
    let name = link(
        state,
        View::Batch(run, at),
        &tr!(PageBatchNumber { batch: batch.index }),
    );
    el("tr", "linked")
        .with(el("td", "").with(name.id("batch-link")))
        .with(el("td", "").with(chips::ending(batch.ending)).all(chips))
        .with(text_el(
            "td",
            "hide-s muted",
            words::word(batch.proof.key()),
        ))
        .with(text_el("td", "num hide-s", &batch.test_count.to_string()))
        .with(text_el("td", "num", &cell_bytes(batch.peak_bytes)))
        .all(
            charged
                .map(|charged| text_el("td", "num", &cell_bytes(charged)))
                .into_iter()
                .collect(),
        )
        .with(text_el("td", "num hide-s", &duration_ms(batch.duration_ms)))
}
