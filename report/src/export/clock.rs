//! Wall-clock times: the one text of the artifact as a number, and back.

use oomscope_shared::artifact::Artifact;

/// Milliseconds since 1970 of a time such as `2025-10-03T12:04:00.000Z`; `None` for any other text.
pub fn epoch_ms(text: &str) -> Option<u64> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let mut date = date.splitn(3, '-').map(str::parse::<i64>);
    let (year, month, day) = (date.next()?.ok()?, date.next()?.ok()?, date.next()?.ok()?);
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut clock = clock.splitn(3, ':').map(str::parse::<i64>);
    let (hour, minute, second) = (
        clock.next()?.ok()?,
        clock.next()?.ok()?,
        clock.next()?.ok()?,
    );
    let fits = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..=60).contains(&second);
    if !fits || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let milli = format!("{fraction:0<3}")[..3].parse::<i64>().ok()?;
    let seconds = ((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
    u64::try_from(seconds * 1000 + milli).ok()
}

/// The same as text, to the millisecond.
pub fn rfc3339(epoch_ms: u64) -> String {
    let (year, month, day) = civil((epoch_ms / 86_400_000) as i64);
    let rest = epoch_ms % 86_400_000;
    let (hour, minute) = (rest / 3_600_000, rest / 60_000 % 60);
    let (second, milli) = (rest / 1000 % 60, rest % 1000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
}

/// When a run began, in milliseconds since 1970. A text that no runner writes counts as 1970.
pub fn start_ms(artifact: &Artifact) -> u64 {
    epoch_ms(&artifact.run.started_at).unwrap_or_default()
}

/// Days since 1970 of a date. Years begin in March, so that the day that comes and goes is the last one.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date of a day since 1970.
fn civil(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_times_are_known() {
        assert_eq!(epoch_ms("1970-01-01T00:00:00.000Z"), Some(0));
        assert_eq!(
            epoch_ms("2025-10-03T12:04:00.250Z"),
            Some(1_759_493_040_250)
        );
        assert_eq!(epoch_ms("2024-02-29T00:00:00Z"), Some(1_709_164_800_000));
        assert_eq!(rfc3339(1_759_493_040_250), "2025-10-03T12:04:00.250Z");
        for odd in [
            "",
            "yesterday",
            "2025-13-01T00:00:00Z",
            "2025-10-03T12:04:00+02:00",
        ] {
            assert_eq!(epoch_ms(odd), None, "{odd}");
        }
    }

    proptest! {
        #[test]
        fn text_and_number_are_inverse(ms in 0_u64..253_402_300_800_000) {
            prop_assert_eq!(epoch_ms(&rfc3339(ms)), Some(ms));
        }

        #[test]
        fn no_text_upsets_it(text in ".*") {
            let _ = epoch_ms(&text);
        }
    }
}
