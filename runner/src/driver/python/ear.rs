//! The pytest processes of a batch: what they ask, and what they tell.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

use oomscope_diagnosis::hunt_event::HuntEvent;
use oomscope_journal::{Event, PhaseFigures};
use oomscope_shared::facts::{BatchFacts, MainProcess, SoftStop, TimeOut, WorkerWord};
use oomscope_shared::message::Message;
use oomscope_shared::path::way;

use super::choose::Role;
use super::code::PluginCode;
use super::connection::{Connection, Socket};
use super::credible::{Incredible, Known};
use super::imports::Imports;
use super::outputs::BatchOutputs;
use super::protocol::{CollectedReply, Hello, HelloReply, PluginMessage};
use crate::clock::monotonic_us;
use crate::driver::{Desk, Ear, Late, Opened, StopFlag};
use crate::process::{ProcReader, descendants};
use crate::sampler::Stopping;

/// Between the end of a process's descriptors and its own there passes less than this.
const GONE_WITHIN: Duration = Duration::from_millis(40);

/// The way from the folder that the command runs in to pytest's root folder.
fn from_here(rootdir: &str) -> Option<String> {
    let here = std::env::current_dir().ok()?;
    way(here.to_str()?, rootdir)
}

/// A pytest process that speaks: the main one, or a worker of pytest-xdist.
struct Speaker {
    connection: Connection,
    hello: Option<Hello>,
    /// Which of the batch's sessions it belongs to, from 1; 0 before it has said who it is.
    session: u32,
    /// Whether it was told which tests it runs. Who has no numbers has nothing to tell of tests.
    has_numbers: bool,
    /// The test that runs in it and when that began, in microseconds of the monotonic clock.
    current: Option<(u32, u64)>,
    /// When its session ended.
    finished_us: Option<u64>,
    /// When it was first seen to have fallen silent before that.
    silent_since: Option<Instant>,
    /// What it told of a pass of the hunt.
    told: Vec<HuntEvent>,
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
            silent_since: None,
            told: Vec::new(),
        }
    }

    fn is_main(&self) -> bool {
        self.hello
            .as_ref()
            .is_some_and(|hello| hello.worker.is_none())
    }
}

/// The sessions of a batch. A command can run the framework more than once, but the numbers of the tests, and
/// with them all that is recorded, belong to one session only: the first that runs a test.
#[derive(Debug, Default)]
struct Sessions {
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

/// Hears the processes of one batch.
pub struct PluginEar {
    code: Rc<PluginCode>,
    /// The batch's own folder.
    folder: PathBuf,
    /// What a process is told when it says hello.
    hello: HelloReply,
    role: Role,
    socket: Option<Socket>,
    stop: Option<StopFlag>,
    speakers: Vec<Speaker>,
    imports: Imports,
    sessions: Sessions,
    outputs: BatchOutputs,
    /// Questions may come: the sockets are watched, not only looked at now and then.
    is_handshaking: bool,
}

impl PluginEar {
    /// Ready to be opened.
    pub fn new(
        code: Rc<PluginCode>,
        folder: PathBuf,
        hello: HelloReply,
        role: Role,
        outputs: BatchOutputs,
    ) -> Self {
        Self {
            code,
            folder,
            hello,
            role,
            socket: None,
            stop: None,
            speakers: Vec::new(),
            imports: Imports::default(),
            sessions: Sessions::default(),
            outputs,
            is_handshaking: true,
        }
    }

    /// What is taken of a message: nothing that cannot be, and of tests only what the recorded session says.
    fn believed(
        &mut self,
        at: usize,
        message: PluginMessage,
        desk: &mut Desk<'_>,
    ) -> Option<PluginMessage> {
        let speaker = &self.speakers[at];
        let is_of_tests = matches!(
            message,
            PluginMessage::Start { .. }
                | PluginMessage::Phase { .. }
                | PluginMessage::End { .. }
                | PluginMessage::Grew { .. }
                | PluginMessage::Hunt(_)
        );
        let is_of_session = is_of_tests
            || matches!(
                message,
                PluginMessage::Ready(_) | PluginMessage::WorkerCrash(_)
            );
        if is_of_session && self.sessions.is_late(speaker.session) {
            desk.heard.has_untold_session |= is_of_tests;
            return None;
        }
        let known = Known {
            tests: match speaker.has_numbers {
                true => desk.recorder.state().tests().len(),
                false => 0,
            },
            run_start_us: desk.clock.started_us(),
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
                desk.heard.unknown_test.get_or_insert(test);
                None
            }
            Err(Incredible::Figure) => None,
        }
    }

