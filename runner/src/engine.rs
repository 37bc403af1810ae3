//! The run: batches one after the other, until every test has an outcome or a reason why not.

use std::collections::{BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use oomscope_shared::artifact::{Completion, Framework, Pass, Sampling};
use oomscope_shared::classify::{Action, Observed, classify, names_refused_allocation};
use oomscope_shared::journal::{BatchEnded, Event, Phase, PhaseFigures};
use oomscope_shared::{Artifact, Ending, Outcome, exit_code};

use crate::batch::{self, Context, Ended, Spec};
use crate::cli::ShowOutput;
use crate::display::Display;
use crate::error::Failure;
use crate::host;
use crate::journal_file::JournalFile;
use crate::list_file::{self, Selection};
use crate::plan::RunPlan;
use crate::protocol::{Collected, CollectedReply, Hello, HelloReply};
use crate::pytest::Injection;
use crate::recorder::Recorder;
use crate::signals::Signals;

/// What a run leaves: the artifact, the display to say so, and the signal that stopped it, if one did.
pub struct Finished {
    /// The artifact, which is written already.
    pub artifact: Artifact,
    /// The display.
    pub display: Display,
    /// The signal that stopped the run.
    pub stopped_by: Option<i32>,
}

/// Runs a plan to its end.
///
/// # Errors
/// What is wrong with the input, found before a test runs; or the recorder failed.
pub fn run(plan: &RunPlan, mut display: Display) -> Result<Finished, Failure> {
    let (journal, kept) = JournalFile::create(&plan.out)?;
    if let Some(kept) = kept {
        display.warning(&format!(
            "An earlier run that was killed left its journal; it is kept as `{}`. `oomscope recover` makes an artifact of it.",
            kept.display()
        ));
    }
    let signals = Signals::listen().map_err(Failure::recorder)?;
    let injection = match plan.framework {
        Framework::Pytest => Some(Injection::prepare().map_err(Failure::recorder)?),
        Framework::Command => None,
    };
    // Should a guard be killed, its processes come to this one, which then kills them.
    nix::sys::prctl::set_child_subreaper(true).map_err(Failure::recorder)?;
    let run_start = Instant::now();
    let mut recorder = Recorder::new(journal, display);
    recorder.record(Event::RunStarted(Box::new(host::header(plan))));
    let live_output = recorder.display().shows(ShowOutput::Live);
    let context = Context {
        run_start,
        run_start_us: monotonic_us(),
        signals: &signals,
        injection: injection.as_ref(),
        sample_hz: plan.sample_hz,
        limit_bytes: plan.memory_limit_bytes,
        timeout_ms: plan.batch_timeout_ms,
        live_output,
        framework: plan.framework,
    };
    let mut engine = Engine {
        plan,
        context,
        recorder,
        next_index: 1,
        totals: Totals::default(),
    };
    let outcome = match plan.framework {
        Framework::Pytest => engine.pytest(),
        Framework::Command => engine.command(),
    };
    let stopped_by = match outcome {
        Ok(stopped_by) => stopped_by,
        // Nothing was measured yet: the error is all there is to say.
        Err(failure) if engine.next_index == 1 && failure.exit_code() == exit_code::USAGE => {
            engine.recorder.abandon();
            return Err(failure);
        }
        Err(failure) => {
            let text = format!("The run ended early: {failure}.");
            engine.recorder.record(Event::Warning { text });
            // Without the last event of a run the artifact says that it is cut, which it is.
            let _ = engine.recorder.finish(&plan.out);
            return Err(failure);
        }
    };
    engine.finish(&plan.out, stopped_by)
}

struct Engine<'a> {
    plan: &'a RunPlan,
    context: Context<'a>,
    recorder: Recorder,
    next_index: u32,
    totals: Totals,
}

