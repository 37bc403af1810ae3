//! The words of one language: a pattern for each message.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::fluent::entries;
use super::plural::{FORMS, holds};
use super::{ENGLISH, Key};

/// The words of one language.
#[derive(Debug)]
pub struct Catalogue {
    /// By the number of the key; English stands where the file has nothing.
    patterns: Vec<&'static str>,
    /// Those of keys that this program does not have.
    others: Vec<(&'static str, &'static str)>,
    /// The forms of counted nouns and CLDR's rule for each, as the file has them.
    forms: Vec<(&'static str, &'static str)>,
}

/// The keys by their names, and their names by their numbers.
struct Keys {
    by_name: HashMap<&'static str, Key>,
    names: Vec<&'static str>,
}

fn keys() -> &'static Keys {
    static KEYS: OnceLock<Keys> = OnceLock::new();
    KEYS.get_or_init(|| {
        let names: Vec<&str> = entries(ENGLISH)
            .map(|(name, _)| name)
            .filter(|name| !name.starts_with("plural_"))
            .collect();
        let by_name = names.iter().copied().zip(Key::ALL).collect();
        Keys { by_name, names }
    })
}

impl Key {
    /// The name in files and catalogues.
    pub fn name(self) -> &'static str {
        keys().names.get(self as usize).copied().unwrap_or_default()
    }

    /// The key of this name.
    pub fn of(name: &str) -> Option<Self> {
        keys().by_name.get(name).copied()
    }
}

impl Catalogue {
    /// The language that is always there.
    pub fn english() -> &'static Self {
        static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
        CATALOGUE.get_or_init(|| Self::over(vec![""; Key::ALL.len()], ENGLISH))
    }

    /// Reads a catalogue. Keys that this program does not have say what artifacts hold, and where one is missing
    /// the English stands.
    pub fn new(text: &'static str) -> Self {
        Self::over(Self::english().patterns.clone(), text)
    }

    fn over(mut patterns: Vec<&'static str>, text: &'static str) -> Self {
        let (mut others, mut forms) = (Vec::new(), Vec::new());
        for (name, pattern) in entries(text) {
            match (name.strip_prefix("plural_"), Key::of(name)) {
                (Some(form), _) if FORMS.contains(&form) => forms.push((form, pattern)),
                (_, Some(key)) => patterns[key as usize] = pattern,
                _ => others.push((name, pattern)),
            }
        }
        Self {
            patterns,
            others,
            forms,
        }
    }

    /// The pattern of a message.
    pub fn pattern(&self, key: Key) -> &'static str {
        self.patterns.get(key as usize).copied().unwrap_or_default()
    }

    /// The pattern of a message whose key this program does not have.
    pub(super) fn other(&self, name: &str) -> Option<&'static str> {
        let found = self.others.iter().find(|(key, _)| *key == name);
        found.map(|(_, pattern)| *pattern)
    }

    /// The plural form that a number asks for: `one`, `few`, …, `other`.
    pub fn form(&self, number: u64) -> &'static str {
        self.forms
            .iter()
            .find(|(_, rule)| holds(rule, number))
            .map_or("other", |(form, _)| form)
    }
}
