//! Small artifacts for the tests of this crate and of those that use it, told in few words.

use crate::artifact::{
    Artifact, Batch, Completion, Framework, Git, Host, Limits, MemoryLimit, Pass, PeakSource, Plan,
    RunHeader, Sampling, Tests, Tool,
};
use crate::classify::RULES_VERSION;
use crate::ending::{Ending, Outcome, Proof};
use crate::facts::{
    Acted, Action, BatchFacts, KillOf, LastWord, LoggedKill, SignalReceived, TimeOut,
};
use crate::units::MIB;
use crate::version::FormatVersion;

/// A run that is being told.
#[derive(Debug, Clone)]
pub struct RunBuilder(Artifact);

/// A pytest run in which nothing has happened yet.
pub fn pytest() -> RunBuilder {
    RunBuilder(Artifact {
        format_version: FormatVersion::CURRENT,
        rules_version: RULES_VERSION,
        tool: Tool {
            name: "oomscope".into(),
            version: "0.1.0".into(),
        },
        run: RunHeader {
            started_at: "2025-10-03T12:04:00.000Z".into(),
            duration_ms: 61_400,
            completion: Completion::Finished,
            label: None,
            command: vec!["pytest".into(), "tests".into()],
            folder: "mmbot".into(),
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
            git: None,
            ci: None,
            shard: None,
            shards: Vec::new(),
            tests_folder: None,
        },
        host: Host {
            os: None,
            kernel: None,
            arch: "x86_64".into(),
            cpus: Some(2),
            memory_bytes: Some(16 << 30),
            memory_available_bytes: None,
            swap_bytes: None,
            python: None,
            pytest: None,
        },
        limits: Limits { memory: None },
        sampling: Sampling {
            asked_hz: 100.0,
            achieved_hz: None,
            samples: 0,
            missed: 0,
            vanished: 0,
            unread: 0,
            cpu_ms: None,
            budget_percent: 1.0,
            skipped: 0,
        },
        batches: Vec::new(),
        tests: Tests::default(),
        findings: Vec::new(),
        hunt: None,
        hunt_batches: Vec::new(),
        warnings: Vec::new(),
    })
}

/// A run of another command.
pub fn command() -> RunBuilder {
    let mut told = pytest();
    told.0.run.framework = Framework::Command;
    told.0.run.command = vec!["make".into(), "test".into()];
    told
}

impl RunBuilder {
    /// A batch of the tests told since the one before it.
    pub fn batch(mut self, ending: Ending, peak_mib: u64) -> Self {
        let index = self.0.batches.len() as u32 + 1;
        // One after the other.
        let before = self.0.batches.last();
        let begins_ms = before.map_or(0, |batch| batch.start_ms + batch.duration_ms);
        let mut victim = None;
        let mut finished = 0;
        let mut given = 0;
        for test in 0..self.0.tests.len() {
            let unrun = self.0.tests.outcome[test] == Outcome::NotRun;
            given += u32::from(self.0.tests.batch[test].is_none());
            if self.0.tests.batch[test].is_none() && !unrun {
                self.0.tests.batch[test] = Some(index);
                finished += 1;
                if self.0.tests.outcome[test] == Outcome::Died {
                    victim = Some(test as u32);
                }
            }
        }
        let facts = facts_that_end(ending, self.0.run.framework).map(|facts| BatchFacts {
            running: victim.into_iter().collect(),
            ..facts
        });
        self.0.batches.push(Batch {
            test_count: given.max(finished),
            duration_ms: 20_500,
            ending,
            proof: Proof::Certain,
            facts: facts.map(Box::new),
            victim,
            peak_bytes: (peak_mib > 0).then_some(peak_mib * MIB),
            peak_source: (peak_mib > 0).then_some(PeakSource::KernelHighWater),
            ..Batch::begun(index, Pass::Observe, begins_ms)
        });
        self
    }

    /// A test; a negative figure was not measured.
    pub fn test(mut self, id: &str, outcome: Outcome, peak_mib: i64, kept_kib: i64) -> Self {
        let tests = &mut self.0.tests;
        let measured = |figure: i64| u64::try_from(figure).ok();
        tests.id.push(id.to_owned());
        tests.outcome.push(outcome);
        tests.batch.push(None);
        tests.start_us.push(None);
        tests.duration_us.push(Some(12_345));
        tests
            .peak_kib
            .push(measured(peak_mib).map(|mib| mib * 1024));
        tests.rss_before_kib.push(None);
        tests.rss_after_kib.push(None);
        tests.retained_kib.push(measured(kept_kib));
        let phases = &mut tests.phases;
        for columns in [&mut phases.setup, &mut phases.call, &mut phases.teardown] {
            columns.duration_us.push(None);
            columns.peak_kib.push(None);
            columns.rss_after_kib.push(None);
        }
        self
    }

