//! Two runs: the verdict, both curves over each other, what changed test by test.

use crate::tr;
use crate::words::{self, duration_ms, signed_bytes, signed_percent};
use std::sync::Arc;

use leptos::prelude::*;
use oomscope_shared::chart::Role;
use oomscope_shared::compare::{
    Change, Comparison, Fate, SideFigures, VerdictKind, compare_groups, markdown,
};
use oomscope_shared::message::messages;
use oomscope_shared::{Artifact, Message};
use wasm_bindgen::JsCast;

use crate::facts::{cell_bytes, moment};
use crate::intake::Source;
use crate::pair::{PairPlace, Sides};

use super::chart::{Axis, Timeline};
use super::delta_table::DeltaCard;
use super::node::{Node, el, text_el};
use super::pages::{self, link, table};
use super::parts::{choice, click, nothing, part, sentences};
use super::run::after_first_picture;
use super::state::{RunRef, State, View};

/// So many reasons stand open; the others are a click away.
const REASONS: usize = 3;

/// So many runs of a side are drawn over each other.
const DRAWN: usize = 4;
/// So many renamed tests are suggested.
const RENAMED: usize = 100;
/// So many batches stand in the table of the chart.
const BATCHES: usize = 200;

/// The page of two runs, or of two groups of repeated runs.
#[component]
pub fn CompareView(sides: Sides<RunRef>) -> impl IntoView {
    fn artifacts(side: &[RunRef]) -> Vec<&Artifact> {
        side.iter().map(|run| &*run.artifact).collect()
    }
    let compared = compare_groups(&artifacts(&sides.before), &artifacts(&sides.after));
    let Some(comparison) = compared else {
        return nothing();
    };
    let chosen = comparison.repeats.as_ref();
    let chosen = chosen.map_or((0, 0), |both| (both.before.chosen, both.after.chosen));
    let before = Shown::of(&sides.before, chosen.0, Role::Before);
    let after = Shown::of(&sides.after, chosen.1, Role::After);
    let comparison = Arc::new(comparison.named(before.name(), after.name()));
    let state = State::expect();
    let axis = state.axis;
    Effect::watch(move || axis.get(), move |_, _, _| state.write_soon(), false);
    let runs = [before.drawn(), after.drawn()].concat();
    let left_out = (before.others.len().max(after.others.len()) >= DRAWN).then(|| {
        let words = tr!(PageRunsDrawn { runs: DRAWN });
        text_el("p", "muted small", &words).id("drawn").view()
    });
    let label = chart_sentence(&comparison);
    let axes = vec![
        (tr!(PageByTime), "align-time", None),
        (tr!(PageByBatch), "align-batches", None),
        (tr!(PageByTest), "align-tests", None),
    ];
    let axes = choice(
        tr!(PageAlignTheRuns),
        axes,
        move || axis.get() as u32,
        move |at| axis.set([Axis::Clock, Axis::Batch, Axis::Test][at as usize]),
    );
    let title = view! {
        <h2 id="timeline-title">{tr!(PageBothRuns)}</h2>
        {axes}
    }
    .into_any();
    let verdict = verdict_card(&comparison, &before, &after);
    let findings = findings_card(state, &comparison, before.run.id, after.run.id);
    let in_words = chart_in_words(&before.run, &after.run, &label).view();
    let ends = [
        (before.run.clone(), before.role),
        (after.run.clone(), after.role),
    ];
    let below = after_first_picture(move || {
        let sides = sides_table(&comparison);
        let renamed = renamed_card(&comparison).map(Node::view);
        view! { <DeltaCard comparison=comparison.clone() ends=ends.clone()/>{renamed}{sides} }
            .into_any()
    });
    view! {
        {verdict}
        {findings.map(Node::view)}
        <section class="card" aria-labelledby="timeline-title">
            <Timeline runs axis label title range=None linked=true/>
            {left_out}
            {in_words}
        </section>
        {below}
    }
    .into_any()
}

/// One side: the run that stands for it, and its repeats.
struct Shown {
    run: RunRef,
    others: Vec<RunRef>,
    role: Role,
}

impl Shown {
    fn of(side: &[RunRef], chosen: usize, role: Role) -> Self {
        let mut others = side.to_vec();
        Self {
            run: others.remove(chosen.min(side.len() - 1)),
            others,
            role,
        }
    }

    fn more(&self, name: &str) -> String {
        match self.others.len() {
            0 => name.to_owned(),
            more => tr!(PageNameAndMore { name, more }),
        }
    }

    fn name(&self) -> Message {
        Message::quote(self.more(&self.run.short_name()))
    }

    fn drawn(&self) -> Vec<(RunRef, Role)> {
        let all = std::iter::once(&self.run).chain(&self.others);
        all.take(DRAWN)
            .map(|run| (run.clone(), self.role))
            .collect()
    }

