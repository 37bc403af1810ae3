//! How a verdict is reached: what is known about each figure, one decision, and its words.
//!
//! A figure may only speak for a change that nothing else explains. "Needs less" is believed where the
//! second run did the work of the first, in processes at least as long, and reached its true peak;
//! "needs more" where the same holds with the sides exchanged. Every question is therefore written once,
//! as "does `more` need more than `less`?", and asked in both directions, so that exchanging the runs
//! exchanges the answer.

use super::noise::{self, RELATIVE};
use super::work::{self, Coverage, Overlap};
use super::{Change, Comparison, TestDelta, Verdict, VerdictKind, side};
use crate::artifact::{Artifact, Batch, Completion, PeakSource};
use crate::ending::Proof;
use crate::order::arrange;
use crate::sentence::keeps_much;
use crate::table::id_in_sentence;
use crate::units::{bytes, count, signed_percent};

/// Kept memory counts as gone where no more than this share of it is left.
pub const GONE_SHARE: f64 = 0.10;

/// A run of which the other did not do more than this share says nothing about the other's peak.
pub const MISSING_SHARE_MAX: f64 = 0.50;

/// The same for deaths, which a few tests less can prevent.
pub const DEATHS_MISSING_SHARE_MAX: f64 = 0.05;

/// A change below this share of the larger figure is called small. That is a word about size only:
/// a small change can be beyond noise, and a large one within it.
pub const SMALL_SHARE: f64 = 0.10;

/// A change from this share of the larger figure on is called large.
pub const LARGE_SHARE: f64 = 0.50;

/// What is known about one figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    /// It fell beyond noise, and nothing but the suite explains it.
    Fell,
    /// It rose beyond noise, and nothing but the suite explains it.
    Rose,
    /// It stayed within noise.
    Within,
    /// The runs do not allow a statement.
    Unknown,
    /// Neither run measured it.
    NotMeasured,
}

/// What is known about deaths by memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deaths {
    /// Neither run had one.
    Nowhere,
    /// The first run had some, the second none, and the suite is the reason.
    Gone,
    /// The second run had some, the first none, and the suite is the reason.
    New,
    /// Both had some, the second run fewer, and the suite is the reason.
    Fewer,
    /// Both had some, the second run more, and the suite is the reason.
    More,
    /// Both had as many.
    AsMany,
    /// The second run had fewer, but something else can be the reason.
    FewerUnclear,
    /// The second run had more, but something else can be the reason.
    MoreUnclear,
}

/// Everything the decision looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Signals {
    /// The runs cannot be compared at all.
    pub is_blocked: bool,
    pub deaths: Deaths,
    pub peak: Move,
    pub retained: Move,
    /// The tests of the first run kept much.
    pub kept_much: bool,
    /// The tests of the second run still keep much, or more than [`GONE_SHARE`] of what was much.
    pub is_leak_left: bool,
    /// A finding of the first run is still there, by what the second found or by its own figures.
    pub is_finding_left: bool,
    /// The second run had deaths by memory.
    pub dies_after: bool,
}

/// The decision, and nothing else.
pub(super) fn decide(signals: &Signals) -> VerdictKind {
    let Signals {
        deaths,
        peak,
        retained,
        ..
    } = *signals;
    if signals.is_blocked {
        return VerdictKind::Inconclusive;
    }
    let is_left = signals.is_leak_left || signals.is_finding_left;
    match deaths {
        Deaths::New => return VerdictKind::Regressed,
        Deaths::Gone if retained == Move::Rose || is_left => return VerdictKind::Improved,
        Deaths::Gone => return VerdictKind::Fixed,
        _ => {}
    }
    let fell = deaths == Deaths::Fewer || peak == Move::Fell || retained == Move::Fell;
    let rose = deaths == Deaths::More || peak == Move::Rose || retained == Move::Rose;
    match (fell, rose) {
        (true, true) => VerdictKind::Inconclusive,
        // A death that may or may not be the suite's forbids to announce the opposite.
        (true, false) if deaths == Deaths::MoreUnclear => VerdictKind::Inconclusive,
        (false, true) if deaths == Deaths::FewerUnclear => VerdictKind::Inconclusive,
        (true, false) => {
            let is_leak_gone = retained == Move::Fell && signals.kept_much && !is_left;
            if is_leak_gone && peak == Move::Fell && !signals.dies_after {
                VerdictKind::Fixed
            } else {
                VerdictKind::Improved
            }
        }
        (false, true) => VerdictKind::Regressed,
        (false, false) => {
            let is_still = matches!(retained, Move::Within | Move::NotMeasured);
            if deaths == Deaths::Nowhere && peak == Move::Within && is_still {
                VerdictKind::Unchanged
            } else {
                VerdictKind::Inconclusive
            }
        }
    }
}

