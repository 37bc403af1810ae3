//! What runs after a batch has ended, with one job: what it left, retries, failures.

use oomscope_shared::Ending;

use super::{Play, config, tests};
use crate::{Config, Event, PlannedTest, Work};

fn one(count: u32) -> Config {
    config(1, tests(count))
}

#[test]
fn an_empty_plan_leaves_nothing_but_the_hunt() {
    assert_eq!(Play::begun(one(0)).1, ["hunt"]);
    assert_eq!(Play::begun(config(4, Vec::new())).1, ["hunt"]);
}

#[test]
fn one_job_runs_all_tests_in_one_process() {
    let (mut play, said) = Play::begun(one(3));
    assert_eq!(said, ["1: 0 1 2"]);
    assert_eq!(play.passes(1), ["hunt"]);
}

#[test]
fn a_batch_size_cuts_stretches_of_the_plan() {
    let batch_size = Some(2);
    let (mut play, said) = Play::begun(Config {
        batch_size,
        ..one(5)
    });
    assert_eq!(said, ["1: 0 1"]);
    assert_eq!(play.passes(1), ["2: 2 3"]);
    assert_eq!(play.passes(2), ["3: 4"]);
    assert_eq!(play.passes(3), ["hunt"]);
}

#[test]
fn tests_of_different_groups_never_share_a_process() {
    let groups = [0, 0, 1, 0];
    let test = |(number, group): (u32, &u32)| PlannedTest {
        number,
        group: *group,
        unit: "same".to_owned(),
    };
    let work: Vec<_> = (0..).zip(&groups).map(test).collect();
    let (mut play, said) = Play::begun(config(1, work.clone()));
    assert_eq!(said, ["1: 0 1"]);
    assert_eq!(play.passes(1), ["2: 2"]);
    assert_eq!(play.passes(2), ["3: 3"]);
    let (_, said) = Play::begun(config(2, work));
    assert_eq!(said, ["1: 0 1 3", "2: 2"], "side by side, units are whole");
}

#[test]
fn a_process_that_finds_its_tests_goes_on_with_all_it_found() {
    let work = Work::Unlisted;
    let (mut play, said) = Play::begun(Config {
        work,
        retries: 1,
        ..one(0)
    });
    assert_eq!(said, ["1: everything"]);
    assert!(play.step(Event::Found(tests(4))).is_empty());
    play.given.insert(1, vec![0, 1, 2, 3]);
    assert_eq!(play.dies(1, Ending::Crashed, 1, &[2, 3]), ["2: 2 3"]);
    assert_eq!(play.passes(2), ["3 again: 1"]);
    assert_eq!(play.passes(3), ["hunt"]);
}

#[test]
fn a_death_with_progress_goes_on_in_a_fresh_process_before_all_others() {
    let batch_size = Some(3);
    let (mut play, _) = Play::begun(Config {
        batch_size,
        ..one(6)
    });
    assert_eq!(play.dies(1, Ending::OutOfMemory, 0, &[1, 2]), ["2: 1 2"]);
    assert_eq!(play.ends(2, Ending::Exited, &[], &[2]), ["3: 2"]);
    assert_eq!(play.passes(3), ["4: 3 4 5"]);
}

#[test]
fn a_death_without_progress_leaves_the_rest_out() {
    let (mut play, _) = Play::begun(one(2));
    let said = play.ends(1, Ending::Killed, &[], &[0, 1]);
    assert_eq!(
        said,
        [
            "not run 0 1: BatchEnded { batch: 1, ending: Killed }",
            "hunt"
        ]
    );
}

#[test]
fn a_process_that_leaves_before_its_first_test_leaves_the_rest_out() {
    let (mut play, _) = Play::begun(one(2));
    let said = play.ends(1, Ending::Exited, &[], &[0, 1]);
    assert_eq!(said, ["not run 0 1: BatchExited { batch: 1 }", "hunt"]);
}

#[test]
fn what_the_framework_leaves_out_stays_out() {
    let (mut play, _) = Play::begun(one(3));
    let said = play.ends(1, Ending::TestsFailed, &[0], &[1, 2]);
    assert_eq!(
        said,
        [
            "not run 1 2: NeverRun { batch: 1, ending: TestsFailed }",
            "hunt"
        ]
    );
}

