//! Small parts that all views share. They take boxed closures and one type of signal on purpose: every
//! closure type of its own would bring the machine code of a whole reactive node to the page.

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

/// A choice of one out of a few, side by side.
pub fn choice<T: Copy + PartialEq + Send + Sync + 'static>(
    chosen: RwSignal<T>,
    label: &'static str,
    options: Vec<(T, &'static str, &'static str, Option<usize>)>,
) -> AnyView {
    let buttons: Vec<AnyView> = options
        .into_iter()
        .map(|(value, name, testid, count)| {
            let pressed = text(move || (chosen.get() == value).to_string());
            option(
                name,
                testid,
                count,
                pressed,
                click(move || chosen.set(value)),
            )
        })
        .collect();
    view! { <div class="segmented" role="group" aria-label=label>{buttons}</div> }.into_any()
}

fn option(
    name: &'static str,
    testid: &'static str,
    count: Option<usize>,
    pressed: Signal<String>,
    choose: Click,
) -> AnyView {
    let count = count.map(|count| count.to_string()).unwrap_or_default();
    view! {
        <button type="button" data-testid=testid aria-pressed=pressed on:click=choose>
            {name}<span class="count">{count}</span>
        </button>
    }
    .into_any()
}
