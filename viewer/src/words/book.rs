//! The Russian of the page, out of the file `ru.txt` that is loaded where it is wanted: strings by their
//! English, and finished English sentences by the templates that they were made of.
//!
//! A sentence that shared code or the runner wrote is recognised by its template, taken apart into the
//! values in it, and put together again by the Russian template; a value can be a clause with a template
//! of its own. So sentences that stand in an artifact since it was written are told in Russian, too, and
//! what nobody knows stays as it is.

use std::cell::{Cell, RefCell};

use oomscope_shared::order::arrange;

use super::english::SENTENCES;
use super::{figures, plural};

/// A catalogue, as it was loaded.
#[derive(Debug)]
pub struct Book {
    /// English and Russian strings without values.
    strings: Vec<(&'static str, &'static str)>,
    /// English and Russian templates, those with the most words of their own first.
    rules: Vec<(&'static str, &'static str)>,
}

/// A value in a sentence.
struct Found<'t> {
    /// What the template calls it; may be nothing.
    name: &'static str,
    text: &'t str,
    /// It stands between backticks, so it is a name.
    is_code: bool,
}

/// So many ways to take a sentence apart are tried. One of ours needs some hundred at most.
const TRIES: u32 = 4_000;
/// So deep clauses lie in each other.
const DEEP: u32 = 8;
/// A template with less text of its own says too little where its values are not understood.
const TELLING: usize = 12;

impl Book {
    /// Reads a catalogue. It is kept for as long as the page lives.
    pub fn new(text: &'static str) -> Self {
        let (page, sentences) = text.split_once(SENTENCES).unwrap_or((text, ""));
        let (mut rules, words): (Vec<_>, Vec<_>) =
            entries(sentences).partition(|(english, _)| english.contains('{'));
        arrange(&mut rules, &|one, other| {
            own_text(other.0).cmp(&own_text(one.0))
        });
        Self {
            strings: entries(page).chain(words).collect(),
            rules,
        }
    }

    /// A string of the page.
    pub fn string(&self, english: &str) -> Option<&'static str> {
        let found = self.strings.iter().find(|(one, _)| *one == english);
        found.map(|(_, russian)| *russian)
    }

    /// A sentence in Russian; what is not known of it stays as it is.
    pub fn sentence(&self, english: &str) -> String {
        if let Some(russian) = self.known(english) {
            return russian;
        }
        // Several sentences in one text.
        if let Some((first, rest)) = english.split_once(". ") {
            let first = format!("{first}.");
            return format!("{} {}", self.sentence(&first), self.sentence(rest));
        }
        let reading = Reading::new(self, true);
        reading
            .clause(english, 0)
            .unwrap_or_else(|| english.to_owned())
    }

    /// A sentence in Russian, if every part of it is known.
    pub fn known(&self, english: &str) -> Option<String> {
        Reading::new(self, false).clause(english, 0)
    }
}

/// The entries of a catalogue: an English line, and after it a Russian one behind a tab.
pub fn entries(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut english = "";
    text.lines().filter_map(move |line| {
        if let Some(russian) = line.strip_prefix('\t') {
            return Some((english, russian));
        }
        if !line.starts_with('#') {
            english = line;
        }
        None
    })
}

/// How many bytes of a template are its own.
fn own_text(template: &str) -> usize {
    let values = template.split('{').skip(1);
    template.len()
        - values
            .map(|v| v.find('}').map_or(0, |end| end + 2))
            .sum::<usize>()
}

/// One sentence being read.
struct Reading<'b> {
    book: &'b Book,
    /// Values that are not understood stay as they are.
    is_lenient: bool,
    left: Cell<u32>,
    /// Clauses that were looked at already, and what they come to.
    seen: RefCell<Vec<(String, Option<String>)>>,
}

impl<'b> Reading<'b> {
    fn new(book: &'b Book, is_lenient: bool) -> Self {
        Self {
            book,
            is_lenient,
            left: Cell::new(TRIES),
            seen: RefCell::default(),
        }
    }