    fn chip(&self) -> Node {
        el("span", "side").with(chip(self.role)).with(text_el(
            "span",
            "mono file",
            &self.more(&self.run.name),
        ))
    }
}

/// On which side something is.
pub(super) fn chip(role: Role) -> Node {
    let class = format!("chip {}", role.name());
    text_el("span", &class, &role.label(&words::locale()))
}

/// What became of the findings of both runs.
fn findings_card(state: State, comparison: &Comparison, before: u32, after: u32) -> Option<Node> {
    if comparison.findings.is_empty() {
        return None;
    }
    let rows = comparison.findings.iter().take(RENAMED).map(|one| {
        let (tone, mark) = match one.fate {
            Fate::New => ("bad", "■"),
            fate if fate.is_left() => ("warn", "▲"),
            Fate::Gone => ("ok", "✓"),
            _ => ("plain", "?"),
        };
        let run = if one.after.is_some() { after } else { before };
        el("li", "")
            .attr("data-fate", one.fate.name())
            .with(
                el("span", &format!("chip {tone}"))
                    .with(text_el("span", "", mark).attr("aria-hidden", "true"))
                    .text(&words::text(&one.fate.message())),
            )
            .with(link(
                state,
                View::Single(run),
                &words::text(&one.headline).replace('`', ""),
            ))
    });
    Some(
        el("section", "card")
            .with(text_el("h2", "", tr!(PageFindings)))
            .with(el("ul", "fates").id("fates").all(rows.collect())),
    )
}

/// Tests that look like one of the other run under another name.
fn renamed_card(comparison: &Comparison) -> Option<Node> {
    if comparison.renamed.is_empty() {
        return None;
    }
    let test = |at: u32| comparison.tests.get(at as usize);
    let rows = comparison.renamed.iter().take(RENAMED).filter_map(|pair| {
        let (before, after) = (test(pair.before)?, test(pair.after)?);
        let both = |one: Option<u64>, other: Option<u64>| {
            format!("{} → {}", cell_bytes(one), cell_bytes(other))
        };
        let kept = both(before.retained.before, after.retained.after);
        let peak = both(before.peak.before, after.peak.after);
        Some(
            el("tr", "")
                .with(text_el("td", "mono", &before.id))
                .with(text_el("td", "mono", &after.id))
                .with(text_el("td", "num", &kept))
                .with(text_el("td", "num hide-s", &peak)),
        )
    });
    let heads = [
        ("", tr!(PageMarkBefore)),
        ("", tr!(PageMarkAfter)),
        ("num", tr!(PageKept)),
        ("num hide-s", tr!(PagePeak)),
    ];
    let hint = tr!(PageRenamedSays);
    Some(
        el("section", "card")
            .with(
                el("div", "tools")
                    .with(text_el("h2", "", tr!(PagePerhapsRenamed)))
                    .with(text_el(
                        "span",
                        "count",
                        &comparison.renamed.len().to_string(),
                    )),
            )
            .with(text_el("p", "hint", hint))
            .with(table(&heads, rows.collect(), "renamed")),
    )
}

/// The chart as a table: the batches of both runs side by side.
fn chart_in_words(before: &RunRef, after: &RunRef, sentence: &str) -> Node {
    let batches = [before, after].map(|run| &run.artifact.batches);
    let most = batches[0].len().max(batches[1].len()).min(BATCHES);
    let rows = (0..most).map(|at| {
        let row =
            el("tr", "").with(text_el("th", "num", &(at + 1).to_string()).attr("scope", "row"));
        batches.iter().fold(row, |row, batches| {
            let batch = batches.get(at);
            let peak = cell_bytes(batch.and_then(|batch| batch.peak_bytes));
            let took = batch.map_or_else(String::new, |batch| duration_ms(batch.duration_ms));
            let ending = batch.map_or_else(String::new, |batch| {
                words::word(batch.ending.key()).to_owned()
            });
            row.with(text_el("td", "num", &peak))
                .with(text_el("td", "num hide-s", &took))
                .with(text_el("td", "", &ending))
        })
    });
    let heads = [
        ("num", tr!(PageBatch)),
        ("num", tr!(PageMarkBefore)),
        ("num hide-s", tr!(PageTook)),
        ("", tr!(PageEnding)),
        ("num", tr!(PageMarkAfter)),
        ("num hide-s", tr!(PageTook)),
        ("", tr!(PageEnding)),
    ];
    el("details", "as-table")
        .with(text_el("summary", "", tr!(PageChartInWords)))
        .with(text_el("p", "", sentence))
        .with(table(&heads, rows.collect(), "chart-table"))
}

