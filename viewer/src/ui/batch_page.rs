//! A batch's own page: how it ended and how that is proved, its stretch of the time line, its processes,
//! what it printed last.

use crate::tr;
use crate::words::{self, bytes, duration_ms};
use leptos::prelude::*;
use oomscope_quick::order::arrange;
use oomscope_shared::answer::explain_ending;
use oomscope_shared::artifact::{Batch, Process};
use oomscope_shared::chart::Role;

use crate::facts::{cell_bytes, matching_lines, peak_source};

use super::chart::{Axis, Timeline};
use super::made_of;
use super::node::{Node, el, prose, text_el};
use super::pages::{self, back, figures, link, neighbours, table};
use super::parts::{part, text};
use super::state::{RunRef, State, View};
use super::{chips, parts};

/// So many processes are listed; a build can start thousands.
const PROCESSES: usize = 200;

/// So many tests are named that ended it by their own doing; each worker can have one after the other.
const AT_FAULT: usize = 50;

/// The page of a batch, by its position in the artifact.
#[component]
pub fn BatchPage(run: RunRef, at: u32) -> impl IntoView {
    let state = State::expect();
    let Some(batch) = run.artifact.batches.get(at as usize) else {
        return parts::nothing();
    };
    let from = batch.start_ms as f64;
    let to = batch.start_ms.saturating_add(batch.duration_ms) as f64;
    let runs = vec![(run.of_batch(batch.index), Role::Single)];
    let title = view! { <h2>{tr!(PageMemoryOfBatch)}</h2> }.into_any();
    let label = tr!(PageMemoryOfProcessTree { batch: batch.index });
    let processes = (!batch.processes.is_empty()).then(|| processes(&batch.processes).view());
    let printed = printed(&run, at);
    view! {
        {head(state, &run, at, batch).view()}
        <section class="card">
            <Timeline runs axis=Axis::Clock label title range=Some((from, to)) marked=None/>
        </section>
        {made_of::card(&[batch], (from, to)).map(Node::view)}
        {processes}
        {printed}
    }
    .into_any()
}

fn head(state: State, run: &RunRef, at: u32, batch: &Batch) -> Node {
    let own = batch.at_fault.iter().take(AT_FAULT);
    let own = own.map(|test| (tr!(PageEndedItItself), *test));
    let victim = (batch.victim).filter(|test| !batch.at_fault.contains(test));
    let who = own.chain(victim.map(|test| (tr!(PageRunningWhenDied), test)));
    let total = run.artifact.batches.len() as u32;
    let beside = |at: Option<u32>, words: &str| {
        let at = at.filter(|at| *at < total)?;
        Some(link(state, View::Batch(run.id, at), words))
    };
    let before = beside(at.checked_sub(1), tr!(PageBatchBefore));
    let next = beside(at.checked_add(1), tr!(PageBatchNext));
    let title = tr!(PageBatchTitle {
        batch: batch.index,
        ending: batch.ending.key()
    });
    pages::title(&format!("{title} · {}", run.short_name()));
    let proof = tr!(PageProofIs {
        proof: batch.proof.key()
    });
    let card = el("section", "card answer plain-answer")
        .with(
            el("div", "crumbs")
                .with(back(state, View::Single(run.id), &run.short_name()))
                .with(neighbours(tr!(PageBatches), before, next)),
        )
        .with(text_el("h1", "", &title).id("batch-title"))
        .with(
            el("div", "eyebrow")
                .with(chips::ending(batch.ending))
                .with(text_el("span", "chip plain", &proof)),
        )
        .with(text_el(
            "p",
            "batch-says",
            &words::text(&explain_ending(batch)),
        ));
    let evidence = batch.evidence.iter().take(50);
    let list = evidence.fold(el("ul", "why").id("evidence"), |list, sentence| {
        list.with(prose("li", "", &words::text(sentence)))
    });
    let card = who.fold(card, |card, (role, test)| {
        let link = link(state, View::Test(run.id, test), run.artifact.test_id(test));
        card.with(el("p", "").text(role).text(" ").with(link))
    });
    let charged = run.artifact.charged(batch);
    let charged = charged.map(|(charged, _)| (bytes(charged), tr!(PageCharged).to_owned()));
    let mut known = known(batch);
    // Beside the peak, which lies above the limit.
    known.splice(1..1, charged);
    card.with(list).with(figures(known))
}