    /// A sentence, a clause, a name or a figure.
    fn clause(&self, text: &str, depth: u32) -> Option<String> {
        if text.is_empty() || is_name(text) {
            return Some(text.to_owned());
        }
        if let Some(russian) = self.word(text) {
            return Some(russian);
        }
        if is_figure(text) {
            return Some(figures(text.to_owned()));
        }
        let seen = self.seen.borrow();
        if let Some((_, known)) = seen.iter().find(|(one, _)| one == text) {
            return known.clone();
        }
        drop(seen);
        let found = if depth < DEEP {
            self.sought(text, depth)
        } else {
            None
        };
        let found = self.or_as_it_is(found, text, depth);
        self.seen
            .borrow_mut()
            .push((text.to_owned(), found.clone()));
        found
    }

    fn sought(&self, text: &str, depth: u32) -> Option<String> {
        for rule in &self.book.rules {
            let russian = self.by_rule(*rule, text, depth);
            if russian.is_some() {
                return russian;
            }
        }
        for (between, russian) in [("; ", "; "), (", ", ", "), (" and ", " и ")] {
            let list = self.list(text, between, russian, depth);
            if list.is_some() {
                return list;
            }
        }
        None
    }

    fn or_as_it_is(&self, found: Option<String>, text: &str, depth: u32) -> Option<String> {
        found.or_else(|| (self.is_lenient && depth > 0).then(|| text.to_owned()))
    }

    /// A string without values; as the beginning of a sentence, too.
    fn word(&self, text: &str) -> Option<String> {
        let exact = self.book.string(text);
        exact.map(str::to_owned).or_else(|| {
            let lower = lower_first(text)?;
            self.book.string(&lower).map(upper_first)
        })
    }

    fn list(&self, text: &str, between: &str, russian: &str, depth: u32) -> Option<String> {
        if !text.contains(between) || self.is_lenient {
            return None;
        }
        let parts = text.split(between).map(|part| self.clause(part, depth + 1));
        Some(parts.collect::<Option<Vec<_>>>()?.join(russian))
    }

    fn by_rule(
        &self,
        (english, russian): (&'static str, &'static str),
        text: &str,
        depth: u32,
    ) -> Option<String> {
        // A clause without a full stop is no sentence with one, whatever stands at its end.
        let is_clause = text.ends_with('.') && !english.contains('.');
        if is_clause || (self.is_lenient && own_text(english) < TELLING) {
            return None;
        }
        if english.starts_with(|c: char| c.is_ascii_lowercase())
            && let Some(lower) = lower_first(text)
        {
            let all = self.walk(english, russian, &lower, &mut Vec::new(), depth, false)?;
            return Some(upper_first(&all));
        }
        self.walk(english, russian, text, &mut Vec::new(), depth, false)
    }

