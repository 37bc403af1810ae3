//! Limits, borrowing, and what becomes of a batch that outgrew what was kept for it.

use oomscope_shared::Ending;
use oomscope_shared::units::MIB;

use super::{Play, packed};
use crate::{Config, Effect, Event};

/// Two of 400 MiB, for each of which 450 are kept, with two tests in each batch.
fn two() -> (Play, Vec<String>) {
    let batch_size = Some(2);
    Play::begun(Config {
        batch_size,
        ..packed(2, &[(400, 1); 4])
    })
}

#[test]
fn limits_follow_what_the_others_need() {
    let mut play = Play::new(packed(2, &[(400, 2), (100, 1)]));
    let limits = |effects: Vec<Effect>| -> Vec<u64> {
        let limit = |effect| match effect {
            Effect::Start(start) => start.limit_bytes,
            _ => None,
        };
        effects
            .into_iter()
            .filter_map(limit)
            .map(|bytes| bytes / MIB)
            .collect()
    };
    assert_eq!(limits(play.dispatcher.step(0, Event::Begin)), [868, 550]);
    assert_eq!(play.used(&[(1, 500), (2, 20)]), ["2 limit 500"]);
    assert_eq!(play.used(&[(1, 300), (2, 20)]), ["2 limit 550"]);
    play.given = [(1, vec![0]), (2, vec![1])].into();
    let left = play.left(2, Ending::Passed, &[], &[]);
    assert_eq!(play.step(Event::Ended { batch: 2, left }), ["1 limit 1000"]);
}

#[test]
fn others_keep_out_of_the_room_before_one_starts_in_it() {
    let (mut play, _) = Play::begun(packed(2, &[(400, 3), (300, 2), (100, 1)]));
    let left = play.left(2, Ending::Passed, &[], &[]);
    let said = play.step(Event::Ended { batch: 2, left });
    assert_eq!(said, ["1 limit 868", "3: 2"]);
}

#[test]
fn one_job_has_the_whole_limit_from_its_first_batch_to_its_last() {
    let (mut play, said) = Play::begun(packed(1, &[(400, 1); 2]));
    assert_eq!(said, ["1: 0"]);
    assert!(play.used(&[(1, 990)]).is_empty());
    // Its death is its own.
    assert_eq!(play.dies(1, Ending::OverLimit, 0, &[]), ["2: 1"]);
    assert_eq!(play.passes(2), ["hunt"]);
}

#[test]
fn near_the_limit_the_one_that_outgrew_stops_and_its_rest_goes_on() {
    let (mut play, said) = two();
    assert_eq!(said, ["1: 0 1", "2: 2 3"]);
    assert_eq!(
        play.used(&[(1, 520), (2, 390)]),
        ["1 stop Outgrew", "1 limit 585", "2 limit 480"]
    );
    assert_eq!(
        play.stops(1, &[1]),
        ["3: 1"],
        "the soft line of a process was not crossed"
    );
    assert!(play.dispatcher.has_soft_line);
}

#[test]
fn one_that_outgrew_before_its_first_test_runs_alone() {
    let (mut play, _) = two();
    play.used(&[(1, 520), (2, 390)]);
    assert!(play.stops(1, &[0, 1]).is_empty());
    assert_eq!(play.passes(2), ["3: 0 1"]);
}

#[test]
fn who_outgrows_is_displaced_once_and_runs_alone_when_the_others_are_through() {
    let (mut play, _) = Play::begun(packed(2, &[(400, 3), (400, 2), (400, 1)]));
    assert_eq!(play.used(&[(1, 400), (2, 590)])[0], "2 out");
    assert_eq!(
        play.dies(2, Ending::Killed, 1, &[]),
        ["2 Displaced [1]", "3: 2"]
    );
    assert!(play.passes(1).is_empty());
    assert_eq!(play.passes(3), ["4: 1"]);
    // Now it has everything, and dies by itself.
    assert!(play.used(&[(4, 1100)]).is_empty());
    assert_eq!(play.dies(4, Ending::OverLimit, 1, &[]), ["hunt"]);
}

#[test]
fn unfinished_tests_run_alone_together_and_their_rest_stays_alone() {
    let (mut play, _) = two();
    play.used(&[(1, 700), (2, 390)]);
    assert_eq!(play.dies(1, Ending::Killed, 0, &[1]), ["1 Displaced [0]"]);
    assert_eq!(play.passes(2), ["3: 0 1"]);
    assert_eq!(play.dies(3, Ending::OutOfMemory, 0, &[1]), ["4: 1"]);
    assert_eq!(play.passes(4), ["hunt"]);
}

#[test]
fn a_second_one_is_displaced_only_if_the_first_was_not_enough() {
    let (mut play, _) = Play::begun(packed(3, &[(200, 1); 3]));
    let said = play.used(&[(1, 700), (2, 600), (3, 390)]);
    assert_eq!(said[..2], ["1 out", "2 out"]);
    let (mut play, _) = Play::begun(packed(3, &[(200, 1); 3]));
    let said = play.used(&[(1, 700), (2, 200), (3, 300)]);
    assert_eq!(said.iter().filter(|said| said.ends_with("out")).count(), 1);
}

