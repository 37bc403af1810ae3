//! What repetitions say of each test, and of all in one process.

use super::*;

fn ran(round: u32, python: i64) -> Ran {
    Ran::passed(
        round,
        3,
        Live {
            python,
            ..Live::default()
        },
    )
}

fn told(growth: &[i64]) -> Vec<HuntEvent> {
    let runs = growth.iter().enumerate();
    runs.map(|(at, python)| HuntEvent::Test(ran(at as u32 + 1, *python)))
        .collect()
}

#[test]
fn what_every_repetition_adds_is_growth() {
    let judged = &confirmed(&told(&[30 << 20, 2 << 20, 2 << 20, 2 << 20])).tests[&3];
    assert!(judged.grows());
    assert_eq!(judged.typical(), 2 << 20);
    assert_eq!(judged.figure, Figure::Allocated);
}

#[test]
fn what_only_the_first_one_adds_is_none() {
    let judged = &confirmed(&told(&[30 << 20, 900, 1_200, 0])).tests[&3];
    assert_eq!(judged.shape, Shape::LevelsOff);
}

#[test]
fn what_came_once_is_told_by_the_figure_that_it_came_by() {
    let mut lines = told(&[64 << 10, 0, 0, 0]);
    if let Some(HuntEvent::Test(ran)) = lines.first_mut() {
        ran.grown.dev_shm = 3 << 20;
    }
    let judged = &confirmed(&lines).tests[&3];
    assert_eq!((judged.figure, judged.first()), (Figure::Shared, 3 << 20));
    assert_eq!(judged.shape, Shape::LevelsOff);
}

#[test]
fn garbage_counts_where_nobody_collects_it() {
    let mut lines = told(&[0, 0, 0, 0]);
    for line in &mut lines {
        if let HuntEvent::Test(ran) = line {
            ran.garbage = 3 << 20;
            ran.gc = [false, false];
        }
    }
    assert_eq!(confirmed(&lines).tests[&3].figure, Figure::Garbage);
    for line in &mut lines {
        if let HuntEvent::Test(ran) = line {
            ran.gc = [true, true];
        }
    }
    assert_eq!(confirmed(&lines).tests[&3].shape, Shape::Flat);
}

#[test]
fn what_a_process_held_says_nothing_of_another_one() {
    let ends = |held: i64| {
        let live = |python| Live {
            python,
            ..Live::default()
        };
        [
            HuntEvent::Base { live: live(0) },
            HuntEvent::End {
                grown: live(0),
                held: live(held),
                problem: None,
            },
        ]
    };
    let [base, end] = ends(9 << 20);
    let leaks = [vec![base], told(&[3 << 20; 4]), vec![end]].concat();
    let both = [leaks.clone(), ends(0).to_vec()].concat();
    assert!(confirmed(&leaks).tests[&3].grows());
    assert_eq!(confirmed(&both).tests, confirmed(&leaks).tests);
    assert_eq!(confirmed(&both).released, Some(9 << 20));
}

#[test]
fn what_is_alive_speaks_before_what_is_resident() {
    // Values that nobody frees lie between keys that are freed, so that three times as much stays resident.
    let with_resident = |mib: i64| {
        let mut lines = told(&[2 << 20; 12]);
        for line in &mut lines {
            if let HuntEvent::Test(ran) = line {
                (ran.grown.anon, ran.grown.free) = (mib << 20, mib << 20);
            }
        }
        confirmed(&lines).tests[&3].figure
    };
    assert_eq!(with_resident(6), Figure::Allocated);
    assert_eq!(with_resident(40), Figure::Fragmented);
}

#[test]
fn what_the_next_test_gives_back_was_only_late() {
    let mut lines = told(&[5 << 20; 6]);
    for (test, step) in [(4, 3 << 20), (5, -3 << 20)] {
        let mut others = told(&[step; 6]);
        for line in &mut others {
            if let HuntEvent::Test(ran) = line {
                ran.test = test;
            }
        }
        lines.extend(others);
    }
    let found = confirmed(&lines).tests;
    assert!(found[&3].grows(), "the leak beside it stays one");
    assert!(!found[&4].grows());
}

#[test]
fn what_another_test_gives_back_is_no_growth() {
    let mut lines = told(&[0, 3 << 20, 3 << 20, 3 << 20, 3 << 20]);
    let mut other = told(&[0, -3 << 20, -3 << 20, -3 << 20, -3 << 20]);
    for line in &mut other {
        if let HuntEvent::Test(ran) = line {
            ran.test = 4;
        }
    }
    lines.extend(other);
    assert!(
        confirmed(&lines)
            .tests
            .values()
            .all(|judged| !judged.grows())
    );
}

