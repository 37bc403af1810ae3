//! A framework with an adapter: its tests are listed by itself, run in batches, and it says what became of them.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;

use oomscope_journal::{Event, Measured};
use oomscope_shared::facts::Listing;
use oomscope_shared::{Outcome, messages};

use super::listing::Collecting;
use super::{Engine, Left};
use crate::batch::{self, Ended, Listener, Spec};
use crate::error::Failure;
use crate::framework::{Adapter, Answer, Ask, Listed, Step, Unlisted, as_one};
use crate::list_file;

impl Engine<'_> {
    /// Runs the plan. Returns the signal that stopped the run, if one did.
    pub(super) fn adapted(&mut self) -> Result<Option<i32>, Failure> {
        match self.list_by_adapter()? {
            Collecting::Ended(stopped_by) => Ok(stopped_by),
            Collecting::Tests(tests) => {
                let size = self.plan.batch_size.unwrap_or(u32::MAX);
                let queue = self.cut(&tests, size);
                self.batches(queue)
            }
        }
    }

    /// Cuts tests into batches, none of which has tests that cannot share a process.
    pub(super) fn cut(&self, tests: &[u32], size: u32) -> VecDeque<Vec<u32>> {
        let group = |test: &u32| self.groups.get(*test as usize);
        tests
            .chunk_by(|left, right| group(left) == group(right))
            .flat_map(|same| same.chunks(size as usize).map(<[u32]>::to_vec))
            .collect()
    }

    /// Lists the tests. What lists them becomes a batch of the artifact only if it fails.
    fn list_by_adapter(&mut self) -> Result<Collecting, Failure> {
        let Some(mut adapter) = self.adapter.take() else {
            return Err(Failure::recorder("the framework has no adapter"));
        };
        let started_ms = self.now_ms();
        let mut asking = Asking {
            engine: self,
            last: None,
        };
        let listed = adapter.list(&mut asking);
        let last = asking.last.take();
        let remarks = adapter.remarks();
        let chosen = match listed {
            Ok(listed) => Ok(chosen(self.plan.list.as_ref(), listed, adapter.as_ref())?),
            Err(unlisted) => Err(unlisted),
        };
        self.adapter = Some(adapter);
        let tests = match chosen {
            Ok(tests) => tests,
            Err(Unlisted::Failed(failure)) => return Err(failure),
            Err(Unlisted::Broken) => {
                let Some(ended) = last else {
                    return Err(Failure::recorder("the tests could not be listed"));
                };
                self.check_started(&ended)?;
                let left = self.end_listing(started_ms, ended, Listing::Failed);
                return Ok(Collecting::Ended(left.stopped_by));
            }
        };
        for message in remarks {
            self.recorder.record(Event::Warning { message });
        }
        if tests.is_empty() {
            let Some(ended) = last else {
                return Err(Failure::recorder(
                    "the framework was not asked for its tests",
                ));
            };
            let left = self.end_listing(started_ms, ended, Listing::Empty);
            return Ok(Collecting::Ended(left.stopped_by));
        }
        if let Some(ended) = &last {
            self.totals.add(ended);
        }
        let tests = match &self.plan.share {
            None => tests,
            Some(share) => {
                let ids: Vec<String> = tests.iter().map(|test| test.id.clone()).collect();
                let names: Vec<&str> = ids.iter().map(String::as_str).collect();
                let (own, shard) = share.take(tests, &names);
                self.recorder.record(Event::Sharded(shard));
                own
            }
        };
        self.groups = tests.iter().map(|test| test.group).collect();
        let ids: Vec<String> = tests.into_iter().map(|test| test.id).collect();
        let count = ids.len() as u32;
        self.recorder.record(Event::TestsPlanned { ids });
        Ok(Collecting::Tests((0..count).collect()))
    }

    /// How tests are run by the framework, and who listens to it.
    pub(super) fn adapted_spec(
        &self,
        index: u32,
        tests: &[u32],
        records: bool,
    ) -> Option<(Spec, Listener)> {
        let adapter = self.adapter.as_ref()?;
        let known = self.recorder.ids();
        let ids: Vec<&str> = tests
            .iter()
            .map(|test| known[*test as usize].as_str())
            .collect();
        let job = adapter.job(&ids, self.scratch);
        let numbers: BTreeMap<String, u32> = ids
            .iter()
            .zip(tests)
            .map(|(id, test)| ((*id).to_owned(), *test))
            .collect();
        let is_framework = adapter.runs_itself() && job.steps.len() == 1;
        let step = as_one(job.steps);
        let spec = Spec {
            is_framework,
            index,
            argv: step.argv,
            env: step.env,
            folder: step.folder,
            ..Spec::default()
        };
        Some((
            spec,
            Listener::reading(job.source, job.reader, numbers, records),
        ))
    }

    /// One batch.
    pub(super) fn adapted_batch(&mut self, tests: &[u32]) -> Result<Left, Failure> {
        let index = self.next_index;
        let Some((spec, mut listener)) = self.adapted_spec(index, tests, true) else {
            return Err(Failure::recorder("the framework has no adapter"));
        };
        let at_ms = self.now_ms();
        let pass = self.pass;
        self.recorder.record(Event::BatchStarted {
            batch: index,
            pass,
            at_ms,
        });
        self.recorder.record(Event::BatchPlanned {
            batch: index,
            tests: tests.to_vec(),
        });
        let ended = batch::listen(&self.context, &spec, &mut self.recorder, &mut listener)
            .map_err(Failure::recorder)?;
        self.check_started(&ended)?;
        self.take_index();
        let is_told = (self.adapter.as_ref()).is_some_and(|adapter| adapter.measures_tests());
        if let ([test], Some((bytes, _))) = (tests, ended.peak)
            && !is_told
        {
            // Alone in its process tree, a test has all of the batch's memory.
            let figures = Measured {
                peak_kib: Some(bytes / 1024),
                ..Measured::default()
            };
            self.recorder.record(Event::TestMeasured {
                test: *test,
                figures,
            });
        }
        if listener.hears_only_the_end() && ended.facts.exit_code.is_none() {
            self.nothing_was_told(index, tests);
        }
        Ok(self.end_batch(index, ended, tests))
    }

    /// The framework tells of its tests only once it ends, and it did not come to that.
    fn nothing_was_told(&mut self, batch: u32, tests: &[u32]) {
        let at_us = self.now_us();
        for test in tests {
            self.recorder.record(Event::TestStarted {
                test: *test,
                batch,
                at_us,
                rss_kib: None,
            });
            let framework = self.plan.framework.key();
            self.recorder.record(Event::TestEnded {
                test: *test,
                outcome: Outcome::Ran,
                at_us,
                retained_kib: None,
                remark: Some(messages::RemarkUnknown { framework }.into()),
                phases: Vec::new(),
            });
        }
    }
}

