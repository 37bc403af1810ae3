//! The search against a simulated command, whose truth is known: hogs, leaks, several of them, noise,
//! tests that need each other, commands that run no test twice.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{BisectResult, End, Probe, ProbeResult, Said, Target, Why, isolate, search};
use oomscope_shared::artifact::Pass;
use oomscope_shared::message::{Key, Message};
use oomscope_shared::units::MIB;

/// What a test of the simulated command does, in MiB.
#[derive(Debug, Clone, Copy, Default)]
struct Does {
    /// Needs while it runs.
    need: u64,
    /// Keeps each time.
    keep: u64,
    /// Keeps the first time anybody with the same number runs: an import, a cache.
    first_use: Option<(u8, u64)>,
    /// Keeps only if this test ran before it in the same process.
    only_after: Option<u32>,
}

#[derive(Debug)]
struct Simulated {
    base: u64,
    tests: Vec<Does>,
    limit: Option<u64>,
    /// A command that runs each test once, however often it is named.
    runs_once: bool,
    /// It tells how many tests it ran.
    tells: bool,
    noise_kib: u64,
    /// What a run that dies can have beyond the limit by then, in MiB.
    beyond: u64,
    dice: u64,
    runs: usize,
    patience: usize,
}

impl Simulated {
    fn new(base: u64, tests: Vec<Does>, limit: u64) -> Self {
        Self {
            base,
            tests,
            limit: Some(limit),
            runs_once: false,
            tells: false,
            noise_kib: 0,
            beyond: 0,
            dice: 88_172_645_463_325_252,
            runs: 0,
            patience: usize::MAX,
        }
    }

    fn roll(&mut self, bound: u64) -> u64 {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        self.dice % bound
    }

    fn search(&mut self) -> BisectResult {
        let target = Target {
            batch: Some(1),
            tests: (0..self.tests.len() as u32).collect(),
            victims: Vec::new(),
            why: Why::Died(1),
            has_passed: false,
        };
        let limit = self.limit.map(|mib| mib * MIB);
        search(&[target], limit, None, self)
    }
}

impl Probe for Simulated {
    fn run(&mut self, _: Pass, tests: &[u32]) -> Option<ProbeResult> {
        self.runs += 1;
        if self.runs > self.patience {
            return None;
        }
        let mut ran: Vec<u32> = Vec::new();
        let (mut live, mut peak) = (self.base, self.base);
        let mut used = BTreeSet::new();
        let mut died = false;
        for test in tests {
            if self.runs_once && ran.contains(test) {
                continue;
            }
            let does = self.tests[*test as usize];
            let mut kept = 0;
            if let Some((what, size)) = does.first_use
                && used.insert(what)
            {
                kept += size;
            }
            if does.only_after.is_none_or(|other| ran.contains(&other)) {
                kept += does.keep;
            }
            peak = peak.max(live + does.need.max(kept));
            live += kept;
            ran.push(*test);
            if let Some(limit) = self.limit.filter(|limit| peak > *limit) {
                (peak, died) = (limit, true);
                break;
            }
        }
        let noise = if self.noise_kib > 0 {
            self.roll(self.noise_kib) << 10
        } else {
            0
        };
        if died && self.beyond > 0 {
            peak += self.roll(self.beyond);
        }
        let ran = ran.len() as u64;
        Some(ProbeResult {
            peak_bytes: peak * MIB + noise,
            said: match self.tells {
                true => Said::Tests(ran),
                false => Said::Bytes(100 + 20 * ran),
            },
            end: if died { End::Died } else { End::Passed },
        })
    }
}

/// What is found by running alone those who were running when it died.
fn isolated(simulated: &mut Simulated, victims: &[u32]) -> Vec<u32> {
    let target = Target {
        batch: Some(1),
        tests: (0..simulated.tests.len() as u32).collect(),
        victims: victims.to_vec(),
        why: Why::Died(1),
        has_passed: false,
    };
    let limit = simulated.limit.map(|mib| mib * MIB);
    let found = isolate(&[target], limit, None, simulated);
    assert!(
        found.notes.is_empty() && found.undone.is_empty(),
        "{found:?}"
    );
    found.hogs.iter().map(|hog| hog.test).collect()
}

#[test]
fn whoever_dies_alone_is_found_before_leaks_are_looked_for() {
    let mut tests = calm(6);
    tests[1].keep = 60;
    tests[2].keep = 60;
    tests[4].need = 300;
    let mut simulated = Simulated::new(40, tests, 200);
    assert_eq!(isolated(&mut simulated, &[4]), [4]);
    assert_eq!(isolated(&mut simulated, &[3, 4]), [4]);
    // A victim of what others kept lives alone.
    assert!(isolated(&mut simulated, &[3]).is_empty());
    assert!(isolated(&mut simulated, &[]).is_empty());
    // Where everybody dies, it is the limit.
    let mut simulated = Simulated::new(240, calm(6), 200);
    assert!(isolated(&mut simulated, &[4]).is_empty());
}

fn calm(many: usize) -> Vec<Does> {
    let calm = Does {
        need: 3,
        ..Does::default()
    };
    vec![calm; many]
}

