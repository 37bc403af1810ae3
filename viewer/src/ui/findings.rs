//! Diagnosed problems as cards: what it is at a glance, how it is known behind it.

use crate::tr;
use crate::words::{bytes, duration_ms, fill, of, said, signed_bytes};
use leptos::prelude::*;
use oomscope_shared::Artifact;
use oomscope_shared::finding::{Confirmation, Finding};

use crate::facts::{alone, cell_bytes, each_run, finding_title, split_id};

use super::chips;
use super::node::{Node, drawn, el, prose, say};
use super::pages::{command, link, pairs, table};
use super::state::{RunRef, State, View};

/// So many cards stand there at once; the rest waits for a click.
const FIRST: usize = 8;
/// So many culprits stand there at once, so that the timeline below is not far away.
const AT_ONCE: usize = 4;
/// So many culprits of one finding are named.
const NAMED: usize = 12;
/// So many batches of the hunt have a row.
const HUNT_ROWS: usize = 200;

/// All findings of a run.
pub fn cards(state: State, run: &RunRef) -> Vec<AnyView> {
    let findings = &run.artifact.findings;
    let mut cards: Vec<AnyView> = findings
        .iter()
        .take(FIRST)
        .enumerate()
        .map(|(at, finding)| card(state, run, finding, at > 0).view())
        .collect();
    if findings.len() > FIRST {
        let rest = findings.len() - FIRST;
        let words = fill(tr!("{} more are in the file."), &[&rest]);
        cards.push(say("p", "muted", &words).view());
    }
    cards.extend(hunt_card(&run.artifact).map(Node::view));
    cards
}

/// What the hunt did beside its findings: what is no leak, what it did not get to, its batches.
fn hunt_card(artifact: &Artifact) -> Option<Node> {
    let hunt = artifact.hunt.as_ref()?;
    let batches = &artifact.hunt_batches;
    if hunt.notes.is_empty() && hunt.undone.is_empty() && batches.is_empty() {
        return None;
    }
    let took = fill(
        tr!("{} of {} allowed"),
        &[&duration_ms(hunt.spent_ms), &duration_ms(hunt.budget_ms)],
    );
    let mut card = el("section", "card")
        .id("hunt")
        .with(say("h2", "", tr!("The hunt")))
        .with(say("p", "muted", &took));
    for (id, title, sentences) in [
        ("hunt-notes", tr!("Looked at, and no leak"), &hunt.notes),
        ("hunt-undone", tr!("Left undone"), &hunt.undone),
    ] {
        if !sentences.is_empty() {
            let list = sentences.iter().take(LISTED * 2);
            let list = list.fold(el("ul", "evidence"), |list, text| {
                list.with(prose("li", "", &said(text)))
            });
            card = card.with(say("h3", "", title)).with(list.id(id));
        }
    }
    if batches.is_empty() {
        return Some(card);
    }
    let rows = batches.iter().take(HUNT_ROWS).map(|batch| {
        el("tr", "")
            .with(say("td", "", of(batch.pass.name())))
            .with(el("td", "").with(chips::ending(batch.ending)))
            .with(say("td", "num hide-s", &batch.test_count.to_string()))
            .with(say("td", "num", &cell_bytes(batch.peak_bytes)))
            .with(say("td", "num", &duration_ms(batch.duration_ms)))
    });
    let heads = [
        ("", tr!("Pass")),
        ("", tr!("Ending")),
        ("num hide-s", tr!("Tests")),
        ("num", tr!("Peak")),
        ("num", tr!("Took")),
    ];
    let processes = fill(tr!("Its processes: {}"), &[&batches.len()]);
    Some(
        card.with(
            el("details", "as-table")
                .with(say("summary", "", &processes))
                .with(table(&heads, rows.collect(), "hunt-batches")),
        ),
    )
}

