//! Tests that keep memory in the run and not when they are repeated: each adds something of its own, under a key that
//! is the same the next time. They are run one after the other, each once, and what they add is compared.

use std::collections::BTreeSet;

use oomscope_shared::artifact::{Artifact, TestRow};
use oomscope_shared::ending::Outcome;
use oomscope_shared::finding::{Finding, Kind};
use oomscope_shared::message::{Key, Message, messages};
use oomscope_shared::reproduce;
use oomscope_shared::worth::OWN_BYTES;

use super::found::mend;
use super::judged::{Seen, UnitRun};
use super::plan::{Suspect, lasts, once_begun, process};
use crate::heap::held::{Held, HeldBy};
use crate::slope::median;
use crate::{FINDING_FLOOR, evidence, size};

/// How many suspects are run at least, and at most.
const LEAST: usize = 4;
const MOST: usize = 24;
/// How many others of their files are run before them.
const OTHERS: usize = 16;
/// So many of them may add something: what is used first.
const OTHERS_ADDING: usize = 1;
/// How many times what is typical is still like it, and one part in how many.
const ALIKE: u64 = 4;
/// A holder has at least one part in this many of what the tests added.
const HOLDER_PART: u64 = 4;
/// A holder that has more new than this many halves of what the tests added let go of older things for them: it has a
/// bound.
const HOLDER_TIMES: u64 = 3;
/// How sure it is: a repetition would say more.
const CONFIDENCE: f64 = 0.64;
/// How many tests the command has that shows it again.
const SHOWN: usize = 6;

/// Distinct tests, each of which one process runs once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InTurn {
    /// Tests of the suspects' files that kept little in the run. If they add as much when they come first, it is only
    /// the first ones that add: something with a bound.
    pub others: Vec<u32>,
    /// The suspects with what they kept in the run.
    pub tests: Vec<Suspect>,
    /// What is run once more where a process begins, and where it has dumped its heap.
    pub pad: u32,
}

impl InTurn {
    /// The suspects that kept alike in the run and do not grow by repetition, spread over all of them, if they are
    /// enough and there is time. `seen` is what their repetition showed: also of those of which the run had no figure.
    pub fn of(
        artifact: &Artifact,
        suspects: &[Suspect],
        seen: &[Seen],
        seconds: f64,
    ) -> Option<Self> {
        let added_nothing = added_nothing(seen);
        let growers = growers(seen);
        let mut suspects = with_first_times(suspects, seen);
        suspects.retain(|one| one.bytes >= OWN_BYTES && !added_nothing.contains(&one.test));
        suspects.retain(|one| !growers.contains(&one.test));
        let each: Vec<f64> = suspects.iter().map(|one| one.bytes as f64).collect();
        let typical = size(median(&each));
        let is_suspect: BTreeSet<u32> = suspects.iter().map(|one| one.test).collect();
        let first = suspects.first().map(|one| process(artifact, one.test));
        let is_here = |test: u32| Some(process(artifact, test)) == first;
        suspects.retain(|one| is_here(one.test));
        suspects.retain(|one| is_alike(one.bytes, typical));
        suspects.sort_by_key(|one| one.test);
        let step = suspects.len().div_ceil(MOST).max(1);
        let mut tests: Vec<Suspect> = suspects.into_iter().step_by(step).collect();
        if tests.len() < LEAST {
            return None;
        }
        // The first one pays for what is used first; in the run that was another one.
        tests.rotate_right(1);
        let of_file = |test: u32| file(artifact.test_id(test)).to_owned();
        let files: BTreeSet<String> = tests.iter().map(|one| of_file(one.test)).collect();
        let mut calm: Vec<TestRow<'_>> = (artifact.tests.rows())
            .filter(|row| row.outcome == Outcome::Passed && !is_suspect.contains(&row.index))
            .filter(|row| is_here(row.index) && !growers.contains(&row.index))
            .collect();
        calm.sort_by_key(|row| (row.duration_us, row.index));
        let pad = calm.first().map_or(tests[0].test, |row| row.index);
        let others = calm.iter().map(|row| row.index);
        let others = others.filter(|test| *test != pad && files.contains(&of_file(*test)));
        let mut others: Vec<u32> = others.collect();
        // Those beside the suspects are most likely to do the same.
        let distance = |test: u32| tests.iter().map(|one| one.test.abs_diff(test)).min();
        others.sort_by_key(|test| (distance(*test), *test));
        others.truncate(OTHERS);
        others.sort_unstable();
        let planned = Self { others, tests, pad };
        let all = planned.order().into_iter();
        let needed: f64 = all.map(|test| lasts(artifact, test)).sum();
        (needed <= once_begun(artifact, seconds)).then_some(planned)
    }

