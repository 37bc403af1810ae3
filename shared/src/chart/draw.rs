//! Draws a [`TimelineModel`] on any [`Surface`]. Every position was decided before; here they are
//! only turned into device pixels and strokes.

use super::model::{Role, TimelineModel, Trace};
use super::rows::Band;
use super::surface::{Across, Down, Letters, Paint, Point, Surface};
use super::theme::{Rgb, Theme};
use super::tone::Tone;

/// Draws the chart. The surface must be `size` times `scale` pixels large.
pub fn draw(surface: &mut dyn Surface, model: &TimelineModel, theme: &Theme) {
    let mut pen = Pen {
        surface,
        model,
        theme,
    };
    let size = (model.size.width, model.size.height);
    pen.rect((0.0, 0.0), size, theme.surface.opaque());
    pen.bands();
    pen.grid();
    for trace in &model.traces {
        pen.trace(trace);
    }
    pen.tests();
    pen.tracks();
    pen.overview();
    pen.marks();
    pen.soft();
    pen.charged();
    pen.limits();
    pen.labels();
}

struct Pen<'a> {
    surface: &'a mut dyn Surface,
    model: &'a TimelineModel,
    theme: &'a Theme,
}

impl<'a> Pen<'a> {
    fn px(&self, css: f64) -> i32 {
        (css * self.model.scale).round() as i32
    }

    fn point(&self, (x, y): (f64, f64)) -> (i32, i32) {
        (self.px(x), self.px(y))
    }

    /// A width in CSS pixels as whole device pixels, never invisible.
    fn width(&self, css: f64) -> u32 {
        (css * self.model.scale).round().max(1.0) as u32
    }

    fn line(&mut self, points: &[(f64, f64)], paint: Paint, width: f64) {
        let points: Vec<Point> = points.iter().map(|p| self.point(*p)).collect();
        let width = self.width(width);
        self.surface.path(&points, paint, width);
    }

    fn rect(&mut self, one: (f64, f64), other: (f64, f64), paint: Paint) {
        let (one, other) = (self.point(one), self.point(other));
        let upper_left = (one.0.min(other.0), one.1.min(other.1));
        let lower_right = (one.0.max(other.0), one.1.max(other.1));
        self.surface.rect([upper_left, lower_right], paint);
    }

    fn text(
        &mut self,
        text: &str,
        at: (f64, f64),
        color: Rgb,
        across: Across,
        down: Down,
        bold: bool,
    ) {
        let at = self.point(at);
        let letters = Letters {
            font: &self.theme.font,
            size: 12.0 * self.model.scale,
            bold,
            color,
            place: (across, down),
        };
        self.surface.text(text, at, letters);
    }

    fn bands(&mut self) {
        for band in &self.model.bands {
            let color = self.theme.tone(band.tone);
            let right = band.right.max(band.left + 1.0 / self.model.scale);
            let alpha = if band.tone == Tone::Plain { 0.05 } else { 0.06 };
            self.rect(
                (band.left, band.top),
                (right, band.bottom),
                color.mix(alpha),
            );
            if matches!(band.tone, Tone::Bad | Tone::Warn) {
                self.hatch(band, color.mix(0.13));
            }
            self.line(
                &[(band.left, band.top), (band.left, band.bottom)],
                color.mix(0.25),
                1.0,
            );
        }
    }

    /// Slanted lines over a band, so that a death shows without its colour.
    fn hatch(&mut self, band: &Band, color: Paint) {
        const GAP: f64 = 10.0;
        let height = band.bottom - band.top;
        let mut foot = ((band.left - height) / GAP).ceil() * GAP;
        while foot < band.right {
            // The line goes up to the right from its foot on the lower edge; cut it at both sides.
            let from = foot.max(band.left);
            let to = (foot + height).min(band.right);
            if to > from {
                let rise = |x: f64| band.bottom - (x - foot);
                self.line(&[(from, rise(from)), (to, rise(to))], color, 1.0);
            }
            foot += GAP;
        }
    }

    fn grid(&mut self) {
        let plot = self.model.plot;
        for (index, tick) in self.model.y_ticks.iter().enumerate() {
            let alpha = if index == 0 { 1.0 } else { 0.75 };
            let ends = [(plot.left, tick.at), (plot.right, tick.at)];
            self.line(&ends, self.theme.line.mix(alpha), 1.0);
        }
    }