fn known(batch: &Batch) -> Vec<(String, String)> {
    let peak = match batch.peak_source {
        Some(source) => tr!(PageItsPeakBy {
            how: peak_source(source)
        }),
        None => tr!(PageItsPeak).to_owned(),
    };
    let mut known = vec![
        (cell_bytes(batch.peak_bytes), peak),
        (batch.test_count.to_string(), tr!(PageTestsGiven).to_owned()),
        (
            duration_ms(batch.duration_ms),
            tr!(PageFromStartToEnd).to_owned(),
        ),
    ];
    if let Some(kib) = batch.collected_rss_kib {
        let label = tr!(PageAfterCollection).to_owned();
        known.push((bytes(kib.saturating_mul(1024)), label));
    }
    let code = batch
        .exit_code()
        .map(|code| (code.to_string(), tr!(PageExitCode).to_owned()));
    let signal = batch
        .signal()
        .map(|signal| (signal.to_string(), tr!(PageSignalThatEnded).to_owned()));
    known.extend(code.into_iter().chain(signal));
    known
}

fn processes(processes: &[Process]) -> Node {
    let mut largest: Vec<&Process> = processes.iter().collect();
    arrange(&mut largest, &|a, b| b.peak_kib.cmp(&a.peak_kib));
    let rows = largest
        .iter()
        .take(PROCESSES)
        .map(|process| {
            let length = process.end_ms.saturating_sub(process.start_ms);
            el("tr", "")
                .with(text_el("td", "mono", &process.name))
                .with(text_el("td", "num", &process.pid.to_string()))
                .with(text_el("td", "num hide-s", &process.parent_pid.to_string()))
                .with(text_el(
                    "td",
                    "num",
                    &bytes(process.peak_kib.saturating_mul(1024)),
                ))
                .with(text_el("td", "num hide-s", &duration_ms(process.start_ms)))
                .with(text_el("td", "num", &duration_ms(length)))
        })
        .collect();
    let heads = [
        ("", tr!(PageProcess)),
        ("num", tr!(PageNumber)),
        ("num hide-s", tr!(PageParent)),
        ("num", tr!(PagePeak)),
        ("num hide-s", tr!(PageFrom)),
        ("num", tr!(PageFor)),
    ];
    el("section", "card")
        .with(
            el("div", "tools")
                .with(text_el("h2", "", tr!(PageProcesses)))
                .with(text_el("span", "count", &processes.len().to_string())),
        )
        .with(table(&heads, rows, "processes"))
}

/// The end of the output, and a field that finds lines in it.
fn printed(run: &RunRef, at: u32) -> AnyView {
    let Some(batch) = run.artifact.batches.get(at as usize) else {
        return parts::nothing();
    };
    let output = &batch.output;
    if output.text.trim().is_empty() {
        return el("section", "card")
            .with(text_el("h2", "", tr!(PageOutput)))
            .with(text_el("p", "muted", tr!(PagePrintedNothing)))
            .view();
    }
    let about = if output.total_bytes > output.kept_bytes {
        tr!(PageOutputEnd {
            kept_bytes: output.kept_bytes,
            total_bytes: output.total_bytes
        })
    } else {
        tr!(PageLines {
            lines: output.text.lines().count()
        })
    };
    let typed = RwSignal::new(String::new());
    let run = run.clone();
    let found = Memo::new(move |_| {
        let batch = run.artifact.batches.get(at as usize);
        let text = batch.map_or("", |batch| batch.output.text.as_str());
        typed.with(|word| matching_lines(text, word))
    });
    let counted = text(move || {
        let is_search = typed.with(|word| !word.trim().is_empty());
        if is_search {
            tr!(PageLinesFound {
                lines: found.with(Vec::len)
            })
        } else {
            about.clone()
        }
    });
    let lines = part(move || {
        let is_search = typed.with(|word| !word.trim().is_empty());
        let mut pre = el("pre", "output").id("output").attr("tabindex", "0");
        for (number, line) in found.get() {
            if is_search {
                pre = pre.with(text_el("span", "line-number", &format!("{number:>5}  ")));
            }
            pre = pre.text(&line).text("\n");
        }
        pre.view()
    });
    view! {
        <section class="card" aria-labelledby="output-title">
            <div class="tools">
                <h2 id="output-title">{tr!(PageOutput)}</h2>
                <span class="count" translate="no" role="status" aria-live="polite" data-testid="output-count">{counted}</span>
                <span class="spacer"></span>
                <input type="search" class="filter" placeholder=tr!(PageFindLines) spellcheck="false"
                    autocomplete="off" aria-label=tr!(PageFindLinesInOutput) data-testid="output-search"
                    on:input=move |event| typed.set(event_target_value(&event))/>
            </div>
            {lines}
        </section>
    }
    .into_any()
}
