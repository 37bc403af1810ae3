//! Decimal numbers as people type them, read without the table of powers of five that the standard library
//! brings along.

/// Reads `12`, `1.5`, `.5`, `1.`: digits and at most one point.
///
/// The standard library's way needs a table of powers of five that nothing can pack, a thirtieth of what the
/// page weighs. Up to fifteen digits the result is the same.
pub fn decimal(text: &str) -> Option<f64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part = part.get(..15).unwrap_or(part);
    if whole.is_empty() && part.is_empty() {
        return None;
    }
    let mut value = 0.0;
    for byte in whole.bytes().chain(part.bytes()) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10.0 + f64::from(digit);
    }
    Some(value / 10_f64.powi(part.len() as i32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_decimal_is_none() {
        for odd in ["", ".", "-1", "1e3", "1.2.3", "inf", "1 "] {
            assert_eq!(decimal(odd), None, "{odd}");
        }
    }

    proptest! {
        #[test]
        fn decimals_are_read_as_the_standard_library_does(whole in 0_u64..10_000_000, part in "[0-9]{0,8}") {
            for text in [format!("{whole}.{part}"), format!(".{part}"), whole.to_string()] {
                prop_assert_eq!(decimal(&text), text.parse().ok(), "{}", text);
            }
        }
    }
}
