//! What each round left, by what holds it, where that was the same between the looks.

use std::collections::{BTreeMap, BTreeSet};

use oomscope_shared::artifact::Artifact;

use super::{Looked, Rounds, STACK_BYTES, split};
use crate::GROWTH_FLOOR;
use crate::golang::goroutines::Goroutine;
use crate::golang::growth::{GrownStack, Look, growth, steady};
use crate::golang::{is_own, plain};
use crate::heap::names::golang::Holder;
use crate::pprof::Frame;

/// What a later stretch has to leave of what an earlier one did: less is something that fills up.
const LATER_SHARE: f64 = 0.5;
/// What stacks have to explain of a variable's growth for them to say whose it is.
const TOLD_SHARE: f64 = 0.6;

/// What holds it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A variable of a package.
    Variable(String),
    /// Goroutines, by the line of the project that began them.
    Goroutines(Frame),
    /// Nothing that has a name.
    Unnamed,
}

/// A part of what a round left.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What holds it.
    pub what: What,
    /// Bytes a round.
    pub bytes: f64,
    /// Objects a round.
    pub objects: f64,
    /// Goroutines a round.
    pub goroutines: f64,
    /// Whether each round left exactly as many of them.
    pub is_exact: bool,
    /// What the goroutines wait for.
    pub state: String,
    /// The functions that they began with.
    pub functions: BTreeSet<String>,
    /// What of it each test left, as a share, as far as stacks say so.
    pub tests: BTreeMap<u32, f64>,
    /// The stacks that took memory which is still there.
    pub stacks: Vec<GrownStack>,
}

impl Part {
    /// Whether the stacks say whose it is.
    pub fn is_told(&self) -> bool {
        self.tests.values().sum::<f64>() >= TOLD_SHARE
    }
}

/// Reads three looks at a process. `None` where there are fewer: it ended before.
pub fn parts(artifact: &Artifact, rounds: &Rounds, mut looked: Looked) -> Option<Vec<Part>> {
    for (look, round) in looked.looks.iter_mut().zip(rounds.looks) {
        look.repetitions = round;
    }
    let [one, two, three] = looked.looks.as_slice() else {
        return None;
    };
    let module = looked.module.as_str();
    let whose = Whose::of(artifact, rounds);
    let first = growth(one, two, module)?;
    let later = growth(two, three, module)?;
    let mut parts = goroutines([one, two, three], module, &whose);
    let mut begun: BTreeMap<String, usize> = BTreeMap::new();
    for (at, part) in parts.iter().enumerate() {
        for function in &part.functions {
            // Two lines can begin the same function: what it holds is told once.
            begun.entry(function.clone()).or_insert(at);
        }
    }
    for grown in &later.holders {
        let what = match &grown.holder {
            Holder::Variable { name } => What::Variable(name.clone()),
            Holder::Goroutines { function } => match begun.get(function) {
                Some(at) => {
                    parts[*at].bytes += grown.bytes_each;
                    parts[*at].objects += grown.objects_each;
                    continue;
                }
                None => What::Unnamed,
            },
            Holder::Runtime => What::Unnamed,
        };
        let mut earlier = first.holders.iter();
        let earlier = earlier.find(|one| one.holder == grown.holder);
        if is_steady(earlier.map_or(0.0, |one| one.bytes_each), grown.bytes_each) {
            parts.push(Part::new(what, grown.bytes_each, grown.objects_each));
        }
    }
    let has_dump = [one, two, three].iter().all(|look| !look.held.is_empty());
    if !has_dump && is_steady(first.bytes_each, later.bytes_each) {
        parts.push(Part::new(What::Unnamed, later.bytes_each, 0.0));
    }
    for part in &mut parts {
        let least = part.goroutines * STACK_BYTES as f64;
        part.bytes = part.bytes.max(least);
    }
    of_stacks(&mut parts, &steady(&first, later).stacks, &whose);
    Some(parts)
}

impl Part {
    fn new(what: What, bytes: f64, objects: f64) -> Self {
        Self {
            what,
            bytes,
            objects,
            goroutines: 0.0,
            is_exact: false,
            state: String::new(),
            functions: BTreeSet::new(),
            tests: BTreeMap::new(),
            stacks: Vec::new(),
        }
    }
}

fn is_steady(earlier: f64, later: f64) -> bool {
    let floor = GROWTH_FLOOR as f64;
    earlier >= floor && later >= floor && later >= earlier * LATER_SHARE
}

/// Tells by frames whose a stack is.
struct Whose<'a> {
    package: &'a str,
    tests: BTreeMap<&'a str, u32>,
}

