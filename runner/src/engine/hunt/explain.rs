//! Those that grow, looked at with instruments, and all others with what that showed.

use std::collections::{BTreeMap, BTreeSet};

use oomscope_diagnosis::confirm::{Judged, confirmed};
use oomscope_diagnosis::sequence;
use oomscope_diagnosis::slope::Shape;
use oomscope_diagnosis::suspects::{self, file_of};
use oomscope_diagnosis::told::{Swept, Told};
use oomscope_shared::artifact::Pass;
use oomscope_shared::worth;

use super::Hunting;
use crate::error::Failure;
use crate::protocol::HuntOrder;

/// A test that adds this much stands out from what pytest adds by itself.
const CLEAR_BYTES: i64 = 256 << 10;
/// Beside this much, what only a first run keeps does not matter.
const LARGE_BYTES: i64 = 32 << 20;
/// How many tests are looked at with instruments in one process.
const EXPLAINED: usize = 2;
/// How many explanations are made at most.
const EXPLANATIONS: usize = 4;

impl Hunting<'_, '_> {
    /// Looks at some of those who grow with instruments, and at all others with what that showed.
    pub(super) fn explain(&mut self) -> Result<(), Failure> {
        for attempt in 0..EXPLANATIONS {
            let growing = self.unexplained();
            let (tests, is_sequence) = if growing.is_empty() && attempt == 0 && !self.has_growers()
            {
                (sequence::candidates(&self.evidence), true)
            } else {
                (growing, false)
            };
            if tests.is_empty() || !self.has_time("every growing test was explained") {
                break;
            }
            let chosen = self.spread(&tests);
            let others = self.to_be_swept(&chosen);
            let order = if is_sequence {
                // The first one warms up, the next ones show what each adds.
                let (warm, rest) = tests.split_at(1);
                let shown: Vec<u32> = rest.iter().copied().take(EXPLAINED).collect();
                let sweep = others
                    .iter()
                    .copied()
                    .filter(|test| !shown.contains(test) && !warm.contains(test));
                HuntOrder {
                    warm: warm.to_vec(),
                    sweep: sweep.collect(),
                    tests: shown,
                    ..self.order()
                }
            } else {
                HuntOrder {
                    warm: self.to_be_warmed(&chosen),
                    tests: chosen.clone(),
                    sweep: others,
                    ..self.order()
                }
            };
            let order = HuntOrder {
                pass: "explain",
                first: self.first.clone(),
                trace: vec![0],
                sweep_seconds: (self.seconds_left() / 4.0).clamp(1.0, 60.0),
                ..order
            };
            let to_sweep = order.sweep.clone();
            let before = self.evidence.explained.len();
            let limit = self.engine.roomy;
            let came = self.pass(Pass::Explain, order, limit)?;
            if confirmed(&came.told).broken.is_some() {
                self.take(confirmed(&came.told), &[]);
            }
            for told in came.told {
                match told {
                    Told::Explained(explained) => self.evidence.explained.push(*explained),
                    Told::Swept(swept) => self.evidence.swept.push(swept),
                    Told::NativeLines { test, lines } => {
                        let mut explained = self.evidence.explained.iter_mut();
                        if let Some(explained) = explained.find(|e| e.ran.test == test) {
                            explained.lines = Some(lines);
                        }
                    }
                    _ => {}
                }
            }
            self.evidence.not_swept.extend(to_sweep);
            if is_sequence {
                self.evidence.in_sequence = sequence::judge(&self.artifact, &self.evidence);
            }
            if self.evidence.explained.len() == before {
                break;
            }
            if attempt == 0 && !is_sequence && self.first.is_empty() {
                self.explain_with_the_others(before)?;
            }
        }
        Ok(())
    }

    /// Those who grow and were neither looked at nor seen to add to a holder that is known.
    pub(super) fn unexplained(&self) -> Vec<u32> {
        let looked_at: BTreeSet<u32> = self.evidence.explained.iter().map(|e| e.ran.test).collect();
        let swept: BTreeSet<u32> = self
            .evidence
            .swept
            .iter()
            .filter(|swept| swept.holders.values().any(|entries| *entries > 0))
            .map(|swept| swept.ran.test)
            .collect();
        let growing = self
            .evidence
            .confirmed
            .values()
            .filter(|judged| judged.grows());
        growing
            .map(|judged| judged.test)
            .filter(|test| !looked_at.contains(test) && !swept.contains(test))
            .collect()
    }

    /// A few of several files, and of each those that add little: what they add is looked at object by
    /// object.
    pub(super) fn spread(&self, tests: &[u32]) -> Vec<u32> {
        let mut by_file: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        let mut by_size = tests.to_vec();
        by_size.sort_by_key(|test| {
            let judged = self.evidence.confirmed.get(test);
            let typical = judged.map_or(0, Judged::typical);
            (typical < CLEAR_BYTES, typical)
        });
        for test in &by_size {
            by_file
                .entry(file_of(self.id(*test)))
                .or_default()
                .push(*test);
        }
        let mut chosen = Vec::new();
        for at in 0..tests.len() {
            chosen.extend(by_file.values().filter_map(|tests| tests.get(at)).copied());
        }
        chosen.truncate(EXPLAINED);
        chosen.sort_unstable();
        chosen
    }

    /// Those whose first run may keep something that the later ones do not, and that counts beside what they
    /// add each time. A large leak is dear to look at, and once is enough.
    fn to_be_warmed(&self, chosen: &[u32]) -> Vec<u32> {
        let adds_little = |test: &u32| {
            let judged = self.evidence.confirmed.get(test);
            judged.is_none_or(|judged| judged.typical() < LARGE_BYTES)
        };
        chosen.iter().copied().filter(adds_little).collect()
    }

    /// Everybody else who kept something in the run.
    pub(super) fn to_be_swept(&self, chosen: &[u32]) -> Vec<u32> {
        let suspects = suspects::choose(&self.artifact, None, false);
        let mut all: BTreeSet<u32> = suspects
            .repeated
            .into_iter()
            .chain(suspects.others)
            .collect();
        all.extend(
            self.evidence
                .confirmed
                .values()
                .filter(|j| j.grows())
                .map(|j| j.test),
        );
        all.extend(&self.kept_alone);
        let settled = |test: &u32| {
            let judged = self.evidence.confirmed.get(test);
            judged.is_some_and(|judged| !judged.grows() && judged.shape != Shape::Unclear)
        };
        let is_sequence = !self.has_growers();
        // Who added to no holder that was known then may add to one that is known now.
        let has_holder = |swept: &&Swept| swept.holders.values().any(|entries| *entries > 0);
        let done: BTreeSet<u32> = self
            .evidence
            .swept
            .iter()
            .filter(has_holder)
            .map(|swept| swept.ran.test)
            .collect();
        let mut others: Vec<u32> = all
            .into_iter()
            .filter(|test| !chosen.contains(test) && !done.contains(test))
            .filter(|test| is_sequence || !settled(test))
            .collect();
        if !is_sequence {
            // Those that kept least like the chosen ones first: where time runs out, the others are judged
            // by what they kept in the run.
            let kept = |test: &u32| {
                self.artifact
                    .tests
                    .row(*test as usize)
                    .map_or(0, |row| worth::kept(&row))
            };
            let typical = chosen.iter().map(kept).max().unwrap_or(0).max(1);
            others.sort_by_key(|test| {
                let ratio = kept(test).max(1) as f64 / typical as f64;
                (std::cmp::Reverse((ratio.ln().abs() * 4.0) as u64), *test)
            });
        }
        others
    }
}
