//! Made-up runs: artifacts that go through the same journal events and the same `Replay` as real ones.

use anyhow::Context;
use oomscope_journal::{BatchEnded, Event, Phase, PhaseFigures, Replay, RunStarted};
use oomscope_shared::artifact::{
    Completion, Framework, Git, Host, Limits, MemoryLimit, OutputTail, Pass, PeakSource, Plan,
    Process, Sampling, Tool,
};
use oomscope_shared::facts::{Acted, Action, BatchFacts, MainProcess};
use oomscope_shared::load::write_artifact;
use oomscope_shared::timeline::Sample;
use oomscope_shared::{Artifact, Outcome};

use crate::Result;

/// KiB in one MiB.
const MIB: u64 = 1024;
/// How long each test of a made-up run takes.
const TEST_MS: u64 = 40;
/// How many tests a made-up run has.
pub const TESTS: u32 = 30;

/// What a made-up run is like.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// `--label`.
    pub label: &'static str,
    /// What each test keeps, in KiB.
    pub kept_kib: u64,
    /// The memory limit in bytes. A run that reaches it dies of it.
    pub limit_bytes: Option<u64>,
    /// Ends the journal before the test with this index is over, as if the recorder had been killed.
    pub cut_at: Option<u32>,
}

/// A suite in which every test keeps 10 MiB.
pub fn before() -> Recipe {
    Recipe {
        label: "before",
        kept_kib: 10 * MIB,
        limit_bytes: None,
        cut_at: None,
    }
}

/// The same suite, mended.
pub fn after() -> Recipe {
    Recipe {
        kept_kib: 0,
        label: "after",
        ..before()
    }
}

/// The leaking suite under a limit that it reaches.
pub fn over_limit() -> Recipe {
    Recipe {
        limit_bytes: Some(200 << 20),
        label: "limited",
        ..before()
    }
}

/// The leaking suite, recorded by a recorder that was killed.
pub fn cut() -> Recipe {
    Recipe {
        cut_at: Some(20),
        label: "cut",
        ..before()
    }
}

impl Recipe {
    /// The artifact of the run.
    pub fn artifact(&self) -> Result<Artifact> {
        let mut replay = Replay::new();
        for event in self.events() {
            replay.apply(event);
        }
        replay.finish().context("the made-up run did not start")
    }

    /// The artifact of the run, as the runner writes it.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        Ok(write_artifact(&self.artifact()?)?)
    }

    fn events(&self) -> Vec<Event> {
        let mut run = Journal {
            recipe: self,
            events: Vec::new(),
            now_ms: 300,
            rss_kib: 40 * MIB,
        };
        run.record();
        run.events
    }
}

/// A made-up run while it is being written down.
struct Journal<'a> {
    recipe: &'a Recipe,
    events: Vec<Event>,
    now_ms: u64,
    rss_kib: u64,
}

impl Journal<'_> {
    fn record(&mut self) {
        let tests: Vec<u32> = (0..TESTS).collect();
        self.events
            .push(Event::RunStarted(Box::new(header(self.recipe))));
        self.events.push(Event::TestsPlanned {
            ids: tests.iter().map(|n| test_id(*n)).collect(),
        });
        self.events.push(Event::BatchStarted {
            batch: 1,
            pass: Pass::Observe,
            at_ms: 0,
        });
        self.events.push(Event::BatchPlanned {
            batch: 1,
            tests: tests.clone(),
        });
        self.samples(&[(0, 2 * MIB), (100, 20 * MIB), (300, self.rss_kib)]);
        self.events.push(Event::Collected {
            batch: 1,
            rss_kib: self.rss_kib,
        });
        for test in tests {
            self.start(test);
            if self.recipe.cut_at == Some(test) {
                return;
            }
            if self
                .recipe
                .limit_bytes
                .is_some_and(|limit| (self.rss_kib + 8 * MIB) * 1024 > limit)
            {
                return self.end(over_limit_facts(test, (self.rss_kib + 8 * MIB) * 1024));
            }
            self.finish(test);
        }
        self.end(passed_facts());
    }

    fn start(&mut self, test: u32) {
        let (at_us, rss_kib) = (self.now_ms * 1000, Some(self.rss_kib));
        self.events.push(Event::TestStarted {
            test,
            batch: 1,
            at_us,
            rss_kib,
        });
        self.samples(&[(self.now_ms + 10, self.rss_kib + 8 * MIB)]);
    }

    fn finish(&mut self, test: u32) {
        let peak = Some(self.rss_kib + 8 * MIB);
        self.rss_kib += self.recipe.kept_kib;
        let rss_kib = Some(self.rss_kib);
        let figures = |phase, duration_us| PhaseFigures {
            phase,
            duration_us,
            peak_kib: peak.max(rss_kib),
            rss_kib,
        };
        let phases = vec![
            figures(Phase::Setup, 2_000),
            figures(Phase::Call, 30_000),
            figures(Phase::Teardown, 900),
        ];
        self.now_ms += TEST_MS;
        self.samples(&[(self.now_ms - 5, self.rss_kib)]);
        self.events.push(Event::TestEnded {
            test,
            outcome: Outcome::Passed,
            at_us: (self.now_ms - 5) * 1000,
            retained_kib: Some(self.recipe.kept_kib),
            remark: None,
            phases,
        });
    }

    fn end(&mut self, mut facts: BatchFacts) {
        facts.in_force.memory_bytes = self.recipe.limit_bytes;
        let at_ms = self.now_ms + 20;
        let peak_kib = self.rss_kib + 8 * MIB;
        self.events.push(Event::BatchEnded(Box::new(BatchEnded {
            batch: 1,
            at_ms,
            facts: Box::new(facts),
            peak_bytes: Some(peak_kib * 1024),
            peak_source: Some(PeakSource::KernelHighWater),
            processes: vec![Process {
                pid: 4321,
                parent_pid: 4300,
                name: "python3".to_owned(),
                start_ms: 0,
                end_ms: at_ms,
                peak_kib,
                memory: Default::default(),
            }],
            output: OutputTail {
                total_bytes: 5,
                kept_bytes: 5,
                text: "....\n".to_owned(),
            },
        })));
        let sampling = Sampling {
            asked_hz: 100.0,
            achieved_hz: Some(99.0),
            samples: at_ms / 10,
            missed: 0,
            vanished: 0,
            unread: 0,
            cpu_ms: Some(1.5),
            budget_percent: 1.0,
            skipped: 0,
        };
        let completion = Completion::Finished;
        self.events.push(Event::RunEnded {
            duration_ms: at_ms + 10,
            completion,
            sampling,
        });
    }

    fn samples(&mut self, points: &[(u64, u64)]) {
        let samples = points
            .iter()
            .map(|&(time_ms, rss_kib)| Sample { time_ms, rss_kib })
            .collect();
        self.events.push(Event::Samples { batch: 1, samples });
    }
}

