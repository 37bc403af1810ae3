//! Events become an artifact, whether they arrive live or out of a recovered journal.

mod batches;
mod children;

use std::collections::HashSet;

use self::batches::Batches;
use super::{BatchEnded, Event, Measured, Phase, PhaseFigures, RunStarted};
use oomscope_shared::artifact::{
    Artifact, Attempt, Batch, Completion, Framework, Pass, PhaseColumns, Process, Remark,
    RunHeader, Sampling, Tests,
};
use oomscope_shared::classify::RULES_VERSION;
use oomscope_shared::ending::{Ending, Outcome, Proof};
use oomscope_shared::finding::{Finding, Hunt};
use oomscope_shared::message::{Key, Message};
use oomscope_shared::process_memory::ProcessMemory;
use oomscope_shared::shard::Shard;
use oomscope_shared::timeline::{MOST_SAMPLES, Sample, Timeline, halve};
use oomscope_shared::version::FormatVersion;

/// The state of a run as told by its events so far.
#[derive(Debug, Clone, Default)]
pub struct Replay {
    header: Option<Box<RunStarted>>,
    tests: Tests,
    batches: Batches,
    /// The tests that have a remark.
    remarked: HashSet<u32>,
    warnings: Vec<Message>,
    findings: Vec<Finding>,
    hunt: Option<Hunt>,
    shard: Option<Shard>,
    tests_folder: Option<String>,
    end: Option<(u64, Completion, Sampling)>,
    last_ms: u64,
}

/// A batch, as far as it got.
#[derive(Debug, Clone)]
struct OpenBatch {
    batch: Batch,
    samples: Vec<Sample>,
    ended: bool,
    /// The tests that are running now, in the order of their start: one, or one per worker.
    running: Vec<u32>,
}

impl Replay {
    /// Nothing has happened yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next event. Events about tests or batches that no earlier event introduced are
    /// dropped: a damaged journal must still give what is sound in it.
    pub fn apply(&mut self, event: Event) {
        match event {
            Event::RunStarted(header) => self.header = Some(header),
            Event::HostLearned {
                python,
                pytest,
                tests_folder,
            } => {
                self.tests_folder = self.tests_folder.take().or(tests_folder);
                if let Some(header) = &mut self.header {
                    header.host.python = python;
                    header.host.pytest = pytest;
                }
            }
            Event::TestsPlanned { ids } => self.add_tests(ids),
            Event::Sharded(shard) => self.shard = Some(shard),
            Event::BatchStarted { batch, pass, at_ms } => {
                self.see_ms(at_ms);
                self.batches.push(OpenBatch::new(batch, pass, at_ms));
            }
            Event::BatchPlanned { batch, tests } => {
                if let Some(open) = self.batches.get_mut(batch) {
                    open.batch.test_count = tests.len() as u32;
                }
            }
            Event::Collected { batch, rss_kib } => {
                if let Some(open) = self.batches.get_mut(batch) {
                    open.batch.collected_rss_kib = Some(rss_kib);
                }
            }
            Event::TestStarted {
                test,
                batch,
                at_us,
                rss_kib,
            } => {
                self.start_test(test, batch, at_us, rss_kib);
            }
            Event::PhaseEnded { test, figures } => self.end_phase(test as usize, figures),
            Event::TestEnded {
                test,
                outcome,
                at_us,
                retained_kib,
                remark,
                phases,
            } => {
                for figures in phases {
                    self.end_phase(test as usize, figures);
                }
                self.see_ms(at_us / 1000);
                self.end_test(test, outcome, retained_kib, remark);
            }
            Event::TestMeasured { test, figures } => self.measure(test as usize, figures),
            Event::TestRemarked { test, message } => {
                if (test as usize) < self.tests.id.len() && !self.remarked.contains(&test) {
                    self.remark(test, message);
                }
            }
            Event::CaseEnded(case) => {
                if (case.test as usize) < self.tests.len() {
                    self.tests.cases.push(case);
                }
            }
            Event::Samples { batch, samples } => {
                if let Some(last) = samples.last() {
                    self.see_ms(last.time_ms);
                }
                if let Some(open) = self.batches.get_mut(batch) {
                    open.samples.extend(samples);
                    if open.samples.len() > MOST_SAMPLES {
                        halve(&mut open.samples);
                    }
                }
            }
            Event::Detail { batch, detail } => {
                self.see_ms(detail.time_ms);
                if let Some(open) = self.batches.get_mut(batch) {
                    open.batch.details.push(detail);
                }
            }
            Event::Processes { batch, processes } => {
                if let Some(open) = self.batches.get_mut(batch) {
                    open.batch.processes = sound(processes);
                }
            }
            Event::Output { batch, output } => {
                if let Some(open) = self.batches.get_mut(batch) {
                    open.batch.output = output;
                }
            }
            Event::BatchEnded(ended) => self.end_batch(*ended),
            Event::Found(finding) => self.findings.push(*finding),
            Event::HuntEnded(hunt) => self.hunt = Some(*hunt),
            Event::Warning { message } => self.warnings.push(message),
            Event::RunEnded {
                duration_ms,
                completion,
                sampling,
            } => {
                self.end = Some((duration_ms, completion, sampling));
            }
        }
    }

