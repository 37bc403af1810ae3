//! What the repetitions say of each test: it grows, it has come to rest, or it cannot be said.

use std::collections::BTreeMap;

use super::fixtures::Cycle;
use super::hunt_event::{FixtureSetUp, HuntEvent, Live, Ran};
use super::slope::{Shape, Slope, median, shape};
use super::{ANON_FLOOR, GROWTH_FLOOR};

/// By which figure a test grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// Memory that the allocators call alive.
    Allocated,
    /// Shared memory.
    Shared,
    /// Memory of child processes.
    Children,
    /// Anonymous memory of the process that no allocator knows of.
    Mapped,
    /// What the C heap holds free and cannot give back, as something small that is kept lies behind it.
    Fragmented,
    /// Garbage that nobody collects, as the collector is switched off.
    Garbage,
}

impl Figure {
    /// What one run left by this figure, in bytes.
    pub fn of(self, ran: &Ran) -> i64 {
        match self {
            Self::Allocated => ran.grown.heap + ran.grown.python,
            Self::Shared => ran.grown.shared(),
            Self::Children => ran.grown.children,
            Self::Garbage if ran.gc[1] => 0,
            Self::Garbage => ran.garbage,
            Self::Mapped => unknown(&ran.grown).min(ran.grown.unmanaged),
            Self::Fragmented => unknown(&ran.grown).min(ran.grown.free),
        }
    }
}

/// A test and what its repetitions showed.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Number of the test.
    pub test: u32,
    /// All of its runs, in order.
    pub runs: Vec<Ran>,
    /// What its figure looks like.
    pub shape: Shape,
    /// Which figure that is.
    pub figure: Figure,
    /// Growth in each round by that figure, the first one included, in bytes.
    pub growth: Vec<i64>,
    /// Growth of the later rounds.
    pub slope: Option<Slope>,
    /// Whether a later repetition came to another outcome than the first.
    pub outcome_changed: bool,
}

impl Judged {
    /// What the first repetition left alive.
    pub fn first(&self) -> i64 {
        self.growth.first().copied().unwrap_or(0)
    }

    /// What it typically adds once the first repetition is over.
    pub fn typical(&self) -> i64 {
        let later: Vec<f64> = self
            .growth
            .iter()
            .skip(1)
            .map(|step| *step as f64)
            .collect();
        if later.is_empty() {
            self.first()
        } else {
            median(&later) as i64
        }
    }

    /// Whether it grows with every repetition.
    pub fn grows(&self) -> bool {
        self.shape == Shape::Grows
    }

    /// Whether it leaves a thread or a process running nearly every time, which may go on to take memory.
    pub fn leaves_something_running(&self) -> bool {
        let leaves = |ran: &&Ran| !ran.new_threads.is_empty() || ran.grown.child_count > 0;
        self.runs.iter().filter(leaves).count() * 4 >= self.runs.len() * 3
    }

