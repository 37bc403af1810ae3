//! What a verdict on two runs rests on: its figures, its reasons and its doubts, in their order.

use super::decision::{Deaths, Move, Signals, decide};
use super::questions::{self, Seen, had_the_room, has_as_long_batches};
use super::{
    DEATHS_MISSING_SHARE_MAX, DeathsOf, Difference, Doubt, Figure, GONE_SHARE, Kept, Leak,
    MISSING_SHARE_MAX, Peaks, Reason, Size, Standing, Turned, Verdict, Which,
};
use crate::answer::keeps_much;
use crate::artifact::{Artifact, Batch, Completion, PeakSource, UNKNOWN_ARCH};
use crate::compare::noise::RELATIVE;
use crate::compare::work::{self, Overlap};
use crate::compare::{Change, Comparison, TestDelta, VerdictKind, side};
use crate::ending::Proof;
use oomscope_quick::order::arrange;

/// How many tests a reason names.
const NAMED: usize = 3;

/// The verdict on two runs whose figures stand in `comparison`. `is_measured`: their noise is also that of
/// repeated runs. `settled`: what repeated runs come to, where that is another verdict.
pub(in crate::compare) fn reach(
    before: &Artifact,
    after: &Artifact,
    overlap: &Overlap,
    comparison: &Comparison,
    is_measured: bool,
    settled: Option<VerdictKind>,
) -> Verdict {
    let mut case = RunPair::new(before, after, overlap, comparison);
    case.is_measured = is_measured;
    case.is_taken_back = settled == Some(VerdictKind::Inconclusive);
    let kind = settled.unwrap_or_else(|| decide(&case.signals));
    let doubts = match kind {
        VerdictKind::Inconclusive => case.doubts(),
        _ => Vec::new(),
    };
    Verdict {
        kind,
        figures: case.figures(),
        newly_failing: comparison.counts.newly_failing,
        reasons: case.reasons(kind, &doubts),
        doubts,
    }
}

/// The signals of two runs, with what explains them.
struct RunPair<'a> {
    before: Seen<'a>,
    after: Seen<'a>,
    comparison: &'a Comparison,
    signals: Signals,
    /// Why the runs cannot be compared at all.
    blockers: Vec<Doubt>,
    /// The noise is also that of repeated runs.
    is_measured: bool,
    /// Repeated runs forbid the verdict that these two come to.
    is_taken_back: bool,
}

impl<'a> RunPair<'a> {
    fn new(
        before: &'a Artifact,
        after: &'a Artifact,
        overlap: &Overlap,
        comparison: &'a Comparison,
    ) -> Self {
        let (first, second) = questions::seen(before, after, overlap);
        let blockers = blockers(before, after, overlap, comparison.peak);
        let kept_much = keeps_much(before);
        let left = second.retained_bytes as f64 > first.retained_bytes as f64 * GONE_SHARE;
        let signals = Signals {
            is_blocked: !blockers.is_empty(),
            deaths: questions::deaths(&first, &second),
            peak: questions::peak(&first, &second, comparison),
            retained: questions::retained(&first, &second, comparison),
            kept_much,
            is_leak_left: keeps_much(after) || (kept_much && left),
            is_finding_left: comparison.findings.iter().any(|one| one.fate.is_left()),
            dies_after: second.memory_deaths > 0,
        };
        Self {
            before: first,
            after: second,
            comparison,
            signals,
            blockers,
            is_measured: false,
            is_taken_back: false,
        }
    }
}

/// Why two runs cannot be compared at all.
fn blockers(before: &Artifact, after: &Artifact, overlap: &Overlap, peak: Change) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    if before.run.framework != after.run.framework {
        doubts.push(Doubt::Frameworks);
    }
    for (which, artifact) in [(Which::First, before), (Which::Second, after)] {
        match artifact.run.completion {
            Completion::Finished => {}
            Completion::Interrupted => doubts.push(Doubt::Stopped(which)),
            Completion::Cut => doubts.push(Doubt::RecorderKilled(which)),
        }
    }
    for (which, figure) in [(Which::First, peak.before), (Which::Second, peak.after)] {
        if figure.is_none() {
            doubts.push(Doubt::NoPeak(which));
        }
    }
    if overlap.both == 0 {
        doubts.push(if work::is_bare(before) && work::is_bare(after) {
            Doubt::NoBatch
        } else {
            Doubt::NoCommonTest
        });
    }
    doubts
}