    fn role_color(&self, role: Role) -> Rgb {
        match role {
            Role::Single => self.theme.accent,
            Role::Before => self.theme.before,
            Role::After => self.theme.after,
        }
    }

    fn trace(&mut self, trace: &Trace) {
        let color = self.role_color(trace.role);
        let floor = self.model.plot.bottom;
        for piece in &trace.pieces {
            if trace.role != Role::Before
                && let (Some(first), Some(last)) = (piece.points.first(), piece.points.last())
            {
                let mut outline = Vec::with_capacity(piece.points.len() + 2);
                outline.push(self.point((first.0, floor)));
                outline.extend(piece.points.iter().map(|p| self.point(*p)));
                outline.push(self.point((last.0, floor)));
                self.surface.polygon(&outline, color.mix(0.10));
            }
            let width = if piece.dense { 1.0 } else { 1.5 };
            let dashes = (trace.role == Role::Before)
                .then(|| dashes(&piece.points))
                .flatten();
            match dashes {
                Some(dashes) => {
                    for dash in dashes {
                        self.line(&dash, color.opaque(), 1.75);
                    }
                }
                None => self.line(&piece.points, color.opaque(), width),
            }
        }
        self.beads(trace, color);
    }

    /// Shapes along the curves of a comparison: dots before, diamonds after.
    fn beads(&mut self, trace: &Trace, color: Rgb) {
        const GAP: f64 = 140.0;
        let mut next = match trace.role {
            Role::Single => return,
            Role::Before => self.model.plot.left + GAP * 0.5,
            Role::After => self.model.plot.left + GAP,
        };
        for point in trace.pieces.iter().flat_map(|p| &p.points) {
            if point.0 < next {
                continue;
            }
            next = point.0 + GAP;
            let (x, y) = self.point(*point);
            let size = self.px(4.0);
            if trace.role == Role::Before {
                let ring = self.theme.surface.opaque();
                self.surface.circle((x, y), size + self.px(1.5), ring);
                self.surface.circle((x, y), size, color.opaque());
            } else {
                for (size, color) in [(size + self.px(2.5), self.theme.surface), (size + 1, color)]
                {
                    let corners = vec![(x, y - size), (x + size, y), (x, y + size), (x - size, y)];
                    self.surface.polygon(&corners, color.opaque());
                }
            }
        }
    }

    fn tests(&mut self) {
        let plot = self.model.plot;
        for (top, bottom) in &self.model.strips {
            self.rect(
                (plot.left, *top),
                (plot.right, *bottom),
                self.theme.line.mix(0.35),
            );
        }
        for span in &self.model.spans {
            let (color, alpha) = match span.tone {
                Tone::Ok => (self.theme.accent, 0.55),
                Tone::Plain => (self.theme.muted, 0.35),
                tone => (self.theme.tone(tone), 1.0),
            };
            let width = span.right - span.left;
            // A hair of space tells neighbours apart as soon as there is room for it.
            let gap = if width > 4.0 { 1.0 } else { 0.0 };
            let right = (span.right - gap).max(span.left + 1.0 / self.model.scale);
            // What went wrong also stands out of its lane, for those who do not see the colour.
            let (right, out) = match span.tone {
                Tone::Bad | Tone::Warn => (right.max(span.left + 2.0), span.out),
                _ => (right, 0.0),
            };
            self.rect(
                (span.left, span.top - out),
                (right, span.bottom + out),
                color.mix(alpha),
            );
            if span.count > 1 && width > 28.0 {
                let at = ((span.left + right) / 2.0, (span.top + span.bottom) / 2.0);
                let text = format!("×{}", span.count);
                self.text(
                    &text,
                    at,
                    self.theme.text,
                    Across::Middle,
                    Down::Middle,
                    false,
                );
            }
        }
    }

