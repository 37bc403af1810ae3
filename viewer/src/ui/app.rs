//! The frame: header, alerts, and one of the three pages (nothing open, one run, two runs).

use crate::tr;
use crate::words;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DragEvent};

use super::alerts::Alerts;
use super::batch_page::BatchPage;
use super::compare::CompareView;
use super::empty::Empty;
use super::header::Header;
use super::node::{el, text_el};
use super::parts::{click, flag, nothing, part, text};
use super::run::RunView;
use super::site::History;
use super::state::{State, View};
use super::test_page::TestPage;
use super::{history, keys, look, open, privacy, site, speech};

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let state = State::new();
    provide_context(state);
    look::follow_system(state);
    accept_drops(state);
    history::follow(state);
    keys::listen(state);
    site::read(state);
    open::address(state);
    open::offline(state);
    speech::tell_missing(state);
    part(move || {
        state.words.track();
        frame(state)
    })
}

/// All that is on the page, in the words chosen now.
fn frame(state: State) -> AnyView {
    let page = part(move || {
        if state.runs.with(Vec::is_empty) && state.view.get() != View::Privacy {
            return match state.site.get() {
                Some(index) => view! { <History index/> }.into_any(),
                None => view! { <Empty/> }.into_any(),
            };
        }
        match state.view.get() {
            View::Single(id) => match state.run(id) {
                Some(run) => view! { <RunView run/> }.into_any(),
                None => nothing(),
            },
            View::Test(id, test) => match state.run(id) {
                Some(run) => view! { <TestPage run test/> }.into_any(),
                None => nothing(),
            },
            View::Batch(id, at) => match state.run(id) {
                Some(run) => view! { <BatchPage run at/> }.into_any(),
                None => nothing(),
            },
            View::Privacy => privacy::page().view(),
            View::Compare => match state.sides() {
                Some(sides) => view! { <CompareView sides/> }.into_any(),
                None => nothing(),
            },
        }
    });
    view! {
        <Header/>
        <main id="main">
            <Alerts/>
            {part(move || if state.newer.get() { newer() } else { nothing() })}
            <div class="busy" class:there=flag(move || state.busy.with(Option::is_some))>
                <span class="spinner" aria-hidden="true"></span>
                <p role="status" aria-live="polite" data-testid="busy">
                    {text(move || state.busy.with(|doing| doing.as_ref().map(words::text)).unwrap_or_default())}
                </p>
                <button type="button" class="btn" data-testid="stop"
                    on:click=click(move || state.stop_reading())>{tr!(PageStop)}</button>
            </div>
            {page}
        </main>
        <footer>
            <p>
                {tr!(PageFileNeverLeaves)}" "
                <a href="#privacy" data-testid="privacy-link">{tr!(PageHowToCheck)}</a>
                " · "
                <button type="button" class="plain-link" on:click=click(keys::show)>{tr!(PageKeysButton)}</button>
            </p>
            {speech::choices(state).view()}
        </footer>
        <div class="drop-overlay" aria-hidden="true" class:there=flag(move || state.dragging.get())>
            <div>{tr!(PageDropToOpen)}</div>
        </div>
    }
    .into_any()
}

/// Says that the page has a newer version.
fn newer() -> AnyView {
    el("div", "notice")
        .id("newer")
        .attr("role", "status")
        .with(text_el("span", "notice-mark", "▲").attr("aria-hidden", "true"))
        .with(text_el("p", "", tr!(PageNewerVersion)))
        .with(
            text_el("button", "btn", tr!(PageReload))
                .attr("type", "button")
                .click(|| {
                    let _ = window().location().reload();
                }),
        )
        .view()
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
        if has_files(&event) {
            event.prevent_default();
            open::take(state, &event.data_transfer().into());
        }
    });
    window_event_listener(ev::paste, move |event: ClipboardEvent| {
        // Text that goes into a field is for the field.
        let is_field = event
            .target()
            .is_some_and(|target| target.dyn_ref::<web_sys::HtmlInputElement>().is_some());
        if !is_field {
            open::take(state, &event.clipboard_data().into());
        }
    });
}
