//! Cutting tests into batches, and the order in which these are to start.

use std::collections::BTreeMap;

use crate::expect::Learner;
use crate::plan::{Part, Suite};

/// So many batches there are for each job where it can be afforded: at the end of a run, when some jobs have
/// nothing left, those that still work are in batches a quarter as long as all that a job did.
const BATCHES_PER_JOB: u64 = 4;
/// So many where nobody knows what a process costs before its first test.
const BATCHES_PER_JOB_BLINDLY: u64 = 2;
/// The tests of a batch take so many times as long as its process does before the first: a tenth is what
/// running side by side may cost.
const WORTH_A_PROCESS: u64 = 10;
/// A unit whose reservation is over one part of so many of the limit is heavy: two of them never fit.
const HEAVY_PART: u64 = 2;

/// How tests are cut.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cutting {
    /// Batches that run side by side.
    pub jobs: usize,
    /// Tests in a batch, where that was asked for.
    pub batch_size: Option<usize>,
    /// The memory limit of the run.
    pub limit: Option<u64>,
}

/// Units that become a batch.
#[derive(Debug, Default)]
struct Bin {
    parts: Vec<Part>,
    weight: u64,
}

impl Cutting {
    /// Cuts tests, which are in the order of the plan, into batches in the order in which they are to start.
    /// No batch has tests that cannot share a process.
    ///
    /// With one job: stretches of the plan, as large as asked for. With several: whole units, the longest batch
    /// first (longest processing time, Graham 1969), and before them the heavy ones: no two of them run at
    /// once, so one after the other they are what a run can hardly be shorter than, and light ones fit beside.
    pub fn cut(self, suite: &Suite, learner: &Learner, tests: &[u32]) -> Vec<Vec<u32>> {
        if self.jobs > 1 {
            return self.cut_for_many(suite, learner, tests);
        }
        self.stretches(suite, tests)
    }

    fn stretches(self, suite: &Suite, tests: &[u32]) -> Vec<Vec<u32>> {
        let size = self.batch_size.unwrap_or(usize::MAX);
        tests
            .chunk_by(|left, right| suite.group_of(*left) == suite.group_of(*right))
            .flat_map(|same| same.chunks(size.max(1)).map(<[u32]>::to_vec))
            .collect()
    }

    fn cut_for_many(self, suite: &Suite, learner: &Learner, tests: &[u32]) -> Vec<Vec<u32>> {
        let mut parts = suite.parts(tests);
        let weigh = Weighing::of(&parts, learner);
        let mut bins: Vec<Bin> = match self.batch_size {
            Some(_) => (self.stretches(suite, tests).iter())
                .map(|tests| weigh.bin(learner, suite.parts(tests)))
                .collect(),
            None => {
                let first = self.first_to_learn_from(learner, &mut parts);
                let first = first.map(|part| weigh.bin(learner, vec![part]));
                let rest = self.pack(&weigh, learner, parts);
                first.into_iter().chain(rest).collect()
            }
        };
        let from = usize::from(self.batch_size.is_none() && self.is_blind(learner));
        let rest = bins.get_mut(from..).unwrap_or_default();
        rest.sort_by_key(|bin| {
            let is_heavy = self.is_heavy(learner, &bin.parts);
            (!is_heavy, std::cmp::Reverse(bin.weight))
        });
        let tests_of = |bin: Bin| {
            let tests = bin.parts.into_iter().flat_map(|part| part.tests);
            let mut tests: Vec<u32> = tests.collect();
            suite.arrange(&mut tests);
            tests
        };
        bins.into_iter().map(tests_of).collect()
    }

    /// Whether memory matters and nothing is known of it.
    fn is_blind(self, learner: &Learner) -> bool {
        self.limit.is_some() && learner.knows_nothing()
    }

    /// Where nothing is known, the smallest unit goes first: it runs alone, and the others wait for what it shows.
    fn first_to_learn_from(self, learner: &Learner, parts: &mut Vec<Part>) -> Option<Part> {
        if !self.is_blind(learner) {
            return None;
        }
        let smallest = (0..parts.len()).min_by_key(|at| parts[*at].tests.len())?;
        Some(parts.remove(smallest))
    }

