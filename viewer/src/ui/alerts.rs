//! What could not be opened: the file, the reason, what to do. Each stays until it is dismissed.

use crate::tr;
use leptos::prelude::*;

use super::node::{el, prose, text_el};
use super::parts::part;
use super::state::{Alert, State};

/// The list of alerts; nothing while there is none.
#[component]
pub fn Alerts() -> impl IntoView {
    let state = State::expect();
    let list = part(move || {
        let alerts: Vec<AnyView> = state
            .alerts
            .get()
            .into_iter()
            .map(|alert| one(state, alert))
            .collect();
        alerts.into_any()
    });
    view! { <div class="alerts">{list}</div> }
}

fn one(state: State, alert: Alert) -> AnyView {
    let Alert { id, refused } = alert;
    let said = tr!(PageNotOpened {
        file: &refused.name,
        reason: refused.why()
    });
    let dismiss = text_el("button", "btn icon quiet", "✕")
        .attr("type", "button")
        .attr("aria-label", tr!(PageDismiss))
        .id("alert-dismiss")
        .click(move || {
            state
                .alerts
                .update(|alerts| alerts.retain(|other| other.id != id));
        });
    el("div", "alert")
        .attr("role", "alert")
        .id("alert")
        .with(text_el("span", "alert-mark", "■").attr("aria-hidden", "true"))
        .with(el("div", "").with(prose("p", "", &said)).with(prose(
            "p",
            "muted",
            &refused.advice(),
        )))
        .with(dismiss)
        .view()
}
