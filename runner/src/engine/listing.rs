//! What there is to run: the process that lists the tests, and which of the collected tests are wanted.

use oomscope_journal::Event;
use oomscope_shared::artifact::{Framework, Pass};
use oomscope_shared::facts::Listing;
use oomscope_shared::shard::Shard;
use oomscope_shared::{Key, messages};

use super::pytest_batch::add_to_plan;
use super::{Engine, Left};
use crate::batch::{Ended, Spec};
use crate::error::Failure;
use crate::list_file::{self, Selection};
use crate::plan::RunPlan;
use crate::protocol::{Collected, CollectedReply, Hello, HelloReply};
use crate::recorder::Recorder;

/// The result of listing the tests.
pub(super) enum Collecting {
    /// These are to be run.
    Tests(Vec<u32>),
    /// There is nothing to run, and a batch in the artifact that says why.
    Ended(Option<i32>),
}

impl Engine<'_> {
    /// Lists the tests in a process of its own. It becomes a batch of the artifact only if it fails.
    pub(super) fn collect(&mut self) -> Result<Collecting, Failure> {
        let spec = Spec {
            index: self.next_index,
            argv: self.pytest_argv(),
            env: self.plugged.env.clone(),
            hello: HelloReply {
                collect_only: true,
                ..HelloReply::default()
            },
            ..Spec::default()
        };
        let started_ms = self.now_ms();
        let plan = self.plan;
        let (mut planned, mut is_complete) = (None, true);
        let mut failure = None;
        let mut choose = |collected: &Collected, hello: &Hello, recorder: &mut Recorder| {
            let known = recorder.ids();
            let chosen = chosen(plan, collected, hello);
            match chosen {
                // The command runs the framework again.
                _ if !known.is_empty() => {
                    let is_same = chosen.is_ok_and(|(positions, _)| {
                        let ids = positions.iter().map(|at| &collected.ids[*at]);
                        positions.is_empty() || ids.eq(known)
                    });
                    if !is_same {
                        failure.get_or_insert(Failure::usage(
                            format!(
                                "the command runs {} more than once, with other tests each time",
                                plan.framework.words()
                            ),
                            "leave out --batch-size, or give each of them an `oomscope run` of its own",
                        ));
                    }
                }
                Ok((positions, shard)) => {
                    is_complete &= collected.errors == 0 || collected.go_on;
                    if planned.is_none() {
                        shard
                            .map(Event::Sharded)
                            .into_iter()
                            .for_each(|event| recorder.record(event));
                    }
                    add_to_plan(collected, &positions, recorder);
                    planned = Some(recorder.state().tests().len() as u32);
                }
                Err(unknown) => failure = Some(unknown),
            }
            CollectedReply {
                stop: true,
                ..CollectedReply::default()
            }
        };
        // What a listing prints is of interest only if it fails.
        let live = std::mem::replace(&mut self.context.live_output, false);
        let ended = self.run_process(&spec, &mut choose);
        self.context.live_output = live;
        let ended = ended?;
        if let Some(failure) = failure {
            return Err(failure);
        }
        self.check_started(&ended)?;
        match planned {
            Some(count) if count > 0 && is_complete && ended.facts.actions.is_empty() => {
                if ended.facts.collection_errors > Some(0) {
                    // pytest was told to go on without what it could not collect. No later process
                    // meets that again, so this one has to tell of it.
                    self.end_listing(started_ms, ended, Listing::Listed);
                } else {
                    self.totals.add(&ended);
                }
                Ok(Collecting::Tests((0..count).collect()))
            }
            _ => {
                let listing = match planned {
                    None => Listing::Failed,
                    Some(0) => Listing::Empty,
                    Some(_) => Listing::Listed,
                };
                let left = self.end_listing(started_ms, ended, listing);
                // It may have told tests before it was ended, or beside what it could not collect.
                let why = match left.stopped_by {
                    Some(_) => Key::RemarkCancelled.into(),
                    None => messages::RemarkListingEnded {
                        ending: left.ending.key(),
                    }
                    .into(),
                };
                self.not_run(0..planned.unwrap_or(0), why);
                Ok(Collecting::Ended(left.stopped_by))
            }
        }
    }

    /// Makes a batch of the process that listed the tests.
    pub(super) fn end_listing(&mut self, at_ms: u64, mut ended: Ended, listing: Listing) -> Left {
        ended.facts.listing = Some(listing);
        let batch = self.take_index();
        self.recorder.record(Event::BatchStarted {
            batch,
            pass: Pass::Observe,
            at_ms,
        });
        self.end_batch(batch, ended, &[])
    }
}

/// Which of the collected tests are wanted, and the share of them that this is.
pub(super) fn chosen(
    plan: &RunPlan,
    collected: &Collected,
    hello: &Hello,
) -> Result<(Vec<usize>, Option<Shard>), Failure> {
    let positions = listed(plan, collected, hello)?;
    Ok(match &plan.share {
        None => (positions, None),
        Some(share) => {
            let ids: Vec<&str> = positions
                .iter()
                .map(|at| collected.ids[*at].as_str())
                .collect();
            let (own, shard) = share.take(positions, &ids);
            (own, Some(shard))
        }
    })
}

fn listed(plan: &RunPlan, collected: &Collected, hello: &Hello) -> Result<Vec<usize>, Failure> {
    let Some(list) = &plan.list else {
        return Ok((0..collected.ids.len()).collect());
    };
    let prefix = prefix_below(&hello.rootdir);
    let Selection { positions, unknown } = match plan.framework {
        Framework::Pytest => list_file::select(&list.ids, &collected.ids, &prefix),
        // Names of modules, classes and functions with dots between them.
        _ => list_file::select_with(&list.ids, &collected.ids, "", &list_file::is_below_dot),
    };
    // A file that could not be collected explains its missing tests better than this could.
    if unknown.is_empty() || collected.errors > 0 {
        return Ok(positions);
    }
    Err(Failure::UnknownTests {
        ids: unknown,
        list: list.name.clone(),
    })
}

/// The current folder below pytest's root folder, as the beginning of node ids: `sub/` or nothing.
fn prefix_below(rootdir: &str) -> String {
    let Ok(current) = std::env::current_dir() else {
        return String::new();
    };
    match current.strip_prefix(rootdir) {
        Ok(below) if !below.as_os_str().is_empty() => format!("{}/", below.display()),
        _ => String::new(),
    }
}
