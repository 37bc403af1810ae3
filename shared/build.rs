//! Makes the keys and structs of the messages out of the English catalogue, and the list of languages out of
//! the files beside it: a message is added by its words, a language by its file.

#![expect(
    clippy::disallowed_methods,
    reason = "the crate is pure, its build script reads and writes files"
)]

#[path = "src/message/fluent.rs"]
mod fluent;

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use fluent::{Measure, entries, parameters};

fn main() {
    let folder = PathBuf::from(variable("CARGO_MANIFEST_DIR")).join("messages");
    let out = PathBuf::from(variable("OUT_DIR"));
    println!("cargo::rerun-if-changed=messages");
    println!("cargo::rerun-if-changed=src/message/fluent.rs");
    let mut english = read(&folder.join("en.ftl"));
    if variable("CARGO_CFG_TARGET_ARCH") == "wasm32" {
        english = for_the_page(&english);
    }
    write(&out.join("en.ftl"), &packed(&english));
    write(&out.join("messages.rs"), &structs(&english));
    write(
        &out.join("keys.rs"),
        &(keys(&english) + &languages(&folder, &out)),
    );
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("cargo sets {name}"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Without the sections that say of themselves that the page does not need them, or has them of artifacts.
fn for_the_page(text: &str) -> String {
    let mut is_said = true;
    let lines = text.split_inclusive('\n').filter(|line| {
        if line.starts_with("## ") {
            let head = line.trim_end();
            is_said =
                !head.ends_with("Not in the page.") && !head.ends_with("Only read by the page.");
        }
        is_said
    });
    lines.collect()
}

/// Without comments, and without indentation that means nothing.
fn packed(text: &str) -> String {
    let mut out = String::new();
    for (key, pattern) in entries(text) {
        let lines: Vec<&str> = pattern.lines().map(str::trim).collect();
        let _ = writeln!(out, "{key} = {}", lines.join("\n "));
    }
    out
}

fn messages(english: &str) -> impl Iterator<Item = (&str, &str)> {
    entries(english).filter(|(key, _)| !key.starts_with("plural_"))
}

fn keys(english: &str) -> String {
    let mut variants = String::new();
    let mut all = String::new();
    for (key, pattern) in messages(english) {
        let (name, doc) = (camel(key), code_block(pattern));
        let _ = writeln!(variants, "    #[doc = {doc:?}]\n    {name},");
        let _ = write!(all, "Key::{name},");
    }
    let number = messages(english).count();
    format!(
        "/// What can be said: the messages of the catalogues. The docs are the English words.\n\
         #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]\n\
         #[repr(u16)]\n\
         pub enum Key {{\n{variants}}}\n\n\
         impl Key {{\n    /// Every key, in the order of the English catalogue.\n    \
         pub const ALL: [Self; {number}] = [{all}];\n}}\n\n\
         const ENGLISH: &str = include_str!(concat!(env!(\"OUT_DIR\"), \"/en.ftl\"));\n\n"
    )
}

/// A struct for each message that has parameters: its fields are they.
fn structs(english: &str) -> String {
    let mut out = String::new();
    for (key, pattern) in messages(english) {
        let parameters = parameters(pattern);
        if parameters.is_empty() {
            continue;
        }
        // In files both stand beside the parameters; only of a quotation the words are the text.
        let is_taken = |name: &str| name == "key" || (name == "text" && key != "quote");
        if let Some((name, _)) = parameters.iter().find(|(name, _)| is_taken(name)) {
            panic!("{key}: no parameter can be called `{name}`");
        }
        let name = camel(key);
        let (mut types, mut fields, mut bounds, mut values) =
            (String::new(), String::new(), String::new(), String::new());
        for (at, (parameter, counts)) in parameters.iter().enumerate() {
            let (fixed, value) = kind(parameter, *counts);
            let kind = match fixed {
                Fixed::Type(name) => name.to_owned(),
                Fixed::Bound(bound) => {
                    let _ = write!(types, "P{at},");
                    let _ = write!(bounds, "P{at}: {bound},");
                    format!("P{at}")
                }
            };
            let _ = writeln!(
                fields,
                "    #[doc = \"`{parameter}`\"]\n    pub {parameter}: {kind},"
            );
            let value = value.replace('_', &format!("said.{parameter}"));
            let _ = write!(values, "({parameter:?}, {value}),");
        }
        let doc = code_block(pattern);
        let _ = writeln!(
            out,
            "#[doc = {doc:?}]\n#[derive(Debug, Clone)]\npub struct {name}<{types}> {{\n{fields}}}\n\
             impl<{bounds}> From<{name}<{types}>> for Message {{\n    fn from(said: {name}<{types}>) -> Self {{\n        \
             Self::new(Key::{name}, [{values}])\n    }}\n}}\n\
             impl<{bounds}> Parameter for {name}<{types}> {{\n    fn value(self) -> Value {{\n        \
             Message::from(self).value()\n    }}\n}}"
        );
    }
    out
}

enum Fixed {
    Type(&'static str),
    Bound(&'static str),
}

/// The type of a parameter by the unit in its name, and how a value is made of it.
fn kind(name: &str, counts: bool) -> (Fixed, &'static str) {
    match Measure::of(name) {
        Measure::Bytes => (Fixed::Bound("Count"), "Value::Bytes(_.count())"),
        Measure::BytesChange => (Fixed::Type("i64"), "Value::BytesChange(_)"),
        Measure::Milliseconds => (Fixed::Bound("Count"), "Value::Milliseconds(_.count())"),
        Measure::Percent => (Fixed::Type("f64"), "Value::Percent(_)"),
        Measure::PercentChange => (Fixed::Type("f64"), "Value::PercentChange(_)"),
        Measure::None if counts => (Fixed::Bound("Count"), "_.count().value()"),
        Measure::None => (Fixed::Bound("Parameter"), "_.value()"),
    }
}

/// The languages there are, and the files of all but English for programs that carry them.
fn languages(folder: &Path, out: &Path) -> String {
    let files =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut codes: Vec<String> = files
        .filter_map(|file| {
            Some(
                file.ok()?
                    .file_name()
                    .to_str()?
                    .strip_suffix(".ftl")?
                    .to_owned(),
            )
        })
        .collect();
    codes.sort_by_key(|code| (code != "en", code.clone()));
    let (mut names, mut files) = (String::new(), String::new());
    for code in codes {
        let path = folder.join(format!("{code}.ftl"));
        let text = read(&path);
        let name = entries(&text).find(|(key, _)| *key == "language_name");
        let (_, name) = name.unwrap_or_else(|| panic!("{} has no language_name", path.display()));
        let _ = write!(names, "({code:?}, {name:?}),");
        if code != "en" {
            let file = format!("{code}.ftl");
            write(&out.join(&file), &packed(&text));
            let _ = write!(
                files,
                "({code:?}, include_str!(concat!(env!(\"OUT_DIR\"), \"/{file}\"))),"
            );
        }
    }
    format!(
        "/// The languages there are, English first: code and name.\n\
         pub const LANGUAGES: &[(&str, &str)] = &[{names}];\n\n\
         /// The catalogues of all languages but English, for programs that carry them.\n\
         #[cfg(feature = \"catalogues\")]\n\
         pub const CATALOGUES: &[(&str, &str)] = &[{files}];\n"
    )
}

/// `ended_by_signal` as `EndedBySignal`.
fn camel(key: &str) -> String {
    key.split('_')
        .map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        })
        .collect()
}

/// A pattern as the docs show it: what rustdoc takes for links is the syntax of Fluent.
fn code_block(pattern: &str) -> String {
    format!("```text\n{pattern}\n```")
}