/// One finding; with its code `folded` away where another one stands in front of it.
pub fn card(state: State, run: &RunRef, finding: &Finding, folded: bool) -> Node {
    let percent = (finding.confidence.clamp(0.0, 1.0) * 100.0).round();
    let mut head = el("div", "finding-head")
        .with(
            el("span", "chip warn")
                .with(say("span", "", "▲").attr("aria-hidden", "true"))
                .text(of(finding.kind.name())),
        )
        .with(say(
            "span",
            "chip plain",
            of(&finding.cause.name().replace('_', " ")),
        ))
        .with(say(
            "span",
            "chip plain",
            &fill(tr!("confidence {} %"), &[&percent]),
        ));
    if let Some(scope) = &finding.scope {
        head = head.with(say(
            "span",
            "chip plain",
            &fill(tr!("fixture of scope {}"), &[scope]),
        ));
    }
    let mut facts: Vec<(&'static str, Node)> =
        vec![(tr!("Culprits"), culprits(state, run, finding))];
    if let Some(holder) = &finding.holder {
        facts.push((tr!("Holder"), say("code", "", holder)));
    }
    if let Some(kind) = &finding.object_type {
        let each = finding.objects_per_test;
        let each = each.map(|each| {
            fill(
                tr!(", about {} more with each run of a culprit"),
                &[&each.round()],
            )
        });
        let objects = el("span", "").with(say("code", "", kind));
        facts.push((tr!("Objects"), objects.text(&each.unwrap_or_default())));
    }
    if let Some(each) = finding.bytes_per_test {
        facts.push((tr!("Each run"), say("span", "", &each_run(finding, each))));
    }
    let mut card = el("section", "card finding")
        .id("finding")
        .with(head)
        .with(say("h2", "", &finding_title(finding)))
        .with(pairs(facts));
    if let Some(hint) = &finding.hint {
        card = card.with(prose("p", "", &said(hint)));
    }
    if let Some(code) = &finding.hint_code {
        let code = command(code);
        card = card.with(if folded {
            el("details", "as-table")
                .with(say("summary", "", tr!("Code that mends it")))
                .with(code)
        } else {
            code
        });
    }
    let names: Vec<&str> = finding
        .culprits
        .iter()
        .take(NAMED)
        .map(String::as_str)
        .collect();
    let again = match &finding.reproduce {
        Some(command) => command.clone(),
        None => alone(&run.artifact, &names),
    };
    card.with(
        el("details", "as-table")
            .id("finding-evidence")
            .with(say("summary", "", tr!("How it is known")))
            .with(evidence(finding)),
    )
    .with(
        el("details", "as-table")
            .with(say("summary", "", tr!("See it again")))
            .with(command(&again)),
    )
}

/// So many lines of each list of a finding are shown.
const LISTED: usize = 12;

/// Sentences, the repetitions, the way to the holder, the lines that took the memory.
fn evidence(finding: &Finding) -> Node {
    let sentences = finding.evidence.iter().take(LISTED * 2);
    let mut all =
        el("div", "finding-evidence").with(sentences.fold(el("ul", "evidence"), |list, text| {
            list.with(prose("li", "", &said(text)))
        }));
    if let Some(confirmation) = &finding.confirmation {
        all = all.with(repetitions(confirmation));
    }
    let way = finding.holder_path.iter().map(|step| step.replace('`', ""));
    let mut lists: Vec<(&str, Vec<String>)> = vec![(tr!("The way to the holder"), way.collect())];
    let lines = finding.lines.iter().map(|line| {
        format!(
            "{}  {}:{}  {}",
            bytes(line.bytes),
            line.file,
            line.line,
            line.text.trim()
        )
    });
    lists.push((tr!("Lines that took the memory"), lines.collect()));
    let types = finding.types.iter();
    let types = types.map(|one| format!("{}  {} × {}", bytes(one.bytes), one.count, one.name));
    lists.push((tr!("New after one repetition"), types.collect()));
    let files = finding
        .files
        .iter()
        .map(|file| format!("{}  {}", bytes(file.bytes), file.path));
    lists.push((tr!("Large files that were opened"), files.collect()));
    for (title, lines) in lists {
        if !lines.is_empty() {
            let text = lines
                .into_iter()
                .take(LISTED)
                .collect::<Vec<_>>()
                .join("\n");
            all = all
                .with(say("h3", "", title))
                .with(say("pre", "", &text).attr("tabindex", "0"));
        }
    }
    all
}

/// What was alive after each repetition, as a small drawing with its sentence.
fn repetitions(confirmation: &Confirmation) -> Node {
    let kept: Vec<f64> = confirmation
        .kept_bytes
        .iter()
        .take(200)
        .map(|kept| *kept as f64)
        .collect();
    let low = kept.iter().copied().fold(0.0, f64::min);
    let high = kept.iter().copied().fold(1.0, f64::max);
    let step = 280.0 / (kept.len().max(2) - 1) as f64;
    let mut said = fill(
        tr!("{} repetitions of {}: {} each"),
        &[
            &kept.len(),
            &split_id(&confirmation.test).0,
            &signed_bytes(confirmation.slope_bytes as i64),
        ],
    );
    if let (Some(low), Some(high)) = (confirmation.slope_low_bytes, confirmation.slope_high_bytes) {
        let [low, high] = [low, high].map(|end| signed_bytes(end as i64));
        said += &fill(tr!(" (95 %: {} to {})"), &[&low, &high]);
    }
    if let Some(control) = confirmation.control_slope_bytes {
        said += &fill(
            tr!("; tests that were not suspected: {}"),
            &[&signed_bytes(control as i64)],
        );
    }
    let mut drawing = drawn("svg")
        .attr("viewBox", "-8 -8 296 136")
        .attr("class", "repetitions")
        .attr("role", "img")
        .attr("aria-label", &said);
    for (at, kept) in kept.iter().enumerate() {
        let y = 120.0 * (1.0 - (kept - low) / (high - low));
        drawing = drawing.with(
            drawn("circle")
                .attr("cx", &format!("{:.1}", at as f64 * step))
                .attr("cy", &format!("{y:.1}"))
                .attr("r", "4")
                .attr("class", "dot trend-peak"),
        );
    }
    let rows = confirmation.kept_bytes.iter().take(200).enumerate();
    let rows = rows.map(|(at, kept)| {
        el("tr", "")
            .with(say("td", "num", &(at + 1).to_string()))
            .with(say("td", "num", &signed_bytes(*kept)))
    });
    let heads = [("num", tr!("Repetition")), ("num", tr!("Kept"))];
    el("figure", "")
        .with(drawing)
        .with(say("figcaption", "muted small", &said))
        .with(
            el("details", "as-table")
                .with(say("summary", "", tr!("The chart in words")))
                .with(table(&heads, rows.collect(), "repetitions")),
        )
}

fn culprits(state: State, run: &RunRef, finding: &Finding) -> Node {
    let tests = &run.artifact.tests.id;
    let item = |culprit: &String| {
        let item = match tests.iter().position(|id| id == culprit) {
            Some(test) => link(state, View::Test(run.id, test as u32), culprit),
            None => say("code", "", culprit),
        };
        el("li", "mono").with(item)
    };
    let all = &finding.culprits;
    let named = all.len().min(NAMED);
    // One more than a line to open the rest would take.
    let at_once = if named > AT_ONCE + 1 { AT_ONCE } else { named };
    let mut list = el("ul", "culprits").all(all[..at_once].iter().map(item).collect());
    if at_once == all.len() {
        return list;
    }
    let words = fill(tr!("and {} more"), &[&(all.len() - at_once)]);
    if at_once == named {
        return list.with(say("li", "muted", &words));
    }
    let mut rest = el("ul", "culprits").all(all[at_once..named].iter().map(item).collect());
    if named < all.len() {
        let words = fill(tr!("and {} more"), &[&(all.len() - named)]);
        rest = rest.with(say("li", "muted", &words));
    }
    list = list.with(
        el("li", "").with(
            el("details", "as-table more-culprits")
                .with(say("summary", "", &words))
                .with(rest),
        ),
    );
    list
}
