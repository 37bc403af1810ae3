//! The hunt in frameworks without a plugin: by rounds where a process can dump its heap, by subsets of the tests
//! where not, and where rounds have nothing to say of a death. Who dies of memory alone is found before anything is
//! repeated, and whoever keeps memory beside that is still looked for.

use std::time::{Duration, Instant};

use oomscope_diagnosis::bisect::{self, BisectResult, Why};
use oomscope_diagnosis::native::hunt::Blind;
use oomscope_diagnosis::rounds::Scope;
use oomscope_journal::Event;
use oomscope_shared::finding::{Finding, Hunt};
use oomscope_shared::message::Message;

use super::Engine;
use super::hunt::BUDGET;
use crate::cli::HuntArg;
use crate::driver::HuntWay;
use crate::error::Failure;

/// What the hunt may take at least where heaps are dumped: each dump takes seconds.
const ROUNDS_BUDGET: Duration = Duration::from_secs(45);

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) findings: Vec<Finding>,
    pub(super) notes: Vec<Message>,
    pub(super) undone: Vec<Message>,
    pub(super) stopped_by: Option<i32>,
}

impl Told {
    /// Notes that the profiler saw nothing, once for each reason.
    pub(super) fn not_seen(&mut self, why: Blind) {
        let why: Message = why.undone().into();
        if !self.undone.contains(&why) {
            self.undone.push(why);
        }
    }
}

impl Engine<'_> {
    /// Hunts, where there is a reason to. Returns the signal that stopped it, if one did.
    pub(super) fn hunt_outside(&mut self) -> Result<Option<i32>, Failure> {
        if self.plan.hunt == HuntArg::Off || self.recorder.state().tests().is_empty() {
            return Ok(None);
        }
        let Some(artifact) = self.recorder.state().so_far() else {
            return Ok(None);
        };
        let is_asked = self.plan.hunt == HuntArg::Always || self.plan.repeat.is_some();
        let started = Instant::now();
        let least = match self.abilities.hunt {
            HuntWay::Rounds(_) => ROUNDS_BUDGET,
            _ => BUDGET.0,
        };
        let budget = self.plan.hunt_budget_ms.map_or_else(
            || self.context.clock.elapsed().clamp(least, BUDGET.1),
            Duration::from_millis,
        );
        let deadline = started + budget;
        let mut told = Told::default();
        let repeats = !matches!(
            self.abilities.hunt,
            HuntWay::Repeat | HuntWay::Bisect | HuntWay::BisectAndWatch(_)
        );
        let mut isolated = match repeats {
            true => self.isolated(&artifact, deadline, &mut told)?,
            false => BisectResult::default(),
        };
        let hogs = isolated.hog_tests();
        let has_own_processes = self.driver.has_own_processes();
        let scope = Scope {
            is_asked,
            has_own_processes,
            hogs: Some(&hogs),
        };
        let has_repeated = match self.abilities.hunt {
            HuntWay::Rounds(read) => {
                self.rounds(read, &artifact, scope, &isolated, deadline, &mut told)?
            }
            HuntWay::Looks(read) => self.looks(read, &artifact, is_asked, deadline, &mut told)?,
            HuntWay::Halves(read) => self.halves(read, &artifact, is_asked, deadline, &mut told)?,
            HuntWay::Watch(read) => self.watched(read, &artifact, is_asked, deadline, &mut told)?,
            HuntWay::Repeat | HuntWay::Bisect | HuntWay::BisectAndWatch(_) => false,
        };
        isolated.without_leaks(&artifact, &told.findings);
        told.findings.extend(bisect::findings(&artifact, &isolated));
        // Whoever keeps memory is known by now, and so is whoever died by itself.
        let is_known = has_repeated || has_own_processes;
        let mut targets = bisect::targets(&artifact, is_asked && !is_known);
        targets.retain(|target| {
            let is_explained = target.victims.iter().any(|victim| hogs.contains(victim));
            !(is_explained || is_known && matches!(target.why, Why::Kept { .. }))
        });
        if !targets.is_empty() && told.findings.is_empty() && told.stopped_by.is_none() {
            self.bisect(&artifact, &targets, deadline, &mut told)?;
        } else if !has_repeated && !is_asked && told.findings.is_empty() && told.undone.is_empty() {
            return Ok(None);
        }
        if let HuntWay::Halves(read) | HuntWay::Watch(read) | HuntWay::BisectAndWatch(read) =
            self.abilities.hunt
        {
            self.peaks(read, &artifact, deadline, &mut told)?;
        }
        for finding in told.findings {
            self.recorder.record(Event::Found(Box::new(finding)));
        }
        self.recorder.record(Event::HuntEnded(Box::new(Hunt {
            budget_ms: budget.as_millis() as u64,
            spent_ms: started.elapsed().as_millis() as u64,
            notes: told.notes,
            undone: told.undone,
        })));
        self.recorder.flush();
        Ok(told.stopped_by)
    }
}
