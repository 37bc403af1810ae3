//! A machine with processes that are made up: what really happens to the batches of a schedule.

use std::collections::BTreeMap;

use oomscope_shared::Ending;
use oomscope_shared::units::MIB;

use crate::{Given, Left, PlannedTest, Start, TestEnded};

/// A seeded generator (SplitMix64), so that a schedule that goes wrong can be played again.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From `from` to `to`, both included.
    pub fn between(&mut self, from: u64, to: u64) -> u64 {
        from + self.roll() % (to - from + 1)
    }

    /// Once in so many times.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.roll().is_multiple_of(times)
    }
}

/// What a test really does.
#[derive(Debug, Clone)]
pub struct Deed {
    pub planned: PlannedTest,
    pub need: u64,
    pub kept: u64,
    pub ticks: u64,
    pub fate: Fate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Passes,
    Fails,
    /// It fails, and the framework stops there (`-x`).
    FailsForAll,
    /// It crashes its process.
    Crashes,
    /// A process that begins with it dies before its first test.
    Poisons,
}

/// The suite and the machine.
#[derive(Debug)]
pub struct World {
    pub deeds: Vec<Deed>,
    pub base: u64,
    pub limit: Option<u64>,
    /// Whether the kernel holds each batch to its own limit; else nobody does but the dispatcher.
    pub is_enforced: bool,
    pub can_stop: bool,
    /// Whether tests tell what they needed.
    pub measures: bool,
}

/// A process that runs.
#[derive(Debug)]
pub struct Process {
    pub start: Start,
    pub tests: Vec<u32>,
    at: usize,
    tick: u64,
    kept: u64,
    bad: Vec<u32>,
    pub used: u64,
    /// What the dispatcher was told of it last.
    pub seen: u64,
    pub limit: Option<u64>,
    pub is_told: bool,
    pub is_ended: bool,
    pub is_killed: bool,
    pub is_displaced: bool,
}

/// What a process did in a tick.
pub enum Did {
    Worked,
    /// It finished a test.
    Finished(TestEnded),
    /// It is gone.
    Left(Left),
}

impl World {
    /// A suite of which nobody knows whether it can be run.
    pub fn made_up(dice: &mut Dice) -> Self {
        let count = dice.between(0, 24) as u32;
        let groups = dice.between(1, 3) as u32;
        let per_unit = dice.between(1, 4) as u32;
        let largest = [60, 300, 900][dice.between(0, 2) as usize];
        let deed = |number: u32| {
            let unit = number / per_unit;
            let fate = match dice.between(0, 39) {
                0..4 => Fate::Fails,
                4 => Fate::FailsForAll,
                5 => Fate::Crashes,
                6 => Fate::Poisons,
                _ => Fate::Passes,
            };
            Deed {
                planned: PlannedTest {
                    number,
                    group: unit * groups / (count / per_unit + 1),
                    unit: unit.to_string(),
                },
                need: dice.between(0, largest) * MIB,
                kept: if dice.once_in(3) {
                    dice.between(0, 40) * MIB
                } else {
                    0
                },
                ticks: dice.between(1, 4),
                fate,
            }
        };
        let deeds = (0..count).map(deed).collect();
        Self {
            deeds,
            base: dice.between(5, 80) * MIB,
            limit: (!dice.once_in(6)).then(|| dice.between(150, 1500) * MIB),
            is_enforced: dice.once_in(2),
            can_stop: !dice.once_in(3),
            measures: dice.once_in(2),
        }
    }

    pub fn start(&self, start: Start) -> Process {
        let tests = match &start.given {
            Given::Tests(tests) => tests.clone(),
            Given::Everything => (0..self.deeds.len() as u32).collect(),
        };
        Process {
            tests,
            at: 0,
            tick: 0,
            kept: 0,
            bad: Vec::new(),
            used: 0,
            seen: 0,
            limit: start.limit_bytes,
            is_told: false,
            is_ended: false,
            is_killed: false,
            is_displaced: false,
            start,
        }
    }

