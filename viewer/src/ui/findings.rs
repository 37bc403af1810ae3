//! Diagnosed problems as cards: what it is at a glance, how it is known behind it.

use leptos::prelude::*;
use oomscope_shared::artifact::Finding;
use oomscope_shared::units::{bytes, count};

use crate::facts::{alone, split_id};

use super::node::{Node, el, say};
use super::pages::{command, link, pairs};
use super::state::{RunRef, State, View};

/// So many cards stand there at once; the rest waits for a click.
const FIRST: usize = 8;
/// So many culprits of one finding are named.
const NAMED: usize = 12;

/// All findings of a run.
pub fn cards(state: State, run: &RunRef) -> Vec<AnyView> {
    let findings = &run.artifact.findings;
    let mut cards: Vec<AnyView> = findings
        .iter()
        .take(FIRST)
        .map(|finding| card(state, run, finding).view())
        .collect();
    if findings.len() > FIRST {
        let rest = findings.len() - FIRST;
        let words = format!("{} more are in the file.", count(rest, "finding"));
        cards.push(say("p", "muted", &words).view());
    }
    cards
}

/// One finding.
pub fn card(state: State, run: &RunRef, finding: &Finding) -> Node {
    let title = title(finding);
    let head = el("div", "finding-head")
        .with(
            el("span", "chip warn")
                .with(say("span", "", "▲").attr("aria-hidden", "true"))
                .text(&finding.kind),
        )
        .all(
            finding
                .cause
                .iter()
                .map(|cause| say("span", "chip plain", cause))
                .collect(),
        )
        .all(
            finding
                .confidence
                .iter()
                .map(|share| {
                    let percent = (share.clamp(0.0, 1.0) * 100.0).round();
                    say("span", "chip plain", &format!("confidence {percent} %"))
                })
                .collect(),
        );
    let mut facts: Vec<(&'static str, Node)> = vec![("Culprits", culprits(state, run, finding))];
    if let Some(holder) = &finding.holder {
        facts.push(("Holder", say("code", "", holder)));
    }
    if let Some(kind) = &finding.object_type {
        facts.push(("Objects", say("code", "", kind)));
    }
    if let Some(kept) = finding.retained_bytes {
        facts.push(("Kept", say("span", "", &bytes(kept))));
    }
    let names: Vec<&str> = finding
        .culprits
        .iter()
        .take(NAMED)
        .map(String::as_str)
        .collect();
    el("section", "card finding")
        .id("finding")
        .with(head)
        .with(say("h2", "", &title))
        .with(pairs(facts))
        .with(
            el("details", "as-table")
                .with(say("summary", "", "Run the culprits alone"))
                .with(command(&alone(&run.artifact, &names))),
        )
}

/// What the finding says in a few words.
fn title(finding: &Finding) -> String {
    let who = match finding.culprits.as_slice() {
        [one] => split_id(one).0.to_owned(),
        many => count(many.len(), "test"),
    };
    let kept = finding.retained_bytes.map(bytes);
    match (finding.kind.as_str(), kept) {
        ("hog", Some(size)) => format!("{who} needs {size} at once"),
        (_, Some(size)) => format!("{who} keeps {size}"),
        (kind, None) => format!("{kind} by {who}"),
    }
}

fn culprits(state: State, run: &RunRef, finding: &Finding) -> Node {
    let tests = &run.artifact.tests.id;
    let mut list = el("ul", "culprits");
    for culprit in finding.culprits.iter().take(NAMED) {
        let item = match tests.iter().position(|id| id == culprit) {
            Some(test) => link(state, View::Test(run.id, test as u32), culprit),
            None => say("code", "", culprit),
        };
        list = list.with(el("li", "mono").with(item));
    }
    if finding.culprits.len() > NAMED {
        let rest = format!("and {} more", finding.culprits.len() - NAMED);
        list = list.with(say("li", "muted", &rest));
    }
    list
}
