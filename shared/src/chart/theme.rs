//! Colours and fonts of a chart. The page fills them from its style sheet; natively the light ones serve.

use super::surface::Paint;
use super::tone::Tone;

/// An opaque colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// Reads `#rrggbb`, `#rgb` and `rgb(r, g, b)`, which is how style sheets and browsers write them.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(hex) = text.strip_prefix('#') {
            let value = u32::from_str_radix(hex, 16).ok()?;
            return match hex.len() {
                6 => Some(Self((value >> 16) as u8, (value >> 8) as u8, value as u8)),
                3 => {
                    let wide = |shift: u32| ((value >> shift & 0xf) * 17) as u8;
                    Some(Self(wide(8), wide(4), wide(0)))
                }
                _ => None,
            };
        }
        let inner = text.strip_prefix("rgb(")?.strip_suffix(')')?;
        let mut parts = inner.split([',', ' ']).filter(|p| !p.is_empty());
        let mut next = || parts.next()?.parse::<u8>().ok();
        Some(Self(next()?, next()?, next()?))
    }

    pub(super) fn opaque(self) -> Paint {
        self.mix(1.0)
    }

    pub(super) fn mix(self, alpha: f64) -> Paint {
        Paint { color: self, alpha }
    }
}

/// Everything a chart needs to know about looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// What the chart stands on.
    pub surface: Rgb,
    /// Grid lines.
    pub line: Rgb,
    /// Words that matter.
    pub text: Rgb,
    /// Labels.
    pub muted: Rgb,
    /// The curve of a single run.
    pub accent: Rgb,
    /// The first of two runs.
    pub before: Rgb,
    /// The second of two runs.
    pub after: Rgb,
    /// Passed.
    pub ok: Rgb,
    /// Ordinary failures.
    pub warn: Rgb,
    /// Deaths and limits.
    pub bad: Rgb,
    /// Font family, as in a style sheet.
    pub font: String,
}

impl Theme {
    /// The light look, without a style sheet.
    pub fn light() -> Self {
        Self {
            surface: Rgb(255, 255, 255),
            line: Rgb(0xe1, 0xe5, 0xe9),
            text: Rgb(0x16, 0x19, 0x1d),
            muted: Rgb(0x5a, 0x63, 0x6d),
            accent: Rgb(0x0b, 0x62, 0xa4),
            before: Rgb(0xb3, 0x4a, 0x00),
            after: Rgb(0x00, 0x70, 0x5a),
            ok: Rgb(0x00, 0x70, 0x5a),
            warn: Rgb(0x8a, 0x5a, 0x00),
            bad: Rgb(0xb3, 0x26, 0x1e),
            font: "system-ui, sans-serif".to_owned(),
        }
    }

    pub(super) fn tone(&self, tone: Tone) -> Rgb {
        match tone {
            Tone::Ok => self.ok,
            Tone::Warn => self.warn,
            Tone::Bad => self.bad,
            Tone::Plain => self.muted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_style_sheets_write_them() {
        assert_eq!(Rgb::parse(" #0b62a4"), Some(Rgb(0x0b, 0x62, 0xa4)));
        assert_eq!(Rgb::parse("#fff"), Some(Rgb(255, 255, 255)));
        assert_eq!(Rgb::parse("rgb(1, 2, 3)"), Some(Rgb(1, 2, 3)));
        for bad in [
            "",
            "#12345",
            "red",
            "rgb(1, 2)",
            "#xyzxyz",
            "rgb(256, 0, 0)",
        ] {
            assert_eq!(Rgb::parse(bad), None, "{bad}");
        }
    }
}
