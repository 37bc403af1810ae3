//! Languages by their codes, loading, and figures in the chosen units.

use super::*;

/// A language of its own, so that the tests know no real one by name.
const CATALOGUE: &str = "\
language_name = Test
decimal_sign = ,
plural_one = n = 1
unit_mib = MiO
page_stop = Halt
page_lines = { $lines ->
    [one] line
   *[other] { $lines } lines
    } here
";

/// A code that has a language beside English.
fn other() -> &'static str {
    LANGUAGES.iter().map(|(code, _)| *code).next_back().unwrap()
}

#[test]
fn a_code_names_a_language() {
    let code = other();
    assert_ne!(code, ENGLISH);
    assert_eq!(language_of(code), code);
    assert_eq!(language_of(&code.to_uppercase()), code);
    assert_eq!(language_of(&format!("{code}-XY")), code);
    for unknown in ["", "x", "xx-YY", "руру"] {
        assert_eq!(language_of(unknown), ENGLISH, "{unknown}");
    }
}

#[test]
fn a_language_is_shown_once_it_is_loaded() {
    let code = other();
    assert_eq!(choose(code, Units::Binary), ENGLISH);
    assert_eq!(tr!(PageStop), "Stop");
    load(code, CATALOGUE.to_owned());
    // Only what was loaded first counts: what is on the page refers to it.
    load(code, "page_stop = Stay".to_owned());
    assert_eq!(choose(code, Units::Binary), code);
    assert_eq!(tr!(PageStop), "Halt");
    assert_eq!(tr!(PageLines { lines: 1_usize }), "line here");
    assert_eq!(tr!(PageLines { lines: 5_usize }), "5 lines here");
    assert_eq!(bytes(7_680 << 10), "7,5 MiO");
    assert_eq!(tr!(PageReload), "Reload", "English where there is nothing");
    assert_eq!(choose(ENGLISH, Units::Binary), ENGLISH);
    assert_eq!(tr!(PageStop), "Stop");
}

#[test]
fn english_in_binary_units_needs_no_words_but_those_of_the_program() {
    assert!(!is_missing(ENGLISH, Units::Binary));
    assert!(is_missing(ENGLISH, Units::Decimal) && is_missing("xx", Units::Binary));
}

#[test]
fn sizes_in_sentences_are_those_of_the_figures() {
    for units in [Units::Binary, Units::Decimal] {
        choose(ENGLISH, units);
        for size in [0, 999, 7_680 << 10, 903 << 20, 5 << 30] {
            let sentence = tr!(PageEachRunKeeps { kept_bytes: size });
            assert_eq!(sentence, format!("keeps {}", bytes(size)));
        }
    }
    assert_eq!(bytes(7_680 << 10), "7.9 MB");
    assert_eq!(signed_percent(-0.031), "−3.1 %");
}
