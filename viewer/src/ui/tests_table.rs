//! All tests of a run: filter, sort, and as many rows as one looks at.

use crate::tr;
use crate::words::{fill, of, said};
use std::sync::Arc;

use leptos::prelude::*;
use oomscope_shared::chart::Tone;

use crate::csv;
use crate::facts::{cell_bytes, cell_duration, split_id};
use crate::filter::{Filter, HINT};
use crate::sort::{Key, Orders, arranged};

use super::chips;
use super::node::{Node, el, say};
use super::open::download;
use super::pages::link;
use super::parts::{click, text};
use super::state::{RunRef, State, View};
use super::table::{Row, long_table, sorting};

/// The card with the tests of a run.
#[component]
pub fn TestsCard(run: RunRef) -> impl IntoView {
    let state = State::expect();
    let typed = state.filter;
    let parsed = Memo::new(move |_| typed.with(|text| Filter::parse(text)));
    let tests = &run.artifact.tests;
    let most_kept = tests
        .retained_kib
        .iter()
        .flatten()
        .copied()
        .max()
        .unwrap_or(0)
        .max(1) as f64
        * 1024.0;
    let measured = tests.retained_kib.iter().any(Option::is_some);
    let key = if measured { Key::Kept } else { Key::Plan };
    let order = RwSignal::new(Orders::by(key, measured));
    let total = tests.len();
    let for_rows = run.clone();
    let rows = Memo::new(move |previous: Option<&Vec<u32>>| {
        // A filter that is still being typed keeps the rows of the last one that made sense.
        parsed.with(|filter| match filter {
            Ok(filter) => arranged(&for_rows.artifact.tests, filter, order.get()),
            Err(_) => previous.cloned().unwrap_or_default(),
        })
    });
    let head = [
        (tr!("Test"), Key::Name, ""),
        (tr!("Outcome"), Key::Outcome, "cell-outcome hide-s"),
        (tr!("Kept"), Key::Kept, "num cell-kept"),
        (tr!("Peak"), Key::Peak, "num cell-size"),
        (tr!("Memory after"), Key::After, "num cell-size cell-after"),
        (tr!("Time"), Key::Time, "num cell-time hide-s"),
        (tr!("Batch"), Key::Batch, "num cell-batch hide-s"),
    ];
    let head = head
        .into_iter()
        .map(|(label, key, class)| sorting(label, key, order, key.descending_first(), class))
        .collect();
    let saved = run.clone();
    let row: Row = Arc::new(move |index, at| {
        row(state, &run, index, at, most_kept).unwrap_or_else(|| el("tr", ""))
    });
    let for_csv = saved.clone();
    let save = click(move || {
        let csv = rows.with_untracked(|rows| csv::of_tests(&for_csv.artifact.tests, rows));
        download("tests.csv", "text/csv", csv.as_bytes());
    });
    let counted = text(move || {
        let shown = rows.with(Vec::len);
        if shown == total {
            total.to_string()
        } else {
            fill(tr!("{} of {}"), &[&shown, &total])
        }
    });
    let class = text(move || {
        let hidden = state.hidden_columns.get();
        let names = COLUMNS.iter().enumerate();
        let names = names.filter(|(at, _)| hidden & (1 << at) != 0);
        names.fold("card".to_owned(), |class, (_, name)| class + " no-" + name)
    });
    view! {
        <section class=class aria-labelledby="tests-title">
            <div class="tools">
                <h2 id="tests-title">{tr!("Tests")}</h2>
                <span class="count" role="status" aria-live="polite" data-testid="tests-count">{counted}</span>
                <span class="spacer"></span>
                <input type="search" class="filter" placeholder=fill(tr!("Filter: {}"), &[&of(HINT)])
                    aria-label=tr!("Filter tests") data-testid="tests-filter" spellcheck="false"
                    autocomplete="off"
                    prop:value=text(move || typed.get())
                    on:input=move |event| {
                        typed.set(event_target_value(&event));
                        state.write_soon();
                    }/>
                {chooser(state).view()}
                <button class="btn quiet" type="button" aria-label=tr!("Save the shown tests as CSV")
                    title=tr!("Save the shown tests as CSV") data-testid="save-csv" on:click=save>"CSV"</button>
            </div>
            <p class="filter-error" role="status" aria-live="polite">
                {text(move || parsed.with(|filter| filter.as_ref().err().map(|error| said(error))).unwrap_or_default())}
            </p>
            {long_table(rows, head, row, "tests-table", tr!("List of tests"), tr!("No test meets the filter."))}
        </section>
    }
}

