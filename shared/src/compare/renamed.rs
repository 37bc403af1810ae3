//! Tests that only one run has, and that look like one of the other run under another name. A suggestion
//! for the reader: the verdict does not rest on it.

use std::collections::{HashMap, HashSet};

use super::{Join, TestDelta};
use oomscope_quick::order::arrange;

/// So many tests of one file are compared with each other; more of them is a file that was rewritten,
/// where a guess would be worth nothing and cost much.
const SAME_FILE_AT_MOST: usize = 200;

/// Names whose pairs of letters agree at least this far are alike (Dice's coefficient).
const ALIKE: f64 = 0.7;

/// A test under its old and its new name, as positions in [`super::Comparison::tests`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renamed {
    /// The test that only the first run has.
    pub before: u32,
    /// The test that only the second run has.
    pub after: u32,
}

/// File and name of a test id; ids of other commands have no file.
fn split(id: &str) -> (&str, &str) {
    id.split_once("::").unwrap_or(("", id))
}

/// Suggests which tests were renamed: moved to another file under their name, or renamed in their file.
/// Every test stands in one suggestion at most, and where two candidates are as likely there is none.
pub(super) fn suggest(tests: &[TestDelta]) -> Vec<Renamed> {
    let only = |join: Join| -> Vec<u32> {
        let found = tests
            .iter()
            .enumerate()
            .filter(|(_, test)| test.join == join);
        found.map(|(at, _)| at as u32).collect()
    };
    let (mut gone, mut added) = (only(Join::OnlyBefore), only(Join::OnlyAfter));
    let mut found = moved(tests, &gone, &added);
    let take = |left: &mut Vec<u32>, taken: HashSet<u32>| left.retain(|at| !taken.contains(at));
    take(&mut gone, found.iter().map(|pair| pair.before).collect());
    take(&mut added, found.iter().map(|pair| pair.after).collect());
    found.extend(in_their_file(tests, &gone, &added));
    arrange(&mut found, &|a, b| a.before.cmp(&b.before));
    found
}

/// The tests by some part of their id.
fn by<'a>(
    tests: &'a [TestDelta],
    of: &[u32],
    part: fn(&str) -> &str,
) -> HashMap<&'a str, Vec<u32>> {
    let mut groups: HashMap<&str, Vec<u32>> = HashMap::new();
    for at in of {
        let id = tests[*at as usize].id.as_str();
        groups.entry(part(id)).or_default().push(*at);
    }
    groups
}

/// The same name in another file, where there is one such test on each side.
fn moved(tests: &[TestDelta], gone: &[u32], added: &[u32]) -> Vec<Renamed> {
    let before = by(tests, gone, |id| split(id).1);
    let after = by(tests, added, |id| split(id).1);
    let mut found = Vec::new();
    for at in gone {
        let name = split(&tests[*at as usize].id).1;
        if let (Some([before]), Some([after])) = (
            before.get(name).map(Vec::as_slice),
            after.get(name).map(Vec::as_slice),
        ) {
            found.push(Renamed {
                before: *before,
                after: *after,
            });
        }
    }
    found
}

/// A name that is much alike in the same file, where each is the other's best.
fn in_their_file(tests: &[TestDelta], gone: &[u32], added: &[u32]) -> Vec<Renamed> {
    let before = by(tests, gone, |id| split(id).0);
    let after = by(tests, added, |id| split(id).0);
    let mut files: Vec<&str> = before.keys().copied().collect();
    arrange(&mut files, &|a, b| a.cmp(b));
    let mut found = Vec::new();
    for file in files {
        let (Some(gone), Some(added)) = (before.get(file), after.get(file)) else {
            continue;
        };
        if gone.len().max(added.len()) > SAME_FILE_AT_MOST {
            continue;
        }
        let pairs = |of: &[u32]| -> Vec<HashMap<(char, char), u32>> {
            let names = of.iter().map(|at| split(&tests[*at as usize].id).1);
            names.map(letter_pairs).collect()
        };
        let (first, second) = (pairs(gone), pairs(added));
        let likeness: Vec<Vec<f64>> = first
            .iter()
            .map(|one| second.iter().map(|other| dice(one, other)).collect())
            .collect();
        for (row, at) in gone.iter().enumerate() {
            let Some(column) = only_best(likeness[row].iter().copied()) else {
                continue;
            };
            let back = only_best(likeness.iter().map(|row| row[column]));
            if back == Some(row) && likeness[row][column] >= ALIKE {
                found.push(Renamed {
                    before: *at,
                    after: added[column],
                });
            }
        }
    }
    found
}

/// The position of the largest, if no other is as large.
fn only_best(values: impl Iterator<Item = f64>) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    let mut tied = false;
    for (at, value) in values.enumerate() {
        match best {
            Some((_, most)) if value < most => {}
            Some((_, most)) if value == most => tied = true,
            _ => (best, tied) = (Some((at, value)), false),
        }
    }
    best.filter(|_| !tied).map(|(at, _)| at)
}

