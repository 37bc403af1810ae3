//! Several runs of one side: the same suite, repeated. One run stands for its side, the others tell how
//! far repeated runs lie apart, and the verdict must hold against each of them.

use super::verdict::{Reason, Repeated};
use super::{Comparison, Noise, VerdictKind, compare_as, side};
use crate::artifact::{Artifact, Completion};
use oomscope_quick::order::arrange;

/// The most runs of a side that are looked at.
pub const REPEATS_MAX: usize = 16;

/// What the repeated runs of both sides say of the figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeats {
    /// The runs before.
    pub before: Side,
    /// The runs after.
    pub after: Side,
    /// How many pairings of a run with the one that stands for the other side were judged.
    pub pairings: usize,
    /// How many of them came to the verdict.
    pub agreeing: usize,
}

/// The repeated runs of one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// How many runs there are.
    pub runs: usize,
    /// How many of them were left out, because they were not finished or have no peak.
    pub left_out: usize,
    /// The position of the run that stands for all: the one with the middle peak.
    pub chosen: usize,
    /// Lowest and highest peak, in bytes.
    pub peak_bytes: Option<(u64, u64)>,
    /// Least and most that the tests kept together, in bytes.
    pub retained_bytes: Option<(u64, u64)>,
}

impl Side {
    fn of(runs: &[&Artifact]) -> (Self, Vec<usize>) {
        let is_whole = |run: &Artifact| {
            run.run.completion == Completion::Finished && side::peak_bytes(run).is_some()
        };
        let mut used: Vec<usize> = (0..runs.len()).filter(|at| is_whole(runs[*at])).collect();
        if used.is_empty() {
            // Then the verdict itself says why none can be reached.
            used = (0..runs.len()).collect();
        }
        let peak = |at: usize| side::peak_bytes(runs[at]);
        arrange(&mut used, &|a, b| peak(*a).cmp(&peak(*b)));
        let ends = |figure: fn(&Artifact) -> Option<u64>| {
            let figures = || used.iter().filter_map(|at| figure(runs[*at]));
            Some((figures().min()?, figures().max()?))
        };
        let side = Self {
            runs: runs.len(),
            left_out: runs.len() - used.len(),
            chosen: used[(used.len() - 1) / 2],
            peak_bytes: ends(side::peak_bytes),
            retained_bytes: ends(Artifact::retained_bytes),
        };
        (side, used)
    }
}

/// How far the ends lie apart.
fn spread(ends: Option<(u64, u64)>) -> u64 {
    ends.map_or(0, |(low, high)| high - low)
}

impl Repeats {
    /// The noise of the figures: what is assumed of any two runs, or what was measured where that is more.
    pub(super) fn widen(&self, noise: Noise) -> Noise {
        let most = |ends: fn(&Side) -> Option<(u64, u64)>| {
            spread(ends(&self.before)).max(spread(ends(&self.after)))
        };
        Noise {
            peak_bytes: noise.peak_bytes.max(most(|side| side.peak_bytes)),
            retained_bytes: noise.retained_bytes.max(most(|side| side.retained_bytes)),
        }
    }

    /// The reasons that the others follow.
    fn reasons(&self) -> Vec<Reason> {
        let repeated = |side: &Side| {
            let runs = side.runs;
            let is_several = runs - side.left_out > 1;
            Repeated {
                runs,
                peaks_bytes: side.peak_bytes.filter(|_| is_several),
            }
        };
        let mut reasons = vec![Reason::Repeats {
            before: repeated(&self.before),
            after: repeated(&self.after),
        }];
        match self.before.left_out + self.after.left_out {
            0 => {}
            left_out => reasons.push(Reason::LeftOut(left_out)),
        }
        reasons.push(Reason::Pairings {
            agreeing: self.agreeing,
            pairings: self.pairings,
        });
        reasons
    }
}

/// Whether a verdict says "less" (−1), "more" (+1) or neither.
fn direction(kind: VerdictKind) -> i8 {
    match kind {
        VerdictKind::Fixed | VerdictKind::Improved => -1,
        VerdictKind::Regressed => 1,
        VerdictKind::Unchanged | VerdictKind::Inconclusive => 0,
    }
}

