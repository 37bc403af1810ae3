//! Light and dark: the choice of the reader, kept for the next visit, and the colours for the charts.

use crate::tr;
use leptos::prelude::*;
use oomscope_shared::chart::{Rgb, Theme};
use oomscope_shared::message::Key;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::node::{Node, drawn, el};
use super::state::State;

/// `boot.js` reads the same key before the first paint.
const KEPT: &str = "oomscope.theme";

/// What the reader chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    System,
    Light,
    Dark,
}

impl Choice {
    fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn key(self) -> Key {
        match self {
            Self::System => Key::PageColoursSystem,
            Self::Light => Key::PageColoursLight,
            Self::Dark => Key::PageColoursDark,
        }
    }

    /// What fills the ring of the button: half of it, a dot, or all of it.
    fn shape(self) -> &'static str {
        match self {
            Self::System => "M8 1.75a6.25 6.25 0 0 1 0 12.5z",
            Self::Light => "M5.5 8a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0z",
            Self::Dark => "M1.75 8a6.25 6.25 0 1 0 12.5 0a6.25 6.25 0 1 0-12.5 0z",
        }
    }

    fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    fn kept() -> Self {
        // A browser may refuse storage altogether; then the system decides.
        let kept = window()
            .local_storage()
            .ok()
            .flatten()
            .and_then(|s| s.get_item(KEPT).ok()?);
        match kept.as_deref() {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::System,
        }
    }

    fn apply(self) {
        if let Some(root) = document().document_element() {
            let _ = match self {
                Self::System => root.remove_attribute("data-theme"),
                chosen => root.set_attribute("data-theme", chosen.name()),
            };
        }
        if let Ok(Some(storage)) = window().local_storage() {
            let _ = match self {
                Self::System => storage.remove_item(KEPT),
                chosen => storage.set_item(KEPT, chosen.name()),
            };
        }
    }
}

/// The button that goes through system, light and dark.
pub fn theme_button(state: State) -> Node {
    let choice = RwSignal::new(Choice::kept());
    let ring = drawn("circle")
        .attr("cx", "8")
        .attr("cy", "8")
        .attr("r", "6.25")
        .attr("fill", "none")
        .attr("stroke", "currentColor")
        .attr("stroke-width", "1.5");
    let inside = drawn("path").attr("fill", "currentColor");
    let shape = inside.element();
    let drawing = drawn("svg")
        .attr("width", "16")
        .attr("height", "16")
        .attr("viewBox", "0 0 16 16")
        .attr("aria-hidden", "true")
        .with(ring)
        .with(inside);
    el("button", "btn icon")
        .attr("type", "button")
        .id("theme")
        .with(drawing)
        .follow(move |button| {
            let choice = choice.get();
            let label = tr!(PageColours {
                colours: choice.key()
            });
            for name in ["title", "aria-label"] {
                let _ = button.set_attribute(name, &label);
            }
            let _ = shape.set_attribute("d", choice.shape());
        })
        .click(move || {
            choice.update(|choice| *choice = choice.next());
            choice.get_untracked().apply();
            state.look.update(|look| *look += 1);
        })
}

/// Draws charts anew when the system changes between light and dark.
pub fn follow_system(state: State) {
    let Ok(Some(query)) = window().match_media("(prefers-color-scheme: dark)") else {
        return;
    };
    let changed = Closure::<dyn Fn()>::new(move || {
        state.look.try_update(|look| *look += 1);
    });
    let _ = query.add_event_listener_with_callback("change", changed.as_ref().unchecked_ref());
    // It lives as long as the page.
    changed.forget();
}

/// The colours of the style sheet, as charts want them.
pub fn theme() -> Theme {
    let mut theme = Theme::light();
    let style = document()
        .document_element()
        .and_then(|root| window().get_computed_style(&root).ok().flatten());
    let Some(style) = style else { return theme };
    let token = |name: &str| style.get_property_value(name).unwrap_or_default();
    for (name, slot) in [
        ("--surface", &mut theme.surface),
        ("--line", &mut theme.line),
        ("--text", &mut theme.text),
        ("--muted", &mut theme.muted),
        ("--accent", &mut theme.accent),
        ("--before", &mut theme.before),
        ("--after", &mut theme.after),
        ("--ok", &mut theme.ok),
        ("--warn", &mut theme.warn),
        ("--bad", &mut theme.bad),
    ] {
        if let Some(color) = Rgb::parse(&token(name)) {
            *slot = color;
        }
    }
    let font = token("--font");
    if !font.trim().is_empty() {
        theme.font = font.trim().to_owned();
    }
    theme
}
