//! One batch of pytest: the given tests, or whatever its process collects.

use std::collections::{BTreeSet, VecDeque};

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
        let wanted: Option<Vec<(String, u32)>> = tests.map(|tests| {
            let known = self.recorder.state().tests();
            tests
                .iter()
                .map(|test| (known.id[*test as usize].clone(), *test))
                .collect()
        });
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
                Err(unknown) => {
                    failure = Some(unknown);
                    CollectedReply {
                        stop: true,
                        ..CollectedReply::default()
                    }
                }
                Ok((positions, shard)) => {
                    // Under pytest-xdist every worker collects the same list; the first one plans.
                    if !std::mem::replace(&mut is_planned, true) {
                        let ids: Vec<String> = positions
                            .iter()
                            .map(|at| collected.ids[*at].clone())
                            .collect();
                        given = (0..ids.len() as u32).collect();
                        shard
                            .map(Event::Sharded)
                            .into_iter()
                            .for_each(|event| recorder.record(event));
                        recorder.record(Event::TestsPlanned { ids });
                        let tests = given.clone();
                        recorder.record(Event::BatchPlanned {
                            batch: index,
                            tests,
                        });
                    }
                    let numbers = is_chosen.then(|| (0..positions.len() as u32).collect());
                    let positions = is_chosen.then_some(positions);
                    CollectedReply {
                        stop: false,
                        positions,
                        numbers,
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
            // Found when the plan was made; what has gone since then is for pytest to say.
            argv.extend(files.into_iter().map(|file| {
                let path = list_file::locate(file);
                path.map_or_else(|| file.to_owned(), |path| path.display().to_string())
            }));
        }
        argv
    }
}

/// The files of some tests.
pub(super) fn files_of(wanted: &[(String, u32)]) -> Vec<String> {
    let files: BTreeSet<&str> = wanted
        .iter()
        .map(|(id, _)| list_file::file_part(id))
        .collect();
    files.into_iter().map(str::to_owned).collect()
}

/// Finds the tests of a later batch in what its process collected, in the order of the plan.
pub(super) fn find_again(wanted: &[(String, u32)], collected: &Collected) -> CollectedReply {
    let mut places: std::collections::HashMap<&str, VecDeque<usize>> =
        std::collections::HashMap::new();
    for (position, id) in collected.ids.iter().enumerate() {
        places.entry(id).or_default().push_back(position);
    }
    let mut positions = Vec::with_capacity(wanted.len());
    let mut numbers = Vec::with_capacity(wanted.len());
    for (id, number) in wanted {
        if let Some(position) = places.get_mut(id.as_str()).and_then(VecDeque::pop_front) {
            positions.push(position);
            numbers.push(*number);
        }
    }
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
    fn repeated_ids_are_found_in_their_order() {
        let wanted = vec![
            ("a".to_owned(), 4),
            ("b".to_owned(), 5),
            ("a".to_owned(), 6),
            ("z".to_owned(), 7),
        ];
        let ids = ["b", "a", "c", "a"].map(str::to_owned).to_vec();
        let reply = find_again(
            &wanted,
            &Collected {
                ids,
                errors: 0,
                go_on: false,
            },
        );
        assert_eq!(reply.positions, Some(vec![1, 0, 3]));
        assert_eq!(reply.numbers, Some(vec![4, 5, 6]));
    }
}
