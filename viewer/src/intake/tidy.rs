//! Makes the text of an artifact harmless before anything shows it: no endless strings, no characters
//! that turn the direction of what stands around them.
//!
//! It works on JSON that a parser has accepted already, byte by byte, because there one place sees every
//! string of the document, also those that later versions add.

use oomscope_quick::search::plain_length;
use oomscope_shared::plain::turns_direction;

/// The longest string that is kept, in bytes of JSON. The longest that the runner writes, the end of a
/// batch's output, stays far below it.
pub(super) const LONGEST_STRING: usize = 1 << 20;
/// Stands in place of a character that would turn the direction of the text around it.
const REPLACEMENT: &[u8] = "\u{fffd}".as_bytes();

/// A copy without spaces between its tokens, with long strings cut and directional characters replaced.
pub(super) fn tidy(json: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(json.len());
    let mut at = 0;
    while let Some(&byte) = json.get(at) {
        match byte {
            b'"' => at = string(json, at, &mut out),
            b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            byte => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

/// Copies the string that opens at `start` and returns where the text goes on behind it.
fn string(json: &[u8], start: usize, out: &mut Vec<u8>) -> usize {
    out.push(b'"');
    let first = out.len();
    let mut at = start + 1;
    let mut cut = false;
    while let Some(&byte) = json.get(at) {
        let plain = plain_length(&json[at..]);
        if plain > 0 {
            let room = LONGEST_STRING.saturating_sub(out.len() - first);
            let kept = if cut { 0 } else { plain.min(room) };
            out.extend_from_slice(&json[at..at + kept]);
            cut |= kept < plain;
            at += plain;
            continue;
        }
        if byte == b'"' {
            at += 1;
            break;
        }
        let length = match byte {
            b'\\' if json.get(at + 1) == Some(&b'u') => 6,
            b'\\' => 2,
            0xf0.. => 4,
            0xe0.. => 3,
            0xc0.. => 2,
            _ => 1,
        };
        let end = (at + length).min(json.len());
        let piece = &json[at..end];
        if cut || out.len() - first + length > LONGEST_STRING {
            cut = true;
        } else if is_directional(piece) {
            out.extend_from_slice(REPLACEMENT);
        } else {
            out.extend_from_slice(piece);
        }
        at = end;
    }
    if cut {
        // Half of a surrogate pair before the cut would be no string any more.
        if out.len() >= first + 6 {
            let tail = &out[out.len() - 6..];
            let high = tail.starts_with(b"\\u") && matches!(tail[2] | 0x20, b'd');
            if high && matches!(tail[3] | 0x20, b'8' | b'9' | b'a' | b'b') {
                out.truncate(out.len() - 6);
            }
        }
        out.extend_from_slice("…".as_bytes());
    }
    out.push(b'"');
    at
}

/// A text of any origin for the page: directional characters replaced, and not endless.
pub(super) fn plain(text: &str) -> String {
    const LONGEST: usize = 400;
    let mut out: String = text
        .chars()
        .take(LONGEST)
        .map(|c| {
            if turns_direction(c as u32) {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out
}

/// Whether one character, as UTF-8 or as a JSON escape, is one of the directional controls of Unicode:
/// U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069.
fn is_directional(piece: &[u8]) -> bool {
    let code = match piece {
        [b'\\', b'u', hex @ ..] => std::str::from_utf8(hex)
            .ok()
            .and_then(|hex| u32::from_str_radix(hex, 16).ok()),
        [0xd8, 0x9c] => Some(0x061c),
        [0xe2, two, three] => Some(0x2000 | u32::from(two & 0x3f) << 6 | u32::from(three & 0x3f)),
        _ => None,
    };
    code.is_some_and(turns_direction)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn tidied(text: &str) -> String {
        String::from_utf8(tidy(text.as_bytes())).unwrap()
    }

    #[test]
    fn spaces_go_and_strings_stay() {
        let text = "{ \"a b\" : [ 1,\n 2 ] ,\t\"c\\\" \" : \"\\\\\" }";
        assert_eq!(tidied(text), r#"{"a b":[1,2],"c\" ":"\\"}"#);
    }

    #[test]
    fn directional_characters_are_replaced_however_they_are_written() {
        assert_eq!(
            tidied("\"a\u{202e}b\u{2066}\u{61c}\""),
            "\"a\u{fffd}b\u{fffd}\u{fffd}\""
        );
        assert_eq!(
            tidied(r#""\u202E\u200f\u2028""#),
            "\"\u{fffd}\u{fffd}\\u2028\""
        );
        assert_eq!(tidied("\"שלום – ü 🦀\""), "\"שלום – ü 🦀\"");
    }

    #[test]
    fn words_about_a_file_are_plain() {
        assert_eq!(plain("a\u{202e}b"), "a\u{fffd}b");
        assert_eq!(plain(&"x".repeat(10_000)).chars().count(), 401);
    }

    #[test]
    fn endless_strings_are_cut_between_characters() {
        for unit in [
            "x",
            "ü",
            "🦀",
            "\\n",
            "\\u00e9",
            "\\ud83e\\udd80",
            "y\\ud83e\\udd80",
        ] {
            let text = format!("[\"{}\",1]", unit.repeat(LONGEST_STRING + 1));
            let out = tidy(text.as_bytes());
            assert!(out.len() < LONGEST_STRING + 32, "{unit}: {}", out.len());
            let value: Value = serde_json::from_slice(&out).unwrap();
            assert!(value[0].as_str().unwrap().ends_with('…'), "{unit}");
            assert_eq!(value[1], json!(1));
        }
    }
}