    /// Tests `from` to `to` (exclusive) of the suite of the story, each of which keeps `kept_kib`.
    /// Memory climbs from `base_mib` by what they keep.
    pub fn suite(mut self, from: usize, to: usize, base_mib: u64, kept_kib: u64) -> Self {
        for n in from..to {
            let peak = base_mib as i64 + ((n - from + 1) as u64 * kept_kib / 1024) as i64;
            self = self.test(&suite_id(n), Outcome::Passed, peak, kept_kib as i64);
        }
        self
    }

    /// A test of the suite of the story that was running when its batch died.
    pub fn victim(self, n: usize) -> Self {
        self.test(&suite_id(n), Outcome::Died, -1, -1)
    }

    pub fn limit(mut self, mib: u64) -> Self {
        self.0.limits.memory = Some(MemoryLimit::watched(mib * MIB));
        self
    }

    /// What follows from the facts of its batches, as in every artifact that is read.
    pub fn derived(self) -> Self {
        self.with(Artifact::derive)
    }

    pub fn with(mut self, change: impl FnOnce(&mut Artifact)) -> Self {
        change(&mut self.0);
        self
    }

    pub fn done(self) -> Artifact {
        assert_eq!(self.0.check(), Ok(()));
        self.0
    }
}

/// What can have been observed of a batch that ended so; `None` where nobody observes such an end.
pub fn facts_that_end(ending: Ending, framework: Framework) -> Option<BatchFacts> {
    let nothing = BatchFacts {
        plugin_spoke: framework.has_plugin(),
        ..BatchFacts::default()
    };
    let code = |code| BatchFacts {
        exit_code: Some(code),
        session_status: framework.has_plugin().then_some(code),
        ..nothing.clone()
    };
    let signal = |signal| BatchFacts {
        signal: Some(signal),
        ..nothing.clone()
    };
    let to_itself = |number| BatchFacts {
        last_word: Some(LastWord::Signal {
            function: "os.kill".to_owned(),
            signal: number,
        }),
        ..signal(number)
    };
    let ours = |action| BatchFacts {
        actions: vec![Acted {
            at_ms: 20_400,
            action,
        }],
        ..nothing.clone()
    };
    Some(match ending {
        Ending::Passed => code(0),
        Ending::TestsFailed => code(1),
        Ending::Exited => code(3),
        Ending::CollectionFailed => code(4),
        Ending::NoTests => code(5),
        Ending::Killed => to_itself(9),
        Ending::Terminated => to_itself(15),
        Ending::Crashed => signal(11),
        Ending::OutOfMemory => BatchFacts {
            logged_kills: Some(vec![LoggedKill {
                pid: 4321,
                name: "python3".to_owned(),
                in_cgroup: false,
                of: KillOf::Main,
            }]),
            ..signal(9)
        },
        Ending::OverLimit => BatchFacts {
            signal: Some(9),
            ..ours(Action::OverLimit {
                rss_bytes: 401 << 20,
            })
        },
        Ending::TimedOut => ours(Action::TimedOut {
            whose: TimeOut::Batch,
        }),
        Ending::Preempted => BatchFacts {
            signal: Some(9),
            ..ours(Action::Preempted {
                reserved_bytes: 300 << 20,
                used_bytes: 410 << 20,
            })
        },
        Ending::Interrupted => BatchFacts {
            signals_received: vec![SignalReceived {
                at_ms: 20_400,
                signal: 15,
            }],
            ..ours(Action::Interrupted)
        },
        Ending::NotRun | Ending::Unrecorded => return None,
    })
}

/// The id of a test of the suite of the story.
pub fn suite_id(n: usize) -> String {
    format!("tests/test_metrics.py::test_collector[{n:02}]")
}

/// The story before the fix: 87 tests, 7.5 MiB kept by each.
pub fn story_before() -> RunBuilder {
    pytest().suite(0, 87, 250, 7_680).batch(Ending::Passed, 903)
}