    /// Goes on with a template where `text` goes on.
    fn walk<'t>(
        &self,
        english: &'static str,
        russian: &'static str,
        text: &'t str,
        found: &mut Vec<Found<'t>>,
        depth: u32,
        is_code: bool,
    ) -> Option<String> {
        let Some(value) = english.strip_prefix('{') else {
            let end = english.find('{').unwrap_or(english.len());
            let rest = text.strip_prefix(&english[..end])?;
            if end == english.len() {
                return rest
                    .is_empty()
                    .then(|| self.told(russian, found, depth))
                    .flatten();
            }
            let is_code = english[..end].ends_with('`');
            return self.walk(&english[end..], russian, rest, found, depth, is_code);
        };
        let (name, rest) = value.split_once('}')?;
        let own = &rest[..rest.find('{').unwrap_or(rest.len())];
        let number = text.find(|c: char| !c.is_ascii_digit());
        let ends: Vec<usize> = if name.starts_with('#') {
            vec![number.unwrap_or(text.len())]
        } else if rest.is_empty() {
            vec![text.len()]
        } else if own.is_empty() {
            // Two values side by side: the second one is empty or begins with a gap.
            let gaps = text.rmatch_indices([' ', ',', '.']).map(|(at, _)| at);
            std::iter::once(text.len()).chain(gaps).collect()
        } else {
            text.match_indices(own).map(|(at, _)| at).collect()
        };
        for end in ends {
            let taken = &text[..end];
            let ticks = taken.matches('`').count();
            let is_number = !taken.is_empty() || !name.starts_with('#');
            // A name goes over no end of a part of a list, and where nothing around it says that it is a
            // name it is one word.
            let is_word = own.len() < 3 && found.is_empty();
            let is_list =
                name.starts_with('!') && (taken.contains("; ") || (is_word && taken.contains(' ')));
            if !is_number || is_list || !ticks.is_multiple_of(2) || (is_code && ticks > 0) {
                continue;
            }
            self.left.set(self.left.get().checked_sub(1)?);
            let before = found.len();
            found.push(Found {
                name: name.trim_start_matches(['#', '!']),
                text: taken,
                is_code,
            });
            if let Some(all) = self.walk(rest, russian, &text[end..], found, depth, false) {
                return Some(all);
            }
            found.truncate(before);
        }
        None
    }

    /// A Russian template with the values in their places.
    fn told(&self, russian: &str, found: &[Found<'_>], depth: u32) -> Option<String> {
        let mut parts = russian.split('{');
        let mut out = parts.next().unwrap_or_default().to_owned();
        let mut nameless = found.iter().filter(|value| value.name.is_empty());
        for part in parts {
            let (wanted, text) = part.split_once('}')?;
            let is_verbatim = wanted.starts_with('!');
            let wanted = wanted.trim_start_matches('!');
            let end = wanted.find([':', '#', '?']).unwrap_or(wanted.len());
            let (name, how) = wanted.split_at(end);
            let value = match name.parse::<usize>() {
                Ok(at) => found.get(at),
                Err(_) if name.is_empty() => nameless.next(),
                Err(_) => found.iter().find(|value| value.name == name),
            }?;
            out += &if is_verbatim || (value.is_code && how.is_empty()) {
                value.text.to_owned()
            } else {
                self.value(value.text, how, depth)?
            };
            out += text;
        }
        Some(out)
    }

    fn value(&self, text: &str, how: &str, depth: u32) -> Option<String> {
        if let Some(choices) = how.strip_prefix('?') {
            let mut choices = choices.split('|').filter_map(|one| one.split_once('='));
            return choices.find_map(|(english, russian)| match english {
                "*" => Some(text.to_owned()),
                english => (english == text).then(|| russian.to_owned()),
            });
        }
        if how.is_empty() {
            return self.clause(text, depth + 1);
        }
        let (digits, noun) = text.split_once(' ').unwrap_or((text, ""));
        if noun.contains(|c: char| !c.is_ascii_lowercase() && c != ' ') {
            return None;
        }
        let form = plural(digits.parse().ok()?, &how[1..]);
        Some(if how.starts_with(':') {
            format!("{digits} {form}")
        } else {
            form.to_owned()
        })
    }
}

/// One word that stands for itself: an id, a path, a signal.
fn is_name(text: &str) -> bool {
    let is_code = text.len() > 2
        && text.starts_with('`')
        && text.ends_with('`')
        && text.matches('`').count() == 2;
    let is_upper = text.starts_with(|c: char| c.is_ascii_uppercase())
        && !text.contains(|c: char| c.is_ascii_lowercase())
        && text.len() > 2;
    let marks = |c: char| "_/[]<>@".contains(c);
    is_code || (!text.contains(' ') && (is_upper || text.contains(marks) || text.contains("::")))
}

/// `903 MiB`, `≥ 1.2 GiB`, `±10 %`, `2 min 05 s`.
fn is_figure(text: &str) -> bool {
    let units = "B KiB MiB GiB TiB kB MB GB TB ms s min h % ≥ →";
    text.contains(|c: char| c.is_ascii_digit())
        && text.split(' ').all(|word| {
            units.split(' ').any(|unit| unit == word)
                || word
                    .chars()
                    .all(|c| c.is_ascii_digit() || "+−-±.".contains(c))
        })
}

fn lower_first(text: &str) -> Option<String> {
    let first = text.chars().next().filter(char::is_ascii_uppercase)?;
    Some(first.to_ascii_lowercase().to_string() + &text[1..])
}

fn upper_first(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + rest.as_str()
}
