//! Budgets: how much memory a suite may need and keep, and whether a run kept to it.
//!
//! A budget is judged on what an artifact says, so the same file and the same rules give the same answer
//! in the run itself, in `oomscope check` and on another machine. `docs/budgets.md` tells the rules.

mod growth;
mod known;
mod render;
#[cfg(test)]
mod tests;
mod write;

use serde::Serialize;
use wildmatch::WildMatch;

use oomscope_shared::artifact::{Artifact, TestRow};
use oomscope_shared::compare::{Comparison, VerdictKind};
use oomscope_shared::finding::{Cause, Finding, Kind};
use oomscope_shared::finding_text;
use oomscope_shared::table::id_in_sentence;
use oomscope_shared::{Message, messages};

pub use known::{Expired, List, Unused};
pub use render::{json, markdown, text};
pub use write::{Known, write};

/// What a suite may need and keep. Sizes are in bytes; `None`: no limit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Budget {
    /// Highest memory of any batch.
    pub peak_bytes: Option<u64>,
    /// What all tests together leave behind.
    pub retained_bytes: Option<u64>,
    /// For every test that no entry of `tests` speaks of.
    pub each: TestLimits,
    /// For tests whose ids match; of several that match the last one counts, figure by figure.
    pub tests: Vec<TestBudget>,
    /// A limit counts as broken only beyond this share of it, in percent.
    pub noise_percent: f64,
    /// How much more than a baseline is allowed.
    pub growth: Growth,
    /// What else breaks the budget.
    pub fail_on: Vec<Condition>,
    /// Findings that are known and shall not break it.
    pub ignore: Vec<IgnoredFinding>,
}

/// Limits of one test, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TestLimits {
    /// Highest memory of its process while it ran: with what earlier tests left there.
    pub peak_bytes: Option<u64>,
    /// What it needed at once above what was there before it.
    pub needs_bytes: Option<u64>,
    /// What it leaves behind.
    pub retained_bytes: Option<u64>,
}

/// Limits of the tests whose ids match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestBudget {
    /// `*` stands for any text, `?` for one character; everything else for itself.
    pub pattern: String,
    /// The limits.
    pub limits: TestLimits,
}

/// How much a figure may grow: by the larger of the two.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Margin {
    /// In percent of the baseline.
    pub percent: f64,
    /// In bytes.
    pub bytes: u64,
}

impl Margin {
    /// What may be added to a figure, in bytes.
    fn of(self, before: u64) -> u64 {
        self.bytes
            .max((before as f64 * self.percent / 100.0) as u64)
    }
}

/// How much more than a baseline a run may need and keep; `None`: it is not judged.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Growth {
    /// Of the highest memory of any batch.
    pub peak: Option<Margin>,
    /// Of what the tests of both runs together leave behind.
    pub retained: Option<Margin>,
    /// Of the highest memory of a test.
    pub test_peak: Option<Margin>,
    /// Of what a test leaves behind.
    pub test_retained: Option<Margin>,
}

/// What can break a budget beside its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// A leak was found.
    Leak,
    /// A hog was found.
    Hog,
    /// Either was found.
    Finding,
    /// The comparison with the baseline says that the run regressed.
    Regression,
}

impl Condition {
    /// Every condition.
    pub const ALL: [Self; 4] = [Self::Leak, Self::Hog, Self::Finding, Self::Regression];

    /// The name in files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leak => "leak",
            Self::Hog => "hog",
            Self::Finding => "finding",
            Self::Regression => "regression",
        }
    }

    fn is_met_by(self, kind: Kind) -> bool {
        match self {
            Self::Leak => kind == Kind::Leak,
            Self::Hog => kind == Kind::Hog,
            Self::Finding => true,
            Self::Regression => false,
        }
    }
}

/// A finding that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IgnoredFinding {
    /// Its cause.
    pub cause: Option<Cause>,
    /// Pattern of its holder.
    pub holder: Option<String>,
    /// Pattern that every culprit matches.
    pub test: Option<String>,
    /// Why it is ignored.
    pub reason: String,
    /// The last day on which it is, as `2027-01-31`.
    pub expires: Option<String>,
}

