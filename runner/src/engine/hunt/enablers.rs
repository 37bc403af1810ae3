//! Tests without which others do not grow.

use oomscope_diagnosis::confirm::{Confirmed, Judged, confirmed};
use oomscope_diagnosis::gathered::Starter;
use oomscope_diagnosis::sequence;
use oomscope_shared::message::{Key, messages};

use super::{Hunting, MIN_ROUNDS};
use crate::driver::{HuntOrder, HuntPass};
use crate::error::Failure;

/// How many processes the search for a test that others depend on may take.
const PROBES: usize = 16;

impl Hunting<'_, '_> {
    /// Tests that grew in the run and do not alone: what ran before them may have switched something on.
    pub(super) fn look_for_enablers(&mut self) -> Result<(), Failure> {
        let dependent = sequence::dependent(&self.artifact, &self.evidence);
        let Some(earliest) = dependent.first().copied() else {
            return Ok(());
        };
        let before = sequence::before(&self.artifact, earliest);
        self.find_enablers(before, dependent)
    }

    /// Narrows down which of the tests before them make these grow.
    pub(super) fn find_enablers(
        &mut self,
        before: Vec<u32>,
        dependent: Vec<u32>,
    ) -> Result<(), Failure> {
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
        while narrowed.len() > 1 && probes < PROBES && self.has_time(Key::UndoneTimeEnabler) {
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
        if let [enabler] = narrowed[..]
            && let Some(threads) = latest.as_ref().and_then(|came| came.threads.get(&enabler))
        {
            // It feeds them by what it leaves running, and they do nothing for it.
            let threads = threads.clone();
            let typical = |test: &u32| {
                let came = latest.as_ref().and_then(|came| came.tests.get(test));
                came.map_or(0, Judged::typical)
            };
            let fed = dependent
                .iter()
                .map(|test| (*test, typical(test)))
                .collect();
            self.evidence
                .starters
                .insert(enabler, Starter { threads, fed });
            return Ok(());
        }
        let note =
            sequence::take_enablers(&self.artifact, &mut self.evidence, &narrowed, &dependent);
        self.notes.extend(note);
        self.first = narrowed;
        if let Some(came) = latest {
            self.take(came, &[]);
        }
        Ok(())
    }

    /// Whether tests grow once some others have run in the same process.
    pub(super) fn grows_after(
        &mut self,
        first: &[u32],
        tests: &[u32],
    ) -> Result<Option<Confirmed>, Failure> {
        if !self.has_time(Key::UndoneTimeEnabler) {
            return Ok(None);
        }
        let rows = first
            .iter()
            .filter_map(|test| self.artifact.tests.row(*test as usize));
        let took_us: u64 = rows.filter_map(|row| row.duration_us).sum();
        if took_us as f64 / 1e6 > self.seconds_left() {
            let untried = messages::UndoneEnablers {
                growing: tests.len(),
                tests: first.len(),
            };
            self.undone.push(untried.into());
            return Ok(None);
        }
        let first = first
            .iter()
            .copied()
            .filter(|test| !tests.contains(test))
            .collect();
        let order = HuntOrder {
            pass: HuntPass::Confirm,
            first,
            tests: tests.to_vec(),
            rounds: MIN_ROUNDS,
            ..self.order()
        };
        let limit = self.engine.roomy.clone();
        let came = confirmed(&self.pass(order, limit)?.told);
        let grows = came.tests.values().any(Judged::grows);
        Ok(grows.then_some(came))
    }

    /// A test that grew among others and does not when it is looked at without them depends on one of
    /// those that were repeated with it.
    pub(super) fn explain_with_the_others(&mut self, from: usize) -> Result<(), Failure> {
        let calm = sequence::calm_alone(&self.evidence, from);
        if calm.is_empty() {
            return Ok(());
        }
        let confirmed = &self.evidence.confirmed;
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
}
