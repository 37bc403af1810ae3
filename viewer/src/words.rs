//! The page's words in the reader's language, and figures as that language and the chosen units write them.
//!
//! The English strings are in the program, the Russian ones in a file of their own, which is loaded where
//! they are wanted: see [`book`].

pub mod book;
mod english;

use std::fmt::Display;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

use oomscope_shared::units::{self, Units};

use book::Book;
use english::ENGLISH;
pub use english::position;

/// A language of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Russian.
    Russian,
}

impl Language {
    /// Its code, as HTML and browsers have it.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Russian => "ru",
        }
    }

    /// The language of a code such as `ru-RU`; English for every other one.
    pub fn of(code: &str) -> Self {
        if code
            .get(..2)
            .is_some_and(|two| two.eq_ignore_ascii_case("ru"))
        {
            Self::Russian
        } else {
            Self::English
        }
    }
}

/// The page has one reader, hence one choice; the lowest bit is the language, the next one the units.
static CHOSEN: AtomicU8 = AtomicU8::new(0);

/// Chooses language and units for all that is written from now on.
pub fn choose(language: Language, units: Units) {
    let bits = u8::from(language == Language::Russian) | u8::from(units == Units::Decimal) << 1;
    CHOSEN.store(bits, Ordering::Relaxed);
}

/// The language of the page.
pub fn language() -> Language {
    match CHOSEN.load(Ordering::Relaxed) & 1 {
        0 => Language::English,
        _ => Language::Russian,
    }
}

/// The units of the page.
pub fn memory_units() -> Units {
    match CHOSEN.load(Ordering::Relaxed) & 2 {
        0 => Units::Binary,
        _ => Units::Decimal,
    }
}

/// A string of the page in the reader's language. What the catalogue does not have does not compile.
#[macro_export]
macro_rules! tr {
    ($english:literal) => {{
        const AT: usize = $crate::words::position($english);
        $crate::words::text(AT)
    }};
}

fn lines() -> &'static [&'static str] {
    static LINES: OnceLock<Vec<&str>> = OnceLock::new();
    LINES.get_or_init(|| ENGLISH.lines().collect())
}

static BOOK: OnceLock<Book> = OnceLock::new();

/// Takes the Russian catalogue that was loaded, for as long as the page lives.
pub fn load(catalogue: String) {
    BOOK.get_or_init(|| Book::new(catalogue.leak()));
}

/// Whether the Russian catalogue is there.
pub fn is_loaded() -> bool {
    BOOK.get().is_some()
}

/// The Russian catalogue, where Russian is what is read.
fn russian() -> Option<&'static Book> {
    BOOK.get().filter(|_| language() == Language::Russian)
}

/// The string at a place of the catalogue.
pub fn text(at: usize) -> &'static str {
    let english = lines().get(at).copied().unwrap_or_default();
    let translated = russian().and_then(|book| book.string(english));
    translated.unwrap_or(english)
}

/// A word that comes out of shared code, in the reader's language; as it is where the catalogue does not
/// have it.
pub fn of(english: &str) -> &str {
    let translated = russian().and_then(|book| book.string(english));
    translated.unwrap_or(english)
}

/// A string with values in place of its `{}`.
pub fn fill(template: &str, values: &[&dyn Display]) -> String {
    let mut parts = template.split("{}");
    let mut out = parts.next().unwrap_or_default().to_owned();
    let mut values = values.iter();
    for part in parts {
        if let Some(value) = values.next() {
            out += &value.to_string();
        }
        out += part;
    }
    out
}

/// `1 test`, `87 tests`; of the forms of a noun, parted by `|`, the one that the number asks for.
pub fn counted(number: usize, forms: &str) -> String {
    format!("{number} {}", form(number, forms))
}

/// The form of a noun that a number asks for.
pub fn form(number: usize, forms: &str) -> &str {
    if language() == Language::Russian {
        return plural(number, forms);
    }
    let form = usize::from(number != 1);
    forms.split('|').nth(form).unwrap_or(forms)
}

