//! Small marks with a word: endings, outcomes, proofs. Shape and word say it; colour only helps.

use leptos::prelude::*;
use oomscope_shared::chart::Tone;
use oomscope_shared::{Ending, Outcome};

/// A word with a tone.
fn chip(tone: Tone, text: &'static str) -> AnyView {
    view! {
        <span class=format!("chip {}", tone.name())>
            <span aria-hidden="true">{tone.mark()}</span>{text}
        </span>
    }
    .into_any()
}

/// How a batch ended.
pub fn ending(ending: Ending) -> AnyView {
    chip(Tone::of_ending(ending), ending.words())
}

/// What became of a test. The one that was running when its batch died is called by its role.
pub fn outcome(outcome: Outcome) -> AnyView {
    let text = if outcome == Outcome::Died {
        "victim"
    } else {
        outcome.words()
    };
    chip(Tone::of_outcome(outcome), text)
}
