//! What is said about measurements, as data: a key and parameters. Words come from a catalogue.
//!
//! A message is made by the struct of its name in [`crate::messages`], which the build script writes out of
//! the English catalogue, `shared/messages/en.ftl`: what a pattern names has to be given, and units stand in
//! the names of parameters. In files a message is an object, `{"key": "limit_given", "limit_bytes": 419430400,
//! "text": "400 MiB by `--memory-limit`."}`; the sentence beside it is for those who read with `jq`.

mod catalogue;
mod fluent;
mod locale;
mod plural;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Map;

use self::fluent::Measure;

pub use self::catalogue::Catalogue;
pub use self::locale::Locale;

include!(concat!(env!("OUT_DIR"), "/keys.rs"));

/// The messages, each a struct whose fields are its parameters.
pub mod messages {
    use super::{Count, Key, Message, Parameter, Value};

    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

/// The name of a parameter.
pub type Name = Cow<'static, str>;

/// Something to be said.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// One that this program knows.
    Known {
        /// Which.
        key: Key,
        /// What it speaks of, in the order of the English words.
        parameters: Vec<(Name, Value)>,
    },
    /// One out of a file of another version, or one that was tampered with: shown by the words that came with
    /// it, and handed on as it is.
    Unknown(Map<String, serde_json::Value>),
}

/// What a message speaks of.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A count, or a number of something.
    Number(i64),
    /// A number that need not be whole, without a unit.
    Decimal(f64),
    /// A size in bytes.
    Bytes(u64),
    /// A change of a size in bytes.
    BytesChange(i64),
    /// A length of time in milliseconds.
    Milliseconds(u64),
    /// A share in percent.
    Percent(f64),
    /// A change in percent.
    PercentChange(f64),
    /// A name, a path, code: nobody's words, the same in every language.
    Name(String),
    /// A message inside of this one.
    Message(Box<Message>),
    /// Several of the kinds above, told one after the other.
    List(Vec<Value>),
}

impl Message {
    pub(crate) fn new<const N: usize>(key: Key, parameters: [(&'static str, Value); N]) -> Self {
        let parameters = parameters.into_iter();
        Self::Known {
            key,
            parameters: parameters
                .map(|(name, value)| (name.into(), value))
                .collect(),
        }
    }

    /// The name of its key.
    pub fn key_name(&self) -> &str {
        match self {
            Self::Known { key, .. } => key.name(),
            Self::Unknown(json) => json
                .get("key")
                .and_then(|key| key.as_str())
                .unwrap_or_default(),
        }
    }

    /// Words of somebody else, said as they are: what a framework, a program or a file says.
    pub fn quote(text: impl Into<String>) -> Self {
        messages::Quote { text: text.into() }.into()
    }

    /// In English, as it stands in files.
    pub fn english(&self) -> String {
        Locale::english().text(self)
    }
}

impl From<Key> for Message {
    /// A message without parameters.
    fn from(key: Key) -> Self {
        Self::new(key, [])
    }
}

impl Value {
    fn of_json(name: &str, json: serde_json::Value) -> Option<Self> {
        use serde_json::Value as Json;
        Some(match (Measure::of(name), json) {
            (Measure::Bytes, json) => Self::Bytes(json.as_u64()?),
            (Measure::BytesChange, json) => Self::BytesChange(json.as_i64()?),
            (Measure::Milliseconds, json) => Self::Milliseconds(json.as_u64()?),
            (Measure::Percent, json) => Self::Percent(json.as_f64()?),
            (Measure::PercentChange, json) => Self::PercentChange(json.as_f64()?),
            (Measure::None, Json::Number(number)) => match number.as_i64() {
                Some(whole) => Self::Number(whole),
                None => Self::Decimal(number.as_f64()?),
            },
            (Measure::None, Json::String(text)) => Self::Name(text),
            (Measure::None, Json::Object(object)) => {
                Self::Message(Box::new(Message::of_json(object)))
            }
            (Measure::None, Json::Array(values)) => {
                let values = values.into_iter().map(|value| Self::of_json("", value));
                Self::List(values.collect::<Option<_>>()?)
            }
            (Measure::None, Json::Null | Json::Bool(_)) => return None,
        })
    }

    /// What the words of a pattern name: it must be there, and be of the kind that its name promises.
    fn of_parameters(
        pattern: &'static str,
        json: &Map<String, serde_json::Value>,
    ) -> Option<Vec<(Name, Self)>> {
        let names = fluent::parameters(pattern);
        let read = |(name, _): (&'static str, bool)| {
            let value = Self::of_json(name, json.get(name)?.clone())?;
            Some((Name::Borrowed(name), value))
        };
        names.into_iter().map(read).collect()
    }

    fn json(&self) -> serde_json::Value {
        match self {
            Self::Number(number) | Self::BytesChange(number) => (*number).into(),
            Self::Bytes(number) | Self::Milliseconds(number) => (*number).into(),
            Self::Decimal(number) | Self::Percent(number) | Self::PercentChange(number) => {
                (*number).into()
            }
            Self::Name(name) => name.as_str().into(),
            Self::Message(message) => message.json().into(),
            Self::List(values) => values.iter().map(Self::json).collect(),
        }
    }
}

impl Message {
    fn of_json(mut json: Map<String, serde_json::Value>) -> Self {
        let name = json.get("key").and_then(|key| key.as_str());
        let Some(key) = name.and_then(Key::of) else {
            return Self::Unknown(json);
        };
        match Value::of_parameters(Catalogue::english().pattern(key), &json) {
            Some(parameters) => Self::Known { key, parameters },
            None => {
                json.entry("text").or_insert_with(|| key.name().into());
                Self::Unknown(json)
            }
        }
    }

    fn json(&self) -> Map<String, serde_json::Value> {
        match self {
            Self::Known { key, parameters } => {
                let mut json = Map::new();
                json.insert("key".to_owned(), key.name().into());
                for (name, value) in parameters {
                    json.insert(name.clone().into_owned(), value.json());
                }
                json.insert("text".to_owned(), self.english().into());
                json
            }
            Self::Unknown(json) => json.clone(),
        }
    }
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Map::deserialize(deserializer).map(Self::of_json)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Message {
    fn schema_name() -> Cow<'static, str> {
        "Message".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "Something that is said: a key, the parameters of that key (their units stand in \
                their names), and the same in English words. A reader that knows the key makes the words \
                itself, in the reader's language and units; one that does not shows `text`.",
            "type": "object",
            "required": ["key", "text"],
            "properties": {
                "key": { "description": "Which message, by its name in the catalogues.", "type": "string" },
                "text": { "description": "The message in English.", "type": "string" }
            },
            "additionalProperties": true
        })
    }
}

