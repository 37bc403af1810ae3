//! Mouse, finger and keyboard on the timeline.

use leptos::prelude::*;
use oomscope_shared::chart::{PlotArea, Viewport};
use web_sys::{KeyboardEvent, PointerEvent, WheelEvent};

use super::super::state::View;
use super::{CLICK, Chart, Drag};

impl Chart {
    /// Where the curve is on the canvas.
    pub(super) fn plot(self) -> Option<PlotArea> {
        self.drawn
            .with_untracked(|drawn| drawn.as_deref().map(|model| model.plot))
    }

    pub(super) fn x_of(self, at: f64, view: Viewport) -> Option<f64> {
        let plot = self.plot()?;
        Some(plot.left + (at - view.start) / view.length() * plot.width())
    }

    /// The place on the axis under a pointer, held inside the plot.
    fn place(self, event: &PointerEvent) -> Option<f64> {
        self.place_at(f64::from(event.offset_x()))
    }

    fn place_at(self, x: f64) -> Option<f64> {
        let plot = self.plot()?;
        let view = self.view.get_untracked();
        let share = ((x - plot.left) / plot.width()).clamp(0.0, 1.0);
        Some(view.start + share * view.length())
    }

    pub(super) fn press(self, event: &PointerEvent) {
        if event.button() != 0 {
            return;
        }
        let Some(at) = self.place(event) else { return };
        if let Some(canvas) = self.canvas.get_untracked() {
            let _ = canvas.set_pointer_capture(event.pointer_id());
        }
        let view = self.view.get_untracked();
        if self.over_overview(event) {
            self.past.update_value(|past| past.push(view));
            self.drag.set_value(Some(Drag::Overview));
            self.centre_on(event);
            return;
        }
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

    pub(super) fn drag(self, event: &PointerEvent) {
        let Some(at) = self.place(event) else { return };
        match self.drag.get_value() {
            Some(Drag::Select(from)) => {
                // A hand that clicks trembles; what is marked must outlive the clicks of a double click.
                if self.is_stretch(from, at) {
                    self.selected.set(Some((from, at)));
                }
                self.cursor.set(Some(at));
            }
            Some(Drag::Overview) => self.centre_on(event),
            Some(Drag::Pan(from, view)) => {
                let Some(plot) = self.plot() else {
                    return;
                };
                self.cursor.set(None);
                self.show(view.pan((from - f64::from(event.offset_x())) / plot.width()));
            }
            None => self.cursor.set(Some(at)),
        }
    }

    pub(super) fn release(self, event: &PointerEvent) {
        let drag = self.drag.get_value();
        self.drag.set_value(None);
        let (Some(Drag::Select(from)), Some(to)) = (drag, self.place(event)) else {
            return;
        };
        if self.is_stretch(from, to) {
            self.selected.set(Some((from.min(to), from.max(to))));
            return;
        }
        // A click beside what is marked forgets it; two clicks inside show it large.
        let is_inside = |(from, end): (f64, f64)| (from..=end).contains(&to);
        if !self.selected.get_untracked().is_some_and(is_inside) {
            self.selected.set(None);
        }
        self.click(event);
    }

    /// Whether it is so far from one place on the axis to another that it is no click.
    fn is_stretch(self, from: f64, to: f64) -> bool {
        let length = self.view.get_untracked().length();
        let width = self.plot().map_or(0.0, |plot| plot.width());
        (to - from).abs() / length * width > CLICK
    }

    /// A click on a strip opens the test that lies there.
    fn click(self, event: &PointerEvent) {
        let (x, y) = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        let lane = self.drawn.with_untracked(|drawn| {
            let mut found = None;
            // A finger's worth around a strip, but nothing of the lane beside.
            let mut off = 4.0;
            for span in &drawn.as_deref()?.spans {
                let away = (span.top - y).max(y - span.bottom).max(0.0);
                if x >= span.left && x <= span.right + 1.0 && away <= off {
                    (found, off) = (Some((span.row, span.lane)), away);
                }
            }
            found
        });
        let view = self.view.get_untracked();
        if let (Some(_), Some(at), Some(plot)) = (lane, self.place_at(x), self.plot()) {
            self.open_at(at, 2.0 * view.length() / plot.width(), lane);
        }
    }

    /// Opens the test that ran nearest to an instant and within reach of it: in a lane, or the first that is
    /// told.
    fn open_at(self, at: f64, reach: f64, lane: Option<(usize, usize)>) {
        let found = self.runs.with_value(|runs| {
            let [(run, _)] = runs.as_slice() else {
                return None;
            };
            let (mut found, mut off) = (None, f64::MAX);
            for test in run.series.tests_in(at - reach, at + reach) {
                let away = (test.start_ms - at).max(at - test.end_ms).max(0.0);
                if away < off && lane.is_none_or(|lane| lane == (test.row, test.lane)) {
                    (found, off) = (Some((run.id, test.test)), away);
                }
            }
            found
        });
        if let Some((run, test)) = found {
            self.state.go(View::Test(run, test));
        }
    }

    pub(super) fn zoom_to_selected(self) {
        let Some((from, to)) = self.selected.get_untracked() else {
            self.change(Viewport::reset);
            return;
        };
        self.drag.set_value(None);
        self.selected.set(None);
        self.change(|view| view.show(from.min(to), from.max(to)));
    }

    fn over_overview(self, event: &PointerEvent) -> bool {
        let y = f64::from(event.offset_y());
        self.drawn.with_untracked(|drawn| {
            let overview = drawn.as_deref().and_then(|model| model.overview.as_ref());
            overview.is_some_and(|overview| y >= overview.area.top)
        })
    }

    /// Puts the middle of the view where the small picture is pressed.
    fn centre_on(self, event: &PointerEvent) {
        let Some(plot) = self.plot() else { return };
        let view = self.view.get_untracked();
        let share = (f64::from(event.offset_x()) - plot.left) / plot.width();
        let middle = share.clamp(0.0, 1.0) * view.full;
        self.show(view.pan((middle - (view.start + view.end) / 2.0) / view.length()));
    }

    pub(super) fn wheel(self, event: &WheelEvent, focused: bool) {
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
            // A turn of the wheel is many events; one step back undoes all of it.
            if self
                .past
                .with_value(|past| past.last().is_none_or(|last| !is_near(*last, view)))
            {
                self.past.update_value(|past| past.push(view));
            }
            // The browser's own, which is not in the program.
            let factor = js_sys::Math::exp(down.clamp(-200.0, 200.0) * speed);
            self.show(view.zoom(factor, at));
        } else if across.abs() > down.abs() && view.is_zoomed() {
            event.prevent_default();
            self.show(view.pan(across / 600.0));
        }
    }