/// One run, as the questions see it.
struct Seen<'a> {
    artifact: &'a Artifact,
    /// `first` or `second`.
    ordinal: &'static str,
    coverage: Coverage,
    peak_bytes: u64,
    hides_peak: bool,
    memory_deaths: usize,
    unexplained_deaths: usize,
    /// Memory a batch could use: the limit, or the machine where that is smaller.
    room_bytes: Option<u64>,
    /// Tests per process, at most.
    batch_size: usize,
    retained_bytes: u64,
}

impl<'a> Seen<'a> {
    fn new(artifact: &'a Artifact, other: &Artifact, ordinal: &'static str) -> Self {
        let limit = artifact.limits.memory.as_ref().map(|limit| limit.bytes);
        let machine = artifact.host.memory_bytes;
        let tests = artifact.tests.len();
        let batch_size = artifact.run.plan.batch_size.map(|size| size as usize);
        Self {
            artifact,
            ordinal,
            coverage: Coverage::NONE,
            peak_bytes: side::peak_bytes(artifact).unwrap_or(0),
            hides_peak: side::hides_peak(artifact, other),
            memory_deaths: side::memory_deaths(artifact),
            unexplained_deaths: side::unexplained_deaths(artifact),
            room_bytes: [limit, machine].into_iter().flatten().min(),
            // A batch larger than the suite is the suite.
            batch_size: batch_size
                .filter(|size| *size < tests)
                .unwrap_or(usize::MAX),
            retained_bytes: 0,
        }
    }
}

/// Both runs, each seen beside the other.
fn seen<'a>(before: &'a Artifact, after: &'a Artifact, overlap: &Overlap) -> (Seen<'a>, Seen<'a>) {
    let mut first = Seen::new(before, after, "first");
    let mut second = Seen::new(after, before, "second");
    (first.coverage, second.coverage) = (overlap.before, overlap.after);
    first.retained_bytes = overlap.retained.before.unwrap_or(0);
    second.retained_bytes = overlap.retained.after.unwrap_or(0);
    (first, second)
}

/// What is known about the peak and about what the tests keep together, for whoever asks about the runs
/// as a whole.
pub(super) fn moves(
    before: &Artifact,
    after: &Artifact,
    overlap: &Overlap,
    comparison: &Comparison,
) -> [Move; 2] {
    let (first, second) = seen(before, after, overlap);
    [
        peak(&first, &second, comparison),
        retained(&first, &second, comparison),
    ]
}

/// Does `more` need more than `less`, proved by the peaks?
fn needs_more(less: &Seen, more: &Seen, noise_bytes: u64) -> bool {
    // What `more` reached counts even if a death hides that it needs still more; `less` must have been
    // seen whole, must have had processes at least as long, and must have done most of the work.
    let reached = more.coverage.comparable_peak(more.peak_bytes);
    !less.hides_peak
        && less.batch_size >= more.batch_size
        && more.coverage.missing_share() <= MISSING_SHARE_MAX
        && reached > less.peak_bytes.saturating_add(noise_bytes)
}

/// Did `more` die of memory more often than `less`, with the suite as the only reason?
fn dies_more(less: &Seen, more: &Seen) -> bool {
    let had_the_room = match (less.room_bytes, more.room_bytes) {
        (Some(less), Some(more)) => more as f64 >= less as f64 * (1.0 - RELATIVE),
        _ => false,
    };
    // Whatever room `less` had, it used no more than `more` had when it died.
    let used_no_more = less.memory_deaths == 0 && less.peak_bytes <= more.peak_bytes;
    more.memory_deaths > less.memory_deaths
        && (had_the_room || used_no_more)
        && less.batch_size >= more.batch_size
        && less.unexplained_deaths <= more.unexplained_deaths
        && more.coverage.missing_share() <= DEATHS_MISSING_SHARE_MAX
        && more.coverage.are_victims_matched
}