/// What sampling took over all batches.
#[derive(Default)]
struct Totals {
    samples: u64,
    missed: u64,
    vanished: u64,
    unread: u64,
    duration: Duration,
    cpu: Option<Duration>,
}

/// How a batch left its tests.
struct Left {
    /// Tests that had not started when the batch ended.
    unstarted: Vec<u32>,
    /// Whether any test of it got an outcome.
    progress: bool,
    /// How it ended.
    ending: Ending,
    /// The signal that stops the run.
    stopped_by: Option<i32>,
}

impl Engine<'_> {
    // pytest

    /// Runs pytest. Returns the signal that stopped the run, if one did.
    fn pytest(&mut self) -> Result<Option<i32>, Failure> {
        let Some(size) = self.plan.batch_size else {
            // The first process collects and goes on with all it found, so that a suite that fits into
            // one process pays for nothing twice.
            let left = self.pytest_batch(None)?;
            let mut queue = VecDeque::new();
            return match self.requeue(left, &mut queue) {
                Some(signal) => Ok(Some(signal)),
                None => self.batches(queue),
            };
        };
        match self.collect()? {
            Collecting::Ended(stopped_by) => Ok(stopped_by),
            Collecting::Tests(tests) => self.batches(chunks(&tests, size)),
        }
    }

    /// Runs batches until none is left.
    fn batches(&mut self, mut queue: VecDeque<Vec<u32>>) -> Result<Option<i32>, Failure> {
        while let Some(tests) = queue.pop_front() {
            let left = match self.plan.framework {
                Framework::Pytest => self.pytest_batch(Some(&tests))?,
                Framework::Command => self.command_batch(&tests)?,
            };
            if let Some(signal) = self.requeue(left, &mut queue) {
                return Ok(Some(signal));
            }
        }
        Ok(None)
    }

    /// Tests that a dead batch left over go into a fresh process, unless the batch died before its
    /// first test: another try would end the same. Returns the signal that stops the run, if one does;
    /// then nothing goes on.
    fn requeue(&mut self, left: Left, queue: &mut VecDeque<Vec<u32>>) -> Option<i32> {
        if let Some(signal) = left.stopped_by {
            let rest = left.unstarted.into_iter().chain(queue.drain(..).flatten());
            self.not_run(rest, "the run was cancelled");
            return Some(signal);
        }
        if left.unstarted.is_empty() {
            return None;
        }
        let batch = self.next_index - 1;
        let is_death = left.ending.is_death() || left.ending == Ending::Exited;
        if is_death && left.progress {
            queue.push_front(left.unstarted);
            return None;
        }
        let why = match left.ending {
            Ending::Exited => format!("batch {batch} exited before its first test"),
            ending if is_death => format!("batch {batch} ended ({ending}) before its first test"),
            // The framework itself left them out: `-x`, a failed collection, `pytest.exit`.
            ending => format!("pytest ended batch {batch} without running it ({ending})"),
        };
        self.not_run(left.unstarted, &why);
        None
    }

    fn not_run(&mut self, tests: impl IntoIterator<Item = u32>, why: &str) {
        let at_us = self.now_us();
        for test in tests {
            self.recorder.record(Event::TestEnded {
                test,
                outcome: Outcome::NotRun,
                at_us,
                retained_kib: None,
                remark: Some(why.to_owned()),
                phases: Vec::new(),
            });
        }
    }

    /// Lists the tests in a process of its own. It becomes a batch of the artifact only if it fails.
    fn collect(&mut self) -> Result<Collecting, Failure> {
        let spec = Spec {
            index: self.next_index,
            argv: self.pytest_argv(),
            hello: HelloReply {
                collect_only: true,
                paths: None,
            },
        };
        let started_ms = self.now_ms();
        let list = self.plan.list.as_ref();
        let (mut planned, mut is_complete) = (None, false);
        let mut failure = None;
        let mut choose = |collected: &Collected, hello: &Hello, recorder: &mut Recorder| {
            match chosen(list, collected, hello) {
                Ok(positions) => {
                    is_complete = collected.errors == 0 || collected.go_on;
                    let ids: Vec<String> = positions
                        .iter()
                        .map(|at| collected.ids[*at].clone())
                        .collect();
                    planned = Some(ids.len() as u32);
                    recorder.record(Event::TestsPlanned { ids });
                }
                Err(unknown) => failure = Some(unknown),
            }
            CollectedReply {
                stop: true,
                ..CollectedReply::default()
            }
        };
        let oom_kills = host::oom_kills();
        // What a listing prints is of interest only if it fails.
        let live = std::mem::replace(&mut self.context.live_output, false);
        let ended = batch::run(&self.context, &spec, &mut self.recorder, &mut choose);
        self.context.live_output = live;
        let ended = ended.map_err(Failure::recorder)?;
        if let Some(failure) = failure {
            return Err(failure);
        }
        self.check_started(&ended)?;
        match planned {
            Some(count) if count > 0 && is_complete && ended.action.is_none() => {
                if ended.collection_errors > 0 {
                    // pytest was told to go on without what it could not collect. No later process
                    // meets that again, so this one has to tell of it.
                    self.end_listing(started_ms, ended, oom_kills);
                } else {
                    self.totals.add(&ended);
                }
                Ok(Collecting::Tests((0..count).collect()))
            }
            _ => {
                let left = self.end_listing(started_ms, ended, oom_kills);
                // It may have told tests before it was ended, or beside what it could not collect.
                let why = match left.stopped_by {
                    Some(_) => "the run was cancelled".to_owned(),
                    None => format!("the process that lists the tests ended ({})", left.ending),
                };
                self.not_run(0..planned.unwrap_or(0), &why);
                Ok(Collecting::Ended(left.stopped_by))
            }
        }
    }

    /// Makes a batch of the process that listed the tests.
    fn end_listing(&mut self, at_ms: u64, ended: Ended, oom_kills: Option<u64>) -> Left {
        let batch = self.take_index();
        self.recorder.record(Event::BatchStarted {
            batch,
            pass: Pass::Observe,
            at_ms,
        });
        self.end_batch(batch, ended, oom_kills, &[], true)
    }

    /// One batch of pytest: the given tests, or whatever is collected.
    fn pytest_batch(&mut self, tests: Option<&[u32]>) -> Result<Left, Failure> {
        let index = self.next_index;
        let wanted: Option<Vec<(String, u32)>> = tests.map(|tests| {
            let known = self.recorder.state().tests();
            tests
                .iter()
                .map(|test| (known.id[*test as usize].clone(), *test))
                .collect()
        });
        let paths = wanted.as_ref().map(|wanted| {
            let files: BTreeSet<&str> = wanted
                .iter()
                .map(|(id, _)| list_file::file_part(id))
                .collect();
            files.into_iter().map(str::to_owned).collect()
        });
        let spec = Spec {
            index,
            argv: self.pytest_argv(),
            hello: HelloReply {
                collect_only: false,
                paths,
            },
        };
        let at_ms = self.now_ms();
        self.recorder.record(Event::BatchStarted {
            batch: index,
            pass: Pass::Observe,
            at_ms,
        });
        if let Some(tests) = tests {
            self.recorder.record(Event::BatchPlanned {
                batch: index,
                tests: tests.to_vec(),
            });
        }
        let list = self.plan.list.as_ref();
        let mut failure = None;
        let mut given: Vec<u32> = tests.map(<[u32]>::to_vec).unwrap_or_default();
        let mut is_planned = tests.is_some();
        let mut choose = |collected: &Collected, hello: &Hello, recorder: &mut Recorder| {
            if let Some(wanted) = &wanted {
                return find_again(wanted, collected);
            }
            match chosen(list, collected, hello) {
                Err(unknown) => {
                    failure = Some(unknown);
                    CollectedReply {
                        stop: true,
                        ..CollectedReply::default()
                    }
                }
                Ok(positions) => {
                    // Under pytest-xdist every worker collects the same list; the first one plans.
                    if !std::mem::replace(&mut is_planned, true) {
                        let ids: Vec<String> = positions
                            .iter()
                            .map(|at| collected.ids[*at].clone())
                            .collect();
                        given = (0..ids.len() as u32).collect();
                        recorder.record(Event::TestsPlanned { ids });
                        let tests = given.clone();
                        recorder.record(Event::BatchPlanned {
                            batch: index,
                            tests,
                        });
                    }
                    let numbers = list.map(|_| (0..positions.len() as u32).collect());
                    let positions = list.map(|_| positions);
                    CollectedReply {
                        stop: false,
                        positions,
                        numbers,
                    }
                }
            }
        };
        let oom_kills = host::oom_kills();
        let ended = batch::run(&self.context, &spec, &mut self.recorder, &mut choose)
            .map_err(Failure::recorder)?;
        if let Some(failure) = failure {
            return Err(failure);
        }
        self.check_started(&ended)?;
        self.take_index();
        Ok(self.end_batch(index, ended, oom_kills, &given, false))
    }

    /// The command with the files of the list behind it, so that nothing else is collected.
    fn pytest_argv(&self) -> Vec<String> {
        let mut argv = self.plan.command.clone();
        if let Some(list) = &self.plan.list {
            let mut files: Vec<&str> = Vec::new();
            for id in &list.ids {
                let file = list_file::file_part(id);
                if !files.contains(&file) {
                    files.push(file);
                }
            }
            // Found when the plan was made; what has gone since then is for pytest to say.
            argv.extend(files.into_iter().map(|file| {
                let path = list_file::locate(file);
                path.map_or_else(|| file.to_owned(), |path| path.display().to_string())
            }));
        }
        argv
    }

    // Any command

    fn command(&mut self) -> Result<Option<i32>, Failure> {
        let Some(list) = &self.plan.list else {
            let left = self.command_batch(&[])?;
            return Ok(left.stopped_by);
        };
        self.recorder.record(Event::TestsPlanned {
            ids: list.ids.clone(),
        });
        let tests: Vec<u32> = (0..list.ids.len() as u32).collect();
        let size = self.plan.batch_size.unwrap_or(1);
        self.batches(chunks(&tests, size))
    }

    fn command_batch(&mut self, tests: &[u32]) -> Result<Left, Failure> {
        let index = self.next_index;
        let ids: Vec<String> = {
            let known = self.recorder.state().tests();
            tests
                .iter()
                .map(|test| known.id[*test as usize].clone())
                .collect()
        };
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let argv = if ids.is_empty() {
            self.plan.command.clone()
        } else {
            self.plan.command_for(&ids)
        };
        let spec = Spec {
            index,
            argv,
            hello: HelloReply::default(),
        };
        let at_ms = self.now_ms();
        self.recorder.record(Event::BatchStarted {
            batch: index,
            pass: Pass::Observe,
            at_ms,
        });
        self.recorder.record(Event::BatchPlanned {
            batch: index,
            tests: tests.to_vec(),
        });
        let started_us = self.now_us();
        for test in tests {
            self.recorder.record(Event::TestStarted {
                test: *test,
                batch: index,
                at_us: started_us,
                rss_kib: None,
            });
        }
        let mut choose = |_: &Collected, _: &Hello, _: &mut Recorder| CollectedReply::default();
        let oom_kills = host::oom_kills();
        let ended = batch::run(&self.context, &spec, &mut self.recorder, &mut choose)
            .map_err(Failure::recorder)?;
        self.check_started(&ended)?;
        self.take_index();
        let peak_kib = ended.peak.map(|(bytes, _)| bytes / 1024);
        let code = ended.exit_code;
        let left = self.end_batch(index, ended, oom_kills, tests, false);
        let at_us = self.now_us();
        for test in tests {
            // With several tests in a batch its time and peak are nobody's own.
            let phases = match tests {
                [_] => vec![PhaseFigures {
                    phase: Phase::Call,
                    duration_us: at_us - started_us,
                    peak_kib,
                    rss_kib: None,
                }],
                _ => Vec::new(),
            };
            let (outcome, remark) = command_outcome(left.ending, code, tests.len());
            self.recorder.record(Event::TestEnded {
                test: *test,
                outcome,
                at_us,
                retained_kib: None,
                remark,
                phases,
            });
        }
        Ok(Left {
            unstarted: Vec::new(),
            ..left
        })
    }

    // Both

    fn check_started(&self, ended: &Ended) -> Result<(), Failure> {
        match &ended.start_failure {
            None => Ok(()),
            Some(reason) => Err(Failure::Start {
                program: self.plan.command[0].clone(),
                reason: reason.clone(),
            }),
        }
    }

    /// Says how a batch ended, and what that means for its tests.
    fn end_batch(
        &mut self,
        index: u32,
        ended: Ended,
        oom_kills_before: Option<u64>,
        tests: &[u32],
        was_collecting: bool,
    ) -> Left {
        self.totals.add(&ended);
        self.take_worker_crashes(&ended, tests);
        let oom_kills = host::oom_kills()
            .zip(oom_kills_before)
            .map(|(after, before)| after.saturating_sub(before));
        let mut classified = classify(&Observed {
            framework: self.plan.framework,
            exit_code: ended.exit_code,
            signal: ended.signal,
            action: ended.action,
            session_status: ended.session_status,
            plugin_spoke: ended.plugin_spoke,
            collection_errors: ended.collection_errors,
            oom_kills,
            peak_bytes: ended.peak.map(|(bytes, _)| bytes),
            memory_error_in_output: names_refused_allocation(&ended.output.text),
        });
        if was_collecting {
            classified
                .evidence
                .push("This was the process that lists the tests.".to_owned());
        }
        if !ended.left.is_empty() {
            let names: Vec<_> = ended
                .left
                .iter()
                .take(5)
                .map(|(pid, name)| format!("{name} ({pid})"))
                .collect();
            classified.evidence.push(format!(
                "{} outlived the main process and {} killed: {}.",
                oomscope_shared::units::count(ended.left.len(), "process"),
                if ended.left.len() == 1 { "was" } else { "were" },
                names.join(", ")
            ));
        }
        if self.plan.framework == Framework::Pytest && !ended.plugin_spoke {
            let text = "The plugin of oomscope never spoke in this batch, so there are no figures for its tests: the command may not be pytest, or it clears its environment.";
            self.recorder.record(Event::Warning {
                text: text.to_owned(),
            });
        }
        let stopped_by = match ended.action {
            Some(Action::Interrupted { signal }) => Some(signal),
            _ => ended.signals.first().copied(),
        };
        let ending = classified.ending;
        self.recorder.record(Event::BatchEnded(Box::new(BatchEnded {
            batch: index,
            at_ms: ended.at_ms,
            ending,
            proof: classified.proof,
            evidence: classified.evidence,
            exit_code: ended.exit_code,
            signal: ended.signal,
            peak_bytes: ended.peak.map(|(bytes, _)| bytes),
            peak_source: ended.peak.map(|(_, source)| source),
            processes: ended.processes,
            output: ended.output,
        })));
        self.recorder.flush();
        if self.plan.framework == Framework::Command {
            return Left {
                unstarted: Vec::new(),
                progress: true,
                ending,
                stopped_by,
            };
        }
        self.end_victims(tests, ending);
        let known = self.recorder.state().tests();
        let unstarted: Vec<u32> = tests
            .iter()
            .copied()
            .filter(|test| {
                known.outcome[*test as usize] == Outcome::NotRun && known.remark(*test).is_none()
            })
            .collect();
        let progress = unstarted.len() < tests.len();
        Left {
            unstarted,
            progress,
            ending,
            stopped_by,
        }
    }

    /// Tests that were running when their batch ended died with it.
    fn end_victims(&mut self, tests: &[u32], ending: Ending) {
        let at_us = self.now_us();
        let running: Vec<u32> = self.recorder.state().running().to_vec();
        for test in running.into_iter().filter(|test| tests.contains(test)) {
            self.recorder.record(Event::TestEnded {
                test,
                outcome: Outcome::Died,
                at_us,
                retained_kib: None,
                remark: Some(format!(
                    "was running when its batch ended ({ending}); that makes it the victim, not the cause"
                )),
                phases: Vec::new(),
            });
        }
    }

    /// pytest-xdist tells of a worker that died, and in which test.
    fn take_worker_crashes(&mut self, ended: &Ended, tests: &[u32]) {
        let at_us = self.now_us();
        for (id, text) in &ended.worker_crashes {
            let known = self.recorder.state().tests();
            let Some(test) = tests.iter().copied().find(|t| known.id[*t as usize] == *id) else {
                continue;
            };
            self.recorder.record(Event::TestEnded {
                test,
                outcome: Outcome::Died,
                at_us,
                retained_kib: None,
                remark: Some(text.clone()),
                phases: Vec::new(),
            });
        }
    }

    fn take_index(&mut self) -> u32 {
        self.next_index += 1;
        self.next_index - 1
    }

    fn now_ms(&self) -> u64 {
        self.context.run_start.elapsed().as_millis() as u64
    }

    fn now_us(&self) -> u64 {
        self.context.run_start.elapsed().as_micros() as u64
    }

    fn finish(
        mut self,
        out: &std::path::Path,
        stopped_by: Option<i32>,
    ) -> Result<Finished, Failure> {
        let duration_ms = self.now_ms();
        let completion = match stopped_by {
            Some(_) => Completion::Interrupted,
            None => Completion::Finished,
        };
        let sampling = self.totals.sampling(f64::from(self.plan.sample_hz));
        self.recorder.record(Event::RunEnded {
            duration_ms,
            completion,
            sampling,
        });
        let (artifact, display) = self.recorder.finish(out)?;
        Ok(Finished {
            artifact,
            display,
            stopped_by,
        })
    }
}

