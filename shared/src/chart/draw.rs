//! Draws a [`TimelineModel`] on any plotters backend. Every position was decided before; here they are
//! only turned into device pixels and strokes.

use plotters::backend::DrawingBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBAColor, TextStyle};

use super::model::{Role, TimelineModel, Trace};
use super::rows::Band;
use super::theme::{Rgb, Theme};
use super::tone::Tone;

type Drawn<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// Draws the chart. The area must be `size` times `scale` pixels large.
///
/// # Errors
/// Whatever the backend reports.
pub fn draw<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    model: &TimelineModel,
    theme: &Theme,
) -> Drawn<DB> {
    let pen = Pen { area, model, theme };
    area.fill(&theme.surface.opaque())?;
    pen.bands()?;
    pen.grid()?;
    for trace in &model.traces {
        pen.trace(trace)?;
    }
    pen.tests()?;
    pen.tracks()?;
    pen.overview()?;
    pen.marks()?;
    pen.soft()?;
    pen.limits()?;
    pen.labels()
}

struct Pen<'a, DB: DrawingBackend> {
    area: &'a DrawingArea<DB, Shift>,
    model: &'a TimelineModel,
    theme: &'a Theme,
}

impl<DB: DrawingBackend> Pen<'_, DB> {
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

    fn line(&self, points: &[(f64, f64)], color: RGBAColor, width: f64) -> Drawn<DB> {
        let points: Vec<_> = points.iter().map(|p| self.point(*p)).collect();
        self.area.draw(&PathElement::new(
            points,
            color.stroke_width(self.width(width)),
        ))
    }

    fn rect(
        &self,
        (left, top): (f64, f64),
        (right, bottom): (f64, f64),
        color: RGBAColor,
    ) -> Drawn<DB> {
        let corners = [self.point((left, top)), self.point((right, bottom))];
        self.area.draw(&Rectangle::new(corners, color.filled()))
    }

    fn text(
        &self,
        text: &str,
        at: (f64, f64),
        color: Rgb,
        h: HPos,
        v: VPos,
        bold: bool,
    ) -> Drawn<DB> {
        let style = if bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        let size = 12.0 * self.model.scale;
        let font = FontDesc::new(FontFamily::Name(&self.theme.font), size, style);
        let color = color.opaque();
        let style = TextStyle::from(font).color(&color).pos(Pos::new(h, v));
        self.area.draw_text(text, &style, self.point(at))
    }

    fn bands(&self) -> Drawn<DB> {
        for band in &self.model.bands {
            let color = self.theme.tone(band.tone);
            let right = band.right.max(band.left + 1.0 / self.model.scale);
            let alpha = if band.tone == Tone::Plain { 0.05 } else { 0.06 };
            self.rect(
                (band.left, band.top),
                (right, band.bottom),
                color.mix(alpha),
            )?;
            if matches!(band.tone, Tone::Bad | Tone::Warn) {
                self.hatch(band, color.mix(0.13))?;
            }
            self.line(
                &[(band.left, band.top), (band.left, band.bottom)],
                color.mix(0.25),
                1.0,
            )?;
        }
        Ok(())
    }

    /// Slanted lines over a band, so that a death shows without its colour.
    fn hatch(&self, band: &Band, color: RGBAColor) -> Drawn<DB> {
        const GAP: f64 = 10.0;
        let height = band.bottom - band.top;
        let mut foot = ((band.left - height) / GAP).ceil() * GAP;
        while foot < band.right {
            // The line goes up to the right from its foot on the lower edge; cut it at both sides.
            let from = foot.max(band.left);
            let to = (foot + height).min(band.right);
            if to > from {
                let rise = |x: f64| band.bottom - (x - foot);
                self.line(&[(from, rise(from)), (to, rise(to))], color, 1.0)?;
            }
            foot += GAP;
        }
        Ok(())
    }

    fn grid(&self) -> Drawn<DB> {
        let plot = self.model.plot;
        for (index, tick) in self.model.y_ticks.iter().enumerate() {
            let alpha = if index == 0 { 1.0 } else { 0.75 };
            let ends = [(plot.left, tick.at), (plot.right, tick.at)];
            self.line(&ends, self.theme.line.mix(alpha), 1.0)?;
        }
        Ok(())
    }

    fn role_color(&self, role: Role) -> Rgb {
        match role {
            Role::Single => self.theme.accent,
            Role::Before => self.theme.before,
            Role::After => self.theme.after,
        }
    }

    fn trace(&self, trace: &Trace) -> Drawn<DB> {
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
                self.area
                    .draw(&Polygon::new(outline, color.mix(0.10).filled()))?;
            }
            let width = if piece.dense { 1.0 } else { 1.5 };
            let dashes = (trace.role == Role::Before)
                .then(|| dashes(&piece.points))
                .flatten();
            match dashes {
                Some(dashes) => {
                    for dash in dashes {
                        self.line(&dash, color.opaque(), 1.75)?;
                    }
                }
                None => self.line(&piece.points, color.opaque(), width)?,
            }
        }
        self.beads(trace, color)
    }

    /// Shapes along the curves of a comparison: dots before, diamonds after.
    fn beads(&self, trace: &Trace, color: Rgb) -> Drawn<DB> {
        const GAP: f64 = 140.0;
        let mut next = match trace.role {
            Role::Single => return Ok(()),
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
                let ring = self.theme.surface.opaque().filled();
                self.area
                    .draw(&Circle::new((x, y), size + self.px(1.5), ring))?;
                self.area
                    .draw(&Circle::new((x, y), size, color.opaque().filled()))?;
            } else {
                for (size, color) in [(size + self.px(2.5), self.theme.surface), (size + 1, color)]
                {
                    let corners = vec![(x, y - size), (x + size, y), (x, y + size), (x - size, y)];
                    self.area
                        .draw(&Polygon::new(corners, color.opaque().filled()))?;
                }
            }
        }
        Ok(())
    }

    fn tests(&self) -> Drawn<DB> {
        let plot = self.model.plot;
        for (top, bottom) in &self.model.strips {
            self.rect(
                (plot.left, *top),
                (plot.right, *bottom),
                self.theme.line.mix(0.35),
            )?;
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
            )?;
            if span.count > 1 && width > 28.0 {
                let at = ((span.left + right) / 2.0, (span.top + span.bottom) / 2.0);
                let text = format!("×{}", span.count);
                self.text(
                    &text,
                    at,
                    self.theme.text,
                    HPos::Center,
                    VPos::Center,
                    false,
                )?;
            }
        }
        Ok(())
    }

    fn tracks(&self) -> Drawn<DB> {
        for track in &self.model.tracks {
            let (top, bottom) = (track.top, track.bottom);
            let right = track.right.max(track.left + 1.0);
            let color = self.theme.accent;
            self.rect((track.left, top), (right, bottom), color.mix(0.10))?;
            if track.steps.is_empty() {
                // The height of the bar inside is its share of the largest.
                let inner = bottom - (bottom - top) * track.share;
                self.rect((track.left, inner), (right, bottom), color.mix(0.22))?;
            } else {
                let from = track.steps.first().map_or(track.left, |point| point.0);
                let edges = [(from, bottom), (right, bottom)].map(|edge| self.point(edge));
                let steps = track.steps.iter().map(|point| self.point(*point));
                let outline: Vec<_> = [edges[0]]
                    .into_iter()
                    .chain(steps)
                    .chain([edges[1]])
                    .collect();
                self.area
                    .draw(&Polygon::new(outline, color.mix(0.22).filled()))?;
            }
            self.line(
                &[(track.left, top), (track.left, bottom)],
                color.mix(0.6),
                1.0,
            )?;
            let middle = (top + bottom) / 2.0;
            let at = (track.left + 6.0, middle);
            let wide = track.label.chars().count() as f64 * 7.0;
            // Where the words would leave the plot they end at its edge.
            let (at, anchor) = if at.0 + wide > self.model.plot.right {
                ((self.model.plot.right - 4.0, middle), HPos::Right)
            } else {
                (at, HPos::Left)
            };
            self.text(
                &track.label,
                at,
                self.theme.text,
                anchor,
                VPos::Center,
                false,
            )?;
        }
        Ok(())
    }

    /// The whole run in small, with what lies outside of the view shaded.
    fn overview(&self) -> Drawn<DB> {
        let Some(overview) = &self.model.overview else {
            return Ok(());
        };
        let area = overview.area;
        self.rect(
            (area.left, area.top),
            (area.right, area.bottom),
            self.theme.line.mix(0.3),
        )?;
        for trace in &overview.traces {
            let color = self.role_color(trace.role);
            for piece in &trace.pieces {
                self.line(&piece.points, color.mix(0.8), 1.0)?;
            }
        }
        let (left, right) = overview.window;
        let veil = self.theme.surface.mix(0.72);
        self.rect((area.left, area.top), (left, area.bottom), veil)?;
        self.rect((right, area.top), (area.right, area.bottom), veil)?;
        let frame = [
            (left, area.top),
            (right, area.top),
            (right, area.bottom),
            (left, area.bottom),
            (left, area.top),
        ];
        self.line(&frame, self.theme.muted.mix(0.8), 1.0)
    }

    fn marks(&self) -> Drawn<DB> {
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
            )?;
            // Seven and a half pixels a letter is a wide guess; text sizes depend on the backend.
            let width = mark.label.chars().count() as f64 * 7.5;
            // The words stand above the plot, where no curve runs, and only where nobody else's do.
            let at = plot.top - 6.0;
            if mark.x - width >= free_from {
                self.text(
                    &mark.label,
                    (mark.x - 6.0, at),
                    color,
                    HPos::Right,
                    VPos::Bottom,
                    true,
                )?;
                free_from = mark.x;
            } else if mark.x >= free_from && mark.x + width < plot.right {
                self.text(
                    &mark.label,
                    (mark.x + 6.0, at),
                    color,
                    HPos::Left,
                    VPos::Bottom,
                    true,
                )?;
                free_from = mark.x + width;
            }
        }
        Ok(())
    }

    fn limits(&self) -> Drawn<DB> {
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
                    HPos::Right,
                    VPos::Top,
                    false,
                )?;
                continue;
            };
            let mut x = plot.left;
            while x < plot.right {
                let end = (x + 7.0).min(plot.right);
                self.line(&[(x, y), (end, y)], color.mix(0.85), 1.0)?;
                x += 12.0;
            }
            // At the left: a curve that comes near its limit does so at its end. Below the line where
            // the words of a batch stand above it.
            let (y, anchor) = if y < plot.top + 38.0 {
                (y + 4.0, VPos::Top)
            } else {
                (y - 4.0, VPos::Bottom)
            };
            let at = (plot.left + 6.0, y);
            self.text(&limit.label, at, color, HPos::Left, anchor, true)?;
        }
        Ok(())
    }

    /// Dotted, so that it is not taken for the limit.
    fn soft(&self) -> Drawn<DB> {
        let (Some(y), plot) = (self.model.soft, self.model.plot) else {
            return Ok(());
        };
        let mut x = plot.left;
        while x < plot.right {
            self.line(&[(x, y), (x + 2.0, y)], self.theme.warn.mix(0.9), 1.0)?;
            x += 6.0;
        }
        // Below its line, where the limit's words do not stand.
        let at = (plot.right - 4.0, y + 4.0);
        self.text(
            self.model.soft_label,
            at,
            self.theme.warn,
            HPos::Right,
            VPos::Top,
            false,
        )
    }

    fn labels(&self) -> Drawn<DB> {
        let (plot, muted) = (self.model.plot, self.theme.muted);
        for tick in &self.model.y_ticks {
            let at = (plot.left - 8.0, tick.at);
            self.text(&tick.label, at, muted, HPos::Right, VPos::Center, false)?;
        }
        let below = self.model.axis_y;
        for tick in &self.model.x_ticks {
            // Labels at the edges turn inwards, or the canvas would cut them.
            let anchor = if tick.at < plot.left + 16.0 {
                HPos::Left
            } else if tick.at > plot.right - 24.0 {
                HPos::Right
            } else {
                HPos::Center
            };
            self.text(
                &tick.label,
                (tick.at, below),
                muted,
                anchor,
                VPos::Top,
                false,
            )?;
        }
        let strips = &self.model.strips;
        if let (Some((top, _)), Some((_, bottom))) = (strips.first(), strips.last()) {
            let at = (plot.left - 8.0, (top + bottom) / 2.0);
            let label = self.model.strips_label;
            self.text(label, at, muted, HPos::Right, VPos::Center, false)?;
        }
        for band in &self.model.bands {
            if let Some(label) = &band.label {
                // Over the tests there is less room than behind the curve.
                let above = if band.top > plot.bottom { 3.0 } else { 6.0 };
                let at = (band.left + 6.0, band.top + above);
                self.text(label, at, muted, HPos::Left, VPos::Top, false)?;
            }
        }
        Ok(())
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
