//! A run held against a baseline: how much more it may need and keep.

use super::{Condition, Judging, Margin, Rule, VerdictKind, Violation};
use oomscope_shared::compare::{Change, Comparison};
use oomscope_shared::table::id_in_sentence;
use oomscope_shared::units::{bytes, signed_bytes};

impl Judging<'_> {
    /// Judges growth. What lies inside the comparison's own noise is none, however small the margin.
    pub(super) fn growth(&mut self, comparison: Option<&Comparison>) {
        let growth = self.budget.growth;
        let wants_verdict = self.budget.fail_on.contains(&Condition::Regression);
        let Some(comparison) = comparison else {
            if growth != super::Growth::default() || wants_verdict {
                let text =
                    "Growth and regression: there is no baseline; give one with `--baseline`.";
                self.judgement.unjudged.push(text.to_owned());
            }
            return;
        };
        if wants_verdict {
            self.verdict(comparison);
        }
        let noise = &comparison.noise;
        let run = "The run's peak";
        self.grown(
            Rule::PeakGrowth,
            run,
            None,
            growth.peak,
            comparison.peak,
            noise.peak_bytes,
        );
        let kept = "What the tests of both runs keep together";
        let rule = Rule::RetainedGrowth;
        self.grown(
            rule,
            kept,
            None,
            growth.retained,
            comparison.retained,
            noise.retained_bytes,
        );
        for test in &comparison.tests {
            let id = Some(test.id.as_str());
            let peak = format!("The peak of {}", id_in_sentence(&test.id));
            let floor = noise.of_test_peak(test.peak);
            self.grown(
                Rule::TestPeakGrowth,
                &peak,
                id,
                growth.test_peak,
                test.peak,
                floor,
            );
            let kept = format!("What {} keeps", id_in_sentence(&test.id));
            let floor = noise.of_test_retained(test.retained);
            let rule = Rule::TestRetainedGrowth;
            self.grown(rule, &kept, id, growth.test_retained, test.retained, floor);
        }
    }

    fn verdict(&mut self, comparison: &Comparison) {
        self.judgement.checked += 1;
        let verdict = &comparison.verdict;
        match verdict.kind {
            VerdictKind::Regressed => self.judgement.violations.push(Violation {
                rule: Rule::Regression,
                test: None,
                measured_bytes: comparison.peak.after,
                allowed_bytes: comparison.peak.before,
                sentence: verdict.sentence.clone(),
            }),
            VerdictKind::Inconclusive => {
                let text = format!("Regression: {}", verdict.sentence);
                self.judgement.unjudged.push(text);
            }
            _ => {}
        }
    }

    fn grown(
        &mut self,
        rule: Rule,
        what: &str,
        test: Option<&str>,
        margin: Option<Margin>,
        change: Change,
        noise: u64,
    ) {
        let (Some(margin), Some(before), Some(after)) = (margin, change.before, change.after)
        else {
            return;
        };
        self.judgement.checked += 1;
        let allowed = before.saturating_add(margin.of(before).max(noise));
        if after <= allowed {
            return;
        }
        self.judgement.violations.push(Violation {
            rule,
            test: test.map(str::to_owned),
            measured_bytes: Some(after),
            allowed_bytes: Some(allowed),
            sentence: format!(
                "{what} grew from {} to {} ({}), and `{}` allows {}.",
                bytes(before),
                bytes(after),
                signed_bytes(change.difference().unwrap_or(0)),
                rule.key(),
                signed_bytes(i64::try_from(allowed - before).unwrap_or(i64::MAX)),
            ),
        });
    }
}
