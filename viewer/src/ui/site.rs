//! The history page of a hosted site: the trend of its runs, and any two of them for comparison.

use crate::tr;
use crate::words::{self, word};
use js_sys::Promise;
use leptos::prelude::*;
use leptos::task::spawn_local;
use oomscope_shared::message::{Key, messages};
use oomscope_shared::site::{INDEX, MARK, SiteIndex, SiteRun};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

use crate::address::encode;
use crate::facts::{cell_bytes, moment};
use crate::intake::Refused;
use crate::trend::{Point, SIZE, Trend, listed, trend};

use super::node::{Node, drawn, el, text_el};
use super::pages::table;
use super::parts::{nothing, part, text};
use super::state::State;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = oomscope, js_name = text)]
    fn text_of(name: &str) -> Promise;
}

/// So many runs have rows; the trend shows all.
const ROWS: usize = 500;

/// Reads the index, where the page says that it has one.
pub fn read(state: State) {
    let mark = format!("meta[name='{MARK}']");
    if !matches!(document().query_selector(&mark), Ok(Some(_))) {
        return;
    }
    spawn_local(async move {
        let text = JsFuture::from(text_of(INDEX)).await;
        let text = text
            .ok()
            .and_then(|text| text.as_string())
            .unwrap_or_default();
        match serde_json::from_slice::<SiteIndex>(text.as_bytes()) {
            Ok(index) => state.site.set(Some(index)),
            Err(error) => {
                let error = error.to_string();
                let reason = messages::RefusedIndex { error };
                state.alert(Refused::new(INDEX, reason, Key::AdviceMakeSite));
            }
        }
    });
}

/// The page.
#[component]
pub fn History(index: SiteIndex) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let pair = RwSignal::new((None::<usize>, None::<usize>));
    let total = index.runs.len();
    let index = StoredValue::new(index);
    let shown =
        Memo::new(move |_| index.with_value(|index| typed.with(|text| listed(index, text))));
    let curves = part(move || {
        index.with_value(|index| shown.with(|runs| curves(index, &trend(index, runs)).view()))
    });
    let rows = part(move || {
        index.with_value(|index| {
            shown.with(|runs| {
                let newest = runs.iter().rev().take(ROWS);
                let rows = newest.map(|at| row(pair, *at, &index.runs[*at])).collect();
                let heads = [
                    ("", tr!(PageHeadBefore)),
                    ("", tr!(PageHeadAfter)),
                    ("", tr!(PageRun)),
                    ("hide-s", tr!(PageBranch)),
                    ("hide-s", tr!(PageAnswer)),
                    ("num", tr!(PagePeak)),
                    ("num", tr!(PageKept)),
                ];
                table(&heads, rows, "history-table").view()
            })
        })
    });
    let compare = part(move || match pair.get() {
        (Some(before), Some(after)) if before != after => index.with_value(|index| {
            let file = |at: usize| encode(&index.runs[at].file);
            let address = format!("?before={}&after={}", file(before), file(after));
            text_el("a", "btn primary", tr!(PageCompareThem))
                .attr("href", &address)
                .id("history-compare")
                .view()
        }),
        _ => text_el("span", "muted", tr!(PageChooseTwo)).view(),
    });
    let counted = text(move || {
        tr!(PageShownOf {
            shown: shown.with(Vec::len),
            total
        })
    });
    if total == 0 {
        return nothing();
    }
    view! {
        <section class="card" aria-labelledby="history-title" data-testid="history">
            <div class="tools">
                <h1 id="history-title">{tr!(PageHistory)}</h1>
                <span class="count" role="status" aria-live="polite">{counted}</span>
                <span class="spacer"></span>
                <input type="search" class="filter" placeholder=tr!(PageFilterRunsHint) spellcheck="false"
                    autocomplete="off" aria-label=tr!(PageFilterRuns) data-testid="history-filter"
                    on:input=move |event| typed.set(event_target_value(&event))/>
            </div>
            {curves}
        </section>
        <section class="card" aria-label=tr!(PageRuns)>
            <div class="tools">{compare}</div>
            {rows}
        </section>
    }
    .into_any()
}

