//! The suspects, repeated in rounds in one process.

use std::collections::BTreeMap;

use oomscope_diagnosis::confirm::{Confirmed, Figure, Judged, confirmed};
use oomscope_diagnosis::gathered::Starter;
use oomscope_diagnosis::hunt_event::{HuntEvent, Swept};
use oomscope_diagnosis::seen::Common;
use oomscope_diagnosis::suspects::{self, Suspects};
use oomscope_shared::message::{Key, messages};

use super::{Hunting, MIN_ROUNDS};
use crate::driver::{HuntOrder, HuntPass};
use crate::error::Failure;

/// How many confirmations are made at most without finding anybody, unless every test is to be looked at.
const CONFIRMATIONS: usize = 4;
/// Where every test is, this part of the time is left to explain what grows.
const LEFT_TO_EXPLAIN: f64 = 0.5;
/// How many tests are run again to see whether they lose memory as those of their function do, and how often.
const LIKE: usize = 16;
const LIKE_ROUNDS: u32 = 2;

impl Hunting<'_, '_> {
    /// Repeats the suspects, a few at a time, until somebody grows or nobody is left. Returns those that are left.
    pub(super) fn confirm(
        &mut self,
        mut suspects: Suspects,
        all: bool,
    ) -> Result<Suspects, Failure> {
        let room = self.engine.roomy.clone();
        let room_bytes = room.as_ref().map(|limit| limit.told.bytes);
        let mut made = 0;
        while !suspects.repeated.is_empty() && self.has_time(Key::UndoneTimeSuspects) {
            let before = self.growing();
            let came = self.repeat(&suspects.repeated, &suspects.controls)?;
            self.take(came, &suspects.controls);
            self.without_starters(&suspects)?;
            made += 1;
            let has_new = self.growing() != before || !self.evidence.starters.is_empty();
            // Of those that are left the explanation of the others tells.
            if suspects.others.is_empty() || (has_new && !all) {
                suspects.repeated.clear();
                return Ok(suspects);
            }
            let is_enough = if all {
                self.seconds_left() < self.budget.as_secs_f64() * LEFT_TO_EXPLAIN
            } else {
                made == CONFIRMATIONS
            };
            if is_enough {
                let tests = suspects.others.len();
                self.undone.push(messages::UndoneSuspects { tests }.into());
                return Ok(Suspects::default());
            }
            suspects = suspects::next(&self.artifact, &suspects, room_bytes, all);
        }
        Ok(suspects)
    }

    /// Tests in rounds in one process, with others that are not suspected.
    fn repeat(&mut self, tests: &[u32], controls: &[u32]) -> Result<Confirmed, Failure> {
        let mut both = [tests, controls].concat();
        both.sort_unstable();
        let mut order = HuntOrder {
            pass: HuntPass::Confirm,
            tests: both,
            controls: controls.to_vec(),
            ..self.order()
        };
        // What so many filled to the run's end is no cache that is full after some more rounds.
        if self.engine.plan.repeat.is_none() && Common::of(&self.evidence.seen).has_all(tests) {
            order.rounds = order.rounds.min(MIN_ROUNDS);
        }
        let room = self.engine.roomy.clone();
        Ok(confirmed(&self.pass(order, room)?.told))
    }

    fn growing(&self) -> Vec<u32> {
        let growing = (self.evidence.confirmed.values()).filter(|judged| judged.grows());
        growing.map(|judged| judged.test).collect()
    }

    /// What grows beside a test that leaves a thread or a process running can be that one's: it is repeated again
    /// without it, and what keeps nothing then was fed.
    fn without_starters(&mut self, suspects: &Suspects) -> Result<(), Failure> {
        let of_this: Vec<&Judged> = (suspects.repeated.iter().chain(&suspects.controls))
            .filter_map(|test| self.evidence.confirmed.get(test))
            .collect();
        let (starters, others): (Vec<&Judged>, Vec<&Judged>) = of_this
            .into_iter()
            .partition(|judged| judged.leaves_something_running());
        let grew: BTreeMap<u32, i64> = (others.iter())
            .filter(|judged| judged.grows())
            .map(|judged| (judged.test, judged.typical()))
            .collect();
        let starters: Vec<(u32, Vec<String>)> = (starters.iter())
            .map(|judged| (judged.test, judged.threads()))
            .collect();
        if starters.is_empty() || grew.is_empty() || !self.has_time(Key::UndoneTimeSuspects) {
            return Ok(());
        }
        let tests: Vec<u32> = grew.keys().copied().collect();
        let came = self.repeat(&tests, &[])?;
        let still = |test: &u32| came.tests.get(test).is_none_or(Judged::grows);
        let fed: BTreeMap<u32, i64> = (grew.iter())
            .filter(|(test, _)| !still(test))
            .map(|(test, each)| (*test, *each))
            .collect();
        self.take(came, &[]);
        if fed.is_empty() {
            return Ok(());
        }
        // Of several any can be the one; each is tried with one of the fed.
        let several = starters.len() > 1;
        for (test, threads) in starters {
            let one: Vec<u32> = fed.keys().copied().take(1).collect();
            if several && self.grows_after(&[test], &one)?.is_none() {
                continue;
            }
            let fed = fed.clone();
            self.evidence
                .starters
                .insert(test, Starter { threads, fed });
        }
        Ok(())
    }

    /// Looks whether others of a function lose memory as the one does that was repeated. What an allocator can no
    /// longer give back shows only in a process in which nothing else was done.
    pub(super) fn repeat_the_like(&mut self) -> Result<(), Failure> {
        let resident = |judged: &&Judged| {
            let figure = judged.figure;
            judged.grows() && matches!(figure, Figure::Mapped | Figure::Fragmented)
        };
        let growing: Vec<u32> = (self.evidence.confirmed.values())
            .filter(resident)
            .map(|judged| judged.test)
            .collect();
        let like = suspects::of_the_same_function(&self.artifact, &growing);
        let mut like: Vec<u32> = (like.into_iter())
            .filter(|test| !self.evidence.confirmed.contains_key(test))
            .collect();
        like.truncate(LIKE);
        if like.is_empty() || !self.has_time(Key::UndoneTimeSuspects) {
            return Ok(());
        }
        let order = HuntOrder {
            pass: HuntPass::Confirm,
            tests: like,
            rounds: LIKE_ROUNDS,
            min_rounds: LIKE_ROUNDS,
            ..self.order()
        };
        let room = self.engine.roomy.clone();
        for told in self.pass(order, room)?.told {
            if let HuntEvent::Test(ran) = told
                && ran.round == LIKE_ROUNDS
            {
                let holders = BTreeMap::new();
                self.evidence.swept.push(Swept { ran, holders });
            }
        }
        Ok(())
    }

    pub(super) fn take(&mut self, came: Confirmed, controls: &[u32]) {
        if let Some(error) = &came.broken {
            self.undone
                .push(messages::UndonePassBrokeOff { error }.into());
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
}
