//! A run held against a baseline: how much more it may need and keep.

use super::{Condition, Judging, Margin, Rule, VerdictKind, Violation};
use oomscope_shared::compare::{Change, Comparison};
use oomscope_shared::table::id_in_sentence;
use oomscope_shared::{Key, Message, messages};

/// A figure, how much it may grow, and how much it seems to by noise.
struct Growing<'a> {
    rule: Rule,
    test: Option<&'a str>,
    margin: Option<Margin>,
    change: Change,
    noise: u64,
}

/// A figure that grew by more than is allowed.
struct Grown {
    before_bytes: u64,
    after_bytes: u64,
    grown_change_bytes: i64,
    allowed_change_bytes: i64,
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
        let peak = Growing {
            rule: Rule::PeakGrowth,
            test: None,
            margin: growth.peak,
            change: comparison.peak,
            noise: noise.peak_bytes,
        };
        self.grown(peak, |grown| {
            messages::BudgetPeakGrowth {
                before_bytes: grown.before_bytes,
                after_bytes: grown.after_bytes,
                grown_change_bytes: grown.grown_change_bytes,
                allowed_change_bytes: grown.allowed_change_bytes,
            }
            .into()
        });
        let retained = Growing {
            rule: Rule::RetainedGrowth,
            test: None,
            margin: growth.retained,
            change: comparison.retained,
            noise: noise.retained_bytes,
        };
        self.grown(retained, |grown| {
            messages::BudgetRetainedGrowth {
                before_bytes: grown.before_bytes,
                after_bytes: grown.after_bytes,
                grown_change_bytes: grown.grown_change_bytes,
                allowed_change_bytes: grown.allowed_change_bytes,
            }
            .into()
        });
        for test in &comparison.tests {
            let peak = Growing {
                rule: Rule::TestPeakGrowth,
                test: Some(&test.id),
                margin: growth.test_peak,
                change: test.peak,
                noise: noise.of_test_peak(test.peak),
            };
            self.grown(peak, |grown| {
                messages::BudgetTestPeakGrowth {
                    test: id_in_sentence(&test.id),
                    before_bytes: grown.before_bytes,
                    after_bytes: grown.after_bytes,
                    grown_change_bytes: grown.grown_change_bytes,
                    allowed_change_bytes: grown.allowed_change_bytes,
                }
                .into()
            });
            let retained = Growing {
                rule: Rule::TestRetainedGrowth,
                test: Some(&test.id),
                margin: growth.test_retained,
                change: test.retained,
                noise: noise.of_test_retained(test.retained),
            };
            self.grown(retained, |grown| {
                messages::BudgetTestRetainedGrowth {
                    test: id_in_sentence(&test.id),
                    before_bytes: grown.before_bytes,
                    after_bytes: grown.after_bytes,
                    grown_change_bytes: grown.grown_change_bytes,
                    allowed_change_bytes: grown.allowed_change_bytes,
                }
                .into()
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

    fn grown(&mut self, growing: Growing<'_>, say: impl FnOnce(Grown) -> Message) {
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
            rule: growing.rule,
            test: growing.test.map(str::to_owned),
            measured_bytes: Some(after),
            allowed_bytes: Some(allowed),
            message: say(Grown {
                before_bytes: before,
                after_bytes: after,
                grown_change_bytes: change.difference().unwrap_or(0),
                allowed_change_bytes: i64::try_from(allowed - before).unwrap_or(i64::MAX),
            }),
        });
    }
}