fn row(pair: RwSignal<(Option<usize>, Option<usize>)>, at: usize, run: &SiteRun) -> Node {
    let choose = |side: &str, key: Key, is_before: bool| {
        let label = format!("{}: {}", word(key), moment(&run.started_at));
        let now = pair.get_untracked();
        let radio = el("input", "")
            .attr("type", "radio")
            .attr("name", side)
            .attr("aria-label", &label)
            .click(move || {
                pair.update(|pair| {
                    if is_before {
                        pair.0 = Some(at);
                    } else {
                        pair.1 = Some(at);
                    }
                });
            });
        let chosen = if is_before { now.0 } else { now.1 } == Some(at);
        el("td", "").with(if chosen {
            radio.attr("checked", "")
        } else {
            radio
        })
    };
    let commit = run
        .commit
        .as_deref()
        .and_then(|commit| commit.get(..8))
        .unwrap_or_default();
    let name = match &run.label {
        Some(label) => format!("{label}, {}", moment(&run.started_at)),
        None => moment(&run.started_at),
    };
    let mark = match run.tone.as_str() {
        "good" => ("ok", "✓"),
        "bad" => ("bad", "■"),
        _ => ("warn", "▲"),
    };
    let branch = format!("{} {commit}", run.branch.as_deref().unwrap_or_default());
    el("tr", "")
        .with(choose("before", Key::ChartBefore, true))
        .with(choose("after", Key::ChartAfter, false))
        .with(
            el("td", "")
                .with(text_el("a", "", &name).attr("href", &format!("?run={}", encode(&run.file)))),
        )
        .with(text_el("td", "hide-s mono", &branch))
        .with(
            el("td", "hide-s")
                .with(
                    text_el("span", &format!("mark {}", mark.0), mark.1)
                        .attr("aria-hidden", "true"),
                )
                .text(" ")
                .text(&words::text(&run.answer)),
        )
        .with(text_el("td", "num", &cell_bytes(run.peak_bytes)))
        .with(text_el("td", "num", &cell_bytes(run.retained_bytes)))
}

/// The trend as a drawing of the page's own colours.
fn curves(index: &SiteIndex, trend: &Trend) -> Node {
    let (width, height) = SIZE;
    let newest = |points: &[Point], figure: fn(&SiteRun) -> Option<u64>| {
        let newest = points
            .last()
            .and_then(|point| figure(&index.runs[point.run]));
        cell_bytes(newest)
    };
    let (peak, kept) = (
        newest(&trend.peak, |run| run.peak_bytes),
        newest(&trend.kept, |run| run.retained_bytes),
    );
    let label = tr!(PageNewestRun {
        peak: &peak,
        kept: &kept
    });
    let mut drawing = drawn("svg")
        .attr(
            "viewBox",
            &format!("-12 -12 {} {}", width + 24.0, height + 24.0),
        )
        .attr("class", "trend")
        .attr("role", "img")
        .attr("aria-label", &label);
    for share in [0.0, 0.5, 1.0] {
        let y = format!("{:.1}", height * (1.0 - share));
        let line = [
            ("x1", "0"),
            ("x2", "1000"),
            ("y1", y.as_str()),
            ("y2", y.as_str()),
        ];
        let line = line
            .iter()
            .fold(drawn("line"), |node, (key, value)| node.attr(key, value));
        drawing = drawing.with(line.attr("class", "trend-grid"));
    }
    for (class, points, size) in [
        ("trend-kept", &trend.kept, 4.0),
        ("trend-peak", &trend.peak, 4.5),
    ] {
        let path: Vec<String> = points
            .iter()
            .map(|p| format!("{:.1},{:.1}", p.x, p.y))
            .collect();
        drawing = drawing.with(
            drawn("polyline")
                .attr("points", &path.join(" "))
                .attr("class", class),
        );
        for point in points {
            // Peaks are dots, what is kept are squares, so that nobody needs the colour.
            let dot = if class == "trend-peak" {
                drawn("circle")
                    .attr("cx", &format!("{:.1}", point.x))
                    .attr("cy", &format!("{:.1}", point.y))
                    .attr("r", &size.to_string())
            } else {
                drawn("rect")
                    .attr("x", &format!("{:.1}", point.x - size))
                    .attr("y", &format!("{:.1}", point.y - size))
                    .attr("width", &(size * 2.0).to_string())
                    .attr("height", &(size * 2.0).to_string())
            };
            drawing = drawing.with(dot.attr("class", &format!("{class} dot")));
        }
    }
    let key = |class: &str, mark: &str, text: &str| {
        el("span", "trend-name")
            .with(text_el("span", class, mark).attr("aria-hidden", "true"))
            .text(text)
    };
    let legend = el("p", "trend-legend muted")
        .with(key("trend-key for-peak", "●", &tr!(PagePeakNow { peak })))
        .with(key("trend-key for-kept", "■", &tr!(PageKeptNow { kept })))
        .with(text_el("span", "spacer", ""))
        .with(text_el(
            "span",
            "",
            &tr!(PageUpperLine {
                top_bytes: trend.top_bytes
            }),
        ));
    el("div", "").with(legend).with(drawing)
}
