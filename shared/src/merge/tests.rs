//! Shards joined: the whole equals the run that was not cut.

use proptest::prelude::*;

use super::*;
use crate::artifact::{Death, Process};
use crate::finding::{Cause, Finding, Kind};
use crate::message::Message;
use crate::process_memory::ProcessMemory;
use crate::shard::Shard;
use crate::shares::assign;
use crate::testing::pytest;
use crate::timeline::Sample;
use crate::{Ending, Outcome};

/// A run of some of the tests of a plan, in batches of two.
fn shard(index: u32, count: u32, planned: u32, positions: &[u32]) -> Artifact {
    let mut told = pytest();
    for pair in positions.chunks(2) {
        for position in pair {
            told = told.test(
                &format!("t{position}"),
                Outcome::Passed,
                100 + i64::from(*position),
                1,
            );
        }
        told = told.batch(Ending::Passed, 200);
    }
    let mut artifact = told.done();
    artifact.run.shard = Some(Shard {
        index,
        count,
        planned,
        positions: positions.to_vec(),
    });
    artifact
}

fn merge(shards: impl IntoIterator<Item = Artifact>) -> Result<Artifact, MergeError> {
    let mut merger = Merger::default();
    for shard in shards {
        merger.add(shard)?;
    }
    merger.finish()
}

#[test]
fn the_curves_of_processes_move_with_their_shard() {
    let mut shards = [shard(1, 2, 2, &[0]), shard(2, 2, 2, &[1])];
    for artifact in &mut shards {
        let point = Sample {
            time_ms: 5,
            rss_kib: 70,
        };
        artifact.batches[0].processes.push(Process {
            pid: 7,
            parent_pid: 1,
            name: "python".to_owned(),
            start_ms: 5,
            end_ms: 9,
            peak_kib: 70,
            memory: ProcessMemory::from_points(&[point]),
        });
    }
    let whole = merge(shards).unwrap();
    let processes = whole.batches.iter().flat_map(|batch| &batch.processes);
    let begun: Vec<_> = processes
        .map(|process| {
            (
                process.start_ms,
                process.memory.points().next().unwrap().time_ms,
            )
        })
        .collect();
    assert_eq!(begun[0], (5, 5));
    assert_eq!(begun[1].0, begun[1].1);
    assert!(begun[1].0 > 5);
}

#[test]
fn tests_come_back_into_the_order_of_the_plan() {
    let whole = merge([shard(2, 2, 5, &[1, 3]), shard(1, 2, 5, &[0, 2, 4])]).unwrap();
    assert_eq!(whole.tests.id, ["t0", "t1", "t2", "t3", "t4"]);
    assert_eq!(whole.check(), Ok(()));
    assert!(whole.warnings.is_empty(), "{:?}", whole.warnings);
    // Each test still says its own batch, and the batches have numbers of their own.
    let peaks: Vec<_> = whole
        .tests
        .peak_kib
        .iter()
        .map(|kib| kib.unwrap() / 1024)
        .collect();
    assert_eq!(peaks, [100, 101, 102, 103, 104]);
    let batches: Vec<_> = whole.batches.iter().map(|batch| batch.index).collect();
    assert_eq!(batches, [1, 2, 3]);
    assert_eq!(whole.tests.batch[1], Some(1));
    assert_eq!(whole.tests.batch[4], Some(3));
    let shards: Vec<_> = whole
        .run
        .shards
        .iter()
        .map(|s| (s.index, s.start_ms, s.tests))
        .collect();
    assert_eq!(shards, [(1, 61_400, 3), (2, 0, 2)]);
    assert_eq!(whole.run.duration_ms, 2 * 61_400);
    assert!(whole.batches[1].start_ms >= 61_400);
}

#[test]
fn who_ran_at_a_death_stays_the_same_test() {
    let dying = |index, positions: &[u32]| {
        let mut shard = shard(index, 2, 4, positions);
        let batch = &mut shard.batches[0];
        batch.ending = Ending::Crashed;
        batch.victim = Some(1);
        batch.at_fault = vec![1];
        shard.tests.outcome[1] = Outcome::Died;
        shard
    };
    let whole = merge([dying(1, &[0, 2]), dying(2, &[1, 3])]).unwrap();
    assert_eq!(whole.check(), Ok(()));
    for (batch, id) in [(0, "t2"), (1, "t3")] {
        let batch = &whole.batches[batch];
        assert_eq!(whole.test_id(batch.victim.unwrap()), id);
        assert_eq!(batch.at_fault, [batch.victim.unwrap()]);
        assert_eq!(whole.death(batch.at_fault[0]), Some(Death::OwnDoing));
    }
}

