//! Ending a batch that runs: for a signal, for its time, for its memory; by asking, and by force.

use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use oomscope_shared::facts::{Acted, Action, Addressee, SignalSent, TimeOut};

use super::{GRACE, GRACE_INTERRUPTED, Running};
use crate::process::descendants;
use crate::sampler::Why;

impl Running<'_> {
    pub(super) fn look_at_signals(&mut self) {
        for signal in self.context.signals.take() {
            self.note_received(signal);
            if self.ended.facts.signals_received.len() == 1 {
                self.note_action(Action::Interrupted);
                self.ask_to_end(GRACE_INTERRUPTED);
            } else {
                self.kill_hard();
            }
        }
    }

    pub(super) fn look_at_limits(&mut self) {
        self.note_enforcement();
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
            && !self.hard_killed
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
                if tree.iter().any(|(pid, _)| *pid == worker) {
                    // pytest-xdist goes on with a new one.
                    let _ = kill(Pid::from_raw(worker as i32), Signal::SIGKILL);
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
            let _ = kill(Pid::from_raw(pid), self.terms.polite);
            self.note_sent(self.terms.polite as i32, Addressee::Main);
        }
    }

    /// The guard kills the whole tree once its socket is shut.
    pub(super) fn kill_hard(&mut self) {
        if !self.hard_killed {
            self.note_sent(libc::SIGKILL, Addressee::Tree);
        }
        self.hard_killed = true;
        self.guard.end();
    }
}
