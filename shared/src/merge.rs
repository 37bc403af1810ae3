//! Shards of one run become one artifact, as if one machine had run them one after the other.

mod columns;
mod findings;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::artifact::{Artifact, Batch, Completion, Sampling};
use crate::finding::Hunt;
use crate::message::{Key, Message, messages};
use crate::shard::MergedShard;
use crate::units::count;
use oomscope_quick::order::{arrange, arrange_positions};

/// Why artifacts are not the shards of one run. Files are named by their position, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergeError {
    /// Nothing to join.
    Empty,
    /// A shard was given twice.
    Twice {
        /// Which one.
        index: u32,
        /// Of how many.
        count: u32,
    },
    /// Shards of runs that were cut differently.
    Count {
        /// What the first file says.
        first: String,
        /// What another one says.
        other: String,
    },
    /// The same test ran in two files: they repeat each other.
    Repeated {
        /// A test of both.
        id: String,
    },
}

impl MergeError {
    /// Why, as a clause.
    pub fn message(&self) -> Message {
        match self {
            Self::Empty => Key::ShardsNone.into(),
            Self::Twice { index, count } => messages::ShardsTwice {
                index: *index,
                shards: *count,
            }
            .into(),
            Self::Count { first, other } => messages::ShardsCount { first, other }.into(),
            Self::Repeated { id } => messages::ShardsRepeated { test: id }.into(),
        }
    }
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().english())
    }
}

impl std::error::Error for MergeError {}

/// Takes shards one by one and gives the whole. Only what was taken is kept in memory, never the files.
#[derive(Debug, Default)]
pub struct Merger {
    whole: Option<Artifact>,
    /// The place of each test in the plan of them all.
    positions: Vec<u32>,
    /// What the first file said of the shards: how many, and how many tests they have.
    cut: Option<Option<(u32, u32)>>,
    taken: u32,
    next_batch: u32,
    /// Weighs the achieved rates of the shards.
    sampled_s: f64,
}

impl Merger {
    /// Adds a shard.
    ///
    /// # Errors
    /// [`MergeError::Count`] and [`MergeError::Twice`], before anything of it is taken.
    pub fn add(&mut self, mut shard: Artifact) -> Result<(), MergeError> {
        let own = shard.run.shard.take();
        let cut = own.as_ref().map(|shard| (shard.count, shard.planned));
        let index = own.as_ref().map_or(self.taken + 1, |shard| shard.index);
        if let Some(first) = self.cut
            && first != cut
        {
            let (first, other) = (told(first), told(cut));
            return Err(MergeError::Count { first, other });
        }
        let is_taken = |merged: &MergedShard| merged.index == index;
        if let Some(whole) = &self.whole
            && whole.run.shards.iter().any(is_taken)
        {
            let count = cut.map_or(0, |(count, _)| count);
            return Err(MergeError::Twice { index, count });
        }
        self.cut = Some(cut);
        self.taken += 1;
        let before = self.whole.as_ref().map_or(0, |whole| whole.tests.len()) as u32;
        match own {
            Some(own) if own.positions.len() == shard.tests.len() => {
                self.positions.extend(own.positions);
            }
            _ => self.positions.extend((before..).take(shard.tests.len())),
        }
        let start_ms = self.whole.as_ref().map_or(0, |whole| whole.run.duration_ms);
        let merged = MergedShard {
            index,
            started_at: shard.run.started_at.clone(),
            start_ms,
            duration_ms: shard.run.duration_ms,
            tests: shard.tests.len() as u32,
            memory_bytes: shard.host.memory_bytes,
            run_url: shard.run.ci.as_ref().and_then(|ci| ci.run_url.clone()),
        };
        self.shift(&mut shard, before, start_ms);
        match &mut self.whole {
            None => {
                shard.run.shards = vec![merged];
                self.sampled_s = sampled_s(&shard.sampling);
                self.whole = Some(shard);
            }
            Some(whole) => {
                let other_s = sampled_s(&shard.sampling);
                join(whole, shard, self.sampled_s, other_s);
                whole.run.shards.push(merged);
                self.sampled_s += other_s;
            }
        }
        Ok(())
    }

