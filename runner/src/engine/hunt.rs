//! The hunt: isolate, confirm, explain. Which tests a pass takes and what it means is decided in
//! `oomscope_shared::hunt`; here the processes are started, within the time that the hunt is given.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use oomscope_shared::artifact::{Framework, Pass};
use oomscope_shared::finding::{Finding, Hunt};
use oomscope_shared::hunt::confirm::{Confirmed, Figure, Judged, confirmed};
use oomscope_shared::hunt::findings::{self, Evidence};
use oomscope_shared::hunt::fixtures;
use oomscope_shared::hunt::slope::Shape;
use oomscope_shared::hunt::suspects::{self, file_of};
use oomscope_shared::hunt::told::{Explained, Told};
use oomscope_shared::hunt::{ANON_FLOOR, GROWTH_FLOOR, sequence, verdict};
use oomscope_shared::journal::Event;
use oomscope_shared::units::{bytes, count};
use oomscope_shared::{Artifact, Ending};

use super::Engine;
use super::pytest_batch::{files_of, find_again};
use crate::batch::{self, Spec};
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
/// A test that adds this much stands out from what pytest adds by itself.
const CLEAR_BYTES: i64 = 256 << 10;
/// How many tests are looked at with instruments in one process.
const EXPLAINED: usize = 2;
/// How many confirmations, and how many explanations, are made at most.
const CONFIRMATIONS: usize = 4;
const EXPLANATIONS: usize = 4;
/// How many processes the search for a test that others depend on may take.
const PROBES: usize = 16;
/// Cycles of set-up and tear-down by which a fixture is judged.
const CYCLES: u32 = 5;

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
        if self.plan.framework != Framework::Pytest || self.plan.hunt == HuntArg::Off {
            return Ok(None);
        }
        let Some(artifact) = self.recorder.state().so_far() else {
            return Ok(None);
        };
        let is_asked = self.plan.hunt == HuntArg::Always || self.plan.repeat.is_some();
        if artifact.tests.is_empty() || !(is_asked || suspects::is_worth_it(&artifact)) {
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
            evidence: Evidence::default(),
            findings: Vec::new(),
            notes: Vec::new(),
            undone: Vec::new(),
            first: Vec::new(),
            kept_alone: BTreeSet::new(),
            stopped_by: None,
        };
        hunting.run(is_asked)?;
        hunting.tell(budget)
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
    fn tell(self, budget: Duration) -> Result<Option<i32>, Failure> {
        for finding in self.findings {
            self.engine.recorder.record(Event::Found(Box::new(finding)));
        }
        let hunt = Hunt {
            budget_ms: budget.as_millis() as u64,
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
        self.artifact
            .tests
            .id
            .get(test as usize)
            .map_or("", String::as_str)
    }

    // The passes

    /// Runs each victim of a memory death alone. Returns those that die of memory there too, and those
    /// that need so much that hardly anything may lie beside them (`false`).
    fn isolate(&mut self) -> Result<Vec<(Finding, bool)>, Failure> {
        let mut hogs = Vec::new();
        let mut seen = BTreeSet::new();
        for (batch, victims) in suspects::memory_deaths(&self.artifact) {
            for victim in victims {
                if !seen.insert(victim) || !self.has_time("every victim was run alone") {
                    continue;
                }
                let order = HuntOrder {
                    pass: "confirm",
                    tests: vec![victim],
                    rounds: 1,
                    min_rounds: 1,
                    ..self.order()
                };
                let limit = self.engine.context.limit;
                let came = self.pass(Pass::Isolate, order, limit)?;
                let is_dead = matches!(came.ending, Ending::OutOfMemory | Ending::OverLimit);
                let base = came.told.iter().find_map(|told| match told {
                    Told::Base { live } => Some(live.anon.max(0) as u64),
                    _ => None,
                });
                let needed = came
                    .peak_bytes
                    .map(|peak| peak.saturating_sub(base.unwrap_or(0)));
                let alone = confirmed(&came.told);
                let running = alone.running;
                let kept = alone.tests.get(&victim).map_or(0, Judged::first);
                if kept >= suspects::SUSPECT_BYTES as i64 {
                    self.kept_alone.insert(victim);
                }
                // It may have died in its imports, before the test itself.
                if is_dead && (running == Some(victim) || came.told.is_empty()) {
                    let evidence = vec![format!(
                        "Batch {batch} died of memory while it ran, and alone in a fresh process it died again{}.",
                        came.peak_bytes
                            .map_or_else(String::new, |peak| format!(" at {}", bytes(peak)))
                    )];
                    let finding =
                        verdict::hog(&self.artifact, victim, came.peak_bytes, true, evidence);
                    hogs.push((finding, true));
                } else if let (Some(needed), Some(limit)) = (needed, self.limit_bytes())
                    && needed >= limit / 2
                {
                    let evidence = vec![format!(
                        "Batch {batch} died of memory while it ran. Alone it passes, but needs {} of the {} that \
                         a batch may have.",
                        bytes(needed),
                        bytes(limit)
                    )];
                    let finding =
                        verdict::hog(&self.artifact, victim, Some(needed), false, evidence);
                    hogs.push((finding, false));
                }
            }
        }
        Ok(hogs)
    }

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

    /// Repeats the suspects, a few at a time, until somebody grows or nobody is left.
    fn confirm(&mut self, all: bool) -> Result<(), Failure> {
        let room = self.engine.roomy;
        let room_bytes = room.map(|limit| limit.told.bytes);
        let mut suspects = suspects::choose(&self.artifact, room_bytes, all);
        for _ in 0..CONFIRMATIONS {
            if suspects.repeated.is_empty() || !self.has_time("every suspect was repeated") {
                break;
            }
            let mut tests = [suspects.repeated.clone(), suspects.controls.clone()].concat();
            tests.sort_unstable();
            let order = HuntOrder {
                pass: "confirm",
                tests,
                controls: suspects.controls.clone(),
                ..self.order()
            };
            let came = self.pass(Pass::Confirm, order, room)?;
            self.take(confirmed(&came.told), &suspects.controls);
            if self.has_growers() || suspects.others.is_empty() {
                break;
            }
            suspects = suspects::next(&self.artifact, &suspects, room_bytes);
        }
        Ok(())
    }

    fn take(&mut self, came: Confirmed, controls: &[u32]) {
        if let Some(text) = &came.broken {
            self.undone
                .push(format!("A pass of the hunt broke off: {text}."));
        }
        for (test, judged) in came.tests {
            // A control that grows was wrongly taken for one.
            if controls.contains(&test) && !judged.grows() {
                self.evidence.controls.insert(test);
            }
            self.evidence.confirmed.insert(test, judged);
        }
        if came.released.is_some() {
            self.evidence.released = came.released;
        }
        self.evidence.fixtures.extend(came.fixtures);
    }

    fn has_growers(&self) -> bool {
        self.evidence.confirmed.values().any(Judged::grows)
    }

    /// Tests that grew in the run and do not alone: what ran before them may have switched something on.
    fn look_for_enablers(&mut self) -> Result<(), Failure> {
        let dependent = sequence::dependent(&self.artifact, &self.evidence);
        let Some(earliest) = dependent.first().copied() else {
            return Ok(());
        };
        let before = sequence::before(&self.artifact, earliest);
        self.find_enablers(before, dependent)
    }

    /// Narrows down which of the tests before them make these grow.
    fn find_enablers(&mut self, before: Vec<u32>, dependent: Vec<u32>) -> Result<(), Failure> {
        let (Some(earliest), false) = (dependent.first().copied(), before.is_empty()) else {
            return Ok(());
        };
        let tests: Vec<u32> = dependent.iter().copied().take(2).collect();
        let mut probes = 0;
        let mut narrowed = before.clone();
        let grown = self.grows_after(&before, &tests)?;
        if grown.is_none() {
            return Ok(());
        }
        let mut latest = grown;
        // What ran right before is the best guess, then halves.
        let guess = vec![*before.last().unwrap_or(&earliest)];
        if before.len() > 1
            && let Some(came) = self.grows_after(&guess, &tests)?
        {
            narrowed = guess;
            latest = Some(came);
        }
        while narrowed.len() > 1
            && probes < PROBES
            && self.has_time("the test that others depend on was found")
        {
            let (left, right) = narrowed.split_at(narrowed.len() / 2);
            let (left, right) = (left.to_vec(), right.to_vec());
            probes += 2;
            if let Some(came) = self.grows_after(&right, &tests)? {
                (narrowed, latest) = (right, Some(came));
            } else if let Some(came) = self.grows_after(&left, &tests)? {
                (narrowed, latest) = (left, Some(came));
            } else {
                // It takes some of both halves; they are named together.
                break;
            }
        }
        if narrowed.len() > 3 {
            self.notes.push(format!(
                "{} grows only after some of the {} before it.",
                self.id(earliest),
                count(narrowed.len(), "test")
            ));
        } else {
            for enabler in &narrowed {
                self.evidence.enablers.insert(*enabler, dependent.clone());
            }
        }
        self.first = narrowed;
        if let Some(came) = latest {
            self.take(came, &[]);
        }
        Ok(())
    }

    /// Whether tests grow once some others have run in the same process.
    fn grows_after(&mut self, first: &[u32], tests: &[u32]) -> Result<Option<Confirmed>, Failure> {
        if !self.has_time("the test that others depend on was found") {
            return Ok(None);
        }
        let first = first
            .iter()
            .copied()
            .filter(|test| !tests.contains(test))
            .collect();
        let order = HuntOrder {
            pass: "confirm",
            first,
            tests: tests.to_vec(),
            rounds: MIN_ROUNDS,
            ..self.order()
        };
        let limit = self.engine.roomy;
        let came = confirmed(&self.pass(Pass::Confirm, order, limit)?.told);
        let grows = came.tests.values().any(Judged::grows);
        Ok(grows.then_some(came))
    }

    /// Looks at some of those who grow with instruments, and at all others with what that showed.
    fn explain(&mut self) -> Result<(), Failure> {
        for attempt in 0..EXPLANATIONS {
            let growing = self.unexplained();
            let (tests, is_sequence) = if growing.is_empty() && attempt == 0 && !self.has_growers()
            {
                (sequence::candidates(&self.evidence), true)
            } else {
                (growing, false)
            };
            if tests.is_empty() || !self.has_time("every growing test was explained") {
                break;
            }
            let chosen = self.spread(&tests);
            let others = self.to_be_swept(&chosen);
            let order = if is_sequence {
                // The first one warms up, the next ones show what each adds.
                let (warm, rest) = tests.split_at(1);
                let shown: Vec<u32> = rest.iter().copied().take(EXPLAINED).collect();
                let sweep = others
                    .iter()
                    .copied()
                    .filter(|test| !shown.contains(test) && !warm.contains(test));
                HuntOrder {
                    warm: warm.to_vec(),
                    sweep: sweep.collect(),
                    tests: shown,
                    ..self.order()
                }
            } else {
                HuntOrder {
                    warm: chosen.clone(),
                    tests: chosen.clone(),
                    sweep: others,
                    ..self.order()
                }
            };
            let order = HuntOrder {
                pass: "explain",
                first: self.first.clone(),
                trace: vec![0],
                sweep_seconds: (self.seconds_left() / 8.0).clamp(1.0, 20.0),
                ..order
            };
            let to_sweep = order.sweep.clone();
            let before = self.evidence.explained.len();
            let limit = self.engine.roomy;
            let came = self.pass(Pass::Explain, order, limit)?;
            if confirmed(&came.told).broken.is_some() {
                self.take(confirmed(&came.told), &[]);
            }
            for told in came.told {
                match told {
                    Told::Explained(explained) => self.evidence.explained.push(*explained),
                    Told::Swept(swept) => self.evidence.swept.push(swept),
                    _ => {}
                }
            }
            self.evidence.not_swept.extend(to_sweep);
            if is_sequence {
                self.evidence.in_sequence = sequence::judge(&self.artifact, &self.evidence);
            }
            if self.evidence.explained.len() == before {
                break;
            }
            if attempt == 0 && !is_sequence && self.first.is_empty() {
                self.explain_with_the_others(before)?;
            }
        }
        Ok(())
    }

    /// A test that grew among others and does not when it is looked at without them depends on one of
    /// those that were repeated with it.
    fn explain_with_the_others(&mut self, from: usize) -> Result<(), Failure> {
        let confirmed = &self.evidence.confirmed;
        let is_calm = |explained: &Explained| {
            let judged = confirmed.get(&explained.ran.test);
            judged.is_some_and(|judged| {
                judged.figure == Figure::Allocated
                    && judged.grows()
                    && (explained.ran.grown.alive() as f64)
                        < judged.typical().min(judged.first()) as f64 * sequence::ALONE_SHARE
            })
        };
        let calm: BTreeSet<u32> = self.evidence.explained[from..]
            .iter()
            .filter(|explained| is_calm(explained))
            .map(|explained| explained.ran.test)
            .collect();
        if calm.is_empty() {
            return Ok(());
        }
        let growing = confirmed.values().filter(|judged| judged.grows());
        let growing: Vec<u32> = growing.map(|judged| judged.test).collect();
        let others: Vec<u32> = confirmed
            .keys()
            .copied()
            .filter(|test| !growing.contains(test))
            .collect();
        let dependent: Vec<u32> = calm.iter().copied().collect();
        self.find_enablers(others, dependent)?;
        if !self.first.is_empty() {
            self.evidence
                .explained
                .retain(|explained| !calm.contains(&explained.ran.test));
            for dependent in self.evidence.enablers.values_mut() {
                dependent.clone_from(&growing);
            }
        }
        Ok(())
    }

    /// Those who grow and were neither looked at nor seen to add to a holder that is known.
    fn unexplained(&self) -> Vec<u32> {
        let looked_at: BTreeSet<u32> = self.evidence.explained.iter().map(|e| e.ran.test).collect();
        let swept: BTreeSet<u32> = self
            .evidence
            .swept
            .iter()
            .filter(|swept| swept.holders.values().any(|entries| *entries > 0))
            .map(|swept| swept.ran.test)
            .collect();
        let growing = self
            .evidence
            .confirmed
            .values()
            .filter(|judged| judged.grows());
        growing
            .map(|judged| judged.test)
            .filter(|test| !looked_at.contains(test) && !swept.contains(test))
            .collect()
    }

    /// A few of several files, and of each those that add little: what they add is looked at object by
    /// object.
    fn spread(&self, tests: &[u32]) -> Vec<u32> {
        let mut by_file: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        let mut by_size = tests.to_vec();
        by_size.sort_by_key(|test| {
            let judged = self.evidence.confirmed.get(test);
            let typical = judged.map_or(0, Judged::typical);
            (typical < CLEAR_BYTES, typical)
        });
        for test in &by_size {
            by_file
                .entry(file_of(self.id(*test)))
                .or_default()
                .push(*test);
        }
        let mut chosen = Vec::new();
        for at in 0..tests.len() {
            chosen.extend(by_file.values().filter_map(|tests| tests.get(at)).copied());
        }
        chosen.truncate(EXPLAINED);
        chosen.sort_unstable();
        chosen
    }

    /// Everybody else who kept something in the run.
    fn to_be_swept(&self, chosen: &[u32]) -> Vec<u32> {
        let suspects = suspects::choose(&self.artifact, None, false);
        let mut all: BTreeSet<u32> = suspects
            .repeated
            .into_iter()
            .chain(suspects.others)
            .collect();
        all.extend(
            self.evidence
                .confirmed
                .values()
                .filter(|j| j.grows())
                .map(|j| j.test),
        );
        all.extend(&self.kept_alone);
        let settled = |test: &u32| {
            let judged = self.evidence.confirmed.get(test);
            judged.is_some_and(|judged| !judged.grows() && judged.shape != Shape::Unclear)
        };
        let is_sequence = !self.has_growers();
        let done: BTreeSet<u32> = self.evidence.swept.iter().map(|s| s.ran.test).collect();
        let mut others: Vec<u32> = all
            .into_iter()
            .filter(|test| !chosen.contains(test) && !done.contains(test))
            .filter(|test| is_sequence || !settled(test))
            .collect();
        if !is_sequence {
            // Those that kept least like the chosen ones first: where time runs out, the others are judged
            // by what they kept in the run.
            let kept = |test: &u32| {
                self.artifact
                    .tests
                    .row(*test as usize)
                    .map_or(0, |row| suspects::kept(&row))
            };
            let typical = chosen.iter().map(kept).max().unwrap_or(0).max(1);
            others.sort_by_key(|test| {
                let ratio = kept(test).max(1) as f64 / typical as f64;
                (std::cmp::Reverse((ratio.ln().abs() * 4.0) as u64), *test)
            });
        }
        others
    }

    /// Sets up and tears down, again and again, the fixtures of wider scopes that hold something.
    fn fixtures(&mut self) -> Result<(), Failure> {
        let set_ups = std::mem::take(&mut self.evidence.fixtures);
        for wide in fixtures::wide(&set_ups, |test| self.id(test).to_owned()) {
            if !self.has_time("every wide fixture was looked at") {
                break;
            }
            let order = HuntOrder {
                pass: "cycle",
                tests: wide.users.clone(),
                rounds: CYCLES,
                ..self.order()
            };
            let limit = self.engine.roomy;
            let came = confirmed(&self.pass(Pass::Confirm, order, limit)?.told);
            let own = |test: u32| {
                let judged = self.evidence.confirmed.get(&test);
                judged.filter(|j| j.grows()).map_or(0, Judged::typical)
            };
            let Some(kept) = fixtures::judge(&wide, &came.cycles, own) else {
                self.notes.push(format!(
                    "The fixture `{}` (scope {}) holds {} until its finalizer, which gives it back: no leak.",
                    wide.fixture.name,
                    wide.fixture.scope,
                    bytes(wide.fixture.grown.alive().max(0) as u64)
                ));
                continue;
            };
            let explained = self.explain_whole(&wide.users)?;
            self.findings.extend(verdict::fixture_leak(
                &self.artifact,
                &wide,
                &kept,
                explained.as_ref(),
            ));
        }
        Ok(())
    }

    /// Looks with instruments at what the fixtures of a test leave behind.
    fn explain_whole(&mut self, users: &[u32]) -> Result<Option<Explained>, Failure> {
        if !self.has_time("a fixture's holder was found") {
            return Ok(None);
        }
        let order = HuntOrder {
            pass: "explain",
            warm: users.iter().copied().take(1).collect(),
            tests: users.iter().copied().next_back().into_iter().collect(),
            trace: vec![0],
            whole: true,
            ..self.order()
        };
        let limit = self.engine.roomy;
        let came = self.pass(Pass::Explain, order, limit)?;
        Ok(came.told.into_iter().find_map(|told| match told {
            Told::Explained(explained) => Some(*explained),
            _ => None,
        }))
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
            hello: HelloReply {
                paths: Some(files_of(&wanted)),
                hunt: Some(order),
                ..HelloReply::default()
            },
        };
        let at_ms = engine.now_ms();
        engine.recorder.record(Event::BatchStarted {
            batch: index,
            pass,
            at_ms,
        });
        engine.recorder.record(Event::BatchPlanned {
            batch: index,
            tests,
        });
        let mut choose = |collected: &Collected, _: &Hello, _: &mut Recorder| -> CollectedReply {
            find_again(&wanted, collected)
        };
        let kept = (
            engine.context.limit,
            engine.context.has_soft_line,
            engine.context.timeout_ms,
            engine.context.live_output,
        );
        let rest = self.deadline.saturating_duration_since(Instant::now());
        // A pass that has begun may finish; what is left of the time only bounds a hang.
        let patience = (rest * 2).max(Duration::from_secs(60)).as_millis() as u64;
        engine.context.limit = limit;
        // The tests of a pass are meant to pile up.
        engine.context.has_soft_line = false;
        engine.context.timeout_ms = Some(kept.2.map_or(patience, |ms| ms.min(patience)));
        engine.context.live_output = false;
        let ended = batch::run(&engine.context, &spec, &mut engine.recorder, &mut choose);
        (
            engine.context.limit,
            engine.context.has_soft_line,
            engine.context.timeout_ms,
            engine.context.live_output,
        ) = kept;
        let mut ended = ended.map_err(Failure::recorder)?;
        engine.check_started(&ended)?;
        engine.take_index();
        let told = std::mem::take(&mut ended.told);
        let peak_bytes = ended.peak.map(|(bytes, _)| bytes);
        let left = engine.end_batch(index, ended, &[], false);
        self.stopped_by = self.stopped_by.or(left.stopped_by);
        Ok(Came {
            told,
            ending: left.ending,
            peak_bytes,
        })
    }
}
