//! Aligned columns, wrapped sentences and escaped Markdown: the plumbing of every text of this crate.
//!
//! What is aligned and wrapped is for a terminal: a Chinese or Japanese character takes two of its columns, a
//! combining one none. The page calls nothing of that, so that the table of widths is not in it.

use std::fmt::Write as _;

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};
use unicode_width::UnicodeWidthStr;

use crate::plain::one_line;

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    title: &'static str,
    align: Align,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Align {
    Left,
    Right,
    /// Left, and shortened in the middle where the line would be too long.
    Flexible,
}

impl Column {
    pub const fn left(title: &'static str) -> Self {
        Self {
            title,
            align: Align::Left,
        }
    }

    pub const fn right(title: &'static str) -> Self {
        Self {
            title,
            align: Align::Right,
        }
    }

    pub const fn flexible(title: &'static str) -> Self {
        Self {
            title,
            align: Align::Flexible,
        }
    }
}

/// Between two columns.
const GAP: usize = 2;
/// A flexible column keeps this many characters even where the terminal is narrower.
const FLEXIBLE_MIN: usize = 16;

/// The table as lines of at most `width` columns of a terminal, where the flexible columns allow it. A column
/// without a single entry only takes room, and is left out.
pub fn aligned(columns: &[Column], rows: &[Vec<String>], width: usize) -> String {
    let used = used(columns, rows);
    let columns: Vec<Column> = used.iter().map(|&index| columns[index]).collect();
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            used.iter()
                .map(|&i| row.get(i).map(|c| one_line(c)).unwrap_or_default())
                .collect()
        })
        .collect();
    let mut widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(index, column)| {
            let cells = rows.iter().filter_map(|row| row.get(index));
            cells
                .map(|cell| cell.width())
                .max()
                .unwrap_or(0)
                .max(column.title.width())
        })
        .collect();
    let flexible = columns
        .iter()
        .filter(|column| column.align == Align::Flexible)
        .count();
    let total = widths.iter().sum::<usize>() + GAP * columns.len().saturating_sub(1);
    if total > width && flexible > 0 {
        let fixed: usize = columns
            .iter()
            .zip(&widths)
            .filter(|(column, _)| column.align != Align::Flexible)
            .map(|(_, width)| *width)
            .sum();
        let left = width.saturating_sub(fixed + GAP * columns.len().saturating_sub(1));
        let share = (left / flexible).max(FLEXIBLE_MIN);
        for (column, width) in columns.iter().zip(&mut widths) {
            if column.align == Align::Flexible {
                *width = share.min(*width);
            }
        }
    }
    let mut text = String::new();
    if columns.iter().any(|column| !column.title.is_empty()) {
        let titles: Vec<_> = columns
            .iter()
            .map(|column| column.title.to_owned())
            .collect();
        push_line(&mut text, &columns, &widths, &titles);
    }
    for row in &rows {
        push_line(&mut text, &columns, &widths, row);
    }
    text
}

fn push_line(text: &mut String, columns: &[Column], widths: &[usize], cells: &[String]) {
    let mut line = String::new();
    for (index, ((column, width), cell)) in columns.iter().zip(widths).zip(cells).enumerate() {
        if index > 0 {
            line.push_str(&" ".repeat(GAP));
        }
        let cell = match column.align {
            Align::Flexible => fitted(cell, *width),
            Align::Left | Align::Right => cell.clone(),
        };
        let space = " ".repeat(width.saturating_sub(cell.width()));
        line += &match column.align {
            Align::Right => space + &cell,
            Align::Left | Align::Flexible => cell + &space,
        };
    }
    text.push_str(line.trim_end());
    text.push('\n');
}

/// The columns with an entry.
fn used(columns: &[Column], rows: &[Vec<String>]) -> Vec<usize> {
    let is_used = |index: &usize| {
        rows.iter()
            .any(|row| row.get(*index).is_some_and(|cell| !cell.is_empty()))
    };
    (0..columns.len()).filter(is_used).collect()
}

