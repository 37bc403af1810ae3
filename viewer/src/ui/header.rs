//! The bar at the top: brand, a tab per view, the button that opens files, the colours.

use crate::tr;
use leptos::html::Input;
use leptos::prelude::*;

use crate::pair::{PairPlace, Sides};

use super::look::theme_button;
use super::node::{Node, el, text_el};
use super::open;
use super::parts::{nothing, part};
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
            {theme_button(state).view()}
        </header>
    }
}

fn compare_tab(state: State) -> AnyView {
    let button = text_el("button", "tab", tr!(PageBeforeAndAfter)).id("tab-compare");
    current(button, move || state.view.get() == View::Compare)
        .click(move || state.go(View::Compare))
        .view()
}

/// A button that says whether what it leads to is looked at.
fn current(button: Node, is: impl Fn() -> bool + 'static) -> Node {
    button
        .attr("type", "button")
        .attr_of("aria-current", move || {
            if is() { "page" } else { "false" }.to_owned()
        })
}

fn tab(state: State, run: &RunRef) -> AnyView {
    let id = run.id;
    let is_current = move || state.view.get() == View::Single(id);
    let mark = el("span", "tab-mark").attr("aria-hidden", "true");
    let mark = mark.follow(move |mark| {
        let place = |sides: &Option<Sides<u32>>| sides.as_ref().map(|sides| sides.place(id));
        let (class, shape) = match state.pair.with(place) {
            Some(PairPlace::Before) => ("tab-mark before", "● "),
            Some(PairPlace::After) => ("tab-mark after", "◆ "),
            _ => ("tab-mark", ""),
        };
        mark.set_class_name(class);
        mark.set_text_content(Some(shape));
    });
    let button = el("button", "tab")
        .attr("title", &run.name)
        .attr("translate", "no")
        .id("tab-run");
    let button = current(button, is_current)
        .click(move || state.go(View::Single(id)))
        .with(mark)
        .text(&run.short_name());
    let close = tr!(PageCloseRun { run: &run.name });
    let close = text_el("button", "tab-close", "✕")
        .attr("type", "button")
        .attr("aria-label", &close)
        .attr("title", &close)
        .id("tab-close")
        .click(move || state.close(id));
    el("span", "tab-group")
        .with(button)
        .with(close)
        .follow(move |group| {
            let class = if is_current() {
                "tab-group is-current"
            } else {
                "tab-group"
            };
            group.set_class_name(class);
        })
        .view()
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
    let pick = move || {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let label = move || {
        let another = primary && !state.runs.with(Vec::is_empty);
        if another {
            tr!(PageOpenAnother)
        } else {
            tr!(PageOpenArtifact)
        }
    };
    let button = el("button", "btn primary")
        .attr("type", "button")
        .id(if primary { "open" } else { "open-empty" })
        .follow(move |button| button.set_text_content(Some(label())))
        .click(pick);
    view! {
        <input type="file" multiple class="sr-only" tabindex="-1" aria-label=tr!(PageArtifactsToOpen)
            accept=".json,.gz,.zip,application/json,application/gzip,application/zip"
            data-testid=if primary { "open-input" } else { "open-input-empty" }
            node_ref=input on:change=chosen/>
        {button.view()}
    }
}