#[test]
fn creeping_resident_memory_is_no_leak_until_it_has_gone_on() {
    let lines = |rounds: usize| -> Vec<HuntEvent> {
        let mut lines = told(&vec![0; rounds]);
        for line in &mut lines {
            if let HuntEvent::Test(ran) = line {
                ran.grown.anon = 2 << 20;
                ran.grown.unmanaged = 2 << 20;
            }
        }
        lines
    };
    assert!(!confirmed(&lines(4)).tests[&3].grows());
    let judged = &confirmed(&lines(9)).tests[&3];
    assert!(judged.grows() && judged.figure == Figure::Mapped);
}

/// 200 MiB of small objects at once, of which nothing stays: the arenas of the interpreter's allocator creep for
/// many rounds. A library that keeps a small buffer behind each large one that it frees is a leak, though.
#[test]
fn resident_memory_alone_accuses_nobody() {
    let judged = |free: i64, alive: i64| {
        let mut lines = told(&[alive; 12]);
        for line in &mut lines {
            if let HuntEvent::Test(ran) = line {
                ran.grown.anon = 2 << 20;
                ran.grown.free = free;
            }
        }
        confirmed(&lines).tests[&3].clone()
    };
    assert!(!judged(0, 0).grows(), "arenas");
    assert!(!judged(2 << 20, 0).grows(), "the C heap keeps what is free");
    let pinned = judged(2 << 20, 2 << 10);
    assert!(pinned.grows() && pinned.figure == Figure::Fragmented);
}

#[test]
fn a_process_that_grows_later_is_its_starters() {
    let mut lines = Vec::new();
    for _ in 0..5 {
        lines.extend(told(&[0]));
        lines.push(HuntEvent::Late {
            test: 3,
            children: 30 << 20,
        });
    }
    let judged = &confirmed(&lines).tests[&3];
    assert!(judged.grows() && judged.figure == Figure::Children);
    assert_eq!(judged.typical(), 30 << 20);
}

#[test]
fn a_process_that_died_names_its_victim() {
    let mut lines = told(&[5 << 20]);
    lines.push(HuntEvent::Begin { round: 2, test: 7 });
    assert_eq!(confirmed(&lines).running, Some(7));
}

const MIB: i64 = 1 << 20;

/// The rounds of one test, as each of them goes.
fn rounds(test: u32, rounds: u32, run: impl Fn(u32, &mut Ran)) -> Vec<HuntEvent> {
    let one = |round| {
        let mut ran = Ran::passed(round, test, Live::default());
        run(round, &mut ran);
        HuntEvent::Test(ran)
    };
    (1..=rounds).map(one).collect()
}

/// What one test comes to that is repeated so often.
fn judged(times: u32, run: impl Fn(u32, &mut Ran)) -> Judged {
    confirmed(&rounds(3, times, run)).tests[&3].clone()
}

#[test]
fn each_figure_grows_from_its_own_floor_on() {
    let grows = |figure: Figure, each: i64| {
        let judged = judged(9, |_, ran| match figure {
            Figure::Allocated => (ran.grown.heap, ran.grown.python) = (each / 2, each - each / 2),
            Figure::Shared => ran.grown.shmem = each,
            Figure::Children => ran.grown.children = each,
            Figure::Garbage => (ran.garbage, ran.gc) = (each, [false, false]),
            // What the allocators know of is none of it.
            Figure::Mapped => {
                (ran.grown.anon, ran.grown.unmanaged) = (each + (40 << 10), each + MIB);
                (ran.grown.heap, ran.grown.python) = (30 << 10, 10 << 10);
            }
            Figure::Fragmented => {
                (ran.grown.anon, ran.grown.free) = (each + PINNED, each);
                (ran.grown.heap, ran.grown.python) = (PINNED / 2, PINNED / 2);
            }
        });
        judged.grows() && judged.figure == figure && judged.typical() == each
    };
    for (figure, floor) in [
        (Figure::Allocated, 48 << 10),
        (Figure::Shared, 192 << 10),
        (Figure::Children, 192 << 10),
        (Figure::Garbage, 192 << 10),
        (Figure::Mapped, 768 << 10),
        (Figure::Fragmented, 768 << 10),
    ] {
        assert!(grows(figure, floor), "{figure:?}");
        assert!(!grows(figure, floor - 1), "{figure:?}");
    }
}