    /// The whole.
    ///
    /// # Errors
    /// [`MergeError::Empty`] and [`MergeError::Repeated`].
    pub fn finish(self) -> Result<Artifact, MergeError> {
        let mut whole = self.whole.ok_or(MergeError::Empty)?;
        in_order_of_plan(&mut whole, &self.positions);
        refuse_repeats(&whole, &self.positions, matches!(self.cut, Some(Some(_))))?;
        arrange(&mut whole.run.shards, &|a, b| a.index.cmp(&b.index));
        if let Some(Some((shards, planned))) = self.cut {
            let there = |index: &u32| whole.run.shards.iter().any(|shard| shard.index == *index);
            let missing: Vec<String> = (1..=shards)
                .filter(|index| !there(index))
                .map(|index| format!("{index}/{shards}"))
                .collect();
            if !missing.is_empty() {
                let tests = planned.saturating_sub(whole.tests.len() as u32);
                whole.warnings.push(
                    messages::MergedWithoutShards {
                        shards_missing: missing.len(),
                        shards: missing,
                        tests,
                        planned,
                    }
                    .into(),
                );
            }
        }
        whole.findings = findings::joined(whole.findings);
        Ok(whole)
    }

    /// Numbers and times of a shard, as they count in the whole.
    fn shift(&mut self, shard: &mut Artifact, tests: u32, ms: u64) {
        let batches = self.next_batch;
        let us = ms.saturating_mul(1000);
        let index = |index: &mut u32| *index += batches;
        let all = shard.batches.iter_mut().chain(&mut shard.hunt_batches);
        for batch in all {
            shift_batch(batch, batches, tests, ms);
            self.next_batch = self.next_batch.max(batch.index);
        }
        shard.tests.batch.iter_mut().flatten().for_each(index);
        shard
            .tests
            .start_us
            .iter_mut()
            .flatten()
            .for_each(|at| *at += us);
        for case in &mut shard.tests.cases {
            case.test += tests;
        }
        for remark in &mut shard.tests.remarks {
            remark.test += tests;
        }
        for attempt in &mut shard.tests.attempts {
            attempt.test += tests;
            attempt.batch.iter_mut().for_each(index);
            attempt.start_us.iter_mut().for_each(|at| *at += us);
        }
    }
}

fn told(cut: Option<(u32, u32)>) -> String {
    match cut {
        Some((shards, tests)) => format!(
            "{} of {}",
            count(shards as usize, "shard"),
            count(tests as usize, "test")
        ),
        None => "a whole run".to_owned(),
    }
}

fn shift_batch(batch: &mut Batch, batches: u32, tests: u32, ms: u64) {
    batch.index += batches;
    batch.start_ms += ms;
    let its_tests = batch.victim.iter_mut().chain(&mut batch.at_fault);
    its_tests.for_each(|test| *test += tests);
    // The columns hold differences: moving the first moves all.
    if let Some(first) = batch.timeline.time_ms_deltas.first_mut() {
        *first += ms as i64;
    }
    batch.details.time_ms.iter_mut().for_each(|at| *at += ms);
    for process in &mut batch.processes {
        process.start_ms += ms;
        process.end_ms += ms;
        process.memory.shift(ms);
    }
    if let Some(facts) = &mut batch.facts {
        facts.each_time_ms(&mut |at| *at = at.saturating_add(ms));
        facts.each_test(&mut |test| *test += tests);
    }
}

fn join(whole: &mut Artifact, shard: Artifact, whole_s: f64, shard_s: f64) {
    let run = &mut whole.run;
    run.duration_ms += shard.run.duration_ms;
    // RFC 3339 in UTC sorts as text.
    run.started_at = std::mem::take(&mut run.started_at).min(shard.run.started_at);
    run.completion = worse(run.completion, shard.run.completion);
    if let (Some(ours), Some(theirs)) = (&run.git, &shard.run.git)
        && ours.commit != theirs.commit
    {
        whole.warnings.push(
            messages::MergedCommits {
                commit: &ours.commit,
                other_commit: &theirs.commit,
            }
            .into(),
        );
    }
    if run.command != shard.run.command {
        whole.warnings.push(
            messages::MergedCommands {
                command: run.command.join(" "),
                other_command: shard.run.command.join(" "),
            }
            .into(),
        );
    }
    join_sampling(&mut whole.sampling, &shard.sampling, whole_s, shard_s);
    whole.batches.extend(shard.batches);
    whole.hunt_batches.extend(shard.hunt_batches);
    columns::append(&mut whole.tests, shard.tests);
    whole.findings.extend(shard.findings);
    whole.hunt = match (whole.hunt.take(), shard.hunt) {
        (Some(ours), Some(theirs)) => Some(join_hunts(ours, theirs)),
        (ours, theirs) => ours.or(theirs),
    };
    for warning in shard.warnings {
        if !whole.warnings.contains(&warning) {
            whole.warnings.push(warning);
        }
    }
}

