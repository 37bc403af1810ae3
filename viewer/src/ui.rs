//! The page itself: nodes, events and drawing. Nothing here decides; it asks the modules beside it and
//! `oomscope-shared`.

mod alerts;
mod app;
mod batches;
mod canvas;
mod chart;
mod chips;
mod compare;
mod delta_table;
mod details;
mod empty;
mod header;
mod look;
mod open;
mod parts;
mod run;
mod state;
mod table;
mod tests_table;

use leptos::mount::mount_to;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Puts the page in place of the note that it is loading.
pub fn start() {
    let document = leptos::prelude::document();
    let Some(root) = document.get_element_by_id("app") else {
        return;
    };
    root.set_text_content(None);
    if let Ok(root) = root.dyn_into::<HtmlElement>() {
        mount_to(root, app::App).forget();
    }
}
