//! Small marks with a word: endings, outcomes, proofs. Shape and word say it; colour only helps.

use leptos::prelude::*;
use oomscope_shared::chart::Tone;
use oomscope_shared::{Ending, Outcome};

/// A word with a tone.
#[component]
pub fn Chip(tone: Tone, text: &'static str) -> impl IntoView {
    view! {
        <span class=format!("chip {}", tone.name())>
            <span aria-hidden="true">{tone.mark()}</span>{text}
        </span>
    }
}

/// How a batch ended.
pub fn ending(ending: Ending) -> impl IntoView {
    view! { <Chip tone=Tone::of_ending(ending) text=ending.words()/> }
}

/// What became of a test. The one that was running when its batch died is called by its role.
pub fn outcome(outcome: Outcome) -> impl IntoView {
    let text = if outcome == Outcome::Died { "victim" } else { outcome.words() };
    view! { <Chip tone=Tone::of_outcome(outcome) text/> }
}
