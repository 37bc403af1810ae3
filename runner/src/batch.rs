//! One batch: a fresh process tree from its start to the death of its last process.

mod ask;
mod credible;
mod listener;
mod speakers;

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use oomscope_diagnosis::hunt_event::HuntEvent;
use oomscope_journal::Event;
use oomscope_shared::artifact::{Framework, OutputTail, PeakSource, Process};
use oomscope_shared::facts::{
    Acted, Action, Addressee, BatchFacts, DeadOrphan, InForce, MainProcess, SignalReceived,
    SignalSent, WorkerWord,
};

pub use self::listener::Listener;
use self::speakers::{Sessions, Speaker};
use crate::guard::{Guard, Inherited, LeftProcess, Order, Report};
use crate::kernel::KernelWatch;
use crate::limiter::{Cgroup, Hierarchies, Limit, Prepared};
use crate::output::Output;
use crate::process::descendants;
use crate::protocol::{Collected, CollectedReply, Hello, HelloReply};
use crate::pytest::Injection;
use crate::recorder::Recorder;
use crate::sampler::{Sampled, Sampler, Task};
use crate::signals::{self, Signals};

/// How often outputs and reports are read. They wait in their pipes meanwhile, so that the runner does
/// not wake for every dot of pytest; the guard's word and signals are seen at once.
const TICK: Duration = Duration::from_millis(50);
/// The same while the batch prints so much that its pipe could fill up between two ticks.
const LOUD_TICK: Duration = Duration::from_millis(2);
/// Bytes in one tick from which a batch counts as loud: a quarter of its pipe.
const LOUD_BYTES: usize = 256 * 1024;
/// How long after a batch was ended by a signal oomscope's own one may come, if all of a job gets it.
const OWN_SIGNAL_WITHIN: Duration = Duration::from_millis(300);
/// How long a batch may take to end after it was asked to.
const GRACE: Duration = Duration::from_secs(5);
/// The same when oomscope itself was asked to end: the artifact must be written within two seconds.
const GRACE_INTERRUPTED: Duration = Duration::from_millis(1_200);

/// What a batch needs of the run.
pub struct Context<'a> {
    /// Start of the run.
    pub run_start: Instant,
    /// Microseconds of the monotonic clock at the start of the run: the plugin speaks in those.
    pub run_start_us: u64,
    /// The signals to oomscope.
    pub signals: &'a Signals,
    /// The plugin, for pytest.
    pub injection: Option<&'a Injection>,
    /// Samples per second.
    pub sample_hz: u32,
    /// What sampling may cost, in percent of one processor.
    pub budget_percent: f64,
    /// The memory limit.
    pub limit: Option<&'a Limit>,
    /// Whether the soft line still holds: it does not once a fresh process crossed it at once.
    pub has_soft_line: bool,
    /// Time-out in milliseconds.
    pub timeout_ms: Option<u64>,
    /// Time-out of a test in milliseconds.
    pub test_timeout_ms: Option<u64>,
    /// Whether the output goes to the terminal at once.
    pub live_output: bool,
    /// What runs.
    pub framework: Framework,
}

/// What is to run in a batch.
#[derive(Default)]
pub struct Spec {
    /// Its index.
    pub index: u32,
    /// The command.
    pub argv: Vec<String>,
    /// Environment variables beside those that are there.
    pub env: Vec<(String, String)>,
    /// The folder it runs in; `None`: the current one.
    pub folder: Option<PathBuf>,
    /// What the plugin is told when it says hello.
    pub hello: HelloReply,
    /// Whether the command is the framework or a test binary itself, with nothing around it that would pass
    /// codes on. Of one with a plugin its process says so.
    pub is_framework: bool,
}

/// Decides what a pytest process runs of what it collected.
pub type Choose<'a> = dyn FnMut(&Collected, &Hello, &mut Recorder) -> CollectedReply + 'a;

