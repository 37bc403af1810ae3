//! Two runs: the verdict, both curves over each other, what changed test by test.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use oomscope_shared::chart::Role;
use oomscope_shared::compare::{Change, Comparison, SideFigures, VerdictKind, compare, markdown};
use oomscope_shared::units::{bytes, duration_ms, signed_bytes, signed_percent};
use wasm_bindgen_futures::JsFuture;

use crate::facts::{cell_bytes, moment};

use super::chart::{Axis, Timeline};
use super::delta_table::DeltaCard;
use super::parts::{cell, choice, click, flag, nothing, part, sentences, text};
use super::run::after_first_picture;
use super::state::{RunRef, State};

/// So many reasons stand open; the others are a click away.
const REASONS: usize = 3;

/// The page of two runs.
#[component]
pub fn CompareView(before: RunRef, after: RunRef) -> impl IntoView {
    let comparison = compare(&before.artifact, &after.artifact);
    let comparison = Arc::new(comparison.named(before.short_name(), after.short_name()));
    let state = State::expect();
    let axis = state.axis;
    Effect::watch(move || axis.get(), move |_, _, _| state.write_soon(), false);
    let runs = vec![(before.clone(), Role::Before), (after.clone(), Role::After)];
    let label = chart_sentence(&comparison);
    let axes = vec![
        (Axis::Time, "By time", "align-time", None),
        (Axis::Tests, "By test", "align-tests", None),
    ];
    let title = view! {
        <h2 id="timeline-title">"Both runs"</h2>
        {choice(axis, "Align the runs", axes)}
    }
    .into_any();
    let verdict = verdict_card(&comparison, &before, &after);
    let in_words = label.clone();
    let below = after_first_picture(move || {
        let sides = sides(&comparison);
        view! { <DeltaCard comparison=comparison.clone()/>{sides} }.into_any()
    });
    view! {
        {verdict}
        <section class="card" aria-labelledby="timeline-title">
            <Timeline runs axis label title range=None linked=true/>
            <details class="as-table">
                <summary>"The chart in words"</summary>
                <p>{in_words}</p>
            </details>
        </section>
        {below}
    }
}

fn verdict_tone(kind: VerdictKind) -> (&'static str, &'static str) {
    match kind {
        VerdictKind::Fixed | VerdictKind::Improved => ("good", "✓"),
        VerdictKind::Unchanged => ("plain", "＝"),
        VerdictKind::Regressed => ("bad", "■"),
        VerdictKind::Inconclusive => ("attention", "▲"),
    }
}

fn verdict_card(comparison: &Comparison, before: &RunRef, after: &RunRef) -> AnyView {
    let state = State::expect();
    let (tone, shape) = verdict_tone(comparison.verdict.kind);
    let mut first = comparison.verdict.reasons.clone();
    let rest = first.split_off(first.len().min(REASONS));
    let more = (!rest.is_empty()).then(|| {
        view! {
            <details class="as-table" data-testid="reasons">
                <summary>{format!("{} more about this verdict", rest.len())}</summary>
                {sentences("why", rest)}
            </details>
        }
        .into_any()
    });
    let picker = part(move || {
        if state.runs.with(Vec::len) > 2 {
            pair_picker(state)
        } else {
            nothing()
        }
    });
    let figures: Vec<AnyView> = [
        versus(
            "Highest memory",
            comparison.peak,
            [&comparison.before, &comparison.after].map(|side| side.peak_is_at_least),
        ),
        versus("Kept by the tests", comparison.retained, [false; 2]),
    ]
    .into_iter()
    .flatten()
    .collect();
    let sides = vec![side(Role::Before, before), side(Role::After, after)];
    view! {
        <section class=format!("card answer tone-{tone}") aria-labelledby="verdict">
            <div class="eyebrow">{sides}</div>
            <h1 id="verdict" data-testid="verdict">
                <span class="verdict-mark" aria-hidden="true">{shape}</span>
                {comparison.verdict.sentence.clone()}
            </h1>
            <div class="versus">{figures}</div>
            {sentences("why", first)}
            {more}
            <div class="actions">
                <button class="btn" type="button" data-testid="swap"
                    on:click=click(move || state.swap())>"⇄ Swap"</button>
                {copy_button(markdown(comparison))}
                {picker}
            </div>
        </section>
    }
    .into_any()
}

fn side(role: Role, run: &RunRef) -> AnyView {
    view! {
        <span class="side">
            <span class=format!("chip {}", role.name())>{role.label()}</span>
            <span class="mono file">{run.name.clone()}</span>
        </span>
    }
    .into_any()
}

fn copy_button(content: String) -> AnyView {
    let copied = RwSignal::new(false);
    let copy = click(move || {
        let promise = window().navigator().clipboard().write_text(&content);
        spawn_local(async move {
            if JsFuture::from(promise).await.is_ok() {
                copied.try_set(true);
            }
        });
    });
    let label = text(move || {
        if copied.get() {
            "Copied"
        } else {
            "Copy as Markdown"
        }
        .to_owned()
    });
    view! { <button class="btn" type="button" data-testid="copy-markdown" on:click=copy>{label}</button> }
        .into_any()
}

