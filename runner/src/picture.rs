//! A run's chart as a picture, by the same drawing as the page's.

use std::io::Write;
use std::sync::Once;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use oomscope_shared::Artifact;
use oomscope_shared::chart::{RunSeries, Size, Theme, TimelineModel, draw, svg};
use oomscope_shared::message::Locale;
use plotters::prelude::{BitMapBackend, IntoDrawingArea};
use plotters::style::{FontStyle, register_font};

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
    let [width, height] = [SIZE.width, SIZE.height].map(|css| (css * SCALE) as u32);
    let mut pixels = vec![0_u8; width as usize * height as usize * 3];
    let area = BitMapBackend::with_buffer(&mut pixels, (width, height)).into_drawing_area();
    draw(&area, &model, &theme).map_err(Failure::recorder)?;
    area.present().map_err(Failure::recorder)?;
    drop(area);
    png(&pixels, width, height).map_err(Failure::recorder)
}

/// Packs pixels of three bytes as a PNG: the few parts of the format that such a picture needs.
fn png(pixels: &[u8], width: u32, height: u32) -> std::io::Result<Vec<u8>> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    for row in pixels.chunks(width as usize * 3) {
        // Every row begins with its filter: none.
        packed.write_all(&[0])?;
        packed.write_all(row)?;
    }
    let mut head = [width.to_be_bytes(), height.to_be_bytes()].concat();
    // Eight bits a colour, red green blue, and the only packing, filtering and order there is.
    head.extend([8, 2, 0, 0, 0]);
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, content) in [
        (b"IHDR", head),
        (b"IDAT", packed.finish()?),
        (b"IEND", Vec::new()),
    ] {
        out.extend((content.len() as u32).to_be_bytes());
        let start = out.len();
        out.extend(kind);
        out.extend(content);
        let mut crc = flate2::Crc::new();
        crc.update(&out[start..]);
        out.extend(crc.sum().to_be_bytes());
    }
    Ok(out)
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
        assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
        assert_eq!(
            &bytes[16..24],
            [2400_u32.to_be_bytes(), 840_u32.to_be_bytes()].concat()
        );
        // Without its letters the picture would pack to less.
        assert!(bytes.len() > 20_000, "{}", bytes.len());
    }
}
