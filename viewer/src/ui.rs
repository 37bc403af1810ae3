//! The page itself: nodes, events and drawing. Nothing here decides; it asks the modules beside it and
//! `oomscope-shared`.

mod alerts;
mod app;
mod batch_page;
mod batches;
mod both;
mod canvas;
mod chart;
mod chips;
mod compare;
mod delta_table;
mod details;
mod empty;
mod findings;
mod glance;
mod header;
mod history;
mod keys;
mod look;
mod made_of;
mod node;
mod open;
mod pages;
mod parts;
mod plot;
mod privacy;
mod reader;
mod recent;
mod run;
mod site;
mod speech;
mod state;
mod table;
mod test_page;
mod tests_table;
mod treemap;

use leptos::mount::mount_to;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

/// Puts the page in place of the note that it is loading.
pub fn start() {
    // The same program runs in the worker that reads files, where there is nothing to show.
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    let Some(root) = document.get_element_by_id("app") else {
        return;
    };
    spawn_local(async move {
        speech::begin().await;
        root.set_text_content(None);
        if let Ok(root) = root.dyn_into::<HtmlElement>() {
            mount_to(root, app::App).forget();
        }
    });
}
