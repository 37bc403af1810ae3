//! Signals to oomscope: before, while, and after batches run.

use oomscope_shared::Ending;

use super::{Play, config, packed, tests};
use crate::{Config, Event};

const TERM: i32 = 15;

#[test]
fn before_it_begins_a_signal_leaves_everything_out() {
    let mut play = Play::new(config(2, tests(2)));
    let said = play.step(Event::Signal(TERM));
    assert_eq!(said, ["not run 0 1: Cancelled", "cancelled by 15"]);
    assert!(play.step(Event::Begin).is_empty());
}

#[test]
fn a_signal_asks_every_running_batch_to_end_and_starts_none() {
    let batch_size = Some(2);
    let (mut play, said) = Play::begun(Config {
        batch_size,
        ..config(2, tests(6))
    });
    assert_eq!(said, ["1: 0 1", "2: 2 3"]);
    let said = play.step(Event::Signal(TERM));
    assert_eq!(said, ["not run 4 5: Cancelled", "1 end", "2 end"]);
    assert_eq!(
        play.ends(1, Ending::Interrupted, &[0], &[1]),
        ["not run 1: Cancelled"]
    );
    assert_eq!(play.ends(2, Ending::Passed, &[], &[]), ["cancelled by 15"]);
}

#[test]
fn a_second_signal_kills_and_a_third_has_nothing_to_add() {
    let (mut play, _) = Play::begun(Config {
        batch_size: Some(1),
        ..config(2, tests(2))
    });
    play.step(Event::Signal(TERM));
    assert_eq!(play.step(Event::Signal(2)), ["1 kill", "2 kill"]);
    assert!(play.step(Event::Signal(2)).is_empty());
    play.ends(1, Ending::Killed, &[0], &[]);
    assert_eq!(play.ends(2, Ending::Killed, &[1], &[]), ["cancelled by 15"]);
}

#[test]
fn after_the_end_a_signal_says_nothing() {
    let (mut play, _) = Play::begun(config(1, tests(1)));
    assert_eq!(play.passes(1), ["hunt"]);
    assert!(play.step(Event::Signal(TERM)).is_empty());
}

#[test]
fn a_signal_that_a_batch_saw_first_ends_the_run_in_the_order_of_the_plan() {
    let (mut play, _) = Play::begun(Config {
        batch_size: Some(3),
        ..config(1, tests(6))
    });
    let mut left = play.left(1, Ending::Interrupted, &[0], &[1, 2]);
    left.stopped_by = Some(TERM);
    let said = play.step(Event::Ended { batch: 1, left });
    assert_eq!(
        said,
        [
            "not run 1 2: Cancelled",
            "not run 3 4 5: Cancelled",
            "cancelled by 15"
        ]
    );
}

#[test]
fn in_a_retry_every_test_has_an_outcome_already() {
    let (mut play, _) = Play::begun(Config {
        retries: 1,
        batch_size: Some(1),
        ..config(1, tests(2))
    });
    play.ends(1, Ending::TestsFailed, &[0], &[]);
    assert_eq!(play.ends(2, Ending::TestsFailed, &[1], &[]), ["3 again: 0"]);
    assert_eq!(play.step(Event::Signal(TERM)), ["3 end"]);
    assert_eq!(
        play.ends(3, Ending::Interrupted, &[0], &[]),
        ["cancelled by 15"]
    );
}

#[test]
fn what_was_displaced_gets_a_reason_and_not_the_death_of_its_batch() {
    let (mut play, _) = Play::begun(packed(2, &[(400, 2), (400, 1)]));
    play.used(&[(1, 600), (2, 400)]);
    assert_eq!(play.dies(1, Ending::Killed, 0, &[]), ["1 Displaced [0]"]);
    assert_eq!(
        play.step(Event::Signal(TERM)),
        ["not run 0: Cancelled", "2 end"]
    );
    assert_eq!(play.passes(2), ["cancelled by 15"]);
}

#[test]
fn a_signal_while_a_displaced_batch_dies_leaves_its_tests_out() {
    let (mut play, _) = Play::begun(packed(2, &[(400, 2), (400, 1)]));
    play.used(&[(1, 600), (2, 400)]);
    play.step(Event::Signal(TERM));
    let said = play.dies(1, Ending::Killed, 0, &[]);
    assert_eq!(said, ["1 Displaced [0]", "not run 0: Cancelled"]);
}
