//! Several jobs: order, slots, room, and that nobody waits for ever.

use oomscope_shared::Ending;
use oomscope_shared::units::MIB;

use super::{Play, config, packed, tests};
use crate::{Config, Effect, Event, LONGEST_WAIT_MS, MOST_OVERTAKEN, TestEnded};

#[test]
fn without_a_limit_only_jobs_count() {
    let limit_bytes = None;
    let huge = (1 << 40, 1);
    let (mut play, said) = Play::begun(Config {
        limit_bytes,
        ..packed(2, &[huge; 3])
    });
    assert_eq!(said, ["1: 0", "2: 1"]);
    assert_eq!(play.passes(2), ["3: 2"]);
    assert!(play.used(&[(1, 1 << 40)]).is_empty());
}

#[test]
fn numbers_count_starts_and_slots_are_used_again() {
    let mut play = Play::new(Config {
        limit_bytes: None,
        ..packed(2, &[(1, 1); 4])
    });
    let slots = |effects: Vec<Effect>| -> Vec<(u32, u32)> {
        let slot = |effect| match effect {
            Effect::Start(start) => Some((start.batch, start.job)),
            _ => None,
        };
        effects.into_iter().filter_map(slot).collect()
    };
    let begun = play.dispatcher.step(0, Event::Begin);
    assert_eq!(slots(begun), [(1, 1), (2, 2)]);
    play.given = [(1, vec![0]), (2, vec![1]), (3, vec![2])].into();
    let mut end = |batch| {
        let left = play.left(batch, Ending::Passed, &[], &[]);
        slots(play.dispatcher.step(0, Event::Ended { batch, left }))
    };
    assert_eq!(end(2), [(3, 2)]);
    assert_eq!(end(1), [(4, 1)]);
}

#[test]
fn the_longest_starts_first() {
    let (mut play, said) = Play::begun(packed(2, &[(10, 5), (10, 50), (10, 20), (10, 40)]));
    assert_eq!(said, ["1: 1", "2: 3"]);
    assert_eq!(play.passes(2), ["3: 2"]);
    assert_eq!(play.passes(3), ["4: 0"]);
}

#[test]
fn what_is_kept_together_is_never_more_than_the_limit() {
    // Kept are 337 and 337 MiB: a third one does not fit.
    let (mut play, said) = Play::begun(packed(8, &[(300, 3), (300, 2), (300, 1)]));
    assert_eq!(said, ["1: 0", "2: 1"]);
    assert_eq!(play.passes(1), ["3: 2"]);
}

#[test]
fn heavy_ones_start_first_and_light_ones_fill_the_room_beside() {
    let (mut play, said) = Play::begun(packed(2, &[(10, 90), (600, 5), (10, 80), (600, 9)]));
    assert_eq!(said, ["1: 3", "2: 0"], "two heavy ones never fit");
    assert_eq!(play.passes(2), ["3: 2"]);
    assert_eq!(play.passes(1), ["4: 1"]);
}

#[test]
fn one_that_is_expected_above_the_limit_runs_with_nothing_beside_it() {
    let (mut play, said) = Play::begun(packed(3, &[(10, 1), (2000, 9), (10, 2)]));
    assert_eq!(said, ["1: 1"]);
    assert_eq!(play.passes(1), ["2: 2", "3: 0"]);
}

#[test]
fn where_nothing_is_known_the_first_runs_alone_and_the_others_learn_from_it() {
    let work = tests(4);
    let limit_bytes = Some(1000 * MIB);
    let (mut play, said) = Play::begun(Config {
        limit_bytes,
        ..config(2, work)
    });
    assert_eq!(said, ["1: 0"]);
    play.used(&[(1, 200)]);
    // Kept are 300 MiB for each.
    assert_eq!(play.passes(1), ["2: 1", "3: 2"]);
    assert_eq!(play.passes(2), ["4: 3"]);
}

#[test]
fn what_waits_is_cut_anew_once_a_batch_has_shown_how_long_tests_take() {
    let (mut play, said) = Play::begun(config(2, tests(34)));
    assert_eq!(said, ["1: 0 1 2", "2: 3 4 5"], "nothing is known");
    let took = |test| {
        Event::TestEnded(TestEnded {
            batch: 1,
            test,
            peak_bytes: Some(10 * MIB),
            before_bytes: Some(0),
            time_ms: Some(100),
        })
    };
    for test in 0..3 {
        play.step(took(test));
    }
    // A quarter of the 28 that wait, as they last as long as those.
    assert_eq!(play.passes(1), ["3: 6 7 8 9 10 11 12"]);
    // With nothing new nothing is cut.
    assert_eq!(play.passes(2).len(), 1);
}

#[test]
fn the_first_shows_nothing_as_long_as_nobody_measures() {
    let limit_bytes = Some(1000 * MIB);
    let (mut play, _) = Play::begun(Config {
        limit_bytes,
        ..config(2, tests(3))
    });
    assert_eq!(play.passes(1), ["2: 1"]);
}