/// Do the tests of `more` keep more than those of `less`?
fn keeps_more(less: &Seen, more: &Seen, noise_bytes: u64) -> bool {
    // Every fresh process pays its imports and caches once more, and they look like kept memory. So
    // `more` must not have had shorter batches, which would explain it.
    more.batch_size >= less.batch_size
        && more.retained_bytes > less.retained_bytes.saturating_add(noise_bytes)
}

/// The verdict on two runs whose figures stand in `comparison`. `is_measured`: their noise is also that of
/// repeated runs. `settled`: what repeated runs come to, where that is another verdict.
pub(super) fn reach(
    before: &Artifact,
    after: &Artifact,
    overlap: &Overlap,
    comparison: &Comparison,
    is_measured: bool,
    settled: Option<VerdictKind>,
) -> Verdict {
    let mut case = Case::new(before, after, overlap, comparison);
    case.is_measured = is_measured;
    case.is_taken_back = settled == Some(VerdictKind::Inconclusive);
    let kind = settled.unwrap_or_else(|| decide(&case.signals));
    Verdict {
        kind,
        sentence: case.sentence(kind),
        reasons: case.reasons(kind),
    }
}

/// The signals of two runs, with what explains them.
struct Case<'a> {
    before: Seen<'a>,
    after: Seen<'a>,
    comparison: &'a Comparison,
    signals: Signals,
    /// Why the runs cannot be compared at all; clauses.
    blockers: Vec<String>,
    /// The noise is also that of repeated runs.
    is_measured: bool,
    /// Repeated runs forbid the verdict that these two come to.
    is_taken_back: bool,
}

