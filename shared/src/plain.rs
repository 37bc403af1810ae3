//! Text out of files and from other programs, made harmless for whoever shows it.
//!
//! Such text can move a terminal's cursor, begin a line that a CI service takes for a command, turn the direction of
//! what stands around it, or be endless. Markup is another matter: [`crate::table::escaped`].

use crate::table::shorten;

/// The longest text of one line, in characters: the longest path, and some words around it.
const LONGEST: usize = 5_000;

/// Text on one line: what would move the cursor, colour the terminal or begin a line becomes a picture of itself
/// (`␛`, `␊`), and what turns the direction of writing becomes U+FFFD.
pub fn one_line(text: &str) -> String {
    text.chars().map(harmless).collect()
}

/// One line of a terminal or of a log, and not endless. GitHub's runner takes `##[` for the beginning of a command
/// wherever it stands in a line.
pub fn line(text: &str) -> String {
    shorten(&one_line(text), LONGEST).replace("##[", "# #[")
}

/// Whether a character is one of the directional controls of Unicode: U+061C, U+200E, U+200F, U+202A to U+202E,
/// U+2066 to U+2069.
pub fn turns_direction(code: u32) -> bool {
    matches!(code, 0x061c | 0x200e | 0x200f | 0x202a..=0x202e | 0x2066..=0x2069)
}

fn harmless(c: char) -> char {
    match c {
        '\0'..='\u{1f}' => picture(u32::from(c)),
        '\u{7f}' => '␡',
        // These end a line where they are known.
        '\u{85}' | '\u{2028}' | '\u{2029}' => '␤',
        c if c.is_control() || turns_direction(u32::from(c)) => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

/// Unicode has pictures of the control characters in their order.
fn picture(control: u32) -> char {
    char::from_u32(0x2400 + control).unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn controls_become_pictures_of_themselves() {
        assert_eq!(
            one_line("a\u{1b}[31mb\n::error::c\r\t\0\u{7f}"),
            "a␛[31mb␊::error::c␍␉␀␡"
        );
        assert_eq!(one_line("a\u{9b}2J\u{85}b\u{2028}c"), "a\u{fffd}2J␤b␤c");
        assert_eq!(one_line("שלום – ü 🦀"), "שלום – ü 🦀");
    }

    #[test]
    fn nothing_turns_the_direction() {
        for code in 0..=u32::from(char::MAX) {
            let Some(c) = char::from_u32(code) else {
                continue;
            };
            // What the standard calls them, as far as they turn something.
            let turns = "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}";
            assert_eq!(turns_direction(code), turns.contains(c), "{code:x}");
        }
        assert_eq!(one_line("a\u{202e}b\u{61c}c"), "a\u{fffd}b\u{fffd}c");
    }

    #[test]
    fn a_line_ends_and_holds_no_command() {
        let long = line(&format!("a{}b", "x".repeat(1 << 20)));
        assert!(long.starts_with("ax") && long.ends_with("xb") && long.contains('…'));
        assert_eq!(long.chars().count(), LONGEST);
        assert_eq!(
            line("a##[add-mask]b###[error]"),
            "a# #[add-mask]b## #[error]"
        );
    }

    proptest! {
        #[test]
        fn a_line_is_one_line_without_controls(text in "([\\PC\\p{Cc}\u{2028}\u{202e}]|::error::|##\\[){0,60}") {
            let shown = line(&text);
            let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
            prop_assert!(!shown.contains(breaks), "{shown:?}");
            prop_assert!(!shown.contains("##["), "{shown:?}");
            prop_assert!(!shown.chars().any(|c| turns_direction(u32::from(c))), "{shown:?}");
        }
    }
}
