//! The catalogues against each other, and our reader of them against Fluent's own and CLDR's own.

use std::collections::BTreeMap;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use proptest::prelude::*;
use serde_json::json;
use unic_langid::LanguageIdentifier;

use super::fluent::{entries, parameters};
use super::*;
use crate::units::Units;

/// Every catalogue as it is in the repository: code and text.
fn catalogues() -> Vec<(String, &'static str)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/messages");
    let mut all = Vec::new();
    for (code, _) in LANGUAGES {
        #[expect(
            clippy::disallowed_methods,
            reason = "the test reads the files themselves"
        )]
        let text = std::fs::read_to_string(format!("{folder}/{code}.ftl")).unwrap();
        all.push(((*code).to_owned(), &*text.leak()));
    }
    all
}

/// The keys of a catalogue with the names of their parameters, sorted.
fn signatures(text: &str) -> BTreeMap<&str, Vec<&str>> {
    entries(text)
        .filter(|(key, _)| !key.starts_with("plural_"))
        .map(|(key, pattern)| {
            let mut names: Vec<&str> = parameters(pattern).iter().map(|(name, _)| *name).collect();
            names.sort_unstable();
            (key, names)
        })
        .collect()
}

/// A value of the kind that a parameter's name asks for.
fn sample(name: &str, counts: bool, number: u64) -> Value {
    match Measure::of(name) {
        Measure::Bytes => Value::Bytes(number << 20),
        Measure::BytesChange => Value::BytesChange(-((number as i64) << 20)),
        Measure::Milliseconds => Value::Milliseconds(number * 1_000),
        Measure::Percent => Value::Percent(number as f64),
        Measure::PercentChange => Value::PercentChange(number as f64),
        Measure::None if counts => Value::Number(number as i64),
        Measure::None => Value::Name(format!("‹{name}›")),
    }
}

/// Each message with sample values.
fn samples(number: u64) -> impl Iterator<Item = Message> {
    Key::ALL.into_iter().map(move |key| {
        let names = parameters(Catalogue::english().pattern(key)).into_iter();
        Message::Known {
            key,
            parameters: names
                .map(|(name, counts)| (name.into(), sample(name, counts, number)))
                .collect(),
        }
    })
}

#[test]
fn every_language_has_the_same_messages_with_the_same_parameters() {
    let all = catalogues();
    assert_eq!(all[0].0, "en");
    assert!(all.len() > 1);
    let english = signatures(all[0].1);
    for (code, text) in &all {
        let own = signatures(text);
        assert_eq!(
            entries(text)
                .filter(|(key, _)| !key.starts_with("plural_"))
                .count(),
            own.len(),
            "{code}: a key stands twice"
        );
        for (key, names) in &english {
            assert_eq!(own.get(key), Some(names), "{code}: {key}");
        }
        let unknown: Vec<_> = own
            .keys()
            .filter(|key| !english.contains_key(*key))
            .collect();
        assert!(unknown.is_empty(), "{code}: not in English: {unknown:?}");
    }
}

#[test]
fn each_message_is_said_in_each_language() {
    let mut said = String::new();
    for (code, text) in catalogues() {
        let locale = Locale::new(Box::leak(Box::new(Catalogue::new(text))), Units::Binary);
        said += &format!("# {code}\n");
        for (one, many) in samples(1).zip(samples(5)) {
            let (key, one, many) = (
                one.key_name().to_owned(),
                locale.text(&one),
                locale.text(&many),
            );
            said += &format!("{key}: {one}\n");
            if one != many {
                said += &format!("{}  {many}\n", " ".repeat(key.len()));
            }
        }
    }
    insta::assert_snapshot!(said);
}

#[test]
fn fluent_itself_reads_the_catalogues_as_we_do() {
    for (code, text) in catalogues() {
        let locale = Locale::new(Box::leak(Box::new(Catalogue::new(text))), Units::Binary);
        let resource = FluentResource::try_new(text.to_owned())
            .unwrap_or_else(|(_, errors)| panic!("{code}: {errors:?}"));
        let language: LanguageIdentifier = code.parse().unwrap();
        let mut bundle = FluentBundle::new(vec![language]);
        bundle.set_use_isolating(false);
        bundle.add_resource(resource).unwrap();
        for number in [0, 1, 2, 5, 11, 21, 104] {
            for message in samples(number) {
                let Message::Known { key, parameters } = &message else {
                    unreachable!()
                };
                let mut arguments = FluentArgs::new();
                for (name, value) in parameters {
                    let value = match value {
                        Value::Number(number) => FluentValue::from(*number),
                        // Figures are ours; Fluent gets them as they are read.
                        other => FluentValue::from(locale.value(other)),
                    };
                    arguments.set(name.clone(), value);
                }
                let pattern = bundle
                    .get_message(key.name())
                    .and_then(|found| found.value());
                let pattern = pattern.unwrap_or_else(|| panic!("{code}: {}", key.name()));
                let mut errors = Vec::new();
                let theirs = bundle.format_pattern(pattern, Some(&arguments), &mut errors);
                assert!(errors.is_empty(), "{code}: {}: {errors:?}", key.name());
                assert_eq!(locale.text(&message), theirs, "{code}: {}", key.name());
            }
        }
    }
}

