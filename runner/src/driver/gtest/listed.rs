//! What `--gtest_list_tests` prints: suites, and below each its tests.
//!
//! ```text
//! Running main() from gtest_main.cc
//! Pages.
//!   Home
//! Amount/0.  # TypeParam = int
//!   IsSigned
//! Usual/Tax.
//!   IsLessThanAll/0  # GetParam() = 7
//! ```

/// Names that begin so are run only where that is asked for.
const DISABLED: &str = "DISABLED_";

/// The full names of all tests, in their order. What a `main` prints besides is left out.
pub fn names(text: &str) -> Vec<String> {
    let mut suite = None;
    let mut found = Vec::new();
    for line in text.lines() {
        let plain = line.split("  # ").next().unwrap_or(line).trim_end();
        match (plain.strip_prefix("  "), suite) {
            (Some(name), Some(suite)) if is_word(name) => found.push(format!("{suite}{name}")),
            (Some(_), _) => {}
            (None, _) => suite = Some(plain).filter(|plain| plain.ends_with('.') && is_word(plain)),
        }
    }
    found
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_whitespace)
}

/// Whether a test is switched off in the source.
pub fn is_disabled(name: &str) -> bool {
    let is_off = |part: &str| part.starts_with(DISABLED) || part.contains(&format!("/{DISABLED}"));
    name.split_once('.')
        .is_some_and(|(suite, test)| is_off(suite) || is_off(test))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suites_tests_types_and_parameters_are_read() {
        let text = "Running main() from ./googletest/src/gtest_main.cc\nloading. please wait.\n  \
                    not a test\nPages.\n  Home\n  DISABLED_Old\nAmount/0.  # TypeParam = int\n  \
                    IsSigned\nUsual/Tax.\n  IsLess/0  # GetParam() = \"a  # b\"\n  IsLess/1\nbye\n";
        let found = names(text);
        assert_eq!(
            found,
            [
                "Pages.Home",
                "Pages.DISABLED_Old",
                "Amount/0.IsSigned",
                "Usual/Tax.IsLess/0",
                "Usual/Tax.IsLess/1",
            ]
        );
        assert!(is_disabled(&found[1]) && !is_disabled(&found[0]));
        assert!(is_disabled("Usual/DISABLED_Tax.Is/0") && is_disabled("DISABLED_Tax.Is"));
    }
}