    /// Whether the first event was seen; without it there is no run to speak of.
    pub fn has_started(&self) -> bool {
        self.header.is_some()
    }

    /// The tests as known so far.
    pub fn tests(&self) -> &Tests {
        &self.tests
    }

    /// The batches that were started, as known so far.
    pub fn batches(&self) -> impl Iterator<Item = &Batch> {
        self.batches.iter().map(|open| &open.batch)
    }

    /// A batch that was started, as known so far.
    pub fn batch(&self, index: u32) -> Option<&Batch> {
        self.batches.get(index).map(|open| &open.batch)
    }

    /// The tests that run in a batch now, in the order of their start.
    pub fn running_in(&self, batch: u32) -> &[u32] {
        self.batches.get(batch).map_or(&[], |open| &open.running)
    }

    /// The artifact. Where the last event is missing the run counts as cut: the batch that was running
    /// is interrupted, its test died, and tests without an outcome were not run.
    pub fn finish(mut self) -> Option<Artifact> {
        let header = *self.header.take()?;
        let cut = self.end.is_none();
        let (duration_ms, completion, sampling) = self.end.take().unwrap_or_else(|| {
            let sampling = Sampling {
                asked_hz: header.asked_hz,
                achieved_hz: None,
                samples: self.batches.iter().map(|b| b.samples.len() as u64).sum(),
                missed: 0,
                vanished: 0,
                unread: 0,
                cpu_ms: None,
                budget_percent: header.budget_percent,
                skipped: 0,
            };
            (self.last_ms, Completion::Cut, sampling)
        });
        if cut {
            self.warnings.push(Key::NoteRecorderKilled.into());
            for test in 0..self.tests.len() {
                self.remark_if_unrun(test, Key::RemarkRecorderKilled);
            }
        }
        let last_ms = self.last_ms;
        let mut batches = Vec::with_capacity(self.batches.len());
        let mut hunt_batches = Vec::new();
        for mut open in self.batches.into_list() {
            if !open.ended {
                open.cut(last_ms, header.framework);
            }
            for victim in open.running {
                if let Some(outcome) = self.tests.outcome.get_mut(victim as usize)
                    && *outcome == Outcome::NotRun
                {
                    *outcome = Outcome::Died;
                }
            }
            open.batch.timeline = Timeline::from_samples(&open.samples);
            match open.batch.pass {
                Pass::Observe | Pass::Retry => {
                    children::take_in(&mut self.tests, &open.batch);
                    batches.push(open.batch);
                }
                Pass::Isolate | Pass::Confirm | Pass::Explain => hunt_batches.push(open.batch),
            }
        }
        let mut artifact = Artifact {
            format_version: FormatVersion::CURRENT,
            rules_version: RULES_VERSION,
            tool: header.tool,
            run: RunHeader {
                started_at: header.started_at,
                duration_ms,
                completion,
                label: header.label,
                command: header.command,
                folder: header.folder,
                tests_folder: self.tests_folder.filter(|folder| !folder.is_empty()),
                framework: header.framework,
                plan: header.plan,
                git: header.git,
                ci: header.ci,
                shard: self.shard,
                shards: Vec::new(),
            },
            host: header.host,
            limits: header.limits,
            sampling,
            batches,
            tests: self.tests,
            findings: self.findings,
            hunt: self.hunt,
            hunt_batches,
            warnings: self.warnings,
        };
        artifact.settle();
        Some(artifact)
    }

