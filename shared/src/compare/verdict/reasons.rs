//! The reasons of a verdict as messages.

use super::words::{Way, doubts};
use super::{
    DeathsOf, Difference, GONE_SHARE, Kept, Leak, Peaks, Reached, Reason, Repeated, Turned, Which,
};
use crate::compare::noise::{ABSOLUTE_BYTES, RELATIVE, TEST_RETAINED_BYTES};
use crate::message::{Key, Message, messages as say};
use crate::table::id_in_sentence;

impl Reason {
    /// As a sentence or two.
    pub fn message(&self) -> Message {
        match *self {
            Self::Repeats { before, after } => say::ReasonRepeats {
                before: repeated(Which::First, before),
                after: repeated(Which::Second, after),
            }
            .into(),
            Self::LeftOut(runs) => say::ReasonLeftOut { runs }.into(),
            Self::Pairings { agreeing, pairings } => {
                say::ReasonPairings { agreeing, pairings }.into()
            }
            Self::SameRun => Key::ReasonSameRun.into(),
            Self::Open(doubt) => {
                let doubt = doubt.message();
                say::ReasonOpen { doubt }.into()
            }
            Self::Deaths { first, second } => deaths(first, second),
            Self::LikeForLike => Key::ReasonLikeForLike.into(),
            Self::DiesAnyway => Key::ReasonDiesAnyway.into(),
            Self::DeathsProveNothing(ref why) => {
                let doubts = doubts(why);
                say::ReasonDeathsProveNothing { doubts }.into()
            }
            Self::LikelyDeaths { run, deaths } => say::ReasonLikelyDeaths { run, deaths }.into(),
            Self::Peak {
                before,
                after,
                noise_bytes,
                ref says,
            } => says.message(before, after, noise_bytes),
            Self::KeptNotMeasured => Key::ReasonKeptNotMeasured.into(),
            Self::KeptNotJudged(doubt) => {
                let doubt = doubt.message();
                say::ReasonKeptNotJudged { doubt }.into()
            }
            Self::Kept {
                tests,
                before_bytes,
                after_bytes,
                noise_bytes,
                says,
            } => says.message(tests, before_bytes, after_bytes, noise_bytes),
            Self::FindingLeft => Key::ReasonFindingLeft.into(),
            Self::NewlyFailing { tests, ref named } => {
                let names = names(tests, named);
                say::ReasonNewlyFailing { tests, names }.into()
            }
            Self::NewlyPassing { tests, ref named } => {
                let names = names(tests, named);
                say::ReasonNewlyPassing { tests, names }.into()
            }
            Self::OnlyIn { run, tests } => say::ReasonOnlyIn { tests, run }.into(),
            Self::NoiseMeasured {
                peak_bytes,
                kept_bytes,
            } => say::ReasonNoiseMeasured {
                peak_bytes,
                kept_bytes,
                floor_percent: RELATIVE * 100.0,
                floor_bytes: ABSOLUTE_BYTES,
            }
            .into(),
            Self::NoiseAssumed => say::ReasonNoiseAssumed {
                floor_percent: RELATIVE * 100.0,
                run_floor_bytes: ABSOLUTE_BYTES,
                test_floor_bytes: TEST_RETAINED_BYTES,
            }
            .into(),
            Self::Commands => Key::ReasonCommands.into(),
            Self::Machines(ref differences) => {
                let differences: Vec<Key> = differences.iter().map(|one| one.key()).collect();
                say::ReasonMachines { differences }.into()
            }
            Self::BothSampled => Key::ReasonBothSampled.into(),
            Self::MeasuredDifferently => Key::ReasonMeasuredDifferently.into(),
        }
    }
}

fn repeated(run: Which, of: Repeated) -> Message {
    let runs = of.runs;
    match of.peaks_bytes {
        Some((low_bytes, high_bytes)) => say::RepeatedRunsPeaks {
            runs,
            run,
            low_bytes,
            high_bytes,
        }
        .into(),
        None => say::RepeatedRuns { runs, run }.into(),
    }
}

fn deaths(first: DeathsOf, second: DeathsOf) -> Message {
    say::ReasonDeaths {
        first: first.deaths,
        first_batches: first.batches,
        second: second.deaths,
        second_batches: second.batches,
    }
    .into()
}

impl Peaks {
    fn message(&self, first: Reached, second: Reached, noise_bytes: u64) -> Message {
        let (before, after) = (first.in_words(), second.in_words());
        let way = Way::of(first.bytes, second.bytes);
        match self {
            Self::Moved {
                size,
                missing: None,
            } => say::ReasonPeakMoved {
                before,
                after,
                size: *size,
                way,
                noise_bytes,
            }
            .into(),
            Self::Moved {
                size,
                missing: Some(missing),
            } => say::ReasonPeakMovedBeyond {
                before,
                after,
                size: *size,
                way,
                noise_bytes,
                doubt: missing.message(),
            }
            .into(),
            Self::Within => say::ReasonPeakWithin {
                before,
                after,
                difference_bytes: first.bytes.abs_diff(second.bytes),
                noise_bytes,
            }
            .into(),
            Self::Nothing(why) => say::ReasonPeakUnclear {
                before,
                after,
                doubts: doubts(why),
            }
            .into(),
        }
    }
}

impl Kept {
    fn message(
        self,
        tests: usize,
        before_bytes: u64,
        after_bytes: u64,
        noise_bytes: u64,
    ) -> Message {
        let (size, leak) = match self {
            Self::Moved { size, leak } => (size, leak),
            Self::Within => {
                return say::ReasonKeptWithin {
                    tests,
                    before_bytes,
                    after_bytes,
                    noise_bytes,
                }
                .into();
            }
        };
        let moved = say::ReasonKeptMoved {
            tests,
            before_bytes,
            after_bytes,
            size,
            way: Way::of(before_bytes, after_bytes),
            noise_bytes,
        };
        let limit_percent = GONE_SHARE * 100.0;
        match leak {
            None => moved.into(),
            Some(Leak::Gone) => say::ReasonKeptGone {
                moved,
                limit_percent,
            }
            .into(),
            Some(Leak::Left) => say::ReasonKeptLeft {
                moved,
                limit_percent,
            }
            .into(),
        }
    }
}

/// The tests that are named, and how many more there are.
fn names(tests: usize, named: &[Turned]) -> Vec<Message> {
    let turned = named.iter().map(|test| {
        let said = say::TestTurned {
            test: id_in_sentence(&test.id),
            before: test.before.key(),
            after: test.after.key(),
        };
        said.into()
    });
    let mut names: Vec<Message> = turned.collect();
    let more = tests.saturating_sub(named.len());
    if more > 0 {
        names.push(say::NamesMore { more }.into());
    }
    names
}

impl Difference {
    fn key(self) -> Key {
        match self {
            Self::Architecture => Key::MachineArchitecture,
            Self::Processors => Key::MachineProcessors,
            Self::Memory => Key::MachineMemory,
            Self::Python => Key::MachinePython,
        }
    }
}