#[test]
fn a_test_tells_what_it_needed_while_others_wait() {
    let limit_bytes = Some(1000 * MIB);
    let known = packed(3, &[(600, 9), (300, 5), (300, 4)]);
    let (mut play, said) = Play::begun(Config {
        limit_bytes,
        ..known
    });
    assert_eq!(said, ["1: 0"], "675 are kept, and 337 do not fit beside");
    // The second test needs more than it did, whoever ran it.
    let ended = TestEnded {
        batch: 1,
        test: 1,
        peak_bytes: Some(800 * MIB),
        before_bytes: Some(0),
        time_ms: Some(5),
    };
    play.step(Event::TestEnded(ended));
    assert_eq!(
        play.passes(1),
        ["2: 1"],
        "900 are kept now, and 337 do not fit beside"
    );
}

#[test]
fn a_base_that_turns_out_larger_is_kept_for_each() {
    let (mut play, said) = Play::begun(packed(2, &[(300, 9), (300, 5), (300, 4), (300, 1)]));
    assert_eq!(said.len(), 2);
    play.step(Event::Collected {
        batch: 1,
        bytes: 400 * MIB,
    });
    assert!(play.passes(1).is_empty(), "787 beside 337");
    assert_eq!(play.passes(2), ["3: 2"]);
}

#[test]
fn borrowed_memory_is_not_given_to_others() {
    let (mut play, _) = Play::begun(packed(3, &[(300, 9), (300, 5), (300, 4)]));
    play.used(&[(2, 700)]);
    assert!(play.passes(1).is_empty(), "700 beside 337");
    play.used(&[(2, 300)]);
    assert_eq!(play.given.len(), 3, "it was given back");
}

/// One of 600 MiB runs for long, another one of 600 waits, and small ones come and go.
fn one_waits() -> (Play, Vec<u32>) {
    let mut figures = vec![(600, 90), (600, 80)];
    figures.extend([(10, 1); 30]);
    let (play, said) = Play::begun(packed(2, &figures));
    assert_eq!(said, ["1: 0", "2: 2"]);
    (play, vec![2])
}

#[test]
fn one_that_waits_is_overtaken_a_bounded_number_of_times() {
    let (mut play, mut small) = one_waits();
    while let [start] = play.passes(*small.last().unwrap()).as_slice() {
        small.push(start.split(':').next().unwrap().parse().unwrap());
    }
    assert_eq!(small.len() as u32, MOST_OVERTAKEN);
    let said = play.passes(1);
    assert!(said[0].ends_with(": 1") && said.len() == 2, "{said:?}");
}

#[test]
fn one_that_waits_for_long_is_not_overtaken_any_more() {
    let (mut play, _) = one_waits();
    play.now_ms = LONGEST_WAIT_MS - 1;
    assert_eq!(play.passes(2), ["3: 3"]);
    play.now_ms = LONGEST_WAIT_MS;
    assert!(play.passes(3).is_empty());
    assert_eq!(play.passes(1), ["4: 1", "5: 4"]);
}

#[test]
fn what_a_batch_left_does_not_go_ahead_of_one_that_has_waited() {
    let mut figures = vec![(600, 90), (600, 80)];
    figures.extend([(10, 1); 6]);
    let (mut play, said) = Play::begun(Config {
        batch_size: None,
        ..packed(2, &figures)
    });
    assert_eq!(said.len(), 2);
    assert_eq!(play.given[&1], [0]);
    let rest = play.given[&2].clone();
    play.now_ms = LONGEST_WAIT_MS;
    assert!(play.ends(2, Ending::Exited, &[], &rest[1..]).is_empty());
    let said = play.passes(1);
    assert!(said[0].ends_with(": 1"), "{said:?}");
}

#[test]
fn a_failure_tells_the_others_to_stop_and_leaves_their_rest_out() {
    let fail_fast = true;
    let small = packed(2, &[(10, 1); 6]);
    let (mut play, said) = Play::begun(Config {
        fail_fast,
        batch_size: Some(2),
        ..small
    });
    assert_eq!(said, ["1: 0 1", "2: 2 3"]);
    let said = play.ends(1, Ending::TestsFailed, &[1], &[]);
    assert_eq!(said, ["not run 4 5: FailFast", "2 stop FailFast"]);
    assert_eq!(play.stops(2, &[3]), ["not run 3: FailFast", "hunt"]);
}

#[test]
fn who_cannot_stop_runs_to_its_end_after_a_failure() {
    let small = packed(2, &[(10, 1); 2]);
    let (mut play, _) = Play::begun(Config {
        fail_fast: true,
        can_stop_softly: false,
        ..small
    });
    assert!(play.ends(1, Ending::TestsFailed, &[0], &[]).is_empty());
    assert_eq!(play.passes(2), ["hunt"]);
}

#[test]
fn retries_run_side_by_side_once_all_have_run() {
    let small = packed(2, &[(10, 1); 3]);
    let (mut play, _) = Play::begun(Config {
        retries: 1,
        ..small
    });
    assert_eq!(play.ends(1, Ending::TestsFailed, &[0], &[]), ["3: 2"]);
    assert!(play.dies(2, Ending::Crashed, 1, &[]).is_empty());
    assert_eq!(play.passes(3), ["4 again: 0", "5 again: 1"]);
    assert!(play.passes(4).is_empty(), "the hunt waits for the last one");
    assert_eq!(play.passes(5), ["hunt"]);
}