fn verdict_tone(kind: VerdictKind) -> (&'static str, &'static str) {
    match kind {
        VerdictKind::Fixed | VerdictKind::Improved => ("good", "✓"),
        VerdictKind::Unchanged => ("plain", "＝"),
        VerdictKind::Regressed => ("bad", "■"),
        VerdictKind::Inconclusive => ("attention", "▲"),
    }
}

fn verdict_card(comparison: &Comparison, before: &Shown, after: &Shown) -> AnyView {
    let state = State::expect();
    let (tone, shape) = verdict_tone(comparison.verdict.kind);
    pages::title(&words::text(&comparison.verdict.sentence()));
    let copied = markdown(comparison, &words::locale());
    let copied = pages::copy(tr!(PageCopyAsMarkdown), move || copied.clone());
    let copied = copied.id("copy-markdown");
    let said = words::text(&comparison.verdict.sentence()).replace('`', "");
    let saved = pages::save(state, "comparison", said, held(before, after));
    let reasons = comparison.verdict.told();
    let mut first: Vec<String> = reasons.map(|reason| words::text(&reason)).collect();
    let rest = first.split_off(first.len().min(REASONS));
    let more = (!rest.is_empty()).then(|| {
        let words = tr!(PageMoreReasons {
            reasons: rest.len()
        });
        el("details", "as-table")
            .id("reasons")
            .with(text_el("summary", "", &words))
            .with(sentences("why", &rest))
            .view()
    });
    let picker = part(move || {
        if state.runs.with(Vec::len) > 2 {
            side_picker(state).view()
        } else {
            nothing()
        }
    });
    let figures = [
        versus(
            tr!(PageHighestMemory),
            comparison.peak,
            [&comparison.before, &comparison.after].map(|side| side.peak_is_at_least),
        ),
        versus(tr!(PageKeptByTests), comparison.retained, [false; 2]),
    ];
    let figures = el("div", "versus").all(figures.into_iter().flatten().collect());
    let sides = vec![before.chip().view(), after.chip().view()];
    view! {
        <section class=format!("card answer tone-{tone}") aria-labelledby="verdict">
            <div class="eyebrow">{sides}</div>
            <h1 id="verdict" data-testid="verdict">
                <span class="verdict-mark" aria-hidden="true">{shape}</span>
                {words::text(&comparison.verdict.sentence())}
            </h1>
            {figures.view()}
            {sentences("why", &first).view()}
            {more}
            <div class="actions">
                <button class="btn" type="button" data-testid="swap"
                    on:click=click(move || state.swap())>{tr!(PageSwapSides)}</button>
                {pages::copy_link(state).map(Node::view)}
                {copied.view()}
                {saved.view()}
            </div>
            {picker}
        </section>
    }
    .into_any()
}

/// The files of both sides, as the saved page opens them: by their order, and where a side has repeats by their names.
fn held(before: &Shown, after: &Shown) -> Vec<Source> {
    let has_repeats = before.others.len() + after.others.len() > 0;
    let mut held = Vec::new();
    for side in [before, after] {
        for (at, run) in std::iter::once(&side.run).chain(&side.others).enumerate() {
            let prefix = match has_repeats {
                true => format!("{}-{} ", side.role.name(), at + 1),
                false => String::new(),
            };
            let sources = run.sources.iter();
            held.extend(sources.map(|(name, at)| {
                // The side is told by the last part of a name.
                let name = name.rsplit('/').next().unwrap_or(name);
                (prefix.clone() + name, *at)
            }));
        }
    }
    held
}

/// One figure of both runs, large.
pub(super) fn versus(title: &'static str, change: Change, at_least: [bool; 2]) -> Option<Node> {
    if change.before.is_none() && change.after.is_none() {
        return None;
    }
    let shown = |value: Option<u64>, at_least: bool| {
        let text = cell_bytes(value);
        if at_least {
            format!("≥ {text}")
        } else {
            text
        }
    };
    let difference = change.difference().map(|difference| {
        let percent = change
            .ratio()
            .map(|ratio| format!(" ({})", signed_percent(ratio)));
        format!(
            "{}{}",
            signed_bytes(difference),
            percent.unwrap_or_default()
        )
    });
    let side = |class: &str, words: &str, value, at_least| {
        el("span", class)
            .with(text_el("span", "sr-only", words))
            .text(" ")
            .text(&shown(value, at_least))
    };
    let row = el("div", "versus-row")
        .with(side(
            "big before",
            tr!(ChartBefore),
            change.before,
            at_least[0],
        ))
        .with(text_el("span", "arrow", "→").attr("aria-hidden", "true"))
        .with(side(
            "big after",
            tr!(ChartAfter),
            change.after,
            at_least[1],
        ));
    Some(
        el("div", "versus-figure")
            .with(text_el("h2", "versus-title", title))
            .with(row)
            .with(text_el("p", "muted", &difference.unwrap_or_default())),
    )
}

