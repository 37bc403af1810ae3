//! The hunt: isolate, confirm, explain. Which tests a pass takes and what it means is decided in
//! `oomscope_diagnosis`; here the processes are started, within the time that the hunt is given.

mod confirm;
mod enablers;
mod explain;
mod fixtures;
mod imports;
mod isolate;

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::{Duration, Instant};

use oomscope_diagnosis::findings;
use oomscope_diagnosis::gathered::Evidence;
use oomscope_diagnosis::hog;
use oomscope_diagnosis::hunt_event::HuntEvent;
use oomscope_diagnosis::seen::Common;
use oomscope_diagnosis::suspects;
use oomscope_diagnosis::{ANON_FLOOR, GROWTH_FLOOR};
use oomscope_journal::Event;
use oomscope_shared::finding::{Finding, Hunt};
use oomscope_shared::message::{Key, Message, messages};
use oomscope_shared::{Artifact, Ending, worth};

use super::Engine;
use super::one_batch::HuntJob;
use crate::cli::HuntArg;
use crate::driver::HuntOrder;
use crate::error::Failure;
use crate::limiter::Limit;

/// What the hunt may take at least, and at most, unless the user says otherwise.
pub(super) const BUDGET: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(600));
/// Rounds of a confirmation: enough for an interval, and enough to see a cache fill up.
const ROUNDS: u32 = 12;
const MIN_ROUNDS: u32 = 4;
/// What a confirmation may keep before it stops.
const GROW_BYTES: u64 = 256 << 20;

/// What a process of the hunt came to.
struct PassResult {
    told: Vec<HuntEvent>,
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
    notes: Vec<Message>,
    undone: Vec<Message>,
    /// What enabler the suspects need before them.
    first: Vec<u32>,
    /// Tests that a process of the hunt did not collect.
    missing: BTreeSet<u32>,
    stopped_by: Option<i32>,
}

impl Engine<'_> {
    /// Hunts, where there is a reason to. Returns the signal that stopped it, if one did.
    pub(super) fn hunt(&mut self) -> Result<Option<i32>, Failure> {
        if self.plan.hunt == HuntArg::Off {
            return Ok(None);
        }
        let Some(artifact) = self.recorder.state().so_far() else {
            return Ok(None);
        };
        let is_asked = self.plan.hunt == HuntArg::Always || self.plan.repeat.is_some();
        if artifact.tests.is_empty() || !(is_asked || worth::is_worth_it(&artifact)) {
            return Ok(None);
        }
        let seen = std::mem::take(&mut self.seen);
        let mut hunting = Hunting::new(self, artifact);
        hunting.evidence.seen = seen;
        hunting.run(is_asked)?;
        hunting.tell()
    }
}

impl<'e, 'a> Hunting<'e, 'a> {
    fn new(engine: &'e mut Engine<'a>, artifact: Artifact) -> Self {
        let started = Instant::now();
        let budget = engine.plan.hunt_budget_ms.map_or_else(
            || engine.context.clock.elapsed().clamp(BUDGET.0, BUDGET.1),
            Duration::from_millis,
        );
        Self {
            engine,
            artifact,
            started,
            deadline: started + budget,
            budget,
            evidence: Evidence::default(),
            findings: Vec::new(),
            notes: Vec::new(),
            undone: Vec::new(),
            first: Vec::new(),
            missing: BTreeSet::new(),
            stopped_by: None,
        }
    }

    fn run(&mut self, all: bool) -> Result<(), Failure> {
        let hogs = self.isolate()?;
        let room_bytes = self.engine.roomy.as_ref().map(|limit| limit.told.bytes);
        let mut suspects = suspects::choose(&self.artifact, room_bytes, all);
        if !all {
            suspects = Common::of(&self.evidence.seen).narrow(&self.artifact, suspects);
        }
        loop {
            suspects = self.confirm(suspects, all)?;
            if !self.evidence.has_growers() {
                self.look_for_enablers()?;
            }
            self.repeat_the_like()?;
            self.explain()?;
            // Answered for these; whoever is left may have another cause.
            suspects = suspects::left(&self.artifact, &suspects, &self.evidence);
            if suspects.others.is_empty() || !self.has_time(Key::UndoneTimeSuspects) {
                break;
            }
            suspects = suspects::next(&self.artifact, &suspects, room_bytes, all);
        }
        self.meter()?;
        self.fixtures()?;
        let verdicts = findings::leaks(&self.artifact, &self.evidence);
        self.findings.extend(verdicts.findings);
        self.notes.extend(verdicts.notes);
        let has_leaks = !self.findings.is_empty();
        self.findings.extend(hog::at_fault(hogs, has_leaks));
        Ok(())
    }

    /// Records what came out.
    fn tell(mut self) -> Result<Option<i32>, Failure> {
        if let Some(first) = self.missing.first().copied() {
            let left_out = messages::UndoneNotCollected {
                tests: self.missing.len(),
                test: self.id(first),
            };
            self.undone.push(left_out.into());
        }
        for finding in self.findings {
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

    /// Whether there is time for more; if not, it is noted what was not got to.
    fn has_time(&mut self, undone: Key) -> bool {
        if self.stopped_by.is_some() {
            return false;
        }
        if Instant::now() < self.deadline {
            return true;
        }
        let undone = Message::from(undone);
        if !self.undone.contains(&undone) {
            self.undone.push(undone);
        }
        false
    }

    fn limit_bytes(&self) -> Option<u64> {
        self.engine.limit.as_ref().map(|limit| limit.told.bytes)
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

    /// One process of the hunt. Tests that an earlier one did not collect are left out of it; where none is
    /// left, there is nothing to be told.
    fn pass(&mut self, order: HuntOrder, limit: Option<Rc<Limit>>) -> Result<PassResult, Failure> {
        let order = order.without(&self.missing);
        if order.tests.is_empty() && order.module.is_none() {
            return Ok(PassResult {
                told: Vec::new(),
                ending: Ending::NoTests,
                peak_bytes: None,
            });
        }
        let (tests, pass) = (order.all_tests(), order.pass.of_batch());
        let engine = &mut *self.engine;
        let index = engine.next_index;
        let ordered = tests.clone();
        let ended = engine.hunt_process(pass, tests, HuntJob::Pass(&order), limit, self.deadline);
        let mut ended = ended?;
        engine.check_started(&ended)?;
        engine.take_index();
        let mut told = std::mem::take(&mut ended.heard.told);
        let heard = told.len();
        told.retain(|told| {
            told.test()
                .is_none_or(|test| ordered.binary_search(&test).is_ok())
        });
        if told.len() < heard {
            self.notes.push(Key::NoteToldOfOthers.into());
        }
        let missing = std::mem::take(&mut ended.heard.missing);
        let peak_bytes = ended.peak.map(|(bytes, _)| bytes);
        let left = engine.end_batch(index, ended, &[]);
        self.stopped_by = self.stopped_by.or(left.stopped_by);
        self.missing.extend(missing);
        Ok(PassResult {
            told,
            ending: left.ending,
            peak_bytes,
        })
    }
}