#[test]
fn a_batch_that_nobody_knows_changes_nothing() {
    let (mut play, _) = Play::begun(one(1));
    play.given.insert(9, vec![0]);
    assert!(play.passes(9).is_empty());
    assert_eq!(play.passes(1), ["hunt"]);
    assert!(play.passes(1).is_empty(), "it ends once");
}

#[test]
fn a_soft_stop_goes_on_in_a_fresh_process() {
    let (mut play, _) = Play::begun(one(4));
    assert_eq!(play.stops(1, &[2, 3]), ["2: 2 3"]);
    assert_eq!(play.passes(2), ["hunt"]);
}

#[test]
fn a_fresh_process_that_crosses_the_soft_line_at_once_gives_it_up() {
    let (mut play, _) = Play::begun(one(3));
    assert!(play.dispatcher.has_soft_line);
    assert_eq!(play.stops(1, &[1, 2]), ["1 no soft line", "2: 1 2"]);
    assert!(
        !play.dispatcher.has_soft_line,
        "and so it is for those that start"
    );
}

#[test]
fn a_soft_stop_before_the_first_test_is_no_progress() {
    let (mut play, _) = Play::begun(one(1));
    let said = play.stops(1, &[0]);
    assert_eq!(
        said,
        ["not run 0: NeverRun { batch: 1, ending: Passed }", "hunt"]
    );
}

#[test]
fn bad_tests_run_again_together_in_the_order_of_the_plan() {
    let (mut play, _) = Play::begun(Config {
        retries: 2,
        batch_size: Some(2),
        ..one(5)
    });
    assert_eq!(play.ends(1, Ending::TestsFailed, &[1], &[]), ["2: 2 3"]);
    assert_eq!(play.dies(2, Ending::Crashed, 2, &[3]), ["3: 3"]);
    assert_eq!(play.ends(3, Ending::TestsFailed, &[3], &[]), ["4: 4"]);
    assert_eq!(play.passes(4), ["5 again: 1 2"]);
    assert_eq!(play.ends(5, Ending::TestsFailed, &[1], &[]), ["6 again: 3"]);
    assert_eq!(play.passes(6), ["7 again: 1"]);
    assert_eq!(
        play.ends(7, Ending::TestsFailed, &[1], &[]),
        ["hunt"],
        "two times at most"
    );
}

#[test]
fn what_a_retry_leaves_over_keeps_its_outcome() {
    let (mut play, _) = Play::begun(Config {
        retries: 2,
        ..one(3)
    });
    assert_eq!(
        play.ends(1, Ending::TestsFailed, &[0, 1], &[]),
        ["2 again: 0 1"]
    );
    // No reason for a test that has an outcome; but it is still bad.
    assert_eq!(play.ends(2, Ending::Killed, &[], &[0, 1]), ["3 again: 0 1"]);
    assert_eq!(play.passes(3), ["hunt"]);
}

#[test]
fn after_the_first_failure_the_rest_is_left_out() {
    let fail_fast = true;
    let (mut play, _) = Play::begun(Config {
        fail_fast,
        batch_size: Some(2),
        ..one(6)
    });
    assert_eq!(play.passes(1), ["2: 2 3"]);
    let said = play.dies(2, Ending::Crashed, 2, &[3]);
    assert_eq!(
        said,
        ["not run 3: FailFast", "not run 4 5: FailFast", "hunt"]
    );
}

#[test]
fn a_soft_stop_is_no_failure() {
    let (mut play, _) = Play::begun(Config {
        fail_fast: true,
        ..one(4)
    });
    assert_eq!(play.stops(1, &[2, 3]), ["2: 2 3"]);
}

#[test]
fn a_failure_that_ends_the_run_gets_its_retries_and_those_do_not_end_it() {
    let (mut play, _) = Play::begun(Config {
        fail_fast: true,
        retries: 1,
        batch_size: Some(1),
        ..one(3)
    });
    let said = play.ends(1, Ending::TestsFailed, &[0], &[]);
    assert_eq!(said, ["not run 1 2: FailFast", "2 again: 0"]);
    assert_eq!(play.ends(2, Ending::TestsFailed, &[0], &[]), ["hunt"]);
}
