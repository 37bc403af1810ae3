//! The memory of the run: what is kept for each running batch, what others may borrow of it, and who outgrew.

use std::collections::BTreeMap;

use oomscope_shared::limit::soft_line;
use oomscope_shared::units::MIB;

/// A limit is not told anew for less than this: each telling is a write to the kernel.
const STEP_BYTES: u64 = 16 * MIB;
/// Nor for less than one part of so many of it.
const STEP_PART: u64 = 20;
/// A limit stays above what its batch uses by one part of so many: the figure is as old as a sample, and a limit
/// below what is used ends the batch.
const BREATH_PART: u64 = 8;
/// And by this at least.
const LEAST_BREATH: u64 = 32 * MIB;
/// Where all together use so many percent of the limit, one that outgrew its expectation is displaced: what is
/// left is as much as a process takes between two samples.
const FULL_PERCENT: f64 = 98.0;

/// What a running batch has.
#[derive(Debug, Clone, Copy)]
struct Held {
    /// What was kept for it when it started.
    reserved: u64,
    /// What it used when it was seen last.
    used: u64,
    /// The most that it was seen to use.
    peak: Option<u64>,
    /// The limit that it was told.
    limit: Option<u64>,
    /// It was told to stop after its running test.
    is_stopping: bool,
    /// It was killed, and is about to be gone.
    is_displaced: bool,
}

impl Held {
    fn held(&self) -> u64 {
        self.reserved.max(self.used)
    }

    fn excess(&self) -> u64 {
        self.used.saturating_sub(self.reserved)
    }
}

/// What has to be done so that all fit again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relief {
    /// This batch should stop after its running test.
    Stop(u32),
    /// This batch has to go at once.
    Displace(u32),
}

/// The memory of a run.
#[derive(Debug)]
pub(crate) struct Room {
    limit: Option<u64>,
    /// From here on one that outgrew its expectation is told to stop.
    soft: Option<u64>,
    batches: BTreeMap<u32, Held>,
}

impl Room {
    pub fn new(limit: Option<u64>, soft_percent: Option<f64>) -> Self {
        Self {
            limit,
            soft: (limit.zip(soft_percent)).map(|(bytes, percent)| soft_line(bytes, percent)),
            batches: BTreeMap::new(),
        }
    }

    /// The whole limit.
    pub fn limit(&self) -> Option<u64> {
        self.limit
    }

    /// Whether so much can be kept beside what runs.
    pub fn has_room_for(&self, reserved: u64) -> bool {
        let held: u64 = self.batches.values().map(Held::held).sum();
        (self.limit).is_none_or(|limit| held.saturating_add(reserved) <= limit)
    }

    /// A batch starts.
    pub fn enter(&mut self, batch: u32, reserved: u64) {
        let held = Held {
            reserved,
            used: 0,
            peak: None,
            limit: None,
            is_stopping: false,
            is_displaced: false,
        };
        self.batches.insert(batch, held);
    }

    /// A batch has ended; returns the most it was seen to use, and the limit it had.
    pub fn leave(&mut self, batch: u32) -> (Option<u64>, Option<u64>) {
        let held = self.batches.remove(&batch);
        held.map_or((None, None), |held| (held.peak, held.limit))
    }

    /// A batch uses so much now.
    pub fn take_used(&mut self, batch: u32, bytes: u64) {
        if let Some(held) = self.batches.get_mut(&batch) {
            held.used = bytes;
            held.peak = held.peak.max(Some(bytes));
        }
    }

    /// A batch was told to stop, for whatever reason.
    pub fn stops(&mut self, batch: u32) {
        if let Some(held) = self.batches.get_mut(&batch) {
            held.is_stopping = true;
        }
    }

    /// What has to be done, if anything: of those that outgrew what was kept for them, the one that did so the
    /// most. As what is kept for all together fits, there is one whenever all together do not fit. One that is
    /// alone has nobody to make room for.
    pub fn relief(&mut self, can_stop: bool) -> Option<Relief> {
        let (limit, soft) = (self.limit?, self.soft);
        let staying = || self.batches.iter().filter(|(_, held)| !held.is_displaced);
        if staying().count() < 2 {
            return None;
        }
        let used: u64 = staying().map(|(_, held)| held.used).sum();
        let over = staying().filter(|(_, held)| held.excess() > 0);
        let over = over.max_by_key(|(batch, held)| (held.excess(), std::cmp::Reverse(**batch)));
        let batch = *over?.0;
        let is_stopping = staying().any(|(_, held)| held.is_stopping);
        let held = self.batches.get_mut(&batch)?;
        if used >= soft_line(limit, FULL_PERCENT) {
            held.is_displaced = true;
            return Some(Relief::Displace(batch));
        }
        if can_stop && !is_stopping && soft.is_some_and(|soft| used >= soft) {
            held.is_stopping = true;
            return Some(Relief::Stop(batch));
        }
        None
    }

