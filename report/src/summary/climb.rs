//! Memory that climbs over the tests of a batch, where nobody has looked for what keeps it.
//!
//! With a plugin each test says what it kept, and the hunt begins by itself. Outside of that only figures of the whole
//! process are there, which imports and full caches raise as well: no reason to hunt, but one to say that it can be
//! asked for.

use oomscope_shared::artifact::{Artifact, Batch};
use oomscope_shared::framework::Language;
use oomscope_shared::timeline::Sample;
use oomscope_shared::units::MIB;
use oomscope_shared::{Message, messages};

/// Less than this is no climb.
const LEAST_BYTES: u64 = 8 * MIB;
/// Nor is less than this part of what the batch begins with.
const LEAST_SHARE: f64 = 0.10;
/// Nor are fewer tests than this.
const LEAST_TESTS: usize = 3;
/// This share of the steps from test to test goes up, at least.
const RISING_SHARE: f64 = 0.8;
/// Where single tests have no figures the batch's time is cut into so many parts.
const PARTS: u64 = 5;

/// The first batch over whose tests memory climbs, as a sentence.
pub(super) fn climb(artifact: &Artifact) -> Option<Message> {
    let framework = artifact.run.framework;
    // Where each test has a process of its own nothing piles up.
    let is_measured = framework.has_plugin() || framework.isolates();
    let is_known = artifact.tests.retained_kib.iter().any(Option::is_some);
    if is_measured || is_known || artifact.hunt.is_some() || !artifact.findings.is_empty() {
        return None;
    }
    let batches = artifact.batches.iter();
    let mut climbing = batches.filter_map(|batch| {
        let (from_bytes, to_bytes) = ends_of_climb(artifact, batch)?;
        let batch = batch.index;
        Some(messages::SummaryClimbs {
            batch,
            from_bytes,
            to_bytes,
        })
    });
    climbing.next().map(Message::from)
}

/// Where a batch's memory begins and ends, in bytes, if it climbs from test to test.
fn ends_of_climb(artifact: &Artifact, batch: &Batch) -> Option<(u64, u64)> {
    let rows = artifact.tests.rows();
    let of_batch = rows.filter(|row| row.batch == Some(batch.index));
    let mut peaks: Vec<(Option<u64>, Option<u64>)> =
        of_batch.map(|row| (row.start_us, row.peak_bytes)).collect();
    if peaks.len() < LEAST_TESTS {
        return None;
    }
    peaks.sort_by_key(|(start_us, _)| *start_us);
    let peaks: Option<Vec<u64>> = peaks.into_iter().map(|(_, peak)| peak).collect();
    // A build tool has a JVM of its own, which climbs for as long as it starts.
    let has_tool = artifact.run.framework.language() == Language::Java;
    let over_time = || (!has_tool).then(|| levels_over_time(batch));
    let levels = peaks.or_else(over_time)?;
    let (from, to) = (*levels.first()?, *levels.last()?);
    let rising = levels.windows(2).filter(|pair| pair[1] > pair[0]).count();
    let least = LEAST_BYTES.max((from as f64 * LEAST_SHARE) as u64);
    let is_steady = rising as f64 >= (levels.len() - 1) as f64 * RISING_SHARE;
    (is_steady && to.saturating_sub(from) >= least).then_some((from, to))
}

/// The highest memory in each part of a batch's time but the first, in which it starts, and the last, in which it ends.
fn levels_over_time(batch: &Batch) -> Vec<u64> {
    let samples: Vec<Sample> = batch.timeline.samples().collect();
    let Some((first, last)) = samples.first().zip(samples.last()) else {
        return Vec::new();
    };
    let length = (last.time_ms - first.time_ms).max(1);
    let part = |sample: &Sample| (sample.time_ms - first.time_ms) * (PARTS + 2) / (length + 1);
    let level = |at: u64| {
        let own = samples.iter().filter(|sample| part(sample) == at);
        own.map(|sample| sample.rss_kib.saturating_mul(1024)).max()
    };
    (1..=PARTS).filter_map(level).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::artifact::Framework;
    use oomscope_shared::testing::{RunBuilder, finding, pytest};
    use oomscope_shared::timeline::Timeline;
    use oomscope_shared::{Ending, Outcome};

    /// A run of RSpec whose tests peak at so many MiB.
    fn peaks(mib: &[i64]) -> RunBuilder {
        let mut told = pytest();
        for (at, peak) in mib.iter().enumerate() {
            told = told.test(&format!("t{at}"), Outcome::Passed, *peak, -1);
        }
        told.batch(Ending::Passed, 60)
            .with(|artifact| artifact.run.framework = Framework::Rspec)
    }

    fn said(run: RunBuilder) -> Option<String> {
        climb(&run.done()).map(|message| message.english())
    }

    #[test]
    fn peaks_that_climb_say_that_the_hunt_can_be_asked_for() {
        let climbing = || peaks(&[24, 29, 34, 39]);
        let told = "Memory climbs from 24.0 MiB to 39.0 MiB over the tests of batch 1. Nobody has looked for what \
                    keeps it: `--hunt always` does.";
        assert_eq!(said(climbing()).as_deref(), Some(told));
        assert_eq!(said(peaks(&[24, 39, 24, 39])), None, "up and down");
        assert_eq!(said(peaks(&[24, 25, 26, 27])), None, "hardly");
        assert_eq!(said(peaks(&[24, 39])), None, "two tests");
        let found = climbing().with(|artifact| artifact.findings.push(finding()));
        assert_eq!(said(found), None);
        let plugin = climbing().with(|artifact| artifact.run.framework = Framework::Pytest);
        assert_eq!(said(plugin), None);
    }

    #[test]
    fn without_figures_of_tests_it_is_the_curve_that_climbs() {
        let curve = |kib: &dyn Fn(u64) -> u64| {
            let samples: Vec<Sample> = (0..70)
                .map(|at| Sample {
                    time_ms: at * 10,
                    rss_kib: kib(at),
                })
                .collect();
            peaks(&[-1; 4]).with(|artifact| {
                artifact.batches[0].timeline = Timeline::from_samples(&samples);
            })
        };
        let climbing = curve(&|at| 20_000 + at * 400);
        assert!(said(climbing.clone()).is_some());
        let maven = climbing.with(|artifact| artifact.run.framework = Framework::Maven);
        assert_eq!(said(maven), None);
        // Started, and then level.
        assert_eq!(said(curve(&|at| 20_000 + at.min(8) * 4_000)), None);
    }
}
