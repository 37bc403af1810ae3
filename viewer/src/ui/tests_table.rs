//! All tests of a run: filter, sort, and as many rows as one looks at.

use crate::tr;
use crate::words;
use std::cell::Cell;
use std::sync::Arc;

use leptos::prelude::*;
use oomscope_shared::artifact::Death;
use oomscope_shared::chart::Tone;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::csv;
use crate::facts::{cell_bytes, cell_duration, split_id};
use crate::filter::{Filter, culprits};
use crate::sort::{Key, Orders, accepted, arranged};

use super::chips;
use super::node::{Node, el, text_el};
use super::open::download;
use super::parts::{click, text};
use super::speech::{keep, kept};
use super::state::{RunRef, State, View};
use super::table::{Row, Slot, long_table, sorting};
use super::treemap;

/// The card with the tests of a run.
#[component]
pub fn TestsCard(run: RunRef) -> impl IntoView {
    let state = State::expect();
    let typed = state.filter;
    let artifact = run.artifact.clone();
    let parsed = Memo::new(move |_| typed.with(|text| Filter::parse(text, Some(&artifact))));
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
    // A filter is typed letter by letter, and none of them changes the order.
    let for_order = run.clone();
    let all = Memo::new(move |_| arranged(&for_order.artifact.tests, order.get()));
    let for_rows = run.clone();
    let rows = Memo::new(move |previous: Option<&Vec<u32>>| {
        // A filter that is still being typed keeps the rows of the last one that made sense.
        parsed.with(|filter| match filter {
            Ok(filter) => all.with(|all| accepted(&for_rows.artifact.tests, filter, all)),
            Err(_) => previous.cloned().unwrap_or_default(),
        })
    });
    let head = [
        (tr!(PageTest), Key::Name, ""),
        (tr!(PageOutcome), Key::Outcome, "cell-outcome hide-s"),
        (tr!(PageKept), Key::Kept, "num cell-kept"),
        (tr!(PagePeak), Key::Peak, "num cell-size"),
        (tr!(PageMemoryAfter), Key::After, "num cell-size cell-after"),
        (tr!(PageTime), Key::Time, "num cell-time hide-s"),
        (tr!(PageBatch), Key::Batch, "num cell-batch hide-s"),
    ];
    let head = head
        .into_iter()
        .map(|(label, key, class)| sorting(label, key, order, key.descending_first(), class))
        .collect();
    let saved = run.clone();
    let numbers = Arc::new(numbers(&run));
    let map = treemap::view(state, &run, rows, Arc::clone(&numbers));
    let row: Row = Arc::new(move || slot(state, run.clone(), most_kept, Arc::clone(&numbers)));
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
            tr!(PageShownOf { shown, total })
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
                <h2 id="tests-title">{tr!(PageTests)}</h2>
                <span class="count" translate="no" role="status" aria-live="polite" data-testid="tests-count">{counted}</span>
                <span class="spacer"></span>
                <input type="search" class="filter" placeholder=tr!(PageFilterHint)
                    aria-label=tr!(PageFilterTests) data-testid="tests-filter" spellcheck="false"
                    autocomplete="off"
                    prop:value=text(move || typed.get())
                    on:input=move |event| {
                        state.filter_by(event_target_value(&event));
                    }/>
                {chooser(state).view()}
                <button class="btn quiet" type="button" aria-label=tr!(PageSaveTests)
                    title=tr!(PageSaveTests) data-testid="save-csv" on:click=save>"CSV"</button>
            </div>
            <p class="filter-error" role="status" aria-live="polite">
                {text(move || parsed.with(|filter| filter.as_ref().err().map(words::text)).unwrap_or_default())}
            </p>
            {map}
            {long_table(rows, head, row, "tests-table", tr!(PageListOfTests), tr!(PageNoTestMeetsFilter))}
        </section>
    }
}

/// The columns that can be hidden, by the ends of their classes; the bits of `State::hidden_columns`.
const COLUMNS: [&str; 6] = ["outcome", "kept", "size", "after", "time", "batch"];
/// Where the hidden ones are kept for the next visit.
const HIDDEN: &str = "oomscope.columns";

/// What the reader hid at an earlier visit; at the first one what few ask for.
pub fn hidden_at_first() -> u8 {
    let hidden = kept(HIDDEN).and_then(|hidden| hidden.parse().ok());
    hidden.unwrap_or(1 << 3)
}

