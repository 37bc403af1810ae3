//! Ending a batch that runs: for a signal, for its time, for its memory; by asking, and by force.

use std::rc::Rc;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use oomscope_shared::facts::{Acted, Action, Addressee, SignalSent, TimeOut};

use super::Wish;
use super::running::{Phase, Running};
use crate::limiter::{self, Limit};
use crate::process::{ProcReader, descendants, signal_child};
use crate::sampler::{Stopping, Why};

/// How long a batch may take to end after it was asked to.
const GRACE: Duration = Duration::from_secs(5);
/// The same when oomscope itself was asked to end: the artifact must be written within two seconds.
const GRACE_INTERRUPTED: Duration = Duration::from_millis(1_200);
/// A guard that has not answered after this is looked at: something can have stopped it.
const ANSWERS_WITHIN: Duration = Duration::from_millis(200);
/// How long a batch has to live with a higher limit before that is the one which it had: longer than it takes until
/// a kill is seen.
const RAISED_FOR: Duration = Duration::from_millis(200);
/// How long the guard may take to kill all of a batch. It gives up by itself after ten seconds, on processes that
/// hang in the kernel; one that says nothing for longer is stopped itself.
const KILLED_WITHIN: Duration = Duration::from_secs(12);
/// The same when oomscope itself was asked to end.
const KILLED_WITHIN_INTERRUPTED: Duration = Duration::from_millis(400);

