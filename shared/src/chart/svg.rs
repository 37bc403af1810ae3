//! A chart as an SVG document: the backend that the terminal's reports and the page's export share.
//!
//! That of the crate plotters-svg draws other pictures: letters at four fifths of their size, and lines without
//! round joins, so that each spike of a memory curve grows a point that nobody measured.

use std::fmt::Write;

use plotters::drawing::IntoDrawingArea;
use plotters::style::FontStyle;
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use super::draw::draw;
use super::model::TimelineModel;
use super::theme::Theme;

/// What can fail: nothing, since it only writes into a string.
pub type Nothing = std::fmt::Error;
type Drawn = Result<(), DrawingErrorKind<Nothing>>;

/// Draws a chart as an SVG document of its own.
pub fn svg(model: &TimelineModel, theme: &Theme) -> String {
    let mut text = String::new();
    let size = [model.size.width, model.size.height].map(|css| (css * model.scale).round() as u32);
    {
        let area = Svg::new(&mut text, (size[0], size[1])).into_drawing_area();
        // Writing into a string does not fail.
        let _ = draw(&area, model, theme);
    }
    text.push_str("</svg>\n");
    text
}

/// The backend. It writes the head of the document; its end is the caller's.
pub struct Svg<'a> {
    out: &'a mut String,
    size: (u32, u32),
}

impl<'a> Svg<'a> {
    /// Begins a document.
    pub fn new(out: &'a mut String, size: (u32, u32)) -> Self {
        let (width, height) = size;
        *out += &format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\">\n"
        );
        Self { out, size }
    }

    /// One element with its paint: filled, or as a stroke.
    fn element(&mut self, shape: &str, color: BackendColor, fill: bool, width: u32) -> Drawn {
        let (red, green, blue) = color.rgb;
        let kind = if fill { "fill" } else { "stroke" };
        *self.out += &format!("<{shape} {kind}=\"#{red:02x}{green:02x}{blue:02x}\"");
        if color.alpha < 1.0 {
            *self.out += &format!(" {kind}-opacity=\"{:.2}\"", color.alpha);
        }
        if !fill {
            *self.out += " fill=\"none\" stroke-linejoin=\"round\"";
            if width != 1 {
                *self.out += &format!(" stroke-width=\"{width}\"");
            }
        }
        *self.out += "/>\n";
        Ok(())
    }
}

fn points(path: impl IntoIterator<Item = BackendCoord>) -> String {
    let mut text = String::new();
    for (x, y) in path {
        let gap = if text.is_empty() { "" } else { " " };
        // Writing into a string does not fail.
        let _ = write!(text, "{gap}{x},{y}");
    }
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

impl DrawingBackend for Svg<'_> {
    type ErrorType = Nothing;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        let shape = format!("rect x=\"{x}\" y=\"{y}\" width=\"1\" height=\"1\"");
        self.element(&shape, color, true, 1)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (width, height) = ((right - left).max(0), (bottom - top).max(0));
        let shape = format!("rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\"");
        self.element(&shape, style.color(), fill, style.stroke_width())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let shape = format!("polyline points=\"{}\"", points(path));
        self.element(&shape, style.color(), false, style.stroke_width())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let shape = format!("circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"");
        self.element(&shape, style.color(), fill, style.stroke_width())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        let shape = format!("polygon points=\"{}\"", points(corners));
        self.element(&shape, style.color(), true, 1)
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &T,
        (x, y): BackendCoord,
    ) -> Drawn {
        let anchor = match style.anchor().h_pos {
            HPos::Left => "start",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        // Not every viewer knows `dominant-baseline`; a share of the size comes close in all of them.
        let down = match style.anchor().v_pos {
            VPos::Top => 0.78,
            VPos::Center => 0.34,
            VPos::Bottom => -0.22,
        };
        let (size, (red, green, blue)) = (style.size(), style.color().rgb);
        let bold = match style.style() {
            FontStyle::Bold => " font-weight=\"bold\"",
            _ => "",
        };
        // An attribute in quotes of one kind, whatever the name of the font has in it.
        let family = style.family();
        let family = escaped(family.as_str()).replace('"', "'");
        let text = escaped(text);
        *self.out += &format!(
            "<text x=\"{x}\" y=\"{:.1}\" text-anchor=\"{anchor}\" font-family=\"{family}\" \
             font-size=\"{size}\"{bold} fill=\"#{red:02x}{green:02x}{blue:02x}\">{text}</text>\n",
            f64::from(y) + size * down,
        );
        Ok(())
    }
}
