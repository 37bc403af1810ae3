//! Which of the tests that a process collected it runs, and by which numbers it speaks of them.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use oomscope_journal::Event;
use oomscope_shared::artifact::Framework;
use oomscope_shared::path::way;
use oomscope_shared::shard::Shard;

use super::protocol::{Collected, CollectedReply, Hello};
use crate::driver::{Desk, ListedTest, Listing, PlannedTest};
use crate::error::Failure;
use crate::list_file;
use crate::plan::Choice;

/// How ids are built, by which the entries of a list are found among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ids {
    /// Node ids of pytest: files, then `::`.
    Nodes,
    /// Names of modules, classes and functions with dots between them.
    Dotted,
}

/// What the processes of a batch are for.
pub enum Role {
    /// Whatever they find is run, and makes the plan.
    Everything {
        /// What of it is wanted.
        choice: Choice,
        ids: Ids,
        /// The tests that the batch has.
        given: Vec<u32>,
        /// Whether a session has made the plan.
        is_planned: bool,
    },
    /// They only tell what they find.
    List {
        choice: Choice,
        ids: Ids,
        framework: Framework,
    },
    /// They run these tests.
    Again(Vec<PlannedTest>),
    /// They run these tests for the hunt. Those that no process found are told.
    Hunt {
        tests: Vec<PlannedTest>,
        missing: Option<BTreeSet<u32>>,
    },
}

impl Role {
    pub fn everything(choice: Choice, ids: Ids) -> Self {
        Self::Everything {
            choice,
            ids,
            given: Vec::new(),
            is_planned: false,
        }
    }

    pub fn list(choice: Choice, ids: Ids, framework: Framework) -> Self {
        Self::List {
            choice,
            ids,
            framework,
        }
    }

    pub fn again(tests: &[PlannedTest]) -> Self {
        Self::Again(tests.to_vec())
    }

    pub fn hunt(tests: &[PlannedTest]) -> Self {
        Self::Hunt {
            tests: tests.to_vec(),
            missing: None,
        }
    }

    /// The answer to a process that has collected.
    pub fn choose(
        &mut self,
        collected: &Collected,
        hello: &Hello,
        desk: &mut Desk<'_>,
    ) -> CollectedReply {
        match self {
            Self::Everything {
                choice,
                ids,
                given,
                is_planned,
            } => everything(
                choice,
                chosen(choice, *ids, collected, hello),
                given,
                is_planned,
                collected,
                desk,
            ),
            Self::List {
                choice,
                ids,
                framework,
            } => {
                let chosen = chosen(choice, *ids, collected, hello);
                list(chosen, *framework, collected, desk);
                CollectedReply {
                    stop: true,
                    ..CollectedReply::default()
                }
            }
            Self::Again(tests) => find_again(tests, collected),
            Self::Hunt { tests, missing } => {
                let reply = find_again(tests, collected);
                // A command may start pytest several times, and then each has its part of them.
                let missing =
                    missing.get_or_insert_with(|| tests.iter().map(|test| test.number).collect());
                let found = reply.numbers.iter().flatten();
                found.for_each(|number| _ = missing.remove(number));
                desk.heard.missing.clone_from(missing);
                reply
            }
        }
    }
}

type Chosen = Result<(Vec<usize>, Option<Shard>), Failure>;

/// Which of the collected tests are wanted, and the share of them that this is.
fn chosen(choice: &Choice, ids: Ids, collected: &Collected, hello: &Hello) -> Chosen {
    let select = |entries: &[String]| match ids {
        Ids::Nodes => list_file::select(entries, &collected.ids, &prefix_below(&hello.rootdir)),
        Ids::Dotted => {
            list_file::select_with(entries, &collected.ids, "", &list_file::is_below_dot)
        }
    };
    // A file that could not be collected explains its missing tests better than this could.
    let is_explained = collected.errors > 0;
    let positions = choice.positions(collected.ids.len(), select, is_explained)?;
    Ok(choice.share(positions, &collected.ids))
}

/// The current folder below pytest's root folder, as the beginning of node ids: `sub/` or nothing.
fn prefix_below(rootdir: &str) -> String {
    let here = std::env::current_dir().ok();
    let below = here.and_then(|here| way(rootdir, here.to_str()?));
    let below = below.filter(|below| !below.is_empty() && !below.starts_with(".."));
    below.map_or_else(String::new, |below| format!("{below}/"))
}