fn letter_pairs(name: &str) -> HashMap<(char, char), u32> {
    let mut pairs = HashMap::new();
    for pair in name.chars().zip(name.chars().skip(1)) {
        *pairs.entry(pair).or_default() += 1;
    }
    pairs
}

/// Twice what both have, over all that they have: 1 for equal names, 0 for names without a common pair.
fn dice(one: &HashMap<(char, char), u32>, other: &HashMap<(char, char), u32>) -> f64 {
    let total: u32 = one.values().chain(other.values()).sum();
    if total == 0 {
        return 0.0;
    }
    let common: u32 = one
        .iter()
        .map(|(pair, count)| (*count).min(other.get(pair).copied().unwrap_or(0)))
        .sum();
    f64::from(2 * common) / f64::from(total)
}

#[cfg(test)]
mod tests {
    use super::super::join::join;
    use super::*;
    use crate::artifact::Tests;
    use crate::ending::Outcome;
    use crate::testing::pytest;

    fn tests(ids: &[&str]) -> Tests {
        let told = pytest();
        let told = ids
            .iter()
            .fold(told, |told, id| told.test(id, Outcome::Passed, 1, 1));
        told.done().tests
    }

    fn suggested(before: &[&str], after: &[&str]) -> Vec<(String, String)> {
        let joined = join(&tests(before), &tests(after));
        let id = |at: u32| joined[at as usize].id.clone();
        let found = suggest(&joined).into_iter();
        let mut found: Vec<_> = found
            .map(|pair| (id(pair.before), id(pair.after)))
            .collect();
        found.sort();
        found
    }

    fn pair(before: &str, after: &str) -> (String, String) {
        (before.to_owned(), after.to_owned())
    }

    #[test]
    fn a_test_that_moved_keeps_its_name() {
        assert_eq!(
            suggested(
                &["a.py::test_x", "a.py::test_stays"],
                &["b.py::test_x", "a.py::test_stays"]
            ),
            [pair("a.py::test_x", "b.py::test_x")]
        );
        // Two files have such a test: either could be meant.
        assert!(suggested(&["a.py::test_x"], &["b.py::test_x", "c.py::test_x"]).is_empty());
    }

    #[test]
    fn a_name_that_is_much_alike_in_the_same_file_is_suggested() {
        assert_eq!(
            suggested(
                &["a.py::test_orders_total", "a.py::test_login"],
                &["a.py::test_order_totals", "a.py::test_parser"]
            ),
            [pair("a.py::test_orders_total", "a.py::test_order_totals")]
        );
        assert!(suggested(&["a.py::test_orders"], &["b.py::test_ordering"]).is_empty());
        // Both new ones are as near to the old one.
        assert!(
            suggested(
                &["a.py::test_it[1]"],
                &["a.py::test_it[2]", "a.py::test_it[3]"]
            )
            .is_empty()
        );
    }

    #[test]
    fn only_the_best_is_suggested_and_only_where_it_is_good() {
        // The best stands behind another one.
        assert_eq!(
            suggested(
                &["a.py::test_orders_total"],
                &["a.py::test_login", "a.py::test_order_totals"]
            ),
            [pair("a.py::test_orders_total", "a.py::test_order_totals")]
        );
        assert!(suggested(&["a.py::test_login"], &["a.py::test_parser"]).is_empty());
        // Two are like the new one, and one of them is more so.
        assert_eq!(
            suggested(
                &["a.py::test_orders_total", "a.py::test_orders_totals"],
                &["a.py::test_order_totals"]
            ),
            [pair("a.py::test_orders_totals", "a.py::test_order_totals")]
        );
    }

    #[test]
    fn of_a_file_that_was_rewritten_nothing_is_suggested() {
        let file = |name: &str, tests: usize| -> Vec<String> {
            let test = |at| format!("a.py::test_{name}_{at:03}_{at:03}_{at:03}");
            (0..tests).map(test).collect()
        };
        let found = |tests: usize| {
            let (before, after) = (file("order", tests), file("orders", tests));
            let [before, after] = [&before, &after]
                .map(|ids| -> Vec<&str> { ids.iter().map(String::as_str).collect() });
            suggested(&before, &after).len()
        };
        assert!(found(SAME_FILE_AT_MOST) > 0);
        assert_eq!(found(SAME_FILE_AT_MOST + 1), 0);
        assert_eq!(found(SAME_FILE_AT_MOST + 2), 0);
    }

    #[test]
    fn an_id_without_a_file_is_compared_as_a_whole() {
        assert_eq!(
            suggested(&["case one"], &["case ones"]),
            [pair("case one", "case ones")]
        );
    }
}
