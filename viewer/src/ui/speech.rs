//! Language and units: what the reader chose, kept for the next visit.

use js_sys::Promise;
use leptos::prelude::*;
use oomscope_shared::message::{Key, LANGUAGES};
use oomscope_shared::units::Units;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlSelectElement;

use crate::intake::Refused;
use crate::tr;
use crate::words;

use super::node::{Node, el, text_el};
use super::state::State;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = oomscope)]
    fn chosen() -> String;
    #[wasm_bindgen(js_namespace = oomscope, js_name = language)]
    fn wanted() -> String;
    #[wasm_bindgen(js_namespace = oomscope)]
    fn speak(code: &str);
    #[wasm_bindgen(js_namespace = oomscope, js_name = words)]
    fn words_of(code: &str) -> Promise;
}

const LANGUAGE: &str = "oomscope.language";
const UNITS: &str = "oomscope.units";

/// What was kept under a key at an earlier visit.
pub fn kept(key: &str) -> Option<String> {
    // A browser may refuse storage altogether; then the system decides.
    let storage = window().local_storage().ok().flatten()?;
    storage.get_item(key).ok().flatten()
}

/// Keeps something for the next visit, or nothing any more.
pub fn keep(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = if value.is_empty() {
            storage.remove_item(key)
        } else {
            storage.set_item(key, value)
        };
    }
}

/// Takes what the address or an earlier visit chose, or else what the browser asks for. A language that is
/// not in the program is loaded first; where it cannot be, the page stays English.
pub async fn begin() {
    let units = if kept(UNITS).is_some() {
        Units::Decimal
    } else {
        Units::Binary
    };
    let language = words::language_of(&wanted());
    if words::is_missing(language, units) {
        let loaded = JsFuture::from(words_of(language)).await;
        if let Some(text) = loaded.ok().and_then(|text| text.as_string()) {
            words::load(language, text);
        }
    }
    let language = words::choose(language, units);
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("lang", language);
    }
}

/// Says that the words of the language that the reader wants are not here.
pub fn tell_missing(state: State) {
    let language = words::language_of(&wanted());
    let name = LANGUAGES.iter().find(|(code, _)| *code == language);
    if let Some((_, name)) = name.filter(|_| words::is_missing(language, Units::Binary)) {
        state.alert(Refused::new(
            name,
            Key::PageLanguageMissing,
            Key::AdviceLanguageMissing,
        ));
    }
}

/// The two choices, for the foot of the page.
pub fn choices(state: State) -> Node {
    let as_system = [("", tr!(PageAsTheSystem))];
    let languages = [&as_system, LANGUAGES].concat();
    let units = [("", "MiB"), ("mb", "MB")];
    el("p", "choices")
        .with(choice(state, LANGUAGE, tr!(PageLanguage), &languages))
        .with(choice(state, UNITS, tr!(PageUnitsOfMemory), &units))
}

fn choice(state: State, key: &'static str, label: &str, options: &[(&str, &str)]) -> Node {
    let now = match key {
        LANGUAGE => chosen(),
        _ => kept(key).unwrap_or_default(),
    };
    let mut list = el("select", "").id(key);
    for (value, name) in options {
        let option = text_el("option", "", name).attr("value", value);
        list = list.with(if *value == now {
            option.attr("selected", "")
        } else {
            option
        });
    }
    let select = list.element();
    let list = list.on(
        "change",
        Box::new(move |_| {
            let chosen = select.unchecked_ref::<HtmlSelectElement>().value();
            if key == LANGUAGE {
                speak(&chosen);
            } else {
                keep(key, &chosen);
            }
            spawn_local(async move {
                begin().await;
                tell_missing(state);
                state.say_anew();
                // The page was made anew; the reader goes on where they were.
                request_animation_frame(move || {
                    let again = format!("[data-testid='{key}']");
                    let found = document().query_selector(&again).ok().flatten();
                    if let Some(select) = found {
                        let _ = select.unchecked_ref::<web_sys::HtmlElement>().focus();
                    }
                });
            });
        }),
    );
    el("label", "").text(label).text(" ").with(list)
}