/// A batch that has ended.
#[derive(Debug, Default)]
pub struct Ended {
    /// What was observed of its end. Which tests were running, which one started what outlived it, and what
    /// came of a listing is for the engine to add, which knows the tests.
    pub facts: BatchFacts,
    /// Why it could not even be started.
    pub start_failure: Option<String>,
    /// When it ended, in milliseconds since the start of the run.
    pub at_ms: u64,
    /// Highest memory in bytes and its source.
    pub peak: Option<(u64, PeakSource)>,
    /// Processes.
    pub processes: Vec<Process>,
    /// Processes that outlived the main one and were killed.
    pub left: Vec<LeftProcess>,
    /// The end of what it printed.
    pub output: OutputTail,
    /// What sampling found and cost.
    pub sampled: Sampled,
    /// Reports of pytest-xdist about workers that died: test id and text.
    pub worker_crashes: Vec<(String, String)>,
    /// What a pass of the hunt told, one process after the other.
    pub told: Vec<HuntEvent>,
    /// The first number that a process told of and that is no test's.
    pub unknown_test: Option<u32>,
    /// Whether the command ran the framework again, with tests that are not recorded.
    pub has_untold_session: bool,
}

/// A batch that runs.
struct Running<'a> {
    context: &'a Context<'a>,
    listener: Option<&'a mut Listener>,
    index: u32,
    guard: Guard,
    output: Output,
    kernel: KernelWatch,
    sampler: Sampler,
    speakers: Vec<Speaker>,
    sessions: Sessions,
    /// The cgroup whose counters count this batch.
    group: Option<Cgroup>,
    /// Questions of the plugin may come: its sockets are watched, not only looked at every tick.
    handshaking: bool,
    is_loud: bool,
    main_pid: Option<i32>,
    started: Instant,
    ending_since: Option<(Instant, Duration)>,
    hard_killed: bool,
    /// The sampler's own kill is among the facts.
    is_enforced: bool,
    phase_peak_kib: u64,
    high_water_kib: u64,
    ended: Ended,
}

/// Runs one batch to its very end.
///
/// # Errors
/// The guard could not be started or died; the batch is then unknown.
pub fn run(
    context: &Context<'_>,
    spec: &Spec,
    recorder: &mut Recorder,
    choose: &mut Choose<'_>,
) -> io::Result<Ended> {
    run_with(context, spec, recorder, choose, None)
}

/// Runs a batch of a framework that has no plugin and says by itself what becomes of its tests.
///
/// # Errors
/// As [`run`].
pub fn listen(
    context: &Context<'_>,
    spec: &Spec,
    recorder: &mut Recorder,
    listener: &mut Listener,
) -> io::Result<Ended> {
    let mut choose = |_: &Collected, _: &Hello, _: &mut Recorder| CollectedReply::default();
    run_with(context, spec, recorder, &mut choose, Some(listener))
}

