//! Looking for text in text.

/// Whether a text contains a word. Letters of ASCII match in either case.
pub fn contains(text: &[u8], word: &[u8]) -> bool {
    let Some((first, rest)) = word.split_first() else {
        return true;
    };
    let cases = [first.to_ascii_lowercase(), first.to_ascii_uppercase()];
    let Some(places) = text.len().checked_sub(rest.len()) else {
        return false;
    };
    // Few places begin alike, so that the rest is hardly ever compared.
    let begins = |(_, byte): &(usize, &u8)| **byte == cases[0] || **byte == cases[1];
    let mut begun = text[..places].iter().enumerate().filter(begins);
    begun.any(|(at, _)| text[at + 1..at + word.len()].eq_ignore_ascii_case(rest))
}

/// Where one of these begins, the first of them in the text, and which. All begin with a quote, few of which stand
/// among numbers.
pub fn first_of(text: &[u8], wanted: &[&[u8]]) -> Option<(usize, usize)> {
    let mut at = 0;
    loop {
        at += text[at..].iter().position(|byte| *byte == b'"')?;
        let found = wanted.iter().position(|one| text[at..].starts_with(one));
        if let Some(which) = found {
            return Some((at, which));
        }
        at += 1;
    }
}

/// How many bytes of a text of JSON are of it as they stand: up to the quote that ends it, a backslash, or a character
/// that takes several bytes.
pub fn plain_length(text: &[u8]) -> usize {
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0x80..);
    text.iter().position(is_special).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_are_found_where_they_are_in_either_case(text in "[abAB]{0,9}", word in "[abAB]{0,3}") {
            let expected = text.to_ascii_lowercase().contains(&word.to_ascii_lowercase());
            prop_assert_eq!(contains(text.as_bytes(), word.as_bytes()), expected);
        }
    }

    #[test]
    fn the_first_of_several_is_found() {
        let wanted: [&[u8]; 2] = [b"\"b\":[", b"\"a\":["];
        assert_eq!(
            first_of(b"{\"x\":1,\"a\":[],\"b\":[]", &wanted),
            Some((7, 1))
        );
        assert_eq!(first_of(b"{\"x\":1}", &wanted), None);
    }

    #[test]
    fn a_plain_stretch_ends_at_what_is_more_than_a_letter() {
        assert_eq!(plain_length(b"ab c\"d"), 4);
        assert_eq!(plain_length(b"ab\\n"), 2);
        assert_eq!(plain_length("abü".as_bytes()), 2);
        assert_eq!(plain_length(b"ab"), 2);
    }
}
