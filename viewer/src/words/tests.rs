//! The catalogue is whole, and figures are written as each language does.

use std::sync::Mutex;

use oomscope_shared::artifact::Limiter;
use oomscope_shared::chart::Role;
use oomscope_shared::compare::Fate;
use oomscope_shared::{Ending, Outcome, Proof};

use super::*;

pub(super) const CATALOGUE: &str = include_str!("../../assets/ru.txt");

/// The choice is one for the whole program, so tests that change it take turns.
pub(super) fn with<T>(language: Language, units: Units, test: impl FnOnce() -> T) -> T {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock();
    load(CATALOGUE.to_owned());
    choose(language, units);
    let done = test();
    choose(Language::English, Units::Binary);
    drop(turn);
    done
}

#[test]
fn every_string_has_its_translation_with_the_same_values() {
    let (page, _) = CATALOGUE.split_once(english::SENTENCES).unwrap();
    let english: Vec<&str> = book::entries(page).map(|(english, _)| english).collect();
    assert_eq!(english, lines());
    for (one, other) in book::entries(page) {
        assert!(!one.is_empty() && !other.is_empty(), "empty: {one}");
        let values = |text: &str| text.matches("{}").count();
        assert_eq!(values(one), values(other), "{one} / {other}");
        let forms = |text: &str| text.matches('|').count();
        let expected = if forms(one) == 0 { 0 } else { 2 };
        assert_eq!(forms(other), expected, "{one} / {other}");
        assert_eq!(one.ends_with(' '), other.ends_with(' '), "{one} / {other}");
    }
    let mut seen = std::collections::HashSet::new();
    for (one, _) in book::entries(CATALOGUE) {
        assert!(seen.insert(one), "twice: {one}");
    }
    let strings = CATALOGUE
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    let pairs: Vec<bool> = strings.map(|line| line.starts_with('\t')).collect();
    assert!(
        pairs.chunks(2).all(|pair| pair == [false, true]),
        "a string without its other"
    );
}

#[test]
fn words_of_the_artifact_are_in_the_catalogue() {
    let known = |word: &str| lines().contains(&word);
    for ending in Ending::ALL {
        assert!(known(ending.words()), "{}", ending.words());
    }
    assert!(known("victim"));
    for outcome in Outcome::ALL {
        assert!(known(outcome.words()), "{outcome}");
    }
    for fate in [Fate::New, Fate::Stayed, Fate::Gone, Fate::NotLookedFor] {
        assert!(known(&fate.to_string()), "{fate}");
    }
    for proof in [Proof::Certain, Proof::Likely, Proof::Unknown] {
        assert!(known(proof.name()), "{}", proof.name());
    }
    for role in [Role::Before, Role::After] {
        assert!(known(role.label()) && known(role.name()));
    }
    for limiter in Limiter::ALL {
        assert!(known(limiter.words()), "{}", limiter.words());
    }
    for advice in crate::intake::ADVICE {
        assert!(known(advice), "{advice}");
    }
}

#[test]
fn russian_counts_in_three_forms() {
    with(Language::Russian, Units::Binary, || {
        let forms = tr!("test|tests");
        let said: Vec<_> = [1, 2, 5, 11, 12, 21, 104].map(|n| counted(n, forms)).into();
        let expected = [
            "1 тест",
            "2 теста",
            "5 тестов",
            "11 тестов",
            "12 тестов",
            "21 тест",
            "104 теста",
        ];
        assert_eq!(said, expected);
    });
    assert_eq!(counted(1, "test|tests"), "1 test");
    assert_eq!(counted(0, "test|tests"), "0 tests");
}

#[test]
fn figures_follow_language_and_units() {
    let size = 7_680 << 10;
    with(Language::Russian, Units::Binary, || {
        assert_eq!(bytes(size), "7,5 МиБ");
        assert_eq!(duration_ms(125_000), "2 мин 05 с");
        assert_eq!(signed_percent(-0.031), "−3,1 %");
        assert_eq!(label("limit before 512 MiB ↑"), "предел до 512 МиБ ↑");
        assert_eq!(label("python 7 · 78.1 MiB"), "python 7 · 78,1 МиБ");
        assert_eq!(label("batch 3"), "партия 3");
        assert_eq!(label("■ killed, signal 9"), "■ убита, сигнал 9");
        assert_eq!(label("◆ after"), "◆ после");
        assert_eq!(label("■ after: killed"), "■ после: убита");
        assert_eq!(label("killed, signal 9"), "убита, сигнал 9");
        assert_eq!(label("soft stop"), "мягкая остановка");
        assert_eq!(fill(tr!("{} of {}"), &[&2, &"5"]), "2 из 5");
    });
    with(Language::English, Units::Decimal, || {
        assert_eq!(bytes(size), "7.9 MB");
        let said = said("Fixed: peak ≥ 903 MiB → 231 MiB (−74 %), kept 7.5 MiB.");
        assert_eq!(said, "Fixed: peak ≥ 947 MB → 242 MB (−74 %), kept 7.9 MB.");
    });
    with(Language::English, Units::Binary, || {
        assert_eq!(bytes(size), "7.5 MiB");
    });
}

#[test]
fn a_code_names_a_language() {
    assert_eq!(Language::of("ru-RU"), Language::Russian);
    assert_eq!(Language::of("RU"), Language::Russian);
    for code in ["en-GB", "r", "", "ру"] {
        assert_eq!(Language::of(code), Language::English, "{code}");
    }
}
