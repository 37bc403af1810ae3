//! One batch of pytest: the given tests, or whatever its process collects.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use oomscope_journal::Event;
use oomscope_shared::artifact::Framework;

use super::listing::chosen;
use super::{Engine, Left};
use crate::batch::Spec;
use crate::error::Failure;
use crate::list_file;
use crate::protocol::{Collected, CollectedReply, Hello, HelloReply};
use crate::recorder::Recorder;

impl Engine<'_> {
    /// One batch of pytest: the given tests, or whatever is collected.
    pub(super) fn pytest_batch(&mut self, tests: Option<&[u32]>) -> Result<Left, Failure> {
        let index = self.next_index;
        let wanted = tests.map(|tests| wanted(self.recorder.ids(), tests));
        let paths = wanted.as_deref().map(files_of);
        let spec = Spec {
            index,
            argv: self.pytest_argv(),
            env: self.plugged.env.clone(),
            hello: HelloReply {
                collect_only: false,
                paths,
                fail_fast: self.plan.fail_fast,
                ..HelloReply::default()
            },
            ..Spec::default()
        };
        let at_ms = self.now_ms();
        self.recorder.record(Event::BatchStarted {
            batch: index,
            pass: self.pass,
            at_ms,
        });
        if let Some(tests) = tests {
            self.recorder.record(Event::BatchPlanned {
                batch: index,
                tests: tests.to_vec(),
            });
        }
        let plan = self.plan;
        // Without either, pytest runs what it collected, in its own way.
        let is_chosen = plan.list.is_some() || plan.share.is_some();
        let mut failure = None;
        let mut given: Vec<u32> = tests.map(<[u32]>::to_vec).unwrap_or_default();
        let mut is_planned = tests.is_some();
        let mut choose = |collected: &Collected, hello: &Hello, recorder: &mut Recorder| {
            if let Some(wanted) = &wanted {
                return find_again(wanted, collected);
            }
            match chosen(plan, collected, hello) {
                // Another session has made the plan, and this one is none of it.
                Err(_) if is_planned => CollectedReply::untold(),
                Err(unknown) => {
                    failure = Some(unknown);
                    CollectedReply {
                        stop: true,
                        ..CollectedReply::default()
                    }
                }
                Ok((positions, shard)) => {
                    // Under pytest-xdist every worker collects the same list; the first one plans. Where the
                    // command runs pytest again, a list can be another one, and is none of this plan.
                    let planned = given.len();
                    if is_planned {
                        let known = recorder.ids();
                        let known: HashSet<&String> = known.iter().collect();
                        let is_known = |at: &usize| known.contains(&collected.ids[*at]);
                        if !positions.iter().all(is_known) {
                            return CollectedReply::untold();
                        }
                    } else {
                        is_planned = !positions.is_empty();
                        shard
                            .map(Event::Sharded)
                            .into_iter()
                            .for_each(|event| recorder.record(event));
                    }
                    let numbers = add_to_plan(collected, &positions, recorder);
                    given = (0..recorder.state().tests().len() as u32).collect();
                    if given.len() > planned || given.is_empty() {
                        recorder.record(Event::BatchPlanned {
                            batch: index,
                            tests: given.clone(),
                        });
                    }
                    // The plugin counts by itself from 0, which spares it a list of all tests.
                    let is_plain = !is_chosen && numbers.iter().zip(0..).all(|(n, at)| *n == at);
                    CollectedReply {
                        stop: false,
                        positions: is_chosen.then_some(positions),
                        numbers: (!is_plain).then_some(numbers),
                    }
                }
            }
        };
        let ended = self.run_process(&spec, &mut choose)?;
        if let Some(failure) = failure {
            return Err(failure);
        }
        self.check_started(&ended)?;
        self.take_index();
        Ok(self.end_batch(index, ended, &given))
    }

    /// The command with the files of the list behind it, so that nothing else is collected.
    pub(super) fn pytest_argv(&self) -> Vec<String> {
        let mut argv = self.plugged.argv.clone();
        if let Some(list) = &self.plan.list
            && self.plan.framework == Framework::Pytest
        {
            let mut files: Vec<&str> = Vec::new();
            for id in &list.ids {
                let file = list_file::file_part(id);
                if !files.contains(&file) {
                    files.push(file);
                }
            }
            // Found when the plan was made, unless the command names tests elsewhere; what has gone since then
            // is for pytest to say.
            let is_named = list_file::reaches_elsewhere(&self.plan.command);
            argv.extend(files.into_iter().filter_map(|file| {
                let path = list_file::locate(file);
                let path = path.map(|path| path.display().to_string());
                path.or_else(|| (!is_named).then(|| file.to_owned()))
            }));
        }
        argv
    }
}

