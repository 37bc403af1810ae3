//! Small parts that all views share. They take boxed closures and one type of signal on purpose: every
//! closure type of its own would bring the machine code of a whole reactive node to the page.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;

use super::node::{Node, el, prose};

/// A handler of clicks.
pub type Click = Box<dyn FnMut(ev::MouseEvent)>;

/// Does something when clicked.
pub fn click(action: impl Fn() + 'static) -> Click {
    Box::new(move |_| action())
}

/// A text that follows the state.
pub fn text(read: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(read)
}

/// A condition that follows the state.
pub fn flag(read: impl Fn() -> bool + Send + Sync + 'static) -> Signal<bool> {
    Signal::derive(read)
}

/// A part of the page that follows the state.
pub type Part = Box<dyn Fn() -> AnyView + Send>;

/// A part of the page that follows the state.
pub fn part(make: impl Fn() -> AnyView + Send + 'static) -> Part {
    Box::new(make)
}

/// What a view without content is.
pub fn nothing() -> AnyView {
    ().into_any()
}

/// A list of sentences.
pub fn sentences(class: &str, texts: &[String]) -> Node {
    texts.iter().fold(el("ul", class), |list, text| {
        list.with(prose("li", "", text))
    })
}

/// A header cell of a table.
pub fn head(class: &'static str, text: &'static str) -> AnyView {
    view! { <th scope="col" class=class>{text}</th> }.into_any()
}

/// An option of a choice: its words, its name for tests, and how many there are of it.
pub type Choosable = (&'static str, &'static str, Option<usize>);

/// A choice of one out of a few, side by side, by their positions.
pub fn choice(
    label: &'static str,
    options: Vec<Choosable>,
    chosen: impl Fn() -> u32 + Send + Sync + 'static,
    choose: impl Fn(u32) + Send + Sync + 'static,
) -> AnyView {
    choice_of(label, options, Arc::new(chosen), Arc::new(choose))
}

fn choice_of(
    label: &'static str,
    options: Vec<Choosable>,
    chosen: Arc<dyn Fn() -> u32 + Send + Sync>,
    choose: Arc<dyn Fn(u32) + Send + Sync>,
) -> AnyView {
    let buttons: Vec<AnyView> = (0..)
        .zip(options)
        .map(|(at, (name, testid, count))| {
            let (chosen, choose) = (Arc::clone(&chosen), Arc::clone(&choose));
            let pressed = text(move || (chosen() == at).to_string());
            let choose = click(move || choose(at));
            let count = count.map(|count| count.to_string()).unwrap_or_default();
            view! {
                <button type="button" data-testid=testid aria-pressed=pressed on:click=choose>
                    {name}<span class="count">{count}</span>
                </button>
            }
            .into_any()
        })
        .collect();
    view! { <div class="segmented" role="group" aria-label=label>{buttons}</div> }.into_any()
}
