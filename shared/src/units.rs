//! Bytes, durations and shares as text, and sizes and durations as people type them.

use oomscope_quick::decimal::decimal;

/// Bytes in one MiB.
pub const MIB: u64 = 1 << 20;

/// Units that sizes are written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Units {
    /// KiB, MiB: steps of 1024.
    #[default]
    Binary,
    /// kB, MB: steps of 1000.
    Decimal,
}

/// A unit that figures are written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Bytes.
    B,
    /// 1024 bytes.
    Kib,
    /// 1024 KiB.
    Mib,
    /// 1024 MiB.
    Gib,
    /// 1024 GiB.
    Tib,
    /// 1000 bytes.
    Kb,
    /// 1000 kB.
    Mb,
    /// 1000 MB.
    Gb,
    /// 1000 GB.
    Tb,
    /// Milliseconds.
    Ms,
    /// Seconds.
    S,
    /// Minutes.
    Min,
    /// Hours.
    H,
}

impl Unit {
    /// Its symbol.
    pub fn name(self) -> &'static str {
        match self {
            Self::B => "B",
            Self::Kib => "KiB",
            Self::Mib => "MiB",
            Self::Gib => "GiB",
            Self::Tib => "TiB",
            Self::Kb => "kB",
            Self::Mb => "MB",
            Self::Gb => "GB",
            Self::Tb => "TB",
            Self::Ms => "ms",
            Self::S => "s",
            Self::Min => "min",
            Self::H => "h",
        }
    }
}

/// A number with its unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The number, with a point where it has a digit after it.
    pub number: String,
    /// Its unit.
    pub unit: Unit,
}

impl Figure {
    pub(crate) fn new(number: String, unit: Unit) -> Self {
        Self { number, unit }
    }

    fn words(figures: &[Self]) -> String {
        let words = figures
            .iter()
            .map(|figure| format!("{} {}", figure.number, figure.unit.name()));
        words.collect::<Vec<_>>().join(" ")
    }
}

impl Units {
    /// How many of one unit make the next.
    pub fn step(self) -> f64 {
        match self {
            Self::Binary => 1024.0,
            Self::Decimal => 1000.0,
        }
    }

    /// The units, from the byte up.
    pub fn all(self) -> [Unit; 5] {
        match self {
            Self::Binary => [Unit::B, Unit::Kib, Unit::Mib, Unit::Gib, Unit::Tib],
            Self::Decimal => [Unit::B, Unit::Kb, Unit::Mb, Unit::Gb, Unit::Tb],
        }
    }

    /// A size: three significant digits, two below ten.
    pub fn figure(self, value: u64) -> Figure {
        let (units, step) = (self.all(), self.step());
        let mut scaled = value as f64;
        let mut unit = 0;
        // 1023.5 would round to 1024 of a unit, which reads as one of the next.
        while scaled >= step - 0.5 && unit + 1 < units.len() {
            scaled /= step;
            unit += 1;
        }
        let digits = if unit == 0 || scaled >= 99.95 { 0 } else { 1 };
        Figure::new(format!("{scaled:.digits$}"), units[unit])
    }

    /// `903 MiB`, `10.1 MB`.
    pub fn bytes(self, value: u64) -> String {
        Figure::words(&[self.figure(value)])
    }

    /// The same with a sign in front: `+10.1 MiB`, `−672 MiB` (a real minus sign), `0 B`.
    pub fn signed_bytes(self, value: i64) -> String {
        format!("{}{}", sign(value), self.bytes(value.unsigned_abs()))
    }
}

/// What stands in front of a change; nothing before zero.
pub fn sign(value: i64) -> &'static str {
    match value {
        0 => "",
        v if v > 0 => "+",
        _ => "−",
    }
}

/// `903 MiB`, `10.1 MiB`, `512 KiB`, `7.0 GiB`: three significant digits, binary units.
pub fn bytes(value: u64) -> String {
    Units::Binary.bytes(value)
}

/// The same with a sign in front: `+10.1 MiB`, `−672 MiB` (a real minus sign), `0 B`.
pub fn signed_bytes(value: i64) -> String {
    Units::Binary.signed_bytes(value)
}

/// Milliseconds as one or two figures: `35 ms`, `1.2 s`, `2 min 05 s`, `1 h 04 min`.
pub fn duration_figures(ms: u64) -> Vec<Figure> {
    match ms {
        0..1_000 => vec![Figure::new(ms.to_string(), Unit::Ms)],
        1_000..59_950 => vec![Figure::new(format!("{:.1}", ms as f64 / 1e3), Unit::S)],
        59_950..3_600_000 => {
            let seconds = (ms + 500) / 1_000;
            vec![
                Figure::new((seconds / 60).to_string(), Unit::Min),
                Figure::new(format!("{:02}", seconds % 60), Unit::S),
            ]
        }
        _ => {
            let minutes = (ms + 30_000) / 60_000;
            vec![
                Figure::new((minutes / 60).to_string(), Unit::H),
                Figure::new(format!("{:02}", minutes % 60), Unit::Min),
            ]
        }
    }
}

/// Milliseconds as `35 ms`, `1.2 s`, `2 min 05 s`, `1 h 04 min`.
pub fn duration_ms(value: u64) -> String {
    Figure::words(&duration_figures(value))
}

/// A ratio as a signed change: `−74 %`, `+3.1 %`, `0 %`.
pub fn signed_percent(ratio: f64) -> String {
    let percent = ratio * 100.0;
    let digits = usize::from(percent.abs() < 9.95);
    let text = format!("{:.digits$}", percent.abs());
    match text.as_str() {
        "0" | "0.0" => "0 %".to_owned(),
        _ if percent > 0.0 => format!("+{text} %"),
        _ => format!("−{text} %"),
    }
}