/// The numbers of what a process collected. What is in the plan keeps its number, the rest joins it: every
/// worker of pytest-xdist collects the same, and a command that starts pytest twice has a plan made of both.
pub(super) fn add_to_plan(
    collected: &Collected,
    positions: &[usize],
    recorder: &mut Recorder,
) -> Vec<u32> {
    let known = recorder.ids();
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
    if known.is_empty() || !ids.is_empty() {
        recorder.record(Event::TestsPlanned { ids });
    }
    numbers
}

/// A test that a later process is asked for.
#[derive(Debug)]
pub(super) struct Wanted {
    id: String,
    /// Which of several with this id it is, from 0: the first in the plan is the first in every process.
    nth: usize,
    number: u32,
}

/// Some tests of a plan, by their numbers.
pub(super) fn wanted(plan: &[String], tests: &[u32]) -> Vec<Wanted> {
    let mut places: HashMap<&str, Vec<u32>> = tests
        .iter()
        .filter_map(|test| Some((plan.get(*test as usize)?.as_str(), Vec::new())))
        .collect();
    for (number, id) in (0..).zip(plan) {
        if let Some(numbers) = places.get_mut(id.as_str()) {
            numbers.push(number);
        }
    }
    let one = |test: &u32| {
        let id = plan.get(*test as usize)?;
        let nth = places.get(id.as_str())?.iter().position(|n| n == test)?;
        Some(Wanted {
            id: id.clone(),
            nth,
            number: *test,
        })
    };
    tests.iter().filter_map(one).collect()
}

/// The files of some tests.
pub(super) fn files_of(wanted: &[Wanted]) -> Vec<String> {
    let files: BTreeSet<&str> = wanted
        .iter()
        .map(|one| list_file::file_part(&one.id))
        .collect();
    files.into_iter().map(str::to_owned).collect()
}

/// Finds the tests of a later batch in what its process collected, in the order of the plan.
pub(super) fn find_again(wanted: &[Wanted], collected: &Collected) -> CollectedReply {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (position, id) in collected.ids.iter().enumerate() {
        places.entry(id).or_default().push(position);
    }
    let place = |one: &Wanted| {
        let position = places.get(one.id.as_str())?.get(one.nth)?;
        Some((*position, one.number))
    };
    let (positions, numbers) = wanted.iter().filter_map(place).unzip();
    CollectedReply {
        stop: false,
        positions: Some(positions),
        numbers: Some(numbers),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_is_found_again_by_its_id_and_which_of_that_id_it_is() {
        let collected = Collected {
            ids: ["b", "a", "c", "a"].map(str::to_owned).to_vec(),
            errors: 0,
            go_on: false,
        };
        let plan = ["x", "a", "b", "a", "z"].map(str::to_owned);
        let found = |tests: &[u32]| {
            let reply = find_again(&wanted(&plan, tests), &collected);
            (reply.positions.unwrap(), reply.numbers.unwrap())
        };
        assert_eq!(found(&[1, 2, 3, 4]), (vec![1, 0, 3], vec![1, 2, 3]));
        assert_eq!(found(&[3]), (vec![3], vec![3]));
    }
}
