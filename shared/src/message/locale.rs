//! Messages and figures as one reader reads them: a language and units of memory.

use serde_json::Map;

use super::fluent::{Part, parts};
use super::{Catalogue, Key, Message, Value};
use crate::units::{self, Figure, Unit, Units};

/// How a reader reads.
#[derive(Debug, Clone, Copy)]
pub struct Locale {
    catalogue: &'static Catalogue,
    units: Units,
}

impl Locale {
    /// A reader of this language and these units.
    pub fn new(catalogue: &'static Catalogue, units: Units) -> Self {
        Self { catalogue, units }
    }

    /// English and binary units: what stands in files.
    pub fn english() -> Self {
        Self::new(Catalogue::english(), Units::Binary)
    }

    /// The units of memory.
    pub fn units(&self) -> Units {
        self.units
    }

    /// A message in words. One that neither the program nor its catalogue knows is shown by the words that came
    /// with it.
    pub fn text(&self, message: &Message) -> String {
        match message {
            Message::Known { key, parameters } => {
                let mut out = String::new();
                self.fill(self.catalogue.pattern(*key), parameters, &mut out);
                out
            }
            Message::Unknown(json) => self.unknown(message.key_name(), json).unwrap_or_else(|| {
                let text = json.get("text").or_else(|| json.get("key"));
                text.and_then(|text| text.as_str())
                    .unwrap_or_default()
                    .to_owned()
            }),
        }
    }

    /// A message that the program does not know, by the words of the catalogue: those of artifacts that the page
    /// only reads are there, and in no program.
    fn unknown(&self, key: &str, json: &Map<String, serde_json::Value>) -> Option<String> {
        let pattern = self.catalogue.other(key)?;
        let parameters = Value::of_parameters(pattern, json)?;
        let mut out = String::new();
        self.fill(pattern, &parameters, &mut out);
        Some(out)
    }

    /// The words of a message without parameters.
    pub fn word(&self, key: Key) -> &'static str {
        self.catalogue.pattern(key)
    }

    fn fill(&self, pattern: &str, parameters: &[(super::Name, Value)], out: &mut String) {
        let value = |name: &str| {
            let found = parameters.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value)
        };
        for part in parts(pattern) {
            match part {
                Part::Text(text) => *out += text,
                Part::Value(name) => match value(name) {
                    Some(value) => *out += &self.value(value),
                    None => *out += name,
                },
                Part::Choice(name, variants) => {
                    let wanted = value(name).map(|value| self.choosing(value));
                    let (exact, form) = wanted.unwrap_or_default();
                    let rank = |(key, _, is_default): &(&str, &str, bool)| {
                        (*key != exact, *key != form, !is_default)
                    };
                    // The exact number or name first, then the plural form, then what is for all others.
                    if let Some((_, pattern, _)) = variants.all().min_by_key(rank) {
                        self.fill(pattern, parameters, out);
                    }
                }
            }
        }
    }

    /// By what a choice is made: the value itself, and the plural form where it is a number.
    fn choosing(&self, value: &Value) -> (String, &'static str) {
        match value {
            Value::Number(number) => {
                let form = self.catalogue.form(number.unsigned_abs());
                (number.to_string(), form)
            }
            Value::Name(name) => (name.clone(), ""),
            Value::Message(message) => (message.key_name().to_owned(), ""),
            _ => (String::new(), ""),
        }
    }

    /// A value in words.
    pub(super) fn value(&self, value: &Value) -> String {
        match value {
            Value::Number(number) => number.to_string(),
            Value::Decimal(number) => self.decimal(*number),
            Value::Bytes(bytes) => self.bytes(*bytes),
            Value::BytesChange(bytes) => self.signed_bytes(*bytes),
            Value::Milliseconds(ms) => self.duration_ms(*ms),
            Value::Percent(percent) => format!("{} %", self.decimal(*percent)),
            Value::PercentChange(percent) => self.signed_percent(percent / 100.0),
            Value::Name(name) => name.clone(),
            Value::Message(message) => self.text(message),
            Value::List(values) => self.list(values),
        }
    }

    /// `a`, `a and b`, `a, b and c`
    fn list(&self, values: &[Value]) -> String {
        let mut told = values.iter().map(|value| self.value(value));
        let first = told.next().unwrap_or_default();
        let more = values.len().saturating_sub(1);
        told.enumerate().fold(first, |list, (at, item)| {
            let key = match at + 1 == more {
                true => Key::ListLast,
                false => Key::ListNext,
            };
            let parameters = [
                ("list".into(), Value::Name(list)),
                ("item".into(), Value::Name(item)),
            ];
            let mut out = String::new();
            self.fill(self.catalogue.pattern(key), &parameters, &mut out);
            out
        })
    }

    /// A number without a unit: one digit after the sign where it is small and not whole.
    pub fn decimal(&self, number: f64) -> String {
        let digits = usize::from(number.abs() < 99.95 && (number - number.round()).abs() >= 0.05);
        self.signs(format!("{number:.digits$}"))
    }

    /// A size: `903 MiB`.
    pub fn bytes(&self, value: u64) -> String {
        self.figures(&[self.units.figure(value)])
    }

    /// A change of a size: `+10.1 MiB`.
    pub fn signed_bytes(&self, value: i64) -> String {
        format!("{}{}", units::sign(value), self.bytes(value.unsigned_abs()))
    }

    /// A change as a share: `−74 %`. The share is a ratio, 1 for twice as much.
    pub fn signed_percent(&self, ratio: f64) -> String {
        self.signs(units::signed_percent(ratio))
    }

    /// A length of time: `2 min 05 s`.
    pub fn duration_ms(&self, value: u64) -> String {
        self.figures(&units::duration_figures(value))
    }

    /// Figures that belong together: `2 min 05 s`.
    pub fn figures(&self, figures: &[Figure]) -> String {
        let words = figures.iter().map(|figure| {
            format!(
                "{} {}",
                self.signs(figure.number.clone()),
                self.unit(figure.unit)
            )
        });
        words.collect::<Vec<_>>().join(" ")
    }

    fn signs(&self, number: String) -> String {
        match self.word(Key::DecimalSign) {
            "." => number,
            sign => number.replace('.', sign),
        }
    }

    /// The symbol of a unit.
    pub fn unit(&self, unit: Unit) -> &'static str {
        self.word(match unit {
            Unit::B => Key::UnitB,
            Unit::Kib => Key::UnitKib,
            Unit::Mib => Key::UnitMib,
            Unit::Gib => Key::UnitGib,
            Unit::Tib => Key::UnitTib,
            Unit::Kb => Key::UnitKb,
            Unit::Mb => Key::UnitMb,
            Unit::Gb => Key::UnitGb,
            Unit::Tb => Key::UnitTb,
            Unit::Ms => Key::UnitMs,
            Unit::S => Key::UnitS,
            Unit::Min => Key::UnitMin,
            Unit::H => Key::UnitH,
        })
    }
}
