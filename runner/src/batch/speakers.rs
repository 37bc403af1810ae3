//! The pytest processes of a batch: what they ask, and what they tell.

use oomscope_diagnosis::hunt_event::HuntEvent;
use oomscope_journal::{Event, PhaseFigures};
use oomscope_shared::facts::{LastWord, SoftStop};
use oomscope_shared::message::Message;

use super::credible::{Incredible, Known};
use super::{Choose, Running, Spec, monotonic_us};
use crate::protocol::{CollectedReply, Hello, PluginMessage};
use crate::pytest::Connection;
use crate::recorder::Recorder;
use crate::sampler::Stopping;

/// A pytest process that speaks: the main one, or a worker of pytest-xdist.
pub(super) struct Speaker {
    pub(super) connection: Connection,
    pub(super) hello: Option<Hello>,
    /// Which of the batch's sessions it belongs to, from 1; 0 before it has said who it is.
    session: u32,
    /// Whether it was told which tests it runs. Who has no numbers has nothing to tell of tests.
    has_numbers: bool,
    /// The test that runs in it and when that began, in microseconds of the monotonic clock.
    pub(super) current: Option<(u32, u64)>,
    /// When its session ended.
    pub(super) finished_us: Option<u64>,
    /// What it told of a pass of the hunt.
    pub(super) told: Vec<HuntEvent>,
}

impl Speaker {
    fn new(connection: Connection) -> Self {
        Self {
            connection,
            hello: None,
            session: 0,
            has_numbers: false,
            current: None,
            finished_us: None,
            told: Vec::new(),
        }
    }

    pub(super) fn is_main(&self) -> bool {
        self.hello
            .as_ref()
            .is_some_and(|hello| hello.worker.is_none())
    }
}

/// The sessions of a batch. A command can run the framework more than once, but the numbers of the tests, and
/// with them all that is recorded, belong to one session only: the first that runs a test.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    /// How many have begun.
    begun: u32,
    /// The one that is recorded.
    recorded: Option<u32>,
}

impl Sessions {
    /// Another one.
    fn begin(&mut self) -> u32 {
        self.begun += 1;
        self.begun
    }

    /// Whether another one is recorded already.
    fn is_late(&self, session: u32) -> bool {
        self.recorded.is_some_and(|recorded| recorded != session)
    }
}

