//! The timeline: what it is made of, when it is drawn, and the buttons around it. Input is in [`input`],
//! what lies over the canvas in [`overlay`], the statistics of a marked stretch in [`stretch`].

mod input;
mod overlay;
mod stretch;

use crate::tr;
use crate::words::locale;
use std::sync::Arc;

use leptos::ev;
use leptos::html::Canvas;
use leptos::prelude::*;
use oomscope_shared::chart::{
    Align, NARROW, OVERVIEW, Readout, Role, Run as ChartRun, Scene, TRACK, TestOrder,
    TimelineModel, Viewport, more_height, readout, svg,
};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlCanvasElement, PointerEvent, ResizeObserver};

use super::canvas::{Room, paint};
use super::look::theme;
use super::node::{Node, el, text_el};
use super::open::{download, mark, picture};
use super::parts::{click, flag, nothing, part, text};
use super::state::{RunRef, State};

/// What the horizontal axis counts.
pub use crate::place::By as Axis;

/// Everything a chart is made of. Copies are handles on the same chart.
#[derive(Clone, Copy)]
struct Chart {
    state: State,
    canvas: NodeRef<Canvas>,
    runs: StoredValue<Vec<(RunRef, Role)>>,
    order: StoredValue<Option<(Axis, Arc<TestOrder>)>>,
    axis: Signal<Axis>,
    view: RwSignal<Viewport>,
    room: RwSignal<Option<Room>>,
    /// What is on the canvas now.
    drawn: RwSignal<Option<Arc<TimelineModel>>>,
    /// Where the reader points, on the axis.
    cursor: RwSignal<Option<f64>>,
    /// The marked stretch of the axis.
    selected: RwSignal<Option<(f64, f64)>>,
    /// When the tests ran that the filter lets through; nothing without a filter.
    lit: Memo<Vec<(f64, f64)>>,
    /// Whether the axis of memory reaches over what is shown.
    fitted: bool,
    /// Whether processes have tracks.
    tracks: RwSignal<bool>,
    /// Earlier views, for undoing a zoom.
    past: StoredValue<Vec<Viewport>>,
    drag: StoredValue<Option<Drag>>,
    frame: StoredValue<Option<AnimationFrameRequestHandle>>,
    painted: StoredValue<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Drag {
    /// From a place on the axis.
    Select(f64),
    /// From a horizontal position in CSS pixels, with the view as it was.
    Pan(f64, Viewport),
    /// Inside of the small picture of the whole.
    Overview,
}

/// A drag shorter than this, in CSS pixels, is a click.
const CLICK: f64 = 5.0;
/// Height of a chart without tracks and overview, in CSS pixels; on a phone it is less.
const HEIGHT: (f64, f64) = (340.0, 260.0);
/// So many processes get tracks of their own.
const TRACKS: usize = 12;
/// So many earlier views are kept.
const PAST: usize = 50;

/// A phone has no room for the small picture of the whole.
fn has_overview(width: f64) -> bool {
    width >= NARROW
}

impl Chart {
    fn with_scene<T>(self, room: Room, use_it: impl FnOnce(&Scene<'_>) -> T) -> Option<T> {
        let order = match self.axis.get_untracked() {
            Axis::Clock => None,
            axis => Some(self.order_by(axis)?),
        };
        self.runs.try_with_value(|runs| {
            let runs: Vec<_> = runs
                .iter()
                .map(|(run, role)| ChartRun {
                    series: &run.series,
                    role: *role,
                })
                .collect();
            let align = order.as_deref().map_or(Align::Time, Align::Tests);
            let view = self.view.get_untracked();
            use_it(&Scene {
                runs: &runs,
                align,
                view,
                size: room.size,
                scale: room.scale,
                tracks: self.tracks_shown(),
                fitted: self.fitted,
                overview: has_overview(room.size.width),
                locale: locale(),
            })
        })
    }

    /// The common order of the tests or batches, made when it is first asked for.
    fn order_by(self, axis: Axis) -> Option<Arc<TestOrder>> {
        if let Some((by, order)) = self.order.try_get_value()?
            && by == axis
        {
            return Some(order);
        }
        let order = self.runs.try_with_value(|runs| {
            if axis == Axis::Batch {
                let series: Vec<_> = runs.iter().map(|(run, _)| &run.series).collect();
                return Arc::new(TestOrder::of_batches(&series));
            }
            let runs: Vec<_> = runs
                .iter()
                .map(|(run, _)| (&*run.artifact, &run.series))
                .collect();
            Arc::new(TestOrder::new(&runs))
        })?;
        self.order.set_value(Some((axis, Arc::clone(&order))));
        Some(order)
    }

    /// The whole of the axis as it is now.
    fn whole(self) -> Viewport {
        let order = match self.axis.get_untracked() {
            Axis::Clock => None,
            axis => self.order_by(axis),
        };
        self.runs.with_value(|runs| {
            let runs: Vec<_> = runs
                .iter()
                .map(|(run, role)| ChartRun {
                    series: &run.series,
                    role: *role,
                })
                .collect();
            order
                .as_deref()
                .map_or(Align::Time, Align::Tests)
                .whole(&runs)
        })
    }

    fn tracks_shown(self) -> usize {
        let shown = self.tracks.get_untracked() && self.axis.get_untracked() == Axis::Clock;
        if shown {
            self.processes().min(TRACKS)
        } else {
            0
        }
    }

    /// How many processes the only run has; two runs over each other have no tracks.
    fn processes(self) -> usize {
        self.runs.with_value(|runs| match runs.as_slice() {
            [(run, _)] => run.series.processes.len(),
            _ => 0,
        })
    }

    /// Height of the canvas in CSS pixels.
    fn height(self) -> f64 {
        self.tracks.track();
        self.axis.track();
        let rows = self.runs.with_value(|runs| match runs.as_slice() {
            [(run, _)] => more_height(&run.series),
            _ => 0.0,
        });
        let width = self.room.get().map_or(1000.0, |room| room.size.width);
        let base = if width < NARROW { HEIGHT.1 } else { HEIGHT.0 };
        let overview = if has_overview(width) { OVERVIEW } else { 0.0 };
        base + overview + rows + self.tracks_shown() as f64 * TRACK
    }

    /// The drawing in a form of its own, with the colours of the page.
    fn model(self) -> Option<TimelineModel> {
        let mut room = self.room.get_untracked()?;
        room.scale = 1.0;
        self.with_scene(room, TimelineModel::build)
    }

    fn draw(self) {
        let Some(canvas) = self.canvas.try_get_untracked().flatten() else {
            return;
        };
        let Some(room) = self.room.get_untracked() else {
            return;
        };
        let Some(model) = self.with_scene(room, TimelineModel::build) else {
            return;
        };
        paint(&canvas, &model, &theme());
        self.drawn.set(Some(Arc::new(model)));
        if !self.painted.get_value() {
            self.painted.set_value(true);
            mark("oomscope:painted");
        }
    }

    /// Draws with the next frame, at most once per frame. The first picture does not wait.
    fn draw_soon(self) {
        if !self.painted.get_value() {
            self.draw();
            return;
        }
        if self.frame.get_value().is_some() {
            return;
        }
        let handle = request_animation_frame_with_handle(move || {
            // The chart may be gone by the time its frame comes.
            if self.frame.try_update_value(|frame| *frame = None).is_some() {
                self.draw();
            }
        });
        self.frame.set_value(handle.ok());
    }

    fn show(self, view: Viewport) {
        if self.view.get_untracked() != view {
            self.view.set(view);
        }
    }

    /// Shows another part and remembers the one before.
    fn change(self, change: impl FnOnce(Viewport) -> Viewport) {
        let before = self.view.get_untracked();
        let after = change(before);
        if after != before {
            self.past.update_value(|past| {
                if past.len() == PAST {
                    past.remove(0);
                }
                past.push(before);
            });
            self.show(after);
        }
    }

    fn undo(self) {
        if let Some(Some(view)) = self.past.try_update_value(Vec::pop) {
            self.show(view);
        }
    }

    fn centre(self) -> f64 {
        let view = self.view.get_untracked();
        let inside = |at: &f64| *at >= view.start && *at <= view.end;
        self.cursor
            .get_untracked()
            .filter(inside)
            .unwrap_or((view.start + view.end) / 2.0)
    }

    fn readout(self) -> Option<(Readout, f64, f64)> {
        let at = self.cursor.get()?;
        let view = self.view.get();
        let x = self.x_of(at, view)?;
        let room = self.room.get()?;
        let seen = at >= view.start && at <= view.end;
        seen.then(|| {
            Some((
                self.with_scene(room, |scene| readout(scene, at))?,
                x,
                room.size.width,
            ))
        })?
    }

    fn test_name(self, role: Role, test: u32) -> String {
        self.runs.with_value(|runs| {
            let run = runs.iter().find(|(_, other)| *other == role);
            run.and_then(|(run, _)| run.artifact.tests.id.get(test as usize).cloned())
                .unwrap_or_default()
        })
    }
}

/// Watches the size of the canvas and gives it to the chart; stops when the chart goes.
fn watch_size(chart: Chart, canvas: &HtmlCanvasElement) {
    let measure = {
        let canvas = canvas.clone();
        move || {
            let room = Room::of(&canvas);
            if room.is_some()
                && chart
                    .room
                    .try_get_untracked()
                    .is_some_and(|old| old != room)
            {
                chart.room.try_set(room);
                chart.draw_soon();
            }
        }
    };
    // With the next frame, which has to lay out the page anyway: measured now, that would be a part of the task that
    // makes the page.
    request_animation_frame(measure.clone());
    let again = measure.clone();
    let callback = Closure::<dyn Fn()>::new(again);
    let Ok(observer) = ResizeObserver::new(callback.as_ref().unchecked_ref()) else {
        return;
    };
    observer.observe(canvas);
    let kept = StoredValue::new_local((observer, callback));
    // The observer does not notice a window that moves to a screen of another density; zooming and
    // moving both resize the window.
    let handle = window_event_listener(ev::resize, move |_| measure());
    on_cleanup(move || {
        kept.try_update_value(|(observer, _)| observer.disconnect());
        handle.remove();
    });
}

/// The timeline of one run or of two.
#[component]
pub fn Timeline(
    /// One run, or before and after.
    runs: Vec<(RunRef, Role)>,
    /// What the horizontal axis counts.
    #[prop(into)]
    axis: Signal<Axis>,
    /// What the chart shows, as a sentence.
    label: String,
    /// Title and controls that belong above it.
    title: AnyView,
    /// The part to begin with; the whole without it.
    #[prop(optional_no_strip)]
    range: Option<(f64, f64)>,
    /// A stretch that is lit.
    #[prop(optional_no_strip)]
    marked: Option<(f64, f64)>,
    /// Whether the axis of memory is fitted to what is shown.
    #[prop(optional)]
    fitted: bool,
    /// Whether the address of the page holds the shown part.
    #[prop(optional)]
    linked: bool,
) -> impl IntoView {
    let state = State::expect();
    let first = runs.first().map(|(run, _)| run.clone()).filter(|_| linked);
    let lit = Memo::new(move |_| match &first {
        Some(run) => state.filter.with(|filter| overlay::lit(run, filter)),
        None => marked.into_iter().collect(),
    });
    let chart = Chart {
        state,
        canvas: NodeRef::new(),
        runs: StoredValue::new(runs),
        order: StoredValue::new(None),
        axis,
        view: RwSignal::new(Viewport::whole(1.0, 1.0)),
        room: RwSignal::new(None),
        drawn: RwSignal::new(None),
        cursor: RwSignal::new(None),
        selected: RwSignal::new(None),
        lit,
        fitted,
        tracks: RwSignal::new(false),
        past: StoredValue::new(Vec::new()),
        drag: StoredValue::new(None),
        frame: StoredValue::new(None),
        painted: StoredValue::new(false),
    };
    let begin = move |range: Option<(f64, f64)>| {
        let whole = chart.whole();
        range.map_or(whole, |(from, to)| whole.show(from, to))
    };
    if linked {
        chart.view.set(begin(state.range.get_untracked()));
        // Going back in the browser shows what was shown then; what the reader does here is noted there.
        Effect::watch(
            move || state.range.get(),
            move |range, _, _| chart.show(begin(*range)),
            false,
        );
        Effect::watch(
            move || chart.view.get(),
            move |view, _, _| state.note_range(view.is_zoomed().then_some((view.start, view.end))),
            false,
        );
    } else {
        chart.view.set(begin(range));
    }
    // A change of the axis starts again with the whole of it.
    Effect::watch(
        move || axis.get(),
        move |_, _, _| {
            chart.cursor.set(None);
            chart.selected.set(None);
            chart.past.set_value(Vec::new());
            chart.show(chart.whole());
            chart.draw_soon();
        },
        false,
    );
    Effect::new(move |_| {
        if let Some(canvas) = chart.canvas.get() {
            watch_size(chart, &canvas);
        }
    });
    Effect::new(move |_| {
        chart.view.track();
        chart.tracks.track();
        state.look.track();
        if chart.canvas.get().is_some() {
            chart.draw_soon();
        }
    });
    on_cleanup(move || {
        if let Some(Some(handle)) = chart.frame.try_get_value() {
            handle.cancel();
        }
    });
    view! {
        {tools(chart, title)}
        {surface(chart, label)}
        {stretch::bar(chart)}
        {text_el("p", "hint", tr!(PageChartKeys)).attr("id", "chart-keys").view()}
    }
}

fn tools(chart: Chart, title: AnyView) -> AnyView {
    let button = |text: &str, label: &str, testid: &str| {
        text_el("button", "btn", text)
            .attr("type", "button")
            .attr("aria-label", label)
            .attr("title", label)
            .id(testid)
    };
    // There is nothing to be done with them while all is shown.
    let of_part = |button: Node| {
        button.follow(move |button| {
            let whole = !chart.view.with(Viewport::is_zoomed);
            let _ = button.toggle_attribute_with_force("disabled", whole);
        })
    };
    let buttons = vec![
        of_part(button("−", tr!(PageZoomOut), "zoom-out")).click(move || chart.zoom_by(2.0)),
        button("+", tr!(PageZoomIn), "zoom-in").click(move || chart.zoom_by(0.5)),
        button("↶", tr!(PageZoomBack), "zoom-undo").click(move || chart.undo()),
        of_part(button(tr!(PageZoomAll), tr!(PageShowAll), "zoom-reset"))
            .click(move || chart.change(Viewport::reset)),
    ];
    let processes = (chart.processes() > 0).then(|| {
        text_el("button", "btn", tr!(PageProcesses))
            .attr("type", "button")
            .id("tracks")
            .attr_of("aria-pressed", move || chart.tracks.get().to_string())
            .click(move || chart.tracks.update(|on| *on = !*on))
            .view()
    });
    let save = move |as_svg: bool| match chart.model() {
        Some(model) if as_svg => {
            let bytes = svg(&model, &theme());
            download("oomscope.svg", "image/svg+xml", bytes.as_bytes());
        }
        Some(_) => {
            if let Some(canvas) = chart.canvas.get_untracked() {
                picture("oomscope.png", &canvas);
            }
        }
        None => {}
    };
    let saves = [("SVG", "save-svg", true), ("PNG", "save-png", false)];
    let saves = saves.map(|(name, test_id, as_svg)| {
        let label = tr!(PageSaveChart { format: name });
        text_el("button", "btn quiet", name)
            .attr("type", "button")
            .attr("aria-label", &label)
            .attr("title", &label)
            .id(test_id)
            .click(move || save(as_svg))
            .view()
    });
    let zoom = el("div", "zoom")
        .attr("role", "group")
        .attr("aria-label", tr!(PageZoom))
        .all(buttons);
    view! {
        <div class="tools">
            {title}
            <span class="spacer"></span>
            {processes}
            {saves.into_iter().collect::<Vec<_>>()}
            {zoom.view()}
        </div>
    }
    .into_any()
}

/// The canvas with all it listens to, and what lies over it.
fn surface(chart: Chart, label: String) -> AnyView {
    type Pointed = Box<dyn FnMut(PointerEvent)>;
    fn pointed(act: impl Fn(&PointerEvent) + 'static) -> Pointed {
        Box::new(move |event| act(&event))
    }
    let focused = RwSignal::new(false);
    let zoomed = flag(move || chart.view.with(Viewport::is_zoomed));
    let height = text(move || format!("{}px", chart.height()));
    let shown = text(move || {
        let view = chart.view.get();
        format!("{:.3} {:.3}", view.start, view.end)
    });
    view! {
        <div class="chart" class:zoomed=zoomed>
            <canvas node_ref=chart.canvas tabindex="0" role="application"
                aria-roledescription="timeline" aria-label=label
                aria-describedby="chart-keys" data-testid="timeline-canvas" data-view=shown
                style:height=height
                on:focus=move |_| focused.set(true)
                on:blur=move |_| focused.set(false)
                on:keydown=move |event| chart.key(&event)
                on:pointerdown=pointed(move |event| chart.press(event))
                on:pointermove=pointed(move |event| chart.drag(event))
                on:pointerup=pointed(move |event| chart.release(event))
                on:pointercancel=pointed(move |_| {
                    chart.drag.set_value(None);
                })
                on:pointerleave=pointed(move |event| {
                    if event.pointer_type() == "mouse" && chart.drag.get_value().is_none() {
                        chart.cursor.set(None);
                    }
                })
                on:dblclick=click(move || chart.zoom_to_selected())
                on:wheel=move |event| chart.wheel(&event, focused.get_untracked())
            ></canvas>
            {part(move || overlay::lights(chart).unwrap_or_else(nothing))}
            {part(move || overlay::selection(chart).unwrap_or_else(nothing))}
            {part(move || overlay::crosshair(chart).unwrap_or_else(nothing))}
            {overlay::read_box(chart)}
        </div>
    }
    .into_any()
}
