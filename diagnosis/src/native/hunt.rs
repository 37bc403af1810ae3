//! The hunt in programs of native code: the tests of a batch run several times over in one process that the profiler
//! watches. What every round leaves is known by stack; whose it is, the stacks say, or else each test alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use oomscope_shared::artifact::{Artifact, Batch};
use oomscope_shared::ending::Outcome;
use oomscope_shared::message::Key;
use oomscope_shared::timeline::Sample;
use oomscope_shared::units::MIB;
use oomscope_shared::worth;

use super::frames::Frame;
use super::recording::{Moment, Recording, Stack};
use super::taken::{Names, Taken, taken};
use crate::GROWTH_FLOOR;
use crate::slope::{Shape, Slope, shape};

mod found;

pub use self::found::{Source, at_the_peak, by_taker, verdicts, what_stays};

/// A process of so much is a reason to look, where it was too quick for its course to be seen: what a test binary is by
/// itself (3.4 MiB, measured), and what is worth a hunt. Looking takes little time where the process did.
const PEAK_WORTH: u64 = 4 * MIB + worth::WORTH_BYTES;
/// With fewer samples a course is not seen.
const SAMPLES: usize = 20;
/// How often tests are repeated, most where there is time.
const ROUNDS: [u32; 3] = [6, 4, 3];
/// What stacks have to explain of a growth for them to say whose it is.
const TOLD_SHARE: f64 = 0.6;

/// Why the profiler saw nothing of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blind {
    /// A sanitizer is in it, which watches over every address itself.
    Sanitizer,
    /// No loader starts it.
    Static,
    /// It runs with rights that are not those of whoever starts it, and the loader takes no library.
    Privileged,
    /// It has no symbols, by which it could be run again.
    Stripped,
    /// There is no profiler: no compiler was there when oomscope was built.
    Absent,
    /// The library never came to life, and nothing of the program says why.
    Unseen,
}

impl Blind {
    /// How it is told.
    pub fn undone(self) -> Key {
        match self {
            Self::Sanitizer => Key::UndoneNativeSanitizer,
            Self::Static => Key::UndoneNativeStatic,
            Self::Privileged => Key::UndoneNativePrivileged,
            Self::Stripped => Key::UndoneNativeStripped,
            Self::Absent => Key::UndoneNativeAbsent,
            Self::Unseen => Key::UndoneNativeUnseen,
        }
    }
}

/// What a process left of its rounds.
#[derive(Debug, Default)]
pub struct Watched {
    /// What the profiler wrote.
    pub recording: Recording,
    /// The names of what matters of it.
    pub names: Names,
    /// The folder in which the tests are called: lines are told from there.
    pub folder: PathBuf,
    /// The folder of the project, the same or one above it.
    pub project: PathBuf,
    /// Why nothing could be seen, where that is known.
    pub blind: Option<Blind>,
}

impl Watched {
    /// The moments between rounds.
    fn moments(&self) -> Vec<&Moment> {
        self.recording.marks.iter().collect()
    }

    fn taken(&self, moments: &[&Moment], whose: &dyn Fn(&[Frame]) -> Option<u32>) -> Vec<Taken> {
        let is_own = |frame: &Frame| frame.is_of_folder(&self.project);
        let whose = |_: &Stack, frames: &[Frame]| whose(frames);
        taken(&self.recording, moments, &self.names, &is_own, &whose)
    }
}

/// Tests that share a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The batch that they ran in.
    pub batch: u32,
    /// Those that can be repeated: a failed one ends the process, or would.
    pub tests: Vec<u32>,
    /// What speaks against them, the more the worse.
    weight: u64,
}