    /// What is known so far of tests and batches, but for the figures of phases: what the hunt decides by.
    pub fn so_far(&self) -> Option<Artifact> {
        let ended = Self {
            header: self.header.clone(),
            tests: self.tests.without_phases(),
            batches: self
                .batches
                .iter()
                .map(|open| OpenBatch {
                    batch: open.batch.clone(),
                    samples: open.samples.clone(),
                    ended: open.ended,
                    running: open.running.clone(),
                })
                .collect(),
            ..Self::default()
        };
        ended.finish()
    }

    fn see_ms(&mut self, at_ms: u64) {
        self.last_ms = self.last_ms.max(at_ms);
    }

    /// Takes what was observed of a batch's end, and derives how it ended.
    fn end_batch(&mut self, ended: BatchEnded) {
        self.see_ms(ended.at_ms);
        let framework = (self.header.as_ref()).map_or(Framework::Command, |run| run.framework);
        if let Some(open) = self.batches.get_mut(ended.batch) {
            open.end(ended, framework, &self.tests.id);
        }
    }

    fn add_tests(&mut self, ids: Vec<String>) {
        let tests = &mut self.tests;
        tests.id.extend(ids);
        // At once: columns that grow by doubling would take up to twice the room of a long suite.
        let count = tests.id.len();
        tests.outcome.resize(count, Outcome::NotRun);
        tests.batch.resize(count, None);
        for column in tests.figures_mut() {
            column.resize(count, None);
        }
        if !tests.v8_heap_used_kib.is_empty() {
            tests.v8_heap_used_kib.resize(count, None);
        }
    }

    fn start_test(&mut self, test: u32, batch: u32, at_us: u64, rss_kib: Option<u64>) {
        self.see_ms(at_us / 1000);
        if test as usize >= self.tests.len() {
            return;
        }
        self.batches.start_test(test, batch);
        let index = test as usize;
        let is_retry = self
            .batches
            .get(batch)
            .is_some_and(|open| open.batch.pass == Pass::Retry);
        if is_retry && self.tests.batch[index].is_some() {
            self.keep_attempt(index);
        }
        self.tests.batch[index] = Some(batch);
        self.tests.start_us[index] = Some(at_us);
        self.tests.rss_before_kib[index] = rss_kib;
    }

    /// A test is run again: what is known of it so far becomes an earlier attempt.
    fn keep_attempt(&mut self, index: usize) {
        let tests = &mut self.tests;
        let remark = tests
            .remarks
            .iter()
            .position(|remark| remark.test as usize == index)
            .map(|at| tests.remarks.remove(at).message);
        tests.remarks.retain(|remark| remark.test as usize != index);
        self.remarked.remove(&(index as u32));
        tests.attempts.push(Attempt {
            test: index as u32,
            batch: tests.batch[index].take(),
            outcome: std::mem::replace(&mut tests.outcome[index], Outcome::NotRun),
            start_us: tests.start_us[index].take(),
            duration_us: tests.duration_us[index].take(),
            peak_kib: tests.peak_kib[index].take(),
            remark,
        });
        tests.cases.retain(|case| case.test as usize != index);
        if let Some(heap) = tests.v8_heap_used_kib.get_mut(index) {
            *heap = None;
        }
        tests.rss_before_kib[index] = None;
        tests.rss_after_kib[index] = None;
        tests.retained_kib[index] = None;
        let phases = &mut tests.phases;
        for columns in [&mut phases.setup, &mut phases.call, &mut phases.teardown] {
            columns.duration_us[index] = None;
            columns.peak_kib[index] = None;
            columns.rss_after_kib[index] = None;
        }
    }