    pub(super) fn key(self, event: &KeyboardEvent) {
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
            "Enter" if self.selected.get_untracked().is_some() => self.zoom_to_selected(),
            "Enter" => self.open_at_cursor(),
            "Backspace" => self.undo(),
            "m" => self.mark_at_cursor(),
            "Escape" if self.selected.get_untracked().is_some() => {
                self.drag.set_value(None);
                self.selected.set(None);
            }
            "0" | "Escape" => {
                self.cursor.set(None);
                self.change(Viewport::reset);
            }
            _ => return,
        }
        event.prevent_default();
    }

    pub(super) fn zoom_by(self, factor: f64) {
        let centre = self.centre();
        self.change(|view| view.zoom(factor, centre));
    }

    fn move_cursor(self, share: f64) {
        let view = self.view.get_untracked();
        let at = (self.centre() + share * view.length()).clamp(view.start, view.end);
        self.cursor.set(Some(at));
        if let Some(Drag::Select(from)) = self.drag.get_value() {
            self.selected.set(Some((from, at)));
        }
    }

    /// Opens the test that ran where the reader points, the first of several.
    fn open_at_cursor(self) {
        if let Some(at) = self.cursor.get_untracked() {
            self.open_at(at, 0.0, None);
        }
    }

    /// The keyboard's way to mark a stretch: it begins where the reader points, follows them, and ends where the key
    /// is pressed again.
    fn mark_at_cursor(self) {
        let at = self.centre();
        self.cursor.set(Some(at));
        if let Some(Drag::Select(from)) = self.drag.get_value() {
            self.drag.set_value(None);
            let is_stretch = self.is_stretch(from, at);
            self.selected
                .set(is_stretch.then_some((from.min(at), from.max(at))));
        } else {
            self.drag.set_value(Some(Drag::Select(at)));
            self.selected.set(Some((at, at)));
        }
    }
}

/// Whether one view is part of the same turn of the wheel as another.
fn is_near(one: Viewport, other: Viewport) -> bool {
    let ratio = one.length() / other.length();
    (0.25..4.0).contains(&ratio) && one.start <= other.end && other.start <= one.end
}