    /// The three parts: what warms up, and the two that have to agree.
    fn parts(&self) -> [&[Suspect]; 3] {
        let third = self.tests.len() / 3;
        let (warm, later) = self.tests.split_at(self.tests.len() - 2 * third);
        let (second, third) = later.split_at(third);
        [warm, second, third]
    }

    /// Everything that is run, in order.
    pub fn order(&self) -> Vec<u32> {
        let mut order = vec![self.pad];
        order.extend(&self.others);
        for (at, part) in self.parts().into_iter().enumerate() {
            order.extend((at > 0).then_some(self.pad));
            order.extend(part.iter().map(|one| one.test));
        }
        order
    }

    /// After how many runs the heap is dumped.
    pub fn dumps(&self) -> Vec<usize> {
        let all = self.order().len();
        let third = self.parts()[2].len() + 1;
        vec![all - 2 * third, all - third, all]
    }

    /// What the process showed, if that accuses anybody.
    pub fn judged(&self, artifact: &Artifact, runs: &[UnitRun], held: &Held) -> Option<Fillers> {
        let grown = |test: u32| {
            let told = runs.iter().find(|run| run.test == test);
            told.map_or(0, |run| run.grown.max(0).unsigned_abs())
        };
        let adds = |test: u32| grown(test) >= OWN_BYTES;
        let [_, second, third] = self.parts();
        let later = || second.iter().chain(third).map(|one| one.test);
        let has_adding = |part: &[Suspect]| part.iter().any(|one| adds(one.test));
        let adding: Vec<u32> = later().filter(|test| adds(*test)).collect();
        if !has_adding(second) || !has_adding(third) || adding.len() * 2 < later().count() {
            return None;
        }
        let others = self.others.iter().filter(|test| adds(**test)).count();
        if others > OTHERS_ADDING {
            return None;
        }
        let each: Vec<f64> = adding.iter().map(|test| grown(*test) as f64).collect();
        let typical = size(median(&each));
        // What is used first comes on top in this process or in the run, and not in both.
        let is_one = |one: &&Suspect| {
            let grown = grown(one.test);
            adds(one.test) && is_alike(grown.min(one.bytes.max(typical / ALIKE)), typical)
        };
        let tests: BTreeSet<u32> = self
            .tests
            .iter()
            .filter(is_one)
            .map(|one| one.test)
            .collect();
        let added: u64 = adding.iter().map(|test| grown(*test)).sum();
        let holder = held.holders.iter().find(|one| one.holder.is_some())?;
        let retained = typical * tests.len() as u64;
        if tests.len() < LEAST - 1
            // Each file that is run has its own code, which whatever loads it remembers.
            || holder.is_loader
            || holder.bytes * HOLDER_PART < added
            || holder.bytes * 2 > added * HOLDER_TIMES
            || retained < FINDING_FLOOR
        {
            return None;
        }
        let count = Count {
            run: self.tests.len(),
            later: later().count() as u64,
            typical,
        };
        let finding = finding(artifact, &tests, &count, held, holder);
        Some(Fillers { tests, finding })
    }
}

/// Tests each of which adds something of its own to one holder.
#[derive(Debug, Clone, PartialEq)]
pub struct Fillers {
    /// Their numbers.
    pub tests: BTreeSet<u32>,
    /// What is said of them.
    pub finding: Finding,
}

/// How many were run and what one adds.
struct Count {
    run: usize,
    /// Those between the dumps.
    later: u64,
    typical: u64,
}

fn finding(
    artifact: &Artifact,
    tests: &BTreeSet<u32>,
    count: &Count,
    held: &Held,
    holder: &HeldBy,
) -> Finding {
    let culprits: Vec<String> = tests
        .iter()
        .map(|test| artifact.test_id(*test).to_owned())
        .collect();
    let mut told: Vec<Message> = vec![
        messages::EvidenceInTurn {
            tests: tests.len(),
            ran: count.run,
            each_bytes: count.typical,
        }
        .into(),
    ];
    if let Some(holder) = &holder.holder {
        told.push(messages::EvidenceHolderGrew { holder }.into());
    }
    if holder.keeps_environment {
        told.push(Key::EvidenceEnvironment.into());
    }
    told.extend(evidence::victims(artifact, tests));
    let mend = mend(artifact.run.framework, holder);
    let shown = &culprits[..culprits.len().min(SHOWN)];
    Finding {
        holder: holder.holder.clone(),
        holder_path: holder.path.clone(),
        object_type: holder.object_type.clone(),
        objects_per_test: (holder.objects > 0)
            .then(|| (holder.objects / count.later.max(1)).max(1) as f64),
        retained_bytes: Some(count.typical * tests.len() as u64),
        bytes_per_test: Some(count.typical),
        confidence: CONFIDENCE,
        evidence: told,
        lines: super::found::lines(artifact, &culprits, &held.lines, count.later.max(1)),
        types: super::found::types(holder, &|amount| amount / count.later.max(1)),
        hint: Some(mend.text),
        hint_code: mend.code,
        reproduce: Some(reproduce::command(artifact, shown, &["--hunt", "always"])),
        culprits,
        ..Finding::new(Kind::Leak, holder.cause)
    }
}

