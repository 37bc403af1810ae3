//! Batches side by side: what the dispatcher decides is done here, and what has happened it is told.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use oomscope_diagnosis::imports;
use oomscope_journal::Event as Record;
use oomscope_schedule::{
    Config, Dispatcher, Effect, Event, Given, Known, PlannedTest, SoftStop, Start, TestEnded, Why,
    Work,
};
use oomscope_shared::artifact::Pass;
use oomscope_shared::{Key, Message, Outcome, messages};

use super::Engine;
use super::listing::Planned;
use super::one_batch::Prepared;
use crate::batch::{self, Control, Ended, Terms, Wish};
use crate::driver::{self, HuntWay};
use crate::error::Failure;
use crate::limiter::Limit;
use crate::plan::Expected;
use crate::signals::News;
use crate::temporary::BatchFolder;

/// How often what running batches use is told to the dispatcher. A batch of its own has nobody to share with.
const LOOK_EVERY: Duration = Duration::from_millis(50);

impl Engine<'_> {
    /// Runs the plan: every test once, then those again that are to get another chance, then the hunt. Returns
    /// the signal that stopped the run, if one did.
    pub(super) fn run_all(&mut self) -> Result<Option<i32>, Failure> {
        let is_alone = self.plan.jobs == 1 && self.plan.batch_size.is_none();
        let work = match is_alone && self.abilities.finds_its_tests {
            // The first process collects and goes on with all it found, so that a suite that fits into
            // one process pays for nothing twice.
            true => Work::Unlisted,
            false => match self.plan_tests()? {
                Planned::Nothing(stopped_by) => {
                    return Ok(self.tell_of_imports()?.or(stopped_by));
                }
                Planned::Tests => Work::Tests(self.planned_tests()),
            },
        };
        let runtime = self.runtime;
        if let Some(signal) = runtime.block_on(Flow::new(self, work).run())? {
            return Ok(Some(signal));
        }
        if let Some(signal) = self.tell_of_imports()? {
            return Ok(Some(signal));
        }
        match self.abilities.hunt {
            HuntWay::Repeat => self.hunt(),
            HuntWay::Rounds(_)
            | HuntWay::Looks(_)
            | HuntWay::Halves(_)
            | HuntWay::Watch(_)
            | HuntWay::Bisect
            | HuntWay::BisectAndWatch(_) => self.hunt_outside(),
        }
    }

    /// Where modules of tests broke the limit when they were imported, no test is there to be hunted. Returns the signal
    /// that stopped what is done instead.
    fn tell_of_imports(&mut self) -> Result<Option<i32>, Failure> {
        let mut findings = imports::at_fault(self.recorder.state().batches());
        let stopped_by = self.look_at_imports(&mut findings)?;
        for finding in findings {
            self.recorder.record(Record::Found(Box::new(finding)));
        }
        Ok(stopped_by)
    }

    /// What the tests are known to need.
    fn known(&self) -> Known {
        match &self.plan.expected {
            None => Known::default(),
            Some(Expected::Plan(known)) => known.clone(),
            Some(Expected::Earlier(artifact)) => {
                Known::of(artifact, &driver::registration(self.plan.framework).unit_of)
            }
        }
    }

    /// All tests of the plan, for the dispatcher.
    fn planned_tests(&self) -> Vec<PlannedTest> {
        let ids = self.recorder.ids();
        let unit_of = driver::registration(self.abilities.framework).unit_of;
        let tests = (0..).zip(ids.iter()).map(|(number, id)| PlannedTest {
            number,
            group: self.groups.get(number as usize).copied().unwrap_or(0),
            unit: unit_of(id),
        });
        tests.collect()
    }

    /// Tests that were never run.
    pub(super) fn not_run(&self, tests: impl IntoIterator<Item = u32>, why: Message) {
        for test in tests {
            self.tell_end(test, Outcome::NotRun, why.clone());
        }
    }
}

/// A batch that runs.
struct Going {
    pass: Pass,
    tests: Option<Vec<u32>>,
    terms: Terms,
    control: Rc<Control>,
    reserved_bytes: u64,
    started_us: u64,
    /// It goes with the batch.
    _folder: Option<BatchFolder>,
}

type Run<'f> = Pin<Box<dyn Future<Output = (u32, std::io::Result<Ended>)> + 'f>>;

/// How the run goes on.
enum Course {
    GoesOn,
    /// Every test has its outcome or its reason; or the run was stopped by a signal.
    IsOver(Option<i32>),
}

/// The batches of a run.
struct Flow<'e, 'a> {
    engine: &'e mut Engine<'a>,
    dispatcher: Dispatcher,
    /// What the dispatcher's numbers are behind those of the artifact: listing may have taken one.
    offset: u32,
    going: BTreeMap<u32, Going>,
    runs: FuturesUnordered<Run<'a>>,
    news: News,
}

