//! Ten thousand schedules: whatever suites do, what the dispatcher promises holds.

use std::collections::{BTreeMap, BTreeSet};

use oomscope_shared::artifact::Pass;

use super::world::{Dice, Did, Process, World};
use crate::{
    Config, Dispatcher, Effect, Event, Figures, Given, Known, Left, MOST_OVERTAKEN, Start,
    Unjudged, Work,
};

/// A sample is taken so often.
pub const TICK_MS: u64 = 100;
/// No schedule of these suites takes longer, unless it never ends.
const MOST_TICKS: u64 = 20_000;
const SCHEDULES: u64 = 10_000;

/// What is known of a suite: the truth, a figure far from it, or nothing.
fn known(world: &World, dice: &mut Dice) -> Known {
    let mut known = Known::default();
    if dice.once_in(3) {
        return known;
    }
    known.base_bytes = Some(world.base);
    known.base_ms = dice.once_in(2).then_some(TICK_MS);
    for (unit, (peak, kept)) in world.peaks() {
        let percent = match dice.between(0, 5) {
            0 => continue,
            1 | 2 => dice.between(5, 200),
            _ => 100,
        };
        let figures = Figures {
            peak_bytes: Some(peak * percent / 100),
            kept_bytes: kept * percent / 100,
            time_ms: (!dice.once_in(4)).then(|| dice.between(1, 9) * TICK_MS),
        };
        known.units.insert(unit, figures);
    }
    known
}

pub fn config(world: &World, dice: &mut Dice) -> Config {
    Config {
        jobs: dice.between(1, 8) as u32,
        work: Work::Tests(
            world
                .deeds
                .iter()
                .map(|deed| deed.planned.clone())
                .collect(),
        ),
        batch_size: dice.once_in(4).then(|| dice.between(1, 5) as u32),
        limit_bytes: world.limit,
        soft_percent: (!dice.once_in(4)).then_some(90.0),
        can_stop_softly: world.can_stop,
        fail_fast: dice.once_in(8),
        retries: dice.between(0, 4).saturating_sub(2) as u32,
        known: known(world, dice),
    }
}

/// What happened in all schedules, so that none of it is only believed to be tried.
#[derive(Debug, Default)]
struct Tally {
    side_by_side: u64,
    displaced: u64,
    under_share: u64,
    told: u64,
    overtaken: u64,
    cancelled: u64,
    retried: u64,
    left_out: u64,
}

struct Simulation<'a> {
    world: &'a World,
    config: Config,
    dispatcher: Dispatcher,
    now_ms: u64,
    running: BTreeMap<u32, Process>,
    /// Whether the last outcome of each test that has one is bad.
    outcomes: BTreeMap<u32, bool>,
    reasons: BTreeSet<u32>,
    /// Tests whose death was not judged, by pass.
    spared: BTreeSet<(u32, bool)>,
    pass: Pass,
    next_batch: u32,
    /// By its turn, how often one that waits was overtaken.
    overtaken: BTreeMap<u64, u32>,
    signals: u32,
    is_over: bool,
    tally: &'a mut Tally,
}

