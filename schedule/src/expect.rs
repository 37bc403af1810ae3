//! What batches are expected to need: what was known before, and what this run has shown so far.

use std::collections::BTreeMap;

use oomscope_shared::units::MIB;

use crate::known::{Figures, Known};
use crate::plan::{Part, Suite};

/// A known peak gets one part of so many on top: two runs of one suite differ by a few percent, by the order of
/// allocations and by what the page cache holds for it.
const KNOWN_MARGIN: u64 = 8;
/// It gets this much at least: a small process differs by whole arenas and libraries.
const LEAST_MARGIN: u64 = 32 * MIB;
/// Where hardly anything was seen, a unit that nobody has seen gets half as much again as the largest: the next one
/// may be larger than all before.
const UNSEEN_MARGIN: u64 = 2;
/// From so many units on, those that were seen say what others may need.
const ENOUGH_SEEN: usize = 4;
/// Then units that nobody has seen are expected to stay below what is kept for them in so many of a hundred cases.
/// Being wrong costs a second run of a batch, holding back too much leaves cores idle all the time.
const UNSEEN_FIT_PERCENT: f64 = 75.0;

/// Learns what units need.
#[derive(Debug)]
pub(crate) struct Learner {
    /// What every fresh process pays.
    base_bytes: u64,
    base_ms: Option<u64>,
    /// By unit: how much more than the base it needs, and what it keeps.
    needs: Vec<Need>,
    /// By test: how long it took in this run.
    times: BTreeMap<u32, u64>,
    /// The most that a unit or a whole batch was seen to need.
    largest: Option<u64>,
    /// How much more than the base each unit needs that was seen, in order of size.
    seen: Vec<u64>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Need {
    above_base: Option<u64>,
    kept: u64,
    time_ms: Option<u64>,
    tests: usize,
}

impl Learner {
    pub fn new(known: &Known, suite: &Suite) -> Self {
        let base = known.base_bytes.unwrap_or(0);
        let need = |unit: &crate::plan::Unit| {
            let figures = known.units.get(&unit.key).copied();
            let Figures {
                peak_bytes,
                kept_bytes,
                time_ms,
            } = figures.unwrap_or_default();
            Need {
                above_base: peak_bytes.map(|peak| peak.saturating_sub(base)),
                kept: kept_bytes,
                time_ms,
                tests: unit.tests,
            }
        };
        let peaks = known.units.values().filter_map(|f| f.peak_bytes);
        let mut seen: Vec<u64> = peaks.map(|peak| peak.saturating_sub(base)).collect();
        seen.sort_unstable();
        Self {
            base_bytes: base,
            base_ms: known.base_ms,
            needs: suite.units().iter().map(need).collect(),
            times: BTreeMap::new(),
            // Also of units that the suite has no more: they were its like.
            largest: known.units.values().filter_map(|f| f.peak_bytes).max(),
            seen,
        }
    }

    /// How long a process takes until its first test begins.
    pub fn base_ms(&self) -> Option<u64> {
        self.base_ms
    }

    /// A process took so long before and between its tests. The shortest counts: what else runs only makes it longer.
    pub fn take_base_ms(&mut self, ms: u64) {
        self.base_ms = Some(self.base_ms.map_or(ms, |known| known.min(ms)));
    }

    /// Whether there is nothing to go by.
    pub fn knows_nothing(&self) -> bool {
        self.largest.is_none()
    }

    /// A process has this much after collection.
    pub fn take_base(&mut self, bytes: u64) {
        self.base_bytes = self.base_bytes.max(bytes);
    }

    /// A test took so long.
    pub fn take_time(&mut self, test: u32, ms: u64) {
        self.times.insert(test, ms);
    }

    /// How long some tests took in this run, if all of them are known.
    pub fn time_of(&self, tests: &[u32]) -> Option<u64> {
        tests.iter().map(|test| self.times.get(test)).sum()
    }

    /// How long a test of this run took on average, if any has.
    pub fn mean_ms(&self) -> Option<u64> {
        let sum: u64 = self.times.values().sum();
        let mean = sum.checked_div(self.times.len() as u64);
        mean.map(|ms| ms.max(1))
    }

    /// A unit reached a peak in a process that had `before` when it began.
    pub fn take_peak(&mut self, unit: usize, peak: u64, before: Option<u64>) {
        let above = peak.saturating_sub(before.unwrap_or(self.base_bytes));
        self.largest = self.largest.max(Some(self.base_bytes + above));
        let Some(need) = self.needs.get_mut(unit) else {
            return;
        };
        let before = need.above_base;
        need.above_base = before.max(Some(above));
        if need.above_base != before {
            if let Some(at) = before.and_then(|before| self.seen.binary_search(&before).ok()) {
                self.seen.remove(at);
            }
            let at = self.seen.partition_point(|other| *other < above);
            self.seen.insert(at, above);
        }
    }

