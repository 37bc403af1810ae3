//! A test's own page: what it needed and kept, phase by phase, its stretch of the time line, the command
//! that runs it alone.

use crate::tr;
use crate::words::{self, bytes, signed_bytes};
use leptos::prelude::*;
use oomscope_shared::answer::{kept_by_fixtures, kept_by_phase};
use oomscope_shared::chart::{Role, TestSpan};

use crate::facts::{alone, cell_bytes, cell_duration, phases, split_id};

use super::chart::{Axis, Timeline};
use super::findings::card;
use super::node::{Node, el, text_el};
use super::pages::{back, command, figures, link, neighbours, source_link, table};
use super::state::{RunRef, State, View};
use super::{chips, pages, parts};

/// The page of a test.
#[component]
pub fn TestPage(run: RunRef, test: u32) -> impl IntoView {
    let state = State::expect();
    let head = head(state, &run, test);
    pages::title(split_id(run.artifact.test_id(test)).0);
    let span = run
        .series
        .spans
        .iter()
        .find(|span| span.test == test)
        .copied();
    let timeline = span.map(|span| slice(&run, span));
    let artifact = &run.artifact;
    let id = artifact
        .tests
        .id
        .get(test as usize)
        .cloned()
        .unwrap_or_default();
    let findings: Vec<AnyView> = artifact
        .findings
        .iter()
        .filter(|finding| finding.culprits.contains(&id))
        .map(|finding| card(state, &run, finding, None).view())
        .collect();
    let alone = el("section", "card")
        .with(text_el("h2", "", tr!(PageRunItAlone)))
        .with(text_el("p", "muted", tr!(PageRunItAloneSays)))
        .with(command(&alone(artifact, &[&id])));
    view! {
        {head.map(Node::view)}
        {timeline}
        {findings}
        {attempt_card(&run, test).map(Node::view)}
        {case_card(&run, test).map(Node::view)}
        {phase_card(&run, test).map(Node::view)}
        {alone.view()}
    }
}

fn head(state: State, run: &RunRef, test: u32) -> Option<Node> {
    let tests = &run.artifact.tests;
    let row = tests.row(test as usize)?;
    let (name, file) = split_id(row.id);
    let path = run.artifact.run.path_of(file);
    let at = run
        .artifact
        .batches
        .iter()
        .position(|b| Some(b.index) == row.batch);
    let batch = match (at, row.batch) {
        (Some(at), Some(index)) => link(
            state,
            View::Batch(run.id, at as u32),
            &tr!(PageBatchNumber { batch: index }),
        ),
        _ => text_el("span", "", tr!(PageNoBatch)),
    };
    let growth = row
        .rss_before_bytes
        .zip(row.rss_after_bytes)
        .map(|(before, after)| format!("{} → {}", bytes(before), bytes(after)));
    let beside = |at: Option<u32>, words: &str| {
        let at = at.filter(|at| (*at as usize) < tests.len())?;
        Some(link(state, View::Test(run.id, at), words))
    };
    let before = beside(test.checked_sub(1), tr!(PageTestBefore));
    let next = beside(test.checked_add(1), tr!(PageTestNext));
    let mut card = el("section", "card answer plain-answer")
        .with(
            el("div", "crumbs")
                .with(back(state, View::Single(run.id), &run.short_name()))
                .with(neighbours(tr!(PageTests), before, next)),
        )
        .with(text_el("h1", "mono-title", name).id("test-title"))
        .with(
            el("div", "eyebrow")
                .with(chips::outcome_of(row.outcome, run.artifact.death(test)))
                .with(source_link(&run.artifact, &path, None, file))
                .with(batch),
        );
    if let Some(remark) = tests.remark(test) {
        card = card.with(text_el("p", "why", &words::text(remark)));
    }
    if let Some(kept_bytes) = kept_by_fixtures(&run.artifact, test) {
        let said = tr!(PageFixtureKeeps { kept_bytes });
        card = card.with(text_el("p", "why", &said).id("fixture-keeps"));
    }
    let heap = tests.v8_heap_used_kib.get(test as usize).copied().flatten();
    let heap = heap.map(|kib| {
        (
            cell_bytes(Some(kib.saturating_mul(1024))),
            tr!(PageV8HeapAfter).to_owned(),
        )
    });
    let mut told = vec![
        (
            cell_bytes(row.retained_bytes),
            tr!(PageKeptAfterTeardown).to_owned(),
        ),
        (
            cell_bytes(row.peak_bytes),
            tr!(PagePeakWhileItRan).to_owned(),
        ),
        (
            cell_duration(row.duration_us),
            tr!(PageSetupCallTeardown).to_owned(),
        ),
        (
            growth.unwrap_or_else(|| "–".to_owned()),
            tr!(PageMemoryBeforeAfter).to_owned(),
        ),
    ];
    told.extend(heap);
    Some(card.with(figures(told)))
}

/// How many cases of one file are listed.
const MOST_CASES: usize = 1000;