fn growers(found: &BisectResult) -> Vec<Vec<u32>> {
    let mut all: Vec<_> = found.growers.iter().map(|g| g.tests.clone()).collect();
    all.sort();
    all
}

fn hogs(found: &BisectResult) -> Vec<u32> {
    found.hogs.iter().map(|hog| hog.test).collect()
}

#[test]
fn one_leak_of_many_is_found() {
    let mut tests = calm(40);
    tests[23].keep = 30;
    tests[23].need = 45;
    // Others do not die of it, so the batch must be large enough to stand out.
    let mut command = Simulated::new(20, tests, 4_000);
    let found = command.search();
    assert_eq!(growers(&found), [[23]], "{found:#?}");
    assert_eq!(found.growers[0].each_bytes, 30 * MIB);
    assert!(found.hogs.is_empty());
    assert!(command.runs < 40, "{} runs for 40 tests", command.runs);
}

#[test]
fn leaks_that_kill_together_are_told_apart_from_the_innocent() {
    let mut tests = calm(16);
    for leaking in [1, 6, 7, 12] {
        tests[leaking].keep = 50;
    }
    let found = Simulated::new(20, tests, 200).search();
    assert_eq!(growers(&found), [[1], [6], [7], [12]], "{found:#?}");
}

#[test]
fn a_hog_is_found_beside_leaks() {
    let mut tests = calm(12);
    tests[4].need = 500;
    tests[9].keep = 12;
    let found = Simulated::new(20, tests, 200).search();
    assert_eq!(hogs(&found), [4]);
    assert!(found.hogs[0].died);
    assert_eq!(growers(&found), [[9]], "{found:#?}");
}

#[test]
fn a_test_that_needs_half_of_the_limit_is_a_hog_only_where_nobody_leaks() {
    let mut tests = calm(8);
    tests[5].need = 120;
    let found = Simulated::new(20, tests.clone(), 200).search();
    assert_eq!(hogs(&found), [5], "{found:#?}");
    tests[1].keep = 30;
    let found = Simulated::new(20, tests, 200).search();
    assert_eq!(hogs(&found), [0_u32; 0], "{found:#?}");
    assert_eq!(growers(&found), [[1]]);
}

#[test]
fn a_command_that_needs_half_of_the_limit_itself_has_no_hogs() {
    let found = Simulated::new(150, calm(8), 200).search();
    assert!(found.hogs.is_empty(), "{found:#?}");
}

#[test]
fn a_limit_that_is_too_low_is_nobodys_fault() {
    let found = Simulated::new(300, calm(8), 200).search();
    assert!(
        found.hogs.is_empty() && found.growers.is_empty(),
        "{found:#?}"
    );
    assert_eq!(found.notes[0], Message::from(Key::NoteLimitTooLow));
}

#[test]
fn imports_and_full_caches_are_no_leak() {
    let mut tests = calm(12);
    for (at, test) in tests.iter_mut().enumerate() {
        test.first_use = Some((at as u8 % 3, 40));
    }
    let mut command = Simulated::new(20, tests, 130);
    let found = command.search();
    assert!(
        found.growers.is_empty() && found.pairs.is_empty(),
        "{found:#?}"
    );
    assert!(!found.notes.is_empty());
}

#[test]
fn a_leak_that_needs_another_test_before_it_is_named_with_it() {
    let mut tests = calm(12);
    tests[2].need = 5;
    tests[9].keep = 25;
    tests[9].only_after = Some(2);
    let found = Simulated::new(20, tests.clone(), 4_000).search();
    assert_eq!(growers(&found), [[2, 9]], "{found:#?}");
    // The same where it kills.
    for leaking in &mut tests[6..] {
        leaking.keep = 50;
        leaking.only_after = Some(2);
    }
    let found = Simulated::new(20, tests, 200).search();
    assert!(!found.growers.is_empty(), "{found:#?}");
    for grower in &found.growers {
        assert!(
            grower.tests.contains(&2) && grower.tests.len() == 2,
            "{found:#?}"
        );
    }
}

#[test]
fn a_command_that_runs_no_test_twice_shows_leaks_in_pairs() {
    let mut tests = calm(12);
    for leaking in [2, 5, 10] {
        tests[leaking].keep = 70;
    }
    let mut command = Simulated::new(20, tests, 200);
    command.runs_once = true;
    let found = command.search();
    let accused: BTreeSet<u32> = found.pairs.iter().map(|pair| pair.test).collect();
    assert!(!accused.is_empty(), "{found:#?}");
    assert!(accused.is_subset(&BTreeSet::from([2, 5, 10])), "{found:#?}");
}

