//! Sorting the tests by one column: what is unknown always stands last, ties keep the plan's order.

use std::cmp::Ordering;

use oomscope_shared::Outcome;
use oomscope_shared::artifact::{TestRow, Tests};

use crate::filter::Filter;

pub use oomscope_quick::order::arrange_positions as arrange;

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
    /// Memory after it.
    After,
}

/// A column and a direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order<K> {
    /// The column.
    pub key: K,
    /// Whether the largest stands first.
    pub descending: bool,
}

/// Up to so many columns sort a table together.
const KEYS: usize = 3;

/// The columns that a table is sorted by, the weightiest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Orders<K>([Option<Order<K>>; KEYS]);

impl<K: Copy + PartialEq> Orders<K> {
    /// One column.
    pub fn by(key: K, descending: bool) -> Self {
        Self([Some(Order { key, descending }), None, None])
    }

    /// The columns, the weightiest first.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = Order<K>> + '_ {
        self.0.iter().flatten().copied()
    }

    /// The order after a click on a column's header: a column that sorts turns round, another one starts
    /// in the direction that is natural for it. With `more`, the other columns go on sorting.
    #[must_use]
    pub fn clicked(self, key: K, descending_first: bool, more: bool) -> Self {
        let known = self.all().find(|order| order.key == key);
        let fresh = Order {
            key,
            descending: known.map_or(descending_first, |order| !order.descending),
        };
        if !more {
            return Self([Some(fresh), None, None]);
        }
        let mut orders = self;
        let place = orders.0.iter().position(|order| match order {
            Some(order) => order.key == key,
            None => true,
        });
        orders.0[place.unwrap_or(KEYS - 1)] = Some(fresh);
        orders
    }

    /// The value of `aria-sort` for a column, which only the weightiest may have.
    pub fn aria(&self, key: K) -> &'static str {
        match self.0[0] {
            Some(order) if order.key == key && order.descending => "descending",
            Some(order) if order.key == key => "ascending",
            _ => "none",
        }
    }

    /// What stands in a column's header: the direction, and its place where several columns sort.
    pub fn arrow(&self, key: K) -> String {
        let Some((place, order)) = self.all().enumerate().find(|(_, order)| order.key == key)
        else {
            return String::new();
        };
        let arrow = if order.descending { "▾" } else { "▴" };
        if self.0[1].is_some() {
            format!("{arrow}{}", place + 1)
        } else {
            arrow.to_owned()
        }
    }
}

impl Key {
    /// Figures are asked for from the top, names from the beginning.
    pub fn descending_first(self) -> bool {
        matches!(
            self,
            Self::Outcome | Self::Kept | Self::Peak | Self::Time | Self::After
        )
    }
}

/// Those of some tests that a filter accepts, in their order.
pub fn accepted(tests: &Tests, filter: &Filter, rows: &[u32]) -> Vec<u32> {
    let is_accepted = |index: u32| {
        let row = tests.row(index as usize);
        row.is_some_and(|row| filter.accepts(&row))
    };
    let rows = rows.iter().copied();
    rows.filter(|index| is_accepted(*index)).collect()
}

/// The indexes of all tests, in order.
pub fn arranged(tests: &Tests, orders: Orders<Key>) -> Vec<u32> {
    let mut rows: Vec<u32> = (0..tests.len() as u32).collect();
    // Each sort leaves equal rows as they stand, so that the weightiest column comes last.
    for order in orders.all().rev() {
        sort_by(tests, &mut rows, order);
    }
    rows
}

fn sort_by(tests: &Tests, rows: &mut [u32], order: Order<Key>) {
    let flip = order.descending;
    let figures = |cell: fn(&TestRow<'_>) -> Option<u64>| -> Vec<Option<u64>> {
        tests.rows().map(|row| cell(&row)).collect()
    };
    let column = match order.key {
        Key::Plan => {
            return arrange(rows, &|a, b| turned(a.cmp(&b), flip));
        }
        Key::Name => {
            let id = |index: u32| &tests.id[index as usize];
            return arrange(rows, &|a, b| turned(id(a).cmp(id(b)), flip));
        }
        Key::Outcome => figures(|row| Some(badness(row.outcome))),
        Key::Kept => figures(|row| row.retained_bytes),
        Key::Peak => figures(|row| row.peak_bytes),
        Key::Time => figures(|row| row.duration_us),
        Key::Batch => figures(|row| row.batch.map(u64::from)),
        Key::After => figures(|row| row.rss_after_bytes),
    };
    arrange(rows, &|a, b| {
        known_first(column[a as usize], column[b as usize], flip)
    });
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
        arranged(&tests(), Orders::by(key, descending))
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
        let filter = Filter::parse("outcome:bad", None).unwrap();
        let rows = arranged(&tests(), Orders::by(Key::Name, true));
        assert_eq!(accepted(&tests(), &filter, &rows), [2, 1]);
    }

    #[test]
    fn a_click_turns_round_or_starts_naturally() {
        let order = Orders::by(Key::Kept, true);
        let turned = order.clicked(Key::Kept, true, false);
        assert_eq!(turned.aria(Key::Kept), "ascending");
        let by_name = order.clicked(Key::Name, Key::Name.descending_first(), false);
        assert_eq!(
            (by_name.aria(Key::Name), by_name.aria(Key::Kept)),
            ("ascending", "none")
        );
    }

    #[test]
    fn several_columns_sort_together() {
        let by_batch = Orders::by(Key::Batch, false);
        let both = by_batch.clicked(Key::Name, false, true);
        assert_eq!(arranged(&tests(), both), [1, 0, 2]);
        let both = both.clicked(Key::Name, false, true);
        assert_eq!(arranged(&tests(), both), [0, 1, 2]);
        assert_eq!(
            (
                both.arrow(Key::Batch),
                both.arrow(Key::Name),
                both.arrow(Key::Kept)
            ),
            ("▴1".to_owned(), "▾2".to_owned(), String::new())
        );
        // A fourth takes the place of the third, and a plain click starts anew.
        let four = both
            .clicked(Key::Kept, true, true)
            .clicked(Key::Peak, true, true);
        assert_eq!(
            (four.arrow(Key::Kept), four.arrow(Key::Peak)),
            (String::new(), "▾3".to_owned())
        );
        assert_eq!(
            four.clicked(Key::Kept, true, false),
            Orders::by(Key::Kept, true)
        );
    }
}