    fn end_phase(&mut self, test: usize, figures: PhaseFigures) {
        if test >= self.tests.len() {
            return;
        }
        let PhaseFigures {
            phase,
            duration_us,
            peak_kib,
            rss_kib,
        } = figures;
        let tests = &mut self.tests;
        tests.duration_us[test] = Some(tests.duration_us[test].unwrap_or(0) + duration_us);
        tests.peak_kib[test] = tests.peak_kib[test].max(peak_kib);
        tests.rss_after_kib[test] = rss_kib.or(tests.rss_after_kib[test]);
        let columns: &mut PhaseColumns = match phase {
            Phase::Setup => &mut tests.phases.setup,
            Phase::Call => &mut tests.phases.call,
            Phase::Teardown => &mut tests.phases.teardown,
        };
        columns.duration_us[test] = Some(duration_us);
        columns.peak_kib[test] = peak_kib;
        columns.rss_after_kib[test] = rss_kib;
    }

    fn measure(&mut self, test: usize, figures: Measured) {
        let tests = &mut self.tests;
        if test >= tests.id.len() {
            return;
        }
        tests.peak_kib[test] = tests.peak_kib[test].max(figures.peak_kib);
        tests.rss_before_kib[test] = figures.rss_before_kib.or(tests.rss_before_kib[test]);
        tests.rss_after_kib[test] = figures.rss_after_kib.or(tests.rss_after_kib[test]);
        tests.retained_kib[test] = figures.retained_kib.or(tests.retained_kib[test]);
        if figures.v8_heap_used_kib.is_some() {
            // The column is there from the first figure on, and as long as all others.
            tests.v8_heap_used_kib.resize(tests.id.len(), None);
            tests.v8_heap_used_kib[test] = figures.v8_heap_used_kib;
        }
    }

    fn end_test(
        &mut self,
        test: u32,
        outcome: Outcome,
        retained_kib: Option<u64>,
        remark: Option<Message>,
    ) {
        let Some(slot) = self.tests.outcome.get_mut(test as usize) else {
            return;
        };
        *slot = outcome;
        // Another process may have told it before.
        let retained = &mut self.tests.retained_kib[test as usize];
        *retained = retained_kib.or(*retained);
        if let Some(message) = remark {
            self.remark(test, message);
        }
        self.batches.end_test(test);
    }

    fn remark(&mut self, test: u32, message: Message) {
        self.remarked.insert(test);
        self.tests.remarks.push(Remark { test, message });
    }

    fn remark_if_unrun(&mut self, test: usize, why: Key) {
        let unrun = self.tests.outcome[test] == Outcome::NotRun && self.tests.batch[test].is_none();
        if unrun && !self.remarked.contains(&(test as u32)) {
            self.remark(test as u32, why.into());
        }
    }
}

impl OpenBatch {
    fn new(index: u32, pass: oomscope_shared::artifact::Pass, start_ms: u64) -> Self {
        Self {
            batch: Batch::begun(index, pass, start_ms),
            samples: Vec::new(),
            ended: false,
            running: Vec::new(),
        }
    }

    fn end(&mut self, ended: BatchEnded, framework: Framework, id: &[String]) {
        let mut facts = ended.facts;
        facts.keep_tests(id.len());
        let batch = &mut self.batch;
        batch.duration_ms = ended.at_ms.saturating_sub(batch.start_ms);
        batch.facts = Some(facts);
        batch.peak_bytes = ended.peak_bytes;
        batch.peak_source = ended.peak_source;
        batch.processes = sound(ended.processes);
        batch.output = ended.output;
        batch.derive(framework, id);
        self.ended = true;
    }

    /// The recorder was killed while this batch ran.
    fn cut(&mut self, last_ms: u64, framework: Framework) {
        let batch = &mut self.batch;
        batch.duration_ms = last_ms.saturating_sub(batch.start_ms);
        batch.ending = Ending::Interrupted;
        batch.proof = Proof::Unknown;
        batch.evidence.push(Key::EvidenceJournalEnds.into());
        let running = self.running.last().copied();
        batch.victim = running.filter(|_| batch.knows_who_ran(framework));
        let highest = self.samples.iter().map(|s| s.rss_kib).max();
        batch.peak_bytes = highest.map(|kib| kib.saturating_mul(1024));
        batch.peak_source = highest.map(|_| oomscope_shared::artifact::PeakSource::TreeSamples);
    }
}

