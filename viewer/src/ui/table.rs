//! Parts that the tables share: a header that sorts, and a scrolling body with rows only where one looks.

use std::ops::Range;
use std::sync::Arc;

use leptos::ev;
use leptos::html::{Div, Tbody};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, MouseEvent};

use crate::sort::Orders;
use crate::tr;
use crate::window;

use super::node::{Node, el, text_el};
use super::parts::text;

/// So many rows are printed: some fifty pages.
const PRINTED: usize = 2_000;

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
    let sort = move |more| order.update(|o| *o = o.clicked(key, descending_first, more));
    let sorted = move || {
        let order = order.get();
        (order.aria(key), order.arrow(key))
    };
    sort_header(label, class, Box::new(sorted), Box::new(sort))
}

fn sort_header(
    label: &'static str,
    class: &'static str,
    sorted: Box<dyn Fn() -> (&'static str, String)>,
    sort: Box<dyn Fn(bool)>,
) -> AnyView {
    let arrow = el("span", "sort-arrow").attr("aria-hidden", "true");
    let shown = arrow.element();
    let click = move |event: Event| {
        let mouse = event.dyn_ref::<MouseEvent>();
        sort(mouse.is_some_and(MouseEvent::shift_key));
    };
    let button = text_el("button", "sort", label)
        .attr("type", "button")
        .attr("title", tr!(PageSort))
        .on("click", Box::new(click))
        .with(arrow);
    el("th", class)
        .attr("scope", "col")
        .with(button)
        .follow(move |head| {
            let (order, arrow) = sorted();
            let _ = head.set_attribute("aria-sort", order);
            shown.set_text_content(Some(&arrow));
        })
        .view()
}

/// A row that shows one entry after another: while one scrolls, those that leave at one end come back at the
/// other with new texts, which takes a browser a fraction of what new elements take.
pub struct Slot {
    /// The row.
    pub element: Element,
    /// Shows the entry of an index, at a position of the table.
    pub fill: Box<dyn Fn(u32, usize)>,
}

impl Slot {
    /// A row whose cells are made anew for each entry.
    pub fn remade(make: impl Fn(u32, usize) -> Node + 'static) -> Self {
        let element = el("tr", "").element();
        let row = element.clone();
        let fill = move |index, at| {
            let fresh = make(index, at).element();
            row.set_text_content(None);
            while let Some(cell) = fresh.first_child() {
                let _ = row.append_child(&cell);
            }
            for name in fresh.get_attribute_names() {
                let name = name.as_string().unwrap_or_default();
                let value = fresh.get_attribute(&name).unwrap_or_default();
                let _ = row.set_attribute(&name, &value);
            }
        };
        Self {
            element,
            fill: Box::new(fill),
        }
    }
}

/// Makes a row that shows nothing yet.
pub type Row = Arc<dyn Fn() -> Slot + Send + Sync>;

/// A row that is on the page: its position, its index, and its element.
type Made = (usize, u32, Slot);

/// Puts the rows of a stretch in front of the last row of a table's body. Rows that stay are not touched: a
/// turn of the wheel brings two or three. Those that leave are used for those that come.
fn put_rows(body: &Element, made: &mut Vec<Made>, range: Range<usize>, rows: &[u32], row: &Row) {
    let end = range.end.min(rows.len());
    let range = range.start.min(end)..end;
    let stays = |(at, index, _): &Made| range.contains(at) && rows[*at] == *index;
    let (kept, mut left): (Vec<_>, Vec<_>) = std::mem::take(made).into_iter().partition(stays);
    let mut kept = kept.into_iter().rev().peekable();
    let mut next = body.last_element_child();
    for at in range.rev() {
        let slot = match kept.next_if(|(place, _, _)| *place == at) {
            Some((_, _, slot)) => slot,
            None => {
                // From the bottom up on both sides, so that in a long jump none of them is moved.
                let slot = left.pop().map_or_else(|| row(), |(_, _, slot)| slot);
                (slot.fill)(rows[at], at);
                if slot.element.next_element_sibling() != next {
                    let next = next.as_ref().map(AsRef::as_ref);
                    // Fails only where the table is gone.
                    let _ = body.insert_before(&slot.element, next);
                }
                slot
            }
        };
        next = Some(slot.element.clone());
        made.push((at, rows[at], slot));
    }
    for (_, _, slot) in left {
        slot.element.remove();
    }
    made.reverse();
}

/// A table of many rows of equal height, of which only those in view have nodes.
pub fn long_table(
    // Rows to show, as indexes for `row`.
    rows: Memo<Vec<u32>>,
    // The header's cells.
    head: Vec<AnyView>,
    // Makes a row.
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
            // Where it stands there already, a browser would lay out the page only to find that.
            if scrolled.get_untracked() > 0.0
                && let Some(element) = scroller.get_untracked()
            {
                element.set_scroll_top(0);
            }
            scrolled.set(0.0);
        },
        false,
    );
    let before = StoredValue::new(0.0);
    let range = Memo::new(move |_| {
        let at = scrolled.get();
        let before = before.try_update_value(|before| std::mem::replace(before, at));
        window::visible(
            rows.with(Vec::len),
            ROW,
            height.get(),
            at,
            before.unwrap_or(at),
        )
    });
    let above = text(move || format!("{}px", range.get().start as f64 * ROW));
    let below = text(move || {
        let total = rows.with(Vec::len);
        format!("{}px", (total - range.get().end.min(total)) as f64 * ROW)
    });
    let body = NodeRef::<Tbody>::new();
    let made = StoredValue::new_local(Vec::<Made>::new());
    let of_print = Arc::clone(&row);
    let put = move |range: Range<usize>| {
        if let Some(body) = body.get_untracked() {
            rows.with_untracked(|rows| {
                made.update_value(|made| put_rows(&body, made, range, rows, &of_print));
            });
        }
    };
    // On paper nobody scrolls.
    let again = put.clone();
    let printing = window_event_listener(ev::beforeprint, move |_| put(0..PRINTED));
    let printed = window_event_listener(ev::afterprint, move |_| again(range.get_untracked()));
    on_cleanup(move || {
        printing.remove();
        printed.remove();
    });
    Effect::new(move |_| {
        let range = range.get();
        if let Some(body) = body.get() {
            rows.with(|rows| made.update_value(|made| put_rows(&body, made, range, rows, &row)));
        }
    });
    view! {
        <div class="long" node_ref=scroller on:scroll=on_scroll tabindex="0" role="region" aria-label=label>
            <table data-testid=testid aria-rowcount=text(move || (rows.with(Vec::len) + 1).to_string())>
                <thead><tr>{head}</tr></thead>
                <tbody node_ref=body>
                    <tr class="gap" aria-hidden="true"><td style:height=above></td></tr>
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
