//! The batches of a run: how each ended, how that is proved, what it printed last.

use leptos::ev;
use leptos::prelude::*;
use oomscope_shared::Artifact;
use oomscope_shared::artifact::{Batch, Pass};
use oomscope_shared::sentence::explain_ending;
use oomscope_shared::units::{bytes, count, duration_ms};

use crate::facts::{cell_bytes, peak_source};

use super::chips;
use super::parts::{Click, cell, click, facts, flag, head, nothing, part, sentences, text};
use super::state::RunRef;

/// So many batches get rows at once; the rest waits for a click.
const FIRST: usize = 50;

/// The card with the batches of a run.
#[component]
pub fn BatchesCard(run: RunRef) -> impl IntoView {
    let total = run.artifact.batches.len();
    let shown = RwSignal::new(FIRST.min(total));
    // A death is what one comes for; the first one starts open.
    let open_first = run
        .artifact
        .batches
        .iter()
        .position(|b| b.ending.is_death());
    let rows = part(move || {
        let batches = run.artifact.batches.iter().take(shown.get()).enumerate();
        let rows: Vec<AnyView> = batches
            .map(|(at, batch)| row(&run.artifact, batch, Some(at) == open_first))
            .collect();
        rows.into_any()
    });
    let heads = vec![
        head("num cell-batch", "#"),
        head("", "Ending"),
        head("hide-s", "Proof"),
        head("num hide-s", "Tests"),
        head("num", "Peak"),
        head("num hide-s", "Took"),
        view! { <th scope="col" class="cell-more"><span class="sr-only">"Details"</span></th> }
            .into_any(),
    ];
    let more = part(move || {
        if shown.get() >= total {
            return nothing();
        }
        let show = click(move || shown.update(|shown| *shown = (*shown * 4).min(total)));
        view! { <button class="btn more" type="button" on:click=show>{format!("Show more of {total} batches")}</button> }
            .into_any()
    });
    view! {
        <section class="card" aria-labelledby="batches-title">
            <div class="tools">
                <h2 id="batches-title">"Batches"</h2>
                <span class="count">{total.to_string()}</span>
            </div>
            <div class="scroll">
                <table class="batches" data-testid="batches-table">
                    <thead><tr>{heads}</tr></thead>
                    {rows}
                </table>
            </div>
            {more}
        </section>
    }
}

fn row(artifact: &Artifact, batch: &Batch, starts_open: bool) -> AnyView {
    let open = RwSignal::new(starts_open);
    let index = batch.index;
    let mut ending = vec![chips::ending(batch.ending)];
    let pass = match batch.pass {
        Pass::Observe => None,
        Pass::Retry => Some("retry"),
        Pass::Isolate => Some("isolate"),
        Pass::Confirm => Some("confirm"),
        Pass::Explain => Some("explain"),
    };
    if let Some(pass) = pass {
        ending.push(view! { <span class="chip plain">{pass}</span> }.into_any());
    }
    let id = format!("batch-{index}");
    let label = text(move || {
        format!(
            "{} of batch {index}",
            if open.get() {
                "Hide details"
            } else {
                "Details"
            }
        )
    });
    let expanded = text(move || open.get().to_string());
    let hidden = flag(move || !open.get());
    let turn = move || open.update(|open| *open = !*open);
    // The button lies in the row, and one click must not turn it twice.
    let turn_alone: Click = Box::new(move |event: ev::MouseEvent| {
        event.stop_propagation();
        turn();
    });
    view! {
        <tbody class:open=flag(move || open.get())>
            <tr on:click=click(turn) class="batch-row">
                {cell("num cell-batch", index.to_string())}
                <td>{ending}</td>
                {cell("hide-s muted", batch.proof.name())}
                {cell("num hide-s", batch.test_count.to_string())}
                {cell("num", cell_bytes(batch.peak_bytes))}
                {cell("num hide-s", duration_ms(batch.duration_ms))}
                <td class="cell-more">
                    <button type="button" class="btn icon quiet twist" aria-label=label
                        aria-expanded=expanded aria-controls=id.clone()
                        data-testid="batch-details" on:click=turn_alone>"›"</button>
                </td>
            </tr>
            <tr class="batch-more" id=id hidden=hidden>
                <td colspan="7">{details(artifact, batch)}</td>
            </tr>
        </tbody>
    }
    .into_any()
}

fn details(artifact: &Artifact, batch: &Batch) -> AnyView {
    let victim = batch
        .victim
        .and_then(|test| artifact.tests.id.get(test as usize).cloned());
    let victim =
        victim.map(|id| view! { <p>"Running when it died: "<code>{id}</code></p> }.into_any());
    // On a phone the row has no room for these.
    let short = vec![
        ("Proof", batch.proof.name().to_owned()),
        ("Tests", batch.test_count.to_string()),
        ("Took", duration_ms(batch.duration_ms)),
    ];
    view! {
        <div class="batch-body">
            <p class="batch-says">{explain_ending(batch)}</p>
            {victim}
            {sentences("evidence", batch.evidence.clone())}
            {facts("facts-row only-s", short)}
            {facts("facts-row", known(batch))}
            {printed(batch)}
        </div>
    }
    .into_any()
}

fn known(batch: &Batch) -> Vec<(&'static str, String)> {
    let mut facts: Vec<(&'static str, String)> = Vec::new();
    if let Some(code) = batch.exit_code {
        facts.push(("Exit code", code.to_string()));
    }
    if let Some(signal) = batch.signal {
        facts.push(("Signal", signal.to_string()));
    }
    if let Some(source) = batch.peak_source {
        facts.push(("Peak", peak_source(source).to_owned()));
    }
    if let Some(kib) = batch.collected_rss_kib {
        facts.push(("After collection", bytes(kib.saturating_mul(1024))));
    }
    if !batch.processes.is_empty() {
        let mut largest: Vec<_> = batch.processes.iter().collect();
        largest.sort_by_key(|process| std::cmp::Reverse(process.peak_kib));
        let named: Vec<_> = largest
            .iter()
            .take(3)
            .map(|p| format!("{} {}", p.name, bytes(p.peak_kib.saturating_mul(1024))))
            .collect();
        let total = count(batch.processes.len(), "process");
        facts.push(("Processes", format!("{total}: {}", named.join(", "))));
    }
    facts
}

fn printed(batch: &Batch) -> AnyView {
    let output = &batch.output;
    if output.text.trim().is_empty() {
        return view! { <p class="muted">"It printed nothing."</p> }.into_any();
    }
    let title = if output.total_bytes > output.kept_bytes {
        let (kept, total) = (bytes(output.kept_bytes), bytes(output.total_bytes));
        format!("The last {kept} of {total} it printed")
    } else {
        format!(
            "All it printed ({})",
            count(output.text.lines().count(), "line")
        )
    };
    view! {
        <details class="printed" data-testid="output">
            <summary>{title}</summary>
            <pre tabindex="0">{output.text.clone()}</pre>
        </details>
    }
    .into_any()
}