#[test]
fn one_that_ended_by_itself_before_it_could_be_displaced_is_judged() {
    let (mut play, _) = two();
    play.used(&[(1, 700), (2, 390)]);
    assert!(play.ends(1, Ending::TestsFailed, &[0], &[]).is_empty());
    assert_eq!(play.passes(2), ["hunt"]);
}

#[test]
fn a_death_of_memory_under_a_share_is_not_judged() {
    let (mut play, _) = two();
    assert_eq!(
        play.dies(1, Ending::OutOfMemory, 0, &[1]),
        ["1 UnderShare [0]"]
    );
    assert_eq!(play.passes(2), ["3: 0 1"]);
    assert_eq!(play.passes(3), ["hunt"]);
}

#[test]
fn a_death_of_another_kind_is_judged_under_any_share() {
    let (mut play, _) = two();
    assert_eq!(play.dies(1, Ending::Crashed, 0, &[1]), ["3: 1"]);
}

#[test]
fn what_counts_is_the_limit_that_was_in_force() {
    // It is told the whole limit, but died before that was so.
    let (mut play, _) = two();
    play.passes(2);
    let mut left = play.left(1, Ending::OutOfMemory, &[0], &[1]);
    left.victims = vec![0];
    left.limit_bytes = Some(550 * MIB);
    let said = play.but_limits(Event::Ended { batch: 1, left });
    assert_eq!(
        said,
        ["1 UnderShare [0]", "2: 0 1"].map(|s| s.replace("2:", "3:"))
    );
    let (mut play, _) = two();
    play.passes(2);
    assert_eq!(
        play.dies(1, Ending::OutOfMemory, 0, &[1]),
        ["3: 1"],
        "with the whole limit it is judged"
    );
}

#[test]
fn a_death_that_is_not_judged_is_no_failure_that_ends_the_run() {
    let two = packed(2, &[(400, 1); 4]);
    let (mut play, _) = Play::begun(Config {
        fail_fast: true,
        batch_size: Some(2),
        ..two.clone()
    });
    assert_eq!(
        play.dies(1, Ending::OutOfMemory, 0, &[1]),
        ["1 UnderShare [0]"]
    );
    assert_eq!(play.passes(2), ["3: 0 1"]);
    // A test that failed in it before may have failed for want of memory, too.
    let (mut play, _) = Play::begun(Config {
        fail_fast: true,
        batch_size: Some(2),
        ..two.clone()
    });
    let mut left = play.left(1, Ending::OutOfMemory, &[0, 1], &[]);
    left.victims = vec![1];
    let said = play.but_limits(Event::Ended { batch: 1, left });
    assert_eq!(said, ["1 UnderShare [0 1]"]);
    // Where a batch was killed for its neighbours it was well until then, and so its failures count.
    let (mut play, _) = Play::begun(Config {
        fail_fast: true,
        batch_size: Some(2),
        ..two
    });
    play.used(&[(1, 700), (2, 390)]);
    let mut left = play.left(1, Ending::Preempted, &[0, 1], &[]);
    left.victims = vec![1];
    let said = play.but_limits(Event::Ended { batch: 1, left });
    let expected = ["1 Displaced [1]", "not run 1: FailFast", "2 stop FailFast"];
    assert_eq!(said, expected);
}

#[test]
fn a_victim_that_is_not_judged_needs_no_retry_when_it_passes_alone() {
    let two = packed(2, &[(400, 1); 2]);
    let (mut play, _) = Play::begun(Config { retries: 1, ..two });
    play.dies(1, Ending::OutOfMemory, 0, &[]);
    assert_eq!(play.passes(2), ["3: 0"]);
    assert_eq!(play.passes(3), ["hunt"]);
}

#[test]
fn one_that_crosses_the_line_of_its_share_at_once_gets_the_whole_limit() {
    let (mut play, _) = two();
    assert!(play.stops(1, &[1]).is_empty());
    assert_eq!(play.passes(2), ["3: 1"]);
    assert!(play.dispatcher.has_soft_line);
}

#[test]
fn what_a_batch_showed_is_kept_for_its_rest() {
    let (mut play, _) = Play::begun(packed(2, &[(100, 2), (100, 1)]));
    play.used(&[(1, 600)]);
    play.dies(1, Ending::OutOfMemory, 0, &[]);
    assert_eq!(play.passes(2), ["3: 0"]);
    let parts = play.dispatcher.parts(&crate::Given::Tests(vec![0]));
    let kept = play.dispatcher.learner.reservation(&parts);
    assert_eq!(kept, Some(675 * MIB));
}

#[test]
fn one_that_is_being_displaced_is_not_told_to_stop_as_well() {
    let small = packed(3, &[(200, 1); 3]);
    let (mut play, _) = Play::begun(Config {
        fail_fast: true,
        ..small
    });
    assert_eq!(play.used(&[(1, 700), (2, 200), (3, 100)])[0], "1 out");
    let said = play.ends(2, Ending::TestsFailed, &[1], &[]);
    assert_eq!(said, ["3 stop FailFast"]);
}
