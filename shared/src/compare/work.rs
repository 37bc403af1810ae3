//! Which tests did their work in both runs. A test that was skipped, removed or failed half-way needs
//! little memory, and a suite that does less is no suite that was mended.

use std::collections::{HashMap, HashSet};

use super::side::observed;
use super::{Change, TestDelta, TestFigures};
use crate::artifact::{Artifact, Framework};
use crate::ending::{Ending, Outcome};

/// How far a test got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Work {
    /// It was skipped or not run.
    Nothing,
    /// It failed or died on the way.
    Part,
    /// It ran to its end.
    All,
}

/// Whether anything is known to have been done.
fn has_worked(work: Option<Work>) -> bool {
    work.is_some_and(|work| work != Work::Nothing)
}

/// How far every test of a run got, in the order of its columns.
pub(super) fn of_tests(artifact: &Artifact) -> Vec<Work> {
    let endings: HashMap<u32, Ending> = artifact
        .batches
        .iter()
        .map(|batch| (batch.index, batch.ending))
        .collect();
    artifact
        .tests
        .rows()
        .map(|row| match row.outcome {
            Outcome::Skipped | Outcome::NotRun => Work::Nothing,
            Outcome::Failed | Outcome::Error | Outcome::Died => Work::Part,
            // An expected failure stops at the same line every time: that is all of its work.
            Outcome::Passed | Outcome::Xfailed | Outcome::Xpassed => Work::All,
            Outcome::Ran => {
                let ending = row.batch.and_then(|batch| endings.get(&batch));
                if ending == Some(&Ending::Passed) {
                    Work::All
                } else {
                    Work::Part
                }
            }
        })
        .collect()
}

/// How far a command without a list of tests got; `None` where nobody has recorded that: of another tool's file.
fn of_command(artifact: &Artifact) -> Option<Work> {
    let endings: Vec<Ending> = observed(artifact).map(|batch| batch.ending).collect();
    if endings.contains(&Ending::Unrecorded) {
        return None;
    }
    Some(
        match endings.iter().all(|ending| *ending == Ending::Passed) {
            _ if endings.is_empty() => Work::Nothing,
            true => Work::All,
            false => Work::Part,
        },
    )
}

/// How much of each run's work the other run did as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Overlap {
    /// Tests that ran in both.
    pub both: usize,
    /// The first run, seen from the second.
    pub before: Coverage,
    /// The second run, seen from the first.
    pub after: Coverage,
    /// What the tests that got equally far and were measured in both runs kept together, in bytes.
    pub retained: Change,
    /// How many tests that is.
    pub retained_tests: usize,
}

/// How much of one run's work the other run did as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Coverage {
    /// Tests that this run ran.
    pub ran: usize,
    /// How many of them the other run ran at least as far.
    pub matched: usize,
    /// Highest memory of the matched tests in this run, in bytes.
    pub matched_peak_bytes: Option<u64>,
    /// Whether the other run ran every test that was running when a batch of this run died of memory.
    pub are_victims_matched: bool,
}

impl Coverage {
    pub(super) const NONE: Self = Self {
        ran: 0,
        matched: 0,
        matched_peak_bytes: None,
        are_victims_matched: true,
    };

    /// The share of this run's tests that the other run did not do.
    pub(super) fn missing_share(&self) -> f64 {
        if self.ran == 0 {
            1.0
        } else {
            (self.ran - self.matched) as f64 / self.ran as f64
        }
    }

    /// How much of this run's peak the other run could have reached too. What a leak kept grows with
    /// the number of tests, hence the share; a test that needs much at once is in the matched peak or
    /// is not.
    pub(super) fn comparable_peak(&self, peak_bytes: u64) -> u64 {
        if self.matched == self.ran {
            return peak_bytes;
        }
        let reached = self
            .matched_peak_bytes
            .map_or(peak_bytes, |peak| peak.min(peak_bytes));
        (reached as f64 * (1.0 - self.missing_share())) as u64
    }

    fn add(&mut self, mine: Option<Work>, other: Option<Work>, peak_bytes: Option<u64>) {
        if !has_worked(mine) {
            return;
        }
        self.ran += 1;
        if other >= mine {
            self.matched += 1;
            self.matched_peak_bytes = self.matched_peak_bytes.max(peak_bytes);
        }
    }
}

