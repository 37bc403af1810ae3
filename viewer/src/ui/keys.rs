//! The map of keys, and the keys that work everywhere.

use leptos::ev;
use leptos::prelude::*;
use oomscope_shared::message::Key;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement, KeyboardEvent};

use crate::tr;
use crate::words::word;

use super::node::{Node, el, text_el};
use super::state::{State, View};

/// Keys with what they do. Those of the time line work while it has the focus.
const KEYS: &[(Key, &[(&str, Key)])] = &[
    (
        Key::PageKeysEverywhere,
        &[
            ("?", Key::PageKeyMap),
            ("o", Key::PageKeyOpen),
            ("/", Key::PageKeyFilter),
            ("t", Key::PageKeyTimeLine),
            ("c", Key::PageKeyCompare),
            ("s", Key::PageKeySwap),
            ("1 … 9", Key::PageKeyRun),
            ("Esc", Key::PageKeyClose),
        ],
    ),
    (
        Key::PageKeysOnTimeLine,
        &[
            ("← →", Key::PageKeyPan),
            ("↑ ↓  + −", Key::PageKeyZoom),
            ("Shift ← →", Key::PageKeyRead),
            ("m", Key::PageKeyMark),
            ("Enter", Key::PageKeyEnter),
            ("Backspace", Key::PageKeyBack),
            ("0", Key::PageKeyEverything),
            ("Home End", Key::PageKeyEnds),
        ],
    ),
];

/// Listens for the keys that work everywhere.
pub fn listen(state: State) {
    window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
            return;
        }
        let in_field = event.target().is_some_and(|target| {
            let tag = target
                .dyn_ref::<web_sys::Element>()
                .map(web_sys::Element::tag_name);
            matches!(tag.as_deref(), Some("INPUT" | "SELECT" | "TEXTAREA"))
        });
        if !in_field && act(state, &event.key()) {
            event.prevent_default();
        }
    });
}

fn act(state: State, key: &str) -> bool {
    let press = |selector: &str, focus: bool| {
        let found = document().query_selector(selector).ok().flatten();
        let Some(element) = found.and_then(|e| e.dyn_into::<HtmlElement>().ok()) else {
            return false;
        };
        if focus {
            let _ = element.focus();
        } else {
            element.click();
        }
        true
    };
    let run = match state.view.get_untracked() {
        View::Test(run, _) | View::Batch(run, _) => Some(run),
        _ => None,
    };
    match key {
        "?" => show(),
        "o" => return press("[data-testid='open']", false),
        "/" => return press(".filter", true),
        "t" => return press(".chart canvas", true),
        "c" if state.pair.with_untracked(Option::is_some) => state.go(View::Compare),
        "s" => return press("[data-testid='swap']", false),
        "Escape" if run.is_some() => state.go(View::Single(run.unwrap_or_default())),
        key => {
            let position = key
                .parse::<usize>()
                .ok()
                .and_then(|number| number.checked_sub(1));
            let runs = state.runs.get_untracked();
            let Some(run) = position.and_then(|position| runs.get(position)) else {
                return false;
            };
            state.go(View::Single(run.id));
        }
    }
    true
}

/// Shows the map.
pub fn show() {
    let close = text_el("button", "btn", tr!(PageClose))
        .attr("type", "button")
        .attr("autofocus", "");
    let dialog = el("dialog", "keys")
        .id("keys")
        .attr("aria-labelledby", "keys-title")
        .with(text_el("h2", "", tr!(PageKeys)).attr("id", "keys-title"))
        .all(
            KEYS.iter()
                .map(|(title, keys)| group(*title, keys))
                .collect(),
        );
    let element = dialog.element();
    let Ok(element) = element.dyn_into::<HtmlDialogElement>() else {
        return;
    };
    let (closing, gone) = (element.clone(), element.clone());
    let dialog = dialog
        .with(close.click(move || closing.close()))
        .on("close", Box::new(move |_| gone.remove()));
    if let Some(body) = document().body() {
        let _ = body.append_child(&dialog.element());
        let _ = element.show_modal();
    }
}

fn group(title: Key, keys: &[(&str, Key)]) -> Node {
    let rows = keys.iter().map(|(key, what)| {
        let names = key.split(' ').filter(|name| !name.is_empty());
        let term = names.fold(el("dt", ""), |term, name| {
            term.with(text_el("kbd", "", name))
        });
        el("div", "")
            .with(term)
            .with(text_el("dd", "", word(*what)))
    });
    el("section", "")
        .with(text_el("h3", "", word(title)))
        .with(el("dl", "").all(rows.collect()))
}
