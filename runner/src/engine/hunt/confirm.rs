//! The suspects, repeated in rounds in one process.

use oomscope_diagnosis::confirm::{Confirmed, confirmed};
use oomscope_diagnosis::suspects;
use oomscope_shared::message::{Key, messages};

use super::Hunting;
use crate::driver::{HuntOrder, HuntPass};
use crate::error::Failure;

/// How many confirmations are made at most, unless every test is to be looked at.
const CONFIRMATIONS: usize = 4;
/// Where every test is, this part of the time is left to explain what grows.
const LEFT_TO_EXPLAIN: f64 = 0.5;

impl Hunting<'_, '_> {
    /// Repeats the suspects, a few at a time, until somebody grows or nobody is left.
    pub(super) fn confirm(&mut self, all: bool) -> Result<(), Failure> {
        let room = self.engine.roomy.clone();
        let room_bytes = room.as_ref().map(|limit| limit.told.bytes);
        let mut suspects = suspects::choose(&self.artifact, room_bytes, all);
        let mut made = 0;
        while !suspects.repeated.is_empty() && self.has_time(Key::UndoneTimeSuspects) {
            let mut tests = [suspects.repeated.clone(), suspects.controls.clone()].concat();
            tests.sort_unstable();
            let order = HuntOrder {
                pass: HuntPass::Confirm,
                tests,
                controls: suspects.controls.clone(),
                ..self.order()
            };
            let came = self.pass(order, room.clone())?;
            self.take(confirmed(&came.told), &suspects.controls);
            made += 1;
            // Of those that are left the explanation of the others tells.
            if suspects.others.is_empty() || (self.evidence.has_growers() && !all) {
                break;
            }
            let is_enough = if all {
                self.seconds_left() < self.budget.as_secs_f64() * LEFT_TO_EXPLAIN
            } else {
                made == CONFIRMATIONS
            };
            if is_enough {
                let tests = suspects.others.len();
                self.undone.push(messages::UndoneSuspects { tests }.into());
                break;
            }
            suspects = suspects::next(&self.artifact, &suspects, room_bytes, all);
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
