//! Parts that the pages of tests, batches and findings share.

use std::time::Duration;

use crate::tr;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use oomscope_shared::Artifact;

use crate::address;
use crate::csv;
use crate::intake;
use crate::source::{self, Source};

use super::node::{Node, el, text_el};
use super::open::{download, save_page};
use super::state::{State, View};

/// A link to another view.
pub fn link(state: State, view: View, words: &str) -> Node {
    let node = text_el("a", "", words);
    match state.address_of(view) {
        Some(fragment) => node.attr("href", &fragment),
        None => node,
    }
}

/// Names the page in tabs, bookmarks and the browser's history. Browsers take their time for it, and the picture comes
/// first.
pub fn title(said: &str) {
    const PAUSE: Duration = Duration::from_millis(100);
    let said = format!("{} – oomscope", said.replace('`', ""));
    set_timeout(move || document().set_title(&said), PAUSE);
}

/// The way back to the run.
pub fn back(state: State, view: View, name: &str) -> Node {
    link(state, view, &format!("‹ {name}")).id("back")
}

/// The ways to what stands before and behind.
pub fn neighbours(label: &str, before: Option<Node>, next: Option<Node>) -> Node {
    let nav = el("nav", "neighbours").attr("aria-label", label);
    nav.all(before.into_iter().chain(next).collect())
}

/// The name of a file of a run, which leads to its source where that is known, and to the editor where this
/// machine has it.
pub fn source_link(artifact: &Artifact, file: &str, line: Option<u32>, words: &str) -> Node {
    let span = el("span", "mono file");
    if !source::is_of_project(artifact, file) {
        return span.text(words);
    }
    let source = Source::of(artifact);
    let address = source
        .as_ref()
        .and_then(|source| source.address(file, line));
    let span = match (source, address) {
        (Some(source), Some(address)) => {
            let commit = source.commit;
            let title = tr!(PageSourceAt { commit });
            let link = text_el("a", "source", words).attr("href", &address);
            // Whoever hosts the source need not know where the reader comes from.
            let link = link
                .attr("target", "_blank")
                .attr("rel", "noopener noreferrer");
            span.with(link.attr("title", &title))
        }
        _ => span.text(words),
    };
    let folder = folder().unwrap_or_default();
    match source::in_editor(artifact, &folder, file, line) {
        Some(address) => {
            let name = tr!(PageOpenInEditor);
            let link = text_el("a", "source", " ✎").attr("href", &address);
            span.with(link.attr("title", name).attr("aria-label", name))
        }
        None => span,
    }
}

/// The folder in which `oomscope view` shows this page.
fn folder() -> Option<String> {
    let mark = document().query_selector("meta[name=oomscope-folder]");
    mark.ok().flatten()?.get_attribute("content")
}

/// Figures with what they are, the figures large.
pub fn figures(figures: Vec<(String, String)>) -> Node {
    let rows = figures.iter().map(|(value, label)| {
        el("div", "")
            .with(text_el("dd", "", value))
            .with(text_el("dt", "", label))
    });
    el("dl", "figures").all(rows.collect())
}

/// Labels with their texts.
pub fn pairs(facts: Vec<(&'static str, Node)>) -> Node {
    let rows = facts.into_iter().map(|(label, value)| {
        el("div", "")
            .with(text_el("dt", "", label))
            .with(el("dd", "").with(value))
    });
    el("dl", "pairs").all(rows.collect())
}

/// A table that scrolls sideways where it must, with a button that saves its rows as CSV.
pub fn table(heads: &[(&str, &str)], rows: Vec<Node>, test_id: &str) -> Node {
    let row = heads.iter().fold(el("tr", ""), |row, (class, text)| {
        row.with(text_el("th", class, text).attr("scope", "col"))
    });
    let table = el("table", "")
        .id(test_id)
        .with(el("thead", "").with(row))
        .with(el("tbody", "").all(rows));
    let (element, name) = (table.element(), format!("{test_id}.csv"));
    let save = text_el("button", "btn quiet csv", "CSV")
        .attr("type", "button")
        .attr("title", tr!(PageSaveTable))
        .attr("aria-label", tr!(PageSaveTable))
        .id(&format!("csv-{test_id}"))
        .click(move || {
            let csv = csv::of_cells(&cells(&element));
            download(&name, "text/csv", csv.as_bytes());
        });
    el("div", "")
        .with(el("div", "scroll").attr("tabindex", "0").with(table))
        .with(save)
}

/// What stands in the cells of a table.
fn cells(table: &web_sys::Element) -> Vec<Vec<String>> {
    let rows = table.get_elements_by_tag_name("tr");
    let cells = |row: web_sys::Element| {
        let cells = row.children();
        (0..cells.length())
            .filter_map(|at| cells.item(at)?.text_content())
            .collect()
    };
    (0..rows.length())
        .filter_map(|at| rows.item(at))
        .map(cells)
        .collect()
}

/// Code ready to be pasted, with a button that copies it.
pub fn command(code: &str) -> Node {
    let copied = code.to_owned();
    el("div", "command")
        .with(
            el("pre", "")
                .attr("tabindex", "0")
                .with(text_el("code", "", code)),
        )
        .with(copy(tr!(PageCopy), move || copied.clone()))
}

/// A button that saves the page as one file with these runs inside.
pub fn save(state: State, name: &str, said: String, held: Vec<intake::Source>) -> Node {
    let name = format!("{name}.html");
    text_el("button", "btn", tr!(PageSaveAsHtml))
        .attr("type", "button")
        .id("save-page")
        .click(move || save_page(state, name.clone(), &said, &held))
}

/// A button that copies the address of what is looked at, where it opens the same elsewhere: it names the files, and
/// they lie on a host that others reach.
pub fn copy_link(state: State) -> Option<Node> {
    let search = window().location().search().unwrap_or_default();
    let passing = document().query_selector("meta[name=oomscope-passing]");
    let is_passing = matches!(passing, Ok(Some(_)));
    let travels = !is_passing && !address::runs(&search).is_empty();
    travels.then(|| {
        let link = move || {
            state.write_address(false);
            window().location().href().unwrap_or_default()
        };
        copy(tr!(PageCopyLink), link).id("copy-link")
    })
}

/// A button that copies what is made when it is pressed.
pub fn copy(label: &str, content: impl Fn() -> String + 'static) -> Node {
    let node = text_el("button", "btn", label).attr("type", "button");
    let button = node.element();
    node.click(move || {
        let promise = window().navigator().clipboard().write_text(&content());
        let button = button.clone();
        spawn_local(async move {
            if JsFuture::from(promise).await.is_ok() {
                button.set_text_content(Some(tr!(PageCopied)));
                let _ = button.unchecked_ref::<web_sys::HtmlElement>().focus();
            }
        });
    })
}
