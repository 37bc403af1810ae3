//! Files of earlier visits, on this machine and only if the reader wants it.

use js_sys::{Array, Promise};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlInputElement};

use crate::tr;

use super::node::{Node, el, text_el};
use super::open;
use super::parts::{Part, part};
use super::state::State;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = oomscope)]
    fn recent() -> Promise;
    #[wasm_bindgen(js_namespace = oomscope)]
    fn keeping(wanted: bool) -> Promise;
    /// Keeps files, if the reader wants that.
    #[wasm_bindgen(js_namespace = oomscope)]
    pub fn keep(files: &JsValue) -> Promise;
}

/// The choice, the kept files, and the button that forgets them.
pub fn list(state: State) -> Part {
    let kept = RwSignal::new_local(Vec::<File>::new());
    let wanted = RwSignal::new(is_wanted());
    let read = move || {
        spawn_local(async move {
            let found = JsFuture::from(recent()).await.unwrap_or_default();
            let found = Array::from(&found);
            kept.try_set(found.iter().map(JsCast::unchecked_into).collect());
        });
    };
    read();
    part(move || {
        let choose = el("input", "").attr("type", "checkbox").id("keep-files");
        let field = choose.element();
        let choose = if wanted.get() {
            choose.attr("checked", "")
        } else {
            choose
        };
        let choose = choose.click(move || {
            let on = field.unchecked_ref::<HtmlInputElement>().checked();
            set(wanted, kept, on);
        });
        let files = kept.get();
        let links = files.iter().map(|file| {
            let file = file.clone();
            let node = text_el("button", "plain-link mono", &file.name());
            el("li", "").with(node.attr("type", "button").click(move || {
                open::take(state, &Array::of1(&file));
            }))
        });
        let mut card = el("section", "recent").with(
            el("label", "")
                .with(choose)
                .text(" ")
                .text(tr!(PageKeepFiles)),
        );
        if !files.is_empty() {
            card = card
                .with(el("ul", "").id("recent").all(links.collect()))
                .with(
                    text_el("button", "btn", tr!(PageForgetThem))
                        .attr("type", "button")
                        .id("forget-files")
                        .click(move || set(wanted, kept, false)),
                );
        }
        Node::view(card)
    })
}

fn is_wanted() -> bool {
    let storage = window().local_storage().ok().flatten();
    storage.is_some_and(|kept| matches!(kept.get_item("oomscope.keep"), Ok(Some(_))))
}

fn set(wanted: RwSignal<bool>, kept: RwSignal<Vec<File>, LocalStorage>, on: bool) {
    spawn_local(async move {
        let _ = JsFuture::from(keeping(on)).await;
        if !on {
            kept.try_set(Vec::new());
        }
        wanted.try_set(on);
    });
}
