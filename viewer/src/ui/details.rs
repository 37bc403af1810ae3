//! Run, machine and measuring, at the end of the page for those who ask.

use crate::facts::{Facts, details};
use crate::tr;

use super::node::{Node, el, say};
use super::pages::pairs;
use super::state::RunRef;

/// The card with what is known about run, machine and measuring.
pub fn card(run: &RunRef) -> Node {
    let lists = details(&run.artifact).into_iter().map(list);
    el("section", "card")
        .id("details")
        .attr("aria-labelledby", "details-title")
        .with(say("h2", "", tr!(PageRunMachineMeasuring)).attr("id", "details-title"))
        .with(el("div", "details").all(lists.collect()))
}

fn list(facts: Facts) -> Node {
    let texts = facts.facts.into_iter();
    let texts = texts.map(|(label, text)| (label, say("span", "", &text)));
    el("div", "")
        .with(say("h3", "", facts.title))
        .with(pairs(texts.collect()))
}