/// `1 test`, `87 tests`.
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 {
        ""
    } else if noun.ends_with("ch") || noun.ends_with('s') {
        "es"
    } else {
        "s"
    };
    format!("{number} {noun}{plural}")
}

/// Why a size or a duration was not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {what}: {hint}")]
pub struct QuantityError {
    /// What was typed.
    pub text: String,
    /// What it should have been.
    pub what: &'static str,
    /// How to write it.
    pub hint: &'static str,
}

/// Reads `400MiB`, `400M`, `1.5 GiB`, `2GB`, `1048576`. `K`, `M`, `G`, `T` alone are binary, as in
/// `ulimit`, systemd and Docker; `KB`, `MB`, `GB`, `TB` are decimal.
///
/// # Errors
/// [`QuantityError`] for anything else, for zero, and for more than 2^63.
pub fn parse_size(text: &str) -> Result<u64, QuantityError> {
    let error = || QuantityError {
        text: text.to_owned(),
        what: "a size",
        hint: "write a positive number with a unit, for example 400MiB, 2GiB or 1.5G",
    };
    let (number, unit) = split_quantity(text).ok_or_else(error)?;
    let factor: f64 = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "k" | "kib" => 1024.0,
        "m" | "mib" => 1024.0 * 1024.0,
        "g" | "gib" => 1024.0 * 1024.0 * 1024.0,
        "t" | "tib" => 1024.0 * 1024.0 * 1024.0 * 1024.0,
        "kb" => 1e3,
        "mb" => 1e6,
        "gb" => 1e9,
        "tb" => 1e12,
        _ => return Err(error()),
    };
    let value = number * factor;
    if (1.0..9.2e18).contains(&value) {
        Ok(value as u64)
    } else {
        Err(error())
    }
}

/// Reads `90s`, `2m`, `1.5h`, `500ms`, `30` (seconds) into milliseconds.
///
/// # Errors
/// [`QuantityError`] for anything else and for zero.
pub fn parse_duration_ms(text: &str) -> Result<u64, QuantityError> {
    let error = || QuantityError {
        text: text.to_owned(),
        what: "a duration",
        hint: "write a positive number with a unit, for example 90s, 10m or 1h",
    };
    let (number, unit) = split_quantity(text).ok_or_else(error)?;
    let factor = match unit.to_ascii_lowercase().as_str() {
        "ms" => 1.0,
        "" | "s" | "sec" => 1e3,
        "m" | "min" => 60e3,
        "h" => 3_600e3,
        _ => return Err(error()),
    };
    let value = number * factor;
    if (1.0..1e15).contains(&value) {
        Ok(value as u64)
    } else {
        Err(error())
    }
}

fn split_quantity(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    Some((decimal(number)?, unit.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bytes_keep_three_digits() {
        let shown: Vec<_> = [0, 1023, 1024, 10_590_617, 947_000_000, 7 << 30, u64::MAX]
            .into_iter()
            .map(bytes)
            .collect();
        let expected = [
            "0 B",
            "1023 B",
            "1.0 KiB",
            "10.1 MiB",
            "903 MiB",
            "7.0 GiB",
            "16777216 TiB",
        ];
        assert_eq!(shown, expected);
        assert_eq!(bytes(1_048_575), "1.0 MiB");
    }

    #[test]
    fn signs_are_written_out() {
        assert_eq!(signed_bytes(10_590_617), "+10.1 MiB");
        assert_eq!(signed_bytes(-10_590_617), "−10.1 MiB");
        assert_eq!(signed_bytes(0), "0 B");
        assert_eq!(signed_percent(-0.744), "−74 %");
        assert_eq!(signed_percent(0.031), "+3.1 %");
        assert_eq!(signed_percent(-0.0001), "0 %");
    }

    #[test]
    fn durations_grow_their_unit() {
        let shown: Vec<_> = [0, 999, 1_234, 59_949, 59_950, 125_000, 3_840_000]
            .into_iter()
            .map(duration_ms)
            .collect();
        let expected = [
            "0 ms",
            "999 ms",
            "1.2 s",
            "59.9 s",
            "1 min 00 s",
            "2 min 05 s",
            "1 h 04 min",
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn sizes_are_read_as_people_type_them() {
        assert_eq!(parse_size("400MiB"), Ok(400 * MIB));
        assert_eq!(parse_size(" 400 m "), Ok(400 * MIB));
        assert_eq!(parse_size("1.5G"), Ok(1536 * MIB));
        assert_eq!(parse_size("2GB"), Ok(2_000_000_000));
        assert_eq!(parse_size("4096"), Ok(4096));
        for bad in [
            "",
            "MiB",
            "-1M",
            "0",
            "1x",
            "1e9",
            "1.2.3M",
            "99999999T",
            "ten",
        ] {
            assert!(parse_size(bad).is_err(), "{bad}");
        }
        let message = parse_size("10 apples").unwrap_err().to_string();
        assert!(
            message.contains("`10 apples`") && message.contains("400MiB"),
            "{message}"
        );
    }

    #[test]
    fn times_are_read_as_people_type_them() {
        assert_eq!(parse_duration_ms("90s"), Ok(90_000));
        assert_eq!(parse_duration_ms("1.5m"), Ok(90_000));
        assert_eq!(parse_duration_ms("250ms"), Ok(250));
        assert_eq!(parse_duration_ms("30"), Ok(30_000));
        assert!(parse_duration_ms("0s").is_err() && parse_duration_ms("soon").is_err());
    }

    proptest! {
        #[test]
        fn a_whole_number_of_mib_survives(mib in 1_u64..1_000_000) {
            prop_assert_eq!(parse_size(&format!("{mib}MiB")), Ok(mib * MIB));
        }
    }
}
