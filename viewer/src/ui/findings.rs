//! Diagnosed problems as cards: what it is at a glance, how it is known behind it.

use crate::tr;
use crate::words::{self, bytes, duration_ms, signed_bytes};
use leptos::prelude::*;
use oomscope_shared::finding::{AllocationLine, Confirmation, Finding, Kind, told_interval};
use oomscope_shared::finding_text::certainty;
use oomscope_shared::message::{Key, messages};
use oomscope_shared::{Artifact, Message};
use send_wrapper::SendWrapper;

use crate::facts::{alone, cell_bytes, split_id};

use super::chips;
use super::node::{Node, drawn, el, prose, text_el};
use super::pages::{command, link, pairs, source_link, table};
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
        .map(|(at, finding)| card(state, run, finding, Some(at)).view())
        .collect();
    if findings.len() > FIRST {
        let rest = findings.len() - FIRST;
        let words = tr!(PageMoreFindings { findings: rest });
        cards.push(text_el("p", "muted", &words).view());
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
    let took = tr!(PageHuntTook {
        spent_ms: hunt.spent_ms,
        budget_ms: hunt.budget_ms
    });
    let mut card = el("section", "card")
        .id("hunt")
        .with(text_el("h2", "", tr!(PageTheHunt)))
        .with(prose("p", "muted", &took));
    for (id, title, sentences) in [
        ("hunt-notes", tr!(PageNoLeak), &hunt.notes),
        ("hunt-undone", tr!(PageLeftUndone), &hunt.undone),
    ] {
        if !sentences.is_empty() {
            let list = sentences.iter().take(LISTED * 2);
            let list = list.fold(el("ul", "evidence"), |list, text| {
                list.with(prose("li", "", &words::text(text)))
            });
            card = card.with(text_el("h3", "", title)).with(list.id(id));
        }
    }
    if batches.is_empty() {
        return Some(card);
    }
    let rows = batches.iter().take(HUNT_ROWS).map(|batch| {
        el("tr", "")
            .with(text_el("td", "", words::word(batch.pass.key())))
            .with(el("td", "").with(chips::ending(batch.ending)))
            .with(text_el("td", "num hide-s", &batch.test_count.to_string()))
            .with(text_el("td", "num", &cell_bytes(batch.peak_bytes)))
            .with(text_el("td", "num", &duration_ms(batch.duration_ms)))
    });
    let heads = [
        ("", tr!(PagePass)),
        ("", tr!(PageEnding)),
        ("num hide-s", tr!(PageTests)),
        ("num", tr!(PagePeak)),
        ("num", tr!(PageTook)),
    ];
    let processes = tr!(PageHuntProcesses {
        processes: batches.len()
    });
    Some(
        card.with(
            el("details", "as-table")
                .with(text_el("summary", "", &processes))
                .with(table(&heads, rows.collect(), "hunt-batches")),
        ),
    )
}