impl RunPair<'_> {
    /// The figures of the headline.
    fn figures(&self) -> Vec<Figure> {
        let (peak, retained) = (self.comparison.peak, self.comparison.retained);
        let mut figures = Vec::new();
        if self.signals.deaths != Deaths::Nowhere {
            figures.push(Figure::Deaths {
                deaths: self.signals.deaths,
                before: self.before.memory_deaths,
                after: self.after.memory_deaths,
            });
        }
        if peak.before.is_some() && peak.after.is_some() {
            figures.push(Figure::Peak {
                before: self.before.reached(),
                after: self.after.reached(),
                standing: self.standing(self.signals.peak),
            });
        }
        if let (Some(before_bytes), Some(after_bytes)) = (retained.before, retained.after)
            && self.signals.retained != Move::Unknown
        {
            figures.push(Figure::Kept {
                before_bytes,
                after_bytes,
                standing: self.standing(self.signals.retained),
            });
        }
        figures
    }

    fn standing(&self, figure: Move) -> Standing {
        match figure {
            _ if self.signals.is_blocked => Standing::Open,
            Move::Fell | Move::Rose => Standing::Moved,
            Move::Within => Standing::WithinNoise,
            Move::Unknown | Move::NotMeasured => Standing::Open,
        }
    }

    /// What keeps the verdict open, the weightiest first.
    fn doubts(&self) -> Vec<Doubt> {
        if !self.blockers.is_empty() {
            return self.blockers.clone();
        }
        let Signals {
            deaths,
            peak,
            retained,
            ..
        } = self.signals;
        let mut doubts = Vec::new();
        if self.is_taken_back {
            doubts.push(Doubt::RepeatsDisagree);
        }
        let moves = [peak, retained];
        let fell = deaths == Deaths::Fewer || moves.contains(&Move::Fell);
        let rose = deaths == Deaths::More || moves.contains(&Move::Rose);
        if fell && rose {
            doubts.push(Doubt::BothWays);
        }
        if deaths == Deaths::AsMany {
            doubts.push(Doubt::BothDied);
        }
        if matches!(deaths, Deaths::FewerUnclear | Deaths::MoreUnclear) {
            doubts.extend(self.death_doubts());
        }
        if peak == Move::Unknown {
            doubts.extend(self.peak_doubts());
        }
        if retained == Move::Unknown {
            doubts.push(self.retained_doubt());
        }
        doubts.dedup();
        if doubts.is_empty() {
            doubts.push(Doubt::Figures);
        }
        doubts
    }

    /// Other reasons why one run died of memory more often.
    fn death_doubts(&self) -> Vec<Doubt> {
        let (less, more) = if self.after.memory_deaths < self.before.memory_deaths {
            (&self.after, &self.before)
        } else {
            (&self.before, &self.after)
        };
        let mut doubts = Vec::new();
        if !has_as_long_batches(less, more) {
            doubts.push(self.batches_cut());
        }
        match (self.before.room_bytes, self.after.room_bytes) {
            (Some(first_bytes), Some(second_bytes)) => {
                if had_the_room(less, more) == Some(false) {
                    doubts.push(Doubt::Room {
                        first_bytes,
                        second_bytes,
                    });
                }
            }
            _ => doubts.push(Doubt::RoomUnknown),
        }
        if less.unexplained_deaths > more.unexplained_deaths {
            doubts.push(Doubt::OtherDeaths {
                run: less.which,
                deaths: less.unexplained_deaths,
            });
        }
        if !more.coverage.are_victims_matched {
            doubts.push(Doubt::Victim(more.which));
        } else if more.coverage.missing_share() > DEATHS_MISSING_SHARE_MAX {
            doubts.push(Doubt::Missing(more.missing()));
        }
        doubts
    }

    /// Why the difference of the peaks proves nothing, or why their likeness does not.
    fn peak_doubts(&self) -> Vec<Doubt> {
        let (before, after) = (&self.before, &self.after);
        let mut doubts = Vec::new();
        let is_beyond_noise =
            before.peak_bytes.abs_diff(after.peak_bytes) > self.comparison.noise.peak_bytes;
        if is_beyond_noise {
            let (less, more) = self.by_peak();
            if less.hides_peak {
                doubts.push(Doubt::PeakHidden(less.which));
            }
            if !has_as_long_batches(less, more) {
                doubts.push(self.batches_cut());
            }
            if more.coverage.matched < more.coverage.ran {
                doubts.push(Doubt::Missing(more.missing()));
            }
            return doubts;
        }
        for run in [before, after] {
            if run.hides_peak {
                doubts.push(Doubt::PeakHidden(run.which));
            }
        }
        if before.batch_size != after.batch_size {
            doubts.push(self.batches_cut());
        }
        for run in [before, after] {
            if run.coverage.missing_share() > MISSING_SHARE_MAX {
                doubts.push(Doubt::Missing(run.missing()));
            }
        }
        doubts
    }

    /// The run with the lower peak, then the other.
    fn by_peak(&self) -> (&Seen<'_>, &Seen<'_>) {
        if self.after.peak_bytes < self.before.peak_bytes {
            (&self.after, &self.before)
        } else {
            (&self.before, &self.after)
        }
    }

    fn batches_cut(&self) -> Doubt {
        Doubt::BatchesCut {
            first: self.before.batch_size,
            second: self.after.batch_size,
        }
    }

    fn retained_doubt(&self) -> Doubt {
        let measured = self.comparison.retained_tests;
        if measured > 0 && self.before.batch_size != self.after.batch_size {
            return self.batches_cut();
        }
        Doubt::KeptOfFew {
            measured,
            ran: self.before.coverage.ran.max(self.after.coverage.ran),
        }
    }

    /// The reasons of this verdict, where these doubts keep it open.
    fn reasons(&self, kind: VerdictKind, doubts: &[Doubt]) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if self.before.artifact == self.after.artifact {
            reasons.push(Reason::SameRun);
        }
        // The doubts about single figures follow beside those.
        let general = doubts.iter().filter(|doubt| doubt.is_of_the_runs());
        reasons.extend(general.map(|doubt| Reason::Open(*doubt)));
        if self.blockers.is_empty() {
            reasons.extend(self.death_reasons());
            reasons.push(self.peak_reason());
            reasons.push(self.retained_reason());
        }
        if kind == VerdictKind::Improved && self.signals.is_finding_left {
            reasons.push(Reason::FindingLeft);
        }
        reasons.extend(self.test_reasons());
        reasons.push(if self.is_measured {
            Reason::NoiseMeasured {
                peak_bytes: self.comparison.noise.peak_bytes,
                kept_bytes: self.comparison.noise.retained_bytes,
            }
        } else {
            Reason::NoiseAssumed
        });
        reasons.extend(self.caveats());
        reasons
    }

    fn death_reasons(&self) -> Vec<Reason> {
        let of = |run: &Seen| DeathsOf {
            deaths: run.memory_deaths,
            batches: side::observed(run.artifact).count(),
        };
        let judged = match self.signals.deaths {
            Deaths::Nowhere => return Vec::new(),
            Deaths::Gone | Deaths::New | Deaths::Fewer | Deaths::More => Reason::LikeForLike,
            Deaths::AsMany => Reason::DiesAnyway,
            Deaths::FewerUnclear | Deaths::MoreUnclear => {
                Reason::DeathsProveNothing(self.death_doubts())
            }
        };
        let both = Reason::Deaths {
            first: of(&self.before),
            second: of(&self.after),
        };
        let mut reasons = vec![both, judged];
        let is_likely =
            |batch: &Batch| batch.ending.is_memory_death() && batch.proof != Proof::Certain;
        for run in [&self.before, &self.after] {
            let likely = side::observed(run.artifact).filter(|batch| is_likely(batch));
            match likely.count() {
                0 => {}
                deaths => reasons.push(Reason::LikelyDeaths {
                    run: run.which,
                    deaths,
                }),
            }
        }
        reasons
    }

    fn peak_reason(&self) -> Reason {
        let says = match self.signals.peak {
            Move::Fell | Move::Rose => {
                let more = self.by_peak().1;
                let is_missing = more.coverage.matched < more.coverage.ran;
                Peaks::Moved {
                    size: Size::of(self.comparison.peak),
                    missing: is_missing.then(|| more.missing()),
                }
            }
            Move::Within => Peaks::Within,
            Move::Unknown | Move::NotMeasured => Peaks::Nothing(self.peak_doubts()),
        };
        Reason::Peak {
            before: self.before.reached(),
            after: self.after.reached(),
            noise_bytes: self.comparison.noise.peak_bytes,
            says,
        }
    }

    fn retained_reason(&self) -> Reason {
        let (before_bytes, after_bytes) = (self.before.retained_bytes, self.after.retained_bytes);
        let says = match self.signals.retained {
            Move::NotMeasured => return Reason::KeptNotMeasured,
            Move::Unknown => return Reason::KeptNotJudged(self.retained_doubt()),
            Move::Within => Kept::Within,
            Move::Fell | Move::Rose => {
                let was_much = self.signals.kept_much && after_bytes < before_bytes;
                let leak = match self.signals.is_leak_left {
                    true => Leak::Left,
                    false => Leak::Gone,
                };
                Kept::Moved {
                    size: Size::of(self.comparison.retained),
                    leak: was_much.then_some(leak),
                }
            }
        };
        Reason::Kept {
            tests: self.comparison.retained_tests,
            before_bytes,
            after_bytes,
            noise_bytes: self.comparison.noise.retained_bytes,
            says,
        }
    }

    fn test_reasons(&self) -> Vec<Reason> {
        let counts = &self.comparison.counts;
        let mut reasons = Vec::new();
        if counts.newly_failing > 0 {
            reasons.push(Reason::NewlyFailing {
                tests: counts.newly_failing,
                named: self.named(TestDelta::is_newly_failing),
            });
        }
        if counts.newly_passing > 0 {
            reasons.push(Reason::NewlyPassing {
                tests: counts.newly_passing,
                named: self.named(TestDelta::is_newly_passing),
            });
        }
        for (run, tests) in [
            (Which::First, counts.only_before),
            (Which::Second, counts.only_after),
        ] {
            if tests > 0 {
                reasons.push(Reason::OnlyIn { run, tests });
            }
        }
        reasons
    }

    /// The first of these tests, in the order of the plan: that of the biggest change says nothing here.
    fn named(&self, is_meant: fn(&TestDelta) -> bool) -> Vec<Turned> {
        let tests = self.comparison.tests.iter();
        let mut tests: Vec<&TestDelta> = tests.filter(|test| is_meant(test)).collect();
        let place = |test: &TestDelta| test.after.or(test.before).map(|figures| figures.index);
        arrange(&mut tests, &|a, b| place(a).cmp(&place(b)));
        let turned = tests.into_iter().filter_map(|test| {
            let (before, after) = test.both()?;
            Some(Turned {
                id: test.id.clone(),
                before: before.outcome,
                after: after.outcome,
            })
        });
        turned.take(NAMED).collect()
    }

    /// What else differs between the runs and may matter.
    fn caveats(&self) -> Vec<Reason> {
        let (before, after) = (self.before.artifact, self.after.artifact);
        let mut caveats = Vec::new();
        // What another tool did not write down is not known to differ.
        let commands = [&before.run.command, &after.run.command];
        if commands[0] != commands[1] && commands.iter().all(|command| !command.is_empty()) {
            caveats.push(Reason::Commands);
        }
        let (first, second) = (&before.host, &after.host);
        let memory = Change {
            before: first.memory_bytes,
            after: second.memory_bytes,
        };
        fn differ<T: PartialEq>(first: &Option<T>, second: &Option<T>) -> bool {
            first.is_some() && second.is_some() && first != second
        }
        let is_known = [first, second].iter().all(|host| host.arch != UNKNOWN_ARCH);
        let differences: Vec<Difference> = [
            (
                is_known && first.arch != second.arch,
                Difference::Architecture,
            ),
            (differ(&first.cpus, &second.cpus), Difference::Processors),
            (
                memory.ratio().is_some_and(|ratio| ratio.abs() > RELATIVE),
                Difference::Memory,
            ),
            (differ(&first.python, &second.python), Difference::Python),
        ]
        .into_iter()
        .filter_map(|(differs, what)| differs.then_some(what))
        .collect();
        if !differences.is_empty() {
            caveats.push(Reason::Machines(differences));
        }
        let source = |artifact: &Artifact| {
            let peak = side::peak_bytes(artifact);
            side::observed(artifact)
                .find(|batch| batch.peak_bytes == peak)
                .and_then(|batch| batch.peak_source)
        };
        match (source(before), source(after)) {
            (Some(PeakSource::TreeSamples), Some(PeakSource::TreeSamples)) => {
                caveats.push(Reason::BothSampled);
            }
            (Some(first), Some(second)) if first != second => {
                caveats.push(Reason::MeasuredDifferently);
            }
            _ => {}
        }
        caveats
    }
}