/// Which columns the table shows.
fn chooser(state: State) -> Node {
    let names = [
        tr!(PageOutcome),
        tr!(PageKept),
        tr!(PagePeak),
        tr!(PageMemoryAfter),
        tr!(PageTime),
        tr!(PageBatch),
    ];
    let boxes = names.iter().enumerate().map(|(at, name)| {
        let bit = 1 << at;
        let field = el("input", "")
            .attr("type", "checkbox")
            .id(&format!("column-{}", COLUMNS[at]))
            .click(move || {
                state.hidden_columns.update(|hidden| *hidden ^= bit);
                keep(HIDDEN, &state.hidden_columns.get_untracked().to_string());
            });
        let shown = state.hidden_columns.get_untracked() & bit == 0;
        let field = if shown {
            field.attr("checked", "")
        } else {
            field
        };
        el("label", "").with(field).text(" ").text(name)
    });
    el("details", "chooser")
        .with(text_el("summary", "btn quiet", tr!(PageColumns)).id("columns"))
        .with(el("div", "card").all(boxes.collect()))
}

/// For each test the finding that names it, from 1, or 0; nothing where there are no findings.
fn numbers(run: &RunRef) -> Vec<u32> {
    let artifact = &run.artifact;
    if artifact.findings.is_empty() {
        return Vec::new();
    }
    let mut numbers = vec![0; artifact.tests.len()];
    // The first of several stays.
    for (at, finding) in artifact.findings.iter().enumerate().rev() {
        for test in culprits(artifact, finding) {
            numbers[test as usize] = at as u32 + 1;
        }
    }
    numbers
}

/// A row: its elements are made once, and its texts change with what it shows.
fn slot(state: State, run: RunRef, most_kept: f64, numbers: Arc<Vec<u32>>) -> Slot {
    let mark = el("span", "row-mark");
    let name = el("a", "");
    let file = el("span", "");
    let found = el("span", "found");
    let remark = el("span", "remark");
    let kept = text_el("span", "", "");
    let share = el("span", "");
    let [peak, after] = ["num cell-size", "num cell-size cell-after"].map(|class| el("td", class));
    let [time, batch] =
        ["num cell-time hide-s", "num cell-batch hide-s"].map(|class| el("td", class));
    let parts = [
        &mark, &name, &file, &found, &remark, &kept, &peak, &after, &time, &batch,
    ]
    .map(Node::element);
    let (chip_now, bar) = (Cell::new(None), share.element());
    let outcome = el("td", "cell-outcome hide-s");
    let outcome_cell = outcome.element();
    let cell = el("td", "cell-test")
        .with(el("span", "test-name").with(mark).with(name))
        .with(el("span", "test-file").with(file).with(found).with(remark));
    let first = cell.element();
    let bar_of = el("span", "bar").attr("aria-hidden", "true").with(share);
    let row = el("tr", "")
        .with(cell)
        .with(outcome)
        .with(el("td", "num cell-kept").with(el("span", "kept").with(kept).with(bar_of)))
        .with(peak)
        .with(after)
        .with(time)
        .with(batch);
    let element = row.element();
    let shown = element.clone();
    let fill = move |index: u32, at: usize| {
        let tests = &run.artifact.tests;
        let Some(row) = tests.row(index as usize) else {
            return;
        };
        let (name, file) = split_id(row.id);
        let remark = tests.remark(index).map(words::text);
        let title = match &remark {
            Some(remark) => format!("{}\n{remark}", row.id),
            None => row.id.to_owned(),
        };
        let death = run.artifact.death(index);
        let tone = match death {
            Some(Death::Interrupted) => Tone::Plain,
            _ => Tone::of_outcome(row.outcome),
        };
        let batch = row.batch.map_or_else(|| "–".to_owned(), |b| b.to_string());
        let found = match numbers.get(index as usize) {
            None | Some(0) => String::new(),
            Some(number) => format!("▲ {}", tr!(PageFindingNumber { number: *number })),
        };
        let texts = [
            &format!("{} ", tone.mark()),
            name,
            file,
            &found,
            remark.as_deref().unwrap_or_default(),
            &cell_bytes(row.retained_bytes),
            &cell_bytes(row.peak_bytes),
            &cell_bytes(row.rss_after_bytes),
            &cell_duration(row.duration_us),
            &batch,
        ];
        for (part, text) in parts.iter().zip(texts) {
            part.set_text_content(Some(text));
        }
        let chip = (row.outcome, death);
        if chip_now.replace(Some(chip)) != Some(chip) {
            parts[0].set_class_name(&format!("row-mark {}", tone.name()));
            outcome_cell.set_text_content(None);
            let _ = outcome_cell.append_child(&chips::outcome_of(chip.0, chip.1).element());
        }
        let kept = row.retained_bytes.map_or(0.0, |kept| kept as f64);
        if let Some(bar) = bar.dyn_ref::<HtmlElement>() {
            let share = format!("{:.1}%", kept / most_kept * 100.0);
            let _ = bar.style().set_property("width", &share);
        }
        let href = state
            .address_of(View::Test(run.id, index))
            .unwrap_or_default();
        let _ = parts[1].set_attribute("href", &href);
        let _ = first.set_attribute("title", &title);
        let _ = shown.set_attribute("aria-rowindex", &(at + 2).to_string());
        let _ = shown.set_attribute("data-test", row.id);
    };
    Slot {
        element,
        fill: Box::new(fill),
    }
}
