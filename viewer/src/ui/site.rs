//! The history page of a hosted site: the trend of its runs, and any two of them for comparison.

use crate::tr;
use crate::words::{self, word};
use js_sys::Promise;
use leptos::prelude::*;
use leptos::task::spawn_local;
use oomscope_quick::order::arrange;
use oomscope_shared::message::{Key, messages};
use oomscope_shared::site::{INDEX, MARK, SiteIndex, SiteRun};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

use crate::address::encode;
use crate::facts::{cell_bytes, moment};
use crate::intake::Refused;
use crate::trend::{Figure, Trend, listed, trend};

use super::node::{Node, el, text_el};
use super::pages::table;
use super::parts::{nothing, part, text};
use super::plot::{self, SIZE, hit};
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
                    ("num hide-s", tr!(PageKept)),
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
                <span class="count" translate="no" role="status" aria-live="polite">{counted}</span>
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
    let commit = commit_of(run);
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
                .with(text_el("a", "", &name).attr("href", &format!("?run={}", encode(&run.file))))
                .with(text_el("span", "only-s muted small", &answer(run))),
        )
        .with(text_el("td", "hide-s mono", &branch))
        .with(
            el("td", "hide-s")
                .with(
                    text_el("span", &format!("mark {}", mark.0), mark.1)
                        .attr("aria-hidden", "true"),
                )
                .text(" ")
                .text(&answer(run)),
        )
        .with(text_el("td", "num", &cell_bytes(run.peak_bytes)))
        .with(text_el("td", "num hide-s", &cell_bytes(run.retained_bytes)))
}

/// What a run came to; names stand there as they are.
fn answer(run: &SiteRun) -> String {
    words::text(&run.answer).replace('`', "")
}

/// How the lines of suites are told apart; of more suites than that some look alike.
const LOOKS: usize = 4;

/// The trend as a drawing of the page's own colours: a line for each suite, what it keeps dashed.
fn curves(index: &SiteIndex, trend: &Trend) -> Node {
    let runs = &index.runs;
    let newest = |figure: Figure| {
        let lines = trend.lines.iter().filter(|line| line.figure == figure);
        let newest = lines.filter_map(|line| line.points.last().map(|point| point.run));
        let run = newest.max().map(|at| &runs[at]);
        cell_bytes(run.and_then(|run| match figure {
            Figure::Peak => run.peak_bytes,
            Figure::Kept => run.retained_bytes,
        }))
    };
    let (peak, kept) = (newest(Figure::Peak), newest(Figure::Kept));
    let label = tr!(PageNewestRun {
        peak: &peak,
        kept: &kept
    });
    let mut drawing = plot::drawing(&label, &trend.y_ticks);
    let place = |x: f64, y: f64| format!("{:.1} {:.1}", x * SIZE, (1.0 - y) * SIZE);
    for line in &trend.lines {
        let look = match line.figure {
            Figure::Peak => "line",
            Figure::Kept => "line dashed",
        };
        let class = format!("{look} suite-{}", line.suite % LOOKS);
        // A dot is a line without a length, so that it is round however wide the drawing is.
        let dots = line
            .points
            .iter()
            .map(|at| format!("M{}h0", place(at.x, at.y)));
        let points = line.points.iter().map(|at| place(at.x, at.y));
        let points: Vec<String> = points.collect();
        if !points.is_empty() {
            drawing = drawing
                .with(plot::path(&class, &format!("M{}", points.join("L"))))
                .with(plot::path(
                    &format!("{class} dots"),
                    &dots.collect::<String>(),
                ));
        }
    }
    let marks = trend
        .marks
        .iter()
        .map(|mark| format!("M{:.1} 0V{SIZE}", mark.x * SIZE));
    drawing = drawing.with(plot::path("mark-line", &marks.collect::<String>()));
    let mut legend = el("p", "trend-legend muted");
    let key = |class: &str, mark: &str, text: &str| {
        el("span", "trend-name")
            .with(text_el("span", class, mark).attr("aria-hidden", "true"))
            .text(text)
    };
    if let [_] = &trend.suites[..] {
        legend = legend
            .with(key("suite-0", "━", &tr!(PagePeakNow { peak })))
            .with(key("suite-0", "┅", &tr!(PageKeptNow { kept })));
    } else {
        for (suite, name) in trend.suites.iter().enumerate() {
            let class = format!("suite-{}", suite % LOOKS);
            legend = legend.with(key(&class, "━", name));
        }
    }
    el("div", "")
        .with(legend)
        .with(plot::framed(
            drawing,
            &trend.y_ticks,
            &trend.x_ticks,
            hits(index, trend),
        ))
        .with(changes(index, trend))
}

/// Columns that say what a run was, and lead to it.
fn hits(index: &SiteIndex, trend: &Trend) -> Vec<Node> {
    let mut places: Vec<(f64, usize)> = Vec::new();
    for point in trend.lines.iter().flat_map(|line| &line.points) {
        places.push((point.x, point.run));
    }
    arrange(&mut places, &|a, b| a.1.cmp(&b.1));
    places.dedup();
    // The newest, where there are more than one can point at.
    let places = &places[places.len().saturating_sub(ROWS)..];
    let middle = |one: usize, other: usize| (places[one].0 + places[other].0) / 2.0;
    let columns = places.iter().enumerate().map(|(at, (_, run))| {
        let from = at.checked_sub(1).map_or(0.0, |before| middle(before, at));
        let to = if at + 1 < places.len() {
            middle(at, at + 1)
        } else {
            1.0
        };
        let run = &index.runs[*run];
        let says = [
            format!("{} {}", moment(&run.started_at), commit_of(run)),
            format!("{} {}", tr!(PagePeak), cell_bytes(run.peak_bytes)),
            format!("{} {}", tr!(PageKept), cell_bytes(run.retained_bytes)),
            answer(run),
        ];
        hit(
            from,
            to,
            &says,
            Some(&format!("?run={}", encode(&run.file))),
        )
    });
    columns.collect()
}

/// The runs at which a level changed, the newest first.
fn changes(index: &SiteIndex, trend: &Trend) -> Node {
    let rows = trend.marks.iter().rev().map(|mark| {
        let (run, before) = (&index.runs[mark.run], &index.runs[mark.before]);
        let (commit, moment) = (commit_of(run), moment(&run.started_at));
        let change_bytes = mark.change_bytes;
        let said = match mark.figure {
            Figure::Peak => tr!(PagePeakChanged {
                change_bytes,
                commit,
                moment
            }),
            Figure::Kept => tr!(PageKeptChanged {
                change_bytes,
                commit,
                moment
            }),
        };
        let address = format!(
            "?before={}&after={}",
            encode(&before.file),
            encode(&run.file)
        );
        let said = match &trend.suites[..] {
            [_] => said,
            _ => format!("{said} · {}", run.suite),
        };
        let class = if change_bytes > 0 {
            "difference worse"
        } else {
            "difference better"
        };
        el("li", "")
            .with(text_el("span", class, &said))
            .with(text_el("a", "", tr!(PageCompareWithBefore)).attr("href", &address))
    });
    el("ul", "changes").id("changes").all(rows.collect())
}

fn commit_of(run: &SiteRun) -> &str {
    let short = run.commit.as_deref().and_then(|commit| commit.get(..8));
    short.unwrap_or_default()
}