    /// The threads that it leaves running.
    pub fn threads(&self) -> Vec<String> {
        let mut names: Vec<String> = (self.runs.iter())
            .flat_map(|ran| ran.new_threads.iter().cloned())
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// What repeated tests came to: in one process, or in several where a command starts pytest more than once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Confirmed {
    /// The tests, by their numbers.
    pub tests: BTreeMap<u32, Judged>,
    /// The test that ran when the process ended, if it did not come to its own end.
    pub running: Option<u32>,
    /// What the last tear-down gave back beyond what fixtures had set up, in bytes; `None` where the
    /// process did not come so far. Tests that fill a fixture of a wider scope show so.
    pub released: Option<i64>,
    /// Fixtures of a wider scope that held something, with what their set-up left alive and for which
    /// test that was.
    pub fixtures: Vec<(u32, FixtureSetUp)>,
    /// Each set-up and tear-down of everything.
    pub cycles: Vec<Cycle>,
    /// Threads that tests left running which ran before the others.
    pub threads: BTreeMap<u32, Vec<String>>,
    /// Why it broke off.
    pub broken: Option<String>,
}

/// A fixture that holds less than this is not worth a word.
const FIXTURE_FLOOR: i64 = 1 << 20;

/// Reads what the processes of a pass told, one after the other.
pub fn confirmed(told: &[HuntEvent]) -> Confirmed {
    let is_base = |line: &HuntEvent| matches!(line, HuntEvent::Base { .. });
    let bases = told.iter().enumerate().filter(|(_, line)| is_base(line));
    let mut rest = told;
    let mut whole = Confirmed::default();
    for (next, _) in bases.skip(1) {
        let (own, after) = rest.split_at(next - (told.len() - rest.len()));
        whole.add(of_process(own));
        rest = after;
    }
    whole.add(of_process(rest));
    whole
}

impl Confirmed {
    fn add(&mut self, other: Self) {
        self.tests.extend(other.tests);
        self.running = self.running.or(other.running);
        self.released = match (self.released, other.released) {
            (Some(one), Some(more)) => Some(one + more),
            (one, more) => one.or(more),
        };
        self.fixtures.extend(other.fixtures);
        self.cycles.extend(other.cycles);
        self.threads.extend(other.threads);
        self.broken = self.broken.take().or(other.broken);
    }
}

/// Reads what one process told: what it held must agree with what its own tests added.
fn of_process(told: &[HuntEvent]) -> Confirmed {
    let mut found = Confirmed::default();
    let mut runs: BTreeMap<u32, Vec<Ran>> = BTreeMap::new();
    let mut is_whole = false;
    let mut held = None;
    for line in told {
        match line {
            HuntEvent::Begin { test, .. } => found.running = Some(*test),
            HuntEvent::Test(ran) => {
                found.running = None;
                for fixture in &ran.fixtures {
                    if fixture.grown.alive() >= FIXTURE_FLOOR {
                        found.fixtures.push((ran.test, fixture.clone()));
                    }
                }
                runs.entry(ran.test).or_default().push(ran.clone());
            }
            HuntEvent::End {
                grown,
                held: at_end,
                ..
            } => {
                is_whole = true;
                found.running = None;
                held = Some(*at_end);
                let set_up: i64 = found.fixtures.iter().map(|(_, f)| f.grown.alive()).sum();
                found.released = Some((at_end.alive() - grown.alive() - set_up).max(0));
            }
            HuntEvent::Cycle { test, grown, .. } => found.cycles.push(Cycle {
                test: *test,
                fixtures: runs
                    .get(test)
                    .and_then(|runs| runs.last())
                    .map(|ran| ran.fixtures.clone())
                    .unwrap_or_default(),
                // No other test of this process runs meanwhile that could show what is not its doing.
                kept: grown.surely_own(),
            }),
            HuntEvent::Broken { text } => found.broken = Some(text.clone()),
            HuntEvent::First { test, new_threads } if !new_threads.is_empty() => {
                found.threads.insert(*test, new_threads.clone());
            }
            HuntEvent::Late { test, children } => {
                if let Some(ran) = runs.get_mut(test).and_then(|runs| runs.last_mut()) {
                    ran.grown.children += children;
                }
            }
            HuntEvent::Base { .. }
            | HuntEvent::First { .. }
            | HuntEvent::TornDown { .. }
            | HuntEvent::Explained(_)
            | HuntEvent::Peak(_)
            | HuntEvent::NativeLines { .. }
            | HuntEvent::NativeSites(_)
            | HuntEvent::Imported(_)
            | HuntEvent::Swept(_) => {}
        }
    }
    if is_whole {
        found.running = None;
    }
    found.tests = runs
        .into_iter()
        .map(|(test, runs)| (test, judge(test, runs)))
        .collect();
    give_back(&mut found.tests);
    keep_what_the_process_keeps(&mut found.tests);
    if let Some(held) = held {
        believe_the_process(&mut found.tests, &held);
    }
    found
}

/// Share of what the growing tests add that the process has to keep.
const NET_SHARE: f64 = 0.5;

/// Rounds that it takes to say that a test grows by memory which no allocator knows of.
const MAPPED_ROUNDS: usize = 8;
/// Unless it adds so much each time, in bytes, that the process would not hold out for them.
const MAPPED_LARGE: f64 = (16 << 20) as f64;
/// How many times as much as what is alive resident memory has to grow to be what a test is told by.
const RESIDENT_TIMES: i64 = 4;
/// What has to stay in use each time for free memory behind it to be lost.
const PINNED: i64 = 1 << 10;

/// How near what a test gives back has to come to what the one before it added.
const GIVEN_BACK: std::ops::Range<f64> = 0.8..1.25;

/// What a test leaves and the next ones give back was only late: a task that had yet to see that it was
/// cancelled, an entry that the next writer throws out.
fn give_back(tests: &mut BTreeMap<u32, Judged>) {
    let order: Vec<u32> = tests.keys().copied().collect();
    for (at, giver) in order.iter().enumerate() {
        let Some(given) = tests.get(giver).map(|judged| -judged.typical()) else {
            continue;
        };
        if given < GROWTH_FLOOR {
            continue;
        }
        // The rounds follow each other, so before the first comes the last.
        let before = order[..at].iter().rev().chain(order[at + 1..].iter().rev());
        let added = |test: &&u32| {
            tests
                .get(test)
                .is_some_and(|judged| judged.typical().abs() >= GROWTH_FLOOR)
        };
        let nearest = before.copied().find(|test| added(&test));
        if let Some(judged) = nearest.and_then(|test| tests.get_mut(&test))
            && judged.grows()
            && GIVEN_BACK.contains(&(given as f64 / judged.typical() as f64))
        {
            judged.shape = Shape::Flat;
        }
    }
}

/// What one test adds in every round and another one gives back is no growth: a page that the allocator
/// returns, or an entry that a full cache throws out.
fn keep_what_the_process_keeps(tests: &mut BTreeMap<u32, Judged>) {
    let later = |judged: &Judged, figure: Figure| -> i64 {
        judged.runs.iter().skip(1).map(|ran| figure.of(ran)).sum()
    };
    for figure in [
        Figure::Allocated,
        Figure::Shared,
        Figure::Children,
        Figure::Mapped,
        Figure::Fragmented,
    ] {
        let net: i64 = tests.values().map(|judged| later(judged, figure)).sum();
        let is_claimed = |judged: &&Judged| judged.grows() && judged.figure == figure;
        let claimed: i64 = tests
            .values()
            .filter(is_claimed)
            .map(|judged| later(judged, figure))
            .sum();
        if (net as f64) < claimed as f64 * NET_SHARE {
            for judged in tests.values_mut() {
                if judged.grows() && judged.figure == figure {
                    judged.shape = Shape::Flat;
                }
            }
        }
    }
}

/// What the process held in the end, right before everything was torn down, has to be there for what its
/// tests are said to have added.
fn believe_the_process(tests: &mut BTreeMap<u32, Judged>, held: &Live) {
    for (figure, held) in [
        (Figure::Allocated, held.alive()),
        (Figure::Mapped, held.anon),
        (Figure::Fragmented, held.anon),
    ] {
        let is_claimed = |judged: &&Judged| judged.grows() && judged.figure == figure;
        let claimed: i64 = tests
            .values()
            .filter(is_claimed)
            .map(|judged| judged.growth.iter().sum::<i64>())
            .sum();
        if (held as f64) < claimed as f64 * NET_SHARE {
            for judged in tests.values_mut() {
                if judged.grows() && judged.figure == figure {
                    judged.shape = Shape::Flat;
                }
            }
        }
    }
}

fn judge(test: u32, runs: Vec<Ran>) -> Judged {
    let outcome_changed = runs.iter().any(|ran| ran.outcome != runs[0].outcome);
    // Repetitions that came out differently did not do the same work.
    let same: Vec<&Ran> = runs
        .iter()
        .filter(|ran| ran.outcome == runs[0].outcome)
        .collect();
    let figures = [
        (Figure::Allocated, GROWTH_FLOOR),
        (Figure::Shared, GROWTH_FLOOR * 4),
        (Figure::Children, GROWTH_FLOOR * 4),
        (Figure::Garbage, GROWTH_FLOOR * 4),
        (Figure::Mapped, ANON_FLOOR),
        (Figure::Fragmented, ANON_FLOOR),
    ];
    let judged = figures.map(|(figure, floor)| {
        let growth: Vec<i64> = same.iter().map(|ran| figure.of(ran)).collect();
        let steps: Vec<f64> = growth.iter().skip(1).map(|step| *step as f64).collect();
        let first = growth.first().copied().unwrap_or(0) as f64;
        (
            figure,
            shape(first, &steps, floor as f64),
            growth,
            Slope::of(&steps),
        )
    });
    // The figure that grows most; where none grows, what is allocated speaks for the test, unless it once took
    // more of what is not its process's own.
    let sum = |growth: &[i64]| growth.iter().skip(1).sum::<i64>();
    // Resident memory creeps for some rounds before it comes to rest, so few of them tell nothing.
    let is_told = |figure: Figure, growth: &[i64]| {
        let steps: Vec<f64> = growth.iter().skip(1).map(|step| *step as f64).collect();
        let is_long =
            growth.len() >= MAPPED_ROUNDS || (steps.len() > 1 && median(&steps) >= MAPPED_LARGE);
        let keeps_something = || {
            let later = same.iter().skip(1);
            (later.clone()).all(|ran| ran.grown.heap + ran.grown.python >= PINNED)
        };
        match figure {
            Figure::Mapped => is_long,
            Figure::Fragmented => is_long && keeps_something(),
            _ => true,
        }
    };
    // What is alive is certain, and resident memory is more in nearly any case.
    let alive = match judged[0].1 {
        Shape::Grows => sum(&judged[0].2),
        _ => 0,
    };
    let is_more = |figure: Figure, growth: &[i64]| match figure {
        Figure::Mapped | Figure::Fragmented => sum(growth) > alive * RESIDENT_TIMES,
        _ => true,
    };
    let growing = judged
        .iter()
        .filter(|(figure, shape, growth, _)| {
            *shape == Shape::Grows && is_told(*figure, growth) && is_more(*figure, growth)
        })
        .max_by_key(|(_, _, growth, _)| sum(growth));
    let first = |growth: &[i64]| growth.first().copied().unwrap_or(0);
    let once = judged
        .iter()
        .filter(|(figure, shape, growth, _)| {
            matches!(figure, Figure::Shared | Figure::Children)
                && *shape == Shape::LevelsOff
                && first(growth) > first(&judged[0].2)
        })
        .max_by_key(|(_, _, growth, _)| first(growth));
    let (figure, shape, growth, slope) = growing.or(once).unwrap_or(&judged[0]).clone();
    Judged {
        test,
        runs: runs.clone(),
        shape,
        figure,
        growth,
        slope,
        outcome_changed,
    }
}

/// Anonymous memory beyond what is in use in the allocators.
fn unknown(grown: &Live) -> i64 {
    grown.anon - (grown.heap + grown.python).max(0)
}

#[cfg(test)]
mod tests;