/// The result of listing the tests.
enum Collecting {
    /// These are to be run.
    Tests(Vec<u32>),
    /// There is nothing to run, and a batch in the artifact that says why.
    Ended(Option<i32>),
}

impl Totals {
    fn add(&mut self, ended: &Ended) {
        let sampled = &ended.sampled;
        self.samples += sampled.samples;
        self.missed += sampled.missed;
        self.vanished += sampled.counts.vanished;
        self.unread += sampled.counts.unread;
        self.duration += sampled.duration;
        self.cpu = match (self.cpu, sampled.cpu) {
            (Some(all), Some(one)) => Some(all + one),
            (all, one) => all.or(one),
        };
    }

    fn sampling(&self, asked_hz: f64) -> Sampling {
        let seconds = self.duration.as_secs_f64();
        Sampling {
            asked_hz,
            achieved_hz: (seconds > 0.0).then(|| self.samples as f64 / seconds),
            samples: self.samples,
            missed: self.missed,
            vanished: self.vanished,
            unread: self.unread,
            cpu_ms: self.cpu.map(|cpu| cpu.as_secs_f64() * 1e3),
        }
    }
}

fn chunks(tests: &[u32], size: u32) -> VecDeque<Vec<u32>> {
    tests.chunks(size as usize).map(<[u32]>::to_vec).collect()
}