#[test]
fn what_is_resident_is_told_by_many_rounds_or_by_much() {
    let grows = |times: u32, each: i64| {
        judged(times, |_, ran| {
            (ran.grown.anon, ran.grown.unmanaged) = (each, each);
        })
        .grows()
    };
    assert!(grows(8, 2 * MIB));
    assert!(!grows(7, 2 * MIB));
    assert!(grows(3, 16 * MIB));
    assert!(!grows(3, 16 * MIB - 1));
    // Where nothing that is kept lies behind what is free, the heap will have use for it.
    let pinned = |alive: i64| {
        judged(8, |_, ran| {
            (ran.grown.anon, ran.grown.free) = (2 * MIB, 2 * MIB);
            (ran.grown.heap, ran.grown.python) = (alive / 2, alive - alive / 2);
        })
        .grows()
    };
    assert!(pinned(1024));
    assert!(!pinned(1023));
    // It has to be more than four times what is alive.
    let figure = |resident: i64| {
        let alive = 2 * MIB;
        judged(12, |_, ran| {
            ran.grown.python = alive;
            (ran.grown.anon, ran.grown.unmanaged) = (alive + resident, resident);
        })
        .figure
    };
    assert_eq!(figure(8 * MIB), Figure::Allocated);
    assert_eq!(figure(8 * MIB + 1), Figure::Mapped);
}

#[test]
fn what_came_once_and_is_no_more_than_what_is_allocated_is_told_by_that() {
    let of = |shared: i64| {
        let judged = judged(4, |round, ran| {
            if round == 1 {
                (ran.grown.python, ran.grown.shmem) = (3 * MIB, shared);
            }
        });
        (judged.figure, judged.shape)
    };
    assert_eq!(of(3 * MIB), (Figure::Allocated, Shape::LevelsOff));
    assert_eq!(of(3 * MIB + 1), (Figure::Shared, Shape::LevelsOff));
    // What once grew by another figure of its own process is no other figure.
    let garbage = judged(4, |round, ran| {
        if round == 1 {
            (ran.garbage, ran.gc) = (5 * MIB, [true, false]);
        }
    });
    assert_eq!(
        (garbage.figure, garbage.shape),
        (Figure::Allocated, Shape::Flat)
    );
}

#[test]
fn repetitions_that_came_out_differently_did_not_do_the_same_work() {
    let judged = judged(6, |round, ran| {
        ran.grown.python = 2 * MIB;
        if round == 4 {
            ran.outcome = crate::hunt_event::RunOutcome::Failed;
            ran.grown.python = 90 * MIB;
        }
    });
    assert_eq!(judged.growth, [2 * MIB; 5]);
    assert!(judged.outcome_changed);
    let alike = confirmed(&told(&[0; 3]));
    assert!(!alike.tests[&3].outcome_changed);
}

#[test]
fn who_leaves_something_running_does_so_three_times_of_four() {
    let leaves = |times: u32, child_count: i64, threads: &[&str]| {
        let judged = judged(4, |round, ran| {
            if round <= times {
                ran.grown.child_count = child_count;
                ran.new_threads = threads.iter().map(|name| (*name).to_owned()).collect();
            }
        });
        (judged.leaves_something_running(), judged.threads())
    };
    assert_eq!(leaves(3, 1, &[]), (true, vec![]));
    assert_eq!(leaves(2, 1, &[]), (false, vec![]));
    assert_eq!(leaves(4, 0, &[]), (false, vec![]));
    assert_eq!(leaves(4, -1, &[]), (false, vec![]));
    let both = vec!["poll".to_owned(), "pump".to_owned()];
    assert_eq!(leaves(3, 0, &["pump", "poll"]), (true, both));
}

#[test]
fn three_processes_are_read_one_after_the_other() {
    let process = |test: u32, held: i64, gone: i64, set_up: i64| {
        let live = |python| Live {
            python,
            ..Live::default()
        };
        let fixture = FixtureSetUp {
            name: "client".to_owned(),
            scope: "session".to_owned(),
            module: "conftest".to_owned(),
            base: String::new(),
            grown: live(set_up),
        };
        let tests = rounds(test, 4, |round, ran| {
            ran.grown.python = 3 * MIB;
            if round == 1 {
                ran.fixtures = vec![fixture.clone()];
            }
        });
        let mut told = vec![HuntEvent::Base { live: live(0) }];
        told.extend(tests);
        told.push(HuntEvent::End {
            grown: live(held - gone),
            held: live(held),
            problem: None,
        });
        told
    };
    let told = [
        process(3, 20 * MIB, 12 * MIB, 5 * MIB),
        // A fixture that holds less is not worth a word, and what it gives back was not its own.
        process(4, 16 * MIB, 4 * MIB, MIB - 1),
        // This one holds so little that its test cannot have left what it seemed to.
        process(5, 6 * MIB - 1, 0, MIB),
    ];
    let found = confirmed(&told.concat());
    let growing = found.tests.values().map(Judged::grows);
    assert_eq!(growing.collect::<Vec<_>>(), [true, true, false]);
    assert_eq!(found.released, Some(7 * MIB + 4 * MIB));
    let fixtures = found.fixtures.iter().map(|(test, _)| *test);
    assert_eq!(fixtures.collect::<Vec<_>>(), [3, 5]);
}

