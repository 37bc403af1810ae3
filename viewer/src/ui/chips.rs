//! Small marks with a word: endings, outcomes. Shape and word say it; colour only helps.

use crate::tr;
use crate::words;
use oomscope_shared::artifact::Death;
use oomscope_shared::chart::Tone;
use oomscope_shared::{Ending, Outcome};

use super::node::{Node, el, text_el};

/// A word with a tone.
fn chip(tone: Tone, text: &str) -> Node {
    el("span", &format!("chip {}", tone.name()))
        .with(text_el("span", "", tone.mark()).attr("aria-hidden", "true"))
        .text(text)
}

/// How a batch ended.
pub fn ending(ending: Ending) -> Node {
    chip(Tone::of_ending(ending), words::word(ending.key()))
}

/// What became of a test, where no more than its outcome is known.
pub fn outcome(outcome: Outcome) -> Node {
    chip(Tone::of_outcome(outcome), words::word(outcome.key()))
}

/// What became of a test of a run. The one that was running when its batch died is called by its role, unless
/// it did that itself.
pub fn outcome_of(outcome: Outcome, death: Option<Death>) -> Node {
    match death {
        Some(Death::Victim) => chip(Tone::Bad, tr!(PageVictim)),
        Some(Death::Interrupted) => ending(Ending::Interrupted),
        Some(Death::OwnDoing | Death::Culprit) | None => self::outcome(outcome),
    }
}