impl<'a> Whose<'a> {
    fn of(artifact: &'a Artifact, rounds: &Rounds) -> Self {
        let named = rounds.tests.iter().map(|test| {
            let (package, name) = split(artifact.test_id(*test));
            (package, (name, *test))
        });
        let (packages, tests): (Vec<&str>, BTreeMap<&str, u32>) = named.unzip();
        let package = packages.first().copied().unwrap_or_default();
        Self { package, tests }
    }

    /// The test that a stack is of: `example.org/rate_test.TestX.func1`.
    fn test<'f>(&self, mut frames: impl Iterator<Item = &'f Frame>) -> Option<u32> {
        frames.find_map(|frame| {
            let function = plain(&frame.function);
            let rest = function.strip_prefix(self.package)?;
            let name = rest.strip_prefix("_test.").or(rest.strip_prefix('.'))?;
            let name = name.split('.').next()?;
            self.tests.get(name).copied()
        })
    }
}

/// What is known of the goroutines that one line began.
#[derive(Default)]
struct Begun {
    counts: [i64; 3],
    /// Of the last look: what they wait for, the functions that they began with, and the tests that they are of.
    states: BTreeMap<String, i64>,
    functions: BTreeSet<String>,
    tests: BTreeMap<u32, i64>,
}

/// The goroutines of which there are more in each look.
fn goroutines(looks: [&Look; 3], module: &str, whose: &Whose<'_>) -> Vec<Part> {
    let mut begun: BTreeMap<Frame, Begun> = BTreeMap::new();
    for (at, look) in looks.into_iter().enumerate() {
        for goroutine in &look.goroutines {
            let Some(line) = began_at(goroutine, module) else {
                continue;
            };
            let one = begun.entry(line.clone()).or_default();
            one.counts[at] += 1;
            if at + 1 < looks.len() {
                continue;
            }
            *one.states.entry(goroutine.state.clone()).or_default() += 1;
            let function = goroutine.frames.last().map(|frame| frame.function.clone());
            one.functions.extend(function);
            let frames = goroutine.created_by.iter().chain(&goroutine.ancestors);
            if let Some(test) = whose.test(frames) {
                *one.tests.entry(test).or_default() += 1;
            }
        }
    }
    let rounds = |at: usize| f64::from(looks[at + 1].repetitions - looks[at].repetitions);
    let parts = begun.into_iter().filter_map(|(line, one)| {
        let each = |at: usize| (one.counts[at + 1] - one.counts[at]) as f64 / rounds(at);
        let (first, later) = (each(0), each(1));
        if first <= 0.0 || later < first * LATER_SHARE || later <= 0.0 {
            return None;
        }
        let all = one.counts[2].max(1) as f64;
        let state = one.states.into_iter().max_by_key(|(_, count)| *count);
        Some(Part {
            goroutines: later,
            is_exact: (first - later).abs() < f64::EPSILON,
            state: state.map(|(state, _)| state).unwrap_or_default(),
            tests: (one.tests.into_iter())
                .map(|(test, count)| (test, count as f64 / all))
                .collect(),
            functions: one.functions,
            ..Part::new(What::Goroutines(line), 0.0, 0.0)
        })
    });
    parts.collect()
}

/// The line of the project that began a goroutine, itself or by what it called.
fn began_at<'a>(goroutine: &'a Goroutine, module: &str) -> Option<&'a Frame> {
    let mut frames = goroutine.created_by.iter().chain(&goroutine.ancestors);
    frames.find(|frame| is_own(&frame.function, module))
}

/// Gives each part the stacks that took it, and each variable the tests that they are of.
fn of_stacks(parts: &mut [Part], stacks: &[GrownStack], whose: &Whose<'_>) {
    let mut rest: Vec<&GrownStack> = Vec::new();
    for stack in stacks {
        let is_of = |part: &&mut Part| match &part.what {
            What::Goroutines(line) => {
                let mut frames = stack.frames.iter();
                frames.any(|frame| is_in(&frame.function, &line.function))
            }
            _ => false,
        };
        match parts.iter_mut().find(is_of) {
            Some(part) => part.stacks.push(stack.clone()),
            None => rest.push(stack),
        }
    }
    let mut others = parts
        .iter_mut()
        .filter(|part| !matches!(part.what, What::Goroutines(_)));
    // Of several variables nobody says which stack fills which.
    let (Some(only), None) = (others.next(), others.next()) else {
        return;
    };
    for stack in rest {
        if let Some(test) = whose.test(stack.frames.iter().map(AsRef::as_ref)) {
            *only.tests.entry(test).or_default() += stack.bytes_each / only.bytes;
        }
        only.stacks.push(stack.clone());
    }
    // A few bytes are the test's own words.
    only.tests
        .retain(|_, share| *share * only.bytes >= GROWTH_FLOOR as f64);
}

/// Whether a function is this one, or one inside of it.
pub fn is_in(function: &str, outer: &str) -> bool {
    function
        .strip_prefix(outer)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
