//! Small parts that all views share. They take boxed closures and one type of signal on purpose: every
//! closure type of its own would bring the machine code of a whole reactive node to the page.

use std::rc::Rc;
use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;

use super::node::{Node, el, prose, text_el};

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

/// Does something when what is shown now is on the screen.
pub fn behind_first_picture(act: impl FnOnce() + 'static) {
    // A frame is made of what the page knows when it begins, and put on the screen while the page goes on; this starts
    // with the next one, so as to take no time from it.
    request_animation_frame(move || {
        request_animation_frame(move || set_timeout(act, Duration::ZERO));
    });
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
    text_el("th", class, text).attr("scope", "col").view()
}

/// An option of a choice: its words, its name for tests, and how many there are of it.
pub type Choosable = (&'static str, &'static str, Option<usize>);

/// A choice of one out of a few, side by side, by their positions.
pub fn choice(
    label: &'static str,
    options: Vec<Choosable>,
    chosen: impl Fn() -> u32 + 'static,
    choose: impl Fn(u32) + 'static,
) -> AnyView {
    choice_of(label, options, Rc::new(chosen), Rc::new(choose))
}

fn choice_of(
    label: &'static str,
    options: Vec<Choosable>,
    chosen: Rc<dyn Fn() -> u32>,
    choose: Rc<dyn Fn(u32)>,
) -> AnyView {
    let buttons = (0..).zip(options).map(|(at, (name, testid, count))| {
        let (chosen, choose) = (Rc::clone(&chosen), Rc::clone(&choose));
        let count = count.map(|count| count.to_string()).unwrap_or_default();
        text_el("button", "", name)
            .attr("type", "button")
            .id(testid)
            .attr_of("aria-pressed", move || (chosen() == at).to_string())
            .with(text_el("span", "count", &count))
            .click(move || choose(at))
    });
    el("div", "segmented")
        .attr("role", "group")
        .attr("aria-label", label)
        .all(buttons.collect())
        .view()
}