    /// A batch reached a peak. Of one with a single unit that is the unit's.
    pub fn take_batch(&mut self, parts: &[Part], peak: u64) {
        self.largest = self.largest.max(Some(peak));
        if let [only] = parts {
            self.take_peak(only.unit, peak, None);
        }
    }

    /// Whether the peak of a unit is known.
    pub fn knows(&self, part: &Part) -> bool {
        self.above_base(part).is_some()
    }

    fn above_base(&self, part: &Part) -> Option<u64> {
        self.needs.get(part.unit)?.above_base
    }

    /// How much memory is to be kept for a batch, margins included; `None`: there is nothing to go by.
    pub fn reservation(&self, parts: &[Part]) -> Option<u64> {
        let (mut kept, mut peak) = (0_u64, 0_u64);
        let mut is_seen = true;
        for part in parts {
            match self.above_base(part) {
                Some(above) => peak = peak.max(kept + above),
                None => is_seen = false,
            }
            kept += self.needs.get(part.unit).map_or(0, |need| need.kept);
        }
        let peak = self.base_bytes + peak;
        let known = peak + (peak / KNOWN_MARGIN).max(LEAST_MARGIN);
        if is_seen && !parts.is_empty() {
            return Some(known);
        }
        let unseen = parts.iter().filter(|part| !self.knows(part)).count();
        Some(self.unseen(unseen)?.max(known))
    }

    /// How much memory is to be kept for a process with so many units that nobody has seen; `None`: there is
    /// nothing to go by.
    pub fn unseen(&self, units: usize) -> Option<u64> {
        let largest = self.largest?;
        if self.seen.len() < ENOUGH_SEEN {
            return Some(largest + (largest / UNSEEN_MARGIN).max(LEAST_MARGIN));
        }
        let each = (UNSEEN_FIT_PERCENT / 100.0).powf(1.0 / units.max(1) as f64);
        let at = (self.seen.len() as f64 * each).ceil() as usize;
        let above = self.seen[at.clamp(1, self.seen.len()) - 1];
        let peak = self.base_bytes + above;
        Some(peak + (peak / KNOWN_MARGIN).max(LEAST_MARGIN))
    }