/// The batches whose tests may keep memory, the worst first. With `is_asked`, all of them.
pub fn groups(artifact: &Artifact, is_asked: bool) -> Vec<Group> {
    let deaths: BTreeSet<u32> = worth::memory_deaths(artifact)
        .into_iter()
        .map(|(batch, _)| batch)
        .collect();
    let mut groups: BTreeMap<u32, Group> = BTreeMap::new();
    for batch in artifact.batches.iter().filter(|one| one.pass.is_of_suite()) {
        let weight = match deaths.contains(&batch.index) {
            true => u64::MAX,
            false => climbed(batch),
        };
        if is_asked || weight >= worth::WORTH_BYTES {
            let group = Group {
                batch: batch.index,
                tests: Vec::new(),
                weight,
            };
            groups.insert(batch.index, group);
        }
    }
    for row in artifact.tests.rows() {
        let group = row.batch.and_then(|batch| groups.get_mut(&batch));
        if let (Some(group), Outcome::Passed | Outcome::Died) = (group, row.outcome) {
            group.tests.push(row.index);
        }
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    groups.retain(|group| !group.tests.is_empty());
    groups.sort_by_key(|group| (std::cmp::Reverse(group.weight), group.batch));
    groups
}

/// By how much a process had more at its end than at its beginning, as far as that was seen.
fn climbed(batch: &Batch) -> u64 {
    let samples: Vec<Sample> = batch.timeline.samples().collect();
    if samples.len() < SAMPLES {
        let peak = batch.peak_bytes.unwrap_or(0);
        return if peak >= PEAK_WORTH { peak } else { 0 };
    }
    let part = samples.len() / 5;
    let lowest = |samples: &[Sample]| samples.iter().map(|one| one.rss_kib).min().unwrap_or(0);
    // What is free again at the end was no leak; a spike at the end is not yet one.
    let (start, end) = (
        lowest(&samples[..part]),
        lowest(&samples[samples.len() - part..]),
    );
    end.saturating_sub(start) * 1024
}

/// How often the tests are run.
pub fn rounds(artifact: &Artifact, tests: &[u32], repeat: Option<u32>, seconds: f64) -> u32 {
    let lasts = |test: &u32| artifact.tests.row(*test as usize)?.duration_us;
    let round = tests.iter().filter_map(lasts).sum::<u64>() as f64 / 1e6;
    let fit = ROUNDS
        .iter()
        .find(|rounds| round * f64::from(**rounds) <= seconds);
    match repeat {
        Some(rounds) => rounds.max(3),
        None => fit.copied().unwrap_or(ROUNDS[2]),
    }
}

/// What rounds of some tests left.
#[derive(Debug)]
pub struct Seen {
    /// The tests.
    pub group: Group,
    /// How often they ran.
    pub rounds: u32,
    /// What grew, by test where the stacks say so.
    parts: BTreeMap<Option<u32>, Vec<Taken>>,
    /// Of tests that were repeated alone.
    alone: BTreeMap<u32, Vec<Taken>>,
}

impl Seen {
    /// Reads what a process left; `None` where it did not come so far.
    pub fn of(artifact: &Artifact, group: Group, watched: &Watched) -> Option<Self> {
        let mut parts: BTreeMap<Option<u32>, Vec<Taken>> = BTreeMap::new();
        for one in grown(watched, &whose(artifact, &group.tests))? {
            parts.entry(one.whose).or_default().push(one);
        }
        Some(Self {
            group,
            rounds: watched.recording.marks.len() as u32,
            parts,
            alone: BTreeMap::new(),
        })
    }

    /// The tests that have to be repeated alone to tell what they leave: nobody's stack names them.
    pub fn untold(&self) -> Vec<u32> {
        let sum = |parts: &Vec<Taken>| parts.iter().map(|one| each(one).mean).sum::<f64>();
        let told: f64 = (self.parts.iter())
            .filter(|(test, _)| test.is_some())
            .map(|(_, parts)| sum(parts))
            .sum();
        let untold = self.parts.get(&None).map_or(0.0, sum);
        match untold < GROWTH_FLOOR as f64 || told >= (told + untold) * TOLD_SHARE {
            true => Vec::new(),
            false => self.group.tests.clone(),
        }
    }

    /// Adds what a test left alone.
    pub fn add_alone(&mut self, test: u32, watched: &Watched) {
        self.alone
            .insert(test, grown(watched, &|_| None).unwrap_or_default());
    }
}

/// Which of some tests a stack names.
fn whose<'a>(artifact: &'a Artifact, tests: &'a [u32]) -> impl Fn(&[Frame]) -> Option<u32> + 'a {
    |frames: &[Frame]| {
        let mut tests = tests.iter().copied();
        tests.find(|test| names_test(artifact.test_id(*test), frames))
    }
}

/// What grows with every round; `None` where there were too few.
fn grown(watched: &Watched, whose: &dyn Fn(&[Frame]) -> Option<u32>) -> Option<Vec<Taken>> {
    let moments = watched.moments();
    if moments.len() < 3 {
        return None;
    }
    let mut taken = watched.taken(&moments, whose);
    // A part of a test's growth can be small, but each repetition has to add to it.
    taken.retain(|one| {
        let steps = one.steps();
        shape(0.0, &steps, GROWTH_FLOOR as f64 / 4.0) == Shape::Grows
    });
    Some(taken)
}

/// What each round adds.
fn each(taken: &Taken) -> Slope {
    Slope::of(&taken.steps()).unwrap_or(Slope {
        mean: 0.0,
        interval: None,
        median: 0.0,
        later_over_earlier: 1.0,
        steps: 0,
    })
}

/// Whether the function of a test is on a stack: of `shop tests::adds` the function `shop::tests::adds`, or a closure of
/// it; of `Cart.Adds` the method `Cart_Adds_Test::TestBody()`.
fn names_test(id: &str, frames: &[Frame]) -> bool {
    let name = id.rsplit_once(' ').map_or(id, |(_, name)| name);
    let body = name.replace(['.', '/'], "_") + "_Test::TestBody";
    frames.iter().any(|frame| {
        let function = frame.function.as_str();
        let inner = function.split_once("::").map_or("", |(_, inner)| inner);
        let rest = inner.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
            || function.contains(&body)
    })
}

#[cfg(test)]
mod tests;
