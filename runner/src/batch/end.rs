//! The end of a batch: what was in the way is cleared, and what is known by then becomes facts.

use std::os::fd::{AsFd, BorrowedFd};
use std::time::{Duration, Instant};

use oomscope_journal::Event;
use oomscope_shared::artifact::PeakSource;
use oomscope_shared::facts::Action;
use oomscope_shared::{Message, messages};

use super::Ended;
use super::running::Running;
use crate::signals;

/// How long after a batch was ended by a signal oomscope's own one may come, if all of a job gets it.
const OWN_SIGNAL_WITHIN: Duration = Duration::from_millis(300);
/// A guard ends right after its last word.
const GUARD_ENDS_WITHIN: Duration = Duration::from_secs(2);
/// One that was killed and does not end hangs in the kernel, and waiting longer would not help.
const GUARD_IS_LEFT_AFTER: Duration = Duration::from_secs(12);
/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(5);

impl Running<'_> {
    /// Waits for the guard's own process, and sees to it that nothing of the batch is left.
    async fn let_guard_go(&mut self) {
        self.guard.end();
        let since = Instant::now();
        let mut is_late = false;
        while !self.guard.has_ended() && since.elapsed() < GUARD_IS_LEFT_AFTER {
            if !is_late && since.elapsed() >= GUARD_ENDS_WITHIN {
                is_late = true;
                self.guard.kill();
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        self.context.guards.kill_orphans().await;
    }

    /// The signals to oomscope; where there are none yet, those that come within some time.
    async fn own_signals_within(&mut self, time: Duration) -> Vec<i32> {
        let since = Instant::now();
        loop {
            let taken = self.context.signals.take(&mut self.news);
            let rest = time.saturating_sub(since.elapsed());
            if !taken.is_empty() || rest.is_zero() {
                return taken;
            }
            let fds = self.context.signals.pipes().map(AsFd::as_fd);
            let fds: Vec<BorrowedFd<'_>> = fds.collect();
            self.watchlist.wait(&fds, rest).await;
        }
    }

    /// Whether a signal ended the main process by which whole jobs are ended, and nothing of it was our doing.
    fn was_asked_to_end(&self) -> bool {
        let facts = &self.ended.facts;
        let by_shell = facts.exit_code.map(|code| code - 128);
        let is_known = !facts.actions.is_empty() || !facts.signals_received.is_empty();
        let signal = facts.signal.or(by_shell);
        !is_known && signal.is_some_and(|signal| signals::ENDING.contains(&signal))
    }

    pub(super) async fn finish(mut self) -> Ended {
        self.ear.conclude(self.main_pid, &mut self.ended.facts);
        let main_pid = self.main_pid.map_or(0, |pid| pid as u32);
        let mut pids = [vec![main_pid], self.ear.pids()].concat();
        self.let_guard_go().await;
        // Where all of a job is asked to end, the batch can be gone before oomscope has its own signal: on
        // a machine that is short of everything by some time. Nobody waits for any other ending.
        let own = match self.was_asked_to_end() {
            true => self.own_signals_within(OWN_SIGNAL_WITHIN).await,
            false => self.context.signals.take(&mut self.news),
        };
        own.into_iter()
            .for_each(|signal| self.note_received(signal));
        // Every writer is dead now, so this ends.
        while !self.output.is_at_end() && self.output.drain_now() > 0 {}
        self.with_desk(|ear, desk| ear.end(desk));
        // The kill can be seen before the flag is looked at.
        self.note_enforcement();
        self.read_counters();
        if let Some(Action::OverLimit { .. } | Action::OomKilled | Action::Stalled { .. }) =
            self.ended.facts.action()
        {
            // They were killed together; that the main process was reaped first means nothing.
            self.ended.left.clear();
        }
        let tree_kib = self.sampler.peak_kib();
        let mut sampled = self.sampler.finish();
        let batch = self.index;
        let samples = std::mem::take(&mut sampled.rest);
        if !samples.is_empty() {
            self.recorder.record(Event::Samples { batch, samples });
        }
        for detail in std::mem::take(&mut sampled.details) {
            self.recorder.record(Event::Detail { batch, detail });
        }
        if !sampled.strays.is_empty() {
            let named = |(pid, process): &(u32, String)| {
                let (pid, process) = (*pid, process.clone());
                Message::from(messages::EvidenceOutlivedProcess { process, pid })
            };
            let processes: Vec<Message> = sampled.strays.iter().map(named).collect();
            let message = messages::NoteLeftGroup { batch, processes }.into();
            self.recorder.record(Event::Warning { message });
        }
        self.ended.processes = std::mem::take(&mut sampled.processes);
        let seen_kib = self
            .ended
            .processes
            .iter()
            .map(|process| process.peak_kib)
            .max();
        let one_process_kib = self
            .high_water_kib
            .max(self.ended.heard.peak_kib)
            .max(seen_kib.unwrap_or(0));
        self.ended.peak = match (tree_kib, one_process_kib) {
            (0, 0) => None,
            (tree, one) if tree > one => Some((tree * 1024, PeakSource::TreeSamples)),
            (_, one) => Some((one * 1024, PeakSource::KernelHighWater)),
        };
        pids.extend(self.ended.processes.iter().map(|process| process.pid));
        let facts = &mut self.ended.facts;
        facts.watchdog_bytes = sampled.watchdog_kib.map(|kib| kib * 1024);
        facts.texts = self.output.texts();
        self.kernel.finish(&pids, facts);
        self.ended.sampled = sampled;
        self.ended.output = self.output.tail();
        self.ended
    }
}
