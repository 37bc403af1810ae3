//! The language that people are spoken to in: `--lang`, else the environment's, else English.

use std::sync::OnceLock;

use oomscope_shared::message::{CATALOGUES, Catalogue, LANGUAGES, Locale};
use oomscope_shared::units::Units;

static LOCALE: OnceLock<Locale> = OnceLock::new();

/// The reader of this process.
pub fn locale() -> Locale {
    *LOCALE.get_or_init(Locale::english)
}

/// Chooses the language once, before anything is said: the one that was asked for, or the one of
/// `LC_ALL`, `LC_MESSAGES` or `LANG`, in this order, where there is a catalogue of it.
pub fn choose(asked: Option<&str>) {
    let of_environment = || {
        let variables = ["LC_ALL", "LC_MESSAGES", "LANG"];
        variables
            .iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|value| !value.is_empty())
    };
    let wanted = asked.map(str::to_owned).or_else(of_environment);
    let text = wanted.and_then(|wanted| catalogue(&wanted));
    if let Some(text) = text {
        let catalogue: &'static Catalogue = Box::leak(Box::new(Catalogue::new(text)));
        let _ = LOCALE.set(Locale::new(catalogue, Units::Binary));
    }
}

/// The catalogue of a language such as `ru`, `ru_RU.UTF-8` or `ru-RU`, one of the region's own before that of
/// the language; none for English and for those there is no catalogue of.
fn catalogue(wanted: &str) -> Option<&'static str> {
    text_of(wanted, CATALOGUES)
}

fn text_of(wanted: &str, catalogues: &[(&str, &'static str)]) -> Option<&'static str> {
    let region = wanted.split(['.', '@']).next()?.replace('_', "-");
    let language = region.split('-').next()?;
    let mut codes = [region.as_str(), language].into_iter();
    codes.find_map(|code| {
        let found = catalogues.iter();
        let mut found = found.filter(|(known, _)| known.eq_ignore_ascii_case(code));
        found.next().map(|(_, text)| *text)
    })
}

/// The codes of the languages there are, English first.
pub fn codes() -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().map(|(code, _)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_however_it_is_written() {
        for wanted in ["ru", "ru_RU.UTF-8", "ru-RU", "RU"] {
            assert!(catalogue(wanted).is_some(), "{wanted}");
        }
        for wanted in ["en_US.UTF-8", "C", "C.UTF-8", "POSIX", "", "xx"] {
            assert!(catalogue(wanted).is_none(), "{wanted}");
        }
        let regions = [("pt", "of Portugal"), ("pt-BR", "of Brazil")];
        assert_eq!(text_of("pt_BR.UTF-8", &regions), Some("of Brazil"));
        assert_eq!(text_of("pt-br", &regions), Some("of Brazil"));
        assert_eq!(text_of("pt_PT", &regions), Some("of Portugal"));
        assert_eq!(codes().next(), Some("en"));
    }
}