fn everything(
    choice: &Choice,
    chosen: Chosen,
    given: &mut Vec<u32>,
    is_planned: &mut bool,
    collected: &Collected,
    desk: &mut Desk<'_>,
) -> CollectedReply {
    let (positions, shard) = match chosen {
        Ok(chosen) => chosen,
        // Another session has made the plan, and this one is none of it.
        Err(_) if *is_planned => return CollectedReply::untold(),
        Err(unknown) => {
            desk.heard.refused.get_or_insert(unknown);
            return CollectedReply {
                stop: true,
                ..CollectedReply::default()
            };
        }
    };
    // Under pytest-xdist every worker collects the same list; the first one plans. Where the command runs pytest
    // again, a list can be another one, and is none of this plan.
    let planned = given.len();
    if *is_planned {
        let ids = desk.recorder.ids();
        let known: HashSet<&String> = ids.iter().collect();
        let is_known = |at: &usize| known.contains(&collected.ids[*at]);
        if !positions.iter().all(is_known) {
            return CollectedReply::untold();
        }
    } else {
        *is_planned = !positions.is_empty();
        let shard = shard.map(Event::Sharded);
        shard
            .into_iter()
            .for_each(|event| desk.recorder.record(event));
    }
    let numbers = add_to_plan(collected, &positions, desk);
    *given = (0..desk.recorder.state().tests().len() as u32).collect();
    if given.len() > planned || given.is_empty() {
        desk.recorder.record(Event::BatchPlanned {
            batch: desk.batch,
            tests: given.clone(),
        });
    }
    desk.heard.given = Some(given.clone());
    // Without a choice, pytest runs what it collected, in its own way; and the plugin counts by itself from 0,
    // which spares it a list of all tests.
    let is_chosen = !choice.is_all();
    let is_plain = !is_chosen && numbers.iter().zip(0..).all(|(n, at)| *n == at);
    CollectedReply {
        stop: false,
        positions: is_chosen.then_some(positions),
        numbers: (!is_plain).then_some(numbers),
    }
}

fn list(chosen: Chosen, framework: Framework, collected: &Collected, desk: &mut Desk<'_>) {
    let ids = |positions: &[usize]| -> Vec<String> {
        positions
            .iter()
            .map(|at| collected.ids[*at].clone())
            .collect()
    };
    let heard = &mut *desk.heard;
    match (chosen, &mut heard.listing) {
        // The command runs the framework again.
        (chosen, Some(listing)) if !listing.tests.is_empty() => {
            let is_same = chosen.is_ok_and(|(positions, _)| {
                let known = listing.tests.iter().map(|test| &test.id);
                positions.is_empty() || ids(&positions).iter().eq(known)
            });
            if !is_same {
                heard.refused.get_or_insert(Failure::usage(
                    format!(
                        "the command runs {} more than once, with other tests each time",
                        framework.words()
                    ),
                    "leave out --batch-size, or give each of them an `oomscope run` of its own",
                ));
            }
        }
        (Err(unknown), _) => heard.refused = Some(unknown),
        (Ok((positions, shard)), listing) => {
            let was_broken = listing.as_ref().is_some_and(|listing| listing.is_broken);
            let tests = ids(&positions).into_iter();
            *listing = Some(Listing {
                tests: tests.map(|id| ListedTest { id, group: 0 }).collect(),
                shard,
                is_broken: was_broken || collected.errors > 0 && !collected.go_on,
                ..Listing::default()
            });
        }
    }
}

/// The numbers of what a process collected. What is in the plan keeps its number, the rest joins it: every
/// worker of pytest-xdist collects the same, and a command that starts pytest twice has a plan made of both.
fn add_to_plan(collected: &Collected, positions: &[usize], desk: &mut Desk<'_>) -> Vec<u32> {
    let state = desk.recorder.ids();
    let known = &*state;
    let mut places: HashMap<&str, VecDeque<u32>> = HashMap::new();
    for (number, id) in (0..).zip(known) {
        places.entry(id).or_default().push_back(number);
    }
    let mut ids = Vec::new();
    let mut numbers = Vec::with_capacity(positions.len());
    for id in positions.iter().filter_map(|at| collected.ids.get(*at)) {
        let number = places.get_mut(id.as_str()).and_then(VecDeque::pop_front);
        numbers.push(number.unwrap_or_else(|| {
            ids.push(id.clone());
            (known.len() + ids.len() - 1) as u32
        }));
    }
    let is_news = known.is_empty() || !ids.is_empty();
    drop(places);
    drop(state);
    if is_news {
        desk.recorder.record(Event::TestsPlanned { ids });
    }
    numbers
}

/// The files of some tests.
pub fn files_of(tests: &[PlannedTest]) -> Vec<String> {
    let files: BTreeSet<&str> = tests
        .iter()
        .map(|test| list_file::file_part(&test.id))
        .collect();
    files.into_iter().map(str::to_owned).collect()
}

/// Finds the tests of a later batch in what its process collected, in the order of the plan.
fn find_again(tests: &[PlannedTest], collected: &Collected) -> CollectedReply {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (position, id) in collected.ids.iter().enumerate() {
        places.entry(id).or_default().push(position);
    }
    let place = |test: &PlannedTest| {
        let position = places.get(test.id.as_str())?.get(test.nth)?;
        Some((*position, test.number))
    };
    let (positions, numbers) = tests.iter().filter_map(place).unzip();
    CollectedReply {
        stop: false,
        positions: Some(positions),
        numbers: Some(numbers),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::planned;

    #[test]
    fn a_test_is_found_again_by_its_id_and_which_of_that_id_it_is() {
        let collected = Collected {
            ids: ["b", "a", "c", "a"].map(str::to_owned).to_vec(),
            errors: 0,
            go_on: false,
        };
        let plan = ["x", "a", "b", "a", "z"].map(str::to_owned);
        let found = |tests: &[u32]| {
            let reply = find_again(&planned(&plan, tests), &collected);
            (reply.positions.unwrap(), reply.numbers.unwrap())
        };
        assert_eq!(found(&[1, 2, 3, 4]), (vec![1, 0, 3], vec![1, 2, 3]));
        assert_eq!(found(&[3]), (vec![3], vec![3]));
    }
}
