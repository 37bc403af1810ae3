//! Run, machine and measuring, at the end of the page for those who ask.

use crate::facts::{Facts, details};
use crate::tr;

use super::node::{Node, el, text_el};
use super::pages::pairs;
use super::state::RunRef;

/// The card with what is known about run, machine and measuring.
pub fn card(run: &RunRef) -> Node {
    let lists = details(&run.artifact).into_iter().map(list);
    el("section", "card")
        .id("details")
        .attr("aria-labelledby", "details-title")
        .with(text_el("h2", "", tr!(PageRunMachineMeasuring)).attr("id", "details-title"))
        .with(el("div", "details").all(lists.collect()))
}

fn list(facts: Facts) -> Node {
    let texts = facts.facts.into_iter();
    let texts = texts.map(|(label, text)| (label, text_el("span", "", &text)));
    el("div", "")
        .with(text_el("h3", "", facts.title))
        .with(pairs(texts.collect()))
}