    /// A tick of a process. `is_only`: nothing else runs.
    pub fn work(&self, process: &mut Process, is_only: bool) -> Did {
        let is_new = process.at == 0 && process.tick == 0;
        if process.is_killed || process.is_displaced {
            return Did::Left(process.dies(Ending::Killed, !is_new));
        }
        if process.is_ended {
            return Did::Left(process.dies(Ending::Interrupted, !is_new));
        }
        if is_new && process.is_told {
            return Did::Left(process.stops(true));
        }
        let Some(deed) = process
            .tests
            .get(process.at)
            .map(|test| &self.deeds[*test as usize])
        else {
            return Did::Left(process.stops(false));
        };
        if is_new && deed.fate == Fate::Poisons {
            return Did::Left(process.dies(Ending::Crashed, false));
        }
        process.tick += 1;
        let before = self.base + process.kept;
        process.used = before + deed.need * process.tick / deed.ticks;
        let is_over = process.limit.is_some_and(|limit| process.used > limit);
        if is_over && (self.is_enforced || is_only) {
            process.used = process.limit.unwrap_or(0);
            let mut left = process.dies(Ending::OutOfMemory, true);
            left.limit_bytes = process.limit;
            return Did::Left(left);
        }
        if process.tick < deed.ticks {
            return Did::Worked;
        }
        self.finish(process, deed, before)
    }

    fn finish(&self, process: &mut Process, deed: &Deed, before: u64) -> Did {
        let number = deed.planned.number;
        let finished = TestEnded {
            batch: process.start.batch,
            test: number,
            peak_bytes: self.measures.then_some(process.used),
            before_bytes: self.measures.then_some(before),
            time_ms: Some(deed.ticks * super::simulation::TICK_MS),
        };
        if matches!(deed.fate, Fate::Fails | Fate::FailsForAll | Fate::Crashes) {
            process.bad.push(number);
        }
        process.at += 1;
        process.tick = 0;
        process.kept += deed.kept;
        process.used = self.base + process.kept;
        let soft = process.limit.map(|limit| limit / 10 * 9);
        let soft = soft.filter(|_| process.start.has_soft_line && self.can_stop);
        let is_soft = process.is_told || soft.is_some_and(|soft| process.used >= soft);
        match deed.fate {
            Fate::Crashes => {
                let mut left = process.left(Ending::Crashed);
                left.victims.clear();
                Did::Left(left)
            }
            Fate::FailsForAll => Did::Left(process.left(Ending::TestsFailed)),
            _ if process.at == process.tests.len() => Did::Left(process.stops(false)),
            _ if is_soft => Did::Left(process.stops(true)),
            _ => Did::Finished(finished),
        }
    }

    /// What a process leaves that has everything to itself.
    pub fn run_alone(&self, start: Start) -> Left {
        let mut process = self.start(start);
        loop {
            if let Did::Left(left) = self.work(&mut process, true) {
                return left;
            }
        }
    }

    /// All tests by their units, with what each really needs when it runs alone.
    pub fn peaks(&self) -> BTreeMap<String, (u64, u64)> {
        let mut peaks: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for deed in &self.deeds {
            let (peak, kept) = peaks.entry(deed.planned.unit.clone()).or_default();
            *peak = (*peak).max(self.base + *kept + deed.need);
            *kept += deed.kept;
        }
        peaks
    }
}

impl Process {
    fn left(&self, ending: Ending) -> Left {
        Left {
            ending,
            unstarted: self.tests[self.at..].to_vec(),
            victims: Vec::new(),
            bad: self.bad.clone(),
            done: self.at,
            is_soft_stop: false,
            stopped_by: None,
            peak_bytes: Some(self.used),
            limit_bytes: None,
        }
    }

    /// It dies, in a test or between two.
    fn dies(&mut self, ending: Ending, in_test: bool) -> Left {
        let victim = self.tests.get(self.at).copied().filter(|_| in_test);
        if let Some(victim) = victim {
            self.bad.push(victim);
            self.at += 1;
        }
        let mut left = self.left(ending);
        left.victims.extend(victim);
        left
    }

    fn stops(&self, is_soft_stop: bool) -> Left {
        let ending = if self.bad.is_empty() {
            Ending::Passed
        } else {
            Ending::TestsFailed
        };
        Left {
            is_soft_stop,
            ..self.left(ending)
        }
    }
}
