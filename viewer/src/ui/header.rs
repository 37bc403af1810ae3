//! The bar at the top: brand, a tab per view, the button that opens files, the colours.

use crate::tr;
use leptos::html::Input;
use leptos::prelude::*;

use crate::pair::PairPlace;

use super::look::ThemeButton;
use super::open;
use super::parts::{click, flag, nothing, part, text};
use super::state::{RunRef, State, View};

/// The bar at the top.
#[component]
pub fn Header() -> impl IntoView {
    let state = State::expect();
    view! {
        <header>
            <a class="skip" href="#main">{tr!(PageSkip)}</a>
            <span class="brand">
                <svg width="22" height="22" viewBox="0 0 20 20" aria-hidden="true">
                    <rect width="20" height="20" rx="5.5" fill="var(--accent)"/>
                    <path d="M3.5 14.5 7.5 10.5 10.5 12.5 16 5.5" fill="none" stroke="var(--surface)"
                        stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>
                    <path d="M3.5 5H12" stroke="var(--surface)" stroke-opacity=".65"
                        stroke-width="1.5" stroke-dasharray="2 2"/>
                </svg>
                "oomscope"
            </span>
            <nav aria-label=tr!(PageOpenRuns)>
                {part(move || if state.runs.with(Vec::len) > 1 {
                    compare_tab(state)
                } else {
                    nothing()
                })}
                {part(move || {
                    let tabs: Vec<AnyView> = state.runs.get().iter().map(|run| tab(state, run)).collect();
                    tabs.into_any()
                })}
            </nav>
            <OpenButton primary=true/>
            <ThemeButton/>
        </header>
    }
}

fn compare_tab(state: State) -> AnyView {
    view! {
        <button type="button" class="tab" data-testid="tab-compare"
            aria-current=current(move || state.view.get() == View::Compare)
            on:click=click(move || state.view.set(View::Compare))>{tr!(PageBeforeAndAfter)}</button>
    }
    .into_any()
}

fn current(is: impl Fn() -> bool + Send + Sync + 'static) -> Signal<String> {
    text(move || if is() { "page" } else { "false" }.to_owned())
}

fn tab(state: State, run: &RunRef) -> AnyView {
    let id = run.id;
    let is_current = move || state.view.get() == View::Single(id);
    let sides = move |before: &'static str, after: &'static str, neither: &'static str| {
        text(move || {
            let place = state
                .pair
                .with(|pair| pair.as_ref().map(|sides| sides.place(id)));
            match place {
                Some(PairPlace::Before) => before,
                Some(PairPlace::After) => after,
                _ => neither,
            }
            .to_owned()
        })
    };
    let mark = sides("● ", "◆ ", "");
    let side = sides("tab-mark before", "tab-mark after", "tab-mark");
    let close = tr!(PageCloseRun { run: &run.name });
    view! {
        <span class="tab-group" class:is-current=flag(is_current)>
            <button type="button" class="tab" data-testid="tab-run" title=run.name.clone()
                aria-current=current(is_current)
                on:click=click(move || state.view.set(View::Single(id)))>
                <span class=side aria-hidden="true">{mark}</span>
                {run.short_name()}
            </button>
            <button type="button" class="tab-close" aria-label=close.clone() title=close
                data-testid="tab-close" on:click=click(move || state.close(id))>"✕"</button>
        </span>
    }
    .into_any()
}

/// The button that opens the file picker. The one in the bar carries the input's test id.
#[component]
pub fn OpenButton(primary: bool) -> impl IntoView {
    let state = State::expect();
    let input = NodeRef::<Input>::new();
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        if let Some(list) = input.files() {
            open::take(state, &list);
        }
        // Choosing the same file again must count as a change.
        input.set_value("");
    };
    let pick = click(move || {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    });
    let label = text(move || {
        let another = primary && !state.runs.with(Vec::is_empty);
        if another {
            tr!(PageOpenAnother)
        } else {
            tr!(PageOpenArtifact)
        }
        .to_owned()
    });
    view! {
        <input type="file" multiple class="sr-only" tabindex="-1" aria-label=tr!(PageArtifactsToOpen)
            accept=".json,.gz,.zip,application/json,application/gzip,application/zip"
            data-testid=if primary { "open-input" } else { "open-input-empty" }
            node_ref=input on:change=chosen/>
        <button type="button" class="btn primary" data-testid=if primary { "open" } else { "open-empty" }
            on:click=pick>{label}</button>
    }
}
