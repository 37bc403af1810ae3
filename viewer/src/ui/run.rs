//! One run: the answer, the timeline, the batches, the tests, the machine.

use crate::tr;
use crate::words::{self, duration_ms};

use leptos::prelude::*;
use oomscope_shared::answer::{answer, charged, lead, markdown};
use oomscope_shared::artifact::Completion;
use oomscope_shared::chart::Role;
use oomscope_shared::message::messages;
use oomscope_shared::{Artifact, Message};

use crate::facts::{cell_bytes, figures, headline};
use crate::filter::culprits;

use super::batches::BatchesCard;
use super::chart::{Axis, Timeline};
use super::details;
use super::findings::cards;
use super::glance;
use super::made_of;
use super::node::{Node, el, prose, text_el};
use super::pages::{self, table};
use super::parts::{behind_first_picture, nothing, part, sentences};
use super::state::{RunRef, State};
use super::tests_table::TestsCard;

/// The page of one run.
#[component]
pub fn RunView(run: RunRef) -> impl IntoView {
    let findings = cards(State::expect(), &run);
    let label = chart_sentence(&run);
    let runs = vec![(run.clone(), Role::Single)];
    let title = view! { <h2 id="timeline-title">{tr!(PageMemoryOfRun)}</h2> }.into_any();
    let (of_words, words) = (run.clone(), label.clone());
    let in_words = after_first_picture(move || chart_in_words(&of_words, words.clone()));
    let answer = answer_card(&run, &label);
    let notices = notices(&run.artifact);
    let below = [made_of, batches, tests, details].map(|card| {
        let run = run.clone();
        after_first_picture(move || card(run.clone()))
    });
    view! {
        {notices}
        {answer}
        {findings}
        <section class="card" aria-labelledby="timeline-title">
            <Timeline runs axis=Axis::Clock label title range=None marked=None linked=true/>
            {in_words}
        </section>
        {below.into_iter().collect::<Vec<_>>()}
    }
}

fn made_of(run: RunRef) -> AnyView {
    // Of batches at the same time their pages show each its own.
    if run.series.rows > 1 {
        return nothing();
    }
    let batches: Vec<_> = run.artifact.batches.iter().collect();
    let card = made_of::card(&batches, (0.0, run.series.duration_ms));
    card.map_or_else(nothing, Node::view)
}

fn batches(run: RunRef) -> AnyView {
    view! { <BatchesCard run/> }.into_any()
}

fn tests(run: RunRef) -> AnyView {
    view! { <TestsCard run/> }.into_any()
}

fn details(run: RunRef) -> AnyView {
    details::card(&run).view()
}

/// What stands below the chart waits for one frame, so that the chart is on the screen sooner. Each part is a task of its
/// own, so that with very many tests the page still answers in between.
pub fn after_first_picture(content: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let ready = RwSignal::new(false);
    let set_ready = move || {
        ready.try_set(true);
    };
    behind_first_picture(set_ready);
    part(move || if ready.get() { content() } else { nothing() }).into_any()
}

/// What a reader must know before the figures: the run is not whole, the recording had trouble.
fn notices(artifact: &Artifact) -> Vec<AnyView> {
    let cut = match artifact.run.completion {
        Completion::Finished => None,
        Completion::Interrupted => Some((tr!(PageRunInterrupted), tr!(PageRunInterruptedSays))),
        Completion::Cut => Some((tr!(PageArtifactCut), tr!(PageArtifactCutSays))),
    };
    let cut = cut.map(|(title, text)| notice("cut-notice", title, vec![text.to_owned()]));
    let trouble = (!artifact.warnings.is_empty()).then(|| {
        notice(
            "warnings",
            tr!(PageRecordingHadTrouble),
            artifact.warnings.iter().map(words::text).collect(),
        )
    });
    cut.into_iter().chain(trouble).collect()
}

fn notice(testid: &'static str, title: &'static str, texts: Vec<String>) -> AnyView {
    el("div", "notice")
        .attr("role", "note")
        .id(testid)
        .with(text_el("span", "notice-mark", "▲").attr("aria-hidden", "true"))
        .with(
            el("div", "")
                .with(text_el("strong", "", title))
                .with(sentences("", &texts)),
        )
        .view()
}