impl Running<'_> {
    pub(super) fn look_at_signals(&mut self) {
        for signal in self.context.signals.take(&mut self.news) {
            self.note_received(signal);
            let is_first = self.ended.facts.signals_received.len() == 1;
            if is_first && self.phase == Phase::Runs {
                self.note_action(Action::Interrupted);
                self.ask_to_end(GRACE_INTERRUPTED);
            } else if !is_first {
                self.kill_hard();
            }
        }
    }

    /// What is asked of it for the sake of the batches beside it.
    pub(super) fn look_at_control(&mut self) {
        self.control.use_bytes(self.sampler.now_kib() * 1024);
        if let Some(bytes) = self.control.take_limit() {
            self.change_limit(bytes);
        }
        match self.control.take_wish() {
            Some(Wish::StopSoftly) => {
                if let Some(stop) = &self.stop {
                    stop.set(true);
                    self.sampler.set_stopping(Stopping::Now);
                }
            }
            Some(Wish::MakeRoom { reserved_bytes }) if self.is_well() => {
                let used_bytes = self.control.used_bytes();
                self.note_action(Action::Preempted {
                    reserved_bytes,
                    used_bytes,
                });
                self.kill_hard();
            }
            Some(Wish::MakeRoom { .. }) | None => {}
        }
        if let Some((share, since)) = &self.raised
            && since.elapsed() >= RAISED_FOR
            && self.is_well()
        {
            self.take_limit(&share.clone());
            self.raised = None;
        }
    }

    /// It runs, and oomscope does nothing about it.
    fn is_well(&self) -> bool {
        self.phase == Phase::Runs && self.ended.facts.action().is_none()
    }

    /// The fact is the limit that holds. One that the kernel refuses, because more is used by now, is not changed.
    /// A higher one becomes the fact only when the batch has lived with it for a while: what has just been killed at
    /// the lower one is not known to be dead yet.
    fn change_limit(&mut self, bytes: u64) {
        let Some(limit) = &self.terms.limit else {
            return;
        };
        let share = Rc::new(limit.share(bytes));
        let is_changed = match (&self.group, limit.is_watched()) {
            (_, true) => true,
            (Some(group), false) => limiter::change(group, bytes, limit.swap_off).is_ok(),
            (None, false) => false,
        };
        if !is_changed {
            return;
        }
        let in_force = &self.ended.facts.in_force;
        let soft_bytes = in_force.soft_bytes.and(share.told.soft_bytes);
        let soft_kib = soft_bytes.map(|soft| soft / 1024);
        self.sampler.set_limit(bytes / 1024, soft_kib);
        if let Some(stop) = &self.stop {
            stop.set_line(soft_kib);
        }
        if in_force.memory_bytes.is_some_and(|now| bytes > now) {
            self.raised = Some((share, Instant::now()));
        } else {
            self.take_limit(&share);
            self.raised = None;
        }
    }

    fn take_limit(&mut self, share: &Limit) {
        let in_force = &mut self.ended.facts.in_force;
        in_force.memory_bytes = Some(share.told.bytes);
        in_force.whole_bytes = share.share_of_bytes;
        in_force.soft_bytes = in_force.soft_bytes.and(share.told.soft_bytes);
    }

    /// A guard that does not do what it is told is ended by force, and what it guarded by oomscope itself.
    fn look_at_guard(&mut self) {
        let waits_since = match self.phase {
            Phase::IsCleared(since) => Some(since),
            _ => self.killed_since,
        };
        let Some(since) = waits_since.filter(|since| since.elapsed() >= ANSWERS_WITHIN) else {
            return;
        };
        let is_stopped = || ProcReader::system().is_stopped(self.guard.pid());
        let within = match self.ended.facts.signals_received.is_empty() {
            true => KILLED_WITHIN,
            false => KILLED_WITHIN_INTERRUPTED,
        };
        if since.elapsed() >= within || is_stopped() {
            self.killed_since.get_or_insert_with(Instant::now);
            self.guard.kill();
        }
    }

    pub(super) fn look_at_limits(&mut self) {
        self.note_enforcement();
        self.look_at_guard();
        if self.phase != Phase::Runs {
            return;
        }
        if let Some(timeout_ms) = self.terms.timeout_ms
            && self.ending_since.is_none()
            && self.started.elapsed() >= Duration::from_millis(timeout_ms)
        {
            self.end_for_time(TimeOut::Batch);
        }
        if let Some(timeout_ms) = self.terms.test_timeout_ms
            && self.ending_since.is_none()
        {
            self.look_at_tests(timeout_ms);
        }
        if let Some((since, grace)) = self.ending_since
            && since.elapsed() >= grace
            && self.killed_since.is_none()
        {
            self.kill_hard();
        }
    }

    pub(super) fn end_for_time(&mut self, whose: TimeOut) {
        self.note_action(Action::TimedOut { whose });
        self.ask_to_end(GRACE);
    }

    /// Ends what has run for longer than a test may.
    pub(super) fn look_at_tests(&mut self, timeout_ms: u64) {
        let Some(late) = self.ear.late(timeout_ms * 1000) else {
            // Nobody says which test runs: a batch is one test then; the plan has seen to that.
            if self.started.elapsed() >= Duration::from_millis(timeout_ms) {
                self.end_for_time(TimeOut::Test);
            }
            return;
        };
        let mut whose = late.whose;
        self.ended.facts.late_tests.extend(late.tests);
        if !late.workers.is_empty() {
            // Its process id counts here only if the worker is a process of this tree, and not one in a
            // container with ids of its own.
            let tree = descendants(self.guard.pid());
            for (worker, test) in late.workers {
                let parent = ProcReader::system().parent(worker);
                if let Some(parent) = parent.filter(|_| tree.contains(&worker)) {
                    // pytest-xdist goes on with a new one.
                    signal_child(parent, worker, Signal::SIGKILL);
                    self.note_sent(libc::SIGKILL, Addressee::Worker);
                    self.ended.facts.late_workers.push(test);
                } else {
                    whose = Some(TimeOut::Test);
                }
            }
        }
        if let Some(whose) = whose {
            self.end_for_time(whose);
        }
    }

    pub(super) fn note_enforcement(&mut self) {
        let Some(enforced) = self.sampler.enforced().filter(|_| !self.is_enforced) else {
            return;
        };
        self.is_enforced = true;
        let at_ms = enforced.at_ms;
        let action = match enforced.why {
            Why::OverLimit(kib) => Action::OverLimit {
                rss_bytes: kib * 1024,
            },
            Why::OomKilled => Action::OomKilled,
            Why::Stalled(stall) => Action::Stalled {
                still_ms: stall.still_ms,
                stalled_percent: stall.stalled_percent,
            },
        };
        let facts = &mut self.ended.facts;
        facts.actions.push(Acted { at_ms, action });
        facts.signals_sent.push(SignalSent {
            at_ms,
            signal: libc::SIGKILL,
            to: Addressee::Tree,
        });
    }

    /// The polite end.
    pub(super) fn ask_to_end(&mut self, grace: Duration) {
        self.ending_since.get_or_insert((Instant::now(), grace));
        self.send_the_question();
    }

    pub(super) fn send_the_question(&mut self) {
        if let Some(pid) = self.main_pid {
            signal_child(self.guard.pid(), pid as u32, self.terms.polite);
            self.note_sent(self.terms.polite as i32, Addressee::Main);
        }
    }

    /// The guard kills the whole tree once its socket is shut.
    pub(super) fn kill_hard(&mut self) {
        if self.killed_since.is_none() {
            self.note_sent(libc::SIGKILL, Addressee::Tree);
        }
        self.killed_since.get_or_insert_with(Instant::now);
        self.guard.end();
    }
}
