//! Getting files: dropped, chosen, pasted, or from the address. A worker reads them; see `assets/`.

use std::time::Duration;

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use oomscope_shared::Message;
use oomscope_shared::message::{Key, messages};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlCanvasElement, Url};

use crate::address;
use crate::intake::{Parcel, Parsed, Refused, Source, shards};

use super::reader::{Report, report};
use super::recent::keep;
use super::state::State;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = oomscope)]
    fn files(source: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = oomscope)]
    fn inside() -> Array;
    #[wasm_bindgen(js_namespace = oomscope)]
    fn prepare(module: &JsValue);
    #[wasm_bindgen(js_namespace = oomscope)]
    fn read(module: &JsValue, sources: &Array, tell: &JsValue) -> Function;
    #[wasm_bindgen(js_namespace = oomscope, js_name = offline)]
    fn keep_offline(newer: &JsValue);
    /// Saves bytes as a file of the reader's.
    #[wasm_bindgen(js_namespace = oomscope)]
    pub fn download(name: &str, kind: &str, bytes: &[u8]);
    /// Saves what a canvas shows as a picture.
    #[wasm_bindgen(js_namespace = oomscope)]
    pub fn picture(name: &str, canvas: &HtmlCanvasElement);
    #[wasm_bindgen(js_namespace = oomscope)]
    fn save(name: &str, said: &str, held: &Array) -> Promise;
    #[wasm_bindgen(js_namespace = oomscope)]
    fn closed(gone: &Array, left: &Array);
}

/// Takes the files of runs that were closed out of the address, if no run of those that are left is of the same file.
pub fn forget(gone: &[Source], left: &[&[Source]]) {
    let places = |sources: &[Source]| -> Array {
        let places = sources.iter().map(|(_, at)| JsValue::from(*at));
        places.collect()
    };
    closed(&places(gone), &places(&left.concat()));
}

/// Saves the page as one file, with these files inside, which it opens in their order.
pub fn save_page(state: State, name: String, said: &str, held: &[Source]) {
    let pairs: Array = held
        .iter()
        .map(|(name, at)| Array::of2(&name.as_str().into(), &(*at).into()))
        .collect();
    let saved = save(&name, said, &pairs);
    spawn_local(async move {
        // The page's server may be gone, and so may a file that was opened.
        if let Err(error) = JsFuture::from(saved).await {
            let why = Reflect::get(&error, &"message".into()).unwrap_or_default();
            let reason = Message::quote(why.as_string().unwrap_or_default());
            state.alert(Refused::new(&name, reason, Key::AdviceCheckPlace));
        }
    });
}

/// Opens what was dropped, chosen or pasted: a `DataTransfer` or a list of files.
pub fn take(state: State, source: &JsValue) {
    // Asked for now: the browser empties both when the event is over.
    let found = files(source);
    spawn_local(async move {
        let found = JsFuture::from(found).await.unwrap_or_default();
        let _ = keep(&found);
        start(state, &sources_of(&found), false);
    });
}

/// Whether the page has its files beside it, and is not one file with all in it.
pub fn has_files_beside() -> bool {
    inside().length() == 0
}

fn sources_of(files: &JsValue) -> Array {
    let sources = Array::new();
    for file in Array::from(files) {
        let name = file.unchecked_ref::<File>().name();
        sources.push(&named(&name, "file", &file));
    }
    sources
}

/// Opens what the page holds or its address asks for, and has a worker ready otherwise.
pub fn address(state: State) {
    let held = inside();
    if held.length() > 0 {
        start(state, &sources_of(&held), true);
        return;
    }
    let page = window().location();
    let runs = address::runs(&page.search().unwrap_or_default());
    if runs.is_empty() {
        prepare(&wasm_bindgen::module());
        return;
    }
    let base = page.href().unwrap_or_default();
    let sources = Array::new();
    for run in runs {
        let name = address::file_name(&run);
        match Url::new_with_base(&run, &base) {
            Ok(url) if Some(url.origin()) == page.origin().ok() => {
                sources.push(&named(&name, "url", &url.href().into()));
            }
            // The policy of the page would stop it anyway; this says why, and what to do.
            Ok(url) => {
                let reason = messages::RefusedOtherSite { host: url.host() };
                state.alert(Refused::new(&name, reason, Key::AdviceDownload));
            }
            Err(_) => {
                let reason = messages::RefusedAddress { address: run };
                state.alert(Refused::new(&name, reason, Key::AdviceCheckAddress));
            }
        }
    }
    start(state, &sources, true);
}

/// Makes the page open without a network, and says when there is a newer one.
pub fn offline(state: State) {
    let newer = Closure::<dyn Fn()>::new(move || state.newer.set(true));
    keep_offline(&newer.into_js_value());
}

fn named(name: &str, key: &str, value: &JsValue) -> Object {
    let source = Object::new();
    // A fresh object takes any field.
    let _ = Reflect::set(&source, &"name".into(), &name.into());
    let _ = Reflect::set(&source, &key.into(), value);
    source
}

/// Reads all sources, then shows what came of them.
fn start(state: State, sources: &Array, ordered: bool) {
    if sources.length() == 0 {
        return;
    }
    state.jobs.update_value(|jobs| jobs.running += 1);
    let mut parsed: Vec<Parsed> = Vec::new();
    let mut figures = Vec::new();
    let tell = Closure::<dyn FnMut(JsValue)>::new(move |data: JsValue| match report(&data) {
        Some(Report::Reading(doing)) => state.busy.set(Some(doing)),
        Some(Report::Figures(next)) => figures = next,
        Some(Report::Opening(opening)) => {
            let figures = std::mem::take(&mut figures);
            let parse =
                |(parcel, source): (Parcel, u32)| Parcel { figures, ..parcel }.parse(source);
            match opening.and_then(parse) {
                Ok(one) => parsed.push(one),
                Err(refused) => state.alert(refused),
            }
        }
        Some(Report::Done) => {
            mark("oomscope:parsed");
            state.job_ended();
            match shards::opened(std::mem::take(&mut parsed)) {
                // In a task of its own: both are long where there are very many tests.
                Ok(opened) => set_timeout(move || state.add(opened, ordered), Duration::ZERO),
                Err(refused) => state.alert(refused),
            }
        }
        None => {}
    });
    let stop = read(&wasm_bindgen::module(), sources, &tell.into_js_value());
    state.jobs.update_value(|jobs| jobs.stops.push(stop));
}

/// Sets a mark on the browser's own time line; `cargo xtask bench` reads them.
pub fn mark(name: &str) {
    if let Some(performance) = window().performance() {
        let _ = performance.mark(name);
    }
}