/// Files of Vitest under a limit: their peaks move by a tenth, and those of what dies by more.
#[test]
fn a_noisy_command_that_tells_it_runs_no_test_twice_shows_who_only_dies_together() {
    let mut tests = calm(4);
    for (keep, at) in [(160, 1), (160, 3)] {
        tests[at].keep = keep;
    }
    for seed in 1..200 {
        let mut command = Simulated::new(150, tests.clone(), 370);
        (command.runs_once, command.tells, command.dice) = (true, true, seed);
        (command.noise_kib, command.beyond) = (32 << 10, 96);
        let found = command.search();
        let accused: Vec<u32> = found.pairs.iter().map(|pair| pair.test).collect();
        assert_eq!(accused, [1, 3], "{seed}: {found:#?}");
        assert!(found.growers.is_empty(), "{seed}: {found:#?}");
    }
}

#[test]
fn transients_alone_do_not_add_up() {
    let mut tests = calm(10);
    for (at, test) in tests.iter_mut().enumerate() {
        test.need = 10 + 7 * at as u64;
    }
    for runs_once in [false, true] {
        let mut command = Simulated::new(20, tests.clone(), 4_000);
        command.runs_once = runs_once;
        let found = command.search();
        assert!(
            found.growers.is_empty() && found.pairs.is_empty(),
            "{found:#?}"
        );
    }
}

#[test]
fn what_there_was_no_time_for_is_said() {
    let mut tests = calm(32);
    for test in &mut tests {
        test.keep = 8;
    }
    for patience in 0..120 {
        let mut command = Simulated::new(20, tests.clone(), 4_000);
        command.patience = patience;
        let found = command.search();
        assert!(
            !found.undone.is_empty() || found.growers.len() == 32,
            "{patience}: {found:#?}"
        );
    }
}

fn some_tests() -> impl Strategy<Value = Vec<Does>> {
    let does = (
        0u64..40,
        prop_oneof![8 => Just(0u64), 1 => 6u64..40],
        prop::option::weighted(0.2, (0u8..3, 5u64..60)),
    );
    let does = does.prop_map(|(need, keep, first_use)| Does {
        need,
        keep,
        first_use,
        only_after: None,
    });
    prop::collection::vec(does, 1..24)
}

proptest! {
    #[test]
    fn with_room_every_leak_is_found_and_nobody_else(
        tests in some_tests(),
        noise_kib in 0u64..256,
        seed in 1u64..u64::MAX,
    ) {
        let leaks: Vec<Vec<u32>> = (0..tests.len() as u32)
            .filter(|test| tests[*test as usize].keep > 0)
            .map(|test| vec![test])
            .collect();
        let mut command = Simulated::new(30, tests, 100_000);
        (command.noise_kib, command.dice) = (noise_kib, seed);
        let found = command.search();
        prop_assert_eq!(growers(&found), leaks);
        prop_assert!(found.hogs.is_empty() && found.pairs.is_empty());
    }

    #[test]
    fn with_room_a_leak_that_needs_another_test_is_named_with_it(
        mut tests in some_tests().prop_filter("room for two", |tests| tests.len() >= 3),
        places in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        noise_kib in 0u64..256,
        seed in 1u64..u64::MAX,
    ) {
        let (first, then) = (places.0.index(tests.len()), places.1.index(tests.len()));
        prop_assume!(first != then);
        tests[first].keep = 0;
        (tests[then].keep, tests[then].only_after) = (9, Some(first as u32));
        let mut leaks: Vec<Vec<u32>> = (0..tests.len() as u32)
            .filter(|test| tests[*test as usize].keep > 0 && *test != then as u32)
            .map(|test| vec![test])
            .collect();
        leaks.push(vec![first.min(then) as u32, first.max(then) as u32]);
        leaks.sort();
        let mut command = Simulated::new(30, tests, 100_000);
        (command.noise_kib, command.dice) = (noise_kib, seed);
        let found = command.search();
        prop_assert_eq!(growers(&found), leaks);
    }

    #[test]
    fn under_any_limit_nobody_innocent_is_accused(
        tests in some_tests(),
        limit in 40u64..400,
        noise_kib in 0u64..256,
        seed in 1u64..u64::MAX,
        patience in 1usize..400,
    ) {
        let mut command = Simulated::new(30, tests.clone(), limit);
        (command.noise_kib, command.dice, command.patience) = (noise_kib, seed, patience);
        let found = command.search();
        for grower in &found.growers {
            prop_assert_eq!(grower.tests.len(), 1, "{:#?}", &found);
            prop_assert!(tests[grower.tests[0] as usize].keep > 0, "{:#?}", &found);
        }
        for hog in &found.hogs {
            let does = tests[hog.test as usize];
            let own = does.need.max(does.keep + does.first_use.map_or(0, |(_, size)| size));
            prop_assert!((30 + own) * 2 >= limit - 1, "{:#?}", &found);
        }
    }

    #[test]
    fn commands_that_run_no_test_twice_accuse_only_who_keeps(
        tests in some_tests(),
        limit in 40u64..400,
    ) {
        let mut command = Simulated::new(30, tests.clone(), limit);
        command.runs_once = true;
        let found = command.search();
        prop_assert!(found.growers.is_empty());
        for pair in &found.pairs {
            let does = tests[pair.test as usize];
            // What is kept once cannot be told from what is kept each time there.
            prop_assert!(does.keep > 0 || does.first_use.is_some(), "{:#?}", &found);
        }
    }
}
