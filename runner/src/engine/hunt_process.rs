//! One process of the hunt, whatever it looks for: a batch of its own, silent, and with an end.

use std::time::{Duration, Instant};

use oomscope_journal::Event;
use oomscope_shared::artifact::Pass;

use super::Engine;
use crate::batch::{self, Choose, Ended, Listener, Spec};
use crate::error::Failure;

/// It may take so long at least, whatever is left of the hunt's time.
const PATIENCE: Duration = Duration::from_secs(60);

impl Engine<'_> {
    /// Runs some tests in a fresh process. One that has begun may finish: what is left of the time only
    /// bounds a hang.
    pub(super) fn hunt_process(
        &mut self,
        pass: Pass,
        tests: Vec<u32>,
        spec: &Spec,
        deadline: Instant,
        choose: &mut Choose<'_>,
        listener: Option<&mut Listener>,
    ) -> Result<Ended, Failure> {
        let batch = spec.index;
        let at_ms = self.now_ms();
        self.recorder
            .record(Event::BatchStarted { batch, pass, at_ms });
        self.recorder.record(Event::BatchPlanned { batch, tests });
        let rest = deadline.saturating_duration_since(Instant::now());
        let patience = (rest * 2).max(PATIENCE).as_millis() as u64;
        let kept = (self.context.timeout_ms, self.context.live_output);
        self.context.timeout_ms = Some(kept.0.map_or(patience, |ms| ms.min(patience)));
        self.context.live_output = false;
        let ended = batch::run_with(&self.context, spec, &mut self.recorder, choose, listener);
        (self.context.timeout_ms, self.context.live_output) = kept;
        ended.map_err(Failure::recorder)
    }
}