    /// How long the tests of a part take, where that is known.
    pub fn time_ms(&self, part: &Part) -> Option<u64> {
        let need = self.needs.get(part.unit)?;
        let known = part.tests.iter().filter_map(|test| self.times.get(test));
        let (count, sum) = known.fold((0, 0), |(count, sum), ms| (count + 1, sum + ms));
        match part.tests.len() - count {
            0 => Some(sum),
            // Of many short tests each may take less than a millisecond.
            rest => Some(sum + need.time_ms? * rest as u64 / need.tests.max(1) as u64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::PlannedTest;

    fn suite() -> Suite {
        let test = |number, unit: &str| PlannedTest {
            number,
            group: 0,
            unit: unit.to_owned(),
        };
        Suite::new(&[test(0, "a"), test(1, "a"), test(2, "b"), test(3, "c")])
    }

    fn learner() -> (Learner, Vec<Part>) {
        let figures = |peak: u64, kept: u64, time_ms| Figures {
            peak_bytes: Some(peak * MIB),
            kept_bytes: kept * MIB,
            time_ms: Some(time_ms),
        };
        let known = Known {
            base_bytes: Some(100 * MIB),
            base_ms: None,
            units: [
                ("a".to_owned(), figures(400, 200, 30)),
                ("b".to_owned(), figures(300, 0, 5)),
            ]
            .into(),
        };
        let suite = suite();
        (Learner::new(&known, &suite), suite.parts(&suite.tests()))
    }

    fn mib(bytes: Option<u64>) -> Option<u64> {
        bytes.map(|bytes| bytes / MIB)
    }

    #[test]
    fn a_known_unit_gets_an_eighth_on_top() {
        let (learner, parts) = learner();
        assert_eq!(mib(learner.reservation(&parts[..1])), Some(450));
        assert_eq!(mib(learner.reservation(&parts[1..2])), Some(337));
    }

    #[test]
    fn what_a_unit_keeps_lies_below_the_next_one() {
        let (learner, parts) = learner();
        // The base, 200 that the first keeps, 200 that the second needs, and an eighth of it all.
        assert_eq!(mib(learner.reservation(&parts[..2])), Some(562));
        let reversed = [parts[1].clone(), parts[0].clone()];
        assert_eq!(mib(learner.reservation(&reversed)), Some(450));
    }

    #[test]
    fn an_unseen_unit_may_need_half_as_much_again_as_the_largest() {
        let (learner, parts) = learner();
        assert_eq!(mib(learner.reservation(&parts[2..])), Some(600));
        assert_eq!(mib(learner.reservation(&parts)), Some(600));
    }

    #[test]
    fn where_enough_was_seen_that_says_what_others_may_need() {
        let suite = suite();
        let mut learner = Learner::new(&Known::default(), &suite);
        for (unit, peak) in [(0, 800), (1, 80), (2, 160)] {
            learner.take_peak(unit, peak * MIB, None);
        }
        assert_eq!(mib(learner.unseen(1)), Some(1200), "too few");
        let test = |number| PlannedTest {
            number,
            group: 0,
            unit: number.to_string(),
        };
        let suite = Suite::new(&(0..5).map(test).collect::<Vec<_>>());
        let mut learner = Learner::new(&Known::default(), &suite);
        for (unit, peak) in [(0, 800), (1, 80), (2, 160), (3, 400)] {
            learner.take_peak(unit, peak * MIB, None);
        }
        // Three of four stay below 400 MiB, and an eighth is on top. Of two, one may well be the largest.
        assert_eq!(mib(learner.unseen(1)), Some(450));
        assert_eq!(mib(learner.unseen(2)), Some(900));
        learner.take_peak(3, 640 * MIB, None);
        assert_eq!(mib(learner.unseen(1)), Some(720), "each counts once");
    }

    #[test]
    fn the_shortest_time_before_the_tests_is_what_a_process_costs() {
        let (mut learner, _) = learner();
        assert_eq!(learner.base_ms(), None);
        learner.take_base_ms(400);
        learner.take_base_ms(300);
        learner.take_base_ms(900);
        assert_eq!(learner.base_ms(), Some(300));
        learner.take_time(0, 5);
        assert_eq!(learner.time_of(&[0]), Some(5));
        assert_eq!(learner.time_of(&[0, 1]), None);
    }

    #[test]
    fn a_small_process_gets_a_margin_that_is_worth_it() {
        let suite = suite();
        let parts = suite.parts(&suite.tests());
        let mut learner = Learner::new(&Known::default(), &suite);
        learner.take_peak(0, 10 * MIB, None);
        assert_eq!(mib(learner.reservation(&parts[..1])), Some(42));
        assert_eq!(mib(learner.reservation(&parts[1..])), Some(42));
    }

    #[test]
    fn with_nothing_to_go_by_there_is_no_expectation_until_something_was_seen() {
        let suite = suite();
        let parts = suite.parts(&suite.tests());
        let mut learner = Learner::new(&Known::default(), &suite);
        assert!(learner.knows_nothing());
        assert_eq!(learner.reservation(&parts[..1]), None);
        learner.take_batch(&parts[..2], 200 * MIB);
        assert!(!learner.knows_nothing());
        assert_eq!(
            mib(learner.reservation(&parts[..1])),
            Some(300),
            "of several units it is nobody's own"
        );
        learner.take_batch(&parts[..1], 160 * MIB);
        assert_eq!(mib(learner.reservation(&parts[..1])), Some(192));
    }

    #[test]
    fn a_test_tells_what_its_unit_needs_above_what_was_there() {
        let (mut learner, parts) = learner();
        learner.take_peak(2, 900 * MIB, Some(700 * MIB));
        assert_eq!(mib(learner.reservation(&parts[2..])), Some(337));
    }

    #[test]
    fn a_larger_base_lifts_every_expectation() {
        let (mut learner, parts) = learner();
        learner.take_base(180 * MIB);
        learner.take_base(90 * MIB);
        assert_eq!(mib(learner.reservation(&parts[..1])), Some(540));
    }

    #[test]
    fn times_are_those_of_this_run_where_there_are_some() {
        let (mut learner, parts) = learner();
        assert_eq!(learner.time_ms(&parts[0]), Some(30));
        learner.take_time(0, 100);
        assert_eq!(learner.time_ms(&parts[0]), Some(115));
        assert_eq!(learner.time_ms(&parts[2]), None);
        learner.take_time(3, 7);
        assert_eq!(learner.time_ms(&parts[2]), Some(7));
    }

    #[test]
    fn many_short_tests_take_their_time_together() {
        let tests: Vec<PlannedTest> = (0..4000)
            .map(|number| PlannedTest {
                number,
                group: 0,
                unit: "a".to_owned(),
            })
            .collect();
        let suite = Suite::new(&tests);
        let figures = Figures {
            time_ms: Some(1000),
            ..Figures::default()
        };
        let known = Known {
            units: [("a".to_owned(), figures)].into(),
            ..Known::default()
        };
        let learner = Learner::new(&known, &suite);
        let parts = suite.parts(&(0..3000).collect::<Vec<_>>());
        assert_eq!(learner.time_ms(&parts[0]), Some(750));
    }
}
