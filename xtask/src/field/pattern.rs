//! Names of tests as the prose of a truth gives them: `test_load.py::test_table[0..11]`, `test_expand[*]`,
//! `TestBattery`, `uploader_spec.rb: 'uploads batch 0..11'`, with words around them.

use crate::corpus::score::fits;

/// One name out of the prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The names that it stands for, in which `*` is any text.
    names: Vec<String>,
    /// The file that was named before a quoted one.
    file: Option<String>,
}

impl Pattern {
    /// Every pattern in a piece of prose. What stands in parentheses is a remark.
    pub fn all_in(prose: &str) -> Vec<Self> {
        let mut found = Vec::new();
        let mut file: Option<String> = None;
        for (index, part) in without_remarks(prose).split('\'').enumerate() {
            // Every second part was between quotes.
            if index % 2 == 1 {
                found.push(Self::new(part, file.clone()));
                continue;
            }
            for word in part.split_whitespace() {
                let name = word.trim_matches([',', ';', ':', '.']);
                if word.ends_with(':') && name.contains('.') {
                    file = Some(name.to_owned());
                } else if is_name(name) {
                    found.push(Self::new(name, None));
                }
            }
        }
        found
    }

    fn new(text: &str, file: Option<String>) -> Self {
        Self {
            names: ranged(text),
            file,
        }
    }

    /// The names that stand for the tests there are. Where a framework's ids do not hold the words of a
    /// test (RSpec), the file has to do.
    pub fn names(&self, tests: &[String]) -> Vec<String> {
        let known = |name: &String| tests.iter().any(|id| stands_in(name, id));
        match &self.file {
            Some(file) if !self.names.iter().any(known) => vec![format!("{file}*")],
            _ => self.names.clone(),
        }
    }
}

fn without_remarks(prose: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::new();
    for c in prose.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

fn is_name(word: &str) -> bool {
    let starts = ["test_", "test/", "tests/", "Test"];
    word.contains("::") || starts.iter().any(|start| word.starts_with(start))
}

/// `a[0..2]` as `a[0]`, `a[1]`, `a[2]`; `01..12` keeps its zeros.
fn ranged(text: &str) -> Vec<String> {
    let Some((before, after)) = text.split_once("..") else {
        return vec![text.to_owned()];
    };
    let head = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let tail = after.trim_start_matches(|c: char| c.is_ascii_digit());
    let first = &before[head.len()..];
    let last = &after[..after.len() - tail.len()];
    let width = first.len();
    match (first.parse::<u32>(), last.parse::<u32>()) {
        (Ok(first), Ok(last)) => (first..=last)
            .map(|number| format!("{head}{number:0width$}{tail}"))
            .collect(),
        _ => vec![text.to_owned()],
    }
}

/// Whether a name stands in a text as a whole: neither before it nor behind it goes the word on.
pub fn stands_in(name: &str, text: &str) -> bool {
    // A name stands for all that it is parametrised with. It may be the name of a module, too, whose
    // tests have their brackets elsewhere.
    let name = name.strip_suffix("[*]").unwrap_or(name);
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let places = || (0..=text.len()).filter(|&at| text.is_char_boundary(at));
    places()
        .filter(|&start| !is_word(text[..start].chars().next_back()))
        .any(|start| {
            places()
                .filter(|&end| end > start && !is_word(text[end..].chars().next()))
                .any(|end| fits(name, &text[start..end]))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(prose: &str) -> Vec<Vec<String>> {
        let patterns = Pattern::all_in(prose);
        patterns.into_iter().map(|pattern| pattern.names).collect()
    }

    #[test]
    fn names_are_found_among_words() {
        for (prose, wanted) in [
            (
                "test_b.py::test_it (ONLY this one)",
                vec!["test_b.py::test_it"],
            ),
            (
                "test_a_device (runs before, flat), test_c_report[*] (grow 0.5-1.6 MiB)",
                vec!["test_a_device", "test_c_report[*]"],
            ),
            (
                "the six classes TestBattery, TestCooling (setUpClass)",
                vec!["TestBattery", "TestCooling"],
            ),
            ("Test*Units (setUp)", vec!["Test*Units"]),
            ("item_spec.rb: 'is long *'", vec!["is long *"]),
            ("test/format-*.test.js", vec!["test/format-*.test.js"]),
            ("nobody", vec![]),
        ] {
            let found: Vec<String> = names(prose).concat();
            assert_eq!(found, wanted, "{prose}");
        }
    }

    #[test]
    fn ranges_are_counted_out() {
        assert_eq!(
            names("test_x[9..11]"),
            [["test_x[9]", "test_x[10]", "test_x[11]"]]
        );
        assert_eq!(
            names("test/rule-01..02.test.js (all)"),
            [["test/rule-01.test.js", "test/rule-02.test.js"]]
        );
        assert_eq!(names("TestDownload00..11")[0][11], "TestDownload11");
        assert_eq!(names("'a ..b'"), [["a ..b"]]);
    }

    #[test]
    fn a_name_stands_for_whole_words() {
        for (name, text) in [
            ("test_load.py::test_x[3]", "tests/test_load.py::test_x[3]"),
            ("test_x", "tests/test_load.py::test_x[3-a]"),
            ("test_report[*]", "tests/test_report.py::test_line[0]"),
            ("test_x[*]", "tests/test_load.py::test_x[3-a]"),
            ("TestSolar", "tests.test_solar.TestSolar.test_index"),
            ("TestSolar", "setUpClass (tests.test_solar.TestSolar)"),
            ("Test*Units", "tests.test_solar.TestSolarUnits.test_sum"),
            ("T*.index", "tests.T1.index[3]"),
        ] {
            assert!(stands_in(name, text), "{name} in {text}");
        }
        for (name, text) in [
            ("test_load.py::test_x[3]", "tests/test_load.py::test_x[30]"),
            ("test_x", "tests/test_load.py::test_xy"),
            ("TestSolar", "tests.test_solar.TestSolarUnits.test_sum"),
            ("test_x", ""),
        ] {
            assert!(!stands_in(name, text), "{name} in {text}");
        }
    }

    #[test]
    fn where_ids_hold_no_words_the_file_has_to_do() {
        let pattern = &Pattern::all_in("a_spec.rb: 'uploads 0..3'")[0];
        let ids = |id: &str| vec![id.to_owned()];
        assert_eq!(pattern.names(&ids("./spec/a_spec.rb[1:1]")), ["a_spec.rb*"]);
        assert_eq!(pattern.names(&ids("A uploads 2")).len(), 4);
    }
}
