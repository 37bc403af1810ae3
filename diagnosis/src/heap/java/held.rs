//! What the dumps of a process of the JVM come to: what holds more after each repetition.

use std::collections::{BTreeMap, BTreeSet};

use super::declared::SourceFile;
use super::holdings::{Holdings, Kept};
use super::words;
use crate::heap::held::{Held, HeldBy};
use crate::heap::names::java::Holder;

/// How many holders are named.
const HOLDERS: usize = 12;

/// The dumps of a process, summed up: before what is counted, after the first repetition of it, and after the last.
#[derive(Debug, Default)]
pub struct Sums {
    /// Before.
    pub before: Holdings,
    /// After one repetition more.
    pub after_one: Holdings,
    /// After the last.
    pub last: Holdings,
}

/// One that grew.
pub(super) struct Grown<'a> {
    pub(super) holder: &'a Holder,
    pub(super) members: &'a [String],
    /// What it has at last.
    pub(super) kept: &'a Kept,
    /// What it had before.
    pub(super) before: &'a Kept,
    /// The threads that it hangs on, where there are more of them: they are the reason, whatever they hold.
    pub(super) threads: Option<&'a str>,
}

impl Grown<'_> {
    pub(super) fn bytes(&self) -> u64 {
        self.kept.all.bytes.saturating_sub(self.before.all.bytes)
    }
}

static NOTHING: Kept = Kept {
    all: crate::heap::growth::Amount { count: 0, bytes: 0 },
    types: BTreeMap::new(),
    class: String::new(),
    threads: 0,
    loaders: BTreeSet::new(),
    contexts: BTreeSet::new(),
    stack: Vec::new(),
};

type Key = (Holder, Vec<String>);

fn bytes(sum: &Holdings, key: &Key) -> u64 {
    sum.held.get(key).map_or(0, |kept| kept.all.bytes)
}

/// What stayed and who holds it. `source` finds a file of the project by the end of its path.
pub fn held(sums: &Sums, source: &dyn Fn(&str) -> Option<SourceFile>) -> Held {
    // What was made once, or is replaced, did not grow both times.
    let grew = |key: &Key| {
        let [before, one, last] =
            [&sums.before, &sums.after_one, &sums.last].map(|sum| bytes(sum, key));
        before < one && one < last
    };
    told(
        &sums.before,
        &sums.last,
        &|key| grew(key).then(BTreeMap::new),
        source,
    )
}

/// The same of a process that was looked at after each of so many tests in a round: before the first, and after each
/// of the rounds that are counted. Only what grew in each of the rounds is told.
pub fn held_by_unit(
    looks: &[Holdings],
    units: usize,
    source: &dyn Fn(&str) -> Option<SourceFile>,
) -> Held {
    let ([first, .., last], 1..) = (looks, units) else {
        return Held::default();
    };
    let grew = |key: &Key| {
        let sizes: Vec<u64> = looks.iter().map(|sum| bytes(sum, key)).collect();
        let mut rounds = sizes.iter().step_by(units);
        let mut before = rounds.next()?;
        for round in rounds {
            if round <= before {
                return None;
            }
            before = round;
        }
        let mut by_unit: BTreeMap<usize, u64> = BTreeMap::new();
        for (at, step) in sizes.windows(2).enumerate() {
            let more = step[1].saturating_sub(step[0]);
            if more > 0 {
                *by_unit.entry(at % units).or_default() += more;
            }
        }
        Some(by_unit)
    };
    told(first, last, &grew, source)
}

fn told(
    before: &Holdings,
    last: &Holdings,
    grew: &dyn Fn(&Key) -> Option<BTreeMap<usize, u64>>,
    source: &dyn Fn(&str) -> Option<SourceFile>,
) -> Held {
    let mut grown: Vec<(Grown<'_>, BTreeMap<usize, u64>)> = Vec::new();
    for (key, kept) in &last.held {
        let Some(units) = grew(key) else {
            continue;
        };
        let threads = match &key.0 {
            Holder::Thread { name, .. } | Holder::ThreadLocal { thread: name, .. } => Some(name),
            _ => None,
        };
        let count = |sum: &Holdings, name: &str| sum.threads.get(name).copied().unwrap_or(0);
        let one = Grown {
            threads: threads
                .filter(|name| count(last, name) > count(before, name))
                .map(String::as_str),
            holder: &key.0,
            members: &key.1,
            kept,
            before: before.held.get(key).unwrap_or(&NOTHING),
        };
        grown.push((one, units));
    }
    grown.sort_by_key(|(one, _)| std::cmp::Reverse(one.bytes()));
    let holders = grown.into_iter().take(HOLDERS).map(|(one, units)| {
        let (object_type, objects) = words::object_type(&one);
        HeldBy {
            holder: words::holder(&one, source),
            root: words::root(&one),
            cause: words::cause(&one),
            path: words::path(&one),
            objects,
            object_type,
            bytes: one.bytes(),
            types: words::types(&one),
            // The name says it.
            made_at: None,
            keeps_environment: false,
            units,
            container: words::container(&one, source),
        }
    });
    let held = Held {
        bytes: last.bytes.saturating_sub(before.bytes),
        holders: holders.collect(),
        ..Held::default()
    };
    held.joined()
}