    fn is_heavy(self, learner: &Learner, parts: &[Part]) -> bool {
        let Some(limit) = self.limit else {
            return false;
        };
        let needed = (parts.iter().all(|part| learner.knows(part)))
            .then(|| learner.reservation(parts))
            .flatten();
        needed.is_some_and(|bytes| bytes > limit / HEAVY_PART)
    }

    /// Packs units of one kind into as many batches as are worth their processes.
    fn pack(self, weigh: &Weighing, learner: &Learner, parts: Vec<Part>) -> Vec<Bin> {
        let mut bins = Vec::new();
        // An unseen unit would lift what is kept for the seen ones beside it.
        let mut kinds: BTreeMap<(u32, bool), Vec<Part>> = BTreeMap::new();
        for part in parts {
            if self.is_heavy(learner, std::slice::from_ref(&part)) {
                bins.push(weigh.bin(learner, vec![part]));
            } else {
                let kind = (part.group, learner.knows(&part));
                kinds.entry(kind).or_default().push(part);
            }
        }
        let light = kinds.values().flatten();
        let total: u64 = light.map(|part| weigh.part(learner, part)).sum();
        let share = total.div_ceil(self.wanted(weigh, learner, total)).max(1);
        for parts in kinds.into_values() {
            bins.extend(level(weigh, learner, parts, share));
        }
        bins
    }

    /// How many batches are wanted for tests that weigh so much in all.
    fn wanted(self, weigh: &Weighing, learner: &Learner, total: u64) -> u64 {
        let jobs = self.jobs as u64;
        match (learner.base_ms(), weigh.per_test) {
            (Some(base_ms), Some(_)) => {
                let worth = total / (base_ms * WORTH_A_PROCESS).max(1);
                worth.clamp(jobs, jobs * BATCHES_PER_JOB)
            }
            _ => jobs * BATCHES_PER_JOB_BLINDLY,
        }
    }
}

/// Hands units out, the longest first, each to the batch that is shortest so far.
fn level(weigh: &Weighing, learner: &Learner, mut parts: Vec<Part>, share: u64) -> Vec<Bin> {
    parts.sort_by_key(|part| std::cmp::Reverse(weigh.part(learner, part)));
    let total: u64 = parts.iter().map(|part| weigh.part(learner, part)).sum();
    let count = (total.div_ceil(share) as usize).clamp(1, parts.len().max(1));
    let mut bins: Vec<Bin> = (0..count).map(|_| Bin::default()).collect();
    for part in parts {
        if let Some(bin) = bins.iter_mut().min_by_key(|bin| bin.weight) {
            bin.weight += weigh.part(learner, &part);
            bin.parts.push(part);
        }
    }
    bins.retain(|bin| !bin.parts.is_empty());
    bins
}

/// What units weigh against each other: their time, or where none is known the number of their tests.
struct Weighing {
    /// What a test of unknown length is taken for; `None`: no time is known.
    per_test: Option<u64>,
}

impl Weighing {
    fn of(parts: &[Part], learner: &Learner) -> Self {
        let known = parts.iter().filter_map(|part| {
            let time = learner.time_ms(part)?;
            Some((time, part.tests.len() as u64))
        });
        let (time, tests) = known.fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1));
        Self {
            per_test: (tests > 0).then(|| (time / tests).max(1)),
        }
    }

    fn part(&self, learner: &Learner, part: &Part) -> u64 {
        let tests = part.tests.len() as u64;
        match self.per_test {
            Some(per_test) => (learner.time_ms(part)).unwrap_or(per_test * tests).max(1),
            None => tests,
        }
    }

    fn bin(&self, learner: &Learner, parts: Vec<Part>) -> Bin {
        let weight = parts.iter().map(|part| self.part(learner, part)).sum();
        Bin { parts, weight }
    }
}