fn answer_card(run: &RunRef, label: &str) -> AnyView {
    let artifact = &run.artifact;
    let answer = answer(artifact);
    let lead = lead(artifact);
    let mut eyebrow = el("div", "eyebrow");
    if let Some(label) = &artifact.run.label {
        eyebrow = eyebrow.with(text_el("span", "chip plain", label));
    }
    eyebrow = eyebrow.with(text_el("span", "mono file", &run.name));
    for text in headline(artifact) {
        eyebrow = eyebrow.with(text_el("span", "", &text));
    }
    let large = figures(artifact).into_iter();
    let large = large.map(|figure| (figure.value, figure.label));
    let mut details: Vec<String> = answer.details.iter().map(words::text).collect();
    let mut title = words::text(&answer.headline);
    let mut lit = Vec::new();
    if let Some(lead) = &lead {
        // The sentences of the findings are the last ones, and this one would be said twice.
        let own = details.len() + lead.finding;
        let own = own.checked_sub(artifact.findings.len());
        if let Some(own) = own.filter(|own| *own < details.len()) {
            details.remove(own);
        }
        let headline = std::mem::replace(&mut title, words::text(&lead.sentence));
        if !lead.is_whole {
            details.insert(0, headline);
        }
        lit = culprits(artifact, &artifact.findings[lead.finding]);
    }
    let of_copy = run.artifact.clone();
    let copied = pages::copy(tr!(PageCopyAsMarkdown), move || {
        markdown(&of_copy, &words::locale())
    });
    let said = title.replace('`', "");
    let saved = pages::save(
        State::expect(),
        &run.short_name(),
        said,
        run.sources.clone(),
    );
    let link = pages::copy_link(State::expect());
    let mut top = el("div", "answer-top").with(
        el("div", "")
            .with(prose("h1", "", &title).id("answer").attr("id", "answer"))
            .with(sentences("why", &details))
            .with(
                el("div", "actions")
                    .all(link.into_iter().collect())
                    .with(copied.id("copy-markdown"))
                    .with(saved),
            ),
    );
    pages::title(&title);
    if let Some(picture) = glance::picture(run, &lit, label) {
        top = top.with(picture);
    }
    el(
        "section",
        &format!("card answer tone-{}", answer.tone.name()),
    )
    .attr("aria-labelledby", "answer")
    .with(eyebrow)
    .with(top)
    .with(pages::figures(large.collect()))
    .view()
}

/// The chart as a sentence, for those who do not see it.
fn chart_sentence(run: &RunRef) -> String {
    let artifact = &run.artifact;
    let duration_ms = run.series.duration_ms as u64;
    let limit = artifact.limits.memory.as_ref().map(|limit| limit.bytes);
    // The curve of batches at the same time is higher than any of them.
    let together = (run.series.rows > 1).then_some(run.series.peak_kib as u64 * 1024);
    let chart: Message = match (artifact.peak_bytes().max(together), limit) {
        (Some(peak_bytes), Some(limit_bytes)) => messages::PageChartReachesLimited {
            peak_bytes,
            limit_bytes,
            duration_ms,
        }
        .into(),
        (Some(peak_bytes), None) => messages::PageChartReaches {
            peak_bytes,
            duration_ms,
        }
        .into(),
        (None, _) => messages::PageChartUnmeasured { duration_ms }.into(),
    };
    let said = |chart: String| match charged(artifact) {
        Some(charged) => format!("{chart} {}", words::text(&charged)),
        None => chart,
    };
    let died = artifact
        .batches
        .iter()
        .filter(|batch| batch.ending.is_death());
    let deaths: Vec<Message> = died
        .map(|batch| {
            messages::PageBatchEnded {
                batch: batch.index,
                ending: batch.ending.key(),
            }
            .into()
        })
        .take(5)
        .collect();
    if deaths.is_empty() {
        return said(words::text(&chart));
    }
    said(tr!(PageChartWithDeaths { chart, deaths }))
}

/// The chart as a table, folded away behind its sentence.
fn chart_in_words(run: &RunRef, sentence: String) -> AnyView {
    let first_of = |index: u32| {
        let batch = run.series.batches.iter().find(|b| b.index == index)?;
        let (_, kib) = batch.steps.get(0)?;
        Some(u64::from(kib) * 1024)
    };
    let rows: Vec<Node> = run
        .artifact
        .batches
        .iter()
        .take(200)
        .map(|batch| {
            let first = first_of(batch.index);
            let end_ms = batch.start_ms.saturating_add(batch.duration_ms);
            let cells = [
                batch.index.to_string(),
                duration_ms(batch.start_ms),
                duration_ms(end_ms),
                cell_bytes(first),
                cell_bytes(batch.peak_bytes),
            ];
            let row = cells.iter().fold(el("tr", ""), |row, text| {
                row.with(text_el("td", "num", text))
            });
            row.with(text_el("td", "", words::word(batch.ending.key())))
        })
        .collect();
    let heads = [
        ("num", tr!(PageBatch)),
        ("num", tr!(PageFrom)),
        ("num", tr!(PageTo)),
        ("num", tr!(PageFirstMemory)),
        ("num", tr!(PagePeak)),
        ("", tr!(PageEnding)),
    ];
    el("details", "as-table")
        .with(text_el("summary", "", tr!(PageChartInWords)))
        .with(text_el("p", "", &sentence))
        .with(table(&heads, rows, "chart-table"))
        .view()
}
