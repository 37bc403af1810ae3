//! Getting bytes: from a file of the reader's disk or from `?run=` of this very site.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileList, Response, Url};

use crate::address;
use crate::intake::{self, Opening, Refused};

use super::state::State;

/// Opens what was dropped or chosen.
pub fn files(state: State, list: &FileList) {
    let files: Vec<File> = (0..list.length()).filter_map(|i| list.get(i)).collect();
    if files.is_empty() {
        return;
    }
    spawn_local(async move {
        let mut openings = Vec::new();
        for file in files {
            state.busy.set(Some(file.name()));
            openings.extend(one_file(&file).await);
        }
        take_in(state, openings, false);
    });
}

/// Opens what the address of the page asks for.
pub fn address(state: State) {
    let runs = address::runs(&window().location().search().unwrap_or_default());
    if runs.is_empty() {
        return;
    }
    spawn_local(async move {
        let mut openings = Vec::new();
        for run in runs {
            state.busy.set(Some(address::file_name(&run)));
            openings.extend(one_address(&run).await);
        }
        take_in(state, openings, true);
    });
}

fn take_in(state: State, openings: Vec<Opening>, ordered: bool) {
    mark("oomscope:parsed");
    state.busy.set(None);
    let mut opened = Vec::new();
    for opening in openings {
        match opening {
            Ok(one) => opened.push(one),
            Err(refused) => state.alert(refused),
        }
    }
    state.add(opened, ordered);
}

async fn one_file(file: &File) -> Vec<Opening> {
    match JsFuture::from(file.array_buffer()).await {
        Ok(buffer) => open(&file.name(), &buffer),
        Err(error) => {
            let advice = "Was it moved, or is it a folder? Choose the file again.";
            let reason = format!("the browser could not read it ({})", words(&error));
            vec![Err(Refused::unread(&file.name(), reason, advice))]
        }
    }
}

async fn one_address(run: &str) -> Vec<Opening> {
    let name = address::file_name(run);
    match fetch(run).await {
        Ok(buffer) => open(&name, &buffer),
        Err((reason, advice)) => vec![Err(Refused::unread(&name, reason, advice))],
    }
}

const DROP_IT: &str = "Download the file yourself and drop it here.";

async fn fetch(run: &str) -> Result<JsValue, (String, &'static str)> {
    let page = window().location();
    let base = page.href().unwrap_or_default();
    let url = Url::new_with_base(run, &base).map_err(|_| {
        (
            format!("`{run}` is not an address"),
            "Check the `run=` of this page's address.",
        )
    })?;
    if Some(url.origin()) != page.origin().ok() {
        // The policy of the page would stop it anyway; this says why, and what to do.
        return Err((
            format!(
                "it lies on another site ({}), and this page only reads its own",
                url.host()
            ),
            DROP_IT,
        ));
    }
    let lost = |error: JsValue| {
        (
            format!("it could not be fetched ({})", words(&error)),
            DROP_IT,
        )
    };
    let response = JsFuture::from(window().fetch_with_str(&url.href()))
        .await
        .map_err(lost)?;
    let response: Response = response.unchecked_into();
    if !response.ok() {
        let advice = "Check the `run=` of this page's address.";
        return Err((format!("the server answered {}", response.status()), advice));
    }
    JsFuture::from(response.array_buffer().map_err(lost)?)
        .await
        .map_err(lost)
}

fn open(name: &str, buffer: &JsValue) -> Vec<Opening> {
    mark("oomscope:bytes");
    let bytes = js_sys::Uint8Array::new(buffer).to_vec();
    intake::open(name, &bytes)
}

fn words(error: &JsValue) -> String {
    let error: Option<&js_sys::Error> = error.dyn_ref();
    error.map_or_else(
        || "no reason given".to_owned(),
        |error| String::from(error.message()),
    )
}

/// Sets a mark on the browser's own time line; `cargo xtask bench` reads them.
pub fn mark(name: &str) {
    if let Some(performance) = window().performance() {
        let _ = performance.mark(name);
    }
}
