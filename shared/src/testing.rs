//! Small artifacts for the tests of this crate, told in few words.

use crate::artifact::{
    Artifact, Batch, Completion, Framework, Host, MemoryLimit, OutputTail, Pass, PeakSource,
    RunHeader, Tests,
};
use crate::ending::{Ending, Outcome, Proof};
use crate::journal::testing::{header, sampling};
use crate::timeline::Timeline;
use crate::units::MIB;
use crate::version::FormatVersion;

/// A run that is being told.
#[derive(Debug, Clone)]
pub(crate) struct Told(Artifact);

/// A pytest run in which nothing has happened yet.
pub(crate) fn pytest() -> Told {
    let header = header();
    Told(Artifact {
        format_version: FormatVersion::CURRENT,
        tool: header.tool,
        run: RunHeader {
            started_at: header.started_at,
            duration_ms: 61_400,
            completion: Completion::Finished,
            label: None,
            command: vec!["pytest".into(), "tests".into()],
            folder: header.folder,
            framework: Framework::Pytest,
            plan: header.plan,
            git: None,
            ci: None,
            shard: None,
            shards: Vec::new(),
        },
        host: Host { ..header.host },
        limits: header.limits,
        sampling: sampling(),
        batches: Vec::new(),
        tests: Tests::default(),
        findings: Vec::new(),
        hunt: None,
        hunt_batches: Vec::new(),
        warnings: Vec::new(),
    })
}

/// A run of another command.
pub(crate) fn command() -> Told {
    let mut told = pytest();
    told.0.run.framework = Framework::Command;
    told.0.run.command = vec!["make".into(), "test".into()];
    told
}

impl Told {
    /// A batch of the tests told since the one before it.
    pub(crate) fn batch(mut self, ending: Ending, peak_mib: u64) -> Self {
        let index = self.0.batches.len() as u32 + 1;
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
        self.0.batches.push(Batch {
            index,
            pass: Pass::Observe,
            test_count: given.max(finished),
            start_ms: 0,
            duration_ms: 20_500,
            ending,
            proof: Proof::Certain,
            evidence: Vec::new(),
            exit_code: match ending {
                Ending::Passed => Some(0),
                Ending::TestsFailed => Some(1),
                Ending::Exited => Some(3),
                _ => None,
            },
            signal: match ending {
                Ending::Killed | Ending::OutOfMemory | Ending::OverLimit => Some(9),
                Ending::Terminated => Some(15),
                Ending::Crashed => Some(11),
                _ => None,
            },
            victim,
            peak_bytes: (peak_mib > 0).then_some(peak_mib * MIB),
            peak_source: (peak_mib > 0).then_some(PeakSource::KernelHighWater),
            collected_rss_kib: None,
            details: Default::default(),
            cgroup: None,
            soft_stop_bytes: None,
            timeline: Timeline::default(),
            processes: Vec::new(),
            at_fault: Vec::new(),
            outlived: Vec::new(),
            output: OutputTail::default(),
        });
        self
    }

    /// A test; a negative figure was not measured.
    pub(crate) fn test(mut self, id: &str, outcome: Outcome, peak_mib: i64, kept_kib: i64) -> Self {
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
    pub(crate) fn suite(mut self, from: usize, to: usize, base_mib: u64, kept_kib: u64) -> Self {
        for n in from..to {
            let peak = base_mib as i64 + ((n - from + 1) as u64 * kept_kib / 1024) as i64;
            self = self.test(&suite_id(n), Outcome::Passed, peak, kept_kib as i64);
        }
        self
    }

    /// A test of the suite of the story that was running when its batch died.
    pub(crate) fn victim(self, n: usize) -> Self {
        self.test(&suite_id(n), Outcome::Died, -1, -1)
    }

    pub(crate) fn limit(mut self, mib: u64) -> Self {
        self.0.limits.memory = Some(MemoryLimit::watched(mib * MIB));
        self
    }

    pub(crate) fn with(mut self, change: impl FnOnce(&mut Artifact)) -> Self {
        change(&mut self.0);
        self
    }

    pub(crate) fn done(self) -> Artifact {
        assert_eq!(self.0.check(), Ok(()));
        self.0
    }
}

/// The id of a test of the suite of the story.
pub(crate) fn suite_id(n: usize) -> String {
    format!("tests/test_metrics.py::test_collector[{n:02}]")
}

/// The story before the fix: 87 tests, 7.5 MiB kept by each.
pub(crate) fn story_before() -> Told {
    pytest().suite(0, 87, 250, 7_680).batch(Ending::Passed, 903)
}

/// The story after the fix.
pub(crate) fn story_after() -> Told {
    pytest().suite(0, 87, 231, 24).batch(Ending::Passed, 231)
}

/// The story before the fix under a limit of 400 MiB: two deaths, and the rest in a third batch.
pub(crate) fn story_limited() -> Told {
    let told = pytest().limit(400).suite(0, 34, 150, 7_680).victim(34);
    let mut told = told.batch(Ending::OverLimit, 401);
    told.0.batches[0].test_count = 87;
    let told = told.suite(35, 69, 150, 7_680).victim(69);
    let mut told = told.batch(Ending::OverLimit, 402);
    told.0.batches[1].test_count = 52;
    told.suite(70, 87, 150, 7_680).batch(Ending::Passed, 280)
}

/// A hog as the hunt finds it.
pub(crate) fn hog(framework: Framework) -> crate::finding::Finding {
    let run = pytest()
        .limit(400)
        .test("tests/a.py::big", Outcome::Died, -1, -1);
    let mut found = crate::hunt::verdict::hog(&run.0, 0, Some(401 * MIB), true, Vec::new());
    crate::hunt::hint_framework::adapt(&mut found, framework);
    found
}

/// The finding of the story.
pub fn finding() -> crate::finding::Finding {
    use crate::finding::{Cause, Finding, Kind};
    Finding {
        kind: Kind::Leak,
        culprits: vec!["tests/test_metrics.py::test_collector[00]".into()],
        cause: Cause::Registry,
        scope: None,
        holder: Some("prometheus_client.registry.REGISTRY._collector_to_names".into()),
        object_type: Some("prometheus_client.metrics.MetricWrapperBase".into()),
        objects_per_test: Some(104.0),
        retained_bytes: Some(600 << 20),
        bytes_per_test: Some(7 << 20),
        confidence: 0.98,
        evidence: vec!["Repeated 5 times in one process, it added 7.00 MiB each time.".into()],
        confirmation: None,
        holder_path: vec![],
        lines: vec![],
        types: vec![],
        files: vec![],
        hint: Some("Take off what the test put there.".into()),
        hint_code: Some("import pytest\n".into()),
        reproduce: Some("oomscope run --repeat 5 -- pytest".into()),
    }
}
