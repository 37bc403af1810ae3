//! A fleet: any number of made-up runs of one suite over time, in which one test begins to leak.

use oomscope_report::export::clock;
use oomscope_shared::artifact::Git;
use oomscope_shared::finding::{Cause, Finding, Kind};
use oomscope_shared::timeline::{Sample, Timeline};
use oomscope_shared::{Artifact, Ending, Outcome};

use crate::{Result, runs};

/// When the first run began: 2025-10-03T12:04:00Z.
const FIRST_MS: u64 = 1_759_493_040_000;
/// From run to run.
const HOUR_MS: u64 = 3_600_000;
/// The test that begins to leak, by its position.
const LEAKY: usize = 7;
/// What it keeps then, in KiB.
const LEAK_KIB: u64 = 12 * 1024;

/// How large a fleet is.
#[derive(Debug, Clone, Copy)]
pub struct Fleet {
    /// Runs.
    pub runs: u32,
    /// Tests of each run; at least eight.
    pub tests: usize,
    /// Samples of each run.
    pub samples: u64,
}

impl Fleet {
    /// The first run in which the test leaks.
    pub fn leaks_from(&self) -> u32 {
        self.runs * 7 / 10
    }

    /// The id of the test that begins to leak.
    pub fn leaky_test() -> String {
        test_id(LEAKY)
    }

    /// The commit of a run.
    pub fn commit(number: u32) -> String {
        format!("{:040x}", u64::from(number) + 0xc0_ffee)
    }

    /// Whether a run dies of memory.
    pub fn dies(number: u32) -> bool {
        number % 50 == 49
    }

    /// One of the runs, from 0. The same number gives the same run.
    pub fn run(&self, number: u32) -> Result<Artifact> {
        let mut dice = Dice(u64::from(number) + 1);
        let mut artifact = runs::after().artifact()?;
        let run = &mut artifact.run;
        run.started_at = clock::rfc3339(FIRST_MS + u64::from(number) * HOUR_MS);
        run.label = None;
        run.folder = "shop".to_owned();
        run.git = Some(Git {
            commit: Self::commit(number),
            branch: Some(match number % 4 {
                0 => format!("feature-{}", number % 7),
                _ => "main".to_owned(),
            }),
            dirty: Some(false),
            remote: None,
            prefix: None,
        });
        let leaks = number >= self.leaks_from();
        let length_ms = self.samples * 10;
        self.fill_tests(&mut artifact, &mut dice, leaks, length_ms);
        let batch = &mut artifact.batches[0];
        batch.test_count = self.tests as u32;
        batch.duration_ms = length_ms;
        artifact.run.duration_ms = length_ms + 20;
        let mut kept = 60 * 1024;
        let samples: Vec<Sample> = (0..self.samples)
            .map(|at| {
                kept += dice.below(24);
                if leaks && at == self.samples * LEAKY as u64 / self.tests as u64 {
                    kept += LEAK_KIB;
                }
                Sample {
                    time_ms: at * 10,
                    rss_kib: kept + dice.below(4096) / 4 * 4,
                }
            })
            .collect();
        batch.timeline = Timeline::from_samples(&samples);
        batch.peak_bytes = batch.timeline.peak_bytes();
        if Self::dies(number) {
            batch.ending = Ending::OverLimit;
            let last = self.tests as u32 - 1;
            batch.facts = Some(Box::new(runs::over_limit_facts(last, 96 << 20)));
            batch.victim = Some(last);
            artifact.tests.outcome[self.tests - 1] = Outcome::Died;
        }
        if leaks {
            artifact.findings.push(Finding {
                culprits: vec![Self::leaky_test()],
                holder: Some("shop.cache.STORE".to_owned()),
                retained_bytes: Some(LEAK_KIB * 1024),
                bytes_per_test: Some(LEAK_KIB * 1024),
                confidence: 0.98,
                ..Finding::new(Kind::Leak, Cause::ModuleGlobal)
            });
        }
        Ok(artifact)
    }

    fn fill_tests(&self, artifact: &mut Artifact, dice: &mut Dice, leaks: bool, length_ms: u64) {
        let tests = &mut artifact.tests;
        let count = self.tests;
        let each_us = length_ms * 1000 / count as u64;
        tests.id = (0..count).map(test_id).collect();
        tests.outcome = vec![Outcome::Passed; count];
        tests.batch = vec![Some(1); count];
        tests.start_us = (0..count as u64).map(|at| Some(at * each_us)).collect();
        let mut column = |low: u64, spread: u64| -> Vec<Option<u64>> {
            (0..count).map(|_| Some(low + dice.below(spread))).collect()
        };
        tests.duration_us = column(each_us / 2, each_us / 2);
        tests.peak_kib = column(60 * 1024, 20 * 1024);
        tests.rss_before_kib = column(58 * 1024, 1024);
        tests.rss_after_kib = column(59 * 1024, 1024);
        tests.retained_kib = column(0, 48);
        if leaks {
            tests.retained_kib[LEAKY] = Some(LEAK_KIB + 16);
        }
        for columns in [
            &mut tests.phases.setup,
            &mut tests.phases.call,
            &mut tests.phases.teardown,
        ] {
            columns.duration_us = column(900, 400);
            columns.peak_kib = column(60 * 1024, 1024);
            columns.rss_after_kib = column(59 * 1024, 1024);
        }
    }
}

fn test_id(at: usize) -> String {
    format!(
        "tests/test_module_{:02}.py::TestShop::test_case_{at:03}",
        at / 20
    )
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_a_fleet_keep_the_rules_of_the_format_and_differ() {
        let fleet = Fleet {
            runs: 100,
            tests: 30,
            samples: 200,
        };
        for number in [0, 49, 69, 70, 99] {
            assert_eq!(fleet.run(number).unwrap().check(), Ok(()));
        }
        assert_eq!(fleet.run(3).unwrap(), fleet.run(3).unwrap());
        assert!(fleet.run(69).unwrap().findings.is_empty());
        assert_eq!(fleet.run(70).unwrap().findings.len(), 1);
    }
}
