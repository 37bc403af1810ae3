//! A chart as an SVG document, for the terminal's reports and the page's export. Lines have round joins, or each spike
//! of a memory curve would grow a point that nobody measured.

use std::fmt::Write;

use super::draw::draw;
use super::model::TimelineModel;
use super::surface::{Across, Down, Letters, Paint, Point, Surface};
use super::theme::{Rgb, Theme};

/// Draws a chart as an SVG document of its own.
pub fn svg(model: &TimelineModel, theme: &Theme) -> String {
    let [width, height] =
        [model.size.width, model.size.height].map(|css| (css * model.scale).round() as u32);
    let mut svg = Svg(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\">\n"
    ));
    draw(&mut svg, model, theme);
    svg.0 + "</svg>\n"
}

/// A document without its end.
struct Svg(String);

impl Svg {
    /// One element with its paint: filled, or as a stroke of some width.
    fn element(&mut self, shape: &str, paint: Paint, stroke: Option<u32>) {
        let kind = if stroke.is_some() { "stroke" } else { "fill" };
        self.0 += &format!("<{shape} {kind}=\"{}\"", hex(paint.color));
        if paint.alpha < 1.0 {
            self.0 += &format!(" {kind}-opacity=\"{:.2}\"", paint.alpha);
        }
        if let Some(width) = stroke {
            self.0 += " fill=\"none\" stroke-linejoin=\"round\"";
            if width != 1 {
                self.0 += &format!(" stroke-width=\"{width}\"");
            }
        }
        self.0 += "/>\n";
    }
}

fn hex(Rgb(red, green, blue): Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn points(path: &[Point]) -> String {
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

impl Surface for Svg {
    fn rect(&mut self, [(left, top), (right, bottom)]: [Point; 2], paint: Paint) {
        let (width, height) = (right - left, bottom - top);
        let shape = format!("rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\"");
        self.element(&shape, paint, None);
    }

    fn path(&mut self, path: &[Point], paint: Paint, width: u32) {
        let shape = format!("polyline points=\"{}\"", points(path));
        self.element(&shape, paint, Some(width));
    }

    fn polygon(&mut self, corners: &[Point], paint: Paint) {
        let shape = format!("polygon points=\"{}\"", points(corners));
        self.element(&shape, paint, None);
    }

    fn circle(&mut self, (x, y): Point, radius: i32, paint: Paint) {
        let shape = format!("circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"");
        self.element(&shape, paint, None);
    }

    fn text(&mut self, words: &str, (x, y): Point, letters: Letters<'_>) {
        let (across, down) = letters.place;
        let anchor = match across {
            Across::Begin => "start",
            Across::Middle => "middle",
            Across::End => "end",
        };
        // Not every viewer knows `dominant-baseline`; a share of the size comes close in all of them.
        let down = match down {
            Down::Below => 0.78,
            Down::Middle => 0.34,
            Down::Above => -0.22,
        };
        let Letters { size, bold, .. } = letters;
        let bold = if bold { " font-weight=\"bold\"" } else { "" };
        // An attribute in quotes of one kind, whatever the name of the font has in it.
        let family = escaped(letters.font).replace('"', "'");
        let (fill, words) = (hex(letters.color), escaped(words));
        self.0 += &format!(
            "<text x=\"{x}\" y=\"{:.1}\" text-anchor=\"{anchor}\" font-family=\"{family}\" \
             font-size=\"{size}\"{bold} fill=\"{fill}\">{words}</text>\n",
            f64::from(y) + size * down,
        );
    }
}