    fn tracks(&mut self) {
        for track in &self.model.tracks {
            let (top, bottom) = (track.top, track.bottom);
            let right = track.right.max(track.left + 1.0);
            let color = self.theme.accent;
            self.rect((track.left, top), (right, bottom), color.mix(0.10));
            if track.steps.is_empty() {
                // The height of the bar inside is its share of the largest.
                let inner = bottom - (bottom - top) * track.share;
                self.rect((track.left, inner), (right, bottom), color.mix(0.22));
            } else {
                let from = track.steps.first().map_or(track.left, |point| point.0);
                let edges = [(from, bottom), (right, bottom)].map(|edge| self.point(edge));
                let steps = track.steps.iter().map(|point| self.point(*point));
                let outline: Vec<_> = [edges[0]]
                    .into_iter()
                    .chain(steps)
                    .chain([edges[1]])
                    .collect();
                self.surface.polygon(&outline, color.mix(0.22));
            }
            self.line(
                &[(track.left, top), (track.left, bottom)],
                color.mix(0.6),
                1.0,
            );
            let middle = (top + bottom) / 2.0;
            let at = (track.left + 6.0, middle);
            let wide = track.label.chars().count() as f64 * 7.0;
            // Where the words would leave the plot they end at its edge.
            let (at, anchor) = if at.0 + wide > self.model.plot.right {
                ((self.model.plot.right - 4.0, middle), Across::End)
            } else {
                (at, Across::Begin)
            };
            self.text(
                &track.label,
                at,
                self.theme.text,
                anchor,
                Down::Middle,
                false,
            );
        }
    }

    /// The whole run in small, with what lies outside of the view shaded.
    fn overview(&mut self) {
        let Some(overview) = &self.model.overview else {
            return;
        };
        let area = overview.area;
        self.rect(
            (area.left, area.top),
            (area.right, area.bottom),
            self.theme.line.mix(0.3),
        );
        for trace in &overview.traces {
            let color = self.role_color(trace.role);
            for piece in &trace.pieces {
                self.line(&piece.points, color.mix(0.8), 1.0);
            }
        }
        let (left, right) = overview.window;
        let veil = self.theme.surface.mix(0.72);
        self.rect((area.left, area.top), (left, area.bottom), veil);
        self.rect((right, area.top), (area.right, area.bottom), veil);
        let frame = [
            (left, area.top),
            (right, area.top),
            (right, area.bottom),
            (left, area.bottom),
            (left, area.top),
        ];
        self.line(&frame, self.theme.muted.mix(0.8), 1.0);
    }

    fn marks(&mut self) {
        let plot = self.model.plot;
        let mut free_from = plot.left;
        for mark in &self.model.marks {
            let color = match mark.role {
                Role::Single => self.theme.tone(mark.tone),
                role => self.role_color(role),
            };
            self.line(
                &[(mark.x, plot.top - 6.0), (mark.x, plot.bottom)],
                color.mix(0.9),
                1.5,
            );
            // Seven and a half pixels a letter is a wide guess; text sizes depend on the backend.
            let width = mark.label.chars().count() as f64 * 7.5;
            // The words stand above the plot, where no curve runs, and only where nobody else's do.
            let at = plot.top - 6.0;
            if mark.x - width >= free_from {
                self.text(
                    &mark.label,
                    (mark.x - 6.0, at),
                    color,
                    Across::End,
                    Down::Above,
                    true,
                );
                free_from = mark.x;
            } else if mark.x >= free_from && mark.x + width < plot.right {
                self.text(
                    &mark.label,
                    (mark.x + 6.0, at),
                    color,
                    Across::Begin,
                    Down::Above,
                    true,
                );
                free_from = mark.x + width;
            }
        }
    }

    fn limits(&mut self) {
        let plot = self.model.plot;
        // Below the number of a batch that stands where the words of a limit above the picture would.
        let is_taken = self.model.bands.iter().any(|band| {
            band.label.is_some() && band.top < plot.bottom && band.left > plot.right - 180.0
        });
        for (row, limit) in self.model.limits.iter().enumerate() {
            let color = match limit.role {
                Role::Single => self.theme.bad,
                role => self.role_color(role),
            };
            let Some(y) = limit.y else {
                let at = (
                    plot.right - 4.0,
                    plot.top + 6.0 + (row + usize::from(is_taken)) as f64 * 15.0,
                );
                self.text(
                    &limit.label,
                    at,
                    self.theme.muted,
                    Across::End,
                    Down::Below,
                    false,
                );
                continue;
            };
            let mut x = plot.left;
            while x < plot.right {
                let end = (x + 7.0).min(plot.right);
                self.line(&[(x, y), (end, y)], color.mix(0.85), 1.0);
                x += 12.0;
            }
            // At the left: a curve that comes near its limit does so at its end. Below the line where
            // the words of a batch stand above it.
            let (y, anchor) = if y < plot.top + 38.0 {
                (y + 4.0, Down::Below)
            } else {
                (y - 4.0, Down::Above)
            };
            let at = (plot.left + 6.0, y);
            self.text(&limit.label, at, color, Across::Begin, anchor, true);
        }
    }