/// Which of the collected tests are wanted.
fn chosen(
    list: Option<&crate::plan::TestList>,
    collected: &Collected,
    hello: &Hello,
) -> Result<Vec<usize>, Failure> {
    let Some(list) = list else {
        return Ok((0..collected.ids.len()).collect());
    };
    let Selection { positions, unknown } =
        list_file::select(&list.ids, &collected.ids, &prefix_below(&hello.rootdir));
    // A file that could not be collected explains its missing tests better than this could.
    if unknown.is_empty() || collected.errors > 0 {
        return Ok(positions);
    }
    Err(Failure::UnknownTests {
        ids: unknown,
        list: list.name.clone(),
    })
}

/// The current folder below pytest's root folder, as the beginning of node ids: `sub/` or nothing.
fn prefix_below(rootdir: &str) -> String {
    let Ok(current) = std::env::current_dir() else {
        return String::new();
    };
    match current.strip_prefix(rootdir) {
        Ok(below) if !below.as_os_str().is_empty() => format!("{}/", below.display()),
        _ => String::new(),
    }
}

/// Finds the tests of a later batch in what its process collected, in the order of the plan.
fn find_again(wanted: &[(String, u32)], collected: &Collected) -> CollectedReply {
    let mut places: std::collections::HashMap<&str, VecDeque<usize>> =
        std::collections::HashMap::new();
    for (position, id) in collected.ids.iter().enumerate() {
        places.entry(id).or_default().push_back(position);
    }
    let mut positions = Vec::with_capacity(wanted.len());
    let mut numbers = Vec::with_capacity(wanted.len());
    for (id, number) in wanted {
        if let Some(position) = places.get_mut(id.as_str()).and_then(VecDeque::pop_front) {
            positions.push(position);
            numbers.push(*number);
        }
    }
    CollectedReply {
        stop: false,
        positions: Some(positions),
        numbers: Some(numbers),
    }
}

