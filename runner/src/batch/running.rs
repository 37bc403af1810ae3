//! A batch while it runs: one loop, which looks at everything at every turn.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::rc::Rc;
use std::time::{Duration, Instant};

use oomscope_journal::Event;
use oomscope_shared::facts::{Acted, Action, Addressee, DeadOrphan, SignalReceived, SignalSent};

use super::guarded::Guarded;
use super::{Context, Control, Ended, Terms};
use crate::driver::{Desk, Ear, StopFlag};
use crate::guard::Report;
use crate::kernel::KernelWatch;
use crate::limiter::{Cgroup, Limit};
use crate::output::Output;
use crate::recorder::Recorder;
use crate::sampler::Watched;
use crate::signals::News;
use crate::watchlist::Watchlist;

/// How often outputs and reports are read. They wait in their pipes meanwhile, so that the runner does
/// not wake for every dot of pytest; the guard's word and signals are seen at once.
const TICK: Duration = Duration::from_millis(50);
/// The same while the batch prints so much that its pipe could fill up between two ticks.
const LOUD_TICK: Duration = Duration::from_millis(2);
/// Bytes in one tick from which a batch counts as loud: a quarter of its pipe.
const LOUD_BYTES: usize = 256 * 1024;

/// How far a batch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Its main process is still to come, or runs.
    Runs,
    /// The guard ends what outlived it, since then.
    IsCleared(Instant),
    /// Nothing is left.
    Over,
}

/// A batch that runs.
pub(super) struct Running<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) recorder: &'a Recorder,
    pub(super) index: u32,
    pub(super) terms: Terms,
    pub(super) phase: Phase,
    pub(super) ear: Box<dyn Ear>,
    pub(super) guard: Guarded<'a>,
    pub(super) output: Output,
    pub(super) kernel: KernelWatch,
    pub(super) sampler: Watched,
    /// The cgroup whose counters count this batch.
    pub(super) group: Option<Cgroup>,
    pub(super) watchlist: Watchlist,
    pub(super) news: News,
    pub(super) control: Rc<Control>,
    /// By which it is told to stop after the running test, where it can be.
    pub(super) stop: Option<StopFlag>,
    /// A higher limit than that of the facts, and since when it holds.
    pub(super) raised: Option<(Rc<Limit>, Instant)>,
    pub(super) is_loud: bool,
    pub(super) main_pid: Option<i32>,
    pub(super) started: Instant,
    /// Since when it is asked to end, and how long it may take.
    pub(super) ending_since: Option<(Instant, Duration)>,
    /// Since when the guard is told to kill it.
    pub(super) killed_since: Option<Instant>,
    /// The sampler's own kill is among the facts.
    pub(super) is_enforced: bool,
    pub(super) high_water_kib: u64,
    pub(super) ended: Ended,
}