/// What was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// A finding that is not ignored.
    Finding,
    /// The verdict of the comparison.
    Regression,
    /// `peak`.
    Peak,
    /// `retained`.
    Retained,
    /// `growth.peak`.
    PeakGrowth,
    /// `growth.retained`.
    RetainedGrowth,
    /// `test-retained`.
    TestRetained,
    /// `test-needs`.
    TestNeeds,
    /// `test-peak`.
    TestPeak,
    /// `growth.test-retained`.
    TestRetainedGrowth,
    /// `growth.test-peak`.
    TestPeakGrowth,
}

impl Rule {
    /// The key in `oomscope.toml`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Finding | Self::Regression => "fail-on",
            Self::Peak => "peak",
            Self::Retained => "retained",
            Self::PeakGrowth => "growth.peak",
            Self::RetainedGrowth => "growth.retained",
            Self::TestRetained => "test-retained",
            Self::TestNeeds => "test-needs",
            Self::TestPeak => "test-peak",
            Self::TestRetainedGrowth => "growth.test-retained",
            Self::TestPeakGrowth => "growth.test-peak",
        }
    }
}

/// A rule that was broken.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Violation {
    /// Which one.
    pub rule: Rule,
    /// The test or the first culprit, where it is about one.
    pub test: Option<String>,
    /// What was measured, in bytes.
    pub measured_bytes: Option<u64>,
    /// What would have been allowed, in bytes.
    pub allowed_bytes: Option<u64>,
    /// All of it as a sentence.
    pub message: Message,
}

/// Whether a run kept to its budget.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Judgement {
    /// What it broke, the most important first.
    pub violations: Vec<Violation>,
    /// How many limits were held against a figure, and so could have been broken.
    pub checked: usize,
    /// Findings that were there and ignored, with the reason.
    pub ignored: Vec<Message>,
    /// Entries of `ignore` whose day is over.
    pub expired: Vec<Expired>,
    /// Entries of `ignore` and `tests` that match nothing.
    pub unused: Vec<Unused>,
    /// What could not be judged, and why.
    pub unjudged: Vec<Message>,
}

impl Judgement {
    /// Whether nothing was broken.
    pub fn is_kept(&self) -> bool {
        self.violations.is_empty()
    }
}

/// Judges a run. `comparison` is that of a baseline with it; `today` is a day as `2026-11-25`.
pub fn judge(
    budget: &Budget,
    run: &Artifact,
    comparison: Option<&Comparison>,
    today: &str,
) -> Judgement {
    let mut judging = Judging {
        budget,
        judgement: Judgement::default(),
    };
    judging.findings(&run.findings, today);
    judging.run(run);
    judging.tests(run);
    judging.growth(comparison);
    let mut judgement = judging.judgement;
    // Most important first: what was diagnosed, then the run, then tests, the largest excess first.
    let excess = |v: &Violation| {
        v.measured_bytes
            .unwrap_or(0)
            .saturating_sub(v.allowed_bytes.unwrap_or(0))
    };
    judgement
        .violations
        .sort_by_key(|v| (v.rule, std::cmp::Reverse(excess(v))));
    judgement
}

struct Judging<'a> {
    budget: &'a Budget,
    judgement: Judgement,
}

/// A limit and the figure it is for.
struct Held<'a> {
    rule: Rule,
    test: Option<&'a str>,
    limit: Option<u64>,
    measured: Option<u64>,
}