/// The same table in Markdown. Cells must be Markdown already: see [`code`] and [`escaped`].
pub fn markdown(columns: &[Column], rows: &[Vec<String>]) -> String {
    let used = used(columns, rows);
    let columns: Vec<Column> = used.iter().map(|&index| columns[index]).collect();
    let mut text = String::new();
    let titles: Vec<_> = columns.iter().map(|column| column.title).collect();
    let rules: Vec<_> = columns
        .iter()
        .map(|column| {
            if column.align == Align::Right {
                "---:"
            } else {
                "---"
            }
        })
        .collect();
    let _ = writeln!(text, "| {} |", titles.join(" | "));
    let _ = writeln!(text, "| {} |", rules.join(" | "));
    for row in rows {
        let cells: Vec<&str> = used.iter().map(|&index| &*row[index]).collect();
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text
}

/// Shortens in the middle: the file is told by the start, the test by the end, and the end is the
/// longer part of what is kept.
pub fn shorten(text: &str, width: usize) -> String {
    let length = chars(text);
    if length <= width {
        return text.to_owned();
    }
    let kept = width.saturating_sub(1);
    let head = kept / 3;
    let tail = kept - head;
    let start: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(length - tail).collect();
    format!("{start}…{end}")
}

/// The same by columns of a terminal.
fn fitted(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let kept = width.saturating_sub(1);
    let head = kept / 3;
    let tail = kept - head;
    let mut places = text.char_indices().map(|(at, _)| at);
    let start = places.clone().take_while(|at| text[..*at].width() <= head);
    let end = places.find(|at| text[*at..].width() <= tail);
    let start = &text[..start.last().unwrap_or(0)];
    format!("{start}…{}", &text[end.unwrap_or(text.len())..])
}

/// A test id inside a sentence: on one line, and no longer than a sentence bears.
pub fn id_in_sentence(id: &str) -> String {
    const LONGEST: usize = 120;
    shorten(&one_line(id), LONGEST)
}

/// Breaks a sentence into lines of at most `width` columns; `lead` stands before the first, and blanks of the
/// same width before the others. No word is broken: a path or an id stays whole.
pub fn wrapped(sentence: &str, lead: &str, width: usize) -> String {
    let indent = " ".repeat(lead.width());
    let options = Options::new(width)
        .initial_indent(lead)
        .subsequent_indent(&indent)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::fill(&one_line(sentence), options) + "\n"
}

/// A name out of code, as Markdown that shows exactly that name and nothing else.
///
/// HTML's `code` with character references rather than backticks: it survives a backtick or a
/// backslash before a pipe inside a table, and GitHub makes no mention, issue link or emoji of it.
pub fn code(name: &str) -> String {
    format!("<code>{}</code>", escaped(name))
}

/// One of our own sentences as Markdown: names between backticks become code, and nothing else markup.
pub fn prose(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // Without its partner the last backtick is a character like any other.
    let paired = parts.len() - usize::from(parts.len().is_multiple_of(2));
    let mut out = String::with_capacity(text.len() + 32);
    for (at, part) in parts.iter().enumerate() {
        if at >= paired {
            out += &escaped("`");
        }
        out += &if at % 2 == 1 && at < paired {
            code(part)
        } else {
            escaped(part)
        };
    }
    out
}

/// A block of code as Markdown, whatever it holds.
pub fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end())
}

