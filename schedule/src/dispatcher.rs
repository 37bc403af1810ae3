//! The state machine of a run: what happens, and what is to be done.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use oomscope_shared::artifact::Pass;

use crate::admit::Waiting;
use crate::event::{Effect, Event, Given, SoftStop, Start, TestEnded, Why};
use crate::expect::Learner;
use crate::known::Known;
use crate::plan::{PlannedTest, Suite};
use crate::room::{Relief, Room};

/// What a run is to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// How many batches run side by side at most.
    pub jobs: u32,
    /// What there is to run.
    pub work: Work,
    /// Tests in a batch, where that was asked for.
    pub batch_size: Option<u32>,
    /// The memory limit of all batches together.
    pub limit_bytes: Option<u64>,
    /// From so many percent of the limit on, one that outgrew its expectation is told to stop; `None`: none is.
    pub soft_percent: Option<f64>,
    /// Whether a batch can be told to stop after its running test.
    pub can_stop_softly: bool,
    /// Whether the run stops after the first failure or death.
    pub fail_fast: bool,
    /// How often tests that failed or died are run again.
    pub retries: u32,
    /// What is known of the suite.
    pub known: Known,
}

/// What there is to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// These tests, in this order.
    Tests(Vec<PlannedTest>),
    /// Whatever the first process finds.
    Unlisted,
}

/// A batch that runs.
#[derive(Debug)]
pub(crate) struct Running {
    pub job: u32,
    pub given: Given,
    /// It has the whole limit for itself, because its tests did not get along with less.
    pub is_alone: bool,
    /// It was told to stop after its running test.
    pub is_told: bool,
    pub is_displaced: bool,
    pub is_killed: bool,
    pub started_ms: u64,
    /// What its process had when each of its units began.
    pub entered: BTreeMap<usize, u64>,
}

/// Where the run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It has not begun.
    Ready,
    /// Batches start.
    Going,
    /// There was a failure: nothing starts any more in this pass.
    FailingFast,
    /// It was told to end.
    Ending {
        /// By which signal.
        signal: i32,
    },
    /// It is over.
    Over,
}

/// Decides what runs when. See the docs of this crate.
#[derive(Debug)]
pub struct Dispatcher {
    pub(crate) config: Config,
    pub(crate) suite: Suite,
    pub(crate) learner: Learner,
    pub(crate) room: Room,
    pub(crate) stage: Stage,
    pub(crate) pass: Pass,
    pub(crate) queue: VecDeque<Waiting>,
    /// What has to run with nothing beside it, when all the others are through.
    pub(crate) alone: VecDeque<Given>,
    pub(crate) running: BTreeMap<u32, Running>,
    /// Tests whose last outcome is bad.
    pub(crate) bad: BTreeSet<u32>,
    pub(crate) has_soft_line: bool,
    pub(crate) next_batch: u32,
    pub(crate) next_turn: u64,
    retries_left: u32,
    /// Batches that start with this step, before their limits are known.
    pub(crate) starts: Vec<Start>,
    pub(crate) effects: Vec<Effect>,
}

impl Dispatcher {
    /// A run that has not begun.
    pub fn new(config: Config) -> Self {
        let tests: &[PlannedTest] = match &config.work {
            Work::Tests(tests) => tests,
            Work::Unlisted => &[],
        };
        let suite = Suite::new(tests);
        Self {
            learner: Learner::new(&config.known, &suite),
            suite,
            room: Room::new(config.limit_bytes, config.soft_percent),
            stage: Stage::Ready,
            pass: Pass::Observe,
            queue: VecDeque::new(),
            alone: VecDeque::new(),
            running: BTreeMap::new(),
            bad: BTreeSet::new(),
            has_soft_line: true,
            next_batch: 1,
            next_turn: 0,
            retries_left: config.retries,
            starts: Vec::new(),
            effects: Vec::new(),
            config,
        }
    }

    /// Takes what has happened, and says what is to be done. `now_ms` never goes back.
    pub fn step(&mut self, now_ms: u64, event: Event) -> Vec<Effect> {
        match event {
            Event::Begin => self.begin(),
            Event::Found(tests) => self.take_found(&tests),
            Event::Collected { bytes, .. } => self.learner.take_base(bytes),
            Event::TestEnded(ended) => self.take_test(&ended),
            Event::Used(used) => {
                for (batch, bytes) in used {
                    self.room.take_used(batch, bytes);
                }
            }
            Event::Ended { batch, left } => {
                self.take_end(now_ms, batch, left);
                self.cut_anew();
            }
            Event::Signal(signal) => self.take_signal(signal),
        }
        self.go_on(now_ms);
        std::mem::take(&mut self.effects)
    }

    fn begin(&mut self) {
        if self.stage != Stage::Ready {
            return;
        }
        self.stage = Stage::Going;
        match self.config.work {
            Work::Unlisted => self.enqueue(Given::Everything),
            Work::Tests(_) => self.enqueue_tests(&self.suite.tests()),
        }
    }

    fn take_found(&mut self, tests: &[PlannedTest]) {
        self.suite = Suite::new(tests);
        self.learner = Learner::new(&self.config.known, &self.suite);
    }