/// Processes whose columns the format permits: one with columns of unequal length loses them.
fn sound(mut processes: Vec<Process>) -> Vec<Process> {
    for process in &mut processes {
        if !process.memory.is_even() {
            process.memory = ProcessMemory::default();
        }
    }
    processes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ended, header};
    use oomscope_shared::artifact::{Death, FileCase, Phases};

    fn running_batch() -> Replay {
        let mut replay = Replay::new();
        replay.apply(Event::RunStarted(Box::new(header())));
        replay.apply(Event::TestsPlanned {
            ids: vec!["a".into(), "b".into(), "c".into()],
        });
        replay.apply(Event::BatchStarted {
            batch: 1,
            pass: Pass::Observe,
            at_ms: 5,
        });
        replay.apply(Event::BatchPlanned {
            batch: 1,
            tests: vec![0, 1, 2],
        });
        replay.apply(Event::TestStarted {
            test: 0,
            batch: 1,
            at_us: 6_000,
            rss_kib: Some(10),
        });
        let phase = Phase::Call;
        let (duration_us, peak_kib, rss_kib) = (700, Some(30), Some(12));
        replay.apply(Event::PhaseEnded {
            test: 0,
            figures: PhaseFigures {
                phase,
                duration_us,
                peak_kib,
                rss_kib,
            },
        });
        let (outcome, retained_kib) = (Outcome::Passed, Some(2));
        replay.apply(Event::TestEnded {
            test: 0,
            outcome,
            at_us: 7_000,
            retained_kib,
            remark: None,
            phases: Vec::new(),
        });
        replay.apply(Event::TestStarted {
            test: 1,
            batch: 1,
            at_us: 8_000,
            rss_kib: Some(12),
        });
        replay.apply(Event::Samples {
            batch: 1,
            samples: vec![Sample {
                time_ms: 9,
                rss_kib: 44,
            }],
        });
        replay
    }

    #[test]
    fn the_hunt_decides_by_all_but_the_figures_of_phases() {
        let replay = running_batch();
        let so_far = replay.so_far().unwrap();
        let mut whole = replay.finish().unwrap();
        assert_ne!(so_far.tests, whole.tests);
        whole.tests.phases = Phases::default();
        assert_eq!(so_far.tests, whole.tests);
    }

    #[test]
    fn a_journal_that_just_ends_gives_a_cut_artifact() {
        let artifact = running_batch().finish().unwrap();
        assert_eq!(artifact.run.completion, Completion::Cut);
        assert_eq!(
            artifact.tests.outcome,
            [Outcome::Passed, Outcome::Died, Outcome::NotRun]
        );
        assert_eq!(artifact.tests.peak_kib, [Some(30), None, None]);
        assert_eq!(artifact.batches[0].ending, Ending::Interrupted);
        assert_eq!(artifact.batches[0].victim, Some(1));
        assert_eq!(artifact.batches[0].peak_bytes, Some(44 * 1024));
        assert!(
            artifact
                .tests
                .remark(2)
                .unwrap()
                .english()
                .contains("recorder was killed")
        );
        assert_eq!(artifact.check(), Ok(()));
    }

    #[test]
    fn columns_that_break_the_rules_of_the_format_are_left_out() {
        let uneven = || Process {
            pid: 7,
            parent_pid: 1,
            name: "python".to_owned(),
            start_ms: 0,
            end_ms: 9,
            peak_kib: 44,
            memory: ProcessMemory {
                at_ms_deltas: vec![1, 2],
                rss_kib_deltas: vec![44],
            },
        };
        for is_cut in [true, false] {
            let mut replay = running_batch();
            if is_cut {
                let (batch, processes) = (1, vec![uneven()]);
                replay.apply(Event::Processes { batch, processes });
            } else {
                let mut end = ended(1, Ending::Passed);
                end.processes = vec![uneven()];
                replay.apply(Event::BatchEnded(Box::new(end)));
            }
            let artifact = replay.finish().unwrap();
            assert_eq!(artifact.check(), Ok(()));
            let [process] = &artifact.batches[0].processes[..] else {
                panic!("{:?}", artifact.batches[0]);
            };
            assert_eq!((process.pid, process.memory.is_empty()), (7, true));
        }
    }

    #[test]
    fn a_death_makes_the_running_test_the_victim() {
        let mut replay = running_batch();
        let mut end = ended(1, Ending::OverLimit);
        end.facts.running = vec![1];
        replay.apply(Event::BatchEnded(Box::new(end)));
        let (completion, sampling) = (Completion::Finished, crate::testing::sampling());
        replay.apply(Event::RunEnded {
            duration_ms: 50,
            completion,
            sampling,
        });
        let artifact = replay.finish().unwrap();
        assert_eq!(artifact.run.completion, Completion::Finished);
        assert_eq!(artifact.batches[0].victim, Some(1));
        assert_eq!(artifact.tests.outcome[1], Outcome::Died);
        assert_eq!(artifact.death(1), Some(Death::Victim));
    }

    #[test]
    fn the_ending_follows_from_the_facts() {
        let mut replay = running_batch();
        let mut end = ended(1, Ending::Killed);
        end.facts.running = vec![1, 77];
        replay.apply(Event::BatchEnded(Box::new(end)));
        let batch = replay.batch(1).unwrap();
        assert_eq!(
            (batch.ending, batch.proof),
            (Ending::Killed, Proof::Certain)
        );
        assert!(
            batch.evidence[1]
                .english()
                .contains("`b` sent it to itself")
        );
        // Of three tests there is none with that number, which a tested process can have made up.
        assert_eq!(batch.facts.as_ref().unwrap().running, [1]);
        let artifact = replay.finish().unwrap();
        assert_eq!(artifact.check(), Ok(()));
        assert_eq!(artifact.batches[0].signal(), Some(9));
        assert_eq!(artifact.batches[0].victim, Some(1));
        assert_eq!(artifact.batches[0].at_fault, [1]);
        assert_eq!(artifact.death(1), Some(Death::OwnDoing));
    }

    #[test]
    fn nobody_observed_the_end_of_a_batch_that_was_cut() {
        assert_eq!(running_batch().finish().unwrap().batches[0].facts, None);
    }

    #[test]
    fn of_a_batch_that_was_cut_the_processes_are_those_that_were_told_last() {
        let mut replay = running_batch();
        let process = |end_ms| Process {
            pid: 7,
            parent_pid: 1,
            name: "python".to_owned(),
            start_ms: 5,
            end_ms,
            peak_kib: 70,
            memory: ProcessMemory::default(),
        };
        for end_ms in [20, 30] {
            replay.apply(Event::Processes {
                batch: 1,
                processes: vec![process(end_ms)],
            });
        }
        let artifact = replay.finish().unwrap();
        assert_eq!(artifact.batches[0].processes, [process(30)]);
    }

    #[test]
    fn a_test_that_is_run_again_keeps_its_earlier_attempt() {
        let mut replay = running_batch();
        replay.apply(Event::TestEnded {
            test: 1,
            outcome: Outcome::Failed,
            at_us: 9_000,
            retained_kib: Some(1),
            remark: Some(Message::quote("assert 1 == 2")),
            phases: Vec::new(),
        });
        replay.apply(Event::BatchEnded(Box::new(ended(1, Ending::TestsFailed))));
        let (batch, pass, at_ms) = (2, Pass::Retry, 50);
        replay.apply(Event::BatchStarted { batch, pass, at_ms });
        replay.apply(Event::TestStarted {
            test: 1,
            batch: 2,
            at_us: 60_000,
            rss_kib: None,
        });
        replay.apply(Event::TestEnded {
            test: 1,
            outcome: Outcome::Passed,
            at_us: 61_000,
            retained_kib: None,
            remark: None,
            phases: Vec::new(),
        });
        let tests = replay.finish().unwrap().tests;
        assert_eq!(tests.flaky(), [1]);
        assert_eq!(
            (tests.outcome[1], tests.batch[1]),
            (Outcome::Passed, Some(2))
        );
        assert_eq!(tests.remark(1), None);
        let [attempt] = &tests.attempts[..] else {
            panic!("{:?}", tests.attempts)
        };
        assert_eq!((attempt.test, attempt.batch), (1, Some(1)));
        assert_eq!(attempt.outcome, Outcome::Failed);
        assert_eq!(attempt.remark, Some(Message::quote("assert 1 == 2")));
        assert_eq!(attempt.start_us, Some(8_000));
    }

    #[test]
    fn what_a_file_holds_stands_below_it() {
        let mut replay = running_batch();
        assert!(replay.tests().v8_heap_used_kib.is_empty());
        let figures = Measured {
            peak_kib: Some(90),
            v8_heap_used_kib: Some(40),
            ..Measured::default()
        };
        replay.apply(Event::TestMeasured { test: 1, figures });
        replay.apply(Event::TestsPlanned {
            ids: vec!["d".into()],
        });
        let case = |test| FileCase {
            test,
            name: "adds".into(),
            outcome: Outcome::Passed,
            duration_us: None,
            remark: None,
        };
        replay.apply(Event::CaseEnded(case(1)));
        replay.apply(Event::CaseEnded(case(77)));
        let artifact = replay.finish().unwrap();
        assert_eq!(artifact.check(), Ok(()));
        assert_eq!(
            artifact.tests.v8_heap_used_kib,
            [None, Some(40), None, None]
        );
        assert_eq!(artifact.tests.peak_kib[1], Some(90));
        assert_eq!(artifact.tests.cases, [case(1)]);
    }

    #[test]
    fn events_about_the_unknown_are_dropped() {
        let mut replay = running_batch();
        replay.apply(Event::TestStarted {
            test: 99,
            batch: 7,
            at_us: 1,
            rss_kib: None,
        });
        replay.apply(Event::BatchPlanned {
            batch: 7,
            tests: vec![],
        });
        assert!(replay.finish().unwrap().check().is_ok());
    }

    #[test]
    fn the_work_of_a_replay_grows_with_its_events_and_not_with_their_square() {
        let mut replay = Replay::new();
        replay.apply(Event::RunStarted(Box::new(header())));
        let count = 1_000;
        let ids = (0..count).map(|n| format!("t{n}")).collect();
        replay.apply(Event::TestsPlanned { ids });
        for test in 0..count {
            let batch = test + 1;
            let (pass, at_ms, at_us) = (Pass::Observe, test.into(), u64::from(test) * 1000);
            replay.apply(Event::BatchStarted { batch, pass, at_ms });
            let tests = vec![test];
            replay.apply(Event::BatchPlanned { batch, tests });
            let rss_kib = None;
            replay.apply(Event::TestStarted {
                test,
                batch,
                at_us,
                rss_kib,
            });
            // Every second one dies, and so runs for ever in its batch.
            if test % 2 == 0 {
                let (outcome, retained_kib, remark) = (Outcome::Passed, None, None);
                replay.apply(Event::TestEnded {
                    test,
                    outcome,
                    at_us,
                    retained_kib,
                    remark,
                    phases: Vec::new(),
                });
            }
            assert_eq!(replay.batch(batch).unwrap().index, batch);
            replay.apply(Event::BatchEnded(Box::new(ended(batch, Ending::Passed))));
        }
        let looks = replay.batches.looks();
        assert!(looks < 10 * count as usize, "{looks} looks at batches");
        let artifact = replay.finish().unwrap();
        assert_eq!(artifact.tests.count(Outcome::Passed), 500);
        assert_eq!(artifact.tests.count(Outcome::Died), 500);
    }

    #[test]
    fn a_test_that_died_in_one_batch_and_ended_in_another_runs_in_neither() {
        let mut replay = running_batch();
        let (batch, pass, at_ms) = (2, Pass::Retry, 50);
        replay.apply(Event::BatchStarted { batch, pass, at_ms });
        replay.apply(Event::TestStarted {
            test: 1,
            batch: 2,
            at_us: 60_000,
            rss_kib: None,
        });
        assert_eq!(replay.running_in(2), [1]);
        replay.apply(Event::TestEnded {
            test: 1,
            outcome: Outcome::Passed,
            at_us: 61_000,
            retained_kib: None,
            remark: None,
            phases: Vec::new(),
        });
        assert!(replay.batches.iter().all(|open| open.running.is_empty()));
    }

    #[test]
    fn without_its_first_event_there_is_no_artifact() {
        assert!(Replay::new().finish().is_none());
    }
}