/// What the framework said of the cases inside, where the test is a whole file. Those that are not well come
/// first.
fn case_card(run: &RunRef, test: u32) -> Option<Node> {
    let own = || {
        run.artifact
            .tests
            .cases
            .iter()
            .filter(|case| case.test == test)
    };
    let count = own().count();
    if count == 0 {
        return None;
    }
    let bad = own().filter(|case| case.outcome.is_bad());
    let rows = bad.chain(own().filter(|case| !case.outcome.is_bad()));
    let rows = rows.take(MOST_CASES).map(|case| {
        let mut name = el("th", "")
            .attr("scope", "row")
            .with(text_el("span", "mono", &case.name));
        if let Some(remark) = &case.remark {
            name = name.with(text_el("div", "muted", remark));
        }
        el("tr", "")
            .with(name)
            .with(el("td", "").with(chips::outcome(case.outcome)))
            .with(text_el("td", "num", &cell_duration(case.duration_us)))
    });
    let heads = [
        ("", tr!(PageCase)),
        ("", tr!(PageOutcome)),
        ("num", tr!(PageTime)),
    ];
    let mut card = el("section", "card")
        .with(text_el("h2", "", tr!(PageCasesInside)))
        .with(table(&heads, rows.collect(), "cases"));
    if count > MOST_CASES {
        let text = tr!(PageCasesListed {
            shown: MOST_CASES,
            total: count
        });
        card = card.with(text_el("p", "hint", &text));
    }
    Some(card)
}

/// The time line around a test, twice as long as it, at least a few hundred milliseconds.
fn slice(run: &RunRef, span: TestSpan) -> AnyView {
    let state = State::expect();
    let length = (span.end_ms - span.start_ms).max(200.0);
    let range = (span.start_ms - length / 2.0, span.end_ms + length / 2.0);
    let own = span.batch.and_then(|at| run.series.batches.get(at));
    let drawn = own.map_or_else(|| run.clone(), |batch| run.of_batch(batch.index));
    let runs = vec![(drawn, Role::Single)];
    let id = run.id;
    let title = view! {
        <h2>{tr!(PageMemoryAround)}</h2>
        <button type="button" class="btn" data-testid="show-in-run"
            on:click=parts::click(move || state.go_to_stretch(id, range.0, range.1))>
            {tr!(PageShowInRun)}</button>
    }
    .into_any();
    let label = tr!(PageMemoryAroundTest).to_owned();
    view! {
        <section class="card">
            <Timeline runs axis=Axis::Clock label title range=Some(range)
                marked=Some((span.start_ms, span.end_ms)) fitted=true/>
        </section>
    }
    .into_any()
}

/// The phases of a test; nothing of one that died in the first.
fn phase_card(run: &RunRef, test: u32) -> Option<Node> {
    let kept = kept_by_phase(&run.artifact, test);
    let phases = phases(&run.artifact, test);
    phases.iter().find(|phase| phase.duration_us.is_some())?;
    let rows = phases
        .into_iter()
        .zip(kept)
        .map(|(phase, kept)| {
            let cells = [
                ("num", cell_duration(phase.duration_us)),
                ("num", cell_bytes(phase.peak_bytes)),
                ("num", kept.map_or_else(|| "–".to_owned(), signed_bytes)),
                ("num hide-s", cell_bytes(phase.rss_after_bytes)),
            ];
            let row = el("tr", "").with(text_el("th", "", phase.name).attr("scope", "row"));
            cells.iter().fold(row, |row, (class, cell)| {
                row.with(text_el("td", class, cell))
            })
        })
        .collect();
    let heads = [
        ("", tr!(PagePhase)),
        ("num", tr!(PageTime)),
        ("num", tr!(PagePeak)),
        ("num", tr!(PageKeptByPhase)),
        ("num hide-s", tr!(PageMemoryAfter)),
    ];
    let card = el("section", "card")
        .with(text_el("h2", "", tr!(PagePhaseByPhase)))
        .with(table(&heads, rows, "phases"))
        .with(text_el("p", "hint", tr!(PagePeaksAreKernels)));
    Some(card)
}

/// Earlier attempts at a test that was run again.
fn attempt_card(run: &RunRef, test: u32) -> Option<Node> {
    let attempts = run.artifact.tests.attempts.iter();
    let rows: Vec<Node> = attempts
        .filter(|attempt| attempt.test == test)
        .map(|attempt| {
            let batch = attempt
                .batch
                .map_or_else(|| "–".to_owned(), |b| b.to_string());
            let remark = attempt.remark.as_ref().map(words::text);
            el("tr", "")
                .with(el("td", "").with(chips::outcome(attempt.outcome)))
                .with(text_el("td", "", &remark.unwrap_or_default()))
                .with(text_el("td", "num", &batch))
                .with(text_el(
                    "td",
                    "num",
                    &cell_bytes(attempt.peak_kib.map(|kib| kib.saturating_mul(1024))),
                ))
                .with(text_el("td", "num", &cell_duration(attempt.duration_us)))
        })
        .collect();
    let heads = [
        ("", tr!(PageOutcome)),
        ("", ""),
        ("num", tr!(PageBatch)),
        ("num", tr!(PagePeak)),
        ("num", tr!(PageTime)),
    ];
    (!rows.is_empty()).then(|| {
        el("section", "card")
            .with(text_el("h2", "", tr!(PageAttempts)))
            .with(table(&heads, rows, "attempts"))
    })
}