/// What can be a parameter whose name ends with no unit.
pub trait Parameter {
    /// It as a value.
    fn value(self) -> Value;
}

/// What can be counted, or measured in whole units.
pub trait Count {
    /// It as a number.
    fn count(self) -> u64;
}

macro_rules! counts {
    ($($type:ty),*) => {$(
        impl Count for $type {
            fn count(self) -> u64 {
                self as u64
            }
        }
        impl Parameter for $type {
            fn value(self) -> Value {
                Value::Number(self as i64)
            }
        }
    )*};
}
counts!(u8, u16, u32, u64, usize);

impl Parameter for i32 {
    fn value(self) -> Value {
        Value::Number(self.into())
    }
}

impl Parameter for i64 {
    fn value(self) -> Value {
        Value::Number(self)
    }
}

impl Parameter for f64 {
    fn value(self) -> Value {
        Value::Decimal(self)
    }
}

impl Parameter for String {
    fn value(self) -> Value {
        Value::Name(self)
    }
}

impl Parameter for &String {
    fn value(self) -> Value {
        Value::Name(self.clone())
    }
}

impl Parameter for &str {
    fn value(self) -> Value {
        Value::Name(self.to_owned())
    }
}

impl Parameter for Message {
    fn value(self) -> Value {
        Value::Message(Box::new(self))
    }
}

impl Parameter for Key {
    fn value(self) -> Value {
        Message::from(self).value()
    }
}

impl<P: Parameter> Parameter for Vec<P> {
    fn value(self) -> Value {
        Value::List(self.into_iter().map(Parameter::value).collect())
    }
}

impl Parameter for Value {
    fn value(self) -> Value {
        self
    }
}

/// What tests hold messages against: their English words.
#[cfg(any(test, feature = "testing"))]
mod in_tests {
    use super::Message;

    impl Message {
        /// Whether these words stand in it.
        pub fn contains(&self, words: &str) -> bool {
            self.english().contains(words)
        }

        /// Whether it begins with these words.
        pub fn starts_with(&self, words: &str) -> bool {
            self.english().starts_with(words)
        }
    }

    impl std::fmt::Display for Message {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(&self.english())
        }
    }

    impl PartialEq<&str> for Message {
        fn eq(&self, words: &&str) -> bool {
            self.english() == *words
        }
    }

    impl PartialEq<String> for Message {
        fn eq(&self, words: &String) -> bool {
            self.english() == *words
        }
    }
}