/// The story after the fix.
pub fn story_after() -> RunBuilder {
    pytest().suite(0, 87, 231, 24).batch(Ending::Passed, 231)
}

/// The story before the fix under a limit of 400 MiB: two deaths, and the rest in a third batch.
pub fn story_limited() -> RunBuilder {
    let told = pytest().limit(400).suite(0, 34, 150, 7_680).victim(34);
    let mut told = told.batch(Ending::OverLimit, 401);
    told.0.batches[0].test_count = 87;
    let told = told.suite(35, 69, 150, 7_680).victim(69);
    let mut told = told.batch(Ending::OverLimit, 402);
    told.0.batches[1].test_count = 52;
    told.suite(70, 87, 150, 7_680).batch(Ending::Passed, 280)
}

/// Two runs that differ in nearly everything that a comparison shows; the second has a test with a name
/// full of markup.
pub fn pair() -> (Artifact, Artifact) {
    let labelled = |told: RunBuilder, label: &str, commit: &str| {
        let told = told.with(|artifact| {
            artifact.run.label = Some(label.into());
            artifact.run.git = Some(Git {
                commit: commit.into(),
                branch: None,
                dirty: Some(label == "before"),
                remote: None,
                prefix: None,
            });
        });
        told.done()
    };
    let odd = "tests/test_new.py::test_a|b[<b>`x`]\n";
    let after = pytest()
        .limit(400)
        .suite(0, 86, 231, 24)
        .test(odd, Outcome::Failed, 250, 9_000)
        .batch(Ending::TestsFailed, 250)
        .with(|artifact| artifact.run.command.push("--durations=0".into()));
    (
        labelled(story_limited(), "before", "3f9c1d2aabbcc"),
        labelled(after, "after", "8aa01b2aabbcc"),
    )
}

/// A test that needs too much at once, as the hunt finds it.
pub fn hog() -> crate::finding::Finding {
    use crate::finding::{Cause, Finding, Kind};
    use crate::message::{Key, messages};
    let test = suite_id(0);
    let alone = messages::EvidenceNeedsAlone {
        batch: 1_u32,
        needed_bytes: 401_u64 << 20,
        limit_bytes: 400_u64 << 20,
    };
    Finding {
        culprits: vec![test],
        retained_bytes: Some(401 << 20),
        bytes_per_test: Some(401 << 20),
        confidence: 0.6,
        evidence: vec![alone.into()],
        hint: Some(Key::HintLargeTransient.into()),
        reproduce: Some("oomscope run --repeat 1 -- pytest".into()),
        ..Finding::new(Kind::Hog, Cause::LargeTransient)
    }
}

/// The finding of the story.
pub fn finding() -> crate::finding::Finding {
    use crate::finding::{Cause, Finding, Kind};
    use crate::message::messages;
    let test = "tests/test_metrics.py::test_collector[00]";
    let holder = "prometheus_client.registry.REGISTRY._collector_to_names";
    let repeated = messages::EvidenceRepeated {
        times: 5_u32,
        test,
        each_bytes: 7_u64 << 20,
    };
    let mended = messages::HintRegistryFixtureBelow {
        holder: messages::HolderNamed { holder },
    };
    Finding {
        kind: Kind::Leak,
        culprits: vec![test.into()],
        cause: Cause::Registry,
        scope: None,
        holder: Some(holder.into()),
        object_type: Some("prometheus_client.metrics.MetricWrapperBase".into()),
        objects_per_test: Some(104.0),
        retained_bytes: Some(600 << 20),
        bytes_per_test: Some(7 << 20),
        confidence: 0.98,
        evidence: vec![repeated.into()],
        confirmation: None,
        holder_path: vec![],
        lines: vec![],
        types: vec![],
        files: vec![],
        hint: Some(mended.into()),
        hint_code: Some("import pytest\n".into()),
        reproduce: Some("oomscope run --repeat 5 -- pytest".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::classify;

    #[test]
    fn what_is_told_of_an_ending_is_classified_as_it() {
        for ending in Ending::ALL {
            let Some(facts) = facts_that_end(ending, Framework::Pytest) else {
                continue;
            };
            let classified = classify(&facts, Framework::Pytest, &suite_name);
            assert_eq!(
                (classified.ending, classified.proof),
                (ending, Proof::Certain)
            );
        }
    }

    fn suite_name(test: u32) -> String {
        suite_id(test as usize)
    }
}
