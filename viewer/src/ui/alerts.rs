//! What could not be opened: the file, the reason, what to do. Each stays until it is dismissed.

use leptos::prelude::*;

use super::state::State;

/// The list of alerts; nothing while there is none.
#[component]
pub fn Alerts() -> impl IntoView {
    let state = State::expect();
    view! {
        <div class="alerts">
            <For each=move || state.alerts.get() key=|alert| alert.id let:alert>
                <div class="alert" role="alert" data-testid="alert">
                    <span class="alert-mark" aria-hidden="true">"■"</span>
                    <div>
                        <p>
                            <strong class="mono">{alert.refused.name.clone()}</strong>
                            " was not opened: "
                            {alert.refused.reason.clone()}
                            "."
                        </p>
                        <p class="muted">{alert.refused.advice.clone()}</p>
                    </div>
                    <button class="btn icon quiet" type="button" aria-label="Dismiss"
                        data-testid="alert-dismiss"
                        on:click=move |_| {
                            state.alerts.update(|alerts| alerts.retain(|other| other.id != alert.id));
                        }>"✕"</button>
                </div>
            </For>
        </div>
    }
}