/// One figure of both runs, large.
fn versus(title: &'static str, change: Change, at_least: [bool; 2]) -> Option<AnyView> {
    if change.before.is_none() && change.after.is_none() {
        return None;
    }
    let shown = |value: Option<u64>, at_least: bool| {
        let text = cell_bytes(value);
        if at_least {
            format!("≥ {text}")
        } else {
            text
        }
    };
    let difference = change.difference().map(|difference| {
        let percent = change
            .ratio()
            .map(|ratio| format!(" ({})", signed_percent(ratio)));
        format!(
            "{}{}",
            signed_bytes(difference),
            percent.unwrap_or_default()
        )
    });
    let view = view! {
        <div class="versus-figure">
            <h2 class="versus-title">{title}</h2>
            <div class="versus-row">
                <span class="big before">
                    <span class="sr-only">"before "</span>{shown(change.before, at_least[0])}
                </span>
                <span class="arrow" aria-hidden="true">"→"</span>
                <span class="big after">
                    <span class="sr-only">"after "</span>{shown(change.after, at_least[1])}
                </span>
            </div>
            <p class="muted">{difference.unwrap_or_default()}</p>
        </div>
    };
    Some(view.into_any())
}

/// With more than two runs open: which are before and after.
fn pair_picker(state: State) -> AnyView {
    let pickers = vec![
        picker(state, "● before", "pick-before", true),
        picker(state, "◆ after", "pick-after", false),
    ];
    pickers.into_any()
}

fn picker(state: State, label: &'static str, testid: &'static str, is_before: bool) -> AnyView {
    let options: Vec<AnyView> = state
        .runs
        .get()
        .into_iter()
        .map(|run| {
            let id = run.id;
            let chosen = flag(move || {
                state
                    .pair
                    .get()
                    .is_some_and(|(a, b)| id == if is_before { a } else { b })
            });
            view! { <option value=id.to_string() selected=chosen>{run.name.clone()}</option> }
                .into_any()
        })
        .collect();
    let choose = move |event: ev::Event| {
        let Ok(id) = event_target_value(&event).parse::<u32>() else {
            return;
        };
        let Some((before, after)) = state.pair.get_untracked() else {
            return;
        };
        // Choosing the run of the other side exchanges them.
        let pair = match is_before {
            true if id == after => (after, before),
            true => (id, after),
            false if id == before => (after, before),
            false => (before, id),
        };
        state.pair.set(Some(pair));
    };
    view! { <label class="picker">{label}<select data-testid=testid on:change=choose>{options}</select></label> }
        .into_any()
}

fn chart_sentence(comparison: &Comparison) -> String {
    let side = |side: &SideFigures| match side.peak_bytes {
        Some(peak) => {
            format!(
                "{} reaches {} in {}",
                side.name,
                bytes(peak),
                duration_ms(side.duration_ms)
            )
        }
        None => format!("{} has no memory measured", side.name),
    };
    format!("{}; {}.", side(&comparison.before), side(&comparison.after))
}

/// One run as the cells of the last table.
fn side_cells(side: &SideFigures) -> Vec<(&'static str, String)> {
    let outcomes: Vec<_> = side
        .outcomes
        .iter()
        .map(|(o, n)| format!("{n} {}", o.words()))
        .collect();
    let batches = match side.batch_size {
        Some(size) => format!("{} of {size}", side.batches),
        None => side.batches.to_string(),
    };
    vec![
        ("Command", side.command.clone()),
        (
            "Commit",
            side.commit.clone().unwrap_or_else(|| "–".to_owned()),
        ),
        ("Started", moment(&side.started_at)),
        ("Took", duration_ms(side.duration_ms)),
        ("Tests", side.tests.to_string()),
        ("Outcomes", outcomes.join(", ")),
        ("Batches", batches),
        (
            "Deaths",
            format!(
                "{} of memory, {} in other ways",
                side.memory_deaths, side.other_deaths
            ),
        ),
        ("Limit", cell_bytes(side.limit_bytes)),
        ("Kept by all tests", cell_bytes(side.retained_bytes)),
    ]
}

/// Both runs by their figures.
fn sides(comparison: &Comparison) -> AnyView {
    let pairs = side_cells(&comparison.before)
        .into_iter()
        .zip(side_cells(&comparison.after));
    let rows: Vec<AnyView> = pairs
        .map(|((label, one), (_, other))| {
            let class = if one == other { "same" } else { "differs" };
            let cells = vec![cell("", one), cell("", other)];
            view! { <tr class=class><th scope="row">{label}</th>{cells}</tr> }.into_any()
        })
        .collect();
    view! {
        <section class="card" aria-labelledby="sides-title" data-testid="sides">
            <h2 id="sides-title">"The two runs"</h2>
            <div class="scroll"><table class="sides">
                <thead><tr>
                    <td></td>
                    <th scope="col"><span class="chip before">"● before"</span></th>
                    <th scope="col"><span class="chip after">"◆ after"</span></th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
        </section>
    }
    .into_any()
}