/// The overlap of two runs whose tests are joined in `tests`.
pub(super) fn overlap(before: &Artifact, after: &Artifact, tests: &[TestDelta]) -> Overlap {
    let mut overlap = Overlap {
        both: 0,
        before: Coverage::NONE,
        after: Coverage::NONE,
        retained: Change::default(),
        retained_tests: 0,
    };
    if is_bare(before) && is_bare(after) {
        // What is not known of one run is no difference: it is taken to have got as far as the other.
        let (first, second) = (of_command(before), of_command(after));
        let (first, second) = (first.or(second), second.or(first));
        let of = |work: Option<Work>| Some(work.unwrap_or(Work::All));
        let (first, second) = (of(first), of(second));
        overlap.both = usize::from(has_worked(first) && has_worked(second));
        overlap.before.add(first, second, None);
        overlap.after.add(second, first, None);
        return overlap;
    }
    let (works_before, works_after) = (of_tests(before), of_tests(after));
    let (victims_before, victims_after) = (victims(before), victims(after));
    let mut kept = (0_u64, 0_u64);
    for test in tests {
        let work = |figures: Option<TestFigures>, works: &[Work]| {
            figures
                .and_then(|figures| works.get(figures.index as usize))
                .copied()
        };
        let first = work(test.before, &works_before);
        let second = work(test.after, &works_after);
        overlap.both += usize::from(has_worked(first) && has_worked(second));
        overlap.before.add(first, second, test.peak.before);
        overlap.after.add(second, first, test.peak.after);
        let is_victim = |figures: Option<TestFigures>, victims: &HashSet<u32>| {
            figures.is_some_and(|figures| victims.contains(&figures.index))
        };
        if is_victim(test.before, &victims_before) && !has_worked(second) {
            overlap.before.are_victims_matched = false;
        }
        if is_victim(test.after, &victims_after) && !has_worked(first) {
            overlap.after.are_victims_matched = false;
        }
        if let (Some(before), Some(after)) = (test.retained.before, test.retained.after)
            && first == second
        {
            kept = (kept.0.saturating_add(before), kept.1.saturating_add(after));
            overlap.retained_tests += 1;
        }
    }
    if overlap.retained_tests > 0 {
        overlap.retained = Change {
            before: Some(kept.0),
            after: Some(kept.1),
        };
    }
    overlap
}

/// Whether it is a run of a command that lists no tests.
pub(super) fn is_bare(artifact: &Artifact) -> bool {
    artifact.run.framework == Framework::Command && artifact.tests.is_empty()
}

/// The tests that were running when a batch died of memory.
fn victims(artifact: &Artifact) -> HashSet<u32> {
    let victims = crate::answer::Victims::of(artifact);
    observed(artifact)
        .filter(|batch| batch.ending.is_memory_death())
        .flat_map(|batch| victims.in_batch(batch))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::command;

    #[test]
    fn a_command_that_never_began_did_nothing() {
        let ended = |ending| command().batch(ending, 90).done();
        assert_eq!(of_command(&command().done()), Some(Work::Nothing));
        assert_eq!(of_command(&ended(Ending::Passed)), Some(Work::All));
        assert_eq!(of_command(&ended(Ending::Exited)), Some(Work::Part));
        let both = |before: &Artifact, after: &Artifact| overlap(before, after, &[]).both;
        let passed = ended(Ending::Passed);
        assert_eq!(both(&passed, &passed), 1);
        assert_eq!(both(&passed, &command().done()), 0);
        assert_eq!(both(&command().done(), &passed), 0);
    }

    #[test]
    fn a_peak_counts_by_the_share_of_the_work_that_both_did() {
        let coverage = |matched: usize, matched_peak_bytes: Option<u64>| Coverage {
            ran: 4,
            matched,
            matched_peak_bytes,
            are_victims_matched: true,
        };
        assert_eq!(coverage(4, Some(100)).comparable_peak(800), 800);
        assert_eq!(coverage(3, Some(400)).comparable_peak(800), 300);
        assert_eq!(coverage(3, None).comparable_peak(800), 600);
        assert_eq!(Coverage::NONE.missing_share(), 1.0);
    }
}
