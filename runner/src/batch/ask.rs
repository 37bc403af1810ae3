//! Ending a batch that runs: for a signal, for its time, for its memory; by asking, and by force.

use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use oomscope_shared::classify::{Action, TimeOut};

use super::{GRACE, GRACE_INTERRUPTED, Running, monotonic_us};
use crate::process::descendants;
use crate::sampler::Enforced;

impl Running<'_> {
    pub(super) fn look_at_signals(&mut self) {
        for signal in self.context.signals.take() {
            self.ended.signals.push(signal);
            self.ended
                .action
                .get_or_insert(Action::Interrupted { signal });
            if self.ended.signals.len() == 1 {
                self.ask_to_end(GRACE_INTERRUPTED);
            } else {
                self.kill_hard();
            }
        }
    }

    pub(super) fn look_at_limits(&mut self) {
        self.note_enforcement();
        if let Some(timeout_ms) = self.context.timeout_ms
            && self.ending_since.is_none()
            && self.started.elapsed() >= Duration::from_millis(timeout_ms)
        {
            self.end_for_time(TimeOut::Batch, timeout_ms);
        }
        if let Some(timeout_ms) = self.context.test_timeout_ms
            && self.ending_since.is_none()
        {
            self.look_at_tests(timeout_ms);
        }
        if let Some((since, grace)) = self.ending_since
            && since.elapsed() >= grace
            && !self.hard_killed
        {
            if let Some(Action::TimedOut { killed, .. }) = &mut self.ended.action {
                *killed = true;
            }
            self.kill_hard();
        }
    }

    pub(super) fn end_for_time(&mut self, what: TimeOut, timeout_ms: u64) {
        self.ended.action.get_or_insert(Action::TimedOut {
            what,
            timeout_ms,
            killed: false,
        });
        self.ask_to_end(GRACE);
    }

    /// Ends what has run for longer than a test may.
    pub(super) fn look_at_tests(&mut self, timeout_ms: u64) {
        if !self.context.framework.has_plugin() {
            // A batch is one test then; the plan has seen to that.
            if self.started.elapsed() >= Duration::from_millis(timeout_ms) {
                self.end_for_time(TimeOut::Test, timeout_ms);
            }
            return;
        }
        let now_us = monotonic_us();
        let is_late = |since_us: u64| now_us.saturating_sub(since_us) >= timeout_ms * 1000;
        let mut late_workers = Vec::new();
        let mut what = None;
        for speaker in &mut self.speakers {
            if let Some((test, _)) = speaker.current.take_if(|(_, since_us)| is_late(*since_us)) {
                self.ended.timed_out.push(test);
                match &speaker.hello {
                    Some(hello) if hello.worker.is_some() => late_workers.push(hello.pid),
                    _ => what = Some(TimeOut::Test),
                }
            } else if !speaker.connection.is_at_end()
                && speaker
                    .finished_us
                    .take_if(|since_us| is_late(*since_us))
                    .is_some()
            {
                what = Some(TimeOut::Exit);
            }
        }
        if !late_workers.is_empty() {
            // Its process id counts here only if the worker is a process of this tree, and not one in a
            // container with ids of its own.
            let tree = descendants(self.guard.pid());
            for worker in late_workers {
                if tree.iter().any(|(pid, _)| *pid == worker) {
                    // pytest-xdist goes on with a new one.
                    let _ = kill(Pid::from_raw(worker as i32), Signal::SIGKILL);
                    self.ended.late_workers += 1;
                } else {
                    what = Some(TimeOut::Test);
                }
            }
        }
        if let Some(what) = what {
            self.end_for_time(what, timeout_ms);
        }
    }

    pub(super) fn note_enforcement(&mut self) {
        let Some(enforced) = self.sampler.enforced() else {
            return;
        };
        let limit_bytes = self.context.limit.map_or(0, |limit| limit.told.bytes);
        self.ended.action.get_or_insert(match enforced {
            Enforced::OverLimit(kib) => Action::OverLimit {
                rss_bytes: kib * 1024,
                limit_bytes,
            },
            Enforced::OomKilled => Action::OomKilled { limit_bytes },
            Enforced::Stalled(stall) => Action::Stalled {
                limit_bytes,
                still_ms: stall.still_ms,
                stalled_percent: stall.stalled_percent,
            },
        });
    }

    /// The polite end: pytest tears its fixtures down and sums up on SIGINT, and dies of SIGTERM.
    pub(super) fn ask_to_end(&mut self, grace: Duration) {
        self.ending_since.get_or_insert((Instant::now(), grace));
        self.send_the_question();
    }

    pub(super) fn send_the_question(&self) {
        let signal = match self.context.framework.has_plugin() {
            true => Signal::SIGINT,
            false => Signal::SIGTERM,
        };
        if let Some(pid) = self.main_pid {
            let _ = kill(Pid::from_raw(pid), signal);
        }
    }

    /// The guard kills the whole tree once its socket is shut.
    pub(super) fn kill_hard(&mut self) {
        self.hard_killed = true;
        self.guard.end();
    }
}