/// Those that added nothing even when they were first repeated: in the run it was somebody before them. Of what was
/// run once more before nothing is known.
fn added_nothing(seen: &[Seen]) -> BTreeSet<u32> {
    let judged = seen.iter().flat_map(|seen| {
        let judged = seen.judged.values();
        judged.filter(|one| one.test != seen.plan.pad)
    });
    let added_nothing = judged.filter(|one| one.first() < OWN_BYTES as i64);
    added_nothing.map(|one| one.test).collect()
}

/// Those that grow by repetition alone.
fn growers(seen: &[Seen]) -> BTreeSet<u32> {
    let growers = seen.iter().flat_map(Seen::growers);
    growers.map(|one| one.test).collect()
}

/// The suspects, with what they added when they were first repeated where that is less than in the run, in which some
/// have what others before them left; and those of which the run had no figure.
fn with_first_times(suspects: &[Suspect], seen: &[Seen]) -> Vec<Suspect> {
    let mut all: Vec<Suspect> = suspects.to_vec();
    let judged = seen.iter().flat_map(|seen| {
        let judged = seen.judged.values();
        judged.filter(|one| one.test != seen.plan.pad)
    });
    for judged in judged {
        let first = Suspect {
            test: judged.test,
            bytes: judged.first().max(0).unsigned_abs(),
        };
        match all.iter_mut().find(|one| one.test == first.test) {
            Some(known) => known.bytes = known.bytes.min(first.bytes),
            None => all.push(first),
        }
    }
    all
}

fn is_alike(bytes: u64, typical: u64) -> bool {
    bytes * ALIKE >= typical && bytes <= typical * ALIKE
}

