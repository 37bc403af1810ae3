//! The hunt: isolate, confirm, explain. Which tests a pass takes and what it means is decided in
//! `oomscope_diagnosis`; here the processes are started, within the time that the hunt is given.

mod confirm;
mod enablers;
mod explain;
mod fixtures;
mod isolate;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use oomscope_diagnosis::findings::{self, Evidence};
use oomscope_diagnosis::hint_framework::adapt;
use oomscope_diagnosis::told::Told;
use oomscope_diagnosis::{ANON_FLOOR, GROWTH_FLOOR};
use oomscope_journal::Event;
use oomscope_shared::artifact::Pass;
use oomscope_shared::finding::{Finding, Hunt};
use oomscope_shared::{Artifact, Ending, worth};

use super::Engine;
use super::pytest_batch::{files_of, find_again};
use crate::batch::Spec;
use crate::cli::HuntArg;
use crate::error::Failure;
use crate::limiter::Limit;
use crate::protocol::{Collected, CollectedReply, Hello, HelloReply, HuntOrder};
use crate::recorder::Recorder;

/// What the hunt may take at least, and at most, unless the user says otherwise.
pub(super) const BUDGET: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(600));
/// Rounds of a confirmation: enough for an interval, and enough to see a cache fill up.
const ROUNDS: u32 = 12;
const MIN_ROUNDS: u32 = 4;
/// What a confirmation may keep before it stops.
const GROW_BYTES: u64 = 256 << 20;

/// What a process of the hunt came to.
struct Came {
    told: Vec<Told>,
    ending: Ending,
    peak_bytes: Option<u64>,
}

/// A hunt under way.
struct Hunting<'e, 'a> {
    engine: &'e mut Engine<'a>,
    artifact: Artifact,
    started: Instant,
    deadline: Instant,
    budget: Duration,
    evidence: Evidence,
    findings: Vec<Finding>,
    notes: Vec<String>,
    undone: Vec<String>,
    /// What enabler the suspects need before them.
    first: Vec<u32>,
    /// Victims that kept something when they were run alone.
    kept_alone: BTreeSet<u32>,
    stopped_by: Option<i32>,
}

impl Engine<'_> {
    /// Hunts, where there is a reason to. Returns the signal that stopped it, if one did.
    pub(super) fn hunt(&mut self) -> Result<Option<i32>, Failure> {
        if !self.plan.framework.has_plugin() || self.plan.hunt == HuntArg::Off {
            return Ok(None);
        }
        let Some(artifact) = self.recorder.state().so_far() else {
            return Ok(None);
        };
        let is_asked = self.plan.hunt == HuntArg::Always || self.plan.repeat.is_some();
        if artifact.tests.is_empty() || !(is_asked || worth::is_worth_it(&artifact)) {
            return Ok(None);
        }
        let started = Instant::now();
        let budget = self.plan.hunt_budget_ms.map_or_else(
            || self.context.run_start.elapsed().clamp(BUDGET.0, BUDGET.1),
            Duration::from_millis,
        );
        let mut hunting = Hunting {
            engine: self,
            artifact,
            started,
            deadline: started + budget,
            budget,
            evidence: Evidence::default(),
            findings: Vec::new(),
            notes: Vec::new(),
            undone: Vec::new(),
            first: Vec::new(),
            kept_alone: BTreeSet::new(),
            stopped_by: None,
        };
        hunting.run(is_asked)?;
        hunting.tell()
    }
}