impl Running<'_> {
    pub(super) async fn until_the_end(mut self) -> Ended {
        while self.phase != Phase::Over {
            self.wait().await;
            self.look_at_signals();
            self.look_at_limits();
            self.look_at_control();
            let drained = self.hear() + self.output.drain();
            self.is_loud = drained >= LOUD_BYTES;
            self.sampler.note_progress(drained as u64);
            self.pass_on_samples();
            self.tell_recorder();
            self.take_reports();
        }
        self.finish().await
    }

    /// Waits for the next tick, or for something that cannot wait.
    pub(super) async fn wait(&mut self) {
        let mut fds: Vec<BorrowedFd<'_>> = vec![self.guard.socket().as_fd()];
        fds.extend(self.context.signals.pipes().map(AsFd::as_fd));
        fds.extend(self.ear.urgent());
        let tick = if self.is_loud { LOUD_TICK } else { TICK };
        self.watchlist.wait(&fds, tick).await;
    }

    fn tell_recorder(&self) {
        self.recorder
            .tick(self.index, self.sampler.now_kib(), self.sampler.peak_kib());
        if self.main_pid.is_some() && self.ear.is_at_work() {
            self.recorder.say_limit();
        }
    }

    /// Hears what is said of the tests. Returns how many bytes that were.
    pub(super) fn hear(&mut self) -> usize {
        self.with_desk(|ear, desk| ear.hear(desk))
    }

    /// Lets the ear do something, with the places where what it hears goes.
    pub(super) fn with_desk<T>(&mut self, act: impl FnOnce(&mut dyn Ear, &mut Desk<'_>) -> T) -> T {
        let mut desk = Desk {
            batch: self.index,
            root_pid: self.guard.pid(),
            clock: self.context.clock,
            recorder: self.recorder,
            sampler: &self.sampler,
            group: self.group.as_ref(),
            output: &mut self.output,
            facts: &mut self.ended.facts,
            heard: &mut self.ended.heard,
        };
        act(self.ear.as_mut(), &mut desk)
    }

    fn take_reports(&mut self) {
        while self.phase != Phase::Over {
            match self.guard.next_report() {
                Ok(Some(report)) => self.take_report(report),
                Ok(None) => return,
                Err(error) => self.lose_guard(&error),
            }
        }
    }

    fn take_report(&mut self, report: Report) {
        match report {
            Report::Ready { .. } => {}
            Report::Started { pid } => {
                self.main_pid = Some(pid);
                if self.ending_since.is_some() {
                    // It was to end before it was known.
                    self.send_the_question();
                }
            }
            Report::Failed { reason } => {
                self.ended.start_failure = Some(reason);
                self.end_main();
                self.phase = Phase::Over;
            }
            Report::Exited {
                code,
                signal,
                max_rss_kib,
            } => {
                self.ended.facts.exit_code = code;
                self.ended.facts.signal = signal;
                self.high_water_kib = self.high_water_kib.max(max_rss_kib);
                self.end_main();
            }
            Report::Orphan { name, signal } => {
                let orphan = DeadOrphan { name, signal };
                self.ended.facts.dead_orphans.push(orphan);
            }
            Report::Done { left, max_rss_kib } => {
                self.ended.left = left;
                self.high_water_kib = self.high_water_kib.max(max_rss_kib);
                if self.phase == Phase::Runs {
                    self.end_main();
                }
                self.phase = Phase::Over;
            }
        }
    }

    /// The main process is over. The guard ends what outlived it.
    fn end_main(&mut self) {
        self.ended.at_ms = self.now_ms();
        // What is sampled from here on is of what outlived it.
        self.ended.facts.last_samples = self.sampler.last_samples();
        self.read_counters();
        // Last words may still lie in a socket.
        self.hear();
        self.guard.end();
        self.phase = Phase::IsCleared(Instant::now());
    }

    /// The guard is gone. One that was told to end is gone right after its last word, and one that was killed
    /// by oomscope was in the way; else something has killed it, and the batch is ended for that.
    fn lose_guard(&mut self, error: &io::Error) {
        let is_gone = error.kind() == io::ErrorKind::UnexpectedEof;
        if self.phase == Phase::Runs {
            self.ended.facts.guard_killed = is_gone && self.killed_since.is_none();
            self.end_main();
        }
        self.phase = Phase::Over;
    }

    fn pass_on_samples(&self) {
        let (samples, details) = self.sampler.take();
        let batch = self.index;
        if !samples.is_empty() {
            self.recorder.record(Event::Samples { batch, samples });
        }
        for detail in details {
            self.recorder.record(Event::Detail { batch, detail });
        }
        if let Some(processes) = self.sampler.take_processes() {
            self.recorder.record(Event::Processes { batch, processes });
        }
    }

    /// A scope goes with its last process, so its counters are read while the guard still holds it.
    pub(super) fn read_counters(&mut self) {
        if let Some(group) = &self.group
            && group.dir.is_dir()
        {
            self.ended.facts.cgroup = Some(group.counters());
        }
    }

    pub(super) fn now_ms(&self) -> u64 {
        self.context.clock.now_ms()
    }

    pub(super) fn note_action(&mut self, action: Action) {
        let at_ms = self.now_ms();
        self.ended.facts.actions.push(Acted { at_ms, action });
    }

    pub(super) fn note_sent(&mut self, signal: i32, to: Addressee) {
        let at_ms = self.now_ms();
        let sent = SignalSent { at_ms, signal, to };
        self.ended.facts.signals_sent.push(sent);
    }

    pub(super) fn note_received(&mut self, signal: i32) {
        let at_ms = self.now_ms();
        let received = SignalReceived { at_ms, signal };
        self.ended.facts.signals_received.push(received);
    }
}
