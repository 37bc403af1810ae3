//! The part of Fluent's syntax that the catalogues are written in, read without making a tree of it.
//!
//! A catalogue is a file of [Fluent](https://projectfluent.org/fluent/guide/): `key = pattern`, where a pattern
//! holds placeables: `{ $name }`, `{ "text as it is" }`, and a choice by a number or a name,
//! `{ $tests -> [one] … *[other] … }`. Nothing else of Fluent is used. The page cannot carry the whole of it
//! (100 kB), but a test holds this reader to the reference implementation, message by message.
//!
//! The build script includes this file, too.

/// The messages of a catalogue in their order: key and pattern.
pub fn entries(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            let end = end_of_entry(rest);
            let (entry, after) = rest.split_at(end);
            rest = after;
            if let Some((key, pattern)) = entry.split_once('=')
                && is_key(key.trim_end())
            {
                return Some((key.trim_end(), pattern.trim()));
            }
        }
    })
}

/// Where the entry at the start ends: before the next line that begins in the first column.
fn end_of_entry(text: &str) -> usize {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        // A brace may close in the first column, as most who write Fluent have it.
        let is_continued = line.starts_with([' ', '\t', '\n', '\r', '}']);
        if end > 0 && !is_continued {
            break;
        }
        end += line.len();
    }
    end
}

fn is_key(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// A part of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// Text as it is.
    Text(&'a str),
    /// The value of a parameter.
    Value(&'a str),
    /// One of the variants, chosen by a parameter.
    Choice(&'a str, Variants<'a>),
}

/// The variants of a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variants<'a>(&'a str);

impl<'a> Variants<'a> {
    /// The key of each variant, its pattern, and whether it is the one for all that no other is for.
    pub fn all(self) -> impl Iterator<Item = (&'a str, &'a str, bool)> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            rest = rest.trim_start();
            let is_default = rest.starts_with('*');
            let after = rest.strip_prefix('*').unwrap_or(rest).strip_prefix('[')?;
            let (key, after) = after.split_once(']')?;
            let end = end_of_variant(after);
            let (pattern, after) = after.split_at(end);
            rest = after;
            Some((key.trim(), pattern.trim(), is_default))
        })
    }
}

/// Where a variant ends: before the next line that begins another.
fn end_of_variant(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at_start = false;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '\n' => {
                at_start = true;
                continue;
            }
            '[' | '*' if at_start && depth == 0 => return at,
            _ => {}
        }
        at_start = at_start && c.is_ascii_whitespace();
    }
    text.len()
}

/// The parts of a pattern, in their order.
pub fn parts(pattern: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = pattern;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(inside) = rest.strip_prefix('{') else {
            let end = rest.find('{').unwrap_or(rest.len());
            let (text, after) = rest.split_at(end);
            rest = after;
            return Some(Part::Text(text));
        };
        let end = end_of_placeable(inside);
        let (placeable, after) = inside.split_at(end);
        rest = after.strip_prefix('}').unwrap_or(after);
        Some(part(placeable.trim()))
    })
}

fn part(placeable: &str) -> Part<'_> {
    if let Some(text) = placeable.strip_prefix('"') {
        return Part::Text(text.strip_suffix('"').unwrap_or(text));
    }
    let name = placeable.strip_prefix('$').unwrap_or(placeable);
    match name.split_once("->") {
        Some((name, variants)) => Part::Choice(name.trim_end(), Variants(variants)),
        None => Part::Value(name),
    }
}

/// Where the placeable that was opened before this text is closed.
fn end_of_placeable(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut is_quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '{' => depth += 1,
            '}' if depth == 0 => return at,
            '}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

/// The parameters of a pattern in the order in which they are first named, and whether a number decides
/// by each of them which plural form is meant.
pub fn parameters(pattern: &str) -> Vec<(&str, bool)> {
    let mut all: Vec<(&str, bool)> = Vec::new();
    let mut add = |name, counts: bool| match all.iter_mut().find(|(known, _)| *known == name) {
        Some((_, known)) => *known |= counts,
        None => all.push((name, counts)),
    };
    for part in parts(pattern) {
        match part {
            Part::Text(_) => {}
            Part::Value(name) => add(name, false),
            Part::Choice(name, variants) => {
                let is_form = |key: &str| {
                    matches!(key, "zero" | "one" | "two" | "few" | "many")
                        || key.bytes().all(|byte| byte.is_ascii_digit())
                };
                let only_other = variants.all().all(|(key, _, _)| key == "other");
                add(
                    name,
                    only_other || variants.all().any(|(key, _, _)| is_form(key)),
                );
                for (_, pattern, _) in variants.all() {
                    for (name, counts) in parameters(pattern) {
                        add(name, counts);
                    }
                }
            }
        }
    }
    all
}

/// What the unit at the end of the name of a parameter measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// A size in bytes.
    Bytes,
    /// A change of such a size.
    BytesChange,
    /// A length of time.
    Milliseconds,
    /// A share.
    Percent,
    /// A change in percent.
    PercentChange,
    /// Nothing: a count, a name, a message.
    None,
}

impl Measure {
    /// That of the parameter of this name.
    pub fn of(name: &str) -> Self {
        let is = |unit: &str| {
            let rest = name.strip_suffix(unit);
            rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('_'))
        };
        match () {
            () if is("change_bytes") => Self::BytesChange,
            () if is("bytes") => Self::Bytes,
            () if is("ms") => Self::Milliseconds,
            () if is("change_percent") => Self::PercentChange,
            () if is("percent") => Self::Percent,
            () => Self::None,
        }
    }
}
