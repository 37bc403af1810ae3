//! The map over the table of tests: fields that say where memory is, and narrow the table's filter.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use oomscope_shared::answer::keeps_much;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::tr;
use crate::treemap::{By, Field, Lead, Of, map};
use crate::words::bytes;

use super::node::{Node, el, text_el};
use super::pages::link;
use super::parts::choice;
use super::state::{RunRef, State, View};

/// The map of what a table shows; of `numbers` each test's finding.
pub fn view(state: State, run: &RunRef, rows: Memo<Vec<u32>>, numbers: Arc<Vec<u32>>) -> AnyView {
    // What a few kibibytes are made of nobody asks.
    let keeps = !run.artifact.findings.is_empty() || keeps_much(&run.artifact);
    let (by, of) = (RwSignal::new(0_u32), RwSignal::new(u32::from(!keeps)));
    let pick = |chosen: RwSignal<u32>, label, options| {
        choice(
            label,
            options,
            move || chosen.get(),
            move |at| chosen.set(at),
        )
    };
    let kinds = vec![
        (tr!(PageKept), "map-kept", None),
        (tr!(PagePeak), "map-peak", None),
    ];
    let mut choices = vec![pick(of, tr!(PageMapOf), kinds)];
    if !run.artifact.findings.is_empty() {
        let places = vec![
            (tr!(PageByFile), "map-place", None),
            (tr!(PageByHolder), "map-holder", None),
        ];
        choices.push(pick(by, tr!(PageMapBy), places));
    }
    let list = el("ul", "map")
        .id("map")
        .attr("aria-label", tr!(PageMap))
        .attr("tabindex", "-1");
    let element = list.element();
    let run = run.clone();
    // A task of its own: with very many tests it takes as long as the table does.
    let ready = RwSignal::new(false);
    let set_ready = move || {
        ready.try_set(true);
    };
    set_timeout(set_ready, Duration::ZERO);
    Effect::new(move |_| {
        let how = (
            [By::Place, By::Holder][by.get() as usize],
            [Of::Kept, Of::Peak][of.get() as usize],
        );
        let filter = state.filter.get_untracked();
        // Without anything inside it has no size.
        element.set_text_content(Some(" "));
        if !ready.get() {
            return;
        }
        let (width, height) = (element.client_width(), element.client_height());
        let aspect = f64::from(width.max(1)) / f64::from(height.max(1));
        let fields = rows.with(|rows| map(&run.artifact, rows, &numbers, how, &filter, aspect));
        element.set_text_content(None);
        for field in fields {
            let node = item(state, &run, field, &element);
            let _ = element.append_child(&node.element());
        }
    });
    view! { <div class="tools map-tools">{choices}</div>{list.view()} }.into_any()
}

fn item(state: State, run: &RunRef, field: Field<'_>, list: &web_sys::Element) -> Node {
    let size = bytes(field.bytes);
    let title = format!("{} · {size}", field.name);
    let inside = match field.lead {
        Lead::Test(test) => link(state, View::Test(run.id, test), ""),
        Lead::Nowhere => el("span", ""),
        Lead::Filter(filter) => {
            let list = list.clone();
            el("button", "").attr("type", "button").click(move || {
                state.filter_by(filter.clone());
                // The field is gone now; the reader's place is the map.
                if let Some(list) = list.dyn_ref::<HtmlElement>() {
                    let _ = list.focus();
                }
            })
        }
    };
    let inside = inside
        .attr("title", &title)
        .with(text_el("b", "", &field.name))
        .text(" ")
        .with(text_el("span", "", &size));
    let sides = ["left", "top", "width", "height"];
    let item = el("li", "").with(inside);
    sides
        .iter()
        .zip(field.place)
        .fold(item, |item, (side, share)| {
            item.style(side, &format!("{:.3}%", share * 100.0))
        })
}
