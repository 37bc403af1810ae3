//! Sorting the tests by one column: what is unknown always stands last, ties keep the plan's order.

use std::cmp::Ordering;

use oomscope_shared::Outcome;
use oomscope_shared::artifact::{TestRow, Tests};

use crate::filter::Filter;

pub use oomscope_shared::order::arrange_positions as arrange;

/// A column that tests can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// The order of the plan.
    Plan,
    /// Test id.
    Name,
    /// What became of it; the worst first when descending.
    Outcome,
    /// What it left behind.
    Kept,
    /// Highest memory.
    Peak,
    /// Duration.
    Time,
    /// Batch.
    Batch,
}

/// A column and a direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order<K> {
    /// The column.
    pub key: K,
    /// Whether the largest stands first.
    pub descending: bool,
}

impl<K: Copy + PartialEq> Order<K> {
    /// The order after a click on a column's header: the same column turns round, another one starts
    /// in the direction that is natural for it.
    pub fn clicked(self, key: K, descending_first: bool) -> Self {
        let descending = if self.key == key {
            !self.descending
        } else {
            descending_first
        };
        Self { key, descending }
    }

    /// The value of `aria-sort` for a column.
    pub fn aria(self, key: K) -> &'static str {
        match (self.key == key, self.descending) {
            (false, _) => "none",
            (true, true) => "descending",
            (true, false) => "ascending",
        }
    }
}

impl Key {
    /// Figures are asked for from the top, names from the beginning.
    pub fn descending_first(self) -> bool {
        matches!(self, Self::Outcome | Self::Kept | Self::Peak | Self::Time)
    }
}

/// The indexes of the tests that a filter accepts, in order.
pub fn arranged(tests: &Tests, filter: &Filter, order: Order<Key>) -> Vec<u32> {
    let accepted = tests.rows().filter(|row| filter.accepts(row));
    let mut rows: Vec<u32> = accepted.map(|row| row.index).collect();
    let flip = order.descending;
    let figures = |cell: fn(&TestRow<'_>) -> Option<u64>| -> Vec<Option<u64>> {
        tests.rows().map(|row| cell(&row)).collect()
    };
    let column = match order.key {
        Key::Plan => {
            if flip {
                rows.reverse();
            }
            return rows;
        }
        Key::Name => {
            let id = |index: u32| &tests.id[index as usize];
            arrange(&mut rows, &|a, b| turned(id(a).cmp(id(b)), flip));
            return rows;
        }
        Key::Outcome => figures(|row| Some(badness(row.outcome))),
        Key::Kept => figures(|row| row.retained_bytes),
        Key::Peak => figures(|row| row.peak_bytes),
        Key::Time => figures(|row| row.duration_us),
        Key::Batch => figures(|row| row.batch.map(u64::from)),
    };
    arrange(&mut rows, &|a, b| {
        known_first(column[a as usize], column[b as usize], flip)
    });
    rows
}

/// Orders two cells; an unknown one stands last in both directions.
pub fn known_first<T: Ord>(a: Option<T>, b: Option<T>, descending: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => turned(a.cmp(&b), descending),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

/// The ordering itself, or its reverse.
pub fn turned(ordering: Ordering, descending: bool) -> Ordering {
    if descending {
        ordering.reverse()
    } else {
        ordering
    }
}

fn badness(outcome: Outcome) -> u64 {
    match outcome {
        Outcome::Died => 8,
        Outcome::Error => 7,
        Outcome::Failed => 6,
        Outcome::NotRun => 5,
        Outcome::Xpassed => 4,
        Outcome::Xfailed => 3,
        Outcome::Skipped => 2,
        Outcome::Ran => 1,
        Outcome::Passed => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tests() -> Tests {
        let mut tests = Tests {
            id: ["b", "a", "c"].map(str::to_owned).to_vec(),
            outcome: vec![Outcome::Passed, Outcome::Died, Outcome::Failed],
            batch: vec![Some(1), Some(1), None],
            ..Tests::default()
        };
        tests.retained_kib = vec![Some(3), None, Some(7)];
        tests
    }

    fn sorted(key: Key, descending: bool) -> Vec<u32> {
        arranged(&tests(), &Filter::default(), Order { key, descending })
    }

    #[test]
    fn each_column_sorts_and_the_unknown_stands_last() {
        assert_eq!(sorted(Key::Plan, false), [0, 1, 2]);
        assert_eq!(sorted(Key::Plan, true), [2, 1, 0]);
        assert_eq!(sorted(Key::Name, false), [1, 0, 2]);
        assert_eq!(sorted(Key::Outcome, true), [1, 2, 0]);
        assert_eq!(sorted(Key::Kept, true), [2, 0, 1]);
        assert_eq!(sorted(Key::Kept, false), [0, 2, 1]);
        assert_eq!(sorted(Key::Batch, true), [0, 1, 2]);
    }

    #[test]
    fn only_accepted_tests_are_listed() {
        let filter = Filter::parse("outcome:bad").unwrap();
        let order = Order {
            key: Key::Name,
            descending: true,
        };
        assert_eq!(arranged(&tests(), &filter, order), [2, 1]);
    }

    #[test]
    fn a_click_turns_round_or_starts_naturally() {
        let order = Order {
            key: Key::Kept,
            descending: true,
        };
        assert_eq!(order.clicked(Key::Kept, true).aria(Key::Kept), "ascending");
        let by_name = order.clicked(Key::Name, Key::Name.descending_first());
        assert_eq!(
            (by_name.aria(Key::Name), by_name.aria(Key::Kept)),
            ("ascending", "none")
        );
    }
}
