//! What there is to run, asked of the driver: the processes that list tests, and the plan that comes of it.

use std::path::Path;
use std::rc::Rc;

use oomscope_journal::Event;
use oomscope_shared::artifact::Pass;
use oomscope_shared::facts;
use oomscope_shared::{Ending, Key, messages};

use tokio::runtime::Runtime;

use super::Engine;
use super::totals::Totals;
use crate::batch::{self, Context, Ended, Spec, Terms};
use crate::driver::{Ask, Job, Unlisted};
use crate::error::Failure;
use crate::recorder::Recorder;

/// The result of listing the tests.
pub(super) enum Planned {
    /// These are to be run.
    Tests,
    /// There is nothing to run.
    Nothing(Option<i32>),
}

impl Engine<'_> {
    /// Lists the tests and plans them. What listed them becomes a batch of the artifact only where it has
    /// something to tell.
    pub(super) fn plan_tests(&mut self) -> Result<Planned, Failure> {
        let started_ms = self.context.clock.now_ms();
        let mut asking = Asking {
            terms: self.terms(),
            context: self.context,
            index: self.next_index,
            scratch: self.scratch.unwrap_or(Path::new("")),
            recorder: self.recorder,
            runtime: self.runtime,
            totals: &mut self.totals,
            last: None,
        };
        let listed = self.driver.list(&mut asking);
        let last = asking.last.take();
        let listing = match listed {
            Ok(listing) => listing,
            Err(Unlisted::Failed(failure)) => return Err(failure),
            Err(Unlisted::Broken) => {
                let Some(ended) = last else {
                    return Err(Failure::recorder("the tests could not be listed"));
                };
                self.check_started(&ended)?;
                let (_, stopped_by) = self.end_listing(started_ms, ended, facts::Listing::Failed);
                return Ok(Planned::Nothing(stopped_by));
            }
        };
        for message in listing.remarks {
            self.recorder.record(Event::Warning { message });
        }
        if let Some(shard) = listing.shard {
            self.recorder.record(Event::Sharded(shard));
        }
        self.groups = listing.tests.iter().map(|test| test.group).collect();
        let ids: Vec<String> = listing.tests.into_iter().map(|test| test.id).collect();
        let count = ids.len() as u32;
        if count > 0 {
            self.recorder.record(Event::TestsPlanned { ids });
        }
        let Some(ended) = last else {
            return Ok(Planned::Tests);
        };
        if count > 0 && !listing.is_broken {
            if listing.is_to_be_told {
                self.end_listing(started_ms, ended, facts::Listing::Listed);
            } else {
                self.totals.add(&ended);
            }
            return Ok(Planned::Tests);
        }
        let came = match count {
            0 => facts::Listing::Empty,
            _ => facts::Listing::Listed,
        };
        let (ending, stopped_by) = self.end_listing(started_ms, ended, came);
        // It may have told tests before it was ended, or beside what it could not collect.
        let why = match stopped_by {
            Some(_) => Key::RemarkCancelled.into(),
            None => messages::RemarkListingEnded {
                ending: ending.key(),
            }
            .into(),
        };
        self.not_run(0..count, why);
        Ok(Planned::Nothing(stopped_by))
    }

    /// Makes a batch of the process that listed the tests.
    fn end_listing(
        &mut self,
        at_ms: u64,
        mut ended: Ended,
        listing: facts::Listing,
    ) -> (Ending, Option<i32>) {
        ended.facts.listing = Some(listing);
        let batch = self.take_index();
        let pass = Pass::Observe;
        self.recorder
            .record(Event::BatchStarted { batch, pass, at_ms });
        let end = self.end_batch(batch, ended, &[]);
        (end.ending, end.stopped_by)
    }
}

/// Runs the processes of a listing.
struct Asking<'e, 'a> {
    context: &'e Context<'a>,
    terms: Terms,
    index: u32,
    scratch: &'e Path,
    recorder: &'e Recorder,
    runtime: &'e Runtime,
    totals: &'e mut Totals,
    /// The last of them.
    last: Option<Ended>,
}

impl Ask for Asking<'_, '_> {
    fn run(&mut self, job: Job, is_limited: bool) -> Result<&mut Ended, Unlisted> {
        if let Some(ended) = self.last.take() {
            self.totals.add(&ended);
        }
        let program = job.step.argv.first().cloned().unwrap_or_default();
        let of_batch = self.terms.clone();
        let terms = Terms {
            limit: of_batch.limit.filter(|_| is_limited),
            timeout_ms: of_batch.timeout_ms.filter(|_| is_limited),
            test_timeout_ms: of_batch.test_timeout_ms.filter(|_| is_limited),
            // What a listing prints is of interest only if it fails.
            is_live: of_batch.is_live && !is_limited,
            ..of_batch
        };
        let spec = Spec {
            index: self.index,
            job,
            terms,
            control: Rc::default(),
        };
        let ended = self
            .runtime
            .block_on(batch::run(self.context, spec, self.recorder))
            .map_err(Failure::recorder)?;
        if let Some(reason) = ended.start_failure {
            return Err(Unlisted::Failed(Failure::Start { program, reason }));
        }
        Ok(self.last.insert(ended))
    }

    fn scratch(&self) -> &Path {
        self.scratch
    }
}