/// One finding; with its place among all of its run where they stand below each other, which folds away the code
/// of all but the first.
pub fn card(state: State, run: &RunRef, finding: &Finding, place: Option<usize>) -> Node {
    let folded = place.is_some_and(|at| at > 0);
    let certainty = words::text(&certainty(finding));
    let certainty = format!("{} {certainty}", words::word(Key::CardConfidence));
    let head = el("div", "finding-head")
        .with(
            el("span", "chip warn")
                .with(text_el("span", "", "▲").attr("aria-hidden", "true"))
                .text(words::word(finding.kind.key())),
        )
        .with(text_el(
            "span",
            "chip plain",
            words::word(finding.cause.key()),
        ))
        .with(text_el("span", "chip plain", &certainty));
    let mut head = match place {
        Some(at) => head.with(light(state, at)),
        None => head,
    };
    if let Some(scope) = &finding.scope {
        head = head.with(text_el(
            "span",
            "chip plain",
            &tr!(PageFixtureScope { scope }),
        ));
    }
    let mut facts: Vec<(&'static str, Node)> =
        vec![(tr!(PageCulprits), culprits(state, run, finding, place))];
    if let Some(holder) = &finding.holder {
        facts.push((tr!(PageHolder), text_el("code", "", holder)));
    }
    if let Some(kind) = &finding.object_type {
        let each = finding.objects_per_test;
        let each = each.map(|each| {
            tr!(PageObjectsEach {
                objects: each.round()
            })
        });
        let objects = el("span", "").with(text_el("code", "", kind));
        facts.push((tr!(PageObjects), objects.text(&each.unwrap_or_default())));
    }
    if let Some(line) = finding.lines.first() {
        let taken = line_link(&run.artifact, line);
        let taken = taken.text("  ").with(text_el("code", "", line.text.trim()));
        facts.push((tr!(PageTakenAt), taken));
    }
    if let Some(each) = finding.bytes_per_test {
        let said = match finding.kind {
            Kind::Hog => tr!(PageEachRunNeeds { needed_bytes: each }),
            Kind::Leak => tr!(PageEachRunKeeps { kept_bytes: each }),
        };
        facts.push((tr!(PageEachRun), text_el("span", "", &said)));
    }
    let mut card = el("section", "card finding")
        .id("finding")
        .with(head)
        .with(text_el("h2", "", &title(finding, place)))
        .with(pairs(facts));
    if let Some(hint) = &finding.hint {
        card = card.with(prose("p", "", &words::text(hint)));
    }
    if let Some(code) = &finding.hint_code {
        let code = command(code);
        card = card.with(if folded {
            el("details", "as-table")
                .with(text_el("summary", "", tr!(PageCodeThatMendsIt)))
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
    let how = el("details", "as-table").id("finding-evidence");
    // By itself, on the page of its test, there is room for it.
    let how = match place {
        Some(_) => how,
        None => how.attr("open", ""),
    };
    card.with(
        how.with(text_el("summary", "", tr!(PageHowItIsKnown)))
            .with(evidence(&run.artifact, finding)),
    )
    .with(
        el("details", "as-table")
            .with(text_el("summary", "", tr!(PageSeeItAgain)))
            .with(command(&again)),
    )
}

/// A line of code, which leads to its source.
fn line_link(artifact: &Artifact, line: &AllocationLine) -> Node {
    let words = format!("{}:{}", line.file, line.line);
    source_link(artifact, &line.file, Some(line.line), &words)
}

/// So many lines of each list of a finding are shown.
const LISTED: usize = 12;

/// Sentences, the repetitions, the way to the holder, the lines that took the memory.
fn evidence(artifact: &Artifact, finding: &Finding) -> Node {
    let sentences = finding.evidence.iter().take(LISTED * 2);
    let mut all =
        el("div", "finding-evidence").with(sentences.fold(el("ul", "evidence"), |list, text| {
            list.with(prose("li", "", &words::text(text)))
        }));
    if let Some(confirmation) = &finding.confirmation {
        all = all.with(repetitions(confirmation));
    }
    let way = finding.holder_path.iter().map(|step| step.replace('`', ""));
    let mut lists: Vec<(&str, Vec<String>)> = vec![(tr!(PageWayToHolder), way.collect())];
    if !finding.lines.is_empty() {
        let lines = finding.lines.iter().take(LISTED).map(|line| {
            let row = el("li", "").text(&bytes(line.bytes)).text("  ");
            row.with(line_link(artifact, line)).text("  ").with(text_el(
                "code",
                "",
                line.text.trim(),
            ))
        });
        all = all
            .with(text_el("h3", "", tr!(PageLinesThatTookMemory)))
            .with(el("ul", "evidence").all(lines.collect()));
    }
    let types = finding.types.iter();
    let types = types.map(|one| format!("{}  {} × {}", bytes(one.bytes), one.count, one.name));
    lists.push((tr!(PageNewAfterRepetition), types.collect()));
    let files = finding
        .files
        .iter()
        .map(|file| format!("{}  {}", bytes(file.bytes), file.path));
    lists.push((tr!(PageLargeFiles), files.collect()));
    for (title, lines) in lists {
        if !lines.is_empty() {
            let text = lines
                .into_iter()
                .take(LISTED)
                .collect::<Vec<_>>()
                .join("\n");
            all = all
                .with(text_el("h3", "", title))
                .with(text_el("pre", "", &text).attr("tabindex", "0"));
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
    let (repetitions, test) = (kept.len(), split_id(&confirmation.test).0);
    let each_change_bytes = confirmation.slope_bytes as i64;
    let ends = confirmation
        .slope_low_bytes
        .zip(confirmation.slope_high_bytes);
    let mut said: Message = match ends.and_then(told_interval) {
        Some((low, high)) => messages::PageRepetitionsBetween {
            repetitions,
            test,
            each_change_bytes,
            low_change_bytes: low as i64,
            high_change_bytes: high as i64,
        }
        .into(),
        None => messages::PageRepetitions {
            repetitions,
            test,
            each_change_bytes,
        }
        .into(),
    };
    if let Some(control) = confirmation.control_slope_bytes {
        said = messages::PageRepetitionsAndControl {
            repetitions: said,
            control_change_bytes: control as i64,
        }
        .into();
    }
    let said = words::text(&said);
    let mut drawing = drawn("svg")
        .attr("viewBox", "-64 -10 360 150")
        .attr("class", "repetitions")
        .attr("role", "img")
        .attr("aria-label", &said);
    let height = |kept: f64| 120.0 * (1.0 - (kept - low) / (high - low));
    let label = |x: &str, y: f64, anchor: &str, text: &str| {
        let label = drawn("text").attr("x", x).attr("y", &format!("{y:.0}"));
        label.attr("text-anchor", anchor).text(text)
    };
    for at in [low, 0.0, high] {
        let (y, said) = (height(at), signed_bytes(at as i64));
        drawing = drawing
            .with(
                drawn("path")
                    .attr("d", &format!("M0 {y:.0}H280"))
                    .attr("class", "trend-grid"),
            )
            .with(label("-6", y + 4.0, "end", &said));
    }
    let last = kept.len().to_string();
    drawing = drawing
        .with(label("0", 136.0, "middle", "1"))
        .with(label("280", 136.0, "middle", &last));
    for (at, kept) in kept.iter().enumerate() {
        let y = height(*kept);
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
            .with(text_el("td", "num", &(at + 1).to_string()))
            .with(text_el("td", "num", &signed_bytes(*kept)))
    });
    let heads = [("num", tr!(PageRepetition)), ("num", tr!(PageKept))];
    el("figure", "")
        .with(drawing)
        .with(text_el("figcaption", "muted small", &said))
        .with(
            el("details", "as-table")
                .with(text_el("summary", "", tr!(PageChartInWords)))
                .with(table(&heads, rows.collect(), "repetitions")),
        )
}

/// Leads to the culprits that have no line here: the table has them all.
fn rest_of(state: State, words: &str, place: Option<usize>) -> Node {
    let Some(at) = place else {
        return text_el("span", "", words);
    };
    text_el("button", "plain-link", words)
        .attr("type", "button")
        .id("all-culprits")
        .click(move || {
            state.filter_by(filter_of(at));
            if let Some(table) = document().get_element_by_id("tests-title") {
                table.scroll_into_view();
            }
        })
}

/// The filter that a finding stands for.
fn filter_of(place: usize) -> String {
    format!("finding:{}", place + 1)
}

/// The button that lights the tests of a finding, in the chart and in the table, or no more.
fn light(state: State, place: usize) -> Node {
    let button = text_el("button", "btn small", tr!(PageLightTests))
        .attr("type", "button")
        .id("light");
    let element = SendWrapper::new(button.element());
    Effect::new(move |_| {
        let is_lit = state.filter.with(|filter| *filter == filter_of(place));
        let _ = element.set_attribute("aria-pressed", &is_lit.to_string());
    });
    button.click(move || {
        let filter = filter_of(place);
        let is_lit = state.filter.with_untracked(|now| *now == filter);
        state.filter_by(if is_lit { String::new() } else { filter });
    })
}

/// What the finding says in a few words, with its number where it has one.
fn title(finding: &Finding, place: Option<usize>) -> String {
    let said = said(finding);
    match place {
        Some(at) => format!("{}. {said}", at + 1),
        None => said,
    }
}

fn said(finding: &Finding) -> String {
    let tests = finding.culprits.len();
    let one = match finding.culprits.as_slice() {
        [one] => Some(split_id(one).0),
        _ => None,
    };
    match (finding.kind, finding.retained_bytes, one) {
        (Kind::Hog, Some(needed_bytes), Some(test)) => tr!(PageNeeds { test, needed_bytes }),
        (Kind::Hog, Some(needed_bytes), None) => tr!(PageTestsNeed {
            tests,
            needed_bytes
        }),
        (Kind::Leak, Some(kept_bytes), Some(test)) => tr!(PageKeeps { test, kept_bytes }),
        (Kind::Leak, Some(kept_bytes), None) => tr!(PageTestsKeep { tests, kept_bytes }),
        (kind, None, Some(test)) => tr!(PageFindingBy {
            kind: kind.key(),
            test
        }),
        (kind, None, None) => tr!(PageFindingByTests {
            kind: kind.key(),
            tests
        }),
    }
}

fn culprits(state: State, run: &RunRef, finding: &Finding, place: Option<usize>) -> Node {
    let tests = &run.artifact.tests.id;
    let item = |culprit: &String| {
        let item = match tests.iter().position(|id| id == culprit) {
            Some(test) => link(state, View::Test(run.id, test as u32), culprit),
            None => text_el("code", "", culprit),
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
    let words = tr!(PageAndMore {
        more: all.len() - at_once
    });
    if at_once == named {
        return list.with(el("li", "muted").with(rest_of(state, &words, place)));
    }
    let mut rest = el("ul", "culprits").all(all[at_once..named].iter().map(item).collect());
    if named < all.len() {
        let words = tr!(PageAndMore {
            more: all.len() - named
        });
        rest = rest.with(el("li", "muted").with(rest_of(state, &words, place)));
    }
    list = list.with(
        el("li", "").with(
            el("details", "as-table more-culprits")
                .with(text_el("summary", "", &words))
                .with(rest),
        ),
    );
    list
}