impl<'e, 'a> Flow<'e, 'a> {
    fn new(engine: &'e mut Engine<'a>, work: Work) -> Self {
        let plan = engine.plan;
        let dispatcher = Dispatcher::new(Config {
            jobs: plan.jobs,
            work,
            batch_size: plan.batch_size,
            limit_bytes: engine.limit.as_ref().map(|limit| limit.told.bytes),
            soft_percent: plan.soft_percent,
            can_stop_softly: engine.abilities.stops_softly,
            fail_fast: plan.fail_fast,
            retries: plan.retries,
            known: engine.known(),
        });
        Self {
            offset: engine.next_index - 1,
            news: engine.context.signals.news(),
            engine,
            dispatcher,
            going: BTreeMap::new(),
            runs: FuturesUnordered::new(),
        }
    }

    async fn run(mut self) -> Result<Option<i32>, Failure> {
        let mut course = self.step(Event::Begin)?;
        loop {
            if let Course::IsOver(stopped_by) = course {
                return Ok(stopped_by);
            }
            let is_shared = self.engine.plan.jobs > 1;
            course = tokio::select! {
                Some((index, ended)) = self.runs.next() => self.end(index, ended)?,
                () = tokio::time::sleep(LOOK_EVERY), if is_shared => self.look()?,
            };
        }
    }

