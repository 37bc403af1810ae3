//! Figures of tests as they stand in an artifact: whole numbers, or `null` where nothing was measured.

use crate::samples::next_number;

/// So many figures are read by one call.
const PIECE: usize = 1024;
/// What stands where nothing was measured.
const NOTHING: &[u8] = b"null";
/// What stands for it in [`packed`]. A figure of at most eighteen digits is never so large.
const PACKED_NOTHING: u64 = u64::MAX;

/// Reads `1,null,3]` up to the bracket and says how many bytes that took without the bracket. `None` for whatever is
/// not a list of figures of at most eighteen digits, written without a needless character. There is room for so many
/// figures as are expected, and more is made for more.
pub fn figures(text: &[u8], expected: usize) -> Option<(Vec<Option<u64>>, usize)> {
    let mut figures = Vec::with_capacity(expected);
    if text.first() == Some(&b']') {
        return Some((figures, 0));
    }
    let (mut at, mut is_over) = (0, false);
    while !is_over {
        (at, is_over) = piece(text, at, &mut figures)?;
    }
    Some((figures, at))
}

/// Reads the next figures, and says where it got and whether that is the end.
#[inline(never)]
fn piece(text: &[u8], mut at: usize, figures: &mut Vec<Option<u64>>) -> Option<(usize, bool)> {
    for _ in 0..PIECE {
        let rest = text.get(at..)?;
        let (figure, length) = if rest.starts_with(NOTHING) {
            (None, NOTHING.len())
        } else {
            let (figure, length) = next_number(rest)?;
            // A minus, also before a zero, is none of a figure's.
            if rest[0] == b'-' {
                return None;
            }
            (Some(figure as u64), length)
        };
        figures.push(figure);
        at += length;
        match text.get(at) {
            Some(b',') => at += 1,
            Some(b']') => return Some((at, true)),
            _ => return None,
        }
    }
    Some((at, false))
}

/// Figures as numbers alone, for those who know no others.
pub fn packed(figures: &[Option<u64>]) -> Vec<u64> {
    let numbers = figures.iter().map(|one| one.unwrap_or(PACKED_NOTHING));
    numbers.collect()
}

/// What [`packed`] made, as it was.
pub fn unpacked(numbers: &[u64]) -> Vec<Option<u64>> {
    let figures = numbers
        .iter()
        .map(|one| (*one != PACKED_NOTHING).then_some(*one));
    figures.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_list_of_figures_is_refused() {
        assert_eq!(figures(b"]", 9), Some((vec![], 0)));
        assert_eq!(
            figures(b"1,null,30],4]", 0),
            Some((vec![Some(1), None, Some(30)], 9))
        );
        for odd in [
            "",
            "1",
            "1,",
            ",1]",
            "1,]",
            "01]",
            "1 ]",
            "1.5]",
            "-1]",
            "-0]",
            "nul]",
            "nullnull]",
            "null",
            "1e3]",
            "\"1\"]",
            "9999999999999999999]",
        ] {
            assert_eq!(figures(odd.as_bytes(), 0), None, "{odd}");
        }
    }

    proptest! {
        #[test]
        fn figures_are_read_and_packed_as_they_are(
            expected in prop::collection::vec(prop::option::of(prop_oneof![0..2000_u64, 0..10_u64.pow(18)]), 1..3000),
        ) {
            let words: Vec<String> = expected
                .iter()
                .map(|one| one.map_or_else(|| "null".to_owned(), |one| one.to_string()))
                .collect();
            let text = words.join(",") + "],more";
            let (read, length) = figures(text.as_bytes(), 7).unwrap();
            prop_assert_eq!(length, text.len() - 6);
            prop_assert_eq!(&unpacked(&packed(&read)), &expected);
            prop_assert_eq!(read, expected);
        }
    }
}
