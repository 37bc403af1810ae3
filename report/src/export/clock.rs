//! Wall-clock times: the one text of the artifact as a number, and back.

use std::time::{Duration, UNIX_EPOCH};

use oomscope_shared::artifact::Artifact;

/// The last millisecond of the year 9999, after which RFC 3339 has no times.
const LAST_MS: u64 = 253_402_300_799_999;

/// Milliseconds since 1970 of a time such as `2025-10-03T12:04:00.000Z`; `None` for any other text.
pub fn epoch_ms(text: &str) -> Option<u64> {
    let time = humantime::parse_rfc3339(text).ok()?;
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(since.as_millis()).ok()
}

/// The same as text, to the millisecond.
pub fn rfc3339(epoch_ms: u64) -> String {
    let time = UNIX_EPOCH + Duration::from_millis(epoch_ms.min(LAST_MS));
    humantime::format_rfc3339_millis(time).to_string()
}

/// When a run began, in milliseconds since 1970. A text that no runner writes counts as 1970.
pub fn start_ms(artifact: &Artifact) -> u64 {
    epoch_ms(&artifact.run.started_at).unwrap_or_default()
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
        assert_eq!(rfc3339(u64::MAX), "9999-12-31T23:59:59.999Z");
        for odd in [
            "",
            "yesterday",
            "2025-13-01T00:00:00Z",
            "2025-02-29T00:00:00Z",
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
