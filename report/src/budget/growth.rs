//! A run held against a baseline: how much more it may need and keep.

use super::{Condition, Judging, Margin, Rule, VerdictKind, Violation};
use oomscope_shared::compare::{Change, Comparison};
use oomscope_shared::table::id_in_sentence;
use oomscope_shared::{Key, Message, messages};

/// Which figure may grow.
#[derive(Debug, Clone, Copy)]
enum Figure {
    Peak,
    Retained,
}

/// A figure, how much it may grow, and how much it seems to by noise.
struct Growing<'a> {
    figure: Figure,
    /// Whose figure it is; without a test that of the whole run.
    test: Option<&'a str>,
    margin: Option<Margin>,
    change: Change,
    noise: u64,
}

impl Growing<'_> {
    fn rule(&self) -> Rule {
        match (self.figure, self.test) {
            (Figure::Peak, None) => Rule::PeakGrowth,
            (Figure::Retained, None) => Rule::RetainedGrowth,
            (Figure::Peak, Some(_)) => Rule::TestPeakGrowth,
            (Figure::Retained, Some(_)) => Rule::TestRetainedGrowth,
        }
    }

    /// That it grew from one size to another, by more than is allowed.
    fn message(&self, before_bytes: u64, after_bytes: u64, allowed_bytes: u64) -> Message {
        let grown_change_bytes = self.change.difference().unwrap_or(0);
        let allowed_change_bytes = i64::try_from(allowed_bytes - before_bytes).unwrap_or(i64::MAX);
        match (self.figure, self.test.map(id_in_sentence)) {
            (Figure::Peak, None) => messages::BudgetPeakGrowth {
                before_bytes,
                after_bytes,
                grown_change_bytes,
                allowed_change_bytes,
            }
            .into(),
            (Figure::Retained, None) => messages::BudgetRetainedGrowth {
                before_bytes,
                after_bytes,
                grown_change_bytes,
                allowed_change_bytes,
            }
            .into(),
            (Figure::Peak, Some(test)) => messages::BudgetTestPeakGrowth {
                test,
                before_bytes,
                after_bytes,
                grown_change_bytes,
                allowed_change_bytes,
            }
            .into(),
            (Figure::Retained, Some(test)) => messages::BudgetTestRetainedGrowth {
                test,
                before_bytes,
                after_bytes,
                grown_change_bytes,
                allowed_change_bytes,
            }
            .into(),
        }
    }
}

impl Judging<'_> {
    /// Judges growth. What lies inside the comparison's own noise is none, however small the margin.
    pub(super) fn growth(&mut self, comparison: Option<&Comparison>) {
        let growth = self.budget.growth;
        let wants_verdict = self.budget.fail_on.contains(&Condition::Regression);
        let Some(comparison) = comparison else {
            if growth != super::Growth::default() || wants_verdict {
                self.judgement.unjudged.push(Key::BudgetNoBaseline.into());
            }
            return;
        };
        if wants_verdict {
            self.verdict(comparison);
        }
        let noise = &comparison.noise;
        self.both_grown(
            None,
            (growth.peak, comparison.peak, noise.peak_bytes),
            (growth.retained, comparison.retained, noise.retained_bytes),
        );
        for test in &comparison.tests {
            let (peak, retained) = (test.peak, test.retained);
            self.both_grown(
                Some(&test.id),
                (growth.test_peak, peak, noise.of_test_peak(peak)),
                (
                    growth.test_retained,
                    retained,
                    noise.of_test_retained(retained),
                ),
            );
        }
    }

    /// Judges the two figures of the run or of a test: how much each may grow, how it changed, its noise.
    fn both_grown(
        &mut self,
        test: Option<&str>,
        peak: (Option<Margin>, Change, u64),
        retained: (Option<Margin>, Change, u64),
    ) {
        for (figure, (margin, change, noise)) in
            [(Figure::Peak, peak), (Figure::Retained, retained)]
        {
            self.grown(&Growing {
                figure,
                test,
                margin,
                change,
                noise,
            });
        }
    }

    fn verdict(&mut self, comparison: &Comparison) {
        self.judgement.checked += 1;
        let verdict = &comparison.verdict;
        let sentence = verdict.sentence();
        match verdict.kind {
            VerdictKind::Regressed => self.judgement.violations.push(Violation {
                rule: Rule::Regression,
                test: None,
                measured_bytes: comparison.peak.after,
                allowed_bytes: comparison.peak.before,
                message: sentence,
            }),
            VerdictKind::Inconclusive => {
                let message = messages::BudgetInconclusive { verdict: sentence };
                self.judgement.unjudged.push(message.into());
            }
            _ => {}
        }
    }

    fn grown(&mut self, growing: &Growing<'_>) {
        let change = growing.change;
        let (Some(margin), Some(before), Some(after)) =
            (growing.margin, change.before, change.after)
        else {
            return;
        };
        self.judgement.checked += 1;
        let allowed = before.saturating_add(margin.of(before).max(growing.noise));
        if after <= allowed {
            return;
        }
        self.judgement.violations.push(Violation {
            rule: growing.rule(),
            test: growing.test.map(str::to_owned),
            measured_bytes: Some(after),
            allowed_bytes: Some(allowed),
            message: growing.message(before, after, allowed),
        });
    }
}