/// One verdict out of that of the runs in the middle and those of all pairings.
fn settle(middle: VerdictKind, pairings: &[VerdictKind]) -> VerdictKind {
    let says = |way: i8| pairings.iter().any(|kind| direction(*kind) == way);
    match middle {
        _ if says(-1) && says(1) => VerdictKind::Inconclusive,
        VerdictKind::Unchanged if pairings.iter().any(|kind| *kind != middle) => {
            VerdictKind::Inconclusive
        }
        VerdictKind::Fixed if pairings.iter().any(|kind| *kind != VerdictKind::Fixed) => {
            VerdictKind::Improved
        }
        kind => kind,
    }
}

/// Compares repeated runs with repeated later ones. One run a side is [`super::compare`]. Of each side at
/// most [`REPEATS_MAX`] runs are looked at; `None` where a side has none.
pub fn compare_groups(before: &[&Artifact], after: &[&Artifact]) -> Option<Comparison> {
    let before = &before[..before.len().min(REPEATS_MAX)];
    let after = &after[..after.len().min(REPEATS_MAX)];
    if let ([before], [after]) = (before, after) {
        return Some(super::compare(before, after));
    }
    if before.is_empty() || after.is_empty() {
        return None;
    }
    let ((first, first_used), (second, second_used)) = (Side::of(before), Side::of(after));
    let (one, other) = (before[first.chosen], after[second.chosen]);
    let mut repeats = Repeats {
        before: first,
        after: second,
        pairings: 0,
        agreeing: 0,
    };
    let pair = |one, other| compare_as(one, other, Some(&repeats), None);
    let middle = pair(one, other);
    let others = |used: &[usize], chosen: usize| -> Vec<usize> {
        used.iter().copied().filter(|at| *at != chosen).collect()
    };
    let mut kinds = vec![middle.verdict.kind];
    for at in others(&first_used, repeats.before.chosen) {
        kinds.push(pair(before[at], other).verdict.kind);
    }
    for at in others(&second_used, repeats.after.chosen) {
        kinds.push(pair(one, after[at]).verdict.kind);
    }
    let kind = settle(middle.verdict.kind, &kinds);
    let mut comparison = if kind == middle.verdict.kind {
        middle
    } else {
        compare_as(one, other, Some(&repeats), Some(kind))
    };
    let agreeing = kinds.iter().filter(|other| **other == kind).count();
    (repeats.pairings, repeats.agreeing) = (kinds.len(), agreeing);
    let own = std::mem::take(&mut comparison.verdict.reasons);
    comparison.verdict.reasons = repeats.reasons();
    comparison.verdict.reasons.extend(own);
    comparison.repeats = Some(repeats);
    Some(comparison)
}

#[cfg(test)]
mod tests {
    use super::super::verdict::Doubt;
    use super::*;
    use crate::ending::Ending;
    use crate::message::Key;
    use crate::testing::{pytest, story_after, story_before, story_limited};

    fn suite(peak_mib: u64, kept_kib: u64) -> Artifact {
        pytest()
            .suite(0, 87, peak_mib, kept_kib)
            .batch(Ending::Passed, peak_mib)
            .done()
    }

    fn grouped(before: &[Artifact], after: &[Artifact]) -> Comparison {
        let (before, after): (Vec<_>, Vec<_>) = (before.iter().collect(), after.iter().collect());
        compare_groups(&before, &after).unwrap()
    }

    #[test]
    fn the_story_three_times_a_side_is_fixed_and_says_so_of_every_pairing() {
        let (before, after) = (story_before().done(), story_after().done());
        let sides = [vec![before; 3], vec![after; 3]];
        let comparison = grouped(&sides[0], &sides[1]);
        assert_eq!(comparison.verdict.kind, VerdictKind::Fixed);
        let repeats = comparison.repeats.clone().unwrap();
        assert_eq!((repeats.pairings, repeats.agreeing), (5, 5));
        let told: Vec<_> = comparison.verdict.told().take(2).collect();
        assert_eq!(
            told[0],
            "3 runs before, peaks 903 MiB to 903 MiB; 3 runs after, peaks 231 MiB to 231 MiB. The run with \
             the middle peak stands for its side."
        );
        assert_eq!(
            told[1],
            "Each run was also compared with the one that stands for the other side: 5 of 5 pairings come \
             to this verdict."
        );
    }

