//! One batch: a fresh process tree from its start to the death of its last process.

mod ask;

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::path::Path;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use oomscope_journal::Event;
use oomscope_shared::artifact::{OutputTail, PeakSource, Process};
use oomscope_shared::facts::{
    Acted, Action, Addressee, BatchFacts, DeadOrphan, InForce, MainProcess, SignalReceived,
    SignalSent,
};

use crate::clock::Clock;
use crate::driver::{Desk, Ear, Heard, Job, StopFlag};
use crate::guard::{Guard, Inherited, LeftProcess, Order, Report};
use crate::kernel::KernelWatch;
use crate::limiter::{Cgroup, Hierarchies, Limit, Prepared};
use crate::output::Output;
use crate::process::descendants;
use crate::recorder::Recorder;
use crate::sampler::{Sampled, Sampler, Task, Watched};
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

/// What a batch needs of the run. Nothing of it changes while the run goes on.
pub struct Context<'a> {
    /// The clock of the run.
    pub clock: Clock,
    /// The signals to oomscope.
    pub signals: &'a Signals,
    /// Who samples all batches.
    pub sampler: &'a Sampler,
}

/// A batch that is to run.
pub struct Spec<'a> {
    /// Its index.
    pub index: u32,
    /// The command, and who hears it.
    pub job: Job,
    /// What holds for it.
    pub terms: Terms<'a>,
}

/// What holds for a batch.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// The signal by which it is asked to end.
    pub polite: Signal,
    /// The memory limit.
    pub limit: Option<&'a Limit>,
    /// Whether the soft line holds.
    pub has_soft_line: bool,
    /// Time-out in milliseconds.
    pub timeout_ms: Option<u64>,
    /// Time-out of a test in milliseconds.
    pub test_timeout_ms: Option<u64>,
    /// Whether its output goes to the terminal at once.
    pub is_live: bool,
}

impl Terms<'_> {
    /// As facts, for a batch that can be told to stop or not.
    fn in_force(&self, stop: Option<&StopFlag>) -> InForce {
        let limit = self.limit.map(|limit| &limit.told);
        let soft_bytes = limit.and_then(|limit| limit.soft_bytes);
        InForce {
            batch_timeout_ms: self.timeout_ms,
            test_timeout_ms: self.test_timeout_ms,
            memory_bytes: limit.map(|limit| limit.bytes),
            soft_bytes: soft_bytes.filter(|_| self.has_soft_line && stop.is_some()),
        }
    }
}

/// A batch that has ended.
#[derive(Debug, Default)]
pub struct Ended {
    /// What was observed of its end. Which tests were running, which one started what outlived it, and what
    /// came of a listing is for the engine to add, which knows the tests.
    pub facts: BatchFacts,
    /// What was heard of its tests beside the events that are recorded.
    pub heard: Heard,
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
    /// What sampling found.
    pub sampled: Sampled,
}

/// A batch that runs.
struct Running<'a> {
    context: &'a Context<'a>,
    index: u32,
    terms: Terms<'a>,
    ear: Box<dyn Ear>,
    guard: Guard,
    output: Output,
    kernel: KernelWatch,
    sampler: Watched,
    /// The cgroup whose counters count this batch.
    group: Option<Cgroup>,
    is_loud: bool,
    main_pid: Option<i32>,
    started: Instant,
    ending_since: Option<(Instant, Duration)>,
    hard_killed: bool,
    /// The sampler's own kill is among the facts.
    is_enforced: bool,
    high_water_kib: u64,
    ended: Ended,
}

