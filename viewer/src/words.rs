//! The page's words in the reader's language, and figures as that language and the chosen units write them.
//!
//! English is in the program; the catalogue of another language is loaded where it is read.

use std::cell::{Cell, RefCell};

pub use oomscope_shared::message;
use oomscope_shared::message::{Catalogue, Key, LANGUAGES, Locale, Message};
use oomscope_shared::units::Units;

thread_local! {
    /// How the reader reads. The page has one reader, hence one choice; English without one.
    static READER: Cell<Option<Locale>> = const { Cell::new(None) };
    /// The languages that were loaded, for as long as the page lives.
    static LOADED: RefCell<Vec<(&'static str, &'static Catalogue)>> = const { RefCell::new(Vec::new()) };
}

/// The language of the program itself.
const ENGLISH: &str = LANGUAGES[0].0;

/// The code of the language that a code such as `ru-RU` asks for; English where there is no such language.
pub fn language_of(wanted: &str) -> &'static str {
    let known = |wanted: &str| {
        let found = LANGUAGES
            .iter()
            .find(|(code, _)| code.eq_ignore_ascii_case(wanted));
        found.map(|(code, _)| *code)
    };
    let general = wanted.split('-').next().unwrap_or_default();
    known(wanted).or_else(|| known(general)).unwrap_or(ENGLISH)
}

/// The catalogue of a language, if it was loaded.
fn catalogue(code: &str) -> Option<&'static Catalogue> {
    LOADED.with_borrow(|loaded| {
        let found = loaded.iter().find(|(known, _)| *known == code);
        found.map(|(_, catalogue)| *catalogue)
    })
}

/// Whether words are to be loaded before one reads this language in these units. What the page itself says in
/// English is in the program, and what artifacts say stands there in English and binary units.
pub fn is_missing(code: &str, units: Units) -> bool {
    catalogue(code).is_none() && (code, units) != (ENGLISH, Units::Binary)
}

/// Takes the catalogue of a language that was loaded.
pub fn load(code: &'static str, text: String) {
    if catalogue(code).is_none() {
        let catalogue = Box::leak(Box::new(Catalogue::new(text.leak())));
        LOADED.with_borrow_mut(|loaded| loaded.push((code, catalogue)));
    }
}

/// Chooses language and units for all that is said from now on. Returns the language, which is English
/// where the words of the wanted one are not here.
pub fn choose(code: &'static str, units: Units) -> &'static str {
    let (code, catalogue) = match catalogue(code) {
        Some(catalogue) => (code, catalogue),
        None => (ENGLISH, Catalogue::english()),
    };
    READER.set(Some(Locale::new(catalogue, units)));
    code
}

/// How the reader reads.
pub fn locale() -> Locale {
    READER.get().unwrap_or_else(Locale::english)
}

/// A string of the page, or a sentence with its parameters, in the reader's language:
/// `tr!(PageStop)`, `tr!(PageOpening { file: name })`.
#[macro_export]
macro_rules! tr {
    ($key:ident) => {
        $crate::words::word($crate::words::message::Key::$key)
    };
    ($key:ident { $($parameters:tt)+ }) => {
        $crate::words::text(&$crate::words::message::messages::$key { $($parameters)+ }.into())
    };
}

/// The words of a message without parameters.
pub fn word(key: Key) -> &'static str {
    locale().word(key)
}

/// A message in words.
pub fn text(message: &Message) -> String {
    locale().text(message)
}

/// A size.
pub fn bytes(value: u64) -> String {
    locale().bytes(value)
}

/// A change of a size.
pub fn signed_bytes(value: i64) -> String {
    locale().signed_bytes(value)
}

/// A change as a share.
pub fn signed_percent(ratio: f64) -> String {
    locale().signed_percent(ratio)
}

/// A length of time.
pub fn duration_ms(value: u64) -> String {
    locale().duration_ms(value)
}

#[cfg(test)]
mod tests;