    fn step(&mut self, event: Event) -> Result<Course, Failure> {
        let now_ms = self.engine.context.clock.now_ms();
        let effects = self.dispatcher.step(now_ms, event);
        self.carry_out(effects)
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> Result<Course, Failure> {
        let mut course = Course::GoesOn;
        for effect in effects {
            match effect {
                Effect::Start(start) => self.start(start)?,
                Effect::SetLimit { batch, bytes } => {
                    self.control(batch, |control, _| control.set_limit(bytes));
                }
                Effect::StopSoftly { batch, why } => {
                    // The driver's own way to stop after a failure is told to it when it starts.
                    let is_own = why == SoftStop::FailFast && self.engine.plan.jobs == 1;
                    if !is_own {
                        self.control(batch, |control, _| control.wish(Wish::StopSoftly));
                    }
                }
                Effect::Displace { batch } => self.control(batch, |control, reserved_bytes| {
                    control.wish(Wish::MakeRoom { reserved_bytes });
                }),
                // Every batch hears the signals itself; that its death is not judged was seen before.
                Effect::End { .. } | Effect::Kill { .. } | Effect::NotJudged { .. } => {}
                Effect::GiveSoftLineUp { batch } => {
                    let batch = batch + self.offset;
                    let message = messages::NoteSoftLineCrossedAtOnce { batch }.into();
                    self.engine.recorder.record(Record::Warning { message });
                }
                Effect::NotRun { tests, why } => {
                    let why = self.reason(why);
                    self.engine.not_run(tests, why);
                }
                Effect::HuntMayBegin => course = Course::IsOver(None),
                Effect::Cancelled { signal } => course = Course::IsOver(Some(signal)),
            }
        }
        Ok(course)
    }

    fn control(&self, batch: u32, tell: impl FnOnce(&Control, u64)) {
        if let Some(going) = self.going.get(&(batch + self.offset)) {
            tell(&going.control, going.reserved_bytes);
        }
    }

    fn start(&mut self, start: Start) -> Result<(), Failure> {
        let index = start.batch + self.offset;
        self.engine.next_index = index + 1;
        let tests = match start.given {
            Given::Everything => None,
            Given::Tests(tests) => Some(tests),
        };
        let mut terms = self.engine.terms();
        terms.has_soft_line = start.has_soft_line;
        if let (Some(limit), Some(bytes)) = (&terms.limit, start.limit_bytes) {
            terms.limit = Some(share_of(limit, bytes));
        }
        if self.engine.plan.jobs > 1 {
            terms.index_in_environment = Some((index, start.job));
        }
        self.engine.begin(index, start.pass, tests.as_deref());
        let started_us = self.engine.context.clock.now_us();
        let going = Going {
            pass: start.pass,
            tests,
            terms,
            control: Rc::default(),
            reserved_bytes: start.reserved_bytes.unwrap_or(0),
            started_us,
            _folder: None,
        };
        self.launch(index, going)
    }

    /// Starts the process of a batch.
    fn launch(&mut self, index: u32, going: Going) -> Result<(), Failure> {
        let prepared = (self.engine).prepare(index, going.tests.as_deref(), going.terms.clone())?;
        let Prepared {
            spec,
            control,
            folder,
        } = prepared;
        let going = Going {
            control,
            _folder: folder,
            ..going
        };
        let (context, recorder) = (self.engine.context, self.engine.recorder);
        let run = async move { (index, batch::run(context, spec, recorder).await) };
        self.runs.push(Box::pin(run));
        self.going.insert(index, going);
        Ok(())
    }

    fn end(&mut self, index: u32, ended: std::io::Result<Ended>) -> Result<Course, Failure> {
        let mut ended = ended.map_err(Failure::recorder)?;
        let Some(going) = self.going.remove(&index) else {
            return Ok(Course::GoesOn);
        };
        // Where Python turns out to ignore the plugin, the batch is run again without.
        if let Some(message) = self.engine.driver.give_plugin_up(&ended)? {
            self.engine.recorder.record(Record::Warning { message });
            self.engine.totals.add(&ended);
            self.launch(index, going)?;
            return Ok(Course::GoesOn);
        }
        if let Some(failure) = ended.heard.refused.take() {
            return Err(failure);
        }
        self.engine.check_started(&ended)?;
        self.engine.has_measured = true;
        let found = ended.heard.given.take();
        let is_new = found.is_some();
        let given = found.or(going.tests).unwrap_or_default();
        self.engine.measure_the_only_one(&given, &ended);
        let end = self.engine.end_batch(index, ended, &given);
        if is_new {
            let found = self.engine.planned_tests();
            let course = self.step(Event::Found(found))?;
            debug_assert!(matches!(course, Course::GoesOn));
        }
        self.tell_of_tests(index, &given)?;
        let left = self.engine.left_of(going.pass, &end, &given);
        let now_ms = self.engine.context.clock.now_ms();
        let batch = index - self.offset;
        let effects = self.dispatcher.step(now_ms, Event::Ended { batch, left });
        let is_judged = !effects
            .iter()
            .any(|effect| matches!(effect, Effect::NotJudged { batch: of, .. } if *of == batch));
        if is_judged {
            self.engine.tell_ends(&end, &given, going.started_us);
        }
        self.carry_out(effects)
    }

    /// What the tests of a batch needed, for the expectations of those that are still to run.
    fn tell_of_tests(&mut self, index: u32, tests: &[u32]) -> Result<(), Failure> {
        let batch = index - self.offset;
        let base_kib =
            (self.engine.recorder.state().batch(index)).and_then(|batch| batch.collected_rss_kib);
        if let Some(kib) = base_kib {
            let bytes = kib * 1024;
            self.step(Event::Collected { batch, bytes })?;
        }
        // One after the other: a list of them would be the largest thing that the runner has.
        for test in tests {
            if let Some(ended) = self.ended(index, *test) {
                self.step(Event::TestEnded(ended))?;
            }
        }
        Ok(())
    }

    /// What a test needed, if it was this batch that ran it.
    fn ended(&self, index: u32, test: u32) -> Option<TestEnded> {
        let state = self.engine.recorder.state();
        let (known, at) = (state.tests(), test as usize);
        if *known.batch.get(at)? != Some(index) {
            return None;
        }
        let bytes = |kib: Option<u64>| kib.map(|kib| kib * 1024);
        Some(TestEnded {
            batch: index - self.offset,
            test,
            peak_bytes: bytes(known.peak_kib[at]),
            before_bytes: bytes(known.rss_before_kib[at]),
            time_ms: known.duration_us[at].map(|us| us / 1000),
        })
    }

    /// Tells what all use, and of signals.
    fn look(&mut self) -> Result<Course, Failure> {
        for signal in self.engine.context.signals.take(&mut self.news) {
            if let Course::IsOver(stopped_by) = self.step(Event::Signal(signal))? {
                return Ok(Course::IsOver(stopped_by));
            }
        }
        let used = (self.going.iter())
            .map(|(index, going)| (index - self.offset, going.control.used_bytes()))
            .collect();
        self.step(Event::Used(used))
    }

    fn reason(&self, why: Why) -> Message {
        let framework = self.engine.abilities.framework.label();
        match why {
            Why::Cancelled => Key::RemarkCancelled.into(),
            Why::FailFast => Key::RemarkFailFast.into(),
            Why::BatchExited { batch } => {
                let batch = batch + self.offset;
                messages::RemarkBatchExited { batch }.into()
            }
            Why::BatchEnded { batch, ending } => messages::RemarkBatchEnded {
                batch: batch + self.offset,
                ending: ending.key(),
            }
            .into(),
            Why::NeverRun { batch, ending } => messages::RemarkNeverRun {
                framework,
                batch: batch + self.offset,
                ending: ending.key(),
            }
            .into(),
        }
    }
}

/// A part of a limit, or all of it.
fn share_of(limit: &Rc<Limit>, bytes: u64) -> Rc<Limit> {
    match bytes == limit.told.bytes {
        true => Rc::clone(limit),
        false => Rc::new(limit.share(bytes)),
    }
}
