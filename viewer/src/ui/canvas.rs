//! A canvas that is sharp on every screen: its store has the device's pixels, its layout the page's.

use oomscope_shared::chart::{Size, Theme, TimelineModel, draw};
use plotters::drawing::IntoDrawingArea;
use plotters_canvas::CanvasBackend;
use web_sys::HtmlCanvasElement;

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
    let Some(backend) = CanvasBackend::with_canvas_object(canvas.clone()) else {
        return;
    };
    if let Err(error) = draw(&backend.into_drawing_area(), model, theme) {
        leptos::logging::error!("the chart could not be drawn: {error}");
    }
}