impl Running<'_> {
    pub(super) fn receive(
        &mut self,
        spec: &Spec,
        recorder: &mut Recorder,
        choose: &mut Choose<'_>,
    ) {
        let Some(injection) = self.context.injection else {
            return;
        };
        while let Some(connection) = injection.accept() {
            self.speakers.push(Speaker::new(connection));
        }
        for at in 0..self.speakers.len() {
            for message in self.speakers[at].connection.receive() {
                self.sampler.note_progress(1);
                self.take_message(at, message, spec, recorder, choose);
            }
        }
    }

    /// What is taken of a message: nothing that cannot be, and of tests only what the recorded session says.
    fn believed(
        &mut self,
        at: usize,
        message: PluginMessage,
        recorder: &Recorder,
    ) -> Option<PluginMessage> {
        let speaker = &self.speakers[at];
        let is_of_tests = matches!(
            message,
            PluginMessage::Start { .. }
                | PluginMessage::Phase { .. }
                | PluginMessage::End { .. }
                | PluginMessage::Hunt(_)
        );
        let is_of_session = is_of_tests
            || matches!(
                message,
                PluginMessage::Ready(_) | PluginMessage::WorkerCrash(_)
            );
        if is_of_session && self.sessions.is_late(speaker.session) {
            self.ended.has_untold_session |= is_of_tests;
            return None;
        }
        let known = Known {
            tests: match speaker.has_numbers {
                true => recorder.state().tests().len(),
                false => 0,
            },
            run_start_us: self.context.run_start_us,
            now_us: monotonic_us(),
        };
        match known.check(message) {
            Ok(message) => {
                if is_of_tests {
                    self.sessions.recorded.get_or_insert(speaker.session);
                }
                Some(message)
            }
            Err(Incredible::Test(test)) => {
                self.ended.unknown_test.get_or_insert(test);
                None
            }
            Err(Incredible::Figure) => None,
        }
    }

    pub(super) fn take_message(
        &mut self,
        at: usize,
        message: PluginMessage,
        spec: &Spec,
        recorder: &mut Recorder,
        choose: &mut Choose<'_>,
    ) {
        let run_start_us = self.context.run_start_us;
        let since_start = |at_us: u64| at_us.saturating_sub(run_start_us);
        // Whoever speaks again has not ended itself.
        self.speakers[at].connection.set_last_word(None);
        let Some(message) = self.believed(at, message, recorder) else {
            return;
        };
        match message {
            PluginMessage::Hello(hello) => {
                self.ended.facts.plugin_spoke = true;
                // Under pytest-xdist the workers are of the session of whoever said hello as the main one.
                let session = match &hello.worker {
                    None => self.sessions.begin(),
                    Some(_) => self.sessions.begun,
                };
                self.speakers[at].session = session;
                recorder.record(Event::HostLearned {
                    python: Some(hello.python.clone()),
                    pytest: hello.pytest.clone(),
                });
                let speaker = &mut self.speakers[at];
                speaker.hello = Some(hello);
                // A process that does not take its answer is gone, which its ending will tell.
                let mut reply = spec.hello.clone();
                reply.stop_file = self.context.injection.map(|i| i.stop_flag().path());
                let _ = speaker.connection.answer(&reply);
            }
            PluginMessage::Collected(collected) => {
                let errors = &mut self.ended.facts.collection_errors;
                *errors = (*errors).max(Some(collected.errors));
                let speaker = &mut self.speakers[at];
                if let Some(hello) = &speaker.hello {
                    let mut reply = choose(&collected, hello, recorder);
                    let is_late = self.sessions.is_late(speaker.session);
                    if is_late {
                        reply.numbers = CollectedReply::untold().numbers;
                    }
                    speaker.has_numbers = !is_late && reply != CollectedReply::untold();
                    let runs_none = match &reply.positions {
                        Some(positions) => positions.is_empty(),
                        None => collected.ids.is_empty(),
                    };
                    self.ended.has_untold_session |=
                        self.sessions.begun > 1 && !speaker.has_numbers && !runs_none;
                    recorder.flush();
                    let _ = speaker.connection.answer(&reply);
                }
            }
            PluginMessage::Stopped => {
                if self.ended.facts.soft_stop.is_none() {
                    let kib = self.sampler.told_to_stop_at_kib();
                    let kib = kib.or_else(|| self.sampler.above_soft_kib());
                    let bytes = kib.unwrap_or_else(|| self.sampler.now_kib()) * 1024;
                    let at_ms = self.now_ms();
                    self.ended.facts.soft_stop = Some(SoftStop { at_ms, bytes });
                }
                self.sampler.set_stopping(Stopping::Now);
            }
            PluginMessage::Ready(rss_kib) => {
                if self.handshaking {
                    self.sampler
                        .set_stopping(match self.sampler.above_soft_kib() {
                            None => Stopping::AboveLine,
                            Some(_) => Stopping::Never,
                        });
                }
                self.handshaking = false;
                recorder.record(Event::Collected {
                    batch: self.index,
                    rss_kib,
                });
            }
            PluginMessage::Start {
                test,
                at_us,
                rss_kib,
            } => {
                self.speakers[at].current = Some((test, at_us));
                recorder.record(Event::TestStarted {
                    test,
                    batch: self.index,
                    at_us: since_start(at_us),
                    rss_kib,
                });
            }
            PluginMessage::Phase { test, figures } => {
                self.see_peak(&figures);
                recorder.record(Event::PhaseEnded { test, figures });
            }
            PluginMessage::End {
                test,
                outcome,
                at_us,
                retained_kib,
                phases,
                remark,
            } => {
                self.speakers[at].current = None;
                phases.iter().for_each(|figures| self.see_peak(figures));
                recorder.record(Event::TestEnded {
                    test,
                    outcome,
                    at_us: since_start(at_us),
                    retained_kib,
                    remark: remark.map(Message::quote),
                    phases,
                });
            }
            PluginMessage::LastWord(word) => self.speakers[at].connection.set_last_word(word),
            PluginMessage::Hunt(told) => self.speakers[at].told.push(*told),
            PluginMessage::WorkerCrash(crash) => {
                self.ended.worker_crashes.push((crash.id, crash.text));
            }
            PluginMessage::Finish(status) => {
                // Under pytest-xdist the workers finish too; the main process has the last word.
                if self.speakers[at].is_main() {
                    self.speakers[at].finished_us = Some(monotonic_us());
                    self.ended.facts.session_status = Some(status);
                }
            }
        }
    }

    /// Under pytest-xdist the workers have last words of their own; they do not end the batch.
    pub(super) fn last_word_of_main(&self) -> Option<LastWord> {
        let main = self.speakers.iter().rev().find(|speaker| speaker.is_main());
        main?.connection.last_word().cloned()
    }

    /// Whether the plugin spoke from the very process that was started, so that nothing stands between.
    pub(super) fn is_main_the_speaker(&self) -> bool {
        let main = self.main_pid.and_then(|pid| u32::try_from(pid).ok());
        let mut hellos = self.speakers.iter().filter(|speaker| speaker.is_main());
        let pid = |speaker: &Speaker| speaker.hello.as_ref().map(|hello| hello.pid);
        main.is_some() && hellos.any(|speaker| pid(speaker) == main)
    }

    /// The processes that spoke, behind the main one.
    pub(super) fn told_pids(&self) -> Vec<u32> {
        let main = self.main_pid.map_or(0, |pid| pid as u32);
        let told = self
            .speakers
            .iter()
            .filter_map(|speaker| Some(speaker.hello.as_ref()?.pid));
        std::iter::once(main).chain(told).collect()
    }

    pub(super) fn see_peak(&mut self, figures: &PhaseFigures) {
        let highest = figures.peak_kib.max(figures.rss_kib).unwrap_or(0);
        self.phase_peak_kib = self.phase_peak_kib.max(highest);
    }
}
