//! What was seen to fill containers when tests ran in the suite: it says who has a holder in common before anything is
//! repeated, so that a few of them are enough to prove that it repeats.

use std::collections::{BTreeMap, BTreeSet};

use super::GROWTH_FLOOR;
use super::gathered::{Evidence, Group, Key};
use super::slope::median;
use super::suspects::{Suspects, keeps_once_for_all};
use oomscope_shared::artifact::Artifact;
use oomscope_shared::worth::kept;

/// By how many entries containers had grown when a test was over: the test, and the containers by name.
pub type Seen = BTreeMap<u32, BTreeMap<String, i64>>;

/// How many tests must have filled a container for it to be what they have in common. A cache that fills up is full
/// by then, or comes to rest when a test is repeated.
const LEAST: usize = 12;
/// They go on to the last part of the suspects.
const LAST_PART: f64 = 0.75;
/// How many of them are repeated.
const REPEATED: usize = 2;
/// Share of what they kept, or added, typically that one must have kept, or added, to be like the others; and the
/// most.
const ALIKE: (f64, f64) = (0.5, 2.0);
/// Share of the entries that the others add typically from which a test has filled it as they do.
const ENTRIES_SHARE: f64 = 0.1;

/// The tests that have a container in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Common {
    /// All who were seen to fill it.
    pub tests: BTreeSet<u32>,
}

impl Common {
    /// The container that most tests have filled, where they are many and go on to the end.
    pub fn of(seen: &Seen) -> Self {
        let mut by_name: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
        for (test, holders) in seen {
            for name in holders.keys() {
                by_name.entry(name).or_default().insert(*test);
            }
        }
        let most = by_name.into_values().max_by_key(BTreeSet::len);
        let tests = most.unwrap_or_default();
        let goes_on = (seen.last_key_value().zip(tests.last()))
            .is_some_and(|((last, _), of_it)| f64::from(*of_it) >= f64::from(*last) * LAST_PART);
        match tests.len() >= LEAST && goes_on {
            true => Self { tests },
            false => Self::default(),
        }
    }

    /// Of those that have it in common the quickest are repeated; the others are known once these are. Whoever ran
    /// before anything was counted, and kept as much, is run once.
    pub fn narrow(&self, artifact: &Artifact, suspects: Suspects) -> Suspects {
        let row = |test: &u32| artifact.tests.row(*test as usize);
        let kept = |test: &u32| row(test).map_or(0, |row| kept(&row));
        let all = suspects.repeated.iter().chain(&suspects.others);
        let (members, rest): (Vec<u32>, Vec<u32>) =
            all.copied().partition(|test| self.tests.contains(test));
        if members.len() < LEAST {
            return suspects;
        }
        let sizes: Vec<f64> = members.iter().map(|test| kept(test) as f64).collect();
        let typical = median(&sizes);
        let is_like = |test: &u32| {
            let own = kept(test) as f64;
            own >= typical * ALIKE.0 && own <= typical * ALIKE.1
        };
        let mut quickest: Vec<u32> = members.iter().copied().filter(is_like).collect();
        quickest.sort_by_key(|test| (row(test).and_then(|row| row.duration_us), *test));
        quickest.truncate(REPEATED);
        let first = self.tests.first().copied().unwrap_or(0);
        let is_early = |test: &u32| *test < first && is_like(test);
        let mut repeated: Vec<u32> = (suspects.repeated.iter().copied())
            .filter(|test| rest.contains(test) && !is_early(test))
            .chain(quickest)
            .collect();
        repeated.sort_unstable();
        let mut others: Vec<u32> = (members.into_iter().chain(rest))
            .filter(|test| !repeated.contains(test))
            .collect();
        others.sort_unstable();
        Suspects {
            repeated,
            others,
            ..suspects
        }
    }

    /// Whether all of these are among them.
    pub fn has_all(&self, tests: &[u32]) -> bool {
        !tests.is_empty() && tests.iter().all(|test| self.tests.contains(test))
    }
}

