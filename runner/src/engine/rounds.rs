//! The hunt where a process can repeat tests and dump its heap: who is repeated, and what that means, is decided in
//! `oomscope_diagnosis::rounds`; here the processes are asked for.

use std::collections::BTreeSet;
use std::time::Instant;

use oomscope_diagnosis::bisect::BisectResult;
use oomscope_diagnosis::heap::held::Held;
use oomscope_diagnosis::rounds::{self, Apart, Fillers, InTurn, Rounds, Scope, Seen, Suspect};
use oomscope_shared::Artifact;
use oomscope_shared::artifact::Pass;
use oomscope_shared::message::{Key, messages};

use super::Engine;
use super::dumping::Dumping;
use super::outside::Told;
use crate::driver::ReadDumps;
use crate::error::Failure;

/// Share of the time that is left which one process may take.
const SHARE: f64 = 0.7;
/// How many processes find nobody before the others are left alone.
const IN_VAIN: usize = 3;

impl Engine<'_> {
    /// Repeats suspects until all were, or the time is up, and then each of the hogs alone: what one needs may be what
    /// it keeps. Returns whether there were any.
    pub(super) fn rounds(
        &mut self,
        read: ReadDumps<Held>,
        artifact: &Artifact,
        scope: Scope<'_>,
        isolated: &BisectResult,
        deadline: Instant,
        told: &mut Told,
    ) -> Result<bool, Failure> {
        let mut suspects = rounds::suspects(artifact, scope);
        let of_run = suspects.clone();
        let mut all: Vec<Seen> = Vec::new();
        let mut in_vain = 0;
        while !suspects.is_empty() && told.stopped_by.is_none() {
            let is_over = Instant::now() >= deadline;
            if in_vain == IN_VAIN || (is_over && !all.is_empty()) {
                let tests = suspects.len();
                told.undone.push(match is_over {
                    true => Key::UndoneTimeSuspects.into(),
                    false => messages::UndoneSuspects { tests }.into(),
                });
                break;
            }
            let seen = self.repeated(read, artifact, &suspects, scope, deadline, told)?;
            suspects.retain(|suspect| !seen.plan.tests.contains(&suspect.test));
            if suspects.is_empty() && seen.is_unfinished() && Instant::now() >= deadline {
                told.undone.push(Key::UndoneTimeSuspects.into());
            }
            in_vain = match seen.growers().is_empty() {
                true => in_vain + 1,
                false => 0,
            };
            let seen = self.tell_apart(read, artifact, seen, deadline, told)?;
            all.push(self.without_fed(read, seen, deadline, told)?);
        }
        for hog in &isolated.hogs {
            if told.stopped_by.is_some() || Instant::now() >= deadline {
                break;
            }
            let bytes = isolated.own_bytes(hog);
            let alone = [Suspect {
                test: hog.test,
                bytes,
            }];
            let seen = self.repeated(read, artifact, &alone, scope, deadline, told)?;
            let is_kept = |each: i64| isolated.is_kept(hog, each.max(0).unsigned_abs());
            if seen.growers().iter().any(|one| is_kept(one.typical())) {
                all.push(seen);
            }
        }
        let in_turn = match told.stopped_by.is_none() && !scope.has_own_processes {
            true => self.in_turn(read, artifact, &of_run, &all, deadline, told)?,
            false => None,
        };
        let verdicts = rounds::verdicts(artifact, &all, in_turn, scope.has_own_processes);
        told.findings.extend(verdicts.findings);
        told.notes.extend(verdicts.notes);
        Ok(!of_run.is_empty())
    }

    /// One process that repeats as many of the suspects as there is time for.
    fn repeated(
        &mut self,
        read: ReadDumps<Held>,
        artifact: &Artifact,
        suspects: &[Suspect],
        scope: Scope<'_>,
        deadline: Instant,
        told: &mut Told,
    ) -> Result<Seen, Failure> {
        let plan = self.rounds_of(artifact, suspects, scope, deadline);
        let dumping = Dumping::plain(Pass::Confirm, plan.order(), plan.dumps());
        let dumped = self.dump(read, dumping, deadline, told)?;
        let mut seen = rounds::seen(plan, &dumped.runs, dumped.said);
        if scope.has_own_processes {
            // Who fails where it shares a process does something else than in the run.
            let others = seen.without_changed(artifact, &dumped.failed);
            told.undone.extend(others);
        }
        Ok(seen)
    }

    /// Runs suspects that do not grow by repetition one after the other, each once.
    fn in_turn(
        &mut self,
        read: ReadDumps<Held>,
        artifact: &Artifact,
        suspects: &[Suspect],
        seen: &[Seen],
        deadline: Instant,
        told: &mut Told,
    ) -> Result<Option<Fillers>, Failure> {
        let left = deadline.saturating_duration_since(Instant::now());
        let Some(plan) = InTurn::of(artifact, suspects, seen, left.as_secs_f64()) else {
            return Ok(None);
        };
        let dumping = Dumping::plain(Pass::Confirm, plan.order(), plan.dumps());
        let dumped = self.dump(read, dumping, deadline, told)?;
        let held = dumped.said.as_ref();
        Ok(held.and_then(|held| plan.judged(artifact, &dumped.runs, held)))
    }

    /// Takes out those that only add to what another test has left, and leave nothing without it.
    fn without_fed(
        &mut self,
        read: ReadDumps<Held>,
        mut seen: Seen,
        deadline: Instant,
        told: &mut Told,
    ) -> Result<Seen, Failure> {
        for tests in seen.perhaps_fed() {
            let mut fed = BTreeSet::new();
            for test in &tests {
                if told.stopped_by.is_some() || Instant::now() >= deadline {
                    return Ok(seen);
                }
                let plan = rounds::alone(*test);
                let dumping = Dumping::plain(Pass::Confirm, plan.order(), plan.dumps());
                let runs = self.dump(read, dumping, deadline, told)?.runs;
                if rounds::seen(plan, &runs, None).is_calm(*test) {
                    fed.insert(*test);
                }
            }
            if fed.len() < tests.len() {
                seen.take_out(&fed);
            }
        }
        Ok(seen)
    }

    fn rounds_of(
        &self,
        artifact: &Artifact,
        suspects: &[Suspect],
        scope: Scope<'_>,
        deadline: Instant,
    ) -> Rounds {
        let left = deadline.saturating_duration_since(Instant::now());
        let mut plan = rounds::chosen(artifact, suspects, scope, left.as_secs_f64() * SHARE);
        if let Some(rounds) = self.plan.repeat {
            plan.rounds = rounds.max(plan.rounds);
        }
        plan
    }

    /// Where several tests grow and the heap does not say which holder is whose, looks at that.
    fn tell_apart(
        &mut self,
        read: ReadDumps<Held>,
        artifact: &Artifact,
        mut seen: Seen,
        deadline: Instant,
        told: &mut Told,
    ) -> Result<Seen, Failure> {
        if !seen.is_mixed() || told.stopped_by.is_some() {
            return Ok(seen);
        }
        let left = deadline.saturating_duration_since(Instant::now());
        let growers = seen.growers().into_iter();
        let growers = growers.map(|one| (one.typical(), one.test)).collect();
        let apart = Apart::of(artifact, growers, left.as_secs_f64());
        let order = apart.order();
        let dumping = Dumping {
            pass: Pass::Explain,
            after: vec![order.len()],
            marks_from: Some(apart.marks_from()),
            order,
            watched: None,
        };
        let held = self.dump(read, dumping, deadline, told)?.said;
        seen.apart = held.map(|held| (apart, held));
        Ok(seen)
    }
}
