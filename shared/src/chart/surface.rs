//! What a chart is drawn on: a canvas of the page, an SVG document, a bitmap. Whoever can paint five shapes can show
//! one; positions are whole pixels of the surface.

use super::theme::Rgb;

/// A place on a surface.
pub type Point = (i32, i32);

/// A colour that lets through what is below it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paint {
    /// The colour.
    pub color: Rgb,
    /// How much it covers, from 0 to 1.
    pub alpha: f64,
}

/// Where words stand beside their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Across {
    /// They begin there.
    Begin,
    /// Their middle is there.
    Middle,
    /// They end there.
    End,
}

/// Where words stand below or above their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Down {
    /// Their upper edge is there.
    Below,
    /// Their middle is there.
    Middle,
    /// Their lower edge is there.
    Above,
}

/// How words look, and how they stand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Letters<'a> {
    /// Font family, as in a style sheet.
    pub font: &'a str,
    /// Height in pixels.
    pub size: f64,
    /// Whether they are bold.
    pub bold: bool,
    /// Their colour.
    pub color: Rgb,
    /// Where they stand.
    pub place: (Across, Down),
}

/// Something to draw on.
pub trait Surface {
    /// Fills a rectangle between two corners: the upper left, the lower right.
    fn rect(&mut self, corners: [Point; 2], paint: Paint);
    /// Draws a line along some points.
    fn path(&mut self, points: &[Point], paint: Paint, width: u32);
    /// Fills what lies between some corners.
    fn polygon(&mut self, corners: &[Point], paint: Paint);
    /// Fills a circle.
    fn circle(&mut self, center: Point, radius: i32, paint: Paint);
    /// Writes words.
    fn text(&mut self, words: &str, at: Point, letters: Letters<'_>);
}
