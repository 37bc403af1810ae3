//! Parts that the tables share: a header that sorts, and a scrolling body with rows only where one looks.

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;

use crate::sort::Orders;
use crate::tr;
use crate::window;

use super::parts::{Click, part, text};

/// Height of a row in CSS pixels; the style sheet says the same.
pub const ROW: f64 = 46.0;

/// A header cell whose button sorts by its column.
pub fn sorting<K>(
    // What it says.
    label: &'static str,
    // The column.
    key: K,
    // The order of the table.
    order: RwSignal<Orders<K>>,
    // Whether the first click puts the largest first.
    descending_first: bool,
    // Class of the cell.
    class: &'static str,
) -> AnyView
where
    K: Copy + PartialEq + Send + Sync + 'static,
{
    let sorted = text(move || order.get().aria(key).to_owned());
    let arrow = text(move || order.get().arrow(key));
    let sort: Click = Box::new(move |event| {
        let more = event.shift_key();
        order.update(|o| *o = o.clicked(key, descending_first, more));
    });
    sort_header(label, class, sorted, arrow, sort)
}

fn sort_header(
    label: &'static str,
    class: &'static str,
    sorted: Signal<String>,
    arrow: Signal<String>,
    sort: Click,
) -> AnyView {
    view! {
        <th scope="col" class=class aria-sort=sorted>
            <button type="button" class="sort" title=tr!("Sort; with Shift by this column, too") on:click=sort>
                {label}<span class="sort-arrow" aria-hidden="true">{arrow}</span>
            </button>
        </th>
    }
    .into_any()
}

/// Makes a row of its index and its position.
pub type Row = Arc<dyn Fn(u32, usize) -> AnyView + Send + Sync>;

/// A table of many rows of equal height, of which only those in view have nodes.
pub fn long_table(
    // Rows to show, as indexes for `row`.
    rows: Memo<Vec<u32>>,
    // The header's cells.
    head: Vec<AnyView>,
    // Makes a row of its index and its position.
    row: Row,
    // For tests.
    testid: &'static str,
    // What the table lists.
    label: &'static str,
    // What stands there where no row does.
    nothing: &'static str,
) -> AnyView {
    let scroller = NodeRef::<Div>::new();
    let scrolled = RwSignal::new(0.0_f64);
    let height = RwSignal::new(600.0_f64);
    let on_scroll = move |_| {
        if let Some(element) = scroller.get_untracked() {
            scrolled.set(f64::from(element.scroll_top()));
            height.set(f64::from(element.client_height()));
        }
    };
    // Another order or filter starts from the top.
    Effect::watch(
        move || rows.track(),
        move |(), _, _| {
            if let Some(element) = scroller.get_untracked() {
                element.set_scroll_top(0);
            }
            scrolled.set(0.0);
        },
        false,
    );
    let range =
        Memo::new(move |_| window::visible(rows.with(Vec::len), ROW, height.get(), scrolled.get()));
    let above = text(move || format!("{}px", range.get().start as f64 * ROW));
    let below = text(move || {
        let total = rows.with(Vec::len);
        format!("{}px", (total - range.get().end.min(total)) as f64 * ROW)
    });
    // Rows are not keyed: those that stay in view are updated in place, which costs less than moving them.
    let shown = part(move || {
        let range = range.get();
        let made: Vec<AnyView> = rows.with(|rows| {
            let end = range.end.min(rows.len());
            (range.start.min(end)..end)
                .map(|at| row(rows[at], at))
                .collect()
        });
        made.into_any()
    });
    view! {
        <div class="long" node_ref=scroller on:scroll=on_scroll tabindex="0" role="region" aria-label=label>
            <table data-testid=testid aria-rowcount=text(move || (rows.with(Vec::len) + 1).to_string())>
                <thead><tr>{head}</tr></thead>
                <tbody>
                    <tr class="gap" aria-hidden="true"><td style:height=above></td></tr>
                    {shown}
                    <tr class="gap" aria-hidden="true"><td style:height=below></td></tr>
                </tbody>
            </table>
            <p class="nothing">{text(move || {
                if rows.with(Vec::is_empty) { nothing } else { "" }.to_owned()
            })}</p>
        </div>
    }
    .into_any()
}