/// What was observed of a batch of pytest in which every test passed.
fn passed_facts() -> BatchFacts {
    BatchFacts {
        exit_code: Some(0),
        main_process: MainProcess::Framework,
        plugin_spoke: true,
        session_status: Some(0),
        ..BatchFacts::default()
    }
}

/// The same of one that the watchdog killed in a test, at so much memory.
pub fn over_limit_facts(test: u32, rss_bytes: u64) -> BatchFacts {
    BatchFacts {
        signal: Some(9),
        plugin_spoke: true,
        actions: vec![Acted {
            at_ms: 1_000,
            action: Action::OverLimit { rss_bytes },
        }],
        running: vec![test],
        watchdog_bytes: Some(rss_bytes),
        ..BatchFacts::default()
    }
}

/// The id of a test of a made-up run; one in ten has a name that is not ASCII.
pub fn test_id(number: u32) -> String {
    if number.is_multiple_of(10) {
        format!("tests/test_größe.py::test_метрика[{number}]")
    } else {
        format!("tests/test_metrics.py::test_collector_{number}")
    }
}

fn header(recipe: &Recipe) -> RunStarted {
    RunStarted {
        tool: Tool {
            name: "oomscope".to_owned(),
            version: "0.1.0".to_owned(),
        },
        started_at: "2025-10-03T12:04:00.000Z".to_owned(),
        label: Some(recipe.label.to_owned()),
        command: ["python3", "-m", "pytest", "-q"]
            .map(str::to_owned)
            .to_vec(),
        folder: "made-up".to_owned(),
        framework: Framework::Pytest,
        plan: Plan {
            batch_size: None,
            tests_file: None,
            batch_timeout_ms: None,
            test_timeout_ms: None,
            fail_fast: false,
            retries: 0,
            jobs: 1,
        },
        git: Some(Git {
            commit: "0123456789abcdef0123456789abcdef01234567".to_owned(),
            branch: Some("main".to_owned()),
            dirty: Some(false),
            remote: None,
            prefix: None,
        }),
        ci: None,
        host: Host {
            os: Some("Debian GNU/Linux 12 (bookworm)".to_owned()),
            kernel: Some("6.1.0".to_owned()),
            arch: "x86_64".to_owned(),
            cpus: Some(2),
            memory_bytes: Some(16 << 30),
            memory_available_bytes: Some(14 << 30),
            swap_bytes: Some(0),
            python: Some("3.11.7".to_owned()),
            pytest: Some("9.2.0".to_owned()),
        },
        limits: Limits {
            memory: recipe.limit_bytes.map(MemoryLimit::watched),
        },
        asked_hz: 100.0,
        budget_percent: 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::Ending;

    #[test]
    fn made_up_runs_keep_the_rules_of_the_format() {
        for recipe in [before(), after(), over_limit(), cut()] {
            let artifact = recipe.artifact().unwrap();
            assert_eq!(artifact.check(), Ok(()), "{}", recipe.label);
            assert_eq!(artifact.tests.len(), TESTS as usize);
        }
        assert_eq!(cut().artifact().unwrap().run.completion, Completion::Cut);
        let limited = over_limit().artifact().unwrap();
        assert_eq!(limited.batches[0].ending, Ending::OverLimit);
        assert!(limited.batches[0].victim.is_some());
    }
}
