//! The frame: header, alerts, and one of the three pages (nothing open, one run, two runs).

use leptos::ev;
use leptos::prelude::*;
use web_sys::DragEvent;

use super::alerts::Alerts;
use super::compare::CompareView;
use super::empty::Empty;
use super::header::Header;
use super::parts::{flag, nothing, part, text};
use super::run::RunView;
use super::state::{State, View};
use super::{look, open};

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let state = State::new();
    provide_context(state);
    look::follow_system(state);
    accept_drops(state);
    open::address(state);
    let page = part(move || {
        if state.runs.with(Vec::is_empty) {
            return view! { <Empty/> }.into_any();
        }
        match state.view.get() {
            View::Single(id) => match state.run(id) {
                Some(run) => view! { <RunView run/> }.into_any(),
                None => nothing(),
            },
            View::Compare => {
                let pair = state.pair.get();
                let runs = pair.and_then(|(a, b)| Some((state.run(a)?, state.run(b)?)));
                match runs {
                    Some((before, after)) => view! { <CompareView before after/> }.into_any(),
                    None => nothing(),
                }
            }
        }
    });
    view! {
        <Header/>
        <main id="main">
            <Alerts/>
            <p class="busy" role="status" aria-live="polite" data-testid="busy"
                class:there=flag(move || state.busy.with(Option::is_some))>
                {text(move || state.busy.get().map(|name| format!("Opening {name} …")).unwrap_or_default())}
            </p>
            {page}
        </main>
        <footer>
            <p>"The file you open never leaves this page. No request is made after it has loaded."</p>
        </footer>
        <div class="drop-overlay" aria-hidden="true" class:there=flag(move || state.dragging.get())>
            <div>"Drop to open"</div>
        </div>
    }
}

/// Takes files dropped anywhere on the window. The browser would otherwise leave the page to show them.
fn accept_drops(state: State) {
    let has_files = |event: &DragEvent| {
        event
            .data_transfer()
            .is_some_and(|data| data.types().includes(&"Files".into(), 0))
    };
    let over = move |event: DragEvent| {
        if has_files(&event) {
            event.prevent_default();
            state.dragging.set(true);
        }
    };
    window_event_listener(ev::dragenter, over);
    window_event_listener(ev::dragover, over);
    window_event_listener(ev::dragleave, move |event: DragEvent| {
        // Leaving one element for another is no leaving of the window; that has no goal.
        if event.related_target().is_none() {
            state.dragging.set(false);
        }
    });
    window_event_listener(ev::drop, move |event: DragEvent| {
        state.dragging.set(false);
        if let Some(files) = event.data_transfer().and_then(|data| data.files()) {
            event.prevent_default();
            open::files(state, &files);
        }
    });
}