/// Runs the processes of a listing. They compile and link, so the memory limit and the time-out of a batch of
/// tests are not theirs.
struct Asking<'e, 'a> {
    engine: &'e mut Engine<'a>,
    last: Option<Ended>,
}

impl Ask for Asking<'_, '_> {
    fn ask(&mut self, step: &Step) -> Result<Answer, Unlisted> {
        let engine = &mut *self.engine;
        let spec = Spec {
            index: engine.next_index,
            argv: step.argv.clone(),
            env: step.env.clone(),
            folder: step.folder.clone(),
            ..Spec::default()
        };
        if let Some(ended) = self.last.take() {
            engine.totals.add(&ended);
        }
        let mut listener = Listener::keeping();
        let kept = (
            engine.context.limit.take(),
            engine.context.timeout_ms.take(),
        );
        let ended = batch::listen(&engine.context, &spec, &mut engine.recorder, &mut listener);
        (engine.context.limit, engine.context.timeout_ms) = kept;
        let ended = ended.map_err(Failure::recorder)?;
        if let Some(reason) = &ended.start_failure {
            return Err(Unlisted::Failed(Failure::Start {
                program: step.argv[0].clone(),
                reason: reason.clone(),
            }));
        }
        let facts = &ended.facts;
        let is_good = facts.exit_code == Some(0) && facts.actions.is_empty();
        let is_stopped = !facts.actions.is_empty() || !facts.signals_received.is_empty();
        self.last = Some(ended);
        if is_stopped {
            return Err(Unlisted::Broken);
        }
        Ok(Answer {
            stdout: listener.text(),
            is_good,
        })
    }

    fn scratch(&self) -> &Path {
        self.engine.scratch
    }
}

/// The tests that are wanted, in the order of the list where one was given.
fn chosen(
    list: Option<&crate::plan::TestList>,
    listed: Vec<Listed>,
    adapter: &dyn Adapter,
) -> Result<Vec<Listed>, Failure> {
    let Some(list) = list else {
        return Ok(listed);
    };
    let ids: Vec<String> = listed.iter().map(|test| test.id.clone()).collect();
    let is_below = |id: &str, entry: &str| adapter.is_below(id, entry);
    let selection = list_file::select_with(&list.ids, &ids, "", &is_below);
    if !selection.unknown.is_empty() {
        return Err(Failure::UnknownTests {
            ids: selection.unknown,
            list: list.name.clone(),
        });
    }
    Ok(selection
        .positions
        .into_iter()
        .map(|at| listed[at].clone())
        .collect())
}