#[test]
fn who_was_run_first_is_known_by_the_threads_that_it_left() {
    let first = |test: u32, threads: &[&str]| HuntEvent::First {
        test,
        new_threads: threads.iter().map(|name| (*name).to_owned()).collect(),
    };
    let found = confirmed(&[first(1, &[]), first(2, &["poll"])]).threads;
    assert_eq!(found, BTreeMap::from([(2, vec!["poll".to_owned()])]));
}

#[test]
fn what_the_process_does_not_keep_is_taken_from_those_who_grow_by_that_figure_only() {
    let tests = |change: fn(u32, u32, &mut Live)| {
        let each = |test: u32| {
            rounds(test, 6, move |round, ran| {
                change(test, round, &mut ran.grown);
            })
        };
        let found = confirmed(&[3, 4, 5].map(each).concat()).tests;
        found.values().map(Judged::grows).collect::<Vec<_>>()
    };
    // Half of what test 3 adds is what has to stay.
    let given_back = tests(|test, _, grown| match test {
        3 => grown.python = 4 * MIB,
        4 => grown.python = -2 * MIB,
        _ => {}
    });
    assert_eq!(given_back, [true, false, false]);
    let more = tests(|test, _, grown| match test {
        3 => grown.python = 4 * MIB,
        4 => grown.python = -2 * MIB - 1,
        _ => {}
    });
    assert_eq!(more, [false; 3]);
    // A process that is ended by another test than the one which began it takes nothing from the leak beside it.
    let children = tests(|test, _, grown| match test {
        3 => grown.python = 2 * MIB,
        4 => grown.children = 30 * MIB,
        _ => grown.children = -25 * MIB,
    });
    assert_eq!(children, [true, false, false]);
    // Nor does what two tests do to each other that do not grow.
    let to_and_fro = tests(|test, round, grown| {
        let now = i64::from(round == 2 || round == 6);
        match test {
            3 => grown.python = 2 * MIB,
            4 => grown.python = 40 * MIB * now,
            _ => grown.python = -40 * MIB * now,
        }
    });
    assert_eq!(to_and_fro, [true, false, false]);
}

#[test]
fn before_the_first_test_comes_the_last() {
    let steps = |steps: [i64; 3]| {
        let each = |(at, step): (usize, i64)| {
            rounds(3 + at as u32, 6, move |_, ran| ran.grown.python = step)
        };
        let told: Vec<HuntEvent> = steps.into_iter().enumerate().flat_map(each).collect();
        let found = confirmed(&told).tests;
        found.values().map(Judged::grows).collect::<Vec<_>>()
    };
    // What the last one leaves is given back by the first of the next round; the one between them has a leak.
    assert_eq!(steps([-4 * MIB, 9 * MIB, 4 * MIB]), [false, true, false]);
    // One that adds next to nothing stands between the two.
    assert_eq!(steps([4 * MIB, 10, -4 * MIB]), [false; 3]);
    // The least that counts, and what is less.
    let floor = GROWTH_FLOOR;
    assert_eq!(steps([9 * MIB, floor, -floor]), [true, false, false]);
    assert_eq!(steps([9 * MIB, floor + 1, -floor + 1]), [true, true, false]);
    // Too little is given back to be it.
    assert_eq!(steps([4 * MIB, 9 * MIB, -3 * MIB]), [true, true, false]);
}

#[test]
fn what_the_process_does_not_hold_in_the_end_is_taken_from_those_who_grow_by_that_figure_only() {
    let holding = |held: i64| {
        let live = |python| Live {
            python,
            ..Live::default()
        };
        let leak = rounds(3, 4, |_, ran| ran.grown.python = 2 * MIB);
        // Its processes have ended by then.
        let children = rounds(4, 4, |_, ran| ran.grown.children = 30 * MIB);
        let end = HuntEvent::End {
            grown: live(0),
            held: live(held),
            problem: None,
        };
        let found = confirmed(&[leak, children, vec![end]].concat()).tests;
        found.values().map(Judged::grows).collect::<Vec<_>>()
    };
    // Half of what it is said to have added.
    assert_eq!(holding(4 * MIB), [true, true]);
    assert_eq!(holding(4 * MIB - 1), [false, true]);
}
