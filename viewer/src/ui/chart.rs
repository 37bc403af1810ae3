//! The timeline: draws it, and lets mouse, finger and keyboard zoom, pan and read it.

use std::sync::Arc;

use leptos::ev;
use leptos::html::Canvas;
use leptos::prelude::*;
use oomscope_shared::chart::{
    Align, PlotArea, Readout, Role, Run as ChartRun, Scene, TestOrder, TimelineModel, Viewport,
    readout,
};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlCanvasElement, KeyboardEvent, PointerEvent, ResizeObserver, WheelEvent};

use super::canvas::{Room, paint};
use super::look::theme;
use super::open::mark;
use super::parts::{Click, click, flag, nothing, part, text};
use super::state::{RunRef, State};

/// What the horizontal axis counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// Time since the start of each run.
    Time,
    /// Tests in one common order.
    Tests,
}

/// Everything a chart is made of. Copies are handles on the same chart.
#[derive(Clone, Copy)]
struct Chart {
    canvas: NodeRef<Canvas>,
    runs: StoredValue<Vec<(RunRef, Role)>>,
    order: StoredValue<Option<Arc<TestOrder>>>,
    axis: Signal<Axis>,
    view: RwSignal<Viewport>,
    room: RwSignal<Option<Room>>,
    plot: RwSignal<Option<PlotArea>>,
    /// Where the reader points, on the axis.
    cursor: RwSignal<Option<f64>>,
    /// What is being dragged over, on the axis.
    selected: RwSignal<Option<(f64, f64)>>,
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
}

/// A drag shorter than this, in CSS pixels, is a click.
const CLICK: f64 = 5.0;

