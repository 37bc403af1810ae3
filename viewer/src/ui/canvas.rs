//! A canvas that is sharp on every screen: its store has the device's pixels, its layout the page's.

use oomscope_shared::chart::{
    Across, Down, Letters, Paint, Point, Rgb, Size, Surface, Theme, TimelineModel, draw,
};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// What the layout gives a canvas, and how many device pixels one of its pixels has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Room {
    /// Size in CSS pixels.
    pub size: Size,
    /// Device pixels per CSS pixel.
    pub scale: f64,
}

impl Room {
    /// Measures a canvas; `None` while it has no size, as in a hidden part of the page.
    pub fn of(canvas: &HtmlCanvasElement) -> Option<Self> {
        let rect = canvas.get_bounding_client_rect();
        let scale = leptos::prelude::window()
            .device_pixel_ratio()
            .clamp(0.5, 8.0);
        let size = Size {
            width: rect.width(),
            height: rect.height(),
        };
        (size.width > 1.0 && size.height > 1.0).then_some(Self { size, scale })
    }
}

/// Draws a chart.
pub fn paint(canvas: &HtmlCanvasElement, model: &TimelineModel, theme: &Theme) {
    let device = |css: f64| (css * model.scale).round() as u32;
    let (width, height) = (device(model.size.width), device(model.size.height));
    // Setting a size, even the same one, clears the canvas and throws its store away.
    if canvas.width() != width || canvas.height() != height {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    let context = canvas.get_context("2d").ok().flatten();
    let context = context.and_then(|context| context.dyn_into().ok());
    if let Some(context) = context {
        draw(&mut Canvas(context), model, theme);
    }
}

/// The canvas as a surface.
struct Canvas(CanvasRenderingContext2d);

fn css(paint: Paint) -> String {
    let Rgb(red, green, blue) = paint.color;
    format!("rgba({red},{green},{blue},{})", paint.alpha)
}

impl Canvas {
    fn along(&self, points: &[Point]) {
        self.0.begin_path();
        for (x, y) in points {
            // The first one begins the line.
            self.0.line_to((*x).into(), (*y).into());
        }
    }

    fn fill(&self, paint: Paint) {
        self.0.set_fill_style_str(&css(paint));
    }
}

impl Surface for Canvas {
    fn rect(&mut self, [(left, top), (right, bottom)]: [Point; 2], paint: Paint) {
        self.fill(paint);
        let (width, height) = (right - left, bottom - top);
        self.0
            .fill_rect(left.into(), top.into(), width.into(), height.into());
    }

    fn path(&mut self, points: &[Point], paint: Paint, width: u32) {
        self.0.set_stroke_style_str(&css(paint));
        self.0.set_line_width(width.into());
        self.along(points);
        self.0.stroke();
    }

    fn polygon(&mut self, corners: &[Point], paint: Paint) {
        self.fill(paint);
        self.along(corners);
        self.0.fill();
    }

    fn circle(&mut self, (x, y): Point, radius: i32, paint: Paint) {
        self.fill(paint);
        self.0.begin_path();
        let round = std::f64::consts::TAU;
        // Fails only for a radius below zero.
        let _ = self.0.arc(x.into(), y.into(), radius.into(), 0.0, round);
        self.0.fill();
    }

    fn text(&mut self, words: &str, (x, y): Point, letters: Letters<'_>) {
        let (across, down) = letters.place;
        self.0.set_text_align(match across {
            Across::Begin => "start",
            Across::Middle => "center",
            Across::End => "end",
        });
        self.0.set_text_baseline(match down {
            Down::Below => "top",
            Down::Middle => "middle",
            Down::Above => "bottom",
        });
        let weight = if letters.bold { "bold" } else { "normal" };
        let Letters { size, font, .. } = letters;
        self.0.set_font(&format!("{weight} {size}px {font}"));
        self.fill(Paint {
            color: letters.color,
            alpha: 1.0,
        });
        // Fails only for places that are no numbers.
        let _ = self.0.fill_text(words, x.into(), y.into());
    }
}