impl<'a> Hunting<'_, 'a> {
    fn run(&mut self, all: bool) -> Result<(), Failure> {
        let hogs = self.isolate()?;
        self.confirm(all)?;
        if !self.has_growers() {
            self.look_for_enablers()?;
        }
        self.explain()?;
        self.fixtures()?;
        let verdicts = findings::leaks(&self.artifact, &self.evidence);
        self.findings.extend(verdicts.findings);
        self.notes.extend(verdicts.notes);
        // A test that could not live beside what others leaked is a victim; one that dies alone is not.
        let leaks = !self.findings.is_empty();
        for (finding, died_alone) in hogs {
            if died_alone || !leaks {
                self.findings.push(finding);
            }
        }
        Ok(())
    }

    /// Records what came out.
    fn tell(self) -> Result<Option<i32>, Failure> {
        let framework = self.engine.plan.framework;
        for mut finding in self.findings {
            adapt(&mut finding, framework);
            self.engine.recorder.record(Event::Found(Box::new(finding)));
        }
        let hunt = Hunt {
            budget_ms: self.budget.as_millis() as u64,
            spent_ms: self.started.elapsed().as_millis() as u64,
            notes: self.notes,
            undone: self.undone,
        };
        self.engine
            .recorder
            .record(Event::HuntEnded(Box::new(hunt)));
        self.engine.recorder.flush();
        Ok(self.stopped_by)
    }

    // Time and room

    fn has_time(&mut self, what: &str) -> bool {
        if self.stopped_by.is_some() {
            return false;
        }
        if Instant::now() < self.deadline {
            return true;
        }
        self.undone.push(format!(
            "The time for the hunt was up before {what}; --hunt-budget gives it more."
        ));
        false
    }

    fn limit_bytes(&self) -> Option<u64> {
        self.engine.context.limit.map(|limit| limit.told.bytes)
    }

    fn seconds_left(&self) -> f64 {
        self.deadline
            .saturating_duration_since(Instant::now())
            .as_secs_f64()
    }

    fn id(&self, test: u32) -> &str {
        self.artifact.test_id(test)
    }

    // The passes

    fn order(&self) -> HuntOrder {
        HuntOrder {
            rounds: self.engine.plan.repeat.unwrap_or(ROUNDS),
            min_rounds: self.engine.plan.repeat.unwrap_or(MIN_ROUNDS),
            seconds: (self.seconds_left() / 6.0).clamp(1.0, 8.0),
            grow_bytes: match self.limit_bytes() {
                Some(limit) => GROW_BYTES.min(limit),
                None => GROW_BYTES,
            },
            drop_below: GROWTH_FLOOR,
            drop_below_mapped: ANON_FLOOR,
            ..HuntOrder::default()
        }
    }

    /// One process of the hunt.
    fn pass(
        &mut self,
        pass: Pass,
        order: HuntOrder,
        limit: Option<&'a Limit>,
    ) -> Result<Came, Failure> {
        let tests = order.all_tests();
        let engine = &mut *self.engine;
        let index = engine.next_index;
        let wanted: Vec<(String, u32)> = tests
            .iter()
            .map(|test| (self.artifact.tests.id[*test as usize].clone(), *test))
            .collect();
        let spec = Spec {
            index,
            argv: engine.pytest_argv(),
            env: engine.plugged.env.clone(),
            hello: HelloReply {
                paths: Some(files_of(&wanted)),
                hunt: Some(order),
                ..HelloReply::default()
            },
            ..Spec::default()
        };
        let mut choose = |collected: &Collected, _: &Hello, _: &mut Recorder| -> CollectedReply {
            find_again(&wanted, collected)
        };
        // The tests of a pass are meant to pile up.
        let kept = (engine.context.limit, engine.context.has_soft_line);
        (engine.context.limit, engine.context.has_soft_line) = (limit, false);
        let ended = engine.hunt_process(pass, tests, &spec, self.deadline, &mut choose, None);
        (engine.context.limit, engine.context.has_soft_line) = kept;
        let mut ended = ended?;
        engine.check_started(&ended)?;
        engine.take_index();
        let told = std::mem::take(&mut ended.told);
        let peak_bytes = ended.peak.map(|(bytes, _)| bytes);
        let left = engine.end_batch(index, ended, &[]);
        self.stopped_by = self.stopped_by.or(left.stopped_by);
        Ok(Came {
            told,
            ending: left.ending,
            peak_bytes,
        })
    }
}
