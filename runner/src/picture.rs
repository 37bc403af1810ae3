//! A run's chart as a picture, by the same drawing as the page's.

use std::sync::Once;

use oomscope_shared::Artifact;
use oomscope_shared::chart::{
    Across, Down, Letters, Paint, Point, Rgb, RunSeries, Size, Surface, Theme, TimelineModel, draw,
    svg,
};
use oomscope_shared::message::Locale;
use plotters::backend::{BitMapBackend, DrawingBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{
    Color, FontDesc, FontFamily, FontStyle, RGBAColor, RGBColor, TextStyle, register_font,
};

use crate::error::Failure;

/// As wide as the text column of a pull request on a large screen.
const SIZE: Size = Size {
    width: 1200.0,
    height: 420.0,
};
/// Pixels of a bitmap per unit of the size, so that it is sharp on dense screens.
const SCALE: f64 = 2.0;
/// The name under which the fonts below are known to the drawing.
const FONT: &str = "oomscope";

/// As an SVG document.
pub fn as_svg(artifact: &Artifact) -> String {
    let series = RunSeries::new(artifact);
    svg(
        &TimelineModel::picture(&series, SIZE, 1.0, Locale::english()),
        &Theme::light(),
    )
}

/// As a PNG.
pub fn as_png(artifact: &Artifact) -> Result<Vec<u8>, Failure> {
    static FONTS: Once = Once::new();
    FONTS.call_once(|| {
        let fonts: [(FontStyle, &'static [u8]); 2] = [
            (
                FontStyle::Normal,
                include_bytes!("../assets/fonts/DejaVuSans.ttf"),
            ),
            (
                FontStyle::Bold,
                include_bytes!("../assets/fonts/DejaVuSans-Bold.ttf"),
            ),
        ];
        for (style, bytes) in fonts {
            // They are part of this program, and a test reads them.
            let _ = register_font(FONT, style, bytes);
        }
    });
    let series = RunSeries::new(artifact);
    let model = TimelineModel::picture(&series, SIZE, SCALE, Locale::english());
    let theme = Theme {
        font: FONT.to_owned(),
        ..Theme::light()
    };
    let size = model.size;
    let [width, height] = [size.width, size.height].map(|css| (css * SCALE) as u32);
    let mut pixels = vec![0_u8; width as usize * height as usize * 3];
    draw(
        &mut Bitmap(BitMapBackend::with_buffer(&mut pixels, (width, height))),
        &model,
        &theme,
    );
    packed(&pixels, width, height).map_err(Failure::recorder)
}

/// A bitmap as a surface. It lies in memory, so that what is drawn outside of it is all that can go wrong, and that is
/// not seen.
struct Bitmap<'a>(BitMapBackend<'a>);

fn style(paint: Paint) -> RGBAColor {
    let Rgb(red, green, blue) = paint.color;
    RGBAColor(red, green, blue, paint.alpha)
}

impl Surface for Bitmap<'_> {
    fn rect(&mut self, [one, other]: [Point; 2], paint: Paint) {
        let _ = self.0.draw_rect(one, other, &style(paint), true);
    }

    fn path(&mut self, points: &[Point], paint: Paint, width: u32) {
        let stroke = style(paint).stroke_width(width);
        let _ = self.0.draw_path(points.iter().copied(), &stroke);
    }

    fn polygon(&mut self, corners: &[Point], paint: Paint) {
        let _ = self.0.fill_polygon(corners.iter().copied(), &style(paint));
    }

    fn circle(&mut self, center: Point, radius: i32, paint: Paint) {
        let radius = radius.unsigned_abs();
        let _ = self.0.draw_circle(center, radius, &style(paint), true);
    }

    fn text(&mut self, words: &str, at: Point, letters: Letters<'_>) {
        let weight = match letters.bold {
            true => FontStyle::Bold,
            false => FontStyle::Normal,
        };
        let font = FontDesc::new(FontFamily::Name(letters.font), letters.size, weight);
        let (across, down) = letters.place;
        let across = match across {
            Across::Begin => HPos::Left,
            Across::Middle => HPos::Center,
            Across::End => HPos::Right,
        };
        let down = match down {
            Down::Below => VPos::Top,
            Down::Middle => VPos::Center,
            Down::Above => VPos::Bottom,
        };
        let Rgb(red, green, blue) = letters.color;
        let color = RGBColor(red, green, blue);
        let style = TextStyle::from(font).color(&color);
        let style = style.pos(Pos::new(across, down));
        let _ = self.0.draw_text(words, &style, at);
    }
}

fn packed(pixels: &[u8], width: u32, height: u32) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::parse_artifact;

    fn artifact() -> Artifact {
        let file = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../tests/golden/v1/over-limit.oomscope.json"
        );
        parse_artifact(&std::fs::read(file).unwrap()).unwrap()
    }

    #[test]
    fn a_run_becomes_an_svg_with_its_words() {
        let text = as_svg(&artifact());
        assert!(text.starts_with("<svg ") && text.ends_with("</svg>\n"));
        assert!(text.contains("over the limit") && text.contains("limit 120 MiB"));
    }

    #[test]
    fn a_run_becomes_a_png_with_curve_and_letters() {
        let bytes = as_png(&artifact()).unwrap();
        let decoder = png::Decoder::new(std::io::Cursor::new(&bytes));
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width, info.height), (2400, 840));
        assert_eq!(pixels[..3], [255, 255, 255]);
        // Without its letters the picture would pack to less.
        assert!(bytes.len() > 20_000, "{}", bytes.len());
    }
}
