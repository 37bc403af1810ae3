//! A canvas that is sharp on every screen: its store has the device's pixels, its layout the page's.

use oomscope_shared::chart::{Nothing, Size, Svg, Theme, TimelineModel, draw};
use plotters::drawing::IntoDrawingArea;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
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
    put(Surface::Canvas(backend), model, theme);
}

/// The same chart as an SVG document.
pub fn document(model: &TimelineModel, theme: &Theme) -> String {
    let mut text = String::new();
    let size = (model.size.width as u32, model.size.height as u32);
    put(Surface::Svg(Svg::new(&mut text, size)), model, theme);
    text + "</svg>\n"
}

#[inline(never)]
fn put(surface: Surface<'_>, model: &TimelineModel, theme: &Theme) {
    if draw(&surface.into_drawing_area(), model, theme).is_err() {
        leptos::logging::error!("the chart could not be drawn");
    }
}

/// Either kind of target. One type, so that the page holds the code that draws once.
enum Surface<'a> {
    Canvas(CanvasBackend),
    Svg(Svg<'a>),
}

type Drawn = Result<(), DrawingErrorKind<Nothing>>;

/// What went wrong on a canvas has no words that a reader could use.
fn plain<E: std::error::Error + Send + Sync>(result: Result<(), DrawingErrorKind<E>>) -> Drawn {
    result.map_err(|_| DrawingErrorKind::DrawingError(Nothing {}))
}

impl DrawingBackend for Surface<'_> {
    type ErrorType = Nothing;

    fn get_size(&self) -> (u32, u32) {
        match self {
            Self::Canvas(canvas) => canvas.get_size(),
            Self::Svg(svg) => svg.get_size(),
        }
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        match self {
            Self::Canvas(canvas) => plain(canvas.draw_pixel(point, color)),
            Self::Svg(svg) => svg.draw_pixel(point, color),
        }
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        match self {
            Self::Canvas(canvas) => plain(canvas.draw_line(from, to, style)),
            Self::Svg(svg) => svg.draw_line(from, to, style),
        }
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        match self {
            Self::Canvas(canvas) => plain(canvas.draw_rect(from, to, style, fill)),
            Self::Svg(svg) => svg.draw_rect(from, to, style, fill),
        }
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        match self {
            Self::Canvas(canvas) => plain(canvas.draw_path(path, style)),
            Self::Svg(svg) => svg.draw_path(path, style),
        }
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        match self {
            Self::Canvas(canvas) => plain(canvas.draw_circle(center, radius, style, fill)),
            Self::Svg(svg) => svg.draw_circle(center, radius, style, fill),
        }
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        match self {
            Self::Canvas(canvas) => plain(canvas.fill_polygon(corners, style)),
            Self::Svg(svg) => svg.fill_polygon(corners, style),
        }
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, at: BackendCoord) -> Drawn {
        match self {
            Self::Canvas(canvas) => plain(canvas.draw_text(text, style, at)),
            Self::Svg(svg) => svg.draw_text(text, style, at),
        }
    }
}