#[test]
fn facts_move_with_their_tests_and_times() {
    let mut late = shard(2, 2, 4, &[1, 3]);
    for facts in late.batches.iter_mut().filter_map(|b| b.facts.as_mut()) {
        facts.running = vec![0, 1];
        facts.signals_received = vec![crate::facts::SignalReceived {
            at_ms: 7,
            signal: 15,
        }];
    }
    let whole = merge([shard(1, 2, 4, &[0, 2]), late]).unwrap();
    assert_eq!(whole.check(), Ok(()));
    let facts = whole.batches[1].facts.as_ref().unwrap();
    assert_eq!(facts.running, [1, 3]);
    assert_eq!(facts.signals_received[0].at_ms, 61_407);
}

#[test]
fn a_shard_that_is_missing_is_named() {
    let whole = merge([shard(1, 3, 6, &[0, 1]), shard(3, 3, 6, &[4, 5])]).unwrap();
    assert_eq!(
        whole.warnings,
        ["Shard 2/3 of this run is not here, and with it 2 tests of 6."]
    );
}

#[test]
fn what_is_no_set_of_shards_is_refused() {
    assert_eq!(merge([]), Err(MergeError::Empty));
    let twice = merge([shard(1, 2, 4, &[0, 1]), shard(1, 2, 4, &[0, 1])]);
    assert_eq!(twice, Err(MergeError::Twice { index: 1, count: 2 }));
    let other = merge([shard(1, 2, 4, &[0, 1]), shard(2, 3, 4, &[2, 3])]).unwrap_err();
    assert!(other.to_string().contains("2 shards of 4 tests"), "{other}");
    let mut whole = shard(1, 2, 4, &[0, 1]);
    whole.run.shard = None;
    let repeats = merge([whole.clone(), whole]);
    assert_eq!(repeats, Err(MergeError::Repeated { id: "t0".into() }));
}

#[test]
fn one_leak_of_several_shards_is_one_finding() {
    let with = |index: u32, holder: Option<&str>, culprit: &str, confidence| {
        let mut artifact = shard(index, 3, 6, &[index * 2 - 2, index * 2 - 1]);
        let mut finding = Finding::new(Kind::Leak, Cause::Registry);
        finding.holder = holder.map(str::to_owned);
        finding.culprits = vec![culprit.to_owned()];
        finding.retained_bytes = Some(10);
        finding.confidence = confidence;
        finding.hint = Some(Message::quote(format!("hint of {index}")));
        artifact.findings.push(finding);
        artifact
    };
    let whole = merge([
        with(1, Some("app.R"), "t0", 0.8),
        with(2, Some("app.R"), "t2", 0.9),
        with(3, None, "t4", 0.7),
    ])
    .unwrap();
    let [joined, other] = &whole.findings[..] else {
        panic!("{:?}", whole.findings)
    };
    assert_eq!(joined.culprits, ["t0", "t2"]);
    assert_eq!(joined.retained_bytes, Some(20));
    assert!(
        joined
            .hint
            .as_ref()
            .is_some_and(|hint| *hint == "hint of 2")
    );
    assert!(
        joined
            .evidence
            .last()
            .unwrap()
            .english()
            .starts_with("2 shards met it")
    );
    assert_eq!(other.culprits, ["t4"]);
}

proptest! {
    /// However a plan is cut and in whichever order the shards come, the whole is in order.
    #[test]
    fn cutting_and_joining_loses_nothing(tests in 1_usize..60, count in 1_u32..7, turn in 0_usize..7) {
        let ids: Vec<String> = (0..tests).map(|n| format!("t{n}")).collect();
        let of = assign(&ids, count, None, &str::to_owned);
        let mut shards: Vec<Artifact> = (1..=count)
            .map(|index| {
                let positions: Vec<u32> = (0..tests as u32).filter(|at| of[*at as usize] == index).collect();
                shard(index, count, tests as u32, &positions)
            })
            .collect();
        shards.rotate_left(turn % count as usize);
        let whole = merge(shards).unwrap();
        prop_assert_eq!(&whole.tests.id, &ids);
        prop_assert_eq!(whole.check(), Ok(()));
        prop_assert!(whole.warnings.is_empty());
    }
}