impl Simulation<'_> {
    fn step(&mut self, event: Event) {
        let waited: Vec<(Given, u64)> = (self.dispatcher.queue.iter())
            .map(|waiting| (waiting.given.clone(), waiting.turn))
            .collect();
        let ended = match &event {
            Event::Ended { batch, left } => Some((*batch, left.clone())),
            _ => None,
        };
        let effects = self.dispatcher.step(self.now_ms, event);
        assert!(
            !self.is_over || effects.is_empty(),
            "{effects:?} after the end"
        );
        if let Some((batch, left)) = ended {
            self.take_outcomes(batch, &left, &effects);
        }
        self.count_overtaken(&waited, &effects);
        for effect in effects {
            self.apply(effect);
        }
        if self.world.limit.is_none() && !self.dispatcher.queue.is_empty() {
            let running = self.running.len() as u32;
            assert_eq!(running, self.config.jobs, "a job is idle and a batch waits");
        }
    }

    /// That tests died with their batch is their outcome, if it is judged.
    fn take_outcomes(&mut self, batch: u32, left: &Left, effects: &[Effect]) {
        let spared: Vec<u32> = (effects.iter())
            .filter_map(|effect| match effect {
                Effect::NotJudged { tests, .. } => Some(tests.clone()),
                _ => None,
            })
            .flatten()
            .collect();
        let process = self.running.remove(&batch).expect("it ran");
        for test in process.tests {
            if !left.unstarted.contains(&test) && !spared.contains(&test) {
                self.outcomes.insert(test, left.bad.contains(&test));
            }
        }
    }

    /// Who waited before and waits still was overtaken by all that started and came later.
    fn count_overtaken(&mut self, waited: &[(Given, u64)], effects: &[Effect]) {
        if self.config.jobs == 1 {
            return;
        }
        let starts = effects.iter().filter_map(|effect| match effect {
            Effect::Start(start) => {
                let waited = waited.iter().find(|(given, _)| *given == start.given);
                Some(waited.map_or(u64::MAX, |(_, turn)| *turn))
            }
            _ => None,
        });
        let starts: Vec<u64> = starts.collect();
        for waiting in &self.dispatcher.queue {
            if waited.iter().any(|(_, turn)| *turn == waiting.turn) {
                let later = starts.iter().filter(|turn| **turn > waiting.turn).count() as u32;
                let times = self.overtaken.entry(waiting.turn).or_default();
                *times += later;
                self.tally.overtaken += u64::from(later);
                assert!(*times <= MOST_OVERTAKEN, "{waiting:?} starves");
            }
        }
    }

    fn apply(&mut self, effect: Effect) {
        match effect {
            Effect::Start(start) => self.start(start),
            Effect::SetLimit { batch, bytes } => {
                self.process(batch).limit = Some(bytes);
            }
            Effect::StopSoftly { batch, .. } => {
                assert!(self.world.can_stop);
                self.tally.told += 1;
                let process = self.process(batch);
                assert!(!process.is_told, "told twice");
                process.is_told = true;
            }
            Effect::Displace { batch } => {
                self.tally.displaced += 1;
                let process = self.process(batch);
                assert!(
                    (process.start.reserved_bytes).is_some_and(|reserved| process.used > reserved),
                    "within its expectation"
                );
                process.is_displaced = true;
            }
            Effect::End { batch } => self.process(batch).is_ended = true,
            Effect::Kill { batch } => self.process(batch).is_killed = true,
            Effect::NotJudged { tests, why, .. } => {
                self.tally.under_share += u64::from(why == Unjudged::UnderShare);
                for test in tests {
                    let is_retry = self.pass == Pass::Retry;
                    assert!(
                        self.spared.insert((test, is_retry)) || is_retry,
                        "spared twice"
                    );
                }
            }
            Effect::GiveSoftLineUp { .. } => {}
            Effect::NotRun { tests, .. } => {
                self.tally.left_out += tests.len() as u64;
                for test in tests {
                    assert!(!self.outcomes.contains_key(&test), "it has an outcome");
                    assert!(self.reasons.insert(test), "it has a reason");
                }
            }
            Effect::HuntMayBegin => {
                assert_eq!(self.signals, 0);
                self.end();
            }
            Effect::Cancelled { .. } => {
                assert!(self.signals > 0);
                self.end();
            }
        }
    }

    fn process(&mut self, batch: u32) -> &mut Process {
        self.running.get_mut(&batch).expect("it runs")
    }

    fn end(&mut self) {
        assert!(self.running.is_empty() && !self.is_over);
        self.is_over = true;
    }

    fn start(&mut self, start: Start) {
        assert_eq!(self.signals, 0, "a start after a signal");
        assert_eq!(start.batch, self.next_batch);
        self.next_batch += 1;
        assert!((1..=self.config.jobs).contains(&start.job));
        assert!(
            self.running
                .values()
                .all(|other| other.start.job != start.job)
        );
        self.pass = start.pass;
        let process = self.world.start(start);
        assert!(!process.tests.is_empty());
        let groups = process
            .tests
            .iter()
            .map(|test| self.world.deeds[*test as usize].planned.group);
        assert_eq!(groups.collect::<BTreeSet<_>>().len(), 1, "groups are mixed");
        for test in &process.tests {
            match self.outcomes.get(test) {
                None => assert!(self.pass == Pass::Observe && !self.reasons.contains(test)),
                Some(is_bad) => assert!(*is_bad && self.pass == Pass::Retry),
            }
        }
        self.tally.retried += u64::from(self.pass == Pass::Retry);
        self.running.insert(process.start.batch, process);
        self.tally.side_by_side += u64::from(self.running.len() > 1);
        let kept = |process: &Process| process.start.reserved_bytes.unwrap_or(0).max(process.seen);
        if let Some(limit) = self.world.limit {
            let kept: u64 = self.running.values().map(kept).sum();
            assert!(
                kept <= limit || self.running.len() == 1,
                "more than there is"
            );
        }
    }

    /// Those that stay fit into the limit, and each has a limit above what it uses.
    fn check_memory(&self) {
        let Some(limit) = self.world.limit else {
            return;
        };
        let staying = || {
            self.running
                .values()
                .filter(|process| !process.is_displaced)
        };
        let used: u64 = staying().map(|process| process.used).sum();
        let is_ending = self.signals > 0;
        assert!(
            used <= limit || staying().count() <= 1 || is_ending,
            "{used} of {limit} are used"
        );
        for process in staying() {
            let own = process.limit.expect("it has a limit");
            assert!(own == limit || own > process.used && own < limit);
            let reserved = process.start.reserved_bytes.unwrap_or(0);
            assert!(own >= reserved, "squeezed");
            assert!(self.running.len() > 1 || own == limit, "it is alone");
        }
    }

    fn tick(&mut self) {
        self.now_ms += TICK_MS;
        let is_only = self.running.len() == 1;
        let mut events = Vec::new();
        for (batch, process) in &mut self.running {
            match self.world.work(process, is_only) {
                Did::Worked => {}
                Did::Finished(ended) => events.push(Event::TestEnded(ended)),
                Did::Left(left) => events.push(Event::Ended {
                    batch: *batch,
                    left,
                }),
            }
        }
        for event in events {
            self.step(event);
        }
        let mut used = Vec::new();
        for (batch, process) in &mut self.running {
            process.seen = process.used;
            used.push((*batch, process.used));
        }
        self.step(Event::Used(used));
        self.check_memory();
    }
}

