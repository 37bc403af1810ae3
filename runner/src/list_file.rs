//! The list file: one test id a line.

use std::path::{Path, PathBuf};

use oomscope_shared::units::count;

/// The ids of a list file, each with the number of its line: blank lines and lines that start with `#` are left
/// out, blanks around an id are cut, everything inside it is kept. A repeated line counts once.
pub fn parse(text: &str) -> Vec<(usize, String)> {
    let mut ids: Vec<(usize, String)> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let line = line.trim();
        if !line.is_empty() && !line.starts_with('#') && known.insert(line) {
            ids.push((number, line.to_owned()));
        }
    }
    ids
}

/// The part of a pytest id that is a file or folder.
pub fn file_part(id: &str) -> &str {
    id.split_once("::").map_or(id, |(file, _)| file)
}

/// Where the file or folder of an id is: it counts from the current folder, or from one above it, as
/// `pytest --collect-only -q` prints ids from its root folder, whichever that is.
pub fn locate(file: &str) -> Option<PathBuf> {
    if Path::new(file).exists() {
        return Some(PathBuf::from(file));
    }
    let current = std::env::current_dir().ok()?;
    let above = current.ancestors().skip(1).map(|folder| folder.join(file));
    above.into_iter().find(|path| path.exists())
}

/// Whether a command of pytest may collect files that do not lie below the current folder: those of installed
/// packages, or of a folder that it names. Their ids need not say where they are.
pub fn reaches_elsewhere(command: &[String]) -> bool {
    let current = std::env::current_dir().unwrap_or_default();
    let is_elsewhere = |word: &String| {
        let path = Path::new(word);
        let has_tests = path.is_dir() || (path.extension().is_some_and(|end| end == "py"));
        let place = || path.canonicalize().ok();
        has_tests && place().is_some_and(|place| !place.starts_with(&current))
    };
    command.iter().any(|word| word == "--pyargs") || command.iter().skip(1).any(is_elsewhere)
}

/// What a list selects out of the collected ids.
#[derive(Debug, PartialEq, Eq)]
pub struct Selection {
    /// Positions in the collected ids, in the order of the list.
    pub positions: Vec<usize>,
    /// Entries of the list that match nothing.
    pub unknown: Vec<Unknown>,
}

/// An entry of a list that matches nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The entry.
    pub id: String,
    /// What was probably meant.
    pub near: Option<String>,
}

/// Of so many entries it is searched what was probably meant, and among so many ids: nobody waits long for an error.
const SEARCHED: (usize, usize) = (20, 20_000);

/// Selects collected ids by list entries. An entry is a whole id, or the beginning of ids that ends at
/// a border: a folder, a file, a class, or a parametrised test without its brackets. Entries count from
/// pytest's root folder, or from `prefix` below it (the current folder, if that is another).
pub fn select(entries: &[String], collected: &[String], prefix: &str) -> Selection {
    select_with(entries, collected, prefix, &|_, _| false)
}

/// Whether an id such as `shop.tests.CartTests.test_add` lies below an entry by a dot.
pub fn is_below_dot(id: &str, entry: &str) -> bool {
    id.strip_prefix(entry)
        .is_some_and(|rest| rest.starts_with('.'))
}

/// The same with borders of its own beside those: whether an id lies below an entry.
pub fn select_with(
    entries: &[String],
    collected: &[String],
    prefix: &str,
    is_below: &dyn Fn(&str, &str) -> bool,
) -> Selection {
    let mut by_id: std::collections::HashMap<&str, Vec<usize>> = std::collections::HashMap::new();
    for (position, id) in collected.iter().enumerate() {
        by_id.entry(id).or_default().push(position);
    }
    let mut taken = vec![false; collected.len()];
    let mut selection = Selection {
        positions: Vec::new(),
        unknown: Vec::new(),
    };
    for entry in entries {
        let entry_path = entry.trim_start_matches("./").trim_end_matches('/');
        let found = [entry_path.to_owned(), format!("{prefix}{entry_path}")]
            .into_iter()
            .map(|name| match by_id.get(name.as_str()) {
                Some(positions) => positions.clone(),
                None => below(&name, collected, is_below),
            })
            .find(|positions| !positions.is_empty());
        match found {
            None => {
                let is_searched = selection.unknown.len() < SEARCHED.0;
                selection.unknown.push(Unknown {
                    id: entry.clone(),
                    near: is_searched.then(|| near(entry_path, collected)).flatten(),
                });
            }
            Some(positions) => {
                for position in positions {
                    if !std::mem::replace(&mut taken[position], true) {
                        selection.positions.push(position);
                    }
                }
            }
        }
    }
    selection
}

fn below(name: &str, collected: &[String], more: &dyn Fn(&str, &str) -> bool) -> Vec<usize> {
    let is_below = |id: &String| {
        id.strip_prefix(name)
            .is_some_and(|rest| rest.starts_with("::") || rest.starts_with(['[', '/']))
            || more(id, name)
    };
    collected
        .iter()
        .enumerate()
        .filter(|(_, id)| is_below(id))
        .map(|(at, _)| at)
        .collect()
}