    /// The limits that are to be told: of batches that have none yet, and of those whose limit has changed by
    /// more than a step. A batch may use whatever is not kept for others and not used by them.
    pub fn limits(&mut self) -> Vec<(u32, u64)> {
        let Some(whole) = self.limit else {
            return Vec::new();
        };
        let sum: u64 = self.batches.values().map(Held::held).sum();
        let mut told = Vec::new();
        for (batch, held) in &mut self.batches {
            let others = sum - held.held();
            let breath = held.used + (held.used / BREATH_PART).max(LEAST_BREATH);
            let free = whole.saturating_sub(others);
            let limit = free.max(held.reserved).max(breath).min(whole);
            let is_new = held.limit.is_none_or(|before| {
                let step = STEP_BYTES.max(before / STEP_PART);
                limit.abs_diff(before) > step || limit == whole && before != whole
            });
            if is_new {
                held.limit = Some(limit);
                told.push((*batch, limit));
            }
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(entries: &[(u64, u64)]) -> Room {
        let mut room = Room::new(Some(1000 * MIB), Some(90.0));
        for (batch, (reserved, used)) in (1..).zip(entries) {
            room.enter(batch, reserved * MIB);
            room.take_used(batch, used * MIB);
        }
        room
    }

    fn limits(room: &mut Room) -> Vec<(u32, u64)> {
        let told = room.limits().into_iter();
        told.map(|(batch, bytes)| (batch, bytes / MIB)).collect()
    }

    #[test]
    fn one_alone_has_the_whole_limit() {
        assert_eq!(limits(&mut room(&[(100, 0)])), [(1, 1000)]);
        assert_eq!(limits(&mut room(&[(100, 1200)])), [(1, 1000)]);
    }

    #[test]
    fn what_is_free_may_be_borrowed_by_each() {
        let mut room = room(&[(300, 10), (200, 250)]);
        assert_eq!(limits(&mut room), [(1, 750), (2, 700)]);
        assert_eq!(limits(&mut room), [], "nothing has changed");
        room.take_used(2, 270 * MIB);
        assert_eq!(limits(&mut room), [], "that is less than a step");
        room.take_used(2, 300 * MIB);
        assert_eq!(limits(&mut room), [(1, 700)]);
        room.leave(2);
        assert_eq!(limits(&mut room), [(1, 1000)]);
    }

    #[test]
    fn the_way_back_to_the_whole_limit_is_never_too_small_a_step() {
        let mut room = room(&[(300, 10), (10, 10)]);
        assert_eq!(limits(&mut room), [(1, 990), (2, 700)]);
        room.leave(2);
        assert_eq!(limits(&mut room), [(1, 1000)]);
    }

    #[test]
    fn a_limit_is_never_below_what_is_used_nor_below_what_was_kept() {
        let mut room = room(&[(500, 100), (400, 800)]);
        assert_eq!(limits(&mut room), [(1, 500), (2, 900)]);
    }

    #[test]
    fn without_a_limit_there_is_always_room_and_nothing_to_tell() {
        let mut room = Room::new(None, Some(90.0));
        room.enter(1, u64::MAX);
        assert!(room.has_room_for(u64::MAX));
        assert_eq!(room.limits(), []);
        assert_eq!(room.relief(true), None);
    }

    #[test]
    fn room_is_what_is_neither_kept_nor_used() {
        let room = room(&[(300, 400), (200, 100)]);
        assert!(room.has_room_for(400 * MIB));
        assert!(!room.has_room_for(400 * MIB + 1));
    }

    #[test]
    fn near_the_limit_the_one_that_outgrew_the_most_stops_and_at_it_it_goes() {
        let mut room = room(&[(300, 310), (300, 500), (200, 90)]);
        assert_eq!(room.relief(true), Some(Relief::Stop(2)));
        assert_eq!(room.relief(true), None, "one at a time");
        room.take_used(2, 580 * MIB);
        assert_eq!(room.relief(true), Some(Relief::Displace(2)));
        assert_eq!(room.relief(true), None, "what goes does not count");
    }

    #[test]
    fn who_cannot_stop_goes_on_until_it_has_to_go() {
        let mut room = room(&[(300, 600), (300, 320)]);
        assert_eq!(room.relief(false), None);
        room.take_used(1, 670 * MIB);
        assert_eq!(room.relief(false), Some(Relief::Displace(1)));
    }

    #[test]
    fn one_within_what_is_kept_for_it_is_never_asked() {
        let mut room = room(&[(500, 500), (500, 500)]);
        assert_eq!(room.relief(true), None);
        room.take_used(1, 501 * MIB);
        assert_eq!(room.relief(true), Some(Relief::Displace(1)));
    }

    #[test]
    fn one_alone_is_never_displaced() {
        assert_eq!(room(&[(100, 2000)]).relief(true), None);
    }
}
