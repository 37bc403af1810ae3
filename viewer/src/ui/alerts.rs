//! What could not be opened: the file, the reason, what to do. Each stays until it is dismissed.

use crate::tr;
use leptos::prelude::*;

use super::parts::{click, part};
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
    let dismiss = click(move || {
        state
            .alerts
            .update(|alerts| alerts.retain(|other| other.id != id));
    });
    view! {
        <div class="alert" role="alert" data-testid="alert">
            <span class="alert-mark" aria-hidden="true">"■"</span>
            <div>
                <p>
                    {tr!(PageNotOpened { file: &refused.name, reason: refused.why() })}
                </p>
                <p class="muted">{refused.advice()}</p>
            </div>
            <button class="btn icon quiet" type="button" aria-label=tr!(PageDismiss)
                data-testid="alert-dismiss" on:click=dismiss>"✕"</button>
        </div>
    }
    .into_any()
}