/// What was probably meant by an entry: what differs from it by a few letters of its last part, or by how pytest
/// writes letters beyond ASCII.
fn near(entry: &str, collected: &[String]) -> Option<String> {
    let escaped: String = entry.chars().map(as_pytest_writes_it).collect();
    if escaped != entry && collected.contains(&escaped) {
        return Some(escaped);
    }
    let last = entry.rsplit("::").next().unwrap_or(entry);
    let most = (last.chars().count() / 4).clamp(1, 5);
    // Compared with as much of an id as the entry names.
    let as_much = |id: &'_ String| -> String {
        let id = match entry.contains("::") {
            true => id,
            false => file_part(id),
        };
        match entry.contains('[') {
            true => id.to_owned(),
            false => id.split('[').next().unwrap_or(id).to_owned(),
        }
    };
    let scored = collected.iter().take(SEARCHED.1).filter_map(|id| {
        let id = as_much(id);
        if id.len().abs_diff(entry.len()) > most * 4 {
            return None;
        }
        let distance = strsim::osa_distance(entry, &id);
        (distance <= most).then_some((distance, id))
    });
    scored
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, id)| id)
}

/// A character as pytest writes it into an id.
fn as_pytest_writes_it(character: char) -> String {
    match u32::from(character) {
        0..=0x7f => character.to_string(),
        code @ 0x80..=0xff => format!("\\x{code:02x}"),
        code @ 0x100..=0xffff => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    }
}

/// A sentence about an empty list.
pub fn empty_message(name: &str, lines: usize) -> String {
    format!(
        "the list file `{name}` names no test ({})",
        count(lines, "line")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(list: &[&str]) -> Vec<String> {
        list.iter().map(|id| (*id).to_owned()).collect()
    }

    #[test]
    fn comments_and_blank_lines_are_left_out() {
        let text = "\u{feff}# unit tests\r\n\r\ntests/test_a.py::test_x[a b]\r\n  tests/ü.py::T::test_y \n#x\ntests/test_a.py::test_x[a b]\n";
        let ids = [
            (3, "tests/test_a.py::test_x[a b]"),
            (4, "tests/ü.py::T::test_y"),
        ];
        assert_eq!(parse(text), ids.map(|(line, id)| (line, id.to_owned())));
    }

    #[test]
    fn entries_are_ids_or_their_beginnings_up_to_a_border() {
        let collected = ids(&[
            "t/a.py::x[1]",
            "t/a.py::x[2]",
            "t/a.py::xy",
            "t/b.py::C::z",
            "t/b.py::w",
        ]);
        let chosen = |entries: &[&str]| select(&ids(entries), &collected, "").positions;
        assert_eq!(chosen(&["t/a.py::x[2]"]), [1]);
        assert_eq!(chosen(&["t/a.py::x"]), [0, 1]);
        assert_eq!(chosen(&["t/b.py::C", "t/a.py"]), [3, 0, 1, 2]);
        assert_eq!(chosen(&["t/", "t/b.py::w"]), [0, 1, 2, 3, 4]);
        assert_eq!(chosen(&["./t/b.py::w"]), [4]);
        let unknown = select(&ids(&["t/b.py::w", "t/b", "t/a.py::q"]), &collected, "").unknown;
        let unknown: Vec<&str> = unknown.iter().map(|unknown| &*unknown.id).collect();
        assert_eq!(unknown, ["t/b", "t/a.py::q"]);
    }

    #[test]
    fn what_was_probably_meant_is_named() {
        let collected = ids(&[
            "tests/test_shop.py::test_plain",
            "tests/test_shop.py::Cart::test_sum[1]",
            "tests/test_shop.py::test_city[\\u65e5\\u672c]",
        ]);
        let meant = |entry: &str| {
            select(&ids(&[entry]), &collected, "").unknown[0]
                .near
                .clone()
        };
        for (entry, id) in [
            (
                "tests/test_shop.py::test_plian",
                Some("tests/test_shop.py::test_plain"),
            ),
            ("tests/test_shp.py", Some("tests/test_shop.py")),
            (
                "tests/test_shop.py::Card::test_sum",
                Some("tests/test_shop.py::Cart::test_sum"),
            ),
            (
                "tests/test_shop.py::Cart::test_sum[2]",
                Some("tests/test_shop.py::Cart::test_sum[1]"),
            ),
            (
                "tests/test_shop.py::test_city[日本]",
                Some("tests/test_shop.py::test_city[\\u65e5\\u672c]"),
            ),
            ("tests/test_shop.py::test_refund", None),
            ("test_plain", None),
        ] {
            assert_eq!(meant(entry).as_deref(), id, "{entry}");
        }
    }

    #[test]
    fn entries_may_count_from_the_current_folder() {
        let collected = ids(&["sub/t/a.py::x"]);
        assert_eq!(
            select(&ids(&["t/a.py::x"]), &collected, "sub/").positions,
            [0]
        );
    }
}
