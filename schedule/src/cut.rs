//! Cutting tests into batches, and the order in which these are to start.

use std::collections::BTreeMap;

use crate::expect::Learner;
use crate::plan::{Part, Suite};

/// A batch is one part of so many of what is left for each job (guided self-scheduling, Polychronopoulos and Kuck
/// 1987): long ones first, ever shorter ones after them, so that all jobs end at about the same time.
const PART_OF_THE_REST: u64 = 2;
/// The same of all tests where nobody knows how long one takes: the first batches are short, and what comes after
/// them is cut anew by what they have shown.
const PART_OF_ALL_BLINDLY: u64 = 8;
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
    /// What it is to weigh.
    target: u64,
}

impl Bin {
    fn free(&self) -> i128 {
        i128::from(self.target) - i128::from(self.weight)
    }
}

/// What is known of a unit's memory. Units of different kinds do not share a batch: the largest decides what is
/// kept for all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Two of them never fit, so they may as well share a process.
    Heavy,
    Seen,
    Unseen,
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

    /// Packs units, those of one kind together, into ever shorter batches.
    fn pack(self, weigh: &Weighing, learner: &Learner, parts: Vec<Part>) -> Vec<Bin> {
        let mut rest: u64 = parts.iter().map(|part| weigh.part(learner, part)).sum();
        let least = self.least(weigh, learner, rest);
        let mut kinds: BTreeMap<(Kind, u32), Vec<Part>> = BTreeMap::new();
        for part in parts {
            let kind = match self.is_heavy(learner, std::slice::from_ref(&part)) {
                true => Kind::Heavy,
                false if learner.knows(&part) => Kind::Seen,
                false => Kind::Unseen,
            };
            kinds.entry((kind, part.group)).or_default().push(part);
        }
        let mut bins = Vec::new();
        for ((kind, _), parts) in kinds {
            let most = match kind {
                Kind::Unseen => self.most_unseen(learner),
                Kind::Heavy | Kind::Seen => usize::MAX,
            };
            bins.extend(self.level(weigh, learner, parts, most, least, &mut rest));
        }
        bins
    }

    /// The least that a batch is to weigh.
    fn least(self, weigh: &Weighing, learner: &Learner, total: u64) -> u64 {
        let blindly = total.div_ceil(self.jobs as u64 * PART_OF_ALL_BLINDLY);
        match (learner.base_ms(), weigh.per_test) {
            // But no job is idle.
            (Some(base_ms), Some(_)) => {
                (base_ms * WORTH_A_PROCESS).min(total.div_ceil(self.jobs as u64))
            }
            _ => blindly,
        }
        .max(1)
    }

    /// How many units that nobody has seen may share a batch: so many that as many such batches as there are jobs
    /// are expected to fit.
    fn most_unseen(self, learner: &Learner) -> usize {
        let Some(limit) = self.limit else {
            return usize::MAX;
        };
        let share = limit / self.jobs as u64;
        let fits = |units: usize| learner.unseen(units).is_none_or(|bytes| bytes <= share);
        (1..)
            .take_while(|units| *units == 1 || fits(*units))
            .take(64)
            .last()
            .unwrap_or(1)
    }

    /// Hands units out, the longest first, each to the batch with the most room; neighbours to the same one where
    /// no time is known.
    fn level(
        self,
        weigh: &Weighing,
        learner: &Learner,
        mut parts: Vec<Part>,
        most: usize,
        least: u64,
        rest: &mut u64,
    ) -> Vec<Bin> {
        let is_timed = parts.iter().all(|part| learner.time_ms(part).is_some());
        if is_timed {
            parts.sort_by_key(|part| std::cmp::Reverse(weigh.part(learner, part)));
        }
        let mut own: u64 = parts.iter().map(|part| weigh.part(learner, part)).sum();
        let mut bins: Vec<Bin> = Vec::new();
        while own > 0 {
            let guided = match weigh.per_test {
                Some(_) => *rest / (self.jobs as u64 * PART_OF_THE_REST),
                None => 0,
            };
            let target = guided.max(least);
            // No batch is for a crumb.
            let target = if own < target + target / 2 {
                own
            } else {
                target
            };
            bins.push(Bin {
                target,
                ..Bin::default()
            });
            own -= target;
            *rest = rest.saturating_sub(target);
        }
        let wanted = parts.len().div_ceil(most);
        bins.resize_with(bins.len().max(wanted), Bin::default);
        for part in parts {
            let open = bins.iter_mut().filter(|bin| bin.parts.len() < most);
            let bin = match is_timed {
                true => open.min_by_key(|bin| std::cmp::Reverse(bin.free())),
                false => open.min_by_key(|bin| bin.free() <= 0),
            };
            if let Some(bin) = bin {
                bin.weight += weigh.part(learner, &part);
                bin.parts.push(part);
            }
        }
        bins.retain(|bin| !bin.parts.is_empty());
        bins
    }
}

/// What units weigh against each other: their time, or where none is known the number of their tests.
struct Weighing {
    /// What a test of unknown length is taken for: the mean of those beside it, or of this run; `None`: no time
    /// is known.
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
            per_test: match tests {
                0 => learner.mean_ms(),
                _ => Some((time / tests).max(1)),
            },
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
        Bin {
            parts,
            weight,
            target: weight,
        }
    }
}