    fn take_message(&mut self, at: usize, message: PluginMessage, desk: &mut Desk<'_>) {
        // Whoever speaks again has not ended itself.
        self.speakers[at].connection.set_last_word(None);
        let Some(message) = self.believed(at, message, desk) else {
            return;
        };
        match message {
            PluginMessage::Hello(hello) => {
                desk.facts.plugin_spoke = true;
                // Under pytest-xdist the workers are of the session of whoever said hello as the main one.
                let session = match &hello.worker {
                    None => self.sessions.begin(),
                    Some(_) => self.sessions.begun,
                };
                self.speakers[at].session = session;
                desk.recorder.record(Event::HostLearned {
                    python: Some(hello.python.clone()),
                    pytest: hello.pytest.clone(),
                    tests_folder: from_here(&hello.rootdir),
                });
                let speaker = &mut self.speakers[at];
                speaker.hello = Some(hello);
                // A process that does not take its answer is gone, which its ending will tell.
                let mut reply = self.hello.clone();
                reply.stop_file = self.stop.as_ref().map(StopFlag::path);
                speaker.connection.answer(&reply);
            }
            PluginMessage::Collected(collected) => {
                let errors = &mut desk.facts.collection_errors;
                *errors = (*errors).max(Some(collected.errors));
                let speaker = &mut self.speakers[at];
                if let Some(hello) = &speaker.hello {
                    let mut reply = self.role.choose(&collected, hello, desk);
                    let is_late = self.sessions.is_late(speaker.session);
                    if is_late {
                        reply.numbers = CollectedReply::untold().numbers;
                    }
                    speaker.has_numbers = !is_late && reply != CollectedReply::untold();
                    let runs_none = match &reply.positions {
                        Some(positions) => positions.is_empty(),
                        None => collected.ids.is_empty(),
                    };
                    desk.heard.has_untold_session |=
                        self.sessions.begun > 1 && !speaker.has_numbers && !runs_none;
                    desk.recorder.flush();
                    self.speakers[at].connection.answer(&reply);
                }
            }
            PluginMessage::Stopped(rss_kib) => {
                if desk.facts.soft_stop.is_none() {
                    let kib = desk.sampler.told_to_stop_at_kib();
                    let kib = kib.or_else(|| desk.sampler.above_soft_kib());
                    // It may have seen by itself that it is above the line, which no sample need have met.
                    let kib = kib.unwrap_or_else(|| desk.sampler.now_kib()).max(rss_kib);
                    let bytes = kib.saturating_mul(1024);
                    let at_ms = desk.clock.now_ms();
                    desk.facts.soft_stop = Some(SoftStop { at_ms, bytes });
                }
                desk.sampler.set_stopping(Stopping::Now);
            }
            PluginMessage::Ready(rss_kib) => {
                if self.is_handshaking {
                    desk.sampler
                        .set_stopping(match desk.sampler.above_soft_kib() {
                            None => Stopping::AboveLine,
                            Some(_) => Stopping::Never,
                        });
                }
                self.is_handshaking = false;
                desk.recorder.record(Event::Collected {
                    batch: desk.batch,
                    rss_kib,
                });
            }
            PluginMessage::Start {
                test,
                at_us,
                rss_kib,
            } => {
                self.speakers[at].current = Some((test, at_us));
                desk.recorder.record(Event::TestStarted {
                    test,
                    batch: desk.batch,
                    at_us: desk.clock.since_start(at_us),
                    rss_kib,
                });
            }
            PluginMessage::Phase { test, figures } => {
                see_peak(&figures, desk);
                desk.recorder.record(Event::PhaseEnded { test, figures });
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
                phases.iter().for_each(|figures| see_peak(figures, desk));
                desk.recorder.record(Event::TestEnded {
                    test,
                    outcome,
                    at_us: desk.clock.since_start(at_us),
                    retained_kib,
                    remark: remark.map(Message::quote),
                    phases,
                });
            }
            PluginMessage::Importing { file, rss_kib } => self.imports.begin(at, file, rss_kib),
            PluginMessage::Imported(rss_kib) => self.imports.end(at, rss_kib),
            PluginMessage::LastWord(word) => self.speakers[at].connection.set_last_word(word),
            PluginMessage::Outputs(outputs) => self.outputs.tell(outputs, desk),
            PluginMessage::Grew { test, holders } => {
                desk.heard.grew.insert(test, holders);
            }
            PluginMessage::SharedFiles(kib) => {
                desk.sampler.note_shared_files(desk.clock.now_ms(), kib);
            }
            PluginMessage::Hunt(told) => self.speakers[at].told.push(*told),
            PluginMessage::WorkerCrash(crash) => {
                desk.heard.worker_crashes.push((crash.id, crash.text));
            }
            PluginMessage::Finish(status) => {
                // Under pytest-xdist the workers finish too; the main process has the last word.
                if self.speakers[at].is_main() {
                    self.speakers[at].finished_us = Some(monotonic_us());
                    desk.facts.session_status = Some(status);
                }
            }
        }
    }

