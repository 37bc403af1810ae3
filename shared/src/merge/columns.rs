//! The columns of the tests, joined and reordered. Each is named once, so that a new one cannot be forgotten.

use crate::artifact::{PhaseColumns, Phases, Tests};

/// Adds the tests of a shard behind those that are there.
pub(super) fn append(whole: &mut Tests, mut shard: Tests) {
    whole.remarks.append(&mut shard.remarks);
    whole.attempts.append(&mut shard.attempts);
    whole.cases.append(&mut shard.cases);
    // A column that only some of the shards have: what is missing of it is unknown.
    if !(whole.v8_heap_used_kib.is_empty() && shard.v8_heap_used_kib.is_empty()) {
        whole.v8_heap_used_kib.resize(whole.id.len(), None);
        shard.v8_heap_used_kib.resize(shard.id.len(), None);
    }
    if !(whole.tree_peak_kib.is_empty() && shard.tree_peak_kib.is_empty()) {
        whole.tree_peak_kib.resize(whole.id.len(), None);
        shard.tree_peak_kib.resize(shard.id.len(), None);
    }
    each_pair(whole, shard, &Append);
}

/// Puts the tests into an order: `order[i]` is where the test that comes to `i` was before.
pub(super) fn arrange(tests: &mut Tests, order: &[usize]) {
    let mut before = std::mem::take(tests);
    tests.remarks = std::mem::take(&mut before.remarks);
    tests.attempts = std::mem::take(&mut before.attempts);
    tests.cases = std::mem::take(&mut before.cases);
    each_pair(tests, before, &Arrange { order });
}

/// What is done to a pair of columns.
trait Pair {
    fn of<T: Clone>(&self, into: &mut Vec<T>, from: Vec<T>);
}

struct Append;

impl Pair for Append {
    fn of<T: Clone>(&self, into: &mut Vec<T>, mut from: Vec<T>) {
        into.append(&mut from);
    }
}

struct Arrange<'a> {
    order: &'a [usize],
}

impl Pair for Arrange<'_> {
    fn of<T: Clone>(&self, into: &mut Vec<T>, from: Vec<T>) {
        let there = self.order.iter().filter_map(|at| from.get(*at).cloned());
        *into = there.collect();
    }
}

fn each_pair(into: &mut Tests, from: Tests, pair: &impl Pair) {
    let Tests {
        id,
        outcome,
        batch,
        start_us,
        duration_us,
        peak_kib,
        rss_before_kib,
        rss_after_kib,
        retained_kib,
        phases,
        v8_heap_used_kib,
        tree_peak_kib,
        remarks: _,
        attempts: _,
        cases: _,
    } = from;
    pair.of(&mut into.id, id);
    pair.of(&mut into.outcome, outcome);
    pair.of(&mut into.batch, batch);
    pair.of(&mut into.start_us, start_us);
    pair.of(&mut into.duration_us, duration_us);
    pair.of(&mut into.peak_kib, peak_kib);
    pair.of(&mut into.rss_before_kib, rss_before_kib);
    pair.of(&mut into.rss_after_kib, rss_after_kib);
    pair.of(&mut into.retained_kib, retained_kib);
    pair.of(&mut into.v8_heap_used_kib, v8_heap_used_kib);
    pair.of(&mut into.tree_peak_kib, tree_peak_kib);
    let Phases {
        setup,
        call,
        teardown,
    } = phases;
    each_phase(&mut into.phases.setup, setup, pair);
    each_phase(&mut into.phases.call, call, pair);
    each_phase(&mut into.phases.teardown, teardown, pair);
}

fn each_phase(into: &mut PhaseColumns, from: PhaseColumns, pair: &impl Pair) {
    let PhaseColumns {
        duration_us,
        peak_kib,
        rss_after_kib,
    } = from;
    pair.of(&mut into.duration_us, duration_us);
    pair.of(&mut into.peak_kib, peak_kib);
    pair.of(&mut into.rss_after_kib, rss_after_kib);
}
