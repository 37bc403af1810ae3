//! A test in both runs: its figures before and after, and both curves while it ran.

use leptos::prelude::*;
use oomscope_shared::chart::{Role, TestOrder};
use oomscope_shared::compare::TestDelta;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::facts::{cell_duration, split_id};
use crate::tr;

use super::chart::{Axis, Timeline};
use super::chips;
use super::compare::{self, versus};
use super::node::{Node, el, text_el};
use super::pages::link;
use super::parts::nothing;
use super::state::{RunRef, State, View};

/// What a row of the comparison opens, above everything else until it is closed.
pub fn both(test: &TestDelta, ends: &[(RunRef, Role); 2]) -> AnyView {
    let (name, file) = split_id(&test.id);
    let close = text_el("button", "btn", tr!(PageClose))
        .attr("type", "button")
        .attr("autofocus", "")
        .click(|| {
            if let Some(card) = card() {
                let _ = card.hide_popover();
            }
        });
    let head = el("div", "tools")
        .with(text_el("h2", "mono-title", name))
        .with(el("span", "spacer"))
        .with(close);
    let figures = [
        versus(tr!(PageKept), test.retained, [false; 2]),
        versus(tr!(PagePeak), test.peak, [false; 2]),
    ];
    let figures = figures.into_iter().flatten().collect();
    let said = el("div", "")
        .with(head)
        .with(text_el("p", "mono file", file))
        .with(el("div", "versus").all(figures))
        .all(ends.iter().map(|end| side(end, &test.id)).collect());
    let name = name.to_owned();
    // The browser takes the focus there, and gives it back to the row when it is closed.
    request_animation_frame(move || {
        if let Some(card) = card() {
            let _ = card.prepend_with_node_1(&said.element());
            for (attribute, value) in [("popover", ""), ("role", "dialog"), ("aria-label", &name)] {
                let _ = card.set_attribute(attribute, value);
            }
            let _ = card.show_popover();
        }
    });
    let curves = curves(test, ends).unwrap_or_else(nothing);
    view! { <section class="card of-test">{curves}</section> }.into_any()
}

fn card() -> Option<HtmlElement> {
    let found = document().query_selector(".of-test").ok()??;
    found.dyn_into().ok()
}

/// How the test ended on one side and how long it took, with the way to its page there.
fn side((run, role): &(RunRef, Role), id: &str) -> Node {
    let line = el("p", "side").with(compare::chip(*role));
    let tests = &run.artifact.tests;
    let at = tests.id.iter().position(|one| one == id);
    let Some(row) = at.and_then(|at| tests.row(at)) else {
        return line.text("–");
    };
    let page = View::Test(run.id, row.index);
    line.with(chips::outcome_of(
        row.outcome,
        run.artifact.death(row.index),
    ))
    .with(text_el("span", "", &cell_duration(row.duration_us)))
    .with(link(State::expect(), page, &run.short_name()))
}

/// Both curves over each other, from where the test began to where it ended on each side.
fn curves(test: &TestDelta, ends: &[(RunRef, Role); 2]) -> Option<AnyView> {
    let runs = ends
        .each_ref()
        .map(|(run, _)| (&*run.artifact, &run.series));
    let order = TestOrder::new(&runs);
    let slot = order.ids.iter().position(|id| *id == test.id)? as f64;
    let label = tr!(PageMemoryAroundTest).to_owned();
    let title = text_el("h3", "", tr!(PageBothRuns)).view();
    let view = view! {
        <Timeline runs=ends.to_vec() axis=Axis::Test label title range=Some((slot, slot + 1.0))
            fitted=true/>
    };
    Some(view.into_any())
}
