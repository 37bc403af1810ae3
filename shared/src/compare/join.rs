//! Every test of both runs, once.

use std::collections::HashMap;

use super::{Change, Join, JoinCounts, Noise, TestDelta, TestFigures};
use crate::artifact::Tests;
use oomscope_quick::order::arrange;

impl TestDelta {
    fn new(id: &str, before: Option<TestFigures>, after: Option<TestFigures>) -> Self {
        let join = match (&before, &after) {
            (Some(_), None) => Join::OnlyBefore,
            (None, _) => Join::OnlyAfter,
            (Some(_), Some(_)) => Join::Both,
        };
        let change = |figure: fn(&TestFigures) -> Option<u64>| Change {
            before: before.as_ref().and_then(figure),
            after: after.as_ref().and_then(figure),
        };
        Self {
            id: id.to_owned(),
            join,
            peak: change(|figures| figures.peak_bytes),
            retained: change(|figures| figures.retained_bytes),
            duration_us: change(|figures| figures.duration_us),
            before,
            after,
        }
    }

    /// Both figures of a test that both runs have.
    pub fn both(&self) -> Option<(&TestFigures, &TestFigures)> {
        Some((self.before.as_ref()?, self.after.as_ref()?))
    }

    /// Whether its memory differs beyond noise.
    pub fn is_memory_changed(&self, noise: &Noise) -> bool {
        let beyond = |change: Change, noise: u64| {
            change
                .difference()
                .is_some_and(|difference| difference.unsigned_abs() > noise)
        };
        beyond(self.peak, noise.of_test_peak(self.peak))
            || beyond(self.retained, noise.of_test_retained(self.retained))
    }

    /// Whether both runs have it and its outcome differs or its memory differs beyond noise.
    pub fn is_changed(&self, noise: &Noise) -> bool {
        self.both()
            .is_some_and(|(before, after)| before.outcome != after.outcome)
            || self.is_memory_changed(noise)
    }

    /// Whether both runs have it and only the second calls it bad.
    pub fn is_newly_failing(&self) -> bool {
        self.both()
            .is_some_and(|(before, after)| !before.outcome.is_bad() && after.outcome.is_bad())
    }

    /// Whether both runs have it and only the first calls it bad.
    pub fn is_newly_passing(&self) -> bool {
        self.both()
            .is_some_and(|(before, after)| before.outcome.is_bad() && !after.outcome.is_bad())
    }
}

/// Joins the tests of two runs: the n-th test with an id meets the n-th with the same id.
pub(super) fn join(before: &Tests, after: &Tests) -> Vec<TestDelta> {
    let after_figures = figures(after);
    let mut partners: HashMap<(&str, u32), TestFigures> = after_figures
        .iter()
        .map(|(id, figures)| ((*id, figures.occurrence), *figures))
        .collect();
    let mut deltas: Vec<_> = figures(before)
        .into_iter()
        .map(|(id, figures)| {
            let partner = partners.remove(&(id, figures.occurrence));
            TestDelta::new(id, Some(figures), partner)
        })
        .collect();
    let left = after_figures
        .into_iter()
        .filter(|(id, figures)| partners.contains_key(&(*id, figures.occurrence)));
    deltas.extend(left.map(|(id, figures)| TestDelta::new(id, None, Some(figures))));
    // The sort is stable: what changed equally stays in the order of the plan.
    let size = |change: Change| change.difference().map(i64::unsigned_abs);
    let sizes = |delta: &TestDelta| (size(delta.retained), size(delta.peak));
    arrange(&mut deltas, &|a, b| sizes(b).cmp(&sizes(a)));
    deltas
}

/// The tests of one run in the order of its plan, with their occurrence counted.
fn figures(tests: &Tests) -> Vec<(&str, TestFigures)> {
    let mut seen: HashMap<&str, u32> = HashMap::new();
    tests
        .rows()
        .map(|row| {
            let occurrence = seen.entry(row.id).or_default();
            *occurrence += 1;
            let figures = TestFigures {
                index: row.index,
                outcome: row.outcome,
                peak_bytes: row.peak_bytes,
                retained_bytes: row.retained_bytes,
                duration_us: row.duration_us,
                batch: row.batch,
                occurrence: *occurrence,
            };
            (row.id, figures)
        })
        .collect()
}

pub(super) fn counts(tests: &[TestDelta], noise: &Noise) -> JoinCounts {
    let mut counts = JoinCounts::default();
    for test in tests {
        match test.join {
            Join::OnlyBefore => counts.only_before += 1,
            Join::OnlyAfter => counts.only_after += 1,
            Join::Both => {
                counts.both += 1;
                let changed = test.is_changed(noise);
                counts.changed += usize::from(changed);
                counts.unchanged += usize::from(!changed);
                counts.newly_failing += usize::from(test.is_newly_failing());
                counts.newly_passing += usize::from(test.is_newly_passing());
            }
        }
    }
    counts
}
