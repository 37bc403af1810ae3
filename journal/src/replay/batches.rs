//! The batches of a replay, found by their number and by the tests that run in them: no event walks over all
//! of them, of which a run with `--batch-size 1` has as many as tests.

use std::collections::HashMap;

use super::OpenBatch;

/// The batches in the order of their start.
#[derive(Debug, Clone, Default)]
pub(super) struct Batches {
    list: Vec<OpenBatch>,
    /// Where a batch is by its number. A damaged journal can have a number twice: the newer one counts.
    by_number: HashMap<u32, usize>,
    /// Where a test runs: in one batch, unless an earlier one died in it.
    by_test: HashMap<u32, Vec<usize>>,
    /// How often a batch was looked at.
    #[cfg(test)]
    looks: std::cell::Cell<usize>,
}

impl Batches {
    pub(super) fn push(&mut self, open: OpenBatch) {
        self.by_number.insert(open.batch.index, self.list.len());
        self.list.push(open);
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    fn at(&mut self, place: usize) -> Option<&mut OpenBatch> {
        self.look();
        self.list.get_mut(place)
    }

    pub(super) fn get(&self, number: u32) -> Option<&OpenBatch> {
        self.look();
        self.list.get(*self.by_number.get(&number)?)
    }

    pub(super) fn get_mut(&mut self, number: u32) -> Option<&mut OpenBatch> {
        let place = *self.by_number.get(&number)?;
        self.at(place)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &OpenBatch> {
        self.list.iter().inspect(|_| self.look())
    }

    /// A test runs in a batch from now on.
    pub(super) fn start_test(&mut self, test: u32, number: u32) {
        let Some(place) = self.by_number.get(&number).copied() else {
            return;
        };
        self.by_test.entry(test).or_default().push(place);
        if let Some(open) = self.at(place) {
            open.running.push(test);
        }
    }

    /// A test runs nowhere any more.
    pub(super) fn end_test(&mut self, test: u32) {
        for place in self.by_test.remove(&test).unwrap_or_default() {
            if let Some(open) = self.at(place) {
                open.running.retain(|running| *running != test);
            }
        }
    }

    pub(super) fn into_list(self) -> Vec<OpenBatch> {
        self.list
    }

    #[cfg(not(test))]
    fn look(&self) {}

    #[cfg(test)]
    fn look(&self) {
        self.looks.set(self.looks.get() + 1);
    }

    #[cfg(test)]
    pub(super) fn looks(&self) -> usize {
        self.looks.get()
    }
}

impl FromIterator<OpenBatch> for Batches {
    fn from_iter<I: IntoIterator<Item = OpenBatch>>(batches: I) -> Self {
        let mut all = Self::default();
        batches.into_iter().for_each(|open| all.push(open));
        all
    }
}