/// The Russian form of a noun that a number asks for: one, two to four, more.
fn plural(number: usize, forms: &str) -> &str {
    let form = match (number % 10, number % 100) {
        (1, tens) if tens != 11 => 0,
        (2..=4, tens) if !(12..=14).contains(&tens) => 1,
        _ => 2,
    };
    forms.split('|').nth(form).unwrap_or(forms)
}

/// A size.
pub fn bytes(value: u64) -> String {
    figures(memory_units().bytes(value))
}

/// A change of a size.
pub fn signed_bytes(value: i64) -> String {
    figures(memory_units().signed_bytes(value))
}

/// A change as a share.
pub fn signed_percent(ratio: f64) -> String {
    figures(units::signed_percent(ratio))
}

/// A length of time.
pub fn duration_ms(value: u64) -> String {
    figures(units::duration_ms(value))
}

/// Figures with their units as the reader's language writes them.
pub fn figures(text: String) -> String {
    if language() == Language::English {
        return text;
    }
    let words = text.split(' ').map(|word| match word {
        "B" => "Б".to_owned(),
        "KiB" => "КиБ".to_owned(),
        "MiB" => "МиБ".to_owned(),
        "GiB" => "ГиБ".to_owned(),
        "TiB" => "ТиБ".to_owned(),
        "kB" => "кБ".to_owned(),
        "MB" => "МБ".to_owned(),
        "GB" => "ГБ".to_owned(),
        "TB" => "ТБ".to_owned(),
        "ms" => "мс".to_owned(),
        "s" => "с".to_owned(),
        "min" => "мин".to_owned(),
        "h" => "ч".to_owned(),
        number if number.contains(|c: char| c.is_ascii_digit()) => number.replace('.', ","),
        word => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A sentence out of shared code, in the reader's language and with its sizes in the chosen units.
pub fn said(sentence: &str) -> String {
    let sentence = in_units(sentence);
    match russian() {
        Some(book) => book.sentence(&sentence),
        None => sentence,
    }
}

fn in_units(sentence: &str) -> String {
    if memory_units() == Units::Binary {
        return sentence.to_owned();
    }
    let mut out: Vec<String> = Vec::new();
    for word in sentence.split(' ') {
        let unit = word.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
        let power = ["KiB", "MiB", "GiB", "TiB"]
            .iter()
            .position(|name| *name == unit);
        let number = out.last().and_then(|last| {
            let digits = last.trim_start_matches(|c: char| !c.is_ascii_digit());
            let sign = &last[..last.len() - digits.len()];
            Some((sign.to_owned(), units::decimal(digits)?))
        });
        match (power, number) {
            (Some(power), Some((sign, number))) => {
                out.pop();
                let size = number * 1024_f64.powi(power as i32 + 1);
                let size = Units::Decimal.bytes(size as u64);
                out.push(format!("{sign}{size}{}", &word[unit.len()..]));
            }
            _ => out.push(word.to_owned()),
        }
    }
    out.join(" ")
}

/// A label of a chart, which shared code wrote in English: words that it knows, and figures.
pub fn label(text: &str) -> String {
    if language() == Language::English {
        return text.to_owned();
    }
    // Deaths have a mark in front of their words.
    if let Some((mark, rest)) = text.split_once(' ')
        && matches!(mark, "■" | "▲" | "●" | "◆")
        && of(text) == text
    {
        return format!("{mark} {}", label(rest));
    }
    let whole = of(text);
    if whole != text {
        return whole.to_owned();
    }
    if let Some((role @ ("before" | "after"), rest)) = text.split_once(": ") {
        return format!("{}: {}", of(role), label(rest));
    }
    if let Some((ending, signal)) = text.split_once(", signal ") {
        return format!("{}, {} {signal}", of(ending), tr!("signal"));
    }
    // In front of the dot stands the name of a process, which is nobody's word.
    if let Some((name, size)) = text.split_once(" · ") {
        return format!("{name} · {}", figures(size.to_owned()));
    }
    let words: Vec<&str> = text.split(' ').map(of).collect();
    figures(words.join(" "))
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod whole;
