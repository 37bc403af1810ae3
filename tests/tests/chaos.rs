//! Chaos: the recorder is killed at random instants of a run, again and again. Whatever the instant, no
//! process is left, the journal recovers, and no outcome that had reached it is lost.
//!
//! `CHAOS_KILLS=200` says how often (the default keeps the test command short), `CHAOS_SEED` repeats a
//! sequence of instants that failed.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use oomscope_shared::artifact::Completion;
use oomscope_shared::exit_code;
use oomscope_tests::Result;
use oomscope_tests::runner::{ARTIFACT, JOURNAL, Project, ensure_all_accounted_for};

const KILLS: u64 = 12;
const SEED: u64 = 20_251_003;

/// Tests of several lengths, a death in the middle, and processes that try to get away.
const SUITE: &str = r#"
import os
import subprocess
import time

import pytest

KEPT = []


@pytest.mark.parametrize("number", range(20))
def test_it(number):
    KEPT.append(b"x" * (1 << 20))
    if number == 9:
        subprocess.Popen(["sleep", "600"], start_new_session=True)
    if number == 14:
        os._exit(7)
    time.sleep(0.03 if number % 5 == 0 else 0.003)
    with open("marks", "a") as file:
        file.write("x")
"#;

const WAYS: [&[&str]; 4] = [
    &[],
    &["--batch-size", "7"],
    &["--retries", "1"],
    &["--jobs", "2"],
];

/// Two files, so that two batches can run at once.
fn suite() -> Result<Project> {
    Project::new(&[("test_one.py", SUITE), ("test_two.py", SUITE)])
}

/// SplitMix64: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound.max(1)
    }
}

fn number(name: &str, default: u64) -> Result<u64> {
    match std::env::var(name) {
        Ok(text) => text.parse().with_context(|| format!("{name}={text}")),
        Err(_) => Ok(default),
    }
}

/// The outcomes that had reached a journal, read without the code that recovers it: whole lines, each a
/// checksum, a blank and an object. `None`: not even the run's start had.
fn journaled(bytes: &[u8]) -> Option<BTreeMap<usize, String>> {
    let whole = bytes.iter().rposition(|byte| *byte == b'\n')?;
    let mut outcomes = BTreeMap::new();
    let mut has_started = false;
    for line in bytes[..whole].split(|byte| *byte == b'\n') {
        let event: serde_json::Value = serde_json::from_slice(line.get(9..)?).ok()?;
        has_started |= event["event"] == "run_started";
        if event["event"] == "test_ended" {
            let test = usize::try_from(event["test"].as_u64()?).ok()?;
            outcomes.insert(test, event["outcome"].as_str()?.to_owned());
        }
        if event["event"] == "test_started" {
            // A retry: the earlier outcome is an attempt now.
            outcomes.remove(&usize::try_from(event["test"].as_u64()?).ok()?);
        }
    }
    has_started.then_some(outcomes)
}

#[derive(Debug, Default)]
struct Tally {
    before_the_first_flush: usize,
    in_the_middle: usize,
    after_the_end: usize,
    outcomes: usize,
    longest_lost: usize,
}

fn kill_once(way: &[&str], after: Duration, tally: &mut Tally) -> Result<()> {
    let project = suite()?;
    let running = project.run_pytest(way).start()?;
    // No wait for something to happen: the instant itself is what is random.
    std::thread::sleep(after);
    // It may have ended by itself, and then there is nothing to send a signal to.
    drop(running.signal("KILL"));
    running.wait()?;
    project.wait_until_nothing_is_left()?;
    if !project.has(JOURNAL) {
        if project.has(ARTIFACT) {
            tally.after_the_end += 1;
            ensure!(project.artifact()?.run.completion == Completion::Finished);
        } else {
            tally.before_the_first_flush += 1;
        }
        return Ok(());
    }
    let bytes = fs::read(project.path(JOURNAL))?;
    let Some(outcomes) = journaled(&bytes) else {
        tally.before_the_first_flush += 1;
        project
            .oomscope(&["recover", JOURNAL])
            .expect(exit_code::USAGE)?;
        return Ok(());
    };
    tally.in_the_middle += 1;
    tally.outcomes += outcomes.len();
    let artifact = project
        .oomscope(&["recover", JOURNAL])
        .expect(exit_code::OK)?
        .artifact()?;
    ensure_all_accounted_for(&artifact)?;
    for (test, outcome) in &outcomes {
        let recovered = artifact.tests.outcome.get(*test).context("no such test")?;
        ensure!(
            recovered.name() == outcome,
            "test {test} is {} and not {outcome}",
            recovered.name()
        );
    }
    let marks = project.read("marks").unwrap_or_default().len();
    let passed = outcomes
        .values()
        .filter(|outcome| *outcome == "passed")
        .count();
    tally.longest_lost = tally.longest_lost.max(marks.saturating_sub(passed));
    Ok(())
}

#[test]
fn killed_at_random_instants() -> Result<()> {
    let kills = number("CHAOS_KILLS", KILLS)?;
    let seed = number("CHAOS_SEED", SEED)?;
    let mut random = Random(seed);
    let start = Instant::now();
    suite()?.run_pytest(WAYS[2]).expect(exit_code::BATCH_DIED)?;
    // A little more than a whole run takes, so that its end is among the instants.
    let longest_us = start.elapsed().as_micros() as u64 * 11 / 10;
    let mut tally = Tally::default();
    for kill in 0..kills {
        let way = WAYS[random.below(WAYS.len() as u64) as usize];
        let after = Duration::from_micros(random.below(longest_us));
        kill_once(way, after, &mut tally)
            .with_context(|| format!("kill {kill} of seed {seed}: {way:?} after {after:?}"))?;
    }
    let told = format!("chaos: {kills} kills, seed {seed}, {tally:?}\n");
    std::io::stderr().write_all(told.as_bytes())?;
    ensure!(tally.in_the_middle > 0, "no kill met a run: {tally:?}");
    Ok(())
}