/// With more than two runs open: which are before, which after, several on a side as repeats.
fn side_picker(state: State) -> Node {
    let Some(sides) = state.pair.get() else {
        return el("div", "");
    };
    let row = |run: &RunRef| {
        let id = run.id;
        let here = sides.place(id);
        let places = [
            (PairPlace::Before, tr!(PageMarkBefore), "before"),
            (PairPlace::Aside, "–", "aside"),
            (PairPlace::After, tr!(PageMarkAfter), "after"),
        ];
        let buttons = places.map(|(place, words, name)| {
            let button = format!("put-{name}-{id}");
            let again = format!("[data-testid='{button}']");
            let node = text_el("button", "", words)
                .attr("type", "button")
                .attr("aria-pressed", if place == here { "true" } else { "false" })
                .id(&button);
            let node = if place == PairPlace::Aside {
                node.attr("aria-label", tr!(PageOnNeitherSide))
            } else {
                node
            };
            node.click(move || {
                state.put(id, place);
                // The page is made anew with another comparison; the focus stays where it was.
                let again = again.clone();
                request_animation_frame(move || {
                    let found = document().query_selector(&again).ok().flatten();
                    if let Some(button) = found {
                        let _ = button.unchecked_ref::<web_sys::HtmlElement>().focus();
                    }
                });
            })
        });
        el("li", "")
            .with(
                el("span", "segmented")
                    .attr("role", "group")
                    .attr("aria-label", &run.name)
                    .all(buttons.into()),
            )
            .with(text_el("span", "mono file", &run.name))
    };
    let runs = state.runs.get_untracked();
    el("details", "as-table")
        .attr("open", "")
        .id("side-picker")
        .with(text_el("summary", "", tr!(PageWhichRuns)))
        .with(el("ul", "side-picker").all(runs.iter().map(row).collect()))
}

fn chart_sentence(comparison: &Comparison) -> String {
    let side = |side: &SideFigures| -> Message {
        match side.peak_bytes {
            Some(peak_bytes) => messages::PageSideReaches {
                run: side.name.clone(),
                peak_bytes,
                duration_ms: side.duration_ms,
            }
            .into(),
            None => messages::PageSideUnmeasured {
                run: side.name.clone(),
            }
            .into(),
        }
    };
    tr!(PageSidesReach {
        before: side(&comparison.before),
        after: side(&comparison.after)
    })
}

/// One run as the cells of the last table.
fn side_cells(side: &SideFigures) -> Vec<(&'static str, String)> {
    let outcomes: Vec<_> = side
        .outcomes
        .iter()
        .map(|(o, n)| format!("{n} {}", words::word(o.key()).to_owned()))
        .collect();
    let batches = match side.batch_size {
        Some(size) => tr!(PageBatchesOfTests {
            batches: side.batches,
            tests: size
        }),
        None => side.batches.to_string(),
    };
    vec![
        (tr!(PageCommand), side.command.clone()),
        (
            tr!(PageCommit),
            side.commit.clone().unwrap_or_else(|| "–".to_owned()),
        ),
        (tr!(PageStarted), moment(&side.started_at)),
        (tr!(PageTook), duration_ms(side.duration_ms)),
        (tr!(PageTests), side.tests.to_string()),
        (tr!(PageOutcomes), outcomes.join(", ")),
        (tr!(PageBatches), batches),
        (
            tr!(PageDeaths),
            tr!(PageDeathsCounted {
                memory_deaths: side.memory_deaths,
                other_deaths: side.other_deaths
            }),
        ),
        (tr!(PageLimit), cell_bytes(side.limit_bytes)),
        (tr!(PageKeptByAll), cell_bytes(side.retained_bytes)),
    ]
}

/// Both runs by their figures.
fn sides_table(comparison: &Comparison) -> AnyView {
    let pairs = side_cells(&comparison.before)
        .into_iter()
        .zip(side_cells(&comparison.after));
    let rows = pairs.map(|((label, one), (_, other))| {
        let class = if one == other { "same" } else { "differs" };
        el("tr", class)
            .with(text_el("th", "", label).attr("scope", "row"))
            .with(text_el("td", "", &one))
            .with(text_el("td", "", &other))
    });
    let heads = [
        ("", tr!(PageRun)),
        ("", tr!(PageMarkBefore)),
        ("", tr!(PageMarkAfter)),
    ];
    el("section", "card sides")
        .id("sides")
        .with(text_el("h2", "", tr!(PageTheTwoRuns)))
        .with(table(&heads, rows.collect(), "sides-table"))
        .view()
}