/// Plays one schedule to its end.
fn play(seed: u64, tally: &mut Tally) {
    let mut dice = Dice(seed);
    let world = World::made_up(&mut dice);
    let config = config(&world, &mut dice);
    let signal_at = dice.once_in(5).then(|| dice.between(0, 20));
    let again_at = signal_at
        .filter(|_| dice.once_in(2))
        .map(|at| at + dice.between(0, 2));
    let mut simulation = Simulation {
        world: &world,
        dispatcher: Dispatcher::new(config.clone()),
        config,
        now_ms: 0,
        running: BTreeMap::new(),
        outcomes: BTreeMap::new(),
        reasons: BTreeSet::new(),
        spared: BTreeSet::new(),
        pass: Pass::Observe,
        next_batch: 1,
        overtaken: BTreeMap::new(),
        signals: 0,
        is_over: false,
        tally,
    };
    for tick in 0..MOST_TICKS {
        for at in [signal_at, again_at] {
            if at == Some(tick) && !simulation.is_over {
                simulation.signals += 1;
                simulation.step(Event::Signal(15));
            }
        }
        if tick == 0 {
            simulation.step(Event::Begin);
        }
        if simulation.is_over {
            break;
        }
        simulation.tick();
    }
    assert!(simulation.is_over, "it never ends");
    for test in 0..world.deeds.len() as u32 {
        let has_outcome = simulation.outcomes.contains_key(&test);
        assert!(
            has_outcome != simulation.reasons.contains(&test),
            "test {test} has none, or both"
        );
    }
    simulation.tally.cancelled += u64::from(simulation.signals > 0);
}

#[test]
fn what_the_dispatcher_promises_holds_in_ten_thousand_schedules() {
    let mut tally = Tally::default();
    for seed in 0..SCHEDULES {
        let played =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| play(seed, &mut tally)));
        assert!(played.is_ok(), "schedule {seed}");
    }
    let Tally {
        side_by_side,
        displaced,
        under_share,
        told,
        overtaken,
        cancelled,
        retried,
        left_out,
    } = tally;
    let tried = [
        side_by_side,
        displaced,
        under_share,
        told,
        overtaken,
        cancelled,
        retried,
        left_out,
    ];
    // So that nothing above is only believed to be tried.
    assert!(tried.iter().all(|times| *times >= 100), "{tried:?}");
}