impl<'a> Case<'a> {
    fn new(
        before: &'a Artifact,
        after: &'a Artifact,
        overlap: &Overlap,
        comparison: &'a Comparison,
    ) -> Self {
        let (first, second) = seen(before, after, overlap);
        let blockers = blockers(before, after, overlap, comparison.peak);
        let kept_much = keeps_much(before);
        let left = second.retained_bytes as f64 > first.retained_bytes as f64 * GONE_SHARE;
        let signals = Signals {
            is_blocked: !blockers.is_empty(),
            deaths: deaths(&first, &second),
            peak: peak(&first, &second, comparison),
            retained: retained(&first, &second, comparison),
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

/// Why two runs cannot be compared at all, as clauses.
fn blockers(before: &Artifact, after: &Artifact, overlap: &Overlap, peak: Change) -> Vec<String> {
    let mut clauses = Vec::new();
    if before.run.framework != after.run.framework {
        clauses.push("the runs are of different frameworks".to_owned());
    }
    for (ordinal, artifact) in [("first", before), ("second", after)] {
        match artifact.run.completion {
            Completion::Finished => {}
            Completion::Interrupted => {
                clauses.push(format!("the {ordinal} run was stopped before its end"));
            }
            Completion::Cut => {
                clauses.push(format!(
                    "the recorder of the {ordinal} run was killed before its end"
                ));
            }
        }
    }
    for (ordinal, figure) in [("first", peak.before), ("second", peak.after)] {
        if figure.is_none() {
            clauses.push(format!("the {ordinal} run has no peak"));
        }
    }
    if overlap.both == 0 {
        clauses.push(if work::is_bare(before) && work::is_bare(after) {
            "one of the runs has no batch".to_owned()
        } else {
            "no test ran in both runs".to_owned()
        });
    }
    clauses
}

fn deaths(before: &Seen, after: &Seen) -> Deaths {
    use std::cmp::Ordering;
    match after.memory_deaths.cmp(&before.memory_deaths) {
        Ordering::Equal if after.memory_deaths == 0 => Deaths::Nowhere,
        Ordering::Equal => Deaths::AsMany,
        Ordering::Less if !dies_more(after, before) => Deaths::FewerUnclear,
        Ordering::Less if after.memory_deaths == 0 => Deaths::Gone,
        Ordering::Less => Deaths::Fewer,
        Ordering::Greater if !dies_more(before, after) => Deaths::MoreUnclear,
        Ordering::Greater if before.memory_deaths == 0 => Deaths::New,
        Ordering::Greater => Deaths::More,
    }
}

fn peak(before: &Seen, after: &Seen, comparison: &Comparison) -> Move {
    let noise = comparison.noise.peak_bytes;
    let is_alike = before.batch_size == after.batch_size
        && ![before, after]
            .into_iter()
            .any(|run| run.hides_peak || run.coverage.missing_share() > MISSING_SHARE_MAX);
    if needs_more(before, after, noise) {
        Move::Rose
    } else if needs_more(after, before, noise) {
        Move::Fell
    } else if is_alike && before.peak_bytes.abs_diff(after.peak_bytes) <= noise {
        Move::Within
    } else {
        Move::Unknown
    }
}

fn retained(before: &Seen, after: &Seen, comparison: &Comparison) -> Move {
    let is_measured = |run: &Seen| run.artifact.retained_bytes().is_some();
    if !is_measured(before) && !is_measured(after) {
        return Move::NotMeasured;
    }
    let noise = comparison.noise.retained_bytes;
    let enough = before.coverage.ran.max(after.coverage.ran) as f64 * (1.0 - MISSING_SHARE_MAX);
    if comparison.retained_tests == 0 || (comparison.retained_tests as f64) < enough {
        Move::Unknown
    } else if keeps_more(before, after, noise) {
        Move::Rose
    } else if keeps_more(after, before, noise) {
        Move::Fell
    } else if before.batch_size == after.batch_size {
        Move::Within
    } else {
        Move::Unknown
    }
}

// The words.

const BOTH_WAYS: &str = "the figures point both ways";
const DISAGREE: &str = "the repeated runs disagree";
const FINDING_LEFT: &str =
    "A finding of the first run is still there, so its problem does not count as gone.";
const BOTH_DIED: &str = "both runs died of memory, so what they need is not known";

impl Case<'_> {
    fn sentence(&self, kind: VerdictKind) -> String {
        let figures = self.figures();
        let failing = match self.comparison.counts.newly_failing {
            0 => String::new(),
            1 => " 1 test newly fails.".to_owned(),
            n => format!(" {n} tests newly fail."),
        };
        if kind == VerdictKind::Inconclusive {
            let open = self.open();
            let why = open
                .first()
                .map_or("the figures allow no verdict", String::as_str);
            if figures.is_empty() {
                return format!("Inconclusive: {why}.{failing}");
            }
            return format!(
                "Inconclusive: {why}. Seen: {}.{failing}",
                figures.join(", ")
            );
        }
        format!("{kind}: {}.{failing}", figures.join(", "))
    }

    /// The figures of the headline.
    fn figures(&self) -> Vec<String> {
        let (before, after) = (self.before.memory_deaths, self.after.memory_deaths);
        let mut figures = Vec::new();
        match self.signals.deaths {
            Deaths::Nowhere => {}
            Deaths::Gone => {
                figures.push(format!("no batch dies of memory any more ({before} did)"));
            }
            Deaths::New if after == 1 => {
                figures.push("1 batch dies of memory (none did)".to_owned());
            }
            Deaths::New => figures.push(format!("{after} batches die of memory (none did)")),
            Deaths::AsMany => figures.push(format!("still {}", count(after, "memory death"))),
            _ => figures.push(format!("memory deaths {before} → {after}")),
        }
        figures.extend(self.peak_figure());
        if let (Some(before), Some(after)) = (
            self.comparison.retained.before,
            self.comparison.retained.after,
        ) && self.signals.retained != Move::Unknown
        {
            let is_within = self.signals.retained == Move::Within && !self.signals.is_blocked;
            let within = if is_within { " (within noise)" } else { "" };
            let (before, after) = (bytes(before), bytes(after));
            figures.push(format!(
                "memory kept by the tests {before} → {after}{within}"
            ));
        }
        figures
    }

    fn peak_figure(&self) -> Option<String> {
        let peak = self.comparison.peak;
        let shown = |bytes_: u64, run: &Seen| {
            format!(
                "{}{}",
                if run.hides_peak { "≥ " } else { "" },
                bytes(bytes_)
            )
        };
        let (before, after) = (
            shown(peak.before?, &self.before),
            shown(peak.after?, &self.after),
        );
        let remark = match self.signals.peak {
            _ if self.signals.is_blocked => String::new(),
            Move::Within => " (within noise)".to_owned(),
            Move::Fell | Move::Rose => {
                let percent = peak.ratio().map(signed_percent).unwrap_or_default();
                let is_bound = self.before.hides_peak || self.after.hides_peak;
                format!(" ({percent}{})", if is_bound { " or more" } else { "" })
            }
            Move::Unknown | Move::NotMeasured => String::new(),
        };
        Some(format!("peak {before} → {after}{remark}"))
    }

    /// What keeps the verdict open, as clauses, the weightiest first.
    fn open(&self) -> Vec<String> {
        if !self.blockers.is_empty() {
            return self.blockers.clone();
        }
        let Signals {
            deaths,
            peak,
            retained,
            ..
        } = self.signals;
        let mut clauses = Vec::new();
        if self.is_taken_back {
            clauses.push(DISAGREE.to_owned());
        }
        let moves = [peak, retained];
        let fell = deaths == Deaths::Fewer || moves.contains(&Move::Fell);
        let rose = deaths == Deaths::More || moves.contains(&Move::Rose);
        if fell && rose {
            clauses.push(BOTH_WAYS.to_owned());
        }
        if deaths == Deaths::AsMany {
            clauses.push(BOTH_DIED.to_owned());
        }
        if matches!(deaths, Deaths::FewerUnclear | Deaths::MoreUnclear) {
            clauses.extend(self.death_doubts());
        }
        if peak == Move::Unknown {
            clauses.extend(self.peak_doubts());
        }
        if retained == Move::Unknown {
            clauses.push(self.retained_doubt());
        }
        clauses.dedup();
        clauses
    }

    /// Other reasons why one run died of memory more often, as clauses.
    fn death_doubts(&self) -> Vec<String> {
        let (less, more) = if self.after.memory_deaths < self.before.memory_deaths {
            (&self.after, &self.before)
        } else {
            (&self.before, &self.after)
        };
        let mut clauses = Vec::new();
        let fewer_tests_a_process = less.batch_size < more.batch_size;
        if fewer_tests_a_process {
            clauses.push(self.batch_size_clause());
        }
        match (less.room_bytes, more.room_bytes) {
            (Some(room), Some(other)) if (other as f64) < room as f64 * (1.0 - RELATIVE) => {
                let (first, second) = match (self.before.room_bytes, self.after.room_bytes) {
                    (Some(first), Some(second)) => (bytes(first), bytes(second)),
                    _ => return clauses,
                };
                clauses.push(format!(
                    "the runs had different room: {first} in the first, {second} in the second"
                ));
            }
            (Some(_), Some(_)) => {}
            _ => clauses.push("how much room each run had is not known".to_owned()),
        }
        if less.unexplained_deaths > more.unexplained_deaths {
            clauses.push(format!(
                "the {} run had {} by a signal from elsewhere, which may have been of memory too",
                less.ordinal,
                count(less.unexplained_deaths, "death")
            ));
        }
        if !more.coverage.are_victims_matched {
            clauses.push(format!(
                "a test that died of memory ran in the {} run only",
                more.ordinal
            ));
        } else if more.coverage.missing_share() > DEATHS_MISSING_SHARE_MAX {
            clauses.push(missing_clause(more, less));
        }
        clauses
    }

    /// Why the difference of the peaks proves nothing, or why their likeness does not; as clauses.
    fn peak_doubts(&self) -> Vec<String> {
        let (before, after) = (&self.before, &self.after);
        let mut clauses = Vec::new();
        let mut doubt_hidden = |run: &Seen| {
            clauses.push(format!(
                "deaths hide the true peak of the {} run",
                run.ordinal
            ));
        };
        let is_beyond_noise =
            before.peak_bytes.abs_diff(after.peak_bytes) > self.comparison.noise.peak_bytes;
        if is_beyond_noise {
            let (less, more) = self.by_peak();
            if less.hides_peak {
                doubt_hidden(less);
            }
            if less.batch_size < more.batch_size {
                clauses.push(self.batch_size_clause());
            }
            if more.coverage.matched < more.coverage.ran {
                clauses.push(missing_clause(more, less));
            }
            return clauses;
        }
        for run in [before, after] {
            if run.hides_peak {
                doubt_hidden(run);
            }
        }
        if before.batch_size != after.batch_size {
            clauses.push(self.batch_size_clause());
        }
        for (run, other) in [(before, after), (after, before)] {
            if run.coverage.missing_share() > MISSING_SHARE_MAX {
                clauses.push(missing_clause(run, other));
            }
        }
        clauses
    }

    /// The run with the lower peak, then the other.
    fn by_peak(&self) -> (&Seen<'_>, &Seen<'_>) {
        if self.after.peak_bytes < self.before.peak_bytes {
            (&self.after, &self.before)
        } else {
            (&self.before, &self.after)
        }
    }

    fn batch_size_clause(&self) -> String {
        let words = |run: &Seen| match run.batch_size {
            usize::MAX => "all tests in one process".to_owned(),
            size => format!("{} per process", count(size, "test")),
        };
        format!(
            "the batches were cut differently ({} in the first run, {} in the second)",
            words(&self.before),
            words(&self.after)
        )
    }

    fn retained_doubt(&self) -> String {
        let measured = self.comparison.retained_tests;
        let ran = self.before.coverage.ran.max(self.after.coverage.ran);
        if measured > 0 && self.before.batch_size != self.after.batch_size {
            return self.batch_size_clause();
        }
        format!("what tests keep was measured alike in both runs for {measured} of {ran} only")
    }

    fn reasons(&self, kind: VerdictKind) -> Vec<String> {
        let mut reasons: Vec<String> = Vec::new();
        if self.before.artifact == self.after.artifact {
            reasons.push("Both sides are the same run.".to_owned());
        }
        if kind == VerdictKind::Inconclusive {
            // The doubts about single figures follow beside those.
            let is_general = |clause: &&String| {
                !self.blockers.is_empty()
                    || [DISAGREE, BOTH_WAYS, BOTH_DIED].contains(&clause.as_str())
            };
            reasons.extend(
                self.open()
                    .iter()
                    .filter(is_general)
                    .map(|clause| sentence(clause)),
            );
        }
        if self.blockers.is_empty() {
            reasons.extend(self.death_reasons());
            reasons.push(self.peak_reason());
            reasons.push(self.retained_reason());
        }
        if kind == VerdictKind::Improved && self.signals.is_finding_left {
            reasons.push(FINDING_LEFT.to_owned());
        }
        reasons.extend(self.test_reasons());
        reasons.push(self.noise_reason());
        reasons.extend(self.caveats());
        reasons
    }

    fn death_reasons(&self) -> Vec<String> {
        let told = |run: &Seen| {
            let batches = side::observed(run.artifact).count();
            match run.memory_deaths {
                0 => format!("none of {batches} did in the {} run", run.ordinal),
                n => format!("{n} of {batches} did in the {} run", run.ordinal),
            }
        };
        let both = format!(
            "Batches that died of memory: {}, {}.",
            told(&self.before),
            told(&self.after)
        );
        let mut reasons = match self.signals.deaths {
            Deaths::Nowhere => return Vec::new(),
            Deaths::Gone | Deaths::New | Deaths::Fewer | Deaths::More => {
                vec![both, LIKE_FOR_LIKE.to_owned()]
            }
            Deaths::AsMany => vec![
                both,
                "A run that dies of memory is not fine, whatever its other figures are.".to_owned(),
            ],
            Deaths::FewerUnclear | Deaths::MoreUnclear => {
                let doubts = self.death_doubts().join("; ");
                vec![both, format!("That alone proves nothing: {doubts}.")]
            }
        };
        let is_unproved =
            |batch: &Batch| batch.ending.is_memory_death() && batch.proof != Proof::Certain;
        for run in [&self.before, &self.after] {
            let unproved = side::observed(run.artifact)
                .filter(|batch| is_unproved(batch))
                .count();
            if unproved > 0 {
                reasons.push(format!(
                    "Of the memory deaths in the {} run {unproved} {} likely rather than certain.",
                    run.ordinal,
                    if unproved == 1 { "is" } else { "are" }
                ));
            }
        }
        reasons
    }

    fn peak_reason(&self) -> String {
        let peak = self.comparison.peak;
        let (Some(before), Some(after)) = (peak.before, peak.after) else {
            return "A peak is missing.".to_owned();
        };
        let noise = bytes(self.comparison.noise.peak_bytes);
        let at_least = |run: &Seen| if run.hides_peak { "at least " } else { "" };
        let (first, second) = (
            format!("{}{}", at_least(&self.before), bytes(before)),
            format!("{}{}", at_least(&self.after), bytes(after)),
        );
        match self.signals.peak {
            Move::Fell | Move::Rose => {
                let mut reason = format!(
                    "The peak went from {first} to {second}: a {} {}, beyond the noise of ±{noise}",
                    size_word(peak),
                    if after < before { "fall" } else { "rise" }
                );
                let (less, more) = self.by_peak();
                if more.coverage.matched < more.coverage.ran {
                    let missing = missing_clause(more, less);
                    reason += &format!(", and beyond what can be laid to this: {missing}");
                }
                reason + "."
            }
            Move::Within => format!(
                "The peaks, {first} and {second}, differ by {}, which is within the noise of ±{noise}.",
                bytes(before.abs_diff(after))
            ),
            Move::Unknown | Move::NotMeasured => format!(
                "The peaks, {first} and {second}, prove nothing: {}.",
                self.peak_doubts().join("; ")
            ),
        }
    }

    fn retained_reason(&self) -> String {
        let retained = self.comparison.retained;
        let tests = count(self.comparison.retained_tests, "test");
        let noise = bytes(self.comparison.noise.retained_bytes);
        let (before, after) = (
            bytes(retained.before.unwrap_or(0)),
            bytes(retained.after.unwrap_or(0)),
        );
        match self.signals.retained {
            Move::NotMeasured => {
                "What single tests keep was measured in neither run; only peaks and deaths are \
                 judged."
                    .to_owned()
            }
            Move::Unknown => {
                format!(
                    "What the tests keep is not judged: {}.",
                    self.retained_doubt()
                )
            }
            Move::Within => format!(
                "The {tests} measured alike in both runs together kept {before} before and {after} \
                 after, which is within the noise of ±{noise}."
            ),
            Move::Fell | Move::Rose => {
                let direction = if retained.after < retained.before {
                    "fall"
                } else {
                    "rise"
                };
                let mut reason = format!(
                    "The {tests} measured alike in both runs together kept {before} before and \
                     {after} after: a {} {direction}, beyond the noise of ±{noise}.",
                    size_word(retained)
                );
                if self.signals.kept_much && direction == "fall" {
                    let limit = percent(GONE_SHARE);
                    reason += &if self.signals.is_leak_left {
                        format!(" More than {limit} of it is left, so it does not count as gone.")
                    } else {
                        format!(" No more than {limit} of it is left, so it counts as gone.")
                    };
                }
                reason
            }
        }
    }

    fn test_reasons(&self) -> Vec<String> {
        let counts = &self.comparison.counts;
        let mut reasons = Vec::new();
        // In the order of the plan, not of the biggest change, which says nothing here.
        let mut tests: Vec<&TestDelta> = self.comparison.tests.iter().collect();
        let place = |test: &TestDelta| test.after.or(test.before).map(|figures| figures.index);
        arrange(&mut tests, &|a, b| place(a).cmp(&place(b)));
        let named = |is_meant: fn(&TestDelta) -> bool| {
            let ids: Vec<_> = tests.iter().filter(|test| is_meant(test)).collect();
            names(
                &ids.iter()
                    .map(|test| shown_with_outcome(test))
                    .collect::<Vec<_>>(),
            )
        };
        if counts.newly_failing > 0 {
            reasons.push(format!(
                "{}: {}. The verdict is about memory alone.",
                if counts.newly_failing == 1 {
                    "1 test newly fails".to_owned()
                } else {
                    format!("{} tests newly fail", counts.newly_failing)
                },
                named(TestDelta::is_newly_failing)
            ));
        }
        if counts.newly_passing > 0 {
            reasons.push(format!(
                "{}: {}.",
                if counts.newly_passing == 1 {
                    "1 test no longer fails".to_owned()
                } else {
                    format!("{} tests no longer fail", counts.newly_passing)
                },
                named(TestDelta::is_newly_passing)
            ));
        }
        for (number, ordinal) in [(counts.only_before, "first"), (counts.only_after, "second")] {
            if number > 0 {
                let is = if number == 1 { "is" } else { "are" };
                reasons.push(format!(
                    "{} {is} in the {ordinal} run only.",
                    count(number, "test")
                ));
            }
        }
        reasons
    }

    fn noise_reason(&self) -> String {
        if self.is_measured {
            return format!(
                "Judged by a noise of ±{} for the peak and ±{} for what the tests keep: how far repeated \
                 runs lie apart, but at least {} of the larger figure and {} for a run.",
                bytes(self.comparison.noise.peak_bytes),
                bytes(self.comparison.noise.retained_bytes),
                percent(RELATIVE),
                bytes(noise::ABSOLUTE_BYTES)
            );
        }
        format!(
            "Each side is one run, so its noise was not measured; assumed are {} of the larger \
             figure, but at least {} for a run and {} for what one test keeps.",
            percent(RELATIVE),
            bytes(noise::ABSOLUTE_BYTES),
            bytes(noise::TEST_RETAINED_BYTES)
        )
    }

    /// What else differs between the runs and may matter.
    fn caveats(&self) -> Vec<String> {
        let (before, after) = (self.before.artifact, self.after.artifact);
        let mut caveats = Vec::new();
        if before.run.command != after.run.command {
            caveats.push("The commands of the two runs differ.".to_owned());
        }
        let mut differences = Vec::new();
        let (first, second) = (&before.host, &after.host);
        if first.arch != second.arch {
            differences.push("processor architecture");
        }
        if first.cpus != second.cpus {
            differences.push("number of processors");
        }
        let memory = Change {
            before: first.memory_bytes,
            after: second.memory_bytes,
        };
        if memory.ratio().is_some_and(|ratio| ratio.abs() > RELATIVE) {
            differences.push("memory");
        }
        if first.python != second.python {
            differences.push("Python version");
        }
        if !differences.is_empty() {
            caveats.push(format!(
                "The runs are of different machines or set-ups, which can shift every figure: {}.",
                differences.join(", ")
            ));
        }
        let source = |artifact: &Artifact| {
            let peak = side::peak_bytes(artifact);
            side::observed(artifact)
                .find(|b| b.peak_bytes == peak)
                .and_then(|b| b.peak_source)
        };
        match (source(before), source(after)) {
            (Some(PeakSource::TreeSamples), Some(PeakSource::TreeSamples)) => caveats.push(
                "Both peaks are the highest samples of a process tree; shorter peaks between two \
                 samples can lie above them."
                    .to_owned(),
            ),
            (Some(first), Some(second)) if first != second => caveats.push(
                "One peak is the kernel's high-water mark of one process, the other the highest \
                 sample of a process tree, which adds processes up and can miss a short peak."
                    .to_owned(),
            ),
            _ => {}
        }
        caveats
    }
}

/// That `run` did work which `other` did not, as a clause.
fn missing_clause(run: &Seen, other: &Seen) -> String {
    let missing = run.coverage.ran - run.coverage.matched;
    format!(
        "{missing} of the {} of the {} run did not run, or not as far, in the {}",
        count(run.coverage.ran, "test"),
        run.ordinal,
        other.ordinal
    )
}

/// A word for the size of a change, which is another matter than its certainty.
fn size_word(change: Change) -> &'static str {
    let larger = change.larger().unwrap_or(0).max(1);
    let share = change.difference().map_or(0, i64::unsigned_abs) as f64 / larger as f64;
    if share < SMALL_SHARE {
        "small"
    } else if share < LARGE_SHARE {
        "moderate"
    } else {
        "large"
    }
}

fn shown_with_outcome(test: &TestDelta) -> String {
    let id = id_in_sentence(&test.id);
    match test.both() {
        Some((before, after)) if before.outcome != after.outcome => {
            format!("{id} ({} → {})", before.outcome, after.outcome)
        }
        _ => id,
    }
}

/// The first names of a list, and how many more there are.
fn names(ids: &[String]) -> String {
    const SHOWN: usize = 3;
    let first = ids
        .iter()
        .take(SHOWN)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if ids.len() > SHOWN {
        format!("{first} and {} more", ids.len() - SHOWN)
    } else {
        first
    }
}

/// Why a difference in deaths may be laid to the suite.
const LIKE_FOR_LIKE: &str = "Room, batches and tests were comparable, so the suite itself made that \
                             difference.";

/// A constant share as text.
fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// A clause as a sentence.
fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first = letters
        .next()
        .map(|c| c.to_uppercase().to_string())
        .unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