    fn take_test(&mut self, ended: &TestEnded) {
        if let Some(ms) = ended.time_ms {
            self.learner.take_time(ended.test, ms);
        }
        let Some(unit) = self.suite.unit_of(ended.test) else {
            return;
        };
        let Some(running) = self.running.get_mut(&ended.batch) else {
            return;
        };
        if let Some(before) = ended.before_bytes {
            running.entered.entry(unit).or_insert(before);
        }
        if let Some(peak) = ended.peak_bytes {
            let before = running.entered.get(&unit).copied();
            self.learner.take_peak(unit, peak, before);
        }
    }

    /// The first signal ends everything, the second one at once.
    fn take_signal(&mut self, signal: i32) {
        match self.stage {
            Stage::Ending { .. } => {
                for (batch, running) in &mut self.running {
                    if !std::mem::replace(&mut running.is_killed, true) {
                        self.effects.push(Effect::Kill { batch: *batch });
                    }
                }
            }
            _ => self.cancel(signal),
        }
    }

    pub(crate) fn cancel(&mut self, signal: i32) {
        if let Stage::Ending { .. } | Stage::Over = self.stage {
            return;
        }
        if self.stage == Stage::Ready {
            // Nobody waits yet, and everybody gets a reason.
            self.begin();
        }
        self.stage = Stage::Ending { signal };
        let waiting = self.drain();
        self.leave_out(waiting, Why::Cancelled);
        for batch in self.running.keys() {
            self.effects.push(Effect::End { batch: *batch });
        }
    }

    /// Takes everything that waits.
    pub(crate) fn drain(&mut self) -> Vec<u32> {
        let queue = self.queue.drain(..).map(|waiting| waiting.given);
        let all = queue.chain(self.alone.drain(..));
        all.flat_map(|given| match given {
            Given::Everything => Vec::new(),
            Given::Tests(tests) => tests,
        })
        .collect()
    }

    /// Tests that will not run. Where they had been run before, what came of it stays.
    pub(crate) fn leave_out(&mut self, tests: Vec<u32>, why: Why) {
        if self.pass != Pass::Retry && !tests.is_empty() {
            self.effects.push(Effect::NotRun { tests, why });
        }
    }

    /// After the first failure or death nothing starts, and what runs stops where it can. A batch that cannot
    /// stop after a test runs to its end: to kill it would be a death that there was not.
    pub(crate) fn fail_fast(&mut self) {
        self.stage = Stage::FailingFast;
        let waiting = self.drain();
        self.leave_out(waiting, Why::FailFast);
        if !self.config.can_stop_softly {
            return;
        }
        for (batch, running) in &mut self.running {
            if !running.is_displaced && !std::mem::replace(&mut running.is_told, true) {
                self.room.stops(*batch);
                let (batch, why) = (*batch, SoftStop::FailFast);
                self.effects.push(Effect::StopSoftly { batch, why });
            }
        }
    }

    /// Starts what can start, and says which limits hold.
    fn go_on(&mut self, now_ms: u64) {
        while matches!(self.stage, Stage::Going | Stage::FailingFast) {
            self.admit(now_ms);
            if !self.running.is_empty() || !self.next_pass() {
                break;
            }
        }
        if let Stage::Ending { signal } = self.stage
            && self.running.is_empty()
        {
            self.stage = Stage::Over;
            self.effects.push(Effect::Cancelled { signal });
        }
        if matches!(self.stage, Stage::Going | Stage::FailingFast) {
            self.relieve();
        }
        // Before one starts in the room that others had, these have to keep out of it.
        let mut limits = self.room.limits();
        for start in &mut self.starts {
            let own = limits.iter().position(|(batch, _)| *batch == start.batch);
            start.limit_bytes = own.map(|at| limits.swap_remove(at).1);
        }
        limits.sort_unstable();
        let told = limits.into_iter();
        (self.effects).extend(told.map(|(batch, bytes)| Effect::SetLimit { batch, bytes }));
        self.effects
            .extend(self.starts.drain(..).map(Effect::Start));
    }

    /// After the last batch of a pass: those that failed or died get another chance, then the hunt may begin.
    fn next_pass(&mut self) -> bool {
        self.stage = Stage::Going;
        if self.retries_left == 0 || self.bad.is_empty() {
            self.stage = Stage::Over;
            self.effects.push(Effect::HuntMayBegin);
            return false;
        }
        self.retries_left -= 1;
        self.pass = Pass::Retry;
        let mut again: Vec<u32> = self.bad.iter().copied().collect();
        self.suite.arrange(&mut again);
        self.enqueue_tests(&again);
        true
    }

    /// Makes those stop or go that outgrew what was kept for them, as far as it is needed.
    fn relieve(&mut self) {
        while let Some(relief) = self.room.relief(self.config.can_stop_softly) {
            let (Relief::Stop(batch) | Relief::Displace(batch)) = relief;
            let Some(running) = self.running.get_mut(&batch) else {
                break;
            };
            if let Relief::Stop(_) = relief {
                running.is_told = true;
                let why = SoftStop::Outgrew;
                self.effects.push(Effect::StopSoftly { batch, why });
            } else {
                running.is_displaced = true;
                self.effects.push(Effect::Displace { batch });
            }
        }
    }
}