/// The columns that can be hidden, by the ends of their classes; the bits of `State::hidden_columns`.
const COLUMNS: [&str; 6] = ["outcome", "kept", "size", "after", "time", "batch"];
/// What is hidden until the reader asks for it.
pub const HIDDEN_AT_FIRST: u8 = 1 << 3;

/// Which columns the table shows.
fn chooser(state: State) -> Node {
    let names = [
        tr!("Outcome"),
        tr!("Kept"),
        tr!("Peak"),
        tr!("Memory after"),
        tr!("Time"),
        tr!("Batch"),
    ];
    let boxes = names.iter().enumerate().map(|(at, name)| {
        let bit = 1 << at;
        let field = el("input", "")
            .attr("type", "checkbox")
            .id(&format!("column-{}", COLUMNS[at]))
            .click(move || state.hidden_columns.update(|hidden| *hidden ^= bit));
        let shown = state.hidden_columns.get_untracked() & bit == 0;
        let field = if shown {
            field.attr("checked", "")
        } else {
            field
        };
        el("label", "").with(field).text(" ").text(name)
    });
    el("details", "chooser")
        .with(say("summary", "btn quiet", tr!("Columns")).id("columns"))
        .with(el("div", "card").all(boxes.collect()))
}

fn row(state: State, run: &RunRef, index: u32, at: usize, most_kept: f64) -> Option<Node> {
    let tests = &run.artifact.tests;
    let row = tests.row(index as usize)?;
    let (name, file) = split_id(row.id);
    let remark = tests.remark(index);
    let title = match remark {
        Some(remark) => format!("{}\n{remark}", row.id),
        None => row.id.to_owned(),
    };
    let file = el("span", "test-file").with(say("span", "", file));
    let file = match remark {
        Some(remark) => file.with(say("span", "remark", remark)),
        None => file,
    };
    let share = row
        .retained_bytes
        .map_or(0.0, |kept| kept as f64 / most_kept * 100.0);
    let tone = Tone::of_outcome(row.outcome);
    let mark = format!("{} ", tone.mark());
    let bar = el("span", "bar")
        .attr("aria-hidden", "true")
        .with(el("span", "").style("width", &format!("{share:.1}%")));
    let batch = row.batch.map_or_else(|| "–".to_owned(), |b| b.to_string());
    Some(
        el("tr", "")
            .attr("aria-rowindex", &(at + 2).to_string())
            .attr("data-test", row.id)
            .with(
                el("td", "cell-test")
                    .attr("title", &title)
                    .with(
                        el("span", "test-name")
                            .with(say("span", &format!("row-mark {}", tone.name()), &mark))
                            .with(link(state, View::Test(run.id, index), name)),
                    )
                    .with(file),
            )
            .with(el("td", "cell-outcome hide-s").with(chips::outcome(row.outcome)))
            .with(
                el("td", "num cell-kept")
                    .with(say("span", "kept", &cell_bytes(row.retained_bytes)).with(bar)),
            )
            .with(say("td", "num cell-size", &cell_bytes(row.peak_bytes)))
            .with(say(
                "td",
                "num cell-size cell-after",
                &cell_bytes(row.rss_after_bytes),
            ))
            .with(say(
                "td",
                "num cell-time hide-s",
                &cell_duration(row.duration_us),
            ))
            .with(say("td", "num cell-batch hide-s", &batch)),
    )
}
