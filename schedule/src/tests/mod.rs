//! The dispatcher with batches that a test plays: what it is told, and what it asks for, in few words.

mod cancelling;
mod cutting;
mod ending;
mod memory;
mod side_by_side;
mod simulation;
mod today;
mod world;

use std::collections::BTreeMap;

use oomscope_shared::Ending;
use oomscope_shared::artifact::Pass;
use oomscope_shared::units::MIB;

use crate::{Config, Dispatcher, Effect, Event, Figures, Given, Known, Left, PlannedTest, Work};

/// Tests that are each a unit of its own.
fn tests(count: u32) -> Vec<PlannedTest> {
    (0..count)
        .map(|number| PlannedTest {
            number,
            group: 0,
            unit: number.to_string(),
        })
        .collect()
}

fn config(jobs: u32, work: Vec<PlannedTest>) -> Config {
    Config {
        jobs,
        work: Work::Tests(work),
        batch_size: None,
        limit_bytes: None,
        soft_percent: Some(90.0),
        can_stop_softly: true,
        fail_fast: false,
        retries: 0,
        known: Known::default(),
    }
}

/// Each test with its peak in MiB and its time in milliseconds, under a limit of 1000 MiB. What is kept for a
/// test is its peak and 32 MiB, or an eighth where that is more.
fn packed(jobs: u32, figures: &[(u64, u64)]) -> Config {
    let units = (0_u32..).zip(figures).map(|(test, (peak, time_ms))| {
        let figures = Figures {
            peak_bytes: Some(peak * MIB),
            kept_bytes: 0,
            time_ms: Some(*time_ms),
        };
        (test.to_string(), figures)
    });
    Config {
        limit_bytes: Some(1000 * MIB),
        // One test in a batch, so that each is packed by itself.
        batch_size: Some(1),
        known: Known {
            base_bytes: None,
            base_ms: None,
            units: units.collect(),
        },
        ..config(jobs, tests(figures.len() as u32))
    }
}

/// A run whose batches do what a test says.
struct Play {
    dispatcher: Dispatcher,
    now_ms: u64,
    given: BTreeMap<u32, Vec<u32>>,
}

impl Play {
    fn new(config: Config) -> Self {
        Self {
            dispatcher: Dispatcher::new(config),
            now_ms: 0,
            given: BTreeMap::new(),
        }
    }

    /// A run that has begun, and what it said.
    fn begun(config: Config) -> (Self, Vec<String>) {
        let mut play = Self::new(config);
        let said = play.step(Event::Begin);
        (play, said)
    }

    fn step(&mut self, event: Event) -> Vec<String> {
        let effects = self.dispatcher.step(self.now_ms, event);
        for effect in &effects {
            if let Effect::Start(start) = effect {
                let tests = match &start.given {
                    Given::Everything => Vec::new(),
                    Given::Tests(tests) => tests.clone(),
                };
                self.given.insert(start.batch, tests);
            }
        }
        effects.iter().map(said).collect()
    }

    /// The same without what is said of limits.
    fn but_limits(&mut self, event: Event) -> Vec<String> {
        let said = self.step(event).into_iter();
        said.filter(|said| !said.contains("limit")).collect()
    }

    fn used(&mut self, used: &[(u32, u64)]) -> Vec<String> {
        let used = used.iter().map(|(batch, mib)| (*batch, mib * MIB));
        self.step(Event::Used(used.collect()))
    }

    /// A batch ends and has run all of its tests.
    fn passes(&mut self, batch: u32) -> Vec<String> {
        self.ends(batch, Ending::Passed, &[], &[])
    }

    /// A batch ends with these bad tests and without having started those.
    fn ends(&mut self, batch: u32, ending: Ending, bad: &[u32], unstarted: &[u32]) -> Vec<String> {
        let left = self.left(batch, ending, bad, unstarted);
        self.but_limits(Event::Ended { batch, left })
    }

    /// A batch dies in its last bad test.
    fn dies(&mut self, batch: u32, ending: Ending, victim: u32, unstarted: &[u32]) -> Vec<String> {
        let mut left = self.left(batch, ending, &[victim], unstarted);
        left.victims = vec![victim];
        self.but_limits(Event::Ended { batch, left })
    }

    /// A batch stops after its running test.
    fn stops(&mut self, batch: u32, unstarted: &[u32]) -> Vec<String> {
        let mut left = self.left(batch, Ending::Passed, &[], unstarted);
        left.is_soft_stop = true;
        self.but_limits(Event::Ended { batch, left })
    }

    fn left(&self, batch: u32, ending: Ending, bad: &[u32], unstarted: &[u32]) -> Left {
        Left {
            ending,
            unstarted: unstarted.to_vec(),
            victims: Vec::new(),
            bad: bad.to_vec(),
            done: self.given[&batch].len() - unstarted.len(),
            is_soft_stop: false,
            stopped_by: None,
            peak_bytes: None,
            limit_bytes: None,
        }
    }
}

/// An effect in a few words; a start is its batch and its tests.
fn said(effect: &Effect) -> String {
    let list = |tests: &[u32]| {
        let tests: Vec<String> = tests.iter().map(u32::to_string).collect();
        tests.join(" ")
    };
    match effect {
        Effect::Start(start) => {
            let given = match &start.given {
                Given::Everything => "everything".to_owned(),
                Given::Tests(tests) => list(tests),
            };
            let pass = if start.pass == Pass::Retry {
                " again"
            } else {
                ""
            };
            format!("{}{pass}: {given}", start.batch)
        }
        Effect::SetLimit { batch, bytes } => format!("{batch} limit {}", bytes / MIB),
        Effect::StopSoftly { batch, why } => format!("{batch} stop {why:?}"),
        Effect::Displace { batch } => format!("{batch} out"),
        Effect::End { batch } => format!("{batch} end"),
        Effect::Kill { batch } => format!("{batch} kill"),
        Effect::NotJudged { batch, tests, why } => format!("{batch} {why:?} [{}]", list(tests)),
        Effect::GiveSoftLineUp { batch } => format!("{batch} no soft line"),
        Effect::NotRun { tests, why } => format!("not run {}: {why:?}", list(tests)),
        Effect::HuntMayBegin => "hunt".to_owned(),
        Effect::Cancelled { signal } => format!("cancelled by {signal}"),
    }
}