/// Runs one batch to its very end.
///
/// # Errors
/// The guard could not be started or died; the batch is then unknown.
pub fn run<'a>(
    context: &'a Context<'_>,
    mut spec: Spec<'a>,
    recorder: &mut Recorder,
) -> io::Result<Ended> {
    let terms = spec.terms;
    let (output, write) = Output::pipe(terms.is_live)?;
    let opened = spec.job.ear.open()?;
    let mut facts = BatchFacts {
        in_force: terms.in_force(opened.stop.as_ref()),
        ..BatchFacts::default()
    };
    if spec.job.is_framework {
        facts.main_process = MainProcess::Framework;
    }
    let kernel = KernelWatch::start(&mut facts);
    let prepared = match terms.limit {
        Some(limit) => limit.prepare(spec.index)?,
        None => Prepared::default(),
    };
    let own_group = prepared.group;
    let step = spec.job.step;
    let order = Order {
        argv: step.argv,
        set_env: [opened.env, step.env].concat(),
        folder: step.folder,
        join: own_group.as_ref().map(Cgroup::procs),
        group: own_group.as_ref().map(|group| group.dir.clone()),
        inherit: match prepared.wrapper[..] {
            [] => None,
            _ => Some(Inherited::from_here()?),
        },
    };
    let started = Guard::start(&order, write, opened.stdout, &prepared.wrapper);
    let guard = started.inspect_err(|_| own_group.iter().for_each(Cgroup::remove))?;
    let group = match prepared.wrapper[..] {
        [] => own_group.clone(),
        // The guard is in the scope with its batch, and holds it until everything in it was counted.
        _ => Hierarchies::of(Path::new("/proc"), &guard.pid().to_string()).memory(),
    };
    let soft_bytes = facts.in_force.soft_bytes;
    let sampler = context.sampler.watch(Task {
        root_pid: guard.pid(),
        limit_kib: terms.limit.map(|limit| limit.told.bytes / 1024),
        is_watchdog: terms.limit.is_some_and(Limit::is_watched),
        soft: soft_bytes.map(|bytes| bytes / 1024).zip(opened.stop),
        group: group.clone(),
    });
    let running = Running {
        context,
        index: spec.index,
        terms,
        ear: spec.job.ear,
        guard,
        output,
        kernel,
        sampler,
        group,
        is_loud: false,
        main_pid: None,
        started: Instant::now(),
        ending_since: None,
        hard_killed: false,
        is_enforced: false,
        high_water_kib: 0,
        ended: Ended {
            facts,
            ..Ended::default()
        },
    };
    let ended = running.until_the_end(recorder);
    if let Some(group) = own_group {
        // Empty, unless the guard was killed.
        group.kill();
        group.remove();
    }
    ended
}

/// The guard is gone, so what it guarded has come to this process.
fn kill_own_descendants() {
    for (pid, _) in descendants(std::process::id()) {
        let _ = kill(Pid::from_raw(pid as i32), Signal::SIGKILL);
    }
}

impl Running<'_> {
    fn until_the_end(mut self, recorder: &mut Recorder) -> io::Result<Ended> {
        let mut main_ended = false;
        while !main_ended {
            self.wait();
            self.look_at_signals();
            self.look_at_limits();
            let drained = self.hear(recorder) + self.output.drain();
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
            if self.main_pid.is_some() && self.ear.is_at_work() {
                recorder.display().say_limit();
            }
        }
        self.ended.at_ms = self.now_ms();
        // What is sampled from here on is of what outlived it.
        self.ended.facts.last_samples = self.sampler.last_samples();
        self.read_counters();
        // Last words may still lie in a socket.
        self.hear(recorder);
        if self.ended.start_failure.is_none() {
            self.wait_for_the_rest(recorder)?;
        }
        Ok(self.finish(recorder))
    }

    /// Waits for the next tick, or for something that cannot wait.
    fn wait(&self) {
        let mut fds: Vec<BorrowedFd<'_>> = vec![self.guard.socket().as_fd()];
        fds.extend(self.context.signals.pipes().map(AsFd::as_fd));
        fds.extend(self.ear.urgent());
        let mut fds: Vec<_> = fds
            .into_iter()
            .map(|fd| PollFd::new(fd, PollFlags::POLLIN))
            .collect();
        let tick = if self.is_loud { LOUD_TICK } else { TICK };
        let timeout = PollTimeout::try_from(tick).unwrap_or(PollTimeout::ZERO);
        // An interrupted wait is only a shorter one.
        let _ = poll(&mut fds, timeout);
    }

    /// Hears what is said of the tests. Returns how many bytes that were.
    fn hear(&mut self, recorder: &mut Recorder) -> usize {
        let (ear, mut desk) = self.desk(recorder);
        ear.hear(&mut desk)
    }

    /// The ear, and where what it hears goes.
    fn desk<'d>(&'d mut self, recorder: &'d mut Recorder) -> (&'d mut dyn Ear, Desk<'d>) {
        let desk = Desk {
            batch: self.index,
            clock: self.context.clock,
            recorder,
            sampler: &self.sampler,
            output: &mut self.output,
            facts: &mut self.ended.facts,
            heard: &mut self.ended.heard,
        };
        (self.ear.as_mut(), desk)
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
                    self.is_loud = self.hear(recorder) + self.output.drain() >= LOUD_BYTES;
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
        self.context.clock.now_ms()
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
        self.ear.conclude(self.main_pid, &mut self.ended.facts);
        let main_pid = self.main_pid.map_or(0, |pid| pid as u32);
        let mut pids = [vec![main_pid], self.ear.pids()].concat();
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
        let (ear, mut desk) = self.desk(recorder);
        ear.end(&mut desk);
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
