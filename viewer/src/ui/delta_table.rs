//! What changed, test by test: changed, added, removed, all.

use crate::tr;
use crate::words::signed_bytes;
use std::sync::Arc;

use leptos::prelude::*;
use oomscope_shared::chart::Role;
use oomscope_shared::compare::{Change, Comparison, TestDelta};

use crate::csv;
use crate::delta::{Group, Key, arranged};
use crate::facts::{cell_bytes, split_id};
use crate::filter::Filter;
use crate::sort::Orders;

use super::both::both;
use super::chips;
use super::node::{Node, el, text_el};
use super::open::download;
use super::parts::{choice, click, head, nothing, part};
use super::state::RunRef;
use super::table::{Row, Slot, long_table, sorting};

/// The card with the tests of both runs.
#[component]
pub fn DeltaCard(
    comparison: Arc<Comparison>,
    // The runs that stand for the sides.
    ends: [(RunRef, Role); 2],
) -> impl IntoView {
    // The row that is open, from 1; 0 is none. A signal of numbers is there already.
    let opened = RwSignal::new(0_u32);
    let group = RwSignal::new(Group::first_with_tests(&comparison));
    let typed = RwSignal::new(String::new());
    let order = RwSignal::new(Orders::by(Key::Change, true));
    let for_rows = comparison.clone();
    let rows = Memo::new(move |_| {
        // Only words are looked for here: a condition could mean either run.
        let filter = typed
            .with(|text| Filter::parse(text, None))
            .unwrap_or_default();
        arranged(&for_rows, group.get(), &filter, order.get())
    });
    let for_csv = comparison.clone();
    let save = click(move || {
        let csv = rows.with_untracked(|rows| csv::of_deltas(&for_csv, rows));
        download("comparison.csv", "text/csv", csv.as_bytes());
    });
    let groups = Group::ALL
        .into_iter()
        .map(|one| (one.label(), one.testid(), Some(one.count(&comparison))))
        .collect();
    let groups = choice(
        tr!(PageWhichTests),
        groups,
        move || group.get() as u32,
        move |at| group.set(Group::ALL[at as usize]),
    );
    let head = vec![
        sorting(tr!(PageTest), Key::Name, order, false, ""),
        head("cell-outcomes hide-s", tr!(PageOutcome)),
        sorting(tr!(PageKept), Key::Kept, order, true, "num cell-change"),
        sorting(tr!(PagePeak), Key::Peak, order, true, "num cell-change"),
    ];
    let of_rows = comparison.clone();
    let row: Row = Arc::new(move || {
        let comparison = of_rows.clone();
        Slot::remade(
            move |index, at| match comparison.tests.get(index as usize) {
                Some(test) => row(test, &comparison, at, move || opened.set(index + 1)),
                None => el("tr", ""),
            },
        )
    });
    view! {
        <section class="card" aria-labelledby="delta-title">
            <div class="tools">
                <h2 id="delta-title">{tr!(PageTestByTest)}</h2>
                {groups}
                <span class="spacer"></span>
                <input type="search" class="filter" placeholder=tr!(PageFilterByName) spellcheck="false"
                    autocomplete="off" aria-label=tr!(PageFilterTests) data-testid="delta-filter"
                    on:input=move |event| typed.set(event_target_value(&event))/>
                <button class="btn quiet" type="button" aria-label=tr!(PageSaveTests)
                    title=tr!(PageSaveTests) data-testid="save-csv" on:click=save>"CSV"</button>
            </div>
            {long_table(rows, head, row, "delta-table", tr!(PageTestsOfBothRuns), tr!(PageNoTestHere))}
            {part(move || {
                let test = comparison.tests.get((opened.get() as usize).wrapping_sub(1));
                test.map_or_else(nothing, |test| both(test, &ends))
            })}
        </section>
    }
}

fn row(test: &TestDelta, comparison: &Comparison, at: usize, open: impl Fn() + 'static) -> Node {
    let (name, file) = split_id(&test.id);
    let before = test.before.map(|figures| figures.outcome);
    let after = test.after.map(|figures| figures.outcome);
    let outcomes = match (before, after) {
        (Some(one), Some(other)) if one == other => vec![chips::outcome(one)],
        (Some(one), Some(other)) => vec![
            chips::outcome(one),
            text_el("span", "arrow", " → "),
            chips::outcome(other),
        ],
        (None, Some(other)) => vec![
            text_el("span", "chip plain", tr!(PageMarkAdded)),
            chips::outcome(other),
        ],
        (Some(one), None) => vec![
            text_el("span", "chip plain", tr!(PageMarkRemoved)),
            chips::outcome(one),
        ],
        (None, None) => Vec::new(),
    };
    let noise = &comparison.noise;
    let kept_moved = beyond(test.retained, noise.of_test_retained(test.retained));
    let peak_moved = beyond(test.peak, noise.of_test_peak(test.peak));
    el("tr", "")
        .attr("aria-rowindex", &(at + 2).to_string())
        .attr("data-test", &test.id)
        .with(
            el("td", "cell-test")
                .attr("title", &test.id)
                .with(text_el("button", "test-name row-open", name).attr("type", "button"))
                .with(el("span", "test-file").with(text_el("span", "", file)))
                .click(open),
        )
        .with(el("td", "cell-outcomes hide-s").all(outcomes))
        .with(el("td", "num cell-change").all(change(test.retained, kept_moved)))
        .with(el("td", "num cell-change").all(change(test.peak, peak_moved)))
}

fn beyond(change: Change, noise: u64) -> bool {
    change
        .difference()
        .is_some_and(|difference| difference.unsigned_abs() > noise)
}

/// A difference over the two figures it is made of. Within the noise it is not coloured.
fn change(change: Change, moved: bool) -> Vec<Node> {
    let class = match change.difference() {
        Some(difference) if moved && difference > 0 => "difference worse",
        Some(difference) if moved && difference < 0 => "difference better",
        _ => "difference",
    };
    let mark = match class {
        "difference worse" => "▲ ",
        "difference better" => "▼ ",
        _ => "",
    };
    let text = change
        .difference()
        .map_or_else(|| "–".to_owned(), signed_bytes);
    let both = format!(
        "{} → {}",
        cell_bytes(change.before),
        cell_bytes(change.after)
    );
    vec![
        el("span", class)
            .with(text_el("span", "", mark).attr("aria-hidden", "true"))
            .text(&text),
        text_el("span", "both", &both),
    ]
}