/// Either of them.
///
/// # Errors
/// As [`run`].
pub fn run_with<'a>(
    context: &'a Context<'_>,
    spec: &Spec,
    recorder: &mut Recorder,
    choose: &mut Choose<'_>,
    mut listener: Option<&'a mut Listener>,
) -> io::Result<Ended> {
    let (output, write) = Output::pipe(context.live_output)?;
    let said = match &mut listener {
        Some(listener) => listener.open()?,
        None => None,
    };
    let mut set_env = context
        .injection
        .map(Injection::environment)
        .unwrap_or_default();
    let env = spec.env.iter().cloned();
    set_env.extend(env.map(|(name, value)| (name, value.into())));
    let mut facts = BatchFacts {
        in_force: in_force(context),
        ..BatchFacts::default()
    };
    if spec.is_framework {
        facts.main_process = MainProcess::Framework;
    }
    let kernel = KernelWatch::start(&mut facts);
    let prepared = match context.limit {
        Some(limit) => limit.prepare(spec.index)?,
        None => Prepared::default(),
    };
    let own_group = prepared.group;
    let order = Order {
        argv: spec.argv.clone(),
        set_env,
        folder: spec.folder.clone(),
        join: own_group.as_ref().map(Cgroup::procs),
        group: own_group.as_ref().map(|group| group.dir.clone()),
        inherit: match prepared.wrapper[..] {
            [] => None,
            _ => Some(Inherited::from_here()?),
        },
    };
    let started = Guard::start(&order, write, said, &prepared.wrapper);
    let guard = started.inspect_err(|_| own_group.iter().for_each(Cgroup::remove))?;
    let group = match prepared.wrapper[..] {
        [] => own_group.clone(),
        // The guard is in the scope with its batch, and holds it until everything in it was counted.
        _ => Hierarchies::of(Path::new("/proc"), &guard.pid().to_string()).memory(),
    };
    let limit_kib = context.limit.map(|limit| limit.told.bytes / 1024);
    let soft_bytes = context.limit.and_then(|limit| limit.told.soft_bytes);
    let soft = context
        .injection
        .zip(soft_bytes)
        .filter(|_| context.has_soft_line)
        .map(|(injection, bytes)| (bytes / 1024, injection.stop_flag().clone()));
    if let Some(injection) = context.injection {
        // The batch before may have left it set.
        injection.stop_flag().set(false);
    }
    let sampler = Sampler::start(Task {
        root_pid: guard.pid(),
        hz: context.sample_hz,
        budget_percent: context.budget_percent,
        limit_kib,
        is_watchdog: context.limit.is_some_and(Limit::is_watched),
        soft,
        group: group.clone(),
        run_start: context.run_start,
    });
    let running = Running {
        context,
        listener,
        index: spec.index,
        guard,
        output,
        kernel,
        sampler,
        speakers: Vec::new(),
        sessions: Sessions::default(),
        group,
        handshaking: context.injection.is_some(),
        is_loud: false,
        main_pid: None,
        started: Instant::now(),
        ending_since: None,
        hard_killed: false,
        is_enforced: false,
        phase_peak_kib: 0,
        high_water_kib: 0,
        ended: Ended {
            facts,
            ..Ended::default()
        },
    };
    let ended = running.until_the_end(spec, recorder, choose);
    if let Some(group) = own_group {
        // Empty, unless the guard was killed.
        group.kill();
        group.remove();
    }
    ended
}

/// The deadlines and limits of a batch.
fn in_force(context: &Context<'_>) -> InForce {
    let limit = context.limit.map(|limit| &limit.told);
    let soft_bytes = limit.and_then(|limit| limit.soft_bytes);
    InForce {
        batch_timeout_ms: context.timeout_ms,
        test_timeout_ms: context.test_timeout_ms,
        memory_bytes: limit.map(|limit| limit.bytes),
        soft_bytes: soft_bytes.filter(|_| context.injection.is_some() && context.has_soft_line),
    }
}

/// Now, on the clock in which the plugin speaks.
pub fn monotonic_us() -> u64 {
    nix::time::clock_gettime(nix::time::ClockId::CLOCK_MONOTONIC)
        .map_or(0, |time| Duration::from(time).as_micros() as u64)
}

/// The guard is gone, so what it guarded has come to this process.
fn kill_own_descendants() {
    for (pid, _) in descendants(std::process::id()) {
        let _ = kill(Pid::from_raw(pid as i32), Signal::SIGKILL);
    }
}