    #[test]
    fn what_repeated_runs_differ_by_is_noise() {
        // One run a side would call 300 → 360 MiB a rise; three show that the suite is that unsteady.
        let before = [suite(300, 0), suite(260, 0), suite(380, 0)];
        let after = [suite(360, 0), suite(300, 0), suite(370, 0)];
        assert_eq!(
            grouped(&before[..1], &after[..1]).verdict.kind,
            VerdictKind::Regressed
        );
        let comparison = grouped(&before, &after);
        assert_eq!(comparison.noise.peak_bytes, 120 << 20);
        assert_eq!(comparison.verdict.kind, VerdictKind::Unchanged);
        assert_eq!(comparison.peak.before, Some(300 << 20));
        assert_eq!(comparison.repeats.unwrap().before.chosen, 0);
        let noise = comparison.verdict.told().find(|reason| {
            let key = reason.key_name();
            key == Key::ReasonNoiseMeasured.name()
        });
        assert_eq!(
            noise.unwrap(),
            "Judged by a noise of ±120 MiB for the peak and ±9.3 MiB for what the tests keep: how far \
             repeated runs lie apart, but at least 5 % of the larger figure and 8.0 MiB for a run."
        );
    }

    #[test]
    fn of_two_runs_the_one_with_the_lower_peak_stands_for_both() {
        let two = [suite(300, 0), suite(260, 0)];
        let repeats = grouped(&two, &two[..1]).repeats.unwrap();
        assert_eq!((repeats.before.chosen, repeats.after.chosen), (1, 0));
        assert_eq!(repeats.before.peak_bytes, Some((260 << 20, 300 << 20)));
    }

    #[test]
    fn repeats_that_disagree_give_no_verdict_and_a_doubt_lowers_fixed() {
        // One of the runs after still dies of memory: it is better, but not mended.
        let before = vec![story_limited().done(); 2];
        let after = [
            story_after().limit(400).done(),
            story_limited().done(),
            story_after().limit(400).done(),
        ];
        let comparison = grouped(&before, &after);
        assert_ne!(
            comparison.verdict.kind,
            VerdictKind::Fixed,
            "{:?}",
            comparison.verdict
        );
        let kinds = |middle, all: &[VerdictKind]| settle(middle, all);
        use VerdictKind::{Fixed, Improved, Inconclusive, Regressed, Unchanged};
        assert_eq!(kinds(Fixed, &[Fixed, Regressed]), Inconclusive);
        assert_eq!(kinds(Fixed, &[Fixed, Inconclusive]), Improved);
        assert_eq!(kinds(Unchanged, &[Unchanged, Regressed]), Inconclusive);
        assert_eq!(kinds(Regressed, &[Regressed, Unchanged]), Regressed);
        assert_eq!(
            kinds(Inconclusive, &[Inconclusive, Regressed]),
            Inconclusive
        );
    }

    #[test]
    fn a_verdict_that_the_repeats_took_back_says_so() {
        let up = pytest().suite(0, 87, 250, 0).limit(400);
        let dies = up.clone().victim(86).batch(Ending::OverLimit, 401).done();
        let lives = up.batch(Ending::Passed, 250).done();
        let before = [lives.clone(), lives.clone(), lives.clone()];
        let after = [lives.clone(), lives, dies];
        let comparison = grouped(&before, &after);
        assert_eq!(
            comparison.verdict.kind,
            VerdictKind::Inconclusive,
            "{:?}",
            comparison.verdict
        );
        assert_eq!(comparison.verdict.doubts[0], Doubt::RepeatsDisagree);
    }

    #[test]
    fn an_unfinished_repeat_is_left_out_and_named() {
        let cut = story_before().with(|run| run.run.completion = Completion::Cut);
        let comparison = grouped(
            &[story_before().done(), cut.done()],
            &[story_after().done()],
        );
        assert_eq!(comparison.verdict.kind, VerdictKind::Fixed);
        let reasons = comparison.verdict.reasons;
        assert!(reasons.contains(&Reason::LeftOut(1)), "{reasons:?}");
        // Of the one that is left nobody knows how far repeats lie apart.
        let one_run = |runs| Repeated {
            runs,
            peaks_bytes: None,
        };
        let repeats = Reason::Repeats {
            before: one_run(2),
            after: one_run(1),
        };
        assert_eq!(reasons[0], repeats);
        let cut = || story_before().with(|run| run.run.completion = Completion::Cut);
        let both = [story_before().done(), cut().done()];
        let reasons = grouped(&both, &both).verdict.reasons;
        assert!(reasons.contains(&Reason::LeftOut(2)), "{reasons:?}");
        assert!(compare_groups(&[], &[&story_after().done()]).is_none());
    }
}