#[test]
fn plural_forms_are_cldrs() {
    for (code, text) in catalogues() {
        let catalogue = Catalogue::new(text);
        let language: LanguageIdentifier = code.parse().unwrap();
        let rules = PluralRules::create(language, PluralRuleType::CARDINAL).unwrap();
        for number in 0..2_000_u64 {
            let theirs = match rules.select(number).unwrap() {
                PluralCategory::ZERO => "zero",
                PluralCategory::ONE => "one",
                PluralCategory::TWO => "two",
                PluralCategory::FEW => "few",
                PluralCategory::MANY => "many",
                PluralCategory::OTHER => "other",
            };
            assert_eq!(catalogue.form(number), theirs, "{code}: {number}");
        }
    }
}

#[test]
fn a_message_in_a_file_has_its_words_beside_it() {
    let message = Message::quote("what pytest said");
    let json = json!({ "key": "quote", "text": "what pytest said" });
    assert_eq!(serde_json::to_value(&message).unwrap(), json);
    assert_eq!(serde_json::from_value::<Message>(json).unwrap(), message);
}

#[test]
fn what_is_not_known_is_shown_by_its_words_and_handed_on() {
    let json = json!({ "key": "of_the_future", "years": 3, "text": "In three years." });
    let message: Message = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(message.english(), "In three years.");
    assert_eq!(serde_json::to_value(&message).unwrap(), json);
}

#[test]
fn measures_stand_in_names() {
    assert_eq!(Measure::of("limit_bytes"), Measure::Bytes);
    assert_eq!(Measure::of("bytes"), Measure::Bytes);
    assert_eq!(Measure::of("kept_change_bytes"), Measure::BytesChange);
    assert_eq!(Measure::of("time_ms"), Measure::Milliseconds);
    assert_eq!(Measure::of("items"), Measure::None);
    assert_eq!(Measure::of("terms"), Measure::None);
}

#[test]
fn lists_are_told() {
    let locale = Locale::english();
    let told = |names: &[&str]| locale.value(&names.to_vec().value());
    assert_eq!(told(&[]), "");
    assert_eq!(told(&["a"]), "a");
    assert_eq!(told(&["a", "b"]), "a and b");
    assert_eq!(told(&["a", "b", "c"]), "a, b and c");
}

proptest! {
    /// Whatever stands in a file, reading it does not fail, and what is known keeps what it says.
    #[test]
    fn a_message_survives_the_file(number in 0_u64..1 << 40) {
        for message in samples(number) {
            let json = serde_json::to_value(&message).unwrap();
            prop_assert_eq!(serde_json::from_value::<Message>(json).unwrap(), message);
        }
    }

    /// A pattern that somebody broke is still read to its end.
    #[test]
    fn no_pattern_breaks_the_reader(pattern in "[{}$\\[\\]*>\"= \\na-z0-9-]{0,60}") {
        let _ = parameters(&pattern);
        let _ = entries(&pattern).count();
        for part in super::fluent::parts(&pattern) {
            let _ = format!("{part:?}");
        }
    }
}

/// What artifacts say is not in the program of the page, and in the reader's language all the same.
#[test]
fn a_message_without_a_key_is_said_by_the_catalogue_or_by_its_own_words() {
    let read = |json: serde_json::Value| serde_json::from_value::<Message>(json).unwrap();
    let whole =
        json!({ "key": "read_only", "kept_bytes": 3 << 20, "tests": 2, "text": "as it came" });
    let text = "read_only = { $tests ->\n    [one] a test\n   *[other] { $tests } tests\n} hold { $kept_bytes }";
    let catalogue = Box::leak(Box::new(Catalogue::new(text)));
    let locale = Locale::new(catalogue, Units::Decimal);
    let said = |json: serde_json::Value| locale.text(&read(json));
    assert_eq!(said(whole.clone()), "2 tests hold 3.1 MB");
    assert_eq!(read(whole).english(), "as it came");
    // What its words speak of is missing, or is of another kind.
    assert_eq!(
        said(json!({ "key": "read_only", "tests": 2, "text": "as it came" })),
        "as it came"
    );
    let odd = json!({ "key": "read_only", "kept_bytes": "much", "tests": 2, "text": "as it came" });
    assert_eq!(said(odd), "as it came");
}
