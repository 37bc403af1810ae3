//! Holding runs against budgets: the files are read here, the rules are in `oomscope_report::budget`.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use oomscope_report::budget::{self, Budget, Condition, Growth, Judgement, Known};
use oomscope_shared::Artifact;
use oomscope_shared::compare::compare;

use crate::cli::{BaselineArgs, BudgetOptions};
use crate::error::Failure;
use crate::{config, input};

/// A budget with all it is judged by, read before anything runs: a mistake in it costs no run.
#[derive(Debug)]
pub struct Gate {
    /// The file it comes from.
    pub path: Option<PathBuf>,
    budget: Budget,
    baseline: Option<Artifact>,
}

impl Gate {
    /// Reads what the options name.
    ///
    /// # Errors
    /// A file that cannot be read or means nothing.
    pub fn open(options: &BudgetOptions) -> Result<Self, Failure> {
        let config::Config { path, mut budget } = config::load(options.config.as_deref())?;
        for condition in &options.fail_on {
            if !budget.fail_on.contains(condition) {
                budget.fail_on.push(*condition);
            }
        }
        let baseline = options
            .baseline
            .as_deref()
            .map(input::read_artifact)
            .transpose()?;
        // A baseline is given to be compared with.
        let says_nothing = budget.growth == Growth::default() && budget.fail_on.is_empty();
        if baseline.is_some() && says_nothing {
            budget.fail_on.push(Condition::Regression);
        }
        Ok(Self {
            path,
            budget,
            baseline,
        })
    }

    /// Whether there is anything to judge.
    pub fn is_empty(&self) -> bool {
        self.budget == Budget::default()
    }

    /// Judges a run.
    pub fn judge(&self, run: &Artifact) -> Judgement {
        let comparison = self
            .baseline
            .as_ref()
            .map(|baseline| compare(baseline, run));
        budget::judge(&self.budget, run, comparison.as_ref(), &day(0))
    }
}

/// Judges a run that is reported, by the budget that the run itself was judged by; nothing where there is none.
/// An earlier artifact alone is no budget: it is there to be compared with.
///
/// # Errors
/// A file that cannot be read or means nothing.
pub fn of_report(options: &BudgetOptions, run: &Artifact) -> Result<Option<Judgement>, Failure> {
    let alone = Gate::open(&BudgetOptions {
        baseline: None,
        ..options.clone()
    })?;
    if alone.is_empty() {
        return Ok(None);
    }
    Ok(Some(Gate::open(options)?.judge(run)))
}

/// The text of a budget that a run keeps.
///
/// # Errors
/// An artifact that cannot be read.
pub fn baseline(args: &BaselineArgs) -> Result<String, Failure> {
    let run = input::read_artifact(&args.run)?;
    let expires = day(args.days);
    Ok(budget::write(&run, args.room, &Known { expires: &expires }))
}

/// A day from now on, in UTC, as `2026-11-25`.
fn day(from_now: u32) -> String {
    let then = SystemTime::now() + Duration::from_secs(u64::from(from_now) * 86_400);
    let mut text = humantime::format_rfc3339_seconds(then).to_string();
    text.truncate("2026-11-25".len());
    text
}
