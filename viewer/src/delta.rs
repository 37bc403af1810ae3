//! The table of a comparison: which tests it lists, in which order.

use crate::tr;
use oomscope_shared::compare::{Comparison, Join, TestDelta};

use crate::filter::Filter;
use crate::sort::{Order, Orders, arrange, known_first, turned};

/// Which tests are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// In both runs, and different.
    Changed,
    /// Only in the second run.
    Added,
    /// Only in the first run.
    Removed,
    /// Every test of both runs.
    All,
}

impl Group {
    /// All groups in the order of their tabs.
    pub const ALL: [Self; 4] = [Self::Changed, Self::Added, Self::Removed, Self::All];

    /// What its tab says.
    pub fn label(self) -> &'static str {
        match self {
            Self::Changed => tr!(PageChanged),
            Self::Added => tr!(PageAdded),
            Self::Removed => tr!(PageRemoved),
            Self::All => tr!(PageAllTests),
        }
    }

    /// How browser tests find its tab.
    pub fn testid(self) -> &'static str {
        match self {
            Self::Changed => "group-changed",
            Self::Added => "group-added",
            Self::Removed => "group-removed",
            Self::All => "group-all",
        }
    }

    /// How many tests are in it.
    pub fn count(self, comparison: &Comparison) -> usize {
        let counts = comparison.counts;
        match self {
            Self::Changed => counts.changed,
            Self::Added => counts.only_after,
            Self::Removed => counts.only_before,
            Self::All => comparison.tests.len(),
        }
    }

    fn has(self, test: &TestDelta, comparison: &Comparison) -> bool {
        match self {
            Self::Changed => test.is_changed(&comparison.noise),
            Self::Added => test.join == Join::OnlyAfter,
            Self::Removed => test.join == Join::OnlyBefore,
            Self::All => true,
        }
    }

    /// The group to begin with: the first one that has anything to show.
    pub fn first_with_tests(comparison: &Comparison) -> Self {
        let filled = Self::ALL
            .into_iter()
            .find(|group| group.count(comparison) > 0);
        filled.unwrap_or(Self::All)
    }
}

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// The order of the comparison: the biggest change first.
    Change,
    /// Test id.
    Name,
    /// Difference of what is kept.
    Kept,
    /// Difference of the peaks.
    Peak,
}

/// The indexes of the listed tests in `comparison.tests`, in order.
pub fn arranged(
    comparison: &Comparison,
    group: Group,
    filter: &Filter,
    orders: Orders<Key>,
) -> Vec<u32> {
    let tests = &comparison.tests;
    let listed = |index: &usize| {
        group.has(&tests[*index], comparison) && filter.accepts_id(&tests[*index].id)
    };
    let mut rows: Vec<u32> = (0..tests.len())
        .filter(listed)
        .map(|index| index as u32)
        .collect();
    for order in orders.all().rev() {
        sort_by(tests, &mut rows, order);
    }
    rows
}

fn sort_by(tests: &[TestDelta], rows: &mut [u32], order: Order<Key>) {
    let flip = order.descending;
    let test = |index: u32| &tests[index as usize];
    match order.key {
        Key::Change => arrange(rows, &|a, b| turned(b.cmp(&a), flip)),
        Key::Name => arrange(rows, &|a, b| turned(test(a).id.cmp(&test(b).id), flip)),
        Key::Kept => arrange(rows, &|a, b| {
            known_first(
                test(a).retained.difference(),
                test(b).retained.difference(),
                flip,
            )
        }),
        Key::Peak => arrange(rows, &|a, b| {
            known_first(test(a).peak.difference(), test(b).peak.difference(), flip)
        }),
    }
}
