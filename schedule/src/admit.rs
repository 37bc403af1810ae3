//! Who waits, and who starts next: in the order of the queue, where there is room, and nobody waits for ever.

use std::collections::{BTreeMap, VecDeque};

use crate::cut::Cutting;
use crate::dispatcher::{Dispatcher, Running};
use crate::event::{Given, Start};
use crate::plan::Part;

/// So many batches may start ahead of one that waits for room. Each makes use of memory that would lie idle;
/// after so many the batch that waits is the only one that may start before those behind it.
pub const MOST_OVERTAKEN: u32 = 8;
/// The same in time: a batch for which there was no room so long is not overtaken any more.
pub const LONGEST_WAIT_MS: u64 = 60_000;

/// A batch that has not started.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub given: Given,
    /// In the order in which batches came to wait.
    pub turn: u64,
    /// How many started that came later.
    overtaken: u32,
    /// Since when there is no room for it.
    waits_since_ms: Option<u64>,
    /// It is cut from tests of which something was not known.
    is_guess: bool,
    /// It is what a batch left over.
    is_left: bool,
}

impl Waiting {
    fn has_its_place(&self) -> bool {
        self.overtaken > 0 || self.waits_since_ms.is_some()
    }
}

impl Dispatcher {
    /// Cuts tests, and they wait.
    pub(crate) fn enqueue_tests(&mut self, tests: &[u32]) {
        if tests.is_empty() {
            return;
        }
        let cutting = Cutting {
            jobs: self.config.jobs as usize,
            batch_size: self.config.batch_size.map(|size| size as usize),
            limit: self.config.limit_bytes,
        };
        for tests in cutting.cut(&self.suite, &self.learner, tests) {
            let is_guess = self
                .suite
                .parts(&tests)
                .iter()
                .any(|part| !self.learner.knows(part) || self.learner.time_ms(part).is_none());
            let mut waiting = self.waiting(Given::Tests(tests));
            waiting.is_guess = is_guess;
            self.queue.push_back(waiting);
        }
    }

    /// Cuts what waits anew, once more is known of it. What has waited for room keeps its place and its tests.
    pub(crate) fn cut_anew(&mut self) {
        let is_asked = self.config.batch_size.is_some();
        let is_open = |waiting: &Waiting| !waiting.has_its_place() && !waiting.is_left;
        let is_guess = |waiting: &Waiting| is_open(waiting) && waiting.is_guess;
        if self.config.jobs <= 1 || is_asked || !self.queue.iter().any(is_guess) {
            return;
        }
        let (open, kept) = self.queue.drain(..).partition(is_open);
        self.queue = kept;
        let open: VecDeque<Waiting> = open;
        let tests = open.into_iter().flat_map(|waiting| match waiting.given {
            Given::Tests(tests) => tests,
            Given::Everything => Vec::new(),
        });
        let mut tests: Vec<u32> = tests.collect();
        self.suite.arrange(&mut tests);
        self.enqueue_tests(&tests);
    }

    pub(crate) fn enqueue(&mut self, given: Given) {
        let waiting = self.waiting(given);
        self.queue.push_back(waiting);
    }

    /// What a batch left over goes on before all others.
    pub(crate) fn requeue(&mut self, tests: Vec<u32>) {
        let mut waiting = self.waiting(Given::Tests(tests));
        waiting.is_left = true;
        self.queue.push_front(waiting);
    }

    fn waiting(&mut self, given: Given) -> Waiting {
        self.next_turn += 1;
        Waiting {
            given,
            turn: self.next_turn,
            overtaken: 0,
            waits_since_ms: None,
            is_guess: false,
            is_left: false,
        }
    }

    /// What a batch runs, by units.
    pub(crate) fn parts(&self, given: &Given) -> Vec<Part> {
        match given {
            Given::Everything => self.suite.parts(&self.suite.tests()),
            Given::Tests(tests) => self.suite.parts(tests),
        }
    }

    /// Starts what there is a job and room for.
    pub(crate) fn admit(&mut self, now_ms: u64) {
        let jobs = self.config.jobs.max(1) as usize;
        while self.running.len() < jobs {
            if let Some((at, reserved)) = self.next_to_start(now_ms) {
                if let Some(waiting) = self.queue.remove(at) {
                    let behind = |other: &&mut Waiting| other.turn < waiting.turn;
                    (self.queue.iter_mut().filter(behind)).for_each(|other| other.overtaken += 1);
                    self.start(now_ms, waiting.given, reserved, false);
                }
            } else if self.queue.is_empty()
                && self.running.is_empty()
                && let Some(given) = self.alone.pop_front()
            {
                self.start(now_ms, given, self.room.limit(), true);
            } else {
                break;
            }
        }
    }

    /// The first of those that wait for which there is room, and how much is to be kept for it. None overtakes
    /// one that has waited long enough.
    fn next_to_start(&mut self, now_ms: u64) -> Option<(usize, Option<u64>)> {
        let is_due = |waiting: &&Waiting| {
            let since = waiting.waits_since_ms;
            waiting.overtaken >= MOST_OVERTAKEN
                || since.is_some_and(|since| now_ms.saturating_sub(since) >= LONGEST_WAIT_MS)
        };
        // With one job nobody waits for room, and what a batch left over always goes first.
        let due = (self.queue.iter().filter(is_due))
            .map(|waiting| waiting.turn)
            .min()
            .filter(|_| self.config.jobs > 1);
        for at in 0..self.queue.len() {
            if due.is_some_and(|due| self.queue[at].turn > due) {
                continue;
            }
            let reserved = self.reservation(&self.queue[at].given);
            if self.room.has_room_for(reserved.unwrap_or(0)) {
                return Some((at, reserved));
            }
            self.queue[at].waits_since_ms.get_or_insert(now_ms);
        }
        None
    }

    /// How much is kept for a batch: what it is expected to need, and the whole limit where that is more, or
    /// where there is nothing to go by, so that nothing runs beside it.
    fn reservation(&self, given: &Given) -> Option<u64> {
        let limit = self.room.limit()?;
        if self.config.jobs <= 1 {
            return Some(limit);
        }
        let expected = self.learner.reservation(&self.parts(given));
        Some(expected.map_or(limit, |bytes| bytes.min(limit)))
    }

    fn start(&mut self, now_ms: u64, given: Given, reserved_bytes: Option<u64>, is_alone: bool) {
        let batch = self.next_batch;
        self.next_batch += 1;
        let mut jobs = 1..=self.config.jobs.max(1);
        let taken = |job: u32| self.running.values().any(|running| running.job == job);
        let job = jobs.find(|job| !taken(*job)).unwrap_or(1);
        self.room.enter(batch, reserved_bytes.unwrap_or(0));
        let running = Running {
            job,
            given: given.clone(),
            is_alone,
            is_told: false,
            is_displaced: false,
            is_killed: false,
            started_ms: now_ms,
            entered: BTreeMap::new(),
        };
        self.running.insert(batch, running);
        self.starts.push(Start {
            batch,
            job,
            pass: self.pass,
            given,
            limit_bytes: None,
            reserved_bytes,
            has_soft_line: self.has_soft_line,
        });
    }
}