impl Judging<'_> {
    fn run(&mut self, run: &Artifact) {
        let peak = run.peak_bytes();
        let retained = run.retained_bytes();
        let held = Held {
            rule: Rule::Peak,
            test: None,
            limit: self.budget.peak_bytes,
            measured: peak,
        };
        self.hold(held, |measured_bytes, allowed_bytes| {
            messages::BudgetPeak {
                measured_bytes,
                allowed_bytes,
            }
            .into()
        });
        let held = Held {
            rule: Rule::Retained,
            test: None,
            limit: self.budget.retained_bytes,
            measured: retained,
        };
        self.hold(held, |measured_bytes, allowed_bytes| {
            messages::BudgetRetained {
                measured_bytes,
                allowed_bytes,
            }
            .into()
        });
        let missing = [
            (Rule::Peak, self.budget.peak_bytes, peak),
            (Rule::Retained, self.budget.retained_bytes, retained),
        ];
        for (rule, limit, measured) in missing {
            if limit.is_some() && measured.is_none() {
                let rule = rule.key();
                let message = messages::BudgetNoFigure { rule };
                self.judgement.unjudged.push(message.into());
            }
        }
    }

    fn tests(&mut self, run: &Artifact) {
        let entries: Vec<(WildMatch, TestLimits)> = self
            .budget
            .tests
            .iter()
            .map(|entry| (WildMatch::new(&entry.pattern), entry.limits))
            .collect();
        let mut used = vec![false; entries.len()];
        for row in run.tests.rows() {
            let mut limits = self.budget.each;
            for ((pattern, own), used) in entries.iter().zip(&mut used) {
                if pattern.matches(row.id) {
                    *used = true;
                    limits = TestLimits {
                        peak_bytes: own.peak_bytes.or(limits.peak_bytes),
                        needs_bytes: own.needs_bytes.or(limits.needs_bytes),
                        retained_bytes: own.retained_bytes.or(limits.retained_bytes),
                    };
                }
            }
            self.test(&row, limits);
        }
        let unused = self.budget.tests.iter().zip(used).filter(|(_, used)| !used);
        self.judgement
            .unused
            .extend(unused.map(|(entry, _)| Unused {
                list: List::Tests,
                entry: entry.pattern.clone(),
            }));
    }

    fn test(&mut self, row: &TestRow<'_>, limits: TestLimits) {
        let needs = match (row.peak_bytes, row.rss_before_bytes) {
            (Some(peak), Some(before)) => Some(peak.saturating_sub(before)),
            _ => None,
        };
        let id = || id_in_sentence(row.id);
        let held = |rule, limit, measured| Held {
            rule,
            test: Some(row.id),
            limit,
            measured,
        };
        self.hold(
            held(
                Rule::TestRetained,
                limits.retained_bytes,
                row.retained_bytes,
            ),
            |measured_bytes, allowed_bytes| {
                messages::BudgetTestRetained {
                    test: id(),
                    measured_bytes,
                    allowed_bytes,
                }
                .into()
            },
        );
        self.hold(
            held(Rule::TestNeeds, limits.needs_bytes, needs),
            |measured_bytes, allowed_bytes| {
                messages::BudgetTestNeeds {
                    test: id(),
                    measured_bytes,
                    allowed_bytes,
                }
                .into()
            },
        );
        self.hold(
            held(Rule::TestPeak, limits.peak_bytes, row.peak_bytes),
            |measured_bytes, allowed_bytes| {
                messages::BudgetTestPeak {
                    test: id(),
                    measured_bytes,
                    allowed_bytes,
                }
                .into()
            },
        );
    }

    /// Holds a figure against a limit. One that was not measured keeps to every limit. `say` gets the
    /// figure and the limit.
    fn hold(&mut self, held: Held<'_>, say: impl FnOnce(u64, u64) -> Message) {
        let (Some(limit), Some(measured)) = (held.limit, held.measured) else {
            return;
        };
        self.judgement.checked += 1;
        let noise = (limit as f64 * self.budget.noise_percent / 100.0) as u64;
        if measured <= limit.saturating_add(noise) {
            return;
        }
        self.judgement.violations.push(Violation {
            rule: held.rule,
            test: held.test.map(str::to_owned),
            measured_bytes: Some(measured),
            allowed_bytes: Some(limit),
            message: say(measured, limit),
        });
    }

    fn findings(&mut self, findings: &[Finding], today: &str) {
        let wanted = |finding: &Finding| {
            let mut on = self.budget.fail_on.iter();
            on.any(|condition| condition.is_met_by(finding.kind))
        };
        let sorted = known::sort(&self.budget.ignore, findings, today);
        let judgement = &mut self.judgement;
        judgement.ignored = sorted.ignored;
        judgement.expired = sorted.expired;
        judgement.unused = sorted.unused;
        for finding in sorted.open.into_iter().filter(|finding| wanted(finding)) {
            judgement.violations.push(Violation {
                rule: Rule::Finding,
                test: finding.culprits.first().cloned(),
                measured_bytes: finding.retained_bytes,
                allowed_bytes: None,
                message: messages::Sentence {
                    clause: finding_text::headline(finding),
                }
                .into(),
            });
        }
        let conditions = self.budget.fail_on.iter();
        judgement.checked += conditions
            .filter(|on| **on != Condition::Regression)
            .count();
    }
}