/// Text as Markdown in which nothing is markup. What cannot be markup stays as it is, so that ordinary
/// ids can still be searched for in the source.
pub fn escaped(text: &str) -> String {
    let text: Vec<char> = one_line(text).chars().collect();
    let mut out = String::with_capacity(text.len());
    for (index, &c) in text.iter().enumerate() {
        let next = text.get(index + 1).copied();
        let markup = match c {
            '<' | '>' | '&' | '|' | '`' | '*' | '~' | '\\' | '$' | '@' | '#' => true,
            // Emphasis cannot begin or end inside a word.
            '_' => !is_inside_word(&text, index),
            '!' => next == Some('['),
            ']' => matches!(next, Some('(' | '[' | ':')),
            // Bare addresses become links.
            ':' => next == Some('/'),
            '.' => {
                index >= 3
                    && text[index - 3..index]
                        .iter()
                        .all(|w| w.eq_ignore_ascii_case(&'w'))
            }
            // A line that begins like this is a list.
            '-' | '+' => index == 0 && next.is_none_or(char::is_whitespace),
            _ => false,
        };
        if markup {
            let _ = write!(out, "&#{};", c as u32);
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether the run of underscores around `index` has a letter or digit on both sides.
fn is_inside_word(text: &[char], index: usize) -> bool {
    let before = text[..index].iter().rev().find(|c| **c != '_');
    let after = text[index..].iter().find(|c| **c != '_');
    [before, after]
        .into_iter()
        .all(|c| c.is_some_and(|c| c.is_alphanumeric()))
}

/// How many characters a text has.
pub fn chars(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn columns_are_aligned_and_the_flexible_one_gives_way() {
        let columns = [
            Column::flexible("test"),
            Column::right("peak"),
            Column::left("ending"),
        ];
        let rows = [
            vec![
                "tests/test_order_book.py::test_depth".into(),
                "9 MiB".into(),
                "passed".into(),
            ],
            vec!["short".into(), "1003 MiB".into(), "over\nthe limit".into()],
        ];
        insta::assert_snapshot!(aligned(&columns, &rows, 48), @r"
        test                        peak  ending
        tests/t…py::test_depth     9 MiB  passed
        short                   1003 MiB  over␊the limit
        ");
        assert!(aligned(&columns, &rows, 100).contains("tests/test_order_book.py::test_depth"));
        assert!(aligned(&columns, &rows, 0).contains('…'));
    }

    #[test]
    fn sentences_are_wrapped_at_words() {
        insta::assert_snapshot!(wrapped("one two three four five", "- ", 11), @r"
        - one two
          three
          four five
        ");
    }

    #[test]
    fn wide_and_combining_characters_take_the_columns_that_they_have() {
        let columns = [Column::flexible("test"), Column::right("peak")];
        let row = |id: &str, peak: &str| vec![id.to_owned(), peak.to_owned()];
        let rows = [
            row("テスト::メモリを使う", "9 MiB"),
            row("cafe\u{301}::x", "10 MiB"),
            row("plain", "1 MiB"),
        ];
        let text = aligned(&columns, &rows, 100);
        let ends: Vec<usize> = text.lines().map(UnicodeWidthStr::width).collect();
        assert_eq!(ends, [28; 4], "{text}");
        let narrow = aligned(&columns, &rows, 24);
        assert!(narrow.contains("テス…モリを使う  "), "{narrow}");
        assert!(narrow.lines().all(|line| line.width() == 24), "{narrow}");
        let wrapped = wrapped("メモリ メモリ メモリ", "- ", 15);
        assert_eq!(wrapped, "- メモリ メモリ\n  メモリ\n");
    }

    #[test]
    fn ordinary_ids_stay_readable_in_markdown() {
        for id in [
            "tests/test_a.py::TestB::test_c[x-1.5]",
            "test_ü[a b]",
            "a__b",
            "x --flag=1",
        ] {
            assert_eq!(escaped(id), id);
        }
    }

    #[test]
    fn nothing_becomes_markup() {
        insta::assert_snapshot!(escaped("a|b `c` <img src=x> *d* __init__ [e](f) http://x www.y @z"), @"a&#124;b &#96;c&#96; &#60;img src=x&#62; &#42;d&#42; &#95;&#95;init&#95;&#95; [e&#93;(f) http&#58;//x www&#46;y &#64;z");
        insta::assert_snapshot!(code("a\nb\u{1b}[31m"), @"<code>a␊b␛[31m</code>");
    }

    proptest! {
        #[test]
        fn prose_is_as_harmless(text in "[ -~`<>]{0,40}") {
            let out = prose(&text).replace("<code>", "").replace("</code>", "");
            prop_assert!(!out.contains(['<', '>', '`', '|', '*']), "{out}");
        }

        #[test]
        fn escaped_text_holds_no_active_character(text in "[ -~\n\t]{0,40}") {
            let shown = escaped(&text);
            prop_assert!(!shown.contains(['<', '>', '|', '`', '*', '\\', '\n', '\t']), "{shown}");
        }

        #[test]
        fn both_ways_of_shortening_are_one_for_narrow_text(text in "[ -~]{0,60}", width in 0_usize..40) {
            prop_assert_eq!(fitted(&text, width), shorten(&text, width));
        }

        #[test]
        fn shortened_text_fits(text in "\\PC{0,60}", width in 1_usize..40) {
            prop_assert!(chars(&shorten(&text, width)) <= width.max(1));
            prop_assert!(fitted(&text, width).width() <= width.max(1));
        }
    }
}