/// The file of a test: what stands before the first `[` or `::` of its id.
fn file(id: &str) -> &str {
    let end = id.find('[').or_else(|| id.find("::"));
    &id[..end.unwrap_or(id.len())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rounds::{Rounds, seen};
    use oomscope_shared::ending::Ending;
    use oomscope_shared::testing;
    use oomscope_shared::units::MIB;

    /// Six tests that kept a MiB each, and two others of their file.
    fn artifact() -> Artifact {
        let mut told = testing::command()
            .test("pad", Outcome::Passed, -1, 0)
            .test("a[1]", Outcome::Passed, -1, 0)
            .test("a[2]", Outcome::Passed, -1, 0);
        for at in 3..9 {
            told = told.test(&format!("a[{at}]"), Outcome::Passed, -1, 1 << 10);
        }
        told.batch(Ending::Passed, 90).done()
    }

    fn planned() -> InTurn {
        let suspects: Vec<Suspect> = (3..9).map(|test| Suspect { test, bytes: MIB }).collect();
        InTurn::of(&artifact(), &suspects, &[], 60.0).unwrap()
    }

    fn held(bytes: u64) -> Held {
        let holder = HeldBy {
            bytes,
            ..HeldBy::named("LOG")
        };
        Held {
            bytes,
            holders: vec![holder],
            ..Held::default()
        }
    }

    fn judged(grown: &dyn Fn(u32) -> i64, held: &Held) -> Option<Fillers> {
        let planned = planned();
        let runs = planned.order().into_iter();
        let runs: Vec<UnitRun> = runs
            .map(|test| UnitRun {
                test,
                grown: grown(test),
            })
            .collect();
        planned.judged(&artifact(), &runs, held)
    }

    #[test]
    fn whoever_added_nothing_when_repeated_is_one_of_the_others() {
        let suspects: Vec<Suspect> = (1..9).map(|test| Suspect { test, bytes: MIB }).collect();
        let plan = Rounds {
            tests: (1..9).collect(),
            controls: Vec::new(),
            rounds: 3,
            pad: 3,
        };
        let runs = (0..3).flat_map(|round| {
            (1..9).map(move |test| UnitRun {
                test,
                // The third is run before the first round as well.
                grown: if round == 0 && test > 3 { KEPT } else { 0 },
            })
        });
        let seen = seen(plan, &runs.collect::<Vec<UnitRun>>(), None);
        let planned = InTurn::of(&artifact(), &suspects, &[seen], 60.0).unwrap();
        assert_eq!(planned.others, [1, 2]);
        assert_eq!(planned.tests.len(), 6);
    }

    #[test]
    fn whoever_grows_by_repetition_is_neither_a_suspect_nor_one_of_the_others() {
        let suspects = [3, 4, 5, 8].map(|test| Suspect {
            test,
            // The last one has what those without a figure left.
            bytes: if test == 8 { 9 * MIB } else { MIB },
        });
        let plan = Rounds {
            tests: (1..9).collect(),
            controls: Vec::new(),
            rounds: 4,
            pad: 0,
        };
        let runs = (0..4).flat_map(|round| {
            (1..9).map(move |test| UnitRun {
                test,
                grown: match (round, test) {
                    (_, 3) | (0, 4..) => KEPT,
                    _ => 0,
                },
            })
        });
        let seen = seen(plan, &runs.collect::<Vec<UnitRun>>(), None);
        let planned = InTurn::of(&artifact(), &suspects, &[seen], 60.0).unwrap();
        let tests: BTreeSet<u32> = planned.tests.iter().map(|one| one.test).collect();
        assert_eq!(tests, BTreeSet::from([4, 5, 6, 7, 8]));
        assert_eq!(planned.others, [1, 2]);
    }

    const KEPT: i64 = 1 << 20;

    fn suspects_add(test: u32) -> i64 {
        if test < 3 { 0 } else { KEPT }
    }

    #[test]
    fn others_come_first_and_each_part_behind_a_pad() {
        let planned = planned();
        assert_eq!(planned.order(), [0, 1, 2, 8, 3, 0, 4, 5, 0, 6, 7]);
        assert_eq!(planned.dumps(), [5, 8, 11]);
    }

    #[test]
    fn those_that_add_to_one_holder_are_found() {
        let found = judged(&suspects_add, &held(4 * MIB)).unwrap();
        assert_eq!(found.tests, (3..9).collect());
        assert_eq!(found.finding.holder.as_deref(), Some("LOG"));
        assert_eq!(found.finding.bytes_per_test, Some(MIB));
        // The first one has what is used first on top.
        let first = |test| {
            if test == 8 {
                12 * KEPT
            } else {
                suspects_add(test)
            }
        };
        let found = judged(&first, &held(4 * MIB)).unwrap();
        assert_eq!(found.tests.len(), 6);
    }

    #[test]
    fn a_test_that_adds_nothing_is_innocent() {
        let one_less = |test| if test == 5 { 0 } else { suspects_add(test) };
        let found = judged(&one_less, &held(3 * MIB)).unwrap();
        assert!(!found.tests.contains(&5));
        let first_part_only = |test| if test < 6 { suspects_add(test) } else { 0 };
        assert_eq!(judged(&first_part_only, &held(4 * MIB)), None);
    }

    #[test]
    fn what_has_a_bound_is_filled_by_whoever_comes_first() {
        assert_eq!(judged(&|_| KEPT, &held(4 * MIB)), None);
        // The new ones are larger than those that went for them.
        assert_eq!(judged(&suspects_add, &held(9 * MIB)), None);
    }

    #[test]
    fn without_one_holder_nobody_is_accused() {
        assert_eq!(judged(&suspects_add, &Held::default()), None);
        assert_eq!(judged(&suspects_add, &held(MIB / 2)), None);
    }

    #[test]
    fn what_the_loader_of_the_files_remembers_of_each_is_no_leak() {
        let mut loaded = held(4 * MIB);
        loaded.holders[0].is_loader = true;
        assert_eq!(judged(&suspects_add, &loaded), None);
    }

    #[test]
    fn few_tests_and_little_time_say_nothing() {
        let suspects: Vec<Suspect> = (3..6).map(|test| Suspect { test, bytes: MIB }).collect();
        assert_eq!(InTurn::of(&artifact(), &suspects, &[], 60.0), None);
        let enough: Vec<Suspect> = (3..9).map(|test| Suspect { test, bytes: MIB }).collect();
        assert_eq!(InTurn::of(&artifact(), &enough, &[], 0.1), None);
    }
}
