//! The hunt in Go: all tests of a package are repeated in one process that looks at itself between rounds. What each
//! round leaves is known by stack, goroutine and variable; whose it is, the stacks say, or else each test alone.

mod found;
mod parts;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use oomscope_shared::artifact::{Artifact, Batch};
use oomscope_shared::ending::Outcome;
use oomscope_shared::units::MIB;
use oomscope_shared::worth;

use super::growth::Look;

pub use self::found::{ReadText, Waits, verdicts};
pub use self::parts::{Part, What, parts};

/// So many goroutines of the project's own that a batch leaves are a reason to hunt, and so many a round a leak.
pub const MANY: u32 = 10;
/// What the stack of a goroutine takes at least.
const STACK_BYTES: u64 = 2 << 10;

/// The looks at a process.
#[derive(Debug, Default)]
pub struct Looked {
    /// Path of the module.
    pub module: String,
    /// The folder to which files are told relatively.
    pub folder: PathBuf,
    /// In order.
    pub looks: Vec<Look>,
}

/// A package whose tests may keep memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Its path.
    pub name: String,
    /// Those of its tests that ran and that can be repeated.
    pub tests: Vec<u32>,
    /// What its batches left, goroutines counted by their stacks; more than that where one died of memory.
    weight: u64,
}

/// What one process repeats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rounds {
    /// The tests.
    pub tests: Vec<u32>,
    /// After which rounds it looks at itself.
    pub looks: [u32; 3],
}

impl Rounds {
    /// All tests as often as there is time: by six rounds a cache that fills is told better from a leak.
    pub fn of(artifact: &Artifact, tests: &[u32], repeat: Option<u32>, seconds: f64) -> Self {
        let lasts = |test: &u32| artifact.tests.row(*test as usize)?.duration_us;
        let round = tests.iter().filter_map(lasts).sum::<u64>() as f64 / 1e6;
        let looks = match repeat {
            Some(rounds) => {
                let rounds = rounds.max(3);
                [rounds / 3, 2 * rounds / 3, rounds]
            }
            None if round * 6.0 <= seconds => [2, 4, 6],
            None => [1, 2, 3],
        };
        let tests = tests.to_vec();
        Self { tests, looks }
    }

    /// One test, as often as it takes to tell.
    pub fn alone(test: u32) -> Self {
        Self {
            tests: vec![test],
            looks: [1, 2, 3],
        }
    }

    /// Everything that is run, in order.
    pub fn order(&self) -> Vec<u32> {
        self.tests.repeat(self.looks[2] as usize)
    }

    /// After how many runs it looks.
    pub fn dumps(&self) -> Vec<usize> {
        let each = self.tests.len();
        self.looks.map(|round| round as usize * each).to_vec()
    }
}

/// Package and name of a test.
fn split(id: &str) -> (&str, &str) {
    id.rsplit_once('.').unwrap_or(("", id))
}

/// The packages whose tests may keep memory, the worst first. With `is_asked`, all of them.
pub fn packages(artifact: &Artifact, is_asked: bool) -> Vec<Package> {
    let deaths: BTreeSet<u32> = worth::memory_deaths(artifact)
        .into_iter()
        .map(|(batch, _)| batch)
        .collect();
    let weight = |batch: &Batch| {
        let left = batch.facts.as_ref().and_then(|facts| facts.left_behind);
        let left = left.unwrap_or_default();
        let is_much = left.goroutines >= MANY || left.heap_bytes >= worth::WORTH_BYTES;
        let bytes = left.heap_bytes + u64::from(left.goroutines) * STACK_BYTES;
        match deaths.contains(&batch.index) {
            true => Some(u64::MAX),
            false => (is_asked || is_much).then_some(bytes),
        }
    };
    let suite = artifact.batches.iter();
    let suite = suite.filter(|batch| batch.pass.is_of_suite());
    let weights: BTreeMap<u32, u64> = suite
        .filter_map(|batch| Some((batch.index, weight(batch)?)))
        .collect();
    let mut packages: BTreeMap<&str, Package> = BTreeMap::new();
    for row in artifact.tests.rows() {
        let (name, test) = split(artifact.test_id(row.index));
        let weight = row.batch.and_then(|batch| weights.get(&batch).copied());
        // Examples run once, whatever the count, and fuzz tests in rounds of their own.
        let is_repeatable =
            test.starts_with("Test") && !matches!(row.outcome, Outcome::NotRun | Outcome::Skipped);
        let package = packages.entry(name).or_insert_with(|| Package {
            name: name.to_owned(),
            tests: Vec::new(),
            weight: 0,
        });
        package.weight = package.weight.max(weight.unwrap_or(0));
        package.tests.extend(is_repeatable.then_some(row.index));
    }
    let mut packages: Vec<Package> = (packages.into_values())
        .filter(|package| !package.tests.is_empty() && (is_asked || package.weight > 0))
        .collect();
    packages.sort_by_key(|package| std::cmp::Reverse(package.weight));
    packages
}

/// Whether a part of a package's growth is worth a finding.
fn is_much(part: &Part) -> bool {
    part.goroutines >= f64::from(MANY) || part.bytes >= MIB as f64
}

/// What the process of a package showed.
#[derive(Debug)]
pub struct Seen {
    /// The package.
    pub package: Package,
    /// How often all its tests were run.
    pub rounds: u32,
    /// What each round left, and by which test where the stacks say so.
    pub parts: Vec<Part>,
    /// What each repetition of a test left that was repeated alone.
    pub alone: BTreeMap<u32, Vec<Part>>,
}

impl Seen {
    /// Reads the looks; `None` where there are too few of them.
    pub fn of(
        artifact: &Artifact,
        package: Package,
        rounds: &Rounds,
        looked: Looked,
    ) -> Option<Self> {
        let mut parts = parts(artifact, rounds, looked)?;
        parts.retain(is_much);
        Some(Self {
            package,
            rounds: rounds.looks[2],
            parts,
            alone: BTreeMap::new(),
        })
    }

    /// Adds what a test left alone.
    pub fn add_alone(&mut self, test: u32, parts: Vec<Part>) {
        self.alone.insert(test, parts);
    }

    /// The tests that have to be repeated alone to tell what they leave, those first of which a stack speaks.
    pub fn untold(&self) -> Vec<u32> {
        if self.parts.iter().all(Part::is_told) {
            return Vec::new();
        }
        let mut tests = self.package.tests.clone();
        let named = |test: &u32| self.parts.iter().any(|part| part.tests.contains_key(test));
        tests.sort_by_key(|test| !named(test));
        tests
    }
}

#[cfg(test)]
mod tests;