/// What the end of a command says about its tests.
fn command_outcome(ending: Ending, code: Option<i32>, tests: usize) -> (Outcome, Option<String>) {
    match (ending, tests) {
        (Ending::Passed, _) => (Outcome::Passed, None),
        (_, 1) if ending.is_death() || ending == Ending::Interrupted => (Outcome::Died, None),
        (_, 1) => {
            let code = code.map_or_else(|| "unknown".to_owned(), |code| code.to_string());
            (
                Outcome::Failed,
                Some(format!("the command ended with exit code {code}")),
            )
        }
        _ => (
            Outcome::Ran,
            Some(format!(
                "its batch ended: {ending}; a command does not say which of its tests did it"
            )),
        ),
    }
}

fn monotonic_us() -> u64 {
    nix::time::clock_gettime(nix::time::ClockId::CLOCK_MONOTONIC)
        .map_or(0, |time| Duration::from(time).as_micros() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_ids_are_found_in_their_order() {
        let wanted = vec![
            ("a".to_owned(), 4),
            ("b".to_owned(), 5),
            ("a".to_owned(), 6),
            ("z".to_owned(), 7),
        ];
        let ids = ["b", "a", "c", "a"].map(str::to_owned).to_vec();
        let reply = find_again(
            &wanted,
            &Collected {
                ids,
                errors: 0,
                go_on: false,
            },
        );
        assert_eq!(reply.positions, Some(vec![1, 0, 3]));
        assert_eq!(reply.numbers, Some(vec![4, 5, 6]));
    }

    #[test]
    fn a_command_with_several_tests_does_not_say_which_failed() {
        assert_eq!(
            command_outcome(Ending::TestsFailed, Some(1), 3).0,
            Outcome::Ran
        );
        assert_eq!(
            command_outcome(Ending::TestsFailed, Some(1), 1).0,
            Outcome::Failed
        );
        assert_eq!(command_outcome(Ending::OverLimit, None, 1).0, Outcome::Died);
        assert_eq!(
            command_outcome(Ending::Passed, Some(0), 3).0,
            Outcome::Passed
        );
    }
}