/// Puts to each holder who was seen to fill it as those do who are known to.
pub(super) fn take_in_the_seen(
    artifact: &Artifact,
    evidence: &Evidence,
    groups: &mut BTreeMap<Key, Group<'_>>,
) {
    let mut placed: BTreeSet<u32> = (groups.values())
        .flat_map(|group| group.tests.iter().copied())
        .collect();
    let added = |test: &u32, name: &str| {
        let holders = evidence.seen.get(test)?;
        holders.get(name).copied()
    };
    for ((_, name), group) in groups.iter_mut() {
        let Some(name) = name else {
            continue;
        };
        let known = group.tests.iter().filter_map(|test| added(test, name));
        let known: Vec<f64> = known.map(|entries| entries as f64).collect();
        if known.is_empty() {
            continue;
        }
        let least = (median(&known) * ENTRIES_SHARE).max(1.0);
        let fills = |test: &&u32| {
            let row = artifact.tests.row(**test as usize);
            let kept = row.map_or(0, |row| kept(&row)) as i64;
            let is_settled = (evidence.confirmed.get(test)).is_some_and(|judged| !judged.grows());
            let entries = added(test, name).unwrap_or(0) as f64;
            let is_like = entries >= least && kept >= GROWTH_FLOOR && !is_settled;
            is_like && !placed.contains(test) && !keeps_once_for_all(artifact, **test, kept as u64)
        };
        let filling: Vec<u32> = evidence.seen.keys().filter(fills).copied().collect();
        placed.extend(&filling);
        group.tests.extend(filling);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::Explanation;
    use oomscope_shared::ending::{Ending, Outcome};
    use oomscope_shared::finding::Cause;
    use oomscope_shared::testing;

    const REGISTRY: &str = "app.REGISTRY";

    fn suite(tests: u32) -> Artifact {
        let mut told = testing::pytest();
        for at in 0..tests {
            told = told.test(&format!("t.py::test_{at}"), Outcome::Passed, 90, 2048);
        }
        let told = told.batch(Ending::Passed, 90).with(|artifact| {
            for at in 0..tests {
                artifact.tests.duration_us[at as usize] = Some(u64::from(90 - at) * 1000);
            }
        });
        told.done()
    }

    fn seen(tests: std::ops::Range<u32>, entries: i64) -> Seen {
        tests
            .map(|test| (test, BTreeMap::from([(REGISTRY.to_owned(), entries)])))
            .collect()
    }

    #[test]
    fn of_those_who_fill_one_container_two_are_repeated() {
        let artifact = suite(20);
        let suspects = Suspects {
            repeated: (0..8).collect(),
            controls: vec![],
            others: (8..20).collect(),
        };
        let common = Common::of(&seen(2..20, 104));
        let narrowed = common.narrow(&artifact, suspects.clone());
        // The two that ran before anything was counted are run once, as the others are.
        assert_eq!(narrowed.repeated, [18, 19]);
        assert_eq!(narrowed.others, (0..18).collect::<Vec<u32>>());
        // What a few fill, or what only the first ones fill, says nothing.
        let few = Common::of(&seen(2..8, 104));
        assert_eq!(few.narrow(&artifact, suspects.clone()), suspects);
        let mut first_ones = seen(2..14, 104);
        first_ones.insert(40, BTreeMap::new());
        assert_eq!(Common::of(&first_ones), Common::default());
    }

    #[test]
    fn who_filled_the_holder_in_the_run_is_at_fault_and_who_added_one_entry_is_not() {
        let artifact = suite(20);
        let mut seen = seen(2..20, 104);
        seen.insert(5, BTreeMap::from([(REGISTRY.to_owned(), 2)]));
        let evidence = Evidence {
            seen,
            ..Evidence::default()
        };
        let group = Group {
            explanation: Explanation {
                cause: Cause::Registry,
                holder: None,
            },
            explained: None,
            tests: BTreeSet::from([18, 19]),
        };
        let key = (Cause::Registry, Some(REGISTRY.to_owned()));
        let mut groups = BTreeMap::from([(key, group)]);
        take_in_the_seen(&artifact, &evidence, &mut groups);
        let tests = groups.into_values().next().unwrap().tests;
        let but_one: BTreeSet<u32> = (2..20).filter(|test| *test != 5).collect();
        assert_eq!(tests, but_one);
    }
}