impl Chart {
    fn with_scene<T>(self, room: Room, use_it: impl FnOnce(&Scene<'_>) -> T) -> Option<T> {
        let order = match self.axis.get_untracked() {
            Axis::Time => None,
            Axis::Tests => Some(self.test_order()?),
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
            })
        })
    }

    /// The common order of the tests, made when it is first asked for.
    fn test_order(self) -> Option<Arc<TestOrder>> {
        if let Some(order) = self.order.try_get_value()? {
            return Some(order);
        }
        let order = self.runs.try_with_value(|runs| {
            let runs: Vec<_> = runs
                .iter()
                .map(|(run, _)| (&run.artifact, &run.series))
                .collect();
            Arc::new(TestOrder::new(&runs))
        })?;
        self.order.set_value(Some(Arc::clone(&order)));
        Some(order)
    }

    /// The whole of the axis as it is now.
    fn whole(self) -> Viewport {
        let order = match self.axis.get_untracked() {
            Axis::Time => None,
            Axis::Tests => self.test_order(),
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
        if self.plot.get_untracked() != Some(model.plot) {
            self.plot.set(Some(model.plot));
        }
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

    fn x_of(self, at: f64, view: Viewport) -> Option<f64> {
        let plot = self.plot.get()?;
        Some(plot.left + (at - view.start) / view.length() * plot.width())
    }

    /// The place on the axis under a pointer, held inside the plot.
    fn place(self, event: &PointerEvent) -> Option<f64> {
        self.place_at(f64::from(event.offset_x()))
    }

    fn place_at(self, x: f64) -> Option<f64> {
        let plot = self.plot.get_untracked()?;
        let view = self.view.get_untracked();
        let share = ((x - plot.left) / plot.width()).clamp(0.0, 1.0);
        Some(view.start + share * view.length())
    }

    fn show(self, view: Viewport) {
        if self.view.get_untracked() != view {
            self.view.set(view);
        }
    }

    fn change(self, change: impl FnOnce(Viewport) -> Viewport) {
        self.show(change(self.view.get_untracked()));
    }

    fn centre(self) -> f64 {
        let view = self.view.get_untracked();
        let inside = |at: &f64| *at >= view.start && *at <= view.end;
        self.cursor
            .get_untracked()
            .filter(inside)
            .unwrap_or((view.start + view.end) / 2.0)
    }

    fn press(self, event: &PointerEvent) {
        if event.button() != 0 {
            return;
        }
        let Some(at) = self.place(event) else { return };
        if let Some(canvas) = self.canvas.get_untracked() {
            let _ = canvas.set_pointer_capture(event.pointer_id());
        }
        let view = self.view.get_untracked();
        // A finger draws a view along, as everywhere else; a mouse marks what to look at.
        let pans = event.shift_key() || (event.pointer_type() != "mouse" && view.is_zoomed());
        let drag = if pans {
            Drag::Pan(event.offset_x().into(), view)
        } else {
            Drag::Select(at)
        };
        let is_touch_read = event.pointer_type() != "mouse" && !pans;
        self.drag.set_value((!is_touch_read).then_some(drag));
        if event.pointer_type() != "mouse" {
            self.cursor.set(Some(at));
        }
    }

    fn drag(self, event: &PointerEvent) {
        let Some(at) = self.place(event) else { return };
        match self.drag.get_value() {
            Some(Drag::Select(from)) => {
                self.selected.set(Some((from, at)));
                self.cursor.set(Some(at));
            }
            Some(Drag::Pan(from, view)) => {
                let Some(plot) = self.plot.get_untracked() else {
                    return;
                };
                self.cursor.set(None);
                self.show(view.pan((from - f64::from(event.offset_x())) / plot.width()));
            }
            None => self.cursor.set(Some(at)),
        }
    }

    fn release(self, event: &PointerEvent) {
        let drag = self.drag.get_value();
        self.drag.set_value(None);
        self.selected.set(None);
        let (Some(Drag::Select(from)), Some(to)) = (drag, self.place(event)) else {
            return;
        };
        let (Some(plot), view) = (self.plot.get_untracked(), self.view.get_untracked()) else {
            return;
        };
        if (to - from).abs() / view.length() * plot.width() > CLICK {
            self.show(view.show(from, to));
        }
    }

    fn wheel(self, event: &WheelEvent, focused: bool) {
        let view = self.view.get_untracked();
        let (across, down) = (event.delta_x(), event.delta_y());
        // The wheel scrolls the page until the chart has the focus; pinching arrives with Ctrl held.
        let zooms = event.ctrl_key() || event.meta_key() || (focused && across.abs() <= down.abs());
        if zooms {
            event.prevent_default();
            let Some(at) = self.place_at(f64::from(event.offset_x())) else {
                return;
            };
            let speed = if event.ctrl_key() { 0.01 } else { 0.002 };
            self.show(view.zoom((down.clamp(-200.0, 200.0) * speed).exp(), at));
        } else if across.abs() > down.abs() && view.is_zoomed() {
            event.prevent_default();
            self.show(view.pan(across / 600.0));
        }
    }

    fn key(self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let read = event.shift_key();
        match event.key().as_str() {
            "ArrowLeft" if read => self.move_cursor(-0.01),
            "ArrowRight" if read => self.move_cursor(0.01),
            "ArrowLeft" => self.change(|view| view.pan(-0.15)),
            "ArrowRight" => self.change(|view| view.pan(0.15)),
            "+" | "=" | "ArrowUp" => self.zoom_by(0.5),
            "-" | "_" | "ArrowDown" => self.zoom_by(2.0),
            "Home" => self.change(|view| view.pan(f64::MIN / 4.0)),
            "End" => self.change(|view| view.pan(f64::MAX / 4.0)),
            "0" | "Escape" => {
                self.cursor.set(None);
                self.change(Viewport::reset);
            }
            _ => return,
        }
        event.prevent_default();
    }

    fn zoom_by(self, factor: f64) {
        let centre = self.centre();
        self.change(|view| view.zoom(factor, centre));
    }

    fn move_cursor(self, share: f64) {
        let view = self.view.get_untracked();
        let at = (self.centre() + share * view.length()).clamp(view.start, view.end);
        self.cursor.set(Some(at));
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
            }
        }
    };
    measure();
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
) -> impl IntoView {
    let state = State::expect();
    let chart = Chart {
        canvas: NodeRef::new(),
        runs: StoredValue::new(runs),
        order: StoredValue::new(None),
        axis,
        view: RwSignal::new(Viewport::whole(1.0, 1.0)),
        room: RwSignal::new(None),
        plot: RwSignal::new(None),
        cursor: RwSignal::new(None),
        selected: RwSignal::new(None),
        drag: StoredValue::new(None),
        frame: StoredValue::new(None),
        painted: StoredValue::new(false),
    };
    chart.view.set(chart.whole());
    // A change of the axis starts again with the whole of it.
    Effect::watch(
        move || axis.get(),
        move |_, _, _| {
            chart.cursor.set(None);
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
        chart.room.track();
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
        <p class="hint" id="chart-keys">
            "Drag to zoom, Shift and drag to pan. With the chart in focus: arrows pan, + and − or the \
             wheel zoom, Shift and arrows read, 0 shows everything."
        </p>
    }
}

fn tools(chart: Chart, title: AnyView) -> AnyView {
    let whole = flag(move || !chart.view.with(Viewport::is_zoomed));
    let never = flag(|| false);
    let button =
        |text: &'static str, label: &'static str, testid: &'static str, off, act: Click| {
            view! {
                <button class="btn" type="button" aria-label=label title=label data-testid=testid
                    disabled=off on:click=act>{text}</button>
            }
            .into_any()
        };
    let buttons = vec![
        button(
            "−",
            "Zoom out (−)",
            "zoom-out",
            whole,
            click(move || chart.zoom_by(2.0)),
        ),
        button(
            "+",
            "Zoom in (+)",
            "zoom-in",
            never,
            click(move || chart.zoom_by(0.5)),
        ),
        button(
            "All",
            "Show everything (0 or Escape)",
            "zoom-reset",
            whole,
            click(move || {
                chart.change(Viewport::reset);
            }),
        ),
    ];
    view! {
        <div class="tools">
            {title}
            <span class="spacer"></span>
            <div class="zoom" role="group" aria-label="Zoom">{buttons}</div>
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
    let shown = text(move || {
        let view = chart.view.get();
        format!("{:.3} {:.3}", view.start, view.end)
    });
    view! {
        <div class="chart" class:zoomed=zoomed>
            <canvas node_ref=chart.canvas tabindex="0" role="application"
                aria-roledescription="timeline" aria-label=label
                aria-describedby="chart-keys" data-testid="timeline-canvas" data-view=shown
                on:focus=move |_| focused.set(true)
                on:blur=move |_| focused.set(false)
                on:keydown=move |event| chart.key(&event)
                on:pointerdown=pointed(move |event| chart.press(event))
                on:pointermove=pointed(move |event| chart.drag(event))
                on:pointerup=pointed(move |event| chart.release(event))
                on:pointercancel=pointed(move |_| {
                    chart.drag.set_value(None);
                    chart.selected.set(None);
                })
                on:pointerleave=pointed(move |event| {
                    if event.pointer_type() == "mouse" && chart.drag.get_value().is_none() {
                        chart.cursor.set(None);
                    }
                })
                on:dblclick=click(move || chart.change(Viewport::reset))
                on:wheel=move |event| chart.wheel(&event, focused.get_untracked())
            ></canvas>
            {part(move || selection(chart).unwrap_or_else(nothing))}
            {part(move || crosshair(chart).unwrap_or_else(nothing))}
            {read_box(chart)}
        </div>
    }
    .into_any()
}

/// The line under the pointer.
fn crosshair(chart: Chart) -> Option<AnyView> {
    let (at, view, plot) = (chart.cursor.get()?, chart.view.get(), chart.plot.get()?);
    let x = chart
        .x_of(at, view)
        .filter(|_| at >= view.start && at <= view.end)?;
    let view = view! {
        <div class="crosshair" aria-hidden="true"
            style:transform=format!("translateX({x}px)")
            style:top=format!("{}px", plot.top)
            style:height=format!("{}px", plot.height())></div>
    };
    Some(view.into_any())
}

/// The box that says what the line crosses. It stays in the page while it is empty, because screen
/// readers only speak of changes inside of a region that they know.
fn read_box(chart: Chart) -> AnyView {
    let found = Memo::new(move |_| chart.readout());
    let there = flag(move || found.with(Option::is_some));
    // On the half of the chart where the pointer is not.
    let side = move |wants_right: bool| {
        text(move || match found.get() {
            Some((_, x, width)) if (x > width / 2.0) == wants_right => {
                format!("{}px", if wants_right { width - x } else { x } + 12.0)
            }
            _ => "auto".to_owned(),
        })
    };
    let content = part(move || match found.get() {
        Some((readout, _, _)) => box_of(chart, readout),
        None => nothing(),
    });
    view! {
        <div class="readout" class:there=there role="status" aria-live="polite" data-testid="readout"
            style:left=side(false) style:right=side(true)>
            {content}
        </div>
    }
    .into_any()
}

/// The part that is being marked.
fn selection(chart: Chart) -> Option<AnyView> {
    let (one, other) = chart.selected.get()?;
    let view = chart.view.get();
    let (one, other) = (chart.x_of(one, view)?, chart.x_of(other, view)?);
    let plot = chart.plot.get()?;
    let view = view! {
        <div class="selection" aria-hidden="true"
            style:left=format!("{}px", one.min(other))
            style:width=format!("{}px", (one - other).abs())
            style:top=format!("{}px", plot.top)
            style:height=format!("{}px", plot.height())></div>
    };
    Some(view.into_any())
}

fn box_of(chart: Chart, readout: Readout) -> AnyView {
    let rows: Vec<AnyView> = readout
        .entries
        .into_iter()
        .map(|entry| {
            let memory = entry.memory();
            let mut place: Vec<String> = Vec::new();
            if let Some(batch) = entry.batch {
                place.push(format!("batch {batch}"));
            }
            if chart.axis.get_untracked() == Axis::Time
                && let Some(test) = entry.test
            {
                place.push(chart.test_name(entry.role, test));
            }
            if entry.batch.is_none() {
                place.push("no batch runs".to_owned());
            }
            view! {
                <div class=format!("readout-row {}", entry.role.name())>
                    <span class="readout-role">{entry.role.label()}</span>
                    <b>{memory}</b>
                    <span class="readout-where">{place.join(" · ")}</span>
                </div>
            }
            .into_any()
        })
        .collect();
    view! { <div class="readout-place">{readout.place}</div>{rows} }.into_any()
}
