//! Fixtures of a wider scope, set up and torn down again and again.

use oomscope_diagnosis::confirm::{Judged, confirmed};
use oomscope_diagnosis::fixtures::{Kept, Wide};
use oomscope_diagnosis::hunt_event::{Explained, HuntEvent};
use oomscope_diagnosis::{fixtures, verdict};
use oomscope_shared::message::Key;

use super::Hunting;
use crate::driver::{HuntOrder, HuntPass};
use crate::error::Failure;

/// Cycles of set-up and tear-down by which a fixture is judged.
const CYCLES: u32 = 5;

impl Hunting<'_, '_> {
    /// Sets up and tears down, again and again, the fixtures of wider scopes that hold something.
    pub(super) fn fixtures(&mut self) -> Result<(), Failure> {
        let set_ups = std::mem::take(&mut self.evidence.fixtures);
        for wide in fixtures::wide(&set_ups, |test| self.id(test).to_owned()) {
            if !self.has_time(Key::UndoneTimeFixtures) {
                break;
            }
            let order = HuntOrder {
                pass: HuntPass::Cycle,
                tests: wide.users.clone(),
                rounds: CYCLES,
                ..self.order()
            };
            let limit = self.engine.roomy.clone();
            let came = confirmed(&self.pass(order, limit)?.told);
            if came.cycles.is_empty() {
                // It broke off before the first one: nothing is known of it.
                continue;
            }
            let own = |test: u32| {
                let judged = self.evidence.confirmed.get(&test);
                judged.filter(|j| j.grows()).map_or(0, Judged::typical)
            };
            let Some(mut kept) = fixtures::judge(&wide, &came.cycles, own) else {
                self.notes.push(fixtures::gives_back(&wide));
                continue;
            };
            self.widen(&wide, &mut kept)?;
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

    /// Sets up once what stays in each place, in all other places where it may.
    fn widen(&mut self, wide: &Wide, kept: &mut Kept) -> Result<(), Failure> {
        let further = fixtures::further_users(&self.artifact, wide);
        if kept.places == 0 || further.is_empty() || !self.has_time(Key::UndoneTimeFixtures) {
            return Ok(());
        }
        let order = HuntOrder {
            pass: HuntPass::Cycle,
            tests: further,
            rounds: 1,
            ..self.order()
        };
        let limit = self.engine.roomy.clone();
        let came = confirmed(&self.pass(order, limit)?.told);
        fixtures::widen(wide, kept, &came.cycles);
        Ok(())
    }

    /// Looks with instruments at what the fixtures of a test leave behind.
    pub(super) fn explain_whole(&mut self, users: &[u32]) -> Result<Option<Explained>, Failure> {
        if !self.has_time(Key::UndoneTimeFixtureHolder) {
            return Ok(None);
        }
        let order = HuntOrder {
            pass: HuntPass::Explain,
            warm: users.iter().copied().take(1).collect(),
            tests: users.iter().copied().next_back().into_iter().collect(),
            trace: vec![0],
            whole: true,
            ..self.order()
        };
        let limit = self.engine.roomy.clone();
        let came = self.pass(order, limit)?;
        Ok(came.told.into_iter().find_map(|told| match told {
            HuntEvent::Explained(explained) => Some(*explained),
            _ => None,
        }))
    }
}