impl Running<'_> {
    fn until_the_end(
        mut self,
        spec: &Spec,
        recorder: &mut Recorder,
        choose: &mut Choose<'_>,
    ) -> io::Result<Ended> {
        let mut main_ended = false;
        while !main_ended {
            self.wait();
            self.look_at_signals();
            self.look_at_limits();
            self.receive(spec, recorder, choose);
            let drained = self.output.drain() + self.listen(recorder);
            self.is_loud = drained >= LOUD_BYTES;
            self.sampler.note_progress(drained as u64);
            self.pass_on_samples(recorder);
            recorder.tick(self.sampler.now_kib(), self.sampler.peak_kib());
            // A guard that was told to end is gone right after its last word: nothing is read past the
            // end of the main process here, and `wait_for_the_rest` knows what the silence means.
            while !main_ended
                && let Some(report) = self
                    .guard
                    .next_report()
                    .inspect_err(|_| kill_own_descendants())?
            {
                main_ended = self.take_report(report);
            }
            if self.main_pid.is_some() && !self.context.framework.has_plugin() {
                recorder.display().say_limit();
            }
        }
        self.ended.at_ms = self.now_ms();
        // What is sampled from here on is of what outlived it.
        self.ended.facts.last_samples = self.sampler.last_samples();
        self.read_counters();
        // The plugin's last words may still lie in the socket.
        self.receive(spec, recorder, choose);
        if self.ended.start_failure.is_none() {
            self.wait_for_the_rest(recorder)?;
        }
        Ok(self.finish(recorder))
    }

    /// Waits for the next tick, or for something that cannot wait.
    fn wait(&self) {
        let mut fds: Vec<BorrowedFd<'_>> = vec![self.guard.socket().as_fd()];
        fds.extend(self.context.signals.pipes().map(AsFd::as_fd));
        if self.handshaking {
            fds.extend(
                self.context
                    .injection
                    .map(|injection| injection.listener().as_fd()),
            );
            fds.extend(
                self.speakers
                    .iter()
                    .filter(|speaker| !speaker.connection.is_at_end())
                    .map(|speaker| speaker.connection.stream().as_fd()),
            );
        }
        let mut fds: Vec<_> = fds
            .into_iter()
            .map(|fd| PollFd::new(fd, PollFlags::POLLIN))
            .collect();
        let tick = if self.is_loud { LOUD_TICK } else { TICK };
        let timeout = PollTimeout::try_from(tick).unwrap_or(PollTimeout::ZERO);
        // An interrupted wait is only a shorter one.
        let _ = poll(&mut fds, timeout);
    }

    /// Hears what the framework says. Returns how many bytes that were.
    fn listen(&mut self, recorder: &mut Recorder) -> usize {
        let Some(listener) = &mut self.listener else {
            return 0;
        };
        let now_us = self.context.run_start.elapsed().as_micros() as u64;
        let mut shown = Vec::new();
        let heard = listener.listen(self.index, now_us, recorder, &mut shown);
        self.output.take(&shown);
        heard
    }

    fn listen_to_the_end(&mut self, recorder: &mut Recorder) {
        if let Some(listener) = &mut self.listener {
            let now_us = self.context.run_start.elapsed().as_micros() as u64;
            let mut shown = Vec::new();
            listener.end(self.index, now_us, recorder, &mut shown);
            self.phase_peak_kib = self.phase_peak_kib.max(listener.peak_kib());
            self.output.take(&shown);
        }
    }

    /// Returns whether the main process is over.
    fn take_report(&mut self, report: Report) -> bool {
        match report {
            Report::Ready { .. } => false,
            Report::Started { pid } => {
                self.main_pid = Some(pid);
                if self.ending_since.is_some() {
                    // It was to end before it was known.
                    self.send_the_question();
                }
                false
            }
            Report::Failed { reason } => {
                self.ended.start_failure = Some(reason);
                true
            }
            Report::Exited {
                code,
                signal,
                max_rss_kib,
            } => {
                self.ended.facts.exit_code = code;
                self.ended.facts.signal = signal;
                self.high_water_kib = self.high_water_kib.max(max_rss_kib);
                true
            }
            Report::Orphan { name, signal } => {
                self.ended
                    .facts
                    .dead_orphans
                    .push(DeadOrphan { name, signal });
                false
            }
            Report::Done { left, max_rss_kib } => {
                self.ended.left = left;
                self.high_water_kib = self.high_water_kib.max(max_rss_kib);
                true
            }
        }
    }

    /// Lets the guard kill what outlived the main process, and reads the output to its end.
    fn wait_for_the_rest(&mut self, recorder: &mut Recorder) -> io::Result<()> {
        self.guard.end();
        let mut done = false;
        while !done {
            // A guard that is gone, or has nothing more to say, ends this loop too.
            match self.guard.next_report() {
                Ok(Some(report)) => {
                    done = matches!(report, Report::Done { .. });
                    self.take_report(report);
                }
                Ok(None) => {
                    self.is_loud = self.output.drain() + self.listen(recorder) >= LOUD_BYTES;
                    recorder.tick(self.sampler.now_kib(), self.sampler.peak_kib());
                    self.wait();
                }
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => done = true,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn pass_on_samples(&self, recorder: &mut Recorder) {
        let (samples, details) = self.sampler.take();
        let batch = self.index;
        if !samples.is_empty() {
            recorder.record(Event::Samples { batch, samples });
        }
        for detail in details {
            recorder.record(Event::Detail { batch, detail });
        }
    }

    /// A scope goes with its last process, so its counters are read while the guard still holds it.
    fn read_counters(&mut self) {
        if let Some(group) = &self.group
            && group.dir.is_dir()
        {
            self.ended.facts.cgroup = Some(group.counters());
        }
    }

    fn now_ms(&self) -> u64 {
        self.context.run_start.elapsed().as_millis() as u64
    }

    fn note_action(&mut self, action: Action) {
        let at_ms = self.now_ms();
        self.ended.facts.actions.push(Acted { at_ms, action });
    }

    fn note_sent(&mut self, signal: i32, to: Addressee) {
        let at_ms = self.now_ms();
        let sent = SignalSent { at_ms, signal, to };
        self.ended.facts.signals_sent.push(sent);
    }

    fn note_received(&mut self, signal: i32) {
        let at_ms = self.now_ms();
        let received = SignalReceived { at_ms, signal };
        self.ended.facts.signals_received.push(received);
    }

    /// Whether a signal ended the main process by which whole jobs are ended, and nothing of it was our doing.
    fn was_asked_to_end(&self) -> bool {
        let facts = &self.ended.facts;
        let by_shell = facts.exit_code.map(|code| code - 128);
        let is_known = !facts.actions.is_empty() || !facts.signals_received.is_empty();
        let signal = facts.signal.or(by_shell);
        !is_known && signal.is_some_and(|signal| signals::ENDING.contains(&signal))
    }

    fn finish(mut self, recorder: &mut Recorder) -> Ended {
        self.ended.facts.last_word = self.last_word_of_main();
        self.ended.facts.worker_words = self
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
        if self.is_main_the_speaker() {
            self.ended.facts.main_process = MainProcess::Framework;
        }
        let told_pids = self.told_pids();
        let told = self.speakers.iter_mut().map(|speaker| &mut speaker.told);
        self.ended.told = told.flat_map(std::mem::take).collect();
        self.guard.end();
        self.guard.wait();
        // Where all of a job is asked to end, the batch can be gone before oomscope has its own signal: on
        // a machine that is short of everything by some time. Nobody waits for any other ending.
        let own = match self.was_asked_to_end() {
            true => self.context.signals.take_within(OWN_SIGNAL_WITHIN),
            false => self.context.signals.take(),
        };
        own.into_iter()
            .for_each(|signal| self.note_received(signal));
        // Every writer is dead now, so this ends.
        while !self.output.is_at_end() && self.output.drain() > 0 {}
        self.listen_to_the_end(recorder);
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
            recorder.record(Event::Samples { batch, samples });
        }
        for detail in std::mem::take(&mut sampled.details) {
            recorder.record(Event::Detail { batch, detail });
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
            .max(self.phase_peak_kib)
            .max(seen_kib.unwrap_or(0));
        self.ended.peak = match (tree_kib, one_process_kib) {
            (0, 0) => None,
            (tree, one) if tree > one => Some((tree * 1024, PeakSource::TreeSamples)),
            (_, one) => Some((one * 1024, PeakSource::KernelHighWater)),
        };
        let mut pids = told_pids;
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