fn worse(a: Completion, b: Completion) -> Completion {
    let rank = |completion| match completion {
        Completion::Finished => 0,
        Completion::Interrupted => 1,
        Completion::Cut => 2,
    };
    if rank(b) > rank(a) { b } else { a }
}

/// For how long a run was sampled, in seconds.
fn sampled_s(sampling: &Sampling) -> f64 {
    match sampling.achieved_hz {
        Some(hz) if hz > 0.0 => sampling.samples as f64 / hz,
        _ => 0.0,
    }
}

fn join_sampling(whole: &mut Sampling, shard: &Sampling, whole_s: f64, shard_s: f64) {
    let seconds = whole_s + shard_s;
    whole.samples += shard.samples;
    whole.achieved_hz = (seconds > 0.0).then(|| whole.samples as f64 / seconds);
    whole.missed += shard.missed;
    whole.vanished += shard.vanished;
    whole.unread += shard.unread;
    whole.skipped += shard.skipped;
    whole.cpu_ms = match (whole.cpu_ms, shard.cpu_ms) {
        (Some(ours), Some(theirs)) => Some(ours + theirs),
        _ => None,
    };
}

fn join_hunts(mut ours: Hunt, theirs: Hunt) -> Hunt {
    ours.budget_ms += theirs.budget_ms;
    ours.spent_ms += theirs.spent_ms;
    for (into, from) in [
        (&mut ours.notes, theirs.notes),
        (&mut ours.undone, theirs.undone),
    ] {
        for text in from {
            if !into.contains(&text) {
                into.push(text);
            }
        }
    }
    ours
}

/// Puts the tests into the order of the plan that was cut.
fn in_order_of_plan(whole: &mut Artifact, positions: &[u32]) {
    if positions.is_sorted() {
        return;
    }
    let mut order: Vec<u32> = (0..positions.len() as u32).collect();
    arrange_positions(&mut order, &|a, b| {
        positions[a as usize].cmp(&positions[b as usize])
    });
    let order: Vec<usize> = order.into_iter().map(|test| test as usize).collect();
    let mut now_at = vec![0_u32; order.len()];
    for (now, before) in order.iter().enumerate() {
        now_at[*before] = now as u32;
    }
    let moved = |test: &mut u32| *test = now_at.get(*test as usize).copied().unwrap_or(*test);
    columns::arrange(&mut whole.tests, &order);
    let tests = &mut whole.tests;
    tests
        .remarks
        .iter_mut()
        .for_each(|remark| moved(&mut remark.test));
    tests
        .cases
        .iter_mut()
        .for_each(|case| moved(&mut case.test));
    tests
        .attempts
        .iter_mut()
        .for_each(|attempt| moved(&mut attempt.test));
    for batch in whole.batches.iter_mut().chain(&mut whole.hunt_batches) {
        let its_tests = batch.victim.iter_mut().chain(&mut batch.at_fault);
        its_tests.for_each(moved);
        if let Some(facts) = &mut batch.facts {
            facts.each_test(&mut |test| moved(test));
        }
    }
}

/// A suite may hold one id twice, as pytest's `--count` makes them. Two shards of one cut hold no place
/// of the plan twice; whole runs hold no id twice.
fn refuse_repeats(whole: &Artifact, positions: &[u32], is_cut: bool) -> Result<(), MergeError> {
    let repeated = if is_cut {
        let mut sorted = positions.to_vec();
        arrange_positions(&mut sorted, &|a, b| a.cmp(&b));
        sorted
            .windows(2)
            .position(|pair| pair[0] == pair[1])
            .and_then(|at| whole.tests.id.get(at))
    } else {
        let mut known = std::collections::HashSet::with_capacity(whole.tests.len());
        whole.tests.id.iter().find(|id| !known.insert(id.as_str()))
    };
    match repeated {
        Some(id) => Err(MergeError::Repeated { id: id.clone() }),
        None => Ok(()),
    }
}
