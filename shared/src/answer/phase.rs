//! What a test keeps, phase by phase, and whether it is a fixture that keeps it.

use crate::artifact::{Artifact, PhaseColumns};
use crate::compare::noise::TEST_RETAINED_BYTES;

/// It is the fixture's where set-up and tear-down together keep at least this share of what the test keeps.
const SHARE: f64 = 0.5;

/// By how much memory changed in set-up, call and tear-down of a test, in bytes.
pub fn kept_by_phase(artifact: &Artifact, test: u32) -> [Option<i64>; 3] {
    let tests = &artifact.tests;
    let cell = |column: &[Option<u64>]| column.get(test as usize).copied().flatten();
    let phases = &tests.phases;
    let mut before = cell(&tests.rss_before_kib);
    [&phases.setup, &phases.call, &phases.teardown].map(|phase: &PhaseColumns| {
        let after = cell(&phase.rss_after_kib);
        let change = after.zip(before);
        before = after.or(before);
        change.map(|(after, before)| (after as i64 - before as i64).saturating_mul(1024))
    })
}

/// How much of what a test keeps its fixtures do: set up and not given back.
pub fn kept_by_fixtures(artifact: &Artifact, test: u32) -> Option<u64> {
    let kept = artifact.tests.row(test as usize)?.retained_bytes?;
    let [setup, _, teardown] = kept_by_phase(artifact, test);
    let fixtures = u64::try_from(setup?.saturating_add(teardown.unwrap_or(0))).ok()?;
    let fixtures = fixtures.min(kept);
    let is_theirs = fixtures as f64 >= kept as f64 * SHARE && fixtures > TEST_RETAINED_BYTES;
    is_theirs.then_some(fixtures)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ending::{Ending, Outcome};
    use crate::testing::pytest;

    /// What a test's fixtures keep that had so many MiB before it and after each phase.
    fn kept(before: u64, after: [u64; 3]) -> Option<u64> {
        let run = pytest().test("test_a", Outcome::Passed, 100, 8 * 1024);
        let run = run.batch(Ending::Passed, 100).with(|run| {
            let tests = &mut run.tests;
            tests.rss_before_kib[0] = Some(before * 1024);
            let phases = &mut tests.phases;
            let all = [&mut phases.setup, &mut phases.call, &mut phases.teardown];
            for (phase, mib) in all.into_iter().zip(after) {
                phase.rss_after_kib[0] = Some(mib * 1024);
            }
        });
        kept_by_fixtures(&run.done(), 0).map(|bytes| bytes >> 20)
    }

    #[test]
    fn a_fixture_keeps_what_it_sets_up_and_does_not_give_back() {
        assert_eq!(kept(100, [108, 108, 108]), Some(8));
        assert_eq!(kept(100, [106, 108, 108]), Some(6));
        assert_eq!(
            kept(100, [108, 116, 108]),
            None,
            "the tear-down gave back as much"
        );
        assert_eq!(kept(100, [100, 108, 108]), None, "the test itself");
        assert_eq!(kept(100, [180, 180, 180]), Some(8), "no more than is kept");
        let run = pytest().test("test_a", Outcome::Passed, 100, 8 * 1024);
        let run = run.batch(Ending::Passed, 100).done();
        assert_eq!(kept_by_phase(&run, 0), [None; 3]);
        assert_eq!(kept_by_fixtures(&run, 0), None);
    }
}