    /// As thin as the limit is dashed, and of its colour: the two belong together.
    fn charged(&mut self) {
        let limits = self.model.limits.iter().filter_map(|limit| limit.y);
        let limit = limits.fold(f64::MIN, f64::max);
        for charged in &self.model.charged {
            let (y, red) = (charged.y, self.theme.bad);
            self.line(&[(charged.left, y), (charged.right, y)], red.mix(0.9), 1.0);
            let Some(label) = &charged.label else {
                continue;
            };
            // Below the words of the limit, where these stand below their line and it is near.
            let plot = self.model.plot;
            let is_taken = limit < plot.top + 38.0 && y - limit < 22.0;
            let y = if is_taken { limit + 20.0 } else { y + 4.0 };
            let at = (plot.left + 6.0, y);
            self.text(label, at, red, Across::Begin, Down::Below, false);
        }
    }

    /// Dotted, so that it is not taken for the limit.
    fn soft(&mut self) {
        let (Some(y), plot) = (self.model.soft, self.model.plot) else {
            return;
        };
        let mut x = plot.left;
        while x < plot.right {
            self.line(&[(x, y), (x + 2.0, y)], self.theme.warn.mix(0.9), 1.0);
            x += 6.0;
        }
        // Below its line, where the limit's words do not stand.
        let at = (plot.right - 4.0, y + 4.0);
        self.text(
            self.model.soft_label,
            at,
            self.theme.warn,
            Across::End,
            Down::Below,
            false,
        );
    }

    fn labels(&mut self) {
        let (plot, muted) = (self.model.plot, self.theme.muted);
        for tick in &self.model.y_ticks {
            let at = (plot.left - 8.0, tick.at);
            self.text(&tick.label, at, muted, Across::End, Down::Middle, false);
        }
        let below = self.model.axis_y;
        for tick in &self.model.x_ticks {
            // Labels at the edges turn inwards, or the canvas would cut them.
            let anchor = if tick.at < plot.left + 16.0 {
                Across::Begin
            } else if tick.at > plot.right - 24.0 {
                Across::End
            } else {
                Across::Middle
            };
            self.text(
                &tick.label,
                (tick.at, below),
                muted,
                anchor,
                Down::Below,
                false,
            );
        }
        let strips = &self.model.strips;
        if let (Some((top, _)), Some((_, bottom))) = (strips.first(), strips.last()) {
            let at = (plot.left - 8.0, (top + bottom) / 2.0);
            let label = self.model.strips_label;
            self.text(label, at, muted, Across::End, Down::Middle, false);
        }
        for band in &self.model.bands {
            if let Some(label) = &band.label {
                // Over the tests there is less room than behind the curve.
                let above = if band.top > plot.bottom { 3.0 } else { 6.0 };
                let at = (band.left + 6.0, band.top + above);
                self.text(label, at, muted, Across::Begin, Down::Below, false);
            }
        }
    }
}

/// A polyline cut into dashes along its length, or `None` where it is so long (a dense zigzag) that
/// thousands of strokes would cost more than they show.
fn dashes(points: &[(f64, f64)]) -> Option<Vec<Vec<(f64, f64)>>> {
    const ON: f64 = 7.0;
    const OFF: f64 = 4.0;
    const LONGEST: f64 = 9_000.0;
    let length = |a: (f64, f64), b: (f64, f64)| (b.0 - a.0).hypot(b.1 - a.1);
    let total: f64 = points.windows(2).map(|w| length(w[0], w[1])).sum();
    if total > LONGEST {
        return None;
    }
    let mut dashes = Vec::new();
    let mut dash: Vec<(f64, f64)> = points.first().copied().into_iter().collect();
    let (mut on, mut left) = (true, ON);
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let rest = length(from, to);
            if rest < left {
                left -= rest;
                if on {
                    dash.push(to);
                }
                break;
            }
            let share = left / rest;
            from = (
                from.0 + (to.0 - from.0) * share,
                from.1 + (to.1 - from.1) * share,
            );
            if on {
                dash.push(from);
                dashes.push(std::mem::take(&mut dash));
            } else {
                dash = vec![from];
            }
            on = !on;
            left = if on { ON } else { OFF };
        }
    }
    if on && dash.len() > 1 {
        dashes.push(dash);
    }
    Some(dashes)
}