    /// A process closes what it has open a moment before it is gone. One that is still there after that has lost
    /// its plugin: a test has closed its descriptors, or has written into them.
    fn look_whether_lost(&mut self, at: usize, desk: &mut Desk<'_>) {
        let speaker = &mut self.speakers[at];
        let is_silent = speaker.connection.is_at_end() && speaker.finished_us.is_none();
        let is_known = desk.facts.plugin_lost || speaker.connection.last_word().is_some();
        if !speaker.is_main() || !is_silent || is_known {
            return;
        }
        let since = *speaker.silent_since.get_or_insert_with(Instant::now);
        let pid = Self::speaker_pid(speaker).unwrap_or(0);
        desk.facts.plugin_lost = since.elapsed() >= GONE_WITHIN
            && ProcReader::system().is_alive(pid)
            && descendants(desk.root_pid).contains(&pid);
    }

    fn speaker_pid(speaker: &Speaker) -> Option<u32> {
        Some(speaker.hello.as_ref()?.pid)
    }
}

impl Ear for PluginEar {
    fn open(&mut self) -> io::Result<Opened> {
        let socket = Socket::open(&self.folder)?;
        let stop = StopFlag::create(self.folder.join("stop"))?;
        let env = self.code.environment(socket.path());
        self.socket = Some(socket);
        self.stop = Some(stop.clone());
        Ok(Opened {
            env,
            stdout: None,
            stop: Some(stop),
        })
    }

    fn hear(&mut self, desk: &mut Desk<'_>) -> usize {
        desk.heard.is_expected = true;
        while let Some(connection) = self.socket.as_ref().and_then(Socket::accept) {
            self.speakers.push(Speaker::new(connection));
        }
        for at in 0..self.speakers.len() {
            for message in self.speakers[at].connection.receive() {
                desk.sampler.note_progress(1);
                self.take_message(at, message, desk);
            }
            desk.heard.is_cut |= self.speakers[at].connection.is_cut();
            self.look_whether_lost(at, desk);
        }
        // What tests print comes in another way, and is what makes a batch loud.
        0
    }

    fn end(&mut self, desk: &mut Desk<'_>) {
        self.hear(desk);
        self.outputs.end(desk);
        let told = self.speakers.iter_mut().map(|speaker| &mut speaker.told);
        desk.heard.told = told.flat_map(std::mem::take).collect();
    }

    fn urgent(&self) -> Vec<BorrowedFd<'_>> {
        if !self.is_handshaking {
            return Vec::new();
        }
        let listener = self.socket.iter().map(|socket| socket.listener().as_fd());
        let speakers = self.speakers.iter().map(|speaker| &speaker.connection);
        let live = speakers.filter(|connection| !connection.is_at_end());
        listener
            .chain(live.map(|connection| connection.stream().as_fd()))
            .collect()
    }

    fn is_at_work(&self) -> bool {
        !self.is_handshaking
    }

    fn late(&mut self, timeout_us: u64) -> Option<Late> {
        let now_us = monotonic_us();
        let is_late = |since_us: u64| now_us.saturating_sub(since_us) >= timeout_us;
        let mut late = Late::default();
        for speaker in &mut self.speakers {
            if let Some((test, _)) = speaker.current.take_if(|(_, since_us)| is_late(*since_us)) {
                late.tests.push(test);
                match &speaker.hello {
                    Some(hello) if hello.worker.is_some() => late.workers.push((hello.pid, test)),
                    _ => late.whose = Some(TimeOut::Test),
                }
            } else if !speaker.connection.is_at_end()
                && speaker
                    .finished_us
                    .take_if(|since_us| is_late(*since_us))
                    .is_some()
            {
                late.whose = Some(TimeOut::Exit);
            }
        }
        Some(late)
    }

    fn pids(&self) -> Vec<u32> {
        self.speakers.iter().filter_map(Self::speaker_pid).collect()
    }

    fn conclude(&mut self, main_pid: Option<i32>, facts: &mut BatchFacts) {
        // Under pytest-xdist the workers have last words of their own; they do not end the batch.
        let main = self.speakers.iter().rev().find(|speaker| speaker.is_main());
        facts.last_word = main.and_then(|main| main.connection.last_word().cloned());
        facts.worker_words = self
            .speakers
            .iter()
            .filter(|speaker| !speaker.is_main())
            .filter_map(|speaker| {
                Some(WorkerWord {
                    test: speaker.current?.0,
                    word: speaker.connection.last_word()?.clone(),
                })
            })
            .collect();
        facts.imports = self.imports.told();
        // Where the plugin spoke from the very process that was started, nothing stands between.
        let started = main_pid.and_then(|pid| u32::try_from(pid).ok());
        let mut mains = self.speakers.iter().filter(|speaker| speaker.is_main());
        if started.is_some() && mains.any(|speaker| Self::speaker_pid(speaker) == started) {
            facts.main_process = MainProcess::Framework;
        }
    }
}

fn see_peak(figures: &PhaseFigures, desk: &mut Desk<'_>) {
    let highest = figures.peak_kib.max(figures.rss_kib).unwrap_or(0);
    desk.heard.peak_kib = desk.heard.peak_kib.max(highest);
}
