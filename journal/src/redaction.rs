//! Secrets in texts: what they look like, and what stands in their place.
//!
//! The shapes are those that their issuers publish, and words that name a secret beside it. A secret that looks
//! like any other text is found only by a pattern of the user's.

mod events;
mod shapes;

use std::borrow::Cow;

use regex::{Regex, RegexSet};

pub use self::events::Redactor;
use self::shapes::{Names, SHAPES, is_no_secret};

/// What is taken out of texts.
#[derive(Debug, Clone)]
pub struct Redaction {
    /// All patterns at once: most texts match none of them, and are looked at only by this.
    any: RegexSet,
    rules: Vec<Rule>,
    /// What stands where something was taken out. It is left as it is.
    marks: Regex,
    /// What names a secret on a command line; nothing where only the user's patterns count.
    names: Option<Names>,
}

#[derive(Debug, Clone)]
struct Rule {
    pattern: Regex,
    mark: String,
}

/// A part of a text that is being redacted.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Piece<'t> {
    Text(&'t str),
    Mark(&'t str),
}

impl Redaction {
    /// Takes out what matches one of the patterns, and what has a known shape, unless that is not wanted.
    ///
    /// # Errors
    /// A pattern is no regular expression.
    pub fn new(patterns: &[String], has_shapes: bool) -> Result<Self, regex::Error> {
        let mut rules = Vec::new();
        for (pattern, label) in SHAPES.iter().filter(|_| has_shapes) {
            rules.push(Rule::new(pattern, *label)?);
        }
        for pattern in patterns {
            rules.push(Rule::new(pattern, None)?);
        }
        let labels: Vec<&str> = SHAPES.iter().filter_map(|(_, label)| *label).collect();
        Ok(Self {
            any: RegexSet::new(rules.iter().map(|rule| rule.pattern.as_str()))?,
            rules,
            marks: Regex::new(&format!(r"\[redacted(?:: (?:{}))?\]", labels.join("|")))?,
            names: has_shapes.then(Names::new).transpose()?,
        })
    }

    /// A text without its secrets.
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !self.any.is_match(text) {
            return Cow::Borrowed(text);
        }
        let mut pieces = self.at_marks(text);
        let before = pieces.len();
        // What is left between two marks can match by itself. It only becomes less.
        loop {
            let count = pieces.len();
            for rule in &self.rules {
                pieces = pieces.iter().flat_map(|piece| rule.split(*piece)).collect();
            }
            if pieces.len() == count {
                break;
            }
        }
        if pieces.len() == before {
            return Cow::Borrowed(text);
        }
        let parts = pieces.iter().map(|piece| match piece {
            Piece::Text(text) | Piece::Mark(text) => *text,
        });
        Cow::Owned(parts.collect())
    }

    /// Takes the secrets out of a text in its place.
    pub fn redact(&self, text: &mut String) {
        if let Cow::Owned(redacted) = self.text(text) {
            *text = redacted;
        }
    }

    /// Takes the secrets out of the words of a command: of a word by itself, behind the name of a secret to the
    /// end of the word, and the word that follows such a name. Returns what only the names told.
    pub fn words(&self, words: &mut [String]) -> Vec<String> {
        let mut secrets = Vec::new();
        let mut is_secret = false;
        for word in words {
            let Some(names) = &self.names else {
                self.redact(word);
                continue;
            };
            let was_named = std::mem::replace(&mut is_secret, names.is_name(word));
            let start = match names.value(word) {
                _ if was_named && !word.starts_with('-') => Some(0),
                start => start,
            };
            match start {
                Some(start) => {
                    secrets.push(word.split_off(start));
                    word.push_str(PLAIN);
                }
                None => self.redact(word),
            }
        }
        secrets
    }

    /// This, and these texts wherever they stand, if they are long enough to be nothing else.
    #[must_use]
    pub fn with_secrets(mut self, secrets: &[String]) -> Self {
        let is_long = |secret: &&String| secret.len() >= SHORTEST;
        let patterns = secrets
            .iter()
            .filter(is_long)
            .map(|secret| regex::escape(secret));
        let rules = patterns.filter_map(|pattern| Rule::new(&pattern, None).ok());
        self.rules.extend(rules);
        // The old set with all rules still finds what it found.
        if let Ok(any) = RegexSet::new(self.rules.iter().map(|rule| rule.pattern.as_str())) {
            self.any = any;
        }
        self
    }

    /// The text with what was taken out of it before told apart.
    fn at_marks<'t>(&self, text: &'t str) -> Vec<Piece<'t>> {
        let mut pieces = Vec::new();
        let mut end = 0;
        for found in self.marks.find_iter(text) {
            pieces.push(Piece::Text(&text[end..found.start()]));
            pieces.push(Piece::Mark(found.as_str()));
            end = found.end();
        }
        pieces.push(Piece::Text(&text[end..]));
        pieces
    }
}

/// What stands where the user knows what it was.
const PLAIN: &str = "[redacted]";
/// A shorter value of a command's option is a word that stands elsewhere, too: `--token=test`.
const SHORTEST: usize = 8;

impl Rule {
    fn new(pattern: &str, label: Option<&str>) -> Result<Self, regex::Error> {
        Ok(Self {
            pattern: Regex::new(pattern)?,
            mark: match label {
                Some(label) => format!("[redacted: {label}]"),
                None => PLAIN.to_owned(),
            },
        })
    }

    /// Cuts what matches out of a piece.
    fn split<'t>(&'t self, piece: Piece<'t>) -> Vec<Piece<'t>> {
        let Piece::Text(text) = piece else {
            return vec![piece];
        };
        let mut pieces = Vec::new();
        let mut end = 0;
        for found in self.pattern.captures_iter(text) {
            // Where a name or a scheme stands beside the secret, that stays.
            let secret = found.name("secret").or_else(|| found.get(0));
            let Some(secret) =
                secret.filter(|secret| !secret.is_empty() && !is_no_secret(secret.as_str()))
            else {
                continue;
            };
            pieces.push(Piece::Text(&text[end..secret.start()]));
            pieces.push(Piece::Mark(&self.mark));
            end = secret.end();
        }
        pieces.push(Piece::Text(&text[end..]));
        pieces
    }
}

#[cfg(test)]
mod tests;
