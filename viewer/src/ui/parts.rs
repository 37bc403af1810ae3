//! Small parts that all views share. They take boxed closures and one type of signal on purpose: every
//! closure type of its own would bring the machine code of a whole reactive node to the page.

use leptos::ev;
use leptos::prelude::*;

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
pub fn sentences(class: &'static str, texts: Vec<String>) -> AnyView {
    let items: Vec<AnyView> = texts
        .into_iter()
        .map(|text| view! { <li>{text}</li> }.into_any())
        .collect();
    view! { <ul class=class>{items}</ul> }.into_any()
}

/// Labels with their texts.
pub fn facts(class: &'static str, facts: Vec<(&'static str, String)>) -> AnyView {
    let rows: Vec<AnyView> = facts
        .into_iter()
        .map(|(label, text)| view! { <div><dt>{label}</dt><dd>{text}</dd></div> }.into_any())
        .collect();
    view! { <dl class=class>{rows}</dl> }.into_any()
}

/// A cell of a table.
pub fn cell(class: &'static str, text: impl Into<String>) -> AnyView {
    let text: String = text.into();
    view! { <td class=class>{text}</td> }.into_any()
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
